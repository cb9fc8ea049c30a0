import datetime as dt
import re
from dataclasses import replace
from pathlib import Path

import pytest
from matplotlib.figure import Figure

from sim.present import figures
from sim.present.future import Future
from sim.present.plots import style
from sim.present.plots.distributions import constant_words, plot_distributions, varying
from sim.present.plots.people import plot_people
from sim.present.plots.traffic import plot_traffic
from sim.present.traffic import traffic
from sim.studies.result import Result


def _texts(figure: Figure) -> str:
    return "\n".join(
        text.get_text() for text in figure.findobj(lambda artist: hasattr(artist, "get_text"))
    )


@pytest.fixture(scope="module")
def drawn(result: Result, tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    return figures.draw(result, tmp_path_factory.mktemp("figures"))


def test_every_figure_is_a_png_and_an_svg(drawn: list[Path]) -> None:
    stems = {path.stem for path in drawn}
    assert {"repair", "risks", "dockings", "first-gaps", "people"} <= stems
    assert {path.suffix for path in drawn} == {".png", ".svg"}
    assert len(drawn) == 2 * len(stems)
    for path in drawn:
        head = path.read_bytes()[:8] if path.suffix == ".png" else b""
        assert path.stat().st_size > 5_000
        assert path.suffix == ".svg" or head == b"\x89PNG\r\n\x1a\n"


def test_one_estimate_has_people_gaps_and_outcomes(result: Result) -> None:
    assert {"people", "first-gaps", "outcomes-01"} <= set(dict(figures.of_one(result, "no-outage")))


def test_repair_and_dockings_are_shown_by_date(result: Result) -> None:
    figure = dict(figures.of_comparison(result))["dockings"]
    shown = [axes for axes in figure.axes if axes.axison]
    assert [axes.get_title(loc="left") for axes in shown] == [
        "Repair of site-31 complete",
        "Docking of the next soyuz flight",
        "Docking of the next us-crew flight",
    ]
    assert {axes.get_xlabel() for axes in shown} == {"date (UTC)"}
    half = max(x for x, y in shown[0].get_lines()[0].get_xydata() if y <= 0.5)
    median = dt.datetime(2026, 2, 25, tzinfo=dt.UTC)  # 90 d after 27 November
    assert abs(half - style.days(median)) < 10


def test_the_same_figure_gives_the_same_bytes(result: Result, tmp_path: Path) -> None:
    table = result.tables["end-of-winter"].headcount
    first, second = (
        style.save(plot_people({"Winter": table}, 200, "P", "c"), tmp_path / name, "people")
        for name in ("a", "b")
    )
    for one, other in zip(first, second, strict=True):
        assert one.read_bytes() == other.read_bytes()
    assert not re.search(r"<dc:date>|\d\d:\d\d:\d\d", first[1].read_text())


def test_people_are_shown_in_total_and_by_segment(result: Result) -> None:
    figure = plot_people({"No outage": result.tables["no-outage"].headcount}, 200, "P", "c")
    assert [axes.get_title(loc="left") for axes in figure.axes] == [
        "people aboard",
        "of them qualified for the Russian segment",
        "of them qualified for the US segment",
    ]
    assert figure.axes[-1].get_xlabel() == "date (UTC)"
    assert {axes.get_ylabel() for axes in figure.axes} == {"share of replications"}


def test_distributions_show_what_varies_and_say_the_rest(result: Result) -> None:
    outcomes = result.tables["end-of-winter"].outcomes
    shown = varying(outcomes)
    assert "next[soyuz,1].dock" in shown
    assert "decrewed" not in shown
    assert "decrewed = 0" in constant_words(outcomes)
    pages = list(plot_distributions(outcomes, "Outcomes", "caption"))
    assert sum(len(page.axes) for page in pages) == 2 * len(shown)
    assert "decrewed = 0" in _texts(pages[-1])
    by_title = {
        axes.get_title(loc="left").split(":")[0]: axes for page in pages for axes in page.axes
    }
    assert by_title["next[soyuz,1].dock"].get_xlabel() == "date (UTC)"
    assert by_title["repair_days[site-31]"].get_xlabel() == "days"


def test_outcomes_that_never_vary_leave_one_page_of_words(result: Result) -> None:
    outcomes = result.tables["end-of-winter"].outcomes.slice(0, 1)
    assert varying(outcomes) == []
    assert "decrewed = 0" in constant_words(outcomes)


def test_the_repair_figure_marks_each_estimate_below_the_risks(result: Result) -> None:
    figure = dict(figures.of_comparison(result))["repair"]
    upper, lower = figure.axes
    assert upper.get_ylabel() == "probability, given that repair"
    assert "days" in lower.get_xlabel()
    titles = [label.get_text() for label in lower.get_yticklabels()]
    scenario = result.scenario
    assert titles == [
        scenario.estimates[name].title for name in ("end-of-winter", "up-to-two-years")
    ]


def test_captions_name_who_published_each_estimate(result: Result) -> None:
    text = figures.caption(result, list(result.tables))
    for name in ("end-of-winter", "up-to-two-years"):
        estimate = result.scenario.estimates[name]
        assert f"{estimate.title} ({estimate.by}, {estimate.said})" in text
    assert "200 replications of each estimate, seed 7" in text


def test_pens_differ_in_more_than_colour() -> None:
    names = [f"estimate {number}" for number in range(8)]
    pens = style.pens(names, names[0])
    assert len({str(pen.line) + pen.marker for pen in pens.values()}) == 8
    assert pens[names[0]].colour == style.BLACK


@pytest.mark.parametrize("days", [3, 40, 200, 800, 4000, 20_000])
def test_date_axes_have_a_readable_number_of_dates(days: int) -> None:
    axes = Figure().subplots()
    axes.set_xlim(20_000, 20_000 + days)
    style.date_axis(axes)
    inside = [tick for tick in axes.get_xticks() if 20_000 <= tick <= 20_000 + days]
    assert 2 <= len(inside) <= 11


def test_the_traffic_chart_shows_ships_pads_people_and_reasons(future: Future) -> None:
    chart = traffic(future)
    figure = plot_traffic(chart, "One future", "caption")
    ports, pads, people = figure.axes
    assert [label.get_text() for label in ports.get_yticklabels()] == list(chart.ports)
    assert [label.get_text() for label in pads.get_yticklabels()] == list(chart.pads)
    assert people.get_ylabel() == "people aboard"
    assert people.get_xlabel() == "date (UTC)"
    text = _texts(figure)
    assert "ms-29 is lost on the way up" in text
    assert "nobody of line soyuz aboard" in text


def test_a_future_is_drawn_into_a_folder_of_its_own(future: Future, tmp_path: Path) -> None:
    files = figures.draw_future(future, tmp_path)
    folder = tmp_path / future.scenario.name / "replay-up-to-two-years-seed-7-17"
    assert files == [folder / "traffic.png", folder / "traffic.svg"]
    assert all(path.stat().st_size > 5_000 for path in files)
    before = [path.read_bytes() for path in files]
    figures.draw_future(replace(future), tmp_path)
    assert [path.read_bytes() for path in files] == before
