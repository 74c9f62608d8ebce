"""What fields are called to people: as queries take them in the reader's language, but for the owner's own."""

from __future__ import annotations

from wenxun.cli.language import told
from wenxun.notices import Notice

__all__ = ["field_name"]

_NAMES = {
    each.form: each
    for each in (
        Notice("title"),
        Notice("name"),
        Notice("heading"),
        Notice("category"),
        Notice("tag"),
        Notice("author"),
        Notice("path"),
        Notice("lang"),
        Notice("published"),
        Notice("updated"),
        Notice("date"),
    )
} | {"anchor": Notice("linked to as")}


def field_name(name: str) -> str:
    """Return what a field, or another place where a query was found, is called in the language of the command."""
    return told(_NAMES.get(name, name))
