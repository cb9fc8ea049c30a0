"""The books of pads that the audit keeps: outages, repairs, stages, damage (MODEL 2.5, 3.5, 6.5).

They draw every outage, repair, stage and damage for themselves, at the addresses of the
replication, and ask of the log whether each came at its second.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from sim.core.clock import NEVER, format_duration, round_seconds
from sim.core.inverse import exponential
from sim.engines import stream
from sim.engines.program import DRAWN, Pads
from sim.engines.reference.state import Ship
from sim.engines.reference.world import World
from sim.outcomes import Happening, LogRow

RULES = {
    Happening.REPAIRED: "a pad is repaired at the later of the ends of its outages",
    Happening.PAD_TAKES_CREWS: "a repaired pad takes crews when its stage is over",
    Happening.PAD_READY: "a repaired pad is in service when its time has come",
}
"""What a repaired pad does at an instant that is known beforehand."""

BEGINS = "an outage begins when it is dated, pinned or drawn"
DAMAGES = "a launch damages its pad as its own draw has it"


class Outage(NamedTuple):
    """An outage that does not come from a launch: its time, and the law of its crew stage."""

    begins: int
    ends: int
    stage: int


def is_down_on_as_of(pads: Pads, pad: int) -> bool:
    """Whether an outage of the pad runs on ``as_of``."""
    pinned = any(begins <= 0 < ends for begins, ends in pads.pin_outages[pad] or ())
    return pads.outage_since[pad] <= 0 or (pinned and pads.activation[pad] < 0)


def leaves_from(row: LogRow) -> tuple[str, str]:
    """Return the pad of a launch and its family, which is told only where a class has several."""
    rocket, _, _ = row.detail.removeprefix("from ").partition(" with ")
    pad, _, family = rocket.partition(" on ")
    return pad, family


class PadBooks:
    """Which pad is down or dormant until when, is turned round, and takes crews.

    Parameters
    ----------
    world : World
        Before anything is set up in it.
    demand : callable
        Takes whether a rule holds, the rule, and what was found; raises if it does not.

    Attributes
    ----------
    dormant : set of int
        Pads that are not activated.
    awaited : dict of (Happening, int) to int
        When each pad is to be repaired, to take crews and to be in service.
    turned_at : list of int
        When each pad is turned round after its last launch.
    """

    def __init__(self, world: World, demand: Callable[[bool, str, str], None]) -> None:
        self.world = world
        self.demand = demand
        pads = world.program.pads
        numbers = range(len(pads.names))
        self.names = pads.names
        self.dormant = {pad for pad in numbers if pads.activation[pad] >= 0}
        self.ordered_at = NEVER
        self.awaited: dict[tuple[Happening, int], int] = {}
        self.stage = [-1 for _ in numbers]
        self.repairs = [0 for _ in numbers]
        self.to_prove = [0 for _ in numbers]
        self.turned_at = [
            at + world.luck.seconds(turnaround) if at < NEVER else -NEVER
            for at, turnaround in zip(pads.last_launch, pads.turnaround, strict=True)
        ]
        self.to_begin: list[list[Outage]] = []
        for pad in numbers:
            outages = [*self._stated(pad), *self._at_random(pad)]
            if is_down_on_as_of(pads, pad):
                for outage in [outage for outage in outages if outage.begins <= 0]:
                    self._goes_down(pad, max(outage.ends, 0), outage.stage)
            to_come = [outage for outage in outages if 0 < outage.begins < world.program.until]
            self.to_begin.append(sorted(to_come, key=lambda outage: outage.begins))
        self.damage: tuple[int, int] | None = None
        self.ship_named = {ship.name: ship for ship in world.ships}

    # what is drawn ------------------------------------------------------------------------------

    def _stated(self, pad: int) -> Iterator[Outage]:
        """The outage of the scenario: it runs on ``as_of``, or begins on its date."""
        program, luck = self.world.program, self.world.luck
        pads = program.pads
        since, repair = pads.outage_since[pad], pads.pin_repair[pad]
        if since >= NEVER:
            return
        if repair == DRAWN:
            place = program.luck.pad[stream.OUTAGE_REPAIR] + pad
            repair = luck.duration(pads.outage_repair[pad], place)
        yield Outage(since, since + repair, pads.outage_crew_stage[pad])

    def _at_random(self, pad: int) -> Iterator[Outage]:
        """Outages that begin at random, or exactly those that are pinned in their place."""
        program, luck = self.world.program, self.world.luck
        pads, places = program.pads, program.luck.pad
        pinned, stage = pads.pin_outages[pad], pads.crew_stage[pad]
        if pinned is not None:
            yield from (Outage(begins, max(begins, ends), stage) for begins, ends in pinned)
            return
        rate = luck.inputs[pads.random_rate[pad]] if pads.random_rate[pad] >= 0 else 0.0
        if rate <= 0 or luck.quiet:
            return
        begins = occurrence = 0
        while True:
            u = luck.again(places[stream.OUTAGES] + pad, occurrence)
            begins += round_seconds(exponential(u) / rate * 86_400)
            if begins >= program.until:
                return
            place = places[stream.RANDOM_REPAIR] + pad
            repair = luck.duration_again(pads.random_repair[pad], place, occurrence)
            yield Outage(begins, begins + max(repair, 0), stage)
            occurrence += 1

    def _takes(self, pad: int) -> int:
        """The stage of this repair: how long the pad takes uncrewed launches only."""
        law, place = self.stage[pad], self.world.program.luck.pad[stream.CREW_STAGE] + pad
        if law < 0:
            return 0
        return max(0, self.world.luck.duration_again(law, place, self.repairs[pad]))

    def _damage(self, ship: Ship, pad: int) -> int:
        """The repair that a launch makes necessary, -1 for none; pinned, or the flight's draw."""
        world, program = self.world, self.world.program
        pads, number = program.pads, ship.number
        pinned = world.flights.pin_damage[number]
        if pinned != DRAWN:
            return max(pinned, -1)
        proves = self.to_prove[pad] > 0
        probability = (pads.after_repair_probability if proves else pads.damage_probability)[pad]
        law, places = pads.repair[pad], program.luck.flight
        if law < 0 or not world.luck.chance(probability, places[stream.DAMAGE] + number):
            return -1
        return max(0, world.luck.duration(law, places[stream.REPAIR] + number))

    # what may be asked --------------------------------------------------------------------------

    def is_down(self, pad: int) -> bool:
        """Whether an outage runs."""
        return (Happening.REPAIRED, pad) in self.awaited

    def is_up(self, pad: int) -> bool:
        """Whether it is in service: not dormant, not down, back after its repair."""
        back = (Happening.PAD_READY, pad) not in self.awaited
        return back and not self.is_down(pad) and pad not in self.dormant

    def takes_crews(self, pad: int) -> bool:
        """Whether it is not down and no stage of its repair runs."""
        return not self.is_down(pad) and (Happening.PAD_TAKES_CREWS, pad) not in self.awaited

    # what is read -------------------------------------------------------------------------------

    def reads(self, row: LogRow) -> None:
        """Enter a row of the log, and ask whether it comes at its time."""
        happening = row.happening
        if happening is Happening.LAUNCHES:
            self._launches(row)
        elif happening is Happening.PAD_ORDERED:
            self.ordered_at = row.second
        elif happening is Happening.PAD_ACTIVATED:
            self._activated(self.names.index(row.entity), row.second)
        elif happening is Happening.PAD_OUTAGE:
            self._outage(self.names.index(row.entity), row.second)
        elif happening is Happening.PAD_DAMAGED:
            self._damaged(self.names.index(row.entity), row.second)
        elif happening in RULES:
            pad = self.names.index(row.entity)
            at = self.awaited.pop((happening, pad), NEVER)
            found = f"{row.entity} at second {row.second}, not {_second(at)}"
            self.demand(at == row.second, RULES[happening], found)
            if happening is Happening.REPAIRED:
                self._repaired(pad, row.second)

    def _launches(self, row: LogRow) -> None:
        """A launch turns its pad round, and may damage it."""
        self._nothing_is_left_out()
        name, _ = leaves_from(row)
        pad, ship = self.names.index(name), self.ship_named[row.entity]
        turnaround = self.world.program.pads.turnaround[pad]
        self.turned_at[pad] = row.second + self.world.luck.seconds(turnaround)
        repair = self._damage(ship, pad)
        self.damage = None if repair < 0 else (pad, repair)
        self.to_prove[pad] = max(0, self.to_prove[pad] - 1)

    def _damaged(self, pad: int, now: int) -> None:
        """A launch has damaged its pad, as it was to do."""
        damage, self.damage = self.damage, None
        found = f"{self.names[pad]} is damaged"
        self.demand(damage is not None and damage[0] == pad, DAMAGES, found)
        if damage is not None:
            self._goes_down(pad, now + damage[1], self.world.program.pads.crew_stage[pad])

    def _outage(self, pad: int, now: int) -> None:
        due = [outage for outage in self.to_begin[pad] if outage.begins == now]
        self.demand(bool(due) and pad not in self.dormant, BEGINS, self.names[pad])
        if due:
            self.to_begin[pad].remove(due[0])
            self._goes_down(pad, due[0].ends, due[0].stage)

    def _goes_down(self, pad: int, ends: int, stage: int) -> None:
        """It is down until then, or until the outage that runs ends if that is later."""
        self.awaited.pop((Happening.PAD_TAKES_CREWS, pad), None)
        self.awaited.pop((Happening.PAD_READY, pad), None)
        if ends > self.awaited.get((Happening.REPAIRED, pad), -1):
            self.awaited[Happening.REPAIRED, pad] = ends
            self.stage[pad] = stage

    def _repaired(self, pad: int, now: int) -> None:
        pads = self.world.program.pads
        stage = self._takes(pad)
        self.repairs[pad] += 1
        self.to_prove[pad] = pads.after_repair_launches[pad]
        if stage > 0:
            self.awaited[Happening.PAD_TAKES_CREWS, pad] = now + stage
        service = self.world.luck.seconds(pads.return_to_service[pad])
        self.awaited[Happening.PAD_READY, pad] = max(now + service, self.turned_at[pad])

    def _activated(self, pad: int, now: int) -> None:
        """It is a pad like any other; what would have begun before has not.

        One that is ordered and activated in one second is so behind the outages of that second.
        """
        self.dormant.discard(pad)
        began = now if self.ordered_at == now else now - 1
        self.to_begin[pad] = [outage for outage in self.to_begin[pad] if outage.begins > began]

    # what is seen -------------------------------------------------------------------------------

    def looks(self) -> None:
        """After every event: a pad is closed for a reason only, and launched from as drawn."""
        self._nothing_is_left_out()
        for pad, name in enumerate(self.names):
            closed = self.world.pads.free_from[pad] >= NEVER
            self.demand(not closed or not self.is_up(pad), "a pad is down only after damage", name)

    def _nothing_is_left_out(self) -> None:
        left_out = "" if self.damage is None else f"{self.names[self.damage[0]]} is not damaged"
        self.demand(not left_out, DAMAGES, left_out)

    def second_ends(self, second: int) -> None:
        """Ask whether everything that was to come by the end of a second has come."""
        for (happening, pad), at in self.awaited.items():
            found = f"{self.names[pad]} at second {at} was left out"
            self.demand(at > second, RULES[happening], found)
        for pad, outages in enumerate(self.to_begin):
            while outages and outages[0].begins <= second:
                missed = outages.pop(0)
                found = f"{self.names[pad]}, {format_duration(missed.ends - missed.begins)} long"
                self.demand(pad in self.dormant, BEGINS, f"{found}, was left out")


def _second(at: int) -> str:
    return "at all" if at >= NEVER else str(at)
