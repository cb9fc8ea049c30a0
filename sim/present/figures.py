"""Which figures belong to a result, what stands on them, and where they are written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from matplotlib.figure import Figure

from sim.present import panels, words
from sim.present.future import Future
from sim.present.plots import style
from sim.present.plots.curves import plot_curves
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

_GAP = "A gap: nobody aboard who came up with the line, or nobody for the segment."
_COVERED = "Where estimates agree their curves cover one another."


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
    figures = of_comparison(result) if compared else of_one(result, next(iter(result.tables)))
    for name, figure in figures:
        files += style.save(figure, folder, name)
    if compared and estimate is not None:
        for name, figure in of_one(result, estimate):
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
            panels.docking_panels(result),
            labels,
            pens,
            "When the pad is repaired and the next crews dock",
            f"{_COVERED} {banded}",
            ylabel="share by then",
        ),
    )
    yield (
        "first-gaps",
        plot_curves(
            panels.gap_panels(result, names),
            labels,
            pens,
            "When the first gap begins",
            f"{_GAP} {_COVERED} {banded}",
            ylabel="share with a gap by then",
            whole=False,
        ),
    )
    yield "people", _people_figure(result, names, "People aboard under each estimate", below)


def of_one(result: Result, name: str) -> Iterator[tuple[str, Figure]]:
    """Yield the figures of one estimate with their names."""
    below = caption(result, [name])
    title = _labels(result, [name])[name]
    yield "people", _people_figure(result, [name], f"People aboard: “{title}”", below)
    yield (
        "first-gaps",
        plot_curves(
            panels.gap_panels(result, [name]),
            {name: title},
            style.pens([name], name),
            f"When the first gap begins: “{title}”",
            f"{_GAP} Bands: 95 % intervals. {below}",
            ylabel="share with a gap by then",
            whole=False,
        ),
    )
    pages = plot_distributions(result.tables[name].outcomes, f"Outcomes of “{title}”", below)
    for number, page in enumerate(pages, start=1):
        yield f"outcomes-{number:02d}", page


def _people_figure(result: Result, names: list[str], title: str, below: str) -> Figure:
    labels = _labels(result, names)
    headcounts = {labels[name]: result.tables[name].headcount for name in names}
    return plot_people(headcounts, result.summary["replications"], title, below)


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


def _repair_figure(
    result: Result,
    labels: Mapping[str, str],
    pens: Mapping[str, style.Pen],
    below: str,
) -> Figure | None:
    """Return the risks against the repair drawn, or None where no pad is out."""
    pad = panels.pad_out(result)
    if pad is None:
        return None
    spans = {
        name: Interval(figure["p50"], figure["p10"], figure["p90"])
        for name, each in result.summary["estimates"].items()
        if (figure := each["outcomes"][f"repair_days[{pad.name}]"])["n"]
    }
    curves, never = panels.risk_curves(result, pad, list(spans))
    unseen = f" Never seen: {'; '.join(never).lower()}." if never else ""
    return plot_repair(
        curves,
        spans,
        labels,
        pens,
        f"repair of {pad.name} as drawn, days from the start of the outage to “repaired”",
        "Where the outage begins to matter: risk against the repair time drawn",
        "Replications of all estimates, pooled in groups of similar repair (dots); bands: 95 %"
        " intervals of each group, a little short because the estimates share their other luck."
        f"{unseen} {below}",
    )


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
