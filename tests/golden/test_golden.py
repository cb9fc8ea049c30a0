"""The shipped scenarios give what they gave; a change on purpose is written by `refresh`."""

from __future__ import annotations

import pytest

from tests.golden.summary import FOLDER, differences, file_of, kept, summary
from tests.shipped import cases


@pytest.mark.parametrize(("scenario", "estimate"), cases())
def test_the_figures_are_the_ones_kept(scenario: str, estimate: str) -> None:
    changed = list(differences(kept(scenario)[estimate], summary(scenario, estimate)))
    told = "\n  ".join(changed)
    assert not changed, (
        f"{scenario}, {estimate}, was -> is:\n  {told}\n"
        "if this is meant: python -m tests.golden.refresh, and say so under 'Results change'"
    )


def test_every_case_is_kept_and_no_other() -> None:
    names = {name for name, _ in cases()}
    assert set(FOLDER.glob("*.yaml")) == {file_of(name) for name in names}
    assert {(name, e) for name in names for e in kept(name)} == set(cases())


def test_what_changed_is_told_by_its_column() -> None:
    (estimate,) = before = kept("baseline")
    lines = before[estimate]
    other = lines | {"decrewed": "0.5 0/1, 0123456789abcdef"}
    assert list(differences(lines, other)) == [
        f"decrewed: {lines['decrewed']} -> {other['decrewed']}"
    ]
    assert list(differences(lines, lines | {"new": "1"})) == ["new: absent -> 1"]
