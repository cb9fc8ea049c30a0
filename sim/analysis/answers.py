"""What the replications say of every outcome, in each of several cases side by side.

A column is read once in each case, and is at hand while those that are compared with it are read:
as many columns are in memory at a time as cases are compared one with the next in a row.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from sim.analysis.columns import Table
from sim.analysis.compare import Difference, difference, headline_difference
from sim.analysis.estimates import Figure, estimate
from sim.analysis.headline import headline_figure, headline_keys, headline_series
from sim.analysis.series import Series, column_series, outcome_names
from sim.scenario.scenario import Headline


@dataclass(frozen=True)
class Answers:
    """What is said of one case: figures by name, and their differences from the base's."""

    figures: dict[str, Figure] = field(default_factory=dict)
    differences: dict[str, Difference] = field(default_factory=dict)


def column_answers(
    outcomes: Mapping[str, Table], bases: Mapping[str, str] = MappingProxyType({})
) -> dict[str, Answers]:
    """Return what is said of every column, in the order of the tables.

    Parameters
    ----------
    outcomes : mapping of str to Table
        The `outcomes` of each case; several are of the same seed, replications and columns.
    bases : mapping of str to str
        Which case each is compared with; a case that is compared with none is not in it.

    Raises
    ------
    ValueError
        When tables are compared that do not hold the same replications.
    """
    _check_pairs(outcomes, bases)
    return _side_by_side(
        outcome_names(next(iter(outcomes.values()))),
        lambda name, key: column_series(outcomes[name], key),
        list(outcomes),
        bases,
        lambda _, series: estimate(series),
        lambda _, series, base: difference(series, base),
    )


def headline_answers(
    asked: Headline,
    outcomes: Mapping[str, Table],
    episodes: Mapping[str, Table],
    bases: Mapping[str, str] = MappingProxyType({}),
) -> dict[str, Answers]:
    """Return what is said of every figure of the first screen, each with its label.

    Parameters
    ----------
    asked : Headline
        The lines, the gap that matters and the date before which it must begin.
    outcomes, episodes : mapping of str to Table
        Of each case, with the replications from 0 on.
    bases : mapping of str to str
        See `column_answers`.
    """
    _check_pairs(outcomes, bases)
    series = {name: headline_series(asked, outcomes[name], episodes[name]) for name in outcomes}
    return _side_by_side(
        headline_keys(asked, next(iter(outcomes.values())).column_names),
        lambda name, key: series[name][key],
        list(outcomes),
        bases,
        headline_figure,
        headline_difference,
    )


def _side_by_side(
    keys: Iterable[str],
    series_of: Callable[[str, str], Series],
    names: list[str],
    bases: Mapping[str, str],
    judge: Callable[[str, Series], Figure],
    compare: Callable[[str, Series, Series], Difference],
) -> dict[str, Answers]:
    """Return the answers of each case, key by key, a base before those compared with it."""
    found = {name: Answers() for name in names}
    compared: dict[str | None, list[str]] = {}
    for name in names:
        compared.setdefault(bases.get(name), []).append(name)

    def answer(key: str, name: str, base: Series | None) -> None:
        series = series_of(name, key)
        found[name].figures[key] = judge(key, series)
        if base is not None:
            found[name].differences[key] = compare(key, series, base)
        for other in compared.get(name, ()):
            answer(key, other, series)

    for key in keys:
        for name in compared[None]:
            answer(key, name, None)
    return found


def _check_pairs(outcomes: Mapping[str, Table], bases: Mapping[str, str]) -> None:
    """Refuse to compare tables of other luck; every table holds the replications from 0 on."""
    for name, against in bases.items():
        table, base = outcomes[name], outcomes[against]
        same_seed = table.schema.metadata[b"seed"] == base.schema.metadata[b"seed"]
        if not same_seed or table.num_rows != base.num_rows:
            raise ValueError("tables are compared that do not hold the same replications of a seed")
