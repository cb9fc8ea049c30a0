"""Distributions of scipy.stats by their names, and the normal one."""

import numpy as np
import pytest
from pydantic import TypeAdapter
from scipy import stats

from sim.core import distributions
from sim.core.clock import DAY
from sim.core.errors import ScenarioError
from sim.scenario import dump, load
from sim.scenario.laws import input_of
from sim.scenario.quantities import DURATION, PROBABILITY, SHIFT, Quantity
from tests.scenario.refresh import VALID

SMALL = (VALID / "small.yaml").read_text(encoding="utf-8")
U = np.array([1e-12, 1e-4, 0.1, 0.3, 0.5, 0.9, 0.9999])


def law(unit=DURATION, **stated):
    return input_of(TypeAdapter(Quantity).validate_python(stated), unit, ("x",)).law


@pytest.mark.parametrize(
    ("name", "shapes"),
    [
        ("invgauss", {"mu": 0.5}),
        ("gumbel_r", {}),
        ("genextreme", {"c": 0.1}),
        ("burr12", {"c": 3.0, "d": 2.0}),
        ("skewnorm", {"a": 4.0}),
        ("exponnorm", {"K": 1.5}),
        ("levy", {}),
        ("mielke", {"k": 10.4, "s": 4.6}),
        ("arcsine", {}),
        ("vonmises", {"kappa": 4.0}),
    ],
)
def test_a_table_of_the_inverse_is_that_of_scipy(name, shapes):
    """MODEL 10.2.3; by its own inverse, by bisection where it has none, or none that is finite."""
    found = distributions.named(name, shapes, loc=3.0, scale=2.0)
    known = getattr(stats, name)(**shapes, loc=3.0, scale=2.0)
    values = [found.sample(u) for u in U]
    assert known.cdf(values) == pytest.approx(U, rel=2e-4)
    assert found.support() == pytest.approx(known.support())
    assert [found.cdf(x) for x in values] == pytest.approx(U, rel=1e-6, abs=1e-8)


def test_a_discrete_law_has_its_values():
    found = distributions.named("poisson", {"mu": 4.0}, scale=7.0)
    for k in range(20):
        assert found.cdf(7.0 * k) == pytest.approx(stats.poisson(4.0).cdf(k), abs=1e-6)
    assert {found.sample(u) % 7.0 for u in (0.01, 0.2, 0.99)} == {0.0}


def test_a_normal_law_has_its_bounds():
    whole = stats.truncnorm(-3.0, 2.0, loc=300 * DAY, scale=100 * DAY)
    found = law(kind="normal", mean="300 d", sd="100 d", lower="0 d", upper="500 d")
    assert found.support() == (0.0, 500 * DAY)
    assert [found.sample(u) for u in U] == pytest.approx(whole.ppf(U), rel=1e-3, abs=1.0)
    assert law(PROBABILITY, kind="normal", mean=0.1, sd=0.01, lower=0, upper=1).support() == (0, 1)
    assert law(SHIFT, kind="normal", mean="-3 d", sd="2 d").median() == pytest.approx(-3 * DAY)


def test_a_plain_number_needs_no_scale():
    assert law(PROBABILITY, kind="arcsine").median() == pytest.approx(0.5)


def test_a_named_law_may_have_an_uncertain_scale(tmp_path):
    (tmp_path / "own.yaml").write_text(
        SMALL.replace(
            "repair: 300 d",
            "repair: {kind: invgauss, mu: 1, scale: {kind: uniform, low: 20 d, high: 30 d}}",
        ),
        encoding="utf-8",
    )
    scenario = load(tmp_path / "own.yaml")
    (scale,) = scenario.pads["east"].repair.scales
    assert scale.path == "pads.east.repair.scale"
    (tmp_path / "again.yaml").write_text(dump(scenario), encoding="utf-8")
    assert load(tmp_path / "again.yaml").pads["east"].repair == scenario.pads["east"].repair


@pytest.mark.parametrize(
    ("stated", "message"),
    [
        ("kind: invgaus, mu: 1, scale: 9 d", "did you mean 'invgauss'?"),
        ("kind: zzz, mu: 1, scale: 9 d", "and each of scipy.stats by its name"),
        ("kind: invgauss, scale: 9 d", "mu missing: the shape parameters of invgauss: mu"),
        ("kind: burr12, c: 1, dd: 1, scale: 9 d", "burr12 has no dd; its shape parameters: c, d"),
        ("kind: invgauss, mu: -1, scale: 9 d", "mu is -1: for invgauss it must be in (0, inf)"),
        ("kind: invgauss, mu: x, scale: 9 d", "repair.mu: 'x' is not a number"),
        ("kind: erlang, a: 1.5, scale: 9 d", "a is 1.5: for erlang it must be a whole number"),
        ("kind: loguniform, a: 9, b: 2, scale: 9 d", "loguniform does not allow that"),
        ("kind: invgauss, mu: 1", "invgauss needs a scale with its unit"),
        ("kind: invgauss, mu: 1, scale: 0 d", "scale is 0: it must be above 0"),
        ("kind: normal, mean: 300 d, sd: 60 d", "reaches below 0: give it a lower bound"),
        ("kind: gumbel_r, scale: 60 d", "reaches below 0: give it a lower bound"),
        ("kind: cauchy, scale: 60 d, lower: 0 d", "hardly an end: give it a bound, upper"),
        ("kind: pareto, b: 1, scale: 60 d", "hardly an end: give it a bound, upper"),
        ("kind: studentized_range, k: 3, df: 9, scale: 9 d", "takes too long"),
        ("kind: zipf, a: 1.5, scale: 9 d", "zipf has more than 1000 values"),
        (
            "kind: gumbel_r, loc: 9 d, scale: {kind: uniform, low: 1 d, high: 2 d}",
            "with an uncertain scale leave loc out",
        ),
    ],
)
def test_what_cannot_be_meant_is_named(tmp_path, stated, message):
    path = tmp_path / "own.yaml"
    path.write_text(SMALL.replace("repair: 300 d", f"repair: {{{stated}}}"), encoding="utf-8")
    with pytest.raises(ScenarioError) as caught:
        load(path)
    assert message in str(caught.value)
