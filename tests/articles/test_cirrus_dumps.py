"""Dumps of CirrusSearch: texts that are extracted already, and what else a wiki knows of its pages."""

from __future__ import annotations

import bz2
import gzip
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import zstandard

from wenxun import Article, ArticleError, SearchEngine, SkippedInput
from wenxun.articles import read_file
from wenxun.articles.dumps.headings import place_headings

WHALE = {
    "title": "鯨魚",
    "namespace": 0,
    "namespace_text": "",
    "wiki": "zhwiki",
    "language": "zh",
    "opening_text": "鯨魚住在海裡。",
    "text": "鯨魚住在海裡。 牠會唱歌，歌聲傳得很遠。 三月北上，九月南下。",
    "auxiliary_text": ["  體長 三十公尺  ", "一頭座頭鯨"],
    "heading": ["習性", "遷徙", "參考文獻"],
    "source_text": "'''鯨魚'''住在[[海|海裡]]。\n\n== 習性 ==\n{{main|歌}}\n牠會[[唱歌]]，歌聲傳得很遠。\n\n"
    "=== '''遷徙''' ===\n* 三月北上，九月南下。\n\n== 參考文獻 ==\n{{reflist}}\n",
    "category": ["鯨目", "海洋哺乳動物"],
    "redirect": [{"namespace": 0, "title": "鲸鱼"}, {"namespace": 1, "title": "討論"}],
    "timestamp": "2018-05-26T01:02:03Z",
    "create_timestamp": "2003-01-02T03:04:05Z",
    "outgoing_link": ["海", "唱歌"],
    "content_model": "wikitext",
    "version": 7,
}


def page(title: str, text: str, **fields: Any) -> dict[str, Any]:
    return {"title": title, "namespace": 0, "wiki": "zhwiki", "language": "zh", "text": text, **fields}


def cirrus_dump(path: Path, *pages: dict[str, Any], action: dict[str, Any] | None = None) -> Path:
    """Write a dump, packed as the suffix says."""
    lines = []
    for number, each in enumerate(pages, 1):
        lines += [{"index": action or {"_type": "page", "_id": str(number)}}, each]
    data = "".join(json.dumps(line) + "\n" for line in lines).encode()
    zstd = zstandard.ZstdCompressor().compress
    pack: dict[str, Callable[[bytes], bytes]] = {".gz": gzip.compress, ".bz2": bz2.compress, ".zst": zstd}
    path.write_bytes(pack.get(path.suffix, bytes)(data))
    return path


def read(path: Path, **options: Any) -> tuple[list[Article], list[SkippedInput]]:
    items = list(read_file(path, **options))
    return (
        [item for item in items if isinstance(item, Article)],
        [item for item in items if isinstance(item, SkippedInput)],
    )


@pytest.mark.parametrize(
    "name",
    [
        "zhwiki-20180611-cirrussearch-content.json.gz",
        "zhwiki_content-20260712-00003.json.bz2",
        "zhwiki.json.zst",
        "zhwiki.json",
        "zhwiki.ndjson",
        "dump",
    ],
)
@pytest.mark.parametrize("action", [{"_type": "page", "_id": "7"}, {"_type": "_doc", "_id": "7"}, {"_id": 7}])
def test_a_dump_is_recognised_by_its_content_however_it_is_packed(
    tmp_path: Path, name: str, action: dict[str, Any]
) -> None:
    articles, skipped = read(cirrus_dump(tmp_path / name, WHALE, page("貓", "貓住在家裡。"), action=action))
    assert ([article.id for article in articles], skipped) == (["zhwiki/鯨魚", "zhwiki/貓"], [])


def test_a_page_brings_all_that_a_reader_of_it_would_know(tmp_path: Path) -> None:
    (whale,), _ = read(cirrus_dump(tmp_path / "a.json.gz", WHALE))
    assert (whale.title, whale.aliases, whale.categories) == ("鯨魚", ("鲸鱼",), ("鯨目", "海洋哺乳動物"))
    assert (whale.published, whale.updated, whale.lang) == ("2003-01-02T03:04:05Z", "2018-05-26T01:02:03Z", "zh")
    assert whale.url == "https://zh.wikipedia.org/wiki/%E9%AF%A8%E9%AD%9A"


def test_headings_stand_where_the_wikitext_says(tmp_path: Path) -> None:
    (whale,), _ = read(cirrus_dump(tmp_path / "a.json.gz", WHALE))
    assert [(section.path, section.text) for section in whale.sections] == [
        ((), "鯨魚住在海裡。\n\n體長 三十公尺\n\n一頭座頭鯨"),
        (("習性",), "牠會唱歌，歌聲傳得很遠。"),
        (("習性", "遷徙"), "三月北上，九月南下。"),
    ]


def test_without_wikitext_headings_are_found_all_the_same(tmp_path: Path) -> None:
    bare = {name: value for name, value in WHALE.items() if name != "source_text"}
    (whale,), _ = read(cirrus_dump(tmp_path / "a.json.gz", bare))
    assert [section.heading for section in whale.sections] == ["", "習性", "遷徙"]
    assert "歌聲傳得很遠" in whale.sections[0].text


def test_no_character_of_the_text_is_lost_or_moved_by_headings(tmp_path: Path) -> None:
    source = "甲乙丙。\n==一==\n[[丁]]戊己。\n==二==\n{{庚}}\n==三==\n辛壬癸。子丑寅卯。\n==四==\n辛壬癸。\n"
    text = "甲乙丙。 丁戊己。 辛壬癸。子丑寅卯。 辛壬癸。"
    (article,), _ = read(cirrus_dump(tmp_path / "a.json", page("甲", text, source_text=source)))
    assert "".join("".join(section.text.split()) for section in article.sections) == "".join(text.split())
    assert [section.heading for section in article.sections] == ["", "一", "二", "三", "四"]


@pytest.mark.parametrize(
    "source",
    [
        "[[文件:圖.jpg|thumb|圖說]]\n某處有一座山，山上有廟。\n",
        "{{Infobox\n|名=山\n}}\n''某處''有一座[[大山|山]]，山上有廟。",
        "* [https://example.org 某處]有一座山，山上有廟。",
        "{{lang|zh|某處}}有一座山，山上有廟。",
        "[[某處]]有一座山<ref>{{cite|頁=3}}</ref>，山上有廟。",
    ],
)
@pytest.mark.parametrize("heading", ["== 甲 ==", "==甲==<!-- 註 -->", "=== '''[[乙|甲]]''' ==="])
def test_the_text_under_a_heading_begins_with_its_first_words(source: str, heading: str) -> None:
    text = "頭一段的話。 某處有一座山，山上有廟。"
    (placed,) = place_headings(f"頭一段的話。\n{heading}\n{source}", text)
    assert (placed.text, text[placed.start :]) == ("甲", "某處有一座山，山上有廟。")


def test_pages_of_other_namespaces_are_left_out_and_counted(engine: SearchEngine, tmp_path: Path) -> None:
    path = cirrus_dump(tmp_path / "a.json.gz", page("甲", "文"), page("討論", "文", namespace=1))
    report = engine.add(path)
    assert (report.article_count, report.cleaned["other-namespaces"]) == (1, 1)


def test_what_is_no_page_is_named_and_the_others_are_read(tmp_path: Path) -> None:
    path = cirrus_dump(tmp_path / "a.json", page("甲", "文"), page("", "文"), page("長", "文" * 700), page("空", " "))
    path.write_bytes(path.read_bytes() + b'{"index":{"_id":9}}\n{"title": \n[]\n\xff\n')
    articles, skipped = read(path, max_bytes=2000)
    assert [article.title for article in articles] == ["甲"]
    assert [(item.path.rpartition(":")[2], item.reason) for item in skipped] == [
        ("4", "bad-page"),
        ("6", "too-large"),
        ("空", "empty"),
        ("10", "bad-json"),
        ("11", "bad-page"),
        ("12", "bad-json"),
    ]


def test_fields_of_a_wrong_type_cost_no_page(tmp_path: Path) -> None:
    odd = page("甲", "文", category="x", redirect=[1, {"title": 2}], heading=None, timestamp=5, auxiliary_text={"a": 1})
    (article,), skipped = read(cirrus_dump(tmp_path / "a.json", odd))
    assert (article.text, article.categories, article.aliases, skipped) == ("文", (), (), [])


def test_a_page_whose_text_is_missing_is_read_from_its_wikitext(tmp_path: Path) -> None:
    (article,), _ = read(cirrus_dump(tmp_path / "a.json", page("甲", "", source_text="'''甲'''是[[乙]]。")))
    assert (article.text, [link.target for link in article.sections[0].links]) == ("甲是乙。", ["乙"])


@pytest.mark.parametrize(
    ("wiki", "language", "url"),
    [
        ("zhwikisource", "zh", "https://zh.wikisource.org/wiki/A_B"),
        ("zh_classicalwiki", "lzh", "https://zh-classical.wikipedia.org/wiki/A_B"),
        ("mywiki", "zh", ""),
        ("commonswiki", "en", ""),
        ("公司", "zh", ""),
    ],
)
def test_pages_of_wikimedia_have_an_address(tmp_path: Path, wiki: str, language: str, url: str) -> None:
    (article,), _ = read(cirrus_dump(tmp_path / "a.json", page("A B", "文", wiki=wiki, language=language)))
    assert article.url == url


def test_the_name_of_the_file_says_the_wiki_where_pages_do_not(tmp_path: Path) -> None:
    bare = {"title": "甲", "namespace": 0, "text": "文"}
    for name in ("zhwiki-20180611-cirrussearch-content.json", "zhwiki_content-20260712-00003.json"):
        assert read(cirrus_dump(tmp_path / name, bare))[0][0].id == "zhwiki/甲"


def test_a_dump_that_is_cut_off_is_named_and_the_pages_before_are_given(engine: SearchEngine, tmp_path: Path) -> None:
    path = cirrus_dump(tmp_path / "a.json.gz", *(page(f"第{n}頁", f"鯨魚{n * 7919}") for n in range(3000)))
    path.write_bytes(path.read_bytes()[:-20])
    reading = read_file(path)
    assert next(iter(reading)).title == "第0頁"  # type: ignore[union-attr]
    with pytest.raises(ArticleError, match="damaged or not complete"):
        list(reading)
    assert [item.reason for item in engine.add(path).skipped] == ["damaged-dump"]


def test_lines_for_another_search_engine_are_no_dump_of_a_wiki(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text('{"index": {"_id": 1}}\n{"title": "甲", "text": "文"}\n', encoding="utf-8")
    articles, _ = read(path)
    assert [article.id for article in articles] == ["a/2"]
