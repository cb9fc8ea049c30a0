"""What the golden logs are of: the shipped scenarios in all their cases, and generated ones."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from functools import cache
from itertools import count
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from sim.core.errors import ScenarioError
from sim.engine.build import build
from sim.engine.program import Program
from sim.outcomes import Happening
from sim.runs.replicate import AS_STATED
from sim.scenario import Scenario
from sim.studies.cases import Case, crossed, under
from tests.engine.parity import Engine
from tests.engine.scenarios_strategy import Drawn, in_place, loaded, made
from tests.engine.stage import Tree
from tests.golden.digests import (
    EARLY,
    LOG,
    Digests,
    by_stem,
    digest,
    of_logs,
    of_tables,
)
from tests.golden.neutral import Neutral, neutral
from tests.shipped import loaded as shipped_scenario
from tests.shipped import plainest, plays

REPLICATIONS, SEED = 100, 1
"""Of every case of a shipped scenario."""

FIRST = 10
"""Replications of a case whose logs have digests of their own, quick to check."""

GENERATED, PLAYED = 300, 4
"""Generated scenarios, and replications of each beside its plan."""

WHOLE = {
    "site-31-outage": (Case("up-to-two-years"), 0),
    "site-31-levers": (Case("up-to-two-years", "best-pair-within-limits"), 2),
    "outage-stocks": (Case("up-to-two-years", "send-home"), 7),
}
"""The cases and replications of which the log is kept whole: the last two show levers."""

Maker = Callable[[Program], Engine]
"""An engine's class."""


# shipped ------------------------------------------------------------------------------------------


@cache
def shipped_cases() -> dict[str, tuple[Case, ...]]:
    """The cases of every shipped scenario: its policies, the stated one too, by its estimates.

    Left out is what an earlier one plays as well, and a scenario of which nothing remains.
    """
    found: dict[str, tuple[Case, ...]] = {}
    played: list[tuple[object, ...]] = []
    for name in plainest():
        scenario, mine = shipped_scenario(name), []
        for case in crossed(scenario.estimates or [AS_STATED], [None, *scenario.policies]):
            what = plays(under(scenario, case))
            if what not in played:
                played.append(what)
                mine.append(case)
        if mine:
            found[name] = tuple(mine)
    return found


def of_case(engine: Maker, name: str, case: Case, *, late: bool = True) -> tuple[Digests, int]:
    """The digests of a case of a shipped scenario, and how many rows of the log they are of.

    Parameters
    ----------
    late : bool
        False to leave out the logs behind the first few.
    """
    program = build(under(shipped_scenario(name), case))
    player = engine(program)
    logs = [_log(player, SEED, k) for k in range(REPLICATIONS if late else FIRST)]
    found = of_tables(program, player.run(SEED, range(REPLICATIONS)))
    found |= of_logs(logs[:FIRST], EARLY)
    if late:
        found |= of_logs(logs, LOG)
    return found, sum(map(len, logs))


def whole_log(engine: Maker, name: str) -> list[Neutral]:
    """The log that is kept whole of a shipped scenario."""
    case, replication = WHOLE[name]
    program = build(under(shipped_scenario(name), case))
    return _log(engine(program), SEED, replication)


def _log(player: Engine, seed: int, replication: int) -> list[Neutral]:
    log, _ = player.replay(seed, replication)
    return [neutral(row) for row in log if row.happening is not Happening.PAD_STATE]


# generated ----------------------------------------------------------------------------------------


def example(number: int) -> tuple[Drawn, Scenario]:
    """The generated scenario of a number, its policy in place.

    Raises
    ------
    ScenarioError
        When the loader refuses it.
    """
    drawn = made(Random(number))
    with TemporaryDirectory() as folder:
        return drawn, in_place(loaded(drawn.tree, Path(folder)))


def numbers() -> Iterator[int]:
    """The numbers of the generated scenarios that the loader accepts, without end."""
    for number in count():
        try:
            example(number)
        except ScenarioError:
            continue
        yield number


def text_digest(drawn: Drawn) -> str:
    """The digest of what a generated scenario says, whatever an engine makes of it."""
    return digest(json.dumps(drawn))


def of_example(engine: Maker, number: int) -> tuple[Digests, int]:
    """The digests of a generated scenario and its plan by stem, and the rows of their logs."""
    drawn, scenario = example(number)
    futures = range(drawn.first, drawn.first + PLAYED)
    rows, parts = 0, []
    for quiet, replications in ((False, futures), (True, range(1))):
        program = build(scenario, plan=quiet)
        player = engine(program)
        logs = [_log(player, drawn.seed, k) for k in replications]
        tables = by_stem(of_tables(program, player.run(drawn.seed, replications)))
        parts.append(tables | of_logs(logs))
        rows += sum(map(len, logs))
    played, plan = parts
    found = {column: digest(played[column], plan[column]) for column in played}
    return {"text": text_digest(drawn)} | found, rows


def has(tree: Tree) -> set[str]:
    """Which of levers, stocks and pins a generated scenario has."""
    policies = [tree["policy"], *tree.get("policies", {}).values()]
    found = {
        "levers": any(set(policy) - {"waiver", "title", "decided_on"} for policy in policies),
        "stocks": bool(tree["station"]["stocks"]),
        "pins": "pins" in tree,
    }
    return {what for what, there in found.items() if there}
