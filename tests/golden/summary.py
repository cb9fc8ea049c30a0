"""What must not change by accident: of every column its mean, to be read, and its digest."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from functools import cache
from pathlib import Path

from sim.core.clock import DAY, instant_at, iso
from sim.engine.build import build
from sim.engine.fast import Fast
from sim.outcomes import NULL, Column, Unit
from sim.scenario import Scenario
from tests.golden.digests import digest, raw
from tests.quick_yaml import in_yaml
from tests.shipped import under

FOLDER = Path(__file__).parent
REPLICATIONS = 200
SEED = 1


def file_of(scenario: str) -> Path:
    """Where the lines of a scenario are kept."""
    return FOLDER / f"{scenario.replace('/', '-')}.yaml"


def summary(name: str, estimate: str) -> dict[str, str]:
    """A line for each outcome of a scenario under an estimate, and one for its episodes."""
    scenario = under(name, estimate)
    program = build(scenario)
    batch = Fast(program).run(SEED, range(REPLICATIONS))
    lines = {
        column.name: f"{_mean(scenario, column, cells.tolist())}, {digest(raw(cells))}"
        for column, cells in zip(program.columns, batch.outcomes.T, strict=True)
    }
    return lines | {"episodes": f"{len(batch.episodes)}, {digest(raw(batch.episodes))}"}


def _mean(scenario: Scenario, column: Column, cells: list[int]) -> str:
    """The mean of what is not null, with its unit, and how many are."""
    found = [cell for cell in cells if cell != NULL]
    nulls = f", {len(cells) - len(found)} null" if len(found) < len(cells) else ""
    if not found:
        return "all null"
    mean = Fraction(sum(found), len(found))
    if column.unit is Unit.DATE:
        return f"{iso(instant_at(scenario.as_of, round(mean)))}{nulls}"
    if column.unit in (Unit.COUNT, Unit.FLAG):
        return f"{float(mean):.6g} {column.unit.label}{nulls}"
    return f"{float(mean / DAY):.6f} {column.unit.label}{nulls}"


@cache
def kept(scenario: str) -> dict[str, dict[str, str]]:
    """The lines as they were last written, by estimate."""
    found: dict[str, dict[str, str]] = in_yaml(file_of(scenario).read_text())
    return found


def differences(before: dict[str, str], now: dict[str, str]) -> Iterator[str]:
    """What has changed, a line each, both side by side."""
    for key in before | now:
        if before.get(key) != now.get(key):
            yield f"{key}: {before.get(key, 'absent')} -> {now.get(key, 'absent')}"
