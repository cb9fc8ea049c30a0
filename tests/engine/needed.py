"""What random scenarios must meet, and the choice of a few that do.

``python -m tests.engine.needed`` plays a thousand numbered scenarios (some minutes) and prints few
of them that meet everything, with a third to spare: `CHOSEN` of `test_parity_random.py`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from time import process_time

import pytest

from sim.core.errors import ScenarioError
from sim.engine.build import build
from sim.engine.simpy import Simpy
from sim.outcomes import Cause, Happening
from sim.rules.flights import (
    FORCED,
    LACKS_FAMILY_CUSTOMERS,
    LACKS_FAMILY_LOSS,
    LACKS_PAD,
    LACKS_PORT,
    LACKS_REQUALIFICATION_PAD,
    TIMING,
)
from sim.rules.rule import RULES
from tests.engine.reach import PAIRS, Reach, count_rules
from tests.engine.scenarios_strategy import in_place, loaded, made

PLAYED = 3
"""Replications of each scenario."""

BEGIN_ONLY = {Cause.STATE, Cause.SPACING, Cause.PREPARATION, Cause.SLIP}
END = {Cause.DOCKED, Cause.RESEATED, Cause.LEFT, Cause.LINE_ENDED, Cause.OPEN}
NOT_BEGIN = {
    *(Cause.LIMIT, Cause.PATIENCE, Cause.WEATHER, Cause.LAST_SHIP, Cause.DISPOSAL),
    Cause.STATION,
}
"""Causes of departures that take their cause from what the successor lacks, or open no episode.

Of a station that was left hardly a ship is left that could leave at its limit.
"""

EVENTS, CAUSES, ANSWERS = 40, 10, 5
"""How often each kind of event, each cause and each answer of a rule is met at the least."""

_SELDOM = (Cause.PREPARATION, Cause.TRAFFIC, Cause.WINDOW, Cause.CHOICE, Cause.CLOSED)
RARE = {
    **dict.fromkeys(_SELDOM, PLAYED),
    Cause.PORT: ANSWERS,
}
"""Causes of episodes that few random scenarios meet, so that one of each is played as well.

A port begins few since the one that a vehicle leaves itself is none that its relief lacks.
"""

PAIRS_MET = 105
"""Of the 120 pairs of ranks, how many come together at one second at the least."""

CHOICES = {
    "departure_reason": "0 1 2 3 4",
    "waits_in_patience": "0 1",
    "last_day": "later",
    "last_ship_waits": "0 1",
    "loses_seat": "0 1 2",
    "pad_order": "0 1 2 3 4",
    "family_lack": f"0 {LACKS_FAMILY_LOSS} {LACKS_FAMILY_CUSTOMERS}",
    "pad_lack": f"{LACKS_PAD} {LACKS_REQUALIFICATION_PAD}",
    "first_usable_pad": "-1 0 1 2",
    "first_free_port": "-1 0 1 2",
    "limit_threatens": "0 1",
    "crew_waits_for": "0 1",
    "overdue_kept": "1 2",
    "rebaseline_shift": "0 later",
    "replans_due": "1 2",
    "replanned_shift": "earlier 0 later",
    "relieves": "0 1",
    "left_behind_by_rescue": "0 1 2",
    "left_behind_by_relief": "0 1 2",
    "without_lifeboat": "0 1 2",
    "held_until": "later never",
    "waits_for_relief": "later never",
    "stays_behind": "1 2",
    "flown_again": "later",
    "owed_after_loss": "0 1 2",
    "swapped_person": "-1 0 1",
    "gives_to_swap": "-1 1 2",
    "use_per_second": "none some",
    "level_after": "none some",
    "level_with": "some",
    "reaches_in": "0 later never",
    "after_blackout": "0 later",
    "last_landing_day": "later",
    "after_traffic": "later",
    "is_decided": "0 1",
    "looked_at": "later never",
    "waiver_for": "0 later",
    "holds_for": "0 1",
    "reserve_ready": "later",
    "rescue_prepared": "later",
    "may_take_reserve": "0 1",
    "stock_looked_at": "later",
    "owed_after_repair": "0 1 2",
}
"""The answers that a rule must have given, where it chooses."""

Needs = dict[tuple[str, ...], int]
"""What must be met, in words, and how often."""


def needs() -> Needs:
    """Every event, cause, lack and answer of a rule, and how often it is met at the least."""
    causes = set(Cause)
    found: Needs = {("event", e.name): EVENTS for e in set(Happening) - {Happening.PAD_STATE}}
    found["event", Happening.FLIES_WHERE_NEEDED.name] = CAUSES  # it takes a fault of a needed type
    found |= {("cause", each.name): CAUSES for each in causes - BEGIN_ONLY - END}
    begin = causes - END - NOT_BEGIN
    found |= {("cause of an episode", each.name): RARE.get(each, CAUSES) for each in begin}
    found |= {("end of an episode", each.name): CAUSES for each in END}
    found |= {("rule", rule.__name__): ANSWERS for rule in RULES}
    for rule, answers in CHOICES.items():
        found |= {("answer", rule, answer): ANSWERS for answer in answers.split()}
    return found


def met(reach: Reach, rules: Mapping[tuple[str, str], int]) -> Counter[tuple[str, ...]]:
    """How often each of these was met."""
    found: Counter[tuple[str, ...]] = Counter()
    for word, counts in (
        ("event", reach.happenings),
        ("cause", reach.causes),
        ("lack", reach.waits),
        ("cause of an episode", reach.begun_by),
        ("end of an episode", reach.ended_by),
    ):
        found.update({(word, each.name): n for each, n in counts.items()})
    for (rule, answer), times in rules.items():
        found["rule", rule] += times
        found["answer", rule, answer] += times
    return found


def demand_enough(reach: Reach, rules: Mapping[tuple[str, str], int]) -> None:
    """Every event, cause and rule often enough, and most pairs of ranks at one second."""
    found = met(reach, rules)
    few = {" ".join(what): found[what] for what, least in needs().items() if found[what] < least}
    again = "if scenarios or rules have changed: python -m tests.engine.needed"
    assert not few, f"met too rarely: {few}; {again}"
    lacks = (FORCED | LACKS_PORT | TIMING).bit_count() + 1  # a pad is down, or others have it
    assert len(reach.waits) == lacks, again
    assert min(reach.waits.values()) >= CAUSES, again
    assert len(reach.ties) >= PAIRS_MET, (sorted(PAIRS - set(reach.ties)), again)


# the choice of a few ------------------------------------------------------------------------------

SPARE = 4 / 3
TIE = 0.15
"""What a pair of ranks is worth beside a need that is met."""


class Met:
    """What a numbered scenario meets, and how many seconds that takes."""

    def __init__(self, number: int, folder: Path, rules: Counter[tuple[str, str]]) -> None:
        began, reach = process_time(), Reach()
        rules.clear()
        example = made(Random(number))
        scenario = in_place(loaded(example.tree, folder))
        engine = Simpy(build(scenario))
        for replication in range(example.first, example.first + PLAYED):
            reach.adds(*engine.replay(example.seed, replication))
        Simpy(build(scenario, plan=True)).replay(example.seed, 0)
        self.counts = met(reach, rules)
        self.ties = set(reach.ties)
        self.seconds = process_time() - began


def of_numbers(count: int) -> Iterator[tuple[int, Met]]:
    """What each number meets whose scenario the loader accepts."""
    with pytest.MonkeyPatch.context() as patch, TemporaryDirectory() as folder:
        rules = count_rules(patch)
        for number in range(count):
            with suppress(ScenarioError):
                yield number, Met(number, Path(folder), rules)


def choice(known: Mapping[int, Met]) -> list[int]:
    """Few numbers that meet everything: each time the one that adds most for its time."""
    wanted = {what: least * SPARE for what, least in needs().items()}
    wanted |= {
        what: CAUSES * SPARE for each in known.values() for what in each.counts if what[0] == "lack"
    }
    got: Counter[tuple[str, ...]] = Counter()
    ties: set[tuple[int, int]] = set()
    chosen: list[int] = []

    def adds(number: int) -> float:
        each = known[number]
        more = sum(
            min(n, wanted[what] - got[what]) / wanted[what]
            for what, n in each.counts.items()
            if got[what] < wanted.get(what, 0)
        )
        if len(ties) < PAIRS_MET + 4:
            more += TIE * len(each.ties - ties)
        return more / (each.seconds + 0.1)

    while rest := set(known) - set(chosen):
        best = max(rest, key=adds)
        if adds(best) == 0:
            break
        chosen.append(best)
        got.update(known[best].counts)
        ties |= known[best].ties
    return sorted(chosen)


if __name__ == "__main__":
    print(choice(dict(of_numbers(1000))))  # noqa: T201
