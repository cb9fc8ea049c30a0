"""What a statement means as a law: as it was said, and as such statements came true.

Times are counted from the beginning of what is spoken of, in seconds; *remaining* is what was left
of them when it was said.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from sim.core import distributions
from sim.core.distributions import Law
from sim.scenario.model import UnfitError
from sim.scenario.quantities import Record

AS_SAID, AS_CAME_TRUE = "as_said", "as_came_true"


@dataclass(frozen=True)
class Said:
    """What somebody said of a duration.

    Parameters
    ----------
    words : Law
        How the words are read.
    until : float or None
        The date that was quoted; None where none was.
    after : float
        How long it had lasted by then.
    at_least : bool
        Whether `until` was called a lower bound.
    """

    words: Law
    until: float | None
    after: float
    at_least: bool

    def as_said(self, undercut: float) -> Law:
        """Return the law of the words; a lower bound is undercut with some probability.

        What undercuts it lies between the day on which it was said and the bound, the nearer to the
        bound the likelier (a triangle).
        """
        if not self.at_least:
            return self.words
        assert self.until is not None
        try:
            above = self.words.truncated(self.until)
        except ValueError:
            raise UnfitError("nothing of it lies beyond until", ("as_said",)) from None
        below = distributions.triangular(self.after, self.until, self.until)
        return distributions.mixture([(1.0 - undercut, above), (undercut, below)])

    def as_came_true(self, record: Record) -> Law:
        """Return the law of what comes of such a statement, by the record of its speakers.

        Notes
        -----
        Actual remaining time = stated remaining time × ratio, both two-piece lognormal: medians
        multiply, and the logarithms' spreads on either side add up as independent ones do (exact
        where a date was quoted, and in the middle). The result has its 10, 50 and 90 % points as
        `sim.core.distributions.quantiles` does, and nothing by the day on which it was said.
        """
        said = [p - self.after for p in self._points()]
        if said[0] <= 0.0:
            raise UnfitError("a tenth of it lies before what had passed (after)", ("as_said",))
        middle = said[1] * record.p50
        below = math.hypot(math.log(said[1] / said[0]), math.log(record.p50 / record.p10))
        above = math.hypot(math.log(said[2] / said[1]), math.log(record.p90 / record.p50))
        try:
            law = distributions.quantiles(
                self.after + middle * math.exp(-below),
                self.after + middle,
                self.after + middle * math.exp(above),
            )
        except ValueError as error:
            raise UnfitError(str(error), ("speaker",)) from None
        return law.truncated(self.after)

    def bounded(self, law: Law, longest: float) -> Law:
        """Return the law without what is longer than the longest on record.

        Nobody is cut short who has named a longer time: what was said stays.
        """
        said = max(self.words.quantile(0.9), self.until or 0.0)
        return law if said >= longest else law.truncated(upper=longest)

    def _points(self) -> tuple[float, float, float]:
        """Return the 10, 50 and 90 % points of what was said: the date, else the words."""
        if self.until is not None:
            return (self.until, self.until, self.until)
        low, middle, high = (self.words.quantile(p) for p in (0.1, 0.5, 0.9))
        return low, middle, high
