import datetime as dt
import re
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from matplotlib.figure import Figure
from matplotlib.text import Text

from sim.analysis.distribution import distribution
from sim.present import figures, press
from sim.present.plots import distributions, people, style
from sim.present.plots.curves import Curve, Panel, plot_curves
from sim.present.plots.distributions import constant_words, pages, plot_distributions, varying
from sim.present.plots.traffic import plot_traffic
from sim.present.traffic import traffic
from sim.studies.replay import Future
from sim.studies.result import Result
from tests.present.conftest import N


def _texts(figure: Figure) -> str:
    return "\n".join(
        text.get_text() for text in figure.findobj(lambda artist: hasattr(artist, "get_text"))
    )


@pytest.fixture(scope="module")
def drawn(result: Result, tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    offer = partial(figures.sheets, result)
    return press.draw(offer, tmp_path_factory.mktemp("figures"), workers=1)


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
    assert {"people", "first-gaps", "outcomes-01"} <= set(figures.of_one(result, "no-outage"))


def test_repair_and_dockings_are_shown_by_date(result: Result) -> None:
    figure = figures.of_comparison(result)["dockings"]()
    shown = [axes for axes in figure.axes if axes.axison]
    assert [axes.get_title(loc="left") for axes in shown] == [
        "Repair of site-31 complete",
        "Docking of the next Soyuz flight",
        "Docking of the next US crew flight\n(the same under every estimate)",
    ]
    repair_begins, repair_ends = shown[0].get_xlim()  # 45 d to 600 d after 27 November
    assert repair_begins > style.days(dt.datetime(2025, 11, 27, tzinfo=dt.UTC))
    assert repair_ends < style.days(dt.datetime(2028, 1, 1, tzinfo=dt.UTC))
    assert len({axes.get_position().y0 for axes in figure.axes}) == 1  # side by side
    assert {axes.get_xlabel() for axes in shown} == {"date (UTC)"}
    half = max(x for x, y in shown[0].get_lines()[0].get_xydata() if y <= 0.5)
    median = dt.datetime(2026, 2, 25, tzinfo=dt.UTC)  # 90 d after 27 November
    assert abs(half - style.days(median)) < 10


def test_the_same_figure_gives_the_same_bytes(result: Result, tmp_path: Path) -> None:
    table = result.tables["end-of-winter"].headcount
    first, second = (
        style.save(people.plot_people({"Winter": table}, 200, "P", "c"), tmp_path / name, "people")
        for name in ("a", "b")
    )
    for one, other in zip(first, second, strict=True):
        assert one.read_bytes() == other.read_bytes()
    assert not re.search(r"<dc:date>|\d\d:\d\d:\d\d", first[1].read_text())


def test_people_are_shown_in_total_and_by_segment(result: Result) -> None:
    figure = people.plot_people({"No outage": result.tables["no-outage"].headcount}, 200, "P", "c")
    assert [axes.get_title(loc="left") for axes in figure.axes] == [
        "People aboard",
        "Qualified for the Russian segment",
        "Qualified for the US segment",
    ]
    assert figure.axes[-1].get_xlabel() == "date (UTC)"
    assert {axes.get_ylabel() for axes in figure.axes} == {"share of replications"}


def test_distributions_show_what_varies_and_say_the_rest(
    result: Result, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(distributions, "OUTCOMES_A_PAGE", 3)
    found = result.summary["estimates"]["end-of-winter"]["outcomes"]
    shown = varying(found, N)
    assert "next[soyuz,1].dock" in shown
    assert "decrewed" not in shown
    assert "decrewed = 0" in constant_words(found, N)
    parts = pages(shown)
    assert [name for part in parts for name in part] == shown
    drawn = figures.of_one(result, "end-of-winter")
    outcomes = [drawn[f"outcomes-{number:02d}"]() for number in (1, len(parts))]
    assert ["decrewed = 0" in _texts(figure) for figure in outcomes] == [False, True]
    by_title = {
        axes.get_title(loc="left").split(":")[0]: axes for page in outcomes for axes in page.axes
    }
    assert by_title["next[soyuz,1].dock"].get_xlabel() == "date (UTC)"
    assert by_title["repair_days[site-31]"].get_xlabel() == "days"


def test_outcomes_that_never_vary_leave_only_words() -> None:
    day = "2026-01-01T00:00:00Z"
    alike = {"unit": "d", "n": 7, "least": 2.5, "most": 2.5}
    found = {
        "same": alike,
        "never": {"unit": "date", "n": 0, "least": None, "most": None},
        "on": {"unit": "date", "n": 7, "least": day, "most": day},
    }
    assert varying(found, 7) == []
    assert constant_words(found, 7) == "same = 2.5, never = no value, on = 2026-01-01T00:00:00Z"
    assert varying({"same": alike}, 8) == ["same"]  # no value is a value too
    assert pages([]) == []


def test_a_distribution_is_drawn_with_its_shares_and_quantiles(result: Result) -> None:
    outcomes = result.tables["up-to-two-years"].outcomes
    shown = [
        distribution(outcomes, name) for name in ("next[soyuz,1].direct", "repair_days[site-31]")
    ]
    page = plot_distributions(shown, "Outcomes", "caption")
    flag, histogram, cumulative = page.axes
    assert [label.get_text() for label in flag.get_xticklabels()] == ["no", "yes"]
    assert histogram.get_ylabel() == "share"
    x, share = cumulative.get_lines()[0].get_data()
    assert (np.diff(share) >= 0).all()
    assert share[-1] == 1.0
    assert x[-1] == shown[1].places[-1]
    yes = sum(outcomes["next[soyuz,1].direct"].to_pylist())
    assert f"yes in {yes} of {N}" in _texts(page)
    assert f"p50  {shown[1].marks[50]:.0f} d" in _texts(page)


def test_the_repair_figure_marks_each_estimate_below_the_risks(result: Result) -> None:
    figure = figures.of_comparison(result)["repair"]()
    upper, lower = figure.axes
    assert upper.get_ylabel() == "probability, given that repair"
    (dates,) = upper.child_axes
    assert dates.get_xlabel() == "repaired on (UTC)"
    text = _texts(figure)
    assert "more than 5 percentage points more risk" in text
    assert "Well above the level without an outage" in text
    colours = {line.get_color() for line in figure.subfigs[0].legends[0].get_lines()}
    assert len(colours) >= 2
    assert "days" in lower.get_xlabel()
    titles = [label.get_text() for label in lower.get_yticklabels()]
    scenario = result.scenario
    assert titles == [
        scenario.estimates[name].title for name in ("end-of-winter", "up-to-two-years")
    ]


def test_the_repair_figure_leaves_out_who_also_says_when_crews_follow(result: Result) -> None:
    estimates = dict(result.scenario.estimates)
    two_years = estimates["up-to-two-years"]
    estimates["up-to-two-years"] = replace(two_years, crew_stage=two_years.repair)
    staged = replace(result, scenario=replace(result.scenario, estimates=estimates))
    figure = figures.of_comparison(staged)["repair"]()
    _, lower = figure.axes
    shown = [label.get_text() for label in lower.get_yticklabels()]
    assert shown == [estimates["end-of-winter"].title]
    left_out = f"Left out, as they say when crews follow the repair: {two_years.title}."
    assert left_out in _texts(figure).replace("\n", " ")


def test_captions_tell_what_is_known_and_assumed(result: Result) -> None:
    scenario = replace(result.scenario, known_by=dt.date(2025, 12, 10), assumed=("medical-record",))
    text = figures.caption(replace(result, scenario=scenario), list(result.tables))
    record = result.scenario.assumptions["medical-record"].title
    assert f"seed 7. Estimates known by 2025-12-10. Assumed: {record}.\n" in text


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
    assert "nobody of the Soyuz line aboard" in text


def test_a_future_is_drawn_into_its_folder_and_again_the_same(
    future: Future, tmp_path: Path
) -> None:
    folder = tmp_path / "replay"
    files = press.save(figures.future_figure(future), folder, "traffic")
    assert files == [folder / "traffic.png", folder / "traffic.svg"]
    assert all(path.stat().st_size > 5_000 for path in files)
    before = [path.read_bytes() for path in files]
    press.save(figures.future_figure(replace(future)), folder, "traffic")
    assert [path.read_bytes() for path in files] == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["replay"]


def shares_of(*usual_days: dict[int, float]) -> people.Shares:
    """Return the shares of so many days, each given by head count."""
    shares = np.zeros((15, len(usual_days)))
    for day, given in enumerate(usual_days):
        shares[list(given), day] = list(given.values())
    return shares


def test_head_counts_above_the_usual_one_are_one_band() -> None:
    seen = dict.fromkeys((0, 3, 4, 6, 7, 10, 14), 0.01) | {7: 0.94}
    labels = [band.label for band in people.bands_of("total", [shares_of(seen)])]
    assert labels == ["0", "3", "4 to 6", "7", "8 or more"]
    segment = [band.label for band in people.bands_of("rs", [shares_of({1: 0.1, 2: 0.1, 3: 0.8})])]
    assert segment == ["1", "2", "3"]


def test_the_usual_head_count_is_never_dark() -> None:
    bands = people.bands_of("total", [shares_of({2: 0.1, 3: 0.7, 6: 0.2})])
    assert [(band.label, bool(band.hatch)) for band in bands] == [
        ("2", True), ("3", False), ("4 or more", False)
    ]  # fmt: skip


def test_the_bands_hold_every_replication_once() -> None:
    shares = shares_of(dict.fromkeys(range(15), 1 / 15), {7: 1.0})
    drawn = sum(shares[band.counts].sum(axis=0) for band in people.bands_of("total", [shares]))
    assert np.allclose(drawn, 1.0, rtol=0, atol=1e-12)  # sums of 15 rounded shares


def test_panels_of_the_comparison_fill_the_width(result: Result) -> None:
    figure = figures.of_comparison(result)["people"]()
    figure.draw_without_rendering()
    panels = [axes for axes in figure.axes if axes.axison]
    assert len(panels) == 3 * len(result.tables)
    renderer = figure.canvas.get_renderer()  # type: ignore[attr-defined]
    wide = [axes.get_window_extent(renderer).width for axes in panels]
    assert sum(wide[:: len(result.tables)]) > 0.8 * figure.bbox.width
    for axes in figure.axes:
        legend = axes.get_legend()
        if legend is not None:
            inside, own = legend.get_window_extent(renderer), axes.get_window_extent(renderer)
            assert own.x0 <= inside.x0 < inside.x1 <= own.x1


def test_few_people_are_dark_and_many_are_pale_also_in_grey() -> None:
    def grey(colour: str) -> float:
        red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
        return 0.299 * red + 0.587 * green + 0.114 * blue

    seen = dict.fromkeys(range(15), 0.01) | {7: 0.86}
    shades = [grey(band.colour) for band in people.bands_of("total", [shares_of(seen)])]
    assert len(shades) == 7
    assert shades == sorted(shades)
    assert shades[4] - shades[3] > 0.2  # three people or fewer, and four
    assert min(shades[5] - shades[4], shades[6] - shades[5]) > 0.1


MANY = {f"e{n}": f"Expert {n} of the panel, asked by letter in the second round" for n in range(31)}


def test_of_many_cases_no_two_are_drawn_alike() -> None:
    drawn = style.pens(list(MANY), "e0")
    assert len({(pen.colour, pen.line) for pen in drawn.values()}) == len(MANY)
    assert len({(pen.colour, pen.marker) for pen in drawn.values()}) == len(MANY)


@pytest.mark.parametrize("longest", [6, 160])
def test_heading_and_legend_of_many_cases_lie_on_the_page(longest: int) -> None:
    labels = {name: (f"{title}, " * 3)[:longest] for name, title in MANY.items()}
    x = np.array([0.0, 1.0])
    curves = {name: Curve(x, x, x, x) for name in labels}
    title = "A gap of the line W by 2029: " + ", ".join([*labels.values()][:3])
    figure = plot_curves(
        [Panel("", curves, "days")], labels, style.pens(list(labels), None), title, "Words. " * 60
    )
    figure.draw_without_rendering()
    (legend,) = figure.subfigs[0].legends
    renderer = figure.canvas.get_renderer()  # type: ignore[attr-defined]
    texts = [*figure.findobj(Text), legend]
    for each in texts:
        box = each.get_window_extent(renderer)
        assert figure.bbox.x0 <= box.x0, each
        assert box.x1 <= figure.bbox.x1, each
    (axes,) = figure.axes
    assert legend.get_window_extent(renderer).y1 <= axes.get_window_extent(renderer).y0
    assert axes.get_window_extent(renderer).height > 0.2 * figure.bbox.width
