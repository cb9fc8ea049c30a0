"""Section 3.7 of the model: uncrewed launches owed before a crew."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from sim.core.errors import ScenarioError
from tests.engine.stage import Played, Tree, cargo, day, flight, play, without


def pinned(name: str, **causes: Any) -> Tree:
    return {"pins": {"flights": {name: causes}}}


def ports(**accepts: list[str]) -> Tree:
    return {"station": {"ports": {name: {"accepts": classes} for name, classes in accepts.items()}}}


def ups(played: Played, *names: str) -> list[float | None]:
    return [played.day("LAUNCHES", name) for name in names]


def flew(played: Played, name: str) -> set[str]:
    """Who launched in a flight."""
    return set(played.row("LAUNCHES", name).crew)


MANY = ports(six=["soyuz"], **{"c-1": ["progress"], "c-2": ["progress"], "c-3": ["progress"]})
SOON = {"lost": True, "stand_down": "2 d"}


def repaired(at: float, owing: int, **more: Any) -> Tree:
    outage = {"since": day(-10), "repair": f"{at + 10} d"}
    return {"pads": {"east": {"outage": outage, "requalification": owing, **more}}}


def test_a_pad_owes_after_its_repair(tmp_path: Path) -> None:
    three = {"manifest": {"p-1": cargo(90), "p-2": cargo(110), "p-3": cargo(130)}}
    assert ups(play(tmp_path, MANY, three, repaired(80, 1)), "s-2") == [94]
    assert ups(play(tmp_path, MANY, three, repaired(80, 2)), "s-2") == [110]
    assert ups(play(tmp_path, MANY, three, repaired(80, 3)), "s-2") == [130]


def test_a_family_owes_after_a_loss(tmp_path: Path) -> None:
    owing = {"families": {"r7": {"requalification": 2}}}
    three = {"p-1": cargo(80), "p-2": cargo(90), "p-3": cargo(110), "p-4": cargo(130)}
    played = play(tmp_path, MANY, owing, {"manifest": three}, pinned("p-1", **SOON))
    assert ups(played, "p-2", "p-3", "s-2") == [90, 110, 110]


def test_launches_before_the_repair_ends_pay_nothing(tmp_path: Path) -> None:
    south = {"pads": {"south": {"families": ["r7"]}}}
    flights = {"manifest": {"p-1": cargo(30), "p-2": cargo(99)}}
    played = play(tmp_path, MANY, south, flights, repaired(80, 1))
    assert played.row("LAUNCHES", "p-1").pad == "south"
    assert ups(played, "s-2") == [94]
    assert played.row("LAUNCHES", "s-2").pad == "south"  # it owes nothing
    assert played.row("LAUNCHES", "p-2").pad == "east"


def test_a_lost_cargo_flight_pays_nothing(tmp_path: Path) -> None:
    two = {"manifest": {"p-1": cargo(90), "p-2": cargo(110)}}
    played = play(tmp_path, MANY, two, repaired(80, 1), pinned("p-1", **SOON))
    assert ups(played, "s-2") == [110]


def test_a_new_repair_starts_the_count_again(tmp_path: Path) -> None:
    flights = {"p-1": cargo(82), "p-2": cargo(100), "p-3": cargo(110), "p-4": cargo(119)}
    damaged = pinned("p-1", damages_pad="5 d")
    played = play(tmp_path, MANY, {"manifest": flights}, repaired(80, 2), damaged)
    # p-1 paid one of two; owed are two again from 87
    assert ups(played, "p-2", "p-3", "s-2") == [100, 110, 110]


def test_a_new_loss_starts_the_count_again(tmp_path: Path) -> None:
    owing = {"families": {"r7": {"requalification": 2, "owed": 2}}}
    flights = {"p-1": cargo(80), "p-2": cargo(85), "p-3": cargo(100), "p-4": cargo(110)}
    played = play(tmp_path, MANY, owing, {"manifest": flights}, pinned("p-2", **SOON))
    assert ups(played, "p-1", "p-2", "p-3", "s-2") == [80, 85, 100, 110]


def test_pad_and_family_are_paid_by_one_launch(tmp_path: Path) -> None:
    owing = {"families": {"r7": {"owed": 1}}, "manifest": {"p-1": cargo(99)}}
    assert ups(play(tmp_path, MANY, owing, {"pads": {"east": {"owed": 1}}}), "s-2") == [99]


def test_an_empty_rescue_counts_and_needs_none_itself(tmp_path: Path) -> None:
    green = {
        "lines": {"green": {"vehicle": "soyuz", "overlap": "5 d", "reseat_lead": "500 d"}},
        "manifest": {"t-1": flight("green", 96), "p-1": cargo(400)},
        "families": {"r7": {"owed": 1}},
    }
    stuck = pinned("s-1", unfit=day(80))
    played = play(tmp_path, MANY, green, stuck)
    assert flew(played, "s-2") == set()
    assert ups(played, "s-2", "t-1") == [94, 96]
    assert ups(play(tmp_path, MANY, green), "s-2", "t-1") == [400, 400]


def test_an_empty_rescue_that_is_lost_does_not_count(tmp_path: Path) -> None:
    green = {
        "lines": {"green": {"vehicle": "soyuz", "overlap": "5 d", "reseat_lead": "500 d"}},
        "manifest": {"t-1": flight("green", 110), "p-1": cargo(130)},
        "families": {"r7": {"requalification": 1, "owed": 1}},
    }
    stuck = pinned("s-1", unfit=day(80))
    played = play(tmp_path, MANY, green, stuck, pinned("s-2", **SOON))
    assert (ups(played, "t-1")[0] or 0) >= 130


PULLED: Tree = {"cargo": {"progress": {"pull_forward": {"by": "30 d", "lead": "5 d"}}}}


def owed(planned: float, **more: Any) -> Tree:
    return {"families": {"r7": {"owed": 1}}, "manifest": {"p-1": cargo(planned, **more)}}


def test_cargo_that_can_pay_is_pulled_forward_while_a_crew_waits(tmp_path: Path) -> None:
    played = play(tmp_path, PULLED, owed(100))
    assert ups(played, "p-1", "s-2") == [70, 94]
    assert played.days("PULLED_FORWARD", "p-1") == [0]


def test_a_crew_waits_when_it_is_due_no_later_than_the_cargo(tmp_path: Path) -> None:
    assert ups(play(tmp_path, PULLED, owed(94)), "p-1") == [64]
    assert ups(play(tmp_path, PULLED, owed(93)), "p-1") == [93]


def test_a_crew_waits_from_its_known_date_without_its_late_slip(tmp_path: Path) -> None:
    late = play(tmp_path, PULLED, owed(96), pinned("s-2", slip="10 d"))
    assert ups(late, "p-1", "s-2") == [66, 104]
    early = play(tmp_path, PULLED, owed(93), pinned("s-2", slip="-10 d"))
    assert ups(early, "p-1", "s-2") == [93, 93]


def test_cargo_is_pulled_from_the_day_it_is_owed(tmp_path: Path) -> None:
    loss = {
        "families": {"r7": {"requalification": 1}},
        "manifest": {"p-1": cargo(60), "p-2": cargo(100)},
    }
    played = play(tmp_path, MANY, PULLED, loss, pinned("p-1", lost=True, stand_down="1 d"))
    assert ups(played, "p-2", "s-2") == [70, 94]  # 100 - 30, and the lead of 5 d ended on 65
    played = play(tmp_path, MANY, PULLED, loss, {"manifest": {"p-1": cargo(75)}},
                  pinned("p-1", lost=True, stand_down="1 d"))  # fmt: skip
    assert ups(played, "p-2", "s-2") == [80, 94]


def test_an_empty_rescue_does_not_wait_for_cargo(tmp_path: Path) -> None:
    later = without("manifest.s-3", "manifest.s-4", "manifest.d-3", "manifest.d-4")
    played = play(tmp_path, PULLED, owed(100), later, pinned("s-1", unfit=day(1)))
    # p-1 is pulled on day 0 for the crew of s-2 and put back when s-2 becomes an empty rescue
    assert ups(played, "s-2", "p-1") == [94, 100]


@pytest.mark.parametrize(
    "owing",
    [
        {"families": {"r7": {"owed": 1}}},
        {"families": {"r7": {"loss_probability": 0.1, "requalification": 1}}},
        {"pads": {"east": {"owed": 1}}},
        {"pads": {"east": {"damage_probability": 0.1, "repair": "9 d", "requalification": 1}}},
        repaired(80, 1),
    ],
)
def test_a_scenario_that_can_owe_and_has_no_cargo_is_refused(tmp_path: Path, owing: Tree) -> None:
    with pytest.raises(ScenarioError, match="no cargo ship flies"):
        play(tmp_path, owing)
    play(tmp_path, owing, {"manifest": {"p-1": cargo(90)}})
