"""Who may import whom; the contracts themselves stand in pyproject.toml."""

import subprocess
import sys
from pathlib import Path

import pytest
from importlinter import cli

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
