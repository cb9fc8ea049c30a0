"""What drives an answer, in words: names of inputs and luck, amounts with their units, shares."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from sim.core.laws import ENDLESS
from sim.present import words
from sim.studies.drivers.factors import Sort

Found = Mapping[str, Any]
"""A part of ``answer`` in ``summary.json``."""

_WORDS = {
    "limit": "stay limit",
    "return_to_service": "time from repair to service",
    "loss_probability": "chance of losing a launch",
    "damage_probability": "chance that a launch damages the pad",
    "docking_failure_probability": "chance of a failed docking",
    "second_attempt.after": "time to the second docking attempt",
    "second_attempt.failure_probability": "chance that the second docking attempt fails",
    "type_fault.probability": "chance that a fault is one of the type",
    "type_fault.when_needed": "time to clear a class that is needed",
    "emergency_time": "time to make emergency seats",
    "firm_within": "time within which dates are firm",
    "scrub_probability": "chance of a scrub",
    "scrub_recycle": "time between attempts after a scrub",
    "medical_return_rate": "rate of medical returns",
    "unfit_rate": "rate of becoming unfit",
    "unfit_lifeboat_probability": "chance that an unfit ship is a lifeboat",
    "reseat_time": "time to fit a seat",
    "disposal": "time to dispose of an unfit ship",
    "spacing": "least time between launches",
    "other_customers.rate": "groundings by other customers",
    "pull_forward.by": "most that a flight is pulled forward",
    "pull_forward.lead": "notice for a flight pulled forward",
    "rescue_preparation": "time to prepare a rescue",
    "reseat_lead": "notice for seats for the stranded",
    "rebaseline_after": "delay that shifts later flights",
    "spacecraft.then_every": "time between spacecraft deliveries",
    "dormant.activation": "time to activate the pad",
}


def driver_name(each: Found) -> str:
    """Return what people call a driver.

    Examples
    --------
    >>> driver_name({"name": "vehicles.soyuz-ms.limit", "sort": "input", "part_of": None})
    'stay limit of soyuz-ms'
    >>> driver_name({"name": "people.medical_return_rate", "sort": "input", "part_of": None})
    'rate of medical returns'
    >>> driver_name({"name": "station.stocks.food.per_day", "sort": "input", "part_of": None})
    'per day of food'
    """
    sort, place = each["sort"], each.get("place", "")
    if sort == Sort.REPAIRS:
        return f"repair of {place}"
    if sort == Sort.ESTIMATE:
        return "which estimate is right"
    if sort == Sort.REPAIR:
        whose = place if "," in place else f"of {place}"
        return f"how long, given the estimate ({place})" if each["part_of"] else f"repair {whose}"
    if sort == Sort.STAGE:
        return f"time from repair to crews at {place}"
    if sort == Sort.STAND_DOWN:
        return f"stand-down of {place}"
    if sort == Sort.REACTIONS:
        return "behaviour of planners"
    if sort == Sort.REACTION:
        return str(place)
    return _path(each["name"], each.get("called", "")) if sort == Sort.INPUT else str(each["name"])


def _path(path: str, called: str = "") -> str:
    """Return a path of a scenario in words, with what people call its entry."""
    group, *others = path.split(".")
    if group in ("policy", "policies"):
        others = [".".join(others[group == "policies" :])]
    if group == "station" and others[0] == "stocks":
        others = others[1:]
    if len(others) < 2:
        what, of = ".".join(others), ""
    else:
        what, of = ".".join(others[1:]), f" of {called or others[0]}"
    return _WORDS.get(what, what.replace(".", " ").replace("_", " ")) + of


def amount(value: float, unit: str) -> str:
    """Return a value with its unit.

    Examples
    --------
    >>> amount(245.0, "d"), amount(0.0021, "probability"), amount(0.1142, "per year")
    ('245 d', '0.2 %', '0.11 per year')
    """
    if unit == "d":
        return "never" if value > ENDLESS else f"{words.length(value)} d"
    if unit in ("probability", "share"):
        return words.percent(value)
    return f"{_two_digits(value) if abs(value) < 10 else words.number(value)} {unit}".strip()


def _two_digits(value: float) -> str:
    """Return a number with two digits that count, without an exponent.

    Examples
    --------
    >>> _two_digits(0.0000161), _two_digits(6.35), _two_digits(0.0)
    ('0.000016', '6.3', '0')
    """
    places = 0 if value == 0 else max(1 - math.floor(math.log10(abs(value))), 0)
    return f"{value:.{places}f}"


def percent(share: float) -> str:
    """Return a share to the whole per cent, to a tenth below ten; noise beyond 0 to 1 is cut.

    Examples
    --------
    >>> percent(0.2437), percent(0.043), percent(-0.001), percent(0.0004), percent(1.2)
    ('24 %', '4.3 %', '0 %', '0 %', '100 %')
    """
    number = 100 * min(max(share, 0.0), 1.0)
    return f"{number:.0f} %" if number >= 9.95 else f"{number:.1f}".removesuffix(".0") + " %"


def share_range(estimate: Found) -> str:
    """Return the interval of a share, such as ``7.8–9.7 %``.

    An estimate beyond 0 or 1, which noise has taken there, is as uncertain as if it lay on it.

    Examples
    --------
    >>> share_range({"value": 0.087, "low": 0.078, "high": 0.097})
    '7.8–9.7 %'
    >>> share_range({"value": -0.08, "low": -0.16, "high": -0.01})
    '0–7 %'
    """
    beyond = estimate["value"] - min(max(estimate["value"], 0.0), 1.0)
    low, high = (percent(estimate[end] - beyond) for end in ("low", "high"))
    return f"{low.removesuffix(' %')}–{high}"


def listed(texts: Sequence[str]) -> str:
    """Return texts as a sentence has them, with commas and an "and"."""
    return " and ".join([", ".join(texts[:-1]), texts[-1]]) if len(texts) > 1 else texts[0]
