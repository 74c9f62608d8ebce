"""What an article is called: as it says itself, else as its site's navigation does, else after its file."""

# ruff: noqa: E501 - a case is one line, as its file would be
# fmt: off

from __future__ import annotations

from pathlib import Path

import pytest

from wenxun.articles import read_file
from wenxun.models import Article


def title(root: Path, name: str) -> str:
    (article,) = read_file(root / name, root=root)
    assert isinstance(article, Article)
    return article.title


def write(root: Path, name: str, text: str) -> None:
    (root / name).parent.mkdir(parents=True, exist_ok=True)
    (root / name).write_text(text, encoding="utf-8")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("---\ntitle: 头\n---\n# 甲\n\n文。\n", "头"),
        ("# 甲\n\n文。\n\n## 乙\n\n文。\n", "甲"),
        ("## 甲\n\n文。\n\n### 乙\n\n文。\n", "甲"),
        ("# 甲\n\n## 乙\n\n文。\n\n# 丙\n\n文。\n", "茶"),
        ("文。\n\n# 甲\n\n文。\n", "甲"),
        ("# 一、甲\n\n文。\n\n# 二、乙\n\n文。\n", "茶"),
        ("## 甲\n\n文。\n\n## 乙\n\n文。\n", "茶"),
        ("## 甲\n\n文。\n\n# 乙\n\n文。\n", "茶"),
        ("文。\n\n## 参考\n\n文。\n", "茶"),
        ("### 甲\n\n文。\n", "茶"),
    ],
)
def test_a_first_heading_is_the_title_if_no_other_is_as_high(tmp_path: Path, text: str, expected: str) -> None:
    write(tmp_path, "2020-01-02-茶.md", text)
    assert title(tmp_path, "2020-01-02-茶.md") == expected


@pytest.mark.parametrize(
    ("name", "expected", "published"),
    [
        ("2020-01-02-茶.md", "茶", "2020-01-02"),
        ("2020_1_2.md", "2020 1 2", "2020-01-02"),
        ("20200102-茶.txt", "茶", "2020-01-02"),
        ("[2020-01-02]茶.html", "茶", "2020-01-02"),
        ("2020年1月2日 茶.md", "茶", "2020-01-02"),
        ("2020年1月2日的茶.md", "2020年1月2日的茶", "2020-01-02"),
        ("2020.01.02 茶.rst", "茶", "2020-01-02"),
        ("茶法(2020-01-02).md", "茶法", "2020-01-02"),
        ("茶法 （2020年1月2日）.md", "茶法", "2020-01-02"),
        ("2020-01-02-2.md", "2020-01-02-2", "2020-01-02"),
        ("58.茶.md", "茶", ""),
        ("122.茶.md", "茶", ""),
        ("100、茶.txt", "茶", ""),
        ("163.com.md", "163.com", ""),
        ("3.14 茶.md", "3.14 茶", ""),
        ("2020-13-02 茶.md", "茶", ""),
        ("20209999.md", "20209999", ""),
        ("2001太空漫游.md", "2001太空漫游", ""),
        ("茶 2020-05.md", "茶 2020-05", ""),
        ("会议纪要 2020-01-02.md", "会议纪要 2020-01-02", "2020-01-02"),
        ("日记_20200102.txt", "日记 20200102", "2020-01-02"),
        ("日记 2020年1月2日.md", "日记 2020年1月2日", "2020-01-02"),
        ("图12020-01-02.md", "图12020-01-02", ""),
        ("%E8%8C%B6%20%E6%96%87.html", "茶 文", ""),
        ("%E8%8C%B6%2F%E6%96%87.md", "%E8%8C%B6%2F%E6%96%87", ""),
        ("100%E.md", "100%E", ""),
    ],
)
def test_the_day_in_a_file_name_is_the_date_of_an_article_that_states_none(
    tmp_path: Path, name: str, expected: str, published: str
) -> None:
    write(tmp_path, name, "文，有字。\n")
    (article,) = read_file(tmp_path / name, root=tmp_path)
    assert isinstance(article, Article)
    assert (article.title, article.published) == (expected, published)


def test_a_date_that_an_article_states_counts_before_that_of_its_name(tmp_path: Path) -> None:
    write(tmp_path, "2020-01-02-茶.md", "---\ndate: 2019-12-31\n---\n文。\n")
    (article,) = read_file(tmp_path / "2020-01-02-茶.md", root=tmp_path)
    assert isinstance(article, Article)
    assert article.published == "2019-12-31"


def test_headings_that_are_no_title_stay_headings(tmp_path: Path) -> None:
    write(tmp_path, "茶.md", "# 一、甲\n\n文。\n\n# 二、乙\n\n文。\n")
    (article,) = read_file(tmp_path / "茶.md", root=tmp_path)
    assert isinstance(article, Article)
    assert [section.heading for section in article.sections] == ["一、甲", "二、乙"]


def test_the_navigation_of_mkdocs_says_what_pages_are_called(tmp_path: Path) -> None:
    nav = "site_name: 站\nnav:\n  - 首页: index.md\n  - 语言:\n      - 语法 基础: lang/01-x.md\n      - lang/y.md\n"
    write(tmp_path, "mkdocs.yml", nav + "markdown_extensions:\n  - e:\n      f: !!python/name:a.b\n")
    for name in ("index.md", "lang/01-x.md", "lang/y.md"):
        write(tmp_path, f"docs/{name}", "只有文。\n")
    assert title(tmp_path, "docs/lang/01-x.md") == "语法 基础"
    assert title(tmp_path, "docs/index.md") == "首页"
    assert title(tmp_path, "docs/lang/y.md") == "y"
    assert title(tmp_path / "docs", "lang/01-x.md") == "语法 基础", "the navigation stands beside the folder"
    write(tmp_path, "docs/lang/01-x.md", "# 自己\n\n只有文。\n")
    assert title(tmp_path, "docs/lang/01-x.md") == "自己"


def test_summaries_of_books_say_what_pages_are_called(tmp_path: Path) -> None:
    write(
        tmp_path,
        "src/SUMMARY.md",
        "# 目录\n\n[前言](qian.md)\n\n- [第一章 起](<ch01/a.md>)\n  * [节](ch01/b%20c.md#x)\n",
    )
    for name in ("qian.md", "ch01/a.md", "ch01/b c.md"):
        write(tmp_path, f"src/{name}", "只有文。\n")
    assert title(tmp_path, "src/qian.md") == "前言"
    assert title(tmp_path, "src/ch01/a.md") == "第一章 起"
    assert title(tmp_path, "src/ch01/b c.md") == "节"


@pytest.mark.parametrize(
    ("written", "shown"),
    [("要 `panic!` 吗", "要 panic! 吗"), ("**甲** 与 _乙_", "甲 与 乙"), ("snake_case_名", "snake_case_名"), ("甲\\_乙", "甲_乙")],
)
def test_a_title_in_a_summary_is_what_its_readers_see(tmp_path: Path, written: str, shown: str) -> None:
    write(tmp_path, "SUMMARY.md", f"* [{written}](a.md)\n")
    write(tmp_path, "a.md", "只有文。\n")
    assert title(tmp_path, "a.md") == shown


def test_the_page_of_a_folder_is_called_after_it(tmp_path: Path) -> None:
    write(tmp_path, "01-guide/_category_.json", '{"label": "入门 指南", "position": 1}')
    write(tmp_path, "01-guide/index.md", "只有文。\n")
    write(tmp_path, "03/_category_.yml", "label: 进阶\nposition: 3\n")
    write(tmp_path, "03/README.mdx", "只有文。\n")
    assert title(tmp_path, "03/README.mdx") == "进阶"
    write(tmp_path, "02-茶/README.md", "只有文。\n")
    write(tmp_path, "README.md", "只有文。\n")
    assert title(tmp_path, "01-guide/index.md") == "入门 指南"
    assert title(tmp_path, "02-茶/README.md") == "茶"
    assert title(tmp_path, "README.md") == "README"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("_sidebar.md", "* [首页](/)\n* [入门 指南](guide/a.md)\n* 更多\n  * [语法](/guide/语%20法?id=x)\n"),
        ("SUMMARY.md", "* [首页](README.md)\n* [入门 指南](guide/a.md)\n* [语法](guide/语%20法.md)\n"),
        ("_toc.yml", "root: x\nparts:\n- chapters:\n  - {file: README, title: 首页}\n  - file: guide/a\n    title: 入门 指南\n  - {title: 语法, file: guide/语 法}\n"),
        ("toc.yml", "- name: 首页\n  href: README.md\n- name: 部\n  items:\n  - name: 入门 指南\n    href: guide/a.md\n  - {name: 语法, href: guide/语 法.md}\n"),
        ("_quarto.yml", "book:\n  chapters:\n    - {text: 首页, href: README.md}\n    - part: 部\n      chapters: [{text: 入门 指南, href: guide/a.md}, {href: guide/语 法.md, text: 语法}]\n"),
        (".pages", "nav:\n  - 首页: README.md\n  - 入门 指南: guide/a.md\n  - 语法: guide/语 法.md\n  - ...\n"),
    ],
)
def test_lists_of_pages_say_what_they_are_called(tmp_path: Path, name: str, content: str) -> None:
    write(tmp_path, name, content)
    for page in ("README.md", "guide/a.md", "guide/语 法.md"):
        write(tmp_path, page, "只有文。\n")
    assert [title(tmp_path, page) for page in ("README.md", "guide/a.md", "guide/语 法.md")] == ["首页", "入门 指南", "语法"]


def test_the_titles_that_nextra_keeps_beside_pages_are_theirs(tmp_path: Path) -> None:
    write(tmp_path, "docs/_meta.json", '{"index": "首页", "a": {"title": "入门 指南"}, "---": {"type": "separator"}}')
    write(tmp_path, "docs/index.mdx", "只有文。\n")
    write(tmp_path, "docs/a.mdx", "只有文。\n")
    assert [title(tmp_path, name) for name in ("docs/index.mdx", "docs/a.mdx")] == ["首页", "入门 指南"]
    write(tmp_path, "guide/_meta.json", '["b", {"type": "file", "name": "c", "label": "进阶"}, {"label": "无名"}, 7]')
    write(tmp_path, "guide/c.mdx", "只有文。\n")
    assert title(tmp_path, "guide/c.mdx") == "进阶"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("_meta.json", "[7, {}]"),
        ("toc.yml", "- href: 7\n- {name: [甲], href: 茶.md}\n- 茶.md"),
        ("_sidebar.md", "* [乙]()\n* [丙](?)"),
        ("mkdocs.yml", "nav: [" * 5000),
        ("mkdocs.yml", "nav: &a [*a]"),
        ("mkdocs.yml", "nav: {甲: 乙"),
        ("SUMMARY.md", "[" * 100_000),
        ("_category_.json", "[" * 100_000),
        ("_category_.yml", "- " * 100_000),
        ("mkdocs.yml", "nav:\n  " + "? " * 100_000),
        ("toc.yml", "\n".join(" " * depth + "-" for depth in range(3_000))),
        ("_category_.json", '{"label": 7}'),
    ],
)
def test_damaged_navigation_costs_nothing(tmp_path: Path, name: str, content: str) -> None:
    write(tmp_path, name, content)
    write(tmp_path, "茶.md", "只有文。\n")
    assert title(tmp_path, "茶.md") == "茶"


def test_the_ids_that_notion_puts_behind_names_are_no_title(tmp_path: Path) -> None:
    path = tmp_path / "书库 0123456789abcdef0123456789abcdef.csv"
    path.write_text("名,价\n甲,1\n", encoding="utf-8")
    (article,) = read_file(path, root=tmp_path)
    assert isinstance(article, Article)
    assert article.title == "书库"
