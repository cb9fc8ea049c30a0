"""The audit of windows, traffic and holds (MODEL 3.8, 3.9, 4.6, 4.7, 6.8): defects are caught."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from sim.core.clock import DAY, NEVER
from sim.engine import stream
from sim.engine.memory.access import World
from sim.engine.memory.words import Ship
from sim.engine.program import SAMPLED
from sim.engine.rooms.alarms import set_departure
from sim.engine.rooms.world import after_traffic
from sim.rules import windows
from tests.auditor.sabotage import caught, named, nothing, replaced
from tests.engine.lever_stage import policy
from tests.engine.stage import Tree, day, launching, merged, pinned, play

Patch = pytest.MonkeyPatch


def dark(*spans: tuple[float, float], vehicle: str = "soyuz", kind: str = "landing") -> Tree:
    """Blackouts of a class, each from a day to another."""
    listed = [{"from": day(begins), "to": day(ends)} for begins, ends in spans]
    return {"vehicles": {vehicle: {"blackouts": {kind: listed}}}}


def apart(days: float) -> Tree:
    """So much lies between dockings and undockings."""
    return {"station": {"operations_apart": f"{days} d"}}


HANDED_OVER = dark((99, 110))
"""s-1 would leave on day 100, five days after s-2 has docked; its limit is day 124."""

CLOSE = merged(apart(3), launching(d_2=99))
"""d-2 docks on day 100, when s-1 would leave."""

AT_THE_LIMIT = merged(dark((120, 140)), pinned(s_2={"slip": "90 d"}))
"""s-2 is late: the last landing day of s-1 is day 120."""

UNFIT = merged(
    apart(8),
    pinned(s_1={"unfit": [day(20)]}, s_2={"slip": "3 d"}),
    {"vehicles": {"soyuz": {"reseat_time": "0 d", "disposal": "0 d"}}},
)
"""The people of s-1 have seats in s-2 when it docks on day 98."""

HOLDS = merged(policy(hold=["red"]), pinned(s_2={"slip": "90 d"}))
"""s-1 is held past its limit of day 124 until s-2 docks on day 185."""

ILL = merged(dark((97, 118)), pinned(s_1={"medical_return": [day(90)], "lead": "8 d"}))
"""s-1 leaves on day 98 for its patient."""

IN_TIME = merged(apart(3), launching(d_2=123), pinned(s_2={"slip": "90 d"}))
"""s-1 leaves at its limit of day 124, when d-2 docks."""


def test_the_stages_themselves_pass(tmp_path: Path) -> None:
    stages = (HANDED_OVER, CLOSE, AT_THE_LIMIT, UNFIT, HOLDS, ILL, IN_TIME)
    left = [play(tmp_path, scenario).day("UNDOCKS", "s-1") for scenario in stages]
    assert left == [110, 103, 120, 106, 185, 98, 124]


# what is wrong in the code ------------------------------------------------------------------------


def leaves_at_once(patch: Patch) -> None:
    replaced(patch, "rooms.departures._after_window", lambda w, ship: w.now)


def sees_no_dark(patch: Patch) -> None:
    replaced(patch, "rooms.world.after_dark", lambda w, ship, at: at)


def sees_no_blackout(patch: Patch) -> None:
    replaced(patch, "rooms.lacks.after_window", lambda w, ship: w.now)


def sees_no_traffic(patch: Patch) -> None:
    replaced(patch, "rooms.world.after_traffic", lambda w, at: at)


def waits_a_day_too_long(patch: Patch) -> None:
    def window(w: World, ship: Ship) -> int:
        at = after(w, ship)
        return at + DAY if at > w.now else at

    after = replaced(patch, "rooms.departures._after_window", window)


def waits_past_the_limit(patch: Patch) -> None:
    """A ship that is told to wait in vain: neither its last day nor an illness counts."""

    def window(w: World, ship: Ship) -> int:
        blackouts = w.items_of(w.records["classes_at"][ship.classes].landing_blackouts)
        return after_traffic(w, windows.after_blackout(w.now, blackouts))

    replaced(patch, "rooms.departures._after_window", window)


def forgets_the_last_landing_day(patch: Patch) -> None:
    def limit(last: int, launched: int, blackouts: Sequence[int]) -> int:
        return last

    patch.setattr(windows, "last_landing_day", limit)


def is_a_second_longer_on_its_way(patch: Patch) -> None:
    def longer(w: World, law: int, which: int, ship: Ship, pin: int = SAMPLED) -> int:
        return duration(w, law, which, ship, pin) + (which == stream.TRANSIT)

    duration = replaced(patch, "rooms.luck.flight_duration", longer)


def says_nothing_of_a_hold(patch: Patch) -> None:
    replaced(patch, "rooms.departures._was_held", lambda w, ship: False)


def says_that_everybody_is_held(patch: Patch) -> None:
    replaced(patch, "rooms.departures._was_held", lambda w, ship: True)


IN_THE_DARK = "nobody leaves in the dark or close to others who could wait"
TOO_CLOSE = "nobody leaves in the dark or close to others who could wait"
TOLD = "nobody waits for light or traffic in vain, or otherwise than told"
IN_VAIN = "nobody waits for light or traffic in vain, or otherwise than told"
STAYS = "nobody stays past limit and waiver"
COMES = "whoever is on the way docks when their transit is over"
SAID = "a vehicle is said to be held when it was"
HELD = "a vehicle is said to be held when it was"
LAUNCHES = "nothing launches in a blackout"
APART = "dockings and undockings keep apart"

CODE: list[tuple[Callable[[Patch], None], str, float, Tree]] = [
    (leaves_at_once, IN_THE_DARK, 100, HANDED_OVER),
    (sees_no_dark, IN_THE_DARK, 100, HANDED_OVER),
    (leaves_at_once, TOO_CLOSE, 100, CLOSE),
    (leaves_at_once, TOO_CLOSE, 98, UNFIT),
    (waits_a_day_too_long, TOLD, 100, HANDED_OVER),
    (waits_a_day_too_long, TOLD, 100, CLOSE),
    (waits_past_the_limit, IN_VAIN, 98, ILL),
    (waits_past_the_limit, IN_VAIN, 124, IN_TIME),
    (forgets_the_last_landing_day, STAYS, 124, AT_THE_LIMIT),
    (is_a_second_longer_on_its_way, COMES, 95, {}),
    (says_nothing_of_a_hold, SAID, 185, HOLDS),
    (says_that_everybody_is_held, HELD, 100, {}),
    (sees_no_blackout, LAUNCHES, 94, dark((90, 99), kind="launch")),
    (sees_no_traffic, APART, 99, merged(apart(6), launching(d_2=99))),
]


@pytest.mark.parametrize(
    ("defect", "rule", "on", "scenario"),
    CODE,
    ids=[f"{case[0].__name__} on {case[2]}" for case in CODE],
)
def test_a_defect_of_windows_is_caught(
    tmp_path: Path,
    monkeypatch: Patch,
    defect: Callable[[Patch], None],
    rule: str,
    on: float,
    scenario: Tree,
) -> None:
    defect(monkeypatch)
    error = caught(tmp_path, 5, nothing, scenario)
    assert (error.rule, error.second // DAY) == (rule, on)


# planners, and vehicles that are cleared ----------------------------------------------------------

DARK_LATER = merged(dark((315, 330)), pinned(s_3={"replan": "60 d"}))
"""s-3 may be moved to day 314: the limit of s-2, day 324, lies in the dark."""

CLEARED = merged(apart(4), policy(on_low_stock={"again_after": "200 d"}), launching(d_2=98))
FOOD: Tree = {
    "station": {"stocks": {"food": {"unit": "kg", "level": 148, "per_day": 1, "reserve": 50}}}
}
"""At its reserve line on day 98; s-1, which is sent home then, waits till day 103."""


def plans_with_the_limit_itself(w: World) -> None:
    ship = named(w, "s-2")
    ship.planned_limit = ship.limit_at


def forgets_to_go(w: World) -> None:
    set_departure(w, named(w, "s-1"), NEVER)


def test_a_flight_that_is_moved_past_the_last_landing_day_is_caught(tmp_path: Path) -> None:
    assert play(tmp_path, DARK_LATER).row("REPLANNED", "s-3").seconds == 20 * DAY
    error = caught(tmp_path, 94.5, plans_with_the_limit_itself, DARK_LATER)
    rule = "a re-plan never moves a flight past the last landing day of who is relieved"
    assert (error.rule, error.second) == (rule, 95 * DAY)


def test_a_vehicle_that_is_cleared_waits_for_traffic_and_no_longer(tmp_path: Path) -> None:
    assert play(tmp_path, CLEARED, FOOD).day("UNDOCKS", "s-1") == 103
    error = caught(tmp_path, 101, forgets_to_go, CLEARED, FOOD)
    assert error.rule == "a vehicle that is cleared leaves"


def test_an_illness_that_is_forgotten_is_caught(tmp_path: Path) -> None:
    ill = pinned(s_1={"medical_return": [day(90)], "lead": "8 d"})
    error = caught(tmp_path, 96, forgets_to_go, ill, launching(d_2=110))
    assert (error.rule, error.second) == (
        "a medical return takes the first landing",
        98 * DAY,
    )
