"""The command ``crewsim``."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Annotated

import typer

import sim
from sim.present import cli_questions, cli_records, console, options

app = typer.Typer(
    name="crewsim",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def main() -> None:
    """Run the command line."""
    app()


def _show_version(asked: bool) -> None:
    if asked:
        typer.echo(f"crewsim {sim.__version__}")
        raise typer.Exit


@app.callback()
def crewsim(
    version: Annotated[
        bool,
        typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version."),
    ] = False,
) -> None:
    """Tell how likely a break in the crew of the International Space Station is.

    A scenario says who is aboard, what flies when, which pad is down
    and what people say about its repair. crewsim plays it many times over
    and shows what comes of it.

    Start with [bold]crewsim scenarios[/bold], then [bold]crewsim compare site-31-outage[/bold].
    """


@app.command(
    epilog=options.examples(
        "crewsim run site-31-outage",
        "crewsim run my.yaml --estimate four-months -n 1000000",
        "crewsim run my.yaml --estimate four-months --policy seat-swap",
        'crewsim run site-31-outage --set "pads.site-31.turnaround=20 d"',
        "crewsim run site-31-outage --assume medical-record",
        "crewsim run site-31-news --estimate roscosmos --known-by 2025-12-10",
        "crewsim run site-31-outage --precision stranded=0.001 --precision crew_days_lost=5",
        "crewsim run --resume results/site-31-outage/20261121T224317Z-3f9a",
    )
)
@options.grouped
def run(
    file: options.FileUnlessResumed = None,
    *,
    estimate: options.Estimate = None,
    policy: options.Policy = None,
    resume: options.Resume = None,
    play: options.PlayMany,
    show: options.Show,
) -> None:
    """Play a scenario many times under one estimate, and one policy, and report the risks.

    The folder of the result is named first. What is played is kept in it as it goes on, so that a
    run that was broken off can be resumed.
    """
    with console.reporting_errors(debug=show.debug) as underway:
        from sim.present import sessions

        if resume is not None:
            named = {"FILE": file, "--estimate": estimate, "--policy": policy}
            given = [name for name, value in named.items() if value is not None]
            sessions.resume(resume, [*given, *play.given], play, show, underway)
        else:
            sessions.forecast(file, estimate, policy, play, show, underway)


@app.command(
    epilog=options.examples(
        "crewsim compare site-31-outage",
        "crewsim compare site-31-outage -n 1000000 --against as-it-happened",
        'crewsim compare site-31-outage --precision "gap[soyuz]=0.002"',
        "crewsim compare my.yaml --estimate no-outage --estimate four-months --json",
        "crewsim compare site-31-news --known-by 2025-12-10",
        "crewsim compare my.yaml --policies",
        "crewsim compare my.yaml --policies seat-swap hold --estimate up-to-two-years",
        "crewsim compare baseline --reactions",
        "crewsim compare site-31-outage my.yaml --estimate four-months",
    )
)
@options.grouped
def compare(
    file: options.File,
    names: options.PolicyNames = None,
    *,
    estimate: options.Estimates = None,
    policies: options.Policies = False,
    reactions: options.Reactions = False,
    alone: options.Alone = False,
    against: options.Against = None,
    play: options.PlayMany,
    show: options.Show,
) -> None:
    """Play a scenario under each estimate with the same luck, and show what the repair changes.

    With --policies each policy is played under each estimate as well, beside the policy that the
    scenario states, and compared with that one under the same estimate. With --reactions each
    reaction of planners under it is switched off alone, or with --alone on.

    With further scenarios behind FILE each is played under the estimates that they share: which
    inputs differ, what each says, and how far it is from the first.

    The folder of the result is named first; crewsim run --resume goes on with one that was broken
    off.
    """
    with console.reporting_errors(debug=show.debug) as underway:
        from sim.present import sessions

        asked = sessions.Compared(estimate, policies, names, against, reactions, alone)
        if names and not (policies or reactions):
            sessions.compare_files([file, *names], asked, play, show, underway)
        else:
            sessions.compare(file, asked, play, show, underway)


@app.command(
    epilog=options.examples(
        "crewsim diff results/today/20261121T224317Z-3f9a results/today/20261122T081500Z-11c0",
        "crewsim diff results/my/20261121T224317Z-3f9a results/my/20261122T081500Z-11c0 --json",
    )
)
@options.grouped
def diff(
    result: options.ResultFolder,
    other: options.OtherResult,
    *,
    show: options.Show,
) -> None:
    """Tell which inputs of two stored results differ, and what that changes in the answer.

    Nothing is played. The difference is that of OTHER from RESULT, replication by replication; that
    they have other seeds, or were made by other versions, is said.
    """
    with console.reporting_errors(debug=show.debug):
        from sim.core.errors import UsageError
        from sim.present.diff import print_diff
        from sim.studies import diff as holding

        if result.resolve() == other.resolve():
            raise UsageError(f"{result}: a result is compared with itself; name two")
        found = holding.diff([holding.reopened(result), holding.reopened(other)]).document
        if show.as_json:
            console.print_json(found)
        else:
            print_diff(console.out(), found)


@app.command(
    epilog=options.examples(
        "crewsim replay site-31-outage 17",
        "crewsim replay site-31-outage 17 --estimate up-to-two-years --json",
        "crewsim replay site-31-outage 17 --from 2026-06-01 --line soyuz --only launches,docks",
    )
)
@options.grouped
def replay(
    file: options.File,
    replication: options.Replication,
    *,
    estimate: options.Estimate = None,
    policy: options.Policy = None,
    part: options.Part,
    play: options.Play,
    show: options.Show,
) -> None:
    """Tell one future of a run: every event with its date and cause, and a chart of the traffic.

    The breaks and the outcomes are those of the whole future, whatever part of it is shown.
    """
    with console.reporting_errors(debug=show.debug):
        from sim.present.excerpt import excerpt
        from sim.present.sessions import one_future
        from sim.present.story import future_document, print_future

        future = one_future(file, replication, estimate, policy, play, show)
        asked = part.since, part.until, part.lines or (), part.only or ()
        shown = excerpt(future.scenario, *asked)
        drawn: list[Path] = []
        if not play.no_figures:
            from sim.present.figures import future_figure
            from sim.present.press import save
            from sim.runs.store import results_root

            place = f"replay-{future.case.name}-seed-{play.own_seed}-{replication}"
            folder = results_root(play.out) / future.scenario.name / place
            drawn = save(future_figure(future, shown), folder, "traffic")
        if show.as_json:
            console.print_json(future_document(shown.of(future), drawn))
        else:
            print_future(console.out(), shown.of(future), drawn)


@app.command(
    epilog=options.examples(
        "crewsim validate my.yaml",
        "crewsim validate scenarios/*.yaml",
        "crewsim validate baseline --assume craft-record",
    )
)
def validate(
    files: options.Files,
    assume: options.Assume = None,
    overrides: options.Overrides = None,
    as_json: options.Json = False,
    debug: options.Debug = False,
) -> None:
    """Check scenarios: every problem with its line, and what the plan itself gets wrong.

    Each is checked as it stands and under each of its assumptions alone, or with --assume under
    those together. The exit code is 2 if a file cannot be played; warnings leave it at 0.
    """
    with console.reporting_errors(debug=debug):
        from sim.present.checks import check, print_checks

        found = [check(file, overrides or (), assume or ()) for file in files]
        if as_json:
            console.print_json([each.as_dict() for each in found])
        else:
            print_checks(console.out(), found)
        if any(each.problems for each in found):
            raise typer.Exit(console.BAD_INPUT)


@app.command(
    epilog=options.examples(
        "crewsim evidence",
        "crewsim evidence my.yaml",
        "crewsim evidence --input pads.site-31.repair",
        "crewsim evidence today --input lines.soyuz --json",
    )
)
def evidence(
    file: options.FileOrBaseline = "baseline",
    inputs: options.Inputs = None,
    assume: options.Assume = None,
    overrides: options.Overrides = None,
    as_json: options.Json = False,
    debug: options.Debug = False,
) -> None:
    """Show what each distribution of a scenario rests on: rows of the record, or an assumption.

    Beside each figure stands what its rows give, how many they are, from when, of which grade,
    and how other laws would fit them.
    """
    with console.reporting_errors(debug=debug):
        from sim.present.evidence import print_basis
        from sim.studies.evidence import evidence as basis_of

        found = basis_of(file, inputs=inputs or (), assume=assume or (), overrides=overrides or ())
        if as_json:
            console.print_json(found.as_dict())
        else:
            print_basis(console.out(), found, alone=bool(inputs))


@app.command(
    epilog=options.examples(
        "crewsim audit site-31-outage",
        "crewsim audit my.yaml --estimate four-months -n 1000",
        "crewsim audit my.yaml --seed 7 --json",
    )
)
@options.grouped
def audit(
    file: options.File,
    *,
    estimate: options.AuditedEstimate = None,
    policy: options.AuditedPolicy = None,
    replications: options.Audited = None,
    seed: options.Seed = None,
    changes: options.Changes,
    show: options.Show,
) -> None:
    """Play a scenario in both engines and check what must hold whatever happens.

    The exit code is 1 if anything fails; a rule that never fired leaves it at 0.
    """
    with console.reporting_errors(debug=show.debug):
        from sim.present import audits

        with console.progress(file, quiet=show.quiet) as tell:
            found = audits.audited(file, estimate, policy, replications, seed, changes, tell)
        if show.as_json:
            console.print_json(audits.audit_document(found))
        else:
            audits.print_audit(console.out(), found)
        if not found.passed:
            raise typer.Exit(console.FAILED)


@app.command(
    epilog=options.examples(
        "crewsim plot results/site-31-outage/20261121T224317Z-3f9a",
        "crewsim plot results/site-31-outage/20261121T224317Z-3f9a --estimate four-months",
    )
)
@options.grouped
def plot(
    result: options.ResultFolder,
    *,
    estimate: options.Estimate = None,
    workers: options.Workers = None,
    out: options.FigureFolder = None,
    show: options.Show,
) -> None:
    """Draw the figures of a stored result again; --estimate adds those of one estimate.

    What was played under a policy is named as its folder is: ESTIMATE+POLICY.
    """
    with console.reporting_errors(debug=show.debug):
        from sim.core.errors import UsageError, listed, nearest
        from sim.present import asking
        from sim.present.figures import sheets
        from sim.present.press import FOLDER, draw
        from sim.studies.question import is_answer
        from sim.studies.result import reopen

        if is_answer(result):
            if estimate is not None:
                raise UsageError(f"{result}: an answer has no figures of one estimate")
            _print_drawn(asking.draw(result, out, workers, show), show)
            return
        stored = reopen(result)
        if estimate is not None and estimate not in stored.tables:
            raise UsageError(
                f"the result has no estimate {estimate!r}{nearest(estimate, stored.tables)}; "
                f"it has {listed(stored.tables)}"
            )
        with console.progress("figures", quiet=show.quiet) as tell:
            offer = partial(sheets, stored, estimate)
            drawn = draw(offer, out or result / FOLDER, workers=workers, progress=tell)
        _print_drawn(drawn, show)


def _print_drawn(drawn: list[Path], show: options.Show) -> None:
    if show.as_json:
        console.print_json({"figures": [path.as_posix() for path in drawn]})
    elif not show.quiet:
        for path in drawn:
            typer.echo(path.as_posix())


@app.command(
    "import",
    epilog=options.examples(
        "crewsim import flights.csv > part.yaml",
        "crewsim import dockings.json people-in-space.json --as-of 2026-11-01 > part.yaml",
    ),
)
def import_(
    files: options.Tables,
    into: options.Into = "baseline",
    as_of: options.AsOf = None,
    debug: options.Debug = False,
) -> None:
    """Print docked ships, flights to come and crews of tables and public lists as YAML.

    Read are CSV files, a row a flight or a person (columns: flight, title, line or class, planned,
    port, launched, docked, planned_return, person, segment, crew), and JSON files of the people in
    space (Open Notify, corquaid) and of Launch Library 2 (launches, docking events, stations). What
    is left out, and every doubt, is told on standard error; the exit code is 2 if a row cannot be
    read, and 1 if the scenario does not yet hold together.
    """
    with console.reporting_errors(debug=debug):
        from sim.scenario.importing import part_of

        part, text = part_of(files, into, as_of)
        typer.echo(text, nl=False)
        for doubt in part.doubts:
            console.note(doubt)
        for problem in part.problems:
            console.note(f"not yet a scenario: {problem}")
        if part.problems:
            raise typer.Exit(console.FAILED)


cli_questions.add_to(app)
cli_records.add_to(app)


@app.command(
    epilog=options.examples("crewsim new my-outage", "crewsim new winter --from site-31-levers")
)
def new(
    name: options.NewName, base: options.Base = "site-31-outage", debug: options.Debug = False
) -> None:
    """Write a scenario of your own: NAME.yaml, which extends another one.

    What is mostly changed stands in it as comments, with the values that hold now.
    """
    with console.reporting_errors(debug=debug):
        from sim.scenario.start import start

        path, text = start(name, base)
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
        typer.echo(f"{path}: change it, then crewsim validate {path}")


@app.command(epilog=options.examples("crewsim schema > scenario.schema.json"))
def schema(debug: options.Debug = False) -> None:
    """Print the JSON Schema of scenario files, for editors."""
    with console.reporting_errors(debug=debug):
        from sim.scenario import editor_schema

        console.print_json(editor_schema())


@app.command(epilog=options.examples("crewsim scenarios"))
def scenarios(as_json: options.Json = False, debug: options.Debug = False) -> None:
    """List the scenarios that come with the program, each with its question."""
    with console.reporting_errors(debug=debug):
        from sim.present.checks import print_scenarios, shipped_scenarios

        found = shipped_scenarios()
        if as_json:
            console.print_json(found)
        else:
            print_scenarios(console.out(), found)
