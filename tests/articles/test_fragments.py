"""A name that an article states for a place leads there, whatever the markup states it in."""

from __future__ import annotations

import pytest

from wenxun.articles import read_bytes
from wenxun.link_targets import section_of
from wenxun.models import Article


def read(name: str, source: str) -> Article:
    found = read_bytes(source.encode(), name=name)
    assert isinstance(found, Article)
    return found


def heading_of(article: Article, target: str) -> str | None:
    number = section_of(article, target)
    return None if number is None else article.sections[number].heading


MARKDOWN = """# 题

## 安装 {#install}

文。

## 配置 ## {.重要 #config}

文<a id="inner"></a>字。

<a name="before"></a>

## 升级 {/* upgrade */}

- 甲
- <a id="item"></a>乙

设置
----
{: #set .c}

最后一段。 {#para}

<h3 id="html">网页</h3>

文。
"""
RST = """题
==

见 :ref:`那里 <my-label>`。

.. _my-label:

安装
----

文。

.. _`带 空白`:

配置
----

文。
"""
ORG = """#+title: 题
见 [[#own][那里]]、[[id:6f-22]]、[[*安装]] 与 [[file:b.org::*节][别处]]。

* 安装
:PROPERTIES:
:CUSTOM_ID: own
:END:
文。
* 配置
DEADLINE: <2020-01-01 三>
:PROPERTIES:
:CREATED:  [2020-01-01]
:ID:       6f-22
:END:
** 其中
文。
"""
ASCIIDOC = """= 题

见 <<inst,那里>> 与 <<other.adoc#x,别处>>。

[[inst]]
== 安装

文[[mid]]。

[#conf.role]
== 配置

文。

== 升级 [[up]]

文。
"""
HTML = """<main><h1 id=t>题</h1><p>引言，<a href="#s1">见一</a>。</p>
<section id=s1><h2>安装</h2><p>文。</p></section><a name=before></a><h2 id=c1>配置</h2><p>文<a id=mid></a>。</p>
<div class=section id=d1><span id=s2></span><h2>升级</h2><ul><li>甲<li><a id=item></a>乙</ul></div>
<nav id=menu>菜单</nav></main>"""


@pytest.mark.parametrize(
    ("name", "source", "target", "heading"),
    [
        *(
            ("甲.md", MARKDOWN, target, heading)
            for target, heading in [
                ("甲.md#install", "安装"),
                ("#config", "配置"),
                ("甲#inner", "配置"),
                ("#before", "升级"),
                ("#upgrade", "升级"),
                ("#item", "升级"),
                ("#set", "设置"),
                ("#para", "设置"),
                ("#html", "网页"),
                ("#Install", "安装"),
                ("#安装", "安装"),
                ("#nowhere", None),
            ]
        ),
        ("a.md", "(top)=\n# 题\n\n文。\n\n## 节\n\n文。", "#top", ""),
        ("a.md", "# 题\n\n文。\n\n## 节\n\n图文。\n<a id=\"behind\"></a>", "#behind", "节"),
        ("a.rst", RST, "#my-label", "安装"),
        ("a.rst", RST, "#带 空白", "配置"),
        ("a.rst", RST, "a.html#my-label", "安装"),
        ("a.org", ORG, "#own", "安装"),
        ("a.org", ORG, "#6f-22", "配置"),
        ("a.org", ORG, "a.org#安装", "安装"),
        ("a.adoc", ASCIIDOC, "#inst", "安装"),
        ("a.adoc", ASCIIDOC, "#mid", "安装"),
        ("a.adoc", ASCIIDOC, "#conf", "配置"),
        ("a.adoc", ASCIIDOC, "#up", "升级"),
        *(
            ("a.html", HTML, f"a.html#{name}", of)
            for name, of in [
                ("s1", "安装"),
                ("before", "配置"),
                ("c1", "配置"),
                ("mid", "配置"),
                ("d1", "升级"),
                ("s2", "升级"),
                ("item", "升级"),
                ("menu", None),
            ]
        ),
    ],
)  # fmt: skip
def test_a_stated_name_leads_to_its_section(name: str, source: str, target: str, heading: str | None) -> None:
    assert heading_of(read(name, source), target) == heading


def test_names_of_places_are_no_text() -> None:
    texts = [section.text for section in read("甲.md", MARKDOWN).sections]
    assert texts == ["文。", "文字。", "甲\n乙", "最后一段。", "文。"]


@pytest.mark.parametrize(
    ("name", "source", "target"), [("a.rst", RST, "#my-label"), ("a.adoc", ASCIIDOC, "#inst"), ("a.html", HTML, "#s1")]
)
def test_a_link_within_the_page_is_kept(name: str, source: str, target: str) -> None:
    article = read(name, source)
    assert target in {link.target for link in article.links}
    assert heading_of(article, target) == "安装"


def test_a_name_that_the_heading_gives_by_itself_is_not_kept_twice() -> None:
    article = read("a.html", "<main><h1>题</h1><p>文。</p><h2 id=安装-说明>安装 说明</h2><p>文。</p></main>")
    assert heading_of(article, "#安装-说明") == "安装 说明"
    assert not [element for section in article.sections for element in section.elements]
