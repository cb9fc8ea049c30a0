"""What a figure of a result shows most clearly, said as its title; a plain label where nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from sim.analysis.risk import CLEARLY
from sim.present import words
from sim.present.matrix import Matrix
from sim.present.plots.curves import Panel
from sim.present.plots.repair import RepairRisk

Summary = Mapping[str, Any]
"""``summary.json``."""

Figure = Mapping[str, Any]
"""A headline figure of it, or a difference."""

_POINTS = f"{100 * CLEARLY:.0f} percentage"


def policies_message(matrix: Matrix) -> str:
    """Return the risk that a policy changes most clearly, under the estimate where it does."""
    clearest = matrix.clearest()
    if clearest is None:
        return "No policy clearly changes any of these risks"
    estimate, policy = clearest
    one, stated = (matrix.case(estimate, name)["headline"][matrix.risk] for name in (policy, None))
    return (
        f"{words.label(matrix.risk, one['label'])}, if “{matrix.estimates[estimate]}”:"
        f" {_chance(one)} under “{matrix.policies[policy]}”, {_chance(stated)}"
        f" under “{matrix.policies[None]}”"
    )


def risks_message(summary: Summary) -> str:
    """Return the probability that an estimate changes most, by the near end of the interval."""
    clearest, message = 0.0, f"No {_compared(summary)} clearly changes any of these probabilities"
    for key, name, difference in _differences(summary):
        if difference["unit"] != "0/1" or "shift" in difference or difference["low"] is None:
            continue
        least = max(difference["low"], -difference["high"])
        if least > clearest:
            clearest, message = least, _both(summary, key, name, "", _chance)
    return message


def dockings_message(summary: Summary) -> str:
    """Return the docking whose median an estimate moves most, by the near end of the interval.

    A median beyond the end of the forecast moves by nobody knows how much; then a plain label.
    """
    what = _compared(summary)
    clearest, message = 0.0, f"No {what} clearly moves the median docking of the next crews"
    for key, name, difference in _differences(summary):
        if not key.startswith("dock["):
            continue
        shift = difference["shift"]
        if shift is None or None in (shift["value"], shift["low"], shift["high"]):
            return "When the next crews dock"
        least = max(shift["low"], -shift["high"])
        if least > clearest:
            clearest, message = least, _both(summary, key, name, ", median", _median)
    return message


def gaps_message(summary: Summary, panels: Sequence[Panel]) -> str:
    """Return the gap whose probability by the end differs most from the reference's, if clearly."""
    against = summary["against"]
    clearest, message = 0.0, "When the first gap begins"
    for panel in panels:
        base = panel.curves[against]
        for name, curve in panel.curves.items():
            apart = max(curve.low[-1] - base.high[-1], base.low[-1] - curve.high[-1])
            if apart > clearest:
                clearest = apart
                message = (
                    f"A gap of the {panel.title} by {words.day(summary['until'])}:"
                    f" {words.percent(curve.share[-1])} under {_title(summary, name)},"
                    f" {words.percent(base.share[-1])} under {_title(summary, against)}"
                )
    return message


def gaps_of_one_message(summary: Summary, name: str, panels: Sequence[Panel]) -> str:
    """Return the gap that is likeliest by the end under one estimate."""
    likeliest = max(panels, key=lambda panel: float(panel.curves[name].share[-1]))
    share = float(likeliest.curves[name].share[-1])
    if share == 0:
        return f"No gap in any replication: {_title(summary, name)}"
    return (
        f"Likeliest under {_title(summary, name)}: a gap of the {likeliest.title},"
        f" {words.percent(share)} by {words.day(summary['until'])}"
    )


def repair_message(risks: Sequence[RepairRisk], since: dt.datetime) -> str:
    """Return in a sentence from which repair on the first of the risks that rise does so."""
    if all(risk.level is None for risk in risks):
        return "How each risk depends on the repair time"
    first = next((risk for risk in risks if risk.above is not None), None)
    if first is None or first.above is None:
        return f"No repair sampled raises a risk by more than {_POINTS} points"
    date = (since + dt.timedelta(days=first.above.low)).date()
    what = f"{first.label[0].lower()}{first.label[1:]}"
    return (
        f"From repairs of {first.repairs_above} ({date}) on, more than {_POINTS} points"
        f" more risk: {what}"
    )


def _compared(summary: Summary) -> str:
    """Return what the cases of a comparison in one figure are: estimates, or policies."""
    is_policy = any("policy" in each for each in summary["estimates"].values())
    return "policy" if is_policy else "estimate"


def _differences(summary: Summary) -> Iterator[tuple[str, str, Figure]]:
    """Yield key, estimate and difference to the reference of every headline figure."""
    for name, each in summary["estimates"].items():
        for key in each["headline"]:
            if key in each.get("difference", {}):
                yield key, name, each["difference"][key]


def _both(summary: Summary, key: str, name: str, what: str, said: Callable[[Figure], str]) -> str:
    """Return a figure under an estimate and under the reference."""
    one, base = (summary["estimates"][each]["headline"][key] for each in (name, summary["against"]))
    return (
        f"{words.label(key, one['label'])}{what}: {said(one)} under {_title(summary, name)},"
        f" {said(base)} under {_title(summary, summary['against'])}"
    )


def _chance(figure: Figure) -> str:
    return words.chance(figure["events"], figure["n"], figure["low"], figure["high"])


def _median(figure: Figure) -> str:
    return words.day(figure["p50"])


def _title(summary: Summary, name: str) -> str:
    return f"“{summary['estimates'][name]['title']}”"
