"""Files that are on the disk as a whole or not at all: written aside, synced, then named."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

ROW_GROUP = 50_000
"""Rows from which on a row group of a table is written: some 25 MB of outcomes."""


@contextmanager
def whole_file(path: Path) -> Iterator[Path]:
    """Lend a name beside `path`; the file there gets its own once it has reached the disk."""
    aside = path.with_name(f".{path.name}.partial")
    try:
        yield aside
        sync(aside)
        aside.replace(path)
        sync(path.parent)
    except BaseException:
        aside.unlink(missing_ok=True)
        raise


def write_json(path: Path, content: Mapping[str, Any]) -> None:
    """Write JSON that every reader takes: UTF-8, no NaN, a newline at the end."""
    text = json.dumps(content, allow_nan=False, ensure_ascii=False, indent=2)
    write_text(path, text + "\n")


def write_text(path: Path, text: str) -> None:
    """Write a text in UTF-8."""
    with whole_file(path) as aside:
        aside.write_text(text, encoding="utf-8", newline="\n")


def sync(path: Path) -> None:
    """Wait until a file, or the names in a folder, are on the disk."""
    if path.is_dir():
        if os.name == "nt":  # Windows opens no folders, and needs no flush for them
            return
        descriptor = os.open(path, os.O_RDONLY)
    else:
        descriptor = os.open(path, os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def why(error: OSError) -> str:
    """Return what a disk refused, in the system's own words."""
    return os.strerror(error.errno) if error.errno else str(error)


class TableWriter:
    """A Parquet table that is written a part at a time.

    Row groups hold `ROW_GROUP` rows or more and end with a part, so that the same parts give the
    same file. zstd at its quickest level and a dictionary for words alone take a third of the time
    of the defaults, and less room: numbers of seconds hardly ever repeat.

    Parameters
    ----------
    path : Path
        The file has this name when `close` has returned.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._aside = path.with_name(f".{path.name}.partial")
        self._writer: pq.ParquetWriter | None = None
        self._waiting: list[pa.Table] = []

    def write(self, table: pa.Table) -> None:
        """Append rows."""
        if self._writer is None:
            words = [field.name for field in table.schema if pa.types.is_dictionary(field.type)]
            self._writer = pq.ParquetWriter(
                self._aside,
                table.schema,
                compression="zstd",
                compression_level=1,
                use_dictionary=words or False,
                write_statistics=False,
            )
        self._waiting.append(table)
        if sum(table.num_rows for table in self._waiting) >= ROW_GROUP:
            self._flush()

    def _flush(self) -> None:
        if self._writer is not None and self._waiting:
            self._writer.write_table(pa.concat_tables(self._waiting))
            self._waiting.clear()

    def close(self) -> None:
        """Write what is left, and give the file its name."""
        if self._writer is not None:
            self._flush()
            self._writer.close()
            self._writer = None
            sync(self._aside)
            self._aside.replace(self.path)

    def give_up(self) -> None:
        """Leave nothing behind of a table that is not closed."""
        writer, self._writer = self._writer, None
        self._waiting.clear()
        if writer is not None:
            try:
                writer.close()
            except OSError:  # a full disk takes no footer either
                pass
            finally:
                self._aside.unlink(missing_ok=True)
