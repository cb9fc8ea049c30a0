"""The event log as sentences: what happened to whom, when and why."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from sim.core.clock import format_duration
from sim.core.errors import listed
from sim.outcomes import DECLARED, Happening, LogRow, Named

_SAID = {
    Happening.REPAIRED: "{who} is repaired and begins its return to service",
    Happening.STAND_DOWN_ENDS: "{who} may fly again",
    Happening.SPACECRAFT_READY: "a {who} is ready for its next flight",
    Happening.PAD_READY: "{who} may launch again",
    Happening.FLIGHT_READY: "{who} is ready to launch",
    Happening.DOCKS: "{who} docks at {port}",
    Happening.FAILS_TO_DOCK: "{who} fails to dock and comes home",
    Happening.TRIES_AGAIN: "{who} does not dock at its first attempt and will try again",
    Happening.RESEATED: "{who}: a certified seat home again, in {other}",
    Happening.UNFIT: "{who} becomes unfit for return",
    Happening.FALLS_ILL: "{who} falls ill and has to go home",
    Happening.UNDOCKS: "{who} undocks",
    Happening.STAND_DOWN_BEGINS: "{who} stands down",
    Happening.LAUNCHES: "{who} launches from {pad}{rocket}{crew}",
    Happening.SCRUBS: "{who} is scrubbed",
    Happening.LOST: "{who} is lost on the way up",
    Happening.PAD_DAMAGED: "a launch damages {who}",
    Happening.REPLANNED: "{who} is planned {shift}",
    Happening.PULLED_FORWARD: "{who} is pulled forward",
    Happening.REVERTED: "{who} goes back to its own date",
    Happening.REBASELINED: "{who} is late; its line's later dates move {shift}",
    Happening.MERGED: "{who} is merged into {other}",
    Happening.REMANIFESTED: "{who}: moved to {other}",
    Happening.STAYS_BEHIND: "{who}: not to fly, the seat goes to others",
    Happening.SEAT_CHANGED: "{who}: seat changed to {other}",
    Happening.SEAT_RESERVED: "{who}: a seat in {other} is being fitted",
    Happening.STRANDED: "{who}: no certified seat home any more",
    Happening.UNMET_MEDICAL: "the medical return of {who} cannot be flown: no fit ship",
    Happening.HOLD_BEGINS: "{who} waits to undock",
    Happening.LAST_SHIP_WAITS: "{who} stays past its planned return",
    Happening.PORT_CLEARED: "{who} is told to leave its port",
    Happening.WAITS_FOR: "{who} has to wait",
    Happening.PAD_ORDERED: "{who} is to be activated",
    Happening.PAD_ACTIVATED: "{who} is activated: from now on a pad to launch from",
    Happening.SWAPPED: "{who}: to fly with {other}, under the seat swap",
    Happening.FLIGHT_ORDERED: "{who} is ordered",
    Happening.EARLY_RETURN: "{who}: way home changed to {other}",
    Happening.SENT_HOME: "{who} is sent home, {stock} is at its reserve line",
    Happening.RESERVE_TAKEN: "{who} flies the spacecraft held in reserve",
    Happening.PAD_OUTAGE: "{who} goes out of service",
    Happening.PAD_TAKES_CREWS: "{who} takes crews again",
    Happening.CERTIFIED: "{who} is certified to carry people",
    Happening.HELD: "{who} was held past its limit until its relief had come",
    Happening.CLASS_GROUNDED: "{who} is to carry nobody: its fault may be one of the type",
    Happening.FLIES_WHERE_NEEDED: "{who} may carry people where a segment hangs on it",
    Happening.STATION_LEFT: "{who} has to be left at once",
    Happening.STATION_OPEN: "{who} may be lived in again",
    Happening.PLACES_MADE: "emergency places in {who} are made",
    Happening.TAKES_A_PLACE: "{who}: leaves with {other} without a certified seat",
    Happening.EXTENDED: "{who} stays past its limit: {other} is known to come",
    Happening.STOCK_LOW: "{who} is at its reserve line",
    Happening.STOCK_RESTORED: "{who} is above its reserve line again, with what {other} brings",
}
_OF_PEOPLE = {
    Happening.RESEATED,
    Happening.REMANIFESTED,
    Happening.STAYS_BEHIND,
    Happening.SEAT_CHANGED,
    Happening.SEAT_RESERVED,
    Happening.STRANDED,
    Happening.SWAPPED,
    Happening.EARLY_RETURN,
    Happening.TAKES_A_PLACE,
}
"""What may happen to several people at one instant, who are then named together."""

_CAUSE_SAID = {
    Happening.FAILS_TO_DOCK,
    Happening.FALLS_ILL,
    Happening.HELD,
    Happening.LOST,
    Happening.PORT_CLEARED,
    Happening.REPLANNED,
    Happening.SCRUBS,
    Happening.SENT_HOME,
    Happening.CLASS_GROUNDED,
    Happening.STATION_LEFT,
    Happening.UNFIT,
    Happening.UNMET_MEDICAL,
}
"""Their sentences say why; the cause would only repeat it."""


_SECTIONS = {
    Named.FLIGHT: ("flights",),
    Named.PAD: ("pads",),
    Named.FAMILY: ("families",),
    Named.CLASS: ("vehicles",),
    Named.PERSON: ("people",),
    Named.PATIENT: ("people", "flights"),
}
"""Where the titles of whom a row is about are stated."""

Titles = Mapping[str, Mapping[str, str]]

NO_TITLES: Titles = {}


@dataclass(frozen=True)
class Sentence:
    """One line of the story: its instant in seconds since ``as_of``, and people aboard then."""

    second: int
    people: int
    text: str


def sentences(
    log: Sequence[LogRow], choosing: Container[str] = (), titles: Titles = NO_TITLES
) -> Iterator[Sentence]:
    """Yield the log as sentences; what happens to several people at once is one of them.

    The states of pads are none: what changes them is told.

    Parameters
    ----------
    log : sequence of LogRow
    choosing : container of str
        The flights that may launch on several rockets, of which each is then told its own.
    titles : mapping
        By section and name what people read in place of a name, where that is stated.
    """
    log = [row for row in log if row.happening is not Happening.PAD_STATE]
    told: set[int] = set()
    for number, row in enumerate(log):
        if number in told:
            continue
        names = [row.entity]
        if row.happening in _OF_PEOPLE:
            for later in range(number + 1, len(log)):
                if log[later].second != row.second:
                    break
                if _alike(log[later], row):
                    names.append(log[later].entity)
                    told.add(later)
        behind = log[number + 1] if number + 1 < len(log) else row
        text = _text(row, names, choosing, titles)
        if row.happening is Happening.FLIGHT_READY and _goes_at_once(behind, row):
            who, launches = _who(row, names, titles), _text(behind, names, choosing, titles)
            text = f"{who} is ready and{launches.removeprefix(who)}"
            told.add(number + 1)
        yield Sentence(row.second, row.people, text)


def _alike(row: LogRow, other: LogRow) -> bool:
    return replace(row, entity=other.entity, people=other.people, rank=other.rank) == other


def _goes_at_once(behind: LogRow, ready: LogRow) -> bool:
    return (
        behind.happening is Happening.LAUNCHES
        and behind.second == ready.second
        and behind.entity == ready.entity
        and behind.cause is None
    )


def _text(row: LogRow, names: Sequence[str], choosing: Container[str], titles: Titles) -> str:
    def called(section: str, name: str) -> str:
        return titles.get(section, {}).get(name, name)

    crew = ", ".join(called("people", name) for name in row.crew)
    text = _SAID[row.happening].format(
        who=_who(row, names, titles),
        pad=called("pads", row.pad),
        rocket=f" on {called('families', row.family)}" if row.entity in choosing else "",
        crew=f" with {crew}" if crew else "",
        port=called("ports", row.port),
        other=called("flights", row.other),
        stock=row.stock,
        shift="" if row.seconds is None else _later(row.seconds),
    )
    if row.cause is None or row.happening in _CAUSE_SAID:
        return text
    waited = "it waited: " if row.happening is Happening.LAUNCHES else ""
    return f"{text} ({waited}{row.cause.words})"


def _later(shift: int) -> str:
    """Return a shift of dates in seconds as ``5 d later``, or ``5 d earlier`` below 0."""
    return f"{format_duration(abs(shift))} {'earlier' if shift < 0 else 'later'}"


def entity(row: LogRow, titles: Titles, name: str = "") -> str:
    """Return what people call whom a row is about, or another of the same kind."""
    name = name or row.entity
    sections = _SECTIONS.get(DECLARED[row.happening].entity, ())
    found = (titles.get(section, {}).get(name) for section in sections)
    return next((title for title in found if title), name)


def _who(row: LogRow, names: Sequence[str], titles: Titles) -> str:
    return _named([entity(row, titles, name) for name in names])


def _named(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{listed(names[:-1])} and {names[-1]}"
