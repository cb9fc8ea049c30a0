"""Random small scenarios, played with the audit on: what holds whatever the scenario."""

from __future__ import annotations

import logging
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
import yaml
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from sim.core.errors import ScenarioError
from sim.engines.batch import Batch
from sim.engines.build import build
from sim.engines.program import Program
from sim.engines.reference import Reference
from sim.outcomes import NULL, Happening, LogRow
from sim.scenario import load
from tests.engines.scenarios_strategy import scenarios, text_of
from tests.engines.stage import Tree, day

FEW = settings(
    max_examples=25,
    deadline=None,
    derandomize=True,  # the default tests say the same of the same code; the slow one explores
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
SOME = settings(FEW, max_examples=50)
MANY = settings(FEW, max_examples=3000, derandomize=False)
PLAYED = 3
"""Replications of each scenario."""

MOST_EVENTS = 20_000
"""Rows of the log of one replication: over fifty times the busiest of 200 drawn ones (353)."""

SEEDS = st.integers(0, 2**64 - 1)


def program_of(tree: Tree, folder: Path) -> Program:
    """Return the program of a drawn scenario; one that the loader refuses is not an example."""
    file = folder / "drawn.yaml"
    file.write_text(text_of(tree), encoding="utf-8")
    try:
        scenario = load(file)
    except ScenarioError:
        assume(False)
    return build(scenario)


def same(one: Batch, other: Batch) -> bool:
    return (
        np.array_equal(one.outcomes, other.outcomes)
        and one.episodes == other.episodes
        and np.array_equal(one.headcount, other.headcount)
        and one.fired == other.fired
        and one.unmet_pins == other.unmet_pins
    )


def columns_of(program: Program, batch: Batch, names: set[str]) -> list[list[int]]:
    """The outcomes of these columns, whatever else the program has."""
    places = [i for i, column in enumerate(program.columns) if column.name in names]
    return batch.outcomes[:, places].tolist()


def ties(log: list[LogRow]) -> int:
    """How many seconds have events of several ranks, of which no entity's is the only one."""
    seconds: dict[int, set[tuple[int, str]]] = {}
    for row in log:
        seconds.setdefault(row.second, set()).add((row.rank, row.entity))
    return sum(
        len({rank for rank, _ in there}) > 1 and len({entity for _, entity in there}) > 1
        for there in seconds.values()
    )


def plays_by_the_rules(tree: Tree, seed: int, folder: Path) -> Batch:
    """Play a few replications with the audit on and without: no complaint, the same rows."""
    program = program_of(tree, folder)
    audited = Reference(program, audit=True).run(seed, range(PLAYED))
    assert same(audited, Reference(program).run(seed, range(PLAYED)))
    assert sum(audited.fired.values()) <= PLAYED * MOST_EVENTS
    return audited


# the rules ----------------------------------------------------------------------------------------


@given(tree=scenarios(), seed=SEEDS)
@SOME
def test_every_scenario_is_played_by_the_rules(
    tree: Tree, seed: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    plays_by_the_rules(tree, seed, tmp_path_factory.getbasetemp())


@given(tree=scenarios())
@FEW
def test_the_quiet_play_keeps_the_rules(
    tree: Tree, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.getbasetemp()
    program_of(tree, folder)
    plan = build(load(folder / "drawn.yaml"), plan=True)
    one = Reference(plan, audit=True).run(1, range(2))
    assert np.array_equal(one.outcomes[0], one.outcomes[1])
    assert not {"lost", "pad_damaged", "fails_to_dock", "unfit", "falls_ill"} & set(one.fired)


# luck ---------------------------------------------------------------------------------------------


@given(tree=scenarios(), seed=SEEDS, first=st.integers(0, 2**32 - 10), cut=st.integers(1, 4))
@FEW
def test_a_replication_is_the_same_alone_in_a_run_and_in_any_chunk(
    tree: Tree, seed: int, first: int, cut: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    program = program_of(tree, tmp_path_factory.getbasetemp())
    engine = Reference(program)
    whole = engine.run(seed, range(first, first + 5))
    assert same(whole, Reference(program).run(seed, range(first, first + 5)))
    parts = [
        engine.run(seed, range(first, first + cut)),
        engine.run(seed, range(first + cut, first + 5)),
    ]
    assert np.array_equal(whole.outcomes, np.concatenate([part.outcomes for part in parts]))
    assert whole.episodes == [episode for part in parts for episode in part.episodes]
    assert np.array_equal(whole.headcount, sum(part.headcount for part in parts))
    _, alone = engine.replay(seed, first + cut)
    assert np.array_equal(alone.outcomes[0], whole.outcomes[cut])
    assert [e for _, e in alone.episodes] == [e for k, e in whole.episodes if k == first + cut]


@given(tree=scenarios(), seed=SEEDS)
@FEW
def test_an_extra_flight_after_until_leaves_all_else_alone(
    tree: Tree, seed: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """A cargo flight behind the last one, and a flight of a line whose last one has not flown."""
    folder = tmp_path_factory.getbasetemp()
    program = program_of(tree, folder)
    whole = yaml.safe_load(load(folder / "drawn.yaml").text)
    days = program.until // 86400 + 2000
    lasts: dict[str, str] = {}
    for name, planned in whole.get("manifest", {}).items():
        lasts[planned.get("line", planned.get("class"))] = name
    assume(lasts)
    extra = {}
    for name, last in lasts.items():
        flight = whole["manifest"][last]
        if name in whole["lines"] or name in whole.get("cargo", {}):
            kept = {key: flight[key] for key in ("line", "class") if key in flight}
            if name in whole["lines"]:
                crew = whole["vehicles"][whole["lines"][name]["vehicle"]]["crew_to_fly"]
                kept["crew"] = {f"late {name} {i}": "rs" for i in range(crew)}
            extra[f"late-{name}"] = {**kept, "planned": day(days)}
    longer = {**whole, "manifest": {**whole["manifest"], **extra}}
    other = program_of(longer, folder)
    names = {column.name for column in program.columns} - {
        column.name for column in program.columns if column.name.startswith("next[")
    }
    for replication in range(PLAYED):
        log, batch = Reference(program).replay(seed, replication)
        flown = {row.entity for row in log if row.happening is Happening.LAUNCHES}
        waiting = all(lasts[line] not in flown for line in whole["lines"] if line in lasts)
        if waiting:
            more, played = Reference(other, audit=True).replay(seed, replication)
            assert columns_of(program, batch, names) == columns_of(other, played, names)
            assert batch.episodes == played.episodes
            assert log == [row for row in more if "late" not in f"{row.entity} {row.detail}"]


@given(tree=scenarios(), seed=SEEDS)
@FEW
def test_a_lever_that_never_fires_changes_nothing(
    tree: Tree, seed: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Where nothing was pulled, stranded or kept past its limit, the lever may be off as well."""
    folder = tmp_path_factory.getbasetemp()
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
    for replication in range(PLAYED):
        log, batch = Reference(program).replay(seed, replication)
        for happening, less in off.items():
            if not batch.fired.get(happening):
                without = program_of({**tree, **less}, folder)
                quiet, other = Reference(without, audit=True).replay(seed, replication)
                assert quiet == log
                assert np.array_equal(batch.outcomes, other.outcomes)
        if batch.outcomes[0][place["stranded"]] == 0:
            assert batch.outcomes[0][place["stranded_person_days"]] == 0
            assert batch.outcomes[0][place["longest_stranding_days"]] == 0


def _less(tree: Tree, *keys: str) -> Tree:
    return {key: value for key, value in tree.items() if key not in keys}


# what the examples meet ---------------------------------------------------------------------------


@pytest.mark.slow
def test_every_rule_fires_somewhere(tmp_path: Path) -> None:
    """Three thousand scenarios by the rules; together they meet every kind of event, and ties.

    ``--log-cli-level=INFO`` shows how often.
    """
    met: Counter[str] = Counter()

    @given(tree=scenarios(), seed=SEEDS)
    @MANY
    def play(tree: Tree, seed: int) -> None:
        met.update(plays_by_the_rules(tree, seed, tmp_path).fired)
        log, batch = Reference(program_of(tree, tmp_path)).replay(seed, 0)
        met["scenarios"] += 1
        met["seconds with a tie"] += ties(log)
        met["nulls"] += int((batch.outcomes == NULL).sum())

    play()
    logging.getLogger(__name__).info("met %s", dict(sorted(met.items())))
    assert {happening.name.lower() for happening in Happening} <= set(met)
    assert met["seconds with a tie"] > met["scenarios"]
