"""The stage: a small station on which one clause of the model is played and read as a trace.

Time is told in days since ``as_of``. The base is one quiet year and a half of two lines:

====  ========  =======  ========  ==================  ====================================
line  vehicles  family   pad       ports               flights
====  ========  =======  ========  ==================  ====================================
red   soyuz     r7       east      one, two            s-1 docked, leaves 100, limit 124;
                                                       s-2, s-3, s-4 launch 94, 294, 494
blue  dragon    falcon   west      four, five          d-1 docked, leaves 150, limit 174;
                                                       d-2, d-3, d-4 launch 144, 344, 544
====  ========  =======  ========  ==================  ====================================

Every flight docks a day after its launch, stays 205 d (planned return: docking + 205 d), hands
over for 5 d and has a limit of 230 d from its launch. The cargo class *progress* (family r7, port
*three*, transit 2 d, stay 80 d) has no flights until a test gives it some. All luck is quiet
(``rest: as_planned``) unless a test says ``"pins": {"rest": None}``.
"""

from __future__ import annotations

import copy
import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sim.auditor import Audited
from sim.core.clock import DAY
from sim.engine.batch import named_episodes, names_of
from sim.engine.build import build
from sim.engine.simpy import Simpy
from sim.outcomes import NULL, Column, Episode, Happening, LogRow, Unit
from sim.scenario import Scenario, load, with_estimate

Tree = dict[str, Any]

PLAYER = Audited
"""The engine that plays on the stage."""

LOOKED_AT = 5
"""Replications that are audited of a scenario that is played often for what happens on average."""

AS_OF = dt.datetime(2030, 1, 1, tzinfo=dt.UTC)


def day(number: float) -> str:
    """Return the instant so many days after ``as_of``, as a scenario writes it."""
    return f"{AS_OF + dt.timedelta(seconds=round(number * DAY)):%Y-%m-%dT%H:%M:%SZ}"


def flight(line: str, planned: float, crew: Any = ("rs", "rs", "usos"), **more: Any) -> Tree:
    """Return the entry of a flight of a line's manifest, planned for a day."""
    people = crew if isinstance(crew, Mapping) else list(crew)
    return {"line": line, "planned": day(planned), "crew": people, **more}


def cargo(planned: float, vehicle: str = "progress", **more: Any) -> Tree:
    """Return the entry of a cargo flight planned for a day."""
    return {"class": vehicle, "planned": day(planned), **more}


def pinned(**flights: Tree) -> Tree:
    """Return pins of flights; an underscore in a name stands for the hyphen."""
    return {"pins": {"flights": {name.replace("_", "-"): pin for name, pin in flights.items()}}}


def launching(**flights: float) -> Tree:
    """Return flights of the manifest planned for other days, likewise by name."""
    return {
        "manifest": {
            name.replace("_", "-"): {"planned": day(planned)} for name, planned in flights.items()
        }
    }


LUCK: Tree = {"pins": {"rest": None}}
"""Nothing is as planned: what has a law is drawn."""

LATER = launching(s_2=500, s_3=540, s_4=580)
"""The red line flies from day 500 on, out of the way."""

US = ("usos", "usos", "usos", "rs")

BASE: Tree = {
    "format": 1,
    "title": "A stage",
    "as_of": day(0),
    "until": day(600),
    "station": {
        "ports": {
            "one": {"accepts": ["soyuz"]},
            "two": {"accepts": ["soyuz"]},
            "three": {"accepts": ["progress"]},
            "four": {"accepts": ["dragon"]},
            "five": {"accepts": ["dragon"]},
        }
    },
    "families": {
        "r7": {"loss_probability": 0, "stand_down": "60 d"},
        "falcon": {"loss_probability": 0, "stand_down": "30 d"},
    },
    "pads": {"east": {"families": ["r7"]}, "west": {"families": ["falcon"]}},
    "vehicles": {
        "soyuz": {"crew": 3, "family": "r7", "stay": "205 d", "limit": "230 d", "transit": "1 d"},
        "dragon": {
            "crew": 4,
            "crew_to_fly": 2,
            "family": "falcon",
            "stay": "205 d",
            "limit": "230 d",
            "transit": "1 d",
        },
        "progress": {"family": "r7", "stay": "80 d", "transit": "2 d"},
    },
    "lines": {
        "red": {"vehicle": "soyuz", "overlap": "5 d"},
        "blue": {"vehicle": "dragon", "overlap": "5 d"},
    },
    "docked": {
        "s-1": {
            "line": "red",
            "port": "one",
            "launched": day(-106),
            "docked": day(-105),
            "crew": {"anna": "rs", "boris": "rs", "carol": "usos"},
        },
        "d-1": {
            "line": "blue",
            "port": "four",
            "launched": day(-56),
            "docked": day(-55),
            "crew": {"dora": "usos", "emil": "usos", "fay": "usos", "gleb": "rs"},
        },
    },
    "manifest": {
        "s-2": flight("red", 94),
        "s-3": flight("red", 294),
        "s-4": flight("red", 494),
        "d-2": flight("blue", 144, US),
        "d-3": flight("blue", 344, US),
        "d-4": flight("blue", 544, US),
    },
    "pins": {"rest": "as_planned"},
}

BLUE = ("lines.blue", "docked.d-1", "manifest.d-2", "manifest.d-3", "manifest.d-4")


def without(*paths: str) -> Tree:
    """Return the override that takes entries such as ``manifest.d-2`` off the stage."""
    tree: Tree = {}
    for path in paths:
        *folders, last = path.split(".")
        place = tree
        for folder in folders:
            place = place.setdefault(folder, {})
        place[last] = None
    return tree


def merged(base: Mapping[str, Any], *changes: Mapping[str, Any]) -> Tree:
    """Return the base with changes: mappings merge, None removes, anything else replaces.

    A crew and a distribution replace whole.
    """
    tree = copy.deepcopy(dict(base))
    for change in changes:
        for key, value in change.items():
            old: Any = tree.get(key)
            if value is None:
                tree.pop(key, None)
            elif isinstance(value, Mapping):
                kept: Mapping[str, Any] = old if _merges(key, old, value) else {}
                tree[key] = merged(kept, value)
            else:
                tree[key] = copy.deepcopy(value)
    return tree


def _merges(key: str, old: Any, new: Mapping[str, Any]) -> bool:
    return isinstance(old, Mapping) and key != "crew" and "kind" not in {*old, *new}


def staged(tmp_path: Path, *overrides: Mapping[str, Any]) -> Scenario:
    """Return the base scenario with the overrides merged into it, loaded from a file."""
    file = tmp_path / "stage.yaml"
    tree = merged(BASE, *overrides)
    file.write_text(json.dumps(tree, indent=0, ensure_ascii=False))  # YAML too, written in no time
    return load(file)


@dataclass(frozen=True)
class Played:
    """One future as a test reads it.

    Parameters
    ----------
    rows : tuple of LogRow
        The event log, but for the states of pads: they are no events.
    episodes : tuple of str
        Such as ``HANDOVER_GAP red 124.00..160.00 s-1 PAD -> DOCKED``: kind, place, days (``..``
        and nothing while open), vehicle (``-`` for none), begun by, ended by.
    unmet_pins, fired : dict
        As the engine reports them.
    """

    rows: tuple[LogRow, ...]
    episodes: tuple[str, ...]
    unmet_pins: dict[str, int]
    fired: dict[str, int]
    cells: dict[str, tuple[Column, int]]

    @property
    def log(self) -> list[str]:
        """The event log as lines such as ``12.50 UNDOCKS s-1 LIMIT``; no cause, no last word."""
        return [told(row) for row in self.rows]

    def of(self, *entities: str) -> list[str]:
        """The log lines of these flights, pads, families or people."""
        return [told(row) for row in self.rows if row.entity in entities]

    def all(self, *happenings: str) -> list[str]:
        """The log lines of these kinds, such as ``LAUNCHES`` and ``UNDOCKS``."""
        return [told(row) for row in self.rows if row.happening.name in happenings]

    def days(self, happening: str, entity: str) -> list[float]:
        """The days on which this happened to the entity."""
        kind = Happening[happening]
        return [
            row.second / DAY for row in self.rows if row.happening is kind and row.entity == entity
        ]

    def day(self, happening: str, entity: str) -> float | None:
        """The first of these days; None if there is none."""
        return next(iter(self.days(happening, entity)), None)

    def row(self, happening: str, entity: str) -> LogRow:
        """The first such row, for what it tells beside and the people aboard after it."""
        kind = Happening[happening]
        return next(row for row in self.rows if row.happening is kind and row.entity == entity)

    def outcome(self, name: str) -> float | int | None:
        """An outcome: days, person-days or days since ``as_of`` (dates), counts; None for null."""
        column, value = self.cells[name]
        if value == NULL:
            return None
        return value if column.unit in (Unit.COUNT, Unit.FLAG) else value / DAY


def told(row: LogRow) -> str:
    """Return a row of the log as one line."""
    words = [f"{row.second / DAY:.2f}", row.happening.name, row.entity]
    return " ".join(words if row.cause is None else [*words, row.cause.name])


def _episode(episode: Episode) -> str:
    end = "" if episode.end == NULL else f"{episode.end / DAY:.2f}"
    return (
        f"{episode.kind.name} {episode.place} {episode.start / DAY:.2f}..{end} "
        f"{episode.vehicle or '-'} {episode.begun_by.name} -> {episode.ended_by.name}"
    )


def play(
    tmp_path: Path,
    *overrides: Mapping[str, Any],
    replication: int = 0,
    seed: int = 1,
    plan: bool = False,
    estimate: str | None = None,
) -> Played:
    """Play the base scenario with the overrides merged into it, and tell what happened.

    Parameters
    ----------
    *overrides : mapping
        Parts of a scenario, merged in order (see `merged`).
    plan : bool
        True for the quiet play (MODEL 1.5).
    estimate : str, optional
        The estimate to play with.
    """
    scenario = staged(tmp_path, *overrides)
    if estimate is not None:
        scenario = with_estimate(scenario, estimate)
    return replay(scenario, replication=replication, seed=seed, plan=plan)


def replay(scenario: Scenario, replication: int = 0, seed: int = 1, plan: bool = False) -> Played:
    """Play one replication of a loaded scenario."""
    return _played(_engine(scenario, plan), seed, replication)


def futures(scenario: Scenario, count: int) -> list[Played]:
    """Play the first replications of a loaded scenario; the auditor looks on at a few of them."""
    audited = _engine(scenario, plan=False)
    alone = Simpy(audited.program)
    return [_played(audited if n < LOOKED_AT else alone, 1, n) for n in range(count)]


def _played(engine: Simpy, seed: int, replication: int) -> Played:
    program = engine.program
    log, batch = engine.replay(seed, replication)
    return Played(
        rows=tuple(row for row in log if row.happening is not Happening.PAD_STATE),
        episodes=tuple(
            _episode(episode) for _, episode in named_episodes(names_of(program), batch.episodes)
        ),
        unmet_pins=dict(batch.unmet_pins),
        fired=dict(batch.fired),
        cells={
            column.name: (column, int(cell))
            for column, cell in zip(program.columns, batch.outcomes[0], strict=True)
        },
    )


_LAST: dict[bool, tuple[Scenario, Audited]] = {}
"""What was played last, and the engine it was played by."""


def _engine(scenario: Scenario, plan: bool) -> Audited:
    """Return the engine of a scenario, the same one for all replications played in turn."""
    last = _LAST.get(plan)
    if last is None or last[0] is not scenario:
        last = _LAST[plan] = scenario, PLAYER(build(scenario, plan=plan))
    return last[1]
