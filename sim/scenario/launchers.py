"""What launches: families of launchers, pads with their outages, ranges, and closed times."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Annotated, Any, Self

from pydantic import Field

from sim.core import distributions
from sim.scenario.document import Path
from sim.scenario.model import Noun, Titled, derived, key, shaped
from sim.scenario.planned import PlannedDate
from sim.scenario.sampled import Chance, Input
from sim.scenario.values import (
    Count,
    CountFromOne,
    DurationChance,
    DurationInput,
    Instant,
    Name,
    PositiveSpan,
    ProbabilityInput,
    RateInput,
    RepairChance,
)

MOST_BLACKOUTS = 1000
"""Of one class, launches or landings; more is a slip of the pen."""

Pairs = tuple[tuple[int, int], ...]
"""From and to, in seconds; sorted and disjoint."""


# --- families -------------------------------------------------------------------------------------


class OtherCustomers(Noun):
    """Stand-downs that come from a family's flights for others."""

    rate: RateInput = key("of their losses that ground the family")
    stand_down: DurationChance = key("after each")


class Grounded(Noun):
    """A stand-down that runs on as_of."""

    since: Instant = key("when it began")
    own: DurationChance | None = key("default: the family's", None, alias="stand_down")
    stand_down: Chance = derived()


class Family(Titled):
    """Launchers that are grounded together."""

    name: str = derived("")
    loss_probability: ProbabilityInput = key("per launch")
    stand_down: DurationChance = key("after a loss")
    requalification: Count = key("uncrewed launches before a crew, after a loss", 0)
    other_customers: OtherCustomers | None = key("losses on flights for others", None)
    grounded: Grounded | None = key("a stand-down that runs on as_of", None)
    owed: Count = key("uncrewed launches still to succeed on as_of", 0)

    def settled(self) -> Self:
        """Return it with the law of its grounding, which is its own unless another is stated."""
        if self.grounded is None:
            return self
        law = self.grounded.own or self.stand_down
        return replace(self, grounded=replace(self.grounded, own=law, stand_down=law))

    @property
    def other_customers_rate(self) -> Input:
        """How many groundings a day come from other customers."""
        if self.other_customers is not None:
            return self.other_customers.rate
        return Input(f"families.{self.name}.other_customers.rate", distributions.fixed(0.0))

    @property
    def other_customers_stand_down(self) -> Chance | None:
        """How long each of them lasts."""
        return self.other_customers.stand_down if self.other_customers else None


# --- times ----------------------------------------------------------------------------------------


class Interval(Noun):
    """From one instant to another."""

    from_: Instant = key("its beginning", alias="from")
    to: Instant = key("its end")


class Blackout(Interval):
    """A time in which a class does not fly; both instants are free."""

    every: PositiveSpan | None = key("repeated until the horizon, counted from its beginning", None)

    @property
    def step(self) -> int:
        """The seconds from one beginning to the next."""
        return 1 if self.every is None else max(1, self.every)

    def repetitions(self, until: int) -> int:
        """Return how often it comes: once, or until the horizon."""
        return 1 if self.every is None else max(1, -((self.from_ - until) // self.step))


class Closure(Blackout):
    """A planned time in which nothing launches from a pad, or docks at a port; open again at to."""


def pairs_of(stated: Sequence[Interval]) -> Pairs:
    """Return beginning and end of each interval, as written."""
    return tuple((one.from_, one.to) for one in stated)


def blackouts_of(stated: Sequence[Blackout], until: int) -> Pairs:
    """Return the blackouts that matter from ``as_of`` to ``until``, in order and disjoint.

    Repetitions are written out, overlapping ones made one. Both instants of a blackout are free, so
    two that only touch stay two. One that is over by ``as_of`` is left out, one that begins at or
    after ``until`` too.
    """
    joined: list[tuple[int, int]] = []
    later = ((one, n * one.step) for one in stated for n in range(one.repetitions(until)))
    for begin, end in sorted((one.from_ + after, one.to + after) for one, after in later):
        if joined and begin < joined[-1][1]:
            begin, end = joined[-1][0], max(end, joined.pop()[1])
        joined.append((begin, end))
    return tuple((begin, end) for begin, end in joined if end > 0 and begin < until)


# --- pads -----------------------------------------------------------------------------------------


class Outage(Noun):
    """A pad that is down on as_of, or goes down on a later date."""

    own_name: Name | None = key(
        "default: the pad's, with a number behind it from the second on", None, alias="name"
    )
    date: PlannedDate = key("one to come may be a span or a law of dates", alias="since")
    own_repair: RepairChance | None = key("default: the pad's", None, alias="repair")
    own_stage: DurationChance | None = key("default: the pad's", None, alias="crew_stage")

    repair: Chance = derived()
    crew_stage: Chance = derived()
    name: str = derived("")
    pad: str = derived("")
    place: int = derived(0)
    at: Path = derived((), compare=False)
    lifted: bool = derived(False)

    @property
    def since(self) -> int:
        """When it begins; of a date that is not known the median."""
        return self.date.median

    @property
    def moves(self) -> Chance | None:
        """How much later than that it turns out to begin, if that is not known."""
        law = self.date.moves
        return None if law is None else Chance(law, (None,) * len(law.parts))


class RandomOutages(Noun):
    """Outages that begin at random."""

    rate: RateInput = key("of outages while the pad is up")
    own_repair: RepairChance | None = key("default: the pad's", None, alias="repair")

    repair: Chance = derived()


class AfterRepair(Noun):
    """The first launches after a repair damage the pad with a probability of their own."""

    launches: CountFromOne = key("how many count as the first")
    damage_probability: ProbabilityInput = key("per launch")


class Dormant(Noun):
    """A pad that launches nothing until a policy activates it."""

    activation: DurationInput = key("from the order until it is up")


class Serves(Noun):
    """A family that a pad launches from, or until, a date."""

    family: str = key("which")
    from_: Instant | None = key("the first instant; default: as_of", None, alias="from")
    to: Instant | None = key("the last; default: for good", None)


Served = Annotated[str | Serves, shaped(value=str, mapping=Serves)]
OneOrSeveral = Annotated[
    Outage | list[Outage],
    shaped(mapping=Outage, list=Annotated[list[Outage], Field(min_length=1)]),
]


class Pad(Titled):
    """A launch pad."""

    name: str = derived("")
    served: list[Served] = key(
        "those it launches, from or until a date too", alias="families", min_length=1
    )
    turnaround: DurationInput = key("from a launch to the next", "0 d")
    damage_probability: ProbabilityInput = key("per launch", 0)
    other_launches: RateInput = key("for other customers; each may damage it", 0)
    repair: RepairChance | None = key("how long damage takes", None)
    return_to_service: DurationInput = key("repaired to first launch", "0 d")
    requalification: Count = key("uncrewed launches before a crew, after a repair", 0)
    crew_stage: DurationChance = key("repaired until it takes crews too", "0 d")
    last_launch: Instant | None = key("the turnaround counts from it", None)
    down: OneOrSeveral | None = key(
        "one, or a list of several", None, alias="outage", compare=False
    )
    outages: RandomOutages | None = key("those that come at random", None)
    after_repair: AfterRepair | None = key("first launches at a risk of their own", None)
    owed: Count = key("uncrewed launches still to succeed on as_of", 0)
    dormant: Dormant | None = key("out of use until a policy makes it ready", None)
    closures: list[Closure] | None = key("as planned", None, alias="closed", compare=False)

    stated: tuple[Outage, ...] = derived(())
    closed: Pairs = derived(())

    def settled(self) -> Self:
        """Return it with what its outages have from it, and each called by its name."""
        several = self.down if isinstance(self.down, list) else [self.down] if self.down else []
        stated = tuple(self._outage(place, each) for place, each in enumerate(several))
        outages = self.outages
        if outages is not None:
            repair: Any = outages.own_repair or self.repair
            outages = replace(outages, own_repair=repair, repair=repair)
        down = list(stated) if isinstance(self.down, list) else next(iter(stated), None)
        return replace(self, stated=stated, down=down, outages=outages)

    def _outage(self, place: int, outage: Outage) -> Outage:
        at: Path = ("pads", self.name, "outage")
        repair: Any = outage.own_repair or self.repair
        stage = outage.own_stage or self.crew_stage
        return replace(
            outage,
            name=outage.own_name or (f"{self.name}-{place + 1}" if place else self.name),
            pad=self.name,
            place=place,
            at=(*at, place) if isinstance(self.down, list) else at,
            own_repair=repair,
            repair=repair,
            own_stage=stage,
            crew_stage=stage,
        )

    @property
    def families(self) -> tuple[str, ...]:
        """The families that it launches at any time."""
        return tuple(each if isinstance(each, str) else each.family for each in self.served)

    @property
    def serves(self) -> Mapping[str, tuple[int | None, int | None]]:
        """By family when it launches it, [from, to), where that is stated; None for no end."""
        dated = (each for each in self.served if isinstance(each, Serves))
        return {each.family: (each.from_, each.to) for each in dated}

    @property
    def activation(self) -> Input | None:
        """What it takes to make a dormant pad a pad like any other; None for the rest."""
        return self.dormant.activation if self.dormant else None

    @property
    def outage(self) -> tuple[Outage, ...]:
        """Its stated outages that are not lifted."""
        return tuple(each for each in self.stated if not each.lifted)

    def without(self, names: Collection[str]) -> Pad:
        """Return the pad on which these outages never were (MODEL 2.5.3).

        What it owes before one to come stays.
        """
        lifted = [each.name for each in self.outage if each.name in names]
        begun = any(each.since <= 0 for each in self.outage if each.name in lifted)
        stated = (replace(o, lifted=o.lifted or o.name in lifted) for o in self.stated)
        return replace(self, stated=tuple(stated), owed=0 if begun else self.owed)


class Range(Titled):
    """A launch range: when it is closed, all its pads are."""

    pads: list[str] = key("its pads", min_length=1)
    closures: list[Closure] | None = key("as planned", None, alias="closed")


def pads_closed(
    pads: Mapping[str, Pad], ranges: Mapping[str, Range] | None, until: int
) -> dict[str, Pad]:
    """Return the pads with the times in which they are closed, themselves or with their range."""
    closed = {name: [*(pad.closures or ())] for name, pad in pads.items()}
    for each in (ranges or {}).values():
        for name in each.pads:
            if name in closed:
                closed[name] += each.closures or ()
    return {n: replace(pad, closed=blackouts_of(closed[n], until)) for n, pad in pads.items()}


def outages_of(pads: Mapping[str, Pad]) -> Iterator[Outage]:
    """Yield each stated outage."""
    for pad in pads.values():
        yield from pad.stated
