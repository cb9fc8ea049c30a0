"""How the compiler reads and writes the memory: `sim.engine.memory.access` as machine instructions.

A `World` is the address of the block's first word; a record, a list and a number are places behind
it. An iteration is a small value: where its numbers are, or that it counts them, and how many.
"""

from collections.abc import Callable, Mapping
from inspect import isfunction
from typing import Any, NamedTuple

import numba
from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.core.imputils import RefType, iternext_impl, lower_builtin
from numba.core.typing import signature
from numba.core.typing.templates import AbstractTemplate, AttributeTemplate, infer_getattr
from numba.extending import models, register_model
from numba.np.arrayobj import make_array, populate_array

from sim.engine.memory import words
from sim.engine.memory.access import AT, READINGS, Reading, World

WORD, NUMBER, HALF = ir.IntType(64), ir.DoubleType(), ir.IntType(32)
ONE = ir.Constant(WORD, 1)

WORLD = numba.from_dtype(words.dtype(words.World))

METHODS = {name: method for name, method in vars(World).items() if isfunction(method)}


class Instructions(NamedTuple):
    """A method that is a few instructions, generated wherever it is called.

    `generate` has numba's context, the builder, the world and the arguments.
    """

    result: Any
    arguments: tuple[Any, ...]
    generate: Callable[..., Any]


def lower(instead: Mapping[str, Callable[..., Any]]) -> None:
    """Teach numba every method of `World`; `instead` has what is called instead of some."""
    instructions = _instructions()
    called: dict[str, Callable[..., Any]] = {**METHODS, **instead}

    @infer_getattr
    class WordOrMethod(AttributeTemplate):  # type: ignore[misc]
        key = WORLD

        def generic_resolve(self, world: Any, name: str) -> Any:
            if name not in METHODS:
                return world.typeof(name)

            class Method(AbstractTemplate):  # type: ignore[misc]
                key = (WORLD, name)

                def generic(self, args: Any, kws: Any) -> Any:
                    if name in instructions:
                        result, kinds, _ = instructions[name]
                        return signature(result, *kinds[: len(args)], recvr=world)
                    function = self.context.resolve_value_type(called[name])
                    return function.get_call_type(self.context, (world, *args), kws).as_method()

            return types.BoundFunction(Method, world)

    for name in METHODS:
        if name in instructions:
            _lower_instructions(name, instructions[name].generate)
        else:
            _lower_call(name, called[name])


def plain(instead: Mapping[str, Callable[..., Any]]) -> list[Callable[..., Any]]:
    """The methods that the compiler reads as they stand."""
    others = {*_instructions(), *instead}
    return [method for name, method in METHODS.items() if name not in others]


def _lower_instructions(name: str, generate: Callable[..., Any]) -> None:
    @lower_builtin((WORLD, name), WORLD, types.VarArg(types.Any))  # type: ignore[untyped-decorator]
    def call(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        return generate(context, builder, *args)


def _lower_call(name: str, method: Callable[..., Any]) -> None:
    @lower_builtin((WORLD, name), WORLD, types.VarArg(types.Any))  # type: ignore[untyped-decorator]
    def call(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        function = context.typing_context.resolve_value_type(method)
        function.get_call_type(context.typing_context, signature.args, {})
        implementation = context.get_function(function, signature)
        context.add_linking_libs(getattr(implementation, "libs", ()))
        return implementation(builder, args)


def _instructions() -> dict[str, Instructions]:
    """The methods that are instructions, by name."""
    number, real = types.int64, types.float64
    get, put, words_at = _load(WORD), _store(WORD), _sequence(number, WORD)

    def item(c: Any, b: Any, w: Any, items: Any, place: Any) -> Any:
        return get(c, b, w, b.add(b.add(items, ONE), place))

    def set_item(c: Any, b: Any, w: Any, items: Any, place: Any, value: Any) -> Any:
        return put(c, b, w, b.add(b.add(items, ONE), place), value)

    def items_of(c: Any, b: Any, w: Any, items: Any) -> Any:
        return words_at(c, b, w, b.add(items, ONE), get(c, b, w, items))

    two = number, number
    return {
        **{name: _reading(READINGS[f]) for name, f in METHODS.items() if f in READINGS},
        "get": Instructions(number, (number,), get),
        "put": Instructions(types.void, two, put),
        "get_number": Instructions(real, (number,), _load(NUMBER)),
        "put_number": Instructions(types.void, (number, real), _store(NUMBER)),
        "length": Instructions(number, (number,), get),
        "set_length": Instructions(types.void, two, put),
        "item": Instructions(number, two, item),
        "set_item": Instructions(types.void, (*two, number), set_item),
        "items_of": Instructions(_array(number), (number,), items_of),
        "words_at": Instructions(_array(number), two, words_at),
        "numbers_at": Instructions(_array(real), two, _sequence(real, NUMBER)),
        "half_words_at": Instructions(_array(types.uint32), two, _sequence(types.uint32, HALF)),
        "sampled": Instructions(types.void, (*two, real), lambda c, *_: c.get_dummy_value()),
    }


# words and sequences ----------------------------------------------------------------------------


def _place(builder: Any, world: ir.Value, at: ir.Value, kind: ir.Type) -> ir.Value:
    """The address of what is `at` words behind the first one of the world."""
    words = builder.bitcast(world, WORD.as_pointer())
    return builder.bitcast(builder.gep(words, [at]), kind.as_pointer())


def _field(builder: Any, world: ir.Value, word: str) -> ir.Value:
    """A word of `World`."""
    at = ir.Constant(WORD, words.names(words.World).index(word))
    return builder.load(_place(builder, world, at, WORD))


def _load(kind: ir.Type) -> Callable[..., Any]:
    return lambda _, builder, world, at: builder.load(_place(builder, world, at, kind))


def _store(kind: ir.Type) -> Callable[..., Any]:
    def store(context: Any, builder: Any, world: Any, at: Any, value: Any) -> Any:
        builder.store(value, _place(builder, world, at, kind))
        return context.get_dummy_value()

    return store


def _array(number: Any) -> Any:
    return types.Array(number, 1, "C")


def _sequence(number: Any, kind: ir.Type) -> Callable[..., Any]:
    """The numbers from a place on, as an array."""
    array, width = _array(number), ir.Constant(WORD, number.bitwidth // 8)

    def sequence(context: Any, builder: Any, world: Any, at: Any, count: Any) -> Any:
        found = make_array(array)(context, builder)
        data = _place(builder, world, at, kind)
        populate_array(found, data, [count], [width], width, meminfo=None)
        return found._getvalue()

    return sequence


# records ----------------------------------------------------------------------------------------


class Walk(types.SimpleIteratorType):  # type: ignore[misc]
    """Going over records of one kind: those numbered from 0 on, or those that a list names."""

    def __init__(self, record: type[words.Record], listed: bool) -> None:
        self.listed = listed
        self.words = ir.Constant(WORD, words.size(record))
        name = f"Walk({record.__name__}, {'listed' if listed else 'every'})"
        super().__init__(name, numba.from_dtype(words.dtype(record)))


@register_model(Walk)
class WalkModel(models.StructModel):  # type: ignore[misc]
    """Where the first record is, the first number of the list, how many there are, how many done.

    The last is where it is kept, in the function that walks.
    """

    def __init__(self, manager: Any, kind: Any) -> None:
        address = types.voidptr
        members = [
            ("records", address),
            ("numbers", address),
            ("count", types.int64),
            ("done", types.EphemeralPointer(types.int64)),
        ]
        super().__init__(manager, kind, members)


@lower_builtin("iternext", Walk)  # type: ignore[untyped-decorator]
@iternext_impl(RefType.UNTRACKED)  # type: ignore[untyped-decorator]
def next_step(context: Any, builder: Any, signature: Any, args: Any, result: Any) -> None:
    """Yield the next record, if there is one."""
    (kind,) = signature.args
    walk = cgutils.create_struct_proxy(kind)(context, builder, args[0])
    number = done = builder.load(walk.done)
    goes_on = builder.icmp_signed("<", done, walk.count)
    result.set_valid(goes_on)
    with builder.if_then(goes_on):
        if kind.listed:
            number = builder.load(_place(builder, walk.numbers, done, WORD))
        pointer = context.get_value_type(kind.yield_type)
        record = _place(builder, walk.records, builder.mul(number, kind.words), WORD)
        result.yield_(builder.bitcast(record, pointer))
        builder.store(builder.add(done, ONE), walk.done)


def _reading(reading: Reading) -> Instructions:
    """The instructions of a method that gives records."""
    table, number = AT[reading.record], types.int64
    listed = not (reading.one or reading.how_many)
    kind = Walk(reading.record, listed)

    def one(context: Any, builder: Any, world: Any, number: Any) -> Any:
        at = builder.add(_field(builder, world, table), builder.mul(number, kind.words))
        pointer = context.get_value_type(kind.yield_type)
        return builder.bitcast(_place(builder, world, at, WORD), pointer)

    def walk(context: Any, builder: Any, world: Any, items: Any = None, place: Any = None) -> Any:
        address = context.get_value_type(types.voidptr)
        found = cgutils.create_struct_proxy(kind)(context, builder)
        records = _place(builder, world, _field(builder, world, table), WORD)
        found.records = builder.bitcast(records, address)
        found.done = cgutils.alloca_once_value(builder, ir.Constant(WORD, 0))
        builder.store(ir.Constant(WORD, 0), found.done)
        if not listed:
            found.count = _field(builder, world, reading.how_many)
        else:
            place = ir.Constant(WORD, 0) if place is None else place
            first = builder.add(builder.add(items, ONE), place)
            found.numbers = builder.bitcast(_place(builder, world, first, WORD), address)
            length = builder.load(_place(builder, world, items, WORD))
            found.count = builder.sub(length, place)
        return found._getvalue()

    if reading.one:
        return Instructions(kind.yield_type, (number,), one)
    return Instructions(kind, (number, number) if listed else (), walk)
