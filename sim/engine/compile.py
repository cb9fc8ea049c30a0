"""The engine as machine code: every function of this folder and every rule, compiled once."""

import logging
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from importlib import import_module
from inspect import isfunction
from pathlib import Path
from pkgutil import iter_modules
from types import ModuleType
from typing import Any

import numba
from llvmlite.binding import ffi
from numba.core import codegen
from numba.extending import register_jitable

from sim.core import inverse, sampling
from sim.core.clock import round_seconds
from sim.engine import order, play, rooms
from sim.engine.clock import compiled as clock
from sim.engine.kept import cache_folder, cache_root
from sim.engine.memory import compiled
from sim.engine.playing import play_many
from sim.rules.rule import RULES

logger = logging.getLogger("crewsim.engine")

MODULES: tuple[ModuleType, ...] = (
    order,
    clock,
    *(import_module(f"{rooms.__name__}.{room.name}") for room in iter_modules(rooms.__path__)),
    play,
)
"""Whose functions are compiled: what every room does, and what it stands on."""

FROM_CORE: tuple[Callable[..., Any], ...] = (
    round_seconds,
    sampling.philox,
    sampling.unit_interval,
    *(f for f in vars(inverse).values() if isfunction(f) and f is not inverse.half_grid),
)
INLINED = {
    "sampling": ("philox", "unit_interval"),
    "inverse": ("inverted",),
    "access": ("parts_of_laws", "append", "contains"),
    "order": ("key_of",),
    "clock": ("round_seconds",),
    "alarms": ("waits_on_the_ground", "set_departure"),
    "luck": ("value", "sample", "chance", "uniform", "at_address", "seconds"),
    "ground": ("asked",),
    "seats": ("prepared_at", "flies_empty"),
    "lacks": ("crewed", "free_port", "usable_pad", "_open_ports", "_usable_of"),
    "world": ("successor",),
    "ledger": ("advance",),
}
"""Functions that cost less than the call, as every rule does, by module."""


@cache
def compiled_engine() -> Callable[..., Any]:
    """The loop over replications: what is kept of it, or compiled now and kept."""
    folder = cache_folder()
    if folder is None:
        logger.warning(
            "The engine is compiled anew each time, about a minute: %s cannot be written to.",
            cache_root(),
        )
        return _compile()
    if not any(folder.rglob("*.nbc")):
        logger.warning("Compiling the engine, once for this version: about a minute.")
        _compile_aside()
    try:
        return _compile_into(folder)
    except Exception:  # what lies there is damaged, or in use: whatever else is wrong comes again
        shutil.rmtree(folder, ignore_errors=True)
        return _compile()


def _compile_aside() -> None:
    """Compile in another process, which gives back a gigabyte of memory and heeds Ctrl-C.

    Where that fails, this process finds nothing kept and compiles itself.
    """
    path = os.pathsep.join(each or os.curdir for each in sys.path)
    environment = {**os.environ, "PYTHONPATH": path}
    subprocess.run([sys.executable, "-m", __name__], env=environment, capture_output=True)


def _compile_into(folder: Path) -> Callable[..., Any]:
    """What the folder keeps, or what is compiled and kept there now."""
    before = numba.config.CACHE_DIR
    numba.config.CACHE_DIR = str(folder)
    try:
        return _compile(cache=True)
    finally:
        numba.config.CACHE_DIR = before


def _compile(**options: bool) -> Callable[..., Any]:
    _register()
    block, rows = numba.int64[::1], numba.int64[:, ::1]
    signature = numba.boolean(compiled.WORLD[::1], block, block, numba.int64, numba.int64, rows)
    njit = numba.njit(signature, error_model="numpy", nogil=True, **options)
    with _as_one_program(), _untimed():
        return njit(play_many)  # type: ignore[no-any-return]


@contextmanager
def _as_one_program() -> Iterator[None]:
    """Optimise the engine as a whole and make machine code of it once, not function by function.

    numba does both for every function with all that it calls, so that each can be called from
    elsewhere. Here only the loop over replications is: what is private can be inlined where it is
    called once. Without this everything works as well, but the compile takes more than twice as
    long and the engine is a tenth slower (docs/performance.md).
    """
    library, target = codegen.JITCodeLibrary, codegen.JITCPUCodegen
    parts = {function.__qualname__ for function in functions()}

    def is_whole(self: Any) -> bool:
        whole = play_many.__name__ in self.name
        for function in self._final_module.functions if whole else ():
            if not function.is_declaration and play_many.__name__ not in function.name:
                function.linkage = "internal"
        return whole

    steps: list[tuple[Any, str, Callable[..., bool]]] = [
        (library, "_optimize_final_module", is_whole),
        (library, "_finalize_specific", lambda self: self.name not in parts),
        (target, "_add_module", lambda self, module: module.name not in parts),
        (target, "set_env", lambda self, name, _: self._engine.is_symbol_defined(name)),
    ]

    def only_if(asked: Callable[..., bool], step: Callable[..., None]) -> Callable[..., None]:
        return lambda *given: step(*given) if asked(*given) else None

    before: list[Any] = [getattr(owner, name, None) for owner, name, _ in steps]
    if None in before:  # a numba that does it another way
        yield
        return
    for (owner, name, asked), step in zip(steps, before, strict=True):
        setattr(owner, name, only_if(asked, step))
    try:
        yield
    finally:
        for (owner, name, _), step in zip(steps, before, strict=True):
            setattr(owner, name, step)


@contextmanager
def _untimed() -> Iterator[None]:
    """Leave unmeasured how long LLVM's lock is held.

    numba measures it at every call of LLVM's, once for each function that is being compiled.
    """
    timers: list[Any] = getattr(getattr(ffi.lib, "_lock", None), "_cblist", [])
    kept = timers[:]
    timers.clear()
    try:
        yield
    finally:
        timers.extend(kept)


@cache
def _register() -> None:
    """Tell numba of every function that compiled code may call."""
    compiled.lower(clock.CLOCK)
    for function in functions():
        options: dict[str, Any] = {"error_model": "numpy", "no_cfunc_wrapper": True}
        if function in RULES or function.__name__ in INLINED.get(module_of(function), ()):
            options["forceinline"] = True
        register_jitable(**options)(function)


def module_of(function: Callable[..., Any]) -> str:
    """The name of a function's module, without the packages."""
    return function.__module__.rpartition(".")[2]


def functions() -> Iterator[Callable[..., Any]]:
    """Every function that is compiled, but for the loop over replications."""
    yield from FROM_CORE
    yield from RULES
    yield from compiled.plain(clock.CLOCK)
    for module in MODULES:
        for function in vars(module).values():
            if isfunction(function) and function.__module__ == module.__name__:
                yield function


if __name__ == "__main__":
    kept_in = cache_folder()
    if kept_in is not None:
        _compile_into(kept_in)
