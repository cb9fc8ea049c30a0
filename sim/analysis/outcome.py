"""A bad outcome that somebody asks about, such as ``stranded > 0``: in which futures it is so."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from sim.analysis.columns import Flags, Table
from sim.analysis.headline import headline_keys, headline_series
from sim.analysis.series import COUNT, DATE, DAYS, FLAG, PERSON_DAYS, Series, column_series
from sim.core.clock import DAY, parse_duration, parse_instant
from sim.core.errors import UsageError, nearest
from sim.scenario.scenario import Headline

_COMPARISON = re.compile(r"(?P<name>.+?)\s*(?P<sign><=|>=|==|!=|<|>)\s*(?P<value>[^<>=!]+)")

_SIGNS = {
    "<": np.less,
    "<=": np.less_equal,
    ">": np.greater,
    ">=": np.greater_equal,
    "==": np.equal,
    "!=": np.not_equal,
}

_VALUES = {
    FLAG: "0 or 1",
    COUNT: "a number",
    DAYS: "a number of days, or a duration such as '30 d'",
    PERSON_DAYS: "a number of person-days",
    DATE: "a date such as 2026-07-14",
}

FORM = "COLUMN OP VALUE as in 'stranded > 0' or 'next[soyuz,1].direct < 1', or a COLUMN alone"


class Told(NamedTuple):
    """In which replications an outcome is as asked.

    Parameters
    ----------
    did : ndarray of bool, shape (n,)
        False where the column has no value.
    nulls : int
        Replications in which it has none.
    """

    did: Flags
    nulls: int


@dataclass(frozen=True)
class Outcome:
    """What is asked of each future.

    Parameters
    ----------
    text : str
        As it was written.
    label : str
        What a reader calls it.
    name : str
        A column of `outcomes`, or a key of the first screen.
    sign : str or None
        ``<``, ``<=``, ``>``, ``>=``, ``==`` or ``!=``; None asks whether it happened: a value
        above 0, or a date that came.
    value : float
        In the unit of the tables; of a date seconds since 1970.
    unit : str
        Of its column.
    headline : Headline
        What the first screen asks.
    """

    text: str
    label: str
    name: str
    sign: str | None
    value: float
    unit: str
    headline: Headline

    @property
    def is_amount(self) -> bool:
        """Whether it is a number of days, person-days or times, and not asked whether it is so."""
        return self.sign is None and self.unit in (COUNT, DAYS, PERSON_DAYS)

    def as_dict(self) -> dict[str, str]:
        """Return what an answer says of it, in JSON's own types."""
        return {"text": self.text, "name": self.name, "label": self.label}

    def told(self, outcomes: Table, episodes: Table) -> Told:
        """Return in which replications it is so.

        Parameters
        ----------
        outcomes, episodes : Table
            Of the same replications.
        """
        series = self.amounts(outcomes, episodes)
        nulls = len(series) - int(np.count_nonzero(series.known))
        if self.sign is not None:
            return Told(_SIGNS[self.sign](series.values, self.value) & series.known, nulls)
        if series.unit == DATE:
            return Told(series.known.copy(), nulls)
        return Told((series.values > 0) & series.known, nulls)

    def amounts(self, outcomes: Table, episodes: Table) -> Series:
        """Return its column, a value a replication."""
        return _series(self.name, self.headline, outcomes, episodes)


def read_outcome(text: str, headline: Headline, outcomes: Table, episodes: Table) -> Outcome:
    """Return the outcome that a text asks about.

    Parameters
    ----------
    text : str
        `FORM`. A bare number compared with a column of days counts days.
    headline : Headline
    outcomes, episodes : Table
        Tables of the scenario; they need no rows to tell columns and units.

    Raises
    ------
    UsageError
        When there is no such column, or it cannot be compared with that value.
    """
    match = _COMPARISON.fullmatch(text.strip())
    name = match["name"] if match else text.strip()
    keys = headline_keys(headline, outcomes.column_names)
    known = [*(column for column in outcomes.column_names if column != "replication"), *keys]
    if name not in known:
        hint = nearest(name, known) or (
            f"; it is {FORM}. The first screen has {', '.join(keys)}; all columns:"
            " docs/model/outcomes.md"
        )
        raise UsageError(f"outcome {text!r}: there is no column {name!r}{hint}")
    series = _series(name, headline, outcomes, episodes)
    label = _label(name, keys, headline, outcomes, episodes)
    if match is None:
        return Outcome(text.strip(), label, name, None, 0.0, series.unit, headline)
    value = _value(match["value"].strip(), series.unit, text)
    label = _compared(label, name, series.unit, match["sign"], value, match["value"].strip())
    return Outcome(text.strip(), label, name, match["sign"], value, series.unit, headline)


def _series(name: str, headline: Headline, outcomes: Table, episodes: Table) -> Series:
    if name in outcomes.column_names:
        return column_series(outcomes, name)
    return headline_series(headline, outcomes, episodes)[name]


def _label(name: str, keys: list[str], headline: Headline, outcomes: Table, episodes: Table) -> str:
    """Return what the first screen calls it, else the meaning of its column."""
    if name in keys:
        return headline_series(headline, outcomes, episodes)[name].label
    meaning = (outcomes.schema.field(name).metadata or {}).get(b"meaning", b"").decode()
    return meaning[:1].upper() + meaning[1:] or name


def _compared(label: str, name: str, unit: str, sign: str, value: float, text: str) -> str:
    """Return what a reader calls a comparison: the column in words, then what it is held against.

    Examples
    --------
    >>> _compared("Station empty", "decrewed", FLAG, ">", 0.0, "0")
    'Station empty'
    >>> _compared("A successor docked before it left", "next[soyuz,1].direct", FLAG, "<", 1.0, "1")
    'No successor docked before it left (next[soyuz,1].direct)'
    >>> _compared("Next soyuz handover direct", "handover[soyuz]", FLAG, "<", 1.0, "1")
    'Next soyuz handover not direct'
    >>> _compared("Somebody without a seat", "stranded_person_days", PERSON_DAYS, ">", 30.0, "30")
    'Somebody without a seat (stranded_person_days) > 30'
    """
    if (sign, value) == (">", 0.0) and unit == FLAG:
        return label
    if unit == FLAG and (sign, value) in (("<", 1.0), ("<=", 0.0), ("==", 0.0), ("!=", 1.0)):
        return _denied(label, name)
    return f"{label} ({name}) {sign} {text}"


def _denied(label: str, name: str) -> str:
    if label.endswith(" direct"):
        return f"{label.removesuffix(' direct')} not direct"
    if label.startswith("A "):
        return f"No {label.removeprefix('A ')} ({name})"
    return f"Not so: {label[:1].lower()}{label[1:]} ({name})"


def _value(text: str, unit: str, asked: str) -> float:
    """Return a value in the unit of its column, or say what is allowed."""
    try:
        if unit == DATE:
            return parse_instant(text).timestamp()
        if re.fullmatch(r"[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?", text, re.IGNORECASE):
            return float(text)
        if unit == DAYS and re.search("[a-z]", text, re.IGNORECASE):
            return parse_duration(text) / DAY
    except ValueError as error:
        raise UsageError(f"outcome {asked!r}: {error}") from error
    raise UsageError(f"outcome {asked!r}: {text!r} is no value; allowed is {_VALUES[unit]}")
