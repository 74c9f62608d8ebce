"""Files that hold other files: each article in them is found under its own name, and nothing in them does harm."""

from __future__ import annotations

import bz2
import gzip
import io
import json
import lzma
import sys
import tarfile
import zlib
from collections.abc import Callable, Mapping
from pathlib import Path
from types import ModuleType
from zipfile import ZipFile

import pytest

from wenxun import Article, ArticleError, SearchEngine, SkippedInput
from wenxun.articles import read_bytes, read_file
from wenxun.articles.documents import zip_files

TEXT = "# 渡口\n\n船在清晨离开。\n"


def zstd(data: bytes) -> bytes:
    return pytest.importorskip("zstandard").ZstdCompressor().compress(data)


PACKERS: dict[str, Callable[[bytes], bytes]] = {
    ".gz": gzip.compress,
    ".bz2": bz2.compress,
    ".xz": lzma.compress,
    ".zst": zstd,
}


def found(path: Path, **options: int) -> list[tuple[str, str]]:
    """Id and title of articles, path and reason of what was skipped."""
    return [
        (each.id, each.title) if isinstance(each, Article) else (each.path.removeprefix(f"{path}/"), each.reason)
        for each in read_file(path, **options)
    ]


# --- packed texts ---------------------------------------------------------------------------------


@pytest.mark.parametrize("suffix", PACKERS)
def test_a_packed_text_is_read_under_the_name_of_what_is_packed(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"渡口.md{suffix}"
    path.write_bytes(PACKERS[suffix](TEXT.encode()))
    (article,) = read_file(path)
    assert isinstance(article, Article)
    assert (article.id, article.title, article.format) == (f"渡口.md{suffix}", "渡口", "markdown")
    assert article.text == "船在清晨离开。"


@pytest.mark.parametrize("suffix", PACKERS)
def test_packed_json_lines_are_read_a_line_at_a_time(tmp_path: Path, suffix: str) -> None:
    lines = "".join(json.dumps({"id": f"记{n}", "text": f"第{n}条"}) + "\n" for n in range(3000))
    path = tmp_path / f"a.jsonl{suffix}"
    path.write_bytes(PACKERS[suffix](lines.encode()))
    assert [each[0] for each in found(path, max_bytes=1000)] == [f"记{n}" for n in range(3000)]


def test_a_packed_document_and_a_packed_page_are_read(documents: ModuleType, tmp_path: Path) -> None:
    document = documents.docx(documents.docx_paragraph("文。"))
    assert read_bytes(gzip.compress(document), "a.docx.gz").format == "docx"
    assert read_bytes(lzma.compress(b"<html><body><p>\xe6\x96\x87</p></body></html>"), "a.html.xz").format == "html"


@pytest.mark.parametrize("suffix", PACKERS)
def test_what_is_cut_off_or_damaged_is_named(tmp_path: Path, suffix: str) -> None:
    whole = PACKERS[suffix](TEXT.encode() * 50)
    for data in (whole[: len(whole) // 2], whole[:8] + b"\xff" * 9 + whole[17:]):
        with pytest.raises(ArticleError) as caught:
            read_bytes(data, f"a.md{suffix}")
        assert caught.value.reason in ("damaged", "empty")


@pytest.mark.parametrize("suffix", PACKERS)
def test_a_packed_mountain_is_refused_before_it_is_unpacked(
    tmp_path: Path, suffix: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(zip_files, "_SMALL_BYTES", 100_000)
    monkeypatch.setattr(zip_files, "_MOST_TIMES", 2)
    for name, content in (("a.txt", b"a " * 500_000), ("a.jsonl", b'{"text": "a"}\n' * 50_000)):
        path = tmp_path / f"{name}{suffix}"
        path.write_bytes(PACKERS[suffix](content))
        with pytest.raises(ArticleError) as caught:
            list(read_file(path))
        assert caught.value.reason == "too-large"


def test_archives_within_packed_files_are_refused_by_name(documents: ModuleType) -> None:
    archive = documents.zipped({"a.md": TEXT})
    for data, name in ((gzip.compress(gzip.compress(b"a")), "a.gz.gz"), (bz2.compress(archive), "a.zip.bz2")):
        with pytest.raises(ArticleError) as caught:
            read_bytes(data, name)
        assert caught.value.reason == "nested-archive"
    for data, name in (
        (documents.zipped({"b.tar": tarred({"a.md": TEXT})}), "a.zip"),
        (tarred({"b.tar.gz": gzip.compress(tarred({"a.md": TEXT}))}), "a.tar"),
        (tarred({"b.zip": archive}), "a.tar"),
    ):
        with pytest.raises(ArticleError) as caught:
            read_bytes(data, name)
        assert caught.value.reason == "nested-archive"


# --- tar files ------------------------------------------------------------------------------------


def tarred(parts: Mapping[str, str | bytes], *, form: int = tarfile.GNU_FORMAT, encoding: str = "utf-8") -> bytes:
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w", format=form, encoding=encoding) as archive:
        for name, content in parts.items():
            data = content.encode() if isinstance(content, str) else content
            member = tarfile.TarInfo(name)
            member.size = len(data)
            archive.addfile(member, io.BytesIO(data))
    return stream.getvalue()


@pytest.mark.parametrize("form", [tarfile.GNU_FORMAT, tarfile.PAX_FORMAT, tarfile.USTAR_FORMAT])
@pytest.mark.parametrize("suffix", ["", *PACKERS])
def test_each_file_in_a_tar_file_is_an_article_packed_or_not(
    documents: ModuleType, tmp_path: Path, suffix: str, form: int
) -> None:
    parts = {
        "./甲.md": TEXT,
        "夹/乙.txt": "乙的正文。",
        "夹/丙.docx": documents.docx(documents.docx_paragraph("丙。")),
        "录.jsonl": '{"text": "一"}\n{"text": "二", "id": "名"}\n',
        "图.png": b"\x89PNG\r\n\x1a\n",
        "空.md": "",
        "._甲.md": "x",
        "里.zip": documents.zipped({"a.md": TEXT}),
        "../外.md": "# 外\n\n文。",
        "程序.py": "x = 1",
    }
    path = tmp_path / f"文集.tar{suffix}"
    path.write_bytes(PACKERS.get(suffix, bytes)(tarred(parts, form=form)))
    assert found(path) == [
        (f"{path.name}/甲.md", "渡口"),
        (f"{path.name}/夹/乙.txt", "乙"),
        (f"{path.name}/夹/丙.docx", "丙"),
        (f"{path.name}/录.jsonl/1", "一"),
        ("名", "二"),
        ("图.png", "picture"),
        ("空.md", "empty"),
        ("._甲.md", "hidden"),
        ("里.zip", "nested-archive"),
        (f"{path.name}/外.md", "外"),
        ("程序.py", "code"),
    ]


def test_a_tar_file_may_have_any_name_and_names_in_gbk(tmp_path: Path) -> None:
    for name in ("a.tgz", "a.gz", "a"):
        path = tmp_path / name
        data = tarred({"目录/渡口的船.md": TEXT, "目录/" + "长" * 60 + ".md": TEXT}, encoding="gbk")
        path.write_bytes(gzip.compress(data) if "g" in name else data)
        ids = [each[0] for each in found(path)]
        assert ids == [f"{name}/目录/渡口的船.md", f"{name}/目录/{'长' * 60}.md"]


def test_links_folders_and_devices_of_a_tar_file_are_no_articles(tmp_path: Path) -> None:
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w") as archive:
        for kind in (tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.DIRTYPE, tarfile.CHRTYPE, tarfile.FIFOTYPE):
            member = tarfile.TarInfo(f"{kind.decode()}.md")
            member.type, member.linkname = kind, "/etc/passwd"
            archive.addfile(member)
    path = tmp_path / "a.tar"
    path.write_bytes(stream.getvalue())
    assert found(path) == []


def test_a_tar_file_that_is_cut_off_damaged_or_a_mountain_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.tar"
    whole = tarred({"甲.md": TEXT, "乙.md": TEXT * 900})
    path.write_bytes(whole[:3000])
    assert found(path) == [("a.tar/甲.md", "渡口"), ("乙.md", "damaged"), (f"{path}:3", "damaged")]
    for data in (b"x" * 257 + b"ustar\x00" + b"\0" * 600, whole[:400]):
        path.write_bytes(data)
        with pytest.raises(ArticleError):
            list(read_file(path))
    monkeypatch.setattr(zip_files, "_SMALL_BYTES", 100_000)
    monkeypatch.setattr(zip_files, "_MOST_TIMES", 2)
    path.write_bytes(gzip.compress(tarred({"a.txt": b"a " * 500_000})))
    with pytest.raises(ArticleError) as caught:
        list(read_file(path))
    assert caught.value.reason == "too-large"


# --- ZIP files ------------------------------------------------------------------------------------


def test_each_file_in_a_zip_file_is_an_article(documents: ModuleType, tmp_path: Path) -> None:
    path = tmp_path / "文集.zip"
    parts = {
        "甲.md": TEXT,
        "夹/乙.txt": "乙的正文。",
        "夹/丙.docx": documents.docx(documents.docx_paragraph("丙。")),
        "录.jsonl": '{"text": "一"}\n{"text": "二", "id": "名"}\n',
        "图.png": b"\x89PNG\r\n\x1a\n",
        "空.md": "",
        "__MACOSX/._甲.md": "x",
        ".git/a.md": "x",
        "里.zip": documents.zipped({"a.md": TEXT}),
        "里.gz": gzip.compress(b"a"),
    }
    path.write_bytes(documents.zipped(parts))
    assert found(path) == [
        ("文集.zip/甲.md", "渡口"),
        ("文集.zip/夹/乙.txt", "乙"),
        ("文集.zip/夹/丙.docx", "丙"),
        ("文集.zip/录.jsonl/1", "一"),
        ("名", "二"),
        ("图.png", "picture"),
        ("空.md", "empty"),
        ("__MACOSX/._甲.md", "hidden"),
        (".git/a.md", "hidden"),
        ("里.zip", "nested-archive"),
        ("里.gz", "nested-archive"),
    ]


@pytest.mark.parametrize("name", ["笔记.ziw", "网页.maff", "书.htmlz"])
def test_of_a_page_that_a_program_saved_as_a_zip_file_the_page_alone_is_an_article(
    name: str, documents: ModuleType, tmp_path: Path
) -> None:
    path = tmp_path / name
    page = "<title>渡口</title><p>船来了。</p>"
    about = dict.fromkeys(("metadata.opf", "index.rdf"), "<metadata><title>渡口</title></metadata>")
    path.write_bytes(documents.zipped({"1/index.html": page, "1/index_files/a.js": "x", **about}))
    assert found(path) == [
        (f"{name}/1/index.html", "渡口"),
        ("1/index_files/a.js", "code"),
        ("metadata.opf", "data"),
        ("index.rdf", "data"),
    ]


def test_articles_of_a_zip_file_are_indexed_found_and_taken_out_with_it(
    engine: SearchEngine, documents: ModuleType, tmp_path: Path
) -> None:
    path = tmp_path / "文集.zip"
    path.write_bytes(documents.zipped({"甲.md": TEXT, "乙.md": "集市在城南。", "大.txt": "长句。" * 300_000}))
    report = engine.add(tmp_path)
    assert set(report.added[0].article_ids) == {"文集.zip/甲.md", "文集.zip/乙.md", "文集.zip/大.txt"}
    assert [hit.id for hit in engine.search("集市")] == ["文集.zip/乙.md"]
    path.write_bytes(documents.zipped({"甲.md": TEXT}))
    engine.add(tmp_path)
    assert not engine.search("集市").hits


def test_names_in_a_zip_file_are_those_that_its_owner_gave_and_lead_nowhere_else(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with ZipFile(path, "w") as archive:
        for name in ("../../甲.md", "/etc/乙.md", "夹\\丙.md", "./丁.md", "夹/../丁.md", "..", "a\nb.md"):
            archive.writestr(name, "# 题\n\n文。")
    ids = [each[0] for each in found(path)]
    assert ids == [
        "a.zip/甲.md",
        "a.zip/etc/乙.md",
        "a.zip/夹/丙.md",
        "a.zip/丁.md",
        "丁.md",
        "a.zip/-",
        "a.zip/a%0Ab.md",
    ]
    assert [each.name for each in tmp_path.iterdir()] == ["a.zip"]


def test_names_that_windows_wrote_in_its_own_encoding_are_read(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    stand_in = "x" * len("文章目录/渡口.md".encode("gbk"))
    with ZipFile(path, "w") as archive:
        archive.writestr(stand_in, TEXT)
    path.write_bytes(path.read_bytes().replace(stand_in.encode(), "文章目录/渡口.md".encode("gbk")))
    assert found(path) == [("a.zip/文章目录/渡口.md", "渡口")]


def test_encrypted_damaged_and_huge_files_in_a_zip_file_are_named_and_the_others_read(
    documents: ModuleType, tmp_path: Path
) -> None:
    path = tmp_path / "a.zip"
    with ZipFile(path, "w") as archive:
        for name in ("甲.md", "乙.md", "丙.md"):
            archive.writestr(name, f"# {name[0]}\n\n文文文文。")
    data = bytearray(path.read_bytes())
    directory = data.rindex(b"PK\x01\x02", 0, data.index("乙.md".encode(), data.index(b"PK\x01\x02")))
    data[directory + 8] |= 1
    data[data.index("# 丙".encode()) + 9] ^= 1
    path.write_bytes(data)
    assert found(path) == [("a.zip/甲.md", "甲"), ("乙.md", "encrypted"), ("丙.md", "damaged")]
    path.write_bytes(documents.zipped({"大.txt": b"a " * 40_000, "小.md": TEXT}))
    assert found(path, max_bytes=10_000) == [("大.txt", "too-large"), ("a.zip/小.md", "渡口")]


def test_a_zip_bomb_of_many_parts_is_stopped_by_what_they_come_to(
    documents: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(zip_files, "_SMALL_BYTES", 100_000)
    monkeypatch.setattr(zip_files, "_MOST_TIMES", 2)
    path = tmp_path / "a.zip"
    path.write_bytes(documents.zipped({f"{n}.txt": b"a " * 10_000 for n in range(60)}))
    reasons = [each.reason for each in read_file(path) if isinstance(each, SkippedInput)]
    assert len(reasons) > 50
    assert set(reasons) == {"too-large"}


def test_files_of_programs_are_no_archives_of_articles(documents: ModuleType) -> None:
    for name in ("a.jar", "a.apk", "a.whl"):
        with pytest.raises(ArticleError) as caught:
            read_bytes(documents.zipped({"a.md": TEXT}), name)
        assert caught.value.reason == "binary"


# --- web archives ---------------------------------------------------------------------------------


@pytest.mark.parametrize("is_packed", [True, False])
def test_each_page_of_a_web_archive_is_an_article_with_its_address(
    documents: ModuleType, tmp_path: Path, is_packed: bool
) -> None:
    pytest.importorskip("warcio")
    page = "<html><head><title>{0}</title></head><body><h1>{0}</h1><p>{0}的正文。</p></body></html>"
    path = tmp_path / ("a.warc.gz" if is_packed else "a.warc")
    pages = {
        "https://example.org/甲": ("text/html; charset=utf-8", page.format("甲").encode()),
        "https://example.org/b.png": ("image/png", b"\x89PNG"),
        "https://example.org/乙.html": ("text/html", page.format("乙").encode("gb18030")),
        "https://example.org/空": ("text/html", b""),
    }
    path.write_bytes(documents.warc(pages, is_packed=is_packed))
    articles = [each for each in read_file(path) if isinstance(each, Article)]
    assert [(each.title, each.url) for each in articles] == [
        ("甲", "https://example.org/甲"),
        ("乙", "https://example.org/乙.html"),
    ]
    assert articles[0].id == f"{path.name if is_packed else 'a'}/example.org/甲"
    assert [each.reason for each in read_file(path) if isinstance(each, SkippedInput)] == ["empty"]
    path.write_bytes(path.read_bytes()[:-30])  # cut off while it was written
    assert [each.title for each in read_file(path) if isinstance(each, Article)] == ["甲", "乙"]


def record(address: str, answer: bytes) -> bytes:
    head = f"WARC/1.1\r\nWARC-Type: response\r\nWARC-Target-URI: {address}\r\nContent-Type: application/http\r\n"
    return f"{head}Content-Length: {len(answer)}\r\n\r\n".encode() + answer + b"\r\n\r\n"


def chunked(data: bytes) -> bytes:
    pieces = (data[at : at + 7] for at in range(0, len(data), 7))
    return b"".join(f"{len(piece):x}\r\n".encode() + piece + b"\r\n" for piece in pieces) + b"0\r\n\r\n"


def deflated(data: bytes) -> bytes:
    """As some servers send it: without the head that zlib writes."""
    return zlib.compress(data)[2:-4]


@pytest.mark.parametrize(
    ("head", "sent"),
    [
        ("", bytes),
        ("Transfer-Encoding: chunked", chunked),
        ("Transfer-Encoding: Chunked ", chunked),
        ("Transfer-Encoding: chunked", bytes),  # some recorders write the body plain and leave the head
        ("Content-Encoding: gzip", gzip.compress),
        ("Content-Encoding: GZIP", gzip.compress),
        ("Content-Encoding: gzip", bytes),
        ("Content-Encoding: deflate", zlib.compress),
        ("Content-Encoding: deflate", deflated),
        ("Content-Encoding: identity", bytes),
        ("Transfer-Encoding: chunked\r\nContent-Encoding: gzip", lambda data: chunked(gzip.compress(data))),
    ],
)
def test_an_answer_is_unpacked_as_it_was_sent(tmp_path: Path, head: str, sent: Callable[[bytes], bytes]) -> None:
    pytest.importorskip("warcio")
    body = sent("<html><head><title>渡口</title></head><body><p>雾还没有散。</p></body></html>".encode())
    answer = (
        f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n{head}\r\n".encode().replace(b"\r\n\r\n", b"\r\n") + b"\r\n"
    )
    path = tmp_path / "a.warc"
    path.write_bytes(record("https://a.example/甲", answer + body))
    assert [(a.title, a.text) for a in read_file(path) if isinstance(a, Article)] == [("渡口", "雾还没有散。")]


@pytest.mark.parametrize("chunks", [False, True])
def test_an_answer_that_was_packed_with_brotli_is_read_as_far_as_it_goes(tmp_path: Path, chunks: bool) -> None:
    pytest.importorskip("warcio")
    brotli = pytest.importorskip("brotli", "1.2")
    path = tmp_path / "a.warc"
    packed = brotli.compress(f"<title>渡口</title><p>{''.join(f'第{i}艘船开了。' for i in range(9000))}</p>".encode())
    bodies = [packed, packed[: len(packed) // 2], "<title>平</title><p>没有打包。</p>".encode()]
    for number, body in enumerate(bodies):
        head = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: BR\r\n"
        head += "Transfer-Encoding: chunked\r\n\r\n" if chunks else "\r\n"
        with path.open("ab") as archive:
            archive.write(record(f"https://a.example/{number}", head.encode() + (chunked(body) if chunks else body)))
    whole, half, plain = [each for each in read_file(path) if isinstance(each, Article)]
    assert (whole.title, whole.text[-10:], plain.text) == ("渡口", "第8999艘船开了。"[-10:], "没有打包。")
    assert half.text[:9] == "第0艘船开了。第1"


def test_a_bomb_of_brotli_is_named_and_takes_no_memory(tmp_path: Path) -> None:
    pytest.importorskip("warcio")
    brotli = pytest.importorskip("brotli", "1.2")
    packer = brotli.Compressor(quality=5)
    bomb = b"".join(packer.process(bytes(1 << 20)) for _ in range(200)) + packer.finish()
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: br\r\n\r\n"
    path = tmp_path / "a.warc"
    path.write_bytes(record("https://a.example/", head + bomb))
    (skipped,) = read_file(path, max_bytes=5_000_000)
    assert isinstance(skipped, SkippedInput)
    assert skipped.reason == "too-large"


@pytest.mark.parametrize(
    ("packing", "reason", "says"), [("br", "needs-brotli", "wenxun[warc]"), ("compress", "not-text", "compress")]
)
def test_an_answer_that_cannot_be_unpacked_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, packing: str, reason: str, says: str
) -> None:
    pytest.importorskip("warcio")
    monkeypatch.setitem(sys.modules, "brotli", None)
    answer = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: {packing}\r\n\r\n".encode() + b"\x8b\x05"
    path = tmp_path / "a.warc"
    path.write_bytes(record("https://a.example/甲", answer))
    (skipped,) = read_file(path)
    assert isinstance(skipped, SkippedInput)
    assert (skipped.path, skipped.reason) == (f"{path}/a.example/甲", reason)
    assert says in skipped.detail


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, lzma.compress])
def test_a_web_archive_may_be_packed_as_a_whole(tmp_path: Path, pack: Callable[[bytes], bytes]) -> None:
    pytest.importorskip("warcio")
    answer = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<title>\xe7\x94\xb2</title><p>\xe6\x96\x87"
    path = tmp_path / "a.warc.gz"
    path.write_bytes(pack(record("https://a.example/1", answer) + record("https://a.example/2", answer)))
    assert [a.url for a in read_file(path) if isinstance(a, Article)] == ["https://a.example/1", "https://a.example/2"]


def test_documents_in_a_web_archive_are_read_and_what_is_no_page_is_passed_over(
    documents: ModuleType, tmp_path: Path
) -> None:
    pytest.importorskip("warcio")
    word = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    pages = {
        "https://a.example/get?id=1": (word, documents.docx(documents.docx_paragraph("渡口的文件。"))),
        "https://a.example/x.js": ("text/javascript", b"var a"),
        "https://a.example/坏": (word, b"PK\x03\x04"),
    }
    path = tmp_path / "a.warc"
    path.write_bytes(documents.warc(pages, is_packed=False))
    assert [each.text if isinstance(each, Article) else each.reason for each in read_file(path)] == [
        "渡口的文件。",
        "damaged",
    ]


def test_a_record_that_lacks_its_address_is_named_and_those_before_it_are_read(tmp_path: Path) -> None:
    pytest.importorskip("warcio")
    answer = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<h1>渡口</h1><p>清晨。".encode()
    damaged = record("http://a.example/2", answer).replace(b"WARC-Target-URI: http://a.example/2\r\n", b"")
    path = tmp_path / "a.warc"
    path.write_bytes(record("http://a.example/1", answer) + damaged)
    read = [each.title if isinstance(each, Article) else each.reason for each in read_file(path)]
    assert read == ["渡口", "damaged"]
    path.write_bytes(damaged)
    with pytest.raises(ArticleError):
        list(read_file(path))


def test_names_in_gbk_that_happen_to_be_utf_8_are_read_as_chinese(documents: ModuleType, tmp_path: Path) -> None:
    name = "目录/水.md".encode("gbk")
    packed = documents.zipped({"x" * len(name): "# 水\n\n文。\n"}).replace(b"x" * len(name), name)
    path = tmp_path / "甲.zip"
    path.write_bytes(packed)
    assert found(path) == [("甲.zip/目录/水.md", "水")]
