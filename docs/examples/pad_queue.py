"""Draw who waits at Site 31/6 in one future: a monitor beside the model.

The figure goes to the folder that is named, else to this one.
"""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Callable, Generator
from dataclasses import dataclass
from pathlib import Path

from matplotlib import dates
from matplotlib.figure import Figure
from matplotlib.patches import Patch
from simpy import Environment, Event

import sim

REPLICATION = 10
COLOURS = {"line": "#0072b2", "cargo": "#e69f00"}
GREY = "#d9d9d9"


@dataclass(frozen=True)
class Look:
    """What the monitor sees from an instant on: who waits, in which role; a pad that is down."""

    at: dt.datetime
    waiting: dict[str, str]
    is_down: bool


Process = Callable[[Environment, sim.Station], Generator[Event, object, None]]


def monitor(name: str, as_of: dt.datetime, looks: list[Look]) -> Process:
    """Return a process that looks at a pad whenever anything has happened."""

    def watch(env: Environment, station: sim.Station) -> Generator[Event, object, None]:
        pad = station.pads[name]
        while True:
            at = as_of + dt.timedelta(seconds=env.now)
            waiting = {flight.name: flight.role for flight in pad.queue}
            looks.append(Look(at, waiting, pad.down_since is not None))
            yield station.happens()

    return watch


def told(looks: list[Look]) -> None:
    """Print each change of the queue."""
    before = ""
    for look in looks:
        names = ", ".join(look.waiting)
        if names != before:
            print(f"{look.at:%Y-%m-%d}  {names or 'nobody waits'}")
        before = names


def drawn(looks: list[Look], title: str) -> Figure:
    """Return the length of the queue above, who is in it below, the outage shaded."""
    figure = Figure(figsize=(9, 4.5), layout="constrained")
    length, names = figure.subplots(2, 1, sharex=True, height_ratios=(2, 3))
    at = [look.at for look in looks]
    counts = [len(look.waiting) for look in looks]
    flights = list(dict.fromkeys(name for look in looks for name in look.waiting))
    length.step(at, counts, where="post", color="black")
    for look, until in zip(looks, at[1:], strict=False):
        if look.is_down:
            length.axvspan(look.at, until, color=GREY, lw=0)
            names.axvspan(look.at, until, color=GREY, lw=0)
        for name, role in look.waiting.items():
            row = flights.index(name)
            names.barh(row, until - look.at, left=look.at, height=0.6, color=COLOURS[role])
    figure.suptitle(title)
    length.set(ylabel="flights that wait", ylim=(0, None), yticks=range(max(counts) + 1))
    names.set(yticks=range(len(flights)), yticklabels=flights)
    names.invert_yaxis()
    names.set_xlim(at[0], at[-1])
    names.xaxis.set_major_formatter(dates.ConciseDateFormatter(names.xaxis.get_major_locator()))
    shown = {"crew": COLOURS["line"], "cargo": COLOURS["cargo"], "the pad is down": GREY}
    names.legend(handles=[Patch(color=colour, label=label) for label, colour in shown.items()])
    for axes in (length, names):
        axes.spines[["top", "right"]].set_visible(False)
    return figure


def main(folder: Path) -> None:
    """Play one future, print the queue and draw it."""
    scenario, looks = sim.load("site-31-outage"), list[Look]()
    watch = monitor("site-31", scenario.as_of, looks)
    sim.simulate(scenario, "up-to-two-years", replication=REPLICATION, processes=[watch])
    told(looks)
    title = f"The queue at Site 31/6 if its repair takes up to two years: future {REPLICATION}"
    drawn(looks, title).savefig(folder / "pad_queue.png", dpi=150)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent)
