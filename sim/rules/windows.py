"""Windows and traffic: when a vehicle may launch, land, dock or undock (MODEL 3.8 to 4.7)."""

from __future__ import annotations

from collections.abc import Sequence

from sim.core.clock import NEVER
from sim.rules.rule import rule


@rule
def after_blackout(at: int, blackouts: Sequence[int]) -> int:
    """The end of the blackout that `at` lies in, else `at` itself.

    Parameters
    ----------
    blackouts : sequence of int
        Beginning and end of each in turn, disjoint, in order; both instants are free (MODEL 3.8).
    """
    for place in range(0, len(blackouts), 2):
        if blackouts[place] < at < blackouts[place + 1]:
            return blackouts[place + 1]
    return at


@rule
def opens(at: int, place: int, closures: Sequence[int]) -> int:
    """When a pad or port is open, from `at` on (MODEL 2.10).

    Parameters
    ----------
    closures : sequence of int
        Place, beginning and end of each in turn, each place's in order; it is open again at the
        end, unless another one begins then.
    """
    for k in range(0, len(closures), 3):
        if closures[k] == place and closures[k + 1] <= at < closures[k + 2]:
            at = closures[k + 2]
    return at


@rule
def first_end(at: int, closures: Sequence[int]) -> int:
    """The first end of the closures in force at `at`, of any place; `NEVER` where there is none."""
    first = NEVER
    for k in range(0, len(closures), 3):
        if closures[k + 1] <= at < closures[k + 2] and closures[k + 2] < first:
            first = closures[k + 2]
    return first


@rule
def last_landing_day(last: int, launched: int, blackouts: Sequence[int]) -> int:
    """The last instant up to `last` at which a vehicle may land, seen from its launch (MODEL 4.6).

    The beginning of the blackout that `last` lies in; `last` itself if that had begun by the
    launch, or if there is none.
    """
    if last >= NEVER:
        return last
    for place in range(0, len(blackouts), 2):
        if blackouts[place] < last < blackouts[place + 1]:
            return blackouts[place] if blackouts[place] > launched else last
    return last


@rule
def after_traffic(at: int, apart: int, operations: Sequence[int]) -> int:
    """The first instant from `at` on that is `apart` from every operation (MODEL 3.9, 4.7).

    Parameters
    ----------
    operations : sequence of int
        The last docking or undocking and the expected dockings of flights on their way.
    """
    moved = True
    while moved:
        moved = False
        for operation in operations:
            if operation - apart < at < operation + apart:
                at = operation + apart
                moved = True
    return at
