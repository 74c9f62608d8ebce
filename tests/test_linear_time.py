"""Four times the text takes about four times the CPU, whatever stands in it: to read, to find and to show it."""

from __future__ import annotations

import gc
from collections.abc import Callable
from time import process_time

import pytest

from wenxun.analysis.analyzer import Analyzer
from wenxun.analysis.dates import written_dates
from wenxun.analysis.folding import fold
from wenxun.analysis.regions import canonical
from wenxun.articles import read_bytes
from wenxun.articles.dumps.headings import place_headings
from wenxun.backends.exclusions import Exclusions
from wenxun.errors import QueryError
from wenxun.query.expansion import expand
from wenxun.query.language import MAX_TYPED_CHARS, parse
from wenxun.query.narrowing import Narrowing
from wenxun.snippets import Marker
from wenxun.variants import convert

SMALL, LARGE = 100_000, 400_000
ALLOWED_GROWTH = 7
"""Linear work grows by 4, quadratic work by 16."""

NOISE_SECONDS = 0.03
ANALYZER = Analyzer()


def cpu_seconds(work: Callable[[str], object], text: str) -> float:
    gc.collect()
    gc.disable()  # it goes through all that other tests left
    try:
        started = process_time()
        work(text)
        return process_time() - started
    finally:
        gc.enable()


def check(work: Callable[[str], object], unit: str, *, head: str = "", small: int = SMALL, large: int = LARGE) -> None:
    work(head + unit * 3)  # tables that are made once
    texts = [head + unit * (size // len(unit)) for size in (small, large)]
    few, many = (cpu_seconds(work, text) for text in texts)
    if many > ALLOWED_GROWTH * few + NOISE_SECONDS:  # once more: other processes may have taken the cache
        few, many = (min(before, cpu_seconds(work, text)) for before, text in zip((few, many), texts, strict=True))
    assert many <= ALLOWED_GROWTH * few + NOISE_SECONDS, f"{few:.3f} s, and {many:.3f} s for four times as much"


READERS = [
    ("a.txt", "", "春眠不觉晓，处处闻啼鸟。\n"),
    ("a.txt", "", "春眠不觉晓，处处闻啼鸟。"),
    ("a.md", "# 题\n\n", "一段[链接](b.md)和**重点**，`码`。\n\n"),
    ("a.md", "# 题\n\n", "一段没有空行的文字\n"),
    ("a.md", "# 题\n\n", "| 甲 | 乙 |\n|---|---|\n| 1 | 2 |\n"),
    ("a.wiki", "'''甲'''[[乙]]\n== 丙 ==\n", "文字[[乙|丙]]{{lang|en|a}}<ref>注</ref>\n"),
    ("a.wiki", "'''甲'''[[乙]]\n== 丙 ==\n", "-{zh-hans:软件;zh-hant:軟體}-"),
    ("a.wiki", "'''甲'''[[乙]]\n== 丙 ==\n", "{{a|[[b]]"),
    ("a.html", "<!doctype html><html><body><p>甲</p>", "<p>文<b>字</b><a href=x>链</a></p>\n"),
    ("a.html", "<!doctype html><html><body><p>甲</p>", "<div><b>"),
    ("a.org", "甲\n", ":PROPERTIES:\n"),
]


@pytest.mark.parametrize(("name", "head", "unit"), READERS)
def test_reading_an_article_takes_linear_time(name: str, head: str, unit: str) -> None:
    check(lambda text: read_bytes(text.encode(), name), unit, head=head)


@pytest.mark.parametrize(
    "unit", ["== 一 ==\n甲乙丙丁戊己庚辛。\n", "<ref>甲", "<!-- ", "{{a|", "= \t=a", "[[file:[[a]]", "== 一"]
)
def test_finding_places_of_headings_takes_linear_time(unit: str) -> None:
    check(lambda source: place_headings(source, "甲乙丙丁戊己庚辛。" * 100), unit)


@pytest.mark.parametrize("unit", ["e\u0301", "\u0301", "ﬁ…文", "が", "程式"])
def test_folding_takes_linear_time(unit: str) -> None:
    check(fold, unit)


@pytest.mark.parametrize("unit", ["程式", "程", "使用者介"])
def test_regional_wording_takes_linear_time(unit: str) -> None:
    check(canonical, unit)


@pytest.mark.parametrize("unit", ["1998、", "一九九八、", "公元1、", "康熙一、", "1/1/2018-", "5月1、", "221 bc "])
def test_lists_of_dates_take_linear_time(unit: str) -> None:
    check(lambda text: list(written_dates(text)), unit)


@pytest.mark.parametrize("unit", ["中华人民共和国", "a-", "2018年5月", "5月3日，", "二〇一八年五月至", "a b "])
def test_tokens_and_dates_take_linear_time(unit: str) -> None:
    check(ANALYZER.tokens, unit, small=25_000, large=100_000)
    check(lambda text: list(written_dates(text)), unit)


@pytest.mark.parametrize("unit", ["软件", "這是松樹\n", "程序员来了，"])
def test_showing_a_text_in_another_writing_takes_linear_time(unit: str) -> None:
    check(lambda text: convert(text, "tw"), unit)
    check(lambda text: convert(text, "hans"), unit)


@pytest.mark.parametrize("unit", ["板门店", "板", "2018年5月26日，", "板门店会谈。\n"])
def test_making_a_snippet_takes_linear_time(unit: str) -> None:
    marker = Marker(expand(parse("板门店会谈 date:2018"), ANALYZER))
    check(lambda text: marker.snippet(text, snippet_chars=160), unit)
    check(marker.pieces, unit)


@pytest.mark.parametrize("unit", ['"', "“a”b ", "词 OR ", "-", "a:", "title:", "date:2018 ", '"a', "( ", "词*"])
def test_reading_a_query_takes_linear_time(unit: str) -> None:
    def read(typed: str) -> None:
        for _ in range(20):
            try:
                parse(typed)
                Narrowing(typed)
            except QueryError:
                pass

    check(read, unit, small=MAX_TYPED_CHARS // 4 - 10, large=MAX_TYPED_CHARS - 10)


def test_reading_files_whose_articles_were_included_again_takes_linear_time() -> None:
    def read(text: str) -> None:
        paths = [f"/文/{number}.md" for number in range(len(text))]
        exclusions = Exclusions(dict(zip(paths, paths, strict=True)))
        exclusions.include(paths)
        for path in paths:
            if exclusions.is_awaited(path):
                exclusions.arrived(path)
        assert not exclusions.awaited

    check(read, "文", small=SMALL // 20, large=LARGE // 20)
