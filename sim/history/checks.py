"""Whether the tables agree with themselves and with each other.

Each check reads tables whose cells are sound, and is left out where one of them is not.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from itertools import pairwise

from sim.core.errors import nearest
from sim.history.table import Row, Table

Wrong = tuple[str, int, str, str]
"""Table, line, column and message."""

_IN_ORDER = ("launched", "docked", "undocked", "landed")
_FLIGHTS_OF = {
    "headcounts": ("flight",),
    "handovers": ("outgoing", "incoming", "left_on"),
    "slips": ("flight",),
    "late_slips": ("flight",),
    "replans": ("flight",),
}
_SAME_DAY = (
    ("handovers", "incoming", "incoming_docked", "docked"),
    ("handovers", "left_on", "outgoing_undocked", "undocked"),
    ("slips", "flight", "flown", "launched"),
    ("late_slips", "flight", "flown", "launched"),
    ("replans", "flight", "flown", "launched"),
    ("dockings", "ship", "launched", "launched"),
    ("dockings", "ship", "docked", "docked"),
)
_SUMS = (
    ("handovers", "overlap_days", ("hold_days", "exchange_days")),
    ("late_slips", "late_days", ("scrub_days", "slip_days")),
    ("replans", "total_days", ("late_days", "replan_days")),
)


def contradictions(tables: Mapping[str, Table], ends: dt.date) -> Iterator[Wrong]:
    """Yield what no two facts on record can both be.

    Parameters
    ----------
    ends : date
        The last day of the record; nothing in it has happened later.
    """
    checks: tuple[tuple[tuple[str, ...], Callable[..., Iterator[Wrong]]], ...] = (
        (("flights",), _journeys),
        (("flights", "headcounts"), _head_counts),
        (("outages",), _ends),
        (("handovers",), _kinds),
        (("replans", "late_slips"), _late_days),
        (("cargo_plans",), _ahead),
    )
    for names, check in checks:
        if all(name in tables for name in names):
            yield from check(*(tables[name] for name in names))
    for table in tables.values():
        yield from _twice(table)
        yield from _spans(table)
        yield from _later(table, ends)
    for name, total, parts in _SUMS:
        if name in tables:
            yield from _sums(tables[name], total, parts)
    if "flights" in tables:
        yield from _references(tables)


def _twice(table: Table) -> Iterator[Wrong]:
    first: dict[str, int] = {}
    for row in table.rows:
        key = table.named(row)
        if key in first:
            message = f"{key} stands in line {first[key]} already"
            yield table.name, row.line, table.key[0], message
        first.setdefault(key, row.line)


def _spans(table: Table) -> Iterator[Wrong]:
    """A number of days is that between the two days it spans."""
    for column in table.columns.values():
        for row in table.rows if column.spans else ():
            begin, end = (row.date(day) for day in column.spans or ())
            days = (end - begin).days if begin and end else None
            if days != row.number(column.name):
                told = f"is {row[column.name] or 'empty'}"
                due = "empty" if days is None else str(days)
                message = f"{told}: {' to '.join(column.spans or ())} makes it {due}"
                yield table.name, row.line, column.name, message


def _later(table: Table, ends: dt.date) -> Iterator[Wrong]:
    column = table.date
    for row in table.rows:
        day = row.date(column)
        if day and day > ends:
            yield table.name, row.line, column, f"{day} is after the record's end, {ends}"


def _journeys(flights: Table) -> Iterator[Wrong]:
    """A ship leaves where it has come, later; who leaves in it has come before, once."""
    for row in flights.rows:
        if row["undocked"] and not row["docked"]:
            message = f"{row['flight']} leaves and has never docked"
            yield "flights", row.line, "undocked", message
        if row["docked"] and row["landed"] and not row["undocked"]:
            message = f"{row['flight']} has docked and landed, and has not left"
            yield "flights", row.line, "undocked", message
        days = [(name, row.date(name)) for name in _IN_ORDER if row[name]]
        for (before, first), (after, second) in pairwise(days):
            if first and second and second < first:
                message = f"{second} is before it was {before}, {first}"
                yield "flights", row.line, after, message
        if row["docked"] and not row["undocked"] and row["result"] != "in orbit":
            message = f"{row['flight']} has come and never left, and is not in orbit"
            yield "flights", row.line, "undocked", message


def _head_counts(flights: Table, counts: Table) -> Iterator[Wrong]:
    """Who is aboard by the lists of names is as many as the head counts say."""
    by_name = {row["flight"]: row for row in flights.rows}
    due = {
        (row["flight"], event): row
        for row in flights.rows
        for event in ("dock", "undock")
        if row[f"{event}ed"]
    }
    aboard: dict[str, bool] = {}
    last: dt.date | None = None
    for count in counts.rows:
        name, event, day = count["flight"], count["event"], count.date("date")
        flight = by_name.get(name)
        if last and day and day < last:
            yield "headcounts", count.line, "date", f"{day} stands after {last}"
        last = day
        if flight is None:
            continue
        if due.pop((name, event), None) is None:
            yield "headcounts", count.line, "event", f"flights has no {event}ing of {name}"
            continue
        if flight[f"{event}ed"] != count["date"]:
            message = f"{name} {event}ed on {flight[f'{event}ed']} in flights"
            yield "headcounts", count.line, "date", message
        yield from _exchange(flight, event, aboard)
        for column, people in (("aboard", len(aboard)), ("residents", sum(aboard.values()))):
            if count.number(column) != people:
                told = f"{count[column]} after the {event}ing of {name}: by name there are {people}"
                yield "headcounts", count.line, column, told
    for (name, event), row in due.items():
        yield "flights", row.line, f"{event}ed", f"headcounts has no {event}ing of {name}"


def _exchange(flight: Row, event: str, aboard: dict[str, bool]) -> Iterator[Wrong]:
    """Let people come or go, and yield who cannot."""
    column = "crew_up" if event == "dock" else "crew_down"
    for stated in filter(None, flight[column].split(";")):
        person = stated.rstrip("*")
        if event == "dock":
            if person in aboard:
                yield "flights", flight.line, column, f"{person} comes and is aboard already"
            aboard[person] = not stated.endswith("*")
        elif aboard.pop(person, None) is None:
            yield "flights", flight.line, column, f"{person} leaves and has never come"


def _ends(outages: Table) -> Iterator[Wrong]:
    for row in outages.rows:
        ended = row["end_is"] not in ("open", "never")
        if bool(row["end"]) != ended:
            told = f"has {'no' if ended else 'an'} end, and is {row['end_is']!r}"
            yield "outages", row.line, "end", told
        start, end = row.date("start"), row.date("end")
        if start and end and end < start:
            yield "outages", row.line, "end", f"{end} is before the start, {start}"


def _kinds(handovers: Table) -> Iterator[Wrong]:
    for row in handovers.rows:
        kind = "direct" if (row.number("overlap_days") or 0) >= 0 else "indirect"
        if row["handover"] != kind:
            message = f"{row['handover']} with an overlap of {row['overlap_days']} d"
            yield "handovers", row.line, "handover", message
        later = max(row["incoming_docked"], row["outgoing_undocked"])
        if row["completed"] != later:
            message = f"{row['completed']} is not the later of the two days, {later}"
            yield "handovers", row.line, "completed", message


def _ahead(plans: Table) -> Iterator[Wrong]:
    """A plan is as far ahead as its days say."""
    for row in plans.rows:
        lead = row.number("lead_days") or 0
        due = "near" if lead < 60 else "half-year" if lead <= 183 else "farther"
        if row["ahead"] != due:
            yield "cargo_plans", row.line, "ahead", f"{row['ahead']}: {lead:g} days ahead are {due}"


def _late_days(replans: Table, late_slips: Table) -> Iterator[Wrong]:
    known = {row["flight"]: row["late_days"] for row in late_slips.rows}
    for row in replans.rows:
        if row["late_days"] != (due := known.get(row["flight"], row["late_days"])):
            message = f"{row['late_days']} for {row['flight']}: late_slips has {due}"
            yield "replans", row.line, "late_days", message


def _sums(table: Table, total: str, parts: tuple[str, ...]) -> Iterator[Wrong]:
    for row in table.rows:
        found = sum(row.number(part) or 0 for part in parts)
        if row.number(total) != found:
            message = f"{row[total]} is not {' + '.join(parts)}, {found:g}"
            yield table.name, row.line, total, message


def _references(tables: Mapping[str, Table]) -> Iterator[Wrong]:
    """A flight that is named elsewhere is known, and its dates are the same everywhere."""
    flights = {row["flight"]: row for row in tables["flights"].rows}
    for name, columns in _FLIGHTS_OF.items():
        for row in tables[name].rows if name in tables else ():
            for column in columns:
                if row[column] not in flights:
                    message = f"{row[column]!r} is not in flights{nearest(row[column], flights)}"
                    yield name, row.line, column, message
    for name, flight, column, other in _SAME_DAY:
        for row in tables[name].rows if name in tables else ():
            known = flights.get(row[flight])
            if known and known[other] != row[column] and not row.cells.get("mark"):
                message = f"{row[column]} for {row[flight]}: flights has {known[other] or 'none'}"
                yield name, row.line, column, message
