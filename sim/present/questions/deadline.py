"""How late a lever may be decided: in sentences, a table of weeks, and two figures."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from itertools import takewhile
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.padding import Padding

from sim.analysis.threshold import Verdict
from sim.present import words
from sim.present.figures import Sheets
from sim.present.plots.deadline import interval_dates, plot_deadline, plot_report
from sim.present.plots.risks import Interval
from sim.present.screen import Cell, Row, print_rows
from sim.studies.question import Answer

Found = Mapping[str, Any]
"""A part of ``answer`` in ``summary.json``."""

ROWS = 14
"""About as many rows as the table of weeks has."""

_CELL_WIDTH = 26
"""A share with its interval beside it."""

_HEADS = {"risk": "Risk", "helps": "Takes off", "week": "The week before"}


def print_answer(out: Console, answer: Answer) -> None:
    """Print the deadline in sentences, then the risk by the day of the decision."""
    found, asked = answer.found, answer.summary["asked"]
    out.print(f"[bold]How late may it be decided: {escape(found['lever'])}?[/bold]")
    never = found["never"]
    chance = words.chance(never["events"], never["n"], never["low"], never["high"])
    if words.said_with_interval(never["events"], never["n"]):
        chance += f" ({words.percent_range(never['low'], never['high'])})"
    out.print(escape(f"{_label(found)}, if “{found['estimate']}”. Without the lever: {chance}."))
    for text in sentences(found, asked, answer.summary["as_of"]):
        out.print(Padding(escape(text), (0, 0, 0, 2)))
    out.print()
    print_rows(out, list(_rows(found)), _HEADS, _CELL_WIDTH)
    out.print(
        "[bright_black]Takes off: from the risk without the lever, under the same luck, in"
        " percentage points; its intervals hold for all days at once with 95 %. The week before:"
        " what the last week of waiting has added, with its own 95 % interval. Days a week apart"
        " were asked about; all are in summary.json.[/bright_black]"
    )


def sentences(found: Found, asked: Found, as_of: str) -> Iterator[str]:
    """Yield the deadline, the week that costs most, and what the next report is worth."""
    yield _sentence(_deadline(found, asked, as_of))
    best = _best(found)
    if best is not None:
        more = _taken(found["since_first"], best)
        yield (
            f"It takes off most if it is decided on {found['days'][best]}:"
            f" {_taken(found['change'], best)}, {more} more than at once."
        )
    steps, days = found["steps"], found["days"]
    place = _costliest(found)
    if place is not None:
        yield (
            f"The week that costs most is that from {days[place]} to {days[place + 1]}:"
            f" {_points(steps, place)}."
        )
    else:
        yield "No single week of waiting certainly adds to the risk."
    yield from _report(found["report"])


def _best(found: Found) -> int | None:
    """Return the day that takes off most if that is certainly more than the first, else None."""
    since = found["since_first"]
    best = min(range(len(found["days"])), key=lambda day: since["mean"][day])
    return best if since["high"][best] < 0 else None


def _costliest(found: Found) -> int | None:
    """Return the week that certainly adds to the risk and adds most, by its first day; or None."""
    steps = found["steps"]
    place = max(range(len(steps["mean"])), key=lambda week: steps["mean"][week])
    return place if steps["low"][place] > 0 else None


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}"


def sheets(answer: Answer) -> Sheets:
    """Return the figures of an answer, none drawn yet."""
    found, summary = answer.found, answer.summary
    asked = summary["asked"]
    days = [_day(day) for day in found["days"]]
    change, steps, value = found["change"], found["steps"], found["report"]
    helps = {
        "mean": [-100 * x for x in change["mean"]],
        "low": [-100 * x for x in change["high"]],
        "high": [-100 * x for x in change["low"]],
    }
    run = (
        f"Scenario “{summary['title']}”, if “{found['estimate']}”; as of"
        f" {words.day(summary['as_of'])}, until {words.day(summary['until'])};"
        f" {summary['replications']:,} replications of each day, seed {summary['seed']}."
    )
    drawn: Sheets = {
        "deadline": lambda: plot_deadline(
            days,
            helps,
            {name: [100 * x for x in steps[name]] for name in ("mean", "low", "high")},
            100 * asked["least"],
            _interval(found, days),
            f"{found['lever']}: {_deadline(found, asked, summary['as_of'])}",
            f"{_label(found)}. {run} Band: all days at once with 95 %; bars: 95 % each.",
        )
    }
    if _is_worth_a_price(value):
        drawn["report"] = lambda: plot_report(
            [100 * x for x in value["price"]],
            {
                "the better of now and never": [100 * x for x in value["now"]],
                f"wait for the report of {value['on']}": [100 * x for x in value["wait"]],
            },
            {
                "mean": [100 * x for x in value["gain"]],
                "low": [100 * x for x in value["low"]],
                "high": [100 * x for x in value["high"]],
            },
            f"{found['lever']}: what waiting a week for a report of the repair is worth",
            f"{_label(found)}. {run} The report is taken to tell the repair exactly, so that a real"
            " one is worth less; who has waited pulls the lever where it is worth its price for"
            " that repair. Band: 95 % intervals.",
        )
    return drawn


def _is_worth_a_price(value: Found) -> bool:
    """Return whether the lever takes anything off, now or later, after any repair."""
    return bool(value["price"][-1] > 0.0)


def _deadline(found: Found, asked: Found, as_of: str) -> str:
    crossing, days = found["deadline"], found["days"]
    verdict, least = Verdict(crossing["verdict"]), _worth(100 * asked["least"])
    change = found["change"]
    if verdict is Verdict.ABOVE:
        return (
            f"even decided at once it does not take off {least}: it takes off {_taken(change, 0)}."
        )
    if verdict is Verdict.CROSSES:
        ends = [
            days[0] if crossing["low"] is None else _date(as_of, crossing["low"]),
            f"after {days[-1]}" if crossing["high"] is None else _date(as_of, crossing["high"]),
        ]
        between = f"{ends[0]} to {ends[1]}" if ends[0] != ends[1] else "no other of these days"
        return (
            f"decided by {_date(as_of, crossing['at'])} it still takes off at least {least}"
            f" (95 %: {between}); decided at once {_taken(change, 0)}."
        )
    sure = "" if verdict is Verdict.NEVER else ", though its band does not promise it"
    return (
        f"it still takes off at least {least} if it is decided on {days[-1]}, the last day asked"
        f" about{sure}: {_taken(change, -1)}; decided at once {_taken(change, 0)}."
    )


def _report(value: Found) -> Iterator[str]:
    """Yield for which prices it is better to wait for the report, and by how much at the most."""
    if not _is_worth_a_price(value):
        return
    better = [place for place, low in enumerate(value["low"]) if low > 0]
    waiting = f"to wait for an exact report of the repair on {value['on']}"
    if better:
        best = max(better, key=lambda place: value["gain"][place])
        low, high = (_number(100 * value[end][best]) for end in ("low", "high"))
        by = f"{_worth(100 * value['gain'][best])} ({low} to {high})"
        if better[0] == better[-1]:
            yield f"If pulling the lever {_as_bad(value, best)}, it is better {waiting}: by {by}."
        else:
            yield (
                f"If pulling the lever {_as_bad(value, better[0])}, and up to"
                f" {_price(value, better[-1])} of risk, it is better {waiting}: by up to {by},"
                f" where it {_as_bad(value, best)}."
            )
    else:
        yield f"However bad pulling the lever is, {waiting} is not certainly better."
    prices = zip(value["high"], value["now"], strict=True)
    now = len(list(takewhile(lambda price: price[0] < 0 < price[1], prices)))
    if now == 1:
        yield "If it costs nothing, deciding now is better."
    elif now:
        yield f"If it is as bad as {_price(value, now - 1)} or less, deciding now is better."


def _as_bad(value: Found, place: int) -> str:
    """Return what a price means."""
    if not value["price"][place]:
        return "costs nothing"
    return f"is as bad as {_price(value, place)}"


def _rows(found: Found) -> Iterator[Row]:
    days = found["days"]
    every = max(1, -(-(len(days) - 1) // ROWS))
    risk, change, steps = found["risk"], found["change"], found["steps"]
    for place in sorted({*range(0, len(days), every), *_told(found)}):
        between = words.percent_range(risk["low"][place], risk["high"][place])
        yield Row(
            f"decided on {days[place]}",
            {
                "risk": Cell(f"{words.percent(risk['mean'][place])} ({between})"),
                "helps": Cell(_taken(change, place).removesuffix(" points")),
                "week": Cell("" if place == 0 else _points(steps, place - 1)),
            },
        )


def _told(found: Found) -> Iterator[int]:
    """Yield the days that the sentences speak of, by place, and the one behind the deadline."""
    crossing, costliest, best = found["deadline"], _costliest(found), _best(found)
    if crossing["at"] is not None:
        last = found["change"]["places"].index(crossing["at"])
        yield from (last, last + 1)
    if costliest is not None:
        yield from (costliest, costliest + 1)
    if best is not None:
        yield best


def _taken(change: Found, place: int) -> str:
    mean, low, high = (-100 * change[name][place] for name in ("mean", "high", "low"))
    return f"{words.number(mean)} ({_number(low)} to {_number(high)}) points"


def _points(steps: Found, place: int) -> str:
    mean, low, high = (100 * steps[name][place] for name in ("mean", "low", "high"))
    return f"{words.signed(mean)} ({words.signed(low)} to {words.signed(high)})"


def _interval(
    found: Found, days: Sequence[dt.datetime]
) -> tuple[dt.datetime, dt.datetime, dt.datetime] | None:
    crossing, places = found["deadline"], found["change"]["places"]
    if crossing["at"] is None:
        return None
    low = places[0] if crossing["low"] is None else crossing["low"]
    high = places[-1] if crossing["high"] is None else crossing["high"]
    return interval_dates(days[0], Interval(crossing["at"], low, high))


def _number(value: float) -> str:
    return words.number(value)


def _price(value: Found, place: int) -> str:
    return _worth(100 * value["price"][place])


def _worth(points: float) -> str:
    number = words.number(points)
    return f"{number} point{'' if number == '1' else 's'}"


def _date(as_of: str, days: float) -> str:
    return (dt.datetime.fromisoformat(as_of) + dt.timedelta(days=days)).strftime("%Y-%m-%d")


def _day(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(hour=12, tzinfo=dt.UTC)


def _label(found: Found) -> str:
    return words.label(found["outcome"]["name"], found["outcome"]["label"])
