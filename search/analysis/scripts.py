"""Conversion between scripts, for showing and for checking; searching folds instead (``folding``)."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

__all__ = ["to_simplified", "to_traditional"]


@lru_cache(maxsize=None)
def _converter(name: str) -> Any:
    import opencc

    return opencc.OpenCC(name)


def to_simplified(text: str) -> str:
    """A text in Simplified script (OpenCC ``t2s``; the length stays the same)."""
    converted: str = _converter("t2s").convert(text)
    return converted


def to_traditional(text: str) -> str:
    """A text in Traditional script (OpenCC ``s2t``)."""
    converted: str = _converter("s2t").convert(text)
    return converted
