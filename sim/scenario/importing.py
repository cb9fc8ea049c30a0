"""Docked ships, flights to come and crews from tables and public lists, as part of a scenario.

Read are CSV files (a row a flight, or a person), the people in space of Open Notify and of the
corquaid lists, and the launches, docking events and space stations of Launch Library 2. What is no
part of a scenario is left out, and each doubt is told.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from sim.core.clock import iso, parse_instant
from sim.core.dates import read_span
from sim.core.errors import Problem, ScenarioError, UsageError, listed, nearest
from sim.history.sheet import Sheet, read
from sim.scenario import document, files
from sim.scenario.loading import load
from sim.scenario.values import GUEST

COLUMNS = (
    *("flight", "title", "line", "class", "planned", "port", "launched", "docked"),
    *("planned_return", "spacecraft", "person", "segment", "crew", "published", "source"),
)
"""The columns that are read; a row has a flight, and a line or a class."""

_OTHERWISE = {
    **dict.fromkeys(("ship", "craft", "mission"), "flight"),
    **dict.fromkeys(("astronaut", "cosmonaut", "crew_member"), "person"),
    **dict.fromkeys(("agency", "country", "nationality"), "segment"),
    **dict.fromkeys(("net", "date", "launch_date"), "planned"),
    "vehicle": "class",
    "return": "planned_return",
    "launch": "launched",
    "dock": "docked",
}
"""Other headings of these columns; ``name`` is the person beside a flight, else the flight."""

_CLASSES = (
    (r"progress", "progress-ms"),
    (r"soyuz ms|союз", "soyuz-ms"),
    (r"starliner", "starliner"),
    (r"cargo dragon|\b(crs|spx)-?\d|\bdragon .*crs", "cargo-dragon"),
    (r"crew dragon|\bcrew-?\d|\bdragon\b|\b(ax|axiom)\b", "crew-dragon"),
    (r"cygnus|\bng-?\d", "cygnus"),
    (r"htv-?x", "htv-x"),
)
"""What the public lists call ships, and the class of the shipped scenarios."""

_RUSSIAN = ("roscosmos", "rfsa", "ros", "russia", "russian", "roskosmos")
_OTHERS = (
    *("nasa", "esa", "jaxa", "csa", "usa", "united states", "american", "canada", "canadian"),
    *("japan", "japanese", "italy", "france", "germany", "denmark", "sweden"),
)


@dataclass
class Part:
    """Part of a scenario, and what is said of it.

    Parameters
    ----------
    base : mapping
        The complete tree of the scenario that it changes.
    doubts : list of str
        What was left out and why, and what is not certain, each with its file and row.
    problems : list of str
        Why the scenario with this part is refused as yet.
    left_out : set of str
        Keys of flights that are no part of it, nor are their crews.
    """

    base: Mapping[str, Any]
    as_of: str
    docked: dict[str, dict[str, Any]] = field(default_factory=dict)
    manifest: dict[str, dict[str, Any]] = field(default_factory=dict)
    crews: dict[str, dict[str, dict[str, str]]] = field(default_factory=dict)
    doubts: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    left_out: set[str] = field(default_factory=set)

    def tree(self, name: str) -> dict[str, Any]:
        """Return the part as a scenario that extends another of that name."""
        sections = {"docked": self.docked, "manifest": self.manifest}
        stated = {key: value for key, value in sections.items() if value}
        replaced = [
            key
            for key in stated
            if self.base.get(key) and any(len(each) > 1 for each in stated[key].values())
        ]
        return {
            "format": 1,
            "extends": name,
            **({"remove": replaced} if replaced else {}),
            "title": self.base["title"],
            **({} if self.as_of == self.base["as_of"] else {"as_of": self.as_of}),
            **stated,
        }


def part_of(sources: list[str], base: str, as_of: str | None = None) -> tuple[Part, str]:
    """Return what files hold of a scenario's flights and crews, and its YAML.

    Parameters
    ----------
    base : str
        The scenario whose classes, lines and ports are meant, and which the part extends.
    as_of : str or None
        The date from which on flights are to come; None for that of the base.

    Raises
    ------
    ScenarioError
        With every row that cannot be read.
    """
    scenario = load(base)
    tree: Any = document.read(scenario.text, scenario.file).root
    part = Part(tree, _as_of(as_of) if as_of else tree["as_of"])
    problems: list[Problem] = []
    for source in sources:
        path = Path(source)
        text, shown = files.text_of(path), files.shown(path)
        if path.suffix.lower() == ".json":
            _json(text, shown, part)
        else:
            sheet = read(text, shown)
            problems += sheet.problems
            problems += _rows(sheet, part)
    if problems:
        raise ScenarioError(problems)
    _board(part)
    if not part.docked and not part.manifest:
        part.problems.append("nothing of what was read is part of a scenario")
    tree = part.tree(base)
    try:
        load(tree)
    except ScenarioError as error:
        part.problems += [f"{each.path}: {each.message}" for each in error.problems]
    return part, yaml.safe_dump(tree, allow_unicode=True, sort_keys=False, width=100)


def _as_of(text: str) -> str:
    try:
        return iso(parse_instant(text))
    except ValueError as error:
        raise UsageError(f"--as-of: {error}") from error


# --- tables ---------------------------------------------------------------------------------------


def _rows(sheet: Sheet, part: Part) -> Iterator[Problem]:
    """Enter the rows of a table, and yield what is wrong with them."""
    heads = {head: _head(head) for head in sheet.heads}
    beside = "person" if "flight" in heads.values() else "flight"
    heads |= {head: beside for head, column in heads.items() if column == "name"}
    doubled = [head for head in heads if list(heads.values()).count(heads[head]) > 1]
    if doubled:
        yield Problem(sheet.file, 1, "", f"{listed(doubled)} mean one thing here: keep one column")
        return
    for head, column in heads.items():
        if column not in COLUMNS:
            near = nearest(column, COLUMNS) or f"; read are {listed(COLUMNS, 20)}"
            part.doubts.append(f"{sheet.file}: column {head} is left out{near}")
    if sheet.separator and "flight" not in heads.values():
        allowed = f"no column flight; read are {listed(COLUMNS, 20)}"
        yield Problem(sheet.file, 1, "flight", allowed)
        return
    seen: set[tuple[str, str]] = set()
    for row in sheet.rows:
        cells = {heads[head]: cell for head, cell in row.cells.items() if cell}
        at = f"{sheet.file}:{row.line}"
        called, person = cells.get("flight", ""), cells.get("person", "")
        if not called:
            yield Problem(sheet.file, row.line, "flight", "is empty: name the flight")
            continue
        if (called, person) in seen:
            yield Problem(sheet.file, row.line, "flight", f"{called!r} stands here twice: keep one")
            continue
        seen.add((called, person))
        wrong = list(_wrong_dates(cells))
        yield from (Problem(sheet.file, row.line, key, said) for key, said in wrong)
        if wrong:
            continue
        key = _flight_key(called, part)
        crew = part.crews.setdefault(key, {})
        if person:
            _enter(crew, person, cells.get("segment", ""), at, part)
        for each in re.split(r"[;,]", cells.get("crew", "")):
            if each.strip():
                name, _, segment = each.partition(":")
                _enter(crew, name.strip(), segment.strip(), at, part)
        if not {"line", "class", "planned", "docked"} & cells.keys():
            continue
        kept = {k: v for k, v in cells.items() if k not in ("flight", "person", "segment", "crew")}
        _place(part, key, called, kept, at)


def _head(head: str) -> str:
    column = re.sub(r"[\s-]+", "_", head.strip().lower())
    return _OTHERWISE.get(column, column)


def _wrong_dates(cells: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for key in ("launched", "docked", "planned_return", "published"):
        try:
            if key in cells:
                parse_instant(cells[key])
        except ValueError as error:
            yield key, str(error)
    if "planned" in cells:
        try:
            if read_span(cells["planned"]) is None:
                parse_instant(cells["planned"])
        except ValueError as error:
            yield "planned", str(error)


# --- public lists ---------------------------------------------------------------------------------


def _json(text: str, file: str, part: Part) -> None:
    try:
        content = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ScenarioError([Problem(file, None, "", f"is not JSON: {error}")]) from None
    people, results = _at(content, "people"), _at(content, "results")
    if isinstance(people, list):
        for number, each in enumerate(people):
            _person(each, f"{file}: people[{number}]", part)
        return
    entries = results if isinstance(results, list) else [content]
    known = False
    for number, each in enumerate(entries):
        at = f"{file}: results[{number}]" if entries is results else file
        if isinstance(_at(each, "docking_location"), list):
            known = True
            for place in each["docking_location"]:
                if _at(place, "docked"):
                    _docking({**place["docked"], "docking_location": place}, at, part)
        elif _text(each, "docking"):
            known = True
            _docking(each, at, part)
        elif _text(each, "net"):
            known = True
            _launch(each, at, part)
        elif isinstance(_at(each, "crew"), list):
            known = True
            names = (_text(c, "astronaut", "name") or "somebody" for c in each["crew"])
            said = listed(names, 20)
            part.doubts.append(f"{at}: an expedition names no ship: {said} left out")
    if not known and entries:
        allowed = "people in space, or launches, docking events, stations of Launch Library 2"
        raise ScenarioError([Problem(file, None, "", f"is none of the lists read here: {allowed}")])


def _person(each: Any, at: str, part: Part) -> None:
    name = _text(each, "name")
    ship = _text(each, "spacecraft") or _text(each, "craft")
    if not name or not ship:
        part.doubts.append(f"{at}: has no name, or no ship: left out")
    elif _at(each, "iss") is False or ship.lower() in ("tiangong", "shenzhou"):
        part.doubts.append(f"{at}: {name} is not aboard ({ship}): left out")
    elif ship.upper() == "ISS":
        part.doubts.append(f"{at}: {name}: the list says ISS, and not which ship: left out")
    else:
        key = _flight_key(ship, part)
        segment = _segment(_text(each, "agency"), _text(each, "country"))
        _enter(part.crews.setdefault(key, {}), name, segment, at, part)


def _launch(each: Any, at: str, part: Part) -> None:
    called = (_text(each, "name") or "").split("|")[-1].strip()
    if _text(each, "status", "abbrev") in ("Success", "Failure", "In Flight", "Partial Failure"):
        part.doubts.append(f"{at}: {called} has flown: left out")
        return
    planned = _planned(each, called, at, part)
    if planned is None:
        return
    key = _flight_key(called, part)
    stages = _at(each, "rocket", "spacecraft_stage")
    for stage in stages if isinstance(stages, list) else [stages]:
        members = _at(stage, "launch_crew")
        for member in members if isinstance(members, list) else []:
            who = _at(member, "astronaut")
            segment = _segment(
                _text(who, "agency", "abbrev"), _text(who, "agency", "name"),
                _text(who, "nationality"),
            )  # fmt: skip
            name = _text(who, "name") or ""
            _enter(part.crews.setdefault(key, {}), name, segment, at, part)
    _place(part, key, called, {"planned": planned}, at)


def _planned(each: Any, called: str, at: str, part: Part) -> str | None:
    """Return the date of a launch as far as the list knows it."""
    try:
        net = iso(parse_instant(_text(each, "net") or ""))
    except ValueError as error:
        part.doubts.append(f"{at}: {called} is left out: {error}")
        return None
    precision = (_text(each, "net_precision", "abbrev") or "").upper()
    year = net[:4]
    if precision in ("", "SEC", "MIN", "HR"):
        return net
    if precision == "DAY":
        return net[:10]
    if re.fullmatch(r"[QH][1-4]", precision):
        span = f"{precision} {year}"
    else:
        span = net[:7] if precision in ("M", "MONTH") else year
    part.doubts.append(f"{at}: {called} has no day: planned for {span}, a law over that span")
    return span


def _docking(each: Any, at: str, part: Part) -> None:
    ship = _at(each, "flight_vehicle_chaser") or _at(each, "flight_vehicle")
    called = _text(ship, "spacecraft", "name") or _text(ship, "name") or ""
    called = called or (_text(ship, "launch", "name") or "").split("|")[-1].strip()
    departure = _text(each, "departure")
    docked = _text(each, "docking") or ""
    try:
        if departure and parse_instant(departure) <= parse_instant(part.as_of):
            part.doubts.append(f"{at}: {called} has left on {departure}: left out")
            return
        cells = {"docked": iso(parse_instant(docked))}
        for key, text in (
            ("launched", _text(ship, "launch", "net")),
            ("planned_return", departure or _text(ship, "mission_end")),
        ):
            if text:
                cells[key] = iso(parse_instant(text))
    except ValueError as error:
        part.doubts.append(f"{at}: {called} is left out: {error}")
        return
    port = _text(each, "docking_location", "name") or ""
    _place(part, _flight_key(called, part), called, {**cells, "port": port}, at)


# --- what both give -------------------------------------------------------------------------------


def _place(part: Part, key: str, called: str, cells: dict[str, str], at: str) -> None:
    """Enter a flight among those docked or to come, or tell why it is left out, its crew too."""
    why = _entered(part, key, called, cells)
    if why:
        part.left_out.add(key)
        part.doubts.append(f"{at}: {called} is left out: {why}")


def _entered(part: Part, key: str, called: str, cells: dict[str, str]) -> str:
    """Enter a flight, and return nothing; or why it is no part of the scenario."""
    vehicles, lines = part.base["vehicles"], part.base["lines"]
    if "line" not in cells:
        stated = cells.pop("class", None) or _class(called)
        if stated not in vehicles:
            what = f"{stated!r} is no vehicle" if stated else "no vehicle is known by that name"
            return f"{what} of the scenario ({listed(vehicles)})"
        flown = [name for name, line in lines.items() if line["vehicle"] == stated]
        cells = {"line": flown[0], **cells} if flown else {"class": stated or "", **cells}
    elif cells["line"] not in lines:
        hint = nearest(cells["line"], lines) or f"; there are {listed(lines)}"
        return f"{cells['line']!r} is no line{hint}"
    if "line" in cells:
        cells.pop("class", None)
    if called != key:
        cells = {"title": called, **cells}
    if "docked" in cells:
        port = _port(cells.get("port", ""), part)
        if port is None:
            ports = listed(part.base["station"]["ports"], 20)
            return f"{cells.get('port', '')!r} is no port of the station ({ports})"
        cells.pop("planned", None)
        part.docked[key] = {**cells, "port": port}
        return ""
    planned = cells.get("planned", "")
    if not planned:
        return "it has neither docked nor planned"
    is_day = re.fullmatch(r"\d{4}-\d\d-\d\d.*", planned)
    if is_day and parse_instant(planned) < parse_instant(part.as_of):
        return f"planned for {planned}, before {part.as_of}"
    no_plan = ("port", "launched", "spacecraft")
    part.manifest[key] = {k: v for k, v in cells.items() if k not in no_plan}
    return ""


def _board(part: Part) -> None:
    """Give the crews to their ships; those of ships that nobody states are left out."""
    sections = {"docked": part.docked, "manifest": part.manifest}
    kept = [name for name, stated in sections.items() if not stated]
    for key, crew in part.crews.items():
        mine = next((each for each in sections.values() if key in each), None)
        base = next((name for name in kept if key in part.base.get(name, {})), None)
        if not crew or key in part.left_out:
            continue
        if mine is not None:
            mine[key]["crew"] = crew
        elif base is not None:
            sections[base][key] = {"crew": crew}
        else:
            names = listed((each.get("title", name) for name, each in crew.items()), 20)
            part.doubts.append(f"{names}: left out: no ship {key!r}, docked or to come, is stated")


def _enter(crew: dict[str, dict[str, str]], name: str, segment: str, at: str, part: Part) -> None:
    """Enter somebody in a crew, or tell why not."""
    allowed = (*part.base["station"]["segments"], GUEST)
    segment = segment if segment in allowed else _segment(segment) or segment
    if not name:
        part.doubts.append(f"{at}: somebody without a name is left out")
        return
    if segment not in allowed:
        said = f"{segment!r} is no segment" if segment else "no segment is known"
        cure = f"one of {listed(allowed)}"
        part.doubts.append(f"{at}: {name} is left out: {said}: state {cure}")
        return
    key = _plain(name) or f"person-{1 + sum(map(len, part.crews.values()))}"
    if key in crew:
        part.doubts.append(f"{at}: {name} stands here twice: taken once")
        return
    crew[key] = {"segment": segment, **({} if key == name else {"title": name})}


def _flight_key(called: str, part: Part) -> str:
    """Return the key of a flight: that of the base, if it has the flight, else its plain name."""
    plain = _plain(called)
    known: list[str] = [*part.base.get("docked", {}), *part.base.get("manifest", {})]
    for key in sorted(known, key=len, reverse=True):
        if re.search(rf"(^|-){re.escape(key)}(-|$)", plain):
            return key
    taken = (*part.crews, *part.docked, *part.manifest)
    titles = {each.get("title"): key for key, each in (part.docked | part.manifest).items()}
    return plain or titles.get(called) or f"flight-{1 + len(set(taken))}"


def _plain(name: str) -> str:
    """Return a name in the letters of keys; empty where no letter of it is one."""
    letters = unicodedata.normalize("NFKD", name).lower()
    letters = "".join(each for each in letters if not unicodedata.combining(each))
    if not letters.isascii():
        return ""
    return re.sub(r"[^a-z0-9]+", "-", letters).strip("-")[:60]


def _class(called: str) -> str | None:
    name = called.lower()
    return next((kind for pattern, kind in _CLASSES if re.search(pattern, name)), None)


def _port(called: str, part: Part) -> str | None:
    words = set(_plain(called).split("-"))
    found: list[str] = [
        port for port in part.base["station"]["ports"] if set(port.split("-")) <= words
    ]
    return max(found, key=len, default=None)


def _segment(*told: str | None) -> str:
    """Return the segment of an agency or a nation, empty where it is not known."""
    for text in told:
        name = (text or "").lower()
        if name in _RUSSIAN or "roscosmos" in name:
            return "rs"
        if name in _OTHERS:
            return "usos"
    return ""


def _at(node: Any, *keys: str) -> Any:
    for key in keys:
        node = node.get(key) if isinstance(node, dict) else None
    return node


def _text(node: Any, *keys: str) -> str | None:
    found = _at(node, *keys)
    return found.strip() if isinstance(found, str) and found.strip() else None
