"""Repairs that never end, samples of which some had not ended, and samples with weights."""

import math

import pytest

from sim.core.clock import DAY, NEVER
from sim.core.errors import ScenarioError
from sim.core.laws import ENDLESS
from sim.scenario import dump, load
from tests.scenario.refresh import VALID

SMALL = (VALID / "small.yaml").read_text(encoding="utf-8")
TABLE = "pad,down_days,still_down,weight\na,90,no,1\nb,120,yes,1\nc,200,,2\nd,400,yes,4\n"


def with_repair(tmp_path, repair, table=TABLE):
    (tmp_path / "pads.csv").write_text(table, encoding="utf-8")
    text = SMALL.replace("repair: 300 d", f"repair: {repair}")
    path = tmp_path / "own.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def repair(tmp_path, stated, table=TABLE):
    path = with_repair(tmp_path, stated, table)
    scenario = load(path)
    path.write_text(dump(scenario), encoding="utf-8")
    law = load(path).pads["east"].repair.law
    assert law == scenario.pads["east"].repair.law
    return law


def refusal(tmp_path, stated, table=TABLE):
    with pytest.raises(ScenarioError) as caught:
        load(with_repair(tmp_path, stated, table))
    return "; ".join(problem.message for problem in caught.value.problems)


def weights(law, *days):
    return [law.cdf(day * DAY) for day in days] + [law.survival(ENDLESS)]


@pytest.mark.parametrize(
    ("stated", "share"),
    [
        ("never", 1),
        ("{value: never}", 1),
        ("{kind: empirical, values: [90 d, 200 d, never, never]}", 0.5),
        (
            "{kind: mixture, parts: [{weight: 21, kind: quantiles, p10: 99 d, p90: 556 d}, "
            "{weight: 4, value: never}]}",
            0.16,
        ),
    ],
)
def test_a_repair_may_never_end(tmp_path, stated, share):
    """MODEL 1.6.7."""
    law = repair(tmp_path, stated)
    assert law.never == pytest.approx(share)
    assert law.sample(1 - 1e-9) == NEVER
    assert math.isinf(law.mean())


def test_what_had_not_ended_is_censored(tmp_path):
    """MODEL 1.6.7: of four, 1 in 4 ends at 90 d; of the two left at 200 d one; 3/8 never ends."""
    law = repair(
        tmp_path, "{kind: empirical, csv: pads.csv, column: down_days, censored: still_down}"
    )
    assert weights(law, 89, 90, 199, 200) == pytest.approx([0, 0.25, 0.25, 0.625, 0.375])
    assert law.never == pytest.approx(0.375)
    listed = repair(tmp_path, "{kind: empirical, values: [90 d, 200 d], censored: [120 d, 400 d]}")
    assert listed == law


def test_where_the_longest_has_ended_nothing_is_left(tmp_path):
    law = repair(tmp_path, "{kind: empirical, values: [90 d, 400 d], censored: [100 d]}")
    assert law.never == 0
    assert weights(law, 90, 399, 400) == pytest.approx([1 / 3, 1 / 3, 1, 0])


def test_values_have_weights(tmp_path):
    law = repair(tmp_path, "{kind: empirical, values: [9 d, 1 d, 5 d], weights: [1, 1, 2]}")
    assert weights(law, 1, 5, 9) == pytest.approx([0.25, 0.75, 1, 0])
    law = repair(tmp_path, "{kind: empirical, csv: pads.csv, column: down_days, weights: weight}")
    assert weights(law, 90, 120, 200, 400) == pytest.approx([1 / 8, 2 / 8, 4 / 8, 1, 0])


@pytest.mark.parametrize(
    ("stated", "message"),
    [
        ("{kind: uniform, low: 9 d, high: never}", "'never' is allowed as the repair of a pad"),
        ("{kind: empirical, values: [9 d], weights: [1, 2]}", "2 weights for 1 values"),
        ("{kind: empirical, values: [9 d], weights: [-1]}", "weight is -1: it must not be"),
        ("{kind: empirical, values: [9 d], weights: [0]}", "the weights sum to 0"),
        ("{kind: empirical, values: [9 d], censored: still}", "a column is of a csv"),
        ("{kind: empirical, values: [9 d], weights: [1], censored: [9 d]}", "one of these"),
        ("{kind: empirical, values: [9 d, never], beyond: 9 d}", "no down_to and no beyond"),
        ("{kind: empirical, csv: pads.csv, column: down_days, censored: stil_down}", "still_"),
        ("{kind: empirical, csv: pads.csv, column: down_days, censored: pad}", "neither yes nor"),
        ("{kind: empirical, csv: pads.csv, column: down_days, weights: pad}", "east.repair"),
    ],
)
def test_samples_that_cannot_be_meant_are_refused(tmp_path, stated, message):
    with pytest.raises(ScenarioError) as caught:
        load(with_repair(tmp_path, stated))
    assert message in str(caught.value)


def test_all_censored_are_refused(tmp_path):
    table = TABLE.replace("no,1", "yes,1").replace(",,2", ",yes,2")
    stated = "{kind: empirical, csv: pads.csv, column: down_days, censored: still_down}"
    assert "all values that they had not ended" in refusal(tmp_path, stated, table)


def test_only_a_repair_may_never_end(tmp_path):
    path = with_repair(tmp_path, "300 d")
    for key, value in (
        ("families.r7.stand_down", "never"),
        ("lines.rs.overlap", "{kind: empirical, values: [1 d], censored: [2 d]}"),
    ):
        with pytest.raises(ScenarioError, match=r"the repair of a pad|repair of a pad may"):
            load(path, overrides=[f"{key}={value}"])
