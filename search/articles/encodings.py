"""Bytes to text: UTF-8, UTF-16, GB18030, Big5, and never mojibake in silence.

The rule, in order: a byte order mark decides; bytes that no text holds are refused; valid UTF-8 is UTF-8;
otherwise GB18030 and Big5 are tried, and the reading that looks like Chinese wins. Almost any bytes decode
as GB18030, so "it decodes" proves nothing: a reading must hold enough of the characters that every Chinese
text is full of. When neither does, charset-normalizer is asked; when it is not sure, the input is refused.
"""

from __future__ import annotations

import codecs
from dataclasses import dataclass

from search.errors import ArticleError

__all__ = ["Decoded", "decode"]

# The characters that fill any Chinese text, in both scripts, with the punctuation around them. They make up
# a third or more of real prose, and well under a hundredth of a text read in the wrong encoding.
_EVERYDAY = frozenset(
    "的一是在不了有和人這这中大為为上個个國国我以要他時时來来用們们生到作地於于出就分對对成會会可主發发"
    "年動动同工也能下過过子說说產产種种面而方後后多定行學学法所民得經经十三之進进著着等部度家電电力裡里如"
    "水化高自二理起小物現现實实加量都兩两體体制機机當当使點点從从業业本去把性好應应開开它合還还因由其些"
    "然前外天政四日那社義义事平形相全表間间樣样與与關关各重新線线內内數数正心反你明看原又麼么利比或但質"
    "质氣气第向道命此變变條条只沒没結结解問问意建月公無无系軍军很情者最立代想已通並并提直題题黨党程展五"
    "，。、；：？！「」『』（）《》“”〈〉…—・ 　"
)
_SAMPLE_BYTES = 1 << 16  # judging an encoding needs no more text than this
_ENOUGH = 0.06  # least share of everyday characters among the non-ASCII ones of a Chinese reading
_TOLERATED_PER_CHARACTER = 0.002  # damaged places a text may hold and still be read, with U+FFFD in their place

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_BINARY_HEADS = (
    (b"%PDF-", "a PDF"),
    (b"PK\x03\x04", "a ZIP archive (or an Office document)"),
    (b"\x89PNG", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"\x1f\x8b", "gzip data"),
    (b"\xfd7zXZ\x00", "xz data"),
    (b"BZh", "bzip2 data"),
    (b"7z\xbc\xaf", "a 7z archive"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90", "a program"),
    (b"\xd0\xcf\x11\xe0", "an Office document"),
    (b"SQLite format 3\x00", "an SQLite database"),
    (b"{\\rtf", "an RTF document"),
)
_CONTROL_BYTES = bytes(set(range(32)) - {9, 10, 12, 13, 27}) + b"\x7f"


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text of an input.

    Attributes:
        text: the text, without a byte order mark.
        encoding: Python's name of the encoding.
        damaged: places that held no valid character; each is U+FFFD in ``text``.
    """

    text: str
    encoding: str
    damaged: int = 0


def decode(data: bytes) -> Decoded:
    """Read ``data`` as text.

    Raises:
        ArticleError: ``binary`` when it holds no text, ``not-text`` when no encoding makes sense of it.
    """
    for head, name in _BINARY_HEADS:
        if data.startswith(head):
            raise ArticleError("binary", f"it is {name}, not text; convert it to text or Markdown first")
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return _decode_marked(data[len(bom) :], encoding)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    else:
        if _is_plain(data):
            return Decoded(text, "utf-8")
    if b"\0" in data:
        return _decode_unmarked_utf16(data)
    if not _is_plain(data):
        raise ArticleError("binary", f"{_control_share(data):.0%} of its bytes are control codes, so it is not text")
    return _decode_legacy(data)


def _is_plain(data: bytes) -> bool:
    """Whether control codes are rare enough for text; a few are damage, which the reader counts."""
    return _control_share(data) <= 0.01 and data.count(b"\0") <= len(data) // 200


def _control_share(data: bytes) -> float:
    return 1 - len(data.translate(None, _CONTROL_BYTES)) / max(1, len(data))


def _decode_marked(data: bytes, encoding: str) -> Decoded:
    text = data.decode(encoding, "replace")
    damaged = text.count("\ufffd")
    if damaged > 3 + len(text) * 0.05:
        raise ArticleError("not-text", f"its byte order mark says {encoding}, but {damaged} places are not valid")
    return Decoded(text, encoding, damaged)


def _decode_unmarked_utf16(data: bytes) -> Decoded:
    """UTF-16 without a mark gives itself away by the zero bytes of its ASCII and line ends."""
    even, odd = data[0::2].count(b"\0"), data[1::2].count(b"\0")
    encoding = "utf-16-le" if odd > even else "utf-16-be"
    if len(data) % 2 == 0 and min(even, odd) * 20 <= max(even, odd):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            text = ""
        if text and "\0" not in text and _looks_written(text):
            return Decoded(text, encoding)
    raise ArticleError("binary", f"it holds {data.count(0)} zero bytes, so it is not text")


def _looks_written(text: str) -> bool:
    sample = text[:_SAMPLE_BYTES]
    plain = sum(c.isascii() and (c.isprintable() or c in "\t\r\n") for c in sample)
    return plain * 2 >= len(sample) or _everyday_share(sample) >= _ENOUGH


def _everyday_share(text: str) -> float:
    """Share of everyday characters among the non-ASCII ones; damaged places count against it."""
    foreign = [c for c in text if c > "\x7f"]
    if not foreign:
        return 1.0
    found = sum(c in _EVERYDAY for c in foreign)
    return (found - 5 * foreign.count("\ufffd")) / len(foreign)


def _decode_legacy(data: bytes) -> Decoded:
    readings: list[tuple[float, str]] = []
    sample = data[:_SAMPLE_BYTES]
    # order breaks ties: UTF-8 with a few broken bytes before the legacy encodings
    for encoding in ("utf-8", "gb18030", "big5hkscs", "cp950"):
        readings.append((_everyday_share(sample.decode(encoding, "replace")), encoding))
    share, encoding = max(readings, key=lambda r: r[0])
    if share >= _ENOUGH:
        text = data.decode(encoding, "replace")
        damaged = text.count("\ufffd")
        if damaged <= 2 + len(text) * _TOLERATED_PER_CHARACTER:
            return Decoded(text, encoding, damaged)
    return _decode_by_statistics(data)


def _decode_by_statistics(data: bytes) -> Decoded:
    from charset_normalizer import from_bytes  # slow to import, and hardly ever needed

    best = from_bytes(data[:_SAMPLE_BYTES], threshold=0.1).best()
    if best is not None and best.encoding not in ("utf_16", "utf_16_le", "utf_16_be", "utf_32"):
        try:
            return Decoded(data.decode(best.encoding), best.encoding)
        except (UnicodeDecodeError, LookupError):
            pass
    raise ArticleError("not-text", "it is in no encoding that makes sense of it; save it as UTF-8")
