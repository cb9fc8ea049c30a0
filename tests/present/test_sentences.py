from typing import Any

import pytest

from sim.outcomes import Cause, Happening, LogRow, PadState
from sim.present.sentences import sentences

H = Happening


DAY, HOUR = 86_400, 3_600


def row(happening: H, who: str, cause: Cause | None = None, at: int = 0, **columns: Any) -> LogRow:
    return LogRow(at, 0, happening, who, cause, **columns, people=7)


def told(*rows: LogRow) -> list[str]:
    return [each.text for each in sentences(rows)]


@pytest.mark.parametrize("happening", [each for each in H if each is not H.PAD_STATE])
def test_every_kind_of_event_is_said(happening: H) -> None:
    (text,) = told(row(happening, "ms-29", Cause.PAD, seconds=5 * DAY))
    assert "ms-29" in text
    assert "_" not in text


def test_the_state_of_a_pad_is_no_sentence() -> None:
    state = row(H.PAD_STATE, "site-31", state=PadState.DOWN)
    outage = row(H.PAD_OUTAGE, "site-31")
    assert told(state) == []
    assert told(outage, state) == ["site-31 goes out of service"]


def test_a_state_between_does_not_part_what_is_one_sentence() -> None:
    ready, state = row(H.FLIGHT_READY, "ms-29"), row(H.PAD_STATE, "site-31", state=PadState.READY)
    launch = row(H.LAUNCHES, "ms-29", pad="site-31")
    assert told(ready, state, launch) == ["ms-29 is ready and launches from site-31"]


def test_shifts_are_said_in_days_and_direction() -> None:
    assert told(
        row(H.REPLANNED, "crew-12", Cause.PLAN, seconds=5 * DAY + 22 * HOUR),
        row(H.REPLANNED, "crew-13", Cause.PLAN, seconds=-2 * DAY),
        row(H.REBASELINED, "ms-29", Cause.PAD, seconds=17 * DAY),
    ) == [
        "crew-12 is planned 5 d 22 h later",
        "crew-13 is planned 2 d earlier",
        "ms-29 is late; its line's later dates move 17 d later (pad not ready)",
    ]


def test_what_happens_to_several_people_at_once_is_one_sentence() -> None:
    assert told(
        row(H.STAYS_BEHIND, "d"),
        row(H.REMANIFESTED, "a", other="ms-32"),
        row(H.STAYS_BEHIND, "e"),
        row(H.REMANIFESTED, "b", other="ms-32"),
        row(H.REMANIFESTED, "c", other="ms-33"),
        row(H.REMANIFESTED, "f", other="ms-32", at=1),
    ) == [
        "d and e: not to fly, the seat goes to others",
        "a and b: moved to ms-32",
        "c: moved to ms-33",
        "f: moved to ms-32",
    ]


def test_a_flight_that_goes_when_ready_is_one_sentence_and_one_that_waits_is_not() -> None:
    assert told(
        row(H.FLIGHT_READY, "ms-29"),
        row(H.LAUNCHES, "ms-29", pad="site-31", family="soyuz-2", crew=("a", "b")),
        row(H.FLIGHT_READY, "crs-38", at=5),
        row(H.WAITS_FOR, "crs-38", Cause.PORT, at=5),
        row(H.LAUNCHES, "crs-38", Cause.PORT, pad="lc-39a", family="falcon-9", at=9),
    ) == [
        "ms-29 is ready and launches from site-31 with a, b",
        "crs-38 is ready to launch",
        "crs-38 has to wait (no free port)",
        "crs-38 launches from lc-39a (it waited: no free port)",
    ]


def test_a_rocket_is_told_where_there_are_several() -> None:
    launch = row(H.LAUNCHES, "crew-13", pad="slc-40", family="falcon-9", crew=("a",))
    (text,) = (each.text for each in sentences([launch], {"crew-13"}))
    assert text == "crew-13 launches from slc-40 on falcon-9 with a"
    assert told(launch) == ["crew-13 launches from slc-40 with a"]


def test_where_a_ship_goes_is_said() -> None:
    assert told(
        row(H.DOCKS, "ms-29", port="poisk"),
        row(H.UNDOCKS, "ms-28", port="rassvet"),
        row(H.MERGED, "ng-26", Cause.PAD, other="ng-25"),
        row(H.SEAT_CHANGED, "a", other="ms-29"),
        row(H.SEAT_RESERVED, "a", other="ms-29"),
        row(H.RESEATED, "a", other="ms-29"),
        row(H.HOLD_BEGINS, "ms-28", Cause.WEATHER, seconds=DAY),
    ) == [
        "ms-29 docks at poisk",
        "ms-28 undocks",
        "ng-26 is merged into ng-25 (pad not ready)",
        "a: seat changed to ms-29",
        "a: a seat in ms-29 is being fitted",
        "a: a certified seat home again, in ms-29",
        "ms-28 waits to undock (return weather)",
    ]


def test_what_planners_do_is_said() -> None:
    assert told(
        row(H.PAD_ORDERED, "site-1-5", Cause.PAD),
        row(H.PAD_ACTIVATED, "site-1-5"),
        row(H.SWAPPED, "a", other="crew-13"),
        row(H.SWAPPED, "b", other="crew-13"),
        row(H.FLIGHT_ORDERED, "dragon-extra", Cause.FAMILY_LOSS),
        row(H.EARLY_RETURN, "a", other="ms-29"),
        row(H.RESERVE_TAKEN, "ms-29"),
    ) == [
        "site-1-5 is to be activated (pad not ready)",
        "site-1-5 is activated: from now on a pad to launch from",
        "a and b: to fly with crew-13, under the seat swap",
        "dragon-extra is ordered (launcher grounded after a loss)",
        "a: way home changed to ms-29",
        "ms-29 flies the spacecraft held in reserve",
    ]


def test_stocks_are_said() -> None:
    assert told(
        row(H.STOCK_LOW, "food"),
        row(H.SENT_HOME, "crew-12", Cause.POLICY, stock="food"),
        row(H.STOCK_RESTORED, "food", other="ng-25", at=5),
    ) == [
        "food is at its reserve line",
        "crew-12 is sent home, food is at its reserve line",
        "food is above its reserve line again, with what ng-25 brings",
    ]


def test_a_departure_says_why() -> None:
    assert told(row(H.UNDOCKS, "crew-11", Cause.MEDICAL)) == ["crew-11 undocks (medical return)"]
    assert told(row(H.SCRUBS, "crew-11", Cause.SCRUB)) == ["crew-11 is scrubbed"]
