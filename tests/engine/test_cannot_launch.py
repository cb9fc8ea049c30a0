"""Section 6.0 of the model: since when a family cannot launch, and when a lever is looked at.

The probe is the extra flight of 6.12: a Dragon is ordered once the Soyuz of the line *red* has been
unable to launch for 30 days. Launches of r7 are from the pad *east* unless a test adds another.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.engine.lever_stage import SECOND, grounded, outage, stand_downs
from tests.engine.stage import LATER, Played, Tree, cargo, day, launching, pinned, play


def order(after: str = "30 d", **more: Any) -> Tree:
    """The probe: an extra Dragon a year after it is ordered."""
    usual = {"class": "dragon", "crew": ["usos", "usos"], "lead": "365 d", "stay": "20 d"}
    return {"policy": {"extra_flight": {**usual, "after": after, **more}}}


def pad(name: str = "south", families: tuple[str, ...] = ("r7",), **more: Any) -> Tree:
    """Another pad."""
    return {"pads": {name: {"families": list(families), **more}}}


def damage(at: float, repair: str, name: str = "p-1") -> list[Tree]:
    """A cargo launch on that day that damages its pad."""
    return [
        {"manifest": {name: cargo(at)}},
        {"pins": {"flights": {name: {"damages_pad": repair}}}},
    ]


def ordered(played: Played) -> list[float]:
    """The days on which the probe was ordered."""
    return played.days("FLIGHT_ORDERED", "extra")


# --- pads -----------------------------------------------------------------------------------------


def test_a_family_cannot_launch_while_its_pad_is_down(tmp_path: Path) -> None:
    assert ordered(play(tmp_path, order())) == []
    assert ordered(play(tmp_path, order(), outage(-10, 100))) == [20]


def test_it_is_known_since_the_outage_began_also_before_as_of(tmp_path: Path) -> None:
    assert ordered(play(tmp_path, order(), outage(-29, 100))) == [1]
    assert ordered(play(tmp_path, order(), outage(-30, 100))) == [0]


@pytest.mark.parametrize("since", [-30 - SECOND, -31, -300])
def test_at_as_of_it_is_looked_at_if_it_has_been_for_longer(tmp_path: Path, since: float) -> None:
    played = play(tmp_path, order(), outage(since, 100))
    assert ordered(played) == [0]
    assert played.row("FLIGHT_ORDERED", "extra").second == 0


def test_the_repair_in_the_very_second_is_in_time(tmp_path: Path) -> None:
    assert ordered(play(tmp_path, order(), outage(-10, 20 - SECOND))) == []
    assert ordered(play(tmp_path, order(), outage(-10, 20))) == []
    assert ordered(play(tmp_path, order(), outage(-10, 20 + SECOND))) == [20]


def test_a_repair_at_as_of_is_in_time(tmp_path: Path) -> None:
    repaired = {"pins": {"pads": {"east": {"repaired": day(0)}}}}
    played = play(tmp_path, order(), outage(-40, 100), repaired)
    assert played.day("REPAIRED", "east") == 0
    assert ordered(played) == []


def test_it_is_exact_to_the_second(tmp_path: Path) -> None:
    played = play(tmp_path, order("30 d 1 s"), outage(-10, 100))
    assert played.row("FLIGHT_ORDERED", "extra").second == 20 * 86400 + 1


def test_a_damage_counts_from_its_launch(tmp_path: Path) -> None:
    assert ordered(play(tmp_path, order(), LATER, *damage(40, "50 d"))) == [70]
    assert ordered(play(tmp_path, order(), LATER, *damage(40, "30 d"))) == []


def test_a_damage_that_a_crewed_launch_does_counts_too(tmp_path: Path) -> None:
    assert ordered(play(tmp_path, order(), pinned(s_2={"damages_pad": "50 d"}))) == [124]


def test_a_pad_is_down_until_it_is_repaired_whatever_it_needs_then(tmp_path: Path) -> None:
    slow = {"return_to_service": "40 d", "requalification": 1, "turnaround": "50 d"}
    flights = {"manifest": {"p-1": cargo(200)}}
    assert ordered(play(tmp_path, order(), outage(-10, 19, **slow), flights)) == []


def test_what_a_flight_lacks_otherwise_is_no_reason(tmp_path: Path) -> None:
    owing = {"pads": {"east": {"owed": 1}}, "manifest": {"p-1": cargo(300)}}
    no_ship = {"spacecraft": {"deliveries": [day(300)], "then_every": "100 d"}}
    assert ordered(play(tmp_path, order(), owing, {"vehicles": {"soyuz": no_ship}})) == []


def test_each_of_its_pads_must_be_down(tmp_path: Path) -> None:
    assert ordered(play(tmp_path, order(), outage(-10, 100), pad())) == []
    both = [outage(-10, 100), pad(), outage(-10, 100, "south")]
    assert ordered(play(tmp_path, order(), *both)) == [20]


def test_with_several_pads_it_is_known_since_the_last_one_went_down(tmp_path: Path) -> None:
    both = [outage(-40, 100), pad(), outage(-10, 100, "south")]
    assert ordered(play(tmp_path, order(), *both)) == [20]
    both = [outage(-10, 100), pad(), outage(-40, 100, "south")]
    assert ordered(play(tmp_path, order(), *both)) == [20]
    later = [outage(-10, 100), pad(), *damage(5, "90 d")]  # from south, which is up
    played = play(tmp_path, order(), LATER, *later)
    assert played.day("PAD_DAMAGED", "south") == 5
    assert ordered(played) == [35]


def test_one_pad_that_is_up_again_is_enough(tmp_path: Path) -> None:
    both = [outage(-10, 19, "south"), outage(-10, 100), pad()]
    assert ordered(play(tmp_path, order(), *both)) == []


def test_a_pad_of_another_family_does_not_count(tmp_path: Path) -> None:
    assert ordered(play(tmp_path, order(), outage(-10, 100), pad(families=("falcon",)))) == [20]


def test_a_pad_of_several_families_counts_for_each(tmp_path: Path) -> None:
    west = {"pads": {"west": {"families": ["falcon", "r7"]}}}
    assert ordered(play(tmp_path, order(), outage(-10, 100), west)) == []
    assert ordered(play(tmp_path, order(), outage(-10, 100), west, outage(-5, 100, "west"))) == [25]


def test_a_dormant_pad_does_not_count(tmp_path: Path) -> None:
    asleep = pad(dormant={"activation": "100 d"})
    assert ordered(play(tmp_path, order(), outage(-10, 100), asleep)) == [20]
    assert ordered(play(tmp_path, order(), asleep)) == []


def test_a_pad_that_was_activated_counts(tmp_path: Path) -> None:
    asleep = pad(dormant={"activation": "5 d"})
    lever = {"policy": {"alternate_pad": {"pad": "south", "after": "20 d"}}}
    played = play(tmp_path, order(), outage(-10, 100), asleep, lever)
    assert played.day("PAD_ACTIVATED", "south") == 15
    assert ordered(played) == []
    played = play(tmp_path, LATER, order(), outage(-10, 100), asleep, lever, *damage(16, "90 d"))
    assert played.day("PAD_DAMAGED", "south") == 16
    assert ordered(played) == [46]


def test_an_activation_in_the_very_second_is_in_time(tmp_path: Path) -> None:
    lever = {"policy": {"alternate_pad": {"pad": "south", "after": "20 d"}}}
    for activation, found in (("10 d", []), ("864001 s", [20])):
        asleep = pad(dormant={"activation": activation})
        assert ordered(play(tmp_path, order(), outage(-10, 100), asleep, lever)) == found


# --- stand-downs ----------------------------------------------------------------------------------


def test_a_family_cannot_launch_while_it_is_stood_down(tmp_path: Path) -> None:
    assert ordered(play(tmp_path, order(), grounded(-10, 100))) == [20]
    assert ordered(play(tmp_path, order(), grounded(-40, 100))) == [0]


def test_the_end_of_a_stand_down_in_the_very_second_is_in_time(tmp_path: Path) -> None:
    assert ordered(play(tmp_path, order(), grounded(-10, 20))) == []
    assert ordered(play(tmp_path, order(), grounded(-10, 20 + SECOND))) == [20]
    assert ordered(play(tmp_path, order(), stand_downs((10, 40)))) == []
    assert ordered(play(tmp_path, order(), stand_downs((10, 40 + SECOND)))) == [40]


def test_a_stand_down_after_a_loss_counts_from_the_loss(tmp_path: Path) -> None:
    lost = pinned(p_1={"lost": True, "stand_down": "50 d"})
    played = play(tmp_path, LATER, order(), {"manifest": {"p-1": cargo(40)}}, lost)
    assert ordered(played) == [70]


def test_a_stand_down_for_other_customers_counts_too(tmp_path: Path) -> None:
    assert ordered(play(tmp_path, order(), stand_downs((10, 60)))) == [40]


def test_stand_downs_that_overlap_are_one(tmp_path: Path) -> None:
    assert ordered(play(tmp_path, order(), stand_downs((10, 30), (20, 45)))) == [40]
    assert ordered(play(tmp_path, order(), stand_downs((10, 45), (20, 30)))) == [40]
    assert ordered(play(tmp_path, order(), grounded(-10, 15), stand_downs((10, 45)))) == [20]


def test_a_family_that_could_launch_between_two_stand_downs_counts_anew(tmp_path: Path) -> None:
    assert ordered(play(tmp_path, order(), stand_downs((10, 30), (31, 60)))) == []
    assert ordered(play(tmp_path, order(), stand_downs((10, 30), (31, 62)))) == [61]


def test_an_outage_and_a_stand_down_without_a_break_are_one(tmp_path: Path) -> None:
    down = outage(-10, 12)
    assert ordered(play(tmp_path, order(), down, stand_downs((11, 60)))) == [20]
    assert ordered(play(tmp_path, order(), down, stand_downs((13, 60)))) == [43]
    later = [LATER, order(), stand_downs((30, 50)), *damage(29, "10 d")]  # down from 29 to 39
    assert ordered(play(tmp_path, *later)) == []
    later = [LATER, order("20 d"), stand_downs((30, 50)), *damage(29, "10 d")]
    assert ordered(play(tmp_path, *later)) == [49]


@pytest.mark.parametrize(("pad_since", "family_since"), [(-40, -10), (-10, -40)])
def test_on_as_of_what_began_first_counts(
    tmp_path: Path, pad_since: float, family_since: float
) -> None:
    both = [outage(pad_since, 100), grounded(family_since, 100)]
    assert ordered(play(tmp_path, order("50 d"), *both)) == [10]


def test_it_goes_on_when_one_of_two_reasons_ends(tmp_path: Path) -> None:
    both = [outage(-25, 3), grounded(-10, 100)]
    assert ordered(play(tmp_path, order("50 d"), *both)) == [25]


# --- what people know, how often ------------------------------------------------------------------


def test_a_policy_never_sees_the_drawn_repair(tmp_path: Path) -> None:
    found = {
        tuple(ordered(play(tmp_path, order(), outage(-10, repaired))))
        for repaired in (20 + SECOND, 21, 200, 5000)
    }
    assert found == {(20,)}


def test_the_next_time_counts_anew(tmp_path: Path) -> None:
    flights = [LATER, *damage(60, "100 d")]
    assert ordered(play(tmp_path, order(), outage(-10, 20), *flights)) == [90]
    assert ordered(play(tmp_path, order(), outage(-10, 19), *flights)) == [90]


def test_a_look_of_an_outage_that_is_over_does_not_act_in_the_next_one(tmp_path: Path) -> None:
    # down from -10 to 10 and from 15 to 39: the look on day 20 finds five days, that of 45 none
    flights = [LATER, *damage(15, "24 d")]
    assert ordered(play(tmp_path, order(), outage(-10, 10), *flights)) == []


def test_without_a_delay_it_is_at_once(tmp_path: Path) -> None:
    assert ordered(play(tmp_path, order("0 d"), outage(-10, 100))) == [0]
    assert ordered(play(tmp_path, order("0 d"), stand_downs((10, 60)))) == [10]
    assert ordered(play(tmp_path, LATER, order("0 d"), *damage(40, "10 d"))) == [40]
    assert ordered(play(tmp_path, order("0 d"))) == []


def test_the_planners_look_once_more_where_a_lever_acts(tmp_path: Path) -> None:
    # west owes a launch: the crew of the extra flight waits for c-1 from the day it is ordered
    freight = {
        "vehicles": {"cygnus": {"family": "falcon", "stay": "20 d", "transit": "2 d"}},
        "station": {"ports": {"nine": {"accepts": ["cygnus"]}}},
        "cargo": {"cygnus": {"pull_forward": {"by": "150 d", "lead": "5 d"}}},
        "manifest": {"c-1": cargo(200, "cygnus")},
        "pads": {"west": {"owed": 1}},
    }
    others = launching(d_2=300, d_3=400, d_4=500)
    down = [freight, others, outage(-10, 100)]
    assert not play(tmp_path, *down).all("PULLED_FORWARD")
    played = play(tmp_path, *down, order(lead="60 d"))
    told = [row for row in played.rows if row.second == 20 * 86400]
    assert [(row.happening.name, row.entity) for row in told] == [
        ("FLIGHT_ORDERED", "extra"),
        ("PULLED_FORWARD", "c-1"),
    ]
    assert {row.rank for row in told} == {54}


def test_the_look_comes_after_the_departures_and_before_the_launches_of_its_second(
    tmp_path: Path,
) -> None:
    # d-2 launches on day 144, s-1 leaves at its limit on day 124
    played = play(tmp_path, order("134 d"), outage(-10, 500))
    at = [told for told in played.log if told.startswith("124.00")]
    assert at.index("124.00 UNDOCKS s-1 LIMIT") < at.index("124.00 FLIGHT_ORDERED extra PAD")
    played = play(tmp_path, order("154 d"), outage(-10, 500))
    at = [told for told in played.log if told.startswith("144.00")]
    assert at.index("144.00 FLIGHT_ORDERED extra PAD") < at.index("144.00 LAUNCHES d-2")
