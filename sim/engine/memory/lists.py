"""Lists of numbers that grow and shrink in the memory of a replication."""

from __future__ import annotations

from sim.engine.memory.access import World, item, items_of, length, set_item, set_length
from sim.engine.program import Ints


def append(w: World, items: Ints, value: int) -> None:
    """Put a value at the end; there must be room."""
    count = length(w, items)
    set_item(w, items, count, value)
    set_length(w, items, count + 1)


def put_in_order(w: World, items: Ints, value: int) -> None:
    """Put a value into a rising list, where it belongs; there must be room."""
    place = length(w, items)
    append(w, items, value)
    while place > 0 and item(w, items, place - 1) > value:
        set_item(w, items, place, item(w, items, place - 1))
        place -= 1
    set_item(w, items, place, value)


def contains(w: World, items: Ints, value: int) -> bool:
    """Whether a value is in a list."""
    for each in items_of(w, items):
        if each == value:
            return True
    return False


def take_out(w: World, items: Ints, value: int) -> None:
    """Take a value out, and close the gap."""
    left = 0
    for place in range(length(w, items)):
        other = item(w, items, place)
        set_item(w, items, left, other)
        left += 1 if other != value else 0
    set_length(w, items, left)


def take_out_at(w: World, items: Ints, place: int) -> None:
    """Take out what is at a place, and close the gap."""
    count = length(w, items) - 1
    for behind in range(place, count):
        set_item(w, items, behind, item(w, items, behind + 1))
    set_length(w, items, count)
