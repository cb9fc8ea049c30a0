"""The event log with names: rows of numbers read as `sim.outcomes.DECLARED` says."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sim.engine.memory.words import ABOARD, Words
from sim.engine.program import Program
from sim.outcomes import DECLARED, Cause, Happening, LogRow, Named, PadState
from sim.rules import events

_FIELDS = {Named.FLIGHT: "other", Named.PORT: "port", Named.STOCK: "stock"}
"""The column of a row in which a name that is told beside it stands."""


class Reader:
    """Gives the rows of a program's logs their names.

    Parameters
    ----------
    program : Program
    """

    def __init__(self, program: Program) -> None:
        self._people = program.people.names
        self._names = {
            Named.FLIGHT: program.flights.names,
            Named.PAD: program.pads.names,
            Named.FAMILY: program.families.names,
            Named.CLASS: program.classes.names,
            Named.PERSON: self._people,
            Named.STOCK: program.stocks.names,
            Named.PORT: program.ports.names,
        }

    def rows(self, rows: Words) -> list[LogRow]:
        """The rows of a log, shape (n, `sim.engine.log.WIDTH`), with names and types."""
        named: list[LogRow] = []
        for second, rank, code, entity, cause, detail, people in rows.tolist():
            if code == ABOARD:
                crew = (*named[-1].crew, self._people[entity])
                named[-1] = replace(named[-1], crew=crew)
                continue
            happening = Happening(code)
            named.append(
                LogRow(
                    second,
                    rank,
                    happening,
                    self._name(DECLARED[happening].entity, rank, entity),
                    Cause(cause) if cause >= 0 else None,
                    **self._columns(DECLARED[happening].detail, detail),
                    people=people,
                )
            )
        return named

    def _name(self, what: Named, rank: int, number: int) -> str:
        """The name of an entity of that number."""
        if what is Named.PATIENT:
            what = Named.PERSON if rank == events.FALLS_ILL else Named.FLIGHT
        return self._names[what][number]

    def _columns(self, what: Named, detail: int) -> dict[str, Any]:
        """The columns that a detail fills."""
        if what in _FIELDS:
            return {_FIELDS[what]: self._names[what][detail]}
        if what is Named.ROCKET:
            family, pad = divmod(detail, len(self._names[Named.PAD]))
            return {"pad": self._names[Named.PAD][pad], "family": self._names[Named.FAMILY][family]}
        if what is Named.STATE:
            return {"state": PadState(detail)}
        return {"seconds": detail} if what is Named.SECONDS else {}
