"""The policy of a random scenario: any of the planners' levers, decided on a day or not."""

from __future__ import annotations

from typing import Any

from tests.engine.choices import Choices
from tests.engine.stage import Tree, day

SEGMENTS = ("rs", "usos")

OTHER = "other"
"""The named policy that a random scenario may have."""

MOVABLE = {
    *("waiver", "seat_swap", "alternate_pad", "reserve_craft", "on_low_stock", "hold"),
    *("first_after_repair", "extension", "fly_again", "leave_early", "stays_behind"),
    "for_the_stranded",
}
"""The levers that leave flights and people as they are."""


class Levers:
    """The levers of one scenario in the making.

    Parameters
    ----------
    choose : Choices
    tree : dict
        The scenario, complete but for its policy.
    cargo_pays : bool
        Whether cargo of every family can pay what a pad comes to owe.
    """

    def __init__(self, choose: Choices, tree: Tree, *, cargo_pays: bool) -> None:
        self.choose = choose
        self.tree = tree
        self.cargo_pays = cargo_pays
        self.crewed = {name: entry for name, entry in tree["vehicles"].items() if "crew" in entry}
        self.stocks = list(tree["station"].get("stocks", {}))
        self.sleeping = [name for name, pad in tree["pads"].items() if "dormant" in pad]
        self.direct = [n for n, line in tree["lines"].items() if line["handover"] == "direct"]

    def policy(self) -> Tree:
        """The policy: a waiver and some of the levers."""
        choose = self.choose
        policy: Tree = {"waiver": choose.ignorance(0, 0, 10)}
        if not choose.says(1) or choose.says(3):
            policy["seat_swap"] = {"after": choose.days(0, 5), "seats": choose.count(1, 3)}
        if self.sleeping and choose.says(3):
            pad = choose.of(*self.sleeping)
            policy["alternate_pad"] = {"pad": pad, "after": self.after()}
        if choose.says(2):
            line = choose.of(*self.tree["lines"].values())
            preparation = choose.ignorance(0, 10, 40)
            policy["reserve_craft"] = {"class": line["vehicle"], "preparation": preparation}
        if self.stocks and choose.says(2):
            policy["on_low_stock"] = self.on_low_stock()
        if self.direct and choose.says(2):
            policy["hold"] = choose.of(True, [choose.of(*self.direct)])
        if choose.says(1):
            after_repair = ("crew", "cargo") if self.cargo_pays else ("crew",)
            policy["first_after_repair"] = choose.of(*after_repair)
        if choose.says(1):
            lines = [name for name in self.tree["lines"] if choose.says(2)]
            if lines:
                policy["increment_length"] = {line: choose.days(40, 60, 90) for line in lines}
        if choose.says(3):
            policy["extra_flight"] = self.extra_flight()
        if choose.says(3):
            people = self.ways_home("extra_flight" in policy)
            if people:
                policy["early_return"] = {"after": self.after(), "people": people}
        policy |= self.reactions()
        if choose.says(2):
            policy["decided_on"] = self.decided_on()
        return policy

    def reactions(self) -> Tree:
        """What planners do of themselves: some of it."""
        choose, found = self.choose, {}
        if self.direct and choose.says(2):
            lines = {choose.of(*self.direct): choose.ignorance(5, 20, 40)}
            found["extension"] = {"lines": lines, "last_ship": choose.ignorance(0, 30, 60)}
        if choose.says(2):
            found["fly_again"] = {"campaign": choose.luck(5, 40)}
            if choose.says(2):
                found["fly_again"]["after_two_losses"] = choose.count(1, 3)
            if choose.says(2):
                found["fly_again"]["after_illness"] = choose.luck(5, 40)
        if choose.says(2):
            by, probability = choose.luck(5, 15, 40), choose.of(0.5, 1, choose.probability())
            found["leave_early"] = {"probability": probability, "by": by}
        if choose.says(2):
            found["stays_behind"] = "keep_segments"
        if choose.says(2):
            found["patients"] = "ship_that_is_due"
        if choose.says(2):
            found["for_the_stranded"] = {
                "in_reliefs_ship": choose.says(2),
                "own_people_first": choose.says(2),
            }
            if choose.says(2):
                found["for_the_stranded"]["unfit_leaves"] = choose.ignorance(5, 20, 40)
        return found

    def named(self, policy: Tree) -> Tree:
        """A named policy that decides some of these levers on a day of its own; they move to it."""
        moved = [lever for lever in policy if lever in MOVABLE and self.choose.says(2)]
        if not moved or not self.choose.says(1):
            return {}
        levers = {lever: policy.pop(lever) for lever in moved}
        day_of_its_own = {"decided_on": self.decided_on()} if self.choose.says(3) else {}
        return {OTHER: {"title": "Other", **levers, **day_of_its_own}}

    def decided_on(self) -> str:
        """A day, often that of something else."""
        if not self.choose.says(3):
            return self.choose.of(day(-10), day(0), "2030-01-01", "2030-01-16", "2030-02-20")
        return self.choose.date(10, 20, 30, 45, 60, 90, 120, 150, 200)

    def after(self) -> str:
        """How long a family must have been unable to launch: often met to the second."""
        return self.choose.days(0, 5, 0, 10, 20, 30)

    def on_low_stock(self) -> Tree:
        choose = self.choose
        lever: Tree = {"again_after": choose.days(5, 20, 30)} if choose.says(3) else {}
        if choose.says(1):
            lever["stocks"] = [choose.of(*self.stocks)]
        return lever

    def extra_flight(self) -> Tree:
        choose = self.choose
        vehicle = choose.of(*self.crewed)
        known = self.crewed[vehicle]
        crew: Any = [
            choose.of(*SEGMENTS) for _ in range(choose.count(known["crew_to_fly"], known["crew"]))
        ]
        if choose.says(1):
            crew = {f"{'dcba'[place]} of extra": segment for place, segment in enumerate(crew)}
        flight: Tree = {
            "class": vehicle,
            "crew": crew,
            "after": self.after(),
            "lead": choose.ignorance(0, 5, 30),
        }
        if choose.says(2):
            flight["stay"] = choose.ignorance(5, 10, 30)
        return flight

    def ways_home(self, extra: bool) -> Tree:
        """Another ship for some of those who have a name."""
        choose = self.choose
        ships: dict[str, Tree] = {**self.tree.get("docked", {}), **self.tree.get("manifest", {})}
        crews = {name: ship["crew"] for name, ship in ships.items() if "crew" in ship}
        ways: Tree = {}
        for name, crew in crews.items():
            for who, person in crew.items() if isinstance(crew, dict) else ():
                seat = person.get("seat", name)
                others = [other for other in crews if other != seat]
                if extra:
                    others.append("extra")
                if others and choose.says(2):
                    ways[who] = choose.of(*others)
        return ways
