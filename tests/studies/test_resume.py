"""A run that is broken off goes on, and nobody can tell from its result."""

import errno
import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sim.core.errors import ResultError
from sim.runs import writing
from sim.runs.store import is_finished, open_result
from sim.runs.workers import Progress
from sim.scenario import load
from sim.studies import precision
from sim.studies.compare import compare
from sim.studies.forecast import forecast
from sim.studies.precision import Precision
from sim.studies.result import Result
from sim.studies.resume import resume

SCENARIO = "site-31-outage"
ESTIMATES = ["no-outage", "as-it-happened"]
REPLICATIONS, PART = 33, 8
ASKED = {"replications": REPLICATIONS, "part": PART, "engine": "fast", "seed": 7}
SLOWLY = {**ASKED, "engine": "simpy"}
"""Played so slowly that a process is killed while it plays."""

TIMES = {"wall_s", "simulation_s", "started_at", "resumed_at", "command"}


def comparison(out: Path, **options: Any) -> Result:
    return compare(load(SCENARIO), estimates=ESTIMATES, workers=1, out=out, **ASKED, **options)


def one_forecast(out: Path, **options: Any) -> Result:
    return forecast(load(SCENARIO), ESTIMATES[1], workers=1, out=out, **ASKED, **options)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Result:
    """The comparison when nothing comes in between."""
    return comparison(tmp_path_factory.mktemp("whole"))


@pytest.fixture(scope="module")
def whole_slowly(tmp_path_factory: pytest.TempPathFactory) -> Result:
    """The same from the interpreted engine."""
    out = tmp_path_factory.mktemp("slowly")
    return compare(load(SCENARIO), estimates=ESTIMATES, workers=1, out=out, **SLOWLY)


def but_for_times(content: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: value for name, value in content.items() if name not in {*TIMES, *names}}


def same(one: Result, other: Result) -> None:
    """Fail unless two stored results are equal but for times."""
    assert one.folder is not None
    assert other.folder is not None
    assert one.tables == other.tables
    stored, known = open_result(one.folder), open_result(other.folder)
    for name in ("rate_per_s", "result_dir"):
        assert stored.summary[name] != known.summary[name]
    unlike = ("rate_per_s", "result_dir")
    assert but_for_times(stored.summary, *unlike) == but_for_times(known.summary, *unlike)
    assert but_for_times(stored.provenance) == but_for_times(known.provenance)
    assert stored.scenario_yaml == known.scenario_yaml
    files = [
        {path.relative_to(folder).as_posix() for path in folder.rglob("*")}
        for folder in (one.folder, other.folder)
    ]
    assert files[0] == files[1]
    for name in files[0]:
        if name.endswith(".parquet"):
            assert (one.folder / name).read_bytes() == (other.folder / name).read_bytes()


class BrokenOffError(Exception):
    """Stands for whatever ends a program."""


def breaking(at: int) -> Progress:
    """Return a progress that ends the program when so many replications are done."""

    def progress(done: int, total: int) -> None:
        if done >= at:
            raise BrokenOffError

    return progress


def broken_off(study: Callable[..., Result], out: Path, at: int) -> Path:
    """Begin a study, break it off and return its folder."""
    began: list[Path] = []
    with pytest.raises(BrokenOffError):
        study(out, progress=breaking(at), started=began.append)
    (folder,) = began
    return folder


@pytest.mark.parametrize("at", [1, 8, 20, 33, 40, 66])
def test_a_comparison_that_goes_on_is_the_one_that_was_never_broken_off(
    tmp_path: Path, whole: Result, at: int
) -> None:
    folder = broken_off(comparison, tmp_path, at)
    assert not is_finished(folder)
    played: list[int] = []
    result = resume(folder, workers=1, progress=lambda done, total: played.append(done))
    assert result.folder == folder
    same(result, whole)
    assert played[-1] == 2 * REPLICATIONS
    assert len(open_result(folder).provenance["resumed_at"]) == 1
    if at > PART:
        assert played[0] >= PART


def test_a_forecast_goes_on_likewise(tmp_path: Path, whole: Result) -> None:
    folder = broken_off(one_forecast, tmp_path, 20)
    played: list[int] = []
    result = resume(folder, workers=1, progress=lambda done, total: played.append(done))
    assert played[0] >= 2 * PART
    assert list(result.tables) == [ESTIMATES[1]]
    assert result.tables[ESTIMATES[1]] == whole.tables[ESTIMATES[1]]
    assert result.summary["against"] is None


def test_policies_go_on_likewise(tmp_path: Path) -> None:
    policy = "policies.waived={title: Thirty days waived, waiver: 30 d}"

    def crossed(out: Path, **options: Any) -> Result:
        scenario = load(SCENARIO, overrides=[policy])
        asked = {**ASKED, "replications": 9, "estimates": ESTIMATES[:1], "workers": 1}
        return compare(scenario, policies=["waived"], out=out, **asked, **options)

    known = crossed(tmp_path)
    folder = broken_off(crossed, tmp_path, 12)
    same(resume(folder, workers=1), known)
    assert list(known.tables) == ["no-outage", "no-outage+waived"]


def test_it_may_be_broken_off_again_and_again(tmp_path: Path, whole: Result) -> None:
    folder = broken_off(comparison, tmp_path, 10)
    for at in (20, 30, 45, 60):
        with pytest.raises(BrokenOffError):
            resume(folder, workers=1, progress=breaking(at))
    same(resume(folder, workers=1), whole)
    assert len(open_result(folder).provenance["resumed_at"]) == 5


def test_a_search_for_precision_goes_on_and_stops_where_it_would_have(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(precision, "FIRST_LOOK", 10)
    monkeypatch.setattr(precision, "_A_LOOK", 1)
    asked = {**ASKED, "precision": Precision({"next[soyuz,1].direct": 0.15})}

    def search(out: Path, **options: Any) -> Result:
        scenario = load(SCENARIO)
        return compare(scenario, estimates=ESTIMATES, workers=1, out=out, **asked, **options)

    known = search(tmp_path)
    n = known.summary["replications"]
    assert n > 10
    assert known.summary["precision"]["is_enough"]
    for at in (5, 15, 2 * n):
        folder = broken_off(search, tmp_path, at)
        same(resume(folder, workers=1), known)


def test_warnings_are_those_of_the_file_that_was_asked_for(tmp_path: Path) -> None:
    scenario = load(SCENARIO, overrides=["headline.by=2040-01-01"])
    assert scenario.warnings
    began: list[Path] = []
    with pytest.raises(BrokenOffError):
        forecast(scenario, out=tmp_path, started=began.append, progress=breaking(10), **ASKED)
    known = forecast(scenario, out=tmp_path, **ASKED)
    assert resume(began[0]).summary["warnings"] == known.summary["warnings"]


def test_a_finished_run_is_only_read(whole: Result) -> None:
    assert whole.folder is not None
    before = {path: path.stat().st_mtime_ns for path in whole.folder.rglob("*")}
    started: list[Path] = []
    assert resume(whole.folder, started=started.append).summary == whole.summary
    assert started == []
    assert before == {path: path.stat().st_mtime_ns for path in whole.folder.rglob("*")}


def test_a_summary_that_is_lost_is_made_again(tmp_path: Path, whole: Result) -> None:
    result = one_forecast(tmp_path)
    assert result.folder is not None
    (result.folder / "summary.json").unlink()
    again = resume(result.folder, progress=lambda done, total: None)
    assert again.summary == {**result.summary, "result_dir": again.summary["result_dir"]}


def test_rows_of_another_version_are_not_gone_on_with(tmp_path: Path) -> None:
    folder = broken_off(one_forecast, tmp_path, 10)
    path = folder / "provenance.json"
    origin = json.loads(path.read_text())
    path.write_text(json.dumps({**origin, "address_scheme": 0}))
    with pytest.raises(ResultError, match=r"cannot go on.*address scheme was 0"):
        resume(folder)
    path.write_text(json.dumps({name: origin[name] for name in origin if name != "seed"}))
    with pytest.raises(ResultError, match=r"provenance.json does not say what was asked"):
        resume(folder)


def test_a_folder_without_a_run_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ResultError, match="no result and no run"):
        resume(tmp_path)
    with pytest.raises(ResultError, match="no such result folder"):
        resume(tmp_path / "nowhere")


@pytest.mark.parametrize("after", [5, 30, 60, 75])
def test_a_full_disk_is_said_and_the_run_goes_on_when_there_is_room(
    tmp_path: Path, whole: Result, monkeypatch: pytest.MonkeyPatch, after: int
) -> None:
    flushes = 0
    flush = os.fsync

    def refuses(descriptor: int) -> None:
        nonlocal flushes
        flushes += 1
        if flushes > after:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        flush(descriptor)

    began: list[Path] = []
    with monkeypatch.context() as patch:
        patch.setattr(writing.os, "fsync", refuses)
        with pytest.raises(ResultError, match="No space left on device; what is played is kept"):
            comparison(tmp_path, started=began.append)
    same(resume(began[0], workers=1), whole)


# real processes -----------------------------------------------------------------------------------

CHILD = f"""
import sys
from pathlib import Path
from sim.scenario import load
from sim.studies.compare import compare
from sim.studies.resume import resume

def started(folder):
    print(folder, flush=True)

if __name__ == "__main__":
    what, place = sys.argv[1:]
    if what == "compare":
        compare(load({SCENARIO!r}), estimates={ESTIMATES!r}, workers=1, out=place,
                started=started, **{SLOWLY!r})
    else:
        resume(place, workers=1, started=started)
    print("finished", flush=True)
"""


COMMAND = [sys.executable, "-c", "from sim.present.cli import main; main()", "run"]
LONG = ["-n", "160000", "--engine", "fast", "--no-figures"]


def killed(what: str, place: Path, number: signal.Signals, after_s: float) -> tuple[Path, bool]:
    """Run a study in a process of its own, end that some time after its start.

    Returns
    -------
    Path, bool
        The folder, and whether the process was quicker.
    """
    child = subprocess.Popen(
        [sys.executable, "-c", CHILD, what, str(place)],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert child.stdout is not None
    folder = Path(child.stdout.readline().strip())
    time.sleep(after_s)
    child.send_signal(number)
    rest, errors = child.communicate(timeout=60)
    if "finished" not in rest:
        assert child.returncode == -number or "KeyboardInterrupt" in errors
    return folder, "finished" in rest


def survives(kills: int, out: Path, whole: Result, seed: int) -> None:
    """Break off processes at random moments, begin anew where they had ended, and compare."""
    luck = random.Random(seed)
    folder: Path | None = None
    for _ in range(kills):
        number = luck.choice([signal.SIGKILL, signal.SIGINT])
        after_s = luck.uniform(0.0, 0.5)
        what, place = ("compare", out) if folder is None else ("resume", folder)
        folder, finished = killed(what, place, number, after_s)
        if finished:
            same(resume(folder), whole)
            folder = None
    if folder is not None:
        same(resume(folder, workers=1), whole)


@pytest.mark.skipif(sys.platform == "win32", reason="sends signals")
def test_processes_killed_at_random_moments_lose_nothing(
    tmp_path: Path, whole_slowly: Result
) -> None:
    """By either signal once; `test_it_may_be_broken_off_again_and_again` does it often."""
    survives(2, tmp_path, whole_slowly, seed=4)


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="sends signals")
def test_twenty_processes_killed_at_random_moments_lose_nothing(
    tmp_path: Path, whole_slowly: Result
) -> None:
    survives(20, tmp_path, whole_slowly, seed=2)


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="sends signals")
def test_the_command_killed_in_the_middle_of_a_long_run_loses_nothing(tmp_path: Path) -> None:
    luck = random.Random(3)
    known = forecast(
        load(SCENARIO), ESTIMATES[1], replications=160_000, engine="fast", out=tmp_path
    )
    what = [SCENARIO, "--estimate", ESTIMATES[1], "--out", str(tmp_path / "broken"), *LONG]
    kills = 0
    while kills < 6:
        child = subprocess.Popen([*COMMAND, *what], stderr=subprocess.PIPE, text=True)
        assert child.stderr is not None
        folder = Path(child.stderr.readline().removeprefix("result: ").strip())
        time.sleep(luck.uniform(0.0, 1.5))
        number = luck.choice([signal.SIGKILL, signal.SIGINT])
        child.send_signal(number)
        _, errors = child.communicate(timeout=60)
        if is_finished(folder):
            break
        kills += 1
        if number == signal.SIGINT:
            assert child.returncode == 130
            assert f"crewsim run --resume {folder} goes on with it" in errors
        what = ["--resume", str(folder), "--no-figures"]
    same(resume(folder), known)
    assert kills > 0
