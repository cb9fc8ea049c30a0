"""What every question does on the command line: it is asked, printed, drawn, and asked again."""

from __future__ import annotations

import math
from functools import partial
from pathlib import Path

import typer
from rich.console import Console
from rich.markup import escape

from sim.core.clock import parse_duration
from sim.core.errors import UsageError
from sim.engine import DEFAULT
from sim.present import console, words
from sim.present.options import Ask, Show
from sim.present.questions.kinds import KINDS
from sim.present.report import print_asked, print_figures
from sim.present.sessions import changed
from sim.studies import QUESTIONED
from sim.studies.question import Answer, Question, Setting, ask, question_in, reopened


def setting(file: str, options: Ask) -> Setting:
    """Return the scenario of a file, with what the options change of it, and how it is played."""
    return Setting(
        changed(file, options),
        QUESTIONED if options.replications is None else options.replications,
        options.own_seed,
        options.engine or DEFAULT,
    )


def policies_of(
    setting: Setting, by_policy: bool, names: list[str] | None
) -> tuple[str | None, ...]:
    """Return the policies that are asked about: the one stated, and with --policies others too.

    Raises
    ------
    UsageError
        When the scenario names none, or names stand on the command line without --policies.
    """
    if names and not by_policy:
        raise UsageError(f"{', '.join(names)}: are these policies? then --policies is missing")
    known = setting.scenario.policies
    if by_policy and not known:
        raise UsageError(f"{setting.scenario.name} names no policies")
    return (None, *dict.fromkeys(names or known)) if by_policy else (None,)


def lever_of(setting: Setting, lever: str | None) -> str:
    """Return the lever that is asked about.

    Raises
    ------
    UsageError
        When there is none.
    """
    if lever is None:
        known = ", ".join(setting.scenario.policies) or "none: it states no policies"
        raise UsageError(f"a lever is needed: --lever POLICY; {setting.scenario.name} has {known}")
    return lever


def dates_of(dates: list[str] | None, given: bool) -> tuple[str, ...]:
    """Return the days on which the pad is still down.

    Raises
    ------
    UsageError
        When there is none, or --not-repaired-by does not stand before them.
    """
    if not given or not dates:
        raise UsageError("days are needed: --not-repaired-by 2026-01-15 2026-03-01")
    return tuple(dates)


def share(text: str, option: str) -> float:
    """Return the share that a text such as ``5%`` or ``0.05`` names.

    Raises
    ------
    UsageError
        When it is no number between 0 and 1.
    """
    number = text.strip().removesuffix("%")
    try:
        found = float(number) / (100 if number != text.strip() else 1)
    except ValueError:
        found = math.nan
    if not 0 < found < 1:
        raise UsageError(f"{option} {text!r}: a share is needed, above 0 and below 1: 5% or 0.05")
    return found


def duration(text: str, option: str) -> float:
    """Return the seconds that a text such as ``400 d`` names.

    Raises
    ------
    UsageError
        When it is no duration.
    """
    try:
        return parse_duration(text)
    except ValueError as error:
        raise UsageError(f"{option}: {error}") from error


def put(question: Question, options: Ask, show: Show) -> None:
    """Ask a question, then print its answer and draw its figures."""
    with console.progress(question.setting.scenario.name, quiet=show.quiet) as tell:
        answer = ask(question, out=options.out, workers=options.workers, progress=tell)
    _show(answer, show, workers=options.workers, figures=not options.no_figures)


def again(folder: Path, out: Path | None, workers: int | None, show: Show) -> bool:
    """Ask the question of a folder again, and return whether the answer is the same."""
    before = reopened(folder)
    question = question_in(folder, {name: kind.question for name, kind in KINDS.items()})
    with console.progress(question.setting.scenario.name, quiet=show.quiet) as tell:
        now = ask(question, out=out, store=out is not None, workers=workers, progress=tell)
    is_same = bool(now.summary["answer"] == before.summary["answer"])
    if show.as_json:
        console.print_json({**now.summary, "same_answer": is_same})
    else:
        said = "the same answer" if is_same else "another answer: it was made by another version"
        console.out().print(f"{escape(folder.as_posix())}: {said}", soft_wrap=True)
    return is_same


def draw(folder: Path, out: Path | None, workers: int | None, show: Show) -> list[Path]:
    """Draw the figures of a stored answer again and return the files."""
    from sim.present import press

    answer = reopened(folder)
    offer = partial(KINDS[answer.study].sheets, answer)
    with console.progress("figures", quiet=show.quiet) as tell:
        return press.draw(offer, out or folder / press.FOLDER, workers=workers, progress=tell)


def _show(answer: Answer, show: Show, *, workers: int | None, figures: bool) -> None:
    """Print an answer, then draw its figures and say where they are."""
    if show.as_json:
        console.print_json(answer.summary)
    else:
        print_heading(console.out(), answer)
        KINDS[answer.study].show(console.out(), answer)
        _print_folder(console.out(), answer)
    if answer.folder is None or not figures:
        return
    try:
        drawn = draw(answer.folder, None, workers, show)
    except KeyboardInterrupt:
        console.note(f"stopped; the answer is stored, and crewsim plot {answer.folder} draws it")
        raise typer.Exit(console.INTERRUPTED) from None
    if drawn and not show.as_json:
        from sim.present.press import FOLDER

        print_figures(console.out(), answer.folder / FOLDER, drawn)


def print_heading(out: Console, answer: Answer) -> None:
    """Print of which scenario, as of when, and how often it was played."""
    summary = answer.summary
    out.print(f"[bold]{escape(summary['title'])}[/bold] ({escape(summary['scenario'])})")
    out.print(
        f"as of {words.day(summary['as_of'])}, until {words.day(summary['until'])}; "
        f"{summary['replications']:,} replications of each variant, seed {summary['seed']}, "
        f"{summary['engine']} engine"
    )
    print_asked(out, answer.scenario)
    for text in summary["warnings"]:
        out.print(f"[yellow]warning: {escape(text)}[/yellow]", soft_wrap=True)
    out.print()


def _print_folder(out: Console, answer: Answer) -> None:
    if answer.folder is not None:
        out.print(f"\nresult   {escape(answer.folder.as_posix())}", soft_wrap=True)
