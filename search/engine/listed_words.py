"""The lists of an owner's own words that the settings name: in any encoding, as editors and spreadsheets write them."""

from __future__ import annotations

import csv
import re
from pathlib import Path

from wenxun.errors import SettingsError, WenxunError
from wenxun.notices import Notice
from wenxun.query.synonyms import without_remark
from wenxun.settings import from_home

__all__ = ["read_lines", "read_user_words"]

_ENTRY = re.compile(r"(?P<word>.*?)(?:\s*[,，;；\t]\s*(?P<given>[^,，;；\t]*?)(?P<rest>\s*[,，;；\t].*)?)?", re.DOTALL)
_BEHIND_BLANKS = re.compile(r"(?P<word>.*\S)\s+(?P<given>\d+)(?:\s+[a-z]{1,4})?", re.DOTALL)
_TAG = re.compile(r"[\s,，;；\t]*(?:[a-z]{1,4})?[\s,，;；\t]*")
"""A part of speech, as in lists for jieba (``云计算 5 n``)."""

_TAGGED = re.compile(
    r"(?P<word>.*[\u3400-\u9fff])\s+(?:n[rstzgx]|nrt|nrfg|vn|vd|vg|ad|an|ag|eng|mq|dg|rr|rz|ul|uj|ud|ug|uv|uz)"
)
_HEADER = re.compile("words?|terms?|词语?|詞語?|词条|詞條|关键[词字]|關鍵[詞字]|名称|名稱", re.IGNORECASE)
_HEADER_OF_NUMBERS = re.compile("freq(?:uency)?|count|weight|[词詞]?[频頻]率?|次[数數]|[权權]重", re.IGNORECASE)


def read_user_words(path: str) -> dict[str, int | None]:
    """Return the words of a user's list: one a line, with a frequency behind it if need be; ``#`` starts a remark.

    The frequency stands behind a comma, a tab or a blank; a word may hold blanks (机器 学习, Visual Studio), and in
    quotes anything. Lists for jieba, with a part of speech at the end, are read as well.

    Args:
        path: the file; "~" is the home folder. An empty path has no words.

    Returns:
        Word to its frequency, or ``None`` where none is given.

    Raises:
        SettingsError: if the file cannot be read, or a line is none; it names the line.
    """
    words: dict[str, int | None] = {}
    for number, line in enumerate(read_lines(path, "user_words"), start=1):
        entry = without_remark(line).strip()
        if not entry:
            continue
        word, frequency = _word_and_frequency(entry)
        if number == 1 and _HEADER.fullmatch(word) and _HEADER_OF_NUMBERS.fullmatch(frequency):
            continue
        if not any(map(str.isalnum, word)) or not (frequency.isdecimal() or not frequency):
            raise SettingsError(
                Notice(
                    "Line {number} of {path} is {value!r}. It must be a word, and behind a comma or blank a "
                    "whole number if the word's frequency is to be given.",
                    number=number,
                    path=path,
                    value=line.strip(),
                )
            )
        words[word] = int(frequency) if frequency else None
    return words


def _word_and_frequency(entry: str) -> tuple[str, str]:
    """The word of a line, and what is said of its frequency."""
    if entry.startswith('"'):
        word, *more = next(csv.reader([entry]))
        given, rest = (more[0] if more else ""), ",".join(more[1:])
    else:
        behind = _BEHIND_BLANKS.fullmatch(entry) or _TAGGED.fullmatch(entry) or _ENTRY.fullmatch(entry)
        assert behind is not None
        found = {"given": "", "rest": "", **behind.groupdict(default="")}
        word, given, rest = found["word"], found["given"], found["rest"]
    return " ".join(word.strip().strip('"').split()), given.strip() + ("" if _TAG.fullmatch(rest) else rest)


def read_lines(path: str, setting: str) -> list[str]:
    """Return the lines of a list, in whatever encoding; none of an empty path.

    Args:
        path: the file; "~" is the home folder.
        setting: which setting names the list, for messages.

    Raises:
        SettingsError: if the file cannot be read.
    """
    if not path:
        return []
    try:
        return _decoded(Path(from_home(path)).read_bytes()).splitlines()
    except (OSError, WenxunError) as error:
        raise SettingsError(
            Notice(
                "The list {path} (setting {setting}) cannot be read: {error}.", path=path, setting=setting, error=error
            )
        ) from error


def _decoded(data: bytes) -> str:
    if b"\0" not in data:  # UTF-8, as nearly all lists are
        try:
            return data.decode("utf-8-sig")
        except UnicodeDecodeError:
            pass
    from wenxun.articles.encodings import decode  # of use here alone, and not cheap to load

    return decode(data).text
