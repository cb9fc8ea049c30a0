"""Quiet futures of the flagship, played by the project's engine and by the oracle."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import sim
from sim.outcomes import Happening
from sim.scenario.scenario import Scenario
from tests.oracle.oracle import World

SAME = frozenset(
    {
        Happening.LAUNCHES,
        Happening.LOST,
        Happening.SCRUBS,
        Happening.DOCKS,
        Happening.FAILS_TO_DOCK,
        Happening.UNDOCKS,
        Happening.UNFIT,
        Happening.STRANDED,
        Happening.SEAT_RESERVED,
        Happening.RESEATED,
        Happening.FALLS_ILL,
        Happening.SEAT_CHANGED,
        Happening.REPAIRED,
        Happening.PAD_DAMAGED,
        Happening.STAND_DOWN_BEGINS,
        Happening.STAND_DOWN_ENDS,
        Happening.REPLANNED,
        Happening.REBASELINED,
        Happening.MERGED,
        Happening.PORT_CLEARED,
        Happening.LAST_SHIP_WAITS,
        Happening.HOLD_BEGINS,
        Happening.STAYS_BEHIND,
    }
)
"""The happenings that must be the same to the second."""

Event = tuple[int, str, str, str]


def variant(
    folder: Path, repair: str, flights: Mapping[str, str], families: Mapping[str, str] | None = None
) -> Scenario:
    """Return the flagship with one length of the repair and some pins, all else as planned."""
    lines = [
        "format: 1",
        "extends: site-31-outage",
        "title: A quiet future",
        "question: Do the engine and the oracle play it alike?",
        "default_estimate: fixed",
        "estimates:",
        f"  fixed: {{title: Fixed, repair: {repair}}}",
        "pins:",
        "  rest: as_planned",
    ]
    for key, pins in (("families", families or {}), ("flights", flights)):
        if pins:
            lines += [f"  {key}:", *(f"    {name}: {text}" for name, text in pins.items())]
    file = folder / "quiet.yaml"
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return sim.load(file)


def by_oracle(world: World) -> list[Event]:
    """Return what the oracle has logged, sorted; the cause of a departure in words."""
    return sorted(
        (
            row.second,
            row.happening.name,
            row.who,
            row.cause.words if row.cause and row.happening is Happening.UNDOCKS else "",
        )
        for row in world.rows
        if row.happening in SAME
    )


def by_engine(scenario: Scenario) -> list[Event]:
    """Return the same of the engine's log."""
    words = {happening.name.lower().replace("_", " "): happening for happening in SAME}
    rows = sim.replay(scenario, 0, "fixed", engine="simpy").events.to_arrow().to_pylist()
    return sorted(
        (
            int((row["date"] - scenario.as_of).total_seconds()),
            words[row["happening"]].name,
            row["entity"],
            row["cause"] if row["happening"] == "undocks" else "",
        )
        for row in rows
        if row["happening"] in words
    )
