"""Which inputs of several results differ, and what that changes in the answer, same luck."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from sim.analysis.compare import headline_difference
from sim.analysis.headline import headline_figure, headline_keys, headline_series
from sim.analysis.series import Series
from sim.core.clock import iso, seconds_between
from sim.core.errors import ResultError, UsageError, listed
from sim.core.html import table
from sim.runs.store import open_result
from sim.scenario.document import read
from sim.scenario.scenario import Headline, Scenario
from sim.scenario.validate import REMARKS
from sim.studies.cases import cases_in, title
from sim.studies.result import Result, reopen

_NO_INPUT = (
    *(*REMARKS, "format", "title", "question", "description", "evidence"),
    *("default_estimate", "also_said", "assumptions", "published"),
)
"""Keys whose values change no row of what is played."""

_SAID_OF_IT = ("by", "quote")
"""Keys of an estimate that do neither."""

_NEEDED = {"scenario": str, "title": str, "as_of": str, "seed": int, "replications": int}


@dataclass(frozen=True)
class Side:
    """A result under the name by which it is told apart from the others."""

    name: str
    result: Result


@dataclass(frozen=True, repr=False)
class Diff:
    """What is different between results: `document` is what ``--json`` prints of it."""

    document: Mapping[str, Any]

    def __repr__(self) -> str:
        names = " and ".join(self.document["results"])
        return f"<Diff of {names}: {len(self.document['inputs'])} inputs differ>"

    def _repr_html_(self) -> str:
        names = list(self.document["results"])
        found = self.document["inputs"]
        rows = ((each["path"], *(str(each["values"][n]) for n in names)) for each in found)
        return table(("path", *names), rows, repr(self))


def reopened(folder: Path) -> Side:
    """Return a stored result, called by its folder's own name.

    Raises
    ------
    ResultError
        When it is missing, not finished, damaged, of another format, or the answer to a question.
    """
    stored = open_result(folder)
    if "answer" in stored.summary:
        kind = stored.provenance.get("study", "a question")
        raise ResultError(
            f"{folder}: this is the answer to {kind}, and runs and comparisons are held against "
            "each other here: name the folder of one"
        )
    cases = stored.summary.get("estimates")
    sound = isinstance(cases, dict) and cases and all(isinstance(c, dict) for c in cases.values())
    wrong = [key for key, kind in _NEEDED.items() if not isinstance(stored.summary.get(key), kind)]
    if wrong or not sound:
        lacking = listed([*wrong, *(() if sound else ("estimates",))])
        raise ResultError(f"{folder}: this is no whole result: summary.json has no sound {lacking}")
    return Side(folder.resolve().name, reopen(folder))


def diff(sides: Sequence[Side]) -> Diff:
    """Return in which inputs results differ, and how far their answers are apart.

    The first is the base. Replication 17 of one and of the other are the same future but for what
    the inputs change, where the seed is the same; if one was played more often, what it has more is
    left out. A case is held against the one of its name; where they share none, the only case of a
    result against each of the other's.

    Parameters
    ----------
    sides : sequence of Side
        At least two, with names of their own.

    Raises
    ------
    UsageError
        When they have no case and no figure in common.
    ResultError
        When a table cannot be read.
    """
    if len({side.name for side in sides}) < len(sides):
        sides = [replace(s, name=s.result.summary["result_dir"]) for s in sides]
    pairs = _cases(sides)
    tables_of = [[s.result.tables[c] for s, c in zip(sides, p, strict=True)] for p in pairs]
    n = min(tables.outcomes.num_rows for each in tables_of for tables in each)
    estimates: dict[str, Any] = {}
    asked = _asked(sides)
    for cases in pairs:
        base: Mapping[str, Series] = {}
        for side, case, headline in zip(sides, cases, asked, strict=True):
            tables = side.result.tables[case]
            made = headline_series(headline, tables.outcomes, tables.episodes)
            every = {key: _first(made[key], n) for key in _keys(sides, cases, asked)}
            entry: dict[str, Any] = {
                "title": f"{side.name}: {_title(side.result, case)}",
                "result": side.name,
                "case": case,
                "headline": {k: headline_figure(k, s).as_dict() for k, s in every.items()},
            }
            if base:
                entry["difference"] = {
                    k: headline_difference(k, s, base[k]).as_dict() for k, s in every.items()
                }
            base = base or every
            estimates[f"{case} in {side.name}"] = entry
    return Diff(
        {
            "study": "diff",
            "results": {side.name: _told(side.result) for side in sides},
            "replications": n,
            "notes": [*_notes(sides, n), *_other_names(sides, pairs)],
            "inputs": list(
                inputs(
                    [(side.name, side.result.scenario) for side in sides],
                    {_estimate(s, c) for p in pairs for s, c in zip(sides, p, strict=True)},
                )
            ),
            "estimates": estimates,
        }
    )


def inputs(
    scenarios: Sequence[tuple[str, Scenario]], played: Collection[str]
) -> Iterator[dict[str, Any]]:
    """Yield each input in which scenarios differ: its path, and its value in each by name.

    None is an input that a scenario does not have; what only some have, or is another kind of law,
    is one input as a whole. Flights that a cadence adds follow from it and are left out, as are
    texts that change nothing, and estimates that are not among those `played`.
    """
    names = [name for name, _ in scenarios]
    for path, values in _apart([_tree(scenario, played) for _, scenario in scenarios], ""):
        yield {"path": path, "values": dict(zip(names, values, strict=True))}


def shared_estimates(
    scenarios: Mapping[str, Scenario], asked: Sequence[str] | None
) -> Sequence[str]:
    """Return the estimates that all the scenarios have that have any.

    Raises
    ------
    UsageError
        When they share none, and none is asked for.
    """
    if asked:
        return asked
    have = [list(s.estimates) for s in scenarios.values() if s.estimates]
    shared = [name for name in have[0] if all(name in each for each in have)] if have else []
    if have and not shared:
        each = "; ".join(f"{name} has {listed(s.estimates)}" for name, s in scenarios.items())
        raise UsageError(f"the scenarios share no estimate: {each}")
    return shared


# --- inputs ---------------------------------------------------------------------------------------


def _tree(scenario: Scenario, played: Collection[str]) -> dict[str, Any]:
    tree: dict[str, Any] = _inputs_alone(read(scenario.text, scenario.file).root)
    flights = tree.get("manifest", {})
    tree["manifest"] = {n: f for n, f in flights.items() if not f.get("cadence")}
    tree["estimates"] = {
        name: {key: value for key, value in each.items() if key not in _SAID_OF_IT}
        for name, each in tree.get("estimates", {}).items()
        if name in played
    }
    if scenario.known_by is not None:
        tree["known_by"] = scenario.known_by.isoformat()
    return tree


def _inputs_alone(node: Any) -> Any:
    """Return a tree without what changes no row."""
    if isinstance(node, dict):
        return {str(k): _inputs_alone(each) for k, each in node.items() if k not in _NO_INPUT}
    if isinstance(node, list):
        return [_inputs_alone(each) for each in node]
    return node


def _apart(nodes: Sequence[Any], path: str) -> Iterator[tuple[str, Sequence[Any]]]:
    """Yield the paths at which trees differ, and what stands there in each."""
    kinds = [node.get("kind") for node in nodes if isinstance(node, dict)]
    if len(kinds) == len(nodes) and all(kind == kinds[0] for kind in kinds):
        for key in dict.fromkeys(key for node in nodes for key in node):
            yield from _apart([node.get(key) for node in nodes], f"{path}.{key}" if path else key)
    elif any(node != nodes[0] or type(node) is not type(nodes[0]) for node in nodes):
        yield path, nodes


# --- cases and figures ----------------------------------------------------------------------------


def _cases(sides: Sequence[Side]) -> list[tuple[str, ...]]:
    """Return which case of each result is held against which of the others."""
    every = [list(side.result.tables) for side in sides]
    shared = [case for case in every[0] if all(case in cases for cases in every)]
    if shared:
        return [(case,) * len(sides) for case in shared]
    several = [cases for cases in every if len(cases) > 1]
    if not several:
        return [tuple(cases[0] for cases in every)]
    shared = [case for case in several[0] if all(case in cases for cases in several)]
    if not shared:
        have = "; ".join(f"{side.name} has {listed(side.result.tables)}" for side in sides)
        raise UsageError(f"the results share no estimate: {have}")
    return [tuple(case if len(c) > 1 else c[0] for c in every) for case in shared]


def _asked(sides: Sequence[Side]) -> list[Headline]:
    """Return the question of the base as each scenario is asked it: of the lines that all have."""
    base = sides[0].result.scenario
    lines = tuple(
        line
        for line in base.headline.lines
        if all(line in side.result.scenario.headline.lines for side in sides)
    )
    return [
        replace(
            base.headline,
            lines=lines,
            by=base.headline.by - int(seconds_between(base.as_of, side.result.scenario.as_of)),
        )
        for side in sides
    ]


def _keys(sides: Sequence[Side], cases: Sequence[str], asked: Sequence[Headline]) -> list[str]:
    every = [
        headline_keys(headline, side.result.tables[case].outcomes.column_names)
        for side, case, headline in zip(sides, cases, asked, strict=True)
    ]
    return [key for key in every[0] if all(key in keys for keys in every)]


def _first(series: Series, n: int) -> Series:
    return replace(series, values=series.values[:n], known=series.known[:n])


def _estimate(side: Side, case: str) -> str:
    return cases_in(side.result.summary)[case].estimate


def _title(result: Result, case: str) -> str:
    return title(result.scenario, cases_in(result.summary)[case])


# --- what is said beside --------------------------------------------------------------------------


def _told(result: Result) -> dict[str, Any]:
    summary = result.summary
    return {
        "scenario": summary["scenario"],
        "title": summary["title"],
        "as_of": summary["as_of"],
        "seed": summary["seed"],
        "replications": summary["replications"],
        "crewsim": _version(result),
        "result_dir": None if result.folder is None else result.folder.as_posix(),
    }


def _version(result: Result) -> str | None:
    if result.folder is None:
        return None
    origin = open_result(result.folder).provenance
    return f"{origin.get('crewsim')} (sources {origin.get('sources')})"


def _notes(sides: Sequence[Side], n: int) -> Iterator[str]:
    """Yield what keeps results from being the same futures but for their inputs."""
    told = {side.name: _told(side.result) for side in sides}
    if len({each["seed"] for each in told.values()}) > 1:
        yield f"other luck: {_each(told, 'seed')}; the intervals are those of independent runs"
    if len({each["crewsim"] for each in told.values()}) > 1:
        yield f"other versions of crewsim made them: {_each(told, 'crewsim')}"
    if len({each["as_of"] for each in told.values()}) > 1:
        yield f"they begin on other dates: {_each(told, 'as_of')}"
    if any(each["replications"] != n for each in told.values()):
        yield f"the first {n:,} replications of each are taken: {_each(told, 'replications')}"
    heads = [side.result.scenario.headline for side in sides]
    if any((h.lines, h.gap) != (heads[0].lines, heads[0].gap) for h in heads):
        yield f"they ask other questions: that of {sides[0].name}, of the lines that all have"
    ends = {iso(side.result.scenario.as_of): side.result.scenario.until for side in sides}
    if len(ends) == 1 and len({side.result.scenario.until for side in sides}) > 1:
        yield "they end on other dates: totals are of other lengths"


def _other_names(sides: Sequence[Side], pairs: Sequence[Sequence[str]]) -> Iterator[str]:
    """Yield which cases of other names are held against each other."""
    for cases in pairs:
        if len(set(cases)) > 1:
            said = (f"{c} in {s.name}" for s, c in zip(sides, cases, strict=True))
            yield f"held against each other: {' and '.join(said)}"


def _each(told: Mapping[str, Mapping[str, Any]], key: str) -> str:
    return ", ".join(f"{each[key]} in {name}" for name, each in told.items())
