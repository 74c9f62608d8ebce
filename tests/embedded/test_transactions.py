"""What a transaction promises: all or nothing, the last word on each article, and nobody else's files touched."""

from __future__ import annotations

import os
import random
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any
from unittest import mock

import pytest

from wenxun.analysis.analyzer import Analyzer
from wenxun.backends.embedded import EmbeddedBackend
from wenxun.backends.embedded.format import toc as toc_module
from wenxun.backends.embedded.write.merging import FAN_OUT
from wenxun.backends.embedded.write.segments import Segment
from wenxun.backends.stored import records_of, stored_article
from wenxun.errors import (
    IndexDamagedError,
    IndexLockedError,
    IndexMismatchError,
    IndexMissingError,
    WenxunIndexError,
)
from wenxun.models import Article
from wenxun.query.expansion import expand
from wenxun.query.language import parse
from wenxun.retrieval import Retrieval

Make = Callable[..., Article]


@pytest.fixture
def backend(opened: Callable[..., EmbeddedBackend], tmp_path: Path) -> EmbeddedBackend:
    """An empty index."""
    return opened(tmp_path / "index")


@pytest.fixture
def found(analyzer: Analyzer) -> Callable[..., list[str]]:
    """Ids that a query finds, best first."""

    def search(backend: EmbeddedBackend, typed: str) -> list[str]:
        matches = Retrieval(backend, expand(parse(typed), analyzer), offset=0, limit=1000)
        return [matches.describe(match)[0] for match in matches.articles]

    return search


def text_of(backend: EmbeddedBackend, article_id: str) -> str | None:
    article = stored_article(backend, article_id)
    return None if article is None else article.sections[0].text


# --- the last word on an article ------------------------------------------------------------------


def test_an_article_put_again_replaces_the_old_one(
    backend: EmbeddedBackend, article: Make, put: Any, found: Any
) -> None:
    put(backend, [article("a", "第一个版本"), article("b", "旁边的文章")])
    put(backend, [article("a", "第二个说法")])
    assert text_of(backend, "a") == "第二个说法"
    assert found(backend, "“版本”") == []
    assert found(backend, "“说法”") == ["a"]
    assert backend.stats().articles == 2


def test_the_last_of_several_versions_in_one_transaction_stays(
    backend: EmbeddedBackend, article: Make, put: Any, found: Any
) -> None:
    put(backend, [article("a", "版本一"), article("a", "版本二")], [article("a", "版本三")], [article("b", "别的")])
    assert text_of(backend, "a") == "版本三"
    assert found(backend, "“版本”") == ["a"]
    assert backend.stats().articles == 2


def test_an_article_deleted_and_put_again_in_one_transaction_is_there(
    backend: EmbeddedBackend, article: Make, analyzer: Analyzer, put: Any
) -> None:
    put(backend, [article("a", "从前")])
    with backend.writer() as writer:
        assert writer.delete(["a", "没有这一篇", "a"]) == 1
        writer.put(analyzer.index_batch([article("a", "现在")]), [None])
        assert writer.delete(["a"]) == 1
        writer.put(analyzer.index_batch([article("a", "最后")]), [None])
    assert text_of(backend, "a") == "最后"
    assert backend.stats().articles == 1


def test_a_deleted_article_is_found_by_nothing(
    backend: EmbeddedBackend, article: Make, put: Any, found: Any, analyzer: Analyzer
) -> None:
    put(backend, [article("a", "甲文内容", title="甲乙", categories=("历史",)), article("b", "乙文内容", "第二节内容")])
    with backend.writer() as writer:
        assert writer.delete(["a"]) == 1
    assert stored_article(backend, "a") is None
    assert [record.id for record in records_of(backend)] == ["b"]
    for typed in ("甲乙", "“甲”", "title:甲乙", "category:历史", "内容 甲文", "甲*"):
        assert "a" not in found(backend, typed), typed
    assert found(backend, "内容") == ["b"]
    assert not Retrieval(backend, expand(parse("内容"), analyzer), offset=0, limit=1).includes("a", 0)


def test_an_error_drops_the_whole_transaction(
    backend: EmbeddedBackend, article: Make, analyzer: Analyzer, put: Any, tmp_path: Path
) -> None:
    put(backend, [article("a", "从前")])
    before = sorted(path.name for path in (tmp_path / "index").iterdir())
    batch = analyzer.index_batch([article("a", "现在"), article("b", "新的")])
    interruption = mock.Mock(side_effect=KeyboardInterrupt)
    with pytest.raises(KeyboardInterrupt), backend.writer() as writer:
        writer.put(batch, [None, None])
        interruption()
    assert text_of(backend, "a") == "从前"
    assert stored_article(backend, "b") is None
    assert sorted(path.name for path in (tmp_path / "index").iterdir()) == before


def test_a_failed_change_cannot_be_committed_by_overlooking_it(
    backend: EmbeddedBackend, article: Make, analyzer: Analyzer, put: Any
) -> None:
    put(backend, [article("a", "从前")])
    batch = analyzer.index_batch([article("a", "现在")])
    failing = mock.patch(
        "wenxun.backends.embedded.write.builder.SegmentBuilder._add_postings", side_effect=RuntimeError
    )
    committing = pytest.raises(WenxunIndexError, match="has failed")
    with committing, backend.writer() as writer, failing, suppress(RuntimeError):
        writer.put(batch, [None])
    assert text_of(backend, "a") == "从前"


def test_an_article_without_sections_is_found_by_its_title(
    backend: EmbeddedBackend, put: Any, article: Make, found: Any
) -> None:
    put(backend, [Article("a", "空城计", ()), article("b", "文字")])
    assert found(backend, "空城计") == ["a"]
    assert text_of(backend, "a") == ""
    assert backend.check() == []


def test_a_transaction_without_changes_makes_no_generation(
    backend: EmbeddedBackend, put: Any, article: Make, tmp_path: Path
) -> None:
    put(backend, [article("a", "文字")])
    folder = tmp_path / "index"
    (folder / "wenxun_0123456789abcdef.postings").write_text("left by a process that died")
    for _ in range(2):
        with backend.writer() as writer:
            assert writer.delete(["没有这一篇"]) == 0
        put(backend, [])
    assert backend.generation().number == 1
    assert len(list(folder.glob("*.postings"))) == 1
    assert backend.check() == []


def test_a_fresh_transaction_without_articles_empties_the_index(
    backend: EmbeddedBackend, put: Any, article: Make
) -> None:
    put(backend, [article("a", "文字")])
    with backend.writer(fresh=True):
        pass
    assert (backend.generation().number, backend.stats().articles) == (2, 0)


# --- segments -------------------------------------------------------------------------------------


def test_merged_segments_answer_like_one_build(
    opened: Any, put: Any, article: Make, tmp_path: Path, analyzer: Analyzer
) -> None:
    draw = random.Random(1)
    words = ["北京", "程式", "㎞", "龘", "𠀀", "iPhone", "的", "Ⅳ", "\0", "\ud800", "历史"]

    def text() -> str:
        return "".join(draw.choices(words, k=draw.randint(0, 30)))

    articles = [article(f"{i:03}", text(), text(), title=text()[:5], categories=(f"类{i % 7}",)) for i in range(120)]
    many, one = opened(tmp_path / "many", buffer_bytes=8 << 10), opened(tmp_path / "one")
    for start in range(0, 120, 5):
        put(many, articles[start : start + 5])
        with many.writer() as writer:
            writer.delete([f"{start:03}"])
    live = [each for each in articles if int(each.id) % 5]
    put(one, live)
    assert many.stats().segments < 12
    assert [stored_article(many, each.id) for each in live] == [stored_article(one, each.id) for each in live]
    assert many.check() == []
    for typed in ("北京", "程序的历史 龘", "“北京程式”", "category:类3", "i*", "𠀀", "title:北京 OR 的", "㎞ -的"):
        query = expand(parse(typed), analyzer)
        answers = []
        for backend in (many, one):
            matches = Retrieval(backend, query, offset=0, limit=1000)
            sections = [[found[:-1] for found in matches.sections(m)] for m in matches.articles]  # without handles
            answers.append(
                [(matches.describe(m), m.score, each) for m, each in zip(matches.articles, sections, strict=True)]
            )
        assert answers[0] == answers[1], typed


def test_a_small_buffer_gives_the_same_index(opened: Any, put: Any, article: Make, tmp_path: Path) -> None:
    articles = [article(f"{i}", "重复的文字" * (i * 7 % 300), "乾坤" * i, title=f"题{i}") for i in range(60)]
    files = []
    for name, buffer_bytes in (("small", 8 << 10), ("large", 64 << 20)):
        backend = opened(tmp_path / name, buffer_bytes=buffer_bytes)
        with mock.patch("wenxun.backends.embedded.write.segments.secrets.token_hex", side_effect=lambda n: "0" * 2 * n):
            put(backend, articles)
        files.append([path.read_bytes() for path in sorted((tmp_path / name).glob("*.[pt][oe][sx]*"))])
    assert len(files[0]) == 2
    assert files[0] == files[1]


def test_more_than_65536_different_characters_go_into_one_index(
    backend: EmbeddedBackend, put: Any, article: Make, found: Any
) -> None:
    first, second = "".join(map(chr, range(0x3400, 0xA000))), "".join(map(chr, range(0x20000, 0x30000)))
    put(backend, [article("a", first)], [article("b", second)], [article("c", first[:100] + second[::-1])])
    assert [text_of(backend, name) for name in "abc"] == [first, second, first[:100] + second[::-1]]
    assert found(backend, f"“{second[60_000:60_004]}”") == ["b"]
    assert backend.check() == []


def test_a_program_that_seeds_its_random_numbers_overwrites_nothing() -> None:
    names = []
    for _ in range(2):
        random.seed(1)
        names.append(Segment({}).segment_id)
    assert names[0] != names[1]


def test_a_commit_removes_what_dead_transactions_left_and_nothing_else(
    backend: EmbeddedBackend, put: Any, article: Make, tmp_path: Path
) -> None:
    put(backend, [article("a", "文字")])
    folder = tmp_path / "index"
    dead = ["wenxun_0123456789abcdef.postings", "wenxun_0123456789abcdef.runs"]
    dead += ["_wenxun_0.toc", "_wenxun_7.toc.tmp"]
    foreign = ["wenxun_notes.txt", "wenxun.toml", "_wenxun.toc.bak", "说明.md"]
    for name in dead + foreign:
        (folder / name).write_text("x")
    put(backend, [article("b", "文字")])
    names = {path.name for path in folder.iterdir()}
    assert names.isdisjoint(dead)
    assert names >= set(foreign)
    assert backend.check() == []


# --- generations ----------------------------------------------------------------------------------


def test_a_reader_keeps_its_generation_until_it_refreshes(opened: Any, put: Any, article: Make, tmp_path: Path) -> None:
    writer, reader = opened(tmp_path / "index"), opened(tmp_path / "index")
    put(writer, [article("a", "从前")])
    assert reader.refresh()
    for number in range(12):  # enough for merges, and for all old files to be removed
        put(writer, [article("a", f"现在{number}"), article(f"b{number}", "新的")], fresh=number == 11)
    assert text_of(reader, "a") == "从前"
    assert reader.refresh()
    assert text_of(reader, "a") == "现在11"
    assert not reader.refresh()


def test_a_generation_that_is_replaced_while_it_is_opened_gives_way_to_the_next(
    opened: Any, put: Any, article: Make, tmp_path: Path
) -> None:
    writer, reader = opened(tmp_path / "index"), opened(tmp_path / "index")
    put(writer, [article("a", "从前")])
    read = toc_module.read_toc
    rebuilds = iter(range(3))

    def slow(folder: Path, generation: int) -> Any:
        toc = read(folder, generation)
        for number in rebuilds:
            put(writer, [article("a", f"现在{number}")], fresh=True)
            break
        return toc

    with mock.patch("wenxun.backends.embedded.read_toc", slow), mock.patch.object(writer, "refresh"):
        assert text_of(reader, "a") == "现在2"


def test_an_index_that_is_replaced_again_and_again_is_given_up_with_a_reason(
    opened: Any, put: Any, article: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("wenxun.backends.embedded._OPEN_ATTEMPTS", 5)
    writer, reader = opened(tmp_path / "index"), opened(tmp_path / "index")
    read = toc_module.read_toc

    def slow(folder: Path, generation: int) -> Any:
        toc = read(folder, generation)
        put(writer, [article("a", f"{generation}")], fresh=True)
        return toc

    put(writer, [article("a", "从前")])
    replacing = mock.patch("wenxun.backends.embedded.read_toc", slow)
    with replacing, mock.patch.object(writer, "refresh"), pytest.raises(WenxunIndexError) as raised:
        reader.refresh()
    assert "was replaced 5 times while it was opened" in str(raised.value)
    assert not isinstance(raised.value, IndexDamagedError)


def test_check_reads_the_disk_and_not_what_is_open(
    backend: EmbeddedBackend, put: Any, article: Make, tmp_path: Path
) -> None:
    put(backend, [article("a", "文字")])
    assert backend.check() == []
    toc = next((tmp_path / "index").glob("*.toc"))
    toc.write_bytes(toc.read_bytes()[:-1])
    assert [problem.file for problem in backend.check()] == [toc.name]


def test_files_of_two_segments_cannot_be_exchanged(
    backend: EmbeddedBackend, opened: Any, put: Any, article: Make, tmp_path: Path
) -> None:
    put(backend, [article("a", "文字")])
    put(backend, [article("b", "别的")])
    first, second = sorted((tmp_path / "index").glob("*.texts"))
    data = first.read_bytes()
    first.write_bytes(second.read_bytes())
    second.write_bytes(data)
    assert len(backend.check()) == 2
    with pytest.raises(IndexDamagedError, match="is that of segment"):
        records_of(opened(tmp_path / "index"))


@pytest.mark.parametrize("suffix", [".texts", ".postings"])
def test_a_merge_gives_no_damage_a_fresh_checksum(
    backend: EmbeddedBackend, put: Any, article: Make, tmp_path: Path, suffix: str
) -> None:
    for number in range(FAN_OUT - 1):
        put(backend, [article(f"{number}", "文字")])
    damaged = next((tmp_path / "index").glob(f"*{suffix}"))
    data = bytearray(damaged.read_bytes())
    data[0] ^= 1
    damaged.write_bytes(data)
    with pytest.raises(IndexDamagedError, match="check --repair"):
        put(backend, [article("new", "文字")])
    assert {problem.file for problem in backend.check()} == {damaged.name}
    assert "new" not in {record.id for record in records_of(backend)}


def test_a_file_that_is_cut_short_under_a_reader_ends_in_an_error_at_the_next_refresh(
    backend: EmbeddedBackend, put: Any, article: Make, tmp_path: Path
) -> None:
    put(backend, [article("a", "文字")])
    os.truncate(next((tmp_path / "index").glob("*.texts")), 0)
    with pytest.raises(IndexDamagedError, match="while it was open"):
        backend.refresh()
    with pytest.raises(IndexDamagedError, match="less than a trailer"):
        stored_article(backend, "a")


# --- locks and settings ---------------------------------------------------------------------------


def test_the_second_writer_is_told_who_the_first_is(backend: EmbeddedBackend, opened: Any, tmp_path: Path) -> None:
    second = opened(tmp_path / "index").writer()
    with backend.writer(), pytest.raises(IndexLockedError, match=f"process {os.getpid()}.*--wait") as raised:
        second.__enter__()
    assert raised.value.pid == os.getpid()
    with opened(tmp_path / "index").writer():
        pass


def test_making_an_index_twice_leaves_what_is_there(backend: EmbeddedBackend, put: Any, article: Make) -> None:
    put(backend, [article("a", "文字")])
    with backend.writer(create=True):
        pass
    assert backend.refresh() is False
    assert text_of(backend, "a") == "文字"


def test_an_index_made_with_other_settings_is_not_written(
    backend: EmbeddedBackend, opened: Any, put: Any, article: Make, tmp_path: Path
) -> None:
    put(backend, [article("a", "文字")])
    other = opened(tmp_path / "index", fingerprint={"chain": "other"})
    with pytest.raises(IndexMismatchError, match="chain"), other.writer() as writer:
        writer.delete(["a"])
    assert text_of(backend, "a") == "文字"
    put(other, [article("b", "新的")], fresh=True)
    assert text_of(other, "b") == "新的"


def test_a_folder_without_an_index_says_so(opened: Any, tmp_path: Path) -> None:
    backend = opened(tmp_path / "index")
    next((tmp_path / "index").glob("*.toc")).unlink()
    for attempt in (backend.check, backend.stats, lambda: records_of(backend), lambda: stored_article(backend, "a")):
        with pytest.raises(IndexMissingError, match="wenxun index"):
            attempt()


# --- answers --------------------------------------------------------------------------------------


def test_a_title_inside_a_longer_word_of_the_query_is_no_match(
    backend: EmbeddedBackend, put: Any, article: Make, found: Any
) -> None:
    put(backend, [article("a", "nothing here", title="stand"), article("b", "人民日报")])
    assert found(backend, "understanding") == []
    assert found(backend, "stand") == ["a"]


def test_a_section_of_the_category_without_any_of_the_words_is_no_match(
    backend: EmbeddedBackend, put: Any, article: Make, found: Any
) -> None:
    put(backend, [article("a", "北京的历史很长", categories=("城市",)), article("b", "海边", categories=("城市",))])
    assert found(backend, "category:城市 北京的历史沿革与发展") == ["a"]


def test_a_section_number_past_the_end_of_an_article_is_not_included(
    backend: EmbeddedBackend, put: Any, article: Make, analyzer: Analyzer
) -> None:
    put(backend, [article("a", "没有"), article("b", "文字")])
    matches = Retrieval(backend, expand(parse("文字"), analyzer), offset=0, limit=5)
    assert matches.includes("b", 0)
    assert not any(matches.includes(*place) for place in (("a", 0), ("a", 1), ("a", -1), ("b", 1), ("b", -1)))


def test_articles_whose_ids_have_the_same_hash_are_told_apart(
    backend: EmbeddedBackend, put: Any, article: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("wenxun.backends.embedded.format.article_ids._hash", lambda _: 7)
    put(backend, [article("a", "一"), article("b", "二")], [article("c", "三"), article("a", "四")])
    put(backend, [article("c", "五"), article("d", "六")])
    with backend.writer() as writer:
        assert writer.delete(["b", "x"]) == 1
    found = {each: stored_article(backend, each) for each in "abcdx"}
    texts = {each: held.sections[0].text for each, held in found.items() if held is not None}
    assert texts == {"a": "四", "c": "五", "d": "六"}


def test_articles_that_are_left_out_of_a_batch_change_nothing(
    backend: EmbeddedBackend, put: Any, article: Make, analyzer: Analyzer
) -> None:
    put(backend, [article("a", "从前")])
    batch = analyzer.index_batch(
        [article("a", "现在"), article("b", "新的"), article("c", "多余"), article("c", "留下")]
    )
    with backend.writer() as writer:
        writer.put(backend.prepare(batch), [None] * 4, {0, 2})
    assert [(record.id, record.section_count) for record in records_of(backend)] == [("a", 1), ("b", 1), ("c", 1)]
    texts = [held.sections[0].text for held in (stored_article(backend, each) for each in "abc") if held is not None]
    assert texts == ["从前", "新的", "留下"]
    assert backend.check() == []
