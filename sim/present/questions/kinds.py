"""Which questions there are, and what prints and draws the answer of each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from rich.console import Console

from sim.present.figures import Sheets
from sim.present.questions import break_even, causes, deadline, drivers, levers, update
from sim.studies.break_even import BreakEven
from sim.studies.causes import Causes
from sim.studies.deadline import Deadline
from sim.studies.drivers import Drivers
from sim.studies.levers import Levers
from sim.studies.question import Answer, Question
from sim.studies.update import Update


@dataclass(frozen=True)
class Kind:
    """A kind of question.

    Parameters
    ----------
    question : type
    show : callable
        Prints an answer below its heading.
    sheets : callable
        Returns what draws its figures.
    """

    question: type[Question]
    show: Callable[[Console, Answer], None]
    sheets: Callable[[Answer], Sheets]


KINDS = {
    kind.question.study: kind
    for kind in (
        Kind(BreakEven, break_even.print_answer, break_even.sheets),
        Kind(Causes, causes.print_answer, causes.sheets),
        Kind(Deadline, deadline.print_answer, deadline.sheets),
        Kind(Drivers, drivers.print_answer, drivers.sheets),
        Kind(Levers, levers.print_answer, levers.sheets),
        Kind(Update, update.print_answer, update.sheets),
    )
}
"""By the verb that asks them."""
