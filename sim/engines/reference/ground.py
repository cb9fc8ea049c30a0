"""The ground: pads under repair, launchers stood down, spacecraft, what requalification is owed."""

from __future__ import annotations

from sim.core.clock import NEVER
from sim.engines import stream
from sim.engines.reference.kernel import Process, Ranked
from sim.engines.reference.state import Ship
from sim.engines.reference.world import World
from sim.outcomes import Cause, Happening
from sim.rules import events, flights
from sim.rules.flights import CARGO


class Ground:
    """What launches stand on (MODEL 2.3 to 2.5, 3.7).

    `reserve` is the class of which a spacecraft is held ready for a rescue, -1 for none.
    """

    def __init__(self, world: World) -> None:
        self.world = world
        self.reserve = world.program.levers.reserve_class

    # pads ---------------------------------------------------------------------------------------

    def pad_goes_down(self, pad: int, repaired_at: int) -> None:
        """The pad is down until repaired, then returns to service owing requalification."""
        world = self.world
        world.pads.down_since[pad] = world.now
        world.pads.free_from[pad] = NEVER
        world.levers.pad_changes(pad)
        world.env.process(self.repair(pad, repaired_at))

    def repair(self, pad: int, repaired_at: int) -> Process:
        """The process of a pad that is down."""
        world, pads = self.world, self.world.pads
        yield Ranked(world.env, repaired_at, events.REPAIRED, pad)
        pads.down_total[pad] += world.now - pads.down_since[pad]
        pads.down_since[pad] = NEVER
        pads.owed[pad] = world.program.pads.requalification[pad]
        world.levers.pad_changes(pad)
        world.note(Happening.REPAIRED, events.REPAIRED, world.program.pads.names[pad])
        world.planners.look()
        service = world.luck.seconds(world.program.pads.return_to_service[pad])
        pads.free_from[pad] = max(world.now + service, pads.turned_at[pad])
        yield Ranked(world.env, pads.free_from[pad], events.PAD_READY, pad)
        world.note(Happening.PAD_READY, events.PAD_READY, world.program.pads.names[pad])
        self.world.director.look()

    def pad_activated(self, pad: int) -> None:
        """A dormant pad is up, owes requalification, and is a pad like any other (MODEL 6.5)."""
        world, pads = self.world, self.world.pads
        pads.dormant[pad] = False
        pads.free_from[pad] = world.now
        pads.owed[pad] = world.program.pads.requalification[pad]
        world.levers.pad_changes(pad)
        world.note(Happening.PAD_ACTIVATED, events.REPAIRED, world.program.pads.names[pad])
        world.planners.look()
        world.director.look()

    def every_pad_down(self, family: int) -> bool:
        """Whether none of the family's pads is up; a dormant one does not count."""
        pads = self.world.pads
        return all(
            pads.down_since[pad] < NEVER or pads.dormant[pad]
            for pad in self.world.program.families.pads[family]
        )

    # families -----------------------------------------------------------------------------------

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
            if ship.pad >= 0 and world.classes.family[ship.classes] == family:
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
        world, now = self.world, self.world.now
        family = world.classes.family[ship.classes]
        if flights.family_lack(
            now, world.families.loss_until[family], world.families.customers_until[family]
        ):
            return False
        return any(
            world.pads.free_from[pad] < NEVER and world.pads.down_since[pad] >= NEVER
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
        family = world.classes.family[ship.classes]
        owed = world.families.owed[family]
        for pad in world.program.families.pads[family]:
            owed = max(owed, world.pads.owed[pad])
        return owed

    def pays(self, pad: int, family: int) -> None:
        """An uncrewed launch that succeeded pays requalification of its pad and its family."""
        pads, families = self.world.pads, self.world.families
        pads.owed[pad] = max(0, pads.owed[pad] - 1)
        families.owed[family] = max(0, families.owed[family] - 1)

    # spacecraft ---------------------------------------------------------------------------------

    def has_reserve(self, ship: Ship) -> bool:
        """Whether the flight is a rescue for which a spacecraft is held ready (MODEL 6.6)."""
        return self.reserve == ship.classes and self.world.seats.rescue_since(ship) < NEVER

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
