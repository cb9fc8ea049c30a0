"""Load a scenario: file, tree, models, checks, scenario."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import replace

from sim.scenario import files
from sim.scenario.check import check
from sim.scenario.complete import complete
from sim.scenario.document import Place, read
from sim.scenario.dumping import written
from sim.scenario.estimates import known_by
from sim.scenario.jointly import check_jointly
from sim.scenario.merge import gather, lay_given, restated
from sim.scenario.problems import Report
from sim.scenario.resolve import resolve
from sim.scenario.scenario import Dump, Scenario
from sim.scenario.validate import models


def load(
    stated: str | os.PathLike[str] | Mapping[str, object],
    *,
    overrides: Sequence[str] = (),
    assume: Sequence[str] = (),
) -> Scenario:
    """Return the resolved scenario of a file, of one that comes with the program, or of a mapping.

    Parameters
    ----------
    stated : str, path or mapping
        A YAML file, or a name of `shipped`; or what a file would hold, as mappings, lists, text,
        numbers and dates: it may leave ``format`` out, and is called by its ``extends``, or
        ``scenario``.
    overrides : sequence of str
        Texts ``path=value``, such as ``pads.site-31.turnaround=20 d``; the value is YAML and
        replaces what the path held, before anything is checked.
    assume : sequence of str
        Names of its assumptions, which do the same, before the overrides.

    Raises
    ------
    ScenarioError
        With every problem of the file, each with its place.
    """
    if isinstance(stated, Mapping):
        name = str(stated.get("extends", "scenario")).rsplit("/", 1)[-1].removesuffix(".yaml")
        scenario = resolved(gather(stated, overrides, assume), name)
    else:
        file = files.named(stated)
        scenario = resolved(gather(file, overrides, assume), file.stem)
    return replace(scenario, assumed=tuple(dict.fromkeys(assume)))


def changed(scenario: Scenario, values: Mapping[str, object]) -> Scenario:
    """Return the scenario with other values at these paths (see `Scenario.with_`)."""
    report = tree_of(scenario)
    lay_given(report, values)
    found = replace(resolved(report, scenario.name), assumed=scenario.assumed)
    return found if scenario.known_by is None else known_by(found, scenario.known_by)


def resolved(report: Report, name: str) -> Scenario:
    """Return the scenario of a merged tree.

    Raises
    ------
    ScenarioError
        With every problem of the tree, and those that the report has already.
    """
    model = models(report)
    if model is not None:
        check(model, report)
    report.raise_any()
    assert model is not None
    whole, root = complete(model), report.root
    scenario = resolve(whole, name, report.file, root)
    check_jointly(scenario, report)
    report.raise_any()
    return replace(
        scenario,
        warnings=report.in_order(report.warnings),
        dumped=Dump(lambda: written(whole, root)),
    )


def tree_of(scenario: Scenario) -> Report:
    """Return a report that holds the tree of a resolved scenario, which has no lines to show."""
    shown = scenario.file
    return Report(shown, restated(read(scenario.text, shown).root, Place(shown)))


def dump(scenario: Scenario | str | os.PathLike[str]) -> str:
    """Return a scenario as YAML with nothing implicit; it loads to an equal scenario.

    What it extends is merged, assumptions and overrides are applied, defaults filled in, values
    from CSV files listed, cadences written out as flights. A chosen estimate or policy, the date by
    which estimates are known, or that on which a policy was decided from outside, is no part of it.

    Parameters
    ----------
    scenario : Scenario, str or path
        A loaded scenario, or what `load` takes.
    """
    return scenario.text if isinstance(scenario, Scenario) else load(scenario).text
