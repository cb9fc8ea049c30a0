"""What keeps the families of the stage from launching, and how levers and flights are written."""

from __future__ import annotations

from typing import Any

from sim.core.clock import DAY
from tests.engine.stage import Played, Tree, day

SECOND = 1 / DAY
"""A second, in days."""


def policy(**levers: Any) -> Tree:
    """Levers of the policy, by their keys."""
    return {"policy": levers}


def outage(since: float, repaired: float, pad: str = "east", **more: Any) -> Tree:
    """A pad that is down from a day (on or before `as_of`) to another."""
    length = round((repaired - since) * DAY)
    return {"pads": {pad: {"outage": {"since": day(since), "repair": f"{length} s"}, **more}}}


def grounded(since: float, until: float, family: str = "r7") -> Tree:
    """A stand-down after a loss that runs on `as_of`."""
    length = round((until - since) * DAY)
    return {"families": {family: {"grounded": {"since": day(since), "stand_down": f"{length} s"}}}}


def stand_downs(*spans: tuple[float, float], family: str = "r7") -> Tree:
    """Pinned stand-downs for other customers, each from a day to another."""
    listed = [{"from": day(start), "to": day(end)} for start, end in spans]
    return {"pins": {"families": {family: {"stand_downs": listed}}}}


def ports(**accepts: list[str]) -> Tree:
    """More ports."""
    return {"station": {"ports": {name: {"accepts": classes} for name, classes in accepts.items()}}}


CARGO_PORTS = ports(six=["progress"], seven=["progress"], eight=["progress"])


def manifest(**flights: Tree) -> Tree:
    """Flights of the manifest; an underscore in a name stands for the hyphen."""
    return {"manifest": {name.replace("_", "-"): flight for name, flight in flights.items()}}


def ups(played: Played, *names: str) -> list[float | None]:
    """The days on which these flights launched."""
    return [played.day("LAUNCHES", name) for name in names]
