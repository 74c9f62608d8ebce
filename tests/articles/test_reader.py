"""Files become articles with stable ids, or are refused under a stated reason."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from wenxun.articles import read_bytes, read_file
from wenxun.articles.file_names import FileNames
from wenxun.errors import ArticleError
from wenxun.models import Article, SkippedInput


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def article_id(path: Path, *, root: Path | None = None) -> str:
    return FileNames().origin(path, root=root).article_id


def reason_of(path: Path, *, max_bytes: int = 1 << 20) -> str:
    with pytest.raises(ArticleError) as caught:
        list(read_file(path, max_bytes=max_bytes))
    assert str(caught.value)
    return caught.value.reason


def test_a_file_is_one_article_with_the_path_below_the_root_as_id(tmp_path: Path) -> None:
    path = write(tmp_path / "历史" / "唐朝.md", "# 唐朝\n\n大一统王朝。")
    (article,) = read_file(path, root=tmp_path)
    assert isinstance(article, Article)
    assert (article.id, article.title, article.source) == ("历史/唐朝", "唐朝", str(path))
    (alone,) = read_file(path)
    assert isinstance(alone, Article)
    assert alone.id == "唐朝"


def test_files_of_one_stem_get_different_ids(tmp_path: Path) -> None:
    paths = [write(tmp_path / name, "文。") for name in ("甲.md", "甲.txt", "甲", "乙.txt", "1.5版.log")]
    assert [article_id(path, root=tmp_path) for path in paths] == ["甲.md", "甲.txt", "甲", "乙", "1.5版.log"]


def test_odd_file_names_give_ids_that_can_be_printed(tmp_path: Path) -> None:
    assert article_id(tmp_path / "甲\n乙\u202e.md", root=tmp_path) == "甲%0A乙%202E"
    assert article_id(tmp_path / "e\u0301.md", root=tmp_path) == "\u00e9"
    article_id(Path(os.fsdecode(b"/a/\xff.md"))).encode("utf-8")


def test_a_title_comes_from_the_first_line_the_lead_or_the_file_name() -> None:
    assert read_bytes("唐朝\n\n大一统王朝。".encode(), "a.txt").title == "唐朝"
    assert read_bytes("这是一句话，不是标题。\n\n又一段。".encode(), "唐_朝.txt").title == "唐 朝"
    assert read_bytes("**唐朝**是[隋朝](../Page/隋朝.md)之后的王朝。".encode(), "a.md").title == "唐朝"
    assert read_bytes("前言**唐朝**是[隋朝](../Page/隋朝.md)之后的王朝。".encode(), "b.md").title == "b"
    assert read_bytes("**注意**：见[隋朝](../Page/隋朝.md)。".encode(), "b.md").title == "b"


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("2020-01-02-春社.md", "春社"),
        ("01-绪论.md", "绪论"),
        ("1.绪论.md", "绪论"),
        ("2-丁醇.md", "2-丁醇"),
        ("3.14.md", "3.14"),
        ("2020-01-02.md", "2020-01-02"),
        ("10 个技巧.md", "10 个技巧"),
        ("(524522)_2002_VE68.md", "(524522) 2002 VE68"),
    ],
)
def test_a_date_or_number_before_the_name_of_a_file_is_no_part_of_its_title(name: str, title: str) -> None:
    assert read_bytes("这是一句话，不是标题。\n\n又一段。".encode(), name).title == title


def test_a_lone_line_is_title_and_text() -> None:
    article = read_bytes("板门店".encode(), "a.txt")
    assert (article.title, article.text) == ("板门店", "板门店")


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        (b" \r\n\t\n", "empty"),
        ("\ufeff".encode(), "empty"),
        (b"\x89PNG\r\n\x1a\n0000", "binary"),
        (b"\x00\x01\x02" * 50, "binary"),
        (b"a" * 2_000_000, "too-large"),
    ],
)
def test_files_that_hold_no_article_are_refused(tmp_path: Path, data: bytes, reason: str) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(data)
    assert reason_of(path) == reason


def test_what_is_not_a_readable_file_is_refused_without_waiting(tmp_path: Path) -> None:
    assert reason_of(tmp_path / "missing.md") == "unreadable"
    assert reason_of(tmp_path) in ("unreadable", "not-a-file")
    pipe = tmp_path / "pipe.md"
    os.mkfifo(pipe)
    assert reason_of(pipe) == "not-a-file"


@pytest.mark.parametrize("name", ["a" * 252 + ".md", "文" * 83 + ".txt"])
def test_a_name_as_long_as_a_disk_allows_is_read(tmp_path: Path, name: str) -> None:
    (article,) = read_file(write(tmp_path / name, "文。"), root=tmp_path)
    assert isinstance(article, Article)
    assert article.id == name.rpartition(".")[0]


def test_bytes_of_a_name_that_are_no_utf8_stand_in_id_and_title_so_that_it_can_be_told(tmp_path: Path) -> None:
    path = tmp_path / os.fsdecode("你好.txt".encode("gb18030"))
    (article,) = read_file(write(path, "文。"), root=tmp_path)
    assert isinstance(article, Article)
    assert article.id == article.title == r"\xc4\xe3\xba\xc3"
    assert read_bytes("文。".encode(), "\ud800.txt").id == r"\ud800"


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything")
def test_a_file_without_permission_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path / "a.md", "文。")
    path.chmod(0)
    assert reason_of(path) == "unreadable"


# --- JSON -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["录.jsonl", "录.json"])
def test_what_else_a_record_states_is_read_as_its_owner_calls_it_and_the_rest_is_kept(
    tmp_path: Path, name: str
) -> None:
    records = [
        {
            "title": "甲",
            "content": "正文。",
            "date": 1526345000,
            "tags": "茶,咖啡",
            "authors": [{"name": "张三"}, "李四"],
        },
        {"标题": "乙", "正文": "正文。", "发布时间": "2018年5月26日 09:30", "标签": ["茶"], "网址": "https://x.org/1"},
        {
            "title": "丙",
            "text": "正文。",
            "published": 1526345000123,
            "views": 12,
            "ok": True,
            "no": None,
            "from": {"n": "报"},
        },
        {"title": "丁", "text": "正文。", "published": False},
    ]
    lines = "\n".join(json.dumps(each, ensure_ascii=False) for each in records)
    path = write(tmp_path / name, lines if name.endswith("l") else f"[{','.join(lines.splitlines())}]")
    first, second, third, draft = read_file(path, root=tmp_path)
    assert isinstance(first, Article) and isinstance(second, Article) and isinstance(third, Article)
    assert (first.title, first.published, first.text) == ("甲", "2018-05-15T00:43:20Z", "正文。")
    assert (first.tags, first.authors) == (("茶", "咖啡"), ("张三", "李四"))
    assert (second.title, second.published, second.tags) == ("乙", "2018-05-26T09:30:00", ("茶",))
    assert (second.url, second.fields) == ("https://x.org/1", {})
    assert (third.published, third.fields) == ("2018-05-15T00:43:20Z", {"views": 12, "ok": "true", "from.n": "报"})
    assert isinstance(draft, SkippedInput) and draft.reason == "draft"


def test_json_lines_are_read_one_by_one_and_bad_ones_are_named(tmp_path: Path) -> None:
    lines = [
        '{"id": "法/第 1 条", "title": "第一条", "text": "为了规范。\\n\\n第二款。", "author": "人"}',
        '{"id": 7, "text": "# 题\\n\\n导言\\n\\n## 节\\n\\n[文](a)"}',
        "",
        "not json",
        '{"title": "没有正文"}',
        '{"id": "空", "text": " "}',
        '{"text": "无号的一条。", "categories": ["甲"], "aliases": ["乙"]}',
        '["text"]',
        '{"id": "\\ud800a\\u0000", "title": "t", "text": "坏\\ud800字"}',
    ]
    path = write(tmp_path / "条文.jsonl", "\n".join(lines))
    found = list(read_file(path, root=tmp_path))
    articles = [item for item in found if isinstance(item, Article)]
    skipped = [item for item in found if isinstance(item, SkippedInput)]
    assert [a.id for a in articles] == ["法/第 1 条", "7", "条文/7", "\ufffda\ufffd"]
    assert [a.title for a in articles] == ["第一条", "题", "条文/7", "t"]
    assert articles[0].sections[0].text == "为了规范。\n\n第二款。"
    assert (articles[0].cleaned, articles[0].authors) == ({}, ("人",))
    assert [s.path for s in articles[1].sections] == [(), ("节",)]
    assert (articles[2].categories, articles[2].aliases) == (("甲",), ("乙",))
    assert articles[3].text == "坏\ufffd字"
    assert {a.format for a in articles} == {"jsonl"}
    assert [(s.path, s.reason) for s in skipped] == [
        (f"{path}:4", "bad-json"),
        (f"{path}:5", "bad-json"),
        (f"{path}:6", "empty"),
        (f"{path}:8", "bad-json"),
    ]


def test_a_record_is_handed_over_before_the_next_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    record = json.dumps({"id": "x", "text": "字" * 1000}).encode() + b"\n"
    path.write_bytes(record * 3000)
    articles = read_file(path, max_bytes=100_000)  # the file is larger than what may be read at once
    assert isinstance(next(articles), Article)
    assert sum(1 for _ in articles) == 2999


def test_a_line_beyond_the_limit_is_named_and_the_next_is_read(tmp_path: Path) -> None:
    long = json.dumps({"id": "长", "text": "字" * 5000}, ensure_ascii=False)
    path = write(tmp_path / "a.jsonl", f'{long}\n{{"id": "短", "text": "字"}}\n')
    found = list(read_file(path, max_bytes=1000))
    assert [(type(item), getattr(item, "reason", "")) for item in found] == [
        (SkippedInput, "too-large"),
        (Article, ""),
    ]


def test_json_lines_are_known_by_content(tmp_path: Path) -> None:
    (article,) = read_file(write(tmp_path / "a.txt", '{"id": "x", "text": "正文"}\n'))
    assert isinstance(article, Article)
    assert article.id == "x"


def test_deep_json_and_other_encodings_in_lines(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    deep = b'{"text": "' + b'", "a": ' + b"[" * 100_000 + b"\n"
    record = json.dumps({"id": "x", "text": "板门店在朝鲜半岛的中部。"}, ensure_ascii=False).encode("gb18030")
    path.write_bytes(deep + record + b"\n")
    bad, good = read_file(path)
    assert isinstance(bad, SkippedInput)
    assert isinstance(good, Article)
    assert good.text == "板门店在朝鲜半岛的中部。"


@pytest.mark.parametrize(
    "dump",
    [
        lambda records: json.dumps(records, ensure_ascii=False, indent=1),
        lambda records: json.dumps(records, ensure_ascii=False),
    ],
)
def test_a_json_document_of_records_is_read(tmp_path: Path, dump: Callable[[object], str]) -> None:
    records = [{"id": "a", "text": "一"}, {"text": "二"}, {"no": "text"}]
    found = list(read_file(write(tmp_path / "d.json", dump(records)), root=tmp_path))
    assert [item.id for item in found if isinstance(item, Article)] == ["a", "d/2"]
    assert [item.reason for item in found if isinstance(item, SkippedInput)] == ["bad-json"]
    assert reason_of(write(tmp_path / "e.json", '{"a": 1}')) == "no-record"
    assert reason_of(write(tmp_path / "f.json", "{")) == "bad-json"


def test_poems_and_classics_in_lines_are_records(tmp_path: Path) -> None:
    poems = [
        {"author": "李白", "title": "静夜思", "paragraphs": ["床前明月光，疑是地上霜。", "举头望明月，低头思故乡。"]},
        {"chapter": "学而篇", "content": ["子曰：学而时习之。", "有子曰。"]},
        {"title": "只存一句：春眠不觉晓", "paragraphs": []},
        {"author": "只有作者", "paragraphs": []},
    ]
    path = write(tmp_path / "诗.json", json.dumps(poems, ensure_ascii=False))
    first, second, third, skipped = read_file(path, root=tmp_path)
    assert isinstance(first, Article) and isinstance(second, Article)
    assert isinstance(third, Article) and isinstance(skipped, SkippedInput)
    assert (first.title, first.authors) == ("静夜思", ("李白",))
    assert first.text == "床前明月光，疑是地上霜。\n举头望明月，低头思故乡。"
    assert (second.title, second.text) == ("学而篇", "子曰：学而时习之。\n有子曰。")
    assert (third.title, third.text) == ("只存一句：春眠不觉晓", "")
