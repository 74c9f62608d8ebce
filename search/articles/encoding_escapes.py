"""Encodings of seven bits a byte, which say by escapes where other letters begin: HZ, ISO 2022 and UTF-7."""

from __future__ import annotations

import re
from base64 import b64decode

from wenxun.articles.plausibility import surprise
from wenxun.errors import ArticleError
from wenxun.notices import Notice

__all__ = ["decode_escaped"]

_HZ_RUN = re.compile(rb"~\{((?:[\x21-\x77][\x21-\x7e])*)(?:~\}|(?=\r?\n|\Z))")
_HZ_OTHER = re.compile(rb"~(?:~|\r?\n)")
_ISO_2022_CN = re.compile(rb"\x1b\$(?:[)*+][A-MZ])")
_ISO_2022_KR = re.compile(rb"\x1b\$\)C")
_ISO_2022_JP = re.compile(rb"\x1b\$(?:[@B]|\([DOPQ])")
_ISO_2022_JP_2 = re.compile(rb"\x1b\$(?:A|\([AC])")  # Japanese with Chinese and Korean
_CN_TOKEN = re.compile(rb"\x1b\$(?P<set>[)*+][A-MZ])|(?P<out>\x0e)|(?P<back>\x0f)|(?P<end>\n)")
_SETS = {b")A": "gb2312"}  # Python knows no other set of this encoding
_UTF_7_RUN = re.compile(rb"\+([A-Za-z0-9+/]*)-?")
_MOST_SURPRISE_UTF_7 = 9.5  # of a letter, on the average; any base64 gives letters, but rare ones
_HIGH = bytes(byte | 0x80 for byte in range(256))


def decode_escaped(data: bytes) -> tuple[str, str] | None:
    """Return the text and the encoding of ``data``, U+FFFD where it is damaged; ``None`` if it has no such escapes.

    Raises:
        ArticleError: ``not-text`` for ISO-2022-CN with characters of a set that is not known here.
    """
    if b"~{" in data:
        return _decode_hz(data)
    if b"+" in data and data.isascii() and (text := _decode_utf_7(data)):
        return text, "utf-7"
    if b"\x1b$" not in data or not data.isascii():
        return None
    if _ISO_2022_KR.search(data):
        return data.decode("iso2022_kr", "replace"), "iso2022_kr"
    if _ISO_2022_CN.search(data):
        return _decode_cn(data), "iso2022_cn"
    if _ISO_2022_JP_2.search(data):
        return data.decode("iso2022_jp_2", "replace"), "iso2022_jp_2"
    if _ISO_2022_JP.search(data):
        return data.decode("iso2022_jp_ext", "replace"), "iso2022_jp"
    return None


def _decode_hz(data: bytes) -> tuple[str, str] | None:
    """As HZ, if each of its runs holds Chinese characters; a ``~{`` of a program does not."""
    runs = _HZ_RUN.findall(data)
    if not data.isascii() or len(runs) != data.count(b"~{") or not any(runs):
        return None
    try:
        for run in runs:
            run.translate(_HIGH).decode("gb2312")
    except UnicodeDecodeError:
        return None
    pieces: list[str] = []
    done = 0
    for found in _HZ_RUN.finditer(data):
        pieces += (_plain_hz(data[done : found.start()]), found[1].translate(_HIGH).decode("gb2312"))
        done = found.end()
    return "".join((*pieces, _plain_hz(data[done:]))), "hz"


def _plain_hz(data: bytes) -> str:
    return _HZ_OTHER.sub(lambda found: b"~" if found[0] == b"~~" else b"", data).decode("ascii")


def _decode_utf_7(data: bytes) -> str:
    """As UTF-7, if each of its runs holds common letters that need one; "" for a text with plus signs."""
    pieces: list[str] = []
    letters: list[str] = []
    done = 0
    for found in _UTF_7_RUN.finditer(data):
        run = found[1]
        if not run and not found[0].endswith(b"-"):
            return ""
        text = _utf_16_of(run) if run else "+"
        if not text:
            return ""
        letters += [text] if run else []
        pieces += (data[done : found.start()].decode("ascii"), text)
        done = found.end()
    if not letters or surprise("".join(letters), "any").mean > _MOST_SURPRISE_UTF_7:
        return ""
    return "".join((*pieces, data[done:].decode("ascii")))


def _utf_16_of(run: bytes) -> str:
    """The letters of a run of UTF-7; "" if it is none."""
    whole = b64decode(run + b"A" * (-len(run) % 4))
    size = len(run) * 6 // 8 // 2 * 2
    if any(whole[size:]) or size * 8 <= len(run) * 6 - 16:
        return ""
    try:
        text = whole[:size].decode("utf-16-be")
    except UnicodeDecodeError:
        return ""
    return "" if text.isascii() else text


def _decode_cn(data: bytes) -> str:
    pieces: list[str] = []
    charset, shifted, done = "", False, 0
    for found in _CN_TOKEN.finditer(data):
        pieces.append(_in_set(data[done : found.start()], charset if shifted else "ascii"))
        done = found.end()
        if found["set"]:
            charset = _SETS.get(found["set"], "")
            if not charset:
                raise ArticleError(
                    "not-text",
                    Notice(
                        "it is ISO-2022-CN with characters of CNS 11643; convert it: iconv -f ISO-2022-CN-EXT -t UTF-8"
                    ),
                )
        elif found["end"]:
            pieces.append("\n")
            shifted = False
        else:
            shifted = found["out"] is not None
    pieces.append(_in_set(data[done:], charset if shifted else "ascii"))
    return "".join(pieces)


def _in_set(data: bytes, charset: str) -> str:
    if charset == "ascii":
        return data.decode("ascii", "replace")
    return data.translate(_HIGH).decode(charset or "ascii", "replace")
