"""Section 1.4 of the model: any random quantity may be pinned by name."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.engine.stage import LUCK, Tree, cargo, day, flight, futures, play, replay, staged


def pinned(name: str, **causes: Any) -> Tree:
    return {"pins": {"flights": {name: causes}}}


# --- 1.4: what each pin does ---------------------------------------------------------------------


@pytest.mark.parametrize("slip", [-2, 0, 3])
def test_a_slip_moves_the_launch(tmp_path: Path, slip: int) -> None:
    assert play(tmp_path, pinned("s-2", slip=f"{slip} d")).day("LAUNCHES", "s-2") == 94 + slip


def test_a_launch_is_pinned_by_its_instant(tmp_path: Path) -> None:
    played = play(tmp_path, pinned("s-2", launch=day(97.25)))
    assert played.days("LAUNCHES", "s-2") == [97.25]
    assert played.days("LAUNCHES", "s-3") == [294]
    assert played.unmet_pins == {}


def test_a_transit_is_pinned_by_its_value(tmp_path: Path) -> None:
    assert play(tmp_path, pinned("s-2", transit="3 d")).day("DOCKS", "s-2") == 97


def test_an_overlap_is_that_of_the_ship_that_leaves(tmp_path: Path) -> None:
    assert play(tmp_path, pinned("s-1", overlap="8 d")).of("s-1") == ["103.00 UNDOCKS s-1 HANDOVER"]


def test_a_hold_keeps_a_ship_that_is_free_to_leave(tmp_path: Path) -> None:
    played = play(tmp_path, pinned("s-1", hold="2 d"))
    assert played.day("HOLD_BEGINS", "s-1") == 100
    assert played.of("s-1")[-1] == "102.00 UNDOCKS s-1 HANDOVER"


def test_an_undocking_is_pinned_by_its_instant(tmp_path: Path) -> None:
    played = play(tmp_path, pinned("s-1", undock=day(103)))
    assert played.of("s-1")[-1] == "103.00 UNDOCKS s-1 HANDOVER"
    assert played.unmet_pins == {}


def test_an_undocking_before_the_rules_let_it_go_is_unmet(tmp_path: Path) -> None:
    played = play(tmp_path, pinned("s-1", undock=day(97)))
    assert played.of("s-1")[-1] == "100.00 UNDOCKS s-1 HANDOVER"
    assert list(played.unmet_pins.values()) == [1]
    assert "s-1" in next(iter(played.unmet_pins))


def test_a_medical_return_is_pinned_with_its_lead_and_strikes_the_first_person(
    tmp_path: Path,
) -> None:
    played = play(tmp_path, pinned("s-1", medical_return=day(30), lead="4 d"))
    assert played.all("FALLS_ILL") == ["30.00 FALLS_ILL anna MEDICAL"]
    assert played.of("s-1")[-1] == "34.00 UNDOCKS s-1 MEDICAL"


def test_a_medical_lead_not_pinned_is_its_median(tmp_path: Path) -> None:
    lead = {"people": {"medical_lead": {"kind": "uniform", "low": "2 d", "high": "8 d"}}}
    played = play(tmp_path, lead, pinned("s-1", medical_return=day(30)))
    assert played.day("UNDOCKS", "s-1") == 35


def test_the_first_person_is_the_first_seated_there(tmp_path: Path) -> None:
    crew = {"anna": {"segment": "rs", "seat": "d-1"}, "boris": "rs", "carol": "usos"}
    four = {"dragon": {"crew": 5}}
    played = play(
        tmp_path,
        {"docked": {"s-1": {"crew": crew}}, "vehicles": four},
        pinned("s-1", medical_return=day(30)),
    )
    assert played.all("FALLS_ILL") == ["30.00 FALLS_ILL boris MEDICAL"]


def test_a_repair_is_pinned_by_the_instant_it_ends(tmp_path: Path) -> None:
    outage = {"since": day(-10), "repair": "300 d"}
    pin = {"pins": {"pads": {"east": {"repaired": day(101)}}}}
    played = play(tmp_path, {"pads": {"east": {"outage": outage}}}, pin)
    assert played.all("REPAIRED") == ["101.00 REPAIRED east"]
    assert played.day("LAUNCHES", "s-2") == 101
    assert played.outcome("repair_days[east]") == 111


def test_a_repair_is_pinned_by_its_length_since_the_outage(tmp_path: Path) -> None:
    outage = {"since": day(-10), "repair": "300 d"}
    pin = {"pins": {"pads": {"east": {"repair": "111 d"}}}}
    played = play(tmp_path, {"pads": {"east": {"outage": outage}}}, pin)
    assert played.all("REPAIRED") == ["101.00 REPAIRED east"]


def test_scrubs_are_pinned_by_their_number(tmp_path: Path) -> None:
    played = play(tmp_path, pinned("s-2", scrubs=2))
    assert played.days("SCRUBS", "s-2") == [94, 95]
    assert played.days("LAUNCHES", "s-2") == [96]


def test_a_loss_and_its_stand_down_are_pinned(tmp_path: Path) -> None:
    p_1 = {"manifest": {"p-1": cargo(100)}}
    played = play(tmp_path, p_1, pinned("s-2", lost=True, stand_down="17 d"))
    assert played.days("LOST", "s-2") == [94]
    assert played.day("LAUNCHES", "p-1") == 111
    assert played.outcome("stand_down_days[r7]") == 17


def test_a_damaged_pad_is_pinned_with_its_repair(tmp_path: Path) -> None:
    p_1 = {"manifest": {"p-1": cargo(100)}}
    played = play(tmp_path, p_1, pinned("s-2", damages_pad="20 d"))
    assert played.all("PAD_DAMAGED", "REPAIRED") == [
        "94.00 PAD_DAMAGED east",
        "114.00 REPAIRED east",
    ]
    assert played.day("DOCKS", "s-2") == 95
    assert played.day("LAUNCHES", "p-1") == 114


def test_a_failed_docking_is_pinned(tmp_path: Path) -> None:
    played = play(tmp_path, pinned("s-2", fails_to_dock=True))
    assert played.days("FAILS_TO_DOCK", "s-2") == [95]
    assert played.days("DOCKS", "s-2") == []


def test_a_craft_failure_is_pinned(tmp_path: Path) -> None:
    played = play(tmp_path, pinned("s-1", unfit=day(40)))
    assert played.days("UNFIT", "s-1") == [40]


def test_a_pin_of_no_mishap_means_none(tmp_path: Path) -> None:
    risky = {
        "families": {"r7": {"loss_probability": 0.999}},
        "pads": {"east": {"damage_probability": 0.999, "repair": "400 d"}},
        "vehicles": {"soyuz": {"docking_failure_probability": 0.999, "scrub_probability": 0.9}},
    }
    none = pinned("s-2", lost=False, damages_pad=False, fails_to_dock=False, scrubs=0)
    scenario = staged(tmp_path, LUCK, risky, none)
    for replication in range(5):
        played = replay(scenario, replication)
        assert "94.00 LAUNCHES s-2" in played.log
        assert played.days("DOCKS", "s-2") == [95]
        assert played.days("LOST", "s-3") == [played.day("LAUNCHES", "s-3")]


# --- 1.4.2 processes -----------------------------------------------------------------------------

BUSY: Tree = {
    "families": {
        "r7": {"other_customers": {"rate": "1 per 30 d", "stand_down": "3 d"}},
        "falcon": {"other_customers": {"rate": "1 per 30 d", "stand_down": "3 d"}},
    }
}


def test_stand_downs_are_pinned_to_exactly_the_listed_ones(tmp_path: Path) -> None:
    pin = {"r7": {"stand_downs": [{"from": day(90), "to": day(97)}]}}
    played = play(tmp_path, LUCK, BUSY, {"pins": {"families": pin}})
    assert played.of("r7") == [
        "90.00 STAND_DOWN_BEGINS r7 FAMILY_CUSTOMERS",
        "97.00 STAND_DOWN_ENDS r7",
    ]
    assert played.day("LAUNCHES", "s-2") == 97
    assert len(played.days("STAND_DOWN_BEGINS", "falcon")) > 5  # not pinned


def test_an_empty_list_of_stand_downs_means_none(tmp_path: Path) -> None:
    played = play(tmp_path, LUCK, BUSY, {"pins": {"families": {"r7": {"stand_downs": []}}}})
    assert played.of("r7") == []


def test_illness_is_pinned_per_vehicle(tmp_path: Path) -> None:
    ill = {"people": {"medical_return_rate": "1 per 100 d"}}
    scenario = staged(tmp_path, LUCK, ill, pinned("s-1", medical_return=[]))
    struck = {row.entity for one in futures(scenario, 20) for row in one.rows if row.rank == 32}
    assert struck
    assert not struck & {"anna", "boris", "carol"}


def test_craft_failures_are_pinned_per_vehicle(tmp_path: Path) -> None:
    frail = {"vehicles": {"soyuz": {"unfit_rate": "1 per 50 d"}}}
    scenario = staged(tmp_path, LUCK, frail, pinned("s-1", unfit=[]))
    found = futures(scenario, 20)
    assert not any(played.days("UNFIT", "s-1") for played in found)
    assert any(played.days("UNFIT", "s-2") for played in found)


# --- 1.4.3 the rest ------------------------------------------------------------------------------

RESTLESS: Tree = {
    "families": {"r7": {"loss_probability": 0.3}},
    "pads": {"east": {"damage_probability": 0.3, "repair": "5 d"}},
    "people": {"medical_return_rate": "1 per 100 d"},
    "vehicles": {
        "soyuz": {
            "docking_failure_probability": 0.3,
            "scrub_probability": 0.3,
            "unfit_rate": "1 per 100 d",
            "return_hold": "3 d",
            "transit": {"kind": "uniform", "low": "1 d", "high": "2 d"},
        }
    },
    "lines": {
        "red": {
            "overlap": {"kind": "exponential", "mean": "5 d"},
            "slip": {"kind": "uniform", "low": "1 d", "high": "9 d"},
            "replan": {"kind": "uniform", "low": "1 d", "high": "9 d"},
        }
    },
}


def test_the_rest_as_planned_is_quiet(tmp_path: Path) -> None:
    played = play(tmp_path, RESTLESS, BUSY)
    # No slip, no re-plan; transit 1.5 d and overlap 5 d * ln 2 are medians; no hold, no chance.
    assert played.of("s-1", "s-2")[:4] == [
        "94.00 FLIGHT_READY s-2",
        "94.00 LAUNCHES s-2",
        "95.50 DOCKS s-2",
        "98.97 UNDOCKS s-1 HANDOVER",
    ]
    names = {row.happening.name for row in played.rows}
    assert names == {"FLIGHT_READY", "LAUNCHES", "DOCKS", "UNDOCKS"}


def test_a_running_duration_takes_its_conditional_median(tmp_path: Path) -> None:
    outage = {"since": day(-100), "repair": {"kind": "uniform", "low": "0 d", "high": "200 d"}}
    played = play(tmp_path, {"pads": {"east": {"outage": outage}}})
    assert played.outcome("repair_days[east]") == 150


def test_the_draws_of_the_rest_do_not_move(tmp_path: Path) -> None:
    apart = {"vehicles": {"soyuz": {"unfit_rate": 0}}}  # nobody waits for the other line's seats
    free = staged(tmp_path, LUCK, RESTLESS, apart)
    pin = staged(tmp_path, LUCK, RESTLESS, apart, pinned("d-2", slip="20 d", scrubs=2))
    of_red = ("s-1", "s-2", "s-3", "s-4", "anna", "boris", "carol", "east", "r7")
    for replication in range(10):
        assert replay(free, replication).of(*of_red) == replay(pin, replication).of(*of_red)


def test_a_pin_moves_no_other_draw_of_its_own_flight(tmp_path: Path) -> None:
    calm = {"families": {"r7": {"loss_probability": 0}}, "people": {"medical_return_rate": 0}}
    soft = {"vehicles": {"soyuz": {"docking_failure_probability": 0, "unfit_rate": 0}}}
    free = staged(tmp_path, LUCK, RESTLESS, calm, soft)
    pin = staged(tmp_path, LUCK, RESTLESS, calm, soft, pinned("s-2", slip="7 d"))
    for replication in range(10):
        spans = []
        for played in (replay(free, replication), replay(pin, replication)):
            docked, launched = played.row("DOCKS", "s-2"), played.row("LAUNCHES", "s-2")
            spans.append((docked.second - launched.second, len(played.days("SCRUBS", "s-2"))))
        assert spans[0] == spans[1]


def test_a_pinned_launch_is_not_also_pulled_forward(tmp_path: Path) -> None:
    pull = {"lines": {"red": {"pull_forward": {"by": "30 d", "lead": "10 d"}}}}
    ill = pinned("s-1", medical_return=day(30), lead="1 d")
    assert play(tmp_path, pull, ill).day("LAUNCHES", "s-2") == 64
    assert play(tmp_path, pull, ill, pinned("s-2", launch=day(90))).day("LAUNCHES", "s-2") == 90


def test_a_pinned_launch_the_rules_do_not_allow_is_played_when_they_do(tmp_path: Path) -> None:
    outage = {"since": day(-10), "repair": "120 d"}
    down = {"pads": {"east": {"outage": outage}}}
    played = play(tmp_path, down, pinned("s-2", launch=day(94)))
    assert played.day("LAUNCHES", "s-2") == 110
    assert list(played.unmet_pins.values()) == [1]
    assert "s-2" in next(iter(played.unmet_pins))


def test_a_pinned_illness_strikes_whoever_is_seated_there_by_then(tmp_path: Path) -> None:
    crew = {"anna": {"segment": "rs", "home": "s-2"}, "boris": "rs", "carol": "usos"}
    seat = {"docked": {"s-1": {"crew": crew}}, "manifest": {"s-2": flight("red", 94, ["rs"])}}
    ill = pinned("s-1", overlap="20 d", medical_return=day(98), lead="1 d")
    played = play(tmp_path, seat, ill)
    assert played.all("FALLS_ILL") == ["98.00 FALLS_ILL boris MEDICAL"]  # anna is in s-2 by then
    assert played.of("s-1") == ["99.00 UNDOCKS s-1 MEDICAL"]


@pytest.mark.parametrize(("cause", "told"), [("unfit", "UNFIT"), ("medical_return", "FALLS_ILL")])
def test_a_mishap_pinned_before_the_docking_is_played_at_the_docking(
    tmp_path: Path, cause: str, told: str
) -> None:
    played = play(tmp_path, pinned("s-2", **{cause: day(60)}))
    assert [line.split()[:2] for line in played.all(told)] == [["95.00", told]]


@pytest.mark.parametrize("cause", ["unfit", "medical_return"])
@pytest.mark.parametrize(("name", "at"), [("s-2", 60), ("s-1", 200)])
def test_a_mishap_pinned_while_the_ship_is_not_docked_is_told(
    tmp_path: Path, cause: str, name: str, at: int
) -> None:
    played = play(tmp_path, pinned(name, **{cause: day(at)}))
    assert played.unmet_pins == {f"{name}: {cause}": 1}


def test_a_pinned_launch_before_the_flight_before_it_is_played_after_that(tmp_path: Path) -> None:
    played = play(tmp_path, pinned("s-3", launch=day(50)))
    assert played.day("LAUNCHES", "s-3") == 100  # s-2 docks on 95; s-1 frees its port on 100
    assert list(played.unmet_pins.values()) == [1]


def test_a_met_pin_is_not_told(tmp_path: Path) -> None:
    both = [pinned("s-2", launch=day(95), unfit=day(150)), pinned("s-1", undock=day(120))]
    played = play(tmp_path, *both)
    assert played.day("UNDOCKS", "s-1") == 120
    assert played.unmet_pins == {}


def test_a_pinned_undocking_may_run_past_the_limit_like_a_hold(tmp_path: Path) -> None:
    played = play(tmp_path, pinned("s-1", undock=day(130)))
    assert played.day("UNDOCKS", "s-1") == 130
    assert played.outcome("days_past_limit") == 6


def test_a_pinned_repair_is_not_drawn_conditionally(tmp_path: Path) -> None:
    outage = {"since": day(-10), "repair": {"kind": "exponential", "mean": "300 d"}}
    pin = {"pins": {"rest": None, "pads": {"east": {"repaired": day(94)}}}}
    scenario = staged(tmp_path, {"pads": {"east": {"outage": outage}}}, pin)
    assert {replay(scenario, n).day("REPAIRED", "east") for n in range(5)} == {94}
