"""What `extends`, `remove` and overrides do to a scenario."""

import pytest

from sim.core.errors import ScenarioError
from sim.scenario import dump, load
from sim.scenario.document import read
from sim.scenario.merge import merged
from tests.scenario.refresh import VALID

SMALL = VALID / "small.yaml"


def merge(base, own):
    return merged(read(base, "base").root, read(own, "own").root)


@pytest.mark.parametrize(
    ("base", "own", "result"),
    [
        ("a: {b: 1, c: 2}", "a: {c: 3, d: 4}", {"a": {"b": 1, "c": 3, "d": 4}}),
        ("a: [1, 2]", "a: [3]", {"a": [3]}),
        ("a: {b: 1}", "a: 2", {"a": 2}),
        ("a: 2", "a: {b: 1}", {"a": {"b": 1}}),
        # a distribution: the same kind is changed, another kind replaces
        (
            "a: {kind: uniform, low: 1, high: 2}",
            "a: {high: 3}",
            {"a": {"kind": "uniform", "low": 1, "high": 3}},
        ),
        (
            "a: {kind: uniform, low: 1, high: 2}",
            "a: {kind: pert, low: 3}",
            {"a": {"kind": "pert", "low": 3}},
        ),
        (
            "a: {kind: lognormal, median: 1, p90: 2}",
            "a: {kind: lognormal, sigma: 3}",
            {"a": {"kind": "lognormal", "median": 1, "sigma": 3}},
        ),
        # wholes
        (
            "v: {spacecraft: {deliveries: [1]}}",
            "v: {spacecraft: {capsules: {a: 1}}}",
            {"v": {"spacecraft": {"capsules": {"a": 1}}}},
        ),
        ("m: {crew: {a: rs}}", "m: {crew: {b: rs}}", {"m": {"crew": {"b": "rs"}}}),
        (
            "estimates: {e: {title: t, outage: lifted}}",
            "estimates: {e: {repair: 3 d}}",
            {"estimates": {"e": {"title": "t", "repair": "3 d"}}},
        ),
        (
            "estimates: {e: {title: t, said: x, quote: q, repair: 3 d, crew_stage: 1 d}}",
            "estimates: {e: {revisions: {y: {repair: 4 d}}}}",
            {"estimates": {"e": {"title": "t", "revisions": {"y": {"repair": "4 d"}}}}},
        ),
        (
            "estimates: {e: {title: t, revisions: {x: {repair: 3 d}}}}",
            "estimates: {e: {repair: 4 d}}",
            {"estimates": {"e": {"title": "t", "repair": "4 d"}}},
        ),
        (
            "estimates: {e: {revisions: {x: {repair: 3 d, crew_stage: 1 d}, y: {repair: 4 d}}}}",
            "estimates: {e: {revisions: {x: {outage: lifted}, z: {repair: 5 d}}}}",
            {
                "estimates": {
                    "e": {
                        "revisions": {
                            "x": {"outage": "lifted"},
                            "y": {"repair": "4 d"},
                            "z": {"repair": "5 d"},
                        }
                    }
                }
            },
        ),
        (
            "estimates: {e: {repair: {kind: lognormal, median: 1, p90: 2}}}",
            "estimates: {e: {repair: {kind: lognormal, sigma: 3}}}",
            {"estimates": {"e": {"repair": {"kind": "lognormal", "median": 1, "sigma": 3}}}},
        ),
        (
            "assumptions: {a: {title: t, set: {p.q: 1}}, b: {set: {p.q: 2}}}",
            "assumptions: {a: {set: {p.q: 3, r: 4}}}",
            {
                "assumptions": {
                    "a": {"title": "t", "set": {"p.q": 3, "r": 4}},
                    "b": {"set": {"p.q": 2}},
                }
            },
        ),
        (
            "pins: {flights: {f: {launch: x, lost: true}}}",
            "pins: {flights: {f: {slip: 3 d}}}",
            {"pins": {"flights": {"f": {"lost": True, "slip": "3 d"}}}},
        ),
        (
            "manifest: {f: {line: a, planned: x}}",
            "manifest: {f: {class: b}}",
            {"manifest": {"f": {"planned": "x", "class": "b"}}},
        ),
        (
            "pads: {p: {repair: 1 d}}",
            "pads: {p: {outage: {}}}",
            {"pads": {"p": {"repair": "1 d", "outage": {}}}},
        ),
    ],
)
def test_merging(base, own, result):
    assert merge(base, own) == result


def test_merging_changes_neither_side_and_keeps_the_places_of_both():
    base, own = read("a: {b: 1}", "base").root, read("\na: {c: 2}", "own").root
    result = merged(base, own)
    assert base == {"a": {"b": 1}}
    assert own == {"a": {"c": 2}}
    assert result["a"].places["b"].file == "base"
    assert (result["a"].places["c"].file, result["a"].places["c"].line) == ("own", 2)


def write(folder, name, text):
    path = folder / name
    path.parent.mkdir(exist_ok=True, parents=True)
    path.write_text(f"format: 1\n{text}", encoding="utf-8")
    return path


def test_extends_reaches_files_below_the_nearest_scenarios_folder(tmp_path):
    folder = tmp_path / "scenarios"
    write(folder, "base.yaml", SMALL.read_text(encoding="utf-8").replace("format: 1\n", ""))
    deep = write(folder, "history/own.yaml", "extends: ../base.yaml\ntitle: Own\n")
    bare = write(folder, "history/bare.yaml", "extends: base\ntitle: Bare\n")
    assert load(deep).title == "Own"
    assert load(bare).title == "Bare"
    assert load(bare).flights == load(SMALL).flights


def test_extends_a_shipped_scenario_by_its_name(tmp_path):
    path = write(tmp_path, "own.yaml", "extends: baseline\ntitle: Own\n")
    assert load(path).flights == load("baseline").flights


def test_a_scenario_may_change_the_shipped_one_of_its_own_name(tmp_path):
    path = write(tmp_path, "baseline.yaml", "extends: baseline\ntitle: Own\n")
    assert load(path).title == "Own"
    assert load(path).flights == load("baseline").flights


def test_two_levels_of_extends(tmp_path):
    write(tmp_path, "a.yaml", SMALL.read_text(encoding="utf-8").replace("format: 1\n", ""))
    write(tmp_path, "b.yaml", "extends: a\npads: {east: {turnaround: 12 d}}\n")
    path = write(tmp_path, "c.yaml", "extends: b\npads: {west: {turnaround: 3 d}}\n")
    pads = load(path).pads
    assert [pads[name].turnaround.law.median() / 86400 for name in pads] == [12, 3]


def test_remove_drops_entries_of_the_base(tmp_path):
    write(tmp_path, "a.yaml", SMALL.read_text(encoding="utf-8").replace("format: 1\n", ""))
    path = write(tmp_path, "b.yaml", "extends: a\nremove: [manifest.s-2, lines.us.cadence]\n")
    names = [flight.name for flight in load(path).flights]
    assert "s-2" in names  # the cadence, which now starts on as_of, takes the free name
    assert load(path).flights[names.index("s-2")].cadence
    assert "d-3" not in names


def test_a_removed_entry_may_be_said_anew(tmp_path):
    write(tmp_path, "a.yaml", SMALL.read_text(encoding="utf-8").replace("format: 1\n", ""))
    anew = "manifest: {d-2: {line: us, planned: 2030-05-01, crew: []}}"
    text = f"extends: a\nremove: [manifest.d-2]\n{anew}\n"
    flights = {flight.name: flight for flight in load(write(tmp_path, "b.yaml", text)).flights}
    assert flights["d-2"].crew == ()


# --- overrides ------------------------------------------------------------------------------------


def median_days(scenario):
    return scenario.pads["east"].turnaround.law.median() / 86400


def test_an_override_replaces_what_the_path_held():
    assert median_days(load(SMALL, overrides=["pads.east.turnaround=20 d"])) == 20
    law = "pads.east.turnaround={kind: uniform, low: 4 d, high: 6 d}"
    assert median_days(load(SMALL, overrides=[law])) == pytest.approx(5)


def test_spaces_around_an_override_do_not_matter():
    assert median_days(load(SMALL, overrides=["pads.east.turnaround = 21 d"])) == 21


@pytest.mark.parametrize(
    ("first", "second", "what"),
    [
        ("pads.east.turnaround=20 d", "pads.east.turnaround = 21 d", "the same"),
        ("pads.east.turnaround=20 d", "pads.east={families: [r7]}", "the same, or a part of it"),
        ("pads.east={families: [r7]}", "pads.east.turnaround=20 d", "the same, or a part of it"),
    ],
)
def test_one_path_set_twice_or_with_a_part_of_it_is_refused(first, second, what):
    with pytest.raises(ScenarioError) as caught:
        load(SMALL, overrides=[first, second, "until=2030-12-01"])
    told = f"--set {second}: --set {first} sets {what}: name one of them"
    assert told in {str(problem) for problem in caught.value.problems}


def test_an_override_may_name_an_item_of_a_list():
    scenario = load(SMALL, overrides=["lines.rs.cadence.crew[2]=rs"])
    (flight,) = [flight for flight in scenario.flights if flight.name == "s-3"]
    assert [person.segment for person in flight.crew] == ["rs", "rs", "rs"]


def test_a_cadence_that_is_changed_adds_its_flights_anew_to_a_dump(tmp_path):
    again = tmp_path / "again.yaml"
    again.write_text(dump(load(SMALL)), encoding="utf-8")
    for change in (
        "lines.rs.cadence.crew[2]=rs",
        "lines.rs.cadence.every=150 d",
        "lines.rs={vehicle: soyuz, overlap: 7 d, cadence: {every: 90 d, crew: [rs]}}",
        "cargo.progress.every=40 d",
        "cargo={progress: {every: 45 d}}",
    ):
        assert load(again, overrides=[change]).flights == load(SMALL, overrides=[change]).flights
    spaced = load(again, overrides=["lines.rs.spacing=9 d"])
    assert spaced.flights == load(SMALL).flights


def test_an_override_may_add_what_was_not_said():
    scenario = load(SMALL, overrides=["pads.east.outage.since=2029-12-01", "policy.waiver=3 d"])
    assert scenario.pads["east"].outage[0].since == -30.5 * 86400
    assert scenario.policy.waiver.law.median() == 3 * 86400


def test_an_override_may_add_a_whole_entry():
    entry = "manifest.s-9={line: rs, planned: 2031-06-01, crew: []}"
    names = [flight.name for flight in load(SMALL, overrides=[entry]).flights]
    assert names.count("s-9") == 1
    assert "s-3" not in names


def test_a_shorter_until_needs_no_other_change():
    scenario = load(VALID / "every-key.yaml", overrides=["until=2030-06-01"])
    assert scenario.headline.by == scenario.until


def problems(*overrides):
    with pytest.raises(ScenarioError) as caught:
        load(SMALL, overrides=overrides)
    return [str(problem) for problem in caught.value.problems]


@pytest.mark.parametrize(
    ("override", "told"),
    [
        (
            "pads.east.turnaround=20",
            "--set pads.east.turnaround: 20 has no unit; allowed are texts such as '120 d', "
            "'8 months', '6 d 10 h 20 min' or '-2 d'",
        ),
        (
            "pads.eest.turnaround=20 d",
            "--set pads.eest.turnaround: 'eest' is not among the pads of the scenario; "
            "did you mean 'west'?",
        ),
        (
            "pads.east.turnround=20 d",
            "--set pads.east.turnround: is not a key here; did you mean 'turnaround'?",
        ),
        ("pads.east", "--set pads.east: write path=value, such as until=2027-12-31"),
        ("=3", "--set =3: write path=value, such as until=2027-12-31"),
        ("a b.[x]=3", "--set a b.[x]=3: write path=value, such as until=2027-12-31"),
        ("until=", "--set until: no value: write one after the ="),
        ("until=null", "--set until: no value: write one, or leave the key out"),
        ("until=12:30", None),
        ("extends=baseline", "--set extends: belongs to the file and cannot be set from outside"),
        ("lines.rs.cadence.crew[7]=rs", None),
        ("pads.east={families: [r7], turnaround: [}", None),
        (
            "vehicles.soyuz={crew: 3}",
            "--set vehicles.soyuz: vehicles.soyuz.family: is missing",
        ),
    ],
)
def test_problems_of_an_override_name_it(override, told):
    found = problems(override)
    assert all(problem.startswith(f"--set {override.partition('=')[0]}") for problem in found)
    if told is not None:
        assert found[0] == told


def test_problems_of_overrides_and_of_the_file_are_told_together():
    found = problems("pads.east.turnaround=20", "until=2029-01-01", "vehicles.dragon.family=r8")
    assert len(found) == 3
