import numpy as np
import pyarrow as pa
import pytest

from sim.analysis.columns import column_numbers, rows_of_word, rows_where
from tests.analysis.made_tables import AS_OF, compare, day, made_outcomes, summarize

CELLS = [1.5, None, 3.0, 4.0, None, None, 7.0, 8.0, 9.0, 10.0, 11.0]


def chunked(cells: list[object], kind: pa.DataType, *sizes: int) -> pa.ChunkedArray:
    """Return a column in chunks of these sizes, each a slice of a longer array."""
    whole = pa.array([None, *cells], kind)
    starts = np.cumsum([1, *sizes])
    chunks = [whole.slice(start, size) for start, size in zip(starts[:-1], sizes, strict=True)]
    return pa.chunked_array(chunks, kind)


@pytest.mark.parametrize("sizes", [(11,), (4, 0, 7), (1, 9, 1), (1,) * 11])
def test_chunks_and_nulls_make_no_difference(sizes: tuple[int, ...]) -> None:
    values, known = column_numbers(chunked(CELLS, pa.float64(), *sizes))
    assert values.tolist() == [0.0 if cell is None else cell for cell in CELLS]
    assert known.tolist() == [cell is not None for cell in CELLS]


def test_numbers_of_a_whole_column_are_not_copied() -> None:
    column = pa.chunked_array([pa.array([1.0, 2.0, 3.0])])
    values, known = column_numbers(column)
    assert values.tolist() == [1.0, 2.0, 3.0]
    assert known.all()
    assert not values.flags.owndata


@pytest.mark.parametrize("unit", ["s", "ms", "us", "ns"])
def test_instants_count_in_seconds_whatever_their_unit(unit: str) -> None:
    column = chunked([AS_OF, None, day(1)], pa.timestamp(unit, tz="UTC"), 2, 1)
    values, known = column_numbers(column)
    start = AS_OF.timestamp()
    assert values.tolist() == [start, 0.0, start + 86_400]
    assert known.tolist() == [True, False, True]
    assert rows_where(column.drop_null(), lambda seconds: seconds > start).tolist() == [False, True]


@pytest.mark.parametrize("kind", [pa.int8(), pa.int64()])
def test_whole_numbers_are_read(kind: pa.DataType) -> None:
    values, _ = column_numbers(chunked([1, 0, 1, None], kind, 3, 1))
    assert values.tolist() == [1.0, 0.0, 1.0, 0.0]


def test_an_empty_column_has_no_numbers() -> None:
    values, known = column_numbers(pa.chunked_array([], pa.float64()))
    assert len(values) == len(known) == 0


def test_words_are_found_packed_or_not() -> None:
    words = ["gap", "stranding", "gap", "decrewed"]
    plain = chunked(words, pa.string(), 1, 3)
    packed = plain.dictionary_encode()
    other = pa.chunked_array([pa.array(["stranding", "gap"]).dictionary_encode()])  # other codes
    both = pa.chunked_array([*packed.chunks, *other.chunks])
    assert rows_of_word(plain, "gap").tolist() == [True, False, True, False]
    assert rows_of_word(both, "gap").tolist() == [True, False, True, False, False, True]
    assert rows_of_word(both, "unheard of").tolist() == [False] * 6


def test_a_table_in_chunks_says_the_same() -> None:
    luck = np.random.default_rng(1)
    dates = [None if luck.random() < 0.3 else luck.uniform(0, 99) for _ in range(300)]
    columns = {
        ("x", "d"): luck.exponential(10, 300).tolist(),
        ("next[soyuz,1].margin_to_limit_days", "d"): [None, *luck.normal(0, 9, 299).tolist()],
        ("dock", "date"): dates,
        ("flag", "0/1"): (luck.random(300) < 0.1).astype(int).tolist(),
    }
    whole = made_outcomes(columns)
    parts = pa.concat_tables([whole.slice(0, 7), whole.slice(7, 100), whole.slice(107)])
    other = made_outcomes({**columns, ("x", "d"): luck.exponential(11, 300).tolist()})
    assert summarize(parts) == summarize(whole)
    assert compare(parts, other) == compare(whole, other)
