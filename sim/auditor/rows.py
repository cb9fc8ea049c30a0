"""What a row of each kind must keep, what it changes, and what is awaited of it from then on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator

from sim.auditor.station import (
    ABOARD,
    GROUND,
    HOME,
    LEVERS,
    ON_THE_WAY,
    PADS,
    PEOPLE,
    PORTS,
    SEATS,
    SPACECRAFT,
    STOCKS,
    H,
    Kept,
    closed,
    said,
    spans,
)
from sim.auditor.stays import Stays, inside, is_dark, successor
from sim.core.clock import NEVER
from sim.engine import stream
from sim.engine.memory.words import Where
from sim.engine.program import SAMPLED
from sim.outcomes import Cause
from sim.rules import events
from sim.rules.flights import CARGO, LINE

GOES = {
    H.SCRUBS: (Where.GROUND, Where.GROUND),
    H.MERGED: (Where.GROUND, Where.MERGED),
    H.LAUNCHES: (Where.GROUND, Where.FLYING),
    H.LOST: (Where.FLYING, Where.LOST),
    H.FAILS_TO_DOCK: (Where.FLYING, Where.FAILED),
    H.TRIES_AGAIN: (Where.FLYING, Where.FLYING),
    H.DOCKS: (Where.FLYING, Where.DOCKED),
    H.UNDOCKS: (Where.DOCKED, Where.GONE),
}
"""From where to where a row takes its ship."""

NO_SEAT = {"reserved": None, "failed": None, "stranded_since": NEVER}
CHANGES: dict[H, Callable[[Kept], dict[str, object]]] = {
    H.SCRUBS: lambda e: {"attempted": True, "holds": (e.family, e.pad)},
    H.WAITS_FOR: lambda e: {"holds": None},
    H.LAUNCHES: lambda e: {"attempted": True, "holds": None, "flew": e.family.name},
    H.DOCKS: lambda e: {"port": e.port.number, "empty": 0},
    H.UNDOCKS: lambda e: {"undocked": e.now},
    H.LOST: lambda e: {"empty": 0},
    H.FAILS_TO_DOCK: lambda e: {"empty": 0},
    H.UNFIT: lambda e: {"fit": False, "unfit_since": e.now, "medical_at": NEVER},
    H.LAST_SHIP_WAITS: lambda e: {"alone": True},
    H.HELD: lambda e: {"said_held": True},
    H.PORT_CLEARED: lambda e: {"cleared_at": e.now},
    H.SENT_HOME: lambda e: {"cleared_at": e.now, "sent_home": True},
    H.RESERVE_TAKEN: lambda e: {"from_reserve": True},
    H.STAND_DOWN_ENDS: lambda e: {"down": False},
    H.PLACES_MADE: lambda e: {"made": True},
    H.SPACECRAFT_READY: lambda e: {"spacecraft": e.it.spacecraft + 1},
    H.STOCK_LOW: lambda e: {"below_since": e.now},
    H.STOCK_RESTORED: lambda e: {"below_since": NEVER},
    H.REMANIFESTED: lambda e: {"belongs": e.other},
    H.SWAPPED: lambda e: {"belongs": e.other, "line": e.other.queue},
    H.STAYS_BEHIND: lambda e: {"belongs": None},
    H.EARLY_RETURN: lambda e: {"home": e.other.number},
    H.SEAT_CHANGED: lambda e: {"seat": e.other, "seat_since": e.now},
    H.TAKES_A_PLACE: lambda e: {"seat": e.other, **NO_SEAT},
    H.RESEATED: lambda e: {"seat": e.other, "seat_since": e.now, **NO_SEAT},
}
"""What a row changes of whom it is about, and nothing more than that."""

ACTS = {
    H.PAD_ORDERED: "a dormant pad is ordered once, after its families' pads were long down",
    H.FLIGHT_ORDERED: "an extra flight is ordered once, after a line has long been unable",
    H.EARLY_RETURN: "who goes home early has a seat in a ship of a class that has long been unable",
}
"""The levers that act once, when what they are for has lasted long enough."""


class Rows(Stays):
    """Enters rows of the log: asks what each must keep, and changes what it changes."""

    def enters(self, e: Kept) -> None:
        """Enter a row: ask what it must keep, and change what it changes."""
        it, now, ask, seconds, cause = e.it, e.now, self.ask, e.row.seconds, e.row.cause
        happening = e.row.happening
        if happening in ACTS:
            due = (acts is happening and x is it and at <= now for acts, x, at in self.levers_due())
            ask(LEVERS, ACTS[happening], any(due))
        match happening:
            case H.SCRUBS:
                self._at_the_pad(e)
            case H.LAUNCHES:
                self._at_the_pad(e)
                self._flies(e)
                self._launches(e)
            case H.LOST | H.FAILS_TO_DOCK:
                for person in self.crew_of(it, ON_THE_WAY):
                    person.place = GROUND
            case H.TRIES_AGAIN:
                chance = it.vehicle.second_attempt_failure_probability
                fails = self.chance(chance, it, stream.SECOND_ATTEMPT)
                it.docks_at = now + max(self.seconds(it.vehicle.second_attempt_after), 1)
                self.awaits(H.FAILS_TO_DOCK if fails else H.DOCKS, it, it.docks_at)
            case H.DOCKS:
                port, closures = e.port.number, self.program.station.closed_ports
                ask(PORTS, "a port accepts its ship", port in (*it.vehicle.ports, it.port))
                rule = "nobody is sent to a port that is closed when they are to dock"
                ask(PORTS, rule, not closed(closures, port, it.launched + it.planned_transit))
                taken = any(ship.port == port for ship in self.docked)
                ask(PORTS, "a port holds one ship", not taken)
                self._docks(it)
            case H.HOLD_BEGINS if cause in (Cause.WINDOW, Cause.TRAFFIC):
                wait = min(self.lane_wait(it, now), it.medical_at - now)
                why = Cause.WINDOW if is_dark(it, now) else Cause.TRAFFIC
                rule = "nobody waits for light or traffic in vain, or otherwise than told"
                ask(PORTS, rule, cause is why and seconds == wait > 0)
                it.kept_to = max(it.kept_to, now + seconds)
            case H.EXTENDED:
                past = it.last_day <= now and self.extension(it) > 0
                rule = "only who is past a limit waits for a relief that is still to come"
                ask(PORTS, rule, past and e.other.where <= Where.FLYING)
            case H.UNDOCKS:
                self._leaves(e)
                for person in self.seated(it):
                    person.place, person.seat, person.left = HOME, None, now
                self.station.operated_at = now
                self.void(it)
            case H.UNFIT:
                it.cleared_at = NEVER if it.sent_home or it.takes_home else it.cleared_at
                self.void(it)
                fault, pin = it.vehicle.type_fault, it.pin_type_fault
                sampled = fault >= 0 and self.chance(fault, it, stream.TYPE_FAULT)
                if pin >= 0 or (pin == SAMPLED and sampled):
                    law = it.vehicle.type_fault_grounds
                    away = self.duration(law, it, stream.TYPE_GROUNDS, pin)
                    self.awaited[H.CLASS_GROUNDED, it.vehicle].append((now, (now + away,)))
            case H.SENT_HOME:
                since = max(e.stock.below_since, self.levers.low_stock_from)
                due = since <= now and (now - since) % self.levers.low_stock_again == 0
                ask(STOCKS, "a low stock sends a vehicle home every so often", due)
                first = self.who_goes()
                ask(STOCKS, "a low stock sends the vehicle home that returns first", it is first)
                self.to_send = None
            case H.REPLANNED | H.REBASELINED:
                self._replanned(e)
            case H.FLIGHT_ORDERED:
                it.planned = now + self.seconds(self.levers.order_lead)
            case H.RESERVE_TAKEN:
                those = [p for p in self.stranded if p.failed and p.failed.of is it.of]
                serves = it.classes == self.station.reserve_class and those
                ask(
                    SPACECRAFT,
                    "the reserve spacecraft flies once, as a rescue of its class",
                    serves,
                )
                decided = self.levers.reserve_from
                early = any(p.reserved is None and p.stranded_since < decided for p in those)
                takes = self.seconds(self.levers.reserve_preparation) if early else 0
                rule = "the reserve spacecraft flies when that is decided and it is prepared"
                ask(SPACECRAFT, rule, now >= decided + takes)
                self.station.reserve_class = -1
            case H.PAD_OUTAGE | H.PAD_DAMAGED:
                others = (e.row.happening, e.row.rank) == (H.PAD_DAMAGED, events.STAND_DOWN_BEGINS)
                rule = "a launch for another customer damages a pad in service"
                ask(PADS, rule, not others or self.serves(it))
                self.goes_down(it, *e.told)
                self._gives_back(it)
            case H.REPAIRED:
                stage = 0
                if it.stage >= 0:
                    stage = self.duration(it.stage, it, stream.CREW_STAGE, nth=it.repairs)
                if stage:
                    self.awaits(H.PAD_TAKES_CREWS, it, now + stage)
                it.free_from = max(now + self.seconds(it.return_to_service), it.turned_at)
                self.awaits(H.PAD_READY, it, it.free_from)
                it.down, it.repairs, it.owed = False, it.repairs + 1, self._owes(it)
                it.crews_from, it.to_prove = now + stage, it.after_repair_launches
            case H.PAD_ORDERED:
                self.awaits(H.PAD_ACTIVATED, it, now + self.seconds(it.activation), now)
            case H.PAD_ACTIVATED:  # what would have begun before has not
                it.dormant, it.free_from, it.owed = False, it.turned_at, self._owes(it)
                began, outages = now - (e.told[0] != now), self.awaited[H.PAD_OUTAGE, it]
                outages[:] = [each for each in outages if each[0] > began]
            case H.STAND_DOWN_BEGINS if e.told[0] < NEVER:
                it.down, it.down_until = True, max(it.down_until, e.told[0])
                self.awaits(H.STAND_DOWN_ENDS, it, max(it.down_until, now))
                self._gives_back(it)
            case H.CLASS_GROUNDED:
                flown = it.certified_at <= now or it.needed_from < NEVER
                if it.type_fault_when_needed >= 0 and flown:
                    it.needed_from = now + self.seconds(it.type_fault_when_needed)
                it.certified_at = max(it.certified_at, e.told[0])
                self.awaits(H.CERTIFIED, it, it.certified_at if it.certified_at > now else NEVER)
                needed = it.needed_from if now <= it.needed_from < it.certified_at else NEVER
                self.awaits(H.FLIES_WHERE_NEEDED, it, needed)
            case H.STATION_LEFT:
                it.left_at, it.left_until = now, max(it.left_until, e.told[0])
                self.awaits(H.STATION_OPEN, it, it.left_until if it.left_until > now else NEVER)
            case H.STOCK_LOW if it.sends_home and now >= self.levers.low_stock_from:
                self.to_send = self.who_goes()
            case H.STOCK_RESTORED:
                ask(STOCKS, "a stock is restored by a delivery", e.other.docked == now)
            case H.SWAPPED:
                self._swaps(e)
            case H.EARLY_RETURN:
                home = e.other.number == it.early_home
                ask(LEVERS, "who goes home early does so as the policy says", home)
            case H.FALLS_ILL if it.seat:
                law, ship = self.program.station.medical_lead, self.due_ship(it.seat)
                lead = self.duration(law, it, stream.LEAD, it.seat.pin_lead)
                ship.medical_at = min(ship.medical_at, now + lead)
            case H.STRANDED:
                those = [p for p in self.stranded if p.reserved is it.seat and swaps(p)]
                gives = [p for p in those if self.awaited[H.RESEATED, p] == [(now, ())]]
                lost = now == 0 or (it.seat and (gives or not it.seat.fit))
                ask(SEATS, "only who had a seat in an unfit ship is stranded", lost)
                if it.seat:
                    it.failed = gives[0].failed if it.seat.fit else it.seat
                    it.seat, it.stranded_since = None, now
                if not self.stranded:
                    self.makes_places(it.stranded_since)
            case H.SEAT_CHANGED if cause is not Cause.MEDICAL:
                for home in it.later_homes[it.changes : it.changes + 1]:
                    it.home, it.changes = home, it.changes + 1
            case H.TAKES_A_PLACE:
                lawful = it in self.stranded and now == self.station.left_at
                ask(SEATS, "who has no seat takes a place when the station is left", lawful)
                self.awaited[H.RESEATED, it] = []
            case H.SEAT_RESERVED:
                ask(SEATS, "a seat is fitted for the stranded", it in self.stranded)
                takes, pin = self.seconds(e.other.vehicle.reseat_time), e.other.pin_reseat
                it.reserved, fitted = e.other, now + (takes if pin == SAMPLED else pin)
                self._takes_home(it.failed, e.other)
                self.awaits(H.RESEATED, it, fitted)
                e.other.fitted_to = max(e.other.fitted_to, fitted)
        if happening in GOES:
            before, after = GOES[happening]
            found = f"{said(e.row)}, and it is {it.where.name.lower()}"
            ask(SPACECRAFT, "a ship flies once", it.where is before, found)
            it.where = after
        if happening in CHANGES:
            vars(it).update(CHANGES[happening](e))
        if happening in (H.UNDOCKS, H.FAILS_TO_DOCK) and it.vehicle.reusable == 1:
            ready = now + self.duration(it.vehicle.refurbishment, it, stream.REFURBISHMENT)
            self.awaited[H.SPACECRAFT_READY, it.vehicle].append((ready, ()))

    # launches

    def _at_the_pad(self, e: Kept) -> None:
        """Ask what an attempt must keep, whether the flight goes with its crew or scrubs."""
        it, rocket, scrubs = e.it, (e.family, e.pad), e.row.happening is H.SCRUBS
        launches = e.pad in e.family.its_pads and e.family in it.vehicle.its_families
        self.ask(PADS, "a pad launches its families", launches)
        lacking = next(self._lacks(it, *rocket, bool(e.crew)), "")
        self.ask(PADS, lacking or "a flight lacks nothing of its rocket", not lacking)
        keeps = it.holds in (None, rocket)
        self.ask(PADS, "after a scrub a flight keeps family and pad, or gives them back", keeps)
        crewed = bool(e.crew or (scrubs and self.crew_of(it)))
        if not it.holds and not (scrubs and crewed and self.need > 0):  # who flies is known later
            rockets = ((f, pad) for f in it.vehicle.its_families for pad in f.its_pads)
            first = next(
                (each for each in rockets if not any(self._lacks(it, *each, crewed))), rocket
            )
            self.ask(
                PADS, "a flight goes up from the first pad of the first family", rocket == first
            )
        dark = inside(e.now, spans(it.vehicle.launch_blackouts))
        self.ask(PORTS, "nothing launches in a blackout", not dark)
        apart = [abs(e.now + it.planned_transit - each) >= self.apart for each in self.operations()]
        self.ask(PORTS, "dockings and undockings keep apart", all(apart))
        self.ask(PADS, "an extra flight flies when it has been ordered", it.planned < NEVER)
        if not it.attempted and not it.of.is_line and it.planned_return < NEVER:  # MODEL 3.1
            it.planned_return += max(0, e.now - it.planned)

    def _lacks(self, ship: Kept, family: Kept, pad: Kept, crewed: bool) -> Iterator[str]:
        """Yield the rules that a launch with that family from that pad would break now."""
        now = self.second
        if pad.free_from >= NEVER:
            yield "a pad never launches while down"
        if pad.free_from > now:
            yield "a pad launches when it is turned round"
        if closed(self.program.station.closed_pads, pad.number, now):
            yield "nothing launches from a closed pad"
        if family.down_until > now:
            yield "a family never launches while stood down"
        if any(other.holds and other.holds[1] is pad for other in self.ships if other is not ship):
            yield "a pad has one flight"
        if crewed and pad.crews_from > now:
            yield "no crew leaves a pad before it takes crews"
        if crewed and pad.owed + family.owed:
            yield "no crew flies before requalification"

    def _flies(self, e: Kept) -> None:
        """Ask what must be so of a ship that leaves its pad, and of who is aboard."""
        it, vehicle = e.it, e.it.vehicle
        there = vehicle.reusable < 0 or it.from_reserve or vehicle.spacecraft > 0
        found = f"there is no spacecraft for {it.name}"
        self.ask(SPACECRAFT, "nobody flies a spacecraft that is not there", there, found)
        for p in e.crew:
            found = f"{p.name} flies in {it.name}, but is {p.place}"
            self.ask(PEOPLE, "who flies is on the ground", p.place is GROUND, found)
            self.ask(PEOPLE, "who flies is of the crew", p.belongs is it)
        found = f"{len(e.crew)} fly in the {vehicle.seats} seats of {it.name}"
        self.ask(SEATS, "a crew fits its ship", len(e.crew) <= vehicle.seats, found)
        certified = vehicle.certified_at <= e.now or self._needs(vehicle)
        certified &= e.now < vehicle.certified_until
        self.ask(PADS, "no crew flies in a class that is not certified", not e.crew or certified)
        lived_in = not e.crew or self.station.left_until <= e.now
        self.ask(PEOPLE, "no crew flies to a station that had to be left", lived_in)

    def _needs(self, vehicle: Kept) -> bool:
        """Whether a class is cleared for a need, and some segment is in one ship or none (5.5)."""
        seats = {(person.segment, person.seat) for person in self.aboard if person.seat}
        ships = Counter(segment for segment, _ in seats)
        crews = [each for each in self.segments if each.minimum and not each.is_qualification]
        few = any(ships[each.number] < 2 for each in crews)
        return few and vehicle.needed_from <= self.second

    def _launches(self, e: Kept) -> None:
        ship, pad, family, now = e.it, e.pad, e.family, e.now
        ship.launched = now
        self.notes_limits(ship)
        if ship.role == LINE and self.need > 0:
            ship.empty = min(self.need, ship.vehicle.seats - len(e.crew))
            rescued = [p.failed.of for p in self.stranded if p.failed and p.reserved is None]
            ship.flew_empty = not e.crew and ship.of in rescued
        docks = now + ship.planned_transit + self.seconds(ship.stay)
        for person in e.crew:
            person.place, person.belongs = ON_THE_WAY, ship
            person.due = ship.planned_return if ship.planned_return < NEVER else docks
        ship.vehicle.spacecraft -= not ship.from_reserve
        pad.turned_at = pad.free_from = now + self.seconds(pad.turnaround)
        if self.chance(family.loss_probability, ship, stream.LOSS, ship.pin_lost):
            law, pin = family.stand_down, ship.pin_stand_down
            ends = now + self.duration(law, ship, stream.STAND_DOWN, pin)
            self.awaits(H.LOST, ship, now)
            self.awaited[H.STAND_DOWN_BEGINS, family].append((now, (ends,)))
            family.in_a_row += 1
            again = family.in_a_row > 1 and now >= self.levers.again_from
            family.owed = max(family.requalification, again and self.levers.after_two_losses)
        else:
            family.in_a_row = 0
            for owing in (pad, family):
                owing.owed -= owing.owed > 0 and not e.crew
            vehicle, pin = ship.vehicle, ship.pin_fails_to_dock
            transit = self.duration(ship.transit, ship, stream.TRANSIT, ship.pin_transit)
            ship.docks_at = now + max(transit, 1)
            fails = self.chance(vehicle.docking_failure_probability, ship, stream.DOCKING, pin)
            again = vehicle.second_attempt_after >= 0 and pin == SAMPLED
            comes = (H.TRIES_AGAIN if again else H.FAILS_TO_DOCK) if fails else H.DOCKS
            self.awaits(comes, ship, ship.docks_at)
        chance, pin = pad.damage_probability, ship.pin_damages_pad
        if pad.to_prove > 0:
            pad.to_prove, chance = pad.to_prove - 1, pad.after_repair_probability
        sampled = pin == SAMPLED and pad.repair >= 0 and self.chance(chance, ship, stream.DAMAGE)
        if pin >= 0 or sampled:
            repaired = now + self.duration(pad.repair, ship, stream.REPAIR, pin)
            self.awaited[H.PAD_DAMAGED, pad].append((now, (repaired, pad.crew_stage)))

    def _docks(self, ship: Kept) -> None:
        now = self.station.operated_at = ship.docked = self.second
        if ship.planned_return >= NEVER:
            ship.planned_return = now + self.seconds(ship.stay)
        self._relieves(ship)
        for person in self.crew_of(ship, ON_THE_WAY):
            person.place, person.seat = ABOARD, ship
            person.aboard_since = person.seat_since = now
        for stock, brings in zip(self.stocks, ship.delivers, strict=True):
            if brings >= 0:
                stock.level = min(stock.level + self.inputs[brings], stock.most)
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

    def _takes_home(self, failed: Kept | None, relief: Kept) -> None:
        """Whose relief has docked go home in its ship, from the second they lost theirs (6.15)."""
        levers, now = self.levers, self.second
        decided = levers.relief_ship > 0 and now >= levers.stranded_from
        if not failed or failed.unfit_since != now or not decided or failed.role != LINE:
            return
        if relief is successor(failed) and failed.place_taken_by in (None, relief):
            own = self.duration(failed.overlap, failed, stream.OVERLAP, failed.pin_overlap)
            failed.place_taken_by, relief.takes_home = relief, True
            relief.cleared_at = max(now, failed.planned_return, relief.docked + own)

    def _gives_back(self, it: Kept) -> None:
        """Flights that hold such a family or pad after a scrub give it back."""
        for ship in [ship for ship in self.ships if it in (ship.holds or ())]:
            ship.holds = None

    def _owes(self, pad: Kept) -> int:
        """What it owes after a repair, or after its activation (MODEL 6.10)."""
        decided = self.second >= self.levers.repair_from
        return int(pad.requalification if decided else pad.requalification_before)

    def _replanned(self, e: Kept) -> None:
        """The dates of a flight, or of those behind it, and of whom it relieves are moved."""
        it, seconds, again = e.it, e.row.seconds, e.row.happening is H.REPLANNED
        moved, line = [], it.its_line
        if again:
            firm = 0 < self.seconds(it.of.firm_within) > it.planned - e.now
            lawful = not firm or it.dated == 1 or it.pin_replan != SAMPLED
            self.ask(PORTS, "a date that is firm is not re-planned", lawful)
            there = [x for x in line if x.where is Where.DOCKED and x.fit and it.of.is_line]
            moved = there[-1:]
            docks = it.planned + seconds + it.planned_transit
            late = seconds >= 0 and any(docks > before.planned_limit for before in moved)
            rule = "a re-plan never moves a flight past the last landing day of who is relieved"
            self.ask(PORTS, rule, not late or it.dated == 1)
        else:
            moved = [it] if it.planned_return < NEVER else []
        for ship in moved:
            ship.planned_return += seconds
        for other in line[line.index(it) + (not again) :]:
            if other.where is Where.GROUND:
                other.planned += seconds
                other.planned_return += seconds if other.planned_return < NEVER else 0

    # departures

    def _leaves(self, e: Kept) -> None:
        """Ask what a vehicle that leaves must keep."""
        it, now, cause, levers = e.it, e.now, e.row.cause, self.levers
        self.ask(PORTS, "a ship leaves the port that it is at", e.port.number == it.port)
        free = cause in (Cause.MEDICAL, Cause.EVACUATION) or self.lane_wait(it, now) == 0
        self.ask(PORTS, "nobody leaves in the dark or close to others who could wait", free)
        weather = 0 if cause is Cause.MEDICAL and it.pin_hold == SAMPLED else it.hold
        past = it.waived_to < now - weather and it.fit and it.pin_undock == SAMPLED
        held = past and self.holds(it) and cause is not Cause.EVACUATION
        self.ask(PORTS, "a vehicle is said to be held when it was", it.said_held == held)
        fitted = it.fit and any(person.reserved is it for person in self.people)
        theirs = cause is Cause.DISPOSAL and any(p.failed is it for p in self.stranded)
        sent = levers.unfit_leaves >= 0 and not it.lifeboat
        due = max(it.unfit_since, levers.stranded_from) + self.seconds(levers.unfit_leaves)
        lawful = it.pin_undock != SAMPLED or (sent and now >= due)
        self.ask(PORTS, "an unfit ship stays while its people have no seat", lawful or not theirs)
        at_once = cause is Cause.EVACUATION and now == self.station.left_at
        self.ask(PORTS, "who leaves at once has to", at_once or cause is not Cause.EVACUATION)
        self.ask(
            SEATS, "nobody leaves while a seat is being fitted in the ship", at_once or not fitted
        )
        waits = cause is Cause.LIMIT and self.relief_is_coming(it)
        self.ask(PORTS, "nobody leaves at a limit while the relief is on its way up", not waits)
        if cause is Cause.CHOICE:
            chosen = self.chance(levers.early_probability, it, stream.CHOICE)
            from_then = it.last_day - self.duration(levers.early_by, it, stream.EARLY)
            due = chosen and now >= max(from_then, it.planned_return)
            self.ask(PORTS, "who leaves by choice does so as sampled", due)
            relief = successor(it)
            awaited = relief is None or relief.where is not Where.FLYING
            self.ask(PORTS, "nobody leaves by choice while the relief is on its way up", awaited)

    def who_goes(self) -> Kept | None:
        """The crew vehicle that a low stock sends home; None if one waits, or nobody would stay."""
        crewed = [ship for ship in self.docked if ship.role != CARGO and ship.fit]
        those = [ship for ship in crewed if ship.cleared_at >= NEVER and self.seated(ship)]
        first = min(those, key=lambda ship: (ship.planned_return, ship.port), default=None)
        stay = any(p.segment >= 0 and p.seat is not first for p in self.aboard)
        return first if stay and not any(ship.alone for ship in self.docked) else None

    # levers

    def levers_due(self) -> Iterator[tuple[H, Kept, int]]:
        """Yield what the levers are still to do, to whom, and when (MODEL 6.5, 6.9, 6.12)."""
        levers = self.levers
        for pad in [pad for pad in self.pads if pad.dormant and pad.number == levers.activate_pad]:
            if not self.awaited[H.PAD_ACTIVATED, pad]:
                since = min(f.pads_down_since for f in self.families if pad in f.its_pads)
                yield H.PAD_ORDERED, pad, lasts(since, levers.activate_after, levers.activate_from)
        for flight in [ship for ship in self.ships if ship.number == levers.order_flight]:
            if flight.planned >= NEVER:
                lines = [self.classes[line.classes] for line in self.queues if line.is_line]
                those = [self.unable_since(line) for line in lines if apart(line, flight.vehicle)]
                since = min(those, default=NEVER)
                yield H.FLIGHT_ORDERED, flight, lasts(since, levers.order_after, levers.order_from)
        for person in self.aboard:
            if person.seat and person.home != person.early_home >= 0:
                since = self.unable_since(person.seat.vehicle)
                yield H.EARLY_RETURN, person, lasts(since, levers.early_after, levers.early_from)

    def _swaps(self, e: Kept) -> None:
        """Ask what a swap of seats between two lines must keep (MODEL 6.4)."""
        origin, other, levers = e.it.belongs, e.other, self.levers
        leaves = origin and origin.where is Where.GROUND and origin.of.is_line
        self.ask(LEVERS, "who is swapped leaves the crew list of a line", leaves)
        if not leaves:
            return
        since = [self.unable_since(ship.vehicle) for ship in (origin, other)]
        down, also = (lasts(x, levers.swap_after, levers.swap_from) <= e.now for x in since)
        lawful = (down or also) and apart(origin.vehicle, other.vehicle)
        self.ask(LEVERS, "people are swapped with a line of other families, long unable", lawful)
        few = other.swapped + down <= levers.swap_seats and self.need <= 0
        self.ask(LEVERS, "a carrier takes so many and nobody while the stranded need a seat", few)
        left = [p.segment for p in self.crew_of(origin) if p is not e.it]
        keeps = origin.of.home_segment in left and len(left) >= origin.vehicle.crew_to_fly
        rule = "a donor keeps its fewest to fly and somebody of its own segment"
        self.ask(LEVERS, rule, keeps or not down)
        other.swapped += down

    # the end of a second

    def wrong_at_end(self, following: int) -> Iterator[tuple[str, str, str]]:
        """Yield what is wrong at the end of this second, or before the following one."""
        takes = Counter(p.seat or (None if swaps(p) else p.reserved) for p in self.aboard)
        for ship, people in takes.items():
            seats = ship and ship.vehicle.seats * (ship.fit and ship.where is Where.DOCKED)
            if ship is not None and people > int(seats or 0):
                which = ship.where.name.lower() if ship.fit else "unfit"
                found = f"{people} people for the {seats} seats of {ship.name}, which is {which}"
                yield (
                    SEATS,
                    "no seats but those of fit ships that are docked, and none twice",
                    found,
                )
        for ship in self.docked:
            if self.second == self.station.left_at and self.seated(ship):
                yield PORTS, "everybody leaves a station that has to be left", f"{ship.name} stays"
            for rule, last in self.deadlines(ship):
                if following > last:
                    yield PORTS, rule, f"{ship.name} was to leave by second {last}"
        for _, whom, due in self.levers_due():
            if max(self.second, whom.seat_since + 1) <= max(due, 0) < following:
                yield LEVERS, "a lever acts when its time has come", f"{whom.name} at second {due}"
        if self.to_send is not None:
            yield STOCKS, "a vehicle is sent home when a stock is low", f"{self.to_send.name} stays"
            self.to_send = None
        for stock in self.stocks:
            low, left = stock.below_since < NEVER, self.left(stock, following - 1)
            found = ""
            if low and stock.level > stock.line + stock.grain:
                found = f"is said to be below its reserve line; {stock.level:g} are left"
            if not low and left < stock.line - stock.grain:
                found = f"falls to {left:g} unnoticed, below its line {stock.line:g}"
            if found:
                rule = "a stock is low at and below its reserve line"
                yield STOCKS, rule, f"{stock.name} {found}"


def swaps(person: Kept) -> bool:
    """Whether somebody is to have the seat of one who came with their relief (MODEL 6.15)."""
    return bool(person.failed and person.reserved is person.failed.place_taken_by)


def lasts(since: int, after: int, decided: int) -> int:
    """When something has lasted so long, and been decided so long; `NEVER` if it does not last."""
    return NEVER if max(since, after) >= NEVER else max(since, decided) + after


def apart(one: Kept, other: Kept) -> bool:
    """Whether no family launches both classes."""
    return set(one.its_families).isdisjoint(other.its_families)
