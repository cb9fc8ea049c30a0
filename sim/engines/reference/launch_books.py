"""The books of pads, families and spacecraft that the audit keeps (MODEL 2.3 to 2.5, 3.7, 6.6)."""

from __future__ import annotations

from collections.abc import Callable

from sim.core.clock import NEVER
from sim.engines.reference.state import Ship
from sim.engines.reference.world import World
from sim.engines.where import Where
from sim.outcomes import Happening, LogRow


class LaunchBooks:
    """Which pad is down, turned round or owing, which family, and what spacecraft there are.

    Parameters
    ----------
    world : World
    demand : callable
        Takes whether a rule holds, the rule, and what was found; raises if it does not.
    """

    def __init__(self, world: World, demand: Callable[[bool, str, str], None]) -> None:
        self.world = world
        self.demand = demand
        pads, families = world.program.pads, world.program.families
        self.pad_is_down = [
            since < NEVER or activation >= 0
            for since, activation in zip(pads.outage_since, pads.activation, strict=True)
        ]
        self.pad_owed = list(pads.owed)
        self.pad_launches = [0] * len(pads.names)
        self.turned_at = [
            at + world.luck.seconds(turnaround) if at < NEVER else -NEVER
            for at, turnaround in zip(pads.last_launch, pads.turnaround, strict=True)
        ]
        self.family_down_since = [NEVER] * len(families.names)
        self.family_owed = list(families.owed)
        self.spacecraft: list[int] | None = None
        self.from_reserve = ""
        self.ship_named = {ship.name: ship for ship in world.ships}

    def reads(self, row: LogRow) -> None:
        """Enter a row of the log, and ask of a launch whether it may be."""
        program, happening = self.world.program, row.happening
        if happening is Happening.LAUNCHES:
            self._launch(self.ship_named[row.entity])
        elif happening is Happening.LOST:
            family = self.world.classes.family[self.ship_named[row.entity].classes]
            self.family_owed[family] = program.families.requalification[family]
        elif happening is Happening.PAD_DAMAGED:
            self.pad_is_down[program.pads.names.index(row.entity)] = True
        elif happening is Happening.REPAIRED:
            pad = program.pads.names.index(row.entity)
            self.pad_owed[pad] = program.pads.requalification[pad]
        elif happening is Happening.PAD_READY:
            self.pad_is_down[program.pads.names.index(row.entity)] = False
        elif happening is Happening.PAD_ACTIVATED:
            pad = program.pads.names.index(row.entity)
            self.pad_is_down[pad] = False
            self.pad_owed[pad] = program.pads.requalification[pad]
        elif happening is Happening.RESERVE_TAKEN:
            self.from_reserve = row.entity
        elif happening is Happening.SPACECRAFT_READY and self.spacecraft is not None:
            self.spacecraft[program.classes.names.index(row.entity)] += 1
        elif happening is Happening.STAND_DOWN_BEGINS:
            family = program.families.names.index(row.entity)
            self.family_down_since[family] = min(row.second, self.family_down_since[family])
        elif happening is Happening.STAND_DOWN_ENDS:
            self.family_down_since[program.families.names.index(row.entity)] = NEVER

    def _launch(self, ship: Ship) -> None:
        """A pad never launches while down, turning round or owing; nor a family stood down."""
        world, now, program = self.world, self.world.now, self.world.program
        counts, before = world.pads.launches, self.pad_launches
        counted = program.classes.reusable[ship.classes] >= 0 and ship.name != self.from_reserve
        if self.spacecraft is not None and counted:
            self.spacecraft[ship.classes] -= 1
        used = [pad for pad in range(len(counts)) if counts[pad] == before[pad] + 1]
        rule = "a flight leaves one pad"
        self.demand(len(used) == 1, rule, f"{ship.name} leaves pads {used}")
        pad = used[0]
        before[pad] = counts[pad]
        family, name = world.classes.family[ship.classes], program.pads.names[pad]
        found = f"{ship.name} from {name}"
        rule = "a pad launches its families"
        self.demand(pad in program.families.pads[family], rule, found)
        down = self.pad_is_down[pad] or world.pads.down_since[pad] < NEVER
        self.demand(not down, "a pad never launches while down", found)
        turned = self.turned_at[pad] <= now
        self.demand(turned, "a pad launches when it is turned round", found)
        self.turned_at[pad] = now + world.luck.seconds(program.pads.turnaround[pad])
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
        if not ship.crew and ship.where is not Where.LOST:
            self.pad_owed[pad] = max(0, self.pad_owed[pad] - 1)
            self.family_owed[family] = max(0, self.family_owed[family] - 1)

    def agree(self) -> None:
        """Ask whether the world's pads, families and spacecraft are what their log says."""
        world, pads = self.world, self.world.pads
        if self.spacecraft is None:
            self.spacecraft = list(world.spacecraft)
        found = f"{world.spacecraft}, not {self.spacecraft}"
        self.demand(self.spacecraft == world.spacecraft, "spacecraft are counted", found)
        for pad, name in enumerate(world.program.pads.names):
            down = self.pad_is_down[pad] or pads.free_from[pad] < NEVER
            self.demand(down, "a pad is down only after damage", name)
            self.demand(
                self.pad_owed[pad] == pads.owed[pad],
                "a pad owes what its log says",
                f"{name} owes {pads.owed[pad]}, not {self.pad_owed[pad]}",
            )
        owed = world.families.owed
        self.demand(
            self.family_owed == owed, "a family owes what its log says", f"{owed} by family"
        )
