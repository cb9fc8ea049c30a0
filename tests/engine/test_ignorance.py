"""Section 1.6 of the model: inputs that nobody knows, and luck."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from scipy import stats

from sim.core.clock import DAY
from sim.core.sampling import stream_key, uniform
from tests.engine.stage import (
    LUCK,
    Tree,
    cargo,
    day,
    flight,
    futures,
    play,
    replay,
    staged,
    without,
)


def pinned(name: str, **causes: Any) -> Tree:
    return {"pins": {"flights": {name: causes}}}


LONE = without("manifest.s-2", "manifest.s-3", "manifest.s-4")
LIMIT = {"kind": "uniform", "low": "50 d", "high": "250 d"}


def leaving_at_limit(**more: Any) -> Tree:
    """Two Soyuz lines, each with one docked ship that has no successor and a long stay."""
    t_1 = {
        "line": "green",
        "port": "two",
        "launched": day(-41),
        "docked": day(-40),
        "crew": {"tom": "rs"},
        **more,
    }
    return {
        "vehicles": {"soyuz": {"stay": "500 d", "limit": LIMIT}},
        "lines": {"green": {"vehicle": "soyuz", "overlap": "5 d"}},
        "docked": {"t-1": t_1},
    }


def test_one_limit_serves_all_who_share_it_and_exceeds_their_ages(tmp_path: Path) -> None:
    scenario = staged(tmp_path, LUCK, LONE, leaving_at_limit())
    limits = []
    for replication, played in enumerate(futures(scenario, 30)):
        first = played.row("UNDOCKS", "s-1").second + 106 * DAY
        assert first == played.row("UNDOCKS", "t-1").second + 41 * DAY
        # S(106 d) of uniform 50..250 d, the older of the two ships
        u = uniform(1, replication, stream_key("input", "vehicles.soyuz.limit"), 0)
        assert first == round((106 + u * 144) * DAY)
        limits.append(first)
    assert len(set(limits)) == 30


def test_a_flights_own_limit_is_another_input_with_its_own_age(tmp_path: Path) -> None:
    scenario = staged(tmp_path, LUCK, LONE, leaving_at_limit(limit=LIMIT))
    for replication in range(10):
        u = uniform(1, replication, stream_key("input", "docked.t-1.limit"), 0)
        left = replay(scenario, replication).row("UNDOCKS", "t-1").second
        # 50 d: no younger limit is in the law, though the ship is 41 d old
        assert left == round((50 + u * 200) * DAY) - 41 * DAY


def test_as_planned_takes_the_inverse_at_one_half(tmp_path: Path) -> None:
    played = play(tmp_path, LONE, leaving_at_limit())
    assert played.of("s-1") == ["72.00 UNDOCKS s-1 LIMIT"]  # (106 + 250) / 2 - 106


def test_luck_is_drawn_per_occurrence_and_ignorance_once(tmp_path: Path) -> None:
    law = {"kind": "uniform", "low": "1 d", "high": "4 d"}
    stays = {"stay": {"kind": "uniform", "low": "50 d", "high": "70 d"}, "transit": law}
    flights = {"p-1": cargo(10), "p-2": cargo(150)}
    scenario = staged(tmp_path, LUCK, {"vehicles": {"progress": stays}, "manifest": flights})
    for replication in range(10):
        played = replay(scenario, replication)
        up = [played.row("LAUNCHES", name).second for name in flights]
        docked = [played.row("DOCKS", name).second for name in flights]
        left = [played.row("UNDOCKS", name).second for name in flights]
        assert docked[0] - up[0] != docked[1] - up[1]
        assert left[0] - docked[0] == left[1] - docked[1]


def test_an_uncertain_scale_is_ignorance_and_its_law_luck(tmp_path: Path) -> None:
    mean = {"kind": "uniform", "low": "1 d", "high": "9 d"}
    overlap = {"kind": "exponential", "mean": mean}
    scenario = staged(
        tmp_path,
        LUCK,
        {"lines": {"red": {"overlap": overlap}}, "vehicles": {"soyuz": {"limit": "400 d"}}},
    )
    for replication in range(10):
        played = replay(scenario, replication)
        u = uniform(1, replication, stream_key("input", "lines.red.overlap.mean"), 0)
        scale = 1 + 8 * u
        for leaver, successor in (("s-1", "s-2"), ("s-2", "s-3")):
            part = stats.expon.ppf(uniform(1, replication, stream_key("overlap", leaver), 0))
            lasted = played.row("UNDOCKS", leaver).second - played.row("DOCKS", successor).second
            assert lasted == pytest.approx(scale * part * DAY, abs=1)


def test_planners_know_the_limit_of_their_replication(tmp_path: Path) -> None:
    limit = {"kind": "uniform", "low": "220 d", "high": "240 d"}
    late = pinned("s-2", replan="90 d", slip="0 d")
    scenario = staged(tmp_path, LUCK, {"vehicles": {"soyuz": {"limit": limit}}}, late)
    for replication in range(10):
        played = replay(scenario, replication)
        assert played.outcome("next[red,1].margin_to_limit_days") == 0  # as far as the limit lets
        assert 114 < (played.day("DOCKS", "s-2") or 0) < 134


def test_planners_do_not_know_a_late_slip(tmp_path: Path) -> None:
    pull = {"lines": {"red": {"pull_forward": {"by": "60 d", "lead": "0 d"}}}}
    played = play(tmp_path, pull, pinned("s-2", slip="60 d"))
    assert played.day("LAUNCHES", "s-2") == 154  # nobody pulls it, though it docks past day 124
    assert played.all("PULLED_FORWARD") == []


def test_a_line_parameter_is_shared_by_its_flights_only(tmp_path: Path) -> None:
    patience = {"kind": "uniform", "low": "1 d", "high": "9 d"}
    line = {"handover": "indirect", "patience": patience}
    lines = {"red": line, "blue": line}
    scenario = staged(tmp_path, LUCK, {"lines": lines}, pinned("s-2", slip="40 d"))
    for replication in range(5):
        played = replay(scenario, replication)
        u = uniform(1, replication, stream_key("input", "lines.red.patience"), 0)
        assert played.row("UNDOCKS", "s-1").second == 100 * DAY + round((1 + 8 * u) * DAY)


def test_a_visit_has_its_own_luck(tmp_path: Path) -> None:
    visit = {"class": "dragon", "planned": day(20), "planned_return": day(30), "crew": ["usos"] * 2}
    transit = {"kind": "uniform", "low": "1 d", "high": "4 d"}
    with_it = staged(
        tmp_path, LUCK, {"vehicles": {"dragon": {"transit": transit}}, "manifest": {"v-1": visit}}
    )
    played = replay(with_it)
    without_it = play(tmp_path, LUCK, {"vehicles": {"dragon": {"transit": transit}}})
    for name in ("d-2", "d-3"):
        assert played.of(name) == without_it.of(name)
    assert flight("red", 94)["crew"] == ["rs", "rs", "usos"]
