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


MINIMUM: Tree = {"station": {"minimum_crew": {"total": 3, "rs": 1, "usos": 1}}}
FREE: Tree = {"docked": {"d-1": {"crew": ["rs"]}}}
"""All who are aboard after the failure find seats in d-1."""


def needed(after: str) -> Tree:
    return {"vehicles": {"soyuz": {"type_fault": {"when_needed": after}}}}


def test_where_a_segment_is_in_one_ship_the_class_is_cleared_first(tmp_path: Path) -> None:
    played = play(tmp_path, FAILED, fault(), needed("100 d"), FREE, MINIMUM)
    assert played.days("FLIES_WHERE_NEEDED", "soyuz") == [120]
    assert played.day("LAUNCHES", "s-2") == 120
    assert played.row("LAUNCHES", "s-2").crew


def test_while_it_is_in_two_the_class_is_not_needed(tmp_path: Path) -> None:
    """d-2 docks on day 145 and d-1 leaves on day 150."""
    played = play(tmp_path, FAILED, fault(), needed("127 d"), FREE, MINIMUM)
    assert played.days("FLIES_WHERE_NEEDED", "soyuz") == [147]
    assert played.day("LAUNCHES", "s-2") == 150


def test_a_segment_that_need_not_be_run_needs_nobody(tmp_path: Path) -> None:
    played = play(tmp_path, FAILED, fault(), needed("100 d"), FREE)
    assert played.day("LAUNCHES", "s-2") == 220


def test_a_class_that_is_not_certified_yet_is_not_cleared_so(tmp_path: Path) -> None:
    later: Tree = {"vehicles": {"soyuz": {"certification": "150 d"}}}
    played = play(tmp_path, FAILED, fault(grounds="90 d"), needed("50 d"), FREE, MINIMUM, later)
    assert not played.all("FLIES_WHERE_NEEDED")
    assert played.day("LAUNCHES", "s-2") == 150


def test_a_pin_says_whether_and_for_how_long(tmp_path: Path) -> None:
    grounded = pinned(s_1={"unfit": day(20), "type_fault": "50 d"})
    assert play(tmp_path, grounded).days("CERTIFIED", "soyuz") == [70]
    assert play(tmp_path, grounded, fault()).days("CERTIFIED", "soyuz") == [70]
    spared = pinned(s_1={"unfit": day(20), "type_fault": False})
    assert not play(tmp_path, spared, fault()).all("CLASS_GROUNDED")


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
