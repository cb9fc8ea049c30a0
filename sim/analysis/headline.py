"""The first screen: the few figures that answer the scenario's question, from the rows.

The keys are literal: ``direct[LINE]``, ``dock[LINE]`` and ``gap[LINE]`` for each line of the
scenario's headline, ``margin[LINE]`` for the first of them, ``low[STOCK]`` for each stock of the
station, ``short[QUALIFICATION]`` for each of which a minimum is stated, and one each of the rest.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace

import numpy as np

from sim.analysis.columns import (
    Flags,
    Table,
    numbers_of,
    placed_chunks,
    rows_of_word,
    rows_where,
    table_instant,
)
from sim.analysis.estimates import QUANTILES, Figure, estimate
from sim.analysis.series import DAYS, PERSON_DAYS, Series, column_series, flag_series
from sim.core.clock import DAY, format_duration, iso_date
from sim.outcomes import next_name
from sim.scenario.scenario import Headline

TAIL_QUANTILES = (5, *QUANTILES)
"""Per cent; a margin is read in its low tail."""

_Maker = Callable[[Table, Table], Series]
"""Makes a series from the `outcomes` and the `episodes` of a run."""

_STATED = {"dock": 50, "margin": 50, "stranding_days": 90}


def stated_quantile(key: str) -> int | None:
    """Return the quantile, in per cent, that states a figure; None if its mean or share does.

    Examples
    --------
    >>> stated_quantile("dock[soyuz]"), stated_quantile("crew_days_lost")
    (50, None)
    """
    return _STATED.get(key.split("[")[0])


def headline_figure(key: str, series: Series) -> Figure:
    """Return the estimate of a figure of the first screen, with the quantiles it is told by."""
    return estimate(series, TAIL_QUANTILES if key.startswith("margin[") else QUANTILES)


def headline_keys(asked: Headline, columns: Iterable[str]) -> list[str]:
    """Return the keys of the first screen, in order.

    Parameters
    ----------
    columns : iterable of str
        The names of the outcomes, which tell the stocks and the qualifications.
    """
    return list(_makers(asked, columns))


def headline_series(asked: Headline, outcomes: Table, episodes: Table) -> Mapping[str, Series]:
    """Return what each figure of the first screen is estimated from, a value a replication.

    Each is made anew when it is asked for, so that one at a time is in memory.
    """
    return _Made(_makers(asked, outcomes.column_names), outcomes, episodes)


class _Made(Mapping[str, Series]):
    """Series by key, each made when it is asked for."""

    def __init__(self, makers: Mapping[str, _Maker], outcomes: Table, episodes: Table) -> None:
        self._makers = makers
        self._tables = outcomes, episodes

    def __getitem__(self, key: str) -> Series:
        return self._makers[key](*self._tables)

    def __iter__(self) -> Iterator[str]:
        return iter(self._makers)

    def __len__(self) -> int:
        return len(self._makers)


def _makers(asked: Headline, columns: Iterable[str]) -> dict[str, _Maker]:
    """Return what makes each series from the tables of a run."""
    found: dict[str, _Maker] = {}
    for number, line in enumerate(asked.lines):
        found.update(_line(asked, line, first=number == 0))
    return found | _STATION | dict(_named(columns))


def _line(asked: Headline, line: str, *, first: bool) -> dict[str, _Maker]:
    """Return what makes the figures of one line: its next handover, and its long gaps."""
    called = asked.titles.get(line, line)
    if f" {line} " in f" {called} ":  # a name that stands alone is written out when it is shown
        called = called.replace(" ", "\u00a0")
    found = {
        f"direct[{line}]": _column(next_name(line, 1, "direct"), f"Next {called} handover direct"),
        f"dock[{line}]": _column(next_name(line, 1, "dock"), f"Next {called} docking"),
    }
    if first:
        found[f"margin[{line}]"] = _column(
            next_name(line, 1, "margin_to_limit_days"),
            f"Margin of {called} to its stay limit at relief",
        )

    def gap(outcomes: Table, episodes: Table) -> Series:
        by = iso_date(table_instant(outcomes, "as_of") + dt.timedelta(seconds=asked.by))
        label = f"Unplanned {called} gap > {format_duration(asked.gap)} by {by}"
        return flag_series(long_gap(asked, outcomes, episodes, line), label)

    found[f"gap[{line}]"] = gap
    return found


_NAMED = {
    "below_reserve_days": ("low", "Reserve line of {} reached"),
    "qualification_gap_days": ("short", "Too few qualified for {} aboard"),
}
"""Of each outcome that a scenario has by name: the key of the figure whether it is above 0."""


def _named(columns: Iterable[str]) -> Iterator[tuple[str, _Maker]]:
    for column in columns:
        outcome, _, name = column.rstrip("]").partition("[")
        if outcome in _NAMED:
            key, label = _NAMED[outcome]
            yield f"{key}[{name}]", _above_0(column, label.format(name))


def long_gap(asked: Headline, outcomes: Table, episodes: Table, line: str) -> Flags:
    """Return in which replications a gap of the line is the one that the scenario asks about.

    The gap has more unplanned days than `asked.gap` and begins before `asked.by`.
    """
    by = table_instant(outcomes, "as_of").timestamp() + asked.by
    meant = rows_of_word(episodes.column("kind"), "handover_gap")
    meant &= rows_of_word(episodes.column("place"), line)
    meant &= rows_where(episodes.column("unplanned_days"), lambda days: days > asked.gap / DAY)
    meant &= rows_where(episodes.column("start"), lambda seconds: seconds < by)
    flags = np.zeros(outcomes.num_rows, bool)
    for here, chunk in placed_chunks(episodes.column("replication")):
        flags[numbers_of(chunk)[meant[here]]] = True
    return flags


def _column(name: str, label: str) -> _Maker:
    """Return what makes the series of a column."""
    return lambda outcomes, _: replace(column_series(outcomes, name), label=label)


def _above_0(name: str, label: str) -> _Maker:
    """Return what makes the series of whether a column is above 0."""
    return lambda outcomes, _: flag_series(column_series(outcomes, name).values > 0, label)


def _sum(prefix: str, unit: str, label: str) -> _Maker:
    """Return what makes the sum of the columns of a family, such as one column a segment."""

    def make(outcomes: Table, _: Table) -> Series:
        total = np.zeros(outcomes.num_rows)
        for name in outcomes.column_names:
            if name.startswith(prefix):
                total += column_series(outcomes, name).values
        return Series(unit, total, np.broadcast_to(np.True_, len(total)), label=label)

    return make


def _segment_gap(outcomes: Table, episodes: Table) -> Series:
    return flag_series(_unmanned(outcomes, episodes).values > 0, "A segment without crew")


def _stranding_days(outcomes: Table, _: Table) -> Series:
    spell = column_series(outcomes, "longest_stranding_days")
    return replace(spell, known=spell.values > 0, label="Longest such spell of one person")


_unmanned = _sum("segment_gap_days[", DAYS, "Days of a segment without crew")

_STATION: dict[str, _Maker] = {
    "segment_gap": _segment_gap,
    "segment_gap_days": _unmanned,
    "at_most_three": _above_0("at_most_three_days", "Three or fewer aboard"),
    "crew_days_lost": _sum("crew_days_lost[", PERSON_DAYS, "Crew-days lost"),
    "stranded": _above_0("stranded", "Somebody without a certified seat home"),
    "stranding_days": _stranding_days,
    "no_lifeboat": _above_0("no_lifeboat_person_days", "Somebody without a lifeboat"),
    "decrewed": _above_0("decrewed", "Station empty"),
}
"""The figures of the whole station over the whole horizon."""
