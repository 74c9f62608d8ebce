"""Documents of word processors, books and saved pages are read as their readers see them."""

from __future__ import annotations

import io
import re
from types import ModuleType
from typing import Any
from zipfile import ZipFile

import pytest

from wenxun.articles import read_bytes
from wenxun.errors import ArticleError
from wenxun.link_targets import section_of
from wenxun.models import Article


def paths(article: Article) -> list[str]:
    return [" › ".join(section.path) for section in article.sections]


def kinds(article: Article) -> list[tuple[str, str]]:
    return [
        (element.kind, section.text[element.span.start : element.span.end])
        for section in article.sections
        for element in section.elements
    ]


def refusal(data: bytes, name: str) -> ArticleError:
    with pytest.raises(ArticleError) as caught:
        read_bytes(data, name)
    return caught.value


# --- DOCX -----------------------------------------------------------------------------------------


def test_headings_of_word_are_told_by_their_level_in_the_outline_or_their_style(documents: ModuleType) -> None:
    paragraph = documents.docx_paragraph
    body = (
        paragraph("第一章", style="1")
        + paragraph("开头。")
        + paragraph("第一节", style="2")
        + paragraph("正文。")
        + paragraph("第二章", style="a")
        + paragraph("另有一节", properties='<w:outlineLvl w:val="1"/>')
        + paragraph("结尾。", properties='<w:outlineLvl w:val="9"/>')
    )
    article = read_bytes(documents.docx(body, core="<dc:title>书名</dc:title>"), "a.docx")
    assert article.title == "书名"
    assert paths(article) == ["第一章", "第一章 › 第一节", "第二章", "第二章 › 另有一节"]
    assert article.sections[3].text == "结尾。"
    assert article.format == "docx"


def test_what_word_says_of_a_document_is_kept(documents: ModuleType) -> None:
    core = (
        "<dc:title>Microsoft Word - 文档1</dc:title><dc:creator>王小明</dc:creator><keywords>茶, 水</keywords>"
        "<dcterms:created>2020-03-04T05:06:07Z</dcterms:created><dcterms:modified>2021-01-02</dcterms:modified>"
    )
    body = documents.docx_paragraph("真正的题目", style="t") + documents.docx_paragraph("文。")
    article = read_bytes(documents.docx(body, core=core), "a.docx")
    assert article.title == "真正的题目"
    assert article.text == "文。"
    assert (article.authors, article.tags) == (("王小明",), ("茶", "水"))
    assert (article.published[:10], article.updated) == ("2020-03-04", "2021-01-02")


def test_lists_tables_notes_links_and_readings_of_word_are_kept(documents: ModuleType) -> None:
    paragraph = documents.docx_paragraph
    item = '<w:numPr><w:ilvl w:val="{}"/><w:numId w:val="5"/></w:numPr>'
    note = '<w:r><w:t>有注</w:t></w:r><w:r><w:footnoteReference w:id="2"/></w:r><w:r><w:t>。</w:t></w:r>'
    ruby = (
        "<w:r><w:ruby><w:rubyPr/><w:rt><w:r><w:t>hàn</w:t></w:r></w:rt>"
        "<w:rubyBase><w:r><w:t>汉</w:t></w:r></w:rubyBase></w:ruby></w:r>"
    )
    cell = "<w:tc><w:p><w:r><w:t>{}</w:t></w:r></w:p></w:tc>"
    table = "".join(f"<w:tr>{cell.format(a)}{cell.format(b)}</w:tr>" for a, b in (("甲", "乙"), ("丙", "丁")))
    body = (
        paragraph("一", properties=item.format(0))
        + paragraph("二", properties=item.format(0))
        + paragraph("深", properties=item.format(1))
        + f"<w:tbl>{table}</w:tbl>"
        + paragraph(note)
        + paragraph(ruby)
        + paragraph("引用的话。", style="q")
    )
    notes = f'<w:footnote w:id="2">{paragraph("这是注。")}</w:footnote>'
    article = read_bytes(documents.docx(body, footnotes=notes), "a.docx")
    found = kinds(article)
    assert [text for kind, text in found if kind == "list_item"][:3] == ["一", "二", "深"]
    assert [e.value for s in article.sections for e in s.elements if e.kind == "list_item"][:3] == ["1.", "2.", "-"]
    assert [text for kind, text in found if kind == "row"] == ["甲 | 乙", "丙 | 丁"]
    assert ("quote", "引用的话。") in found
    assert ("ruby", "汉") in found
    assert ("footnote", "这是注。") in found
    assert any(kind == "footnote_mark" for kind, _ in found)
    assert "有注。" in article.text


def test_of_word_only_what_is_shown_is_read(documents: ModuleType) -> None:
    paragraph = documents.docx_paragraph
    run = "<w:r><w:t>{}</w:t></w:r>"
    body = (
        paragraph("目录一", style="m")
        + paragraph(f"{run.format('留')}<w:del>{run.format('删')}</w:del><w:ins>{run.format('添')}</w:ins>")
        + "<w:sdt><w:sdtContent>"
        + paragraph("控件里的话。")
        + "</w:sdtContent></w:sdt>"
        + paragraph("<w:r><w:instrText>PAGEREF x</w:instrText></w:r><w:r><w:t>域</w:t></w:r>")
        + paragraph(
            "<w:r><AlternateContent><Choice><w:txbxContent>"
            + paragraph("框中字。")
            + "</w:txbxContent></Choice><Fallback><w:txbxContent>"
            + paragraph("框中字。")
            + "</w:txbxContent></Fallback></AlternateContent><w:t>旁边。</w:t></w:r>"
        )
    )
    article = read_bytes(documents.docx(body), "a.docx")
    assert article.text.split("\n\n") == ["留添", "控件里的话。", "域", "旁边。", "框中字。"]
    assert article.cleaned["tables-of-contents"] == 1
    assert article.cleaned["deleted-text"] == 1


# --- ODT ------------------------------------------------------------------------------------------


def test_an_open_document_is_read_with_its_structure(documents: ModuleType) -> None:
    body = (
        '<text:p text:style-name="Title">题目</text:p>'
        "<text:table-of-content><text:p>第一章 1</text:p></text:table-of-content>"
        "<text:tracked-changes><text:changed-region><text:p>删去</text:p></text:changed-region></text:tracked-changes>"
        '<text:h text:outline-level="1">第一章</text:h>'
        '<text:p>甲<text:s text:c="2"/>乙<text:note><text:note-citation>1</text:note-citation><text:note-body>'
        "<text:p>注文。</text:p></text:note-body></text:note>。<office:annotation><text:p>批注</text:p>"
        '</office:annotation><text:a xlink:href="https://example.org/">链接</text:a></text:p>'
        '<text:h text:outline-level="2">第一节</text:h>'
        '<text:list text:style-name="L1"><text:list-item><text:p>一</text:p><text:list><text:list-item>'
        "<text:p>深</text:p></text:list-item></text:list></text:list-item></text:list>"
        "<table:table><table:table-row><table:table-cell><text:p>甲</text:p></table:table-cell><table:table-cell>"
        "<text:p>乙</text:p></table:table-cell></table:table-row></table:table>"
    )
    styles = '<text:list-style style:name="L1"><text:list-level-style-number/></text:list-style>'
    meta = (
        "<dc:title>旧题</dc:title><meta:initial-creator>王</meta:initial-creator><meta:keyword>茶</meta:keyword>"
        "<meta:keyword>水</meta:keyword><meta:creation-date>2019-08-07T06:05:04</meta:creation-date>"
    )
    article = read_bytes(documents.odt(body, styles=styles, meta=meta), "a.odt")
    assert (article.title, article.format) == ("题目", "odt")
    assert paths(article) == ["第一章", "第一章 › 第一节"]
    assert (article.authors, article.tags, article.published[:10]) == (("王",), ("茶", "水"), "2019-08-07")
    found = kinds(article)
    assert [text for kind, text in found if kind == "row"] == ["甲 | 乙"]
    assert ("footnote", "注文。") in found
    assert [(e.value, e.level) for e in article.sections[1].elements if e.kind == "list_item"][:2] == [
        ("1.", 1),
        ("-", 2),
    ]
    assert [link.target for link in article.links] == ["https://example.org/"]
    assert not any(gone in article.text for gone in ("删去", "批注", "第一章 1"))


def odt_level(number: int, form: str, before: str = "", behind: str = "", *, shown: int = 1, more: str = "") -> str:
    return (
        f'<text:list-level-style-number text:level="{number}" style:num-format="{form}" style:num-prefix="{before}"'
        f' style:num-suffix="{behind}" text:display-levels="{shown}" {more}/>'
    )


def odt_list(style: str, *items: str, more: str = "") -> str:
    named = f'text:style-name="{style}"' if style else ""
    return (
        f"<text:list {named} {more}>{''.join(f'<text:list-item>{each}</text:list-item>' for each in items)}</text:list>"
    )


GOES_ON = 'text:continue-numbering="true"'


def lines_of(article: Article) -> list[str]:
    return [line for section in article.sections for line in (*section.path[-1:], *section.text.split("\n")) if line]


def test_headings_of_an_open_document_have_the_numbers_that_its_outline_gives_them(documents: ModuleType) -> None:
    levels = (
        odt_level(1, "一, 二, 三, ...", "第", "章"),
        odt_level(2, "1", shown=2),
        odt_level(3, "一, 二, 三, ...", "（", "）"),
    )
    outline = "".join(levels).replace("list-level-style-number", "outline-level-style")
    named = f"<office:styles><text:outline-style>{outline}</text:outline-style></office:styles>"
    own = '<style:style style:name="P9" style:list-style-name=""/>'

    def heading(level: int, text: str, more: str = "") -> str:
        return f'<text:h text:outline-level="{level}" {more}>{text}</text:h>'

    body = (
        '<text:p text:style-name="Title">书</text:p>' + heading(1, "甲") + heading(2, "子") + heading(3, "细")
        + heading(3, "") + heading(3, "目") + heading(2, "丑", 'text:restart-numbering="true" text:start-value="7"')
        + heading(1, "附录", 'text:is-list-header="true"') + heading(1, "后记", 'text:style-name="P9"')
        + heading(1, "乙") + heading(2, "寅")
    )  # fmt: skip
    article = read_bytes(documents.odt(f"{body}<text:p>文。</text:p>", styles=own, named=named), "a.odt")
    assert [section.path[-1] for section in article.sections] == [
        "第一章 甲", "一.1 子", "（一） 细", "（二） 目", "一.7 丑", "附录", "后记", "第二章 乙", "二.1 寅",
    ]  # fmt: skip


def test_items_of_an_open_document_have_the_numbers_that_its_lists_give_them(documents: ModuleType) -> None:
    clauses = odt_level(1, "一, 二, 三, ...", "第", "条") + odt_level(2, "i", "", ".", shown=2)
    plain = odt_level(1, "1", "", ".") + '<text:list-level-style-bullet text:level="2" text:bullet-char="•"/>'
    named = f'<office:styles><text:list-style style:name="A">{clauses}</text:list-style></office:styles>'
    own = f'<text:list-style style:name="B">{plain}</text:list-style>'
    p = "<text:p>{}</text:p>".format
    body = (
        odt_list("A", p("甲") + p("续"), p("乙") + odt_list("", p("子"), p("丑")))
        + p("断")
        + odt_list("A", p("丙"), more=GOES_ON)
        + odt_list("A", p("丁"))
        + odt_list("B", p("一") + odt_list("", p("点")), p("二"))
        + p("断")
        + odt_list("B", p("三"), more=GOES_ON)
        + odt_list("B", p("头")).replace("text:list-item>", "text:list-header>")
    )
    article = read_bytes(documents.odt(body, styles=own, named=named), "a.odt")
    assert lines_of(article) == [
        "第一条 甲", "续", "第二条 乙", "二.i. 子", "二.ii. 丑", "断", "第三条 丙", "第一条 丁", "一", "点",
        "二", "断", "三", "头",
    ]  # fmt: skip
    signs = [
        (e.value, s.text[e.span.start : e.span.end])
        for s in article.sections
        for e in s.elements
        if e.kind == "list_item"
    ]
    assert [(sign, text.split("\n")[0]) for sign, text in signs] == [
        ("1.", "一"),
        ("-", "点"),
        ("2.", "二"),
        ("3.", "三"),
    ]


@pytest.mark.parametrize(("form", "before", "is_list"), [("I", "", True), ("a", "", True), ("1", "Article ", False)])
def test_the_numbers_of_a_list_are_words_or_none_are(
    documents: ModuleType, form: str, before: str, is_list: bool
) -> None:
    own = f'<text:list-style style:name="F">{odt_level(1, form, before, ".")}</text:list-style>'
    article = read_bytes(documents.odt(odt_list("F", *["<text:p>项。</text:p>"] * 40), styles=own), "a.odt")
    items = [element.value for element in article.sections[0].elements if element.kind == "list_item"]
    assert items == ([f"{number}." for number in range(1, 41)] if is_list else [])
    assert ("Article 40. 项。" in article.text) is not is_list


def test_headings_in_lists_of_an_open_document_have_their_numbers(documents: ModuleType) -> None:
    levels = odt_level(1, "一, 二, 三, ...", "第", "章") + odt_level(2, "1", "第", "节")
    own = f'<text:list-style style:name="W">{levels}</text:list-style>'
    first, second = ('<text:h text:outline-level="{}">{}</text:h>'.format(level, "{}").format for level in "12")
    body = (
        '<text:p text:style-name="Title">书</text:p>'
        + odt_list("W", first("甲"))
        + odt_list("W", odt_list("", second("子")), more=GOES_ON)
        + odt_list("W", odt_list("", second("丑")), more=GOES_ON)
        + odt_list("W", first("乙"), more=GOES_ON)
        + odt_list("W", odt_list("", second("寅")), more=GOES_ON)
    )
    article = read_bytes(documents.odt(f"{body}<text:p>文。</text:p>", styles=own), "a.odt")
    assert [section.path[-1] for section in article.sections] == [
        "第一章 甲",
        "第1节 子",
        "第2节 丑",
        "第二章 乙",
        "第1节 寅",
    ]


@pytest.mark.parametrize(
    ("form", "count", "last"),
    [
        ("1", 3, "〔3〕"), ("a", 2, "〔b〕"), ("I", 4, "〔IV〕"), ("一, 二, 三, ...", 21, "〔二十一〕"),
        ("壹, 贰, 叁, ...", 12, "〔壹拾贰〕"), ("壹, 貳, 參, ...", 3, "〔參〕"), ("甲, 乙, 丙, ...", 3, "〔丙〕"),
        ("子, 丑, 寅, ...", 12, "〔亥〕"), ("①, ②, ③, ...", 3, "〔③〕"), ("01, 02, 03, ...", 3, "〔03〕"),
        ("ア, イ, ウ, ...", 3, "〔3〕"), ("", 3, ""),
    ],
)  # fmt: skip
def test_numbers_of_open_documents_are_written_as_their_form_says(
    documents: ModuleType, form: str, count: int, last: str
) -> None:
    own = f'<text:list-style style:name="F">{odt_level(1, form, "〔", "〕")}</text:list-style>'
    body = odt_list("F", *['<text:h text:outline-level="1">项</text:h>'] * count)
    article = read_bytes(documents.odt(f'<text:p text:style-name="Title">书</text:p>{body}', styles=own), "a.odt")
    assert article.sections[-1].path[-1] == f"{last} 项".strip()


# --- EPUB -----------------------------------------------------------------------------------------

CHAPTERS = {
    "1.xhtml": "<h1>第一回</h1><p>话说。</p><h2>小节</h2><p>且说。</p>",
    "2.xhtml": "<p>没有题目的一页。</p>",
    "3.xhtml": '<p>前半。</p><p id="x">后半。</p>',
}
NAV = (
    '<li><a href="1.xhtml">第一回</a></li><li><a href="2.xhtml">第二回</a><ol>'
    '<li><a href="3.xhtml">上</a></li><li><a href="3.xhtml#x">下</a></li></ol></li>'
)
NCX = (
    "<navPoint><navLabel><text>第一回</text></navLabel><content src='1.xhtml'/></navPoint>"
    "<navPoint><navLabel><text>第二回</text></navLabel><content src='2.xhtml'/>"
    "<navPoint><navLabel><text>上</text></navLabel><content src='3.xhtml'/></navPoint>"
    "<navPoint><navLabel><text>下</text></navLabel><content src='3.xhtml#x'/></navPoint></navPoint>"
)


@pytest.mark.parametrize("contents", [{"nav": NAV}, {"ncx": NCX}, {"nav": NAV, "folder": "书/"}])
def test_a_book_has_the_chapters_of_its_table_of_contents(documents: ModuleType, contents: dict[str, Any]) -> None:
    metadata = (
        "<dc:title>红楼梦</dc:title><dc:creator>曹雪芹</dc:creator><dc:subject>小说</dc:subject>"
        "<dc:language>zh-CN</dc:language><dc:description>&lt;p&gt;一部书。&lt;/p&gt;</dc:description>"
    )
    article = read_bytes(documents.epub(CHAPTERS, metadata=metadata, **contents), "a.epub")
    assert (article.title, article.authors, article.tags, article.lang) == ("红楼梦", ("曹雪芹",), ("小说",), "zh-CN")
    assert paths(article) == ["", "第一回", "第一回 › 小节", "第二回", "第二回 › 上", "第二回 › 下"]
    assert article.sections[0].text == article.description == "一部书。"
    assert article.sections[-1].text == "后半。"


def test_parts_of_a_book_that_lead_nowhere_stand_above_their_chapters(documents: ModuleType) -> None:
    nav = (
        '<li><span>卷一</span><ol><li><a href="1.xhtml#a">第一章</a></li>'
        '<li><a href="2.xhtml">第二章</a></li></ol></li>'
        '<li><span><a href="3.xhtml">卷二</a></span></li>'
    )
    pages = {
        "1.xhtml": '<h2 id="a">第一章</h2><p>文一。</p>',
        "2.xhtml": "<h2>第二章</h2><p>文二。</p>",
        "3.xhtml": "<p>文三。</p>",
    }
    article = read_bytes(documents.epub(pages, nav=nav), "a.epub")
    shown = [(section.path, section.text) for section in article.sections if section.text]
    assert shown == [(("卷一", "第一章"), "文一。"), (("卷一", "第二章"), "文二。"), (("卷二",), "文三。")]


@pytest.mark.parametrize(
    "title",
    [
        '<p id="b">第一节</p>',
        '<p class="calibre1" id="b"><b class="c">第一</b>节</p>',
        '<div id="b"><span>第一节</span></div>',
    ],
)
def test_paragraphs_that_the_contents_of_a_book_name_are_its_headings(documents: ModuleType, title: str) -> None:
    ncx = (
        '<navPoint><navLabel><text>第一章</text></navLabel><content src="1.xhtml"/>'
        '<navPoint><navLabel><text>第一节</text></navLabel><content src="1.xhtml#b"/></navPoint></navPoint>'
    )
    pages = {"1.xhtml": f"<p><b>第一章</b></p><p>文一。</p>{title}<p>文二。</p>"}
    article = read_bytes(documents.epub(pages, ncx=ncx), "a.epub")
    assert [(section.path, section.text) for section in article.sections] == [
        (("第一章",), "文一。"),
        (("第一章", "第一节"), "文二。"),
    ]


def test_a_link_from_chapter_to_chapter_leads_to_its_section(documents: ModuleType) -> None:
    first = (
        "<h1>第一回</h1><p>见<a href='2.xhtml'>下回</a>、<a class='c' href=\"2.xhtml#p%20x\">其中一段</a>、"
        "<a href='#here'>此处</a>、<a href='https://a.org/'>别处</a>与<a href='9.xhtml'>无处</a>。</p>"
        "<h2 id='here'>小节</h2><p>且说。</p>"
    )
    second = (
        "<h1>第二回</h1><p>前半。</p><h2>又一节</h2><p>一。</p><ol id='p x'><li>二。</li></ol>"
        "<p>回<a href='1.xhtml'>上回</a>。</p>"
    )
    book = documents.epub(
        {"1.xhtml": first, "2.xhtml": second},
        nav='<li><a href="1.xhtml">第一回</a></li><li><a href="2.xhtml">第二回</a></li>',
    )
    article = read_bytes(book, "a.epub")
    shown = {s.text[link.span.start : link.span.end]: link.target for s in article.sections for link in s.links}
    led = {text: section_of(article, target) for text, target in shown.items() if target.startswith("#")}
    headings = {text: None if number is None else article.sections[number].heading for text, number in led.items()}
    assert headings == {"下回": "第二回", "其中一段": "又一节", "此处": "小节", "上回": "第一回"}
    assert shown["别处"] == "https://a.org/"
    assert "无处" not in shown


@pytest.mark.parametrize("page", ['<img src="1.png"/>', '<svg><image href="1.png"/></svg>', "", "<h1>卷一 山</h1>"])
def test_a_part_of_a_book_whose_page_shows_a_picture_of_its_title_stands_above_its_chapters(
    page: str, documents: ModuleType
) -> None:
    nav = (
        '<li><a href="c.xhtml">封面</a></li><li><a href="v.xhtml">卷一 山</a><ol><li><a href="a.xhtml">第一章</a></li>'
        '<li><a href="b.xhtml">第二章</a></li></ol></li><li><a href="w.xhtml">后记</a></li>'
    )
    text = "<p>文。</p>"
    pages = {"c.xhtml": '<img src="0.png"/>', "v.xhtml": page, "a.xhtml": text, "b.xhtml": text, "w.xhtml": text}
    article = read_bytes(documents.epub(pages, nav=nav), "a.epub")
    assert paths(article) == ["卷一 山", "卷一 山 › 第一章", "卷一 山 › 第二章", "后记"]


def test_a_book_without_a_table_of_contents_has_the_headings_of_its_pages(documents: ModuleType) -> None:
    article = read_bytes(documents.epub(CHAPTERS), "书.epub")
    assert article.title == "书"
    assert paths(article) == ["第一回", "第一回 › 小节"]
    assert "后半。" in article.text


def test_a_book_of_a_shop_that_encrypts_its_pages_is_named_so(documents: ModuleType) -> None:
    encryption = '<e><CipherReference URI="b/2.xhtml"/></e>'
    data = documents.epub(CHAPTERS, **{"META-INF/encryption.xml": encryption})
    assert refusal(data, "a.epub").reason == "encrypted"
    fonts = '<e><CipherReference URI="b/font.otf"/></e>'
    assert read_bytes(documents.epub(CHAPTERS, **{"META-INF/encryption.xml": fonts}), "a.epub").format == "epub"


# --- RTF and saved pages --------------------------------------------------------------------------


def test_rich_text_is_read_in_its_code_page_with_its_headings(documents: ModuleType) -> None:
    text = documents.rtf_text
    body = (
        rf"\pard\s1 {text('第一章')}\par\pard\s0 {text('正文，')}\u40845?{text('。')}\par"
        rf"\pard\plain\outlinelevel1 {text('小节')}\par\pard {text('末句。')}\par"
    )
    info = rf"{{\title {text('题目')}}}{{\author {text('王')}}}{{\creatim\yr2001\mo2\dy3}}"
    article = read_bytes(documents.rtf(body, info=info), "a.rtf")
    assert (article.title, article.authors, article.published) == ("题目", ("王",), "2001-02-03")
    assert paths(article) == ["第一章", "第一章 › 小节"]
    assert [section.text for section in article.sections] == ["正文，龍。".replace("龍", "\u9f8d"), "末句。"]


@pytest.mark.parametrize("charset", ["utf-8", "gb18030"])
def test_a_saved_page_is_read_as_the_page_that_it_is(documents: ModuleType, charset: str) -> None:
    page = "<html><head><title>题目</title></head><body><h1>题目</h1><p>正文在这里。</p></body></html>"
    article = read_bytes(documents.mhtml(page, "<p>框里的话。</p>", charset=charset), "a.mhtml")
    assert (article.title, article.format) == ("题目", "mhtml")
    assert article.text.split("\n\n") == ["正文在这里。", "框里的话。"]


def test_a_page_that_word_saved_under_another_name_is_read_as_a_page(documents: ModuleType) -> None:
    data = documents.mhtml("<p>文。</p>")
    head = b"MIME-Version: 1.0\r\n" + data[data.index(b"Content-Type:") :]
    for name in ("a.doc", "a.xls", "a"):
        assert (read_bytes(head, name).format, read_bytes(head, name).text) == ("mhtml", "文。")


def test_a_document_is_known_by_what_it_holds_whatever_it_is_called(documents: ModuleType) -> None:
    paragraph = documents.docx_paragraph("文。")
    made = {
        "docx": documents.docx(paragraph),
        "odt": documents.odt("<text:p>文。</text:p>"),
        "epub": documents.epub(CHAPTERS),
        "rtf": documents.rtf("a\\par"),
        "mhtml": documents.mhtml("<p>文。</p>"),
        "pptx": documents.pptx(documents.shape("文。")),
        "xlsx": documents.xlsx({"表": '<row><c t="str"><v>文。</v></c></row>'}),
        "odp": documents.opendocument("presentation", "<draw:page><text:p>文。</text:p></draw:page>"),
        "ods": documents.opendocument("spreadsheet", f"<table:table>{ODS_ROW}</table:table>"),
        "pdf": documents.pdf([[(50, 700, 12, "一行足够长的文字。")]]),
    }
    for name in ("a", "a.txt", "a.bin"):
        assert [read_bytes(data, name).format for data in made.values()] == list(made)


ODS_ROW = "<table:table-row><table:table-cell><text:p>文。</text:p></table:table-cell></table:table-row>"


@pytest.mark.parametrize(
    "note",
    [
        rb"{\super\chftn}{\*\footnote\chftn\~\plain\pard {\'d7\'a2\'ce\'c4}\par}",
        rb"{\footnote {\b \u27880?\u25991?}}",
        rb"{\super {\*\footnote \pard \{\'d7\'a2\'ce\'c4\}}}",
        rb"{\footnote \'d7\'a2\'ce\'c4",
    ],
)
def test_notes_of_rich_text_are_read(note: bytes) -> None:
    fonts = rb"{\fonttbl{\f0\fnil\fcharset134 SimSun;}{\f1\fswiss Arial;}}"
    source = rb"{\rtf1\ansi\ansicpg936" + fonts + rb"\f0 \'bc\'d7" + note + rb"\'d2\'d2\par}"
    article = read_bytes(source, "a.rtf")
    assert article.text.startswith("甲")
    assert [text.strip("{}") for kind, text in kinds(article) if kind == "footnote"][:1][0].startswith("注文")


def test_boxes_and_embedded_objects_of_rich_text_are_read_once() -> None:
    box = rb"{\shp{\*\shpinst\shpleft1{\sp{\sn x}{\sv 1}}{\shptxt \pard {\'ce\'c4\'d7\'d6}\par}}}"
    chart = rb"{\object\objemb{\*\objdata 0102}{\result {\pard \'cd\'bc\'d6\'d0\par}}}"
    fonts = rb"{\fonttbl{\f0\fnil\fcharset134 SimSun;}}"
    article = read_bytes(rb"{\rtf1\ansi\ansicpg936" + fonts + rb"\f0 \'bc\'d7" + box + chart + rb"\par}", "a.rtf")
    assert article.text.split() == ["甲", "文字", "图中"]


def test_a_word_that_only_begins_like_a_note_of_rich_text_is_none() -> None:
    assert read_bytes(rb"{\rtf1\ansi {\footnotex a}b\par}", "a.rtf").text.endswith("b")


def test_formulas_and_charts_of_an_open_document_are_read(documents: ModuleType) -> None:
    parts = parts_of(
        documents.odt('<text:p>公式<draw:object xmlns:draw="urn:d" xlink:href="./O 1/"/>，图<draw:object'
                      ' xmlns:draw="urn:d" xlink:href="O2"/>。</text:p>')
    )  # fmt: skip
    formula = (
        "<math><semantics><mrow><mi>E</mi> <mo>=</mo> <mi>m</mi></mrow><annotation>e=m</annotation></semantics></math>"
    )
    parts["O 1/content.xml"] = formula
    parts["O2/content.xml"] = '<x xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><text:p>图名</text:p></x>'
    assert read_bytes(documents.zipped(parts), "a.odt").text == "公式E=m，图图名。"


def test_charts_and_diagrams_of_word_are_read_where_they_stand(documents: ModuleType) -> None:
    drawing = '<w:r><w:drawing><c:chart xmlns:c="urn:c" r:id="chart_1"/></w:drawing></w:r>'
    parts = parts_of(documents.docx(documents.docx_paragraph(drawing) + documents.docx_paragraph("后文。")))
    parts["word/_rels/document.xml.rels"] = documents.relations(chart_1="charts/1.xml")
    parts["word/charts/1.xml"] = '<c xmlns:a="urn:a"><a:p><a:r><a:t>图名</a:t></a:r></a:p></c>'
    assert read_bytes(documents.zipped(parts), "a.docx").text == "图名\n\n后文。"


# --- what is refused ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "begin", "command"),
    [
        ("书.mobi", b"x" * 60 + b"BOOKMOBI", "ebook-convert '书.mobi' .epub"),
        ("a.azw3", b"x" * 60 + b"BOOKMOBI", "ebook-convert a.azw3 .epub"),
        ("帮助.chm", b"ITSF\x03", "extract_chmLib '帮助.chm' pages"),
        ("wiki.zim", b"ZIM\x04", "zimdump dump --dir=pages wiki.zim"),
        ("a b.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "soffice --headless --convert-to docx 'a b.doc'"),
        ("a.xlsb", b"PK\x03\x04[Content_Types].xml xl/", "soffice --headless --convert-to csv a.xlsb"),
        ("a.ppt", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "soffice --headless --convert-to pdf a.ppt"),
        ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\t\n", "soffice --headless --convert-to csv a.xls"),
        ("a.djvu", b"AT&TFORM", "djvutxt a.djvu text.txt"),
        ("a.fb2", b'<?xml version="1.0"?><FictionBook>', "ebook-convert a.fb2 .epub"),
        ("a.msg", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "msgconvert a.msg"),
        ("a.pst", b"!BDN", "readpst a.pst"),
        ("a.xml", b'<?xml version="1.0"?><w:wordDocument xmlns:w="x">', "soffice --headless --convert-to docx a.xml"),
        (
            "a.xls",
            b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">',
            "soffice --headless --convert-to csv a.xls",
        ),
        ("a.rar", b"Rar!\x1a\x07\x01", "unar a.rar"),
        ("a.caj", b"HN\x00\x00", "caj2pdf convert a.caj"),
    ],
)
def test_what_is_not_read_is_refused_with_the_command_that_converts_it(name: str, begin: bytes, command: str) -> None:
    error = refusal(begin + b"\0" * 100, name)
    assert error.reason == "needs-conversion"
    assert str(error).endswith(command)


def test_a_key_or_a_note_with_the_suffix_of_such_a_file_is_read() -> None:
    assert read_bytes("一封信的正文。".encode(), "a.pages").text == "一封信的正文。"


@pytest.mark.parametrize("name", ["a.docx", "a.odt", "a.epub", "a.pptx", "a.xlsx", "a.ods"])
def test_a_document_that_is_cut_off_is_named_so(documents: ModuleType, name: str) -> None:
    made = {"a.docx": documents.docx(documents.docx_paragraph("文")), "a.odt": documents.odt("<text:p>文</text:p>")}
    made |= {"a.pptx": documents.pptx(documents.shape("文")), "a.xlsx": documents.xlsx({"表": ""})}
    made["a.ods"] = documents.opendocument("spreadsheet", f"<table:table>{ODS_ROW}</table:table>")
    data = made.get(name) or documents.epub(CHAPTERS)
    assert refusal(data[: len(data) // 2], name).reason == "damaged"


def test_a_document_behind_a_password_is_named_so(documents: ModuleType) -> None:
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
    for name in ("a.docx", "a.pptx", "a.xlsx"):
        assert refusal(ole, name).reason == "encrypted"
    manifest = "<m><encryption-data/></m>"
    assert refusal(documents.odt("", manifest=manifest), "a.odt").reason == "encrypted"


def test_a_document_that_declares_entities_is_refused_before_they_are_read(documents: ModuleType) -> None:
    lines = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    for declared in (f'<!ENTITY a0 "ha">{lines}', '<!ENTITY a9 SYSTEM "file:///etc/passwd">'):
        for encoding in ("utf-8", "utf-16"):
            bomb = f'<?xml version="1.0" encoding="{encoding}"?><!DOCTYPE x [{declared}]><x>&a9;</x>'.encode(encoding)
            data = documents.zipped({"word/document.xml": bomb})
            assert refusal(data, "a.docx").reason == "damaged"


def test_a_document_that_unpacks_to_a_mountain_is_refused_in_bounded_memory(documents: ModuleType) -> None:
    data = documents.zipped({"word/document.xml": b" " * 30_000_000})
    assert len(data) < 100_000
    assert refusal(data, "a.docx").reason == "too-large"
    book = documents.zipped({"META-INF/container.xml": b" " * 30_000_000, "mimetype": "application/epub+zip"})
    assert refusal(book, "a.epub").reason == "too-large"


def test_tables_within_tables_and_lists_within_lists_without_end_are_read(documents: ModuleType) -> None:
    paragraph = documents.docx_paragraph("最里面。")
    opened, closed = "<w:tbl><w:tr><w:tc>" * 2000, "</w:tc></w:tr></w:tbl>" * 2000
    assert "最里面。" in read_bytes(documents.docx(opened + paragraph + closed), "a.docx").text
    opened, closed = "<text:list><text:list-item>" * 5000, "</text:list-item></text:list>" * 5000
    assert "最里面。" in read_bytes(documents.odt(f"{opened}<text:p>最里面。</text:p>{closed}"), "a.odt").text


def test_parts_of_a_document_never_leave_the_file(documents: ModuleType, tmp_path: Any) -> None:
    data = documents.epub({"../../../etc/passwd": "<p>甲</p>", "1.xhtml": "<p>乙</p>"})
    (tmp_path / "a.epub").write_bytes(data)
    assert "乙" in read_bytes(data, "a.epub").text
    with ZipFile(tmp_path / "a.epub"):
        assert [path.name for path in tmp_path.iterdir()] == ["a.epub"]


def parts_of(archive: bytes) -> dict[str, str | bytes]:
    with ZipFile(io.BytesIO(archive)) as opened:
        return {name: opened.read(name).decode() for name in opened.namelist()}


def test_a_word_document_is_read_wherever_its_text_lies_and_by_the_styles_that_its_own_are_based_on(
    documents: ModuleType,
) -> None:
    paragraph = documents.docx_paragraph
    parts = parts_of(documents.docx(paragraph("引。") + paragraph("渡口", style="z") + paragraph("文。")))
    parts["text/main.xml"] = parts.pop("word/document.xml")
    based = '<w:style w:styleId="y"><w:name w:val="标题 1"/></w:style>'
    based += '<w:style w:styleId="z"><w:name w:val="章名"/><w:basedOn w:val="y"/></w:style>'
    parts["word/styles.xml"] = str(parts["word/styles.xml"]).replace("</w:styles>", f"{based}</w:styles>")
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
    relation = f'<Relationship Type="{kind}" Target="/text/main.xml"/>'
    parts["_rels/.rels"] = f"<Relationships>{relation}</Relationships>"
    article = read_bytes(documents.zipped(parts), "甲.docx")
    assert [(section.path, section.text) for section in article.sections] == [((), "引。"), (("渡口",), "文。")]


def test_chapters_of_a_book_without_contents_are_called_as_their_pages_are(documents: ModuleType) -> None:
    parts = parts_of(documents.epub({"a.xhtml": "<p>甲文。</p>", "b.xhtml": "<p>乙文。</p>"}))
    for name, title in (("b/a.xhtml", "渡口"), ("b/b.xhtml", "过河")):
        parts[name] = str(parts[name]).replace("<body>", f"<head><title>{title}</title></head><body>")
    article = read_bytes(documents.zipped(parts), "甲.epub")
    assert [(section.path, section.text) for section in article.sections if section.text] == [
        (("渡口",), "甲文。"),
        (("过河",), "乙文。"),
    ]


def test_rich_text_with_letters_as_they_are_and_a_damaged_picture_is_read() -> None:
    source = rb"{\rtf1\ansi\ansicpg936 " + "直接的字节".encode("gbk") + rb"\par {\pict\jpegblip \bin ffd8}\par end}"
    assert read_bytes(source, "甲.rtf").text == "直接的字节\n\nend"


# --- what a document takes in ---------------------------------------------------------------------

SAVED_PAGE = (
    'MIME-Version: 1.0\nContent-Type: multipart/related;\n type="text/html";\n boundary="----=mhtDocumentPart"\n\n\n'
    '------=mhtDocumentPart\nContent-Type: text/html;\n charset="utf-8"\n'
    "Content-Transfer-Encoding: quoted-printable\nContent-Location: file:///C:/fake/document.html\n\n"
    "<html><head><title>别的</title><style>p {{}}</style></head><body>{}</body></html>\n\n------=mhtDocumentPart--\n"
)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("page.html", "<!DOCTYPE html><html><head><style>p {}</style></head><body>{}</body></html>"),
        ("page.xhtml", "<?xml version='1.0'?><html xmlns='http://www.w3.org/1999/xhtml'><body>{}</body></html>"),
        ("page.htm", "{}<table><tr><td>没有结束的表"),
        ("page.mht", SAVED_PAGE),
        ("page.txt", "{plain}"),
        ("inner.docx", ""),
    ],
)
def test_a_part_in_another_format_is_text_of_the_document_where_it_stands(
    documents: ModuleType, name: str, content: str
) -> None:
    if name == "inner.docx":
        data = documents.docx(documents.docx_paragraph("渡口的雾还没有散。"))
    else:
        page = "<h2>节</h2><p>渡口的雾<b>还没有散</b>。</p>"
        filled = content.replace("{plain}", "渡口的雾还没有散。").replace("{}", page).replace("{{}}", "{}")
        data = filled.encode("gb18030" if name == "page.htm" else "utf-8")
    body = documents.docx_paragraph("前文。") + '<w:altChunk r:id="aFChunk_1"/>' + documents.docx_paragraph("后文。")
    parts = parts_of(documents.docx(body))
    parts["word/_rels/document.xml.rels"] = documents.relations(aFChunk_1=name).encode()
    parts[f"word/{name}"] = data
    article = read_bytes(documents.zipped(parts), "a.docx")
    texts = re.findall("前文。|渡口的雾还没有散。|后文。", " ".join(section.text for section in article.sections))
    assert texts == ["前文。", "渡口的雾还没有散。", "后文。"]
    assert "别的" not in article.text and "p {" not in article.text


def test_documents_that_take_in_each_other_end(documents: ModuleType) -> None:
    data = documents.docx(documents.docx_paragraph("最里面。"))
    for depth in range(4):
        parts = parts_of(documents.docx(documents.docx_paragraph(f"第{depth}层。") + '<w:altChunk r:id="aFChunk_1"/>'))
        parts["word/_rels/document.xml.rels"] = documents.relations(aFChunk_1="in.docx").encode()
        data = documents.zipped(parts | {"word/in.docx": data})
    assert read_bytes(data, "a.docx").text == "第3层。\n\n第2层。"


# --- what Word shows and does not write -----------------------------------------------------------


def numbered(depth: int, text: str, *, number: str = "1") -> str:
    return (
        f'<w:p><w:pPr><w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="{number}"/></w:numPr></w:pPr>'
        f"<w:r><w:t>{text}</w:t></w:r></w:p>"
    )


def level(depth: int, form: str, text: str, more: str = "") -> str:
    shown = f'<w:numFmt w:val="{form}"/>{more}<w:lvlText w:val="{text}"/>'
    return f'<w:lvl w:ilvl="{depth}"><w:start w:val="1"/>{shown}</w:lvl>'


def lists(*levels: str, more: str = "") -> str:
    described = f'<w:abstractNum w:abstractNumId="0">{"".join(levels)}</w:abstractNum>'
    return f'{described}<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>{more}'


@pytest.mark.parametrize(
    ("form", "pattern", "count", "last"),
    [
        ("chineseCountingThousand", "第%1条", 12, "第十二条"),
        ("chineseCounting", "第%1条", 103, "第一百零三条"),
        ("chineseCountingThousand", "第%1条", 20, "第二十条"),
        ("japaneseCounting", "第%1章", 10, "第十章"),
        ("ideographDigital", "第%1号", 11, "第一一号"),
        ("chineseLegalSimplified", "第%1款", 12, "第壹拾贰款"),
        ("ideographLegalTraditional", "第%1款", 3, "第參款"),
        ("ideographTraditional", "%1案", 12, "乙案"),
        ("ideographZodiac", "%1本", 13, "子本"),
        ("decimal", "例%1", 3, "例3"),
        ("upperRoman", "表 %1", 14, "表 XIV"),
        ("lowerLetter", "附录%1", 28, "附录bb"),
        ("decimalZero", "图%1", 7, "图07"),
        ("decimalEnclosedCircle", "注%1", 3, "注③"),
    ],
)
def test_the_number_that_word_writes_before_an_item_is_text(
    documents: ModuleType, form: str, pattern: str, count: int, last: str
) -> None:
    body = "".join(numbered(0, "渡口。") for _ in range(count))
    article = read_bytes(documents.docx(body, numbering=lists(level(0, form, pattern))), "a.docx")
    assert article.text.split("\n")[-1] == f"{last} 渡口。"


def test_numbers_run_through_the_levels_and_start_again_as_the_document_says(documents: ModuleType) -> None:
    levels = (
        level(0, "chineseCounting", "第%1章"),
        level(1, "decimal", "第%1.%2节", "<w:isLgl/>"),
        level(2, "bullet", "•"),
    )
    again = (
        '<w:num w:numId="2"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/>'
        "</w:lvlOverride></w:num>"
    )
    items = ((0, "甲"), (1, "子"), (1, "丑"), (2, "点"), (0, "乙"), (1, "寅"))
    body = "".join(numbered(*item) for item in items) + numbered(0, "丙", number="2") + numbered(0, "丁")
    article = read_bytes(documents.docx(body, numbering=lists(*levels, more=again)), "a.docx")
    assert [line for line in article.text.split("\n") if line] == [
        "第一章 甲", "第1.1节 子", "第1.2节 丑", "点", "第二章 乙", "第2.1节 寅", "第五章 丙", "第三章 丁",
    ]  # fmt: skip


def test_headings_have_their_numbers_and_plain_lists_stay_lists(documents: ModuleType) -> None:
    properties = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>'
    body = "".join(
        documents.docx_paragraph(text, style="1", properties=properties) + documents.docx_paragraph("文。")
        for text in "甲乙"
    )
    body += numbered(0, "物")
    article = read_bytes(
        documents.docx(body, core="<dc:title>书</dc:title>", numbering=lists(level(0, "decimal", "%1."))), "a.docx"
    )
    assert [section.path[-1] for section in article.sections] == ["1. 甲", "2. 乙"]
    assert any(element.kind == "list_item" for element in article.sections[-1].elements)


def test_a_list_that_another_paragraph_parts_goes_on_counting(documents: ModuleType) -> None:
    body = numbered(0, "甲") + numbered(0, "乙") + documents.docx_paragraph("断。") + numbered(0, "丙")
    article = read_bytes(documents.docx(body, numbering=lists(level(0, "decimal", "%1."))), "a.docx")
    signs = [element.value for element in article.sections[0].elements if element.kind == "list_item"]
    assert signs == ["1.", "2.", "3."]


def field(instruction: str, result: str = "") -> str:
    mark = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'
    parts = "".join(
        f'<w:r><w:instrText xml:space="preserve">{part}</w:instrText></w:r>'
        for part in re.findall(".{1,9}", instruction)
    )
    shown = f"{mark.format('separate')}<w:r><w:t>{result}</w:t></w:r>" if result else ""
    return f"{mark.format('begin')}{parts}{shown}{mark.format('end')}"


def control(properties: str, text: str) -> str:
    content = f"<w:sdtContent><w:r><w:t>{text}</w:t></w:r></w:sdtContent>"
    return f"<w:sdt><w:sdtPr>{properties}</w:sdtPr>{content}</w:sdt>"


@pytest.mark.parametrize(
    ("run", "text"),
    [
        (field('EQ \\* jc2 \\* "Font:宋体" \\* hps10 \\o\\ad(\\s\\up 9(hàn),漢)'), "甲漢乙(hàn)"),
        (field("eq \\o\\ac(○,一)"), "甲一乙"),
        (field("EQ \\f(分子,分母)"), "甲分子/分母乙"),
        (field("EQ \\r(3,根)"), "甲3根乙"),
        (field("EQ \\x(框)", "框"), "甲框乙"),
        (field("PAGE"), "甲乙"),
        (field(' HYPERLINK "http://a.example" ', "链"), "甲链乙"),
        (f'<w:r><w:fldChar w:fldCharType="begin"/></w:r>{field("MERGEFIELD 名")}{field("x", "果")[44:]}', "甲果乙"),
        ('<w:r><w:sym w:font="宋体" w:char="4E59"/></w:r>', "甲乙乙"),
        ('<w:r><w:sym w:font="Wingdings" w:char="F0FE"/></w:r><w:r><w:sym w:char="x"/></w:r>', "甲乙"),
        ("<w:r><w:rPr><w:vanish/></w:rPr><w:t>藏</w:t></w:r>", "甲乙"),
        ('<w:r><w:rPr><w:vanish w:val="0"/></w:rPr><w:t>现</w:t></w:r>', "甲现乙"),
        (control("<w:showingPlcHdr/>", "单击此处"), "甲乙"),
        (control("<w:text/>", "填好"), "甲填好乙"),
        ('<w:r><w:pict><v:textpath xmlns:v="urn:v" string="艺术字"/></w:pict></w:r>', "甲艺术字乙"),
    ],
)  # fmt: skip
def test_what_a_run_shows_is_text_and_what_it_hides_is_none(documents: ModuleType, run: str, text: str) -> None:
    body = f"<w:p><w:r><w:t>甲</w:t></w:r>{run}<w:r><w:t>乙</w:t></w:r></w:p>"
    assert read_bytes(documents.docx(body), "a.docx").text == text


# --- books as people make them --------------------------------------------------------------------


def book(documents: ModuleType, page: str, package: str = "") -> bytes:
    parts = parts_of(documents.epub({"a.xhtml": f"<html><body>{page}</body></html>"}))
    name = next(each for each in parts if each.endswith(".opf"))
    if package:
        parts[name] = package.format(href=next(n for n in parts if n.endswith("a.xhtml")).rpartition("/")[2])
    return bytes(documents.zipped(parts))


@pytest.mark.parametrize(
    "image",
    [
        '<img alt="图里的注。" class="qqreader-footnote" src="n.png"/>',
        '<img class="zhangyue-footnote" zy-footnote="图里的注。" src="n.png"/>',
        '<img src="n.png" alt="图里的注。" class="footnote small"/>',
    ],
)
def test_a_note_that_a_picture_holds_stands_behind_its_paragraph(documents: ModuleType, image: str) -> None:
    article = read_bytes(book(documents, f"<p>渡口的{image}雾。</p><p>后文。</p>"), "a.epub")
    assert article.text == "渡口的雾。\n\n图里的注。\n\n后文。"


@pytest.mark.parametrize(
    "package",
    [
        "<package><metadata><dc:title>雾 & 船</dc:title></metadata>{rest}",
        '<package xmlns:dc="http://purl.org/dc/elements/1.1/"><metadata><dc:title>雾&nbsp;&amp;&nbsp;船</dc:title></metadata>{rest}',
        "<package><metadata><dc:title opf:id='t'>雾 &amp;\x0b 船</dc:title></metadata>{rest}",
    ],
)
def test_the_package_of_a_book_that_somebody_wrote_by_hand_is_read(documents: ModuleType, package: str) -> None:
    rest = (
        '<manifest><item id="i" href="{href}" media-type="application/xhtml+xml"/></manifest>'
        '<spine><itemref idref="i"/></spine></package>'
    )
    article = read_bytes(book(documents, "<p>文。</p>", package.replace("{rest}", rest)), "a.epub")
    assert (article.title, article.text) == ("雾 & 船", "文。")


@pytest.mark.parametrize(
    ("part", "more"),
    [
        ('id="i" href="p.svg" media-type="image/svg+xml"', ""),
        ('id="i" href="p.json" media-type="application/json" fallback="j"',
         '<item id="j" href="p.svg" media-type="image/svg+xml"/>'),
        ('id="i" href="p.png" media-type="image/png" fallback="j"',
         '<item id="j" href="p.xml" media-type="text/xml" fallback="k"/>'
         '<item id="k" href="q.xhtml" media-type="application/xhtml+xml"/>'),
    ],
)  # fmt: skip
def test_pages_of_a_book_that_are_drawings_or_stand_for_other_parts_are_read(
    documents: ModuleType, part: str, more: str
) -> None:
    package = (
        '<package><manifest><item id="a" href="{href}" media-type="application/xhtml+xml"/>'
        f'<item {part}/>{more}<item id="loop" href="x.png" media-type="image/png" fallback="loop"/></manifest>'
        '<spine><itemref idref="a"/><itemref idref="i"/><itemref idref="loop"/><itemref idref="no"/></spine></package>'
    )
    parts = parts_of(book(documents, "<p>前页。</p>", package))
    folder = next(name for name in parts if name.endswith(".opf")).rpartition("/")[0]
    svg = '<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><title>图名</title><text>图中<tspan>的字</tspan></text></svg>'
    parts |= {f"{folder}/p.svg": svg, f"{folder}/q.xhtml": "<html><body><p>图中的字</p></body></html>"}
    article = read_bytes(documents.zipped(parts), "a.epub")
    text = "\n".join(part for section in article.sections for part in (*section.path[-1:], section.text))
    assert "前页。" in text
    assert text.count("图中的字") == 1


# --- RTF as programs write it ---------------------------------------------------------------------

FONTS = r"{\fonttbl{\f0\fnil\fcharset134 x;}}"


def in_gbk(text: str) -> str:
    return "".join(f"\\'{byte:02x}" for byte in text.encode("gbk"))


@pytest.mark.parametrize(
    "fonts",
    [
        r"{\f0\fswiss Arial;}{\f1\fnil\fcharset134 SimSun;}",
        r"{\f0 Arial;}{\f1\fcharset134 SimSun;}",
        r"{\f0\froman{\*\panose 0202}Times;}{\f1\fnil\fcharset134{\*\panose 0201}\'cb\'ce\'cc\'e5{\*\falt SimSun};}",
        r"\f0\fswiss Helvetica;\f1\fnil\fcharset134 PingFangSC;",
    ],
)
def test_letters_of_a_chinese_font_are_chinese_in_a_western_document(fonts: str) -> None:
    source = rf"{{\rtf1\ansi\ansicpg1252\deff0{{\fonttbl{fonts}}}\f0 caf\'e9 \f1 {in_gbk('渡口的雾')}\par}}"
    assert read_bytes(source.encode("latin-1"), "a.rtf").text == "café 渡口的雾"


@pytest.mark.parametrize(
    ("run", "text"),
    [
        ("{\\v 藏}", "甲乙"),
        ("{\\rtlch\\fcs1 \\af0 \\ltrch\\fcs0 \\b\\v\\insrsid1 藏}", "甲乙"),
        ("\\v 藏\\v0 ", "甲乙"),
        ("{\\deleted\\revauthdel1 {删}}", "甲乙"),
        ("\\deleted 删\\deleted0 ", "甲乙"),
        ("{\\v0 现}", "甲现乙"),
        ("{\\b\\v 藏\\v0 现}", "甲现乙"),
        ("{\\viewkind4 现}", "甲现乙"),
        ("{\\upr{旧}{\\*\\ud{\\uc1\\u26032?}}}", "甲新乙"),
        ("{\\upr{只有旧}}", "甲只有旧乙"),
        ("{\\pict\\pngblip\\bin4 {}\x01\x02}", "甲乙"),
        ("{\\*\\shppict{\\pict\\bin2 {{}}", "甲乙"),
        ("{\\pict\\bin }", "甲乙"),
    ],
)
def test_rtf_shows_what_a_program_shows(run: str, text: str) -> None:
    def written(piece: str) -> str:
        return re.sub("[\u4e00-\u9fff]+", lambda found: in_gbk(found[0]), piece)

    source = rf"{{\rtf1\ansi\ansicpg936\deff0{FONTS}\f0 {written('甲')}{written(run)}{written('乙')}\par}}"
    assert read_bytes(source.encode("latin-1"), "a.rtf").text == text
