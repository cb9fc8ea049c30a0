"""Whatever the text, the answer is a scenario or its problems: never another error."""

import re

from hypothesis import example, given, settings
from hypothesis import strategies as st

from sim.core.errors import ScenarioError
from sim.scenario import load
from tests.scenario.refresh import VALID

SOURCE = (VALID / "every-key.yaml").read_text(encoding="utf-8")
SMALL = (VALID / "small.yaml").read_text(encoding="utf-8")
TOKENS = sorted(set(re.findall(r"[\w.-]+|[^\w\s]", SOURCE + SMALL)))
ODD = [
    *("null", "~", "[]", "{}", "-1", "0", "1e999", ".nan", "no", "010", "12:30", "!!str x", "*a"),
    *("&a x", "<<", "2030-02-30", "0001-01-01", "9999-12-31", "1000 y", "-1000 y", "99999999 y"),
    *("1 per 0 d", "true", "''", "none", "docked", "{kind: uniform}", "{kind: {}}", "[[]]", "?"),
    *("{kind: mixture, parts: [{weight: 1, value: 1}]}", '"\\ud800"', "9" * 30, "\t", "\u2028"),
    *("1e-300 d", "1e-300", "{kind: [], value: 1}", "{kind: gamma, shape: 1e300, mean: 1 d}"),
]


def accepted(text, folder, overrides=()):
    """Tell whether the text loads; any other error than a `ScenarioError` fails the test."""
    path = folder / "fuzz.yaml"
    path.write_bytes(text.encode("utf-8", "surrogatepass"))
    try:
        scenario = load(path, overrides=overrides)
    except ScenarioError as error:
        found = error
    else:
        found = None
    if found is not None:
        assert str(found)
        assert all(problem.message for problem in found.problems)
        return False
    again = folder / "again.yaml"
    again.write_text(scenario.text, encoding="utf-8")
    assert load(again).flights == scenario.flights
    return True


@given(text=st.text(max_size=300))
@example(text='a: "\\UFFFFFFFF"')
@example(text="%YAML 9.9\n---\na: 1\n")
@example(text="format: 1\nas_of: 0001-01-01\nuntil: 9999-12-31\n")
@example(text="a: &x {b: *x}\n")
@example(text="? \n: \n")
@settings(max_examples=30, deadline=None)
def test_any_text(text, tmp_path_factory):
    accepted(text, tmp_path_factory.getbasetemp())


@given(tokens=st.lists(st.sampled_from([*TOKENS, *ODD, "\n", "\n  ", ": ", "- "]), max_size=60))
@settings(max_examples=30, deadline=None)
def test_any_words(tokens, tmp_path_factory):
    accepted("format: 1\n" + " ".join(tokens), tmp_path_factory.getbasetemp())


def leaves(text):
    """Return where the plain words behind a colon or in a list begin and end."""
    return [m.span(1) for m in re.finditer(r"(?:: |, |\[|- )([^\s\[\]{},:#][^\[\]{},:#\n]*)", text)]


def mutated(text, changes):
    """Return the text with some of its words exchanged, from the last to the first."""
    spans = leaves(text)
    chosen = {spans[place % len(spans)]: word for place, word in changes}
    for (begin, end), word in sorted(chosen.items(), reverse=True):
        text = text[:begin] + word + text[end:]
    return text


CHANGES = st.lists(
    st.tuples(st.integers(0, 10_000), st.sampled_from([*TOKENS, *ODD])), min_size=1, max_size=3
)


@given(changes=CHANGES)
@settings(max_examples=30, deadline=None)
def test_a_valid_scenario_with_other_words(changes, tmp_path_factory):
    folder = tmp_path_factory.getbasetemp()
    for name in ("small.yaml", "values.csv"):
        (folder / name).write_bytes((VALID / name).read_bytes())
    accepted(mutated(SOURCE, changes), folder)


@given(drop=st.sets(st.integers(0, 200), min_size=1, max_size=6), text=st.sampled_from([SMALL]))
@settings(max_examples=40, deadline=None)
def test_a_valid_scenario_without_some_lines(drop, text, tmp_path_factory):
    lines = text.splitlines(keepends=True)
    kept = [line for index, line in enumerate(lines) if index not in {d % len(lines) for d in drop}]
    accepted("".join(kept), tmp_path_factory.getbasetemp())


@given(
    path=st.lists(st.sampled_from([*TOKENS, "[0]", "[9]", ""]), max_size=4).map(".".join),
    value=st.sampled_from([*TOKENS, *ODD]),
)
@settings(max_examples=30, deadline=None)
def test_any_override(path, value, tmp_path_factory):
    accepted(SMALL, tmp_path_factory.getbasetemp(), [f"{path}={value}"])


def test_the_mutations_leave_some_scenarios_sound(tmp_path):
    (tmp_path / "small.yaml").write_text(SMALL, encoding="utf-8")
    (tmp_path / "values.csv").write_bytes((VALID / "values.csv").read_bytes())
    assert accepted(SOURCE, tmp_path)
    assert not accepted(mutated(SOURCE, [(40, "soon")]), tmp_path)
