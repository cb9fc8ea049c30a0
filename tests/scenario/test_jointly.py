"""Inputs that are sampled together: rows of a table, and rank correlations."""

import numpy as np
import pytest
from scipy import stats

from sim.core.clock import DAY
from sim.core.errors import ScenarioError
from sim.core.jointly import ROWS, correlated
from sim.core.laws import Law
from sim.core.sampling import uniforms
from sim.engine import stream
from sim.engine.build import build
from sim.scenario import dump, load
from sim.studies.drivers.factors import factors_of
from sim.studies.drivers.resampled import Samples, law_of
from tests.scenario.refresh import VALID

SMALL = (VALID / "small.yaml").read_text(encoding="utf-8")
TURN, STAY, BACK = "pads.east.turnaround", "vehicles.soyuz.stay", "pads.east.return_to_service"
TABLE = "turn_days,stay_days,weight\n5,200,1\n9,150,1\n7,190,2\n"
LOGNORMAL = "{kind: lognormal, median: 20 d, sigma: 0.5}"


def column(name, more=""):
    return f"{{kind: empirical, csv: rows.csv, column: {name}, joint: cases{more}}}"


@pytest.fixture
def written(tmp_path):
    (tmp_path / "rows.csv").write_text(TABLE, encoding="utf-8")

    def write(more="", **values):
        path = tmp_path / "own.yaml"
        path.write_text(f"{SMALL}\n{more}\n", encoding="utf-8")
        return load(path, overrides=[f"{key}={value}" for key, value in values.items()])

    return write


def sampled(scenario, *paths, n=4000):
    """Return the inputs in each replication as the program says, in seconds."""
    program = build(scenario)
    inputs = program.luck.begins[stream.INPUT]
    keys = [program.luck.keys[inputs + program.inputs.names.index(p)] for p in paths]
    numbers = uniforms(1, range(n), keys)
    laws = [law_of(program, program.inputs.named(path).law) for path in paths]
    return [[law.sample(u) for u in numbers[:, k].tolist()] for k, law in enumerate(laws)]


def test_columns_of_a_table_are_sampled_in_one_row(written):
    """MODEL 1.6.8."""
    scenario = written(**{TURN: column("turn_days"), STAY: column("stay_days")})
    pairs = set(zip(*sampled(scenario, TURN, STAY), strict=True))
    assert pairs == {(a * DAY, b * DAY) for a, b in ((5, 200), (9, 150), (7, 190))}
    assert scenario.pads["east"].turnaround.law.median() == 7 * DAY


def test_rows_have_weights(written):
    beside = ", weights: weight"
    stated = {TURN: column("turn_days", beside), STAY: column("stay_days", beside)}
    turn, stay = sampled(written(**stated), TURN, STAY)
    assert set(zip(turn, stay, strict=True)) == {
        (a * DAY, b * DAY) for a, b in ((5, 200), (9, 150), (7, 190))
    }
    assert np.mean(np.array(turn) == 7 * DAY) == pytest.approx(0.5, abs=0.04)


@pytest.mark.parametrize(
    ("measure", "of"), [("spearman", stats.spearmanr), ("kendall", stats.kendalltau)]
)
def test_a_rank_correlation_is_kept_and_so_are_the_laws(written, tmp_path, measure, of):
    """MODEL 1.6.9."""
    more = f"correlations: {{one: {{between: [{TURN}, {STAY}], {measure}: -0.6}}}}"
    scenario = written(more, **{TURN: LOGNORMAL, STAY: "{kind: uniform, low: 150 d, high: 200 d}"})
    turn, stay = sampled(scenario, TURN, STAY)
    assert of(turn, stay)[0] == pytest.approx(-0.6, abs=0.03)
    assert np.median(turn) == pytest.approx(20 * DAY, rel=0.04)
    assert np.mean(stay) == pytest.approx(175 * DAY, rel=0.01)
    (tmp_path / "again.yaml").write_text(dump(scenario), encoding="utf-8")
    assert load(tmp_path / "again.yaml").correlations == scenario.correlations
    names = factors_of([Samples(build(scenario))]).inputs
    assert len({each.addresses for each in names if each.name in (TURN, STAY)}) == 1


def test_three_inputs_hang_together():
    matrix = ((1.0, 0.5, 0.2), (0.5, 1.0, 0.8), (0.2, 0.8, 1.0))
    law = Law(load(VALID / "small.yaml").pads["east"].turnaround.law.parts)
    steps = [stats.norm.ppf((k + 0.5) / ROWS) for k in range(ROWS)]
    laws = tuple(law for _ in matrix)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Law, "sample", lambda self, u: steps[int(u * ROWS)])
        tables = correlated.__wrapped__(laws, ("a", "b", "c"), matrix)
    found = np.corrcoef([each.parts[0].table for each in tables])
    assert found == pytest.approx(np.array(matrix), abs=0.01)


@pytest.mark.parametrize(
    ("values", "more", "message"),
    [
        ({TURN: column("turn_days")}, "", "no other quantity is sampled in the rows of 'cases'"),
        (
            {TURN: column("turn_days"), STAY: column("stay_days", ", where: {weight: 1}")},
            "",
            "2 values, and pads.east.turnaround has 3",
        ),
        ({"pads.east.repair": column("turn_days")}, "", "sampled at each occurrence"),
        (
            {TURN: column("turn_days", ", lower: 6 d"), STAY: column("stay_days")},
            "",
            "joint rows have no bounds",
        ),
        ({}, f"one: {{between: [{TURN}, {STAY}], spearman: 0.5}}", "is known: give it a"),
        ({}, f"one: {{between: [{TURN}s, {STAY}], spearman: 0.5}}", "did you mean"),
        ({}, f"one: {{between: [{TURN}, {TURN}], spearman: 0.5}}", "names one input twice"),
        ({}, f"one: {{between: [{TURN}], spearman: 0.5}}", "correlations.one.between"),
        ({}, f"one: {{between: [{TURN}, {STAY}], spearman: 1.5}}", "1.5 is above 1"),
        ({}, f"one: {{between: [{TURN}, {STAY}]}}", "either spearman or kendall"),
        (
            {TURN: LOGNORMAL, STAY: LOGNORMAL, BACK: LOGNORMAL},
            f"a: {{between: [{TURN}, {STAY}], spearman: 0.9}}, "
            f"b: {{between: [{STAY}, {BACK}], kendall: 0.9}}",
            "is not positive semidefinite",
        ),
        (
            {TURN: LOGNORMAL, STAY: LOGNORMAL},
            f"a: {{between: [{TURN}, {STAY}], spearman: 0.9}}, "
            f"b: {{between: [{STAY}, {TURN}], kendall: 0.9}}",
            "is stated twice: by a already",
        ),
    ],
)
def test_what_cannot_be_sampled_together_is_refused(written, values, more, message):
    with pytest.raises(ScenarioError) as caught:
        written(f"correlations: {{{more}}}" if more else "", **values)
    assert message in str(caught.value)
