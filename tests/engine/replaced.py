"""Other functions in the place of the engine's own, for whoever plays in plain Python.

A room imports other rooms and the rules by their module, others a function by name, so that one
is to be exchanged wherever it was imported to. The compiled engine goes on as it was made.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from importlib import import_module
from inspect import isfunction
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

Function = Callable[..., Any]


def replaced(monkeypatch: pytest.MonkeyPatch, place: str, new: Function) -> None:
    """Put a function in the place of ``rooms.departures.leaves_at``, ``rules.crew.handover_at``.

    Parameters
    ----------
    place : str
        Below `sim.engine`, or a rule below `sim`.
    """
    home, _, name = place.rpartition(".")
    module = import_module(f"sim.{home}" if home.startswith("rules.") else f"sim.engine.{home}")
    old = getattr(module, name)
    exchanged(monkeypatch, lambda function: new if function is old else function)


def exchanged(monkeypatch: pytest.MonkeyPatch, other: Callable[[Function], Function]) -> None:
    """Exchange every function that the engine has imported for what `other` makes of it."""
    for name, module in list(sys.modules.items()):
        if name.startswith("sim.engine."):
            for key, value in list(vars(module).items()):
                new = _other(value, other)
                if new is not value:
                    monkeypatch.setattr(module, key, new)


def _other(value: Any, other: Callable[[Function], Function]) -> Any:
    """A function, or a module of rules, with what `other` makes of its functions."""
    if isfunction(value):
        return other(value)
    is_module = isinstance(value, ModuleType | SimpleNamespace)
    if not is_module or not getattr(value, "__name__", "").startswith("sim.rules."):
        return value
    found = {key: other(each) if isfunction(each) else each for key, each in vars(value).items()}
    return value if found == vars(value) else SimpleNamespace(**found)
