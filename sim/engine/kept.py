"""Where the compiled engine is kept, and for which sources.

It lies in the user's cache folder under a fingerprint of all sources that go into it: numba by
itself looks only at the file of the function it is asked for, and would go on with yesterday's
rules.
"""

import os
import shutil
import tempfile
from hashlib import blake2b
from pathlib import Path

import llvmlite
import numba
from platformdirs import user_cache_path

CACHE_VARIABLE = "CREWSIM_CACHE"
"""Names another folder for the compiled engine than the user's cache folder."""

PACKAGE = Path(__file__).parents[1]

KEPT = 3
"""Compiled engines of how many versions stay in the cache folder."""

SOURCES = (
    *("core", "rules", "outcomes.py", "engine/clock", "engine/memory", "engine/rooms"),
    *(f"engine/{each}.py" for each in ("batch", "compile", "order", "play", "playing", "program")),
    "engine/stream.py",
)
"""Where the sources lie that go into the machine code: constants among them, and how it is made."""


def cache_root() -> Path:
    """The folder in which compiled engines are kept."""
    return Path(os.environ.get(CACHE_VARIABLE) or user_cache_path("crewsim", appauthor=False))


def cache_folder() -> Path | None:
    """The folder of this version's compiled engine; None where none can be written."""
    folder = cache_root() / f"engine-{fingerprint()}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        tempfile.TemporaryFile(dir=folder).close()
    except OSError:
        return None
    _forget_old(folder)
    return folder


def _forget_old(folder: Path) -> None:
    """Remove the compiled engines of versions long gone."""
    others = [path for path in folder.parent.glob("engine-*") if path != folder]
    others.sort(key=lambda path: path.stat().st_mtime, reverse=True)
    for old in others[KEPT - 1 :]:
        shutil.rmtree(old, ignore_errors=True)


def fingerprint(package: Path = PACKAGE) -> str:
    """A hash of all sources that go into the machine code, and of the compiler's version."""
    found = blake2b(f"{numba.__version__} {llvmlite.__version__}".encode(), digest_size=8)
    for path in sources(package):
        found.update(path.relative_to(package).as_posix().encode())
        found.update(path.read_bytes())
    return found.hexdigest()


def sources(package: Path = PACKAGE) -> list[Path]:
    """The files of the package whose text goes into the machine code."""
    files: list[Path] = []
    for place in SOURCES:
        path = package / place
        files += path.glob("*.py") if path.is_dir() else package.glob(place)
    return sorted(files)
