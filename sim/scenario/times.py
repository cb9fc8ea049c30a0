"""Instants and durations of one scenario in whole seconds."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sim.core import clock
from sim.scenario.laws import Stated
from sim.scenario.planned import Date, date_of
from sim.scenario.schema import ScenarioFile


@dataclass(frozen=True)
class Calendar:
    """Counts seconds from the ``as_of`` of a scenario."""

    as_of: dt.datetime

    @classmethod
    def of(cls, file: ScenarioFile) -> Calendar:
        """Return the calendar of a file."""
        return cls(clock.parse_instant(file.as_of))

    def at(self, instant: str) -> int:
        """Return the seconds from ``as_of`` to the instant, negative before it."""
        return clock.seconds_between(self.as_of, clock.parse_instant(instant))

    def planned(self, stated: Stated) -> Date:
        """Return when a flight is planned, which may be known as a span or a law alone."""
        return date_of(stated, self.as_of)

    def maybe_at(self, instant: str | None) -> int | None:
        """Return the same for an instant that may be absent."""
        return None if instant is None else self.at(instant)

    def beginning(self, instant: str) -> int:
        """Return the seconds from ``as_of`` to the instant, of a bare date to its 00:00 UTC.

        The day of ``as_of`` itself begins at ``as_of`` (MODEL 6.13).
        """
        at = self.at(instant)
        if len(instant.strip()) != len("2026-07-14"):
            return at
        same_day = clock.iso_date(self.as_of) == instant.strip()
        return 0 if same_day else at - clock.DAY // 2

    def date(self, seconds_since: float) -> str:
        """Return the day, as ``2026-07-14``, that lies so many seconds after ``as_of``."""
        try:
            return clock.iso_date(clock.instant_at(self.as_of, int(seconds_since)))
        except (ValueError, OverflowError):
            return "a day beyond the calendar"


def seconds(duration: str | float) -> int:
    """Return a stated duration in whole seconds."""
    return clock.round_seconds(clock.parse_duration(duration))
