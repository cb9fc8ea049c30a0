"""The quiet play: the plan as the scenario means it, and what the plan itself gets wrong.

The plan is played once before any run: every chance at its quiet value, no pins, nothing broken on
``as_of``. Whatever is amiss there is the scenario's doing, not luck's.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Protocol

from sim.core.clock import DAY, format_duration, instant_at, iso_date
from sim.core.errors import Problem
from sim.engine.batch import Batch, named_episodes, names_of
from sim.engine.build import build
from sim.engine.program import Program
from sim.outcomes import Cause, Episode, Happening, Kind, LogRow
from sim.runs.tables import PlannedSeconds, length
from sim.scenario.scenario import Scenario

LATE = 30 * DAY
"""Seconds behind its plan from which a flight that never flies is said to wait endlessly."""


class Replayer(Protocol):
    """An engine that plays one future and tells what happened in it."""

    def replay(self, seed: int, replication: int) -> tuple[list[LogRow], Batch]:
        """Return the event log and the rows of one replication."""
        ...


@dataclass(frozen=True)
class Plan:
    """What the quiet play has shown.

    Parameters
    ----------
    planned : mapping
        Seconds of each planned episode, by kind, place and the vehicle whose departure begins it;
        "" where it is open on `as_of`, or begins with its line.
    warnings : tuple of Problem
        What a plan should not hold.
    gaps : tuple of str
        The gaps of indirect lines, which a plan may hold.
    """

    planned: PlannedSeconds
    warnings: tuple[Problem, ...]
    gaps: tuple[str, ...]


def play_plan(scenario: Scenario, engine: Callable[[Program], Replayer]) -> Plan:
    """Play the plan and judge it; the seed does not matter where nothing is left to luck."""
    program = build(scenario, plan=True)
    log, batch = engine(program).replay(0, 0)
    names = [column.name for column in program.columns]
    outcomes = dict(zip(names, (int(cell) for cell in batch.outcomes[0]), strict=True))
    episodes = [episode for _, episode in named_episodes(names_of(program), batch.episodes)]
    planned: dict[tuple[Kind, str, str], int] = {}
    for episode in episodes:
        key = (episode.kind, episode.place, episode.vehicle)
        planned.setdefault(key, length(episode, scenario.until))
    found = [
        *_empty_places(scenario, episodes),
        *_overdue_people(outcomes),
        *_endless_waits(scenario, log),
        *_overruled_returns(scenario, log),
    ]
    return Plan(
        planned,
        tuple(Problem(scenario.file, None, path, f"the plan {words}") for path, words in found),
        tuple(_indirect_gaps(scenario, episodes)),
    )


def plan_warnings(scenario: Scenario, engine: Callable[[Program], Replayer]) -> list[Problem]:
    """Return what the plan of a scenario should not hold, in the words of its file."""
    return list(play_plan(scenario, engine).warnings)


def _empty_places(scenario: Scenario, episodes: list[Episode]) -> Iterator[tuple[str, str]]:
    """Yield the gaps of direct lines and the empty segments."""
    for episode in episodes:
        said = _said(scenario, episode)
        if episode.kind is Kind.SEGMENT_GAP:
            yield "station", f"leaves the {episode.place} segment without crew {said}"
        elif episode.kind is Kind.QUALIFICATION_GAP:
            yield "station", f"leaves too few qualified for {episode.place} aboard {said}"
        elif _begins_late(scenario, episode):
            continue
        elif episode.kind is Kind.HANDOVER_GAP and not _is_indirect(scenario, episode):
            yield f"lines.{episode.place}", f"leaves the direct line {episode.place} a gap {said}"


def _indirect_gaps(scenario: Scenario, episodes: list[Episode]) -> Iterator[str]:
    for episode in episodes:
        if episode.kind is Kind.HANDOVER_GAP and _is_indirect(scenario, episode):
            yield f"{episode.place}: a planned gap {_said(scenario, episode)}"


def _overdue_people(outcomes: dict[str, int]) -> Iterator[tuple[str, str]]:
    """Yield overstays that add up to a person-day or more, and any breach of a stay limit."""
    overstay = outcomes["overstay_person_days"]
    if overstay >= DAY:
        yield "", f"keeps people {overstay / DAY:.1f} person-d past their planned return"
    beyond = outcomes["days_past_limit"]
    if beyond > 0:
        yield "", f"keeps vehicles {format_duration(beyond)} beyond their stay limit"


def _endless_waits(scenario: Scenario, log: list[LogRow]) -> Iterator[tuple[str, str]]:
    """Yield the flights that are long due when the forecast ends and have not flown in it."""
    settled = {row.entity for row in log if row.happening in (Happening.LAUNCHES, Happening.MERGED)}
    for flight in scenario.flights:
        if flight.planned is None or flight.name in settled:
            continue
        if flight.planned + LATE <= scenario.until:
            due = _day(scenario, flight.planned)
            yield f"manifest.{flight.name}", f"never flies {flight.name}, which is due on {due}"


def _overruled_returns(scenario: Scenario, log: list[LogRow]) -> Iterator[tuple[str, str]]:
    """Yield the flights that leave a day or more before, or after, the planned return stated."""
    flights = {flight.name: flight for flight in scenario.flights}
    docked = [f.name for f in scenario.flights if f.docked is not None]
    for row in log:
        if row.happening is Happening.DOCKS:
            docked.append(row.entity)
        if row.happening is not Happening.UNDOCKS or row.cause is None:
            continue
        docked.remove(row.entity)
        flight = flights[row.entity]
        stated = row.second if flight.planned_return is None else flight.planned_return
        early = stated - row.second
        if abs(early) < DAY:
            continue
        why = row.cause.words
        if row.cause is Cause.HANDOVER:
            behind = next(name for name in docked if flights[name].line == flight.line)
            stands = "stands behind it: two lines?" if early > 0 else "relieves it no sooner"
            why = f"as {behind} {stands}"
        when = f"{early // DAY} d before" if early > 0 else f"{-early // DAY} d after"
        section = "manifest" if flight.docked is None else "docked"
        words = f"has {flight.name} leave on {_day(scenario, row.second)}, {when}"
        yield f"{section}.{flight.name}", f"{words} its planned return, {why}"


def _begins_late(scenario: Scenario, episode: Episode) -> bool:
    """Whether a gap is the way up of the first flight of a line, launched as the line begins."""
    line = scenario.lines.get(episode.place)
    if episode.kind is not Kind.HANDOVER_GAP or line is None or episode.vehicle:
        return False
    flights = [flight.planned for flight in scenario.flights if flight.line == line.name]
    begins = line.begins if line.begins is not None else -1
    return begins >= 0 and any(at is not None and at <= begins for at in flights)


def _is_indirect(scenario: Scenario, episode: Episode) -> bool:
    line = scenario.lines.get(episode.place)
    return line is not None and line.handover == "indirect"


def _said(scenario: Scenario, episode: Episode) -> str:
    """Return how long an episode lasts, since when and by whose doing."""
    lasts = format_duration(length(episode, scenario.until))
    whose = f" of {episode.vehicle}" if episode.vehicle else ""
    since = _day(scenario, episode.start)
    return f"of {lasts} from {since} ({episode.begun_by.words}{whose})"


def _day(scenario: Scenario, second: int) -> str:
    instant: dt.datetime = instant_at(scenario.as_of, second)
    return iso_date(instant)
