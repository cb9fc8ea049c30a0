"""How property tests run: the same examples each time, and no deadline on a busy machine.

``pytest --hypothesis-profile=search`` looks for new examples instead.
"""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("steady", derandomize=True, deadline=None)
settings.register_profile("search", derandomize=False, deadline=None)
settings.load_profile("steady")
