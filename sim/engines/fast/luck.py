"""The luck of one replication: every draw by its address, when it is asked for."""

from __future__ import annotations

from sim.core.clock import DAY, round_seconds
from sim.core.draws import MASK, ROUNDS, philox, unit_interval
from sim.core.inverse import bounded, draw, exponential, quantile
from sim.engines.fast.layout import Ship, World
from sim.engines.fast.memory import (
    get,
    get_number,
    half_words,
    law_at,
    numbers,
    parts,
    put_number,
    words,
)
from sim.engines.program import DRAWN


def again(w: World, position: int, occurrence: int) -> float:
    """The uniform of an occurrence of the draw at a position.

    Made when it is asked for, but for those that most replications need: they are made ahead,
    several in one instruction.
    """
    at = w.made_at + 2 * position
    if occurrence < get(w, at + 1):
        return get_number(w, get(w, at) + occurrence)
    return _not_ahead(w, position, occurrence)


def uniform(w: World, position: int) -> float:
    """The uniform of the first occurrence of the draw at a position."""
    return again(w, position, 0)


def draw_ahead(w: World) -> None:
    """Make the draws that most replications need, several in one instruction."""
    replication = w.replication & MASK
    round_keys = half_words(w, w.round_keys_at, 2 * ROUNDS)
    keys = words(w, w.ahead_keys_at, w.ahead)
    occurrences = words(w, w.ahead_occurrences_at, w.ahead)
    uniforms = numbers(w, w.ahead_at, w.ahead)
    for k in range(w.ahead):
        uniforms[k] = at_address(replication, occurrences[k], keys[k], round_keys)


def _not_ahead(w: World, position: int, occurrence: int) -> float:
    round_keys = half_words(w, w.round_keys_at, 2 * ROUNDS)
    return at_address(w.replication, occurrence, get(w, w.keys_at + position), round_keys)


def at_address(replication: int, occurrence: int, key: int, round_keys: list[int]) -> float:
    """The uniform at an address (see `sim.core.draws`)."""
    word_0, word_1, _, _ = philox(
        replication, occurrence, key & MASK, (key >> 32) & MASK, round_keys
    )
    return unit_interval(word_0, word_1)


def of_flight(w: World, stream: int, ship: Ship) -> int:
    """The position of a flight's draw."""
    return w.of_flights + stream * w.ships + ship.number


def of_person(w: World, stream: int, person: int) -> int:
    """The position of a person's draw."""
    return w.of_people + stream * w.people + person


def of_family(w: World, stream: int, family: int) -> int:
    """The position of a family's draw."""
    return w.of_families + stream * w.families + family


def of_pad(w: World, stream: int, pad: int) -> int:
    """The position of a pad's draw."""
    return w.of_pads + stream * w.pads + pad


def sample(w: World, law: int, u: float) -> float:
    """The value of a law at u."""
    span = law_at(w, law)
    if span.plain:
        table = numbers(w, w.table_at, w.table)
        return span.scale * quantile(
            span.kind, span.a, span.b, span.c, table, span.first, span.last, u
        )
    return draw(parts(w), span.begin, span.end, u)


def value(w: World, parameter: int) -> float:
    """A parameter as it is in this replication."""
    return get_number(w, w.inputs_at + parameter)


def seconds(w: World, parameter: int) -> int:
    """A duration that the planners of this replication know."""
    return int(value(w, parameter))


def duration(w: World, law: int, position: int) -> int:
    """A duration in whole seconds, drawn at a position; quiet: its median."""
    span = law_at(w, law)
    if w.quiet or span.known:
        return round_seconds(span.median)
    return round_seconds(sample(w, law, uniform(w, position)))


def duration_again(w: World, law: int, position: int, occurrence: int) -> int:
    """A duration of a later occurrence in whole seconds; quiet: its median."""
    span = law_at(w, law)
    if w.quiet or span.known:
        return round_seconds(span.median)
    return round_seconds(sample(w, law, again(w, position, occurrence)))


def flight_duration(w: World, stream: int, ship: Ship, law: int, pin: int) -> int:
    """A duration of one flight: pinned, or drawn."""
    if pin != DRAWN:
        return pin
    return duration(w, law, of_flight(w, stream, ship))


def chance(w: World, parameter: int, position: int) -> bool:
    """Whether something of this probability happens; quiet: it does not."""
    probability = value(w, parameter)
    if w.quiet or probability <= 0.0:
        return False
    return uniform(w, position) < probability


def flag(w: World, stream: int, ship: Ship, parameter: int, pin: int) -> bool:
    """Whether a chance of this flight happens: pinned, or drawn."""
    if pin != DRAWN:
        return pin != 0
    return chance(w, parameter, of_flight(w, stream, ship))


def waiting_time(u: float, rate: float) -> int:
    """An exponential waiting time in whole seconds at u; `rate` is per day, above 0."""
    return round_seconds(exponential(u) / rate * DAY)


def waits_beyond(w: World, u: float, rate: float, since: int) -> bool:
    """Whether an exponential waiting time at u surely ends behind ``until``.

    As -log(1-u) >= u, it does if u is at least the rate times what is left of the horizon. This
    saves most logarithms: few people fall ill, few ships become unfit.
    """
    return u * DAY >= rate * (w.until - since)


def draw_inputs(w: World) -> None:
    """One value of every parameter that is not known; durations in whole seconds."""
    if w.quiet:
        return
    for k in range(w.drawn_inputs):
        at = w.drawn_inputs_at + 3 * k
        parameter, law, whole = get(w, at), get(w, at + 1), get(w, at + 2)
        drawn = sample(w, law, uniform(w, w.of_inputs + parameter))
        put_number(w, w.inputs_at + parameter, float(round_seconds(drawn)) if whole else drawn)


def scale_parts(w: World) -> None:
    """Fill in the scales that are uncertain, and apply the bounds that waited for them.

    A law with bounds keeps of each part what lies in ``(lower, upper]`` and weighs it by that.
    """
    for k in range(w.uncertain):
        law = law_at(w, get(w, w.uncertain_at + k))
        total = 0.0
        for part in range(law.begin, law.end):
            scale_input = get(w, w.scale_input_at + part)
            if scale_input >= 0:
                put_number(w, w.scale_at + part, value(w, scale_input))
            stated_low_u = get_number(w, w.stated_low_u_at + part)
            stated_high_u = get_number(w, w.stated_high_u_at + part)
            scale = get_number(w, w.scale_at + part)
            low_u, high_u = bounded(parts(w), part, scale, law.lower, law.upper)
            kept = (high_u - low_u) / (stated_high_u - stated_low_u)
            put_number(w, w.low_u_at + part, low_u)
            put_number(w, w.high_u_at + part, high_u)
            weight = get_number(w, w.stated_weight_at + part) * kept
            put_number(w, w.weight_at + part, weight)
            total += weight
        for part in range(law.begin, law.end):
            share = 1.0 if part == law.begin else 0.0
            if total > 0.0:
                share = get_number(w, w.weight_at + part) / total
            put_number(w, w.weight_at + part, share)
