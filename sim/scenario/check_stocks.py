"""The part of `sim.scenario.check` for stocks: what is delivered and saved, where lines lie."""

from __future__ import annotations

from collections.abc import Iterable

from sim.scenario.document import Path
from sim.scenario.manifest import known_vehicle, vehicle_of
from sim.scenario.names import Names
from sim.scenario.schema import ScenarioFile


def check_stocks(file: ScenarioFile, names: Names) -> None:
    """Note every delivery of something unknown or by a crew, and levels that cannot be."""
    report = names.report
    for name, vehicle in file.vehicles.items():
        path: Path = ("vehicles", name)
        _check_names((*path, "delivers"), vehicle.delivers or (), names)
        _check_names((*path, "reboost"), vehicle.reboost or (), names)
        if vehicle.delivers is not None and vehicle.crew > 0:
            message = "is for cargo ships: a class with crew delivers nothing"
            report.problem((*path, "delivers"), message)
    for name, flight in file.manifest.items():
        path = ("manifest", name, "delivers")
        _check_names(path, flight.delivers or (), names)
        carrier = known_vehicle(file, flight)
        if flight.delivers is not None and carrier is not None and carrier.crew > 0:
            message = f"is for cargo ships: {vehicle_of(file, flight)} is a class with crew"
            report.problem(path, message)
    for name, stock in file.station.stocks.items():
        path = ("station", "stocks", name)
        if stock.capacity is not None:
            most = stock.capacity.law.support()[1]
            for key in ("level", "reserve"):
                least = getattr(stock, key).law.support()[0]
                if least > most:
                    message = f"{least:g} {stock.unit} is above the capacity, {most:g} {stock.unit}"
                    report.problem((*path, key), message)
        level, line = stock.level.law.support(), stock.reserve.law.support()
        if level[1] <= line[0] and line[0] > 0.0:
            report.warn((*path, "level"), "is not above the reserve line on as_of already")


def _check_names(path: Path, stocks: Iterable[str], names: Names) -> None:
    for stock in stocks:
        names.check((*path, stock), stock, "stocks")
