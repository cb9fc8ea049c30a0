import numpy as np
import pytest

from sim.analysis.survival import cumulative, first_gap_curves
from sim.core.intervals import proportion
from tests.analysis.made_tables import AS_OF, UNTIL, made_outcomes


def test_the_curve_is_the_share_that_has_come() -> None:
    table = made_outcomes({("first_gap_on[soyuz]", "date"): [0, 10, 10.5, 99.5, None]})
    curve = cumulative(table, "first_gap_on[soyuz]")
    assert (curve.dates[0], curve.dates[-1], len(curve.dates)) == (AS_OF, UNTIL, 101)
    assert curve.probability[[0, 9, 10, 11, 99, 100]].tolist() == [0.2, 0.2, 0.4, 0.6, 0.6, 0.8]
    assert (curve.n, curve.events) == (5, 4)
    assert (curve.low[100], curve.high[100]) == proportion(4, 5)
    assert (curve.low[10], curve.high[10]) == proportion(2, 5)
    assert (np.diff(curve.probability) >= 0).all()


@pytest.mark.parametrize(("step", "points"), [(1, 101), (30, 5), (50, 3), (1000, 2)])
def test_the_last_point_is_the_horizon(step: int, points: int) -> None:
    table = made_outcomes({("x", "date"): [99.9]})
    curve = cumulative(table, "x", step)
    assert (len(curve.dates), curve.dates[-1], curve.probability[-1]) == (points, UNTIL, 1.0)


def test_there_is_a_curve_for_each_line_and_segment() -> None:
    names = ["first_gap_on[soyuz]", "first_segment_gap_on[rs]", "decrewed_on"]
    table = made_outcomes({(name, "date"): [None, None] for name in names})
    curves = first_gap_curves(table)
    assert list(curves) == names[:2]
    assert curves[names[0]].probability.max() == 0
    assert curves[names[0]].high.min() > 0
