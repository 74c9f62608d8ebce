"""A record, as JSON gives it, to its article.

A record is an object with a text (``text``, ``content``, ``正文`` …), plain or in any of the formats. What else it has
is read as the head of a Markdown file is: ``metadata`` knows what owners call titles, dates, authors and tags, and
other names are fields of the article's own. In place of the text there may be ``sections``, see `whole`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from wenxun.articles.characters import tidy_characters, tidy_line
from wenxun.articles.draft import Draft
from wenxun.articles.formats import Format
from wenxun.articles.metadata import METADATA, add_metadata, add_stated, lead_with_description, text_name
from wenxun.articles.readers import read_text_of
from wenxun.articles.record_shapes import reshaped, texts_beside
from wenxun.articles.richtext import RichText
from wenxun.articles.sections import Heading
from wenxun.articles.whole import WHOLE_FIELDS, is_whole, read_sections, read_variants
from wenxun.errors import ArticleError
from wenxun.models import Article
from wenxun.notices import Notice

__all__ = ["is_record", "json_value", "read_record"]


_FORMAT_NAMES: Mapping[str, Format] = {"html": "html", "markdown": "markdown", "wikitext": "wikitext"}


def json_value(text: str) -> Any:
    """Return the value of a JSON text.

    Raises:
        ArticleError: ``bad-json``, ``too-complex``.
    """
    try:
        return json.loads(text)
    except RecursionError as error:
        raise ArticleError("too-complex", Notice("its JSON is nested too deep to be read")) from error
    except ValueError as error:
        raise ArticleError("bad-json", Notice("it is not valid JSON: {error}", error=error)) from error


def is_record(value: Any) -> bool:
    """Return whether a JSON value is an article's record, of ours or of another project."""
    return isinstance(value, dict) and (_is_ours(value) or _is_ours(reshaped(value)))


def _is_ours(value: Mapping[str, Any]) -> bool:
    return _text_name(value) is not None or is_whole(value)


def _text_name(value: Mapping[str, Any]) -> str | None:
    """Which of a record's names is that of its text."""
    named = text_name(name for name, given in value.items() if isinstance(given, str) or _are_lines(given))
    if named is None and isinstance(value.get("title"), str):
        named = text_name(name for name, given in value.items() if given == [])  # all that is left of it is its title
    return named


def _are_lines(value: Any) -> bool:
    """Whether a value is a text in lines or paragraphs, as poems and classics are kept."""
    return isinstance(value, list) and bool(value) and all(isinstance(each, str) for each in value)


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
    if isinstance(value, dict) and not _is_ours(value):
        value = reshaped(value)
    if not (isinstance(value, dict) and _is_ours(value)):
        raise ArticleError(
            "bad-json", Notice('it is not an object with a string "text", or with "sections" that have one')
        )
    identifier = value.get("id")
    if identifier is not None and not isinstance(identifier, str | int):
        raise ArticleError("bad-json", Notice('its "id" is {name}, not a string', name=type(identifier).__name__))
    tally = draft.tally
    beside: dict[str, list[str]] = {}
    text_of = None if is_whole(value) else _text_name(value)
    if text_of is None:
        title = value.get("title")
        draft.title = tidy_line(title, tally) if isinstance(title, str) else ""
        for name in _strings(value.get("categories")):
            draft.add_category(tidy_characters(name, tally))
        for name in _strings(value.get("aliases")):
            draft.aliases[tidy_characters(name, tally)] = None
        add_metadata(draft, value)
        others = value.keys() - WHOLE_FIELDS - METADATA
    else:
        add_metadata(draft, {"fields": value.get("fields")})
        beside = dict(texts_beside(value))
        others = value.keys() - {"id", "path", "fields", text_of, *beside}
    add_stated(draft, {name: given for name, given in value.items() if name in others})
    article_id = tidy_characters(str(identifier), tally) if identifier not in (None, "") else fallback_id
    own_path = value.get("path")
    if isinstance(own_path, str):
        path = tidy_characters(own_path, tally)
    if text_of is None:
        path = path if isinstance(own_path, str) else ""
        draft.variants += read_variants(value)
        sections = read_sections(value, tally)
        texts = [section.text for section in sections]
    else:
        sections = ()
        text = value[text_of]
        texts = [tidy_characters(text if isinstance(text, str) else "\n".join(text), tally)]
    if not draft.title and not any(map(str.strip, texts)):
        raise ArticleError("empty", Notice("its text is empty"))
    if not sections:
        stated = _FORMAT_NAMES.get(text_of.lower()) if text_of else None
        read_text_of(draft, texts[0], stated=stated)
        if beside and not any(isinstance(block, Heading) for block in draft.blocks):
            draft.may_first_heading_be_title = False
        for name, paragraphs in beside.items():
            draft.add_heading(2, RichText(name))
            for paragraph in paragraphs:
                draft.add_paragraph(RichText(tidy_characters(paragraph, tally)))
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
