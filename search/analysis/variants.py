"""The text files of ``search/data``: character classes, folded words, regional wording."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

__all__ = ["DATA", "data_lines", "representative"]

DATA = Path(__file__).parent.parent / "data"


def data_lines(name: str) -> Iterator[str]:
    """Return the lines of a file in ``search/data`` that are neither empty nor comments (``#``)."""
    text = (DATA / name).read_text(encoding="utf-8")
    return (line for line in text.split("\n") if line and not line.startswith("#"))


@lru_cache(maxsize=1)
def _classes() -> str:
    return "\n".join(("", *data_lines("character_classes.txt")))


def representative(character: str) -> str:
    """Return the character that stands for all characters that are one with this one in some script or region.

    The file is searched, not parsed: a query asks for a dozen characters, and all others need never be read.
    """
    classes = _classes()
    place = classes.find(character)
    if place <= 0 or character == "\n":
        return character
    return classes[classes.rfind("\n", 0, place) + 1]
