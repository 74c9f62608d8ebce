"""wenxun: full-text search for Chinese-language articles.

The public API. ``SearchEngine`` is the way in; everything else is a value that it takes or gives, or an error that
it raises. See ``ARCHITECTURE.md`` next to this file for how it is built.

Names are imported when they are first used, so that ``wenxun --help`` need not load an engine.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from search.analysis.terms import Token
    from search.backends import BackendStats, Problem
    from search.engine import SearchEngine
    from search.errors import (
        ArticleError,
        BackendUnavailableError,
        DateError,
        IndexDamagedError,
        IndexLockedError,
        IndexMismatchError,
        IndexMissingError,
        QueryError,
        SettingsError,
        WenxunError,
        WenxunIndexError,
    )
    from search.models import (
        AddedForm,
        Article,
        ArticleCount,
        ArticleRecord,
        CategoryCount,
        Facets,
        Hit,
        IndexedInput,
        IndexReport,
        Link,
        PeriodCount,
        Piece,
        SearchResults,
        Section,
        SectionHit,
        SkippedInput,
        Snippet,
        Span,
        Suggestion,
        TextDate,
        VariantRule,
        YearCount,
    )
    from search.ranking import Ranking, StreamWeights
    from search.settings import Settings
    from search.verification import Certificate, Miss

__all__ = [
    "AddedForm",
    "Article",
    "ArticleCount",
    "ArticleError",
    "ArticleRecord",
    "BackendStats",
    "BackendUnavailableError",
    "CategoryCount",
    "Certificate",
    "DateError",
    "Facets",
    "Hit",
    "IndexDamagedError",
    "IndexLockedError",
    "IndexMismatchError",
    "IndexMissingError",
    "IndexReport",
    "IndexedInput",
    "Link",
    "Miss",
    "PeriodCount",
    "Piece",
    "Problem",
    "QueryError",
    "Ranking",
    "SearchEngine",
    "SearchResults",
    "Section",
    "SectionHit",
    "Settings",
    "SettingsError",
    "SkippedInput",
    "Snippet",
    "Span",
    "StreamWeights",
    "Suggestion",
    "TextDate",
    "Token",
    "VariantRule",
    "WenxunError",
    "WenxunIndexError",
    "YearCount",
]

_HOMES = {
    "search.analysis.terms": ("Token",),
    "search.backends": ("BackendStats", "Problem"),
    "search.engine": ("SearchEngine",),
    "search.errors": (
        "ArticleError",
        "BackendUnavailableError",
        "DateError",
        "IndexDamagedError",
        "WenxunIndexError",
        "IndexLockedError",
        "IndexMismatchError",
        "IndexMissingError",
        "QueryError",
        "SettingsError",
        "WenxunError",
    ),
    "search.models": (
        "AddedForm",
        "Article",
        "ArticleCount",
        "ArticleRecord",
        "CategoryCount",
        "Facets",
        "Hit",
        "IndexReport",
        "IndexedInput",
        "Link",
        "PeriodCount",
        "Piece",
        "SearchResults",
        "Section",
        "SectionHit",
        "SkippedInput",
        "Snippet",
        "Span",
        "Suggestion",
        "TextDate",
        "VariantRule",
        "YearCount",
    ),
    "search.ranking": ("Ranking", "StreamWeights"),
    "search.settings": ("Settings",),
    "search.verification": ("Certificate", "Miss"),
}
_HOME_OF = {name: module for module, names in _HOMES.items() for name in names}


def __getattr__(name: str) -> object:
    if name not in _HOME_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = globals()[name] = getattr(import_module(_HOME_OF[name]), name)
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
