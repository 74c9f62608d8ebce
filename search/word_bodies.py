"""What programs get of words: names while they are typed, and the terms of a text."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, TypedDict

from wenxun.models import NameKind, Suggestion
from wenxun.presentation import Count
from wenxun.variants import Variant, convert_text

if TYPE_CHECKING:  # its values are only passed through, and what stands behind it is heavy
    from wenxun.analysis.terms import Token

__all__ = [
    "AnalysisBody",
    "SuggestionBody",
    "SuggestionsBody",
    "TokenBody",
    "analysis_body",
    "suggest_body",
]


class SuggestionBody(TypedDict):
    """A query, and where the name at its end stands."""

    text: str
    kind: NameKind


class SuggestionsBody(TypedDict):
    """What the reader may be about to type."""

    query: Annotated[str, "What was typed so far."]
    suggestions: list[SuggestionBody]


class TokenBody(TypedDict):
    """A term and its place: code points of the text, half-open."""

    stream: Annotated[str, "Stream of terms that it belongs to."]
    term: str
    start: Count
    end: Count
    text: Annotated[str, "What stands there."]


class AnalysisBody(TypedDict):
    """The terms of a text."""

    text: str
    tokens: list[TokenBody]


# --- making them ----------------------------------------------------------------------------------


def suggest_body(typed: str, suggestions: Sequence[Suggestion], *, variant: Variant = "orig") -> SuggestionsBody:
    """Return the body of suggestions.

    Args:
        typed: what was typed so far.
        suggestions: the names, in order.
        variant: writing to show them in.
    """
    return {
        "query": typed,
        "suggestions": [{"text": convert_text(each.text, variant), "kind": each.kind} for each in suggestions],
    }


def analysis_body(text: str, tokens: Sequence[Token]) -> AnalysisBody:
    """Return the body of an analysis. ``start`` and ``end`` count code points of the text, half-open.

    Args:
        text: the text.
        tokens: its terms.
    """
    return {
        "text": text,
        "tokens": [
            {
                "stream": token.stream,
                "term": token.text,
                "start": token.span.start,
                "end": token.span.end,
                "text": text[token.span.start : token.span.end],
            }
            for token in tokens
        ],
    }
