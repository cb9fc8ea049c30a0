"""What became of the estimates: each published one against what came true, as laws alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sim.analysis.scores import Scores, mean_scores, scores
from sim.core.clock import DAY, iso
from sim.core.distributions import mixture
from sim.core.errors import UsageError
from sim.core.laws import Law
from sim.scenario.outage import outages_out
from sim.scenario.scenario import Estimate, Scenario, Truth
from sim.scenario.statements import AS_CAME_TRUE, AS_SAID
from sim.studies.result import as_asked
from sim.studies.weights import by_record

READINGS = (AS_SAID, AS_CAME_TRUE)

ELAPSED = (0, 19, 45, 75)
"""Days for which the pad has been down, where the reference classes are asked."""

ALL, RECORD = "all", "record"
"""The pools of all statements: each alike, and by the record of its class of speaker."""


@dataclass(frozen=True)
class Scoreboard:
    """What became of the estimates of a scenario, in JSON's own types.

    Parameters
    ----------
    found : mapping
        ``truths``, ``estimates``, ``speakers``, ``pools`` and ``references``.
    """

    scenario: Scenario
    found: Mapping[str, Any]

    @property
    def document(self) -> dict[str, Any]:
        """The whole answer, with what it is of."""
        scenario = self.scenario
        head = {"study": "scoreboard", "scenario": scenario.name, "title": scenario.title}
        return {**head, "as_of": iso(scenario.as_of), **as_asked(scenario), **self.found}


def scoreboard(scenario: Scenario) -> Scoreboard:
    """Return the scores of each statement of the repair, read both ways; nothing is played.

    Raises
    ------
    ScenarioError
        When no pad is out.
    UsageError
        When the scenario says nothing of what came true, or nobody has said anything.
    """
    outages_out(scenario)
    truths = scenario.statements.truths
    if not truths:
        raise UsageError(
            f"{scenario.name} does not say what came true: statements.truths, such as"
            " {repaired: {title: repaired, after: 96 d, known: 2026-03-03}}"
        )
    every = {**scenario.estimates, **scenario.also_said}
    said = {name: each for name, each in every.items() if each.speaker is not None}
    if not said:
        raise UsageError(f"{scenario.name} has no estimate of `kind: statement` to score")
    laws = {
        reading: {name: _in_days(getattr(each, reading)) for name, each in said.items()}
        for reading in READINGS
    }
    scored = {
        reading: {name: _scored(law, truths) for name, law in of_reading.items()}
        for reading, of_reading in laws.items()
    }
    return Scoreboard(
        scenario,
        {
            "truths": {name: _truth(each) for name, each in truths.items()},
            "estimates": {
                name: {
                    **_head(each),
                    "played": name in scenario.estimates,
                    **{r: _told(laws[r][name], scored[r][name]) for r in READINGS},
                }
                for name, each in said.items()
            },
            "not_scored": [
                name for name, e in every.items() if e.repair is not None and name not in said
            ],
            "speakers": _speakers(scenario, said, scored),
            "pools": _pools(scenario, said, laws),
            "references": _references(scenario),
        },
    )


def _speakers(
    scenario: Scenario,
    said: Mapping[str, Estimate],
    scored: Mapping[str, Mapping[str, Mapping[str, Scores]]],
) -> dict[str, Any]:
    """Return the mean scores of the statements of each class of speaker."""
    known = scenario.statements.speakers
    classes = {name: _of_class(said, name) for name in known}
    return {
        name: {
            "title": known[name].title,
            "statements": len(names),
            "others": known[name].n,
            "like": known[name].like,
            "ratio": [known[name].p10, known[name].p50, known[name].p90],
            "error": known[name].error,
            **{
                reading: {
                    truth: mean_scores(scored[reading][each][truth] for each in names).as_dict()
                    for truth in scenario.statements.truths
                }
                for reading in READINGS
            },
        }
        for name, names in classes.items()
        if names
    }


def _pools(
    scenario: Scenario,
    said: Mapping[str, Estimate],
    laws: Mapping[str, Mapping[str, Law]],
) -> dict[str, Any]:
    """Return the linear pools: of all alike, of each class, of all by their record."""
    weights = {
        ALL: dict.fromkeys(said, 1.0),
        **{
            name: dict.fromkeys(names, 1.0)
            for name in scenario.statements.speakers
            if (names := _of_class(said, name))
        },
        RECORD: by_record(said, scenario.statements),
    }
    return {
        pool: {
            "weights": {name: weight / sum(of_pool.values()) for name, weight in of_pool.items()},
            **{
                reading: _told(law, _scored(law, scenario.statements.truths))
                for reading in READINGS
                for law in [mixture((w, laws[reading][name]) for name, w in of_pool.items())]
            },
        }
        for pool, of_pool in weights.items()
    }


def _references(scenario: Scenario) -> dict[str, Any]:
    """Return each class of earlier events, given that the pad has been down so long already.

    A list of single days has no log score: nearly every other day is on none of them.
    """
    truths = scenario.statements.truths
    found: dict[str, Any] = {}
    for name, reference in scenario.statements.references.items():
        law = _in_days(reference.repair)
        given = []
        for elapsed in ELAPSED:
            left = law.survival(elapsed)
            if left > 0.0 and all(each.after / DAY > elapsed for each in truths.values()):
                rest = law.truncated(elapsed) if elapsed else law
                told = _told(rest, _scored(rest, truths))
                for each in told["scores"].values():
                    del each["log"]
                given.append({"elapsed_days": elapsed, "left": left, **told})
        found[name] = {"title": reference.title, "source": reference.source, "given": given}
    return found


def _of_class(said: Mapping[str, Estimate], name: str) -> list[str]:
    return [each for each, estimate in said.items() if estimate.speaker == name]


def _in_days(law: Law) -> Law:
    return law.rescaled(1 / DAY)


def _scored(law: Law, truths: Mapping[str, Truth]) -> dict[str, Scores]:
    return {name: scores(law, each.after / DAY) for name, each in truths.items()}


def _told(law: Law, scored: Mapping[str, Scores]) -> dict[str, Any]:
    points = {f"p{q}": law.quantile(q / 100) for q in (10, 50, 90)}
    return {**points, "scores": {name: each.as_dict() for name, each in scored.items()}}


def _truth(truth: Truth) -> dict[str, Any]:
    return {
        "title": truth.title,
        "days": truth.after / DAY,
        "known": truth.known.isoformat(),
        "source": truth.source,
    }


def _head(estimate: Estimate) -> dict[str, Any]:
    said = None if estimate.said is None else estimate.said.isoformat()
    return {
        "title": estimate.title,
        "by": estimate.by,
        "said": said,
        "quote": estimate.quote,
        "speaker": estimate.speaker,
    }
