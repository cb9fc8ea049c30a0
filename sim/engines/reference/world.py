"""The world of one replication as it stands on ``as_of``, and what everybody may ask of it."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from simpy import Environment

from sim.core.clock import NEVER, format_duration
from sim.engines import stream
from sim.engines.program import DRAWN, Program
from sim.engines.reference.kernel import Alarm
from sim.engines.reference.ledger import Ledger
from sim.engines.reference.luck import Luck
from sim.engines.reference.state import Families, Pads, Person, Queue, Ship
from sim.engines.where import Where
from sim.outcomes import Cause, Happening, LogRow
from sim.rules import events, flights, policy, windows
from sim.rules.flights import CARGO

if TYPE_CHECKING:
    from sim.engines.reference.departures import Departures
    from sim.engines.reference.director import LaunchDirector
    from sim.engines.reference.ground import Ground
    from sim.engines.reference.launches import Launches
    from sim.engines.reference.levers import Levers
    from sim.engines.reference.planners import Planners
    from sim.engines.reference.repairs import Repairs
    from sim.engines.reference.seats import Seats
    from sim.engines.reference.stocks import Stocks


class World:
    """State shared by the processes of one replication.

    Parameters
    ----------
    program : Program
    luck : Luck
    logging : bool
        True to keep the full event log; otherwise events are only counted.
    """

    director: LaunchDirector
    launches: Launches
    ground: Ground
    repairs: Repairs
    planners: Planners
    departures: Departures
    seats: Seats
    stocks: Stocks
    levers: Levers

    def __init__(self, program: Program, luck: Luck, *, logging: bool = False) -> None:
        self.program = program
        self.luck = luck
        self.env = Environment()
        self.ledger = Ledger(program)
        self.log: list[LogRow] | None = [] if logging else None
        self.fired: Counter[Happening] = Counter()
        self.unmet_pins: list[str] = []
        self.flights = program.flights
        self.classes = program.classes
        self.waiver = luck.seconds(program.waiver)
        self.ports = [-1] * len(program.ports.names)
        self.pads = Pads(len(program.pads.names))
        self.families = Families(len(program.families.names))
        self.crewed_to_come = 0
        self.certified_at = [0] * len(program.classes.names)
        self.apart = luck.seconds(program.operations_apart)
        self.operated_at = -NEVER
        self.spacecraft = [0] * len(program.classes.names)
        self.people = self._people()
        self.ships = self._ships()
        self.queues = self._queues()
        self.docked: list[Ship] = []

    @property
    def now(self) -> int:
        """Whole seconds since ``as_of``."""
        return self.env.now  # type: ignore[return-value]

    # the world on as_of -----------------------------------------------------------------------

    def _people(self) -> list[Person]:
        p = self.program.people
        people = [
            Person(i, p.names[i], p.segment[i], p.line[i], p.by_name[i])
            for i in range(len(p.names))
        ]
        for person, home in zip(people, p.home, strict=True):
            person.home = home
        return people

    def _ships(self) -> list[Ship]:
        f = self.flights
        ships = []
        for i, name in enumerate(f.names):
            ship = Ship(i, name, f.role[i], f.classes[i])
            ship.planned = f.planned[i]
            ship.planned_return = f.planned_return[i]
            ship.crew = self.people[f.first_person[i] : f.last_person[i]]
            ship.own_crew = [1] * len(ship.crew)
            ship.departure = Alarm(self.env, events.UNDOCKS, i)
            ships.append(ship)
        return ships

    def _queues(self) -> list[Queue]:
        q = self.program.queues
        queues = []
        for i, name in enumerate(q.names):
            queue = Queue(i, name, q.classes[i], i < q.lines)
            queue.ships = [self.ships[k] for k in q.ships[i]]
            queue.to_come = len(q.manifest[i])
            if q.pull_by[i] >= 0:
                queue.pull_by = self.luck.seconds(q.pull_by[i])
                queue.pull_lead = self.luck.seconds(q.pull_lead[i])
            queue.ready = Alarm(self.env, events.FLIGHT_READY, 0)
            for place, ship in enumerate(queue.ships):
                ship.queue = queue
                ship.place = place
                if ship.docked == NEVER and ship.role != CARGO and ship.planned < NEVER:
                    self.crewed_to_come += 1
            if queue.is_line:
                self.ledger.line_to_come[i] = queue.to_come
            queues.append(queue)
        return queues

    # what anybody may ask ---------------------------------------------------------------------

    def after_traffic(self, at: int) -> int:
        """The first instant from `at` on that keeps its distance from other vehicles (MODEL 3.9).

        From the last docking or undocking, and from the docking of all on their way.
        """
        if not self.apart:
            return at
        heads = [q.head for q in self.queues if q.head is not None]
        coming = [self._docking_of(s) for s in heads if s.where is Where.FLYING]
        return windows.after_traffic(at, self.apart, [self.operated_at, *coming])

    def somebody_launches(self) -> bool:
        """Whether a flight that is on its way was launched in this very second."""
        heads = [q.head for q in self.queues if q.head is not None]
        return any(s.where is Where.FLYING and s.launched == self.now for s in heads)

    def waiver_for(self, ship: Ship) -> int:
        """How long the vehicle may stay beyond its limit (MODEL 6.3, 6.13)."""
        decided_on = self.program.levers.waiver_from
        return policy.waiver_for(ship.planned_limit, self.waiver, decided_on)

    def _docking_of(self, ship: Ship) -> int:
        """When a flight on its way docks; in the second of its launch, when it is expected to."""
        expected = ship.launched + self.flights.planned_transit[ship.number]
        return ship.docks_at if ship.launched < self.now else expected

    def family_up(self, family: int) -> bool:
        """Whether a family is not stood down."""
        families = self.families
        return not flights.family_lack(
            self.now, families.loss_until[family], families.customers_until[family]
        )

    def successor(self, ship: Ship) -> Ship | None:
        """The nearest flight behind it in its line that is docked or may still dock (MODEL 2.6)."""
        ships = ship.queue.ships
        for other in ships[ship.place + 1 :]:
            if other.where <= Where.DOCKED:
                return other
        return None

    def outgoing(self, ship: Ship) -> Ship | None:
        """The vehicle the flight relieves: the last one of its line to have docked before it.

        One that left at its limit still counts: the handover that it waited for is still missed.
        """
        ships = ship.queue.ships
        nearest = True
        for place in range(ship.place - 1, -1, -1):
            other = ships[place]
            if other.where is Where.DOCKED:
                return other
            if other.where is Where.GONE:
                if nearest and other.cause is Cause.LIMIT:
                    return other
                nearest = False
        return None

    def flight_position(self, which: int, ship: Ship) -> int:
        """The place of a flight's draw in the row of uniforms."""
        return self.program.luck.flight[which] + ship.number

    def flight_duration(self, which: int, ship: Ship, law: int, pin: int) -> int:
        """A duration of one flight: pinned, or drawn."""
        if pin != DRAWN:
            return pin
        return self.luck.duration(law, self.flight_position(which, ship))

    def overlap(self, ship: Ship) -> int:
        """The flight's own overlap with whoever relieves it, drawn once."""
        if ship.overlap < 0:
            i = ship.number
            drawn = self.flight_duration(
                stream.OVERLAP, ship, self.flights.overlap[i], self.flights.pin_overlap[i]
            )
            ship.overlap = max(drawn, 0)
        return ship.overlap

    # the log ----------------------------------------------------------------------------------

    def note(
        self,
        happening: Happening,
        rank: int,
        entity: str,
        cause: Cause | None = None,
        *detail: str | int,
    ) -> None:
        """Count an event and, if the log is kept, write it down.

        `detail` are the words of it; a number among them is a duration in seconds.
        """
        self.fired[happening] += 1
        if self.log is not None:
            words = " ".join(
                word if isinstance(word, str) else format_duration(word) for word in detail if word
            )
            self.log.append(
                LogRow(self.now, rank, happening, entity, cause, words, self.ledger.aboard)
            )
