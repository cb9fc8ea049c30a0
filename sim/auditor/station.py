"""The station as its log tells it: who and what is where, and what is still awaited."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from enum import StrEnum
from types import SimpleNamespace
from typing import Any

from sim.auditor.luck import Luck
from sim.core.clock import DAY, NEVER
from sim.engine import stream
from sim.engine.memory.words import Where
from sim.engine.program import SAMPLED, Ints, Program
from sim.outcomes import Happening, LogRow

H = Happening
NOBODY: Any = None


class Place(StrEnum):
    """Where a person is."""

    GROUND = "on the ground"
    ON_THE_WAY = "on the way"
    ABOARD = "aboard"
    HOME = "home"


class Kept(SimpleNamespace):
    """What the program states of somebody or something, and what has become of it."""

    __eq__ = object.__eq__
    __hash__ = object.__hash__  # type: ignore[assignment]

    aboard: Any = False
    down = attempted = from_reserve = sent_home = alone = said_held = flew_empty = False
    repairs = to_prove = in_a_row = spacecraft = crews_from = down_until = empty = swapped = 0
    down_since = pads_down_since = unable_since = below_since = whole_repair = docks_at = NEVER
    medical_at = cleared_at = first_relief = undocked = aboard_since = stranded_since = NEVER
    due = needed_from = left = limit_at = planned_limit = waived_to = last_day = NEVER
    kept_to = held_to = fitted_to = left_at = -NEVER
    takes_home = made = begun = False
    changes = left_until = 0
    stage = seat_since = -1
    use = 0.0
    holds = flew = place_taken_by = seat = reserved = failed = NOBODY
    place = Place.GROUND


def kept(rows: Iterable[Any]) -> list[Kept]:
    """What is kept of the rows of a table."""
    return [Kept(**vars(row), number=n) for n, row in enumerate(rows)]


def spans(pairs: Ints) -> list[tuple[int, int]]:
    """Beginnings and ends in turn, two by two."""
    return list(zip(pairs[::2], pairs[1::2], strict=True))


def closed(closures: Ints, place: int, at: int) -> bool:
    """Whether a planned closure of a pad or port is in force: from its beginning until its end."""
    threes = zip(closures[::3], closures[1::3], closures[2::3], strict=True)
    return any(it == place and begins <= at < ends for it, begins, ends in threes)


def lands_by(ship: Kept, last: int) -> int:
    """The last landing day up to that: the beginning of a blackout it lies in (MODEL 4.6)."""
    dark = spans(ship.vehicle.landing_blackouts)
    return min([last, *(b for b, ends in dark if ship.launched < b < last < ends)])


def said(row: LogRow) -> str:
    """What a row says, in words."""
    where = f" from {row.pad}" if row.pad else f" at {row.port}" if row.port else ""
    whose = f" ({row.other or row.stock})" if row.other or row.stock else ""
    return f"{row.entity} {row.happening.name.lower().replace('_', ' ')}{where}{whose}"


class Station:
    """Everything that the log has told so far, over what the program and its luck say."""

    def __init__(self, program: Program, luck: Luck) -> None:
        p = program
        self.program, self.luck, self.levers, self.second = program, luck, p.levers, 0
        self.wrong: list[tuple[str, int, str, str]] = []
        self.entries: Counter[str] = Counter()
        self.row: LogRow
        self.awaited: defaultdict[tuple[H, Kept], list[tuple[int, Any]]] = defaultdict(list)
        self.to_send: Kept | None = None
        self.apart = luck.seconds(p.station.operations_apart)
        self.pads, self.families = kept(p.pads), kept(p.families)
        self.classes, self.ships = kept(p.classes), kept(p.flights)
        self.people, self.stocks = kept(p.people), kept(p.stocks)
        self.queues, self.segments = kept(p.queues), kept(p.segments)
        self.whole = Kept(name="", number=0, reserve_class=p.levers.reserve_class)
        for pad in self.pads:
            pad.dormant, pad.owed = pad.activation >= 0, pad.stated_owed
            turned = pad.last_launch + luck.seconds(pad.turnaround)
            pad.turned_at = turned if pad.last_launch < NEVER else 0
            pad.free_from = NEVER if pad.dormant else pad.turned_at
        self.outages = kept(p.outages)
        self.pads_serve()
        for vehicle in self.classes:
            vehicle.its_families = [self.families[n] for n in vehicle.families]
            vehicle.certified_at = luck.seconds(vehicle.certification)
        for queue in self.queues:
            in_order = [self.ships[n] for n in queue.ships]
            for ship in in_order:
                ship.of, ship.its_line, ship.vehicle = queue, in_order, self.classes[ship.classes]
                queue.begun |= ship.docked < NEVER or queue.begins <= 0
                self._state_ship(ship)
                self.note_limits(ship)
        for person in self.people:
            self._state_person(person)
        for stock in self.stocks:
            stock.line, stock.level = luck.inputs[stock.reserve], luck.inputs[stock.stated_level]
            stock.most = luck.inputs[stock.capacity] if stock.capacity >= 0 else float("inf")
            stock.grain = 1e-9 * max(stock.level, 1.0)  # far more than rounding leaves in a sum
        docked = [ship.docked for ship in self.ships if ship.docked < NEVER]
        self.whole.operated_at = max(docked, default=-NEVER)
        self.note_who()
        for person in self.stranded[:1]:
            self.note_places(person.stranded_since)
            self.note_who()

    def _state_ship(self, ship: Kept) -> None:
        luck, vehicle, pin = self.luck, ship.vehicle, ship.pin_hold
        ship.where = Where.DOCKED if ship.docked < NEVER else Where.GROUND
        ship.fit, ship.hold = ship.unfit_since >= NEVER, 0
        boat, pinned = vehicle.unfit_lifeboat_probability, ship.pin_lifeboat
        ship.lifeboat = luck.chance(boat, ship, stream.LIFEBOAT, pinned)
        if ship.pin_undock == SAMPLED and not (luck.quiet and pin == SAMPLED):  # else no weather
            ship.hold = luck.duration(vehicle.return_hold, ship, stream.HOLD, pin)

    def _state_person(self, person: Kept) -> None:
        own = person.belongs = self.ships[person.flight] if person.flight >= 0 else None
        if person.stated_aboard_since < NEVER:
            person.place, person.aboard_since = Place.ABOARD, person.stated_aboard_since
            person.stranded_since = person.stated_stranded_since
            person.seat = self.ships[person.stated_seat] if person.stated_seat >= 0 else None
            home = person.seat or own
            person.due = home.planned_return if home else NEVER
            lost = not person.seat and own and own.where is Where.DOCKED and not own.fit
            person.failed = own if lost else None

    def ask(self, subject: str, rule: str, holds: object, found: str = "") -> None:
        """Count a demand, and note what is wrong unless it holds; what is found else is the row."""
        self.entries[subject] += 1
        if not holds:
            self.wrong.append((subject, self.second, rule, found or said(self.row)))

    def note_limits(self, ship: Kept) -> None:
        """Note its limit, that with a waiver, and its last landing days (MODEL 4.6, 6.13)."""
        seconds, waiver = self.luck.seconds, self.program.station.waiver
        if ship.limit >= 0 and ship.launched < NEVER:
            ship.limit_at = ship.launched + seconds(ship.limit)
            ship.planned_limit = lands_by(ship, ship.limit_at)
            decided = ship.planned_limit >= self.levers.waiver_from
            ship.waived_to = ship.limit_at + (seconds(waiver) if decided else 0)
            ship.last_day = lands_by(ship, ship.waived_to)

    def note_who(self) -> None:
        """Note who is aboard, who of them has no seat, and count people and flights to come."""
        for person in self.people:
            person.aboard = person.place is Place.ABOARD
        self.aboard = [person for person in self.people if person.aboard]
        self.stranded = [person for person in self.aboard if person.seat is None]
        self.docked = [ship for ship in self.ships if ship.where is Where.DOCKED]
        still, whole = [ship for ship in self.ships if ship.where <= Where.FLYING], self.whole
        lines = [person.line for person in self.aboard]
        counted = [number for person in self.aboard for number in person.counted]
        queues = [ship.queue for ship in still]
        for n, each in enumerate(self.segments):
            each.aboard = counted.count(n)
        for n, each in enumerate(self.queues):
            each.aboard, each.to_come = lines.count(n), queues.count(n)
            each.begun |= each.aboard > 0
        whole.aboard, whole.on_the_way = len(self.aboard), sum(ship.empty for ship in still)
        served = sum(1 for p in self.stranded if p.failed in self.docked and p.failed.lifeboat)
        boats = [ship.vehicle for ship in self.docked if ship.fit]
        served += sum(each.emergency_seats for each in boats if each.made)
        whole.no_lifeboat = max(0, len(self.stranded) - served)  # MODEL 5.1
        self.need = sum(p.reserved is None for p in self.stranded) - whole.on_the_way

    def note_places(self, since: int) -> None:
        """Somebody is stranded, the first for a while: emergency places are made from then on."""
        for vehicle in self.classes:
            at = since + self.luck.seconds(vehicle.emergency_time)
            vehicle.made = at <= self.second
            due = vehicle.emergency_seats and not vehicle.made
            self.awaits(H.PLACES_MADE, vehicle, at if due else NEVER)

    def serves(self, pad: Kept) -> bool:
        """Whether a pad is up and in service, and a rocket that it launches is not stood down."""
        idle = pad.dormant or pad.down or self.awaited.get((H.PAD_READY, pad))
        return not idle and any(pad in f.its_pads and not f.down for f in self.families)

    def pads_serve(self) -> None:
        """Each family has the pads that launch it now; who holds another gives it back."""
        for family in self.families:
            dated = zip(*[iter(family.dated_pads)] * 3, strict=True)
            now = self.second
            closed = {pad for pad, since, until in dated if not since <= now < until}
            family.its_pads = [self.pads[n] for n in family.pads if n not in closed]
        for ship in self.ships:
            if ship.holds is not None and ship.holds[1] not in ship.holds[0].its_pads:
                ship.holds = None

    def awaits(self, happening: H, whom: Kept, second: int, *told: Any) -> None:
        """Have something come at a second, instead of whatever was awaited of its kind."""
        self.awaited[happening, whom] = [(second, told)]

    def crew_of(self, ship: Kept, place: Place = Place.GROUND) -> list[Kept]:
        """Who belongs to a flight and is there."""
        return [p for p in self.people if p.belongs is ship and p.place is place]

    def seated(self, ship: Kept) -> list[Kept]:
        """Who has a seat in it."""
        return [p for p in self.people if p.seat is ship]

    def working(self, people: Iterable[Kept]) -> int:
        """How many of them are of a segment: a guest is of none."""
        return sum(person.segment >= 0 for person in people)

    def unable_since(self, vehicle: Kept) -> int:
        """Since when none of the families of a class can launch."""
        return max(int(family.unable_since) for family in vehicle.its_families)

    def needs(self, vehicle: Kept) -> bool:
        """Whether a class is cleared for a need, and some segment is in one ship or none (5.5)."""
        seats = {(person.segment, person.seat) for person in self.aboard if person.seat}
        ships = Counter(segment for segment, _ in seats)
        few = any(
            each.minimum and ships[each.number] < 2
            for each in self.segments
            if not each.is_qualification
        )
        return few and vehicle.needed_from <= self.second

    def note_use(self) -> None:
        """What is used of each stock in a second from now on, by those who are there now."""
        value, aboard = self.luck.inputs.__getitem__, len(self.aboard)
        for stock in self.stocks:
            shares = [ship.vehicle.reboost[stock.number] for ship in self.docked]
            saved = max((value(share) for share in shares if share >= 0), default=0.0)
            daily = value(stock.per_day) * (1.0 - saved)
            stock.use = (daily + value(stock.per_person_day) * aboard) / DAY

    def left(self, stock: Kept, second: int) -> float:
        """What is left of a stock at a second not before this one."""
        return max(0.0, float(stock.level - stock.use * (second - self.second)))
