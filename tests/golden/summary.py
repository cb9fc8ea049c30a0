"""Two dozen numbers of a run that must not change by accident, exact to the last digit kept."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from hashlib import blake2b
from pathlib import Path
from typing import Any

import yaml

from sim.core.clock import DAY, instant_at, iso
from sim.engines.build import build
from sim.engines.fast import Fast
from sim.outcomes import NULL, Column, Unit
from sim.runs.replicate import AS_STATED
from sim.scenario import Scenario, shipped
from tests.shipped import loaded, under

FOLDER = Path(__file__).parent
REPLICATIONS = 200
SEED = 1

COLUMNS = (
    "handover_gap_days[", "indirect_handovers[", "segment_gap_days[", "below_minimum_days",
    "at_most_three_days", "decrewed", "decrewed_days", "stranded_person_days",
    "overstay_person_days", "longest_stay_days", "days_past_limit", "unmet_medical_returns",
    "next[", "launches[", "losses[", "stand_down_days[", "pad_launches[", "pad_down_days[",
    "repair_days[",
)  # fmt: skip
"""The beginnings of the column names that are kept in words; the digest covers all of them."""

LEFT_OUT = (".launch", ".overlap_days", ",2].margin_to_limit_days")


def cases() -> list[tuple[str, str]]:
    """Every shipped scenario under each of its estimates, or as stated where it has none.

    A replay of history is pinned, so that its estimates are all the same.
    """
    found = []
    for name in shipped():
        scenario = loaded(name)
        estimates = list(scenario.estimates) or [AS_STATED]
        if name.startswith("history/"):
            estimates = [scenario.default_estimate or AS_STATED]
        found += [(name, estimate) for estimate in estimates]
    return found


def file_of(scenario: str) -> Path:
    """Where the numbers of a scenario are kept."""
    return FOLDER / f"{scenario.replace('/', '-')}.yaml"


def summary(name: str, estimate: str) -> dict[str, Any]:
    """The numbers of a scenario under an estimate."""
    scenario = under(name, estimate)
    program = build(scenario)
    batch = Fast(program).run(SEED, range(REPLICATIONS))  # as the reference, which parity tests
    numbers: dict[str, Any] = {
        column.name: _mean(scenario, column, batch.outcomes[:, i].tolist())
        for i, column in enumerate(program.columns)
        if column.name.startswith(COLUMNS) and not column.name.endswith(LEFT_OUT)
    }
    rows = blake2b(batch.outcomes.astype("<i8").tobytes(), digest_size=8).hexdigest()
    return numbers | {
        "episodes": len(batch.episodes),
        "all outcome rows": rows,
    }


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


def kept(scenario: str) -> dict[str, dict[str, Any]]:
    """The numbers as they were last written, by estimate."""
    found: dict[str, dict[str, Any]] = yaml.safe_load(file_of(scenario).read_text())
    return found


def differences(before: dict[str, Any], now: dict[str, Any]) -> Iterator[str]:
    """What has changed, a line each, both values side by side."""
    for key in before | now:
        if before.get(key) != now.get(key):
            yield f"{key}: {before.get(key, 'absent')} -> {now.get(key, 'absent')}"
