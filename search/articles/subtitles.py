"""Subtitles and lyrics (SubRip, WebVTT, SubStation, LRC): what is said, in paragraphs where speech pauses.

Times and marks are left out.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from html import unescape
from itertools import chain

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
_DIALOGUE = re.compile(
    rf"^Dialogue:[^,\n]*,[ \t]*{_TIME}[ \t]*,[ \t]*{_TIME}[ \t]*,(?:[^,\n]*,){{6}}(.*)$", re.MULTILINE
)
_DRAWING = re.compile(r"\{[^{}]*\\p[1-9][^{}]*\}.*?(?:\{[^{}]*\\p0[^{}]*\}|\Z)")
_LYRIC_TIME = re.compile(r"\[(\d{1,3}):(\d{1,2}(?:\.\d{1,3})?)\]")
_LYRIC = re.compile(r"^((?:\[\d{1,3}:\d{1,2}(?:\.\d{1,3})?\][ \t]*)+)(.*)$", re.MULTILINE)
_SONG = re.compile(r"^\[(ti|ar):([^\]\n]*)\]", re.MULTILINE)
_SCRIPT_TITLE = re.compile(r"^\[Script Info\][^\[]*?^Title:[ \t]*(?!Default|<)(\S[^\n]*)", re.MULTILINE)
_SUNG_SECONDS = 8.0  # a line of a song takes so long; a longer pause parts verses
_PAUSE_SECONDS = 2.0
_MOST_CHARS = 400  # of a paragraph whose speaker never pauses


def sniff(file: SourceFile) -> Whole | None:
    """By its suffix or its first line."""
    if file.origin.suffix in (".srt", ".vtt", ".ass", ".ssa", ".lrc") or re.match(rb"WEBVTT[ \t\r\n]", file.text_head):
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
    for start, end, said in chain(_cues(text), _dialogues(draft, text), _lyrics(draft, text)):
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
    lines = text.split("\n") if "-->" in text else []
    times_at = {place: found for place, line in enumerate(lines) if "-->" in line and (found := _TIMES.fullmatch(line))}
    for place, following in itertools.pairwise([*times_at, len(lines)]):
        numbers = [int(part or 0) for part in times_at[place].groups()]
        start, end = map(_seconds, (numbers[:4], numbers[4:]))
        said: list[str] = []
        for line in lines[place + 1 : following]:
            if not line.strip():
                break
            said += filter(None, [_shown(_VOICE.sub(lambda found: f"{found[1]}：", line))])
        yield start, end, said


def _dialogues(draft: Draft, text: str) -> Iterator[tuple[float, float, list[str]]]:
    """The same of SubStation, whose lines need not stand in the order of time."""
    found = _DIALOGUE.finditer(text) if "Dialogue:" in text else iter(())
    if (title := _SCRIPT_TITLE.search(text)) and not draft.title:
        draft.title = title[1].strip()
    cues = [([int(part or 0) for part in each.groups()[:8]], _DRAWING.sub("", each[9])) for each in found]
    for numbers, said in sorted(cues, key=lambda cue: _seconds(cue[0][:4])):
        lines = map(_shown, re.split(r"\\[Nn]", said))
        yield _seconds(numbers[:4]), _seconds(numbers[4:]), [line for line in lines if line]


def _lyrics(draft: Draft, text: str) -> Iterator[tuple[float, float, list[str]]]:
    """The same of lyrics, whose lines say no end; what they say of the song is the draft's."""
    for name, value in _SONG.findall(text) if _LYRIC.search(text) else ():
        if name == "ti":
            draft.title = value.strip()
        elif value.strip():
            draft.authors[value.strip()] = None
    lines = [(_time(each), found[2]) for found in _LYRIC.finditer(text) for each in _LYRIC_TIME.findall(found[1])]
    for seconds, line in sorted(lines, key=lambda each: each[0]):
        yield seconds, seconds + _SUNG_SECONDS, list(filter(None, [_shown(line)]))


def _time(written: tuple[str, str]) -> float:
    return int(written[0]) * 60 + float(written[1])


def _seconds(numbers: Sequence[int]) -> float:
    hours, minutes, seconds, fraction = numbers
    return hours * 3600 + minutes * 60 + seconds + fraction / 1000


def _shown(line: str) -> str:
    shown = _MARK.sub("", line).strip()
    return unescape(shown) if "&" in shown else shown
