"""Families fitted to a few whole days, some of them censored, some weighing less."""

import math

import numpy as np
import pytest

from sim.analysis.fits import (
    AS_THEY_ARE,
    LEAST_WEIGHT,
    Fit,
    families,
    kaplan_meier,
    log_likelihood,
    ruled_out,
)
from sim.history import Observation


def days(*values, weight=1.0):
    return [Observation(float(value), weight) for value in values]


def of(sample):
    return {fit.family: fit for fit in families(sample)}


def uniform(low, high):
    return lambda x: np.clip((x - low) / (high - low), 0.0, 1.0)


def test_a_value_is_known_to_the_day():
    law = uniform(0.0, 10.0)
    assert log_likelihood(days(3, 4), law) == pytest.approx(2 * math.log(0.1))
    censored = [Observation(4.0, 1.0, censored=True)]
    assert log_likelihood(censored, law) == pytest.approx(math.log(0.6))


def test_a_weight_counts_a_row_so_often():
    sample = days(2, 3, 5, 8, 9, 14)
    halves = days(2, 3, 5, 8, 9, 14, weight=0.5)
    law = uniform(0.0, 20.0)
    assert log_likelihood(halves, law) == pytest.approx(log_likelihood(sample, law) / 2)
    twice, once = of(halves * 2), of(sample)
    for name, fit in once.items():
        assert twice[name].log_likelihood == pytest.approx(fit.log_likelihood, abs=1e-3)


def test_the_exponential_has_the_mean_of_the_sample():
    sample = days(*range(1, 60))
    mean = 30.0
    due = sum(
        math.log(math.exp(-(x - 0.5) / mean) - math.exp(-(x + 0.5) / mean)) for x in range(1, 60)
    )
    assert of(sample)["exponential"].log_likelihood == pytest.approx(due, abs=1e-2)


@pytest.mark.parametrize(
    ("family", "draw"),
    [
        ("lognormal", lambda luck: 100.0 * np.exp(0.8 * luck.standard_normal(400))),
        ("Weibull", lambda luck: 100.0 * luck.weibull(3.0, 400)),
        ("exponential", lambda luck: luck.exponential(100.0, 400)),
        ("uniform", lambda luck: luck.uniform(100.0, 300.0, 400)),
    ],
)
def test_the_family_of_a_large_sample_is_found(family, draw):
    sample = days(*np.rint(draw(np.random.default_rng(5))))
    found = families(sample)
    best = min(found, key=lambda fit: fit.aic)
    assert of(sample)[family].aic - best.aic < 4.0
    apart = {"lognormal", "exponential", "uniform"} - {family}
    if family != "exponential":
        assert all(of(sample)[other].aic - best.aic > 10.0 for other in apart)


def test_censored_values_make_a_law_longer():
    ended = days(10, 20, 30, 40, 50, 60, 70, 80)
    going_on = [Observation(each.value, 1.0, censored=each.value > 50) for each in ended]
    assert "uniform" not in of(going_on)
    assert AS_THEY_ARE not in of(going_on)
    assert of(going_on)["exponential"].log_likelihood > of(ended)["exponential"].log_likelihood


def test_rows_that_are_alike_are_best_as_they_are():
    found = of(days(*[0] * 20, 13, 26, 4, 1))
    assert min(found.values(), key=lambda fit: fit.aic).family == AS_THEY_ARE


def test_as_many_figures_as_rows_prove_nothing():
    assert of(days(1, 2, 3, 4, 5))[AS_THEY_ARE].aic == math.inf
    assert Fit("any", -10.0, 2, 8.0).aic == pytest.approx(2 * (2 + 10) + 2 * 2 * 3 / 5)


def test_negative_days_have_no_family_from_0_on():
    assert set(of(days(-20, -3, 0, 1, 1, 1, 2, 4, 5))) == {"uniform", AS_THEY_ARE}


def test_kaplan_meier_as_in_the_textbook():
    """Six, with one of 6 and of 9 and more censored (Freireich and others, 1963)."""
    ended = [6, 6, 6, 7, 10, 13, 16, 22, 23]
    going_on = [6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35]
    sample = days(*ended) + [Observation(float(x), 1.0, censored=True) for x in going_on]
    assert kaplan_meier(sample, [0.1, 0.25, 0.5, 0.9]) == [6.0, 13.0, 23.0, None]


def test_a_law_that_cannot_have_a_value_rules_it_out():
    sample = [*days(3, 30), Observation(40.0, 1.0, censored=True)]
    assert ruled_out(sample, uniform(0.0, 10.0)) == 2


def test_the_least_number_of_rows_is_stated_in_the_docs(pytestconfig):
    text = (pytestconfig.rootpath / "docs/inputs.md").read_text(encoding="utf-8")
    assert f"effective number is below {LEAST_WEIGHT:g}" in text
