"""Rules of the way up."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.core.clock import NEVER
from sim.rules import flights
from sim.rules.flights import CARGO, LINE, VISIT

INSTANT = st.integers(-(10**8), 10**8)
SPAN = st.integers(0, 10**8)


def test_later_keeps_never() -> None:
    assert flights.later(10, 5) == 15
    assert flights.later(NEVER, 5) == NEVER


@pytest.mark.parametrize(
    ("slip", "turn", "spacing", "prepared", "ready"),
    [
        (0, 0, -NEVER, -NEVER, 100),
        (7, 0, -NEVER, -NEVER, 107),
        (-7, 0, -NEVER, -NEVER, 93),
        (-7, 95, -NEVER, -NEVER, 95),
        (7, 0, 120, -NEVER, 120),
        (7, 0, 105, -NEVER, 107),
        (7, 0, 105, 130, 130),
        (7, 140, 105, 130, 140),
    ],
)
def test_a_flight_is_ready_on_its_date_and_not_before(
    slip: int, turn: int, spacing: int, prepared: int, ready: int
) -> None:
    assert flights.ready_at(100, slip, turn, spacing, prepared) == ready


@pytest.mark.parametrize(
    ("by", "event", "lead", "date"),
    [
        (30, 0, 10, 70),
        (30, 65, 10, 75),
        (30, 95, 10, 100),
        (200, 0, 10, 10),
        (30, NEVER, 10, 100),
        (0, 0, 0, 100),
    ],
)
def test_the_pulled_date(by: int, event: int, lead: int, date: int) -> None:
    assert flights.pulled_date(100, by, event, lead) == date


@given(INSTANT, SPAN, INSTANT | st.just(NEVER), SPAN)
def test_a_pull_is_never_later_nor_further_than_by(
    planned: int, by: int, event: int, lead: int
) -> None:
    assert planned - by <= flights.pulled_date(planned, by, event, lead) <= planned


@pytest.mark.parametrize(
    ("planned", "shift", "limit", "allowed"),
    [
        (100, 5, NEVER, 5),
        (100, 5, 110, 5),
        (100, 20, 110, 8),
        (100, 20, 102, 0),
        (100, 20, 90, 0),
        (100, -20, 90, -20),
        (100, 0, 110, 0),
    ],
)
def test_a_replan_meets_the_limit_of_the_outgoing_vehicle(
    planned: int, shift: int, limit: int, allowed: int
) -> None:
    assert flights.replanned_shift(planned, shift, 2, limit) == allowed


@pytest.mark.parametrize(
    ("halves", "times"),
    [(-1.0, 1), (0.0, 1), (0.9, 1), (1.49, 1), (1.5, 2), (2.49, 2), (2.5, 3), (4.0, 4)],
)
def test_a_date_is_replanned_once_each_half_year(halves: float, times: int) -> None:
    assert flights.replans_due(round(halves * flights.HALF_YEAR)) == times


@given(INSTANT, st.integers(-(10**8), 10**8), st.integers(1, 10**6), INSTANT)
def test_a_replan_never_moves_a_flight_past_the_limit(
    planned: int, shift: int, transit: int, limit: int
) -> None:
    moved = planned + flights.replanned_shift(planned, shift, transit, limit)
    assert moved <= planned or moved + transit <= limit


@pytest.mark.parametrize(
    ("lacked", "attempt", "shift"),
    [
        (flights.LACKS_PAD, 140, 40),
        (flights.LACKS_PAD, 130, 0),
        (flights.LACKS_PAD, 131, 31),
        (flights.LACKS_FAMILY_LOSS, 140, 40),
        (flights.LACKS_FAMILY_CUSTOMERS, 140, 40),
        (flights.LACKS_REQUALIFICATION_PAD, 140, 40),
        (flights.LACKS_REQUALIFICATION_FAMILY, 140, 40),
        (flights.LACKS_SPACECRAFT, 140, 40),
        (flights.LACKS_PORT, 140, 0),
        (flights.LACKS_PORT | flights.LACKS_PAD, 140, 40),
        (0, 140, 0),
    ],
)
def test_a_long_forced_delay_moves_the_line_by_the_whole_delay(
    lacked: int, attempt: int, shift: int
) -> None:
    assert flights.rebaseline_shift(attempt, 100, lacked, 30) == shift


@pytest.mark.parametrize(
    ("overdue", "asked", "kept"),
    [(1, 0, 1), (3, 0, 1), (3, 1, 1), (3, 2, 2), (3, 3, 3), (2, 5, 2)],
)
def test_overdue_cargo_merges_into_what_requalification_asks_for(
    overdue: int, asked: int, kept: int
) -> None:
    assert flights.overdue_kept(overdue, asked) == kept


@pytest.mark.parametrize(("limit", "threatens"), [(101, 1), (102, 0), (103, 0), (NEVER, 0)])
def test_a_limit_before_the_planned_docking_threatens(limit: int, threatens: int) -> None:
    assert flights.limit_threatens(limit, 100, 2) == threatens


@pytest.mark.parametrize(("crew", "waits"), [(99, 1), (100, 1), (101, 0)])
def test_a_crew_waits_for_cargo_that_is_planned_no_earlier(crew: int, waits: int) -> None:
    assert flights.crew_waits_for(100, crew) == waits


def test_the_order_at_a_pad() -> None:
    rescue = flights.pad_order(LINE, 1, 0)
    paying = flights.pad_order(CARGO, 0, 1)
    line = flights.pad_order(LINE, 0, 0)
    visit = flights.pad_order(VISIT, 0, 0)
    other = flights.pad_order(CARGO, 0, 0)
    assert rescue < paying < line < visit < other


@pytest.mark.parametrize(
    ("loss_until", "customers_until", "lack"),
    [
        (0, 0, 0),
        (50, 50, 0),
        (51, 0, flights.LACKS_FAMILY_LOSS),
        (0, 51, flights.LACKS_FAMILY_CUSTOMERS),
        (51, 51, flights.LACKS_FAMILY_LOSS),
    ],
)
def test_a_family_is_stood_down_before_its_end(
    loss_until: int, customers_until: int, lack: int
) -> None:
    assert flights.family_lack(50, loss_until, customers_until) == lack


@pytest.mark.parametrize(
    ("crewed", "free_from", "holder", "owed", "pad"),
    [
        (1, [0, 0, 0], [-1, -1, -1], [0, 0, 0], 2),
        (1, [0, 0, 51], [-1, -1, -1], [0, 0, 0], 0),
        (1, [0, 0, 50], [-1, -1, -1], [0, 0, 0], 2),
        (1, [0, 0, 0], [-1, -1, 7], [0, 0, 0], 0),
        (1, [0, 0, 0], [-1, -1, 4], [0, 0, 0], 2),
        (1, [0, 0, 0], [-1, -1, -1], [0, 0, 1], 0),
        (0, [0, 0, 0], [-1, -1, -1], [0, 0, 1], 2),
        (1, [NEVER, 0, NEVER], [-1, -1, -1], [0, 0, 0], -1),
        (1, [0, 0, 0], [-1, -1, -1], [1, 0, 2], -1),
    ],
)
def test_the_first_usable_pad_in_declared_order(
    crewed: int, free_from: list[int], holder: list[int], owed: list[int], pad: int
) -> None:
    # the family flies from pads 2 and 0, in this order; flight 4 asks on day 50
    crews_from = [0, 0, 0]
    found = flights.first_usable_pad(50, crewed, (2, 0), free_from, crews_from, holder, owed, 4)
    assert found == pad


@pytest.mark.parametrize(
    ("crewed", "crews_from", "pad"),
    [(1, [0, 0, 51], 0), (0, [0, 0, 51], 2), (1, [NEVER, 0, 50], 2), (1, [51, 0, NEVER], -1)],
)
def test_a_pad_serves_no_crew_before_it_takes_crews(
    crewed: int, crews_from: list[int], pad: int
) -> None:
    free = [0, 0, 0]
    nobody = [-1, -1, -1]
    found = flights.first_usable_pad(50, crewed, (2, 0), free, crews_from, nobody, free, 4)
    assert found == pad


@pytest.mark.parametrize(
    ("free_from", "owed_max", "lack"),
    [
        ([0, 0], 1, flights.LACKS_REQUALIFICATION_PAD),
        ([0, 0], 0, flights.LACKS_PAD),
        ([51, NEVER], 1, flights.LACKS_PAD),
        ([51, 0], 1, flights.LACKS_REQUALIFICATION_PAD),
    ],
)
def test_why_no_pad_serves(free_from: list[int], owed_max: int, lack: int) -> None:
    assert flights.pad_lack(50, (0, 1), free_from, owed_max) == lack


@pytest.mark.parametrize(
    ("occupant", "port"),
    [([-1, -1, -1], 2), ([-1, -1, 9], 0), ([9, -1, 9], -1), ([9, -1, 4], 2), ([4, -1, 9], 0)],
)
def test_the_first_free_port_of_the_class(occupant: list[int], port: int) -> None:
    # the class docks at ports 2 and 0, in this order; flight 4 asks
    assert flights.first_free_port((2, 0), occupant, 4) == port


@pytest.mark.parametrize(
    ("since", "decided_on", "at"), [(100, -NEVER, 150), (100, 120, 170), (NEVER, 0, NEVER)]
)
def test_a_flight_goes_again_after_its_campaign(since: int, decided_on: int, at: int) -> None:
    assert flights.flown_again(since, 50, decided_on) == at


@pytest.mark.parametrize(
    ("after_two", "in_a_row", "owed"), [(3, 1, 1), (3, 2, 3), (3, 5, 3), (-1, 2, 1), (0, 2, 1)]
)
def test_what_is_owed_after_losses_in_a_row(after_two: int, in_a_row: int, owed: int) -> None:
    assert flights.owed_after_loss(1, after_two, in_a_row) == owed
