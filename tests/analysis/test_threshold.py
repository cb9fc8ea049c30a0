import json
from itertools import pairwise

import numpy as np
import pytest

from sim.analysis.threshold import Band, Crossing, Verdict, bracket, longest_under

PLACES = np.array([10.0, 20.0, 40.0, 50.0])


def band(mean: list[float], half: float = 0.01, places: list[float] | None = None) -> Band:
    """A band so wide to either side of a curve."""
    centre = np.array(mean)
    days = PLACES[: len(mean)] if places is None else np.array(places)
    return Band(days, centre, centre - half, centre + half)


def verdict(found: Crossing) -> tuple[Verdict, float | None, float | None, float | None]:
    return found.verdict, found.at, found.low, found.high


# --- it crosses -----------------------------------------------------------------------------------


def test_it_crosses_where_the_straight_line_does() -> None:
    """From 0.02 at 20 d to 0.06 at 40 d: 0.05 at 35 d, 0.03 at 25 d."""
    curve = band([0.01, 0.02, 0.06, 0.09])
    assert verdict(longest_under(curve, 0.05)) == (
        Verdict.CROSSES, pytest.approx(35.0), 20.0, 50.0
    )  # fmt: skip
    assert longest_under(curve, 0.03).at == pytest.approx(25.0)


def test_the_interval_is_where_the_band_is_under_and_where_it_is_above() -> None:
    low = np.array([0.00, 0.01, 0.02, 0.04, 0.051, 0.07])
    mean = np.array([0.01, 0.02, 0.04, 0.06, 0.08, 0.10])
    high = np.array([0.02, 0.05, 0.051, 0.08, 0.10, 0.12])
    found = longest_under(Band(np.arange(1.0, 7.0), mean, low, high), 0.05)
    assert verdict(found) == (Verdict.CROSSES, pytest.approx(3.5), 2.0, 5.0)


def test_at_the_threshold_it_is_still_under() -> None:
    found = longest_under(band([0.0, 0.05, 0.07, 0.09], half=0.0), 0.05)
    assert verdict(found) == (Verdict.CROSSES, 20.0, 20.0, 40.0)
    assert longest_under(band([0.05] * 4, half=0.0), 0.05).verdict is Verdict.NEVER


def test_an_end_that_no_place_tells_is_none() -> None:
    curve = band([0.01, 0.02, 0.06, 0.09], half=0.045)
    assert verdict(longest_under(curve, 0.05)) == (Verdict.CROSSES, pytest.approx(35.0), None, None)
    assert verdict(longest_under(curve, 0.08)) == (
        Verdict.CROSSES,
        pytest.approx(140 / 3),
        20,
        None,
    )


def test_a_jump_lies_between_its_places() -> None:
    found = longest_under(band([0.0, 0.0, 1.0, 1.0], half=0.0), 0.05)
    assert verdict(found) == (Verdict.CROSSES, pytest.approx(21.0), 20.0, 40.0)


def test_a_higher_threshold_is_crossed_later() -> None:
    curve = band([0.0, 0.1, 0.4, 0.8], half=0.03)
    found = [longest_under(curve, threshold) for threshold in np.arange(0.01, 0.8, 0.01)]
    assert all(a.at < b.at for a, b in pairwise(found) if a.at is not None and b.at is not None)
    assert all(each.low is None or each.at is None or each.low <= each.at for each in found)
    assert all(each.high is None or each.at is None or each.at <= each.high for each in found)


def test_the_interval_holds_every_curve_that_the_band_holds() -> None:
    """While it rises, whatever the curve within the band is, it crosses within the interval."""
    luck = np.random.default_rng(1)
    for _ in range(300):
        places = np.cumsum(luck.uniform(1, 9, 12))
        curve = np.sort(luck.uniform(0, 1, 12))
        under, over = luck.uniform(0, 0.2, (2, 12))
        shifted = np.clip(curve + luck.normal(0, 0.05, 12), curve - over, curve + under)
        made = Band(
            places,
            shifted,
            np.minimum(curve, shifted - over / 2),
            np.maximum(curve, shifted + under / 2),
        )
        threshold = luck.uniform(0.05, 0.95)
        found = longest_under(made, threshold)
        above = np.flatnonzero(curve > threshold)
        last = places[above[0] - 1] if len(above) and above[0] else None
        if found.low is not None:
            assert not len(above) or (last is not None and last >= found.low)
        if found.high is not None:
            assert len(above)
            assert places[above[0]] <= found.high


# --- it does not ----------------------------------------------------------------------------------


def test_one_that_stays_under_with_its_whole_band_never_crosses() -> None:
    found = longest_under(band([0.0, 0.01, 0.02, 0.03]), 0.05)
    assert verdict(found) == (Verdict.NEVER, None, 50.0, None)


def test_one_that_stays_under_but_whose_band_does_not_may_cross() -> None:
    found = longest_under(band([0.0, 0.01, 0.02, 0.045]), 0.05)
    assert verdict(found) == (Verdict.NOT_SEEN, None, 40.0, None)
    everywhere = longest_under(band([0.045] * 4), 0.05)
    assert verdict(everywhere) == (Verdict.NOT_SEEN, None, None, None)


def test_one_that_is_above_from_the_start_has_no_crossing() -> None:
    found = longest_under(band([0.055, 0.06, 0.07, 0.09]), 0.05)
    assert verdict(found) == (Verdict.ABOVE, None, None, 40.0)
    sure = longest_under(band([0.2, 0.3, 0.4, 0.5]), 0.05)
    assert verdict(sure) == (Verdict.ABOVE, None, None, 10.0)


def test_above_from_the_start_is_above_however_it_goes_on() -> None:
    found = longest_under(band([0.2, 0.0, 0.0, 0.5]), 0.05)
    assert (found.verdict, found.at, found.under_again) == (Verdict.ABOVE, None, 20.0)


def test_what_falls_has_never_crossed() -> None:
    assert longest_under(band([0.04, 0.03, 0.02, 0.01], half=0.0), 0.05).verdict is Verdict.NEVER


# --- it turns back --------------------------------------------------------------------------------


def test_one_that_rises_has_no_turn() -> None:
    found = longest_under(band([0.0, 0.1, 0.1, 0.3]), 0.05)
    assert (found.turn, found.under_again) == (None, None)


def test_a_fall_within_the_band_is_no_turn() -> None:
    """From 0.10 ± 0.02 to 0.07 ± 0.02 it may not have fallen at all."""
    assert longest_under(band([0.0, 0.10, 0.07, 0.09], half=0.02), 0.05).turn is None


def test_the_longest_repair_ends_before_the_curve_turns_back() -> None:
    """Under again behind the turn does not make what lies between short enough."""
    found = longest_under(band([0.01, 0.02, 0.20, 0.02]), 0.05)
    assert verdict(found) == (Verdict.CROSSES, pytest.approx(20 + 20 / 6), 20.0, 40.0)
    assert found.under_again == 50.0
    assert found.turn is not None
    assert (found.turn.top, found.turn.bottom) == (40.0, 50.0)
    assert (found.turn.at_top, found.turn.at_bottom) == (0.20, 0.02)


def test_under_again_needs_the_whole_band() -> None:
    perhaps = longest_under(band([0.01, 0.02, 0.20, 0.045]), 0.05)
    assert (perhaps.verdict, perhaps.under_again) == (Verdict.CROSSES, None)
    assert perhaps.turn is not None


def test_of_two_falls_the_largest_is_told() -> None:
    places = [10.0, 20.0, 30.0, 40.0, 50.0, 60.0]
    found = longest_under(band([0.0, 0.3, 0.2, 0.9, 0.5, 0.6], places=places), 0.05).turn
    assert found is not None
    assert (found.top, found.bottom) == (40.0, 50.0)
    before = longest_under(band([0.0, 0.5, 0.1, 0.6]), 0.05).turn  # the top lies before the bottom
    assert before is not None
    assert (before.top, before.bottom) == (20.0, 40.0)
    slow = longest_under(band([0.9, 0.8, 0.7, 0.6, 0.5, 0.55], places=places), 0.05).turn
    assert slow is not None
    assert (slow.top, slow.bottom) == (10.0, 50.0)


def test_a_turn_below_the_threshold_is_told_too() -> None:
    found = longest_under(band([0.01, 0.04, 0.01, 0.01], half=0.005), 0.05)
    assert (found.verdict, found.under_again) == (Verdict.NEVER, None)
    assert found.turn is not None


# --- where to look closer, and what is stored -----------------------------------------------------


def test_the_bracket_is_the_interval_where_there_is_one() -> None:
    curve = band([0.01, 0.02, 0.06, 0.09])
    assert bracket(curve, 0.05) == (20.0, 50.0)


def test_the_bracket_ends_at_the_ends_where_there_is_none() -> None:
    assert bracket(band([0.01, 0.02, 0.06, 0.09], half=0.045), 0.05) == (10.0, 50.0)
    assert bracket(band([0.045] * 4), 0.05) == (10.0, 50.0)


@pytest.mark.parametrize(
    "mean", [[0.2, 0.3, 0.4, 0.5], [0.0] * 4, [0.2, 0.0, 0.0, 0.5], [0.0, 0.2, 0.0, 0.2]]
)
def test_the_bracket_is_never_empty(mean: list[float]) -> None:
    low, high = bracket(band(mean), 0.05)
    assert 10.0 <= low < high <= 50.0


def test_it_is_stored_in_json_s_own_types() -> None:
    stored = json.loads(
        json.dumps(longest_under(band([0.01, 0.02, 0.20, 0.02]), 0.05).as_dict(), allow_nan=False)
    )
    assert (stored["verdict"], stored["low"], stored["high"]) == ("crosses", 20.0, 40.0)
    assert stored["turn"]["bottom"] == 50.0
    nothing = longest_under(band([0.0] * 4), 0.05).as_dict()
    assert json.loads(json.dumps(nothing, allow_nan=False)) == {
        "verdict": "never", "at": None, "low": 50.0, "high": None, "turn": None, "under_again": None
    }  # fmt: skip
    places = json.loads(json.dumps(band([0.0, 0.1]).as_dict()))["places"]
    assert places == [10.0, 20.0]
