"""Sections 2.5 and 6 of the model: what an outage does to a scrubbed flight, levers, the plan.

The pad is *east*, from which the Soyuz and the Progress fly; s-2 is planned for day 94.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.engine.lever_stage import (
    SECOND,
    grounded,
    manifest,
    outage,
    policy,
    ports,
    stand_downs,
    ups,
)
from tests.engine.stage import (
    LATER,
    LUCK,
    Played,
    Tree,
    cargo,
    day,
    pinned,
    play,
    without,
)
from tests.engine.window_stage import broken, pad_of

SOUTH: Tree = {"pads": {"south": {"families": ["r7"]}}}


def often(rate: str, repair: str | None = None, pad: str = "east", **more: Any) -> Tree:
    """Outages that begin at random."""
    own = {} if repair is None else {"repair": repair}
    return {"pads": {pad: {"outages": {"rate": rate, **own}, **more}}}


ALTERNATE = policy(alternate_pad={"pad": "south", "after": "30 d"})


def asleep(**more: Any) -> Tree:
    """A dormant pad, to be activated 100 d after it is ordered."""
    return {"pads": {"south": {"families": ["r7"], "dormant": {"activation": "100 d"}, **more}}}


# --- a flight that holds the pad after a scrub ----------------------------------------------------

SCRUB = [pinned(s_2={"scrubs": 1}), {"vehicles": {"soyuz": {"scrub_recycle": "10 d"}}}]
"""s-2 is attempted on day 94 and tried again on 104."""

TURN = {"pads": {"east": {"turnaround": "20 d"}}}


def test_a_flight_gives_back_the_pad_after_a_scrub(tmp_path: Path) -> None:
    due = [TURN, manifest(p_1=cargo(98))]
    assert ups(play(tmp_path, *SCRUB, *due), "s-2", "p-1") == [104, 124]
    for begins in (outage(95, 97), broken((95, 97))):
        assert ups(play(tmp_path, *SCRUB, *due, begins), "p-1", "s-2") == [98, 118]


def test_an_outage_as_it_is_tried_again_keeps_it(tmp_path: Path) -> None:
    assert ups(play(tmp_path, *SCRUB, outage(104, 110)), "s-2") == [110]
    assert ups(play(tmp_path, *SCRUB, outage(104 + SECOND, 110)), "s-2") == [104]


def test_it_takes_another_pad_when_it_is_tried_again(tmp_path: Path) -> None:
    played = play(tmp_path, SOUTH, *SCRUB, outage(95, 300))
    assert ups(played, "s-2") == [104]
    assert pad_of(played, "s-2") == "south"


def test_a_flight_gives_back_the_port_after_a_scrub(tmp_path: Path) -> None:
    guest = {"class": "dragon", "planned": day(96), "planned_return": day(115), "crew": ["usos"]}
    shared = ports(two=["soyuz", "dragon"])
    others = {"vehicles": {"dragon": {"ports": ["two"], "crew_to_fly": 1}}}
    due = [manifest(v_1=guest), shared, others, without("manifest.d-2", "manifest.d-3")]
    held = play(tmp_path, *SCRUB, *due, without("manifest.d-4"))
    assert ups(held, "s-2") == [104]
    assert (ups(held, "v-1")[0] or 1000) > 104
    given = play(tmp_path, *SCRUB, *due, without("manifest.d-4"), outage(95, 200))
    assert ups(given, "v-1") == [96]


def test_an_outage_of_another_pad_does_not_matter(tmp_path: Path) -> None:
    due = [TURN, manifest(p_1=cargo(98))]
    played = play(tmp_path, *SCRUB, *due, outage(95, 97, "west"))
    assert ups(played, "s-2", "p-1") == [104, 124]


# --- levers, the plan -----------------------------------------------------------------------------


def order(after: str = "30 d") -> Tree:
    """An extra Dragon when the Soyuz has long been unable to launch."""
    usual = {"class": "dragon", "crew": ["usos", "usos"], "lead": "365 d", "stay": "20 d"}
    return policy(extra_flight={**usual, "after": after})


def ordered(played: Played) -> list[float]:
    return played.days("FLIGHT_ORDERED", "extra")


def test_the_extra_flight_counts_since_it_began(tmp_path: Path) -> None:
    for begins in (outage(60, 500), broken((60, 500))):
        assert ordered(play(tmp_path, order(), begins)) == [90]


def test_the_repair_in_the_very_second_is_in_time(tmp_path: Path) -> None:
    assert ordered(play(tmp_path, order(), outage(60, 90))) == []
    assert ordered(play(tmp_path, order(), outage(60, 90 + SECOND))) == [90]


def test_it_counts_since_the_first_of_two_that_overlap(tmp_path: Path) -> None:
    assert ordered(play(tmp_path, order(), outage(-10, 12), broken((11, 60)))) == [20]
    assert ordered(play(tmp_path, order(), outage(-10, 12), broken((13, 60)))) == [43]
    assert ordered(play(tmp_path, order(), stand_downs((40, 61)), outage(60, 99))) == [70]
    assert ordered(play(tmp_path, order("50 d"), grounded(-10, 15), outage(5, 41))) == [40]


def test_all_its_pads_must_be_down(tmp_path: Path) -> None:
    assert ordered(play(tmp_path, SOUTH, order(), outage(60, 500))) == []
    both = [outage(-10, 500), SOUTH, outage(60, 500, "south")]
    assert ordered(play(tmp_path, order(), *both)) == [90]


def test_the_alternate_pad_is_ordered_since_it_began(tmp_path: Path) -> None:
    played = play(tmp_path, asleep(), ALTERNATE, outage(60, 500))
    assert played.days("PAD_ORDERED", "south") == [90]
    assert ups(played, "s-2") == [190]


@pytest.mark.parametrize(("since", "carried"), [(114, 1), (114 + SECOND, 0)])
def test_the_seat_swap_counts_since_it_began(tmp_path: Path, since: float, carried: int) -> None:
    lever = [policy(seat_swap={"after": "30 d", "seats": 1}), LATER, {"until": day(300)}]
    fewest = {"vehicles": {"soyuz": {"crew_to_fly": 1}}}
    played = play(tmp_path, *lever, fewest, outage(since, 700))
    assert ups(played, "d-2") == [144]
    swapped = [row.entity for row in played.rows if row.happening.name == "SWAPPED"]
    assert sum(name.startswith("s-2") for name in swapped) == carried


def test_the_early_return_counts_since_it_began(tmp_path: Path) -> None:
    room = {"docked": {"d-1": {"crew": {"dora": "usos", "emil": "usos", "gleb": "rs"}}}}
    lever = policy(early_return={"after": "20 d", "people": {"anna": "d-1"}})
    played = play(tmp_path, room, lever, outage(60, 500))
    assert played.days("EARLY_RETURN", "anna") == [80]
    assert played.days("SEAT_CHANGED", "anna") == [80]


def test_the_plan_has_none_of_them(tmp_path: Path) -> None:
    rate = often("1 per 5 d", "2 d", requalification=1)
    for begins in ([outage(60, 200)], [broken((60, 200))], [LUCK, rate]):
        played = play(tmp_path, *begins, manifest(p_1=cargo(500)), plan=True)
        assert played.of("east") == []
        assert ups(played, "s-2") == [94]
