"""Stored text comes back to the letter, original and folded, whatever characters are in it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.backends.embedded.container import ArrayFile, ArrayFileWriter
from search.backends.embedded.texts import COLUMNS, AlphabetFullError, Texts, TextWriter
from search.errors import IndexDamagedError

ODD = ["", "\0", "a\0b", "\ud800", "\udfff\ud800", "\ud83d\ude00", "𠀀龘𪜀", "㎞½ﬁ", "İ", "\U0010ffff", "程式 程式"]
ANY_TEXT = st.sampled_from(ODD) | st.text(st.characters(exclude_categories=()), max_size=20)
ARTICLES = st.lists(st.tuples(ANY_TEXT, st.lists(ANY_TEXT, min_size=1, max_size=3)), min_size=1, max_size=6)


def folded(text: str) -> str:
    """Some folding: most characters alike everywhere, some by what follows, one into two."""
    return text.replace("程式", "程序").replace("½", "12").lower()


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
            writer.add(
                [f"{title}{start + i}" for i, (title, _) in enumerate(part)],
                [{"title": title} for title, _ in part],
                [len(bodies) for _, bodies in part],
                originals,
                {name: [folded(text) for text in texts] for name, texts in originals.items()},
            )
        writer.close({})
    return Texts(ArrayFile(path, "texts"))


@given(ARTICLES, st.booleans())
def test_texts_come_back_to_the_letter(
    tmp_path_factory: pytest.TempPathFactory, articles: list[tuple[str, list[str]]], wide: bool
) -> None:
    texts = write(tmp_path_factory.mktemp("texts") / "file", articles, wide=wide)
    bodies = [body for _, bodies in articles for body in bodies]
    assert [texts.text("title", i) for i in range(len(articles))] == [title for title, _ in articles]
    assert [texts.text("body", i) for i in range(len(bodies))] == bodies
    assert [texts.text("heading", i) for i in range(len(bodies))] == [body[::-1] for body in bodies]
    assert [texts.folded("body", i) for i in range(len(bodies))] == [folded(body) for body in bodies]
    for number, (title, _) in enumerate(articles):
        assert texts.article_id(number) == f"{title}{number}"
        assert texts.find_article(f"{title}{number}") == [number]
        assert texts.record(number) == {"title": title}
    assert texts.find_article("no such id") == []


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
    held = texts.holding("body", numbers, phrase)
    assert held.tolist() == [phrase in bodies[number] for number in numbers]


def test_more_than_65536_different_characters_need_a_wide_segment(tmp_path: Path) -> None:
    everything = "".join(map(chr, range(0x20, 0x20 + 70_000)))
    articles = [("表", [everything, everything[::-1]])]
    with pytest.raises(AlphabetFullError):
        write(tmp_path / "narrow", articles)
    texts = write(tmp_path / "wide", articles, wide=True)
    assert texts.text("body", 0) == everything
    assert texts.folded("body", 1) == folded(everything[::-1])
    assert texts.holding("body", np.array([0, 1]), folded(everything[60_000:60_003])).tolist() == [True, False]


@pytest.mark.parametrize("array", ["body", "body_crc", "title", "alphabet", "id_text", "records"])
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
        assert outcome is None or outcome == (["甲", "乙"], ["一二三", "四五六"], [{"title": "甲"}, {"title": "乙"}])
    path.write_bytes(whole)
    assert everything_in(path) is not None


def everything_in(path: Path) -> tuple[list[str], list[str], list[dict[str, str]]] | None:
    """Titles, bodies and records of two articles; ``None`` where damage is named."""
    try:
        texts = Texts(ArrayFile(path, "texts"))
        return (
            [texts.text("title", i) for i in range(2)],
            [texts.text("body", i) for i in range(2)],
            [texts.record(i) for i in range(2)],
        )
    except IndexDamagedError:
        return None


def test_every_column_is_written(tmp_path: Path) -> None:
    texts = write(tmp_path / "file", [("", [""])])
    assert [texts.text(name, 0) for name in COLUMNS] == ["", "", ""]
