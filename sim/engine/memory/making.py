"""From a program to the memory of its replications.

First the part that every replication begins with anew (`World` and what moves), then what no
replication changes, then the sums over replications.
"""

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from functools import cache, lru_cache
from itertools import chain

import numpy as np
import numpy.typing as npt

from sim.core.clock import DAY, NEVER
from sim.core.sampling import ROUNDS
from sim.engine.batch import EPISODE
from sim.engine.memory import words
from sim.engine.memory.ahead import samples_ahead
from sim.engine.memory.image import Beginning, Pieces, Rooms
from sim.engine.program import SAMPLED, Program
from sim.outcomes import NEXT_FLIGHTS, Column, Happening, Kind

COUNTED = (
    *("queues", "lines", "classes", "pads", "outages", "families", "people"),
    *("ports", "stocks"),
)
"""The rows of a program of which a word of `World` says how many there are."""

_GAPS = Kind.SEGMENT_GAP, Kind.QUALIFICATION_GAP


def make_beginning(program: Program, rooms: Rooms) -> Beginning:
    """What the images of a program begin as, ready for the first replication."""
    return _Maker(program, rooms).beginning()


class _Maker(Pieces):
    """Puts one part of the program behind the other."""

    def __init__(self, program: Program, rooms: Rooms) -> None:
        super().__init__()
        self.program = program
        self.rooms = rooms
        self.world: dict[str, int] = dict.fromkeys(words.names(words.World), 0)
        self.put(np.zeros(len(self.world), dtype=np.int64))

    # the whole --------------------------------------------------------------------------------

    def beginning(self) -> Beginning:
        p, world = self.program, self.world
        world.update(words.FIRST[words.World], **asdict(p.station), **asdict(p.levers))
        kinds = "pin_launch", "pin_unfit", "pin_medical_return", "pin_undock"
        pins = ([getattr(flight, kind) for kind in kinds] for flight in p.flights)
        world.update(
            ships=len(p.flights),
            **{each: len(getattr(p, each)) for each in COUNTED},
            segments=sum(not each.is_qualification for each in p.segments),
            counted=len(p.segments),
            operated_at=max((f.docked for f in p.flights if f.docked < NEVER), default=-NEVER),
            pinned=int(any(pin != SAMPLED for pin in chain(*pins))),
            owing=max((0, *(pad.stated_owed for pad in p.pads), *(f.owed for f in p.families))),
            logging=int(self.rooms.log > 0),
            **{f"{each}_room": room for each, room in asdict(self.rooms).items()},
            days=(p.station.until - 1) // DAY + 1,
        )
        self._what_moves()
        uncertain = bool(p.laws.uncertain)  # an uncertain scale changes the parts of the laws
        reset = self.count + uncertain * 4 * len(p.laws.parts.weight)
        world["scaled_at"] = self.floats(self._scaled())
        self._what_stays()
        row_at = self.ints(map(self._where, p.columns))
        sums = self.count
        world["fired_at"] = self.fill(max(Happening) + 1)
        world["unmet_at"] = self.ints([-1, 0] * (len(words.Unmet) * world["ships"]))
        who = 1 + world["counted"]
        world["headcount_at"] = self.count
        sums_end = self.count + (world["days"] + 1) * who * (world["people"] + 1)
        world["episodes_at"] = sums_end
        world["log_at"] = sums_end + len(EPISODE) * self.rooms.episodes
        self.pieces[0][:] = list(world.values())
        return Beginning(
            words=np.concatenate(self.pieces),
            size=world["log_at"] + words.WIDTH * self.rooms.log,
            reset=reset,
            world=dict(world),
            sums=slice(sums, sums_end),
            row_at=row_at,
            rooms=self.rooms,
        )

    def _where(self, column: Column) -> int:
        """Where the word of an outcome lies."""
        table, size, place = _place_in_record(column.record, column.word)
        begins = self.world[table] if table else 0
        return begins + column.number * size + place

    # what every replication begins with anew ----------------------------------------------------

    def _what_moves(self) -> None:
        p, world = self.program, self.world
        dormant = [pad.activation >= 0 for pad in p.pads]
        world["port_holders"] = self.listed([words.NOBODY] * world["ports"])
        world["free_from"] = self.listed(NEVER if each else 0 for each in dormant)
        world["asks_from"] = self.listed([NEVER] * world["queues"])
        world["crews_from"] = self.listed([0] * world["pads"])
        world["pad_holders"] = self.listed([words.NOBODY] * world["pads"])
        world["owed"] = self.listed(pad.stated_owed for pad in p.pads)
        world["steps_at"] = self.ints([0, words.NOT_YET] * (1 + world["counted"]))
        world["inputs_at"] = self.floats(each.median for each in p.inputs)
        self._ships()
        self._queues()
        self._records("pads_at", p.pads, dormant=dormant)
        for each in ("classes", "outages", "families", "people", "segments", "stocks"):
            self._records(f"{each}_at", getattr(p, each))
        self._open_episodes()
        self._records("nexts_at", [None] * (NEXT_FLIGHTS * world["lines"]))

    def _ships(self) -> None:
        """Every flight's vehicle, and its crew list and seats."""
        p, flights = self.program, self.program.flights
        room = [max(p.classes[f.classes].seats, len(f.crew)) for f in flights]
        leaves = len(p.people) if p.station.evacuation_rate >= 0 else 0  # all in one ship
        seated = [sum(q.stated_seat == i for q in p.people) for i in range(len(flights))]
        place = {ship: k for queue in p.queues for k, ship in enumerate(queue.ships)}
        self._records(
            "ships_at",
            [None] * len(flights),
            role=[f.role for f in flights],
            classes=[f.classes for f in flights],
            queue=[f.queue for f in flights],
            place=[place.get(i, 0) for i in range(len(flights))],
            planned=[f.planned for f in flights],
            planned_return=[f.planned_return for f in flights],
            crew=[self.listed(f.crew, n) for f, n in zip(flights, room, strict=True)],
            own=[self.listed([1] * len(f.crew), n) for f, n in zip(flights, room, strict=True)],
            seated=[self.listed([], max(n, k, leaves)) for n, k in zip(room, seated, strict=True)],
        )

    def _queues(self) -> None:
        """Lines, cargo classes and visits, each with its ships in order."""
        flights, queues = self.program.flights, self.program.queues
        docked = [[i for i in q.ships if flights[i].docked < NEVER] for q in queues]
        self._records(
            "queues_at",
            queues,
            order=[self.listed(q.ships) for q in queues],
            docked_on_as_of=[ships[-1] if ships else words.NOBODY for ships in docked],
            to_come=[len(q.manifest) for q in queues],
        )

    def _open_episodes(self) -> None:
        """The episodes that may be open."""
        places = [
            *((Kind.HANDOVER_GAP, line) for line in range(self.world["lines"])),
            *((_GAPS[each.is_qualification], n) for n, each in enumerate(self.program.segments)),
            (Kind.BELOW_MINIMUM, 0),
            (Kind.DECREWED, 0),
        ]
        kinds, numbers = zip(*places, strict=True)
        self._records("open_at", [None] * len(places), kind=kinds, place=numbers)

    def _records(self, begins: str, rows: Sequence[object], **stated: Sequence[float]) -> None:
        """Put the records of a table: what a row or `stated` says of each, and its first values."""
        record = words.TABLES[begins]
        blank, without_first = _blank(record)
        table = blank.repeat(len(rows))
        for name, column in stated.items():
            table[name] = column
        for name in without_first if rows else ():
            if name == "number":
                table[name] = range(len(rows))
            elif name not in stated:
                values = [getattr(row, name) for row in rows]
                lists = isinstance(values[0], tuple)
                table[name] = [self.listed(each) for each in values] if lists else values
        self.world[begins] = self.put(table.view(np.int64))

    def _scaled(self) -> Iterable[float]:
        parts = self.program.laws.parts
        return chain(parts.weight, parts.scale, parts.low_u, parts.high_u)

    # what no replication changes ----------------------------------------------------------------

    def _what_stays(self) -> None:
        p, world = self.program, self.world
        self._records("flights_at", p.flights)
        laws, parts = p.laws, p.laws.parts
        world["parts"], world["table"] = len(parts.weight), len(parts.table)
        world["parts_at"] = self.ints(chain(parts.kind, parts.first, parts.last))
        self.floats(chain(parts.a, parts.b, parts.c))
        world["stated_at"] = self.floats(self._scaled())
        world["table_at"] = self.put(_bits(parts.table))
        world["scale_input_at"] = self.ints(laws.scale_input)
        world["uncertain"] = self.listed(laws.uncertain)
        for name in ("pin_evacuations", "closed_pads", "closed_ports", "dates"):
            world[name] = self.listed(getattr(p.station, name))
        of_part = ("kind", "scale", "a", "b", "c", "first", "last")
        self._records(
            "laws_at",
            laws.rows,
            plain=[int(self._is_plain(number)) for number in range(len(laws.rows))],
            **{name: [getattr(parts, name)[law.begin] for law in laws.rows] for name in of_part},
        )
        sampled = [(i, each.law, each.whole) for i, each in enumerate(p.inputs) if each.law >= 0]
        world["sampled_inputs"] = self.listed(chain(*sampled))
        world["round_keys_at"] = self.fill(ROUNDS)
        world["streams_at"] = self.ints(p.luck.begins)
        world["keys_at"] = self.put(np.array(p.luck.keys, dtype=np.uint64).view(np.int64))
        self._made_ahead()
        movers = [i for i, q in enumerate(p.people) if max(q.home, q.early_home) >= 0]
        by_name = sorted(movers, key=lambda i: p.people[i].by_name)
        world["movers"], world["movers_by_name"] = self.listed(movers), self.listed(by_name)
        world["early"] = self.listed(i for i in movers if p.people[i].early_home >= 0)
        self._lists_in_use()

    def _lists_in_use(self) -> None:
        """Lists that are filled before they are read: they need no template."""
        world = self.world
        room = world["ships"] + world["queues"]
        for name in ("docked", "resumed", "waiting"):
            world[name] = self.listed([], room)
        world["traffic"] = self.listed([], 1 + world["queues"])
        for name in ("stranded", "scratch"):
            world[name] = self.listed([], max(world["people"], world["ships"]))
        for name in ("held_pad", "held_port"):
            world[name] = self.listed([words.NOBODY])
        world["open_places"] = self.listed([], max(world["pads"], world["ports"]))
        world["on_order"] = self.listed([], self.rooms.spacecraft)
        self.fill(self.rooms.events)  # behind them the end, where nothing comes
        world["events_at"] = self.fill(words.STRIDE + 1, words.NO_EVENT)

    def _made_ahead(self) -> None:
        """Where each sample is that is made ahead, and how many occurrences of it."""
        keys, world = self.program.luck.keys, self.world
        samples = samples_ahead(self.program)
        singly = [(sample.position, k) for sample in samples for k in range(sample.occurrences)]
        world["ahead"] = len(singly)
        ahead_keys = np.array([keys[position] for position, _ in singly], dtype=np.uint64)
        world["ahead_keys_at"] = self.put(ahead_keys.view(np.int64))
        world["ahead_occurrences_at"] = self.ints(occurrence for _, occurrence in singly)
        at = world["ahead_at"] = self.fill(len(singly))
        made = np.zeros((len(keys), 2), dtype=np.int64)
        for position, count in samples:
            made[position] = at, count
            at += count
        world["made_at"] = self.put(made.reshape(-1))

    def _is_plain(self, number: int) -> bool:
        """Whether a law is one part, all of it, with a scale that is known."""
        law, parts = self.program.laws.rows[number], self.program.laws.parts
        part = law.begin
        whole = parts.weight[part] == 1.0 and (parts.low_u[part], parts.high_u[part]) == (0.0, 1.0)
        return whole and law.end == part + 1 and number not in self.program.laws.uncertain


@lru_cache(maxsize=16)
def _bits(table: Sequence[float]) -> npt.NDArray[np.int64]:
    """The table of a program as words: most programs have the same."""
    return np.array(table, dtype=np.float64).view(np.int64)


@cache
def _blank(record: type[words.Record]) -> tuple[npt.NDArray[np.void], tuple[str, ...]]:
    """A record with its first values alone, and the names of the words that have none."""
    blank = np.zeros(1, dtype=words.dtype(record))
    first = words.FIRST[record]
    for name, value in first.items():
        blank[name] = value
    return blank, tuple(name for name in words.names(record) if name not in first)


@cache
def _place_in_record(record: str, word: str) -> tuple[str, int, int]:
    """The table of a record by its name, "" for `World`, its size, and the place of a word."""
    kinds = {kind.__name__: (table, kind) for table, kind in words.TABLES.items()}
    table, kind = kinds.get(record, ("", words.World))
    return table, words.size(kind), words.names(kind).index(word)
