"""The mark that makes a function a rule of the model."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

Function = TypeVar("Function", bound=Callable[..., float])

RULES: list[Callable[..., float]] = []
"""Every rule, in the order of definition: what an engine must call and what it may compile."""


def rule(function: Function) -> Function:
    """Record `function` as a rule; it is returned unchanged."""
    RULES.append(function)
    return function
