"""``crewsim new``: the start of a scenario of one's own."""

import re
from pathlib import Path

import pytest

from sim.core.errors import ScenarioError, UsageError
from sim.scenario import load, shipped
from sim.scenario.start import start
from tests.shipped import loaded


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def uncommented(text: str) -> str:
    """The file with every change that it shows taken up."""
    head, _, rest = text.partition("\n\n")
    return f"{head}\n{re.sub('^# ', '', rest, flags=re.MULTILINE)}"


@pytest.mark.parametrize("base", shipped())
def test_it_is_the_base_until_something_is_changed(base: str) -> None:
    path, text = start("mine", base)
    assert path == Path("mine.yaml")
    path.write_text(text, encoding="utf-8")
    mine, whole = load(path), loaded(base)
    assert mine.text.replace("title: mine\n", "") == re.sub(
        "^title: .*\n", "", whole.text, count=1, flags=re.MULTILINE
    )
    assert all(len(line) <= 100 for line in text.splitlines()[:6])


@pytest.mark.parametrize("base", shipped())
def test_what_it_shows_is_the_base_s_own_and_may_be_taken_up(base: str) -> None:
    path, text = start("mine", base)
    path.write_text(uncommented(text), encoding="utf-8")
    mine, whole = load(path), loaded(base)
    assert mine.until == whole.until
    assert mine.flights == whole.flights
    assert mine.pads == whole.pads
    assert mine.lines == whole.lines
    direct = any(line.handover == "direct" for line in mine.lines.values())
    assert ("wait" in mine.policies) == direct


def test_its_name_may_have_an_ending_and_a_folder(own_folder: Path) -> None:
    (own_folder / "mine").mkdir()
    path, text = start("mine/a b.yaml", "baseline")
    assert path == Path("mine/a b.yaml")
    assert "crewsim validate 'mine/a b.yaml'" in text
    assert "title: a b\n" in text


def test_it_extends_a_file_beside_it(own_folder: Path) -> None:
    path, text = start("first")
    path.write_text(text, encoding="utf-8")
    other, text = start("second", "first.yaml")
    other.write_text(text, encoding="utf-8")
    assert load(other).flights == load("site-31-outage").flights


@pytest.mark.parametrize(
    ("name", "base", "said"),
    [
        ("there", "baseline", "is there already, and is left as it is"),
        ("link", "baseline", "is there already"),
        ("nowhere/mine", "baseline", "name a file in a folder that is there"),
        ("", "baseline", "name a file in a folder that is there"),
        ("folder/mine", "there.yaml", "cannot be extended from folder/mine.yaml"),
    ],
)
def test_what_cannot_be_started_is_refused(
    name: str, base: str, said: str, own_folder: Path
) -> None:
    (own_folder / "there.yaml").write_text("format: 1\nextends: baseline\n", encoding="utf-8")
    (own_folder / "folder").mkdir()
    (own_folder / "link.yaml").symlink_to("nothing")
    with pytest.raises(UsageError, match=re.escape(said)):
        start(name, base)


def test_a_base_that_is_not_there_is_named() -> None:
    with pytest.raises(ScenarioError, match="did you mean 'site-31-outage'"):
        start("mine", "site-31-outag")
