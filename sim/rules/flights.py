"""The way up: dates on the ground, what a launch lacks, who goes first (MODEL 3 and 6.2)."""

from __future__ import annotations

from collections.abc import Sequence

from sim.core.clock import NEVER
from sim.rules.rule import rule

HALF_YEAR = 365 * 86_400 // 2
"""Ahead of a date for each of its re-plans, seconds."""

LINE, VISIT, CARGO = 0, 1, 2
"""Roles of a flight."""

RESCUE_FIRST, PAYING_CARGO, LINE_CREW, VISITING_CREW, OTHER_CARGO = 0, 1, 2, 3, 4
"""Order at a pad (MODEL 3.3)."""

LACKS_PAD = 1 << 0
LACKS_FAMILY_LOSS = 1 << 1
LACKS_FAMILY_CUSTOMERS = 1 << 2
LACKS_REQUALIFICATION_PAD = 1 << 3
LACKS_REQUALIFICATION_FAMILY = 1 << 4
LACKS_CERTIFICATION = 1 << 5
LACKS_STATION = 1 << 6
LACKS_SPACECRAFT = 1 << 7
LACKS_PORT = 1 << 8
LACKS_WINDOW = 1 << 9
LACKS_TRAFFIC = 1 << 10
LACKS_OPEN = 1 << 11
TIMING = LACKS_WINDOW | LACKS_TRAFFIC | LACKS_OPEN
"""The lacks that time alone mends."""
FORCED = (
    LACKS_PAD
    | LACKS_FAMILY_LOSS
    | LACKS_FAMILY_CUSTOMERS
    | LACKS_REQUALIFICATION_PAD
    | LACKS_REQUALIFICATION_FAMILY
    | LACKS_CERTIFICATION
    | LACKS_STATION
    | LACKS_SPACECRAFT
)
"""The lacks whose delay re-baselines a line (MODEL 3.1); a port or a window is not among them."""


@rule
def later(instant: int, duration: int) -> int:
    """The instant `duration` seconds after `instant`; never stays never."""
    if instant >= NEVER:
        return NEVER
    return instant + duration


@rule
def ready_at(
    known_date: int, slip: int, turn_since: int, spacing_until: int, prepared_at: int
) -> int:
    """When a flight stands ready to launch: its known date plus late slip, and not before.

    Parameters
    ----------
    known_date : int
        Planned launch in force: re-planned, re-baselined, pulled forward.
    slip : int
        Late slip, seconds, learnt on the pad; may be negative.
    turn_since : int
        When the flight before it docked, was lost or failed: flights of a line fly in order.
    spacing_until : int
        Last launch of the line that reached the station plus the line's spacing.
    prepared_at : int
        Stranding plus the preparation of a rescue; at or before 0 for other flights.

    Notes
    -----
    MODEL 3.1.
    """
    at = known_date + slip
    if turn_since > at:
        at = turn_since
    if spacing_until > at:
        at = spacing_until
    if prepared_at > at:
        at = prepared_at
    return at


@rule
def pulled_date(planned: int, by: int, event: int, lead: int) -> int:
    """The planned launch pulled forward by at most `by`, with at least `lead` notice.

    ``min(planned, max(planned - by, event + lead))``, `event` the first instant at which a reason
    holds and `NEVER` when none does (MODEL 6.2).
    """
    if event >= NEVER:
        return planned
    at = planned - by
    if event + lead > at:
        at = event + lead
    return at if at < planned else planned


@rule
def flown_again(since: int, campaign: int, decided_on: int) -> int:
    """When the next flight after a mishap may go at the earliest; `NEVER` after none (MODEL 6.14).

    The campaign counts from the mishap, or from the day on which that is decided.
    """
    if since >= NEVER:
        return NEVER
    return (since if since > decided_on else decided_on) + campaign


@rule
def owed_after_loss(requalification: int, after_two: int, losses_in_a_row: int) -> int:
    """Uncrewed launches that a family owes after a loss: more after two in a row (MODEL 6.14)."""
    if losses_in_a_row < 2 or after_two < requalification:
        return requalification
    return after_two


@rule
def replans_due(lead: int) -> int:
    """How often a date so far ahead is re-planned: once each half-year, at least once (MODEL 3.1).

    Half-years are rounded, halves upwards.
    """
    times = (2 * lead + HALF_YEAR) // (2 * HALF_YEAR)
    return times if times > 1 else 1


@rule
def replanned_shift(planned: int, shift: int, transit: int, limit: int) -> int:
    """The part of a sampled re-plan that planners allow, in seconds (MODEL 3.1).

    A re-plan never moves a flight past the date on which planned launch plus median transit meets
    the outgoing vehicle's limit without waiver; a flight already past it is not moved later.

    Parameters
    ----------
    planned, shift, transit : int
        Planned launch, sampled re-plan (negative is earlier), median transit.
    limit : int
        The outgoing vehicle's limit as an instant, `NEVER` where there is none.
    """
    if shift <= 0 or limit >= NEVER:
        return shift
    room = limit - transit - planned
    if room <= 0:
        return 0
    return shift if shift < room else room


@rule
def rebaseline_shift(attempt: int, ready: int, lacked: int, after: int) -> int:
    """How far the line's later dates move when a flight is attempted late (MODEL 3.1).

    The whole delay (first attempt less ready) if it is more than `after` and pad, family,
    requalification, certification or spacecraft was lacking in between, else 0.
    """
    delay = attempt - ready
    if (lacked & FORCED) == 0 or delay <= after:
        return 0
    return delay


@rule
def overdue_kept(overdue: int, asked: int) -> int:
    """How many of a class's overdue cargo flights still fly (MODEL 3.1).

    As many as requalification still asks for, at least one, never more than there are.
    """
    kept = asked if asked > 1 else 1
    return kept if kept < overdue else overdue


@rule
def limit_threatens(limit: int, planned: int, transit: int) -> int:
    """1 if the outgoing vehicle reaches its limit before the planned docking, else 0 (MODEL 6.2).

    Judged on the planned launch without any pull.
    """
    return 1 if limit < planned + transit else 0


@rule
def crew_waits_for(cargo_planned: int, crew_known_date: int) -> int:
    """1 if a crew owed requalification would wait for this cargo flight, else 0 (MODEL 3.7).

    A crew waits when its known date comes no later than the planned date of the flight that pays.
    """
    return 1 if crew_known_date <= cargo_planned else 0


@rule
def pad_order(role: int, rescue: int, pays: int) -> int:
    """The class of a flight in the order at a pad (MODEL 3.3)."""
    if rescue:
        return RESCUE_FIRST
    if role == CARGO:
        return PAYING_CARGO if pays else OTHER_CARGO
    return LINE_CREW if role == LINE else VISITING_CREW


@rule
def family_lack(now: int, loss_until: int, customers_until: int) -> int:
    """Which stand-down of the launcher family is in force: a lack, or 0."""
    if now < loss_until:
        return LACKS_FAMILY_LOSS
    if now < customers_until:
        return LACKS_FAMILY_CUSTOMERS
    return 0


@rule
def first_usable_pad(
    now: int,
    crewed: int,
    candidates: Sequence[int],
    free_from: Sequence[int],
    crews_from: Sequence[int],
    holder: Sequence[int],
    owed: Sequence[int],
    flight: int,
) -> int:
    """The pad a flight would launch from: the first that serves, in declared order; -1 for none.

    Parameters
    ----------
    crewed : int
        1 if anybody flies up: a pad that owes requalification or takes no crews does not serve.
    candidates : sequence of int
        Pads that launch the family, in declared order.
    free_from, crews_from, holder, owed : sequence of int, by pad
        When it is up and turned round, from when on it takes crews, who holds it after a scrub (-1
        nobody), uncrewed launches still owed.
    """
    for pad in candidates:
        if free_from[pad] > now:
            continue
        if holder[pad] not in (-1, flight):
            continue
        if crewed and (owed[pad] > 0 or crews_from[pad] > now):
            continue
        return pad
    return -1


@rule
def pad_lack(now: int, candidates: Sequence[int], free_from: Sequence[int], owed_max: int) -> int:
    """Why no pad serves: `LACKS_REQUALIFICATION_PAD` if one that is up owes it, else `LACKS_PAD`.

    Parameters
    ----------
    owed_max : int
        The most uncrewed launches owed by any candidate that is up and takes crews; 0 where none
        owes.
    """
    for pad in candidates:
        if free_from[pad] <= now and owed_max > 0:
            return LACKS_REQUALIFICATION_PAD
    return LACKS_PAD


@rule
def first_free_port(ports: Sequence[int], occupant: Sequence[int], flight: int) -> int:
    """The first free port in the class's order (its own if already held); -1 for none."""
    for port in ports:
        if occupant[port] in (-1, flight):
            return port
    return -1
