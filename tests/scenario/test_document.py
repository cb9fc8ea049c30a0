from random import Random

import pytest
import yaml

from sim.core.errors import ScenarioError
from sim.scenario import document
from sim.scenario.document import Map, Seq, dotted, place_of, plain, read
from tests.scenario.refresh import VALID

TEXT = """\
# a comment
lines:
  soyuz: {slip: 3 d,
    crew: [rs,
      usos]}
  long: >
    folded
"""


def test_every_key_and_item_knows_its_line():
    root = read(TEXT, "x.yaml").root
    line = {
        path: place_of(root, path).line
        for path in [
            ("lines",),
            ("lines", "soyuz"),
            ("lines", "soyuz", "slip"),
            ("lines", "soyuz", "crew"),
            ("lines", "soyuz", "crew", 0),
            ("lines", "soyuz", "crew", 1),
            ("lines", "long"),
        ]
    }
    assert list(line.values()) == [2, 3, 3, 4, 4, 5, 6]
    assert place_of(root, ("lines",)).file == "x.yaml"


def test_what_is_absent_has_the_place_of_what_it_is_absent_from():
    root = read(TEXT, "x.yaml").root
    assert place_of(root, ("lines", "soyuz", "crew", 7)).line == 4
    assert place_of(root, ("lines", "soyuz", "slip", "mean")).line == 3
    assert place_of(root, ("pads", "east")) is None


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("true", True),
        ("false", False),
        ("True", "True"),
        ("no", "no"),
        ("on", "on"),
        ("2e-4", 2e-4),
        ("2E+4", 2e4),
        ("-1", -1),
        ("0", 0),
        ("-.5", -0.5),
        ("3.", 3.0),
        ("0.10", 0.1),
        ("2026-02-15", "2026-02-15"),
        ("2025-11-27T12:35:00Z", "2025-11-27T12:35:00Z"),
        ("120 d", "120 d"),
        ("1e", "1e"),
        ("--1", "--1"),
        ("ms-30", "ms-30"),
    ],
)
def test_plain_scalars(text, value):
    assert plain(text) == (value, None)
    assert type(plain(text)[0]) is type(value)
    root = read(f"a: {text}", "x").root
    assert root == {"a": value}


@pytest.mark.parametrize(
    ("text", "cure"),
    [
        ("010", "write 10, or quote a text"),
        ("-007", "write 7, or quote a text"),
        ("00", "write 0, or quote a text"),
        ("12:30", "write a duration as '12 h 30 min', or quote a text"),
        ("1:02:03.5", "write a duration as '1 h 02 min', or quote a text"),
        ("0x1F", "write its digits, or quote a text"),
        ("1_000", "write its digits, or quote a text"),
        (".inf", "every number is finite"),
        ("NaN", "every number is finite"),
        ("1e400", "too large a number"),
        ("9" * 400, "too large a number"),
        ("null", "write one, or leave the key out"),
        ("~", "write one, or leave the key out"),
        ("", "write one, or leave the key out"),
    ],
)
def test_traps_are_refused_with_the_cure(text, cure):
    assert plain(text)[1].endswith(cure)
    document = read(f"a: {text}\nb: 1\n", "x.yaml")
    assert document.root == {"b": 1}
    ((path, problem),) = document.problems
    assert path == ("a",)
    assert problem.line == 1


@pytest.mark.parametrize("text", ["010", "12:30", "null", "true", ".nan", "2026-02-15", ""])
def test_what_is_quoted_is_text(text):
    assert read(f"a: '{text}'", "x").root == {"a": text}
    assert read(f'a: "{text}"', "x").root == {"a": text}


def test_keys_are_text():
    root = read("{no: 1, 010: 2, 12:30: 3, true: 4, 2026-02-15: 5, 1.0: 6}", "x").root
    assert list(root) == ["no", "010", "12:30", "true", "2026-02-15", "1.0"]


def test_all_problems_of_a_text_are_told():
    document = read("a: null\nb: {c: 1, c: 2}\nd: [1, ~, 010]\ne: !!int 3\n", "x.yaml")
    assert [dotted(path) for path, _ in document.problems] == ["a", "b.c", "d[1]", "d[1]", "e"]
    assert [problem.line for _, problem in document.problems] == [1, 2, 3, 3, 4]
    assert document.root == {"b": {"c": 1}, "d": [1]}


def test_an_alias_repeats_its_anchor():
    root = read("a: &x {b: [1, 2]}\nc: *x\n", "x").root
    assert root["c"] == root["a"] == {"b": [1, 2]}


def test_many_small_aliases_are_allowed_and_a_bomb_is_not():
    rows = "\n".join(f"k{i}: *x" for i in range(100))
    assert len(read(f"a: &x {{b: 1}}\n{rows}\n", "x").root) == 101
    wide = ", ".join(["1"] * 1000)
    rows = "\n".join(f"k{i}: *x" for i in range(100))
    with pytest.raises(ScenarioError, match="more than 100000 values"):
        read(f"a: &x [{wide}]\n{rows}\n", "x")


def test_a_byte_order_mark_and_windows_lines_are_read(tmp_path):
    from sim.scenario.files import text_of

    path = tmp_path / "x.yaml"
    path.write_bytes(b"\xef\xbb\xbfformat: 1\r\ntitle: x\r\n")
    document = read(text_of(path), "x.yaml")
    assert document.root == {"format": 1, "title": "x"}
    assert place_of(document.root, ("title",)).line == 2


def test_copies_keep_their_places():
    root = read("a: {b: [1]}", "x").root
    assert isinstance(root, Map)
    assert isinstance(root["a"]["b"], Seq)
    copy = root.copy()
    copy.drop("a")
    assert "a" in root
    assert "a" not in copy


# libyaml ------------------------------------------------------------------------------------------

ODD = (*":-[]{},#&*!|>'\"%@`\t\r\n?~<=0a. \u00e9\u2028\u0085\ufeff\U0001f600\x07", ": ", "- ", "? ")


def told(text):
    """The tree with its places and the problems, or the refusal."""
    try:
        found = read(text, "x.yaml")
    except ScenarioError as error:
        return str(error)
    return laid_out(found.root), found.problems


def laid_out(node):
    if isinstance(node, Map):
        return [(key, node.places[key], laid_out(value)) for key, value in node.items()]
    if isinstance(node, Seq):
        return [(place, laid_out(value)) for place, value in zip(node.places, node, strict=True)]
    return type(node), node


def altered(text, luck):
    """A section of a text, one to three odd characters put in or lost."""
    text = luck.choice(text.split("\n\n"))
    for _ in range(luck.randint(1, 3)):
        place = luck.randrange(len(text))
        text = text[:place] + luck.choice([*ODD, ""]) + text[place + luck.randint(0, 1) :]
    return text


@pytest.mark.skipif(not yaml.__with_libyaml__, reason="this PyYAML has no reader in C")
def test_a_text_says_the_same_without_libyaml(monkeypatch):
    luck = Random(5)
    whole = (VALID / "every-key.yaml").read_text(encoding="utf-8")
    texts = [TEXT, whole, *(altered(whole, luck) for _ in range(100))]
    texts += ["a: {b?: 1}\n", "a: [b ?c]\n", "a:\t1\n", "|# a\n", "a: {b: !c, d: 1}\n", "a: b?c\n"]
    quick = [told(text) for text in texts]
    refused = sum(isinstance(each, str) for each in quick)
    assert 20 <= refused <= len(texts) - 20
    monkeypatch.setattr(document, "_LIBYAML", None)
    assert [told(text) for text in texts] == quick
