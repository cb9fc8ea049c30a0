"""The commands about what was said and forecast, and what came of it."""

from __future__ import annotations

import typer

from sim.present import console, options


@options.grouped
def scoreboard(
    file: options.ScoredFile = "site-31-outage",
    *,
    changes: options.Changes,
    show: options.Show,
) -> None:
    """Tell what became of the estimates: each published one against what came true.

    CRPS, log score, interval score and PIT of each statement, as said and as such statements came
    true; by class of speaker; of all taken together; and of earlier events, given how long the pad
    has been down. Nothing is played.
    """
    with console.reporting_errors(debug=show.debug):
        from sim.present.scoreboard import print_scoreboard
        from sim.present.sessions import changed
        from sim.studies.scoreboard import scoreboard as scored

        board = scored(changed(file, changes))
        if show.as_json:
            console.print_json(board.document)
        else:
            print_scoreboard(console.out(), board)


def add_to(app: typer.Typer) -> None:
    """Add the commands to the command line."""
    app.command(
        epilog=options.examples(
            "crewsim scoreboard",
            "crewsim scoreboard my.yaml --known-by 2025-12-10",
            "crewsim scoreboard site-31-outage --json",
        )
    )(scoreboard)
