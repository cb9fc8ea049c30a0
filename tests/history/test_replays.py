"""The replays of real months: given the causes alone, the rules give history to the day."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from sim.core.clock import instant_at
from sim.engine.build import build
from sim.engine.simpy import Simpy
from sim.outcomes import Happening, LogRow
from sim.scenario import Scenario, load

ROOT = Path(__file__).parents[2]
SCENARIOS = ROOT / "scenarios/history"
RECORD = ROOT / "tests/data/history"
REPLAYS = ["site-31-as-flown", "ms-10-2018", "tiangong-2025"]

VERBS = {Happening.DOCKS: "docks", Happening.UNDOCKS: "undocks"}

FLIGHT_CAUSES = {
    "launch", "slip", "replan", "scrubs", "lost", "stand_down", "damages_pad", "fails_to_dock",
    "transit", "overlap", "hold", "unfit", "medical_return", "lead", "reseat",
}  # fmt: skip
"""What may be pinned of a flight in a replay: all that MODEL 1.4 lists, but for `undock`."""


@dataclass(frozen=True)
class Replay:
    scenario: Scenario
    log: list[LogRow]
    unmet_pins: dict[str, int]
    record: dict[str, Any]

    def day(self, row: LogRow) -> date:
        return instant_at(self.scenario.as_of, row.second).date()

    def head_counts(self) -> Iterator[tuple[date, int, str]]:
        """Every change of the head count: when, to how many, by what."""
        aboard = self.record["people_at_start"]
        for row in self.log:
            if row.people != aboard:
                aboard = row.people
                yield self.day(row), aboard, f"{row.entity} {VERBS[row.happening]}"

    def first(self, happening: Happening, entity: str) -> LogRow:
        return next(r for r in self.log if (r.happening, r.entity) == (happening, entity))


def replayed(name: str) -> Replay:
    scenario = load(SCENARIOS / f"{name}.yaml")
    log, batch = Simpy(build(scenario)).replay(1, 0)
    record = yaml.safe_load((RECORD / f"{name}.yaml").read_text())
    return Replay(scenario, log, batch.unmet_pins, record)


@pytest.mark.parametrize("name", REPLAYS)
def test_dockings_departures_and_head_counts_are_history_to_the_day(name: str) -> None:
    replay = replayed(name)
    recorded = [(c["date"], c["aboard"], c["by"]) for c in replay.record["head_counts"]]
    assert list(replay.head_counts()) == recorded


@pytest.mark.parametrize("name", REPLAYS)
def test_as_many_people_are_aboard_at_the_start(name: str) -> None:
    scenario = load(SCENARIOS / f"{name}.yaml")
    batch = Simpy(build(scenario)).run(1, range(1))
    aboard = batch.headcount[0, 0].tolist().index(1)
    assert aboard == yaml.safe_load((RECORD / f"{name}.yaml").read_text())["people_at_start"]


@pytest.mark.parametrize("name", REPLAYS)
def test_every_pin_is_met(name: str) -> None:
    assert replayed(name).unmet_pins == {}


@pytest.mark.parametrize("name", REPLAYS)
def test_luck_has_no_say(name: str) -> None:
    engine = Simpy(build(load(SCENARIOS / f"{name}.yaml")))
    assert engine.replay(1, 0)[0] == engine.replay(2, 7)[0]


@pytest.mark.parametrize("name", REPLAYS)
def test_pins_name_causes_only(name: str) -> None:
    pins = yaml.safe_load((SCENARIOS / f"{name}.yaml").read_text())["pins"]
    assert set(pins) <= {"rest", "pads", "families", "flights"}
    assert pins["rest"] == "as_planned"
    for pinned in pins["flights"].values():
        assert set(pinned) - {"source", "note"} <= FLIGHT_CAUSES
    for pinned in pins.get("pads", {}).values():
        assert set(pinned) - {"source", "note"} <= {"repaired", "repair"}
    for pinned in pins.get("families", {}).values():
        assert set(pinned) - {"source", "note"} <= {"stand_downs"}


def test_the_aborted_crew_of_2018_flies_again_on_the_flight_it_did() -> None:
    replay = replayed("ms-10-2018")
    lost = replay.record["lost"]
    assert replay.day(replay.first(Happening.LOST, lost["flight"])) == lost["date"]
    launch = replay.first(Happening.LAUNCHES, lost["next_flight"])
    assert set(lost["crew"]) <= set(launch.crew)
    for person in lost["crew"]:
        assert replay.first(Happening.REMANIFESTED, person).other == lost["next_flight"]


def test_at_tiangong_they_go_home_in_the_ship_of_their_relief() -> None:
    replay = replayed("tiangong-2025")
    home, rescue = replay.record["home"], replay.record["rescue"]
    left = replay.first(Happening.UNDOCKS, home["ship"])
    assert instant_at(replay.scenario.as_of, left.second) == home["left"]
    launch = replay.first(Happening.LAUNCHES, rescue["ship"])
    assert list(launch.crew) == rescue["crew"]
    docked = replay.first(Happening.DOCKS, rescue["ship"])
    assert instant_at(replay.scenario.as_of, docked.second) == rescue["docked"]
    for who in replay.record["without_a_ship"]:
        assert replay.first(Happening.STRANDED, who).second == left.second
        assert replay.first(Happening.SEAT_RESERVED, who).other == rescue["ship"]


def test_a_station_of_one_segment_is_not_warned_of_another() -> None:
    scenario = load(SCENARIOS / "tiangong-2025.yaml")
    assert list(scenario.station.minimum) == ["tiangong"]
    names = [column.name for column in build(scenario).columns]
    assert "crew_days[tiangong]" in names
    assert not [name for name in names if "rs" in name.split("[")[-1].split("]")[0].split(",")]
