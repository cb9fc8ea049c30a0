"""What is counted in one replication: integrals between events, episodes, head counts (MODEL 8).

`advance` integrates up to now with the counts as they were; then the counts may change; then
`settle` opens and closes episodes.
"""

from sim.core.clock import DAY
from sim.engine import batch
from sim.engine.memory import NOT_YET, Open, Person, Queue, World
from sim.outcomes import NULL, Cause, Kind

EPISODE_WIDTH = len(batch.EPISODE)


def advance(w: World) -> None:
    """Integrate from the last event to now."""
    elapsed = w.now - w.advanced_to
    if elapsed == 0:
        return
    w.advanced_to = w.now
    below = w.working < w.minimum_total
    for segment in w.every_segment():
        count = segment.aboard
        segment.crew_time += count * elapsed
        if count < segment.fewest:
            segment.gap += elapsed
        if count < segment.minimum:
            below = True
        shortfall = segment.complement - count
        if shortfall > 0:
            segment.lost_time += shortfall * elapsed
    for line in w.every_line():
        if _has_gap(line):
            line.gap += elapsed
    if below:
        w.below_minimum += elapsed
    if w.aboard <= 3:
        w.at_most_three += elapsed
        if w.aboard == 0:
            w.decrewed += elapsed
            w.ever_decrewed = 1
    if w.length(w.stranded):
        w.anybody_stranded = 1
        w.stranded_time += w.length(w.stranded) * elapsed
        w.no_lifeboat_time += w.no_lifeboat * elapsed


def set_complements(w: World) -> None:
    """The complement of each segment is from now on what is stated from today on (MODEL 2.1)."""
    advance(w)
    for segment in w.every_segment():
        for place in range(0, w.length(segment.complement_from), 2):
            if w.item(segment.complement_from, place) <= w.now:
                segment.complement = w.item(segment.complement_from, place + 1)


def comes_aboard(w: World, person: Person) -> None:
    """Count somebody who is aboard from now on."""
    _counts(w, person, 1)
    if person.line >= 0:
        w.queue_at(person.line).begun = 1


def goes_home(w: World, person: Person) -> None:
    """Count somebody who leaves now, and how long they stayed."""
    _counts(w, person, -1)
    end_of_stay(w, person)


def _counts(w: World, person: Person, one: int) -> None:
    """Count one person more or fewer; a guest works in no segment (MODEL 2.2.5)."""
    w.aboard += one
    w.working += one if person.segment >= 0 else 0
    for number in w.items_of(person.counted):
        w.segment_at(number).aboard += one
    if person.line >= 0:
        w.queue_at(person.line).aboard += one


def _has_gap(line: Queue) -> bool:
    """Whether nobody of a line that has begun is aboard, and somebody is still to come."""
    return line.begun > 0 and line.aboard == 0 and line.to_come > 0


def end_of_stay(w: World, person: Person) -> None:
    """Count a stay up to now: its length, and what of it is past the planned return."""
    w.longest_stay = max(w.longest_stay, w.now - person.aboard_since)
    w.overstay += max(0, w.now - max(person.due, person.aboard_since, 0))


def settle(w: World, cause: int, vehicle: int) -> None:
    """Open and close the episodes of the counts as they now are."""
    for line in w.every_line():
        gap = _has_gap(line)
        ended = Cause.DOCKED if line.aboard else Cause.LINE_ENDED
        episode = w.episode_at(line.number)
        if _turn(w, episode, gap, cause, vehicle, ended) and episode.vehicle >= 0:
            if gap:
                line.indirect += 1
            elif episode.start == w.now:
                line.indirect -= 1
    below = w.working < w.minimum_total
    for segment in w.every_segment():
        empty = segment.aboard < segment.fewest
        _turn(w, w.episode_at(w.lines + segment.number), empty, cause, vehicle, Cause.DOCKED)
        below = below or segment.aboard < segment.minimum
    behind = w.lines + w.counted
    _turn(w, w.episode_at(behind), below, cause, vehicle, Cause.DOCKED)
    _turn(w, w.episode_at(behind + 1), w.aboard == 0, cause, vehicle, Cause.DOCKED)
    _heads(w, 0, w.aboard)  # whoever is counted anew is counted up to now
    for segment in w.every_segment():
        _heads(w, 1 + segment.number, segment.aboard)


def _turn(w: World, episode: Open, on: bool, cause: int, vehicle: int, ended: int) -> bool:
    """Open or close an episode as it should be; True if that was a change.

    One that is closed in the second in which it was opened has not been (MODEL 8.4.3).
    """
    if on == (episode.is_open != 0):
        return False
    if on:
        episode.is_open = 1
        episode.start = w.now
        episode.cause = cause
        episode.vehicle = vehicle
        if episode.first_start == NULL:
            episode.first_start = w.now
    else:
        episode.is_open = 0
        if episode.start < w.now:
            _write(w, episode, w.now, ended)
        elif episode.first_start == w.now:
            episode.first_start = NULL
    return True


def _heads(w: World, who: int, aboard: int) -> None:
    step = w.steps_at + 2 * who
    if w.get(step + 1) != aboard:
        count_heads(w, who, w.now)
        w.put(step, w.now)
        w.put(step + 1, aboard)


def count_heads(w: World, who: int, until: int) -> None:
    """Count the people aboard since the last step, on each day up to `until`, as differences."""
    step = w.steps_at + 2 * who
    aboard = w.get(step + 1)
    first = -(-w.get(step) // DAY)
    last = min(-(-until // DAY), w.days)
    if aboard == NOT_YET or first >= last:
        return
    place = w.headcount_at + (who * (w.people + 1) + aboard) * (w.days + 1)
    w.put(place + first, w.get(place + first) + 1)
    w.put(place + last, w.get(place + last) - 1)


def stranding(w: World, person: Person, ended: int) -> None:
    """Write the stranding of one person up to now."""
    since = max(person.stranded_since, 0)
    if w.now == since:
        return
    w.longest_stranding = max(w.longest_stranding, w.now - person.stranded_since)
    begun = Cause.STATE if person.stranded_since <= 0 else Cause.UNFIT
    end = NULL if ended == Cause.OPEN else w.now
    _write_episode(w, Kind.STRANDING, person.number, since, end, person.failed, begun, ended)


def close(w: World) -> None:
    """Integrate to the end; what is open stays open."""
    advance(w)
    for number in range(w.lines + w.counted + 2):
        episode = w.episode_at(number)
        if episode.is_open:
            _write(w, episode, NULL, Cause.OPEN)
    for who in range(1 + w.counted):
        count_heads(w, who, w.days * DAY)


def _write(w: World, episode: Open, end: int, ended: int) -> None:
    place, start, vehicle = episode.place, episode.start, episode.vehicle
    _write_episode(w, episode.kind, place, start, end, vehicle, episode.cause, ended)


def _write_episode(
    w: World, kind: int, place: int, start: int, end: int, vehicle: int, begun: int, ended: int
) -> None:
    if w.episodes == w.episodes_room:
        w.overflow = 1
        return
    at = w.episodes_at + EPISODE_WIDTH * w.episodes
    w.episodes += 1
    w.put(at + batch.REPLICATION, w.replication)
    w.put(at + batch.KIND, kind)
    w.put(at + batch.PLACE, place)
    w.put(at + batch.START, start)
    w.put(at + batch.END, end)
    w.put(at + batch.VEHICLE, vehicle)
    w.put(at + batch.BEGUN_BY, begun)
    w.put(at + batch.ENDED_BY, ended)
