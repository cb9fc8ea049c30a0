"""What the rows of a log must keep: by happening, the demands that are made of each row.

A demand is the subject it belongs to, the rule, whether it holds before the row is entered, and
what to say if it does not; `_` says the row.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator

from sim.auditor import stays
from sim.auditor.station import H, Kept, Place, Station, said, spans
from sim.core.clock import NEVER
from sim.engine.where import Where
from sim.rules.flights import CARGO

Demand = tuple[str, str, Callable[[Station, Kept], object], Callable[[Station, Kept], str]]

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
    H.PAD_OUTAGE: (PADS, "an outage begins when it is dated, pinned or drawn"),
    H.PAD_DAMAGED: (PADS, "a launch damages its pad as its own draw has it"),
    H.PAD_ACTIVATED: (LEVERS, "a dormant pad is up when its activation is over"),
    H.STAND_DOWN_BEGINS: (PADS, "a loss grounds the family that flew, and nothing else but luck"),
    H.STAND_DOWN_ENDS: (PADS, "a stand-down ends at its instant"),
    H.CERTIFIED: (PADS, "a class is certified at its instant"),
    H.SPACECRAFT_READY: (SPACECRAFT, "a spacecraft is ready when it is delivered or refurbished"),
    H.LOST: (SPACECRAFT, "a launch is lost as its own draw has it"),
    H.DOCKS: (PORTS, "whoever is on the way docks when their transit is over"),
    H.FAILS_TO_DOCK: (PORTS, "whoever is on the way fails to dock as drawn"),
    H.RESEATED: (SEATS, "a seat is fitted when its time has come"),
}
"""What comes at a second that is known beforehand, and at no other."""

LEFT_OUT = {H.STAND_DOWN_BEGINS: (0,), H.PAD_OUTAGE: (NEVER, -1), H.PAD_DAMAGED: (NEVER,)}
"""What is taken to be told of one that nothing was known of."""


def _(s: Station, e: Kept) -> str:
    return said(e.row)


def _is(where: Where) -> Demand:
    """A ship goes from one place to the next, once."""
    found: Callable[[Station, Kept], str]
    found = lambda s, e: f"{said(e.row)}, and it is {e.it.where.name.lower()}"  # noqa: E731
    return SPACECRAFT, "a ship flies once", lambda s, e: e.it.where is where, found


def _crew(rule: str, holds: Callable[[Station, Kept], object]) -> Demand:
    """Something that a launch must keep where anybody is aboard."""
    return PADS, rule, lambda s, e: not e.crew or holds(s, e), _


def _everybody(rule: str, is_wrong: Callable[[Kept, Kept], bool], how: str) -> Demand:
    """Something that everybody aboard a launch must keep."""
    return (
        PEOPLE,
        rule,
        lambda s, e: not any(is_wrong(p, e.it) for p in e.crew),
        lambda s, e: "; ".join(
            f"{p.name} flies in {e.it.name}, {how}{p.place}" for p in e.crew if is_wrong(p, e.it)
        ),
    )


def _first(s: Station, e: Kept, place: int) -> bool:
    """It flies with the family and from the pad that serve first, as far as the log tells."""
    serving = None if e.it.scrubbed or s.unsure() else s.serving(e.it, bool(e.crew))
    if serving is None or (place and serving[0] is not e.family):
        return True
    return serving[place] is (e.family, e.pad)[place]


def _keeps_apart(s: Station, e: Kept) -> bool:
    expected = e.now + e.it.planned_transit
    return not any(abs(expected - at) < s.apart for at in stays.operations(s))


def _has_spacecraft(s: Station, e: Kept) -> bool:
    counted = e.it.vehicle.reusable >= 0 and not e.it.from_reserve
    return not counted or e.it.vehicle.spacecraft > 0


def _holders(s: Station, e: Kept) -> list[str]:
    return [ship.name for ship in s.docked if ship.port == e.port]


# levers -----------------------------------------------------------------------------------------


def _apart(one: Kept, other: Kept) -> bool:
    """Whether no family launches both classes."""
    return set(one.its_families).isdisjoint(other.its_families)


def _for_long(since: int, after: int, decided: int, by: int) -> bool:
    """Whether both were so long ago: the last launch that could be, and the decision."""
    return after < NEVER and max(since, decided) + after <= by


def _pad_may_be_ordered(s: Station, pad: Kept, by: int) -> bool:
    after, decided = s.levers.activate_after, s.levers.activate_from
    return "pad" not in s.ordered and any(
        pad in f.its_pads and _for_long(f.pads_since, after, decided, by) for f in s.families
    )


def _flight_may_be_ordered(s: Station, flight: Kept, by: int) -> bool:
    after, decided = s.levers.order_after, s.levers.order_from
    lines = [s.classes[line.classes] for line in s.program.lines]
    others = [s.unable_since(line) for line in lines if _apart(line, flight.vehicle)]
    long = any(_for_long(since, after, decided, by) for since in others)
    return "flight" not in s.ordered and long


def _may_go_early(s: Station, e: Kept) -> bool:
    if e.it.seat is None:
        return False
    since = s.unable_since(e.it.seat.vehicle)
    long = _for_long(since, s.levers.early_after, s.levers.early_from, e.now)
    return bool(long and e.other.number == e.it.early_home)


def _long_unable(s: Station, ship: Kept, now: int) -> bool:
    since = s.unable_since(ship.vehicle)
    return _for_long(since, s.levers.swap_after, s.levers.swap_from, now)


def _leaves_a_line(s: Station, e: Kept) -> bool:
    origin = e.it.belongs
    return bool(origin and origin.where is Where.GROUND and origin.of.is_line)


def _swaps_lawfully(s: Station, e: Kept) -> bool:
    one, other = e.it.belongs, e.other
    long = _long_unable(s, one, e.now) or _long_unable(s, other, e.now)
    return long and _apart(one.vehicle, other.vehicle)


def _takes_so_many(s: Station, e: Kept) -> bool:
    e.other.swapped += _long_unable(s, e.it.belongs, e.now)
    return e.other.swapped <= s.levers.swap_seats and s.need() <= 0


def _donor_keeps(s: Station, e: Kept) -> bool:
    origin = e.it.belongs
    left = [p for p in s.crew_of(origin) if p is not e.it]
    own = any(p.segment == origin.of.home_segment for p in left)
    kept = own and len(left) >= origin.vehicle.crew_to_fly
    return kept or not _long_unable(s, origin, e.now)


def _for_whom(s: Station, e: Kept) -> list[Kept]:
    return [p for p in s.stranded if p.failed and p.failed.of is e.it.of]


def _is_prepared(s: Station, e: Kept) -> bool:
    waiting = [p.stranded_since for p in _for_whom(s, e) if p.reserved is None]
    before = min(waiting, default=NEVER) < s.levers.reserve_from
    takes = s.luck.seconds(s.levers.reserve_preparation) if before else 0
    return bool(e.now >= s.levers.reserve_from + takes)


# stocks -----------------------------------------------------------------------------------------


def grain(stock: Kept) -> float:
    """Many times what rounding leaves in the sum of the same amounts."""
    return 1e-9 * float(stock.there)


def _looks(s: Station, e: Kept) -> bool:
    """Whether a low stock is looked at now: when it is low and decided, and every so often."""
    at = max(e.stock.low_since, s.levers.low_stock_from)
    due = at < NEVER and e.now >= at and (e.now - at) % s.levers.low_stock_again == 0
    return bool(due and e.stock.sends_home)


def who_goes(s: Station) -> Kept | None:
    """The crew vehicle that a low stock sends home; None if one waits, or nobody would stay."""
    crewed = [ship for ship in s.docked if ship.role != CARGO and ship.fit and s.seated(ship)]
    those = [ship for ship in crewed if ship.cleared_at >= NEVER]
    first = min(those, key=lambda ship: (ship.planned_return, ship.port), default=None)
    alone = any(ship.alone for ship in s.docked)
    return None if alone or first is None or len(s.seated(first)) == len(s.aboard) else first


def _may_go(s: Station, e: Kept) -> bool:
    return bool(e.it in s.docked and e.it.fit) and 0 < len(s.seated(e.it)) < len(s.aboard)


# the demands ------------------------------------------------------------------------------------
# fmt: off
DEMANDS: dict[H, list[Demand]] = {
    H.LAUNCHES: [
        _is(Where.GROUND),
        _everybody("who flies is on the ground", lambda p, ship: p.place is not Place.GROUND,
                   "but is "),
        _everybody("who flies is of the crew", lambda p, ship: p.belongs is not ship,
                   "not of its crew, from "),
        (SEATS, "a crew fits its ship", lambda s, e: len(e.crew) <= e.it.vehicle.seats,
         lambda s, e: f"{len(e.crew)} fly in the {e.it.vehicle.seats} seats of {e.it.name}"),
        (SPACECRAFT, "nobody flies a spacecraft that is not there", _has_spacecraft,
         lambda s, e: f"there is no spacecraft for {e.it.name}"),
        (PADS, "a pad launches its families", lambda s, e: e.pad in e.family.its_pads
         and e.family in e.it.vehicle.its_families, _),
        (PADS, "a pad never launches while down", lambda s, e: s.is_up(e.pad), _),
        (PADS, "a pad launches when it is turned round", lambda s, e: e.pad.turned_at <= e.now, _),
        (PADS, "a family never launches while stood down", lambda s, e: e.family.until <= e.now, _),
        _crew("no crew leaves a pad before it takes crews", lambda s, e: s.takes_crews(e.pad)),
        _crew("no crew flies before requalification",
              lambda s, e: not e.pad.owed and not e.family.owed),
        _crew("no crew flies in a class that is not certified",
              lambda s, e: e.it.vehicle.certified),
        (PADS, "after a scrub a flight keeps family and pad",
         lambda s, e: e.it.holds in (None, (e.family, e.pad)), _),
        (PADS, "a flight goes up with the first family that lacks nothing",
         lambda s, e: _first(s, e, 0), _),
        (PADS, "a flight leaves the first pad that serves", lambda s, e: _first(s, e, 1), _),
        (PORTS, "nothing launches in a blackout",
         lambda s, e: not stays.inside(e.now, spans(e.it.vehicle.launch_blackouts)), _),
        (PORTS, "dockings and undockings keep apart", _keeps_apart, _),
        (PADS, "an extra flight flies when it has been ordered",
         lambda s, e: e.it.number != s.levers.order_flight or "flight" in s.ordered, _),
    ],
    H.LOST: [_is(Where.FLYING)],
    H.FAILS_TO_DOCK: [_is(Where.FLYING)],
    H.MERGED: [_is(Where.GROUND)],
    H.DOCKS: [
        _is(Where.FLYING),
        (PORTS, "a port accepts its ship", lambda s, e: e.port in (*e.it.vehicle.ports, e.it.port),
         lambda s, e: f"{said(e.row)}, which does not accept it"),
        (PORTS, "a port holds one ship", lambda s, e: not _holders(s, e),
         lambda s, e: f"{said(e.row)}, where {' and '.join(_holders(s, e))} is"),
        (PORTS, "a port is free from the launch on",
         lambda s, e: s.port_freed[e.port] < e.it.launch_row, _),
    ],
    H.UNDOCKS: [
        _is(Where.DOCKED),
        (PORTS, "nobody leaves in a landing blackout who could wait for its end",
         lambda s, e: not stays.is_dark(e.it, e.now) or stays.leaves_lawfully(s, e), _),
        (PORTS, "nobody leaves too close to another docking or undocking who could wait",
         lambda s, e: stays.is_dark(e.it, e.now) or stays.leaves_lawfully(s, e), _),
        (PORTS, "a vehicle is said to be held when it was", stays.held_as_said, _),
    ],
    H.HELD: [(PORTS, "only a vehicle of a line that holds is held past its limit",
              stays.is_past_limit, _)],
    H.HOLD_BEGINS: [
        (PORTS, "nobody waits for light or traffic in vain", stays.waits_lawfully, _),
        (PORTS, "a wait for light or traffic is told as it is", stays.waits_as_told, _),
    ],
    H.REPLANNED: [
        (PORTS, "a re-plan never moves a flight past the last landing day of the vehicle it "
         "relieves", stays.replanned_in_time, _)],
    H.PAD_OUTAGE: [(PADS, "a dormant pad has no outage", lambda s, e: not e.it.dormant, _)],
    H.PAD_ORDERED: [
        (LEVERS, "a dormant pad is ordered once, after its families' pads were long down",
         lambda s, e: e.it.number == s.levers.activate_pad and e.it.dormant
         and _pad_may_be_ordered(s, e.it, e.now), _)],
    H.FLIGHT_ORDERED: [
        (LEVERS, "an extra flight is ordered once, after a line has long been unable",
         lambda s, e: e.it.number == s.levers.order_flight
         and _flight_may_be_ordered(s, e.it, e.now), _)],
    H.EARLY_RETURN: [
        (LEVERS, "who goes home early has a seat in a ship of a class that has long been unable",
         _may_go_early, _)],
    H.REMANIFESTED: [
        (PEOPLE, "who is re-manifested is on the ground",
         lambda s, e: e.it.place is Place.GROUND, _)],
    H.STAYS_BEHIND: [
        (PEOPLE, "who stays behind is on the ground", lambda s, e: e.it.place is Place.GROUND, _)],
    H.SWAPPED: [
        (LEVERS, "who is swapped leaves the crew list of a line", _leaves_a_line, _),
        (LEVERS, "people are swapped with a line that has long been unable, by one of other "
         "families", _swaps_lawfully, _),
        (LEVERS, "a carrier takes so many and nobody while the stranded need a seat",
         _takes_so_many, _),
        (LEVERS, "a donor keeps its fewest to fly and somebody of its own segment",
         _donor_keeps, _),
    ],
    H.RESERVE_TAKEN: [
        (SPACECRAFT, "the reserve spacecraft flies once, as a rescue of its class",
         lambda s, e: e.it.classes == s.reserve_class and _for_whom(s, e),
         lambda s, e: f"{said(e.row)}, and there is none for it"),
        (SPACECRAFT, "the reserve spacecraft flies when that is decided and it is prepared",
         _is_prepared, _),
    ],
    H.STRANDED: [
        (SEATS, "only who had a seat in an unfit ship is stranded",
         lambda s, e: e.now == 0 or (e.it.seat and not e.it.seat.fit),
         lambda s, e: f"{said(e.row)}, who had a seat in no unfit ship")],
    H.SEAT_CHANGED: [(SEATS, "who changes seats has one", lambda s, e: e.it.seat, _)],
    H.SEAT_RESERVED: [
        (SEATS, "a seat is fitted for the stranded", lambda s, e: e.it in s.stranded, _)],
    H.RESEATED: [
        (SEATS, "a seat is fitted where it was reserved",
         lambda s, e: e.it.reserved is e.other, _)],
    H.STOCK_LOW: [
        (STOCKS, "a stock is low from the second it reaches its line",
         lambda s, e: e.it.low_since >= NEVER and e.it.level <= e.it.line + grain(e.it), _)],
    H.STOCK_RESTORED: [
        (STOCKS, "a stock is restored by a delivery that lifts it above its line",
         lambda s, e: e.it.low_since < NEVER and e.it.level > e.it.line - grain(e.it)
         and e.other.docked == e.now,
         lambda s, e: f"{said(e.row)}, and was not below its reserve line")],
    H.SENT_HOME: [
        (STOCKS, "a low stock sends a vehicle home every so often", _looks, _),
        (STOCKS, "who is sent home can go and leaves somebody", _may_go, _),
        (STOCKS, "a low stock sends the vehicle home that returns first",
         lambda s, e: e.it is who_goes(s), _),
    ],
}
# fmt: on
"""What is asked of each row before it is entered."""


def subject_of(happening: H) -> str:
    """The subject to which rows of a kind belong."""
    first = DEMANDS.get(happening, [(PEOPLE,)])[0]
    return AWAITED.get(happening, first)[0]


# at the end of a second -------------------------------------------------------------------------


def wrong_at_end(s: Station, following: int) -> Iterator[tuple[str, str, str]]:
    """Yield what is wrong at the end of this second, or comes to be before the following one."""
    taken = Counter(p.seat or p.reserved for p in s.people if p.seat or p.reserved)
    for ship, people in taken.items():
        seats, name = ship.vehicle.seats, ship.name
        if people > seats:
            found = f"{people} people for the {seats} seats of {name}"
            yield SEATS, "seats are never over-assigned", found
        if not ship.fit:
            yield SEATS, "an unfit ship has no seats", f"a seat in {name}, which is unfit"
        if ship.where is not Where.DOCKED:
            yield SEATS, "only a docked ship has seats", f"a seat in {name}, which is not docked"
    held = sum(ship.where in (Where.FLYING, Where.DOCKED) for ship in s.ships)
    if held > len(s.port_freed):
        yield PORTS, "every vehicle has a port", f"{held} vehicles, {len(s.port_freed)} ports"
    for ship in s.docked:
        for rule, last in stays.deadlines(s, ship):
            if following > last:
                yield PORTS, rule, f"{ship.name} was to leave by second {last}"
    for name in _levers_at_rest(s, following):
        yield LEVERS, "a lever acts when its time has come", name
    if s.to_send is not None:
        yield STOCKS, "a vehicle is sent home when a stock is low", f"{s.to_send.name} stays"
        s.to_send = None
    rule = "a stock is low at and below its reserve line"
    for stock in s.stocks:
        left, line, low = s.left(stock, following - 1), stock.line, stock.low_since < NEVER
        if low and stock.level > line + grain(stock):
            found = f"is said to be below its reserve line {line:g}; {stock.level:g} are left"
            yield STOCKS, rule, f"{stock.name} {found}"
        if not low and left < line - grain(stock):
            found = f"falls to {left:g} unnoticed, below its line {line:g}"
            yield STOCKS, rule, f"{stock.name} {found}"


def _levers_at_rest(s: Station, following: int) -> Iterator[str]:
    """Yield the levers that were to act before the following second, and have not."""
    pad, flight, by = s.levers.activate_pad, s.levers.order_flight, following - 1
    if pad >= 0 and _pad_may_be_ordered(s, s.pads[pad], by):
        yield s.pads[pad].name
    if flight >= 0 and _flight_may_be_ordered(s, s.ships[flight], by):
        yield s.ships[flight].name
    for person in s.people:
        if person.early_home < 0 or person.seat is None or person.home == person.early_home:
            continue
        since = s.unable_since(person.seat.vehicle)
        at = max(since, s.levers.early_from) + s.levers.early_after
        if since < NEVER and max(s.second, person.seat_since + 1) <= max(at, 0) < following:
            yield f"{person.name} goes home as before"
