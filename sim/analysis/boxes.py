"""Where a risk concentrates: ranges of a few inputs in which most of the bad futures lie.

The patient rule induction method peels futures off, a twentieth at a time from one end of one
input, so that the share of bad ones among those left rises fastest. Half of the futures find the
ranges, the other half says what they are worth.

References
----------
Friedman and Fisher (1999), doi:10.1023/A:1008894516817; Bryant and Lempert (2010),
doi:10.1016/j.techfore.2009.08.002: coverage and density.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np

from sim.analysis.columns import Flags, Floats
from sim.core.intervals import Estimate, proportion

MOST_BOXES = 2

CHEAP = 0.03
"""A limit goes when the box without it is worth less by no more than this share."""

LEAST_COVERAGE = 0.1
"""A second box must hold this share of all bad futures."""

DIGITS = 3
"""Of each limit: what is said is what was counted."""


@dataclass(frozen=True)
class Limit:
    """The range of one input: above `low` and up to `high`, None for no bound there."""

    name: str
    low: float | None
    high: float | None

    def holds(self, values: Floats) -> Flags:
        """Return in which futures the input is in the range."""
        inside = np.ones(len(values), bool)
        if self.low is not None:
            inside &= values > self.low
        if self.high is not None:
            inside &= values <= self.high
        return inside


@dataclass(frozen=True)
class Box:
    """Ranges of inputs, and what the futures say that had no part in finding them.

    Parameters
    ----------
    limits : tuple of Limit
    n, inside, bad, bad_inside : int
        Futures, those in the box, bad ones, and those of them in the box. A second box counts what
        the first has left.
    density : Estimate
        The share of bad futures in the box.
    mass, coverage : Estimate
        The share that it holds of all futures, and of all bad ones.
    """

    limits: tuple[Limit, ...]
    n: int
    inside: int
    bad: int
    bad_inside: int
    density: Estimate
    mass: Estimate
    coverage: Estimate

    def as_dict(self) -> dict[str, Any]:
        """Return what ``summary.json`` holds of it."""
        shares = {name: getattr(self, name)._asdict() for name in ("density", "mass", "coverage")}
        return {**asdict(self), "limits": [asdict(each) for each in self.limits], **shares}


def risky_boxes(inputs: Mapping[str, Floats], did: Flags) -> list[Box]:
    """Return up to two boxes in which a risk concentrates; none where there is no such place.

    Parameters
    ----------
    inputs : mapping of str to ndarray of float64, shape (n,)
        The value of each input in each future, in the unit in which limits are to be said.
    did : ndarray of bool, shape (n,)

    Notes
    -----
    Of all boxes on the way the one is taken that holds most bad futures beyond what a box of its
    size would hold if there were no such place, mass * (density - share of all). Limits that hardly
    add to that are left out, each is rounded to three digits, and then counted on the other half. A
    box is kept if its density there is clearly above the share of all futures; a second one, found
    in what the first has left, if it also holds a tenth of the bad ones.
    """
    found: list[Box] = []
    learn = np.arange(len(did)) % 2 == 0
    left = np.ones(len(did), bool)
    while len(found) < MOST_BOXES:
        limits = _limits({name: x[learn & left] for name, x in inputs.items()}, did[learn & left])
        if not limits:
            break
        inside = _inside(limits, inputs) & left
        box = _counted(limits, inside[~learn], did[~learn])
        if box.density.low is None or box.density.low <= did[~learn].mean():
            break
        if found and box.bad_inside < LEAST_COVERAGE * box.bad:
            break
        found.append(box)
        left &= ~inside
    return found


def _limits(inputs: Mapping[str, Floats], did: Flags) -> tuple[Limit, ...]:
    """Return the limits of the box that is worth most among these futures."""
    varying = {name: x for name, x in inputs.items() if len(x) and np.ptp(x) > 0.0}
    if not varying or did.all() or not did.any():
        return ()
    from prim import Prim  # a second, with pandas and what it draws with

    box = Prim(varying, did).find_box()
    path = box.peeling_trajectory
    worth = path["mass"].to_numpy(float) * (path["density"].to_numpy(float) - did.mean())
    box.select(int(worth.argmax()))
    limits = [
        _limit(name, ends["min"], ends["max"], varying[name])
        for name, ends in box.limits.to_dict("index").items()
    ]
    return _without_cheap(
        [each for each in limits if (each.low, each.high) != (None, None)], varying, did
    )


def _limit(name: str, least: float, most: float, values: Floats) -> Limit:
    """Return a limit in round numbers, without the ends that bound nothing."""
    return Limit(
        name,
        _rounded(least) if least > values.min() else None,
        _rounded(most) if most < values.max() else None,
    )


def _rounded(value: float) -> float:
    return float(f"{value:.{DIGITS}g}")


def _without_cheap(
    limits: Sequence[Limit], inputs: Mapping[str, Floats], did: Flags
) -> tuple[Limit, ...]:
    """Return the limits without the ends that add little, the one that adds least goes first."""
    kept = list(limits)
    whole = _worth(kept, inputs, did)
    while True:
        trials = [trial for place in range(len(kept)) for trial in _looser(kept, place)]
        if not trials:
            return ()
        best = max(trials, key=lambda trial: _worth(trial, inputs, did))
        if _worth(best, inputs, did) < (1 - CHEAP) * whole:
            return tuple(kept)
        kept = best


def _looser(limits: Sequence[Limit], place: int) -> list[list[Limit]]:
    """Return the limits with one end of one of them less."""
    before, here, behind = limits[:place], limits[place], limits[place + 1 :]
    if here.low is None or here.high is None:
        return [[*before, *behind]]
    return [
        [*before, replace(here, low=None), *behind],
        [*before, replace(here, high=None), *behind],
    ]


def _worth(limits: Sequence[Limit], inputs: Mapping[str, Floats], did: Flags) -> float:
    """Return mass * (density - share of all), which is 0 for all futures and for none."""
    inside = _inside(limits, inputs)
    return float((did[inside].sum() - did.mean() * inside.sum()) / len(did))


def _inside(limits: Sequence[Limit], inputs: Mapping[str, Floats]) -> Flags:
    inside = np.ones(len(next(iter(inputs.values()))), bool)
    for limit in limits:
        inside &= limit.holds(inputs[limit.name])
    return inside


def _counted(limits: tuple[Limit, ...], inside: Flags, did: Flags) -> Box:
    n, in_box, bad = len(did), int(inside.sum()), int(did.sum())
    both = int((inside & did).sum())
    return Box(
        limits,
        n,
        in_box,
        bad,
        both,
        density=_share(both, in_box),
        mass=_share(in_box, n),
        coverage=_share(both, bad),
    )


def _share(events: int, n: int) -> Estimate:
    if n == 0:
        return Estimate(None, None, None)
    return Estimate(events / n, *proportion(events, n))
