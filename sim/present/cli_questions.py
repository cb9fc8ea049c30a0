"""The commands that answer what planners ask."""

from __future__ import annotations

import typer

from sim.present import console, options
from sim.present import options_questions as asks

EQUAL = "equal"
"""As in `sim.studies.weights`, which help does not wait for."""


@options.grouped
def break_even(
    file: options.File,
    names: options.PolicyNames = None,
    *,
    outcome: asks.Outcome = "",
    at: asks.At = None,
    total: asks.Total = False,
    policies: asks.CurvePolicies = False,
    points: asks.Points = None,
    longest: asks.Longest = None,
    outage: asks.Outage = None,
    ask: options.Ask,
    show: options.Show,
) -> None:
    """Tell how long the repair may take before a risk is too much.

    The risk is played at many repair times under the same luck. What the outage adds to it is held
    against the threshold, and each published estimate is read off the curve: how likely it makes a
    repair that is short enough.
    """
    with console.reporting_errors(debug=show.debug):
        from sim.core.clock import DAY
        from sim.present import asking
        from sim.studies.break_even import POINTS, THRESHOLD, BreakEven

        setting = asking.setting(file, ask)
        question = BreakEven(
            setting,
            outcome=outcome,
            threshold=THRESHOLD if at is None else asking.share(at, "--at"),
            total=total,
            policies=asking.policies_of(setting, policies, names),
            points=POINTS if points is None else points,
            longest=None if longest is None else asking.duration(longest, "--longest") / DAY,
            outage=outage,
        )
        asking.put(question, ask, show)


@options.grouped
def deadline(
    file: options.File,
    *,
    lever: asks.Lever = None,
    outcome: asks.Outcome = "",
    estimate: options.Estimate = None,
    at: asks.Least = None,
    last: asks.LastDecision = None,
    ask: options.Ask,
    show: options.Show,
) -> None:
    """Tell how late a lever may be decided and still help, and what each week of waiting costs.

    The lever is decided on a day of each week, under the same luck. It is also told what the next
    report of the repair is worth: deciding now against waiting a week for it.
    """
    with console.reporting_errors(debug=show.debug):
        from sim.present import asking
        from sim.studies.deadline import LEAST, Deadline

        setting = asking.setting(file, ask)
        question = Deadline(
            setting,
            asking.lever_of(setting, lever),
            outcome=outcome,
            estimate=estimate,
            least=LEAST if at is None else asking.share(at, "--at"),
            last=last,
        )
        asking.put(question, ask, show)


@options.grouped
def causes(
    file: options.File,
    *,
    outcome: asks.Outcome = "",
    estimate: options.Estimate = None,
    policy: options.Policy = None,
    limit: asks.Limit = None,
    ask: options.Ask,
    show: options.Show,
) -> None:
    """Tell what began a bad outcome, and what would have prevented it.

    Each future with the outcome is played again without one cause, under the same luck; where no
    single one prevents it, without two. A cause is named only if the outcome is gone without it.
    """
    with console.reporting_errors(debug=show.debug):
        from sim.present import asking
        from sim.studies.causes import LIMIT, Causes

        question = Causes(
            asking.setting(file, ask),
            outcome=outcome,
            estimate=estimate,
            policy=policy,
            limit=LIMIT if limit is None else limit,
        )
        asking.put(question, ask, show)


@options.grouped
def drivers(
    file: options.File,
    *,
    outcome: asks.Outcome = "",
    estimate: asks.DriversEstimate = None,
    policy: options.Policy = None,
    weights: asks.Weights = EQUAL,
    ask: options.Ask,
    show: options.Show,
) -> None:
    """Tell what drives a risk: which of the unknowns, and which luck.

    Luck and ignorance are told apart; each unknown has its share of the uncertainty, alone and in
    all, and what the risk is at either end of its range. Boxes of inputs in which the risk
    concentrates are said in sentences.
    """
    with console.reporting_errors(debug=show.debug):
        from sim.present import asking
        from sim.studies.drivers import Drivers

        question = Drivers(asking.setting(file, ask), outcome, estimate, policy, weights)
        asking.put(question, ask, show)


@options.grouped
def levers(
    file: options.File,
    names: asks.LeverNames = None,
    *,
    outcome: asks.Outcomes = None,
    estimate: options.Estimates = None,
    weights: asks.Weights = EQUAL,
    ask: options.Ask,
    show: options.Show,
) -> None:
    """Tell which lever to pull: every policy of FILE under every estimate, with the same luck.

    Each outcome is compared with doing nothing, future by future; levers stand in the order of
    their regret, and one that another lever beats in everything is marked.
    """
    with console.reporting_errors(debug=show.debug):
        from sim.present import asking
        from sim.studies.levers import Levers

        setting = asking.setting(file, ask)
        asked = Levers(
            setting, tuple(outcome or ()), tuple(estimate or ()), tuple(names or ()), weights
        )
        asking.put(asked, ask, show)


@options.grouped
def update(
    file: options.File,
    dates: asks.Dates = None,
    *,
    not_repaired_by: asks.NotRepairedBy = False,
    outcome: asks.Outcomes = None,
    estimate: options.Estimates = None,
    policy: options.Policy = None,
    weights: asks.Weights = EQUAL,
    outage: asks.Outage = None,
    ask: options.Ask,
    show: options.Show,
) -> None:
    """Tell how the forecast moves while the pad stays down: what each estimate says on each day.

    An estimate that leaves nothing beyond a day is shown as refuted on it. The figure has the path
    of each risk from the start of the forecast to the last day.
    """
    with console.reporting_errors(debug=show.debug):
        from sim.present import asking
        from sim.studies.update import Update

        question = Update(
            asking.setting(file, ask),
            asking.dates_of(dates, not_repaired_by),
            outcomes=tuple(outcome or ()),
            estimates=tuple(estimate or ()),
            policy=policy,
            weights=weights,
            outage=outage,
        )
        asking.put(question, ask, show)


@options.grouped
def again(
    result: options.ResultFolder,
    *,
    workers: options.Workers = None,
    out: asks.StoredIn = None,
    show: options.Show,
) -> None:
    """Ask the question of a stored answer again, and say whether the answer is the same.

    Scenario, seed, -n and engine are those of the folder. Nothing is stored without --out. The exit
    code is 1 if the answer is another one.
    """
    with console.reporting_errors(debug=show.debug):
        from sim.present import asking

        if not asking.again(result, out, workers, show):
            raise typer.Exit(console.FAILED)


def add_to(app: typer.Typer) -> None:
    """Add the commands to the command line."""
    app.command(
        "break-even",
        epilog=options.examples(
            "crewsim break-even site-31-outage",
            "crewsim break-even site-31-outage --outcome 'next[soyuz,1].direct < 1' --at 10%",
            "crewsim break-even site-31-levers --policies seat-swap hold --at 5%",
            "crewsim break-even my.yaml --outcome 'stranded > 0' --at 1% --total",
        ),
    )(break_even)
    app.command(
        "deadline",
        epilog=options.examples(
            "crewsim deadline site-31-levers --lever hold --estimate up-to-two-years",
            "crewsim deadline my.yaml --lever seat-swap --outcome decrewed --at 2%",
            "crewsim deadline site-31-levers --lever early-return --estimate months-perhaps-years",
        ),
    )(deadline)
    app.command(
        "causes",
        epilog=options.examples(
            "crewsim causes site-31-outage --estimate up-to-two-years",
            "crewsim causes baseline --outcome decrewed -n 100000",
        ),
    )(causes)
    app.command(
        "drivers",
        epilog=options.examples(
            "crewsim drivers site-31-outage",
            "crewsim drivers site-31-outage --outcome decrewed --estimate up-to-two-years",
            "crewsim drivers site-31-outage --weights record",
        ),
    )(drivers)
    app.command(
        "levers",
        epilog=options.examples(
            "crewsim levers site-31-levers",
            "crewsim levers site-31-levers hold seat-swap --estimate up-to-two-years",
            "crewsim levers my.yaml --outcome decrewed --outcome crew_days_lost",
            "crewsim levers site-31-levers --weights end-of-winter=0.5,four-months=0.5",
        ),
    )(levers)
    app.command(
        "update",
        epilog=options.examples(
            "crewsim update site-31-outage --not-repaired-by 2026-01-15 2026-03-01",
            "crewsim update my.yaml --not-repaired-by 2026-02-01 --outcome decrewed",
            "crewsim update site-31-outage --not-repaired-by 2026-01-15 --weights record",
        ),
    )(update)
    app.command(
        "again",
        epilog=options.examples("crewsim again results/site-31-outage/20261121T224317Z-3f9a"),
    )(again)
