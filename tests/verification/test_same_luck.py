"""What a change may and may not do, replication by replication under the same luck.

The scenario is the shipped outage with every mishap off that starts a chain of its own: losses,
damage, failed dockings, unfit ships and illness. Slips, scrubs, weather, stand-downs for other
customers, re-plans and all uncertain inputs stay as they are.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from itertools import pairwise
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from sim.core.clock import DAY
from sim.engine.batch import named_episodes, names_of
from sim.engine.build import build
from sim.engine.program import Program
from sim.engine.simpy import Simpy
from sim.outcomes import NULL, Episode, Happening, Kind, LogRow
from sim.scenario import load, with_estimate
from tests.engine.stage import Tree, day
from tests.verification.bare import SEED, docked, flight, program

pytestmark = pytest.mark.slow

N = 400
REPAIRS_DAYS = (30, 60, 96, 130, 180, 240, 300, 420, 600)

NO_MISHAPS = (
    *(f"families.{name}.loss_probability=0" for name in ("soyuz-2", "falcon-9")),
    *(f"pads.{name}.damage_probability=0" for name in ("site-31", "lc-39a", "slc-40")),
    *(
        f"vehicles.{name}.docking_failure_probability=0"
        for name in ("soyuz-ms", "crew-dragon", "progress-ms", "cargo-dragon")
    ),
    *(f"vehicles.{name}.unfit_rate=0 per year" for name in ("soyuz-ms", "crew-dragon")),
    "people.medical_return_rate=0 per year",
)


class Future:
    """The columns and episodes of every replication of one program."""

    def __init__(self, program: Program, n: int = N) -> None:
        batch = Simpy(program).run(SEED, range(n))
        self.column = {c.name: batch.outcomes[:, i] for i, c in enumerate(program.columns)}
        self.outcomes = batch.outcomes
        self.episodes: list[list[Episode]] = [[] for _ in range(n)]
        for replication, episode in named_episodes(names_of(program), batch.episodes):
            self.episodes[replication].append(episode)
        self.until = program.station.until

    def gap_before_first_docking(self, line: str) -> npt.NDArray[np.int64]:
        """Seconds without anybody of the line aboard until its first flight docks."""
        first = np.minimum(self.column[f"next[{line},1].dock"], self.until)
        gaps = np.zeros(len(first), dtype=np.int64)
        for replication, episodes in enumerate(self.episodes):
            for episode in episodes:
                if episode.kind is Kind.HANDOVER_GAP and episode.place == line:
                    end = min(episode.end, int(first[replication]))
                    gaps[replication] += max(0, end - episode.start)
        return gaps


def outage(*overrides: str) -> Program:
    """The shipped outage without mishaps, and whatever is asked on top."""
    return build(load("site-31-outage", overrides=[*NO_MISHAPS, *overrides]))


TURNAROUND_DAYS = 14


@cache
def repaired_after(days: int, turnaround_days: int = TURNAROUND_DAYS) -> Future:
    return Future(
        outage(
            f"pads.site-31.outage.repair={days} d",
            f"pads.site-31.turnaround={turnaround_days} d",
        )
    )


@pytest.mark.parametrize(("less_days", "more_days"), list(pairwise(REPAIRS_DAYS)))
@pytest.mark.parametrize("turnaround_days", [0, TURNAROUND_DAYS])
def test_a_longer_repair_brings_no_docking_forward_and_shortens_no_gap(
    turnaround_days: int, less_days: int, more_days: int
) -> None:
    """But for a turnaround: a cargo flight that comes too late for its port frees the pad.

    In such a future the cargo ship before it docks later, for the longer repair, and so leaves
    later; its follower waits for that port, and the crew goes first.
    """
    less = repaired_after(less_days, turnaround_days)
    more = repaired_after(more_days, turnaround_days)
    earlier = less.column["next[soyuz,1].dock"] - more.column["next[soyuz,1].dock"]
    assert earlier.max() <= turnaround_days * DAY
    assert (earlier > 0).mean() <= 0.01
    shorter = less.gap_before_first_docking("soyuz") - more.gap_before_first_docking("soyuz")
    assert shorter.max() <= turnaround_days * DAY


def test_the_repairs_differ_enough_to_matter() -> None:
    first, last = repaired_after(REPAIRS_DAYS[0]), repaired_after(REPAIRS_DAYS[-1])
    name = "next[soyuz,1].dock"
    assert (last.column[name] > first.column[name]).all()
    assert (last.gap_before_first_docking("soyuz") > 100 * DAY).all()


def test_a_repair_leaves_the_next_flight_of_the_other_line_alone() -> None:
    """Nothing is shared until MS-28 leaves; after that the last-ship rule may tie the lines."""
    first, last = repaired_after(REPAIRS_DAYS[0]), repaired_after(REPAIRS_DAYS[-1])
    for what in ("launch", "dock", "overlap_days", "direct", "margin_to_limit_days"):
        name = f"next[us-crew,1].{what}"
        assert (first.column[name] == last.column[name]).all(), name


LATER = ("2026-07-14", "2026-07-15", "2026-07-24", "2026-08-20", "2026-12-01")


def test_a_later_plan_docks_no_earlier_unless_it_is_pulled_forward() -> None:
    """A later plan may be pulled forward where an earlier one is not, so the pull is off."""
    docks = [
        Future(
            outage(
                f"manifest.ms-29.planned={planned}",
                "lines.soyuz.pull_forward.by=0 d",
                "pads.site-31.outage.repair=96 d",
            )
        ).column["next[soyuz,1].dock"]
        for planned in LATER
    ]
    for sooner, later in pairwise(docks):
        assert (later >= sooner).all()
    assert (docks[-1] > docks[0]).all()


def single_line(tmp_path: Path, waiver: int) -> Future:
    """One line whose flights slip by weeks, with ports to spare and nobody pulled forward."""
    line: Tree = {
        "vehicle": "soyuz",
        "overlap": {"kind": "uniform", "low": "2 d", "high": "12 d"},
        "slip": {"kind": "exponential", "mean": "25 d"},
        "cadence": {"every": "170 d", "crew": ["rs", "rs", "usos"]},
    }
    changes: Tree = {
        "until": day(2000),
        "vehicles": {"soyuz": {"limit": {"kind": "uniform", "low": "185 d", "high": "205 d"}}},
        "lines": {"red": line},
        "docked": {"s-1": docked(100, 81)},
        "manifest": {"s-2": flight(75)},
        "policy": {"waiver": f"{waiver} d"},
    }
    return Future(program(tmp_path, changes))


def test_a_larger_waiver_never_widens_the_gap_of_a_lone_line(tmp_path: Path) -> None:
    """Dockings do not depend on the waiver here, and no ship leaves sooner for it."""
    futures = [single_line(tmp_path, waiver) for waiver in (0, 5, 20, 60, 200)]
    gaps = [future.column["handover_gap_days[red]"] for future in futures]
    for future in futures[1:]:
        for number in (1, 2):
            name = f"next[red,{number}].dock"
            assert (future.column[name] == futures[0].column[name]).all()
    for tight, loose in pairwise(gaps):
        assert (loose <= tight).all()
    assert gaps[0].mean() > gaps[-1].mean()


def fired(program: Program, n: int) -> list[set[str]]:
    """What fired in each replication."""
    engine = Simpy(program)
    return [set(engine.run(SEED, range(k, k + 1)).fired) for k in range(n)]


def test_a_pull_that_never_fires_changes_nothing() -> None:
    """With all mishaps on: the futures in which nobody was pulled forward are the same without."""
    with_lever = build(with_estimate(load("site-31-outage"), "months-perhaps-years"))
    off = ("lines.soyuz", "lines.us-crew", "cargo.progress-ms")
    overrides = [f"{place}.pull_forward.by=0 d" for place in off]
    without = build(
        with_estimate(load("site-31-outage", overrides=overrides), "months-perhaps-years")
    )
    same = Future(with_lever).outcomes == Future(without).outcomes
    never = np.array(["pulled_forward" not in names for names in fired(with_lever, N)])
    assert 0 < never.sum() < N
    assert same[never].all()
    assert not same[~never].all()


def test_a_waiver_that_nobody_needs_changes_nothing() -> None:
    """Where the waiver of 30 d let no ship stay past its limit, the future is the one without."""
    waived, strict = Future(outage("policy.waiver=30 d")), Future(outage())
    needless = waived.column["days_past_limit"] == 0
    assert 0 < needless.sum() < N
    assert (waived.outcomes == strict.outcomes)[needless].all()


def visited(tmp_path: Path, planned: str) -> Program:
    """The shipped outage, mishaps and all, with a private crew on top."""
    file = tmp_path / "visited.yaml"
    file.write_text(
        "format: 1\nextends: site-31-outage\ntitle: A private crew on top\nmanifest:\n"
        f"  ax-9: {{class: crew-dragon, planned: {planned}, stay: 14 d, crew: [usos, usos]}}\n"
    )
    return build(with_estimate(load(file), "months-perhaps-years"))


def test_a_visit_after_the_end_leaves_every_row_alone(tmp_path: Path) -> None:
    plain = build(with_estimate(load("site-31-outage"), "months-perhaps-years"))
    assert (Future(visited(tmp_path, "2029-03-01")).outcomes == Future(plain).outcomes).all()


def test_a_visit_far_ahead_leaves_everything_before_it_alone(tmp_path: Path) -> None:
    plain = Simpy(build(with_estimate(load("site-31-outage"), "months-perhaps-years")))
    other = Simpy(visited(tmp_path, "2028-06-01"))
    before = 900 * DAY  # 15 May 2028
    flown = 0
    for replication in range(100):
        one, _ = plain.replay(SEED, replication)
        two, _ = other.replay(SEED, replication)
        assert until(before, one) == until(before, two)
        flown += any(r.happening is Happening.LAUNCHES and r.entity == "ax-9" for r in two)
    assert flown > 50


def until(second: int, log: Sequence[LogRow]) -> list[LogRow]:
    return [row for row in log if row.second < second]


SHIPPED = ["baseline", "site-31-outage", "climatology-2020"]


@pytest.mark.parametrize("name", SHIPPED)
def test_rows_do_not_depend_on_how_the_replications_are_cut(name: str) -> None:
    program = build(load(name))
    whole = Simpy(program).run(SEED, range(150))
    engine = Simpy(program)
    cuts = [0, 1, 8, 77, 149, 150]
    parts = [engine.run(SEED, range(a, b)) for a, b in pairwise(cuts)]
    assert (np.concatenate([part.outcomes for part in parts]) == whole.outcomes).all()
    assert (np.concatenate([part.episodes for part in parts]) == whole.episodes).all()
    heads = np.sum([part.headcount for part in parts], axis=0)
    assert (heads == whole.headcount).all()


@pytest.mark.parametrize("name", SHIPPED)
def test_a_replication_alone_is_the_one_in_the_run(name: str) -> None:
    program = build(load(name))
    whole = Simpy(program).run(SEED, range(60))
    for replication in (0, 17, 59):
        fresh = Simpy(program)
        alone = fresh.run(SEED, range(replication, replication + 1))
        _, told = fresh.replay(SEED, replication)
        for batch in (alone, told):
            assert (batch.outcomes[0] == whole.outcomes[replication]).all()
            episodes = whole.episodes[whole.episodes[:, 0] == replication]
            assert np.array_equal(batch.episodes, episodes)


def test_null_is_later_than_every_date() -> None:
    """The comparisons above take a flight that never docks as one that docks last."""
    assert NULL > 10**15
