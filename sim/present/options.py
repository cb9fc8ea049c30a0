"""The options and arguments that several commands share, each said once."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

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


def examples(*commands: str) -> str:
    """Return the examples that end a command's help, a line each."""
    return "[bold]Examples[/bold]\n\n" + "\n\n".join(f"$ {command}" for command in commands)
