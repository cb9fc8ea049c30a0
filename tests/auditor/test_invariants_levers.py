"""The audit of stocks and levers (MODEL 6, 7 and 11): whatever is broken in them is caught."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from sim.core.clock import DAY, NEVER
from sim.engine.memory.access import World
from sim.engine.memory.words import Ship
from sim.engine.rooms import launches, levers
from sim.engine.rooms.alarms import set_stock_looked_at
from sim.engine.rooms.campaigns import next_flight
from sim.engine.rooms.departures import send_home
from sim.engine.rooms.ground import takes_reserve, takes_spacecraft
from sim.engine.rooms.repairs import pad_is_activated
from sim.engine.rooms.seats import give_up
from sim.outcomes import Cause, Happening
from sim.rules import events
from tests.auditor.sabotage import (
    Mischief,
    caught,
    named,
    nothing,
    replaced,
    without_agreement,
)
from tests.engine.lever_stage import manifest, outage, policy
from tests.engine.stage import Tree, cargo, day, pinned, play

# stocks -------------------------------------------------------------------------------------------

FOOD: Tree = {
    "station": {"stocks": {"food": {"unit": "kg", "level": 100, "per_day": 1, "reserve": 50}}}
}
"""At its reserve line on day 50, used up on day 100."""

SENDS = policy(on_low_stock={"again_after": "20 d"})
PROGRESS = manifest(p_1=cargo(60, delivers={"food": 30}))
"""It docks on day 62 with what lasts to day 80."""


def eats_out_of_turn(w: World) -> None:
    w.records["stocks_at"][0].level -= 0.001


def owes_food(w: World) -> None:
    w.records["stocks_at"][0].level = -1.0


def rings(w: World, at: int) -> None:
    """Have the stock looked at then instead."""
    w.records["stocks_at"][0].rings_at = at
    set_stock_looked_at(w)


def forgets_the_line(w: World) -> None:
    rings(w, NEVER)


def is_low_too_early(w: World) -> None:
    levers.stock_is_looked_at(w, w.records["stocks_at"][0])


def is_low_too_late(w: World) -> None:
    rings(w, 50 * DAY + 2)


def is_low_in_secret(w: World) -> None:
    w.records["stocks_at"][0].below_since = w.now


def counts_a_second_below(w: World) -> None:
    w.records["stocks_at"][0].below_total += 1


def is_first_low_too_early(w: World) -> None:
    w.records["stocks_at"][0].first_below = 1


def sends_somebody_home(w: World) -> None:
    send_home(w, w.records["stocks_at"][0])


def notes_sent_home(w: World, name: str) -> None:
    rank, ship = events.STOCK_RESERVE, named(w, name).number
    w.note(Happening.SENT_HOME, rank, ship, Cause.POLICY, 0)


def sends_d_1_home(w: World) -> None:
    notes_sent_home(w, "d-1")


def sends_home_an_empty_ship(w: World) -> None:
    ship = named(w, "s-1")
    for person in list(w.items_of(ship.seated)):
        give_up(w, w.records["people_at"][person], ship)
        w.note(Happening.STRANDED, events.UNFIT, person, Cause.UNFIT, 0)
    notes_sent_home(w, "s-1")


def clears_a_ship_that_stays(w: World) -> None:
    ship = named(w, "d-1")
    ship.cleared_at = w.now
    w.note(Happening.PORT_CLEARED, events.LAUNCH, ship.number, Cause.PORT_CLEARED, 0)


STOCKS: list[tuple[float, Mischief, str, list[Tree]]] = [
    (20, eats_out_of_turn, "stocks are conserved", []),
    (20, owes_food, "a stock does not fall below 0", []),
    (20, forgets_the_line, "a stock is low at and below its reserve line", []),
    (20, is_low_too_early, "a stock is low at and below its reserve line", []),
    (20, is_low_too_late, "a stock is low at and below its reserve line", []),
    (20, is_low_in_secret, "the stock is as its log says: below since", []),
    (70, counts_a_second_below, "below_reserve_days[food] is what the log adds up to", []),
    (70, is_first_low_too_early, "below_reserve_on[food] is what the log adds up to", []),
    (20, sends_somebody_home, "a low stock sends a vehicle home every so often", [SENDS]),
    (51, sends_d_1_home, "a low stock sends a vehicle home every so often", [SENDS]),
    (
        50.0,
        sends_home_an_empty_ship,
        "a low stock sends the vehicle home that returns first",
        [SENDS],
    ),
    (20, clears_a_ship_that_stays, "a vehicle that is cleared leaves", []),
]


@pytest.mark.parametrize(
    ("on", "mischief", "rule", "overrides"),
    STOCKS,
    ids=[f"{case[1].__name__} on {case[0]}" for case in STOCKS],
)
def test_a_broken_stock_is_caught(
    tmp_path: Path, on: float, mischief: Mischief, rule: str, overrides: list[Tree]
) -> None:
    error = caught(tmp_path, on, mischief, FOOD, PROGRESS, *overrides)
    assert error.rule == rule


def test_a_stock_that_runs_low_unseen_is_caught_at_until(tmp_path: Path) -> None:
    error = caught(
        tmp_path, 555, forgets_the_line, FOOD, {"station": {"stocks": {"food": {"level": 640}}}}
    )
    assert error.rule == "a stock is low at and below its reserve line"


def test_a_delivery_that_is_forgotten_is_caught(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    replaced(monkeypatch, "rooms.stocks._delivers", nothing)
    error = caught(tmp_path, 20, nothing, FOOD, PROGRESS)
    assert (error.rule, error.second) == ("stocks are conserved", 62 * DAY)


def test_a_vehicle_that_is_not_sent_home_is_caught(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    replaced(monkeypatch, "rooms.departures.send_home", nothing)
    error = caught(tmp_path, 20, nothing, FOOD, SENDS)
    assert (error.rule, error.second) == ("a vehicle is sent home when a stock is low", 50 * DAY)


# levers of what cannot launch ---------------------------------------------------------------------

OUTAGE = outage(-5, 295)
NORTH: Tree = {"pads": {"north": {"families": ["r7"], "dormant": {"activation": "50 d"}}}}
NORTH_PAD = 2
ACTIVATES = policy(alternate_pad={"pad": "north", "after": "30 d"})
RETURNS = policy(early_return={"after": "30 d", "people": {"anna": "d-2"}})
ORDERS = policy(
    extra_flight={"class": "dragon", "crew": ["rs", "usos"], "after": "30 d", "lead": "10 d"}
)
SWAPS = policy(seat_swap={"after": "30 d", "seats": 1})


def notes(happening: Happening, named_in: str, entity: str, other: str = "") -> Mischief:
    """A row of the log that nothing stands behind."""

    def writes(w: World) -> None:
        number = getattr(w.program, named_in).names.index(entity)
        detail = w.program.flights.names.index(other) if other else 0
        w.note(happening, events.LOOK, number, detail=detail)

    return writes


def uses_a_dormant_pad(w: World) -> None:
    w.words[w.free_from + 1 + NORTH_PAD] = 0


def activates_too_soon(w: World) -> None:
    pad_is_activated(w, w.records["pads_at"][NORTH_PAD])


def flies_unordered(w: World) -> None:
    extra = named(w, "extra")
    extra.planned = w.now
    next_flight(w, w.records["queues_at"][extra.queue])


def forgets_since_when(w: World) -> None:
    w.records["families_at"][0].pads_down_since = w.records["families_at"][0].unable_since = NEVER


def takes_the_reserve(w: World) -> None:
    takes_reserve(w, named(w, "s-2"))


TIME = "a lever acts when its time has come"
ONCE = "a dormant pad is ordered once, after its families' pads were long down"
EXTRA = "an extra flight is ordered once, after a line has long been unable"
EARLY = "who goes home early has a seat in a ship of a class that has long been unable"
RESERVE = "the reserve spacecraft flies once, as a rescue of its class"
LEVERS: list[tuple[float, Mischief, str, list[Tree]]] = [
    (10, uses_a_dormant_pad, "the pad is as its log says: free from", [NORTH]),
    (30, activates_too_soon, "a dormant pad is up when its activation is over", [NORTH, ACTIVATES]),
    (10, notes(Happening.PAD_ORDERED, "pads", "north"), ONCE, [NORTH, ACTIVATES]),
    (30, notes(Happening.PAD_ORDERED, "pads", "north"), ONCE, [NORTH, ACTIVATES]),
    (10, forgets_since_when, TIME, [NORTH, ACTIVATES]),
    (10, forgets_since_when, TIME, [RETURNS]),
    (10, forgets_since_when, TIME, [ORDERS]),
    (10, notes(Happening.EARLY_RETURN, "people", "anna", "d-2"), EARLY, [RETURNS]),
    (30, notes(Happening.EARLY_RETURN, "people", "dora", "d-2"), EARLY, [RETURNS]),
    (10, flies_unordered, "the ship is as its log says: planned", [ORDERS]),
    (10, notes(Happening.FLIGHT_ORDERED, "flights", "extra"), EXTRA, [ORDERS]),
    (30, notes(Happening.FLIGHT_ORDERED, "flights", "extra"), EXTRA, [ORDERS]),
    (
        30,
        notes(Happening.SWAPPED, "people", "anna", "d-2"),
        "who is swapped leaves the crew list of a line",
        [SWAPS],
    ),
    (
        30,
        takes_the_reserve,
        RESERVE,
        [policy(reserve_craft={"class": "soyuz", "preparation": "9 d"})],
    ),
]


@pytest.mark.parametrize(
    ("on", "mischief", "rule", "overrides"), LEVERS, ids=[f"{c[2]} on {c[0]}" for c in LEVERS]
)
def test_a_broken_lever_is_caught(
    tmp_path: Path, on: float, mischief: Mischief, rule: str, overrides: list[Tree]
) -> None:
    error = caught(tmp_path, on, mischief, OUTAGE, *overrides)
    assert error.rule == rule


def test_a_launch_from_a_dormant_pad_is_caught_by_its_row_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    without_agreement(monkeypatch)
    error = caught(tmp_path, 10, uses_a_dormant_pad, OUTAGE, NORTH)
    assert error.rule == "a pad never launches while down"


@pytest.mark.parametrize("lever", [[NORTH, ACTIVATES], [RETURNS], [ORDERS]])
def test_a_lever_that_is_never_looked_at_is_caught(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lever: list[Tree]
) -> None:
    replaced(monkeypatch, "rooms.levers.lever_is_looked_at", nothing)
    error = caught(tmp_path, 5, nothing, OUTAGE, *lever)
    assert error.rule == TIME


# swapped seats ------------------------------------------------------------------------------------


def swap_caught(tmp_path: Path, *overrides: Tree) -> str:
    """Play with the swap of s-2's people into d-2 on day 144 and return the rule that is broken."""
    return caught(tmp_path, 5, nothing, SWAPS, *overrides).rule


def test_a_swap_from_a_line_that_can_launch_is_caught(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def always(w: World, classes: int, after: int, decided_on: int) -> bool:
        return True

    replaced(monkeypatch, "rooms.able.unable_for", always)
    rule = "people are swapped with a line of other families, long unable"
    assert swap_caught(tmp_path) == rule


def test_a_donor_that_gives_its_last_of_a_segment_is_caught(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def anybody(segments: Any, own: Any, segment: int, fewest: int) -> int:
        return 0

    monkeypatch.setattr("sim.rules.crew.swapped_person", anybody)
    one: Tree = {"manifest": {"s-2": {"crew": ["rs", "usos", "usos"]}}}
    rule = "a donor keeps its fewest to fly and somebody of its own segment"
    assert swap_caught(tmp_path, OUTAGE, one) == rule


def test_a_swap_while_the_stranded_need_seats_is_caught(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The relief that 5.2 decides is forgotten, and somebody is swapped instead."""
    replaced(monkeypatch, "rooms.launches._boards", launches._swaps)
    unfit = pinned(s_1={"unfit": [day(20)]})
    rule = "a carrier takes so many and nobody while the stranded need a seat"
    assert swap_caught(tmp_path, OUTAGE, unfit) == rule


def test_a_swapped_person_who_keeps_their_line_is_caught(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody belongs to the red line for ever."""

    def goes(w: World, ship: Ship, person: int) -> None:
        line = w.records["people_at"][person].line
        goes_to(w, ship, person)
        w.records["people_at"][person].line = line

    goes_to = replaced(monkeypatch, "rooms.launches._goes_to", goes)
    rule = "the person is as its log says: line"
    assert swap_caught(tmp_path, OUTAGE) == rule


# the reserve, the hold, what is not ordered -------------------------------------------------------


def test_a_reserve_that_is_taken_from_the_stock_as_well_is_caught(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A rescue takes the reserve and one of those that are counted."""

    def takes_both(w: World, ship: Ship) -> None:
        taken(w, ship)
        takes_spacecraft(w, ship)

    taken = replaced(monkeypatch, "rooms.ground.takes_reserve", takes_both)
    reserve = policy(reserve_craft={"class": "soyuz", "preparation": "9 d"})
    counted: Tree = {
        "vehicles": {"soyuz": {"spacecraft": {"deliveries": [day(1)], "then_every": "100 d"}}}
    }
    unfit = pinned(s_1={"unfit": [day(20)]})
    assert (
        caught(tmp_path, 5, nothing, reserve, counted, unfit).rule
        == "the class is as its log says: spacecraft"
    )


def test_a_vehicle_that_is_held_for_nothing_is_caught(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def to_the_relief(last: int, relieved: int, hold: int) -> int:
        return relieved

    monkeypatch.setattr("sim.rules.crew.held_until", to_the_relief)
    error = caught(tmp_path, 5, nothing, pinned(s_2={"slip": "90 d"}))
    assert error.rule == "nobody stays past limit and waiver"


def test_a_held_vehicle_that_stays_with_its_relief_is_caught(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It waits past its limit of day 124 for s-2, which docks on day 186."""
    replaced(monkeypatch, "rooms.departures.plan_line", nothing)
    error = caught(tmp_path, 5, nothing, policy(hold=["red"]), pinned(s_2={"slip": "91 d"}))
    assert (error.rule, error.second) == ("nobody stays past limit and waiver", 186 * DAY)


def test_the_audit_is_silent_where_every_lever_acts(tmp_path: Path) -> None:
    levers = (NORTH, ACTIVATES, RETURNS, ORDERS, SENDS, policy(hold=True))
    played = play(tmp_path, OUTAGE, FOOD, PROGRESS, *levers)
    acted = {"PAD_ORDERED", "PAD_ACTIVATED", "EARLY_RETURN", "FLIGHT_ORDERED", "SENT_HOME"}
    assert acted <= {row.happening.name for row in played.rows}


def test_a_flight_that_nobody_orders_waits_for_nothing(tmp_path: Path) -> None:
    assert play(tmp_path, ORDERS).of("extra") == []
