"""The one look of all figures: page, colours, dates, captions, and files that repeat exactly."""

from __future__ import annotations

import math
import re
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise
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
from matplotlib.font_manager import FontProperties
from matplotlib.layout_engine import ConstrainedLayoutEngine
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.textpath import text_to_path
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

_FONT = "DejaVu Sans"  # comes with matplotlib, so that every machine draws the same
_TEXT_INCHES = WIDTH_INCHES - 0.45
_TITLE_POINTS, _CAPTION_POINTS, _KEY_POINTS = 12.5, 8.0, 9.0
_TITLE_LINE_INCHES = 0.22
_CAPTION_LINE_INCHES = 0.145
_DOTS_PER_INCH = 150
_PACKED = {"compress_level": 3}
"""A PNG takes a quarter less time to write than at PIL's own level, and a tenth more room."""

_LOOK: dict[Any, Any] = {
    "font.family": _FONT,
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
    "legend.fontsize": _KEY_POINTS,
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
    """Return a pen for each name; the one compared against is black.

    Of 64 no two are alike: where a colour comes again, line and marker are those of another one.
    """
    others = [name for name in names if name != against]
    chosen = {}
    for place, name in enumerate(others):
        other = _PENS[(place + place // len(_PENS)) % len(_PENS)]
        chosen[name] = replace(other, colour=_PENS[place % len(_PENS)].colour)
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
    heading = wrapped(title, _TEXT_INCHES, _TITLE_POINTS, weight="bold")
    height_inches += _TITLE_LINE_INCHES * (len(heading) - 1)
    texts = caption.splitlines()
    lines = [line for text in texts for line in wrapped(text, _TEXT_INCHES, _CAPTION_POINTS)]
    foot_inches = _CAPTION_LINE_INCHES * len(lines) + 0.25
    height = height_inches + foot_inches
    layout = ConstrainedLayoutEngine(w_pad=0.09, h_pad=0.06)
    figure = Figure(figsize=(WIDTH_INCHES, height), layout=layout)
    FigureCanvasAgg(figure)
    parts = figure.subfigures(2, 1, height_ratios=[height_inches, foot_inches], squeeze=False)
    body, foot = parts.ravel()
    body.suptitle("\n".join(heading), x=0.012, ha="left", fontsize=_TITLE_POINTS, fontweight="bold")
    foot.text(
        0.012,
        0.1 / foot_inches,
        "\n".join(lines),
        fontsize=_CAPTION_POINTS,
        color="#404040",
        va="bottom",
    )
    return Page(figure, body)


def wrapped(text: str, inches: float, points: float, *, weight: str = "normal") -> list[str]:
    """Return the lines of a text, none wider than that, none beginning with a per cent sign.

    A word that is wider is a line of its own.
    """
    font = FontProperties(family=_FONT, size=points, weight=weight)
    lines = [""]
    for word in re.split(r"[ \t\n]+", re.sub(r" %(?!\w)", "\u00a0%", text.strip())):
        longer = f"{lines[-1]} {word}" if lines[-1] else word
        if lines[-1] and _inches(longer, font) > inches:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines


def _inches(text: str, font: FontProperties) -> float:
    with _any_alphabet():
        width, _, _ = text_to_path.get_text_width_height_descent(text, font, ismath=False)
    return float(width) / 72


@contextmanager
def _any_alphabet() -> Iterator[None]:
    """Do not warn of a letter that the font lacks: it becomes a box."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", r"Glyph \d+")
        yield


class Key:
    """The legend below all panels: as many columns as the page has room for, long labels wrapped.

    Parameters
    ----------
    handles : sequence
        What is shown of each, with its label.
    most : int
        Columns at the most.
    handlelength : float
        Of what is drawn beside a label, in sizes of its letters.

    Attributes
    ----------
    inches : float
        What it needs beyond two rows, by which the page has to be taller.
    """

    def __init__(
        self, handles: Sequence[Line2D | Patch], most: int = 4, handlelength: float = 2.0
    ) -> None:
        self.handles, self.handlelength = handles, handlelength
        em = _KEY_POINTS / 72
        beside, between = (handlelength + 0.8) * em, 2.0 * em
        font = FontProperties(family=_FONT, size=_KEY_POINTS)
        half = (_TEXT_INCHES - between) / 2 - beside
        texts = [wrapped(str(handle.get_label()), half, _KEY_POINTS) for handle in handles]
        widths = [beside + max(_inches(line, font) for line in lines) for lines in texts]
        for handle, lines in zip(handles, texts, strict=True):
            handle.set_label("\n".join(lines))
        fitting = (
            columns
            for columns in range(min(most, len(handles)), 1, -1)
            if sum(max(part) for part in _dealt(widths, columns)) + between * (columns - 1)
            <= _TEXT_INCHES
        )
        self.columns = next(fitting, 1)
        heights = [(1.2 + 1.4 * (len(lines) - 1) + 0.5) * em for lines in texts]
        tallest = max(sum(part) for part in _dealt(heights, self.columns))
        self.inches = max(0.0, tallest - 2 * 1.7 * em)

    def draw(self, body: SubFigure) -> None:
        """Draw it below the panels of a page."""
        body.legend(
            handles=self.handles,
            loc="outside lower center",
            ncols=self.columns,
            handlelength=self.handlelength,
        )


def _dealt(values: Sequence[float], columns: int) -> list[Sequence[float]]:
    """Return the columns into which matplotlib deals the entries of a legend."""
    each, longer = divmod(len(values), columns)
    ends = list(accumulate([each + (place < longer) for place in range(columns)], initial=0))
    return [values[start:end] for start, end in pairwise(ends)]


def fixed_page(title: str, caption: str, height_inches: float) -> Page:
    """Return an empty page whose panels stay where they are put, which costs no search for it."""
    sheet = page(title, caption, height_inches)
    sheet.figure.set_layout_engine(None)
    return sheet


def save(figure: Figure, folder: Path, name: str) -> list[Path]:
    """Write NAME.png and NAME.svg and return them; the same figure gives the same bytes."""
    folder.mkdir(parents=True, exist_ok=True)
    png, svg = (folder / f"{name}.{ending}" for ending in ENDINGS)
    with look(), _any_alphabet():  # SVG's names take their salt when they are written
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
