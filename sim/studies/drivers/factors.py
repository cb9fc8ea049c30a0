"""What may drive an answer: everything that nobody knows, and luck in the groups of a planner."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from sim.studies.drivers.redraw import Address, Draws

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
    "damage to pads": ("damage", "repair", "outages", "random-repair", "outage-repair"),
    "stages of later repairs": ("crew-stage",),
    "failed dockings": ("docking", "second-attempt"),
    "transits and overlaps": ("transit", "overlap"),
    "return weather": ("hold",),
    "unfit ships": ("unfit", "lifeboat"),
    "what planners do": ("campaign", "choice", "early"),
    "illnesses": ("illness", "lead"),
    "refurbishments": ("refurbishment", "refurbishment-at-start"),
}
"""The streams of luck as planners name them; the inputs are the rest of all streams."""

FIRST_LUCK = "late slips and re-plans"

REPAIR, ESTIMATE, ALL_INPUTS, ALL_LUCK = "repair", "estimate", "inputs", "luck"
"""Names of factors that are no path of a scenario."""


class Sort(StrEnum):
    """Kinds of factor."""

    REPAIRS = "repair, whatever the estimate"
    ESTIMATE = "choice among estimates"
    REPAIR = "repair of an outage"
    STAGE = "time until crews follow a repair"
    STAND_DOWN = "stand-down in force"
    INPUT = "input"
    LUCK = "luck"
    GROUP = "group"


@dataclass(frozen=True)
class Factor:
    """Something that is drawn, and may be drawn anew while all else stays.

    Parameters
    ----------
    name : str
        A path of the scenario, or what else it is; unique.
    place : str
        The pad or the family that it is about; empty for none. Of several a comma between them.
    addresses : frozenset of Address
    redraws_estimate : bool
        Whether the choice among the estimates belongs to it.
    part_of : str or None
        The factor that it is a part of.
    comes_first : bool
        Whether it stands before others that weigh the same: stay limits, the time from repair to
        crew, slips.
    """

    name: str
    sort: Sort
    addresses: frozenset[Address]
    place: str = ""
    redraws_estimate: bool = False
    part_of: str | None = None
    comes_first: bool = False

    @property
    def is_any(self) -> bool:
        """Whether there is anything to draw anew."""
        return bool(self.addresses) or self.redraws_estimate


@dataclass(frozen=True)
class Factors:
    """All that drives the futures of a scenario.

    Parameters
    ----------
    repairs : tuple of Factor
        The repair and the choice among the estimates; of several estimates the repair as a whole
        first, then its parts.
    inputs : tuple of Factor
        One an uncertain input by its path.
    luck : tuple of Factor
        In the groups of a planner.
    """

    repairs: tuple[Factor, ...]
    inputs: tuple[Factor, ...]
    luck: tuple[Factor, ...]

    @property
    def all_inputs(self) -> Factor:
        """Whatever nobody knows, the repair and the choice among its estimates included."""
        every = (*self.repairs, *self.inputs)
        return together(ALL_INPUTS, every)

    @property
    def all_luck(self) -> Factor:
        """All luck."""
        return together(ALL_LUCK, self.luck)


def factors_of(draws: Mapping[str, Draws]) -> Factors:
    """Return the factors of a scenario under one estimate, or under several that are as likely.

    Parameters
    ----------
    draws : mapping of str to Draws
        The program under each estimate.
    """
    programs = list(draws.values())
    addresses = dict.fromkeys(each for program in programs for each in program.addresses)
    paths = dict.fromkeys(path for program in programs for path in program.uncertain())
    repairs = list(_repairs(programs, several=len(programs) > 1))
    known = {each for factor in repairs for each in factor.addresses}
    down = {factor.place for factor in repairs if factor.sort in (Sort.REPAIR, Sort.STAGE)}
    inputs = tuple(
        Factor(
            path,
            Sort.INPUT,
            frozenset([("input", path)]),
            comes_first=_comes_first(path, down),
        )
        for path in paths
    )
    luck = tuple(_luck([each for each in addresses if each not in known]))
    return Factors(tuple(repairs), inputs, luck)


def _repairs(programs: Sequence[Draws], *, several: bool) -> Iterator[Factor]:
    """Yield what is not known of the outages: whose estimate holds, and how long they take."""
    whole = REPAIR if several else None
    parts = [*_of_pads(programs, whole), *_stand_downs(programs)]
    if several:
        choice = Factor(ESTIMATE, Sort.ESTIMATE, frozenset(), redraws_estimate=True, part_of=REPAIR)
        mine = [each for each in parts if each.part_of == REPAIR]
        yield Factor(
            REPAIR,
            Sort.REPAIRS,
            frozenset(address for each in mine for address in each.addresses),
            ", ".join(dict.fromkeys(each.place for each in mine)),
            redraws_estimate=True,
            comes_first=True,
        )
        yield choice
    yield from parts


def _of_pads(programs: Sequence[Draws], whole: str | None) -> Iterator[Factor]:
    for pad in programs[0].program.pads.names:
        if any(draws.repair(pad) is not None for draws in programs):
            addresses = frozenset([("outage-repair", pad)])
            yield Factor(
                f"repair[{pad}]", Sort.REPAIR, addresses, pad, part_of=whole, comes_first=True
            )
        if any(draws.stage(pad) is not None for draws in programs):
            addresses = frozenset([("crew-stage", pad)])
            yield Factor(
                f"crew_stage[{pad}]", Sort.STAGE, addresses, pad, part_of=whole, comes_first=True
            )


def _stand_downs(programs: Sequence[Draws]) -> Iterator[Factor]:
    """Yield the stand-downs in force, of which nobody knows how long they take."""
    for family in programs[0].program.families.names:
        if any(draws.stand_down(family) is not None for draws in programs):
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
        redraws_estimate=any(each.redraws_estimate for each in every),
    )
