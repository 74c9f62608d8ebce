"""The values that flow through wenxun: frozen, typed, without behaviour that needs another module.

``articles`` and ``sections`` have what is indexed, ``reports`` what indexing says, ``results`` and ``facets`` what
searching gives.

Spans are half-open ``[start, end)`` and count Unicode code points of one *named* text: the docstring of
each field says which.
"""

from __future__ import annotations

from wenxun.models.articles import METADATA_NAMES, METADATA_TEXTS, NAME_LISTS, Article, FieldValue
from wenxun.models.facets import ArticleCount, CategoryCount, Facets, PeriodCount, ValueCount, YearCount
from wenxun.models.reports import (
    ArticleRecord,
    IndexedInput,
    IndexReport,
    LeftOutInput,
    SkippedInput,
)
from wenxun.models.results import (
    AddedForm,
    Deferred,
    FoundIn,
    Hit,
    NameKind,
    Piece,
    SearchResults,
    SectionHit,
    Snippet,
    Suggestion,
)
from wenxun.models.sections import Element, ElementKind, Link, Section, Span, TextDate, VariantRule

__all__ = [
    "METADATA_NAMES",
    "METADATA_TEXTS",
    "NAME_LISTS",
    "AddedForm",
    "Article",
    "ArticleCount",
    "ArticleRecord",
    "CategoryCount",
    "Deferred",
    "Element",
    "ElementKind",
    "Facets",
    "FieldValue",
    "FoundIn",
    "Hit",
    "IndexReport",
    "IndexedInput",
    "LeftOutInput",
    "Link",
    "NameKind",
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
    "ValueCount",
    "VariantRule",
    "YearCount",
]
