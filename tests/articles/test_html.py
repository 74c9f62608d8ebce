"""What a reader of a web page sees is found: its text in order, its structure, what it says of itself."""
# ruff: noqa: E501 - a case is one line, so that source and outcome stand side by side
# fmt: off

from __future__ import annotations

import json
import re
import time
from collections import Counter
from html import escape

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from wenxun.articles import read_bytes
from wenxun.articles.html.main_text import OTHER_CONTENT
from wenxun.models import Article

OTHER = "页面其他内容"
HAN = re.compile("[\u4e00-\u9fff]")


def page(body: str, head: str = "<title>页</title>") -> Article:
    return read_bytes(f"<!doctype html><html lang=zh-CN><head>{head}</head><body>{body}</body></html>".encode(), "a.html")


def elements(article: Article) -> list[tuple[str, str, str, int]]:
    return [(e.kind, s.text[e.span.start : e.span.end], e.value, e.level) for s in article.sections for e in s.elements]


# --- text -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("coloured", "code", "tags"),
    [
        ("<span class='k'>if</span> <span>a</span> &lt; <span class='mi'>1</span>:\n    <span class='n'>b</span>", "if a < 1:\n    b", 4),
        ("<code class='language-py'><span class='k'>if</span> a\n</code>", "if a", 2),
        ("<span class='lineno'>1 </span><span class='k'>if</span>", "if", 2),
        ("<span class='k'>if</span><span hidden>2</span> a", "if a", 2),
        ("<span class='k'>if</span> <a href='a.html'>a</a><br>b<!-- c -->", "if a\nb", 3),
        ("<span class='k' id='l1'>if</span> <b>a</b>", "if a", 2),
        ("e<span class='k'>&#x301;</span>f", "e\u0301f", 1),
        ("\n\n<span class='w'>  </span>x", "  x", 1),
    ],
)  # fmt: skip
def test_code_in_colours_is_the_code_that_is_shown_whatever_else_stands_in_it(coloured: str, code: str, tags: int) -> None:
    article = page(f"<p>前</p><pre>{coloured}</pre><p>后</p>")
    plain = page("<p>前</p><pre>x</pre><p>后</p>")
    shown = article.sections[0].text.split("\n\n", 1)[1].rsplit("\n\n", 1)[0]
    assert (shown, [kind for kind, *_ in elements(article)]) == (code.strip(), ["code"])
    assert article.cleaned["html-tags"] == plain.cleaned["html-tags"] + tags


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("<p>中国人<nobr>民</nobr>银行<o:p></o:p>，<my-tag>自定</my-tag>元素", "中国人民银行，自定元素"),
        ("<p>甲<![CDATA[ <乙> ]]>丙", "甲 <乙> 丙"),
        ("<?xml version='1.0'?><p>甲<?php echo 1 ?>", "甲"),
        ("<p>天安&#8203;门，故&shy;宫，&#x202E;甲", "天安门，故宫，甲"),
        ("<div class='toc noprint'><article class=toc><p>正文。</div>", "正文。"),
        ("<p>见<a class='reference internal' href=a.html>配置说明</a>。", "见配置说明。"),
        ("<ruby>漢<rp>(<rt>hàn<rp>)</ruby>。<p>后文", "漢(hàn)。\n\n后文"),
        ("<p>甲<ruby>漢<rt>hàn<p>乙", "甲漢(hàn)\n\n乙"),
        ("<table><tr><td><h2>甲</h2><p>乙<p>丙</td></tr></table>", "甲\n\n乙\n\n丙"),
        ("<table><tr><th>名<th>说明<tr><td>甲<td><p>一。</p><p>二。</p></table>", "名 | 说明\n甲 | 一。\n\n二。"),
        ("<table><tr><td>外<table><tr><td>一<td>二</table>后<td>右</table>", "外\n\n一 | 二\n\n后\n\n右"),
        ("甲<br><br>乙<br>　　丙", "甲\n\n乙\n\n丙"),
        ("<table><tr><td><table><tr><td>段一。<br>段二。<br><br>段三。<br>　　段四。</table></table>", "段一。\n段二。\n\n段三。\n\n段四。"),
        ("<table><caption>表<br>题</caption><tr><td>名<br>称<td>说明<tr><td>甲<td>乙<br>丙<b>丁</b></table>", "表 题\n名 称 | 说明\n甲 | 乙 丙丁"),
        ("<table><tr><td><pre>a\nb</pre><td><ul><li>一<li>二</ul></table>", "a\nb | 一\n二"),
        ("<p>白日依山尽<br>黄河入海流", "白日依山尽\n黄河入海流"),
        ("<p>甲\n  乙 and\n  or <b>丙\n</b>丁 <i>x</i> y", "甲乙 and or 丙丁 x y"),
        ("<h2>节<a class=headerlink href=#a>¶</a></h2><p>文", "节\n\n文"),
        ("<p>句<button>复制</button>子", "句子\n\n页面其他内容\n\n复制"),
        ("<p>甲<select><option>一<option>二</select>乙", f"甲乙\n\n{OTHER}\n\n一\n\n二"),
        ("<p>甲</p><svg><title>不要</title><text>图中字</text></svg>", f"甲\n\n{OTHER}\n\n图中字"),
        ("<p>甲<svg><g><foreignObject><div>开始</div></foreignObject></g><switch><foreignObject><p>结束</p></foreignObject><text>结…</text></switch></svg>乙", f"甲乙\n\n{OTHER}\n\n开始 结束"),
        ("<p>甲<object data=a.swf>请装插件</object>乙<applet>丙</applet>丁<noembed><b>戊</b></noembed>", f"甲乙丁\n\n{OTHER}\n\n请装插件\n\n丙"),
        ("甲<xmp>a <b>\n</xmp>乙<listing>b</listing>丙", "甲\n\na <b>\n\n乙\n\nb\n\n丙"),
        ("<p>甲<plaintext>乙<p>丙", "甲\n\n乙<p>丙</body></html>"),
        ("<p>甲<math><semantics><mi>x</mi><annotation encoding='StarMath 5.0'>{x}</annotation><annotation-xml><ci>x</ci></annotation-xml></semantics></math>乙", "甲x乙"),
        ("<pre>行一\n  行二<br>行三</pre>", "行一\n  行二\n行三"),
        ("<figure class='highlight python'><table><tr><td class=gutter><pre>1</pre></td><td class=code><pre>print(1)</pre></td></tr></table></figure>", "print(1)"),
        ("<dl><dt>名<dd>解释<dt>名二<dd>解释二</dl>", "名\n解释\n名二\n解释二"),
        ("<p>甲<noscript>&lt;img src=a.jpg&gt;</noscript>乙</p><noscript> &lt;p>丙&lt;/p></noscript>", "甲乙"),
        ("<p>甲<noscript>请开脚本</noscript><div style='display: none'>藏</div>", f"甲\n\n{OTHER}\n\n请开脚本\n\n藏"),
    ],
)
def test_the_text_of_a_page_is_what_a_browser_shows(source: str, text: str) -> None:
    assert page(source).text == text


@pytest.mark.parametrize("opener", ["<nav>", "<button>", "<select>", "<div class=footer>", "<head>", "<noscript>", "<form>", "<object>", "<applet>", "<svg><foreignObject>"])
def test_a_tag_that_is_never_closed_swallows_nothing(opener: str) -> None:
    text = "".join(f"<p>第{i}段，正文应当还在。</p>" for i in range(40))
    article = read_bytes(f"<html><head><title>页</title><body>{opener}{text}".encode(), "a.html")
    assert all(f"第{i}段，正文应当还在。" in article.text for i in range(40))


def test_a_page_whose_letters_stand_in_scripts_is_named() -> None:
    article = page("<script>data = '" + "字" * 2000 + "'</script><div id=app></div>")
    assert article.cleaned["little-text"] == 1
    assert "little-text" not in page("<p>" + "字" * 2000).cleaned


# --- structure ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("source", "kinds"),
    [
        ("<ol start=3><li>甲<ul><li>乙</ul><li>丙</ol>",
         [("list_item", "甲\n乙", "3.", 1), ("list_item", "乙", "-", 2), ("list_item", "丙", "4.", 1)]),
        ("<ul><li><input type=checkbox checked>甲<li><input type=checkbox>乙</ul>",
         [("list_item", "甲", "[x]", 1), ("list_item", "乙", "[ ]", 1)]),
        ("<table><caption>表</caption><thead><tr><th>名<th colspan=2 align=right>值<tbody><tr><td>甲<td><td>1</table>",
         [("table", "表\n名 | 值\n甲 | 1", "表", 0), ("row", "名 | 值", "head", 0), ("cell", "名", "", 0), ("cell", "值", "right", 2),
          ("row", "甲 | 1", "", 0), ("cell", "甲", "", 0), ("cell", "", "", 0), ("cell", "1", "", 0)]),
        ("<pre><code class='language-python hljs'>if a:\n    b</code></pre>", [("code", "if a:\n    b", "python", 1)]),
        ("<div class='highlight-c++ notranslate'><div class=highlight><pre>int a;</pre></div></div>", [("code", "int a;", "c++", 1)]),
        ("<p>用<code>ls</code>和<b>粗</b><em>斜</em><s>删</s><mark>亮</mark>",
         [("code", "ls", "", 0), ("bold", "粗", "", 0), ("italic", "斜", "", 0), ("struck", "删", "", 0), ("highlight", "亮", "", 0)]),
        ("<p><b><i>重</i></b><em><s>轻</s></em>", [("bold", "重", "", 0), ("italic", "重", "", 0), ("italic", "轻", "", 0), ("struck", "轻", "", 0)]),
        ("<blockquote><p>引<blockquote>再引</blockquote></blockquote>", [("quote", "引", "", 1), ("quote", "再引", "", 1), ("quote", "再引", "", 2)]),
        ("<p>看<img src=a.jpg alt='图一 天安门'>图", [("image", "图一 天安门", "a.jpg", 0)]),
        ("<figure><img src=a.jpg><figcaption>说明</figcaption></figure>", [("image", "", "a.jpg", 0)]),
        ("<p><ruby>東<rt>とう</rt>京<rt>きょう</rt></ruby>", [("ruby", "東", "とう", 0), ("ruby", "京", "きょう", 0)]),
        ("<p>甲<sup><a href=#fn1>1</a></sup><ol><li id=fn1>注文</ol>", [("footnote_mark", "", "1", 0), ("list_item", "注文", "1.", 1), ("footnote", "注文", "1", 0)]),
        ("<p>式<math><mi>x</mi></math>", [("formula", "x", "mathml", 0)]),
        ("<p>式<span class=katex><span class=katex-mathml><math display=block><semantics><mi>E</mi><annotation encoding='application/x-tex'>E=m</annotation></semantics></math></span><span class=katex-html>E</span></span>",
         [("formula", "E=m", "tex", 1)]),
        ("<p>床前明月光，<br>疑是地上霜。", [("verse", "床前明月光，\n疑是地上霜。", "", 0)]),
        ("<div class='admonition warning'><p>当心</p></div>", [("note", "当心", "warning", 0)]),
    ],
)
def test_the_structure_of_a_page_is_kept(source: str, kinds: list[tuple[str, str, str, int]]) -> None:
    article = page(source)
    assert elements(article) == kinds


def test_a_link_covers_its_anchor_through_emphasis_and_line_ends() -> None:
    article = page("<p>见<a href='https://a.example/'>甲\n  <b>乙</b></a>与<a href=#b>丙</a>与<a name=c>丁</a>")
    section = article.sections[0]
    assert section.text == "见甲乙与丙与丁"
    links = [(link.target, section.text[link.span.start : link.span.end]) for link in section.links]
    assert links == [("https://a.example/", "甲乙"), ("#b", "丙")]


# --- metadata and titles --------------------------------------------------------------------------

LINKS = "".join(f"<li><a href=/{i}>第{i}条别的新闻标题</a></li>" for i in range(30))
ARTICLE = "".join(f"<p>这是正文的第{i}段，说的是一件事，说完了。</p>" for i in range(12))

def test_a_page_tells_its_metadata() -> None:
    article = page(
        "<p>文",
        "<title>题</title><meta name=author content=甲><meta name=keywords content='乙，丙,乙'><meta name=Description content='提要 一'>"
        "<meta property=article:published_time content='2019-09-08T10:20:30+0800'><meta name=lastmod content='2020年1月2日 3:04'>"
        "<link rel=canonical href=https://a.example/x>",
    )
    assert (article.authors, article.tags, article.description) == (("甲",), ("乙", "丙"), "提要 一")
    assert (article.published, article.updated) == ("2019-09-08T10:20:30+08:00", "2020-01-02T03:04:00")
    assert (article.url, article.lang) == ("https://a.example/x", "zh-CN")


def test_json_ld_fills_what_the_head_leaves_out() -> None:
    data = """{"@context": "https://schema.org", "@graph": [{"@type": "WebSite", "name": "站"}, {"@type": ["NewsArticle"],
    "headline": "标题", "datePublished": "2021-5-6", "dateModified": "2021-05-07T01:02:03Z", "keywords": "甲, 乙",
    "author": [{"@type": "Person", "name": "丁"}, "戊"], "description": "说明"}]}"""
    article = page("<p>文", f"<title>标题</title><script type=application/ld+json>{data}</script>")
    assert (article.published, article.updated) == ("2021-05-06", "2021-05-07T01:02:03Z")
    assert (article.authors, article.tags, article.description) == (("丁", "戊"), ("甲", "乙"), "说明")


@pytest.mark.parametrize(
    "stated", ["104363", "name, email@gmail.com", "作者", "admin", "Discuz! Team and Comsenz UI Team"]
)
def test_what_a_template_or_program_puts_in_the_place_of_an_author_is_none(stated: str) -> None:
    linked = f'<script type="application/ld+json">{{"@type": "Article", "author": {{"name": "{stated}"}}}}</script>'
    for head in (f"<meta name=author content='{stated}'>", linked):
        assert page("<p>文", f"{head}<meta name=author content='甲'>").authors == ("甲",)


@pytest.mark.parametrize(
    ("body", "published", "updated"),
    [
        ("<time datetime='2019-09-07T19:53:27+08:00'>昨天</time>", "2019-09-07T19:53:27+08:00", ""),
        ("<time class=published datetime=2019-09-07>九月</time><time class=updated>2019-10-01</time>", "2019-09-07", "2019-10-01"),
        ("<span itemprop=datePublished content=2019-09-07></span><time datetime=2001-01-01></time>", "2019-09-07", ""),
        ("<time datetime=2019-09-07></time><p>甲<time datetime=2019-09-07></time>", "2019-09-07", ""),
        ("<li><time datetime=2019-09-07></time><li><time datetime=2019-09-08></time>", "", ""),
        ("<time datetime='PT2H'>两小时</time>", "", ""),
        ("<time>2019-09-07</time>", "2019-09-07", ""),
        ("<time>昨天</time>", "", ""),
    ],
)
def test_times_that_the_body_marks_are_dates_of_the_page_if_there_is_one(
    body: str, published: str, updated: str
) -> None:
    article = page(f"{body}<p>文")
    assert (article.published, article.updated) == (published, updated)


def test_what_the_head_states_counts_more_than_times_of_the_body() -> None:
    head = "<title>题</title><meta property=article:published_time content=2020-01-01>"
    assert page("<time datetime=2019-09-07></time>文", head).published == "2020-01-01"


@pytest.mark.parametrize("broken", ["{", "[" * 100_000, '{"@type": {"a": 1}}', "null", '{"@type": "Article", "author": 5}'])
def test_json_ld_that_is_none_is_passed_over(broken: str) -> None:
    assert page("<p>文", f"<title>题</title><script type=application/ld+json>{broken}</script>").title == "题"


@pytest.mark.parametrize("date", ["2019-13-01", "昨天", "2019", "19-1-1", ""])
def test_a_date_that_is_none_is_left_out(date: str) -> None:
    assert page("<p>文", f"<meta name=date content='{date}'>").published == ""


@pytest.mark.parametrize(
    ("head", "title"),
    [
        ("爱戴掀起红盖头(图)_影音娱乐_新浪网", "爱戴掀起红盖头(图)"),
        ("某事 - 某站", "某事"),
        ("某事 | 某网", "某事"),
        ("某事--时政--人民网", "某事"),
        ("某事-CSDN博客", "某事"),
        ("C++ - 维基百科", "C++"),
        ("中美关系 - 历史与现状的研究", "中美关系 - 历史与现状的研究"),
        ("2019-2020年度报告", "2019-2020年度报告"),
        ("新浪网", "新浪网"),
        ("江阴大桥半幅封闭施工_网易订阅", "江阴大桥半幅封闭施工"),
        ("a_b", "a_b"),
        ("太空堡垒 第六季 (豆瓣)", "太空堡垒 第六季"),
        ("太空堡垒（某某网）", "太空堡垒"),
        ("太空堡垒（第六季）", "太空堡垒（第六季）"),
    ],
)
def test_the_name_of_the_site_leaves_the_title(head: str, title: str) -> None:
    assert page("<p>文", f"<title>{head}</title>").title == title


def test_the_heading_with_which_the_title_begins_is_the_title() -> None:
    article = page("<div><h1>题-目</h1></div><p>文", "<title>题-目_某某频道_某某</title>")
    assert (article.title, article.text) == ("题-目", "文")


@pytest.mark.parametrize(
    ("head", "body", "title"),
    [
        ("渡口的船开走了之后-EDN 电子设计", "<div>渡口的船开走了之后</div>", "渡口的船开走了之后"),
        ("渡口的船开走了之后-渡口,船 ——某某(某家旗下)--改变未来", "<div>渡口的船开走了之后</div>", "渡口的船开走了之后"),
        ("渡口的船开走了之后 某省附属医院", "<p>渡口的船开走了之后</p>", "渡口的船开走了之后"),
        ("明日预测--渡口的船开走了之后", "<p>渡口的船开走了之后</p>", "渡口的船开走了之后"),
        ("渡口的船--开走了之后", "<p>别的什么人说的话</p>", "渡口的船--开走了之后"),
        ("渡口的船开走了之后 又回来了，因为忘了拿桨", "<p>渡口的船开走了之后</p>", "渡口的船开走了之后 又回来了，因为忘了拿桨"),
        ("渡口的船开走了之后们", "<p>渡口的船开走了之后</p>", "渡口的船开走了之后们"),
        ("渡口 - 船的历史与现状", "<p>渡口</p>", "渡口 - 船的历史与现状"),
        ("新闻动态--某某学会官网", "<h3>首页 - 新闻动态</h3><h5>学术年会在渡口召开</h5><p>发布时间：2019-05-18</p>", "学术年会在渡口召开"),
        ("某某大学新闻网", "<h3>学校在渡口召开年会</h3><p>2019-05-18 10:20 点击：[10]</p>", "学校在渡口召开年会"),
        ("某某大学新闻网", "<h3>学校在渡口召开年会</h3>", "某某大学新闻网"),
    ],
)
def test_the_title_is_what_stands_above_the_text_where_the_head_has_more_or_less(
    head: str, body: str, title: str
) -> None:
    assert page(f"<ul>{LINKS}</ul>{body}{ARTICLE}", f"<title>{head}</title>").title == title


@pytest.mark.parametrize(
    ("line", "published", "updated", "authors"),
    [
        ("2019-09-26 12:11 来源：证券时报网 作者：李在山", "2019-09-26T12:11:00", "", ("李在山",)),
        ("2019-09-26 12:11来源：证券时报网作者：李在山责编：王五", "2019-09-26T12:11:00", "", ("李在山",)),
        ("发表于2014-08-24 21:30| 1164次阅读|来源CSDN| 0 条评论|作者魏星", "2014-08-24T21:30:00", "", ("魏星",)),
        ("发布日期：2016-11-22浏览次数：信息来源：省发改委", "2016-11-22", "", ()),
        ("发布时间：18-03-0823:16", "2018-03-08T23:16:00", "", ()),
        ("發佈時間：2019/09/12 10:21", "2019-09-12T10:21:00", "", ()),
        ("2019-09-12 10:21 聯合報 記者張三／台北報導", "2019-09-12T10:21:00", "", ("張三",)),
        ("2020年12月01日 星期二", "2020-12-01", "", ()),
        ("【 2018-5-6 】", "2018-05-06", "", ()),
        ("2016年08月24日 (周三) 下午 3:05", "2016-08-24", "", ()),
        ("来源：本站原创  作者：医技党支部<br>时间：2019年10月31日 23:00  浏览：33", "2019-10-31T23:00:00", "", ("医技党支部",)),
        ("最后更新：2020-01-02 03:04", "", "2020-01-02T03:04:00", ()),
        ("发布于 2019-05-01 更新于 2020-01-02", "2019-05-01", "2020-01-02", ()),
        ("作者：<br>时间：", "", "", ()),
        ("作者: George Orwell 2019-05-01", "2019-05-01", "", ("George Orwell",)),
        ("作者：[法]西蒙娜·薇依 译者：王天宇", "", "", ("西蒙娜·薇依",)),
        ("【文/某网专栏作者 王文】", "", "", ("王文",)),
        ("撰文：林小山 出版：2024-05-01 12:00更新：2024-05-02 12:30", "2024-05-01T12:00:00", "2024-05-02T12:30:00", ("林小山",)),
        ("文／林小山", "", "", ("林小山",)),
        ("发表于 2013-4-1 10:00:01|只看该作者|倒序浏览", "2013-04-01T10:00:01", "", ()),
        ("论文/报告", "", "", ()),
        ("文：", "", "", ()),
        ("已于 2020-04-04 10:00:00 修改</div><div>于 2020-03-04 10:00:00 首次发布", "2020-03-04T10:00:00", "2020-04-04T10:00:00", ()),
        ("2020-03-04 10:00 发布", "2020-03-04T10:00:00", "", ()),
        ("posted @ 2024-05-02 10:00 林小山 阅读(12)", "2024-05-02T10:00:00", "", ()),
        ("<table><tr><th>修正日期：<td>民國 109 年 03 月 04 日</table>", "", "2020-03-04", ()),
        ("2020-03-04 10:00 编辑部", "2020-03-04T10:00:00", "", ()),
        ("發布日期：109-03-04", "2020-03-04", "", ()),
        ("發佈日期：民國 109 年 3 月 4 日", "2020-03-04", "", ()),
        ("中華民國109年3月4日", "2020-03-04", "", ()),
        ("編號：109-03-04", "", "", ()),
        ("发表日期：二〇二〇年三月二十一日", "2020-03-21", "", ()),
        ("文章: 12 註冊時間: 2010年 1月 2日, 10:00", "", "", ()),
        ("作者简介：某某人，生于某地", "", "", ()),
        ("演出日期：1974-04-21", "", "", ()),
        ("出生日期: 1952年8月12日", "", "", ()),
        ("访问时间：2017.07.25", "", "", ()),
        ("出版日期：2024/07/01", "2024-07-01", "", ()),
        ("上传时间：2021-1-2 3:04", "2021-01-02T03:04:00", "", ()),
        ("（中央社記者林小梅桃園19日電）桃園市一家店今天清晨失火，七人逃出。", "", "", ("林小梅",)),
        ("（记者 张三、李四光）本市昨天下了一场大雨，说的人很多。", "", "", ("张三", "李四光")),
        ("(本报记者 张三 李四)", "", "", ("张三", "李四")),
        ("（记者 张三 通讯员 李四 摄影报道）", "", "", ("张三", "李四")),
        ("記者林悅／台南報導", "", "", ("林悅",)),
        ("（记者证要带上）", "", "", ()),
        ("（一位不愿透露姓名的记者）", "", "", ()),
        ("（國際中心／綜合報導）", "", "", ()),
        ("时间：昨天", "", "", ()),
        ("版本 2019.10.1 说明", "", "", ()),
        ("电话 2019-1234-5678", "", "", ()),
        ("这是2008年5月12日的事，说完了。", "", "", ()),
        ("2019-13-41 12:11 来源：某报", "", "", ()),
    ],
)  # fmt: skip
def test_the_line_above_the_text_tells_date_and_author(
    line: str, published: str, updated: str, authors: tuple[str, ...]
) -> None:
    article = page(f"<ul>{LINKS}</ul><h1>渡口的船开走了之后</h1><div>{line}</div>{ARTICLE}")
    assert (article.published, article.updated, article.authors) == (published, updated, authors)


@pytest.mark.parametrize(
    ("end", "published"),
    [
        ("<p>某县人民政府</p><p>2020年3月1日</p>", "2020-03-01"),
        ("<p>某县人民政府<br>二〇二〇年十月三十日</p>", "2020-10-30"),
        ("<p>完<p>2024年5月1日（星期三）<br>香港時間12時00分", "2024-05-01"),
        ("<p>他说的那句话是假的。</p><p>2020年3月1日</p>", ""),
        ("<p>张三</p><p>2020年3月1日</p><p>李四</p><p>2020年3月2日</p>", ""),
        ("<p>某人</p><p>2020年3月1日</p><p>船又开了，人又多了，都是去赶集的。</p><p>还有鸡和菜。</p><p>又一段。</p>", ""),
    ],
)
def test_the_date_below_a_text_and_its_signer_is_that_of_the_page(end: str, published: str) -> None:
    assert page(f"<h1>渡口的船开走了之后</h1>{ARTICLE}{end}").published == published


def test_of_several_outermost_headings_none_gives_a_title_that_the_head_does_not_name() -> None:
    chapters = "".join(f"<h1>第{n}章</h1>{ARTICLE}" for n in "一二")
    article = page(chapters, "<title>渡口的故事 - 某站</title>")
    assert (article.title, [section.path for section in article.sections]) == ("渡口的故事", [("第一章",), ("第二章",)])


def test_the_author_of_a_site_is_no_part_of_a_title() -> None:
    head = "<title>渡口的船 - Readmoo 讀墨電子書</title><meta name=author content=Readmoo讀墨電子書>"
    assert page(ARTICLE, head).title == "渡口的船"


@pytest.mark.parametrize(
    ("title", "head"),
    [
        ("渡口的船(2)", "<title>渡口的船(2) @ 某人的家_藍天 :: 痞客邦 PIXNET ::</title><meta property=og:site_name content=某人的家_藍天>"),
        ("渡口的船", "<title>渡口的船 - 老周手记 | Medium</title><meta name=author content=老周手记>"),
        ("渡口的船", "<title>渡口的船_老周手记_网易号</title><meta name=author content=老周手记>"),
        ("渡口的船", "<title>渡口的船 ::</title>"),
        ("渡口的船", "<title>渡口的船｜即時｜某果新聞｜某某</title><meta property=og:site_name content=某果新聞>"),
        ("评老周手记与渡口", "<title>评老周手记与渡口</title><meta name=author content=老周手记>"),
        ("渡口 a@老周手记", "<title>渡口 a@老周手记</title><meta name=author content=老周手记>"),
    ],
)
def test_a_name_of_a_site_and_what_stands_behind_it_are_no_part_of_a_title(title: str, head: str) -> None:
    assert page(ARTICLE, head).title == title


@pytest.mark.parametrize(
    ("stated", "author"),
    [
        ("記者陳小寧／桃園機場報導", "陳小寧"), ("陈小宁/北京报道", "陈小宁"), ("记者 陈小宁", "陈小宁"),
        ("记者站", "记者站"), ("陈小宁／李四", "陈小宁／李四"), ("AFP/北京报道", "AFP/北京报道"),
    ],
)  # fmt: skip
def test_an_author_is_named_without_office_and_place(stated: str, author: str) -> None:
    assert page(ARTICLE, f'<title>页</title><meta name="author" content="{stated}">').authors == (author,)


@pytest.mark.parametrize(
    ("head", "body", "title"),
    [
        ("茶空间 : 渡口的船", "<ol><li><a href=i.html>茶空间</a></ol><h1>茶空间 : 渡口的船</h1>", "渡口的船"),
        ("茶手册: 渡口的船", "<div>茶手册 1.0</div><div>渡口的船</div>", "渡口的船"),
        ("渡口全球資訊網-渡口的船", "<h1><a href=/>渡口全球資訊網</a></h1><h2>渡口的船</h2>", "渡口的船"),
        ("茶山小記: 渡口的船</title><meta property=og:title content=渡口的船>", "<h1><a href=/>茶山小記</a></h1><h3>渡口的船</h3>", "渡口的船"),
        ("渡口的船 - 茶友交流 - 茶香论坛 - Powered by Discuz!", "<div>渡口的船</div>", "渡口的船"),
        ("Boat (Java Platform SE 8 )", "<h2>类 Boat</h2>", "Boat"),
        ("渡口的船 - 早报", "<h1>渡口的船</h1><div>早报</div>", "渡口的船"),
        ("渡口: 船与人", "<div>船与人</div>", "渡口: 船与人"),
        ("渡口的船：一个故事", "<h1>渡口的船：一个故事</h1>", "渡口的船：一个故事"),
    ],
)
def test_the_name_of_the_site_before_a_title_is_no_part_of_it(head: str, body: str, title: str) -> None:
    article = page(f"{body}{ARTICLE}", f"<title>{head}</title>")
    assert article.title == title
    assert title not in [section.path[-1] for section in article.sections if section.path]


@pytest.mark.parametrize(
    ("body", "published", "authors", "tags", "categories"),
    [
        ("<div id=postlist><div class=authi><a class=xw1>山里人</a></div><em id=authorposton1>发表于 2013-4-1 10:00:01</em>{}"
         "<div class=authi><a class=xw1>过客</a></div><em id=authorposton2>发表于 2013-4-2 11:00</em><p>好文。</div>", "2013-04-01T10:00:01", ("山里人",), (), ()),
        ("<div class=p_postlist><div class=l_post><a class=p_author_name>山里人</a>{}<span class=tail-info>1楼</span><span class=tail-info>2017-04-01 11:26</span></div>"
         "<div class=l_post><a class=p_author_name>过客</a><p>好文。</div></div>", "2017-04-01T11:26:00", ("山里人",), (), ()),
        ("<div class=page-body><div class=post><dd>註冊時間: 2010年 1月 2日</dd><p class=author>由 <a class=username>山里人</a> » 2014年 5月 1日, 21:00</p>{}</div>"
         "<div class=post><p class=author>由 <a class=username>過客</a> » 2014年 5月 2日, 21:00</p><p>好文。</div></div>", "2014-05-01T21:00:00", ("山里人",), (), ()),
        ("<meta itemprop=dateCreated content=2019-01-02><div class=AnswerItem><div class=AuthorInfo itemprop=author><meta itemprop=name content=林小山></div>"
         "<meta itemprop=dateCreated content=2020-03-04T03:04:05.000Z>{}</div>", "2020-03-04T03:04:05Z", ("林小山",), (), ()),
        ("<article>{}<span class='author vcard'><a class='url fn n'>林小山</a></span><time class='entry-date published' datetime=2020-03-04>3月</time>"
         "<a rel='category tag'>茶事</a><a rel=tag>茶</a><a rel=tag>山</a></article><div class='comment-author vcard'><b class=fn>读者</b></div>",
         "2020-03-04", ("林小山",), ("茶", "山"), ("茶事",)),
        ("{}<span class=fn itemprop=author><meta itemprop=url content=http://a.b/><span itemprop=name>林小山</span></span>"
         "<abbr class=published title='2015-03-04T22:00:00+08:00'>晚上10:00</abbr>", "2015-03-04T22:00:00+08:00", ("林小山",), (), ()),
        ("<div id=main-content><div><span>作者</span><span class=article-meta-value>teaman (山裡人)</span></div>"
         "<div><span>時間</span><span class=article-meta-value>Thu May  2 10:00:00 2024</span></div>{}</div>", "2024-05-02T10:00:00", ("teaman (山裡人)",), (), ()),
        ("{}<div itemprop=comment><a itemprop=author>读者</a></div>", "", (), (), ()),
        ("{}<ul><li><a rel=author>甲</a><li><a rel=author>乙</a></ul>", "", (), (), ()),
    ],
)
def test_what_a_page_marks_in_its_body_is_known(
    body: str, published: str, authors: tuple[str, ...], tags: tuple[str, ...], categories: tuple[str, ...]
) -> None:
    article = page(f"<h1>渡口的船开走了之后</h1>{body.format(ARTICLE)}")
    assert (article.published, article.authors, article.tags, article.categories) == (published, authors, tags, categories)


@pytest.mark.parametrize(
    ("head", "known"),
    [
        ("<meta name=created content='2020-03-04 05:06:07 +0800'><meta name=updated content=20210304T050607Z>", {"published": "2020-03-04T05:06:07+08:00", "updated": "2021-03-04T05:06:07Z"}),
        ("<meta name=source-url content=https://a.b/c><meta itemprop=tag content=茶><meta itemprop=tag content=山>", {"url": "https://a.b/c", "tags": ("茶", "山")}),
        ("<meta name=ArticleTitle content=渡口的船><meta name=PubDate content='2020-03-04 10:00'><meta name=Url content=http://a.b/c><meta name=Keywords content='茶;山'>",
         {"title": "渡口的船", "published": "2020-03-04T10:00:00", "url": "http://a.b/c", "tags": ("茶", "山")}),
        ("<meta name=DC.Title content=渡口的船><meta name=DC.Subject content=茶><meta name=dcterms.created content=2020-03-04>",
         {"title": "渡口的船", "tags": ("茶",), "published": "2020-03-04"}),
        ("<meta name=keywords content='<meta name=茶,山'>", {"tags": ("山",)}),
        ("<meta name=url content=/c><meta itemprop=url content=http://a.b/people/1>", {"url": ""}),
        ("<meta name=pubdate content=2020-03-04><meta name=datemodified content=2019-01-02>", {"published": "2020-03-04", "updated": ""}),
    ],
)
def test_names_that_programs_and_authorities_give_to_what_a_page_says_are_known(head: str, known: dict[str, object]) -> None:
    article = page(ARTICLE, head)
    assert {name: getattr(article, name) for name in known} == known


@pytest.mark.parametrize("level", [1, 2, 6])
def test_a_paragraph_that_is_set_as_a_heading_is_a_paragraph(level: int) -> None:
    long = "清明公祭轩辕黄帝典礼在黄陵举行。万余名海内外中华儿女齐聚轩辕殿祭祀广场，共同祭奠人文始祖，一带一路、精准脱贫、扩绿治污等写入祭文。"
    article = page(f"<h1>新闻速览</h1><h{level}>{long}</h{level}><h2>什么是人生的意义？怎样才能找到它？</h2><p>文。</p>")
    assert [section.path for section in article.sections] == [(), ("什么是人生的意义？怎样才能找到它？",)]
    assert article.sections[0].text == long


@pytest.mark.parametrize(
    ("script", "published"),
    [
        ('var ct = "1581517074";', "2020-02-12T14:17:54Z"),
        ('var publish_time = "2018-03-19" || "";', "2018-03-19"),
        ("var createTime = '2023-05-06 07:08';", "2023-05-06T07:08:00"),
        ("var product = '2023-05-06'; var act='1581517074x';", ""),
    ],
)
def test_what_a_page_of_wechat_leaves_to_its_scripts_is_known(script: str, published: str) -> None:
    body = f"<h2>题</h2><a id=js_name> 爱否科技 </a><em id=publish_time>昨天</em><div id=js_content>{ARTICLE}</div><script>{script}</script>"
    article = page(body)
    assert (article.published, article.authors) == (published, ("爱否科技",))
    assert page(body.replace("js_content", "content")).published == ""


def test_dates_of_other_articles_and_of_the_text_are_none_of_the_page() -> None:
    others = "".join(f"<li><a href=/{i}>第{i}条别的新闻标题</a> 2019-09-{i + 1:02}</li>" for i in range(20))
    text = ARTICLE + "<p>2008年5月12日，船来了。</p><p>2008-05-12 14:28</p>"
    article = page(f"<ul>{others}</ul><h1>渡口的船</h1>{text}<h3>热门</h3><ul>{others}</ul>")
    assert (article.published, article.updated) == ("", "")


def test_a_date_with_its_label_below_the_text_is_that_of_the_page_if_there_is_one() -> None:
    line = "<p>版权声明 来源：某报 时间：{} 作者：</p>"
    assert page(f"<h1>渡口的船</h1>{ARTICLE}{line.format('2019-09-23')}").published == "2019-09-23"
    two = line.format("2019-09-23") + line.format("2019-09-24")
    assert page(f"<h1>渡口的船</h1>{ARTICLE}{two}").published == ""


def test_the_author_whom_a_page_shows_counts_more_than_the_site_that_its_head_names() -> None:
    head = "<meta name=author content={}><title>渡口的船</title>"
    body = f"<h1>渡口的船</h1><p>2019-09-26 12:11 作者：李在山</p>{ARTICLE}"
    assert page(body, head.format("证券时报网")).authors == ("李在山",)
    assert page(body, head.format("张三")).authors == ("张三",)


# --- main text ------------------------------------------------------------------------------------

def sections(article: Article) -> tuple[str, str]:
    main = "".join(s.text for s in article.sections if s.heading != OTHER)
    return main, "".join(s.text for s in article.sections if s.heading == OTHER)


@pytest.mark.parametrize(
    "layout",
    [
        "<div><ul>{links}</ul></div><div><h1>题</h1>{article}</div><div><ul>{links}</ul><p>版权所有，某某公司。</p></div>",
        "<table><tr><td><ul>{links}</ul></td><td>{article}</td></tr></table>",
        "<nav>{links}</nav><main>{article}</main><footer>{links}</footer>",
        "<div class=page><div class=left>{article}<div class=related><h3>相关</h3><ul>{links}</ul></div></div><div class=right><ul>{links}</ul></div></div>",
        "<ul>{links}</ul>{article}<div class=comments><p>路人，说得好，很好。</p></div>",
    ],
)
def test_the_article_comes_first_and_the_rest_of_the_page_stays_findable(layout: str) -> None:
    main, other = sections(page(layout.format(links=LINKS, article=ARTICLE)))
    assert all(f"第{i}段" in main for i in range(12))
    assert "别的新闻" not in main
    assert all(f"第{i}条" in other for i in range(30))


@pytest.mark.parametrize("body", [f"<ul>{LINKS}</ul>", "<p>短。</p><ul><li><a href=a>链接</a></ul>", ARTICLE, "<h1>题</h1><pre>a\nb</pre>"])
def test_a_page_that_is_all_article_or_all_links_is_left_whole(body: str) -> None:
    assert sections(page(body))[1] == ""


def test_the_beginnings_of_other_articles_are_not_the_article() -> None:
    teasers = "".join(f"<div class=card><h3><a href=/{i}>别的文章{i}</a></h3><p>它的开头，别处说的，第{i}件事。</p></div>" for i in range(6))
    main, other = sections(page(f"<div class=content><h1>题</h1><div>{ARTICLE}</div><div>{teasers}</div></div>"))
    assert "第11段" in main
    assert "别处说的" not in main
    assert other.count("别处说的") == 6


@pytest.mark.parametrize(
    "body",
    [
        "".join(f"<div><h3><a href=/{i}>文章{i}</a></h3><p>它的开头，第{i}件事，说得很长，说了又说，还要再说一些，才算说完。</p></div>" for i in range(9)),
        "".join(f"<div><h3><a href='#s{i}'>小节{i}</a></h3><p>小节的文字，第{i}件事，说得很长，说了又说，还要再说一些，才算说完。</p></div>" for i in range(9)),
    ],
)
def test_a_page_of_beginnings_and_headings_that_lead_to_themselves_keep_their_text(body: str) -> None:
    main, _ = sections(page(f"<main>{body}</main>"))
    assert all(f"第{i}件事" in main for i in range(9))


@pytest.mark.parametrize("header", ["<header><h1>题</h1><p>{lead}</p></header>", "<div><h1>题</h1><div>2024-01-02</div><div class=summary>{lead}</div></div>"])
def test_the_lead_between_title_and_text_is_main_text(header: str) -> None:
    lead = "这一段是导语，说的是全文的大意，写在标题之下，正文之前，字数不少，句子也完整。"
    main, _ = sections(page(f"<div>{LINKS}</div>{header.replace('{lead}', lead)}<div class=text>{ARTICLE}</div><div><ul>{LINKS}</ul></div>"))
    assert lead in main
    assert "别的新闻" not in main


@pytest.mark.parametrize("name", ["comments-container", "robots-nocontent sd-sharing", "related-posts", "author-box--content", "newsletter-signup", "post-author-bio"])
def test_what_a_name_says_against_main_text_weighs_more_than_the_rest_of_it(name: str) -> None:
    main, other = sections(page(f"<article class='post tag-comment category-share'>{ARTICLE}<div class='{name}'><p>旁边的话，一句，两句。</p></div></article>"))
    assert "第11段" in main
    assert "旁边的话" not in main
    assert "旁边的话" in other


@pytest.mark.parametrize(
    "layout",
    [
        "<div class=tips><div class=tip-box><div class=sidebar-left>{article}</div></div></div><div>{links}</div>",
        "<div class=tip-box>{article}</div><div class=pinglun><div><p>路人，说得好，很好，真是太好了。</p></div></div><div>{links}</div>",
        "<div class=has-sidebar>{article}<div class=comments><div><p>路人，说得好，很好，真是太好了。</p></div></div>{links}</div>",
        "<div class=share-page><div class=share-text>{article}</div></div><div class=hot><p>别的新闻，说得好，很好。</p>{links}</div>",
    ],
)
def test_names_that_speak_against_a_text_weigh_once_and_not_at_all_against_all_of_a_page(layout: str) -> None:
    links = f"<ul>{LINKS}</ul>"
    main, other = sections(page(f"<div>{links}</div>" + layout.format(article=f"<h1>题</h1>{ARTICLE}", links=links)))
    assert all(f"第{i}段" in main for i in range(12))
    assert "别的新闻" not in main
    assert "路人" not in main
    assert "别的新闻" in other


@pytest.mark.parametrize(
    "tag", ["p class=newsletter-promo", "p class=aawp-disclaimer", "div class=print-button", "div class=post-meta", "div id=dashang"]
)
def test_a_paragraph_whose_name_speaks_against_it_is_no_main_text(tag: str) -> None:
    main, other = sections(page(f"<div>{ARTICLE}<{tag}>请订阅我们的报纸，每天都有新的内容。</{tag.split()[0]}>{ARTICLE}</div>"))
    assert "订阅" not in main
    assert "订阅" in other


def test_an_article_within_what_should_be_aside_comes_before_the_links_around_it() -> None:
    main, other = sections(page(f"<nav><ul>{LINKS}</ul><div>{ARTICLE}</div><ul>{LINKS}</ul>"))
    assert "第11段" in main
    assert "别的新闻" in other


def test_a_text_that_only_the_data_of_a_page_holds_is_read() -> None:
    said = "".join(f"这是全文的第{i}句，只有会员看得见，网页不显示。" for i in range(9))
    data = '<script type="application/ld+json">{"@type": "OpinionNewsArticle", "articleBody": "%s"}</script>'
    assert "第8句" in sections(page("<h1>题</h1><p>请登录。</p>", data % said))[0]
    assert "第8句" in sections(page("<h1>题</h1><p>请登录。</p>", data % f"&lt;p&gt;{said}&lt;/p&gt;"))[0]
    assert page(f"<h1>题</h1><p>{said}</p>", data % said).text.count("第8句") == 1


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("<p>{床=chuáng}{前=qián}{明=míng}{月=yuè}{光=guāng}，<br>{疑=yí}{是=shì}{地=dì}{上=shàng}{霜=shuāng}。",
         "床前明月光，\n疑是地上霜。(chuáng qián míng yuè guāng yí shì dì shàng shuāng)"),
        ("<p>{虐待=ぎゃくたい}したときに{叱=しか}っていた{親=おや}がいます。{新=あたら}しい{法律=ほうりつ}では、",
         "虐待したときに叱っていた親がいます。新しい法律では、(ぎゃくたい しか おや あたら ほうりつ)"),
        ("<p>{少=shào}小离家老大回，乡音无改{鬓=bìn}毛{衰=cuī}。", "少小离家老大回(shào)，乡音无改鬓毛衰(bìn cuī)。"),
        ("<p>{鄞=yín}州区在宁波，有{邱=qiū}{隘=ài}镇，{茅=máo}山。", "鄞州区在宁波(yín)，有邱隘镇(qiū ài)，茅山(máo)。"),
    ],
)
def test_a_text_with_readings_throughout_stays_whole_and_single_readings_stay_with_their_words(source: str, text: str) -> None:
    article = page(re.sub("{(.+?)=(.+?)}", r"<ruby>\1<rt>\2</rt></ruby>", source))
    assert article.text == text
    readings = [(word, reading) for kind, word, reading, _ in elements(article) if kind == "ruby"]
    assert readings == re.findall("{(.+?)=(.+?)}", source)


TEXT_OF_SCRIPTS = "".join(f"<p>这是脚本所写的第{i}段，网页要等它运行，才显示“出来”。</p>" for i in range(9))
IN_JSON = json.dumps(TEXT_OF_SCRIPTS, ensure_ascii=False)


@pytest.mark.parametrize(
    "data",
    [
        f'<script id="__NEXT_DATA__" type="application/json">{{"props": {{"article": {{"body": {IN_JSON}}}}}}}</script>',
        f"<script>window.__INITIAL_STATE__ = {{\"a\": {json.dumps(TEXT_OF_SCRIPTS)}}};</script>",
        f"<script>window.__NUXT__=(function(a,b){{return {{d:[{{content:{IN_JSON},n:a}}]}}}}(null,1))</script>",
        f"<script>self.__next_f.push([1,{json.dumps(f'5:{IN_JSON}')}])</script>",
        f"<script>var D = {json.dumps(json.dumps({'list': [{'text': TEXT_OF_SCRIPTS}]}))};</script>",
        f"<script>var info = {{\n title: '题',\n content: '{escape(TEXT_OF_SCRIPTS)}'.slice(6, -6)}}</script>",
        f'<div data-react-props="{escape(json.dumps({"id": 7, "html": TEXT_OF_SCRIPTS}))}"></div>',
        f"<article-view :data='{json.dumps([{'html': TEXT_OF_SCRIPTS}])}'></article-view>",
        f'<script type="application/ld+json">{{"@type": "HowTo", "step": [{{"text": {IN_JSON}}}]}}</script>',
    ],
)
def test_a_text_that_scripts_would_show_is_read(data: str) -> None:
    assert all(f"第{i}段" in page("<p>请启用脚本。</p>", data).text for i in range(9))
    assert page(f"<h1>题</h1>{TEXT_OF_SCRIPTS}", data).text.count("第8段") == 1
    main, other = sections(page(f"<h1>题</h1>{ARTICLE}", data.replace("这是", "别的")))
    assert "第11段" in main
    assert not other  # it is less than the page shows


@pytest.mark.parametrize(
    "text",
    [
        "请输入有效的地址，例如某某网址。谢谢，再见。",
        "function (a, b) { return a; } // 说明，一。二。" * 20,
        ".a, .b, .c { color: red; } " * 40,
    ],
)
def test_messages_and_code_within_scripts_are_no_text(text: str) -> None:
    assert text[:9] not in page("<p>请启用脚本。</p>", f"<script>var m = {json.dumps(text)};</script>").text


def test_a_description_that_the_page_does_not_show_is_found_in_its_last_section() -> None:
    head = '<meta name="description" content="%s">'
    main, other = sections(page(ARTICLE, head % "一位老人怎样在山里种了四十年的树，使荒山变绿。"))
    assert "四十年的树" in other
    assert "四十年的树" not in main
    assert not sections(page(ARTICLE, head % ARTICLE[3:60]))[1]


def test_documentation_with_tables_code_and_links_is_main_text() -> None:
    part = "<div class=section><h2>节{i}</h2><p>先装<a href=a>某软件包</a>。</p><table><tr><th>包<th>用途<tr><td><a href=b>甲</a><td>做事</table><pre>ls -l</pre></div>"
    body = "".join(part.replace("{i}", str(i)) for i in range(20))
    main, other = sections(page(f"<div class=document>{ARTICLE}{body}</div>"))
    assert main.count("做事") == 20
    assert not other


def test_the_last_section_gives_no_title() -> None:
    assert page(f"<nav><h1>某站</h1></nav>{ARTICLE}", "").title == "a"


# --- properties -----------------------------------------------------------------------------------

TAGS = ["p", "div", "b", "a", "span", "ul", "li", "ol", "table", "tr", "td", "th", "h1", "h2", "blockquote", "pre", "br", "ruby", "rt", "nav", "section", "article", "button", "select", "option", "sup", "code", "dl", "dt", "dd", "form", "center", "caption", "x:y"]
PIECES = [*(f"<{tag}>" for tag in TAGS), *(f"</{tag}>" for tag in TAGS), "<a href=/x>", "<a href=#fn1>", "<div class=toc>", "<p class=footnote>",
          "<div class='comments'>", "<li id=fn1>", "<a class=footnote-ref href=#a>", "甲，", "乙。丙", "丁 戊", "己\n庚", " ", "\n", "ab", "&amp;", "&#x4E2D;", "　　辛"]


@settings(max_examples=300)
@example("<a class=footnote-ref href=#a>很长的一段文字，不是记号，应当还在</a>")
@example("<pre><button>甲</button>乙")
@example("<table><caption>甲，<caption>")
@example("<h2>甲，<h2>甲，")
@given(st.lists(st.sampled_from(PIECES), max_size=60).map("".join))
def test_no_han_letter_that_a_browser_shows_is_lost(source: str) -> None:
    tree = LexborHTMLParser(f"<!doctype html><body>{source}")
    for node in tree.css("rp, sup, a[class=footnote-ref]"):
        if len(node.text()) < 20:
            node.decompose()
    shown = Counter(HAN.findall(tree.body.text() if tree.body else ""))
    article = read_bytes(f"<!doctype html><body>{source}".encode(), "a.html")
    parts = (part for section in article.sections for part in (section.heading, section.text))
    assert not shown - Counter(HAN.findall("".join((article.title, *parts))))


@settings(max_examples=200)
@given(st.lists(st.sampled_from(PIECES), max_size=60).map("".join))
def test_elements_and_links_stand_within_their_text(source: str) -> None:
    for section in page(source).sections:
        for each in (*section.elements, *section.links):
            assert 0 <= each.span.start <= each.span.end <= len(section.text)


@pytest.mark.parametrize(
    "unit",
    ["<div>甲", "<b id={i}>甲", "<p><font size={i}>甲", "<ul><li>甲", "<div></b>甲", "<table><tr><td>甲</td><td>乙", "<blockquote>甲", "<span><div></span>甲",
     "<div a{i}=1 ", "<html a{i}=1>", "<svg><title><div>", "<p>甲<br>乙</p>", "<a href=x>甲<div>", "<dl><dt>甲<dd>乙<dl>", "<ruby>漢<rt>h"],
)
@pytest.mark.usefixtures("without_collector")
def test_reading_takes_time_in_proportion_to_the_page(unit: str) -> None:
    def seconds(chars: int) -> float:
        count = chars // len(unit)
        data = ("<!doctype html><body><p>甲</p>" + "".join(unit.replace("{i}", str(i)) for i in range(count))).encode()
        began = time.process_time()
        read_bytes(data, "a.html")
        return time.process_time() - began

    assert seconds(400_000) < 10 * max(seconds(100_000), 0.02)


def test_ten_thousand_nested_elements_keep_their_text() -> None:
    article = page("<div>" * 10_000 + "深处" + "</div>" * 10_000 + "<p>后面")
    assert "深处" in article.text
    assert article.text.endswith("后面")


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("围棋是策略<sup>[1]</sup>棋类。", "围棋是策略棋类。"),
        ("围棋是策略<sup>［12］</sup>棋类。", "围棋是策略棋类。"),
        ("围棋是策略<sup>1</sup>棋类<sup>〔2〕</sup>，很难<sup>（3）</sup>。", "围棋是策略棋类，很难。"),
        ("围棋是策略<a href=#n1><sup>①</sup></a>棋类<sup>[1,2]</sup>。", "围棋是策略棋类。"),
        ("围棋是策略<a epub:type=noteref href=#n1>1</a>棋类<sup>注1</sup>。", "围棋是策略棋类。"),
        ("面积10m<sup>2</sup>，10<sup>3</sup>克，5米<sup>2</sup>。", "面积10m2，103克，5米2。"),
        ("商标<sup>[注]</sup>。", "商标[注]。"),
    ],
)
def test_a_bracketed_number_set_above_the_line_is_the_mark_of_a_note(source: str, text: str) -> None:
    assert read_bytes(f"<!doctype html><html><body><p>{source}</p></body></html>".encode(), "a.html").text == text


# --- pages as programs save them ------------------------------------------------------------------

SENTENCES = "".join(f"<p>第{n}天的清晨，渡口的雾还没有散，他们都在等那条从上游来的船。</p>" for n in "一二三四五六七八")


def other_content(article: Article) -> str:
    return next((section.text for section in article.sections if section.heading == OTHER_CONTENT), "")


@pytest.mark.parametrize(
    ("head", "site"),
    [
        ("渡口的故事 - 张三 - 博客园", "<h1>张三的博客</h1>"),
        ("渡口的故事_某某网", "<h1><a href='/'>某某</a></h1><h1>频道</h1>"),
        ("渡口的故事 | 老王", "<div><h1>关于</h1></div>"),
    ],
)
def test_a_heading_of_the_site_above_the_title_gives_no_title(head: str, site: str) -> None:
    body = f"{site}<h1>渡口的故事</h1><h2>第一节</h2>{SENTENCES}"
    article = read_bytes(f"<title>{head}</title><body>{body}".encode(), "a.html")
    assert article.title == "渡口的故事"
    assert article.sections[0].path == ("第一节",)
    assert all(word in other_content(article) for word in re.findall("[\u4e00-\u9fff]+", re.sub("<[^<>]*>", " ", site)))


def test_of_several_outermost_headings_none_is_left_out_where_the_title_is_the_first() -> None:
    body = f"<h1>渡口的故事</h1>{SENTENCES}<h1>第二章</h1>{SENTENCES}"
    article = read_bytes(f"<title>渡口的故事</title><body>{body}".encode(), "a.html")
    assert [section.path for section in article.sections] == [(), ("第二章",)]


def test_a_text_that_is_set_within_a_drawing_is_the_text_of_the_page() -> None:
    inner = f"<h2>画中的节</h2>{SENTENCES}<p>见<a href=b.html>別处</a>。<svg><foreignObject><p>{'画中画' * 30}</p></foreignObject></svg></p>"
    article = page(f"<section><p>前文。</p><svg><foreignObject><section>{inner}</section></foreignObject></svg><p>后文。</p></section>")
    assert [section.path for section in article.sections] == [(), ("画中的节",), (OTHER,)]
    assert article.sections[1].text.endswith("后文。")
    assert [link.target for link in article.sections[1].links] == ["b.html"]
    assert "画中画" in article.sections[2].text


def test_a_page_within_a_page_and_a_shadow_tree_are_found() -> None:
    inner = "&lt;p&gt;框里的话。&lt;iframe srcdoc=&apos;&lt;p&gt;更里面。&apos;&gt;&lt;/iframe&gt;"
    shadow = "<div><template shadowrootmode=open><style>x</style><p>影子里的话。</p><template><p>藏着的</p></template></template></div>"
    page = f'<title>渡口</title><article><h1>渡口</h1>{SENTENCES}{shadow}</article><iframe srcdoc="{inner}"></iframe>'
    article = read_bytes(page.encode(), "a.html")
    assert "影子里的话。" in article.sections[0].text
    assert "框里的话。" in other_content(article)
    assert "藏着的" not in article.text


@pytest.mark.parametrize(
    "comment",
    [
        "<!-- saved from url=(0021)https://example.org/a -->",
        "<!--\n Page saved with SingleFile \n url: https://example.org/a \n saved date: Mon May 01 2023\n-->",
        "<!-- Mirrored from example.org/a by HTTrack Website Copier/3.x [XR&CO'2014], Sun, 31 Jan 2016 06:40:15 GMT -->",
    ],
)
def test_a_saved_page_knows_its_address_unless_it_states_one(comment: str) -> None:
    page = f"<!DOCTYPE html>\n{comment}\n<html><head>{{}}</head><body>{SENTENCES}"
    assert read_bytes(page.format("").encode(), "a.html").url.partition("://")[2] == "example.org/a"
    stated = '<link rel="canonical" href="https://example.org/b">'
    assert read_bytes(page.format(stated).encode(), "a.html").url == "https://example.org/b"


def test_contents_and_marks_of_notes_that_word_writes_are_no_text() -> None:
    contents = "<p class=MsoTocHeading>目录</p><p class=MsoToc1><a href='#_Toc1'>第一章<span>1</span></a></p>"
    mark = '<a href="#_ftn1" name="_ftnref1"><span class=MsoFootnoteReference>[1]</span></a>'
    page = f"{contents}<h1>第一章</h1>{SENTENCES}<p class=MsoNormal>后来{mark}船来了。</p>"
    article = read_bytes(f"<html><body lang=ZH-CN>{page}".encode(), "a.html")
    assert article.sections[0].text.endswith("后来船来了。")
    assert "目录" in other_content(article)


@pytest.mark.parametrize(
    "numbers",
    [
        '<ul class="pre-numbering"><li>1</li><li>2</li></ul>',
        '<span class="line-number">1</span>',
        '<span class="react-syntax-highlighter-line-number">12</span>',
    ],
)
def test_numbers_of_lines_of_code_are_no_text(numbers: str) -> None:
    page = f"<body>{SENTENCES}<pre>{numbers}<code>print(0)</code></pre>"
    assert not re.search("[12]", read_bytes(page.encode(), "a.html").text)


@pytest.mark.parametrize(
    ("link", "text", "categories"),
    [
        ("<a href='/wiki/Category:水果'>分类:水果</a>", "甲乙", ("水果",)),
        ("<a href='/wiki/Category:水果'><b>分类</b>：水果</a>", "甲分类：水果乙", ()),
        ("<a href='/wiki/%E5%88%86%E7%B1%BB:%E6%B0%B4%E6%9E%9C'>分類:<i>水果</i></a>", "甲乙", ("水果",)),
        ("<a href='/wiki/Category:水果'>水果</a>", "甲水果乙", ()),
        ("<a href='/wiki/File:A.jpg'>A.jpg</a>", "甲乙", ()),
        ("<a href='/wiki/File:A.jpg'>看图</a>", "甲看图乙", ()),
        ("<a href='/wiki/en:Apple'>English</a>", "甲乙", ()),
        ("<a href='/wiki/苹果'><b>苹</b>果</a>", "甲苹果乙", ()),
    ],
)
def test_links_of_a_wiki_to_categories_files_and_languages_show_what_is_text(
    link: str, text: str, categories: tuple[str, ...]
) -> None:
    article = page(f"<p>甲{link}乙")
    assert (article.text, article.categories) == (text, categories)


def test_the_categories_at_the_foot_of_a_wikis_page_are_its_own() -> None:
    foot = "<div id=catlinks class=catlinks><div id=mw-normal-catlinks><a href='/wiki/Special:Categories'>分类</a>：<ul>"
    items = "<li><a href='/wiki/Category:水果'>水果</a></li><li><a href='/wiki/Category:植物'>植物</a></li>"
    article = page(f"<h1>苹果</h1>{ARTICLE}{foot}{items}</ul></div></div>", "<title>苹果 - 维基百科，自由的百科全书</title>")
    assert (article.title, article.categories) == ("苹果", ("水果", "植物"))


def test_what_notion_says_of_a_page_is_kept() -> None:
    rows = (
        "<tr class='property-row property-row-multi_select'><th><span class=icon></span>标签</th>"
        "<td><span class='selected-value'>河</span><span class='selected-value'>船</span></td></tr>"
        "<tr class='property-row'><th>创建时间</th><td><time>@2023年5月1日 15:04</time></td></tr>"
        "<tr class='property-row'><th>价格</th><td>12</td></tr>"
    )
    page = f"<h1 class=page-title>渡口</h1><table class=properties><tbody>{rows}</tbody></table>{SENTENCES}"
    article = read_bytes(f"<article class='page sans'>{page}</article>".encode(), "a.html")
    assert (article.tags, article.published[:10]) == (("河", "船"), "2023-05-01")
    assert article.fields["价格"] == "12"


@pytest.mark.parametrize(
    ("head", "title"),
    [
        ("<title>渡&#8203;口&#xfeff;</title>", "渡口"),
        ('<meta property="og:title" content="渡&#173;口">', "渡口"),
        ("<title>渡&#1;口</title>", "渡\ufffd口"),  # as in texts: what cannot be shown says that something stood there
        ("<title>渡口&#xfdd0;</title>", "渡口\ufffd"),
    ],
)
def test_a_title_is_tidied_after_its_entities_are_decoded(head: str, title: str) -> None:
    assert read_bytes(f"<head>{head}</head><body>{SENTENCES}".encode(), "a.html").title == title
