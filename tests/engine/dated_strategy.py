"""What begins or ends on a date in a random scenario, guests, qualifications and laws by lead."""

from __future__ import annotations

from typing import Any

from tests.engine.choices import Choices
from tests.engine.stage import Tree

EVA = "eva"


class Dated:
    """Changes of a scenario that is made without them."""

    def __init__(self, choose: Choices) -> None:
        self.choose = choose

    def change(self, tree: Tree) -> None:
        """Change the scenario in place."""
        choose = self.choose
        if choose.says(1):
            self.qualify(tree)
        if choose.says(1):
            later = {"rs": choose.count(0, 3), "usos": choose.count(0, 4)}
            tree["station"]["complement_from"] = {choose.date(5, 40, 100)[:10]: later}
        for vehicle in tree["vehicles"].values():
            if vehicle.get("crew") and "certification" not in vehicle and choose.says(1):
                vehicle["certification"] = self.times(60, 200)
        for pad in tree["pads"].values():
            if choose.says(1) and "dormant" not in pad:
                at = choose.count(0, len(pad["families"]) - 1)
                pad["families"][at] = {"family": pad["families"][at], **self.times(60, 200)}
        for name, line in tree["lines"].items():
            docked = any(ship.get("line") == name for ship in tree.get("docked", {}).values())
            if choose.says(1):
                line["from"] = choose.date(-5) if docked else choose.date(-5, 5, 40)
            for key in ("replan", "slip"):
                if choose.says(1):
                    line[key] = self.by_lead(line[key])
        for flight in tree.get("manifest", {}).values():
            if choose.says(1):
                flight["slip"] = choose.of("5 d", self.by_lead("0 d"))

    def times(self, *ends: float) -> Tree:
        """A beginning, an end, or both."""
        choose = self.choose
        begins, to = choose.date(-5, 5, 40), choose.date(*ends)
        return dict(choose.of({"from": begins}, {"to": to}, {"from": begins, "to": to}))

    def by_lead(self, law: Any) -> list[Tree]:
        """The law of dates far ahead, and others of nearer ones."""
        choose = self.choose
        near = {"within": choose.of("20 d", "90 d"), "law": choose.luck(0, 5)}
        return list(choose.of([{"law": law}], [near, {"law": law}]))

    def qualify(self, tree: Tree) -> None:
        """Some may go outside, and some are guests."""
        choose = self.choose
        tree["station"]["qualifications"] = [EVA]
        tree["station"]["minimum_crew"][EVA] = choose.count(0, 2)
        tree["station"]["complement"][EVA] = choose.count(0, 2)
        for section in ("docked", "manifest"):
            for flight in tree.get(section, {}).values():
                crew = flight.get("crew")
                if isinstance(crew, list):
                    flight["crew"] = [self.person(who) for who in crew]
                elif crew:
                    flight["crew"] = {name: self.person(who) for name, who in crew.items()}

    def person(self, stated: Any) -> Any:
        """Somebody with or without the qualification."""
        choose = self.choose
        if isinstance(stated, str):
            return choose.of(stated, stated, {"segment": stated, "qualifications": [EVA]}, "none")
        return choose.of(stated, {**stated, "qualifications": [EVA]})
