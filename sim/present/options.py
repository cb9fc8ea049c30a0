"""The options and arguments that several commands share, each said once."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass, fields, is_dataclass
from functools import wraps
from pathlib import Path
from typing import Annotated, Any

import typer

from sim.present import REPLICATIONS

File = Annotated[
    str,
    typer.Argument(metavar="FILE", help="A scenario file, or the name of one that is shipped."),
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
Replications = Annotated[
    int,
    typer.Option(
        "-n",
        "--replications",
        min=1,
        metavar="N",
        help="How many times it is played (under each estimate).",
    ),
]
Seed = Annotated[
    int,
    typer.Option(
        "--seed", min=0, metavar="N", help="Names all luck: the same seed gives the same futures."
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
Against = Annotated[
    str | None,
    typer.Option(
        "--against",
        metavar="NAME",
        help="The estimate that the others are compared with. Without it: the first.",
    ),
]
Overrides = Annotated[
    list[str] | None,
    typer.Option(
        "--set", metavar="PATH=VALUE", help="Replace what the file says at PATH; may be repeated."
    ),
]
Workers = Annotated[
    int | None,
    typer.Option(
        "--workers", min=1, metavar="N", help="Processes that play. Without it: one a core."
    ),
]
Engine = Annotated[str, typer.Option("--engine", metavar="NAME", help="The engine that plays.")]
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
class Play:
    """What every play asks: which luck, changes to the file, the engine, where results go."""

    seed: Seed = 1
    overrides: Overrides = None
    engine: Engine = "reference"
    out: Out = None
    no_figures: NoFigures = False


@dataclass(frozen=True, kw_only=True)
class PlayMany(Play):
    """What the play of many replications asks besides."""

    replications: Replications = REPLICATIONS
    workers: Workers = None


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
    return "[bold]Examples[/bold]\n\n" + "\n\n".join(f"$ {command}" for command in commands)
