"""Levers that are looked at when a family has long been unable to launch (MODEL 6.5, 6.9, 6.12).

What the planners go by is since when a family cannot launch, without a break; never when it will.
"""

from __future__ import annotations

from functools import partial

from simpy import Event

from sim.core.clock import NEVER
from sim.engines.reference.kernel import Alarm, Ranked
from sim.engines.reference.state import Person, Ship
from sim.engines.reference.world import World
from sim.outcomes import Cause, Happening
from sim.rules import events, policy

ACTIVATE, EARLY_RETURN, ORDER, RESERVE = range(4)
"""The levers, in the order in which they are looked at."""


class Levers:
    """Since when each family cannot launch, and what is done about it after a while.

    `pads_down_since` is by family since when none of its pads is up, `unable_since` since when
    that is so or it is stood down; `NEVER` while it can. `order_given` rings when the extra
    flight is ordered.
    """

    def __init__(self, world: World) -> None:
        self.world = world
        levers = world.program.levers
        self.after = (levers.activate_after, levers.early_after, levers.order_after)
        self.decided_on = (levers.activate_from, levers.early_from, levers.order_from)
        self.on = False
        families = len(world.program.families.names)
        self.pads_down_since = [NEVER] * families
        self.unable_since = [NEVER] * families
        self.pad_ordered = False
        self.flight_ordered = False
        self.order_given = Alarm(world.env, events.LOOK, 0)
        ways = world.program.people.early_home
        self.early = [person for person in world.people if ways[person.number] >= 0]

    # since when -------------------------------------------------------------------------------

    def on_as_of(self) -> None:
        """Note since when each family cannot launch: before ``as_of``, since its own beginning."""
        self._decides_on_reserve()
        self.on = min(*self.after, self.world.program.levers.swap_after) < NEVER
        if not self.on:
            return
        f = self.world.program.families
        for family, pads in enumerate(f.pads):
            since = [self._down_since(pad) for pad in pads if not self.world.pads.dormant[pad]]
            self.pads_down_since[family] = max(since, default=0)
            stood_down = [begins for begins, _ in f.pin_stand_downs[family] or () if begins < 0]
            self.unable_since[family] = min(
                self.pads_down_since[family], f.grounded_since[family], *stood_down
            )
            self._watches(ACTIVATE, family)
            self._watches(EARLY_RETURN, family)
            self._watches(ORDER, family)

    def _down_since(self, pad: int) -> int:
        """Since when a pad is down on ``as_of``; `NEVER` if it is up."""
        p = self.world.program.pads
        pinned = [begins for begins, ends in p.pin_outages[pad] or () if begins <= 0 < ends]
        return min((at for at in (p.outage_since[pad], *pinned) if at <= 0), default=NEVER)

    def pad_changes(self, pad: int) -> None:
        """A pad goes down, takes crews or is activated: note what that is to its families."""
        if self.on:
            for family, pads in enumerate(self.world.program.families.pads):
                if pad in pads:
                    self.family_changes(family)

    def family_changes(self, family: int) -> None:
        """Note anew since when the family cannot launch."""
        if not self.on:
            return
        world, now = self.world, self.world.now
        stood_down = world.families.down_since[family] < NEVER
        if not world.ground.every_pad_down(family):
            self.pads_down_since[family] = NEVER
        elif self.pads_down_since[family] >= NEVER:
            self.pads_down_since[family] = now
            self._watches(ACTIVATE, family)
        if self.pads_down_since[family] >= NEVER and not stood_down:
            self.unable_since[family] = NEVER
        elif self.unable_since[family] >= NEVER:
            self.unable_since[family] = now
            self._watches(EARLY_RETURN, family)
            self._watches(ORDER, family)

    def share_a_family(self, classes: int, other: int) -> bool:
        """Whether a family launches both classes."""
        families = self.world.classes.families
        return not set(families[classes]).isdisjoint(families[other])

    def unable_for(self, classes: int, after: int, decided_on: int) -> bool:
        """Whether the class has been unable to launch for so long, or longer.

        Counted from when the lever was decided, if that is later (MODEL 6.13).
        """
        since = max(self.unable_since[family] for family in self.world.classes.families[classes])
        return policy.looked_at(since, after, decided_on) <= self.world.now

    def _long_unable(self, lever: int, classes: int) -> bool:
        return self.unable_for(classes, self.after[lever], self.decided_on[lever])

    def _looked_at(self, lever: int, family: int) -> int:
        """When the lever is looked at, as things are; `NEVER` if it is off or there is no need."""
        since = (self.pads_down_since if lever == ACTIVATE else self.unable_since)[family]
        return max(policy.looked_at(since, self.after[lever], self.decided_on[lever]), 0)

    def _watches(self, lever: int, family: int) -> None:
        at = self._looked_at(lever, family)
        if at < self.world.program.until:
            entity = 1 + lever * len(self.unable_since) + family
            alarm = Ranked(self.world.env, at, events.LOOK, entity)
            alarm.callbacks.append(partial(self._rings, lever, family))

    def _rings(self, lever: int, family: int, _: Event) -> None:
        """The family has been unable for exactly so long, unless it could in between."""
        if self._looked_at(lever, family) != self.world.now:
            return
        acts = (self._orders_pad, self._sends_early, self._orders_flight)[lever]
        if acts(family):
            self.world.planners.look()
            self.world.director.look()

    # the spacecraft that is held for a rescue (6.6, 6.13) -----------------------------------------

    def _decides_on_reserve(self) -> None:
        """It is decided on a day, and prepared a while later: who waits for it looks then."""
        world, levers = self.world, self.world.program.levers
        if levers.reserve_class < 0 or not 0 <= levers.reserve_from < world.program.until:
            return
        entity = 1 + RESERVE * len(self.unable_since)
        decided = Ranked(world.env, levers.reserve_from, events.LOOK, entity)
        decided.callbacks.append(self._reserve_is_decided)
        prepared = levers.reserve_from + world.luck.seconds(levers.reserve_preparation)
        world.director.look_at(prepared)

    def _reserve_is_decided(self, _: Event) -> None:
        self.world.planners.look()
        self.world.director.look()

    # the pad that is activated (6.5) ------------------------------------------------------------

    def _orders_pad(self, family: int) -> bool:
        world, pad = self.world, self.world.program.levers.activate_pad
        if self.pad_ordered or pad not in world.program.families.pads[family]:
            return False
        self.pad_ordered = True
        world.note(Happening.PAD_ORDERED, events.LOOK, world.program.pads.names[pad], Cause.PAD)
        at = world.now + world.luck.seconds(world.program.pads.activation[pad])
        up = Ranked(world.env, at, events.REPAIRED, pad)
        up.callbacks.append(lambda _: world.repairs.activated(pad))
        return True

    # the people who go home in another ship (6.9) -----------------------------------------------

    def _sends_early(self, family: int) -> bool:
        world = self.world
        sent = [
            person
            for person in self.early
            if person.aboard
            and person.seat is not None
            and family in world.classes.families[person.seat.classes]
            and self._long_unable(EARLY_RETURN, person.seat.classes)
            and self._goes_early(person)
        ]
        if not sent:
            return False
        world.seats.change_for_home()
        world.seats.reserve()
        world.seats.count()
        for ship in world.docked:
            if ship.alone:
                world.departures.plan(ship)
        return True

    def looks_at_crew(self, ship: Ship) -> None:
        """Those who have just docked may have to go home in another ship, too."""
        if self.early and self._long_unable(EARLY_RETURN, ship.classes):
            for person in self.early:
                if person.aboard and person.seat is ship:
                    self._goes_early(person)

    def _goes_early(self, person: Person) -> bool:
        """Give somebody the other way home; False if it is theirs already."""
        world = self.world
        home = world.program.people.early_home[person.number]
        if person.home == home:
            return False
        world.seats.goes_home_in(person, home)
        name = world.ships[home].name
        world.note(Happening.EARLY_RETURN, events.LOOK, person.name, None, "to", name)
        return True

    # the flight that is ordered (6.12) ----------------------------------------------------------

    def _orders_flight(self, family: int) -> bool:
        world, levers = self.world, self.world.program.levers
        ship = world.ships[levers.order_flight]
        queues = world.program.queues
        unable = [
            classes
            for classes in queues.classes[: queues.lines]
            if family in world.classes.families[classes]
            and not self.share_a_family(classes, ship.classes)
            and self._long_unable(ORDER, classes)
        ]
        if self.flight_ordered or not unable:
            return False
        self.flight_ordered = True
        world.note(Happening.FLIGHT_ORDERED, events.LOOK, ship.name, self._why_unable(family))
        ship.planned = world.now + world.luck.seconds(levers.order_lead)
        world.crewed_to_come += 1
        self.order_given.ring()
        return True

    def _why_unable(self, family: int) -> Cause:
        if self.pads_down_since[family] < NEVER:
            return Cause.PAD
        if self.world.now < self.world.families.loss_until[family]:
            return Cause.FAMILY_LOSS
        return Cause.FAMILY_CUSTOMERS
