"""The ground: launchers stood down, spacecraft, certification, what requalification is owed."""

from sim.core.clock import NEVER
from sim.engine import stream
from sim.engine.memory import NOBODY, Family, Pad, Ship, VehicleClass, World
from sim.engine.rooms import able, alarms, luck, world
from sim.outcomes import Cause, Happening
from sim.rules import events, flights, windows

# families ----------------------------------------------------------------------------------------


def stand_down(w: World, family: Family, until: int, loss: bool) -> None:
    """The family is grounded; pads and ports held after a scrub are given back (MODEL 3.4)."""
    if loss:
        family.loss_until = max(family.loss_until, until)
    else:
        family.customers_until = max(family.customers_until, until)
    if family.down_since >= NEVER:
        family.down_since = w.now
        able.note_able(w)
    take_back(w)
    alarms.director_looks(w)
    cause = Cause.FAMILY_LOSS if loss else Cause.FAMILY_CUSTOMERS
    w.note(Happening.STAND_DOWN_BEGINS, events.STAND_DOWN_BEGINS, family.number, cause)
    w.schedule(until, events.STAND_DOWN_ENDS, family.number)


def stand_down_ends(w: World, family: Family) -> None:
    """A stand-down ends, and with the last of them the family flies again."""
    if max(family.loss_until, family.customers_until) > w.now or family.down_since >= NEVER:
        return
    family.down_total += w.now - family.down_since
    family.down_since = NEVER
    able.note_able(w)
    w.note(Happening.STAND_DOWN_ENDS, events.STAND_DOWN_ENDS, family.number)
    alarms.director_looks(w)


def awaits_other_customers(w: World, family: Family) -> None:
    """The next stand-down by a flight for others is awaited (MODEL 2.4)."""
    rate, pins = luck.rate(w, family.other_customers_rate), family.pin_stand_downs
    of_it = stream.CUSTOMERS, family.number, family.occurrence
    at = luck.begins(w, family.pinned, pins, rate, *of_it)
    w.schedule(at, events.STAND_DOWN_BEGINS, family.number)


def other_customers(w: World, family: Family) -> None:
    """A stand-down by a flight for others begins, and the next one is awaited."""
    law, pins = family.other_customers_stand_down, family.pin_stand_downs
    of_it = stream.GROUNDING, family.number, family.occurrence
    stand_down(w, family, luck.ends(w, family.pinned, pins, law, *of_it), False)
    family.occurrence += 1
    awaits_other_customers(w, family)


def give_back(w: World, ship: Ship) -> None:
    """A flight that held pad and port after a scrub gives both back."""
    w.set_item(w.pad_holders, ship.pad, NOBODY)
    w.set_item(w.port_holders, ship.port, NOBODY)
    ship.pad = -1
    ship.port = -1


def take_back(w: World) -> None:
    """Whoever holds a pad that does not serve any more, nor its family, gives it back (3.4)."""
    for queue in w.every_queue():
        if queue.head >= 0 and w.ship_at(queue.head).pad >= 0:
            ship = w.ship_at(queue.head)
            family = w.family_at(ship.family)
            down = min(family.down_since, w.pad_at(ship.pad).down_since) < NEVER
            if down or not w.contains(family.pads, ship.pad):
                give_back(w, ship)


def family_up(w: World, family: Family) -> bool:
    """Whether a family is not stood down."""
    return flights.family_lack(w.now, family.loss_until, family.customers_until) == 0


def pad_and_family_up(w: World, ship: Ship) -> bool:
    """Whether a flight has a pad that is up and a family that flies."""
    for family in w.families_of(w.class_at(ship.classes).families):
        if family_up(w, family):
            for pad in w.pads_of(family.pads):
                up = w.item(w.free_from, pad.number) < NEVER and pad.down_since >= NEVER
                if up and windows.opens(w.now, pad.number, w.items_of(w.closed_pads)) == w.now:
                    return True
    return False


def share_a_family(w: World, classes: int, other: int) -> bool:
    """Whether a family launches both classes."""
    theirs = w.class_at(other).families
    for family in w.items_of(w.class_at(classes).families):
        if w.contains(theirs, family):
            return True
    return False


# requalification ---------------------------------------------------------------------------------


def note_owed(w: World) -> None:
    """Note whether any pad or family owes uncrewed launches now."""
    w.owing = 0
    for owed in w.items_of(w.owed):
        w.owing |= owed
    for family in w.every_family():
        w.owing |= family.owed


def asked(w: World, ship: Ship) -> int:
    """How many uncrewed launches requalification asks for that this flight could be one of."""
    if not w.owing or ship.role != flights.CARGO:
        return 0
    owed = 0
    for family in w.families_of(w.class_at(ship.classes).families):
        owed = max(owed, family.owed)
        for pad in w.items_of(family.pads):
            owed = max(owed, w.item(w.owed, pad))
    return owed


def pays(w: World, pad: Pad, family: Family) -> None:
    """An uncrewed launch that succeeded pays requalification of its pad and its family."""
    if not w.owing:
        return
    w.set_item(w.owed, pad.number, max(0, w.item(w.owed, pad.number) - 1))
    family.owed = max(0, family.owed - 1)
    note_owed(w)


# spacecraft and certification --------------------------------------------------------------------


def may_carry_again(w: World, number: int) -> None:
    """The class may carry people from now on, unless it has been grounded for longer meanwhile.

    Behind the classes: the station is fit to live in again.
    """
    if number == w.classes:
        if w.left_until == w.now:
            w.note(Happening.STATION_OPEN, events.STAND_DOWN_ENDS, 0)
    else:
        vehicle = w.class_at(number)
        if vehicle.certified_at == w.now:
            w.note(Happening.CERTIFIED, events.STAND_DOWN_ENDS, number)
        elif vehicle.needed_from == w.now and not vehicle.flies_where_needed:
            vehicle.flies_where_needed = 1
            w.note(Happening.FLIES_WHERE_NEEDED, events.STAND_DOWN_ENDS, number)
    alarms.planners_look(w)
    alarms.director_looks(w)


def not_to_carry(w: World, number: int, until: int) -> None:
    """The class may carry nobody, or behind the classes the station house nobody, until then."""
    before = w.left_until if number == w.classes else w.class_at(number).certified_at
    if until <= before:
        return
    if number == w.classes:
        w.left_until = until
    else:
        w.class_at(number).certified_at = until
    if until > w.now:
        w.schedule(until, events.STAND_DOWN_ENDS, w.families + number)


def has_type_fault(w: World, vehicle: VehicleClass, until: int) -> None:
    """If certified, it carries nobody until then; where needed, from sooner on (5.5)."""
    needed = vehicle.type_fault_when_needed
    if needed >= 0 and (vehicle.certified_at <= w.now or vehicle.needed_from < NEVER):
        vehicle.needed_from = w.now + luck.seconds(w, needed)
        vehicle.flies_where_needed = 0
    not_to_carry(w, vehicle.number, until)
    if w.now <= vehicle.needed_from < vehicle.certified_at:
        w.schedule(vehicle.needed_from, events.STAND_DOWN_ENDS, w.families + vehicle.number)


def may_carry(w: World, vehicle: VehicleClass) -> bool:
    """Whether a class may carry people: it is certified, or cleared for where it is needed."""
    if vehicle.certified_until <= w.now:
        return False
    if vehicle.certified_at <= w.now:
        return True
    return vehicle.flies_where_needed == 1 and _in_one_ship(w)


def _in_one_ship(w: World) -> bool:
    """Whether all of a segment to be run who have seats, if any, have them in one ship."""
    for segment in range(w.segments):
        ships = 0 if w.segment_at(segment).minimum else 2
        for ship in w.ships_of(w.docked):
            ships += 1 if world.are_of(w, ship.seated, segment) else 0
        if ships < 2:
            return True
    return False


def takes_spacecraft(w: World, ship: Ship) -> None:
    """One spacecraft of the class fewer, where they are counted."""
    vehicle = w.class_at(ship.classes)
    if vehicle.reusable >= 0:
        vehicle.spacecraft -= 1


def takes_reserve(w: World, ship: Ship) -> None:
    """The rescue flies the spacecraft that was held ready: there is no other (MODEL 6.6)."""
    w.reserve_class = NOBODY
    w.note(Happening.RESERVE_TAKEN, events.LAUNCH, ship.number)


def comes_back(w: World, ship: Ship) -> None:
    """A reusable spacecraft is ready again a refurbishment after its undocking."""
    vehicle = w.class_at(ship.classes)
    if vehicle.reusable == 1:
        away = luck.duration(w, vehicle.refurbishment, stream.REFURBISHMENT, ship.number)
        w.schedule(w.now + max(away, 0), events.SPACECRAFT_READY, ship.number)


def spacecraft_is_ready(w: World, entity: int) -> None:
    """One more spacecraft, that of a ship or one that was on order on ``as_of``."""
    if entity < w.ships:
        classes = w.ship_at(entity).classes
    else:
        classes = w.item(w.on_order, entity - w.ships)
    w.class_at(classes).spacecraft += 1
    w.note(Happening.SPACECRAFT_READY, events.SPACECRAFT_READY, classes)
    alarms.director_looks(w)
