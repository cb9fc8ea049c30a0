import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from sim.core.errors import ResultError, ScenarioError, UsageError
from sim.scenario.scenario import Scenario
from sim.studies.compare import compare
from sim.studies.forecast import forecast
from sim.studies.result import Result
from tests.runs.fake_engine import fake_scenario, with_policies

pytestmark = pytest.mark.usefixtures("fake_world")

NAME = {"type": ["string", "null"]}
NUMBER = {"type": ["number", "null"]}
MARK = {"type": ["number", "string", "null"]}
FIGURE = {
    "type": "object",
    "required": [
        *("unit", "n", "events", "mean", "low", "high"),
        *("p10", "p50", "p90", "quantile_intervals"),
    ],
    "properties": {
        "label": {"type": "string"},
        "unit": {"enum": ["0/1", "count", "d", "person-d", "date"]},
        "n": {"type": "integer"},
        "events": {"type": "integer"},
        **dict.fromkeys(["mean", "low", "high"], NUMBER),
        **dict.fromkeys(["least", "most"], MARK),
        **dict.fromkeys(["p5", "p10", "p50", "p90"], MARK),
        "quantile_intervals": {
            "type": "object",
            "required": ["p10", "p50", "p90"],
            "additionalProperties": {
                "type": "array",
                "items": MARK,
                "minItems": 2,
                "maxItems": 2,
            },
        },
    },
    "additionalProperties": False,
}
DIFFERENCE = {
    "type": "object",
    "required": ["unit", "n", "changed", "mean", "low", "high", "variance_reduction"],
    "properties": {
        "unit": {"type": "string"},
        "n": {"type": "integer"},
        "changed": {"type": "integer"},
        **dict.fromkeys(["mean", "low", "high", "variance_reduction"], NUMBER),
        "shift": {
            "type": "object",
            "required": ["of", "value", "low", "high"],
            "properties": {
                "of": {"enum": ["p50", "p90"]},
                **dict.fromkeys(["value", "low", "high"], NUMBER),
            },
            "additionalProperties": False,
        },
    },
    "additionalProperties": False,
}
ESTIMATE = {
    "type": "object",
    "required": ["title", "unmet_pins", "outcomes", "headline"],
    "properties": {
        "title": {"type": "string"},
        **dict.fromkeys(["estimate", "policy", "against"], NAME),
        "unmet_pins": {"type": "object", "additionalProperties": {"type": "integer"}},
        "outcomes": {"type": "object", "additionalProperties": FIGURE},
        "headline": {"type": "object", "additionalProperties": FIGURE},
        "difference": {"type": "object", "additionalProperties": DIFFERENCE},
    },
    "additionalProperties": False,
}
TEXTS = {"type": "array", "items": {"type": "string"}}
INSTANT = {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$"}
PROPERTIES = {
    "format": {"const": 1},
    "scenario": {"type": "string"},
    "title": {"type": "string"},
    "as_of": INSTANT,
    "until": INSTANT,
    "engine": {"type": "string"},
    "seed": {"type": "integer"},
    "replications": {"type": "integer"},
    "rate_per_s": {"type": "number", "exclusiveMinimum": 0},
    "result_dir": {"type": ["string", "null"]},
    "against": {"type": ["string", "null"]},
    "warnings": TEXTS,
    "planned_gaps": TEXTS,
    "never_fired": TEXTS,
    "estimates": {"type": "object", "minProperties": 1, "additionalProperties": ESTIMATE},
}
SUMMARY = {
    "type": "object",
    "required": list(PROPERTIES),
    "properties": PROPERTIES,
    "additionalProperties": False,
}


FEW: dict[str, Any] = {"replications": 40, "engine": "fake", "workers": 1}


def check_shape(summary: Any) -> None:
    text = json.dumps(summary, allow_nan=False)
    jsonschema.validate(json.loads(text), SUMMARY)


def ran(scenario: Scenario | None = None, **options: Any) -> Result:
    return forecast(scenario or fake_scenario(), **{**FEW, **options})


def compared(**options: Any) -> Result:
    return compare(fake_scenario(), **FEW, **options)


def test_a_forecast_has_the_shape_and_one_estimate() -> None:
    summary = ran().summary
    check_shape(summary)
    assert list(summary["estimates"]) == ["30-days"]
    assert "difference" not in summary["estimates"]["30-days"]
    assert summary["as_of"] == "2025-11-27T12:35:00Z"
    assert summary["until"] == "2026-03-07T12:35:00Z"
    assert summary["against"] is None


def test_a_comparison_has_the_shape_and_differences_from_its_base() -> None:
    summary = compared().summary
    check_shape(summary)
    assert list(summary["estimates"]) == ["30-days", "60-days", "10-days"]
    assert summary["against"] == "30-days"
    assert ["difference" in found for found in summary["estimates"].values()] == [
        False,
        True,
        True,
    ]
    longer = summary["estimates"]["60-days"]
    gap = longer["difference"]["handover_gap_days[soyuz]"]
    base = summary["estimates"]["30-days"]["outcomes"]["handover_gap_days[soyuz]"]
    assert gap["mean"] == pytest.approx(
        longer["outcomes"]["handover_gap_days[soyuz]"]["mean"] - base["mean"]
    )
    assert gap["low"] > 0
    assert longer["difference"]["crew_days[rs]"]["mean"] == 0.0
    assert set(longer["difference"]) == set(longer["outcomes"]) | set(longer["headline"])


def crossed(**options: Any) -> Result:
    scenario = with_policies({"waived": 5, "never": 0})
    return compare(scenario, policies=scenario.policies, **FEW, **options)


def test_policies_are_crossed_with_estimates_and_held_against_the_stated_one() -> None:
    summary = crossed(estimates=["30-days", "60-days"]).summary
    check_shape(summary)
    found = summary["estimates"]
    assert list(found) == [
        *("30-days", "60-days", "30-days+waived", "60-days+waived", "30-days+never"),
        "60-days+never",
    ]
    own = found["60-days+waived"]
    assert (own["estimate"], own["policy"], own["against"]) == ("60-days", "waived", "60-days")
    assert own["title"] == "In 60-days + Five waived"
    gap = "handover_gap_days[soyuz]"
    means = {name: each["outcomes"][gap]["mean"] for name, each in found.items()}
    added = {name: each["difference"][gap] for name, each in found.items() if name != "30-days"}
    assert added["60-days"]["mean"] == pytest.approx(means["60-days"] - means["30-days"])
    assert added["60-days+waived"]["mean"] == pytest.approx(
        means["60-days+waived"] - means["60-days"]
    )
    assert added["60-days+waived"]["high"] < 0
    assert set(added["60-days+never"].values()) >= {0.0}
    assert means["60-days+never"] == means["60-days"]


def test_what_is_said_of_the_stated_policy_is_what_a_plain_comparison_says() -> None:
    plain, both = compared().summary, crossed().summary
    for name, said in plain["estimates"].items():
        assert both["estimates"][name] == said
    assert both["against"] == plain["against"]


def test_a_stored_matrix_has_a_folder_for_each_case_and_says_what_was_asked(
    tmp_path: Path,
) -> None:
    result = crossed(estimates=["30-days", "60-days"], out=tmp_path)
    assert result.folder is not None
    folders = sorted(path.name for path in result.folder.iterdir() if path.is_dir())
    assert folders == sorted(result.tables)
    assert "60-days+waived" in folders
    origin = json.loads((result.folder / "provenance.json").read_text())
    assert origin["estimates"] == ["30-days", "60-days"]
    assert origin["policies"] == [None, "waived", "never"]


def test_a_forecast_under_a_policy_is_the_case_of_the_matrix() -> None:
    alone = forecast(with_policies({"waived": 5}), "60-days", policy="waived", **FEW, store=False)
    assert list(alone.tables) == ["60-days+waived"]
    check_shape(alone.summary)
    beside = crossed(estimates=["60-days"])
    assert beside.tables["60-days+waived"] == alone.tables["60-days+waived"]
    assert beside.summary["against"] == "60-days"


def test_one_estimate_and_a_policy_are_a_comparison_and_no_estimates_will_do() -> None:
    scenario = replace(with_policies({"waived": 5}), estimates={}, default_estimate=None)
    found = compare(scenario, policies=scenario.policies, **FEW, store=False)
    assert list(found.tables) == ["as-stated", "as-stated+waived"]
    with pytest.raises(UsageError, match="a comparison needs two estimates, or one and a policy"):
        compare(scenario, **FEW)


def test_an_unknown_policy_is_refused(results: Path) -> None:
    with pytest.raises(ScenarioError, match="'waved' is not a policy"):
        compare(with_policies({"waived": 5}), policies=["waved"], **FEW)
    with pytest.raises(ScenarioError, match="'waved' is not a policy"):
        forecast(with_policies({"waived": 5}), policy="waved", **FEW)
    assert not results.exists()


def test_a_key_of_both_maps_means_the_same_in_both() -> None:
    found = ran().summary["estimates"]["30-days"]
    for key in found["outcomes"].keys() & found["headline"].keys():
        assert found["headline"][key]["unit"] == found["outcomes"][key]["unit"]
        assert found["headline"][key]["mean"] == found["outcomes"][key]["mean"]


def test_an_estimate_runs_alike_alone_and_beside_others() -> None:
    both = compared(estimates=["60-days", "30-days"])
    alone = ran()
    assert both.tables["30-days"] == alone.tables["30-days"]
    assert (
        both.summary["estimates"]["30-days"]["outcomes"]
        == alone.summary["estimates"]["30-days"]["outcomes"]
    )
    assert both.summary["against"] == "60-days"


def test_a_rule_that_is_on_and_never_fires_is_named() -> None:
    assert ran().summary["never_fired"] == ["falls_ill", "last_ship_waits"]
    assert compared().summary["never_fired"] == ["falls_ill", "last_ship_waits"]


def test_warnings_are_the_scenarios_and_the_plans_without_paths() -> None:
    warnings = ran().summary["warnings"]
    assert warnings[0] == "fake.yaml:3: as_of: is long ago"
    assert warnings[1].startswith("fake.yaml: lines.soyuz: the plan leaves the direct line soyuz")
    assert len(warnings) == 2


def test_progress_counts_all_estimates_together() -> None:
    seen: list[tuple[int, int]] = []
    compared(progress=lambda *now: seen.append(now))
    assert seen[-1] == (120, 120)
    assert seen == sorted(seen)


@pytest.mark.parametrize("names", [[], ["30-days"], ["30-days", "30-days"]])
def test_a_comparison_needs_two_estimates(names: list[str]) -> None:
    with pytest.raises(UsageError, match="a comparison needs two estimates"):
        compared(estimates=names)


def test_the_base_is_one_of_those_compared() -> None:
    with pytest.raises(UsageError, match="'10-days' is not among the estimates compared"):
        compared(estimates=["30-days", "60-days"], against="10-days")


def test_an_unknown_estimate_is_refused() -> None:
    with pytest.raises(ScenarioError, match="'31-days' is not an estimate"):
        ran(estimate="31-days")


@pytest.mark.parametrize(
    "options", [{"workers": 0}, {"replications": 0}, {"part": 0}, {"engine": "fakes"}]
)
def test_what_cannot_be_meant_leaves_no_folder(results: Path, options: dict[str, Any]) -> None:
    with pytest.raises(UsageError):
        ran(**options)
    assert not results.exists()


def test_the_folder_is_told_before_anything_is_played(results: Path) -> None:
    told: list[tuple[Path, list[str]]] = []
    played: list[int] = []

    def started(folder: Path) -> None:
        assert played == []
        told.append((folder, files(folder)))

    result = ran(started=started, progress=lambda done, total: played.append(done))
    assert played
    assert told == [(result.folder, [".lock", "provenance.json", "scenario.yaml"])]


def test_a_place_without_room_is_refused_before_anything_is_played(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    done: list[tuple[int, int]] = []
    with pytest.raises(ResultError, match="is a file"):
        ran(out=tmp_path / "file", progress=lambda *now: done.append(now))
    assert done == []


def test_a_result_need_not_be_stored(results: Path) -> None:
    result = ran(store=False)
    assert result.folder is None
    assert result.summary["result_dir"] is None
    assert not results.exists()


def files(folder: Path) -> list[str]:
    return sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file())


TABLES = ["episodes.parquet", "headcount.parquet", "outcomes.parquet", "played.json"]
TEXTS_BESIDE = ["provenance.json", "scenario.yaml", "summary.json"]


def test_a_stored_forecast_lies_in_one_folder(results: Path) -> None:
    result = ran(command=["/usr/bin/crewsim", "run", "/home/ada/fake.yaml"])
    assert result.folder is not None
    assert result.folder.parent == results / "fake"
    assert files(result.folder) == sorted(TABLES + TEXTS_BESIDE)
    assert json.loads((result.folder / "summary.json").read_text()) == result.summary
    assert result.summary["result_dir"] == result.folder.as_posix()
    assert (result.folder / "scenario.yaml").read_text() == "title: A fake station\n"
    origin = json.loads((result.folder / "provenance.json").read_text())
    assert origin["command"] == ["crewsim", "run", "fake.yaml"]
    assert origin["estimates"] == ["30-days"]


def test_a_stored_comparison_has_a_folder_for_each_estimate(tmp_path: Path) -> None:
    result = compared(out=tmp_path / "elsewhere")
    assert result.folder is not None
    assert result.folder.parent == tmp_path / "elsewhere" / "fake"
    names = ["10-days", "30-days", "60-days"]
    tables = [f"{name}/{table}" for name in names for table in TABLES]
    assert files(result.folder) == sorted(tables + TEXTS_BESIDE)
