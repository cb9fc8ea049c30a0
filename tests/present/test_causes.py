"""What is said and drawn of causes, from an answer made by hand."""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from rich.console import Console

from sim.analysis.causes import PlayedAgain, share, shares
from sim.present.plots import style
from sim.present.questions.causes import MOST, finding, notes, print_answer, sheets
from sim.scenario.scenario import Scenario
from sim.studies.question import Answer

M, PLAYED = 120, 100
CAUSES = {
    "outage[site-31]": "the outage of site-31",
    "loss[soyuz-2]": "launch losses of soyuz-2",
    "slip[us-crew]": "late slips of the line us-crew",
    "weather[crew-dragon]": "return weather of crew-dragon",
    "illness": "illness",
}


def at(*spans: tuple[int, int]) -> list[bool]:
    return [any(low <= place < high for low, high in spans) for place in range(PLAYED)]


AGAIN = PlayedAgain(
    numbers=np.arange(PLAYED) * 10,
    causes=tuple(CAUSES),
    alone=np.array([at((0, 60)), at((50, 80)), at((79, 80)), at(), at()]),
    pairs=((0, 1), (1, 2)),
    together=np.array([at((80, 85)), at((84, 86))]),
    asked=np.array(at((0, 90))),
    everything=np.array(at((86, 88))),
)
BEGUN = ["pad"] * 90 + ["loss"] * 29 + ["slip"]
FOUND: dict[str, Any] = {
    "outcome": {
        "text": "gap[soyuz]",
        "name": "gap[soyuz]",
        "label": "Unplanned soyuz gap > 14 d by 2026-12-31",
    },
    "estimate": "up-to-two-years",
    "policy": None,
    "case": "Up to two years",
    "happened": {**share(M, 1000), "nulls": 0},
    "causes": CAUSES,
    "begun_by": [
        {**each, "words": {"pad": "pad not ready", "loss": "launch lost", "slip": "late slip"}[w]}
        for each in shares(BEGUN, np.arange(M) * 10)
        if (w := each["cause"])
    ],
    **AGAIN.as_dict(),
}


def answer_of(scenario: Scenario, **changes: Any) -> Answer:
    summary = {
        "study": "causes",
        "scenario": scenario.name,
        "title": scenario.title,
        "as_of": "2025-11-27T12:35:00Z",
        "until": "2028-12-31T12:00:00Z",
        "seed": 7,
        "replications": 1000,
        "answer": {**FOUND, **changes},
    }
    return Answer(summary, scenario, None)


def text_of(answer: Answer, width: int = 100) -> str:
    stream = io.StringIO()
    print_answer(Console(file=stream, width=width, highlight=False), answer)
    return stream.getvalue()


def rows(text: str) -> dict[str, list[str]]:
    """The cells of the table by their label."""
    cut = [re.split(r"\s{2,}", line.strip()) for line in text.splitlines()]
    return {cells[0]: cells[1:] for cells in cut if cells}


def test_the_finding_names_the_two_causes_that_would_have_prevented_most() -> None:
    assert finding(FOUND) == (
        "Without the outage of site-31, 60 % of these futures would have been spared; without"
        " launch losses of soyuz-2, 30 %."
    )


def test_the_finding_leaves_out_a_second_cause_that_hardly_matters() -> None:
    first, _, third, *_ = FOUND["prevented_by"]
    assert finding({**FOUND, "prevented_by": [first, third]}) == (
        "Without the outage of site-31, 60 % of these futures would have been spared."
    )


def test_the_finding_says_when_no_one_or_two_causes_are_behind_most() -> None:
    split = {**FOUND["split"], "none": share(70, 90)}
    assert finding({**FOUND, "split": split}).endswith(
        "; 77.8 % would have come without any one cause or any two."
    )
    nothing = [{**each, **share(0, 100)} for each in FOUND["prevented_by"]]
    assert finding({**FOUND, "prevented_by": nothing}) == (
        "No single cause would have prevented it in any of these futures."
    )


def test_the_table_ranks_what_began_it_what_would_have_prevented_it_and_how(
    scenario: Scenario,
) -> None:
    text = text_of(answer_of(scenario))
    assert "What is behind “Unplanned Soyuz gap > 14 d by 2026-12-31”? (Up to two years)" in text
    assert (
        "It comes in 120 of 1,000 futures: 12 % (10.1–14.2 %). The first 100 of them are played"
        in text
    )
    found = rows(text)
    assert found["Pad not ready"] == ["75 %", "66.6–81.9 %", "0, 10, 20"]
    assert found["The outage of site-31"] == ["60 %", "50.2–69.1 %", "0, 10, 20"]
    assert found["Launch losses of soyuz-2"] == ["30 %", "21.9–39.6 %", "600, 610, 620"]
    assert found["Late slips of the line us-crew"][0] == "1 %"
    assert "Illness" not in found
    assert found["One cause alone"][0] == "76.7 %"
    assert found["Any of several, each enough alone"][0] == "12.2 %"
    assert found["Only two together"][0] == "6.7 %"
    assert found["Neither one cause nor two"][0] == "4.4 %"
    assert found["The outage of site-31 and launch losses of soyuz-2"][0] == "5.6 %"
    order = [text.index(word) for word in ("What began it", "Pad not", "Launch lost", "The outage")]
    assert order == sorted(order)


def test_a_narrow_terminal_keeps_every_number(scenario: Scenario) -> None:
    text = text_of(answer_of(scenario), width=72)
    for number in ("75 %", "60 %", "21.9–39.6 %", "600, 610, 620"):
        assert number in text


def test_an_outcome_that_no_episode_begins_has_no_such_part(scenario: Scenario) -> None:
    answer = answer_of(scenario, begun_by=None)
    assert "What began it" not in text_of(answer)
    (axes,) = panels(sheets(answer)["causes"]())
    assert axes.get_title(loc="left") == "What would have prevented it"


def test_notes_say_what_is_left_out_and_how_to_see_a_future(scenario: Scenario) -> None:
    said = " ".join(notes(answer_of(scenario)))
    assert "Played again: the first 100 of the 120 futures" in said
    assert "how futures split is told of the first 90 of the 100" in said
    assert "neither one cause nor two: 4. Of these 2 come even without all causes" in said
    assert said.endswith("crewsim replay FILE NUMBER --estimate up-to-two-years --seed 7")
    assert "no value" not in said
    happened = {**share(100, 1000), "nulls": 3}
    less = " ".join(notes(answer_of(scenario, happened=happened, estimate=None, policy="hold")))
    assert "Played again" not in less
    assert "no value in 3 futures" in less
    assert less.endswith("crewsim replay FILE NUMBER --policy hold --seed 7")


def test_what_never_came_is_said_in_a_line_and_not_drawn(scenario: Scenario) -> None:
    none = np.zeros((len(CAUSES), 0), bool)
    empty = np.zeros(0, np.int64)
    again = PlayedAgain(empty, tuple(CAUSES), none, (), none[:0], none[0], none[0]).as_dict()
    happened = {**share(0, 1000), "nulls": 0}
    answer = answer_of(scenario, **again, happened=happened, begun_by=[])
    assert "It was not seen in 1,000: below 0.4 %." in text_of(answer)
    assert sheets(answer) == {}


def panels(figure: Figure) -> list[Axes]:
    return [axes for part in figure.subfigs for axes in part.get_axes()]


def bars(axes: Axes) -> list[float]:
    return [round(patch.get_width(), 4) for patch in axes.patches]  # type: ignore[attr-defined]


def test_the_figure_has_the_same_ranks_as_the_table(scenario: Scenario) -> None:
    began, prevented = panels(sheets(answer_of(scenario))["causes"]())
    assert bars(began) == [0.75, 0.2417, 0.0083]
    assert [label.get_text() for label in began.get_yticklabels()] == [
        "Pad not ready",
        "Launch lost",
        "Late slip",
    ]
    assert bars(prevented) == [0.6, 0.5, 0.3, 0.19, 0.01, 0.0667, 0.0444]
    labels = [label.get_text().replace("\n", " ") for label in prevented.get_yticklabels()]
    assert labels == [
        "The outage of site-31",
        "Launch losses of soyuz-2",
        "Late slips of the line us-crew",
        "Only two together, most often the outage of site-31 and launch losses of soyuz-2",
        "Neither one of them nor two",
    ]
    texts = [text.get_text() for text in prevented.texts]
    assert texts == ["60 %", "30 %", "1 %", "6.7 %", "4.4 %"]
    assert began.get_xlabel() == "% of the 120 futures with it"
    assert prevented.get_xlabel() == "% of the 100 futures played again"
    assert began.get_xlim() == prevented.get_xlim()
    assert prevented.get_ylim()[0] > prevented.get_ylim()[1]


def test_the_intervals_stand_on_the_bars(scenario: Scenario) -> None:
    _, prevented = panels(sheets(answer_of(scenario))["causes"]())
    first = FOUND["prevented_by"][0]
    drawn = [line.get_xdata() for line in prevented.lines if len(set(line.get_ydata())) == 1]
    assert list(drawn[0]) == [first["low"], first["high"]]


def test_the_title_is_the_finding_and_the_caption_the_notes(scenario: Scenario) -> None:
    figure = sheets(answer_of(scenario))["causes"]()
    body, foot = figure.subfigs
    title = body.get_suptitle().replace("\n", " ").replace("\u00a0", " ")
    assert title == (
        "Unplanned Soyuz gap > 14 d by 2026-12-31: without the outage of site-31, 60 % of these"
        " futures would have been spared; without launch losses of soyuz-2, 30 %"
    )
    caption = foot.texts[0].get_text().replace("\n", " ").replace("\u00a0", " ")
    for text in notes(answer_of(scenario)):
        assert text in caption
    assert "It comes in 120 of 1,000 futures" in caption


def test_no_more_than_a_few_causes_are_shown(scenario: Scenario) -> None:
    many = {f"cause-{number}": f"cause {number}" for number in range(12)}
    prevented = [
        {"cause": name, **share(30 - number, 100), "examples": [1], "only": share(0, 100)}
        for number, name in enumerate(many)
    ]
    answer = answer_of(scenario, causes=many, prevented_by=prevented, together=[], begun_by=None)
    split = {**FOUND["split"], "together": {**share(0, 90), "examples": []}}
    answer = answer_of(scenario, **{**answer.found, "split": split})
    (axes,) = panels(sheets(answer)["causes"]())
    assert len(axes.get_yticklabels()) == MOST + 1
    assert "Cause 7" in text_of(answer)
    assert "Cause 8" not in text_of(answer)


@pytest.mark.parametrize("begun", [FOUND["begun_by"], None])
def test_the_figure_is_written_alike_each_time(
    begun: object, scenario: Scenario, tmp_path: Path
) -> None:
    answer = answer_of(scenario, begun_by=begun)
    one, two = (
        style.save(sheets(answer)["causes"](), tmp_path / folder, "causes") for folder in "ab"
    )
    for first, second in zip(one, two, strict=True):
        assert first.stat().st_size > 10_000
        assert first.read_bytes() == second.read_bytes()
