"""The values of articles' fields as they are indexed: folded keywords, and numbers.

A date is a number: that of its day, month or year (``wenxun.analysis.date_codes``) times the seconds of a day, plus its
second in the day, both as they are written, in whatever time zone that is.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import chain

from wenxun.analysis.date_codes import code, is_day, year_of
from wenxun.analysis.folding import fold_string, fold_strings
from wenxun.analysis.link_names import link_keywords
from wenxun.analysis.numerals import with_ordinals
from wenxun.fields import ArticleField, FieldTable, Kind, keyword_term
from wenxun.models import Article

__all__ = [
    "DAY_SECONDS",
    "FieldNumber",
    "keywords_of",
    "moment",
    "numbers_of",
    "path_prefixes",
    "sort_key",
    "sort_keys",
    "year",
]

DAY_SECONDS = 86_400
FieldNumber = tuple[str, float]
"""Name of a field and a number in it."""

_ISO = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d)(?:T(\d\d):(\d\d)(?::(\d\d))?)?)?)?")
_DIGITS = re.compile("[0-9]+")


def keywords_of(articles: Sequence[Article], table: FieldTable) -> tuple[tuple[str, ...], ...]:
    """Return the terms of each article's keywords, those of its links among them, each once.

    Args:
        articles: whose keywords they are.
        table: which fields articles have.
    """
    fields = _fields_in(articles, table, "keyword", "path")
    of_paths = {name for field in fields if field.kind == "path" for name in (field.name, field.sorted_by)}
    own = [_keywords(article, fields) for article in articles]
    written = list(dict.fromkeys(chain.from_iterable(own)))  # many articles share values
    folded = fold_strings([value for _, value in written])
    terms = {
        pair: keyword_term(pair[0], text) if text or pair[0] in of_paths else ""
        for pair, text in zip(written, folded, strict=True)
    }
    keywords = (filter(None, map(terms.__getitem__, each)) for each in own)
    return tuple((*dict.fromkeys(each), *links) for each, links in zip(keywords, link_keywords(articles), strict=True))


def _keywords(article: Article, fields: Iterable[ArticleField]) -> list[tuple[str, str]]:
    """The name under which each keyword stands, and the keyword as it is written."""
    found: list[tuple[str, str]] = []
    for field in fields:
        values = field.values(article)
        if field.kind == "path":
            for *folders, whole in map(path_prefixes, map(str, values)):
                found += [(field.name, folder) for folder in folders]
                found.append((field.sorted_by, whole))
        else:
            found += [(field.name, str(value)) for value in values]
    return found


def path_prefixes(path: str) -> list[str]:
    """Return the folders of a path, from the outermost on, and the path itself."""
    parts = [part for part in path.split("/") if part not in ("", ".")]
    return ["/".join(parts[:end]) for end in range(1, len(parts) + 1)] or [""]


def numbers_of(articles: Sequence[Article], table: FieldTable) -> tuple[tuple[FieldNumber, ...], ...]:
    """Return the numbers and dates of each article, the first of each field.

    Args:
        articles: whose numbers they are.
        table: which fields articles have.
    """
    fields = _fields_in(articles, table, "number", "date")
    return tuple(tuple(_numbers(article, fields)) for article in articles)


def _fields_in(articles: Sequence[Article], table: FieldTable, *kinds: Kind) -> list[ArticleField]:
    """The fields of some kinds that any of the articles has: most have few, and the others cost as much."""
    return [field for field in table.of_kind(*kinds) if field.is_in(articles)]


def _numbers(article: Article, fields: Iterable[ArticleField]) -> Iterator[FieldNumber]:
    for field in fields:
        for value in field.values(article)[:1]:
            number = moment(str(value)) if field.kind == "date" else _number(value)
            if number is not None:
                yield field.name, number


def _number(value: str | int | float) -> float | None:
    try:
        number = float(value)
    except (ValueError, OverflowError):
        return None
    return number if math.isfinite(number) else None


def moment(written: str) -> float | None:
    """Return the number of a date or a date and time; ``None`` if it is none."""
    from wenxun.articles.metadata import iso_date  # of no use to a search

    found = _ISO.match(iso_date(written))
    if found is None:
        return None
    years, month, day, hour, minute, second = (None if part is None else int(part) for part in found.groups())
    if not years or not is_day(month or 1, day or 1, years):
        return None
    return code(years, month, day) * DAY_SECONDS + (hour or 0) * 3600 + (minute or 0) * 60 + (second or 0)


def year(number: float) -> int | None:
    """Return the year of the number of a date."""
    return year_of(int(number // DAY_SECONDS))


def sort_key(text: str) -> str:
    """Return what texts are ordered by: numbers by their size, Han characters by their pinyin.

    The order is that of GB 2312: its 3,755 most common characters stand by pinyin, 3,008 more by radical and strokes;
    rarer ones follow. Numerals of chapters (第十二章) count as numbers.
    """
    return _key(fold_string(text))


def sort_keys(texts: Sequence[str]) -> list[str]:
    """Return ``sort_key`` of each text, folded in one go."""
    return list(map(_key, fold_strings(texts)))


def _key(folded: str) -> str:
    return "".join(map(_character_key, _DIGITS.sub(_padded, with_ordinals(folded))))


def _padded(digits: re.Match[str]) -> str:
    """A number with its length before it, so that a longer one is larger."""
    significant = digits[0].lstrip("0")
    return f"{len(significant):04}{significant}"


@lru_cache(maxsize=16_384)
def _character_key(character: str) -> str:
    if character < "\x80":
        return character
    try:
        return character.encode("gb2312").decode("latin-1")
    except UnicodeEncodeError:
        return "\xff" + character.encode("gb18030", "replace").decode("latin-1")
