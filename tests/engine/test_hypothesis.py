"""Random small scenarios, played with the audit on: what holds whatever the scenario."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from sim.engine.batch import Batch, named_episodes, names_of
from sim.engine.build import build
from sim.engine.program import Program
from sim.engine.simpy import Simpy
from sim.outcomes import Happening
from tests.engine.parity import batches_differ, joined
from tests.engine.scenarios_strategy import Drawn, drawn, scenario_of
from tests.engine.stage import PLAYER, Tree, day
from tests.quick_yaml import in_yaml

FEW = settings(
    max_examples=10,
    deadline=None,
    derandomize=True,  # the default tests say the same of the same code; the slow one explores
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
"""What is wrong in a quarter of all scenarios is wrong in one of ten with a chance of 94 %."""

MANY = settings(FEW, max_examples=3000, derandomize=False)
PLAYED = 3
"""Replications of each scenario."""

MOST_EVENTS = 20_000
"""Rows of the log of one replication: over fifty times the busiest of 200 drawn ones (353)."""


def program_of(tree: Tree, folder: Path) -> Program:
    return build(scenario_of(tree, folder))


def same(program: Program, one: Batch, other: Batch) -> None:
    differences = batches_differ(program, one, other, "the one", "the other")
    assert not differences, "\n".join(differences)


def columns_of(program: Program, batch: Batch, names: set[str]) -> list[list[int]]:
    """The outcomes of these columns, whatever else the program has."""
    places = [i for i, column in enumerate(program.columns) if column.name in names]
    rows: list[list[int]] = batch.outcomes[:, places].tolist()
    return rows


def plays_by_the_rules(example: Drawn, folder: Path) -> None:
    """Play a few replications with the audit on and without: no complaint, the same rows."""
    program = program_of(example.tree, folder)
    audited = PLAYER(program).run(example.seed, range(PLAYED))
    same(program, audited, Simpy(program).run(example.seed, range(PLAYED)))
    assert sum(audited.fired.values()) <= PLAYED * MOST_EVENTS


# the rules ----------------------------------------------------------------------------------------


@given(example=drawn())
@FEW
def test_every_scenario_is_played_by_the_rules(
    example: Drawn, tmp_path_factory: pytest.TempPathFactory
) -> None:
    plays_by_the_rules(example, tmp_path_factory.getbasetemp())


@given(example=drawn())
@FEW
def test_the_quiet_play_keeps_the_rules(
    example: Drawn, tmp_path_factory: pytest.TempPathFactory
) -> None:
    scenario = scenario_of(example.tree, tmp_path_factory.getbasetemp())
    plan = build(scenario, plan=True)
    one = PLAYER(plan).run(1, range(2))
    assert np.array_equal(one.outcomes[0], one.outcomes[1])
    assert not {"lost", "pad_damaged", "fails_to_dock", "unfit", "falls_ill"} & set(one.fired)


# luck ---------------------------------------------------------------------------------------------


@given(example=drawn(), cut=st.integers(1, 4))
@FEW
def test_a_replication_is_the_same_alone_in_a_run_and_in_any_chunk(
    example: Drawn, cut: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    _, seed, first = example
    program = program_of(example.tree, tmp_path_factory.getbasetemp())
    engine = Simpy(program)
    whole = engine.run(seed, range(first, first + 5))
    same(program, whole, Simpy(program).run(seed, range(first, first + 5)))
    parts = [
        engine.run(seed, range(first, first + cut)),
        engine.run(seed, range(first + cut, first + 5)),
    ]
    same(program, whole, joined(parts))
    _, alone = engine.replay(seed, first + cut)
    assert np.array_equal(alone.outcomes[0], whole.outcomes[cut])
    assert np.array_equal(alone.episodes, whole.episodes[whole.episodes[:, 0] == first + cut])


@given(example=drawn())
@FEW
def test_an_extra_flight_after_until_leaves_all_else_alone(
    example: Drawn, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """A cargo flight behind the last one, and a flight of a line whose last one has not flown."""
    folder, seed = tmp_path_factory.getbasetemp(), example.seed
    scenario = scenario_of(example.tree, folder)
    program = build(scenario)
    whole = in_yaml(scenario.text)
    days = program.station.until // 86400 + 2000
    lasts: dict[str, str] = {}
    for name, planned in whole.get("manifest", {}).items():
        lasts[planned.get("line", planned.get("class"))] = name
    assume(lasts)
    extra = {}
    for name, last in lasts.items():
        if name in whole["policy"].get("increment_length", {}):
            continue  # its cadence would go on behind the late flight
        flight = whole["manifest"][last]
        if name in whole["lines"] or name in whole.get("cargo", {}):
            kept = {key: flight[key] for key in ("line", "class") if key in flight}
            if name in whole["lines"]:
                crew = whole["vehicles"][whole["lines"][name]["vehicle"]]["crew_to_fly"]
                home = program.queues.named(name).home_segment
                segment = program.segments[home].name  # of another one 6.4 would swap other people
                kept["crew"] = {f"late {name} {i}": segment for i in range(crew)}
            extra[f"late-{name}"] = {**kept, "planned": day(days)}
    longer = {**whole, "manifest": {**whole["manifest"], **extra}}
    other = program_of(longer, folder)
    names = {column.name for column in program.columns} - {
        column.name for column in program.columns if column.name.startswith("next[")
    }
    engine, longer_played = Simpy(program), PLAYER(other)
    for replication in range(PLAYED):
        log, batch = engine.replay(seed, replication)
        flown = {row.entity for row in log if row.happening is Happening.LAUNCHES}
        waiting = all(lasts[line] not in flown for line in whole["lines"] if line in lasts)
        if waiting:
            more, played = longer_played.replay(seed, replication)
            assert columns_of(program, batch, names) == columns_of(other, played, names)
            assert [e for _, e in named_episodes(names_of(program), batch.episodes)] == [
                e for _, e in named_episodes(names_of(other), played.episodes)
            ]
            assert log == [row for row in more if "late" not in f"{row}"]


@given(example=drawn())
@FEW
def test_a_lever_that_never_fires_changes_nothing(
    example: Drawn, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Where nothing was pulled, stranded or kept past its limit, the lever may be off as well."""
    folder, (tree, seed, _) = tmp_path_factory.getbasetemp(), example
    program = program_of(tree, folder)
    place = {column.name: i for i, column in enumerate(program.columns)}
    lines = tree["lines"]
    off = {
        "pulled_forward": {
            "lines": {name: _less(line, "pull_forward") for name, line in lines.items()},
            "cargo": {n: _less(plan, "pull_forward") for n, plan in tree.get("cargo", {}).items()},
        },
        "stranded": {
            "lines": {
                name: _less(line, "rescue_preparation", "reseat_lead", "relief_seats")
                for name, line in lines.items()
            }
        },
    }
    engine = Simpy(program)
    quietly = cache(lambda happening: PLAYER(program_of({**tree, **off[happening]}, folder)))
    for replication in range(PLAYED):
        log, batch = engine.replay(seed, replication)
        for happening in off:
            if not batch.fired.get(happening):
                quiet, other = quietly(happening).replay(seed, replication)
                assert quiet == log
                assert np.array_equal(batch.outcomes, other.outcomes)
        if batch.outcomes[0][place["stranded"]] == 0:
            assert batch.outcomes[0][place["stranded_person_days"]] == 0
            assert batch.outcomes[0][place["longest_stranding_days"]] == 0


def _less(tree: Tree, *keys: str) -> Tree:
    return {key: value for key, value in tree.items() if key not in keys}


# far more of them --------------------------------------------------------------------------------


@pytest.mark.slow
def test_thousands_of_scenarios_are_played_by_the_rules(tmp_path: Path) -> None:
    """Three thousand scenarios; `test_parity_random.py` counts what such scenarios meet."""
    played = 0

    @given(example=drawn())
    @MANY
    def play(example: Drawn) -> None:
        nonlocal played
        plays_by_the_rules(example, tmp_path)
        played += 1

    play()
    assert played >= MANY.max_examples
