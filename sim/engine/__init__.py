"""What plays a program: two engines of one source, whose rows are the same for the same luck.

`fast` is the source as machine code; `simpy` is the source as plain Python, SimPy for its clock.
"""

from importlib import import_module
from typing import Any

DEFAULT = "fast"
"""The engine that plays unless another is asked for."""

ENGINES = {"fast": "Fast", "simpy": "Simpy"}
"""The class of each engine, by the name that ``--engine`` takes and its module has."""


def engine_class(name: str) -> Any:
    """Return the class of an engine; importing the compiler takes half a second."""
    return getattr(import_module(f"sim.engine.{name}"), ENGINES[name])
