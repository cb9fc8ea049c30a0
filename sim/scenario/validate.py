"""From the merged tree to the models, with every problem in the file's own words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from sim.core import distributions
from sim.core.errors import listed, nearest
from sim.scenario.document import Column, Map, Node, Path, Seq, node_at
from sim.scenario.leads import Within
from sim.scenario.model import said
from sim.scenario.problems import Report
from sim.scenario.quantities import KINDS, Distribution
from sim.scenario.schema import FORMAT, Certified, ScenarioFile
from sim.scenario.schema_flights import Member, Person
from sim.scenario.schema_launchers import Outage, Serves
from sim.scenario.speakers import recorded
from sim.scenario.values import PERSON

REMARKS = ("source", "note")
"""Allowed in every mapping; kept in the dump, and no part of the question."""

_STANDINS: dict[Path, Any] = {("format",): FORMAT, ("title",): "-", ("until",): "2999-12-31"}
"""What stands for a key that cannot be understood, so that the rest is checked."""

_TRAPS = {"yes": "true", "on": "true", "no": "false", "off": "false"}
"""What older readers of YAML take for true and false."""

_MOST_ROUNDS = 10
"""One for each level at which leaving something out leaves something else incomplete."""

_TAGGED: dict[str, Any] = {
    "<person>": Person,
    "<people>": dict[str, Person],
    "<member>": Member,
    "<laws>": Within,
    "<certified>": Certified,
    "<serves>": Serves,
    "<outage>": Outage,
    "<several>": Outage,
}


def models(report: Report) -> ScenarioFile | None:
    """Return the models of the merged tree, or of as much of it as can be understood.

    What cannot is noted in the report and left out, so that the rest can still be checked; None
    when too little is left.
    """
    data = _stripped(report.root, (), report)
    recorded(data, report)
    for round_ in range(_MOST_ROUNDS):
        try:
            return ScenarioFile.model_validate(data)
        except ValidationError as error:
            for detail in _each(error):
                path = _path(detail, data)
                if round_ == 0 or not report.has_bad_part(path):
                    report.problem(path, _message(detail, path) + _hint(detail, path, report.root))
                if path in _STANDINS:
                    data[path[0]] = _STANDINS[path]
                else:
                    _prune(data, path, detail["type"] == "missing")
    return None


def _each(error: ValidationError) -> Iterator[ErrorDetails]:
    """Yield what is wrong, one thing at a time."""
    for detail in error.errors(include_url=False):
        yield detail
        for message, at in detail.get("ctx", {}).get("others", ()):
            yield {**detail, "ctx": {"message": message, "at": at}}


def _stripped(node: Node, path: Path, report: Report) -> Any:
    """Return the tree as plain data without its remarks."""
    if isinstance(node, Map):
        for key in REMARKS:
            if key in node and not isinstance(node[key], str):
                report.problem((*path, key), f"{said(node[key])} is not text: quote it")
        return {
            key: _stripped(value, (*path, key), report)
            for key, value in node.items()
            if key not in REMARKS
        }
    if isinstance(node, Seq):
        return [_stripped(value, (*path, index), report) for index, value in enumerate(node)]
    return node


def bare(node: Node) -> Any:
    """Return a tree as plain data without its remarks."""
    return _stripped(node, (), Report(""))


def _path(detail: ErrorDetails, data: Any) -> Path:
    """Return where the error stands in the file: its location without the names of kinds."""
    steps = [step for step in detail["loc"] if not (isinstance(step, str) and step[:1] == "<")]
    at: Path = detail.get("ctx", {}).get("at", ())
    return tuple(step for step in (*steps, *at) if step != "[key]")


def _message(detail: ErrorDetails, path: Path) -> str:
    """Return what was found and what is allowed."""
    kind, found = detail["type"], said(detail["input"])
    context = detail.get("ctx", {})
    match kind:
        case "unfit":
            return str(context["message"])
        case "greater_than_equal":
            return f"{found} is below {context['ge']}"
        case "less_than_equal":
            return f"{found} is above {context['le']}"
        case "greater_than":
            return f"{found} is not above {context['gt']:g}"
        case "less_than":
            return f"{found} is not below {context['lt']:g}"
        case "missing":
            return "is missing"
        case "too_short" | "string_too_short":
            return "is empty: name at least one" if kind == "too_short" else "an empty text"
        case "extra_forbidden":
            return _unknown_key(detail["loc"])
        case "union_tag_not_found":
            return f"a distribution needs a kind: {', '.join(KINDS)}"
        case "union_tag_invalid":
            name = str(context["tag"])[1:-1]
            others = ", and each of scipy.stats by its name"
            known = (*KINDS, *distributions.scipy_names())
            hint = nearest(name, known) or f"; kinds are {', '.join(KINDS)}{others}"
            return f"{name!r} is not a kind of distribution{hint}"
        case "literal_error":
            allowed = str(context["expected"]).replace("'", "")
            text = str(detail["input"]) if isinstance(detail["input"], str) else ""
            hint = nearest(text, allowed.replace(" or ", ", ").split(", "))
            return f"{found} is not allowed; write {allowed}{hint}"
        case "bool_type":
            cure = _TRAPS.get(str(detail["input"]).lower())
            plain = f"; {detail['input']} is text in YAML 1.2: write {cure}" if cure else ""
            return f"{found} is neither true nor false{plain}"
        case "string_pattern_mismatch":
            return _unfit_name(detail["loc"], str(context["pattern"]))
        case "string_type":
            cure = "" if isinstance(detail["input"], dict | list) else ": quote it"
            return f"{found} is not text{cure}"
    wanted = {
        "dict_type": "a mapping",
        "model_type": "a mapping",
        "list_type": "a list",
        "int_type": "a whole number",
        "float_type": "a number",
    }
    if kind in wanted:
        return f"{found} is not {wanted[kind]}"
    return f"{found}: {detail['msg'].lower()}"


def _unfit_name(loc: tuple[int | str, ...], pattern: str) -> str:
    """Return what a name may have, and where to write another: in the title of what has one."""
    if pattern == PERSON:
        told = (
            "a name of a person has letters, digits, blanks, ' and - only, and ends with a letter"
        )
    else:
        told = "a name has Latin letters a to z, digits, - and _ only, and starts with a letter"
    model = Person if pattern == PERSON else _model_at(loc[:-1])
    titled = model is not None and "title" in model.model_fields
    return f"{told} or digit{'; what people read goes into its title' if titled else ''}"


def _hint(detail: ErrorDetails, path: Path, root: Node) -> str:
    """Return what a person may have meant, where the tree tells more than the message.

    An entry of their own file that lacks something may be one of the base, misspelt.
    """
    if isinstance(node_at(root, path[:-1]), Column) and "has no unit" in _message(detail, path):
        return "; a column whose name ends in _days, _hours or _minutes gives its numbers a unit"
    if path[:1] == ("pads",) and path[2:] == ("outages",) and isinstance(detail["input"], list):
        return ": it has those that begin at random; a list of dated ones is `outage`"
    entries = node_at(root, path[:1])
    if detail["type"] != "missing" or len(path) != 3 or not isinstance(entries, Map):
        return ""
    name, own = str(path[1]), entries.places[str(path[1])].file
    based = [other for other, place in entries.places.items() if place.file != own]
    hint = nearest(name, based)
    return f": {name!r} is no entry of the base{hint}" if hint else ""


def _unknown_key(loc: tuple[int | str, ...]) -> str:
    """Return the message for a key that is not known, with the near ones that are."""
    key, model = str(loc[-1]), _model_at(loc[:-1])
    known = [field.alias or name for name, field in (model.model_fields if model else {}).items()]
    if loc[:2] == ("pins", "flights"):
        rule = "pins name causes, and what follows from them comes out of the rules"
        return f"is not a key here: {rule}; keys are {listed(known, 40)}"
    trap = ": it is read as text, not as true or false" if key.lower() in _TRAPS else ""
    return f"is not a key here{trap}{nearest(key, known) or f'; keys are {listed(known, 40)}'}"


def _model_at(loc: tuple[int | str, ...]) -> type[BaseModel] | None:
    """Return the model that the location leads to."""
    kind: Any = ScenarioFile
    for step in loc:
        if isinstance(step, str) and step[:1] == "<":
            named = {f"<{k.__name__.lower()}>": k for k in Distribution.__subclasses__()}
            kind = _TAGGED.get(step) or named.get(step, kind)
        elif isinstance(step, int):
            continue
        elif isinstance(kind, type) and issubclass(kind, BaseModel):
            aliases = {f.alias or name: f.annotation for name, f in kind.model_fields.items()}
            kind = _bare(aliases.get(str(step)))
        elif get_origin(kind) is dict:
            kind = _bare(get_args(kind)[1])
    return kind if isinstance(kind, type) and issubclass(kind, BaseModel) else None


def _bare(annotation: Any) -> Any:
    """Return the model or mapping inside an annotation that may allow more."""
    if isinstance(annotation, type) or get_origin(annotation) is dict:
        return annotation
    for inner in get_args(annotation):
        found = _bare(inner)
        if get_origin(found) is dict or (isinstance(found, type) and issubclass(found, BaseModel)):
            return found
    return None


def _prune(data: Any, path: Path, missing: bool) -> None:
    """Take what cannot be understood out of the data.

    The whole entry goes where a part of it is missing, or where nothing can be said without it:
    the seats of a class, the crew of a flight.
    """
    target = path[:-1] if missing or path[2:] == ("crew",) else path
    for step in target[:-1]:
        try:
            data = data[step]
        except (KeyError, IndexError, TypeError):
            return
    if target and isinstance(data, dict):
        data.pop(target[-1], None)
    elif target and isinstance(data, list) and isinstance(index := target[-1], int):
        del data[index:]
