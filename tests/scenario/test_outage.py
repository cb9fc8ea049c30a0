"""The pad *east* of the stage, from which s-2 flies; it is planned for day 94."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from sim.core.clock import DAY
from sim.core.errors import ScenarioError
from sim.scenario import load, with_estimate
from sim.scenario.outage import outages_out, repaired_after, still_down, without_outage
from sim.scenario.scenario import Chance, Scenario
from tests.engine.lever_stage import manifest, outage, policy, ports, ups
from tests.engine.stage import Played, Tree, cargo, replay, staged
from tests.scenario.refresh import VALID

PAYING: Tree = {
    **ports(six=["progress"], seven=["progress"], eight=["progress"]),
    **manifest(p_1=cargo(20), p_2=cargo(400)),
}
WEST_TOO = outage(-30, 60, pad="west")
LIFTED: Tree = {
    "estimates": {
        "none": {"title": "None", "outage": "lifted"},
        "flat": {"title": "Flat", "repair": {"kind": "uniform", "low": "50 d", "high": "150 d"}},
    }
}


def days_of(scenario: Scenario, pad: str = "east") -> Chance:
    """The repair of a pad's outage."""
    (found,) = scenario.pads[pad].outage
    return found.repair


def repaired(scenario: Scenario, pad: str = "east", **address: int) -> float | None:
    return replay(scenario, **address).day("REPAIRED", pad)


# --- which pads -----------------------------------------------------------------------------------


def test_pads_with_an_outage_are_named_in_declared_order(tmp_path: Path) -> None:
    scenario = staged(tmp_path, outage(-10, 110), WEST_TOO)
    assert [each.pad for each in outages_out(scenario)] == ["east", "west"]
    assert [each.pad for each in outages_out(staged(tmp_path, WEST_TOO))] == ["west"]


def test_a_scenario_without_an_outage_has_no_repair_to_ask_about(tmp_path: Path) -> None:
    """Nor does one whose pads may only fail at random, or are dormant."""
    with pytest.raises(ScenarioError, match="no pad has an outage") as raised:
        outages_out(
            staged(
                tmp_path, {"pads": {"east": {"outages": {"rate": "1 per 9 y", "repair": "9 d"}}}}
            )
        )
    assert "stage.yaml" in str(raised.value)


# --- as if it had never been ----------------------------------------------------------------------


def test_without_the_outage_is_what_an_estimate_that_lifts_it_says(tmp_path: Path) -> None:
    requalified = {"pads": {"east": {"requalification": 1, "owed": 1}}}
    scenario = staged(tmp_path, outage(-10, 110), requalified, PAYING, LIFTED)
    assert without_outage(scenario) == with_estimate(scenario, "none")
    assert without_outage(scenario).pads["east"].owed == 0


def test_without_the_outage_everything_goes_by_the_plan(tmp_path: Path) -> None:
    down, up = staged(tmp_path, outage(-10, 110), WEST_TOO), staged(tmp_path)
    played = replay(without_outage(down))
    assert played.log == replay(up).log
    assert ups(played, "s-2", "d-2") == [94, 144]
    assert played.outcome("repair_days[east]") is None
    assert played.outcome("repair_days[west]") is None


def test_an_outage_to_come_leaves_what_is_owed_today(tmp_path: Path) -> None:
    later = staged(tmp_path, outage(60, 110, requalification=1, owed=1), PAYING)
    found = without_outage(later).pads["east"]
    assert (found.outage, found.owed) == ((), 1)


def test_other_pads_and_random_outages_stay(tmp_path: Path) -> None:
    often = {"pads": {"west": {"outages": {"rate": "1 per 9 y", "repair": "9 d"}}}}
    scenario = staged(tmp_path, outage(-10, 110), often)
    for changed in (without_outage(scenario), repaired_after(scenario, 200 * DAY)):
        assert changed.pads["west"] == scenario.pads["west"]
        assert replace(changed, pads=scenario.pads) == scenario


def test_a_scenario_without_an_outage_is_left_as_it_is(tmp_path: Path) -> None:
    scenario = staged(tmp_path)
    assert without_outage(scenario) == scenario
    assert repaired_after(scenario, 10 * DAY) == scenario


# --- repaired after a given time ------------------------------------------------------------------


@pytest.mark.parametrize("after", [10.1, 20.0, 104.0, 120.0, 609.5])
def test_the_repair_takes_exactly_so_long_from_the_start_of_the_outage(
    after: float, tmp_path: Path
) -> None:
    scenario = staged(tmp_path, outage(-10, 110), {"pins": {"rest": None}})
    for replication in (0, 1):
        played = replay(repaired_after(scenario, after * DAY), replication=replication)
        assert played.outcome("repair_days[east]") == pytest.approx(after)
        assert played.day("REPAIRED", "east") == pytest.approx(after - 10)
        assert ups(played, "s-2") == [pytest.approx(max(94.0, after - 10))]


def test_it_counts_from_the_start_of_an_outage_to_come(tmp_path: Path) -> None:
    assert repaired(repaired_after(staged(tmp_path, outage(60, 70)), 50 * DAY)) == 110


def test_every_outage_is_repaired_after_that_time(tmp_path: Path) -> None:
    played = replay(repaired_after(staged(tmp_path, outage(-10, 110), WEST_TOO), 200 * DAY))
    assert played.day("REPAIRED", "east") == 190
    assert played.day("REPAIRED", "west") == 170


def test_the_stated_bounds_and_the_uncertain_scale_are_gone(tmp_path: Path) -> None:
    law = {
        "kind": "weibull",
        "shape": 2,
        "median": {"kind": "uniform", "low": "40 d", "high": "90 d"},
    }
    own = {"pads": {"east": {"outage": {"repair": {**law, "lower": "30 d", "upper": "99 d"}}}}}
    scenario = staged(tmp_path, outage(-10, 110), own)
    for after in (20, 200):
        assert repaired(repaired_after(scenario, after * DAY)) == after - 10


def test_a_stage_before_crews_stays_as_stated(tmp_path: Path) -> None:
    scenario = staged(tmp_path, outage(-10, 110, crew_stage="20 d"))
    played = replay(repaired_after(scenario, 150 * DAY))
    assert (played.day("REPAIRED", "east"), played.day("PAD_TAKES_CREWS", "east")) == (140, 160)


def test_what_is_owed_after_the_repair_stays(tmp_path: Path) -> None:
    """Unlike a world without the outage: p-1 must fly first, and waits for the pad too."""
    scenario = staged(tmp_path, outage(-10, 110, requalification=1, owed=1), PAYING)
    played = replay(repaired_after(scenario, 150 * DAY))
    assert [line for line in played.all("LAUNCHES") if " d-" not in line][:2] == [
        "140.00 LAUNCHES p-1 PAD",
        "140.00 LAUNCHES s-2 PAD",
    ]
    assert ups(replay(without_outage(scenario)), "s-2") == [94]


def test_a_pin_of_the_repair_goes_and_other_pins_stay(tmp_path: Path) -> None:
    pins: Tree = {
        "pins": {"pads": {"east": {"repair": "80 d"}, "west": {"outages": []}}},
    }
    scenario = staged(tmp_path, outage(-10, 110), pins)
    assert repaired(scenario) == 70
    assert repaired(repaired_after(scenario, 150 * DAY)) == 140
    assert replay(without_outage(scenario)).unmet_pins == {}
    for changed in (repaired_after(scenario, 150 * DAY), without_outage(scenario)):
        assert changed.pins.repairs == {}
        assert replace(changed.pins, repairs=scenario.pins.repairs) == scenario.pins
    assert scenario.pins.repairs == {"east": 80 * DAY}


def test_nothing_else_of_a_full_scenario_changes() -> None:
    scenario = load(VALID / "every-key.yaml")
    for changed in (without_outage(scenario), repaired_after(scenario, 500 * DAY)):
        rest = replace(changed, pads=scenario.pads, pins=scenario.pins)
        assert rest == scenario
        assert {**changed.pads, "east": None} == {**scenario.pads, "east": None}
        east = scenario.pads["east"]
        assert replace(changed.pads["east"], stated=east.stated, owed=east.owed) == east


def test_a_policy_does_not_see_how_long_it_will_take(tmp_path: Path) -> None:
    """A lever with `after` acts on the same day, whatever the repair, as long as it lasts."""
    lever = policy(extra_flight={"class": "dragon", "crew": ["rs", "usos"], "after": "60 d",
                                 "lead": "40 d", "stay": "100 d"})  # fmt: skip
    scenario = staged(tmp_path, outage(-10, 110), lever, ports(six=["dragon"]))
    assert _ordered(replay(repaired_after(scenario, 59 * DAY))) == []
    days = {_ordered(replay(repaired_after(scenario, after * DAY)))[0] for after in (61, 150, 400)}
    assert days == {50.0}


def _ordered(played: Played) -> list[float]:
    return [row.second / DAY for row in played.rows if row.happening.name == "FLIGHT_ORDERED"]


# --- given that it still lasts --------------------------------------------------------------------


def flat(tmp_path: Path, since: float = -10.0) -> Scenario:
    """The repair takes 50 to 150 days, each as likely."""
    return with_estimate(
        staged(tmp_path, outage(since, 110), LIFTED, {"pins": {"rest": None}}), "flat"
    )


def test_what_has_passed_by_then_is_cut_off(tmp_path: Path) -> None:
    scenario = still_down(flat(tmp_path), 90 * DAY)
    assert scenario is not None
    drawn = [repaired(scenario, replication=number) for number in range(30)]
    assert all(day is not None and 90 < day <= 140 for day in drawn)
    assert min(day for day in drawn if day is not None) < 100
    assert max(day for day in drawn if day is not None) > 130


def test_a_day_before_the_shortest_repair_changes_nothing(tmp_path: Path) -> None:
    scenario = flat(tmp_path)
    for instant in (0, 39 * DAY):
        given = still_down(scenario, instant)
        assert given is not None
        assert repaired(given, replication=3) == repaired(scenario, replication=3)


def test_nothing_is_left_behind_the_longest_repair(tmp_path: Path) -> None:
    assert still_down(flat(tmp_path), 139 * DAY) is not None
    assert still_down(flat(tmp_path), 140 * DAY) is None
    assert still_down(flat(tmp_path), 300 * DAY) is None


def test_an_outage_that_begins_later_is_left_as_it_is(tmp_path: Path) -> None:
    scenario = flat(tmp_path, since=60.0)
    assert still_down(scenario, 30 * DAY) == scenario
    given = still_down(scenario, 150 * DAY)
    assert given is not None
    assert all((repaired(given, replication=n) or 0) > 150 for n in range(10))


def test_a_bound_that_is_stated_holds_besides(tmp_path: Path) -> None:
    law = {"kind": "lognormal", "median": "60 d", "sigma": 1.0, "lower": "100 d", "upper": "150 d"}
    own = {"pads": {"east": {"outage": {"repair": law}}}}
    scenario = staged(tmp_path, outage(-10, 110), own, {"pins": {"rest": None}})
    early, late = still_down(scenario, 20 * DAY), still_down(scenario, 120 * DAY)
    assert early is not None
    assert late is not None
    bounds = [(repair.lower, repair.upper) for repair in (days_of(early), days_of(late))]
    assert bounds == [(100 * DAY, 150 * DAY), (130 * DAY, 150 * DAY)]
    assert all(120 < (repaired(late, replication=n) or 0) <= 140 for n in range(10))
    assert still_down(scenario, 140 * DAY) is None


def test_a_fixed_repair_lasts_until_it_ends(tmp_path: Path) -> None:
    scenario = staged(tmp_path, outage(-10, 110))
    assert still_down(scenario, 110 * DAY - 1) is not None
    assert still_down(scenario, 110 * DAY) is None


def test_a_repair_of_an_uncertain_scale_may_last_as_long_as_its_bound(tmp_path: Path) -> None:
    scale = {"kind": "uniform", "low": "40 d", "high": "90 d"}
    law = {"kind": "weibull", "shape": 2, "median": scale}
    own = {"pads": {"east": {"outage": {"repair": law}}}}
    bounded = {"pads": {"east": {"outage": {"repair": {**law, "upper": "150 d"}}}}}
    free, bound = (staged(tmp_path, outage(-10, 110), each) for each in (own, bounded))
    assert still_down(bound, 139 * DAY) is not None
    assert still_down(bound, 140 * DAY) is None
    given = still_down(free, 140 * DAY)
    assert given is not None
    assert days_of(given).lower == 150 * DAY
