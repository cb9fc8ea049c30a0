"""Every outcome is recounted from the log, or stands in a list with the reason why not."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from sim.auditor import Audited, AuditError
from sim.engine.build import build
from sim.outcomes import Column, Unit
from tests.engine.stage import staged
from tests.engine.stock_stage import stock


def test_a_column_that_nobody_recounts_fails_the_audit(tmp_path: Path) -> None:
    program = build(staged(tmp_path))
    more = Column("people_at_the_end", Unit.COUNT, "people aboard at until", "World", "aboard")
    engine = Audited(replace(program, columns=(*program.columns, more)))
    with pytest.raises(AuditError) as error:
        engine.replay(1, 0)
    assert error.value.rule == "people_at_the_end is what the log adds up to"
    assert error.value.found.endswith("it is neither recounted nor excused")


def test_a_column_that_says_why_not_is_excused(tmp_path: Path) -> None:
    program = build(staged(tmp_path))
    why = "nobody asks for it"
    more = Column("people_at_the_end", Unit.COUNT, "people", "World", "aboard", not_recounted=why)
    log, _ = Audited(replace(program, columns=(*program.columns, more))).replay(1, 0)
    assert log


def test_the_recount_is_of_every_other_column(tmp_path: Path) -> None:
    program = build(staged(tmp_path, stock()))
    engine = Audited(program)
    engine.replay(1, 0)
    recounted = set(engine.books.recount.outcomes())
    assert recounted == {c.name for c in program.columns if not c.not_recounted}
