"""What an article calls others: the texts of its links, as keywords that are counted when somebody types such a text.

The keyword ``link/␟帝都␟北京市`` says that an article links to 北京市 by 帝都; both are folded, in canonical wording.
Left out is what tells nothing: texts that are the name itself, that say "here" or "more"
(``search/data/generic_anchors.txt``), or that hold numbers alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from wenxun.analysis.folding import fold_string
from wenxun.analysis.regions import canonical_string
from wenxun.analysis.variants import data_lines
from wenxun.fields import LINKED_BY, SEPARATOR, keyword_term
from wenxun.link_targets import surest_key
from wenxun.models import Article

__all__ = ["ANCHOR_CHARS", "anchor_prefix", "as_anchor", "link_keywords"]

ANCHOR_CHARS = range(2, 25)
"""How long a text of a link is that may be a name, in characters."""

_LONGEST_KEY = 200
_NUMBERS_ALONE = re.compile(r"[\W\d_〇一二三四五六七八九十百千第年月日号世纪代章节回届次期版卷条]*")
_REMARK = re.compile(r" ?\([^()]*\)$")


def as_anchor(text: str) -> str:
    """Return a text as the texts of links are compared."""
    return canonical_string(" ".join(fold_string(text).split()))


def anchor_prefix(anchor: str) -> str:
    """Return what the keywords of all links with a text (``as_anchor``) begin with; the key of the target follows."""
    return keyword_term(LINKED_BY, f"{anchor}{SEPARATOR}")


def link_keywords(article: Article) -> Iterator[str]:
    """Yield the keywords of the links of an article; some may come more than once."""
    for section in article.sections:
        for link in section.links:
            text = section.text[link.span.start : link.span.end].strip()
            if text != link.target and len(text) in ANCHOR_CHARS:
                yield from _keyword(text, link.target, article.path)


@lru_cache(maxsize=1 << 14)
def _keyword(text: str, target: str, path: str) -> tuple[str, ...]:
    anchor = as_anchor(text)
    key = as_anchor(surest_key(target, path)[:_LONGEST_KEY])
    tells = len(anchor) in ANCHOR_CHARS and anchor not in _generic() and not _NUMBERS_ALONE.fullmatch(anchor)
    if not (key and tells) or SEPARATOR in f"{anchor}{key}" or anchor in (key, _REMARK.sub("", key)):
        return ()
    return (f"{anchor_prefix(anchor)}{key}",)


@lru_cache(maxsize=1)
def _generic() -> frozenset[str]:
    return frozenset(map(as_anchor, data_lines("generic_anchors.txt")))
