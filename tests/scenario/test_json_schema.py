import pytest
from jsonschema import Draft202012Validator

from sim.scenario import editor_schema, shipped
from sim.scenario.document import read
from tests.scenario.refresh import INVALID, SCHEMA, VALID, schema_text

VALIDATOR = Draft202012Validator(editor_schema())
SOUND = [*VALID.glob("*.yaml"), *(VALID / "resolved").glob("*.yaml"), *shipped().values()]


def errors(path):
    root = read(path.read_text(encoding="utf-8"), path.name).root
    return [f"{error.json_path}: {error.message}" for error in VALIDATOR.iter_errors(root)]


def test_it_is_a_schema():
    Draft202012Validator.check_schema(editor_schema())


def test_the_published_file_is_up_to_date():
    told = "run python tests/scenario/refresh.py"
    assert SCHEMA.read_text(encoding="utf-8") == schema_text(), told


@pytest.mark.parametrize("path", SOUND, ids=lambda path: path.stem)
def test_sound_scenarios_pass(path):
    assert errors(path) == []


@pytest.mark.parametrize(
    "name",
    [
        *("unknown-key", "unknown-section", "wrong-type", "crew-not-whole", "negative-count"),
        *("distribution-unknown-kind", "lever-unknown", "pins-of-effects"),
        *("empty-mapping-in-place-of-a-value", "format-2", "format-missing"),
        *("family-list", "blackouts", "launchers-out-of-range"),
    ],
)
def test_an_editor_sees_what_a_schema_can_see(name):
    assert errors(INVALID / f"{name}.yaml") != []


def quantities(node):
    """Every place of a schema at which a quantity may stand, but for those inside another one."""
    if isinstance(node, list):
        return [found for item in node for found in quantities(item)]
    if not isinstance(node, dict):
        return []
    if node.get("$ref") == "#/$defs/Quantity":
        return [node]
    return [found for value in node.values() for found in quantities(value)]


def test_every_quantity_says_when_it_is_sampled():
    definitions = editor_schema()["$defs"]
    kinds = [name for name, each in definitions.items() if "kind" in each.get("properties", {})]
    outside = {name: each for name, each in definitions.items() if name not in (*kinds, "Quantity")}
    told = [each["description"] for each in quantities(outside)]
    assert len(told) > 50
    ends = ("sampled once a replication", "sampled at each occurrence")
    assert [each for each in told if not each.endswith(ends)] == []
