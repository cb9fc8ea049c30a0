"""The mark of a rule, and what every rule promises."""

import ast
import inspect
import textwrap

import sim.rules.crew
import sim.rules.events
import sim.rules.flights
import sim.rules.policy
import sim.rules.rescue
import sim.rules.stocks
import sim.rules.windows
from sim.rules.rule import RULES, rule

FILES = (
    sim.rules.crew,
    sim.rules.events,
    sim.rules.flights,
    sim.rules.policy,
    sim.rules.rescue,
    sim.rules.stocks,
    sim.rules.windows,
)


def test_a_rule_is_recorded_and_returned_unchanged() -> None:
    def two() -> int:
        return 2

    before = len(RULES)
    try:
        assert rule(two) is two
        assert RULES[-1] is two
    finally:
        del RULES[before:]


def test_every_function_of_the_rules_is_a_rule() -> None:
    functions = {
        f"{file.__name__}.{name}"
        for file in FILES
        for name, function in inspect.getmembers(file, inspect.isfunction)
        if function.__module__ == file.__name__
    }
    assert functions == {f"{function.__module__}.{function.__name__}" for function in RULES}


def test_a_rule_changes_nothing_it_is_given() -> None:
    for function in RULES:
        tree = ast.parse(textwrap.dedent(inspect.getsource(function)))
        for node in ast.walk(tree):
            assert not isinstance(node, ast.Global | ast.Nonlocal | ast.Attribute), function
            targets = node.targets if isinstance(node, ast.Assign) else []
            assert all(isinstance(target, ast.Name) for target in targets), function


def test_every_rule_returns_one_number() -> None:
    for function in RULES:
        assert inspect.signature(function).return_annotation in ("int", "float"), function
