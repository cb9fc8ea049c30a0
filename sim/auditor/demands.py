"""What the rows of a log must keep: by happening, the demands that are made of each row.

A demand is the subject it belongs to, the rule, whether it holds before the row is entered, and,
where that says more than the row itself, what to say if it does not.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator

from sim.auditor import stays
from sim.auditor.station import H, Kept, Place, Station, said, spans
from sim.core.clock import NEVER
from sim.engine.where import Where
from sim.outcomes import Cause
from sim.rules.flights import CARGO

Asked = Callable[[Station, Kept], object]
Demand = tuple[str, str, Asked] | tuple[str, str, Asked, Callable[[Station, Kept], str]]

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
    H.TRIES_AGAIN: (PORTS, "a docking that fails at first, as drawn, is tried again"),
    H.FAILS_TO_DOCK: (PORTS, "whoever is on the way fails to dock as drawn"),
    H.RESEATED: (SEATS, "a seat is fitted when its time has come"),
}
"""What comes at a second that is known beforehand, and at no other."""

LEFT_OUT = {H.STAND_DOWN_BEGINS: (0,), H.PAD_OUTAGE: (NEVER, -1), H.PAD_DAMAGED: (NEVER,)}
"""What is taken to be told of one that nothing was known of."""


def _is(where: Where) -> Demand:
    """A ship goes from one place to the next, once."""
    found = lambda s, e: f"{said(e.row)}, and it is {e.it.where.name.lower()}"  # noqa: E731
    return SPACECRAFT, "a ship flies once", lambda s, e: e.it.where is where, found


def _crew(rule: str, holds: Asked) -> Demand:
    """Something that a launch must keep where anybody is aboard."""
    return PADS, rule, lambda s, e: not e.crew or holds(s, e)


def _first(s: Station, e: Kept, place: int) -> bool:
    """It is tried with the family and on the pad that serve first; who flies is known at launch."""
    scrubs, crew = e.row.happening is H.SCRUBS, s.crew_of(e.it)
    unsure = scrubs and crew and s.need() > 0
    serving = None if e.it.holds or unsure else s.serving(e.it, bool(crew if scrubs else e.crew))
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


def _for_long(since: int, after: int, decided: int, by: int) -> bool:
    """Whether both were so long ago: the last launch that could be, and the decision."""
    return after < NEVER and max(since, decided) + after <= by


def _pad_may_be_ordered(s: Station, pad: Kept, by: int) -> bool:
    after, decided = s.levers.activate_after, s.levers.activate_from
    those = [f for f in s.families if pad in f.its_pads and "pad" not in s.ordered]
    return any(_for_long(f.pads_since, after, decided, by) for f in those)


def _apart(one: Kept, other: Kept) -> bool:
    """Whether no family launches both classes."""
    return set(one.its_families).isdisjoint(other.its_families)


def _flight_may_be_ordered(s: Station, flight: Kept, by: int) -> bool:
    after, decided = s.levers.order_after, s.levers.order_from
    lines = [s.classes[line.classes] for line in s.program.lines if "flight" not in s.ordered]
    others = [s.unable_since(line) for line in lines if _apart(line, flight.vehicle)]
    return any(_for_long(since, after, decided, by) for since in others)


def _may_go_early(s: Station, e: Kept) -> bool:
    since = NEVER if e.it.seat is None else s.unable_since(e.it.seat.vehicle)
    long = _for_long(since, s.levers.early_after, s.levers.early_from, e.now)
    return long and e.other.number == e.it.early_home


def long_unable(s: Station, ship: Kept, now: int) -> bool:
    """Whether the class of a ship has been unable to launch for so long that people are swapped."""
    since = s.unable_since(ship.vehicle)
    return _for_long(since, s.levers.swap_after, s.levers.swap_from, now)


def _leaves_a_line(s: Station, e: Kept) -> bool:
    origin = e.it.belongs
    return bool(origin and origin.where is Where.GROUND and origin.of.is_line)


def _swaps_lawfully(s: Station, e: Kept) -> bool:
    one, other = e.it.belongs, e.other
    long = long_unable(s, one, e.now) or long_unable(s, other, e.now)
    return long and _apart(one.vehicle, other.vehicle)


def _takes_so_many(s: Station, e: Kept) -> bool:
    takes = e.other.swapped + long_unable(s, e.it.belongs, e.now)
    return takes <= s.levers.swap_seats and s.need() <= 0


def _donor_keeps(s: Station, e: Kept) -> bool:
    origin = e.it.belongs
    left = [p.segment for p in s.crew_of(origin) if p is not e.it]
    kept = origin.of.home_segment in left and len(left) >= origin.vehicle.crew_to_fly
    return kept or not long_unable(s, origin, e.now)


def _for_whom(s: Station, e: Kept) -> list[Kept]:
    return [p for p in s.stranded if p.failed and p.failed.of is e.it.of]


def _is_prepared(s: Station, e: Kept) -> bool:
    since = min((p.stranded_since for p in _for_whom(s, e) if p.reserved is None), default=NEVER)
    decided, takes = s.levers.reserve_from, s.luck.seconds(s.levers.reserve_preparation)
    return bool(e.now >= decided + (takes if since < decided else 0))


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


# the demands ------------------------------------------------------------------------------------
# fmt: off
_AT_THE_PAD: list[Demand] = [
    _is(Where.GROUND),
    (PADS, "a pad launches its families", lambda s, e: e.pad in e.family.its_pads
     and e.family in e.it.vehicle.its_families),
    (PADS, "a pad never launches while down", lambda s, e: s.is_up(e.pad)),
    (PADS, "a pad launches when it is turned round", lambda s, e: e.pad.turned_at <= e.now),
    (PADS, "a family never launches while stood down", lambda s, e: e.family.until <= e.now),
    (PADS, "after a scrub a flight keeps family and pad",
     lambda s, e: e.it.holds in (None, (e.family, e.pad))),
    (PADS, "a flight goes up with the first family that lacks nothing",
     lambda s, e: _first(s, e, 0)),
    (PADS, "a flight leaves the first pad that serves", lambda s, e: _first(s, e, 1)),
    (PORTS, "nothing launches in a blackout",
     lambda s, e: not stays.inside(e.now, spans(e.it.vehicle.launch_blackouts))),
    (PORTS, "dockings and undockings keep apart", _keeps_apart),
    (PADS, "an extra flight flies when it has been ordered",
     lambda s, e: e.it.number != s.levers.order_flight or "flight" in s.ordered),
]

DEMANDS: dict[H, list[Demand]] = {
    H.SCRUBS: _AT_THE_PAD,
    H.LAUNCHES: [
        *_AT_THE_PAD,
        (SPACECRAFT, "nobody flies a spacecraft that is not there", _has_spacecraft,
         lambda s, e: f"there is no spacecraft for {e.it.name}"),
        (PEOPLE, "who flies is on the ground",
         lambda s, e: all(p.place is Place.GROUND for p in e.crew),
         lambda s, e: "; ".join(f"{p.name} flies in {e.it.name}, but is {p.place}"
                                for p in e.crew if p.place is not Place.GROUND)),
        (PEOPLE, "who flies is of the crew", lambda s, e: all(p.belongs is e.it for p in e.crew)),
        (SEATS, "a crew fits its ship", lambda s, e: len(e.crew) <= e.it.vehicle.seats,
         lambda s, e: f"{len(e.crew)} fly in the {e.it.vehicle.seats} seats of {e.it.name}"),
        _crew("no crew leaves a pad before it takes crews", lambda s, e: s.takes_crews(e.pad)),
        _crew("no crew flies before requalification", lambda s, e: not e.pad.owed + e.family.owed),
        _crew("no crew flies in a class that is not certified",
              lambda s, e: e.it.vehicle.certified),
    ],
    H.LOST: [_is(Where.FLYING)],
    H.FAILS_TO_DOCK: [_is(Where.FLYING)],
    H.TRIES_AGAIN: [_is(Where.FLYING)],
    H.MERGED: [_is(Where.GROUND)],
    H.DOCKS: [
        _is(Where.FLYING),
        (PORTS, "a port accepts its ship", lambda s, e: e.port in (*e.it.vehicle.ports, e.it.port),
         lambda s, e: f"{said(e.row)}, which does not accept it"),
        (PORTS, "a port holds one ship", lambda s, e: not _holders(s, e),
         lambda s, e: f"{said(e.row)}, where {' and '.join(_holders(s, e))} is"),
    ],
    H.UNDOCKS: [
        _is(Where.DOCKED),
        (PORTS, "nobody leaves in a landing blackout who could wait for its end",
         lambda s, e: not stays.is_dark(e.it, e.now) or stays.leaves_lawfully(s, e)),
        (PORTS, "nobody leaves too close to another docking or undocking who could wait",
         lambda s, e: stays.is_dark(e.it, e.now) or stays.leaves_lawfully(s, e)),
        (PORTS, "a vehicle is said to be held when it was", stays.held_as_said),
        (SEATS, "nobody leaves while a seat is being fitted in the ship",
         lambda s, e: not e.it.fit or all(p.reserved is not e.it for p in s.people)),
        (PORTS, "who leaves before a limit by choice does so as drawn", stays.leaves_as_chosen),
        (PORTS, "nobody leaves at a limit while the relief is on its way up",
         lambda s, e: e.row.cause is not Cause.LIMIT or not stays.relief_is_coming(s, e.it)),
    ],
    H.EXTENDED: [
        (PORTS, "only who is past a limit waits for a relief that is still to come",
         lambda s, e: stays.last_day(s, e.it, stays.waived(s, e.it)) <= e.now
         and stays.extension(s, e.it) > 0
         and e.other.where <= Where.FLYING)],
    H.HELD: [(PORTS, "only a vehicle of a line that holds is held past its limit",
              stays.is_past_limit)],
    H.HOLD_BEGINS: [
        (PORTS, "nobody waits for light or traffic in vain", stays.waits_lawfully),
        (PORTS, "a wait for light or traffic is told as it is", stays.waits_as_told),
    ],
    H.REPLANNED: [
        (PORTS, "a re-plan never moves a flight past the last landing day of the vehicle it "
         "relieves", stays.replanned_in_time)],
    H.PAD_ORDERED: [
        (LEVERS, "a dormant pad is ordered once, after its families' pads were long down",
         lambda s, e: e.it.number == s.levers.activate_pad and e.it.dormant
         and _pad_may_be_ordered(s, e.it, e.now))],
    H.FLIGHT_ORDERED: [
        (LEVERS, "an extra flight is ordered once, after a line has long been unable",
         lambda s, e: e.it.number == s.levers.order_flight
         and _flight_may_be_ordered(s, e.it, e.now))],
    H.EARLY_RETURN: [
        (LEVERS, "who goes home early has a seat in a ship of a class that has long been unable",
         _may_go_early)],
    H.SWAPPED: [
        (LEVERS, "who is swapped leaves the crew list of a line", _leaves_a_line),
        (LEVERS, "people are swapped with a line that has long been unable, by one of other "
         "families", _swaps_lawfully),
        (LEVERS, "a carrier takes so many and nobody while the stranded need a seat",
         _takes_so_many),
        (LEVERS, "a donor keeps its fewest to fly and somebody of its own segment", _donor_keeps),
    ],
    H.RESERVE_TAKEN: [
        (SPACECRAFT, "the reserve spacecraft flies once, as a rescue of its class",
         lambda s, e: e.it.classes == s.reserve_class and _for_whom(s, e),
         lambda s, e: f"{said(e.row)}, and there is none for it"),
        (SPACECRAFT, "the reserve spacecraft flies when that is decided and it is prepared",
         _is_prepared),
    ],
    H.STRANDED: [
        (SEATS, "only who had a seat in an unfit ship is stranded",
         lambda s, e: e.now == 0 or (e.it.seat and not e.it.seat.fit),
         lambda s, e: f"{said(e.row)}, who had a seat in no unfit ship")],
    H.SEAT_RESERVED: [
        (SEATS, "a seat is fitted for the stranded", lambda s, e: e.it in s.stranded)],
    H.STOCK_LOW: [
        (STOCKS, "a stock is low from the second it reaches its line",
         lambda s, e: e.it.low_since >= NEVER and e.it.level <= e.it.line + grain(e.it))],
    H.STOCK_RESTORED: [
        (STOCKS, "a stock is restored by a delivery that lifts it above its line",
         lambda s, e: e.it.low_since < NEVER and e.it.level > e.it.line - grain(e.it)
         and e.other.docked == e.now,
         lambda s, e: f"{said(e.row)}, and was not below its reserve line")],
    H.SENT_HOME: [
        (STOCKS, "a low stock sends a vehicle home every so often", _looks),
        (STOCKS, "who is sent home can go and leaves somebody", lambda s, e: e.it in s.docked
         and e.it.fit and 0 < len(s.seated(e.it)) < len(s.aboard)),
        (STOCKS, "a low stock sends the vehicle home that returns first",
         lambda s, e: e.it is who_goes(s)),
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
    for ship, people in Counter(p.seat or p.reserved for p in s.aboard).items():
        if ship and people > ship.vehicle.seats:
            found = f"{people} people for the {ship.vehicle.seats} seats of {ship.name}"
            yield SEATS, "seats are never over-assigned", found
        if ship and not (ship.fit and ship.where is Where.DOCKED):
            found = f"a seat in {ship.name}, which is {'not docked' if ship.fit else 'unfit'}"
            yield SEATS, "only a fit ship that is docked has seats", found
    for ship in s.docked:
        for rule, last in stays.deadlines(s, ship):
            if following > last:
                yield PORTS, rule, f"{ship.name} was to leave by second {last}"
    for name in _levers_at_rest(s, following):
        yield LEVERS, "a lever acts when its time has come", name
    if s.to_send is not None:
        yield STOCKS, "a vehicle is sent home when a stock is low", f"{s.to_send.name} stays"
        s.to_send = None
    for stock in s.stocks:
        left, line, low = s.left(stock, following - 1), stock.line, stock.low_since < NEVER
        found = (
            f"{stock.name} is said to be below its reserve line {line:g}; {stock.level:g} are left"
            if low
            else f"{stock.name} falls to {left:g} unnoticed, below its line {line:g}"
        )
        if (stock.level > line + grain(stock)) if low else (left < line - grain(stock)):
            yield STOCKS, "a stock is low at and below its reserve line", found


def _levers_at_rest(s: Station, following: int) -> Iterator[str]:
    """Yield the levers that were to act before the following second, and have not."""
    pad, flight, by = s.levers.activate_pad, s.levers.order_flight, following - 1
    if pad >= 0 and _pad_may_be_ordered(s, s.pads[pad], by):
        yield s.pads[pad].name
    if flight >= 0 and _flight_may_be_ordered(s, s.ships[flight], by):
        yield s.ships[flight].name
    for person in [p for p in s.people if p.seat and p.home != p.early_home >= 0]:
        since = s.unable_since(person.seat.vehicle)
        at = max(since, s.levers.early_from) + s.levers.early_after
        if since < NEVER and max(s.second, person.seat_since + 1) <= max(at, 0) < following:
            yield f"{person.name} goes home as before"
