"""The commands `levers`, `update` and `deadline`: what they print, store, draw and refuse."""

from __future__ import annotations

import datetime as dt
import json
import pickle
import re
from functools import partial
from pathlib import Path
from typing import Any, NoReturn

import pytest
import yaml
from typer.testing import CliRunner, Result

from sim.present import console
from sim.present.cli import app
from sim.present.plots import style
from sim.present.plots.news import Line, plot_news
from sim.present.questions import deadline, levers, update
from sim.studies.question import Answer, reopened
from tests.engine.lever_stage import outage
from tests.engine.stage import BASE, BLUE, Tree, cargo, merged, without
from tests.studies.one_ship import IDLE, LATE, WAIVED, estimates, policies, uniform

FEW = ("-n", "40", "--workers", "1")

STATION: Tree = merged(
    BASE,
    outage(-10, 170),
    without(*BLUE),
    {"title": "One ship", "pins": {"rest": None}, "manifest": {"p-1": cargo(94)}},
    {"pads": {"east": {"turnaround": "20 d"}}},
    estimates(soon=uniform(104, 119), hard=uniform(20, 110), far=uniform(120, 180)),
    policies(WAIVED, IDLE, {"cargo": {"title": "Cargo first", "first_after_repair": "cargo"}}),
)
"""s-1 leaves on day 124; s-2 docks a day after the repair, which is on day 110 to 170 if *far*."""

QUESTIONS = {
    "levers": ("--outcome", LATE, "--outcome", "crew_days_lost"),
    "update": ("--not-repaired-by", "2030-02-01", "2030-05-01", "--outcome", LATE),
    "deadline": ("--lever", "waived", "--outcome", LATE, "--estimate", "far"),
}
FIGURES = {
    "levers": ["levers-01", "levers-02"],
    "update": ["update"],
    "deadline": ["deadline", "report"],
}
PRINTERS = {"levers": levers, "update": update, "deadline": deadline}


def crewsim(*arguments: str | Path) -> Result:
    environment = {"COLUMNS": "160"}
    return CliRunner().invoke(app, [str(each) for each in arguments], env=environment)


def asked(verb: str, file: Path, *more: str | Path) -> Result:
    return crewsim(verb, file, *QUESTIONS[verb], *FEW, *more)


def words_of(answer: Result) -> str:
    """What is printed, without the breaks of its lines."""
    return " ".join(answer.stdout.split())


def strict(text: str) -> Any:
    """The one JSON document of a text; it has no NaN and no infinity."""

    def refused(constant: str) -> NoReturn:
        raise AssertionError(f"{constant} is no JSON")

    return json.loads(text, parse_constant=refused)


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written(tmp_path_factory.mktemp("station"), STATION)


def written(folder: Path, tree: Tree) -> Path:
    file = folder / "one-ship.yaml"
    file.write_text(yaml.safe_dump(merged(tree), sort_keys=False), encoding="utf-8")
    return file


@pytest.fixture(scope="module")
def stored(file: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Of each question the folder of an answer, with its figures."""
    folders = {}
    for verb in QUESTIONS:
        answer = asked(verb, file, "--out", tmp_path_factory.mktemp(verb), "--json", "-q")
        assert answer.exit_code == 0, answer.stderr
        folders[verb] = Path(strict(answer.stdout)["result_dir"])
    return folders


@pytest.fixture
def unplayed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever plays fails with another exit code than that of bad input."""

    def played(*_: object, **__: object) -> NoReturn:
        raise AssertionError("something was played")

    monkeypatch.setattr("sim.studies.variants.GrowingRun", played)


# --- asked, stored, asked again, drawn again ------------------------------------------------------


@pytest.mark.parametrize("verb", QUESTIONS)
def test_the_help_has_examples(verb: str) -> None:
    answer = crewsim(verb, "--help")
    assert answer.exit_code == 0
    assert f"$ crewsim {verb}" in answer.stdout


@pytest.mark.parametrize("verb", QUESTIONS)
def test_the_folder_says_what_was_asked_and_answered(verb: str, stored: dict[str, Path]) -> None:
    folder = stored[verb]
    summary = strict((folder / "summary.json").read_text(encoding="utf-8"))
    assert (summary["study"], summary["scenario"], summary["title"]) == (
        verb,
        "one-ship",
        "One ship",
    )
    assert (summary["replications"], summary["seed"]) == (40, 1)
    assert summary["as_of"] == "2030-01-01T00:00:00Z"
    assert LATE in json.dumps(summary["asked"])
    assert {"scenario.yaml", "provenance.json"} < {path.name for path in folder.iterdir()}


@pytest.mark.parametrize("verb", QUESTIONS)
def test_json_alone_goes_to_standard_output(verb: str, file: Path, tmp_path: Path) -> None:
    answer = asked(verb, file, "--out", tmp_path, "--json", "--no-figures")
    assert answer.exit_code == 0, answer.stderr
    summary = strict(answer.stdout)
    assert summary["study"] == verb
    folder = Path(summary["result_dir"])
    on_disk = strict((folder / "summary.json").read_text(encoding="utf-8"))
    assert on_disk["answer"] == summary["answer"]
    assert not (folder / "figures").exists()


@pytest.mark.parametrize("verb", QUESTIONS)
def test_again_gives_the_same_answer(verb: str, stored: dict[str, Path]) -> None:
    answer = crewsim("again", stored[verb], "--workers", "1")
    assert answer.exit_code == 0, answer.stderr
    assert "the same answer" in words_of(answer)
    told = strict(crewsim("again", stored[verb], "--workers", "1", "--json").stdout)
    assert told["same_answer"] is True
    assert told["answer"] == reopened(stored[verb]).found


@pytest.mark.parametrize("verb", QUESTIONS)
def test_the_seed_is_another_future(
    verb: str, file: Path, stored: dict[str, Path], tmp_path: Path
) -> None:
    other = asked(verb, file, "--out", tmp_path, "--json", "--no-figures", "--seed", "2")
    one, two = reopened(stored[verb]).summary, strict(other.stdout)
    assert (one["seed"], two["seed"]) == (1, 2)
    assert one["answer"] != two["answer"]


@pytest.mark.parametrize("verb", QUESTIONS)
def test_plot_draws_the_same_figures_again(
    verb: str, stored: dict[str, Path], tmp_path: Path
) -> None:
    answer = crewsim("plot", stored[verb], "--out", tmp_path)
    assert answer.exit_code == 0, answer.stderr
    first = sorted((stored[verb] / "figures").iterdir())
    assert sorted({path.stem for path in first}) == FIGURES[verb]
    for path in first:
        assert path.stat().st_size > 5_000
        assert (tmp_path / path.name).read_bytes() == path.read_bytes()


# --- what is said ---------------------------------------------------------------------------------


def test_levers_say_which_to_pull_and_what_each_is_at_its_worst(file: Path, tmp_path: Path) -> None:
    answer = asked("levers", file, "--out", tmp_path, "--no-figures")
    assert answer.exit_code == 0, answer.stderr
    told = words_of(answer)
    assert "Which lever to pull, by " in told
    assert "Least regret: “Sixty days waived”." in told
    assert "and is under every estimate as good as any; doing nothing has" in told
    assert "Changes it in none of the futures: “Never acts”." in told
    assert "Certainly makes it worse under some estimate: “Cargo first”." in told
    rows = [line for line in answer.stdout.splitlines() if line.startswith("Sixty days waived")]
    assert "0 %" in rows[0]
    assert "!)" in rows[0]


def test_the_share_of_futures_in_which_a_lever_is_best_is_one_of_all_futures(
    stored: dict[str, Path],
) -> None:
    found = reopened(stored["levers"]).found
    (outcome, _) = found["outcomes"]
    best = outcome["judged"]["waived"]["best"]["value"]
    assert 0.2 < best < 0.3  # of the three estimates one, and most of its futures
    (said,) = (
        text for text in levers.sentences(found, outcome) if text.startswith("Most often the best")
    )
    assert said == (
        f"Most often the best: “Sixty days waived”, in {100 * best:.3g} % of all futures: no lever"
        " has less there, and doing nothing has more."
    )


def test_the_levers_can_be_read_in_a_minute(file: Path, tmp_path: Path) -> None:
    answer = asked("levers", file, "--out", tmp_path, "--no-figures")
    lines = answer.stdout.splitlines()
    assert len(lines) < 45
    assert len(answer.stdout.split()) < 400


def test_an_update_shows_an_estimate_as_refuted_and_goes_on(file: Path, tmp_path: Path) -> None:
    answer = asked("update", file, "--out", tmp_path, "--no-figures")
    assert answer.exit_code == 0, answer.stderr
    told = words_of(answer)
    assert "If east is still down" in told
    assert "Refuted by 2030-05-01: “Soon” on 2030-04-20; “Hard” on 2030-04-11." in told
    first, early, late = answer.stdout.split("\nOn ")[1:]
    assert first.startswith("2030-01-01: 10 d after the outage began")
    assert early.startswith("2030-02-01: 42 d")
    assert "refuted" not in first + early
    assert late.startswith("2030-05-01: 130 d")
    assert late.split("Below each risk")[0].count("refuted") == 2
    assert "100 % (1.00)" not in late  # some repairs of the last estimate have come by then


def test_an_update_has_a_mark_on_the_day_of_refutation_and_is_pale_before_it_was_given() -> None:
    days = [dt.datetime(2030, 1, each, 12, tzinfo=dt.UTC) for each in (1, 11, 21, 31)]
    refuted = dt.datetime(2030, 1, 16, 12, tzinfo=dt.UTC)
    line = Line([0.2, 0.4, None, None], [0.1, 0.3, None, None], [0.3, 0.5, None, None])
    said = dt.date(2030, 1, 6)
    figure = plot_news(
        {"Risk": {"soon": line}}, {}, "All", {"soon": "Soon"}, {"soon": said}, {"soon": refuted},
        days, [], "title", "caption",
    )  # fmt: skip
    lines = figure.axes[0].get_lines()
    (cross,) = (each for each in lines if each.get_marker() == "x")
    assert cross.get_xdata()[0] == style.days(refuted)
    assert cross.get_ydata()[0] == 0.4
    (full,) = (each for each in lines if each.get_linewidth() == 1.9)
    assert list(full.get_xdata()) == [style.days(said), style.days(days[1])]
    assert full.get_ydata()[0] == pytest.approx(0.2 + 0.2 * 4.5 / 10)


def test_an_update_on_the_first_day_has_no_path_to_draw(file: Path, tmp_path: Path) -> None:
    answer = crewsim("update", file, "--not-repaired-by", "2030-01-01", *FEW, "--out", tmp_path)
    assert answer.exit_code == 0, answer.stderr
    assert not list(tmp_path.rglob("update.png"))
    assert "2030-01-01" in answer.stdout


def test_an_update_by_which_all_is_refuted_is_no_error(file: Path, tmp_path: Path) -> None:
    asked_for = ("--not-repaired-by", "2031-01-01", "--outcome", LATE)
    answer = crewsim("update", file, *asked_for, *FEW, "--out", tmp_path)
    assert answer.exit_code == 0, answer.stderr
    told = words_of(answer)
    assert "“Far” on 2030-06-20" in told
    assert "with all estimates counted alike" not in told
    (folder,) = (tmp_path / "one-ship").iterdir()
    found = strict((folder / "summary.json").read_text(encoding="utf-8"))["answer"]
    assert found["mixed"][LATE]["mean"][-1] is None


def test_a_deadline_says_until_when_and_which_week_costs_most(file: Path, tmp_path: Path) -> None:
    answer = crewsim("deadline", file, *QUESTIONS["deadline"], "-n", "1000", "--workers", "1",
                     "--last", "2030-06-01", "--out", tmp_path, "--no-figures")  # fmt: skip
    assert answer.exit_code == 0, answer.stderr
    told = words_of(answer)
    assert "How late may it be decided: Sixty days waived?" in told
    assert re.search(r"Without the lever: [\d.]+ % \([\d.]+–[\d.]+ %\)\.", told)
    # the limit of day 124 is in the week from day 119 to day 126
    assert (
        "Decided by 2030-04-30 it still takes off at least 1 point"
        " (95 %: no other of these days)" in told
    )
    assert "The week that costs most is that from 2030-04-30 to 2030-05-07" in told
    assert "it is better to wait for an exact report of the repair on 2030-01-08: by" in told
    rows = [line.split()[2] for line in answer.stdout.splitlines() if line.startswith("decided on")]
    assert rows == sorted(set(rows))
    assert {"2030-01-01", "2030-04-30", "2030-05-07"} <= set(rows)


def test_the_best_day_is_told_if_it_is_certainly_better_than_the_first(
    stored: dict[str, Path],
) -> None:
    answer = reopened(stored["deadline"])
    found = answer.found
    count = len(found["days"])
    since = {"mean": [0.0] * count, "low": [-0.02] * count, "high": [0.01] * count}
    since["mean"][2], since["low"][2] = -0.05, -0.08

    def told(high: float) -> list[str]:
        since["high"][2] = high
        asked, as_of = answer.summary["asked"], answer.summary["as_of"]
        every = deadline.sentences({**found, "since_first": since}, asked, as_of)
        return [text for text in every if "takes off most" in text]

    assert told(0.001) == []
    (best,) = told(-0.01)
    assert best.startswith(f"It takes off most if it is decided on {found['days'][2]}: ")
    assert best.endswith("5 (1 to 8) points more than at once.")
    rows = deadline._rows({**found, "since_first": since})
    assert f"decided on {found['days'][2]}" in [row.label for row in rows]


def said_of(answer: Answer, **report: list[float]) -> str:
    """The last sentences of a deadline, with another report."""
    value = {**answer.found["report"], "price": [0.0, 0.1, 0.2, 0.3], **report}
    found = {**answer.found, "report": value}
    every = list(deadline.sentences(found, answer.summary["asked"], answer.summary["as_of"]))
    return " ".join(text for text in every if " report of" in text or "ciding" in text)


def test_a_price_of_nothing_and_a_single_price_are_said_so(stored: dict[str, Path]) -> None:
    answer = reopened(stored["deadline"])
    now, high = [0.2, 0.1, 0.0, 0.0], [-0.1, 0.1, 0.1, 0.1]
    loss = {"gain": [-0.2, 0.0, 0.05, 0.0], "low": [-0.3, -0.1, 0.02, -0.1], "now": now}
    told = said_of(answer, high=high, **loss)
    assert told == (
        "If pulling the lever is as bad as 20 points, it is better to wait for an exact report of"
        " the repair on 2030-01-08: by 5 points (2 to 10). If it costs nothing, deciding now is"
        " better."
    )
    more = {**loss, "low": [0.01, 0.01, 0.02, -0.1], "gain": [0.02, 0.03, 0.05, 0.0]}
    told = said_of(answer, high=[0.1] * 4, **more)
    assert told == (
        "If pulling the lever costs nothing, and up to 20 points of risk, it is better to wait for"
        " an exact report of the repair on 2030-01-08: by up to 5 points (2 to 10), where it is as"
        " bad as 20 points."
    )


def judged(regret: float, better: float = 0.0) -> dict[str, Any]:
    shares = {"regret": regret, "best": better, "better": better, "worse": 0.0}
    return {"worst": 0.1, "worst_under": "soon", "regret_under": "soon", "mean_regret": regret,
            **{name: {"value": value, "low": value} for name, value in shares.items()}}  # fmt: skip


def matrix(added: tuple[float, float], *, regrets: tuple[float, float, float]) -> dict[str, Any]:
    """An answer of two levers, of which the second changes a risk so much with certainty."""
    cell = {"mean": 0.1, "added": 0.0, "added_low": 0.0, "added_high": 0.0, "changed": 0}
    other = {**cell, "added": added[0], "added_low": added[0], "added_high": added[1], "changed": 9}
    cells = {"": {"soon": cell}, "idle": {"soon": cell}, "acts": {"soon": other}}
    found = (judged(regrets[0]), judged(regrets[1]), judged(regrets[2], 0.02))
    by_policy = dict(zip(cells, found, strict=True))
    outcome = {"text": "decrewed", "name": "decrewed", "label": "Station empty", "unit": "0/1",
               "nulls": 0, "cells": cells, "judged": by_policy}  # fmt: skip
    titles = {"": "Nothing is done", "idle": "Never acts", "acts": "Acts"}
    return {"policies": titles, "estimates": {"soon": "Soon"}, "outcomes": [outcome],
            "dominated": {}}  # fmt: skip


def test_the_changes_in_a_column_are_under_one_estimate_that_is_named() -> None:
    cell = {"added": 0.0, "added_low": 0.0, "added_high": 0.0, "changed": 3}
    row = {"soon": {**cell, "added": -0.01}, "late": {**cell, "added": -0.5, "added_high": -0.4}}
    worst = {"worst": 0.2, "worst_under": "soon", "regret": {"value": 0.0}, "mean_regret": 0.0}

    def outcome(name: str, under: str) -> dict[str, Any]:
        return {"text": name, "name": name, "label": name.title(), "unit": "0/1",
                "cells": {"": row, "acts": row},
                "judged": {"": {**worst, "worst_under": under}, "acts": worst}}  # fmt: skip

    outcomes = [outcome("gap", "late"), outcome("loss", "soon"), outcome("end", "late")]
    found = {"policies": {"": "Nothing is done", "acts": "Acts"},
             "estimates": {"soon": "Soon", "late": "Late"}, "outcomes": outcomes}  # fmt: skip
    _, acts = levers._worst(found, found["outcomes"][0])
    values = {name: each.value for name, each in acts.cells.items()}
    assert values == {"gap": "20 % (-50!)", "loss": "20 % (-1)", "end": "20 % (-50!)"}
    assert levers._under(found) == "under “Late” (Loss: “Soon”)"


def test_a_lever_that_helps_somewhere_is_not_overlooked_for_one_of_less_regret() -> None:
    found = matrix((-0.06, -0.05), regrets=(0.05, 0.05, 0.1))
    (outcome,) = found["outcomes"]
    assert "no lever lessens it" not in levers._short(found, outcome)
    told = list(levers.sentences(found, outcome))
    assert told[0] == (
        "No lever has less regret than doing nothing, which has 10 % (“Soon”) at its worst; the"
        " least of them “Never acts”: 10 % (“Soon”), and up to 5 points above the best choice."
    )
    assert "No lever certainly takes anything off." not in told


def test_that_no_lever_certainly_helps_is_said() -> None:
    found = matrix((-0.06, 0.01), regrets=(0.05, 0.05, 0.0))
    (outcome,) = found["outcomes"]
    assert levers._short(found, outcome) == "no lever certainly takes anything off"
    told = list(levers.sentences(found, outcome))
    assert told[0] == (
        "Least regret: “Acts”. At its worst it has 10 % (“Soon”), and is under every estimate as"
        " good as any; doing nothing has 10 % (“Soon”), and is up to 5 points above the best"
        " choice."
    )
    assert told[1] == "No lever certainly takes anything off."


def test_an_estimate_of_which_no_future_is_left_is_not_refuted_on_no_day() -> None:
    each = {"title": "Soon", "said": "2030-03-01", "refuted_on": None, "left": [1.0, 0.0],
            "weight": [0.0, 0.0], "risks": {"decrewed": {"mean": [0.1, None], "low": [0.0, None],
            "high": [0.2, None], "events": [4, None], "n": [40, None]}}}  # fmt: skip
    outcome = {"text": "decrewed", "name": "decrewed", "label": "Station empty"}
    found = {
        "days": ["2030-01-01", "2030-02-01"],
        "dates": ["2030-02-01"],
        "outcomes": [outcome],
        "estimates": {"soon": each},
        "mixed": {"decrewed": {name: [None, None] for name in ("mean", "low", "high")}},
    }
    (left, _) = update._rows(found, 1)
    assert left.cells["soon"].value == "none left"
    assert list(update.sentences(found)) == [
        "No estimate was given by 2030-02-01; what is said under each stands below."
    ]


def test_deciding_now_is_not_said_to_be_better_where_nobody_would(
    stored: dict[str, Path],
) -> None:
    answer = reopened(stored["deadline"])
    loss = {"gain": [-0.1, -0.05, -0.01, -0.01], "low": [-0.2, -0.1, -0.02, -0.02]}
    told = said_of(answer, now=[0.2, 0.1, 0.0, 0.0], high=[-0.1, -0.01, -0.001, -0.001], **loss)
    assert told.endswith("If it is as bad as 10 points or less, deciding now is better.")
    idle = said_of(answer, now=[0.0] * 4, high=[-0.001] * 4, **loss)
    assert idle == (
        "However bad pulling the lever is, to wait for an exact report of the repair on 2030-01-08"
        " is not certainly better."
    )


@pytest.mark.parametrize("verb", QUESTIONS)
def test_an_answer_can_be_printed_and_drawn_on_a_narrow_terminal(
    verb: str, stored: dict[str, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    answer = reopened(stored[verb])
    narrow = console.out()
    narrow.width = 60
    PRINTERS[verb].print_answer(narrow, answer)
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) > 10
    assert not any("…" in line for line in lines)  # nothing is cut off
    assert list(PRINTERS[verb].sheets(answer)) == FIGURES[verb]


@pytest.mark.parametrize("verb", QUESTIONS)
def test_another_process_can_be_told_what_to_draw(verb: str, stored: dict[str, Path]) -> None:
    offer = partial(PRINTERS[verb].sheets, reopened(stored[verb]))
    assert list(pickle.loads(pickle.dumps(offer))()) == FIGURES[verb]


def test_a_title_in_brackets_is_no_markup(file: Path, tmp_path: Path) -> None:
    tree = merged(STATION, {"policies": {"waived": {"title": "Waived [red]by all[/red]"}}})
    odd = written(tmp_path, tree)
    for verb in ("levers", "deadline"):
        answer = asked(verb, odd, "--out", tmp_path, "--no-figures")
        assert answer.exit_code == 0, answer.stderr
        assert "[red]by all[/red]" in words_of(answer)


# --- bad input ------------------------------------------------------------------------------------

BAD: list[tuple[tuple[str, ...], str]] = [
    (("levers", "wavied"), "did you mean 'waived'"),
    (("levers", "--estimate", "sooon"), "did you mean 'soon'"),
    (("levers", "--outcome", "strandet"), "did you mean 'stranded'"),
    (("levers", "--outcome", "stranded >"), "stranded >"),
    (("levers", "--outcome", "stranded", "--outcome", "stranded"), "asked about twice"),
    (("update",), "days are needed"),
    (("update", "2030-02-01"), "--not-repaired-by 2026-01-15"),
    (("update", "--not-repaired-by"), "days are needed"),
    (("update", "--not-repaired-by", "2029-12-31"), "2029-12-31 is outside of the forecast"),
    (("update", "--not-repaired-by", "2032-01-01"), "2032-01-01 is outside of the forecast"),
    (("update", "--not-repaired-by", "spring"), "spring"),
    (("update", "--not-repaired-by", "2030-02-01", "--policy", "wavied"), "wavied"),
    (("update", "--not-repaired-by", "2030-02-01", "--estimate", "sooon"), "did you mean 'soon'"),
    (("update", "--not-repaired-by", "2030-02-01", "--outcome", "x"), "there is no column 'x'"),
    (("deadline",), "--lever"),
    (("deadline", "--lever", "wavied"), "did you mean 'waived'"),
    (("deadline", "--lever", "waived", "--estimate", "sooon"), "did you mean 'soon'"),
    (("deadline", "--lever", "waived", "--outcome", "strandet"), "did you mean 'stranded'"),
    (("deadline", "--lever", "waived", "--at", "much"), "--at 'much': a share is needed"),
    (("deadline", "--lever", "waived", "--at", "150%"), "--at '150%': a share is needed"),
    (("deadline", "--lever", "waived", "--last", "2030-01-05"), "--last 2030-01-05"),
    (("deadline", "--lever", "waived", "--last", "2033-01-05"), "--last 2033-01-05"),
    (("deadline", "--lever", "waived", "--last", "soon"), "--last"),
    (("levers", "-n", "0"), "-n"),
]


def refused(answer: Result, told: str) -> None:
    text = " ".join(answer.stderr.replace("│", " ").split())
    assert answer.exit_code == console.BAD_INPUT, text
    assert told in text
    assert "Traceback" not in text
    assert "crewsim failed" not in text
    assert answer.stdout == ""


@pytest.mark.usefixtures("unplayed")
@pytest.mark.parametrize(("arguments", "told"), BAD, ids=[" ".join(each) for each, _ in BAD])
def test_bad_input_is_named_and_nothing_is_played(
    arguments: tuple[str, ...], told: str, file: Path, tmp_path: Path
) -> None:
    verb, *rest = arguments
    refused(crewsim(verb, file, *rest, "--out", tmp_path / "results"), told)
    assert not list(tmp_path.rglob("summary.json"))


@pytest.mark.usefixtures("unplayed")
@pytest.mark.parametrize(
    ("verb", "told"),
    [
        ("levers", "names no policies: there is no lever to pull"),
        ("update", "no pad has an outage"),
        ("deadline", "'waived' is not a policy of this scenario"),
    ],
)
def test_a_scenario_that_has_nothing_to_ask_about_is_refused(
    verb: str, told: str, tmp_path: Path
) -> None:
    plain = written(tmp_path, merged(BASE, without(*BLUE)))
    question = [each for each in QUESTIONS[verb] if each not in ("--estimate", "far")]
    refused(crewsim(verb, plain, *question, *FEW, "--out", tmp_path), told)


@pytest.mark.usefixtures("unplayed")
@pytest.mark.parametrize("verb", QUESTIONS)
def test_a_folder_that_cannot_be_written_is_said_before_anything_is_played(
    verb: str, file: Path, tmp_path: Path
) -> None:
    (tmp_path / "results").write_text("a file", encoding="utf-8")
    answer = asked(verb, file, "--out", tmp_path / "results" / "deeper")
    assert answer.exit_code == console.BAD_INPUT
    assert "Traceback" not in answer.stderr


def test_another_answer_is_told_by_the_exit_code(stored: dict[str, Path], tmp_path: Path) -> None:
    for verb, folder in stored.items():
        copy = tmp_path / verb
        copy.mkdir()
        for path in folder.iterdir():
            if path.is_file():
                (copy / path.name).write_bytes(path.read_bytes())
        summary = strict((copy / "summary.json").read_text(encoding="utf-8"))
        summary["answer"] = {**summary["answer"], "outcomes": []}
        (copy / "summary.json").write_text(json.dumps(summary), encoding="utf-8")
        answer = crewsim("again", copy, "--workers", "1")
        assert answer.exit_code == console.FAILED
        assert "another answer" in words_of(answer)
