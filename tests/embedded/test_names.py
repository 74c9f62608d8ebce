"""What files of names promise: the names of the articles that are there, whatever was written, merged or damaged."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from pathlib import Path
from unittest import mock

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wenxun.backends.embedded import EmbeddedBackend
from wenxun.backends.embedded.format.names import names_in
from wenxun.backends.embedded.format.segment import NAMES_SUFFIX
from wenxun.backends.embedded.read import name_tables
from wenxun.backends.embedded.read.copying import copy_index
from wenxun.backends.embedded.write.merging import FAN_OUT
from wenxun.backends.stored import stored_article
from wenxun.errors import IndexDamagedError
from wenxun.models import Article, Link, Section, Span
from wenxun.name_columns import counted_names, name_columns, spelled
from wenxun.name_lines import Names
from wenxun.name_table import NameTable
from wenxun.pinyin import load_readings

Put = Callable[..., None]
TYPED = ("茶", "绿茶", "山", "chashan", "cs", "茶山的", "背景", "shan", "号")


@pytest.fixture
def backend(opened: Callable[..., EmbeddedBackend], tmp_path: Path) -> EmbeddedBackend:
    """An empty index."""
    return opened(tmp_path / "index")


def tea(number: int) -> Article:
    """An article with a title of its own, a heading that others have too, and a link to another one's title."""
    text = f"茶山第{number}号的历史。"
    section = Section(0, "背景", ("背景",), text, (Link(f"茶山{number + 1}号", Span(0, 2)),))
    return Article(f"tea/{number}", f"茶山{number}号", (section,), aliases=(f"绿茶{number % 7}",))


def names_of(backend: EmbeddedBackend) -> tuple[object, ...]:
    """All names in order, what is offered for some texts, and what is near them."""
    table = backend.name_table()
    offered = [[(each.text, each.kind) for each in table.suggest(typed, 5)] for typed in TYPED]
    return len(table), table.frequent(1_000), offered, [table.near(typed, 3) for typed in TYPED]


def counted_anew(backend: EmbeddedBackend) -> tuple[object, ...]:
    segments = backend._snapshot.segments
    names = [name for each in segments for name in names_in(each.texts, each.live_articles().tolist())]
    return names_of(mock.Mock(name_table=lambda: NameTable.of(names)))


def names_file(backend: EmbeddedBackend, tmp_path: Path) -> Path:
    (path,) = (tmp_path / "index").glob(f"*{NAMES_SUFFIX}")
    return path


@pytest.mark.parametrize("seed", range(3))
def test_names_are_those_of_the_articles_after_any_history(backend: EmbeddedBackend, put: Put, seed: int) -> None:
    draw = random.Random(seed)
    put(backend, [tea(number) for number in range(40)])
    for _ in range(FAN_OUT + 3):
        with backend.writer() as writer:
            writer.delete([f"tea/{number}" for number in draw.sample(range(60), draw.randrange(8))])
        put(backend, [tea(number) for number in draw.sample(range(60), draw.randrange(1, 6))])
        assert names_of(backend) == counted_anew(backend)


def test_names_of_nothing_are_none(backend: EmbeddedBackend, put: Put) -> None:
    assert len(backend.name_table()) == 0
    put(backend, [tea(1)])
    with backend.writer() as writer:
        writer.delete(["tea/1"])
    assert len(backend.name_table()) == 0


def test_names_are_read_from_their_file_and_not_from_the_articles(backend: EmbeddedBackend, put: Put) -> None:
    put(backend, [tea(number) for number in range(5)])
    with mock.patch.object(name_tables, "all_names_in", side_effect=AssertionError):
        assert names_of(backend)[0]


@pytest.mark.parametrize("harm", ["missing", "empty", "cut", "another"])
def test_without_a_sound_file_names_are_the_same_and_check_names_it(
    backend: EmbeddedBackend, put: Put, tmp_path: Path, opened: Callable[..., EmbeddedBackend], harm: str
) -> None:
    put(backend, [tea(number) for number in range(5)])
    expected = names_of(backend)
    path = names_file(backend, tmp_path)
    data = path.read_bytes()
    path.unlink()  # what is mapped is never written over
    if harm == "another":
        other = opened(tmp_path / "other")
        put(other, [tea(7)])
        data = next((tmp_path / "other").glob(f"*{NAMES_SUFFIX}")).read_bytes()
    if harm != "missing":
        path.write_bytes({"empty": b"", "cut": data[: len(data) // 2], "another": data}[harm])
    again = opened(tmp_path / "index")
    assert names_of(again) == expected
    assert [problem.file for problem in again.check()] == [path.name]
    assert stored_article(again, "tea/1") is not None
    with again.writer() as writer:  # writing goes on
        writer.delete(["tea/1"])
    assert names_of(again) == counted_anew(again)


def test_no_flipped_byte_makes_a_wrong_name(
    backend: EmbeddedBackend, put: Put, tmp_path: Path, opened: Callable[..., EmbeddedBackend]
) -> None:
    put(backend, [tea(number) for number in range(3)])
    expected = names_of(backend)
    path = names_file(backend, tmp_path)
    data = path.read_bytes()
    path.unlink()
    for place in range(0, len(data), 37):
        path.write_bytes(data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :])
        again = opened(tmp_path / "index")
        assert names_of(again) == expected
        path.unlink()


def test_a_copy_of_an_index_has_its_names(
    backend: EmbeddedBackend, put: Put, tmp_path: Path, opened: Callable[..., EmbeddedBackend]
) -> None:
    put(backend, [tea(number) for number in range(5)])
    copy_index(tmp_path / "index", tmp_path / "copy")
    copy = opened(tmp_path / "copy")
    assert copy.check() == []
    assert names_of(copy) == names_of(backend)


def test_files_of_names_go_with_their_segments(backend: EmbeddedBackend, put: Put, tmp_path: Path) -> None:
    for number in range(FAN_OUT + 1):
        put(backend, [tea(number)])
    files = {path.stem for path in (tmp_path / "index").glob(f"*{NAMES_SUFFIX}")}
    assert files == {path.stem for path in (tmp_path / "index").glob("*.texts")}


@pytest.mark.skipif(load_readings() is None, reason="pypinyin is not installed")
@given(
    st.lists(st.text("茶山重庆银行曾国藩绿 ab", min_size=2, max_size=6), max_size=12),
    st.text("chashnqigzegb 山", max_size=4),
)
def test_names_are_found_alike_whether_they_were_spelled_when_written_or_are_now(names: list[str], typed: str) -> None:
    counts = counted_names(("title", name) for name in names)
    readings = load_readings()
    assert readings is not None
    columns = name_columns(counts)
    written = NameTable([Names(columns | spelled([name.shown for name in counts], readings))])
    now = NameTable([Names(columns)])
    assert written.suggest(typed, 5) == now.suggest(typed, 5)
    assert written.near(typed, 5) == now.near(typed, 5)


def test_a_snapshot_has_the_names_also_where_another_index_stood_there_for_a_moment(
    backend: EmbeddedBackend, put: Put, tmp_path: Path
) -> None:
    put(backend, [tea(1)])
    names, once, opens = names_file(backend, tmp_path), iter([True]), Path.open

    def gone_once(path: Path, *args: str) -> object:
        if path == names and next(once, False):
            raise FileNotFoundError(2, "another index stands here", str(path))
        return opens(path, *args)

    with mock.patch.object(Path, "open", gone_once):
        copy_index(tmp_path / "index", tmp_path / "copy")
    assert (tmp_path / "copy" / names.name).read_bytes() == names.read_bytes()


def test_a_snapshot_of_an_index_that_lacks_its_names_is_refused_by_name(
    backend: EmbeddedBackend, put: Put, tmp_path: Path
) -> None:
    put(backend, [tea(1)])
    names = names_file(backend, tmp_path)
    names.unlink()
    with pytest.raises(IndexDamagedError, match=re.escape(str(names))):
        copy_index(tmp_path / "index", tmp_path / "copy")
    assert not (tmp_path / "copy").exists()
