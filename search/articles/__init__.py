"""Bytes to articles.

The flow, one module a step::

    walking       a folder -> its files
    reader        a file -> bytes -> articles; ids
    encodings     bytes -> text
    characters    text -> NFC text without characters that nobody sees
    formats       text -> the name of its format
    markdown, wikitext, html, text, jsonl
                  text -> Draft: headings and paragraphs of RichText
    cleaning      the named rules that take out what is not the article's text
    draft         Draft -> Article: title, aliases
    sections      headings and paragraphs -> sections

Nothing that a reader would see is dropped without being counted in ``Article.cleaned``, under a name that
``cleaning.RULES`` explains.
"""

from __future__ import annotations

from wenxun.articles.reader import DEFAULT_MAX_BYTES, article_id, read_bytes, read_file
from wenxun.articles.walking import walk

__all__ = ["DEFAULT_MAX_BYTES", "article_id", "read_bytes", "read_file", "walk"]
