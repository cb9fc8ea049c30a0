"""What began an outcome that is an episode, or is counted from episodes: the first one's reason."""

from __future__ import annotations

import re
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from sim.analysis.columns import (
    Flags,
    Table,
    numbers_of,
    placed_chunks,
    rows_of_word,
    rows_where,
    table_instant,
)
from sim.analysis.outcome import Outcome
from sim.core.clock import DAY
from sim.outcomes import Cause, Kind

NO_EPISODE = "none"
"""What began an outcome in a future that has no such episode."""

_KINDS = (
    (Kind.HANDOVER_GAP, r"(?:handover_gap_days|indirect_handovers|first_gap_on|gap)\[(.+)\]"),
    (Kind.HANDOVER_GAP, r"next\[(.+),\d\]\.direct"),
    (Kind.SEGMENT_GAP, r"(?:segment_gap_days|first_segment_gap_on)\[(.+)\]"),
    (Kind.SEGMENT_GAP, r"segment_gap(?:_days)?"),
    (
        Kind.QUALIFICATION_GAP,
        r"(?:qualification_gap_days|first_qualification_gap_on|short)\[(.+)\]",
    ),
    (Kind.BELOW_MINIMUM, r"below_minimum_days"),
    (
        Kind.STRANDING,
        r"stranded|stranded_person_days|longest_stranding_days|stranding_days"
        r"|no_lifeboat(?:_person_days)?",
    ),
    (Kind.DECREWED, r"decrewed(?:_days|_on)?"),
)
"""Which episodes an outcome is about, by its name; a group is the place."""


class About(NamedTuple):
    """The episodes that an outcome is about; `place` None for any."""

    kind: Kind
    place: str | None


def about(outcome: Outcome) -> About | None:
    """Return the episodes that an outcome is about, None for one that has none."""
    for kind, pattern in _KINDS:
        match = re.fullmatch(pattern, outcome.name)
        if match:
            return About(kind, match[1] if match.re.groups else None)
    return None


def begun_by(outcome: Outcome, outcomes: Table, episodes: Table, did: Flags) -> list[str] | None:
    """Return why the outcome began in each future in which it is so.

    That is the reason of its first episode in time; one with unplanned days goes before one that
    is all in the plan. Of a long gap of the headline only those count that make it one.

    Parameters
    ----------
    outcomes, episodes : Table
        Of the same replications, from 0 on.
    did : ndarray of bool, shape (n,)
        In which it is so.

    Returns
    -------
    list of str or None
        Of each future in which it is so, by number: a name of `sim.outcomes.Cause` in lower case,
        as the table has it, or `NO_EPISODE`. None where the outcome is about no kind of episode.
    """
    meant = about(outcome)
    if meant is None:
        return None
    rows = rows_of_word(episodes.column("kind"), meant.kind.name.lower())
    if meant.place is not None:
        rows &= rows_of_word(episodes.column("place"), meant.place)
    if outcome.name.startswith("gap["):
        asked = outcome.headline
        by = table_instant(outcomes, "as_of").timestamp() + asked.by
        rows &= rows_where(episodes.column("unplanned_days"), lambda days: days > asked.gap / DAY)
        rows &= rows_where(episodes.column("start"), lambda seconds: seconds < by)
    in_plan = rows_where(episodes.column("unplanned_days"), lambda days: days <= 0)
    whose, starts = _numbers(episodes, "replication"), _numbers(episodes, "start")
    places = np.flatnonzero(rows)
    order = places[np.lexsort((starts[places], in_plan[places], whose[places]))]
    first = np.full(len(did), -1)
    futures, begins = np.unique(whose[order], return_index=True)
    first[futures] = order[begins]
    reasons = episodes["begun_by"].to_pylist()
    return [NO_EPISODE if row < 0 else str(reasons[row]) for row in first[did].tolist()]


def words_of(begun: str) -> str:
    """Return in words why something began, as `begun_by` names it.

    Examples
    --------
    >>> words_of("pad"), words_of("none")
    ('pad not ready', 'no such episode')
    """
    return "no such episode" if begun == NO_EPISODE else Cause[begun.upper()].words


def _numbers(table: Table, name: str) -> npt.NDArray[np.int64]:
    found = np.empty(table.num_rows, np.int64)
    for here, chunk in placed_chunks(table.column(name)):
        found[here] = numbers_of(chunk)
    return found
