"""What drives the answer: which of the unknowns, and which luck, a risk hangs on."""

from sim.studies.drivers.study import Drivers

__all__ = ["Drivers"]
