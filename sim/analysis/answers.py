"""What the replications say of every outcome, under each of several estimates side by side.

A column is read once for each estimate, and that of the estimate compared against is at hand while
the others are read: two columns are in memory at a time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from sim.analysis.columns import Table
from sim.analysis.compare import Difference, difference, headline_difference
from sim.analysis.estimates import Figure, estimate
from sim.analysis.headline import headline_figure, headline_keys, headline_series
from sim.analysis.series import Series, column_series, outcome_names
from sim.scenario.scenario import Headline


@dataclass(frozen=True)
class Answers:
    """What is said of one estimate: figures by name, and their differences from the base's."""

    figures: dict[str, Figure] = field(default_factory=dict)
    differences: dict[str, Difference] = field(default_factory=dict)


def column_answers(outcomes: Mapping[str, Table], against: str | None = None) -> dict[str, Answers]:
    """Return what is said of every column, in the order of the tables.

    Parameters
    ----------
    outcomes : mapping of str to Table
        The `outcomes` of each estimate; several are of the same seed, replications and columns.
    against : str or None
        The estimate that the others are compared with.

    Raises
    ------
    ValueError
        When tables are compared that do not hold the same replications.
    """
    _check_pairs(outcomes, against)
    return _side_by_side(
        outcome_names(next(iter(outcomes.values()))),
        lambda name, key: column_series(outcomes[name], key),
        list(outcomes),
        against,
        lambda _, series: estimate(series),
        lambda _, series, base: difference(series, base),
    )


def headline_answers(
    asked: Headline,
    outcomes: Mapping[str, Table],
    episodes: Mapping[str, Table],
    against: str | None = None,
) -> dict[str, Answers]:
    """Return what is said of every figure of the first screen, each with its label.

    Parameters
    ----------
    asked : Headline
        The lines, the gap that matters and the date before which it must begin.
    outcomes, episodes : mapping of str to Table
        Of each estimate, with the replications from 0 on.
    against : str or None
        See `column_answers`.
    """
    _check_pairs(outcomes, against)
    series = {name: headline_series(asked, outcomes[name], episodes[name]) for name in outcomes}
    return _side_by_side(
        headline_keys(asked),
        lambda name, key: series[name][key],
        list(outcomes),
        against,
        headline_figure,
        headline_difference,
    )


def _side_by_side(
    keys: Iterable[str],
    series_of: Callable[[str, str], Series],
    names: list[str],
    against: str | None,
    judge: Callable[[str, Series], Figure],
    compare: Callable[[str, Series, Series], Difference],
) -> dict[str, Answers]:
    """Return the answers of each estimate, key by key, the base's first."""
    found = {name: Answers() for name in names}
    for key in keys:
        base = None
        for name in sorted(names, key=lambda name: name != against):
            series = series_of(name, key)
            found[name].figures[key] = judge(key, series)
            if base is not None:
                found[name].differences[key] = compare(key, series, base)
            elif name == against:
                base = series
    return found


def _check_pairs(outcomes: Mapping[str, Table], against: str | None) -> None:
    """Refuse to compare tables of other luck; every table holds the replications from 0 on."""
    if against is None:
        return
    base = outcomes[against]
    for table in outcomes.values():
        same_seed = table.schema.metadata[b"seed"] == base.schema.metadata[b"seed"]
        if not same_seed or table.num_rows != base.num_rows:
            raise ValueError("tables are compared that do not hold the same replications of a seed")
