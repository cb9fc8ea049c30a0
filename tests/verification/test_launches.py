"""Launches against closed forms: losses, scrubs, a pad under repair, a pad queue, stand-downs."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy import integrate, stats
from scipy.special import betaln

from sim.core.clock import DAY
from sim.engine.simpy import Simpy
from sim.outcomes import Happening
from tests.engine.stage import Tree, day
from tests.verification.bare import SEED, errors_off, flight, played, program

pytestmark = pytest.mark.slow

FLIGHTS = 20


def freight(chances: Tree) -> Tree:
    """Twenty cargo flights ten days apart, each launched on its day whatever became of the last."""
    return {
        "until": day(10 * FLIGHTS + 5),
        "station": {"ports": {"port-1": {"accepts": ["freighter"]}}},
        "families": {"r7": chances.get("family", {})},
        "pads": {"east": chances.get("pad", {})},
        "vehicles": {"freighter": {"family": "r7", "stay": "1 d", "transit": "1 h"}},
        "cargo": {"freighter": {"every": "10 d"}},
        "lines": None,
    }


LOSS = "losses[r7]"
DAMAGE = "pad_damages[east]"


def losing(probability: object) -> Tree:
    return freight({"family": {"loss_probability": probability}})


def damaging(probability: object) -> Tree:
    return freight({"pad": {"damage_probability": probability, "repair": "1 s"}})


@pytest.mark.parametrize(("column", "happen"), [(LOSS, losing), (DAMAGE, damaging)])
def test_mishaps_at_a_known_rate_are_binomial(
    column: str, happen: Callable[[object], Tree], tmp_path: Path
) -> None:
    p, n = 0.1, 4000
    run = played(n, tmp_path, happen(p))
    assert set(run.columns["launches[r7]"]) == {FLIGHTS}
    counts = run.columns[column]
    assert abs(errors_off(counts, FLIGHTS * p)) <= 3
    assert abs(errors_off((counts - FLIGHTS * p) ** 2, FLIGHTS * p * (1 - p))) <= 3
    assert abs(errors_off((counts == 0) * 1.0, (1 - p) ** FLIGHTS)) <= 3


@pytest.mark.parametrize(("column", "happen"), [(LOSS, losing), (DAMAGE, damaging)])
def test_mishaps_at_a_rate_known_from_few_events_are_beta_binomial(
    column: str, happen: Callable[[object], Tree], tmp_path: Path
) -> None:
    a, b, n = 1.5, 28.5, 4000
    counts = played(n, tmp_path, happen({"kind": "beta", "a": a, "b": b})).columns[column]
    law = stats.betabinom(FLIGHTS, a, b)
    assert abs(errors_off(counts, law.mean())) <= 3
    assert abs(errors_off((counts - law.mean()) ** 2, law.var())) <= 3
    none = float(np.exp(betaln(a, b + FLIGHTS) - betaln(a, b)))
    assert abs(errors_off((counts == 0) * 1.0, none)) <= 3


def test_a_scrubbed_launch_waits_a_geometric_number_of_recycles(tmp_path: Path) -> None:
    p, recycle, n = 0.3, 2.0, 4000
    scrubs = {"vehicles": {"soyuz": {"scrub_probability": p, "scrub_recycle": f"{recycle} d"}}}
    run = played(n, tmp_path, scrubs, {"manifest": {"s-1": flight(50)}})
    waits = run.columns["next[red,1].launch"] - 50
    assert abs(errors_off(waits, recycle * p / (1 - p))) <= 3
    assert abs(errors_off((waits == 0) * 1.0, 1 - p)) <= 3


AGE, PLANNED = 60.0, 50.0
REPAIRS: dict[str, tuple[Tree, Callable[[Any], Any]]] = {
    "exponential": (
        {"kind": "exponential", "mean": "100 d"},
        stats.expon(scale=100).sf,
    ),
    "uniform": (
        {"kind": "uniform", "low": "20 d", "high": "200 d"},
        stats.uniform(20, 180).sf,
    ),
    "weibull": (
        {"kind": "weibull", "shape": 1.5, "median": "120 d"},
        stats.weibull_min(1.5, scale=120 / np.log(2) ** (1 / 1.5)).sf,
    ),
    "lognormal": (
        {"kind": "lognormal", "median": "90 d", "sigma": 0.7},
        stats.lognorm(0.7, scale=90).sf,
    ),
    "mixture": (
        {
            "kind": "mixture",
            "parts": [
                {"weight": 3, "kind": "exponential", "mean": "20 d"},
                {"weight": 1, "kind": "exponential", "mean": "200 d"},
            ],
        },
        lambda x: 0.75 * np.exp(-x / 20) + 0.25 * np.exp(-x / 200),
    ),
}


@pytest.mark.parametrize("name", REPAIRS)
def test_the_wait_for_a_pad_under_repair_is_what_its_survival_function_says(
    name: str, tmp_path: Path
) -> None:
    """E[max(0, X - a - t)], X the whole repair, a its age on `as_of`, t the planned day."""
    repair, survival = REPAIRS[name]
    outage = {"pads": {"east": {"outage": {"since": day(-AGE), "repair": repair}}}}
    manifest = {"until": day(4000), "manifest": {"s-1": flight(PLANNED)}}
    run = played(6000, tmp_path, outage, manifest)
    waits = run.columns["next[red,1].launch"] - PLANNED
    beyond, _ = integrate.quad(survival, AGE + PLANNED, np.inf, limit=200)
    assert abs(errors_off(waits, beyond / survival(AGE))) <= 3
    waited = survival(AGE + PLANNED) / survival(AGE)
    assert abs(errors_off((waits > 0) * 1.0, waited)) <= 3


def queue(crews: int, turnaround: object, spread: float) -> Tree:
    """As many crews of as many lines, all planned for day 10 from one pad, each slipping."""
    slip = {"kind": "uniform", "low": "0 d", "high": f"{spread} d"}
    lines = {
        f"line-{n}": {"vehicle": "soyuz", "overlap": "5 d", "slip": slip} for n in range(crews)
    }
    return {
        "until": day(200),
        "pads": {"east": {"turnaround": turnaround}},
        "lines": {"red": None, **lines},
        "manifest": {f"{line}-1": flight(10, line) for line in lines},
    }


def test_two_crews_at_one_pad_wait_as_theory_says(tmp_path: Path) -> None:
    """Two uniform days in [0, a] lie apart by x with density 2 (a - x) / a²; the wait is D - x."""
    spread, turnaround = 20.0, 6.0
    run = played(6000, tmp_path, queue(2, f"{turnaround} d", spread))
    launches = run.columns["next[line-0,1].launch"] + run.columns["next[line-1,1].launch"]
    wait = turnaround**2 * (spread - turnaround / 3) / spread**2
    assert abs(errors_off(launches, 2 * (10 + spread / 2) + wait)) <= 3


def test_a_queue_at_one_pad_is_lindleys(tmp_path: Path) -> None:
    """Against the recursion in numpy, with its own luck and a turnaround drawn once a future."""
    crews, spread, low, high = 6, 20.0, 2.0, 8.0
    turnaround = {"kind": "uniform", "low": f"{low} d", "high": f"{high} d"}
    run = played(6000, tmp_path, queue(crews, turnaround, spread))
    launches = np.sort(
        np.stack([run.columns[f"next[line-{k},1].launch"] for k in range(crews)], axis=1)
    )
    luck = np.random.default_rng(1)
    n = 400_000
    ready = np.sort(10 + luck.uniform(0, spread, (n, crews)))
    pace = luck.uniform(low, high, n)
    theory = np.empty_like(ready)
    theory[:, 0] = ready[:, 0]
    for k in range(1, crews):
        theory[:, k] = np.maximum(ready[:, k], theory[:, k - 1] + pace)
    for k in range(crews):
        engine, numpy = launches[:, k], theory[:, k]
        error = np.hypot(engine.std(ddof=1) / np.sqrt(len(engine)), numpy.std(ddof=1) / np.sqrt(n))
        assert abs(engine.mean() - numpy.mean()) <= 3 * error


def test_every_future_of_the_queue_is_lindleys_to_the_second(tmp_path: Path) -> None:
    turnaround = 5 * DAY
    engine = Simpy(program(tmp_path, queue(6, "5 d", 20)))
    for replication in range(200):
        log, _ = engine.replay(SEED, replication)
        ready = sorted(row.second for row in log if row.happening is Happening.FLIGHT_READY)
        launched = [row.second for row in log if row.happening is Happening.LAUNCHES]
        expected = [ready[0]]
        for second in ready[1:]:
            expected.append(max(second, expected[-1] + turnaround))
        assert launched == expected


STAND_DOWNS: dict[str, tuple[object, Callable[[Any], Any]]] = {
    "fixed": ("10 d", stats.uniform(10, 1e-9).sf),
    "exponential": ({"kind": "exponential", "mean": "10 d"}, stats.expon(scale=10).sf),
    "uniform": ({"kind": "uniform", "low": "0 d", "high": "30 d"}, stats.uniform(0, 30).sf),
}


@pytest.mark.parametrize("name", STAND_DOWNS)
def test_a_launcher_is_grounded_as_long_as_a_queue_without_end_of_servers_is_busy(
    name: str, tmp_path: Path
) -> None:
    """M/G/∞, empty on `as_of`: busy at t with probability 1 - exp(-rate ∫₀ᵗ S(s) ds)."""
    stand_down, survival = STAND_DOWNS[name]
    rate, horizon = 1 / 30, 1000.0
    customers = {"rate": "1 per 30 d", "stand_down": stand_down}
    run = played(
        4000,
        tmp_path,
        {"until": day(horizon), "families": {"r7": {"other_customers": customers}}},
        {"manifest": {"s-1": flight(10)}},
    )
    days = np.linspace(0, horizon, 200_001)
    load = integrate.cumulative_trapezoid(survival(days), days, initial=0)
    busy = float(integrate.trapezoid(1 - np.exp(-rate * load), days))
    assert abs(errors_off(run.columns["stand_down_days[r7]"], busy)) <= 3


def test_the_grounded_share_settles_at_one_less_exp_of_the_load(tmp_path: Path) -> None:
    """In the long run the share is 1 - exp(-rate × mean), whatever the law of the durations."""
    customers = {"rate": "1 per 20 d", "stand_down": "10 d"}
    run = played(
        1000,
        tmp_path,
        {"until": day(4010), "families": {"r7": {"other_customers": customers}}},
        {"manifest": {"s-1": flight(10)}},
    )
    settled = 4000 * (1 - np.exp(-0.5)) + 10 - 20 * (1 - np.exp(-0.5))
    assert abs(errors_off(run.columns["stand_down_days[r7]"], settled)) <= 3
