"""The books of launches that the audit keeps: pad, family, crew, spacecraft, what is owed.

MODEL 2.3, 2.4, 3.2 to 3.7, 3.10 and 6.6; when a pad is up is in `pad_books`.
"""

from __future__ import annotations

from collections.abc import Callable

from sim.core.clock import NEVER
from sim.engines.reference.pad_books import PadBooks, leaves_from
from sim.engines.reference.state import Ship
from sim.engines.reference.world import World
from sim.engines.where import Where
from sim.outcomes import Cause, Happening, LogRow

CERTIFIED = "a class is certified at its instant"
GROUNDED = "a loss grounds the family that flew"
KEPT = "after a scrub a flight keeps family, pad and port"


class LaunchBooks:
    """What each family may do, what is owed, and what spacecraft there are.

    Parameters
    ----------
    world : World
    demand : callable
        Takes whether a rule holds, the rule, and what was found; raises if it does not.
    pads : PadBooks
        They read a row of the log after these books have.
    """

    def __init__(
        self, world: World, demand: Callable[[bool, str, str], None], pads: PadBooks
    ) -> None:
        self.world = world
        self.demand = demand
        self.pads = pads
        program = world.program
        self.pad_owed = list(program.pads.owed)
        self.pad_launches = [0] * len(program.pads.names)
        self.family_down_since = [NEVER] * len(program.families.names)
        self.family_owed = list(program.families.owed)
        self.to_ground = {f for f, at in enumerate(program.families.grounded_since) if at < NEVER}
        certified = [
            0 if parameter < 0 else world.luck.seconds(parameter)
            for parameter in program.classes.certification
        ]
        self.to_certify = {number: at for number, at in enumerate(certified) if at > 0}
        self.spacecraft: list[int] | None = None
        self.from_reserve = ""
        self.family_flown: dict[str, int] = {}
        self.held: dict[int, tuple[int, int, int]] = {}
        self.ship_named = {ship.name: ship for ship in world.ships}

    # what is read -------------------------------------------------------------------------------

    def reads(self, row: LogRow) -> None:
        """Enter a row of the log, and ask of a launch whether it may be."""
        program, happening = self.world.program, row.happening
        if happening is Happening.LAUNCHES:
            self._launch(self.ship_named[row.entity], row)
        elif happening is Happening.LOST:
            family = self.family_flown[row.entity]
            self.family_owed[family] = program.families.requalification[family]
            self.to_ground.add(family)
        elif happening in (Happening.REPAIRED, Happening.PAD_ACTIVATED):
            pad = program.pads.names.index(row.entity)
            decided = row.second >= program.levers.repair_from
            pads = program.pads
            owed = pads.requalification if decided else pads.requalification_before
            self.pad_owed[pad] = owed[pad]
        elif happening is Happening.RESERVE_TAKEN:
            self.from_reserve = row.entity
        elif happening is Happening.SPACECRAFT_READY and self.spacecraft is not None:
            self.spacecraft[program.classes.names.index(row.entity)] += 1
        elif happening is Happening.CERTIFIED:
            at = self.to_certify.pop(program.classes.names.index(row.entity), NEVER)
            self.demand(at == row.second, CERTIFIED, row.entity)
        elif happening is Happening.STAND_DOWN_BEGINS:
            self._stands_down(program.families.names.index(row.entity), row)
        elif happening is Happening.STAND_DOWN_ENDS:
            self.family_down_since[program.families.names.index(row.entity)] = NEVER
        elif happening is Happening.PAD_OUTAGE:
            pad = program.pads.names.index(row.entity)
            self._give_back(lambda held: held[1] == pad)
        elif happening is Happening.WAITS_FOR:
            self.held.pop(self.ship_named[row.entity].number, None)

    def _stands_down(self, family: int, row: LogRow) -> None:
        """A family is grounded; after a loss it is the one that flew."""
        since = self.family_down_since[family]
        self.family_down_since[family] = min(row.second, since)
        self._give_back(lambda held: held[0] == family)
        if row.cause is Cause.FAMILY_LOSS:
            self.demand(family in self.to_ground, GROUNDED, f"{row.entity} has lost nothing")
            self.to_ground.discard(family)

    def _give_back(self, those: Callable[[tuple[int, int, int]], bool]) -> None:
        """Flights that held a pad after a scrub have given it back."""
        self.held = {number: held for number, held in self.held.items() if not those(held)}

    # a launch -----------------------------------------------------------------------------------

    def _launch(self, ship: Ship, row: LogRow) -> None:
        """A pad never launches while down, turning round or owing; nor a family stood down."""
        world, now, program = self.world, row.second, self.world.program
        self._all_are_grounded()
        counted = program.classes.reusable[ship.classes] >= 0 and ship.name != self.from_reserve
        if self.spacecraft is not None and counted:
            self.spacecraft[ship.classes] -= 1
        pad, family = self._flies_from(ship, row)
        found = f"{ship.name} from {program.pads.names[pad]}"
        rule = "a pad launches its families"
        flies = family in program.classes.families[ship.classes]
        self.demand(flies and pad in program.families.pads[family], rule, found)
        self.demand(self.pads.is_up(pad), "a pad never launches while down", found)
        self._crew_may_fly(ship, pad, found)
        turned = self.pads.turned_at[pad] <= now
        self.demand(turned, "a pad launches when it is turned round", found)
        families = world.families
        stood_down = now < max(families.loss_until[family], families.customers_until[family])
        self.demand(
            not stood_down and self.family_down_since[family] >= now,
            "a family never launches while stood down",
            found,
        )
        owed = self.pad_owed[pad] + self.family_owed[family]
        self.demand(not (ship.crew and owed), "no crew flies before requalification", found)
        self.demand(world.ports[ship.port] == ship.number, "a flight holds its port", found)
        kept = self.held.pop(ship.number, None)
        if kept is None:
            self._goes_first(ship, pad, family, now)
        else:
            self.demand(kept == (family, pad, ship.port), KEPT, found)
        if not ship.crew and ship.where is not Where.LOST:
            self.pad_owed[pad] = max(0, self.pad_owed[pad] - 1)
            self.family_owed[family] = max(0, self.family_owed[family] - 1)

    def _flies_from(self, ship: Ship, row: LogRow) -> tuple[int, int]:
        """The pad and the family that the log tells, which are those that are counted."""
        world, program = self.world, self.world.program
        counts, before = world.pads.launches, self.pad_launches
        used = [pad for pad in range(len(counts)) if counts[pad] == before[pad] + 1]
        self.pad_launches = list(counts)
        told, rocket = leaves_from(row)
        pad = program.pads.names.index(told)
        rule = "a flight leaves one pad"
        self.demand(used == [pad], rule, f"{ship.name} leaves {told}, counted are {used}")
        of_class = program.classes.families[ship.classes]
        family = program.families.names.index(rocket) if rocket else of_class[0]
        named = bool(rocket) == (len(of_class) > 1) and family == ship.family
        rule = "a launch names its family where a class has several"
        self.demand(named, rule, f"{ship.name} {row.detail}")
        self.family_flown[ship.name] = family
        return pad, family

    def _crew_may_fly(self, ship: Ship, pad: int, found: str) -> None:
        """No crew leaves a pad that takes none yet, nor in a class that is not certified."""
        rule = "no crew leaves a pad before it takes crews"
        self.demand(self.pads.takes_crews(pad) or not ship.crew, rule, found)
        rule = "no crew flies in a class that is not certified"
        self.demand(ship.classes not in self.to_certify or not ship.crew, rule, found)

    def _goes_first(self, ship: Ship, pad: int, family: int, now: int) -> None:
        """No family before the one that flew would have served, nor a pad before its own."""
        program, crewed = self.world.program, bool(ship.crew)
        for other in program.classes.families[ship.classes]:
            served = self._serves(other, crewed, now)
            if other == family:
                rule = "a flight leaves the first pad that serves"
                found = f"{ship.name} from {program.pads.names[pad]}"
                self.demand(served[:1] in ([], [pad]), rule, found)
                return
            rule = "a flight goes up with the first family that lacks nothing"
            found = f"{ship.name}, not with {program.families.names[other]}"
            self.demand(not served, rule, found)

    def _serves(self, family: int, crewed: bool, now: int) -> list[int]:
        """The pads from which a family could launch now, as far as its log tells."""
        families = self.world.families
        since = self.family_down_since[family]
        until = max(families.loss_until[family], families.customers_until[family])
        if since < now or (since == now and until > now):
            return []
        if crewed and self.family_owed[family]:
            return []
        holders = {held[1] for held in self.held.values()}
        holders |= {s.pad for s in self.world.ships if s.pad >= 0 and s.where is Where.GROUND}
        return [
            pad
            for pad in self.world.program.families.pads[family]
            if self.pads.is_up(pad)
            and self.pads.turned_at[pad] <= now
            and pad not in holders
            and not (crewed and (self.pad_owed[pad] or not self.pads.takes_crews(pad)))
        ]

    # what is seen -------------------------------------------------------------------------------

    def agree(self) -> None:
        """Ask whether the world's pads, families and spacecraft are what their log says."""
        world, pads = self.world, self.world.pads
        self._all_are_grounded()
        if self.spacecraft is None:
            self.spacecraft = list(world.spacecraft)
        found = f"{world.spacecraft}, not {self.spacecraft}"
        self.demand(self.spacecraft == world.spacecraft, "spacecraft are counted", found)
        for pad, name in enumerate(world.program.pads.names):
            self.demand(
                self.pad_owed[pad] == pads.owed[pad],
                "a pad owes what its log says",
                f"{name} owes {pads.owed[pad]}, not {self.pad_owed[pad]}",
            )
        owed = world.families.owed
        self.demand(
            self.family_owed == owed, "a family owes what its log says", f"{owed} by family"
        )
        self._holders()

    def _holders(self) -> None:
        """Nobody holds a pad that is down, nor one for a family that is stood down."""
        world = self.world
        holding = [s for s in world.ships if s.pad >= 0 and s.where is Where.GROUND]
        for ship in holding:
            up = not self.pads.is_down(ship.pad) and (
                self.family_down_since[ship.family] >= world.now
            )
            rule = "a flight gives back a pad that is down or of a family that is stood down"
            self.demand(up, rule, ship.name)
            now = (ship.family, ship.pad, ship.port)
            self.demand(self.held.get(ship.number, now) == now, KEPT, ship.name)
        self.held = {s.number: (s.family, s.pad, s.port) for s in holding}

    def _all_are_grounded(self) -> None:
        names = [self.world.program.families.names[family] for family in self.to_ground]
        self.demand(not names, GROUNDED, f"{', '.join(names)} flies on")

    def second_ends(self, second: int) -> None:
        """Ask whether every class is certified that was to be, and every flight tried again."""
        for classes, at in self.to_certify.items():
            name = self.world.program.classes.names[classes]
            self.demand(at > second, CERTIFIED, f"{name} at second {at} was left out")
        for number in self.held:
            ship = self.world.ships[number]
            rule = "a flight that is tried again goes, scrubs or gives its pad back"
            self.demand(ship.retry_at > second, rule, ship.name)
