import datetime as dt
import json
import sys

import pytest

from sim.core.draws import SCHEME
from sim.runs.provenance import last_name, provenance, without_path
from sim.runs.replicate import replicate
from tests.runs.fake_engine import fake_scenario


def test_provenance_names_what_made_the_result_and_no_machine() -> None:
    runs = replicate(fake_scenario(), replications=3, seed=9, engine="fake", workers=1)
    found = provenance(
        [runs],
        started_at=dt.datetime(2026, 11, 21, 22, 43, 17, tzinfo=dt.UTC),
        wall_s=1.25,
        command=["/usr/local/bin/crewsim", "run", "/home/ada/fake.yaml", "--out=/home/ada/r"],
    )
    assert found["seed"] == 9
    assert found["replications"] == 3
    assert found["address_scheme"] == SCHEME
    assert found["engine"] == "fake"
    assert found["scenario_file"] == "fake.yaml"
    assert found["started_at"] == "2026-11-21T22:43:17Z"
    assert found["command"] == ["crewsim", "run", "fake.yaml", "--out=r"]
    assert found["python"] == ".".join(map(str, sys.version_info[:3]))
    assert set(found["libraries"]) >= {"numpy", "scipy", "pyarrow", "simpy"}
    assert "ada" not in json.dumps(found)


@pytest.mark.parametrize(
    ("word", "kept"),
    [
        ("site-31-outage", "site-31-outage"),
        (r"C:\Users\ada\x.yaml", "x.yaml"),
        ("../x.yaml", "x.yaml"),
        ("-o", "-o"),
        ("decrewed==1", "decrewed==1"),
    ],
)
def test_words_keep_no_path(word: str, kept: str) -> None:
    assert without_path(word) == kept


def test_a_name_without_path_is_itself() -> None:
    assert last_name("x.yaml") == "x.yaml"
