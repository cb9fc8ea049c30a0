"""What is behind a bad outcome: the causes ranked, in a table and as bars."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from rich import box
from rich.console import Console
from rich.markup import escape
from rich.padding import Padding
from rich.table import Table

from sim.analysis.causes import EITHER, NONE, ONE, TOGETHER
from sim.present import words
from sim.present.figures import Sheets
from sim.present.plots.causes import Bar, Ranked, plot_causes
from sim.present.plots.risks import Interval
from sim.studies.question import Answer

Found = Mapping[str, Any]
"""A part of ``answer`` in ``summary.json``."""

FEWEST, MOST, LITTLE = 3, 8, 0.005
"""How many causes are told of each kind: few where the others have less than that share."""

PAIRS = 3
"""Pairs of causes that are told."""

WORTH_SAYING = 0.02
"""A second cause below this share is left out of the sentence."""

_REPLAY = "A future told in full: crewsim replay FILE NUMBER"

_KINDS = {
    ONE: "One cause alone",
    EITHER: "Any of several, each enough alone",
    TOGETHER: "Only two together",
    NONE: "Neither one cause nor two",
}


def print_answer(out: Console, answer: Answer) -> None:
    """Print the finding in a sentence, then what began it, what would have prevented it, how."""
    found = answer.found
    out.print(f"[bold]What is behind “{escape(_label(found))}”?[/bold] ({escape(found['case'])})")
    out.print(escape(_how_often(found)), soft_wrap=True)
    if not found["happened"]["events"]:
        return
    out.print(f"[bold]{escape(finding(found))}[/bold]", soft_wrap=True)
    out.print()
    out.print(_table(found))
    out.print()
    for text in notes(answer):
        command = text.startswith(_REPLAY)
        out.print(f"[bright_black]{escape(text)}[/bright_black]", soft_wrap=command)


def finding(found: Found) -> str:
    """Return in a sentence which causes would have prevented the outcome most often."""
    leading = _leading(found)
    none = found["split"][NONE]
    spared = "of these futures would have been spared"
    if not leading:
        return "No single cause would have prevented it in any of these futures."
    said = f"Without {_words(found, leading[0])}, {_percent(leading[0])} {spared}"
    if len(leading) > 1 and leading[1]["mean"] >= WORTH_SAYING:
        said += f"; without {_words(found, leading[1])}, {_percent(leading[1])}"
    if none["mean"] is not None and none["mean"] > leading[0]["mean"]:
        said += f"; {_percent(none)} would have come without any one cause or any two"
    return f"{said}."


def notes(answer: Answer) -> Iterator[str]:
    """Yield what a reader must know: what is taken away, what is left out, how to see a future."""
    found = answer.found
    events, played, asked = (
        found["happened"]["events"],
        found["played_again"],
        found["split"]["n"],
    )
    yield (
        "Taken away under the same luck: chances do not happen; slips, re-plans, scrubs and weather"
        " holds are 0; other durations take their median; an outage is lifted. Shares of single"
        " causes can add up to more than 100 %, as several may each be enough."
    )
    none = found["split"][NONE]["events"]
    if none:
        never = found["split"]["not_even_without_all"]["events"]
        yield (
            f"Prevented by taking away neither one cause nor two: {none:,}. Of these {never:,} come"
            " even without all causes, by the plan or by what nobody knows; the others take three"
            " or more."
        )
    if played < events:
        yield f"Played again: the first {played:,} of the {events:,} futures with the outcome."
    if asked < played:
        yield (
            f"There were too many pairs to try for all: how futures split is told of the first"
            f" {asked:,} of the {played:,}."
        )
    if found["happened"]["nulls"]:
        yield f"The outcome has no value in {found['happened']['nulls']:,} futures."
    yield f"{_REPLAY}{_options(answer)}"


def sheets(answer: Answer) -> Sheets:
    """Return the figure of an answer, not drawn yet; none where the outcome never comes."""
    found, summary = answer.found, answer.summary
    if not found["happened"]["events"]:
        return {}
    began = None
    if found["begun_by"] is not None:
        bars = [_bar(each["words"], each) for each in _shown(found["begun_by"])]
        of = f"% of the {found['happened']['events']:,} futures with it"
        began = Ranked("What began it", of, bars)
    prevented = Ranked(
        "What would have prevented it",
        f"% of the {found['played_again']:,} futures played again",
        [_bar(_words(found, each), each, each["only"]["mean"]) for each in _leading(found)],
        list(_no_single(found)),
    )
    caption = (
        f"Scenario “{summary['title']}”, as of {words.day(summary['as_of'])}, until"
        f" {words.day(summary['until'])}: {found['case']}. Seed {summary['seed']}."
        f" {_how_often(found)} Lines: 95 % intervals.\n{' '.join(notes(answer))}"
    )
    said = finding(found).removesuffix(".")
    title = f"{_label(found)}: {said[:1].lower()}{said[1:]}"
    return {"causes": lambda: plot_causes(began, prevented, title, caption)}


def _no_single(found: Found) -> Iterator[Bar]:
    """Yield the futures that no single cause would have prevented."""
    together, none = found["split"][TOGETHER], found["split"][NONE]
    if together["events"]:
        yield _bar(f"only two together, most often {_pair(found, found['together'][0])}", together)
    if none["events"]:
        yield _bar("neither one of them nor two", none)


def _table(found: Found) -> Table:
    """Return a row a cause: its share with the interval, and futures to look at."""
    table = Table(box=box.SIMPLE_HEAD, padding=(0, 2, 0, 0), pad_edge=False, show_edge=False)
    table.add_column("", ratio=1)
    for head in ("share", "95 %"):
        table.add_column(head, justify="right", no_wrap=True)
    table.add_column("such futures", style="bright_black", no_wrap=True)
    for title, shares in _parts(found):
        if shares:
            table.add_row(f"[bold]{escape(title)}[/bold]")
        for label, each in shares.items():
            examples = ", ".join(str(number) for number in each["examples"])
            between = words.percent_range(each["low"], each["high"])
            named = Padding(escape(label), (0, 0, 0, 2))
            table.add_row(named, _percent(each), between, examples)
    return table


def _parts(found: Found) -> Iterator[tuple[str, Mapping[str, Found]]]:
    """Yield what is told under each heading of the table."""
    if found["begun_by"] is not None:
        yield "What began it", {_upper(each["words"]): each for each in _shown(found["begun_by"])}
    alone = {_upper(_words(found, each)): each for each in _leading(found)}
    yield "What would have prevented it, alone", alone
    yield "How the futures split", {_KINDS[kind]: found["split"][kind] for kind in _KINDS}
    pairs = {_upper(_pair(found, each)): each for each in found["together"][:PAIRS]}
    yield "Which two, where no one is enough", pairs


def _shown(shares: Sequence[Found]) -> list[Found]:
    """Return the first few shares, and no more of those that are hardly any."""
    known = [each for each in shares if each["events"]][:MOST]
    return [each for k, each in enumerate(known) if k < FEWEST or each["mean"] >= LITTLE]


def _leading(found: Found) -> list[Found]:
    """Return the causes that would have prevented most futures, if any."""
    return _shown(found["prevented_by"])


def _bar(label: str, share: Found, alone: float = 0.0) -> Bar:
    between = Interval(share["mean"], share["low"], share["high"])
    return Bar(_upper(label), between, _percent(share), alone)


def _how_often(found: Found) -> str:
    """Return how often the outcome came, and how many futures were played again."""
    happened = found["happened"]
    events, n = happened["events"], happened["n"]
    chance = words.chance(events, n, happened["low"], happened["high"])
    if not events:
        return f"It was {chance}."
    between = words.percent_range(happened["low"], happened["high"])
    return (
        f"It comes in {events:,} of {n:,} futures: {words.percent(happened['mean'])} ({between})."
        f" {_again(found)} played again without each of {len(found['causes'])} causes."
    )


def _again(found: Found) -> str:
    again, events = found["played_again"], found["happened"]["events"]
    if again < events:
        return f"The first {again:,} of them are"
    return "All of them are" if events > 1 else "It is"


def _options(answer: Answer) -> str:
    """Return the options with which `crewsim replay` tells the futures of this answer."""
    found, summary = answer.found, answer.summary
    named = {"estimate": found["estimate"], "policy": found["policy"], "seed": summary["seed"]}
    return "".join(f" --{name} {value}" for name, value in named.items() if value is not None)


def _words(found: Found, share: Found) -> str:
    return str(found["causes"][share["cause"]])


def _pair(found: Found, pair: Found) -> str:
    names: Sequence[str] = pair["causes"]
    return " and ".join(str(found["causes"][name]) for name in names)


def _label(found: Found) -> str:
    return words.label(found["outcome"]["name"], found["outcome"]["label"])


def _percent(share: Found) -> str:
    return "—" if share["mean"] is None else words.percent(share["mean"])


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]
