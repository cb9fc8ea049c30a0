"""The station: its ports, the crew it needs, its stocks, and when it has to be left."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Self

from sim.scenario.launchers import Closure, Pairs, blackouts_of
from sim.scenario.model import Noun, Titled, derived, key
from sim.scenario.values import (
    AmountInput,
    Count,
    DurationChance,
    DurationInput,
    Name,
    RateInput,
    Segments,
    Since,
)


class Port(Titled):
    """A docking port."""

    name: str = derived("")
    accepts: list[str] = key("vehicle classes")
    closures: list[Closure] | None = key("as planned", None, alias="closed", compare=False)
    closed: Pairs = derived(())

    def until(self, horizon: int) -> Port:
        """Return the port with the times in which it is closed (MODEL 2.10)."""
        return replace(self, closed=blackouts_of(self.closures or (), horizon))


class Stock(Noun):
    """Something the station uses up, in amounts of its own unit."""

    name: str = derived("")
    unit: str = key("of all its amounts, such as kg", min_length=1)
    level: AmountInput = key("on as_of")
    per_day: AmountInput = key("used up whoever is aboard", 0)
    per_person_day: AmountInput = key("used up by each person", 0)
    reserve: AmountInput = key("the reserve line", 0)
    capacity: AmountInput | None = key("what is beyond it is lost", None)


class Evacuation(Noun):
    """The station has to be left at once: debris, fire, ammonia, a leak; crews come again later."""

    rate: RateInput = key("per time")
    away: DurationChance = key("until a crew may come again")


class Station(Noun):
    """Ports in the order in which they are tried, the crew the station needs, its stocks."""

    docks: dict[Name, Port] = key(
        "in the order in which they are tried", alias="ports", min_length=1, compare=False
    )
    segments: Segments = key("the parts that have a crew of their own", ["rs", "usos"])
    counted: list[Name] | None = key(
        "what is counted besides: eva, robotics, commander", None, alias="qualifications"
    )
    minimum_crew: dict[Name, Count] = key(
        "the fewest with whom it works: total, by segment and by qualification", {}
    )
    crew: dict[Name, Count] | None = key(
        "by segment and qualification, the planned number of people", None, alias="complement"
    )
    crew_from: dict[Since, dict[Name, Count]] | None = key(
        "by date, the complement from that day on", None, alias="complement_from"
    )
    operations_apart: DurationInput = key(
        "least time from a docking or undocking to the next", "0 d"
    )
    evacuation: Evacuation | None = key("leaving the station at once", None)
    stocks: dict[Name, Stock] = key("what is used up", {})

    ports: tuple[Port, ...] = derived(())

    @property
    def qualifications(self) -> tuple[str, ...]:
        """What else than a segment people are counted by."""
        return tuple(self.counted or ())

    @property
    def minimum_total(self) -> int:
        """The fewest people with whom it works."""
        return self.minimum_crew.get("total", 0)

    @property
    def minimum(self) -> Mapping[str, int]:
        """The fewest by segment and by qualification, in order and of all of them."""
        return self._of_all(self.minimum_crew)

    @property
    def complement(self) -> Mapping[str, int]:
        """The planned number of people by segment and by qualification, of all of them."""
        return self._of_all(self.crew or {})

    @property
    def complement_from(self) -> tuple[tuple[int, Mapping[str, int]], ...]:
        """By second, in order, what the complement is from then on."""
        later = sorted((self.crew_from or {}).items(), key=lambda each: each[0])
        return tuple((since, self._of_all(counts)) for since, counts in later)

    def _of_all(self, counts: Mapping[str, int]) -> Mapping[str, int]:
        return {name: counts.get(name, 0) for name in (*self.segments, *self.qualifications)}

    def until(self, horizon: int) -> Self:
        """Return the station with the times in which its ports are closed."""
        return replace(self, ports=tuple(port.until(horizon) for port in self.docks.values()))
