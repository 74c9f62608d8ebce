"""wenxun: full-text search for Chinese-language articles.

The public API. ``SearchEngine`` is the way in; everything else is a value that it takes or gives, or an error that
it raises. See ``ARCHITECTURE.md`` next to this file for how it is built.

Names are imported when they are first used, so that ``wenxun --help`` need not load an engine.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    __version__: str
    from wenxun.analysis.terms import Token
    from wenxun.articles.selection import Selection
    from wenxun.backends import BackendStats, Problem
    from wenxun.engine import SearchEngine
    from wenxun.errors import (
        ArticleError,
        BackendUnavailableError,
        ConditionError,
        DateError,
        EngineClosedError,
        IndexDamagedError,
        IndexLockedError,
        IndexMismatchError,
        IndexMissingError,
        QueryError,
        ReadOnlyError,
        SettingsError,
        SuddenLossError,
        WenxunError,
        WenxunIndexError,
    )
    from wenxun.indexing import ArticleWriter
    from wenxun.models import (
        AddedForm,
        Article,
        ArticleCount,
        ArticleRecord,
        CategoryCount,
        Element,
        Facets,
        FoundIn,
        Hit,
        IndexedInput,
        IndexReport,
        LeftOutInput,
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
        ValueCount,
        VariantRule,
        YearCount,
    )
    from wenxun.ranking import Ranking, StreamWeights
    from wenxun.settings import Settings
    from wenxun.verification import Certificate, KindCount, Miss

__all__ = [
    "AddedForm",
    "Article",
    "ArticleCount",
    "ArticleError",
    "ArticleRecord",
    "ArticleWriter",
    "BackendStats",
    "BackendUnavailableError",
    "CategoryCount",
    "Certificate",
    "ConditionError",
    "DateError",
    "Element",
    "EngineClosedError",
    "Facets",
    "FoundIn",
    "Hit",
    "IndexDamagedError",
    "IndexLockedError",
    "IndexMismatchError",
    "IndexMissingError",
    "IndexReport",
    "IndexedInput",
    "KindCount",
    "LeftOutInput",
    "Link",
    "Miss",
    "PeriodCount",
    "Piece",
    "Problem",
    "QueryError",
    "Ranking",
    "ReadOnlyError",
    "SearchEngine",
    "SearchResults",
    "Section",
    "SectionHit",
    "Selection",
    "Settings",
    "SettingsError",
    "SkippedInput",
    "Snippet",
    "Span",
    "StreamWeights",
    "SuddenLossError",
    "Suggestion",
    "TextDate",
    "Token",
    "ValueCount",
    "VariantRule",
    "WenxunError",
    "WenxunIndexError",
    "YearCount",
]

_HOMES = {
    "wenxun.analysis.terms": "Token",
    "wenxun.articles.selection": "Selection",
    "wenxun.backends": "BackendStats Problem",
    "wenxun.engine": "SearchEngine",
    "wenxun.errors": (
        "ArticleError BackendUnavailableError ConditionError DateError EngineClosedError IndexDamagedError "
        "IndexLockedError IndexMismatchError IndexMissingError QueryError ReadOnlyError SettingsError "
        "SuddenLossError WenxunError WenxunIndexError"
    ),
    "wenxun.indexing": "ArticleWriter",
    "wenxun.models": (
        "AddedForm Article ArticleCount ArticleRecord CategoryCount Element Facets FoundIn Hit IndexReport "
        "IndexedInput LeftOutInput Link PeriodCount Piece SearchResults Section SectionHit SkippedInput Snippet "
        "Span Suggestion TextDate ValueCount VariantRule YearCount"
    ),
    "wenxun.ranking": "Ranking StreamWeights",
    "wenxun.settings": "Settings",
    "wenxun.verification": "Certificate KindCount Miss",
}
"""Where each name of the public API comes from."""

_HOME_OF = {name: module for module, names in _HOMES.items() for name in names.split()}


def __getattr__(name: str) -> object:
    if name == "__version__":
        from importlib.metadata import version  # not cheap to load

        return version("wenxun")
    if name not in _HOME_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = globals()[name] = getattr(import_module(_HOME_OF[name]), name)
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
