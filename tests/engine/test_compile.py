"""The compiled engine is kept for exactly the sources it was made of, and works without a cache."""

import inspect
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from sim.engine import compile as compiling
from sim.engine.kept import CACHE_VARIABLE, KEPT, PACKAGE, cache_folder, fingerprint, sources

PLAY = """
from sim.engine.fast import Fast
from sim.engine.build import build
from sim.scenario import load
print(Fast(build(load("baseline"))).run(1, range(3)).outcomes.sum())
"""


@pytest.fixture
def package(tmp_path: Path) -> Path:
    for path in sources():
        copy = tmp_path / path.relative_to(PACKAGE)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, copy)
    return tmp_path


def test_a_change_of_any_source_asks_for_a_new_compile(package: Path) -> None:
    before = fingerprint(package)
    assert before == fingerprint()
    for path in sources(package):
        text = path.read_text()
        path.write_text(text + " ")
        assert fingerprint(package) != before, path
        path.write_text(text)
    assert fingerprint(package) == before


def test_every_compiled_function_and_all_it_names_lie_in_the_sources() -> None:
    counted = set(sources())
    for function in compiling.functions():
        named = [function, *inspect.getclosurevars(function).globals.values()]
        for each in named:
            module = inspect.getmodule(each)
            if module is not None and module.__name__.startswith("sim."):
                assert Path(module.__file__ or "") in counted, (function, each)


def test_modules_whose_constants_are_compiled_lie_in_the_sources() -> None:
    counted = set(sources())
    for path in counted - {Path(compiling.__file__)}:  # it says how, none of its own is compiled
        for line in path.read_text().splitlines():
            if line.startswith("from sim."):
                name = line.split()[1].replace(".", "/")
                module = PACKAGE.parent / f"{name}.py"
                assert module in counted or not module.exists(), (path, line)


def test_where_nothing_can_be_written_nothing_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv(CACHE_VARIABLE, str(tmp_path / "file" / "cache"))
    assert cache_folder() is None


def test_only_the_latest_versions_are_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(CACHE_VARIABLE, str(tmp_path))
    for number in range(5):
        old = tmp_path / f"engine-{number}"
        old.mkdir()
        os.utime(old, (number, number))
    (tmp_path / "something-else").mkdir()
    folder = cache_folder()
    assert folder is not None
    left = {path.name for path in tmp_path.iterdir()}
    assert left == {folder.name, "engine-4", "engine-3", "something-else"}
    assert KEPT == 3


def play(cache: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", PLAY],
        env={**os.environ, CACHE_VARIABLE: str(cache)},
        capture_output=True,
        text=True,
        check=True,
    )


@pytest.mark.slow
def test_the_first_compile_is_announced_and_kept(tmp_path: Path) -> None:
    first, second = play(tmp_path), play(tmp_path)
    assert "Compiling the engine, once" in first.stderr
    assert second.stderr == ""
    assert first.stdout == second.stdout
    (kept,) = tmp_path.glob("engine-*/*/*.nbc")
    kept.write_bytes(b"damaged")
    third = play(tmp_path)
    assert third.stdout == first.stdout


@pytest.mark.slow
def test_the_engine_works_without_a_cache_and_says_so(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    played = play(tmp_path / "file" / "cache")
    assert "cannot be written to" in played.stderr
    assert played.stdout.strip()
