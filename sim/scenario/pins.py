"""What a file fixes by name: causes; the samples of the rest do not move."""

from __future__ import annotations

from typing import Literal

from sim.scenario.launchers import Interval
from sim.scenario.model import Noun, key
from sim.scenario.values import Count, Damage, Happenings, Instant, PositiveSpan, ShiftSpan, Span


class PadPin(Noun):
    """The end, or the length, of the repair of a pad's only outage; exactly its random ones."""

    repaired: Instant | None = key("when its outage ends", None)
    repair: Span | None = key("how long its outage lasts", None)
    outages: list[Interval] | None = key("exactly these at random", None)


class OutagePin(Noun):
    """The date of an outage to come; the end, or the length, of its repair."""

    since: Instant | None = key("when it begins", None)
    repaired: Instant | None = key("when it ends", None)
    repair: Span | None = key("how long it lasts", None)


class FamilyPin(Noun):
    """Exactly the stand-downs that come from other customers."""

    stand_downs: list[Interval] = key("exactly these")


class FlightPins(Noun):
    """Causes of one flight; what follows from them comes out of the rules."""

    launch: Instant | None = key("the instant of launch", None)
    slip: ShiftSpan | None = key("of the launch", None)
    replan: ShiftSpan | None = key("of its planned date", None)
    scrubs: Count | None = key("how many", None)
    lost: bool | None = key("whether it is lost", None)
    stand_down: Span | None = key("of the family, if the flight is lost", None)
    damages_pad: Damage | None = key("false, or the repair", None)
    fails_to_dock: bool | None = key("whether it fails to dock", None)
    transit: PositiveSpan | None = key("from launch to docking", None)
    overlap: Span | None = key("with its relief", None)
    hold: Span | None = key("by weather, of its return", None)
    undock: Instant | None = key("when it leaves", None)
    unfit: Happenings | None = key("when it becomes unfit", None)
    medical_return: Happenings | None = key("when somebody in it falls ill", None)
    lead: Span | None = key("from falling ill to undocking", None)
    type_fault: Damage | None = key(
        "of the ship, once unfit: false, or how long it grounds its class", None
    )
    lifeboat: bool | None = key("whether it serves as one once unfit", None)
    disposal: Span | None = key("of the ship, once unfit", None)
    reseat: Span | None = key("of each seat that is fitted in it", None)


class StationPin(Noun):
    """Exactly the times from which on, and until when, the station may not be lived in."""

    evacuations: list[Interval] = key("exactly these")


class Pinned(Noun):
    """What is fixed by name; the samples of the rest do not move."""

    rest: Literal["as_planned"] | None = key("as_planned: no chance but what is pinned", None)
    pads: dict[str, PadPin] = key("by pad", {})
    outages: dict[str, OutagePin] | None = key("by name", None)
    families: dict[str, FamilyPin] = key("by launcher family", {})
    flights: dict[str, FlightPins] = key("by flight", {})
    station: StationPin | None = key("of the station", None)
