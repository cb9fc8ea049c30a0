"""The event log in a form of its own: typed columns that say whatever a row says."""

from __future__ import annotations

from typing import NamedTuple

from sim.core.clock import format_duration, parse_duration
from sim.engines.program import Program
from sim.outcomes import Happening, LogRow


class Neutral(NamedTuple):
    """A row of the log; what it does not tell is empty.

    Parameters
    ----------
    seconds : int or str
        A duration as the log shows it, in its two largest units: ``12 d 4 h`` are 1051200.
    crew : str
        The names of all who fly, in the order of the crew list.
    people : int
        Aboard after it.
    """

    second: int
    rank: int
    happening: str
    entity: str
    cause: str
    pad: str
    family: str
    port: str
    other: str
    stock: str
    seconds: int | str
    crew: str
    people: int


COLUMNS = Neutral._fields

DURATIONS = {
    Happening.HOLD_BEGINS: "for ",
    Happening.REPLANNED: "by ",
    Happening.REBASELINED: "by ",
}
FLIGHTS = {
    Happening.MERGED: "into ",
    Happening.SEAT_CHANGED: "to ",
    Happening.SEAT_RESERVED: "in ",
    Happening.RESEATED: "in ",
    Happening.REMANIFESTED: "to ",
    Happening.EARLY_RETURN: "to ",
    Happening.SWAPPED: "",
    Happening.STOCK_RESTORED: "",
}
"""The word before the duration or the flight that a row tells."""


def neutral(program: Program, row: LogRow) -> Neutral:
    """The row in the neutral form.

    Raises
    ------
    ValueError
        When the row says something that has no place in it.
    """
    kind, said, entity = row.happening, row.detail, row.entity
    pad = family = port = other = stock = crew = ""
    seconds: int | str = ""
    if kind is Happening.LAUNCHES:
        where, _, crew = _behind("from ", said).partition(" with ")
        pad, _, family = where.partition(" on ")
        of_class = program.classes.families[_class_of(program, entity)]
        _one_of(program.pads.names, pad)
        if len(of_class) == 1 and not family:
            family = program.families.names[of_class[0]]
        _one_of([program.families.names[each] for each in of_class], family)
        for person in crew.split(", ") if crew else ():
            _one_of(program.people.names, person)
    elif kind is Happening.DOCKS:
        port = _one_of(program.ports.names, _behind("at ", said))
    elif kind is Happening.SENT_HOME:
        stock = _one_of(program.stocks.names, said)
    elif kind in FLIGHTS:
        other = _one_of(program.flights.names, _behind(FLIGHTS[kind], said))
    elif kind in DURATIONS:
        text = _behind(DURATIONS[kind], said)
        seconds = int(parse_duration(text))
        if format_duration(seconds) != text:
            raise ValueError(f"{text!r} is not how {seconds} s are shown")
    elif said:
        raise ValueError(f"{kind.name} says {said!r}, which has no place")
    cause = "" if row.cause is None else row.cause.name
    told = (pad, family, port, other, stock, seconds, crew)
    return Neutral(row.second, row.rank, kind.name, entity, cause, *told, row.people)


def _behind(word: str, text: str) -> str:
    if not text.startswith(word):
        raise ValueError(f"{text!r} does not begin with {word!r}")
    return text.removeprefix(word)


def _one_of(names: tuple[str, ...] | list[str], name: str) -> str:
    if name not in names:
        raise ValueError(f"{name!r} is none of {', '.join(names)}")
    return name


def _class_of(program: Program, flight: str) -> int:
    return program.flights.classes[program.flights.names.index(flight)]
