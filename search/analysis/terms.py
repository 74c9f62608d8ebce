"""What analysis gives: streams, fields and tokens."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import Literal, TypeAlias

from wenxun.models import Span

__all__ = ["STREAMS", "Field", "Stream", "Token"]

Stream: TypeAlias = Literal["word", "bigram", "character", "keyword", "article"]

STREAMS: tuple[Stream, ...] = ("word", "bigram", "character")
"""The streams of texts, in the order in which ``IndexBatch.lengths`` numbers them; keywords and ids are of articles."""


class Field(IntEnum):
    """The indexed fields of a section, in the order in which analysed batches number them."""

    TITLE = 0
    HEADING = 1
    BODY = 2


@dataclass(frozen=True, slots=True)
class Token:
    """One occurrence of a term.

    Attributes:
        text: the term, folded and in its canonical regional form.
        stream: the stream that it belongs to. The same text in two streams is two terms.
        span: where it stands in the original text.
    """

    text: str
    stream: Stream
    span: Span
