"""Rules of relief and lifeboats."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from sim.rules import rescue

FEW = st.integers(0, 9)


@pytest.mark.parametrize(
    ("need", "seats", "crew", "fewest", "behind"),
    [
        (0, 3, 3, 1, 0),
        (1, 3, 3, 1, 1),
        (2, 3, 3, 1, 2),
        (3, 3, 3, 1, 3),
        (7, 3, 3, 1, 3),
        (1, 3, 3, 3, 3),
        (1, 4, 3, 3, 0),
        (2, 4, 3, 2, 1),
        (2, 4, 3, 3, 3),
        (3, 3, 0, 1, 0),
    ],
)
def test_who_stays_behind_of_a_rescue(
    need: int, seats: int, crew: int, fewest: int, behind: int
) -> None:
    assert rescue.left_behind_by_rescue(need, seats, crew, fewest) == behind


@given(FEW, FEW, FEW, st.integers(1, 4))
def test_a_rescue_flies_with_its_fewest_or_empty(
    need: int, crew: int, spare: int, fewest: int
) -> None:
    assume(crew >= fewest)
    go = crew - rescue.left_behind_by_rescue(need, crew + spare, crew, fewest)
    assert go == 0 or fewest <= go <= crew
    assert crew + spare - go >= min(need, crew + spare)


@pytest.mark.parametrize(
    ("need", "seats", "crew", "fewest", "relief_seats", "behind"),
    [
        (0, 4, 4, 2, 4, 0),
        (1, 4, 4, 2, 4, 1),
        (3, 4, 4, 2, 4, 2),
        (3, 4, 4, 1, 4, 3),
        (3, 4, 4, 1, 1, 1),
        (3, 4, 4, 1, 0, 0),
        (1, 4, 3, 2, 4, 0),
        (2, 4, 3, 2, 4, 1),
        (3, 4, 2, 2, 4, 0),
    ],
)
def test_who_stays_behind_of_another_line(
    need: int, seats: int, crew: int, fewest: int, relief_seats: int, behind: int
) -> None:
    assert rescue.left_behind_by_relief(need, seats, crew, fewest, relief_seats) == behind


@pytest.mark.parametrize(
    ("launch", "can", "date", "relieves"),
    [
        (33, 0, 500, 0),
        (34, 0, 500, 1),
        (34, 0, 35, 1),
        (60, 1, 74, 0),
        (60, 1, 75, 1),
        (60, 0, 74, 1),
        (60, 1, 50, 0),
    ],
)
def test_another_line_relieves_in_time_and_if_the_rescue_is_far(
    launch: int, can: int, date: int, relieves: int
) -> None:
    assert rescue.relieves(launch, 20, 14, can, date) == relieves


@pytest.mark.parametrize(
    ("stranded", "served", "emergency", "without"),
    [(3, 0, 0, 3), (3, 0, 2, 1), (3, 3, 0, 0), (3, 1, 1, 1), (3, 2, 5, 0), (0, 0, 0, 0)],
)
def test_a_lifeboat_is_an_emergency_seat_or_the_ship_that_serves(
    stranded: int, served: int, emergency: int, without: int
) -> None:
    assert rescue.without_lifeboat(stranded, served, emergency) == without
