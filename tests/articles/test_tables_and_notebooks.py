"""Tables give articles where their columns are named so, and notebooks the text and code of their cells."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from wenxun.articles import read_bytes, read_file
from wenxun.errors import ArticleError
from wenxun.models import Article, SkippedInput


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize(("suffix", "sign"), [("csv", ","), ("csv", ";"), ("csv", "\t"), ("tsv", "\t")])
def test_a_row_is_an_article_where_a_column_holds_texts(tmp_path: Path, suffix: str, sign: str, encoding: str) -> None:
    path = tmp_path / f"表.{suffix}"
    rows = [
        "编号,标题,作者,日期,正文,价格",
        'x1,渡口,张三,2024-05-01,"清晨的雾\n还没有散",10',
        ",,,,,",
        ",码头,,,人很多,20",
        "x1,,,,又。,",
    ]
    path.write_bytes("\n".join(rows).replace(",", sign).encode(encoding))
    first, second, third = read_file(path)
    assert isinstance(first, Article) and isinstance(second, Article) and isinstance(third, Article)
    assert (first.id, first.title, first.authors, first.published) == ("表/x1", "渡口", ("张三",), "2024-05-01")
    assert (first.text, dict(first.fields)) == ("清晨的雾\n还没有散", {"价格": "10"})
    assert (second.id, second.title, second.text) == ("表/4", "码头", "人很多")
    assert (third.id, third.title) == ("表/5", "表 5")


def test_a_row_without_a_text_is_named(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("text,year\n,2001\n甲,2002\n", encoding="utf-8")
    skipped, article = read_file(path)
    assert isinstance(skipped, SkippedInput) and (skipped.path, skipped.reason) == (f"{path}:2", "empty")
    assert isinstance(article, Article) and article.text == "甲"


def test_a_table_with_titles_but_no_texts_has_a_section_a_row() -> None:
    article = read_bytes("标题,作者,年\n渡口,张三,2001\n码头,,2002\n".encode(), "书目.csv")
    assert [(section.path, section.text) for section in article.sections] == [
        (("渡口",), "作者：张三\n年：2001"), (("码头",), "年：2002")
    ]  # fmt: skip
    assert article.title == "书目"


def test_any_other_table_shows_its_rows() -> None:
    article = read_bytes("姓名,年龄\n张三,10\n".encode(), "a.csv")
    assert article.text == "姓名 | 年龄\n张三 | 10"
    assert [e.value for e in article.sections[0].elements if e.kind == "row"] == ["head", ""]


def test_a_text_that_a_program_saved_for_excel_is_a_table_and_a_page_stays_one() -> None:
    assert read_bytes("姓名\t年龄\n张三\t10\n".encode("gbk"), "a.xls").text == "姓名 | 年龄\n张三 | 10"
    page = "<html><body>\t<table><tr><td>姓名</td></tr></table></body></html>"
    assert read_bytes(page.encode(), "a.xls").format == "html"


def test_a_cell_may_be_longer_than_csv_allows_by_itself() -> None:
    assert len(read_bytes(f"text\n{'文' * 200_000}\n".encode(), "a.csv").text.replace("\n", "")) == 200_000


def test_a_notebook_shows_texts_code_and_what_was_printed() -> None:
    cells = [
        {"cell_type": "markdown", "source": ["# 渡口\n", "清晨的**雾**"]},
        {"cell_type": "code", "source": "s = '```'", "outputs": [{"text": ["一\n"]}, {"data": {"image/png": "AAAA"}}]},
    ]
    notebook = {"cells": cells, "metadata": {"kernelspec": {"language": "python"}, "authors": [{"name": "张三"}]}}
    article = read_bytes(json.dumps(notebook).encode(), "a.ipynb")
    assert (article.title, article.authors) == ("渡口", ("张三",))
    assert article.text == "清晨的雾\n\ns = '```'\n\n一"
    code = [element for element in article.sections[0].elements if element.kind == "code"]
    assert [element.value for element in code] == ["python", ""]


def test_a_notebook_of_the_old_format_is_read() -> None:
    cells = [{"cell_type": "heading", "level": 1, "source": "渡口"}, {"cell_type": "code", "input": "雾()"}]
    article = read_bytes(json.dumps({"worksheets": [{"cells": cells}]}).encode(), "a.ipynb")
    assert (article.title, article.text) == ("渡口", "雾()")


@pytest.mark.parametrize("data", ["[]", "{}", '{"cells": 1}', "{", "[" * 100_000])
def test_what_is_no_notebook_is_refused_by_name(data: str) -> None:
    with pytest.raises(ArticleError) as caught:
        read_bytes(data.encode(), "a.ipynb")
    assert caught.value.reason in ("bad-json", "too-complex")


def test_cells_that_are_none_are_passed_over() -> None:
    assert read_bytes(b'{"cells": [1, [], null, {"source": 1}, {"source": "x"}]}', "a.ipynb").text == "x"


def test_raw_cells_and_names_of_pictures_are_no_text_but_the_head_of_a_notebook_is_read() -> None:
    figure = {"output_type": "display_data", "data": {"image/png": "AAAA", "text/plain": ["<Figure size 640x480>"]}}
    cells = [
        {"cell_type": "raw", "source": "---\ntitle: 渡口\ntags: [河]\n---\n"},
        {"cell_type": "markdown", "source": "正文。"},
        {"cell_type": "code", "source": "x", "outputs": [figure]},
        {"cell_type": "raw", "source": "\\newpage"},
    ]
    article = read_bytes(json.dumps({"cells": cells}).encode(), "a.ipynb")
    assert (article.title, article.tags, article.text) == ("渡口", ("河",), "正文。\n\nx")
