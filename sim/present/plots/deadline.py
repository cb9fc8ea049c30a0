"""What a lever takes off against the day of its decision, and what a report is worth."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.figure import Figure

from sim.present.plots import style
from sim.present.plots.risks import Interval

Lines = Mapping[str, Sequence[float]]
"""``mean``, ``low`` and ``high``, in percentage points."""


def plot_deadline(
    days: Sequence[dt.datetime],
    helps: Lines,
    steps: Lines,
    least: float,
    deadline: tuple[dt.datetime, dt.datetime, dt.datetime] | None,
    title: str,
    caption: str,
) -> Figure:
    """Draw what the lever takes off by the day of its decision, and what each week of waiting adds.

    Parameters
    ----------
    helps : mapping
        A value a day.
    steps : mapping
        A value for each week, one less than days.
    least : float
        What it must take off to be worth while, in percentage points.
    deadline : (datetime, datetime, datetime) or None
        The deadline and the ends of its interval.
    """
    at = np.array([style.days(day) for day in days])
    with style.look():
        sheet = style.page(title, caption, 6.4)
        upper, lower = sheet.body.subplots(2, 1, sharex=True, height_ratios=[3.2, 2.0])
        upper.fill_between(at, helps["low"], helps["high"], color=style.BLUE, alpha=0.18, lw=0)
        upper.plot(at, helps["mean"], color=style.BLUE, lw=1.9, marker=".")
        upper.axhline(0, color=style.BLACK, lw=0.9)
        upper.axhline(least, color=style.BLACK, lw=1.1, ls=(0, (4, 3)))
        upper.annotate(
            "worth while above this", (at[-1], least), ha="right", va="bottom", fontsize=8.5
        )
        if deadline is not None:
            middle, low, high = (style.days(day) for day in deadline)
            for axes in (upper, lower):
                axes.axvspan(low, high, color=style.VERMILION, alpha=0.14, lw=0)
                axes.axvline(middle, color=style.VERMILION, lw=1.3)
        upper.set_ylabel("the lever takes off,\npercentage points")
        middles = (at[1:] + at[:-1]) / 2
        mean, low, high = (np.array(steps[name]) for name in ("mean", "low", "high"))
        lower.bar(middles, mean, width=0.8 * np.diff(at), color=style.GREY)
        lower.errorbar(
            middles, mean, yerr=[mean - low, high - mean], fmt="none", ecolor=style.BLACK, lw=0.8
        )
        lower.axhline(0, color=style.BLACK, lw=0.9)
        lower.set_ylabel("each week of\nwaiting adds, points")
        style.date_axis(lower, label="day of the decision (UTC)")
        return sheet.figure


def plot_report(
    price: Sequence[float],
    lines: Mapping[str, Sequence[float]],
    gain: Lines,
    title: str,
    caption: str,
) -> Figure:
    """Draw what deciding now and waiting for a report are worth, by the price of the lever.

    Parameters
    ----------
    price : sequence of float
        Percentage points of risk.
    lines : mapping of str to sequence of float
        By label what is taken off less the price, in percentage points.
    gain : mapping
        The second less the first, with its interval.
    """
    looks = ((style.BLUE, "-"), (style.VERMILION, (0, (5, 1.5))))
    with style.look():
        sheet = style.page(title, caption, 4.6)
        left, right = sheet.body.subplots(1, 2)
        for (label, values), (colour, line) in zip(lines.items(), looks, strict=True):
            left.plot(price, values, color=colour, ls=line, lw=1.9, label=label)
        left.set_xlabel("price of the lever: risk one would accept instead, points")
        left.set_ylabel("worth, percentage points")
        left.set_title("What it takes off, less its price")
        left.legend()
        right.fill_between(price, gain["low"], gain["high"], color=style.GREEN, alpha=0.2, lw=0)
        right.plot(price, gain["mean"], color=style.GREEN, lw=1.9)
        right.axhline(0, color=style.BLACK, lw=0.9)
        right.set_xlabel("price of the lever, points")
        right.set_title("What waiting is worth: above 0 wait, below 0 decide now")
        return sheet.figure


def interval_dates(
    as_of: dt.datetime, found: Interval
) -> tuple[dt.datetime, dt.datetime, dt.datetime]:
    """Return an interval in days since a date as three dates."""
    middle, low, high = (
        as_of + dt.timedelta(days=days) for days in (found.value, found.low, found.high)
    )
    return middle, low, high
