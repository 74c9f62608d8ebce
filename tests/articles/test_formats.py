"""A suffix that names a format decides, unless the content flatly contradicts it; else the content decides."""

from __future__ import annotations

import pytest

from wenxun import Article
from wenxun.articles.formats import detect_format


@pytest.mark.parametrize(
    ("text", "suffix", "expected"),
    [
        ("'''甲'''是[[乙]]的。\n\n== 丙 ==\n文", ".md", "wikitext"),
        ("'''甲'''可以指：\n*[[乙|丙]]", ".txt", "wikitext"),
        ("{{Infobox\n|a=b\n}}\n甲", ".txt", "wikitext"),
        ("**甲**是[乙](../Page/乙.md \"wikilink\")。\n\n{{-}}\n", ".wiki", "markdown"),
        ("# 甲\n\n文字", ".txt", "markdown"),
        ("甲\n\n```\ncode\n```", ".html", "markdown"),
        ("| a | b |\n|---|---|\n| 1 | 2 |", ".txt", "markdown"),
        ("<!DOCTYPE html><html><body># 甲</body></html>", ".md", "html"),
        ("<?xml version='1.0'?>\n<!-- c -->\n<html><p>甲</p></html>", ".txt", "html"),
        ("<div><p>甲</p></div><p>乙</p>", "", "html"),
        ("甲乙丙。\n\n丁。", ".txt", "text"),
        ("甲乙丙。\n\n丁。", ".wiki", "text"),
        ("''甲''乙丙。", ".wiki", "wikitext"),
        (";甲\n:乙见[http://example.org 丙]", ".mediawiki", "wikitext"),
        ("''甲''乙丙。\n* 丁", ".txt", "text"),
        ("- 甲\n- 乙", ".md", "markdown"),
        ("- 甲\n- 乙", ".txt", "text"),
        ("1. 甲\n2. 乙\n3. 丙", ".txt", "text"),
        ("若 a < b 且 c > d，则 x[1] = y[2]。", ".txt", "text"),
        ("", ".md", "markdown"),
        ("", ".wiki", "text"),
        ("笔记见[[另一页]]，又见[[第三页|别名]]。", ".md", "markdown"),
        ("笔记见[[另一页]]，又见[[第三页|别名]]。", ".txt", "wikitext"),
        ("正文。\n\n{{< figure src=\"a.png\" >}}\n\n见[[甲]]。", ".md", "markdown"),
        ("<table><tr><td>甲</td></tr></table>\n<p>乙</p><p>丙</p>", ".md", "markdown"),
        ("<div><p>甲</p></div><p>乙</p>", ".mdx", "markdown"),
        ("# 甲\n\n```py\nx = '''乙'''\n[[1]]\n```", ".md", "markdown"),
        ("<!-- 注 -->\n<html lang='zh'><p>甲</p></html>", ".mdx", "html"),
        ("'''甲'''是一种\n{| class=wikitable\n| 乙\n|}", ".md", "wikitext"),
        ("# 甲\n# 乙\n\n[[丙]] `丁`", ".wikitext", "wikitext"),
        ("**甲** [乙](b)\n\n```\n丙\n```\n\n[[丁]]", ".wikitext", "wikitext"),
        ("# 甲\n\n文字", ".Rmd", "markdown"),
        ("甲<b>乙</b>", ".htm", "html"),
    ],
)  # fmt: skip
def test_a_decisive_suffix_or_else_the_content_tells_the_format(text: str, suffix: str, expected: str) -> None:
    assert detect_format(text, suffix) == expected


@pytest.mark.parametrize(
    ("format_name", "source"),
    [
        ("html", "<p>看<img src=a.png alt='{}'>吧"),
        ("markdown", '![b](x.png "{}")'),
        ("markdown", "::: {}\n正文\n:::"),
        ("wikitext", "{{|\n|{}|| b\n|}}"),
    ],
)
@pytest.mark.parametrize("words", ["吉野家", "\U00020bb7\U00020bb7", "\ufa0e\ufa0f"])
def test_a_rare_character_is_text_wherever_a_common_one_is(format_name: str, source: str, words: str) -> None:
    assert words in Article.from_text(source.format(words), id="a", format=format_name).text
