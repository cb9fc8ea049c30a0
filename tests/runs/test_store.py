import errno
import json
import os
import subprocess
import sys
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from sim.core.errors import ResultError
from sim.runs import store
from sim.runs.replicate import replicate
from sim.runs.store import (
    check_names,
    check_root,
    new_result,
    open_result,
    results_root,
    write_json,
    write_tables,
)
from sim.runs.tables import Tables
from tests.runs.fake_engine import fake_scenario

SUMMARY = {"format": 1, "estimates": {"a": {}, "b": {}}}


@pytest.fixture
def tables() -> Tables:
    return replicate(fake_scenario(), replications=5, engine="fake", workers=1).tables


def write_all(root: Path, tables: Tables) -> Path:
    with new_result(root, "fake", "text") as (partial, folder):
        (partial / "scenario.yaml").write_text("title: Fähre\n", encoding="utf-8")
        for name in ("a", "b"):
            write_tables(partial / name, tables)
        write_json(partial / "provenance.json", {"seed": 2**63})
        write_json(partial / "summary.json", SUMMARY)
    return folder


def everything(root: Path) -> list[str]:
    return sorted(path.relative_to(root).as_posix() for path in root.rglob("*"))


def test_what_is_written_is_read_back(tmp_path: Path, tables: Tables) -> None:
    folder = write_all(tmp_path, tables)
    assert folder.parent == tmp_path / "fake"
    stored = open_result(folder)
    assert stored.summary == SUMMARY
    assert stored.provenance == {"seed": 2**63}
    assert stored.scenario_yaml == "title: Fähre\n"
    assert stored.estimates == ("a", "b")
    assert stored.tables["b"] == tables
    assert stored.tables["a"].outcomes.schema.equals(tables.outcomes.schema, check_metadata=True)
    assert len(everything(tmp_path)) == 2 + 3 + 2 * 4


def test_tables_of_one_estimate_lie_in_the_folder_itself(tmp_path: Path, tables: Tables) -> None:
    with new_result(tmp_path, "fake", "") as (partial, folder):
        (partial / "scenario.yaml").touch()
        write_tables(partial, tables)
        write_json(partial / "provenance.json", {})
        write_json(partial / "summary.json", {"format": 1, "estimates": {"a": {}}})
    assert open_result(folder).tables == {"a": tables}


def test_a_result_is_never_overwritten(
    tmp_path: Path, tables: Tables, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Stopped(store.dt.datetime):
        @classmethod
        def now(cls, tz: store.dt.tzinfo | None = None) -> store.dt.datetime:
            return store.dt.datetime(2026, 11, 21, 22, 43, 17, tzinfo=tz)

    with monkeypatch.context() as patch:
        patch.setattr(store.dt, "datetime", Stopped)
        folders = [write_all(tmp_path, tables) for _ in range(3)]
    assert len(set(folders)) == 3
    assert all(folder.name.startswith("20261121T224317Z-") for folder in folders)
    assert sorted((tmp_path / "fake").iterdir()) == sorted(folders)


@pytest.mark.parametrize("after", range(8))
def test_a_full_disk_leaves_nothing_and_is_said(
    tmp_path: Path, tables: Tables, monkeypatch: pytest.MonkeyPatch, after: int
) -> None:
    written = 0

    def full(*arguments: object, **options: object) -> None:
        nonlocal written
        if written == after:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        written += 1

    writer = pq.write_table

    def write_table(*arguments: object, **options: object) -> None:
        full()
        writer(*arguments, **options)

    text_writer = store.write_json

    def write_text(*arguments: object) -> None:
        full()
        text_writer(*arguments)

    monkeypatch.setattr(store.pq, "write_table", write_table)
    monkeypatch.setitem(globals(), "write_json", write_text)
    with pytest.raises(ResultError, match="the result is not stored: No space left on device"):
        write_all(tmp_path, tables)
    assert everything(tmp_path) == ["fake"]


def test_a_flush_that_fails_leaves_nothing(
    tmp_path: Path, tables: Tables, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(descriptor: int) -> None:
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(store.os, "fsync", refuse)
    with pytest.raises(ResultError, match="Input/output error"):
        write_all(tmp_path, tables)
    assert everything(tmp_path) == ["fake"]


def test_another_mistake_leaves_nothing_and_stays_itself(tmp_path: Path) -> None:
    def mistaken() -> None:
        with new_result(tmp_path, "fake", "") as (partial, _):
            write_json(partial / "summary.json", SUMMARY)
            raise KeyError

    with pytest.raises(KeyError):
        mistaken()
    assert everything(tmp_path) == ["fake"]


CRASH = """
import os, sys
from pathlib import Path
from sim.runs.store import new_result, write_json
with new_result(Path(sys.argv[1]), "fake", "") as (partial, folder):
    (partial / "scenario.yaml").touch()
    write_json(partial / "provenance.json", {})
    write_json(partial / "summary.json", {"format": 1, "estimates": {}})
    os._exit(9)
"""


def test_a_crash_leaves_a_folder_that_nobody_takes_for_a_result(tmp_path: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    crashed = subprocess.run([sys.executable, "-c", CRASH, tmp_path], env=environment, check=False)
    assert crashed.returncode == 9
    (left,) = (tmp_path / "fake").iterdir()
    assert left.name.startswith(".")
    assert left.name.endswith(".partial")
    with pytest.raises(ResultError, match="this run did not end"):
        open_result(left)


def test_json_never_holds_nan(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="Out of range float"):
        write_json(tmp_path / "x.json", {"mean": float("nan")})
    assert everything(tmp_path) == []


def damage(folder: Path, name: str, text: str | None) -> None:
    if text is None:
        (folder / name).unlink()
    else:
        (folder / name).write_text(text)


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("summary.json", None, "no whole result: summary.json cannot be read"),
        ("summary.json", '{"format": 1', "no whole result: summary.json cannot be read"),
        ("summary.json", "[]", "no whole result: summary.json cannot be read"),
        ("summary.json", '{"format": 2}', "format 2 is not format 1"),
        ("provenance.json", None, "no whole result: provenance.json cannot be read"),
        ("scenario.yaml", None, "no whole result: scenario.yaml cannot be read"),
        ("a/outcomes.parquet", "PAR", "no whole result: outcomes.parquet cannot be read"),
        ("b/episodes.parquet", None, "no whole result: episodes.parquet cannot be read"),
    ],
)
def test_a_damaged_result_is_refused(
    tmp_path: Path, tables: Tables, name: str, text: str | None, said: str
) -> None:
    folder = write_all(tmp_path, tables)
    damage(folder, name, text)
    with pytest.raises(ResultError, match=said):
        assert open_result(folder).tables


def test_a_missing_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ResultError, match="there is no such result folder"):
        open_result(tmp_path / "nowhere")


def test_results_go_where_they_are_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CREWSIM_RESULTS", raising=False)
    assert results_root() == Path("results")
    monkeypatch.setenv("CREWSIM_RESULTS", "elsewhere")
    assert results_root() == Path("elsewhere")
    assert results_root("here") == Path("here")


def test_a_place_that_is_a_file_is_refused_before_the_run(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.touch()
    for place in (file, file / "below"):
        with pytest.raises(ResultError, match="file is a file"):
            check_root(place)
    check_root(tmp_path / "new" / "deep")
    assert everything(tmp_path) == ["file"]


@pytest.mark.parametrize(
    "name", ["", "a/b", "a\\b", "a:b", "con", "NUL.txt", "com1", "ends.", "ends ", ".hidden", "a\n"]
)
def test_a_name_that_windows_refuses_is_refused_everywhere(name: str) -> None:
    with pytest.raises(ResultError, match="cannot name a folder"):
        check_names(name, [])
    with pytest.raises(ResultError, match="cannot name a folder"):
        check_names("fine", [name])


@pytest.mark.parametrize("pair", [("Late", "late"), ("figures",), ("Summary.json",)])
def test_names_that_meet_on_windows_are_refused(pair: tuple[str, ...]) -> None:
    with pytest.raises(ResultError, match="cannot have a folder beside"):
        check_names("fine", pair)


def test_usual_names_are_taken() -> None:
    check_names("site-31-outage", ["no-outage", "as-it-happened", "up-to-two-years", "console"])


def test_summary_is_plain_text(tmp_path: Path) -> None:
    write_json(tmp_path / "x.json", {"title": "Fähre"})
    assert (tmp_path / "x.json").read_bytes() == '{\n  "title": "Fähre"\n}\n'.encode()
    assert json.loads((tmp_path / "x.json").read_text(encoding="utf-8")) == {"title": "Fähre"}
