"""The event log in a form of its own: typed columns that say whatever a row says."""

from __future__ import annotations

from typing import NamedTuple

from sim.outcomes import LogRow


class Neutral(NamedTuple):
    """A row of the log; what it does not tell is empty.

    Parameters
    ----------
    crew : str
        The names of all who fly, in the order of the crew list.
    people : int
        Aboard after it.
    """

    second: int
    rank: int
    happening: str
    entity: str
    cause: str
    pad: str
    family: str
    port: str
    other: str
    stock: str
    seconds: int | str
    crew: str
    people: int


COLUMNS = Neutral._fields


def neutral(row: LogRow) -> Neutral:
    """The row in the neutral form."""
    return Neutral(
        row.second,
        row.rank,
        row.happening.name,
        row.entity,
        "" if row.cause is None else row.cause.name,
        row.pad,
        row.family,
        row.port,
        row.other,
        row.stock,
        "" if row.seconds is None else row.seconds,
        ", ".join(row.crew),
        row.people,
    )
