"""What is still running at ``until`` is counted (MODEL 8)."""

from __future__ import annotations

from sim.core.clock import NEVER
from sim.engines.fast.layout import World
from sim.engines.fast.ledger import close, end_of_stay, stranding
from sim.engines.fast.log import (
    UNMET_LAUNCH,
    UNMET_MEDICAL,
    UNMET_UNDOCK,
    UNMET_UNFIT,
    unmet,
)
from sim.engines.fast.memory import (
    family_at,
    flight_at,
    get,
    pad_at,
    person_at,
    ship_at,
    stock_at,
)
from sim.engines.program import DRAWN
from sim.engines.where import Where
from sim.outcomes import Cause


def wind_up(w: World) -> None:
    """Count what is still running at ``until``."""
    for place in range(w.docked_count):
        ship = ship_at(w, get(w, w.docked_at + place))
        if ship.seated_count:
            start = max(ship.past_limit_from, ship.limit_at, 0)
            w.past_limit += max(0, w.until - start)
    for number in range(w.people):
        person = person_at(w, number)
        if person.aboard:
            end_of_stay(w, person, w.until)
    for place in range(w.stranded_count):
        stranding(w, person_at(w, get(w, w.stranded_at + place)), w.until, Cause.OPEN)
    close(w)
    for number in range(w.pads):
        pad = pad_at(w, number)
        if pad.down_since < NEVER:
            pad.down_total += w.until - pad.down_since
    for number in range(w.families):
        family = family_at(w, number)
        if family.down_since < NEVER:
            family.down_total += w.until - family.down_since
    for number in range(w.stocks):
        stock = stock_at(w, number)
        if stock.below_since < NEVER:
            stock.below_total += w.until - stock.below_since
    if w.pinned:
        _unmet_pins(w)


def _unmet_pins(w: World) -> None:
    """Count the pins that never came to be played."""
    for number in range(w.ships):
        ship, flight = ship_at(w, number), flight_at(w, number)
        if _asked(w, flight.pin_launch) and ship.where == Where.GROUND:
            unmet(w, UNMET_LAUNCH, number)
        if _asked(w, flight.pin_unfit) and ship.unfit_since >= NEVER:
            unmet(w, UNMET_UNFIT, number)
        if _asked(w, flight.pin_medical) and ship.docked >= NEVER:
            unmet(w, UNMET_MEDICAL, number)
        if _asked(w, flight.pin_undock) and ship.where == Where.DOCKED:
            unmet(w, UNMET_UNDOCK, number)


def _asked(w: World, pin: int) -> bool:
    return pin != DRAWN and pin < w.until
