"""Tables made by hand, with known answers."""

import datetime as dt
from collections.abc import Mapping, Sequence

import pyarrow as pa

from sim.analysis.answers import column_answers, headline_answers
from sim.analysis.compare import Difference
from sim.analysis.estimates import Figure
from sim.scenario.scenario import Headline

AS_OF = dt.datetime(2026, 1, 1, 12, tzinfo=dt.UTC)
UNTIL = dt.datetime(2026, 4, 11, 12, tzinfo=dt.UTC)  # 100 d later
INSTANT = pa.timestamp("s", tz="UTC")
METADATA = {"as_of": AS_OF.isoformat(), "until": UNTIL.isoformat(), "seed": "1"}
TYPES = {"d": pa.float64(), "person-d": pa.float64(), "count": pa.int64(), "0/1": pa.int8()}


def day(number: float) -> dt.datetime:
    """Return the instant so many days after the start."""
    return AS_OF + dt.timedelta(days=number)


def made_outcomes(columns: Mapping[tuple[str, str], Sequence[object]], seed: int = 1) -> pa.Table:
    """Return an outcomes table of columns by (name, unit); a date is a day's number or None."""
    n = len(next(iter(columns.values())))
    fields = [pa.field("replication", pa.int64())]
    arrays = [pa.array(range(n), pa.int64())]
    for (name, unit), cells in columns.items():
        if unit == "date":
            values = [None if cell is None else day(cell) for cell in cells]
            arrays.append(pa.array(values, INSTANT))
        else:
            arrays.append(pa.array(cells, TYPES[unit]))
        fields.append(pa.field(name, arrays[-1].type, metadata={"unit": unit}))
    schema = pa.schema(fields, {**METADATA, "seed": str(seed)})
    return pa.Table.from_arrays(arrays, schema=schema)


def made_episodes(rows: Sequence[tuple[int, str, str, float, float]] = ()) -> pa.Table:
    """Return an episodes table of (replication, kind, place, first day, unplanned days)."""
    return pa.table(
        {
            "replication": pa.array([row[0] for row in rows], pa.int64()),
            "kind": pa.array([row[1] for row in rows], pa.string()),
            "place": pa.array([row[2] for row in rows], pa.string()),
            "start": pa.array([day(row[3]) for row in rows], INSTANT),
            "unplanned_days": pa.array([row[4] for row in rows], pa.float64()),
        }
    )


def summarize(outcomes: pa.Table) -> dict[str, Figure]:
    """Return the figures of every column of one table."""
    return column_answers({"one": outcomes})["one"].figures


def headline(asked: Headline, outcomes: pa.Table, episodes: pa.Table) -> dict[str, Figure]:
    """Return the figures of the first screen of one run."""
    return headline_answers(asked, {"one": outcomes}, {"one": episodes})["one"].figures


def compare(outcomes: pa.Table, base: pa.Table) -> dict[str, Difference]:
    """Return the difference of every column from the base's."""
    return column_answers({"base": base, "one": outcomes}, {"one": "base"})["one"].differences
