"""The crews: where everybody is and who has which seat, recounted from the event log."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from enum import Enum

from sim.core.clock import NEVER
from sim.engines.program import Program
from sim.outcomes import Happening, LogRow

PEOPLE, SEATS = "people", "seats"
"""What is conserved here."""


class Place(Enum):
    """Where a person is."""

    GROUND = "on the ground"
    ON_THE_WAY = "on the way"
    ABOARD = "aboard"
    HOME = "home"


class Crews:
    """Everybody's place and seat in one replication.

    Parameters
    ----------
    program : Program
    demand : callable
        Takes whether something holds, the subject and what was found; enters what does not hold.

    Attributes
    ----------
    aboard : int
        People aboard.
    entries : Counter of str
        By subject, how much was looked at.
    """

    def __init__(self, program: Program, demand: Callable[[bool, str, str], bool]) -> None:
        p, flights = program.people, program.flights
        self.program = program
        self.demand = demand
        self.entries: Counter[str] = Counter()
        self.times: Counter[str] = Counter()
        self.numbers = {name: number for number, name in enumerate(flights.names)}
        self.segment = dict(zip(p.names, p.segment, strict=True))
        self.place = {
            name: Place.ABOARD if since < NEVER else Place.GROUND
            for name, since in zip(p.names, p.aboard_since, strict=True)
        }
        there = [name for name, place in self.place.items() if place is Place.ABOARD]
        seats = dict(zip(p.names, p.seat, strict=True))
        self.aboard = len(there)
        self.came_aboard = dict.fromkeys(there, 0)
        self.belongs = dict(zip(p.names, p.flight, strict=True))
        self.seat = {name: seats[name] for name in there if seats[name] >= 0}
        self.stranded = {name: 0 for name in there if seats[name] < 0}
        self.stranded_on_as_of = set(self.stranded)
        self.reserved: dict[str, int] = {}
        self.unfit = {i for i, since in enumerate(flights.unfit_since) if since < NEVER}

    @property
    def enters(self) -> Mapping[Happening, Callable[[LogRow], None]]:
        """The rows of people, and who enters them."""
        return {
            Happening.REMANIFESTED: self._belongs_elsewhere,
            Happening.SWAPPED: self._belongs_elsewhere,
            Happening.STAYS_BEHIND: self._stays_behind,
            Happening.UNFIT: self._unfit,
            Happening.STRANDED: self._stranded,
            Happening.SEAT_CHANGED: self._seat_changed,
            Happening.SEAT_RESERVED: self._seat_reserved,
            Happening.RESEATED: self._reseated,
        }

    # up and down --------------------------------------------------------------------------------

    def launches(self, ship: int, crew: Sequence[str]) -> None:
        """Somebody flies: from the ground, in the ship whose crew they belong to."""
        flight = self.program.flights.names[ship]
        for name in crew:
            self.entries[PEOPLE] += 1
            there = self.place[name]
            found = f"{name} flies in {flight}, but is {there.value}"
            self.demand(there is Place.GROUND, PEOPLE, found)
            found = f"{name} flies in {flight} and is not of its crew"
            self.demand(self.belongs[name] == ship, PEOPLE, found)
            self.place[name] = Place.ON_THE_WAY
            self.belongs[name] = ship
        most = self.program.classes.seats[self.program.flights.classes[ship]]
        self.entries[SEATS] += len(crew)
        found = f"{len(crew)} fly in the {most} seats of {flight}"
        self.demand(len(crew) <= most, SEATS, found)

    def come_back(self, ship: int) -> None:
        """The crew of a flight that does not arrive is on the ground again."""
        for name in self._on_the_way(ship):
            self.entries[PEOPLE] += 1
            self.place[name] = Place.GROUND

    def come_aboard(self, ship: int, second: int) -> None:
        """The crew of a ship that has docked, each in their seat."""
        for name in self._on_the_way(ship):
            self.entries[PEOPLE] += 1
            self.place[name] = Place.ABOARD
            self.seat[name] = ship
            self.came_aboard[name] = second
            self.aboard += 1

    def go_home(self, ship: int, second: int) -> None:
        """Everybody with a seat in a ship leaves with it."""
        for name in [name for name, seat in self.seat.items() if seat == ship]:
            self.entries[PEOPLE] += 1
            self.place[name] = Place.HOME
            del self.seat[name]
            self.aboard -= 1
            self._adds_stay(name, second)
        self._void(ship)

    def _on_the_way(self, ship: int) -> list[str]:
        return [
            name
            for name, there in self.place.items()
            if there is Place.ON_THE_WAY and self.belongs[name] == ship
        ]

    def _adds_stay(self, name: str, second: int) -> None:
        segment = self.program.segments[self.segment[name]]
        self.times[f"crew_days[{segment}]"] += second - self.came_aboard.pop(name)

    # crew lists ---------------------------------------------------------------------------------

    def _belongs_elsewhere(self, row: LogRow) -> None:
        self._on_the_ground(row)
        self.belongs[row.entity] = self._ship(row)

    def _stays_behind(self, row: LogRow) -> None:
        self._on_the_ground(row)
        self.belongs[row.entity] = -1

    def _on_the_ground(self, row: LogRow) -> None:
        self.entries[PEOPLE] += 1
        there = self.place[row.entity]
        self.demand(there is Place.GROUND, PEOPLE, f"{said(row)}, but is {there.value}")

    # seats --------------------------------------------------------------------------------------

    def _unfit(self, row: LogRow) -> None:
        ship = self.numbers[row.entity]
        self.unfit.add(ship)
        self._void(ship)

    def _void(self, ship: int) -> None:
        """Seats that are being fitted in a ship are for nobody any more."""
        for name in [name for name, other in self.reserved.items() if other == ship]:
            del self.reserved[name]

    def _stranded(self, row: LogRow) -> None:
        self.entries[SEATS] += 1
        if row.second == 0 and row.entity in self.stranded_on_as_of:
            return
        ship = self.seat.pop(row.entity, -1)
        self.demand(ship in self.unfit, SEATS, f"{said(row)}, who had a seat in no unfit ship")
        self.stranded[row.entity] = row.second

    def _seat_changed(self, row: LogRow) -> None:
        self.entries[SEATS] += 1
        self.demand(row.entity in self.seat, SEATS, f"{said(row)}, who had no seat")
        self.seat[row.entity] = self._ship(row)

    def _seat_reserved(self, row: LogRow) -> None:
        self.demand(row.entity in self.stranded, SEATS, f"{said(row)}, who is not stranded")
        self.reserved[row.entity] = self._ship(row)

    def _reseated(self, row: LogRow) -> None:
        self.entries[SEATS] += 1
        ship = self._ship(row)
        found = f"{said(row)}, where no seat was fitted"
        self.demand(self.reserved.pop(row.entity, -1) == ship, SEATS, found)
        since = self.stranded.pop(row.entity, row.second)
        self.times["stranded_person_days"] += row.second - since
        self.seat[row.entity] = ship

    def _ship(self, row: LogRow) -> int:
        return self.numbers[row.detail.split()[-1]]

    # what must hold -----------------------------------------------------------------------------

    def second_ends(self, docked: set[int]) -> None:
        """Ask what must hold between two seconds; `docked` are the ships that are."""
        seats, flights = self.program.classes.seats, self.program.flights
        taken = Counter(self.seat.values())
        taken.update(self.reserved.values())
        for ship, people in taken.items():
            most, name = seats[flights.classes[ship]], flights.names[ship]
            self.demand(people <= most, SEATS, f"{people} people for the {most} seats of {name}")
            self.demand(ship not in self.unfit, SEATS, f"a seat in {name}, which is unfit")
            self.demand(ship in docked, SEATS, f"a seat in {name}, which is not docked")
        seated, stranded = len(self.seat), len(self.stranded)
        found = f"{self.aboard} people aboard have {seated} seats, and {stranded} are stranded"
        self.demand(seated + stranded == self.aboard, SEATS, found)

    def counted(self, until: int) -> Iterator[tuple[str, str, int]]:
        """Yield subject, column and value of the outcomes that the log adds up to."""
        for name in list(self.came_aboard):
            self._adds_stay(name, until)
        for since in self.stranded.values():
            self.times["stranded_person_days"] += until - since
        for segment in self.program.segments:
            column = f"crew_days[{segment}]"
            yield PEOPLE, column, self.times[column]
        yield SEATS, "stranded_person_days", self.times["stranded_person_days"]


def said(row: LogRow) -> str:
    """Return what a row says, in words."""
    return f"{row.entity} {row.happening.name.lower().replace('_', ' ')} {row.detail}".rstrip()
