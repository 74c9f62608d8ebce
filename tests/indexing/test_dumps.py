"""MediaWiki exports: what is read of them, and how an interrupted run goes on."""

from __future__ import annotations

import bz2
import gzip
import os
import sys
import tracemalloc
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape, quoteattr

import pytest
import zstandard

from wenxun import Article, ArticleError, SearchEngine, SkippedInput
from wenxun.articles import read_file
from wenxun.articles.dumps import dump, recognition
from wenxun.articles.dumps.dump import DumpPage
from wenxun.articles.file_names import FileNames
from wenxun.articles.source_file import open_source
from wenxun.backends import Backend
from wenxun.indexing import Indexing, chunking
from wenxun.indexing.input_state import InputState

HEAD = """<mediawiki xmlns="http://www.mediawiki.org/xml/export-0.11/" version="0.11" xml:lang="zh">
  <siteinfo><sitename>试</sitename><dbname>zhtest</dbname><case>first-letter</case><namespaces>
    <namespace key="0" case="first-letter" /><namespace key="1" case="first-letter">Talk</namespace>
    <namespace key="10" case="first-letter">Template</namespace>
  </namespaces></siteinfo>
"""


def page(title: str, text: str, *, ns: int = 0, redirect: str = "", model: str = "wikitext") -> str:
    """One page of an export."""
    mark = f"<redirect title={quoteattr(redirect)} />" if redirect else ""
    return (
        f"<page><title>{escape(title)}</title><ns>{ns}</ns><id>7</id>{mark}<revision><id>8</id>"
        f"<contributor><username>title</username><id>9</id></contributor><model>{model}</model>"
        f'<text bytes="{len(text)}" xml:space="preserve">{escape(text)}</text></revision></page>\n'
    )


def redirect(title: str, target: str, *, ns: int = 0) -> str:
    """A page that leads to another."""
    return page(title, f"#REDIRECT [[{target}]]", ns=ns, redirect=target)


def export(path: Path, pages: Iterable[str], *, head: str = HEAD, tail: str = "</mediawiki>\n") -> Path:
    """Write an export, packed as the suffix says; two streams where the format allows."""
    whole = (head + "".join(pages) + tail).encode()
    parts = (whole[: len(head)], whole[len(head) :])
    pack = {
        ".bz2": bz2.compress,
        ".gz": gzip.compress,
        ".zst": zstandard.ZstdCompressor().compress,
    }.get(path.suffix, bytes)
    path.write_bytes(b"".join(pack(part) for part in parts))
    return path


PAGES = (
    redirect("Kyūjō", "鯨魚"),
    page("鯨魚", "'''鯨魚'''住在海裡。{{noteTA|zh-tw:程式;zh-cn:程序}}\n\n== 習性 ==\n牠會唱歌<ref>某書</ref>。\n"),
    page("Talk:鯨魚", "討論", ns=1),
    page("空頁", "  "),
    page("樣式.css", "a { color: red }", model="css"),
    redirect("鲸鱼", "鯨魚"),
    page("貓", "<i>貓</i> &amp; 狗住在家裡。[[Category:動物]]"),
    redirect("海中巨獸", "鲸鱼"),
    redirect("Talk:貓咪", "貓", ns=1),
    redirect("貓咪#一節", "貓#一節"),
)


def read(path: Path, **options: Any) -> tuple[list[Article], list[SkippedInput]]:
    items = list(read_file(path, **options))
    return (
        [item for item in items if isinstance(item, Article)],
        [item for item in items if isinstance(item, SkippedInput)],
    )


def is_dump(path: Path) -> bool:
    with open_source(path, FileNames().origin(path), max_bytes=1 << 20) as file:
        return recognition.sniff(file) is not None


@pytest.mark.parametrize("suffix", [".xml", ".xml.bz2", ".xml.gz", ".xml.zst", ""])
def test_an_export_is_recognised_by_its_content_however_it_is_packed(tmp_path: Path, suffix: str) -> None:
    articles, skipped = read(export(tmp_path / f"pages{suffix}", PAGES))
    assert [article.id for article in articles] == ["zhtest/鯨魚", "zhtest/貓"]
    assert [(item.path, item.reason) for item in skipped] == [
        (f"{tmp_path / f'pages{suffix}'}:空頁", "empty"),
        (f"{tmp_path / f'pages{suffix}'}:樣式.css", "not-wikitext"),
    ]


def test_pages_are_read_as_wikitext(tmp_path: Path) -> None:
    whale, cat = read(export(tmp_path / "a.xml", PAGES))[0]
    assert (whale.title, whale.format) == ("鯨魚", "wikitext")
    assert [(section.heading, section.text) for section in whale.sections] == [
        ("", "鯨魚住在海裡。"),
        ("習性", "牠會唱歌。"),
    ]
    assert cat.sections[0].text == "貓 & 狗住在家裡。"
    assert cat.categories == ("動物",)


def test_redirects_before_and_after_and_in_a_chain_become_aliases(tmp_path: Path) -> None:
    whale, cat = read(export(tmp_path / "a.xml", PAGES))[0]
    assert whale.aliases == ("Kyūjō", "海中巨獸", "鲸鱼")
    assert cat.aliases == ("貓咪#一節",)


def test_redirects_that_lead_in_a_circle_or_nowhere_do_no_harm(tmp_path: Path) -> None:
    pages = [redirect("甲", "乙"), redirect("乙", "甲"), redirect("丙", "丙"), redirect("丁", "无"), page("戊", "鲸鱼")]
    (article,), skipped = read(export(tmp_path / "a.xml", pages))
    assert (article.id, article.aliases, skipped) == ("zhtest/戊", (), [])


def test_an_old_export_says_redirects_and_namespaces_in_the_text_only(tmp_path: Path) -> None:
    text = "<page><title>{}</title><revision><text>{}</text></revision></page>"
    pages = [
        text.format("鲸", "#重定向 [[鲸鱼#生活|他处]]"),
        text.format("Template:鲸鱼", "{{x}}"),
        text.format("鲸鱼", "鲸鱼住在海里。"),
        text.format("比:例", "这个冒号不是名字空间。"),
    ]
    articles, _ = read(export(tmp_path / "a.xml", pages))
    assert [(article.title, article.aliases) for article in articles] == [("鲸鱼", ("鲸",)), ("比:例", ())]


@pytest.mark.parametrize("stated", ["²", "--1", "9" * 5_000, "x", ""])
def test_a_number_of_a_namespace_that_is_none_costs_no_page(tmp_path: Path, stated: str) -> None:
    odd = f'<namespace key="{stated}">怪</namespace></namespaces>'
    text = f"<page><title>甲</title><ns>{stated}</ns><revision><text>文</text></revision></page>"
    articles, skipped = read(export(tmp_path / "a.xml", [text], head=HEAD.replace("</namespaces>", odd)))
    assert ([article.title for article in articles], skipped) == (["甲"], [])


def test_of_several_revisions_the_last_counts(tmp_path: Path) -> None:
    old_and_new = "<page><title>甲</title><ns>0</ns>{}</page>".format(
        "".join(f"<revision><text>{text}</text></revision>" for text in ("旧的说法", "新的说法"))
    )
    assert read(export(tmp_path / "a.xml", [old_and_new]))[0][0].text == "新的说法"


def test_a_page_that_is_too_long_is_named_and_the_others_are_read(tmp_path: Path) -> None:
    pages = [page("长", "鲸" * 5000), page("短", "鱼")]
    articles, skipped = read(export(tmp_path / "a.xml", pages), max_bytes=1000)
    assert [article.title for article in articles] == ["短"]
    assert [item.reason for item in skipped] == ["too-large"]


def test_a_page_that_the_reader_fails_on_costs_that_page_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(draft: Any, text: str) -> None:
        if "鲸" in text:
            raise RecursionError("too deep")

    monkeypatch.setattr(dump, "read_wikitext_into", failing)
    articles, skipped = read(export(tmp_path / "a.xml", [page("甲", "鲸"), page("乙", "鱼")]))
    assert [article.title for article in articles] == ["乙"]
    assert [(item.reason, "RecursionError: too deep" in item.detail) for item in skipped] == [("failed", True)]


def test_more_redirects_than_anyone_needs_are_counted(tmp_path: Path) -> None:
    pages = [page("甲", "鲸鱼"), *(redirect(f"别名{n}", "甲") for n in range(130))]
    (article,), _ = read(export(tmp_path / "a.xml", pages))
    assert len(article.aliases) == 100
    assert article.cleaned["aliases-left-out"] == 30


BOMB = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>\n'
EXTERNAL = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>\n'


@pytest.mark.parametrize("declaration", [BOMB, EXTERNAL, '<!DOCTYPE x SYSTEM "x.dtd">\n'])
def test_entities_are_never_expanded_because_no_document_type_is_read(tmp_path: Path, declaration: str) -> None:
    pages = ["<page><title>甲</title><ns>0</ns><revision><text>&b;</text></revision></page>"]
    path = export(tmp_path / "a.xml", pages, head=declaration + HEAD)
    assert is_dump(path)
    with pytest.raises(ArticleError) as caught:
        list(read_file(path))
    assert caught.value.reason == "unsafe-xml"


def test_a_dump_in_an_encoding_that_nobody_knows_is_refused_by_name(tmp_path: Path) -> None:
    path = tmp_path / "a.xml"
    path.write_bytes(b'<?xml version="1.0" encoding="tf-8"?><mediawiki></mediawiki>')
    with pytest.raises(ArticleError) as caught:
        list(read_file(path))
    assert caught.value.reason == "bad-xml"


@pytest.mark.parametrize("suffix", [".xml", ".xml.bz2", ".xml.gz", ".xml.zst"])
def test_an_export_that_is_cut_off_is_refused_as_a_whole(engine: SearchEngine, tmp_path: Path, suffix: str) -> None:
    path = export(tmp_path / f"a{suffix}", PAGES)
    whole = path.read_bytes()
    for length in (len(whole) - 2, len(whole) * 2 // 3, len(whole) // 2):
        path.write_bytes(whole[:length])
        report = engine.add(path)
        assert [(item.path, item.reason) for item in report.skipped][:1] in (
            [(str(path), "damaged-dump")],
            [(str(path), "bad-xml")],
        )
        assert report.article_count == 0
    path.write_bytes(whole)
    assert engine.add(path).article_count == 2


def test_damage_in_the_middle_is_found_before_anything_is_indexed(engine: SearchEngine, tmp_path: Path) -> None:
    path = export(tmp_path / "a.xml.bz2", PAGES * 50)
    data = bytearray(path.read_bytes())
    data[len(data) * 3 // 4] ^= 0xFF
    path.write_bytes(bytes(data))
    assert [item.reason for item in engine.add(path).skipped] in (["damaged-dump"], ["bad-xml"])


def test_a_text_about_exports_is_an_article_and_no_export(engine: SearchEngine, tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text("# 导出\n\n文件以 `<mediawiki>` 开头。\n", encoding="utf-8")
    assert engine.add(path).article_count == 1


def test_a_text_that_begins_with_many_comments_is_soon_seen_to_be_no_export(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text("<!-- 注 -->\n" * 200 + "# 题\n\n文", encoding="utf-8")
    assert not is_dump(path)


@pytest.mark.parametrize("declaration", [BOMB, EXTERNAL, '<!DOCTYPE x SYSTEM "x.dtd">\n'])
def test_an_export_with_a_document_type_is_refused_by_name(
    engine: SearchEngine, tmp_path: Path, declaration: str
) -> None:
    path = export(tmp_path / "a.xml", PAGES, head=declaration + HEAD)
    assert [item.reason for item in engine.add(path).skipped] == ["unsafe-xml"]


def test_memory_does_not_grow_with_the_number_of_pages(tmp_path: Path) -> None:
    def peak(count: int) -> int:
        path = export(tmp_path / f"{count}.xml.gz", (page(f"第{n}页", "鲸鱼住在海里。" * 60) for n in range(count)))
        tracemalloc.start()
        try:
            with open_source(path, FileNames().origin(path), max_bytes=1 << 20) as file:
                assert sum(isinstance(part, DumpPage) for part in dump.split(file)) == count
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    peak(100)
    assert peak(2000) < peak(500) + 300_000


# --- into an index --------------------------------------------------------------------------------


class StoppedError(Exception):
    """Stands for an interruption."""


def index(engine: SearchEngine, path: Path, *, stop_after: int = 10**9, jobs: int = 1, commit: int = 4) -> Any:
    """Index as ``engine.add`` does, with small commits; an error comes after so many articles."""
    backend: Backend = engine._backend
    written = 0
    writer = backend.writer

    @contextmanager
    def counting(**options: Any) -> Iterator[Any]:
        with writer(**options) as opened:
            put = opened.put

            def counted(prepared: Any, stamps: Any, left_out: Any) -> None:
                nonlocal written
                if written + len(stamps) - len(left_out) > stop_after:
                    raise StoppedError
                written += len(stamps) - len(left_out)
                put(prepared, stamps, left_out)

            opened.put = counted  # type: ignore[method-assign]
            yield opened

    backend.writer = counting  # type: ignore[method-assign]
    try:
        run = Indexing(engine._analyzer, backend, max_bytes=1 << 20, jobs=jobs, commit_articles=commit)
        return run.run([path]), written
    finally:
        backend.writer = writer  # type: ignore[method-assign]


@pytest.fixture
def many_pages(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    monkeypatch.setattr(chunking, "_CHUNK_BYTES", 300)
    return [page(f"第{n}页", f"鲸鱼{n}号住在海里。" * 3) for n in range(40)]


def titles(engine: SearchEngine) -> set[str]:
    return {record.title for record in engine.articles()}


def cirrus_dump(path: Path, pages: list[str]) -> Path:
    """As many pages as a dump of CirrusSearch."""
    lines = [
        f'{{"index":{{"_id":{n}}}}}\n{{"title":"第{n}页","namespace":0,"text":"{"鲸鱼住在海里。" * 4}"}}\n'
        for n in range(len(pages))
    ]
    path.write_bytes(gzip.compress("".join(lines).encode()))
    return path


@pytest.mark.parametrize("jobs", [1, 2])
@pytest.mark.parametrize(("written_by", "name"), [(export, "a.xml.bz2"), (cirrus_dump, "a.json.gz")])
def test_an_interrupted_dump_goes_on_where_it_was(
    disk_engine: SearchEngine,
    tmp_path: Path,
    many_pages: list[str],
    jobs: int,
    written_by: Callable[[Path, list[str]], Path],
    name: str,
) -> None:
    path = written_by(tmp_path / name, many_pages)
    with pytest.raises(StoppedError):
        index(disk_engine, path, stop_after=25, jobs=jobs)
    held = len(titles(disk_engine))
    assert 10 < held <= 25
    report, written = index(disk_engine, path, jobs=jobs)
    assert written == 40 - held
    assert titles(disk_engine) == {f"第{n}页" for n in range(40)}
    assert [item.path for item in report.added] == [str(path)]
    assert disk_engine.add(path).unchanged == (str(path),)
    assert disk_engine.check() == []


def test_a_dump_interrupted_after_its_last_page_is_finished_by_the_next_run(
    disk_engine: SearchEngine, tmp_path: Path, many_pages: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = export(tmp_path / "a.xml", many_pages)
    finish = Indexing._finish

    def failing(self: Indexing, state: InputState) -> None:
        self._writer.commit()
        raise StoppedError

    monkeypatch.setattr(Indexing, "_finish", failing)
    with pytest.raises(StoppedError):
        index(disk_engine, path)
    monkeypatch.setattr(Indexing, "_finish", finish)
    assert len(titles(disk_engine)) == 40
    assert index(disk_engine, path)[1] == 1
    assert disk_engine.add(path).unchanged == (str(path),)
    assert len(titles(disk_engine)) == 40


def test_a_newer_dump_replaces_the_older_and_takes_out_what_has_gone(
    disk_engine: SearchEngine, tmp_path: Path, many_pages: list[str]
) -> None:
    path = export(tmp_path / "a.xml", many_pages)
    index(disk_engine, path)
    newer = [*many_pages[5:], page("新页", "又见鲸鱼。")]
    export(path, newer)
    os.utime(path, (1_900_000_000, 1_900_000_000))
    with pytest.raises(StoppedError):
        index(disk_engine, path, stop_after=20)
    report, written = index(disk_engine, path)
    assert written < 36
    assert [item.path for item in report.updated] == [str(path)]
    assert titles(disk_engine) == {*(f"第{n}页" for n in range(5, 40)), "新页"}
    path.unlink()
    assert disk_engine.add(path, sync=True).removed == (str(path),)
    assert titles(disk_engine) == set()


def test_a_dump_that_was_only_touched_is_unchanged(
    disk_engine: SearchEngine, tmp_path: Path, many_pages: list[str]
) -> None:
    path = export(tmp_path / "a.xml", many_pages)
    disk_engine.add(path)
    os.utime(path, (1_900_000_000, 1_900_000_000))
    assert disk_engine.add(path).unchanged == (str(path),)


def test_a_rebuild_with_a_dump_is_one_transaction(
    disk_engine: SearchEngine, tmp_path: Path, many_pages: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = export(tmp_path / "a.xml", many_pages)
    disk_engine.add(path)
    generation = disk_engine.stats().generation
    report = Indexing(disk_engine._analyzer, disk_engine._backend, max_bytes=1 << 20, commit_articles=4).run(
        [path], rebuild=True
    )
    assert report.article_count == 40
    assert disk_engine.stats().generation == generation + 1


def test_what_a_dump_leaves_out_is_counted(engine: SearchEngine, tmp_path: Path) -> None:
    report = engine.add(export(tmp_path / "a.xml", PAGES))
    assert report.cleaned["redirects"] == 4
    assert report.cleaned["other-namespaces"] == 2
    hits = engine.search("海中巨獸")
    assert [hit.title for hit in hits] == ["鯨魚"]


def test_the_progress_of_a_dump_says_how_far_it_looks_for_redirects(
    engine: SearchEngine, tmp_path: Path, many_pages: list[str]
) -> None:
    names: list[str] = []
    engine.add(export(tmp_path / "a.xml", many_pages), progress=lambda done, total, name: names.append(name))
    assert any("looking for redirects, 100% of 0 MB" in name for name in names)


def test_real_wikitext_reads_the_same_from_an_export_as_from_its_file(shared_data: Path, tmp_path: Path) -> None:
    files = sorted(path for path in (shared_data / "articles" / "wiki_mw").rglob("*") if path.is_file())
    texts = {path.stem: path.read_text(encoding="utf-8") for path in files}
    path = export(tmp_path / "real.xml.bz2", (page(title, text) for title, text in texts.items()))
    articles, skipped = read(path)
    assert len(articles) + len(skipped) == len(texts) >= 10
    for article in articles:
        (alone,) = (item for file in files if file.stem.replace("_", " ") == article.title for item in read(file)[0])
        if alone.format == "wikitext":
            assert article.text == alone.text


def test_zstd_without_its_package_says_what_to_install(
    engine: SearchEngine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = export(tmp_path / "a.xml.zst", PAGES)
    monkeypatch.setitem(sys.modules, "zstandard", None)
    (skipped,) = engine.add(path).skipped
    assert skipped.reason == "needs-zstandard"
    assert f'{sys.executable} -m pip install "wenxun[dumps]"' in skipped.detail  # of this Python, not of another one


def test_the_table_of_redirects_is_on_disk_and_goes_away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []
    connect = dump.sqlite3.connect
    monkeypatch.setattr(dump.sqlite3, "connect", lambda name: opened.append(name) or connect(name))
    read(export(tmp_path / "a.xml", PAGES))
    assert opened == [""]  # SQLite's name for a temporary file of its own
