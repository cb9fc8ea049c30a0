"""What is counted in one replication: integrals between events, episodes, head counts.

Everything is whole seconds, so that both engines agree to the last bit.
"""

from __future__ import annotations

from sim.engines.batch import NO_VEHICLE
from sim.engines.program import Program
from sim.engines.reference.state import Person
from sim.outcomes import NULL, Cause, Kind

Episode = tuple[Kind, int, int, int, int, Cause, Cause]
"""Kind, number of the place, start, end, flight or `NO_VEHICLE`, what began and what ended it."""


class Ledger:
    """Counts of one replication.

    `advance` integrates up to now with the counts as they were; then the counts may change;
    then `settle` opens and closes episodes.
    """

    __slots__ = (
        "aboard",
        "at_most_three",
        "below_minimum",
        "by_line",
        "by_segment",
        "complement",
        "crew_time",
        "decrewed",
        "episodes",
        "gaps",
        "indirect",
        "last",
        "line_gap",
        "line_to_come",
        "longest_stay",
        "longest_stranding",
        "lost_time",
        "minimum",
        "minimum_total",
        "no_lifeboat",
        "no_lifeboat_time",
        "open",
        "overstay",
        "past_limit",
        "segment_gap",
        "steps",
        "stranded",
        "stranded_time",
        "unmet_medical",
    )

    def __init__(self, program: Program) -> None:
        lines = program.queues.lines
        segments = len(program.segments)
        self.minimum, self.minimum_total = program.minimum, program.minimum_total
        self.complement = program.complement
        self.last = 0
        self.aboard = 0
        self.by_segment = [0] * segments
        self.by_line = [0] * lines
        self.line_to_come = [0] * lines
        self.line_gap = [0] * lines
        self.indirect = [0] * lines
        self.segment_gap = [0] * segments
        self.crew_time = [0] * segments
        self.lost_time = [0] * segments
        self.below_minimum = 0
        self.at_most_three = 0
        self.decrewed = 0
        self.stranded = 0
        self.no_lifeboat = 0
        self.stranded_time = 0
        self.no_lifeboat_time = 0
        self.longest_stranding = 0
        self.overstay = 0
        self.longest_stay = 0
        self.past_limit = 0
        self.unmet_medical = 0
        self.open: dict[tuple[Kind, int], tuple[int, Cause, int]] = {}
        self.episodes: list[Episode] = []
        self.steps: list[tuple[int, int, int, int]] = []

    def advance(self, now: int) -> None:
        """Integrate from the last event to now."""
        elapsed = now - self.last
        if elapsed == 0:
            return
        self.last = now
        below = self.aboard < self.minimum_total
        for segment, count in enumerate(self.by_segment):
            self.crew_time[segment] += count * elapsed
            if count == 0:
                self.segment_gap[segment] += elapsed
            if count < self.minimum[segment]:
                below = True
            shortfall = self.complement[segment] - count
            if shortfall > 0:
                self.lost_time[segment] += shortfall * elapsed
        for line, count in enumerate(self.by_line):
            if count == 0 and self.line_to_come[line] > 0:
                self.line_gap[line] += elapsed
        if below:
            self.below_minimum += elapsed
        if self.aboard <= 3:
            self.at_most_three += elapsed
            if self.aboard == 0:
                self.decrewed += elapsed
        if self.stranded:
            self.stranded_time += self.stranded * elapsed
            self.no_lifeboat_time += self.no_lifeboat * elapsed

    def comes_aboard(self, person: Person) -> None:
        """Count somebody who is aboard from now on."""
        self.aboard += 1
        self.by_segment[person.segment] += 1
        if person.line >= 0:
            self.by_line[person.line] += 1

    def goes_home(self, person: Person, now: int) -> None:
        """Count somebody who leaves now, and how long they stayed."""
        self.aboard -= 1
        self.by_segment[person.segment] -= 1
        if person.line >= 0:
            self.by_line[person.line] -= 1
        self.end_of_stay(person, now)

    def end_of_stay(self, person: Person, now: int) -> None:
        """Count a stay up to now: its length, and what of it is past the planned return."""
        self.longest_stay = max(self.longest_stay, now - person.aboard_since)
        self.overstay += max(0, now - max(person.due, person.aboard_since, 0))

    def settle(self, now: int, cause: Cause, vehicle: int) -> None:
        """Open and close the episodes of the counts as they now are."""
        for line, count in enumerate(self.by_line):
            gap = count == 0 and self.line_to_come[line] > 0
            ended = Cause.DOCKED if count else Cause.LINE_ENDED
            turned = self._turn(Kind.HANDOVER_GAP, line, gap, now, cause, vehicle, ended)
            if turned and gap and cause is not Cause.STATE:
                self.indirect[line] += 1
        below = self.aboard < self.minimum_total
        for segment, count in enumerate(self.by_segment):
            self._turn(Kind.SEGMENT_GAP, segment, count == 0, now, cause, vehicle, Cause.DOCKED)
            below = below or count < self.minimum[segment]
        self._turn(Kind.BELOW_MINIMUM, 0, below, now, cause, vehicle, Cause.DOCKED)
        self._turn(Kind.DECREWED, 0, self.aboard == 0, now, cause, vehicle, Cause.DOCKED)
        step = (now, self.aboard, self.by_segment[0], self.by_segment[1])
        if self.steps and self.steps[-1][0] == now:
            self.steps[-1] = step
        else:
            self.steps.append(step)

    def _turn(
        self,
        kind: Kind,
        place: int,
        on: bool,
        now: int,
        cause: Cause,
        vehicle: int,
        ended: Cause,
    ) -> bool:
        """Open or close an episode as it should be; True if that was a change."""
        key = (kind, place)
        if on == (key in self.open):
            return False
        if on:
            self.open[key] = (now, cause, vehicle)
        else:
            start, begun, began_with = self.open.pop(key)
            self.episodes.append((kind, place, start, now, began_with, begun, ended))
        return True

    def seat_lost(self, person: Person) -> None:
        """Somebody has no certified seat home from now on."""
        self.stranded += 1

    def seat_found(self, person: Person, now: int, ended: Cause) -> None:
        """A stranding ends: its episode is written."""
        self.stranded -= 1
        self.stranding(person, now, ended)

    def stranding(self, person: Person, now: int, ended: Cause) -> None:
        """Write the stranding of one person up to now."""
        since = max(person.stranded_since, 0)
        self.longest_stranding = max(self.longest_stranding, now - person.stranded_since)
        failed = person.failed.number if person.failed is not None else NO_VEHICLE
        begun = Cause.STATE if person.stranded_since <= 0 else Cause.UNFIT
        end = NULL if ended is Cause.OPEN else now
        self.episodes.append((Kind.STRANDING, person.number, since, end, failed, begun, ended))

    def close(self, until: int) -> None:
        """Integrate to the end; what is open stays open."""
        self.advance(until)
        for (kind, place), (start, cause, vehicle) in self.open.items():
            self.episodes.append((kind, place, start, NULL, vehicle, cause, Cause.OPEN))
        self.open.clear()
        self.episodes.sort(key=lambda e: (e[2], e[0], e[1]))

    def first(self, kind: Kind, place: int) -> int:
        """When the first episode of a kind begins, `NULL` if none does."""
        return min((e[2] for e in self.episodes if e[:2] == (kind, place)), default=NULL)
