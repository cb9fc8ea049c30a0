"""Crew rotations of the International Space Station, simulated many times over.

>>> import sim
>>> run = sim.replicate("site-31-outage", replications=20, workers=1)
>>> run.outcomes["decrewed"].to_pylist().count(1) <= 20
True

`load` reads a scenario; `simulate` plays one replication, `replicate` many, `compare` many under
each estimate; `replay` tells what happened in one; `audit` checks that a scenario's runs
hold together. The verbs are imported when they are first used.
"""

from importlib import import_module
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sim.present.verbs import audit, compare, load, replay, replicate, simulate

__all__ = ["__version__", "audit", "compare", "load", "replay", "replicate", "simulate"]

__version__ = version("iss-crew-continuity")


def __getattr__(name: str) -> Any:
    """Import a verb when it is first asked for."""
    if name not in __all__:
        raise AttributeError(f"module 'sim' has no attribute {name!r}")
    return getattr(import_module("sim.present.verbs"), name)


def __dir__() -> list[str]:
    """Return the public names."""
    return sorted(__all__)
