import datetime as dt
import json
import sys
from pathlib import Path

import pytest

from sim.core.errors import ResultError
from sim.core.sampling import SCHEME
from sim.runs.provenance import check_makers, last_name, provenance, without_path

STARTED = dt.datetime(2026, 11, 21, 22, 43, 17, tzinfo=dt.UTC)


def test_provenance_names_what_makes_the_result_and_no_machine() -> None:
    command = ["/usr/local/bin/crewsim", "run", "/home/olga/fake.yaml", "--out=/home/olga/r"]
    found = provenance(started_at=STARTED, command=command, seed=9, engine="fake")
    assert found["seed"] == 9
    assert found["address_scheme"] == SCHEME
    assert found["engine"] == "fake"
    assert found["started_at"] == "2026-11-21T22:43:17Z"
    assert found["resumed_at"] == []
    assert found["command"] == ["crewsim", "run", "fake.yaml", "--out=r"]
    assert found["python"] == ".".join(map(str, sys.version_info[:3]))
    assert set(found["libraries"]) >= {"numpy", "scipy", "pyarrow", "simpy"}
    assert "olga" not in json.dumps(found)


def test_the_same_makers_may_go_on() -> None:
    check_makers(Path("x"), provenance(started_at=STARTED, command=[]))


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"crewsim": "0.0.9"}, "crewsim was 0.0.9 and is "),
        ({"address_scheme": 0}, f"address scheme was 0 and is {SCHEME}"),
        ({"sources": "00"}, "sources was 00 and is "),
        ({"format": 0}, "format was 0 and is "),
        ({"libraries": {"numpy": "1.0"}}, "numpy was 1.0 and is "),
    ],
)
def test_other_makers_must_not_go_on(changed: dict[str, object], said: str) -> None:
    origin = provenance(started_at=STARTED, command=[])
    if "libraries" in changed:
        changed = {"libraries": {**origin["libraries"], **changed["libraries"]}}
    with pytest.raises(ResultError, match=f"x: this run cannot go on.*{said}"):
        check_makers(Path("x"), {**origin, **changed})


def test_a_library_of_figures_alone_may_change() -> None:
    origin = provenance(started_at=STARTED, command=[])
    check_makers(Path("x"), {**origin, "libraries": {**origin["libraries"], "pydantic": "1.0"}})


@pytest.mark.parametrize(
    ("word", "kept"),
    [
        ("site-31-outage", "site-31-outage"),
        (r"C:\Users\olga\x.yaml", "x.yaml"),
        ("../x.yaml", "x.yaml"),
        ("-o", "-o"),
        ("decrewed==1", "decrewed==1"),
    ],
)
def test_words_keep_no_path(word: str, kept: str) -> None:
    assert without_path(word) == kept


def test_a_name_without_path_is_itself() -> None:
    assert last_name("x.yaml") == "x.yaml"
