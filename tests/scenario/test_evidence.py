"""Evidence beside a distribution: read, merged and dumped, and no part of the question."""

import dataclasses

import pytest

from sim.core.errors import ScenarioError
from sim.scenario import dump, load
from sim.scenario.evidence import KINDS_OF, Evidence
from sim.scenario.stated import DAYS, NUMBER, RATE, stated
from tests.scenario.refresh import VALID
from tests.shipped import loaded

SCRUBS = (
    "{table: late_slips, class: scrubs, where: {line: us-crew, scrubs: 1}, "
    "fitted: range, column: scrub_days}"
)
OVERLAPS = (
    "{table: handovers, class: Soyuz, where: {line: soyuz, handover: direct}, "
    "from: 2020-10-01, to: 2025-11-27, fitted: empirical, column: exchange_days}"
)


@pytest.fixture
def write(tmp_path):
    """Write a scenario that extends a small one, and load it."""

    def written(text, name="own", extends=VALID / "one-line.yaml"):
        (tmp_path / "one-line.yaml").write_text(extends.read_text("utf-8"), "utf-8")
        file = tmp_path / f"{name}.yaml"
        file.write_text(text, encoding="utf-8")
        return file

    return written


def played(scenario):
    return dataclasses.replace(scenario, name="", file="", title="")


def at(scenario, path):
    return next(each for each in stated(scenario) if each.path == path)


def test_evidence_is_no_part_of_the_question(write):
    plain = "{kind: uniform, low: 1 d, high: 3 d}"
    with_rows = f"{plain[:-1]}, evidence: {SCRUBS}}}"
    text = "format: 1\nextends: one-line\nlines:\n  rs:\n    slip: "
    one, other = load(write(text + plain, "one")), load(write(text + with_rows, "other"))
    assert played(one) == played(other)
    assert "evidence" not in dump(one)
    assert "table: late_slips" in dump(other)


def test_the_values_of_an_empirical_law_are_those_of_its_rows(write):
    text = "format: 1\nextends: one-line\nlines:\n  rs:\n    overlap: "
    listed = "{kind: empirical, values: [7 d, 8 d, 12 d, 12 d, 8 d, 12 d, 12 d, 12 d, 11 d]}"
    one = load(write(text + listed, "one"))
    other = load(write(f"{text}{{kind: empirical, evidence: {OVERLAPS}}}", "other"))
    assert played(one) == played(other)
    again = load(write(dump(other), "again"))
    assert played(again) == played(other)
    assert dump(again) == dump(other)


def test_a_figure_stated_anew_no_longer_rests_on_the_rows_of_the_base(write):
    text = "format: 1\nextends: one-line\nlines:\n  rs:\n    slip: "
    write(f"{text}{{kind: uniform, low: 1 d, high: 3 d, evidence: {SCRUBS}}}", "base")
    file = write("format: 1\nextends: base\nlines:\n  rs:\n    slip: {kind: uniform, high: 4 d}\n")
    assert at(load(file), "lines.rs.slip").distribution.evidence is None
    noted = write("format: 1\nextends: base\nlines:\n  rs:\n    slip: {note: read again}\n")
    assert at(load(noted), "lines.rs.slip").distribution.evidence is not None


def test_evidence_replaces_that_of_the_base_as_a_whole():
    overlap = at(loaded("today"), "lines.soyuz.overlap").distribution.evidence
    assert overlap.to is None
    assert len(overlap.rows.rows) == 11


def test_an_override_keeps_the_evidence_it_contradicts():
    changed = load("baseline", overrides=["vehicles.soyuz-ms.scrub_probability.a=3"])
    each = at(changed, "vehicles.soyuz-ms.scrub_probability")
    assert each.figures()["a"] == 3.0
    assert each.distribution.evidence is not None


def test_problems_have_their_place(write):
    wrong = SCRUBS.replace("late_slips", "late_slip")
    text = "format: 1\nextends: one-line\nlines:\n  rs:\n    slip: "
    file = write(f"{text}{{kind: uniform, low: 1 d, high: 3 d, evidence: {wrong}}}")
    with pytest.raises(ScenarioError) as caught:
        load(file)
    (problem,) = caught.value.problems
    assert (problem.line, problem.path) == (5, "lines.rs.slip.evidence.table")
    assert problem.message == (
        "'late_slip' is not a table of the record; did you mean 'late_slips'?"
    )


def test_a_source_of_an_assumption_is_that_of_what_it_sets():
    assumed = load("baseline", assume=["craft-record"])
    assert at(assumed, "vehicles.soyuz-ms.unfit_rate").source.startswith("1 (MS-22) in 12,900 days")


def test_figures_have_their_units():
    scenario = loaded("baseline")
    slip = at(scenario, "lines.soyuz.slip")
    rate = at(scenario, "people.medical_return_rate")
    level = at(scenario, "station.stocks.food-and-water.level")
    assert (slip.unit, rate.unit, level.unit) == (DAYS, RATE, NUMBER)
    repair = "pads.site-31.repair"
    assert at(scenario, repair).figures() == {"weight": pytest.approx(5.5 / 27)}
    exploded = at(scenario, f"{repair}.parts[0]").figures()
    assert exploded == {"p10": 114.0, "p50": 367.0, "p90": 622.0}
    assert at(scenario, f"{repair}.parts[1]").figures() == {"down_to": 0.0, "beyond": 107.0}
    assert rate.figures()["mean"] == pytest.approx(1 / (243.6 * 365.25))
    assert at(scenario, "vehicles.soyuz-ms.transit").figures() == {"weight": pytest.approx(1 / 6)}
    assert at(scenario, "lines.soyuz.overlap").law.median() == 12.0


def test_estimates_say_who_said_them():
    found = at(loaded("site-31-outage"), "estimates.near-future.repair")
    assert found.said == "Roscosmos, 2025-11-27"
    assert "rferl.org" in found.source


@pytest.mark.parametrize(
    ("keys", "message"),
    [
        ("fitted: shrunk, exposure: 97 d, strength: 1", "shrunk needs towards and strength"),
        ("fitted: shrunk, exposure: 97 d, strength: 1, towards: 0", "must be a rate above 0"),
        ("fitted: shrunk, trials: 9, strength: 1, towards: 1.5", "a probability between 0 and 1"),
        ("fitted: jeffreys, exposure: 97 d, strength: 1", "towards and strength belong to shrunk"),
    ],
)
def test_a_shrinkage_that_is_none_is_refused(write, keys, message):
    rows = f"{{table: flights, class: all, where: {{type: starliner}}, {keys}}}"
    law = f"{{kind: gamma, shape: 1.25, mean: 1 per 179 d, evidence: {rows}}}"
    file = write(f"format: 1\nextends: one-line\nvehicles:\n  soyuz:\n    unfit_rate: {law}\n")
    with pytest.raises(ScenarioError, match=message):
        load(file)


def test_every_method_is_in_the_docs(pytestconfig):
    text = (pytestconfig.rootpath / "docs/inputs.md").read_text(encoding="utf-8")
    methods = Evidence.model_fields["fitted"].annotation.__args__
    assert set(KINDS_OF) < set(methods)
    assert [method for method in methods if f"`{method}`" not in text] == []
