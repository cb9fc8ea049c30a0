"""Write a scenario as YAML with nothing implicit."""

from __future__ import annotations

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
    return yaml.dump(
        {key: _in_order(value, root.get(key)) for key, value in stated.items()} | remarks,
        Dumper=_Dumper,
        sort_keys=False,
        allow_unicode=True,
        default_flow_style=None,
        width=1000,
    )


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


class _Dumper(getattr(yaml, "CSafeDumper", yaml.SafeDumper)):  # type: ignore[misc]
    """Quotes a text only where the strict reader would not take it for that text.

    Written in C, several times faster, where PyYAML comes with that.
    """

    yaml_implicit_resolvers: dict[str, Any] = {}  # noqa: RUF012 - as PyYAML declares it

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _text(dumper: yaml.SafeDumper, value: str) -> yaml.ScalarNode:
    style = None if plain(value) == (value, None) else "'"
    return dumper.represent_scalar("tag:yaml.org,2002:str", value, style=style)


def _number(dumper: yaml.SafeDumper, value: float) -> yaml.ScalarNode:
    text = str(value).lower() if isinstance(value, bool) else repr(value)
    return dumper.represent_scalar("tag:yaml.org,2002:str", text)


_Dumper.add_representer(str, _text)
for _kind in (bool, int, float):
    _Dumper.add_representer(_kind, _number)
