"""Which figures belong to a result, and what stands on them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial

from matplotlib.figure import Figure

from sim.analysis.distribution import distribution
from sim.analysis.risk import CLEARLY
from sim.core.clock import instant_at
from sim.present import messages, panels, words
from sim.present.excerpt import Excerpt
from sim.present.matrix import Matrix
from sim.present.plots import style
from sim.present.plots.curves import plot_curves
from sim.present.plots.distributions import (
    constant_words,
    pages,
    plot_distributions,
    varying,
)
from sim.present.plots.people import plot_people
from sim.present.plots.repair import RepairRisk, endless_span, plot_repair
from sim.present.plots.risks import Interval, Risk, plot_policies, plot_risks
from sim.present.plots.traffic import plot_traffic
from sim.present.report import asked, said
from sim.present.traffic import traffic
from sim.scenario.outage import called
from sim.scenario.scenario import Outage, Scenario
from sim.studies.cases import cases_in
from sim.studies.replay import Future
from sim.studies.result import Result

Sheets = dict[str, Callable[[], Figure]]
"""What draws each figure, by the name of its files; the most telling first."""

_GAP = "A gap: nobody aboard who came up with the line, or nobody for the segment."
_COVERED = {
    "estimate": "Where estimates agree their curves cover one another.",
    "policy": "Where policies agree their curves cover one another.",
}

_TOLD_APART = 9
"""Curves that one panel shows well."""


def sheets(result: Result, case: str | None = None) -> Sheets:
    """Return the figures of a result, none drawn yet.

    Parameters
    ----------
    case : str or None
        Of a comparison: also the figures of this one case, under its name and a slash.
    """
    if len(result.tables) == 1:
        return of_one(result, next(iter(result.tables)))
    matrix = Matrix.of(result.summary, result.scenario)
    found = of_matrix(result, matrix) if matrix.is_crossed else of_comparison(result)
    if case is not None:
        found |= {f"{case}/{name}": make for name, make in of_one(result, case).items()}
    return found


def caption(result: Result, names: list[str]) -> str:
    """Return what stands below every figure: the run, the bands, and who said what."""
    summary = result.summary
    matrix = Matrix.of(summary, result.scenario)
    of_each = " of each " + " and ".join(
        what
        for what, several in (("estimate", matrix.estimates), ("policy", matrix.policies))
        if len(several) > 1
    )
    run = (
        f"Scenario “{summary['title']}”, as of {words.day(summary['as_of'])}, until "
        f"{words.day(summary['until'])}; {summary['replications']:,} replications"
        f"{of_each if len(names) > 1 else ''}, seed {summary['seed']}."
    )
    sources = [
        f"{estimate.title} ({source})"
        for name in dict.fromkeys(cases_in(summary)[name].estimate for name in names)
        if (estimate := result.scenario.estimates.get(name)) and (source := said(estimate))
    ]
    run += _asked(result.scenario)
    return run + (f"\nEstimates of the repair: {'; '.join(sources)}." if sources else "")


def _asked(scenario: Scenario) -> str:
    """Return in sentences by which date estimates are known and what is assumed."""
    return "".join(f" {text[:1].upper()}{text[1:]}." for text in asked(scenario))


def of_matrix(result: Result, matrix: Matrix) -> Sheets:
    """Return the figure of policies under several estimates, and those of the policy as stated."""
    pens = style.pens(list(matrix.estimates), result.summary["against"])
    below = (
        "The risks that policies change most. Bars: 95 % intervals; upright lines: the stated one,"
        " by estimate. All cases share their other luck, so that the difference between two points"
        f" is known better than either. {caption(result, list(result.tables))}"
    )
    found: Sheets = {
        "policies": lambda: plot_policies(
            panels.policy_panels(matrix),
            matrix.estimates,
            pens,
            messages.policies_message(matrix),
            below,
        )
    }
    stated = {name: result.summary["estimates"][name] for name in matrix.stated()}
    alone = replace(
        result,
        summary={**result.summary, "estimates": stated},
        tables={name: result.tables[name] for name in stated},
    )
    return found | of_comparison(alone)


def of_comparison(result: Result) -> Sheets:
    """Return the figures of a comparison of estimates, or of policies under one of them."""
    names = list(result.tables)
    matrix = Matrix.of(result.summary, result.scenario)
    compared = "estimate" if len(matrix.policies) == 1 else "policy"
    labels = matrix.titles
    pens = style.pens(names, result.summary["against"])
    below = caption(result, names)
    banded, covered = f"Bands and bars: 95 % intervals. {below}", _COVERED[compared]
    if len(names) > _TOLD_APART and compared == "estimate":
        covered += f" Of {len(names)} few can be followed: --estimate NAME takes some of them."
    outage = panels.outage_out(result) if compared == "estimate" else None
    found: Sheets = {}
    if outage is not None:
        found["repair"] = lambda: _repair_figure(result, outage, labels, pens, below)
    found["risks"] = lambda: _risks_figure(result, labels, pens, banded)
    found["dockings"] = lambda: plot_curves(
        panels.docking_panels(result),
        labels,
        pens,
        messages.dockings_message(result.summary),
        f"{covered} {banded}",
        ylabel="share by then",
        compared=compared,
    )
    found["first-gaps"] = lambda: _gaps_figure(
        result, labels, pens, f"{covered} {banded}", compared
    )
    found["people"] = lambda: _people_figure(
        result, labels, f"People aboard under each {compared}", below
    )
    return found


def of_one(result: Result, name: str) -> Sheets:
    """Return the figures of one estimate."""
    below = caption(result, [name])
    title = str(result.summary["estimates"][name]["title"])
    found: Sheets = {
        "people": lambda: _people_figure(result, {name: title}, f"People aboard: “{title}”", below),
        "first-gaps": lambda: _gaps_figure(
            result, {name: title}, style.pens([name], name), f"Bands: 95 % intervals. {below}"
        ),
    }
    outcomes = result.summary["estimates"][name]["outcomes"]
    replications = result.summary["replications"]
    shown = pages(varying(outcomes, replications))
    below = (
        "Left: shares of all replications. Right, and quantiles marked: of those with a value. "
        + below
    )
    for number, names in enumerate(shown, start=1):
        page = f"Outcomes of “{title}”, page {number} of {len(shown)}"
        if number == len(shown) and (constant := constant_words(outcomes, replications)):
            below = f"The same in every replication: {constant}.\n{below}"
        make = partial(_outcomes_figure, result, name, names, page, below)
        found[f"outcomes-{number:02d}"] = make
    return found


def _outcomes_figure(
    result: Result, name: str, columns: Sequence[str], title: str, below: str
) -> Figure:
    table = result.tables[name].outcomes
    return plot_distributions([distribution(table, column) for column in columns], title, below)


def _gaps_figure(
    result: Result,
    labels: Mapping[str, str],
    pens: Mapping[str, style.Pen],
    below: str,
    compared: str = "estimate",
) -> Figure:
    names = list(labels)
    drawn = panels.gap_panels(result, names)
    if len(names) > 1:
        title = messages.gaps_message(result.summary, drawn)
    else:
        title = messages.gaps_of_one_message(result.summary, names[0], drawn)
    return plot_curves(
        drawn,
        labels,
        pens,
        title,
        f"{_GAP} {below}",
        ylabel="share with a gap by then",
        compared=compared,
        whole=False,
    )


def _people_figure(result: Result, labels: Mapping[str, str], title: str, below: str) -> Figure:
    headcounts = {label: result.tables[name].headcount for name, label in labels.items()}
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
        risks.append(Risk(words.label(key, figure["label"]), shares, differences))
    title = messages.risks_message(result.summary)
    return plot_risks(risks, labels, pens, against, title, below)


def _repair_figure(
    result: Result,
    outage: Outage,
    labels: Mapping[str, str],
    pens: Mapping[str, style.Pen],
    below: str,
) -> Figure:
    """Return the risks against the repair sampled."""
    left_out = panels.with_own_stage(result)
    spans = {
        name: endless_span(each["outcomes"][f"repair_days[{outage.name}]"])
        for name, each in result.summary["estimates"].items()
        if panels.has_outage(result, outage, name) and name not in left_out
    }
    risks, never = panels.repair_risks(result, outage)
    without = "; ".join(f"{each[:1].lower()}{each[1:]}" for each in never)
    unseen = f" Never seen: {without}." if never else ""
    if left_out:
        titles = "; ".join(labels[name] for name in left_out)
        unseen += f" Left out, as they say when crews follow the repair: {titles}."
    unseen += _endless(result, outage, {name: labels[name] for name in spans})
    since = instant_at(result.scenario.as_of, outage.since)
    return plot_repair(
        risks,
        spans,
        labels,
        pens,
        since,
        panels.days_told(result, outage),
        called(result.scenario, outage),
        messages.repair_message(risks, since),
        "Replications of all estimates, pooled in groups of similar repair at least 10 d wide;"
        " bands: 95 % intervals of each group, a little short because the estimates share their"
        " other luck."
        f"{unseen}\n{_clearly_above(result, outage, risks)}\n{below}",
    )


def _endless(result: Result, outage: Outage, spans: Mapping[str, str]) -> str:
    """Return in words which estimates have repairs that never end, and in how many futures."""
    shares = {
        title: 1.0 - figure["n"] / result.tables[name].outcomes.num_rows
        for name, title in spans.items()
        if (figure := result.summary["estimates"][name]["outcomes"][f"repair_days[{outage.name}]"])
    }
    never = [f"{title} {words.percent(share)}" for title, share in shares.items() if share > 0.0]
    if not never:
        return ""
    return f" Drawn at the end of the forecast what is never repaired: {'; '.join(never)}."


def _clearly_above(result: Result, outage: Outage, risks: Sequence[RepairRisk]) -> str:
    """Return for each risk in words from where on it is above the level without an outage."""
    said = []
    for risk in risks:
        if risk.above is not None:
            first, last = (
                panels.repaired_after(result, outage, days)
                for days in (risk.above.low, risk.above.high)
            )
            said.append(
                f"{risk.label}: from repairs of {risk.repairs_above}"
                f" (done {first}{' or later' if risk.is_last_above else f' to {last}'})"
            )
        elif risk.level is not None:
            said.append(f"{risk.label}: nowhere")
    if not said:
        return ""
    return (
        f"Well above the level without an outage, there and in every group behind (the intervals"
        f" more than {100 * CLEARLY:.0f} percentage points apart; upright lines):"
        f" {'; '.join(said)}."
    )


def future_figure(future: Future, shown: Excerpt | None = None) -> Figure:
    """Return the traffic chart of one future, or of what is to be shown of it."""
    scenario = future.scenario
    estimate = scenario.estimates.get(future.case.estimate)
    source = said(estimate)
    title = f"One future, replication {future.replication}"
    below = (
        f"Scenario “{scenario.title}”, as of {scenario.as_of:%Y-%m-%d}; replication "
        f"{future.replication} of seed {future.seed}: one possible future, not the likeliest. "
        f"Stay limits stand at their median where they are uncertain.{_asked(scenario)}"
    )
    if estimate is not None:
        title += f": “{estimate.title}”"
        below += f"\nEstimate of the repair: {estimate.title}" + (
            f" ({source})." if source else "."
        )
    if future.case.policy is not None:
        below += f"\nPolicy: {scenario.policies[future.case.policy].title}."
    chart = traffic(future)
    if shown is not None:
        chart = shown.of_traffic(chart, scenario)
    return plot_traffic(chart, title, below)
