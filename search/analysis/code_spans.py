"""The code in sections: where it stands, and how it reads to a search in code alone.

Code is searched as it is written, by any run of its characters, with folding as everywhere and one blank for several.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from wenxun.analysis.folding import fold_string
from wenxun.models import Section

__all__ = ["CodeSpan", "are_within", "code_spans", "folded_code", "folded_code_in"]

_BETWEEN = "\0"


class CodeSpan(NamedTuple):
    """``[start, end)`` of a section's text, and whether it is a block and not within a line."""

    start: int
    end: int
    is_block: bool


def code_spans(section: Section) -> tuple[CodeSpan, ...]:
    """Return the code of a section, in order of its starts, without what is empty."""
    found = ((each.span, each.level > 0) for each in section.elements if each.kind == "code" and each.span)
    return tuple(CodeSpan(span.start, span.end, is_block) for span, is_block in found)


def folded_code(code: str) -> str:
    """Return a stretch of code, or what is looked for in one, as both are compared."""
    return " ".join(fold_string(code).split())


def folded_code_in(text: str, spans: Iterable[CodeSpan]) -> str:
    """Return all code of a text, folded, with a sign between that no query has: no run stands across one.

    Args:
        text: text of a section.
        spans: where code stands in it, in order.
    """
    return folded_code(_BETWEEN.join(text[start:end] for start, end, _ in spans))


def are_within(stretches: Iterable[tuple[int, int]], spans: Sequence[CodeSpan]) -> list[bool]:
    """Return whether each ``[start, end)`` lies in one of ``spans``; both are in order of their starts.

    Args:
        stretches: ``[start, end)`` each.
        spans: stretches of code of the same text.
    """
    found: list[bool] = []
    place = 0
    for start, end in stretches:
        while place < len(spans) and spans[place].end <= start:
            place += 1
        found.append(place < len(spans) and spans[place].start <= start and end <= spans[place].end)
    return found
