"""The reference engine: SimPy processes that read like a description of operations."""

from sim.engines.reference.engine import Reference

__all__ = ["Reference"]
