"""From the rows of a result to the curves of its figures; all numbers come from `sim.analysis`."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sim.analysis.headline import headline_series
from sim.analysis.risk import RiskBin, risk_by_repair
from sim.analysis.series import table_instant
from sim.analysis.survival import Curve as DatedCurve
from sim.analysis.survival import cumulative, first_gap_curves
from sim.core.clock import DAY
from sim.outcomes import Unit, next_name
from sim.present.plots.curves import Curve, Panel
from sim.scenario.scenario import Pad
from sim.studies.result import Result

_STEP_DAYS = 3
_REPAIR_GROUPS = 24
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
        panels.append(Panel(f"Docking of the next {line} flight", docked))
    return panels


def gap_panels(result: Result, names: list[str]) -> list[Panel]:
    """Return when the first gap of every line and segment begins."""
    curves = {name: first_gap_curves(result.tables[name].outcomes, _STEP_DAYS) for name in names}
    columns = next(iter(curves.values()))
    return [
        Panel(_gap_title(column), {name: _dated(curves[name][column]) for name in curves})
        for column in columns
    ]


def risk_curves(result: Result, pad: Pad, names: list[str]) -> tuple[dict[str, Curve], list[str]]:
    """Return the risks against the repair by label, and the labels of those never seen.

    Parameters
    ----------
    names : list of str
        The estimates whose replications are pooled.
    """
    tables = [result.tables[name] for name in names]
    asked = result.scenario.headline
    series = [headline_series(asked, each.outcomes, each.episodes) for each in tables]
    curves: dict[str, Curve] = {}
    never = []
    for key, first in series[0].items():
        if first.unit != Unit.FLAG.label or not key.startswith(_MATTERS):
            continue
        flags = [each[key].known & (each[key].values > 0) for each in series]
        bins = risk_by_repair([each.outcomes for each in tables], flags, pad.name, _REPAIR_GROUPS)
        if any(each.events for each in bins):
            curves[first.label] = _binned(bins)
        else:
            never.append(first.label)
    return curves, never


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
    return f"Line {place}" if what == "first_gap_on" else f"Segment {place}"


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
