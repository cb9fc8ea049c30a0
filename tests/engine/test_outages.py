"""Section 2.5 of the model: outages that begin on a later date, at random, or while one runs.

The pad is *east*, from which the Soyuz and the Progress fly; s-2 is planned for day 94.
"""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from tests.engine.lever_stage import (
    CARGO_PORTS,
    SECOND,
    manifest,
    outage,
    policy,
    stand_downs,
    ups,
)
from tests.engine.stage import (
    LATER,
    LUCK,
    Tree,
    cargo,
    day,
    futures,
    launching,
    pinned,
    play,
    replay,
    staged,
)
from tests.engine.window_stage import broken, pad_of


def often(rate: str, repair: str | None = None, pad: str = "east", **more: Any) -> Tree:
    """Outages that begin at random."""
    own = {} if repair is None else {"repair": repair}
    return {"pads": {pad: {"outages": {"rate": rate, **own}, **more}}}


def estimates(**repairs: str) -> Tree:
    """Estimates of the repair, and the one that lifts the outage."""
    views: Tree = {name: {"title": name, "repair": repair} for name, repair in repairs.items()}
    return {"estimates": {**views, "no-outage": {"title": "None", "outage": "lifted"}}}


# --- an outage that begins on a later date --------------------------------------------------------


def test_a_pad_goes_down_on_a_later_date(tmp_path: Path) -> None:
    played = play(tmp_path, outage(60, 110), CARGO_PORTS, manifest(p_1=cargo(59), p_2=cargo(70)))
    assert played.days("PAD_OUTAGE", "east") == [60]
    assert played.row("PAD_OUTAGE", "east").rank == 50
    assert played.days("REPAIRED", "east") == [110]
    assert ups(played, "p-1", "p-2", "s-2") == [59, 110, 110]
    assert "94.00 WAITS_FOR s-2 PAD" in played.log


def test_it_is_bad_news_before_the_launches_of_its_second(tmp_path: Path) -> None:
    assert ups(play(tmp_path, outage(94, 110)), "s-2") == [110]
    late = play(tmp_path, outage(94 + SECOND, 110))
    assert ups(late, "s-2") == [94]
    assert late.days("PAD_OUTAGE", "east") == [94 + SECOND]


def test_its_repair_counts_from_its_beginning(tmp_path: Path) -> None:
    played = play(tmp_path, outage(60, 110))
    assert played.outcome("repair_days[east]") == 50
    assert played.outcome("pad_down_days[east]") == 50
    law = {"kind": "uniform", "low": "20 d", "high": "80 d"}
    drawn = {"pads": {"east": {"outage": {"since": day(60), "repair": law}}}}
    assert play(tmp_path, drawn).days("REPAIRED", "east") == [110]  # nothing has elapsed by then


def test_its_draw_is_that_of_the_replication(tmp_path: Path) -> None:
    law = {"kind": "uniform", "low": "20 d", "high": "80 d"}
    drawn = {"pads": {"east": {"outage": {"since": day(60), "repair": law}}}}
    scenario = staged(tmp_path, drawn, LUCK)
    found = [replay(scenario, number).days("REPAIRED", "east") for number in range(5)]
    assert len({end for (end,) in found}) == 5
    assert all(80 <= end <= 140 for (end,) in found)


def test_one_of_as_of_is_no_event(tmp_path: Path) -> None:
    played = play(tmp_path, outage(0, 50))
    assert played.all("PAD_OUTAGE", "REPAIRED") == ["50.00 REPAIRED east"]
    assert played.outcome("repair_days[east]") == 50


def test_it_lasts_to_the_end_of_the_forecast(tmp_path: Path) -> None:
    played = play(tmp_path, outage(60, 900))
    assert played.outcome("pad_down_days[east]") == 600 - 60
    assert played.outcome("repair_days[east]") == 840
    assert ups(played, "s-2") == [None]


def test_a_gap_is_begun_by_the_pad(tmp_path: Path) -> None:
    played = play(tmp_path, outage(60, 150))
    assert "HANDOVER_GAP red 124.00..151.00 s-1 PAD -> DOCKED" in played.episodes


@pytest.mark.parametrize(
    ("pin", "repaired"), [({"repaired": day(100)}, 100), ({"repair": "30 d"}, 90)]
)
def test_its_repair_is_pinned(tmp_path: Path, pin: Tree, repaired: float) -> None:
    played = play(tmp_path, outage(60, 400), {"pins": {"pads": {"east": pin}}})
    assert played.days("REPAIRED", "east") == [repaired]
    assert played.outcome("repair_days[east]") == repaired - 60
    assert played.unmet_pins == {}


def test_it_owes_from_its_repair_on(tmp_path: Path) -> None:
    flights = manifest(p_1=cargo(50), p_2=cargo(120))
    down = outage(60, 80, requalification=1)
    played = play(tmp_path, down, CARGO_PORTS, flights)
    assert ups(played, "p-1", "p-2", "s-2") == [50, 120, 120]
    early = play(tmp_path, down, CARGO_PORTS, flights, launching(s_2=55))
    assert ups(early, "s-2") == [55]  # nothing is owed before


def test_it_returns_to_service_after_its_repair(tmp_path: Path) -> None:
    assert ups(play(tmp_path, outage(60, 90, return_to_service="10 d")), "s-2") == [100]


@pytest.mark.parametrize(("name", "repaired"), [("soon", 100), ("late", 130)])
def test_an_estimate_replaces_its_repair(tmp_path: Path, name: str, repaired: float) -> None:
    views = estimates(soon="40 d", late="70 d")
    played = play(tmp_path, outage(60, 110), views, estimate=name)
    assert played.days("PAD_OUTAGE", "east") == [60]
    assert played.days("REPAIRED", "east") == [repaired]
    assert played.outcome("repair_days[east]") == repaired - 60


def test_an_estimate_does_not_replace_another_repair(tmp_path: Path) -> None:
    late = estimates(late="70 d")
    damaged = [manifest(p_1=cargo(10)), pinned(p_1={"damages_pad": "20 d"})]
    played = play(tmp_path, outage(60, 110), late, *damaged, broken((200, 205)), estimate="late")
    assert played.days("REPAIRED", "east") == [30, 130, 205]


def test_the_estimate_that_lifts_it_leaves_the_pad_up(tmp_path: Path) -> None:
    down = outage(60, 110, requalification=1)
    flights = manifest(p_1=cargo(500))
    played = play(tmp_path, down, estimates(), flights, estimate="no-outage")
    assert played.of("east") == []
    assert ups(played, "s-2") == [94]
    assert played.outcome("pad_down_days[east]") == 0
    assert played.outcome("repair_days[east]") is None


# --- outages that begin at random -----------------------------------------------------------------


def test_pinned_outages_are_exactly_those(tmp_path: Path) -> None:
    rate = often("1 per 20 d", "2 d")
    played = play(tmp_path, LUCK, rate, broken((40, 45), (90, 100)))
    assert played.days("PAD_OUTAGE", "east") == [40, 90]
    assert played.row("PAD_OUTAGE", "east").rank == 50
    assert played.days("REPAIRED", "east") == [45, 100]
    assert played.outcome("pad_down_days[east]") == 15
    assert played.outcome("repair_days[east]") is None
    assert ups(played, "s-2") == [100]
    assert play(tmp_path, LUCK, rate, broken()).of("east") == []


def test_they_are_pinned_without_a_rate(tmp_path: Path) -> None:
    played = play(tmp_path, broken((90, 100)))
    assert ups(played, "s-2") == [100]
    assert played.unmet_pins == {}


def test_none_happens_as_planned(tmp_path: Path) -> None:
    assert play(tmp_path, often("1 per 5 d", "2 d")).of("east") == []


def test_as_many_begin_as_their_rate_says_whatever_the_repairs_take(tmp_path: Path) -> None:
    # 40 times 600 d at one in 50 d: 480, with a standard deviation of 22; a clock that stood still
    # during the repairs would give 320
    scenario = staged(tmp_path, LUCK, often("1 per 50 d", "25 d"))
    played = futures(scenario, 40)
    begun = [len(one.days("PAD_OUTAGE", "east")) for one in played]
    assert sum(begun) == pytest.approx(480, abs=110)
    first = [one.day("PAD_OUTAGE", "east") or 600 for one in played]
    assert sum(first) / 40 == pytest.approx(50, abs=40)  # five standard errors of 8
    # the pad is down while any of the last 25 d had a beginning: 1 - exp(-1/2) of the time
    down = [one.outcome("pad_down_days[east]") or 0 for one in played]
    assert sum(down) / 40 / 600 == pytest.approx(0.39, abs=0.1)


def test_without_a_repair_of_their_own_they_take_the_pads(tmp_path: Path) -> None:
    played = play(tmp_path, LUCK, often("1 per 100 d", repair="3 d"), replication=1)
    again = play(tmp_path, LUCK, often("1 per 100 d"), {"pads": {"east": {"repair": "3 d"}}},
                 replication=1)  # fmt: skip
    assert played.of("east") == again.of("east") != []
    first = played.day("PAD_OUTAGE", "east")
    assert first is not None
    assert played.day("REPAIRED", "east") == pytest.approx(first + 3, abs=3)


def test_a_pin_of_one_pad_moves_nothing_of_another(tmp_path: Path) -> None:
    both = [LUCK, often("1 per 50 d", "2 d"), often("1 per 50 d", "2 d", "west")]
    free = play(tmp_path, *both)
    pin = play(tmp_path, *both, broken((40, 45)))
    assert free.of("west") == pin.of("west") != []
    assert free.of("east") != pin.of("east")


def test_it_owes_after_a_random_one_too(tmp_path: Path) -> None:
    owing = {"pads": {"east": {"requalification": 1}}}
    played = play(tmp_path, owing, broken((60, 70)), manifest(p_1=cargo(99)))
    assert ups(played, "p-1", "s-2") == [99, 99]


# --- dormant pads ---------------------------------------------------------------------------------

ALTERNATE = policy(alternate_pad={"pad": "south", "after": "30 d"})


def asleep(**more: Any) -> Tree:
    """A dormant pad, to be activated 100 d after it is ordered."""
    return {"pads": {"south": {"families": ["r7"], "dormant": {"activation": "100 d"}, **more}}}


def test_a_dormant_pad_has_none(tmp_path: Path) -> None:
    frail = asleep(outages={"rate": "1 per 10 d", "repair": "1 h"})
    assert play(tmp_path, LUCK, frail).of("south") == []


def test_it_has_some_once_it_is_activated(tmp_path: Path) -> None:
    frail = asleep(outages={"rate": "1 per 10 d", "repair": "1 h"})
    played = play(tmp_path, LUCK, frail, ALTERNATE, outage(-10, 900))
    assert played.days("PAD_ACTIVATED", "south") == [120]
    begun = played.days("PAD_OUTAGE", "south")
    assert len(begun) > 20  # 48 are to be expected
    assert min(begun) > 120
    down = played.outcome("pad_down_days[south]")
    assert down is not None
    assert down <= len(begun) / 24


def test_one_pinned_before_that_does_not_begin_then(tmp_path: Path) -> None:
    played = play(tmp_path, asleep(), ALTERNATE, outage(-10, 900),
                  broken((50, 60), (200, 210), pad="south"))  # fmt: skip
    assert [at for at in played.days("PAD_OUTAGE", "south") if at < 120] == []
    assert played.days("REPAIRED", "south")[-1:] == [210]
    assert pad_of(played, "s-2") == "south"


def test_one_that_begins_as_it_is_activated_begins(tmp_path: Path) -> None:
    played = play(tmp_path, asleep(), ALTERNATE, outage(-10, 900), broken((120, 150), pad="south"))
    assert played.days("PAD_ACTIVATED", "south") == played.days("PAD_OUTAGE", "south") == [120]
    assert ups(played, "s-2") == [150]


def test_the_loader_tells_of_one_pinned_before_that(tmp_path: Path) -> None:
    overrides = asleep(), ALTERNATE, outage(-10, 900), broken((50, 60), pad="south")
    assert play(tmp_path, *overrides).days("PAD_OUTAGE", "south") == []
    (warning,) = staged(tmp_path, *overrides).warnings
    assert (warning.path, "do not happen" in warning.message) == ("pins.pads.south.outages", True)


# --- one that begins while the pad is down --------------------------------------------------------


@pytest.mark.parametrize(("end", "repaired"), [(80, 100), (120, 120), (100, 100)])
def test_the_later_end_counts_of_an_outage_of_as_of(
    tmp_path: Path, end: float, repaired: float
) -> None:
    played = play(tmp_path, outage(-10, 100), broken((50, end)))
    assert played.days("REPAIRED", "east") == [repaired]
    assert ups(played, "s-2") == [repaired]
    assert played.outcome("pad_down_days[east]") == repaired
    assert played.outcome("repair_days[east]") == 110  # the drawn one


@pytest.mark.parametrize(("end", "repaired"), [(120, 150), (200, 200)])
def test_the_later_end_counts_of_a_damage(tmp_path: Path, end: float, repaired: float) -> None:
    damaged = [manifest(p_1=cargo(50)), pinned(p_1={"damages_pad": "100 d"})]
    for begins in (outage(60, end), broken((60, end))):
        played = play(tmp_path, *damaged, begins, LATER)
        assert played.days("REPAIRED", "east") == [repaired]
        assert played.outcome("pad_down_days[east]") == repaired - 50


@pytest.mark.parametrize(
    ("spans", "repaired"),
    [
        ([(50, 80), (60, 70)], [80]),
        ([(50, 70), (60, 90)], [90]),
        ([(50, 70), (60, 90), (65, 80)], [90]),
        ([(50, 70), (71, 90)], [70, 90]),
    ],
)
def test_the_later_end_counts_of_random_ones(
    tmp_path: Path, spans: list[tuple[float, float]], repaired: list[float]
) -> None:
    assert play(tmp_path, broken(*spans)).days("REPAIRED", "east") == repaired


def test_a_stated_one_and_a_random_one_count_alike(tmp_path: Path) -> None:
    first = play(tmp_path, outage(40, 70), broken((60, 99)))
    assert first.days("REPAIRED", "east") == [99]
    assert first.outcome("repair_days[east]") == 30
    second = play(tmp_path, outage(60, 99), broken((40, 70)))
    assert second.days("REPAIRED", "east") == [99]
    assert second.outcome("repair_days[east]") == 39
    assert second.outcome("pad_down_days[east]") == 59


def test_one_that_begins_as_the_pad_is_repaired_is_a_new_one(tmp_path: Path) -> None:
    played = play(tmp_path, outage(-10, 94), broken((94, 110)))
    assert played.days("REPAIRED", "east") == [94, 110]
    assert ups(played, "s-2") == [110]  # up at rank 10, down again before the launches


def test_what_two_of_them_owe_is_owed_once(tmp_path: Path) -> None:
    owing = outage(-10, 70, requalification=1)
    played = play(tmp_path, owing, broken((50, 80)), CARGO_PORTS, manifest(p_1=cargo(75)))
    assert ups(played, "p-1", "s-2") == [80, 94]


# --- launches for other customers -----------------------------------------------------------------


def serves_others(rate: str = "1 per 1 d", repair: str = "25 d") -> Tree:
    """Others launch from the pad, too, and one in a hundred of their launches damages it."""
    pad = {"other_launches": rate, "damage_probability": 0.01, "repair": repair}
    return {"pads": {"east": pad}}


NO_FLIGHTS = launching(s_2=590, s_3=595, s_4=598)


def test_launches_for_others_damage_a_pad_that_is_up(tmp_path: Path) -> None:
    # one in 100 d of the time in service, 600 d less 25 a damage: 600 / 125 = 4.8 each
    played = futures(staged(tmp_path, LUCK, serves_others(), NO_FLIGHTS), 40)
    days = [one.days("PAD_DAMAGED", "east") for one in played]
    assert sum(map(len, days)) == pytest.approx(192, abs=45)  # four standard errors of 11 at most
    assert all(later - sooner >= 25 for each in days for sooner, later in pairwise(each))
    assert played[0].outcome("pad_damages[east]") == len(days[0])
    first = next(one for one in played if one.days("PAD_DAMAGED", "east"))
    damaged = first.day("PAD_DAMAGED", "east")
    assert damaged is not None
    assert first.row("PAD_DAMAGED", "east").rank == 50
    assert first.day("REPAIRED", "east") == pytest.approx(damaged + 25, abs=1e-9)


def test_they_are_pinned_with_the_outages_and_quiet_as_planned(tmp_path: Path) -> None:
    often = serves_others("10 per 1 d")
    assert play(tmp_path, often).of("east") == []
    assert play(tmp_path, LUCK, often, broken(), NO_FLIGHTS).of("east") == []


def test_none_flies_while_its_rocket_is_stood_down(tmp_path: Path) -> None:
    grounded = stand_downs((1, 580))
    played = play(tmp_path, LUCK, serves_others("100 per 1 d"), grounded, NO_FLIGHTS)
    assert all(not 1 < at < 580 for at in played.days("PAD_DAMAGED", "east"))
    assert played.days("PAD_DAMAGED", "east")
