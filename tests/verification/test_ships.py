"""Docked ships and their people against closed forms: failures, rescues, illness, stay limits."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from sim.core.clock import DAY
from sim.outcomes import NULL, Kind
from tests.engine.stage import Tree, day
from tests.verification.bare import Played, docked, errors_off, flight, played

pytestmark = pytest.mark.slow

PEOPLE = 3


def failing(mean_days: float) -> Tree:
    return {"vehicles": {"soyuz": {"unfit_rate": f"1 per {mean_days} d"}}}


def test_a_crew_without_rescue_is_stranded_from_an_exponential_failure_on(tmp_path: Path) -> None:
    """E[max(0, T - X)] each, X exponential: the failure is not to be expected sooner with age."""
    mean, horizon = 200.0, 300.0
    run = played(
        4000,
        tmp_path,
        failing(mean),
        {"until": day(horizon), "docked": {"s-1": docked(100, horizon)}},
    )
    share = 1 - np.exp(-horizon / mean)
    assert abs(errors_off(run.columns["stranded"], share)) <= 3
    stranded = PEOPLE * (horizon - mean * share)
    assert abs(errors_off(run.columns["stranded_person_days"], stranded)) <= 3
    assert abs(errors_off(run.columns["no_lifeboat_person_days"], stranded)) <= 3


@pytest.mark.parametrize("lifeboat", [0.25, 0.75])
def test_an_unfit_ship_is_a_lifeboat_as_often_as_stated(lifeboat: float, tmp_path: Path) -> None:
    mean, horizon = 100.0, 300.0
    run = played(
        4000,
        tmp_path,
        failing(mean),
        {"vehicles": {"soyuz": {"unfit_lifeboat_probability": lifeboat}}},
        {"until": day(horizon), "docked": {"s-1": docked(100, horizon)}},
    )
    stranded = PEOPLE * (horizon - mean * (1 - np.exp(-horizon / mean)))
    without = run.columns["no_lifeboat_person_days"]
    assert abs(errors_off(without, (1 - lifeboat) * stranded)) <= 3


def test_a_rescue_ends_a_stranding_after_its_preparation_and_transit(tmp_path: Path) -> None:
    """E[min(R, (T - X)⁺)] each, R the 40 d of preparation and the day of transit."""
    mean, horizon, rescue = 200.0, 500.0, 41.0
    run = played(
        4000,
        tmp_path,
        failing(mean),
        {
            "until": day(horizon),
            "lines": {
                "red": {
                    "rescue_preparation": "40 d",
                    "pull_forward": {"by": "2000 d", "lead": "0 d"},
                }
            },
            "docked": {"s-1": docked(100, 1000)},
            "manifest": {"s-2": flight(900)},
        },
    )
    days = np.zeros(run.n)
    for replication, episode in run.episodes:
        if episode.kind is Kind.STRANDING and episode.vehicle == "s-1":
            end = horizon * DAY if episode.end == NULL else episode.end
            days[replication] += (end - episode.start) / DAY
    late = mean * np.exp(-horizon / mean) * (np.exp(rescue / mean) - 1)
    assert abs(errors_off(days, PEOPLE * (rescue - late))) <= 3


def test_the_first_illness_sends_a_ship_home_after_an_exponential_time(tmp_path: Path) -> None:
    """The least of three exponential times, cut at the planned return."""
    mean, horizon, n = 300.0, 200.0, 4000
    run = played(
        n,
        tmp_path,
        {
            "until": day(horizon + 10),
            "people": {"medical_return_rate": f"1 per {mean} person-days", "medical_lead": "1 s"},
            "docked": {"s-1": docked(100, horizon)},
        },
    )
    home = 1 - np.exp(-PEOPLE * horizon / mean)
    assert abs(errors_off(crew_days(run), mean * home)) <= 3
    ill = run.fired["falls_ill"]
    assert abs(ill - n * home) <= 3 * np.sqrt(n * home * (1 - home))


def test_illness_follows_the_person_days_of_years_of_rotations(tmp_path: Path) -> None:
    """Count less rate times person-days has mean 0 and variance rate times person-days."""
    mean, n = 1500.0, 400
    run = played(
        n,
        tmp_path,
        {
            "until": day(3000),
            "people": {"medical_return_rate": f"1 per {mean} person-days", "medical_lead": "1 s"},
            "lines": {"red": {"cadence": {"every": "175 d", "crew": ["rs", "rs", "usos"]}}},
            "docked": {"s-1": docked(100, 80)},
            "manifest": {"s-2": flight(75)},
        },
    )
    expected = crew_days(run).sum() / mean
    assert expected > 1000
    assert abs(run.fired["falls_ill"] - expected) <= 3 * np.sqrt(expected)


def crew_days(run: Played) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    days = run.columns["crew_days[rs]"] + run.columns["crew_days[usos]"]
    return np.asarray(days, dtype=np.float64).reshape(-1)


LIMIT: Tree = {
    "vehicles": {"soyuz": {"limit": {"kind": "uniform", "low": "180 d", "high": "260 d"}}}
}


def test_an_unknown_limit_is_drawn_above_the_age_of_the_ship(tmp_path: Path) -> None:
    """Uniform on [180, 260] d and 200 d old: the ship leaves uniformly within the next 60 d."""
    run = played(
        4000,
        tmp_path,
        LIMIT,
        {"docked": {"s-1": docked(200, 0)}, "manifest": {"s-2": flight(500)}},
    )
    leaves = run.columns["first_gap_on[red]"]
    assert leaves.min() > 0
    assert leaves.max() < 60
    assert abs(errors_off(leaves, 30)) <= 3
    assert abs(errors_off((leaves - 30) ** 2, 60**2 / 12)) <= 3


def test_the_oldest_ship_bounds_the_limit_of_all_that_share_it(tmp_path: Path) -> None:
    """Another ship of the class is 230 d old: one limit, uniform on [230, 260] d, for both."""
    run = played(
        4000,
        tmp_path,
        LIMIT,
        {
            "lines": {"blue": {"vehicle": "soyuz", "overlap": "5 d"}},
            "docked": {
                "s-1": docked(200, 0),
                "b-1": docked(230, 0, line="blue", port="port-2"),
            },
            "manifest": {"s-2": flight(500), "b-2": flight(520, "blue")},
        },
    )
    young, old = run.columns["first_gap_on[red]"], run.columns["first_gap_on[blue]"]
    assert np.abs(young - old - 30).max() < 2 / DAY
    assert abs(errors_off(old, 15)) <= 3


def test_a_limit_of_a_flight_to_come_is_drawn_whole(tmp_path: Path) -> None:
    """Nobody's age bounds it: [180, 260] d from the launch, the waiver of 10 d on top."""
    run = played(
        4000,
        tmp_path,
        LIMIT,
        {"policy": {"waiver": "10 d"}},
        {"manifest": {"s-1": flight(20), "s-2": flight(900)}},
    )
    first = [e for _, e in run.episodes if e.kind is Kind.HANDOVER_GAP and e.vehicle == "s-1"]
    stays = np.array([episode.start / DAY - 20 for episode in first])
    assert len(stays) == run.n
    assert abs(errors_off(stays, 220 + 10)) <= 3
    assert abs(errors_off((stays - 230) ** 2, 80**2 / 12)) <= 3
