"""Where everybody is, as the audit sees it: one state each, and only lawful ways between them."""

from __future__ import annotations

from collections.abc import Callable
from enum import IntEnum
from typing import NoReturn

from sim.core.clock import NEVER
from sim.engines.reference.state import Person, Ship
from sim.engines.reference.world import World
from sim.engines.where import Where


class State(IntEnum):
    """Where a person is; everybody is in exactly one of these."""

    GROUND = 0
    ON_THE_WAY = 1
    ABOARD = 2
    STRANDED = 3
    HOME = 4


MOVES = {
    (State.GROUND, State.ON_THE_WAY): Where.FLYING,
    (State.ON_THE_WAY, State.ABOARD): Where.DOCKED,
    (State.ON_THE_WAY, State.GROUND): Where.FAILED,
    (State.ABOARD, State.STRANDED): Where.DOCKED,
    (State.STRANDED, State.ABOARD): Where.DOCKED,
    (State.ABOARD, State.HOME): Where.GONE,
}
"""How people get from one state to another, and where their ship is then: the one they were in,
else the one they come into."""


class Whereabouts:
    """The state of every person, and the ship they are in.

    Parameters
    ----------
    world : World
    breaks : callable
        Takes a rule that is broken and what was found; raises.
    """

    def __init__(self, world: World, breaks: Callable[[str, str], NoReturn]) -> None:
        self.world = world
        self.breaks = breaks
        self.states: list[State] | None = None
        self.in_ship: dict[int, Ship] = {}

    def looks(self) -> None:
        """Ask whether everybody is in one state, and came there by a way that there is."""
        seen = self._seen()
        states: list[State] = []
        for person in self.world.people:
            state = seen.get(person.number)
            if state is None:
                state = State.HOME if person.aboard_since < NEVER else State.GROUND
            if person.aboard != (state is State.ABOARD or state is State.STRANDED):
                aboard = "aboard" if person.aboard else "not aboard"
                found = f"{person.name} is {aboard} and {state.name}"
                self.breaks("everybody is in one state", found)
            states.append(state)
        before, was_in = self.states, self.in_ship
        self.states, self.in_ship = states, self._ships()
        if before is not None and before != states:
            for person, old, new in zip(self.world.people, before, states, strict=True):
                if old is not new:
                    self._moves(person, old, new, was_in.get(person.number))

    def _seen(self) -> dict[int, State]:
        """The people who are found somewhere: on a crew list, in a seat, among the stranded."""
        seen: dict[int, State] = {}
        for ship in self.world.ships:
            if ship.where <= Where.FLYING:
                flying = ship.where is Where.FLYING
                for person in ship.crew:
                    self._is_in(seen, person, State.ON_THE_WAY if flying else State.GROUND)
            for person in ship.seated:
                self._is_in(seen, person, State.ABOARD)
                if ship.where is not Where.DOCKED:
                    self.breaks("only a docked ship has people seated", ship.name)
                if person.seat is not ship:
                    found = f"{person.name} in {ship.name}"
                    self.breaks("a seat and its owner agree", found)
        for person in self.world.seats.stranded:
            self._is_in(seen, person, State.STRANDED)
            if person.seat is not None:
                self.breaks("the stranded have no seat", person.name)
        return seen

    def _is_in(self, seen: dict[int, State], person: Person, state: State) -> None:
        other = seen.get(person.number)
        if other is not None:
            found = f"{person.name} is {other.name} and {state.name}"
            self.breaks("everybody is in one state", found)
        seen[person.number] = state

    def _ships(self) -> dict[int, Ship]:
        """The ship of everybody who is on the way or has a seat."""
        ships = {p.number: ship for ship in self.world.docked for p in ship.seated}
        for ship in self.world.ships:
            if ship.where is Where.FLYING:
                ships.update((person.number, ship) for person in ship.crew)
        return ships

    def _moves(self, person: Person, before: State, now: State, was_in: Ship | None) -> None:
        """Somebody has come from one state to another."""
        rule = "people go up, come aboard and go home"
        found = f"{person.name} goes from {before.name} to {now.name}"
        ship = self.in_ship.get(person.number) if was_in is None else was_in
        if (before, now) not in MOVES:
            self.breaks(rule, found)
        if ship is None or ship.where is not MOVES[before, now]:
            where = "without a ship" if ship is None else f"and {ship.name} is {ship.where.name}"
            self.breaks(rule, f"{found} {where}")
