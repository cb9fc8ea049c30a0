"""What a row of each kind must keep, what it changes, and what is awaited of it from then on."""

from __future__ import annotations

from sim.auditor import demands
from sim.auditor.demands import LEVERS, PADS, PORTS, SEATS, SPACECRAFT, STOCKS
from sim.auditor.station import H, Kept, Place, Station, closed, said
from sim.auditor.stays import due_ship, extension, is_dark, lane_wait, relieved, successor
from sim.core.clock import NEVER
from sim.engine import stream
from sim.engine.memory.words import Where
from sim.engine.program import SAMPLED
from sim.outcomes import Cause
from sim.rules import events
from sim.rules.flights import LINE

LANES = Cause.WINDOW, Cause.TRAFFIC


class Rows(Station):
    """Enters rows of the log: asks what each must keep, and changes what it changes."""

    def enters(self, e: Kept) -> None:
        """Enter a row."""
        if e.row.happening in demands.ACTS:
            those = [each[1:] for each in demands.levers_due(self) if each[0] is e.row.happening]
            due = any(whom is e.it and second <= e.now for whom, second in those)
            self.ask(LEVERS, demands.ACTS[e.row.happening], due)
        self._of_ship(e)
        self._of_launcher(e)
        self._of_person(e)

    def _goes(self, ship: Kept, before: Where, after: Where) -> None:
        """A ship goes from one place to the next, once."""
        found = f"{said(self.row)}, and it is {ship.where.name.lower()}"
        self.ask(SPACECRAFT, "a ship flies once", ship.where is before, found)
        ship.where = after

    def _of_ship(self, e: Kept) -> None:
        """Enter what happens to a flight."""
        it, now, luck, ask, seconds = e.it, e.now, self.luck, self.ask, e.row.seconds
        match e.row.happening:
            case H.SCRUBS:
                demands.at_the_pad(self, e, [])
                self._goes(it, Where.GROUND, Where.GROUND)
                self._attempts(it)
                it.holds = e.family, e.pad
            case H.WAITS_FOR:
                it.holds = None
            case H.MERGED:
                self._goes(it, Where.GROUND, Where.MERGED)
            case H.LAUNCHES:
                demands.at_the_pad(self, e, e.crew)
                demands.of_launch(self, e)
                self._goes(it, Where.GROUND, Where.FLYING)
                self._launches(e)
            case H.LOST | H.FAILS_TO_DOCK:
                lost = e.row.happening is H.LOST
                self._goes(it, Where.FLYING, Where.LOST if lost else Where.FAILED)
                for person in self.crew_of(it, Place.ON_THE_WAY):
                    person.place = Place.GROUND
                it.empty = 0
                self._comes_back(it)
            case H.TRIES_AGAIN:
                self._goes(it, Where.FLYING, Where.FLYING)
                chance = it.vehicle.second_attempt_failure_probability
                fails = luck.chance(chance, it, stream.SECOND_ATTEMPT)
                it.docks_at = now + max(luck.seconds(it.vehicle.second_attempt_after), 1)
                self.awaits(H.FAILS_TO_DOCK if fails else H.DOCKS, it, it.docks_at)
            case H.DOCKS:
                accepts = e.port.number in (*it.vehicle.ports, it.port)
                ask(PORTS, "a port accepts its ship", accepts)
                docks, closures = (
                    it.launched + it.planned_transit,
                    self.program.station.closed_ports,
                )
                rule = "nobody is sent to a port that is closed when they are to dock"
                ask(PORTS, rule, not closed(closures, e.port.number, docks))
                taken = any(ship.port == e.port.number for ship in self.docked)
                ask(PORTS, "a port holds one ship", not taken)
                self._goes(it, Where.FLYING, Where.DOCKED)
                self._docks(it, e.port.number)
            case H.HOLD_BEGINS if e.row.cause in LANES:
                wait = min(lane_wait(self, it, now), it.medical_at - now)
                why = Cause.WINDOW if is_dark(it, now) else Cause.TRAFFIC
                rule = "nobody waits for light or traffic in vain, or otherwise than told"
                ask(PORTS, rule, e.row.cause is why and seconds == wait > 0)
                it.kept_to = max(it.kept_to, now + seconds)
            case H.EXTENDED:
                past = it.last_day <= now and extension(self, it) > 0
                rule = "only who is past a limit waits for a relief that is still to come"
                ask(PORTS, rule, past and e.other.where <= Where.FLYING)
            case H.UNDOCKS:
                demands.of_departure(self, e)
                self._goes(it, Where.DOCKED, Where.GONE)
                for person in self.seated(it):
                    person.place, person.seat, person.left = Place.HOME, None, now
                it.undocked = self.whole.operated_at = now
                self._void(it)
                self._comes_back(it)
            case H.UNFIT:
                it.fit, it.unfit_since, it.medical_at = False, now, NEVER
                it.cleared_at = NEVER if it.sent_home or it.takes_home else it.cleared_at
                self._void(it)
                fault, pin = it.vehicle.type_fault, it.pin_type_fault
                sampled = fault >= 0 and luck.chance(fault, it, stream.TYPE_FAULT)
                if pin >= 0 or (pin == SAMPLED and sampled):
                    law = it.vehicle.type_fault_grounds
                    away = luck.duration(law, it, stream.TYPE_GROUNDS, pin)
                    self.awaited[H.CLASS_GROUNDED, it.vehicle].append((now, (now + away,)))
            case H.LAST_SHIP_WAITS:
                it.alone = True
            case H.HELD:
                it.said_held = True
            case H.PORT_CLEARED:
                it.cleared_at = now
            case H.SENT_HOME:
                since = max(e.stock.below_since, self.levers.low_stock_from)
                due = since <= now and (now - since) % self.levers.low_stock_again == 0
                ask(STOCKS, "a low stock sends a vehicle home every so often", due)
                first = demands.who_goes(self)
                ask(STOCKS, "a low stock sends the vehicle home that returns first", it is first)
                it.cleared_at, it.sent_home, self.to_send = now, True, None
            case H.REPLANNED:
                firm = 0 < luck.seconds(it.of.firm_within) > it.planned - now
                rule = "a date that is firm is not re-planned"
                ask(PORTS, rule, not firm or it.dated == 1 or it.pin_replan != SAMPLED)
                before = relieved(it) if it.of.is_line else None
                docks = it.planned + seconds + it.planned_transit
                late = seconds >= 0 and before is not None and docks > before.planned_limit
                rule = "a re-plan never moves a flight past the last landing day of who is relieved"
                ask(PORTS, rule, not late or it.dated == 1)
                self._moves(it, 0, seconds)
                if before is not None:
                    before.planned_return += seconds
            case H.REBASELINED:
                it.planned_return += seconds if it.planned_return < NEVER else 0
                self._moves(it, 1, seconds)
            case H.FLIGHT_ORDERED:
                it.planned = now + luck.seconds(self.levers.order_lead)
            case H.RESERVE_TAKEN:
                demands.of_reserve(self, e)
                self.whole.reserve_class, it.from_reserve = -1, True

    def _of_launcher(self, e: Kept) -> None:
        """Enter what happens to a pad, a family, a class or a stock."""
        it, now, luck = e.it, e.now, self.luck
        match e.row.happening:
            case H.PAD_OUTAGE | H.PAD_DAMAGED:
                others = (e.row.happening, e.row.rank) == (H.PAD_DAMAGED, events.STAND_DOWN_BEGINS)
                rule = "a launch for another customer damages a pad in service"
                self.ask(PADS, rule, not others or self.serves(it))
                self.goes_down(it, *e.told)
                self._gives_back(it)
            case H.REPAIRED:
                self._repaired(it)
            case H.PAD_ORDERED:
                self.awaits(H.PAD_ACTIVATED, it, now + luck.seconds(it.activation), now)
            case H.PAD_ACTIVATED:  # what would have begun before has not
                it.dormant, it.free_from, it.owed = False, it.turned_at, self._owes(it)
                began, outages = now - (e.told[0] != now), self.awaited[H.PAD_OUTAGE, it]
                outages[:] = [each for each in outages if each[0] > began]
            case H.STAND_DOWN_BEGINS if e.told[0] < NEVER:
                it.down, it.down_until = True, max(it.down_until, e.told[0])
                self.awaits(H.STAND_DOWN_ENDS, it, max(it.down_until, now))
                self._gives_back(it)
            case H.STAND_DOWN_ENDS:
                it.down = False
            case H.CLASS_GROUNDED:
                flown = it.certified_at <= now or it.needed_from < NEVER
                if it.type_fault_when_needed >= 0 and flown:
                    it.needed_from = now + luck.seconds(it.type_fault_when_needed)
                it.certified_at = max(it.certified_at, e.told[0])
                self.awaits(H.CERTIFIED, it, it.certified_at if it.certified_at > now else NEVER)
                needed = it.needed_from if now <= it.needed_from < it.certified_at else NEVER
                self.awaits(H.FLIES_WHERE_NEEDED, it, needed)
            case H.PLACES_MADE:
                it.made = True
            case H.STATION_LEFT:
                it.left_at, it.left_until = now, max(it.left_until, e.told[0])
                self.awaits(H.STATION_OPEN, it, it.left_until if it.left_until > now else NEVER)
            case H.SPACECRAFT_READY:
                it.spacecraft += 1
            case H.STOCK_LOW:
                it.below_since = now
                if it.sends_home and now >= self.levers.low_stock_from:
                    self.to_send = demands.who_goes(self)
            case H.STOCK_RESTORED:
                self.ask(STOCKS, "a stock is restored by a delivery", e.other.docked == now)
                it.below_since = NEVER

    def _of_person(self, e: Kept) -> None:
        """Enter what happens to a person."""
        it, now, luck = e.it, e.now, self.luck
        match e.row.happening:
            case H.REMANIFESTED:
                it.belongs = e.other
            case H.SWAPPED:
                demands.of_swap(self, e)
                e.other.swapped += demands.long_unable(self, it.belongs)
                it.belongs, it.line = e.other, e.other.queue
            case H.STAYS_BEHIND:
                it.belongs = None
            case H.EARLY_RETURN:
                home = e.other.number == it.early_home
                self.ask(LEVERS, "who goes home early does so as the policy says", home)
                it.home = e.other.number
            case H.FALLS_ILL if it.seat:
                law, ship = self.program.station.medical_lead, due_ship(self, it.seat)
                lead = luck.duration(law, it, stream.LEAD, it.seat.pin_lead)
                ship.medical_at = min(ship.medical_at, now + lead)
            case H.STRANDED:
                those = [p for p in self.stranded if p.reserved is it.seat and demands.swaps(p)]
                gives = [p for p in those if self.awaited[H.RESEATED, p] == [(now, ())]]
                lost = now == 0 or (it.seat and (gives or not it.seat.fit))
                self.ask(SEATS, "only who had a seat in an unfit ship is stranded", lost)
                if it.seat:
                    it.failed = gives[0].failed if it.seat.fit else it.seat
                    it.seat, it.stranded_since = None, now
                if not self.stranded:
                    self.note_places(it.stranded_since)
            case H.SEAT_CHANGED:
                it.seat, it.seat_since = e.other, now
                ill = e.row.cause is Cause.MEDICAL
                for home in () if ill else it.later_homes[it.changes : it.changes + 1]:
                    it.home, it.changes = home, it.changes + 1
            case H.TAKES_A_PLACE:
                lawful = it in self.stranded and now == self.whole.left_at
                self.ask(SEATS, "who has no seat takes a place when the station is left", lawful)
                self.awaited[H.RESEATED, it] = []
                it.seat, it.reserved, it.failed, it.stranded_since = e.other, None, None, NEVER
            case H.SEAT_RESERVED:
                self.ask(SEATS, "a seat is fitted for the stranded", it in self.stranded)
                takes, pin = luck.seconds(e.other.vehicle.reseat_time), e.other.pin_reseat
                it.reserved, fitted = e.other, now + (takes if pin == SAMPLED else pin)
                self._takes_home(it.failed, e.other)
                self.awaits(H.RESEATED, it, fitted)
                e.other.fitted_to = max(e.other.fitted_to, fitted)
            case H.RESEATED:
                it.seat, it.reserved, it.failed = e.other, None, None
                it.stranded_since, it.seat_since = NEVER, now

    def _takes_home(self, failed: Kept | None, relief: Kept) -> None:
        """Whose relief has docked go home in its ship, from the second they lost theirs (6.15)."""
        levers, now = self.levers, self.second
        decided = levers.relief_ship > 0 and now >= levers.stranded_from
        if not failed or failed.unfit_since != now or not decided or failed.role != LINE:
            return
        if relief is successor(failed) and failed.place_taken_by in (None, relief):
            own = self.luck.duration(failed.overlap, failed, stream.OVERLAP, failed.pin_overlap)
            failed.place_taken_by, relief.takes_home = relief, True
            relief.cleared_at = max(now, failed.planned_return, relief.docked + own)

    def goes_down(self, pad: Kept, ends: int, stage: int) -> None:
        """It is down until then, or until the outage that runs ends if that is later."""
        self.awaited[H.PAD_TAKES_CREWS, pad] = []
        self.awaited[H.PAD_READY, pad] = []
        if not pad.down or all(ends > second for second, _ in self.awaited[H.REPAIRED, pad]):
            self.awaits(H.REPAIRED, pad, ends)
            pad.stage = stage
        pad.down, pad.free_from, pad.crews_from = True, NEVER, NEVER

    def _repaired(self, pad: Kept) -> None:
        luck, now, stage = self.luck, self.second, 0
        if pad.stage >= 0:
            stage = luck.duration(pad.stage, pad, stream.CREW_STAGE, occurrence=pad.repairs)
        if stage:
            self.awaits(H.PAD_TAKES_CREWS, pad, now + stage)
        pad.free_from = max(now + luck.seconds(pad.return_to_service), pad.turned_at)
        self.awaits(H.PAD_READY, pad, pad.free_from)
        pad.down, pad.repairs, pad.owed = False, pad.repairs + 1, self._owes(pad)
        pad.crews_from, pad.to_prove = now + stage, pad.after_repair_launches

    def _owes(self, pad: Kept) -> int:
        """What it owes after a repair, or after its activation (MODEL 6.10)."""
        decided = self.second >= self.levers.repair_from
        return int(pad.requalification if decided else pad.requalification_before)

    def _gives_back(self, it: Kept) -> None:
        """Flights that hold such a family or pad after a scrub give it back."""
        for ship in [ship for ship in self.ships if it in (ship.holds or ())]:
            ship.holds = None

    def notes_unable(self) -> None:
        """Since when each family cannot launch without a break, and its pads alone."""
        now = self.second
        for family in self.families:
            up = any(not pad.dormant and pad.crews_from <= now for pad in family.its_pads)
            family.pads_down_since = NEVER if up else min(family.pads_down_since, now)
            since = min(family.unable_since, family.pads_down_since, now)
            family.unable_since = NEVER if up and not family.down else since

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
        ship, pad, family, luck, now = e.it, e.pad, e.family, self.luck, e.now
        self._attempts(ship)
        ship.launched, ship.flew, ship.holds = now, family.name, None
        self.note_limits(ship)
        if ship.role == LINE and self.need > 0:
            ship.empty = min(self.need, ship.vehicle.seats - len(e.crew))
            rescued = [p.failed.of for p in self.stranded if p.failed and p.reserved is None]
            ship.flew_empty = not e.crew and ship.of in rescued
        docks = now + ship.planned_transit + luck.seconds(ship.stay)
        for person in e.crew:
            person.place, person.belongs = Place.ON_THE_WAY, ship
            person.due = ship.planned_return if ship.planned_return < NEVER else docks
        ship.vehicle.spacecraft -= not ship.from_reserve
        pad.turned_at = pad.free_from = now + luck.seconds(pad.turnaround)
        if luck.chance(family.loss_probability, ship, stream.LOSS, ship.pin_lost):
            self._is_lost(ship, family)
        else:
            family.in_a_row = 0
            for owing in (pad, family):
                owing.owed -= owing.owed > 0 and not e.crew
            self._reaches_orbit(ship)
        self._damages(ship, pad)

    def _is_lost(self, ship: Kept, family: Kept) -> None:
        """A launch is lost, and its family stands down and owes launches."""
        now, law, pin = self.second, family.stand_down, ship.pin_stand_down
        ends = now + self.luck.duration(law, ship, stream.STAND_DOWN, pin)
        self.awaits(H.LOST, ship, now)
        self.awaited[H.STAND_DOWN_BEGINS, family].append((now, (ends,)))
        family.in_a_row += 1
        again = family.in_a_row > 1 and now >= self.levers.again_from
        family.owed = max(family.requalification, self.levers.after_two_losses if again else 0)

    def _reaches_orbit(self, ship: Kept) -> None:
        """It docks after its transit, fails to, or is tried again."""
        luck, vehicle, pin = self.luck, ship.vehicle, ship.pin_fails_to_dock
        transit = luck.duration(ship.transit, ship, stream.TRANSIT, ship.pin_transit)
        ship.docks_at = self.second + max(transit, 1)
        fails = luck.chance(vehicle.docking_failure_probability, ship, stream.DOCKING, pin)
        again = vehicle.second_attempt_after >= 0 and pin == SAMPLED
        comes = (H.TRIES_AGAIN if again else H.FAILS_TO_DOCK) if fails else H.DOCKS
        self.awaits(comes, ship, ship.docks_at)

    def _damages(self, ship: Kept, pad: Kept) -> None:
        """A launch may damage its pad: pinned, or its own sample."""
        pinned, chance = ship.pin_damages_pad, pad.damage_probability
        if pad.to_prove > 0:
            pad.to_prove, chance = pad.to_prove - 1, pad.after_repair_probability
        damaged = pinned >= 0
        if pinned == SAMPLED and pad.repair >= 0:
            damaged = self.luck.chance(chance, ship, stream.DAMAGE)
        if damaged:
            repair = self.luck.duration(pad.repair, ship, stream.REPAIR, pinned)
            told = self.second + repair, pad.crew_stage
            self.awaited[H.PAD_DAMAGED, pad].append((self.second, told))

    def _docks(self, ship: Kept, port: int) -> None:
        now = self.whole.operated_at = ship.docked = self.second
        ship.port, ship.empty = port, 0
        if ship.planned_return >= NEVER:
            ship.planned_return = now + self.luck.seconds(ship.stay)
        self._relieves(ship)
        for person in self.crew_of(ship, Place.ON_THE_WAY):
            person.place, person.seat = Place.ABOARD, ship
            person.aboard_since = person.seat_since = now
        for stock, brings in zip(self.stocks, ship.delivers, strict=True):
            if brings >= 0:
                stock.level = min(stock.level + self.luck.inputs[brings], stock.most)
                stock.grain = max(stock.grain, 1e-9 * stock.level)

    def _relieves(self, ship: Kept) -> None:
        """It relieves every vehicle before it; an empty rescue takes a place instead (2.6)."""
        waited_for, line = [p.failed for p in self.stranded], ship.its_line
        before = line[: line.index(ship)]
        for other in before if ship.flew_empty else ():
            if other.place_taken_by is None and other in waited_for:
                other.place_taken_by = ship
                line.remove(ship)
                line.insert(line.index(other) + 1, ship)
                return
        for other in before:
            if other.docked < NEVER:
                other.first_relief = min(other.first_relief, self.second)

    def _comes_back(self, ship: Kept) -> None:
        """A capsule that has come back is refurbished."""
        if ship.vehicle.reusable == 1 and ship.where is not Where.LOST:
            law = ship.vehicle.refurbishment
            ready = self.second + self.luck.duration(law, ship, stream.REFURBISHMENT)
            self.awaited[H.SPACECRAFT_READY, ship.vehicle].append((ready, ()))

    def _void(self, ship: Kept) -> None:
        """Seats that are being fitted in a ship are for nobody any more."""
        for person in [person for person in self.people if person.reserved is ship]:
            person.reserved = None
            self.awaited[H.RESEATED, person] = []
