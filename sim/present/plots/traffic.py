"""The traffic chart of one replication: who was docked where, which pad was down, and why."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.ticker import MaxNLocator

from sim.outcomes import PadState
from sim.present.plots import style
from sim.present.words import line_name

STOOD_DOWN = "waits: its rocket stands down"
"""What is drawn of a pad beside its states; one that is ready for crews is drawn empty."""

_STATE_LOOKS: dict[str, dict[str, Any]] = {
    PadState.DOWN.words: {"facecolor": style.VERMILION, "hatch": ""},
    PadState.RETURN_TO_SERVICE.words: {"facecolor": style.ORANGE, "hatch": "////"},
    PadState.CARGO_ONLY.words: {"facecolor": "#F7E3B5", "hatch": "xx"},
    PadState.OWING.words: {"facecolor": "#F7E3B5", "hatch": "...."},
    STOOD_DOWN: {"facecolor": "#BDBDBD", "hatch": ""},
    PadState.DORMANT.words: {"facecolor": "#FFFFFF", "hatch": "\\\\"},
    PadState.ACTIVATING.words: {"facecolor": style.SKY, "hatch": "////"},
    PadState.CLOSED.words: {"facecolor": style.SKY, "hatch": "...."},
}
_LINE_COLOURS = ("#9CC9E6", "#F2CE85", "#8FD3BC", "#E7C3D6", "#D8D29A", "#C9C3EA")
_LINE_HATCHES = ("", "////", "\\\\\\\\", "xxxx", "||||", "----")
_OTHER_LOOKS: dict[str, dict[str, Any]] = {
    "cargo": {"facecolor": "#EDEDED", "hatch": ""},
    "visit": {"facecolor": "#FFFFFF", "hatch": "...."},
}
_MOST_REASONS = 14
_CHARACTER_INCHES = 0.066
_MOST_UPRIGHT = 7


@dataclass(frozen=True)
class Berth:
    """A ship at a port in [start, end); `kind` is its line, ``cargo`` or ``visit``.

    `end` is None while it is still docked at the end of the horizon; `limit` None without one,
    `unfit` None while the ship may carry people home.
    """

    ship: str
    port: str
    kind: str
    start: dt.datetime
    end: dt.datetime | None
    limit: dt.datetime | None = None
    unfit: dt.datetime | None = None


@dataclass(frozen=True)
class PadTime:
    """A pad in one of the drawn states in [start, end), `state` in words."""

    pad: str
    start: dt.datetime
    end: dt.datetime
    state: str


@dataclass(frozen=True)
class Launch:
    """A launch of a ship from a pad, which may have been lost."""

    pad: str
    ship: str
    at: dt.datetime
    lost: bool = False


@dataclass(frozen=True)
class Reason:
    """Something worth a number on the chart: when it was, for how long, and in words why."""

    start: dt.datetime
    text: str
    end: dt.datetime | None = None


@dataclass(frozen=True)
class Traffic:
    """Everything the chart of one replication shows; ports and pads in the order of the rows.

    ``titles`` has by section and name what people read in place of a name, where that is stated.
    """

    as_of: dt.datetime
    until: dt.datetime
    ports: tuple[str, ...]
    pads: tuple[str, ...]
    lines: tuple[str, ...]
    berths: tuple[Berth, ...]
    pad_states: tuple[PadTime, ...]
    launches: tuple[Launch, ...]
    people: tuple[tuple[dt.datetime, int], ...]
    reasons: tuple[Reason, ...] = ()
    titles: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def called(self, section: str, name: str) -> str:
        """Return what people read in place of a name."""
        return self.titles.get(section, {}).get(name, name)


def plot_traffic(traffic: Traffic, title: str, caption: str) -> Figure:
    """Draw ports, pads and people aboard over one time axis, and the reasons below it."""
    notes = [
        f"({number})  {reason.start:%Y-%m-%d}  {reason.text}"
        for number, reason in enumerate(traffic.reasons[:_MOST_REASONS], start=1)
    ]
    if len(traffic.reasons) > _MOST_REASONS:
        notes.append(f"and {len(traffic.reasons) - _MOST_REASONS} more in the event log")
    heights = [0.56 * len(traffic.ports) + 0.25, 0.34 * len(traffic.pads) + 0.15, 1.35]
    with style.look():
        looks = _looks(traffic.lines)
        key = style.Key(_legend(traffic, looks), most=5)
        below = "\n".join([*notes, caption])
        sheet = style.page(title, below, sum(heights) + 1.6 + key.inches)
        panels = sheet.body.subplots(3, 1, sharex=True, height_ratios=heights)
        _draw_ports(panels[0], traffic, looks)
        _draw_pads(panels[1], traffic)
        _draw_people(panels[2], traffic)
        for panel in panels:
            _mark_reasons(panel, traffic, numbered=panel is panels[0])
        panels[2].set_xlim(style.days(traffic.as_of), style.days(traffic.until))
        style.date_axis(panels[2])
        key.draw(sheet.body)
        return sheet.figure


def _looks(lines: tuple[str, ...]) -> dict[str, dict[str, Any]]:
    """Return how the ships of each line are drawn; of 36 lines no two alike."""
    n = len(_LINE_COLOURS)
    looks = [(_LINE_COLOURS[k % n], _LINE_HATCHES[(k + k // n) % n]) for k in range(len(lines))]
    crewed = {
        line: {"facecolor": colour, "hatch": hatch}
        for line, (colour, hatch) in zip(lines, looks, strict=True)
    }
    return crewed | _OTHER_LOOKS


def _draw_ports(axes: Axes, traffic: Traffic, looks: dict[str, dict[str, Any]]) -> None:
    inches_a_day = (style.WIDTH_INCHES - 1.6) / (traffic.until - traffic.as_of).days
    for berth in traffic.berths:
        row = traffic.ports.index(berth.port)
        start = max(berth.start, traffic.as_of)
        end = min(berth.end or traffic.until, traffic.until)
        days = (end - start).total_seconds() / 86_400
        axes.broken_barh(
            [(style.days(start), days)],
            (row - 0.36, 0.72),
            edgecolor="#303030",
            linewidth=0.8,
            **looks[berth.kind],
        )
        if berth.limit is not None and berth.limit < _next_at_port(traffic, berth):
            axes.plot(
                [style.days(end), style.days(berth.limit)],
                [row, row],
                color=style.BLACK,
                ls=":",
                lw=1,
            )
            axes.plot(
                [style.days(berth.limit)] * 2, [row - 0.42, row + 0.42], color=style.VERMILION, lw=2
            )
        if berth.unfit is not None:
            left = style.days(end) - style.days(berth.unfit)
            axes.broken_barh(
                [(style.days(berth.unfit), left)], (row + 0.18, 0.18), facecolor=style.VERMILION
            )
        name = traffic.called("flights", berth.ship)
        room = days * inches_a_day
        next_one = (_next_at_port(traffic, berth) - start).total_seconds() / 86_400 * inches_a_day
        _name_ship(axes, name, style.days(start), days, row, room, next_one)
    _rows(axes, [traffic.called("ports", name) for name in traffic.ports], "port")


def _next_at_port(traffic: Traffic, berth: Berth) -> dt.datetime:
    """Return when the port is another ship's, whose bar the limit of this one would cross."""
    later = (
        other.start
        for other in traffic.berths
        if other.port == berth.port and other.start > berth.start
    )
    return min(later, default=traffic.until)


def _name_ship(
    axes: Axes,
    ship: str,
    start: float,
    days: float,
    row: int,
    room_inches: float,
    next_inches: float,
) -> None:
    """Write the name into its bar; upright where that is too short, above it where it is tiny.

    Above it, it is left out where the next bar begins, or the chart ends, before the name does.
    """
    inches = len(ship) * _CHARACTER_INCHES
    wide = room_inches >= inches
    inside = wide or (room_inches > 0.13 and len(ship) <= _MOST_UPRIGHT)
    upright = inside and not wide
    if not inside and inches > next_inches:
        return
    axes.text(
        start + days * 0.5 * inside,
        row if inside else row - 0.38,
        ship,
        ha="center" if inside else "left",
        va="center" if inside else "bottom",
        rotation=90 if upright else 0,
        fontsize=8 if wide else 6.5,
        clip_on=inside,
        bbox={"facecolor": "white", "alpha": 0.75, "edgecolor": "none", "pad": 0.6}
        if inside and not upright
        else None,
    )


def _draw_pads(axes: Axes, traffic: Traffic) -> None:
    for state in traffic.pad_states:
        row = traffic.pads.index(state.pad)
        start = max(state.start, traffic.as_of)
        days = (min(state.end, traffic.until) - start).total_seconds() / 86_400
        axes.broken_barh(
            [(style.days(start), days)],
            (row - 0.12, 0.24) if state.state == STOOD_DOWN else (row - 0.3, 0.6),
            edgecolor="#303030",
            linewidth=0.6,
            **_STATE_LOOKS[state.state],
        )
    for launch in traffic.launches:
        axes.plot(
            [style.days(launch.at)],
            [traffic.pads.index(launch.pad)],
            marker="X" if launch.lost else "^",
            color=style.VERMILION if launch.lost else style.BLACK,
            markersize=9 if launch.lost else 6,
            markeredgecolor="white",
            linestyle="none",
        )
    _rows(axes, [traffic.called("pads", name) for name in traffic.pads], "pad")


def _draw_people(axes: Axes, traffic: Traffic) -> None:
    instants = [instant for instant, _ in traffic.people] + [traffic.until]
    counts = [count for _, count in traffic.people]
    axes.step(style.days(instants), [*counts, counts[-1]], where="post", color=style.BLACK, lw=1.6)
    axes.set_ylim(0, max(counts) + 1)
    axes.yaxis.set_major_locator(MaxNLocator(integer=True))
    axes.set_ylabel("people aboard")


def _rows(axes: Axes, names: Sequence[str], what: str) -> None:
    axes.set_yticks(range(len(names)), names)
    axes.set_ylim(len(names) - 0.4, -0.6)
    axes.set_ylabel(what)
    axes.grid(visible=False, axis="y")


def _mark_reasons(axes: Axes, traffic: Traffic, *, numbered: bool) -> None:
    near = (traffic.until - traffic.as_of) / 45
    last: dt.datetime | None = None
    level = 0
    for number, reason in enumerate(traffic.reasons[:_MOST_REASONS], start=1):
        start = max(reason.start, traffic.as_of)
        axes.axvline(style.days(start), color="#505050", lw=0.8, ls=(0, (2, 2)), zorder=0.8)
        if reason.end is not None:
            end = min(reason.end, traffic.until)
            axes.axvspan(
                style.days(start), style.days(end), color=style.YELLOW, alpha=0.35, zorder=0.5
            )
        if numbered:
            level = (level + 1) % 3 if last is not None and start - last < near else 0
            last = start
            axes.annotate(
                f"({number})",
                (style.days(start), 1),
                xycoords=("data", "axes fraction"),
                xytext=(0, 2 + 10 * level),
                textcoords="offset points",
                ha="center",
                fontsize=8.5,
                annotation_clip=False,
            )


def _legend(traffic: Traffic, looks: dict[str, dict[str, Any]]) -> list[Patch | Line2D]:
    kinds = [kind for kind in looks if any(berth.kind == kind for berth in traffic.berths)]
    others = {"cargo": "cargo ship", "visit": "visit"}
    others |= {line: f"{title} line" for line, title in traffic.titles.get("lines", {}).items()}
    handles: list[Patch | Line2D] = [
        Patch(edgecolor="#303030", label=others.get(kind, f"{line_name(kind)} line"), **looks[kind])
        for kind in kinds
    ]
    handles.append(
        Line2D(
            [],
            [],
            color=style.VERMILION,
            marker="|",
            markersize=12,
            markeredgewidth=2,
            ls="none",
            label="stay limit",
        )
    )
    if any(berth.unfit for berth in traffic.berths):
        handles.append(Patch(facecolor=style.VERMILION, label="unfit for return"))
    handles += [
        Patch(edgecolor="#303030", label=f"pad {state}", **look)
        for state, look in _STATE_LOOKS.items()
        if any(drawn.state == state for drawn in traffic.pad_states)
    ]
    handles.append(
        Line2D([], [], color=style.BLACK, marker="^", ls="none", markersize=6, label="launch")
    )
    if any(launch.lost for launch in traffic.launches):
        handles.append(
            Line2D([], [], color=style.VERMILION, marker="X", ls="none", markersize=8, label="lost")
        )
    if any(reason.end for reason in traffic.reasons):
        handles.append(
            Patch(facecolor=style.YELLOW, alpha=0.5, label="as long as it lasts (numbered)")
        )
    return handles
