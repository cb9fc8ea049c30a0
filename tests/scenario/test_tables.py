"""Laws from tables: what is wrong with a table is told with its file and row, all at once."""

import pytest

from sim.core.errors import ScenarioError
from sim.scenario import load
from tests.scenario.refresh import INVALID

LAW = "{kind: empirical, csv: slips.csv, column: slip_days}"


@pytest.fixture
def written(tmp_path, monkeypatch):
    """Return what writes a table beside a scenario and loads that."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "base.yaml").write_bytes((INVALID / "base/small.yaml").read_bytes())

    def write(table, law=LAW, **options):
        (tmp_path / "slips.csv").write_bytes(table if isinstance(table, bytes) else table.encode())
        text = f"format: 1\nextends: base.yaml\nlines: {{rs: {{slip: {law}}}}}\n"
        (tmp_path / "own.yaml").write_text(text, encoding="utf-8")
        return load("own.yaml", **options)

    return write


def told(written, table, law=LAW, **options):
    with pytest.raises(ScenarioError) as caught:
        written(table, law, **options)
    return [str(problem) for problem in caught.value.problems]


def test_a_row_that_a_decimal_comma_has_cut_is_refused(written):
    assert told(written, "flight,slip_days\nA,0\nB,3\nC,10,5\nD,1,25\nE,TBD\n") == [
        "slips.csv:4: row 4: 3 cells under 2 headings; a decimal comma? write 10.5, or quote it",
        "slips.csv:5: row 5: 3 cells under 2 headings; a decimal comma? write 1.25, or quote it",
        "slips.csv:6: column slip_days: 'TBD' is not a duration; allowed are texts such as "
        "'120 d', '8 months', '6 d 10 h 20 min' or '-2 d'",
    ]


def test_cells_that_are_no_durations_are_told_by_row_and_all_at_once(written):
    found = told(written, "flight,slip_days\nA,0\nB,n/a\nC,TBD\nD,\nE,007\nF,2 parsecs\n")
    begins = ["3: column slip_days: 'n/a'", "4: column slip_days: 'TBD' is not a duration"]
    begins += ["5: column slip_days: is empty", "6: column slip_days: 007", "7: column slip_days:"]
    assert len(found) == len(begins)
    for text, begin in zip(found, begins, strict=True):
        assert text.startswith(f"slips.csv:{begin}")


def test_a_table_named_from_outside_tells_its_rows_too(written):
    (problem,) = told(
        written, "a,slip_days\nA,0\nB,TBD\n", "0 d", overrides=[f"lines.us.slip={LAW}"]
    )
    assert problem.startswith("slips.csv:3: column slip_days: 'TBD'")


def test_two_laws_of_one_table_tell_its_problems_once(written):
    other = "{kind: empirical, csv: slips.csv, column: slip_days}}, us: {slip: " + LAW
    assert len(told(written, "flight,slip_days\nA,0,\nB,TBD\n", other)) == 2


@pytest.mark.parametrize(
    "table",
    [
        "flight;slip_days\nA;0\nB;10,5\n",
        "flight\tslip_days\nA\t0\nB\t10,5\n",
        b"\xef\xbb\xbfflight;slip_days\r\nA;0\r\nB;10,5\r\n",
        'slip_days,flight\n0,A\n"10,5","B, or not"\n',
    ],
)
def test_other_separators_a_byte_mark_and_decimal_commas_are_read(written, table):
    assert written(table).lines["rs"].slip.law.quantile(0.9) == 10.5 * 86_400


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "cp1251"])
def test_another_encoding_is_refused_with_the_cure(written, encoding):
    (problem,) = told(written, "flight,slip_days\nПолёт,0\n".encode(encoding))
    assert "slips.csv" in problem
    assert "not UTF-8: save the file in that encoding" in problem


def test_an_unknown_column_has_its_nearest_or_all_there_are(written):
    assert (
        "has no column 'slip_day'; did you mean 'slip_days'?"
        in (told(written, "flight,slip_days\nA,0\n", LAW.replace("slip_days", "slip_day"))[0])
    )
    assert (
        "has no column 'wait'; there are flight, slip_days"
        in (told(written, "flight,slip_days\nA,0\n", LAW.replace("slip_days", "wait"))[0])
    )
