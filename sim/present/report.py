"""The text reports of a forecast, of a comparison, and of policies under several estimates."""

from __future__ import annotations

import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.padding import Padding

from sim.present import cells, words
from sim.present.matrix import ADDED, Matrix, by_estimate, by_risk, widest
from sim.present.screen import CELL_WIDTH, print_rows
from sim.scenario import granted
from sim.scenario.scenario import Estimate, Scenario

Summary = Mapping[str, Any]

_SELDOM = 1e-3
"""Shares below it are told in a million, not in per cent."""


def print_report(console: Console, summary: Summary, scenario: Scenario) -> None:
    """Print the first screen of a result, and where it is stored.

    Parameters
    ----------
    summary : mapping
        ``summary.json``.
    scenario : Scenario
        As asked; says who published each estimate.
    """
    matrix = Matrix.of(summary, scenario)
    _print_title(console, summary, matrix)
    print_asked(console, scenario)
    _print_estimates(console, matrix, scenario, summary["against"])
    console.print()
    if matrix.is_crossed:
        _print_matrix(console, matrix)
    else:
        print_rows(console, list(cells.rows(matrix.found)), matrix.titles)
        _print_key(console, matrix.titles.get(summary["against"]))
    _print_notes(console, summary)
    if summary["result_dir"] is not None:
        console.print(f"\nresult   {escape(summary['result_dir'])}", soft_wrap=True)


def print_figures(console: Console, folder: Path, figures: list[Path]) -> None:
    """Print where the figures of a result are, and their names."""
    drawn = [path.stem for path in figures if path.suffix == ".png"]
    pages = [name for name in drawn if name.startswith("outcomes-")]
    if len(pages) > 1:
        drawn = [name for name in drawn if name not in pages]
        drawn.append(f"{pages[0]} to {pages[-1].removeprefix('outcomes-')}")
    console.print(f"figures  {escape(folder.as_posix())}", soft_wrap=True)
    named = f"{escape(', '.join(drawn))} (PNG and SVG)"
    console.print(Padding(named, (0, 0, 0, 9), expand=False))


def said(estimate: Estimate | None) -> str:
    """Return who said an estimate and when, such as ``D. Baranov, 2025-12-16``."""
    if estimate is None:
        return ""
    when = estimate.said.isoformat() if estimate.said else ""
    return ", ".join(part for part in (estimate.by or "", when) if part)


def asked(scenario: Scenario) -> list[str]:
    """Return by which date its estimates are known and what is assumed, a line each."""
    titles = [scenario.assumptions[name].title for name in scenario.assumed]
    return words.asked(scenario.known_by, titles)


def print_asked(console: Console, scenario: Scenario) -> None:
    """Print what is asked beside estimates and policies, and what the answer hangs on."""
    for text in asked(scenario):
        console.print(escape(text), soft_wrap=True)
    for each in granted(scenario):
        console.print(escape(f"holds if {each.unless} (else --assume {each.name})"))


def _print_title(console: Console, summary: Summary, matrix: Matrix) -> None:
    each = " of each estimate" if len(matrix.estimates) > 1 else ""
    if len(matrix.policies) > 1:
        each = f"{each} and policy" if each else " of each policy"
    console.print(f"[bold]{escape(summary['title'])}[/bold] ({escape(summary['scenario'])})")
    console.print(
        f"as of {words.day(summary['as_of'])}, until {words.day(summary['until'])}; "
        f"{summary['replications']:,} replications{each}, seed {summary['seed']}, "
        f"{summary['engine']} engine, {summary['rate_per_s']:,.0f} replications/s"
    )
    _print_precision(console, summary)


def _print_precision(console: Console, summary: Summary) -> None:
    """Print how narrow the intervals were to be, and what they have come to."""
    found = summary.get("precision")
    if found is None:
        return
    said = [
        f"{outcome} {_widest(found['reached'], outcome)} (asked: ±{asked:.3g})"
        for outcome, asked in found["asked"].items()
    ]
    if parts := found.get("relative"):
        said += [
            f"{outcome} {_widest_part(parts['reached'], outcome)} (asked: ±{100 * asked:.3g} %)"
            for outcome, asked in parts["asked"].items()
        ]
    if found["is_enough"]:
        console.print(escape(f"precision reached: {', '.join(said)}"), soft_wrap=True)
    else:
        head = f"precision not reached in {found['cap']:,} replications, the most allowed"
        text = escape(f"{head}: {', '.join(said)}")
        console.print(f"[yellow]{text}[/yellow]", soft_wrap=True)


def _widest(reached: Mapping[str, Mapping[str, float | None]], outcome: str) -> str:
    """Return half the widest interval of an outcome; whose it is, where there are several."""
    widths = {name: found[outcome] for name, found in reached.items()}
    widest, half = max(widths.items(), key=lambda each: math.inf if each[1] is None else each[1])
    whose = f" under {widest}" if len(widths) > 1 else ""
    return f"{'without an interval' if half is None else f'±{half:.3g}'}{whose}"


def _widest_part(reached: Mapping[str, Mapping[str, cells.Figure]], outcome: str) -> str:
    """Return an outcome in the case in which its interval is widest for its estimate."""
    figures = {name: found[outcome] for name, found in reached.items()}
    widest = max(figures, key=lambda name: figures[name]["part"] or math.inf)
    return f"{_part(figures[widest])}{f' under {widest}' if len(figures) > 1 else ''}"


def _part(figure: cells.Figure) -> str:
    """Return an estimate with its interval; of what was seen too seldom, below what it lies."""
    mean, low, high = figure["mean"], figure["low"], figure["high"]
    if mean is None or high is None:
        return "unknown: never asked"
    size, unit = 1.0, ""
    if figure["unit"] in ("0/1", "date"):
        size, unit = (100.0, " %") if high >= _SELDOM else (1e6, " in a million")
    if figure["part"] is None or (not figure["is_enough"] and figure["events"] < words.FEW):
        seen = f"seen in {figure['events']:,} of {figure['n']:,}"
        than = "fewer than" if unit else "less than"
        return f"unknown: {than} {words.number(size * high)}{unit} (95 %), {seen}"
    between = words.number_range(size * low, size * high)
    part = f"±{100 * figure['part']:.3g} % of it"
    return f"{words.number(size * mean)}{unit} (95 %: {between}{unit}, {part})"


def _print_estimates(
    console: Console, matrix: Matrix, scenario: Scenario, against: str | None
) -> None:
    """Print each estimate with its source; and the policy, if there is but one that is named."""
    console.print()
    compared = len(matrix.estimates) > 1 and not matrix.is_crossed
    for name, title in matrix.estimates.items():
        source = said(scenario.estimates.get(name))
        role = "the others are compared with it" if compared and name == against else ""
        about = "; ".join(part for part in (source, role) if part)
        pale = f" [bright_black]({escape(about)})[/bright_black]" if about else ""
        console.print(Padding(f"{escape(title)}{pale}", (0, 0, 0, 2), expand=False))
    policy, *others = matrix.policies.values()
    if None not in matrix.policies and not others:
        console.print(Padding(f"under the policy “{escape(policy)}”", (0, 0, 0, 2), expand=False))


def _print_matrix(console: Console, matrix: Matrix) -> None:
    """Print the risk that policies change most by estimate, and every risk under the worst."""
    figure = next(iter(matrix.found.values()))["headline"][matrix.risk]
    worst = matrix.estimates[matrix.worst]
    label = words.label(matrix.risk, figure["label"])
    console.print(f"[bold]{escape(label)}[/bold], by policy and estimate", soft_wrap=True)
    added = f"added under “{worst}”"
    print_rows(console, list(by_estimate(matrix)), {**matrix.estimates, ADDED: added}, CELL_WIDTH)
    what = f"[bold]All risks under “{escape(worst)}”[/bold]: the stated policy, and what each adds"
    console.print(what, soft_wrap=True)
    heads, rows = by_risk(matrix)
    print_rows(console, rows, heads, CELL_WIDTH)
    half = words.number(100 * widest(matrix))
    stated = escape(matrix.policies[None])
    console.print(
        f"[bright_black]Added: by how much a policy is above “{stated}” under the same estimate"
        " and the same luck, in percentage points or person-days, with its 95 % interval; that of"
        f" a share is ±{half} points or narrower. The upper table shows the risk that a policy"
        " changes most, the lower one the estimate under which that risk is highest; a risk that"
        " no policy changes is left out. summary.json has every outcome.[/bright_black]"
    )


def _print_key(console: Console, against: str | None) -> None:
    said = (
        "Below each number: its 95 % interval, of a date in days around it. p10: one future in"
        " ten is lower or earlier. “Later”: not before the end of the forecast."
    )
    if against is not None:
        said = (
            f"In brackets: what is added to “{escape(against)}” under the same luck, in percentage"
            f" points, days or person-days; its 95 % interval follows ±. {said}"
        )
    console.print(f"[bright_black]{said}[/bright_black]")


def _print_notes(console: Console, summary: Summary) -> None:
    notes = [f"warning: {text}" for text in summary["warnings"]]
    for name, each in summary["estimates"].items():
        notes += [
            f"{name}: the pin {pin} could not be played when asked in {count:,} of "
            f"{summary['replications']:,} replications"
            for pin, count in each["unmet_pins"].items()
            if count
        ]
    if summary["never_fired"]:
        never = ", ".join(name.replace("_", " ") for name in summary["never_fired"])
        notes.append(f"switched on, and used in no replication: {never}")
    if notes:
        console.print()
    for text in notes:
        console.print(f"[yellow]{escape(text)}[/yellow]")
