"""What came true of the forecasts in a ledger, on a screen."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.padding import Padding

from sim.core.errors import listed
from sim.present import words
from sim.present.screen import Cell, Row, print_rows
from sim.runs.ledger import DATE, FLAG, Entry

Found = Mapping[str, Any]

_NONE = "—"


def added(entry: Entry, ledger: str) -> str:
    """Return what was added to a ledger, in a sentence."""
    cases = listed(entry.forecasts)
    return (
        f"{ledger}: entry {entry.number}, {len(entry.question)} outcomes of {entry.scenario} as of"
        f" {words.day(entry.as_of)} under {cases}"
    )


def print_scores(out: Console, found: Found) -> None:
    """Print each entry with what came true of it, and the scores by the day it was known."""
    for text in _sentences(found):
        out.print(escape(text))
    for entry in found["entries"]:
        _print_entry(out, entry)
    if found["over_time"]:
        _print_over_time(out, found["over_time"])
    out.print(
        "[bright_black]CRPS: how far off, in days (person-days, or a count), in the mean over what"
        " was held possible, on a line through the least, the 10, 50 and 90 % points and the most,"
        " which is coarse beyond the 10 and the 90 % point. A date beyond the forecast counts as"
        " its last day. Brier: the squared distance of a probability from what came true. The"
        " lower, the better. PIT: what was held likely by then.[/bright_black]"
    )


def _sentences(found: Found) -> Iterator[str]:
    entries = found["entries"]
    truths = [truth for entry in entries for truth in entry["came_true"]]
    known = len({(truth["outcome"], truth["known"]) for truth in truths})
    yield (
        "One event is one event: forecasts of one day share what came true, under each estimate and"
        " each assumption, and do not add up to many."
    )
    counted = _counted(len(entries), "entry", "entries")
    yield f"{counted}; of {known} outcomes it is known what came true."
    late = sorted({entry["number"] for entry in entries if _in_hindsight(entry)})
    if late:
        yield (
            f"Worked out when it was known already, on what was known on the day of the forecast:"
            f" entry {', '.join(map(str, late))}. That is no proof of foresight."
        )


def _counted(n: int, one: str, several: str) -> str:
    return f"{n} {one if n == 1 else several}"


def _in_hindsight(entry: Found) -> bool:
    return any(truth["in_hindsight"] for truth in entry["came_true"])


def _print_entry(out: Console, entry: Found) -> None:
    out.print(
        f"\n[bold]{entry['number']}: {escape(entry['title'])}[/bold] ({escape(entry['scenario'])})"
    )
    assumed = f"; assumed: {', '.join(entry['assumed'])}" if entry["assumed"] else ""
    told = (
        f"as of {words.day(entry['as_of'])}, made on {words.day(entry['made'])};"
        f" {entry['replications']:,} replications, seed {entry['seed']}{assumed}"
    )
    out.print(Padding(escape(told), (0, 0, 0, 2)))
    if entry["open"]:
        out.print(Padding(escape(f"still open: {', '.join(entry['open'])}"), (0, 0, 0, 2)))
    if entry["came_true"]:
        out.print()
        print_rows(out, list(_rows(entry)), {name: name for name in entry["cases"]})


def _rows(entry: Found) -> Iterator[Row]:
    """Yield a row for each outcome in the order in which it was known, and the means."""
    for truth in entry["came_true"]:
        label = words.label(truth["outcome"], truth["label"]) or truth["outcome"]
        yield Row(
            f"{label}: {_truth(truth)} (known {truth['known']})",
            {name: _cell(case[truth["outcome"]]) for name, case in entry["cases"].items()},
        )
    for title, score in (("Mean CRPS", "crps"), ("Mean Brier", "brier")):
        yield Row(
            title,
            {name: Cell(_mean(case.values(), score)) for name, case in entry["cases"].items()},
        )


def _truth(truth: Found) -> str:
    if truth["unit"] == DATE:
        return words.day(truth["value"])
    if truth["unit"] == FLAG:
        return "yes" if truth["value"] else "no"
    return f"{words.number(truth['value'])} {truth['unit']}"


def _cell(score: Found | None) -> Cell:
    if score is None:
        return Cell(_NONE)
    if score["brier"] is not None:
        return Cell(f"Brier {score['brier']:.3f}", f"said {words.percent(score['probability'])}")
    return Cell(f"CRPS {words.number(score['crps'])}", f"PIT {score['pit']:.2f}")


def _mean(scores: Any, name: str) -> str:
    known = [each[name] for each in scores if each is not None and each[name] is not None]
    if not known:
        return _NONE
    mean = sum(known) / len(known)
    return words.number(mean) if name == "crps" else f"{mean:.3f}"


def _print_over_time(out: Console, days: list[Found]) -> None:
    titles = {
        "forecasts": "forecasts",
        "crps": "mean CRPS",
        "brier": "mean Brier",
        "pit": "PIT, least, median, most",
    }
    out.print("[bold]Over time[/bold], by the day on which it was known, all entries and cases\n")
    rows = [
        Row(
            day["known"],
            {
                "forecasts": Cell(str(day["forecasts"])),
                "crps": Cell(_NONE if day["crps"] is None else words.number(day["crps"])),
                "brier": Cell(_NONE if day["brier"] is None else f"{day['brier']:.3f}"),
                "pit": Cell(_spread(sorted(day["pit"]))),
            },
        )
        for day in days
    ]
    print_rows(out, rows, titles)


def _spread(pit: list[float]) -> str:
    if not pit:
        return _NONE
    return f"{pit[0]:.2f} {pit[len(pit) // 2]:.2f} {pit[-1]:.2f}"
