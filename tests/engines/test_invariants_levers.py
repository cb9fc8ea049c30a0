"""The audit of stocks and levers (MODEL 6, 7 and 11): whatever is broken in them is caught."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from sim.core.clock import DAY, NEVER
from sim.engines.reference.departures import Departures
from sim.engines.reference.ground import Ground
from sim.engines.reference.launches import Launches
from sim.engines.reference.levers import Levers
from sim.engines.reference.state import Person, Ship
from sim.engines.reference.world import World
from sim.outcomes import Cause, Happening
from sim.rules import events
from tests.engines.lever_stage import manifest, outage, policy
from tests.engines.sabotage import Mischief, caught, named, nothing
from tests.engines.stage import Tree, cargo, day, pinned, play

# stocks -------------------------------------------------------------------------------------------

FOOD: Tree = {
    "station": {"stocks": {"food": {"unit": "kg", "level": 100, "per_day": 1, "reserve": 50}}}
}
"""At its reserve line on day 50, used up on day 100."""

SENDS = policy(on_low_stock={"again_after": "20 d"})
PROGRESS = manifest(p_1=cargo(60, delivers={"food": 30}))
"""It docks on day 62 with what lasts to day 80."""


def eats_out_of_turn(world: World) -> None:
    world.stocks.level[0] -= 0.001


def owes_food(world: World) -> None:
    world.stocks.level[0] = -1.0


def forgets_the_line(world: World) -> None:
    world.stocks.alarms[0].set(NEVER)


def is_low_too_early(world: World) -> None:
    world.stocks.alarms[0].ring()


def is_low_too_late(world: World) -> None:
    world.stocks.alarms[0].set(50 * DAY + 2)


def is_low_in_secret(world: World) -> None:
    world.stocks.below_since[0] = world.now


def counts_a_second_below(world: World) -> None:
    world.stocks.below_total[0] += 1


def is_first_low_too_early(world: World) -> None:
    world.stocks.below_on[0] = 1


def sends_somebody_home(world: World) -> None:
    world.departures.send_home("food")


def sends_d_1_home(world: World) -> None:
    world.note(Happening.SENT_HOME, events.STOCK_RESERVE, "d-1", Cause.POLICY, "food")


def sends_home_an_empty_ship(world: World) -> None:
    for person in tuple(named(world, "s-1").seated):
        world.seats.give_up(person, named(world, "s-1"))
    world.note(Happening.SENT_HOME, events.STOCK_RESERVE, "s-1", Cause.POLICY, "food")


def clears_a_ship_that_stays(world: World) -> None:
    named(world, "d-1").cleared_at = world.now


STOCKS: list[tuple[float, Mischief, str, list[Tree]]] = [
    (20, eats_out_of_turn, "stocks are conserved", []),
    (20, owes_food, "a stock does not fall below 0", []),
    (20, forgets_the_line, "a stock is low at and below its reserve line", []),
    (20, is_low_too_early, "a stock is low from the second it reaches its line", []),
    (20, is_low_too_late, "a stock is low from the second it reaches its line", []),
    (20, is_low_in_secret, "a stock is low as its log says", []),
    (70, counts_a_second_below, "below_reserve_days[food] is what the log adds up to", []),
    (70, is_first_low_too_early, "below_reserve_on[food] is what the log adds up to", []),
    (20, sends_somebody_home, "a low stock sends a vehicle home every so often", [SENDS]),
    (51, sends_d_1_home, "a low stock sends a vehicle home every so often", [SENDS]),
    (50.0, sends_home_an_empty_ship, "who is sent home can go and leaves somebody", [SENDS]),
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
    monkeypatch.setattr("sim.engines.reference.stocks.Stocks._delivers", nothing)
    error = caught(tmp_path, 20, nothing, FOOD, PROGRESS)
    assert (error.rule, error.second) == ("stocks are conserved", 62 * DAY)


def test_a_vehicle_that_is_not_sent_home_is_caught(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Departures, "send_home", nothing)
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


def notes(happening: Happening, entity: str, *detail: str) -> Mischief:
    """A row of the log that nothing stands behind."""

    def writes(world: World) -> None:
        world.note(happening, events.LOOK, entity, None, *detail)

    return writes


def uses_a_dormant_pad(world: World) -> None:
    world.pads.free_from[NORTH_PAD] = 0


def activates_too_soon(world: World) -> None:
    world.repairs.activated(NORTH_PAD)


def flies_unordered(world: World) -> None:
    named(world, "extra").planned = world.now
    world.crewed_to_come += 1
    world.levers.order_given.ring()


def forgets_since_when(world: World) -> None:
    world.levers.pads_down_since[0] = world.levers.unable_since[0] = NEVER


def takes_the_reserve(world: World) -> None:
    world.ground.takes_reserve(named(world, "s-2"))


TIME = "a lever acts when its time has come"
ONCE = "a dormant pad is ordered once, after its families' pads were long down"
EXTRA = "an extra flight is ordered once, after a line has long been unable"
EARLY = "who goes home early has a seat in a ship of a class that has long been unable"
RESERVE = "the reserve spacecraft flies once, as a rescue of its class"
LEVERS: list[tuple[float, Mischief, str, list[Tree]]] = [
    (10, uses_a_dormant_pad, "a pad never launches while down", [NORTH]),
    (30, activates_too_soon, "a dormant pad is up when its activation is over", [NORTH, ACTIVATES]),
    (10, notes(Happening.PAD_ORDERED, "north"), ONCE, [NORTH, ACTIVATES]),
    (30, notes(Happening.PAD_ORDERED, "north"), ONCE, [NORTH, ACTIVATES]),
    (10, forgets_since_when, TIME, [NORTH, ACTIVATES]),
    (10, forgets_since_when, TIME, [RETURNS]),
    (10, forgets_since_when, TIME, [ORDERS]),
    (10, notes(Happening.EARLY_RETURN, "anna", "to", "d-2"), EARLY, [RETURNS]),
    (30, notes(Happening.EARLY_RETURN, "dora", "to", "d-2"), EARLY, [RETURNS]),
    (10, flies_unordered, "an extra flight flies when it has been ordered", [ORDERS]),
    (10, notes(Happening.FLIGHT_ORDERED, "extra"), EXTRA, [ORDERS]),
    (30, notes(Happening.FLIGHT_ORDERED, "extra"), EXTRA, [ORDERS]),
    (
        30,
        notes(Happening.SWAPPED, "anna", "d-2"),
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


@pytest.mark.parametrize("lever", [[NORTH, ACTIVATES], [RETURNS], [ORDERS]])
def test_a_lever_that_is_never_looked_at_is_caught(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lever: list[Tree]
) -> None:
    monkeypatch.setattr(Levers, "_rings", nothing)
    error = caught(tmp_path, 5, nothing, OUTAGE, *lever)
    assert error.rule == TIME


# swapped seats ------------------------------------------------------------------------------------


def swap_caught(tmp_path: Path, *overrides: Tree) -> str:
    """Play with the swap of s-2's people into d-2 on day 144 and return the rule that is broken."""
    return caught(tmp_path, 5, nothing, SWAPS, *overrides).rule


def test_a_swap_from_a_line_that_can_launch_is_caught(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def next_red(launches: Launches, ship: Ship) -> list[Ship]:
        return [named(launches.world, "s-3" if ship.name == "d-2" else "d-4")]

    monkeypatch.setattr(Launches, "_donors", next_red)
    rule = "people are swapped with a line that has long been unable, by one of other families"
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
    monkeypatch.setattr(Launches, "_boards", Launches._swaps)
    unfit = pinned(s_1={"unfit": [day(20)]})
    rule = "a carrier takes so many and nobody while the stranded need a seat"
    assert swap_caught(tmp_path, OUTAGE, unfit) == rule


def test_a_swapped_person_who_keeps_their_line_is_caught(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Stubborn(Person):
        """Somebody who belongs to the red line for ever."""

        __slots__ = ()

        def __setattr__(self, name: str, value: object) -> None:
            super().__setattr__(name, 0 if name == "line" else value)

    monkeypatch.setattr("sim.engines.reference.world.Person", Stubborn)
    rule = "who is swapped belongs to the flight they are swapped to"
    assert swap_caught(tmp_path, OUTAGE) == rule


# the reserve, the hold, what is not ordered -------------------------------------------------------


def test_a_reserve_that_is_taken_from_the_stock_as_well_is_caught(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A rescue takes the reserve and one of those that are counted."""
    taken = Ground.takes_reserve

    def takes_both(ground: Ground, ship: Ship) -> None:
        taken(ground, ship)
        ground.takes_spacecraft(ship)

    monkeypatch.setattr(Ground, "takes_reserve", takes_both)
    reserve = policy(reserve_craft={"class": "soyuz", "preparation": "9 d"})
    counted: Tree = {
        "vehicles": {"soyuz": {"spacecraft": {"deliveries": [day(1)], "then_every": "100 d"}}}
    }
    unfit = pinned(s_1={"unfit": [day(20)]})
    assert caught(tmp_path, 5, nothing, reserve, counted, unfit).rule == "spacecraft are counted"


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
    monkeypatch.setattr(Departures, "plan_line", nothing)
    error = caught(tmp_path, 200, nothing, policy(hold=["red"]), pinned(s_2={"slip": "91 d"}))
    assert (error.rule, error.second) == ("nobody stays past limit and waiver", 200 * DAY)


def test_the_audit_is_silent_where_every_lever_acts(tmp_path: Path) -> None:
    levers = (NORTH, ACTIVATES, RETURNS, ORDERS, SENDS, policy(hold=True))
    played = play(tmp_path, OUTAGE, FOOD, PROGRESS, *levers)
    acted = {"PAD_ORDERED", "PAD_ACTIVATED", "EARLY_RETURN", "FLIGHT_ORDERED", "SENT_HOME"}
    assert acted <= {row.happening.name for row in played.rows}


def test_a_flight_that_nobody_orders_waits_for_nothing(tmp_path: Path) -> None:
    assert play(tmp_path, ORDERS).of("extra") == []
