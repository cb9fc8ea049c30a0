"""What is docked on ``as_of`` in a random scenario: ships of lines, visits and cargo, people."""

from __future__ import annotations

from tests.engine.choices import Choices
from tests.engine.stage import Tree, day

SEGMENTS = ("rs", "usos")


class Docked:
    """The docked ships of one scenario in the making.

    Parameters
    ----------
    choose : Choices
    crewed, freight, ports : dict
        The entries of vehicle classes and of ports, by name.
    """

    def __init__(self, choose: Choices, crewed: Tree, freight: Tree, ports: Tree) -> None:
        self.choose = choose
        self.crewed = crewed
        self.freight = freight
        self.ports = ports
        self.ships: Tree = {}
        self.seats: dict[str, int] = {}
        self.lines: list[str] = []

    def free_port(self, vehicle: str) -> str | None:
        """The first port for the class that nobody has taken."""
        taken = {ship["port"] for ship in self.ships.values()}
        for port, stated in self.ports.items():
            if vehicle in stated["accepts"] and port not in taken:
                return port
        return None

    def of_line(self, line: str, vehicle: str) -> int:
        """Dock up to three ships of a line, oftener one behind an unfit one; return how many."""
        self.lines.append(line)
        number, likely = 0, 3
        while number < 3 and self.choose.says(likely):
            port = self.free_port(vehicle)
            if port is None:
                break
            number += 1
            ship = self.crew_ship(line, vehicle, port, number)
            self.ships[f"{line}-{number}"] = ship
            likely = 3 if "unfit_since" in ship else 1
        return number

    def crew_ship(self, line: str, vehicle: str, port: str, number: int) -> Tree:
        choose, known = self.choose, self.crewed[vehicle]
        since = choose.number(10, 30) + 20 * (3 - number)
        ship: Tree = {"line": line, "port": port}
        ship |= {"launched": day(-since - 5), "docked": day(-since)}
        unfit = choose.says(1)
        ship["crew"] = self.people(f"{line}-{number}", known, unfit)
        limit = known["limit"]
        if not isinstance(limit, str) or float(limit.split()[0]) <= since + 5 or choose.says(1):
            ship["limit"] = choose.ignorance(max(since + 10, 60), max(since + 30, 60))
        if unfit:
            ship["unfit_since"] = choose.date(-5)
        elif choose.says(1):
            ship["planned_return"] = choose.date(5, 10, 40)
        capsules = known.get("spacecraft", {}).get("capsules")
        if capsules is not None and choose.says(1):
            capsule = f"{line}-{number}-capsule"
            capsules[capsule] = "docked"
            ship["spacecraft"] = capsule
        return ship

    def people(self, name: str, vehicle: Tree, unfit: bool) -> Tree:
        """Who came with a ship, and where each has a seat: in it, in another one, or nowhere."""
        choose = self.choose
        crew: Tree = {}
        self.seats[name] = 0 if unfit else vehicle["crew"]
        if choose.count(1, 10) == 10:
            return crew
        others = [other for other in self.ships if "crew" in self.ships[other]]
        home = choose.of(*others) if others and choose.says(2) else None
        for place in range(choose.count(vehicle["crew_to_fly"], vehicle["crew"])):
            person: Tree = {"segment": choose.of(*SEGMENTS)}
            if self.lines and choose.says(1):
                person["line"] = choose.of(*self.lines)
            if choose.says(1):
                person["aboard_since"] = choose.date(-60, -30)
            seat = choose.of(*others) if others and choose.count(1, 6) == 6 else name
            if self.seats[seat] > 0 and choose.count(1, 12) < 12:
                self.seats[seat] -= 1
                person |= {} if seat == name else {"seat": seat}
            else:
                person |= {"seat": "none", "stranded_since": choose.date(-5)}
            if home is not None and choose.says(3):
                behind = [other for other in others if other != home]
                person["home"] = [home, choose.of(*behind)] if behind and choose.says(1) else home
            crew[f"{'cadb'[place]} of {name}"] = person
        return crew

    def guests(self) -> None:
        """Dock a visit and a ship of each class of cargo, where there is room."""
        choose = self.choose
        for vehicle, known in self.crewed.items():
            port = self.free_port(vehicle)
            if port is not None and choose.says(1):
                name = f"guest-of-{vehicle}"
                self.ships[name] = {
                    "class": vehicle,
                    "port": port,
                    "launched": day(-15),
                    "docked": day(-10),
                    "crew": self.people(name, known, unfit=False),
                    "planned_return": choose.date(5, 10),
                }
        for vehicle in self.freight:
            port = self.free_port(vehicle)
            if port is not None and choose.says(1):
                ship = {"class": vehicle, "port": port, "docked": choose.date(-10, -20)}
                self.ships[f"old-{vehicle}"] = ship
