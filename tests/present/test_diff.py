import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

import sim
from sim.core.errors import UsageError
from sim.present import console
from sim.present.cli import app

FEW = ("-n", "3", "--workers", "1", "--engine", "simpy", "--no-figures", "--quiet")
END = ("--set", "until=2026-08-01")
ESTIMATES = ("--estimate", "no-outage", "--estimate", "four-months")
CHANGED = """
format: 1
extends: site-31-outage
title: Повторные пуски
pads: {site-31: {turnaround: 40 d, source: nobody}}
"""


def crewsim(*arguments: str | Path) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


@pytest.fixture(scope="module")
def compared(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """A scenario beside one that extends it, under two estimates, stored."""
    folder = tmp_path_factory.mktemp("compared")
    other = folder / "changed.yaml"
    other.write_text(CHANGED, encoding="utf-8")
    asked = ("site-31-outage", other, *ESTIMATES, *FEW, *END, "--out", folder, "--json")
    answer = crewsim("compare", *asked)
    assert answer.exit_code == 0, answer.stderr
    return json.loads(answer.stdout)


def folders(compared: Any) -> list[Path]:
    return [Path(each["result_dir"]) for each in compared["results"].values()]


def test_two_scenarios_show_the_input_that_differs_and_paired_differences(compared: Any) -> None:
    assert compared["inputs"] == [
        {
            "path": "pads.site-31.turnaround",
            "values": {
                "site-31-outage": {"kind": "uniform", "low": "7.9 d", "high": "14 d"},
                "changed": "40 d",
            },
        }
    ]
    assert list(compared["estimates"]) == [
        f"{case} in {name}"
        for case in ("no-outage", "four-months")
        for name in ("site-31-outage", "changed")
    ]
    with_difference = [n for n, e in compared["estimates"].items() if "difference" in e]
    assert with_difference == ["no-outage in changed", "four-months in changed"]
    assert compared["notes"] == []


def test_two_results_say_what_two_scenarios_said(compared: Any) -> None:
    answer = crewsim("diff", *folders(compared), "--json")
    assert answer.exit_code == 0, answer.stderr
    found = json.loads(answer.stdout)
    assert [each["path"] for each in found["inputs"]] == ["pads.site-31.turnaround"]
    for mine, theirs in zip(
        found["estimates"].values(), compared["estimates"].values(), strict=True
    ):
        assert mine["headline"] == theirs["headline"]
        assert mine.get("difference") == theirs.get("difference")


def test_the_screen_names_the_path_and_both_values(compared: Any) -> None:
    answer = crewsim("diff", *folders(compared))
    assert answer.exit_code == 0, answer.stderr
    assert "1 input differs" in answer.stdout
    assert "40 d" in answer.stdout
    assert "Повторные пуски" in answer.stdout


def test_other_luck_and_another_version_are_said(compared: Any, tmp_path: Path) -> None:
    one, _ = folders(compared)
    asked = ("site-31-outage", "--estimate", "four-months", "--seed", "9", *FEW, *END)
    answer = crewsim("run", *asked, "--out", tmp_path, "--json")
    other = Path(json.loads(answer.stdout)["result_dir"])
    origin = json.loads((other / "provenance.json").read_text(encoding="utf-8"))
    (other / "provenance.json").write_text(json.dumps({**origin, "crewsim": "9.9"}))
    found = json.loads(crewsim("diff", one, other, "--json").stdout)
    assert found["inputs"] == []
    assert any(note.startswith("other luck: 1 in") for note in found["notes"])
    assert any("9.9" in note for note in found["notes"])
    assert [each["case"] for each in found["estimates"].values()] == ["four-months"] * 2


@pytest.mark.parametrize(
    "summary",
    ["{", "[]", "{}", '{"format": 1}', '{"format": 1, "answer": {}}'],
)
def test_a_folder_that_is_no_run_is_refused(compared: Any, tmp_path: Path, summary: str) -> None:
    one, other = folders(compared)
    broken = shutil.copytree(other, tmp_path / "broken")
    (broken / "summary.json").write_text(summary)
    for pair in ((one, broken), (broken, one)):
        answer = crewsim("diff", *pair)
        assert answer.exit_code == console.BAD_INPUT
        assert str(broken) in answer.stderr
        assert "Traceback" not in answer.stderr


def test_the_verb_gives_what_the_command_prints(compared: Any) -> None:
    one, other = folders(compared)
    told = crewsim("diff", one, other, "--json")
    assert json.loads(told.stdout) == json.loads(json.dumps(sim.diff(one, other).document))
    with pytest.raises(UsageError, match="name two results or more, each of them once"):
        sim.diff(one, one)
    with pytest.raises(UsageError, match="name two results or more"):
        sim.diff(one)


def test_a_result_is_not_held_against_itself(compared: Any) -> None:
    one, _ = folders(compared)
    answer = crewsim("diff", one, one)
    assert answer.exit_code == console.BAD_INPUT
    assert "compared with itself" in answer.stderr


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("site-31-levers", "seat-swap"), "is it a policy? then --policies is missing"),
        (("baseline", "no-such"), "no such file or scenario"),
        (("baseline", "baseline"), "name each once"),
        (("baseline", "today", "--against", "x"), "--against is of the comparison of one FILE"),
    ],
)
def test_what_cannot_be_compared_is_said(arguments: tuple[str, ...], said: str) -> None:
    answer = crewsim("compare", *arguments, "-n", "1")
    assert answer.exit_code == console.BAD_INPUT
    assert said in " ".join(answer.stderr.split())
    assert "Traceback" not in answer.stderr


def test_scenarios_that_share_no_estimate_are_refused_with_those_of_each(tmp_path: Path) -> None:
    other = tmp_path / "other.yaml"
    own = "estimates: {mine: {title: Mine, outage: lifted}}\ndefault_estimate: mine\n"
    other.write_text(f"format: 1\nextends: site-31-outage\nremove: [estimates]\n{own}")
    answer = crewsim("compare", "site-31-outage", other, "-n", "1", "--out", tmp_path / "out")
    assert answer.exit_code == console.BAD_INPUT
    assert "share no estimate: site-31-outage has no-outage" in answer.stderr
    assert "other has mine" in answer.stderr
    assert not (tmp_path / "out").exists()
