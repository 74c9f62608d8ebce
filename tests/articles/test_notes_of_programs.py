"""What programs keep or export as plain text is read as what it is: DokuWiki, Kindle, Anki."""

from __future__ import annotations

from pathlib import Path

import pytest

from wenxun.articles import read_bytes, read_file
from wenxun.models import Article


def shown(text: str, name: str = "a.txt") -> Article:
    return read_bytes(text.encode(), name)


def kinds(article: Article) -> set[str]:
    return {element.kind for section in article.sections for element in section.elements}


# --- DokuWiki -------------------------------------------------------------------------------------

PAGE = """~~NOTOC~~
====== 渡口 ======

渡口是 **船** 靠岸的//地方//，见 [[河:上游|语法]]、[[河:码头]] 和 [[https://example.org|官网]]。\\\\ 换行
<WRAP info>提示</WRAP>

===== 第二节 =====

  * 一
    * 二
  - 数

^ 名 ^ 值 ^
| 甲((注文。)) | ::: |
| [[河:上游|乙|丙]] | {{a.png?50|图名}} |

前面 <code python>
print("((不是注))")
</code> 后面

  缩进的代码

> 引文
''mono'' <nowiki>**no**</nowiki> %%//x//%% <del>旧</del>
{{:图.png?200}} {{图.png|说明}}
----
==== 第三级 ====
http://example.org/a//b 完
"""


def test_a_page_of_dokuwiki_is_read_with_its_structure() -> None:
    article = shown(PAGE)
    assert (article.title, article.format) == ("渡口", "dokuwiki")
    assert [section.path for section in article.sections] == [(), ("第二节",), ("第二节", "第三级")]
    lead, second, third = (section.text for section in article.sections)
    assert lead == "渡口是 船 靠岸的地方，见 语法、码头 和 官网。\n换行提示"
    assert second.startswith("一\n二\n\n数\n\n名 | 值\n甲\n乙|丙 | 图名\n\n前面\n\n")
    assert 'print("((不是注))")\n\n后面\n\n缩进的代码' in second
    assert second.endswith("引文\n\nmono **no** //x// 旧说明")
    assert third.startswith("http://example.org/a//b 完") and "注文。" in third
    assert {"list_item", "row", "code", "quote", "footnote"} <= kinds(article)
    assert [link.target for link in article.sections[0].links] == ["河/上游", "河/码头", "https://example.org"]


@pytest.mark.parametrize(
    "text",
    [
        "====== 渡口 ======\n文。\n",
        "===== 渡口 =====\n文。\n",
        "==== 渡口 ====\n//斜//的 **粗** 的\n  * 一\n",
        "~~NOCACHE~~\n====== 渡口 ======\n",
        "文，**粗**。((注))\n==== 渡口 ====\n^ 名 ^\n",
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_dokuwiki_is_known_by_its_headings_and_signs(text: str, encoding: str) -> None:
    assert read_bytes(text.encode(encoding), "a.txt").format == "dokuwiki"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("'''渡口'''是[[船]]靠岸的地方。\n\n== 第二节 ==\n* 一\n", "a.txt"),
        ("== 渡口 ==\n{| class=wikitable\n|-\n| a\n|}\n", "a.txt"),
        ("== 渡口 ==\n文。\n* **一\n", "a.txt"),
        ("====== 渡口 ======\n[[Category:河]]\n", "a.txt"),
        ("====== 渡口 ======\n文。\n", "a.wikitext"),
        ("第一章 清晨\n======\n雾//还//没散。\n", "a.txt"),
        ("======================\n渡口\n======================\n", "a.txt"),
        ("# 渡口\n\n**粗** //x//\n", "a.md"),
    ],
)
def test_other_texts_are_no_pages_of_dokuwiki(text: str, name: str) -> None:
    assert shown(text, name).format != "dokuwiki"


# --- Kindle ---------------------------------------------------------------------------------------

CLIPPINGS = """活着 (余华)
- 您在位置 #123-125的标注 | 添加于 2023年5月1日星期一 下午3:04:05

人是为活着本身而活着的。
==========
围城（新版） (钱钟书;杨绛)
- Your Highlight on page 3 | Location 40-41 | Added on Monday, May 1, 2023 3:04:05 PM

城外的人想冲进去
==========
活着 (余华)
- 您在第 12 页（位置 #180）的笔记 | 添加于 2023年5月2日星期二 上午8:00:00

这里写得好
==========
没有作者的书
- 您在位置 #200的书签 | 添加于 2023年5月3日星期三 上午8:00:00


==========
"""


@pytest.mark.parametrize(("encoding", "end"), [("utf-8-sig", "\r\n"), ("utf-8", "\n"), ("utf-16", "\r\n")])
def test_what_a_reader_marked_on_a_kindle_is_an_article_a_book(tmp_path: Path, encoding: str, end: str) -> None:
    path = tmp_path / "My Clippings.txt"
    path.write_bytes(CLIPPINGS.replace("\n", end).encode(encoding))
    first, second = read_file(path)
    assert isinstance(first, Article) and isinstance(second, Article)
    assert (first.id, first.title, first.authors) == ("My Clippings/活着 (余华)", "活着", ("余华",))
    assert first.text.split("\n\n")[::2] == ["人是为活着本身而活着的。", "这里写得好"]
    assert [e.kind for e in first.sections[0].elements].count("quote") == 1
    assert (second.title, second.authors) == ("围城（新版）", ("钱钟书", "杨绛"))


def test_a_text_with_a_line_of_signs_is_no_list_of_a_kindle() -> None:
    assert shown("渡口\n- 一 | 二\n\n文。\n").title != "渡口\n"
    assert shown("渡口\n\n雾还没散。\n==========\n后文。\n").text.endswith("后文。")


# --- Anki -----------------------------------------------------------------------------------------


def test_notes_of_anki_are_sections_with_their_fronts_as_headings() -> None:
    head = "#separator:tab\n#html:true\n#guid column:1\n#notetype column:2\n#deck column:3\n#tags column:6\n"
    rows = (
        'x1\t基础\t中文\t<b>渡口</b>是什么？\t"船靠岸的<br>地方[sound:a.mp3]"\t河 船',
        "x2\t填空\t中文\t雾是{{c1::水气::提示}}\t\t",
    )
    article = shown(head + "\n".join(rows))
    assert [(section.path, section.text) for section in article.sections] == [
        (("渡口 是什么？",), "船靠岸的\n地方"),
        (("雾是水气",), ""),
    ]
    assert article.tags == ("河", "船")


@pytest.mark.parametrize(("name", "sign"), [("comma", ","), ("Semicolon", ";"), ("Pipe", "|"), ("|", "|")])
def test_notes_of_anki_are_read_whatever_separates_them(name: str, sign: str) -> None:
    article = shown(f"#separator:{name}\n#html:false\n渡口{sign}a<b\n")
    assert [(section.path, section.text) for section in article.sections] == [(("渡口",), "a<b")]


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("{{{row\n甲\n\n{{{col\n乙\n\n丙\n}}}\n}}}\n\n丁", "甲\n\n乙\n\n丙\n\n丁"),
        ('见((20220110201435-abcdefg "渡口"))的', "见渡口的"),
        ("见((20220110201435-abcdefg '渡口'))的", "见渡口的"),
        ("见((20220110201435-abcdefg))的", "见的"),
        ('{{ select * from blocks where id="x" }}\n\n甲', "甲"),
        ("((2022 年))与((甲))", "((2022 年))与((甲))"),
        ("`((20220110201435-abcdefg))`甲", "((20220110201435-abcdefg))甲"),
    ],
)
def test_blocks_of_siyuan_show_what_its_readers_see(source: str, text: str) -> None:
    assert read_bytes(f"# 题\n\n{source}\n".encode(), "a.md").text == text
