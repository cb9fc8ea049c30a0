"""Where a ship is."""

from enum import IntEnum


class Where(IntEnum):
    """From its place in the manifest to the ground again; up to `DOCKED` it may still be aboard."""

    GROUND = 0
    FLYING = 1
    DOCKED = 2
    GONE = 3
    LOST = 4
    FAILED = 5
    MERGED = 6
