"""Kinds of text that are full of commands and that nobody here reads: refused by name, with the way to convert them."""

from __future__ import annotations

from typing import NoReturn

from wenxun.articles.source_file import SourceFile
from wenxun.errors import ArticleError

__all__ = ["sniff"]


def sniff(file: SourceFile) -> NoReturn:
    """Refuse the file.

    Raises:
        ArticleError: ``needs-converting``.
    """
    raise ArticleError(
        "needs-converting",
        f"it is LaTeX, whose commands are no text; convert it: pandoc {file.origin.name!r} -o NAME.md",
    )
