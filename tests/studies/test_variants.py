"""What is asked about a scenario when nothing is said, and how variants of it are played."""

from __future__ import annotations

import pytest

from sim.runs.tables import Tables
from sim.runs.workers import Workers
from sim.scenario import load, with_estimate
from sim.studies.question import Setting
from sim.studies.variants import Plays, Variant, outcome_of, usual_risks


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


def test_the_usual_gap_of_one_outage_is_that_of_its_pad() -> None:
    scenario = load("both-pads-out")
    gaps = {pad: usual_risks(scenario, {pad})[0] for pad in ("site-31", "slc-40")}
    assert gaps == {"site-31": "gap[soyuz]", "slc-40": "gap[us-crew]"}
    assert outcome_of(scenario, "", pads={"slc-40"}).name == "gap[us-crew]"


# --- two at a time --------------------------------------------------------------------------------

N = 1_500
"""More than a first chunk has, so that threads share each variant."""


def plays_of(
    count: int, engine: str = "fast"
) -> tuple[dict[str, list[int]], list[tuple[int, int]]]:
    """What is kept of each of six variants, and what was told meanwhile."""
    scenario = load("site-31-outage")
    names = list(scenario.estimates)[:6]
    variants = [Variant(name, with_estimate(scenario, name), "plan") for name in names]
    told: list[tuple[int, int]] = []
    n = N if engine == "fast" else 3
    with Workers(count) as crew:
        plays = Plays(Setting(scenario, n, 1, engine), 6, crew, lambda *done: told.append(done))
        kept = plays.play(variants, lambda tables: tables.outcomes["decrewed"].to_pylist())
    assert list(kept) == names
    return kept, told


def test_two_at_a_time_are_played_as_one_by_one() -> None:
    kept, told = plays_of(2)
    assert kept == plays_of(1)[0]
    assert told == sorted(told)
    assert told[-1] == (6 * N, 6 * N)


def test_processes_play_one_by_one() -> None:
    kept, told = plays_of(2, "simpy")
    assert kept == plays_of(1, "simpy")[0]
    assert told[-1] == (18, 18)


def test_what_goes_wrong_in_one_ends_all() -> None:
    scenario = load("site-31-outage")
    variants = [Variant(f"{k}", with_estimate(scenario, "four-months")) for k in range(40)]
    read: list[int] = []

    def broken(tables: Tables) -> None:
        read.append(tables.outcomes.num_rows)
        if len(read) > 3:
            raise RuntimeError("cannot be read")

    with Workers(2) as crew, pytest.raises(RuntimeError, match="cannot be read"):
        Plays(Setting(scenario, 50, 1, "fast"), 40, crew, None).play(variants, broken)
    assert len(read) < 20
