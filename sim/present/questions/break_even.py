"""How long the repair may take: in sentences, in a table of the estimates, and as curves."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.padding import Padding

from sim.analysis.threshold import Verdict
from sim.present import words
from sim.present.figures import Sheets
from sim.present.plots.break_even import BandCurve, plot_break_even
from sim.present.plots.repair import endless_span
from sim.present.plots.risks import Interval
from sim.present.screen import Cell, Row, print_rows
from sim.studies.question import Answer

Found = Mapping[str, Any]
"""A part of ``answer`` in ``summary.json``."""


def print_answer(out: Console, answer: Answer) -> None:
    """Print the break-even of each policy in sentences, then what each estimate makes of it."""
    found, asked = answer.found, answer.summary["asked"]
    out.print(f"[bold]How long may the repair of {escape(found['outage'])} take?[/bold]")
    out.print(escape(f"{_label(found)}. {_base(found)}"))
    out.print()
    for curve in found["curves"]:
        if len(found["curves"]) > 1:
            out.print(f"[bold]{escape(curve['title'])}[/bold]")
        for text in sentences(found, curve, asked):
            out.print(Padding(escape(text), (0, 0, 0, 2)))
    out.print()
    titles = {name: each["title"] for name, each in found["curves"][0]["estimates"].items()}
    if not titles:
        return
    out.print("[bold]Read off the curve: how likely each estimate makes break-even[/bold]")
    print_rows(out, list(_rows(found, asked)), titles)
    out.print(
        "[bright_black]In time: the share of the estimate's repairs that are no longer than"
        " break-even, and in the line below at the ends of its interval; always: none is longer"
        f" than {words.number(found['longest_days'])} d, the longest asked about. {_figures(asked)}"
        "[/bright_black]"
    )


def _figures(asked: Found) -> str:
    """Return what the figures of the estimates are, in a sentence."""
    if asked["total"]:
        return "Risk: of the whole forecast under the estimate, with its 95 % interval."
    return (
        "Added: to a world without the outage, under the same luck, in percentage points with its"
        " 95 % interval."
    )


def sentences(found: Found, curve: Found, asked: Found) -> Iterator[str]:
    """Yield what a curve says of the threshold: where it crosses, or that it does not."""
    crossing = curve["crossing"]
    verdict = Verdict(crossing["verdict"])
    what = "risk" if asked["total"] else "added risk"
    limit = _threshold(asked)
    first, longest = found["shortest_days"], found["longest_days"]
    if verdict is Verdict.ABOVE and _above_before(found, asked):
        yield (
            f"Without any outage the risk is {_share(found['base'])} already, above {limit}:"
            " no repair is short enough."
        )
    elif verdict is Verdict.ABOVE:
        yield (
            f"The {what} is above {limit} even at the shortest repair possible,"
            f" {words.number(first)} d: {_at(curve, 0, asked)}."
        )
        yield (
            "No repair is short enough: some of it comes behind any repair, such as the return to"
            " service and uncrewed launches owed, or has passed by the start of the forecast."
        )
    elif verdict is Verdict.CROSSES:
        interval = _days_between(found, crossing["low"], crossing["high"])
        yield (
            f"Break-even is a repair of {crossing['at']:.0f} d, done on"
            f" {_date(found, crossing['at'])} ({interval}): up to there the {what} stays at or"
            f" under {limit}."
        )
    else:
        certain = (
            ", and so does its whole band"
            if verdict is Verdict.NEVER
            else f", but its band does not from {_days(_first_over(curve, asked))} on: it may cross"
        )
        yield (
            f"The {what} stays at or under {limit} at every repair up to"
            f" {words.number(longest)} d (done on {_date(found, longest)}){certain}. At the longest"
            f" it is {_at(curve, -1, asked)}."
        )
    yield from _turns(curve, crossing, asked)
    if curve["nulls"]:
        yield (
            f"In up to {curve['nulls']:,} of {curve['n']:,} futures of a repair time the outcome"
            " has no value; these count as if it were not so."
        )


def sheets(answer: Answer) -> Sheets:
    """Return the figure of an answer, not drawn yet."""
    found, asked, summary = answer.found, answer.summary["asked"], answer.summary
    what = "risk" if asked["total"] else "risk added to a world without the outage"
    curves = [_curve(found, curve) for curve in found["curves"]]
    estimates = found["curves"][0]["estimates"]
    spans = {name: endless_span(each["repair_days"]) for name, each in estimates.items()}
    caption = (
        f"Scenario “{summary['title']}”, as of {words.day(summary['as_of'])}, until"
        f" {words.day(summary['until'])}; {summary['replications']:,} replications at each point,"
        f" seed {summary['seed']}. {_base(found)} Bands: all points of a curve lie within theirs at"
        " once with 95 %. Dots: the repair times that were played."
    )
    return {
        "break-even": lambda: plot_break_even(
            curves,
            asked["threshold"],
            f"threshold: {_threshold(asked)}",
            spans,
            {name: each["title"] for name, each in estimates.items()},
            dt.datetime.fromisoformat(found["since"]),
            (
                f"true repair of {found['outage']}, days from the start of the outage",
                f"{what}, {'per cent' if asked['total'] else 'percentage points'}",
            ),
            _title(found, asked),
            caption,
        )
    }


def _title(found: Found, asked: Found) -> str:
    """Return what the curve of the first policy says, as the title of the figure."""
    curve = found["curves"][0]
    crossing = curve["crossing"]
    label = _label(found)
    if len(found["curves"]) > 1:
        return f"{label}: how long the repair of {found['outage']} may take, by policy"
    if crossing["at"] is None:
        told = next(sentences(found, curve, asked)).removesuffix(".")
        return f"{label}: {told[:1].lower()}{told[1:]}"
    verb = "keeps the risk" if asked["total"] else "adds"
    under = _threshold(asked) if asked["total"] else f"at most {_threshold(asked)}"
    return (
        f"{label}: a repair of up to {crossing['at']:.0f} d, done by"
        f" {_date(found, crossing['at'])}, {verb} {'at or under ' if asked['total'] else ''}{under}"
    )


def _curve(found: Found, curve: Found) -> BandCurve:
    crossing, judged = curve["crossing"], curve["judged"]
    at = crossing["at"]
    interval = None
    if at is not None:
        low = found["shortest_days"] if crossing["low"] is None else crossing["low"]
        high = found["longest_days"] if crossing["high"] is None else crossing["high"]
        interval = Interval(at, low, high)
    label = curve["title"]
    if at is not None:
        label += f": {at:.0f} d ({_date(found, at)})"
    return BandCurve(
        label, judged["places"], judged["mean"], judged["low"], judged["high"], interval
    )


def _rows(found: Found, asked: Found) -> Iterator[Row]:
    """Yield a row for the repair of each estimate, and for each policy whether it is in time."""
    first = found["curves"][0]["estimates"]
    yield Row(
        "Repair, p50 (p10 – p90)",
        {
            name: Cell(_repair(found, each["repair_days"]["p50"]), _p10_p90(found, each))
            for name, each in first.items()
        },
    )
    for curve in found["curves"]:
        whose = f": {curve['title']}" if len(found["curves"]) > 1 else ""
        yield Row(f"In time{whose}", {n: _in_time(e, curve) for n, e in curve["estimates"].items()})
        which = "risk" if asked["total"] else "added"
        yield Row(
            f"{'Risk' if asked['total'] else 'Added'}{whose}",
            {n: _cell(e[which], total=asked["total"]) for n, e in curve["estimates"].items()},
        )


def _in_time(estimate: Found, curve: Found) -> Cell:
    verdict, shares = Verdict(curve["crossing"]["verdict"]), estimate["in_time"]
    if verdict is Verdict.NEVER:  # up to the longest repair asked about
        asked = words.percent(shares["low"])
        return Cell("always") if shares["low"] == 1.0 else Cell(f"at least {asked}")
    if verdict is Verdict.ABOVE:
        return Cell("never")
    if shares["mean"] is None:
        return Cell("—")
    low = 0.0 if shares["low"] is None else shares["low"]
    high = 1.0 if shares["high"] is None else shares["high"]
    return Cell(words.percent(shares["mean"]), words.percent_range(low, high))


def _cell(figure: Found, *, total: bool) -> Cell:
    if total:
        return Cell(
            words.percent(figure["mean"]), words.percent_range(figure["low"], figure["high"])
        )
    low, high = (100 * figure[end] for end in ("low", "high"))
    return Cell(words.points(figure["mean"]), f"{words.signed(low)} to {words.signed(high)}")


def _p10_p90(found: Found, estimate: Found) -> str:
    days = estimate["repair_days"]
    low, high = (_repair(found, days[name]) for name in ("p10", "p90"))
    if low == high and not low.endswith("d"):
        return low
    return f"{low.removesuffix(' d')}–{high}" if high.endswith("d") else f"{low} to {high}"


def _repair(found: Found, days: float | None) -> str:
    """Return a repair in days, or in words where the forecast does not see its end."""
    if days is None:
        return "never"
    since, until = (dt.datetime.fromisoformat(found[end]) for end in ("since", "until"))
    is_seen = days <= (until - since) / dt.timedelta(days=1)
    return f"{days:.0f} d" if is_seen else "not in the forecast"


def _turns(curve: Found, crossing: Found, asked: Found) -> Iterator[str]:
    turn, again = crossing["turn"], crossing["under_again"]
    if turn is not None:
        falls = "falls" if turn["top"] == curve["judged"]["places"][0] else "turns back"
        yield (
            f"The curve {falls}: at a repair of {turn['top']:.0f} d it is"
            f" {100 * turn['at_top']:.1f} {_unit(asked)}, at {turn['bottom']:.0f} d"
            f" {100 * turn['at_bottom']:.1f}."
        )
    if again is not None:
        yield f"From {again:.0f} d on it is under the threshold again, for a while at least."


def _above_before(found: Found, asked: Found) -> bool:
    """Return whether the risk is certainly too high without any outage."""
    return bool(asked["total"] and found["base"]["low"] > asked["threshold"])


def _first_over(curve: Found, asked: Found) -> float:
    judged = curve["judged"]
    return next(
        float(place)
        for place, high in zip(judged["places"], judged["high"], strict=True)
        if high > asked["threshold"]
    )


def _at(curve: Found, place: int, asked: Found) -> str:
    judged = curve["judged"]
    mean, low, high = (100 * judged[name][place] for name in ("mean", "low", "high"))
    return f"{mean:.1f} {_unit(asked)} ({low:.1f} to {high:.1f})"


def _unit(asked: Found) -> str:
    return "%" if asked["total"] else "points"


def _days_between(found: Found, low: float | None, high: float | None) -> str:
    ends = [
        words_of if days is None else f"{days:.0f} d, {_date(found, days)}"
        for days, words_of in ((low, "the shortest"), (high, "beyond the longest"))
    ]
    return f"95 %: {ends[0]} to {ends[1]}"


def _days(days: float) -> str:
    return f"{days:.0f} d"


def _date(found: Found, days: float) -> str:
    return (dt.datetime.fromisoformat(found["since"]) + dt.timedelta(days=days)).strftime(
        "%Y-%m-%d"
    )


def _threshold(asked: Found) -> str:
    number = words.number(100 * asked["threshold"])
    return f"{number} {_unit(asked)}"


def _label(found: Found) -> str:
    return words.label(found["outcome"]["name"], found["outcome"]["label"])


def _base(found: Found) -> str:
    return f"Without the outage: {_share(found['base'])}."


def _share(figure: Found) -> str:
    events, n, low, high = (figure[name] for name in ("events", "n", "low", "high"))
    value = words.chance(events, n, low, high)
    between = f" ({words.percent_range(low, high)})" if words.said_with_interval(events, n) else ""
    return f"{value}{between}"
