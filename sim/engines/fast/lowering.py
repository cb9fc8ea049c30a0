"""How numba reads and writes the memory: `sim.engines.fast.memory` as machine instructions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numba
from llvmlite import ir
from numba import carray, types
from numba.extending import intrinsic, overload

from sim.engines.fast import layout, memory

WORD = ir.IntType(64)
NUMBER = ir.DoubleType()
INLINE = {"forceinline": True}

TABLES: tuple[tuple[Callable[..., Any], str, type], ...] = (
    (memory.ship_at, "ships_at", layout.Ship),
    (memory.flight_at, "flights_at", layout.Flight),
    (memory.queue_at, "queues_at", layout.Queue),
    (memory.class_at, "classes_at", layout.VehicleClass),
    (memory.pad_at, "pads_at", layout.Pad),
    (memory.family_at, "families_at", layout.Family),
    (memory.person_at, "people_at", layout.Person),
    (memory.segment_at, "segments_at", layout.Segment),
    (memory.open_at, "open_at", layout.Open),
    (memory.stock_at, "stocks_at", layout.Stock),
    (memory.law_at, "laws_at", layout.Law),
)


def lower() -> None:
    """Teach numba every function of `sim.engines.fast.memory` that is not plain Python."""
    for accessor, field, record in TABLES:
        _lower_table(accessor, layout.names(layout.World).index(field), record)
    _lower_words()
    _lower_sequences()


def _place(builder: ir.IRBuilder, world: ir.Value, at: ir.Value, kind: ir.Type) -> ir.Value:
    """The address of the word `at` words behind the first one of the world."""
    return builder.gep(builder.bitcast(world, kind.as_pointer()), [at])


def _lower_table(accessor: Callable[..., Any], field: int, record: type) -> None:
    found = numba.from_dtype(layout.dtype(record))
    words = layout.size(record)

    @intrinsic  # type: ignore[untyped-decorator]
    def record_at(_: Any, world: Any, number: Any) -> Any:
        def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
            begins = builder.load(_place(builder, args[0], ir.Constant(WORD, field), WORD))
            behind = builder.mul(args[1], ir.Constant(WORD, words))
            at = _place(builder, args[0], builder.add(begins, behind), WORD)
            return builder.bitcast(at, context.get_value_type(found))

        return found(world, types.int64), generate

    overload(accessor, jit_options=INLINE)(lambda w, number: lambda w, number: record_at(w, number))


def _lower_words() -> None:
    for read, write, kind, number in (
        (memory.get, memory.put, WORD, types.int64),
        (memory.get_number, memory.put_number, NUMBER, types.float64),
    ):
        _lower_word(read, write, kind, number)


def _lower_word(
    read: Callable[..., Any], write: Callable[..., Any], kind: ir.Type, number: Any
) -> None:
    @intrinsic  # type: ignore[untyped-decorator]
    def load(_: Any, world: Any, at: Any) -> Any:
        def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
            return builder.load(_place(builder, args[0], args[1], kind))

        return number(world, types.int64), generate

    @intrinsic  # type: ignore[untyped-decorator]
    def store(_: Any, world: Any, at: Any, value: Any) -> Any:
        def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
            builder.store(args[2], _place(builder, args[0], args[1], kind))
            return context.get_dummy_value()

        return types.void(world, types.int64, number), generate

    overload(read, jit_options=INLINE)(lambda w, at: lambda w, at: load(w, at))
    overload(write, jit_options=INLINE)(
        lambda w, at, value: lambda w, at, value: store(w, at, value)
    )


def _lower_sequences() -> None:
    for function, kind, number in (
        (memory.words, WORD, types.int64),
        (memory.numbers, NUMBER, types.float64),
        (memory.half_words, ir.IntType(32), types.uint32),
    ):
        _lower_sequence(function, kind, number)


def _lower_sequence(function: Callable[..., Any], kind: ir.Type, number: Any) -> None:
    pointer = types.CPointer(number)

    @intrinsic  # type: ignore[untyped-decorator]
    def address(_: Any, world: Any, at: Any) -> Any:
        def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
            return builder.bitcast(_place(builder, args[0], args[1], WORD), kind.as_pointer())

        return pointer(world, types.int64), generate

    overload(function, jit_options=INLINE)(
        lambda w, at, count: lambda w, at, count: carray(address(w, at), (count,))
    )
