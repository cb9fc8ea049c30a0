"""What launches, departures and levers must keep, and what holds at the end of every second."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from sim.auditor import stays
from sim.auditor.station import H, Kept, Place, Station, closed, spans
from sim.core.clock import NEVER
from sim.engine import stream
from sim.engine.memory.words import Where
from sim.engine.program import SAMPLED
from sim.outcomes import DECLARED, Cause
from sim.rules.flights import CARGO

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

ACTS = {
    H.PAD_ORDERED: "a dormant pad is ordered once, after its families' pads were long down",
    H.FLIGHT_ORDERED: "an extra flight is ordered once, after a line has long been unable",
    H.EARLY_RETURN: "who goes home early has a seat in a ship of a class that has long been unable",
}
"""The levers that act once, when what they are for has lasted long enough."""

SUBJECT_OF = {"pad": PADS, "family": SPACECRAFT, "class": SPACECRAFT, "stock": STOCKS}
SUBJECT_OF |= {"flight": PORTS, "ship": PORTS, "reserve_taken": SPACECRAFT}
"""By the kind of what it is about, to which subject a row or an outcome belongs; else people's."""


def subject_of(happening: H) -> str:
    """The subject to which rows of a kind belong."""
    name, kind = happening.name.lower(), DECLARED[happening].entity.name.lower()
    other = SUBJECT_OF.get(name, SUBJECT_OF.get(kind, PEOPLE))
    return AWAITED.get(happening, (other,))[0]


def at_the_pad(s: Station, e: Kept, crew: list[Kept]) -> None:
    """Ask what an attempt must keep, whether the flight goes with that crew or scrubs."""
    it, rocket, scrubs = e.it, (e.family, e.pad), e.row.happening is H.SCRUBS
    launches = e.pad in e.family.its_pads and e.family in it.vehicle.its_families
    s.ask(PADS, "a pad launches its families", launches)
    lacking = next(_lacks(s, it, *rocket, bool(crew)), "")
    s.ask(PADS, lacking or "a flight lacks nothing of its rocket", not lacking)
    keeps = it.holds in (None, rocket)
    s.ask(PADS, "after a scrub a flight keeps family and pad, or gives them back", keeps)
    crewed = bool(crew or (scrubs and s.crew_of(it)))
    if not it.holds and not (scrubs and crewed and s.need > 0):  # who flies is known at launch
        rockets = ((f, pad) for f in it.vehicle.its_families for pad in f.its_pads)
        first = next((each for each in rockets if not any(_lacks(s, it, *each, crewed))), rocket)
        s.ask(PADS, "a flight goes up from the first pad of the first family", rocket == first)
    dark = stays.inside(e.now, spans(it.vehicle.launch_blackouts))
    s.ask(PORTS, "nothing launches in a blackout", not dark)
    apart = [abs(e.now + it.planned_transit - each) >= s.apart for each in stays.operations(s)]
    s.ask(PORTS, "dockings and undockings keep apart", all(apart))
    s.ask(PADS, "an extra flight flies when it has been ordered", it.planned < NEVER)


def _lacks(s: Station, ship: Kept, family: Kept, pad: Kept, crewed: bool) -> Iterator[str]:
    """Yield the rules that a launch of a ship with that family from that pad would break now."""
    if pad.free_from >= NEVER:
        yield "a pad never launches while down"
    if pad.free_from > s.second:
        yield "a pad launches when it is turned round"
    if closed(s.program.station.closed_pads, pad.number, s.second):
        yield "nothing launches from a closed pad"
    if family.down_until > s.second:
        yield "a family never launches while stood down"
    if any(other.holds and other.holds[1] is pad for other in s.ships if other is not ship):
        yield "a pad has one flight"
    if crewed and pad.crews_from > s.second:
        yield "no crew leaves a pad before it takes crews"
    if crewed and pad.owed + family.owed:
        yield "no crew flies before requalification"


def of_launch(s: Station, e: Kept) -> None:
    """Ask what must be so of a ship that leaves its pad, and of who is aboard."""
    it, vehicle = e.it, e.it.vehicle
    there = vehicle.reusable < 0 or it.from_reserve or vehicle.spacecraft > 0
    found = f"there is no spacecraft for {it.name}"
    s.ask(SPACECRAFT, "nobody flies a spacecraft that is not there", there, found)
    for p in e.crew:
        found = f"{p.name} flies in {it.name}, but is {p.place}"
        s.ask(PEOPLE, "who flies is on the ground", p.place is Place.GROUND, found)
        s.ask(PEOPLE, "who flies is of the crew", p.belongs is it)
    found = f"{len(e.crew)} fly in the {vehicle.seats} seats of {it.name}"
    s.ask(SEATS, "a crew fits its ship", len(e.crew) <= vehicle.seats, found)
    certified = not e.crew or vehicle.certified_at <= e.now or s.needs(vehicle)
    certified &= not e.crew or e.now < vehicle.certified_until
    s.ask(PADS, "no crew flies in a class that is not certified", certified)
    lived_in = not e.crew or s.whole.left_until <= e.now
    s.ask(PEOPLE, "no crew flies to a station that had to be left", lived_in)


def of_departure(s: Station, e: Kept) -> None:
    """Ask what a vehicle that leaves must keep."""
    it, now, cause = e.it, e.now, e.row.cause
    s.ask(PORTS, "a ship leaves the port that it is at", e.port.number == it.port)
    free = cause in (Cause.MEDICAL, Cause.EVACUATION) or stays.lane_wait(s, it, now) == 0
    s.ask(PORTS, "nobody leaves in the dark or close to others who could wait", free)
    weather = 0 if cause is Cause.MEDICAL and it.pin_hold == SAMPLED else it.hold
    past = it.waived_to < now - weather and it.fit and it.pin_undock == SAMPLED
    held = past and stays.holds(s, it) and cause is not Cause.EVACUATION
    s.ask(PORTS, "a vehicle is said to be held when it was", it.said_held == held)
    fitted = it.fit and any(person.reserved is it for person in s.people)
    theirs = cause is Cause.DISPOSAL and any(p.failed is it for p in s.stranded)
    sent = s.levers.unfit_leaves >= 0 and not it.lifeboat
    due = max(it.unfit_since, s.levers.stranded_from) + s.luck.seconds(s.levers.unfit_leaves)
    lawful = it.pin_undock != SAMPLED or (sent and now >= due)
    s.ask(PORTS, "an unfit ship stays while its people have no seat", lawful or not theirs)
    at_once = cause is Cause.EVACUATION and now == s.whole.left_at
    s.ask(PORTS, "who leaves at once has to", at_once or cause is not Cause.EVACUATION)
    s.ask(SEATS, "nobody leaves while a seat is being fitted in the ship", at_once or not fitted)
    waits = cause is Cause.LIMIT and stays.relief_is_coming(s, it)
    s.ask(PORTS, "nobody leaves at a limit while the relief is on its way up", not waits)
    if cause is Cause.CHOICE:
        chosen = s.luck.chance(s.levers.early_probability, it, stream.CHOICE)
        from_then = it.last_day - s.luck.duration(s.levers.early_by, it, stream.EARLY)
        due = now >= max(from_then, it.planned_return)
        s.ask(PORTS, "who leaves by choice does so as sampled", chosen and due)
        relief = stays.successor(it)
        awaited = relief is None or relief.where is not Where.FLYING
        s.ask(PORTS, "nobody leaves by choice while the relief is on its way up", awaited)


def _due(since: int, after: int, decided: int) -> int:
    """When something has lasted so long, and been decided so long; `NEVER` if it does not last."""
    return NEVER if max(since, after) >= NEVER else max(since, decided) + after


def levers_due(s: Station) -> Iterator[tuple[H, Kept, int]]:
    """Yield what the levers are still to do, to whom, and when (MODEL 6.5, 6.9, 6.12)."""
    levers = s.levers
    for pad in [pad for pad in s.pads if pad.dormant and pad.number == levers.activate_pad]:
        if not s.awaited[H.PAD_ACTIVATED, pad]:
            since = min(family.pads_down_since for family in s.families if pad in family.its_pads)
            yield H.PAD_ORDERED, pad, _due(since, levers.activate_after, levers.activate_from)
    for flight in [ship for ship in s.ships if ship.number == levers.order_flight]:
        if flight.planned >= NEVER:
            lines = [s.classes[line.classes] for line in s.queues if line.is_line]
            those = [s.unable_since(line) for line in lines if _apart(line, flight.vehicle)]
            since = min(those, default=NEVER)
            yield H.FLIGHT_ORDERED, flight, _due(since, levers.order_after, levers.order_from)
    for person in s.aboard:
        if person.seat and person.home != person.early_home >= 0:
            since = s.unable_since(person.seat.vehicle)
            yield H.EARLY_RETURN, person, _due(since, levers.early_after, levers.early_from)


def _apart(one: Kept, other: Kept) -> bool:
    """Whether no family launches both classes."""
    return set(one.its_families).isdisjoint(other.its_families)


def long_unable(s: Station, ship: Kept) -> bool:
    """Whether the class of a ship has been unable to launch for so long that people are swapped."""
    since = s.unable_since(ship.vehicle)
    return _due(since, s.levers.swap_after, s.levers.swap_from) <= s.second


def of_swap(s: Station, e: Kept) -> None:
    """Ask what a swap of seats between two lines must keep (MODEL 6.4)."""
    origin, other = e.it.belongs, e.other
    leaves = origin and origin.where is Where.GROUND and origin.of.is_line
    s.ask(LEVERS, "who is swapped leaves the crew list of a line", leaves)
    if leaves:
        down = long_unable(s, origin)
        lawful = (down or long_unable(s, other)) and _apart(origin.vehicle, other.vehicle)
        s.ask(LEVERS, "people are swapped with a line of other families, long unable", lawful)
        few = other.swapped + down <= s.levers.swap_seats and s.need <= 0
        s.ask(LEVERS, "a carrier takes so many and nobody while the stranded need a seat", few)
        left = [p.segment for p in s.crew_of(origin) if p is not e.it]
        keeps = origin.of.home_segment in left and len(left) >= origin.vehicle.crew_to_fly
        rule = "a donor keeps its fewest to fly and somebody of its own segment"
        s.ask(LEVERS, rule, keeps or not down)


def of_reserve(s: Station, e: Kept) -> None:
    """Ask what a flight with the spacecraft held for a rescue must keep (MODEL 6.6, 6.13)."""
    those = [p for p in s.stranded if p.failed and p.failed.of is e.it.of]
    serves = e.it.classes == s.whole.reserve_class and those
    s.ask(SPACECRAFT, "the reserve spacecraft flies once, as a rescue of its class", serves)
    decided, takes = s.levers.reserve_from, s.luck.seconds(s.levers.reserve_preparation)
    early = any(p.reserved is None and p.stranded_since < decided for p in those)
    rule = "the reserve spacecraft flies when that is decided and it is prepared"
    s.ask(SPACECRAFT, rule, e.now >= decided + (takes if early else 0))


def who_goes(s: Station) -> Kept | None:
    """The crew vehicle that a low stock sends home; None if one waits, or nobody would stay."""
    crewed = [ship for ship in s.docked if ship.role != CARGO and ship.fit and s.seated(ship)]
    those = [ship for ship in crewed if ship.cleared_at >= NEVER]
    first = min(those, key=lambda ship: (ship.planned_return, ship.port), default=None)
    alone = any(ship.alone for ship in s.docked)
    last = first is not None and s.working(s.seated(first)) == s.working(s.aboard)
    return None if alone or last else first


def swaps(person: Kept) -> bool:
    """Whether somebody is to have the seat of one who came with their relief (MODEL 6.15)."""
    return bool(person.failed and person.reserved is person.failed.place_taken_by)


def wrong_at_end(s: Station, following: int) -> Iterator[tuple[str, str, str]]:
    """Yield what is wrong at the end of this second, or comes to be before the following one."""
    takes = Counter(p.seat or (None if swaps(p) else p.reserved) for p in s.aboard)
    for ship, people in takes.items():
        seats = ship and ship.vehicle.seats * (ship.fit and ship.where is Where.DOCKED)
        if ship is not None and people > int(seats or 0):
            which = ship.where.name.lower() if ship.fit else "unfit"
            found = f"{people} people for the {seats} seats of {ship.name}, which is {which}"
            yield SEATS, "no seats but those of fit ships that are docked, and none twice", found
    for ship in s.docked:
        if s.second == s.whole.left_at and s.seated(ship):
            yield PORTS, "everybody leaves a station that has to be left", f"{ship.name} stays"
        for rule, last in stays.deadlines(s, ship):
            if following > last:
                yield PORTS, rule, f"{ship.name} was to leave by second {last}"
    for _, whom, due in levers_due(s):
        if max(s.second, whom.seat_since + 1) <= max(due, 0) < following:
            yield LEVERS, "a lever acts when its time has come", f"{whom.name} at second {due}"
    if s.to_send is not None:
        yield STOCKS, "a vehicle is sent home when a stock is low", f"{s.to_send.name} stays"
        s.to_send = None
    for stock in s.stocks:
        low, left = stock.below_since < NEVER, s.left(stock, following - 1)
        if low and stock.level > stock.line + stock.grain:
            found = f"{stock.name} is said to be below its reserve line; {stock.level:g} are left"
            yield STOCKS, "a stock is low at and below its reserve line", found
        if not low and left < stock.line - stock.grain:
            found = f"{stock.name} falls to {left:g} unnoticed, below its line {stock.line:g}"
            yield STOCKS, "a stock is low at and below its reserve line", found
