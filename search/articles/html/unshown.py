"""What a page states for programs and does not show: the article itself, where a script fills the page or only members
see it; the text that its scripts hold; its description.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from html import escape, unescape
from typing import Any

from wenxun.articles.draft import Draft
from wenxun.articles.html.blocks import BlockReader
from wenxun.articles.html.frames import Block
from wenxun.articles.html.tree import has_odd_entities, parse

__all__ = ["ShownLetters", "prose_of_scripts", "unshown_blocks"]

_PIECE_CHARS = 8
_TAG = re.compile(r"</?[a-z][a-z0-9]*[ />]", re.IGNORECASE)
_ANY_TAG = re.compile("<[^<>]*>")
_NO_LETTERS = re.compile(r"[\W_]+")
_LITERAL = re.compile(  # with the short ones before it, and to the end of the line if it has no end
    r"""(?:[^"']++|"[^"\\\n]{0,19}+"|'[^'\\\n]{0,19}+')*+"""
    r"""(?:"([^"\\\n]*+(?:\\.[^"\\\n]*+)*+)"?|'([^'\\\n]*+(?:\\.[^'\\\n]*+)*+)'?|\Z)"""
)
_ESCAPED = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|x([0-9A-Fa-f]{2})|(.))", re.DOTALL)
_CONTROLS = {"n": "\n", "t": "\t", "r": "", "b": "", "f": ""}
_DATA_ATTRIBUTE = re.compile(r"""=\s*(?:"([\[{]+&quot;[^"]{200,})"|'([\[{\s]+"[^']{200,})')""")
_DATA_WITHIN = re.compile(r"""\A\w{0,8}:["']|[\[{]\s*["']|["']\s*:\s*["'\[{]""")
_MOST_NESTED = 3  # data as a text within data
_LONG_BYTES = 300  # of a text without paragraphs; what programs say to people is shorter
_PROSE_BYTES = 60
_PARAGRAPHS = re.compile("<(?:p|br|div|li|h[1-6])[ />]", re.IGNORECASE)
_SENTENCE = re.compile("[，。！？；]|[,.!?;:](?= )")
_CODE = re.compile(r"[{}=<>\\_|$]|\w\(|;$", re.MULTILINE)
_MOST_CODE = 0.01  # of the characters of prose


class ShownLetters:
    """The letters of what a page shows; what else it states is compared with them in linear time."""

    def __init__(self, blocks: Iterable[Block]) -> None:
        self._letters = ""
        self._pieces: set[str] = set()
        self.add(blocks)

    def add(self, blocks: Iterable[Block]) -> None:
        """Take the letters of more blocks."""
        letters = _letters(blocks)
        self._letters += letters
        self._pieces.update(letters[at : at + _PIECE_CHARS] for at in range(0, len(letters), _PIECE_CHARS))

    def hold_most_of(self, blocks: Iterable[Block]) -> bool:
        """Return whether most of the letters of ``blocks`` are among them, in the same order."""
        letters = _letters(blocks)
        if len(letters) < 2 * _PIECE_CHARS:
            return letters in self._letters
        starts = range(len(letters) - _PIECE_CHARS + 1)
        held = sum(letters[at : at + _PIECE_CHARS] in self._pieces for at in starts)
        return 2 * _PIECE_CHARS * held >= len(starts)


def _letters(blocks: Iterable[Block]) -> str:
    return _NO_LETTERS.sub("", "".join(block.rich.text for block in blocks))


def unshown_blocks(draft: Draft, text: str, shown: ShownLetters) -> list[Block]:
    """Return the blocks of a text, unless most of it is shown.

    Args:
        draft: takes what reading it tells.
        text: as text or HTML.
        shown: the letters that are.
    """
    text = unescape(unescape(text))  # some escape what they put into JSON
    html = text if _TAG.search(text) else "".join(f"<p>{escape(line)}</p>" for line in text.split("\n"))
    root = parse(html).root
    blocks = BlockReader(draft, is_tidy=not has_odd_entities(html)).read(root) if root is not None else []
    return [] if shown.hold_most_of(blocks) else blocks


def prose_of_scripts(tree: Any, source: str) -> list[str]:
    """Return the texts, as text or HTML, among the data of a page: sentences, not code, each one once.

    Args:
        tree: the parsed page.
        source: its source; attributes hold data too.
    """
    data = [node.text() for node in tree.css("script")]
    data += [unescape(found[1] or found[2]) for found in _DATA_ATTRIBUTE.finditer(source)]
    return list(dict.fromkeys(text for each in data for text in _prose(each, _MOST_NESTED)))


def _prose(data: str, depth: int) -> Iterator[str]:
    for found in _LITERAL.finditer(data):
        written = found[1] or found[2] or ""
        if 3 * len(written) < _PROSE_BYTES:  # a Han letter has three
            continue
        text = _unescaped(written)
        if depth and _DATA_WITHIN.search(text) and not text.lstrip().startswith("<"):
            yield from _prose(text, depth - 1)
        elif _is_prose(text):
            yield text


def _unescaped(literal: str) -> str:
    if "\\" not in literal:
        return literal
    text = _ESCAPED.sub(_character, literal)
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _character(escaped: re.Match[str]) -> str:
    code = escaped[1] or escaped[2]
    return chr(int(code, 16)) if code else _CONTROLS.get(escaped[3], escaped[3])


def _is_prose(text: str) -> bool:
    text = unescape(unescape(text))
    plain = _ANY_TAG.sub("", text)
    least = _PROSE_BYTES if _PARAGRAPHS.search(text) else _LONG_BYTES
    if len(plain.encode()) < least or len(_SENTENCE.findall(plain)) < 2:
        return False
    return len(_CODE.findall(plain)) <= _MOST_CODE * len(plain)
