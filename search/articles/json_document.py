"""A JSON document that is an article's record, or a list of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from wenxun.articles.containers import Found, Whole
from wenxun.articles.draft import Draft
from wenxun.articles.formats import is_decisive
from wenxun.articles.record_shapes import nested_records
from wenxun.articles.records import is_record, json_value, read_record
from wenxun.articles.source_file import SourceFile
from wenxun.articles.text_file import decoded_text, read_text
from wenxun.errors import ArticleError
from wenxun.models import SkippedInput
from wenxun.notices import Notice

__all__ = ["read", "sniff"]

_BEGINS_LIKE_RECORDS = re.compile(rb'(?:\[\s*)?\{\s*"')


def sniff(file: SourceFile) -> Whole | None:
    """By its suffix, or by how it begins where the suffix says nothing else."""
    suffix = file.origin.suffix
    if suffix == ".json" or (not is_decisive(suffix) and _BEGINS_LIKE_RECORDS.match(file.text_head)):
        return Whole(read)
    return None


def read(file: SourceFile) -> Iterator[Found]:
    """Yield the articles of the records; records that cannot be read are named as ``file:number``.

    What only began like records, and does not claim to be JSON by its suffix, is read as the text that it is.

    Raises:
        ArticleError: ``bad-json``, ``no-record``, ``too-complex``; and as for a text.
    """
    draft = Draft(takes_drafts=file.origin.takes_drafts)
    text = decoded_text(file, draft)
    records = _records(text, is_json=file.origin.suffix == ".json")
    if records is None:
        yield read_text(file, draft, text)
        return
    origin = file.origin
    for number, record in enumerate(records, 1):
        fallback = origin.article_id if len(records) == 1 else f"{origin.article_id}/{number}"
        try:
            yield read_record(
                record,
                draft=Draft(takes_drafts=origin.takes_drafts),
                fallback_id=fallback,
                source=origin.place,
                path=origin.path,
            )
        except ArticleError as error:
            if len(records) == 1:
                raise
            yield SkippedInput(f"{origin.place}:{number}", error.reason, error.notice)


def _records(text: str, *, is_json: bool) -> list[Any] | None:
    """The records of a JSON document; ``None`` when the text is not JSON and was not said to be."""
    try:
        value = json_value(text)
    except ArticleError:
        if is_json:
            raise
        return None
    records = value if isinstance(value, list) else [value]
    if any(map(is_record, records)):
        return records
    if isinstance(value, dict) and (within := [*nested_records(value, is_record)]):
        return within
    if is_json:
        raise ArticleError(
            "no-record", Notice('it holds no object with a string "text", or with "sections" that have one')
        )
    return None
