"""What stated quantities mean: inputs, chances, units."""

import math

import pytest
from pydantic import TypeAdapter
from scipy import stats

from sim.core import distributions
from sim.scenario import load
from sim.scenario.laws import chance_of, input_of, longest, survival
from sim.scenario.model import UnfitError
from sim.scenario.quantities import DURATION, PROBABILITY, RATE, SHIFT, Quantity
from tests.scenario.refresh import VALID

DAY = 86400.0


def test_a_value_is_a_fixed_law_in_seconds():
    assert input_of("12 d", DURATION, ("a", "b")).law.median() == 12 * DAY
    assert input_of("12 d", DURATION, ("a", "b")).path == "a.b"
    assert chance_of(0, DURATION, ()).law.is_fixed
    assert input_of("1 per 25 y", RATE, ()).law.median() == pytest.approx(1 / (25 * 365.25))


@pytest.fixture
def every():
    return load(VALID / "every-key.yaml")


def test_a_chance_with_an_uncertain_scale_keeps_it_apart(every):
    chance = every.families["r7"].stand_down
    (scale,) = chance.scales
    assert scale.path == "families.r7.stand_down.median"
    assert chance.law == distributions.lognormal(1.0, sigma=0.5)
    assert scale.law == distributions.gamma(3.0, 60 * DAY)
    assert (chance.lower, chance.upper) == (-math.inf, 2 * 365.25 * DAY)


def test_a_mixture_has_one_scale_a_part(every):
    chance = every.lines["rs"].slip
    assert len(chance.law.parts) == len(chance.scales) == 2
    assert chance.scales[0] is None
    assert chance.scales[1].path == "lines.rs.slip.parts[1].mean"
    assert [part.weight for part in chance.law.parts] == [0.7, 0.3]


def test_bounds_of_a_part_truncate_it(every):
    chance = every.vehicles["soyuz"].return_hold
    assert chance.upper == math.inf
    assert chance.law.cdf(9 * DAY) == 1.0
    assert [part.weight for part in chance.law.parts] == pytest.approx([0.9, 0.1])


def test_bounds_of_an_input_truncate_it(every):
    limit = every.vehicles["soyuz"].limit.law
    whole = distributions.triangular(230 * DAY, 240 * DAY, 260 * DAY)
    assert limit == whole.truncated(231 * DAY)


def test_the_chance_of_an_outage_is_survival_from_its_start():
    chance = chance_of("40 d", DURATION, ())
    assert survival(chance, 39 * DAY) == 1.0
    assert survival(chance, 40 * DAY) == 0.0
    assert longest(chance) == 40 * DAY


@pytest.mark.parametrize(("a", "b"), [(0.5, 32.5), (1.5, 36), (3, 3), (2, 100), (0.5, 0.5)])
def test_beta_is_that_of_scipy(a, b):
    law, known = distributions.beta(a, b), stats.beta(a, b)
    for p in (1e-6, 0.01, 0.3, 0.5, 0.9, 0.999):
        # a table, straight between 64 nodes an octave: 1e-4 is five times the largest error seen
        assert law.quantile(p) == pytest.approx(known.ppf(p), rel=1e-4)
    assert law.mean() == pytest.approx(known.mean(), rel=1e-4)
    assert law.support() == (0.0, 1.0)


def test_a_beta_out_of_range_is_refused():
    with pytest.raises(ValueError, match="a is 0: it must be in"):
        distributions.beta(0, 1)


@pytest.mark.parametrize(
    ("stated", "unit"),
    [
        ("5", DURATION),
        (-1, PROBABILITY),
        ("a lot", RATE),
        (math.inf, PROBABILITY),
        ("x", PROBABILITY),
    ],
)
def test_a_value_out_of_its_unit_is_refused(stated, unit):
    with pytest.raises(UnfitError):
        input_of(stated, unit, ())


def test_the_next_case_may_be_a_part_of_a_mixture():
    unit, path = DURATION, ("a",)
    sample = {"kind": "empirical", "values": ["2 d", "5 d"], "down_to": "1 d", "beyond": "2 d"}
    scaled = {"kind": "exponential", "mean": {"kind": "uniform", "low": "1 d", "high": "3 d"}}
    parts = [{"weight": 3, **sample}, {"weight": 1, **scaled}]
    stated = TypeAdapter(Quantity).validate_python({"kind": "mixture", "parts": parts})
    chance = chance_of(stated, unit, path)
    assert [part.weight for part in chance.law.parts] == pytest.approx([0.25] * 4)
    assert [scale and scale.path for scale in chance.scales] == [*[None] * 3, "a.parts[1].mean"]
    with pytest.raises(UnfitError, match="sampled once a replication") as caught:
        input_of(stated, unit, path)
    assert caught.value.at == ("parts", 1, "mean")


def test_the_next_case_keeps_to_the_range_of_its_unit():
    sample = {"kind": "empirical", "values": ["2 d", "5 d"], "down_to": "-1 d"}
    stated = TypeAdapter(Quantity).validate_python(sample)
    assert chance_of(stated, SHIFT, ()).law.support() == (-DAY, 5 * DAY)
    with pytest.raises(UnfitError, match="out of range") as caught:
        chance_of(stated, DURATION, ())
    assert caught.value.at == ("down_to",)
