"""Sections 5.3 and 5.4 of the model: medical returns, and nobody aboard."""

from pathlib import Path

from sim.outcomes import Cause
from tests.engine.stage import BLUE, Tree, day, pinned, play, without

RESEAT = {"vehicles": {"soyuz": {"reseat_time": "3 d"}, "dragon": {"reseat_time": "3 d"}}}
ALONE = without(*BLUE)


def test_an_illness_sends_the_ship_home_after_the_lead_with_all_its_people(
    tmp_path: Path,
) -> None:
    played = play(tmp_path, pinned(s_1={"medical_return": day(50)}))
    assert played.all("FALLS_ILL") == ["50.00 FALLS_ILL anna MEDICAL"]
    assert "56.00 UNDOCKS s-1 MEDICAL" in played.log
    assert played.row("UNDOCKS", "s-1").people == 4


def test_the_lead_is_drawn(tmp_path: Path) -> None:
    played = play(
        tmp_path, pinned(s_1={"medical_return": day(50)}), {"people": {"medical_lead": "2 d"}}
    )
    assert played.day("UNDOCKS", "s-1") == 52


def test_a_medical_return_waits_for_the_weather(tmp_path: Path) -> None:
    held = pinned(s_1={"medical_return": day(50), "lead": "1 d", "hold": "4 d"})
    assert play(tmp_path, held).day("UNDOCKS", "s-1") == 55


def handover(**more: str) -> tuple[Tree, ...]:
    """s-2 docks on day 95, s-1 is to leave on day 100; on day 97 d, from `rs`, falls ill in s-2."""
    crew: Tree = {"manifest": {"s-2": {"crew": {"olga": "rs", "pawel": "rs", "rosa": "usos"}}}}
    ill = pinned(s_2={"medical_return": day(97), "lead": "1 d"})
    return crew, ill, {"policy": {"patients": "ship_that_is_due", **more}}


def test_in_a_handover_a_patient_leaves_in_the_ship_that_is_due(tmp_path: Path) -> None:
    crew, ill, lever = handover()
    without_it = play(tmp_path, crew, ill)
    assert without_it.days("UNDOCKS", "s-2") == [98]
    played = play(tmp_path, crew, ill, lever)
    changed = [row for row in played.rows if row.happening.name == "SEAT_CHANGED"]
    assert [(row.entity, row.other) for row in changed] == [("olga", "s-1"), ("boris", "s-2")]
    assert played.days("UNDOCKS", "s-1") == [98]
    assert played.row("UNDOCKS", "s-1").cause is Cause.MEDICAL
    assert played.day("UNDOCKS", "s-2") == 300


def test_who_stays_for_a_patient_is_the_last_of_the_list_without_their_segment(
    tmp_path: Path,
) -> None:
    _, ill, lever = handover()
    crew: Tree = {"manifest": {"s-2": {"crew": {"rosa": "usos", "olga": "rs"}}}}
    old: Tree = {"docked": {"s-1": {"crew": {"anna": "rs", "boris": "rs"}}}}
    changed = play(tmp_path, crew, ill, lever, old).all("SEAT_CHANGED")
    assert [line.split()[2] for line in changed] == ["rosa", "boris"]


def test_a_patient_in_the_ship_that_is_due_stays_there(tmp_path: Path) -> None:
    crew, _, lever = handover()
    ill = pinned(s_1={"medical_return": day(97), "lead": "1 d"})
    played = play(tmp_path, crew, ill, lever)
    assert not played.all("SEAT_CHANGED")
    assert played.days("UNDOCKS", "s-1") == [98]


def test_none_changes_into_a_ship_in_which_a_seat_is_being_fitted(tmp_path: Path) -> None:
    crew, ill, lever = handover()
    fitted: Tree = {"vehicles": {"soyuz": {"reseat_time": "9 d"}}}
    old: Tree = {
        "docked": {
            "s-1": {"crew": {"anna": "rs", "boris": "rs"}},
            "d-1": {"crew": {"dora": "usos"}},
        }
    }
    stranded = pinned(d_1={"unfit": day(94)}, s_2={"medical_return": day(97), "lead": "1 d"})
    played = play(tmp_path, crew, ill, lever, fitted, old, stranded)
    assert not played.all("SEAT_CHANGED")
    assert played.days("UNDOCKS", "s-2") == [98]


def test_a_return_in_a_ship_that_has_failed_is_unmet_and_counted_once(tmp_path: Path) -> None:
    bad = pinned(s_1={"medical_return": day(30), "unfit": day(33)})
    played = play(tmp_path, bad)
    assert played.outcome("unmet_medical_returns") == 1
    assert len(played.all("UNMET_MEDICAL")) == 1
    assert not [told for told in played.log if told.endswith("UNDOCKS s-1 MEDICAL")]


def test_each_of_the_stranded_is_unmet_once(tmp_path: Path) -> None:
    crew = {
        who: {"segment": "rs", "seat": "none", "stranded_since": day(-5)}
        for who in ("anna", "boris", "carol")
    }
    state = {"docked": {"s-1": {"unfit_since": day(-5), "crew": crew}}}
    rate = {"people": {"medical_return_rate": "1 per 1 d"}, "pins": {"rest": None}}
    played = play(tmp_path, ALONE, state, rate, {"until": day(80)})
    assert played.outcome("unmet_medical_returns") == 3
    assert {row.entity for row in played.rows if row.happening.name == "UNMET_MEDICAL"} == {
        "anna",
        "boris",
        "carol",
    }


def test_each_person_has_a_clock_of_their_own(tmp_path: Path) -> None:
    rate = {"people": {"medical_return_rate": "1 per 1 d"}, "pins": {"rest": None}}
    played = play(tmp_path, ALONE, rate, {"people": {"medical_lead": "60 d"}}, {"until": day(50)})
    ill = [row.second for row in played.rows if row.happening.name == "FALLS_ILL"]
    assert len(ill) == 3
    assert len(set(ill)) == 3


def test_a_pinned_illness_strikes_the_first_person_seated_then(tmp_path: Path) -> None:
    rescued = pinned(s_1={"unfit": day(20)}, s_2={"medical_return": day(150)})
    played = play(tmp_path, rescued, RESEAT)
    assert played.day("RESEATED", "anna") == 98
    assert played.all("FALLS_ILL") == ["150.00 FALLS_ILL anna MEDICAL"]
    assert "156.00 UNDOCKS s-2 MEDICAL" in played.log


def test_a_pinned_illness_does_not_follow_who_has_changed_ships(tmp_path: Path) -> None:
    away = {
        "docked": {
            "d-1": {
                "crew": {
                    "dora": {"segment": "usos", "home": "s-2"},
                    "emil": "usos",
                    "fay": "usos",
                    "gleb": "rs",
                }
            }
        },
        "manifest": {
            "s-2": {"crew": {"kim": "rs", "lev": "rs", "mia": {"segment": "usos", "home": "d-1"}}}
        },
        "pins": {"flights": {"d-1": {"medical_return": day(110)}}},
    }
    played = play(tmp_path, away)
    assert played.day("SEAT_CHANGED", "dora") == 95
    assert played.all("FALLS_ILL") == ["110.00 FALLS_ILL emil MEDICAL"]
    assert "116.00 UNDOCKS d-1 MEDICAL" in played.log


def test_nobody_aboard_is_the_end_of_human_presence(tmp_path: Path) -> None:
    played = play(tmp_path, ALONE, pinned(s_2={"slip": "60 d"}))
    assert played.row("UNDOCKS", "s-1").people == 0
    assert played.outcome("decrewed") == 1
    assert played.outcome("decrewed_on") == 124
    assert played.outcome("decrewed_days") == 155 - 124
