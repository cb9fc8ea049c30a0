"""The ground of a random scenario: launcher families and pads."""

from __future__ import annotations

from collections.abc import Sequence

from tests.engine.choices import Choices
from tests.engine.stage import Tree


def families_of(vehicle: Tree) -> list[str]:
    """Return the families of a vehicle class's entry."""
    stated = vehicle["family"]
    return [stated] if isinstance(stated, str) else list(stated)


class Ground:
    """Families and pads of one scenario in the making.

    Parameters
    ----------
    choose : Choices
    names : sequence of str
        The families that vehicles use.
    freight : dict
        The entries of cargo classes, by name.
    """

    def __init__(self, choose: Choices, names: Sequence[str], freight: Tree) -> None:
        self.choose = choose
        self.names = names
        self.freight = freight

    def families(self) -> Tree:
        """Every family."""
        return {name: self.family(name) for name in self.names}

    def family(self, name: str) -> Tree:
        """One family of launchers."""
        choose = self.choose
        family: Tree = {
            "loss_probability": choose.probability(),
            "stand_down": choose.luck(10, 30, 60),
        }
        if choose.says(1):
            family["other_customers"] = {
                "rate": choose.rate("1 per 100 d", "1 per 20 d"),
                "stand_down": choose.luck(5, 20),
            }
        if choose.says(1):
            family["grounded"] = {"since": choose.date(-5)}
            if choose.says(3):
                family["grounded"]["stand_down"] = choose.luck(10, 40, 90)
        if self.pays(name):
            family["requalification"] = choose.count(0, 2)
            family["owed"] = choose.of(0, 0, 1)
        return family

    def pays(self, family: str) -> bool:
        """Whether cargo flights can pay what the family comes to owe."""
        return any(family in families_of(each) for each in self.freight.values())

    def pads(self) -> Tree:
        """One pad or two for each family, perhaps one for all, perhaps one that sleeps."""
        choose = self.choose
        pads: Tree = {}
        for number, family in enumerate(self.names):
            for letter in "ab"[: 1 + choose.says(1)]:
                pads[f"pad-{number}-{letter}"] = self.pad([family])
        if choose.says(1):
            pads["pad-spare"] = self.pad(self.names)
        if choose.says(2):
            pads = self.with_a_dormant(pads)
        return pads

    def with_a_dormant(self, pads: Tree) -> Tree:
        """The pads and one that sleeps, before or behind them."""
        choose = self.choose
        pad = self.pad(choose.of(self.names, [choose.of(*self.names)]))
        for key in ("last_launch", "outage", "owed"):
            pad.pop(key, None)
        pad["dormant"] = {"activation": choose.ignorance(0, 5, 10, 40)}
        sleeping = {"pad-asleep": pad}
        return choose.of({**pads, **sleeping}, {**sleeping, **pads})

    def pad(self, families: Sequence[str]) -> Tree:
        """One pad."""
        choose = self.choose
        pad: Tree = {
            "families": list(families),
            "turnaround": choose.ignorance(0, 5, 20),
            "damage_probability": choose.probability(0.3),
            "repair": choose.luck(20, 60, 100),
            "return_to_service": choose.ignorance(0, 5),
        }
        if choose.says(2):
            pad["last_launch"] = choose.date(-5, -15)
        if choose.says(2):
            pad["outage"] = {"since": choose.date(-10, -10, 5, 30)}
            if choose.says(3):
                pad["outage"]["repair"] = choose.luck(15, 60, 120)
            if choose.says(1):
                pad["outage"]["crew_stage"] = choose.luck(0, 5, 20)
        if choose.says(1):
            pad["crew_stage"] = choose.luck(0, 5, 20)
        if choose.says(1):
            pad["outages"] = {"rate": choose.rate("1 per 100 d", "1 per 20 d")}
            if choose.says():
                pad["outages"]["repair"] = choose.luck(0, 5, 20)
        if choose.says(1):
            pad["after_repair"] = {
                "launches": choose.count(1, 3),
                "damage_probability": choose.probability(0.6),
            }
        if choose.says(1):
            pad["other_launches"] = choose.rate("1 per 50 d", "1 per 5 d")
        if any(self.pays(family) for family in families):
            pad["requalification"] = choose.count(0, 2)
            pad["owed"] = choose.of(0, 0, 1)
        return pad
