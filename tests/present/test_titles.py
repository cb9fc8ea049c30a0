"""Titles are printed as they are written: no sign of theirs is markup, a formula or an icon."""

import io
from dataclasses import replace

import pytest
from rich.console import Console

from sim.present import console, figures
from sim.present.checks import check, print_checks
from sim.present.plots import style
from sim.present.plots.traffic import plot_traffic
from sim.present.sentences import sentences
from sim.present.story import print_future
from sim.present.traffic import traffic
from sim.studies.replay import Future
from sim.studies.result import Result
from tests.scenario.refresh import VALID

ODD = (
    "Budget 5 $ {a $ b",
    "Rebuild for $40 M now, or $60 M later",
    r"Cost $40 M\year to $60 M",
    r"a^2_{3} $\frac{1}{2}$ {0} %s",
    "[bold]B[/x] [red] :rocket:",
    "back\\",
    "_hidden",
    "<b>&amp; --> ]]>",
    "\N{ROCKET} עברית العربية 上海",
)


def texts(figure):
    found = figure.findobj(lambda artist: hasattr(artist, "get_text"))
    return [text.get_text() for text in found]


@pytest.mark.parametrize("titles", [ODD[:3], ODD[3:6], ODD[6:]], ids=range(3))
def test_a_title_is_drawn_as_it_is_written(titles, result: Result, tmp_path, recwarn) -> None:
    estimates = result.summary["estimates"].items()
    named = {
        name: {**each, "title": title}
        for (name, each), title in zip(estimates, titles, strict=True)
    }
    odd = replace(result, summary={**result.summary, "estimates": named})
    figure = figures.of_comparison(odd)["risks"]()
    assert set(titles) <= set(texts(figure))
    (png, svg) = style.save(figure, tmp_path, "risks")
    assert png.stat().st_size > 5_000
    assert svg.stat().st_size > 5_000
    assert not [each for each in recwarn if "Glyph" in str(each.message)]


@pytest.mark.parametrize("title", ODD)
def test_a_title_is_printed_as_it_is_written(title, future: Future) -> None:
    scenario = replace(
        future.scenario,
        title=title,
        titles={"lines": {"soyuz": title}, "pads": {"site-31": title}, "flights": {"ms-29": title}},
    )
    stream = io.StringIO()
    print_future(
        Console(file=stream, width=400, emoji=False), replace(future, scenario=scenario), []
    )
    told = stream.getvalue()
    assert told.startswith(f"{title} (")
    assert f"{title}: down since 2025-11-27" in told
    assert f"nobody of the {title} line aboard" in told
    assert f"{title} launches from {title} with a, b, c" in told


def test_the_consoles_of_the_program_make_no_icons(capsys) -> None:
    console.out().print(":rocket:")
    assert capsys.readouterr().out == ":rocket:\n"


def test_the_traffic_chart_shows_titles(future: Future) -> None:
    titles = {
        "lines": {"soyuz": "Союз"},
        "pads": {"site-31": "Площадка 31"},
        "ports": {"poisk": "Поиск"},
        "flights": {"ms-28": "МС-28"},
    }
    scenario = replace(future.scenario, titles=titles)
    figure = plot_traffic(traffic(replace(future, scenario=scenario)), "", "")
    figure.canvas.draw()
    shown = texts(figure)
    for title in ("Союз line", "Площадка 31", "Поиск", "МС-28"):
        assert title in shown


def test_sentences_name_people_rockets_and_ports_by_their_titles(future: Future) -> None:
    titles = {
        "people": {"a": "Анна"},
        "families": {"soyuz-2": "Союз-2"},
        "ports": {"poisk": "Поиск"},
        "pads": {"ms-29": "no flight"},
    }
    told = [each.text for each in sentences(future.log, {"ms-29"}, titles)]
    assert "ms-29 launches from site-31 on Союз-2 with Анна, b, c" in told
    assert "progress-ms-33 docks at Поиск" in told


def test_validate_says_what_a_comparison_would_say_of_names(tmp_path) -> None:
    text = (VALID / "small.yaml").read_text(encoding="utf-8")
    text += "policies: {Long: {title: One, waiver: 1 d}, long: {title: Two, waiver: 2 d}}\n"
    file = tmp_path / "own.yaml"
    file.write_text(text, encoding="utf-8")
    found = check(str(file))
    stream = io.StringIO()
    print_checks(Console(file=stream, width=200), [found])
    assert "cannot have a folder beside the case" in stream.getvalue()
