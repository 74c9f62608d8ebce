"""Articles by the names that others give them: the texts of the links that lead there, if they are well supported.

The links of an index are counted when a query comes, so what is added or deleted counts at once. A text names an
article if at least two articles link to it so, if these are more than half of all that use the text for a link, and if
no article is called so itself.

What is typed as a text of its own (帝都) is one more way to find the article. Where it stands within a longer run
(帝都地铁), it is what the title would be there: a section of the article needs the other words alone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace
from itertools import chain

from wenxun.analysis.link_names import ANCHOR_CHARS
from wenxun.analysis.regions import canonical_string
from wenxun.backends import BackendReader
from wenxun.query.expansion import LONGEST_MATCHED_BY_WORDS
from wenxun.query.tree import FullMatch, LinkedName, Query, Term, Text

__all__ = ["with_linked_names"]

_LEAST_ARTICLES = 2
_MOST_WORDS = 3
"""Of a name within a run; each stretch more has to be looked up."""


def with_linked_names(query: Query, backend: BackendReader) -> Query:
    """Return a query of which each text also matches the article that links call so.

    Args:
        query: the query.
        backend: the index whose links are counted.
    """
    runs = {text: canonical_string(text.folded) for text in query.texts if text.field is None}
    parts = {run: list(_parts(text, run)) for text, run in runs.items()}
    names = _named(list(dict.fromkeys(chain(runs.values(), *parts.values()))), backend)
    if not names:
        return query
    linked: dict[LinkedName, None] = {}
    texts: list[Text] = []
    for text in query.texts:
        run = runs.get(text, "")
        called = (
            [names[run]] if run in names else _longest([names[part] for part in parts.get(run, ()) if part in names])
        )
        linked |= dict.fromkeys(called)
        ways = (way for name in called for way in _ways(text, run, name))
        texts.append(replace(text, full_matches=tuple(dict.fromkeys((*text.full_matches, *ways)))))
    return replace(query, texts=tuple(texts), linked=tuple(linked))


def _parts(text: Text, run: str) -> Iterator[str]:
    """The stretches of a run that start and end where its words do."""
    borders = {0, len(run)}
    for term in chain(text.terms, *(way.terms for way in text.full_matches)):
        if term.stream == "word" and (start := run.find(term.text)) >= 0:
            borders |= {start, start + len(term.text)}
    places = sorted(borders)
    for first, start in enumerate(places):
        for end in places[first + 1 : first + 1 + _MOST_WORDS]:
            if end - start < len(run) and end - start in ANCHOR_CHARS:
                yield run[start:end]


def _longest(names: Sequence[LinkedName]) -> list[LinkedName]:
    """The names that are no part of another one."""
    return [name for name in names if not any(name.anchor in other.anchor for other in names if other != name)]


def _ways(text: Text, run: str, name: LinkedName) -> Iterator[FullMatch]:
    """How a section of the article has all of a text: by itself, or with the other words of the run."""
    article = Term("article", name.article_id)
    if name.anchor == run:
        yield FullMatch((article,))
        return
    if len(run) <= LONGEST_MATCHED_BY_WORDS:
        others = [term for term in text.terms if term.stream != "character" and term.text not in name.anchor]
        single = {term.text for term in others if term.stream == "word" and len(term.text) == 1}
        yield FullMatch((article, *(term for term in others if _tells(term, single))))


def _tells(term: Term, single: AbstractSet[str]) -> bool:
    """Whether a term is a word, or two characters that are perhaps one; one alone stands in nearly every section."""
    return len(term.text) > 1 if term.stream == "word" else set(term.text) <= single


def _named(anchors: Sequence[str], backend: BackendReader) -> dict[str, LinkedName]:
    """Which article each of some texts names, if any."""
    links = backend.linked([anchor for anchor in anchors if len(anchor) in ANCHOR_CHARS])
    supported = {anchor: counts for anchor, counts in links.items() if sum(counts.values()) >= _LEAST_ARTICLES}
    if not supported:
        return {}
    keys = dict.fromkeys(name for counts in supported.values() for key in counts for name in _names_of(key))
    called = backend.titled([*supported, *keys])
    found = ((anchor, _best(counts, called)) for anchor, counts in supported.items() if anchor not in called)
    return {anchor: LinkedName(article_id, anchor) for anchor, article_id in found if article_id}


def _best(counts: Mapping[str, int], called: Mapping[str, str]) -> str:
    """Id of the article to which most links with a text lead; nothing where these are not enough."""
    articles: Counter[str] = Counter()
    for key, count in counts.items():
        leads_to = next((called[name] for name in _names_of(key) if name in called), None)
        if leads_to is not None:
            articles[leads_to] += count
    best = max(articles, key=lambda each: (articles[each], each), default="")
    is_supported = articles[best] >= _LEAST_ARTICLES and articles[best] * 2 > sum(counts.values())
    return best if is_supported else ""


def _names_of(key: str) -> tuple[str, str]:
    """What an article answers to that a link means by a key, the nearest first."""
    return key, key if key.startswith("/") else f"*/{key}"
