"""Who may import whom; the contracts themselves stand in pyproject.toml."""

import subprocess
import sys
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules, walk_packages

import pytest
from importlinter import cli

import sim

ROOT = Path(__file__).parents[1]


def test_import_contracts_hold(capsys: pytest.CaptureFixture[str]) -> None:
    broken = cli.lint_imports(config_filename=str(ROOT / "pyproject.toml"), no_cache=True)
    assert broken == cli.EXIT_STATUS_SUCCESS, capsys.readouterr().out


@pytest.mark.parametrize("library", ["matplotlib", "numba", "typer"])
def test_importing_the_package_leaves_slow_libraries_alone(library: str) -> None:
    question = f"import sys, sim; sys.exit({library!r} in sys.modules)"
    assert subprocess.run([sys.executable, "-c", question], check=False).returncode == 0


def test_every_folder_is_a_package() -> None:
    folders = {path.parent for path in (ROOT / "sim").rglob("*.py")}
    assert {folder for folder in folders if not (folder / "__init__.py").exists()} == set()


def test_no_name_of_a_package_hides_its_module_of_that_name() -> None:
    hidden = []
    for info in walk_packages(sim.__path__, "sim."):
        if info.name.endswith("__main__"):
            continue
        package, _, name = info.name.rpartition(".")
        module = import_module(info.name)
        if getattr(import_module(package), name) is not module:
            hidden.append(info.name)
    assert hidden == []


def test_no_room_has_the_name_of_a_public_verb() -> None:
    rooms = {info.name for info in iter_modules(sim.__path__)}
    assert rooms.isdisjoint(sim.__all__)
