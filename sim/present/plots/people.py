"""People aboard over time: the share of replications with each head count, day by day."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import matplotlib as mpl
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch
from numpy.typing import NDArray

from sim.present.plots import style

_WORDS = {
    "total": "people aboard",
    "rs": "of them qualified for the Russian segment",
    "usos": "of them qualified for the US segment",
}
_HATCHES = {0: "xxxx", 1: "////", 2: "....", 3: "\\\\\\\\"}
_MOST_DATES, _MOST_DATES_IN_GRID = 400, 180
"""More dates than these could not be told apart on paper."""

Colours = Mapping[int, tuple[float, float, float, float]]


@dataclass(frozen=True, eq=False)
class _Bands:
    """The share of replications with each head count, by date."""

    dates: NDArray[np.datetime64]
    shares: NDArray[np.float64]
    seen: tuple[int, ...]


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
    who = pc.unique(next(iter(headcounts.values()))["who"]).to_pylist()
    most = _MOST_DATES if len(headcounts) == 1 else _MOST_DATES_IN_GRID
    bands = {
        name: [_bands(table, name, replications, most) for table in headcounts.values()]
        for name in who
    }
    with style.look():
        if len(headcounts) == 1:
            return _one_below_the_other(bands, title, caption)
        return _a_row_an_estimate(bands, list(headcounts), title, caption)


def _one_below_the_other(bands: Mapping[str, list[_Bands]], title: str, caption: str) -> Figure:
    sheet = style.page(title, caption, 2.25 * len(bands) + 0.4)
    panels = sheet.body.subplots(len(bands), 1, sharex=True, squeeze=False)[:, 0]
    for axes, (name, (own,)) in zip(panels, bands.items(), strict=True):
        colours = _colours(own.seen)
        _draw(axes, own, colours)
        axes.set_title(_WORDS.get(name, name))
        axes.set_ylabel("share of replications")
        axes.legend(
            handles=_patches(colours)[::-1],
            title="people",
            loc="center left",
            bbox_to_anchor=(1.005, 0.5),
            fontsize=8.5,
        )
    style.date_axis(panels[-1])
    return sheet.figure


def _a_row_an_estimate(
    bands: Mapping[str, list[_Bands]], titles: Sequence[str], title: str, caption: str
) -> Figure:
    sheet = style.page(title, caption, 1.25 * len(titles) + 1.3)
    grid = sheet.body.subplots(len(titles), len(bands), sharex=True, sharey=True, squeeze=False)
    for column, (name, own) in zip(grid.T, bands.items(), strict=True):
        colours = _colours(sorted({count for each in own for count in each.seen}))
        for axes, each, estimate in zip(column, own, titles, strict=True):
            _draw(axes, each, colours)
            if name == next(iter(bands)):
                axes.set_ylabel(textwrap.fill(estimate, 14), fontsize=9)
        column[0].set_title(_WORDS.get(name, name))
        style.date_axis(column[-1], most=6)
        column[-1].legend(
            handles=_patches(colours),
            title="people",
            loc="upper center",
            bbox_to_anchor=(0.5, -0.55),
            ncols=5,
            fontsize=8.5,
        )
    return sheet.figure


def _bands(headcount: pa.Table, who: str, replications: int, most: int) -> _Bands:
    counts = headcount.filter(pc.equal(headcount["who"], who))
    dates, rows = np.unique(counts["date"].to_numpy(), return_inverse=True)
    people = counts["people"].to_numpy()
    shares = np.zeros((int(people.max()) + 1, len(dates)))
    shares[people, rows] = counts["replications"].to_numpy() / replications
    every = slice(None, None, -(-len(dates) // most))
    seen = tuple(count for count, share in enumerate(shares) if share.any())
    return _Bands(dates[every], shares[:, every], seen)


def _draw(axes: Axes, bands: _Bands, colours: Colours) -> None:
    drawn = axes.stackplot(
        style.days(bands.dates),
        bands.shares[list(bands.seen)],
        colors=[colours[count] for count in bands.seen],
        edgecolor="white",
        linewidth=0.3,
    )
    for band, count in zip(drawn, bands.seen, strict=True):
        band.set_hatch(_HATCHES.get(count, ""))
    axes.set_xlim(style.days(bands.dates[0]), style.days(bands.dates[-1]))
    style.percent_axis(axes)


def _patches(colours: Colours) -> list[Patch]:
    return [
        Patch(facecolor=colour, edgecolor="white", hatch=_HATCHES.get(count, ""), label=str(count))
        for count, colour in colours.items()
    ]


def _colours(seen: Sequence[int]) -> Colours:
    """Return one colour a head count: dark when few are aboard, pale when many."""
    scale = mpl.colormaps["cividis"]
    last = max(len(seen) - 1, 1)
    return {count: scale(place / last) for place, count in enumerate(seen)}
