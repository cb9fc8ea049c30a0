"""Pads: outages, repairs and their stages, what comes between a repair and a launch (MODEL 2.5)."""

from __future__ import annotations

from sim.core.clock import NEVER
from sim.engines import stream
from sim.engines.fast.able import note_able
from sim.engines.fast.calendar import asks, director_looks, planners_look, schedule
from sim.engines.fast.ground import NO_CAUSE, give_back, note_owed
from sim.engines.fast.layout import Pad, World
from sim.engines.fast.log import note
from sim.engines.fast.luck import (
    again,
    duration,
    duration_again,
    of_pad,
    seconds,
    value,
    waiting_time,
    waits_beyond,
)
from sim.engines.fast.memory import get, pad_at, put, queue_at, ship_at
from sim.engines.program import DRAWN
from sim.outcomes import Happening
from sim.rules import events, policy


def pads_on_as_of(w: World) -> None:
    """Pads as they are on ``as_of``, and the outage that is known to begin later."""
    for number in range(w.pads):
        pad = pad_at(w, number)
        if pad.last_launch < NEVER:
            pad.turned_at = max(pad.last_launch + seconds(w, pad.turnaround), 0)
            put(w, w.free_from_at + number, pad.turned_at)
            if pad.turned_at > 0:
                schedule(w, pad.turned_at, events.PAD_READY, number)
        if pad.outage_since <= 0:
            pad_goes_down(w, number, _end_of_outage(w, number), pad.outage_crew_stage)
        elif pad.outage_since < NEVER:
            schedule(w, pad.outage_since, events.STAND_DOWN_BEGINS, w.families + number)
        _begin_random_outages(w, number)


def outage_repair(w: World, number: int) -> int:
    """The whole repair of the stated outage, given that it has not ended by ``as_of``."""
    pad = pad_at(w, number)
    if pad.pin_repair != DRAWN:
        return pad.pin_repair
    return duration(w, pad.outage_repair, of_pad(w, stream.OUTAGE_REPAIR, number))


def _end_of_outage(w: World, number: int) -> int:
    return max(pad_at(w, number).outage_since + outage_repair(w, number), 0)


# down and up again -------------------------------------------------------------------------------


def pad_goes_down(w: World, number: int, repaired_at: int, stage: int) -> None:
    """The pad is down until repaired; if it is down already, until the later of the two ends.

    `stage` is the law of the time from then until it takes crews, -1 for none.
    """
    pad = pad_at(w, number)
    if pad.down_since >= NEVER:
        pad.down_since = w.now
        put(w, w.free_from_at + number, NEVER)
        put(w, w.crews_from_at + number, NEVER)
        pad.in_service_at = NEVER
        note_able(w)
    elif repaired_at <= pad.repaired_at:
        return
    pad.repaired_at = repaired_at
    pad.stage = stage
    schedule(w, repaired_at, events.REPAIRED, number)


def pad_is_repaired(w: World, number: int) -> None:
    """The repair ends: the pad owes requalification and returns to service a while later."""
    pad = pad_at(w, number)
    if pad.repaired_at != w.now:
        return
    pad.repaired_at = NEVER
    pad.down_total += w.now - pad.down_since
    pad.down_since = NEVER
    _owes(w, number)
    pad.launches_to_prove = pad.after_repair_launches
    crews_from = w.now + _crew_stage(w, number)
    put(w, w.crews_from_at + number, crews_from)
    note_able(w)
    note(w, Happening.REPAIRED, events.REPAIRED, number, NO_CAUSE, 0)
    planners_look(w)
    if crews_from > w.now:
        schedule(w, crews_from, events.REPAIRED, w.pads + number)
    else:
        pad.stage = -1
    pad.in_service_at = max(w.now + seconds(w, pad.return_to_service), pad.turned_at)
    put(w, w.free_from_at + number, pad.in_service_at)
    _all_ask_anew(w)
    schedule(w, pad.in_service_at, events.PAD_READY, number)


def _owes(w: World, number: int) -> None:
    """What the pad owes from now on, as after a repair (MODEL 6.10)."""
    pad = pad_at(w, number)
    before, after = pad.requalification_before, pad.requalification
    put(w, w.owed_at + number, policy.owed_after_repair(w.now, before, after, w.repair_from))
    note_owed(w)


def _crew_stage(w: World, number: int) -> int:
    """How long the repaired pad takes uncrewed launches only (MODEL 2.5)."""
    pad = pad_at(w, number)
    occurrence = pad.repairs
    pad.repairs += 1
    if pad.stage < 0:
        return 0
    position = of_pad(w, stream.CREW_STAGE, number)
    return max(duration_again(w, pad.stage, position, occurrence), 0)


def pad_takes_crews(w: World, number: int) -> None:
    """The pad takes crews again, unless it has gone down meanwhile, or takes them already."""
    pad = pad_at(w, number)
    if get(w, w.crews_from_at + number) != w.now or pad.stage < 0:
        return
    pad.stage = -1
    note_able(w)
    note(w, Happening.PAD_TAKES_CREWS, events.REPAIRED, number, NO_CAUSE, 0)
    planners_look(w)
    director_looks(w)


def pad_is_activated(w: World, number: int) -> None:
    """A dormant pad is up, owes requalification, and is a pad like any other (MODEL 6.5)."""
    pad = pad_at(w, number)
    pad.dormant = 0
    _owes(w, number)
    note_able(w)
    note(w, Happening.PAD_ACTIVATED, events.REPAIRED, number, NO_CAUSE, 0)
    put(w, w.free_from_at + number, w.now)
    _all_ask_anew(w)
    planners_look(w)
    director_looks(w)


def _all_ask_anew(w: World) -> None:
    """A pad will be free: who waited for one may ask again."""
    for waiting in range(w.queues):
        queue = queue_at(w, waiting)
        if queue.asks:
            asks(w, queue, ship_at(w, queue.head))


def pad_is_ready(w: World, number: int) -> None:
    """The pad is turned round, or back in service."""
    pad = pad_at(w, number)
    if pad.in_service_at == w.now:
        pad.in_service_at = NEVER
        note(w, Happening.PAD_READY, events.PAD_READY, number, NO_CAUSE, 0)
    director_looks(w)


# outages that begin ------------------------------------------------------------------------------


def stated_outage_begins(w: World, number: int) -> None:
    """The outage that was known to begin on this date."""
    stage = pad_at(w, number).outage_crew_stage
    _outage_begins(w, number, _end_of_outage(w, number), stage)


def random_outage_begins(w: World, number: int) -> None:
    """An outage begins at random, unless the pad is dormant, and the next one is awaited."""
    pad = pad_at(w, number)
    occurrence = pad.occurrence
    pad.occurrence += 1
    if not pad.dormant:
        if pad.pinned:
            end = max(get(w, pad.pinned_at + 2 * occurrence + 1), w.now)
        else:
            position = of_pad(w, stream.RANDOM_REPAIR, number)
            end = w.now + max(duration_again(w, pad.random_repair, position, occurrence), 0)
        _outage_begins(w, number, end, pad.crew_stage)
    _next_random_outage(w, pad, number, w.now)


def _begin_random_outages(w: World, number: int) -> None:
    """Those that are pinned to run on ``as_of``; the first one after it."""
    pad = pad_at(w, number)
    while pad.occurrence < pad.pinned_count and get(w, _pinned_at(pad)) <= 0:
        end = get(w, _pinned_at(pad) + 1)
        if end > 0 and not pad.dormant:
            pad_goes_down(w, number, end, pad.crew_stage)
        pad.occurrence += 1
    _next_random_outage(w, pad, number, 0)


def _pinned_at(pad: Pad) -> int:
    """Where the next pinned outage stands."""
    return pad.pinned_at + 2 * pad.occurrence


def _next_random_outage(w: World, pad: Pad, number: int, since: int) -> None:
    entity = w.families + w.pads + number
    if pad.pinned:
        if pad.occurrence < pad.pinned_count:
            schedule(w, get(w, _pinned_at(pad)), events.STAND_DOWN_BEGINS, entity)
        return
    if w.quiet or pad.random_rate < 0:
        return
    rate = value(w, pad.random_rate)
    if rate > 0.0:
        u = again(w, of_pad(w, stream.OUTAGES, number), pad.occurrence)
        if not waits_beyond(w, u, rate, since):
            schedule(w, since + waiting_time(u, rate), events.STAND_DOWN_BEGINS, entity)


def _outage_begins(w: World, number: int, repaired_at: int, stage: int) -> None:
    """An outage of its own begins; who holds the pad after a scrub gives it back (3.4)."""
    note(w, Happening.PAD_OUTAGE, events.STAND_DOWN_BEGINS, number, NO_CAUSE, 0)
    pad_goes_down(w, number, repaired_at, stage)
    for waiting in range(w.queues):
        queue = queue_at(w, waiting)
        if queue.asks and ship_at(w, queue.head).pad == number:
            give_back(w, ship_at(w, queue.head))
    director_looks(w)
