"""ZIP files, and documents that are ZIP files of parts: unpacked in bounded memory, never to disk."""

from __future__ import annotations

import lzma
import re
import struct
import zlib
from contextlib import suppress
from html import unescape
from xml.etree import ElementTree
from zipfile import BadZipFile, ZipFile, ZipInfo

from wenxun.articles.encodings import decode
from wenxun.articles.source_file import SourceFile
from wenxun.errors import ArticleError
from wenxun.notices import Notice

__all__ = [
    "MOST_PARTS",
    "SIGNATURES",
    "UnpackingLimit",
    "ZipParts",
    "decoded_name",
    "local_name",
    "parse_xml",
    "too_many_parts",
]

SIGNATURES = (b"PK\x03\x04", b"PK\x05\x06")
"""How a ZIP file begins: with its first part, or as an empty one."""

_MOST_TIMES = 200  # texts and their markup shrink to a tenth or a fortieth
_SMALL_BYTES = 10_000_000  # so much may come out of any file
MOST_PARTS = 200_000
"""How many files an archive may hold."""

_IS_ENCRYPTED, _IS_UTF8 = 0x1, 0x800
_ERRORS = (
    BadZipFile, NotImplementedError, RuntimeError, zlib.error, lzma.LZMAError, struct.error,
    EOFError, OSError, ValueError, OverflowError, KeyError,
)  # fmt: skip
_HAN = re.compile(r"[\u4e00-\u9fff]")
_OTHER_LETTERS = re.compile(r"[^\x20-\x7e\u4e00-\u9fff\u3000-\u303f\uff00-\uffef]")
_DOCTYPE = re.compile(rb"<!DOCTYPE[^<>\[]*(>|\[)")
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")
_STRAY_AMPERSAND = re.compile(r"&(?!#\d{1,7};|#x[0-9A-Fa-f]{1,6};|[A-Za-z]\w{1,30};)")
_NAMED = re.compile(r"&(?!(?:amp|lt|gt|quot|apos);)[A-Za-z]\w{1,30};")
_DECLARED = re.compile(r"xmlns:([A-Za-z][\w.-]{0,30})\s*=")
_PREFIX = re.compile(r"[<\s]/?(?!xml)([A-Za-z][\w.-]{0,30}):[A-Za-z]")
_ROOT = re.compile(r"<[A-Za-z][\w.:-]*")
_MOST_PREFIXES = 20
_SPACES = {
    "dc": "http://purl.org/dc/elements/1.1/", "opf": "http://www.idpf.org/2007/opf",
    "xlink": "http://www.w3.org/1999/xlink", "epub": "http://www.idpf.org/2007/ops",
}  # fmt: skip
_XML_ENCODING = re.compile(rb"\A\s*<\?xml[^>]*\?>")


class UnpackingLimit:
    """How much one file may unpack to, so that no small one fills memory or hours.

    Args:
        packed_bytes: how long it is.
        max_bytes: longest part that is unpacked.
        most_bytes: most that all parts come to; ``None`` where they are not kept together.
    """

    def __init__(self, packed_bytes: int, *, max_bytes: int, most_bytes: int | None = None) -> None:
        times = _SMALL_BYTES + _MOST_TIMES * packed_bytes
        self._left = times if most_bytes is None else min(times, most_bytes)
        self._max_bytes = max_bytes

    @property
    def next_bytes(self) -> int:
        """How long the next part may be."""
        return min(self._left, self._max_bytes)

    def take(self, size_bytes: int) -> None:
        """Note that a part of this length has been unpacked, or more than ``next_bytes`` of it.

        Raises:
            ArticleError: ``too-large`` when it is longer than it may be.
        """
        if size_bytes > self._max_bytes:
            raise ArticleError(
                "too-large",
                Notice("a part of it unpacks to more than the limit of {max_bytes} bytes", max_bytes=self._max_bytes),
            )
        if size_bytes > self._left:
            raise ArticleError(
                "too-large", Notice("it unpacks to far more than documents do; it may be made to do harm")
            )
        self._left -= size_bytes


class ZipParts:
    """The parts of an open ZIP file.

    Args:
        file: the file.
        most_bytes: as in `UnpackingLimit`.

    Attributes:
        names: their names, in order, as their owner reads them.

    Raises:
        ArticleError: ``damaged`` when the file is no whole ZIP file, ``too-complex`` when it has too many parts.
    """

    def __init__(self, file: SourceFile, *, most_bytes: int | None = None) -> None:
        file.stream.seek(0)
        try:
            self._zip = ZipFile(file.stream)
        except _ERRORS as error:
            raise _damaged(error) from error
        parts = self._zip.infolist()
        if len(parts) > MOST_PARTS:
            raise too_many_parts(len(parts))
        self._parts = {_name(part): part for part in parts if not part.is_dir()}
        self.names = tuple(self._parts)
        self._limit = UnpackingLimit(file.size_bytes, max_bytes=file.max_bytes, most_bytes=most_bytes)

    def read(self, name: str) -> bytes:
        """Return a part; nothing for one that is not there.

        Raises:
            ArticleError: ``encrypted``, ``too-large``, ``damaged``.
        """
        part = self._parts.get(name)
        if part is None:
            return b""
        if part.flag_bits & _IS_ENCRYPTED:
            raise ArticleError("encrypted", Notice("it is protected by a password; save it without one first"))
        try:
            with self._zip.open(part) as stream:
                data = stream.read(self._limit.next_bytes + 1)
        except _ERRORS as error:
            raise _damaged(error) from error
        self._limit.take(len(data))
        return data

    def xml(self, name: str) -> ElementTree.Element:
        """Return the root of a part that is XML; an empty element for one that is not there.

        Raises:
            ArticleError: as ``read`` and `parse_xml`.
        """
        data = self.read(name)
        return parse_xml(data) if data else ElementTree.Element("none")


def too_many_parts(count: int) -> ArticleError:
    """Return the error for an archive of more files than are read."""
    return ArticleError(
        "too-complex", Notice("it has {count:,} parts, more than the limit of {most:,}", count=count, most=MOST_PARTS)
    )


def _name(part: ZipInfo) -> str:
    """The name of a part; one that does not say that it is UTF-8 is in the encoding of its maker's Windows."""
    name = part.filename
    if not part.flag_bits & _IS_UTF8 and not name.isascii():
        with suppress(UnicodeEncodeError, ArticleError):
            name = decoded_name(name.encode("cp437"))
    return name.replace("\\", "/")


def decoded_name(name: bytes) -> str:
    """Return a name in whatever encoding. Short ones in GBK may happen to be UTF-8, of signs that no name has.

    Raises:
        ArticleError: ``not-text`` when it is in none.
    """
    text = decode(name).text
    with suppress(UnicodeDecodeError):
        chinese = name.decode("gbk")
        if _HAN.search(chinese) and not _HAN.search(text) and not _OTHER_LETTERS.search(chinese):
            return chinese
    return text


def _damaged(error: Exception) -> ArticleError:
    return ArticleError(
        "damaged", Notice("it is damaged and cannot be unpacked ({error})", error=error or type(error).__name__)
    )


def parse_xml(data: bytes) -> ElementTree.Element:
    """Return the root of an XML document. It loads nothing, and declares no entities.

    Raises:
        ArticleError: ``damaged`` when it is no XML, or declares something of its own.
    """
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        data = _XML_ENCODING.sub(b"", data.decode("utf-16", "replace").encode("utf-8", "replace"), count=1)
    found = _DOCTYPE.search(data)
    if b"\0" in data or (found and found[1] == b"[") or b"<!ENTITY" in data:
        raise ArticleError(
            "damaged", Notice("its XML declares entities, which no document needs; it may be made to do harm")
        )
    try:
        return ElementTree.fromstring(data)
    except (ElementTree.ParseError, ValueError, LookupError) as error:
        try:
            return ElementTree.fromstring(_repaired(data))
        except (ElementTree.ParseError, ValueError, LookupError):
            raise ArticleError("damaged", Notice("its XML is damaged ({error})", error=error)) from error


def _repaired(data: bytes) -> str:
    """XML that was written by hand: ``&`` as it is, HTML's names of characters, control codes, names not declared."""
    text = _XML_ENCODING.sub(b"", data.removeprefix(b"\xef\xbb\xbf"), count=1).decode("utf-8", "replace")
    text = _CONTROLS.sub("", text)
    text = _NAMED.sub(lambda found: unescape(found[0]), _STRAY_AMPERSAND.sub("&amp;", text))
    declared = set(_DECLARED.findall(text))
    prefixes = sorted({prefix for prefix in _PREFIX.findall(text) if prefix not in declared})
    spaces = "".join(f' xmlns:{prefix}="{_SPACES.get(prefix, prefix)}"' for prefix in prefixes[:_MOST_PREFIXES])
    return _ROOT.sub(lambda found: found[0] + spaces, text, count=1)


def local_name(name: str) -> str:
    """Return the name of an element or attribute without its namespace."""
    return name.rpartition("}")[2]
