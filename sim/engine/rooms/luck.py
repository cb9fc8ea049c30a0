"""The luck of one replication: every sample by its address, when it is asked for."""

from sim.core.clock import DAY, NEVER, round_seconds
from sim.core.inverse import bounded, exponential, inverted, quantile
from sim.core.sampling import MASK, ROUNDS, philox, unit_interval
from sim.engine.memory import SAMPLED, Family, Ints, Pad, Person, Ship, World


def uniform(w: World, position: int, occurrence: int = 0) -> float:
    """The uniform of an occurrence of the sample at a position.

    Made when it is asked for, but for those that most replications need: they are made ahead,
    several in one instruction.
    """
    at = w.made_at + 2 * position
    if occurrence < w.get(at + 1):
        number = w.get_number(w.get(at) + occurrence)
    else:
        number = _not_ahead(w, position, occurrence)
    w.sampled(position, occurrence, number)
    return number


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


def of_flight(w: World, stream: int, ship: Ship) -> int:
    """The position of a flight's sample."""
    return w.of_flights + stream * w.ships + ship.number


def of_person(w: World, stream: int, person: Person) -> int:
    """The position of a person's sample."""
    return w.of_people + stream * w.people + person.number


def of_family(w: World, stream: int, family: Family) -> int:
    """The position of a family's sample."""
    return w.of_families + stream * w.families + family.number


def of_station(w: World, stream: int) -> int:
    """The position of a sample of the station itself."""
    return w.of_station + stream


def of_pad(w: World, stream: int, pad: Pad) -> int:
    """The position of a pad's sample."""
    return w.of_pads + stream * w.pads + pad.number


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


def seconds(w: World, parameter: int) -> int:
    """A duration that the planners of this replication know."""
    return int(value(w, parameter))


def duration(w: World, law: int, position: int, occurrence: int = 0) -> int:
    """A duration in whole seconds, sampled at a position; quiet: its median."""
    span = w.law_at(law)
    if w.quiet or span.known:
        return round_seconds(span.median)
    return round_seconds(sample(w, law, uniform(w, position, occurrence)))


def flight_duration(w: World, stream: int, ship: Ship, law: int, pin: int) -> int:
    """A duration of one flight: pinned, or sampled."""
    if pin != SAMPLED:
        return pin
    return duration(w, law, of_flight(w, stream, ship))


def chance(w: World, parameter: int, position: int) -> bool:
    """Whether something of this probability happens; quiet: only what is certain."""
    probability = value(w, parameter)
    if w.quiet or probability <= 0.0:
        return probability >= 1.0
    return uniform(w, position) < probability


def flag(w: World, stream: int, ship: Ship, parameter: int, pin: int) -> bool:
    """Whether a chance of this flight happens: pinned, or sampled."""
    if pin != SAMPLED:
        return pin != 0
    return chance(w, parameter, of_flight(w, stream, ship))


def next_at_random(w: World, rate: float, position: int, occurrence: int, since: int) -> int:
    """When something of this rate, per day, comes next after `since`; `NEVER` in quiet play.

    As -log(1-u) >= u, it surely comes behind ``until`` if u is at least the rate times what is left
    of the horizon. That saves most logarithms: few people fall ill, few ships become unfit.
    """
    if w.quiet or rate <= 0.0:
        return NEVER
    u = uniform(w, position, occurrence)
    if u * DAY >= rate * (w.until - since):
        return NEVER
    return since + round_seconds(exponential(u) / rate * DAY)


def pinned_begins(w: World, pins: Ints, occurrence: int) -> int:
    """When the next begins of what is pinned, by beginning and end in turn; `NEVER` if none is."""
    return w.item(pins, 2 * occurrence) if 2 * occurrence < w.length(pins) else NEVER


def sample_inputs(w: World) -> None:
    """One value of every parameter that is not known; durations in whole seconds."""
    if w.quiet:
        return
    sampled_inputs = w.items_of(w.sampled_inputs)
    for k in range(0, len(sampled_inputs), 3):
        parameter, law, whole = sampled_inputs[k], sampled_inputs[k + 1], sampled_inputs[k + 2]
        sampled = sample(w, law, uniform(w, w.of_inputs + parameter))
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
