"""The event log in words: rows of numbers become rows with names, as the reference writes them."""

from __future__ import annotations

from sim.core.clock import format_duration
from sim.engines.fast.layout import Words
from sim.engines.fast.log import ABOARD
from sim.engines.program import Program
from sim.outcomes import Cause, Happening, LogRow
from sim.rules import events

OF_PADS = {
    Happening.REPAIRED,
    Happening.PAD_READY,
    Happening.PAD_DAMAGED,
    Happening.PAD_ORDERED,
    Happening.PAD_ACTIVATED,
    Happening.PAD_OUTAGE,
    Happening.PAD_TAKES_CREWS,
}
OF_CLASSES = {Happening.SPACECRAFT_READY, Happening.CERTIFIED}
OF_STOCKS = {Happening.STOCK_LOW, Happening.STOCK_RESTORED}
OF_FAMILIES = {Happening.STAND_DOWN_BEGINS, Happening.STAND_DOWN_ENDS}
OF_PEOPLE = {
    Happening.FALLS_ILL,
    Happening.STRANDED,
    Happening.STAYS_BEHIND,
    Happening.REMANIFESTED,
    Happening.SEAT_CHANGED,
    Happening.SEAT_RESERVED,
    Happening.RESEATED,
    Happening.SWAPPED,
    Happening.EARLY_RETURN,
}
"""The happenings that are not a flight's."""

DURATIONS = {
    Happening.HOLD_BEGINS: "for",
    Happening.REPLANNED: "by",
    Happening.REBASELINED: "by",
}
SHIPS = {
    Happening.MERGED: "into",
    Happening.SEAT_CHANGED: "to",
    Happening.SEAT_RESERVED: "in",
    Happening.RESEATED: "in",
    Happening.REMANIFESTED: "to",
    Happening.EARLY_RETURN: "to",
    Happening.SWAPPED: "",
    Happening.STOCK_RESTORED: "",
}
"""What the detail of a row is, and the word before it, if any."""


def tell(program: Program, rows: Words) -> list[LogRow]:
    """The rows of a log, shape (n, `sim.engines.fast.log.WIDTH`), in names and words."""
    told: list[LogRow] = []
    lines = rows.tolist()
    for number, (second, rank, code, entity, cause, detail, people) in enumerate(lines):
        if code == ABOARD:
            continue
        happening = Happening(code)
        words = _words(program, happening, detail)
        if happening is Happening.LAUNCHES:
            words = _from(program, entity, detail)
            aboard = []
            for _, _, after, person, *_ in lines[number + 1 :]:
                if after != ABOARD:
                    break
                aboard.append(program.people.names[person])
            if aboard:
                words += f" with {', '.join(aboard)}"
        told.append(
            LogRow(
                second,
                rank,
                happening,
                _name(program, happening, rank, entity),
                Cause(cause) if cause >= 0 else None,
                words,
                people,
            )
        )
    return told


def _name(program: Program, happening: Happening, rank: int, entity: int) -> str:
    if happening in OF_PADS:
        return program.pads.names[entity]
    if happening in OF_FAMILIES:
        return program.families.names[entity]
    if happening in OF_CLASSES:
        return program.classes.names[entity]
    if happening in OF_STOCKS:
        return program.stocks.names[entity]
    if happening in OF_PEOPLE:
        return program.people.names[entity]
    if happening is Happening.UNMET_MEDICAL and rank == events.FALLS_ILL:
        return program.people.names[entity]
    return program.flights.names[entity]


def _words(program: Program, happening: Happening, detail: int) -> str:
    if happening in DURATIONS:
        return f"{DURATIONS[happening]} {format_duration(detail)}"
    if happening in SHIPS:
        return f"{SHIPS[happening]} {program.flights.names[detail]}".lstrip()
    if happening is Happening.SENT_HOME:
        return program.stocks.names[detail]
    if happening is Happening.DOCKS:
        return f"at {program.ports.names[detail]}"
    return ""


def _from(program: Program, flight: int, detail: int) -> str:
    """Where a flight launches, and with which family where its class has several."""
    family, pad = divmod(detail, len(program.pads.names))
    words = f"from {program.pads.names[pad]}"
    several = len(program.classes.families[program.flights.classes[flight]]) > 1
    return f"{words} on {program.families.names[family]}" if several else words
