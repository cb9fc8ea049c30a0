"""What is still running at ``until`` is counted (MODEL 8)."""

from sim.core.clock import NEVER
from sim.engine.memory import NOBODY, SAMPLED, Next, Queue, Unmet, Where, World
from sim.engine.rooms import ledger, seats
from sim.outcomes import NEXT_FLIGHTS, Cause


def wind_up(w: World) -> None:
    """Count what is still running at ``until``."""
    w.now = w.until
    for ship in w.ships_of(w.docked):
        if w.length(ship.seated):
            seats.count_past_limit(w, ship)
    for person in w.every_person():
        if person.aboard:
            ledger.end_of_stay(w, person)
    for person in w.people_of(w.stranded):
        ledger.stranding(w, person, Cause.OPEN)
    ledger.close(w)
    for pad in w.every_pad():
        if pad.down_since < NEVER:
            pad.down_total += w.until - pad.down_since
    for family in w.every_family():
        if family.down_since < NEVER:
            family.down_total += w.until - family.down_since
    for stock in w.every_stock():
        if stock.below_since < NEVER:
            stock.below_total += w.until - stock.below_since
    for line in w.every_line():
        _tell_next_flights(w, line)
    if w.pinned:
        _unmet_pins(w)


def _tell_next_flights(w: World, line: Queue) -> None:
    """`next[line, 1..2]`: the first flights of the line's manifest on ``as_of``, by name."""
    outgoing = line.docked_on_as_of
    for k in range(min(NEXT_FLIGHTS, w.length(line.manifest))):
        ship = w.ship_at(w.item(line.manifest, k))
        told = w.next_at(NEXT_FLIGHTS * line.number + k)
        if ship.launched < w.until:
            told.launch = ship.launched
        told.dock = ship.docked
        _tell_handover(w, told, outgoing)
        outgoing = ship.number


def _tell_handover(w: World, told: Next, outgoing: int) -> None:
    """Overlap, margin to the limit and whether it was direct, of one outgoing ship.

    A rescue that flew up empty stands in the place of the vehicle it relieves (MODEL 2.6); the
    people of one that failed may leave in its relief (6.15).
    """
    takes = outgoing
    while takes != NOBODY and w.ship_at(takes).place_taken_by >= 0:
        takes = w.ship_at(takes).place_taken_by
        outgoing = takes if w.ship_at(takes).flew_empty else outgoing
    if outgoing == NOBODY or w.ship_at(outgoing).docked >= NEVER:
        return
    ship, gone = w.ship_at(outgoing), w.ship_at(takes)
    if ship.first_relief < NEVER and ship.limit_at < NEVER:
        told.margin = ship.limit_at - ship.first_relief
    if gone.where == Where.DOCKED:
        if ship.first_relief < NEVER:
            told.direct = 1
    elif ship.first_relief <= gone.undocked:
        told.overlap = gone.undocked - ship.first_relief
        told.direct = 1
    else:
        told.direct = 0


def _unmet_pins(w: World) -> None:
    """Count the pins that never came to be played."""
    for ship in w.every_ship():
        number, flight = ship.number, w.flight_at(ship.number)
        if _asked(w, flight.pin_launch) and ship.where == Where.GROUND:
            w.unmet(Unmet.LAUNCH, number)
        if _asked(w, flight.pin_unfit) and ship.unfit_since >= NEVER:
            w.unmet(Unmet.UNFIT, number)
        if _asked(w, flight.pin_medical_return) and ship.docked >= NEVER:
            w.unmet(Unmet.MEDICAL_RETURN, number)
        if _asked(w, flight.pin_undock) and ship.where == Where.DOCKED:
            w.unmet(Unmet.UNDOCK, number)


def _asked(w: World, pin: int) -> bool:
    return pin != SAMPLED and pin < w.until
