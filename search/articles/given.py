"""What a program gives, to articles: texts, records, and files with one article."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import islice
from pathlib import Path
from typing import Any, get_args

from wenxun.articles.characters import tidy_characters, tidy_line
from wenxun.articles.draft import Draft
from wenxun.articles.formats import Format
from wenxun.articles.metadata import lead_with_description
from wenxun.articles.reader import read_file
from wenxun.articles.readers import read_text_of
from wenxun.articles.whole import read_sections, read_variants
from wenxun.errors import ArticleError
from wenxun.models import METADATA_TEXTS, NAME_LISTS, Article, SkippedInput
from wenxun.notices import Notice

__all__ = ["article_of_record", "read_given", "read_lone"]

_FORMATS: tuple[Format, ...] = get_args(Format)
_TEXTS = ("title", *METADATA_TEXTS)


def read_given(text: str, given: Mapping[str, Any]) -> dict[str, Any]:
    """Return the attributes of the article that a text is.

    Args:
        text: in any of the four formats.
        given: attributes of the article, checked. They stand before what the text states.

    Raises:
        ValueError: if there is no such format.
        ArticleError: ``too-complex``.
    """
    stated = next((each for each in _FORMATS if each == given["format"]), None)
    if given["format"] and stated is None:
        raise ValueError(f"There is no format {given['format']!r} of texts; there are: {', '.join(_FORMATS)}.")
    draft = Draft(takes_drafts=True, fields=dict(given["fields"]), variants=list(given["variants"]))
    for name in _TEXTS:
        setattr(draft, name, tidy_line(given[name], draft.tally))
    for name in NAME_LISTS:
        setattr(draft, name, dict.fromkeys(given[name]))
    found = read_text_of(draft, tidy_characters(text, draft.tally), stated=stated)
    lead_with_description(draft)
    article = draft.finish(
        article_id=given["id"],
        file_title=given["id"],
        format_name=found,
        source=given["source"],
        path=given["path"],
    )
    return {name: getattr(article, name) for name in given}


def article_of_record(record: Mapping[str, Any]) -> Article:
    """Return the article of a mapping with the names of ``Article``'s arguments, such as a row or a line of JSON Lines.

    ``None`` is as good as nothing. Sections and variants may be as ``wenxun export`` writes them.

    Raises:
        TypeError: for a name that there is not, or a value of a wrong type.
        ValueError, ArticleError: as ``Article``.
    """
    given = {name: value for name, value in record.items() if value is not None}
    known = Article.__dataclass_fields__.keys() | {"text"}
    if unknown := given.keys() - known:
        raise TypeError(
            f"A record has no {min(map(str, unknown))!r}. It may have {', '.join(sorted(known))}; values of your own "
            'go into fields, as in {"fields": {"price": 12}}.'
        )
    if "id" not in given:
        raise TypeError(f"A record needs an id, by which its article can be opened; {list(given)} has none.")
    if any(isinstance(each, Mapping) for each in given.get("sections", ())):
        given["sections"] = read_sections(given, Draft().tally)
    if any(isinstance(each, Mapping) for each in given.get("variants", ())):
        given["variants"] = read_variants(given)
    return Article(**given)


def read_lone(path: Path) -> Article:
    """Return the article of a file that holds one.

    Raises:
        ArticleError: as ``read_file``; ``several`` for a file with more, ``empty`` for one with none.
    """
    found = list(islice(read_file(path), 2))
    if not found:
        raise ArticleError("empty", Notice("{path} holds no article", path=path))
    first = found[0]
    if isinstance(first, SkippedInput):
        raise ArticleError(first.reason, first.detail)
    if len(found) > 1:
        raise ArticleError(
            "several", Notice("{path} holds more than one article; give its path to SearchEngine.add", path=path)
        )
    return first
