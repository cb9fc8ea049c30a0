import sys
from pathlib import Path

import pytest

from sim.engine import ENGINES
from sim.runs import plan, replicate
from sim.studies import cases
from tests.runs import fake_engine
from tests.runs.fake_engine import FakeEngine, fake_build, fake_estimate


@pytest.fixture(autouse=True)
def results(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    root = tmp_path / "results"
    monkeypatch.setenv("CREWSIM_RESULTS", str(root))
    return root


@pytest.fixture
def fake_world(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(ENGINES, "fake", FakeEngine.__name__)
    monkeypatch.setitem(sys.modules, "sim.engine.fake", fake_engine)
    for room in (plan, replicate):
        monkeypatch.setattr(room, "build", fake_build)
    monkeypatch.setattr(cases, "with_estimate", fake_estimate)
