"""What became of the estimates, on a screen of 80 columns."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from textwrap import wrap
from typing import Any

from rich import box
from rich.console import Console
from rich.markup import escape
from rich.padding import Padding
from rich.table import Table

from sim.present import words
from sim.studies.scoreboard import ALL, READINGS, RECORD, Scoreboard

Found = Mapping[str, Any]

_READING = dict(zip(READINGS, ("as said", "came true"), strict=True))
_NONE = "—"
_WIDTHS = (28, 9, 15, 6, 6, 6, 5)
_HEADS = ("reading", "10, 50, 90 %", "CRPS", "log", "80 %", "PIT")


def print_scoreboard(out: Console, board: Scoreboard) -> None:
    """Print a table of statements, classes, pools and earlier events for each truth."""
    found, scenario = board.found, board.scenario
    first, *others = sentences(found)
    out.print(escape(first))
    out.print(f"\n[bold]What became of the estimates[/bold] ({escape(scenario.name)})")
    assumed = (scenario.assumptions[name].title for name in scenario.assumed)
    for text in (*words.asked(scenario.known_by, assumed), *others):
        out.print(Padding(escape(text), (0, 0, 0, 2)))
    for truth, told in found["truths"].items():
        days, title = words.number(told["days"]), escape(told["title"])
        out.print(f"\n[bold]Against {days} d: {title}[/bold], known on {told['known']}\n")
        for head, rows in _tables(found, truth):
            _print(out, head, rows)
    out.print(
        "[bright_black]CRPS and 80 % in days, log in natural units; the lower, the better. CRPS:"
        " how far off, in the mean over what was held possible. Log: of the day on which it came"
        " true; “out” where that was ruled out. 80 %: width of the interval from the 10 to the 90 %"
        " point, and ten times what it misses by. PIT: what was held likely by then, 0.5 in the"
        " middle. Came true: read as the dated statements of the class came true on other events."
        "[/bright_black]",
    )


def sentences(found: Found) -> Iterator[str]:
    """Yield what the scores can tell, and what not, and who scores best."""
    yield (
        "One event is one event: this outage ended once, so that whoever is nearest here may have"
        " been lucky, and nothing below tells speakers apart as a record of many events would."
    )
    for truth, told in found["truths"].items():
        by_crps = {
            (name, reading): each[reading]["scores"][truth]["crps"]
            for name, each in found["estimates"].items()
            for reading in READINGS
        }
        name, reading = min(by_crps, key=lambda key: by_crps[key])
        best = found["estimates"][name]
        yield (
            f"Nearest to {words.number(told['days'])} d ({told['title']}) is “{best['title']}”"
            f" {_as(reading)}, off by {words.number(by_crps[name, reading])} d;"
            f" {_pooled(found, truth)}"
        )
    with_record = [each for each in found["speakers"].values() if each["like"] is None]
    for each in with_record:
        low, middle, high = each["ratio"]
        yield (
            f"{each['title']} on {each['others']} other events: what remained took {low:.2f},"
            f" {middle:.2f}, {high:.2f} times as long as said (10, 50, 90 %)."
        )
    without = [each["title"] for each in found["speakers"].values() if each["like"] is not None]
    if without:
        yield f"Without a record on other events: {', '.join(without)}."
    if found["not_scored"]:
        yield f"Not scored, as they are no statements: {', '.join(found['not_scored'])}."


def _as(reading: str) -> str:
    return "as said" if reading == READINGS[0] else "as such statements came true"


def _pooled(found: Found, truth: str) -> str:
    alike, record = (
        words.number(found["pools"][pool][READINGS[0]]["scores"][truth]["crps"])
        for pool in (ALL, RECORD)
    )
    return f"all of them, each alike, by {alike} d, by their record by {record} d (as said)."


def _tables(found: Found, truth: str) -> Iterator[tuple[str, list[Sequence[str]]]]:
    """Yield a head and rows for each part of the board."""
    order = sorted(
        found["estimates"].values(), key=lambda e: e[READINGS[0]]["scores"][truth]["crps"]
    )
    for speaker, told in found["speakers"].items():
        own = [each for each in order if each["speaker"] == speaker]
        rows = [row for each in own for row in _readings(each["title"], each, truth)]
        means = [
            ("  mean", _READING[reading], "", *_scores(told[reading][truth]))
            for reading in READINGS
        ]
        yield told["title"], [*rows, *means]
    titles = {ALL: "All, each alike", RECORD: "All, by record"}
    titles |= {name: each["title"] for name, each in found["speakers"].items()}
    yield (
        "All of them together",
        [
            row
            for name, each in found["pools"].items()
            for row in _readings(titles[name], each, truth)
        ],
    )
    for reference in found["references"].values():
        yield (
            f"{reference['title']}, if the pad has been down for so long",
            [
                (f"  {each['elapsed_days']} d", "", _points(each), *_scores(each["scores"][truth]))
                for each in reference["given"]
            ],
        )


def _readings(title: str, each: Found, truth: str) -> Iterator[Sequence[str]]:
    lines = [*wrap(title, _WIDTHS[0] - 3, max_lines=2, placeholder=" …"), ""]
    for reading, line in zip(READINGS, lines[:2], strict=True):
        told = each[reading]
        yield (f"  {line}", _READING[reading], _points(told), *_scores(told["scores"][truth]))


def _points(told: Found) -> str:
    return " ".join(f"{told[name]:4.0f}" for name in ("p10", "p50", "p90"))


def _scores(scores: Found) -> Sequence[str]:
    log, pit = scores.get("log", _NONE), scores["pit"]
    return (
        words.number(scores["crps"]),
        "out" if log is None else log if log == _NONE else f"{log:.1f}",
        words.number(scores["interval"]),
        "" if pit is None else f"{pit:.2f}",
    )


def _print(out: Console, head: str, rows: Sequence[Sequence[str]]) -> None:
    out.print(escape(head))
    table = Table(box=box.SIMPLE_HEAD, padding=0, pad_edge=False, show_edge=False)
    for place, (title, width) in enumerate(zip(("", *_HEADS), _WIDTHS, strict=True)):
        table.add_column(title, width=width, justify="left" if place < 2 else "right")
    for row in rows:
        table.add_row(*map(escape, row))
    out.print(table)
    out.print()
