"""Hostile input: it comes to an end, within bounds, and its text is kept or its fault named.

Each input is such that a reader whose time grew with the square of the size, or that went down one call a
level, would not come back; the test run's own limit would tell.
"""

# ruff: noqa: RUF005 - two short lists read better than one of forty lines

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wenxun.articles import read_bytes
from wenxun.errors import ArticleError
from wenxun.models import Article

SIZE = 30_000
WIKI_HEAD = "'''甲'''[[乙]]\n== 丙 ==\n"
MARKDOWN_HEAD = '# 题\n\n[甲](../Page/甲.md "wikilink")\n\n'
HTML_HEAD = "<!doctype html><html><body><p>甲</p>"


def repeated(unit: str) -> str:
    return unit * (SIZE // len(unit))


@pytest.mark.parametrize(
    "unit",
    ["[[", "{{", "{{{", "[[a|", "{{a|", "'''a ", "''a'''b ", "<ref>", "{|\n", "<b>", "-{", "[http://a "]
    + ["<!--", "\n;a:", "<math>", "{{a|[[b]]", "<gallery>", "|}", "}}", "-{{", "== a ==\n", "<"],
)
def test_wikitext_of_nothing_but_openers_is_read(unit: str) -> None:
    article = read_bytes((WIKI_HEAD + repeated(unit) + "\n末尾").encode(), "a.wiki")
    assert article.format == "wikitext"
    assert "末尾" in article.text.replace("\n", "")


@pytest.mark.parametrize(
    "unit",
    ["[", "![", "[a](", "[[a", "*a ", "**a_", "> ", "- ", "`", "<", "&", "\\[", "\\(", "[^1", "|a|b|\n|-|-|\n"]
    + ["[x]: \n", "~~a", "<div>\n", "# a\n", "    ", "-{", "[甲](a)", "1. ", "<a href="],
)
def test_markdown_of_nothing_but_openers_is_read(unit: str) -> None:
    article = read_bytes((MARKDOWN_HEAD + repeated(unit) + "\n\n末尾").encode(), "a.md")
    assert article.format == "markdown"
    assert article.text.endswith("末尾")


@pytest.mark.parametrize(
    "unit",
    ["<a ", "<!", "<!--", "<div>", "<b>", "<table><tr><td>", "<ul><li>", "<ruby><rt>", "&#", '<a b="', "<script>"]
    + ["<![", "</div>", "<h1>", "<x>", "<nav>", "<pre>", "<a href=x>"],
)
def test_html_of_nothing_but_openers_is_read(unit: str) -> None:
    article = read_bytes((HTML_HEAD + repeated(unit)).encode(), "a.html")
    assert article.format == "html"
    assert article.text.startswith("甲")


@pytest.mark.parametrize(
    "unit",
    ["{{{|}", "-{{{cite web|title=甲}}", "{{{{a}}b}}", "{{{{{a}}", "[[http://b", "[ftp://b[", "[//b{|", "[mailto:b["]
    + ["[[a|[http://b]]", "[[a|[news:b c]]", "\n{||~~\n", "{|[[http://b.example"],
)
def test_brackets_at_which_the_parser_would_start_over_cost_no_more_than_their_length(unit: str) -> None:
    article = read_bytes((WIKI_HEAD + repeated(unit) * 6 + "\n末尾").encode(), "a.wiki")
    assert "末尾" in article.text.replace("\n", "")


def test_three_braces_are_an_argument_or_a_brace_before_a_template() -> None:
    def shown(source: str) -> str:
        return read_bytes((WIKI_HEAD + source).encode(), "a.wiki").sections[-1].text

    assert shown("{{{1|默認}}}") == "默認"
    assert shown("引{{{lang|en|tea}}文") == "引{tea文"
    assert shown("引{{lang|en|{{{1|tea}}}}}文") == "引tea文"


@pytest.mark.parametrize("link", ["[[{{中文]]", "[[a{{b|中文]]", "[http://a{{b 字]", "[[Category:a{{b]]", "[[a{|b]]"])
def test_a_stray_bracket_leaves_no_sign_in_the_name_of_a_link_or_category(link: str) -> None:
    assert_sound(read_bytes((WIKI_HEAD + link).encode(), "a.wiki"))


def test_links_of_a_page_that_closes_none_do_not_nest() -> None:
    article = read_bytes((HTML_HEAD + '甲<a href="乙">' * 20_000).encode(), "a.html")
    for section in article.sections:
        ends = [0, *(link.span.end for link in section.links)]
        assert all(end <= link.span.start for end, link in zip(ends, section.links, strict=False))


def test_a_page_whose_title_never_ends_is_read() -> None:
    article = read_bytes(("<!doctype html><html><title>" + "甲<b>" * 100_000).encode(), "a.html")
    assert article.format == "html"


@pytest.mark.parametrize(
    "text",
    [
        "# 题\n\n文\n\n# " + "长" * 10_000 + "\n\n" + "## 甲\n\n乙\n\n" * 1_000,
        "# " + "长" * 10_000 + "\n\n" + "## 甲\n\n乙\n\n" * 1_000,
    ],
)
def test_what_would_be_repeated_with_every_section_without_end_is_refused_by_name(text: str) -> None:
    with pytest.raises(ArticleError, match=r"1,00[0-2] sections, come to 10,\d") as caught:
        read_bytes(text.encode(), "a.md")
    assert caught.value.reason == "too-complex"


@pytest.mark.parametrize("name", ["\ufdd0.txt", "a\ufddb1\ufddc.md", "\x01.txt", "\u202e", "\uffff.md"])
def test_a_file_name_brings_no_control_or_noncharacter_into_title_or_id(name: str) -> None:
    article = read_bytes("文".encode(), name)
    assert_sound(article)
    assert not any("\ufdd0" <= c <= "\ufdef" or c in "\x01\u202e\uffff" for c in article.id)


@pytest.mark.parametrize("entity", ["&#xD800;", "&#0;", "&#x202E;", "&#xFDD1;"])
@pytest.mark.parametrize("name", ["a.wiki", "a.md", "a.html"])
def test_an_entity_brings_in_no_character_that_no_text_holds(entity: str, name: str) -> None:
    head = {"a.wiki": WIKI_HEAD, "a.md": MARKDOWN_HEAD, "a.html": HTML_HEAD}[name]
    assert_sound(read_bytes(f"{head}文{entity}章".encode(), name))


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("文" * 1_000_000, "a.txt"),
        ("中文，句子。" * 100_000, "a.txt"),
        ("# 题\n\n" + "**中**文，[句](a)子。" * 3_000, "a.md"),
    ],
)
def test_one_enormous_line_becomes_sections_of_bounded_length(text: str, name: str) -> None:
    article = read_bytes(text.encode(), name)
    assert max(len(section.text) for section in article.sections) <= 6000
    assert sum(s.text.count("文") for s in article.sections) == text.count("文")


@pytest.mark.parametrize(("line", "name"), [("## 节\n\n字。\n\n", "a.md"), ("== 节 ==\n字。\n\n", "a.wiki")])
def test_very_many_headings_make_as_many_sections(line: str, name: str) -> None:
    assert len(read_bytes((line * 3_000).encode(), name).sections) == 3_000


def test_nothing_that_is_nested_deep_is_lost() -> None:
    lists = "# 题\n" + "\n".join("  " * depth + f"- 第{depth}层" for depth in range(300))
    quotes = "# 题\n" + "\n\n".join("> " * depth + f"第{depth}层" for depth in range(300))
    for source, name in ((lists, "a.md"), (quotes, "a.md")):
        text = read_bytes(source.encode(), name).text
        assert all(f"第{depth}层" in text for depth in range(300))


@pytest.mark.parametrize("data", ['{"text":' + "[" * 200_000, "[" * 200_000, '[{"text": "a"}' + "," * 9])
def test_json_that_cannot_be_read_is_refused_by_name(data: str) -> None:
    with pytest.raises(ArticleError) as caught:
        read_bytes(data.encode(), "a.json")
    assert caught.value.reason in ("too-complex", "bad-json")


WRITTEN = (
    "中文|。|(|)|（|）| |**|`|<!--|-->|<ref>|</ref>|<br>|<b>|-{|}-|zh-cn:|;|*|#|[[|]]|{{|}}|[|](a)|==|!|<|&amp;"
    "|Category:|File:a.jpg|\\[1\\]|\\(|\\)|1. |> |# |<td>|<ruby>|<rt>|</rt>|http://a.example |noteTA|<math>|</math>"
    "|ruby|\ufdd0|\ufddb1\ufddc|\x00|\n|\n\n|'''|''"
)
FRAGMENTS = [*WRITTEN.split("|"), "|", "{|", "|}", "|-"]


@settings(max_examples=150)
@given(
    st.lists(st.sampled_from(FRAGMENTS), max_size=40).map("".join),
    st.sampled_from(["a.md", "a.wiki", "a.html", "a.txt"]),
    st.sampled_from(["", WIKI_HEAD, MARKDOWN_HEAD]),
)
def test_any_tangle_of_markup_gives_a_sound_article(text: str, name: str, head: str) -> None:
    article = None
    with suppress(ArticleError):
        article = read_bytes((head + text).encode(), name)
    if article is None:
        assert not head or "\0" in text  # only a text that holds nothing at all, or looks binary, may be refused
    else:
        assert_sound(article)


def assert_sound(article: Article) -> None:
    assert article.title
    assert [section.number for section in article.sections] == list(range(len(article.sections)))
    whole = [article.title, *article.categories, *article.aliases]
    for section in article.sections:
        whole += [section.text, section.heading, *(link.target for link in section.links)]
        assert section.text == section.text.strip()
        assert section.heading == (section.path[-1] if section.path else "")
        for link in section.links:
            assert 0 <= link.span.start < link.span.end <= len(section.text)
        assert list(section.links) == sorted(section.links, key=lambda link: link.span)
    for text in whole:
        text.encode("utf-8")
        assert not any("\ufdd0" <= c <= "\ufdef" or (c < " " and c not in "\n\t") for c in text), repr(text)
