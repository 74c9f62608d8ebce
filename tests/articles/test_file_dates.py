"""A note or post that is called after a day was published on it, unless it states another date."""

from __future__ import annotations

from pathlib import Path

import pytest

from wenxun import SearchEngine
from wenxun.articles import read_bytes


@pytest.mark.parametrize(
    "name",
    [
        "2024-02-10.md",
        "2024-02-10-除夕.md",
        "2024-2-10 除夕.md",
        "2024-02-10除夕.txt",
        "2024_02_10.org",
        "2024.02.10.md",
        "20240210.md",
        "20240210-除夕.wikitext",
        "2024年2月10日.md",
        "2024年02月10日 除夕.html",
        "日记/2024-02-10.md",
        "_posts/2024-02-10-new-year.markdown",
        "blog/2024-02-10-除夕/index.md",
        "2024/02/10/除夕.md",
        "blog/2024/2/10-除夕.md",
        "2024/02/10/chuxi/index.html",
    ],
)
def test_the_day_in_a_name_is_the_date_of_the_article(name: str) -> None:
    source = "<p>包了饺子。</p>" if name.endswith("html") else "包了饺子。"
    assert read_bytes(source.encode(), name).published == "2024-02-10"


@pytest.mark.parametrize(
    "name",
    [
        "2024.md",
        "2024-02.md",
        "2024-13-10.md",
        "2024-02-30.md",
        "20241310.md",
        "20240210123456.md",
        "12024-02-10.md",
        "2024-02-1000.md",
        "2024-02.10.md",
        "1024-01-01.md",
        "甲-2024-02-10.md",
        "13800138000.md",
        "2024/02/100/甲.md",
        "2024-02-10/甲.md",
        "甲.md",
    ],
)
def test_what_is_no_day_at_the_beginning_of_a_name_is_no_date(name: str) -> None:
    assert read_bytes("包了饺子。".encode(), name).published == ""


def test_what_the_article_states_wins() -> None:
    stated = read_bytes("---\ndate: 2023-05-06\n---\n包了饺子。".encode(), "2024-02-10.md")
    assert stated.published == "2023-05-06"
    empty = read_bytes("---\ndate:\ntags: [节]\n---\n包了饺子。".encode(), "2024-02-10.md")
    assert empty.published == "2024-02-10"


def test_a_diary_is_found_by_its_days_and_its_text_is_of_that_year(tmp_path: Path) -> None:
    (tmp_path / "2024-02-10.md").write_text("2月9日包了饺子。", encoding="utf-8")
    (tmp_path / "2023-01-22-年.md").write_text("包了饺子。", encoding="utf-8")
    with SearchEngine.in_memory() as engine:
        engine.add(tmp_path)
        assert [hit.id for hit in engine.search("饺子 published:2024")] == ["2024-02-10"]
        assert [hit.id for hit in engine.search("饺子", sort="-published")] == ["2024-02-10", "2023-01-22-年"]
        assert [hit.id for hit in engine.search("饺子 date:2024-02-09")] == ["2024-02-10"]


def test_records_of_a_file_that_is_called_after_a_day_have_no_date_from_it(tmp_path: Path) -> None:
    (tmp_path / "2024-02-10.jsonl").write_text(
        '{"id": "a", "text": "茶"}\n{"id": "b", "text": "茶"}\n', encoding="utf-8"
    )
    with SearchEngine.in_memory() as engine:
        engine.add(tmp_path)
        assert [hit.published for hit in engine.search("茶")] == ["", ""]
