"""The ground: launchers stood down, spacecraft, certification, what requalification is owed."""

from __future__ import annotations

from sim.core.clock import NEVER
from sim.engines import stream
from sim.engines.fast.able import note_able
from sim.engines.fast.calendar import director_looks, schedule
from sim.engines.fast.layout import Ship, World
from sim.engines.fast.log import note
from sim.engines.fast.luck import duration, of_flight, seconds
from sim.engines.fast.memory import class_at, family_at, get, pad_at, put, queue_at, ship_at
from sim.engines.fast.world import NOBODY, find
from sim.outcomes import Cause, Happening
from sim.rules import events, flights
from sim.rules.flights import CARGO

NO_CAUSE = -1

# families ----------------------------------------------------------------------------------------


def stand_down(w: World, number: int, until: int, loss: bool) -> None:
    """The family is grounded; pads and ports held after a scrub are given back (MODEL 3.4)."""
    family = family_at(w, number)
    if loss:
        family.loss_until = max(family.loss_until, until)
    else:
        family.customers_until = max(family.customers_until, until)
    if family.down_since >= NEVER:
        family.down_since = w.now
        note_able(w)
    for waiting in range(w.queues):
        queue = queue_at(w, waiting)
        if queue.asks:
            ship = ship_at(w, queue.head)
            if ship.pad >= 0 and ship.family == number:
                give_back(w, ship)
    director_looks(w)
    cause = Cause.FAMILY_LOSS if loss else Cause.FAMILY_CUSTOMERS
    note(w, Happening.STAND_DOWN_BEGINS, events.STAND_DOWN_BEGINS, number, cause, 0)
    schedule(w, until, events.STAND_DOWN_ENDS, number)


def stand_down_ends(w: World, number: int) -> None:
    """A stand-down ends, and with the last of them the family flies again."""
    family = family_at(w, number)
    if max(family.loss_until, family.customers_until) > w.now or family.down_since >= NEVER:
        return
    family.down_total += w.now - family.down_since
    family.down_since = NEVER
    note_able(w)
    note(w, Happening.STAND_DOWN_ENDS, events.STAND_DOWN_ENDS, number, NO_CAUSE, 0)
    director_looks(w)


def give_back(w: World, ship: Ship) -> None:
    """A flight that held pad and port after a scrub gives both back."""
    put(w, w.holder_at + ship.pad, -1)
    put(w, w.ports_at + ship.port, -1)
    ship.pad = -1
    ship.port = -1


def family_up(w: World, number: int) -> bool:
    """Whether a family is not stood down."""
    family = family_at(w, number)
    return flights.family_lack(w.now, family.loss_until, family.customers_until) == 0


def pad_and_family_up(w: World, ship: Ship) -> bool:
    """Whether a flight has a pad that is up and a family that flies."""
    vehicle = class_at(w, ship.classes)
    for k in range(vehicle.families):
        number = get(w, vehicle.families_at + k)
        family = family_at(w, number)
        for place in range(family.pads if family_up(w, number) else 0):
            pad = get(w, family.pads_at + place)
            if get(w, w.free_from_at + pad) < NEVER and pad_at(w, pad).down_since >= NEVER:
                return True
    return False


def share_a_family(w: World, classes: int, other: int) -> bool:
    """Whether a family launches both classes."""
    one, two = class_at(w, classes), class_at(w, other)
    for k in range(one.families):
        if find(w, two.families_at, two.families, get(w, one.families_at + k)) != NOBODY:
            return True
    return False


# requalification ---------------------------------------------------------------------------------


def note_owed(w: World) -> None:
    """Note whether any pad or family owes uncrewed launches now."""
    w.owing = 0
    for pad in range(w.pads):
        w.owing |= get(w, w.owed_at + pad)
    for family in range(w.families):
        w.owing |= family_at(w, family).owed


def asked(w: World, ship: Ship) -> int:
    """How many uncrewed launches requalification asks for that this flight could be one of."""
    if not w.owing or ship.role != CARGO:
        return 0
    vehicle, owed = class_at(w, ship.classes), 0
    for k in range(vehicle.families):
        family = family_at(w, get(w, vehicle.families_at + k))
        owed = max(owed, family.owed)
        for place in range(family.pads):
            owed = max(owed, get(w, w.owed_at + get(w, family.pads_at + place)))
    return owed


def pays(w: World, pad: int, number: int) -> None:
    """An uncrewed launch that succeeded pays requalification of its pad and its family."""
    if not w.owing:
        return
    family = family_at(w, number)
    put(w, w.owed_at + pad, max(0, get(w, w.owed_at + pad) - 1))
    family.owed = max(0, family.owed - 1)
    note_owed(w)


# spacecraft and certification --------------------------------------------------------------------


def certifications_on_as_of(w: World) -> None:
    """Each class is certified a while after ``as_of``, if it is not yet (MODEL 2.3)."""
    for number in range(w.classes):
        vehicle = class_at(w, number)
        if vehicle.certification >= 0:
            vehicle.certified_at = seconds(w, vehicle.certification)
            if vehicle.certified_at > 0:
                schedule(w, vehicle.certified_at, events.STAND_DOWN_ENDS, w.families + number)


def is_certified(w: World, number: int) -> None:
    """The class may carry people from now on."""
    note(w, Happening.CERTIFIED, events.STAND_DOWN_ENDS, number, NO_CAUSE, 0)
    director_looks(w)


def takes_spacecraft(w: World, ship: Ship) -> None:
    """One spacecraft of the class fewer, where they are counted."""
    vehicle = class_at(w, ship.classes)
    if vehicle.reusable >= 0:
        vehicle.spacecraft -= 1


def takes_reserve(w: World, ship: Ship) -> None:
    """The rescue flies the spacecraft that was held ready: there is no other (MODEL 6.6)."""
    w.reserve_class = NOBODY
    note(w, Happening.RESERVE_TAKEN, events.LAUNCH, ship.number, NO_CAUSE, 0)


def comes_back(w: World, ship: Ship) -> None:
    """A reusable spacecraft is ready again a refurbishment after its undocking."""
    vehicle = class_at(w, ship.classes)
    if vehicle.reusable == 1:
        away = duration(w, vehicle.refurbishment, of_flight(w, stream.REFURBISHMENT, ship))
        schedule(w, w.now + max(away, 0), events.SPACECRAFT_READY, ship.number)


def spacecraft_is_ready(w: World, entity: int) -> None:
    """One more spacecraft, that of a ship or one that was on order on ``as_of``."""
    if entity < w.ships:
        classes = ship_at(w, entity).classes
    else:
        classes = get(w, w.spacecraft_entities_at + entity - w.ships)
    class_at(w, classes).spacecraft += 1
    note(w, Happening.SPACECRAFT_READY, events.SPACECRAFT_READY, classes, NO_CAUSE, 0)
    director_looks(w)
