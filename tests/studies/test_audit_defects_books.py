"""What the book-keeper alone can find: defects in the log that both engines write, found and named.

Parity is blind to them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from sim.engines.batch import Batch
from sim.outcomes import Cause, Happening, LogRow, outcome_columns
from sim.scenario import Scenario
from sim.scenario.scenario import SEGMENTS
from tests.engines.stage import cargo, day, staged
from tests.studies.defects import Defect, Log, Patch, audited, in_both, named, of_row, troubled

H = Happening

NAMES = [
    column.name
    for column in outcome_columns(("red", "blue"), SEGMENTS, ("r7", "falcon"), ("east", "west"))
]
CREW_DAYS, LAUNCHES = NAMES.index("crew_days[rs]"), NAMES.index("launches[r7]")


# people, seats, ports, spacecraft, stocks


def crew_of(log: Log, flight: str) -> tuple[int, list[str]]:
    """Return where a flight is launched, and with whom."""
    for place, row in enumerate(log):
        if row.happening is H.LAUNCHES and row.entity == flight and " with " in row.detail:
            return place, row.detail.partition(" with ")[2].split(", ")
    return -1, []


def loses_somebody_on_the_way(log: Log) -> Log:
    place, people = crew_of(log, "d-2")
    pad = log[place].detail.partition(" with ")[0]
    log[place] = replace(log[place], detail=f"{pad} with {', '.join(people[1:])}")
    return log


def flies_somebody_who_is_aboard(log: Log) -> Log:
    place, people = crew_of(log, "d-2")
    pad = log[place].detail.partition(" with ")[0]
    log[place] = replace(log[place], detail=f"{pad} with {', '.join([*people[1:], 'dora'])}")
    return log


def overfills_a_ship(log: Log) -> Log:
    place, people = crew_of(log, "d-2")
    _, others = crew_of(log, "d-3")
    pad = log[place].detail.partition(" with ")[0]
    log[place] = replace(log[place], detail=f"{pad} with {', '.join([*people, *others])}")
    return log


def docks_at(port: str) -> Callable[[LogRow], list[LogRow]]:
    return lambda row: [replace(row, detail=f"at {port}")]


def strands_a_seat_holder(row: LogRow) -> list[LogRow]:
    stranded = replace(row, happening=H.STRANDED, entity="dora", cause=Cause.UNFIT, detail="")
    return [row, stranded]


def fits_a_seat_in_a_full_ship(row: LogRow) -> list[LogRow]:
    return [replace(row, detail="in d-1")]


def a_second_later(row: LogRow) -> list[LogRow]:
    return [replace(row, second=row.second + 1)]


def takes_a_reserve_first(row: LogRow) -> list[LogRow]:
    return [replace(row, happening=H.RESERVE_TAKEN, cause=None, detail=""), row]


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
        "dora stranded, who had a seat in no unfit ship",
    ),
    Defect(
        in_both(of_row(H.RESEATED, fits_a_seat_in_a_full_ship)),
        "seats",
        "5 people for the 4 seats of d-1",
    ),
    Defect(in_both(of_row(H.DOCKS, docks_at("four"))), "ports", "docks at four, where d-1 is"),
    Defect(
        in_both(of_row(H.DOCKS, docks_at("five"))), "ports", "which does not accept it", only=True
    ),
    Defect(in_both(of_row(H.UNDOCKS, lambda _: [])), "people", "aboard after"),
    Defect(
        in_both(of_row(H.LAUNCHES, takes_a_reserve_first)),
        "spacecraft",
        "reserve taken, and there is none for it",
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
        "food is restored, and was not below its reserve line",
        only=True,
    ),
    Defect(
        in_both(of_row(H.STOCK_RESTORED, lambda _: [])),
        "stocks",
        "food is said to be below its reserve line 400",
        only=True,
    ),
    Defect(in_both(of_row(H.UNDOCKS, lambda row: [row, row])), "spacecraft", "and it is gone"),
    Defect(in_both(of_row(H.LAUNCHES, lambda row: [row, row])), "spacecraft", "and it is flying"),
    Defect(
        in_both(of_row(H.SPACECRAFT_READY, lambda _: [])),
        "spacecraft",
        "a spacecraft of soyuz was due at second 864000 and did not come",
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
        "a spacecraft of soyuz is ready that was neither due nor at work",
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
    return [replace(row, detail=f"{row.detail} with s-2 rs 1")]


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
        "an outage of west was due at second 5184000 and did not begin",
    ),
    of_pads(of_row(H.PAD_OUTAGE, twice), "west pad outage, and it has none then"),
    of_pads(of_row(H.PAD_DAMAGED, of_west), "west pad damaged, and nothing has left it"),
    of_pads(of_row(H.PAD_DAMAGED, leaves_out), "pad_damages[east] is 1, the log adds up to 0"),
    of_pads(of_row(H.REPAIRED, twice), "east repaired, and it was not down"),
    of_pads(of_row(H.REPAIRED, leaves_out), "east pad ready, and it was not repaired"),
    of_pads(of_row(H.PAD_READY, leaves_out), "p-1 launches from east, which is not in service"),
    of_pads(of_row(H.PAD_TAKES_CREWS, twice), "and it is down or took them before"),
    of_pads(of_row(H.LAUNCHES, a_crew_flies_first), "the crew of p-1 left it before", only=False),
    Defect(in_both(as_it_is, a_docking_more), "ports", "docks is 9, the log adds up to 8"),
]


@pytest.mark.parametrize("defect", IN_PADS, ids=lambda defect: defect.words[:50])
def test_a_defect_of_pads_is_found_and_named(
    defect: Defect, tmp_path: Path, monkeypatch: Patch
) -> None:
    defect.puts_in(monkeypatch)
    named(audited(closed(tmp_path)), defect)
