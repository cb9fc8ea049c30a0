"""From the event log of one future to what its traffic chart shows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Any

from sim.core.clock import DAY, instant_at
from sim.outcomes import Cause, Happening, PadState
from sim.present import words
from sim.present.columns import rows
from sim.present.plots.traffic import (
    STOOD_DOWN,
    Berth,
    Launch,
    PadTime,
    Reason,
    Traffic,
)
from sim.present.sentences import Titles, entity
from sim.scenario.scenario import Flight, Scenario
from sim.studies.replay import Future, at

_MISHAPS = {
    Happening.LOST: "{} is lost on the way up",
    Happening.FAILS_TO_DOCK: "{} fails to dock and comes home",
    Happening.PAD_DAMAGED: "a launch damages {}",
    Happening.PAD_OUTAGE: "{} goes out of service",
    Happening.UNFIT: "{} becomes unfit for return",
    Happening.FALLS_ILL: "{} falls ill and has to go home",
    Happening.SENT_HOME: "{} is sent home to save stores",
    Happening.FLIGHT_ORDERED: "{} is ordered",
}
_EPISODES = {
    "handover_gap": "nobody of the {} line aboard",
    "segment_gap": "nobody qualified for the {} aboard",
    "qualification_gap": "too few qualified for {} aboard",
    "stranding": "no certified seat home for {}",
    "decrewed": "nobody aboard",
}


def traffic(future: Future) -> Traffic:
    """Return the chart of one future."""
    scenario = future.scenario
    return Traffic(
        as_of=scenario.as_of,
        until=instant_at(scenario.as_of, scenario.until),
        ports=tuple(port.name for port in scenario.station.ports),
        pads=tuple(scenario.pads),
        lines=tuple(scenario.lines),
        berths=tuple(_berths(future)),
        pad_states=(*_pad_states(future), *_stand_downs(future)),
        launches=tuple(_launches(future)),
        people=tuple(_people(future)),
        titles=scenario.titles,
        reasons=tuple(sorted(_reasons(future), key=lambda reason: reason.start)),
    )


def _berths(future: Future) -> Iterator[Berth]:
    scenario = future.scenario
    flights = {flight.name: flight for flight in scenario.flights}
    launched = {flight.name: flight.launched for flight in scenario.flights}
    docked: dict[str, tuple[str, dt.datetime]] = {
        flight.name: (flight.port, instant_at(scenario.as_of, flight.docked or 0))
        for flight in scenario.flights
        if flight.port is not None
    }
    unfit: dict[str, dt.datetime] = {}
    for row in future.log:
        name = row.entity
        if row.happening == Happening.UNFIT:
            unfit[name] = at(future, row)
        elif row.happening == Happening.LAUNCHES:
            launched[name] = row.second
        elif row.happening == Happening.DOCKS:
            docked[name] = (row.port, at(future, row))
        elif row.happening == Happening.UNDOCKS and name in docked:
            port, start = docked.pop(name)
            limit = _limit(scenario, flights[name], launched[name])
            kind = _kind(flights[name])
            yield Berth(name, port, kind, start, at(future, row), limit, unfit.get(name))
    for name, (port, start) in docked.items():
        limit = _limit(scenario, flights[name], launched[name])
        yield Berth(name, port, _kind(flights[name]), start, None, limit, unfit.get(name))


def _kind(flight: Flight) -> str:
    return flight.line or flight.role


def _limit(scenario: Scenario, flight: Flight, launched: int | None) -> dt.datetime | None:
    """Return the stay limit of a flight, at the median where it is uncertain."""
    if flight.limit is None or launched is None:
        return None
    return instant_at(scenario.as_of, launched + round(flight.limit.law.median()))


def _pad_states(future: Future) -> Iterator[PadTime]:
    """Yield the time in which a pad is not ready for crews, state by state."""
    scenario = future.scenario
    end = instant_at(scenario.as_of, scenario.until)
    for pad in scenario.pads:
        told = [
            (at(future, row), row.state)
            for row in future.log
            if row.entity == pad and row.state is not None
        ]
        for (start, state), (until, _) in pairwise([*told, (end, PadState.READY)]):
            if state is not PadState.READY:
                yield PadTime(pad, start, until, state.words)


def _stand_downs(future: Future) -> Iterator[PadTime]:
    """Yield the time in which every rocket of a pad that is used stands down."""
    scenario = future.scenario
    end = instant_at(scenario.as_of, scenario.until)
    for name, family in scenario.families.items():
        pads = [pad.name for pad in scenario.pads.values() if set(pad.families) == {name}]
        since = scenario.as_of if family.grounded is not None else None
        for row in future.log:
            if row.entity != name:
                continue
            if row.happening == Happening.STAND_DOWN_BEGINS and since is None:
                since = at(future, row)
            elif row.happening == Happening.STAND_DOWN_ENDS and since is not None:
                yield from (PadTime(pad, since, at(future, row), STOOD_DOWN) for pad in pads)
                since = None
        if since is not None:
            yield from (PadTime(pad, since, end, STOOD_DOWN) for pad in pads)


def _launches(future: Future) -> Iterator[Launch]:
    lost = {(row.entity, row.second) for row in future.log if row.happening == Happening.LOST}
    for row in future.log:
        if row.happening == Happening.LAUNCHES:
            yield Launch(row.pad, row.entity, at(future, row), (row.entity, row.second) in lost)


def _people(future: Future) -> Iterator[tuple[dt.datetime, int]]:
    scenario = future.scenario
    people = [person for flight in scenario.flights for person in flight.crew]
    yield scenario.as_of, sum(person.aboard_since is not None for person in people)
    for row in future.log:
        yield at(future, row), row.people


def _reasons(future: Future) -> Iterator[Reason]:
    """Yield one reason an instant: what happened then, and the breaks that began with it."""
    scenario = future.scenario
    told: dict[dt.datetime, list[str]] = {}
    ends: dict[dt.datetime, dt.datetime] = {}
    for row in future.log:
        if row.happening in _MISHAPS:
            who = entity(row, scenario.titles)
            told.setdefault(at(future, row), []).append(_MISHAPS[row.happening].format(who))
    for episode in merged(named(rows(future.tables.episodes), scenario.titles)):
        if episode["kind"] not in _EPISODES:
            continue
        start = episode["start"]
        told.setdefault(start, []).append(episode_words(episode))
        ends[start] = max(ends.get(start, start), episode["end"] or _end(future))
    for stock, start, end in _shortages(future):
        days = (end - start).total_seconds() / DAY
        until = f"until {end:%Y-%m-%d}" if end < _end(future) else "still at the end"
        what = f"{words.stock_name(stock)} at its reserve line ({days:.1f} d, {until})"
        told.setdefault(start, []).append(what)
        ends[start] = max(ends.get(start, start), end)
    for start, texts in told.items():
        yield Reason(start, "; ".join(texts), ends.get(start))


def _shortages(future: Future) -> Iterator[tuple[str, dt.datetime, dt.datetime]]:
    """Yield each time in which a stock is at or below its reserve line."""
    since: dict[str, dt.datetime] = {}
    for row in future.log:
        if row.happening == Happening.STOCK_LOW:
            since[row.entity] = at(future, row)
        elif row.happening == Happening.STOCK_RESTORED:
            yield row.entity, since.pop(row.entity), at(future, row)
    for stock, start in since.items():
        yield stock, start, _end(future)


def named(episodes: Iterable[dict[str, Any]], titles: Titles) -> list[dict[str, Any]]:
    """Return the episodes with places and vehicles as people call them."""
    lines, flights = titles.get("lines", {}), titles.get("flights", {})
    people = titles.get("people", {})
    found = []
    for each in episodes:
        place = each["place"]
        if each["kind"] == "handover_gap":
            place = lines.get(place) or words.line_name(place)
        elif each["kind"] == "segment_gap":
            place = words.segment_name(place)
        elif each["kind"] == "stranding":
            place = people.get(place, place)
        found.append(
            {**each, "place": place, "vehicle": flights.get(each["vehicle"], each["vehicle"])}
        )
    return found


def merged(episodes: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the episodes with strandings of the same time as one, with all names."""
    found: dict[tuple[object, ...], dict[str, Any]] = {}
    for episode in episodes:
        who = None if episode["kind"] == "stranding" else episode["place"]
        key = (episode["kind"], who, episode["start"], episode["end"])
        if key in found:
            found[key]["place"] += f", {episode['place']}"
        else:
            found[key] = dict(episode)
    return list(found.values())


def episode_words(episode: dict[str, Any]) -> str:
    """Return what an episode was, how long it lasted, and why; its names as people call them."""
    what = _EPISODES.get(str(episode["kind"]), "fewer aboard than the minimum")
    begun = Cause[str(episode["begun_by"]).upper()].words
    end = episode["end"]
    until = f"until {end:%Y-%m-%d}" if isinstance(end, dt.datetime) else "still at the end"
    vehicle = ""
    if episode["vehicle"]:
        stays = episode["kind"] == "stranding" or episode["begun_by"] in ("loss", "docking_failure")
        name = episode["vehicle"]
        vehicle = f", {name}" if stays else f" (as {name} left)"
    return f"{what.format(episode['place'])} ({episode['days']:.1f} d, {until}): {begun}{vehicle}"


def _end(future: Future) -> dt.datetime:
    return instant_at(future.scenario.as_of, future.scenario.until)
