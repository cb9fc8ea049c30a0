"""The book-keeper: people, seats, ports, pads and all else recounted from the event log alone.

It knows the scenario (the program, and what of it is drawn once a replication) and reads the rows
of a log in order; it sees no engine. What it is told is checked against what it has, row by row or
at the end of each second, and at ``until`` its totals against the outcomes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence

from sim.core.clock import NEVER
from sim.engines.program import Program
from sim.engines.reference.luck import Luck
from sim.engines.where import Where
from sim.outcomes import Happening, LogRow
from sim.studies.audit.crews import PEOPLE, SEATS, Crews, said
from sim.studies.audit.pads import PADS, Pads
from sim.studies.audit.spacecraft import Hangar
from sim.studies.audit.stocks import Stores

PORTS, SPACECRAFT, STOCKS = "ports", "spacecraft", "stocks"
SUBJECTS = {
    PEOPLE: "journeys up and down",
    SEATS: "seats taken, lost, fitted",
    PORTS: "dockings and undockings",
    PADS: "launches, outages, repairs",
    SPACECRAFT: "launches, returns, deliveries",
    STOCKS: "deliveries, reserve lines",
}
"""What is conserved, and what is looked at for it."""


class Books:
    """The books of one replication.

    Parameters
    ----------
    program : Program
    luck : Luck
        Of the replication, for the values that hold all through it.

    Attributes
    ----------
    wrong : list of (str, int, str)
        What does not add up: the subject, the second, what was found.
    entries : Counter of str
        By subject, how much was looked at.
    """

    def __init__(self, program: Program, luck: Luck) -> None:
        f = program.flights
        self.program = program
        self.wrong: list[tuple[str, int, str]] = []
        self.second = 0
        self.row = 0
        self.totals: Counter[str] = Counter()
        self.numbers = {name: number for number, name in enumerate(f.names)}
        self.where = [Where.DOCKED if at < NEVER else Where.GROUND for at in f.docked]
        self.port_of = {i: f.port[i] for i, where in enumerate(self.where) if where is Where.DOCKED}
        self.port_freed = [-1] * len(program.ports.names)
        self.launch_row: dict[int, int] = {}
        self.family_of: dict[int, str] = {}
        self.crews = Crews(program, self._demand)
        self.pads = Pads(program, self._demand)
        self.hangar = Hangar(program, luck)
        self.stores = Stores(program, luck.inputs)
        self.entries = self.crews.entries
        self._enters = {**self.crews.enters, **self.pads.enters, **self._handlers()}

    def _handlers(self) -> Mapping[Happening, Callable[[LogRow], None]]:
        return {
            Happening.LAUNCHES: self._launches,
            Happening.LOST: self._lost,
            Happening.FAILS_TO_DOCK: self._fails_to_dock,
            Happening.DOCKS: self._docks,
            Happening.UNDOCKS: self._undocks,
            Happening.MERGED: self._merged,
            Happening.SPACECRAFT_READY: self._spacecraft_ready,
            Happening.RESERVE_TAKEN: self._reserve_taken,
            Happening.STOCK_LOW: self._stock_low,
            Happening.STOCK_RESTORED: self._stock_restored,
        }

    # reading ------------------------------------------------------------------------------------

    def reads(
        self, log: Sequence[LogRow], outcomes: Mapping[str, int], fired: Mapping[str, int]
    ) -> None:
        """Read a whole log, and compare its totals with the outcomes of the replication.

        Parameters
        ----------
        log : sequence of LogRow
        outcomes : mapping of str to int
            By the name of the column.
        fired : mapping of str to int
            How often each kind of event is said to have come.
        """
        self._uses_stocks()
        for self.row, row in enumerate(log):
            if row.second != self.second:
                self._second_ends(row.second)
            try:
                self._enters.get(row.happening, _leaves_out)(row)
            except (KeyError, ValueError):
                self._demand(False, PEOPLE, f"{said(row)}: the scenario has no such name")
            self._counts_people(row)
        self._second_ends(self.program.until)
        self.entries[PADS] = self.pads.entries
        for subject, column, counted in self._counted():
            stated = outcomes[column] if column in outcomes else fired.get(column, 0)
            self.entries[subject] += 1
            found = f"{column} is {stated}, the log adds up to {counted}"
            self._demand(stated == counted, subject, found)

    def _counts_people(self, row: LogRow) -> None:
        """Ask whether the row has the right number of people aboard.

        Rows of ``as_of`` are written while the station is being peopled; a seat is found for the
        stranded just before the row of the vehicle that has left.
        """
        if row.second > 0 and row.happening is not Happening.SEAT_RESERVED:
            aboard = self.crews.aboard
            found = f"{row.people} aboard after {said(row)}, not {aboard}"
            self._demand(row.people == aboard, PEOPLE, found)

    def _demand(self, holds: bool, subject: str, found: str) -> bool:
        if not holds:
            self.wrong.append((subject, self.second, found))
        return holds

    def _second_ends(self, following: int) -> None:
        """Ask what must hold between two seconds."""
        found = f"second {following} comes after second {self.second}"
        self._demand(following >= self.second, PEOPLE, found)
        self.crews.second_ends(set(self.port_of))
        held = sum(where in (Where.FLYING, Where.DOCKED) for where in self.where)
        ports = len(self.program.ports.names)
        self._demand(held <= ports, PORTS, f"{held} vehicles fly to or hold {ports} ports")
        self._uses_stocks()
        for found in self.stores.second_ends(following):
            self._demand(False, STOCKS, found)
        for found in self.hangar.second_ends(following):
            self._demand(False, SPACECRAFT, found)
        for found in self.pads.second_ends(following):
            self._demand(False, PADS, found)
        self.second = following

    def _uses_stocks(self) -> None:
        classes = self.program.flights.classes
        self.stores.uses(self.crews.aboard, [classes[ship] for ship in self.port_of])

    # flights ------------------------------------------------------------------------------------

    def _moves(self, row: LogRow, before: Where, after: Where) -> int:
        """Enter where a flight is now; it must have been where such a row begins."""
        self.entries[SPACECRAFT] += 1
        ship = self.numbers[row.entity]
        found = f"{said(row)}, and it is {self.where[ship].name.lower()}"
        self._demand(self.where[ship] is before, SPACECRAFT, found)
        self.where[ship] = after
        return ship

    def _launches(self, row: LogRow) -> None:
        ship = self._moves(row, Where.GROUND, Where.FLYING)
        self.launch_row[ship] = self.row
        rocket, _, people = row.detail.removeprefix("from ").partition(" with ")
        pad, _, family = rocket.partition(" on ")
        self.family_of[ship] = family or self._only_family(ship)
        self.pads.launches(pad, row, bool(people))
        self.totals[f"launches[{self.family_of[ship]}]"] += 1
        self.crews.launches(ship, people.split(", ") if people else [])
        found = f"there is no spacecraft for {row.entity}"
        self._demand(self.hangar.launches(ship), SPACECRAFT, found)

    def _lost(self, row: LogRow) -> None:
        ship = self._moves(row, Where.FLYING, Where.LOST)
        self.totals[f"losses[{self.family_of[ship]}]"] += 1
        self.crews.come_back(ship)

    def _fails_to_dock(self, row: LogRow) -> None:
        ship = self._moves(row, Where.FLYING, Where.FAILED)
        self.crews.come_back(ship)
        self.hangar.returns(ship)

    def _docks(self, row: LogRow) -> None:
        self.entries[PORTS] += 1
        self.totals["docks"] += 1
        ship = self._moves(row, Where.FLYING, Where.DOCKED)
        port = self.program.ports.names.index(row.detail.removeprefix("at "))
        flights, classes = self.program.flights, self.program.classes
        accepted = (*classes.ports[flights.classes[ship]], flights.port[ship])
        self._demand(port in accepted, PORTS, f"{said(row)}, which does not accept it")
        others = [flights.names[other] for other, held in self.port_of.items() if held == port]
        self._demand(not others, PORTS, f"{said(row)}, where {', '.join(others)} is")
        free_since_launch = self.port_freed[port] < self.launch_row.get(ship, self.row)
        found = f"{said(row)}, which another vehicle held when it was launched"
        self._demand(free_since_launch, PORTS, found)
        self.port_of[ship] = port
        self.crews.come_aboard(ship, row.second)
        self.entries[STOCKS] += self.stores.docks(ship, row.second)

    def _undocks(self, row: LogRow) -> None:
        self.entries[PORTS] += 1
        self.totals["undocks"] += 1
        ship = self._moves(row, Where.DOCKED, Where.GONE)
        port = self.port_of.pop(ship, -1)
        if self._demand(port >= 0, PORTS, f"{said(row)}, and it held no port"):
            self.port_freed[port] = self.row
        self.crews.go_home(ship, row.second)
        self.hangar.returns(ship)

    def _merged(self, row: LogRow) -> None:
        self._moves(row, Where.GROUND, Where.MERGED)

    # spacecraft and stocks ------------------------------------------------------------------------

    def _spacecraft_ready(self, row: LogRow) -> None:
        self.entries[SPACECRAFT] += 1
        is_known = self.hangar.ready(self.program.classes.names.index(row.entity), row.second)
        found = f"a spacecraft of {row.entity} is ready that was neither due nor at work"
        self._demand(is_known, SPACECRAFT, found)

    def _reserve_taken(self, row: LogRow) -> None:
        self.entries[SPACECRAFT] += 1
        there_is = self.hangar.takes_reserve(self.numbers[row.entity])
        self._demand(there_is, SPACECRAFT, f"{said(row)}, and there is none for it")

    def _stock_low(self, row: LogRow) -> None:
        self.entries[STOCKS] += 1
        for found in self.stores.low(row.entity, row.second):
            self._demand(False, STOCKS, found)

    def _stock_restored(self, row: LogRow) -> None:
        self.entries[STOCKS] += 1
        ship = self.numbers[row.detail.split()[-1]]
        for found in self.stores.restored(row.entity, ship, row.second):
            self._demand(False, STOCKS, found)

    # at until -----------------------------------------------------------------------------------

    def _counted(self) -> Iterator[tuple[str, str, int]]:
        """Yield subject, name and value of what the log adds up to: outcomes, kinds of event."""
        yield from self.crews.counted(self.program.until)
        for happening in ("docks", "undocks"):
            yield PORTS, happening, self.totals[happening]
        for name in self.program.families.names:
            for column in (f"launches[{name}]", f"losses[{name}]"):
                yield SPACECRAFT, column, self.totals[column]
        for column, counted in self.pads.counted(self.program.until):
            yield PADS, column, counted
        for column, counted in self.stores.counted(self.program.until):
            yield STOCKS, column, counted

    def _only_family(self, ship: int) -> str:
        """The family of a class that has one, which a launch does not name."""
        program = self.program
        (family,) = program.classes.families[program.flights.classes[ship]]
        return program.families.names[family]


def _leaves_out(row: LogRow) -> None:
    """Enter nothing for a row of another kind."""
