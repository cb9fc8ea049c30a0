"""What shipped scenarios rest on: every figure that follows from rows is what the rows give."""

import json

import pytest

from sim.core.errors import UsageError
from sim.scenario import load, shipped
from sim.studies.evidence import ASSUMPTION, CITED, ROWS, SAID, evidence
from tests.shipped import evidence_of, loaded


def one(path, scenario="baseline", **changes):
    found, *parts = evidence(scenario, inputs=[path], **changes).findings
    assert all(part.path.startswith(f"{path}.parts[") for part in parts)
    return found


@pytest.mark.parametrize("name", shipped())
def test_figures_are_what_their_rows_give(name):
    found = evidence_of(name)
    assert {each.path: each.support.figures for each in found.disagreeing} == {}


@pytest.mark.parametrize("name", loaded("baseline").assumptions)
def test_figures_of_assumptions_are_what_their_rows_give(name):
    assert evidence("baseline", assume=[name]).disagreeing == []


def test_a_figure_that_its_rows_do_not_give_is_found():
    path = "vehicles.soyuz-ms.scrub_probability"
    found = evidence("baseline", overrides=[f"{path}.a=3"])
    assert [each.path for each in found.disagreeing] == [path]
    figures = {
        each.name: (each.stated, each.from_rows) for each in found.disagreeing[0].support.figures
    }
    assert figures == {"a": (3.0, 1.5), "b": (26.5, 26.5)}


@pytest.mark.parametrize(
    ("path", "change"),
    [
        ("lines.soyuz.overlap", "values=[7 d, 8 d]"),
        ("lines.soyuz.overlap", "values=[7 d, 8 d, 12 d, 12 d, 8 d, 12 d, 12 d, 12 d, 10 d]"),
        ("lines.soyuz.overlap", "beyond=3 d"),
        ("pads.site-31.repair.parts[0]", "p50=300 d"),
        ("pads.site-31.repair.parts[1]", "values=[54 d, 99 d, 168 d, 310 d]"),
        ("pads.site-31.repair", "parts[1].weight=9"),
        ("vehicles.crew-dragon.unfit_rate", "shape=0.5"),
        ("vehicles.crew-dragon.scrub_recycle", "high=4 d"),
        ("vehicles.soyuz-ms.disposal", "high=31 d"),
        ("vehicles.progress-ms.transit", "parts[0].weight=4"),
        ("vehicles.soyuz-ms.return_hold", "parts[1].weight=0.1"),
        ("people.medical_return_rate", "mean=1 per 200 person-years"),
        ("families.falcon-9.other_customers.rate", "mean=3.4 per year"),
    ],
)
def test_every_method_finds_a_wrong_figure(path, change):
    assert one(path).support.agrees
    assert not one(path, overrides=[f"{path}.{change}"]).support.agrees


def test_every_distribution_of_the_baseline_has_a_basis():
    found = evidence()
    assert {each.basis for each in found.findings} == {ROWS, ASSUMPTION, CITED}
    assert [each.path for each in found.findings if not each.source] == []
    assert [each.path for each in found.unfounded] == [
        "station.stocks.food-and-water.level",
        "families.h3.loss_probability",
        "pads.site-31.turnaround",
        "vehicles.soyuz-ms.second_attempt.after",
        "vehicles.crew-dragon.spacecraft.refurbishment",
        "docked.crew-11.limit",
    ]
    assert all("assum" in each.source.lower() for each in found.of(ASSUMPTION))
    assert all(each.support.reference_class for each in found.of(ROWS))


def test_what_somebody_said_is_no_assumption():
    said = evidence(loaded("site-31-outage")).of(SAID)
    assert {each.path.split(".")[1] for each in said} == {
        "near-future",
        "end-of-winter",
        "four-months",
        "months-perhaps-years",
        "up-to-two-years",
        *("weeks", "also-up-to-two-years", "a-few-months-or-years", "three-months"),
        "hundred-days",
    }


def test_without_a_source_it_is_an_assumption_and_said_so(tmp_path):
    file = tmp_path / "own.yaml"
    slip = "{kind: exponential, mean: 3 d}"
    file.write_text(f"format: 1\nextends: baseline\nlines:\n  soyuz:\n    slip: {slip}\n", "utf-8")
    found = one("lines.soyuz.slip", load(file))
    assert found.basis == ASSUMPTION
    assert found.source == ""


def test_one_writing_at_several_paths_is_told_once():
    found = one("pads.site-31.repair")
    assert found.also == ()
    every = {each.path: each.also for each in evidence().findings}
    for part in ("", ".parts[0]", ".parts[1]"):
        also = (f"pads.lc-39a.repair{part}", f"pads.slc-40.repair{part}")
        assert every[f"pads.site-31.repair{part}"] == also
    assert "pads.lc-39a.repair" not in every


def test_censored_rows_are_told_as_censored():
    support = one("pads.site-31.repair.parts[0]").support
    assert (support.n, support.sample.censored) == (20, 3)
    assert support.sample.kaplan_meier == (101.0, 454.0, None)
    assert (support.sample.least, support.sample.median, support.sample.most) == (61, 367, 1116)
    assert support.sample.ruled_out == 2
    zenit = next(row for row in support.shown if row["name"] == "Zenit-2 1990")
    assert zenit["censored"]


def test_recalled_rows_are_counted_apart():
    support = one("lines.soyuz.replan").support
    assert (support.n, support.recalled, support.effective_n) == (12, 8, 8.0)
    assert support.sample.fits
    dragon = one("lines.us-crew.replan").support
    assert (dragon.n, dragon.recalled, dragon.effective_n) == (10, 9, 5.5)
    assert dragon.sample.fits == {}


def test_events_are_counted_in_trials_attempts_or_time():
    attempts = one("vehicles.crew-dragon.scrub_probability").support.counts
    assert (attempts.events, attempts.trials) == (4, 16)
    stated = one("vehicles.soyuz-ms.docking_failure_probability").support.counts
    assert (stated.events, stated.trials) == (2, 104)
    docked = one("vehicles.crew-dragon.unfit_rate").support.counts
    assert (docked.events, docked.exposure_days, docked.persons) == (0, 2032, False)
    people = one("people.medical_return_rate").support.counts
    assert (people.events, people.persons) == (0, True)
    period = one("families.falcon-9.other_customers.rate").support.counts
    assert (period.events, period.exposure_days) == (4, 2007)
    assert one("vehicles.soyuz-ms.second_attempt.failure_probability").support.counts.flat == 0.25


def test_what_was_chosen_by_eye_says_how_many_rows_it_holds():
    support = one("vehicles.cargo-dragon.stay").support
    assert support.figures == ()
    assert (support.sample.inside, support.sample.n) == (9, 12)


def test_the_nearest_path_is_named():
    with pytest.raises(UsageError, match=r"did you mean 'lines.soyuz.slip'\?"):
        evidence(inputs=["lines.soyuz.slips"])
    with pytest.raises(UsageError, match=r"distributions stand at station\.stocks"):
        evidence(inputs=["nothing"])


def test_a_path_holds_what_lies_below_it():
    paths = [each.path for each in evidence(inputs=["lines.soyuz", "people.medical_lead"]).findings]
    assert paths[-1] == "people.medical_lead"
    assert all(path.startswith("lines.soyuz.") for path in paths[:-1])


def test_everything_goes_into_json():
    plain = evidence("site-31-outage").as_dict()
    again = json.loads(json.dumps(plain, allow_nan=False))
    path = "pads.site-31.repair.parts[0]"
    repair = next(each for each in again["findings"] if each["path"] == path)
    assert repair["support"]["agrees"] is True
    assert repair["support"]["sample"]["kaplan_meier"] == [101.0, 454.0, None]
