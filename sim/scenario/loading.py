"""Load a scenario: file, tree, models, checks, scenario."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from sim.scenario import files
from sim.scenario.check import check
from sim.scenario.complete import complete
from sim.scenario.dumping import written
from sim.scenario.merge import gather
from sim.scenario.problems import Report
from sim.scenario.resolve import resolve
from sim.scenario.scenario import Scenario
from sim.scenario.schema import ScenarioFile
from sim.scenario.validate import models


def load(
    path_or_name: str | os.PathLike[str],
    *,
    overrides: Sequence[str] = (),
    assume: Sequence[str] = (),
) -> Scenario:
    """Return the resolved scenario of a file, or of one that comes with the program.

    Parameters
    ----------
    path_or_name : str or path
        A YAML file, or a name of `shipped`.
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
    file = files.named(path_or_name)
    report, model = checked(file, overrides, assume)
    whole = complete(model)
    scenario = resolve(whole, file.stem, report.file, report.root)
    return replace(
        scenario,
        assumed=tuple(dict.fromkeys(assume)),
        warnings=report.in_order(report.warnings),
        text=written(whole, report.root),
    )


def checked(
    file: Path, overrides: Sequence[str] = (), assume: Sequence[str] = ()
) -> tuple[Report, ScenarioFile]:
    """Return the sound models of a file, and the report with its tree and warnings."""
    report = gather(file, overrides, assume)
    model = models(report)
    if model is not None:
        check(model, report)
    report.raise_any()
    assert model is not None
    return report, model


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
