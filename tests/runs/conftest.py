import pytest

from sim.engines import ENGINES
from sim.runs import plan, replicate
from tests.runs.fake_engine import FakeEngine, fake_build


@pytest.fixture(autouse=True)
def fake_world(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(ENGINES, "fake", FakeEngine)
    monkeypatch.setattr(plan, "build", fake_build)
    monkeypatch.setattr(replicate, "build", fake_build)
