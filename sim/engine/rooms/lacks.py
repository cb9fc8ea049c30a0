"""What a flight lacks to launch, and why a relief is late (MODEL 3.2 and 8)."""

from sim.core.clock import NEVER, round_seconds
from sim.engine.memory import Family, Ints, Queue, Ship, Where, World
from sim.engine.rooms import ground, seats, world
from sim.outcomes import Cause
from sim.rules import flights, windows

NOT_LACKING = -1

CAUSES = (
    *(int(Cause.PAD), int(Cause.FAMILY_LOSS), int(Cause.FAMILY_CUSTOMERS)),
    *(int(Cause.REQUALIFICATION_PAD), int(Cause.REQUALIFICATION_FAMILY)),
    *(int(Cause.CERTIFICATION), int(Cause.STATION), int(Cause.SPACECRAFT), int(Cause.PORT)),
    *(int(Cause.WINDOW), int(Cause.TRAFFIC), int(Cause.CLOSED)),
)
"""What each lack is called, in the order of the bits of `sim.rules.flights`."""


def crewed(w: World, ship: Ship) -> int:
    """1 if anybody would fly up in it now, else 0."""
    return 1 if w.length(ship.crew) > 0 and not seats.flies_empty(w, ship) else 0


def free_port(w: World, ship: Ship) -> int:
    """The port it holds, else the first free one, open when it would dock; -1 for none."""
    holders = w.items_of(w.port_holders)
    return flights.first_free_port(w.items_of(_open_ports(w, ship)), holders, ship.number)


def _open_ports(w: World, ship: Ship) -> Ints:
    """The ports that it may dock at, open when it would; after a scrub only the one it holds."""
    ports = w.class_at(ship.classes).ports
    if ship.port >= 0:
        w.set_item(w.held_port, 0, ship.port)
        ports = w.held_port
    if w.length(w.closed_ports) == 0:
        return ports
    return open_of(w, ports, w.closed_ports, docks_if_now(w, ship))


def open_of(w: World, places: Ints, closures: Ints, at: int) -> Ints:
    """Those of some pads or ports that are open at an instant (MODEL 2.10)."""
    w.set_length(w.open_places, 0)
    for place in w.items_of(places):
        if windows.opens(at, place, w.items_of(closures)) == at:
            w.append(w.open_places, place)
    return w.open_places


def docks_if_now(w: World, ship: Ship) -> int:
    """When it is expected to dock if it launches now."""
    return w.now + w.flight_at(ship.number).planned_transit


def usable_pad(w: World, ship: Ship, family: Family, crew: int) -> int:
    """The pad it would launch from now with that family, -1 for none; `crew` 1 if any fly."""
    pads = _candidates(w, ship, family)
    if w.length(w.closed_pads):
        pads = open_of(w, pads, w.closed_pads, w.now)
    return _usable_of(w, ship, crew, pads)


def _usable_of(w: World, ship: Ship, crew: int, pads: Ints) -> int:
    return flights.first_usable_pad(
        w.now,
        crew,
        w.items_of(pads),
        w.items_of(w.free_from),
        w.items_of(w.crews_from),
        w.items_of(w.pad_holders),
        w.items_of(w.owed),
        ship.number,
    )


def _candidates(w: World, ship: Ship, family: Family) -> Ints:
    """The pads it may launch from, in declared order: after a scrub only the one it holds."""
    if ship.pad >= 0:
        w.set_item(w.held_pad, 0, ship.pad)
        return w.held_pad
    return family.pads


def lacks(w: World, ship: Ship) -> int:
    """Everything the flight lacks at this instant, as bits; 0 if it can go.

    Notes the family, the pad and the port that serve. Of several families what the first lacks,
    unless it lacks nothing with another.
    """
    vehicle = w.class_at(ship.classes)
    crew = crewed(w, ship)
    lacked = _family_lacks(w, ship, _first_family(w, ship), crew)
    if lacked and ship.pad < 0:
        for family in w.families_of(vehicle.families, 1):
            if lacked and not _family_lacks(w, ship, family, crew):
                lacked = 0
    if crew and not ground.may_carry(w, vehicle):
        lacked |= flights.LACKS_CERTIFICATION
    if crew and w.left_until > w.now:
        lacked |= flights.LACKS_STATION
    if vehicle.spacecraft == 0 and not seats.has_reserve(w, ship):
        lacked |= flights.LACKS_SPACECRAFT
    w.port_that_serves = free_port(w, ship)
    if w.port_that_serves < 0:
        lacked |= flights.LACKS_PORT if w.length(_open_ports(w, ship)) else flights.LACKS_OPEN
    if w.length(vehicle.launch_blackouts) and after_window(w, ship) > w.now:
        lacked |= flights.LACKS_WINDOW
    if w.apart and clear_of_traffic(w, ship) > w.now:
        lacked |= flights.LACKS_TRAFFIC
    return lacked


def _first_family(w: World, ship: Ship) -> Family:
    """The first family it may fly with: after a scrub the one of its pad."""
    if ship.pad >= 0:
        return w.family_at(ship.family)
    return w.family_at(w.item(w.class_at(ship.classes).families, 0))


def _family_lacks(w: World, ship: Ship, family: Family, crew: int) -> int:
    """What the flight lacks of a family and of the pads that launch it; notes them."""
    w.family_that_serves = family.number
    lacked = flights.family_lack(w.now, family.loss_until, family.customers_until)
    if crew and family.owed > 0:
        lacked |= flights.LACKS_REQUALIFICATION_FAMILY
    w.pad_that_serves = usable_pad(w, ship, family, crew)
    if w.pad_that_serves >= 0:
        return lacked
    pads, owed = _candidates(w, ship, family), 0
    if w.length(w.closed_pads) and _usable_of(w, ship, crew, pads) >= 0:
        return lacked | flights.LACKS_OPEN
    for pad in w.items_of(pads):
        up = crew and max(w.item(w.free_from, pad), w.item(w.crews_from, pad)) <= w.now
        owed = max(owed, w.item(w.owed, pad) if up else 0)
    return lacked | flights.pad_lack(w.now, w.items_of(pads), w.items_of(w.free_from), owed)


def spaced_until(w: World, ship: Ship) -> int:
    """When spacing lets it launch (3.1), which holds no rescue nor who flies again (6.14)."""
    if ship.flies_again or seats.prepared_at(w, ship) > -NEVER:
        return -NEVER
    return w.queue_at(ship.queue).spacing_until


def known_to_dock(w: World, ship: Ship) -> int:
    """When a flight on the ground is expected to dock, as planners know today (MODEL 4.8).

    `NEVER` while its rocket has been lost, all its pads are down or owe uncrewed launches, it may
    not carry people, or its spacecraft is overdue: nobody can tell. A stand-down by another
    customer's flight is expected to be as long as most.
    """
    lacked = lacks(w, ship)
    at = max(ship.known_date, ship.retry_at, spaced_until(w, ship), seats.prepared_at(w, ship))
    if at > w.now:
        lacked &= ~flights.LACKS_SPACECRAFT
    if lacked & flights.FORCED & ~flights.LACKS_PAD & ~flights.LACKS_FAMILY_CUSTOMERS:
        return NEVER
    if lacked & flights.LACKS_FAMILY_CUSTOMERS:
        at = max(at, _flies_again(w, ship))
    if lacked & flights.LACKS_PAD:
        at = max(at, _first_pad_up(w, ship))
    at = _opens(w, ship, max(at, w.now))
    transit: int = w.flight_at(ship.number).planned_transit
    return flights.later(at, transit)


def _opens(w: World, ship: Ship, at: int) -> int:
    """When, from `at` on, one of its pads is open, and one of its ports when it would dock."""
    transit, before = w.flight_at(ship.number).planned_transit, -NEVER
    while at > before and at < NEVER and w.length(w.closed_pads) + w.length(w.closed_ports):
        pad, port, before = NEVER, NEVER, at
        for family in w.families_of(w.class_at(ship.classes).families):
            for place in w.items_of(family.pads):
                pad = min(pad, windows.opens(at, place, w.items_of(w.closed_pads)))
        for place in w.items_of(w.class_at(ship.classes).ports):
            port = min(port, windows.opens(at + transit, place, w.items_of(w.closed_ports)))
        at = max(pad, port - transit)
    return at


def _flies_again(w: World, ship: Ship) -> int:
    """When the first family grounded by another customer flies again, if that takes its median."""
    first = NEVER
    for family in w.families_of(w.class_at(ship.classes).families):
        law = family.other_customers_stand_down
        if law >= 0 and family.loss_until <= w.now < family.customers_until:
            usual = round_seconds(w.law_at(law).median)
            first = min(first, family.down_since + usual)
    return first


def _first_pad_up(w: World, ship: Ship) -> int:
    """When the first pad may launch it next that takes crews, and owes nothing if anybody flies."""
    first, crew = NEVER, crewed(w, ship)
    for family in w.families_of(w.class_at(ship.classes).families):
        for pad in w.items_of(family.pads):
            owes = crew and w.item(w.owed, pad) > 0
            if w.item(w.crews_from, pad) <= w.now and not owes:
                first = min(first, w.item(w.free_from, pad))
        for place in range(0, w.length(family.dated_pads), 3):
            begins, pad = w.item(family.dated_pads, place + 1), w.item(family.dated_pads, place)
            if begins > w.now and w.item(w.crews_from, pad) <= w.now:
                first = min(first, max(begins, w.item(w.free_from, pad)))
    return first


def after_window(w: World, ship: Ship) -> int:
    """When no launch blackout of its class is in the way (MODEL 3.8)."""
    blackouts = w.items_of(w.class_at(ship.classes).launch_blackouts)
    return windows.after_blackout(w.now, blackouts)


def clear_of_traffic(w: World, ship: Ship) -> int:
    """When its expected docking would keep its distance from the others (MODEL 3.9)."""
    docks = docks_if_now(w, ship)
    return w.now + world.after_traffic(w, docks) - docks


def first_cause(w: World, ship: Ship, lacked: int) -> int:
    """The first cause in the declared order of what is lacking."""
    place = 0
    while not (lacked >> place) & 1:
        place += 1
    if CAUSES[place] == Cause.PAD and _pad_in_service(w, ship):
        return Cause.PAD_BUSY
    return CAUSES[place]


def _pad_in_service(w: World, ship: Ship) -> bool:
    """Whether a pad of its first family is in service: others have just used it, or hold it."""
    for pad in w.pads_of(_first_family(w, ship).pads):
        up = pad.down_since >= NEVER and pad.in_service_at >= NEVER
        if up and not pad.dormant and pad.stage < 0:
            return True
    return False


# why a relief is late ----------------------------------------------------------------------------


def lack_of_relief(w: World, ship: Ship) -> int:
    """What the relief of a vehicle that leaves at its limit lacks now (MODEL 8).

    That is its successor; where it leaves nobody aboard and that is on its plan, the flight of the
    other lines that is known to come first of those that lack something.
    """
    cause, first = lack_behind(w, w.queue_at(ship.queue), ship.place), NEVER
    if cause != Cause.PLAN or not world.has_all(w, ship):
        return cause
    for line in w.every_line():
        if line.number == ship.queue or line.head < 0 or w.ship_at(line.head).known_date >= first:
            continue
        last = -1  # the place of the last ship of the line to have docked
        for other in w.ships_of(line.ships):
            last = other.place if other.docked < NEVER else last
        lack = lack_behind(w, line, last)
        if lack != Cause.PLAN:
            cause, first = lack, w.ship_at(line.head).known_date
    return cause


def lack_behind(w: World, queue: Queue, place: int) -> int:
    """What the nearest flight behind a place of a line lacks that may still dock."""
    for behind in w.ships_of(queue.ships, place + 1):
        if behind.where == Where.LOST:
            return Cause.LOSS
        if behind.where == Where.FAILED:
            return Cause.DOCKING_FAILURE
        if behind.where <= Where.DOCKED:
            return _lack_of(w, behind)
    return Cause.PLAN


def _lack_of(w: World, relief: Ship) -> int:
    """What a flight lacks that may still dock, or lacked when it was last asked."""
    if relief.where == Where.GROUND:
        cause = _lack_on_the_ground(w, relief)
        if cause != NOT_LACKING:
            return cause
        if spaced_until(w, relief) > w.now:
            return Cause.SPACING
        if seats.prepared_at(w, relief) > w.now:
            return Cause.PREPARATION
    elif relief.lacking != NOT_LACKING:
        return relief.lacking
    return Cause.SLIP if relief.slip > 0 and relief.known_date <= w.now else Cause.PLAN


def _lack_on_the_ground(w: World, ship: Ship) -> int:
    """What it lacks; before it stands ready only what holds for long."""
    lacked = lacks(w, ship)
    if ship.ready_at > w.now:
        lacked &= flights.FORCED & ~flights.LACKS_FAMILY_CUSTOMERS
        if _pad_in_service(w, ship):
            lacked &= ~flights.LACKS_PAD
    if lacked:
        return first_cause(w, ship, lacked)
    return Cause.SCRUB if ship.retry_at >= w.now else NOT_LACKING
