from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from sim.analysis.risk import ByRepair, RiskBin, above_from, happened, pooled, risk_by_repair
from sim.analysis.series import DAYS, Series
from sim.core.intervals import proportion
from tests.analysis.made_tables import made_outcomes

REPAIR = ("repair_days[site-31]", "d")


def test_what_never_ends_counts_as_the_longest_that_is_told() -> None:
    series = Series(DAYS, np.array([10.0, 900.0, 0.0]), np.array([True, True, False]))
    counts = ByRepair.of(series, np.array([False, True, True]), 500.0)
    assert counts.n.nonzero()[0].tolist() == [10, 500]
    assert (counts.n[500], counts.events[500], counts.most[500]) == (2, 2, 500.0)


def test_bins_hold_equally_many_and_know_their_risk() -> None:
    days = np.random.default_rng(1).permutation(1000) + 0.5
    table = made_outcomes({REPAIR: days.tolist(), ("x", "0/1"): (days > 500).astype(int).tolist()})
    bins = risk_by_repair([table], "x", "site-31", bins=20)
    assert [part.n for part in bins] == [50] * 20
    assert [part.risk for part in bins] == [0.0] * 10 + [1.0] * 10
    assert (bins[3].from_days, bins[3].to_days, bins[3].mean_days) == (150.5, 199.5, 175.0)
    assert (bins[0].low, bins[0].high) == proportion(0, 50)


def test_equal_repairs_stay_in_one_bin() -> None:
    table = made_outcomes({REPAIR: [96.0] * 90 + [200.0] * 10, ("x", "count"): [0, 2] * 50})
    bins = risk_by_repair([table], "x", "site-31", bins=10)
    assert [(part.from_days, part.to_days, part.n) for part in bins] == [
        (96.0, 96.0, 90),
        (200.0, 200.0, 10),
    ]
    assert [part.events for part in bins] == [45, 5]


def test_estimates_are_pooled_and_those_without_an_outage_left_out() -> None:
    tables = [
        made_outcomes({REPAIR: [1.0, 2.0], ("x", "date"): [None, 5]}),
        made_outcomes({REPAIR: [3.0, 4.0], ("x", "date"): [5, 5]}),
        made_outcomes({REPAIR: [None, None], ("x", "date"): [5, 5]}),
    ]
    bins = risk_by_repair(tables, "x", "site-31", bins=2)
    assert [(part.n, part.risk) for part in bins] == [(2, 0.5), (2, 1.0)]
    assert risk_by_repair([tables[2]], "x", "site-31") == []


def test_estimates_counted_one_by_one_add_up() -> None:
    days = np.random.default_rng(4).uniform(0, 300, 400)
    did = days > np.random.default_rng(5).uniform(0, 300, 400)
    everybody = np.ones(400, bool)
    parts = [slice(0, 150), slice(150, 150), slice(150, 400)]
    counted = [ByRepair.of(Series("d", days[part], everybody[part]), did[part]) for part in parts]
    whole = ByRepair.of(Series("d", days, everybody), did)
    for one, all_at_once in zip(pooled(counted).binned(7), whole.binned(7), strict=True):
        assert one.mean_days == pytest.approx(all_at_once.mean_days)
        assert replace(one, mean_days=0.0) == replace(all_at_once, mean_days=0.0)
    assert sum(part.n for part in whole.binned(7)) == 400


def test_repairs_of_one_whole_day_are_never_parted() -> None:
    table = made_outcomes({REPAIR: [7.1, 7.9, 8.0, 8.5], ("x", "0/1"): [0, 1, 1, 1]})
    found = [(part.from_days, part.to_days) for part in risk_by_repair([table], "x", "site-31", 4)]
    assert found == [(7.1, 7.9), (8.0, 8.5)]


@pytest.mark.parametrize("bins", [1, 3, 7, 25, 100])
def test_every_replication_is_in_one_bin(bins: int) -> None:
    days = np.random.default_rng(2).integers(0, 40, 90).astype(float)
    table = made_outcomes({REPAIR: days.tolist(), ("x", "0/1"): [1] * 90})
    parts = risk_by_repair([table], "x", "site-31", bins=bins)
    assert sum(part.n for part in parts) == 90
    assert len(parts) <= bins
    assert all(a.to_days < b.from_days for a, b in pairwise(parts))


def test_bins_that_are_too_narrow_are_put_together() -> None:
    days = [*np.linspace(80, 90, 50), *np.linspace(100, 400, 50)]
    table = made_outcomes({REPAIR: days, ("x", "0/1"): [0] * 50 + [1] * 50})
    parts = risk_by_repair([table], "x", "site-31", bins=20, least_days=15.0)
    assert sum(part.n for part in parts) == 100
    assert all(part.to_days - part.from_days >= 15.0 for part in parts)
    assert parts[0].n > parts[1].n
    one = risk_by_repair([table], "x", "site-31", bins=20, least_days=1e9)
    assert [part.n for part in one] == [100]


def test_the_bins_above_a_level_have_their_whole_intervals_there() -> None:
    days = np.arange(1000.0)
    table = made_outcomes({REPAIR: days.tolist(), ("x", "0/1"): (days >= 500).astype(int).tolist()})
    bins = risk_by_repair([table], "x", "site-31", bins=10)
    assert above_from(bins, 0.5) is bins[5]
    assert above_from(bins, 1.0) is None


def test_one_bin_above_a_level_by_chance_says_nothing() -> None:
    lows = [0.0, 0.3, 0.0, 0.3, 0.3]
    bins = [RiskBin(n, n + 1, n + 0.5, 9, 4, low + 0.1, low, 1.0) for n, low in enumerate(lows)]
    assert above_from(bins, 0.2) is bins[3]
    assert above_from(bins[:3], 0.2) is None
    assert above_from([], 0.2) is None


def test_what_happened_is_above_zero_or_came() -> None:
    table = made_outcomes({("x", "d"): [None, 0.0, 0.1], ("y", "date"): [None, 0, 5]})
    assert happened(table, "x").tolist() == [False, False, True]
    assert happened(table, "y").tolist() == [False, True, True]
