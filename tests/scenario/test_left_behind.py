"""A headline and a question of a base that speak of something else in the scenario."""

import pytest

from sim.core.errors import ScenarioError
from sim.scenario import load
from tests.scenario.refresh import VALID

BASE = "question: Who is left in 2030?\nheadline: {by: 2030-06-01, lines: [rs, us]}\n"


@pytest.fixture
def said(tmp_path):
    """Return what loads a scenario that changes another, and gives its warnings or problems."""
    small = (VALID / "small.yaml").read_text(encoding="utf-8")

    def say(own, base=BASE):
        (tmp_path / "base.yaml").write_text(small + base, encoding="utf-8")
        text = f"format: 1\nextends: base.yaml\ntitle: Another\n{own}"
        (tmp_path / "own.yaml").write_text(text, encoding="utf-8")
        try:
            found = load(tmp_path / "own.yaml").warnings
        except ScenarioError as error:
            found = error.problems
        return [f"{each.path}: {each.message}" for each in found]

    return say


def test_an_end_that_is_moved_leaves_the_date_of_the_headline_behind(said):
    question, date = said("until: 2031-06-01\n")
    assert date.startswith(
        "headline.by: 2030-06-01 is the base's, and until was moved to 2031-06-01"
    )
    assert question == ("question: is the base's, and until changed: ask a question of its own")


def test_a_date_and_a_question_of_its_own_are_not_warned_of(said):
    own = "until: 2031-06-01\nquestion: Who is left in 2031?\nheadline: {by: 2031-06-01}\n"
    assert said(own) == []
    assert said("pads: {east: {turnaround: 3 d}}\n") == []


def test_a_day_that_is_moved_past_the_date_of_the_headline_is_refused_with_the_cure(said):
    (told,) = (each for each in said("as_of: 2030-07-01\n") if each.startswith("headline"))
    cause = "headline.by: 2030-06-01 is not after as_of: it is the base's, state it anew"
    assert told.startswith(cause)
    assert told.endswith("own.yaml inherits it: state or remove headline.by there)")


def test_other_lines_leave_the_question_behind(said):
    assert said("headline: {lines: [rs]}\n", BASE.replace(" in 2030", "")) == [
        "question: is the base's, and headline.lines changed: ask a question of its own"
    ]
