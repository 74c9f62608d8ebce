"""WARC: web pages as archives of the web keep them, through warcio. Each page is an article."""

from __future__ import annotations

import gzip
import io
import posixpath
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, BinaryIO, ClassVar

from wenxun.articles.containers import Found, Piece, Pieces, Whole, find_reader
from wenxun.articles.documents.zip_files import UnpackingLimit
from wenxun.articles.dumps.stream import UNPACKING_ERRORS
from wenxun.articles.file_names import origin_of_bytes
from wenxun.articles.first_bytes import GZIP
from wenxun.articles.source_file import Origin, SourceFile
from wenxun.errors import ArticleError
from wenxun.extras import install_command
from wenxun.models import Article, SkippedInput
from wenxun.notices import Notice

__all__ = ["Page", "sniff", "split"]

_SIGNATURE = b"WARC/"
_OFFICE = "application/vnd.openxmlformats-officedocument."
_SUFFIXES = {
    "text/html": ".html", "application/xhtml+xml": ".html", "text/plain": ".txt", "text/markdown": ".md",
    "application/pdf": ".pdf", "application/epub+zip": ".epub", "application/rtf": ".rtf", "text/rtf": ".rtf",
    f"{_OFFICE}wordprocessingml.document": ".docx", f"{_OFFICE}presentationml.presentation": ".pptx",
    "application/vnd.oasis.opendocument.text": ".odt",
}  # fmt: skip
_OK = "200"


def sniff(file: SourceFile) -> Pieces | None:
    """By how it begins, packed or not."""
    head = file.head
    if head.startswith(GZIP):
        try:
            head = gzip.GzipFile(fileobj=io.BytesIO(head)).read(len(_SIGNATURE))
        except UNPACKING_ERRORS:
            return None
    return Pieces(split) if head.startswith(_SIGNATURE) else None


@dataclass(frozen=True, slots=True)
class Page:
    """An answer that was archived.

    Attributes:
        origin: the page, below the archive.
        url: its address.
        content: its bytes.
    """

    article_id: ClassVar[str] = ""  # the same address may come again with another answer
    origin: Origin
    url: str
    content: bytes

    @property
    def size_bytes(self) -> int:
        """Of its content."""
        return len(self.content)

    def read(self, *, max_bytes: int) -> Iterator[Found]:
        """Yield its article."""
        stream = io.BytesIO(self.content)
        file = SourceFile(self.origin, stream, size_bytes=len(self.content), max_bytes=max_bytes)
        try:
            reader = find_reader(file)
            if not isinstance(reader, Whole):
                raise ArticleError(
                    "nested-archive", Notice("it is an archive within an archive; unpack the outer one first")
                )
            for found in reader.read(file):
                yield replace(found, url=found.url or self.url) if isinstance(found, Article) else found
        except ArticleError as error:
            yield SkippedInput(self.origin.place, error.reason, error.notice)


class _Unpacked:
    """A packed archive, whether each of its records is packed by itself or all are together; as much as comes at once.

    So what stands before the place where it was cut off is read.
    """

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = gzip.GzipFile(fileobj=stream)
        self.tell = self._stream.tell
        self.read = self._stream.read1


def split(file: SourceFile) -> Iterator[Piece | Found]:
    """Yield the pages of an archive; pictures, scripts, and answers that are none, are passed over.

    Raises:
        ArticleError: ``needs-warcio``, ``damaged``, ``too-large``.
    """
    try:
        from warcio.archiveiterator import ArchiveIterator
        from warcio.exceptions import ArchiveLoadFailed
    except ImportError as error:
        raise ArticleError(
            "needs-warcio", Notice("it is a web archive; to read it: {command}", command=install_command("warc"))
        ) from error
    file.stream.seek(0)
    limit = UnpackingLimit(file.size_bytes, max_bytes=file.max_bytes)
    seen: set[str] = set()
    try:
        stream = _Unpacked(file.stream) if file.head.startswith(GZIP) else file.stream
        for record in _records(iter(ArchiveIterator(stream)), ArchiveLoadFailed):
            url = record.rec_headers.get_header("WARC-Target-URI") or ""
            suffix = _suffix(record)
            name = origin_of_bytes(url.partition("://")[2]).path
            if suffix and name and name not in seen:
                seen.add(name)
                yield _page(file.origin, url, name, suffix, record, limit)
    except (ArchiveLoadFailed, *UNPACKING_ERRORS) as error:
        if isinstance(error, OSError) and error.errno is not None:
            raise
        said = Notice("it is damaged and cannot be read as a web archive ({error})", error=error)
        if not seen:
            raise ArticleError("damaged", said) from error
        yield SkippedInput(f"{file.origin.place}:{len(seen) + 1}", "damaged", said)  # it was cut off


def _records(records: Iterator[Any], damaged: type[Exception]) -> Iterator[Any]:
    """The records; a head that lacks its address or a number is damage, whatever warcio says of it."""
    while True:
        try:
            record = next(records, None)
        except (AttributeError, LookupError, TypeError, ValueError) as error:
            raise damaged(str(error)) from error
        if record is None:
            return
        yield record


def _suffix(record: Any) -> str:
    """The suffix of a file with such content; "" for what is no page."""
    if record.rec_type not in ("response", "resource", "conversion"):
        return ""
    headers = record.http_headers
    if headers is not None and headers.get_statuscode() != _OK:
        return ""
    stated = (headers or record.rec_headers).get_header("Content-Type") or ""
    return _SUFFIXES.get(stated.partition(";")[0].strip().lower(), "")


def _page(origin: Origin, url: str, name: str, suffix: str, record: Any, limit: UnpackingLimit) -> Page | SkippedInput:
    place, article_id = (f"{above}/{name}" for above in (origin.place, origin.article_id))
    try:
        content = _content(record, limit.next_bytes + 1)
        limit.take(len(content))
    except ArticleError as error:
        return SkippedInput(place, error.reason, error.notice)
    file_name = posixpath.basename(name.rstrip("/")) + suffix
    return Page(Origin(place, file_name, article_id, origin.path), url, content)


def _content(record: Any, most_bytes: int) -> bytes:
    """The beginning of what was sent, unpacked as its head says; warcio gives what it cannot unpack as it is.

    Raises:
        ArticleError: ``needs-brotli``, ``not-text``.
    """
    from warcio.bufferedreaders import BufferedReader

    headers = record.http_headers
    if headers is None:
        return bytes(record.raw_stream.read(most_bytes))
    if chunking := headers.get_header("Transfer-Encoding"):
        headers.replace_header("Transfer-Encoding", chunking.strip().lower())
    packing = (headers.get_header("Content-Encoding") or "identity").strip().lower()
    if packing == "br":
        headers.remove_header("Content-Encoding")
        return _without_brotli(record.content_stream().read(most_bytes), most_bytes)
    if packing not in ("identity", *BufferedReader.get_supported_decompressors()):
        raise ArticleError(
            "not-text", Notice("it was sent packed in a way that is not read ({packing})", packing=packing)
        )
    return bytes(record.content_stream().read(most_bytes))


def _without_brotli(packed: bytes, most_bytes: int) -> bytes:
    """The beginning of what brotli packed; as it is, if it did not. (warcio cannot: it sets what newer ones keep.)"""
    try:
        import brotli
    except ImportError:
        brotli = None
    if not hasattr(brotli and brotli.Decompressor, "can_accept_more_data"):  # one that knows no limit
        raise ArticleError(
            "needs-brotli",
            Notice("it was sent packed with brotli; to read it: {command}", command=install_command("warc")),
        )
    unpacker = brotli.Decompressor()
    pieces: list[bytes] = []
    rest = most_bytes
    try:
        while rest > 0 and (piece := unpacker.process(b"" if pieces else packed, output_buffer_limit=rest)):
            pieces.append(piece)
            rest -= len(piece)
    except brotli.error:
        return b"".join(pieces) or packed
    return b"".join(pieces)[:most_bytes]
