"""The luck of one replication: every sample by its address, when it is asked for."""

from sim.core.clock import DAY, NEVER, round_seconds
from sim.core.inverse import bounded, exponential, inverted, quantile
from sim.core.sampling import MASK, ROUNDS, philox, unit_interval
from sim.engine.memory import SAMPLED, Ints, Ship, World
from sim.engine.stream import INPUT


def uniform(w: World, stream: int, number: int, occurrence: int = 0) -> float:
    """The uniform of an occurrence of a stream's sample for the entity of a number.

    Made when it is asked for, but for those that most replications need: they are made ahead,
    several in one instruction.
    """
    position = w.get(w.streams_at + stream) + number
    at = w.made_at + 2 * position
    if occurrence < w.get(at + 1):
        found = w.get_number(w.get(at) + occurrence)
    else:
        found = _not_ahead(w, position, occurrence)
    w.sampled(position, occurrence, found)
    return found


def sample_ahead(w: World) -> None:
    """Make the samples that most replications need, several in one instruction."""
    replication = w.replication & MASK
    round_keys = w.half_words_at(w.round_keys_at, 2 * ROUNDS)
    keys = w.words_at(w.ahead_keys_at, w.ahead)
    occurrences = w.words_at(w.ahead_occurrences_at, w.ahead)
    uniforms = w.numbers_at(w.ahead_at, w.ahead)
    for k in range(w.ahead):
        uniforms[k] = at_address(replication, occurrences[k], keys[k], round_keys)


def _not_ahead(w: World, position: int, occurrence: int) -> float:
    round_keys = w.half_words_at(w.round_keys_at, 2 * ROUNDS)
    return at_address(w.replication, occurrence, w.get(w.keys_at + position), round_keys)


def at_address(replication: int, occurrence: int, key: int, round_keys: list[int]) -> float:
    """The uniform at an address (see `sim.core.sampling`)."""
    word_0, word_1, _, _ = philox(
        replication, occurrence, key & MASK, (key >> 32) & MASK, round_keys
    )
    return unit_interval(word_0, word_1)


def sample(w: World, law: int, u: float) -> float:
    """The value of a law at u."""
    span = w.law_at(law)
    if span.plain:
        table = w.numbers_at(w.table_at, w.table)
        return span.scale * quantile(
            span.kind, span.a, span.b, span.c, table, span.first, span.last, u
        )
    return inverted(w.parts_of_laws(), span.begin, span.end, u)


def value(w: World, parameter: int) -> float:
    """A parameter as it is in this replication."""
    return w.get_number(w.inputs_at + parameter)


def rate(w: World, parameter: int) -> float:
    """A rate or a probability; 0 where there is none."""
    return value(w, parameter) if parameter >= 0 else 0.0


def seconds(w: World, parameter: int) -> int:
    """A duration that the planners of this replication know."""
    return int(value(w, parameter))


def duration(w: World, law: int, stream: int, number: int, occurrence: int = 0) -> int:
    """A duration in whole seconds, sampled for an entity; quiet: its median."""
    span = w.law_at(law)
    if w.quiet or span.known:
        return round_seconds(span.median)
    return round_seconds(sample(w, law, uniform(w, stream, number, occurrence)))


def flight_duration(w: World, law: int, stream: int, ship: Ship, pin: int = SAMPLED) -> int:
    """A duration of one flight: pinned, or sampled."""
    return duration(w, law, stream, ship.number) if pin == SAMPLED else pin


def chance(w: World, parameter: int, stream: int, number: int) -> bool:
    """Whether something of this probability happens; quiet: only what is certain."""
    probability = value(w, parameter)
    if w.quiet or probability <= 0.0:
        return probability >= 1.0
    return uniform(w, stream, number) < probability


def flag(w: World, parameter: int, stream: int, ship: Ship, pin: int = SAMPLED) -> bool:
    """Whether a chance of this flight happens: pinned, or sampled."""
    return chance(w, parameter, stream, ship.number) if pin == SAMPLED else pin != 0


# what comes at random, again and again, unless beginnings and ends are pinned in turn ------------


def pinned_begins(w: World, pins: Ints, occurrence: int) -> int:
    """When the next begins of what is pinned; `NEVER` if none is."""
    return w.item(pins, 2 * occurrence) if 2 * occurrence < w.length(pins) else NEVER


def begins(
    w: World, is_pinned: int, pins: Ints, rate: float, stream: int, number: int, occurrence: int
) -> int:
    """When the next begins, at a rate per day from now on; `NEVER` if none does."""
    if is_pinned:
        return pinned_begins(w, pins, occurrence)
    return at_random(w, rate, stream, number, occurrence)


def ends(
    w: World, is_pinned: int, pins: Ints, law: int, stream: int, number: int, occurrence: int
) -> int:
    """When the one ends that begins now."""
    if is_pinned:
        return w.item(pins, 2 * occurrence + 1)
    return w.now + max(duration(w, law, stream, number, occurrence), 0)


def at_random(w: World, rate: float, stream: int, number: int, occurrence: int = 0) -> int:
    """When something of this rate, per day, comes next; `NEVER` in quiet play.

    As -log(1-u) >= u, it surely comes behind ``until`` if u is at least the rate times what is left
    of the horizon. That saves most logarithms: few people fall ill, few ships become unfit.
    """
    if w.quiet or rate <= 0.0:
        return NEVER
    u = uniform(w, stream, number, occurrence)
    if u * DAY >= rate * (w.until - w.now):
        return NEVER
    return w.now + round_seconds(exponential(u) / rate * DAY)


def sample_inputs(w: World) -> None:
    """One value of every parameter that is not known; durations in whole seconds."""
    if w.quiet:
        return
    sampled_inputs = w.items_of(w.sampled_inputs)
    for k in range(0, len(sampled_inputs), 3):
        parameter, law, whole = sampled_inputs[k], sampled_inputs[k + 1], sampled_inputs[k + 2]
        sampled = sample(w, law, uniform(w, INPUT, parameter))
        w.put_number(w.inputs_at + parameter, float(round_seconds(sampled)) if whole else sampled)


def scale_parts(w: World) -> None:
    """Fill in the scales that are uncertain, and apply the bounds that waited for them.

    A law with bounds keeps of each part what lies in ``(lower, upper]`` and weighs it by that.
    """
    n, parts = w.parts, w.parts_of_laws()
    stated = w.numbers_at(w.stated_at, 4 * n)
    for number in w.items_of(w.uncertain):
        law = w.law_at(number)
        total = 0.0
        for part in range(law.begin, law.end):
            scale_input = w.get(w.scale_input_at + part)
            if scale_input >= 0:
                w.put_number(w.scaled_at + n + part, value(w, scale_input))
            low_u, high_u = bounded(parts, part, parts.scale[part], law.lower, law.upper)
            kept = (high_u - low_u) / (stated[3 * n + part] - stated[2 * n + part])
            w.put_number(w.scaled_at + 2 * n + part, low_u)
            w.put_number(w.scaled_at + 3 * n + part, high_u)
            w.put_number(w.scaled_at + part, stated[part] * kept)
            total += stated[part] * kept
        for part in range(law.begin, law.end):
            share = 1.0 if part == law.begin else 0.0
            if total > 0.0:
                share = parts.weight[part] / total
            w.put_number(w.scaled_at + part, share)
