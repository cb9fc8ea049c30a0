"""The first screen: the few figures that answer the scenario's question, from the rows.

The keys are literal: ``direct[LINE]``, ``dock[LINE]`` and ``gap[LINE]`` for each line of the
scenario's headline, ``margin[LINE]`` for the first of them, and one each of the rest.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sim.analysis.estimates import QUANTILES, Figure, estimate
from sim.analysis.series import (
    DAYS,
    PERSON_DAYS,
    Flags,
    Series,
    column_series,
    flag_series,
    table_instant,
)
from sim.core.clock import DAY, format_duration, iso_date
from sim.outcomes import next_name
from sim.scenario.scenario import Headline

TAIL_QUANTILES = (5, *QUANTILES)
"""Per cent; a margin is read in its low tail."""

_STATED = {"dock": 50, "margin": 50, "stranding_days": 90}


def stated_quantile(key: str) -> int | None:
    """Return the quantile, in per cent, that states a figure; None if its mean or share does.

    Examples
    --------
    >>> stated_quantile("dock[soyuz]"), stated_quantile("crew_days_lost")
    (50, None)
    """
    return _STATED.get(key.split("[")[0])


def headline(asked: Headline, outcomes: pa.Table, episodes: pa.Table) -> dict[str, Figure]:
    """Return the figures of the first screen by their key, each with its label.

    Parameters
    ----------
    asked : Headline
        The lines, the gap that matters and the date before which it must begin.
    outcomes, episodes : Table
        Of the same run.
    """
    return {
        key: estimate(series, TAIL_QUANTILES if key.startswith("margin[") else QUANTILES)
        for key, series in headline_series(asked, outcomes, episodes).items()
    }


def headline_series(
    asked: Headline, outcomes: pa.Table, episodes: pa.Table
) -> Mapping[str, Series]:
    """Return what each figure of the first screen is estimated from, a value a replication."""
    found: dict[str, Series] = {}
    for number, line in enumerate(asked.lines):
        found.update(_line(asked, outcomes, episodes, line, first=number == 0))
    found.update(_station(outcomes))
    return found


def _line(
    asked: Headline, outcomes: pa.Table, episodes: pa.Table, line: str, *, first: bool
) -> dict[str, Series]:
    """Return the figures of one line: its next handover, and its long gaps."""

    def coming(what: str, label: str) -> Series:
        return replace(column_series(outcomes, next_name(line, 1, what)), label=label)

    by = iso_date(table_instant(outcomes, "as_of") + dt.timedelta(seconds=asked.by))
    found = {
        f"direct[{line}]": coming("direct", f"Next {line} handover direct"),
        f"dock[{line}]": coming("dock", f"Next {line} docking"),
    }
    if first:
        found[f"margin[{line}]"] = coming(
            "margin_to_limit_days", f"Margin of {line} to its stay limit at relief"
        )
    found[f"gap[{line}]"] = flag_series(
        long_gap(asked, outcomes, episodes, line),
        f"Unplanned {line} gap > {format_duration(asked.gap)} by {by}",
    )
    return found


def long_gap(asked: Headline, outcomes: pa.Table, episodes: pa.Table, line: str) -> Flags:
    """Return in which replications a gap of the line is the one that the scenario asks about.

    The gap has more unplanned days than `asked.gap` and begins before `asked.by`.
    """
    by = table_instant(outcomes, "as_of") + dt.timedelta(seconds=asked.by)
    is_meant = pc.and_(
        pc.and_(
            pc.equal(episodes["kind"], "handover_gap"),
            pc.equal(episodes["place"], line),
        ),
        pc.and_(
            pc.greater(episodes["unplanned_days"], asked.gap / DAY),
            pc.less(episodes["start"], pa.scalar(by, episodes.schema.field("start").type)),
        ),
    )
    having = episodes.filter(is_meant)["replication"].to_numpy()
    return np.isin(outcomes["replication"].to_numpy(), having)


def _station(outcomes: pa.Table) -> dict[str, Series]:
    """Return the figures of the whole station over the whole horizon."""
    unmanned = _sum(outcomes, "segment_gap_days[", DAYS, "Days of a segment without crew")
    lost = _sum(outcomes, "crew_days_lost[", PERSON_DAYS, "Crew-days lost")
    stranding = column_series(outcomes, "longest_stranding_days")
    return {
        "segment_gap": flag_series(unmanned.values > 0, "A segment without crew"),
        "segment_gap_days": unmanned,
        "at_most_three": _above_0(outcomes, "at_most_three_days", "Three or fewer aboard"),
        "crew_days_lost": lost,
        "stranded": _above_0(outcomes, "stranded", "Somebody without a certified seat home"),
        "stranding_days": replace(
            stranding,
            known=stranding.values > 0,
            label="Longest such spell of one person",
        ),
        "no_lifeboat": _above_0(outcomes, "no_lifeboat_person_days", "Somebody without a lifeboat"),
        "decrewed": _above_0(outcomes, "decrewed", "Station empty"),
    }


def _sum(outcomes: pa.Table, prefix: str, unit: str, label: str) -> Series:
    """Return the sum of the columns of a family, such as one column a segment."""
    names = [name for name in outcomes.column_names if name.startswith(prefix)]
    total = np.sum([outcomes[name].to_numpy() for name in names], axis=0)
    return Series(unit, total, np.ones(len(total), bool), label=label)


def _above_0(outcomes: pa.Table, name: str, label: str) -> Series:
    return flag_series(outcomes[name].to_numpy() > 0, label)
