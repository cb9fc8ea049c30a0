"""The order of events within one second."""

from hypothesis import given
from hypothesis import strategies as st

from sim.rules import events

ENTITY = st.integers(0, 2**20 - 1)
RANK = st.integers(0, 99)


def test_the_ranks_are_those_of_the_model() -> None:
    assert (
        events.UNTIL,
        events.REPAIRED,
        events.STAND_DOWN_ENDS,
        events.SPACECRAFT_READY,
        events.PAD_READY,
        events.FLIGHT_READY,
        events.DOCKS,
        events.FAILS_TO_DOCK,
        events.RESEATED,
        events.UNFIT,
        events.FALLS_ILL,
        events.UNDOCKS,
        events.STAND_DOWN_BEGINS,
        events.LOOK,
        events.LAUNCH,
    ) == (0, 10, 12, 14, 16, 18, 20, 22, 24, 30, 32, 40, 50, 54, 60)


@given(RANK, ENTITY, RANK, ENTITY)
def test_the_priority_orders_by_rank_then_entity(
    rank: int, entity: int, other_rank: int, other: int
) -> None:
    assert (events.priority(rank, entity) < events.priority(other_rank, other)) == (
        (rank, entity) < (other_rank, other)
    )


def test_the_priority_is_rank_times_two_to_the_twenty_plus_entity() -> None:
    assert events.priority(40, 7) == 40 * 2**20 + 7
