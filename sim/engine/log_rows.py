"""The event log with names: rows of numbers read as `sim.outcomes.DECLARED` says."""

from typing import Any

from sim.engine.memory.words import ABOARD, Words
from sim.engine.program import Program
from sim.outcomes import DECLARED, Cause, LogRow, Named, PadState
from sim.rules import events

_FIELDS = {Named.FLIGHT: "other", Named.PORT: "port", Named.STOCK: "stock"}
"""The column of a row in which a name that is told beside it stands."""


_HAPPENINGS = {int(each): (each, declared) for each, declared in DECLARED.items()}
_CAUSES = {int(each): each for each in Cause}
_STATES = {int(each): each for each in PadState}


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
            Named.STATION: ("the station",),
        }

    def rows(self, rows: Words) -> list[LogRow]:
        """The rows of a log, shape (n, `sim.engine.log.WIDTH`), with names and types."""
        named: list[LogRow] = []
        aboard: list[str] = []  # of the launch above, in order from behind
        for second, rank, code, entity, cause, detail, people in reversed(rows.tolist()):
            if code == ABOARD:
                aboard.append(self._people[entity])
                continue
            happening, declared = _HAPPENINGS[code]
            columns = self._columns(declared.detail, detail)
            if aboard:
                columns["crew"] = tuple(reversed(aboard))
                aboard.clear()
            named.append(
                LogRow(
                    second,
                    rank,
                    happening,
                    self._name(declared.entity, rank, entity),
                    _CAUSES[cause] if cause >= 0 else None,
                    **columns,
                    people=people,
                )
            )
        named.reverse()
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
            return {"state": _STATES[detail]}
        return {"seconds": detail} if what is Named.SECONDS else {}
