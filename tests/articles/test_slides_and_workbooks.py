"""Slides are read as they are shown, and workbooks sheet by sheet."""

from __future__ import annotations

from types import ModuleType

import pytest

from wenxun.articles import read_bytes, read_file
from wenxun.models import Article, SkippedInput


def sections(article: Article) -> list[tuple[tuple[str, ...], str]]:
    return [(section.path, section.text) for section in article.sections]


# --- slides ---------------------------------------------------------------------------------------


def test_each_titled_slide_is_a_section_in_the_order_in_which_they_are_shown(documents: ModuleType) -> None:
    shape = documents.shape
    cover = shape("茶业", "年报", place="ctrTitle") + shape("张三", place="subTitle")
    points = '<a:p><a:pPr lvl="1"/><a:r><a:t>明前</a:t></a:r><a:r><a:t>最贵</a:t></a:r></a:p>'
    second = shape("春茶四成", points, place="") + shape("产量", place="title") + shape("7", place="sldNum")
    third = shape("旁边的框")
    core = "<dc:creator>李四</dc:creator><dc:title>PowerPoint 演示文稿</dc:title>"
    article = read_bytes(documents.pptx(cover, second, third, core=core), "a.pptx")
    assert (article.title, article.authors) == ("茶业 年报", ("李四",))
    assert sections(article) == [((), "张三"), (("产量",), "春茶四成\n明前最贵\n\n旁边的框")]
    assert [(e.kind, e.level) for e in article.sections[1].elements if e.kind == "list_item"] == [
        ("list_item", 1),
        ("list_item", 2),
    ]


def test_tables_notes_charts_diagrams_and_links_of_slides_are_found(documents: ModuleType) -> None:
    cell = "<a:tc{}><a:txBody><a:p><a:r><a:t>{}</a:t></a:r></a:p></a:txBody></a:tc>"
    cells = cell.format("", "年"), cell.format("", "量"), cell.format(' hMerge="1"', "")
    table = f"<p:graphicFrame><a:tbl><a:tr>{''.join(cells)}</a:tr></a:tbl></p:graphicFrame>"
    link = '<a:p><a:r><a:rPr><a:hlinkClick r:id="hyperlink_1"/></a:rPr><a:t>官网</a:t></a:r></a:p>'
    drawn = '<p:grpSp><c:chart r:id="chart_1"/></p:grpSp><c:relIds r:dm="diagramData_1" r:lo="other"/>'
    links = documents.relations(
        hyperlink_1="https://example.org/", chart_1="../c.xml", diagramData_1="../d.xml", notesSlide_1="../n.xml"
    )
    article = read_bytes(
        documents.pptx(
            table + documents.shape(link) + drawn,
            links=links,
            c="<a:p><a:r><a:t>图名</a:t></a:r></a:p><c:strCache><c:pt><c:v>龙井</c:v></c:pt></c:strCache>"
            "<c:numCache><c:pt><c:v>1.5</c:v></c:pt></c:numCache>",
            d="<a:p><a:r><a:t>第一步</a:t></a:r></a:p>",
            n=documents.shape("讲稿。", place="body") + documents.shape("3", place="sldNum"),
        ),
        "a.pptx",
    )
    assert article.text == "年 | 量\n\n官网\n\n图名\n\n龙井\n\n第一步\n\n讲稿。"
    assert [link.target for link in article.sections[0].links] == ["https://example.org/"]
    assert "quote" in {element.kind for element in article.sections[0].elements}


def test_slides_of_an_open_document_are_sections_and_what_stands_on_all_of_them_is_none(documents: ModuleType) -> None:
    def frame(kind: str, text: str) -> str:
        return f'<draw:frame presentation:class="{kind}"><draw:text-box>{text}</draw:text-box></draw:frame>'

    def slide(title: str, body: str) -> str:
        return f"<draw:page>{frame('title', f'<text:p>{title}</text:p>')}{frame('outline', body)}</draw:page>"

    body = "<text:list><text:list-item><text:p>春茶</text:p></text:list-item></text:list>"
    notes = "<presentation:notes><text:p>讲稿。</text:p><text:page-number>1</text:page-number></presentation:notes>"
    decl = "<presentation:footer-decl>页脚</presentation:footer-decl>"
    slides = decl + slide("年<text:span>报</text:span>", "<text:p>张三</text:p>") + slide("产量", body + notes)
    article = read_bytes(documents.opendocument("presentation", slides), "a.odp")
    assert article.title == "年报"
    assert sections(article) == [((), "张三"), (("产量",), "春茶\n\n讲稿。")]


# --- workbooks ------------------------------------------------------------------------------------

FORMATS = (
    '<numFmts><numFmt numFmtId="170" formatCode="[$-804]yyyy&quot;年&quot;m&quot;月&quot;;@"/>'
    '<numFmt numFmtId="171" formatCode="&quot;day&quot;0.0_);[Red]0"/></numFmts>'
    '<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="170"/><xf numFmtId="171"/><xf numFmtId="10"/>'
    '<xf numFmtId="22"/><xf numFmtId="20"/></cellXfs>'
)


@pytest.mark.parametrize(
    ("cell", "shown"),
    [
        ('<c t="s"><v>0</v></c>', "春茶"),
        ('<c t="s"><v>1</v></c>', "绿茶"),
        ('<c t="inlineStr"><is><r><t>龙</t></r><r><t>井</t></r></is></c>', "龙井"),
        ('<c t="str"><f>A1</f><v>算出的字</v></c>', "算出的字"),
        ('<c t="b"><v>1</v></c>', "TRUE"),
        ("<c><v>1234</v></c>", "1234"),
        ("<c><v>0.30000000000000004</v></c>", "0.3"),
        ("<c><v>1.5E3</v></c>", "1500"),
        ('<c s="1"><v>45047</v></c>', "2023-05-01"),
        ('<c s="2"><v>45047</v></c>', "2023-05-01"),
        ('<c s="3"><v>45047</v></c>', "45047"),
        ('<c s="4"><v>0.125</v></c>', "12.50%"),
        ('<c s="5"><v>45047.5625</v></c>', "2023-05-01 13:30"),
        ('<c s="6"><v>0.354166666666667</v></c>', "08:30"),
        ('<c s="99"><v>45047</v></c>', "45047"),
        ('<c t="d"><v>2023-05-01</v></c>', "2023-05-01"),
    ],
)
def test_a_cell_is_found_as_it_is_shown(documents: ModuleType, cell: str, shown: str) -> None:
    texts = ["春茶", "<si><r><t>绿</t></r><r><t>茶</t></r><rPh><t>リョク</t></rPh></si>"]
    article = read_bytes(documents.xlsx({"表": f"<row>{cell}</row>"}, texts=texts, formats=FORMATS), "a.xlsx")
    assert article.text == shown


@pytest.mark.parametrize("cell", ['<c t="e"><v>#REF!</v></c>', '<c t="s"><v>9</v></c>', '<c t="s"><v>-1</v></c>'])
def test_a_cell_that_shows_nothing_to_read_is_empty(documents: ModuleType, cell: str) -> None:
    rows = f'<row>{cell}<c r="C1" t="str"><v>甲</v></c></row>'
    assert read_bytes(documents.xlsx({"表": rows}), "a.xlsx").text == "甲"


def test_days_of_workbooks_that_count_from_1904_are_right(documents: ModuleType) -> None:
    book, rows = '<workbookPr date1904="1"/>', '<row><c s="1"><v>43585</v></c></row>'
    assert read_bytes(documents.xlsx({"表": rows}, formats=FORMATS, book=book), "a.xlsx").text == "2023-05-01"


def xlsx_rows(*rows: str) -> str:
    cells = ("".join(f'<c t="str"><v>{cell}</v></c>' for cell in row.split(",")) for row in rows)
    return "".join(f"<row>{row}</row>" for row in cells)


def ods_rows(*rows: str) -> str:
    cell = "<table:table-cell><text:p>{}</text:p></table:table-cell>"
    end = '<table:table-cell table:number-columns-repeated="16000"/>'
    made = ("".join(map(cell.format, row.split(","))) for row in rows)
    filled = "".join(f"<table:table-row>{row}{end}</table:table-row>" for row in made)
    return f'{filled}<table:table-row table:number-rows-repeated="1048000">{end}</table:table-row>'


@pytest.mark.parametrize("suffix", ["xlsx", "ods"])
def test_sheets_are_sections_and_rows_with_texts_articles(documents: ModuleType, suffix: str, tmp_path: object) -> None:
    sheets = {
        "客户": ("2023 年客户表", "姓名,电话", "张三,123"),
        "书目": ("标题,年", "呐喊,1923"),
        "文章": ("标题,作者,正文,价格", "渡口,张三,清晨的雾。,10", "码头,,,"),
        "空": (),
    }
    if suffix == "xlsx":
        data = documents.xlsx({name: xlsx_rows(*rows) for name, rows in sheets.items()})
    else:
        tables = (f'<table:table table:name="{n}">{ods_rows(*rows)}</table:table>' for n, rows in sheets.items())
        data = documents.opendocument("spreadsheet", "".join(tables))
    path = tmp_path / f"册.{suffix}"  # type: ignore[operator]
    path.write_bytes(data)
    first, second, whole = read_file(path)
    assert isinstance(first, Article) and isinstance(second, Article) and isinstance(whole, Article)
    assert (first.id, first.title, first.authors, first.text) == ("册/文章/2", "渡口", ("张三",), "清晨的雾。")
    assert (dict(first.fields), first.format, second.title) == ({"价格": "10"}, suffix, "码头")
    assert (whole.id, whole.format) == ("册", suffix)
    assert sections(whole) == [
        (("客户",), "2023 年客户表\n\n姓名 | 电话\n张三 | 123"),
        (("书目",), ""),
        (("书目", "呐喊"), "年：1923"),
    ]


def test_a_row_of_a_sheet_without_a_text_is_named(documents: ModuleType, tmp_path: object) -> None:
    path = tmp_path / "a.xlsx"  # type: ignore[operator]
    path.write_bytes(documents.xlsx({"表": xlsx_rows("text,year", ",2001", "甲,2002"), "乙": ""}))
    skipped, article = read_file(path)
    assert isinstance(skipped, SkippedInput) and (skipped.path, skipped.reason) == (f"{path}:表:2", "empty")
    assert isinstance(article, Article) and article.text == "甲"


def test_lines_above_a_table_of_values_stand_above_it() -> None:
    article = read_bytes("账单明细,,\n2023 年五月,,\n日期,商户,金额\n5月1日,茶馆,12\n".encode(), "a.csv")
    assert article.text == "账单明细\n\n2023 年五月\n\n日期 | 商户 | 金额\n5月1日 | 茶馆 | 12"


def test_a_sheet_in_which_a_cell_or_a_row_is_repeated_without_end_is_read(documents: ModuleType) -> None:
    cell = '<table:table-cell table:number-columns-repeated="99999999"><text:p>甲</text:p></table:table-cell>'
    row = f'<table:table-row table:number-rows-repeated="99999999">{cell}</table:table-row>'
    data = documents.opendocument("spreadsheet", f"<table:table>{row}</table:table>")
    assert 0 < read_bytes(data, "a.ods").text.count("甲") <= 10_000
