"""Texts of links as keywords: all of a batch are folded at once, which must not matter."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from wenxun.analysis.link_names import anchor_prefix, as_anchor, link_keywords
from wenxun.models import Article, Link, Section, Span

TEXTS = st.text("北京帝都·，,1 \n\u3000|Aéか\u0301\u200b臺灣", min_size=2, max_size=6).map(str.strip).filter(bool)


def linking(text: str, target: str) -> Article:
    return Article(text, "", (Section(0, "", (), text, links=(Link(target, Span(0, len(text))),)),))


@given(st.lists(st.tuples(TEXTS, TEXTS), max_size=6))
def test_links_have_the_same_keywords_alone_and_among_others(links: list[tuple[str, str]]) -> None:
    articles = [linking(*link) for link in links]
    assert link_keywords(articles) == [each for article in articles for each in link_keywords([article])]


@given(st.lists(TEXTS, max_size=6))
def test_the_text_of_a_link_is_compared_as_what_is_typed(texts: list[str]) -> None:
    for text, keywords in zip(texts, link_keywords([linking(text, "目標") for text in texts]), strict=True):
        assert all(keyword == f"{anchor_prefix(as_anchor(text))}{as_anchor('目標')}" for keyword in keywords)
