"""Rules of handover and the way down."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.core.clock import NEVER
from sim.rules import crew

INSTANT = st.integers(-(10**8), 10**8)
SPAN = st.integers(0, 10**8)
RS, USOS, GUEST = 0, 1, -1


@pytest.mark.parametrize(
    ("limit", "waiver", "last"), [(100, 0, 100), (100, 7, 107), (NEVER, 7, NEVER)]
)
def test_last_day_is_limit_plus_waiver(limit: int, waiver: int, last: int) -> None:
    assert crew.last_day(limit, waiver) == last


@pytest.mark.parametrize(
    ("successor", "overlap", "last", "shortest", "leaves"),
    [
        (90, 5, 200, 0, 95),
        (90, 0, 200, 0, 90),
        (90, 30, 100, 0, 100),
        (90, 5, 95, 0, 95),
        (90, 5, NEVER, 0, 95),
        (20, 5, 200, 60, 60),
        (20, 5, 40, 60, 40),
        (90, 5, 200, 60, 95),
    ],
)
def test_a_direct_handover(
    successor: int, overlap: int, last: int, shortest: int, leaves: int
) -> None:
    assert crew.handover_at(0, successor, overlap, last, shortest) == leaves


def test_the_shortest_stay_counts_from_the_own_docking() -> None:
    assert crew.handover_at(-50, 20, 5, 200, 100) == 50


@given(INSTANT, SPAN, SPAN, SPAN)
def test_a_handover_is_never_before_the_docking_of_the_successor(
    docked: int, wait: int, overlap: int, room: int
) -> None:
    successor = docked + wait
    leaves = crew.handover_at(docked, successor, overlap, successor + room, 0)
    assert successor <= leaves <= successor + room


@pytest.mark.parametrize(
    ("successor", "waits"),
    [(99, 0), (100, 0), (101, 1), (110, 1), (111, 0), (NEVER, 0)],
)
def test_patience_waits_for_a_docking_after_the_planned_return(successor: int, waits: int) -> None:
    assert crew.waits_in_patience(100, 10, successor) == waits


@given(st.lists(INSTANT | st.just(NEVER), min_size=5, max_size=5))
def test_the_first_departure_is_the_earliest_reason(instants: list[int]) -> None:
    medical, handover, planned, patience, limit = instants
    assert crew.first_departure(medical, handover, planned, patience, limit) == min(instants)


@pytest.mark.parametrize(
    ("medical", "handover", "planned", "patience", "reason"),
    [
        (5, 5, 5, 5, 0),
        (NEVER, 5, 5, 5, 1),
        (NEVER, NEVER, 5, 5, 2),
        (NEVER, NEVER, NEVER, 5, 3),
        (NEVER, NEVER, NEVER, NEVER, 4),
        (6, 6, 5, 6, 2),
    ],
)
def test_of_several_reasons_the_first_is_named(
    medical: int, handover: int, planned: int, patience: int, reason: int
) -> None:
    assert crew.departure_reason(5, medical, handover, planned, patience) == reason


@pytest.mark.parametrize(
    ("now", "company_until", "last", "waits"),
    [
        (50, NEVER, 100, 1),
        (50, -NEVER, 100, 0),
        (100, NEVER, 100, 0),
        (99, NEVER, 100, 1),
        (50, 51, 100, 1),
        (50, 50, 100, 0),
        (50, 51, 50, 0),
    ],
)
def test_the_last_ship_waits_for_company_before_its_limit(
    now: int, company_until: int, last: int, waits: int
) -> None:
    assert crew.last_ship_waits(now, company_until, last) == waits


@pytest.mark.parametrize(
    ("company", "overlap", "released"), [(60, 5, 65), (98, 5, 100), (NEVER, 5, 100)]
)
def test_company_releases_the_last_ship(company: int, overlap: int, released: int) -> None:
    assert crew.last_ship_released(company, overlap, 100) == released


@pytest.mark.parametrize(
    ("segments", "own", "segment", "place"),
    [
        ([RS, RS, USOS], [1, 1, 1], RS, 1),
        ([RS, RS, USOS], [1, 1, 1], USOS, 2),
        ([RS, RS, RS], [1, 1, 1], USOS, 2),
        ([RS, RS, USOS], [1, 0, 1], RS, 0),
        ([RS, RS, USOS], [0, 0, 1], RS, 2),
        ([RS, RS], [0, 0], RS, -1),
        ([], [], RS, -1),
        ([GUEST, RS, RS], [1, 1, 1], RS, 0),
        ([GUEST, RS, RS], [0, 1, 1], RS, 2),
        ([GUEST, RS, GUEST], [1, 1, 1], GUEST, 2),
        ([RS, RS], [1, 1], GUEST, -1),
    ],
)
def test_the_last_of_the_own_people_of_the_segment_loses_the_seat(
    segments: list[int], own: list[int], segment: int, place: int
) -> None:
    assert crew.loses_seat(segments, own, segment, 0) == place


@pytest.mark.parametrize(
    ("segments", "own", "segment", "place"),
    [
        ([1, 1, 1, 0], [1, 1, 1, 1], 2, 2),  # the one of segment 0 stays
        ([1, 1, 1, 0], [1, 1, 1, 1], 0, 3),  # somebody of the same segment comes instead
        ([0, 1, 2], [1, 1, 1], 3, 2),  # each is the only one of theirs
        ([1, 1, 0], [0, 0, 1], 1, 2),  # the others are not its own
    ],
)
def test_the_last_of_a_segment_keeps_the_seat_while_another_can_give_one(
    segments: list[int], own: list[int], segment: int, place: int
) -> None:
    assert crew.loses_seat(segments, own, segment, 1) == place


@pytest.mark.parametrize(
    ("segments", "keeps", "place"),
    [
        ([1, 1, 1, 0], 0, 3),
        ([1, 1, 1, 0], 1, 2),
        ([0, 1], 1, 1),
        ([1, 0, 0], 1, 2),
        ([0], 1, 0),
        ([GUEST, GUEST, 1, 1], 0, 1),
        ([GUEST, 1, 1], 1, 0),
    ],
)
def test_who_stays_behind(segments: list[int], keeps: int, place: int) -> None:
    assert crew.stays_behind(segments, keeps) == place


@pytest.mark.parametrize(
    ("last", "extension", "docks", "under_way", "until"),
    [
        (100, 20, 110, 0, 120),
        (100, 20, 120, 0, 120),
        (100, 20, 121, 0, 100),
        (100, 20, NEVER, 0, 100),
        (100, 20, NEVER, 1, NEVER),
        (100, 0, 100, 0, 100),
    ],
)
def test_until_when_a_vehicle_waits_for_its_relief(
    last: int, extension: int, docks: int, under_way: int, until: int
) -> None:
    assert crew.waits_for_relief(last, extension, docks, under_way) == until


@pytest.mark.parametrize(("by", "arrived", "at"), [(11, 20, 89), (90, 20, 20), (0, 20, 100)])
def test_when_a_crew_leaves_by_choice(by: int, arrived: int, at: int) -> None:
    assert crew.leaves_by_choice(100, by, arrived) == at


@pytest.mark.parametrize(
    ("last", "successor", "hold", "until"),
    [
        (100, 90, 0, 100),
        (100, 130, 0, 100),
        (100, NEVER, 0, 100),
        (100, 90, 1, 100),
        (100, 100, 1, 100),
        (100, 101, 1, 101),
        (100, NEVER, 1, NEVER),
        (NEVER, 90, 1, NEVER),
    ],
)
def test_a_line_that_holds_its_vehicles_waits_for_the_relief(
    last: int, successor: int, hold: int, until: int
) -> None:
    assert crew.held_until(last, successor, hold) == until


@pytest.mark.parametrize(
    ("successor", "leaves"), [(90, 95), (97, 100), (100, 100), (130, 130), (NEVER, NEVER)]
)
def test_the_overlap_of_a_held_vehicle_is_what_limit_and_waiver_leave(
    successor: int, leaves: int
) -> None:
    last = crew.held_until(100, successor, 1)
    assert crew.handover_at(0, successor, 5, last, 0) == leaves


@pytest.mark.parametrize(
    ("segments", "crew_to_fly", "place"),
    [
        ([RS, RS, USOS], 1, 0),
        ([USOS, RS, RS], 2, 1),
        ([USOS, RS, RS], 3, -1),
        ([USOS, RS, RS], 4, -1),
        ([USOS, USOS, USOS], 1, -1),
        ([RS], 0, -1),
        ([RS, USOS, USOS], 1, -1),
        ([], 0, -1),
    ],
)
def test_the_first_of_the_donors_own_segment_is_swapped(
    segments: list[int], crew_to_fly: int, place: int
) -> None:
    assert crew.swapped_person(segments, [1] * len(segments), RS, crew_to_fly) == place


def test_who_came_from_another_flight_is_not_swapped() -> None:
    assert crew.swapped_person([RS, RS, RS], [0, 1, 1], RS, 1) == 1
    assert crew.swapped_person([RS, RS], [0, 0], RS, 1) == -1


@pytest.mark.parametrize(
    ("segments", "own", "place"),
    [
        ([USOS, USOS, USOS, RS], [1, 1, 1, 1], 2),
        ([RS, USOS, USOS], [1, 1, 1], 2),
        ([USOS, USOS, USOS], [1, 1, 0], 1),
        ([USOS, USOS, USOS], [1, 0, 0], -1),
        ([USOS, RS, RS], [1, 1, 1], -1),
        ([RS, RS], [1, 1], -1),
        ([], [], -1),
        ([USOS, GUEST, USOS], [1, 1, 1], 1),
        ([USOS, GUEST], [1, 0], -1),
    ],
)
def test_the_last_of_the_carriers_own_segment_gives_a_seat_but_one_stays(
    segments: list[int], own: list[int], place: int
) -> None:
    assert crew.gives_to_swap(segments, own, USOS) == place
