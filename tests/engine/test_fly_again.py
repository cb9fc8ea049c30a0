"""Section 6.14 of the model: after a mishap the next flight goes as soon as a campaign allows.

s-2 launches on day 94 and s-3 on day 294; r7 stands down for 60 days after a loss.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.engine.lever_stage import CARGO_PORTS, outage, policy
from tests.engine.stage import Tree, cargo, day, pinned, play


def fly_again(campaign: float = 80, **more: Any) -> Tree:
    """The next flight goes so many days after the mishap."""
    return policy(fly_again={"campaign": f"{campaign} d", **more})


LOST = pinned(s_2={"lost": True})
FAILED = pinned(s_2={"fails_to_dock": True})


def test_after_a_loss_the_next_flight_goes_after_its_campaign(tmp_path: Path) -> None:
    assert play(tmp_path, LOST).day("LAUNCHES", "s-3") == 294
    played = play(tmp_path, LOST, fly_again())
    assert played.day("LAUNCHES", "s-3") == 94 + 80
    assert played.days("PULLED_FORWARD", "s-3") == [94]


def test_the_stand_down_holds_it_all_the_same(tmp_path: Path) -> None:
    assert play(tmp_path, LOST, fly_again(20)).day("LAUNCHES", "s-3") == 94 + 60


def test_what_is_planned_sooner_is_not_put_off(tmp_path: Path) -> None:
    assert play(tmp_path, LOST, fly_again(300)).day("LAUNCHES", "s-3") == 294


def test_after_a_failed_docking(tmp_path: Path) -> None:
    assert play(tmp_path, FAILED, fly_again(30)).day("LAUNCHES", "s-3") == 95 + 30


def test_after_a_medical_return(tmp_path: Path) -> None:
    ill = pinned(s_1={"medical_return": day(50), "lead": "4 d"})
    assert play(tmp_path, ill, fly_again(30)).day("LAUNCHES", "s-2") == 80


def test_after_a_medical_return_no_fault_is_to_be_found(tmp_path: Path) -> None:
    """It has a campaign of its own; a loss has not."""
    ill = pinned(s_1={"medical_return": day(50), "lead": "4 d"})
    again = fly_again(30, after_illness="12 d")
    assert play(tmp_path, ill, again).day("LAUNCHES", "s-2") == 62
    assert play(tmp_path, LOST, fly_again(80, after_illness="12 d")).day("LAUNCHES", "s-3") == 174


def test_the_spacing_of_its_line_does_not_hold_it(tmp_path: Path) -> None:
    """s-1 was launched on day -106: planned flights of the line keep away until day 44."""
    ill = pinned(s_1={"medical_return": day(10), "lead": "1 d"})
    spaced: Tree = {"lines": {"red": {"spacing": "150 d"}}}
    soon = {"manifest": {"s-2": {"planned": day(20)}}}
    assert play(tmp_path, ill, spaced, soon).day("LAUNCHES", "s-2") == 44
    assert play(tmp_path, ill, spaced, fly_again(20)).day("LAUNCHES", "s-2") == 30


def test_who_is_stranded_too_asks_for_the_longer_campaign(tmp_path: Path) -> None:
    both = pinned(s_1={"unfit": day(20)}, d_1={"medical_return": day(19), "lead": "1 d"})
    again = fly_again(30, after_illness="12 d")
    assert play(tmp_path, both, again).day("LAUNCHES", "s-2") == 50


def test_while_a_free_seat_is_fitted_nothing_is_pulled_forward(tmp_path: Path) -> None:
    unfit = pinned(s_1={"unfit": day(20)})
    free: Tree = {"docked": {"d-1": {"crew": ["usos"]}}}
    fitted: Tree = {"vehicles": {"dragon": {"reseat_time": "2 d"}}}
    assert play(tmp_path, unfit, fly_again(30)).days("PULLED_FORWARD", "s-2") == [20]
    assert not play(tmp_path, unfit, fly_again(30), free, fitted).all("PULLED_FORWARD")


def test_after_a_stranding_it_goes_when_it_is_prepared(tmp_path: Path) -> None:
    unfit = pinned(s_1={"unfit": day(20)})
    prepared: Tree = {"lines": {"red": {"rescue_preparation": "40 d"}}}
    played = play(tmp_path, unfit, prepared, fly_again(17))
    assert played.day("LAUNCHES", "s-2") == 60
    assert play(tmp_path, unfit, prepared, fly_again(45)).day("LAUNCHES", "s-2") == 65


def test_no_cap_holds_it(tmp_path: Path) -> None:
    """`pull_forward` moves a flight by so much at the most; a campaign has no such bound."""
    pull: Tree = {"lines": {"red": {"pull_forward": {"by": "30 d", "lead": "10 d"}}}}
    assert play(tmp_path, LOST, pull).day("LAUNCHES", "s-3") == 264
    assert play(tmp_path, LOST, pull, fly_again()).day("LAUNCHES", "s-3") == 174


def test_it_counts_from_the_decision(tmp_path: Path) -> None:
    later = policy(fly_again={"campaign": "80 d"}, decided_on=day(150))
    assert play(tmp_path, LOST, later).day("LAUNCHES", "s-3") == 230


def test_after_the_next_flight_the_mishap_is_over(tmp_path: Path) -> None:
    assert play(tmp_path, LOST, fly_again()).day("LAUNCHES", "s-4") == 494


# two losses in a row ------------------------------------------------------------------------------

CARGO: Tree = {"manifest": {f"p-{n}": cargo(210 + 10 * n) for n in (1, 2, 3)}}
TWICE = pinned(s_2={"lost": True}, s_3={"lost": True})
"""On days 94 and 154: s-4 could go on day 214, when the second stand-down ends."""


@pytest.mark.parametrize(
    ("asked", "crew_flies"), [(None, 214), (1, 220), (2, 230), (3, 240), (4, None)]
)
def test_after_two_losses_in_a_row_uncrewed_launches_are_owed(
    tmp_path: Path, asked: int | None, crew_flies: float | None
) -> None:
    more = {} if asked is None else {"after_two_losses": asked}
    played = play(tmp_path, TWICE, CARGO, CARGO_PORTS, fly_again(60, **more))
    assert played.days("LAUNCHES", "s-3") == [154]
    assert played.day("LAUNCHES", "s-4") == crew_flies


def test_after_one_loss_they_are_not(tmp_path: Path) -> None:
    played = play(tmp_path, LOST, CARGO, CARGO_PORTS, fly_again(60, after_two_losses=4))
    assert played.day("LAUNCHES", "s-3") == 154


def test_a_success_between_them_counts_anew(tmp_path: Path) -> None:
    """p-1 flies between the two losses."""
    between: Tree = {"manifest": {"p-1": cargo(154)}}
    lost = pinned(s_2={"lost": True}, s_3={"lost": True, "launch": day(170)})
    played = play(tmp_path, lost, between, fly_again(60, after_two_losses=4))
    assert played.day("LAUNCHES", "s-4") == 230


def test_a_pad_that_is_down_holds_it(tmp_path: Path) -> None:
    assert play(tmp_path, LOST, outage(100, 200), fly_again()).day("LAUNCHES", "s-3") == 200


def test_the_flight_behind_comes_in_time_for_the_limit_too(tmp_path: Path) -> None:
    """s-3 flies on day 154 and may stay to day 384; s-4 is planned for day 494."""
    pull: Tree = {"lines": {"red": {"pull_forward": {"by": "30 d", "lead": "10 d"}}}}
    alone = [LOST, pull, fly_again(60)]
    assert play(tmp_path, *alone).day("LAUNCHES", "s-4") == 378
    assert play(tmp_path, *alone).day("UNDOCKS", "s-3") == 384
    only = play(tmp_path, pinned(s_2={"lost": True}, s_3={"launch": day(154)}), pull)
    assert only.day("LAUNCHES", "s-4") == 464


# --- 6.14.5 and 6.14.6 another class is asked -----------------------------------------------------

MINIMUM: Tree = {"station": {"minimum_crew": {"total": 5}}}
GONE = pinned(s_1={"medical_return": day(20), "lead": "1 d"}, s_2={"slip": "300 d"})


def test_where_too_few_are_aboard_every_line_without_a_ship_comes_sooner(tmp_path: Path) -> None:
    """Four of the blue line are left from day 21 on; s-2 cannot fly before the repair."""
    down = outage(22, 60)
    alone = play(tmp_path, GONE, MINIMUM, down)
    assert alone.day("LAUNCHES", "s-2") == 394
    ill = pinned(s_1={"medical_return": day(20), "lead": "1 d"})
    played = play(tmp_path, ill, MINIMUM, down, fly_again(30))
    assert played.day("LAUNCHES", "s-2") == 60
    assert played.day("LAUNCHES", "d-2") == 144  # it has a ship there: it would only relieve it


def test_a_line_whose_ship_is_gone_comes_for_the_other(tmp_path: Path) -> None:
    """The blue ship leaves for an illness on day 31, the red one at its limit on day 124."""
    ill = pinned(d_1={"medical_return": day(30), "lead": "1 d"}, s_2={"slip": "200 d"})
    later: Tree = {"manifest": {"d-2": {"planned": day(340)}, "d-3": None, "d-4": None}}
    played = play(tmp_path, ill, later, MINIMUM, fly_again(60))
    assert played.day("LAUNCHES", "d-2") == 90
    assert played.day("PULLED_FORWARD", "s-2") is None
    down = outage(0, 500, "west")
    assert play(tmp_path, ill, later, MINIMUM, fly_again(60), down).days(
        "PULLED_FORWARD", "s-2"
    ) == [124]


UNFIT = pinned(s_1={"unfit": day(20)})
BLUE_SOON: Tree = {"manifest": {"d-2": {"planned": day(140)}}}


def test_for_the_stranded_whose_own_line_cannot_tell_when(tmp_path: Path) -> None:
    down = outage(-1, 400)
    played = play(tmp_path, UNFIT, BLUE_SOON, down, fly_again(35))
    assert played.day("PULLED_FORWARD", "d-2") == 20
    assert played.day("LAUNCHES", "d-2") == 55
    assert len(played.row("LAUNCHES", "d-2").crew) < 4
    none: Tree = {"lines": {"blue": {"relief_seats": 0}}}
    assert play(tmp_path, UNFIT, BLUE_SOON, down, none, fly_again(35)).day("LAUNCHES", "d-2") == 140


def test_not_where_their_own_line_can(tmp_path: Path) -> None:
    assert play(tmp_path, UNFIT, BLUE_SOON, fly_again(35)).day("LAUNCHES", "d-2") == 140


def test_one_that_is_asked_keeps_the_spacing_of_its_line(tmp_path: Path) -> None:
    """d-1 was launched on day -56: planned flights of the blue line keep away until day 74."""
    down, spaced = outage(-1, 400), {"lines": {"blue": {"spacing": "130 d"}}}
    played = play(tmp_path, UNFIT, BLUE_SOON, down, spaced, fly_again(35))
    assert played.day("LAUNCHES", "d-2") == 74
