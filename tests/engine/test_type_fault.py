"""Section 5.5 of the model: a ship that fails may have a fault of its type."""

from __future__ import annotations

from pathlib import Path

from sim.outcomes import Cause
from tests.engine.stage import BLUE, LUCK, Tree, cargo, day, pinned, play, without

ALONE = without(*BLUE)
FAILED = pinned(s_1={"unfit": day(20)})


def fault(probability: float = 1, grounds: str = "200 d") -> Tree:
    return {"vehicles": {"soyuz": {"type_fault": {"probability": probability, "grounds": grounds}}}}


def test_its_class_carries_nobody_until_it_is_cleared(tmp_path: Path) -> None:
    played = play(tmp_path, FAILED, fault())
    assert played.days("CLASS_GROUNDED", "soyuz") == [20]
    assert played.days("CERTIFIED", "soyuz") == [220]
    assert played.day("LAUNCHES", "s-3") == 294


def test_an_empty_rescue_flies_all_the_same(tmp_path: Path) -> None:
    played = play(tmp_path, ALONE, FAILED, fault())
    assert played.day("LAUNCHES", "s-2") == 94
    assert not played.row("LAUNCHES", "s-2").crew


def test_a_crew_that_is_not_needed_to_fly_empty_waits(tmp_path: Path) -> None:
    free = {"docked": {"d-1": {"crew": ["usos"]}}}
    played = play(tmp_path, FAILED, fault(), free)
    assert played.days("WAITS_FOR", "s-2") == [94]
    assert played.row("WAITS_FOR", "s-2").cause is Cause.CERTIFICATION
    assert played.day("LAUNCHES", "s-2") == 220


def test_cargo_of_the_family_flies(tmp_path: Path) -> None:
    played = play(tmp_path, FAILED, fault(), {"manifest": {"p-1": cargo(50)}})
    assert played.day("LAUNCHES", "p-1") == 50


def test_most_faults_are_of_the_one_ship(tmp_path: Path) -> None:
    played = play(tmp_path, LUCK, FAILED, fault(0))
    assert not played.all("CLASS_GROUNDED")


def test_a_second_fault_grounds_for_the_longer_of_the_two(tmp_path: Path) -> None:
    two = pinned(s_1={"unfit": day(20)}, s_2={"unfit": day(120)})
    played = play(tmp_path, ALONE, two, fault())
    assert played.days("CLASS_GROUNDED", "soyuz") == [20, 120]
    assert played.days("CERTIFIED", "soyuz") == [320]


def test_a_rescue_of_the_class_flies_empty_though_some_could_fly(tmp_path: Path) -> None:
    """Two of the three have found seats in d-1: s-2 could carry two people up."""
    free = {"docked": {"d-1": {"crew": ["usos", "usos"]}}}
    with_crew = play(tmp_path, FAILED, free).row("LAUNCHES", "s-2")
    assert len(with_crew.crew) == 2
    played = play(tmp_path, FAILED, fault(), free)
    assert played.day("LAUNCHES", "s-2") == 94
    assert not played.row("LAUNCHES", "s-2").crew
