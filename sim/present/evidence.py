"""What a scenario rests on, as a screen: the rows behind each input, and what is assumed."""

from __future__ import annotations

import math
from collections.abc import Mapping

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from sim.analysis.fits import ALIKE, AS_THEY_ARE, LEAST_WEIGHT
from sim.history import RECORD_ENDS
from sim.present import words
from sim.scenario.stated import DAYS, RATE
from sim.studies.evidence import (
    ASSUMPTION,
    CITED,
    ROWS,
    SAID,
    Basis,
    Counts,
    Figure,
    Finding,
    Sample,
    Support,
)

FEW = 10
"""Fewer rows than this are said to be few."""

MOST_ROWS = 40
"""Rows of one input that are shown; --json has all."""

_HEADINGS = {
    "Rows of the record": ROWS,
    "What somebody said of the repair": SAID,
    "A text alone, no rows": CITED,
    "Assumptions": ASSUMPTION,
}

_YEAR_DAYS = 365.25
_OFTEN_PER_DAY = 1 / 200
_METHODS = {
    "empirical": "the rows as they are",
    "jeffreys": "Jeffreys",
    "shrunk": "shrunk towards other classes",
    "quantiles": "points of the rows that had ended",
    "range": "from the least to the most of the rows",
    "bound": "one end is the least or the most of the rows, the other assumed",
    "shares": "shares of the rows",
    "judged": "chosen by eye",
}


def print_basis(out: Console, basis: Basis, *, alone: bool = False) -> None:
    """Print what each input rests on: rows, somebody's word, a text alone, nothing.

    Parameters
    ----------
    alone : bool
        Inputs were asked for by name: their rows, sources and notes are shown too.
    """
    out.print(Text(f"What {basis.scenario} rests on", style="bold"))
    out.print(Text(f"as of {basis.as_of}; the record ends on {RECORD_ENDS}", style="bright_black"))
    if not alone:
        _print_summary(out, basis)
    for heading, kind in _HEADINGS.items():
        found = basis.of(kind)
        if found and not alone:
            out.print(Text(f"\n{heading}", style="bold underline"))
        for each in found:
            if alone:
                out.print()
            _print_finding(out, each, alone=alone)


def _print_summary(out: Console, basis: Basis) -> None:
    supports = [each.support for each in basis.findings if each.support]
    few = sum(each.n < FEW for each in supports)
    mostly = sum(each.recalled > each.n / 2 for each in supports)
    said = len(basis.of(SAID))
    told = [
        f"{len(basis.findings)} distributions: {len(supports)} rest on rows of the record",
        *([f"{said} on what somebody said"] if said else []),
        f"{len(basis.of(CITED))} on a text alone",
        f"{len(basis.of(ASSUMPTION))} on nothing: they are assumptions",
    ]
    out.print(Text(f"{', '.join(told)}."))
    out.print(Text(f"Of those on rows {few} have fewer than {FEW}, {mostly} are mostly recalled."))
    if wrong := [each.path for each in basis.disagreeing]:
        out.print(Text(f"Not what their rows give: {', '.join(wrong)}.", style="red"))
    else:
        out.print(Text("Every figure that follows from rows is what they give."))
    if missing := [each.path for each in basis.findings if not each.source]:
        told_missing = f"No reason is stated, so an assumption: {', '.join(missing)}."
        out.print(Text(told_missing, style="yellow"))
    out.print(Text("--input PATH shows the rows, and a source whole.", style="bright_black"))


def _print_finding(out: Console, found: Finding, *, alone: bool) -> None:
    figure, name = figure_of(found), Text(found.path, style="bold cyan")
    gap = out.width - len(found.path) - len(figure)
    if gap >= 2:
        out.print(name + Text(" " * gap + figure))
    else:
        out.print(name)
        out.print(Text(figure.rjust(out.width)))
    if found.also and alone:
        _below(out, f"also {', '.join(found.also)}")
    elif found.also:
        n = len(found.also)
        _below(out, f"also {found.also[0]}" if n == 1 else f"and at {n} other paths")
    if found.support is not None:
        _print_support(out, found.support)
    if found.basis == SAID:
        _below(out, f"said by {found.said}")
    if alone:
        _below(out, reason_of(found))
        if found.note:
            _below(out, found.note)
        if found.support is not None:
            _print_rows(out, found.support)
    elif found.basis in (ASSUMPTION, CITED):
        room = out.width - 2
        reason = reason_of(found)
        _below(out, reason if len(reason) <= room else f"{reason[: room - 1].rstrip()}…")


def _print_support(out: Console, support: Support) -> None:
    when = ""
    if support.period:
        first, last = (day[:4] for day in support.period)
        when = f", {first}" if first == last else f", {first}–{last}"
    _below(out, f"{support.reference_class}{when}: {count_of(support)}")
    fitted = f"{_METHODS[support.fitted]}{beside(support.figures)}"
    if support.counts is not None:
        fitted += f"; {against(support.counts)}"
    _below(out, fitted, style="" if support.agrees else "red")
    if support.sample is not None:
        _below(out, values_of(support, support.sample), style="bright_black")


def _print_rows(out: Console, support: Support) -> None:
    rows = sorted(support.shown, key=lambda row: not row.get("event", False))
    for row in rows[:MOST_ROWS]:
        value = row.get("value")
        told = "" if value is None else f"{value:g}{'+' if row['censored'] else ''} d"
        if row.get("event"):
            told = f"{told} event".strip()
        mark = "*" if row["grade"] == "recalled" else " "
        left = f"{row['date']} {mark}{row['name']}"
        _below(out, f"{left:<62.62} {told:>12}".rstrip())
    if len(rows) > MOST_ROWS:
        _below(out, f"and {len(rows) - MOST_ROWS} more, which --json has")
    marks = [
        text
        for text, there in (
            ("+ had not ended", any(row.get("censored") for row in rows)),
            ("* recalled", any(row["grade"] == "recalled" for row in rows)),
            (f"table {support.table}", True),
        )
        if there
    ]
    _below(out, "; ".join(marks), style="bright_black")


# --- words ----------------------------------------------------------------------------------------


def reason_of(found: Finding) -> str:
    """Return the source of an input; an assumption says that it is one."""
    if found.basis != ASSUMPTION:
        return found.source
    told = found.source or "no reason is stated"
    return told if told.lower().startswith("assum") else f"assumption: {told}"


def figure_of(found: Finding) -> str:
    """Return the figures of an input in one line."""
    stated, unit = found.stated, " d" if found.unit == DAYS else ""
    if found.unit == RATE:
        return f"{rate(found.mean)} (90 %: {rate(found.p05)} to {rate(found.p95)})"
    if found.kind == "beta":
        between = words.percent_range(found.p05, found.p95)
        return f"{words.percent(found.mean)} (90 %: {between})"
    if found.kind == "uniform":
        return f"{_number(stated['low'])} to {_number(stated['high'])}{unit}"
    if found.kind == "quantiles":
        points = " / ".join(_number(stated[key]) for key in ("p10", "p50", "p90") if key in stated)
        return f"{points}{unit} ({', '.join(key[1:] for key in stated if key[0] == 'p')} %)"
    points = " / ".join(map(_number, (found.p05, found.median, found.p95)))
    never = f"; never with {words.percent(found.never)}" if found.never else ""
    return f"{points}{unit} (5, 50, 95 %){never}"


def count_of(support: Support) -> str:
    """Return how many rows there are, how many of them recalled, and what they count.

    A sample says how many of its values are censored.
    """
    grades = [f"{n} {grade}" for grade, n in support.grades.items()]
    n = f"n {support.n}" if len(grades) != 1 else f"n {support.n} {next(iter(support.grades))}"
    if support.recalled:
        n = f"n {support.n} ({support.recalled} recalled, so as {support.effective_n:g})"
    if len(grades) > 1 and grades != [f"{support.n - support.recalled} documented", grades[-1]]:
        n += f", {', '.join(each for each in grades if 'recalled' not in each)}"
    counts, sample = support.counts, support.sample
    if counts is not None and counts.exposure_days is not None:
        return f"{_events(counts.events)} in {_exposure(counts)}; {n}"
    if counts is not None:
        return f"{counts.events} in {counts.trials:,}; {n}"
    if sample is not None and sample.censored:
        return f"{n}; {sample.censored} censored"
    return n


def beside(figures: tuple[Figure, ...]) -> str:
    """Return the stated figures beside what the rows give; nothing where none follows."""
    if not figures:
        return ""
    if figures[0].name.startswith("value"):
        wrong = [each for each in figures if not each.agrees]
        if not wrong:
            return ": every value is a row's"
        return ": " + "; ".join(f"{f.stated:g} where they have {f.from_rows:g}" for f in wrong)
    names = ", ".join(each.name for each in figures)
    stated = ", ".join(_precise(each.stated) for each in figures)
    given = ", ".join(_precise(each.from_rows) for each in figures)
    return f": {names} {stated}, from the rows {given}"


def against(counts: Counts) -> str:
    """Return what other readings of the counts would say."""
    say = words.percent if counts.exposure_days is None else rate
    return f"the record alone {say(counts.alone)}, a flat prior {say(counts.flat)}"


def values_of(support: Support, sample: Sample) -> str:
    """Return what the values say: their spread, the censored, and which families fit them."""
    spread = f"{_number(sample.least)} to {_number(sample.most)}, median {_number(sample.median)} d"
    told = spread if sample.least < sample.most else f"{_number(sample.least)} d"
    parts = [f"{'ended after' if sample.censored else 'rows'} {told}"]
    if sample.inside is not None:
        parts.append(f"{sample.inside} of {sample.n} in what is stated")
    if sample.kaplan_meier is not None and support.fitted != "bound":
        points = ("not reached" if p is None else _number(p) for p in sample.kaplan_meier)
        parts.append(f"with the censored {' / '.join(points)} (Kaplan-Meier)")
    if sample.ruled_out:
        parts.append(f"the law as stated leaves out {sample.ruled_out} of them")
    if sample.fits:
        parts.append(_families(sample.fits))
    elif support.fitted != "bound":
        parts.append(f"fewer than {LEAST_WEIGHT:g} rows tell no family from another")
    return "; ".join(parts)


def rate(per_day: float) -> str:
    """Return a rate in the words of a scenario.

    Examples
    --------
    >>> rate(4.5 / 504), rate(1 / 8329), rate(1 / 88975)
    ('3.3 a year', '1 in 8,329 d', '1 in 244 years')
    """
    if per_day <= 0:
        return "0"
    if per_day >= _OFTEN_PER_DAY:
        return f"{words.number(per_day * _YEAR_DAYS)} a year"
    days = 1 / per_day
    if days < 20_000:
        return f"1 in {days:,.0f} d"
    years = days / _YEAR_DAYS
    return f"1 in {years:,.0f} years" if years < 1e5 else "next to never"


def _events(count: int) -> str:
    return f"{count} event" if count == 1 else f"{count} events"


def _exposure(counts: Counts) -> str:
    days = counts.exposure_days or 0.0
    of_whom = "person-" if counts.persons else ""
    if days < 20_000:
        return f"{days:,.0f} {of_whom}d" if not of_whom else f"{days:,.0f} {of_whom}days"
    return f"{days / _YEAR_DAYS:,.1f} {of_whom}years"


def _families(fits: Mapping[str, float]) -> str:
    """Return the families from the best on, with how much worse each is by AICc."""
    names = {AS_THEY_ARE: "as they are"}
    alike = [names.get(name, name) for name, worse in fits.items() if worse < ALIKE]
    rest = [
        f"{names.get(name, name)} " + (f"+{worse:.0f}" if worse < math.inf else "(a figure a row)")
        for name, worse in fits.items()
        if worse >= ALIKE
    ]
    return ", ".join([f"fits by AICc: {' or '.join(alike)} best", *rest])


def _number(value: float) -> str:
    if math.isinf(value):
        return "never"
    return words.number(value) if abs(value) < 100 or value != round(value) else f"{value:,.0f}"


def _precise(value: float) -> str:
    if 0 < abs(value) < 0.01:
        return rate(value)
    return f"{value:,.1f}".removesuffix(".0") if abs(value) >= 1 else f"{value:.3g}"


def _below(out: Console, text: str, style: str = "") -> None:
    text = text.replace(" %", "\N{NO-BREAK SPACE}%")
    out.print(Padding(Text(text, style=style), (0, 0, 0, 2), expand=False))
