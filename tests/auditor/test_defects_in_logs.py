"""What the book-keeper alone can find: defects in the log that both engines write, found and named.

Parity is blind to them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from sim.engine.batch import Batch
from sim.outcomes import Cause, Happening, LogRow, PadState, outcome_columns
from sim.scenario import Scenario
from tests.auditor.defects import Defect, Log, Patch, audited, in_both, named, of_row, troubled
from tests.engine.stage import cargo, day, staged

H = Happening

NAMES = [
    column.name
    for column in outcome_columns(
        ("red", "blue"), ("rs", "usos"), ("r7", "falcon"), ("east", "west")
    )
]
CREW_DAYS, LAUNCHES = NAMES.index("crew_days[rs]"), NAMES.index("launches[r7]")


# people, seats, ports, spacecraft, stocks


def crew_of(log: Log, flight: str) -> tuple[int, tuple[str, ...]]:
    """Return where a flight is launched, and with whom."""
    for place, row in enumerate(log):
        if row.happening is H.LAUNCHES and row.entity == flight and row.crew:
            return place, row.crew
    return -1, ()


def loses_somebody_on_the_way(log: Log) -> Log:
    place, people = crew_of(log, "d-2")
    log[place] = replace(log[place], crew=people[1:])
    return log


def flies_somebody_who_is_aboard(log: Log) -> Log:
    place, people = crew_of(log, "d-2")
    log[place] = replace(log[place], crew=(*people[1:], "dora"))
    return log


def overfills_a_ship(log: Log) -> Log:
    place, people = crew_of(log, "d-2")
    _, others = crew_of(log, "d-3")
    log[place] = replace(log[place], crew=(*people, *others))
    return log


def docks_at(port: str) -> Callable[[LogRow], list[LogRow]]:
    return lambda row: [replace(row, port=port)]


def strands_a_seat_holder(row: LogRow) -> list[LogRow]:
    stranded = replace(row, happening=H.STRANDED, entity="dora", cause=Cause.UNFIT, port="")
    return [row, stranded]


def fits_a_seat_in_a_full_ship(row: LogRow) -> list[LogRow]:
    return [replace(row, other="d-1")]


def a_second_later(row: LogRow) -> list[LogRow]:
    return [replace(row, second=row.second + 1)]


def takes_a_reserve_first(row: LogRow) -> list[LogRow]:
    return [replace(row, happening=H.RESERVE_TAKEN, cause=None, pad="", family="", crew=()), row]


def a_second_aboard_more(batch: Batch) -> Batch:
    batch.outcomes[:, CREW_DAYS] += 1
    return batch


def a_launch_more(batch: Batch) -> Batch:
    batch.outcomes[:, LAUNCHES] += 1
    return batch


def as_it_is(log: Log) -> Log:
    return log


IN_BOTH_LOGS = [
    Defect(
        in_both(as_it_is, a_second_aboard_more),
        "people",
        "the log adds up to",
        only=True,
    ),
    Defect(in_both(as_it_is, a_launch_more), "spacecraft", "launches[r7] is", only=True),
    Defect(in_both(loses_somebody_on_the_way), "people", "aboard after d-2 docks"),
    Defect(in_both(flies_somebody_who_is_aboard), "people", "dora flies in d-2, but is aboard"),
    Defect(in_both(overfills_a_ship), "seats", "fly in the 4 seats of d-2"),
    Defect(in_both(of_row(H.STRANDED, lambda _: [])), "seats", "which is unfit"),
    Defect(
        in_both(of_row(H.DOCKS, strands_a_seat_holder)),
        "seats",
        "only who had a seat in an unfit ship is stranded: dora stranded",
    ),
    Defect(
        in_both(of_row(H.RESEATED, fits_a_seat_in_a_full_ship)),
        "seats",
        "5 people for the 4 seats of d-1",
    ),
    Defect(
        in_both(of_row(H.DOCKS, docks_at("four"))),
        "ports",
        "a port holds one ship: d-2 docks at four",
    ),
    Defect(
        in_both(of_row(H.DOCKS, docks_at("five"))),
        "ports",
        "a port accepts its ship: p-1 docks at five",
        only=True,
    ),
    Defect(in_both(of_row(H.UNDOCKS, lambda _: [])), "people", "aboard after"),
    Defect(
        in_both(of_row(H.LAUNCHES, takes_a_reserve_first)),
        "spacecraft",
        "as a rescue of its class: d-2 reserve taken",
        only=True,
    ),
    Defect(
        in_both(of_row(H.STOCK_LOW, a_second_later)),
        "stocks",
        "food falls to 400 unnoticed, below its line 400",
        only=True,
    ),
    Defect(
        in_both(of_row(H.STOCK_LOW, lambda _: [])),
        "stocks",
        "food falls to 340 unnoticed, below its line 400",
        only=True,
    ),
    Defect(
        in_both(of_row(H.STOCK_RESTORED, lambda _: [])),
        "stocks",
        "food is said to be below its reserve line;",
        only=True,
    ),
    Defect(in_both(of_row(H.UNDOCKS, lambda row: [row, row])), "spacecraft", "and it is gone"),
    Defect(in_both(of_row(H.LAUNCHES, lambda row: [row, row])), "spacecraft", "and it is flying"),
    Defect(
        in_both(of_row(H.SPACECRAFT_READY, lambda _: [])),
        "spacecraft",
        "delivered or refurbished: soyuz at second 864000 was left out",
        only=True,
    ),
    Defect(
        in_both(of_row(H.SPACECRAFT_READY, lambda _: [])),
        "spacecraft",
        "there is no spacecraft for s-2",
        only=True,
    ),
    Defect(
        in_both(of_row(H.SPACECRAFT_READY, lambda row: [row, row])),
        "spacecraft",
        "delivered or refurbished: soyuz at second 864000, not at 28512000",
        only=True,
    ),
]


@pytest.mark.parametrize("defect", IN_BOTH_LOGS, ids=lambda defect: defect.words[:50])
def test_a_defect_is_found_and_named(defect: Defect, tmp_path: Path, monkeypatch: Patch) -> None:
    defect.puts_in(monkeypatch)
    named(audited(troubled(tmp_path)), defect)


# pads ---------------------------------------------------------------------------------------------


def closed(folder: Path) -> Scenario:
    """A pad that is down on as_of and goes down again, on a date, at random and by a launch."""
    return staged(
        folder,
        {
            "pads": {
                "east": {
                    "outage": {"since": day(-5), "repair": "30 d"},
                    "outages": {"rate": "1 per 9 y", "repair": "1 d"},
                    "crew_stage": "20 d",
                    "repair": "40 d",
                    "return_to_service": "2 d",
                },
                "west": {"outage": {"since": day(60), "repair": "30 d"}},
            },
            "manifest": {"p-1": cargo(35), "p-2": cargo(150)},
            "pins": {
                "pads": {"east": {"outages": [{"from": day(200), "to": day(230)}]}},
                "flights": {"s-2": {"damages_pad": "30 d"}},
            },
        },
    )


def test_the_stage_of_pads_passes(tmp_path: Path) -> None:
    found = audited(closed(tmp_path))
    assert not [failure for check in found.checks for failure in check.failures]


def leaves_out(_: LogRow) -> list[LogRow]:
    return []


def twice(row: LogRow) -> list[LogRow]:
    return [row, row]


def of_west(row: LogRow) -> list[LogRow]:
    return [replace(row, entity="west")]


def a_crew_flies_first(row: LogRow) -> list[LogRow]:
    """The cargo flight that left the pad before it took crews has carried somebody."""
    return [replace(row, crew=("s-2 rs 1",))]


def one_more(column: str) -> Callable[[Batch], Batch]:
    """An outcome that is a second, or one, too large in the rows of both engines."""

    def change(batch: Batch) -> Batch:
        batch.outcomes[:, NAMES.index(column)] += 1
        return batch

    return change


def a_docking_more(batch: Batch) -> Batch:
    return replace(batch, fired={**batch.fired, "docks": batch.fired["docks"] + 1})


def of_pads(rows: Callable[[Log], Log], words: str, only: bool = True) -> Defect:
    return Defect(in_both(rows), "pads", words, only)


IN_PADS = [
    *(
        Defect(in_both(as_it_is, one_more(column)), "pads", f"{column} is", only=True)
        for column in ("pad_down_days[east]", "pad_damages[east]", "pad_launches[west]")
    ),
    of_pads(
        of_row(H.PAD_OUTAGE, leaves_out),
        "dated, pinned or sampled: west at second 5184000 was left out",
    ),
    of_pads(
        of_row(H.PAD_OUTAGE, twice), "dated, pinned or sampled: west at second 5184000, not at all"
    ),
    of_pads(
        of_row(H.PAD_DAMAGED, of_west),
        "as its own sample has it: west at second 8121600, not at all",
    ),
    of_pads(of_row(H.PAD_DAMAGED, leaves_out), "pad_damages[east] is 1, the log adds up to 0"),
    of_pads(
        of_row(H.REPAIRED, twice), "the ends of its outages: east at second 2160000, not at all"
    ),
    of_pads(
        of_row(H.REPAIRED, leaves_out),
        "in service when its time has come: east at second 2332800, not at all",
    ),
    of_pads(
        of_row(H.PAD_READY, leaves_out),
        "in service when its time has come: east at second 2332800 was left out",
    ),
    of_pads(
        of_row(H.PAD_TAKES_CREWS, twice),
        "takes crews when its stage is over: east at second 3888000, not at all",
    ),
    of_pads(
        of_row(H.LAUNCHES, a_crew_flies_first),
        "no crew leaves a pad before it takes crews: p-1 launches from east",
        only=False,
    ),
    Defect(in_both(as_it_is, a_docking_more), "ports", "docks is 9, the log adds up to 8"),
]


@pytest.mark.parametrize("defect", IN_PADS, ids=lambda defect: defect.words[:50])
def test_a_defect_of_pads_is_found_and_named(
    defect: Defect, tmp_path: Path, monkeypatch: Patch
) -> None:
    defect.puts_in(monkeypatch)
    named(audited(closed(tmp_path)), defect)


def tells_another_state(row: LogRow) -> list[LogRow]:
    """The row and a state in which the pad is not yet."""
    return [row, replace(row, happening=H.PAD_STATE, state=PadState.OWING, people=0)]


def tells_no_state(log: Log) -> Log:
    return [row for row in log if row.state is not PadState.DOWN]


def tells_a_state_twice(log: Log) -> Log:
    return [each for row in log for each in [row] * (1 + (row.state is PadState.DOWN))]


IN_STATES = [
    of_pads(tells_no_state, "in the state that it is in: east is down"),
    of_pads(tells_a_state_twice, "comes to be in the state that is told: east pad state down"),
    of_pads(
        of_row(H.REPAIRED, tells_another_state),
        "comes to be in the state that is told: east pad state owes",
    ),
]


@pytest.mark.parametrize("defect", IN_STATES, ids=lambda defect: defect.words[-30:])
def test_a_state_of_a_pad_is_in_the_books(
    defect: Defect, tmp_path: Path, monkeypatch: Patch
) -> None:
    """Missing, told twice or wrong."""
    defect.puts_in(monkeypatch)
    named(audited(closed(tmp_path)), defect)
