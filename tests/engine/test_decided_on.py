"""Section 6.13 of the model: levers that are decided on a day, a part of this file for each.

Each is asked on both sides of the second that makes the difference.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from sim.scenario import decided, with_policy
from tests.engine.lever_stage import (
    CARGO_PORTS,
    SECOND,
    manifest,
    outage,
    policy,
    ports,
    stand_downs,
    ups,
)
from tests.engine.stage import (
    Played,
    Tree,
    cargo,
    day,
    flight,
    launching,
    pinned,
    play,
    replay,
    staged,
    without,
)
from tests.engine.stock_stage import MORE_PORTS, USE, brings, stock

DOWN = outage(-10, 900)
"""East, the pad of the Soyuz, is down for good."""


def on(number: float, **levers: Any) -> Tree:
    """Levers of the policy that are decided on a day."""
    return policy(decided_on=day(number), **levers)


# --- all of them ----------------------------------------------------------------------------------

ORDERED: Tree = {"class": "dragon", "crew": ["usos"] * 2, "after": "30 d", "lead": "60 d"}

LEVERS: dict[str, Any] = {
    "waiver": "9 d",
    "seat_swap": {"after": "30 d", "seats": 1},
    "alternate_pad": {"pad": "south", "after": "30 d"},
    "reserve_craft": {"class": "soyuz", "preparation": "30 d"},
    "on_low_stock": {"again_after": "30 d"},
    "hold": ["red"],
    "early_return": {"after": "30 d", "people": {"anna": "d-1"}},
    "first_after_repair": "cargo",
    "increment_length": {"blue": "190 d"},
    "extra_flight": {**ORDERED, "stay": "20 d"},
}

BUSY: list[Tree] = [
    outage(-10, 150),
    {"pads": {"south": {"families": ["r7"], "dormant": {"activation": "200 d"}}}},
    stock(level=330 * USE),
    ports(six=["dragon"], seven=["progress"]),
    manifest(p_1=cargo(135), p_2=cargo(145), p_3=cargo(500)),
    without("manifest.d-4"),
    {"lines": {"blue": {"cadence": {"every": "200 d", "crew": ["usos", "usos"]}}}},
]
"""Something for every lever to act on; more for the reserve below."""

STRANDED = pinned(s_1={"unfit": day(20)})


def cast(lever: str) -> list[Tree]:
    """The stage on which a lever acts."""
    if lever == "waiver":
        return [*BUSY, pinned(s_2={"slip": "60 d"})]
    return [*BUSY, STRANDED] if lever == "reserve_craft" else BUSY


@pytest.mark.parametrize("lever", LEVERS)
def test_decided_before_as_of_it_is_as_it_was(tmp_path: Path, lever: str) -> None:
    stage = cast(lever)
    usual = play(tmp_path, *stage, policy(**{lever: LEVERS[lever]}))
    assert usual.rows != play(tmp_path, *stage).rows  # it acts
    for at in (-SECOND, -5, -400):
        early = play(tmp_path, *stage, on(at, **{lever: LEVERS[lever]}))
        assert early.rows == usual.rows
        assert early.cells == usual.cells


@pytest.mark.parametrize("lever", [lever for lever in LEVERS if lever != "extra_flight"])
def test_decided_after_the_end_it_never_was(tmp_path: Path, lever: str) -> None:
    stage = cast(lever)
    without_it = play(tmp_path, *stage)
    for at in (600, 900):
        late = play(tmp_path, *stage, on(at, **{lever: LEVERS[lever]}))
        assert late.rows == without_it.rows
        assert late.cells == without_it.cells


def test_a_date_is_its_beginning_and_that_of_as_of_is_as_of(tmp_path: Path) -> None:
    # the limit of s-1 is at 00:00 on 5 May, day 124
    late = pinned(s_2={"slip": "60 d"})
    for date, leaves in (("2030-05-05", 129), ("2030-05-06", 124)):
        played = play(tmp_path, late, policy(waiver="5 d", decided_on=date))
        assert played.days("UNDOCKS", "s-1") == [leaves]
    noon = {"as_of": "2030-01-01"}  # 12:00 UTC: the outage has lasted ten days and a half
    pad = {"pads": {"south": {"families": ["r7"], "dormant": {"activation": "100 d"}}}}
    ordered = [DOWN, pad, noon]
    lever = {"alternate_pad": {"pad": "south", "after": "30 d"}}
    assert play(tmp_path, *ordered, policy(**lever)).days("PAD_ORDERED", "south") == [19.5]
    for date, at in (("2030-01-01", 30), (day(0), 19.5), ("2029-12-31", 19.5)):
        played = play(tmp_path, *ordered, policy(**lever, decided_on=date))
        assert played.days("PAD_ORDERED", "south") == [at]


# --- levers with `after` --------------------------------------------------------------------------

SOUTH: Tree = {"pads": {"south": {"families": ["r7"], "dormant": {"activation": "100 d"}}}}

ORDERS = [(-SECOND, 20), (0, 30), (SECOND, 30 + SECOND), (20, 50), (100, 130)]
"""Day of the decision, and 30 d after it or after the outage of day -10."""


@pytest.mark.parametrize(("decision", "at"), ORDERS)
def test_a_dormant_pad_is_ordered_so_long_after_the_decision(
    tmp_path: Path, decision: float, at: float
) -> None:
    lever = {"alternate_pad": {"pad": "south", "after": "30 d"}}
    played = play(tmp_path, DOWN, SOUTH, on(decision, **lever))
    assert played.days("PAD_ORDERED", "south") == [at]
    assert played.days("PAD_ACTIVATED", "south") == [at + 100]


@pytest.mark.parametrize("decision", [0, 39, 40, 40 + SECOND])
def test_an_outage_after_the_decision_counts_from_its_own_beginning(
    tmp_path: Path, decision: float
) -> None:
    lever = {"alternate_pad": {"pad": "south", "after": "30 d"}}
    played = play(tmp_path, outage(40, 900), SOUTH, on(decision, **lever))
    assert played.days("PAD_ORDERED", "south") == [max(decision, 40) + 30]


def test_a_family_that_could_launch_in_between_counts_anew(tmp_path: Path) -> None:
    # unable from 10 to 50 and from 60 on; decided on 40, it is looked at on 90
    gaps = stand_downs((10, 50), (60, 500))
    played = play(tmp_path, gaps, on(40, extra_flight=ORDERED))
    assert played.days("FLIGHT_ORDERED", "extra") == [90]
    both = play(tmp_path, stand_downs((1, 5), (10, 500)), on(40, extra_flight=ORDERED))
    assert both.days("FLIGHT_ORDERED", "extra") == [70]  # two gaps are looked at on that day


@pytest.mark.parametrize(("decision", "at"), ORDERS)
def test_an_extra_flight_is_ordered_so_long_after_the_decision(
    tmp_path: Path, decision: float, at: float
) -> None:
    played = play(tmp_path, DOWN, on(decision, extra_flight=ORDERED), ports(six=["dragon"]))
    assert played.days("FLIGHT_ORDERED", "extra") == [at]
    assert ups(played, "extra") == [at + 60]


@pytest.mark.parametrize(("decision", "at"), ORDERS)
def test_the_way_home_changes_so_long_after_the_decision(
    tmp_path: Path, decision: float, at: float
) -> None:
    room = {"docked": {"d-1": {"crew": {"dora": "usos"}}}}
    early = {"early_return": {"after": "30 d", "people": {"anna": "d-1"}}}
    played = play(tmp_path, DOWN, room, on(decision, **early), policy(hold=["red"]))
    assert played.days("EARLY_RETURN", "anna") == [at]
    assert played.days("SEAT_CHANGED", "anna") == [at]


@pytest.mark.parametrize(("decision", "goes"), [(65, True), (65 + SECOND, False)])
def test_who_docks_after_the_decision_and_its_time_goes_early_too(
    tmp_path: Path, decision: float, goes: bool
) -> None:
    # east takes no more from day 50 on; s-2, on its way from 49 on, docks on 95
    away = [outage(50, 900), launching(s_2=49), pinned(s_2={"transit": "46 d"})]
    kim = manifest(s_2=flight("red", 49, {"kim": "rs", "lev": "rs"}))
    lever = {"early_return": {"after": "30 d", "people": {"kim": "d-2"}}}
    played = play(tmp_path, *away, kim, on(decision, **lever))
    assert (95 in played.days("EARLY_RETURN", "kim")) == goes
    assert played.days("EARLY_RETURN", "kim") == [95 if goes else decision + 30]


@pytest.mark.parametrize(
    ("decision", "carriers"),
    [(-SECOND, {"d-2", "d-3"}), (114, {"d-2", "d-3"}), (114 + SECOND, {"d-3"}), (315, set())],
)
def test_seats_are_swapped_so_long_after_the_decision(
    tmp_path: Path, decision: float, carriers: set[str]
) -> None:
    swap = {"seat_swap": {"after": "30 d", "seats": 1}}
    played = play(tmp_path, DOWN, without("manifest.d-4"), on(decision, **swap))
    flown = {row.entity for row in played.rows if row.happening.name == "LAUNCHES"}
    swapped = {row.other for row in played.rows if row.happening.name == "SWAPPED"}
    assert swapped & flown == carriers


# --- waiver and hold ------------------------------------------------------------------------------

LATE = pinned(s_2={"slip": "60 d"})
"""s-2 docks on day 155; the limit of s-1 is on day 124."""

DARK: Tree = {
    "vehicles": {"soyuz": {"blackouts": {"landing": [{"from": day(120), "to": day(127)}]}}}
}


@pytest.mark.parametrize(
    ("decision", "leaves"), [(0, 129), (123, 129), (124, 129), (124 + SECOND, 124), (128, 124)]
)
def test_a_waiver_is_for_limits_from_that_day_on(
    tmp_path: Path, decision: float, leaves: float
) -> None:
    played = play(tmp_path, LATE, on(decision, waiver="5 d"))
    assert played.days("UNDOCKS", "s-1") == [leaves]
    assert played.outcome("days_past_limit") == leaves - 124


def test_every_ship_has_its_own_limit(tmp_path: Path) -> None:
    both = pinned(s_2={"slip": "60 d"}, d_2={"slip": "60 d"})
    played = play(tmp_path, both, on(150, waiver="5 d"))
    assert played.days("UNDOCKS", "s-1") == [124]
    assert played.days("UNDOCKS", "d-1") == [179]


@pytest.mark.parametrize(("decision", "leaves"), [(120, 129), (120 + SECOND, 120), (124, 120)])
def test_the_last_landing_day_is_the_limit_that_counts(
    tmp_path: Path, decision: float, leaves: float
) -> None:
    # 124 lies in a blackout that begins on 120, limit and waiver do not: who knows of no waiver
    # on 120 leaves then
    played = play(tmp_path, LATE, DARK, on(decision, waiver="5 d"))
    assert played.days("UNDOCKS", "s-1") == [leaves]


@pytest.mark.parametrize(
    ("decision", "leaves"), [(0, 155), (123, 155), (124, 155), (124 + SECOND, 124), (150, 124)]
)
def test_a_vehicle_is_held_whose_last_day_is_not_before_that_day(
    tmp_path: Path, decision: float, leaves: float
) -> None:
    played = play(tmp_path, LATE, on(decision, hold=["red"]))
    assert played.days("UNDOCKS", "s-1") == [leaves]
    assert played.days("HELD", "s-1") == ([155] if leaves == 155 else [])


@pytest.mark.parametrize(("decision", "leaves"), [(120, 155), (120 + SECOND, 120), (124, 120)])
def test_its_last_day_is_that_before_a_landing_blackout(
    tmp_path: Path, decision: float, leaves: float
) -> None:
    played = play(tmp_path, LATE, DARK, on(decision, hold=["red"]))
    assert played.days("UNDOCKS", "s-1") == [leaves]


@pytest.mark.parametrize(
    ("decision", "leaves"), [(124, 155), (124 + SECOND, 124), (129, 124), (130, 124)]
)
def test_of_waiver_and_hold_each_is_asked_for_its_own_day(
    tmp_path: Path, decision: float, leaves: float
) -> None:
    # on 126 the waiver has come too late, so that the last day was 124
    played = play(tmp_path, LATE, on(decision, hold=["red"], waiver="5 d"))
    assert played.days("UNDOCKS", "s-1") == [leaves]


# --- the reserve ----------------------------------------------------------------------------------

RESEAT: Tree = {"vehicles": {"soyuz": {"reseat_time": "3 d"}, "dragon": {"reseat_time": "3 d"}}}
FAILED: list[Tree] = [STRANDED, RESEAT]
"""s-1 fails on day 20; s-2, planned for day 94, is the rescue."""

NO_SHIP: Tree = {
    "vehicles": {"soyuz": {"spacecraft": {"deliveries": [day(500)], "then_every": "100 d"}}}
}

SLOW: Tree = {"lines": {"red": {"rescue_preparation": "200 d"}}}
"""Without the reserve it is prepared on day 220."""


def reserve(decision: float, preparation: str = "30 d") -> Tree:
    """A Soyuz in reserve that is decided on a day."""
    return on(decision, reserve_craft={"class": "soyuz", "preparation": preparation})


@pytest.mark.parametrize(
    ("decision", "launch"),
    [(0, 50), (20, 50), (20 + SECOND, 50 + SECOND), (40, 70), (94, 124), (100, 130), (471, 500)],
)
def test_a_reserve_is_prepared_from_the_decision_for_who_was_stranded_before(
    tmp_path: Path, decision: float, launch: float
) -> None:
    # from 94 on s-2 stands ready and lacks a spacecraft, but for one that is delivered on 500
    played = play(tmp_path, *FAILED, NO_SHIP, reserve(decision))
    assert ups(played, "s-2") == [launch]
    assert played.days("RESERVE_TAKEN", "s-2") == ([launch] if launch < 500 else [])


@pytest.mark.parametrize(
    ("decision", "launch"),
    [(20, 50), (90, 120), (190, 220), (190 + SECOND, 220), (300, 220)],
)
def test_a_rescue_flies_as_soon_as_it_is_prepared_one_way_or_the_other(
    tmp_path: Path, decision: float, launch: float
) -> None:
    played = play(tmp_path, *FAILED, SLOW, reserve(decision))
    assert ups(played, "s-2") == [launch]
    assert played.days("RESERVE_TAKEN", "s-2") == ([launch] if decision <= 190 else [])


@pytest.mark.parametrize(("decision", "taken"), [(64, True), (64 + SECOND, False), (94, False)])
def test_a_rescue_that_launches_before_it_is_prepared_takes_another_one(
    tmp_path: Path, decision: float, taken: bool
) -> None:
    played = play(tmp_path, *FAILED, reserve(decision))
    assert ups(played, "s-2") == [94]
    assert bool(played.days("RESERVE_TAKEN", "s-2")) == taken


def test_its_own_preparation_counts_for_who_is_stranded_after_the_decision(tmp_path: Path) -> None:
    quick: Tree = {"lines": {"red": {"rescue_preparation": "40 d"}}}
    for decision, launch in ((20, 140), (20 + SECOND, 94), (90, 94)):
        played = play(tmp_path, *FAILED, quick, reserve(decision, "120 d"))
        assert ups(played, "s-2") == [launch]


def test_it_is_brought_forward_however_far(tmp_path: Path) -> None:
    later = launching(s_2=250)
    assert ups(play(tmp_path, *FAILED, later, reserve(60)), "s-2") == [90]
    assert ups(play(tmp_path, *FAILED, later), "s-2") == [250]


@pytest.mark.parametrize(("decision", "seats"), [(59, 4), (60, 4), (60 + SECOND, 2)])
def test_the_other_line_knows_of_it_from_the_decision_on(
    tmp_path: Path, decision: float, seats: int
) -> None:
    # d-2 launches on day 60; with the reserve s-2 comes at most 14 d later and brings the seats
    near = [launching(d_2=60, s_2=200), {"lines": {"blue": {"reseat_lead": "14 d"}}}]
    played = play(tmp_path, *FAILED, SLOW, *near, reserve(decision, "14 d"))
    assert played.row("DOCKS", "d-2").people - 7 == seats


def test_who_is_stranded_later_finds_it_as_it_was(tmp_path: Path) -> None:
    failed = [pinned(s_1={"unfit": day(60)}), RESEAT]
    for decision in (-1, 0, 59, 60):
        assert ups(play(tmp_path, *failed, NO_SHIP, reserve(decision, "9 d")), "s-2") == [69]


def test_a_reserve_decided_for_nobody_changes_nothing(tmp_path: Path) -> None:
    assert play(tmp_path, reserve(40)).rows == play(tmp_path).rows


# --- a low stock ----------------------------------------------------------------------------------


def sent(played: Played) -> list[tuple[float, str]]:
    """Day and vehicle."""
    rows = [row for row in played.rows if row.happening.name == "SENT_HOME"]
    return [(row.second / 86400, row.entity) for row in rows]


def low(decision: float, again: str = "900 d") -> list[Tree]:
    """A stock that reaches its line on day 50, and the lever."""
    return [stock(), on(decision, on_low_stock={"again_after": again})]


@pytest.mark.parametrize(
    ("decision", "at"), [(0, 50), (50, 50), (50 + SECOND, 50 + SECOND), (60, 60), (90, 90)]
)
def test_a_stock_that_is_low_by_then_is_looked_at_then(
    tmp_path: Path, decision: float, at: float
) -> None:
    played = play(tmp_path, *low(decision))
    assert played.days("STOCK_LOW", "food") == [50]
    assert sent(played) == [(at, "s-1")]
    assert played.row("SENT_HOME", "s-1").rank == 34


def test_it_is_looked_at_again_from_then_on(tmp_path: Path) -> None:
    # d-1 is the only one, which cannot go, until s-2 docks on 95
    assert sent(play(tmp_path, *low(60, "20 d")))[:2] == [(60, "s-1"), (100, "d-1")]
    assert sent(play(tmp_path, *low(0, "20 d")))[:2] == [(50, "s-1"), (110, "d-1")]


def test_a_stock_that_was_restored_by_then_sends_nobody(tmp_path: Path) -> None:
    filled = [MORE_PORTS, manifest(p_1=brings(53, 40), p_2=brings(92, 600))]
    assert sent(play(tmp_path, *low(54), *filled)) == [(54, "s-1")]
    # p-1 docks on 55, before the look of that second; the stock is low again on 90
    assert sent(play(tmp_path, *low(55), *filled)) == [(90, "s-1")]
    played = play(tmp_path, *low(70), *filled)
    assert played.days("STOCK_LOW", "food") == [50, 90]
    assert sent(played) == [(90, "s-1")]


def test_a_stock_that_is_not_named_is_not_looked_at(tmp_path: Path) -> None:
    lever = on(60, on_low_stock={"again_after": "900 d", "stocks": ["fuel"]})
    fuel = stock("fuel", level=120 * USE)
    assert sent(play(tmp_path, stock(), fuel, lever)) == [(70, "s-1")]


# --- who flies first after a repair ---------------------------------------------------------------

CARGO = [CARGO_PORTS, manifest(p_1=cargo(90), p_2=cargo(110), p_3=cargo(130))]


@pytest.mark.parametrize(
    ("who", "owing", "decision", "launch"),
    [
        ("crew", 2, 79, 94),
        ("crew", 2, 80, 94),
        ("crew", 2, 80 + SECOND, 110),
        ("crew", 3, 90, 130),
        ("cargo", 0, 80, 99),
        ("cargo", 0, 80 + SECOND, 94),
        ("cargo", 1, 90, 99),
    ],
)
def test_what_is_owed_is_decided_by_the_end_of_the_repair(
    tmp_path: Path, who: str, owing: int, decision: float, launch: float
) -> None:
    flights = CARGO if who == "crew" else [CARGO_PORTS, manifest(p_1=cargo(99))]
    down = outage(-10, 80, requalification=owing)
    played = play(tmp_path, *flights, down, on(decision, first_after_repair=who))
    assert ups(played, "s-2") == [launch]


@pytest.mark.parametrize(("decision", "launch"), [(120, 120), (120 + SECOND, 140)])
def test_a_pad_owes_when_it_is_activated_what_it_would_after_a_repair(
    tmp_path: Path, decision: float, launch: float
) -> None:
    # two policies: the pad of one, and who flies first of the other
    pad = {"pads": {"south": {**SOUTH["pads"]["south"], "requalification": 1}}}
    levers: Tree = {
        **policy(alternate_pad={"pad": "south", "after": "30 d"}),
        "policies": {
            "crew": {"title": "Crew", "first_after_repair": "crew", "decided_on": day(decision)}
        },
    }
    flights = [CARGO_PORTS, manifest(p_1=cargo(140))]
    scenario = with_policy(staged(tmp_path, DOWN, pad, *flights, levers), "crew")
    played = replay(scenario)
    assert played.days("PAD_ACTIVATED", "south") == [120]
    assert ups(played, "s-2") == [launch]


# --- increments -----------------------------------------------------------------------------------

CASUAL: Tree = {"lines": {"red": {"handover": "indirect"}}}

CADENCE: Tree = {
    "lines": {"red": {"cadence": {"every": "200 d", "crew": ["rs", "rs", "usos"]}}},
    **without("manifest.s-3", "manifest.s-4"),
}


def increments(decision: float, length: str = "160 d") -> Tree:
    """Increments of the red line of another length, decided on a day."""
    return on(decision, increment_length={"red": length})


def launches_of_red(played: Played) -> list[float]:
    rows = [row for row in played.rows if row.happening.name == "LAUNCHES"]
    return [row.second / 86400 for row in rows if row.entity.startswith(("s-", "red"))]


@pytest.mark.parametrize(
    ("decision", "stays"),
    [
        (-SECOND, (160, 160)),
        (0, (160, 160)),
        (94, (160, 160)),
        (94 + SECOND, (205, 160)),
        (294, (205, 160)),
        (294 + SECOND, (205, 205)),
    ],
)
def test_flights_planned_from_that_day_on_stay_so_long(
    tmp_path: Path, decision: float, stays: tuple[float, float]
) -> None:
    played = play(tmp_path, CASUAL, increments(decision))
    found = [played.day("UNDOCKS", name) for name in ("s-2", "s-3")]
    assert found == [95 + stays[0], 295 + stays[1]]
    assert ups(played, "s-2", "s-3", "s-4") == [94, 294, 494]


def test_the_planned_date_counts_not_the_launch(tmp_path: Path) -> None:
    late = pinned(s_2={"slip": "9 d"})
    played = play(tmp_path, CASUAL, late, increments(100))
    assert ups(played, "s-2") == [103]
    assert played.day("UNDOCKS", "s-2") == 104 + 205


@pytest.mark.parametrize(
    ("decision", "launches"),
    [
        (94, [94, 249, 404, 559]),
        (94 + SECOND, [94, 294, 449]),
        (294, [94, 294, 449]),
        (294 + SECOND, [94, 294, 494]),
        (449, [94, 294, 494]),
    ],
)
def test_the_interval_behind_a_flight_is_that_of_its_own_increment(
    tmp_path: Path, decision: float, launches: list[float]
) -> None:
    played = play(tmp_path, CADENCE, increments(decision))
    assert launches_of_red(played) == launches
    assert played.days("UNDOCKS", "s-2")[:1] == [launches[1] + 6]  # relieved on time: no gap


def test_a_cadence_without_a_flight_before_it_counts_from_as_of(tmp_path: Path) -> None:
    bare = without("manifest.s-2")
    for decision, launches in ((0, [155, 310, 465]), (SECOND, [200, 355, 510])):
        assert launches_of_red(play(tmp_path, CADENCE, bare, increments(decision))) == launches


# --- named policies -------------------------------------------------------------------------------


def named(decision: float | None, **levers: Any) -> Tree:
    """A policy beside the scenario's own."""
    when = {} if decision is None else {"decided_on": day(decision)}
    return {"policies": {"other": {"title": "Other", **when, **levers}}}


def under(tmp_path: Path, *stage: Tree) -> Played:
    """What is played with that policy in place."""
    return replay(with_policy(staged(tmp_path, *stage), "other"))


@pytest.mark.parametrize(
    ("decision", "leaves"), [(124, 155), (126, 155), (129, 155), (129 + SECOND, 129), (150, 129)]
)
def test_a_lever_that_a_policy_has_from_the_scenarios_own_is_not_decided_anew(
    tmp_path: Path, decision: float, leaves: float
) -> None:
    played = under(tmp_path, LATE, policy(waiver="5 d"), named(decision, hold=["red"]))
    assert played.days("UNDOCKS", "s-1") == [leaves]


def test_the_scenarios_own_levers_keep_their_day(tmp_path: Path) -> None:
    own = on(125, waiver="5 d")
    for decision, leaves in ((None, 155), (124, 155), (125, 124)):
        played = under(tmp_path, LATE, own, named(decision, hold=["red"]))
        assert played.days("UNDOCKS", "s-1") == [leaves]
    early = on(124, waiver="5 d")
    assert under(tmp_path, LATE, early, named(300, seat_swap=LEVERS["seat_swap"])).days(
        "UNDOCKS", "s-1"
    ) == [129]


def test_a_lever_that_is_replaced_is_in_force_from_neither(tmp_path: Path) -> None:
    own = policy(waiver="5 d")
    for decision, leaves in ((124, 133), (124 + SECOND, 124)):
        played = under(tmp_path, LATE, own, named(decision, waiver="9 d"))
        assert played.days("UNDOCKS", "s-1") == [leaves]


@pytest.mark.parametrize("lever", LEVERS)
def test_a_policy_can_be_decided_from_outside(tmp_path: Path, lever: str) -> None:
    stage = cast(lever)
    scenario = staged(tmp_path, *stage, named(None, **{lever: LEVERS[lever]}))
    for at in (20, 125):
        stated = play(tmp_path, *stage, on(at, **{lever: LEVERS[lever]}))
        for when in (at * 86400, scenario.as_of.fromisoformat(day(at))):
            other = replay(with_policy(decided(scenario, "other", when), "other"))
            assert other.rows == stated.rows
            assert other.cells == stated.cells


TOO_LATE = {
    "waiver": 125,
    "hold": 125,
    "seat_swap": 120,
    "first_after_repair": 151,
    "on_low_stock": 300,
}
"""A day on which it is too late for what the lever does on its stage; for the rest day 40."""


@pytest.mark.parametrize("lever", [lever for lever in LEVERS if lever != "increment_length"])
def test_each_lever_has_a_day_of_its_own(tmp_path: Path, lever: str) -> None:
    usual = staged(tmp_path, *cast(lever), policy(**{lever: LEVERS[lever]}))
    late = staged(tmp_path, *cast(lever), on(TOO_LATE.get(lever, 40), **{lever: LEVERS[lever]}))
    at = late.policy.decided_on
    others = dict.fromkeys(LEVERS, at) | {lever: None}
    alone = replace(late.policy, decided_on=None, standing={lever: at})
    but_it = replace(late.policy, decided_on=None, standing=others)
    assert replay(late).rows != replay(usual).rows
    assert replay(replace(late, policy=alone)).rows == replay(late).rows
    assert replay(replace(late, policy=but_it)).rows == replay(usual).rows
