import errno
import os
import pickle
from pathlib import Path

import pytest

from sim.runs import shelves, writing
from sim.runs.shelves import DiskShelf, MemoryShelf
from sim.runs.stored_table import ParquetTable
from sim.runs.tables import Tables
from tests.runs.fake_engine import fake_frame, fake_part


def fill(shelf: DiskShelf | MemoryShelf, replications: int, part: int = 10) -> None:
    """Put in what the shelf has not yet."""
    done = shelf.stored(0, replications)
    for first in range(done, replications, part):
        played = range(first, min(first + part, replications))
        shelf.add(lambda played=played: fake_part(played))


def in_memory(replications: int = 45, part: int = 10) -> Tables:
    shelf = MemoryShelf(fake_frame())
    fill(shelf, replications, part)
    return shelf.tables()[0]


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


WHOLE = ["episodes.parquet", "headcount.parquet", "outcomes.parquet", "played.json"]


@pytest.mark.parametrize("long", [False, True])
def test_tables_on_the_disk_are_those_in_memory(tmp_path: Path, long: bool) -> None:
    folder = tmp_path / "estimate"
    shelf = DiskShelf(folder, fake_frame(), long=long)
    fill(shelf, 45)
    shelf.end()
    tables, played = shelf.tables()
    shelf.close()
    known = in_memory()
    assert tables == known
    assert known == tables
    for name in ("outcomes", "episodes", "headcount"):
        schema = getattr(tables, name).schema
        assert schema.equals(getattr(known, name).schema, check_metadata=True)
    assert (played.replications, played.simulation_s) == (45, 5.0)
    assert played.fired == {"relief": 45, "waiver": 0}
    assert names(folder) == WHOLE
    assert pickle.loads(pickle.dumps(tables)) == tables


def test_parts_in_memory_make_the_tables_of_one(tmp_path: Path) -> None:
    assert in_memory(45, 10) == in_memory(45, 45)


def test_what_an_earlier_session_has_finished_is_not_made_again(tmp_path: Path) -> None:
    first = DiskShelf(tmp_path, fake_frame(), long=True)
    fill(first, 20)
    first.close()
    assert names(tmp_path) == ["parts"]
    again = DiskShelf(tmp_path, fake_frame(), long=True)
    assert again.stored(0, 10) == 10
    assert again.so_far(10).outcomes.num_rows == 10
    assert again.stored(10, 45) == 20
    for played in (range(20, 30), range(30, 40), range(40, 45)):
        again.add(lambda played=played: fake_part(played))
    assert again.so_far(45).outcomes.num_rows == 45
    again.end()
    tables, played_in_all = again.tables()
    again.close()
    assert tables == in_memory()
    assert played_in_all.simulation_s == 5.0
    assert names(tmp_path) == WHOLE


def test_a_whole_estimate_is_only_read(tmp_path: Path) -> None:
    shelf = DiskShelf(tmp_path, fake_frame(), long=True)
    fill(shelf, 45)
    shelf.end()
    _, played = shelf.tables()
    shelf.close()
    (tmp_path / "parts").mkdir()  # as a kill behind the counts and before their removal leaves it
    again = DiskShelf(tmp_path, fake_frame(), long=True)
    assert (again.stored(0, 30), again.stored(0, 100)) == (30, 45)
    found, known = again.so_far(30), in_memory(30)
    assert found.outcomes == known.outcomes
    assert found.episodes == known.episodes
    again.end()
    assert again.tables() == (in_memory(), played)
    again.close()
    assert names(tmp_path) == WHOLE


class FullError(OSError):
    """A full disk."""

    def __init__(self) -> None:
        super().__init__(errno.ENOSPC, os.strerror(errno.ENOSPC))


@pytest.mark.parametrize("after", [0, 1, 2, 4, 5, 6, 11, 12, 13, 17, 18, 19, 20, 21])
def test_a_full_disk_at_any_write_loses_no_finished_part(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, after: int
) -> None:
    flushes = 0  # of a part six: its four files, its folder, then its name
    flush = os.fsync

    def refuses(descriptor: int) -> None:
        nonlocal flushes
        flushes += 1
        if flushes > after:
            raise FullError
        flush(descriptor)

    def to_the_end() -> Tables:
        shelf = DiskShelf(tmp_path, fake_frame(), long=True)
        try:
            fill(shelf, 30)
            shelf.end()
            return shelf.tables()[0]
        finally:
            shelf.close()

    with monkeypatch.context() as patch:
        patch.setattr(writing.os, "fsync", refuses)
        with pytest.raises(OSError, match="No space left on device"):
            to_the_end()
    kept = DiskShelf(tmp_path, fake_frame(), long=True)
    assert kept.stored(0, 30) == min(30, (after + 1) // 6 * 10)
    kept.close()
    assert to_the_end() == in_memory(30)
    assert names(tmp_path) == WHOLE


def test_a_table_that_the_disk_has_no_room_for_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuses(*arguments: object, **options: object) -> None:
        raise FullError

    shelf = DiskShelf(tmp_path, fake_frame(), long=False)
    fill(shelf, 10)
    monkeypatch.setattr(shelves.pq, "write_table", refuses)
    shelf.end()
    with pytest.raises(OSError, match="No space left on device"):
        shelf.tables()
    shelf.close()
    assert "played.json" not in names(tmp_path)


def test_a_stored_table_is_as_long_as_it_is_asked_to_be(tmp_path: Path) -> None:
    shelf = DiskShelf(tmp_path, fake_frame(), long=False)
    fill(shelf, 45)
    shelf.end()
    shelf.tables()
    shelf.close()
    table = ParquetTable(tmp_path / "outcomes.parquet", 12)
    whole = in_memory().outcomes
    assert (len(table), table.num_rows) == (12, 12)
    assert table == whole.slice(0, 12)
    assert table != whole
    assert table.select(["decrewed", "replication"]).equals(
        whole.slice(0, 12).select(["decrewed", "replication"])
    )
    with pytest.raises(KeyError, match="decrewd"):
        table["decrewd"]
