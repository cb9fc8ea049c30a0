"""The station as its log tells it: who and what is where, and what is still awaited."""

from __future__ import annotations

from collections import defaultdict
from enum import StrEnum
from types import SimpleNamespace
from typing import Any

from sim.auditor.luck import Luck
from sim.core.clock import DAY, NEVER
from sim.engine import stream
from sim.engine.program import DRAWN, Ints, Program
from sim.engine.where import Where
from sim.outcomes import Happening, LogRow

H = Happening


class Place(StrEnum):
    """Where a person is."""

    GROUND = "on the ground"
    ON_THE_WAY = "on the way"
    ABOARD = "aboard"
    HOME = "home"


class Kept(SimpleNamespace):
    """What the program states of somebody or something, and what has become of it."""

    __eq__ = object.__eq__
    __hash__ = object.__hash__  # type: ignore[assignment]


def spans(pairs: Ints) -> list[tuple[int, int]]:
    """Beginnings and ends in turn, two by two."""
    return list(zip(pairs[::2], pairs[1::2], strict=True))


def said(row: LogRow) -> str:
    """What a row says, in words."""
    where = f" from {row.pad}" if row.pad else f" at {row.port}" if row.port else ""
    whose = f" ({row.other or row.stock})" if row.other or row.stock else ""
    return f"{row.entity} {row.happening.name.lower().replace('_', ' ')}{where}{whose}"


class Station:
    """Everything that the log has told so far, over what the program and its luck say."""

    def __init__(self, program: Program, luck: Luck) -> None:
        p, value = program, luck.inputs.__getitem__
        self.program, self.luck, self.levers = program, luck, p.levers
        self.second = self.row = 0
        self.awaited: defaultdict[tuple[H, Kept], list[tuple[int, Any]]] = defaultdict(list)
        self.ordered: dict[str, int] = {}
        self.to_send: Kept | None = None
        self.reserve_class = p.levers.reserve_class
        self.apart = luck.seconds(p.station.operations_apart)
        # fmt: off
        self.pads = [
            Kept(**vars(pad), number=n, dormant=pad.activation >= 0, owed=pad.stated_owed,
                 turned_at=self._turned(pad), down=False, stage=-1, repairs=0, to_prove=0,
                 whole_repair=NEVER)
            for n, pad in enumerate(p.pads)
        ]
        self.families = [
            Kept(**vars(f), number=n, its_pads=[self.pads[pad] for pad in f.pads], down=False,
                 until=0, pads_since=NEVER, unable_since=NEVER, in_a_row=0)
            for n, f in enumerate(p.families)
        ]
        self.classes = [
            Kept(**vars(c), number=n, its_families=[self.families[f] for f in c.families],
                 spacecraft=0, certified=luck.seconds(c.certification) <= 0)
            for n, c in enumerate(p.classes)
        ]
        self.ships = [self._ship(n) for n in range(len(p.flights))]
        for queue in p.queues:
            in_order = [self.ships[n] for n in queue.ships]
            for ship in in_order:
                ship.its_line = in_order
        self.people = [self._person(n) for n in range(len(p.people))]
        self.stocks = [
            Kept(**vars(stock), number=n, level=value(stock.stated_level), low_since=NEVER, use=0.0,
                 line=value(stock.reserve), there=max(value(stock.stated_level), 1.0),
                 most=value(stock.capacity) if stock.capacity >= 0 else float("inf"))
            for n, stock in enumerate(p.stocks)
        ]
        # fmt: on
        self.operated_at = max((s.docked for s in self.ships if s.docked < NEVER), default=-NEVER)

    def _turned(self, pad: Any) -> int:
        turned = pad.last_launch + self.luck.seconds(pad.turnaround)
        return max(turned, 0) if pad.last_launch < NEVER else 0

    def _ship(self, number: int) -> Kept:
        f, places, luck = self.program.flights[number], self.program.luck.flight, self.luck
        hold, vehicle = 0, self.classes[f.classes]  # one that is told when to leave has no weather
        if f.pin_undock == DRAWN and not (luck.quiet and f.pin_hold == DRAWN):
            hold = luck.duration(vehicle.return_hold, places[stream.HOLD] + number, 0, f.pin_hold)
        chance = vehicle.unfit_lifeboat_probability
        # fmt: off
        return Kept(
            **vars(f), number=number, vehicle=vehicle, of=self.program.queues[f.queue], hold=hold,
            where=Where.DOCKED if f.docked < NEVER else Where.GROUND, fit=f.unfit_since >= NEVER,
            lifeboat=luck.chance(chance, places[stream.LIFEBOAT] + number),
            attempted=False, holds=None, docks_at=NEVER, empty=0, swapped=0, from_reserve=False,
            medical_at=NEVER, cleared_at=NEVER, sent_home=False, alone=False, kept_to=-NEVER,
            held_to=-NEVER, said_held=False, flew_empty=False, first_relief=NEVER,
            place_taken_by=None, undocked=NEVER, flew=None, fitted_to=-NEVER,
        )
        # fmt: on

    def _person(self, number: int) -> Kept:
        p = self.program.people[number]
        aboard, own = p.stated_aboard_since < NEVER, self.ships[p.flight] if p.flight >= 0 else None
        seat = self.ships[p.stated_seat] if aboard and p.stated_seat >= 0 else None
        lost = aboard and seat is None and own and own.where is Where.DOCKED and not own.fit
        due = (seat or own or Kept(planned_return=NEVER)).planned_return
        # fmt: off
        return Kept(
            **vars(p), number=number, belongs=own, seat=seat, reserved=None, seat_since=-1,
            place=Place.ABOARD if aboard else Place.GROUND, aboard_since=p.stated_aboard_since,
            due=due if aboard else NEVER, stranded_since=p.stated_stranded_since,
            failed=own if lost else None,
        )
        # fmt: on

    # what may be asked --------------------------------------------------------------------------

    def awaits(self, happening: H, whom: Kept, at: int, *told: Any) -> None:
        """Have something come at a second, instead of whatever was awaited of its kind."""
        self.awaited[happening, whom] = [(at, told)]

    def crew_of(self, ship: Kept, place: Place = Place.GROUND) -> list[Kept]:
        """Who belongs to a flight and is there."""
        return [p for p in self.people if p.belongs is ship and p.place is place]

    def seated(self, ship: Kept) -> list[Kept]:
        """Who has a seat in it."""
        return [p for p in self.people if p.seat is ship]

    @property
    def aboard(self) -> list[Kept]:
        """Who is aboard."""
        return [p for p in self.people if p.place is Place.ABOARD]

    @property
    def stranded(self) -> list[Kept]:
        """Who is aboard without a seat."""
        return [p for p in self.aboard if p.seat is None]

    @property
    def docked(self) -> list[Kept]:
        """The docked ships, by number."""
        return [ship for ship in self.ships if ship.where is Where.DOCKED]

    @property
    def coming(self) -> int:
        """The empty seats on the way."""
        return sum(ship.empty for ship in self.ships if ship.where is Where.FLYING)

    def need(self) -> int:
        """The stranded for whom no seat is fitted or on its way."""
        return sum(p.reserved is None for p in self.stranded) - self.coming

    def without_lifeboat(self) -> int:
        """How many of the stranded have no emergency place either (MODEL 5.1)."""
        stranded, docked = self.stranded, self.docked
        served = sum(1 for p in stranded if p.failed in docked and p.failed.lifeboat)
        emergency: int = sum(ship.vehicle.emergency_seats for ship in docked if ship.fit)
        return max(0, len(stranded) - served - emergency)

    def is_up(self, pad: Kept) -> bool:
        """Whether a pad is neither dormant, down, nor on its way back into service."""
        return not (pad.dormant or pad.down or self.awaited[H.PAD_READY, pad])

    def free_from(self, pad: Kept) -> int:
        """From when on it may launch, as far as is known."""
        down, due = pad.dormant or pad.down, self.awaited[H.PAD_READY, pad]
        return NEVER if down else int(due[0][0] if due else pad.turned_at)

    def crews_from(self, pad: Kept) -> int:
        """From when on it may launch crews, as far as is known; 0 if nothing keeps it from that."""
        due = self.awaited[H.PAD_TAKES_CREWS, pad]
        return NEVER if pad.down else due[0][0] if due else 0

    def takes_crews(self, pad: Kept) -> bool:
        """Whether it is not down and no stage of its repair runs."""
        return not (pad.down or self.awaited[H.PAD_TAKES_CREWS, pad])

    def serving(self, ship: Kept, crewed: bool) -> tuple[Kept, Kept] | None:
        """The first family that lacks nothing and the first of its pads that serves."""
        held = [other.holds[1] for other in self.ships if other.holds and other is not ship]
        for family in ship.vehicle.its_families:
            for pad in family.its_pads if self.second >= family.until else ():
                there = self.is_up(pad) and pad not in held and pad.turned_at <= self.second
                owes = family.owed or pad.owed or not self.takes_crews(pad)
                if there and not (crewed and owes):
                    return family, pad
        return None

    def unable_since(self, vehicle: Kept) -> int:
        """Since when none of the families of a class can launch."""
        return max(int(family.unable_since) for family in vehicle.its_families)

    def note_use(self) -> None:
        """What is used of each stock in a second from now on, by those who are there now."""
        value, aboard, docked = self.luck.inputs.__getitem__, len(self.aboard), self.docked
        for number, stock in enumerate(self.stocks):
            shares = [ship.vehicle.reboost[number] for ship in docked]
            saved = max((value(share) for share in shares if share >= 0), default=0.0)
            daily = value(stock.per_day) * (1.0 - saved)
            stock.use = (daily + value(stock.per_person_day) * aboard) / DAY

    def left(self, stock: Kept, at: int) -> float:
        """What is left of a stock at a second not before this one."""
        return max(0.0, float(stock.level - stock.use * (at - self.second)))
