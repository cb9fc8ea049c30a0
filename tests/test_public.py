import datetime as dt
import importlib.util
import inspect
import subprocess
import sys
from pathlib import Path

import pytest

import sim
from sim.core.errors import UsageError
from sim.present.verbs_questions import Play

RUNS = ("audit", "compare", "diff", "load", "replay", "replicate", "simulate", "sweep")
QUESTIONS = ("break_even", "causes", "deadline", "drivers", "levers", "update")
RECORDS = ("backtest", "ledger_add", "ledger_score", "scoreboard")
VERBS = (*RUNS, *QUESTIONS, *RECORDS)


def test_all_is_sorted_and_complete() -> None:
    assert sim.__all__ == sorted(sim.__all__)
    assert set(VERBS) | {"Station", "__version__", "evidence"} == set(sim.__all__)
    assert dir(sim) == sim.__all__
    assert all(callable(getattr(sim, verb)) for verb in VERBS)


def test_what_is_not_public_is_no_attribute() -> None:
    with pytest.raises(AttributeError, match="no attribute 'simulat'"):
        sim.simulat  # noqa: B018


def test_verbs_need_no_slow_library() -> None:
    question = (
        "import sys, sim; sim.load;"
        "print({'matplotlib', 'numba', 'pandas', 'typer'} & set(sys.modules))"
    )
    answer = subprocess.run(
        [sys.executable, "-c", question], capture_output=True, encoding="utf-8", check=True
    )
    assert answer.stdout.strip() == "set()"


def test_one_replication_is_the_row_of_many() -> None:
    many = sim.replicate("site-31-outage", "up-to-two-years", replications=3, seed=5, workers=1)
    one = sim.simulate("site-31-outage", "up-to-two-years", seed=5, replication=2)
    assert many.folder is None
    assert many.outcomes.rows == 3
    assert list(one.outcomes) == list(many.outcomes)
    for name in list(one.outcomes)[1:]:
        assert one.outcomes[name].to_pylist() == many.outcomes[name].to_pylist()[2:], name


def test_a_replay_is_a_simulation_with_its_events() -> None:
    scenario = sim.load("site-31-outage")
    told = sim.replay(scenario, 2, seed=5)
    assert told.estimate == "end-of-winter"
    one = sim.simulate(scenario, seed=5, replication=2)
    assert told.outcomes.to_arrow().equals(one.outcomes.to_arrow())
    first = told.events["date"][0].as_py()
    assert isinstance(first, dt.datetime)
    assert first >= scenario.as_of


def test_a_comparison_shares_all_luck_but_the_repair(tmp_path: Path) -> None:
    names = ["no-outage", "up-to-two-years"]
    found = sim.compare("site-31-outage", names, replications=3, workers=1, out=tmp_path)
    assert list(found.estimates) == names
    assert found.folder is not None
    assert found.folder.parent == tmp_path / "site-31-outage"
    assert found.summary["against"] == "no-outage"
    again = sim.replicate("site-31-outage", names[1], replications=3, workers=1)
    stored = found.estimates[names[1]].outcomes
    assert list(stored) == list(again.outcomes)
    assert stored.to_arrow().equals(again.outcomes.to_arrow())
    assert stored["decrewed"].equals(again.outcomes["decrewed"])


def test_estimates_are_those_known_by_a_date() -> None:
    scenario = sim.load("site-31-news", assume=["medical-record"])
    found = sim.compare(scenario, known_by="2025-12-01", replications=3, workers=1)
    names = ["no-outage", "near-future", "up-to-two-years", "roscosmos"]
    assert list(found.estimates) == names
    assert found.summary["known_by"] == "2025-12-01"
    assert found.summary["assumed"] == ["medical-record"]
    one = sim.replicate(scenario, known_by=dt.date(2025, 12, 1), replications=3, workers=1)
    assert one.outcomes.to_arrow().equals(found.estimates["near-future"].outcomes.to_arrow())
    asked = {"estimate": "roscosmos", "known_by": "2025-12-01"}
    row = sim.simulate(scenario, **asked, replication=2).outcomes
    assert row.to_arrow().equals(sim.replay(scenario, 2, **asked).outcomes.to_arrow())
    playing = [getattr(sim, verb) for verb in RUNS if verb not in ("diff", "load")]
    assert all("known_by" in inspect.signature(verb).parameters for verb in playing)


def test_every_question_takes_how_it_is_played() -> None:
    names = set(inspect.signature(Play).parameters)
    assert {"known_by", "replications", "seed", "workers", "engine", "out", "progress"} == names
    for verb in QUESTIONS:
        asked = inspect.signature(getattr(sim, verb)).parameters
        assert asked["play"].kind is inspect.Parameter.VAR_KEYWORD
        assert not names & set(asked)


PLAYED = {"replications": 3, "seed": 5, "workers": 1, "engine": "simpy"}


def test_the_scoreboard_is_the_command_s() -> None:
    board = sim.scoreboard(known_by="2025-12-01")
    assert list(board.document["estimates"]) == [
        *("near-future", "up-to-two-years", "weeks", "also-up-to-two-years")
    ]
    assert board.document["known_by"] == "2025-12-01"


def test_a_question_is_asked_of_what_was_known_by_a_date(tmp_path: Path) -> None:
    """Until 2025-12-01 three estimates were given that leave the pad down."""
    found = sim.update(
        "site-31-news", ["2025-12-20"], ["decrewed"], known_by="2025-12-01", out=tmp_path, **PLAYED
    )
    assert list(found.found["estimates"]) == ["near-future", "up-to-two-years", "roscosmos"]
    assert (found.summary["seed"], found.summary["replications"]) == (5, 3)
    assert found.folder is not None
    assert found.folder.parent == tmp_path / "site-31-news"


def test_the_verbs_of_questions_answer_with_the_command_s_answers(tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    levers = sim.levers(
        "site-31-levers",
        ["hold"],
        ["decrewed"],
        estimates=["up-to-two-years"],
        progress=lambda *now: told.append(now),
        **PLAYED,
    )
    assert told[-1] == (6, 6)
    assert levers.folder is None
    assert levers.study == "levers"
    assert list(levers.found["policies"]) == ["", "hold"]
    late = {"estimate": "up-to-two-years", "at": 0.2, "last": "2025-12-05"}
    deadline = sim.deadline("site-31-levers", "hold", "decrewed", **late, **PLAYED)
    assert deadline.found["days"] == ["2025-11-27", "2025-12-04"]
    cells = levers.found["outcomes"][0]["cells"]
    assert deadline.found["never"]["mean"] == cells[""]["up-to-two-years"]["mean"]
    assert deadline.found["risk"]["mean"][0] == cells["hold"]["up-to-two-years"]["mean"]
    even = sim.break_even("site-31-outage", "decrewed", at=0.2, points=6, **PLAYED)
    assert even.study == "break-even"
    with pytest.raises(UsageError, match="did you mean 'decrewed'"):
        sim.update("site-31-outage", ["2026-01-15"], ["decrewd"], **PLAYED)
    with pytest.raises(TypeError, match="replication"):
        sim.levers("site-31-levers", replication=3)


def test_a_comparison_may_cross_policies_with_estimates() -> None:
    scenario = sim.load(
        "site-31-outage",
        overrides=["policies.waived={title: Thirty days waived, waiver: 30 d}"],
    )
    found = sim.compare(scenario, ["four-months"], policies=["waived"], replications=3, workers=1)
    assert list(found.estimates) == ["four-months", "four-months+waived"]
    one = sim.simulate(scenario, "four-months", policy="waived", replication=2)
    assert (one.estimate, one.policy) == ("four-months", "waived")
    many = found.estimates["four-months+waived"].outcomes
    assert one.outcomes["crew_days[rs]"].to_pylist() == many["crew_days[rs]"].to_pylist()[2:]
    alone = sim.replicate(scenario, "four-months", policy="waived", replications=3, workers=1)
    assert alone.outcomes.to_arrow().equals(many.to_arrow())


def test_replications_may_follow_from_a_precision() -> None:
    asked = {"stranded": 0.3, "next[soyuz,1].direct": 0.4}
    told: list[tuple[int, int]] = []
    found = sim.replicate(
        "site-31-outage",
        replications=20,
        precision=asked,
        workers=1,
        engine="simpy",
        progress=lambda *now: told.append(now),
    )
    assert found.outcomes.rows == 20
    assert told[-1] == (20, 20)
    assert found.summary["precision"]["asked"] == asked
    with pytest.raises(UsageError, match="did you mean 'stranded'"):
        sim.replicate("site-31-outage", precision={"strandet": 0.1})


def test_columns_know_unit_and_meaning() -> None:
    one = sim.simulate("site-31-outage")
    assert one.outcomes.unit("decrewed") == "0/1"
    assert one.outcomes.meaning("decrewed") == "nobody aboard at some time"
    with pytest.raises(KeyError, match="did you mean 'decrewed'"):
        one.outcomes["decrewd"]


def test_pandas_frames_have_the_rows_and_dates() -> None:
    pytest.importorskip("pandas")
    frame = sim.replicate("site-31-outage", replications=2, workers=1).outcomes.to_pandas()
    assert len(frame) == 2
    assert str(frame["first_gap_on[soyuz]"].dtype).endswith("UTC]")


def test_without_pandas_the_cure_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    one = sim.simulate("site-31-outage")
    monkeypatch.setattr("sim.present.columns.find_spec", lambda name: None)
    with pytest.raises(UsageError, match="pip install pandas"):
        one.outcomes.to_pandas()
    assert importlib.util.find_spec("pyarrow") is not None
