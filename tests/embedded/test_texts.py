"""Stored text comes back to the letter, original and folded, whatever characters are in it."""

from __future__ import annotations

import json
import zlib
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wenxun.backends.embedded.format.article_ids import ArticleIds
from wenxun.backends.embedded.format.container import ArrayFile, ArrayFileWriter
from wenxun.backends.embedded.format.records import entry_part, pack_records, unpacked, whole_record
from wenxun.backends.embedded.format.texts import COLUMNS, Texts
from wenxun.backends.embedded.write.text_coding import code_texts
from wenxun.backends.embedded.write.text_copying import TextCopier
from wenxun.backends.embedded.write.text_writer import AlphabetFullError, TextWriter
from wenxun.errors import IndexDamagedError

RECORD = whole_record({})
ODD = [
    "",
    "\0",
    "a\0b",
    "\ud800",
    "\udfff\ud800",
    "\ud83d\ude00",
    "𠀀龘𪜀",
    "㎞½ﬁ",
    "İ",
    "\U0010ffff",
    "程式 程式",
    "达·芬·奇",
    "·程·式½·",
    "公式",
]
ANY_TEXT = st.sampled_from(ODD) | st.text(st.characters(exclude_categories=()), max_size=20)
ARTICLES = st.lists(st.tuples(ANY_TEXT, st.lists(ANY_TEXT, min_size=1, max_size=3)), min_size=1, max_size=6)


def folded(text: str) -> str:
    """Some folding: most characters alike everywhere, some by what follows, one into two; joints are left out."""
    return text.replace("·", "").replace("程式", "程序").replace("½", "12").lower()


def joints(texts: list[str]) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
    """Number of the text and place in it of every joint."""
    found = [(number, place) for number, text in enumerate(texts) for place, sign in enumerate(text) if sign == "·"]
    numbers, places = zip(*found, strict=True) if found else ((), ())
    return np.array(numbers, np.int64), np.array(places, np.int64)


def write(path: Path, articles: list[tuple[str, list[str]]], *, wide: bool = False, batch: int = 2) -> Texts:
    """Texts of articles: (title, bodies). The id is the title with a number."""
    with ArrayFileWriter(path, "texts") as file:
        writer = TextWriter(file, wide=wide)
        for start in range(0, len(articles), batch):
            part = articles[start : start + batch]
            originals = {
                "title": [title for title, _ in part],
                "heading": [body[::-1] for _, bodies in part for body in bodies],
                "body": [body for _, bodies in part for body in bodies],
            }
            ids = [f"{title}{start + i}" for i, (title, _) in enumerate(part)]
            writer.add(
                ArticleIds.of(ids),
                np.array([len(bodies) for _, bodies in part]),
                pack_records(ids, [{"title": title, "links": [[title] * 20]} for title, _ in part]),
                code_texts(
                    originals,
                    {name: [folded(text) for text in texts] for name, texts in originals.items()},
                    {name: joints(texts) for name, texts in originals.items()},
                ),
            )
        writer.close({})
    return Texts(ArrayFile(path, "texts"))


@given(ARTICLES, st.booleans())
def test_texts_come_back_to_the_letter(
    tmp_path_factory: pytest.TempPathFactory, articles: list[tuple[str, list[str]]], wide: bool
) -> None:
    texts = write(tmp_path_factory.mktemp("texts") / "file", articles, wide=wide)
    bodies = [body for _, bodies in articles for body in bodies]
    assert texts.of("title", range(len(articles))) == [title for title, _ in articles]
    assert texts.of("body", range(len(bodies))) == bodies
    assert texts.of("heading", range(len(bodies))) == [body[::-1] for body in bodies]
    assert [texts.folded("body", i) for i in range(len(bodies))] == [folded(body) for body in bodies]
    for number, (title, _) in enumerate(articles):
        assert texts.article_id(number) == f"{title}{number}"
        assert texts.find_article(f"{title}{number}") == [number]
        assert texts.record(number) == RECORD | {"title": title, "links": [[title] * 20]}
    assert texts.find_article("no such id") == []


@given(st.lists(st.tuples(ARTICLES, st.booleans()), min_size=1, max_size=3), st.data())
def test_articles_copied_from_several_segments_come_back_to_the_letter(
    tmp_path_factory: pytest.TempPathFactory,
    sources: list[tuple[list[tuple[str, list[str]]], bool]],
    data: st.DataObject,
) -> None:
    folder = tmp_path_factory.mktemp("texts")
    copied: list[tuple[str, str, list[str]]] = []
    with ArrayFileWriter(folder / "copy", "texts") as file:
        writer = TextWriter(file, wide=any(wide for _, wide in sources))
        for number, (articles, wide) in enumerate(sources):
            kept = sorted(data.draw(st.sets(st.sampled_from(range(len(articles))), min_size=1)))
            copy(write(folder / str(number), articles, wide=wide), kept, writer)
            copied += [(f"{articles[place][0]}{place}", *articles[place]) for place in kept]
        writer.close({})
    texts = Texts(ArrayFile(folder / "copy", "texts"))
    bodies = [body for _, _, bodies in copied for body in bodies]
    assert [texts.article_id(i) for i in range(texts.article_count)] == [article_id for article_id, _, _ in copied]
    assert texts.of("title", range(texts.article_count)) == [title for _, title, _ in copied]
    assert [texts.record(i)["title"] for i in range(texts.article_count)] == [title for _, title, _ in copied]
    assert texts.of("body", range(texts.row_count)) == bodies
    assert [texts.folded("body", i) for i in range(texts.row_count)] == [folded(body) for body in bodies]
    assert texts.of("heading", range(texts.row_count)) == [body[::-1] for body in bodies]
    for number, (article_id, _, _) in enumerate(copied):
        assert number in texts.find_article(article_id)


def copy(source: Texts, kept: list[int], writer: TextWriter) -> None:
    """Copy some articles of a segment into another one."""
    articles = np.array(kept)
    spans = [range(*source.article_rows[place : place + 2].tolist()) for place in kept]
    rows = np.array([row for span in spans for row in span])
    copier = TextCopier(source._file)
    ids = copier.ids(articles)
    texts = copier.texts({"title": articles, "heading": rows, "body": rows})
    writer.add(ids, np.array(list(map(len, spans))), copier.records(articles, ids), texts)


@given(ARTICLES, st.data())
def test_a_phrase_is_held_where_it_stands_in_the_folded_text(
    tmp_path_factory: pytest.TempPathFactory, articles: list[tuple[str, list[str]]], data: st.DataObject
) -> None:
    articles = articles * data.draw(st.sampled_from([1, 12]))  # few texts are searched in another way than many
    texts = write(tmp_path_factory.mktemp("texts") / "file", articles)
    bodies = [folded(body) for _, bodies in articles for body in bodies]
    piece = data.draw(st.sampled_from(bodies))
    start = data.draw(st.integers(0, len(piece)))
    phrase = piece[start : start + data.draw(st.integers(1, 5))] or data.draw(
        st.sampled_from(["程序", "无", "a", "\0"])
    )
    numbers = np.array(sorted(data.draw(st.sets(st.sampled_from(range(len(bodies))), min_size=1))))
    phrases = [phrase, *data.draw(st.lists(st.sampled_from(["程序", "无", "公司", "7"]), max_size=2))]
    has_run = texts.containing("body", numbers, *phrases)
    assert has_run.tolist() == [any(each in bodies[number] for each in phrases) for number in numbers]


def test_a_character_that_folds_in_another_way_in_a_later_batch_is_no_matter(tmp_path: Path) -> None:
    texts = write(tmp_path / "file", [("程式", ["程式"]), ("公式", ["公式½", "公", "式"])], batch=1)
    assert [texts.folded("body", i) for i in range(4)] == ["程序", "公式12", "公", "式"]
    assert [texts.folded("title", i) for i in range(2)] == ["程序", "公式"]
    assert texts.containing("body", np.arange(4), "式").tolist() == [False, True, False, True]


def test_more_than_65536_different_characters_need_a_wide_segment(tmp_path: Path) -> None:
    everything = "".join(map(chr, range(0x20, 0x20 + 70_000)))
    articles = [("表", [everything, everything[::-1]])]
    with pytest.raises(AlphabetFullError):
        write(tmp_path / "narrow", articles)
    texts = write(tmp_path / "wide", articles, wide=True)
    assert texts.of("body", [0])[0] == everything
    assert texts.folded("body", 1) == folded(everything[::-1])
    assert texts.containing("body", np.array([0, 1]), folded(everything[60_000:60_003])).tolist() == [True, False]


@pytest.mark.parametrize(
    "array", ["body", "body_crc", "title", "alphabet", "id_text", "record_blocks", "record_articles", "form_blocks"]
)
def test_damaged_text_never_comes_out(tmp_path: Path, array: str) -> None:
    path = tmp_path / "file"
    write(path, [("甲", ["一二三"]), ("乙", ["四五六"])])
    whole = path.read_bytes()
    file = ArrayFile(path, "texts")
    offset, _, _, _ = file._entries[array]
    size = file.array_bytes(array)
    del file
    for place in range(offset, offset + size):
        damaged = bytearray(whole)
        damaged[place] ^= 1
        path.write_bytes(damaged)
        outcome = everything_in(path)
        assert outcome is None or outcome == (["甲", "乙"], ["一二三", "四五六"], ["甲", "乙"])
    path.write_bytes(whole)
    assert everything_in(path) is not None


@pytest.mark.parametrize("place", range(4))
@pytest.mark.parametrize("forged", [1 << 63, 1 << 62, 100])
def test_texts_that_end_outside_their_column_are_named_and_never_read(tmp_path: Path, place: int, forged: int) -> None:
    texts = write(tmp_path / "file", [("甲", ["一二三", "四五六", "七八九", "十百千"])])
    ends = texts._file["body_ends"].astype(np.uint64)
    ends[place] = forged
    texts._file._views["body_ends"] = ends
    starts_there = forged == 1 << 63  # a negative number: the next text starts before its column
    numbers = np.array([min(place + starts_there, 3)])
    with pytest.raises(IndexDamagedError):
        texts.containing("body", numbers, "七八")
    with pytest.raises(IndexDamagedError):
        texts.stretches_containing(numbers, np.array([0]), np.array([2]), "七八")


def everything_in(path: Path) -> tuple[list[str], list[str], list[str]] | None:
    """Titles, bodies and titles in records of two articles; ``None`` where damage is named."""
    try:
        texts = Texts(ArrayFile(path, "texts"))
        return (
            texts.of("title", range(2)),
            texts.of("body", range(2)),
            [texts.record(i)["title"] for i in range(2)],
        )
    except IndexDamagedError:
        return None


def test_every_column_is_written(tmp_path: Path) -> None:
    texts = write(tmp_path / "file", [("", [""])])
    assert [texts.of(name, [0]) for name in COLUMNS] == [[""], [""], [""]]


def test_records_that_were_packed_in_one_line_are_read() -> None:
    written = [["甲", {"title": "一,\n二"}], 0, ["丙", {"title": "三"}]]
    block = zlib.compress(json.dumps(written, ensure_ascii=False).encode())
    parts = [("甲", {"title": "一,\n二"}), (None, {}), ("丙", {"title": "三"})]
    assert list(map(entry_part, unpacked(block, 3))) == parts
    packed = pack_records(["甲", "乙", "丙"], [part for _, part in parts])["record"].blocks[0]
    assert [entry_part(unpacked(packed, 3)[place]) for place in range(3)] == parts
    with pytest.raises(ValueError, match="3 records of 2 articles"):
        unpacked(packed, 2)
