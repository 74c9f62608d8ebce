"""Articles by the names that others give them: the texts of the links that lead there, if they are well supported.

The links of an index are counted when a query comes, so what is added or deleted counts at once. A text names an
article if at least two articles link to it so, if these are more than half of all that use the text for a link, and if
no article is called so itself.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from wenxun.analysis.link_names import ANCHOR_CHARS
from wenxun.analysis.regions import canonical_string
from wenxun.backends import BackendReader
from wenxun.query.tree import FullMatch, LinkedName, Query, Term, Text

__all__ = ["with_linked_names"]

_LEAST_ARTICLES = 2


def with_linked_names(query: Query, backend: BackendReader) -> Query:
    """Return a query of which each text also matches the article that links call so.

    Args:
        query: the query.
        backend: the index whose links are counted.
    """
    found = {text: name for text in query.texts if text.field is None and (name := _linked(text, backend))}
    if not found:
        return query
    texts = tuple(_with_article(text, found[text]) if text in found else text for text in query.texts)
    return replace(query, texts=texts, linked=tuple(found.values()))


def _with_article(text: Text, name: LinkedName) -> Text:
    return replace(text, full_matches=(*text.full_matches, FullMatch((Term("article", name.article_id),))))


def _linked(text: Text, backend: BackendReader) -> LinkedName | None:
    anchor = canonical_string(text.folded)
    counts = backend.linked(anchor) if len(anchor) in ANCHOR_CHARS else {}
    total = sum(counts.values())
    if total < _LEAST_ARTICLES:
        return None
    names = {key: (key, key if key.startswith("/") else f"*/{key}") for key in counts}
    called = backend.titled([anchor, *(name for both in names.values() for name in both)])
    articles: Counter[str] = Counter()
    for key, count in counts.items():
        leads_to = next((called[name] for name in names[key] if name in called), None)
        if leads_to is not None:
            articles[leads_to] += count
    best = max(articles, key=lambda each: (articles[each], each), default="")
    is_supported = articles[best] >= _LEAST_ARTICLES and articles[best] * 2 > total
    return LinkedName(best, anchor) if is_supported and anchor not in called else None
