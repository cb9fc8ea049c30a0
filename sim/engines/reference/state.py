"""What is where in one replication: ships, pads, families, queues, people."""

from __future__ import annotations

from sim.core.clock import NEVER
from sim.engines.reference.kernel import Alarm
from sim.engines.where import Where
from sim.outcomes import Cause


class Person:
    """Somebody on the ground, on the way, aboard with a seat, stranded, or home.

    `due` is the planned return in force when they launched; `failed` the unfit ship in which
    they lost their seat; `reserved` the ship in which a seat is being fitted for them.
    """

    __slots__ = (
        "aboard",
        "aboard_since",
        "by_name",
        "due",
        "failed",
        "home",
        "line",
        "name",
        "number",
        "reserved",
        "seat",
        "segment",
        "stranded_since",
    )

    def __init__(self, number: int, name: str, segment: int, line: int, by_name: int) -> None:
        self.number = number
        self.name = name
        self.segment = segment
        self.line = line
        self.by_name = by_name
        self.home = -1
        self.aboard = False
        self.aboard_since = NEVER
        self.due = NEVER
        self.seat: Ship | None = None
        self.stranded_since = NEVER
        self.failed: Ship | None = None
        self.reserved: Ship | None = None


class Ship:
    """One flight's vehicle, from its place in the manifest to the ground again.

    `family` is the one it flies with, or would; `limit_at` its stay limit, `planned_limit` the last
    landing day up to it, `last_day` the same with the waiver.
    """

    __slots__ = (
        "alone",
        "cause",
        "classes",
        "cleared_at",
        "cleared_for",
        "clearing",
        "crew",
        "decided_at",
        "departure",
        "docked",
        "docks_at",
        "empty_seats",
        "fails_to_dock",
        "family",
        "first_relief",
        "fit",
        "flew_empty",
        "hold",
        "known_date",
        "lacked",
        "lacking",
        "last_day",
        "launched",
        "limit_at",
        "medical_at",
        "name",
        "number",
        "overlap",
        "own_crew",
        "pad",
        "past_limit_from",
        "place",
        "place_taken_by",
        "planned",
        "planned_limit",
        "planned_return",
        "port",
        "pulled_event",
        "queue",
        "ready_at",
        "reason_since",
        "released_at",
        "retry_at",
        "role",
        "scrubs",
        "seated",
        "serves_as_lifeboat",
        "slip",
        "undocked",
        "unfit_since",
        "wakes_at",
        "where",
    )

    def __init__(self, number: int, name: str, role: int, classes: int) -> None:
        self.number = number
        self.name = name
        self.role = role
        self.classes = classes
        self.where = Where.GROUND
        self.crew: list[Person] = []
        self.own_crew: list[int] = []
        self.planned = NEVER
        self.planned_return = NEVER
        self.slip = 0
        self.ready_at = NEVER
        self.reason_since = NEVER
        self.known_date = NEVER
        self.pulled_event = NEVER
        self.lacked = 0
        self.lacking: Cause | None = None
        self.clearing: Ship | None = None
        self.place = 0
        self.family = -1
        self.pad = -1
        self.port = -1
        self.scrubs = 0
        self.retry_at = -1
        self.wakes_at = -1
        self.launched = NEVER
        self.docks_at = NEVER
        self.docked = NEVER
        self.undocked = NEVER
        self.limit_at = NEVER
        self.planned_limit = NEVER
        self.last_day = NEVER
        self.empty_seats = 0
        self.flew_empty = False
        self.fails_to_dock = False
        self.fit = True
        self.unfit_since = NEVER
        self.serves_as_lifeboat = False
        self.seated: list[Person] = []
        self.past_limit_from = 0
        self.medical_at = NEVER
        self.cleared_at = NEVER
        self.cleared_for = Cause.PORT_CLEARED
        self.released_at = NEVER
        self.overlap = -1
        self.hold = -1
        self.decided_at = NEVER
        self.alone = False
        self.cause = Cause.PLANNED_RETURN
        self.first_relief = NEVER
        self.place_taken_by: Ship | None = None
        self.departure: Alarm
        self.queue: Queue


class Queue:
    """A line, a cargo class or a visit: ships that fly in order."""

    __slots__ = (
        "classes",
        "head",
        "is_line",
        "name",
        "number",
        "pull_by",
        "pull_lead",
        "ready",
        "ships",
        "spacing_until",
        "to_come",
        "turn_since",
    )

    def __init__(self, number: int, name: str, classes: int, is_line: bool) -> None:
        self.number = number
        self.name = name
        self.classes = classes
        self.is_line = is_line
        self.ships: list[Ship] = []
        self.head: Ship | None = None
        self.to_come = 0
        self.spacing_until = -NEVER
        self.turn_since = 0
        self.pull_by = 0
        self.pull_lead = 0
        self.ready: Alarm

    def moves_behind(self, ship: Ship, other: Ship) -> None:
        """Put a ship into the place right behind another one."""
        self.ships.remove(ship)
        self.ships.insert(other.place + 1, ship)
        for place, moved in enumerate(self.ships):
            moved.place = place


class Pads:
    """Launch pads, by number.

    `turned_at` is when one is turned round, `free_from` when it is up and turned round,
    `crews_from` when it takes crews. Until then `stage` is the law of what comes between repair and
    crews, -1 for nothing. `launches_to_prove` are those after a repair that may damage it anew. One
    that is `dormant` is neither up nor down.
    """

    __slots__ = (
        "crews_from",
        "damages",
        "dormant",
        "down_since",
        "down_total",
        "free_from",
        "holder",
        "in_service_at",
        "launches",
        "launches_to_prove",
        "owed",
        "repaired_at",
        "repairs",
        "stage",
        "turned_at",
    )

    def __init__(self, count: int) -> None:
        self.free_from = [0] * count
        self.crews_from = [0] * count
        self.repaired_at = [NEVER] * count
        self.in_service_at = [NEVER] * count
        self.stage = [-1] * count
        self.repairs = [0] * count
        self.launches_to_prove = [0] * count
        self.turned_at = [0] * count
        self.holder = [-1] * count
        self.owed = [0] * count
        self.dormant = [False] * count
        self.down_since = [NEVER] * count
        self.down_total = [0] * count
        self.launches = [0] * count
        self.damages = [0] * count


class Families:
    """Launcher families, by number: until when each is stood down, and why."""

    __slots__ = (
        "customers_until",
        "down_since",
        "down_total",
        "launches",
        "loss_until",
        "losses",
        "owed",
    )

    def __init__(self, count: int) -> None:
        self.loss_until = [0] * count
        self.customers_until = [0] * count
        self.owed = [0] * count
        self.down_since = [NEVER] * count
        self.down_total = [0] * count
        self.launches = [0] * count
        self.losses = [0] * count
