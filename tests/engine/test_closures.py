"""Sections 2.5 and 2.10 of the model: several outages of a pad, planned closures.

The Soyuz fly from *east*, to the ports *one* and *two*; s-2, s-3 and s-4 are planned for days 94,
294 and 494.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from sim.core.clock import DAY
from sim.core.errors import ScenarioError
from sim.engine.build import build
from sim.scenario import with_estimate
from sim.scenario.outage import repaired_after, without_outage
from tests.engine.lever_stage import SECOND, ups
from tests.engine.stage import LUCK, PLAYER, Tree, day, futures, play, replay, staged, without


def down(*outages: Tree, **more: Any) -> Tree:
    """Stated outages of *east*."""
    return {"pads": {"east": {"outage": list(outages), **more}}}


def lasting(since: float | Tree, days: float, **more: Any) -> Tree:
    stated = since if isinstance(since, dict) else day(since)
    return {"since": stated, "repair": f"{days} d", **more}


def closed(begin: float, end: float, **more: Any) -> list[Tree]:
    return [{"from": day(begin), "to": day(end), **more}]


def pad_closed(begin: float, end: float, pad: str = "east", **more: Any) -> Tree:
    return {"pads": {pad: {"closed": closed(begin, end, **more)}}}


def ports_closed(begin: float, end: float, *ports: str) -> Tree:
    stated = {port: {"closed": closed(begin, end)} for port in ports}
    return {"station": {"ports": stated}}


TWO = down(lasting(-10, 30), lasting(90, 20))

# --- several outages (2.5.2, 2.5.5) ---


def test_each_has_its_own_date_and_repair(tmp_path: Path) -> None:
    played = play(tmp_path, TWO)
    assert played.days("REPAIRED", "east") == [20, 110]
    assert played.days("PAD_OUTAGE", "east") == [90]
    assert ups(played, "s-2") == [110]
    assert [played.outcome(f"repair_days[{name}]") for name in ("east", "east-2")] == [30, 20]


@pytest.mark.parametrize(("first", "second", "repaired"), [(40, 5, 60), (15, 40, 70)])
def test_the_pad_is_up_when_all_are_repaired(
    tmp_path: Path, first: int, second: int, repaired: int
) -> None:
    played = play(tmp_path, down(lasting(20, first), lasting(30, second)))
    assert played.days("REPAIRED", "east") == [repaired]


def test_two_that_run_on_as_of_end_with_the_later(tmp_path: Path) -> None:
    assert play(tmp_path, down(lasting(-5, 50), lasting(-20, 90))).days("REPAIRED", "east") == [70]


def test_an_estimate_speaks_of_one_of_them(tmp_path: Path) -> None:
    """And one that lifts it leaves the other (2.9.6)."""
    views = {
        "late": {"title": "Late", "of": "fire", "repair": "110 d"},
        "none": {"title": "None", "of": "fire", "outage": "lifted"},
    }
    two = down(lasting(-10, 30, name="fire"), lasting(90, 20))
    scenario = staged(tmp_path, two, {"estimates": views})
    assert replay(scenario).days("REPAIRED", "east") == [20, 110]
    late, none = (replay(with_estimate(scenario, name)) for name in views)
    assert late.days("REPAIRED", "east") == [110]
    assert none.days("REPAIRED", "east") == [110]
    assert [each.outcome("repair_days[fire]") for each in (late, none)] == [110, None]
    assert none.outcome("repair_days[east-2]") == 20


def test_estimates_of_several_hold_together(tmp_path: Path) -> None:
    """Of an outage and of the grounding of a family (2.9.6, 2.9.7)."""
    views = {
        "pad": {"title": "Pad", "of": "east", "repair": "150 d"},
        "rocket": {"title": "Rocket", "of": "r7", "repair": "180 d"},
        "both": {"title": "Both", "together": ["pad", "rocket"]},
    }
    family = {"families": {"r7": {"grounded": {"since": day(-10)}}}}
    scenario = staged(tmp_path, down(lasting(-10, 20)), family, {"estimates": views})
    found = {name: replay(with_estimate(scenario, name)) for name in views}
    assert [ups(each, "s-2") for each in found.values()] == [[140], [170], [170]]
    both = found["both"]
    assert (both.day("REPAIRED", "east"), both.day("STAND_DOWN_ENDS", "r7")) == (140, 170)


@pytest.mark.parametrize(
    ("views", "message"),
    [
        ({"a": {"title": "A", "of": "esat", "repair": "9 d"}}, "did you mean 'east'"),
        (
            {
                "a": {"title": "A", "of": "east", "repair": "40 d"},
                "b": {"title": "B", "of": "east", "repair": "50 d"},
                "c": {"title": "C", "together": ["a", "b"]},
            },
            "b speaks of east, as a does",
        ),
    ],
)
def test_an_estimate_that_cannot_be_told_is_refused(
    tmp_path: Path, views: Tree, message: str
) -> None:
    with pytest.raises(ScenarioError, match="estimates") as raised:
        staged(tmp_path, TWO, {"estimates": views})
    assert message in str(raised.value)


def test_an_estimate_without_a_subject_is_of_the_only_outage_under_way(tmp_path: Path) -> None:
    """2.9.6: of none, if both are to come."""
    views = {"estimates": {"a": {"title": "A", "repair": "40 d"}}}
    scenario = staged(tmp_path, TWO, views)
    assert scenario.estimates["a"].of == "east"
    to_come = down(lasting(60, 30), lasting(90, 20))
    with pytest.raises(ScenarioError, match="write `of: NAME`, of east, east-2"):
        staged(tmp_path, to_come, views)


def test_two_outages_of_one_name_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match="give it one of its own"):
        staged(tmp_path, down(lasting(-10, 30, name="fire"), lasting(90, 20, name="fire")))


def test_the_repair_of_one_is_changed_alone(tmp_path: Path) -> None:
    """From its own date on, and lifted alone."""
    scenario = staged(tmp_path, TWO)
    changed = replay(repaired_after(scenario, 50 * DAY, "east-2"))
    assert changed.days("REPAIRED", "east") == [20, 140]
    assert replay(without_outage(scenario, "east-2")).days("REPAIRED", "east") == [20]


# --- a date that is not known (2.5.10) ---

SPAN = {"kind": "uniform", "low": day(100), "high": day(200)}


def test_a_date_is_sampled_from_its_law(tmp_path: Path) -> None:
    scenario = staged(tmp_path, down(lasting(SPAN, 10)), LUCK)
    begun = [each.day("PAD_OUTAGE", "east") for each in futures(scenario, 40)]
    assert all(day_ is not None and 100 <= day_ <= 200 for day_ in begun)
    assert len(set(begun)) > 30
    quiet = replay(staged(tmp_path, down(lasting(SPAN, 10))))
    assert quiet.days("REPAIRED", "east") == [160]


def test_a_pin_fixes_date_and_repair(tmp_path: Path) -> None:
    pins = {"pins": {"outages": {"east": {"since": day(130), "repair": "25 d"}}}}
    played = replay(staged(tmp_path, down(lasting(SPAN, 10)), LUCK, pins))
    assert (played.days("PAD_OUTAGE", "east"), played.days("REPAIRED", "east")) == ([130], [155])


def test_a_span_that_is_past_is_refused(tmp_path: Path) -> None:
    past = {"kind": "uniform", "low": day(-90), "high": day(-50)}
    with pytest.raises(ScenarioError, match="an outage that has begun has one date"):
        staged(tmp_path, down(lasting(past, 200)))


# --- closures (2.10) ---


@pytest.mark.parametrize(
    ("begin", "end", "launch"),
    [(90, 110, 110), (94, 110, 110), (94 + SECOND, 110, 94), (80, 94, 94), (-5, 100, 100)],
)
def test_nothing_launches_from_a_closed_pad(
    tmp_path: Path, begin: float, end: float, launch: float
) -> None:
    played = play(tmp_path, pad_closed(begin, end))
    assert ups(played, "s-2", "s-3") == [launch, 294]
    assert ("94.00 WAITS_FOR s-2 CLOSED" in played.log) == (launch > 94)


def test_another_pad_serves(tmp_path: Path) -> None:
    played = play(tmp_path, pad_closed(90, 110), {"pads": {"south": {"families": ["r7"]}}})
    assert (ups(played, "s-2"), played.row("LAUNCHES", "s-2").pad) == ([94], "south")


def test_a_range_closes_all_its_pads(tmp_path: Path) -> None:
    cape = {"ranges": {"cape": {"pads": ["east", "west"], "closed": closed(90, 150)}}}
    assert ups(play(tmp_path, cape), "s-2", "d-2") == [150, 150]


def test_a_closure_repeats(tmp_path: Path) -> None:
    played = play(tmp_path, pad_closed(90, 110, every="200 d"))
    assert ups(played, "s-2", "s-3", "s-4") == [110, 310, 510]


def test_waiting_for_it_moves_no_later_date(tmp_path: Path) -> None:
    assert ups(play(tmp_path, pad_closed(90, 130)), "s-2", "s-3") == [130, 294]


def test_the_plan_has_closures_and_no_outages(tmp_path: Path) -> None:
    scenario = staged(tmp_path, pad_closed(90, 130), down(lasting(280, 90)))
    assert ups(replay(scenario, plan=True), "s-2", "s-3") == [130, 294]


@pytest.mark.parametrize(("begin", "end", "launch"), [(90, 110, 109), (95, 96, 95), (96, 110, 94)])
def test_nothing_is_sent_to_a_port_that_is_closed_when_it_would_dock(
    tmp_path: Path, begin: float, end: float, launch: float
) -> None:
    played = play(tmp_path, ports_closed(begin, end, "one", "two"))
    assert ups(played, "s-2") == [launch]


def test_another_port_serves(tmp_path: Path) -> None:
    gone = without("docked.s-1")
    played = play(tmp_path, gone, ports_closed(90, 110, "one"))
    assert (ups(played, "s-2"), played.row("DOCKS", "s-2").port) == ([94], "two")


def test_a_ship_at_a_port_that_closes_stays_and_leaves(tmp_path: Path) -> None:
    played = play(tmp_path, ports_closed(20, 400, "one"))
    assert played.day("UNDOCKS", "s-1") == play(tmp_path).day("UNDOCKS", "s-1")


def test_a_pad_that_is_closed_is_told(tmp_path: Path) -> None:
    log, _ = PLAYER(build(staged(tmp_path, pad_closed(90, 110)))).replay(1, 0)
    states = [(row.second / DAY, row.state.name) for row in log if row.state is not None]
    assert states == [(90, "CLOSED"), (110, "READY")]


def test_planned_dates_inside_closures_are_warned_of(tmp_path: Path) -> None:
    scenario = staged(tmp_path, pad_closed(90, 110), ports_closed(20, 400, "one"))
    told = {warning.path: warning.message for warning in scenario.warnings}
    assert "its pads, east, are closed until 2030-04-21" in told["manifest.s-2.planned"]
    assert "one is closed from 2030-01-21" in told["docked.s-1.port"]
