"""What a set of played scenarios has met: events, causes, lacks, ties, and answers of rules."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from functools import wraps
from itertools import combinations, combinations_with_replacement
from typing import Any

import pytest

from sim.core.clock import NEVER
from sim.engine.batch import BEGUN_BY, ENDED_BY, Batch
from sim.engine.compile import compiled_engine
from sim.outcomes import Cause, Happening, LogRow
from sim.rules.rule import RULES
from tests.engine.replaced import exchanged

RANKS = (10, 12, 14, 16, 18, 20, 22, 24, 30, 32, 34, 40, 50, 54, 60)
"""The ranks of what is logged (MODEL 9)."""

PAIRS = set(combinations_with_replacement(RANKS, 2))
"""The ranks that two events of one second can have."""

CONSEQUENCES = {
    Happening.PAD_DAMAGED,
    Happening.LOST,
    Happening.REBASELINED,
    Happening.MERGED,
    Happening.REMANIFESTED,
    Happening.STAYS_BEHIND,
    Happening.SEAT_CHANGED,
    Happening.SEAT_RESERVED,
    Happening.STRANDED,
    Happening.UNMET_MEDICAL,
    Happening.PORT_CLEARED,
    Happening.SWAPPED,
    Happening.EARLY_RETURN,
    Happening.SENT_HOME,
    Happening.RESERVE_TAKEN,
    Happening.STOCK_RESTORED,
    Happening.HELD,
}
"""What happens inside another event, and is no party to a tie."""


class Reach:
    """Counts of what was met.

    Parameters
    ----------
    happenings, causes, begun_by, ended_by : Counter
        Rows of the log by happening and by cause; episodes by what began and ended them.
    ties : Counter of (rank, rank)
        Seconds at which events of these ranks came together, of different entities.
    scenarios, rows : int
    """

    def __init__(self) -> None:
        self.happenings: Counter[Happening] = Counter()
        self.causes: Counter[Cause] = Counter()
        self.waits: Counter[Cause] = Counter()
        self.begun_by: Counter[Cause] = Counter()
        self.ended_by: Counter[Cause] = Counter()
        self.ties: Counter[tuple[int, int]] = Counter()
        self.scenarios = 0
        self.replications = 0
        self.rows = 0

    def adds(self, log: Sequence[LogRow], batch: Batch) -> None:
        """Count one replication."""
        self.replications += 1
        self.rows += len(log)
        seconds: dict[int, set[tuple[int, str]]] = {}
        for row in log:
            self.happenings[row.happening] += 1
            if row.cause is not None:
                self.causes[row.cause] += 1
            if row.happening is Happening.WAITS_FOR and row.cause is not None:
                self.waits[row.cause] += 1
            in_a_launch = (
                row.happening is Happening.STAND_DOWN_BEGINS and row.cause is Cause.FAMILY_LOSS
            )
            if row.happening not in CONSEQUENCES and not in_a_launch:
                seconds.setdefault(row.second, set()).add((row.rank, row.entity))
        for there in seconds.values():
            self.ties.update(_pairs(there))
        self.begun_by.update(map(Cause, batch.episodes[:, BEGUN_BY].tolist()))
        self.ended_by.update(map(Cause, batch.episodes[:, ENDED_BY].tolist()))

    def table(self) -> str:
        """Everything that was met, in lines of text."""
        lines = [
            f"{self.scenarios} scenarios, {self.replications} replications, {self.rows} events"
        ]
        for title, counter in (
            ("events", self.happenings),
            ("causes of events", self.causes),
            ("lacks waited for", self.waits),
            ("episodes begun by", self.begun_by),
            ("episodes ended by", self.ended_by),
        ):
            lines += _listed(title, {each.name: count for each, count in counter.items()})
        same = sum(count for (one, other), count in self.ties.items() if one == other)
        lines.append(
            f"seconds with a tie of different ranks: {self.ties.total() - same}, of one: {same}"
        )
        lines += _listed("ties", {f"{a}-{b}": n for (a, b), n in sorted(self.ties.items())})
        return "\n".join(lines)


def _pairs(there: set[tuple[int, str]]) -> set[tuple[int, int]]:
    """Return the pairs of ranks that events of different entities have at one second."""
    return {(min(a[0], b[0]), max(a[0], b[0])) for a, b in combinations(there, 2) if a[1] != b[1]}


def _listed(title: str, counts: dict[str, int]) -> list[str]:
    return [f"{title}:", "  " + ", ".join(f"{name} {count}" for name, count in counts.items())]


# the rules ----------------------------------------------------------------------------------------


def count_rules(monkeypatch: pytest.MonkeyPatch) -> Counter[tuple[str, str]]:
    """Let the interpreted engine count the answers of every rule it asks, from now on.

    The compiled one is loaded before: it shares the source, and must be made of the rules as they
    are.
    """
    compiled_engine()
    met: Counter[tuple[str, str]] = Counter()
    exchanged(monkeypatch, lambda f: _counting(f, met) if f in RULES else f)
    return met


def _counting(rule: Callable[..., float], met: Counter[tuple[str, str]]) -> Callable[..., float]:
    @wraps(rule)
    def counting(*given: Any) -> float:
        answer = rule(*given)
        met[rule.__name__, answer_in_words(answer)] += 1
        return answer

    return counting


def answer_in_words(answer: float) -> str:
    """Return a small number as it is, others as ``never``, ``earlier`` or ``later`` than zero.

    An amount of a stock is ``none`` or ``some``.
    """
    if isinstance(answer, float):
        return "some" if answer > 0 else "none"
    if abs(answer) <= 64:
        return str(answer)
    if answer >= NEVER:
        return "never"
    return "later" if answer > 0 else "earlier"
