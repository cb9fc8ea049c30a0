"""Pins of a random scenario: causes fixed by name, many of them on the same day."""

from __future__ import annotations

from collections.abc import Sequence

from tests.engine.choices import Choices
from tests.engine.stage import Tree, day


class Pins:
    """The pins of one scenario.

    Parameters
    ----------
    choose : Choices
    moments : sequence of float
        Days on which something is planned: launches, and dockings after the usual transits.
    """

    def __init__(self, choose: Choices, moments: Sequence[float]) -> None:
        self.choose = choose
        self.moments = moments
        self.black_day = choose.date(5, 10, *moments[-3:])

    def moment(self) -> str:
        """An instant at which something else is likely to happen as well."""
        return self.choose.date(*self.moments)

    def mishap(self) -> str:
        """The same, often one and the same day for all ships."""
        return self.black_day if self.choose.says(3) else self.moment()

    def pins(self, tree: Tree, to_come: Tree) -> Tree:
        """Pins of some of the flights, pads and families of a scenario.

        Parameters
        ----------
        tree : dict
            The scenario so far.
        to_come : dict
            Flights of the manifest and behind it.
        """
        choose = self.choose
        pins: Tree = {"flights": {}}
        if choose.count(1, 3) == 3:
            pins["rest"] = "as_planned"
        docked: Tree = tree.get("docked", {})
        for name, flight in to_come.items():
            if choose.says(2):
                pins["flights"][name] = self.of_flight(flight)
        for name, ship in docked.items():
            if choose.says(3):
                pins["flights"][name] = self.in_orbit(ship)
        for name, pad in tree["pads"].items():
            pin: Tree = {}
            if "outage" in pad and choose.says(1):
                pin = dict(choose.of({"repair": choose.days(15, 60)}, self.repaired(pad)))
            if "outages" in pad and choose.says():
                pin["outages"] = self.stand_downs()
            if pin:
                pins.setdefault("pads", {})[name] = pin
        for name in tree["families"]:
            if choose.says(1):
                pins.setdefault("families", {})[name] = {"stand_downs": self.stand_downs()}
        return pins

    def repaired(self, pad: Tree) -> Tree:
        """An end of the outage that comes behind its beginning."""
        ends = self.choose.of(day(0), self.moment())
        return {"repaired": max(ends, pad["outage"]["since"])}

    def stand_downs(self) -> list[Tree]:
        """None, or two that overlap, touch, or come at the same instant: outages likewise."""
        first = {"from": day(10), "to": day(30)}
        overlapping = {"from": day(20), "to": day(45)}
        touching = {"from": day(30), "to": day(45)}
        twin = {"from": day(10), "to": day(20)}
        return list(
            self.choose.of([], [first, overlapping], [first, touching], [first, twin], [first])
        )

    def of_flight(self, flight: Tree) -> Tree:
        """Causes of a flight that is to come."""
        choose = self.choose
        pin: Tree = dict(
            choose.of(
                {"launch": self.moment()},
                {"slip": choose.days(0, 20)},
                {"scrubs": choose.count(0, 2)},
                {"lost": True, "stand_down": choose.days(0, 20)},
                {"damages_pad": choose.days(0, 25)},
                {"damages_pad": False, "lost": False},
                {"fails_to_dock": True},
                {"transit": choose.days(5)},
                {"hold": choose.days(5)},
            )
        )
        if "line" in flight and choose.says(1):
            pin["replan"] = choose.days(-10, 10)
        if choose.says(2):
            pin |= self.in_orbit(flight)
        return pin

    def in_orbit(self, ship: Tree) -> Tree:
        """Causes of a ship that is docked, or will be."""
        choose = self.choose
        anybody = ({"undock": self.moment()}, {"hold": choose.days(0, 10)})
        if "crew" not in ship:
            return dict(choose.of(*anybody))
        return dict(
            choose.of(
                {"unfit": [self.mishap()]},
                {
                    "unfit": [self.mishap()],
                    "disposal": choose.days(0, 20),
                    "lifeboat": choose.says(),
                },
                {"unfit": [self.mishap()], "undock": self.moment()},
                {"unfit": [], "reseat": choose.days(0, 5)},
                {"medical_return": [self.mishap()], "lead": choose.days(0, 5)},
                {"medical_return": [self.mishap()]},
                {"unfit": [self.mishap()], "medical_return": [self.mishap()]},
                {"medical_return": []},
                *anybody,
                *([{"overlap": choose.days(0, 10)}] if "line" in ship else []),
            )
        )
