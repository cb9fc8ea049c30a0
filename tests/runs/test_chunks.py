from hypothesis import given
from hypothesis import strategies as st

from sim.runs.chunks import CHUNK_S, Chunks


@given(
    first=st.integers(0, 500),
    count=st.integers(1, 500),
    size=st.none() | st.integers(1, 50),
    cut=st.none() | st.integers(1, 200),
    least=st.integers(1, 50),
    speeds=st.lists(st.floats(1e-6, 1.0), min_size=1, max_size=5),
    sharers=st.integers(1, 4),
)
def test_chunks_are_the_whole_range_in_order(
    first: int,
    count: int,
    size: int | None,
    cut: int | None,
    least: int,
    speeds: list[float],
    sharers: int,
) -> None:
    chunks = Chunks(range(first, first + count), size, cut, least)
    played: list[int] = []
    while chunks.left:
        chunk = chunks.next(sharers)
        assert chunk
        if cut is not None:
            assert chunk.start // cut == (chunk.stop - 1) // cut
        if size is not None:
            assert len(chunk) <= size
        chunks.tell(len(chunk), speeds[len(played) % len(speeds)] * len(chunk))
        played += chunk
    assert played == list(range(first, first + count))


def test_a_chunk_follows_the_speed() -> None:
    chunks = Chunks(range(10**6))
    assert chunks.new
    assert len(chunks.next()) == 1
    chunks.tell(1, CHUNK_S / 512)
    assert not chunks.new
    assert chunks.left_s == 0.0
    assert len(chunks.next()) == 512
    chunks.tell(512, CHUNK_S)
    assert chunks.left_s == (10**6 - 513) * CHUNK_S / 512


def test_near_the_end_the_sharers_get_equal_parts() -> None:
    chunks = Chunks(range(100))
    chunks.tell(1, 1e-9)
    assert len(chunks.next(2)) == 25


def test_no_chunk_is_smaller_than_is_worth_it_but_the_last() -> None:
    chunks = Chunks(range(1050), least=1000)
    assert [len(chunks.next(4)), len(chunks.next(4))] == [1000, 50]
