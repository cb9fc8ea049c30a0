"""One number a replication: what every estimate, difference and curve is made from."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import Enum

import numpy as np

from sim.analysis.columns import Flags, Floats, Table, column_numbers
from sim.core.clock import iso
from sim.core.intervals import Ranked, ranked

FLAG = "0/1"
COUNT = "count"
DAYS = "d"
PERSON_DAYS = "person-d"
DATE = "date"


class Nulls(Enum):
    """What a replication without a value means to a quantile."""

    LEFT_OUT = "no answer: left out"
    LOWEST = "worse than any value"
    LATER = "not before the end of the horizon"


@dataclass(frozen=True)
class Series:
    """The values of one outcome, a replication each.

    Parameters
    ----------
    unit : str
        As the tables print it.
    values : ndarray of float64, shape (n,)
        Dates in seconds since 1970; 0 where there is no value.
    known : ndarray of bool, shape (n,)
        Whether there is one.
    nulls : Nulls
        How replications without a value are ranked.
    label : str
        What the screen calls it; empty for the columns of the table.
    """

    unit: str
    values: Floats
    known: Flags
    nulls: Nulls = Nulls.LEFT_OUT
    label: str = ""

    def __len__(self) -> int:
        return len(self.values)

    @property
    def sample(self) -> Floats:
        """The values that are known; the values themselves, no copy, where all are."""
        return self.values if self.known.all() else self.values[self.known]

    @property
    def endless(self) -> Floats:
        """The values, at infinity where none is known: durations that never end."""
        return self.values.copy() if self.known.all() else np.where(self.known, self.values, np.inf)

    @property
    def ranked(self) -> Ranked:
        """The values in order, as quantiles are taken of them; what never came is at infinity."""
        sample = self.values.copy() if self.known.all() else self.values[self.known]
        lacking = len(self) - len(sample)
        return ranked(
            sample,
            lower=lacking if self.nulls is Nulls.LOWEST else 0,
            higher=lacking if self.nulls is Nulls.LATER else 0,
            in_place=True,
        )

    def equals(self, other: Series) -> bool:
        """Return whether both have the same values, replication by replication."""
        return np.array_equal(self.known, other.known) and np.array_equal(self.values, other.values)


def column_series(outcomes: Table, name: str) -> Series:
    """Return a column of the `outcomes` table as a series.

    A date that did not come lies beyond the horizon, and a margin to a limit that no successor met
    is worse than any number of days. A repair that never ends is longer than any; any other null
    is no answer.
    """
    field = outcomes.schema.field(name)
    unit = (field.metadata or {}).get(b"unit", b"").decode()
    nulls = Nulls.LEFT_OUT
    if unit == DATE or name.startswith("repair_days["):
        nulls = Nulls.LATER
    elif name.endswith(".margin_to_limit_days"):
        nulls = Nulls.LOWEST
    return Series(unit, *column_numbers(outcomes.column(name)), nulls)


def flag_series(happened: Flags, label: str = "") -> Series:
    """Return whether something happened as a series without gaps."""
    known = np.broadcast_to(np.True_, len(happened))
    return Series(FLAG, happened.astype(np.float64), known, label=label)


def outcome_names(outcomes: Table) -> list[str]:
    """Return the names of the outcomes, in the order of the table."""
    return [name for name in outcomes.column_names if name != "replication"]


def date_text(seconds: float) -> str:
    """Return seconds since 1970 as an ISO instant."""
    return iso(dt.datetime.fromtimestamp(int(seconds), dt.UTC))
