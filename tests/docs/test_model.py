"""What docs/model shows of the program: the log of its tour, the streams of luck, the states."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

import pytest
from typer.testing import CliRunner

from sim.engine import stream
from sim.engine.build import build
from sim.engine.memory.words import Where
from sim.engine.program import Program
from sim.engine.simpy import Simpy
from sim.outcomes import DECLARED, Happening, LogRow, Named, PadState
from sim.present.cli import app
from sim.scenario import load, with_policy
from tests.docs.pages import MODEL
from tests.shipped import loaded, under

COMMAND = re.compile(r"^\$ crewsim (.+) \| grep '(.+)' \| head -(\d+)\n((?:.+\n)+)", re.MULTILINE)


def test_the_log_of_the_tour_is_what_the_command_prints() -> None:
    tour = (MODEL / "README.md").read_text(encoding="utf-8")
    ((asked, pattern, most, shown),) = COMMAND.findall(tour.replace("```\n", ""))
    told = CliRunner().invoke(app, [*asked.split(), "--no-figures", "--engine", "simpy"])
    assert told.exit_code == 0, told.stderr
    lines = [line for line in told.stdout.splitlines() if re.search(pattern, line)]
    assert shown.splitlines() == lines[: int(most)]
    quoted = re.findall(r"^> `(.+)`$", tour, re.MULTILINE)
    assert quoted == shown.splitlines()


def test_every_stream_of_luck_is_told() -> None:
    """MODEL 10.3."""
    page = (MODEL / "clock-and-luck.md").read_text(encoding="utf-8").split("### 10.3")[1]
    rows = re.findall(r"^\| ((?:`[\w-]+`(?:, )?)+) \| ([\w' /]+) \|", page, re.MULTILINE)
    told = {(name, entity) for names, entity in rows for name in re.findall(r"`([\w-]+)`", names)}
    entities = {
        "flight": stream.OF_FLIGHTS,
        "person": stream.OF_PEOPLE,
        "family": stream.OF_FAMILIES,
        "pad": stream.OF_PADS,
        "class/capsule": stream.OF_CAPSULES,
        "station": stream.OF_STATION,
        "the key's path": stream.OF_INPUTS,
    }
    assert told == {(name, entity) for entity, names in entities.items() for name in names}


# --- 8.6 states ----------------------------------------------------------------------------------

START = "[*]"
FUTURES = 12
PLAYED = (
    ("baseline", "", ""),
    ("baseline", "", "as-written"),
    ("outage-to-come", "", ""),
    ("second-failure", "up-to-two-years", ""),
    ("site-31-levers", "up-to-two-years", "alternate-pad"),
    ("site-31-levers", "up-to-two-years", "extra-flight"),
    ("site-31-levers", "up-to-two-years", "low-stock"),
    ("site-31-levers", "up-to-two-years", "reserve-craft"),
    ("site-31-levers", "months-perhaps-years", "seat-swap"),
    ("site-31-stages", "up-to-two-years", ""),
)
LEFT = "station.evacuation={rate: 1 per 200 d, away: 60 d}"
CLOSED = ["pads.slc-40.closed=[{from: 2026-03-01, to: 2026-03-20, every: 100 d}]"]
FAULT = "vehicles.soyuz-ms.type_fault.probability=1"


class Diagram:
    """A state diagram of the page: from where to where, by the words beside the arrow."""

    def __init__(self, heading: str) -> None:
        page = (MODEL / "states.md").read_text(encoding="utf-8")
        section = re.split(r"^## ", page, flags=re.MULTILINE)
        (text,) = [each for each in section if each.startswith(heading)]
        block, rest = text.split("```mermaid\n")[1].split("```")
        arrows = re.findall(r"^ +(\S+) --> (\w+)(?: : (.+))?$", block, re.MULTILINE)
        self.arrows = {(a, b, w) for a, b, words in arrows for w in words.split(", ")}
        self.states = {state for a, b, _ in self.arrows for state in (a, b)} - {START}
        named = re.findall(r"^\| ([\w, ]+) \|", rest, re.MULTILINE)
        self.explained = {state for row in named[1:] for state in row.split(", ")}

    def after(self, state: str, word: str) -> str:
        """The state that follows; the same for a word that the diagram does not know."""
        if word not in {each for _, _, each in self.arrows}:
            return state
        (behind,) = {b for a, b, each in self.arrows if (a, each) == (state, word)} or {""}
        assert behind, f"nothing leads from {state} by {word}"
        return behind


@cache
def logs() -> tuple[tuple[Program, tuple[LogRow, ...]], ...]:
    found = []
    scenarios = [
        load("second-failure", overrides=[LEFT, FAULT]),
        load("baseline", overrides=CLOSED),
    ]
    for name, estimate, policy in PLAYED:
        scenario = under(name, estimate) if estimate else loaded(name)
        scenarios.append(with_policy(scenario, policy) if policy else scenario)
    for scenario in scenarios:
        program = build(scenario)
        player = Simpy(program)
        found += [(program, tuple(player.replay(1, number)[0])) for number in range(FUTURES)]
    return tuple(found)


@pytest.mark.parametrize("heading", ["Ship", "Person", "Pad", "Class", "Station"])
def test_every_state_is_explained(heading: str) -> None:
    diagram = Diagram(heading)
    assert diagram.states == diagram.explained
    happenings = {happening.name for happening in Happening}
    words = {word for _, _, word in diagram.arrows if word.isupper()}
    assert words <= happenings


def test_the_states_are_those_of_the_engine() -> None:
    assert Diagram("Pad").states == {state.name for state in PadState}
    assert {where.name.lower() for where in Where} <= Diagram("Ship").states


def test_ships_go_from_state_to_state_as_drawn() -> None:
    diagram, seen = Diagram("Ship"), set()
    for program, log in logs():
        state = dict.fromkeys(program.flights.names, "ground")
        state |= {f.name: "docked" for f in program.flights if f.docked <= 0}
        state |= {f.name: "unfit" for f in program.flights if f.unfit_since <= 0}
        for row in log:
            if DECLARED[row.happening].entity is Named.FLIGHT:
                state[row.entity] = diagram.after(state[row.entity], row.happening.name)
        seen |= set(state.values())
    assert {"merged", "lost", "gone", "docked", "ground"} <= seen


def test_people_go_from_state_to_state_as_drawn() -> None:
    diagram, seen = Diagram("Person"), set()
    for program, log in logs():
        state, seat = {}, {}
        for person in program.people:
            aboard = person.stated_aboard_since <= 0
            seated = aboard and person.stated_seat >= 0
            state[person.name] = "seated" if seated else START if aboard else "ground"
            seat[person.name] = program.flights[person.stated_seat].name if seated else ""
        for row in log:
            for name in _whom(row, seat):
                state[name] = diagram.after(state[name], row.happening.name)
                if row.happening is Happening.LAUNCHES:
                    seat[name] = row.entity
                elif row.happening in SEATED:
                    seat[name] = row.other
                elif state[name] not in ("way", "seated", "placed"):
                    seat[name] = ""
                seen.add(state[name])
    assert seen == diagram.states


SEATED = (Happening.RESEATED, Happening.SEAT_CHANGED, Happening.TAKES_A_PLACE)
"""What gives somebody a seat, or a place, in another ship."""


def _whom(row: LogRow, seat: dict[str, str]) -> Iterator[str]:
    """The people to whom it happens: one, or all in the ship."""
    if row.happening is Happening.LAUNCHES:
        yield from row.crew
    elif DECLARED[row.happening].entity is Named.FLIGHT:
        yield from [name for name, ship in seat.items() if ship == row.entity]
    elif DECLARED[row.happening].entity is Named.PERSON:
        yield row.entity


def test_pads_go_from_state_to_state_as_drawn() -> None:
    drawn = {(a, b) for a, b, _ in Diagram("Pad").arrows}
    seen = set()
    for program, log in logs():
        state = dict.fromkeys(program.pads.names, "READY")
        for row in log:
            if row.happening is Happening.PAD_STATE and row.state is not None:
                before = START if row.rank == 0 else state[row.entity]
                seen.add((before, row.state.name))
                state[row.entity] = row.state.name
    assert seen <= drawn
    assert {b for _, b in seen} == Diagram("Pad").states


@pytest.mark.parametrize(
    ("heading", "entity"), [("Class", Named.CLASS), ("Station", Named.STATION)]
)
def test_a_class_and_the_station_go_from_state_to_state_as_drawn(
    heading: str, entity: Named
) -> None:
    """MODEL 5.5 and 5.6; what is not certified on `as_of` is grounded from the beginning."""
    diagram = Diagram(heading)
    first = "carries" if heading == "Class" else "open"
    seen = set()
    for program, log in logs():
        state = {c.name: "grounded" for c in program.classes if c.certification >= 0}
        for row in log:
            if DECLARED[row.happening].entity is entity:
                before = state.get(row.entity, first)
                state[row.entity] = diagram.after(before, row.happening.name)
                seen |= {before, state[row.entity]}
    assert seen == diagram.states
