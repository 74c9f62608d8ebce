"""A promise and what it is tried with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from hypothesis.strategies import SearchStrategy

__all__ = ["Target", "drawing"]


@dataclass(frozen=True)
class Target:
    """A function that fails where its promise is broken, and a strategy for each of its arguments."""

    promise: Callable[..., None]
    inputs: tuple[SearchStrategy[object], ...]


def drawing(*inputs: SearchStrategy[object]) -> Callable[[Callable[..., None]], Target]:
    """Makes a target of a function: ``@drawing(strategy, ...)``."""
    return lambda promise: Target(promise, inputs)
