from dataclasses import replace

import pyarrow as pa
import pytest

from sim.analysis.headline import headline_keys
from sim.core.clock import DAY
from sim.core.intervals import proportion
from sim.present.words import label
from sim.scenario.scenario import Headline
from tests.analysis.made_tables import headline, made_episodes, made_outcomes

ASKED = Headline(lines=("soyuz", "us-crew"), by=60 * DAY, gap=14 * DAY)
OUTCOMES = {
    ("segment_gap_days[rs]", "d"): [0.0, 2.0, 0.0, 0.0],
    ("segment_gap_days[usos]", "d"): [0.0, 1.0, 5.0, 0.0],
    ("crew_days_lost[rs]", "person-d"): [10.0, 20.0, 0.0, 0.0],
    ("crew_days_lost[usos]", "person-d"): [0.0, 20.0, 30.0, 0.0],
    ("at_most_three_days", "d"): [0.0, 2.0, 0.5, 1.0],
    ("decrewed", "0/1"): [0, 1, 0, 0],
    ("stranded", "0/1"): [1, 1, 0, 0],
    ("longest_stranding_days", "d"): [30.0, 50.0, 0.0, 0.0],
    ("no_lifeboat_person_days", "person-d"): [0.0, 3.0, 0.0, 0.0],
    ("next[soyuz,1].direct", "0/1"): [1, 0, None, 1],
    ("next[soyuz,1].dock", "date"): [10, 20, 30, None],
    ("next[soyuz,1].margin_to_limit_days", "d"): [8.0, -2.0, None, 9.0],
    ("next[us-crew,1].direct", "0/1"): [1, 1, 1, 1],
    ("next[us-crew,1].dock", "date"): [10, 10, 10, 10],
    ("next[us-crew,1].margin_to_limit_days", "d"): [1.0, 1.0, 1.0, 1.0],
}
EPISODES = [
    (0, "handover_gap", "soyuz", 10, 14.0),  # not longer than asked
    (1, "handover_gap", "soyuz", 10, 3.0),  # two short ones are no long one
    (1, "handover_gap", "soyuz", 40, 12.0),
    (2, "handover_gap", "soyuz", 60, 20.0),  # begins at the date, not before it
    (2, "handover_gap", "us-crew", 20, 14.5),
    (3, "handover_gap", "soyuz", 59.9, 14.1),
    (3, "handover_gap", "soyuz", 5, 30.0),  # the same replication counts once
    (0, "segment_gap", "rs", 20, 99.0),
    (1, "stranding", "soyuz", 20, 99.0),
]


def test_the_first_screen_by_hand() -> None:
    found = headline(ASKED, made_outcomes(OUTCOMES), made_episodes(EPISODES))
    assert {key: (figure.mean, figure.events, figure.n) for key, figure in found.items()} == {
        "direct[soyuz]": (2 / 3, 2, 3),
        "dock[soyuz]": (0.75, 3, 3),
        "margin[soyuz]": (5.0, 2, 3),
        "gap[soyuz]": (0.25, 1, 4),
        "direct[us-crew]": (1.0, 4, 4),
        "dock[us-crew]": (1.0, 4, 4),
        "gap[us-crew]": (0.25, 1, 4),
        "segment_gap": (0.5, 2, 4),
        "segment_gap_days": (2.0, 2, 4),
        "at_most_three": (0.75, 3, 4),
        "crew_days_lost": (20.0, 3, 4),
        "stranded": (0.5, 2, 4),
        "stranding_days": (40.0, 2, 2),
        "no_lifeboat": (0.25, 1, 4),
        "decrewed": (0.25, 1, 4),
    }
    assert found["dock[soyuz]"].quantiles == {
        "p10": "2026-01-11T12:00:00Z",
        "p50": "2026-01-21T12:00:00Z",
        "p90": None,
    }
    assert found["margin[soyuz]"].quantiles == {"p5": None, "p10": None, "p50": -2.0, "p90": 9.0}
    assert found["stranding_days"].quantiles["p90"] == 50.0
    assert (found["gap[soyuz]"].low, found["gap[soyuz]"].high) == proportion(1, 4)


def test_each_stock_is_asked_whether_it_comes_down_to_its_reserve_line() -> None:
    stocks = {
        ("below_reserve_days[food]", "d"): [0.0, 2.5, 0.0, 1.0],
        ("below_reserve_on[food]", "date"): [None, 3, None, 9],
        ("below_reserve_days[rs-propellant]", "d"): [0.0, 0.0, 0.0, 0.0],
    }
    outcomes = made_outcomes({**OUTCOMES, **stocks})
    found = headline(ASKED, outcomes, made_episodes())
    assert list(found)[-2:] == ["low[food]", "low[rs-propellant]"]
    assert (found["low[food]"].mean, found["low[rs-propellant]"].mean) == (0.5, 0.0)
    assert found["low[food]"].label == "Reserve line of food reached"
    assert headline_keys(ASKED, outcomes.column_names) == list(found)


def test_every_figure_has_a_label_and_a_unit() -> None:
    found = headline(ASKED, made_outcomes(OUTCOMES), made_episodes(EPISODES))
    assert found["gap[soyuz]"].label == "Unplanned soyuz gap > 14 d by 2026-03-02"
    for figure in found.values():
        assert figure.as_dict()["label"]
        assert figure.unit in {"0/1", "d", "person-d", "date"}


def test_no_episode_at_all_is_no_gap() -> None:
    found = headline(ASKED, made_outcomes(OUTCOMES), made_episodes())
    assert (found["gap[soyuz]"].events, found["gap[soyuz]"].n) == (0, 4)


def test_nobody_stranded_is_no_length() -> None:
    outcomes = made_outcomes({**OUTCOMES, ("longest_stranding_days", "d"): [0.0] * 4})
    figure = headline(ASKED, outcomes, made_episodes())["stranding_days"]
    assert (figure.n, figure.mean, figure.quantiles["p90"]) == (0, None, None)


def test_tables_read_back_in_other_units_of_time_answer_alike() -> None:
    outcomes, episodes = made_outcomes(OUTCOMES), made_episodes(EPISODES)
    milliseconds = pa.timestamp("ms", tz="UTC")
    number = episodes.schema.get_field_index("start")
    slow = episodes.set_column(number, "start", episodes["start"].cast(milliseconds))
    number = outcomes.schema.get_field_index("next[soyuz,1].dock")
    field = outcomes.schema.field(number).with_type(milliseconds)
    fine = outcomes.set_column(number, field, outcomes[field.name].cast(milliseconds))
    assert headline(ASKED, fine, slow) == headline(ASKED, outcomes, episodes)


def test_a_line_that_the_table_lacks_is_a_mistake() -> None:
    asked = Headline(("ghost",), 60 * DAY, 14 * DAY)
    with pytest.raises(KeyError, match="ghost"):
        headline(asked, made_outcomes(OUTCOMES), made_episodes())


def test_a_line_is_called_by_its_title_and_no_part_of_that_is_taken_for_its_name() -> None:
    def docking(title: str) -> str:
        titled = replace(ASKED, titles={"soyuz": title})
        found = headline(titled, made_outcomes(OUTCOMES), made_episodes(EPISODES))
        return label("dock[soyuz]", found["dock[soyuz]"].label)

    assert docking("Союз") == "Next Союз docking"
    assert docking("the soyuz line").replace("\u00a0", " ") == "Next the soyuz line docking"


def test_each_qualification_is_asked_whether_too_few_have_it() -> None:
    gaps = {("qualification_gap_days[eva]", "d"): [0.0, 2.5, 0.0, 0.0]}
    found = headline(ASKED, made_outcomes({**OUTCOMES, **gaps}), made_episodes())
    assert found["short[eva]"].mean == 0.25
    assert found["short[eva]"].label == "Too few qualified for eva aboard"
