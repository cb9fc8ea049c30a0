"""Sections 6.0 and 10.4 of the model: policies by name, levers that never act, the same luck."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from sim.scenario import with_estimate, with_policy
from tests.engine.lever_stage import manifest, outage, policy, ports
from tests.engine.stage import Tree, cargo, play, replay, staged, without

LUCKY: list[Tree] = [
    {"pins": {"rest": None}},
    {
        "vehicles": {
            "soyuz": {"scrub_probability": 0.3, "unfit_rate": "1 per 900 d"},
            "dragon": {"docking_failure_probability": 0.2, "transit": {"kind": "uniform",
                       "low": "1 d", "high": "3 d"}},
        },
        "lines": {"red": {"slip": {"kind": "exponential", "mean": "10 d"}}},
        "people": {"medical_return_rate": "1 per 2000 d"},
    },
    manifest(p_1=cargo(30), p_2=cargo(200)),
]  # fmt: skip
"""Luck of many kinds, and nothing that keeps a family from launching."""

HEALTHY: Tree = {
    "vehicles": {"soyuz": {"unfit_rate": "0 per year"}},
    "people": {"medical_return_rate": "0 per year"},
}

LEVERS: dict[str, Any] = {
    "seat_swap": {"after": "30 d", "seats": 1},
    "alternate_pad": {"pad": "south", "after": "30 d"},
    "reserve_craft": {"class": "soyuz", "preparation": "30 d"},
    "on_low_stock": {"again_after": "30 d"},
    "early_return": {"after": "10 d", "people": {"anna": "d-1"}},
    "first_after_repair": "crew",
    "extra_flight": {"class": "dragon", "crew": ["usos"] * 2, "after": "30 d", "lead": "60 d"},
}

ASLEEP: list[Tree] = [
    {"pads": {"south": {"families": ["r7"], "dormant": {"activation": "100 d"}}}},
    {"station": {"stocks": {"food": {"unit": "kg", "level": 50, "reserve": 5}}}},
]
"""A dormant pad and a stock that nobody uses."""


@pytest.mark.parametrize("lever", LEVERS)
def test_a_lever_that_never_acts_changes_nothing(tmp_path: Path, lever: str) -> None:
    fit = {"vehicles": {"soyuz": {"unfit_rate": "0 per year"}}}
    usual = staged(tmp_path, *LUCKY, *ASLEEP, fit)
    with_lever = staged(tmp_path, *LUCKY, *ASLEEP, fit, policy(**{lever: LEVERS[lever]}))
    for number in range(3):
        one, other = replay(usual, number), replay(with_lever, number)
        assert one.rows == other.rows
        assert one.episodes == other.episodes
        assert {name: cell for name, (_, cell) in one.cells.items()} == {
            name: cell for name, (_, cell) in other.cells.items()
        }


def test_a_lever_leaves_the_luck_of_the_rest_alone(tmp_path: Path) -> None:
    # the extra flight has its own luck: what it does not meet is played alike
    down = outage(-10, 80)
    free = ports(nine=["dragon"])
    usual = staged(tmp_path, *LUCKY, HEALTHY, down, free)
    extra = staged(
        tmp_path, *LUCKY, HEALTHY, down, free, policy(extra_flight=LEVERS["extra_flight"])
    )
    for number in range(3):
        one, other = replay(usual, number), replay(extra, number)
        assert other.days("FLIGHT_ORDERED", "extra") == [20]
        for name in ("LAUNCHES", "SCRUBS", "FAILS_TO_DOCK"):
            assert one.days(name, "s-2") == other.days(name, "s-2")


DOWN = outage(-10, 900)

NAMED: Tree = {
    "policy": {"waiver": "7 d", "hold": ["red"]},
    "policies": {
        "as-planned": {"title": "Nothing else"},
        "swap": {"title": "Seats", "seat_swap": {"after": "30 d", "seats": 1}},
        "extra": {
            "title": "A flight more",
            "hold": "off",
            "extra_flight": {**LEVERS["extra_flight"], "stay": "20 d"},
        },
        "long": {
            "title": "Long increments",
            "increment_length": {"blue": "260 d"},
            "waiver": "1 d",
        },
    },
    "vehicles": {"dragon": {"limit": "300 d"}},
    **without("manifest.d-4"),
    "estimates": {
        "soon": {"title": "Soon", "repair": "120 d"},
        "no-outage": {"title": "None", "outage": "lifted"},
    },
}

ALIKE: dict[str, Tree] = {
    "as-planned": {},
    "swap": policy(seat_swap=LEVERS["seat_swap"]),
    "extra": policy(extra_flight={**LEVERS["extra_flight"], "stay": "20 d"}, hold=None),
    "long": policy(increment_length={"blue": "260 d"}, waiver="1 d"),
}
"""What each of them is, stated as the policy itself."""


@pytest.mark.parametrize("name", ALIKE)
def test_a_named_policy_repeats_what_it_changes(tmp_path: Path, name: str) -> None:
    chosen = replay(with_policy(staged(tmp_path, DOWN, NAMED), name))
    stated = play(tmp_path, DOWN, NAMED, {"policies": None}, ALIKE[name])
    assert chosen.rows == stated.rows
    assert chosen.episodes == stated.episodes


def test_the_named_policies_differ(tmp_path: Path) -> None:
    scenario = staged(tmp_path, DOWN, NAMED)
    rows = {name: replay(with_policy(scenario, name)).rows for name in ALIKE}
    assert len(set(rows.values())) == len(ALIKE)
    assert rows["as-planned"] == replay(scenario).rows


@pytest.mark.parametrize("estimate", ["soon", "no-outage"])
@pytest.mark.parametrize("name", ALIKE)
def test_policies_and_estimates_are_crossed_in_either_order(
    tmp_path: Path, name: str, estimate: str
) -> None:
    scenario = staged(tmp_path, DOWN, NAMED)
    one = replay(with_policy(with_estimate(scenario, estimate), name))
    other = replay(with_estimate(with_policy(scenario, name), estimate))
    assert one.rows == other.rows
    assert one.cells == other.cells


def test_a_policy_has_the_luck_of_the_others(tmp_path: Path) -> None:
    scenario = staged(tmp_path, *LUCKY, DOWN, NAMED, {"policies": {"swap": {"seat_swap": {
        "after": "5000 d", "seats": 1}}}})  # fmt: skip
    for number in range(3):
        assert replay(with_policy(scenario, "swap"), number).rows == replay(scenario, number).rows


def test_an_uncertain_parameter_of_a_policy_is_one_value_under_all_that_share_it(
    tmp_path: Path,
) -> None:
    law = {"kind": "uniform", "low": "40 d", "high": "80 d"}
    shared: Tree = {
        "pins": {"rest": None},
        "policy": {"extra_flight": {**LEVERS["extra_flight"], "lead": law}},
        "policies": {
            "held": {"title": "Held", "hold": ["red"]},
            "own": {"title": "Own", "extra_flight": {**LEVERS["extra_flight"], "lead": law}},
        },
    }
    scenario = staged(tmp_path, DOWN, shared)
    days = [
        replay(each, 5).day("LAUNCHES", "extra")
        for each in (scenario, with_policy(scenario, "held"), with_policy(scenario, "own"))
    ]
    assert days[0] == days[1]
    assert days[2] is not None
    assert 60 <= days[2] <= 100


def test_a_policy_decides_alike_under_every_estimate_of_the_outage(tmp_path: Path) -> None:
    scenario = with_policy(staged(tmp_path, DOWN, NAMED), "extra")
    for each in (scenario, with_estimate(scenario, "soon")):
        assert replay(each).days("FLIGHT_ORDERED", "extra") == [20]
    assert not replay(with_estimate(scenario, "no-outage")).all("FLIGHT_ORDERED")
