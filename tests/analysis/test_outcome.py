"""Section 8.1 of the model: outcome expressions."""

import dataclasses
from dataclasses import replace

import numpy as np
import pyarrow as pa
import pytest

from sim.analysis.outcome import Outcome, read_outcome
from sim.core.clock import DAY
from sim.core.errors import UsageError
from sim.scenario.scenario import Headline
from tests.analysis.made_tables import made_episodes, made_outcomes

ASKED = Headline(lines=("soyuz",), by=60 * DAY, gap=14 * DAY)
COLUMNS = {
    ("stranded", "0/1"): [0, 1, 1, 0, 0],
    ("losses[soyuz-2]", "count"): [0, 1, 2, 3, 0],
    ("handover_gap_days[soyuz]", "d"): [0.0, 13.9, 14.0, 14.1, 60.0],
    ("crew_days_lost[rs]", "person-d"): [0.0, 20.0, 0.5, 0.0, 0.0],
    ("repair_days[site-31]", "d"): [None, 10.0, 20.0, 30.0, None],
    ("decrewed", "0/1"): [0, 0, 0, 0, 1],
    ("first_gap_on[soyuz]", "date"): [None, 10, 20, 30, None],
    ("next[soyuz,1].direct", "0/1"): [1, 0, 0, 0, None],
    ("next[soyuz,1].dock", "date"): [1, 2, 3, 4, None],
    ("next[soyuz,1].margin_to_limit_days", "d"): [5.0, -5.0, 0.0, 8.0, None],
}
OUTCOMES = made_outcomes(COLUMNS)
EPISODES = made_episodes([(1, "handover_gap", "soyuz", 40, 14.5), (3, "segment_gap", "rs", 40, 99)])


def read(text: str) -> Outcome:
    return read_outcome(text, ASKED, OUTCOMES, EPISODES)


def told(text: str) -> tuple[list[int], int]:
    """In which replications it is so, and how many have no value."""
    found = read(text).told(OUTCOMES, EPISODES)
    assert (found.did.shape, found.did.dtype) == ((5,), np.bool_)
    return np.flatnonzero(found.did).tolist(), found.nulls


# --- COLUMN OP VALUE ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sign", "so"),
    [
        ("<", [0, 4]),
        ("<=", [0, 1, 4]),
        (">", [2, 3]),
        (">=", [1, 2, 3]),
        ("==", [1]),
        ("!=", [0, 2, 3, 4]),
    ],
)
def test_each_sign_says_what_it_says(sign: str, so: list[int]) -> None:
    for text in (
        f"losses[soyuz-2] {sign} 1",
        f" losses[soyuz-2]{sign}1 ",
        f"losses[soyuz-2]{sign} 1",
    ):
        assert told(text) == (so, 0)


def test_a_null_makes_every_comparison_false_and_is_counted() -> None:
    column, date = "repair_days[site-31]", "first_gap_on[soyuz]"
    for sign, so in {
        "<": [1],
        "<=": [1, 2],
        ">": [3],
        ">=": [2, 3],
        "==": [2],
        "!=": [1, 3],
    }.items():
        assert told(f"{column} {sign} 20") == (so, 2)
        assert told(f"{date} {sign} 2026-01-21") == (so, 2)
    assert told("next[soyuz,1].direct < 1") == ([1, 2, 3], 1)
    assert told("next[soyuz,1].margin_to_limit_days < 0") == ([1], 1)


def test_a_null_is_no_zero() -> None:
    """Where a null is kept as a 0 in memory, it must be neither 0 nor below anything."""
    assert told("repair_days[site-31] == 0") == ([], 2)
    assert told("repair_days[site-31] > -1") == ([1, 2, 3], 2)
    assert told("first_gap_on[soyuz] < 2100-01-01") == ([1, 2, 3], 2)


@pytest.mark.parametrize("value", ["14", "14.0", "14 d", "336 h", "2 w", "13 d 24 h", "1.4e1"])
def test_a_number_of_days_is_a_number_or_a_duration(value: str) -> None:
    assert told(f"handover_gap_days[soyuz] > {value}") == ([3, 4], 0)
    assert told(f"handover_gap_days[soyuz] == {value}") == ([2], 0)


def test_a_value_may_be_below_0() -> None:
    assert told("next[soyuz,1].margin_to_limit_days <= -5") == ([1], 1)
    assert told("next[soyuz,1].margin_to_limit_days <= -5 d") == ([1], 1)
    assert told("next[soyuz,1].margin_to_limit_days > -5 d") == ([0, 2, 3], 1)


def test_person_days_are_numbers() -> None:
    assert told("crew_days_lost[rs] >= 0.5") == ([1, 2], 0)


def test_a_bare_date_is_noon_and_an_instant_is_itself() -> None:
    """The tables begin at noon, so a whole number of days lies at noon."""
    assert told("next[soyuz,1].dock <= 2026-01-03") == ([0, 1], 1)
    assert told("next[soyuz,1].dock < 2026-01-03") == ([0], 1)
    assert told("next[soyuz,1].dock < 2026-01-03T12:00:01Z") == ([0, 1], 1)
    assert told("next[soyuz,1].dock == 2026-01-03T13:00:00+01:00") == ([1], 1)


# --- a COLUMN alone, and the keys of the first screen ---------------------------------------------


def test_a_column_alone_asks_whether_it_happened() -> None:
    assert told("stranded") == told("stranded > 0") == ([1, 2], 0)
    assert told("losses[soyuz-2]") == ([1, 2, 3], 0)
    assert told("repair_days[site-31]") == ([1, 2, 3], 2)
    assert told("first_gap_on[soyuz]") == ([1, 2, 3], 2)
    assert told("next[soyuz,1].margin_to_limit_days") == ([0, 3], 1)


def test_keys_of_the_first_screen_are_outcomes() -> None:
    assert told("gap[soyuz]") == ([1], 0)
    assert told("gap[soyuz] < 1") == ([0, 2, 3, 4], 0)
    assert told("direct[soyuz] < 1") == ([1, 2, 3], 1)
    assert told("dock[soyuz] > 2026-01-04") == ([3], 1)
    assert told("crew_days_lost > 1") == ([1], 0)


def test_a_column_goes_before_a_key_of_the_same_name() -> None:
    """Both count the same: `stranded` is a column of 0 and 1, and a key."""
    assert read("stranded").name == "stranded"
    assert told("decrewed == 1") == ([4], 0)


def test_what_is_read_again_is_the_same() -> None:
    for text in ("stranded", "next[soyuz,1].direct < 1", "first_gap_on[soyuz] >= 2026-01-15"):
        assert read(read(text).text) == read(text)
        assert read(f"  {text} ") == read(text)


def test_it_asks_other_replications_too() -> None:
    """An outcome is read once, without any row, and told of every table of its scenario."""
    few = read_outcome("losses[soyuz-2] > 1", ASKED, OUTCOMES.slice(0, 0), EPISODES.slice(0, 0))
    assert few.told(OUTCOMES, EPISODES).did.tolist() == [False, False, True, True, False]
    assert few.told(OUTCOMES.slice(2, 2), EPISODES).did.tolist() == [True, True]
    assert few.told(OUTCOMES.slice(0, 0), EPISODES.slice(0, 0)).did.tolist() == []


def test_what_is_told_may_be_changed_without_changing_the_table() -> None:
    for text in ("first_gap_on[soyuz]", "stranded", "stranded == 1"):
        before = told(text)
        read(text).told(OUTCOMES, EPISODES).did[:] = True
        assert told(text) == before


def test_only_an_amount_alone_asks_how_much() -> None:
    amounts = {"losses[soyuz-2]", "handover_gap_days[soyuz]", "crew_days_lost[rs]"}
    others = {"stranded", "first_gap_on[soyuz]", "gap[soyuz]", "handover_gap_days[soyuz] > 0"}
    assert {text for text in amounts | others if read(text).is_amount} == amounts


def test_it_is_called_what_the_first_screen_calls_it() -> None:
    label = "Unplanned soyuz gap > 14 d by 2026-03-02"
    assert read("gap[soyuz]").label == read("gap[soyuz] > 0").label == label
    assert read("gap[soyuz]").as_dict() == {
        "text": "gap[soyuz]",
        "name": "gap[soyuz]",
        "label": label,
    }


def test_a_column_is_called_what_it_means() -> None:
    fields = [
        field.with_metadata({**(field.metadata or {}), b"meaning": b"launches that were lost"})
        if field.name == "losses[soyuz-2]"
        else field
        for field in OUTCOMES.schema
    ]
    table = OUTCOMES.cast(pa.schema(fields, OUTCOMES.schema.metadata))
    lost = read_outcome("losses[soyuz-2]", ASKED, table, EPISODES)
    assert lost.label == "Launches that were lost"
    any_lost = read_outcome("losses[soyuz-2] > 0", ASKED, table, EPISODES)
    assert any_lost.label == "Launches that were lost (losses[soyuz-2]) > 0"


def test_what_is_compared_is_called_so_that_no_two_are_called_the_same() -> None:
    """A title that says "Not so" or "> 2" must not be that of the opposite."""
    column = "next[soyuz,1].direct"
    texts = [f"{column} {sign} {value}" for sign in ("<", ">") for value in (0, 1)]
    texts += [f"losses[soyuz-2] {sign} 2" for sign in ("<", "<=", ">", ">=", "==", "!=")]
    assert len({read(text).label for text in texts}) == len(texts)
    for text in texts:
        if not text.endswith("> 0"):
            assert text.partition(" ")[0] in read(text).label


def test_not_so_is_said_of_what_did_not_happen_alone() -> None:
    column = "next[soyuz,1].direct"
    for value in ("< 1", "<= 0", "== 0", "!= 1"):
        assert told(f"{column} {value}") == ([1, 2, 3], 1)
        assert read(f"{column} {value}").label.startswith("Not so: ")
    for value in ("> 0", ">= 1", "== 1", "!= 0"):
        assert told(f"{column} {value}") == ([0], 1)
        assert not read(f"{column} {value}").label.startswith("Not so")


def test_it_is_frozen() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        read("stranded").name = "decrewed"  # type: ignore[misc]
    assert replace(read("stranded"), name="decrewed").told(OUTCOMES, EPISODES).did.tolist()[4]


# --- what cannot be meant -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "near"),
    [
        ("strandet > 0", "stranded"),
        ("Stranded", "stranded"),
        ("next[soyuz,1].direckt < 1", "next[soyuz,1].direct"),
        ("gap[soyus]", "gap[soyuz]"),
        ("first gap on[soyuz]", "first_gap_on[soyuz]"),
    ],
)
def test_the_nearest_name_is_told(text: str, near: str) -> None:
    with pytest.raises(UsageError, match="there is no column") as raised:
        read(text)
    assert f"did you mean {near!r}?" in str(raised.value)
    assert repr(text) in str(raised.value)


@pytest.mark.parametrize("text", ["", "  ", "> 5", "quite something else", "replication", "?"])
def test_without_a_near_name_the_form_is_told(text: str) -> None:
    with pytest.raises(UsageError, match="COLUMN OP VALUE"):
        read(text)


@pytest.mark.parametrize(
    "text",
    [
        "stranded = 1",
        "stranded >> 1",
        "stranded > ",
        "stranded >",
        "stranded =< 1",
        "stranded > 0 > 0",
        "0 < stranded",
        "replication > 3",
        "stranded > 0 or decrewed > 0",
    ],
)
def test_what_is_no_comparison_is_refused(text: str) -> None:
    with pytest.raises(UsageError):
        read(text)


@pytest.mark.parametrize(
    ("text", "allowed"),
    [
        ("stranded > yes", "0 or 1"),
        ("stranded > 1 d", "0 or 1"),
        ("losses[soyuz-2] > 30 d", "a number"),
        ("losses[soyuz-2] > nan", "a number"),
        ("losses[soyuz-2] < inf", "a number"),
        ("losses[soyuz-2] < 1_000", "a number"),
        ("crew_days_lost[rs] > 30 d", "a number of person-days"),
        ("handover_gap_days[soyuz] > 2026-07-14", "a duration such as '30 d'"),
        ("handover_gap_days[soyuz] > nan", None),
        ("handover_gap_days[soyuz] > 14 days of rain", None),
        ("handover_gap_days[soyuz] > 2 parsecs", "parsecs"),
        ("next[soyuz,1].dock > 30", "dates such as 2026-07-14"),
        ("next[soyuz,1].dock > 30 d", "dates such as 2026-07-14"),
        ("next[soyuz,1].dock > 2026-02-30", "calendar"),
        ("next[soyuz,1].dock > 2026-07-14T12:00:00", None),
    ],
)
def test_a_value_of_another_kind_is_refused(text: str, allowed: str | None) -> None:
    with pytest.raises(UsageError) as raised:
        read(text)
    assert repr(text) in str(raised.value)
    assert allowed is None or allowed in str(raised.value)
