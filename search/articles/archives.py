"""Files that hold other files: ZIP and tar files of articles, and texts packed by gzip, bzip2, xz or zstd.

What is in them is read as what it is. An archive in an archive is refused, so that reading always comes to an end; a
packed tar file is one archive.
"""

from __future__ import annotations

import functools
import io
import posixpath
import sys
import tarfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from typing import BinaryIO, ClassVar, TypeAlias

from wenxun.articles.containers import (
    Found,
    LeftOut,
    Piece,
    Pieces,
    StillReading,
    Whole,
    WholeFile,
    find_reader,
    is_known_suffix,
    skipped_for,
)
from wenxun.articles.documents.zip_files import MOST_PARTS, UnpackingLimit, ZipParts, decoded_name, too_many_parts
from wenxun.articles.documents.zip_files import SIGNATURES as ZIP_SIGNATURES
from wenxun.articles.dumps.stream import UNPACKING_ERRORS, open_unpacked
from wenxun.articles.file_names import origin_of_bytes
from wenxun.articles.first_bytes import PACKED
from wenxun.articles.no_articles import tool_file
from wenxun.articles.source_file import Origin, SourceFile
from wenxun.errors import ArticleError
from wenxun.models import SkippedInput
from wenxun.notices import Notice

__all__ = ["Member", "sniff"]

_Part: TypeAlias = Piece | Found | StillReading | LeftOut

_PACKED_SUFFIXES = (".gz", ".bz2", ".xz", ".zst", ".zstd")
_TAR_SIGNATURE = slice(257, 262)
_ZIP_SUFFIXES = (".zip", "", ".ziw", ".maff", ".htmlz")  # others are programs' own files, for example .jar and .apk
_OF_SYSTEMS = "__MACOSX"


def sniff(file: SourceFile) -> Pieces | None:
    """By how it begins; ZIP and old tar files by their suffixes too."""
    if file.head.startswith(PACKED):
        return Pieces(_split_packed)
    if file.origin.suffix == ".tar" or (file.head[_TAR_SIGNATURE] == b"ustar" and _is_tar(file.head)):
        return Pieces(_split_tar)
    is_zip = file.head.startswith(ZIP_SIGNATURES) and file.origin.suffix in _ZIP_SUFFIXES
    return Pieces(_split_zip) if is_zip else None


def _is_tar(head: bytes) -> bool:
    try:
        tarfile.TarInfo.frombuf(head[: tarfile.BLOCKSIZE], "utf-8", "surrogateescape")
    except tarfile.HeaderError:
        return False
    return True


def _parts_of(file: SourceFile, *, is_packed: bool = False) -> Iterator[_Part]:
    """What a file holds that has been unpacked; one that was packed by itself may be a tar file.

    Raises:
        ArticleError: ``nested-archive``; and as its own reader.
    """
    reader = find_reader(file)
    if isinstance(reader, Whole):
        content = file.content()
        yield WholeFile(reader, file.origin, len(content), content)
    elif reader.split in (_split_packed, _split_zip) or (reader.split is _split_tar and not is_packed):
        raise ArticleError("nested-archive", Notice("it is an archive within an archive; unpack the outer one first"))
    else:
        yield from reader.split(file)


@dataclass(frozen=True, slots=True)
class Member:
    """A file in an archive; that it cannot be read is no fault of the archive."""

    article_id: ClassVar[str] = ""
    file: WholeFile

    @property
    def size_bytes(self) -> int:
        """Of its content."""
        return self.file.size_bytes

    def read(self, *, max_bytes: int) -> Iterator[Found]:
        """Yield its articles, or what it is skipped for."""
        try:
            yield from self.file.read(max_bytes=max_bytes)
        except ArticleError as error:
            yield SkippedInput(self.file.origin.place, error.reason, error.notice)


# --- ZIP files ------------------------------------------------------------------------------------


def _split_zip(file: SourceFile) -> Iterator[_Part]:
    """Yield what the files in it hold; those that cannot be read are named as ``archive/file``.

    Raises:
        ArticleError: ``damaged``, ``too-complex``.
    """
    parts = ZipParts(file)
    seen: set[str] = set()
    for name in parts.names:
        yield from _member(file, name, functools.partial(parts.read, name), seen)


def _member(archive: SourceFile, name: str, read: Callable[[], bytes], seen: set[str]) -> Iterator[_Part]:
    """Yield what a file in an archive holds, or why it is not read."""
    origin = _origin(archive.origin, name)
    try:
        if any(folder.startswith(".") or folder == _OF_SYSTEMS for folder in PurePosixPath(origin.path).parts):
            raise ArticleError("hidden", Notice("its name, or that of a folder around it, is one that systems hide"))
        if origin.article_id in seen:
            raise ArticleError("duplicate-id", Notice("the archive holds another file of this name"))
        seen.add(origin.article_id)
        is_read = is_known_suffix(origin.suffix)
        if of_tools := tool_file(origin.name, code=False, is_read=is_read):
            raise ArticleError(of_tools[0], of_tools[1])
        data = read()
        inner = SourceFile(origin, io.BytesIO(data), size_bytes=len(data), max_bytes=archive.max_bytes)
        for part in _parts_of(inner):
            yield Member(part) if isinstance(part, WholeFile) else part
    except Exception as error:  # no file may end the reading of all others
        yield skipped_for(error, origin.place)


def _origin(archive: Origin, name: str) -> Origin:
    """The origin of a file in an archive. Wherever its name leads, it is below the archive's."""
    inner = origin_of_bytes(posixpath.normpath(f"/{name}").strip("/") or "-").path
    below = (f"{above}/{inner}" for above in (archive.place, archive.article_id, archive.path))
    place, article_id, path = below
    return Origin(place, posixpath.basename(inner), article_id, path)


# --- tar files ------------------------------------------------------------------------------------


def _split_tar(file: SourceFile) -> Iterator[_Part]:
    """Yield what the files in it hold, as they come; those that cannot be read are named as ``archive/file``.

    Raises:
        ArticleError: ``damaged``, ``too-large``, ``too-complex``.
    """
    file.stream.seek(0)
    limit = UnpackingLimit(file.size_bytes, max_bytes=file.max_bytes)
    seen: set[str] = set()
    try:
        with tarfile.open(fileobj=file.stream, mode="r|", errorlevel=1) as archive:
            for number, member in enumerate(archive):
                if number >= MOST_PARTS:
                    raise too_many_parts(number + 1)
                if member.isfile():
                    name = decoded_name(member.name.encode("utf-8", "surrogateescape"))
                    yield from _member(file, name, functools.partial(_content, archive, member, limit), seen)
                archive.members.clear()  # type: ignore[attr-defined]  # so that memory does not grow with the archive
    except (tarfile.TarError, EOFError) as error:
        if not seen:
            raise _damaged(error) from error
        yield skipped_for(_damaged(error), f"{file.origin.place}:{len(seen) + 1}")  # it was cut off


def _content(archive: tarfile.TarFile, member: tarfile.TarInfo, limit: UnpackingLimit) -> bytes:
    limit.take(member.size)
    try:
        stream = archive.extractfile(member)
        return stream.read() if stream is not None else b""
    except tarfile.TarError as error:
        raise _damaged(error) from error


def _damaged(error: Exception) -> ArticleError:
    return ArticleError(
        "damaged", Notice("it is damaged and cannot be unpacked ({error})", error=str(error) or type(error).__name__)
    )


# --- packed texts ---------------------------------------------------------------------------------


def _split_packed(file: SourceFile) -> Iterator[_Part]:
    """Yield what the packed file holds, read under its name without the packer's suffix.

    Its id keeps that suffix, for the file that was packed may lie beside it.

    Raises:
        ArticleError: ``damaged``, ``too-large``, ``nested-archive``, ``needs-zstandard``; and as its own reader.
    """
    name = PurePosixPath(file.origin.name)
    origin = replace(file.origin, name=name.stem) if name.suffix.lower() in _PACKED_SUFFIXES else file.origin
    stream = io.BufferedReader(_Unpacked(file))
    # how long it is shows in the end; it is at least as long as what is packed
    unpacked = SourceFile(origin, stream, size_bytes=file.size_bytes, max_bytes=file.max_bytes)
    yield from _parts_of(unpacked, is_packed=True)


class _Unpacked(io.RawIOBase):
    """The unpacked bytes of a file; it goes back to the start by unpacking again."""

    def __init__(self, file: SourceFile) -> None:
        self._file = file
        self._begin()

    def _begin(self) -> None:
        self._file.stream.seek(0)
        self._stream: BinaryIO = open_unpacked(self._file.stream, self._file.head)
        self._limit = UnpackingLimit(self._file.size_bytes, max_bytes=sys.maxsize)
        self._at = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._at

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        if (offset, whence) == (0, io.SEEK_SET) and self._at:
            self._begin()
        elif (offset, whence) != (self._at, io.SEEK_SET) and (offset, whence) != (0, io.SEEK_CUR):
            raise io.UnsupportedOperation("it is unpacked from its start on")
        return self._at

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        try:
            data = self._stream.read(len(buffer))
        except UNPACKING_ERRORS as error:
            if isinstance(error, OSError) and error.errno is not None:
                raise
            raise _damaged(error) from error
        self._limit.take(len(data))
        self._at += len(data)
        buffer[: len(data)] = data
        return len(data)
