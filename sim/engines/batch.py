"""What an engine hands back: the rows of a range of replications."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sim.outcomes import Episode


@dataclass(frozen=True)
class Batch:
    """The replications ``first .. first + n``.

    Parameters
    ----------
    outcomes : int64 array, shape (n, columns)
        In the order of ``program.columns``: seconds, counts, flags, `NULL`.
    episodes : list of (replication, Episode)
    headcount : int32 array, shape (days, 1 + segments, most people + 1)
        In how many of the replications k people of [total, rs, usos] are aboard at
        ``as_of + j`` days, after what happens at that second.
    unmet_pins : dict
        What a pin asked and in how many replications the rules did not allow it on time.
    fired : dict
        How often each rule of the event log fired.
    """

    first: int
    outcomes: npt.NDArray[np.int64]
    episodes: list[tuple[int, Episode]]
    headcount: npt.NDArray[np.int32]
    unmet_pins: dict[str, int]
    fired: dict[str, int]
