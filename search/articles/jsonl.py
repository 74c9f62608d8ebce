"""JSON Lines: one article a line, read one line at a time.

A record is an object with ``text`` and, if it likes, ``id``, ``title``, ``aliases`` and ``categories``. The
text may be plain or in any of the other formats; in its place there may be ``sections``, see `whole`. A line
that cannot be read is named and skipped.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, BinaryIO

from wenxun.articles.characters import tidy_characters
from wenxun.articles.draft import Draft
from wenxun.articles.encodings import decode
from wenxun.articles.metadata import METADATA, add_metadata
from wenxun.articles.readers import read_text_of
from wenxun.articles.whole import WHOLE_FIELDS, is_whole, read_sections, read_variants
from wenxun.errors import ArticleError
from wenxun.models import Article, SkippedInput

__all__ = ["is_record", "looks_like_jsonl", "read_json_lines", "read_record"]

_KNOWN_FIELDS = frozenset(("id", "title", "text", "aliases", "categories")) | METADATA
_BOM = b"\xef\xbb\xbf"


def looks_like_jsonl(head: bytes, suffix: str) -> bool:
    """Whether a file that begins with ``head`` holds a record a line.

    The first line must be a record; where it goes on past ``head``, it must begin like one. The suffix helps
    only a file whose first record is damaged.
    """
    head = head.removeprefix(_BOM).lstrip()
    if not head.startswith(b"{"):
        return suffix in (".jsonl", ".ndjson") and b"\n{" in head
    line, end, _ = head.partition(b"\n")
    if suffix in (".jsonl", ".ndjson"):
        return True
    if not end and b'"text"' in line:
        return True
    try:
        return is_record(json.loads(line))
    except (ValueError, RecursionError):
        return False


def is_record(value: Any) -> bool:
    """Whether a JSON value is an article's record."""
    return isinstance(value, dict) and (isinstance(value.get("text"), str) or is_whole(value))


def read_json_lines(
    lines: BinaryIO, *, path: str, fallback_id: str, max_bytes: int, first_line: int = 1
) -> Iterator[Article | SkippedInput]:
    """Read one record after the other; memory is bounded by the longest line that is read.

    Args:
        lines: where to read, at the start of a line.
        path, fallback_id: name the file, and with ``/line`` the articles without an id.
        max_bytes: longer lines are skipped.
        first_line: number of the first line that is read.
    """
    number = first_line - 1
    while line := lines.readline(max_bytes + 1):
        number += 1
        place = f"{path}:{number}"
        if len(line) > max_bytes and not line.endswith(b"\n"):
            _skip_line(lines)
            yield SkippedInput(place, "too-large", f"the line is longer than {max_bytes} bytes")
            continue
        if number == 1:
            line = line.removeprefix(_BOM)
        if not line.strip():
            continue
        try:
            yield _read_line(line, f"{fallback_id}/{number}", place)
        except ArticleError as error:
            yield SkippedInput(place, error.reason, str(error))
        except Exception as error:  # no record may end the run of millions of others
            yield SkippedInput(place, "failed", f"reading it failed ({type(error).__name__}: {error})")


def _skip_line(lines: BinaryIO) -> None:
    while (rest := lines.readline(1 << 20)) and not rest.endswith(b"\n"):
        pass


def _read_line(line: bytes, fallback_id: str, source: str) -> Article:
    draft = Draft()
    try:
        text = line.decode("utf-8")
    except UnicodeDecodeError:
        decoded = decode(line)
        text = decoded.text
        draft.tally["damaged-bytes"] += decoded.damaged
    try:
        value = json.loads(text)
    except RecursionError as error:
        raise ArticleError("too-complex", "its JSON is nested too deep to be read") from error
    except ValueError as error:
        raise ArticleError("bad-json", f"it is not a JSON object: {error}") from error
    return read_record(value, draft=draft, fallback_id=fallback_id, source=source)


def read_record(value: Any, *, draft: Draft, fallback_id: str, source: str) -> Article:
    """The article of one record.

    Raises:
        ArticleError: ``bad-json`` when it is no record, ``empty`` when its text is.
    """
    if not is_record(value):
        raise ArticleError("bad-json", 'it is not an object with a string "text", or with "sections" that have one')
    identifier = value.get("id")
    if identifier is not None and not isinstance(identifier, str | int):
        raise ArticleError("bad-json", f'its "id" is {type(identifier).__name__}, not a string')
    tally = draft.tally
    if extra := len(value.keys() - (WHOLE_FIELDS | METADATA if is_whole(value) else _KNOWN_FIELDS)):
        tally["unused-fields"] += extra
    title = value.get("title")
    draft.title = " ".join(tidy_characters(title, tally).split()) if isinstance(title, str) else ""
    for name in _strings(value.get("categories")):
        draft.add_category(tidy_characters(name, tally))
    for name in _strings(value.get("aliases")):
        draft.aliases[tidy_characters(name, tally)] = None
    add_metadata(draft, value)
    article_id = tidy_characters(str(identifier), tally) if identifier not in (None, "") else fallback_id
    if is_whole(value):
        draft.variants += read_variants(value)
        sections = read_sections(value, tally)
        texts = [section.text for section in sections]
    else:
        sections = ()
        texts = [tidy_characters(value["text"], tally)]
    if not draft.title and not any(map(str.strip, texts)):
        raise ArticleError("empty", "its text is empty")
    if not sections:
        read_text_of(draft, texts[0])
    return draft.finish(
        article_id=article_id, file_title=article_id, format_name="jsonl", source=source, sections=sections
    )


def _strings(value: Any) -> list[str]:
    return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []
