from pathlib import Path

import pytest

from sim.core.errors import ResultError
from sim.runs.store import check_names, check_root, is_finished, open_result, results_root
from sim.runs.tables import Tables
from sim.runs.writing import write_json
from tests.runs.fake_engine import fake_tables

SUMMARY = {"format": 1, "estimates": {"a": {}, "b": {}}}


def write_all(root: Path) -> tuple[Path, dict[str, Tables]]:
    """Write the result of two estimates, as a run does."""
    folder = root / "20261121T224317Z-3f9a"
    folder.mkdir()
    (folder / "scenario.yaml").write_text("title: Fähre\n", encoding="utf-8")
    tables = {name: fake_tables(folder / name) for name in ("a", "b")}
    write_json(folder / "provenance.json", {"seed": 2**63})
    write_json(folder / "summary.json", SUMMARY)
    return folder, tables


def everything(root: Path) -> list[str]:
    return sorted(path.relative_to(root).as_posix() for path in root.rglob("*"))


def test_what_is_written_is_read_back(tmp_path: Path) -> None:
    folder, tables = write_all(tmp_path)
    stored = open_result(folder)
    assert stored.summary == SUMMARY
    assert stored.provenance == {"seed": 2**63}
    assert stored.scenario_yaml == "title: Fähre\n"
    assert stored.cases == ("a", "b")
    assert stored.tables == tables


def test_tables_of_one_estimate_lie_in_the_folder_itself(tmp_path: Path) -> None:
    tables = fake_tables(tmp_path)
    (tmp_path / "scenario.yaml").touch()
    write_json(tmp_path / "provenance.json", {})
    write_json(tmp_path / "summary.json", {"format": 1, "estimates": {"a": {}}})
    assert open_result(tmp_path).tables == {"a": tables}


def test_without_its_summary_a_folder_is_a_run_that_can_go_on(tmp_path: Path) -> None:
    folder, _ = write_all(tmp_path)
    assert is_finished(folder)
    (folder / "summary.json").unlink()
    assert not is_finished(folder)
    with pytest.raises(ResultError, match=f"not finished; crewsim run --resume {folder} goes on"):
        open_result(folder)


def test_a_folder_of_other_things_is_neither(tmp_path: Path) -> None:
    with pytest.raises(ResultError, match="this is no result and no run"):
        is_finished(tmp_path)
    with pytest.raises(ResultError, match="this is no result and no run"):
        open_result(tmp_path)


def damage(folder: Path, name: str, text: str | None) -> None:
    if text is None:
        (folder / name).unlink()
    else:
        (folder / name).write_text(text)


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("summary.json", '{"format": 1', "no whole result: summary.json cannot be read"),
        ("summary.json", "[]", "no whole result: summary.json cannot be read"),
        ("summary.json", '{"format": 2}', "format 2 is not format 1"),
        ("provenance.json", None, "no whole result: provenance.json cannot be read"),
        ("scenario.yaml", None, "no whole result: scenario.yaml cannot be read"),
        ("a/outcomes.parquet", "PAR", "no whole result: outcomes.parquet cannot be read"),
        ("b/episodes.parquet", None, "no whole result: episodes.parquet cannot be read"),
        ("b/headcount.parquet", None, "no whole result: headcount.parquet cannot be read"),
    ],
)
def test_a_damaged_result_is_refused(
    tmp_path: Path, name: str, text: str | None, said: str
) -> None:
    folder, _ = write_all(tmp_path)
    damage(folder, name, text)

    def read() -> list[int]:
        tables = open_result(folder).tables.values()
        return [each.outcomes.num_rows + each.episodes.num_rows for each in tables]

    with pytest.raises(ResultError, match=said):
        read()


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
