"""Texts that nobody writes and somebody will send: what every target draws from."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import strategies as st

HAN = "文章板门店門程式序软體件里裏裡后後发髮髪台臺灣川普特朗普乾隆計畫划划龘𠀀𪜀的是一"
LATIN = "aAbZ09_-.+#/\\@'’ éßŒﬁＡ１"
BREAKS = "\n\r\t \u3000\u2028\u2029\x0b\x0c\x1c\x85\u00a0\u200b\ufeff"
ODD = "\x00\x01\x1b\x7f\u202e\u2066\u2069\u061c\ud800\udfff\ufdd0\ufdd1\ufddc\uffff\ufffd\U0010ffff\U000e0041㎞½Ⅳ㈱ﷺ"
MARKS = "\u0301\u0316\u3099\u309a\uff9e\u1161\u11a8\u0344\u20dd"
PUNCTUATION = "，。、！？；：…（）()[]{}<>「」『』“”\"'`~*_=|#&%$^-–—·《》〈〉"

CHARACTERS = st.sampled_from(HAN + LATIN + BREAKS + ODD + MARKS + PUNCTUATION)
ANY_CHARACTER = st.characters(exclude_categories=())
WILD = st.text(CHARACTERS | ANY_CHARACTER, max_size=60)
CALM = st.text(st.sampled_from(HAN + "abc12 ，。\n"), max_size=40)

WILD_SHORT = st.text(CHARACTERS, max_size=5)

# fmt: off
WIKITEXT = [
    *("'''", "''", "[[", "]]", "{{", "}}", "{{{", "}}}", "|", "=", "[", "]", "{|", "|}", "|-", "||", "!!", "! ", "\n"),
    *("\n== 甲 ==\n", "\n=== 乙 ===\n", "\n==", "==\n", "\n* ", "\n# ", "\n: ", "\n; ", "\n----\n", "-{", "}-", ";"),
    *("-{zh-hans:软件;zh-hant:軟體}-", "zh-tw:", "zh:甲", "-{A|", "-{H|zh-cn:a;zh-tw:b}-", "-{-}-", "__NOTOC__", "~~~~"),
    *("[[File:a.jpg|thumb|", "[[Category:棋|*]]", "[[分類:", "[[:Category:甲]]", "[http://a.example 甲", "http://b.example"),
    *("{{noteTA|zh-cn:甲;zh-tw:乙}}", "{{lang|en|", "{{Infobox\n|a=", "{{ruby|甲|", "{{cite web|url=x|title=甲}}", "{{!}}"),
    *("<ref>", "</ref>", '<ref name="a"/>', "<nowiki>", "</nowiki>", "<math>", "</math>", "<gallery>\na.jpg|甲\n</gallery>"),
    *("<!--", "-->", "<br/>", "<b>", "</b>", "<ruby>甲<rt>乙</rt></ruby>", "<table>", "<tr><td>", "#REDIRECT [[甲]]", "&nbsp;"),
]
MARKDOWN = [
    *("# ", "## ", "###### ", "\n", "\n\n", "**", "*", "__", "_", "~~", "`", "```\n", "~~~", "> ", "- ", "1. ", "1) "),
    *("    ", "\t", "[", "](", ")", "](a)", "](<a b>)", '](a "wikilink")', "![", "[甲][乙]", "[乙]: http://a 'x'\n", "[^1]"),
    *("[^1]: 注\n", "\\[", "\\]", "\\(", "\\)", "\\*", "$", "$$", "|甲|乙|\n|-|-|\n|1|2|\n", "|", "---\n", "===\n", "<div>"),
    *("---\ntitle: 题\n---\n", "</div>", "<http://a.example>", "<br>", "<!-- ", " -->", "&#x4e2d;", "&#0;", "&#xD800;", "&lt;"),
    *("[甲](../Page/甲.md \"wikilink\")", "[Category:棋](Category:棋.md)", "-{zh-cn:甲;zh-tw:乙}-", "[12](#cite)", "  \n", "\\\n"),
]
HTML = [
    *("<!doctype html>", "<html>", "<head>", "<title>题</title>", "<title>", "</title>", "<body>", "</body>", "<p>", "</p>"),
    *("<h1>", "</h1>", "<h2>甲</h2>", "<h6>", "<div class='", "'>", "</div>", "<ul><li>", "<ol>", "</li>", "</ul>", "<br>"),
    *("<table>", "<tr>", "<td>", "<th>", "</td>", "</tr>", "</table>", "<a href='", "<a href=乙>", "</a>", "<img src=x alt='甲'>"),
    *("<script>", "</script>", "<style>", "</style>", "<!--", "-->", "<![CDATA[", "]]>", "<?php", "?>", "<pre>", "</pre>"),
    *("<ruby>", "<rt>", "</ruby>", "<b>", "</i>", "<sup>[1]</sup>", "<math>", "<svg>", "<nav>", "<template>", "<meta charset=gbk>"),
    *("&lt;", "&amp", "&#", "&#x110000;", "&#xd800;", "&nbsp;", "&#0;", "&notanentity;", "<", ">", "</", "<a b=c d", '="', "<x:y>"),
]
JSON_LINES = [
    *("{", "}", "[", "]", '"', ":", ",", "\n", '"id"', '"text"', '"title"', '"aliases"', '"categories"', "null", "true", "1e999"),
    *('{"text": "甲"}\n', '{"id": "甲", "text": "# 题\\n\\n文"}\n', '{"id": 7, "text": "文", "title": 8}\n', '"\\ud800"', '"\\u0000"'),
    *('{"text": "文", "aliases": ["甲", 1], "categories": "棋"}\n', "-0", "1" * 5_000, '{"id": {}, "text": "x"}\n', "\ufeff", "\r\n"),
]
QUERY = [
    *('"', "“", "”", "「", "」", "『", "』", "＂", "〝", "〞", "*", "＊", "|", "｜", "-", "－", " OR ", " AND ", " NOT ", "ＯＲ"),
    *("title:", "heading:", "category:", "标题：", "分類:", "作者:", ":", "：", " ", "\u3000", "\n", "(", ")", "（", "）", "\\"),
    *("板门店", "板門店", "软件", "軟體", "川普", "C++", "iPhone", "a.b-c", "1２", "的", "是", "文", "𠀀", "OR", "NOT", "AND"),
]
ORG = [
    *("* 甲\n", "** TODO [#A] 乙 :丙:\n", "* COMMENT 丁\n", "#+TITLE: ", "#+begin_src py\n", "#+end_src\n", "#+begin_quote\n", "#+end_quote\n"),
    *(":PROPERTIES:\n", ":END:\n", "| 甲 | 乙 |\n", "|---+---|\n", "- ", "  - ", "1. ", "[[a][", "]]", "[fn:1]", "*", "/", "=", "~", "_", "+", "# "),
]
RST = [
    *("甲\n==\n", "====\n", "----\n", ".. note::\n", ".. code-block:: py\n\n", "   ", "      ", "::\n\n", "- ", "1. ", "#. ", ".. _a:\n", ".. |a| replace:: b\n"),
    *(".. [1] ", ".. ", ":作者: 甲\n", ":ref:`", "`", "``", "`__", "<a>`_", "[1]_", "|a|", "| 甲\n", "==  ==\n", "甲  乙\n", "+--+--+\n", "|甲|乙|\n", ".. csv-table::\n\n   ", "\\"),
]
ASCIIDOC = [
    *("= 甲\n", "== 乙\n", ":a: b\n", "----\n", "====\n", "____\n", "////\n", "|===\n", "|甲 |乙\n", "[source,py]\n", "[NOTE]\n", "NOTE: ", "* ", "** ", ". ", "+\n"),
    *("甲:: ", ".乙\n", "<<", ">>", "[[", "]]", "link:a[", "https://a[", "]", "footnote:[", "{a}", "*", "**", "_", "`", "#", "image::a[]\n", "include::a[]\n"),
]
SUBTITLES = [*("WEBVTT\n\n", "1\n", "00:00:01,000 --> 00:00:02,000\n", "00:01.000 --> 00:02.000\n", "-->", "<i>", "</i>", "<v 甲>", "{\\an8}", "&lt;", "NOTE\n")]
MAIL = [
    *("Subject: ", "From: 甲 <a@b>\n", "Date: Mon, 1 Mar 2021 12:00:00 +0800\n", "=?utf-8?B?", "=?gb2312?Q?", "5riF", "=C7=E5", "?=", "\n\n", "--b\n", "--b--\n"),
    *("Content-Type: multipart/mixed; boundary=b\n", "Content-Type: multipart/alternative; boundary=b\n", "Content-Type: message/rfc822\n", "Content-Type: text/html; charset=x\n"),
    *("Content-Type: text/plain; charset=gbk; format=flowed\n", "Content-Transfer-Encoding: base64\n", "Content-Transfer-Encoding: quoted-printable\n", "Content-Disposition: attachment; filename=甲\n"),
]
NOTEBOOK = [
    *('{"cells": [', '{"cell_type": "markdown", "source": "# 甲"}', '{"cell_type": "code", "source": ["乙"], "outputs": [', '{"text": "丙"}', '{"data": {"text/plain": 1}}'),
    *("]}", ", ", '"metadata": {"authors": [1]}', "[", "]", "{", "}", '"worksheets": [', '"cells": null'),
]
TABLE = [*("标题,正文\n", "id;text\n", "a\tb\n", ",", ";", "\t", '"', '""', "\r", "\n", "标题,年\n", "作者", "日期", "2024-05-01")]
CHAPTERS = [
    *("第一章 甲\n", "第二章\n", "卷一\n", "楔子\n", "一、乙\n", "（一）丙\n", "Chapter IX\n", "作者：丁\n", "《戊》\n", "\u3000\u3000", "第零百千章\n", "第十廿卅回\n"),
    *("*** START OF THE PROJECT GUTENBERG EBOOK ***\n", "*** END OF THE PROJECT GUTENBERG EBOOK ***\n", "Title: 己\n", "☆", "【"),
]
# fmt: on
LIGHT_READERS = {"a.org": ORG, "a.rst": RST, "a.adoc": ASCIIDOC, "a.srt": SUBTITLES, "a.vtt": SUBTITLES}
WHOLE_READERS = {"a.eml": MAIL, "a.mbox": MAIL, "a.ipynb": NOTEBOOK, "a.csv": TABLE, "a.tsv": TABLE}
READERS = {
    "a.wiki": WIKITEXT,
    "a.md": MARKDOWN,
    "a.html": HTML,
    "a.txt": [*PUNCTUATION, *CHAPTERS],
    "a.jsonl": JSON_LINES,
    **LIGHT_READERS,
    **WHOLE_READERS,
}


def tangles(fragments: Sequence[str], *, max_size: int = 40) -> st.SearchStrategy[str]:
    """Fragments of a language, whole words, wild characters, and runs of one of them, in any order."""
    word = st.sampled_from(fragments) | CALM | WILD
    run = st.builds(lambda text, times: text * times, st.sampled_from(fragments), st.integers(2, 60))
    return st.lists(word | word | word | run, max_size=max_size).map("".join)


def nested(fragments: Sequence[str]) -> st.SearchStrategy[str]:
    """Openers before and closers behind, some levels deep."""
    one = st.sampled_from(fragments)
    return st.recursive(CALM, lambda inner: st.builds("{}{}{}".format, one, inner, one), max_leaves=30)


def documents(name: str) -> st.SearchStrategy[str]:
    """Texts for the reader of files called ``name``, some of them with fragments of other languages."""
    own = READERS[name]
    others = st.sampled_from([fragment for each in READERS.values() for fragment in each])
    mixed = st.lists(st.sampled_from(own) | others | CALM, max_size=40).map("".join)
    return tangles(own) | nested(own) | mixed
