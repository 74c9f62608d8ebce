"""The text of an article's page: structure, links and marks, exact also where they cross, in every writing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from itertools import pairwise
from typing import get_args

import pytest
from flask.testing import FlaskClient
from hypothesis import given, settings
from hypothesis import strategies as st

from wenxun import Article, Element, Link, Piece, SearchEngine, Section, Span
from wenxun.models import ElementKind
from wenxun.variants import VARIANTS, Variant, convert, convert_pieces
from wenxun.web import create_app
from wenxun.web.article_text import Labels, ShownSection, shown_sections

PARTS = ["软件", "程序员", "鼠标", "松樹", "。", "\n\n", "\n", "a ", " | ", "里", "<&>"]
TEXT = st.lists(st.sampled_from(PARTS), max_size=14).map("".join)
OUTSIDE = ["https://example.org/a?b&c", "mailto:a@example.org"]
TARGETS = ["甲", "丙", *OUTSIDE, "javascript:alert(1)", "//example.org", "https://[", ""]
LINKED = {"甲": "/articles/a"}
LABELS = Labels("Table", "Code", "Image", "Footnote {label}", "Back")
PHRASING = {"strong", "em", "s", "b", "code", "span", "a", "sup", "mark"}
INSIDE = {
    "ul": {"li"},
    "ol": {"li"},
    "table": {"caption", "tr"},
    "tr": {"th", "td"},
    "pre": {"code"},
    **dict.fromkeys(["p", "caption", "summary", *PHRASING], PHRASING),
}
FLOW = {"p", "ul", "ol", "div", "blockquote", "pre", *PHRASING}
HOMES = {"li": {"ul", "ol"}, "tr": {"table"}, "td": {"tr"}, "th": {"tr"}, "caption": {"table"}, "table": {"div"}}


class Shown(HTMLParser):
    """Text, marks and links of HTML; fails on elements that do not belong where they stand."""

    def __init__(self, markup: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.marked = ""
        self.links: list[tuple[dict[str, str | None], str]] = []
        self.ids: list[str] = []
        self.feed(markup)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        parent = self.open[-1][0] if self.open else "section"
        assert tag in INSIDE.get(parent, FLOW | {"table"} | set(HOMES)), (parent, tag)
        assert parent in HOMES.get(tag, {parent}), (parent, tag)
        assert not any(name.startswith("on") or name == "style" for name in values)
        if tag == "a":
            assert all(name != "a" for name, _ in self.open)
            self.links.append((values, ""))
        if "id" in values:
            self.ids.append(values["id"] or "")
        self.open.append((tag, values))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop()[0] == tag

    def handle_data(self, data: str) -> None:
        self.text += data
        tags = [tag for tag, _ in self.open]
        if "mark" in tags:
            self.marked += data
        if "a" in tags:
            self.links[-1] = (self.links[-1][0], self.links[-1][1] + data)
        if tags and tags[-1] in {"ul", "ol", "table", "tr"}:
            assert not data.strip()


@st.composite
def sections(draw: st.DrawFn) -> tuple[Section, tuple[Piece, ...]]:
    """A section with links and elements in any places, and its text cut at marks."""
    text = draw(TEXT)
    spans = st.tuples(st.integers(0, len(text)), st.integers(0, len(text))).map(lambda ends: Span(*sorted(ends)))
    links = draw(st.lists(st.builds(Link, st.sampled_from(TARGETS), spans), max_size=5))
    values = st.sampled_from(["", "1", "2.", "3.", "[x]", "head", "right", '"><script>', *TARGETS])
    kinds = st.sampled_from(get_args(ElementKind))
    elements = draw(st.lists(st.builds(Element, kinds, spans, values, st.integers(0, 3)), max_size=12))
    cuts = sorted({0, len(text), *draw(st.sets(st.integers(0, len(text)), max_size=6))})
    pieces = tuple(Piece(text[a:b], match=number % 2 == 1) for number, (a, b) in enumerate(pairwise(cuts)))
    return Section(0, "", (), text, tuple(links), tuple(elements)), pieces


def shown_of(section: Section, pieces: tuple[Piece, ...], variant: Variant = "orig") -> tuple[ShownSection, Shown]:
    article = Article("x", "", (section,))
    (shown,) = shown_sections(article, [pieces], {}, LINKED, variant=variant, context="", labels=LABELS)
    return shown, Shown(str(shown.html))


@settings(max_examples=400)
@given(sections(), st.sampled_from(VARIANTS))
def test_the_page_shows_the_text_to_the_letter_and_marks_what_is_marked(
    drawn: tuple[Section, tuple[Piece, ...]], variant: Variant
) -> None:
    section, pieces = drawn
    shown, page = shown_of(section, pieces, variant)
    assert page.text == convert(section.text, variant).text
    expected = "".join(piece.text for piece in convert_pieces(pieces, variant) if piece.match)
    assert re.sub(r"\s", "", page.marked) == re.sub(r"\s", "", expected)
    numbers = [each for each in page.ids if each.startswith("mark-")]
    assert numbers == [f"mark-{number}" for number in range(1, shown.mark_count + 1)]
    assert len(page.ids) == len(set(page.ids))


@given(sections())
def test_only_what_may_be_clicked_is_a_link_and_none_is_lost(drawn: tuple[Section, tuple[Piece, ...]]) -> None:
    section, pieces = drawn
    _, page = shown_of(section, pieces)
    for values, _ in page.links:
        href = values["href"] or ""
        assert re.match(r"/articles/a$|https://example\.org/|mailto:a@|#note-", href)
        assert (values.get("rel") == "noopener nofollow") == href.startswith(("https:", "mailto:"))
    plain = Section(0, "", (), section.text, section.links[:1])
    _, page = shown_of(plain, pieces)
    wanted = [link for link in plain.links if link.target in (*LINKED, *OUTSIDE) and len(link.span)]
    texts = [section.text[link.span.start : link.span.end] for link in wanted]
    assert re.sub(r"\s", "", "".join(text for _, text in page.links)) == re.sub(r"\s", "", "".join(texts))


def html_of(text: str, *elements: Element, links: tuple[Link, ...] = ()) -> str:
    shown, _ = shown_of(Section(0, "", (), text, links, elements), (Piece(text, match=False),))
    return shown.html


@pytest.mark.parametrize(
    ("text", "elements", "html"),
    [
        ("甲。\n\n乙。", (), "<p>甲。</p>\n\n<p>乙。</p>"),
        (
            "甲\n乙",
            (Element("list_item", Span(0, 1), "3.", 1), Element("list_item", Span(2, 3), "4.", 1)),
            '<ol start="3"><li>甲</li>\n<li>乙</li></ol>',
        ),
        (
            "甲\n乙",
            (Element("list_item", Span(0, 1), "[ ]", 1), Element("list_item", Span(2, 3), "[x]", 1)),
            '<ul><li class="todo">甲</li>\n<li class="done">乙</li></ul>',
        ),
        (
            "名 | 量\n甲",
            (
                Element("table", Span(0, 7), "表"),
                Element("row", Span(0, 5), "head"),
                Element("cell", Span(0, 1)),
                Element("cell", Span(4, 5), "right"),
                Element("row", Span(6, 7)),
                Element("cell", Span(6, 7), "", 2),
            ),
            '<div class="table" role="group" tabindex="0" aria-label="表"><table>'
            '<tr><th>名<span hidden> | </span></th><th class="right">量</th></tr>\n'
            '<tr><td colspan="2">甲</td></tr></table></div>',
        ),
        (
            "if a < b:\n  甲",
            (Element("code", Span(0, 13), "python", 1),),
            '<pre role="group" tabindex="0" aria-label="python"><code>if a &lt; b:\n  甲</code></pre>',
        ),
        ("用 x 写", (Element("code", Span(2, 3)),), "<p>用 <code>x</code> 写</p>"),
        ("甲\n\n乙", (Element("quote", Span(0, 1), "", 1), Element("quote", Span(3, 4), "", 1)),
         "<blockquote><p>甲</p>\n\n<p>乙</p></blockquote>"),
        ("詩。\n行。", (Element("verse", Span(0, 5)),), '<p class="verse">詩。\n行。</p>'),
        ("注意", (Element("note", Span(0, 2), "tip"),), '<div class="note"><p>注意</p></div>'),
        (
            "见图。",
            (Element("image", Span(1, 2), "https://example.org/a.png"),),
            '<p>见<a class="image" title="https://example.org/a.png" href="https://example.org/a.png" '
            'rel="noopener nofollow">图</a>。</p>',
        ),
        (
            "见。",
            (Element("image", Span(1, 1), "a.png"),),
            '<p>见<span class="image" title="a.png" aria-label="Image" role="img"></span>。</p>',
        ),
        ("x^2", (Element("formula", Span(0, 3), "tex", 1),), '<div class="formula">x^2</div>'),
        ("漢(han)", (Element("ruby", Span(0, 1), "han"),), '<p><span class="ruby" title="han">漢</span>(han)</p>'),
        (
            "甲。\n\n注。",
            (Element("footnote_mark", Span(1, 1), "1"), Element("footnote", Span(4, 6), "1")),
            '<p>甲<sup id="note-mark-1"><a class="footnote-mark" href="#note-1" data-label="1" aria-label="Footnote 1">'
            '</a></sup>。</p>\n\n<div class="footnote" id="note-1" data-label="1">注。'
            '<a class="back-to-mark" href="#note-mark-1" aria-label="Back"></a></div>',
        ),
    ],
)  # fmt: skip
def test_each_element_is_shown_as_what_it_is(text: str, elements: tuple[Element, ...], html: str) -> None:
    assert html_of(text, *elements) == html


def test_titles_and_headings_are_marked_and_those_of_headings_counted(client: FlaskClient) -> None:
    shown = client.get("/articles/headed?q=软件").text
    assert '<h1 id="title" lang="zh-Hans"><mark>软件</mark>史</h1>' in shown
    assert '<h2>早期<mark id="mark-1">软件</mark></h2>' in shown
    assert '<p>没有<mark id="mark-2">软件</mark>。</p>' in shown
    assert "文中标出了 2 处" in shown
    assert '<a href="#section-0">早期软件</a>' not in shown  # one heading needs no contents


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
            Article("headed", "软件史", (Section(0, "早期软件", ("早期软件",), "没有软件。"),)),
        )
        yield create_app(engine).test_client(use_cookies=False)


def text_of(client: FlaskClient, query: str) -> str:
    (found,) = re.findall(r'<section id="section-0".*?<p>(.*?)</p>', client.get(query).text, re.DOTALL)
    return str(found)


def test_names_in_the_text_lead_to_the_indexed_articles_of_that_title_or_alias_and_addresses_elsewhere(
    client: FlaskClient,
) -> None:
    place = "/articles/板门店"
    assert text_of(client, "/articles/trip") == (
        f'首先去<a href="{place}">板门店</a>看<a href="{place}">和平之家</a>，再'
        '<a href="https://example.org/" rel="noopener nofollow">看</a><a href="/articles/soft">软件</a>园。'
    )
    assert client.get(place).status_code == 200


def test_links_keep_the_choice_of_a_writing_and_their_exact_place_in_it(client: FlaskClient) -> None:
    assert '看</a><a href="/articles/soft?variant=tw">軟體</a>園。' in text_of(client, "/articles/trip?variant=tw")


def test_a_mark_that_crosses_a_link_stays_one_mark(client: FlaskClient) -> None:
    shown = text_of(client, '/articles/trip?q="去板门店看"')
    assert '<mark id="mark-1">去</mark><a href="' in shown
    assert '"><mark>板门店</mark></a><mark>看</mark><a' in shown
    assert "文中标出了 1 处" in client.get('/articles/trip?q="去板门店看"').text
