"""The reference of docs/scenario.md: every key as the models declare it, with an example in use."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

from sim.scenario import values
from sim.scenario.document import read
from sim.scenario.dumping import flow
from sim.scenario.leads import ShiftLaws
from sim.scenario.model import Model
from sim.scenario.planned import PlannedDate
from sim.scenario.quantities import Distribution
from sim.scenario.schema import Certification, ScenarioFile
from sim.scenario.schema_flights import Crew, Members, Who
from sim.scenario.schema_launchers import OneOrSeveral, Served
from sim.scenario.schema_policy import Hold
from sim.scenario.validate import REMARKS
from tests.docs.pages import ROOT

PAGE = ROOT / "docs" / "scenario.md"
BEGIN, END = "<!-- keys:begin, written by make model -->", "<!-- keys:end -->"

ONCE, EACH = ", once a replication", ", at each occurrence"
WORDS: list[tuple[Any, str]] = [
    (values.Instant, "instant"),
    (values.Date, "date"),
    (values.Span, "duration"),
    (values.PositiveSpan, "duration above 0"),
    (values.ShiftSpan, "duration, negative for earlier"),
    (values.DurationInput, f"duration or law{ONCE}"),
    (values.PositiveInput, f"duration above 0 or law{ONCE}"),
    (values.ProbabilityInput, f"probability or law{ONCE}"),
    (values.ScrubInput, f"probability below 1 or law{ONCE}"),
    (values.RateInput, f"rate or law{ONCE}"),
    (values.AmountInput, f"amount or law{ONCE}"),
    (values.ShareInput, f"share or law{ONCE}"),
    (values.DurationChance, f"duration or law{EACH}"),
    (values.RepairChance, f"duration, `never` or law{EACH}"),
    (values.PositiveChance, f"duration above 0 or law{EACH}"),
    (values.ShiftChance, f"duration, negative for earlier, or law{EACH}"),
    (values.Count, "whole number"),
    (values.CountFromOne, "whole number from 1"),
    (values.Happenings, "instant, or a list of them"),
    (values.Damage, "false, or a duration"),
    (values.NameOrNames, "name, or a list of them"),
    (values.Plain, "value"),
    (values.Segments, "list of segments"),
    (PlannedDate, "instant, month, quarter, half-year, `NET` before one, or law of dates"),
    (ShiftLaws, f"duration, negative for earlier, or law{EACH}; or a list of laws by lead"),
    (Certification, f"duration or law{ONCE}; or dates"),
    (Members, "list of segments, or of mappings"),
    (Served, "name, or a mapping with dates"),
    (OneOrSeveral, "mapping, or a list of them"),
    (Crew, "list of segments, or names with theirs"),
    (Who, "segment, or a mapping"),
    (Hold, "list of lines, or true for all"),
    (str, "text"),
    (bool, "true or false"),
    (float, "number"),
    (int, "whole number"),
    (Any, "anything"),
]
"""What a key takes, by its type; the first that fits."""

HOLDS_MODELS = (OneOrSeveral, ShiftLaws, Certification, Members, Served, Crew, Who)
"""Those of them that may be mappings with keys of their own."""

LONGEST_EXAMPLE = 70
SHORT = 4

At = tuple[str, ...]
"""Where something stands in a file; NAME for any name."""


def reference() -> str:
    """A table a model, in the order in which one meets them in a file."""
    tables, models = [], list(dict.fromkeys(_models(ScenarioFile, ())))
    seen: set[type[Model]] = set()
    for model, path in models:
        if model not in seen:
            seen.add(model)
            tables.append(_table(model, path))
    tables.append("### Laws\n\nIn place of a value, a mapping with its `kind`.\n")
    tables += [_table(kind, ()) for kind in Distribution.__subclasses__()]
    return "\n".join(tables)


def _table(model: type[Model], path: At) -> str:
    """The keys of a model, with the path at which they stand."""
    said = " ".join((model.__doc__ or "").split())
    if issubclass(model, Distribution):
        head = f"#### `kind: {_kind(model)}`"
    else:
        head = f"### `{'.'.join(path)}`" if path else "### The file"
    rows = ["| key | takes | meaning | default | example |", "|---|---|---|---|---|"]
    for name, field in model.model_fields.items():
        if issubclass(model, Distribution) and name not in vars(model).get("__annotations__", {}):
            continue
        if name in ("kind", "record"):
            continue
        key = field.alias or name
        takes = _words(get_type_hints(model, include_extras=True)[name])
        default = "needed" if field.is_required() else _default(model, name)
        law = issubclass(model, Distribution)
        example = _of_kind(model, key) if law else _example((*path, key))
        rows.append(f"| `{key}` | {takes} | {field.description} | {default} | {example} |")
    return f"{head}\n\n{said}\n\n" + "\n".join(rows) + "\n"


def _default(model: type[Model], name: str) -> str:
    value = model.model_fields[name].get_default(call_default_factory=True, validated_data={})
    if value is None or isinstance(value, Model) or value in ({}, []):
        return ""
    return f"`{flow(value)}`"


def _models(model: type[Model], path: At) -> Iterator[tuple[type[Model], At]]:
    """Every model below one, with the path at which it first stands."""
    yield model, path
    hints = get_type_hints(model, include_extras=True)
    for name, field in model.model_fields.items():
        for below, named in _inside(hints[name]):
            step = (field.alias or name, *(("NAME",) if named else ()))
            yield from _models(below, (*path, *step))


def _inside(hint: Any) -> Iterator[tuple[type[Model], bool]]:
    """The models that a type holds; whether by name or in a list."""
    if isinstance(hint, type) and issubclass(hint, Model):
        if not issubclass(hint, Distribution):
            yield hint, False
        return
    if any(hint == known for known, _ in WORDS if known not in HOLDS_MODELS):
        return
    origin = get_origin(hint)
    for inner in get_args(hint):
        if origin is not Literal and not isinstance(inner, str):
            yield from ((model, named or origin in (dict, list)) for model, named in _inside(inner))


def _words(hint: Any) -> str:
    """What a key of that type takes."""
    for known, words in WORDS:
        if hint == known:
            return words
    origin, inner = get_origin(hint), get_args(hint)
    if origin in (Union, UnionType):
        return " or ".join(dict.fromkeys(_words(each) for each in inner if each is not type(None)))
    if origin is Literal:
        return " or ".join(f"`{flow(each)}`" for each in inner)
    if origin is list:
        return f"list: {_words(inner[0])}"
    if origin is dict:
        each = _words(inner[1])
        return "by name, a mapping each" if each == "mapping" else f"by name: {each}"
    if origin is Annotated:
        return _words(inner[0])
    if isinstance(hint, type) and issubclass(hint, Model):
        return "mapping"
    raise ValueError(f"no words for {hint!r}")


# --- examples -------------------------------------------------------------------------------------


def _example(path: At) -> str:
    """The shortest way in which a file states the key; nothing where none does."""
    return _shortest(node for tree in _files() for node in _at(tree, path))


def _kind(model: type[Distribution]) -> str:
    """The kind of a law; a distribution of scipy.stats stands for all of them."""
    known = get_args(model.model_fields["kind"].annotation)
    return known[0] if known else "invgauss"


def _of_kind(model: type[Distribution], key: str) -> str:
    kind = _kind(model)
    laws = (law for tree in _files() for law in _kinds(tree, kind))
    return _shortest(_without_remarks(law[key]) for law in laws if key in law)


def _shortest(found: Iterable[Any]) -> str:
    texts = [text for node in found if len(text := flow(node)) <= LONGEST_EXAMPLE]
    shown = min(texts, key=lambda text: (len(text) < SHORT, len(text), text), default="")
    return f"`{shown}`".replace("|", "\\|") if shown else ""


def _kinds(node: Any, kind: str) -> Iterator[dict[str, Any]]:
    if isinstance(node, dict):
        if node.get("kind") == kind:
            yield node
        for below in node.values():
            yield from _kinds(below, kind)
    elif isinstance(node, list):
        for below in node:
            yield from _kinds(below, kind)


def _at(node: Any, path: At) -> Iterator[Any]:
    if not path:
        yield _without_remarks(node)
    elif isinstance(node, dict) and path[0] == "NAME":
        for below in node.values():
            yield from _at(below, path[1:])
    elif isinstance(node, list) and path[0] == "NAME":
        for below in node:
            yield from _at(below, path[1:])
    elif isinstance(node, dict) and path[0] in node:
        yield from _at(node[path[0]], path[1:])


def _without_remarks(node: Any) -> Any:
    if isinstance(node, dict):
        left = {k: _without_remarks(v) for k, v in node.items() if k not in (*REMARKS, "evidence")}
        return left["value"] if set(left) == {"value"} else left
    return [_without_remarks(each) for each in node] if isinstance(node, list) else node


@cache
def _files() -> tuple[Any, ...]:
    """The shipped scenarios, then those of the tests: their text as mappings."""
    folders = ("scenarios", "scenarios/history", "tests/data/valid")
    found = [file for folder in folders for file in sorted((ROOT / folder).glob("*.yaml"))]
    return tuple(read(file.read_text(encoding="utf-8"), file.name).root for file in found)


def with_reference(text: str) -> str:
    """The page with its reference."""
    before, _, rest = text.partition(BEGIN)
    return f"{before}{BEGIN}\n\n{reference()}\n{END}{rest.partition(END)[2]}"
