"""Bytes to text: UTF-8, UTF-16, GB18030, Big5, and never mojibake in silence.

The rule, in order: a byte order mark decides; bytes that no text holds are refused; valid UTF-8 is UTF-8;
otherwise GB18030 and Big5 are tried, and the reading that looks like Chinese wins. Almost any bytes decode
as GB18030, so "it decodes" proves nothing: a reading must hold enough of the characters that every Chinese
text is full of. Japanese, Korean and Western text must look like itself as plainly. When nothing does,
charset-normalizer is asked; when it is not sure either, the input is refused.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from wenxun.errors import ArticleError

__all__ = ["Decoded", "decode"]

# The characters that fill any Chinese text, in both scripts, with the punctuation around them. They make up
# a third or more of real prose, and well under a hundredth of a text read in the wrong encoding.
_EVERYDAY = frozenset(
    "的一是在不了有和人這这中大為为上個个國国我以要他時时來来用們们生到作地於于出就分對对成會会可主發发"
    "年動动同工也能下過过子說说產产種种面而方後后多定行學学法所民得經经十三之進进著着等部度家電电力裡里如"
    "水化高自二理起小物現现實实加量都兩两體体制機机當当使點点從从業业本去把性好應应開开它合還还因由其些"
    "然前外天政四日那社義义事平形相全表間间樣样與与關关各重新線线內内數数正心反你明看原又麼么利比或但質"
    "质氣气第向道命此變变條条只沒没結结解問问意建月公無无系軍军很情者最立代想已通並并提直題题黨党程展五"
    "，。、；：？！「」『』（）《》“”‘’〈〉…—・　"
)
_SAMPLE_BYTES = 1 << 16  # judging an encoding needs no more text than this
_ENOUGH = 0.06  # least share of everyday characters among the letters of a Chinese reading
_SHORT_LETTERS = 40  # so few letters need not hold an everyday one; they must then all be common
_COMMON_ENOUGH = 0.9
_KANA_ENOUGH = 0.2  # least share of kana in Japanese
_HANGUL_ENOUGH = 0.99  # Korean bytes also read as common Chinese characters, so nearly all must be Korean,
_KOREAN_LETTERS = 16  # and this many, for a few Chinese characters can fall into the Korean rows by chance
_JAPANESE_LETTERS = 6
_TOLERATED_PER_CHARACTER = 0.01  # damaged places a text may hold and still be read, with U+FFFD there
_CHINESE = ("utf-8", "gb18030", "big5hkscs", "cp950")  # in this order when they are level
_JAPANESE = ("euc_jp", "cp932")

_HAN = re.compile("[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_KANA = re.compile("[\u3041-\u30fe]")
_HANGUL = re.compile("[\uac00-\ud7a3]")
_DAMAGE = re.compile("[\ufffd\ue000-\uf8ff]")  # private characters are what wrong readings are full of
_SINGLE_HIGH_BYTE = re.compile(rb"(?<![\x80-\xff])[\x80-\xff](?![\x80-\xff])")
_HIGH_BYTE = re.compile(rb"[\x80-\xff]")
_ODD = re.compile(
    "[\u02b0-\u02ff\u0370-\u03ff\u0400-\u04ff\u0e00-\u0fff\u2500-\u259f\u2e80-\u2fdf\u3041-\u30fe\u3105-\u312f]"
)  # not Chinese
_WESTERN_CHARACTERS = re.compile("[\xc0-\xd6\xd8-\xf6\xf8-\xff\u0152\u0153\u0178\u2013\u2014\u2018-\u201e\u2026]")

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
    allowed = max(len(data) // 100, min(3, len(data) // 8))
    return len(data) - len(data.translate(None, _CONTROL_BYTES)) <= allowed


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
    foreign = sum(c > "\x7f" for c in text)
    if not foreign:
        return 1.0
    found = sum(c in _EVERYDAY for c in text)
    return (found - 5 * len(_DAMAGE.findall(text))) / foreign


@dataclass(frozen=True, slots=True)
class _Reading:
    """What a text would be in one encoding. Shares are of the Chinese, Japanese and Korean letters."""

    encoding: str
    text: str
    letters: int
    everyday: float
    common: float
    odd: float

    @property
    def rank(self) -> float:
        return self.everyday + self.common / 2 - self.odd


def _read_as(encoding: str, sample: bytes) -> _Reading:
    # the sample, or the file, may end inside a character: the decoder then waits for the rest
    text = codecs.getincrementaldecoder(encoding)("replace").decode(sample)
    han = _HAN.findall(text)
    odd, hangul, damage = (len(p.findall(text)) for p in (_ODD, _HANGUL, _DAMAGE))
    letters = len(han) + odd + hangul + damage
    everyday = sum(c in _EVERYDAY for c in han) - 5 * damage
    common = _common_count(han) - 5 * damage
    whole = max(1, letters)
    return _Reading(encoding, text, letters, everyday / whole, common / whole, odd / whole)


def _common_count(han: list[str]) -> int:
    """How many of the characters are among the commonest few thousand.

    The first level of GB 2312 (lead bytes B0 to D7) and of Big5 (A4 to C6) hold those of either script.
    """
    count = 0
    for character in han:
        simplified = character.encode("gb2312", "ignore")
        if simplified:
            count += simplified[0] <= 0xD7
        else:
            count += b"\xa4" <= character.encode("big5", "ignore")[:1] <= b"\xc6"
    return count


def _decode_legacy(data: bytes) -> Decoded:
    """Text that is not valid UTF-8."""
    sample = data[:_SAMPLE_BYTES]
    for encoding in _JAPANESE:
        reading = _read_as(encoding, sample)
        kana = len(_KANA.findall(reading.text))
        if reading.letters >= _JAPANESE_LETTERS and kana >= _KANA_ENOUGH * reading.letters and reading.common > 0:
            return _decode_whole(data, encoding)
    korean = _read_as("cp949", sample)
    hangul = len(_HANGUL.findall(korean.text))
    if hangul >= _KOREAN_LETTERS and hangul >= _HANGUL_ENOUGH * korean.letters:
        return _decode_whole(data, "cp949")
    best = max((_read_as(encoding, sample) for encoding in _CHINESE), key=lambda r: r.rank)
    if best.everyday >= _ENOUGH or (best.letters <= _SHORT_LETTERS and best.common >= _COMMON_ENOUGH):
        return _decode_whole(data, best.encoding)
    if _looks_western(sample):
        return _decode_whole(data, "cp1252")
    for encoding in _CHINESE if best.letters == 0 else ():  # only Chinese punctuation among Latin text
        if _everyday_share(sample.decode(encoding, "replace")) >= _COMMON_ENOUGH:
            return _decode_whole(data, encoding)
    return _decode_by_statistics(data)


def _decode_whole(data: bytes, encoding: str) -> Decoded:
    text = data.decode(encoding, "replace")
    damaged = text.count("\ufffd")
    if damaged > 3 + len(text) * _TOLERATED_PER_CHARACTER:
        raise ArticleError("not-text", f"it looks like {encoding}, but {damaged} places are not valid in it")
    return Decoded(text, encoding, damaged)


def _looks_western(sample: bytes) -> bool:
    """Accents stand alone among ASCII letters, where the bytes of Chinese come in pairs."""
    high = len(_HIGH_BYTE.findall(sample))
    alone = len(_SINGLE_HIGH_BYTE.findall(sample))
    known = len(_WESTERN_CHARACTERS.findall(sample.decode("cp1252", "replace")))
    return alone >= 0.9 * high and known == high and high * 5 <= len(sample)


def _decode_by_statistics(data: bytes) -> Decoded:
    from charset_normalizer import from_bytes  # slow to import, and hardly ever needed

    trusted = ["gb18030", "big5hkscs", "cp932", "euc_jp", "cp949", "johab", "hz", "iso2022_jp"]
    best = from_bytes(data[:_SAMPLE_BYTES], threshold=0.05, cp_isolation=trusted).best()
    if best is None or best.coherence < 0.5:
        raise ArticleError("not-text", "it is in no encoding that makes sense of it; save it as UTF-8")
    return _decode_whole(data, best.encoding)
