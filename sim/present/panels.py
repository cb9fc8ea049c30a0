"""From the rows of a result to the curves of its figures; all numbers come from `sim.analysis`."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sim.analysis.headline import headline_series
from sim.analysis.risk import RiskBin, first_above, risk_by_repair
from sim.analysis.series import table_instant
from sim.analysis.survival import Curve as DatedCurve
from sim.analysis.survival import cumulative, first_gap_curves
from sim.core.clock import DAY, instant_at
from sim.outcomes import Unit, next_name
from sim.present import words
from sim.present.plots.curves import Curve, Panel
from sim.present.plots.repair import RepairRisk
from sim.present.plots.risks import Interval
from sim.scenario.scenario import Pad
from sim.studies.result import Result

_STEP_DAYS = 1
_REPAIR_GROUPS, _LEAST_GROUP_DAYS = 24, 10.0
_REPAIRED_ON = "repaired_on"
_MATTERS = ("gap[", "segment_gap", "decrewed")
"""Beginnings of the headline keys whose risk is shown against the repair."""


def pad_out(result: Result) -> Pad | None:
    """Return the pad whose repair the estimates are about, None where none is out."""
    return next((pad for pad in result.scenario.pads.values() if pad.outage is not None), None)


def docking_panels(result: Result) -> list[Panel]:
    """Return when the repair is complete and when the next flights of the headline dock."""
    panels = []
    pad = pad_out(result)
    if pad is not None:
        repaired = {
            name: _dated(
                cumulative(_with_repaired_on(tables.outcomes, pad), _REPAIRED_ON, _STEP_DAYS)
            )
            for name, tables in result.tables.items()
            if tables.outcomes[f"repair_days[{pad.name}]"].null_count < len(tables.outcomes)
        }
        panels.append(Panel(f"Repair of {pad.name} complete", repaired))
    for line in result.scenario.headline.lines:
        docked = {
            name: _dated(cumulative(tables.outcomes, next_name(line, 1, "dock"), _STEP_DAYS))
            for name, tables in result.tables.items()
        }
        panels.append(Panel(f"Docking of the next {words.line_name(line)} flight", docked))
    return panels


def gap_panels(result: Result, names: list[str]) -> list[Panel]:
    """Return when the first gap of every line and segment begins."""
    curves = {name: first_gap_curves(result.tables[name].outcomes, _STEP_DAYS) for name in names}
    columns = next(iter(curves.values()))
    return [
        Panel(_gap_title(column), {name: _dated(curves[name][column]) for name in curves})
        for column in columns
    ]


def repaired_after(result: Result, pad: Pad, days: float) -> dt.date:
    """Return the date on which a repair of so many days is complete."""
    assert pad.outage is not None
    since = instant_at(result.scenario.as_of, pad.outage.since)
    return (since + dt.timedelta(days=days)).date()


def repair_risks(result: Result, pad: Pad) -> tuple[list[RepairRisk], list[str]]:
    """Return the risks against the repair, and the labels of those never seen.

    The replications of all estimates are pooled, but of those that name one repair alone: they
    are points of their own. The level is that of the estimate without an outage, if there is one.
    """
    asked = result.scenario.headline
    series = {
        name: headline_series(asked, each.outcomes, each.episodes)
        for name, each in result.tables.items()
    }
    repairs = {
        name: pc.count_distinct(each.outcomes[f"repair_days[{pad.name}]"]).as_py()
        for name, each in result.tables.items()
    }
    pooled = [name for name, lengths in repairs.items() if lengths > 1]
    fixed = [name for name, lengths in repairs.items() if lengths == 1]
    without = next((name for name, lengths in repairs.items() if lengths == 0), None)

    def groups(key: str, names: list[str]) -> list[RiskBin]:
        flags = [series[name][key].values > 0 for name in names]
        tables = [result.tables[name].outcomes for name in names]
        if not tables:
            return []
        return risk_by_repair(tables, flags, pad.name, _REPAIR_GROUPS, _LEAST_GROUP_DAYS)

    found, never = [], []
    for key, first in next(iter(series.values())).items():
        if first.unit != Unit.FLAG.label or not key.startswith(_MATTERS):
            continue
        label = words.label(key, first.label)
        bins = groups(key, pooled)
        points = [each for name in fixed for each in groups(key, [name])]
        if not any(each.events for each in (*bins, *points)):
            never.append(label)
            continue
        level = _level(result, without, key)
        above = None if level is None else first_above(bins, level.high)
        found.append(RepairRisk(label, _binned(bins), _binned(points), level, _span(above)))
    return found, never


def _level(result: Result, name: str | None, key: str) -> Interval | None:
    """Return the share of one estimate's headline figure, None without that estimate."""
    if name is None:
        return None
    figure = result.summary["estimates"][name]["headline"][key]
    return Interval(figure["mean"], figure["low"], figure["high"])


def _span(group: RiskBin | None) -> Interval | None:
    return None if group is None else Interval(group.mean_days, group.from_days, group.to_days)


def _with_repaired_on(outcomes: pa.Table, pad: Pad) -> pa.Table:
    """Return the table with the drawn repair also as the date on which it is complete."""
    assert pad.outage is not None
    since = table_instant(outcomes, "as_of") + dt.timedelta(seconds=pad.outage.since)
    seconds = pc.round(pc.multiply(outcomes[f"repair_days[{pad.name}]"], DAY)).cast(pa.int64())
    dates = pc.add(seconds, int(since.timestamp())).cast(pa.timestamp("s", tz="UTC"))
    field = pa.field(_REPAIRED_ON, dates.type, metadata={"unit": Unit.DATE.label})
    return outcomes.append_column(field, dates)


def _gap_title(column: str) -> str:
    what, place = column.removesuffix("]").split("[")
    if what == "first_gap_on":
        return f"{words.line_name(place)} line"
    return words.segment_name(place)


def _binned(bins: list[RiskBin]) -> Curve:
    return Curve(
        np.array([each.mean_days for each in bins]),
        np.array([each.risk for each in bins]),
        np.array([each.low for each in bins]),
        np.array([each.high for each in bins]),
    )


def _dated(curve: DatedCurve) -> Curve:
    dates = np.array([date.replace(tzinfo=None) for date in curve.dates], dtype="datetime64[s]")
    return Curve(dates, curve.probability, curve.low, curve.high)
