"""Bytes to text: every encoding of Chinese, and never mojibake in silence.

The rule, in order: a byte order mark decides, unless what follows is flatly something else; then the escapes of
seven-bit encodings; valid UTF-8 is UTF-8, unless it is plainly Chinese that was taken for Western letters
(`twice_encoded`). All other bytes are read in every encoding that a Chinese, Japanese or Korean text may be in, with
UTF-16 and UTF-32, and the reading wins whose characters are the least surprising (`plausibility`). Almost any bytes
decode as GB18030, so "it decodes" proves nothing. A text that states its encoding is read in it, unless another
reading is clearly the right one. A text in an alphabet must be much less surprising as such (`alphabets`). When
nothing makes sense, charset-normalizer is asked; when it is not sure either, the input is refused. A long file is
judged whole, and where encodings change within it, so does the reading.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from wenxun.articles.alphabets import read_alphabetic
from wenxun.articles.encoding_escapes import decode_escaped
from wenxun.articles.plausibility import Language, surprise
from wenxun.articles.twice_encoded import undo_twice_encoded
from wenxun.errors import ArticleError
from wenxun.notices import Notice

__all__ = ["Decoded", "decode"]

_BLOCK_BYTES = 1 << 12  # of a file whose encoding may change within it
_SAMPLE_BYTES = 1 << 16
_MOST_CUT_BLOCKS = 100  # so many are judged line by line
_MOST_SURPRISE = 10.5  # of a letter, on the average, in a reading that is believed
_MOST_SURPRISE_PLAIN = 7.5  # in one that needs no comparison with alphabets
_MOST_SURPRISE_SHORT = 12.0
_MOST_SURPRISE_STATED = 14.5
_SHORT_LETTERS = 20
_STATED_NATS = 60.0  # how much more surprising a reading may be in the encoding that the text states
_OTHER_NATS = 40.0  # how much less surprising a part of a file must be in another encoding than the rest
_TOLERATED_PER_CHARACTER = 0.01  # damaged places a text may hold and still be read, with U+FFFD there

_CANDIDATES: Mapping[str, tuple[Language, float]] = {  # with nats against it; the first of two that are level wins
    "utf-8": ("any", 0.0),
    "gb18030": ("chinese", 0.0),
    "big5hkscs": ("chinese", 0.0),
    "cp950": ("chinese", 0.0),
    "euc_jp": ("japanese", 8.0),
    "cp932": ("japanese", 8.0),
    "cp949": ("korean", 8.0),
}
_LOST, _MOST_LOST = "锟斤拷", 0.2
_WITHIN_WORD = re.compile(r"[a-z][^\x00-\x7f](?=[a-z])")
_WITHIN_NATS = 9.0  # against a character of Chinese within a word of letters
_ALPHABET_NATS = 8.0  # against an alphabet, where Chinese is as likely
_WIDE_NATS = 8.0
_MOST_WIDE_NATS = 9.0
_WIDE = ("utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be")
_STATED = re.compile(
    rb"""(?<!accept-)(?:char(?:acter[ _-]?)?set|(?:file)?(?:en)?coding)["']?\s*[:=]\s*["']?([a-z][\w.:-]{2,30})""",
    re.IGNORECASE,
)
_STATED_WITHIN_BYTES = 4_096
_OF_OTHER_FILES = re.compile(rb"<script\b(?:.*?</script\b|.*)|<(?:link|a)\b[^>]*", re.IGNORECASE | re.DOTALL)
"""Where a page states in which encoding its scripts, styles and links are."""

_SUPERSETS = {  # what the names stand for in practice
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "big5": "big5hkscs",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
}
_MOST_DAMAGED_MARKED = 3

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_BINARY_HEADS = (
    (b"%PDF-", Notice("a PDF")),
    (b"PK\x03\x04", Notice("a ZIP archive (or an Office document)")),
    (b"\x89PNG", Notice("a PNG image")),
    (b"\xff\xd8\xff", Notice("a JPEG image")),
    (b"GIF8", Notice("a GIF image")),
    (b"\x1f\x8b", Notice("gzip data")),
    (b"\xfd7zXZ\x00", Notice("xz data")),
    (b"BZh", Notice("bzip2 data")),
    (b"7z\xbc\xaf", Notice("a 7z archive")),
    (b"\x7fELF", Notice("a program")),
    (b"MZ\x90", Notice("a program")),
    (b"\xd0\xcf\x11\xe0", Notice("an Office document")),
    (b"SQLite format 3\x00", Notice("an SQLite database")),
    (b"{\\rtf", Notice("an RTF document")),
)
_CONTROL_BYTES = bytes(set(range(32)) - {9, 10, 12, 13, 27}) + b"\x7f"


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text of an input.

    Attributes:
        text: the text, without a byte order mark.
        encoding: Python's name of the encoding; of several, one after the other, with ``+`` between them.
        damaged: places that held no valid character; each is U+FFFD in ``text``.
    """

    text: str
    encoding: str
    damaged: int = 0


class _Reading(NamedTuple):
    """What a text would be in one encoding."""

    cost: float
    encoding: str
    mean: float
    letters: int
    is_uneven: bool  # it is damaged, or has a line that is far more surprising than prose

    @property
    def is_credible(self) -> bool:
        if self.encoding == "utf-8":  # it is hardly ever valid by chance
            return self.mean <= _MOST_SURPRISE_STATED
        return self.mean <= (_MOST_SURPRISE if self.letters > _SHORT_LETTERS else _MOST_SURPRISE_SHORT)


def decode(data: bytes, *, stated: str = "") -> Decoded:
    """Read ``data`` as text.


    Args:
        data: the bytes.
        stated: name of the encoding, as whoever sent them says; without one, the text is asked.

    Returns:
        The text, and its encoding.

    Raises:
        ArticleError: ``binary`` when it holds no text, ``not-text`` when no encoding makes sense of it.
    """
    for head, name in _BINARY_HEADS:
        if data.startswith(head):
            raise ArticleError(
                "binary", Notice("it is {name}, not text; convert it to text or Markdown first", name=name)
            )
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return _decode_marked(data[len(bom) :], encoding, stated)
    if escaped := decode_escaped(data):
        return Decoded(*escaped, escaped[0].count("\ufffd"))
    content = data.rstrip(b"\0")  # what fills up a block of a disk
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        pass
    else:
        if _is_plain(content) and len(content) * 2 >= len(data):
            _check_is_not_lost(text)
            before = undo_twice_encoded(text)
            if before is None:
                return Decoded(text, "utf-8")
            return Decoded(before[0], f"utf-8+{before[1]}", before[0].count("\ufffd"))
    return _decode_unmarked(data, content, _codec_of(stated) or _stated_codec(data))


def _check_is_not_lost(text: str) -> None:
    """Refuse what a program has written that could not read a text: its sign for that, in UTF-8, taken for GBK."""
    if _LOST in text and text.count(_LOST) * len(_LOST) > _MOST_LOST * len(text):
        raise ArticleError(
            "not-text", Notice("its text was lost when a program read it in the wrong encoding (锟斤拷)")
        )


def _is_plain(data: bytes) -> bool:
    """Whether control codes are rare enough for text; a few are damage, which the reader counts."""
    allowed = max(len(data) // 100, min(3, len(data) // 8))
    return len(data) - len(data.translate(None, _CONTROL_BYTES)) <= allowed


def _stated_codec(data: bytes) -> str:
    """The encoding that the head of a text states: in a ``meta`` element, an XML prolog, YAML, a coding line."""
    head = _OF_OTHER_FILES.sub(b"", data[:_SAMPLE_BYTES])
    found = _STATED.search(head, 0, _STATED_WITHIN_BYTES)
    return _codec_of(found[1].decode("latin-1")) if found else ""


def _codec_of(name: str) -> str:
    """Python's name of an encoding of text, or of the wider one that it stands for; "" if there is none."""
    try:
        codec = codecs.lookup(name.removeprefix("x-")) if name else None
    except (LookupError, ValueError):
        return ""
    if codec is None or not codec._is_text_encoding:
        return ""
    return _SUPERSETS.get(codec.name, codec.name)


def _decode_marked(data: bytes, encoding: str, stated: str) -> Decoded:
    """The text behind a mark; one that is flatly wrong, as programs leave it that join or convert files, is none."""
    text = data.decode(encoding, "replace")
    damaged = text.count("\ufffd")
    is_wrong = damaged > _MOST_DAMAGED_MARKED + len(text) * 0.05
    if encoding != "utf-8" and not is_wrong and _is_plain(data):
        sample = data[:_SAMPLE_BYTES]
        is_wrong = _read_as("utf-8", sample).cost < _read_as(encoding, sample).cost
    return _decode_unmarked(data, data.rstrip(b"\0"), stated) if is_wrong else Decoded(text, encoding, damaged)


def _decode_unmarked(data: bytes, content: bytes, stated: str) -> Decoded:
    """Bytes without a mark that are no UTF-8; ``content`` is without zero bytes at its end."""
    blocks = list(_blocks(content))
    judged = [_judge(blocks[0], stated)] if blocks and _is_plain(content) else []
    wide = _widest(data)
    if wide is not None and (not judged or wide.cost < judged[0].cost):
        return Decoded(data.decode(wide.encoding).rstrip("\0"), wide.encoding)
    if not judged:
        controls = len(data) - len(data.translate(None, _CONTROL_BYTES))
        raise ArticleError(
            "binary",
            Notice(
                "{controls} of its {count} bytes are control codes, so it is not text",
                controls=controls,
                count=len(data),
            ),
        )
    return _decode_blocks(*_judge_all(blocks, judged[0], stated), stated)


def _judge_all(blocks: list[bytes], first: _Reading, stated: str) -> tuple[list[bytes], list[_Reading]]:
    """The blocks with their readings; one in which encodings meet, or that is uneven, is cut into its lines."""
    judged = [first]
    for block in blocks[1:]:
        same = _read_as(judged[-1].encoding, block)
        judged.append(same if same.is_credible and same.letters else _judge(block, stated))
    if len({reading.encoding for reading in judged}) == 1 and not any(reading.is_uneven for reading in judged):
        return blocks, judged
    pieces: list[bytes] = []
    readings: list[_Reading] = []
    cut = 0
    for place, (block, reading) in enumerate(zip(blocks, judged, strict=True)):
        around = {each.encoding for each in judged[max(0, place - 1) : place + 2]}
        lines = [block]
        if (len(around) > 1 or reading.is_uneven) and cut < _MOST_CUT_BLOCKS:
            lines = block.splitlines(keepends=True)
            cut += 1
        pieces += lines
        readings += [reading] if len(lines) == 1 else [_judge(line, stated) for line in lines]
    return pieces, readings


def _blocks(data: bytes) -> Iterator[bytes]:
    """The data, cut at line ends."""
    start = 0
    while start < len(data):
        end = data.find(b"\n", start + _BLOCK_BYTES) + 1 or len(data)
        yield data[start:end]
        start = end


def _read_as(encoding: str, block: bytes) -> _Reading:
    language, against = _CANDIDATES.get(encoding, ("any", 0.0))
    text = block.decode(encoding, "replace")
    found = surprise(text, language)
    is_uneven = "\ufffd" in text or found.most_of_line > _MOST_SURPRISE
    return _Reading(found.total + against, encoding, found.mean, found.letters, is_uneven)


def _judge(block: bytes, stated: str) -> _Reading:
    """The best reading of a block."""
    best = min((_read_as(encoding, block) for encoding in _CANDIDATES), key=lambda reading: reading.cost)
    if stated and stated not in (best.encoding, *_WIDE):
        told = _read_as(stated, block)
        if told.mean <= _MOST_SURPRISE_STATED and told.cost <= best.cost + _STATED_NATS:
            return told
    return best


def _widest(data: bytes) -> _Reading | None:
    """The best reading as UTF-16 or UTF-32 without a mark, if one makes sense."""
    readings: list[_Reading] = []
    for encoding in _WIDE:
        unit = 4 if "32" in encoding else 2
        if len(data) % unit:
            continue
        try:
            text = data[:_SAMPLE_BYTES].decode(encoding)
            whole = data.decode(encoding) if len(data) > _SAMPLE_BYTES else text
        except UnicodeDecodeError:
            continue
        if not whole.strip("\0"):
            continue
        found = surprise(text.rstrip("\0"), "any")
        reading = _Reading(found.total + _WIDE_NATS, encoding, found.mean, found.letters, False)
        is_usual = found.total <= _MOST_WIDE_NATS * len(text)  # two bytes of whatever are a character, but a rare one
        if reading.is_credible and is_usual and _is_plain(whole.rstrip("\0").encode("utf-8")):
            readings.append(reading)
    return min(readings, default=None)


def _decode_blocks(blocks: Sequence[bytes], judged: Sequence[_Reading], stated: str) -> Decoded:
    """The text of all blocks in the encoding that suits the whole, but for those that are clearly in another one."""
    names = list(dict.fromkeys(reading.encoding for reading in judged))
    costs = {name: [_read_as(name, block).cost for block in blocks] for name in names} if len(names) > 1 else {}
    main = min(names, key=lambda name: sum(costs[name])) if costs else names[0]
    runs: list[tuple[str, list[bytes]]] = []
    for place, block in enumerate(blocks):
        own = judged[place].encoding
        if own == main or costs[main][place] - judged[place].cost < _OTHER_NATS or not judged[place].is_credible:
            own = main
        if runs and runs[-1][0] == own:
            runs[-1][1].append(block)
        else:
            runs.append((own, [block]))
    if len(runs) == 1:
        whole = b"".join(blocks)
        return _decode_whole(whole, _settled(main, whole, stated))
    parts = [_decode_whole(b"".join(part), own) for own, part in runs]
    return Decoded(
        "".join(part.text for part in parts),
        "+".join(dict.fromkeys(part.encoding for part in parts)),
        sum(part.damaged for part in parts),
    )


def _settled(best: str, data: bytes, stated: str) -> str:
    """The encoding of a text: the best one, if its reading is credible, or what the text looks like besides.

    Raises:
        ArticleError: ``not-text`` when nothing makes sense of it.
    """
    sample = data[:_SAMPLE_BYTES]
    reading = _read_as(best, sample)
    is_stated = best == stated and stated in _CANDIDATES
    is_believed = reading.is_credible or (is_stated and reading.mean <= _MOST_SURPRISE_STATED)
    if not is_believed or (reading.mean > _MOST_SURPRISE_PLAIN and not is_stated):
        alphabetic = read_alphabetic(sample)
        within = len(_WITHIN_WORD.findall(sample.decode(best, "replace")))
        is_cheaper = alphabetic.cost + _ALPHABET_NATS < reading.cost + _WITHIN_NATS * within
        if alphabetic.is_credible and (is_cheaper or not is_believed):
            return alphabetic.encoding
    if is_believed:
        return best
    if stated and _read_as(stated, sample).mean <= _MOST_SURPRISE_STATED:
        return stated
    return _by_statistics(sample)


def _by_statistics(sample: bytes) -> str:
    from charset_normalizer import from_bytes  # slow to import, and hardly ever needed

    trusted = ["gb18030", "big5hkscs", "cp932", "euc_jp", "cp949", "johab"]
    best = from_bytes(sample, threshold=0.05, cp_isolation=trusted).best()
    if best is None or best.coherence < 0.5:
        raise ArticleError("not-text", Notice("it is in no encoding that makes sense of it; save it as UTF-8"))
    return best.encoding


def _decode_whole(data: bytes, encoding: str) -> Decoded:
    text = data.decode(encoding, "replace")
    damaged = text.count("\ufffd")
    if damaged > 3 + len(text) * _TOLERATED_PER_CHARACTER:
        raise ArticleError(
            "not-text",
            Notice(
                "it looks like {encoding}, but {damaged} places are not valid in it", encoding=encoding, damaged=damaged
            ),
        )
    return Decoded(text, encoding, damaged)
