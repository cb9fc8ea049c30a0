"""The page of what is checked says what its command writes."""

from __future__ import annotations

import pytest

from tests.docs import validation


def blocks_of(text: str) -> dict[str, str]:
    found = {}
    for part in text.split("<!-- ")[1:]:
        name, _, rest = part.partition(":begin, written by make validation -->\n")
        if rest:
            found[name] = rest
    return found


def test_every_block_has_been_written():
    page, front = (each.read_text(encoding="utf-8") for each in (validation.PAGE, validation.FRONT))
    assert all(blocks_of(page).values())
    assert list(blocks_of(front)) == list(validation.OF_THE_FRONT)
    has = {name: block.split("<!--")[0] for name, block in blocks_of(front).items()}
    assert has == validation.of_the_front(blocks_of(page))


def test_closed_forms_are_told_by_the_names_of_their_tests():
    assert "mishaps at a known rate are binomial" in validation.closed_forms()


@pytest.mark.slow
def test_the_figures_are_those_of_the_command():
    every = validation.figures()
    front = validation.of_the_front(every)
    for page, blocks in ((validation.PAGE, every), (validation.FRONT, front)):
        text = page.read_text(encoding="utf-8")
        assert validation.with_blocks(text, blocks) == text
