"""The station as its log tells it: who and what is where, and what is still awaited."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from itertools import count
from types import SimpleNamespace
from typing import Any

from sim.auditor.luck import Luck
from sim.core.clock import DAY, NEVER
from sim.engine import stream
from sim.engine.memory.words import Where
from sim.engine.program import SAMPLED, Ints, Program
from sim.outcomes import DECLARED, Happening, LogRow, PadState

H = Happening
NOBODY: Any = None

SUBJECTS = {
    "people": "journeys up and down",
    "seats": "seats taken, lost, fitted",
    "ports": "dockings, undockings, stays",
    "pads": "launches, outages, stand-downs",
    "spacecraft": "launches, losses, deliveries",
    "stocks": "deliveries, reserve lines",
    "levers": "orders, swaps, early returns",
}
"""What is asked for, and what is looked at for it."""
PEOPLE, SEATS, PORTS, PADS, SPACECRAFT, STOCKS, LEVERS = SUBJECTS

AWAITED = {
    H.REPAIRED: (PADS, "a pad is repaired at the later of the ends of its outages"),
    H.PAD_TAKES_CREWS: (PADS, "a repaired pad takes crews when its stage is over"),
    H.PAD_READY: (PADS, "a repaired pad is in service when its time has come"),
    H.PAD_OUTAGE: (PADS, "an outage begins when it is dated, pinned or sampled"),
    H.PAD_DAMAGED: (PADS, "a launch damages its pad as its own sample has it"),
    H.PAD_ACTIVATED: (LEVERS, "a dormant pad is up when its activation is over"),
    H.STAND_DOWN_BEGINS: (PADS, "a loss grounds the family that flew, and nothing else but luck"),
    H.STAND_DOWN_ENDS: (PADS, "a stand-down ends at its instant"),
    H.CERTIFIED: (PADS, "a class is certified at its instant"),
    H.CLASS_GROUNDED: (PADS, "a fault of the type grounds its class as sampled"),
    H.FLIES_WHERE_NEEDED: (PADS, "a class is cleared for where it is needed in its time"),
    H.STATION_LEFT: (PEOPLE, "the station has to be left as sampled"),
    H.STATION_OPEN: (PEOPLE, "a station that was left is open again at its instant"),
    H.PLACES_MADE: (SEATS, "emergency places are made in their time"),
    H.SPACECRAFT_READY: (SPACECRAFT, "a spacecraft is ready when it is delivered or refurbished"),
    H.LOST: (SPACECRAFT, "a launch is lost as its own sample has it"),
    H.DOCKS: (PORTS, "whoever is on the way docks when their transit is over"),
    H.TRIES_AGAIN: (PORTS, "a docking that fails at first, as sampled, is tried again"),
    H.FAILS_TO_DOCK: (PORTS, "whoever is on the way fails to dock as sampled"),
    H.RESEATED: (SEATS, "a seat is fitted when its time has come"),
}
"""What comes at a second that is known beforehand, and at no other."""

NOT_THEN: dict[H, Callable[[Station, Kept], object]] = {
    H.PAD_OUTAGE: lambda s, pad: pad.dormant,
    H.PAD_DAMAGED: lambda s, pad: not s.serves(pad),
    H.STATION_LEFT: lambda s, whole: not s.aboard,
    H.PLACES_MADE: lambda s, vehicle: not s.stranded,
}
"""When what is awaited does not come all the same."""

SUBJECT_OF = {"pad": PADS, "family": SPACECRAFT, "class": SPACECRAFT, "stock": STOCKS}
SUBJECT_OF |= {"flight": PORTS, "ship": PORTS, "reserve_taken": SPACECRAFT}
"""By the kind of what it is about, to which subject a row or an outcome belongs; else people's."""


def subject_of(happening: H) -> str:
    """The subject to which rows of a kind belong."""
    name, kind = happening.name.lower(), DECLARED[happening].entity.name.lower()
    return AWAITED.get(happening, (SUBJECT_OF.get(name, SUBJECT_OF.get(kind, PEOPLE)),))[0]


GROUND, ON_THE_WAY, ABOARD, HOME = "on the ground", "on the way", "aboard", "home"
"""Where a person is."""


class Kept(SimpleNamespace):
    """What the program states of somebody or something, and what has become of it."""

    __eq__ = object.__eq__
    __hash__ = object.__hash__  # type: ignore[assignment]

    aboard: Any = False
    down = attempted = from_reserve = sent_home = alone = said_held = flew_empty = False
    takes_home = made = begun = False
    repairs = to_prove = in_a_row = spacecraft = crews_from = down_until = empty = swapped = 0
    changes = left_until = hold = 0
    down_since = pads_down_since = unable_since = below_since = whole_repair = docks_at = NEVER
    medical_at = cleared_at = first_relief = undocked = aboard_since = stranded_since = NEVER
    due = needed_from = left = limit_at = planned_limit = waived_to = last_day = NEVER
    kept_to = held_to = fitted_to = left_at = -NEVER
    stage = seat_since = -1
    use = 0.0
    holds = flew = place_taken_by = seat = reserved = failed = NOBODY
    place, state = GROUND, PadState.READY


def kept(rows: Iterable[Any]) -> list[Kept]:
    """What is kept of the rows of a table."""
    return [Kept(**vars(row), number=n) for n, row in enumerate(rows)]


def spans(pairs: Ints) -> list[tuple[int, int]]:
    """Beginnings and ends in turn, two by two."""
    return list(zip(pairs[::2], pairs[1::2], strict=True))


def closed(closures: Ints, place: int, at: int) -> bool:
    """Whether a planned closure of a pad or port is in force: from its beginning until its end."""
    threes = zip(*[iter(closures)] * 3, strict=True)
    return any(it == place and begins <= at < ends for it, begins, ends in threes)


def said(row: LogRow) -> str:
    """What a row says, in words."""
    where = f" from {row.pad}" if row.pad else f" at {row.port}" if row.port else ""
    whose = f" ({row.other or row.stock})" if row.other or row.stock else ""
    return f"{row.entity} {row.happening.name.lower().replace('_', ' ')}{where}{whose}"


class Station(Luck):
    """Everything that the log has told so far, over what the program and its luck say.

    `wrong` is what does not add up, `entries` counts what was asked.
    """

    aboard: list[Kept]
    stranded: list[Kept]

    def __init__(self, program: Program, seed: int, replication: int) -> None:
        super().__init__(program, seed, replication)
        p = program
        self.levers, self.second, self.row = p.levers, 0, NOBODY
        self.wrong: list[tuple[str, int, str, str]] = []
        self.entries: Counter[str] = Counter()
        self.awaited: defaultdict[tuple[H, Kept], list[tuple[int, Any]]] = defaultdict(list)
        self.to_send = NOBODY
        self.apart = self.seconds(p.station.operations_apart)
        self.pads, self.families = kept(p.pads), kept(p.families)
        self.classes, self.ships = kept(p.classes), kept(p.flights)
        self.people, self.stocks = kept(p.people), kept(p.stocks)
        self.queues, self.segments = kept(p.queues), kept(p.segments)
        self.outages = kept(p.outages)
        self.station = Kept(name="", number=0, reserve_class=p.levers.reserve_class)
        for queue in self.queues:
            queue.its = [self.ships[n] for n in queue.ships]
            queue.begun = queue.begins <= 0
            for ship in queue.its:
                self._states_ship(ship, queue)
        for person in self.people:
            self._states_person(person)
        for stock in self.stocks:
            stock.line, stock.level = self.inputs[stock.reserve], self.inputs[stock.stated_level]
            stock.most = self.inputs[stock.capacity] if stock.capacity >= 0 else float("inf")
            stock.grain = 1e-9 * max(stock.level, 1.0)  # far more than rounding leaves in a sum
        self._states_ground()
        docked = [ship.docked for ship in self.ships if ship.docked < NEVER]
        self.station.operated_at = max(docked, default=-NEVER)
        self.notes_who()
        for person in self.stranded[:1]:
            self.makes_places(person.stranded_since)
            self.notes_who()
        self.notes_unable()

    def _states_ship(self, ship: Kept, queue: Kept) -> None:
        vehicle, pin = self.classes[ship.classes], ship.pin_hold
        ship.of, ship.its_line, ship.vehicle = queue, queue.its, vehicle
        queue.begun |= ship.docked < NEVER
        ship.where = Where.DOCKED if ship.docked < NEVER else Where.GROUND
        ship.fit = ship.unfit_since >= NEVER
        boat, pinned = vehicle.unfit_lifeboat_probability, ship.pin_lifeboat
        ship.lifeboat = self.chance(boat, ship, stream.LIFEBOAT, pinned)
        if ship.pin_undock == SAMPLED and not (self.quiet and pin == SAMPLED):  # else no weather
            ship.hold = self.duration(vehicle.return_hold, ship, stream.HOLD, pin)
        self.notes_limits(ship)

    def _states_person(self, person: Kept) -> None:
        own = person.belongs = self.ships[person.flight] if person.flight >= 0 else None
        if person.stated_aboard_since < NEVER:
            person.place, person.aboard_since = ABOARD, person.stated_aboard_since
            person.stranded_since = person.stated_stranded_since
            person.seat = self.ships[person.stated_seat] if person.stated_seat >= 0 else None
            home = person.seat or own
            person.due = home.planned_return if home else NEVER
            lost = not person.seat and own and own.where is Where.DOCKED and not own.fit
            person.failed = own if lost else None

    def _states_ground(self) -> None:
        p, capsules = self.program.station, count()
        self.pads_serve()
        for pad in self.pads:
            pad.dormant, pad.owed = pad.activation >= 0, pad.stated_owed
            turned = pad.last_launch + self.seconds(pad.turnaround)
            pad.turned_at = turned if pad.last_launch < NEVER else 0
            pad.free_from = NEVER if pad.dormant else pad.turned_at
            for begins, ends, stage, stated in sorted(self._outages(pad)):
                if begins > 0:
                    self.awaited[H.PAD_OUTAGE, pad].append((begins, (ends, stage)))
                elif not pad.dormant and (ends > 0 or stated):
                    pad.down_since = min(pad.down_since, begins)
                    self.goes_down(pad, max(ends, 0), stage)
            if pad.repair >= 0 and not pad.pinned:
                rate = self.value(pad.other_launches) * self.value(pad.damage_probability)
                streams = stream.OTHER_LAUNCHES, pad.repair, stream.OTHER_REPAIR
                for begins, ends in self.arrivals(rate, pad, *streams):
                    self.awaited[H.PAD_DAMAGED, pad].append((begins, (ends, pad.crew_stage)))
        for family in self.families:
            its_pads = [pad.down_since for pad in family.its_pads if not pad.dormant]
            family.pads_down_since, since = max(its_pads, default=0), family.grounded_since
            family.unable_since, family.down = since, since < NEVER
            for begins, ends in self._stand_downs(family):
                self.awaited[H.STAND_DOWN_BEGINS, family].append((max(begins, 0), (ends,)))
        for vehicle in self.classes:
            vehicle.its_families = [self.families[n] for n in vehicle.families]
            vehicle.certified_at = self.seconds(vehicle.certification)
            if vehicle.certified_at > 0:
                self.awaits(H.CERTIFIED, vehicle, vehicle.certified_at)
            ready = list(vehicle.deliveries)
            for (landed, law), n in zip(spans(vehicle.capsules), capsules, strict=False):
                which, capsule = stream.REFURBISHMENT_AT_START, Kept(number=n)
                ready.append(landed + self.duration(law, capsule, which) if law >= 0 else 0)
            if vehicle.reusable == 0:
                every = max(self.seconds(vehicle.then_every), 1)
                ready += range(max(vehicle.deliveries, default=0) + every, p.until, every)
            vehicle.spacecraft = sum(second <= 0 for second in ready)
            due = self.awaited[H.SPACECRAFT_READY, vehicle]
            due += [(second, ()) for second in ready if second > 0]
        streams = stream.EVACUATION, p.evacuation_away, stream.EVACUATION_AWAY
        sampled = self.arrivals(self.value(p.evacuation_rate), self.station, *streams)
        left = spans(p.pin_evacuations) if p.evacuations_pinned else sampled
        self.awaited[H.STATION_LEFT, self.station] += [(second, (ends,)) for second, ends in left]

    def _outages(self, pad: Kept) -> Iterator[tuple[int, int, int, bool]]:
        """Beginning, end, crew stage of outages that come from no launch; whether it is stated."""
        for each in [x for x in self.outages if x.pad == pad.number and x.since < NEVER]:
            begins, place = each.since, int(each.place)
            if each.pin_since != SAMPLED:
                begins = each.pin_since
            elif each.moves >= 0 and not self.quiet:
                which = stream.OUTAGE_DATE
                moved = self.duration(each.moves, pad, which, nth=place, least=-begins)
                begins = max(begins + moved, 1)
            law, which, pin = each.repair, stream.OUTAGE_REPAIR, each.pin_repair
            each.whole_repair = self.duration(law, pad, which, pin, place)
            yield begins, begins + each.whole_repair, each.crew_stage, True
        streams = stream.OUTAGES, pad.random_repair, stream.RANDOM_REPAIR
        sampled = self.arrivals(self.value(pad.random_rate), pad, *streams)
        for begins, ends in spans(pad.pin_outages) if pad.pinned else sampled:
            yield begins, max(begins, ends), pad.crew_stage, False

    def _stand_downs(self, family: Kept) -> Iterator[tuple[int, int]]:
        """Beginning and end of the stand-downs that do not come from a loss."""
        streams = stream.CUSTOMERS, family.other_customers_stand_down, stream.GROUNDING
        sampled = self.arrivals(self.value(family.other_customers_rate), family, *streams)
        yield from spans(family.pin_stand_downs) if family.pinned else sampled
        if family.grounded_since < NEVER:
            law = family.grounded_stand_down
            down = self.duration(law, family, stream.STAND_DOWN_AT_START)
            yield 0, max(family.grounded_since + down, 0)

    # what is asked and awaited

    def ask(self, subject: str, rule: str, holds: object, found: str = "") -> None:
        """Count a demand, and note what is wrong unless it holds; what is found else is the row."""
        self.entries[subject] += 1
        if not holds:
            self.wrong.append((subject, self.second, rule, found or said(self.row)))

    def awaits(self, happening: H, whom: Kept, second: int, *told: Any) -> None:
        """Have something come at a second, instead of whatever was awaited of its kind."""
        self.awaited[happening, whom] = [(second, told)]

    def goes_down(self, pad: Kept, ends: int, stage: int) -> None:
        """It is down until then, or until the outage that runs ends if that is later."""
        self.awaited[H.PAD_TAKES_CREWS, pad] = []
        self.awaited[H.PAD_READY, pad] = []
        if not pad.down or all(ends > second for second, _ in self.awaited[H.REPAIRED, pad]):
            self.awaits(H.REPAIRED, pad, ends)
            pad.stage = stage
        pad.down, pad.free_from, pad.crews_from = True, NEVER, NEVER

    def makes_places(self, since: int) -> None:
        """Somebody is stranded, the first for a while: emergency places are made from then on."""
        for vehicle in self.classes:
            at = since + self.seconds(vehicle.emergency_time)
            vehicle.made = at <= self.second
            due = vehicle.emergency_seats and not vehicle.made
            self.awaits(H.PLACES_MADE, vehicle, at if due else NEVER)

    def void(self, ship: Kept) -> None:
        """Seats that are being fitted in a ship are for nobody any more."""
        for person in [person for person in self.people if person.reserved is ship]:
            person.reserved = None
            self.awaited[H.RESEATED, person] = []

    # what follows from what was told

    def notes_limits(self, ship: Kept) -> None:
        """Note its limit, that with a waiver, and its last landing days (MODEL 4.6, 6.13)."""
        if ship.limit >= 0 and ship.launched < NEVER:
            ship.limit_at = ship.launched + self.seconds(ship.limit)
            ship.planned_limit = self._lands_by(ship, ship.limit_at)
            decided = ship.planned_limit >= self.levers.waiver_from
            waiver = self.seconds(self.program.station.waiver) if decided else 0
            ship.waived_to = ship.limit_at + waiver
            ship.last_day = self._lands_by(ship, ship.waived_to)

    def _lands_by(self, ship: Kept, last: int) -> int:
        dark = spans(ship.vehicle.landing_blackouts)
        return min([last, *(b for b, ends in dark if ship.launched < b < last < ends)])

    def notes_who(self) -> None:
        """Note who is aboard, who of them has no seat, and count people and flights to come."""
        for person in self.people:
            person.aboard = person.place is ABOARD
        self.aboard = [person for person in self.people if person.aboard]
        self.stranded = [person for person in self.aboard if person.seat is None]
        self.docked = [ship for ship in self.ships if ship.where is Where.DOCKED]
        still, station = [ship for ship in self.ships if ship.where <= Where.FLYING], self.station
        lines = [person.line for person in self.aboard]
        counted = [number for person in self.aboard for number in person.counted]
        queues = [ship.queue for ship in still]
        for n, each in enumerate(self.segments):
            each.aboard = counted.count(n)
        for n, each in enumerate(self.queues):
            each.aboard, each.to_come = lines.count(n), queues.count(n)
            each.begun |= each.aboard > 0
        station.aboard, station.on_the_way = len(self.aboard), sum(ship.empty for ship in still)
        served = sum(1 for p in self.stranded if p.failed in self.docked and p.failed.lifeboat)
        boats = [ship.vehicle for ship in self.docked if ship.fit]
        served += sum(each.emergency_seats for each in boats if each.made)
        station.no_lifeboat = max(0, len(self.stranded) - served)  # MODEL 5.1
        self.need = sum(p.reserved is None for p in self.stranded) - station.on_the_way

    def notes_unable(self) -> None:
        """Since when each family cannot launch without a break, and its pads alone."""
        now = self.second
        for family in self.families:
            up = any(not pad.dormant and pad.crews_from <= now for pad in family.its_pads)
            family.pads_down_since = NEVER if up else min(family.pads_down_since, now)
            since = min(family.unable_since, family.pads_down_since, now)
            family.unable_since = NEVER if up and not family.down else since

    def notes_use(self) -> None:
        """What is used of each stock in a second from now on, by those who are there now."""
        value, aboard = self.inputs.__getitem__, len(self.aboard)
        for stock in self.stocks:
            shares = [ship.vehicle.reboost[stock.number] for ship in self.docked]
            saved = max((value(share) for share in shares if share >= 0), default=0.0)
            daily = value(stock.per_day) * (1.0 - saved)
            stock.use = (daily + value(stock.per_person_day) * aboard) / DAY

    def pads_serve(self) -> None:
        """Each family has the pads that launch it now; who holds another gives it back."""
        for family in self.families:
            dated, now = zip(*[iter(family.dated_pads)] * 3, strict=True), self.second
            off = {pad for pad, since, until in dated if not since <= now < until}
            family.its_pads = [self.pads[n] for n in family.pads if n not in off]
        for ship in self.ships:
            if ship.holds is not None and ship.holds[1] not in ship.holds[0].its_pads:
                ship.holds = None

    def serves(self, pad: Kept) -> bool:
        """Whether a pad is up and in service, and a rocket that it launches is not stood down."""
        idle = pad.dormant or pad.down or self.awaited.get((H.PAD_READY, pad))
        return not idle and any(pad in f.its_pads and not f.down for f in self.families)

    def state_of(self, pad: Kept) -> PadState:
        """What keeps a pad from launching crews, the first of several reasons (MODEL 2.5)."""
        reasons = (
            (pad.dormant and self.awaited.get((H.PAD_ACTIVATED, pad)), PadState.ACTIVATING),
            (pad.dormant, PadState.DORMANT),
            (pad.down, PadState.DOWN),
            (self.awaited.get((H.PAD_READY, pad)), PadState.RETURN_TO_SERVICE),
            (closed(self.program.station.closed_pads, pad.number, self.second), PadState.CLOSED),
            (self.awaited.get((H.PAD_TAKES_CREWS, pad)), PadState.CARGO_ONLY),
            (pad.owed, PadState.OWING),
        )
        return next((state for holds, state in reasons if holds), PadState.READY)

    def left(self, stock: Kept, second: int) -> float:
        """What is left of a stock at a second not before this one."""
        return max(0.0, float(stock.level - stock.use * (second - self.second)))

    def crew_of(self, ship: Kept, place: str = GROUND) -> list[Kept]:
        """Who belongs to a flight and is there."""
        return [p for p in self.people if p.belongs is ship and p.place is place]

    def seated(self, ship: Kept) -> list[Kept]:
        """Who has a seat in it."""
        return [p for p in self.people if p.seat is ship]

    def unable_since(self, vehicle: Kept) -> int:
        """Since when none of the families of a class can launch."""
        return max(int(family.unable_since) for family in vehicle.its_families)
