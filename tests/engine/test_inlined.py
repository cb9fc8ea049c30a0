"""What the compiler inlines by name is there."""

from __future__ import annotations

from sim.engine.compile import INLINED, functions, module_of


def test_every_function_that_is_inlined_by_name_is_compiled() -> None:
    compiled = {(module_of(each), each.__name__) for each in functions()}
    named = {(module, name) for module, names in INLINED.items() for name in names}
    assert named <= compiled
