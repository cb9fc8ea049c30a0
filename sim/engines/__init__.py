"""In what order: engines that play a program. Each returns the same batches for the same luck."""

from sim.engines.fast import Fast
from sim.engines.reference import Reference

__all__ = ["DEFAULT", "ENGINES", "Fast", "Reference"]

ENGINES = {"fast": Fast, "reference": Reference}
"""Engines by the name that ``--engine`` takes."""

DEFAULT = "fast"
"""The engine that plays unless another is asked for."""
