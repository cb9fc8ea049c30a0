"""Levers that are decided on a day: what each of them may do before it, and after (MODEL 6.13).

`decided_on` is an instant in every rule here, far before everything for what is in force as it is.
"""

from __future__ import annotations

from sim.core.clock import NEVER
from sim.rules.rule import rule


@rule
def is_decided(now: int, decided_on: int) -> int:
    """1 from the instant on at which a lever is decided, else 0."""
    return 1 if now >= decided_on else 0


@rule
def looked_at(since: int, after: int, decided_on: int) -> int:
    """When a lever with `after` is looked at; `NEVER` while there is nothing to look at.

    So long after a family or class became unable to launch, or after the lever was decided,
    whichever is later.

    Parameters
    ----------
    since : int
        Since when it cannot launch; `NEVER` while it can.
    after : int
        Seconds; `NEVER` where the lever is off.
    """
    if since >= NEVER or after >= NEVER:
        return NEVER
    return (since if since > decided_on else decided_on) + after


@rule
def waiver_for(limit: int, waiver: int, decided_on: int) -> int:
    """The waiver of a vehicle, 0 if its limit falls before the day on which that is decided.

    `limit` is the last landing day up to it (MODEL 4.6): on it the vehicle leaves without waiver.
    """
    return waiver if limit >= decided_on else 0


@rule
def holds_for(hold: int, last: int, decided_on: int) -> int:
    """1 if a line that holds its vehicles holds this one: its last day is not before the decision.

    `last` is the last landing day up to limit plus waiver, past which it may be held (MODEL 6.8).
    """
    return 1 if hold and last >= decided_on else 0


@rule
def reserve_ready(since: int, preparation: int, decided_on: int) -> int:
    """When the craft held for a rescue is prepared, counted from the stranding or the decision."""
    return (since if since > decided_on else decided_on) + preparation


@rule
def rescue_prepared(own: int, reserve: int, since: int, decided_on: int) -> int:
    """When a rescue is prepared for which a craft is held: when that is (MODEL 6.6).

    For people who were stranded before that was decided their line's own preparation runs already:
    whichever ends first.

    Parameters
    ----------
    own, reserve : int
        When the line's own preparation ends, and that of the craft.
    since : int
        The stranding.
    """
    return own if since < decided_on and own < reserve else reserve


@rule
def may_take_reserve(now: int, reserve: int, since: int, decided_on: int) -> int:
    """1 if a rescue may fly the craft held for it, else 0.

    One for people who were stranded before that was decided, only when the craft is prepared: it
    may fly in another one before.
    """
    return 1 if since >= decided_on or now >= reserve else 0


@rule
def stock_looked_at(now: int, again_after: int, decided_on: int) -> int:
    """When a low stock is looked at next: on the day of the decision, then every `again_after`."""
    return decided_on if now < decided_on else now + again_after


@rule
def owed_after_repair(now: int, before: int, after: int, decided_on: int) -> int:
    """What a pad owes whose repair ends now: `after` once `first_after_repair` is decided."""
    return after if now >= decided_on else before
