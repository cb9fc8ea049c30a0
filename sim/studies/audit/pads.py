"""The pads: which is down since when and takes crews, recounted from the event log (MODEL 2.5)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping

from sim.core.clock import NEVER
from sim.engines.program import Program
from sim.outcomes import Happening, LogRow
from sim.studies.audit.crews import said

PADS = "pads"
"""What is counted here."""


class Pads:
    """Every pad's outages, repairs and launches in one replication.

    Parameters
    ----------
    program : Program
    demand : callable
        Takes whether something holds, the subject and what was found; enters what does not hold.

    Attributes
    ----------
    entries : int
        How much was looked at.
    """

    def __init__(self, program: Program, demand: Callable[[bool, str, str], bool]) -> None:
        pads = program.pads
        self.demand = demand
        self.entries = 0
        self.totals: Counter[str] = Counter()
        self.names = pads.names
        self.dormant = {
            name for name, takes in zip(pads.names, pads.activation, strict=True) if takes >= 0
        }
        self.down_since: dict[str, int] = {}
        self.to_begin: dict[str, list[int]] = {}
        for pad, name in enumerate(pads.names):
            pinned = pads.pin_outages[pad]
            begins = [at for at in (pads.outage_since[pad],) if at < NEVER]
            begins += [at for at, ends in pinned or () if ends > 0 and name not in self.dormant]
            if min(begins, default=NEVER) <= 0:
                self.down_since[name] = 0
            random = pads.random_rate[pad] >= 0 and pinned is None
            if not random and name not in self.dormant:
                to_come = [at for at in begins if 0 < at < program.until]
                self.to_begin[name] = sorted(to_come)
        self.out_of_service = {*self.down_since, *self.dormant}
        self.crew_left: dict[str, str] = {}
        self.left_at: dict[str, int] = {}
        self.takes_crews: set[str] = set()

    @property
    def enters(self) -> Mapping[Happening, Callable[[LogRow], None]]:
        """The rows of pads, and who enters them."""
        return {
            Happening.PAD_OUTAGE: self._outage,
            Happening.PAD_DAMAGED: self._damaged,
            Happening.REPAIRED: self._repaired,
            Happening.PAD_READY: self._ready,
            Happening.PAD_TAKES_CREWS: self._takes_crews,
            Happening.PAD_ACTIVATED: self._activated,
        }

    # rows ---------------------------------------------------------------------------------------

    def launches(self, pad: str, row: LogRow, crewed: bool) -> None:
        """A flight leaves a pad."""
        self.entries += 1
        self.totals[f"pad_launches[{pad}]"] += 1
        self.left_at[pad] = row.second
        there_is = pad not in self.out_of_service
        self._must(there_is, f"{row.entity} launches from {pad}, which is not in service")
        if crewed:
            self.crew_left.setdefault(pad, row.entity)

    def _outage(self, row: LogRow) -> None:
        known = self.to_begin.get(row.entity)
        if known is not None:
            stated = row.second in known
            self._must(stated, f"{said(row)}, and it has none then")
            if stated:
                known.remove(row.second)
        self._must(row.entity not in self.dormant, f"{said(row)}, and it is dormant")
        self._goes_down(row)

    def _damaged(self, row: LogRow) -> None:
        self.totals[f"pad_damages[{row.entity}]"] += 1
        left = self.left_at.get(row.entity) == row.second
        self._must(left, f"{said(row)}, and nothing has left it")
        self._goes_down(row)

    def _goes_down(self, row: LogRow) -> None:
        self.entries += 1
        self.down_since.setdefault(row.entity, row.second)
        self.out_of_service.add(row.entity)
        self.takes_crews.discard(row.entity)

    def _repaired(self, row: LogRow) -> None:
        self.entries += 1
        self._must(row.entity in self.down_since, f"{said(row)}, and it was not down")
        since = self.down_since.pop(row.entity, row.second)
        self.totals[f"pad_down_days[{row.entity}]"] += row.second - since
        self.crew_left.pop(row.entity, None)
        self.takes_crews.discard(row.entity)

    def _ready(self, row: LogRow) -> None:
        """It is back in service, unless an outage has begun since it was repaired."""
        self.entries += 1
        right = row.entity in self.out_of_service and row.entity not in self.down_since
        self._must(right, f"{said(row)}, and it was not repaired")
        self.out_of_service.discard(row.entity)

    def _takes_crews(self, row: LogRow) -> None:
        """It is told to take crews, once a repair: no crew has left it since the repair."""
        self.entries += 1
        once = row.entity not in self.takes_crews
        right = row.entity not in self.down_since and once
        self._must(right, f"{said(row)}, and it is down or took them before")
        self.takes_crews.add(row.entity)
        flight = self.crew_left.get(row.entity, "")
        self._must(not flight, f"{said(row)}, and the crew of {flight} left it before")

    def _activated(self, row: LogRow) -> None:
        self.entries += 1
        self._must(row.entity in self.dormant, f"{said(row)}, and it was not dormant")
        self.dormant.discard(row.entity)
        self.out_of_service.discard(row.entity)

    def _must(self, holds: bool, found: str) -> None:
        self.demand(holds, PADS, found)

    # what must hold -----------------------------------------------------------------------------

    def second_ends(self, following: int) -> Iterator[str]:
        """Yield the outages that were to begin before the following second and did not."""
        for name, known in self.to_begin.items():
            while known and known[0] < following:
                yield f"an outage of {name} was due at second {known.pop(0)} and did not begin"

    def counted(self, until: int) -> Iterator[tuple[str, int]]:
        """Yield the outcomes that the log adds up to, by the name of their column."""
        for name in self.names:
            down = until - self.down_since.get(name, until)
            yield f"pad_launches[{name}]", self.totals[f"pad_launches[{name}]"]
            yield f"pad_damages[{name}]", self.totals[f"pad_damages[{name}]"]
            yield f"pad_down_days[{name}]", self.totals[f"pad_down_days[{name}]"] + down
