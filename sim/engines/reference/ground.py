"""The ground: launchers stood down, spacecraft, certification, what requalification is owed."""

from __future__ import annotations

from functools import partial

from simpy import Event

from sim.core.clock import NEVER
from sim.engines import stream
from sim.engines.reference.kernel import Ranked
from sim.engines.reference.state import Ship
from sim.engines.reference.world import World
from sim.outcomes import Cause, Happening
from sim.rules import events, policy
from sim.rules.flights import CARGO


class Ground:
    """What launches stand on (MODEL 2.3 to 2.5, 3.7).

    `reserve` is the class of which a spacecraft is held ready for a rescue, -1 for none.
    """

    def __init__(self, world: World) -> None:
        self.world = world
        self.reserve = world.program.levers.reserve_class

    # pads and families -----------------------------------------------------------------------

    def every_pad_down(self, family: int) -> bool:
        """Whether none of the family's pads is up for crews; a dormant one does not count."""
        pads = self.world.pads
        return all(
            pads.dormant[pad] or pads.crews_from[pad] > self.world.now
            for pad in self.world.program.families.pads[family]
        )

    def stand_down(self, family: int, until: int, *, loss: bool) -> None:
        """The family is grounded; pads and ports held after a scrub are given back (3.4)."""
        world, families = self.world, self.world.families
        if loss:
            families.loss_until[family] = max(families.loss_until[family], until)
        else:
            families.customers_until[family] = max(families.customers_until[family], until)
        if families.down_since[family] >= NEVER:
            families.down_since[family] = world.now
            world.levers.family_changes(family)
        for request in world.director.put_queue:
            ship = request.ship
            if ship.pad >= 0 and ship.family == family:
                world.director.give_back(ship)
        world.director.look()
        cause = Cause.FAMILY_LOSS if loss else Cause.FAMILY_CUSTOMERS
        name = world.program.families.names[family]
        world.note(Happening.STAND_DOWN_BEGINS, events.STAND_DOWN_BEGINS, name, cause)
        Ranked(world.env, until, events.STAND_DOWN_ENDS, family).callbacks.append(
            lambda _: self._stand_down_ends(family)
        )

    def _stand_down_ends(self, family: int) -> None:
        world, families = self.world, self.world.families
        down_until = max(families.loss_until[family], families.customers_until[family])
        if down_until > world.now or families.down_since[family] >= NEVER:
            return
        families.down_total[family] += world.now - families.down_since[family]
        families.down_since[family] = NEVER
        world.levers.family_changes(family)
        name = world.program.families.names[family]
        world.note(Happening.STAND_DOWN_ENDS, events.STAND_DOWN_ENDS, name)
        self.world.director.look()

    def pad_and_family_up(self, ship: Ship) -> bool:
        """Whether a flight has a pad that is up and a family that flies."""
        world, pads = self.world, self.world.pads
        return any(
            pads.free_from[pad] < NEVER and pads.down_since[pad] >= NEVER
            for family in world.classes.families[ship.classes]
            if world.family_up(family)
            for pad in world.program.families.pads[family]
        )

    # requalification ----------------------------------------------------------------------------

    def anything_owed(self) -> bool:
        """Whether any pad or family owes uncrewed launches."""
        return any(self.world.pads.owed) or any(self.world.families.owed)

    def asked(self, ship: Ship) -> int:
        """How many uncrewed launches requalification asks for that this flight could be one of."""
        world = self.world
        if ship.role != CARGO:
            return 0
        owed = 0
        for family in world.classes.families[ship.classes]:
            owed = max(owed, world.families.owed[family])
            for pad in world.program.families.pads[family]:
                owed = max(owed, world.pads.owed[pad])
        return owed

    def pays(self, pad: int, family: int) -> None:
        """An uncrewed launch that succeeded pays requalification of its pad and its family."""
        pads, families = self.world.pads, self.world.families
        pads.owed[pad] = max(0, pads.owed[pad] - 1)
        families.owed[family] = max(0, families.owed[family] - 1)

    # spacecraft ---------------------------------------------------------------------------------

    def certifications_on_as_of(self) -> None:
        """Each class is certified a while after ``as_of``, if it is not yet (MODEL 2.3)."""
        world = self.world
        for classes, parameter in enumerate(world.classes.certification):
            if parameter < 0:
                continue
            at = world.certified_at[classes] = world.luck.seconds(parameter)
            if at > 0:
                entity = len(world.program.families.names) + classes
                end = Ranked(world.env, at, events.STAND_DOWN_ENDS, entity)
                end.callbacks.append(partial(self._certified, classes))

    def _certified(self, classes: int, _: Event) -> None:
        world = self.world
        name = world.program.classes.names[classes]
        world.note(Happening.CERTIFIED, events.STAND_DOWN_ENDS, name)
        world.director.look()

    def has_reserve(self, ship: Ship) -> bool:
        """Whether the flight is a rescue that may take the spacecraft held ready (MODEL 6.6)."""
        reserve, world = self.reserve_at(ship), self.world
        if reserve >= NEVER:
            return False
        since, decided_on = world.seats.rescue_since(ship), world.program.levers.reserve_from
        return bool(policy.may_take_reserve(world.now, reserve, since, decided_on))

    def reserve_at(self, ship: Ship) -> int:
        """When the spacecraft held for a rescue is prepared; `NEVER` if none is, or known."""
        world, levers = self.world, self.world.program.levers
        if self.reserve != ship.classes or not policy.is_decided(world.now, levers.reserve_from):
            return NEVER
        since = world.seats.rescue_since(ship)
        if since >= NEVER:
            return NEVER
        preparation = world.luck.seconds(levers.reserve_preparation)
        return policy.reserve_ready(since, preparation, levers.reserve_from)

    def takes_reserve(self, ship: Ship) -> None:
        """The rescue flies the spacecraft that was held ready: there is no other."""
        self.reserve = -1
        self.world.note(Happening.RESERVE_TAKEN, events.LAUNCH, ship.name)

    def takes_spacecraft(self, ship: Ship) -> None:
        """One spacecraft of the class fewer, where they are counted."""
        if self.world.classes.reusable[ship.classes] >= 0:
            self.world.spacecraft[ship.classes] -= 1

    def comes_back(self, ship: Ship) -> None:
        """A reusable spacecraft is ready again a refurbishment after its undocking."""
        world = self.world
        if world.classes.reusable[ship.classes] != 1:
            return
        law = world.classes.refurbishment[ship.classes]
        place = world.flight_position(stream.REFURBISHMENT, ship)
        at = world.now + max(world.luck.duration(law, place), 0)
        self.spacecraft_ready(ship.classes, at, ship.number)

    def spacecraft_ready(self, classes: int, at: int, entity: int) -> None:
        """One more spacecraft of the class from then on."""
        if at < self.world.program.until:
            Ranked(self.world.env, at, events.SPACECRAFT_READY, entity).callbacks.append(
                lambda _: self._spacecraft_ready(classes)
            )

    def _spacecraft_ready(self, classes: int) -> None:
        world = self.world
        world.spacecraft[classes] += 1
        name = world.program.classes.names[classes]
        world.note(Happening.SPACECRAFT_READY, events.SPACECRAFT_READY, name)
        self.world.director.look()
