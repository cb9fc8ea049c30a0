import datetime as dt
import errno
import json
import os
from pathlib import Path

import pytest

from sim.core.errors import ResultError
from sim.runs import run_folder, writing
from sim.runs.run_folder import new_folder, resumed, unfinished_folder


def begun(root: Path) -> Path:
    """Make the folder of a run that is broken off at once."""
    with new_folder(root, "fake", "title: Fähre\n", {"seed": 3, "resumed_at": []}) as folder:
        return folder.path


def files(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_folder_has_its_name_and_says_what_is_asked_from_the_start(tmp_path: Path) -> None:
    with new_folder(tmp_path, "fake", "title: Fähre\n", {"seed": 3}) as folder:
        assert folder.path.parent == tmp_path / "fake"
        assert files(folder.path) == [".lock", "provenance.json", "scenario.yaml"]
        assert (folder.path / "scenario.yaml").read_bytes() == "title: Fähre\n".encode()
        folder.note(wall_s=1.5)
        folder.finish({"format": 1})
    assert files(folder.path) == ["provenance.json", "scenario.yaml", "summary.json"]
    assert json.loads((folder.path / "provenance.json").read_text()) == {"seed": 3, "wall_s": 1.5}


def test_a_folder_is_never_taken_twice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Stopped(dt.datetime):
        @classmethod
        def now(cls, tz: dt.tzinfo | None = None) -> dt.datetime:
            return dt.datetime(2026, 11, 21, 22, 43, 17, tzinfo=tz)

    monkeypatch.setattr(run_folder.dt, "datetime", Stopped)
    folders = [begun(tmp_path) for _ in range(3)]
    assert len(set(folders)) == 3
    assert all(folder.name.startswith("20261121T224317Z-") for folder in folders)


def test_a_run_that_goes_on_says_when(tmp_path: Path) -> None:
    path = begun(tmp_path)
    for times in (1, 2):
        with unfinished_folder(path) as folder:
            resumed(folder)
            assert folder.origin["seed"] == 3
            assert len(folder.origin["resumed_at"]) == times


def test_two_cannot_go_on_with_a_run_at_once(tmp_path: Path) -> None:
    path = begun(tmp_path)
    with (
        unfinished_folder(path),
        pytest.raises(ResultError, match="at work in this folder"),
        unfinished_folder(path),
    ):
        pass


def test_a_run_that_is_finished_does_not_go_on(tmp_path: Path) -> None:
    path = begun(tmp_path)
    (path / "summary.json").write_text("{}")
    with pytest.raises(ResultError, match="finished by now"), unfinished_folder(path):
        pass


def test_a_disk_that_refuses_is_said_with_the_way_on(tmp_path: Path) -> None:
    path = begun(tmp_path)

    def full() -> None:
        with unfinished_folder(path):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with pytest.raises(
        ResultError, match=f"No space left on device; .* crewsim run --resume {path} goes on"
    ):
        full()


def test_a_place_that_takes_no_folder_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(descriptor: int) -> None:
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(writing.os, "fsync", refuse)
    with pytest.raises(ResultError, match="no folder can be made here: Input/output error"):
        begun(tmp_path)
