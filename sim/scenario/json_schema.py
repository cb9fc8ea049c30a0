"""The JSON Schema of a scenario file, for editors that complete and check while one types.

It knows the shape of every entry. What is missing it leaves to the loader, since a scenario that
extends another states only what differs.
"""

from __future__ import annotations

from typing import Any

from sim.scenario.quantities import KINDS
from sim.scenario.schema import ScenarioFile
from sim.scenario.validate import REMARKS

_REMARKS = {key: {"type": "string", "description": "ignored; kept in the dump"} for key in REMARKS}


def editor_schema() -> dict[str, Any]:
    """Return the schema (draft 2020-12)."""
    stated = ScenarioFile.model_json_schema(by_alias=True)
    kinds = {"oneOf": stated["$defs"]["Line"]["properties"]["overlap"]["oneOf"]}
    result: dict[str, Any] = _loosened(_described(_shared(stated, kinds["oneOf"])))
    result["required"] = ["format"]
    result["$defs"]["Quantity"] = {
        "description": "a value with its unit, or a distribution of such values",
        **kinds,
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "crewsim scenario",
        **result,
    }


def _shared(node: Any, kinds: list[Any]) -> Any:
    """Return the schema with one definition of what a quantity may be, instead of one a key."""
    if isinstance(node, list):
        return [_shared(item, kinds) for item in node]
    if not isinstance(node, dict):
        return node
    if node.get("oneOf") == kinds:
        rest = {key: value for key, value in node.items() if key not in ("oneOf", "title")}
        return {"$ref": "#/$defs/Quantity", **rest}
    return {key: _shared(value, kinds) for key, value in node.items()}


def _described(node: Any) -> Any:
    """Return the schema whose descriptions say when a quantity is sampled that is not known.

    The keyword ``sampled`` of `sim.scenario.values.Sampled`, which no editor shows, is left out.
    """
    if isinstance(node, list):
        return [_described(item) for item in node]
    if not isinstance(node, dict):
        return node
    either = node.get("anyOf", ())
    found = [each["sampled"] for each in (node, *either) if "sampled" in each]
    if either and found:
        plain = [{k: v for k, v in each.items() if k != "sampled"} for each in either]
        node = {**node, "anyOf": plain}
    result = {key: _described(value) for key, value in node.items() if key != "sampled"}
    if found:
        said = f"{node['description']}; " if "description" in node else ""
        result["description"] = f"{said}sampled {found[0]}"
    return result


def _loosened(node: Any) -> Any:
    """Return the schema without nulls, with remarks in every mapping and parts of them allowed."""
    if isinstance(node, list):
        return [_loosened(item) for item in node]
    if not isinstance(node, dict):
        return node
    result = {
        key: {name: _loosened(value) for name, value in node[key].items()}
        if key in ("properties", "$defs")
        else _loosened(value)
        for key, value in node.items()
        if not (key == "title" or (key == "default" and value is None))
    }
    for key in ("anyOf", "oneOf"):
        if key in result:
            kept = [item for item in result[key] if item != {"type": "null"}]
            result[key] = kept
            if len(kept) == 1:
                del result[key]
                result |= kept[0]
    if result.get("type") == "object":
        properties = result.setdefault("properties", {})
        kind = properties.get("kind", {})
        if kind.get("const") not in KINDS and "not" not in kind:
            result.pop("required", None)
        result["properties"] = properties | _REMARKS
        if "patternProperties" in result:
            names = result["patternProperties"]
            result["patternProperties"] = {
                f"^(?!({'|'.join(REMARKS)})$){pattern.removeprefix('^')}": inside
                for pattern, inside in names.items()
            }
    return result
