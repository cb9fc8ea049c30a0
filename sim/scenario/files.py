"""Where scenarios are, which of them come with the program, and which files one may read."""

from __future__ import annotations

import os
from pathlib import Path
from typing import NoReturn

from sim.core.errors import Problem, ScenarioError, listed, nearest
from sim.scenario.document import LARGEST_FILE

CASES = "cases"
"""The folder of the cases of a back-test, beside the scenarios."""

_ENDINGS = (".yaml", ".yml")


def shipped() -> dict[str, Path]:
    """Return the scenarios that come with the program: name to file, in order of name.

    The name is the path below the folder, without its ending, such as ``history/site-31-as-flown``.
    The cases of a back-test are not among them.
    """
    folder = _shipped_folder()
    files = sorted(f for f in folder.rglob("*.yaml") if not f.is_relative_to(folder / CASES))
    return {file.relative_to(folder).with_suffix("").as_posix(): file for file in files}


def shipped_cases() -> dict[str, Path]:
    """Return the cases of a back-test that come with the program: name to folder."""
    folder = _shipped_folder() / CASES
    return {file.parent.name: file.parent for file in sorted(folder.glob("*/scenario.yaml"))}


def shipped_data(name: str) -> Path:
    """Return a file of data that comes with the program, beside the scenarios."""
    return _shipped_folder() / "data" / name


def find(name: str) -> Path | None:
    """Return the shipped scenario of that name; the last part of a name will do if it is unique."""
    known = shipped()
    ends = [file for full, file in known.items() if full.rsplit("/", 1)[-1] == name]
    return known.get(name) or (ends[0] if len(ends) == 1 else None)


def named(path_or_name: str | os.PathLike[str]) -> Path:
    """Return the file that the user means: a file of that path, else a shipped scenario.

    Raises
    ------
    ScenarioError
        When there is neither.
    """
    text = os.fspath(path_or_name)
    path = Path(text)
    try:
        if path.is_file() or "\0" in text:
            return path
        found = find(text)
        if found is not None:
            return found
        if text and path.exists():
            return path
    except (OSError, ValueError):
        pass
    known = shipped()
    hint = nearest(path.name.removesuffix(".yaml"), [*known, *(n.split("/")[-1] for n in known)])
    allowed = f"; scenarios that come with the program: {listed(known)}" if not hint else ""
    raise ScenarioError([Problem(text, None, "", f"no such file or scenario{hint}{allowed}")])


def base(name: str, of: Path) -> tuple[Path | None, str]:
    """Return the file that ``extends: name`` in a file means, or None and why not.

    A file beside it or in its `allowed_folder`, else a shipped scenario. A scenario that extends
    its own name means the shipped one, which it changes.
    """
    spelt = name if name.endswith(_ENDINGS) else f"{name}.yaml"
    path, trouble = beside(spelt, of)
    if path is None:
        return None, trouble.replace(repr(spelt), repr(name))
    for local in (path, allowed_folder(of) / spelt):
        if local.exists() and local != of.resolve():
            return local, ""
    found = find(name)
    if found is not None or path.exists():
        return found or path, ""
    near = [*shipped(), *(file.stem for file in of.resolve().parent.glob("*.yaml"))]
    return None, f"no scenario {name!r} lies here or comes with the program{nearest(name, near)}"


def beside(name: str, of: Path) -> tuple[Path | None, str]:
    """Return the file of that name seen from another file, or None and why it may not be read."""
    folder = allowed_folder(of)
    try:
        path = (of.resolve().parent / name).resolve()
    except (OSError, ValueError, RuntimeError):
        return None, f"{name!r} is not a name of a file"
    if not path.is_relative_to(folder):
        return None, f"{name!r} lies outside the folder {folder.name!r}: only files in it are read"
    return path, ""


def allowed_folder(of: Path) -> Path:
    """Return the folder whose files a scenario may name.

    The nearest folder above it that is called ``scenarios``, else its own.
    """
    own = of.resolve().parent
    above = [folder for folder in (own, *own.parents) if folder.name == "scenarios"]
    packaged = _shipped_folder()
    return packaged if own.is_relative_to(packaged) else above[0] if above else own


def text_of(path: Path) -> str:
    """Return the text of a file, or raise a `ScenarioError` that says why it cannot be read."""
    try:
        if path.is_dir():
            _refuse(path, "is a folder: name a file in it")
        if not path.exists():
            _refuse(path, "no such file")
        if not path.is_file():
            _refuse(path, "is no plain file: save the scenario in one")
        size = path.stat().st_size
        if size > LARGEST_FILE:
            _refuse(path, f"{size / 1e6:.1f} MB is too large: a scenario has at most 1 MB")
        content = path.read_bytes()
    except (OSError, ValueError) as error:
        _refuse(path, f"cannot be read: {getattr(error, 'strerror', None) or error}")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        problem = Problem(shown(path), line, "", "not UTF-8: save the file in that encoding")
        raise ScenarioError([problem]) from None


def shown(path: Path) -> str:
    """Return the path as problems show it: from the working folder where it lies below it."""
    try:
        return path.resolve().relative_to(Path.cwd()).as_posix()
    except (OSError, ValueError):
        return str(path)


def _refuse(path: Path, message: str) -> NoReturn:
    raise ScenarioError([Problem(shown(path), None, "", message)])


def _shipped_folder() -> Path:
    packaged = Path(__file__).resolve().parent / "shipped"
    return packaged if packaged.is_dir() else Path(__file__).resolve().parents[2] / "scenarios"
