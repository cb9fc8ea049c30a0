import json
import os
import subprocess
import sys
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from sim.engine import DEFAULT, ENGINES
from sim.present import console
from sim.present.cli import app
from sim.scenario import load, shipped
from sim.studies import REPLICATIONS
from sim.studies.precision import CAP

COMMANDS = (
    *("run", "compare", "replay", "validate", "evidence", "plot", "diff", "import", "new"),
    *("scoreboard", "schema", "scenarios", "backtest"),
)
FEW = ("-n", "3", "--workers", "1", "--no-figures", "--engine", "simpy")
SITE_31 = "site-31-outage"


def crewsim(*arguments: str | Path) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


@pytest.fixture(scope="module")
def stored(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A comparison of two estimates, stored."""
    out = tmp_path_factory.mktemp("results")
    names = ("--estimate", "no-outage", "--estimate", "up-to-two-years")
    answer = crewsim("compare", "site-31-outage", *names, *FEW, "--out", out, "--json")
    assert answer.exit_code == 0, answer.stderr
    return Path(json.loads(answer.stdout)["result_dir"])


def test_help_names_every_command() -> None:
    answer = crewsim("--help")
    assert answer.exit_code == 0
    assert all(command in answer.stdout for command in COMMANDS)


@pytest.mark.parametrize("command", COMMANDS)
def test_the_help_of_a_command_holds_examples(command: str) -> None:
    answer = crewsim(command, "--help")
    assert answer.exit_code == 0
    assert f"$ crewsim {command}" in answer.stdout


def test_help_needs_no_slow_library() -> None:
    slow = {"matplotlib", "numba", "numpy", "pandas", "pyarrow", "pydantic", "scipy", "simpy"}
    question = f"import sys, sim.present.cli; print({slow} & set(sys.modules))"
    answer = subprocess.run(
        [sys.executable, "-c", question], capture_output=True, encoding="utf-8", check=True
    )
    assert answer.stdout.strip() == "set()"


def test_the_help_names_every_engine_and_the_default() -> None:
    told = " ".join(crewsim("run", "--help").stdout.replace("│", " ").split())
    assert f"{DEFAULT} (compiled; the default)" in told
    assert all(f" {name} (" in told for name in ENGINES)
    assert f"Without it: {REPLICATIONS:,}; with --precision: {CAP:,}" in told


@pytest.mark.parametrize("command", ["run", "compare", "replay"])
def test_the_help_of_a_play_names_every_option(command: str) -> None:
    told = crewsim(command, "--help").stdout
    shared = ("seed", "set", "engine", "out", "no-figures", "json", "quiet", "debug", "estimate")
    many = ("replications", "workers", "precision") if command != "replay" else ()
    assert all(f"--{option}" in told for option in (*shared, *many, "known-by", "assume"))


def test_the_version_is_that_of_the_distribution() -> None:
    answer = crewsim("--version")
    assert answer.exit_code == 0
    assert answer.stdout.startswith("crewsim ")


def test_run_takes_the_default_estimate_and_says_so(tmp_path: Path) -> None:
    answer = crewsim("run", "site-31-outage", *FEW, "--out", tmp_path)
    assert answer.exit_code == 0, answer.stderr
    assert "estimate: end-of-winter" in answer.stderr
    assert "end-of-winter" not in answer.stdout
    assert "3 replications, seed 1" in answer.stdout
    assert len(list((tmp_path / "site-31-outage").iterdir())) == 1


def test_the_folder_is_named_first(tmp_path: Path) -> None:
    answer = crewsim("run", SITE_31, *FEW, "--out", tmp_path)
    (folder,) = (tmp_path / SITE_31).iterdir()
    assert answer.stderr.splitlines()[0] == f"result: {folder.as_posix()}"


def test_ctrl_c_leaves_a_run_that_resume_ends(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    names = ("--estimate", "no-outage", "--estimate", "four-months")
    with monkeypatch.context() as patched:
        patched.setattr("sim.studies.study.conclude", interrupted)
        answer = crewsim("compare", SITE_31, *names, *FEW, "--out", tmp_path)
    (folder,) = (tmp_path / SITE_31).iterdir()
    assert answer.exit_code == console.INTERRUPTED
    assert f"crewsim run --resume {folder} goes on with it" in answer.stderr
    assert crewsim("plot", folder).exit_code == console.BAD_INPUT

    again = crewsim("run", "--resume", folder, "--workers", "1", "--no-figures", "--json")
    assert again.exit_code == 0, again.stderr
    assert again.stderr.splitlines() == [f"result: {folder.as_posix()}"]
    assert list(json.loads(again.stdout)["estimates"]) == ["no-outage", "four-months"]


def test_a_finished_run_is_shown_again(stored: Path) -> None:
    answer = crewsim("run", "--resume", stored, "--no-figures")
    assert answer.exit_code == 0, answer.stderr
    assert "this run is finished, nothing is left to play" in answer.stderr
    assert "3 replications of each estimate, seed 1" in answer.stdout


def test_resume_takes_what_is_asked_from_the_folder(stored: Path, tmp_path: Path) -> None:
    given = ("--seed", "1", "-n", "3", "--set", "title=x", "--precision", "stranded=1")
    views = ("--known-by", "2026-01-01", "--assume", "medical-record")
    answer = crewsim("run", SITE_31, "--resume", stored, *given, *views)
    assert answer.exit_code == console.BAD_INPUT
    told = "leave out FILE, -n, --precision, --seed, --known-by, --assume, --set"
    assert told in answer.stderr
    for folder in (tmp_path, tmp_path / "nowhere"):
        assert crewsim("run", "--resume", folder).exit_code == console.BAD_INPUT
    assert crewsim("run").exit_code == console.BAD_INPUT


def test_precision_is_asked_for_and_told(tmp_path: Path) -> None:
    asked = ("--precision", "stranded=0.45", "--precision", "gap[soyuz]=0.9")
    answer = crewsim("run", SITE_31, *FEW, *asked, "--out", tmp_path)
    assert answer.exit_code == 0, answer.stderr
    assert "3 replications, seed 1" in answer.stdout
    told = next(line for line in answer.stdout.splitlines() if "precision" in line)
    assert told.startswith("precision reached: stranded ±0.")
    (folder,) = (tmp_path / SITE_31).iterdir()
    found = json.loads((folder / "summary.json").read_text(encoding="utf-8"))["precision"]
    assert found["asked"] == {"stranded": 0.45, "gap[soyuz]": 0.9}
    assert found["cap"] == 3


def test_a_cap_is_told(tmp_path: Path) -> None:
    answer = crewsim("run", SITE_31, *FEW, "--precision", "decrewed=1e-6", "--out", tmp_path)
    assert answer.exit_code == 0, answer.stderr
    assert "precision not reached in 3 replications, the most allowed: decrewed ±" in answer.stdout


def test_what_is_seldom_is_asked_for_in_per_cent_of_itself(tmp_path: Path) -> None:
    asked = ("--precision", "decrewed=20%")
    answer = crewsim("run", SITE_31, *FEW, *asked, "--out", tmp_path)
    assert answer.exit_code == 0, answer.stderr
    assert "decrewed unknown: fewer than 70.8 % (95 %), seen in 0 of 3" in answer.stdout
    (folder,) = (tmp_path / SITE_31).iterdir()
    found = json.loads((folder / "summary.json").read_text(encoding="utf-8"))["precision"]
    assert found["relative"]["asked"] == {"decrewed": 0.2}


def test_every_mistake_of_precision_is_told_at_once(tmp_path: Path) -> None:
    asked = ("--precision", "strandet=0.1", "--precision", "decrewed=0")
    answer = crewsim("run", SITE_31, *FEW, *asked, "--out", tmp_path)
    assert answer.exit_code == console.BAD_INPUT
    assert "did you mean 'stranded'?" in answer.stderr
    assert "'0' is no half-width" in answer.stderr
    assert list(tmp_path.iterdir()) == []


def test_quiet_leaves_standard_error_empty(tmp_path: Path) -> None:
    answer = crewsim("run", "site-31-outage", *FEW, "--quiet", "--out", tmp_path)
    assert (answer.exit_code, answer.stderr) == (0, "")


def test_json_is_one_document_and_nothing_else(stored: Path) -> None:
    summary = json.loads((stored / "summary.json").read_text(encoding="utf-8"))
    assert list(summary["estimates"]) == ["no-outage", "up-to-two-years"]
    assert summary["replications"] == 3


def test_set_changes_what_is_asked(tmp_path: Path) -> None:
    answer = crewsim(
        "run", "site-31-outage", *FEW, "--out", tmp_path, "--set", "title=Another", "--json"
    )
    assert json.loads(answer.stdout)["title"] == "Another"


NEWS = "site-31-news"
EARLY = ("--known-by", "2025-12-10")


def test_estimates_are_those_known_by_a_date(tmp_path: Path) -> None:
    asked = (NEWS, *FEW, *EARLY, "--out", tmp_path)
    answer = crewsim("compare", *asked)
    assert answer.exit_code == 0, answer.stderr
    assert "estimates known by 2025-12-10" in answer.stdout
    assert "Roscosmos, as it revised itself (Roscosmos, 2025-11-27)" in answer.stdout
    (folder,) = (tmp_path / NEWS).iterdir()
    again = crewsim("run", "--resume", folder, "--no-figures")
    assert again.stdout == answer.stdout
    for name in ("summary.json", "provenance.json"):
        told = json.loads((folder / name).read_text(encoding="utf-8"))
        assert told["known_by"] == "2025-12-10"
        assert list(told["estimates"]) == [
            *("no-outage", "near-future", "months-perhaps-years", "up-to-two-years", "roscosmos")
        ]


def test_a_run_known_by_a_date_goes_on_with_what_was_known(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    asked = (NEWS, "--estimate", "roscosmos", *EARLY, "--assume", "medical-record", *FEW)
    with monkeypatch.context() as patched:
        patched.setattr("sim.studies.study.conclude", interrupted)
        crewsim("run", *asked, "--out", tmp_path)
    (folder,) = (tmp_path / NEWS).iterdir()
    again = crewsim("run", "--resume", folder, "--no-figures", "--json")
    whole = crewsim("run", *asked, "--out", tmp_path / "whole", "--json")
    one, other = (json.loads(answer.stdout) for answer in (again, whole))
    assert one["estimates"] == other["estimates"]
    assert (one["known_by"], one["assumed"]) == ("2025-12-10", ["medical-record"])


def test_an_estimate_that_was_said_later_is_refused(tmp_path: Path) -> None:
    asked = (*EARLY, "--out", tmp_path)
    late = ("--estimate", "four-months")
    for command in (
        ("run", NEWS, *FEW, *late),
        ("compare", NEWS, *FEW, *late),
        ("compare", NEWS, *FEW, "--against", "four-months"),
        ("replay", NEWS, "0", "--no-figures", *late),
    ):
        answer = crewsim(*command, *asked)
        assert answer.exit_code == console.BAD_INPUT
        assert "'four-months' was first said on 2025-12-15: after 2025-12-10" in answer.stderr
    for date, said in (("2025-11-26", "is of 2025-11-27"), ("tomorrow", "is not a date")):
        answer = crewsim("run", NEWS, *FEW, "--known-by", date, "--out", tmp_path)
        assert answer.exit_code == console.BAD_INPUT
        assert said in answer.stderr
    assert list(tmp_path.iterdir()) == []


def test_an_assumption_is_made_and_told(tmp_path: Path) -> None:
    asked = ("--assume", "craft-record", "--assume", "medical-nasa-model", "--out", tmp_path)
    answer = crewsim("run", "baseline", *FEW, *asked)
    assert answer.exit_code == 0, answer.stderr
    told = " ".join(answer.stdout.split())
    assert "assumed: Soyuz becomes unfit as often as in the whole record; Medical" in told
    (folder,) = (tmp_path / "baseline").iterdir()
    kept = (folder / "scenario.yaml").read_text(encoding="utf-8")
    assert "medical_return_rate: 1 per 21 person-years" in kept
    again = crewsim("run", "--resume", folder, "--no-figures")
    assert again.stdout == answer.stdout
    refused = crewsim("run", "baseline", *FEW, "--assume", "craft-recrod")
    assert refused.exit_code == console.BAD_INPUT
    assert "did you mean 'craft-record'?" in refused.stderr


def test_replay_tells_what_is_known_and_assumed(tmp_path: Path) -> None:
    asked = (NEWS, "2", *EARLY, "--assume", "craft-record", "--engine", "simpy")
    told = crewsim("replay", *asked, "--no-figures")
    assert told.exit_code == 0, told.stderr
    assert "estimate: near-future" in told.stderr
    assert "estimates known by 2025-12-10\nassumed: Soyuz becomes unfit" in told.stdout
    future = json.loads(crewsim("replay", *asked, "--no-figures", "--json").stdout)
    assert (future["known_by"], future["assumed"]) == ("2025-12-10", ["craft-record"])


def test_against_must_be_compared(tmp_path: Path) -> None:
    answer = crewsim("compare", "site-31-outage", *FEW, "--against", "nobody", "--out", tmp_path)
    assert answer.exit_code == console.BAD_INPUT
    assert "'nobody'" in answer.stderr
    assert list(tmp_path.iterdir()) == []


POLICIES = ("--set", "policies.waived={title: Thirty days waived, waiver: 30 d}")


def test_policies_are_compared_with_the_stated_one(tmp_path: Path) -> None:
    asked = ("compare", SITE_31, *POLICIES, *FEW, "--out", tmp_path)
    names = ("--estimate", "no-outage", "--estimate", "four-months")
    answer = crewsim(*asked, *names, "--policies")
    assert answer.exit_code == 0, answer.stderr
    assert "by policy and estimate" in answer.stdout
    (folder,) = (tmp_path / SITE_31).iterdir()
    assert (folder / "four-months+waived" / "outcomes.parquet").is_file()
    shown = crewsim("run", "--resume", folder, "--no-figures", "--json")
    assert list(json.loads(shown.stdout)["estimates"]) == [
        *("no-outage", "four-months", "no-outage+as-written", "four-months+as-written"),
        *("no-outage+waived", "four-months+waived"),
    ]
    one = crewsim(*asked, "--policies", "waived", "--estimate", "four-months", "--json")
    assert list(json.loads(one.stdout)["estimates"]) == ["four-months", "four-months+waived"]


def test_a_policy_is_compared_with_itself_without_each_of_its_reactions(tmp_path: Path) -> None:
    asked = ("compare", "baseline", *FEW[:-1], "fast", "--out", tmp_path)
    answer = crewsim(*asked, "--reactions")
    assert answer.exit_code == 0, answer.stderr
    assert "Without any" in answer.stdout
    (folder,) = (tmp_path / "baseline").iterdir()
    found = json.loads((folder / "summary.json").read_text(encoding="utf-8"))
    assert {"as-stated", "as-stated+without-extension", "as-stated+without-any"} <= {
        *found["estimates"]
    }
    alone = json.loads(crewsim(*asked, "--reactions", "--alone", "--json").stdout)
    assert {"as-stated", "as-stated+only-extension", "as-stated+all"} <= {*alone["estimates"]}
    none, without = alone["estimates"]["as-stated"], found["estimates"]["as-stated+without-any"]
    assert none["outcomes"] == without["outcomes"]
    drawn = crewsim("plot", folder, "--workers", "1")
    assert drawn.exit_code == 0, drawn.stderr
    for options, told in (
        (("--alone",), "--reactions, which is missing"),
        (("--reactions", "--policies"), "leave out --policies"),
    ):
        refused = crewsim(*asked, *options)
        assert refused.exit_code == console.BAD_INPUT
        assert told in refused.stderr


def test_what_cannot_be_meant_of_policies_is_refused(tmp_path: Path) -> None:
    asked = ("compare", SITE_31, *FEW, "--out", tmp_path)
    for given, said in (
        (("waived",), "then --policies is missing"),
        (("--policies", *POLICIES, "waves"), "did you mean 'waived'?"),
    ):
        answer = crewsim(*asked, *given)
        assert answer.exit_code == console.BAD_INPUT
        assert said in answer.stderr
    answer = crewsim("compare", "history/ms-10-2018", *FEW, "--out", tmp_path, "--policies")
    assert "ms-10-2018 names no policies to compare" in answer.stderr
    assert list(tmp_path.iterdir()) == []


def test_run_and_replay_take_a_policy(tmp_path: Path) -> None:
    asked = (SITE_31, *POLICIES, "--policy", "waived", "--out", tmp_path, "--json")
    ran = json.loads(crewsim("run", *asked, *FEW).stdout)
    assert list(ran["estimates"]) == ["end-of-winter+waived"]
    told = crewsim("replay", *asked, "2", "--engine", "simpy", "--no-figures")
    future = json.loads(told.stdout)
    assert (future["estimate"], future["policy"]) == ("end-of-winter", "waived")
    refused = crewsim("run", "--resume", tmp_path, "--policy", "waived")
    assert "leave out --policy" in refused.stderr


def test_the_plan_of_every_policy_is_checked() -> None:
    long = (
        "policies.long={title: Long increments, increment_length: {us-crew: 300 d}, fly_again: off}"
    )
    answer = crewsim("validate", SITE_31, "--set", long)
    assert answer.exit_code == 0, answer.stdout
    assert "policy long: the plan leaves the direct line us-crew a gap of 45 d" in answer.stdout


def test_replay_tells_one_future(tmp_path: Path) -> None:
    asked = ("replay", "site-31-outage", "2", "--engine", "simpy", "--out", tmp_path)
    told = crewsim(*asked, "--no-figures")
    assert told.exit_code == 0, told.stderr
    assert "replication 2 of end-of-winter, seed 1" in told.stdout
    data = json.loads(crewsim(*asked, "--json").stdout)
    assert data["replication"] == 2
    assert data["events"][0]["date"] >= "2025-11-27"
    assert [Path(name).name for name in data["figures"]] == ["traffic.png", "traffic.svg"]
    assert all(Path(name).stat().st_size > 0 for name in data["figures"])


def test_the_replayed_future_is_the_row_of_the_run(stored: Path) -> None:
    import pyarrow.parquet as pq

    rows = pq.read_table(stored / "up-to-two-years" / "outcomes.parquet").to_pylist()
    name = ("--estimate", "up-to-two-years", "--engine", "simpy", "--no-figures", "--json")
    data = json.loads(crewsim("replay", "site-31-outage", "1", *name).stdout)
    for column, value in data["outcomes"].items():
        if not isinstance(value, str):
            assert value == rows[1][column], column


def test_plot_draws_a_stored_result_again(stored: Path, tmp_path: Path) -> None:
    answer = crewsim("plot", stored, "--workers", "1", "--out", tmp_path)
    assert answer.exit_code == 0, answer.stderr
    drawn = [Path(line) for line in answer.stdout.split()]
    assert {path.stem for path in drawn} >= {"repair", "risks", "people"}
    assert all(path.is_file() for path in drawn)


def test_plot_names_the_estimates_there_are(stored: Path) -> None:
    answer = crewsim("plot", stored, "--estimate", "up-to-two-year")
    assert answer.exit_code == console.BAD_INPUT
    assert "did you mean 'up-to-two-years'?" in answer.stderr


WHOLE = ("baseline", "site-31-levers", "windows")
"""What all others extend, what has most policies, what has windows."""


@pytest.mark.parametrize(
    "some",
    [
        pytest.param(WHOLE, id="some"),
        *(pytest.param(list(shipped())[k::4], marks=pytest.mark.slow) for k in range(4)),
    ],
)
def test_shipped_scenarios_are_valid(some: Sequence[str]) -> None:
    """The golden logs play the others by default, each policy and estimate."""
    answer = crewsim("validate", *some)
    assert answer.exit_code == 0, answer.stdout
    assert answer.stdout.count(": ok") == len(some)


def test_warnings_of_the_plan_stand_below_their_file_without_naming_it_again() -> None:
    answer = crewsim("validate", "history/ms-10-2018")
    first, *warnings = answer.stdout.splitlines()
    assert first == "history/ms-10-2018: ok"
    assert warnings
    assert all(line.startswith("  warning: ") and ".yaml" not in line for line in warnings)


def test_ctrl_c_while_drawing_leaves_the_result_and_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("sim.present.press.draw", interrupted)
    few = [option for option in FEW if option != "--no-figures"]
    answer = crewsim("run", SITE_31, *few, "--out", tmp_path)
    assert answer.exit_code == console.INTERRUPTED
    assert "stopped; the result is stored" in answer.stderr
    assert "Next Soyuz docking" in answer.stdout
    (folder,) = (tmp_path / "site-31-outage").iterdir()
    assert (folder / "summary.json").is_file()


def test_the_log_outside_a_terminal_has_a_line_an_event() -> None:
    told = ("--engine", "simpy", "--no-figures", "--quiet")
    answer = crewsim("replay", "history/site-31-as-flown", "0", *told)
    lines = answer.stdout.splitlines()
    assert any(len(line) > 80 for line in lines)
    start = next(number for number, line in enumerate(lines) if line == "") + 1
    events = lines[start : lines.index("", start)]
    assert all(line[:4].isdigit() and line[10] == " " for line in events)


def test_validate_shows_every_problem_and_exits_2(tmp_path: Path) -> None:
    bad = tmp_path / "bad.yaml"
    entries = ("format: 1", "extends: site-31-outage", "until: yesterday", "lines:", "  soyuz:")
    bad.write_text("\n".join([*entries, "    vehicle: soyus-ms", ""]))
    answer = crewsim("validate", "site-31-outage", bad)
    assert answer.exit_code == console.BAD_INPUT
    assert "site-31-outage: ok" in answer.stdout
    assert "until" in answer.stdout
    assert "soyuz-ms" in answer.stdout
    found = json.loads(crewsim("validate", bad, "--json").stdout)
    assert not found[0]["ok"]
    assert {problem["line"] for problem in found[0]["problems"]} >= {3, 6}


def test_validate_checks_under_each_assumption(tmp_path: Path) -> None:
    own = tmp_path / "own.yaml"
    entries = (
        *("format: 1", "extends: baseline", "assumptions:"),
        "  short: {title: Short, set: {vehicles.soyuz-ms.stay: 300 d}}",
        "  never: {title: Never, set: {until: 2025-01-01}}",
        "  again: {title: Again, set: {until: 2025-01-01}}",
        "  wrong: {title: Wrong, set: {until: soon}}",
    )
    own.write_text("\n".join([*entries, ""]))
    answer = crewsim("validate", own)
    assert answer.exit_code == console.BAD_INPUT
    lines = [line.strip() for line in answer.stdout.splitlines()]
    problems = [line for line in lines if line.startswith(str(own)) and ": until: " in line]
    assert [line.partition(": until: ")[2].split()[:2] for line in problems] == [
        *(["assumption", f"{name}:"] for name in ("never", "again", "wrong"))
    ]
    assert problems[2].startswith(f"{own}:7: until: assumption wrong: 'soon' is not an instant")
    assert any("warning: " in line and "assumption short: " in line for line in lines)
    alone = crewsim("validate", own, "--assume", "short")
    assert alone.exit_code == 0, alone.stdout
    assert "assumption" not in alone.stdout
    assert "the planned stay ends" in alone.stdout


def test_a_scenario_that_is_not_there_is_bad_input() -> None:
    answer = crewsim("run", "site-31-outtage")
    assert answer.exit_code == console.BAD_INPUT
    assert "did you mean" in answer.stderr
    assert "Traceback" not in answer.stderr
    assert answer.stdout == ""


def test_debug_shows_the_traceback(capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(console.typer.Exit), console.reporting_errors(debug=True):
        raise ValueError("unexpected")
    assert "Traceback" in capfd.readouterr().err


@pytest.mark.parametrize(
    ("error", "code"),
    [(ValueError("a fault"), console.FAILED), (KeyboardInterrupt(), console.INTERRUPTED)],
)
def test_other_failures_have_their_own_code(
    error: BaseException, code: int, capfd: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(console.typer.Exit) as left, console.reporting_errors(debug=False):
        raise error
    assert left.value.exit_code == code
    said = capfd.readouterr().err
    assert "Traceback" not in said
    assert said.strip()


def test_schema_is_a_json_schema() -> None:
    schema = json.loads(crewsim("schema").stdout)
    assert schema["$schema"].startswith("https://json-schema.org/")
    assert "properties" in schema


def test_scenarios_lists_the_shipped_ones_with_their_question(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("sim.scenario.load", cache(load))
    listed = json.loads(crewsim("scenarios", "--json").stdout)
    assert [each["name"] for each in listed] == list(shipped())
    text = " ".join(crewsim("scenarios").stdout.split())
    assert all(each["name"] in text for each in listed)


def test_the_installed_command_needs_no_terminal_and_no_colour(tmp_path: Path) -> None:
    start = "from sim.present.cli import main; main()"
    answer = subprocess.run(
        [sys.executable, "-c", start, "run", "site-31-outage", *FEW, "--out", str(tmp_path)],
        capture_output=True,
        encoding="utf-8",
        check=False,
        env={**os.environ, "NO_COLOR": "1", "COLUMNS": "80", "PYTHONIOENCODING": "utf-8"},
    )
    assert answer.returncode == 0, answer.stderr
    assert "\x1b" not in answer.stdout + answer.stderr
    table = answer.stdout.split("result ")[0]
    assert max(len(line) for line in table.splitlines()) <= 80
