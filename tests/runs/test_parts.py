import shutil
from pathlib import Path

import numpy as np
import pytest

from sim.runs.gathering import Part
from sim.runs.parts import OUTCOMES, PartedTable, read_part, write_part
from tests.runs.fake_engine import fake_part


def same(one: Part, other: Part) -> bool:
    return (
        one.first == other.first
        and one.outcomes.equals(other.outcomes, check_metadata=True)
        and one.episodes.equals(other.episodes, check_metadata=True)
        and np.array_equal(one.people, other.people)
        and one.played == other.played
    )


def test_a_part_is_read_back_as_it_was(tmp_path: Path) -> None:
    part = fake_part(range(40, 60))
    write_part(tmp_path, part)
    found = read_part(tmp_path, 40)
    assert found is not None
    assert same(found, part)
    assert read_part(tmp_path, 60) is None
    assert [path.name for path in tmp_path.iterdir()] == ["0000000040"]


@pytest.mark.parametrize(
    ("name", "size"),
    [("outcomes.arrow", 100), ("episodes.arrow", 0), ("people.npz", 9), ("played.json", 20)],
)
def test_a_damaged_part_is_none(tmp_path: Path, name: str, size: int) -> None:
    write_part(tmp_path, fake_part(range(40, 60)))
    path = tmp_path / "0000000040" / name
    path.write_bytes(path.read_bytes()[:size])
    assert read_part(tmp_path, 40) is None
    write_part(tmp_path, fake_part(range(40, 60)))
    assert read_part(tmp_path, 40) is not None


def test_what_a_killed_process_left_of_a_part_is_in_nobodys_way(tmp_path: Path) -> None:
    write_part(tmp_path, fake_part(range(20)))
    shutil.copytree(tmp_path / "0000000000", tmp_path / ".0000000020.partial")
    assert read_part(tmp_path, 20) is None
    write_part(tmp_path, fake_part(range(20, 40)))
    assert read_part(tmp_path, 20) is not None


def test_the_outcomes_of_parts_are_read_a_column_at_a_time(tmp_path: Path) -> None:
    for first in (0, 20):
        write_part(tmp_path, fake_part(range(first, first + 20)))
    whole = fake_part(range(40)).outcomes
    table = PartedTable(tmp_path, [0, 20], OUTCOMES)
    assert table.num_rows == 40
    assert table.column_names == whole.column_names
    assert table.schema.equals(whole.schema, check_metadata=True)
    assert all(table[name].equals(whole[name]) for name in whole.column_names)
    with pytest.raises(KeyError, match="decrewd"):
        table["decrewd"]
