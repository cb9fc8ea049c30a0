"""The options and arguments that several commands share, each said once."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass, fields, is_dataclass
from functools import wraps
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.markup import escape

from sim.studies import AUDITED, QUESTIONED, REPLICATIONS, SEED

File = Annotated[
    str,
    typer.Argument(metavar="FILE", help="A scenario file, or the name of one that is shipped."),
]
NewName = Annotated[
    str, typer.Argument(metavar="NAME", help="Of the file to write; .yaml is added.")
]
Base = Annotated[
    str,
    typer.Option(
        "--from",
        metavar="SCENARIO",
        help="What it extends: a scenario that is shipped, or a file beside it.",
    ),
]
FileOrBaseline = Annotated[
    str,
    typer.Argument(metavar="[FILE]", help="A scenario file, or the name of one that is shipped."),
]
Inputs = Annotated[
    list[str] | None,
    typer.Option(
        "--input",
        metavar="PATH",
        help="Only the distributions at or below PATH, such as lines.soyuz.slip, with their rows;"
        " may be repeated.",
    ),
]
ScoredFile = Annotated[
    str,
    typer.Argument(
        metavar="[FILE]",
        help="A scenario file, or the name of one that is shipped. Without it: site-31-outage.",
        show_default=False,
    ),
]
Cases = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="[FOLDER]...",
        help="Episodes: folders with scenario.yaml and truth.csv, or names of those that are"
        " shipped. Without any: the record against the inputs.",
        show_default=False,
    ),
]
EveryCase = Annotated[bool, typer.Option("--cases", help="All episodes that are shipped.")]
Futures = Annotated[
    int | None,
    typer.Option(
        "-n", min=100, help="Futures of each episode, plan or input; fewer than usual are faster."
    ),
]
FileUnlessResumed = Annotated[
    str | None,
    typer.Argument(
        metavar="FILE",
        help="A scenario file, or the name of one that is shipped; none with --resume.",
        show_default=False,
    ),
]
Resume = Annotated[
    Path | None,
    typer.Option(
        "--resume",
        metavar="DIR",
        help="Go on with the run, or the comparison, of that folder: scenario, seed, -n, engine and"
        " precision are those it began with.",
    ),
]
Files = Annotated[
    list[str],
    typer.Argument(metavar="FILE...", help="Scenario files, or names of shipped ones."),
]
Replication = Annotated[
    int, typer.Argument(metavar="REPLICATION", min=0, help="The number of the replication, from 0.")
]
ResultFolder = Annotated[
    Path,
    typer.Argument(
        metavar="RESULT", exists=True, file_okay=False, help="The folder of a stored result."
    ),
]
Tables = Annotated[
    list[str],
    typer.Argument(metavar="FILE...", help="Tables (.csv) and public lists (.json)."),
]
Into = Annotated[
    str,
    typer.Option(
        "--into", metavar="FILE", help="The scenario that is extended: its classes, lines, ports."
    ),
]
AsOf = Annotated[
    str | None,
    typer.Option("--as-of", metavar="DATE", help="When it begins. Without it: as that scenario."),
]
OtherResult = Annotated[
    Path,
    typer.Argument(
        metavar="OTHER", exists=True, file_okay=False, help="The folder that is held against it."
    ),
]
LedgerFile = Annotated[
    Path | None,
    typer.Option(
        "--ledger",
        dir_okay=False,
        metavar="FILE",
        help="The ledger to write to. Without it: ledger.jsonl in the folder of results.",
    ),
]
LedgerOutcomes = Annotated[
    list[str] | None,
    typer.Option(
        "--outcome",
        metavar="KEY",
        help="What is kept: a key of the summary's headline or a column of the outcomes; repeat it"
        " for more. Without it: all of the headline.",
    ),
]
ScoredLedger = Annotated[
    Path | None,
    typer.Argument(
        metavar="[FILE]",
        help="The ledger. Without it: ledger.jsonl in the folder of results, else the one that"
        " comes with the program.",
        show_default=False,
    ),
]
TruthsFile = Annotated[
    Path | None,
    typer.Option(
        "--truths",
        metavar="FILE",
        help="A CSV file of what came true: as_of, outcome, value, known, source. Without it: the"
        " one that comes with the program.",
    ),
]
Replications = Annotated[
    int | None,
    typer.Option(
        "-n",
        "--replications",
        min=1,
        metavar="N",
        help="How many times it is played (under each estimate and policy); with --precision, how"
        f" many times at the most. Without it: {REPLICATIONS:,}; with --precision: 20,000,000.",
    ),
]
Precision = Annotated[
    list[str] | None,
    typer.Option(
        "--precision",
        metavar="OUTCOME=HALF",
        help="Play until the 95 % interval of OUTCOME is HALF to either side, or narrower: a share"
        " for what happens or has a date, else days, person-days or a count; with a per cent sign"
        " a part of the estimate, for what is seldom: decrewed=20%. May be repeated.",
    ),
]
Seed = Annotated[
    int | None,
    typer.Option(
        "--seed",
        min=0,
        metavar="N",
        help=f"Names all luck: the same seed gives the same futures. Without it: {SEED}.",
    ),
]
Estimate = Annotated[
    str | None,
    typer.Option("--estimate", metavar="NAME", help="The estimate of the repair to take."),
]
Estimates = Annotated[
    list[str] | None,
    typer.Option(
        "--estimate",
        metavar="NAME",
        help="An estimate to compare; repeat it for more. Without it: all.",
    ),
]
Policy = Annotated[
    str | None,
    typer.Option(
        "--policy",
        metavar="NAME",
        help="The policy to take, of those that FILE names. Without it: the one it states.",
    ),
]
Policies = Annotated[
    bool,
    typer.Option(
        "--policies",
        help="Compare policies too: those named behind it, else all that FILE names, beside the"
        " one it states.",
    ),
]
PolicyNames = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="[NAME]...",
        help="Further scenarios to compare FILE with; with --policies: which of its policies.",
        show_default=False,
    ),
]
Reactions = Annotated[
    bool,
    typer.Option(
        "--reactions",
        help="Compare the policy that FILE states with itself without each thing that planners do"
        " of themselves under it.",
    ),
]
Alone = Annotated[
    bool,
    typer.Option("--alone", help="With --reactions: each of them alone, beside none of them."),
]
Against = Annotated[
    str | None,
    typer.Option(
        "--against",
        metavar="NAME",
        help="The estimate that the others are compared with. Without it: the first.",
    ),
]
Audited = Annotated[
    int | None,
    typer.Option(
        "-n",
        "--replications",
        min=1,
        metavar="N",
        help="How many times both engines play it (under each estimate and policy). Without it:"
        f" {AUDITED}.",
    ),
]
Questioned = Annotated[
    int | None,
    typer.Option(
        "-n",
        "--replications",
        min=1,
        metavar="N",
        help=f"How many times each variant is played. Without it: {QUESTIONED:,}.",
    ),
]
AuditedEstimate = Annotated[
    str | None,
    typer.Option("--estimate", metavar="NAME", help="The one estimate to play. Without it: all."),
]
AuditedPolicy = Annotated[
    str | None,
    typer.Option(
        "--policy",
        metavar="NAME",
        help="The one policy to play. Without it: the one that FILE states, and all it names.",
    ),
]
Overrides = Annotated[
    list[str] | None,
    typer.Option(
        "--set", metavar="PATH=VALUE", help="Replace what the file says at PATH; may be repeated."
    ),
]
Assume = Annotated[
    list[str] | None,
    typer.Option(
        "--assume",
        metavar="NAME",
        help="An assumption to make, of those that FILE names; may be repeated.",
    ),
]
KnownBy = Annotated[
    str | None,
    typer.Option(
        "--known-by",
        metavar="DATE",
        help="Take the estimates as they were known by DATE, such as 2025-12-10: what was said"
        " later is left out.",
    ),
]
Since = Annotated[
    str | None, typer.Option("--from", metavar="DATE", help="Show what happens from DATE on.")
]
Until = Annotated[
    str | None, typer.Option("--to", metavar="DATE", help="Show what happens up to DATE.")
]
Lines = Annotated[
    list[str] | None,
    typer.Option("--line", metavar="NAME", help="Show ships of this line; may be repeated."),
]
Only = Annotated[
    list[str] | None,
    typer.Option(
        "--only",
        metavar="WORD",
        help="Tell these happenings alone, such as launches,docks; may be repeated.",
    ),
]
Workers = Annotated[
    int | None,
    typer.Option(
        "--workers",
        min=1,
        metavar="N",
        help="Threads or processes that play. Without it: one a core.",
    ),
]
Engine = Annotated[
    str | None,
    typer.Option(
        "--engine",
        metavar="NAME",
        help="What plays: fast (compiled; the default) or simpy (plain Python, some hundred"
        " times slower). The futures are the same.",
    ),
]
Out = Annotated[
    Path | None,
    typer.Option(
        "--out", file_okay=False, metavar="DIR", help="Where results go, instead of results/."
    ),
]
FigureFolder = Annotated[
    Path | None,
    typer.Option(
        "--out", file_okay=False, metavar="DIR", help="Where figures go, instead of the result."
    ),
]
NoFigures = Annotated[bool, typer.Option("--no-figures", help="Draw nothing.")]
Json = Annotated[
    bool, typer.Option("--json", help="Print one JSON document to standard output, nothing else.")
]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="No progress, no notes.")]
Debug = Annotated[bool, typer.Option("--debug", help="Show where an error came from.")]


@dataclass(frozen=True, kw_only=True)
class Changes:
    """What is changed of a file before it is played."""

    known_by: KnownBy = None
    assume: Assume = None
    overrides: Overrides = None


@dataclass(frozen=True, kw_only=True)
class Play(Changes):
    """What every play asks: which luck, changes to the file, the engine, where results go."""

    seed: Seed = None
    engine: Engine = None
    out: Out = None
    no_figures: NoFigures = False

    @property
    def own_seed(self) -> int:
        """The seed asked for, or the usual one."""
        return SEED if self.seed is None else self.seed


@dataclass(frozen=True, kw_only=True)
class PlayMany(Play):
    """What the play of many replications asks besides."""

    replications: Replications = None
    precision: Precision = None
    workers: Workers = None

    @property
    def given(self) -> list[str]:
        """The options given that say what is played or where, as they are written."""
        values = {
            "-n": self.replications,
            "--precision": self.precision,
            "--seed": self.seed,
            "--known-by": self.known_by,
            "--assume": self.assume,
            "--set": self.overrides,
            "--engine": self.engine,
            "--out": self.out,
        }
        return [name for name, value in values.items() if value not in (None, [])]


@dataclass(frozen=True, kw_only=True)
class Ask(Play):
    """What every question asks besides its own."""

    replications: Questioned = None
    workers: Workers = None


@dataclass(frozen=True, kw_only=True)
class Part:
    """Which part of a future is shown."""

    since: Since = None
    until: Until = None
    lines: Lines = None
    only: Only = None


@dataclass(frozen=True, kw_only=True)
class Show:
    """What is printed."""

    as_json: Json = False
    quiet: Quiet = False
    debug: Debug = False


def grouped(command: Callable[..., None]) -> Callable[..., None]:
    """Return the command with an option for each field of the dataclasses that it takes."""
    groups: dict[str, Any] = {}
    flat: list[inspect.Parameter] = []
    for name, parameter in inspect.signature(command, eval_str=True).parameters.items():
        if is_dataclass(parameter.annotation):
            groups[name] = parameter.annotation
            flat += inspect.signature(groups[name], eval_str=True).parameters.values()
        else:
            flat.append(parameter.replace(kind=parameter.KEYWORD_ONLY))

    @wraps(command)
    def ungrouped(**given: Any) -> None:
        made = {
            name: group(**{field.name: given.pop(field.name) for field in fields(group)})
            for name, group in groups.items()
        }
        command(**given, **made)

    ungrouped.__signature__ = inspect.Signature(flat)  # type: ignore[attr-defined]
    return ungrouped


def examples(*commands: str) -> str:
    """Return the examples that end a command's help, a line each."""
    return "[bold]Examples[/bold]\n\n" + "\n\n".join(f"$ {escape(command)}" for command in commands)
