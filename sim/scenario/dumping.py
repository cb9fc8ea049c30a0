"""Write a scenario as YAML with nothing implicit."""

from __future__ import annotations

from itertools import chain
from typing import Any

import yaml

from sim.scenario.document import Node, plain
from sim.scenario.schema import ScenarioFile
from sim.scenario.validate import REMARKS


def written(file: ScenarioFile, root: Node) -> str:
    """Return the YAML text of a complete file.

    Parameters
    ----------
    file : ScenarioFile
        Complete (see `sim.scenario.complete`).
    root : Map
        The merged tree, which gives the order of the keys and the sources and notes beside them.
    """
    stated = file.model_dump(by_alias=True, exclude_none=True, warnings="none")
    for flight in stated["manifest"].values():
        if not flight["cadence"]:
            del flight["cadence"]
    assert isinstance(root, dict)
    remarks = {key: root[key] for key in REMARKS if key in root}
    tree = {key: _in_order(value, root.get(key)) for key, value in stated.items()} | remarks
    return yaml.serialize(_node(tree), Dumper=_Dumper, allow_unicode=True, width=1000)


def flow(value: Any) -> str:
    """Return a value as YAML on one line."""
    node = _node(value)
    if isinstance(node, yaml.CollectionNode):
        node.flow_style = True
    text = yaml.serialize(node, Dumper=_Dumper, allow_unicode=True, width=10_000)
    return text.removesuffix("...\n").strip()


def _in_order(stated: Any, written: Any) -> Any:
    """Return what is stated in the order of the tree, with the tree's remarks."""
    if isinstance(stated, dict) and isinstance(written, dict):
        keys = [key for key in written if key in stated or key in REMARKS]
        keys += [key for key in stated if key not in written]
        return {
            key: _in_order(stated[key], written.get(key)) if key in stated else written[key]
            for key in keys
        }
    if isinstance(stated, list) and isinstance(written, list) and len(stated) == len(written):
        return [_in_order(s, w) for s, w in zip(stated, written, strict=True)]
    if isinstance(stated, dict):
        return {key: _in_order(value, None) for key, value in stated.items()}
    return stated


def _node(value: Any) -> yaml.Node:
    """Return the node of what is stated: on one line where it holds plain scalars alone."""
    if isinstance(value, dict):
        pairs = [(_node(key), _node(below)) for key, below in value.items()]
        return yaml.MappingNode(_MAP, pairs, flow_style=all(map(_is_plain, chain(*pairs))))
    if isinstance(value, list):
        items = [_node(below) for below in value]
        return yaml.SequenceNode(_SEQ, items, flow_style=all(map(_is_plain, items)))
    if isinstance(value, str):
        return yaml.ScalarNode(_STR, value, style=None if plain(value) == (value, None) else "'")
    text = str(value).lower() if isinstance(value, bool) else repr(value)
    return yaml.ScalarNode(_STR, text)


def _is_plain(node: yaml.Node) -> bool:
    return isinstance(node, yaml.ScalarNode) and not node.style


_STR, _SEQ, _MAP = (f"tag:yaml.org,2002:{kind}" for kind in ("str", "seq", "map"))
_TAGS = {yaml.ScalarNode: _STR, yaml.SequenceNode: _SEQ, yaml.MappingNode: _MAP}


class _Dumper(getattr(yaml, "CSafeDumper", yaml.SafeDumper)):  # type: ignore[misc]
    """Quotes a text only where the strict reader would not take it for that text.

    Written in C, several times faster, where PyYAML comes with that.
    """

    def resolve(self, kind: type[yaml.Node], value: Any, implicit: Any) -> str:
        """Return the tag that need not be written."""
        return _TAGS[kind]
