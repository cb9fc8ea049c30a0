"""Which figures belong to a result, what stands on them, and where they are written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import numpy as np
from matplotlib.figure import Figure

from sim.analysis.headline import headline_series
from sim.analysis.risk import RiskBin, risk_by_repair
from sim.analysis.survival import Curve as DatedCurve
from sim.analysis.survival import cumulative, first_gap_curves
from sim.outcomes import next_name
from sim.present import words
from sim.present.future import Future
from sim.present.plots import style
from sim.present.plots.curves import Curve, Panel, plot_curves
from sim.present.plots.distributions import plot_distributions
from sim.present.plots.people import plot_people
from sim.present.plots.repair import plot_repair
from sim.present.plots.risks import Interval, Risk, plot_risks
from sim.present.plots.traffic import plot_traffic
from sim.present.report import said
from sim.present.traffic import traffic
from sim.runs.store import results_root
from sim.studies.result import Result

FOLDER = "figures"

_STEP_DAYS = 3
_PEOPLE_FIGURES = 8


def draw(result: Result, folder: Path, *, estimate: str | None = None) -> list[Path]:
    """Draw the figures of a result and return the files.

    Parameters
    ----------
    folder : Path
        Made when missing; files of the same name are replaced.
    estimate : str or None
        Of a comparison: also the figures of this one estimate.
    """
    files: list[Path] = []
    compared = len(result.tables) > 1
    figures = of_comparison(result) if compared else _of_one(result, next(iter(result.tables)))
    for name, figure in figures:
        files += style.save(figure, folder, name)
    if compared and estimate is not None:
        for name, figure in _of_one(result, estimate):
            files += style.save(figure, folder / estimate, name)
    return files


def caption(result: Result, names: list[str]) -> str:
    """Return what stands below every figure: the run, the bands, and who said what."""
    summary = result.summary
    run = (
        f"Scenario “{summary['title']}”, as of {words.day(summary['as_of'])}, until "
        f"{words.day(summary['until'])}; {summary['replications']:,} replications"
        f"{' of each estimate' if len(names) > 1 else ''}, seed {summary['seed']}."
    )
    sources = [
        f"{estimate.title} ({source})"
        for name in names
        if (estimate := result.scenario.estimates.get(name)) and (source := said(estimate))
    ]
    return run + (f"\nEstimates of the repair: {'; '.join(sources)}." if sources else "")


def of_comparison(result: Result) -> Iterator[tuple[str, Figure]]:
    """Yield the figures of a comparison with their names, the most telling first."""
    names = list(result.tables)
    labels = _labels(result, names)
    pens = style.pens(names, result.summary["against"])
    below = caption(result, names)
    banded = f"Bands and bars: 95 % intervals. {below}"
    repair = _repair_figure(result, labels, pens, below)
    if repair is not None:
        yield "repair", repair
    yield "risks", _risks_figure(result, labels, pens, banded)
    yield (
        "dockings",
        plot_curves(
            _docking_panels(result),
            labels,
            pens,
            "When the next crews dock, and how long the repair takes",
            banded,
            ylabel="share by then",
        ),
    )
    yield (
        "first-gaps",
        plot_curves(
            _gap_panels(result),
            labels,
            pens,
            "When the first gap begins",
            f"A gap: nobody aboard who came up with the line, or nobody for the segment. {banded}",
            ylabel="share with a gap by then",
            whole=False,
        ),
    )
    for name in names[:_PEOPLE_FIGURES]:
        yield f"people-{name}", _people_figure(result, name, below)


def _of_one(result: Result, name: str) -> Iterator[tuple[str, Figure]]:
    if name not in result.tables:
        return
    below = caption(result, [name])
    title = _labels(result, [name])[name]
    yield "people", _people_figure(result, name, below)
    panels = [
        Panel(panel.title, {name: panel.curves[name]}, panel.axis) for panel in _gap_panels(result)
    ]
    yield (
        "first-gaps",
        plot_curves(
            panels,
            {name: title},
            style.pens([name], name),
            f"When the first gap begins: “{title}”",
            f"A gap: nobody aboard who came up with the line, or nobody for the segment. "
            f"Bands: 95 % intervals. {below}",
            ylabel="share with a gap by then",
            whole=False,
        ),
    )
    pages = plot_distributions(result.tables[name].outcomes, f"Outcomes of “{title}”", below)
    for number, page in enumerate(pages, start=1):
        yield f"outcomes-{number:02d}", page


def _people_figure(result: Result, name: str, below: str) -> Figure:
    title = _labels(result, [name])[name]
    count = result.summary["replications"]
    return plot_people(result.tables[name].headcount, count, f"People aboard: “{title}”", below)


def _risks_figure(
    result: Result, labels: Mapping[str, str], pens: Mapping[str, style.Pen], below: str
) -> Figure:
    found = result.summary["estimates"]
    against = result.summary["against"]
    first = next(iter(found.values()))["headline"]
    risks = []
    for key, figure in first.items():
        if figure["unit"] != "0/1":
            continue
        shares = {
            name: Interval(cell["mean"], cell["low"], cell["high"])
            for name, each in found.items()
            if (cell := each["headline"][key])["mean"] is not None
        }
        differences = {
            name: Interval(cell["mean"], cell["low"], cell["high"])
            for name, each in found.items()
            if (cell := each.get("difference", {}).get(key)) and cell["low"] is not None
        }
        risks.append(Risk(figure["label"], shares, differences))
    return plot_risks(risks, labels, pens, against, "The risks of each estimate", below)


def _docking_panels(result: Result) -> list[Panel]:
    return [
        Panel(
            f"Docking of the next {line} flight",
            {
                name: _dated(cumulative(tables.outcomes, next_name(line, 1, "dock"), _STEP_DAYS))
                for name, tables in result.tables.items()
            },
        )
        for line in result.scenario.headline.lines
    ]


def _gap_panels(result: Result) -> list[Panel]:
    curves = {
        name: first_gap_curves(tables.outcomes, _STEP_DAYS)
        for name, tables in result.tables.items()
    }
    columns = next(iter(curves.values()))
    return [
        Panel(_gap_title(column), {name: _dated(curves[name][column]) for name in curves})
        for column in columns
    ]


def _gap_title(column: str) -> str:
    what, place = column.removesuffix("]").split("[")
    return f"Line {place}" if what == "first_gap_on" else f"Segment {place}"


def _repair_figure(
    result: Result,
    labels: Mapping[str, str],
    pens: Mapping[str, style.Pen],
    below: str,
) -> Figure | None:
    """Return the risks against the repair drawn, or None where no pad is out."""
    pad = next((name for name, pad in result.scenario.pads.items() if pad.outage), None)
    if pad is None:
        return None
    column = f"repair_days[{pad}]"
    spans = {
        name: Interval(figure["p50"], figure["p10"], figure["p90"])
        for name, each in result.summary["estimates"].items()
        if (figure := each["outcomes"][column])["n"]
    }
    tables = [result.tables[name] for name in spans]
    series = [
        headline_series(result.scenario.headline, each.outcomes, each.episodes) for each in tables
    ]
    curves, never = {}, []
    for key, first in series[0].items():
        if first.unit != "0/1" or key.startswith("direct["):
            continue
        flags = [each[key].known & (each[key].values > 0) for each in series]
        bins = risk_by_repair([each.outcomes for each in tables], flags, pad)
        if any(each.events for each in bins):
            curves[first.label] = _binned(bins)
        else:
            never.append(first.label)
    since = result.scenario.pads[pad].outage
    assert since is not None
    unseen = f" Never seen: {'; '.join(never).lower()}." if never else ""
    return plot_repair(
        curves,
        spans,
        labels,
        pens,
        f"repair of {pad} as drawn, days from the start of the outage to “repaired”",
        "Where the outage begins to matter: risk against the repair time drawn",
        "Replications of all estimates, pooled in groups of similar repair; bands: 95 % intervals"
        f" of each group.{unseen} {below}",
    )


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


def _labels(result: Result, names: list[str]) -> dict[str, str]:
    return {name: str(result.summary["estimates"][name]["title"]) for name in names}


def draw_future(future: Future, out: Path | None) -> list[Path]:
    """Draw the traffic chart of one future and return the files.

    They lie below the scenario's results in a folder named after the future, so that drawing it
    again replaces them by the same.
    """
    scenario = future.scenario
    name = f"replay-{future.estimate}-seed-{future.seed}-{future.replication}"
    estimate = scenario.estimates.get(future.estimate)
    title = estimate.title if estimate else "as the scenario states it"
    source = said(estimate)
    below = (
        f"Scenario “{scenario.title}”, as of {scenario.as_of:%Y-%m-%d}; replication "
        f"{future.replication} of seed {future.seed}: one possible future, not the likeliest. "
        "Stay limits stand at their median where they are uncertain."
        + (f"\nEstimate of the repair: {title} ({source})." if source else "")
    )
    figure = plot_traffic(
        traffic(future), f"One future, replication {future.replication}: “{title}”", below
    )
    return style.save(figure, results_root(out) / scenario.name / name, "traffic")
