"""The record against the inputs, and episodes against what came true, on a screen of 80 columns."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from rich import box
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from sim.present import words
from sim.studies.backtest import ENOUGH, ENOUGH_TOGETHER, SHIPPED
from sim.studies.backtest_dates import BASELINES, TARGET, held

Found = Mapping[str, Any]
Rows = Sequence[Sequence[str]]

_NONE = "—"
_WHAT = {"docking": "Docking", "overlap": "Overlap", "stay": "Stay"}


def print_backtest(out: Console, found: Found) -> None:
    """Print the counts of the record, what they refuse, and the dates."""
    print_events(out, found["events"])
    print_dates(out, found["dates"])


def print_events(out: Console, found: Found) -> None:
    """Print the numbers of the record beside those to be expected, and the power."""
    out.print(f"[bold]What the record can refuse[/bold] ({escape(found['inputs'])})\n")
    for text in sentences(found):
        out.print(escape(text))
    out.print("\n[bold]Events of the record[/bold]\n")
    _print(out, *events_table(found))
    out.print("[bold]Share of records that refuse wrong inputs, in per cent[/bold]\n")
    _print(out, *power_table(found))
    out.print("[bold]What this record says of them: two-sided tails[/bold]\n")
    _print(out, *tails_table(found))
    out.print(f"[bright_black]{escape(legend(found))} {escape(footnote(found))}[/bright_black]\n")


def sentences(found: Found) -> Iterator[str]:
    """Yield what would be refused often enough to claim it, what not, and what is refused."""
    claimed = found["claimed"]
    enough = [name for name, each in claimed.items() if each["enough"]]
    lacking = [name for name, each in claimed.items() if not each["enough"]]
    titles = found["wrong"]
    for head, names in (
        ("Refused by nine records of ten, and all five together by 99 of 100", enough),
        ("Not refused often enough to be told by the record", lacking),
    ):
        if names:
            told = (f"{titles[n]} ({_share(claimed[n]['share'])} %)" for n in names)
            yield f"{head}: {'; '.join(told)}."
    refused = [title for name, title in titles.items() if _refused(found, name)]
    n, level = len(found["numbers"]) + 1, words.percent(found["level"])
    which = "; ".join(refused) or "none"
    yield f"The one record there is refuses, by at least one of {n} checks at {level}: {which}."
    by_itself = _refused(found, SHIPPED.name)
    yield f"It refuses of the inputs as shipped: {', '.join(by_itself) or 'nothing'}."


def _refused(found: Found, judged: str) -> list[str]:
    rows = [*found["numbers"], found["together"]]
    return [row["title"] for row in rows if row["tail"][judged] < found["level"]]


def events_table(found: Found) -> tuple[Sequence[str], Rows]:
    """Return heads and rows: observed, expected, 5 to 95 % and the tail."""
    heads = ("", "in", "observed", "expected", "5–95 %", "tail")
    return heads, [
        (
            row["title"],
            f"{row['exposure']:,.0f} {_UNITS[row['unit']]}" if row["unit"] else "free play",
            words.number(row["observed"]),
            f"{row['expected']:.1f}",
            f"{row['p05']:.0f}–{row['p95']:.0f}",
            _tail(row["tail"][SHIPPED.name]),
        )
        for row in found["numbers"]
    ]


_UNITS = {"trials": "trials", "days": "d", "person-days": "person-d"}


def power_table(found: Found) -> tuple[Sequence[str], Rows]:
    """Return heads and rows: by inputs the share of records that refuse them."""
    rows = [*found["numbers"], found["together"]]
    judged = [SHIPPED.name, *found["wrong"]]
    return ("", *judged), [
        (row["title"], *(_share(row["refused"][name]) for name in judged)) for row in rows
    ]


def tails_table(found: Found) -> tuple[Sequence[str], Rows]:
    """Return heads and rows: by inputs the two-sided tail of what was observed."""
    rows = [*found["numbers"], found["together"]]
    judged = [SHIPPED.name, *found["wrong"]]
    return ("", *judged), [
        (row["title"], *(_tail(row["tail"][name]) for name in judged)) for row in rows
    ]


def legend(found: Found) -> str:
    """Return what the names of the inputs mean."""
    every = {SHIPPED.name: SHIPPED.title} | dict(found["wrong"])
    return f"{'; '.join(f'{name}: {title}' for name, title in every.items())}."


def footnote(found: Found) -> str:
    """Return how the shares were found."""
    level = words.percent(found["level"])
    free = (
        f" Free play: {found['free']}, {found['replications']:,} futures of each; it follows from"
        " the same events and is not taken together with the counts."
        if found["free"]
        else ""
    )
    return (
        f"Record to {found['record_ends']}. A number refuses inputs of which its two-sided tail is"
        f" below {level}; numbers are whole, so the right ones are refused more seldom. Records are"
        " drawn from the inputs as shipped. Taken together: Fisher's -2 sum ln p, whose law is"
        f" drawn too ({found['drawn']:,} records). All five must be refused by"
        f" {words.percent(ENOUGH_TOGETHER)} of them, one by {words.percent(ENOUGH)} to be claimed."
        f" Many inputs were made from the same rows: a large tail proves nothing.{free}"
    )


def print_dates(out: Console, found: Sequence[Found]) -> None:
    """Print how well dockings, overlaps and stays would have been forecast."""
    out.print("[bold]Dates, each forecast without itself[/bold]\n")
    for text in verdicts(found):
        out.print(escape(text))
    out.print()
    _print(out, *dates_table(found))
    _print(out, *pit_table(found))
    baselines = "; ".join(f"{i}: {name}" for i, name in enumerate(BASELINES, start=1))
    out.print(
        f"[bright_black]CRPS in days, the lower, the better; {escape(baselines)}. of 90 %: share"
        " that the 90 % intervals hold, with its exact 95 % interval. PIT: how many truths lie in"
        " each fifth of the forecasts, alike where they are as sure as can be.[/bright_black]"
    )


def verdicts(found: Sequence[Found]) -> Iterator[str]:
    """Yield which forecasts miss the target, and where a simple baseline does as well."""
    for line in dict.fromkeys(row["line"] for row in found):
        inside, n = held(found, line)
        share, (low, high) = inside / n, TARGET
        met = "less than" if share < low else "more than" if share > high else "within"
        yield (
            f"90 % intervals of dockings hold {inside} of {n} {words.line_name(line)} dates, {met}"
            f" the {100 * low:.0f} to {100 * high:.0f} % that they should."
        )
    for row in found:
        better = [
            f"{name} ({crps:.1f} d)"
            for name, crps in zip(BASELINES, row["baselines"], strict=True)
            if crps <= row["crps"]
        ]
        if better:
            told = f"{_name(row)}: off by {row['crps']:.1f} d"
            yield f"{told}, no less than by {' and '.join(better)}."


def dates_table(found: Sequence[Found]) -> tuple[Sequence[str], Rows]:
    """Return heads and rows: coverage and CRPS beside those of the baselines."""
    heads = ("", "n", "in 50 %", "in 90 %", "of 90 %", "CRPS", "1", "2", "3")
    return heads, [
        (
            _name(row),
            str(row["n"]),
            str(row["in_50"]),
            str(row["in_90"]),
            "–".join(f"{100 * end:.0f}" for end in row["in_90_between"]),
            *(f"{crps:.1f}" for crps in (row["crps"], *row["baselines"])),
        )
        for row in found
    ]


def pit_table(found: Sequence[Found]) -> tuple[Sequence[str], Rows]:
    """Return heads and rows: how many truths lie in each fifth of the forecasts."""
    heads = ("PIT", "0–0.2", "0.2–0.4", "0.4–0.6", "0.6–0.8", "0.8–1")
    return heads, [(_name(row), *(f"{n:.1f}" for n in row["pit_fifths"])) for row in found]


def _name(row: Found) -> str:
    lead = f", {row['lead']}" if row["lead"] else ""
    return f"{_WHAT[row['what']]}, {words.line_name(row['line'])}{lead}"


# --- episodes -------------------------------------------------------------------------------------


def print_cases(out: Console, found: Sequence[Found]) -> None:
    """Print each episode: what was forecast on its day, and what came true."""
    for case in found:
        out.print(f"[bold]{escape(case['title'])}[/bold] ({escape(case['case'])})")
        told = f"as of {words.day(case['as_of'])}, {case['replications']:,} replications"
        out.print(f"  {told}\n")
        for forecast in case["forecasts"]:
            if len(case["forecasts"]) > 1:
                out.print(escape(forecast["title"]))
            _print(out, *case_table(forecast))
    out.print(
        "[bright_black]Luck is free from the day of the forecast on. PIT: what was held likely by"
        " then; *: outside the central 90 %. CRPS in the unit of the outcome. Of what happens or"
        " not: its probability, and the Brier score.[/bright_black]"
    )


def case_table(forecast: Found) -> tuple[Sequence[str], Rows]:
    """Return heads and rows: 10, 50 and 90 % points, what came true, PIT and score."""
    return ("", "10 %", "50 %", "90 %", "truth", "PIT", "CRPS"), [
        _case_row(row) for row in forecast["outcomes"]
    ]


def _case_row(row: Found) -> Sequence[str]:
    if "brier" in row:
        said = words.percent(row["probability"])
        truth = "yes" if row["truth"] else "no"
        return row["outcome"], said, "", "", truth, _NONE, f"{row['brier']:.3f}"
    points = (_value(row[name]) for name in ("p10", "p50", "p90", "truth"))
    mark = "" if row["in_90"] else "*"
    return row["outcome"], *points, f"{row['pit']:.2f}{mark}", words.number(row["crps"])


def _value(value: float | str) -> str:
    return value if isinstance(value, str) else words.number(value)


def _share(share: float) -> str:
    return f"{100 * share:.0f}" if 0.005 <= share < 0.985 else f"{100 * share:.1f}"


def _tail(tail: float) -> str:
    return "<.001" if tail < 0.001 else f"{min(tail, 1.0):.3f}".removeprefix("0")


def _print(out: Console, heads: Sequence[str], rows: Rows) -> None:
    table = Table(box=box.SIMPLE_HEAD, padding=(0, 0, 0, 0), pad_edge=False, show_edge=False)
    for place, head in enumerate(heads):
        table.add_column(
            escape(head), justify="right" if place else "left", no_wrap=bool(place), overflow="fold"
        )
    for row in rows:
        table.add_row(*map(escape, row))
    out.print(table)
    out.print()
