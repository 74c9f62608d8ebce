"""Transactions on a real cluster."""

from __future__ import annotations

import json
import os
import socket
import threading
import time
import urllib.request
from collections.abc import Callable
from typing import Any

import pytest

from wenxun import Article, SearchEngine, Section, Settings
from wenxun.analysis.analyzer import Analyzer
from wenxun.errors import IndexDamagedError, IndexLockedError, IndexMismatchError, IndexMissingError, WenxunError
from wenxun.ranking import Ranking, StreamWeights

pytestmark = pytest.mark.cluster

ANALYZER = Analyzer()


def article(article_id: str, *texts: str, title: str = "标题") -> Article:
    return Article(article_id, title, tuple(Section(n, "", (), text) for n, text in enumerate(texts)))


def large(first: int) -> list[Article]:
    """Articles that together fill more than one request."""
    return [article(f"{first + n}", "丙丁" * 10_000) for n in range(40)]


def ask(engine: SearchEngine, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
    """A request past the engine."""
    base = engine.location.rsplit("/", 1)[0]
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(f"{base}{path}", data, {"Content-Type": "application/json"}, method=method)
    with urllib.request.urlopen(request, timeout=60) as answer:
        return json.load(answer)


def concrete(engine: SearchEngine) -> list[str]:
    """Concrete indices of an engine, whether they are read or not."""
    name = engine.location.rsplit("/", 1)[1]
    return sorted(ask(engine, "GET", f"/{name}.v*/_alias"))


def found(engine: SearchEngine, query: str) -> set[str]:
    return {hit.id for hit in engine.search(query, limit=100)}


def test_reading_where_no_index_is_says_how_to_make_one(new_engine: Callable[..., SearchEngine]) -> None:
    engine = new_engine()
    for read in (lambda: engine.search("一"), engine.stats, engine.articles, lambda: engine.delete("1")):
        with pytest.raises(IndexMissingError, match="wenxun --index http"):
            read()


def test_an_article_with_the_same_id_replaces_all_sections_of_the_old_one(
    new_engine: Callable[..., SearchEngine],
) -> None:
    engine = new_engine()
    engine.add(article("1", "甲乙", "丙丁", "戊己"), article("2", "庚辛"))
    engine.add(article("1", "壬癸"))
    assert found(engine, "丙丁") == found(engine, "甲乙") == set()
    assert found(engine, "壬癸") == {"1"}
    assert (engine.stats().articles, engine.stats().sections) == (2, 2)
    assert engine.check() == []


def test_the_later_of_two_articles_with_one_id_stays(new_engine: Callable[..., SearchEngine]) -> None:
    engine = new_engine()
    engine.add(article("2", "庚辛"))
    with engine._backend.writer() as writer:
        twice = [article("1", "甲乙", "丙丁"), article("1", "戊己")]
        writer.put(ANALYZER.index_batch(twice), [None, None])
    assert engine.stats().sections == 2
    assert found(engine, "戊己") == {"1"}
    assert found(engine, "丙丁") == set()


def test_deleting_counts_the_articles_that_were_there(new_engine: Callable[..., SearchEngine]) -> None:
    engine = new_engine()
    engine.add(article("1", "甲乙", "丙丁"), article("2", "戊己"))
    assert engine.delete("1", "1", "no such article") == 1
    assert engine.stats().sections == 1
    assert engine.delete("1") == 0
    assert [record.id for record in engine.articles()] == ["2"]


def test_nothing_of_a_transaction_is_seen_before_its_end(new_engine: Callable[..., SearchEngine]) -> None:
    engine = new_engine()
    engine.add(article("1", "甲乙"))
    with engine._backend.writer() as writer:
        writer.put(ANALYZER.index_batch(large(100)), [None] * 40)
        assert found(engine, "丙丁") == set()
        assert writer.delete(["1", *(each.id for each in large(100))]) == 41
        writer.put(ANALYZER.index_batch([article("3", "戊己")]), [None])
        assert found(engine, "甲乙") == {"1"}
    assert [record.id for record in engine.articles()] == ["3"]


def test_a_small_transaction_that_fails_leaves_everything_as_it_was(
    new_engine: Callable[..., SearchEngine],
) -> None:
    engine = new_engine()
    engine.add(article("1", "甲乙"))
    with pytest.raises(ZeroDivisionError), engine._backend.writer() as writer:
        writer.put(ANALYZER.index_batch([article("1", "丙丁"), article("2", "戊己")]), [None, None])
        raise ZeroDivisionError
    engine.add(article("3", "庚辛"))
    assert {record.id for record in engine.articles()} == {"1", "3"}
    assert found(engine, "甲乙") == {"1"}


def test_a_rebuild_replaces_everything_at_once_and_drops_the_old_index(
    new_engine: Callable[..., SearchEngine],
) -> None:
    engine = new_engine(shards=2)
    engine.add(article("1", "甲乙"))
    (old,) = concrete(engine)
    with engine._backend.writer(fresh=True) as writer:
        writer.put(ANALYZER.index_batch([article("2", "甲乙")]), [None])
        assert found(engine, "甲乙") == {"1"}
        assert len(concrete(engine)) == 2
    assert found(engine, "甲乙") == {"2"}
    (new,) = concrete(engine)
    assert new != old
    assert engine.check() == []


def test_a_rebuild_that_fails_leaves_the_old_index_and_nothing_else(
    new_engine: Callable[..., SearchEngine],
) -> None:
    engine = new_engine()
    engine.add(article("1", "甲乙"))
    before = concrete(engine)
    with pytest.raises(ZeroDivisionError), engine._backend.writer(fresh=True) as writer:
        writer.put(ANALYZER.index_batch(large(100)), [None] * 40)
        raise ZeroDivisionError
    assert concrete(engine) == before
    assert found(engine, "甲乙") == {"1"}


def test_what_a_killed_rebuild_left_goes_with_the_next_one(new_engine: Callable[..., SearchEngine]) -> None:
    engine = new_engine()
    engine.add(article("1", "甲乙"))
    name = engine.location.rsplit("/", 1)[1]
    ask(engine, "PUT", f"/{name}.v1", {})  # as a rebuild makes it, without the alias
    assert len(concrete(engine)) == 2
    engine.add(article("2", "丙丁"), rebuild=True)
    assert len(concrete(engine)) == 1
    assert found(engine, "丙丁") == {"2"}


def test_a_second_writer_is_told_who_holds_the_index(new_engine: Callable[..., SearchEngine]) -> None:
    engine = new_engine()
    engine.add(article("1", "甲乙"))
    with engine._backend.writer() as writer:
        with pytest.raises(IndexLockedError, match=f"process {os.getpid()} on {socket.gethostname()}") as caught:
            engine.add(article("2", "丙丁"))
        assert caught.value.pid == os.getpid()
        writer.put(ANALYZER.index_batch([article("3", "戊己")]), [None])
    engine.add(article("2", "丙丁"))
    assert {record.id for record in engine.articles()} == {"1", "2", "3"}


@pytest.mark.parametrize(
    "holder",
    [
        {"host": "elsewhere", "pid": 1, "until": time.time() - 1},
        {"host": socket.gethostname(), "pid": 2**22 + 1, "until": time.time() + 1000},
    ],
    ids=["its lease has run out", "its process is gone"],
)
def test_a_dead_writer_does_not_hold_the_index(new_engine: Callable[..., SearchEngine], holder: dict[str, Any]) -> None:
    engine = new_engine()
    engine.add(article("1", "甲乙"))
    name = engine.location.rsplit("/", 1)[1]
    ask(engine, "PUT", f"/{name}.lock/_doc/writer", holder)
    engine.add(article("2", "丙丁"))
    assert engine.stats().articles == 2


def test_a_live_writer_elsewhere_holds_the_index(new_engine: Callable[..., SearchEngine]) -> None:
    engine = new_engine()
    engine.add(article("1", "甲乙"))
    name = engine.location.rsplit("/", 1)[1]
    holder = {"host": "elsewhere", "pid": 7, "until": time.time() + 1000}
    ask(engine, "PUT", f"/{name}.lock/_doc/writer", holder)
    with pytest.raises(IndexLockedError, match="process 7 on elsewhere"):
        engine.add(article("2", "丙丁"))


def test_an_index_of_another_analysis_is_neither_read_nor_written_but_can_be_rebuilt(
    new_engine: Callable[..., SearchEngine],
) -> None:
    engine = new_engine()
    engine.add(article("1", "甲乙"))
    streams = {**Ranking().streams, "word": StreamWeights(weight=1.0, k1=0.9, b=0.1)}
    with SearchEngine(engine.location, ranking=Ranking(streams=streams)) as other:
        with pytest.raises(IndexMismatchError, match="ranking"):
            other.search("甲乙")
        with pytest.raises(IndexMismatchError, match="ranking"):
            other.delete("1")
        other.add(article("2", "甲乙"), rebuild=True)
        assert found(other, "甲乙") == {"2"}


def test_an_index_that_is_not_ours_is_left_alone(new_engine: Callable[..., SearchEngine]) -> None:
    engine = new_engine()
    name = engine.location.rsplit("/", 1)[1]
    ask(engine, "PUT", f"/{name}", {})
    with pytest.raises(IndexDamagedError, match="none that wenxun has made"):
        engine.search("一")
    with pytest.raises(WenxunError):
        engine.add(article("1", "甲乙"))


def test_missing_sections_are_named_by_check(new_engine: Callable[..., SearchEngine]) -> None:
    engine = new_engine()
    engine.add(article("1", "甲乙", "丙丁"))
    name = engine.location.rsplit("/", 1)[1]
    ask(engine, "POST", f"/{name}/_delete_by_query?refresh=true", {"query": {"term": {"number": 1}}})
    (problem,) = engine.check()
    assert "should have 2 sections, but there are 1" in problem.detail
    with pytest.raises(IndexDamagedError, match="not whole"):
        engine.get("1")


def test_ids_titles_and_texts_of_any_kind_come_back_as_they_were(new_engine: Callable[..., SearchEngine]) -> None:
    engine = new_engine()
    strange = [
        article("很长的路径/" * 200 + "a.md", "正文\x00\x0b\u2028\u2029\"'\\", title="“长”标题" * 3000),
        article("../?*#%&:\n", "𠮷野家\ufeff\u200b", "", "最后", title=""),
    ]
    engine.add(*strange)
    for each in strange:
        assert engine.get(each.id) == each
    assert found(engine, "正文") == {strange[0].id}
    assert engine.search("最后")[0].title == ""


def test_pages_follow_each_other_without_gaps_or_repetitions(new_engine: Callable[..., SearchEngine]) -> None:
    engine = new_engine(shards=2)
    engine.add(*(article(f"{n:05}", "常见的词" + "很" * (n % 7), f"常见{n}") for n in range(2_600)))
    whole = [hit.id for hit in engine.search("常见的词", limit=5_000)]
    assert len(whole) == len(set(whole)) == 2_600
    for offset in (0, 10, 60, 1_995, 2_595):
        results = engine.search("常见的词", offset=offset, limit=10)
        assert [hit.id for hit in results] == whole[offset : offset + 10]
        assert results.total == 2_600
        assert [hit.rank for hit in results] == list(range(offset + 1, offset + 1 + len(results)))


def test_a_run_of_two_thousand_characters_finds_its_section(new_engine: Callable[..., SearchEngine]) -> None:
    engine = new_engine()
    text = "".join(chr(0x4E00 + n * 7 % 5000) for n in range(1_990))
    engine.add(article("1", text), article("2", text[:1_000]), article("3", text[::-1]))
    results = engine.search(text)
    assert results[0].id == "1"
    assert not results.relaxed
    assert found(engine, f'"{text}"') == {"1"}
    assert found(engine, f'"{text[:900]}"') == {"1", "2"}
    many = " ".join(text[start : start + 30] for start in range(0, 1_900, 31))
    assert engine.search(many)[0].id == "1"
    assert found(engine, " OR ".join(f'"{text[s : s + 20]}"' for s in range(0, 1_000, 21))) >= {"1", "2"}


def test_an_article_that_the_cluster_refuses_is_named_and_all_others_go_in(
    new_engine: Callable[..., SearchEngine],
) -> None:
    engine = new_engine()
    too_long = "长" * 20_000  # no id of the cluster's may be longer than 32,766 bytes
    engine.add(article("1", "甲乙"))
    report = engine.add(article("1", "丙丁"), article(too_long, "丙丁", "戊己"), article("2", "戊己"))
    assert [item.path for item in (*report.added, *report.updated)] == ["2", "1"]
    assert (report.article_count, report.section_count) == (2, 2)
    (skipped,) = report.skipped
    assert (skipped.path, skipped.reason) == (too_long, "refused")
    assert "refused it: bytes can be at most 32766 in length; got 60000" in skipped.detail
    assert found(engine, "丙丁") == {"1"}
    assert found(engine, "戊己") == {"2"}
    assert engine.check() == []


def test_every_change_that_can_be_seen_is_another_generation(new_engine: Callable[..., SearchEngine]) -> None:
    engine = new_engine(shards=2)
    engine.add(article("1", "甲乙"))
    backend = engine._backend
    seen = [backend.generation().number]
    assert backend.generation().number == seen[0]
    with backend.writer() as writer:
        writer.put(ANALYZER.index_batch([article("1", "丙丁")]), [None])
    seen.append(backend.generation().number)
    engine.delete("1")
    seen.append(backend.generation().number)
    for _ in range(2):
        engine.add(article("1", "甲乙"), rebuild=True)
        seen.append(backend.generation().number)
    assert len(set(seen)) == len(seen)


def test_names_are_suggested_as_soon_as_a_transaction_is_over(new_engine: Callable[..., SearchEngine]) -> None:
    engine = new_engine()
    engine.add(article("1", "甲乙", title="板门店"))
    for number in range(2, 5):
        assert {each.text for each in engine.suggest("板门")} == {"板门店", *(f"板门{n}" for n in range(2, number))}
        engine.add(article(str(number), "甲乙", title=f"板门{number}"))


def test_two_that_make_the_index_at_once_make_one(new_engine: Callable[..., SearchEngine]) -> None:
    def make(engine: SearchEngine) -> None:
        with engine._backend.writer(create=True, wait_seconds=60):
            pass

    engine = new_engine()
    with SearchEngine(engine.location, settings=Settings(opensearch_timeout_seconds=60)) as other:
        making = [threading.Thread(target=make, args=(each,)) for each in (engine, other)]
        for each in making:
            each.start()
        for each in making:
            each.join()
    assert len(concrete(engine)) == 1


def test_a_walk_goes_on_when_the_cluster_has_lost_its_place(
    new_engine: Callable[..., SearchEngine], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("wenxun.backends.opensearch.reading._PAGE", 7)
    engine = new_engine(shards=2)
    engine.add(*(article(f"{n:03}", "甲乙") for n in range(50)))
    walked = []
    for place, (article_id,) in enumerate(engine._backend.stored("id")):
        if place in (10, 20):
            ask(engine, "DELETE", "/_search/point_in_time/_all")
        walked.append(article_id)
    assert walked == [f"{n:03}" for n in range(50)]


def test_a_writer_that_reads_for_long_keeps_the_lease(
    new_engine: Callable[..., SearchEngine], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("wenxun.backends.opensearch.locking._LEASE_SECONDS", 2)
    monkeypatch.setattr("wenxun.backends.opensearch.locking._RENEWAL_SECONDS", 0.2)
    engine = new_engine()
    engine.add(article("1", "甲乙"))
    with engine._backend.writer() as writer:
        with pytest.raises(IndexLockedError):
            engine.add(article("2", "丙丁"), wait_seconds=4)
        writer.put(ANALYZER.index_batch([article("3", "戊己")]), [None])
    assert {record.id for record in engine.articles()} == {"1", "3"}


def test_a_writer_whose_lease_another_has_taken_is_told_before_it_commits(
    new_engine: Callable[..., SearchEngine],
) -> None:
    engine = new_engine()
    engine.add(article("1", "甲乙"))
    name = engine.location.rsplit("/", 1)[1]
    holder = {"host": "elsewhere", "pid": 7, "until": time.time() + 1000}
    with pytest.raises(IndexLockedError, match="process 7 on elsewhere"), engine._backend.writer(fresh=True) as writer:
        writer.put(ANALYZER.index_batch([article("2", "丙丁")]), [None])
        ask(engine, "PUT", f"/{name}.lock/_doc/writer", holder)
    assert {record.id for record in engine.articles()} == {"1"}
