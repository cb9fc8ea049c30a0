"""Addressed luck: every uniform number is a pure function of its address.

A sample has the address (seed, replication, stream, entity, occurrence). The generator is
counter-based, so there is no state: any order, any worker and any engine reads the same number at
the same address, and an entity that is added or removed moves nobody else's luck.

The words of the generator are, under scheme 1,

    key      (low, high half of the 64-bit seed)
    counter  (replication, occurrence, low, high half of the 64-bit hash of stream and entity)

and the uniform number is made of the first 52 bits of the output. A change to any of this changes
every result, and with it `SCHEME`.

References
----------
Salmon, Moraes, Dror and Shaw (2011), "Parallel random numbers: as easy as 1, 2, 3",
doi:10.1145/2063384.2063405: the generator Philox4x32-10.
"""

from collections.abc import Sequence
from functools import cache, lru_cache
from hashlib import blake2b

import numpy as np
import numpy.typing as npt

SCHEME = 1
"""The number of the address scheme; stored with every result."""

ROUNDS = 10
MULTIPLIER_0 = 0xD2511F53
MULTIPLIER_1 = 0xCD9E8D57
WEYL_0 = 0x9E3779B9
WEYL_1 = 0xBB67AE85
MASK = 0xFFFFFFFF

UNIT = 2.0**-52
BLOCK_SIZE = 8192  # numbers made at a time, so that the working arrays stay in the cache


@cache
def stream_key(stream: str, entity: str) -> int:
    """Return the 64-bit hash that names one entity's samples of one kind.

    Parameters
    ----------
    stream : str
        What is sampled, a word such as ``"slip"``.
    entity : str
        For whom, by name and never by position, such as ``"ms-29"``.
    """
    name = f"{stream}\x1f{entity}".encode()
    return int.from_bytes(blake2b(name, digest_size=8).digest(), "little")


@lru_cache(maxsize=64)
def round_keys(seed: int) -> tuple[int, ...]:
    """Return the 32-bit words that a seed adds in the ten rounds, two a round.

    Raises
    ------
    ValueError
        When the seed is not in [0, 2**64).
    """
    if not 0 <= seed < 2**64:
        raise ValueError(f"seed {seed} is not in 0..2**64-1")
    halves = ((seed & MASK, WEYL_0), (seed >> 32, WEYL_1))
    return tuple((half + turn * weyl) & MASK for turn in range(ROUNDS) for half, weyl in halves)


def philox(c0: int, c1: int, c2: int, c3: int, keys: Sequence[int]) -> tuple[int, int, int, int]:
    """Return the four 32-bit output words of Philox4x32-10.

    Plain integers and masks only: the same source gives the same words as Python integers and,
    compiled, as 64-bit ones, where the products wrap.

    Parameters
    ----------
    c0, c1, c2, c3 : int
        The 32-bit words of the counter.
    keys : sequence of int
        The words that the rounds add, from `round_keys`.
    """
    for turn in range(ROUNDS):
        p0 = MULTIPLIER_0 * c0
        p1 = MULTIPLIER_1 * c2
        c0 = ((p1 >> 32) & MASK) ^ c1 ^ keys[2 * turn]
        c2 = ((p0 >> 32) & MASK) ^ c3 ^ keys[2 * turn + 1]
        c1 = p1 & MASK
        c3 = p0 & MASK
    return c0, c1, c2, c3


def unit_interval(word_0: int, word_1: int) -> float:
    """Return the number in (0, 1) made of the first 52 bits of two 32-bit words.

    The 2**52 possible values are the odd multiples of 2**-53, so that neither 0 nor 1 occurs and
    u and 1 - u are both exact.
    """
    return ((word_0 << 20 | word_1 >> 12) + 0.5) * UNIT


def uniform(seed: int, replication: int, key: int, occurrence: int) -> float:
    """Return the uniform number in (0, 1) at one address.

    Parameters
    ----------
    seed : int
        The seed of the run, in [0, 2**64).
    replication : int
        The number of the future, in [0, 2**32).
    key : int
        What is sampled and for whom, from `stream_key`.
    occurrence : int
        How often this was sampled before in this future, in [0, 2**32).

    Raises
    ------
    ValueError
        When the seed, the replication or the occurrence is out of its range.
    """
    if not 0 <= replication <= MASK:
        raise ValueError(f"replication {replication} is not in 0..2**32-1")
    if not 0 <= occurrence <= MASK:
        raise ValueError(f"occurrence {occurrence} is not in 0..2**32-1")
    keys = round_keys(seed)
    word_0, word_1, _, _ = philox(replication, occurrence, key & MASK, key >> 32, keys)
    return unit_interval(word_0, word_1)


def uniforms(
    seed: int, replications: Sequence[int] | npt.NDArray[np.integer], keys: Sequence[int]
) -> npt.NDArray[np.float64]:
    """Return the uniform numbers of occurrence 0, bit for bit those of `uniform`.

    Parameters
    ----------
    seed : int
        The seed of the run, in [0, 2**64).
    replications : sequence of int, shape (n,)
        The numbers of the futures, each in [0, 2**32).
    keys : sequence of int, shape (m,)
        What is sampled and for whom, from `stream_key`.

    Returns
    -------
    ndarray of float64, shape (n, m)

    Raises
    ------
    ValueError
        When the seed or a replication is out of its range.
    """
    numbers = [int(number) for number in replications]
    if numbers and not (min(numbers) >= 0 and max(numbers) <= MASK):
        raise ValueError("a replication is not in 0..2**32-1")
    futures = np.array(numbers, dtype=np.uint64)
    names = np.array([int(key) for key in keys], dtype=np.uint64)
    words = round_keys(seed)
    result = np.empty((len(futures), len(names)))
    rows = max(1, BLOCK_SIZE // max(1, len(names)))
    for start in range(0, len(futures), rows):
        part = slice(start, start + rows)
        result[part] = _block(futures[part, np.newaxis], names[np.newaxis, :], words)
    return result


def _block(
    replications: npt.NDArray[np.uint64], keys: npt.NDArray[np.uint64], words: Sequence[int]
) -> npt.NDArray[np.float64]:
    """Return the uniforms of a column of replications and a row of keys."""
    mask, half = np.uint64(MASK), np.uint64(32)
    m0, m1 = np.uint64(MULTIPLIER_0), np.uint64(MULTIPLIER_1)
    c0, c1 = replications, np.zeros_like(replications)
    c2, c3 = keys & mask, keys >> half
    for k0, k1 in zip(words[::2], words[1::2], strict=True):
        p0 = m0 * c0
        p1 = m1 * c2
        c0 = (p1 >> half) ^ (c1 ^ np.uint64(k0))
        c2 = (p0 >> half) ^ (c3 ^ np.uint64(k1))
        c1 = p1 & mask
        c3 = p0 & mask
    bits = (c0 << np.uint64(20)) | (c1 >> np.uint64(12))
    numbers: npt.NDArray[np.float64] = (bits.astype(np.float64) + 0.5) * UNIT
    return numbers
