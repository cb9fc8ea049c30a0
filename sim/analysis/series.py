"""One number a replication: what every estimate, difference and curve is made from."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from sim.core.clock import iso

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

FLAG = "0/1"
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
        """The values that are known."""
        return self.values[self.known]

    @property
    def ranked(self) -> Floats:
        """The values that quantiles are taken of; what never came is at infinity."""
        if self.nulls is Nulls.LEFT_OUT:
            return self.sample
        far = -np.inf if self.nulls is Nulls.LOWEST else np.inf
        return np.where(self.known, self.values, far)


def column_series(outcomes: pa.Table, name: str) -> Series:
    """Return a column of the `outcomes` table as a series.

    A date that did not come lies beyond the horizon, and a margin to a limit that no successor met
    is worse than any number of days; any other null is no answer.
    """
    field = outcomes.schema.field(name)
    unit = (field.metadata or {}).get(b"unit", b"").decode()
    column = outcomes.column(name)
    nulls = Nulls.LEFT_OUT
    if unit == DATE:
        column = column.cast(pa.timestamp("s", tz="UTC")).cast(pa.int64())
        nulls = Nulls.LATER
    elif name.endswith(".margin_to_limit_days"):
        nulls = Nulls.LOWEST
    known = column.is_valid().to_numpy()
    values = pc.fill_null(column.cast(pa.float64()), 0.0).to_numpy()
    return Series(unit, values, known, nulls)


def flag_series(happened: Flags, label: str = "") -> Series:
    """Return whether something happened as a series without gaps."""
    return Series(FLAG, happened.astype(np.float64), np.ones(len(happened), bool), label=label)


def all_series(outcomes: pa.Table) -> Iterator[tuple[str, Series]]:
    """Yield every outcome of the table, in its order."""
    for name in outcomes.column_names:
        if name != "replication":
            yield name, column_series(outcomes, name)


def date_text(seconds: float) -> str:
    """Return seconds since 1970 as an ISO instant."""
    return iso(dt.datetime.fromtimestamp(int(seconds), dt.UTC))


def table_instant(table: pa.Table, name: str) -> dt.datetime:
    """Return ``as_of`` or ``until`` from the metadata of a table."""
    return dt.datetime.fromisoformat(table.schema.metadata[name.encode()].decode())
