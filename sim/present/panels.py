"""From the rows of a result to the curves of its figures; all numbers come from `sim.analysis`."""

from __future__ import annotations

import datetime as dt

import numpy as np

from sim.analysis.headline import headline_series
from sim.analysis.risk import CLEARLY, ByRepair, RiskBin, above_from, pooled
from sim.analysis.series import FLAG, column_series
from sim.analysis.survival import Curve as DatedCurve
from sim.analysis.survival import cumulative, first_gap_curves, repair_curve
from sim.core.clock import DAY, instant_at
from sim.outcomes import next_name
from sim.present import words
from sim.present.matrix import MATTERS, Matrix
from sim.present.plots.curves import Curve, Panel
from sim.present.plots.repair import RepairRisk
from sim.present.plots.risks import Interval, Risk
from sim.scenario import with_estimate
from sim.scenario.outage import called
from sim.scenario.scenario import Outage, Scenario
from sim.studies.result import Result

MOST_PANELS = 4
"""Side by side on one page."""

_STEP_DAYS = 1
_LEAST_GROUP_DAYS = 10.0
_FEWEST_GROUPS, _MOST_GROUPS, _IN_A_GROUP = 24, 60, 2_000
"""Groups of similar repairs, and how many replications each is to have where there are many."""


def policy_panels(matrix: Matrix) -> dict[str, list[Risk]]:
    """Return the risks that policies change most: of each policy the share by estimate."""
    panels: dict[str, list[Risk]] = {}
    for key in matrix.most_changed(MOST_PANELS):
        risks = []
        for policy, title in matrix.policies.items():
            figures = {
                name: matrix.case(name, policy)["headline"][key] for name in matrix.estimates
            }
            shares = {
                name: Interval(figure["mean"], figure["low"], figure["high"])
                for name, figure in figures.items()
                if figure["mean"] is not None
            }
            risks.append(Risk(title, shares, {}))
        label = next(iter(matrix.found.values()))["headline"][key]["label"]
        panels[words.label(key, label)] = risks
    return panels


def outage_out(result: Result) -> Outage | None:
    """Return the outage that the first estimate of any is about, else the first; None for none."""
    out = {each.name: each for pad in result.scenario.pads.values() for each in pad.outage}
    spoken_of = [each.of for each in result.scenario.estimates.values() if each.of in out]
    return out[spoken_of[0]] if spoken_of else next(iter(out.values()), None)


def docking_panels(result: Result) -> list[Panel]:
    """Return when the repair is complete and when the next flights of the headline dock."""
    panels = []
    outage = outage_out(result)
    if outage is not None:
        since = _since(result, outage)
        repaired = {
            name: _dated(curve)
            for name, tables in result.tables.items()
            if (curve := repair_curve(tables.outcomes, outage.name, since, _STEP_DAYS)) is not None
        }
        panels.append(Panel(f"Repair of {called(result.scenario, outage)} complete", repaired))
    for line in result.scenario.headline.lines:
        docked = {
            name: _dated(cumulative(tables.outcomes, next_name(line, 1, "dock"), _STEP_DAYS))
            for name, tables in result.tables.items()
        }
        panels.append(Panel(f"Docking of the next {_line(result.scenario, line)} flight", docked))
    return panels


def gap_panels(result: Result, names: list[str]) -> list[Panel]:
    """Return when the first gap of every line and segment begins."""
    curves = {name: first_gap_curves(result.tables[name].outcomes, _STEP_DAYS) for name in names}
    columns = next(iter(curves.values()))
    return [
        Panel(
            _gap_title(result.scenario, column),
            {name: _dated(curves[name][column]) for name in curves},
        )
        for column in columns
    ]


def repaired_after(result: Result, outage: Outage, days: float) -> dt.date:
    """Return the date on which a repair of so many days is complete."""
    return (_since(result, outage) + dt.timedelta(days=days)).date()


def repair_risks(result: Result, outage: Outage) -> tuple[list[RepairRisk], list[str]]:
    """Return the risks against the repair, and the labels of those never seen.

    The replications of all estimates are pooled, but of those that name one repair alone: they
    are points of their own. Those `with_own_stage` are left out. The level is that of the estimate
    without an outage, if there is one.
    """
    left_out = with_own_stage(result)
    several: dict[str, list[ByRepair]] = {}
    fixed: dict[str, list[ByRepair]] = {}
    without, labels = None, {}
    for name, tables in result.tables.items():
        if name in left_out:
            continue
        repair = column_series(tables.outcomes, f"repair_days[{outage.name}]")
        if not has_outage(result, outage, name):
            without = name if without is None else without
            continue
        lengths = np.minimum(repair.endless, days_told(result, outage))
        kind = several if lengths.min() < lengths.max() else fixed
        found = headline_series(result.scenario.headline, tables.outcomes, tables.episodes)
        for key in found:
            if key.startswith(MATTERS) and (series := found[key]).unit == FLAG:
                labels[key] = words.label(key, series.label)
                kind.setdefault(key, []).append(
                    ByRepair.of(repair, series.values > 0, days_told(result, outage))
                )
    risks, never = [], []
    for key, label in labels.items():
        bins = _groups(several.get(key, []))
        points = [each for counted in fixed.get(key, []) for each in _groups([counted])]
        if not any(each.events for each in (*bins, *points)):
            never.append(label)
            continue
        level = _level(result, without, key)
        above = None if level is None else above_from(bins, level.high + CLEARLY)
        risks.append(RepairRisk(label, _binned(bins), _binned(points), level, _span(above)))
    return risks, never


def has_outage(result: Result, outage: Outage, name: str) -> bool:
    """Return whether an outage is there under an estimate, however long."""
    scenario = result.scenario
    if name not in scenario.estimates:
        return True
    pads = with_estimate(scenario, name).pads
    return outage.name in (each.name for each in pads[outage.pad].outage)


def days_told(result: Result, outage: Outage) -> float:
    """Return how long a repair may take that the forecast can tell from a longer one."""
    return (result.scenario.until - outage.since) / DAY


def with_own_stage(result: Result) -> list[str]:
    """Return the estimates that also say when crews follow: their risk is not one of the repair."""
    estimates = result.scenario.estimates
    return [name for name in result.tables if name in estimates and estimates[name].crew_stage]


def _groups(counted: list[ByRepair]) -> list[RiskBin]:
    """Return the risk in groups of similar repairs: the more replications, the finer."""
    if not counted:
        return []
    together = pooled(counted)
    groups = int(together.n.sum()) // _IN_A_GROUP
    return together.binned(min(max(groups, _FEWEST_GROUPS), _MOST_GROUPS), _LEAST_GROUP_DAYS)


def _since(result: Result, outage: Outage) -> dt.datetime:
    """Return when an outage began; of a date that is not known the median."""
    return instant_at(result.scenario.as_of, outage.since)


def _level(result: Result, name: str | None, key: str) -> Interval | None:
    """Return the share of one estimate's headline figure, None without that estimate."""
    if name is None:
        return None
    figure = result.summary["estimates"][name]["headline"][key]
    return Interval(figure["mean"], figure["low"], figure["high"])


def _span(group: RiskBin | None) -> Interval | None:
    return None if group is None else Interval(group.mean_days, group.from_days, group.to_days)


def _gap_title(scenario: Scenario, column: str) -> str:
    what, place = column.removesuffix("]").split("[")
    if what == "first_gap_on":
        return f"{_line(scenario, place)} line"
    if what == "first_qualification_gap_on":
        return f"qualified for {place}"
    return words.segment_name(place)


def _line(scenario: Scenario, name: str) -> str:
    return scenario.titles.get("lines", {}).get(name) or words.line_name(name)


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
