import doctest

import pytest

from sim.analysis import headline
from sim.present import cells, columns, words


@pytest.mark.parametrize("module", [cells, columns, headline, words])
def test_examples_hold(module: object) -> None:
    failed, tried = doctest.testmod(module)  # type: ignore[arg-type]
    assert (failed, tried > 0) == (0, True)


@pytest.mark.parametrize(
    ("events", "said"),
    [
        (0, "not seen in 1,000: below 0.4 %"),
        (9, "9 of 1,000"),
        (10, "1 %"),
        (990, "99 %"),
        (991, "all but 9 of 1,000"),
        (1000, "in all 1,000: above 99.6 %"),
    ],
)
def test_ten_events_are_the_border_between_words_and_per_cent(events: int, said: str) -> None:
    assert words.chance(events, 1000, 0.9963, 0.0037) == said


def test_a_chance_that_was_never_asked_is_no_number() -> None:
    assert words.chance(0, 0, 0.0, 1.0) == "never asked"


@pytest.mark.parametrize("share", [1e-9, 3e-5, 4e-4, 0.04, 0.5])
def test_a_probability_above_0_is_never_said_as_0(share: float) -> None:
    assert float(words.percent(share).removesuffix(" %")) > 0
