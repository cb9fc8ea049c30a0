"""Small random scenarios, as the YAML text that a person could have written.

Dates and durations stand on a grid of five days and limits often equal what is planned, so that
many things come at the same second; probabilities are far above any real ones, so that every rule
is met within a few hundred examples.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import yaml
from hypothesis import strategies as st

from tests.engines.stage import Tree, cargo, day

Draw = Callable[[st.SearchStrategy[Any]], Any]

SEGMENTS = ("rs", "usos")


def text_of(tree: Tree) -> str:
    """Return a scenario's tree as YAML."""
    return yaml.safe_dump(tree, sort_keys=False, allow_unicode=True)


@st.composite
def scenarios(draw: Draw) -> Tree:
    """Draw the tree of a scenario that the loader accepts in nearly every case."""
    make = _Maker(draw)
    return make.scenario()


class _Maker:
    """One scenario in the making: what is drawn later must fit what is drawn first."""

    def __init__(self, draw: Draw) -> None:
        self.draw = draw
        self.until = self.of(200, 400, 700)
        self.families = [f"family-{i}" for i in range(self.count(1, 2))]
        self.crewed: Tree = {}
        self.freight: Tree = {}
        self.lines: Tree = {}
        self.docked: Tree = {}
        self.manifest: Tree = {}
        self.ports: Tree = {}

    # small choices ----------------------------------------------------------------------------

    def of(self, *options: Any) -> Any:
        return self.draw(st.sampled_from(options))

    def count(self, low: int, high: int) -> int:
        return int(self.draw(st.integers(low, high)))

    def says(self, chance_in_four: int = 2) -> bool:
        return self.count(1, 4) <= chance_in_four

    def days(self, *options: int) -> str:
        """A known duration."""
        return f"{self.of(*options)} d"

    def ignorance(self, *options: int) -> Any:
        """A parameter: known, or one of which nobody knows the value (one draw a replication)."""
        if self.says(3):
            return self.days(*options)
        low, high = min(options), max(options) + 5
        return self.of(
            {"kind": "uniform", "low": f"{low} d", "high": f"{high} d"},
            {"kind": "triangular", "low": f"{low} d", "mode": f"{high} d", "high": f"{high} d"},
            {
                "kind": "exponential",
                "mean": f"{high} d",
                "lower": f"{low} d",
                "upper": f"{high} d",
            },
        )

    def luck(self, *options: int) -> Any:
        """A duration that is drawn anew each time, or always the same."""
        if self.says(2):
            return self.days(*options)
        low, high = min(options), max(options) + 5
        some = f"{max(high, 5)} d"
        mean = {"kind": "uniform", "low": "5 d", "high": some, "upper": some}
        laws: list[Tree] = [
            {"kind": "uniform", "low": f"{low} d", "high": f"{high} d"},
            {"kind": "empirical", "values": [f"{low} d", f"{high} d"]},
            {
                "kind": "mixture",
                "parts": [
                    {"weight": 2, "value": f"{low} d"},
                    {"weight": 1, "kind": "uniform", "low": f"{low} d", "high": f"{high} d"},
                ],
            },
        ]
        if low >= 0:
            laws += [
                {"kind": "exponential", "mean": mean, "upper": f"{2 * high} d"},
                {"kind": "lognormal", "median": some, "sigma": 0.5, "upper": "300 d"},
                {"kind": "gamma", "shape": 2, "mean": mean},
            ]
        return self.of(*laws)

    def probability(self, most: float = 0.5) -> Any:
        return self.of(
            0,
            0,
            0.1,
            most,
            {"kind": "uniform", "low": 0.05, "high": most},
            {"kind": "beta", "a": 2, "b": 8},
        )

    def rate(self, *options: str) -> Any:
        return self.of(
            "0 per year", "0 per year", *options, {"kind": "gamma", "shape": 2, "mean": options[0]}
        )

    # the whole --------------------------------------------------------------------------------

    def scenario(self) -> Tree:
        self.classes()
        used = {vehicle["family"] for vehicle in (*self.crewed.values(), *self.freight.values())}
        self.families = [family for family in self.families if family in used]
        for number in range(self.count(1, 3)):
            self.line(f"line-{number}")
        self.visits()
        self.cargo_flights()
        tree: Tree = {
            "format": 1,
            "title": "Drawn",
            "as_of": day(0),
            "until": day(self.until),
            "station": {
                "minimum_crew": {"total": self.count(0, 4), "rs": self.count(0, 1)},
                "complement": {"rs": self.count(0, 3), "usos": self.count(0, 4)},
                "ports": self.ports,
            },
            "families": {name: self.family(name) for name in self.families},
            "pads": self.pads(),
            "vehicles": {**self.crewed, **self.freight},
            "lines": self.lines,
            "people": {
                "medical_return_rate": self.rate("1 per 300 d", "1 per 60 d"),
                "medical_lead": self.luck(0, 5, 10),
            },
            "policy": {"waiver": self.ignorance(0, 0, 10)},
        }
        classes = {name: self.freight_plan() for name in self.freight}
        if classes:
            tree["cargo"] = classes
        if self.docked:
            tree["docked"] = self.docked
        if self.manifest:
            tree["manifest"] = self.manifest
        if self.says(2):
            tree["pins"] = self.pins(tree)
        return tree

    def family(self, name: str) -> Tree:
        family: Tree = {
            "loss_probability": self.probability(),
            "stand_down": self.luck(10, 30, 60),
        }
        if self.says(1):
            family["other_customers"] = {
                "rate": self.rate("1 per 100 d", "1 per 20 d"),
                "stand_down": self.luck(5, 20),
            }
        if self.says(1):
            family["grounded"] = {"since": day(-5), "stand_down": self.luck(10, 40)}
        if self.pays(name):
            family["requalification"] = self.count(0, 2)
            family["owed"] = self.of(0, 0, 1)
        return family

    def pays(self, family: str) -> bool:
        """Whether cargo flights can pay what the family comes to owe."""
        return any(each["family"] == family for each in self.freight.values())

    def pads(self) -> Tree:
        pads: Tree = {}
        for number, family in enumerate(self.families):
            pads[f"pad-{number}"] = self.pad([family])
        if self.says(1):
            pads["pad-spare"] = self.pad(self.families)
        return pads

    def pad(self, families: Sequence[str]) -> Tree:
        pad: Tree = {
            "families": list(families),
            "turnaround": self.ignorance(0, 5, 20),
            "damage_probability": self.probability(0.3),
            "repair": self.luck(20, 60, 100),
            "return_to_service": self.ignorance(0, 5),
        }
        if self.says(2):
            pad["last_launch"] = day(-self.of(5, 15))
        if self.says(1):
            pad["outage"] = {"since": day(-10), "repair": self.luck(15, 60, 120)}
        if any(self.pays(family) for family in families):
            pad["requalification"] = self.count(0, 2)
            pad["owed"] = self.of(0, 0, 1)
        return pad

    # vehicles ---------------------------------------------------------------------------------

    def classes(self) -> None:
        for number in range(self.count(1, 2)):
            name = f"crew-{number}"
            self.crewed[name] = self.crewed_class(name)
        for number in range(self.count(0, 2)):
            self.freight[f"cargo-{number}"] = {
                "family": self.of(*self.families),
                "stay": self.ignorance(20, 60),
                "transit": self.days(1, 5),
                **self.mishaps(),
            }
        shared = list(self.freight) if self.says(2) else []
        for name in self.crewed:
            for letter in "abc"[: self.count(1, 3)]:
                self.ports[f"port-{name}-{letter}"] = {"accepts": [name, *shared]}
        for name in self.freight:
            self.ports[f"port-{name}"] = {"accepts": [name]}

    def mishaps(self) -> Tree:
        return {
            "docking_failure_probability": self.probability(),
            "scrub_probability": self.probability(),
            "scrub_recycle": self.days(1, 5),
        }

    def crewed_class(self, name: str) -> Tree:
        seats = self.count(2, 4)
        stay = self.of(60, 100)
        vehicle: Tree = {
            "crew": seats,
            "crew_to_fly": self.count(1, seats),
            "emergency_seats": self.count(0, 2),
            "family": self.of(*self.families),
            "stay": f"{stay} d",
            "limit": self.ignorance(stay + 5, stay + 5, stay + 20),
            "transit": self.days(1, 5) if self.says(3) else self.luck(1, 5),
            "unfit_rate": self.rate("1 per 200 d", "1 per 50 d"),
            "unfit_lifeboat_probability": self.probability(),
            "reseat_time": self.ignorance(0, 5),
            "disposal": self.ignorance(0, 30),
            "return_hold": self.luck(0, 0, 5, 10),
            **self.mishaps(),
        }
        if self.says(1):
            vehicle["spacecraft"] = {
                "deliveries": [day(-5), day(self.of(5, 60))],
                "then_every": self.ignorance(50, 100),
            }
        elif self.says(1):
            vehicle["spacecraft"] = {
                "refurbishment": self.luck(30, 60),
                "capsules": {f"{name}-{i}": day(-at) for i, at in enumerate((40, 5, 20))},
            }
        return vehicle

    # lines ------------------------------------------------------------------------------------

    def line(self, name: str) -> None:
        vehicle = self.of(*self.crewed)
        known = self.crewed[vehicle]
        line: Tree = {
            "vehicle": vehicle,
            "handover": self.of("direct", "direct", "indirect"),
            "overlap": self.luck(0, 5, 10),
            "shortest_stay": self.ignorance(0, 30),
            "spacing": self.ignorance(0, 30),
            "replan": self.luck(-10, 0, 10, 30),
            "slip": self.luck(-5, 0, 5, 20),
            "rebaseline_after": self.ignorance(5, 30),
            "rescue_preparation": self.ignorance(0, 20),
            "reseat_lead": self.ignorance(0, 20),
            "relief_seats": self.count(0, known["crew"]),
        }
        if line["handover"] == "indirect" and self.says():
            line["patience"] = self.ignorance(5, 20)
        if self.says():
            line["pull_forward"] = {"by": self.ignorance(10, 40), "lead": self.ignorance(0, 10)}
        self.lines[name] = line
        every = int(known["stay"].split()[0])
        number = 1
        first = self.of(5, 20, 60)
        for letter in "abc":
            port = f"port-{vehicle}-{letter}"
            free = port in self.ports and all(ship["port"] != port for ship in self.docked.values())
            if free and number < 3 and self.says(3 if number == 1 else 1):
                self.docked[f"{name}-{number}"] = self.docked_ship(name, vehicle, port, number)
                number += 1
        for flight in range(self.count(0, 2)):
            self.manifest[f"{name}-{number + flight}"] = {
                "line": name,
                "planned": day(first + flight * every),
                "crew": self.crew(known),
                **self.overrules(first + flight * every),
            }
        if self.says(3):
            crew = self.crew(known) or ["rs"] * known["crew_to_fly"]
            line["cadence"] = {"every": f"{every} d", "crew": crew}

    def overrules(self, planned: int) -> Tree:
        flight: Tree = {}
        if self.says(1):
            flight["planned_return"] = day(planned + self.of(30, 60, 100))
        if self.says(1):
            flight["limit"] = self.ignorance(50, 105)
        if self.says(1):
            flight["transit"] = self.luck(1, 5)
        return flight

    def crew(self, vehicle: Tree) -> list[str]:
        if self.count(1, 10) == 1:
            return []
        fewest, seats = vehicle["crew_to_fly"], vehicle["crew"]
        return [self.of(*SEGMENTS) for _ in range(self.count(fewest, seats))]

    def docked_ship(self, line: str, vehicle: str, port: str, number: int) -> Tree:
        since = self.of(10, 30) + 20 * (3 - number)
        unfit = self.says(1)
        segments = self.crew(self.crewed[vehicle])
        crew: Tree = {}
        for place, segment in enumerate(segments):
            person: Tree = {"segment": segment}
            if unfit:
                person |= {"seat": "none", "stranded_since": day(-5)}
            elif number > 1 and self.says(1) and f"{line}-1" in self.docked:
                person["home"] = f"{line}-1"
            crew[f"{line}-{number}-{'abcd'[place]}"] = person
        limit = self.crewed[vehicle]["limit"]
        ship: Tree = {
            "line": line,
            "port": port,
            "launched": day(-since - 5),
            "docked": day(-since),
            "crew": crew,
        }
        if not isinstance(limit, str) or int(limit.split()[0]) <= since + 5 or self.says(1):
            ship["limit"] = f"{max(since + 10, 60)} d"
        if unfit:
            ship["unfit_since"] = day(-5)
        elif self.says(1):
            ship["planned_return"] = day(self.of(5, 10, 40))
        return ship

    # visits and cargo -------------------------------------------------------------------------

    def visits(self) -> None:
        for number in range(self.count(0, 2)):
            vehicle = self.of(*self.crewed)
            planned = self.of(5, 10, 50, 105)
            visit: Tree = {
                "class": vehicle,
                "planned": day(planned),
                "crew": self.crew(self.crewed[vehicle]),
                "stay": self.days(5, 10, 20),
            }
            if self.says(1):
                visit["planned_return"] = day(planned + 20)
            self.manifest[f"visit-{number}"] = visit

    def cargo_flights(self) -> None:
        for name in self.freight:
            for number in range(self.count(1, 3)):
                self.manifest[f"{name}-{number + 1}"] = cargo(5 + 20 * number, name)

    def freight_plan(self) -> Tree:
        plan: Tree = {
            "every": self.days(30, 60),
            "spacing": self.ignorance(0, 20),
            "slip": self.luck(-5, 0, 10),
        }
        if self.says():
            plan["pull_forward"] = {"by": self.ignorance(10, 40), "lead": self.ignorance(0, 10)}
        return plan

    # pins -------------------------------------------------------------------------------------

    def pins(self, tree: Tree) -> Tree:
        pins: Tree = {"flights": {}}
        if self.says(1):
            pins["rest"] = "as_planned"
        for name, flight in self.manifest.items():
            if self.says(1):
                pins["flights"][name] = self.flight_pins(flight)
        for name in self.docked:
            if self.says(1):
                pins["flights"][name] = self.orbit_pins()
        for name, pad in tree["pads"].items():
            if "outage" in pad and self.says(1):
                pins["pads"] = {name: {"repaired": day(self.of(0, 5, 60))}}
        if self.says(1):
            stand_downs = [{"from": day(10), "to": day(30)}, {"from": day(20), "to": day(45)}]
            pins["families"] = {self.families[0]: {"stand_downs": self.of([], stand_downs)}}
        return pins

    def flight_pins(self, flight: Tree) -> Tree:
        pin: Tree = dict(
            self.of(
                {"launch": day(self.of(10, 60, 105))},
                {"slip": self.days(0, 20)},
                {"scrubs": 2},
                {"lost": True, "stand_down": "20 d"},
                {"damages_pad": "25 d"},
                {"damages_pad": False, "lost": False},
                {"fails_to_dock": True},
                {"transit": "5 d"},
                {"hold": "5 d"},
            )
        )
        if "line" in flight and self.says(1):
            pin["replan"] = self.days(-10, 10)
        if "crew" in flight and self.says(1):
            pin |= self.orbit_pins()
        return pin

    def orbit_pins(self) -> Tree:
        return dict(
            self.of(
                {"unfit": [day(self.of(5, 40))]},
                {"unfit": []},
                {"medical_return": [day(self.of(5, 40))], "lead": "5 d"},
                {"medical_return": []},
                {"undock": day(self.of(5, 40, 105))},
                {"hold": "10 d"},
            )
        )
