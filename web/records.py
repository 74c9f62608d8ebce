"""Articles as programs send them: the records that ``wenxun index`` takes and ``wenxun export`` writes."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Annotated, Any, TypeAlias, TypedDict

from werkzeug.exceptions import BadRequest

from wenxun import Article, ArticleError
from wenxun.models import ElementKind
from wenxun.notices import Notice
from wenxun.presentation import Count, HeadingPath, StatedBody

__all__ = ["JSON_LINES", "BadBody", "GivenArticle", "GivenRecord", "NewId", "article_of", "articles_of", "parsed"]

JSON_LINES = "application/x-ndjson"

_EXACT = 1 << 53  # up to it, a float stands for one whole number alone
_MOST = 1e300  # far from infinity, which JSON has not

NewId: TypeAlias = Annotated[str, {"minLength": 1, "maxLength": 4_096}, "Any characters; unique in the index."]
_Value: TypeAlias = Annotated[
    object,
    {
        "oneOf": [
            {"type": "string"},
            {"type": "number", "minimum": -_MOST, "maximum": _MOST},
            {"type": "array", "items": {"type": "string"}},
        ]
    },
]


class GivenLinkBody(TypedDict):
    """A link; `start` and `end` count code points of the section's text, half-open."""

    target: str
    start: Count
    end: Count


class _GivenElementBody(TypedDict, total=False):
    value: str
    level: Count


class GivenElementBody(_GivenElementBody):
    """A list item, table, line of code and the like; places count as those of a link."""

    kind: ElementKind
    start: Count
    end: Count


class _GivenSectionBody(TypedDict, total=False):
    path: HeadingPath
    links: list[GivenLinkBody]
    elements: list[GivenElementBody]


class GivenSectionBody(_GivenSectionBody):
    """A stretch of text under one heading."""

    text: Annotated[str, "Clean text; paragraphs are separated by one blank line."]


class GivenVariantRuleBody(TypedDict):
    """One wording in several regions."""

    forms: Annotated[dict[str, str], "Region code to wording."]
    origin: Annotated[str, {"enum": ["article", "inline"]}]


class _GivenAboutBody(StatedBody, total=False):
    title: Annotated[str, "By default the one that stands in the text, else the id."]
    aliases: Annotated[list[str], "Other titles."]
    categories: list[str]
    url: Annotated[str, "Address of your own page of it; hits give it as `original_url`."]
    path: Annotated[str, "Folders and name, for filters by path."]
    fields: Annotated[dict[str, _Value], "Fields of your own: texts, numbers, or lists of texts."]


class TextArticleBody(_GivenAboutBody):
    """An article whose text is plain, Markdown, HTML or wikitext."""

    text: str


class _GivenVariantsBody(_GivenAboutBody, total=False):
    variants: list[GivenVariantRuleBody]


class SectionsArticleBody(_GivenVariantsBody):
    """An article whose sections are given, with clean texts, as an export has them."""

    sections: list[GivenSectionBody]


class TextRecordBody(TextArticleBody):
    """An article with its id, whose text is plain, Markdown, HTML or wikitext."""

    id: NewId


class SectionsRecordBody(SectionsArticleBody):
    """An article with its id, whose sections are given, with clean texts, as an export has them."""

    id: NewId


GivenArticle: TypeAlias = TextArticleBody | SectionsArticleBody
GivenRecord: TypeAlias = TextRecordBody | SectionsRecordBody


class BadBody(BadRequest):
    """The body of a request is not what its route takes."""


def parsed(content: bytes, mimetype: str) -> Any:
    """Return the value of a body: of JSON Lines the list of what its lines hold.

    Raises:
        BadBody: if it is no JSON; the message names the line.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadBody(Notice("The body must be in UTF-8; byte {start:,} of it is not.", start=error.start)) from error
    if mimetype != JSON_LINES:
        return _value_of(text, Notice("The body"))
    lines = [(number, line) for number, line in enumerate(text.split("\n"), start=1) if line.strip()]
    return [_value_of(line, Notice("Line {number} of the body", number=number)) for number, line in lines]


def _value_of(text: str, what: str) -> Any:
    try:
        return json.loads(text, parse_constant=_refuse, parse_float=_number)
    except RecursionError as error:
        raise BadBody(Notice("{what} is nested too deep to be read.", what=what)) from error
    except ValueError as error:
        raise BadBody(Notice("{what} is no JSON: {error}.", what=what, error=error)) from error


def _number(written: str) -> float:
    """A number; to JSON, 3.0 is a whole one."""
    value = float(written)
    return int(value) if value.is_integer() and abs(value) <= _EXACT else value


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is no value of JSON")


def article_of(article_id: str, given: Mapping[str, Any]) -> Article:
    """Return the article of what was sent, which fits its schema.

    Raises:
        BadBody: if no article can be made of it.
    """
    try:
        article_id.encode()
    except UnicodeEncodeError as error:
        raise BadBody(
            Notice("The id {article_id!r} holds half of a character, which no address can name.", article_id=article_id)
        ) from error
    try:
        return replace(_read(given, article_id), id=article_id)
    except ArticleError as error:
        raise BadBody(
            Notice("The article {article_id!r} cannot be taken: {error}.", article_id=article_id, error=error.notice)
        ) from error


def _read(given: Mapping[str, Any], article_id: str) -> Article:
    from wenxun.articles.draft import Draft  # both load the readers of all formats, which only writing needs
    from wenxun.articles.records import read_record

    record = {**given, "id": ""}
    try:
        return read_record(record, draft=Draft(), fallback_id=article_id, source="")
    except ArticleError as error:
        if error.reason != "empty":
            raise
    # Without any text it is found by its names alone.
    return read_record({**record, "title": article_id}, draft=Draft(), fallback_id=article_id, source="")


def articles_of(records: Sequence[Mapping[str, Any]]) -> list[Article]:
    """Return the articles of records, which fit their schema.

    Raises:
        BadBody: if no article can be made of one, or two have the same id.
    """
    places: dict[str, int] = {}
    for number, record in enumerate(records, start=1):
        if (first := places.setdefault(record["id"], number)) != number:
            raise BadBody(
                Notice(
                    "Articles {first} and {number} of the body have the same id, {id!r}.",
                    first=first,
                    number=number,
                    id=record["id"],
                )
            )
    return [article_of(record["id"], record) for record in records]
