"""Pads: outages, repairs and their stages, what comes between a repair and a launch (MODEL 2.5)."""

from __future__ import annotations

from sim.core.clock import NEVER
from sim.engines import stream
from sim.engines.program import DRAWN
from sim.engines.reference.kernel import Process, Ranked
from sim.engines.reference.world import World
from sim.outcomes import Happening
from sim.rules import events, policy


class Repairs:
    """What puts a pad out of service, and how it comes back."""

    def __init__(self, world: World) -> None:
        self.world = world

    def on_as_of(self) -> None:
        """Pads as they are on ``as_of``, and the outage that is known to begin later."""
        world, p = self.world, self.world.program.pads
        for pad in range(len(p.names)):
            world.pads.owed[pad] = p.owed[pad]
            if p.activation[pad] >= 0:
                world.pads.dormant[pad] = True
                world.pads.free_from[pad] = NEVER
            if p.last_launch[pad] < NEVER:
                turned = p.last_launch[pad] + world.luck.seconds(p.turnaround[pad])
                world.pads.free_from[pad] = world.pads.turned_at[pad] = max(turned, 0)
                if turned > 0:
                    Ranked(world.env, turned, events.PAD_READY, pad).callbacks.append(
                        lambda _: world.director.look()
                    )
            self._outage_of(pad)
            for begins, ends in p.pin_outages[pad] or ():
                if begins <= 0 < ends and not world.pads.dormant[pad]:
                    self.pad_goes_down(pad, ends, p.crew_stage[pad])
            world.env.process(self.random_outages(pad))

    def _outage_of(self, pad: int) -> None:
        """The pad's stated outage runs, or begins on its date."""
        world, p = self.world, self.world.program.pads
        since, stage = p.outage_since[pad], p.outage_crew_stage[pad]
        if since >= NEVER:
            return
        end = max(since + self.repair_of_outage(pad), 0)
        if since <= 0:
            self.pad_goes_down(pad, end, stage)
            return
        entity = len(world.program.families.names) + pad
        begins = Ranked(world.env, since, events.STAND_DOWN_BEGINS, entity)
        begins.callbacks.append(lambda _: self.outage_begins(pad, end, stage))

    def repair_of_outage(self, pad: int) -> int:
        """The whole repair of the stated outage, given that it has not ended by ``as_of``."""
        world, p = self.world, self.world.program.pads
        if p.pin_repair[pad] != DRAWN:
            return p.pin_repair[pad]
        place = world.program.luck.pad[stream.OUTAGE_REPAIR] + pad
        return world.luck.duration(p.outage_repair[pad], place)

    def activated(self, pad: int) -> None:
        """A dormant pad is up, owes requalification, and is a pad like any other (MODEL 6.5)."""
        world, pads = self.world, self.world.pads
        pads.dormant[pad] = False
        pads.free_from[pad] = world.now
        self._owes(pad)
        world.levers.pad_changes(pad)
        world.note(Happening.PAD_ACTIVATED, events.REPAIRED, world.program.pads.names[pad])
        world.planners.look()
        world.director.look()

    def pad_goes_down(self, pad: int, repaired_at: int, stage: int) -> None:
        """The pad is down until repaired; if it is down already, until the later of the two ends.

        `stage` is the law of the time from then until it takes crews, -1 for none.
        """
        world, pads = self.world, self.world.pads
        if pads.down_since[pad] >= NEVER:
            pads.down_since[pad] = world.now
            pads.free_from[pad] = pads.crews_from[pad] = pads.in_service_at[pad] = NEVER
            world.levers.pad_changes(pad)
        elif repaired_at <= pads.repaired_at[pad]:
            return
        pads.repaired_at[pad] = repaired_at
        pads.stage[pad] = stage
        end = Ranked(world.env, repaired_at, events.REPAIRED, pad)
        end.callbacks.append(lambda _: self._repaired(pad))

    def _repaired(self, pad: int) -> None:
        """The repair ends: the pad owes requalification and returns to service a while later."""
        world, pads, p = self.world, self.world.pads, self.world.program.pads
        if pads.repaired_at[pad] != world.now:
            return
        pads.repaired_at[pad] = NEVER
        pads.down_total[pad] += world.now - pads.down_since[pad]
        pads.down_since[pad] = NEVER
        self._owes(pad)
        pads.launches_to_prove[pad] = p.after_repair_launches[pad]
        pads.crews_from[pad] = world.now + self._crew_stage(pad)
        world.levers.pad_changes(pad)
        world.note(Happening.REPAIRED, events.REPAIRED, p.names[pad])
        world.planners.look()
        if pads.crews_from[pad] > world.now:
            entity = len(p.names) + pad
            crews = Ranked(world.env, pads.crews_from[pad], events.REPAIRED, entity)
            crews.callbacks.append(lambda _: self._takes_crews(pad))
        else:
            pads.stage[pad] = -1
        service = world.luck.seconds(p.return_to_service[pad])
        pads.free_from[pad] = max(world.now + service, pads.turned_at[pad])
        pads.in_service_at[pad] = pads.free_from[pad]
        ready = Ranked(world.env, pads.free_from[pad], events.PAD_READY, pad)
        ready.callbacks.append(lambda _: self._in_service(pad))

    def _owes(self, pad: int) -> None:
        """What the pad owes from now on, as after a repair (MODEL 6.10)."""
        world, p = self.world, self.world.program.pads
        before, after = p.requalification_before[pad], p.requalification[pad]
        decided_on = world.program.levers.repair_from
        world.pads.owed[pad] = policy.owed_after_repair(world.now, before, after, decided_on)

    def _crew_stage(self, pad: int) -> int:
        """How long the repaired pad takes uncrewed launches only (MODEL 2.5)."""
        world, pads = self.world, self.world.pads
        law = pads.stage[pad]
        occurrence = pads.repairs[pad]
        pads.repairs[pad] += 1
        if law < 0:
            return 0
        place = world.program.luck.pad[stream.CREW_STAGE] + pad
        return max(world.luck.duration_again(law, place, occurrence), 0)

    def _takes_crews(self, pad: int) -> None:
        world = self.world
        if world.pads.crews_from[pad] != world.now or world.pads.stage[pad] < 0:
            return
        world.pads.stage[pad] = -1
        world.levers.pad_changes(pad)
        world.note(Happening.PAD_TAKES_CREWS, events.REPAIRED, world.program.pads.names[pad])
        world.planners.look()
        world.director.look()

    def _in_service(self, pad: int) -> None:
        world = self.world
        if world.pads.in_service_at[pad] == world.now:
            world.pads.in_service_at[pad] = NEVER
            world.note(Happening.PAD_READY, events.PAD_READY, world.program.pads.names[pad])
        world.director.look()

    def outage_begins(self, pad: int, repaired_at: int, stage: int) -> None:
        """An outage of its own begins; who holds the pad after a scrub gives it back (3.4)."""
        world, name = self.world, self.world.program.pads.names[pad]
        world.note(Happening.PAD_OUTAGE, events.STAND_DOWN_BEGINS, name)
        self.pad_goes_down(pad, repaired_at, stage)
        for request in world.director.put_queue:
            if request.ship.pad == pad:
                world.director.give_back(request.ship)
        world.director.look()

    def random_outages(self, pad: int) -> Process:
        """The process of a pad's outages that begin at random; a dormant one has none."""
        world, p = self.world, self.world.program.pads
        entity = len(world.program.families.names) + len(p.names) + pad
        pinned = p.pin_outages[pad]
        if pinned is not None:
            for begins, ends in pinned:
                if begins > 0:
                    yield Ranked(world.env, begins, events.STAND_DOWN_BEGINS, entity)
                    if not world.pads.dormant[pad]:
                        self.outage_begins(pad, max(ends, begins), p.crew_stage[pad])
            return
        rate = world.luck.inputs[p.random_rate[pad]] if p.random_rate[pad] >= 0 else 0.0
        if rate <= 0 or world.luck.quiet:
            return
        when = world.program.luck.pad[stream.OUTAGES] + pad
        long = world.program.luck.pad[stream.RANDOM_REPAIR] + pad
        for occurrence, begins in world.luck.arrivals(when, rate):
            yield Ranked(world.env, begins, events.STAND_DOWN_BEGINS, entity)
            if not world.pads.dormant[pad]:
                repair = world.luck.duration_again(p.random_repair[pad], long, occurrence)
                self.outage_begins(pad, begins + max(repair, 0), p.crew_stage[pad])
