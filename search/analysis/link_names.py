"""What an article calls others: the texts of its links, as keywords that are counted when somebody types such a text.

The keyword ``link/␟帝都␟北京市`` says that an article links to 北京市 by 帝都; both are folded, in canonical wording.
Left out is what tells nothing: texts that are the name itself, that say "here" or "more"
(``search/data/generic_anchors.txt``), or that hold numbers alone.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator, Sequence
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
_BETWEEN = "\n|\n"
_NUMBERS_ALONE = re.compile(r"[\W\d_〇一二三四五六七八九十百千第年月日号世纪代章节回届次期版卷条]*")
_REMARK = re.compile(r" ?\([^()]*\)$")


def as_anchor(text: str) -> str:
    """Return a text as the texts of links are compared."""
    return " ".join(canonical_string(fold_string(" ".join(text.split()))).split())


def anchor_prefix(anchor: str) -> str:
    """Return what the keywords of all links with a text (``as_anchor``) begin with; the key of the target follows."""
    return keyword_term(LINKED_BY, f"{anchor}{SEPARATOR}")


def link_keywords(articles: Sequence[Article]) -> list[tuple[str, ...]]:
    """Return the keywords of the links of each article, each once."""
    links = [dict.fromkeys(_links(article)) for article in articles]
    if not any(links):
        return [()] * len(articles)
    forms = _folded(dict.fromkeys(text for own in links for link in own for text in link))
    keyword = lru_cache(maxsize=None)(_keyword)  # many articles have the same links
    found = ([keyword(forms[text], forms[key]) for text, key in own] for own in links)
    return [tuple(dict.fromkeys(filter(None, own))) for own in found]


def _links(article: Article) -> Iterator[tuple[str, str]]:
    """Text and key of the target of each link that may tell a name."""
    for section in article.sections:
        for link in section.links:
            target, span = link.target, link.span
            text = section.text[span.start : span.end].strip()
            if text != target and len(text) in ANCHOR_CHARS:
                key = surest_key(target, posixpath.dirname(article.path) if target.startswith(".") else "")
                if key and len(key) <= _LONGEST_KEY:
                    yield text, key


def _folded(texts: Iterable[str]) -> dict[str, str]:
    """Each text as ``as_anchor`` gives it; all in one go, with signs between that nothing joins across."""
    kept = list(texts)
    folded = canonical_string(fold_string(_BETWEEN.join(" ".join(text.split()) for text in kept)))
    forms = [" ".join(form.split()) for form in folded.split(_BETWEEN)]
    return dict(zip(kept, forms if len(forms) == len(kept) else map(as_anchor, kept), strict=True))


def _keyword(anchor: str, key: str) -> str:
    tells = len(anchor) in ANCHOR_CHARS and anchor not in _generic() and not _NUMBERS_ALONE.fullmatch(anchor)
    if not (key and tells) or SEPARATOR in f"{anchor}{key}" or anchor in (key, _REMARK.sub("", key)):
        return ""
    return f"{anchor_prefix(anchor)}{key}"


@lru_cache(maxsize=1)
def _generic() -> frozenset[str]:
    return frozenset(map(as_anchor, data_lines("generic_anchors.txt")))
