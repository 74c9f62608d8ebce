"""wenxun: full-text search for Chinese-language articles.

The public API. ``SearchEngine`` is the way in; everything else is a value that it takes or gives, or an error that
it raises. See ``ARCHITECTURE.md`` next to this file for how it is built.
"""

from __future__ import annotations

from search.analysis.terms import Token
from search.backends import BackendStats, Problem
from search.engine import SearchEngine
from search.errors import (
    ArticleError,
    BackendUnavailableError,
    IndexDamagedError,
    IndexFailure,
    IndexLockedError,
    IndexMismatchError,
    IndexMissingError,
    QueryError,
    SettingsError,
    WenxunError,
)
from search.models import (
    AddedForm,
    Article,
    ArticleRecord,
    Hit,
    IndexedInput,
    IndexReport,
    Link,
    Piece,
    SearchResults,
    Section,
    SectionHit,
    SkippedInput,
    Snippet,
    Span,
    VariantRule,
)
from search.ranking import Ranking, StreamWeights
from search.settings import Settings
from search.verification import Certificate, Miss

__all__ = [
    "AddedForm",
    "Article",
    "ArticleError",
    "ArticleRecord",
    "BackendStats",
    "BackendUnavailableError",
    "Certificate",
    "Hit",
    "IndexDamagedError",
    "IndexFailure",
    "IndexLockedError",
    "IndexMismatchError",
    "IndexMissingError",
    "IndexReport",
    "IndexedInput",
    "Link",
    "Miss",
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
    "Token",
    "VariantRule",
    "WenxunError",
]
