"""Headings and paragraphs become sections of a readable length, with nothing lost."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wenxun.articles import read_bytes
from wenxun.articles.richtext import Mark, RichText
from wenxun.articles.sections import TARGET_CHARS, Heading, Paragraph, build_sections

paragraphs = st.builds(
    lambda text, times: text * times,
    st.text("中文，。！字abc ", min_size=1, max_size=30).filter(lambda t: t.strip() == t != ""),
    st.integers(1, 400),
)


@given(st.lists(paragraphs, min_size=1, max_size=12))
def test_splitting_a_long_section_loses_no_character(texts: list[str]) -> None:
    sections = build_sections([Paragraph(RichText(text)) for text in texts], Counter())
    whole = "".join("".join(section.text.split()) for section in sections)
    assert whole == "".join("".join(text.split()) for text in texts)
    assert [section.number for section in sections] == list(range(len(sections)))


def test_a_long_section_is_cut_between_paragraphs_near_the_target() -> None:
    blocks = [Heading(2, RichText("节")), *(Paragraph(RichText(f"{i}" + "文" * 300 + "。")) for i in range(20))]
    sections = build_sections(blocks, Counter())
    assert len(sections) == 4
    assert all(0.6 * TARGET_CHARS <= len(section.text) <= 1.4 * TARGET_CHARS for section in sections)
    assert {(section.heading, section.path) for section in sections} == {("节", ("节",))}
    assert all(part.endswith("。") for section in sections for part in section.text.split("\n\n"))


def test_a_huge_paragraph_is_cut_at_the_ends_of_sentences() -> None:
    text = "".join(f"第{i}句话说了一些事情，还有别的。" for i in range(700))
    sections = build_sections([Paragraph(RichText(text))], Counter())
    assert len(sections) > 3
    assert "".join(section.text for section in sections) == text
    assert all(section.text.endswith("。") for section in sections)


def test_a_huge_paragraph_without_any_stop_is_cut_all_the_same() -> None:
    sections = build_sections([Paragraph(RichText("文" * 50_000))], Counter())
    assert sum(len(section.text) for section in sections) == 50_000
    assert max(len(section.text) for section in sections) <= 6000


def test_links_stay_on_their_anchors_through_a_cut() -> None:
    text = "前言。" * 600 + "看锚文字吧。" + "后语。" * 600
    start = text.index("锚文字")
    sections = build_sections([Paragraph(RichText(text, (Mark("link", start, start + 3, "目标"),)))], Counter())
    links = [(section, link) for section in sections for link in section.links]
    assert len(links) == 1
    section, link = links[0]
    assert section.text[link.span.start : link.span.end] == "锚文字"


def test_headings_make_paths_and_parents_stay_where_they_stand() -> None:
    source = "# 题\n\n导言\n\n## 一\n\n### 甲\n\n文甲\n\n## 二\n\n文二\n\n## 空\n\n## 参考文献\n"
    article = read_bytes(source.encode(), "a.md")
    assert article.title == "题"
    assert [(s.number, s.heading, s.path, s.text) for s in article.sections] == [
        (0, "", (), "导言"),
        (1, "一", ("一",), ""),
        (2, "甲", ("一", "甲"), "文甲"),
        (3, "二", ("二",), "文二"),
        (4, "空", ("空",), ""),  # a reader sees this heading
    ]
    assert article.cleaned == {"empty-sections": 1}
    assert article.text == "导言\n\n一\n\n甲\n\n文甲\n\n二\n\n文二\n\n空"


@pytest.mark.parametrize("first_link_start", [100, 1000, TARGET_CHARS - 1])
def test_a_huge_paragraph_is_never_cut_inside_a_link_not_even_the_first(first_link_start: int) -> None:
    text = ("文" * 9 + "。") * 700
    links = [(first_link_start, TARGET_CHARS + 15), (3000, 3010), (3500, 5000), (5990, 6000)]
    rich = RichText(text, [Mark("link", start, end, f"{start}") for start, end in links])
    sections = build_sections([Paragraph(rich)], Counter())
    assert len(sections) > 1
    shown = {link.target: len(link.span) for section in sections for link in section.links}
    assert shown == {f"{start}": end - start for start, end in links}
