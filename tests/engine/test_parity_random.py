"""Both engines play random scenarios alike; what these scenarios meet.

``pytest -s`` prints what the default examples meet, and the seeds of the slow ones.
"""

from __future__ import annotations

import json
import os
import secrets
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, given, seed, settings

from sim.core.errors import ScenarioError
from sim.engine.build import build
from sim.engine.fast import Fast
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
from tests.engine.parity import Case, play_alike
from tests.engine.reach import PAIRS, Reach, count_rules
from tests.engine.scenarios_strategy import Drawn, drawn, in_place, loaded, made, scenario_of
from tests.engine.stage import BASE, cargo, day, merged, without

PLAYED = 3
"""Replications of each scenario."""

EXAMPLES = 330
"""Default examples, numbered from 0: the same ones whatever else is imported beside them."""

SHARDS, EACH = 16, 1_250
"""20,000 slow examples, in parts that are forgotten one after the other."""

SLOW_SEED = "CREWSIM_EXAMPLES_SEED"
"""The environment variable that plays the slow examples of an earlier run again."""

FEW = settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=False,
    database=None,
    suppress_health_check=[HealthCheck.too_slow],
)
MANY = settings(FEW, max_examples=EACH)

Play = Callable[[Drawn], None]


def play_examples(play: Play, examples: settings, number: int) -> None:
    """Play the examples of a seed."""
    seed(number)(examples(given(drawn())(play)))()


def alike(example: Drawn, folder: Path, reach: Reach) -> None:
    """Play a few replications of a scenario and its plan with both engines, which must agree."""
    scenario = in_place(scenario_of(example.tree, folder))
    program = build(scenario)
    case = Case("a random scenario", program, example.seed)
    replications = range(example.first, example.first + PLAYED)
    for log, batch in play_alike(case, Simpy(program), Fast(program), replications):
        reach.adds(log, batch)
    plan = build(scenario, plan=True)
    case = Case("the plan of a random scenario", plan, example.seed)
    play_alike(case, Simpy(plan), Fast(plan), range(1))


# what must be met ---------------------------------------------------------------------------------

NEVER_MET = {
    Cause.LEFT: "nobody goes home without a seat: a stranding ends with a seat or stays open",
}
"""Causes that no engine can give, and why."""

BEGIN_ONLY = {Cause.STATE, Cause.SPACING, Cause.PREPARATION, Cause.SLIP}
END = {Cause.DOCKED, Cause.RESEATED, Cause.LINE_ENDED, Cause.OPEN}
NOT_BEGIN = {Cause.LIMIT, Cause.PATIENCE, Cause.WEATHER, Cause.LAST_SHIP, Cause.DISPOSAL}
"""Causes of departures that take their cause from what the successor lacks, or open no episode."""

EVENTS, CAUSES, ANSWERS = 40, 10, 5
"""How often each kind of event, each cause and each answer of a rule is met at the least."""

RARE = {Cause.PREPARATION: PLAYED, Cause.TRAFFIC: PLAYED, Cause.WINDOW: PLAYED}
"""Causes of episodes that few random scenarios meet, so that one of each is played as well."""

GUEST = {"segment": "rs", "line": "blue", "seat": "none", "stranded_since": day(0)}
PREPARED_LATE = merged(
    BASE,
    without("docked.s-1"),
    {
        "vehicles": {name: {"reseat_time": "3 d"} for name in ("soyuz", "dragon")},
        "lines": {"red": {"rescue_preparation": "130 d"}},
        "station": {"ports": {"six": {"accepts": ["soyuz"]}}},
        "docked": {
            "s-0": {
                "line": "red",
                "port": "two",
                "launched": day(-151),
                "docked": day(-150),
                "unfit_since": day(0),
                "crew": {"hal": GUEST},
            },
            "s-1": BASE["docked"]["s-1"],
        },
    },
)
"""A guest of the blue line waits in an unfit ship of the red one; the rescue is not prepared when
the red ship behind it reaches its limit."""

TRAFFIC_LATE = merged(
    BASE,
    {"station": {"operations_apart": "60 d"}, "manifest": {"p-1": cargo(90)}},
)
"""A cargo ship docks shortly before the red line's relief would, which then comes too late."""

WINDOW_LATE = merged(
    BASE,
    {"vehicles": {"soyuz": {"blackouts": {"launch": [{"from": day(90), "to": day(150)}]}}}},
)
"""The red line's relief is ready within a blackout that ends behind the limit of s-1."""

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
    "replanned_shift": "earlier 0 later",
    "relieves": "0 1",
    "left_behind_by_rescue": "0 1 2",
    "left_behind_by_relief": "0 1 2",
    "without_lifeboat": "0 1 2",
    "held_until": "later never",
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


def enough(reach: Reach, rules: Counter[tuple[str, str]]) -> None:
    """Every event, cause and rule often enough, and most pairs of ranks at one second."""
    events = set(Happening) - {Happening.PAD_STATE}
    few = {each.name for each in events if reach.happenings[each] < EVENTS}
    assert not few, f"events met too rarely: {sorted(few)}"
    causes = set(Cause) - set(NEVER_MET)
    in_log = causes - BEGIN_ONLY - END
    few = {each.name for each in in_log if reach.causes[each] < CAUSES}
    few |= {
        f"{e.name} of an episode"
        for e in causes - END - NOT_BEGIN
        if reach.begun_by[e] < RARE.get(e, CAUSES)
    }
    few |= {f"{e.name} as an end" for e in END if reach.ended_by[e] < CAUSES}
    assert not few, f"causes met too rarely: {sorted(few)}"
    assert not set(NEVER_MET) & {*reach.causes, *reach.begun_by, *reach.ended_by}
    lacks = (FORCED | LACKS_PORT | TIMING).bit_count()
    assert len(reach.waits) == lacks
    assert min(reach.waits.values()) >= CAUSES
    asked: Counter[str] = Counter()
    for (rule, _), times in rules.items():
        asked[rule] += times
    few = {rule.__name__ for rule in RULES if asked[rule.__name__] < ANSWERS}
    few |= {
        f"{rule}: {answer}"
        for rule, answers in CHOICES.items()
        for answer in answers.split()
        if rules[rule, answer] < ANSWERS
    }
    assert not few, f"rules asked or answering too rarely: {sorted(few)}"
    assert len(reach.ties) >= PAIRS_MET, sorted(PAIRS - set(reach.ties))


# the tests ----------------------------------------------------------------------------------------


def test_random_scenarios_are_played_alike_and_meet_every_rule(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reach, texts = Reach(), set()
    rules = count_rules(monkeypatch)

    def play(example: Drawn) -> None:
        alike(example, tmp_path, reach)
        texts.add(json.dumps(example.tree))

    play(Drawn(PREPARED_LATE, 1, 0))
    play(Drawn(TRAFFIC_LATE, 1, 0))
    play(Drawn(WINDOW_LATE, 1, 0))
    for number in range(EXAMPLES):
        example = made(Random(number))
        with suppress(ScenarioError):  # the loader refuses few
            loaded(example.tree, tmp_path)
            play(example)
    reach.scenarios = len(texts)
    print(f"\n{reach.table()}\n{rules_in_words(rules)}")  # noqa: T201
    assert len(texts) >= EXAMPLES - 5
    enough(reach, rules)


@pytest.mark.slow
@pytest.mark.parametrize("shard", range(SHARDS))
def test_thousands_of_random_scenarios_are_played_alike(shard: int, tmp_path: Path) -> None:
    start = int(os.environ.get(SLOW_SEED) or secrets.randbelow(2**32))
    print(f"\nshard {shard}: {SLOW_SEED}={start} plays these examples again")  # noqa: T201
    reach = Reach()

    def play(example: Drawn) -> None:
        alike(example, tmp_path, reach)

    play_examples(play, MANY, start + shard)
    print(reach.table())  # noqa: T201
    assert reach.replications >= PLAYED * EACH


def rules_in_words(rules: Counter[tuple[str, str]]) -> str:
    """How often each rule gave each answer, a rule a line."""
    lines = []
    for rule in RULES:
        answers = {a: n for (name, a), n in rules.items() if name == rule.__name__}
        told = ", ".join(f"{answer} {answers[answer]}" for answer in sorted(answers))
        lines.append(f"{rule.__name__}: {told}")
    return "\n".join(lines)
