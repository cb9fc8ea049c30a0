"""Pads: outages, repairs and their stages, what comes between a repair and a launch (MODEL 2.5)."""

from sim.core.clock import NEVER
from sim.engine import stream
from sim.engine.memory import SAMPLED, Outage, Pad, World
from sim.engine.rooms import able, alarms, ground, ledger, luck
from sim.outcomes import Happening, PadState
from sim.rules import events, policy, windows

ON_AS_OF = 0
"""The rank of the states of pads before the first event."""


def pads_on_as_of(w: World) -> None:
    """Pads as they are on ``as_of``, and the outages that are stated to begin later."""
    for pad in w.every_pad():
        if pad.last_launch < NEVER:
            pad.turned_at = max(pad.last_launch + luck.seconds(w, pad.turnaround), 0)
            w.set_item(w.free_from, pad.number, pad.turned_at)
            if pad.turned_at > 0:
                w.schedule(pad.turned_at, events.PAD_READY, pad.number)
    for outage in w.every_outage():
        if outage.since < NEVER:
            _is_stated(w, outage, w.pad_at(outage.pad))
    for pad in w.every_pad():
        _begin_random_outages(w, pad)
        _next_damage_by_others(w, pad)
    closures = w.items_of(w.closed_pads)
    for k in range(0, len(closures), 3):
        w.schedule(max(closures[k + 1], 0), events.PAD_READY, closures[k])
        w.schedule(closures[k + 2], events.PAD_READY, closures[k])


def _is_stated(w: World, outage: Outage, pad: Pad) -> None:
    """When a stated outage begins, and its whole repair, given that it still runs on ``as_of``."""
    outage.begins, outage.whole_repair = outage.since, outage.pin_repair
    if outage.pin_since != SAMPLED:
        outage.begins = outage.pin_since
    elif outage.moves >= 0 and not w.quiet:
        of_it = stream.OUTAGE_DATE, pad.number, outage.place
        moved = luck.duration(w, outage.moves, *of_it)
        outage.begins = max(outage.since + moved, 1)
    if outage.pin_repair == SAMPLED:
        of_it = stream.OUTAGE_REPAIR, pad.number, outage.place
        outage.whole_repair = luck.duration(w, outage.repair, *of_it)
    if outage.begins <= 0:
        pad_goes_down(w, pad, _end_of_outage(outage), outage.crew_stage)
    else:
        w.schedule(outage.begins, events.STAND_DOWN_BEGINS, w.families + outage.number)


def _end_of_outage(outage: Outage) -> int:
    return max(outage.begins + outage.whole_repair, 0)


# down and up again -------------------------------------------------------------------------------


def pad_goes_down(w: World, pad: Pad, repaired_at: int, stage: int) -> None:
    """The pad is down until repaired; if it is down already, until the later of the two ends.

    `stage` is the law of the time from then until it takes crews, -1 for none.
    """
    if pad.down_since >= NEVER:
        pad.down_since = w.now
        w.set_item(w.free_from, pad.number, NEVER)
        w.set_item(w.crews_from, pad.number, NEVER)
        pad.in_service_at = NEVER
        able.note_able(w)
    elif repaired_at <= pad.repaired_at:
        return
    pad.repaired_at = repaired_at
    pad.stage = stage
    w.schedule(repaired_at, events.REPAIRED, pad.number)


def pad_is_repaired(w: World, pad: Pad) -> None:
    """The repair ends: the pad owes requalification and returns to service a while later."""
    if pad.repaired_at != w.now:
        return
    pad.repaired_at = NEVER
    pad.down_total += w.now - pad.down_since
    pad.down_since = NEVER
    _owes(w, pad)
    pad.launches_to_prove = pad.after_repair_launches
    crews_from = w.now
    if pad.stage >= 0:  # how long it takes uncrewed launches only
        of_it = stream.CREW_STAGE, pad.number, pad.repairs
        crews_from += max(luck.duration(w, pad.stage, *of_it), 0)
    pad.repairs += 1
    w.set_item(w.crews_from, pad.number, crews_from)
    able.note_able(w)
    w.note(Happening.REPAIRED, events.REPAIRED, pad.number)
    alarms.planners_look(w)
    if crews_from > w.now:
        w.schedule(crews_from, events.REPAIRED, w.pads + pad.number)
    else:
        pad.stage = -1
    pad.in_service_at = max(w.now + luck.seconds(w, pad.return_to_service), pad.turned_at)
    w.set_item(w.free_from, pad.number, pad.in_service_at)
    _all_ask_anew(w)
    w.schedule(pad.in_service_at, events.PAD_READY, pad.number)


def _owes(w: World, pad: Pad) -> None:
    """What the pad owes from now on, as after a repair (MODEL 6.10)."""
    before, after = pad.requalification_before, pad.requalification
    owed = policy.owed_after_repair(w.now, before, after, w.repair_from)
    w.set_item(w.owed, pad.number, owed)
    ground.note_owed(w)


def pad_takes_crews(w: World, pad: Pad) -> None:
    """The pad takes crews again, unless it has gone down meanwhile, or takes them already."""
    if w.item(w.crews_from, pad.number) != w.now or pad.stage < 0:
        return
    pad.stage = -1
    able.note_able(w)
    w.note(Happening.PAD_TAKES_CREWS, events.REPAIRED, pad.number)
    alarms.planners_look(w)
    alarms.director_looks(w)


def pad_is_activated(w: World, pad: Pad) -> None:
    """A dormant pad is up, owes requalification, and is a pad like any other (MODEL 6.5)."""
    pad.dormant = 0
    _owes(w, pad)
    able.note_able(w)
    w.note(Happening.PAD_ACTIVATED, events.REPAIRED, pad.number)
    w.set_item(w.free_from, pad.number, w.now)
    _all_ask_anew(w)
    alarms.planners_look(w)
    alarms.director_looks(w)


def _all_ask_anew(w: World) -> None:
    """A pad will be free: who waited for one may ask again."""
    for queue in w.every_queue():
        if alarms.waits_on_the_ground(w, queue):
            alarms.asks(w, w.ship_at(queue.head))


def date_comes(w: World) -> None:
    """What is stated to begin or to end today does: complements, certifications, families of pads.

    A flight that holds a pad that launches its family no longer gives it back.
    """
    ledger.set_complements(w)
    pads_serve(w)
    ground.take_back(w)
    able.note_able(w)
    _all_ask_anew(w)
    alarms.planners_look(w)
    alarms.director_looks(w)


def pads_serve(w: World) -> None:
    """Each family has the pads that launch it today, in declared order (MODEL 2.5.11)."""
    for family in w.every_family():
        dated = family.dated_pads
        for place in range(0, w.length(dated), 3):
            pad = w.item(dated, place)
            w.take_out(family.pads, pad)
            if w.item(dated, place + 1) <= w.now < w.item(dated, place + 2):
                w.put_in_order(family.pads, pad)


def pad_is_ready(w: World, pad: Pad) -> None:
    """The pad is turned round, or back in service, or a planned closure begins or ends."""
    if pad.in_service_at == w.now:
        pad.in_service_at = NEVER
        w.note(Happening.PAD_READY, events.PAD_READY, pad.number)
    alarms.director_looks(w)


# the states of pads in the log -------------------------------------------------------------------


def tell_pads(w: World, rank: int) -> None:
    """Write down the state of each pad that is in another one than was last told."""
    for pad in w.every_pad():
        state = pad_state(w, pad)
        if state != pad.told_state:
            pad.told_state = state
            w.write(Happening.PAD_STATE, rank, pad.number, detail=state)


def pad_state(w: World, pad: Pad) -> int:
    """What keeps a pad from launching crews now, the first of several reasons."""
    if pad.dormant:
        return PadState.ACTIVATING if pad.ordered else PadState.DORMANT
    if pad.down_since < NEVER:
        return PadState.DOWN
    if pad.in_service_at < NEVER:
        return PadState.RETURN_TO_SERVICE
    if windows.opens(w.now, pad.number, w.items_of(w.closed_pads)) > w.now:
        return PadState.CLOSED
    if pad.stage >= 0:
        return PadState.CARGO_ONLY
    return PadState.OWING if w.item(w.owed, pad.number) > 0 else PadState.READY


# outages that begin ------------------------------------------------------------------------------


def stated_outage_begins(w: World, outage: Outage) -> None:
    """An outage begins that was stated to begin on this date, or as its law has it."""
    _outage_begins(w, w.pad_at(outage.pad), _end_of_outage(outage), outage.crew_stage)


def random_outage_begins(w: World, pad: Pad) -> None:
    """An outage begins at random, unless the pad is dormant, and the next one is awaited."""
    if not pad.dormant:
        of_it = stream.RANDOM_REPAIR, pad.number, pad.occurrence
        end = luck.ends(w, pad.pinned, pad.pin_outages, pad.random_repair, *of_it)
        _outage_begins(w, pad, max(end, w.now), pad.crew_stage)
    pad.occurrence += 1
    _next_random_outage(w, pad)


def _begin_random_outages(w: World, pad: Pad) -> None:
    """Those that are pinned to run on ``as_of``; the first one after it."""
    while luck.pinned_begins(w, pad.pin_outages, pad.occurrence) <= 0:
        end = w.item(pad.pin_outages, 2 * pad.occurrence + 1)
        if end > 0 and not pad.dormant:
            pad_goes_down(w, pad, end, pad.crew_stage)
        pad.occurrence += 1
    _next_random_outage(w, pad)


def _next_random_outage(w: World, pad: Pad) -> None:
    of_it = stream.OUTAGES, pad.number, pad.occurrence
    at = luck.begins(w, pad.pinned, pad.pin_outages, luck.rate(w, pad.random_rate), *of_it)
    w.schedule(at, events.STAND_DOWN_BEGINS, w.families + w.outages + pad.number)


def others_damage(w: World, pad: Pad) -> None:
    """A launch for another customer damages the pad, if it flies (MODEL 2.5); the next is awaited.

    Only those are looked at that damage it: the others keep clear of the station's flights.
    """
    if _serves_others(w, pad):
        pad.damages += 1
        of_it = stream.OTHER_REPAIR, pad.number, pad.damages_by_others
        end = w.now + max(luck.duration(w, pad.repair, *of_it), 0)
        _outage_begins(w, pad, end, pad.crew_stage, Happening.PAD_DAMAGED)
    pad.damages_by_others += 1
    _next_damage_by_others(w, pad)


def _serves_others(w: World, pad: Pad) -> bool:
    """Whether it is up and in service, and a rocket that it launches is not stood down."""
    if pad.dormant or pad.down_since < NEVER or pad.in_service_at < NEVER:
        return False
    for family in w.every_family():
        if w.contains(family.pads, pad.number) and ground.family_up(w, family):
            return True
    return False


def _next_damage_by_others(w: World, pad: Pad) -> None:
    if pad.pinned or pad.repair < 0:
        return
    rate = luck.value(w, pad.other_launches) * luck.value(w, pad.damage_probability)
    at = luck.at_random(w, rate, stream.OTHER_LAUNCHES, pad.number, pad.damages_by_others)
    w.schedule(at, events.STAND_DOWN_BEGINS, w.families + w.outages + w.pads + pad.number)


def _outage_begins(
    w: World, pad: Pad, repaired_at: int, stage: int, happening: int = Happening.PAD_OUTAGE
) -> None:
    """An outage begins without a launch to the station; who holds the pad gives it back (3.4)."""
    w.note(happening, events.STAND_DOWN_BEGINS, pad.number)
    pad_goes_down(w, pad, repaired_at, stage)
    ground.take_back(w)
    alarms.director_looks(w)
