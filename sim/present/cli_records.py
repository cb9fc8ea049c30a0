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


@options.grouped
def backtest(
    cases: options.Cases = None,
    *,
    every: options.EveryCase = False,
    replications: options.Futures = None,
    workers: options.Workers = None,
    show: options.Show,
) -> None:
    """Hold the inputs against the record, and episodes against what came true.

    Without a case: how many losses, failed dockings and ships, illnesses and groundings there were
    beside those to be expected; how often records refuse wrong inputs; how well dockings, overlaps
    and stays would have been forecast, each without itself. A case is a folder with scenario.yaml,
    which knows what was known on its day, and truth.csv (outcome, value, source).
    """
    with console.reporting_errors(debug=show.debug):
        from sim.present.backtest import print_backtest, print_cases
        from sim.present.verbs_records import backtest

        asked = None if every else cases or ()
        found = backtest(asked, replications=replications, workers=workers)
        if show.as_json:
            console.print_json(found)
        elif "cases" in found:
            print_cases(console.out(), found["cases"])
        else:
            print_backtest(console.out(), found)


@options.grouped
def ledger_add(
    result: options.ResultFolder,
    *,
    ledger: options.LedgerFile = None,
    outcome: options.LedgerOutcomes = None,
    show: options.Show,
) -> None:
    """Write the forecasts of a stored result behind the last line of a ledger.

    Kept are date, scenario and its hash, version, seed, what was asked and what was forecast of it.
    Each line seals the one before, so that a change is found. A new ledger begins with the
    forecasts of 27 November 2025, which come with the program.
    """
    with console.reporting_errors(debug=show.debug):
        from sim.present.ledger import added
        from sim.present.verbs_records import ledger_add, own_ledger

        file = ledger or own_ledger()
        entry = ledger_add(result, file, outcome or ())
        if show.as_json:
            console.print_json(entry.model_dump())
        elif not show.quiet:
            typer.echo(added(entry, file.as_posix()))


@options.grouped
def ledger_score(
    file: options.ScoredLedger = None,
    *,
    truths: options.TruthsFile = None,
    show: options.Show,
) -> None:
    """Score the forecasts of a ledger of which it is known what came true.

    CRPS and PIT of dates and amounts, the Brier score of probabilities, in the order in which it
    was known; what is still open is named.
    """
    with console.reporting_errors(debug=show.debug):
        from sim.present.ledger import print_scores
        from sim.present.verbs_records import ledger_score

        found = ledger_score(file, truths)
        if show.as_json:
            console.print_json(found)
        else:
            print_scores(console.out(), found)


def add_to(app: typer.Typer) -> None:
    """Add the commands to the command line."""
    app.command(
        epilog=options.examples(
            "crewsim scoreboard",
            "crewsim scoreboard my.yaml --known-by 2025-12-10",
            "crewsim scoreboard site-31-outage --json",
        )
    )(scoreboard)
    app.command(
        epilog=options.examples(
            "crewsim backtest",
            "crewsim backtest ms-10-2018 my-case",
            "crewsim backtest --cases",
        )
    )(backtest)
    ledger = typer.Typer(no_args_is_help=True, rich_markup_mode="rich")
    ledger.command(
        "add",
        epilog=options.examples(
            "crewsim ledger add results/site-31-outage/20261121T224317Z-3f9a",
            "crewsim ledger add results/today/20261121T224317Z-3f9a --outcome 'dock[soyuz]'",
        ),
    )(ledger_add)
    ledger.command(
        "score",
        epilog=options.examples(
            "crewsim ledger score",
            "crewsim ledger score results/ledger.jsonl --truths what-came-true.csv",
        ),
    )(ledger_score)
    app.add_typer(
        ledger,
        name="ledger",
        help="Keep forecasts in one append-only file, and score what has come true.",
    )
