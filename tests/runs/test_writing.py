import errno
import json
import os
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from sim.runs import writing
from sim.runs.writing import TableWriter, whole_file, write_json


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_json_is_plain_text(tmp_path: Path) -> None:
    write_json(tmp_path / "x.json", {"title": "Fähre"})
    assert (tmp_path / "x.json").read_bytes() == '{\n  "title": "Fähre"\n}\n'.encode()
    assert json.loads((tmp_path / "x.json").read_text(encoding="utf-8")) == {"title": "Fähre"}


def test_json_never_holds_nan(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="Out of range float"):
        write_json(tmp_path / "x.json", {"mean": float("nan")})
    assert names(tmp_path) == []


def test_a_file_that_cannot_be_synced_leaves_the_old_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_json(tmp_path / "x.json", {"n": 1})

    def refuse(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patch:
        patch.setattr(writing.os, "fsync", refuse)
        with pytest.raises(OSError, match="No space left"):
            write_json(tmp_path / "x.json", {"n": 2})
    assert json.loads((tmp_path / "x.json").read_text()) == {"n": 1}
    assert names(tmp_path) == ["x.json"]


def test_until_it_is_whole_a_file_has_another_name(tmp_path: Path) -> None:
    with whole_file(tmp_path / "x") as aside:
        aside.write_text("half")
        assert names(tmp_path) == [".x.partial"]
    assert names(tmp_path) == ["x"]


def table(first: int, rows: int) -> pa.Table:
    words = pa.DictionaryArray.from_arrays(pa.array([0] * rows, pa.int32()), pa.array(["a", "b"]))
    return pa.table({"replication": range(first, first + rows), "word": words})


def test_a_table_is_written_in_row_groups_of_whole_parts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writing, "ROW_GROUP", 10)
    writer = TableWriter(tmp_path / "x.parquet")
    parts = [table(0, 4), table(4, 4), table(8, 4), table(12, 30), table(42, 1)]
    for part in parts:
        writer.write(part)
    assert names(tmp_path) == [".x.parquet.partial"]
    writer.close()
    assert names(tmp_path) == ["x.parquet"]
    file = pq.ParquetFile(tmp_path / "x.parquet")
    groups = [file.metadata.row_group(n).num_rows for n in range(file.num_row_groups)]
    assert groups == [12, 30, 1]
    assert file.read().equals(pa.concat_tables(parts))


def test_a_table_that_is_given_up_leaves_nothing(tmp_path: Path) -> None:
    writer = TableWriter(tmp_path / "x.parquet")
    writer.write(table(0, 4))
    writer.give_up()
    assert names(tmp_path) == []
