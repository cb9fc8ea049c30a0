"""The forecast as news comes in: a table a day, and the path of each risk as a figure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.padding import Padding

from sim.present import words
from sim.present.figures import Sheets
from sim.present.plots.news import Line, plot_news
from sim.present.screen import Cell, Row, print_rows
from sim.studies.question import Answer

Found = Mapping[str, Any]
"""A part of ``answer`` in ``summary.json``."""

_ALL = ""
"""The key of all estimates together."""

_ALL_TITLE = "All, by weight"

_NONE = "—"


def print_answer(out: Console, answer: Answer) -> None:
    """Print a table for each day asked about, each risk under each estimate."""
    found = answer.found
    out.print(f"[bold]If {escape(found['outage'])} is still down[/bold]")
    for text in sentences(found):
        out.print(Padding(escape(text), (0, 0, 0, 2)))
    titles = {name: each["title"] for name, each in found["estimates"].items()}
    titles = {_ALL: _ALL_TITLE, **titles} if len(titles) > 1 else titles
    for date in [found["days"][0], *(day for day in found["dates"] if day != found["days"][0])]:
        place = found["days"].index(date)
        out.print(f"\n[bold]On {date}[/bold]: {_passed(found, date)} d after the outage began")
        print_rows(out, list(_rows(found, place)), titles)
    out.print(
        "[bright_black]Below each risk its 95 % interval. Still so long: the share of the"
        " estimate's repairs, as of the start of the forecast, that last beyond that day. Weight:"
        " that share, times the weight at the start where those are not equal, as a part of those"
        " of all estimates given by that day: one counts the more, the more likely it held that the"
        " pad would still be down. Refuted: from that day on it"
        " leaves nothing. A future in which an outcome has no value counts as if it were not so."
        "[/bright_black]"
    )


def sentences(found: Found) -> Iterator[str]:
    """Yield which estimates are refuted by the last day, and where the mixture of all goes."""
    last = found["dates"][-1]
    days = [found["days"][0], *(day for day in found["dates"] if day != found["days"][0])]
    refuted = [
        f"“{each['title']}” on {each['refuted_on']}"
        for each in found["estimates"].values()
        if each["refuted_on"] is not None and each["refuted_on"] <= last
    ]
    if refuted:
        yield f"Refuted by {last}: {'; '.join(refuted)}."
    if "weights" in found:
        titles = {name: each["title"] for name, each in found["estimates"].items()}
        yield f"Weights at the start: {words.weighed(found['weights'], titles)}."
    for outcome in found["outcomes"]:
        path = found["mixed"][outcome["text"]]
        at = {day: _mixed(path, found["days"].index(day)) for day in days}
        told = [
            f"{each.value}{each.interval and f' ({each.interval})'} on {day}"
            for day, each in at.items()
            if each.value != _NONE
        ]
        if told:
            yield f"{words.label(outcome['name'], outcome['label'])}: {', '.join(told)}."
    given = [_given(found, day) for day in days]
    said = [each["said"] is None or each["said"] <= last for each in found["estimates"].values()]
    if not any(said):
        yield f"No estimate was given by {last}; what is said under each stands below."
    elif not max(given):
        yield f"Of what was given by {last} nothing is left on any of these days."
    elif len(found["estimates"]) > 1:
        counts = ", ".join(f"{n} on {day}" for n, day in zip(given, days, strict=True))
        yield (
            "These are of the estimates given by then, each by its weight; so many were given and"
            f" not refuted: {counts}. What is said under one estimate alone stands below."
        )


def sheets(answer: Answer) -> Sheets:
    """Return the figure of an answer, not drawn yet."""
    found, summary = answer.found, answer.summary
    if len(found["days"]) < 2:
        return {}
    panels = {
        words.label(outcome["name"], outcome["label"]): {
            name: Line(*(each["risks"][outcome["text"]][part] for part in ("mean", "low", "high")))
            for name, each in found["estimates"].items()
        }
        for outcome in found["outcomes"]
    }
    caption = (
        f"Scenario “{summary['title']}”, as of {words.day(summary['as_of'])}, until"
        f" {words.day(summary['until'])}; {summary['replications']:,} replications of each estimate"
        f" and day, seed {summary['seed']}. Each point: the risk of the whole forecast, given that"
        f" {found['outage']} is still down on that day and nothing else is known. Bands: 95 %"
        " intervals. Black: the estimates given by that day, each by its weight; it also moves when"
        " one is given. Pale: before the estimate was given. Level dots: to the day of refutation,"
        " not played. Dotted uprights: the days asked about."
    )
    mixed = {
        words.label(outcome["name"], outcome["label"]): Line(
            *(found["mixed"][outcome["text"]][part] for part in ("mean", "low", "high"))
        )
        for outcome in found["outcomes"]
    }
    return {
        "update": lambda: plot_news(
            panels,
            mixed if len(found["estimates"]) > 1 else {},
            _ALL_TITLE,
            {name: each["title"] for name, each in found["estimates"].items()},
            {
                name: None if each["said"] is None else dt.date.fromisoformat(each["said"])
                for name, each in found["estimates"].items()
            },
            {
                name: None if each["refuted_on"] is None else _day(each["refuted_on"])
                for name, each in found["estimates"].items()
            },
            [_day(day) for day in found["days"]],
            [_day(day) for day in found["dates"]],
            _title(found),
            caption,
        )
    }


def _title(found: Found) -> str:
    """Return which way the first risk goes, as the title of the figure."""
    outcome = found["outcomes"][0]
    path, last = found["mixed"][outcome["text"]]["mean"], found["dates"][-1]
    place = found["days"].index(last)
    label = words.label(outcome["name"], outcome["label"])
    if path[0] is None or path[place] is None:
        return f"{label}, while {found['outage']} stays down"
    return (
        f"{label}: {words.percent(path[0])} on {found['days'][0]}, {words.percent(path[place])} if"
        f" {found['outage']} is still down on {last} (the estimates given by then, by weight)"
    )


def _rows(found: Found, place: int) -> Iterator[Row]:
    """Yield a row for how much is left of each estimate, and one for each risk."""
    estimates = found["estimates"]
    yield Row(
        "Still so long (weight)",
        {
            _ALL: Cell(""),
            **{name: _left(found, each, place) for name, each in estimates.items()},
        },
    )
    for outcome in found["outcomes"]:
        text = outcome["text"]
        yield Row(
            words.label(outcome["name"], outcome["label"]),
            {
                _ALL: _mixed(found["mixed"][text], place),
                **{name: _risk(each["risks"][text], place) for name, each in estimates.items()},
            },
        )


def _left(found: Found, each: Found, place: int) -> Cell:
    """Return what is left of an estimate, and its weight if it was given by then."""
    if _is_refuted(found, each, place):
        return (
            Cell("none left", "of those played")
            if each["refuted_on"] is None
            else Cell("refuted", f"on {each['refuted_on']}")
        )
    left = words.percent(each["left"][place])
    if each["said"] is not None and each["said"] > found["days"][place]:
        return Cell(left, f"given on {each['said']}")
    return Cell(f"{left} ({each['weight'][place]:.2f})")


def _given(found: Found, day: str) -> int:
    """Return how many estimates were given by a day and leave something on it."""
    place = found["days"].index(day)
    return sum(each["weight"][place] > 0 for each in found["estimates"].values())


def _mixed(path: Found, place: int) -> Cell:
    share, low, high = (path[name][place] for name in ("mean", "low", "high"))
    if share is None:
        return Cell(_NONE)
    if not share:
        return Cell(f"below {words.percent(high)}")
    return Cell(words.percent(share), words.percent_range(low, high))


def _risk(path: Found, place: int) -> Cell:
    low, high, events, n = (path[name][place] for name in ("low", "high", "events", "n"))
    if events is None:
        return Cell("—")
    between = words.percent_range(low, high) if words.said_with_interval(events, n) else ""
    return Cell(words.chance(events, n, low, high), between)


def _is_refuted(found: Found, each: Found, place: int) -> bool:
    first = found["outcomes"][0]["text"]
    return each["risks"][first]["mean"][place] is None


def _passed(found: Found, date: str) -> str:
    since = dt.datetime.fromisoformat(found["since"])
    return f"{(_day(date) - since).total_seconds() / 86_400:.0f}"


def _day(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(hour=12, tzinfo=dt.UTC)
