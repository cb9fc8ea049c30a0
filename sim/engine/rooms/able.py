"""Since when a family has been unable to launch, as the planners know it (MODEL 6).

They see that a pad is down and since when, never how long its repair takes. It is noted only where
a lever is on that asks for it.
"""

from sim.core.clock import NEVER
from sim.engine.memory import Family, World
from sim.engine.rooms import alarms
from sim.rules import events, policy

ACTIVATE, EARLY_RETURN, ORDER, RESERVE = range(4)
"""The levers that are looked at, in the order in which they are."""


def every_pad_down(w: World, family: Family) -> bool:
    """Whether none of the family's pads is up for crews; a dormant one does not count."""
    for pad in w.pads_of(family.pads):
        if w.item(w.crews_from, pad.number) <= w.now and not pad.dormant:
            return False
    return True


def begin_watching(w: World) -> None:
    """Note since when each family cannot launch: before ``as_of``, since its own beginning."""
    if min(w.swap_after, w.activate_after, w.early_after, w.order_after) >= NEVER:
        return
    w.watching = 1
    for family in w.every_family():
        if every_pad_down(w, family):
            family.pads_down_since = _pads_down_since(w, family)
            _watches(w, ACTIVATE, family)
        family.unable_since = min(family.pads_down_since, family.grounded_since)
        _watches(w, EARLY_RETURN, family)
        _watches(w, ORDER, family)


def _pads_down_since(w: World, family: Family) -> int:
    """Since when all of them are: the latest outage, 0 where there are only dormant ones."""
    since = -NEVER
    for pad in w.pads_of(family.pads):
        if pad.dormant:
            continue
        down = NEVER
        for outage in w.every_outage():
            if outage.pad == pad.number and outage.begins <= 0:
                down = min(down, outage.begins)
        for place in range(0, w.length(pad.pin_outages), 2):
            begins, ends = w.item(pad.pin_outages, place), w.item(pad.pin_outages, place + 1)
            if begins <= 0 and ends > 0:
                down = min(down, begins)
        since = max(since, down)
    return since if since > -NEVER else 0


def note_able(w: World) -> None:
    """A pad or a stand-down has changed: note anew since when each family cannot launch."""
    alarms.look_at_limits(w)
    if not w.watching:
        return
    for family in w.every_family():
        if not every_pad_down(w, family):
            family.pads_down_since = NEVER
        elif family.pads_down_since >= NEVER:
            family.pads_down_since = w.now
            _watches(w, ACTIVATE, family)
        if family.pads_down_since >= NEVER and family.down_since >= NEVER:
            family.unable_since = NEVER
        elif family.unable_since >= NEVER:
            family.unable_since = w.now
            _watches(w, EARLY_RETURN, family)
            _watches(w, ORDER, family)


def unable_for(w: World, classes: int, after: int, decided_on: int) -> bool:
    """Whether none of its families could launch for so long since the decision (MODEL 6.13)."""
    since = -NEVER
    for family in w.families_of(w.class_at(classes).families):
        since = max(since, family.unable_since)
    return policy.looked_at(since, after, decided_on) <= w.now


def looked_at(w: World, lever: int, family: Family) -> int:
    """When the lever is looked at for the family as things are; `NEVER` where it need not be."""
    if lever == ACTIVATE:
        at = policy.looked_at(family.pads_down_since, w.activate_after, w.activate_from)
    elif lever == EARLY_RETURN:
        at = policy.looked_at(family.unable_since, w.early_after, w.early_from)
    else:
        at = policy.looked_at(family.unable_since, w.order_after, w.order_from)
    return max(at, 0)


def _watches(w: World, lever: int, family: Family) -> None:
    """Have the lever looked at when the family has been unable for long enough."""
    at = looked_at(w, lever, family)
    w.schedule(at, events.LOOK, 1 + lever * w.families + family.number)
