"""The part of a future that is asked for: from a day to another, of some lines, some happenings."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import time

from sim.core.clock import instant_at, parse_instant
from sim.core.dates import read_instant
from sim.core.errors import UsageError, listed, nearest
from sim.outcomes import Happening, LogRow
from sim.present.plots.traffic import Traffic
from sim.scenario.scenario import Scenario
from sim.studies.replay import Future, at, happening_words


@dataclass(frozen=True)
class Excerpt:
    """What of a future is shown: all of it, if nothing is asked for.

    Parameters
    ----------
    since, until : datetime
        Both belong to it.
    lines : tuple of str
        Their ships, the people in them, and pads and ports that they use; all without any.
    only : frozenset of str
        What happens, in words such as ``docks``; it leaves rows out, not what is drawn.
    """

    since: dt.datetime
    until: dt.datetime
    lines: tuple[str, ...] = ()
    only: frozenset[str] = frozenset()

    def of(self, future: Future) -> Future:
        """Return the future with the rows of its log that are asked for."""
        ours = self._names(future.scenario)
        rows = (row for row in future.log if self._has(future, row, ours))
        return replace(future, log=tuple(rows))

    def of_traffic(self, traffic: Traffic, scenario: Scenario) -> Traffic:
        """Return what the chart shows of it."""
        ours = self._names(scenario)
        berths = [b for b in traffic.berths if not self.lines or b.ship in ours]
        launches = [each for each in traffic.launches if not self.lines or each.ship in ours]
        ports, pads = {b.port for b in berths}, {each.pad for each in launches}
        return replace(
            traffic,
            as_of=self.since,
            until=self.until,
            berths=tuple(b for b in berths if self._meets(b.start, b.end)),
            launches=tuple(each for each in launches if self._meets(each.at, each.at)),
            ports=tuple(each for each in traffic.ports if not self.lines or each in ports),
            pads=tuple(each for each in traffic.pads if not self.lines or each in pads),
            pad_states=tuple(
                each
                for each in traffic.pad_states
                if (not self.lines or each.pad in pads) and self._meets(each.start, each.end)
            ),
            reasons=tuple(r for r in traffic.reasons if self._meets(r.start, r.end or r.start)),
            people=tuple(each for each in traffic.people if each[0] <= self.until),
        )

    def _names(self, scenario: Scenario) -> set[str]:
        """Return the ships of its lines and who flies in them."""
        flights = [each for each in scenario.flights if each.line in self.lines]
        return {name for each in flights for name in (each.name, *(p.name for p in each.crew))}

    def _has(self, future: Future, row: LogRow, ours: set[str]) -> bool:
        return (
            self.since <= at(future, row) <= self.until
            and (not self.lines or bool({row.entity, row.other} & ours))
            and (not self.only or happening_words(row) in self.only)
        )

    def _meets(self, start: dt.datetime, end: dt.datetime | None) -> bool:
        return start <= self.until and (end is None or end >= self.since)


def excerpt(
    scenario: Scenario,
    since: str | None = None,
    until: str | None = None,
    lines: Sequence[str] = (),
    only: Sequence[str] = (),
) -> Excerpt:
    """Return what is asked for, as it is written on a command line.

    Raises
    ------
    UsageError
        For all that is wrong with it: a date that is none, a line or a happening there is not.
    """
    wrong: list[str] = []
    whole = scenario.as_of, instant_at(scenario.as_of, scenario.until)
    ends = [*whole]
    for place, (option, text) in enumerate((("--from", since), ("--to", until))):
        try:
            ends[place] = ends[place] if text is None else _end(text, (time.min, time.max)[place])
        except ValueError as error:
            wrong.append(f"{option}: {error}")
    start, end = max(ends[0], whole[0]), min(ends[1], whole[1])
    if not wrong and start >= end:
        days = f"{whole[0]:%Y-%m-%d} to {whole[1]:%Y-%m-%d}"
        wrong.append(f"--from and --to leave nothing of the forecast, which is {days}")
    words = [each.strip().replace("-", " ") for text in only for each in text.split(",")]
    known = [each.name.lower().replace("_", " ") for each in Happening]
    wrong += _unknown("line", lines, list(scenario.lines), "lines")
    wrong += _unknown("happening", words, known, "what can happen")
    if wrong:
        raise UsageError("\n".join(wrong))
    return Excerpt(start, end, tuple(lines), frozenset(words))


def _end(text: str, of_day: time) -> dt.datetime:
    """Return an instant; of a bare date its first or its last."""
    found = read_instant(text.strip())
    if isinstance(found, dt.datetime):
        return parse_instant(found)
    return dt.datetime.combine(found, of_day, dt.UTC)


def _unknown(what: str, names: Iterable[str], known: Sequence[str], all_of: str) -> list[str]:
    return [
        f"there is no {what} {name!r}{nearest(name, known)} ({all_of}: {listed(known)})"
        for name in names
        if name not in known
    ]
