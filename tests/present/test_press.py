import errno
import multiprocessing
import os
import time
from functools import partial
from pathlib import Path

import pytest
from matplotlib.figure import Figure

from sim.core.errors import CrewsimError, ResultError
from sim.present import press
from sim.present.figures import Sheets, sheets
from sim.present.plots import style
from sim.studies.result import Result


def some() -> Sheets:
    """A few figures, quickly drawn."""
    return {name: partial(_curve, name) for name in ("one", "two", "three", "four")}


def _curve(title: str) -> Figure:
    with style.look():
        sheet = style.fixed_page(title, "What is seen.", 2.0)
        sheet.body.subplots().plot([0, len(title)], [0, 1])
        return sheet.figure


def bytes_of(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_two_processes_draw_what_one_draws(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(press, "WORTH_A_HELPER", 1)
    done: list[tuple[int, int]] = []
    one = press.draw(some, tmp_path / "one", workers=1)
    here = _draw_when_another_has(monkeypatch)
    two = press.draw(
        some,
        tmp_path / "two",
        workers=2,
        progress=lambda *now: done.append(now),
    )
    assert [path.name for path in one] == [path.name for path in two]
    assert bytes_of(tmp_path / "one") == bytes_of(tmp_path / "two")
    assert 0 < len(here) < len(some())
    assert done == sorted(done)
    assert done[-1] == (len(some()), len(some()))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["one", "two"]


def _draw_when_another_has(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Let this process wait for a figure from another one before each of its own.

    Returns
    -------
    list of str
        What it draws, from now on.
    """
    here: list[str] = []
    draw = press._draw

    def patient(asked: Sheets, folder: Path, name: str) -> None:
        until = time.monotonic() + 60
        while not any(folder.rglob("*.svg")) and time.monotonic() < until:
            time.sleep(0.01)
        here.append(name)
        draw(asked, folder, name)

    monkeypatch.setattr(press, "_draw", patient)
    return here


def _many() -> Sheets:
    return {f"sheet-{number}": _slowly for number in range(400)}


def _slowly() -> Figure:
    time.sleep(0.1)
    return Figure((1, 1))


def _full_elsewhere() -> Sheets:
    if multiprocessing.parent_process() is not None:
        raise OSError(errno.ENOSPC, "No space left on device")
    return _many()


def _dead_elsewhere() -> Sheets:
    if multiprocessing.parent_process() is not None:
        os._exit(1)
    return _many()


@pytest.mark.parametrize(
    ("offer", "said"),
    [(_full_elsewhere, "No space left on device"), (_dead_elsewhere, "ended without an answer")],
)
def test_a_process_that_fails_ends_the_drawing_at_once(
    offer: press.Offer,
    said: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    here: list[str] = []
    draw = press._draw
    monkeypatch.setattr(
        press, "_draw", lambda asked, folder, name: (here.append(name), draw(asked, folder, name))
    )
    with pytest.raises(CrewsimError, match=said):
        press.draw(offer, tmp_path / "figures", workers=2)
    assert 0 < len(here) < len(_many())  # a minute's work
    assert list(tmp_path.iterdir()) == []
    assert not caplog.records


def test_the_figures_of_one_estimate_lie_beside_those_of_all(result: Result) -> None:
    names = list(sheets(result, "end-of-winter"))
    assert "end-of-winter/people" in names
    assert names[0] == "repair"


@pytest.mark.parametrize("workers", [1, 2])
def test_a_full_disk_leaves_no_figures_that_look_finished(
    workers: int,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    saved = style.save
    written: list[str] = []

    def full(figure: object, folder: Path, name: str) -> list[Path]:
        if len(written) == 2:
            raise OSError(errno.ENOSPC, "No space left on device")
        written.append(name)
        return saved(figure, folder, name)  # type: ignore[arg-type]

    monkeypatch.setattr(style, "save", full)
    monkeypatch.setattr(press, "WORTH_A_HELPER", 1)
    with pytest.raises(ResultError, match="the figures are not drawn: No space left on device"):
        press.draw(some, tmp_path / "figures", workers=workers)
    assert list(tmp_path.iterdir()) == []
    assert not caplog.records  # nor does the other process ask for more


def test_other_files_of_the_folder_stay(result: Result, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    figure = sheets(result)["risks"]()
    press.save(figure, tmp_path, "risks")
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "notes.txt", "risks.png", "risks.svg"
    ]  # fmt: skip
