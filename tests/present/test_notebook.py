"""From Python: a scenario as a mapping, changed, swept over; what a notebook shows of it all."""

import datetime as dt
import re
from html.parser import HTMLParser
from typing import Any

import numpy as np
import pytest
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

import sim
from sim.core.clock import DAY
from sim.core.errors import ScenarioError, UsageError
from sim.present.notebook import Page

LONGEST_LINE = 300
"""Of a repr: a few lines of a terminal; they had 79,000 to 250,000 characters."""


class Reader(HTMLParser):
    """What stands open, and the texts in cells."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.cells: list[str] = []
        self.feed(page)
        self.close()
        assert not self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag != "br":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] in ("td", "th"):
            self.cells.append(data)


def shown(thing: object) -> list[str]:
    """The cells of what a notebook shows, its line for a terminal being one."""
    line = repr(thing)
    assert line.startswith("<")
    assert "\n" not in line
    assert len(line) < LONGEST_LINE
    page: str = thing._repr_html_()  # type: ignore[attr-defined]
    cells = Reader(page).cells
    assert cells
    return cells


def test_a_mapping_is_read_as_its_file_would_be() -> None:
    given = {
        "extends": "site-31-outage",
        "until": dt.date(2027, 12, 31),
        "pads": {"site-31": {"turnaround": "10 d"}},
        "headline": {"lines": ("soyuz",)},
    }
    scenario = sim.load(given)
    texts = ["until=2027-12-31", "pads.site-31.turnaround=10 d", "headline.lines=[soyuz]"]
    assert scenario.text == sim.load("site-31-outage", overrides=texts).text
    assert (scenario.name, scenario.file) == ("site-31-outage", "(mapping)")


def test_a_span_of_python_is_taken_in_seconds() -> None:
    pads = {"site-31": {"turnaround": dt.timedelta(days=10, seconds=1)}}
    scenario = sim.load({"extends": "site-31-outage", "pads": pads})
    assert scenario.pads["site-31"].turnaround.law.quantile(0.5) == 10 * DAY + 1


def test_all_problems_of_a_mapping_are_told_with_their_paths() -> None:
    given = {
        "extends": "site-31-outage",
        "untl": "2027-12-31",
        "pads": {"site-31": {"turnaround": None}},
        "lines": {"soyuz": {"overlap": {1, 2}}, "us-crew": {"overlap": float("nan")}},
        "policy": {3: 4},
    }
    with pytest.raises(ScenarioError) as caught:
        sim.load(given)
    said = str(caught.value)
    assert "5 problems" in said
    for part in (
        "(mapping): untl: is not a key here; did you mean 'until'?",
        "(mapping): pads.site-31.turnaround: no value: give one, or leave the key out",
        "(mapping): lines.soyuz.overlap: a set is neither text, number, date, list nor mapping",
        "(mapping): lines.us-crew.overlap: nan is not a number here: every number is finite",
        "(mapping): policy: the key 3 is no text that can be printed",
    ):
        assert part in said


def test_a_mapping_that_holds_itself_is_refused() -> None:
    circle: list[object] = []
    circle += [circle, circle]
    with pytest.raises(ScenarioError, match="nested deeper than 30 levels"):
        sim.load({"extends": "baseline", "until": circle})


def test_with_changes_what_set_changes() -> None:
    scenario = sim.load("site-31-outage", assume=["medical-nasa-model"])
    texts = ["pads.site-31.turnaround=10 d", "until=2027-12-31"]
    other = scenario.with_({"pads.site-31.turnaround": "10 d", "until": "2027-12-31"})
    file = sim.load("site-31-outage", overrides=texts, assume=["medical-nasa-model"])
    assert other.text == file.text
    assert (other.assumed, other.name) == (scenario.assumed, scenario.name)
    assert scenario.with_({}).text == scenario.text


def test_with_takes_what_numpy_holds() -> None:
    scenario = sim.load("site-31-outage")
    values = np.array(["1 d", "2 d", "6 d"])
    law = {"kind": "empirical", "values": values}
    sampled = scenario.with_({"lines.soyuz.overlap": law}).lines["soyuz"].overlap
    assert sampled.law.quantile(0.99) >= 4 * DAY
    rare = scenario.with_({"families.falcon-9.loss_probability": np.float64(0.25)})
    assert rare.families["falcon-9"].loss_probability.law.quantile(0.5) == 0.25


def test_with_keeps_by_when_estimates_are_known() -> None:
    early = sim.load("site-31-outage")
    known = sim.scenario.known_by(early, "2025-12-10")  # type: ignore[attr-defined]
    changed = known.with_({"until": "2027-12-31"})
    assert changed.known_by == dt.date(2025, 12, 10)
    assert list(changed.estimates) == list(known.estimates) != list(early.estimates)


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"pads.site-31.turnarund": "10 d"}, "is not a key here; did you mean 'turnaround'?"),
        ({"pads.site-32.turnaround": "10 d"}, "'site-32' is not among the pads of the scenario"),
        ({"pads.site-31.turnaround": "10"}, "pads.site-31.turnaround: "),
        ({"": 1}, "is no path"),
        ({"a b": 1}, "is not a key here"),
        ({"extends": "baseline"}, "belongs to the file"),
        ({"pads.site-31": {}, "pads.site-31.turnaround": "1 d"}, "sets the same, or a part of it"),
    ],
)
def test_with_says_what_is_wrong_and_where(values: dict[str, object], said: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        sim.load("site-31-outage").with_(values)
    assert said in str(caught.value)
    assert str(caught.value).startswith("with_ ")


def test_a_sweep_is_the_same_luck_with_each_value() -> None:
    seen: list[tuple[int, int]] = []
    swept = sim.sweep(
        "site-31-outage",
        "pads.site-31.return_to_service",
        ["10 d", "200 d"],
        "up-to-two-years",
        replications=300,
        workers=1,
        progress=lambda done, total: seen.append((done, total)),
    )
    alone = sim.replicate(
        sim.load("site-31-outage", overrides=["pads.site-31.return_to_service=200 d"]),
        "up-to-two-years",
        replications=300,
        workers=1,
    )
    assert swept.runs[1].outcomes.to_arrow().equals(alone.outcomes.to_arrow())
    assert seen[-1] == (600, 600)
    told = swept.table()
    assert told["value"].to_pylist() == ["10 d", "200 d"]
    gaps = told["gap[soyuz]"].to_pylist()
    assert gaps == [run.headline["gap[soyuz]"]["mean"] for run in swept.runs]
    assert gaps[0] < gaps[1]
    cells = shown(swept)
    assert {"10 d", "200 d", "pads.site-31.return_to_service"} & set(cells) >= {"10 d", "200 d"}


def test_a_sweep_is_refused_before_it_plays() -> None:
    with pytest.raises(UsageError, match="no value"):
        sim.sweep("site-31-outage", "until", [])
    with pytest.raises(ScenarioError, match="with_ until"):
        sim.sweep("site-31-outage", "until", ["2027-12-31", "soon"], replications=10**9)


def test_what_a_notebook_shows_is_a_line_and_a_table() -> None:
    scenario = sim.load("site-31-outage", overrides=["title=<b>A & B</b>"])
    assert "<b>A & B</b>" in shown(scenario)
    run = sim.replicate(scenario, replications=50, workers=1)
    assert any("%" in cell for cell in shown(run))
    pair = ["no-outage", "up-to-two-years"]
    both = sim.compare(scenario, pair, replications=50, workers=1)
    assert {scenario.estimates[name].title for name in pair} <= set(shown(both))
    assert repr(both.estimates["no-outage"]) != repr(both.estimates["up-to-two-years"])
    one = sim.replay(scenario, 3)
    assert "replication 3" in repr(one)
    assert "decrewed" in shown(one)
    assert len(shown(one.events)) <= 11 * (len(one.events) + 1)


@pytest.mark.parametrize(
    ("verb", "asked"),
    [("break_even", {"points": 6}), ("deadline", {"lever": "waiver", "last": "2026-01-15"})],
)
def test_an_answer_is_shown_as_the_screen_shows_it(verb: str, asked: dict[str, Any]) -> None:
    answer = getattr(sim, verb)("site-31-levers", replications=40, workers=1, **asked)
    page = Reader(answer._repr_html_())
    assert repr(answer).startswith(f"<Answer to {answer.study} of site-31-levers")
    assert len(repr(answer)) < LONGEST_LINE
    assert any(re.search("[0-9]", cell) for cell in page.cells)


def test_what_is_printed_becomes_paragraphs_and_tables() -> None:
    page = Page()
    table = Table("a", "b")
    table.add_row("[bold]<1[/bold]", Text("2\n3"))
    page.print("[bold]How long & wide?[/bold]")
    page.print()
    page.print(Padding("moved", (0, 0, 0, 2)), table, soft_wrap=True)
    assert page.html("<title>") == (
        "<div><b>&lt;title&gt;</b><p>How long &amp; wide?</p><p>moved</p>"
        "<table><tr><th>a</th><th>b</th></tr><tr><th>&lt;1</th><td>2<br>3</td></tr></table></div>"
    )
