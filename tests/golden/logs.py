"""The golden logs as files: a digest a line, so that what moved can be read from a difference."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from textwrap import fill

import yaml

from sim.studies.cases import Case
from tests.golden.corpus import GENERATED, PLAYED, REPLICATIONS, SEED, WHOLE
from tests.golden.digests import LOG, Digests, by_group, joined
from tests.golden.neutral import COLUMNS, Neutral
from tests.quick_yaml import in_yaml

FOLDER = Path(__file__).parent / "logs"
GENERATED_FILE = FOLDER / "generated.yaml"

ABSENT = "-" * 8
"""Stands for the digest of a column that a generated scenario does not have."""

NUMBERS, TEXT = "numbers", "text"
"""The rows of a generated scenario that no engine can change."""

Kept = dict[str, str]
"""What is kept of a shipped scenario: by column and by case."""

Rows = dict[str, list[str]]
"""What is kept of the generated scenarios: by column an entry for each of them."""


# shipped ------------------------------------------------------------------------------------------


def file_of(scenario: str) -> Path:
    """Where the digests of a shipped scenario are kept."""
    return FOLDER / f"{scenario.replace('/', '-')}.yaml"


def summed(found: Sequence[tuple[Case, Digests]]) -> Kept:
    """A line a column over all cases in order, and a line a case over groups of columns."""
    lines = joined((case.name, digests) for case, digests in found)
    for case, digests in found:
        lines[f"case {case.name}"] = ", ".join(
            f"{group} {value}" for group, value in by_group(digests).items()
        )
    return lines


def shipped_text(scenario: str, kept: Kept) -> str:
    """What is written of a shipped scenario."""
    head = (
        f"# {scenario}: digests of {REPLICATIONS} replications of each case, seed {SEED}.\n"
        "# Written by `python -m tests.golden.record`.\n"
    )
    return head + yaml.safe_dump(kept, sort_keys=False, allow_unicode=True, width=1000)


def read(scenario: str) -> Kept:
    """What was last written of a shipped scenario; nothing if it never was."""
    file = file_of(scenario)
    found: Kept = in_yaml(file.read_text(encoding="utf-8")) if file.exists() else {}
    return found


def early(kept: Kept) -> Kept:
    """The same without the logs behind the first few."""
    return {
        line: value.partition(f", {LOG} ")[0]
        for line, value in kept.items()
        if not line.startswith(f"{LOG} ")
    }


def moved(before: Mapping[str, str], now: Mapping[str, str]) -> Iterator[str]:
    """What has changed, a line each, both digests side by side."""
    for line in before | now:
        was, is_ = before.get(line, "absent"), now.get(line, "absent")
        if was != is_:
            yield f"{line}: {was} -> {is_}"


# generated ----------------------------------------------------------------------------------------


def rows_of(found: Iterable[tuple[int, Digests]]) -> Rows:
    """A row a column, in which each generated scenario has a short digest."""
    by_number = dict(found)
    columns = dict.fromkeys(column for digests in by_number.values() for column in digests)
    rows = {NUMBERS: [str(number) for number in by_number]}
    for column in columns:
        rows[column] = [digests.get(column, ABSENT)[:8] for digests in by_number.values()]
    return rows


def generated_text(rows: Rows) -> str:
    """What is written of the generated scenarios."""
    head = (
        f"# {GENERATED} generated scenarios: digests of {PLAYED} replications and of the plan.\n"
        "# In each row, one entry a scenario in order of its number.\n"
        "# Written by `python -m tests.golden.record`.\n"
    )
    return head + "".join(f"{row}: >-\n{_wrapped(entries)}\n" for row, entries in rows.items())


def _wrapped(entries: Sequence[str]) -> str:
    indent = {"initial_indent": "  ", "subsequent_indent": "  "}
    return fill(" ".join(entries), 100, **indent, break_on_hyphens=False)


def read_generated() -> Rows:
    """What was last written of the generated scenarios; nothing if it never was."""
    if not GENERATED_FILE.exists():
        return {}
    kept: dict[str, str] = in_yaml(GENERATED_FILE.read_text(encoding="utf-8"))
    return {row: str(entries).split() for row, entries in kept.items()}


def moved_generated(before: Rows, now: Rows) -> Iterator[str]:
    """In which generated scenarios a column has changed, a line a column.

    Of a scenario that itself reads otherwise only that is told.
    """
    was, is_ = _by_number(before), _by_number(now)
    other = [n for n in was | is_ if was.get(n, {}).get(TEXT) != is_.get(n, {}).get(TEXT)]
    if other:
        yield f"{TEXT}: {_listed(other)}"
    same = [n for n in was if n not in other]
    for row in before | now:
        numbers = [n for n in same if was[n].get(row) != is_[n].get(row)]
        if numbers:
            yield f"{row}: {_listed(numbers)}"


def _by_number(rows: Rows) -> dict[str, dict[str, str]]:
    names = list(rows)
    scenarios = (dict(zip(names, cells, strict=True)) for cells in zip(*rows.values(), strict=True))
    return {
        found[NUMBERS]: {row: cell for row, cell in found.items() if cell != ABSENT}
        for found in scenarios
    }


def _listed(numbers: Sequence[str]) -> str:
    more = ", ..." if len(numbers) > 10 else ""
    return f"{len(numbers)} scenarios: {', '.join(numbers[:10])}{more}"


# whole logs ---------------------------------------------------------------------------------------


def whole_file(scenario: str) -> Path:
    """Where the whole log of a shipped scenario is kept."""
    case, replication = WHOLE[scenario]
    return FOLDER / f"{scenario}+{case.name}+{replication}.tsv"


def whole_text(log: Sequence[Neutral]) -> str:
    """A log as tab-separated text."""
    return "".join("\t".join(map(str, row)) + "\n" for row in (COLUMNS, *log))


def read_whole(scenario: str) -> str:
    """The whole log as it was last written; nothing if it never was."""
    file = whole_file(scenario)
    return file.read_text(encoding="utf-8") if file.exists() else ""


def moved_whole(before: str, now: str) -> Iterator[str]:
    """The first row of a whole log that has changed, column by column."""
    was, is_ = _cells(before), _cells(now)
    for number, (one, other) in enumerate(zip(was, is_, strict=False)):
        if one != other:
            for name in one | other:
                if one.get(name) != other.get(name):
                    yield f"row {number + 1}, {name}: {one.get(name)!r} -> {other.get(name)!r}"
            return
    if len(was) != len(is_):
        yield f"{len(was)} rows -> {len(is_)} rows"


def _cells(text: str) -> list[dict[str, str]]:
    names, *rows = [line.split("\t") for line in text.splitlines()] or [[]]
    return [dict(zip(names, row, strict=True)) for row in rows]
