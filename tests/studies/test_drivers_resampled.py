"""Programs that draw elsewhere, and programs in which something is known."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from sim.core.clock import DAY
from sim.core.sampling import stream_key, uniform
from sim.engine import stream
from sim.engine.build import build
from sim.engine.fast import Fast
from sim.engine.program import Program
from sim.scenario import load, shipped, with_estimate
from sim.scenario.scenario import Scenario
from sim.studies.drivers.factors import LUCK, Sort, factors_of
from sim.studies.drivers.resampled import Samples, ends, unit_of
from tests.engine.stage import Tree, day, staged
from tests.shipped import loaded

N = 40

OUTAGE: Tree = {
    "pins": {"rest": None},
    "pads": {
        "east": {
            "requalification": 0,
            "return_to_service": {"kind": "uniform", "low": "0 d", "high": "4 d"},
            "outage": {
                "since": day(-2),
                "repair": {"kind": "uniform", "low": "100 d", "high": "150 d"},
                "crew_stage": {"kind": "uniform", "low": "1 d", "high": "9 d"},
            },
        }
    },
    "vehicles": {"soyuz": {"limit": {"kind": "uniform", "low": "200 d", "high": "260 d"}}},
    "families": {
        "falcon": {
            "grounded": {
                "since": day(-1),
                "stand_down": {"kind": "uniform", "low": "5 d", "high": "25 d"},
            }
        }
    },
}


@pytest.fixture
def draws(tmp_path: Path) -> Samples:
    return Samples(build(staged(tmp_path, OUTAGE)))


def column(program: Program, name: str, n: int = N) -> np.ndarray:
    place = [each.name for each in program.columns].index(name)
    return Fast(program).run(1, range(n)).outcomes[:, place]


@pytest.mark.parametrize("name", sorted(shipped()))
def test_every_draw_of_a_shipped_scenario_belongs_to_one_factor(name: str) -> None:
    scenario = loaded(name)
    programs = {"as stated": Samples(build(scenario))}
    for estimate, told in scenario.estimates.items():
        if told.repair is not None:
            programs[estimate] = Samples(build(with_estimate(scenario, estimate)))
    factors = factors_of(list(programs.values()), several=len(programs) > 1)
    parts = [*(f for f in factors.repairs if f.sort is not Sort.REPAIRS), *factors.inputs]
    every = [address for each in (*parts, *factors.luck) for address in each.addresses]
    assert len(every) == len(set(every))
    known = {
        ("input", stated.name)
        for each in programs.values()
        for stated in each.program.inputs
        if stated.law < 0
    }
    assert {a for each in programs.values() for a in each.addresses} == {*every, *known}
    assert factors.all_luck.addresses.isdisjoint(factors.all_inputs.addresses)
    assert {a for each in factors.luck for a in each.addresses} == factors.all_luck.addresses


def test_every_stream_of_luck_has_a_group() -> None:
    kinds = (stream.OF_FLIGHTS, stream.OF_PEOPLE, stream.OF_FAMILIES, stream.OF_PADS)
    every = [name for kind in (*kinds, stream.OF_CAPSULES, stream.OF_STATION) for name in kind]
    assert sorted(each for streams in LUCK.values() for each in streams) == sorted(every)


def test_a_repair_is_drawn_at_the_other_address_by_the_same_law(draws: Samples) -> None:
    other = draws.elsewhere(lambda each: each == ("outage-repair", "east"), "other")
    repairs = column(other, "repair_days[east]")
    for replication in range(N):
        u = uniform(1, replication, stream_key("outage-repair", "east\x1fother"), 0)
        assert repairs[replication] == round((100 + 50 * u) * DAY)
    assert not set(repairs) & set(column(draws.program, "repair_days[east]"))
    assert other.luck.keys != draws.program.luck.keys
    assert sum(a != b for a, b in zip(other.luck.keys, draws.program.luck.keys, strict=True)) == 1


def test_what_is_not_drawn_elsewhere_stays(draws: Samples) -> None:
    other = draws.elsewhere(lambda each: each == ("input", "vehicles.soyuz.limit"), "other")
    assert (column(other, "repair_days[east]") == column(draws.program, "repair_days[east]")).all()
    margin = "next[red,1].margin_to_limit_days"
    assert (column(other, margin) != column(draws.program, margin)).all()


def test_all_elsewhere_is_each_elsewhere(draws: Samples) -> None:
    factors = factors_of([draws])
    inputs = draws.elsewhere(lambda each: each in factors.all_inputs.addresses, "other")
    luck = draws.elsewhere(lambda each: each in factors.all_luck.addresses, "other")
    every = draws.elsewhere(lambda _: True, "other")
    for here, one, two, all_ in zip(
        draws.program.luck.keys, inputs.luck.keys, luck.luck.keys, every.luck.keys, strict=True
    ):
        assert here != all_
        assert {one, two} == {here, all_} or one == two == here  # the last: a known input


def test_values_are_those_that_the_engine_draws(draws: Samples) -> None:
    law = draws.repair("east")
    values = draws.values(("outage-repair", "east"), law, 1, range(N))
    assert np.round(values).tolist() == column(draws.program, "repair_days[east]").tolist()
    limits = draws.values(
        ("input", "vehicles.soyuz.limit"), draws.law("vehicles.soyuz.limit"), 1, range(N)
    )
    docked = column(draws.program, "next[red,1].dock")
    margin = column(draws.program, "next[red,1].margin_to_limit_days")
    in_time = margin > 0
    assert (margin == np.round(limits) - 106 * DAY - docked)[in_time].all()
    assert in_time.any()


def test_what_is_known_is_played(draws: Samples) -> None:
    repaired = draws.with_repair("east", 120 * DAY + 0.4)
    assert set(column(repaired, "repair_days[east]")) == {120 * DAY}
    known = Samples(Samples(repaired).with_stage("east", 3 * DAY))
    path = "pads.east.return_to_service"
    launches = column(known.with_input(path, 2 * DAY), "next[red,1].launch")
    assert set(launches) == {(120 - 2 + 3) * DAY}  # since day -2; crews wait for their stage
    launches = column(known.with_input(path, 4 * DAY), "next[red,1].launch")
    assert set(launches) == {(120 - 2 + 4) * DAY}  # and for the pad
    down = column(draws.with_stand_down("falcon", 11 * DAY), "stand_down_days[falcon]")
    assert set(down) == {10 * DAY}
    assert len(set(column(draws.program, "stand_down_days[falcon]"))) > N / 2


def test_what_is_known_is_unknown_no_more(draws: Samples) -> None:
    path = "vehicles.soyuz.limit"
    assert path in draws.uncertain()
    known = Samples(draws.with_input(path, 230 * DAY))
    assert path not in known.uncertain()
    assert Samples(draws.with_repair("east", DAY)).repair("east") is None
    assert Samples(draws.with_stage("east", DAY)).stage("east") is None
    assert Samples(draws.with_stand_down("falcon", DAY)).stand_down("falcon") is None
    assert draws.stage("west") is None
    assert draws.stand_down("r7") is None


def test_ends_are_those_of_a_uniform_law_else_two_quantiles(draws: Samples) -> None:
    assert ends(draws.law("vehicles.soyuz.limit")) == (200 * DAY, 260 * DAY, True)
    assert ends(draws.repair("east")) == (100 * DAY, 150 * DAY, True)
    scenario = with_estimate(load("site-31-outage"), "months-perhaps-years")
    law = Samples(build(scenario)).repair("site-31")
    assert law is not None
    low, high, own = ends(law)
    assert not own
    assert law.cdf(low) == pytest.approx(0.05)
    assert law.cdf(high) == pytest.approx(0.95)


def test_a_law_that_already_runs_is_what_is_left_of_it(tmp_path: Path) -> None:
    limit = {"kind": "uniform", "low": "50 d", "high": "250 d"}
    program = build(staged(tmp_path, {"vehicles": {"soyuz": {"limit": limit}}}))
    low, high, own = ends(Samples(program).law("vehicles.soyuz.limit"))
    assert (round(low), round(high), own) == (106 * DAY, 250 * DAY, True)  # s-1 is 106 d old


def test_an_uncertain_scale_is_at_its_median(tmp_path: Path) -> None:
    mean = {"kind": "uniform", "low": "40 d", "high": "80 d"}
    repair = {"kind": "exponential", "mean": mean, "upper": "200 d"}
    outage = {"since": day(0), "repair": repair}
    draws = Samples(build(staged(tmp_path, {"pads": {"east": {"outage": outage}}})))
    law = draws.repair("east")
    assert law is not None
    part = (1 - np.exp(-1.0)) / (1 - np.exp(-200 / 60))
    assert law.cdf(60 * DAY) == pytest.approx(part, rel=1e-6)
    path = "pads.east.outage.repair.mean"
    assert path in draws.uncertain()
    assert unit_of(staged(tmp_path), draws.program, path) == ("d", 1 / DAY)


def test_units_are_those_in_which_people_speak() -> None:
    scenario: Scenario = load("baseline")
    program = build(scenario)
    told = {
        "vehicles.soyuz-ms.limit": "d",
        "families.soyuz-2.loss_probability": "probability",
        "people.medical_return_rate": "per year",
        "station.stocks.food-and-water.level": "kg",
        "station.stocks.rs-propellant.per_day": "kg per day",
        "vehicles.cygnus.delivers.food-and-water": "kg",
        "vehicles.cygnus.reboost.rs-propellant": "share",
    }
    assert {path: unit_of(scenario, program, path)[0] for path in told} == told


def test_keys_that_are_none_of_the_streams_are_refused(draws: Samples) -> None:
    luck = replace(draws.program.luck, keys=(1, *draws.program.luck.keys[1:]))
    with pytest.raises(ValueError, match="not those of its streams"):
        Samples(replace(draws.program, luck=luck))
