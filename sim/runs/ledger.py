"""The ledger of forecasts: one append-only file of JSON lines, each sealed with the line before.

A line holds what was forecast, of which scenario, when and by which program. Its ``digest`` is of
all else in it, and ``before`` is the digest of the line before: a line that is changed, taken out
or put in between is found, unless everything behind it is written anew.
"""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from hashlib import blake2b
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError
from pydantic_core import PydanticCustomError

from sim.core.clock import parse_instant
from sim.core.errors import ResultError, listed, nearest
from sim.runs.lock import locked
from sim.runs.store import PROVENANCE, SCENARIO, SUMMARY, open_result
from sim.runs.writing import why, write_text

NAME = "ledger.jsonl"
"""Of the file, in the folder of results."""

FORMAT: Literal[1] = 1

LARGEST = 20_000_000
"""Bytes of a file that is read."""

FLAG, DATE = "0/1", "date"


def _instant(text: str) -> str:
    try:
        parse_instant(text)
    except ValueError as error:
        raise PydanticCustomError("instant", "{why}", {"why": str(error)}) from None
    return text


def _printable(text: str) -> str:
    if not text.isprintable():
        raise PydanticCustomError("text", "holds a character that cannot be printed")
    return text


Key = Annotated[str, Field(pattern=r"^[A-Za-z0-9_.,+\[\]-]{1,160}$")]
Word = Annotated[str, Field(max_length=300), AfterValidator(_printable)]
Instant = Annotated[str, Field(max_length=40), AfterValidator(_instant)]
Value = Annotated[float, Field(allow_inf_nan=False)] | Instant | None


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class Forecast(_Model):
    """One outcome as it was forecast.

    Parameters
    ----------
    unit : str
        As in `sim.analysis.estimates.Figure`.
    n : int
        Replications in which it had a value.
    mean : float or None
        Of a flag its probability, of a date that of its coming by ``until``.
    least, p10, p50, p90, most : float, str or None
        Of a date instants, None for not before ``until``.
    """

    unit: Word
    n: int = Field(ge=0)
    mean: Annotated[float, Field(allow_inf_nan=False)] | None
    least: Value
    p10: Value
    p50: Value
    p90: Value
    most: Value
    label: Word = ""


class Entry(_Model):
    """One line: the forecasts of one result."""

    format: Literal[1]
    number: int = Field(ge=1)
    added: Instant
    made: Instant
    scenario: Word
    scenario_hash: Key
    title: Word
    as_of: Instant
    until: Instant
    assumed: list[Word]
    known_by: Word | None
    crewsim: Word
    sources: Key
    engine: Word
    seed: int = Field(ge=0)
    replications: int = Field(ge=1)
    question: list[Key]
    forecasts: dict[Key, dict[Key, Forecast]]
    before: str
    digest: str


class _Figures(BaseModel):
    """A part of a summary, of which more may be there than is kept."""

    model_config = ConfigDict(extra="ignore", strict=True)


class _Figure(Forecast):
    model_config = ConfigDict(extra="ignore", strict=True)


class _Case(_Figures):
    outcomes: dict[Key, _Figure]
    headline: dict[Key, _Figure]


class _Summary(_Figures):
    scenario: Word
    title: Word
    as_of: Instant
    until: Instant
    engine: Word
    seed: int = Field(ge=0)
    replications: int = Field(ge=1)
    assumed: list[Word] = Field(default_factory=list)
    known_by: Word | None = None
    estimates: dict[Key, _Case] = Field(min_length=1)


class _Origin(_Figures):
    crewsim: Word
    sources: Key
    started_at: Instant


_Read = TypeVar("_Read", bound=BaseModel)


def add(
    ledger: Path, result: Path, outcomes: Sequence[str], *, added: str, first: Path | None = None
) -> Entry:
    """Write the forecasts of a result behind the last line of a ledger, and return the entry.

    Parameters
    ----------
    outcomes : sequence of str
        Keys of the headline or columns; empty for all of the headline.
    added : str
        The instant of now.
    first : Path or None
        A ledger with which a new one begins.

    Raises
    ------
    ResultError
        When the result or the ledger is damaged, or has no such outcome.
    """
    content = _of_result(result, outcomes)
    try:
        ledger.parent.mkdir(parents=True, exist_ok=True)
        with locked(ledger.parent):
            if first is not None and not ledger.exists():
                write_text(ledger, first.read_text(encoding="utf-8"))
            past = entries(ledger) if ledger.exists() else []
            head = {"format": FORMAT, "number": len(past) + 1, "added": added}
            before = {"before": past[-1].digest if past else ""}
            whole = {**head, **content, **before}
            line = {**whole, "digest": _digest(whole)}
            entry = _read(Entry, line, f"{result}: {SUMMARY}")
            text = json.dumps(line, ensure_ascii=False, allow_nan=False)
            with ledger.open("a", encoding="utf-8", newline="\n") as file:
                file.write(f"{text}\n")
                file.flush()
                os.fsync(file.fileno())
    except OSError as error:
        raise ResultError(f"{ledger}: nothing can be written here: {why(error)}") from error
    return entry


def entries(ledger: Path) -> list[Entry]:
    """Return the lines of a ledger.

    Raises
    ------
    ResultError
        With every line that is damaged, or does not follow from the one before.
    """
    found: list[Entry] = []
    problems: list[str] = []
    before = ""
    for number, line in enumerate(_text(ledger).removesuffix("\n").split("\n"), start=1):
        try:
            entry = _entry(line)
            if not problems and (entry.before, entry.number) != (before, number):
                raise ResultError(f"does not follow from the line before it: {_CHANGED}")
        except ResultError as error:
            problems.append(f"{ledger}:{number}: {error}")
            continue
        before = entry.digest
        found.append(entry)
    if problems:
        raise ResultError("\n".join(problems))
    return found


_CHANGED = "a line was changed, taken out or put in after it was written"


def _entry(line: str) -> Entry:
    try:
        content = json.loads(line)
    except (ValueError, RecursionError):
        raise ResultError("is no JSON: a line is one entry") from None
    if not isinstance(content, dict):
        raise ResultError("is no entry: a line is one JSON object")
    entry = _read(Entry, content, "")
    if entry.digest != _digest({k: v for k, v in content.items() if k != "digest"}):
        raise ResultError("was changed after it was written: its digest is not of what it says")
    return entry


def _of_result(result: Path, outcomes: Sequence[str]) -> dict[str, Any]:
    """Return what an entry says of a result."""
    for name in (SUMMARY, PROVENANCE, SCENARIO):
        path = result / name
        if path.is_file() and path.stat().st_size > LARGEST:
            raise ResultError(f"{path}: is too large to be crewsim's")
    try:
        stored = open_result(result)
    except RecursionError:
        raise ResultError(f"{result}: this is no whole result") from None
    if "answer" in stored.summary:
        raise ResultError(f"{result}: this is the answer to a question, not a forecast")
    summary = _read(_Summary, stored.summary, f"{result / SUMMARY}: ")
    origin = _read(_Origin, stored.provenance, f"{result / PROVENANCE}: ")
    first = next(iter(summary.estimates.values()))
    question = list(dict.fromkeys(outcomes or first.headline))
    known = {**first.outcomes, **first.headline}
    unknown = [
        f"{key!r} is not an outcome of it{nearest(key, known) or f'; there are {listed(known)}'}"
        for key in question
        if any(key not in {**each.outcomes, **each.headline} for each in summary.estimates.values())
    ]
    if unknown:
        raise ResultError("\n".join(f"{result}: {each}" for each in unknown))
    return {
        "made": origin.started_at,
        "scenario": summary.scenario,
        "scenario_hash": _hash(stored.scenario_yaml),
        "title": summary.title,
        "as_of": summary.as_of,
        "until": summary.until,
        "assumed": summary.assumed,
        "known_by": summary.known_by,
        "crewsim": origin.crewsim,
        "sources": origin.sources,
        "engine": summary.engine,
        "seed": summary.seed,
        "replications": summary.replications,
        "question": question,
        "forecasts": {
            name: {key: (case.headline | case.outcomes)[key].model_dump() for key in question}
            for name, case in summary.estimates.items()
        },
    }


def _read(kind: type[_Read], content: Any, where: str) -> _Read:
    """Return the content as what it should be, or say everything that is wrong with it."""
    try:
        return kind.model_validate(content)
    except ValidationError as error:
        told = [
            f"{'.'.join(str(step) for step in detail['loc'])}: {detail['msg'].lower()}"
            for detail in error.errors(include_url=False, include_input=False)
        ]
        shown = "; ".join(_plain(each) for each in told[:5])
        more = f"; and {len(told) - 5} more" if len(told) > 5 else ""
        raise ResultError(f"{where}{shown}{more}") from None
    except RecursionError:
        raise ResultError(f"{where}is nested too deeply") from None


def _plain(text: str) -> str:
    """Return a text of which nothing acts on a terminal."""
    return "".join(each if each.isprintable() else "?" for each in text[:300])


def _text(ledger: Path) -> str:
    try:
        if not ledger.is_file():
            raise ResultError(f"{ledger}: there is no such ledger; crewsim ledger add begins one")
        if ledger.stat().st_size > LARGEST:
            raise ResultError(f"{ledger}: is too large to be a ledger")
        return ledger.read_text(encoding="utf-8")
    except (OSError, ValueError) as error:
        told = why(error) if isinstance(error, OSError) else "it is not UTF-8"
        raise ResultError(f"{ledger}: cannot be read: {told}") from error


def _digest(content: dict[str, Any]) -> str:
    return _hash(json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=True))


def _hash(text: str) -> str:
    return blake2b(text.encode(), digest_size=16).hexdigest()
