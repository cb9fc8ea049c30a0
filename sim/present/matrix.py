"""Policies crossed with estimates: which risk is shown, which estimate is worst, row by row."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sim.present import cells, words
from sim.present.screen import Cell, Row
from sim.scenario.scenario import Scenario
from sim.studies.cases import Case, cases_in, title

Summary = Mapping[str, Any]
"""``summary.json``."""

MATTERS = ("gap[", "segment_gap", "decrewed", "low[", "short[")
"""Beginnings of the headline keys of the risks that an outage is about."""

"""What a reader calls the policy that the scenario states."""

ADDED = ""
"""The column of differences; no estimate has that name."""


@dataclass(frozen=True)
class Matrix:
    """The cases of a result, in rows by policy and columns by estimate.

    Parameters
    ----------
    found : mapping
        ``estimates`` of the summary.
    estimates : mapping of str to str
        The title of each by name, in order.
    policies : mapping of str or None to str
        Likewise; None is the policy that the scenario states.
    """

    found: Mapping[str, Mapping[str, Any]]
    estimates: Mapping[str, str]
    policies: Mapping[str | None, str]

    @classmethod
    def of(cls, summary: Summary, scenario: Scenario) -> Matrix:
        """Return the cases of a result."""
        cases = cases_in(summary).values()
        return cls(
            summary["estimates"],
            {case.estimate: title(scenario, Case(case.estimate)) for case in cases},
            {
                case.policy: scenario.policy.title
                if case.policy is None
                else scenario.policies[case.policy].title
                for case in cases
            },
        )

    @property
    def is_crossed(self) -> bool:
        """Whether there are several of both, which no list of columns shows."""
        return len(self.estimates) > 1 and len(self.policies) > 1

    @property
    def titles(self) -> dict[str, str]:
        """The shortest title of each case: what the others of the result do not share."""
        if len(self.estimates) > 1 or len(self.policies) == 1:
            return {name: str(each["title"]) for name, each in self.found.items()}
        (estimate,) = self.estimates
        return {Case(estimate, name).name: label for name, label in self.policies.items()}

    def case(self, estimate: str, policy: str | None) -> Mapping[str, Any]:
        """Return what the summary says of a case."""
        return self.found[Case(estimate, policy).name]

    def stated(self) -> list[str]:
        """Return the names of the cases under the policy that the scenario states."""
        return [Case(estimate).name for estimate in self.estimates]

    def risks(self) -> list[str]:
        """Return the keys of the risks that an outage is about, in the order of the screen."""
        first = next(iter(self.found.values()))["headline"]
        return [
            key
            for key, figure in first.items()
            if key.startswith(MATTERS) and figure["unit"] == "0/1"
        ]

    @property
    def risk(self) -> str:
        """The risk that a policy changes most, by the near end of the interval; else the first."""
        return max(self.risks(), key=self._change)

    @property
    def worst(self) -> str:
        """The estimate under which that risk is highest as the scenario states its policy."""
        risk = self.risk
        return max(self.estimates, key=lambda name: self._share(name, risk))

    def clearest(self) -> tuple[str, str] | None:
        """Return the estimate and the policy of that change, None if no policy clearly changes it.

        The interval of the difference does not hold 0.
        """
        change, estimate, policy = max(self._changes(self.risk), key=lambda each: each[0])
        return (estimate, policy) if change > 0 else None

    def most_changed(self, count: int) -> list[str]:
        """Return the keys of so many risks that policies change most, in the order of the screen.

        If they change none, of as many of the first.
        """
        changed = [key for key in self.risks() if self._change(key)] or self.risks()
        chosen = sorted(changed, key=self._change, reverse=True)[:count]
        return [key for key in changed if key in chosen]

    def _change(self, key: str) -> float:
        return max((change for change, _, _ in self._changes(key)), default=0.0)

    def _changes(self, key: str) -> Iterator[tuple[float, str, str]]:
        """Yield by how much a policy changes a risk at least, 0 where that is not certain."""
        for policy in self.policies:
            for estimate in self.estimates:
                difference = self.case(estimate, policy).get("difference", {}).get(key)
                if policy is not None and difference and difference["low"] is not None:
                    change = max(difference["low"], -difference["high"], 0.0)
                    yield change, estimate, policy

    def _share(self, estimate: str, key: str) -> float:
        return self.case(estimate, None)["headline"][key]["mean"] or 0.0


def by_estimate(matrix: Matrix) -> Iterator[Row]:
    """Yield of each policy its risk under each estimate, and what it adds under the worst."""
    key = matrix.risk
    for policy, label in matrix.policies.items():
        row = {
            name: _cell(key, matrix.case(name, policy)["headline"][key], None)
            for name in matrix.estimates
        }
        own = matrix.case(matrix.worst, policy)
        if policy is not None:
            row[ADDED] = _cell(key, own["headline"][key], own["difference"][key])
        yield Row(label, {ADDED: Cell("—"), **row})


def by_risk(matrix: Matrix) -> tuple[dict[str, str], list[Row]]:
    """Return what each policy adds to every risk under the worst estimate.

    Returns
    -------
    dict of str to str, and list of Row
        The heads of the columns, and a row a policy: first the risks themselves as stated, then
        what is added to them. A risk that no policy changes is left out.
    """
    own = {policy: matrix.case(matrix.worst, policy) for policy in matrix.policies}
    keys = [*matrix.risks(), "stranded", "crew_days_lost"]
    added = {name: {} if name is None else each["difference"] for name, each in own.items()}
    heads = {
        key: words.label(key, own[None]["headline"][key]["label"])
        for key in keys
        if not all(cells.is_same(each[key]) for each in added.values() if each)
    }
    rows = []
    for policy, label in matrix.policies.items():
        figures = own[policy]["headline"]
        row = {key: _cell(key, figures[key], added[policy].get(key)) for key in heads}
        rows.append(Row(label, row))
    return heads, rows


def _cell(key: str, figure: cells.Figure, difference: cells.Figure | None) -> Cell:
    """Return what is added to a figure in one line; without a difference the figure itself."""
    make = cells.mean if key == "crew_days_lost" else cells.probability
    told = make(figure, difference)
    if difference is None:
        return Cell(told.value)
    return Cell(" ".join(part for part in (told.difference, told.difference_interval) if part))


def widest(matrix: Matrix) -> float:
    """Return half the widest interval of the shares shown by estimate."""
    figures = [each["headline"][matrix.risk] for each in matrix.found.values()]
    halves = [(f["high"] - f["low"]) / 2 for f in figures if f["low"] is not None]
    return float(max(halves, default=0.0))
