"""The book-keeper: enters the rows of an event log one by one, and says what may not be.

It knows the scenario (the program) and samples its luck for itself; it sees no engine. `Rows` says
of each kind of row what it must keep, and what it changes; at ``until`` the outcomes are recounted.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count

from sim.auditor.demands import AWAITED, PEOPLE, subject_of, wrong_at_end
from sim.auditor.luck import Luck
from sim.auditor.recount import Recount
from sim.auditor.rows import Rows
from sim.auditor.station import H, Kept, kept, said, spans
from sim.core.clock import NEVER
from sim.engine import stream
from sim.engine.batch import Batch
from sim.engine.program import SAMPLED, Program
from sim.outcomes import DECLARED, LogRow

LEFT = H.STATION_LEFT


class Books(Rows):
    """The books of one replication: `wrong` is what does not add up, `entries` counts demands."""

    def __init__(self, program: Program, seed: int, replication: int) -> None:
        super().__init__(program, Luck(program, seed, replication))
        tables = {"pad": self.pads, "family": self.families, "class": self.classes}
        tables |= {"flight": self.ships, "other": self.ships, "port": kept(program.ports)}
        tables |= {"person": self.people, "stock": self.stocks, "patient": self.ships + self.people}
        self.named = {what: {each.name: each for each in t} for what, t in tables.items()}
        self.named["station"] = {"the station": self.whole}
        self._begin()
        self.recount = Recount(self)

    def _begin(self) -> None:
        luck, p, capsules = self.luck, self.program.station, count()
        for pad in self.pads:
            for begins, ends, stage, stated in sorted(self._outages(pad)):
                if begins > 0:
                    self.awaited[H.PAD_OUTAGE, pad].append((begins, (ends, stage)))
                elif not pad.dormant and (ends > 0 or stated):
                    pad.down_since = min(pad.down_since, begins)
                    self.goes_down(pad, max(ends, 0), stage)
            for begins, ends in self._damages_by_others(pad):
                self.awaited[H.PAD_DAMAGED, pad].append((begins, (ends, pad.crew_stage)))
        for family in self.families:
            its_pads = [pad.down_since for pad in family.its_pads if not pad.dormant]
            family.pads_down_since = max(its_pads, default=0)
            family.unable_since, family.down = family.grounded_since, family.grounded_since < NEVER
            for begins, ends in self._stand_downs(family):
                self.awaited[H.STAND_DOWN_BEGINS, family].append((max(begins, 0), (ends,)))
        for vehicle in self.classes:
            if vehicle.certified_at > 0:
                self.awaits(H.CERTIFIED, vehicle, vehicle.certified_at)
            ready = list(vehicle.deliveries)
            for (landed, law), n in zip(spans(vehicle.capsules), capsules, strict=False):
                which, capsule = stream.REFURBISHMENT_AT_START, Kept(number=n)
                ready.append(landed + luck.duration(law, capsule, which) if law >= 0 else 0)
            if vehicle.reusable == 0:
                every = max(luck.seconds(vehicle.then_every), 1)
                ready += range(max(vehicle.deliveries, default=0) + every, p.until, every)
            vehicle.spacecraft = sum(second <= 0 for second in ready)
            due = self.awaited[H.SPACECRAFT_READY, vehicle]
            due += [(second, ()) for second in ready if second > 0]
        rate, station = luck.value(p.evacuation_rate), self.awaited[LEFT, self.whole]
        away = p.evacuation_away
        sampled = luck.arrivals(rate, self.whole, stream.EVACUATION, away, stream.EVACUATION_AWAY)
        pinned = spans(p.pin_evacuations) if p.evacuations_pinned else sampled
        station += [(second, (ends,)) for second, ends in pinned]
        self.notes_unable()

    def _outages(self, pad: Kept) -> Iterator[tuple[int, int, int, bool]]:
        """Beginning, end, crew stage of outages that come from no launch; whether it is stated."""
        for each in [each for each in self.outages if each.pad == pad.number]:
            if each.since < NEVER:
                begins, place = each.since, int(each.place)
                if each.pin_since != SAMPLED:
                    begins = each.pin_since
                elif each.moves >= 0 and not self.program.station.quiet:
                    law, which = each.moves, stream.OUTAGE_DATE
                    moved = self.luck.duration(law, pad, which, SAMPLED, place, least=-begins)
                    begins = max(begins + moved, 1)
                law, which, pin = each.repair, stream.OUTAGE_REPAIR, each.pin_repair
                each.whole_repair = self.luck.duration(law, pad, which, pin, place)
                yield begins, begins + each.whole_repair, each.crew_stage, True
        streams = stream.OUTAGES, pad.random_repair, stream.RANDOM_REPAIR
        sampled = self.luck.arrivals(self.luck.value(pad.random_rate), pad, *streams)
        for begins, ends in spans(pad.pin_outages) if pad.pinned else sampled:
            yield begins, max(begins, ends), pad.crew_stage, False

    def _damages_by_others(self, pad: Kept) -> Iterator[tuple[int, int]]:
        """Beginning and end of what launches for other customers do to it."""
        if pad.pinned or pad.repair < 0:
            return
        rate = self.luck.value(pad.other_launches) * self.luck.value(pad.damage_probability)
        streams = stream.OTHER_LAUNCHES, pad.repair, stream.OTHER_REPAIR
        yield from self.luck.arrivals(rate, pad, *streams)

    def _stand_downs(self, family: Kept) -> Iterator[tuple[int, int]]:
        """Beginning and end of the stand-downs that do not come from a loss."""
        streams = stream.CUSTOMERS, family.other_customers_stand_down, stream.GROUNDING
        rate = self.luck.value(family.other_customers_rate)
        sampled = self.luck.arrivals(rate, family, *streams)
        yield from spans(family.pin_stand_downs) if family.pinned else sampled
        if family.grounded_since < NEVER:
            law = family.grounded_stand_down
            down = self.luck.duration(law, family, stream.STAND_DOWN_AT_START)
            yield 0, max(family.grounded_since + down, 0)

    def reads(self, row: LogRow) -> None:
        """Ask whether a row may be, and enter it."""
        self.row, happening = row, row.happening
        if row.second != self.second:
            self.second_ends(row.second)
        if happening is H.PAD_STATE:
            return
        try:
            e = self._entry(row)
            if happening in AWAITED:
                self._came(e)
            self.enters(e)
        except Exception as error:  # it may name whom there is not, or what cannot be
            told = f"{said(row)} ({type(error).__name__}: {error})"
            self.ask(subject_of(happening), "what a row says can be", False, told)
            return
        self.note_who()
        self.notes_unable()
        self.recount.reads(e)
        if row.second > 0 and happening is not H.SEAT_RESERVED:
            counted = f"{row.people} aboard after {said(row)}, not {len(self.aboard)}"
            there = row.people == len(self.aboard)
            self.ask(PEOPLE, "people aboard are counted", there, counted)

    def _entry(self, row: LogRow) -> Kept:
        """The row, with whom it names."""
        fields = "other", "pad", "family", "port", "stock"
        whom = {each: self.named[each][getattr(row, each)] for each in fields if getattr(row, each)}
        it = self.named[DECLARED[row.happening].entity.name.lower()][row.entity]
        crew = [self.named["person"][name] for name in row.crew]
        return Kept(row=row, now=row.second, it=it, crew=crew, told=(NEVER, -1), **whom)

    def _came(self, e: Kept) -> None:
        """Take what has come off the list of what is awaited, with what was told of it."""
        those = self.awaited[e.row.happening, e.it]
        due = next((each for each in those if each[0] == e.now), None)
        first = min((second for second, _ in those), default=NEVER)
        when = "not at all" if first >= NEVER else f"not at {first}"
        self.ask(*AWAITED[e.row.happening], due, f"{e.it.name} at second {e.now}, {when}")
        if due is not None:
            those.remove(due)
            e.told = due[1]

    def second_ends(self, following: int) -> None:
        """Ask what must hold at the end of this second, and until the following one."""
        self.note_use()
        goes_on = following >= self.second
        self.ask(PEOPLE, "time never goes back", goes_on, f"second {following}")
        for (happening, whom), due in self.awaited.items():
            if not due:
                continue
            for second in [second for second, _ in due if second < following]:
                none = happening is H.PAD_OUTAGE and whom.dormant
                none |= happening is H.PAD_DAMAGED and not self.serves(whom)
                none |= happening is LEFT and not self.aboard
                none |= happening is H.PLACES_MADE and not self.stranded
                found = f"{whom.name} at second {second} was left out"
                self.ask(*AWAITED[happening], none, found)
            due[:] = [each for each in due if each[0] >= following]
        for subject, rule, found in wrong_at_end(self, following):
            self.ask(subject, rule, False, found)
        for stock in self.stocks:
            stock.level = self.left(stock, following)
        for queue in self.queues:
            if not queue.begun and queue.begins <= following:
                queue.begun = True
                self.recount.looks(queue.begins)
        for date in self.program.station.dates:
            if self.second < date <= following:
                self.second = date
                self.pads_serve()
                self.notes_unable()
        self.second = following

    def ends(self, batch: Batch) -> None:
        """Compare the totals with what an engine says of the one replication."""
        self.second_ends(self.program.station.until)
        for subject, what, stated, counted in self.recount.compared(batch):
            right = stated == counted
            found = "" if right else f"{what} is {stated}, the log adds up to {counted}"
            self.ask(subject, f"{what} is what the log adds up to", right, found)
