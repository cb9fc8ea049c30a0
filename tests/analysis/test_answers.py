import pytest

from sim.analysis.answers import column_answers, headline_answers
from sim.core.clock import DAY
from sim.scenario.scenario import Headline
from tests.analysis.made_tables import compare, made_episodes, made_outcomes
from tests.analysis.test_headline import OUTCOMES


def test_the_base_may_stand_anywhere_and_is_compared_with_nothing() -> None:
    tables = {
        name: made_outcomes({("x", "d"): [number, 2.0 * number]})
        for number, name in enumerate(["a", "b", "c"])
    }
    found = column_answers(tables, {"a": "b", "c": "b"})
    assert list(found) == ["a", "b", "c"]
    assert found["b"].differences == {}
    assert [found[name].differences["x"].mean for name in "ac"] == [-1.5, 1.5]
    assert [found[name].figures["x"].mean for name in "abc"] == [0.0, 1.5, 3.0]
    alone = column_answers(tables)
    assert all(not each.differences for each in alone.values())


def test_one_that_is_compared_may_be_a_base_itself() -> None:
    tables = {
        name: made_outcomes({("x", "d"): [0.0, float(number)]})
        for name, number in {"c": 7, "b": 3, "a": 1}.items()
    }
    found = column_answers(tables, {"b": "a", "c": "b"})
    assert list(found) == ["c", "b", "a"]
    assert {name: each.differences["x"].mean for name, each in found.items() if name != "a"} == {
        "c": 2.0,
        "b": 1.0,
    }
    assert found["a"].differences == {}


@pytest.mark.parametrize("other", [made_outcomes({("x", "d"): [1.0]}, seed=2),
                                   made_outcomes({("x", "d"): [1.0, 2.0]})])  # fmt: skip
def test_other_replications_are_refused(other: object) -> None:
    with pytest.raises(ValueError, match="same replications of a seed"):
        compare(made_outcomes({("x", "d"): [1.0]}), other)


def test_figures_of_the_first_screen_are_compared_too() -> None:
    asked = Headline(("soyuz",), 60 * DAY, 14 * DAY)
    outcomes = made_outcomes(OUTCOMES)
    gaps = made_episodes([(number, "handover_gap", "soyuz", 5, 20.0) for number in (0, 2)])
    tables = {"base": outcomes, "one": outcomes}
    episodes = {"base": made_episodes(), "one": gaps}
    found = headline_answers(asked, tables, episodes, {"one": "base"})["one"].differences
    assert found["gap[soyuz]"].mean == 0.5
    assert found["stranding_days"].n == 2
    assert found["direct[soyuz]"].mean == 0.0
