"""Which draws the compiled engine makes ahead; a wrong guess changes nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sim.engine.build import build
from sim.engine.fast import Fast
from sim.engine.memory import making
from sim.engine.memory.ahead import Ahead, samples_ahead
from sim.engine.program import Program
from sim.studies.drivers.resampled import addresses
from tests.engine.stage import Tree, day, flight, pinned, staged

LUCKY: Tree = {
    "pins": {"rest": None},
    "families": {
        "r7": {"loss_probability": 0.1},
        "falcon": {"other_customers": {"rate": "1 per 100 d", "stand_down": "5 d"}},
    },
    "vehicles": {
        "soyuz": {"transit": {"kind": "uniform", "low": "1 d", "high": "3 d"}},
        "dragon": {"scrub_probability": 0.2, "scrub_recycle": "2 d", "unfit_rate": "1 per 300 d"},
    },
    "lines": {"red": {"slip": {"kind": "exponential", "mean": "4 d"}}},
    "people": {"medical_return_rate": "1 per 900 d"},
}


def program_of(tmp_path: Path, *overrides: Mapping[str, Any], plan: bool = False) -> Program:
    return build(staged(tmp_path, LUCKY, *overrides), plan=plan)


def listed(program: Program) -> dict[str, int]:
    """How many occurrences of each draw are made ahead, such as ``slip of s-2``."""
    names = [" of ".join(address) for address in addresses(program)]
    return {names[draw.position]: draw.occurrences for draw in samples_ahead(program)}


def of_flight(program: Program, name: str) -> set[str]:
    return {draw.removesuffix(f" of {name}") for draw in listed(program) if draw.endswith(name)}


def test_nothing_is_drawn_in_quiet_play(tmp_path: Path) -> None:
    assert listed(program_of(tmp_path, plan=True)) == {}


def test_a_flight_is_drawn_what_its_class_line_and_family_leave_to_luck(tmp_path: Path) -> None:
    program = program_of(tmp_path)
    assert of_flight(program, "s-2") == {"slip", "transit", "loss"}
    assert of_flight(program, "d-2") == {"scrub", "unfit"}
    assert of_flight(program, "d-1") == {"unfit"}
    assert of_flight(program, "s-1") == set()


def test_a_pinned_quantity_is_not_drawn(tmp_path: Path) -> None:
    program = program_of(tmp_path, pinned(s_2={"slip": "3 d", "transit": "2 d"}))
    assert of_flight(program, "s-2") == {"loss"}


def test_nothing_is_drawn_for_a_flight_behind_the_horizon(tmp_path: Path) -> None:
    late = {"manifest": {"s-5": flight("red", 601, {"late": "rs"})}}
    program = program_of(tmp_path, late)
    assert of_flight(program, "s-5") == set()
    assert "illness of late" not in listed(program)
    assert "slip of s-4" in listed(program)


def test_everybody_who_docks_in_time_may_fall_ill(tmp_path: Path) -> None:
    ill = {name for name in listed(program_of(tmp_path)) if name.startswith("illness")}
    aboard_or_to_come = 3 + 4 + 3 * 3 + 3 * 4
    assert len(ill) == aboard_or_to_come


def test_stand_downs_by_other_customers_are_as_many_as_expected(tmp_path: Path) -> None:
    draws = listed(program_of(tmp_path))
    assert draws["other-customers of falcon"] == 7  # six in 600 days, and the one behind them
    assert draws["grounding of falcon"] == 6
    assert not any(name.endswith("of r7") for name in draws)


@pytest.mark.parametrize("pin", [[], [{"from": day(50), "to": day(60)}]])
def test_pinned_stand_downs_are_not_drawn(tmp_path: Path, pin: list[Tree]) -> None:
    pins = {"pins": {"families": {"falcon": {"stand_downs": pin}}}}
    draws = listed(program_of(tmp_path, pins))
    assert not any(name.endswith("of falcon") for name in draws)


def nothing(_: Program) -> list[Ahead]:
    return []


def far_too_much(program: Program) -> list[Ahead]:
    return [Ahead(position, 3) for position in range(len(program.luck.keys))]


@pytest.mark.parametrize("guess", [nothing, far_too_much])
def test_a_wrong_guess_changes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, guess: Callable[[Program], list[Ahead]]
) -> None:
    program = program_of(tmp_path)
    guessed = Fast(program).run(7, range(300))
    monkeypatch.setattr(making, "samples_ahead", guess)
    other = Fast(program).run(7, range(300))
    assert guessed.fired["stand_down_begins"] > 300
    assert np.array_equal(guessed.outcomes, other.outcomes)
    assert np.array_equal(guessed.episodes, other.episodes)
    assert guessed.fired == other.fired
