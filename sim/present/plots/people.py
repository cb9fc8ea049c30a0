"""People aboard over time: the share of replications with each head count, day by day."""

from __future__ import annotations

from collections.abc import Sequence

import matplotlib as mpl
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from sim.present.plots import style

_WORDS = {
    "total": "people aboard",
    "rs": "of them qualified for the Russian segment",
    "usos": "of them qualified for the US segment",
}
_HATCHES = {0: "xxxx", 1: "////", 2: "....", 3: "\\\\\\\\"}


def plot_people(headcount: pa.Table, replications: int, title: str, caption: str) -> Figure:
    """Draw one stacked panel for the whole crew and one a segment.

    Parameters
    ----------
    headcount : Table
        ``date, who, people, replications``: how many replications have that many aboard that day.
    replications : int
        Of the whole run, which the shares are of.
    """
    present = pc.unique(headcount["who"]).to_pylist()
    who = [name for name in _WORDS if name in present]
    who += [name for name in present if name not in _WORDS]
    with style.look():
        sheet = style.page(title, caption, 2.25 * len(who) + 0.4)
        panels = np.atleast_1d(sheet.body.subplots(len(who), 1, sharex=True))
        for axes, name in zip(panels, who, strict=True):
            counts = headcount.filter(pc.equal(headcount["who"], name))
            _draw_bands(axes, counts, replications)
            axes.set_title(_WORDS.get(name, name))
        style.date_axis(panels[-1])
        return sheet.figure


def _draw_bands(axes: Axes, counts: pa.Table, replications: int) -> None:
    dates = np.unique(counts["date"].to_numpy())
    rows = np.searchsorted(dates, counts["date"].to_numpy())
    people = counts["people"].to_numpy()
    shares = np.zeros((int(people.max()) + 1, len(dates)))
    shares[people, rows] = counts["replications"].to_numpy() / replications
    seen = [count for count in range(len(shares)) if shares[count].any()]
    colours = _colours(seen)
    hatches = [_HATCHES.get(count, "") for count in seen]
    bands = axes.stackplot(
        style.days(dates),
        shares[seen],
        colors=[colours[count] for count in seen],
        edgecolor="white",
        linewidth=0.3,
    )
    for band, hatch in zip(bands, hatches, strict=True):
        band.set_hatch(hatch)
    axes.set_xlim(style.days(dates[0]), style.days(dates[-1]))
    style.percent_axis(axes)
    axes.set_ylabel("share of replications")
    handles = [
        Patch(facecolor=colours[count], edgecolor="white", hatch=hatch, label=str(count))
        for count, hatch in zip(seen, hatches, strict=True)
    ]
    axes.legend(
        handles=handles[::-1],
        title="people",
        loc="center left",
        bbox_to_anchor=(1.005, 0.5),
        fontsize=8.5,
    )


def _colours(seen: Sequence[int]) -> dict[int, tuple[float, float, float, float]]:
    """Return one colour a head count: dark when few are aboard, pale when many."""
    scale = mpl.colormaps["cividis"]
    last = max(len(seen) - 1, 1)
    return {count: scale(place / last) for place, count in enumerate(seen)}
