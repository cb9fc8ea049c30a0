"""Small random scenarios, as the YAML text that a person could have written.

Limits often equal what is planned, dates and durations stand on a coarse grid, and probabilities
are far above any real ones, so that every rule is met and many things come at the same second.
"""

from __future__ import annotations

from pathlib import Path
from random import Random
from typing import Any, NamedTuple

import yaml
from hypothesis import reject
from hypothesis import strategies as st

from sim.core.errors import ScenarioError
from sim.scenario import Scenario, load, with_policy
from tests.engine.choices import Choices, written
from tests.engine.dated_strategy import Dated
from tests.engine.docked_strategy import Docked
from tests.engine.ground_strategy import Ground, families_of
from tests.engine.levers_strategy import OTHER, Levers
from tests.engine.pins_strategy import Pins
from tests.engine.stage import Tree, cargo, day
from tests.engine.stocks_strategy import Stocks

SEGMENTS = ("rs", "usos")

DUMPER: Any = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
"""PyYAML's own writer in C where it has one: several times faster."""


def text_of(tree: Tree) -> str:
    """Return a scenario's tree as YAML."""
    return str(yaml.dump(tree, Dumper=DUMPER, sort_keys=False, allow_unicode=True))


class Drawn(NamedTuple):
    """A scenario and where its luck lies."""

    tree: Tree
    seed: int
    first: int
    """A replication that has some hundred others behind it."""


def drawn() -> st.SearchStrategy[Drawn]:
    """Return the strategy that draws scenarios, nearly all of which the loader accepts.

    All choices come from one random source of Hypothesis. Samples of several strategies would be
    copied into one another by its mutator: of 300 examples 140 came twice.
    """
    return st.randoms(use_true_random=False).map(dated)


def made(random: Random) -> Drawn:
    """Return the scenario that a random source makes; the loader refuses few of them."""
    tree = _Maker(Choices(random)).scenario()
    address = random.randint(0, 2**64 - 1), random.randint(0, 2**32 - 200)
    _close(tree, Choices(random))
    return Drawn(tree, *address)


def _close(tree: Tree, choose: Choices) -> None:
    """State more outages of pads, and closures of pads, ports and a range: made last of all."""
    pinned = tree.get("pins", {}).get("pads", {})
    for name, pad in tree["pads"].items():
        if (
            "outage" in pad
            and choose.says(2)
            and not {"repair", "repaired"} & {*pinned.get(name, ())}
        ):
            span = {"kind": "uniform", "low": choose.date(5, 20), "high": choose.date(60, 200)}
            since = choose.of(choose.date(-5, 10, 40, 100), span)
            more = {"name": f"{name}-again", "since": since, "repair": choose.luck(10, 60)}
            pad["outage"] = choose.of([pad["outage"], more], [more, pad["outage"]])
        if choose.says(1):
            pad["closed"] = _closures(choose)
    for port in tree["station"]["ports"].values():
        if choose.says(1):
            port["closed"] = _closures(choose)
    if choose.says(1):
        pads = [name for name in tree["pads"] if choose.says(2)] or [*tree["pads"]][:1]
        tree["ranges"] = {"cape": {"pads": pads, "closed": _closures(choose)}}


def _closures(choose: Choices) -> list[Tree]:
    begins = choose.of(-10, 5, 40, 90, 95, 150)
    closed: Tree = {"from": day(begins), "to": day(begins + choose.number(5, 20, 60))}
    return [{**closed, "every": "100 d"}] if choose.says(1) else [closed]


def dated(random: Random) -> Drawn:
    """Return such a scenario with what begins or ends on a date, and who is qualified for what."""
    example = made(random)
    Dated(Choices(random)).change(example.tree)
    return example


def scenario_of(tree: Tree, folder: Path) -> Scenario:
    """Return a drawn scenario, loaded; one that the loader refuses is not an example."""
    try:
        return loaded(tree, folder)
    except ScenarioError:
        reject()


def loaded(tree: Tree, folder: Path) -> Scenario:
    """Return a made scenario, loaded from a file in the folder.

    Raises
    ------
    ScenarioError
        When the loader refuses it.
    """
    file = folder / "drawn.yaml"
    file.write_text(text_of(tree), encoding="utf-8")
    return load(file)


def in_place(scenario: Scenario) -> Scenario:
    """Return a drawn scenario with its named policy in place, if it has one."""
    return with_policy(scenario, OTHER) if OTHER in scenario.policies else scenario


class _Maker:
    """One scenario in the making: what is drawn later must fit what is drawn first."""

    def __init__(self, choose: Choices) -> None:
        self.choose = choose
        self.until = choose.of(60, 200, 400, 400, 700)
        self.families = [f"family-{i}" for i in range(choose.of(1, 2, 2, 2))]
        self.crewed: Tree = {}
        self.freight: Tree = {}
        self.stays: dict[str, float] = {}
        self.lines: Tree = {}
        self.manifest: Tree = {}
        self.behind: Tree = {}
        self.moments = [5.0, 10.0, 40.0]
        self.ports: Tree = {}
        self.stocks = Stocks(choose)

    def scenario(self) -> Tree:
        """The whole."""
        choose = self.choose
        self.classes()
        vehicles = (*self.crewed.values(), *self.freight.values())
        used = {family for vehicle in vehicles for family in families_of(vehicle)}
        self.families = [family for family in self.families if family in used]
        ground = Ground(choose, self.families, self.freight)
        docked = Docked(choose, self.crewed, self.freight, self.ports)
        for number in range(choose.of(1, 2, 3, 2, 2)):
            self.line(f"line-{number}", docked)
        self.visits()
        self.cargo_flights()
        docked.guests()
        tree: Tree = {
            "format": 1,
            "title": "Drawn",
            "as_of": day(0),
            "until": day(self.until),
            "station": {
                "minimum_crew": {
                    "total": choose.count(0, 6),
                    "rs": choose.count(0, 1),
                    "usos": choose.count(0, 1),
                },
                "complement": {"rs": choose.count(0, 3), "usos": choose.count(0, 4)},
                "operations_apart": choose.days(0, 0, 1, 5, 10),
                "ports": self.ports,
                "stocks": self.stocks.station(),
            },
            "families": ground.families(),
            "pads": ground.pads(),
            "vehicles": {**self.crewed, **self.freight},
            "lines": self.lines,
            "people": {
                "medical_return_rate": choose.rate("1 per 300 d", "1 per 60 d"),
                "medical_lead": choose.luck(0, 5, 10),
            },
        }
        if choose.says(1):
            rate = choose.rate("1 per 400 d", "1 per 100 d")
            tree["station"]["evacuation"] = {"rate": rate, "away": choose.luck(5, 40)}
        classes = {name: self.freight_plan() for name in self.freight}
        if classes:
            tree["cargo"] = classes
        if docked.ships:
            tree["docked"] = docked.ships
        if self.manifest:
            tree["manifest"] = self.manifest
        levers = Levers(choose, tree, cargo_pays=all(map(ground.pays, self.families)))
        tree["policy"] = levers.policy()
        named = levers.named(tree["policy"])
        if named:
            tree["policies"] = named
        if choose.says(2):
            to_come = {**self.manifest, **self.behind}
            tree["pins"] = Pins(choose, self.moments).pins(tree, to_come)
        for plan in classes.values():
            if choose.says(1):
                plan["replan"] = choose.luck(-10, 0, 20)
                plan["firm_within"] = choose.ignorance(0, 20)
        return tree

    # vehicles ---------------------------------------------------------------------------------

    def classes(self) -> None:
        choose = self.choose
        for number in range(choose.of(1, 2, 2, 2)):
            name = f"crew-{number}"
            family = (
                self.families[number % len(self.families)]
                if choose.says(3)
                else choose.of(*self.families)
            )
            self.crewed[name] = self.crewed_class(name, self.one_or_more(family))
            if choose.says(1):
                self.crewed[name]["certification"] = choose.ignorance(0, 5, 40)
        for number in range(choose.count(0, 2)):
            self.freight[f"cargo-{number}"] = {
                "family": self.one_or_more(choose.of(*self.families)),
                "stay": choose.ignorance(20, 60),
                "transit": choose.days(1, 5),
                "delivers": self.stocks.delivered(),
                "reboost": self.stocks.saved(),
                **self.mishaps(),
            }
        shared = list(self.freight) if choose.says(2) else []
        for name in self.crewed:
            for letter in "abc"[: choose.count(1, 3)]:
                self.ports[f"port-{name}-{letter}"] = {"accepts": [name, *shared]}
        for name in self.freight:
            if not shared or choose.says(2):
                self.ports[f"port-{name}"] = {"accepts": [name]}
        if choose.says(1):
            self.ports["port-any"] = {"accepts": [*self.crewed, *self.freight]}
        for name, vehicle in {**self.crewed, **self.freight}.items():
            if choose.says(1):
                mine = [port for port, stated in self.ports.items() if name in stated["accepts"]]
                vehicle["ports"] = mine[::-1]
            if choose.says(1):
                vehicle["blackouts"] = {
                    "launch": self.blackouts(),
                    "landing": self.blackouts(),
                }

    def one_or_more(self, family: str) -> Any:
        """The family, alone or before the others."""
        others = [other for other in self.families if other != family]
        several = others and self.choose.says(1) and self.choose.says(2)
        return [family, *others] if several else family

    def blackouts(self) -> list[Tree]:
        """None, one, or one that comes again."""
        choose = self.choose
        begins = choose.number(-5, 5, 40, 100)
        one: Tree = {"from": day(begins), "to": day(begins + choose.number(5, 20))}
        return list(choose.of([], [one], [{**one, "every": choose.days(30, 60)}]))

    def mishaps(self) -> Tree:
        choose = self.choose
        found: Tree = {
            "docking_failure_probability": choose.probability(),
            "scrub_probability": choose.probability(),
            "scrub_recycle": choose.days(1, 5),
        }
        if choose.says(2):
            again = {"after": choose.days(1, 3), "failure_probability": choose.probability()}
            found["second_attempt"] = again
        return found

    def crewed_class(self, name: str, family: Any) -> Tree:
        choose = self.choose
        seats = choose.count(2, 4)
        stay = self.stays[name] = choose.number(60, 100)
        vehicle: Tree = {
            "crew": seats,
            "crew_to_fly": choose.count(1, choose.count(1, seats)),
            "emergency_seats": choose.count(0, 2),
            "family": family,
            "stay": written(stay),
            "limit": choose.ignorance(stay + 5, stay + 5, stay + 20),
            "transit": choose.luck(1, 5) if choose.says(1) else choose.days(1, 5),
            "unfit_rate": choose.rate("1 per 200 d", "1 per 50 d"),
            "unfit_lifeboat_probability": choose.probability(),
            "reseat_time": choose.ignorance(0, 5),
            "emergency_time": choose.ignorance(0, 0, 20),
            "disposal": choose.ignorance(0, 30),
            "return_hold": choose.luck(0, 0, 5, 10),
            **self.mishaps(),
        }
        if choose.says(1):
            grounds = choose.luck(5, 40)
            vehicle["type_fault"] = {"probability": choose.probability(), "grounds": grounds}
            if choose.says(2):
                vehicle["type_fault"]["when_needed"] = choose.ignorance(5, 40)
        if choose.says(1):
            vehicle["reboost"] = self.stocks.saved()
        if choose.says(1):
            vehicle["spacecraft"] = {
                "deliveries": [choose.date(-5), choose.date(5, 60)],
                "then_every": choose.ignorance(50, 100),
            }
        elif choose.says(1):
            capsules = {f"{name}-{i}": day(-at) for i, at in enumerate((40, 5, 20))}
            vehicle["spacecraft"] = {
                "refurbishment": choose.luck(30, 60),
                "capsules": dict(list(capsules.items())[: choose.count(1, 3)]),
            }
        return vehicle

    # lines ------------------------------------------------------------------------------------

    def line(self, name: str, docked: Docked) -> None:
        choose = self.choose
        vehicle = choose.of(*self.crewed)
        if choose.says(3):
            vehicle = list(self.crewed)[len(self.lines) % len(self.crewed)]
        known = self.crewed[vehicle]
        line: Tree = {
            "vehicle": vehicle,
            "handover": choose.of("direct", "direct", "indirect"),
            "overlap": choose.luck(0, 5, 10),
            "shortest_stay": choose.ignorance(0, 30),
            "spacing": choose.ignorance(0, 30, 30, 90),
            "replan": choose.luck(-10, 0, 10, 30),
            "firm_within": choose.ignorance(0, 0, 20),
            "slip": choose.luck(-5, 0, 5, 20),
            "rebaseline_after": choose.ignorance(5, 30),
            "rescue_preparation": choose.ignorance(0, 20, 20, 60),
            "reseat_lead": choose.ignorance(0, 20),
            "relief_seats": choose.count(0, known["crew"]),
        }
        if line["handover"] == "indirect" and choose.says():
            line["patience"] = choose.ignorance(5, 20)
        if choose.says():
            line["pull_forward"] = {
                "by": choose.ignorance(10, 40),
                "lead": choose.ignorance(0, 10),
            }
        self.lines[name] = line
        every = self.stays[vehicle]
        first = choose.number(5, 20, 60)
        number = 1 + docked.of_line(name, vehicle)
        planned = 0.0
        for flight in range(choose.count(0, 2)):
            planned = first + flight * every
            self.moments += [planned, planned + 1, planned + 5]
            self.manifest[f"{name}-{number}"] = {
                "line": name,
                "planned": day(planned),
                "crew": self.named_crew(f"{name}-{number}", known),
                **self.overrules(planned),
            }
            number += 1
        if not choose.says(1):
            crew = self.crew(known) or ["rs"] * known["crew_to_fly"]
            line["cadence"] = {"every": written(every), "crew": crew}
            if planned <= self.until:
                self.behind[f"{name}-{number}"] = {"line": name, "crew": crew}

    def overrules(self, planned: float) -> Tree:
        choose = self.choose
        flight: Tree = {}
        if choose.says(1):
            flight["planned_return"] = day(planned + choose.number(30, 60, 100))
        if choose.says(1):
            flight["limit"] = choose.ignorance(50, 105)
        if choose.says(1):
            flight["transit"] = choose.luck(1, 5)
        if choose.says(1):
            flight["overlap"] = choose.luck(0, 10)
        return flight

    def crew(self, vehicle: Tree) -> list[str]:
        choose = self.choose
        if choose.count(1, 10) == 10:
            return []
        fewest, seats = vehicle["crew_to_fly"], vehicle["crew"]
        people = choose.of(seats, choose.count(fewest, seats))
        return [choose.of(*SEGMENTS) for _ in range(people)]

    def named_crew(self, flight: str, vehicle: Tree) -> Any:
        """A crew by segment, or by name; some go home in another ship or belong to another line."""
        choose = self.choose
        crew = self.crew(vehicle)
        if not choose.says(1):
            return crew
        named: Tree = {}
        for place, segment in enumerate(crew):
            person: Tree = {"segment": segment}
            if choose.says(1):
                person["line"] = choose.of(*self.lines)
            if choose.says(1) and self.manifest:
                person["home"] = choose.of(*self.manifest)
            named[f"{'dcba'[place]} of {flight}"] = person
        return named

    # visits and cargo -------------------------------------------------------------------------

    def visits(self) -> None:
        choose = self.choose
        for number in range(choose.count(0, 2)):
            vehicle = choose.of(*self.crewed)
            planned = choose.number(5, 10, 50, 105)
            visit: Tree = {
                "class": vehicle,
                "planned": day(planned),
                "crew": self.named_crew(f"visit-{number}", self.crewed[vehicle]),
                "stay": choose.days(5, 10, 20),
            }
            if choose.says(1):
                visit["planned_return"] = day(planned + 20)
            self.manifest[f"visit-{number}"] = visit

    def cargo_flights(self) -> None:
        choose = self.choose
        for name in self.freight:
            for number in range(choose.count(1, 3)):
                flight = cargo(choose.number(5) + 20 * number, name)
                if choose.says(1):
                    flight["planned_return"] = day(60 + 20 * number)
                if choose.says(1):
                    flight["delivers"] = self.stocks.delivered()
                self.manifest[f"{name}-{number + 1}"] = flight

    def freight_plan(self) -> Tree:
        choose = self.choose
        plan: Tree = {
            "every": choose.days(30, 60),
            "spacing": choose.ignorance(0, 20),
            "slip": choose.luck(-5, 0, 10),
        }
        if choose.says():
            plan["pull_forward"] = {
                "by": choose.ignorance(10, 40),
                "lead": choose.ignorance(0, 10),
            }
        return plan
