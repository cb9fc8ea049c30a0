"""A stage on which something is broken on a certain day, and what the audit says of it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from sim.core.clock import DAY
from sim.engines.build import build
from sim.engines.reference import Reference
from sim.engines.reference.audit import AuditedOperations, AuditError
from sim.engines.reference.kernel import Ranked
from sim.engines.reference.state import Ship
from sim.engines.reference.world import World
from sim.rules import events
from tests.engines.stage import Tree, staged

Mischief = Callable[[World], None]


def caught(tmp_path: Path, on: float, mischief: Mischief, *overrides: Tree) -> AuditError:
    """Play the stage, do something to the world on that day, return the complaint."""

    class Sabotaged(AuditedOperations):
        def set_up(self) -> None:
            super().set_up()
            at = round(on * DAY)
            strike = Ranked(self.world.env, at, events.STAND_DOWN_BEGINS, 0)
            strike.callbacks.append(lambda _: mischief(self.world))

    engine = Reference(build(staged(tmp_path, *overrides)), audit=True)
    engine.operations = Sabotaged
    with pytest.raises(AuditError) as error:
        engine.replay(7, 3)
    return error.value


def named(world: World, name: str) -> Ship:
    return next(ship for ship in world.ships if ship.name == name)


def nothing(*_: object) -> None:
    """What a forgotten line of code does."""
