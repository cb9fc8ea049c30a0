"""Columns of stored tables as numbers: read one at a time, chunk by chunk where that is enough."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt
import pyarrow as pa

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

_A_SECOND = {"s": 1, "ms": 10**3, "us": 10**6, "ns": 10**9}


class Table(Protocol):
    """A table of which columns are asked for one at a time, in memory or on a disk.

    `pyarrow.Table` is one. Twenty million rows of one column fit into memory; all columns do not.
    """

    def __getitem__(self, name: str, /) -> Any:
        """Return a column, a `pyarrow.ChunkedArray`."""
        ...

    def column(self, name: str, /) -> Any:
        """Return a column of which only one chunk at a time need be in memory."""
        ...

    @property
    def num_rows(self) -> int:
        """How many rows there are."""
        ...

    @property
    def column_names(self) -> Sequence[str]:
        """The names of the columns, in order."""
        ...

    @property
    def schema(self) -> Any:
        """The `pyarrow.Schema`, with units and meanings in its metadata."""
        ...


def column_numbers(column: Any) -> tuple[Floats, Flags]:
    """Return the numbers of a column, instants in seconds since 1970, and which are known.

    Parameters
    ----------
    column : ChunkedArray
        Of whole numbers, days or instants; a null becomes 0.
    """
    only = column.chunk(0) if column.num_chunks == 1 else None
    if only is not None and only.type == pa.float64() and not only.null_count:
        return numbers_of(only), np.broadcast_to(np.True_, len(only))
    values = np.empty(len(column))
    known = np.ones(len(column), bool)
    for here, chunk in placed_chunks(column):
        values[here] = numbers_of(chunk)
        if chunk.null_count:
            known[here] = _valid(chunk)
            values[here][~known[here]] = 0.0
    return values, known


def placed_chunks(column: Any) -> Iterator[tuple[slice, Any]]:
    """Yield the chunks of a column that hold anything, each with its rows."""
    first = 0
    for chunk in column.chunks:
        if len(chunk):
            yield slice(first, first + len(chunk)), chunk
        first += len(chunk)


def rows_where(column: Any, holds: Callable[[npt.NDArray[Any]], Flags]) -> Flags:
    """Return in which rows a column of numbers without nulls is as asked, chunk by chunk.

    Parameters
    ----------
    column : ChunkedArray
        Instants count in seconds since 1970.
    """
    flags = np.empty(len(column), bool)
    for here, chunk in placed_chunks(column):
        flags[here] = holds(numbers_of(chunk))
    return flags


def rows_of_word(column: Any, word: str) -> Flags:
    """Return in which rows a column of words, packed as a dictionary or not, is the one asked."""
    flags = np.zeros(len(column), bool)
    for here, chunk in placed_chunks(column):
        packed = chunk if pa.types.is_dictionary(chunk.type) else chunk.dictionary_encode()
        words = packed.dictionary.to_pylist()
        if word in words:
            flags[here] = numbers_of(packed.indices) == words.index(word)
    return flags


def numbers_of(chunk: Any) -> npt.NDArray[Any]:
    """Return what a chunk holds, without a copy where it can; anything where it is null.

    Arrow's own ways to numpy load pandas where that is installed, or its library of functions:
    0.2 s that a short answer has not.
    """
    dated = pa.types.is_timestamp(chunk.type)
    kind = np.dtype(np.int64 if dated else chunk.type.to_pandas_dtype())
    cells = np.frombuffer(chunk.buffers()[1], kind, len(chunk), chunk.offset * kind.itemsize)
    return cells // _A_SECOND[chunk.type.unit] if dated and chunk.type.unit != "s" else cells


def _valid(chunk: Any) -> Flags:
    """Return which cells of a chunk with nulls are none."""
    bits = np.frombuffer(chunk.buffers()[0], np.uint8)
    flags = np.unpackbits(bits, count=chunk.offset + len(chunk), bitorder="little")
    return flags[chunk.offset :].view(np.bool_)


def table_instant(table: Table, name: str) -> dt.datetime:
    """Return ``as_of`` or ``until`` from the metadata of a table."""
    return dt.datetime.fromisoformat(table.schema.metadata[name.encode()].decode())
