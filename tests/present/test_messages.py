from typing import Any

import numpy as np

from sim.present import messages
from sim.present.plots.curves import Curve, Panel
from sim.studies.result import Result

Difference = dict[str, Any]


def summary_with(key: str, figures: dict[str, Any], difference: Difference) -> dict[str, Any]:
    """Return a comparison of two estimates in one figure."""
    base, other = (
        {"title": title, "headline": {key: {"label": "Next us-crew x", **figures[name]}}}
        for name, title in (("a", "Early"), ("b", "Late"))
    )
    estimates = {"a": base, "b": other | {"difference": {key: difference}}}
    return {"against": "a", "until": "2028-12-31T12:00:00Z", "estimates": estimates}


def share(events: int) -> dict[str, Any]:
    return {"unit": "0/1", "events": events, "n": 200, "low": events / 250, "high": 0.9}


def median(date: str | None) -> dict[str, Any]:
    return {"unit": "date", "p50": date}


def changed(low: float | None, high: float | None) -> Difference:
    return {"unit": "0/1", "low": low, "high": high}


def moved(value: float | None, low: float | None, high: float | None) -> Difference:
    return {"unit": "0/1", "shift": {"of": "p50", "value": value, "low": low, "high": high}}


def ends(**shares: tuple[float, float, float]) -> Panel:
    """Return a panel whose curves end at low, share, high."""
    dates = np.array(["2026-01-01", "2028-12-31"], dtype="datetime64[s]")
    curves = {
        name: Curve(dates, *(np.array([0.0, value]) for value in (middle, low, high)))
        for name, (low, middle, high) in shares.items()
    }
    return Panel("Soyuz line", curves)


def test_the_probability_that_changes_most_is_the_title() -> None:
    figures = {"a": share(20), "b": share(120)}
    summary = summary_with("direct[us-crew]", figures, changed(0.4, 0.6))
    assert (
        messages.risks_message(summary) == "Next US crew x: 60 % under “Late”, 10 % under “Early”"
    )


def test_an_interval_that_holds_0_is_no_message() -> None:
    figures = {"a": share(20), "b": share(30)}
    for difference in (changed(-0.01, 0.11), changed(None, None), changed(0.0, 0.0)):
        told = messages.risks_message(summary_with("gap[us-crew]", figures, difference))
        assert told == "No estimate clearly changes any of these probabilities"


def test_the_docking_that_moves_most_is_the_title() -> None:
    figures = {"a": median("2026-07-14T15:00:00Z"), "b": median("2027-02-14T15:00:00Z")}
    told = messages.dockings_message(summary_with("dock[us-crew]", figures, moved(215, 180, 240)))
    assert told == "Next US crew x, median: 2027-02-14 under “Late”, 2026-07-14 under “Early”"
    still = messages.dockings_message(summary_with("dock[us-crew]", figures, moved(3, -1, 9)))
    assert still == "No estimate clearly moves the median docking of the next crews"


def test_a_median_beyond_the_end_leaves_a_plain_label() -> None:
    figures = {"a": median("2026-07-14T15:00:00Z"), "b": median(None)}
    told = messages.dockings_message(summary_with("dock[us-crew]", figures, moved(None, 90, None)))
    assert told == "When the next crews dock"


def test_a_gap_is_told_when_the_intervals_are_apart() -> None:
    summary = summary_with("x", {"a": {}, "b": {}}, {})
    apart = [ends(a=(0.1, 0.2, 0.3), b=(0.6, 0.7, 0.8))]
    assert messages.gaps_message(summary, apart) == (
        "A gap of the Soyuz line by 2028-12-31: 70 % under “Late”, 20 % under “Early”"
    )
    touching = [ends(a=(0.1, 0.2, 0.3), b=(0.25, 0.4, 0.5))]
    assert messages.gaps_message(summary, touching) == "When the first gap begins"


def test_one_estimate_names_its_likeliest_gap() -> None:
    summary = summary_with("x", {"a": {}, "b": {}}, {})
    assert messages.gaps_of_one_message(summary, "b", [ends(b=(0.6, 0.7, 0.8))]) == (
        "Likeliest under “Late”: a gap of the Soyuz line, 70 % by 2028-12-31"
    )
    none = messages.gaps_of_one_message(summary, "b", [ends(b=(0.0, 0.0, 0.1))])
    assert none == "No gap in any replication: “Late”"


def test_a_result_has_messages_of_its_own_numbers(result: Result) -> None:
    told = messages.risks_message(result.summary)
    late = result.scenario.estimates["up-to-two-years"].title
    assert f"under “{late}”" in told
    assert "under “No outage”" in told
