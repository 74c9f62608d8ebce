"""The registry of containers: which kinds of files there are, and who reads them.

A container is asked once for each file that its suffix or first bytes allow: ``sniff(file)`` gives a reader, or
``None``. To add one: a module here with a ``sniff``, and a line in the registry below.
``tests/articles/test_example_format.py`` is an example from end to end.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import import_module
from io import BytesIO
from pathlib import Path
from typing import ClassVar, NamedTuple, Protocol, TypeAlias

from wenxun.articles.first_bytes import GZIP, PACKED
from wenxun.articles.formats import TEXT_SUFFIXES
from wenxun.articles.source_file import Origin, SourceFile, open_source, too_large
from wenxun.errors import ArticleError
from wenxun.models import Article, SkippedInput
from wenxun.notices import Notice

__all__ = [
    "Container",
    "Found",
    "LeftOut",
    "Piece",
    "Pieces",
    "Reader",
    "StillReading",
    "Whole",
    "WholeFile",
    "find_reader",
    "is_known_suffix",
    "register",
    "skipped_for",
]

Found: TypeAlias = Article | SkippedInput
"""What reading gives."""

_SENT_BYTES = 2_000_000  # larger contents are read from disk where they are needed, not kept until then


class Piece(Protocol):
    """A part of a file that is read by itself, in whatever process. It can be pickled.

    Attributes:
        size_bytes: about how much there is to read.
        article_id: id of the one article in it, where that is known before it is read; "" otherwise. An interrupted
            run goes on behind the articles that the index holds by their ids.
    """

    @property
    def size_bytes(self) -> int: ...

    @property
    def article_id(self) -> str: ...

    def read(self, *, max_bytes: int) -> Iterator[Found]:
        """Yield what it holds.

        Raises:
            ArticleError: when the piece as a whole cannot be read.
        """


@dataclass(frozen=True, slots=True)
class StillReading:
    """Given between pieces that are long in coming: for what the file is being read."""

    purpose: str


@dataclass(frozen=True, slots=True)
class LeftOut:
    """How much of a file was left out under a rule (see ``cleaning.RULES``)."""

    rule: str
    count: int


Sniff: TypeAlias = Callable[[SourceFile], "Reader | None"]


@dataclass(frozen=True, slots=True)
class Whole:
    """Reads a file whole, where its articles are analysed. ``read`` can be pickled."""

    read: Callable[[SourceFile], Iterator[Found]]

    def piece(self, file: SourceFile) -> WholeFile:
        """Return the file as its only piece."""
        content = file.content() if file.size_bytes <= _SENT_BYTES else None
        return WholeFile(self, file.origin, file.size_bytes, content)


@dataclass(frozen=True, slots=True)
class Pieces:
    """Reads a file of any size as pieces, in bounded memory.

    ``split`` goes through the file once and makes pieces with little work; the dear part of reading is in the pieces.
    """

    split: Callable[[SourceFile], Iterator[Piece | Found | StillReading | LeftOut]]


Reader: TypeAlias = Whole | Pieces


@dataclass(frozen=True, slots=True)
class WholeFile:
    """A file that is read whole.

    Attributes:
        content: its bytes; ``None`` for a large file, which is opened where it is read.
    """

    article_id: ClassVar[str] = ""
    reader: Whole
    origin: Origin
    size_bytes: int
    content: bytes | None

    def read(self, *, max_bytes: int) -> Iterator[Found]:
        """Yield its articles."""
        if self.content is None:
            with open_source(Path(self.origin.place), self.origin, max_bytes=max_bytes) as file:
                yield from self.reader.read(file)
        else:
            stream = BytesIO(self.content)
            yield from self.reader.read(
                SourceFile(self.origin, stream, size_bytes=self.size_bytes, max_bytes=max_bytes)
            )


class Container(NamedTuple):
    """A kind of file.

    Attributes:
        suffixes: of the names of such files, in lower case with their dots.
        signatures: bytes that such a file may begin with. In a text they may stand behind a byte order mark and
            blanks, in UTF-16 too.
        sniff: gives the reader of a file with such a suffix or signature, or ``None`` if it is another kind of file.
    """

    suffixes: tuple[str, ...]
    signatures: tuple[bytes, ...]
    sniff: Sniff

    def may_read(self, suffix: str, head: bytes, text_head: bytes) -> bool:
        """Return whether a file's suffix or first bytes allow it.

        Args:
            suffix: of the file's name, in lower case with its dot.
            head, text_head: as in ``SourceFile``.
        """
        return suffix in self.suffixes or head.startswith(self.signatures) or text_head.startswith(self.signatures)


def _in(module: str) -> Sniff:
    """Return the ``sniff`` of a module of this package, which is imported when such a file comes."""

    def sniff(file: SourceFile) -> Reader | None:
        found: Reader | None = import_module(f"wenxun.articles.{module}").sniff(file)
        return found

    return sniff


_MAIL_FIELDS = tuple(
    name + b":"
    for name in (
        b"Return-Path",
        b"Received",
        b"Delivered-To",
        b"Message-ID",
        b"MIME-Version",
        b"Date",
        b"From",
        b"Subject",
    )
)

# The first that gives a reader has the file; any file is a text if it is nothing else.
_containers: list[Container] = [
    Container((), (b"<", b"{", *PACKED), _in("dumps.recognition")),
    Container((".warc",), (b"WARC/", GZIP), _in("warc")),
    Container((".pdf",), (b"%PDF-",), _in("documents.pdf")),
    Container((".epub",), (b"PK",), _in("documents.epub")),
    Container((".docx", ".docm"), (b"PK",), _in("documents.docx")),
    Container((".pptx", ".pptm", ".ppsx", ".ppsm", ".potx"), (b"PK",), _in("documents.pptx")),
    Container((".xlsx", ".xlsm", ".xltx", ".xltm"), (b"PK",), _in("documents.xlsx")),
    Container((".odt", ".ott", ".odp", ".otp"), (b"PK",), _in("documents.odt")),
    Container((".ods", ".ots"), (b"PK",), _in("documents.ods")),
    Container((".rtf",), (b"{\\rtf",), _in("documents.rtf")),
    Container((".mhtml", ".mht"), (b"From: <Saved by ", b"MIME-Version:"), _in("documents.mhtml")),
    Container((".org",), (b"#",), _in("light_markup.org")),
    Container((".tid",), (), _in("light_markup.tiddlywiki")),
    Container((".txt", ".dokuwiki"), (), _in("light_markup.dokuwiki")),
    Container((".rst", ".rest"), (), _in("light_markup.rst")),
    Container((".adoc", ".asciidoc", ".asc"), (), _in("light_markup.asciidoc")),
    Container((".srt", ".vtt", ".ass", ".ssa", ".lrc"), (b"WEBVTT",), _in("subtitles")),
    Container((".ipynb",), (), _in("notebook")),
    Container((".eml", ".emlx"), _MAIL_FIELDS, _in("mail")),
    Container((".mbox", ".mbx"), (b"From ",), _in("mailbox")),
    Container((".csv", ".tsv", ".xls"), (), _in("table_file")),
    Container((".txt",), (b"#separator:",), _in("flash_cards")),
    Container((".txt",), (), _in("clippings")),
    Container((".enex", ".opml", ".rss", ".atom"), (b"<",), _in("xml_collection")),
    Container((".jsonl", ".ndjson"), (b"{",), _in("jsonl")),
    Container((".json",), (b"{", b"["), _in("json_document")),
    Container((), (b"",), _in("conversion")),
    Container((), (b"",), _in("archives")),
    Container(tuple(TEXT_SUFFIXES), (b"",), _in("text_file")),
]


def register(container: Container) -> None:
    """Add a container, which is asked before all others.

    Worker processes import the module that its readers' functions are in.
    """
    _containers.insert(0, container)


def is_known_suffix(suffix: str) -> bool:
    """Return whether files of a container have this suffix, in lower case with its dot."""
    return any(suffix in container.suffixes for container in _containers)


def find_reader(file: SourceFile) -> Reader:
    """Ask the containers who reads a file.

    Raises:
        ArticleError: if a package that reads it is missing, or it is ``too-large`` for a reader that takes it whole.
    """
    signs = file.origin.suffix, file.head, file.text_head
    readers = (container.sniff(file) for container in _containers if container.may_read(*signs))
    reader = next(reader for reader in readers if reader is not None)
    if isinstance(reader, Whole) and file.size_bytes > file.max_bytes:
        raise too_large(file.size_bytes, file.max_bytes)
    return reader


def skipped_for(error: Exception, place: str) -> SkippedInput:
    """Return why a part of a file is skipped: what its reader says, or that it failed.

    Args:
        error: what reading raised.
        place: the part, as it is named to people.
    """
    if isinstance(error, ArticleError):
        return SkippedInput(place, error.reason, error.notice)
    said = Notice("reading it failed ({name}: {error})", name=type(error).__name__, error=error)
    return SkippedInput(place, "failed", said)
