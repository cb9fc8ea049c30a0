"""What estimates may speak of: the stated outages of pads, and families that are grounded."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sim.core.errors import listed, nearest
from sim.scenario.document import Path
from sim.scenario.laws import Stated
from sim.scenario.schema import Estimate, ScenarioFile
from sim.scenario.schema_launchers import Outage
from sim.scenario.times import Calendar


@dataclass(frozen=True)
class Subject:
    """Something that lasts, and where it is stated.

    Parameters
    ----------
    outage : Outage or None
        None for a family that is grounded.
    since : int
        Seconds since ``as_of``; of a date that is not known the median.
    lasts : Stated or None
        How long, as stated by itself or by its pad or family.
    """

    name: str
    path: Path
    outage: Outage | None
    since: int
    lasts: Stated | None


def outages_of(file: ScenarioFile) -> Iterator[tuple[str, str, Path, Outage]]:
    """Yield name, pad and place of each stated outage.

    One without a name has that of its pad, from the second on with its number behind it.
    """
    for pad, stated in file.pads.items():
        for number, (at, outage) in enumerate(stated.stated(), 1):
            default = pad if number == 1 else f"{pad}-{number}"
            yield outage.name or default, pad, ("pads", pad, *at), outage


def subjects_of(file: ScenarioFile, calendar: Calendar) -> dict[str, Subject]:
    """Return what there is to speak of, by name; of two of one name the outage."""
    found = {}
    for name, family in file.families.items():
        if family.grounded is not None:
            path: Path = ("families", name, "grounded")
            lasts = family.grounded.stand_down
            since = calendar.at(family.grounded.since)
            lasts = family.stand_down if lasts is None else lasts
            found[name] = Subject(name, path, None, since, lasts)
    for name, pad, path, outage in outages_of(file):
        lasts = file.pads[pad].repair if outage.repair is None else outage.repair
        found[name] = Subject(name, path, outage, calendar.planned(outage.since).median, lasts)
    return found


def spoken_of(estimate: Estimate, subjects: dict[str, Subject]) -> Subject | str:
    """Return what an estimate speaks of, or why that cannot be told."""
    if estimate.of is not None:
        there = f"; there are {listed(subjects)}" if subjects else ": there is none"
        hint = nearest(estimate.of, subjects) or there
        message = f"{estimate.of!r} is no outage, and no family that is grounded, here{hint}"
        return subjects.get(estimate.of, message)
    outages = [each for each in subjects.values() if each.outage is not None]
    those = outages or list(subjects.values())
    under_way = [each for each in those if each.since <= 0]
    if len(those) == 1 or len(under_way) == 1:
        return (under_way or those)[0]
    if not those:
        return "no pad has an outage: estimates are views of the repair of one"
    return f"does not say of what it speaks: write `of: NAME`, of {listed(subjects)}"
