"""How deeply YAML, TOML and JSON are nested, asked before their parsers: these go down one call a level, some in C."""

from __future__ import annotations

import re

__all__ = ["nests_deeply"]

_DEEPEST = 100
_BRACKET = re.compile(r"[\[\]{}]")
_DEEP_LINE = re.compile(rf"(?:[-?:][ \t]+){{{_DEEPEST}}}|^ {{1000}}", re.MULTILINE)


def nests_deeply(text: str) -> bool:
    """Return whether a text may be nested more deeply than anybody writes, which would end the process.

    Args:
        text: YAML, TOML or JSON; brackets within its strings count, too.
    """
    depth = 0
    for sign in _BRACKET.findall(text):
        depth = depth + 1 if sign in "[{" else max(0, depth - 1)
        if depth > _DEEPEST:
            return True
    return _DEEP_LINE.search(text) is not None
