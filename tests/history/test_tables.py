"""The tables of the record: sound as they come, refused with every problem where they are not."""

import csv
import datetime as dt
import shutil

import pytest

from sim.history import TableError, chosen, load, tables
from sim.history.loading import DATA


@pytest.fixture
def folder(tmp_path):
    return shutil.copytree(DATA, tmp_path / "data")


def change(folder, table, key, **cells):
    """Write other cells into the row whose first cell is the key."""
    file = folder / f"{table}.csv"
    with file.open(encoding="utf-8", newline="") as text:
        rows = list(csv.DictReader(text))
    for row in rows:
        if next(iter(row.values())) == key:
            row.update(cells)
    write(file, rows)


def write(file, rows):
    with file.open("w", encoding="utf-8", newline="") as text:
        writer = csv.DictWriter(text, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def complaints(folder):
    with pytest.raises(TableError) as caught:
        load(folder)
    return [str(problem) for problem in caught.value.problems]


def test_the_tables_that_come_with_the_program_are_sound():
    assert {name: len(table.rows) for name, table in tables().items()} == {
        "flights": 111,
        "headcounts": 218,
        "handovers": 71,
        "dockings": 74,
        "outages": 56,
        "slips": 156,
        "late_slips": 41,
        "replans": 33,
        "cargo_plans": 35,
    }


def test_every_table_and_its_rows_stand_in_the_readme():
    text = (DATA / "README.md").read_text(encoding="utf-8")
    for name, table in tables().items():
        assert f"| {name} | {len(table.rows)} |" in text


def test_every_column_says_what_it_means():
    assert all(column.meaning for table in tables().values() for column in table.columns.values())


def test_a_departure_without_an_arrival(folder):
    change(folder, "flights", "Soyuz MS-27", docked="", docked_days="")
    found = complaints(folder)
    assert "history/flights.csv:106: undocked: Soyuz MS-27 leaves and has never docked" in found
    assert any("flights has no docking of Soyuz MS-27" in each for each in found)


def test_an_arrival_without_a_departure(folder):
    change(folder, "flights", "Soyuz MS-21", undocked="", docked_days="")
    assert any(
        "Soyuz MS-21 has docked and landed, and has not left" in e for e in complaints(folder)
    )


def test_people_who_leave_have_come(folder):
    change(folder, "flights", "Soyuz MS-27", crew_down="Ryzhikov;Zubritsky;Nobody")
    assert any("crew_down: Nobody leaves and has never come" in each for each in complaints(folder))


def test_people_who_come_are_not_aboard(folder):
    change(folder, "flights", "Soyuz MS-28", crew_up="Kim;Mikaev;C.Williams")
    assert any("crew_up: Kim comes and is aboard already" in each for each in complaints(folder))


def test_head_counts_balance(folder):
    file = folder / "headcounts.csv"
    with file.open(encoding="utf-8", newline="") as text:
        rows = list(csv.DictReader(text))
    rows[3]["aboard"] = "7"
    write(file, rows)
    assert complaints(folder) == [
        "history/headcounts.csv:5: aboard: 7 after the docking of Soyuz TM-32: by name there are 6"
    ]


def test_grades_are_known(folder):
    change(folder, "outages", "Apollo 1 fire", grade="remembered")
    change(folder, "slips", "Soyuz MS-21", grade="recaled")
    assert complaints(folder) == [
        "history/outages.csv:5: grade: 'remembered' is not a grade; "
        "allowed: documented, partial, recalled",
        "history/slips.csv:102: grade: 'recaled' is not a grade; did you mean 'recalled'?",
    ]


def test_duplicates(folder):
    file = folder / "late_slips.csv"
    lines = file.read_text(encoding="utf-8").splitlines()
    file.write_text("\n".join([*lines, lines[1]]) + "\n", encoding="utf-8")
    assert complaints(folder) == [
        "history/late_slips.csv:43: flight: Soyuz MS-01 stands in line 2 already"
    ]


def test_all_problems_at_once(folder):
    change(folder, "flights", "Soyuz MS-27", docked="", docked_days="")
    change(folder, "outages", "Apollo 1 fire", grade="remembered")
    change(folder, "replans", "Soyuz MS-24", total_days="1")
    change(folder, "slips", "Soyuz MS-21", planned="in spring")
    change(folder, "handovers", "Soyuz MS-27", incoming="Soyuz MS-82")
    found = complaints(folder)
    tables_told = {each.split(":")[0] for each in found}
    assert {f"history/{name}.csv" for name in ("flights", "outages", "slips", "handovers")} <= (
        tables_told
    )
    assert any("'in spring' is not a date such as 2026-07-14" in each for each in found)
    assert any("total_days: is 1: planned to flown makes it 0" in each for each in found)
    assert any("'Soyuz MS-82' is not in flights" in each for each in found)


def test_columns_are_those_of_the_dictionary(folder):
    file = folder / "outages.csv"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("confidence", "confidense", 1), encoding="utf-8")
    assert complaints(folder) == [
        "history/outages.csv:1: confidense: is no column of the dictionary; "
        "did you mean 'confidence'?",
        "history/outages.csv:1: confidence: is missing",
    ]


def test_a_table_that_is_not_there(folder):
    (folder / "slips.csv").unlink()
    assert any("history/slips.csv: cannot be read" in each for each in complaints(folder))


@pytest.mark.parametrize(
    ("table", "key", "cells", "message"),
    [
        ("flights", "Soyuz MS-28", {"docked": "2025-11-26"}, "is before it was launched"),
        ("flights", "Soyuz MS-29", {"result": "as planned"}, "and is not in orbit"),
        ("flights", "Soyuz MS-29", {"launched": "2026-12-01"}, "after the record's end"),
        ("handovers", "Soyuz MS-26", {"handover": "indirect"}, "indirect with an overlap of 11 d"),
        ("handovers", "Soyuz MS-26", {"completed": "2025-04-08"}, "not the later of the two days"),
        ("handovers", "Soyuz MS-26", {"hold_days": "3"}, "11 is not hold_days + exchange_days, 14"),
        ("outages", "RFA ONE static fire", {"end_is": "repaired"}, "has no end"),
        ("outages", "Apollo 1 fire", {"end": "1966-01-01", "days": "-391"}, "before the start"),
        ("dockings", "Soyuz MS-28", {"docked": "2025-11-28", "transit_days": "1"}, "flights has"),
        ("replans", "Soyuz MS-25", {"late_days": "1", "replan_days": "1"}, "late_slips has 2"),
        ("late_slips", "Soyuz MS-25", {"scrubs": "1.5"}, "is not a whole number"),
        ("late_slips", "Soyuz MS-25", {"scrubs": ""}, "is empty"),
        ("late_slips", "Soyuz MS-25", {"scrubs": "one"}, "'one' is not a number"),
    ],
)
def test_what_cannot_be(folder, table, key, cells, message):
    change(folder, table, key, **cells)
    assert any(message in each for each in complaints(folder))


# --- rows that are chosen -------------------------------------------------------------------------


def test_what_had_not_ended_by_the_day_is_censored():
    found = chosen(
        tables()["outages"],
        where={"kind": ("pad",)},
        without={"event": ("Plesetsk Soyuz-U Foton-M1 2002",)},
        end=dt.date(2025, 11, 26),
    )
    sample = found.sample("days")
    assert len(sample) == 25
    assert sum(each.censored for each in sample) == 4
    earlier = chosen(tables()["outages"], where={"kind": ("pad",)}, end=dt.date(2015, 1, 1))
    (antares,) = [row for row in earlier.rows if row["event"] == "Antares Orb-3 pad 0A"]
    (value,) = [each for each in earlier.sample("days") if each.value == 65]
    assert antares["end"] == "2015-09-30"
    assert value.censored


def test_recalled_rows_weigh_half():
    found = chosen(tables()["replans"], where={"line": ("soyuz",), "handover": ("direct",)})
    assert (len(found.rows), found.recalled, found.weight) == (12, 8, 8.0)
    assert found.grades == {"documented": 4, "recalled": 8}
    assert found.period == ("2019-09-25", "2025-11-27")


def test_marked_rows_are_not_chosen():
    found = chosen(tables()["dockings"], where={"vehicle": ("cygnus",)})
    assert "Cygnus NG-18" not in [row["ship"] for row in found.rows]


def test_exposure_ends_on_the_day():
    flights, by = tables()["flights"], dt.date(2025, 11, 27)
    soyuz = chosen(flights, where={"type": ("soyuz",)}, end=by)
    assert soyuz.exposure_days("docked_days") == 12494
    aboard = chosen(tables()["headcounts"], end=by).exposure_days("aboard")
    assert aboard / 365.25 == pytest.approx(121.8, abs=0.05)
