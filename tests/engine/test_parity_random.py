"""Both engines play random scenarios alike; what these scenarios meet.

``pytest -s`` prints what the default examples meet, and the seeds of the slow ones.
"""

from __future__ import annotations

import json
import os
import secrets
from collections import Counter
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, given, seed, settings

from sim.core.errors import ScenarioError
from sim.engine.build import build
from sim.engine.fast import Fast
from sim.engine.simpy import Simpy
from sim.rules.rule import RULES
from sim.scenario import Scenario
from tests.engine.needed import PLAYED, demand_enough
from tests.engine.parity import Case, play_alike
from tests.engine.reach import Reach, count_rules
from tests.engine.scenarios_strategy import Drawn, dated, drawn, in_place, loaded, made, scenario_of
from tests.engine.stage import BASE, cargo, day, merged, without

CHOSEN = (
    *(5, 9, 10, 14, 107, 126, 155, 172, 204, 241, 242, 246, 249, 276, 286, 301, 314),
    *(341, 359, 370, 379, 421, 435, 441, 447, 471, 473, 485, 512, 516, 521, 522, 538, 547),
    *(554, 576, 582, 583, 717, 739, 761, 767, 778, 809, 822, 829, 841, 849, 858, 879, 906),
    *(907, 919, 926, 943, 952, 967, 985, 999),
)
"""The default examples by their numbers, which `tests.engine.needed` chose among a thousand."""

EXAMPLES = 330
"""Slow examples, numbered from 0: the same ones whatever else is imported beside them."""

SHARDS, EACH = 16, 1_250
"""20,000 slow examples, in parts that are forgotten one after the other."""

SLOW_SEED = "CREWSIM_EXAMPLES_SEED"
"""The environment variable that plays the slow examples of an earlier run again."""

MANY = settings(
    max_examples=EACH,
    deadline=None,
    derandomize=False,
    database=None,
    suppress_health_check=[HealthCheck.too_slow],
)

Play = Callable[[Drawn], None]


def play_examples(play: Play, examples: settings, number: int) -> None:
    """Play the examples of a seed."""
    seed(number)(examples(given(drawn())(play)))()


def alike(example: Drawn, scenario: Scenario, reach: Reach) -> None:
    """Play a few replications of a scenario and its plan with both engines, which must agree."""
    scenario = in_place(scenario)
    program = build(scenario)
    case = Case("a random scenario", program, example.seed)
    replications = range(example.first, example.first + PLAYED)
    for log, batch in play_alike(case, Simpy(program), Fast(program), replications):
        reach.adds(log, batch)
    plan = build(scenario, plan=True)
    case = Case("the plan of a random scenario", plan, example.seed)
    play_alike(case, Simpy(plan), Fast(plan), range(1))


# rare causes --------------------------------------------------------------------------------------

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

CLOSED_LATE = merged(BASE, {"pads": {"east": {"closed": [{"from": day(90), "to": day(150)}]}}})
"""Likewise of its pad, which is closed."""


# the tests ----------------------------------------------------------------------------------------


def alike_and_enough(numbers: Iterable[int], folder: Path, patch: pytest.MonkeyPatch) -> int:
    """Play the scenarios of these numbers alike, which must meet all; return how many they are."""
    reach, texts = Reach(), set()
    rules = count_rules(patch)
    for tree in (PREPARED_LATE, TRAFFIC_LATE, WINDOW_LATE, CLOSED_LATE):
        alike(Drawn(tree, 1, 0), loaded(tree, folder), reach)
    for number in numbers:
        example = made(Random(number))
        with suppress(ScenarioError):  # the loader refuses few
            alike(example, loaded(example.tree, folder), reach)
            texts.add(json.dumps(example.tree))
    reach.scenarios = len(texts)
    print(f"\n{reach.table()}\n{rules_in_words(rules)}")  # noqa: T201
    demand_enough(reach, rules)
    return len(texts)


def test_chosen_scenarios_are_played_alike_and_meet_every_rule(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They meet everything as often as the slow ones must, and a third more when they were chosen.

    What is met nowhere else is met in few of them: a rule that goes wrong is seen as well as by the
    many, a rare meeting of several rules is not.
    """
    assert alike_and_enough(CHOSEN, tmp_path, monkeypatch) == len(CHOSEN)


@pytest.mark.parametrize("number", range(12))
def test_what_changes_on_a_date_is_played_alike(number: int, tmp_path: Path) -> None:
    example = dated(Random(number))
    alike(example, loaded(example.tree, tmp_path), Reach())


@pytest.mark.slow
def test_the_first_scenarios_are_played_alike_and_meet_every_rule(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert alike_and_enough(range(EXAMPLES), tmp_path, monkeypatch) >= EXAMPLES - 5


@pytest.mark.slow
@pytest.mark.parametrize("shard", range(SHARDS))
def test_thousands_of_random_scenarios_are_played_alike(shard: int, tmp_path: Path) -> None:
    start = int(os.environ.get(SLOW_SEED) or secrets.randbelow(2**32))
    print(f"\nshard {shard}: {SLOW_SEED}={start} plays these examples again")  # noqa: T201
    reach = Reach()

    def play(example: Drawn) -> None:
        alike(example, scenario_of(example.tree, tmp_path), reach)

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
