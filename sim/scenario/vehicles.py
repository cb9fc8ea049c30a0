"""What flies: classes of vehicle, the lines of crewed flights, and how cargo ships are flown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Annotated, Any, Literal, Self

from pydantic import model_validator

from sim.core import clock, distributions
from sim.scenario.flights import Members, Unnamed
from sim.scenario.launchers import Blackout, Pairs, blackouts_of
from sim.scenario.laws import typical
from sim.scenario.leads import ShiftLaws
from sim.scenario.model import Noun, Titled, derived, key, shaped
from sim.scenario.sampled import Chance, Input
from sim.scenario.values import (
    DOCKED,
    AmountInput,
    Count,
    DurationChance,
    DurationInput,
    Instant,
    Landed,
    Name,
    NameOrNames,
    PositiveChance,
    PositiveInput,
    PositiveSpan,
    ProbabilityInput,
    RateInput,
    ScrubInput,
    ShareInput,
    Since,
)


@dataclass(frozen=True)
class Capsules:
    """Reusable spacecraft: named, each ready again a refurbishment after its undocking.

    ``landed`` holds the undocking of each in seconds (at most 0) or None for one that is docked.
    """

    refurbishment: Chance
    landed: Mapping[str, int | None]


@dataclass(frozen=True)
class Deliveries:
    """Expendable spacecraft: delivery instants (seconds), then one every `then_every` seconds."""

    instants: tuple[int, ...]
    then_every: Input


class Spacecraft(Noun):
    """Reusable capsules with a refurbishment, or deliveries of expendable ones."""

    refurbishment: DurationChance | None = key(
        "from a landing until the capsule may fly again", None
    )
    capsules: dict[Name, Landed] | None = key("the date on which each landed, or docked", None)
    deliveries: list[Instant] | None = key("when the next ships are ready", None)
    then_every: PositiveInput | None = key("from each delivery to the next, behind those", None)

    def either(self) -> Capsules | Deliveries | None:
        """Return the one or the other; None where too little is stated."""
        if self.refurbishment is not None and self.capsules is not None:
            capsules = self.capsules.items()
            landed = {name: None if at == DOCKED else int(at) for name, at in capsules}
            return Capsules(self.refurbishment, landed)
        if self.deliveries is not None and self.then_every is not None:
            return Deliveries(tuple(sorted(map(int, self.deliveries))), self.then_every)
        return None


class Blackouts(Noun):
    """When no vehicle of a class launches, and when none leaves the station."""

    launch: list[Blackout] = key("when none launches", [])
    landing: list[Blackout] = key("when none leaves the station", [])


class SecondAttempt(Noun):
    """A docking that has failed is tried again, once."""

    after: PositiveInput = key("from the first to the second")
    failure_probability: ProbabilityInput = key("of the second")


class TypeFault(Noun):
    """A docked ship that fails may have a fault of its type: its class then carries nobody."""

    probability: ProbabilityInput = key("that a failure is of the type")
    grounds: DurationChance = key("from the failure until it may carry people again")
    when_needed: DurationInput | None = key(
        "from the failure until it may where the last with a seat home, of the station "
        "or of a segment, are in one ship",
        None,
    )


class Certified(Noun):
    """The dates between which a class may carry people; empty it flies before and after."""

    from_: Instant | None = key("default: as_of", None, alias="from")
    to: Instant | None = key("default: for good", None)


def _is_dated(value: object) -> bool:
    return isinstance(value, dict) and bool({"from", "to"} & set(value))


Certification = Annotated[
    Input | Certified, shaped(_is_dated, mapping=Certified, value=DurationInput)
]


class VehicleClass(Titled):
    """A class of vehicle; without crew a cargo ship."""

    name: str = derived("")
    crew: Count = key("seats", 0)
    emergency_seats: Count = key("more places home, once somebody is stranded", 0)
    emergency_time: DurationInput = key("from the first stranding until they are made", "0 d")
    crew_to_fly: Count = key("the fewest who can fly it", 1)
    family: NameOrNames = key("a launcher family, or several in the order tried")
    certified: Certification | None = key(
        "from as_of until it may carry anybody, or the dates between which it may",
        None,
        alias="certification",
        compare=False,
    )
    blackouts: Blackouts | None = key("when it does not fly", None, compare=False)
    stay: DurationInput = key("from docking to the planned return")
    limit: DurationInput | None = key("from launch; needed with crew", None)
    transit: PositiveChance = key("from launch to docking")
    docking_failure_probability: ProbabilityInput = key("of a first attempt", 0)
    second_attempt: SecondAttempt | None = key("a failed docking is tried again", None)
    return_hold: DurationChance = key("how long weather holds a return", "0 d")
    unfit_rate: RateInput = key("per time docked", 0)
    unfit_lifeboat_probability: ProbabilityInput = key(
        "that an unfit ship still serves in an emergency", 0
    )
    fault: TypeFault | None = key("a failure may ground the class", None, alias="type_fault")
    reseat_time: DurationInput = key("to fit a seat for somebody else", "0 d")
    disposal: DurationInput = key("until an unfit ship leaves empty", "30 d")
    scrub_probability: ScrubInput = key("of an attempt to launch", 0)
    scrub_recycle: PositiveInput = key("from a scrub to the next attempt", "1 d")
    own_ports: list[str] | None = key("own order", None, alias="ports", min_length=1)
    craft: Spacecraft | None = key(
        "how many there are, and when; default: always one",
        None,
        alias="spacecraft",
        compare=False,
    )
    delivers: dict[Name, AmountInput] | None = key("by stock, at its docking; cargo only", None)
    reboosts: dict[Name, ShareInput] | None = key(
        "by stock, the share of its daily use saved while docked", None, alias="reboost"
    )

    spacecraft: Capsules | Deliveries | None = derived()
    certification: Input | None = derived()
    certified_until: int | None = derived()
    launch_blackouts: Pairs = derived(())
    landing_blackouts: Pairs = derived(())

    def settled(self) -> Self:
        """Return it with what its spacecraft and its certification come to."""
        spacecraft = self.craft.either() if self.craft else None
        certification, until = self.certified, None
        if isinstance(certification, Certified):
            since, until = max(certification.from_ or 0, 0), certification.to
            path = f"vehicles.{self.name}.certification.from"
            certification = Input(path, distributions.fixed(float(since))) if since else None
        return replace(
            self, spacecraft=spacecraft, certification=certification, certified_until=until
        )

    def until(self, horizon: int) -> Self:
        """Return the class with its blackouts, repetitions written out (MODEL 3.8, 4.6)."""
        stated = self.blackouts or Blackouts()
        return replace(
            self,
            launch_blackouts=blackouts_of(stated.launch, horizon),
            landing_blackouts=blackouts_of(stated.landing, horizon),
        )

    @property
    def families(self) -> tuple[str, ...]:
        """The launcher families, in the order in which they are tried."""
        return (self.family,) if isinstance(self.family, str) else tuple(self.family)

    @property
    def ports(self) -> tuple[str, ...]:
        """The ports, in the order in which they are tried."""
        return tuple(self.own_ports or ())

    @property
    def reboost(self) -> Mapping[str, Input]:
        """By stock the share of its daily use that a docked vehicle saves."""
        return self.reboosts or {}

    @property
    def second_attempt_after(self) -> Input | None:
        """The time from a failed docking to the second attempt; None without one."""
        return self.second_attempt.after if self.second_attempt else None

    @property
    def second_attempt_failure_probability(self) -> Input | None:
        """How likely that fails too."""
        return self.second_attempt.failure_probability if self.second_attempt else None

    @property
    def type_fault(self) -> Input | None:
        """How likely a failure is one of the type; None where it never is."""
        return self.fault.probability if self.fault else None

    @property
    def type_fault_grounds(self) -> Chance | None:
        """How long the class then carries nobody."""
        return self.fault.grounds if self.fault else None

    @property
    def type_fault_when_needed(self) -> Input | None:
        """How long where people have no other way home."""
        return self.fault.when_needed if self.fault else None


# --- lines and cargo ------------------------------------------------------------------------------


class PullForward(Noun):
    """How far a flight may be brought forward, and the least notice."""

    by: DurationInput = key("the farthest")
    lead: DurationInput = key("the least notice")


class Cadence(Noun):
    """What flies after the manifest: one every so often, with a crew by segment."""

    every: PositiveSpan = key("from a planned launch to the next")
    crew: Members = key("segments of those aboard")
    crew_from: dict[Since, Members] | None = key(
        "by date, the crew of flights planned for that day or later", None, min_length=1
    )

    def crew_on(self, planned: int) -> list[Unnamed]:
        """Return the crew of a flight whose planned launch is in that second."""
        since = [date for date in self.crew_from or {} if date <= planned]
        return self.crew_from[max(since)] if self.crew_from and since else self.crew


class Line(Titled):
    """Crewed flights that replace one another, and the planners' policies for them."""

    name: str = derived("")
    vehicle: str = key("the class that flies it")
    begins: Instant | None = key(
        "when it begins, its flights come or not; default: with a ship that is docked"
        " on as_of, else with its first docking",
        None,
        alias="from",
    )
    handover: Literal["direct", "indirect"] = key(
        "direct: the old crew waits for the new one", "direct"
    )
    overlap: DurationChance = key(
        "from the relief to the old crew leaving; needed with a direct handover"
    )
    shortest_stay: DurationInput = key("the least before a handover", "0 d")
    patience: DurationInput | None = key("indirect lines only", None)
    spacing: DurationInput = key("the least between two launches", "0 d")
    replan: ShiftLaws = key(
        "of a date half a year ahead: once for each half-year; or laws by lead", "0 d"
    )
    firm_within: DurationInput = key("a date so near is not re-planned any more", "0 d")
    slip: ShiftLaws = key("of a launch, near its date", "0 d")
    rebaseline_after: DurationInput = key("a slip by so much moves those behind it", "30 d")
    pull_forward: PullForward | None = key("a late line catches up", None)
    rescue_preparation: DurationInput = key("until a relief can fly empty for the stranded", "0 d")
    reseat_lead: DurationInput = key("the least notice to keep seats for the stranded", "0 d")
    own_seats: Count | None = key("default: the seats of the class", None, alias="relief_seats")
    cadence: Cadence | None = key("what flies behind the manifest", None, compare=False)

    relief_seats: int = derived(0)

    @model_validator(mode="before")
    @classmethod
    def _indirect_needs_no_overlap(cls, stated: Any) -> Any:
        indirect = isinstance(stated, dict) and stated.get("handover") == "indirect"
        return {"overlap": "0 d", **stated} if indirect else stated

    @property
    def median_overlap(self) -> int:
        """The median overlap, in seconds."""
        return clock.round_seconds(typical(self.overlap).median())


class Cargo(Noun):
    """How a class of cargo ship is flown."""

    name: str = derived("")
    every: PositiveSpan | None = key("the cadence behind the manifest", None, compare=False)
    spacing: DurationInput = key("the least between two launches", "0 d")
    replan: ShiftLaws = key(
        "of a date half a year ahead: once for each half-year; or laws by lead", "0 d"
    )
    firm_within: DurationInput = key("a date so near is not re-planned any more", "0 d")
    slip: ShiftLaws = key("of a launch, near its date", "0 d")
    pull_forward: PullForward | None = key("a late class catches up", None)

    @property
    def vehicle(self) -> str:
        """The class."""
        return self.name


class People(Noun):
    """Illness."""

    medical_return_rate: RateInput = key("per person-time", 0)
    medical_lead: DurationChance = key("from falling ill until the ship can leave", "6 d")
