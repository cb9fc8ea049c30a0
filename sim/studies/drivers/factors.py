"""What may drive an answer: everything that nobody knows, and luck in the groups of a planner."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from sim.studies.drivers.resampled import Address, Samples

LUCK = {
    "late slips and re-plans": ("slip", "replan"),
    "scrubs": ("scrub",),
    "losses and groundings": (
        "loss",
        "stand-down",
        "other-customers",
        "grounding",
        "stand-down-at-start",
    ),
    "damage to pads": (
        "damage",
        "repair",
        "outages",
        "random-repair",
        "outage-repair",
        "outage-date",
        "other-launches",
        "other-repair",
    ),
    "stages of later repairs": ("crew-stage",),
    "failed dockings": ("docking", "second-attempt"),
    "transits and overlaps": ("transit", "overlap"),
    "return weather": ("hold",),
    "unfit ships": ("unfit", "lifeboat", "type-fault", "type-grounds"),
    "campaigns and early leaves": ("campaign", "choice", "early"),
    "illnesses": ("illness", "lead"),
    "leaving the station": ("evacuation", "evacuation-away"),
    "refurbishments": ("refurbishment", "refurbishment-at-start"),
}
"""The streams of luck as planners name them; the inputs are the rest of all streams."""

FIRST_LUCK = "late slips and re-plans"

REPAIR, ESTIMATE, REACTIONS = "repair", "estimate", "reactions"
ALL_INPUTS, ALL_LUCK = "inputs", "luck"
"""Names of factors that are no path of a scenario."""


class Sort(StrEnum):
    """Kinds of factor."""

    REPAIRS = "repair, whatever the estimate"
    ESTIMATE = "choice among estimates"
    REPAIR = "repair of an outage"
    STAGE = "time until crews follow a repair"
    STAND_DOWN = "stand-down in force"
    REACTIONS = "reactions of planners, all together"
    REACTION = "reaction of planners"
    INPUT = "input"
    LUCK = "luck"
    GROUP = "group"


@dataclass(frozen=True)
class Factor:
    """Something that is sampled, and may be sampled anew while all else stays.

    Parameters
    ----------
    name : str
        A path of the scenario, or what else it is; unique.
    place : str
        The pad or the family that it is about, or what people call a reaction; empty for none. Of
        several a comma between them.
    addresses : frozenset of Address
    resample : frozenset of str
        The choices that belong to it: `ESTIMATE`, and reactions, which are on or off.
    part_of : str or None
        The factor that it is a part of.
    comes_first : bool
        Whether it stands before others that weigh the same: stay limits, the time from repair to
        crew, slips, reactions.
    """

    name: str
    sort: Sort
    addresses: frozenset[Address]
    place: str = ""
    resample: frozenset[str] = frozenset()
    part_of: str | None = None
    comes_first: bool = False

    @property
    def is_any(self) -> bool:
        """Whether there is anything to sample anew."""
        return bool(self.addresses or self.resample)


@dataclass(frozen=True)
class Factors:
    """All that drives the futures of a scenario.

    Parameters
    ----------
    repairs : tuple of Factor
        The repair and the choice among the estimates; of several estimates the repair as a whole
        first, then its parts.
    reactions : tuple of Factor
        Of the policy; of several all of them as a whole first.
    inputs : tuple of Factor
        One an uncertain input by its path.
    luck : tuple of Factor
        In the groups of a planner.
    """

    repairs: tuple[Factor, ...]
    reactions: tuple[Factor, ...]
    inputs: tuple[Factor, ...]
    luck: tuple[Factor, ...]

    @property
    def all_inputs(self) -> Factor:
        """Whatever nobody knows: repair, choice among its estimates and reactions included."""
        return together(ALL_INPUTS, (*self.repairs, *self.reactions, *self.inputs))

    @property
    def all_luck(self) -> Factor:
        """All luck."""
        return together(ALL_LUCK, self.luck)


def factors_of(
    programs: Sequence[Samples],
    *,
    several: bool = False,
    reactions: Mapping[str, str] = MappingProxyType({}),
) -> Factors:
    """Return the factors of a scenario.

    Parameters
    ----------
    programs : sequence of Samples
        One under each estimate and combination of reactions, which are as likely.
    several : bool
        Whether there are several estimates.
    reactions : mapping of str to str
        Those that may be on or off, with what people call each.
    """
    addresses = dict.fromkeys(each for program in programs for each in program.addresses)
    paths = dict.fromkeys(path for program in programs for path in program.uncertain())
    repairs = list(_repairs(programs, several=several))
    known = {each for factor in repairs for each in factor.addresses}
    down = {factor.place for factor in repairs if factor.sort in (Sort.REPAIR, Sort.STAGE)}
    inputs = tuple(
        Factor(
            path,
            Sort.INPUT,
            frozenset(("input", each.luck(path)) for each in programs if path in each.uncertain()),
            comes_first=_comes_first(path, down),
        )
        for path in paths
    )
    luck = tuple(_luck([each for each in addresses if each not in known]))
    return Factors(tuple(repairs), tuple(_reactions(reactions)), inputs, luck)


def _repairs(programs: Sequence[Samples], *, several: bool) -> Iterator[Factor]:
    """Yield what is not known of the outages: whose estimate holds, and how long they take."""
    whole = REPAIR if several else None
    parts = [*_of_outages(programs, whole), *_stand_downs(programs)]
    if several:
        anew = frozenset([ESTIMATE])
        choice = Factor(ESTIMATE, Sort.ESTIMATE, frozenset(), resample=anew, part_of=REPAIR)
        mine = [each for each in parts if each.part_of == REPAIR]
        yield Factor(
            REPAIR,
            Sort.REPAIRS,
            frozenset(address for each in mine for address in each.addresses),
            ", ".join(dict.fromkeys(each.place for each in mine)),
            resample=anew,
            comes_first=True,
        )
        yield choice
    yield from parts


def _reactions(called: Mapping[str, str]) -> Iterator[Factor]:
    """Yield what may be on or off, of several all together first."""
    several = len(called) > 1
    if several:
        anew = frozenset(called)
        yield Factor(REACTIONS, Sort.REACTIONS, frozenset(), resample=anew, comes_first=True)
    for name, place in called.items():
        yield Factor(
            name,
            Sort.REACTION,
            frozenset(),
            place,
            resample=frozenset([name]),
            part_of=REACTIONS if several else None,
            comes_first=True,
        )


def _of_outages(programs: Sequence[Samples], whole: str | None) -> Iterator[Factor]:
    """Yield repair and stage of each outage; those of one pad are sampled anew together."""
    for outage in programs[0].program.outages:
        name, pad = outage.name, programs[0].program.pads[outage.pad].name
        if any(samples.repair(name) is not None for samples in programs):
            addresses = frozenset([("outage-repair", pad)])
            yield Factor(
                f"repair[{name}]", Sort.REPAIR, addresses, name, part_of=whole, comes_first=True
            )
        if any(samples.stage(name) is not None for samples in programs):
            addresses = frozenset([("crew-stage", pad)])
            yield Factor(
                f"crew_stage[{name}]", Sort.STAGE, addresses, name, part_of=whole, comes_first=True
            )


def _stand_downs(programs: Sequence[Samples]) -> Iterator[Factor]:
    """Yield the stand-downs in force, of which nobody knows how long they take."""
    for family in programs[0].program.families.names:
        if any(samples.stand_down(family) is not None for samples in programs):
            addresses = frozenset([("stand-down-at-start", family)])
            yield Factor(f"stand_down[{family}]", Sort.STAND_DOWN, addresses, family)


def _luck(addresses: Sequence[Address]) -> Iterator[Factor]:
    for name, streams in LUCK.items():
        mine = frozenset(each for each in addresses if each[0] in streams)
        if mine:
            yield Factor(name, Sort.LUCK, mine, comes_first=name == FIRST_LUCK)


def _comes_first(path: str, down: set[str]) -> bool:
    """Return whether an input is a stay limit, of the way from repair to crew, or of slips."""
    words = path.split(".")
    if words[-1] == "limit" or "slip" in words or "replan" in words:
        return True
    return words[0] == "pads" and words[1] in down and words[-1] == "return_to_service"


def together(name: str, factors: Iterable[Factor]) -> Factor:
    """Return several factors as one."""
    every = list(factors)
    return Factor(
        name,
        Sort.GROUP,
        frozenset(address for each in every for address in each.addresses),
        resample=frozenset(choice for each in every for choice in each.resample),
    )
