"""Which keys of a scenario are sampled once a replication, and which at each occurrence."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from sim.scenario import editor_schema

ENDS = {"sampled once a replication": 0, "sampled at each occurrence": 1}


def table() -> str:
    """The keys as the schema declares them, by where they stand."""
    found: dict[str, tuple[list[str], list[str]]] = {}
    schema = editor_schema()
    for path, kind in _walk(schema, schema, ()):
        place, key = _place(path)
        kept = found.setdefault(place, ([], []))[kind]
        if key not in kept:
            kept.append(key)
    rows = [
        f"| `{place}` | {' | '.join(', '.join(f'`{key}`' for key in kind) for kind in kinds)} |"
        for place, kinds in found.items()
    ]
    head = ["| in | once a replication | at each occurrence |", "|---|---|---|"]
    return "\n".join([*head, *rows]) + "\n"


def _walk(node: Any, schema: Any, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], int]]:
    """Every quantity below a node: its path, and which column it stands in."""
    told = re.search(r"sampled [\w ]+$", node.get("description", ""))
    if told:
        yield path, ENDS[told[0]]
        return
    name = node.get("$ref", "").removeprefix("#/$defs/")
    if name:
        yield from _walk(schema["$defs"][name], schema, path)
    for either in (*node.get("anyOf", ()), *node.get("oneOf", ())):
        yield from _walk(either, schema, path)
    for key, inside in node.get("properties", {}).items():
        yield from _walk(inside, schema, (*path, key))
    below = node.get("additionalProperties")
    for inside in (*node.get("patternProperties", {}).values(), below):
        if isinstance(inside, dict):
            yield from _walk(inside, schema, (*path, "NAME"))


def _place(path: tuple[str, ...]) -> tuple[str, str]:
    """The entity, and the key in it."""
    long = 2 if path[1:2] == ("NAME",) else 1
    return ".".join(path[:long]), ".".join(path[long:])
