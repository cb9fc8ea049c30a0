"""What is asked about a scenario when nothing is said."""

from __future__ import annotations

import pytest

from sim.scenario import load
from sim.studies.variants import outcome_of, usual_risks


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("site-31-outage", "soyuz"),
        ("us-pad-outage", "us-crew"),
        ("starliner-2027", "us-crew"),
        ("both-pads-out", "soyuz"),
        ("baseline", "soyuz"),
    ],
)
def test_the_usual_gap_is_that_of_the_line_whose_pad_is_out(name: str, line: str) -> None:
    """Of both lines, or none, it is the first of the headline."""
    scenario = load(name)
    assert usual_risks(scenario)[0] == f"gap[{line}]"
    assert outcome_of(scenario, "").name == f"gap[{line}]"
