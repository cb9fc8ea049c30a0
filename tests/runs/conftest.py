import sys

import pytest

from sim.engine import ENGINES
from sim.runs import plan, replicate
from tests.runs import fake_engine


@pytest.fixture(autouse=True)
def fake_world(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(ENGINES, "fake", fake_engine.FakeEngine.__name__)
    monkeypatch.setitem(sys.modules, "sim.engine.fake", fake_engine)
    monkeypatch.setattr(plan, "build", fake_engine.fake_build)
    monkeypatch.setattr(replicate, "build", fake_engine.fake_build)
