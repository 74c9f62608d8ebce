"""``wenxun search``, ``show``, ``analyze`` and ``stats``."""

from __future__ import annotations

import errno
import json
from pathlib import Path
from types import ModuleType
from typing import Any
from unittest import mock

import pytest

from wenxun import SearchEngine


def test_a_search_prints_title_id_section_and_marked_passage(run: Any, index: Path) -> None:
    result = run("search", "板门店", "--index", index)
    lines = result.out.splitlines()
    assert result.code == 0
    assert lines[0].split("  ") == ["1", "四月会谈", "会谈/四月"]
    assert lines[1].strip() == "§0"
    assert "【板門店】" in lines[2]


def test_several_words_are_one_query(run: Any, index: Path) -> None:
    assert run("search", "--index", index, "--json", "热线", "电话").json["query"] == "热线 电话"


@pytest.mark.parametrize(
    "typed",
    [
        ["会谈", "-板门店"],
        ["-板门店", "会谈", "--limit", "3"],
        ["会谈", "-n", "3", "-板門店"],
        ["会谈", "--", "-板门店"],
        ["会谈", "NOT", "板门店"],
        ['-"板门店"', "会谈"],
        ["会谈", "-(板门店 和平之家)"],
        ["会谈", "-标题:软体", "-板门店"],
        ["会谈", "-title:tea", "-板门店"],
        ["会谈", "-TRAK-2板", "-板门店"],
        ["会谈", "-heading:h*", "-板门店", "--sort", "-title"],
        ["--filter", "category=外交", "会谈", "-板门店"],
        ["会谈", "-iPhone", "-板门店"],
        ["会谈", "-NY", "-2024", "-linux", "-history", "-news", "-Cocoa", "-板门店"],
        ["会谈", "-n3", "-板门店", "-iPhone-15"],
        ["-n", "3", "-C2", "会谈", "-iPhone=5", "-板门店"],
    ],
)
def test_what_a_minus_excludes_is_no_option(run: Any, index: Path, typed: list[str]) -> None:
    result = run("search", "--index", index, "--json", *typed)
    assert result.code == 0
    assert {section["number"] for hit in result.json["hits"] for section in hit["sections"]}.isdisjoint({0})


@pytest.mark.parametrize("option", ["-x", "--nonsense", "--nonsense=茶", "-ny", "--limit=茶", "-n"])
def test_an_option_that_there_is_not_stays_an_error(run: Any, index: Path, option: str) -> None:
    result = run("search", "--index", index, "会谈", option)
    assert result.code == 2
    assert option.split("=")[0][:2] in result.err


def test_a_count_is_one_number(run: Any, index: Path) -> None:
    found = run("search", "--index", index, "会谈", "--count")
    assert (found.code, found.out) == (0, "1\n")
    nothing = run("search", "--index", index, "龘龘", "--count")
    assert (nothing.code, nothing.out) == (1, "0\n")
    assert run("search", "--index", index, "会谈", "--count", "--json").code == 2
    assert run("search", "--index", index, "会谈", "--jsonl", "--files").code == 2


@pytest.mark.parametrize("typed", ["-iPhone", "-NY", "-2024", "-linux", "-history", "-news", "-Cocoa"])
def test_a_latin_word_behind_the_query_is_left_out(run: Any, index: Path, typed: str) -> None:
    result = run("search", "--index", index, "--json", "会谈", typed)
    assert result.code == 0
    assert result.json["query"] == f"会谈 {typed}"


@pytest.mark.parametrize(
    ("typed", "advice"),
    [
        (["-iPhone", "手机"], "type behind the query: NOT iPhone"),
        (["会谈", "-x"], "NOT x"),
        (["会谈", "-rn"], "NOT rn"),
        (["会谈", "-10"], "NOT 10"),
        (["会谈", "-json"], "-json is no option, but --json is"),
        (["会谈", "-limit=5"], "but --limit is"),
    ],
)
def test_what_may_be_meant_as_an_option_is_answered_with_what_to_type(
    run: Any, index: Path, typed: list[str], advice: str
) -> None:
    result = run("search", "--index", index, *typed)
    assert result.code == 2
    assert advice in result.err


def test_short_options_together_take_a_value_as_elsewhere(run: Any, index: Path) -> None:
    for typed in (["-ln", "1", "会谈"], ["-ln1", "会谈"], ["会谈", "-ln", "1"]):
        assert run("search", "--index", index, *typed).code == 0


def test_export_takes_the_same_queries(run: Any, index: Path) -> None:
    assert run("export", "--index", index, "软件", "-板门店").code == 0


def test_the_help_names_every_operator_and_field(run: Any) -> None:
    from wenxun.fields import FieldTable

    text = run("search", "--help").out
    for promised in ("NOT ", "AND ", "OR ", " | ", "*", '"', "(", *(f"{each.name}:" for each in FieldTable())):
        assert promised in text
    for promised in ("标题:", "小标题:", "分类:", "标签:", "作者:", "路径:", "日期:"):
        assert promised in text


def test_only_data_goes_to_standard_output(run: Any, index: Path) -> None:
    result = run("search", "板门店", "--index", index)
    assert "1 article found" in result.err
    assert "found" not in result.out


def test_nothing_found_exits_with_1_and_says_so(run: Any, index: Path) -> None:
    result = run("search", "鲸鱼", "--index", index)
    assert (result.code, result.out) == (1, "")
    assert "nothing found for 鲸鱼" in result.err


def test_an_empty_query_is_answered_politely(run: Any, index: Path) -> None:
    result = run("search", " ", "--index", index)
    assert result.code == 1
    assert result.err.strip()
    assert "Traceback" not in result.err


def test_a_query_beyond_the_limits_exits_with_2(run: Any, index: Path) -> None:
    result = run("search", "板" * 2001, "--index", index)
    assert result.code == 2
    assert "2,000" in result.err


@pytest.mark.parametrize(
    "arguments", [["search"], ["search", "x", "-n", "0"], ["search", "x", "--json", "--jsonl"], ["nonsense"]]
)
def test_a_wrong_command_line_exits_with_2(run: Any, arguments: list[str]) -> None:
    result = run(*arguments)
    assert result.code == 2
    assert "Usage:" in result.err


@pytest.mark.parametrize("command", [["search", "x"], ["show", "x"], ["stats"], ["check"], ["delete", "x"]])
def test_a_missing_index_exits_with_3_and_names_the_command_that_makes_one(run: Any, command: list[str]) -> None:
    result = run("--index", "nowhere", *command)
    assert (result.code, result.out) == (3, "")
    assert "nowhere" in result.err
    assert "wenxun index" in result.err


def test_the_index_may_be_named_before_the_command_after_it_or_by_the_environment(
    run: Any, index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = run("search", "板门店", "--index", index).out
    assert run("--index", index, "search", "板门店").out == expected
    monkeypatch.setenv("WENXUN_INDEX", str(index))
    assert run("search", "板门店").out == expected
    monkeypatch.setenv("WENXUN_INDEX", "nowhere")
    assert run("--index", "nowhere", "search", "板门店", "--index", index).out == expected


def test_part_of_what_was_typed_is_called_so_beside_the_hits(run: Any, index: Path) -> None:
    result = run("search", "会谈 独角兽", "--index", index)
    assert result.code == 0
    assert "no section holds all that was typed" in result.err
    assert "no section" not in result.out
    assert "no section" not in run("search", "会谈", "--index", index).err


def test_what_may_have_been_meant_is_offered_beside_the_data(run: Any, index: Path) -> None:
    result = run("search", "四月汇谈", "--index", index)
    assert "did you mean: 四月会谈" in result.err
    assert "did you mean" not in result.out
    assert run("search", "四月汇谈", "--json", "--index", index).json["corrections"] == ["四月会谈"]
    assert "did you mean" not in run("search", "四月会谈", "--index", index).err


def test_the_json_holds_what_python_gives(run: Any, index: Path) -> None:
    body = run("search", "会谈", "--index", index, "--json").json
    with SearchEngine(index) as engine:
        results = engine.search("会谈")
    assert list(body) == [
        "query",
        "total",
        "offset",
        "limit",
        "took_ms",
        "hits",
        "complete",
        "relaxed",
        "corrections",
        "message",
        "notes",
        "variant",
        "facets",
    ]
    assert (body["query"], body["total"], body["offset"], body["limit"]) == ("会谈", 1, 0, 10)
    (hit,), (expected,) = body["hits"], results.hits
    assert list(hit) == ["rank", "id", "title", "score", "url", "sections", "more_sections", "why", "found_in"]
    assert (hit["rank"], hit["id"], hit["title"], hit["score"]) == (
        1,
        expected.id,
        "四月会谈",
        expected.score,
    )
    for section, wanted in zip(hit["sections"], expected.sections, strict=False):
        assert section["number"] == wanted.number
        assert section["path"] == list(wanted.path)
        assert section["snippet"] == wanted.snippet.to_json()
        assert section["url"].endswith(f"#section-{wanted.number}")


def test_the_json_lists_three_sections_and_counts_the_others(run: Any, index: Path) -> None:
    short = run("search", "会谈", "--index", index, "--json").json["hits"][0]
    assert (len(short["sections"]), short["more_sections"]) == (3, 2)
    full = run("search", "会谈", "--index", index, "--json", "--sections", "9").json["hits"][0]
    assert (len(full["sections"]), full["more_sections"]) == (5, 0)
    assert full["sections"][:3] == short["sections"]


def test_jsonl_gives_the_hits_of_the_json_one_a_line(run: Any, index: Path) -> None:
    arguments = ["search", "会谈 OR 軟體", "--index", index]
    lines = [json.loads(line) for line in run(*arguments, "--jsonl").out.splitlines()]
    assert lines == run(*arguments, "--json").json["hits"]
    assert len(lines) == 2


def test_offset_and_limit_page_through_the_same_hits(run: Any, index: Path) -> None:
    arguments = ["search", "会谈 OR 軟體", "--index", index, "--json"]
    both = run(*arguments).json["hits"]
    pages = [run(*arguments, "-n", "1", "--offset", str(offset)).json["hits"] for offset in (0, 1)]
    assert [*pages[0], *pages[1]] == both
    behind = run("search", "会谈", "--index", index, "--offset", "5")
    assert behind.code == 1
    assert "behind the last" in behind.err


def test_explain_shows_scores_and_terms(run: Any, index: Path) -> None:
    lines = run("search", "軟體", "--index", index, "--explain").out.splitlines()
    assert lines[0].split() == ["words", "软件"]
    assert any(part.replace(".", "").isdigit() for part in lines[4].split()[1:])


def test_show_prints_the_whole_article_with_its_headings(run: Any, index: Path) -> None:
    lines = run("show", "会谈/四月", "--index", index).out.splitlines()
    assert lines[0] == "# 四月会谈"
    assert "## 背景" in lines
    assert "### 经过" in lines
    assert "会谈由热线电话促成。" in lines


def test_show_prints_one_section(run: Any, index: Path) -> None:
    out = run("show", "会谈/四月", "--section", "2", "--index", index).out
    assert "会谈从上午开始。" in out
    assert "热线" not in out


@pytest.mark.parametrize("arguments", [["鲸鱼"], ["会谈/四月", "--section", "5"]])
def test_what_is_not_there_to_be_shown_exits_with_1(run: Any, index: Path, arguments: list[str]) -> None:
    result = run("show", *arguments, "--index", index)
    assert (result.code, result.out) == (1, "")
    assert arguments[0] in result.err


def test_analyze_reads_an_argument_or_standard_input(run: Any, index: Path) -> None:
    given = run("analyze", "軟體iPhone", "--index", index)
    assert given.out == run("analyze", "-", "--index", index, stdin="軟體iPhone").out
    assert ["word", "iphone", "2–8", "iPhone"] in [line.split() for line in given.out.splitlines()]


def test_the_json_of_an_analysis_holds_spans_of_the_original_text(run: Any, index: Path) -> None:
    text = "編寫軟體 iPhone"
    tokens = run("analyze", text, "--json", "--index", index).json["tokens"]
    assert tokens
    assert all(text[token["start"] : token["end"]] == token["text"] for token in tokens)


def test_stats_count_articles_and_sections(run: Any, index: Path) -> None:
    figures = run("stats", "--json", "--index", index).json
    assert (figures["articles"], figures["sections"]) == (2, 6)
    rows = dict(line.rsplit(maxsplit=1) for line in run("stats", "--index", index).out.splitlines()[:2])
    assert rows == {"articles": "2", "sections": "6"}


def test_hits_and_articles_are_shown_in_the_asked_writing(run: Any, index: Path) -> None:
    result = run("search", "軟體", "--variant", "hans", "--index", index)
    assert result.out.split()[1] == "软体"
    assert "编写【软体】要先想清楚" in result.out
    body = run("search", "軟體", "--variant", "hans", "--json", "--index", index).json
    assert (body["variant"], body["hits"][0]["title"]) == ("hans", "软体")
    assert "编写软体要先想清楚" in run("show", "software", "--variant", "hans", "--index", index).out
    assert run("search", "軟體", "--variant", "xx", "--index", index).code == 2


@pytest.mark.parametrize(
    ("error", "remedy"),
    [
        (MemoryError(), "ulimit -v"),
        (OSError(errno.ENOMEM, "memory"), "ulimit -v"),
        (OSError(errno.EMFILE, "files"), "ulimit -n"),
    ],
)
def test_what_there_is_too_little_of_is_said_in_one_line(
    run: Any, index: Path, error: Exception, remedy: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("wenxun.engine.SearchEngine.search", mock.Mock(side_effect=error))
    result = run("search", "软件", "--index", index)
    assert result.code == 5
    assert remedy in result.err
    assert len(result.err.splitlines()) == 1


def test_an_error_that_no_limit_explains_is_not_hidden(run: Any, index: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("wenxun.engine.SearchEngine.search", mock.Mock(side_effect=OSError(errno.EIO, "disk")))
    with pytest.raises(OSError, match="disk"):
        run("search", "软件", "--index", index)


def test_a_hit_in_a_pdf_says_its_page(
    run: Any, documents: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("pypdfium2")
    pages = [[(60.0, 700.0, 12.0, f"{word}在渡口的清晨离开了岸边。")] for word in ("甲船", "乙船", "丙船")]
    (tmp_path / "文").mkdir()
    (tmp_path / "文" / "船.pdf").write_bytes(documents.pdf(pages))
    (tmp_path / "文" / "船.md").write_text("# 丁船\n\n丁船不在。\n", encoding="utf-8")
    run("index", "文")
    for number, word in enumerate(("甲船", "乙船", "丙船"), start=1):
        hits = run("search", word, "--json").json["hits"]
        assert hits[0]["sections"][0]["page"] == number
        assert f"  p. {number}" in run("search", word).out.splitlines()[2]
        monkeypatch.setenv("FORCE_HYPERLINK", "1")
        assert f".pdf#page={number}\x1b" in run("search", word).out
        monkeypatch.delenv("FORCE_HYPERLINK")
    assert "page" not in run("search", "丁船", "--json").json["hits"][0]["sections"][0]
