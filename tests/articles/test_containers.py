"""Which container reads a file: it is asked once, and gets the file opened and its text decoded."""

from __future__ import annotations

import json
import pickle
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wenxun import Article, ArticleError, SearchEngine, SkippedInput
from wenxun.articles import containers, file_names, jsonl, read_bytes, read_file
from wenxun.articles.containers import Container, Pieces, Whole, find_reader
from wenxun.articles.file_names import FileNames
from wenxun.articles.source_file import SourceFile, open_source

RECORDS = [{"id": f"记/{number}", "text": f"第{number}条：鲸鱼住在海里。\u2028又一行"} for number in range(40)]
LINES = "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in RECORDS)


def ids(found: Iterator[Article | SkippedInput]) -> list[str]:
    return [each.id if isinstance(each, Article) else each.reason for each in found]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "gb18030"])
@pytest.mark.parametrize("name", ["a.jsonl", "a.txt", "a"])
def test_json_lines_are_read_in_whatever_encoding_their_shell_wrote_them(
    tmp_path: Path, encoding: str, name: str
) -> None:
    path = tmp_path / name
    path.write_bytes(LINES.encode(encoding))
    assert ids(read_file(path)) == [str(record["id"]) for record in RECORDS]


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_json_lines_of_utf16_are_cut_at_the_same_lines(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, encoding: str
) -> None:
    monkeypatch.setattr(jsonl, "_PIECE_BYTES", 300)
    path = tmp_path / "a.jsonl"
    bad = LINES.replace('"id": "记/7"', '"id": 记/7')
    path.write_bytes(("\ufeff" + bad).encode(encoding))
    found = list(read_file(path))
    assert [each.path for each in found if isinstance(each, SkippedInput)] == [f"{path}:8"]
    assert sum(isinstance(each, Article) for each in found) == 39


@given(st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\n\0"), min_size=1), max_size=20), st.data())
def test_utf16_is_given_as_the_utf8_that_it_means(
    tmp_path_factory: pytest.TempPathFactory, lines: list[str], data: st.DataObject
) -> None:
    path = tmp_path_factory.mktemp("utf16") / "a.txt"
    encoding = data.draw(st.sampled_from(["utf-16", "utf-32"]))
    path.write_bytes("\n".join(lines).encode(encoding))
    with open_source(path, FileNames().origin(path), max_bytes=1 << 20) as file:
        for _ in range(2):  # from the start again
            assert file.utf8_stream().read() == "\n".join(lines).encode()


@pytest.mark.parametrize(
    ("text", "name", "format_name"),
    [
        ('{"title": "甲"}\n\n# 乙\n\n文', "a.md", "markdown"),  # front matter
        ('[{"text": "文"}]', "a.md", "markdown"),
        ('{"text": 这不是 JSON', "a.txt", "text"),
        ("[目录]\n\n文", "a.txt", "text"),
        ('{"id": "x", "text": "文"}\n', "a.md", "jsonl"),
        ('[{"text": "文"}]', "a.log", "jsonl"),
        ('{"text":\n"文"}', "a.json", "jsonl"),
    ],
)
def test_what_begins_like_json_is_read_as_what_it_is(text: str, name: str, format_name: str) -> None:
    assert read_bytes(text.encode(), name).format == format_name


def test_each_container_is_asked_once_and_the_first_that_knows_a_file_reads_it(
    engine: SearchEngine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def never(file: SourceFile) -> None:
        asked.append(file.origin.name)

    def refuse(_: SourceFile) -> Iterator[Article]:
        raise ArticleError("needs-example", 'it needs another package: pip install "wenxun[example]"')

    monkeypatch.setattr(
        containers,
        "_containers",
        [
            Container((".md",), (b"#",), never),
            Container((".odd",), (), lambda _: Whole(refuse)),
            *containers._containers,
        ],
    )
    for name in ("甲.md", "乙.md", "丙.odd", "丁.txt"):
        (tmp_path / name).write_text("# 题\n\n文。", "utf-8")
    report = engine.add(tmp_path)
    assert sorted(asked) == sorted(["甲.md", "乙.md", "丁.txt", "丙.odd"])
    assert [(Path(each.path).name, each.reason) for each in report.skipped] == [("丙.odd", "needs-example")]
    assert "wenxun[example]" in report.skipped[0].detail


@pytest.mark.parametrize("size", [10, 5_000_000])
def test_a_piece_of_a_file_reads_the_same_in_another_process(tmp_path: Path, size: int) -> None:
    path = tmp_path / "a.md"
    path.write_text("# 题\n\n" + "板门店。" * (size // 12), "utf-8")
    with open_source(path, FileNames().origin(path), max_bytes=1 << 26) as file:
        reader = find_reader(file)
        assert isinstance(reader, Whole)
        sent = pickle.dumps(reader.piece(file))
    assert len(sent) < 3_000_000  # a large file does not travel
    assert list(pickle.loads(sent).read(max_bytes=1 << 26)) == list(read_file(path))


def test_an_archive_may_give_articles_and_pieces_in_any_mix(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    article = read_bytes("文。".encode(), "甲")

    def split(file: SourceFile) -> Iterator[Article | SkippedInput | jsonl.Lines]:
        yield article
        yield SkippedInput("a", "bad", "detail")
        yield jsonl.Lines(file.origin, 1, LINES.encode())

    odd = Container((".odd",), (), lambda _: Pieces(split))
    monkeypatch.setattr(containers, "_containers", [odd, *containers._containers])
    (tmp_path / "a.odd").write_bytes(b"x")
    assert ids(read_file(tmp_path / "a.odd"))[:3] == ["甲", "bad", "记/0"]


# --- names ----------------------------------------------------------------------------------------


def test_a_folder_is_listed_once_however_many_files_are_in_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    listed: list[Path] = []
    listing = file_names._listing
    monkeypatch.setattr(file_names, "_listing", lambda folder: listed.append(folder) or listing(folder))
    paths = [tmp_path / folder / f"{number}.md" for folder in ("甲", "乙") for number in range(50)]
    for path in paths:
        path.parent.mkdir(exist_ok=True)
        path.touch()
    names = FileNames()
    assert names.origin(paths[7], root=tmp_path).article_id == "甲/7"
    for path in paths:
        names.origin(path, root=tmp_path)
    assert listed == [tmp_path / "甲", tmp_path / "乙"]


def test_the_path_of_an_article_is_that_below_the_indexed_folder(engine: SearchEngine, tmp_path: Path) -> None:
    for name in ("一/甲.md", "一/深/乙.txt", "二/丙.jsonl"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("文。", "utf-8")
    records = '{"id": "丙", "text": "文"}\n{"id": "丁", "text": "文", "path": "别处/丁.md"}'
    (tmp_path / "二" / "丙.jsonl").write_text(records, "utf-8")

    def paths() -> dict[str, str]:
        found = {record.id: engine.get(record.id) for record in engine.articles()}
        return {name: article.path for name, article in found.items() if article is not None}

    engine.add(tmp_path)
    assert paths() == {
        "一/甲": "一/甲.md",
        "一/深/乙": "一/深/乙.txt",
        "丙": "二/丙.jsonl",
        "丁": "别处/丁.md",
    }
    engine.add(tmp_path / "一", tmp_path / "二", rebuild=True)
    assert paths() == {"甲": "一/甲.md", "深/乙": "一/深/乙.txt", "丙": "二/丙.jsonl", "丁": "别处/丁.md"}
    engine.add(tmp_path / "一" / "甲.md", rebuild=True)
    assert paths() == {"甲": "甲.md"}


def test_a_short_record_is_read_in_the_encoding_of_its_neighbours(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    texts = ["清晨的雾还没有散，码头上已经站满了等船的人。", "机场", "流偿", "霜"]
    lines = "".join(json.dumps({"text": text}, ensure_ascii=False) + "\n" for text in texts)
    path.write_bytes(lines.encode("gb18030"))
    assert [each.text for each in read_file(path) if isinstance(each, Article)] == texts
