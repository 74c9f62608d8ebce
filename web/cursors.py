"""Cursors: where reading goes on. To a program they are texts without a meaning."""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from hashlib import sha256
from typing import Annotated, TypeAlias

from wenxun.notices import Notice
from wenxun.web.problems import BadParameter

__all__ = ["CURSOR_CHARS", "Cursor", "NextCursor", "cursor_of", "digest_of", "place_of"]

CURSOR_CHARS = 30_000
"""Longest cursor: it may hold a long id."""

_BAD = Notice("cursor is none that an answer of this route gave. Leave it out to begin at the first article.")

Cursor: TypeAlias = Annotated[
    str,
    {"maxLength": CURSOR_CHARS, "pattern": "^[A-Za-z0-9_-]*$"},
    "Where to go on, as the answer before says it; empty: at the start.",
]
NextCursor: TypeAlias = Annotated[str | None, "Give it back as `cursor` to read on; null: this was the end."]


def cursor_of(kind: str, *place: str | int) -> str:
    """Return the cursor of a place."""
    return urlsafe_b64encode(json.dumps([kind, *place], separators=(",", ":")).encode()).decode().rstrip("=")


def place_of(cursor: str, kind: str, *types: type) -> tuple[str | int, ...]:
    """Return the place that a cursor means.

    Args:
        cursor: what a request gave.
        kind: of which kind it must be.
        types: of the parts of the place.

    Raises:
        BadParameter: if it is no such cursor.
    """
    try:
        found = json.loads(urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (ValueError, RecursionError) as error:
        raise BadParameter(_BAD) from error
    if not isinstance(found, list) or [type(each) for each in found] != [str, *types] or found[0] != kind:
        raise BadParameter(_BAD)
    return tuple(found[1:])


def digest_of(*parts: object) -> str:
    """Return a short digest of what an answer rests on."""
    return sha256(repr(parts).encode("utf-8", "surrogatepass")).hexdigest()[:16]
