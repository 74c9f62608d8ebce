"""What the system refuses while an index is read is said as what it is, and never called damage."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest import mock

import pytest

from wenxun.backends.embedded import EmbeddedBackend
from wenxun.backends.stored import is_there, stored_article
from wenxun.errors import IndexDamagedError, IndexMissingError, ShortageError, WenxunIndexError
from wenxun.models import Article

REFUSALS = [
    (OSError(errno.EACCES, "Permission denied"), "may not read"),
    (OSError(errno.EPERM, "Operation not permitted"), "may not read"),
    (OSError(errno.EMFILE, "Too many open files"), "ulimit"),
    (OSError(errno.ENFILE, "Too many open files in system"), "the system has too many"),
    (OSError(errno.ENOMEM, "Cannot allocate memory"), "memory is short"),
    (MemoryError(), "memory is short"),
]


DEVICE_ERRORS = [OSError(number, os.strerror(number)) for number in (errno.EIO, errno.ENXIO, errno.ETIMEDOUT)]


@pytest.fixture
def folder(tmp_path: Path, opened: Callable[..., EmbeddedBackend], put: Any, article: Callable[..., Article]) -> Path:
    """A sound index."""
    put(opened(tmp_path / "index"), [article("a", "文字", "更多")])
    return tmp_path / "index"


@contextmanager
def opening_fails(suffix: str, error: BaseException) -> Iterator[None]:
    """Let the system refuse to open files whose names end so."""
    really = Path.open

    def refuse(path: Path, *arguments: Any, **options: Any) -> Any:
        if path.name.endswith(suffix):
            raise error
        return really(path, *arguments, **options)

    with mock.patch.object(Path, "open", refuse):
        yield


def delete(backend: EmbeddedBackend, article_id: str) -> None:
    with backend.writer() as writer:
        writer.delete([article_id])


def assert_named(call: Callable[[], object], words: str) -> None:
    with pytest.raises(WenxunIndexError, match=words) as raised:
        call()
    assert not isinstance(raised.value, (IndexDamagedError, IndexMissingError))
    assert "not harmed" in str(raised.value)
    assert "damaged" not in str(raised.value)
    assert "ebuild" not in str(raised.value)


@pytest.mark.parametrize(("error", "words"), REFUSALS)
@pytest.mark.parametrize("suffix", [".toc", ".postings", ".texts"])
def test_a_file_that_may_not_be_opened_is_not_called_damaged(
    folder: Path, opened: Callable[..., EmbeddedBackend], suffix: str, error: Exception, words: str
) -> None:
    backend = opened(folder)
    with opening_fails(suffix, error):
        assert_named(backend.stats, words)
        assert_named(backend.check, words)
        assert_named(lambda: delete(backend, "a"), words)
    assert backend.stats().articles == 1


@pytest.mark.parametrize("error", DEVICE_ERRORS)
@pytest.mark.parametrize("suffix", [".toc", ".postings", ".texts"])
def test_a_disk_that_fails_is_named_and_nothing_is_said_about_the_index(
    folder: Path, opened: Callable[..., EmbeddedBackend], suffix: str, error: Exception
) -> None:
    backend = opened(folder)
    with opening_fails(suffix, error):
        for call in (backend.stats, backend.check, lambda: delete(backend, "a")):
            assert_disk_named(call)
    other = opened(folder)
    with mock.patch("os.listdir", side_effect=error):
        for call in (other.stats, lambda: is_there(other), other.writer(create=True).__enter__):
            assert_disk_named(call)
    assert backend.stats().articles == 1


def assert_disk_named(call: Callable[[], object]) -> None:
    with pytest.raises(WenxunIndexError, match=r"the disk.* reports an error.*try again") as raised:
        call()
    assert type(raised.value) is WenxunIndexError
    assert not {"damaged", "harmed", "ebuild"} & set(str(raised.value).split())


@pytest.mark.skipif(
    not Path("/proc/self/mem").exists(), reason="Linux has a file that opens, and fails when it is read"
)
def test_an_error_of_the_disk_while_a_file_is_read_is_no_damage(
    folder: Path, opened: Callable[..., EmbeddedBackend]
) -> None:
    (table,) = folder.glob("*.toc")
    table.unlink()
    table.symlink_to("/proc/self/mem")
    assert_disk_named(opened(folder).stats)


@pytest.mark.parametrize(("error", "words"), REFUSALS[:-1])
def test_a_folder_that_may_not_be_listed_is_not_called_missing(
    folder: Path, opened: Callable[..., EmbeddedBackend], error: Exception, words: str
) -> None:
    backend = opened(folder)
    with mock.patch("os.listdir", side_effect=error):
        assert_named(backend.stats, words)
        assert_named(lambda: is_there(backend), words)


@pytest.mark.parametrize(("error", "words"), REFUSALS[-2:])
def test_memory_that_is_short_while_an_index_is_read_is_not_called_damage(
    folder: Path, opened: Callable[..., EmbeddedBackend], error: Exception, words: str
) -> None:
    with mock.patch("mmap.mmap", side_effect=error):
        assert_named(opened(folder).stats, words)
    backend = opened(folder)
    if isinstance(error, MemoryError):
        with mock.patch("wenxun.backends.embedded.format.texts.Texts._decode", side_effect=error):
            assert_named(lambda: stored_article(backend, "a"), words)
    assert stored_article(backend, "a") is not None


def test_what_was_open_goes_on_answering(
    folder: Path, opened: Callable[..., EmbeddedBackend], put: Any, article: Callable[..., Article]
) -> None:
    reader, writer = opened(folder), opened(folder)
    assert reader.stats().articles == 1
    put(writer, [article("b", "文字")])
    with opening_fails(".texts", OSError(errno.EMFILE, "Too many open files")):
        assert_named(reader.refresh, "ulimit")
        assert reader.stats().articles == 1
    assert reader.refresh()
    assert reader.stats().articles == 2


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such limit")
def test_a_program_with_too_many_files_open_is_told_so(folder: Path, opened: Callable[..., EmbeddedBackend]) -> None:
    import resource

    backend = opened(folder)
    limits = resource.getrlimit(resource.RLIMIT_NOFILE)
    free = os.dup(0)
    os.close(free)
    raised: list[WenxunIndexError] = []
    try:
        for more in range(3):  # enough for nothing, for the table of contents, for one more file
            resource.setrlimit(resource.RLIMIT_NOFILE, (free + more, limits[1]))
            for attempt in (lambda: opened(folder).stats(), backend.check):
                try:
                    attempt()
                except WenxunIndexError as error:
                    raised.append(error)
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, limits)
    assert backend.stats().articles == 1
    assert raised
    assert {type(error) for error in raised} == {ShortageError}
    assert all("ulimit -n" in str(error) for error in raised)
