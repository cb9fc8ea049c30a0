"""Which of many inputs matter at all, found without playing each of them in full.

A group of inputs has at least the total index of each of its members. So inputs are sampled anew
together: a group that changes next to nothing is done with, any other is halved.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from sim.analysis.columns import Flags
from sim.studies.drivers.factors import Factor

SLIGHT = 0.005
"""A total index up to which an input is not looked at alone."""

FIRST_GROUP = 8

MOST = 16
"""Inputs that are looked at alone; of more those that change most."""


@dataclass(frozen=True)
class Screened:
    """What the search has left.

    Parameters
    ----------
    named : tuple of Factor
        To be looked at alone, in their own order.
    rest : tuple of Factor
        Whatever does not matter alone.
    """

    named: tuple[Factor, ...]
    rest: tuple[Factor, ...]


def screen(
    factors: Sequence[Factor], base: Flags, play: Callable[[frozenset[Factor]], Flags]
) -> Screened:
    """Return which factors are worth a look of their own.

    Parameters
    ----------
    factors : sequence of Factor
        Those that come first are always named.
    base : ndarray of bool, shape (n,)
        In which of some futures the outcome is so.
    play : callable
        Returns the same with a group of factors sampled anew.
    """
    always = [each for each in factors if each.comes_first]
    others = [each for each in factors if not each.comes_first]
    share = float(base.mean())
    most = SLIGHT * 2 * share * (1 - share) * len(base)
    changed: dict[Factor, int] = {}
    waiting = [others[at : at + FIRST_GROUP] for at in range(0, len(others), FIRST_GROUP)]
    while waiting:
        group = waiting.pop()
        count = int(np.count_nonzero(play(frozenset(group)) != base))
        if count == 0 or count < most:
            continue
        if len(group) == 1:
            changed[group[0]] = count
            continue
        middle = len(group) // 2
        waiting += [group[:middle], group[middle:]]
    room = max(MOST - len(always), 0)
    chosen = {*always, *sorted(changed, key=lambda each: -changed[each])[:room]}
    return Screened(
        tuple(each for each in factors if each in chosen),
        tuple(each for each in factors if each not in chosen),
    )
