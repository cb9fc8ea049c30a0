import io
from dataclasses import replace

import pytest
from rich.console import Console

from sim.present import figures, messages, words
from sim.present.matrix import ADDED, Matrix, by_estimate, by_risk, widest
from sim.present.panels import policy_panels
from sim.present.report import print_report
from sim.studies.cases import Case
from sim.studies.result import Result
from tests.present.conftest import made_result

LATE = "up-to-two-years"


@pytest.fixture(scope="module")
def matrix(crossed: Result) -> Matrix:
    return Matrix.of(crossed.summary, crossed.scenario)


def part(result: Result, *names: str) -> Result:
    """Return a result with some of its cases."""
    found = {name: result.summary["estimates"][name] for name in names}
    tables = {name: result.tables[name] for name in names}
    return replace(result, summary={**result.summary, "estimates": found}, tables=tables)


def text_of(result: Result, width: int = 165) -> str:
    stream = io.StringIO()
    print_report(Console(file=stream, width=width), result.summary, result.scenario)
    return stream.getvalue()


def test_cases_are_policies_by_estimates(crossed: Result, matrix: Matrix) -> None:
    assert matrix.is_crossed
    assert list(matrix.estimates) == ["no-outage", "end-of-winter", LATE]
    assert matrix.policies == {
        None: "As planners do",
        "faster": "A faster repair",
        "idle": "Nothing else",
    }
    assert matrix.stated() == list(matrix.estimates)
    assert matrix.case(LATE, "faster") is crossed.summary["estimates"][f"{LATE}+faster"]


def test_the_risk_that_a_policy_changes_most_is_shown_and_where_it_is_worst(
    matrix: Matrix,
) -> None:
    assert matrix.risk == "gap[soyuz]"
    assert matrix.worst == LATE
    assert matrix.clearest() == (LATE, "faster")
    assert matrix.most_changed(4) == ["gap[soyuz]"]


def test_where_no_policy_changes_a_risk_the_first_is_shown(crossed: Result) -> None:
    names = [name for name in crossed.tables if not name.endswith("+faster")]
    still = Matrix.of(part(crossed, *names).summary, crossed.scenario)
    assert still.clearest() is None
    assert still.risk == "gap[soyuz]"
    assert still.most_changed(3) == still.risks()[:3]
    assert messages.policies_message(still) == "No policy clearly changes any of these risks"


def test_rows_hold_the_risk_by_estimate_and_what_a_policy_adds_under_the_worst(
    matrix: Matrix,
) -> None:
    stated, faster, idle = by_estimate(matrix)
    assert (stated.label, faster.label) == ("As planners do", "A faster repair")
    figure = matrix.case(LATE, None)["headline"]["gap[soyuz]"]
    share = words.chance(*(figure[name] for name in ("events", "n", "low", "high")))
    assert stated.cells[LATE].value == share
    assert all(not cell.interval for cell in stated.cells.values())
    added = matrix.case(LATE, "faster")["difference"]["gap[soyuz]"]
    reach = 100 * max(added["high"] - added["mean"], added["mean"] - added["low"])
    assert stated.cells[ADDED].value == "—"
    assert faster.cells[ADDED].value == f"{words.points(added['mean'])} ±{words.number(reach)}"
    assert idle.cells[ADDED].value == "same"
    assert widest(matrix) == max(
        (each["headline"]["gap[soyuz]"]["high"] - each["headline"]["gap[soyuz]"]["low"]) / 2
        for each in matrix.found.values()
    )


def test_a_risk_that_no_policy_changes_is_left_out(matrix: Matrix) -> None:
    heads, rows = by_risk(matrix)
    assert list(heads) == ["gap[soyuz]"]  # nobody is lost, stranded or away in the made tables
    assert [row.cells["gap[soyuz]"].value for row in rows][2] == "same"


@pytest.mark.parametrize("width", [80, 165])
def test_the_screen_of_policies_fits_the_terminal(crossed: Result, width: int) -> None:
    text = text_of(crossed, width)
    assert max(len(line.rstrip()) for line in text.splitlines()) <= width
    assert "Unplanned Soyuz gap > 14 d by 2026-12-31, by policy and estimate" in text
    assert "All risks under “Up to two years”" in text
    assert "200 replications of each estimate and policy, seed 7" in " ".join(text.split())
    assert "the others are compared with it" not in text


def test_under_one_estimate_policies_are_columns(crossed: Result) -> None:
    days = {Case(LATE): 400.0, Case(LATE, "faster"): 200.0, Case(LATE, "idle"): 400.0}
    own = made_result(crossed.scenario, days)
    text = text_of(own)
    head = next(line for line in text.splitlines() if "A faster repair" in line)
    assert "As planners do" in head
    assert "added to “As planners do”" in text
    assert "200 replications of each policy" in text
    assert "under “Up to two years + A faster repair”" in messages.risks_message(own.summary)
    drawn = figures.sheets(own)
    assert list(drawn) == ["risks", "dockings", "first-gaps", "people"]
    dockings = drawn["dockings"]()
    assert "(the same under every policy)" in dockings.axes[2].get_title(loc="left")
    assert "200 replications of each policy, seed 7" in figures.caption(own, list(own.tables))


def test_one_case_says_its_policy(crossed: Result) -> None:
    own = part(crossed, f"{LATE}+faster")
    text = text_of(replace(own, summary={**own.summary, "against": None}))
    assert "under the policy “A faster repair”" in text
    assert "200 replications, seed 7" in text


def test_the_figure_of_policies_has_a_row_each_and_lines_of_the_stated_one(
    crossed: Result, matrix: Matrix
) -> None:
    drawn = figures.sheets(crossed)
    assert list(drawn) == ["policies", "repair", "risks", "dockings", "first-gaps", "people"]
    panels = policy_panels(matrix)
    assert list(panels) == ["Unplanned Soyuz gap > 14 d by 2026-12-31"]
    figure = drawn["policies"]()
    (axes,) = figure.axes
    assert [label.get_text() for label in axes.get_yticklabels()] == [
        *("As planners do", "A faster repair", "Nothing else")
    ]
    upright = {line.get_xdata()[0] for line in axes.get_lines() if len(set(line.get_xdata())) == 1}
    shares = [share.value for share in next(iter(panels.values()))[0].shares.values()]
    assert set(shares) <= upright
    legend = [text.get_text() for text in figure.subfigs[0].legends[0].get_texts()]
    assert legend == list(matrix.estimates.values())
    title = figure.subfigs[0].get_suptitle().replace("\n", " ")
    assert "if “Up to two years”" in title
    assert "under “A faster repair”" in title


def test_the_other_figures_are_of_the_stated_policy(crossed: Result) -> None:
    figure = figures.sheets(crossed)["risks"]()
    legend = [text.get_text() for text in figure.subfigs[0].legends[0].get_texts()]
    assert legend == ["No outage", "By the end of winter", "Up to two years"]
    own = figures.sheets(crossed, f"{LATE}+faster")
    assert f"{LATE}+faster/people" in own
