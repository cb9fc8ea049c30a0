"""Without a seat home: who relieves the stranded, and with how many seats (MODEL 5)."""

from __future__ import annotations

from sim.rules.rule import rule


@rule
def left_behind_by_rescue(need: int, seats: int, crew: int, crew_to_fly: int) -> int:
    """How many of a rescue's crew stay behind; all of them when too few would fly (MODEL 5.2 a).

    Parameters
    ----------
    need : int
        Stranded people without a seat on the way.
    seats, crew, crew_to_fly : int
        Of the flight: seats, people on its crew list, fewest to fly.
    """
    behind = need - (seats - crew)
    if behind <= 0:
        return 0
    if crew - behind < crew_to_fly:
        return crew
    return behind


@rule
def left_behind_by_relief(
    need: int, seats: int, crew: int, crew_to_fly: int, relief_seats: int
) -> int:
    """How many of another line's crew stay behind to leave seats empty (MODEL 5.2 b).

    At most `relief_seats` stay empty, and never fewer than the fewest to fly go.
    """
    wanted = need if need < relief_seats else relief_seats
    behind = wanted - (seats - crew)
    if behind > crew - crew_to_fly:
        behind = crew - crew_to_fly
    return behind if behind > 0 else 0


@rule
def relieves(
    launch: int, stranded_since: int, reseat_lead: int, rescue_can: int, rescue_date: int
) -> int:
    """1 if a flight of another line launched now leaves seats empty, else 0 (MODEL 5.2 b).

    Parameters
    ----------
    launch, stranded_since : int
    reseat_lead : int
        Least time from the stranding to a launch that can still change its crew.
    rescue_can : int
        1 if the rescue of the failed line has its pad and its family up.
    rescue_date : int
        Its known date: planned, pulled, prepared, without late slip.
    """
    if launch - stranded_since < reseat_lead:
        return 0
    return 0 if rescue_can and rescue_date - launch <= reseat_lead else 1


@rule
def without_lifeboat(stranded: int, served: int, emergency_seats: int) -> int:
    """Stranded people who have no emergency place either (MODEL 5.1).

    Parameters
    ----------
    stranded, served : int
        People without a certified seat; those of them whose unfit ship still serves as a lifeboat.
    emergency_seats : int
        Emergency seats of the fit docked ships.
    """
    left = stranded - served - emergency_seats
    return left if left > 0 else 0
