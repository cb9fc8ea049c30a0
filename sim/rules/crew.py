"""Handover and the way down: when a vehicle leaves, and why (MODEL 4)."""

from __future__ import annotations

from collections.abc import Sequence

from sim.core.clock import NEVER
from sim.rules.rule import rule


@rule
def last_day(limit: int, waiver: int) -> int:
    """The instant past which only weather keeps a vehicle: limit plus waiver."""
    if limit >= NEVER:
        return NEVER
    return limit + waiver


@rule
def waits_for_relief(last: int, extension: int, docks: int, under_way: int) -> int:
    """Until when a vehicle past its last day stays for its relief (MODEL 4.8).

    While the relief is on its way up: `NEVER`. While it is known to dock within the extension:
    until that is over. Else no longer.

    Parameters
    ----------
    last, extension : int
        Limit plus waiver; how long past it the vehicle may wait.
    docks : int
        When the relief is expected to dock as things look now, `NEVER` if nobody can tell.
    under_way : int
        1 if it has been launched.
    """
    if under_way:
        return NEVER
    return last + extension if docks <= last + extension else last


@rule
def handover_at(
    docked: int, successor_docked: int, overlap: int, last: int, shortest_stay: int
) -> int:
    """When a vehicle leaves after its successor has docked (MODEL 4.1).

    `overlap` after the docking, never within `shortest_stay` of its own docking, and at most at
    limit plus waiver: the overlap is cut, the handover still direct.
    """
    at = successor_docked + overlap
    if docked + shortest_stay > at:
        at = docked + shortest_stay
    if last < at:
        at = last
    return at


@rule
def waits_in_patience(planned_return: int, patience: int, successor_docked: int) -> int:
    """1 if the successor docked while an indirect handover waited for it, else 0 (MODEL 4.3).

    In the time ``(planned_return, planned_return + patience]``.
    """
    if successor_docked <= planned_return:
        return 0
    return 1 if successor_docked <= planned_return + patience else 0


@rule
def first_departure(
    medical: int, handover: int, planned_return: int, patience: int, limit: int
) -> int:
    """The earliest instant at which any reason lets the vehicle go; `NEVER` if none does."""
    at = medical
    if handover < at:
        at = handover
    if planned_return < at:
        at = planned_return
    if patience < at:
        at = patience
    if limit < at:
        at = limit
    return at


@rule
def leaves_by_choice(last: int, by: int, planned_return: int) -> int:
    """When a crew leaves that does so before its limit: at its planned return at the earliest."""
    at = last - by
    return at if at > planned_return else planned_return


@rule
def departure_reason(
    at: int, medical: int, handover: int, planned_return: int, patience: int
) -> int:
    """Which reason it is, where several come at once (MODEL 9, rank 40).

    0 medical, 1 handover, 2 planned return, 3 patience, 4 limit.
    """
    if medical == at:
        return 0
    if handover == at:
        return 1
    if planned_return == at:
        return 2
    if patience == at:
        return 3
    return 4


@rule
def last_ship_waits(now: int, company_until: int, last: int) -> int:
    """1 if the departure of the last ship must wait, else 0 (MODEL 4.5).

    Asked at the undocking of a departure that is not forced by limit or illness.

    Parameters
    ----------
    now, last : int
        The undocking; until when it may wait.
    company_until : int
        When its people have had company for its overlap; `NEVER` while it is still to come.
    """
    return 1 if now < last and now < company_until else 0


@rule
def last_ship_released(company_docked: int, overlap: int, last: int) -> int:
    """When the last ship may go: its own overlap after company came, at most limit plus waiver."""
    at = NEVER if company_docked >= NEVER else company_docked + overlap
    return last if last < at else at


@rule
def stays_behind(segments: Sequence[int], keeps: int) -> int:
    """Who of a crew stays behind for the stranded: the position in the crew list (MODEL 5.2).

    The last guest (-1, of no segment), else the last; where a crew keeps somebody of each segment
    (`keeps` is 1), the last whose segment has somebody else on the list, if there is one.
    """
    spare = -1
    guest = -1
    for position in range(len(segments)):
        if segments[position] < 0:
            guest = position
        for other in range(len(segments)):
            if keeps and other != position and segments[other] == segments[position]:
                spare = position
    if guest >= 0:
        return guest
    return spare if spare >= 0 else len(segments) - 1


@rule
def loses_seat(segments: Sequence[int], own: Sequence[int], segment: int, keeps: int) -> int:
    """Who gives a seat to somebody re-manifested: the position in the crew list, -1 for nobody.

    Of the flight's own people the last guest (-1, of no segment) first, then the last of the same
    segment, else the last (MODEL 3.5); where a crew keeps somebody of each segment, the last who is
    not the only one of theirs, if any. To a guest nobody but a guest gives a seat.

    Parameters
    ----------
    segments, own : sequence of int, by position in the crew list
        Segment; 1 for the flight's own people, 0 for those already re-manifested to it.
    """
    guest = -1
    last = -1
    same = -1
    spare = -1
    for position in range(len(segments)):
        if own[position]:
            last = position
            if segments[position] < 0:
                guest = position
            if segments[position] == segment:
                same = position
            for other in range(len(segments)):
                if keeps and other != position and segments[other] == segments[position]:
                    spare = position
    if guest >= 0 or segment < 0:
        return guest
    if same >= 0:
        return same
    return spare if spare >= 0 else last


@rule
def held_until(last: int, successor_docked: int, hold: int) -> int:
    """Limit plus waiver, or where the line holds its vehicles the relief if that is later.

    A vehicle that is held and not yet relieved waits without end: `NEVER` (MODEL 6.8).
    """
    if not hold or successor_docked < last:
        return last
    return successor_docked


@rule
def swapped_person(
    segments: Sequence[int], own: Sequence[int], segment: int, crew_to_fly: int
) -> int:
    """Who of a donor's next flight flies with the carrier: the position in the crew list, or -1.

    The first of its own people of the donor's home segment; nobody if only one of that segment is
    there, or no more than the fewest to fly (MODEL 6.4).
    """
    first = -1
    count = 0
    for position in range(len(segments)):
        if segments[position] == segment:
            if first < 0 and own[position]:
                first = position
            count += 1
    return first if count > 1 and len(segments) > crew_to_fly else -1


@rule
def gives_to_swap(segments: Sequence[int], own: Sequence[int], home_segment: int) -> int:
    """Who of a carrier gives up a seat: the position in the crew list, or -1.

    The last guest (-1, of no segment) of its own people, else the last of them of its home segment,
    but never the last that there is (MODEL 6.4).
    """
    guest = -1
    last = -1
    count = 0
    for position in range(len(segments)):
        if own[position] and segments[position] < 0:
            guest = position
        elif own[position] and segments[position] == home_segment:
            last = position
            count += 1
    if guest >= 0:
        return guest
    return last if count > 1 else -1
