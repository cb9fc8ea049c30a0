"""The one look of all figures: page, colours, dates, captions, and files that repeat exactly."""

from __future__ import annotations

import math
import textwrap
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.dates import (
    DateFormatter,
    DateLocator,
    DayLocator,
    MonthLocator,
    YearLocator,
    date2num,
)
from matplotlib.figure import Figure, SubFigure
from matplotlib.layout_engine import ConstrainedLayoutEngine
from matplotlib.ticker import FuncFormatter

BLACK = "#000000"
ORANGE = "#E69F00"
SKY = "#56B4E9"
GREEN = "#009E73"
YELLOW = "#F0E442"
BLUE = "#0072B2"
VERMILION = "#D55E00"
PURPLE = "#CC79A7"
GREY = "#8C8C8C"
PALE = "#D9D9D9"
"""The eight colours of Okabe and Ito (2008), which colour-blind readers tell apart, and greys."""

WIDTH_INCHES = 11.0
"""Wide enough for every figure, and A4 across with a margin."""

ENDINGS = ("png", "svg")
"""Of the files of every figure."""

_TITLE_CHARACTERS = 105
_TITLE_LINE_INCHES = 0.22
_CAPTION_CHARACTERS = 180
_CAPTION_LINE_INCHES = 0.145
_DOTS_PER_INCH = 150
_PACKED = {"compress_level": 3}
"""A PNG takes a quarter less time to write than at PIL's own level, and a tenth more room."""

_LOOK: dict[Any, Any] = {
    "font.family": "DejaVu Sans",  # comes with matplotlib, so that every machine draws the same
    "text.parse_math": False,  # a title with dollar signs is no formula
    "font.size": 9.5,
    "axes.titlesize": 10.5,
    "axes.titlelocation": "left",
    "axes.titley": 1.0,  # left to itself a title looks at every label of its axes, each time drawn
    "axes.labelsize": 9.5,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "axes.axisbelow": True,
    "grid.color": "#E6E6E6",
    "grid.linewidth": 0.7,
    "legend.frameon": False,
    "legend.fontsize": 9,
    "xtick.labelsize": 9,
    "ytick.labelsize": 9,
    "hatch.linewidth": 0.6,
    "svg.hashsalt": "crewsim",
    "svg.fonttype": "path",
}


@dataclass(frozen=True)
class Pen:
    """How one estimate is drawn everywhere: colour, line and marker, each telling on its own."""

    colour: str
    line: str | tuple[int, tuple[float, ...]]
    marker: str


_PENS = (
    Pen(BLUE, "-", "s"),
    Pen(VERMILION, (0, (5, 1.5)), "^"),
    Pen(GREEN, (0, (1.2, 1.2)), "D"),
    Pen(PURPLE, (0, (6, 1.5, 1.2, 1.5)), "v"),
    Pen(ORANGE, (0, (3, 1.2, 1.2, 1.2, 1.2, 1.2)), "P"),
    Pen(SKY, (0, (9, 2)), "X"),
    Pen(GREY, (0, (2.5, 2.5)), "<"),
    Pen("#7A5200", (0, (1, 3)), ">"),
)
_REFERENCE_PEN = Pen(BLACK, "-", "o")


def pens(names: Sequence[str], against: str | None) -> dict[str, Pen]:
    """Return a pen for each name; the one compared against is black."""
    others = [name for name in names if name != against]
    chosen = {name: _PENS[place % len(_PENS)] for place, name in enumerate(others)}
    return {name: chosen.get(name, _REFERENCE_PEN) for name in names}


@contextmanager
def look() -> Iterator[None]:
    """Draw in the house look, whatever the user's own matplotlib settings are."""
    with mpl.rc_context():
        mpl.rcdefaults()
        mpl.rcParams.update(_LOOK)
        yield


@dataclass(frozen=True)
class Page:
    """A figure and the part of it between title and caption, which takes the panels."""

    figure: Figure
    body: SubFigure


def page(title: str, caption: str, height_inches: float) -> Page:
    """Return an empty page with its title above and its caption below.

    Parameters
    ----------
    title : str
        What is to be seen.
    caption : str
        Scenario, date, number of replications, meaning of the bands, sources of the estimates.
    height_inches : float
        Without the caption and a second line of the title, which make the page taller.
    """
    heading = _wrapped(title, _TITLE_CHARACTERS) or [""]
    height_inches += _TITLE_LINE_INCHES * (len(heading) - 1)
    paragraphs = [_wrapped(text, _CAPTION_CHARACTERS) for text in caption.splitlines()]
    lines = [line for paragraph in paragraphs for line in paragraph]
    foot_inches = _CAPTION_LINE_INCHES * len(lines) + 0.25
    height = height_inches + foot_inches
    layout = ConstrainedLayoutEngine(w_pad=0.09, h_pad=0.06)
    figure = Figure(figsize=(WIDTH_INCHES, height), layout=layout)
    FigureCanvasAgg(figure)
    parts = figure.subfigures(2, 1, height_ratios=[height_inches, foot_inches], squeeze=False)
    body, foot = parts.ravel()
    body.suptitle("\n".join(heading), x=0.012, ha="left", fontsize=12.5, fontweight="bold")
    foot.text(0.012, 0.1 / foot_inches, "\n".join(lines), fontsize=8, color="#404040", va="bottom")
    return Page(figure, body)


def _wrapped(text: str, characters: int) -> list[str]:
    """Return the lines of a text, none of which begins with a per cent sign."""
    return textwrap.wrap(text.replace(" %", "\u00a0%"), characters)


def fixed_page(title: str, caption: str, height_inches: float) -> Page:
    """Return an empty page whose panels stay where they are put, which costs no search for it."""
    sheet = page(title, caption, height_inches)
    sheet.figure.set_layout_engine(None)
    return sheet


def save(figure: Figure, folder: Path, name: str) -> list[Path]:
    """Write NAME.png and NAME.svg and return them; the same figure gives the same bytes."""
    folder.mkdir(parents=True, exist_ok=True)
    png, svg = (folder / f"{name}.{ending}" for ending in ENDINGS)
    with look(), warnings.catch_warnings():  # SVG's names take their salt when they are written
        warnings.filterwarnings(
            "ignore", r"Glyph \d+"
        )  # of an alphabet without a letter here: a box
        _settle(figure)
        figure.savefig(png, dpi=_DOTS_PER_INCH, metadata={"Software": None}, pil_kwargs=_PACKED)
        figure.savefig(svg, metadata={"Date": None, "Creator": None})
    return [png, svg]


def _settle(figure: Figure) -> None:
    """Lay the figure out once, if it asks for it, and round where things stand.

    The solver of the layout is exact to some 1e-13 only, and SVG names its clips by their corners.
    """
    engine = figure.get_layout_engine()
    if engine is None:
        return
    engine.execute(figure)
    figure.set_layout_engine(None)  # any engine, even "none", would draw once more for each file
    for part in figure.subfigs:
        part.bbox_relative.p0 = np.round(part.bbox_relative.p0, 6)
        part.bbox_relative.p1 = np.round(part.bbox_relative.p1, 6)
    for axes in figure.findobj(Axes):
        assert isinstance(axes, Axes)
        axes.set_position(np.round(axes.get_position().bounds, 6).tolist())


def days(instants: object) -> Any:
    """Return one or many dates as matplotlib's days, which every date axis here uses."""
    return date2num(instants)  # type: ignore[no-untyped-call]


def date_axis(axes: Axes, *, most: int = 9, label: str = "date (UTC)") -> None:
    """Write the horizontal axis as calendar dates, ISO and in UTC, about `most` at the most."""
    first, last = axes.get_xlim()
    dated(axes.xaxis, last - first, most)
    axes.set_xlabel(label)


def dated(axis: Axis, span_days: float, most: int) -> None:
    """Write an axis of so many days as calendar dates, about `most` at the most."""
    form, locator = _calendar(span_days / most)
    axis.set_major_locator(locator)
    axis.set_major_formatter(DateFormatter(form))  # type: ignore[no-untyped-call]


def _calendar(step_days: float) -> tuple[str, DateLocator]:
    """Return the form and the places of dates that lie at least so many days apart."""
    if step_days < 12:
        every = max(1, math.ceil(step_days))
        return "%Y-%m-%d", DayLocator(interval=every)  # type: ignore[no-untyped-call]
    for months in (1, 2, 3, 4, 6, 12):
        if months * 30.4 >= step_days:
            first_months = range(1, 13, months)
            return "%Y-%m", MonthLocator(bymonth=first_months)  # type: ignore[no-untyped-call]
    years = math.ceil(step_days / 365.25)
    return "%Y", YearLocator(years)  # type: ignore[no-untyped-call]


def percent_axis(axes: Axes, *, whole: bool = True) -> None:
    """Write the vertical axis in per cent of replications, from 0 to 100 when `whole`."""
    axes.yaxis.set_major_formatter(FuncFormatter(_percent))
    if whole:
        axes.set_ylim(0, 1.02)


def _percent(share: float, _: int) -> str:
    return f"{share * 100:.3g} %"
