"""The whole file: its sections, and the nouns that stand in them."""

from __future__ import annotations

import datetime as dt
from typing import Any, Literal, Self

from pydantic import model_validator

from sim.core import clock
from sim.core.jointly import of_normals
from sim.scenario.flights import Docked, Planned
from sim.scenario.launchers import Family, Pad, Range
from sim.scenario.model import Noun, derived, key, unfit
from sim.scenario.pins import Pinned
from sim.scenario.policy import NamedLevers, Policy
from sim.scenario.said import Estimate, Statements
from sim.scenario.station import Station
from sim.scenario.values import Instant, Name, Span
from sim.scenario.vehicles import Cargo, Line, People, VehicleClass

FORMAT = 1
"""The version of these keys."""


class Headline(Noun):
    """What the first screen asks: gaps of these lines, longer than `gap`, begun before `by`."""

    lines: list[str] | None = key("default: all", None)
    by: Instant | None = key("default: until", None)
    gap: Span = key("the longest that is no matter", "14 d")


class Assumption(Noun):
    """Another view of what nobody knows: values in place of those at some paths."""

    name: str = derived("")
    title: str = key("what tables call it")
    unless: str | None = key(
        "what is taken for granted without it: an answer that hangs on it says so",
        None,
        min_length=1,
    )
    set_: dict[str, Any] = key(
        "by path, such as people.medical_return_rate", alias="set", min_length=1
    )

    source: str | None = derived()

    @property
    def paths(self) -> tuple[str, ...]:
        """What it sets, as it is written."""
        return tuple(self.set_)


class Correlation(Noun):
    """A rank correlation of two uncertain inputs, by one of the two usual measures."""

    name: str = derived("")
    between: list[str] = key("the paths of two inputs", min_length=2, max_length=2)
    spearman: float | None = key("of ranks", None, ge=-1, le=1)
    kendall: float | None = key("of pairs in order", None, ge=-1, le=1)

    @model_validator(mode="after")
    def _of_two_by_one(self) -> Self:
        if (self.spearman is None) == (self.kendall is None):
            raise unfit("state either spearman or kendall")
        if self.between[0] == self.between[1]:
            raise unfit("names one input twice", ("between",))
        return self

    @property
    def normal(self) -> float:
        """The correlation of two normal numbers with these ranks."""
        return of_normals(self.spearman, self.kendall)


class ScenarioFile(Noun):
    """A scenario: the station's crew rotations as of a date."""

    format: Literal[1] = key("the version of these keys")
    extends: str | None = key("the scenario whose text this one changes", None)
    remove: list[str] | None = key("paths of the base to leave out", None)
    title: str = key("what tables and figures call it")
    question: str = key("what it asks", "")
    description: str = key("for its readers", "")
    as_of: Instant = key("the instant from which one looks ahead")
    until: Instant = key("the end of the forecast")
    station: Station = key("ports, segments, stocks")
    families: dict[Name, Family] = key("launchers that are grounded together", {})
    pads: dict[Name, Pad] = key("in the order in which they are tried", {})
    ranges: dict[Name, Range] | None = key("launch ranges", None)
    vehicles: dict[Name, VehicleClass] = key("classes of vehicle", {})
    lines: dict[Name, Line] = key("crewed flights that replace one another", {})
    cargo: dict[str, Cargo] = key("how cargo ships are flown", {})
    docked: dict[Name, Docked] = key("who and what is there on as_of", {})
    manifest: dict[Name, Planned] = key("the flights to come", {})
    people: People = key("illness", {})
    policy: Policy = key("the levers that planners pull", {})
    policies: dict[Name, NamedLevers] = key("others to compare with it", {})
    pins: Pinned = key("causes fixed by name", {})
    headline: Headline = key("what the first screen asks", {})
    statements: Statements = key("who speaks of the repair, and what came true", {})
    default_estimate: str | None = key("which one is played without --estimate", None)
    estimates: dict[Name, Estimate] = key("views of the repair", {})
    also_said: dict[Name, Estimate] = key("estimates that are scored and not played", {})
    assumptions: dict[Name, Assumption] = key("other views of what nobody knows", {})
    correlations: dict[Name, Correlation] | None = key(
        "of what is sampled once a replication", None
    )

    @property
    def start(self) -> dt.datetime:
        """The instant from which seconds are counted, ``as_of``."""
        return clock.parse_instant(str(self.as_of))

    def date(self, seconds_since: float) -> str:
        """Return the day, as ``2026-07-14``, that lies so many seconds after ``as_of``."""
        try:
            return clock.iso_date(clock.instant_at(self.start, int(seconds_since)))
        except (ValueError, OverflowError):
            return "a day beyond the calendar"
