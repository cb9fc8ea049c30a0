"""docs/scenario.md: its recipes are played, its reference is that of the declarations."""

import re
from pathlib import Path

import pytest

import sim
from sim.scenario.model import Model, Noun
from sim.scenario.quantities import Record
from tests.docs import keys

PAGE = keys.PAGE.read_text(encoding="utf-8")
SECTIONS = [part.partition("\n") for part in PAGE.partition("## Every key")[0].split("\n### ")[1:]]
BLOCK = re.compile(r"```yaml\n(.*?)```", re.DOTALL)
RECIPES = {title: text for title, _, part in SECTIONS for text in BLOCK.findall(part)}
TABLE = re.compile(r"here `(\w+\.csv)`:\n\n```csv\n(.*?)```", re.DOTALL)


def test_every_promised_recipe_is_there() -> None:
    assert list(RECIPES) == [
        "A second outage",
        "A new vehicle on a new rocket",
        "Own slips from a table",
        "Six instead of seven people",
        "Two levers in one policy",
        "A line from 2027",
        "A private visit",
        "Spacewalks need two",
        "A law by its name",
        "What hangs together",
        "Another station",
    ]
    assert PAGE.count("```yaml") == len(RECIPES)


@pytest.mark.parametrize("title", RECIPES)
def test_a_recipe_is_played_without_a_warning(title: str, tmp_path: Path) -> None:
    for name, text in TABLE.findall(PAGE):
        (tmp_path / name).write_text(text, encoding="utf-8")
    file = tmp_path / "recipe.yaml"
    file.write_text(RECIPES[title], encoding="utf-8")
    scenario = sim.load(file)
    assert scenario.warnings == ()
    for policy in (None, *scenario.policies):
        run = sim.replicate(scenario, policy=policy, replications=2, workers=1, engine="simpy")
        assert run.outcomes.rows == 2


def test_the_reference_is_that_of_the_declarations() -> None:
    assert keys.with_reference(PAGE) == PAGE, "run make model"


def test_every_key_is_described() -> None:
    models: list[type] = [Model, Noun]
    for model in models:
        models += model.__subclasses__()
    missing = [
        f"{model.__name__}.{name}"
        for model in models
        if model is not Record
        for name, meaning, _ in keys.keys_of(model).values()
        if not meaning and name not in ("kind", "record")
    ]
    assert missing == []
    assert len(models) > 50
