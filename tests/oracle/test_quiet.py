"""Event by event: where luck is pinned quiet the engine and the oracle play the same future.

The oracle (`tests.oracle.oracle`) was written from docs/model alone.
"""

from __future__ import annotations

import random
from pathlib import Path

import pytest

import sim
from sim.core.clock import DAY
from sim.outcomes import Happening
from sim.scenario.scenario import Flight, Scenario
from tests.oracle.oracle import World

SAME = {
    Happening.LAUNCHES, Happening.LOST, Happening.SCRUBS, Happening.DOCKS, Happening.FAILS_TO_DOCK,
    Happening.UNDOCKS, Happening.UNFIT, Happening.STRANDED, Happening.SEAT_RESERVED,
    Happening.RESEATED, Happening.FALLS_ILL, Happening.SEAT_CHANGED, Happening.REPAIRED,
    Happening.PAD_DAMAGED, Happening.STAND_DOWN_BEGINS, Happening.STAND_DOWN_ENDS,
    Happening.REPLANNED, Happening.REBASELINED, Happening.MERGED, Happening.PORT_CLEARED,
    Happening.LAST_SHIP_WAITS, Happening.HOLD_BEGINS, Happening.STAYS_BEHIND,
}  # fmt: skip
"""The happenings that must be the same to the second."""

CASES = {
    "repaired after 96 d": ("96 d", ""),
    "repaired after 220 d": ("220 d", ""),
    "repaired after 500 d": ("500 d", ""),
    "repaired after 700 d": ("700 d", ""),
    "ms-29 is lost": ("96 d", "ms-29: {lost: true}"),
    "crew-13 is lost": ("96 d", "crew-13: {lost: true}"),
    "ms-29 fails to dock": ("96 d", "ms-29: {fails_to_dock: true}"),
    "ms-28 fails": ("96 d", "ms-28: {unfit: 2026-03-20T12:00:00Z}"),
    "ms-28 fails, pad down": ("220 d", "ms-28: {unfit: 2026-03-20T12:00:00Z}"),
    "ms-28 fails, pad down long": ("500 d", "ms-28: {unfit: 2026-01-15T12:00:00Z}"),
    "ms-28 fails in its handover": ("96 d", "ms-28: {unfit: 2026-07-20T12:00:00Z}"),
    "the class too": ("96 d", "ms-28: {unfit: 2026-04-20T12:00:00Z, type_fault: 300 d}"),
    "crew-12 fails": ("96 d", "crew-12: {unfit: 2026-05-20T12:00:00Z}"),
    "a repaired pad owes at the limit of ms-28": ("250 d", ""),
    "company begins with a seat": ("730 d", "crew-12: {unfit: 2026-08-05T00:51:27Z}"),
    "the stranding goes on in others": ("96 d", "crew-11: {unfit: 2026-02-18T12:00:00Z}"),
    "known again behind the weather": ("219 d", "ms-28: {hold: 15 d}"),
    "crew-12 falls ill": ("96 d", "crew-12: {medical_return: 2026-05-20T12:00:00Z}"),
    "crew-12 ill, pad down": ("500 d", "crew-12: {medical_return: 2026-08-20T12:00:00Z}"),
    "ms-29 falls ill": ("96 d", "ms-29: {medical_return: 2026-10-20T12:00:00Z}"),
    "ms-29 ill in a handover": ("96 d", "ms-29: {medical_return: 2026-07-20T12:00:00Z}"),
}
"""By name how long the repair takes and what is pinned of flights."""


def variant(folder: Path, repair: str, *pins: str) -> Scenario:
    """Return the flagship with one length of the repair and some pins, all else as planned."""
    flights = "".join(f"\n    {pin}" for pin in pins if pin)
    file = folder / "quiet.yaml"
    file.write_text(
        f"""
format: 1
extends: site-31-outage
title: A quiet future
question: Do the engine and the oracle play it alike?
default_estimate: fixed
estimates:
  fixed: {{title: Fixed, repair: {repair}}}
pins:
  rest: as_planned
  flights: {flights or "{}"}
""",
        encoding="utf-8",
    )
    return sim.load(file)


def by_oracle(scenario: Scenario) -> list[tuple[int, str, str, str]]:
    """Return what the oracle logs, sorted; the cause of a departure in words."""
    leaves = Happening.UNDOCKS
    return sorted(
        (second, what.name, who, cause.words if cause and what is leaves else "")
        for second, what, who, cause in World(scenario, "fixed").play().rows
        if what in SAME
    )


def by_engine(scenario: Scenario) -> list[tuple[int, str, str, str]]:
    """Return the same of the engine's log."""
    names = {happening.name.lower().replace("_", " "): happening.name for happening in SAME}
    rows = sim.replay(scenario, 0, "fixed", engine="simpy").events.to_arrow().to_pylist()
    return sorted(
        (
            int((row["date"] - scenario.as_of).total_seconds()),
            names[row["happening"]],
            row["entity"],
            row["cause"] if row["happening"] == "undocks" else "",
        )
        for row in rows
        if row["happening"] in names
    )


@pytest.mark.parametrize(("repair", "pins"), CASES.values(), ids=CASES)
def test_a_quiet_future_is_the_same_to_the_second(repair: str, pins: str, tmp_path: Path) -> None:
    scenario = variant(tmp_path, repair, pins)
    assert by_oracle(scenario) == by_engine(scenario)


def random_pins(flight: Flight, dice: random.Random) -> str:
    """Return pins of a flight chosen at random, empty for none."""
    is_crewed, to_come, stated = flight.role == "line", flight.docked is None, []
    if to_come and dice.random() < 0.4:
        stated.append(f"slip: {dice.randint(0, 30)} d {dice.randint(0, 23)} h")
    if to_come and dice.random() < 0.3:
        stated.append(f"scrubs: {dice.randint(1, 3)}")
    if to_come and dice.random() < 0.3:
        stated.append(f"transit: {dice.randint(3, 60)} h")
    if to_come and is_crewed and dice.random() < 0.4:
        stated.append(f"replan: {dice.randint(-10, 30)} d")
    if is_crewed and dice.random() < 0.3:
        stated.append(f"overlap: {dice.randint(1, 20)} d")
    if is_crewed and dice.random() < 0.3:
        stated.append(f"hold: {dice.randint(0, 16)} d")
    return f"{flight.name}: {{{', '.join(stated)}}}" if stated else ""


@pytest.mark.parametrize("seed", range(20))
def test_slips_and_holds_pinned_at_random_give_the_same_future(seed: int, tmp_path: Path) -> None:
    """Slips, scrubs, re-plans, transits, overlaps and holds of all flights."""
    dice = random.Random(seed)
    flights = [f for f in sim.load("site-31-outage").flights if (f.planned or 0) < 1095 * DAY]
    pins = [random_pins(flight, dice) for flight in flights]
    repair = dice.choice([30, 60, 96, 150, 220, 300, 500, 730])
    scenario = variant(tmp_path, f"{repair} d", *pins)
    assert by_oracle(scenario) == by_engine(scenario)


@pytest.mark.parametrize(
    "name", ["repaired after 96 d", "repaired after 500 d", "ms-28 fails, pad down"]
)
def test_a_quiet_future_has_the_same_outcomes(name: str, tmp_path: Path) -> None:
    """Every outcome that the oracle has, dates in seconds since `as_of`."""
    scenario = variant(tmp_path, *CASES[name])
    theirs = sim.replay(scenario, 0, "fixed", engine="simpy").outcomes
    for column, mine in World(scenario, "fixed").play().outcomes().items():
        value = theirs[column].to_pylist()[0]
        if hasattr(value, "date"):
            value = (value - scenario.as_of).total_seconds()
        assert value == (None if mine is None else pytest.approx(mine, abs=1e-4)), column
