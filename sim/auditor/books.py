"""The book-keeper: enters the rows of an event log one by one, and says what may not be.

It knows the scenario (the program) and draws its luck for itself; it sees no engine. Before a row
is entered, `sim.auditor.demands` is asked whether it may be; what is bound to come at a second that
is known beforehand is awaited; and at ``until`` the totals are compared with the outcomes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any, NamedTuple

from sim.auditor import stays
from sim.auditor.demands import (
    AWAITED,
    DEMANDS,
    LEFT_OUT,
    long_unable,
    subject_of,
    who_goes,
    wrong_at_end,
)
from sim.auditor.luck import Luck
from sim.auditor.recount import Recount
from sim.auditor.station import H, Kept, Place, Station, said, spans
from sim.core.clock import NEVER
from sim.engine import stream
from sim.engine.batch import Batch
from sim.engine.program import DRAWN, Program
from sim.engine.where import Where
from sim.outcomes import DECLARED, LogRow, Named
from sim.rules.flights import LINE


class Wrong(NamedTuple):
    """Something that does not add up."""

    subject: str
    second: int
    rule: str
    found: str


class Books(Station):
    """The books of one replication: `wrong` is what does not add up, `entries` counts the demands.

    Parameters
    ----------
    program : Program
    seed, replication : int
    """

    def __init__(self, program: Program, seed: int, replication: int) -> None:
        super().__init__(program, Luck(program, seed, replication))
        self.wrong: list[Wrong] = []
        self.entries: Counter[str] = Counter()
        tables = self.ships, self.pads, self.families, self.classes, self.people, self.stocks
        names = (Named.FLIGHT, Named.PAD, Named.FAMILY, Named.CLASS, Named.PERSON, Named.STOCK)
        self.named: dict[Named, dict[str, Any]] = {
            what: {kept.name: kept for kept in table}
            for what, table in zip(names, tables, strict=True)
        }
        self.named[Named.PORT] = {port.name: n for n, port in enumerate(program.ports)}
        self._begin()
        self.recount = Recount(self)

    def demand(self, holds: object, subject: str, rule: str, found: str) -> None:
        """Note what is wrong unless the rule holds."""
        self.entries[subject] += 1
        if not holds:
            self.wrong.append(Wrong(subject, self.second, rule, found))

    # what is known on as_of ---------------------------------------------------------------------

    def _begin(self) -> None:
        luck, places, until = self.luck, self.program.luck, self.program.station.until
        for pad in self.pads:
            for begins, ends, stage in sorted(self._outages(pad)):
                if begins > 0:
                    self.awaited[H.PAD_OUTAGE, pad].append((begins, (ends, stage)))
                elif (ends > 0 or pad.outage_since <= 0) and not pad.dormant:
                    self._goes_down(pad, max(ends, 0), stage)
        for family in self.families:
            due = self.awaited[H.STAND_DOWN_BEGINS, family]
            due += [(max(begins, 0), (ends,)) for begins, ends in self._stand_downs(family)]
            if family.grounded_since < NEVER:
                place = places.family[stream.STAND_DOWN_AT_START] + family.number
                lasts = luck.duration(family.grounded_stand_down, place)
                due.append((0, (max(family.grounded_since + lasts, 0),)))
        place = places.capsule[0]
        for vehicle in self.classes:
            if not vehicle.certified:
                self.awaits(H.CERTIFIED, vehicle, luck.seconds(vehicle.certification))
            ready = list(vehicle.deliveries)
            for landed, law in spans(vehicle.capsules):
                ready.append(landed + luck.duration(law, place) if law >= 0 else 0)
                place += 1
            if vehicle.reusable == 0:
                every = max(luck.seconds(vehicle.then_every), 1)
                ready += range(max(vehicle.deliveries, default=0) + every, until, every)
            vehicle.spacecraft = sum(at <= 0 for at in ready)
            self.awaited[H.SPACECRAFT_READY, vehicle] = [(at, ()) for at in ready if at > 0]
        self._notes_unable()

    def _outages(self, pad: Kept) -> Iterator[tuple[int, int, int]]:
        """Beginning, end and crew stage of the outages that do not come from a launch."""
        luck, (stated, times, repair, _) = self.luck, self.program.luck.pad
        if pad.outage_since < NEVER:
            place = stated + pad.number
            pad.whole_repair = luck.duration(pad.outage_repair, place, 0, pad.pin_repair)
            ends = pad.outage_since + pad.whole_repair
            yield pad.outage_since, ends, pad.outage_crew_stage
        for begins, ends in spans(pad.pin_outages):
            yield begins, max(begins, ends), pad.crew_stage
        if not pad.pinned:
            law, place = pad.random_repair, repair + pad.number
            for span in luck.arrivals(pad.random_rate, times + pad.number, law, place):
                yield *span, pad.crew_stage

    def _stand_downs(self, family: Kept) -> Iterator[tuple[int, int]]:
        """Beginning and end of the stand-downs by other customers."""
        yield from spans(family.pin_stand_downs)
        law, (times, lasts, _) = family.other_customers_stand_down, self.program.luck.family
        if not family.pinned and law >= 0:
            times, lasts = times + family.number, lasts + family.number
            yield from self.luck.arrivals(family.other_customers_rate, times, law, lasts)

    # reading ------------------------------------------------------------------------------------

    def reads(self, row: LogRow) -> None:
        """Ask whether a row may be, and enter it."""
        if row.second != self.second:
            self.second_ends(row.second)
        self.row += 1
        if row.happening is H.PAD_STATE:
            return
        try:
            e = self._entry(row)
        except KeyError:
            known = "every name is one of the scenario"
            self.demand(False, subject_of(row.happening), known, said(row))
            return
        told = self._was_awaited(e) if row.happening in AWAITED else ()
        for subject, rule, holds, *found in DEMANDS.get(row.happening, ()):
            if holds(self, e):
                self.entries[subject] += 1
            else:
                self.demand(False, subject, rule, found[0](self, e) if found else said(row))
        self._enters(e, *told)
        self.recount.reads(e)
        if row.second > 0 and row.happening is not H.SEAT_RESERVED:
            aboard = len(self.aboard)
            found_there = f"{row.people} aboard after {said(row)}, not {aboard}"
            self.demand(row.people == aboard, "people", "people aboard are counted", found_there)

    def _entry(self, row: LogRow) -> Kept:
        """The row, with whom it names."""
        named, what = self.named, DECLARED[row.happening].entity
        if what is Named.PATIENT:
            what = Named.PERSON if row.entity in named[Named.PERSON] else Named.FLIGHT
        told = {
            "it": (what, row.entity),
            "other": (Named.FLIGHT, row.other),
            "pad": (Named.PAD, row.pad),
            "family": (Named.FAMILY, row.family),
            "port": (Named.PORT, row.port),
            "stock": (Named.STOCK, row.stock),
        }
        crew = [named[Named.PERSON][name] for name in row.crew]
        whom = {field: named[what][name] for field, (what, name) in told.items() if name}
        return Kept(row=row, now=row.second, crew=crew, **whom)

    def _was_awaited(self, e: Kept) -> Any:
        """Take what has come off the list of what is awaited; return what was told with it."""
        at = self.awaited[e.row.happening, e.it]
        due = next((each for each in at if each[0] == e.now), None)
        first = min((each[0] for each in at), default=NEVER)
        when = "not at all" if first >= NEVER else f"not at {first}"
        self.demand(due, *AWAITED[e.row.happening], f"{e.it.name} at second {e.now}, {when}")
        if due is None:
            return LEFT_OUT.get(e.row.happening, ())
        at.remove(due)
        return due[1]

    def second_ends(self, following: int) -> None:
        """Ask what must hold at the end of this second, and until the following one."""
        self.note_use()
        goes_on = following >= self.second
        self.demand(goes_on, "people", "time never goes back", f"second {following}")
        for (happening, whom), due in self.awaited.items():
            for each in [each for each in due if each[0] < following]:
                due.remove(each)
                dormant = happening is H.PAD_OUTAGE and whom.dormant
                found = f"{whom.name} at second {each[0]} was left out"
                self.demand(dormant, *AWAITED[happening], found)
        for wrong in wrong_at_end(self, following):
            self.demand(False, *wrong)
        for stock in self.stocks:
            stock.level = self.left(stock, following)
        self.recount.adds(following)
        self.second = following

    def ends(self, batch: Batch) -> None:
        """Compare the totals with what an engine says of the one replication."""
        self.second_ends(self.program.station.until)
        for subject, what, stated, counted in self.recount.compared(batch):
            found = f"{what} is {stated}, the log adds up to {counted}"
            self.demand(stated == counted, subject, f"{what} is what the log adds up to", found)

    # entering -----------------------------------------------------------------------------------

    def _enters(self, e: Kept, *told: Any) -> None:
        """Change what a row changes."""
        it, now = e.it, e.now
        match e.row.happening:
            case H.LAUNCHES:
                self._launches(e)
            case H.LOST | H.FAILS_TO_DOCK:
                for person in self.crew_of(it, Place.ON_THE_WAY):
                    person.place = Place.GROUND
                it.where = Where.LOST if e.row.happening is H.LOST else Where.FAILED
                it.empty = 0
                self._comes_back(it)
            case H.TRIES_AGAIN:
                place = self.program.luck.flight[stream.SECOND_ATTEMPT] + it.number
                fails = self.luck.chance(it.vehicle.second_attempt_failure_probability, place)
                it.docks_at = now + max(self.luck.seconds(it.vehicle.second_attempt_after), 1)
                self.awaits(H.FAILS_TO_DOCK if fails else H.DOCKS, it, it.docks_at)
            case H.DOCKS:
                self._docks(e)
            case H.UNDOCKS:
                for person in self.seated(it):
                    person.place, person.seat = Place.HOME, None
                it.where, it.undocked, self.operated_at = Where.GONE, now, now
                self._void(it)
                self._comes_back(it)
            case H.MERGED:
                it.where = Where.MERGED
            case H.SCRUBS:
                self._attempts(it)
                it.holds = e.family, e.pad
            case H.WAITS_FOR:
                it.holds = None
            case H.REPLANNED:
                before = stays.relieved(it)
                self._moves(it, 0, e.row.seconds)
                if before is not None:
                    before.planned_return += e.row.seconds
            case H.REBASELINED:
                it.planned_return += e.row.seconds if it.planned_return < NEVER else 0
                self._moves(it, 1, e.row.seconds)
            case H.FLIGHT_ORDERED:
                self.ordered["flight"] = now
                it.planned = now + self.luck.seconds(self.levers.order_lead)
            case H.RESERVE_TAKEN:
                self.reserve_class, it.from_reserve = -1, True
            case H.SPACECRAFT_READY:
                it.spacecraft += 1
            case H.CERTIFIED:
                it.certified = True
            case H.PAD_OUTAGE | H.PAD_DAMAGED:
                self._goes_down(it, told[0], told[1] if len(told) > 1 else it.crew_stage)
                if e.row.happening is H.PAD_OUTAGE:
                    self._gives_back(it)
            case H.REPAIRED:
                self._repaired(it)
            case H.PAD_ORDERED:
                self.ordered["pad"] = now
                self.awaits(H.PAD_ACTIVATED, it, now + self.luck.seconds(it.activation))
            case H.PAD_ACTIVATED:  # what would have begun before has not
                it.dormant, it.owed = False, self._owes(it)
                began = now if self.ordered.get("pad") == now else now - 1
                outages = self.awaited[H.PAD_OUTAGE, it]
                outages[:] = [each for each in outages if each[0] > began]
            case H.STAND_DOWN_BEGINS:
                it.down, it.until = True, max(it.until, told[0])
                self.awaits(H.STAND_DOWN_ENDS, it, max(it.until, now))
                self._gives_back(it)
            case H.STAND_DOWN_ENDS:
                it.down = False
            case H.REMANIFESTED:
                it.belongs = e.other
            case H.SWAPPED:
                e.other.swapped += long_unable(self, it.belongs, now)
                it.belongs, it.line = e.other, e.other.queue
            case H.STAYS_BEHIND:
                it.belongs = None
            case H.UNFIT:
                it.fit, it.unfit_since, it.medical_at = False, now, NEVER
                it.cleared_at = NEVER if it.sent_home else it.cleared_at
                self._void(it)
            case H.STRANDED if it.seat:
                it.failed, it.seat, it.stranded_since = it.seat, None, now
            case H.SEAT_CHANGED:
                it.seat, it.seat_since = e.other, now
            case H.SEAT_RESERVED:
                it.reserved = e.other
                takes = self.luck.seconds(e.other.vehicle.reseat_time)
                self.awaits(H.RESEATED, it, now + takes)
                e.other.fitted_to = max(e.other.fitted_to, now + takes)
            case H.RESEATED:
                it.seat, it.reserved, it.failed = e.other, None, None
                it.stranded_since, it.seat_since = NEVER, now
            case H.FALLS_ILL if it.seat:
                place = self.program.luck.person[stream.LEAD] + it.number
                law, pin = self.program.station.medical_lead, it.seat.pin_lead
                lead = self.luck.duration(law, place, 0, pin)
                it.seat.medical_at = min(it.seat.medical_at, now + lead)
            case H.EARLY_RETURN:
                it.home = e.other.number
            case H.HOLD_BEGINS if e.row.cause in stays.LANES:
                it.kept_to = max(it.kept_to, now + e.row.seconds)
            case H.LAST_SHIP_WAITS:
                it.alone = True
            case H.PORT_CLEARED | H.SENT_HOME:
                it.cleared_at, it.sent_home = now, e.row.happening is H.SENT_HOME
                self.to_send = None if it.sent_home else self.to_send
            case H.HELD:
                it.said_held = True
            case H.STOCK_LOW:
                it.low_since = now
                if it.sends_home and now >= self.levers.low_stock_from:
                    self.to_send = who_goes(self)
            case H.STOCK_RESTORED:
                it.low_since = NEVER
        self._notes_unable()

    # pads and families --------------------------------------------------------------------------

    def _goes_down(self, pad: Kept, ends: int, stage: int) -> None:
        """It is down until then, or until the outage that runs ends if that is later."""
        for happening in (H.PAD_TAKES_CREWS, H.PAD_READY):
            self.awaited[happening, pad] = []
        if not pad.down or all(ends > at for at, _ in self.awaited[H.REPAIRED, pad]):
            self.awaits(H.REPAIRED, pad, ends)
            pad.stage = stage
        pad.down = True

    def _repaired(self, pad: Kept) -> None:
        luck, now, stage = self.luck, self.second, 0
        if pad.stage >= 0:
            place = self.program.luck.pad[stream.CREW_STAGE] + pad.number
            stage = luck.duration(pad.stage, place, pad.repairs)
        pad.down, pad.repairs, pad.owed = False, pad.repairs + 1, self._owes(pad)
        pad.to_prove = pad.after_repair_launches
        if stage:
            self.awaits(H.PAD_TAKES_CREWS, pad, now + stage)
        ready = max(now + luck.seconds(pad.return_to_service), pad.turned_at)
        self.awaits(H.PAD_READY, pad, ready)

    def _owes(self, pad: Kept) -> int:
        """What it owes after a repair, or after its activation (MODEL 6.10)."""
        decided = self.second >= self.levers.repair_from
        return int(pad.requalification if decided else pad.requalification_before)

    def _gives_back(self, it: Kept) -> None:
        """Flights that hold such a family or pad after a scrub give it back."""
        for ship in [ship for ship in self.ships if it in (ship.holds or ())]:
            ship.holds = None

    def _notes_unable(self) -> None:
        """Since when each family cannot launch; on ``as_of`` since its own beginning."""
        for family in self.families:
            since, stood = self.second, self.second if family.down else NEVER
            if not self.row:
                down = [_down_since(pad) for pad in family.its_pads if not pad.dormant]
                since, stood = max(down, default=0), family.grounded_since
                family.down = stood < NEVER
            no_pad = not any(self.takes_crews(p) and not p.dormant for p in family.its_pads)
            family.pads_since = min(family.pads_since, since) if no_pad else NEVER
            unable = min(family.pads_since, stood)
            family.unable_since = min(family.unable_since, unable) if unable < NEVER else NEVER

    # flights ------------------------------------------------------------------------------------

    def _attempts(self, ship: Kept) -> None:
        """A stated return of a flight of no line moves with its first attempt (MODEL 3.1)."""
        if not ship.attempted and not ship.of.is_line and ship.planned_return < NEVER:
            ship.planned_return += max(0, self.second - ship.planned)
        ship.attempted = True

    def _moves(self, ship: Kept, skipped: int, seconds: int) -> None:
        """Move the dates of the flights of a queue from one on, so many of them skipped."""
        for other in ship.its_line[ship.its_line.index(ship) + skipped :]:
            if other.where is Where.GROUND:
                other.planned += seconds
                other.planned_return += seconds if other.planned_return < NEVER else 0

    def _launches(self, e: Kept) -> None:
        ship, pad, family, luck, places = e.it, e.pad, e.family, self.luck, self.program.luck.flight
        self._attempts(ship)
        ship.where, ship.launched, ship.flew = Where.FLYING, e.now, family.name
        ship.holds, need = None, self.need()
        if ship.role == LINE and need > 0:
            ship.empty = min(need, ship.vehicle.seats - len(e.crew))
        docks = e.now + ship.planned_transit + luck.seconds(ship.stay)
        for person in e.crew:
            person.place, person.belongs = Place.ON_THE_WAY, ship
            person.due = ship.planned_return if ship.planned_return < NEVER else docks
        ship.vehicle.spacecraft -= not ship.from_reserve
        pad.turned_at = pad.free_from = e.now + luck.seconds(pad.turnaround)
        drawn, n = luck.chance, ship.number
        if drawn(family.loss_probability, places[stream.LOSS] + n, ship.pin_lost):
            self.awaits(H.LOST, ship, e.now)
            place = places[stream.STAND_DOWN] + n
            down = luck.duration(family.stand_down, place, 0, ship.pin_stand_down)
            self.awaited[H.STAND_DOWN_BEGINS, family].append((e.now, (e.now + down,)))
            family.in_a_row += 1
            more = self.levers.after_two_losses if e.now >= self.levers.again_from else 0
            asked = family.requalification
            family.owed = max(asked, more) if family.in_a_row > 1 else asked
        else:
            family.in_a_row = 0
            for owing in (pad, family):
                owing.owed -= owing.owed > 0 and not e.crew
            place, chance = places[stream.TRANSIT] + n, ship.vehicle.docking_failure_probability
            ship.docks_at = e.now + max(luck.duration(ship.transit, place, 0, ship.pin_transit), 1)
            fails = drawn(chance, places[stream.DOCKING] + n, ship.pin_fails_to_dock)
            again = ship.vehicle.second_attempt_after >= 0 and ship.pin_fails_to_dock == DRAWN
            comes = (H.TRIES_AGAIN if again else H.FAILS_TO_DOCK) if fails else H.DOCKS
            self.awaits(comes, ship, ship.docks_at)
        waiting = [p.failed for p in self.stranded if p.failed and p.reserved is None]
        rescues = need > 0 and any(failed.of is ship.of for failed in waiting)
        ship.flew_empty = ship.role == LINE and rescues and not e.crew
        self._damages(ship, pad)

    def _damages(self, ship: Kept, pad: Kept) -> None:
        """A launch may damage its pad: pinned, or its own draw."""
        places, pinned, chance = (
            self.program.luck.flight,
            ship.pin_damages_pad,
            pad.damage_probability,
        )
        if pad.to_prove > 0:
            pad.to_prove, chance = pad.to_prove - 1, pad.after_repair_probability
        damaged = pinned >= 0
        if pinned == DRAWN and pad.repair >= 0:
            damaged = self.luck.chance(chance, places[stream.DAMAGE] + ship.number)
        if damaged:
            repair = self.luck.duration(pad.repair, places[stream.REPAIR] + ship.number, 0, pinned)
            self.awaits(H.PAD_DAMAGED, pad, self.second, self.second + repair)

    def _docks(self, e: Kept) -> None:
        ship = e.it
        ship.where, ship.port, ship.docked, ship.empty = Where.DOCKED, e.port, e.now, 0
        self.operated_at = e.now
        if ship.planned_return >= NEVER:
            ship.planned_return = e.now + self.luck.seconds(ship.stay)
        self._relieves(ship)
        for person in self.crew_of(ship, Place.ON_THE_WAY):
            person.place, person.seat = Place.ABOARD, ship
            person.aboard_since = person.seat_since = e.now
        for stock, brings in zip(self.stocks, ship.delivers, strict=True):
            if brings >= 0:
                stock.level = min(stock.level + self.luck.inputs[brings], stock.most)
                stock.there = max(stock.there, stock.level)

    def _relieves(self, ship: Kept) -> None:
        """It relieves every vehicle before it; an empty rescue takes a place instead (2.6)."""
        waited_for, line = [p.failed for p in self.stranded], ship.its_line
        for other in line[: line.index(ship)]:
            if not ship.flew_empty and other.docked < NEVER:
                other.first_relief = min(other.first_relief, self.second)
            elif ship.flew_empty and other.place_taken_by is None and other in waited_for:
                other.place_taken_by = ship
                line.remove(ship)
                line.insert(line.index(other) + 1, ship)
                return

    def _comes_back(self, ship: Kept) -> None:
        """A capsule that has come back is refurbished."""
        if ship.vehicle.reusable == 1 and ship.where is not Where.LOST:
            place = self.program.luck.flight[stream.REFURBISHMENT] + ship.number
            ready = self.second + self.luck.duration(ship.vehicle.refurbishment, place)
            self.awaited[H.SPACECRAFT_READY, ship.vehicle].append((ready, ()))

    def _void(self, ship: Kept) -> None:
        """Seats that are being fitted in a ship are for nobody any more."""
        for person in self.people:
            if person.reserved is ship:
                person.reserved = None
                self.awaited[H.RESEATED, person] = []


def _down_since(pad: Kept) -> int:
    """Since when a pad that is down on ``as_of`` is."""
    runs = [begins for begins, ends in spans(pad.pin_outages) if begins <= 0 < ends]
    return min((at for at in (pad.outage_since, *runs) if at <= 0), default=NEVER)
