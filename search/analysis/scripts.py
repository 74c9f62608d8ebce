"""Conversion between scripts, for showing and for checking; searching folds instead (``folding``)."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

__all__ = ["conversion_entries", "to_simplified", "to_traditional"]


@cache
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


def conversion_entries(name: str) -> Iterator[tuple[str, list[str]]]:
    """The entries of one of OpenCC's dictionaries: what is written, and what it becomes, the best first.

    Args:
        name: of the dictionary, without ``.txt``, such as ``"STPhrases"``.

    Raises:
        ModuleNotFoundError: if opencc-python-reimplemented is not installed.
    """
    spec = find_spec("opencc")
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError("opencc is not installed; install wenxun with its dependencies", name="opencc")
    path = Path(spec.origin).parent / "dictionary" / f"{name}.txt"
    for line in path.read_text(encoding="utf-8").splitlines():
        key, tab, values = line.rstrip().partition("\t")
        if tab:
            yield key, values.split(" ")
