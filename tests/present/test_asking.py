"""``crewsim break-even`` on the command line, ``again`` and ``plot`` on the folder it leaves."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from matplotlib.figure import Figure
from typer.testing import CliRunner, Result

from sim.core.errors import ResultError, UsageError
from sim.present import asking, console, press
from sim.present.cli import app
from sim.present.plots import style
from sim.runs.replicate import GrowingRun
from sim.studies.break_even import BreakEven
from sim.studies.question import Setting, ask
from tests.engine.stage import Tree
from tests.studies.one_relief import ESTIMATES, OUTCOME, one_relief, planned_for, written

FEW = ("-n", "12", "--points", "6", "--workers", "1", "--engine", "simpy")
ASKED = ("--outcome", OUTCOME, *FEW)
SITE_31 = "site-31-outage"
FILES = ["figures", "provenance.json", "scenario.yaml", "summary.json"]
FIGURES = ["break-even.png", "break-even.svg"]
WAIVED: Tree = {
    "policies": {
        "waived": {"title": "Sixty days waived", "waiver": "60 d"},
        "held": {"title": "Held", "hold": ["red"]},
    }
}


def crewsim(*arguments: object) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def strict(text: str) -> dict[str, Any]:
    """Return the one document in a text, which may hold no NaN."""

    def refuse(constant: str) -> None:
        raise AssertionError(f"{constant} is no JSON")

    found = json.loads(text, parse_constant=refuse)
    assert isinstance(found, dict)
    return found


def summary(folder: Path) -> dict[str, Any]:
    return strict((folder / "summary.json").read_text(encoding="utf-8"))


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def answered(tmp_path: Path, *asked: object, changes: tuple[Tree, ...] = ()) -> tuple[Path, Result]:
    """Ask about the scenario with changes; return the folder and what was printed."""
    file = written(tmp_path, *changes)
    answer = crewsim("break-even", file, *asked, "--out", tmp_path / "out")
    assert answer.exit_code == 0, answer.stderr
    (folder,) = (tmp_path / "out" / "one-relief").iterdir()
    return folder, answer


@pytest.fixture(scope="module")
def stored(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Result]:
    return answered(tmp_path_factory.mktemp("stored"), *ASKED)


@pytest.fixture
def nothing_is_played(monkeypatch: pytest.MonkeyPatch) -> None:
    def played(*_: object, **__: object) -> None:
        raise AssertionError("something was played")

    monkeypatch.setattr(GrowingRun, "extend", played)


# --- an answer ------------------------------------------------------------------------------------


def test_an_answer_is_printed_drawn_and_stored(stored: tuple[Path, Result]) -> None:
    folder, answer = stored
    assert names(folder) == FILES
    assert names(folder / "figures") == FIGURES
    assert all((folder / "figures" / name).stat().st_size > 10_000 for name in FIGURES)
    told = " ".join(answer.stdout.split())
    for text in (
        "One relief (one-relief)",
        "as of 2030-01-01, until 2031-05-16; 12 replications of each variant, seed 1",
        "How long may the repair of east take?",
        "Without the outage: not seen in 12",
        *(ESTIMATES[name]["title"] for name in ("flat", "open", "sure")),
        "In time",
        f"result {folder.as_posix()}",
        "break-even (PNG and SVG)",
    ):
        assert text in told
    assert answer.stderr == ""
    assert "no-outage" not in told
    assert "No outage" not in told


def test_what_was_asked_is_stored_with_the_answer(stored: tuple[Path, Result]) -> None:
    found = summary(stored[0])
    assert (found["study"], found["seed"], found["replications"]) == ("break-even", 1, 12)
    assert found["asked"] == {
        "outcome": OUTCOME,
        "threshold": 0.05,
        "total": False,
        "policies": [None],
        "points": 6,
        "longest": None,
        "outage": None,
    }
    (curve,) = found["answer"]["curves"]
    assert len(curve["events"]) == len(curve["risk"]["places"]) == 6
    assert list(curve["estimates"]) == ["flat", "open", "sure"]


def test_json_is_one_document_and_nothing_else(tmp_path: Path) -> None:
    folder, answer = answered(tmp_path, *ASKED, "--json")
    assert strict(answer.stdout) == summary(folder)
    assert answer.stderr == ""
    assert names(folder / "figures") == FIGURES


def test_one_future_is_an_answer_too(tmp_path: Path) -> None:
    one = ("--outcome", OUTCOME, "-n", "1", "--points", "6", "--engine", "simpy", "--json")
    _, answer = answered(tmp_path, *one, "--no-figures")
    assert strict(answer.stdout)["answer"]["base"]["n"] == 1


def test_every_option_is_handed_on(tmp_path: Path) -> None:
    options = ("--at", "0.5", "--total", "--longest", "150 d", "--seed", "7", "--no-figures")
    folder, answer = answered(tmp_path, *ASKED, *options, "--policies", changes=(WAIVED,))
    assert names(folder) == FILES[1:]
    found = summary(folder)
    assert found["seed"] == 7
    assert found["answer"]["longest_days"] == 150
    expected = {"threshold": 0.5, "total": True, "longest": 150.0}
    assert {key: found["asked"][key] for key in expected} == expected
    assert found["asked"]["policies"] == [None, "waived", "held"]
    assert [curve["policy"] for curve in found["answer"]["curves"]] == [None, "waived", "held"]
    told = " ".join(answer.stdout.split())
    assert all(
        title in told for title in ("As the scenario states it", "Sixty days waived", "Held")
    )


def test_only_the_policies_named_have_a_curve_beside_the_stated_one(tmp_path: Path) -> None:
    asked = (*ASKED, "--no-figures", "--policies", "held", "held")
    folder, _ = answered(tmp_path, *asked, changes=(WAIVED,))
    assert summary(folder)["asked"]["policies"] == [None, "held"]


def test_it_is_the_answer_of_the_study(stored: tuple[Path, Result], tmp_path: Path) -> None:
    setting = Setting(one_relief(tmp_path), 12, 1, "simpy")
    known = ask(BreakEven(setting, OUTCOME, points=6), store=False, workers=1)
    assert summary(stored[0])["answer"] == known.found


def test_nothing_is_wider_than_the_screen(stored: tuple[Path, Result]) -> None:
    told, _ = stored[1].stdout.split("result  ")
    assert max(len(line) for line in told.splitlines()) <= 80


def test_a_shipped_scenario_is_asked_about_a_long_gap(tmp_path: Path) -> None:
    few = ("-n", "2", "--points", "6", "--workers", "1", "--engine", "simpy", "--json")
    answer = crewsim("break-even", SITE_31, *few, "--no-figures", "--out", tmp_path)
    assert answer.exit_code == 0, answer.stderr
    found = strict(answer.stdout)
    assert found["answer"]["outcome"]["name"] == "gap[soyuz]"
    assert found["answer"]["outage"] == "site-31"
    assert list(found["answer"]["curves"][0]["estimates"]) == [
        *("near-future", "end-of-winter", "four-months", "months-perhaps-years"),
        *("up-to-two-years", "as-it-happened"),
    ]


def test_help_has_the_options_and_examples() -> None:
    answer = crewsim("break-even", "--help")
    assert answer.exit_code == 0
    options = ("outcome", "at", "total", "policies", "points", "longest", "known-by", "assume")
    assert all(f"--{option}" in answer.stdout for option in (*options, "set", "json", "seed"))
    assert "$ crewsim break-even" in answer.stdout


# --- what cannot be meant -------------------------------------------------------------------------


@pytest.mark.usefixtures("nothing_is_played")
@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--outcome", "next[red,1].direckt < 1"), "did you mean 'next[red,1].direct'?"),
        (("--outcome", "decrewed > yes"), "'yes' is no value; allowed is 0 or 1"),
        (("--outcome", "> 3"), "COLUMN OP VALUE"),
        (("--at", "five"), "--at 'five': a share is needed"),
        (("--at", "0"), "above 0 and below 1"),
        (("--at", "100%"), "above 0 and below 1"),
        (("--at", "-5%"), "above 0 and below 1"),
        (("--at", "nan"), "above 0 and below 1"),
        (("--at", ""), "above 0 and below 1"),
        (("--longest", "400"), "--longest: '400' has no unit"),
        (("--longest", "soon"), "--longest: 'soon' is not a duration"),
        (("--longest", "15 d"), "above 21 d"),
        (("--longest", "-15 d"), "above 21 d"),
        (("--points", "5"), "greater than or equal to 6"),
        (("-n", "0"), "greater than or equal to 1"),
        (("--engine", "fats"), "did you mean 'fast'?"),
        (("--policies", "wavied"), "did you mean 'waived'?"),
        (("--set", "vehicles.soyuz.limt=200 d"), "limit"),
        (("--assume", "nothing"), "nothing"),
        (("--known-by", "tomorrow"), "is not a date"),
        (("--precision", "decrewed=1%"), "No such option"),
    ],
)
def test_it_is_told_and_nothing_is_played_or_stored(
    options: tuple[str, ...], said: str, tmp_path: Path
) -> None:
    file = written(tmp_path, WAIVED)
    answer = crewsim("break-even", file, "--out", tmp_path / "out", *options)
    assert answer.exit_code == console.BAD_INPUT
    assert said in " ".join(answer.stderr.replace("│", " ").split())
    assert "Traceback" not in answer.stderr
    assert answer.stdout == ""
    assert not (tmp_path / "out").exists()


@pytest.mark.usefixtures("nothing_is_played")
def test_policies_are_asked_for_by_their_option(tmp_path: Path) -> None:
    out = ("--out", tmp_path / "out")
    answer = crewsim("break-even", written(tmp_path, WAIVED), "waived", *out)
    assert answer.exit_code == console.BAD_INPUT
    assert "waived: are these policies? then --policies is missing" in answer.stderr
    answer = crewsim("break-even", written(tmp_path), "--policies", *out)
    assert answer.exit_code == console.BAD_INPUT
    assert "one-relief names no policies" in answer.stderr


@pytest.mark.usefixtures("nothing_is_played")
def test_a_file_that_is_not_there_or_has_no_outage_is_bad_input(tmp_path: Path) -> None:
    for file, said in (("site-31-outtage", "did you mean"), ("today", "no pad has an outage")):
        answer = crewsim("break-even", file, "--out", tmp_path / "out")
        assert answer.exit_code == console.BAD_INPUT
        assert said in answer.stderr
        assert "Traceback" not in answer.stderr
    assert not (tmp_path / "out").exists()


@pytest.mark.usefixtures("nothing_is_played")
def test_a_place_that_holds_no_results_is_told_first(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    answer = crewsim("break-even", written(tmp_path), "--out", tmp_path / "file" / "results")
    assert answer.exit_code == console.BAD_INPUT
    assert "no results can be stored here" in answer.stderr


@pytest.mark.parametrize(
    ("text", "known"),
    [("5%", 0.05), ("5 %", 0.05), (" 0.05 ", 0.05), ("5e-2", 0.05), ("0.1%", 0.001), (".5", 0.5)],
)
def test_a_share_is_a_number_or_per_cent(text: str, known: float) -> None:
    assert asking.share(text, "--at") == pytest.approx(known)


@pytest.mark.parametrize("text", ["", "%", "1", "100%", "0%", "5%%", "%5", "inf", "-1%", "1/20"])
def test_anything_else_is_no_share(text: str) -> None:
    with pytest.raises(UsageError, match="--at"):
        asking.share(text, "--at")


# --- broken off -----------------------------------------------------------------------------------


def interrupting(at: int) -> Callable[..., None]:
    """Return what is played instead, and stops as Ctrl-C does in play number `at`."""
    played, extend = [], GrowingRun.extend

    def extended(self: GrowingRun, *arguments: Any) -> None:
        played.append(self)
        if len(played) == at:
            raise KeyboardInterrupt
        extend(self, *arguments)

    return extended


@pytest.mark.parametrize("at", [1, 5, 10])
def test_ctrl_c_leaves_no_folder(at: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ten plays: the base, six repairs, three estimates."""
    monkeypatch.setattr(GrowingRun, "extend", interrupting(at))
    answer = crewsim("break-even", written(tmp_path), *ASKED, "--out", tmp_path / "out")
    assert answer.exit_code == console.INTERRUPTED
    assert answer.stderr.strip() == "stopped; nothing is stored"
    assert answer.stdout == ""
    assert not (tmp_path / "out").exists()


def test_ctrl_c_while_drawing_leaves_the_answer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(style, "save", interrupted)
        answer = crewsim("break-even", written(tmp_path), *ASKED, "--out", tmp_path / "out")
    assert answer.exit_code == console.INTERRUPTED
    (folder,) = (tmp_path / "out" / "one-relief").iterdir()
    assert f"the answer is stored, and crewsim plot {folder} draws it" in answer.stderr
    assert names(folder) == FILES[1:]
    drawn = crewsim("plot", folder)
    assert drawn.exit_code == 0, drawn.stderr
    assert names(folder / "figures") == FIGURES


# --- asked again ----------------------------------------------------------------------------------


def test_the_same_is_asked_again_and_nothing_is_stored(
    stored: tuple[Path, Result], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    moved = tmp_path / "moved"
    shutil.copytree(stored[0], moved)
    before = {path: path.read_bytes() for path in moved.rglob("*") if path.is_file()}
    monkeypatch.setenv("CREWSIM_RESULTS", str(tmp_path / "results"))
    answer = crewsim("again", moved)
    assert answer.exit_code == 0, answer.stderr
    assert answer.stdout.strip() == f"{moved.as_posix()}: the same answer"
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before


def test_another_answer_is_told(stored: tuple[Path, Result], tmp_path: Path) -> None:
    moved = tmp_path / "moved"
    shutil.copytree(stored[0], moved)
    changed = summary(moved)
    changed["answer"]["curves"][0]["events"][3] += 1
    (moved / "summary.json").write_text(json.dumps(changed), encoding="utf-8")
    answer = crewsim("again", moved)
    assert answer.exit_code == console.FAILED
    assert "another answer" in answer.stdout
    told = crewsim("again", moved, "--json")
    assert told.exit_code == console.FAILED
    assert strict(told.stdout)["same_answer"] is False


def test_what_is_asked_again_can_be_stored(stored: tuple[Path, Result], tmp_path: Path) -> None:
    answer = crewsim("again", stored[0], "--out", tmp_path, "--json")
    assert answer.exit_code == 0, answer.stderr
    (folder,) = (tmp_path / "one-relief").iterdir()
    found = strict(answer.stdout)
    assert found.pop("same_answer") is True
    assert found == summary(folder)
    assert found["answer"] == summary(stored[0])["answer"]
    assert crewsim("again", folder).exit_code == 0


def test_what_was_known_assumed_and_set_is_asked_again_from_the_folder_alone(
    tmp_path: Path,
) -> None:
    changes: tuple[Tree, ...] = (
        {"estimates": {"flat": {"said": "2029-12-20"}, "open": {"said": "2029-12-24"}}},
        {
            "assumptions": {
                "slow": {"title": "A slow ship", "set": {"vehicles.soyuz.transit": "9 d"}}
            }
        },
        WAIVED,
    )
    views = ("--known-by", "2029-12-22", "--assume", "slow", "--set", "vehicles.soyuz.crew=4")
    folder, answer = answered(
        tmp_path, *ASKED, *views, "--no-figures", "--policies", "waived", changes=changes
    )
    assert "estimates known by 2029-12-22" in answer.stdout
    assert "assumed: A slow ship" in answer.stdout
    found = summary(folder)
    assert (found["known_by"], found["assumed"]) == ("2029-12-22", ["slow"])
    assert list(found["answer"]["curves"][0]["estimates"]) == ["flat", "sure"]
    kept = (folder / "scenario.yaml").read_text(encoding="utf-8")
    assert "transit: 9 d" in kept
    (tmp_path / "one-relief.yaml").unlink()
    moved = tmp_path / "elsewhere"
    shutil.move(folder, moved)
    again = crewsim("again", moved, "--json")
    assert again.exit_code == 0, again.stderr
    now = strict(again.stdout)
    assert now.pop("same_answer") is True
    assert {**now, "result_dir": None} == {**found, "result_dir": None}


def test_a_shipped_scenario_as_it_was_known_is_asked_again(tmp_path: Path) -> None:
    few = ("-n", "2", "--points", "6", "--workers", "1", "--engine", "simpy", "--no-figures")
    views = ("--known-by", "2025-12-10", "--assume", "medical-record", "--set", "title=Then")
    answer = crewsim("break-even", "site-31-news", *few, *views, "--out", tmp_path, "--json")
    assert answer.exit_code == 0, answer.stderr
    found = strict(answer.stdout)
    assert found["title"] == "Then"
    assert list(found["answer"]["curves"][0]["estimates"]) == [
        *("near-future", "months-perhaps-years", "up-to-two-years", "roscosmos")
    ]
    again = crewsim("again", found["result_dir"])
    assert again.exit_code == 0, again.stdout + again.stderr


def test_only_an_answer_can_be_asked_again(tmp_path: Path) -> None:
    ran = crewsim("run", written(tmp_path), "-n", "2", "--workers", "1", "--engine", "simpy",
                  "--no-figures", "--json", "--out", tmp_path / "out")  # fmt: skip
    run = strict(ran.stdout)["result_dir"]
    for folder, said in ((run, "a run, not the answer"), (tmp_path, "no result and no run")):
        answer = crewsim("again", folder)
        assert answer.exit_code == console.BAD_INPUT
        assert said in answer.stderr
        assert "Traceback" not in answer.stderr
    assert crewsim("again", tmp_path / "nowhere").exit_code == console.BAD_INPUT


# --- drawn again ----------------------------------------------------------------------------------


@pytest.mark.usefixtures("nothing_is_played")
def test_an_answer_is_no_run_to_go_on_with(stored: tuple[Path, Result]) -> None:
    answer = crewsim("run", "--resume", stored[0])
    assert answer.exit_code == console.BAD_INPUT
    assert "crewsim again asks it again" in " ".join(answer.stderr.split())


def test_plot_draws_the_same_from_the_folder_alone(
    stored: tuple[Path, Result], tmp_path: Path
) -> None:
    moved = tmp_path / "moved"
    shutil.copytree(stored[0], moved)
    before = {name: (moved / "figures" / name).read_bytes() for name in FIGURES}
    shutil.rmtree(moved / "figures")
    answer = crewsim("plot", moved)
    assert answer.exit_code == 0, answer.stderr
    assert [Path(line).name for line in answer.stdout.split()] == FIGURES
    assert {name: (moved / "figures" / name).read_bytes() for name in FIGURES} == before
    elsewhere = crewsim("plot", moved, "--out", tmp_path / "sheets")
    assert elsewhere.exit_code == 0, elsewhere.stderr
    assert names(tmp_path / "sheets") == FIGURES
    assert names(moved) == FILES


def test_an_answer_has_no_figures_of_one_estimate(stored: tuple[Path, Result]) -> None:
    answer = crewsim("plot", stored[0], "--estimate", "flat")
    assert answer.exit_code == console.BAD_INPUT
    assert "an answer has no figures of one estimate" in answer.stderr


@pytest.mark.parametrize(
    ("changes", "options"),
    [
        ((planned_for(150),), ("--total", "--at", "30%")),  # above before anything
        ((), ("--longest", "100 d")),  # never
        (({"estimates": None, "default_estimate": None},), ()),
        ((WAIVED,), ("--policies",)),
    ],
)
def test_an_answer_without_a_crossing_is_drawn_too(
    changes: tuple[Tree, ...], options: tuple[str, ...], tmp_path: Path
) -> None:
    folder, _ = answered(tmp_path, *ASKED, *options, changes=changes)
    assert names(folder / "figures") == FIGURES


def _sheet() -> Figure:
    figure = Figure((2, 1))
    figure.subplots().plot([0, 1], [0, 1])
    return figure


def test_sheets_are_drawn_and_counted(tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    (tmp_path / "figures").mkdir()
    (tmp_path / "figures" / "notes.txt").write_text("mine")
    asked = {"one": _sheet, "two": _sheet}
    files = press.draw(lambda: asked, tmp_path / "figures", progress=lambda *now: told.append(now))
    assert [file.relative_to(tmp_path / "figures").as_posix() for file in files] == [
        f"{name}.{ending}" for name in ("one", "two") for ending in style.ENDINGS
    ]
    assert all(file.stat().st_size > 0 for file in files)
    assert told == [(1, 2), (2, 2)]
    assert len(names(tmp_path / "figures")) == 1 + len(files)
    assert names(tmp_path) == ["figures"]


def test_a_sheet_that_cannot_be_drawn_leaves_none(tmp_path: Path) -> None:
    def full() -> Figure:
        raise OSError(28, "No space left on device")

    with pytest.raises(ResultError, match="the figures are not drawn: No space left on device"):
        press.draw(lambda: {"one": _sheet, "two": full}, tmp_path / "figures")
    assert names(tmp_path) == []
