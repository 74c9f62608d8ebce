"""Org, reStructuredText, AsciiDoc and subtitles: a reader of the article sees no mark of them, and misses no text."""

from __future__ import annotations

from urllib.parse import unquote

import pytest

from wenxun.articles import read_bytes
from wenxun.errors import ArticleError
from wenxun.link_targets import target_keys
from wenxun.models import Article

# ruff: noqa: E501 - a case is one line, so that source and outcome stand side by side
ORG = """#+TITLE: 渡口手册
#+AUTHOR: 某人
#+DATE: <2024-05-01 三>
#+FILETAGS: :笔记:
#+OPTIONS: toc:nil
:PROPERTIES:
:ROAM_ALIASES: "码头手册"
:END:

清晨的 *雾* 还没有散，
见[[https://a.example][官网]]。

* TODO [#A] 概述 :渡船:
SCHEDULED: <2024-05-01 三>
- 甲
  - 乙

| 名 | 值 |
|----+----|
| 丙 | 1 |
#+BEGIN_SRC python
print("码")
#+END_SRC
** 安装
# 看不见
引用 =a*b*c= 与[fn:1]。
* COMMENT 藏
看不见
"""
RST = """.. _guide:

========
渡口手册
========

:作者: 某人
:日期: 2024-05-01

.. contents::

清晨的\\ **雾**\\ 还没有散，
见 `官网 <https://a.example>`_\\ 。

概述
====

- 甲

  - 乙

====  ====
名    值
====  ====
丙    1
====  ====

.. code-block:: python
   :linenos:

   print("码")

.. 看不见

安装
----

引用 ``a*b*c`` 与 [1]_。
"""
ASCIIDOC = """= 渡口手册
某人 <a@b.example>
v1.0, 2024-05-01
:toc:

清晨的 *雾* 还没有散，
见 https://a.example[官网]。

== 概述

* 甲
** 乙

|===
|名 |值

|丙 |1
|===

[source,python]
----
print("码")
----
// 看不见

=== 安装

引用 `a*b*c` 与 <<概述>>。
"""


@pytest.mark.parametrize(("name", "source"), [("a.org", ORG), ("a.rst", RST), ("a.adoc", ASCIIDOC)])
def test_a_document_is_read_as_its_page_would_show_it(name: str, source: str) -> None:
    article = read_bytes(source.encode(), name)
    assert (article.title, article.authors, article.published) == ("渡口手册", ("某人",), "2024-05-01")
    lead, overview, setup = article.sections
    assert lead.text.replace(" ", "") == "清晨的雾还没有散，见官网。"
    assert [link.target for link in lead.links] == ["https://a.example"]
    assert overview.path == ("概述",)
    shown = {element.kind: overview.text[element.span.start : element.span.end] for element in overview.elements}
    assert shown["code"] == 'print("码")'
    assert shown["table"] == "名 | 值\n丙 | 1"
    assert [e.level for e in overview.elements if e.kind == "list_item"] == [1, 2]
    assert [e.value for e in overview.elements if e.kind == "row"] == ["head", ""]
    assert setup.path == ("概述", "安装")
    assert "a*b*c" in setup.text
    assert "看不见" not in article.text


def test_org_tags_and_aliases_are_metadata() -> None:
    article = read_bytes(ORG.encode(), "a.org")
    assert article.tags == ("笔记", "渡船")
    assert article.aliases == ("码头手册",)
    assert article.format == "org"


@pytest.mark.parametrize(
    ("name", "source", "text"),
    [
        ("a.org", "甲/PPA: [[http://a.example/][官网]]。", "甲/PPA: 官网。"),
        ("a.org", "/哦/ 对了。 /[[http://a.example/b/][此问题]]/。", "哦 对了。 此问题。"),
        ("a.org", "*[[http://a.example/*b*][粗]]* 与 =[[= 与 ~[[x]]~", "粗 与 [[ 与 [[x]]"),
        ("a.org", "[[http://a.example/x][[[http://a.example/x]]]]", "http://a.example/x"),
        ("a.adoc", "甲{empty}乙，C{plus}{plus}，{cpp}，{lt}p{gt}", "甲乙，C++，C++，<p>"),
        ("a.adoc", "用 +<p>+ 与 +++<b>+++ 与 C++ 及 D++，1 + 2 + 3", "用 <p> 与 <b> 与 C++ 及 D++，1 + 2 + 3"),
        ("a.adoc", "见 {url-docs}guide/[指南] 与 {url-docs}", "见 指南 与 {url-docs}"),
        ("a.adoc", "见 xref:ROOT:install.adoc#x[安装] 与 xref:2.0@comp::a/b.adoc[乙]", "见 安装 与 乙"),
        ("a.org", "#+begin_quote\n甲\n#+end_quote\n乙", "甲\n\n乙"),
        ("a.org", "#+BEGIN_SRC\n没有结束", "没有结束"),
        ("a.org", "二*三*四 a_b_c x=1 y=2", "二三四 a_b_c x=1 y=2"),
        ("a.org", "1 < 2 <b>甲</b> &lt;", "1 < 2 <b>甲</b> &lt;"),
        ("a.rst", "甲::\n\n   码\n\n乙", "甲：\n\n码\n\n乙"),
        ("a.rst", ".. warning:: 当心\n   水深。\n\n乙", "当心\n\n水深。\n\n乙"),
        ("a.rst", ".. unknown-thing:: 甲\n\n   乙 :unknown:`丙`", "甲\n\n乙 丙"),
        ("a.rst", "甲\n   乙是甲的解释。", "甲\n\n乙是甲的解释。"),
        ("a.rst", ".. |船| replace:: 渡船\n\n坐\\ |船|\\ 。", "坐渡船。"),
        ("a.rst", ".. list-table:: 题\n   :header-rows: 1\n\n   * -\n     - 甲\n   * - 乙\n     - 丙\n       续", "题\n\n甲\n乙 | 丙续"),
        ("a.rst", ".. csv-table::\n   :header: \"名\", 值\n\n   甲, \"1, 2\"", "名 | 值\n甲 | 1, 2"),
        ("a.rst", "====  ====\n名    值\n====  ====\n甲    一\n      二\n====  ====", "名 | 值\n甲 | 一二"),
        ("a.rst", "=====  =====\n名  值\n=====  =====\n甲  一\n=====  =====", "名 | 值\n甲 | 一"),
        ("a.rst", "甲 ::\n\n  码\n\n::\n\n  码二", "甲\n\n码\n\n码二"),
        ("a.rst", "甲 [#注]_ 乙 [#]_ 丙 [2024]_\n\n__ http://a\n.. [#注] 注一\n   续\n.. [#] 注二\n.. [2024] 文献", "甲 乙 丙\n\n注一续\n\n注二\n\n文献"),
        ("a.rst", ".. note::\n\n   :字段: 值\n\n.. only:: html\n\n   网页\n\n.. raw:: html\n\n   <b>原</b>\n\n.. raw:: latex\n\n   乳胶", "字段：值\n\n网页\n\n原"),
        ("a.rst", ".. py:function:: f(x)\n\n   做事。\n\n   :param int x: 数\n      续\n   :returns: 值\n\n      又一段", "f(x)\n\n做事。\n\nx：数续\n\nreturns：值\n\n又一段"),
        ("a.rst", ".. glossary::\n\n   甲\n   乙\n      定义", "甲\n\n乙\n\n定义"),
        ("a.rst", "-a         选项甲\n--b=FILE   选项乙\n           续\n\n>>> f()\n'文'\n\n末", "-a 选项甲\n\n--b=FILE 选项乙续\n\n>>> f()\n'文'\n\n末"),
        ("a.rst", ":numref:`图 %s <fig>` 与 :ref:`节 <a>`", "图 与 节"),
        ("a.org", "#+TODO: 想法 进行(p) | 已完(d!)\n首\n* 进行 [#B] 甲\n文\n* 普通 乙\n文", "首\n\n甲\n\n文\n\n普通 乙\n\n文"),
        ("a.org", "#+begin_quote\n甲\n#+begin_src c\n码;\n#+end_src\n| 乙 | 丙 |\n* 丁\n#+end_quote", "甲\n\n码;\n\n乙 | 丙\n\n* 丁"),
        ("a.org", ": 一\n: 二\n<<<术语>>>与<<锚>>。", "一\n二\n\n术语与。"),
        ("a.org", "| <l> | <10> |\n| / | <> |\n| 甲 | 乙 |\n#+begin_export html\n<p>丙</p>\n#+end_export", "甲 | 乙\n\n丙"),
        ("a.org", "甲[fn:a]。\n\n[fn:a] 注", "甲。\n\n注"),
        ("a.adoc", "== 节\n见((词))与(((藏 (一))))、<<x,`码` 签>>、x^2^、H~2~O、menu:文件[另存]、indexterm2:[显]", "节\n\n见词与、码 签、x2、H2O、文件 > 另存、显"),
        ("a.adoc", "甲节\n----\n文\n\n乙节\n~~~~\n文", "甲节\n\n文\n\n乙节\n\n文"),
        ("a.adoc", "[quote, 某人, 某书]\n话。\n\n[verse, 诗人]\n____\n一\n二\n____\n\n[quote, 谁]\n____\n长话\n____", "话。\n\n——某人，某书\n\n一\n二\n\n——诗人\n\n长话\n\n——谁"),
        ("a.adoc", "`绿`:: 好\n`黄`::\n  中\n\n 缩一\n 缩二\n\n---\n\n<1> 注一\n<.> 注二", "绿 好\n\n黄\n\n中\n\n缩一\n缩二\n\n注一\n注二"),
        ("a.adoc", ",===\n甲,\"1,2\"\n,===\n\n[format=\"csv\"]\n|===\n乙,丙\n|===", "甲 | 1,2\n\n乙 | 丙"),
        ("a.dokuwiki", "没有标题的**页**，用''码''。", "没有标题的页，用码。"),
        ("a.dokuwiki", "首\n======= 甲 ======\n文", "首\n\n甲\n\n文"),
        ("a.tid", 'title: 甲\n\n"""\n行一\n行二\n"""\n后', "行一\n行二\n\n后"),
        ("a.rst", "1 < 2 <b>甲</b> &lt;", "1 < 2 <b>甲</b> &lt;"),
        ("a.adoc", "NOTE: 当心。\n\n____\n引文\n____", "当心。\n\n引文"),
        ("a.adoc", ":boat: 渡船\n\n坐{boat}。", "坐渡船。"),
        ("a.adoc", "甲footnote:[乙]。\n\n////\n丙\n////", "甲（乙）。"),
        ("a.adoc", "----\n没有结束", "没有结束"),
        ("a.srt", "没有时间。", "没有时间。"),
        ("a.srt", "0:0:1,0 --> 0:0:2,0\n<i>清晨</i>\n的雾\n\n2\n0:0:9,0 --> 0:0:10,0\n后", "清晨\n的雾\n\n后"),
        ("a.vtt", "WEBVTT\n\nNOTE\n藏\n\n0:1.0 --> 0:2.0\n<v 甲>雾\n\n0:2.0 --> 0:3.0\n甲：雾\n散", "甲：雾\n散"),
    ],
)  # fmt: skip
def test_what_is_written_in_a_markup_is_shown_without_its_marks(name: str, source: str, text: str) -> None:
    assert read_bytes(source.encode(), name).text == text


@pytest.mark.parametrize(
    ("name", "unit"),
    [
        *[("a.org", unit) for unit in ("* ", "[[", "[fn:", "#+begin_src\n", ":a:\n", "- ", " - ", "|", "*a ", "=a")],
        *[("a.rst", unit) for unit in ("`", "``", ":a:`", ".. a::\n\n ", "- ", "[1]_", "|a|", "**", "a\n=\n", "\\")],
        *[("a.adoc", unit) for unit in ("====\n", "* ", "<<", "[[", "link:", "*a", "`", "|===\n|", "[a]\n", "{a")],
        *[
            ("a.rst", unit)
            for unit in (
                ".. list-table::\n\n   * - ",
                "   * - a\n",
                ":a: ",
                "-a  b\n",
                ">>> a\n",
                ".. [#] a\n",
                "=  =\na\n",
            )
        ],
        *[("a.org", unit) for unit in ("<<<", "#+begin_quote\n", ": a\n", "#+todo: a", "| <l> ")],
        *[
            ("a.adoc", unit)
            for unit in ("(((", "((", "[quote]\n", " a\n", "ab\n--\n", "[verse]\n____\n", ",===\n", "^a", "menu:a[")
        ],
        *[("a.srt", "-->"), ("a.vtt", "<v "), ("a.srt", "0:0:0.0 --> 0:0:0.0\n")],
    ],
)
def test_a_text_of_nothing_but_openers_is_read(name: str, unit: str) -> None:
    with_end = unit * (30_000 // len(unit)) + "\n\n00:00:00.0 --> 00:00:01.0\n末尾"
    assert "末尾" in read_bytes(with_end.encode(), name).text.replace("\n", "")


def test_latex_is_refused_with_the_command_that_converts_it() -> None:
    with pytest.raises(ArticleError, match="pandoc") as caught:
        read_bytes("\\section{甲}".encode(), "a.tex")
    assert caught.value.reason == "needs-conversion"


def test_lists_that_are_nested_without_end_are_read() -> None:
    text = "\n".join(f"{'  ' * depth}- 第{depth}层" for depth in range(300))
    article: Article = read_bytes(text.encode(), "a.org")
    assert all(f"第{depth}层" in article.text for depth in range(300))


def test_lyrics_and_subtitles_with_styles_give_what_is_sung_and_said() -> None:
    lyrics = "[ti:茶歌]\n[ar:张三]\n[by:x]\n[00:01.00]第一句\n[00:03.50][00:30.00]副歌\n[00:05.00]第二句\n"
    article = read_bytes(lyrics.encode(), "a.lrc")
    assert (article.title, article.authors) == ("茶歌", ("张三",))
    assert article.text == "第一句\n副歌\n第二句\n\n副歌"
    script = "[Events]\nFormat: Layer\nDialogue: 0,0:00:09.00,0:00:10.00,Default,,0,0,0,,{\\p1}m 0 0 l 9 9{\\p0}后\n"
    script += "Dialogue: 0,0:00:01.00,0:00:02.00,Default,,0,0,0,,{\\i1}清晨{\\i0}，\\N雾\nComment: 0\n"
    assert read_bytes(script.encode(), "a.ass").text == "清晨，\n雾\n\n后"


@pytest.mark.parametrize(
    ("name", "source"),
    [
        ("a.org", "[[file:我的 笔记.org][丙]]"),
        ("a.org", "[[./我的 笔记.org][丙]]"),
        ("a.rst", "`丙 <我的 笔记.org>`_"),
        ("a.adoc", "link:我的%20笔记.org[丙]"),
    ],
)
def test_links_may_lead_to_files_with_chinese_names(name: str, source: str) -> None:
    article = read_bytes(source.encode(), name)
    (section,) = article.sections
    (link,) = section.links
    assert unquote(link.target).removeprefix("./") == "我的 笔记.org"
    assert article.text == "丙"


def test_pages_of_antora_are_links_to_the_pages_of_a_module() -> None:
    source = "= 题\n\nxref:guide:install.adoc#x[安装] xref:2.0@comp::a/b.adoc[乙] xref:丙.adoc[丙]"
    article = read_bytes(source.encode(), "a.adoc")
    targets = ["guide/pages/install.adoc#x", "ROOT/pages/a/b.adoc", "丙.adoc"]
    assert [link.target for section in article.sections for link in section.links] == targets
    path = "docs/modules/ROOT/pages/x.adoc"
    assert "/docs/modules/guide/pages/install" in target_keys(targets[0], path)


def test_asciidoc_may_be_called_asc_and_a_key_is_none() -> None:
    assert read_bytes("[[起]]\n== 起步\n\n本章。\n".encode(), "a.asc").format == "asciidoc"
    assert read_bytes(b"-----BEGIN PGP SIGNATURE-----\n\nabc\n", "b.asc").format == "text"


@pytest.mark.parametrize("name", ["a.typ", "a.latex"])
def test_typst_is_refused_as_latex_is(name: str) -> None:
    with pytest.raises(ArticleError, match="pandoc") as caught:
        read_bytes("= 甲\n#let x = 1\n".encode(), name)
    assert caught.value.reason == "needs-conversion"


@pytest.mark.parametrize(
    ("name", "first"),
    [
        ("a.txt", "#+TITLE: 周易"),
        ("a", "#+title: 周易"),
        ("a.txt", "# -*- mode: mandoku-view -*-\n#+TITLE: 周易"),
        ("a.org ", "#+TITLE: 周易"),
        ("a.org\n", "#+TITLE: 周易"),
    ],
)
def test_org_is_known_by_its_first_line_and_by_a_suffix_with_blanks(name: str, first: str) -> None:
    body = "<pb:KR1a_001-1a>¶\n** 《乾》\n\n潛龍勿用，¶\n見<pb:KR1a_001-2a>龍在田。¶\n"
    article = read_bytes(f"{first}\n#+PROPERTY: JUAN 0\n{body}".encode(), name)
    assert (article.format, article.title, article.sections[-1].heading) == ("org", "周易", "《乾》")
    assert article.sections[-1].text == "潛龍勿用，見龍在田。"


def test_a_text_about_org_is_no_org() -> None:
    assert read_bytes("# 说明\n\n用 #+TITLE: 写题目。\n".encode(), "a.txt").format != "org"


def test_emphasis_and_names_of_links_in_org_hold_markup() -> None:
    article = read_bytes("*粗 [[https://a.org/][链 /斜/]] 与 =码=* [[https://b.org/][[2020] 乙]]\n".encode(), "a.org")
    assert article.text == "粗 链 斜 与 码 [2020] 乙"
    assert [link.target for link in article.links] == ["https://a.org/", "https://b.org/"]


def test_a_reference_takes_the_address_that_stands_elsewhere_in_the_text() -> None:
    source = "题\n==\n\n见 `Python 官网`_ 与 python_，``码_`` 与 `无处`_ 。:doc:`/guide/x`\n\n"
    source += ".. _Python 官网: https://a.org/\n.. _Python: https://b.org/\n"
    article = read_bytes(source.encode(), "a.rst")
    assert article.title == "题"
    assert article.text == "见 Python 官网 与 python，码_ 与 无处 。/guide/x"
    assert [link.target for link in article.links] == ["https://a.org/", "https://b.org/", "#无处", "/guide/x"]


TIDDLER = """created: 20230120050607890
modified: 20230220050607890
tags: 饮料 [[多词 标签]]
title: 茶
type: text/vnd.tiddlywiki

\\define 宏() 看不见
! 起源

''粗体'' 与 //斜体//，见 [[咖啡]]、[[乌龙茶|乌龙]] 与 [[站|https://example.org]]。

!! 种类

* 绿茶
** 龙井
# 一
# 二

|!名 |!用 |
|茶 |喝 |

<$list filter="[tag[茶]]"><<提示 "看得见的字" class:"x">></$list>
"""


def test_a_tiddler_has_fields_headings_lists_and_links() -> None:
    article = read_bytes(TIDDLER.encode(), "茶.tid")
    assert (article.title, article.tags, article.published) == ("茶", ("饮料", "多词 标签"), "2023-01-20T05:06:07")
    assert [(section.heading, section.text) for section in article.sections] == [
        ("起源", "粗体 与 斜体，见 咖啡、乌龙茶 与 站。"),
        ("种类", "绿茶\n龙井\n\n一\n二\n\n名 | 用\n茶 | 喝\n\n看得见的字"),
    ]
    assert [link.target for link in article.links] == ["咖啡", "乌龙", "https://example.org"]
    markdown = read_bytes("title: 甲\ntype: text/x-markdown\n\n## 节\n\n**文**。\n".encode(), "甲.tid")
    assert (markdown.title, markdown.format, markdown.text) == ("甲", "markdown", "节\n\n文。")


@pytest.mark.parametrize(
    "head", ["title: $:/config/x", "title: 图\ntype: image/png", "title: 码\ntype: application/javascript"]
)
def test_what_tiddlywiki_keeps_for_itself_is_no_article(head: str) -> None:
    with pytest.raises(ArticleError) as caught:
        read_bytes(f"{head}\n\n甲。\n".encode(), "a.tid")
    assert caught.value.reason == "no-record"


@pytest.mark.parametrize(
    ("head", "title"), [("Title: 渡口", "渡口"), ("; 注\nTitle: 渡口\nScriptType: v4", "渡口"), ("Title: Default Aegisub file", "a"), ("", "a")]
)  # fmt: skip
def test_a_title_of_substation_is_that_of_the_article(head: str, title: str) -> None:
    line = "Dialogue: 0,0:00:01.00,0:00:02.00,Default,,0,0,0,,雾散了。"
    source = f"[Script Info]\n{head}\n\n[Events]\nFormat: Layer, Start, End, Style, Text\n{line}\n"
    assert read_bytes(source.encode(), "a.ass").title == title


@pytest.mark.parametrize(
    "line", ["include::src/A.java[]", "include::{dir}/A.java[tag=b,indent=0]", "ifdef::x[]", "endif::[]"]
)
@pytest.mark.parametrize("delimiter", ["----", "....", "|==="])
def test_what_asciidoc_takes_in_is_no_code_and_no_cell(line: str, delimiter: str) -> None:
    source = f"= 题\n\n[source,java]\n{delimiter}\n| 甲\n{line}\n{delimiter}\n\n文。\n"
    text = read_bytes(source.encode(), "a.adoc").text
    assert "甲" in text
    assert "::" not in text


@pytest.mark.parametrize(
    ("source", "text"),
    [
        (".. panel::\n    :title: 译注：某\n    :class: 甲\n\n    正文", "译注：某\n\n正文"),
        (".. code-block:: python\n    :caption: 说明\n\n    print(1)", "说明\n\nprint(1)"),
        (".. image:: a.png\n    :alt: 渡口", "渡口"),
        (".. figure:: a.png\n    :alt: ferry\n\n    图说", "图说"),
        (".. friend::\n    :nick: `某人 <https://e.com>`_\n\n    介绍", "某人\n\n介绍"),
        (".. toctree::\n    :caption: 目录名\n\n    起步 <start>\n    guide", "目录名\n\n起步"),
    ],
)
def test_what_options_of_directives_say_is_found(source: str, text: str) -> None:
    assert read_bytes(f"题\n==\n\n{source}\n".encode(), "a.rst").text == text


@pytest.mark.parametrize(
    ("name", "head"),
    [
        ("a.rst", "题\n==\n\n:date: 2020-01-02\n:tags: 甲, 乙\n:author: 某\n:summary: 摘要\n\n"),
        ("a.rst", ".. title: 题\n.. date: 2020-01-02\n.. tags: 甲, 乙\n.. author: 某\n.. description: 摘要\n\n"),
        (
            "a.rst",
            ".. post:: 2020年1月2日\n    :tags: 甲, 乙\n    :author: 某\n\n.. meta::\n    :description: 摘要\n\n题\n==\n\n",
        ),
        ("a.adoc", "= 题\n某\n:revdate: 2020-01-02\n:keywords: 甲, 乙\n:description: 摘要\n\n"),
        ("a.org", "#+TITLE: 题\n#+DATE: 2020-01-02\n#+FILETAGS: :甲:乙:\n#+AUTHOR: 某\n#+DESCRIPTION: 摘要\n\n"),
    ],
)
def test_the_heads_of_blogs_state_fields_and_the_description_leads(name: str, head: str) -> None:
    article = read_bytes(f"{head}正文。\n".encode(), name)
    assert (article.title, article.published, article.tags) == ("题", "2020-01-02", ("甲", "乙"))
    assert (article.authors, article.description, article.text) == (("某",), "摘要", "摘要\n\n正文。")


@pytest.mark.parametrize("heading", ["一 :标签:", "TODO 一 :标签:", "一 [1/2]   :标签:", "DONE [#A] 一 [50%] :标签:"])
def test_a_heading_of_one_word_has_its_tags_behind_it(heading: str) -> None:
    article = read_bytes(f"#+title: 题\n\n* {heading}\n文。\n* 二\n文。\n".encode(), "a.org")
    assert [section.heading for section in article.sections] == ["一", "二"]
    assert article.tags == ("标签",)


def test_what_ox_hugo_is_told_is_stated() -> None:
    head = "#+title: 题\n#+hugo_tags: 甲 乙\n#+hugo_categories: 丙\n#+hugo_lastmod: <2020-01-02 Thu>\n#+hugo_base_dir: ../\n"
    article = read_bytes(f"{head}\n正文。\n".encode(), "a.org")
    assert (article.tags, article.categories, article.updated) == (("甲", "乙"), ("丙",), "2020-01-02")
    assert article.text == "正文。"


@pytest.mark.parametrize(
    ("head", "authors", "date"),
    [
        ("某 <a@e.com>; 某二\nv1.0, 2020-01-02", ("某", "某二"), "2020-01-02"),
        ("某一_某二 <a@e.com>\n2020-01-02: 说明", ("某一 某二",), "2020-01-02"),
        ("某\n:page-tags: 甲", ("某",), ""),
    ],
)
def test_authors_and_revision_stand_below_the_title_of_asciidoc(head: str, authors: tuple[str, ...], date: str) -> None:
    article = read_bytes(f"= 题\n{head}\n\n正文{{author}}。\n".encode(), "a.adoc")
    assert (article.authors, article.published, article.text) == (authors, date, f"正文{authors[0]}。")


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("image::a.png[替代文字,100]", "替代文字"),
        ('image::a.png["甲, 乙",width=3]', "甲, 乙"),
        ("image::a.png[ferry]", ""),
        ("image::a.png[alt=渡口]", ""),
        ("++++\n<b>甲</b>乙\n++++", "甲乙"),
    ],
)
def test_pictures_and_passed_through_html_of_asciidoc_show_their_texts(source: str, text: str) -> None:
    assert read_bytes(f"= 题\n\n{source}\n\n尾。\n".encode(), "a.adoc").text.removesuffix("尾。").strip() == text


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("..\n\n    引文。", "引文。"),
        ("..\n    注释\n\n    还是注释\n\n尾。", "尾。"),
        (".. 注释\n\n    还是注释\n\n尾。", "尾。"),
    ],
)
def test_an_empty_comment_takes_no_text_with_it(source: str, text: str) -> None:
    assert read_bytes(f"题\n==\n\n{source}\n".encode(), "a.rst").text == text
