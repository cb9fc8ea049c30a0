"""One process at a time works in a run's folder."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from sim.core.errors import ResultError

if sys.platform == "win32":
    import msvcrt

    def _take(descriptor: int) -> None:
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _take(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


LOCK = ".lock"


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Keep other processes out of a folder.

    The system's own lock: it ends with the process that holds it, however that ends, so that a
    file left behind by one that was killed keeps nobody out. A disk that knows no locks goes
    without.

    Raises
    ------
    ResultError
        When another process is at work in the folder.
    """
    path = folder / LOCK
    descriptor = _open(path)
    try:
        os.truncate(descriptor, 0)
        os.write(descriptor, str(os.getpid()).encode())
        yield
    finally:
        if os.name != "nt":
            path.unlink(missing_ok=True)
            os.close(descriptor)
        else:  # Windows removes no open file
            os.close(descriptor)
            with suppress(OSError):
                path.unlink()


def _open(path: Path) -> int:
    """Open and lock the file; one that was removed meanwhile locks nothing, and is left."""
    while True:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
        try:
            _take(descriptor)
        except (BlockingIOError, PermissionError) as error:
            holder = _holder(descriptor)
            os.close(descriptor)
            raise ResultError(f"{path.parent}: {holder} is at work in this folder") from error
        except OSError:
            return descriptor
        with suppress(FileNotFoundError):
            if os.path.samestat(os.fstat(descriptor), path.stat()):
                return descriptor
        os.close(descriptor)


def _holder(descriptor: int) -> str:
    try:
        return f"process {int(os.read(descriptor, 20))}"
    except (OSError, ValueError):
        return "another process"
