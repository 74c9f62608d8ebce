"""Where the headings of a wikitext stand in the text that was extracted from it, which has none.

The first words under a heading are looked for in the text. Where none of them stands there once, and behind the heading
before, the place is not known: such a heading stands with the next one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

__all__ = ["Placed", "place_headings"]

_HEADING = re.compile(r"^(={1,6})(?!=)([^\n]*)$", re.MULTILINE)
_MOST_HEADINGS = 400  # that are looked for: each costs a few passes over the text
_RUN = re.compile(
    r"[\u3001-\u303f\u3040-\u30ff\u3400-\u9fff\uff01-\uff65\U00020000-\U0003ffff]{8,40}|[A-Za-z0-9 ,.()-]{32,80}"
)
_RUNS_TRIED = 12
_BEGINNINGS = (24, 12)  # characters
_SHORTEST = 4
_SEARCHED_CHARS = 3_000  # of the wikitext under a heading
_HIDDEN = re.compile(
    r"<!--.{0,2000}?-->|<ref[^<>]*/>|<ref[^<>]*>.{0,2000}?</ref>|\{\{[^{}]*\}\}"
    r"|\[\[\s*(?:file|image|文件|檔案|档案|图像|圖像)\s*:(?:[^\[\]]|\[\[[^\[\]]*\]\])*\]\]",
    re.IGNORECASE | re.DOTALL,
)
_LINK = re.compile(r"\[\[(?:[^\[\]|]*\|)?(?P<text>[^\[\]|]*)\]\]|\[(?:https?:)?//[^\s\[\]]*(?P<shown>[^\[\]]*)\]")
_MARKS = re.compile(r"'{2,}|</?[a-zA-Z][^<>]*>|^[ \t]*[*#:;]+[ \t]*", re.MULTILINE)
_LEFT_MARKUP = re.compile(r"[\[\]{}<>|]")
_BEFORE_START = re.compile(r"[。！？!?；;][」』”’）)》]*\s*|\s+")
_SENTENCE_CHARS = 200


class Placed(NamedTuple):
    """A heading, and where the text under it starts."""

    level: int
    text: str
    start: int


def place_headings(source: str, text: str) -> list[Placed]:
    """Return the headings of a wikitext in their order, with their places in the text that was extracted from it.

    Args:
        source: the wikitext.
        text: the extracted text.
    """
    source = _without(_HIDDEN, source)
    found = [each for each in _HEADING.finditer(source) if each[2].rstrip().endswith(each[1])]
    ends = [*(each.start() for each in found), len(source)][1:]
    places: list[int | None] = []
    last = 0
    for heading, end in zip(found, ends, strict=True):
        body = source[heading.end() : min(end, heading.end() + _SEARCHED_CHARS)]
        start = _start(body, text, last) if len(places) < _MOST_HEADINGS else None
        places.append(start)
        last = last if start is None else start
    known = len(text)
    starts: list[int] = []
    for place in reversed(places):
        known = known if place is None else place
        starts.append(known)
    pairs = zip(found, reversed(starts), strict=True)
    shown = [(len(heading[1]), _plain(heading[2].rstrip().removesuffix(heading[1])), start) for heading, start in pairs]
    return [Placed(*each) for each in shown if each[1] and not _LEFT_MARKUP.search(each[1])]


def _without(pattern: re.Pattern[str], source: str) -> str:
    """``source`` without what matches, from the inside out: three levels are enough for nearly all templates."""
    for _ in range(3):
        source, count = pattern.subn("", source)
        if not count:
            break
    return source


def _plain(source: str) -> str:
    return " ".join(_MARKS.sub("", _LINK.sub(r"\g<text>\g<shown>", source)).split())


def _start(body: str, text: str, after: int) -> int | None:
    """Where the text of ``body`` starts in ``text``, behind ``after``; ``None`` where it is not to be found."""
    body = _plain(body)
    for offset, words in _candidates(body):
        place = text.find(words)
        if place < after or text.find(words, place + 1) >= 0:
            continue
        near = max(place - offset, after)
        ends = _BEFORE_START.finditer(text, max(after, near - _SENTENCE_CHARS), place)
        starts = [after, *(end.end() for end in ends)]
        if text.startswith(body[:offset], near):
            return max(start for start in starts if start <= near)  # templates may have shown something before it
        return min(starts, key=lambda start: abs(start - near))
    return None


def _candidates(body: str) -> Iterator[tuple[int, str]]:
    """Words that may stand in the text once, the surest first, with their places in ``body``."""
    for length in _BEGINNINGS:
        if len(body) >= length or (length == _BEGINNINGS[-1] and len(body) >= _SHORTEST):
            yield 0, body[:length]
    for run in islice(_RUN.finditer(body), _RUNS_TRIED):
        yield run.start(), run.group().rstrip()
