"""What began an outcome: the reason of its first episode."""

from __future__ import annotations

import pyarrow as pa
import pytest

from sim.analysis.begun import about, begun_by, words_of
from sim.analysis.columns import Flags
from sim.analysis.outcome import Outcome, read_outcome
from sim.core.clock import DAY
from sim.outcomes import Cause, Kind
from sim.scenario.scenario import Headline
from tests.analysis.made_tables import made_episodes, made_outcomes

ASKED = Headline(lines=("soyuz",), by=60 * DAY, gap=14 * DAY)
N = 6
OUTCOMES = made_outcomes(
    {
        ("handover_gap_days[soyuz]", "d"): [20.0, 20.0, 9.0, 0.0, 30.0, 5.0],
        ("segment_gap_days[rs]", "d"): [0.0, 0.0, 0.0, 4.0, 0.0, 0.0],
        ("segment_gap_days[usos]", "d"): [0.0, 0.0, 0.0, 2.0, 0.0, 0.0],
        ("below_minimum_days", "d"): [0.0, 0.0, 1.0, 0.0, 0.0, 0.0],
        ("at_most_three_days", "d"): [0.0, 2.0, 0.0, 0.0, 0.0, 0.0],
        ("stranded", "0/1"): [0, 0, 1, 0, 0, 0],
        ("longest_stranding_days", "d"): [0.0, 0.0, 1.0, 0.0, 0.0, 0.0],
        ("no_lifeboat_person_days", "person-d"): [0.0, 0.0, 1.0, 0.0, 0.0, 0.0],
        ("decrewed", "0/1"): [0, 0, 0, 0, 0, 1],
        ("decrewed_on", "date"): [None, None, None, None, None, 9],
        ("crew_days_lost[rs]", "person-d"): [1.0] * N,
        ("next[soyuz,1].direct", "0/1"): [0, 1, 0, 1, 0, 1],
        ("next[soyuz,1].dock", "date"): [1] * N,
        ("next[soyuz,1].margin_to_limit_days", "d"): [1.0] * N,
    }
)
ROWS = [
    (0, "handover_gap", "soyuz", 30, 16.0, Cause.LOSS),
    (0, "handover_gap", "us-crew", 10, 16.0, Cause.PLAN),  # of another line
    (0, "handover_gap", "soyuz", 20, 4.0, Cause.PAD),  # first, but too short for the headline
    (1, "handover_gap", "soyuz", 20, 0.0, Cause.PLANNED_RETURN),  # first, but planned
    (1, "handover_gap", "soyuz", 25, 20.0, Cause.MEDICAL),
    (2, "stranding", "anna", 40, 3.0, Cause.STATE),
    (2, "stranding", "boris", 30, 3.0, Cause.UNFIT),
    (2, "below_minimum", "station", 31, 3.0, Cause.SLIP),
    (2, "handover_gap", "soyuz", 31, 0.0, Cause.HANDOVER),
    (3, "segment_gap", "usos", 10, 2.0, Cause.POLICY),
    (3, "segment_gap", "rs", 12, 4.0, Cause.SCRUB),
    (4, "handover_gap", "soyuz", 70, 30.0, Cause.WINDOW),  # behind the date of the headline
    (5, "decrewed", "station", 9, 5.0, Cause.LIMIT),
]
EPISODES = made_episodes([row[:5] for row in ROWS]).append_column(
    "begun_by",
    pa.array([row[5].name.lower() for row in ROWS], pa.string()).dictionary_encode(),
)
GAP = ("pad", "medical", "handover", "none", "window", "none")


def asked(text: str) -> Outcome:
    return read_outcome(text, ASKED, OUTCOMES, EPISODES)


def did(text: str) -> Flags:
    return asked(text).told(OUTCOMES, EPISODES).did


@pytest.mark.parametrize(
    ("text", "begun"),
    [
        ("gap[soyuz]", ["loss", "medical", None, None, None, None]),
        ("handover_gap_days[soyuz] > 8", ["pad", "medical", "handover", None, "window", None]),
        ("handover_gap_days[soyuz]", [*GAP[:3], None, "window", "none"]),
        ("next[soyuz,1].direct < 1", ["pad", None, "handover", None, "window", None]),
        ("next[soyuz,1].direct == 1", [None, "medical", None, "none", None, "none"]),
        ("segment_gap", [None, None, None, "policy", None, None]),
        ("segment_gap_days", [None, None, None, "policy", None, None]),
        ("segment_gap_days[rs] > 1", [None, None, None, "scrub", None, None]),
        ("below_minimum_days", [None, None, "slip", None, None, None]),
        ("stranded > 0", [None, None, "unfit", None, None, None]),
        ("longest_stranding_days", [None, None, "unfit", None, None, None]),
        ("stranding_days", [None, None, "unfit", None, None, None]),
        ("no_lifeboat", [None, None, "unfit", None, None, None]),
        ("no_lifeboat_person_days > 0", [None, None, "unfit", None, None, None]),
        ("decrewed", [None, None, None, None, None, "limit"]),
        ("decrewed_on", [None, None, None, None, None, "limit"]),
    ],
)
def test_the_first_matching_episode_tells(text: str, begun: list[str | None]) -> None:
    flags = did(text)
    assert [each is not None for each in begun] == flags.tolist()
    found = begun_by(asked(text), OUTCOMES, EPISODES, flags)
    assert found == [each for each in begun if each is not None]


@pytest.mark.parametrize("text", ["at_most_three_days", "crew_days_lost[rs] > 0", "dock[soyuz]"])
def test_an_outcome_without_episodes_was_begun_by_none(text: str) -> None:
    assert about(asked(text)) is None
    assert begun_by(asked(text), OUTCOMES, EPISODES, did(text)) is None


def test_a_place_is_told_where_there_is_one() -> None:
    assert about(asked("segment_gap_days[rs]")) == (Kind.SEGMENT_GAP, "rs")
    assert about(asked("segment_gap")) == (Kind.SEGMENT_GAP, None)


def test_nothing_did_begin() -> None:
    nothing = did("decrewed") & False
    assert begun_by(asked("decrewed"), OUTCOMES, EPISODES, nothing) == []


@pytest.mark.parametrize("cause", list(Cause))
def test_every_cause_has_its_words(cause: Cause) -> None:
    assert words_of(cause.name.lower()) == cause.words
