"""Each named rule: what it takes out, what it leaves, and that it is counted."""

# ruff: noqa: E501 - a case is one line, so that source and outcome stand side by side
# fmt: off
from __future__ import annotations

import re
import sys
import unicodedata
from collections import Counter
from dataclasses import dataclass

import pytest

from wenxun.articles import read_bytes
from wenxun.articles.characters import tidy_characters
from wenxun.articles.cleaning import RULES

WIKI = '[甲](../Page/甲.md "wikilink")。'  # what tells a page that a converter wrote


@dataclass(frozen=True)
class Case:
    """Damage under a rule's name, and the text of the article as it must come out."""

    rule: str
    count: int
    suffix: str
    source: str
    text: str


CASES = [
    Case("attachments", 1, ".eml", 'Subject: 题\nContent-Type: multipart/mixed; boundary="b"\n\n--b\n\n甲\n--b\nContent-Type: image/png\n\nx\n--b--\n', "甲"),
    Case("attribute-lists", 2, ".md", "# 题 {#id}\n\n[甲](a.md){target=_blank}乙 `{.x}`", "甲乙 {.x}"),
    Case("bare-links", 1, ".wiki", "'''甲'''见[http://a.example/x]与[[乙]]。", "甲见与乙。"),
    Case("bidi-controls", 2, ".txt", "写给\u202e读者\u202c看的。", "写给读者看的。"),
    Case("block-names", 2, ".md", "# 题\n\n一段。 ^a1b2\n\n- 见((64b0c7d2-0000-4000-8000-0123456789ab))甲", "一段。\n\n见甲"),
    Case("book-notices", 1, ".txt", "*** START OF THE PROJECT GUTENBERG EBOOK 甲 ***\n\n乙。\n\n*** END OF THE PROJECT GUTENBERG EBOOK 甲 ***\n丙", "乙。"),
    Case("box-marks", 2, ".md", "# 题\n\n::: tip 标题\n甲\n:::\n乙", "标题\n\n甲\n\n乙"),
    Case("bracket-leftovers", 1, ".md", f"{WIKI}（又稱《宣言》，、）也", "甲。（又稱《宣言》）也"),
    Case("bracket-leftovers", 1, ".wiki", "'''甲'''（{{IPAc}}，[[乙]]）也", "甲（乙）也"),
    Case("category-links", 2, ".wiki", "'''甲'''。\n[[Category:乙|Category:乙]]\n[[分类:丙]]", "甲。"),
    Case("category-links", 1, ".md", f"{WIKI}\n\n[Category:_乙](https://zh.wikipedia.org/wiki/Category:_乙)", "甲。"),
    Case("citation-remains", 3, ".md", f"{WIKI}\n\n报社|url=http://a.example|work=日报|date=2019-03-14}}}}", "甲。\n\n报社 日报"),
    Case("comments", 1, ".wiki", "'''甲'''<!-- 看不见 -->乙", "甲乙"),
    Case("comments", 1, ".html", "<html><body><p>甲<!-- <p>看不见</p> -->乙</p></body></html>", "甲乙"),
    Case("components", 3, ".md", '# 题\n\n<Intro>\n\n甲<Icon name="x" />\n\n</Intro>', "甲"),
    Case("control-characters", 2, ".txt", "板\x00门\x07店在这里。", "板\ufffd门\ufffd店在这里。"),
    Case("converter-notices", 1, ".md", "> 本文内容由[甲](https://zh.wikipedia.org/wiki/甲)转换而来。\n\n乙。", "乙。"),
    Case("damaged-bytes", 1, ".txt", "", "这是我们的国家，\ufffd中国的首都在北京。"),
    Case("dead-list-numbers", 3, ".md", f"{WIKI}\n\n1.\n2.\n\n3.\n\n4. 有字", "甲。\n\n有字"),
    Case("emoji-codes", 1, ".md", "# 题\n\n很好:smile:的花，12:30:45。", "很好的花，12:30:45。"),
    Case("emphasis-marks", 2, ".md", "# 题\n\n这是**“重点”**的话。", "这是“重点”的话。"),
    Case("emphasis-marks", 1, ".md", f"{WIKI}請加入****模板。", "甲。請加入模板。"),
    Case("empty-brackets", 3, ".md", f"{WIKI}甲（）乙（／）丙（、\\[1\\]）丁", "甲。甲乙丙丁"),
    Case("empty-brackets", 1, ".wiki", "'''甲'''（{{unknown}}）乙", "甲乙"),
    Case("empty-list-items", 1, ".md", f"{WIKI}\n\n- \n- 乙", "甲。\n\n乙"),
    Case("empty-sections", 1, ".wiki", "'''甲'''。\n== 参考文献 ==\n{{reflist}}", "甲。"),
    Case("expressions", 1, ".mdx", "import X from './x'\n\n# 题\n\n园子{props.name}好。", "园子好。"),
    Case("footnote-marks", 2, ".md", f"{WIKI}会谈\\[1\\]\\[12\\]。", "甲。会谈。"),
    Case("footnote-marks", 2, ".md", f"{WIKI}会谈[^1]。\n\n[^1]: 《章貢圖經》：「二水合」", "甲。会谈。\n\n《章貢圖經》：「二水合」"),
    Case("front-matter", 2, ".md", "---\ntitle: 题\ntags: a\n---\n\n正文", "正文"),
    Case("headings-without-blank", 1, ".md", "# 题\n\n##节\n\n甲", "节\n\n甲"),
    Case("html-tags", 4, ".md", f"{WIKI}H<sub>2</sub>O<br>乙<small>丙", "甲。H2O\n乙丙"),
    Case("image-names", 1, ".md", f'[a.jpg](https://zh.wikipedia.org/wiki/File:a.jpg "fig:a.jpg")[乙](../Page/乙.md "wikilink")图。\\]\\]\n{WIKI}', "乙图。\n\n甲。"),
    Case("image-names", 1, ".wiki", "'''甲'''\n[[File:a.jpg|thumb|200px|left|图[[乙|说]]]]\n文", "甲\n\n图说\n\n文"),
    Case("image-names", 2, ".wiki", "'''甲'''\n<gallery>\nFile:a.jpg|图一\nFile:b.jpg\n</gallery>", "甲\n\n图一"),
    Case("infobox-parameters", 2, ".wiki", "{{Infobox 人|名=甲|生=1900|卒=}}\n'''甲'''[[乙]]", "甲乙\n\n信息框\n\n名: 甲\n生: 1900"),
    Case("interlanguage-links", 1, ".wiki", "'''甲'''\n\n[[en:Alpha]]", "甲"),
    Case("invisible-characters", 2, ".txt", "板\u200b门\ufeff店在这里。", "板门店在这里。"),
    Case("joined-lines", 2, ".md", f"{WIKI}一行\n二行 CPU\ncore", "甲。一行二行 CPU core"),
    Case(
        "joined-lines", 1, ".txt",
        "前條所稱所得額，係指當年度發生之收入總額減去當年度發生之費用後之\n餘額，其計算方法依所得稅法之規定。\n前項不適用。",
        "前條所稱所得額，係指當年度發生之收入總額減去當年度發生之費用後之餘額，其計算方法依所得稅法之規定。\n前項不適用。",
    ),
    Case("leading-leftovers", 1, ".md", f"{WIKI}\n\n- ：[乙](../Page/乙.md)说", "甲。\n\n乙说"),
    Case("link-marks", 1, ".md", '[长江ⓦ](https://zh.wikipedia.org/wiki/长江 "wikilink")的', "长江的"),
    Case("little-text", 1, ".html", f"<html><script>text = '{'字' * 600}'</script><p>甲</p></html>", "甲"),
    Case("long-outputs", 1, ".ipynb", '{"cells": [{"cell_type": "code", "source": "甲", "outputs": [{"text": "%s"}]}]}' % ("乙" * 20_000), "甲"),
    Case("magic-words", 1, ".wiki", "__NOTOC__'''甲'''[[乙]]", "甲乙"),
    Case("other-content", 1, ".html", "<html><nav>首页</nav><p>甲</p></html>", "甲\n\n页面其他内容\n\n首页"),
    Case("page-furniture", 2, ".html", "<html><p>甲</p><script>if (a<b) x()</script><p hidden>乙</p></html>", "甲"),
    Case("private-notes", 2, ".md", "# 题\n\n甲%%只给自己看%%乙\n\n%%\n也是\n\n也是\n%%", "甲乙"),
    Case("properties", 2, ".md", "# 题\n\n作者:: 某人\nid:: 64a", "作者：某人"),
    Case("readings", 1, ".wiki", "'''{{ruby-py|鄞|Yín}}州区'''[[乙]]。", "鄞州区(Yín)乙。"),
    Case("readings", 1, ".wiki", "[[乙]]{{ruby|漢|かん}}字也。", "乙漢字也(かん)。"),
    Case("readings", 2, ".html", "<html><p><ruby>漢<rp>(</rp><rt>hàn</rt><rp>)</rp>字<rt>zì</rt></ruby>。</p></html>", "漢字(hàn zì)。"),
    Case("references", 3, ".wiki", "'''甲'''<ref name=a>来源</ref>乙<ref name=a/>丙<ref>[[丁]]</ref>", "甲乙丙"),
    Case("script-lines", 1, ".mdx", "import X from './x'\n\n# 题\n\n甲", "甲"),
    Case("stray-braces", 1, ".md", f"{WIKI}\n\n乙\n\n{{{{-}}}}", "甲。\n\n乙"),
    Case("stray-braces", 1, ".wiki", "'''甲'''[[乙]]{{未完\n丙", "甲乙未完丙"),
    Case("stray-links", 1, ".md", f"{WIKI}图。\\]\\]\n正文", "甲。图。\n\n正文"),
    Case("swallowed-tails", 1, ".md", '[統一閣舉行的](https://zh.wikipedia.org/wiki/統一閣 "wikilink")', "統一閣舉行的"),
    Case("tables-of-contents", 1, ".md", "# 题\n\n[TOC]\n\n甲", "甲"),
    Case("template-tags", 2, ".md", '# 题\n\n{{< figure src="a.png" title="图注" >}}\n\n参{{Glossary("DOM")}}。', "图注\n\n参DOM。"),
    Case("templates", 2, ".wiki", "{{noteTA|1=zh-cn:甲;zh-tw:乙}}\n'''甲'''[[丁]]。\n{{丙}}", "甲丁。"),
    Case("variant-marks", 2, ".wiki", "'''甲'''简体字们说，-{zh-cn:软件;zh-tw:軟體}-与-{丙}-。", "甲简体字们说，软件与丙。"),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.rule}{case.suffix}")
def test_a_rule_takes_out_what_it_names_and_counts_it(case: Case) -> None:
    data = case.source.encode()
    if case.rule == "damaged-bytes":
        data = "这是我们的国家，".encode() + b"\xff" + "中国的首都在北京。".encode()
    article = read_bytes(data, f"文件{case.suffix}")
    assert article.text == case.text
    assert article.cleaned[case.rule] == case.count


def test_brackets_that_nothing_closes_are_text() -> None:
    article = read_bytes(("# 题\n\n" + "[甲" * 5000).encode(), "a.md")
    assert "".join(article.text.split()) == "[甲" * 5000


def test_every_rule_has_a_case_and_an_explanation() -> None:
    of_dumps = {"aliases-left-out", "other-namespaces", "redirects"}  # counted for a dump, and tested with it
    of_documents = {"damaged-pages", "deleted-text", "pages-without-text", "running-heads", "unknown-letters"}
    assert {case.rule for case in CASES} | of_dumps | of_documents == set(RULES)
    assert list(RULES) == sorted(RULES)


@pytest.mark.parametrize(
    ("suffix", "source", "text"),
    [
        (".md", "# 题\n\n数组 a\\[1\\] 与 `b[2]`、`char **p, **q` 和 f()。", "数组 a[1] 与 b[2]、char **p, **q 和 f()。"),
        (".md", "# 题\n\n```\n{{x}}  [1]\n\n  （）\n```", "{{x}}  [1]\n\n  （）"),
        (".wiki", "'''甲'''[[乙]]<nowiki>{{x}} [1]（）</nowiki>", "甲乙{{x}} [1]（）"),
        (".wiki", "'''甲'''[[乙]]<math>a_{{1}} < b</math>", "甲乙a_{{1}} < b"),
        (".txt", "诗经[1]有注（）与 {{x}} 和 -{y}-。", "诗经[1]有注（）与 {{x}} 和 -{y}-。"),
        (".md", "# 题\n\n[注]: 这是一句正文。", "[注]: 这是一句正文。"),
        (".md", "# 题\n\n即<你的名字>与<xyz>。", "即<你的名字>与<xyz>。"),
    ],
)
def test_what_an_author_wrote_is_not_taken_for_damage(suffix: str, source: str, text: str) -> None:
    assert read_bytes(source.encode(), f"a{suffix}").text == text


def test_no_character_that_nobody_sees_is_kept_wherever_it_stands_in_unicode() -> None:
    joining = re.compile("[\u034f\u180b-\u180f\u200c\u200d\ufe00-\ufe0f\U000e0100-\U000e01ef]")
    kept = [
        point
        for point in range(sys.maxunicode + 1)
        if _is_never_shown(chr(point)) or joining.match(chr(point))
        if chr(point) in tidy_characters(f"中{chr(point)}文", Counter())
    ]
    assert not kept


def _is_never_shown(character: str) -> bool:
    point = ord(character)
    is_control = unicodedata.category(character) in ("Cc", "Cs") and character not in "\t\n"
    return is_control or point & 0xFFFE == 0xFFFE or 0xFDD0 <= point <= 0xFDEF
