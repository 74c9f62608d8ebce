"""Subtitles (SubRip, WebVTT): what is said, in paragraphs where speech pauses, without times and marks."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from html import unescape

from wenxun.articles.containers import Whole
from wenxun.articles.draft import Draft
from wenxun.articles.richtext import RichText
from wenxun.articles.source_file import SourceFile
from wenxun.articles.text import read_text_into
from wenxun.articles.text_file import decoded_text, finished
from wenxun.models import Article

__all__ = ["read", "read_subtitles_into", "sniff"]

_TIME = r"(?:(\d{1,3}):)?(\d{1,2}):(\d{1,2})[.,](\d{1,3})"
_TIMES = re.compile(rf"[ \t]*{_TIME}[ \t]*-->[ \t]*{_TIME}.*")
_VOICE = re.compile(r"<v(?:\.[\w.-]*)?[ \t]+([^<>\n]{1,100})>")
_MARK = re.compile(r"</?[a-zA-Z][^<>\n]{0,200}>|<\d[\d:.]*>|\{\\[^{}\n]{0,200}\}")
_PAUSE_SECONDS = 2.0
_MOST_CHARS = 400  # of a paragraph whose speaker never pauses


def sniff(file: SourceFile) -> Whole | None:
    """By its suffix or its first line."""
    if file.origin.suffix in (".srt", ".vtt") or re.match(rb"WEBVTT[ \t\r\n]", file.text_head):
        return Whole(read)
    return None


def read(file: SourceFile) -> Iterator[Article]:
    """Yield the article.

    Raises:
        ArticleError: as for a text.
    """
    draft = Draft()
    read_subtitles_into(draft, decoded_text(file, draft))
    yield finished(file, draft, "subtitles")


def read_subtitles_into(draft: Draft, text: str) -> None:
    """Append what the subtitles ``text`` say to ``draft``."""
    paragraph: list[str] = []
    size, ended, last = 0, 0.0, ""
    for start, end, said in _cues(text):
        if paragraph and (start - ended >= _PAUSE_SECONDS or size > _MOST_CHARS):
            draft.add_paragraph(RichText("\n".join(paragraph)))
            paragraph, size = [], 0
        ended = end
        for line in said:
            if line != last:  # a line that stays on the screen is said once
                paragraph.append(line)
                size += len(line)
            last = line
    draft.add_paragraph(RichText("\n".join(paragraph)))
    if not draft.blocks:
        read_text_into(draft, text)  # it has no times, whatever its name says


def _cues(text: str) -> Iterator[tuple[float, float, list[str]]]:
    """Start, end and lines of each subtitle; notes, styles and numbers are none."""
    lines = text.split("\n")
    times_at = {place: found for place, line in enumerate(lines) if "-->" in line and (found := _TIMES.fullmatch(line))}
    for place, following in itertools.pairwise([*times_at, len(lines)]):
        numbers = [int(part or 0) for part in times_at[place].groups()]
        start, end = (
            hours * 3600 + minutes * 60 + seconds + fraction / 1000
            for hours, minutes, seconds, fraction in (numbers[:4], numbers[4:])
        )
        said: list[str] = []
        for line in lines[place + 1 : following]:
            if not line.strip():
                break
            shown = _MARK.sub("", _VOICE.sub(lambda found: f"{found[1]}：", line)).strip()
            said += filter(None, [unescape(shown) if "&" in shown else shown])
        yield start, end, said
