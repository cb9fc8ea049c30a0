"""In what order: engines that play a program. Each returns the same batches for the same luck."""

from sim.engines.reference import Reference

__all__ = ["ENGINES", "Reference"]

ENGINES = {"reference": Reference}
"""Engines by the name that ``--engine`` takes."""
