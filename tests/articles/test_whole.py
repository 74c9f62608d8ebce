"""Records that hold an article whole, section by section."""

from __future__ import annotations

import itertools
from typing import Any, get_args

from hypothesis import given
from hypothesis import strategies as st

from wenxun import Article, Element, Link, Section, SkippedInput, Span, VariantRule
from wenxun.article_bodies import record_body
from wenxun.articles.jsonl import Lines
from wenxun.articles.source_file import Origin
from wenxun.models import ElementKind
from wenxun.presentation import to_json

SAME = ("id", "title", "sections", "categories", "variants", "aliases", "format", "path")
TEXT = st.text(st.sampled_from("板门店會談ab 12。=[]{}#*'<>&\n𠀀"), max_size=40)
LINE = TEXT.map(lambda text: " ".join(text.split()))
NAMES = st.lists(LINE.filter(bool), max_size=3, unique=True).map(tuple)
RULES = st.lists(
    st.builds(
        VariantRule, st.dictionaries(st.sampled_from(["zh-cn", "zh-tw"]), LINE), st.sampled_from(["article", "inline"])
    ),
    max_size=2,
).map(tuple)


@st.composite
def articles(draw: st.DrawFn) -> Article:
    sections = []
    for number in range(draw(st.integers(1, 4))):
        text = draw(TEXT)
        cuts = sorted(draw(st.sets(st.integers(0, len(text)), max_size=4)))
        links = tuple(Link(draw(LINE), Span(a, b)) for a, b in zip(cuts[::2], cuts[1::2], strict=False))
        path = draw(NAMES)
        elements = tuple(
            Element(draw(st.sampled_from(get_args(ElementKind))), Span(a, b), draw(LINE), draw(st.integers(0, 3)))
            for a, b in itertools.pairwise(cuts)
        )
        sections.append(Section(number, path[-1] if path else "", path, text, links, elements))
    title = draw(LINE.filter(bool))
    return Article(
        "id/1", title, tuple(sections), draw(NAMES), draw(RULES), draw(NAMES), "jsonl", "here", path=draw(LINE)
    )


def read(*records: Any) -> list[Article | SkippedInput]:
    lines = "".join(to_json(record) + "\n" for record in records)
    return list(Lines(Origin("here", "here", "here", "here"), 1, lines.encode()).read(max_bytes=10_000))


@given(articles())
def test_a_record_gives_back_the_article_that_it_was_made_of(article: Article) -> None:
    (back,) = read(record_body(article))
    assert isinstance(back, Article)
    assert {name: getattr(back, name) for name in SAME} == {name: getattr(article, name) for name in SAME}
    assert back.cleaned == {}


def test_what_looks_like_markup_stays_what_it_is() -> None:
    text = "'''粗''' [[链接]] {{模板}} # 标题\n\n== 标题 =="
    (article,) = read({"id": "a", "title": "甲", "sections": [{"text": text}]})
    assert isinstance(article, Article)
    assert [section.text for section in article.sections] == [text]


def test_links_that_do_not_stand_in_the_text_are_left_out_and_counted() -> None:
    links = [{"target": "甲", "start": 0, "end": 9}, {"target": "乙"}, {"target": "丙", "start": 0, "end": 1}, "丁"]
    (article,) = read({"id": "a", "sections": [{"text": "丙是。", "links": links}]})
    assert isinstance(article, Article)
    assert article.links == (Link("丙", Span(0, 1)),)
    assert article.cleaned == {"lost-links": 3}


def test_characters_that_no_text_holds_are_taken_out_with_the_links_that_they_move() -> None:
    links = [{"target": "乙", "start": 2, "end": 3}]
    (article,) = read({"id": "a", "sections": [{"text": "甲\u200b乙", "links": links}]})
    assert isinstance(article, Article)
    assert (article.sections[0].text, article.links) == ("甲乙", ())
    assert article.cleaned["lost-links"] == 1


def test_a_text_goes_before_sections_of_somebody_elses_making() -> None:
    (article,) = read({"id": "a", "text": "正文。", "sections": ["一", "二"]})
    assert isinstance(article, Article)
    assert [section.text for section in article.sections] == ["正文。"]


def test_sections_without_a_text_are_no_record() -> None:
    for sections in (["一"], [{}], {"text": "一"}, [{"text": 1}]):
        (skipped,) = read({"id": "a", "sections": sections})
        assert isinstance(skipped, SkippedInput)
        assert skipped.reason == "bad-json"
    (skipped,) = read({"sections": []})
    assert isinstance(skipped, SkippedInput)
    assert skipped.reason == "empty"
