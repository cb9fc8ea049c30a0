"""Outages, stages of a repair, several families, certification, blackouts: what they resolve to."""

import dataclasses
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.core import clock
from sim.scenario import choose, dump, load, with_estimate
from sim.scenario.blackouts import blackouts_of
from sim.scenario.schema_launchers import Blackout
from sim.scenario.times import Calendar
from tests.scenario.refresh import VALID

DAY = 86400
HOUR = 3600
SMALL = VALID / "small.yaml"


@pytest.fixture(scope="module")
def scenario():
    return load(VALID / "every-key.yaml")


@pytest.fixture(scope="module")
def launchers():
    return load(VALID / "launchers.yaml")


def small(*overrides):
    return load(SMALL, overrides=overrides)


def test_a_scenario_without_the_new_keys_has_none_of_it():
    s = small()
    assert s.station.operations_apart.law.support() == (0, 0)
    assert s.pads["east"].crew_stage.law.support() == (0, 0)
    assert (s.pads["east"].outages, s.pads["east"].after_repair) == (None, None)
    soyuz = s.vehicles["soyuz"]
    assert soyuz.families == ("r7",)
    assert (soyuz.certification, soyuz.launch_blackouts, soyuz.landing_blackouts) == (None, (), ())
    assert s.pins.outages == {}


def test_operations_apart(scenario):
    apart = scenario.station.operations_apart
    assert apart.path == "station.operations_apart"
    assert apart.law.support() == (12 * HOUR, 2 * DAY)


# --- pads -----------------------------------------------------------------------------------------


def test_an_outage_has_the_crew_stage_of_its_pad_unless_it_states_its_own(scenario, launchers):
    east = scenario.pads["east"]
    assert east.crew_stage.law.support() == (10 * DAY, 60 * DAY)
    assert east.outage[0].crew_stage.law.support() == (25 * DAY, 25 * DAY)
    late = launchers.pads["east"]
    assert late.outage[0].crew_stage == late.crew_stage
    assert late.crew_stage.law.support() == (30 * DAY, 30 * DAY)


def test_an_outage_shares_the_uncertain_crew_stage_of_its_pad(tmp_path):
    law = "{kind: lognormal, sigma: 0.5, median: {kind: uniform, low: 10 d, high: 20 d}}"
    s = small(f"pads.east.crew_stage={law}", "pads.east.outage={since: 2029-12-01}")
    assert s.pads["east"].outage[0].crew_stage.scales[0].path == "pads.east.crew_stage.median"
    again = tmp_path / "again.yaml"
    again.write_text(dump(s), encoding="utf-8")
    assert load(again).pads == s.pads


def test_random_outages_have_the_repair_of_their_pad_unless_they_state_their_own(scenario):
    east, north = scenario.pads["east"].outages, scenario.pads["north"].outages
    assert east.rate.path == "pads.east.outages.rate"
    assert east.rate.law.median() == pytest.approx(1 / (8 * 365.25))
    assert east.repair == scenario.pads["east"].repair
    assert east.repair.scales[0].path == "pads.east.repair.median"
    assert north.rate.law.mean() == pytest.approx(0.2 / 365.25, rel=1e-4)
    assert north.repair.law.mean() == pytest.approx(12 * DAY)
    assert scenario.pads["north"].repair is None


def test_a_pad_may_be_damaged_more_often_after_a_repair(scenario):
    after = scenario.pads["east"].after_repair
    assert after.launches == 3
    assert after.damage_probability.path == "pads.east.after_repair.damage_probability"
    assert after.damage_probability.law.mean() == pytest.approx(1 / 31, rel=1e-4)
    assert scenario.pads["north"].after_repair is None


def test_a_damage_that_never_happens_needs_no_repair():
    pad = small("pads.west.after_repair={launches: 1, damage_probability: 0}").pads["west"]
    assert pad.repair is None


def test_an_outage_may_begin_on_a_later_date(launchers):
    (outage,) = launchers.pads["east"].outage
    assert outage.since == (31 + 28) * DAY + 12 * HOUR
    assert choose(launchers) == "late"
    (late,) = with_estimate(launchers, "late").pads["east"].outage
    assert late == dataclasses.replace(outage, repair=launchers.estimates["late"].repair)
    assert with_estimate(launchers, "none").pads["east"].outage == ()


def test_the_repair_of_a_later_outage_may_take_any_time():
    """It has not begun on as_of, so nothing contradicts an estimate, however short."""
    estimates = "estimates={short: {title: Short, repair: 1 h}}"
    s = small("pads.east.outage={since: 2030-12-30, repair: 1 h}", estimates)
    assert s.warnings == ()
    begun = small("pads.east.outage={since: 2030-01-01T00:00:00Z, repair: 1 h}", estimates)
    assert begun.pads["east"].outage[0].since == 0
    assert begun.warnings == ()


def test_pinned_outages_are_exactly_these(scenario, launchers):
    assert [end - begin for begin, end in scenario.pins.outages["east"]] == [10 * DAY]
    assert scenario.pins.outages["north"] == ()
    assert launchers.pins.outages == {
        "west": ((120 * DAY + 12 * HOUR, 130 * DAY + 12 * HOUR), (0, 4 * DAY + 12 * HOUR))
    }
    assert launchers.pins.repairs == {"east": 150 * DAY}


def test_outages_are_pinned_beside_a_repair_or_alone(tmp_path):
    (tmp_path / "base.yaml").write_bytes(SMALL.read_bytes())
    (tmp_path / "middle.yaml").write_text(
        "format: 1\nextends: base.yaml\npads: {east: {outage: {since: 2029-12-01}}}\n"
        "pins: {pads: {east: {repaired: 2030-03-01, outages: []}}}\n",
        encoding="utf-8",
    )
    own = tmp_path / "own.yaml"
    own.write_text(
        "format: 1\nextends: middle.yaml\npins: {pads: {east: {repair: 99 d}}}\n", encoding="utf-8"
    )
    pins = load(own).pins
    assert pins.repairs == {"east": 99 * DAY}
    assert pins.outages == {"east": ()}


# --- classes --------------------------------------------------------------------------------------


def test_families_stand_in_the_declared_order(scenario, launchers):
    assert scenario.vehicles["taxi"].families == ("falcon", "atlas")
    assert launchers.vehicles["soyuz"].families == ("r7",)
    assert launchers.vehicles["dragon"].families == ("falcon", "vulcan", "atlas")


def test_a_list_replaces_the_family_of_the_base():
    assert small("vehicles.dragon.family=[falcon, r7]").vehicles["dragon"].families == (
        "falcon",
        "r7",
    )


@pytest.mark.parametrize(
    ("soyuz", "dragon", "told"),
    [
        ("r7", "falcon", []),
        ("[r7]", "[falcon]", []),
        ("[r7, falcon]", "falcon", ["policy.extra_flight", "policy.seat_swap"]),
        ("r7", "[falcon, r7]", ["policy.extra_flight", "policy.seat_swap"]),
    ],
)
def test_levers_between_classes_ask_for_two_without_a_common_family(soyuz, dragon, told):
    s = small(
        f"vehicles.soyuz.family={soyuz}",
        f"vehicles.dragon.family={dragon}",
        "policy.seat_swap={after: 60 d, seats: 1}",
        "policy.extra_flight={class: dragon, crew: [usos, usos], after: 9 d, lead: 9 d}",
    )
    assert [warning.file.removeprefix("--set ") for warning in s.warnings] == told


def test_a_class_is_certified_a_while_after_as_of(scenario):
    certification = scenario.vehicles["taxi"].certification
    assert certification.path == "vehicles.taxi.certification"
    assert certification.law.support() == (90 * DAY, 140 * DAY)
    assert scenario.vehicles["soyuz"].certification is None


def test_blackouts_repeat_and_overlapping_ones_are_one(scenario):
    soyuz = scenario.vehicles["soyuz"]
    first = -6.5 * DAY
    assert soyuz.launch_blackouts[:2] == (
        (first, first + 9 * DAY),
        (first + 60 * DAY, first + 69 * DAY),
    )
    assert len(soyuz.launch_blackouts) == 13
    begin = 151 * DAY + 6 * HOUR
    assert soyuz.landing_blackouts == ((begin, 162 * DAY + 12 * HOUR),)
    assert scenario.vehicles["progress"].launch_blackouts == ()
    assert len(scenario.vehicles["progress"].landing_blackouts) == 1


def blackouts(text):
    vehicle = small(f"vehicles.progress.blackouts={{launch: [{text}]}}").vehicles["progress"]
    return vehicle.launch_blackouts


def test_blackouts_that_are_over_or_begin_after_the_horizon_are_left_out():
    assert blackouts("{from: 2029-11-01, to: 2030-01-01T00:00:00Z}") == ()
    assert blackouts("{from: 2031-01-01, to: 2031-02-01}") == ()
    assert blackouts("{from: 2029-11-01, to: 2029-11-02, every: 100 d}") == (
        (39.5 * DAY, 40.5 * DAY),
        (139.5 * DAY, 140.5 * DAY),
        (239.5 * DAY, 240.5 * DAY),
        (339.5 * DAY, 340.5 * DAY),
    )
    ends_after_it = "{from: 2030-12-31, to: 2031-02-01}"
    assert blackouts(ends_after_it) == ((364 * DAY + 12 * HOUR, 396 * DAY + 12 * HOUR),)


def test_blackouts_that_only_touch_stay_two():
    one, two = blackouts("{from: 2030-02-02, to: 2030-02-03}, {from: 2030-02-01, to: 2030-02-02}")
    assert one[1] == two[0]


def test_a_blackout_begins_when_the_first_of_those_that_overlap_does():
    found = blackouts(
        "{from: 2029-12-20, to: 2030-01-01T00:00:00Z}, {from: 2029-12-30, to: 2030-01-09}"
    )
    assert found == ((-11.5 * DAY, 8.5 * DAY),)


STARTS, LENGTHS = st.integers(-30, 60), st.integers(1, 20)


@given(
    stated=st.lists(
        st.tuples(STARTS, LENGTHS, st.one_of(st.none(), st.integers(1, 10))), max_size=4
    )
)
def test_blackouts_cover_what_is_stated_and_no_more(stated):
    """Between whole minutes it is dark exactly where a stated blackout says so."""
    calendar = Calendar(clock.parse_instant("2030-01-01T00:00:00Z"))

    def instant(minutes):
        return clock.iso(clock.instant_at(calendar.as_of, minutes * 60))

    until = 50 * 60
    entries = []
    for begin, length, gap in stated:
        every = None if gap is None else f"{length + gap} min"
        entry = {"from": instant(begin), "to": instant(begin + length), "every": every}
        entries.append(Blackout.model_validate(entry))
    found = blackouts_of(entries, until, calendar)
    assert all(one[1] <= two[0] for one, two in pairwise(found))
    assert all(end > 0 and begin < until for begin, end in found)
    for at in range(15, until, 30):
        dark = any(
            begin * 60 < at < (begin + length) * 60
            if gap is None
            else at > begin * 60 and 0 < (at - begin * 60) % ((length + gap) * 60) < length * 60
            for begin, length, gap in stated
        )
        assert any(begin < at < end for begin, end in found) == dark


# --- what has to be paid --------------------------------------------------------------------------


def test_a_crew_with_a_family_that_asks_for_nothing_is_never_stuck(launchers):
    """See its file: atlas and vulcan may owe what no cargo ship can pay; falcon cannot."""
    assert launchers.warnings == ()
    assert launchers.families["atlas"].requalification == 2


def test_cargo_with_several_families_pays_on_each():
    s = small(
        "families.falcon={loss_probability: 0.01, stand_down: 30 d, requalification: 1}",
        "vehicles.progress.family=[r7, falcon]",
    )
    assert s.families["falcon"].requalification == 1
