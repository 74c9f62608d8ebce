"""Text as HTML has it. A page escapes some hundred values, most of which have no sign that means anything there."""

from __future__ import annotations

import re

from markupsafe import Markup, escape

__all__ = ["all_escaped", "escaped", "printed"]

_SIGNS = re.compile("[&<>\"']")


def escaped(text: str) -> str:
    """Return the HTML of a plain text, as a plain text: the same as ``markupsafe.escape`` makes.

    Args:
        text: no `Markup`, which is escaped already.
    """
    if not _SIGNS.search(text):
        return text
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return text.replace('"', "&#34;").replace("'", "&#39;")


def all_escaped(texts: list[str]) -> list[str]:
    """Return ``escaped`` of each of some texts."""
    return list(map(escaped, texts)) if _SIGNS.search("".join(texts)) else texts


def printed(value: object) -> str:
    """Return the HTML of a value that a template prints."""
    kind = type(value)
    if kind is str:
        return escaped(value)  # type: ignore[arg-type]
    if kind is Markup:
        return value  # type: ignore[return-value]
    return str(value) if kind is int or kind is float else escape(value)
