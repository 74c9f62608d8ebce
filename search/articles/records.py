"""A record, as JSON gives it, to its article.

A record is an object with ``text`` and, if it likes, ``id``, ``title``, ``aliases``, ``categories`` and what
``metadata`` takes. The text may be plain or in any of the formats; in its place there may be ``sections``, see `whole`.
"""

from __future__ import annotations

from typing import Any

from wenxun.articles.characters import tidy_characters
from wenxun.articles.draft import Draft
from wenxun.articles.metadata import METADATA, add_metadata, lead_with_description
from wenxun.articles.readers import read_text_of
from wenxun.articles.whole import WHOLE_FIELDS, is_whole, read_sections, read_variants
from wenxun.errors import ArticleError
from wenxun.models import Article
from wenxun.notices import Notice

__all__ = ["is_record", "read_record"]

_KNOWN_FIELDS = frozenset(("id", "title", "text", "aliases", "categories")) | METADATA


def is_record(value: Any) -> bool:
    """Whether a JSON value is an article's record."""
    return isinstance(value, dict) and (isinstance(value.get("text"), str) or is_whole(value))


def read_record(value: Any, *, draft: Draft, fallback_id: str, source: str, path: str = "") -> Article:
    """Return the article of one record.

    Args:
        value: the record.
        draft: an empty draft, which may have counted something already.
        fallback_id: the id of a record without one.
        source: as in ``Article``.
        path: of the file that holds the record. A record that says its own keeps that, and one with sections, which
            was exported, has no other.

    Raises:
        ArticleError: ``bad-json`` when it is no record, ``empty`` when its text is.
    """
    if not is_record(value):
        raise ArticleError(
            "bad-json", Notice('it is not an object with a string "text", or with "sections" that have one')
        )
    identifier = value.get("id")
    if identifier is not None and not isinstance(identifier, str | int):
        raise ArticleError("bad-json", Notice('its "id" is {name}, not a string', name=type(identifier).__name__))
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
    own_path = value.get("path")
    if isinstance(own_path, str):
        path = tidy_characters(own_path, tally)
    if is_whole(value):
        path = path if isinstance(own_path, str) else ""
        draft.variants += read_variants(value)
        sections = read_sections(value, tally)
        texts = [section.text for section in sections]
    else:
        sections = ()
        texts = [tidy_characters(value["text"], tally)]
    if not draft.title and not any(map(str.strip, texts)):
        raise ArticleError("empty", Notice("its text is empty"))
    if not sections:
        read_text_of(draft, texts[0])
        lead_with_description(draft)
    return draft.finish(
        article_id=article_id,
        file_title=article_id,
        format_name="jsonl",
        source=source,
        path=path,
        sections=sections,
    )


def _strings(value: Any) -> list[str]:
    return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []
