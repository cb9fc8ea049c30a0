"""The answer of what drives a risk, as it is printed and drawn."""

from __future__ import annotations

import io
from copy import deepcopy
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from matplotlib.axes import Axes
from matplotlib.image import imread
from rich.console import Console

from sim.present.plots import style
from sim.present.questions.driver_words import driver_name
from sim.present.questions.drivers import print_answer, sentences, sheets
from sim.scenario.scenario import Scenario
from sim.studies.question import Answer


def about(value: float, reach: float = 0.01) -> dict[str, float]:
    return {"value": value, "low": value - reach, "high": value + reach}


def share(mean: float, n: int = 10_000) -> dict[str, Any]:
    return {
        "events": round(mean * n),
        "n": n,
        "mean": mean,
        "low": mean - 0.01,
        "high": mean + 0.01,
    }


def driver(
    name: str,
    sort: str,
    first: float,
    total: float,
    ends: tuple[float, float],
    span: tuple[float, float] | None,
    unit: str = "d",
    part_of: str | None = None,
    names: tuple[str, str] = ("low", "high"),
    place: str = "site-31",
) -> dict[str, Any]:
    return {
        "name": name,
        "sort": sort,
        "place": place,
        "part_of": part_of,
        "comes_first": name.endswith(".limit") or name == "repair" or sort.startswith("reaction"),
        "first": about(first),
        "total": about(total),
        "changed": 100,
        "one_run": None,
        "unit": unit,
        "range": None if span is None else {"low": span[0], "high": span[1], "own_ends": True},
        "fixed": {
            "base": 0.30,
            "low": {"name": names[0], **share(ends[0])},
            "high": {"name": names[1], **share(ends[1])},
            "swing": about(ends[1] - ends[0]),
            "n": 5_000,
        },
    }


FOUND: dict[str, Any] = {
    "outcome": {"text": "gap[soyuz]", "name": "gap[soyuz]", "label": "Unplanned soyuz gap > 14 d"},
    "estimates": {
        "soon": {"title": "Soon enough", **share(0.1)},
        "late": {"title": "Very late", **share(0.5)},
    },
    "policy": None,
    "reactions": [],
    "share": share(0.3),
    "uncertain_inputs": 60,
    "nulls": 0,
    "same": None,
    "drivers": [
        driver("repair", "repair, whatever the estimate", 0.5, 0.6, (0.05, 0.9), (20, 600)),
        driver(
            "estimate",
            "choice among estimates",
            0.3,
            0.4,
            (0.1, 0.5),
            None,
            "",
            "repair",
            ("soon", "late"),
        ),
        driver("repair[site-31]", "repair of an outage", 0.1, 0.2, (0.2, 0.4), None, "d", "repair"),
        driver("vehicles.soyuz-ms.limit", "input", 0.02, 0.1, (0.32, 0.28), (245, 275)),
        driver(
            "families.soyuz-2.loss_probability",
            "input",
            0.01,
            0.05,
            (0.29, 0.33),
            (0.0001, 0.058),
            "probability",
        ),
        driver(
            "people.medical_return_rate", "input", -0.001, 0.001, (0.3, 0.3), (0, 0.016), "per year"
        ),
    ],
    "luck": [
        {
            "name": "scrubs",
            "sort": "luck",
            "place": "",
            "part_of": None,
            "comes_first": False,
            "first": about(0.1),
            "total": about(0.25),
            "changed": 500,
        }
    ],
    "rest": {"name": "the rest", "first": about(0.0), "total": about(0.004), "changed": 4},
    "slight": ["a", "b"],
    "split": {
        "luck": about(0.35),
        "ignorance": about(0.65),
        "luck_alone": about(0.2),
        "known": {
            "n": 1_500,
            "m": 40,
            "mean": 0.3,
            "between": about(0.64),
            "quantiles": {"p10": about(0.02), "p50": about(0.15), "p90": about(0.91)},
        },
    },
    "boxes": [
        {
            "limits": [
                {"name": "repair[site-31]", "low": 410.0, "high": None},
                {"name": "vehicles.soyuz-ms.limit", "low": None, "high": 255.0},
            ],
            "n": 5_000,
            "inside": 950,
            "bad": 1_500,
            "bad_inside": 675,
            "density": about(0.71),
            "mass": about(0.19),
            "coverage": about(0.45),
        }
    ],
}


@pytest.fixture
def found() -> dict[str, Any]:
    return deepcopy(FOUND)


def answer(found: dict[str, Any], scenario: Scenario) -> Answer:
    summary = {
        "study": "drivers",
        "title": "Site 31/6 is down",
        "as_of": "2025-11-27T12:35:00Z",
        "until": "2028-12-31T12:00:00Z",
        "replications": 10_000,
        "seed": 1,
        "answer": found,
    }
    return Answer(summary, scenario, None)


def printed(found: dict[str, Any], scenario: Scenario) -> str:
    out = Console(file=io.StringIO(), width=100, color_system=None)
    print_answer(out, answer(found, scenario))
    assert isinstance(out.file, io.StringIO)
    return out.file.getvalue()


def test_the_sentences_say_what_was_found(found: dict[str, Any]) -> None:
    said = list(sentences(found))
    assert said[0] == (
        "It happens in 30 % (29–31 %) of the futures. Each of the 2 estimates that leave the pad"
        " down counts as equally likely; the risk under each: Soon enough (10 %, 9–11 %); Very late"
        " (50 %, 49–51 %)."
    )
    assert said[1] == (
        "Of the uncertainty of a single future 35 % is luck (34–36 %): it would be left if"
        " everything that is unknown today were known. The rest is ignorance. With all of it known"
        " there would be one risk, in eight of ten cases between 2 % and 91 % (median 15 %)."
    )
    assert said[2] == (
        "What drives it most is the repair of site-31: known alone it takes away 50 % of the"
        " uncertainty (49–51 %); the risk is 5 % at 20 d and 90 % at 600 d."
    )
    assert said[3] == "To know which of the estimates is right takes away 30 % (29–31 %)."
    assert said[4] == (
        "Then, by what they have a hand in: stay limit of soyuz-ms (10 %), chance of losing a"
        " launch of soyuz-2 (5 %)."
    )
    assert said[5] == "Of the luck most is in scrubs (25 %)."
    assert said[6] == (
        "Of the futures with a repair of site-31 above 410 d and a stay limit of soyuz-ms of at"
        " most 255 d, 71 % (70–72 %) have it. They are 19 % of all futures, and 45 % (44–46 %) of"
        " those that have it."
    )
    assert len(said) == 7


def test_where_luck_has_more_of_it_no_input_drives_it(found: dict[str, Any]) -> None:
    found["split"]["luck"] = about(0.7)
    said = list(sentences(found))
    assert said[2].startswith("Of what nobody knows the repair of site-31 matters most: known")


def test_a_second_box_is_of_the_other_futures(found: dict[str, Any]) -> None:
    second = deepcopy(found["boxes"][0])
    second["limits"] = [{"name": "vehicles.soyuz-ms.limit", "low": 250.0, "high": 260.0}]
    found["boxes"].append(second)
    assert list(sentences(found))[-1].startswith(
        "Of the other futures with a stay limit of soyuz-ms between 250 d and 260 d, 71 %"
    )


def test_one_estimate_is_named_and_a_policy_too(found: dict[str, Any]) -> None:
    del found["estimates"]["soon"]
    found["policy"] = "Seats swapped"
    assert next(sentences(found)).endswith(
        "of the futures. Estimate of the repair: Very late. Policy: Seats swapped."
    )


REACTIONS = [
    driver(
        "reactions",
        "reactions of planners, all together",
        0.2,
        0.4,
        (0.5, 0.1),
        None,
        "",
        names=("off", "on"),
        place="",
    ),
    driver(
        "extension",
        "reaction of planners",
        0.1,
        0.3,
        (0.4, 0.2),
        None,
        "",
        "reactions",
        ("off", "on"),
        "waiting past the limit",
    ),
    driver(
        "stays_behind",
        "reaction of planners",
        0.0,
        0.0,
        (0.3, 0.3),
        None,
        "",
        "reactions",
        ("off", "on"),
        "keeping seats",
    ),
]


def reacting(found: dict[str, Any]) -> dict[str, Any]:
    found["drivers"] = [found["drivers"][0], *deepcopy(REACTIONS), *found["drivers"][1:]]
    return {**found, "policy": "As they do", "reactions": ["extension", "stays_behind"]}


def test_how_planners_behave_is_told_apart_from_luck(
    found: dict[str, Any], scenario: Scenario
) -> None:
    found = reacting(found)
    said = list(sentences(found))
    assert said[0].endswith(
        " Policy: As they do. How planners behave is not known: each of the policy's 2 reactions is"
        " on in half of the futures."
    )
    assert "The rest is ignorance and how planners behave. With all" in said[1]
    assert said[4] == (
        "How planners behave has a hand in 40 % (39–41 %), by waiting past the limit (30 %); the"
        " risk is 50 % with none of it and 10 % with all."
    )
    assert said[5].startswith("Then, by what they have a hand in: behaviour of planners (40 %)")
    text = printed(found, scenario)
    for word in ("Behaviour of planners", "of it: waiting past the limit", "off", "on"):
        assert word in text
    labels = [
        label.get_text()
        for axes in sheets(answer(found, scenario))["drivers"]().findobj(Axes)
        for label in axes.get_yticklabels()
    ]
    assert {"Behaviour of planners", "– waiting past the limit", "– keeping seats"} <= set(labels)


def test_a_reaction_that_drives_it_most_is_told_with_and_without(found: dict[str, Any]) -> None:
    found["drivers"] = [{**deepcopy(REACTIONS[1]), "part_of": None, "total": about(0.7)}]
    found["boxes"] = []
    said = list(sentences({**found, "reactions": ["extension"]}))
    assert said[0].endswith("the policy's reaction is on in half of the futures.")
    assert said[2] == (
        "What drives it most is the waiting past the limit: known alone it takes away 10 % of the"
        " uncertainty (9–11 %); the risk is 40 % without it and 20 % with it."
    )


def test_nulls_are_told(found: dict[str, Any]) -> None:
    found["nulls"] = 12
    assert list(sentences(found))[1].startswith("In 12 of 10,000 futures the outcome has no value")


def test_an_outcome_without_drivers_is_told(found: dict[str, Any], scenario: Scenario) -> None:
    found |= {"same": False, "drivers": [], "luck": [], "split": None, "boxes": []}
    found["share"] = {"events": 0, "n": 10_000, "mean": 0.0, "low": 0.0, "high": 0.0004}
    said = list(sentences(found))
    assert said[0].startswith("How often it happens: not seen in 10,000: below 0.04 %. Each of")
    assert said[-1] == (
        "It happens in none of the futures that were played: nothing in them drives it."
    )
    assert sheets(answer(found, scenario)) == {}
    assert "Luck" not in printed(found, scenario)


def test_the_tables_hold_every_driver_and_no_slight_luck(
    found: dict[str, Any], scenario: Scenario
) -> None:
    found["luck"].append({**found["luck"][0], "name": "illnesses", "total": about(0.001)})
    text = printed(found, scenario)
    for word in ("Repair of site-31", "of it: which estimate is right", "Very late", "All luck"):
        assert word in text
    assert "Scrubs" in text
    assert "Illnesses" not in text
    assert "5.8 %" in text
    assert "-0" not in text  # noise below nothing is nothing
    assert "The other 2 of 60 uncertain inputs have a hand in 0.4 % together" in " ".join(
        text.split()
    )


@pytest.mark.parametrize(
    ("each", "name"),
    [
        ({"sort": "repair of an outage", "place": "east", "part_of": None}, "repair of east"),
        (
            {"sort": "time until crews follow a repair", "place": "east"},
            "time from repair to crews",
        ),
        ({"sort": "stand-down in force", "place": "r7"}, "stand-down of r7"),
        ({"sort": "input", "name": "lines.red.pull_forward.by"}, "most that a flight is pulled"),
        ({"sort": "input", "name": "vehicles.x.delivers.food"}, "delivers food of x"),
        ({"sort": "input", "name": "station.operations_apart"}, "operations apart"),
        ({"sort": "input", "name": "policies.x.extension.last_ship"}, "extension last ship"),
        ({"sort": "input", "name": "policy.waiver"}, "waiver"),
        ({"sort": "reaction of planners", "place": "leaving early by choice"}, "leaving early"),
        ({"sort": "luck", "name": "scrubs"}, "scrubs"),
    ],
)
def test_drivers_have_names_that_people_say(each: dict[str, Any], name: str) -> None:
    assert driver_name(each).startswith(name)


def test_the_figures_show_the_numbers(found: dict[str, Any], scenario: Scenario) -> None:
    asked = sheets(answer(found, scenario))
    assert list(asked) == ["drivers", "tornado"]
    figure = asked["drivers"]()
    unknown, luck = (each for each in figure.findobj(Axes) if isinstance(each, Axes))
    widths = sorted({round(float(bar.get_width()), 3) for bar in unknown.patches}, reverse=True)
    assert widths == [0.6, 0.5, 0.4, 0.3, 0.2, 0.1, 0.05, 0.02, 0.01]  # without the slight one
    assert [label.get_text() for label in luck.get_yticklabels()] == ["All luck", "– scrubs"]
    assert {round(float(bar.get_width()), 3) for bar in luck.patches} == {0.35, 0.2, 0.25, 0.1}


def test_the_tornado_stands_in_the_order_of_its_swings(
    found: dict[str, Any], scenario: Scenario
) -> None:
    figure = sheets(answer(found, scenario))["tornado"]()
    axes = next(each for each in figure.findobj(Axes) if isinstance(each, Axes) and each.patches)
    labels = [label.get_text() for label in axes.get_yticklabels()]
    assert labels == [
        "Repair of site-31",
        "Which estimate is right",
        "How long, given the estimate (site-31)",
        "Stay limit of soyuz-ms",
        "Chance of losing a launch of soyuz-2",
    ]
    ends: dict[int, set[float]] = {}
    for bar in axes.patches:
        row = round(bar.get_y() + bar.get_height() / 2)
        ends.setdefault(row, set()).add(round(bar.get_x() + bar.get_width(), 3))
    assert ends[0] == {0.05, 0.9}
    assert ends[3] == {0.32, 0.28}
    texts = {text.get_text() for each in figure.findobj(Axes) for text in each.texts}
    assert {"20 d", "600 d", "Soon enough", "Very late", "275 d", "p5 of each"} <= texts
    assert "+85.0  (+84.0 to +86.0)" in texts
    assert "−4.0  (−5.0 to −3.0)" in texts


def test_both_ends_on_one_side_are_both_seen(found: dict[str, Any], scenario: Scenario) -> None:
    limit = found["drivers"][3]["fixed"]
    limit["low"]["mean"], limit["high"]["mean"] = 0.36, 0.33  # nothing fixed: 0.30
    figure = sheets(answer(found, scenario))["tornado"]()
    axes = next(each for each in figure.findobj(Axes) if isinstance(each, Axes) and each.patches)
    row = [b for b in axes.patches if round(b.get_y() + b.get_height() / 2) == 3]
    assert [round(bar.get_width(), 3) for bar in row] == [0.06, 0.03]  # the shorter one on top
    assert row[0].get_facecolor() != row[1].get_facecolor()


def test_the_files_are_drawn(found: dict[str, Any], scenario: Scenario, tmp_path: Path) -> None:
    for name, make in sheets(answer(found, scenario)).items():
        png, _ = style.save(make(), tmp_path, name)
        assert np.ptp(imread(png)) > 0.5
