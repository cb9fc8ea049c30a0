"""Sections 10.1 and 10.2 of the model: addresses and the generator."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from sim.core.sampling import philox, round_keys, stream_key, uniform, uniforms, unit_interval

ONES = 2**32 - 1
SURE = 1e-4  # a statistical test here fails by chance once in 10,000; the numbers never change


@pytest.mark.parametrize(
    ("counter", "key", "words"),
    [
        ((0, 0, 0, 0), (0, 0), (0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8)),
        ((ONES,) * 4, (ONES, ONES), (0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD)),
        (
            (0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344),
            (0xA4093822, 0x299F31D0),
            (0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1),
        ),
    ],
)
def test_the_published_answers_of_philox4x32_10(counter, key, words):
    assert philox(*counter, round_keys(key[0] | key[1] << 32)) == words


@given(
    st.integers(0, 2**64 - 1),
    st.lists(st.integers(0, ONES), max_size=4),
    st.lists(st.integers(0, 2**64 - 1), max_size=4),
)
def test_the_block_is_the_scalar_form_bit_for_bit(seed, replications, keys):
    block = uniforms(seed, replications, keys)
    assert block.shape == (len(replications), len(keys))
    assert block.tolist() == [[uniform(seed, r, key, 0) for key in keys] for r in replications]


def test_a_block_of_many_pieces_is_the_scalar_form():
    keys = [stream_key("slip", f"flight-{number}") for number in range(600)]
    block = uniforms(7, range(100, 164), keys)
    for row, column in ((0, 0), (12, 599), (13, 0), (63, 599)):
        assert block[row, column] == uniform(7, 100 + row, keys[column], 0)


def test_the_address_scheme_has_not_changed():
    assert stream_key("slip", "ms-29") == 0x8CA5E10038D4CEFA
    assert uniform(42, 1234, stream_key("slip", "ms-29"), 3) == 0.15701798585827842


def test_the_interval_is_open_and_exact():
    assert unit_interval(0, 0) == 2.0**-53
    assert unit_interval(ONES, ONES) == 1.0 - 2.0**-53


def test_stream_and_entity_do_not_run_together():
    assert stream_key("slip", "a") != stream_key("slipa", "")
    assert 0 <= stream_key("slip", "a") < 2**64


@pytest.mark.parametrize("seed", [-1, 2**64])
def test_a_seed_out_of_range_is_refused(seed):
    with pytest.raises(ValueError, match=r"seed .* is not in 0\.\.2\*\*64-1"):
        uniform(seed, 0, 0, 0)
    with pytest.raises(ValueError, match="seed"):
        uniforms(seed, [0], [0])


@pytest.mark.parametrize("number", [-1, 2**32])
def test_a_replication_or_occurrence_out_of_range_is_refused(number):
    with pytest.raises(ValueError, match="replication"):
        uniform(0, number, 0, 0)
    with pytest.raises(ValueError, match="occurrence"):
        uniform(0, 0, 0, number)
    with pytest.raises(ValueError, match="replication"):
        uniforms(0, [0, number], [0])


@pytest.fixture(scope="module")
def block():
    keys = [stream_key("slip", f"flight-{number}") for number in range(50)]
    return uniforms(1, range(20_000), keys)


def test_the_numbers_are_uniform(block):
    counts = np.bincount((block * 1000).astype(int).ravel(), minlength=1000)
    assert stats.chisquare(counts).pvalue > SURE


def test_every_entity_is_uniform_by_itself(block):
    smallest = min(
        stats.chisquare(np.bincount((column * 100).astype(int), minlength=100)).pvalue
        for column in block.T
    )
    assert smallest > SURE / block.shape[1]


def _pairs_are_independent(first, second):
    cells = (first * 20).astype(int) * 20 + (second * 20).astype(int)
    return stats.chisquare(np.bincount(cells.ravel(), minlength=400)).pvalue > SURE


def test_neighbouring_addresses_are_independent(block):
    assert _pairs_are_independent(block[:-1], block[1:])  # replications
    assert _pairs_are_independent(block[:, :-1], block[:, 1:])  # entities
    keys = [stream_key("slip", f"flight-{number}") for number in range(50)]
    assert _pairs_are_independent(block, uniforms(2, range(20_000), keys))  # seeds
    key = stream_key("scrub", "ms-29")
    tries = np.array([uniform(1, 0, key, occurrence) for occurrence in range(20_000)])
    assert _pairs_are_independent(tries[:-1], tries[1:])  # occurrences


def test_one_changed_bit_of_the_address_changes_half_of_the_word():
    counter = [5, 1, 0x12345678, 0x9ABCDEF0]
    base = philox(*counter, round_keys(9))[0]
    changed = []
    for word, bit in itertools.product(range(4), range(32)):
        other = list(counter)
        other[word] ^= 1 << bit
        changed.append((philox(*other, round_keys(9))[0] ^ base).bit_count())
    # 128 means of 32 fair bits: standard error 0.25
    assert abs(np.mean(changed) - 16) < 4 * 0.25
