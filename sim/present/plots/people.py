"""People aboard over time: the share of replications with each head count, day by day."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch
from numpy.typing import NDArray

from sim.present.plots import style

_TITLES = {
    "total": "People aboard",
    "rs": "Qualified for the Russian segment",
    "usos": "Qualified for the US segment",
}
_BADLY_OFF = {"total": 3}
"""Head counts up to this are dark one by one, unless they are usual; 1 for a segment."""

_BLACK, _BROWNS = "#000000", ("#5C1F00", "#8F3300", "#C24A00")
_HATCHES = ("xxxx", "////", "....", "\\\\\\\\")
_FEWER, _USUAL, _MORE = "#7FB2D6", "#C3DCEE", "#F3F8FC"
"""Paler in grey, too, the more people: each differs from its neighbours by a tenth or more."""

_EDGE = "#9DB2C4"
"""Between bands, and of the hatches: seen on dark and on pale ones."""

_MOST_POINTS, _MOST_POINTS_IN_GRID = 600, 240
"""More points than these could not be told apart on paper."""

Shares = NDArray[np.float64]
"""The share of replications with each head count: a row a count from 0, a column a day."""


@dataclass(frozen=True)
class Band:
    """Head counts drawn as one: `first` to `last`, both included; `last` is None without end."""

    first: int
    last: int | None
    colour: str
    hatch: str = ""

    @property
    def label(self) -> str:
        """What the legend calls it."""
        if self.last is None:
            return f"{self.first} or more"
        return str(self.first) if self.first == self.last else f"{self.first} to {self.last}"

    @property
    def counts(self) -> slice:
        """Its rows among the shares."""
        return slice(self.first, None if self.last is None else self.last + 1)


def plot_people(
    headcounts: Mapping[str, pa.Table], replications: int, title: str, caption: str
) -> Figure:
    """Draw the whole crew and each segment: one below the other, or a row an estimate.

    Parameters
    ----------
    headcounts : mapping of title to Table
        ``date, who, people, replications`` of each estimate: how many replications have that many
        aboard that day.
    replications : int
        Of each run, which the shares are of.
    """
    first = next(iter(headcounts.values()))
    dates = np.unique(first["date"].to_numpy())
    most = _MOST_POINTS if len(headcounts) == 1 else _MOST_POINTS_IN_GRID
    days = -(-len(dates) // most)
    shares = {
        name: [_shares(table, name, replications, days) for table in headcounts.values()]
        for name in pc.unique(first["who"]).to_pylist()
    }
    if days > 1:
        caption = f"Shares are means of {days} d. {caption}"
    with style.look():
        if len(headcounts) == 1:
            return _one_below_the_other(dates[::days], shares, title, caption)
        return _a_row_an_estimate(dates[::days], shares, list(headcounts), title, caption)


def bands_of(who: str, shares: Sequence[Shares]) -> list[Band]:
    """Return the bands to draw: a few people one by one, then fewer than usual, usual, more.

    The usual head count is the most frequent one of all days and runs; a band that none of them
    shows is left out.
    """
    size = max(len(each) for each in shares)
    often = np.array([sum(float(each[n : n + 1].sum()) for each in shares) for n in range(size)])
    usual = max(1, int(np.argmax(often)))
    dark = min(_BADLY_OFF.get(who, 1) + 1, usual)
    colours = (_BLACK, *_BROWNS[len(_BROWNS) - dark + 1 :])
    bands = [Band(n, n, colours[n], _HATCHES[n]) for n in range(dark)]
    if dark < usual:
        bands.append(Band(dark, usual - 1, _FEWER))
    bands += [Band(usual, usual, _USUAL), Band(usual + 1, None, _MORE)]
    return [band for band in bands if often[band.counts].any()]


def _shares(headcount: pa.Table, who: str, replications: int, days: int) -> Shares:
    """Return the shares, each the mean of so many days, which hides no day between two points."""
    counts = headcount.filter(pc.equal(headcount["who"], who))
    dates, places = np.unique(counts["date"].to_numpy(), return_inverse=True)
    people = counts["people"].to_numpy()
    daily = np.zeros((int(people.max()) + 1, len(dates)))
    daily[people, places] = counts["replications"].to_numpy() / replications
    firsts = np.arange(0, len(dates), days)
    sizes = np.diff(np.append(firsts, len(dates)))
    means: Shares = np.add.reduceat(daily, firsts, axis=1) / sizes
    return means


def _one_below_the_other(
    dates: NDArray[np.datetime64], shares: Mapping[str, list[Shares]], title: str, caption: str
) -> Figure:
    sheet = style.page(title, caption, 2.25 * len(shares) + 0.4)
    panels = sheet.body.subplots(len(shares), 1, sharex=True, squeeze=False)[:, 0]
    for axes, (name, own) in zip(panels, shares.items(), strict=True):
        bands = bands_of(name, own)
        _draw(axes, dates, own[0], bands)
        axes.set_title(_TITLES.get(name, f"Qualified for {name}"))
        axes.set_ylabel("share of replications")
        axes.legend(
            handles=_patches(bands)[::-1],
            title="people",
            loc="center left",
            bbox_to_anchor=(1.005, 0.5),
        )
    style.date_axis(panels[-1])
    return sheet.figure


def _a_row_an_estimate(
    dates: NDArray[np.datetime64],
    shares: Mapping[str, list[Shares]],
    titles: Sequence[str],
    title: str,
    caption: str,
) -> Figure:
    row_inches, legend_inches = 1.2, 0.62
    sheet = style.page(title, caption, row_inches * len(titles) + legend_inches + 0.9)
    grid = sheet.body.add_gridspec(
        len(titles) + 1,
        len(shares),
        height_ratios=[row_inches] * len(titles) + [legend_inches],
    )
    for place, (name, own) in enumerate(shares.items()):
        bands = bands_of(name, own)
        for row, (each, estimate) in enumerate(zip(own, titles, strict=True)):
            axes = sheet.body.add_subplot(grid[row, place])
            _draw(axes, dates, each, bands)
            style.date_axis(axes, most=5, label="date (UTC)" if row == len(own) - 1 else "")
            axes.tick_params(labelleft=place == 0, labelbottom=row == len(own) - 1)
            if row == 0:
                axes.set_title(_TITLES.get(name, f"Qualified for {name}"))
            if place == 0:
                axes.set_ylabel(textwrap.fill(estimate, 14), fontsize=9)
        key = sheet.body.add_subplot(grid[-1, place])
        key.set_axis_off()
        legend = key.legend(
            handles=_patches(bands), loc="upper left", ncols=4, handlelength=1.6, columnspacing=1.2
        )
        legend.set_in_layout(False)  # the panels keep their width, whatever it says
    return sheet.figure


def _draw(axes: Axes, dates: NDArray[np.datetime64], shares: Shares, bands: Sequence[Band]) -> None:
    days = style.days(dates)
    drawn = axes.stackplot(
        days,
        [shares[band.counts].sum(axis=0) for band in bands],
        colors=[band.colour for band in bands],
        edgecolor=_EDGE,
        linewidth=0.4,
    )
    for area, band in zip(drawn, bands, strict=True):
        area.set_hatch(band.hatch)
    dark = [shares[band.counts].sum(axis=0) for band in bands if band.hatch]
    if dark:
        axes.plot(days, np.sum(dark, axis=0), color=style.BLACK, lw=1.1)
    axes.set_xlim(days[0], days[-1])
    style.percent_axis(axes)


def _patches(bands: Sequence[Band]) -> list[Patch]:
    return [
        Patch(facecolor=band.colour, edgecolor=_EDGE, hatch=band.hatch, label=band.label)
        for band in bands
    ]
