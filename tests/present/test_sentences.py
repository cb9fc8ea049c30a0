import pytest

from sim.outcomes import Cause, Happening, LogRow
from sim.present.sentences import sentences

H = Happening


def row(
    happening: H, who: str, cause: Cause | None = None, detail: str = "", at: int = 0
) -> LogRow:
    return LogRow(at, 0, happening, who, cause, detail, 7)


def told(*rows: LogRow) -> list[str]:
    return [each.text for each in sentences(rows)]


@pytest.mark.parametrize("happening", list(H))
def test_every_kind_of_event_is_said(happening: H) -> None:
    (text,) = told(row(happening, "ms-29", Cause.PAD, "by 5 d"))
    assert "ms-29" in text
    assert "_" not in text


def test_shifts_are_said_in_days_and_direction() -> None:
    assert told(
        row(H.REPLANNED, "crew-12", Cause.PLAN, "by 5 d 22 h"),
        row(H.REPLANNED, "crew-13", Cause.PLAN, "by -2 d"),
        row(H.REBASELINED, "ms-29", Cause.PAD, "by 17 d"),
    ) == [
        "crew-12 is planned 5 d 22 h later",
        "crew-13 is planned 2 d earlier",
        "ms-29 is late; its line's later dates move 17 d later (pad not ready)",
    ]


def test_what_happens_to_several_people_at_once_is_one_sentence() -> None:
    assert told(
        row(H.STAYS_BEHIND, "d"),
        row(H.REMANIFESTED, "a", None, "to ms-32"),
        row(H.STAYS_BEHIND, "e"),
        row(H.REMANIFESTED, "b", None, "to ms-32"),
        row(H.REMANIFESTED, "c", None, "to ms-33"),
        row(H.REMANIFESTED, "f", None, "to ms-32", at=1),
    ) == [
        "d and e: not to fly, the seat goes to others",
        "a and b: moved to ms-32",
        "c: moved to ms-33",
        "f: moved to ms-32",
    ]


def test_a_flight_that_goes_when_ready_is_one_sentence_and_one_that_waits_is_not() -> None:
    assert told(
        row(H.FLIGHT_READY, "ms-29"),
        row(H.LAUNCHES, "ms-29", None, "from site-31 with a, b"),
        row(H.FLIGHT_READY, "crs-38", at=5),
        row(H.WAITS_FOR, "crs-38", Cause.PORT, at=5),
        row(H.LAUNCHES, "crs-38", Cause.PORT, "from lc-39a", at=9),
    ) == [
        "ms-29 is ready and launches from site-31 with a, b",
        "crs-38 is ready to launch",
        "crs-38 has to wait (no free port)",
        "crs-38 launches from lc-39a (it waited: no free port)",
    ]


def test_what_planners_do_is_said() -> None:
    assert told(
        row(H.PAD_ORDERED, "site-1-5", Cause.PAD),
        row(H.PAD_ACTIVATED, "site-1-5"),
        row(H.SWAPPED, "a", None, "crew-13"),
        row(H.SWAPPED, "b", None, "crew-13"),
        row(H.FLIGHT_ORDERED, "dragon-extra", Cause.FAMILY_LOSS),
        row(H.EARLY_RETURN, "a", None, "to ms-29"),
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
        row(H.SENT_HOME, "crew-12", Cause.POLICY, "food"),
        row(H.STOCK_RESTORED, "food", None, "ng-25", at=5),
    ) == [
        "food is at its reserve line",
        "crew-12 is sent home, food is at its reserve line",
        "food is above its reserve line again, with what ng-25 brings",
    ]


def test_a_departure_says_why() -> None:
    assert told(row(H.UNDOCKS, "crew-11", Cause.MEDICAL)) == ["crew-11 undocks (medical return)"]
    assert told(row(H.SCRUBS, "crew-11", Cause.SCRUB)) == ["crew-11 is scrubbed"]
