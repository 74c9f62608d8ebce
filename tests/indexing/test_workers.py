"""Many processes give what one gives, and leave nothing behind."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wenxun import (
    Article,
    Element,
    IndexReport,
    Link,
    SearchEngine,
    Section,
    Settings,
    Span,
    VariantRule,
    WenxunIndexError,
)
from wenxun.analysis.analyzer import Analyzer
from wenxun.articles import jsonl
from wenxun.backends.embedded.write.preparing import prepare
from wenxun.indexing import analyze_articles, chunking
from wenxun.indexing.chunks import Chunk
from wenxun.indexing.messages import Message
from wenxun.indexing.workers import Workers

SENTENCES = ("双方在板門店举行会谈。", "程式設計人員的複寫模型", "鲸鱼 whale 5.26 C++", "上海口岸服务条例第一条")


@pytest.fixture
def small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Cuts work so small that a few articles keep several processes busy."""
    monkeypatch.setattr(chunking, "_CHUNK_BYTES", 2_000)
    monkeypatch.setattr(jsonl, "_PIECE_BYTES", 500)


@pytest.fixture
def library(articles: Path) -> Path:
    """Files of every kind, good and bad."""
    for number in range(40):
        text = f"# 第{number}篇\n\n{SENTENCES[number % 4] * 5}\n\n## 节\n\n{SENTENCES[number % 3]}\n"
        (articles / f"{number:03}.md").write_text(text, encoding="utf-8")
    lines = [json.dumps({"id": f"r{n}", "title": f"条{n}", "text": SENTENCES[n % 4] * 9}) for n in range(200)]
    lines[50] = '{"id": "broken'
    lines[70] = lines[10]
    lines[90] = ""
    (articles / "records.jsonl").write_text("\n".join(lines), encoding="utf-8")
    (articles / "空.md").write_bytes(b"")
    return articles


def contents(report: IndexReport) -> dict[str, Any]:
    return {name: getattr(report, name) for name in IndexReport.__slots__ if name != "took_ms"}


@pytest.mark.usefixtures("small_chunks")
def test_more_jobs_give_the_same_report_and_the_same_articles(tmp_path: Path, library: Path) -> None:
    reports, indexes = [], []
    for jobs in (1, 3):
        with SearchEngine(tmp_path / f"index{jobs}", settings=Settings()) as engine:
            reports.append(contents(engine.add(library, jobs=jobs)))
            ids = [record.id for record in engine.articles()]
            hits = [(hit.id, hit.score) for query in SENTENCES for hit in engine.search(query, limit=50)]
            indexes.append(([engine.get(each) for each in ids], hits, engine.stats()))
    assert reports[0] == reports[1]
    assert indexes[0] == indexes[1]
    assert [(Path(s.path).name, s.reason) for s in reports[0]["skipped"]] == [
        ("records.jsonl:51", "bad-json"),
        ("records.jsonl:71", "duplicate-id"),
    ]
    assert [(Path(s.path).name, s.reason) for s in reports[0]["left_out"]] == [("空.md", "empty")]


@pytest.mark.usefixtures("small_chunks")
def test_a_large_file_is_cut_at_lines_and_keeps_their_numbers(engine: SearchEngine, articles: Path) -> None:
    path = articles / "many.jsonl"
    path.write_text("\ufeff" + "".join(json.dumps({"text": f"鲸鱼{n}"}) + "\n" for n in range(1, 500)), "utf-8")
    report = engine.add(path, jobs=2)
    assert report.added[0].article_ids == tuple(f"many/{n}" for n in range(1, 500))
    assert report.skipped == ()
    assert engine.add(path, jobs=2).unchanged == (str(path),)


def test_the_plain_function_gives_what_the_analyser_gives() -> None:
    articles = [Article(str(n), "题", (Section(0, "", (), text),)) for n, text in enumerate(SENTENCES)]
    one, other = analyze_articles(articles), Analyzer().index_batch(articles)
    assert one.vocabulary == other.vocabulary
    assert one.bigram_keys.tolist() == other.bigram_keys.tolist()


def chunk_of(number: int, article: Article) -> Chunk:
    return Chunk(((number, str(number), article),), (number,))


@pytest.mark.parametrize("jobs", [1, 2])
def test_results_come_in_the_order_of_the_chunks(jobs: int) -> None:
    chunks = [chunk_of(n, Article(str(n), "题", (Section(0, "", (), "鲸鱼"),))) for n in range(20)]
    with Workers(Analyzer(), jobs=jobs, max_bytes=1000, prepare=prepare) as workers:
        found = [result.groups[0].articles[0].id for _, result in workers.map(iter(chunks))]
    assert found == [str(n) for n in range(20)]


def test_a_worker_that_dies_is_reported_and_the_others_end() -> None:
    chunks = [chunk_of(n, Article(str(n), "题", (Section(0, "", (), "鲸鱼"),))) for n in range(20)]
    with Workers(Analyzer(), jobs=2, max_bytes=1000, prepare=prepare) as workers:
        results = workers.map(iter(chunks))
        next(results)
        for worker in workers._started:
            worker._process.kill()
        with pytest.raises(WenxunIndexError, match="exit code -9"):
            list(results)
    assert all(worker._process.poll() is not None for worker in workers._started)


def test_an_error_in_a_worker_comes_with_its_trace() -> None:
    article = Article("0", "题")
    object.__setattr__(article, "sections", (None,))
    chunks = [chunk_of(0, article) for _ in range(2)]
    with (
        pytest.raises(WenxunIndexError, match="TypeError"),
        Workers(Analyzer(), jobs=2, max_bytes=1000, prepare=prepare) as workers,
    ):
        list(workers.map(iter(chunks)))


def _start_indexing(folder: Path, index: Path) -> subprocess.Popen[str]:
    """Another process that indexes with two workers, says when it has begun, and waits for ever."""
    code = (
        "import signal, sys, threading\n"
        "from wenxun import SearchEngine\n"
        "from wenxun.indexing import chunking\n"
        "chunking._CHUNK_BYTES = 10\n"
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"  # a shell's background job would ignore it
        "def wait(done, total, name):\n"
        "    if done == 2: print('begun', flush=True); threading.Event().wait()\n"
        f"SearchEngine({str(index)!r}).add({str(folder)!r}, jobs=2, progress=wait)\n"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", code],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "begun\n"
    return process


@pytest.mark.skipif(sys.platform == "win32", reason="signals to process groups are a matter of POSIX")
@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGKILL])
def test_workers_end_with_the_main_process_however_it_ends(tmp_path: Path, library: Path, sent: int) -> None:
    process = _start_indexing(library, tmp_path / "index")
    if sent == signal.SIGINT:
        os.killpg(process.pid, sent)  # as a terminal does on Ctrl-C
    else:
        os.kill(process.pid, sent)
    # the workers hold the other ends of these pipes, so this returns when the last of them has gone
    _, errors = process.communicate(timeout=60)
    assert process.returncode != 0
    assert errors.count("Traceback") == (1 if sent == signal.SIGINT else 0)
    with SearchEngine(tmp_path / "index", settings=Settings()) as engine:
        assert engine.add(library).article_count == 40 + 197


spans = st.builds(Span, st.integers(0, 9), st.integers(0, 9))
texts = st.text(max_size=20)
elements = st.builds(Element, st.sampled_from(["cell", "code"]), spans, texts, st.integers(0, 9))
sections = st.builds(
    Section,
    st.just(0),
    texts,
    st.tuples(texts),
    texts,
    st.tuples(st.builds(Link, texts, spans)),
    st.tuples(elements),
)
rules = st.builds(VariantRule, st.dictionaries(texts, texts), st.just("inline"))
values = st.builds(
    Article,
    texts,
    texts,
    st.tuples(sections),
    variants=st.tuples(rules),
    **dict.fromkeys(["aliases", "authors", "tags", "categories"], st.tuples(texts)),
    **dict.fromkeys(["url", "published", "updated", "description", "lang", "path", "source", "format"], texts),
    fields=st.dictionaries(texts, texts | st.integers() | st.tuples(texts)),
)


@settings(max_examples=50)
@given(values, st.lists(st.integers(0, 255)))
def test_what_is_sent_arrives_as_it_was(tmp_path_factory: Any, article: Article, numbers: list[int]) -> None:
    path = tmp_path_factory.mktemp("messages") / "message"
    with path.open("wb") as file:
        Message.of((article, np.array(numbers, np.int32))).write(file)
        Message.of("next").write(file)
    with path.open("rb") as file:
        first, second, end = Message.read(file), Message.read(file), Message.read(file)
    assert first is not None
    assert second is not None
    received, array = first.value()
    assert (received, array.tolist(), second.value(), end) == (article, numbers, "next", None)


def test_half_a_message_is_no_message(tmp_path: Path) -> None:
    path = tmp_path / "message"
    with path.open("wb") as file:
        Message.of("鲸鱼" * 100).write(file)
    whole = path.read_bytes()
    for length in (0, 3, 8, 12, 16, len(whole) - 1):
        path.write_bytes(whole[:length])
        with path.open("rb") as file:
            assert Message.read(file) is None
