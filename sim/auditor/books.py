"""The book-keeper: enters the rows of an event log one by one, and says what may not be.

It knows the scenario (the program) and samples its luck for itself; it sees no engine. `Rows` says
of each kind of row what it must keep, and what it changes; at ``until`` the outcomes are recounted.
"""

from __future__ import annotations

from sim.auditor.recount import Recount
from sim.auditor.rows import Rows
from sim.auditor.station import AWAITED, NOT_THEN, PADS, PEOPLE, H, Kept, kept, said, subject_of
from sim.core.clock import NEVER
from sim.engine.batch import Batch
from sim.engine.program import Program
from sim.outcomes import DECLARED, LogRow


class Books(Rows):
    """The books of one replication."""

    def __init__(self, program: Program, seed: int, replication: int) -> None:
        super().__init__(program, seed, replication)
        self.tables = {"pad": self.pads, "family": self.families, "class": self.classes}
        self.tables |= {"ship": self.ships, "flight": self.ships, "other": self.ships}
        self.tables |= {"person": self.people, "patient": self.ships + self.people}
        self.tables |= {"port": kept(program.ports), "stock": self.stocks}
        self.tables |= {"segment": self.segments, "queue": self.queues}
        self.named = {what: {each.name: each for each in t} for what, t in self.tables.items()}
        self.named["station"] = {"the station": self.station}
        self.recount = Recount(self)

    def reads(self, row: LogRow) -> None:
        """Ask whether a row may be, and enter it."""
        self.row, happening = row, row.happening
        if row.second != self.second:
            self.second_ends(row.second)
        if row.state is not None and row.entity in self.named["pad"]:
            pad, rule = self.named["pad"][row.entity], "a pad comes to be in the state that is told"
            comes = row.state is self.state_of(pad) is not pad.state
            self.ask(PADS, rule, comes, f"{said(row)} {row.state.words}")
            pad.state = row.state
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
        self.notes_who()
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
        self.notes_use()
        goes_on = following >= self.second
        self.ask(PEOPLE, "time never goes back", goes_on, f"second {following}")
        for (happening, whom), due in self.awaited.items():
            for second in [second for second, _ in due if second < following]:
                none = happening in NOT_THEN and NOT_THEN[happening](self, whom)
                found = f"{whom.name} at second {second} was left out"
                self.ask(*AWAITED[happening], none, found)
            due[:] = [each for each in due if each[0] >= following]
        for pad in self.pads:
            state, rule = self.state_of(pad), "a pad is said to be in the state that it is in"
            self.ask(PADS, rule, state is pad.state, f"{pad.name} is {state.words}")
        for subject, rule, found in self.wrong_at_end(following):
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
