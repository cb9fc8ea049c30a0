"""What people read in place of the keys of a scenario, each told apart from the others."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, TypeVar

from sim.scenario.document import Path
from sim.scenario.problems import Report
from sim.scenario.scenario import Estimate
from sim.scenario.schema import ScenarioFile
from sim.scenario.schema_flights import Crew, Person
from sim.scenario.schema_policy import ExtraFlight

Key = TypeVar("Key", bound=str | None)


def told_apart(titles: Mapping[Key, str]) -> dict[Key, str]:
    """Return the titles; those that several share have their keys in brackets behind them.

    Examples
    --------
    >>> told_apart({"a": "Six months", "b": "Six months", "c": "Soon"})
    {'a': 'Six months (a)', 'b': 'Six months (b)', 'c': 'Soon'}
    """
    read = Counter(map(_as_read, titles.values()))
    return {
        key: f"{title} ({key})" if key is not None and read[_as_read(title)] > 1 else title
        for key, title in titles.items()
    }


def estimates_apart(estimates: Mapping[str, Estimate]) -> dict[str, Estimate]:
    """Return the estimates with titles that are told apart."""
    titles = told_apart({name: each.title for name, each in estimates.items()})
    return {name: replace(each, title=titles[name]) for name, each in estimates.items()}


def policies_apart(file: ScenarioFile) -> dict[str | None, str]:
    """Return what policies are called by name, told apart; None is the one that is stated."""
    titles = {name: policy.title for name, policy in file.policies.items()}
    return told_apart({None: file.policy.title, **titles})


def titles_of(file: ScenarioFile) -> dict[str, dict[str, str]]:
    """Return what people read in place of keys, by section and key, where that is stated."""
    sections: dict[str, Mapping[str, Any]] = {
        "lines": file.lines,
        "pads": file.pads,
        "ranges": file.ranges or {},
        "families": file.families,
        "vehicles": file.vehicles,
        "ports": file.station.ports,
        "flights": {**file.docked, **file.manifest},
        "people": {name: person for crew in _crews(file) for name, person in _members(crew)},
    }
    found = {}
    for section, entries in sections.items():
        stated = {
            key: None if isinstance(each, str) else each.title for key, each in entries.items()
        }
        shown = told_apart({key: title or key for key, title in stated.items()})
        if titles := {key: shown[key] for key, title in stated.items() if title}:
            found[section] = titles
    return found


def check_titles(file: ScenarioFile, report: Report) -> None:
    """Warn of estimates, and of policies, that have one title."""
    policies = {"": file.policy.title}
    policies |= {name: policy.title for name, policy in file.policies.items()}
    estimates = {name: each.title for name, each in file.estimates.items()}
    for section, titles in (("estimates", estimates), ("policies", policies)):
        shown, first = told_apart(titles), dict[str, str]()
        for name, title in titles.items():
            other = first.setdefault(_as_read(title), name)
            if other != name:
                path: Path = (section, name, "title")
                of = f"that of {other}" if other else "that of the stated policy"
                report.warn(path, f"{title!r} is {of}, too: shown as {shown[name]!r}")


def _crews(file: ScenarioFile) -> Iterator[Crew | None]:
    for flight in (*file.docked.values(), *file.manifest.values()):
        yield flight.crew
    for policy in (file.policy, *file.policies.values()):
        if isinstance(policy.extra_flight, ExtraFlight):
            yield policy.extra_flight.crew


def _members(crew: Crew | None) -> Iterator[tuple[str, str | Person]]:
    yield from crew.items() if isinstance(crew, dict) else ()


def _as_read(title: str) -> str:
    """Return a title without what no reader sees: blanks, and how its letters are composed."""
    return " ".join(unicodedata.normalize("NFC", title).casefold().split())
