import json
from pathlib import Path
from typing import Any

import pytest

from sim.core.errors import ScenarioError
from sim.scenario import load
from sim.scenario.importing import Part, part_of

HEAD = "flight;line;planned;crew;title\n"
MS_29 = "ms-29;soyuz;2026-07-14;Дубров: rs, Кикина: rs, Menon: usos;Союз МС-29\n"
PEOPLE = {
    "number": 4,
    "people": [
        {"name": "Sergey Kud-Sverchkov", "agency": "Roscosmos", "spacecraft": "Soyuz MS-28"},
        {"name": "Zena Cardman", "agency": "NASA", "spacecraft": "Crew-11 Dragon", "iss": True},
        {"name": "Chen Dong", "agency": "CNSA", "spacecraft": "Shenzhou-20", "iss": False},
        {"name": "Ann Guest", "agency": "Somebody", "spacecraft": "Soyuz MS-28", "iss": True},
    ],
}
LAUNCH = {
    "name": "Soyuz 2.1a | Soyuz MS-29",
    "net": "2026-07-31T00:00:00Z",
    "net_precision": {"abbrev": "M"},
    "rocket": {
        "spacecraft_stage": [
            {
                "launch_crew": [
                    {"astronaut": {"name": name, "agency": {"abbrev": agency}}}
                    for name, agency in (("A One", "RFSA"), ("B Two", "RFSA"), ("C Three", "NASA"))
                ]
            }
        ]
    },
}
STARLINK = {"name": "Falcon 9 | Starlink 12", "net": "2026-01-01T00:00:00Z"}
DOCKING = {
    "docking": "2025-11-27T12:34:35Z",
    "departure": None,
    "docking_location": {"name": "Rassvet nadir"},
    "flight_vehicle": {
        "mission_end": "2026-07-26T00:00:00Z",
        "spacecraft": {"name": "Soyuz MS-28"},
        "launch": {"net": "2025-11-27T09:27:57Z"},
    },
}


def imported(folder: Path, *contents: str | dict[str, Any]) -> Part:
    """Import files of these contents; the text must load to what the part holds, if it can."""
    names = []
    for number, content in enumerate(contents):
        is_table = isinstance(content, str)
        path = folder / f"{number}.{'csv' if is_table else 'json'}"
        path.write_text(content if is_table else json.dumps(content), encoding="utf-8")
        names.append(str(path))
    part, text = part_of(names, "baseline")
    whole = folder / "part.yaml"
    whole.write_text(text, encoding="utf-8")
    if not part.problems:
        load(whole)
    return part


@pytest.mark.parametrize("separator", [";", "\t"])
def test_a_table_gives_a_manifest_with_titles_of_any_alphabet(
    tmp_path: Path, separator: str
) -> None:
    part = imported(tmp_path, (HEAD + MS_29).replace(";", separator))
    assert part.problems == part.doubts == []
    assert part.manifest["ms-29"] == {
        "title": "Союз МС-29",
        "line": "soyuz",
        "planned": "2026-07-14",
        "crew": {
            "person-1": {"segment": "rs", "title": "Дубров"},
            "person-2": {"segment": "rs", "title": "Кикина"},
            "menon": {"segment": "usos", "title": "Menon"},
        },
    }


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ("ms-29;soyuz;2026-07-14\n", "0.csv:2: row 2: 3 cells under 5 headings"),
        ("ms-29;soyuz;2026-07-14;a: rs;b;c\n", "0.csv:2: row 2: 6 cells under 5 headings"),
        ("ms-29;soyuz;TBD;;\n", "0.csv:2: planned: 'TBD'"),
        (";soyuz;2026-07-14;;\n", "0.csv:2: flight: is empty"),
        (MS_29 + MS_29, "0.csv:3: flight: 'ms-29' stands here twice"),
    ],
)
def test_a_row_that_cannot_be_read_is_named(tmp_path: Path, rows: str, said: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        imported(tmp_path, HEAD + rows)
    assert said in str(caught.value)


def test_people_go_aboard_the_ships_of_the_scenario_and_doubts_are_named(tmp_path: Path) -> None:
    part = imported(tmp_path, PEOPLE)
    assert {key: list(each["crew"]) for key, each in part.docked.items()} == {
        "ms-28": ["sergey-kud-sverchkov"],
        "crew-11": ["zena-cardman"],
    }
    (dong, guest) = part.doubts
    assert "Chen Dong is not aboard" in dong
    assert "people[3]: Ann Guest is left out: no segment is known" in guest


def test_a_list_that_names_no_ship_gives_nobody(tmp_path: Path) -> None:
    part = imported(tmp_path, {"people": [{"craft": "ISS", "name": "A B"}], "number": 1})
    assert part.docked == {}
    assert "which ship: left out" in part.doubts[0]


@pytest.mark.parametrize(
    ("precision", "planned"),
    [("DAY", "2026-07-31"), ("M", "2026-07"), ("Q3", "Q3 2026"), ("H2", "H2 2026"), ("Y", "2026")],
)
def test_a_launch_is_planned_as_far_as_its_date_is_known(
    tmp_path: Path, precision: str, planned: str
) -> None:
    launch = {**LAUNCH, "net_precision": {"abbrev": precision}}
    part = imported(tmp_path, {"count": 2, "results": [launch, STARLINK]})
    assert part.problems == []
    assert part.manifest["ms-29"]["planned"] == planned
    assert list(part.manifest["ms-29"]["crew"]) == ["a-one", "b-two", "c-three"]
    assert ("has no day" in part.doubts[0]) is (precision != "DAY")
    assert "Starlink 12 is left out: no vehicle is known" in part.doubts[-1]


def test_a_docking_event_gives_a_docked_ship(tmp_path: Path) -> None:
    gone = {**DOCKING, "departure": "2025-10-01T00:00:00Z"}
    part = imported(tmp_path, {"results": [DOCKING, gone]})
    assert part.docked == {
        "ms-28": {
            "title": "Soyuz MS-28",
            "line": "soyuz",
            "docked": "2025-11-27T12:34:35Z",
            "launched": "2025-11-27T09:27:57Z",
            "planned_return": "2026-07-26T00:00:00Z",
            "port": "rassvet",
        }
    }
    assert "has left on 2025-10-01" in part.doubts[0]
    assert part.problems  # the capsules of the scenario are docked, and their ships are not stated


@pytest.mark.parametrize("content", [{}, {"results": [1]}, {"message": "throttled"}])
def test_another_json_is_refused(tmp_path: Path, content: dict[str, Any]) -> None:
    with pytest.raises(ScenarioError, match="is none of the lists read here"):
        imported(tmp_path, content)


@pytest.mark.parametrize("odd", [None, 1, "x", [], {}, [1], {"name": 1}])
def test_odd_values_end_in_no_traceback(tmp_path: Path, odd: Any) -> None:
    launch = {**LAUNCH, "rocket": odd, "net_precision": odd, "status": odd}
    docking = {**DOCKING, "flight_vehicle": odd, "docking_location": {"name": odd}}
    imported(tmp_path, {"results": [launch, docking, odd]}, {"people": [odd, {"name": odd}]})


def test_the_date_is_stated_where_it_is_another_and_flights_before_it_are_left_out(
    tmp_path: Path,
) -> None:
    table = tmp_path / "flights.csv"
    table.write_text(HEAD + MS_29, encoding="utf-8")
    _, same = part_of([str(table)], "baseline")
    assert "as_of" not in same
    part, text = part_of([str(table)], "baseline", "2026-08-01")
    assert "as_of: '2026-08-01" in text
    assert part.manifest == {}
    assert "is left out: planned for 2026-07-14, before 2026-08-01" in part.doubts[0]


def test_headings_as_other_tables_have_them(tmp_path: Path) -> None:
    rows = ("name,ship,agency", "Ann One,Soyuz MS-28,Roscosmos", "Zena Cardman,Crew-11,NASA")
    part = imported(tmp_path, "\n".join(rows))
    assert part.doubts == []
    assert {key: each["crew"] for key, each in part.docked.items()} == {
        "ms-28": {"ann-one": {"segment": "rs", "title": "Ann One"}},
        "crew-11": {"zena-cardman": {"segment": "usos", "title": "Zena Cardman"}},
    }


def test_two_headings_of_one_meaning_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match="ship, mission mean one thing here"):
        imported(tmp_path, "ship;mission;line\nms-29;ms-29;soyuz\n")


def test_nothing_that_can_be_taken_is_said(tmp_path: Path) -> None:
    people = [{"name": "Zena Cardman", "craft": "ISS"}, {"name": "Chen Dong", "craft": "Tiangong"}]
    part = imported(tmp_path, {"message": "success", "number": 2, "people": people})
    assert part.problems == ["nothing of what was read is part of a scenario"]
    assert len(part.doubts) == 2


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ("crew-12;no-line;2026-02-15;Ann One: usos;\n", "'no-line' is no line"),
        (
            "crew-12;us-crew;2025-02-15;Ann One: usos;\n",
            "planned for 2025-02-15, before 2025-11-27",
        ),
    ],
)
def test_the_crew_of_a_flight_that_is_left_out_goes_with_it(
    tmp_path: Path, row: str, why: str
) -> None:
    """Not to the flight of that name that the scenario has already."""
    part = imported(tmp_path, HEAD + row)
    assert part.manifest == part.docked == {}
    (doubt,) = part.doubts
    assert f"crew-12 is left out: {why}" in doubt
