"""What ``run``, ``compare`` and ``replay`` do with their options, also when they go on."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import typer

from sim.core.errors import ScenarioError, UsageError, listed
from sim.engine import DEFAULT
from sim.present import console
from sim.present.options import Changes, Play, PlayMany, Show
from sim.present.report import print_figures, print_report
from sim.runs.replicate import AS_STATED
from sim.runs.store import is_finished
from sim.scenario import by_reaction, choose, known_by, load
from sim.scenario.files import named
from sim.scenario.scenario import Scenario
from sim.studies import REPLICATIONS
from sim.studies import compare as comparison
from sim.studies import diff as holding
from sim.studies import forecast as forecasting
from sim.studies import resume as resuming
from sim.studies.cases import Case
from sim.studies.precision import precision
from sim.studies.question import is_answer
from sim.studies.replay import Future, replay
from sim.studies.result import Result


@dataclass(frozen=True)
class Compared:
    """What is compared.

    Parameters
    ----------
    estimates : list of str or None
        None for all.
    by_policy : bool
        Whether policies are compared too.
    policies : list of str or None
        Their names; None for all.
    against : str or None
        The estimate that the others are compared with.
    reactions : bool
        Whether the reactions of the stated policy are switched off, each alone.
    alone : bool
        Whether they are switched on instead.
    """

    estimates: list[str] | None
    by_policy: bool
    policies: list[str] | None
    against: str | None
    reactions: bool = False
    alone: bool = False

    def of(self, scenario: Scenario) -> tuple[Scenario, list[str]]:
        """Return what is compared, and under which policies beside the one that it states.

        Raises
        ------
        UsageError
            When the scenario names none.
        """
        if not self.reactions:
            if self.alone:
                raise UsageError("--alone is of --reactions, which is missing")
            return scenario, self._policies_of(scenario)
        if self.by_policy or self.policies:
            raise UsageError("--reactions makes its own policies: leave out --policies")
        found = by_reaction(scenario, alone=self.alone)
        return found, [name for name in found.policies if name not in scenario.policies]

    def _policies_of(self, scenario: Scenario) -> list[str]:
        if not self.by_policy:
            return []
        if not scenario.policies:
            raise UsageError(f"{scenario.name} names no policies to compare")
        return list(self.policies or scenario.policies)


def forecast(
    file: str | None,
    estimate: str | None,
    policy: str | None,
    play: PlayMany,
    show: Show,
    underway: console.Underway,
) -> None:
    """Play a scenario under one estimate and one policy, and show what comes of it."""
    if file is None:
        raise UsageError("a scenario FILE is needed, or --resume with the folder of a run")
    scenario = changed(file, play)
    name = choose(scenario, estimate)
    asked = _asked(play, scenario)
    with console.progress(f"{scenario.name} {name or ''}", quiet=show.quiet) as tell:
        told = _told(underway, tell, show, choice(name, estimate))
        result = forecasting.forecast(scenario, name, policy=policy, **asked, **told)
    _show(result, play, show)


def compare(
    file: str, compared: Compared, play: PlayMany, show: Show, underway: console.Underway
) -> None:
    """Play a scenario under several estimates and policies, and show what they change."""
    scenario, policies = compared.of(changed(file, play))
    asked = _asked(play, scenario)
    with console.progress(scenario.name, quiet=show.quiet) as tell:
        told = _told(underway, tell, show)
        result = comparison.compare(
            scenario,
            estimates=compared.estimates or None,
            policies=policies,
            against=compared.against,
            **asked,
            **told,
        )
    _show(result, play, show)


def compare_files(
    files: list[str], compared: Compared, play: PlayMany, show: Show, underway: console.Underway
) -> None:
    """Play several scenarios under the estimates they share, and show how far they are apart.

    Raises
    ------
    UsageError
        When they share none, or a name is that of no scenario.
    """
    from sim.present.diff import print_diff

    if compared.against is not None or compared.alone:
        given = "--alone" if compared.alone else "--against"
        raise UsageError(f"{given} is of the comparison of one FILE: name one, or leave it out")
    first = changed(files[0], play)
    for file in files[1:]:
        try:
            named(file)
        except ScenarioError as error:
            raise UsageError(f"{error}; is it a policy? then --policies is missing") from None
    scenarios = dict(
        zip(_names(files), [first, *(changed(f, play) for f in files[1:])], strict=True)
    )
    estimates = holding.shared_estimates(scenarios, compared.estimates)
    for scenario in scenarios.values():
        for estimate in estimates if scenario.estimates else ():
            choose(scenario, estimate)
    sides = []
    for name, scenario in scenarios.items():
        asked = _asked(play, scenario)
        with console.progress(scenario.name, quiet=show.quiet) as tell:
            told = _told(underway, tell, show)
            if len(estimates) > 1 and scenario.estimates:
                result = comparison.compare(scenario, estimates=estimates, **asked, **told)
            else:
                one = estimates[0] if scenario.estimates else None
                result = forecasting.forecast(scenario, one, **asked, **told)
        sides.append(holding.Side(name, result))
    found = holding.diff(sides).document
    if show.as_json:
        console.print_json(found)
    else:
        print_diff(console.out(), found)


def _names(files: list[str]) -> list[str]:
    """Return what scenarios are called beside each other: their files' own names if those do."""
    short = [Path(file).stem for file in files]
    names = short if len(set(short)) == len(files) else files
    if len(set(names)) < len(files):
        raise UsageError(f"{listed(files)}: a scenario is compared with itself; name each once")
    return names


def resume(
    folder: Path, given: list[str], play: PlayMany, show: Show, underway: console.Underway
) -> None:
    """Go on with the run of a folder, and show its result; its figures, if they are not there.

    Parameters
    ----------
    given : list of str
        Arguments beside --resume that say what is played, which the folder does.
    """
    from sim.present.press import FOLDER

    if given:
        raise UsageError(
            f"--resume takes from the folder what was asked; leave out {listed(given)}"
        )
    if is_finished(folder) and not is_answer(folder):
        said = f"{folder.as_posix()}: this run is finished, nothing is left to play"
        console.note(said, quiet=show.quiet)
    with console.progress(folder.resolve().name, quiet=show.quiet) as tell:
        told = _told(underway, tell, show)
        result = resuming.resume(folder, workers=play.workers, **told)
    is_drawn = (folder / FOLDER).is_dir()
    _show(result, replace(play, no_figures=play.no_figures or is_drawn), show)


def one_future(
    file: str,
    replication: int,
    estimate: str | None,
    policy: str | None,
    play: Play,
    show: Show,
) -> Future:
    """Return one future of a scenario; the note says which estimate is taken."""
    scenario = changed(file, play)
    name = choose(scenario, estimate)
    console.note(choice(name, estimate), quiet=show.quiet)
    return replay(
        scenario,
        Case(name or AS_STATED, policy),
        seed=play.own_seed,
        replication=replication,
        engine=play.engine or DEFAULT,
    )


def changed(file: str, changes: Changes) -> Scenario:
    """Return the scenario of a file with what the options change of it."""
    scenario = load(file, overrides=changes.overrides or (), assume=changes.assume or ())
    return scenario if changes.known_by is None else known_by(scenario, changes.known_by)


def choice(name: str | None, asked: str | None) -> str:
    """Return which estimate is taken when none was named; empty when one was."""
    if name is None or asked is not None:
        return ""
    return f"estimate: {name} (--estimate NAME takes another)"


def _asked(play: PlayMany, scenario: Scenario) -> dict[str, Any]:
    """Return what the options ask of a study."""
    return {
        "replications": REPLICATIONS if play.replications is None else play.replications,
        "precision": precision(play.precision or (), scenario, cap=play.replications),
        "seed": play.own_seed,
        "workers": play.workers,
        "engine": play.engine or DEFAULT,
        "out": play.out,
    }


def _told(
    underway: console.Underway, tell: console.Tell, show: Show, then: str = ""
) -> dict[str, Any]:
    """Return what a study reports to: its folder as soon as it has one, and how far it is.

    Parameters
    ----------
    then : str
        What is said behind the folder.
    """

    def started(folder: Path) -> None:
        underway.folder = folder
        console.note(f"result: {folder.as_posix()}", quiet=show.quiet)
        console.note(then, quiet=show.quiet)

    return {"started": started, "progress": tell}


def _show(result: Result, play: PlayMany, show: Show) -> None:
    """Print a result, then draw its figures and say where they are."""
    if show.as_json:
        console.print_json(result.summary)
    else:
        print_report(console.out(), result.summary, result.scenario)
    if play.no_figures or result.folder is None:
        return
    from sim.present import press
    from sim.present.figures import sheets

    try:
        with console.progress("figures", quiet=show.quiet) as tell:
            folder = result.folder / press.FOLDER
            offer = partial(sheets, result)
            drawn = press.draw(offer, folder, workers=play.workers, progress=tell)
    except KeyboardInterrupt:
        console.note(f"stopped; the result is stored, and crewsim plot {result.folder} draws it")
        raise typer.Exit(console.INTERRUPTED) from None
    if not show.as_json:
        print_figures(console.out(), folder, drawn)
