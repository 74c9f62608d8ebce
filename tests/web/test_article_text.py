"""The text of an article's page: exact links and marks, also where they cross, in every writing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from wenxun import Article, Link, Piece, SearchEngine, Section, Span
from wenxun.variants import VARIANTS, Variant, convert, convert_pieces
from wenxun.web import create_app
from wenxun.web.article_text import ShownSection, shown_sections

TEXT = st.lists(st.sampled_from(["软件", "程序员", "鼠标", "松樹", "。", "\n\n", "a ", "里"]), max_size=14).map("".join)
LINKED = {"甲": "a", "乙": "b"}


@st.composite
def sections(draw: st.DrawFn) -> tuple[Section, tuple[Piece, ...]]:
    """A section with links, some of them to nothing, and its text cut at marks."""
    text = draw(TEXT)
    edges = sorted(draw(st.sets(st.integers(0, len(text)), max_size=6)))
    spans = zip(edges[::2], edges[1::2], strict=False)
    links = tuple(Link(draw(st.sampled_from("甲乙丙")), Span(start, end)) for start, end in spans)
    cuts = sorted({0, len(text), *draw(st.sets(st.integers(0, len(text)), max_size=6))})
    pieces = tuple(Piece(text[a:b], match=number % 2 == 1) for number, (a, b) in enumerate(pairwise(cuts)))
    return Section(0, "", (), text, links), pieces


@given(sections(), st.sampled_from(VARIANTS))
def test_the_text_is_the_conversion_and_marks_and_links_are_images(
    drawn: tuple[Section, tuple[Piece, ...]], variant: Variant
) -> None:
    section, pieces = drawn
    article = Article("x", "", (section,))
    (shown,) = shown_sections(article, [pieces], LINKED, variant=variant, context="")
    runs = [run for paragraph in shown.paragraphs for stretch in paragraph for run in stretch.runs]
    converted = convert(section.text, variant)
    assert without_breaks(run.text for run in runs) == without_breaks(converted.text)
    expected = convert_pieces(pieces, variant)
    assert marked(shown) == without_breaks(piece.text for piece in expected if piece.match)
    assert [run.mark for run in runs if run.mark] == list(range(1, shown.mark_count + 1))
    wanted = [link for link in section.links if link.target in LINKED]
    images = [converted.image(link.span) for link in wanted]
    if all(one.end <= other.start for one, other in pairwise(images)):
        assert without_breaks(linked(shown)) == without_breaks(converted.text[each.start : each.end] for each in images)


def without_breaks(texts: Iterable[str]) -> str:
    """The texts joined; a line end may become the edge of a paragraph."""
    return "".join(texts).replace("\n", "")


def marked(shown: ShownSection) -> str:
    runs = (run for paragraph in shown.paragraphs for stretch in paragraph for run in stretch.runs)
    return without_breaks(run.text for run in runs if run.match)


def linked(shown: ShownSection) -> Iterator[str]:
    for paragraph in shown.paragraphs:
        for stretch in paragraph:
            if stretch.article_id:
                yield "".join(run.text for run in stretch.runs)


@pytest.fixture(scope="module")
def client() -> Iterator[FlaskClient]:
    text = "首先去板门店看和平之家，再看软件园。"
    links = (
        Link("板門店", Span(3, 6)),
        Link("和平之家", Span(7, 11)),
        Link("https://example.org/", Span(13, 14)),
        Link("軟體", Span(14, 16)),
        Link("旅行", Span(0, 2)),
    )
    with SearchEngine.in_memory() as engine:
        engine.add(
            Article("trip", "旅行", (Section(0, "", (), text, links),)),
            Article("板门店", "板门店", (Section(0, "", (), "村。"),), aliases=("和平之家",)),
            Article("soft", "软件", (Section(0, "", (), "程序。"),)),
        )
        yield create_app(engine).test_client(use_cookies=False)


def text_of(client: FlaskClient, query: str) -> str:
    (found,) = re.findall(r'<section id="section-0".*?<p>(.*?)</p>', client.get(query).text, re.DOTALL)
    return str(found)


def test_names_in_the_text_lead_to_the_indexed_articles_of_that_title_or_alias_and_to_no_other(
    client: FlaskClient,
) -> None:
    place = "/articles/板门店"
    assert text_of(client, "/articles/trip") == (
        f'首先去<a href="{place}">板门店</a>看<a href="{place}">和平之家</a>，再看<a href="/articles/soft">软件</a>园。'
    )
    assert client.get(place).status_code == 200


def test_links_keep_the_choice_of_a_writing_and_their_exact_place_in_it(client: FlaskClient) -> None:
    assert '再看<a href="/articles/soft?variant=tw">軟體</a>園。' in text_of(client, "/articles/trip?variant=tw")


def test_a_mark_that_crosses_a_link_stays_one_mark(client: FlaskClient) -> None:
    shown = text_of(client, '/articles/trip?q="去板门店看"')
    assert '<mark id="mark-1">去</mark><a href="' in shown
    assert '"><mark>板门店</mark></a><mark>看</mark><a' in shown
    assert "文中标出了 1 处" in client.get('/articles/trip?q="去板门店看"').text
