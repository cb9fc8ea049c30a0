"""Boxes in futures of which it is known where the bad ones are."""

import numpy as np
import pytest

from sim.analysis.boxes import Limit, risky_boxes

N = 20_000


def inputs(seed: int = 1) -> dict[str, np.ndarray]:
    rng = np.random.default_rng(seed)
    return {
        "repair": 600 * rng.random(N),
        "limit": 240 + 40 * rng.random(N),
        "idle": rng.random(N),
        "known": np.full(N, 3.0),
    }


def test_a_rectangle_is_found_and_counted_on_the_other_half() -> None:
    x = inputs()
    inside = (x["repair"] > 400) & (x["limit"] <= 260)  # a sixth
    did = np.random.default_rng(2).random(N) < np.where(inside, 0.7, 0.05)
    (box,) = risky_boxes(x, did)
    assert {each.name for each in box.limits} == {"repair", "limit"}
    limits = {each.name: each for each in box.limits}
    assert limits["repair"].low == pytest.approx(400, abs=12)
    assert limits["repair"].high is None
    assert limits["limit"].high == pytest.approx(260, abs=1.5)
    assert limits["limit"].low is None
    assert box.density.value == pytest.approx(0.7, abs=0.04)
    assert box.mass.value == pytest.approx(1 / 6, abs=0.02)
    coverage = 0.7 / 6 / (0.7 / 6 + 0.05 * 5 / 6)
    assert box.coverage.value == pytest.approx(coverage, abs=0.04)
    assert box.density.low < box.density.value < box.density.high
    # what is told is what the limits hold of the odd futures, and of no other
    odd = np.arange(N) % 2 == 1
    held = np.logical_and.reduce([each.holds(x[each.name]) for each in box.limits]) & odd
    assert (box.n, box.inside) == (N // 2, held.sum())
    assert (box.bad, box.bad_inside) == ((did & odd).sum(), (did & held).sum())


def test_limits_are_round_numbers() -> None:
    x = inputs(3)
    did = x["repair"] > 412.345
    (box,) = risky_boxes(x, did)
    (limit,) = box.limits
    assert limit.low == round(limit.low)
    assert limit.low == pytest.approx(412, abs=8)
    assert box.density.value > 0.97


def test_two_places_are_two_boxes() -> None:
    x = inputs(4)
    did = ((x["repair"] > 450) & (x["idle"] > 0.5)) | ((x["limit"] < 250) & (x["repair"] < 200))
    boxes = risky_boxes(x, did)
    assert len(boxes) == 2
    assert sum(box.coverage.value for box in boxes) > 0.75
    assert all(box.density.value > 0.8 for box in boxes)
    assert boxes[0].n == boxes[1].n == N // 2


def test_a_place_that_is_bad_only_beside_the_rest_is_no_box() -> None:
    x = inputs(8)
    risk = np.where(x["repair"] > 300, 0.6, np.where(x["idle"] > 0.5, 0.3, 0.05))  # in all 0.39
    did = np.random.default_rng(9).random(N) < risk
    (box,) = risky_boxes(x, did)
    assert [each.name for each in box.limits] == ["repair"]


@pytest.mark.parametrize("share", [0.0, 0.3, 1.0])
def test_no_place_is_no_box(share: float) -> None:
    did = np.random.default_rng(5).random(N) < share
    assert risky_boxes(inputs(6), did) == []


def test_nothing_to_look_at_is_no_box() -> None:
    did = np.arange(10) % 3 == 0
    assert risky_boxes({}, did) == []
    assert risky_boxes({"known": np.ones(10)}, did) == []


def test_a_limit_is_above_its_low_end_and_up_to_its_high_end() -> None:
    held = Limit("x", 1.0, 2.0).holds(np.array([0.5, 1.0, 1.5, 2.0, 2.5]))
    assert held.tolist() == [False, False, True, True, False]


def test_a_box_is_plain_json() -> None:
    x = inputs(7)
    (box,) = risky_boxes(x, x["repair"] > 300)
    told = box.as_dict()
    assert told["limits"] == [{"name": "repair", "low": box.limits[0].low, "high": None}]
    assert set(told["density"]) == {"value", "low", "high"}
