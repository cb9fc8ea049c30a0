"""The options and arguments of the questions that planners ask."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

Outcome = Annotated[
    str,
    typer.Option(
        "--outcome",
        metavar="OUTCOME",
        help="What is asked of each future: a column of the outcomes, or a key of the summary's"
        " headline, alone or compared with a value: 'stranded > 0', 'next\\[soyuz,1].direct < 1',"
        " decrewed. Without it: a long gap of the line whose pad is out.",
        show_default=False,
    ),
]
Outcomes = Annotated[
    list[str] | None,
    typer.Option(
        "--outcome",
        metavar="OUTCOME",
        help="A bad outcome to judge by; repeat it for more, the first decides the order. A column"
        " of days or person-days alone asks how much. Without it: the risks of an outage.",
    ),
]
LeverNames = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="[POLICY]...",
        help="The policies to compare with doing nothing. Without them: all that FILE names.",
        show_default=False,
    ),
]
Limit = Annotated[
    int | None,
    typer.Option(
        "--limit",
        min=1,
        metavar="N",
        help="The most futures with the outcome that are played again. Without it: 5,000.",
    ),
]
Lever = Annotated[
    str | None,
    typer.Option("--lever", metavar="POLICY", help="The policy, of those that FILE names; needed."),
]
Least = Annotated[
    str | None,
    typer.Option(
        "--at",
        metavar="RISK",
        help="What the lever must take off the risk to be worth while. Without it: 1%.",
    ),
]
LastDecision = Annotated[
    str | None,
    typer.Option(
        "--last",
        metavar="DATE",
        help="The last day of a decision that is asked about. Without it: a year ahead.",
    ),
]
NotRepairedBy = Annotated[
    bool,
    typer.Option("--not-repaired-by", help="The days behind it are those on which it is still so."),
]
Dates = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="[DATE]...",
        help="With --not-repaired-by: the days on which the pad is still down.",
        show_default=False,
    ),
]
At = Annotated[
    str | None,
    typer.Option(
        "--at",
        metavar="RISK",
        help="The risk that is too much, such as 5% or 0.05. Without it: 5%.",
    ),
]
Total = Annotated[
    bool,
    typer.Option(
        "--total",
        help="Hold the threshold against the risk itself, not against what the outage adds.",
    ),
]
CurvePolicies = Annotated[
    bool,
    typer.Option(
        "--policies",
        help="A curve for each policy too: those named behind it, else all that FILE names.",
    ),
]
Points = Annotated[
    int | None,
    typer.Option(
        "--points",
        min=6,
        metavar="N",
        help="Repair times that each curve is played at. Without it: 40.",
    ),
]
Outage = Annotated[
    str | None,
    typer.Option(
        "--outage",
        metavar="NAME",
        help="The outage asked about, of several. Without it: the only one under way.",
    ),
]
Longest = Annotated[
    str | None,
    typer.Option(
        "--longest",
        metavar="DURATION",
        help="The longest repair asked about. Without it: what the longest estimate reaches in 90 %"
        " of its futures.",
    ),
]
Weights = Annotated[
    str,
    typer.Option(
        "--weights",
        metavar="record|equal|NAME=W,...",
        help="How much each estimate counts where several are taken together: record, by how the"
        " dated statements of its class of speaker came true on other events; equal; or a number"
        " for each that counts: end-of-winter=0.5,four-months=0.5. Without it: equal.",
        show_default=False,
    ),
]
DriversEstimate = Annotated[
    str | None,
    typer.Option(
        "--estimate",
        metavar="NAME",
        help="The estimate of the repair to take. Without it: all that leave the pad down, each"
        " equally likely.",
    ),
]
StoredIn = Annotated[
    Path | None,
    typer.Option(
        "--out",
        file_okay=False,
        metavar="DIR",
        help="Where the answer goes, which else is not kept.",
    ),
]
