"""Memory that a play has freed goes back to the system before the statistics need theirs."""

from __future__ import annotations

import ctypes
import sys
from contextlib import suppress

import pyarrow as pa


def give_back() -> None:
    """Let the allocators return what they hold and nobody uses.

    The C library of Linux keeps the places of the arrays that threads have freed: 250 MB after four
    million replications, measured. Other systems' own return theirs.
    """
    pa.default_memory_pool().release_unused()
    if sys.platform == "linux":
        with suppress(OSError, AttributeError):  # another C library than GNU's has no such call
            ctypes.CDLL("libc.so.6").malloc_trim(0)
