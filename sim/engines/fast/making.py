"""From a program to the memory image of its replications.

First the part that every replication begins with anew (`World` and what moves), then what no
replication changes, then the sums over replications.
"""

from __future__ import annotations

from dataclasses import asdict
from itertools import chain

import numpy as np

from sim.core.clock import DAY, NEVER
from sim.core.draws import ROUNDS
from sim.engines.fast import entities, layout
from sim.engines.fast.ahead import draws_ahead
from sim.engines.fast.calendar import NO_EVENT, STRIDE
from sim.engines.fast.entities import NOBODY
from sim.engines.fast.image import Image, Pieces, Rooms
from sim.engines.fast.ledger import EPISODE_WIDTH, NOT_YET
from sim.engines.fast.log import UNMET_PINS
from sim.engines.fast.log import WIDTH as LOG_WIDTH
from sim.engines.program import DRAWN, Program
from sim.outcomes import Happening


def make_image(program: Program, rooms: Rooms) -> Image:
    """The image of a program, ready for its first replication."""
    return _Maker(program, rooms).image()


class _Maker(Pieces):
    """Puts one room of the program behind the other."""

    def __init__(self, program: Program, rooms: Rooms) -> None:
        super().__init__()
        self.program = program
        self.rooms = rooms
        self.world = dict.fromkeys(layout.names(layout.World), 0)
        self.put(np.zeros(len(self.world), dtype=np.int64))

    # the whole --------------------------------------------------------------------------------

    def image(self) -> Image:
        p, world = self.program, self.world
        world.update(
            until=p.until,
            quiet=int(p.quiet),
            ships=len(p.flights.names),
            queues=len(p.queues.names),
            lines=p.queues.lines,
            classes=len(p.classes.names),
            pads=len(p.pads.names),
            families=len(p.families.names),
            people=len(p.people.names),
            ports=len(p.ports.names),
            segments=len(p.segments),
            stocks=len(p.stocks.names),
            waiver=p.waiver,
            operations_apart=p.operations_apart,
            operated_at=max((at for at in p.flights.docked if at < NEVER), default=-NEVER),
            medical_rate=p.people.medical_rate,
            medical_lead=p.people.medical_lead,
            pinned=int(self._is_pinned()),
            planners_look=NO_EVENT,
            director_looks=NO_EVENT,
            stock_looked_at=NO_EVENT,
            owing=max(*p.pads.owed, *p.families.owed, 0),
            crewed_to_come=self._crewed_to_come(),
            minimum_total=p.minimum_total,
            logging=int(self.rooms.log > 0),
            log_room=self.rooms.log,
            episodes_room=self.rooms.episodes,
            events_room=self.rooms.events,
            spacecraft_room=self.rooms.spacecraft,
            days=(p.until - 1) // DAY + 1,
        )
        self._luck_positions()
        self._levers()
        self._what_moves()
        if p.laws.uncertain:
            self._parts()
        reset = self.count
        if not p.laws.uncertain:
            self._parts()
        self._what_stays()
        row_at = self.fill(len(p.columns))
        sums = self.count
        world["fired_at"] = self.fill(max(Happening) + 1)
        world["unmet_at"] = self.ints([-1, 0] * (len(UNMET_PINS) * world["ships"]))
        who = 1 + world["segments"]
        world["headcount_at"] = self.fill((world["days"] + 1) * who * (world["people"] + 1))
        sums_end = self.count
        world["episodes_at"] = sums_end
        world["log_at"] = sums_end + EPISODE_WIDTH * self.rooms.episodes
        words = np.zeros(world["log_at"] + LOG_WIDTH * self.rooms.log, dtype=np.int64)
        np.concatenate(self.pieces, out=words[:sums_end])
        words[: len(world)] = list(world.values())
        return Image(words, reset, dict(world), slice(sums, sums_end), row_at, self.rooms)

    def _is_pinned(self) -> bool:
        f = self.program.flights
        pins = (*f.pin_launch, *f.pin_unfit, *f.pin_medical, *f.pin_undock)
        return any(pin != DRAWN for pin in pins)

    def _crewed_to_come(self) -> int:
        f, q = self.program.flights, self.program.queues
        cargo = {number for number, role in enumerate(f.role) if role == 2}
        to_fly = (number for manifest in q.manifest for number in manifest)
        return sum(1 for number in to_fly if number not in cargo and f.planned[number] < NEVER)

    def _luck_positions(self) -> None:
        luck, world = self.program.luck, self.world
        world.update(
            of_flights=luck.flight[0],
            of_people=luck.person[0],
            of_families=luck.family[0],
            of_pads=luck.pad[0],
            of_capsules=luck.capsule[0],
            of_inputs=luck.input,
        )

    def _levers(self) -> None:
        p, levers = self.program, self.program.levers
        self.world.update(asdict(levers))
        looks = levers.activate_after, levers.early_after, levers.order_after
        self.world["watches"] = int(min(levers.swap_after, *looks) < NEVER)
        if levers.activate_pad >= 0:
            self.world["activation"] = p.pads.activation[levers.activate_pad]

    # what every replication begins with anew ----------------------------------------------------

    def _what_moves(self) -> None:
        p, world = self.program, self.world
        world["ports_at"] = self.fill(world["ports"], NOBODY)
        dormant = (each >= 0 for each in p.pads.activation)
        world["free_from_at"] = self.ints(NEVER if each else 0 for each in dormant)
        world["asks_from_at"] = self.fill(world["queues"], NEVER)
        world["crews_from_at"] = self.fill(world["pads"])
        world["holder_at"] = self.fill(world["pads"], NOBODY)
        world["owed_at"] = self.ints(p.pads.owed)
        world["steps_at"] = self.ints([0, NOT_YET] * (1 + world["segments"]))
        world["inputs_at"] = self.floats(p.inputs.median)
        world["ships_at"] = entities.ships(self, p)
        world["queues_at"] = entities.queues(self, p)
        world["classes_at"] = entities.classes(self, p)
        world["pads_at"] = entities.pads(self, p)
        world["families_at"] = entities.families(self, p)
        world["people_at"] = entities.people(self, p)
        world["segments_at"] = entities.segments(self, p)
        world["open_at"] = entities.open_episodes(self, p)
        world["stocks_at"] = entities.stocks(self, p)

    def _parts(self) -> None:
        """The columns of the laws that an uncertain scale changes."""
        parts, world = self.program.laws.parts, self.world
        world["weight_at"] = self.floats(parts.weight)
        world["scale_at"] = self.floats(parts.scale)
        world["low_u_at"] = self.floats(parts.low_u)
        world["high_u_at"] = self.floats(parts.high_u)

    # what no replication changes ----------------------------------------------------------------

    def _what_stays(self) -> None:
        p, world = self.program, self.world
        world["flights_at"] = self._flights()
        laws, parts = p.laws, p.laws.parts
        world["parts"], world["table"] = len(parts.weight), len(parts.table)
        world["kind_at"] = self.ints(parts.kind)
        world["a_at"] = self.floats(parts.a)
        world["b_at"] = self.floats(parts.b)
        world["c_at"] = self.floats(parts.c)
        world["first_at"] = self.ints(parts.first)
        world["last_at"] = self.ints(parts.last)
        world["table_at"] = self.floats(parts.table)
        world["stated_weight_at"] = self.floats(parts.weight)
        world["stated_low_u_at"] = self.floats(parts.low_u)
        world["stated_high_u_at"] = self.floats(parts.high_u)
        world["scale_input_at"] = self.ints(laws.scale_input)
        world["uncertain_at"] = self.ints(laws.uncertain)
        world["uncertain"] = len(laws.uncertain)
        of_law = ("known", "median", "begin", "end", "lower", "upper")
        of_part = ("kind", "scale", "a", "b", "c", "first", "last")
        world["laws_at"] = self.records(
            layout.Law,
            [
                {
                    "plain": int(self._is_plain(i)),
                    **{name: getattr(laws, name)[i] for name in of_law},
                    **{name: getattr(parts, name)[laws.begin[i]] for name in of_part},
                }
                for i in range(len(laws.begin))
            ],
        )
        drawn = [(i, law, p.inputs.whole[i]) for i, law in enumerate(p.inputs.law) if law >= 0]
        world["drawn_inputs_at"] = self.ints(word for each in drawn for word in each)
        world["drawn_inputs"] = len(drawn)
        world["round_keys_at"] = self.fill(ROUNDS)
        world["keys_at"] = self.put(np.array(p.luck.keys, dtype=np.uint64).view(np.int64))
        self._made_ahead()
        ways = list(zip(p.people.home, p.people.early_home, strict=True))
        movers = [i for i, homes in enumerate(ways) if max(homes) >= 0]
        world["movers_at"], world["movers"] = self.ints(movers), len(movers)
        early = [(i, home) for i, (_, home) in enumerate(ways) if home >= 0]
        world["early_at"], world["early"] = self.ints(chain(*early)), len(early)
        world["delivers_at"] = self.ints(chain(*p.flights.delivers))
        world["reboost_at"] = self.ints(chain(*p.classes.reboost))
        self._lists_in_use()

    def _made_ahead(self) -> None:
        """Where each draw is that is made ahead, and how many occurrences of it."""
        keys, world = self.program.luck.keys, self.world
        draws = draws_ahead(self.program)
        singly = [(draw.position, k) for draw in draws for k in range(draw.occurrences)]
        world["ahead"] = len(singly)
        ahead_keys = np.array([keys[position] for position, _ in singly], dtype=np.uint64)
        world["ahead_keys_at"] = self.put(ahead_keys.view(np.int64))
        world["ahead_occurrences_at"] = self.ints(occurrence for _, occurrence in singly)
        at = world["ahead_at"] = self.fill(len(singly))
        made = np.zeros((len(keys), 2), dtype=np.int64)
        for position, count in draws:
            made[position] = at, count
            at += count
        world["made_at"] = self.put(made.reshape(-1))

    def _is_plain(self, law: int) -> bool:
        """Whether a law is one part, all of it, with a scale that is known."""
        laws, parts = self.program.laws, self.program.laws.parts
        part = laws.begin[law]
        whole = parts.weight[part] == 1.0 and (parts.low_u[part], parts.high_u[part]) == (0.0, 1.0)
        return whole and laws.end[law] == part + 1 and law not in laws.uncertain

    def _lists_in_use(self) -> None:
        """Lists whose length says what of them counts."""
        world, most = self.world, max(self.world["people"], self.world["ships"])
        for name in ("docked_at", "resumed_at", "waiting_at"):
            world[name] = self.fill(world["ships"] + world["queues"])
        world["traffic_at"] = self.fill(1 + world["queues"])
        for name in ("stranded_at", "scratch_at"):
            world[name] = self.fill(most)
        world["held_at"] = self.fill(1)
        world["spacecraft_entities_at"] = self.fill(self.rooms.spacecraft)
        self.fill(self.rooms.events)
        world["events_at"] = self.fill(STRIDE + 1, NO_EVENT)  # the end, where nothing comes

    def _flights(self) -> int:
        f = self.program.flights
        return self.records(
            layout.Flight,
            [
                {name: getattr(f, name)[i] for name in layout.names(layout.Flight)}
                for i in range(len(f.names))
            ],
        )
