import datetime as dt
import io
from dataclasses import replace

from rich.console import Console

from sim.core.clock import instant_at
from sim.outcomes import Happening, LogRow, PadState
from sim.present.plots.traffic import PadTime
from sim.present.story import future_document, print_future
from sim.present.traffic import traffic
from sim.studies.replay import Future, events_table

DAY = 86_400
DOWN, RETURN_TO_SERVICE, CARGO_ONLY, OWING, DORMANT, ACTIVATING, CLOSED = (
    state.words for state in PadState if state is not PadState.READY
)


def _day(future: Future, days: int) -> dt.datetime:
    return instant_at(future.scenario.as_of, days * DAY)


def test_a_pad_is_down_then_returns_then_owes_two_launches(future: Future) -> None:
    states = [state for state in traffic(future).pad_states if state.pad == "site-31"]
    assert [state.state for state in states] == [DOWN, RETURN_TO_SERVICE, OWING]
    assert [state.end for state in states] == [_day(future, days) for days in (10, 20, 55)]


def test_ships_lie_at_the_ports_of_the_log(future: Future) -> None:
    berths = {berth.ship: berth for berth in traffic(future).berths}
    assert berths["progress-ms-33"].port == "poisk"
    assert berths["progress-ms-33"].kind == "cargo"
    assert berths["progress-ms-33"].start == _day(future, 27)
    assert berths["progress-ms-33"].end is None
    assert berths["ms-28"].kind == "soyuz"
    assert berths["ms-28"].end == _day(future, 240)
    assert "ms-29" not in berths


def _states(*told: tuple[int, PadState]) -> tuple[LogRow, ...]:
    """Return the states of site-31, each from a day on."""
    h = Happening.PAD_STATE
    return tuple(LogRow(day * DAY, 0, h, "site-31", None, state=s, people=7) for day, s in told)


def test_a_dormant_pad_is_activated_and_owes_launches_or_none(future: Future) -> None:
    s = PadState

    def drawn(*told: tuple[int, PadState]) -> list[PadTime]:
        states = traffic(replace(future, log=_states(*told))).pad_states
        return [state for state in states if state.pad == "site-31"]

    ordered = (0, s.DORMANT), (5, s.ACTIVATING)
    owes = drawn(*ordered, (15, s.OWING))
    assert [state.state for state in owes] == [DORMANT, ACTIVATING, OWING]
    assert owes[-1].end == instant_at(future.scenario.as_of, future.scenario.until)
    assert [state.state for state in drawn(*ordered, (15, s.READY))] == [DORMANT, ACTIVATING]


def test_a_pad_that_is_lost_later_takes_cargo_before_crews(future: Future) -> None:
    s = PadState
    told = (5, s.DOWN), (15, s.RETURN_TO_SERVICE), (25, s.CARGO_ONLY), (35, s.OWING), (45, s.READY)
    drawn = traffic(replace(future, log=_states(*told))).pad_states
    states = [(s.state, s.start, s.end) for s in drawn if s.pad == "site-31"]
    days = [_day(future, number) for number in (5, 15, 25, 35, 45)]
    looks = (DOWN, RETURN_TO_SERVICE, CARGO_ONLY, OWING)
    assert states == list(zip(looks, days[:-1], days[1:], strict=True))


def test_a_stock_at_its_reserve_line_is_a_reason_as_long_as_it_lasts(future: Future) -> None:
    low, high = Happening.STOCK_LOW, Happening.STOCK_RESTORED
    log = (
        LogRow(100 * DAY, 34, low, "rs-propellant", None, people=7),
        LogRow(112 * DAY, 20, high, "rs-propellant", None, other="progress-ms-34", people=7),
        LogRow(400 * DAY, 34, low, "food", None, people=7),
    )
    reasons = {each.text: each for each in traffic(replace(future, log=log)).reasons}
    propellant = reasons["RS propellant at its reserve line (12.0 d, until 2026-03-19)"]
    assert (propellant.start, propellant.end) == (_day(future, 100), _day(future, 112))
    (food,) = (each for text, each in reasons.items() if text.startswith("food at its reserve"))
    assert food.text.endswith("still at the end)")
    assert food.end == instant_at(future.scenario.as_of, future.scenario.until)


def test_a_lost_launch_is_marked(future: Future) -> None:
    launches = {launch.ship: launch for launch in traffic(future).launches}
    assert launches["ms-29"].lost
    assert launches["ms-29"].pad == "site-31"
    assert not launches["progress-ms-33"].lost


def test_people_aboard_begin_with_those_of_the_scenario(future: Future) -> None:
    people = traffic(future).people
    aboard = [
        person
        for flight in future.scenario.flights
        for person in flight.crew
        if person.aboard_since is not None
    ]
    assert people[0] == (future.scenario.as_of, len(aboard))
    assert people[-1] == (_day(future, 240), 4)


def test_the_log_is_told_with_dates_causes_and_durations(future: Future) -> None:
    stream = io.StringIO()
    print_future(Console(file=stream, width=120), future, [])
    text = " ".join(stream.getvalue().split())
    assert "7 ms-29 is late; its line's later dates move 10 d later (pad not ready)" in text
    assert "4 ms-28 undocks (stay limit)" in text
    assert "site-31: down since 2025-11-27, repaired after" in text
    assert "nobody of the Soyuz line aboard (" in text
    assert "return to service site-31" not in text
    assert text.count("site-31 ") == 5  # repaired, ready, three launches; no states


def test_a_pin_that_could_not_be_played_is_said(future: Future) -> None:
    stream = io.StringIO()
    unkept = replace(future, unmet_pins=("ms-29: launch",))
    print_future(Console(file=stream, width=120), unkept, [])
    assert "the pin ms-29: launch could not be played when asked" in stream.getvalue()
    assert future_document(unkept, [])["unmet_pins"] == ["ms-29: launch"]
    assert future_document(future, [])["unmet_pins"] == []


def test_events_are_columns_with_dates(future: Future) -> None:
    events = events_table(future)
    assert events.num_rows == len(future.log)
    assert events["date"][1].as_py() == _day(future, 10)
    assert events["cause"].to_pylist()[-1] == "stay limit"


def test_events_tell_what_they_name_and_null_beside(future: Future) -> None:
    events = events_table(future).to_pylist()
    told = {(e["happening"], e["entity"]): e for e in events}
    launch = told["launches", "ms-29"]
    assert (launch["pad"], launch["family"]) == ("site-31", "soyuz-2")
    assert (launch["crew"], launch["port"], launch["seconds"]) == (["a", "b", "c"], None, None)
    assert told["docks", "progress-ms-33"]["port"] == "poisk"
    assert told["rebaselined", "ms-29"]["seconds"] == 10 * DAY
    assert [e["state"] for e in events if e["happening"] == "pad state"] == [
        "down",
        "in return to service",
        "owes uncrewed launches",
        "ready",
    ]


def test_a_future_as_data_holds_its_address_and_its_log(future: Future) -> None:
    document = future_document(future, [])
    assert (document["replication"], document["seed"]) == (17, 7)
    assert document["events"][-1]["happening"] == "undocks"
    assert document["events"][0]["date"].endswith("Z")
    assert document["episodes"][0]["begun_by"] == "pad"
