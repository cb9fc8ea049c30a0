"""What estimates may speak of: the stated outages of pads, and families that are grounded."""

from __future__ import annotations

from dataclasses import dataclass

from sim.core.errors import listed, nearest
from sim.scenario.document import Path
from sim.scenario.launchers import outages_of
from sim.scenario.said import Estimate
from sim.scenario.sampled import Chance
from sim.scenario.schema import ScenarioFile


@dataclass(frozen=True)
class Subject:
    """Something that lasts, and where it is stated.

    Parameters
    ----------
    is_outage : bool
        False for a family that is grounded.
    since : int
        Seconds since ``as_of``; of a date that is not known the median.
    lasts : Chance or None
        How long, as stated by itself or by its pad or family.
    """

    name: str
    at: Path
    is_outage: bool
    since: int
    lasts: Chance | None


def subjects_of(file: ScenarioFile) -> dict[str, Subject]:
    """Return what there is to speak of, by name; of two of one name the outage."""
    found = {}
    for name, family in file.families.items():
        if (grounded := family.grounded) is not None:
            at: Path = ("families", name, "grounded")
            found[name] = Subject(name, at, False, grounded.since, grounded.stand_down)
    for each in outages_of(file.pads):
        found[each.name] = Subject(each.name, each.at, True, each.since, each.repair)
    return found


def spoken_of(estimate: Estimate, subjects: dict[str, Subject]) -> Subject | str:
    """Return what an estimate speaks of, or why that cannot be told."""
    if estimate.of is not None:
        there = f"; there are {listed(subjects)}" if subjects else ": there is none"
        hint = nearest(estimate.of, subjects) or there
        message = f"{estimate.of!r} is no outage, and no family that is grounded, here{hint}"
        return subjects.get(estimate.of, message)
    outages = [each for each in subjects.values() if each.is_outage]
    those = outages or list(subjects.values())
    under_way = [each for each in those if each.since <= 0]
    if len(those) == 1 or len(under_way) == 1:
        return (under_way or those)[0]
    if not those:
        return "no pad has an outage: estimates are views of the repair of one"
    return f"does not say of what it speaks: write `of: NAME`, of {listed(subjects)}"
