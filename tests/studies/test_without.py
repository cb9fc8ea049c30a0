"""Without a cause: only what it did is gone, and all other luck is where it was."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from sim.core.clock import DAY
from sim.core.errors import UsageError
from sim.core.sampling import stream_key, uniform
from sim.engine.batch import Batch
from sim.engine.build import build
from sim.engine.fast import Fast
from sim.outcomes import Cause, Happening, LogRow
from sim.scenario import load, shipped, with_estimate
from sim.scenario.scenario import Scenario
from sim.studies.without import causes_of, without
from tests.engine.lever_stage import grounded, outage, stand_downs
from tests.engine.stage import AS_OF, Tree, cargo, day, merged, pinned, staged
from tests.engine.window_stage import apart, broken, dark

SEED, N = 11, 300


def seldom(usual: str, then: str) -> Tree:
    """A duration that is the usual one nine times in ten."""
    parts = [{"weight": 0.9, "value": usual}, {"weight": 0.1, "value": then}]
    return {"kind": "mixture", "parts": parts}


SHIP: Tree = {
    "docking_failure_probability": 0.08,
    "scrub_probability": 0.1,
    "scrub_recycle": "2 d",
    "transit": seldom("1 d", "4 d"),
    "return_hold": seldom("0 d", "3 d"),
}
CREWED: Tree = {"unfit_rate": "1 per 4 y", "unfit_lifeboat_probability": 0.5}
LINE: Tree = {
    "slip": seldom("0 d", "9 d"),
    "replan": seldom("0 d", "7 d"),
    "overlap": seldom("5 d", "9 d"),
}
FAMILY: Tree = {
    "loss_probability": 0.08,
    "other_customers": {"rate": "1 per 3 y", "stand_down": "20 d"},
}
PAD: Tree = {
    "damage_probability": 0.08,
    "repair": "40 d",
    "outages": {"rate": "1 per 3 y", "repair": "20 d"},
}
CAPSULES = {
    "refurbishment": seldom("190 d", "230 d"),
    "capsules": {"ada": "docked", "bea": day(-100)},
}
LIVELY: Tree = {
    "pins": {"rest": None},
    "families": {"r7": FAMILY, "falcon": FAMILY},
    "pads": {"east": PAD, "west": PAD},
    "vehicles": {
        "soyuz": {**SHIP, **CREWED},
        "dragon": {**SHIP, **CREWED, "spacecraft": CAPSULES},
        "progress": {**SHIP, "transit": seldom("2 d", "5 d"), "delivers": {"food": 320}},
    },
    "lines": {"red": LINE, "blue": LINE},
    "cargo": {"progress": {"slip": seldom("0 d", "9 d")}},
    "docked": {"d-1": {"spacecraft": "ada"}},
    "manifest": {f"p-{number}": cargo(40 + 82 * number) for number in range(6)},
    "station": {
        "stocks": {
            "food": {"unit": "kg", "level": 200, "per_day": 4, "per_person_day": 0, "reserve": 150}
        }
    },
    "people": {"medical_return_rate": "1 per 12 person-years", "medical_lead": "5 d"},
}

Acts = Callable[[Scenario, int, list[LogRow]], bool]
"""Whether a cause does anything in a replication, by its log or by its own draws."""


def told(happening: Happening, *starts: str, cause: Cause | None = None) -> Acts:
    """It happens to an entity whose name begins so."""
    return lambda _, __, log: any(
        row.happening is happening
        and row.entity.startswith(starts)
        and (cause is None or row.cause is cause)
        for row in log
    )


def drawn(stream: str, *starts: str) -> Acts:
    """One of the tenth that `seldom` keeps for the unusual is drawn for such a flight."""

    def acts(scenario: Scenario, replication: int, _: list[LogRow]) -> bool:
        names = [flight.name for flight in scenario.flights if flight.name.startswith(starts)]
        us = [uniform(SEED, replication, stream_key(stream, name), 0) for name in names]
        return max(us) >= 0.9

    return acts


def refurbished(scenario: Scenario, replication: int, log: list[LogRow]) -> bool:
    key = stream_key("refurbishment-at-start", "dragon/bea")
    return uniform(SEED, replication, key, 0) >= 0.9 or drawn("refurbishment", "d-")(
        scenario, replication, log
    )


ACTS: dict[str, Acts] = {
    "outages[east]": told(Happening.PAD_OUTAGE, "east"),
    "outages[west]": told(Happening.PAD_OUTAGE, "west"),
    "damage[east]": told(Happening.PAD_DAMAGED, "east"),
    "damage[west]": told(Happening.PAD_DAMAGED, "west"),
    "loss[r7]": told(Happening.LOST, "s-", "p-"),
    "loss[falcon]": told(Happening.LOST, "d-"),
    "customers[r7]": told(Happening.STAND_DOWN_BEGINS, "r7", cause=Cause.FAMILY_CUSTOMERS),
    "customers[falcon]": told(Happening.STAND_DOWN_BEGINS, "falcon", cause=Cause.FAMILY_CUSTOMERS),
    "docking[soyuz]": told(Happening.FAILS_TO_DOCK, "s-"),
    "docking[dragon]": told(Happening.FAILS_TO_DOCK, "d-"),
    "docking[cargo]": told(Happening.FAILS_TO_DOCK, "p-"),
    "unfit[soyuz]": told(Happening.UNFIT, "s-"),
    "unfit[dragon]": told(Happening.UNFIT, "d-"),
    "illness": told(Happening.FALLS_ILL, ""),
    "slip[red]": drawn("slip", "s-"),
    "slip[blue]": drawn("slip", "d-"),
    "slip[cargo]": drawn("slip", "p-"),
    "replan[red]": told(Happening.REPLANNED, "s-"),
    "replan[blue]": told(Happening.REPLANNED, "d-"),
    "scrubs[soyuz]": told(Happening.SCRUBS, "s-"),
    "scrubs[dragon]": told(Happening.SCRUBS, "d-"),
    "scrubs[cargo]": told(Happening.SCRUBS, "p-"),
    "weather[soyuz]": drawn("hold", "s-"),
    "weather[dragon]": drawn("hold", "d-"),
    "weather[cargo]": drawn("hold", "p-"),
    "refurbishment[dragon]": refurbished,
    "transit": drawn("transit", "s-", "d-", "p-"),
    "overlap": drawn("overlap", "s-", "d-"),
}
GONE = {name: acts for name, acts in ACTS.items() if acts.__qualname__.startswith("told")}
"""The causes whose doings the log tells: none of them is left without the cause."""


@pytest.fixture(scope="module")
def lively(tmp_path_factory: pytest.TempPathFactory) -> Scenario:
    return staged(tmp_path_factory.mktemp("lively"), LIVELY)


def logs(scenario: Scenario) -> list[list[LogRow]]:
    engine = Fast(build(scenario))
    return [engine.replay(SEED, number)[0] for number in range(N)]


@pytest.fixture(scope="module")
def base(lively: Scenario) -> tuple[Batch, list[list[LogRow]]]:
    return Fast(build(lively)).run(SEED, range(N)), logs(lively)


def rows_of(batch: Batch, number: int) -> tuple[list[int], list[list[int]]]:
    """The outcome row and the episodes of a replication."""
    mine = batch.episodes[:, 0] == number
    return batch.outcomes[number].tolist(), batch.episodes[mine].tolist()


def test_every_cause_of_the_scenario_is_there_and_no_other(lively: Scenario) -> None:
    assert list(causes_of(lively)) == list(ACTS)


@pytest.mark.parametrize("name", ACTS)
def test_where_a_cause_does_nothing_the_future_is_the_same_row_by_row(
    name: str, lively: Scenario, base: tuple[Batch, list[list[LogRow]]]
) -> None:
    whole, told_of = base
    less = Fast(build(without(lively, [name]))).run(SEED, range(N))
    acts = [ACTS[name](lively, number, told_of[number]) for number in range(N)]
    assert 10 < sum(acts) < N - 10
    for number in range(N):
        if not acts[number]:
            assert rows_of(less, number) == rows_of(whole, number), number
    changed = [rows_of(less, n) != rows_of(whole, n) for n in range(N) if acts[n]]
    assert sum(changed) > 0.1 * len(changed)


@pytest.mark.parametrize("name", GONE)
def test_without_a_cause_it_never_happens(name: str, lively: Scenario) -> None:
    for log in logs(without(lively, [name])):
        assert not ACTS[name](lively, 0, log)


def test_without_all_causes_every_future_is_the_quiet_one(lively: Scenario) -> None:
    alike = Fast(build(without(lively, ACTS))).run(SEED, range(N)).outcomes
    quiet = Fast(build(lively, plan=True)).run(SEED, range(1)).outcomes
    assert (alike == quiet).all()


def test_several_go_in_any_order(lively: Scenario) -> None:
    names = ["loss[r7]", "illness", "transit", "slip[red]"]
    assert without(lively, names) == without(lively, reversed(names))
    assert without(lively, []) == lively
    one_by_one = lively
    for name in names:
        one_by_one = without(one_by_one, [name])
    assert one_by_one == without(lively, names)


def test_what_is_taken_away_is_no_cause_any_more(lively: Scenario) -> None:
    for name in ACTS:
        assert set(causes_of(without(lively, [name]))) == set(ACTS) - {name}


@pytest.mark.parametrize("name", sorted(shipped()))
def test_nothing_is_left_of_a_shipped_scenario_whose_causes_are_all_taken_away(name: str) -> None:
    scenario = load(name)
    for estimate in scenario.estimates or ("",):
        case = with_estimate(scenario, estimate) if estimate else scenario
        assert not causes_of(without(case, causes_of(case)))


def test_an_unknown_cause_is_refused_with_the_nearest_one(lively: Scenario) -> None:
    with pytest.raises(UsageError, match=r"no cause 'loss\[r8\]'; did you mean 'loss\[r7\]'"):
        without(lively, ["loss[r8]"])


def test_a_quiet_scenario_has_no_causes(tmp_path: Path) -> None:
    assert not causes_of(staged(tmp_path))
    assert not causes_of(staged(tmp_path, merged(LIVELY, {"pins": {"rest": "as_planned"}})))


# --- what is known on the first day, and rules of the scenario ------------------------------------


def seen(scenario: Scenario) -> Scenario:
    """The scenario without the outages that are lifted: they keep their columns, and play none."""
    pads = {name: replace(pad, stated=pad.outage) for name, pad in scenario.pads.items()}
    return replace(scenario, pads=pads)


def test_an_outage_is_lifted_as_an_estimate_lifts_it() -> None:
    scenario = load("site-31-outage")
    case = with_estimate(scenario, "up-to-two-years")
    lifted, never = without(case, ["outage[site-31]"]), with_estimate(scenario, "no-outage")
    assert seen(lifted) == seen(never)


def test_an_outage_to_come_leaves_what_is_owed_today(tmp_path: Path) -> None:
    later = outage(50, 90, owed=1)
    scenario = staged(tmp_path, later, {"manifest": {"p-1": cargo(20)}})
    pad = without(scenario, ["outage[east]"]).pads["east"]
    assert (pad.outage, pad.owed) == ((), 1)


def test_a_pinned_repair_goes_with_its_outage(tmp_path: Path) -> None:
    repair = {"pins": {"pads": {"east": {"repair": "300 d"}}}}
    scenario = staged(tmp_path, outage(-10, 200), repair)
    assert seen(without(scenario, causes_of(scenario))) == seen(staged(tmp_path))


def test_what_a_pad_owes_and_a_grounding_are_causes(tmp_path: Path) -> None:
    owed = {"pads": {"east": {"owed": 1}}, "manifest": {"p-1": cargo(20)}}
    scenario = staged(tmp_path, grounded(-10, 150), owed)
    words = {name: cause.words for name, cause in causes_of(scenario).items()}
    assert words == {
        "outage[east]": "uncrewed launches owed by east",
        "grounding[r7]": "the grounding of r7 on the first day",
    }
    less = without(scenario, words)
    assert (less.pads["east"].owed, less.families["r7"].grounded) == (0, None)


def test_certification_blackouts_and_traffic_change_the_plan_itself(tmp_path: Path) -> None:
    certified = {"vehicles": {"soyuz": {"certification": "120 d"}}}
    scenario = staged(tmp_path, certified, dark((90, 130)), apart(2))
    causes = causes_of(scenario)
    assert list(causes) == ["certification[soyuz]", "blackouts[soyuz]", "traffic"]
    assert all(cause.planned for cause in causes.values())
    assert without(scenario, causes) == staged(tmp_path)


# --- pins -----------------------------------------------------------------------------------------

PINS: dict[str, Tree] = {
    "loss[r7]": pinned(s_2={"lost": True, "stand_down": "10 d"}),
    "damage[east]": merged(
        pinned(s_2={"damages_pad": "30 d"}), {"pads": {"east": {"repair": "30 d"}}}
    ),
    "docking[soyuz]": pinned(s_2={"fails_to_dock": True}),
    "unfit[soyuz]": pinned(s_1={"unfit": [day(20)]}),
    "illness": pinned(s_1={"medical_return": [day(20)], "lead": "5 d"}),
    "slip[red]": pinned(s_2={"slip": "4 d"}),
    "replan[red]": pinned(s_2={"replan": "4 d"}),
    "scrubs[soyuz]": pinned(s_2={"scrubs": 2}),
    "weather[soyuz]": pinned(s_1={"hold": "3 d"}),
    "transit": pinned(s_2={"transit": "9 d"}),
    "overlap": pinned(s_1={"overlap": "12 d"}),
    "outages[east]": broken((80, 110)),
    "customers[r7]": stand_downs((80, 110)),
}


@pytest.mark.parametrize("name", PINS)
def test_a_pin_makes_a_cause_and_goes_with_it(name: str, tmp_path: Path) -> None:
    scenario = staged(tmp_path, PINS[name])
    assert list(causes_of(scenario)) == [name]
    plain = Fast(build(staged(tmp_path))).run(SEED, range(1)).outcomes
    with_it = Fast(build(scenario)).run(SEED, range(1)).outcomes
    less = Fast(build(without(scenario, [name]))).run(SEED, range(1)).outcomes
    assert (with_it != plain).any()
    assert (less == plain).all()


def test_a_pinned_launch_is_a_slip_and_does_not_scrub_without_it(tmp_path: Path) -> None:
    often = {"vehicles": {"soyuz": {"scrub_probability": 0.9, "scrub_recycle": "1 d"}}}
    scenario = staged(tmp_path, {"pins": {"rest": None}}, often, pinned(s_2={"launch": day(99)}))
    log, _ = Fast(build(without(scenario, ["slip[red]"]))).replay(SEED, 0)
    flown = [row.second / DAY for row in log if row.happening is Happening.LAUNCHES]
    assert scenario.as_of == AS_OF
    assert flown[0] == 94


def test_a_quiet_pin_is_no_cause(tmp_path: Path) -> None:
    quiet = pinned(
        s_2={"lost": False, "damages_pad": False, "fails_to_dock": False, "slip": "0 d"},
        s_1={"unfit": [], "medical_return": []},
    )
    assert not causes_of(staged(tmp_path, quiet, broken(), stand_downs()))


def test_a_pin_of_luck_leaves_the_luck_of_others(tmp_path: Path) -> None:
    """One flight is lost by a pin, the others by luck: both are gone without losses."""
    lost = merged(LIVELY, pinned(s_2={"lost": True}))
    less = without(staged(tmp_path, lost), ["loss[r7]"])
    other = without(staged(tmp_path, LIVELY), ["loss[r7]"])
    one, two = (Fast(build(each)).run(SEED, range(50)) for each in (less, other))
    assert np.array_equal(one.outcomes, two.outcomes)
