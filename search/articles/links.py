"""Adding a link to a text, the same way for every format."""

from __future__ import annotations

import re

from wenxun.articles.draft import Draft
from wenxun.articles.link_addresses import Target, anchor_length
from wenxun.articles.richtext import RichBuilder, RichText

__all__ = ["add_link", "is_image_name"]

_IMAGE_NAME = re.compile(
    r"\s*[^\n]{1,240}\.(?:jpe?g|png|gif|svg|webp|tiff?|bmp|ogg|ogv|webm|pdf|djvu)\s*", re.IGNORECASE
)
_CATEGORY_TEXT = re.compile(r"\s*(?:category|分类|分類)\s*:", re.IGNORECASE)


def is_image_name(text: str) -> bool:
    """Return whether a text is nothing but the file name of an image or a recording."""
    return "." in text and _IMAGE_NAME.fullmatch(text) is not None


def add_link(out: RichBuilder, inner: RichText, target: Target, draft: Draft) -> None:
    """Append a link to a text.

    Links into a category whose text says so put the article there and show nothing; so do links to the same
    page in another language. File names of images go, captions stay. Any other link shows its text, and its
    true anchor is marked.

    Args:
        out: takes the text and its mark.
        inner: the text of the link.
        target: what it leads to.
        draft: takes the categories that links put it into.
    """
    if target.kind == "category" and _CATEGORY_TEXT.match(inner.text):
        draft.add_category(target.name)
        draft.tally["category-links"] += 1
        return
    if target.kind == "interlanguage":
        draft.tally["interlanguage-links"] += 1
        return
    if target.kind == "file" and (is_image_name(inner.text) or not inner.text.strip()):
        draft.tally["image-names"] += 1
        if out.text_from(max(0, out.length - 1)) == "\n":
            out.add("\n")  # an image that begins a line begins a paragraph: its caption
        return
    start = out.length
    out.add_rich(inner)
    length = len(inner.text)
    if target.kind == "page":
        length = anchor_length(inner.text, target.name)
        draft.tally["swallowed-tails"] += length < len(inner.text)
    out.mark("link", start, start + length, target.name)
