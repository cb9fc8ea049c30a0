"""How blackouts, the time between operations and outages of pads are written on the stage."""

from __future__ import annotations

from sim.core.clock import DAY
from tests.engine.stage import Played, Tree, day


def dark(*spans: tuple[float, float], vehicle: str = "soyuz", every: str | None = None) -> Tree:
    """Landing blackouts of a class, each from a day to another, repeated `every` so often."""
    return {"vehicles": {vehicle: {"blackouts": {"landing": _listed(spans, every)}}}}


def shut(*spans: tuple[float, float], vehicle: str = "soyuz", every: str | None = None) -> Tree:
    """Launch blackouts of a class, likewise."""
    return {"vehicles": {vehicle: {"blackouts": {"launch": _listed(spans, every)}}}}


def _listed(spans: tuple[tuple[float, float], ...], every: str | None) -> list[Tree]:
    more = {} if every is None else {"every": every}
    return [{"from": day(begin), "to": day(end), **more} for begin, end in spans]


def apart(days: float) -> Tree:
    """So long lies between one docking or undocking and the next."""
    return {"station": {"operations_apart": f"{round(days * DAY)} s"}}


def broken(*spans: tuple[float, float], pad: str = "east") -> Tree:
    """Pinned random outages of a pad, each from a day to another; none means none."""
    listed = [{"from": day(begin), "to": day(end)} for begin, end in spans]
    return {"pins": {"pads": {pad: {"outages": listed}}}}


def parked(
    port: str, planned_return: float, vehicle: str = "progress", docked: float = -20
) -> Tree:
    """A cargo ship that is docked on `as_of` until a day."""
    back = {"docked": day(docked), "planned_return": day(planned_return)}
    return {"class": vehicle, "port": port, **back}


def pad_of(played: Played, name: str) -> str:
    """The pad a flight launched from."""
    return played.row("LAUNCHES", name).pad


def holds(played: Played, name: str) -> list[str]:
    """Since when a vehicle that is free to leave is held, and why."""
    found = [row for row in played.rows if row.entity == name]
    return [
        f"{row.second / DAY:.2f} {row.cause.name if row.cause else '-'}"
        for row in found
        if row.happening.name == "HOLD_BEGINS"
    ]
