"""Section 1.1 to 1.3 of the model: the clock, the state on `as_of`, durations that run."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from scipy import stats

from sim.core.clock import DAY
from sim.core.errors import ScenarioError
from sim.core.sampling import stream_key, uniform
from sim.engine.build import build
from sim.engine.simpy import Simpy
from tests.engine.stage import LUCK, cargo, day, futures, play, replay, staged, without

# --- 1.1 -----------------------------------------------------------------------------------------


def test_a_bare_date_is_noon(tmp_path: Path) -> None:
    played = play(tmp_path, {"manifest": {"s-2": {"planned": "2030-04-05"}}})
    assert played.day("LAUNCHES", "s-2") == 94.5


def test_a_month_is_30_4375_days(tmp_path: Path) -> None:
    played = play(tmp_path, {"manifest": {"p-1": cargo(10, stay="1 month")}})
    assert played.of("p-1")[-1] == "42.44 UNDOCKS p-1 PLANNED_RETURN"
    assert played.day("UNDOCKS", "p-1") == 12 + 30.4375


def test_a_sampled_duration_is_rounded_once_to_the_second(tmp_path: Path) -> None:
    low, high = 3 * 3600, 50 * 3600
    transit = {"kind": "uniform", "low": "3 h", "high": "50 h"}
    scenario = staged(tmp_path, LUCK, {"vehicles": {"soyuz": {"transit": transit}}})
    for replication, played in enumerate(futures(scenario, 20)):
        u = uniform(1, replication, stream_key("transit", "s-2"), 0)
        up = played.row("LAUNCHES", "s-2").second
        assert played.row("DOCKS", "s-2").second - up == round(low + u * (high - low))


def test_outcomes_are_whole_seconds_and_never_is_an_integer(tmp_path: Path) -> None:
    _, batch = Simpy(build(staged(tmp_path))).replay(1, 0)
    assert batch.outcomes.dtype == np.int64
    assert play(tmp_path).outcome("first_gap_on[red]") is None


# --- 1.2 -----------------------------------------------------------------------------------------


def test_a_docked_ship_counts_its_limit_from_its_launch(tmp_path: Path) -> None:
    played = play(tmp_path, {"pins": {"flights": {"s-2": {"slip": "60 d"}}}})
    assert played.of("s-1") == ["124.00 UNDOCKS s-1 LIMIT"]  # launched on -106, limit 230 d


def test_a_docked_ship_without_a_stated_return_stays_from_its_docking(tmp_path: Path) -> None:
    played = play(tmp_path, without("manifest.s-2", "manifest.s-3", "manifest.s-4"))
    assert played.of("s-1") == ["100.00 UNDOCKS s-1 PLANNED_RETURN"]  # docked on -105, stay 205 d


def test_a_docked_ship_keeps_its_stated_return(tmp_path: Path) -> None:
    last = without("manifest.s-2", "manifest.s-3", "manifest.s-4")
    played = play(tmp_path, last, {"docked": {"s-1": {"planned_return": day(60)}}})
    assert played.of("s-1") == ["60.00 UNDOCKS s-1 PLANNED_RETURN"]


def test_people_aboard_since_a_day_are_counted_from_it(tmp_path: Path) -> None:
    crew = {"anna": {"segment": "rs", "aboard_since": day(-300)}, "boris": "rs"}
    played = play(tmp_path, {"docked": {"s-1": {"crew": crew}}})
    assert played.outcome("longest_stay_days") == 400


def test_somebody_stranded_on_as_of_is_stranded_until_a_seat_comes(tmp_path: Path) -> None:
    crew = {"anna": {"segment": "rs", "seat": "none", "stranded_since": day(-10)}}
    played = play(tmp_path, {"docked": {"s-1": {"unfit_since": day(-10), "crew": crew}}})
    told = next(told for told in played.episodes if told.startswith("STRANDING anna"))
    assert told.startswith("STRANDING anna 0.00..95.00 s-1 STATE -> RESEATED")  # an empty s-2


def test_a_pad_is_turned_round_after_the_launch_before_as_of(tmp_path: Path) -> None:
    pads = {"pads": {"east": {"turnaround": "110 d", "last_launch": day(-5)}}}
    assert play(tmp_path, pads).day("LAUNCHES", "s-2") == 105


def test_a_pad_that_is_down_on_as_of_is_repaired_and_returns_to_service(tmp_path: Path) -> None:
    outage = {"since": day(-30), "repair": "130 d"}
    played = play(tmp_path, {"pads": {"east": {"outage": outage, "return_to_service": "7 d"}}})
    assert "100.00 REPAIRED east" in played.log
    assert played.day("LAUNCHES", "s-2") == 107
    assert played.outcome("pad_down_days[east]") == 100
    assert played.outcome("repair_days[east]") == 130


def test_a_family_grounded_on_as_of_flies_when_its_stand_down_ends(tmp_path: Path) -> None:
    grounded = {"since": day(-30), "stand_down": "131 d"}
    played = play(tmp_path, {"families": {"r7": {"grounded": grounded}}})
    assert played.day("LAUNCHES", "s-2") == 101
    assert played.outcome("stand_down_days[r7]") == 101


def test_requalification_owed_on_as_of_is_owed(tmp_path: Path) -> None:
    owing = {"families": {"r7": {"owed": 1}}, "manifest": {"p-1": cargo(99)}}
    played = play(tmp_path, owing, {"pads": {"east": {"turnaround": "3 d"}}})
    assert played.day("LAUNCHES", "s-2") == 102


def test_a_capsule_on_the_ground_is_ready_a_refurbishment_after_its_landing(tmp_path: Path) -> None:
    capsules = {"refurbishment": "120 d", "capsules": {"old": day(-20), "up": "docked"}}
    played = play(
        tmp_path,
        {"vehicles": {"soyuz": {"spacecraft": capsules}}, "docked": {"s-1": {"spacecraft": "up"}}},
    )
    assert played.day("LAUNCHES", "s-2") == 100


def test_it_ends_at_until_and_nothing_at_it_is_played(tmp_path: Path) -> None:
    played = play(tmp_path, {"until": day(150)})
    assert played.log[-1] == "145.00 DOCKS d-2"
    assert played.outcome("next[blue,1].dock") == 145
    assert played.outcome("next[blue,1].overlap_days") is None  # d-1 would leave at 150


# --- 1.3 -----------------------------------------------------------------------------------------

AGE = 100.0


def repairs(tmp_path: Path, repair: object, replications: int = 60) -> list[tuple[float, float]]:
    """(u, drawn repair in days) of an outage that has lasted `AGE` days."""
    outage = {"since": day(-AGE), "repair": repair}
    until = {"until": day(1), **LUCK}
    program = build(staged(tmp_path, until, {"pads": {"east": {"outage": outage}}}))
    names = [column.name for column in program.columns]
    place = names.index("repair_days[east]")
    key = stream_key("outage-repair", "east")
    drawn = (Simpy(program).run(1, range(replications)).outcomes[:, place] / DAY).tolist()
    return [(uniform(1, replication, key, 0), x) for replication, x in enumerate(drawn)]


WEIBULL_SCALE = 150 / np.log(2) ** (1 / 1.5)
LAWS = {
    "uniform": (
        {"kind": "uniform", "low": "50 d", "high": "250 d"},
        stats.uniform(50, 200),
    ),
    "triangular": (
        {"kind": "triangular", "low": "50 d", "mode": "120 d", "high": "250 d"},
        stats.triang(c=70 / 200, loc=50, scale=200),
    ),
    "pert": (
        {"kind": "pert", "low": "50 d", "mode": "120 d", "high": "250 d"},
        stats.beta(1 + 4 * 70 / 200, 1 + 4 * 130 / 200, loc=50, scale=200),
    ),
    "exponential": (
        {"kind": "exponential", "mean": "150 d"},
        stats.expon(scale=150),
    ),
    "lognormal": (
        {"kind": "lognormal", "median": "150 d", "sigma": 0.6},
        stats.lognorm(0.6, scale=150),
    ),
    "weibull": (
        {"kind": "weibull", "shape": 1.5, "median": "150 d"},
        stats.weibull_min(1.5, scale=WEIBULL_SCALE),
    ),
    "gamma": (
        {"kind": "gamma", "shape": 2, "mean": "150 d"},
        stats.gamma(2, scale=75),
    ),
}


@pytest.mark.parametrize("kind", LAWS)
def test_a_running_duration_is_drawn_conditional_on_not_having_ended(
    tmp_path: Path, kind: str
) -> None:
    stated, law = LAWS[kind]
    for u, drawn in repairs(tmp_path, stated):
        assert drawn > AGE
        # Laws without an elementary inverse are tables; a second is 1e-5 d.
        expected = law.isf((1 - u) * law.sf(AGE))
        assert drawn == pytest.approx(expected, rel=1e-3)


def test_quantiles_are_conditional_too(tmp_path: Path) -> None:
    drawn = [x for _, x in repairs(tmp_path, {"kind": "quantiles", "p10": "60 d", "p90": "300 d"})]
    assert min(drawn) > AGE
    assert len(set(drawn)) == len(drawn)


def test_a_fixed_duration_that_still_runs_is_itself(tmp_path: Path) -> None:
    assert {x for _, x in repairs(tmp_path, "130 d", 5)} == {130.0}


def test_empirical_keeps_the_values_above_the_elapsed_time(tmp_path: Path) -> None:
    values = ["50 d", "90 d", "100 d", "120 d", "300 d", "300 d"]
    drawn = [x for _, x in repairs(tmp_path, {"kind": "empirical", "values": values}, 300)]
    assert set(drawn) == {120.0, 300.0}
    # 1 of the 3 values above 100 d: binomial, five standard deviations are 0.136.
    assert drawn.count(120.0) / len(drawn) == pytest.approx(1 / 3, abs=0.136)


def test_a_mixture_reweights_its_parts_by_their_survival(tmp_path: Path) -> None:
    parts = [
        {"weight": 1, "kind": "uniform", "low": "0 d", "high": "125 d"},  # S(100 d) = 0.2
        {"weight": 1, "value": "150 d"},  # S(100 d) = 1
        {"weight": 1, "value": "60 d"},  # S(100 d) = 0
    ]
    drawn = [x for _, x in repairs(tmp_path, {"kind": "mixture", "parts": parts}, 300)]
    assert all(x == 150 or AGE < x <= 125 for x in drawn)
    # 0.2 against 1: binomial, five standard deviations are 0.108.
    assert drawn.count(150.0) / len(drawn) == pytest.approx(1 / 1.2, abs=0.108)


def test_bounds_truncate_and_do_not_pile_up(tmp_path: Path) -> None:
    law = {"kind": "exponential", "mean": "150 d", "upper": "140 d"}
    found = repairs(tmp_path, law, 100)
    free = stats.expon(scale=150)
    tail = free.sf(140)
    for u, drawn in found:
        assert drawn == pytest.approx(free.isf(tail + (1 - u) * (free.sf(AGE) - tail)), rel=1e-4)
    assert len({drawn for _, drawn in found}) == 100


def test_a_running_stand_down_is_conditional(tmp_path: Path) -> None:
    grounded = {"since": day(-50), "stand_down": {"kind": "uniform", "low": "0 d", "high": "90 d"}}
    scenario = staged(tmp_path, LUCK, {"families": {"r7": {"grounded": grounded}}})
    ends = [played.day("STAND_DOWN_ENDS", "r7") for played in futures(scenario, 40)]
    assert all(end is not None and 0 < end <= 40 for end in ends)
    assert len(set(ends)) > 30


def test_a_running_refurbishment_is_conditional(tmp_path: Path) -> None:
    refurbishment = {"kind": "uniform", "low": "0 d", "high": "160 d"}
    capsules = {"refurbishment": refurbishment, "capsules": {"old": day(-50), "up": "docked"}}
    scenario = staged(
        tmp_path,
        LUCK,
        {"vehicles": {"soyuz": {"spacecraft": capsules}}, "docked": {"s-1": {"spacecraft": "up"}}},
        {"manifest": {"s-2": {"planned": day(0.5)}}},
    )
    ups = [played.day("LAUNCHES", "s-2") for played in futures(scenario, 40)]
    assert all(up is not None and 0.5 <= up <= 110 for up in ups)
    # Uniform on (0, 110] when it is conditional on 50 d: one in 220 is ready by 0.5 d.
    assert sum(up == 0.5 for up in ups) <= 3
    assert max(up for up in ups if up is not None) > 90


def test_a_refurbishment_that_must_have_ended_has_ended(tmp_path: Path) -> None:
    refurbishment = {"kind": "uniform", "low": "100 d", "high": "150 d"}
    capsules = {"refurbishment": refurbishment, "capsules": {"old": day(-200), "up": "docked"}}
    scenario = staged(
        tmp_path,
        LUCK,
        {"vehicles": {"soyuz": {"spacecraft": capsules}}, "docked": {"s-1": {"spacecraft": "up"}}},
        {"manifest": {"s-2": {"planned": day(0.5)}}},
    )
    assert {replay(scenario, number).day("LAUNCHES", "s-2") for number in range(5)} == {0.5}


def test_a_duration_that_must_have_ended_is_refused_with_its_date(tmp_path: Path) -> None:
    repair = {"kind": "uniform", "low": "10 d", "high": "90 d"}
    with pytest.raises(ScenarioError, match="2029-12-22"):  # 90 d after day -100
        repairs(tmp_path, repair)


def test_a_duration_that_had_nearly_ended_is_a_warning(tmp_path: Path) -> None:
    repair = {"kind": "uniform", "low": "0.5 d", "high": "100.5 d"}
    outage = {"since": day(-AGE), "repair": repair}
    scenario = staged(tmp_path, {"pads": {"east": {"outage": outage}}})
    assert [warning.path for warning in scenario.warnings] == ["pads.east.outage"]
