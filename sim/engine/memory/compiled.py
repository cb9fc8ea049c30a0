"""How the compiler reads and writes the memory: `sim.engine.memory.access` as machine instructions.

A `World` is the address of the block's first word; a record, a list and a number are places behind
it. An iteration is a small value: where its numbers are, or that it counts them, and how many.
"""

from collections.abc import Callable
from inspect import isfunction
from typing import Any

import numba
from llvmlite import ir
from numba import carray, types
from numba.core import cgutils
from numba.core.imputils import RefType, iternext_impl, lower_builtin
from numba.core.typing.templates import AbstractTemplate, AttributeTemplate, infer_getattr
from numba.extending import intrinsic, models, overload, register_model

from sim.engine.memory import access, words
from sim.engine.memory.access import World

WORD = ir.IntType(64)
NUMBER = ir.DoubleType()
INLINE = {"forceinline": True}

WORLD = numba.from_dtype(words.dtype(words.World))


def lower() -> None:
    """Teach numba every method of `World`, but for those that it reads as they stand."""
    for reading in access.ONE:
        _lower_one(reading)
    for reading in access.EVERY:
        _lower_every(reading)
    for reading in access.LISTED:
        _lower_listed(reading)
    _lower_words()
    _lower_sequences()
    _lower_lists()
    _lower_methods()
    overload(World.sampled, jit_options=INLINE)(
        lambda w, position, occurrence, number: lambda w, position, occurrence, number: None
    )


def _lower_methods() -> None:
    """Have `w.method(...)` call the method, as numba knows it as a function of `w`."""
    methods = {name: method for name, method in vars(World).items() if isfunction(method)}

    @infer_getattr
    class WordOrMethod(AttributeTemplate):  # type: ignore[misc]
        key = WORLD

        def generic_resolve(self, world: Any, name: str) -> Any:
            if name not in methods:
                return world.typeof(name)

            class Method(AbstractTemplate):  # type: ignore[misc]
                key = (WORLD, name)

                def generic(self, args: Any, kws: Any) -> Any:
                    function = self.context.resolve_value_type(methods[name])
                    signature = function.get_call_type(self.context, (world, *args), kws)
                    return signature.as_method()

            return types.BoundFunction(Method, world)

    for name, method in methods.items():
        _lower_method(name, method)


def _lower_method(name: str, method: Callable[..., Any]) -> None:
    @lower_builtin((WORLD, name), WORLD, types.VarArg(types.Any))  # type: ignore[untyped-decorator]
    def call(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        function = context.typing_context.resolve_value_type(method)
        function.get_call_type(context.typing_context, signature.args, {})
        implementation = context.get_function(function, signature)
        context.add_linking_libs(getattr(implementation, "libs", ()))
        return implementation(builder, args)


def _field(word: str) -> int:
    """The place of a word of `World`."""
    return words.names(words.World).index(word)


def _place(builder: ir.IRBuilder, world: ir.Value, at: ir.Value, kind: ir.Type) -> ir.Value:
    """The address of the word `at` words behind the first one of the world."""
    return builder.gep(builder.bitcast(world, kind.as_pointer()), [at])


def _load(builder: ir.IRBuilder, world: ir.Value, at: int | ir.Value) -> ir.Value:
    """The word `at` words behind the first one of the world."""
    at = ir.Constant(WORD, at) if isinstance(at, int) else at
    return builder.load(_place(builder, world, at, WORD))


# records ----------------------------------------------------------------------------------------


def _lower_one(reading: access.Reading) -> None:
    record, table = reading.record, _field(access.AT[reading.record])
    found, size = numba.from_dtype(words.dtype(record)), words.size(record)

    @intrinsic  # type: ignore[untyped-decorator]
    def record_at(_: Any, world: Any, number: Any) -> Any:
        def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
            behind = builder.mul(args[1], ir.Constant(WORD, size))
            at = builder.add(_load(builder, args[0], table), behind)
            return builder.bitcast(
                _place(builder, args[0], at, WORD), context.get_value_type(found)
            )

        return found(world, types.int64), generate

    overload(reading.function, jit_options=INLINE)(
        lambda w, number: lambda w, number: record_at(w, number)
    )


# iteration --------------------------------------------------------------------------------------


class Walk(types.SimpleIterableType):  # type: ignore[misc]
    """Going over records of one kind: those numbered from 0 on, or those that a list names."""

    def __init__(self, record: type[words.Record], listed: bool) -> None:
        name = f"Walk({record.__name__}, {'listed' if listed else 'every'})"
        super().__init__(name, Steps(name, record, listed))


class Steps(types.SimpleIteratorType):  # type: ignore[misc]
    """Where a walk stands."""

    def __init__(self, walk: str, record: type[words.Record], listed: bool) -> None:
        self.listed = listed
        self.words = words.size(record)
        super().__init__(f"Steps({walk})", numba.from_dtype(words.dtype(record)))


@register_model(Walk)
class WalkModel(models.StructModel):  # type: ignore[misc]
    """The address of the first record, of the first number of the list, and how many there are."""

    def __init__(self, manager: Any, kind: Any) -> None:
        address = types.voidptr
        members = [("records", address), ("numbers", address), ("count", types.int64)]
        super().__init__(manager, kind, members)


@register_model(Steps)
class StepsModel(models.StructModel):  # type: ignore[misc]
    """A walk, and how far it has come."""

    def __init__(self, manager: Any, kind: Any) -> None:
        address = types.voidptr
        members = [
            ("records", address),
            ("numbers", address),
            ("count", types.int64),
            ("done", types.EphemeralPointer(types.int64)),
        ]
        super().__init__(manager, kind, members)


@lower_builtin("getiter", Walk)  # type: ignore[untyped-decorator]
def begin_walk(context: Any, builder: Any, signature: Any, args: Any) -> Any:
    """Begin at the first record."""
    walk = cgutils.create_struct_proxy(signature.args[0])(context, builder, args[0])
    steps = cgutils.create_struct_proxy(signature.return_type)(context, builder)
    steps.records, steps.numbers, steps.count = walk.records, walk.numbers, walk.count
    steps.done = cgutils.alloca_once_value(builder, ir.Constant(WORD, 0))
    builder.store(ir.Constant(WORD, 0), steps.done)
    return steps._getvalue()


@lower_builtin("iternext", Steps)  # type: ignore[untyped-decorator]
@iternext_impl(RefType.UNTRACKED)  # type: ignore[untyped-decorator]
def next_step(context: Any, builder: Any, signature: Any, args: Any, result: Any) -> None:
    """Yield the next record, if there is one."""
    (kind,) = signature.args
    steps = cgutils.create_struct_proxy(kind)(context, builder, args[0])
    done = builder.load(steps.done)
    goes_on = builder.icmp_signed("<", done, steps.count)
    result.set_valid(goes_on)
    with builder.if_then(goes_on):
        pointer = context.get_value_type(kind.yield_type)
        number = done
        if kind.listed:
            number = builder.load(
                builder.gep(builder.bitcast(steps.numbers, WORD.as_pointer()), [done])
            )
        records = builder.bitcast(steps.records, WORD.as_pointer())
        place = builder.mul(number, ir.Constant(WORD, kind.words))
        result.yield_(builder.bitcast(builder.gep(records, [place]), pointer))
        builder.store(builder.add(done, ir.Constant(WORD, 1)), steps.done)


def _walk(
    builder: Any, context: Any, kind: Walk, world: Any, table: int, numbers: Any, count: Any
) -> Any:
    """Make a walk over records of a table; `numbers` is None where each is walked."""
    walk = cgutils.create_struct_proxy(kind)(context, builder)
    address = ir.IntType(8).as_pointer()
    records = _place(builder, world, _load(builder, world, table), WORD)
    walk.records = builder.bitcast(records, address)
    walk.numbers = builder.bitcast(records if numbers is None else numbers, address)
    walk.count = count
    return walk._getvalue()


def _lower_every(reading: access.Reading) -> None:
    kind = Walk(reading.record, listed=False)
    table, count = _field(access.AT[reading.record]), _field(reading.how_many)

    @intrinsic  # type: ignore[untyped-decorator]
    def every(_: Any, world: Any) -> Any:
        def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
            many = _load(builder, args[0], count)
            return _walk(builder, context, kind, args[0], table, None, many)

        return kind(world), generate

    overload(reading.function, jit_options=INLINE)(lambda w: lambda w: every(w))


def _lower_listed(reading: access.Reading) -> None:
    kind = Walk(reading.record, listed=True)
    table = _field(access.AT[reading.record])

    @intrinsic  # type: ignore[untyped-decorator]
    def listed(_: Any, world: Any, items: Any, place: Any) -> Any:
        def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
            world, items, place = args
            many = builder.sub(_load(builder, world, items), place)
            first = builder.add(builder.add(items, ir.Constant(WORD, 1)), place)
            numbers = _place(builder, world, first, WORD)
            return _walk(builder, context, kind, world, table, numbers, many)

        return kind(world, types.int64, types.int64), generate

    overload(reading.function, jit_options=INLINE)(
        lambda w, items, place=0: lambda w, items, place=0: listed(w, items, place)
    )


# lists, single words, sequences -----------------------------------------------------------------


def _lower_lists() -> None:
    get, put, sequence = World.get, World.put, World.words_at
    for function, body in (
        (World.length, lambda w, items: lambda w, items: get(w, items)),
        (World.set_length, lambda w, items, count: lambda w, items, count: put(w, items, count)),
        (World.item, lambda w, items, place: lambda w, items, place: get(w, items + 1 + place)),
        (
            World.set_item,
            lambda w, items, place, value: (
                lambda w, items, place, value: put(w, items + 1 + place, value)
            ),
        ),
        (World.items_of, lambda w, items: lambda w, items: sequence(w, items + 1, get(w, items))),
    ):
        overload(function, jit_options=INLINE)(body)


def _lower_words() -> None:
    for read, write, kind, number in (
        (World.get, World.put, WORD, types.int64),
        (World.get_number, World.put_number, NUMBER, types.float64),
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
        (World.words_at, WORD, types.int64),
        (World.numbers_at, NUMBER, types.float64),
        (World.half_words_at, ir.IntType(32), types.uint32),
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
