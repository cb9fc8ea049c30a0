"""Which lever to pull: one table to read in a minute, and the matrix behind it as a figure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.padding import Padding

from sim.present import words
from sim.present.figures import Sheets
from sim.present.plots.levers import Square, plot_levers
from sim.present.plots.risks import Interval
from sim.present.screen import Cell, Row, print_rows
from sim.studies.question import Answer

Found = Mapping[str, Any]
"""A part of ``answer`` in ``summary.json``."""

NOTHING = ""
"""The key of doing nothing."""


def print_answer(out: Console, answer: Answer) -> None:
    """Print which lever to pull, what each is at its worst, and what speaks for and against it."""
    found = answer.found
    main = found["outcomes"][0]
    out.print(f"[bold]Which lever to pull, by {escape(_within(main))}?[/bold]", soft_wrap=True)
    for text in sentences(found, main):
        out.print(Padding(escape(text), (0, 0, 0, 2)))
    out.print()
    out.print(
        "[bold]At its worst over the estimates[/bold]; in brackets: than doing nothing"
        f" {escape(_under(found))}",
        soft_wrap=True,
    )
    heads = {each["text"]: _label(each) for each in found["outcomes"]}
    print_rows(out, list(_worst(found, main)), heads)
    out.print(f"[bold]{escape(_label(main))}[/bold], over all estimates", soft_wrap=True)
    print_rows(out, list(_judged(found, main)), _HEADS)
    out.print(
        "[bright_black]Levers stand in the order of their regret: how much worse, at the worst, a"
        " lever is than the one that is best under the same estimate. Best in: the share of the"
        " futures of all estimates in which no lever has less and doing nothing has more. Better,"
        " worse: than doing nothing, in the same future. Below: 95 % intervals. Beaten: another has"
        " nowhere a higher mean, in these futures, and certainly a lower one somewhere. Changes in"
        " percentage points or person-days; “!”: the interval, made for all cells of the outcome at"
        " once, does not hold 0. summary.json has every cell.[/bright_black]"
    )


_HEADS = {
    "regret": "Regret",
    "best": "Best in",
    "against": "Better / worse",
    "beaten": "Beaten by",
}


def sentences(found: Found, outcome: Found) -> Iterator[str]:
    """Yield what the matrix says: the least regret, the most wins, and what is beaten."""
    judged, titles = outcome["judged"], found["policies"]
    if "weights" in found:
        yield (
            f"The estimates count by weight: {words.weighed(found['weights'], found['estimates'])}."
            " Regret under one that counts half as much as another is half of what it would be."
        )
    levers = _ranked(found, outcome)
    least = levers[0]
    nothing = judged[NOTHING]
    worst, idle_worst = (_worst_in_words(found, outcome, e) for e in (judged[least], nothing))
    if nothing["regret"]["value"] <= judged[least]["regret"]["value"]:
        yield (
            f"No lever has less regret than doing nothing, which has {idle_worst} at its worst;"
            f" the least of them “{titles[least]}”: {worst}, and"
            f" {_above(outcome, judged[least])}."
        )
    else:
        yield (
            f"Least regret: “{titles[least]}”. At its worst it has {worst}, and is"
            f" {_above(outcome, judged[least])}; doing nothing has {idle_worst}, and is"
            f" {_above(outcome, nothing)}."
        )
    others = _may_be_best(found, outcome)
    if others and _is_helped(outcome):
        yield f"Not told apart from the best by these futures: {_names(titles, others)}."
    if not _is_helped(outcome):
        yield "No lever certainly takes anything off."
    most = max(levers, key=lambda name: judged[name]["best"]["value"])
    best = judged[most]["best"]["value"]
    if best > 0:
        yield (
            f"Most often the best: “{titles[most]}”, in {words.percent(best)} of"
            " all futures: no lever has less there, and doing nothing has more."
        )
    idle = [name for name in levers if not _changes(outcome, name)]
    if idle:
        yield f"Changes it in none of the futures: {_names(titles, idle)}."
    for each in found["outcomes"]:
        harmful = [n for n in levers if any(c["added_low"] > 0 for c in each["cells"][n].values())]
        if harmful and each is outcome:
            yield f"Certainly makes it worse under some estimate: {_names(titles, harmful)}."
        elif harmful:
            label = words.label(each["name"], each["label"])
            yield f"{label}: certainly more under some estimate with {_names(titles, harmful)}."
    lacking = [each for each in found["outcomes"] if each["nulls"]]
    for each in lacking:
        yield (
            f"{_label(each)}: without a value in up to {each['nulls']:,} futures of a case, which"
            " count as if it were not so."
        )
    beaten = {name: by for name, by in found["dominated"].items() if name != NOTHING}
    if NOTHING in found["dominated"]:
        yield f"Doing nothing is beaten by “{titles[found['dominated'][NOTHING]]}”."
    if beaten:
        by = [f"“{titles[name]}” by {_choice(titles, other)}" for name, other in beaten.items()]
        yield f"Beaten, so that it need hardly be looked at: {'; '.join(by)}."


def sheets(answer: Answer) -> Sheets:
    """Return the figures of an answer, none drawn yet: a matrix an outcome."""
    found, summary = answer.found, answer.summary
    caption = (
        f"Scenario “{summary['title']}”, as of {words.day(summary['as_of'])}, until"
        f" {words.day(summary['until'])}; {summary['replications']:,} replications of each estimate"
        f" and lever, seed {summary['seed']}; all share their luck. Large: what the lever adds to"
        " doing nothing under the estimate (pale: not certain, its interval for the whole matrix at"
        " once holds 0). Small: the outcome itself. Regret: how much worse, at the worst, than the"
        " best lever under the same estimate. Black lines: 95 % intervals. Grey names: another"
        " choice is no worse in any outcome and certainly better in one. Colours: blue less, red"
        " more, full at the largest change of this figure."
    )
    return {
        f"levers-{number:02d}": _sheet(found, outcome, caption)
        for number, outcome in enumerate(found["outcomes"], start=1)
    }


def _sheet(found: Found, outcome: Found, caption: str) -> Any:
    order = [NOTHING, *_ranked(found, outcome)]
    squares = {
        policy: {name: _square(outcome, policy, cell) for name, cell in row.items()}
        for policy in order
        for row in [outcome["cells"][policy]]
    }
    regrets = {policy: _interval(outcome, policy, "regret", _scale(outcome)) for policy in order}
    best = {policy: _interval(outcome, policy, "best", 100) for policy in order}
    return lambda: plot_levers(
        squares,
        {name: found["policies"][name] for name in order},
        found["estimates"],
        regrets,
        best,
        set(found["dominated"]),
        _unit(outcome),
        f"{_label(outcome)}: {_short(found, outcome)}",
        caption,
    )


def _interval(outcome: Found, policy: str, name: str, scale: float) -> Interval:
    found = outcome["judged"][policy][name]
    return Interval(*(found[end] * scale for end in ("value", "low", "high")))


def _square(outcome: Found, policy: str, cell: Found) -> Square:
    scale = _scale(outcome)
    certain = cell["added_low"] > 0 or cell["added_high"] < 0
    added = "" if policy == NOTHING else words.signed(cell["added"] * scale)
    if policy != NOTHING and not cell["changed"]:
        added = "same"
    return Square(cell["added"] * scale, added, _amount(outcome, cell["mean"]), certain)


def _short(found: Found, outcome: Found) -> str:
    """Return the finding in a few words, for a title."""
    least = _ranked(found, outcome)[0]
    judged = outcome["judged"][least]
    if not any(each["better"]["value"] for each in outcome["judged"].values()):
        return "no lever lessens it"
    if not _is_helped(outcome):
        return "no lever certainly takes anything off"
    return (
        f"“{found['policies'][least]}” has the least regret,"
        f" {_difference(outcome, judged['regret']['value'])} at the worst; doing nothing has"
        f" {_difference(outcome, outcome['judged'][NOTHING]['regret']['value'])}"
    )


def _is_helped(outcome: Found) -> bool:
    """Return whether any lever certainly takes something off under any estimate."""
    return any(c["added_high"] < 0 for row in outcome["cells"].values() for c in row.values())


def _ranked(found: Found, outcome: Found) -> list[str]:
    """Return the levers by regret, then by mean regret; doing nothing is none."""
    judged = outcome["judged"]
    levers = [name for name in found["policies"] if name != NOTHING]
    order = {
        name: (judged[name]["regret"]["value"], judged[name]["mean_regret"]) for name in levers
    }
    return sorted(levers, key=lambda name: order[name])


def _worst(found: Found, main: Found) -> Iterator[Row]:
    """Yield of each policy what every outcome is at its worst, and how that compares.

    The changes of an outcome are all under one estimate, where doing nothing has most of it.
    """
    for policy in (NOTHING, *_ranked(found, main)):
        cells = {}
        for outcome in found["outcomes"]:
            cell = outcome["cells"][policy][outcome["judged"][NOTHING]["worst_under"]]
            value = _amount(outcome, outcome["judged"][policy]["worst"])
            cells[outcome["text"]] = (
                Cell(value) if policy == NOTHING else Cell(f"{value} ({_change(outcome, cell)})")
            )
        yield Row(found["policies"][policy], cells)


def _under(found: Found) -> str:
    """Return under which estimate the changes of each outcome are, in words."""
    by_estimate: dict[str, list[str]] = {}
    for outcome in found["outcomes"]:
        name = outcome["judged"][NOTHING]["worst_under"]
        by_estimate.setdefault(name, []).append(words.label(outcome["name"], outcome["label"]))
    (first, _), *others = sorted(by_estimate.items(), key=lambda each: -len(each[1]))
    also = "".join(
        f" ({', '.join(labels)}: “{found['estimates'][name]}”)" for name, labels in others
    )
    return f"under “{found['estimates'][first]}”{also}"


def _judged(found: Found, outcome: Found) -> Iterator[Row]:
    """Yield of each policy its regret, in how many futures it is best, and who beats it."""
    for policy in (NOTHING, *_ranked(found, outcome)):
        judged = outcome["judged"][policy]
        by = found["dominated"].get(policy)
        against = " / ".join(words.percent(judged[name]["value"]) for name in ("better", "worse"))
        yield Row(
            found["policies"][policy],
            {
                "regret": _regret(outcome, judged["regret"]),
                "best": Cell("—") if policy == NOTHING else _of_futures(judged["best"]),
                "against": Cell("—" if policy == NOTHING else against),
                "beaten": Cell("" if by is None else _choice(found["policies"], by)),
            },
        )


def _regret(outcome: Found, regret: Found) -> Cell:
    low, high = (words.number(regret[name] * _scale(outcome)) for name in ("low", "high"))
    return Cell(_difference(outcome, regret["value"]), f"{low}–{high}")


def _of_futures(share: Found) -> Cell:
    return Cell(words.percent(share["value"]), words.percent_range(share["low"], share["high"]))


def _change(outcome: Found, cell: Found) -> str:
    if not cell["changed"]:
        return "same"
    mark = "!" if cell["added_low"] > 0 or cell["added_high"] < 0 else ""
    return f"{words.signed(cell['added'] * _scale(outcome))}{mark}"


def _changes(outcome: Found, policy: str) -> bool:
    return any(cell["changed"] for cell in outcome["cells"][policy].values())


def _amount(outcome: Found, value: float) -> str:
    return words.percent(value) if outcome["unit"] == "0/1" else words.number(value)


def _above(outcome: Found, judged: Found) -> str:
    """Return how far a choice is from the best one, at the worst."""
    regret = judged["regret"]["value"]
    if not regret:
        return "under every estimate as good as any"
    return f"up to {_difference(outcome, regret)} above the best choice"


def _may_be_best(found: Found, outcome: Found) -> list[str]:
    """Return the levers behind the first that may be as good as any under every estimate."""
    judged = outcome["judged"]
    return [name for name in _ranked(found, outcome)[1:] if not judged[name]["regret"]["low"]]


def _worst_in_words(found: Found, outcome: Found, judged: Found) -> str:
    """Return how much a choice has at its worst, and under which estimate."""
    unit = "" if outcome["unit"] == "0/1" else f" {outcome['unit']}"
    under = found["estimates"][judged["worst_under"]]
    return f"{_amount(outcome, judged['worst'])}{unit} (“{under}”)"


def _difference(outcome: Found, value: float) -> str:
    return f"{words.number(value * _scale(outcome))} {_unit(outcome)}"


def _unit(outcome: Found) -> str:
    return "points" if outcome["unit"] == "0/1" else str(outcome["unit"])


def _scale(outcome: Found) -> float:
    return 100.0 if outcome["unit"] == "0/1" else 1.0


def _label(outcome: Found) -> str:
    unit = "" if outcome["unit"] == "0/1" else f", {outcome['unit']}"
    return words.label(outcome["name"], outcome["label"]) + unit


def _within(outcome: Found) -> str:
    """Return the label of an outcome as it stands within a sentence."""
    label = _label(outcome)
    return label if label[1:2].isupper() else f"{label[:1].lower()}{label[1:]}"


def _choice(titles: Mapping[str, str], policy: str) -> str:
    return "doing nothing" if policy == NOTHING else f"“{titles[policy]}”"


def _names(titles: Mapping[str, str], names: Any) -> str:
    return "; ".join(f"“{titles[name]}”" for name in names)
