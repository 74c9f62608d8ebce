"""The format is told by what a text holds; a file's suffix only breaks ties."""

from __future__ import annotations

import pytest

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
        ("- 甲\n- 乙", ".md", "markdown"),
        ("- 甲\n- 乙", ".txt", "text"),
        ("1. 甲\n2. 乙\n3. 丙", ".txt", "text"),
        ("若 a < b 且 c > d，则 x[1] = y[2]。", ".txt", "text"),
        ("", ".md", "markdown"),
    ],
)  # fmt: skip
def test_content_decides_and_the_suffix_breaks_ties(text: str, suffix: str, expected: str) -> None:
    assert detect_format(text, suffix) == expected
