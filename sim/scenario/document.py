"""One YAML file, or a mapping of Python's, as a tree that knows its lines: YAML is read here alone.

Stricter than YAML itself. A plain scalar is ``true``, ``false``, a decimal number or text; what
other readers of YAML take for something else (``010``, ``12:30``, ``1_000``, an empty value) is
refused with the cure. Keys are always text. Tags are refused; a few aliases may be used.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NoReturn

import yaml

from sim.core.errors import Problem, ScenarioError

LARGEST_FILE = 1_000_000
"""Bytes; a scenario is some ten thousand."""

_MOST_VALUES = 100_000
_DEEPEST = 30

_WHOLE = re.compile(r"[-+]?(0|[1-9][0-9]{0,15})")
_NUMBER = re.compile(r"[-+]?(\.[0-9]+|(0|[1-9][0-9]*)(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_EMPTY = re.compile(r"|~|null|Null|NULL")
_UNBOUNDED = re.compile(r"[-+]?\.?(inf|nan|infinity)", re.IGNORECASE)
_OCTAL = re.compile(r"[-+]?0+([0-9]+)")
_CLOCK = re.compile(r"[-+]?([0-9]+):([0-5]?[0-9])(:[0-5]?[0-9])?(\.[0-9]*)?")
_PROGRAMMERS = re.compile(r"[-+]?(0[xob][0-9a-fA-F_]+|[0-9][0-9_]*_[0-9_.]*)")

_NO_CHARACTER = re.compile(r"[\x00-\x08\x0b-\x1f\ud800-\udfff]")

_LIBYAML: Any = getattr(yaml, "CSafeLoader", None)
"""PyYAML's reader in C, several times faster; not every PyYAML comes with it."""

_READ_APART = re.compile(r"[\t\r\x85\u2028\u2029\ufeff]|[|>]#")
"""What libyaml may take where PyYAML's own reader refuses it."""

Path = tuple[str | int, ...]


def dotted(path: Path) -> str:
    """Return the path as people write it.

    Examples
    --------
    >>> dotted(("lines", "soyuz", "slip", "parts", 1, "mean"))
    'lines.soyuz.slip.parts[1].mean'
    """
    text = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path)
    return text.removeprefix(".")


@dataclass(frozen=True)
class Place:
    """A file as the user named it, and the line in it; None where there is no line."""

    file: str
    line: int | None = None


class Map(dict[str, "Node"]):
    """A mapping that knows where each key stands."""

    def __init__(self) -> None:
        super().__init__()
        self.places: dict[str, Place] = {}

    def put(self, key: str, value: Node, place: Place) -> None:
        """Set a key that stands at the place."""
        self[key] = value
        self.places[key] = place

    def drop(self, key: str) -> None:
        """Forget a key."""
        del self[key], self.places[key]

    def copy(self) -> Map:
        """Return a copy of this level."""
        other = Map()
        other.update(self)
        other.places = dict(self.places)
        return other


class Seq(list["Node"]):
    """A list that knows where each item stands."""

    def __init__(self) -> None:
        super().__init__()
        self.places: list[Place] = []

    def put(self, value: Node, place: Place) -> None:
        """Append an item that stands at the place."""
        self.append(value)
        self.places.append(place)


class Column(Seq):
    """The cells of a column of a table, each at its row; of the record, at what names it.

    Parameters
    ----------
    name : str
        The heading in a CSV file; empty for a column of the record.
    """

    def __init__(self, name: str = "") -> None:
        super().__init__()
        self.name = name


Scalar = str | bool | int | float
Node = Scalar | Map | Seq


def place_of(root: Node, path: Path) -> Place | None:
    """Return where the path stands, or else the nearest thing above it; None for the root."""
    place, node = None, root
    for step in path:
        below = _below(node, step)
        if below is None:
            break
        place, node = below
    return place


def node_at(root: Node, path: Path) -> Node | None:
    """Return what stands at the path; None where nothing does."""
    node = root
    for step in path:
        below = _below(node, step)
        if below is None:
            return None
        _, node = below
    return node


def _below(node: Node, step: str | int) -> tuple[Place, Node] | None:
    if isinstance(node, Map) and isinstance(step, str) and step in node:
        return node.places[step], node[step]
    if isinstance(node, Seq) and isinstance(step, int) and step < len(node):
        return node.places[step], node[step]
    return None


@dataclass
class Document:
    """The tree of one text, and what was wrong with it; a path with a problem may be absent."""

    root: Node
    problems: list[tuple[Path, Problem]]


def given(value: object, file: str, path: Path = ()) -> Document:
    """Return the tree of a value of Python's own: mappings, lists, text, numbers, dates, spans.

    A number of numpy's is taken for that number, a date or `datetime` for its text, a `timedelta`
    for its seconds.

    Parameters
    ----------
    file : str
        What problems name in place of a file.
    path : tuple
        Where the value is laid, for problems in it.
    """
    problems: list[tuple[Path, Problem]] = []
    node = _given(value, path, Place(file), problems)
    return Document(Map() if node is None else node, problems)


def _given(
    value: object, path: Path, place: Place, problems: list[tuple[Path, Problem]]
) -> Node | None:
    """Return the node of a value; None where it was refused, as its problem says."""
    if len(path) > _DEEPEST:
        _refuse(place.file, None, f"nested deeper than {_DEEPEST} levels", path[:4])
    value = _plain_value(value)
    if isinstance(value, Mapping):
        mapping = Map()
        for key, below in value.items():
            if not isinstance(key, str) or not key or _unprintable(key):
                message = f"the key {_short(repr(key))} is no text that can be printed"
                problems.append((path, Problem(place.file, None, dotted(path), message)))
            elif (node := _given(below, (*path, key), place, problems)) is not None:
                mapping.put(key, node, place)
        return mapping
    if isinstance(value, list | tuple):
        sequence = Seq()
        for index, item in enumerate(value):
            if (node := _given(item, (*path, index), place, problems)) is not None:
                sequence.put(node, place)
        return sequence
    if value is None:
        trap = "no value: give one, or leave the key out"
    elif not isinstance(value, str | bool | int | float):
        trap = f"a {type(value).__name__} is neither text, number, date, list nor mapping"
    elif isinstance(value, str) and _unprintable(value):
        trap = "the text holds a character that cannot be printed"
    elif isinstance(value, float) and not abs(value) < 1e300:
        trap = f"{value} is not a number here: every number is finite"
    else:
        return value
    problems.append((path, Problem(place.file, None, dotted(path), trap)))
    return None


def _plain_value(value: Any) -> Any:
    """Return what numpy holds, a date or a span as lists, numbers and text; else the value."""
    if hasattr(value, "tolist"):
        return value.tolist()
    if isinstance(value, dt.timedelta):
        return f"{value.total_seconds():.15g} s"
    return value.isoformat() if isinstance(value, dt.date) else value


def read(text: str, file: str) -> Document:
    """Return the tree of one YAML text.

    Parameters
    ----------
    text : str
        At most `LARGEST_FILE` long.
    file : str
        The name that problems give it.

    Raises
    ------
    ScenarioError
        When the text is not YAML at all, or too large when its aliases are written out.
    """
    with suppress(ScenarioError, yaml.YAMLError, ValueError, IndexError, OverflowError):
        document = _Reader(_quick_events(text), file).document()
        if not document.problems:
            return document
    try:
        return _Reader(yaml.parse(text, Loader=yaml.SafeLoader), file).document()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else None
        _refuse(file, line, _explained(error.problem or str(error), text, line))
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        _refuse(file, line, f"the character {chr(error.character)!r} is not allowed in YAML")
    except (yaml.YAMLError, ValueError, IndexError, OverflowError) as error:
        _refuse(file, None, f"not YAML: {error}")


def _quick_events(text: str) -> Iterator[yaml.Event]:
    """Yield the events of a text as libyaml reads it.

    What is wrong is told by PyYAML's own reader, in the same words wherever that is all there is.

    Raises
    ------
    yaml.YAMLError
        Where the text is no YAML, or is to some readers only.
    """
    if _LIBYAML is None or _READ_APART.search(text):
        raise yaml.YAMLError
    within = 0  # so many braces and brackets
    for event in yaml.parse(text, Loader=_LIBYAML):
        if isinstance(event, yaml.ScalarEvent):
            if within and not event.style and "?" in event.value:
                raise yaml.YAMLError
        elif isinstance(event, yaml.CollectionStartEvent):
            within += bool(within or event.flow_style)
        elif isinstance(event, yaml.CollectionEndEvent):
            within -= bool(within)
        yield event


def _refuse(file: str, line: int | None, message: str, path: Path = ()) -> NoReturn:
    raise ScenarioError([Problem(file, line, dotted(path), message)])


def _explained(problem: str, text: str, line: int | None) -> str:
    """Return PyYAML's complaint in words that name the cure."""
    lines = text.splitlines()
    found = lines[line - 1] if line and line <= len(lines) else ""
    if r"'\t'" in problem or "\t" in found[: len(found) - len(found.lstrip())]:
        return "a tab cannot indent: use spaces"
    if "mapping values are not allowed here" in problem:
        return "a second ': ' on the line: quote a text that contains one"
    if "undefined alias" in problem:
        return f"{problem}: an alias repeats an anchor that stands before it"
    return f"not YAML: {problem}"


class _Reader:
    """Builds the tree from PyYAML's events, one pass, so that a bomb stops early."""

    def __init__(self, events: Iterator[yaml.Event], file: str) -> None:
        self.file = file
        self.events = events
        self.problems: list[tuple[Path, Problem]] = []
        self.anchors: dict[str, tuple[Node | None, int]] = {}
        self.values = 0

    def document(self) -> Document:
        next(self.events)  # the stream starts
        if isinstance(next(self.events), yaml.StreamEndEvent):
            _refuse(self.file, None, "the file is empty: a scenario starts with `format: 1`")
        root = self.node(next(self.events), ())
        next(self.events)  # the document ends
        if not isinstance(after := next(self.events), yaml.StreamEndEvent):
            line = _line(after)
            _refuse(self.file, line, "a second document starts here: one scenario a file")
        return Document(Map() if root is None else root, self.problems)

    def node(self, event: yaml.Event, path: Path) -> Node | None:
        """Return the node that starts with the event; None when it was refused."""
        line = _line(event)
        self.values += 1
        if isinstance(event, yaml.AliasEvent):
            return self.alias(event, line, path)
        before = self.values
        assert isinstance(event, yaml.NodeEvent)
        tag = getattr(event, "tag", None)
        if tag is not None:
            said = _short(tag.replace("tag:yaml.org,2002:", "!!"))
            self.problem(path, line, f"the tag {said} is not allowed: write the plain value")
        node: Node | None
        if isinstance(event, yaml.ScalarEvent):
            node = self.scalar(event, line, path)
        elif len(path) > _DEEPEST:
            _refuse(self.file, line, f"nested deeper than {_DEEPEST} levels", path[:4])
        elif isinstance(event, yaml.MappingStartEvent):
            node = self.mapping(path)
        else:
            node = self.sequence(path)
        if event.anchor is not None:
            self.anchors[event.anchor] = (node, self.values - before)
        self.check_size(line, path)
        return None if tag is not None else node

    def alias(self, event: yaml.AliasEvent, line: int, path: Path) -> Node | None:
        if event.anchor not in self.anchors:
            _refuse(self.file, line, f"the alias *{event.anchor} has no anchor before it", path)
        node, size = self.anchors[event.anchor]
        self.values += size
        self.check_size(line, path)
        return node

    def check_size(self, line: int, path: Path) -> None:
        if self.values > _MOST_VALUES:
            message = f"more than {_MOST_VALUES} values, aliases written out: too many"
            _refuse(self.file, line, message, path[:4])

    def mapping(self, path: Path) -> Map:
        result = Map()
        while not isinstance(event := next(self.events), yaml.MappingEndEvent):
            line = _line(event)
            if not isinstance(event, yaml.ScalarEvent):
                _refuse(self.file, line, "a key must be a plain word", path)
            key, place = event.value, Place(self.file, line)
            inside = (*path, key)
            if event.tag is not None:
                self.problem(inside, line, f"the tag {_short(event.tag)} is not allowed on a key")
            if event.anchor is not None:
                self.problem(inside, line, "an anchor is not allowed on a key")
            value = self.node(next(self.events), inside)
            if key == "<<" and not event.style:
                self.problem(inside, line, "merge keys are not read: write the values out")
            elif not key or _unprintable(key):
                self.problem(path, line, "an empty or unprintable key")
            elif key in result:
                first = result.places[key].line
                self.problem(inside, line, f"written twice, first in line {first}: keep one")
            elif value is not None:
                result.put(key, value, place)
        return result

    def sequence(self, path: Path) -> Seq:
        result = Seq()
        index = 0
        while not isinstance(event := next(self.events), yaml.SequenceEndEvent):
            place = Place(self.file, _line(event))
            value = self.node(event, (*path, index))
            if value is not None:
                result.put(value, place)
                index += 1
        return result

    def scalar(self, event: yaml.ScalarEvent, line: int, path: Path) -> Scalar | None:
        text = event.value
        if not event.style and event.tag is None:
            value, trap = plain(text)
        else:
            value, trap = text, None
        if trap is None and _unprintable(text):
            trap = "the text holds a character that cannot be printed"
        if trap is not None:
            self.problem(path, line, trap)
            return None
        return value

    def problem(self, path: Path, line: int, message: str) -> None:
        self.problems.append((path, Problem(self.file, line, dotted(path), message)))


def _line(event: yaml.Event) -> int:
    mark = event.start_mark
    assert mark is not None  # every event of a text has one
    return mark.line + 1


@lru_cache(maxsize=10_000)
def plain(text: str) -> tuple[Scalar, str | None]:
    """Return what an unquoted scalar means here, and why it is refused, or None.

    Examples
    --------
    >>> plain("2e-4")
    (0.0002, None)
    >>> plain("no")
    ('no', None)
    """
    if text in ("true", "false"):
        return text == "true", None
    if _WHOLE.fullmatch(text):
        return int(text), None
    if _EMPTY.fullmatch(text):
        return text, "no value: write one, or leave the key out"
    if _NUMBER.fullmatch(text):
        number = float(text)
        return number, None if abs(number) < 1e300 else f"{_short(text)} is too large a number"
    if _UNBOUNDED.fullmatch(text):
        return text, f"{text} is not a number here: every number is finite"
    if match := _OCTAL.fullmatch(text):
        cure = f"write {match[1].lstrip('0') or '0'}, or quote a text"
        return (
            text,
            f"{_short(text)} starts with 0, which some readers of YAML take for octal: {cure}",
        )
    if match := _CLOCK.fullmatch(text):
        cure = f"write a duration as '{match[1]} h {match[2]} min', or quote a text"
        return text, f"{_short(text)} is a number in base 60 to some readers of YAML: {cure}"
    if _PROGRAMMERS.fullmatch(text):
        return (
            text,
            f"{_short(text)} is not a plain decimal number: write its digits, or quote a text",
        )
    return text, None


def _short(text: str) -> str:
    return text if len(text) <= 40 else text[:37] + "..."


def _unprintable(text: str) -> bool:
    return _NO_CHARACTER.search(text) is not None
