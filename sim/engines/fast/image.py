"""From a program to the memory image of its replications.

First the part that every replication begins with anew (`World` and what moves), then what no
replication changes, then the sums over replications.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from sim.core.clock import DAY, NEVER
from sim.core.draws import ROUNDS, round_keys
from sim.engines.fast import layout
from sim.engines.fast.ahead import draws_ahead
from sim.engines.fast.calendar import NO_EVENT, STRIDE
from sim.engines.fast.layout import Words
from sim.engines.fast.ledger import EPISODE_WIDTH, NOT_YET
from sim.engines.fast.log import WIDTH as LOG_WIDTH
from sim.engines.program import DRAWN, Program
from sim.engines.where import Where
from sim.outcomes import NULL, Cause, Happening, Kind

NOBODY = -1
UNMET_PINS = ("launch", "undock", "unfit", "medical_return")
"""What a pin asks, in the order in which `sim.engines.fast.departures` counts it."""

Row = Mapping[str, int | float]


@dataclass(frozen=True)
class Rooms:
    """How much may come: events waiting, spacecraft on order, episodes, rows of the log."""

    events: int = 512
    spacecraft: int = 256
    episodes: int = 262_144
    log: int = 0

    def doubled(self) -> Rooms:
        """Twice as much of everything."""
        return Rooms(2 * self.events, 2 * self.spacecraft, 2 * self.episodes, 2 * self.log)


class Image:
    """The memory of one thread's replications.

    Parameters
    ----------
    words : int64 array
    reset : int
        How many words, from the first on, every replication begins with anew.
    world : mapping of str to int
        What the words of `World` are at first: where things are, above all.
    sums : slice
        The sums over replications.
    row_at : int
        Where a replication's outcome row is written.
    """

    def __init__(
        self, words: Words, reset: int, world: Mapping[str, int], sums: slice, row_at: int
    ) -> None:
        self.words = words
        self.template = words[:reset].copy()
        self.at = world
        self.row_at = row_at
        self.worlds = words[: layout.size(layout.World)].view(layout.dtype(layout.World))
        self.sums = words[sums]
        self.no_sums = self.sums.copy()

    def begin(self, seed: int) -> None:
        """Forget the sums; whatever is played next has this seed."""
        self.sums[:] = self.no_sums
        at = self.at["round_keys_at"]
        self.words[at : at + ROUNDS].view(np.uint32)[:] = round_keys(seed)

    def table(self, begins: str, rows: int, width: int) -> Words:
        """The first rows of a table of that many words each."""
        at = self.at[begins]
        return self.words[at : at + rows * width].reshape(rows, width)


def make_image(program: Program, rooms: Rooms) -> Image:
    """The image of a program, ready for its first replication."""
    return _Maker(program, rooms).image()


class _Maker:
    """Puts one room of the program behind the other."""

    def __init__(self, program: Program, rooms: Rooms) -> None:
        self.program = program
        self.rooms = rooms
        self.pieces: list[Words] = []
        self.count = 0
        self.world = dict.fromkeys(layout.names(layout.World), 0)
        self.put(np.zeros(len(self.world), dtype=np.int64))

    # laying out -------------------------------------------------------------------------------

    def put(self, piece: Words) -> int:
        """Put words behind all others and return where."""
        at = self.count
        self.pieces.append(piece)
        self.count += len(piece)
        return at

    def ints(self, values: Iterable[int]) -> int:
        """Put whole numbers."""
        return self.put(np.array(list(values), dtype=np.int64))

    def floats(self, values: Iterable[float]) -> int:
        """Put real numbers, as their bits."""
        return self.put(np.array(list(values), dtype=np.float64).view(np.int64))

    def fill(self, count: int, value: int = 0) -> int:
        """Put the same word many times."""
        return self.put(np.full(count, value, dtype=np.int64))

    def lists(self, values: Sequence[Sequence[int]]) -> list[int]:
        """Put lists, one behind the other, and return where each begins."""
        return [self.ints(each) for each in values]

    def records(self, record: type, rows: Sequence[Row]) -> int:
        """Put records, every word of which must be given."""
        kind = layout.dtype(record)
        table = np.zeros(len(rows), dtype=kind)
        for number, row in enumerate(rows):
            if set(row) != set(layout.names(record)):
                raise ValueError(f"{record.__name__}: {set(row) ^ set(layout.names(record))}")
            table[number] = tuple(row[name] for name in layout.names(record))
        return self.put(table.view(np.int64).reshape(-1))

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
            waiver=p.waiver,
            medical_rate=p.people.medical_rate,
            medical_lead=p.people.medical_lead,
            pinned=int(self._is_pinned()),
            planners_look=NO_EVENT,
            director_looks=NO_EVENT,
            owing=max(*p.pads.owed, *p.families.owed, 0),
            crewed_to_come=self._crewed_to_come(),
            inputs=len(p.inputs.names),
            minimum_total=p.minimum_total,
            logging=int(self.rooms.log > 0),
            log_room=self.rooms.log,
            episodes_room=self.rooms.episodes,
            events_room=self.rooms.events,
            spacecraft_room=self.rooms.spacecraft,
            days=(p.until - 1) // DAY + 1,
        )
        self._luck_positions()
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
        return Image(words, reset, dict(world), slice(sums, sums_end), row_at)

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

    # what every replication begins with anew ----------------------------------------------------

    def _what_moves(self) -> None:
        p, world = self.program, self.world
        world["ports_at"] = self.fill(world["ports"], NOBODY)
        world["free_from_at"] = self.fill(world["pads"])
        world["asks_from_at"] = self.fill(world["queues"], NEVER)
        world["holder_at"] = self.fill(world["pads"], NOBODY)
        world["owed_at"] = self.ints(p.pads.owed)
        world["steps_at"] = self.ints([0, NOT_YET] * (1 + world["segments"]))
        world["inputs_at"] = self.floats(p.inputs.median)
        world["ships_at"] = self._ships()
        world["queues_at"] = self._queues()
        world["classes_at"] = self._classes()
        world["pads_at"] = self._pads()
        world["families_at"] = self._families()
        world["people_at"] = self._people()
        world["segments_at"] = self.records(
            layout.Segment,
            [
                {
                    "minimum": p.minimum[i],
                    "complement": p.complement[i],
                    "aboard": 0,
                    "gap": 0,
                    "crew_time": 0,
                    "lost_time": 0,
                }
                for i in range(world["segments"])
            ],
        )
        world["open_at"] = self._open()

    def _ships(self) -> int:
        p = self.program
        f = p.flights
        crews = [list(range(f.first_person[i], f.last_person[i])) for i in range(len(f.names))]
        room = [max(p.classes.seats[f.classes[i]], len(crews[i])) for i in range(len(f.names))]
        crew_at = [
            self.ints([*crew, *[NOBODY] * (room[i] - len(crew))]) for i, crew in enumerate(crews)
        ]
        own_at = [self.fill(room[i], 1) for i in range(len(crews))]
        place = {ship: k for ships in p.queues.ships for k, ship in enumerate(ships)}
        seated = [p.people.seat.count(i) for i in range(len(crews))]
        seated_at = [self.fill(max(room[i], seated[i]), NOBODY) for i in range(len(crews))]
        rows = [
            {
                "number": i,
                "role": f.role[i],
                "classes": f.classes[i],
                "queue": f.queue[i],
                "place": place.get(i, 0),
                "where": int(Where.GROUND),
                "planned": f.planned[i],
                "planned_return": f.planned_return[i],
                "slip": 0,
                "ready_at": NEVER,
                "known_date": NEVER,
                "reason_since": NEVER,
                "pulled_event": NEVER,
                "lacked": 0,
                "lacking": NOBODY,
                "order": 0,
                "clearing": NOBODY,
                "pad": NOBODY,
                "port": NOBODY,
                "scrubs": 0,
                "retry_at": -1,
                "launched": NEVER,
                "docked": NEVER,
                "undocked": NEVER,
                "limit_at": NEVER,
                "crew_at": crew_at[i],
                "crew_count": len(crews[i]),
                "own_at": own_at[i],
                "empty_seats": 0,
                "flew_empty": 0,
                "seated_at": seated_at[i],
                "seated_count": 0,
                "past_limit_from": 0,
                "fit": 1,
                "unfit_since": NEVER,
                "serves_as_lifeboat": 0,
                "medical_at": NEVER,
                "cleared_at": NEVER,
                "released_at": NEVER,
                "overlap": -1,
                "hold": -1,
                "decided_at": NEVER,
                "alone": 0,
                "cause": int(Cause.PLANNED_RETURN),
                "leaves_at": NEVER,
                "first_relief": NEVER,
                "place_taken_by": NOBODY,
            }
            for i in range(len(crews))
        ]
        return self.records(layout.Ship, rows)

    def _queues(self) -> int:
        p = self.program
        q = p.queues
        ships_at = self.lists(q.ships)
        order_at = self.lists(q.ships)
        manifest_at = self.lists(q.manifest)
        parameters = (
            "spacing",
            "slip",
            "replan",
            "rebaseline_after",
            "pull_by",
            "pull_lead",
            "direct",
            "shortest_stay",
            "patience",
            "rescue_preparation",
            "reseat_lead",
            "relief_seats",
        )
        rows: list[Row] = []
        for i, ships in enumerate(q.ships):
            docked = [number for number in ships if p.flights.docked[number] < NEVER]
            rows.append(
                {
                    "number": i,
                    "classes": q.classes[i],
                    "is_line": int(i < q.lines),
                    "ships_at": ships_at[i],
                    "ships": len(ships),
                    "order_at": order_at[i],
                    "taken": 0,
                    "manifest_at": manifest_at[i],
                    "manifest": len(q.manifest[i]),
                    "docked_on_as_of": docked[-1] if docked else NOBODY,
                    "head": NOBODY,
                    "asks": 0,
                    "went": 0,
                    "to_come": len(q.manifest[i]),
                    "spacing_until": -NEVER,
                    "turn_since": 0,
                    "rings_at": NEVER,
                    "rings_for": NOBODY,
                    "aboard": 0,
                    "gap": 0,
                    "indirect": 0,
                    **{name: getattr(q, name)[i] for name in parameters},
                }
            )
        return self.records(layout.Queue, rows)

    def _classes(self) -> int:
        c = self.program.classes
        ports_at = self.lists(c.ports)
        deliveries_at = self.lists(c.deliveries)
        capsules = [
            [word for pair in zip(landed, laws, strict=True) for word in pair]
            for landed, laws in zip(c.capsule_landed, c.capsule_refurbishment, strict=True)
        ]
        capsules_at = self.lists(capsules)
        parameters = (
            "seats",
            "emergency_seats",
            "crew_to_fly",
            "family",
            "docking_failure_probability",
            "return_hold",
            "unfit_rate",
            "unfit_lifeboat_probability",
            "reseat_time",
            "disposal",
            "scrub_probability",
            "scrub_recycle",
            "reusable",
            "refurbishment",
            "then_every",
        )
        return self.records(
            layout.VehicleClass,
            [
                {
                    "ports_at": ports_at[i],
                    "ports": len(c.ports[i]),
                    "deliveries_at": deliveries_at[i],
                    "deliveries": len(c.deliveries[i]),
                    "capsules_at": capsules_at[i],
                    "capsules": len(c.capsules[i]),
                    "spacecraft": 0,
                    "mishap_since": NEVER,
                    "pulled_after_mishap": NOBODY,
                    **{name: getattr(c, name)[i] for name in parameters},
                }
                for i in range(len(c.names))
            ],
        )

    def _pads(self) -> int:
        p = self.program.pads
        parameters = (
            "turnaround",
            "damage_probability",
            "repair",
            "return_to_service",
            "requalification",
            "last_launch",
            "outage_since",
            "outage_repair",
            "pin_repair",
        )
        return self.records(
            layout.Pad,
            [
                {
                    "turned_at": 0,
                    "in_service_at": NEVER,
                    "down_since": NEVER,
                    "down_total": 0,
                    "launches": 0,
                    "damages": 0,
                    **{name: getattr(p, name)[i] for name in parameters},
                }
                for i in range(len(p.names))
            ],
        )

    def _families(self) -> int:
        f = self.program.families
        pads_at = self.lists(f.pads)
        pinned = [[word for pair in pairs or () for word in pair] for pairs in f.pin_stand_downs]
        pinned_at = self.lists(pinned)
        parameters = (
            "loss_probability",
            "stand_down",
            "customers_rate",
            "customers_stand_down",
            "grounded_since",
            "grounded_stand_down",
            "owed",
        )
        return self.records(
            layout.Family,
            [
                {
                    "pads_at": pads_at[i],
                    "pads": len(f.pads[i]),
                    "requalification": f.requalification[i],
                    "pinned": int(f.pin_stand_downs[i] is not None),
                    "pinned_at": pinned_at[i],
                    "pinned_count": len(pinned[i]) // 2,
                    "occurrence": 0,
                    "loss_until": 0,
                    "customers_until": 0,
                    "down_since": NEVER,
                    "down_total": 0,
                    "launches": 0,
                    "losses": 0,
                    **{name: getattr(f, name)[i] for name in parameters},
                }
                for i in range(len(f.names))
            ],
        )

    def _people(self) -> int:
        p = self.program.people
        return self.records(
            layout.Person,
            [
                {
                    "number": i,
                    "segment": p.segment[i],
                    "flight": p.flight[i],
                    "line": p.line[i],
                    "home": p.home[i],
                    "by_name": p.by_name[i],
                    "stated_seat": p.seat[i],
                    "stated_aboard_since": p.aboard_since[i],
                    "stated_stranded_since": p.stranded_since[i],
                    "aboard": 0,
                    "aboard_since": NEVER,
                    "due": NEVER,
                    "seat": NOBODY,
                    "stranded_since": NEVER,
                    "failed": NOBODY,
                    "reserved": NOBODY,
                    "fitted_at": NEVER,
                    "is_stranded": 0,
                }
                for i in range(len(p.names))
            ],
        )

    def _open(self) -> int:
        lines, segments = self.world["lines"], self.world["segments"]
        places = [
            *((Kind.HANDOVER_GAP, line) for line in range(lines)),
            *((Kind.SEGMENT_GAP, segment) for segment in range(segments)),
            (Kind.BELOW_MINIMUM, 0),
            (Kind.DECREWED, 0),
        ]
        return self.records(
            layout.Open,
            [
                {
                    "kind": int(kind),
                    "place": place,
                    "is_open": 0,
                    "start": 0,
                    "cause": 0,
                    "vehicle": NOBODY,
                    "first_start": NULL,
                }
                for kind, place in places
            ],
        )

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
        movers = [i for i, home in enumerate(p.people.home) if home >= 0]
        world["movers_at"], world["movers"] = self.ints(movers), len(movers)
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
