"""What is said of curves made by hand: known places, known bands, no play."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence

import numpy as np
import pytest
from matplotlib.text import Text
from rich.console import Console

from sim.analysis.break_even import Read, RiskCurve, makes_it, share_of
from sim.analysis.outcome import Told
from sim.analysis.threshold import Band, longest_under
from sim.present.questions.break_even import print_answer, sentences, sheets
from sim.scenario.scenario import Scenario
from sim.studies.question import Answer

N = 1000
PLACES = (21.0, 41.0, 61.0, 81.0, 101.0)
SINCE = "2025-11-27T12:00:00Z"
REPAIRS = np.linspace(21.0, 141.0, N)
"""One sixth of a day apart: two thirds of them are no longer than 101 d."""


def so(share: float) -> Told:
    return Told(np.arange(N) < round(share * N), 0)


def answer_of(
    scenario: Scenario,
    means: Mapping[str | None, Sequence[float]],
    *,
    base: float = 0.0,
    total: bool = False,
    threshold: float = 0.05,
    half: float = 0.01,
    nulls: int = 0,
) -> Answer:
    """Return the answer with a curve for each policy, each with a band so wide to either side."""
    without = so(base)
    curves = []
    for policy, values in means.items():
        mean = np.array(values)
        judged = Band(np.array(PLACES), mean, mean - half, mean + half)
        crossing = longest_under(judged, threshold)
        curve = RiskCurve(N, nulls, tuple((mean * N).astype(int)), judged, judged, crossing)
        estimate = {"title": "Flat", **makes_it(Read(so(0.3), REPAIRS), crossing, without)}
        curves.append(
            {
                "policy": policy,
                "title": policy or "As the scenario states it",
                **curve.as_dict(),
                "estimates": {"flat": estimate},
            }
        )
    found = {
        "outcome": {"text": "decrewed", "name": "decrewed", "label": "Station empty"},
        "outage": "site-31",
        "since": SINCE,
        "until": "2028-12-31T00:00:00Z",
        "shortest_days": PLACES[0],
        "longest_days": PLACES[-1],
        "base": share_of(without),
        "curves": curves,
    }
    summary = {
        "study": "break-even",
        "scenario": scenario.name,
        "title": scenario.title,
        "as_of": "2025-12-17T12:00:00Z",
        "until": found["until"],
        "engine": "fast",
        "seed": 1,
        "replications": N,
        "asked": {"threshold": threshold, "total": total, "policies": list(means)},
        "answer": found,
    }
    return Answer(summary, scenario, None)


def said(answer: Answer, number: int = 0) -> str:
    return " ".join(
        sentences(answer.found, answer.found["curves"][number], answer.summary["asked"])
    )


def printed(answer: Answer) -> str:
    text = io.StringIO()
    print_answer(Console(file=text, width=80, highlight=False), answer)
    return " ".join(text.getvalue().split())


def drawn(answer: Answer) -> list[str]:
    """Every text of the figure, the title among them."""
    asked = sheets(answer)
    assert list(asked) == ["break-even"]
    texts = [each.get_text() for each in asked["break-even"]().findobj(Text)]
    return [text.replace("\n", " ").replace("\u00a0", " ") for text in texts]


CROSSES = (0.0, 0.02, 0.06, 0.2, 0.4)
NEVER = (0.0, 0.01, 0.02, 0.03, 0.03)
NOT_SEEN = (0.0, 0.01, 0.02, 0.03, 0.045)
ABOVE = (0.1, 0.2, 0.3, 0.4, 0.5)
TURNS = (0.0, 0.02, 0.3, 0.01, 0.01)


def test_a_crossing_is_a_number_a_date_and_an_interval(scenario: Scenario) -> None:
    """0.05 lies three quarters of the way from 41 to 61 d: 56 d, 22 January 2026."""
    told = said(answer_of(scenario, {None: CROSSES}))
    assert "Break-even is a repair of 56 d, done on 2026-01-22" in told
    assert "95 %: 41 d, 2026-01-07 to 81 d, 2026-02-16" in told
    assert "added risk stays at or under 5 points" in told


def test_a_total_is_said_in_per_cent(scenario: Scenario) -> None:
    told = said(answer_of(scenario, {None: CROSSES}, total=True))
    assert "the risk stays at or under 5 %" in told
    assert "added" not in told


@pytest.mark.parametrize("curve", [NEVER, NOT_SEEN, ABOVE])
def test_what_does_not_cross_has_no_number(curve: Sequence[float], scenario: Scenario) -> None:
    answer = answer_of(scenario, {None: curve})
    assert "Break-even is" not in said(answer)
    assert not any("a repair of up to" in text for text in drawn(answer))


def test_never_and_perhaps_are_told_apart(scenario: Scenario) -> None:
    never, perhaps = (said(answer_of(scenario, {None: curve})) for curve in (NEVER, NOT_SEEN))
    for told in (never, perhaps):
        assert "stays at or under 5 points at every repair up to 101 d (done on 2026-03-08)" in told
    assert "so does its whole band" in never
    assert "may cross" in perhaps
    assert "from 101 d on" in perhaps
    assert "may cross" not in never


def test_above_from_the_start_is_told_with_what_it_is_there(scenario: Scenario) -> None:
    told = said(answer_of(scenario, {None: ABOVE}))
    assert "above 5 points even at the shortest repair possible, 21 d" in told
    assert "10.0 points (9.0 to 11.0)" in told


def test_a_base_that_is_above_is_told(scenario: Scenario) -> None:
    told = said(answer_of(scenario, {None: ABOVE}, base=0.1, total=True))
    assert "Without any outage the risk is 10 %" in told
    assert "no repair is short enough" in told
    added = said(answer_of(scenario, {None: ABOVE}, base=0.1))
    assert "Without any outage" not in added


def test_a_base_that_may_be_above_is_not_said_to_be(scenario: Scenario) -> None:
    told = said(answer_of(scenario, {None: ABOVE}, base=0.055, total=True))
    assert "no repair is short enough" not in told
    assert "even at the shortest" in told


def test_a_policy_that_keeps_the_risk_down_is_not_called_hopeless(scenario: Scenario) -> None:
    """The base is that of the stated policy; another one may be under the threshold."""
    curves = {None: ABOVE, "held": CROSSES, "waived": NEVER}
    answer = answer_of(scenario, curves, base=0.1, total=True)
    assert "no repair is short enough" in said(answer, 0)
    assert "Break-even is a repair of 56 d" in said(answer, 1)
    assert "at every repair up to 101 d" in said(answer, 2)
    assert printed(answer).count("no repair is short enough") == 1


def test_one_that_turns_back_is_told_with_where(scenario: Scenario) -> None:
    told = said(answer_of(scenario, {None: TURNS}))
    assert "Break-even is a repair of 43 d" in told
    assert "turns back: at a repair of 61 d it is 30.0 points, at 81 d 1.0" in told
    assert "From 81 d on it is under the threshold again" in told
    assert "turns back" not in said(answer_of(scenario, {None: CROSSES}))


def test_nulls_are_told_beside_the_answer(scenario: Scenario) -> None:
    told = said(answer_of(scenario, {None: CROSSES}, nulls=37))
    assert "In up to 37 of 1,000 futures" in told
    assert "has no value" in told
    assert "no value" not in said(answer_of(scenario, {None: CROSSES}))


def in_time(answer: Answer) -> str:
    """The cell below the estimate's name, in the row that says how many are in time."""
    return printed(answer).partition(" In time ")[2].partition(" Added ")[0]


def test_an_estimate_is_in_time_as_often_as_its_repairs_are(scenario: Scenario) -> None:
    assert in_time(answer_of(scenario, {None: CROSSES})) == "29.2 % 16.7–50 %"


def test_always_and_never_are_said_only_of_what_was_played(scenario: Scenario) -> None:
    """A third of the repairs are longer than the longest that was asked about."""
    assert in_time(answer_of(scenario, {None: NEVER})) == "at least 66.7 %"
    assert in_time(answer_of(scenario, {None: ABOVE})) == "never"
    assert "%" not in in_time(answer_of(scenario, {None: NOT_SEEN}))


def test_each_policy_has_its_sentences_and_its_rows(scenario: Scenario) -> None:
    answer = answer_of(scenario, {None: CROSSES, "held": NEVER})
    told = printed(answer)
    assert "In time: As the scenario states it" in told.replace(
        "the scenario states", "the scenario states"
    )
    assert told.index("Break-even is a repair of 56 d") < told.index("at every repair up to 101 d")
    texts = drawn(answer)
    assert any(text.startswith("As the scenario states it: 56 d (2026-01-22)") for text in texts)
    assert "held" in texts


def test_the_figure_says_what_the_answer_is(scenario: Scenario) -> None:
    (title,) = (
        text for text in drawn(answer_of(scenario, {None: CROSSES})) if "up to 56 d" in text
    )
    assert title.startswith("Station empty: a repair of up to 56 d, done by 2026-01-22")
    assert "at most 5 points" in title
    total = drawn(answer_of(scenario, {None: CROSSES}, total=True))
    assert any("keeps the risk at or under 5 %" in text for text in total)


def test_without_estimates_there_is_no_table(scenario: Scenario) -> None:
    answer = answer_of(scenario, {None: CROSSES})
    answer.found["curves"][0]["estimates"].clear()
    assert "Read off the curve" not in printed(answer)
    assert drawn(answer)


def test_brackets_in_a_title_are_printed_as_they_are(scenario: Scenario) -> None:
    told = printed(answer_of(scenario, {None: CROSSES, "[red]held[/red]": CROSSES}))
    assert "[red]held[/red] Break-even is" in told
