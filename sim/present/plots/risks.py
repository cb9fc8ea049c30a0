"""Risks of several estimates side by side, with intervals, and what each adds to another."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import FuncFormatter

from sim.present.plots import style

_POLICY_INCHES, _POLICY_CHARACTERS = 0.5, 34


@dataclass(frozen=True)
class Interval:
    """A number and the interval around it."""

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class Risk:
    """One question: each estimate's probability, and its difference to the reference."""

    label: str
    shares: Mapping[str, Interval]
    differences: Mapping[str, Interval]


def plot_risks(
    risks: Sequence[Risk],
    labels: Mapping[str, str],
    pens: Mapping[str, style.Pen],
    against: str | None,
    title: str,
    caption: str,
) -> Figure:
    """Draw probabilities on the left and paired differences in percentage points on the right."""
    with style.look():
        key = style.Key(_handles(pens, labels))
        height = (0.12 * len(labels) + 0.28) * len(risks) + 1.6 + key.inches
        sheet = style.page(title, caption, height)
        paired = any(risk.differences for risk in risks)
        columns = sheet.body.subplots(1, 2 if paired else 1, sharey=True, squeeze=False)[0]
        _draw(columns[0], risks, pens, differences=False)
        columns[0].set_xlabel("probability, % of replications")
        columns[0].set_xlim(0, None)
        if paired:
            _draw(columns[1], risks, pens, differences=True)
            columns[1].axvline(0, color=style.BLACK, lw=0.9)
            columns[1].set_xlabel(
                f"difference to “{labels[against] if against else 'the reference'}”,"
                " percentage points"
            )
        key.draw(sheet.body)
        return sheet.figure


def plot_policies(
    panels: Mapping[str, Sequence[Risk]],
    labels: Mapping[str, str],
    pens: Mapping[str, style.Pen],
    title: str,
    caption: str,
) -> Figure:
    """Draw each risk in a panel, with a row a policy and in it the probability by estimate.

    Parameters
    ----------
    panels : mapping of str to sequence of Risk
        By the name of the risk; of each policy the shares by estimate. The first policy is the
        stated one, from whose shares lines go down through all rows.
    labels : mapping
        What the legend calls each estimate.
    """
    policies = next(iter(panels.values()))
    with style.look():
        key = style.Key(_handles(pens, labels))
        sheet = style.page(title, caption, _POLICY_INCHES * len(policies) + 1.9 + key.inches)
        columns = sheet.body.subplots(1, len(panels), sharey=True, squeeze=False)[0]
        for axes, (name, risks) in zip(columns, panels.items(), strict=True):
            for estimate, share in risks[0].shares.items():
                axes.axvline(share.value, color=pens[estimate].colour, lw=0.8, alpha=0.6)
            _draw(axes, risks, pens, differences=False)
            axes.set_title(textwrap.fill(name, 100 // (len(panels) + 1)))
            axes.set_xlabel("% of replications")
            axes.set_xlim(-0.02 * axes.get_xlim()[1], None)  # room for markers at 0
        names = [textwrap.fill(risk.label, _POLICY_CHARACTERS) for risk in policies]
        columns[0].set_yticks(range(len(names)), names)
        key.draw(sheet.body)
        return sheet.figure


def _handles(pens: Mapping[str, style.Pen], labels: Mapping[str, str]) -> list[Line2D]:
    """Return what the legend shows of each pen."""
    return [
        Line2D([], [], color=pens[name].colour, marker=pens[name].marker, lw=1.4, label=label)
        for name, label in labels.items()
    ]


def _draw(
    axes: Axes, risks: Sequence[Risk], pens: Mapping[str, style.Pen], *, differences: bool
) -> None:
    step = 0.8 / max(len(pens), 1)
    for row, risk in enumerate(risks):
        cells = risk.differences if differences else risk.shares
        for place, (name, pen) in enumerate(pens.items()):
            if name not in cells:
                continue
            cell = cells[name]
            height = row + (place - (len(pens) - 1) / 2) * step
            axes.plot([cell.low, cell.high], [height, height], color=pen.colour, lw=1.5)
            axes.plot([cell.value], [height], color=pen.colour, marker=pen.marker, markersize=5)
        if row:
            axes.axhline(row - 0.5, color="#C8C8C8", lw=0.7)
    axes.set_yticks(range(len(risks)), [risk.label for risk in risks])
    axes.tick_params(axis="y", length=0)
    axes.set_ylim(len(risks) - 0.5, -0.5)
    axes.grid(visible=False, axis="y")
    axes.xaxis.set_major_formatter(FuncFormatter(_points if differences else _percent))


def _percent(share: float, _: int) -> str:
    return f"{share * 100:g}"


def _points(share: float, _: int) -> str:
    return f"{share * 100:+g}" if share else "0"
