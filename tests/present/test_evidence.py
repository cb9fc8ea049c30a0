"""The screen of what a scenario rests on."""

import io
import json

import pytest
from rich.console import Console
from typer.testing import CliRunner

from sim.present.cli import app
from sim.present.evidence import print_basis
from sim.scenario import shipped
from sim.studies.evidence import evidence
from tests.shipped import evidence_of


def screen(basis, *, alone=False, width=80):
    stream = io.StringIO()
    print_basis(Console(file=stream, width=width, color_system=None), basis, alone=alone)
    return stream.getvalue()


def crewsim(*arguments):
    return CliRunner().invoke(app, ["evidence", *arguments])


@pytest.mark.parametrize("name", shipped())
def test_it_fits_on_a_terminal_of_80_columns(name):
    text = screen(evidence_of(name))
    assert max(map(len, text.splitlines())) <= 80


def test_the_first_lines_say_how_much_rests_on_what():
    lines = screen(evidence()).splitlines()
    assert lines[0] == "What baseline rests on"
    told = " ".join(lines[2:7])
    assert "103 distributions: 59 rest on rows of the record, 6 on a text alone, 38 on" in told
    assert "Every figure that follows from rows is what they give." in lines
    assert [line for line in lines if line in ("Rows of the record", "Assumptions")] == [
        "Rows of the record",
        "Assumptions",
    ]


def test_an_input_stands_beside_its_rows():
    lines = screen(evidence(inputs=["lines.soyuz.replan"])).splitlines()
    text = " ".join(line.strip() for line in lines)
    assert "lines.soyuz.replan" in text
    assert "Soyuz flights to a direct handover, none after a grounding" in text
    assert "2019–2025: n 12 (8 recalled, so as 8)" in text
    assert "fits by AICc: as they are best, gamma +8" in text


def test_few_rows_tell_no_family():
    text = screen(evidence(inputs=["families.falcon-9.stand_down"]))
    assert "fewer than 8 rows tell no family from another" in text


def test_the_censored_are_shown_as_censored():
    text = " ".join(screen(evidence(inputs=["pads.site-31.repair"]), alone=True).split())
    assert "3 censored" in text
    assert "with the censored 101 / 454 / not reached (Kaplan-Meier)" in text
    assert "Zenit-2 1990 12837+ d" in text
    assert "*Nedelin R-16 101 d" in text
    assert "+ had not ended; * recalled; table outages" in text


def test_events_come_first_among_the_rows():
    lines = screen(evidence(inputs=["vehicles.soyuz-ms.unfit_rate"]), alone=True).splitlines()
    rows = [line for line in lines if "  Soyuz" in line]
    assert "Soyuz MS-22" in rows[0]
    assert rows[0].endswith("event")
    assert any("and 33 more, which --json has" in line for line in lines)


def test_what_the_rows_do_not_give_is_told_first():
    path = "vehicles.soyuz-ms.scrub_probability"
    text = screen(evidence(overrides=[f"{path}.a=3"]))
    assert f"Not what their rows give: {path}." in text
    assert "Jeffreys: a, b 3, 26.5, from the rows 1.5, 26.5" in text
    values = "values=[7 d, 8 d, 12 d, 12 d, 8 d, 12 d, 12 d, 12 d, 10 d]"
    other = evidence(inputs=["lines.soyuz.overlap"], overrides=[f"lines.soyuz.overlap.{values}"])
    assert "8 where they have" not in screen(other)
    assert "10 where they have 11" in screen(other)


def test_an_assumption_says_that_it_is_one(tmp_path):
    file = tmp_path / "own.yaml"
    slip = "{kind: exponential, mean: 3 d}"
    file.write_text(f"format: 1\nextends: baseline\nlines:\n  soyuz:\n    slip: {slip}\n", "utf-8")
    found = evidence(file)
    text = screen(found)
    assert "No reason is stated, so an assumption: lines.soyuz.slip." in text
    assert "assumption: no reason is stated" in text


def test_the_command_takes_the_baseline():
    answer = crewsim()
    assert answer.exit_code == 0
    assert answer.stdout.startswith("What baseline rests on")


def test_the_command_shows_one_input_as_json():
    answer = crewsim("today", "--input", "lines.soyuz.overlap", "--json")
    (found,) = json.loads(answer.stdout)["findings"]
    assert found["path"] == "lines.soyuz.overlap"
    assert found["support"]["n"] == len(found["support"]["shown"]) == 11


def test_a_wrong_path_is_refused_with_the_nearest():
    answer = crewsim("--input", "lines.soyus.slip")
    assert answer.exit_code == 2
    assert "did you mean 'lines.soyuz.slip'?" in answer.stderr


def test_in_python_it_is_a_verb():
    import sim

    assert sim.evidence("today", inputs=["lines.soyuz.overlap"]).findings[0].support.n == 11
