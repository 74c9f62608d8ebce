"""From the text of an input to its draft: the format is detected and its reader called."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from wenxun.articles.draft import Draft
from wenxun.articles.formats import Format, detect_format
from wenxun.articles.html.reader import read_html_into
from wenxun.articles.markdown.reader import read_markdown_into
from wenxun.articles.text import read_text_into
from wenxun.articles.wikitext.reader import read_wikitext_into

__all__ = ["read_text_of"]

# The formats that are told from each other by what a text holds. One that a suffix tells is a container like any other.
_READERS: Mapping[Format, Callable[[Draft, str], None]] = {
    "markdown": read_markdown_into,
    "wikitext": read_wikitext_into,
    "html": read_html_into,
    "text": read_text_into,
}


def read_text_of(draft: Draft, text: str, suffix: str = "", *, stated: Format | None = None) -> Format:
    """Read a text, tidied before, into a draft.

    Args:
        draft: takes what it says.
        text: the text.
        suffix: that of its file, with its dot; "": it has none.
        stated: its format; ``None``: what it looks like.

    Returns:
        The format that it was read as.
    """
    found = stated or detect_format(text, suffix)
    _READERS[found](draft, text)
    return found
