"""The shipped scenarios give what they gave; a change on purpose is written by `refresh`."""

from __future__ import annotations

import pytest

from sim.scenario import shipped
from tests.golden.summary import FOLDER, cases, differences, file_of, kept, summary


@pytest.mark.parametrize(("scenario", "estimate"), cases())
def test_the_numbers_are_the_ones_kept(scenario: str, estimate: str) -> None:
    changed = list(differences(kept(scenario)[estimate], summary(scenario, estimate)))
    told = "\n  ".join(changed)
    assert not changed, (
        f"{scenario}, {estimate}, was -> is:\n  {told}\n"
        "if this is meant: python -m tests.golden.refresh, and say so under 'Results change'"
    )


def test_every_case_is_kept_and_no_other() -> None:
    files = {file_of(name) for name in shipped()}
    assert set(FOLDER.glob("*.yaml")) == files
    assert {(name, e) for name in shipped() for e in kept(name)} == set(cases())
