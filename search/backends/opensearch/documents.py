"""Analysed batches as documents of the cluster: one a section, with an id that a repetition finds again."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass
from functools import lru_cache
from hashlib import sha256
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

from wenxun.analysis.batch import IndexBatch
from wenxun.analysis.code_spans import code_spans, folded_code_in
from wenxun.analysis.date_codes import year_of
from wenxun.analysis.field_values import DAY_SECONDS, sort_key
from wenxun.analysis.terms import STREAMS, Field
from wenxun.backends import InputStamp
from wenxun.backends.opensearch.mapping import (
    BESIDE_FIELDS,
    CODE_TEXT,
    DATES,
    HEADING_REPEATS,
    KEYWORDS,
    LENGTH_FIELDS,
    LONGEST_KEYWORD,
    NUMBERS,
    ORDERS,
    OWN_DATE,
    STREAM_FIELDS,
    TEXT_FIELDS,
    WORD_FIELDS,
    YEARS,
    Repeats,
)
from wenxun.backends.records import EMPTY_RECORD, article_record
from wenxun.fields import LINKED_BY, SEPARATOR
from wenxun.fields import OWN_DATE as OWN_DATE_FIELD
from wenxun.models import Article
from wenxun.ranking import MOST_BESIDE_BODY

__all__ = ["article_documents", "article_key", "delete_line", "document_id", "route", "to_json"]

_FIELDS = len(Field)
_ORDER_CHARS = 1_000  # what goes on after that orders nothing
_SPACE = ord(" ")


@dataclass(frozen=True, slots=True)
class _Terms:
    """The terms of a batch, slot by slot, as text with spaces between them.

    Attributes:
        words, bigrams, characters: text of each slot (``row * 3 + field``).
    """

    words: list[str]
    bigrams: list[str]
    characters: list[str]


def route(article_id: str) -> str:
    """Return what places all sections of an article in one shard, and starts their ids."""
    return _digest(article_id).hex()[:32]


def article_key(article_id: str) -> int:
    """A number of 64 bits that stands for an article where articles are counted."""
    return int.from_bytes(_digest(article_id)[:8], "big", signed=True)


def _digest(article_id: str) -> bytes:
    return sha256(article_id.encode("utf-8", "surrogatepass")).digest()


def document_id(article_id: str, number: int) -> str:
    """Return the id of a section's document: the same on every attempt, and short.

    Args:
        article_id: of its article, however long that is.
        number: of the section in it.
    """
    return f"{route(article_id)}-{number}"


def to_json(value: Any) -> bytes:
    """One line of JSON. Half a surrogate pair, which no JSON can hold, becomes a question mark."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


def delete_line(article_id: str, number: int) -> bytes:
    """Return the line of a bulk request that deletes a section.

    Args:
        article_id: of its article.
        number: of the section in it.
    """
    return to_json({"delete": {"_id": document_id(article_id, number), "routing": route(article_id)}}) + b"\n"


def article_documents(
    batch: IndexBatch, stamps: Sequence[InputStamp | None], repeats: Repeats
) -> Iterator[tuple[Article, list[bytes]]]:
    """Yield each article with the lines of a bulk request that index its sections, the first section last.

    The first section carries the article's record. As it is written after all others, an article whose
    record has come in has come in whole.

    Args:
        batch: the articles, analysed.
        stamps: for each that of its source file; ``None`` for one that is from no file.
        repeats: as ``mapping.field_repeats`` says.
    """
    terms = _terms(batch)
    date_ends = np.searchsorted(batch.date_rows, np.arange(len(batch.folded) // _FIELDS + 1)).tolist()
    for place, article in enumerate(batch.articles):
        rows = range(int(batch.section_rows[place]), int(batch.section_rows[place + 1]))
        shared: dict[str, Any] = {
            "article": article.id,
            "key": article_key(article.id),
            "title": article.title[:LONGEST_KEYWORD],
            "names": batch.names[place],
            **_fields(article, batch.keywords[place], dict(batch.numbers[place])),
        }
        own_dates = [shared[OWN_DATE]] if OWN_DATE in shared else []
        lines = [
            _index_line(article.id, row - rows.start)
            + to_json(
                shared
                | _section(article, row - rows.start, stamps[place])
                | _dates(batch.dates[date_ends[row] : date_ends[row + 1]], own_dates)
                | _searched(batch, terms, row, repeats)
            )
            + b"\n"
            for row in rows
        ]
        lines.reverse()
        yield article, lines


def _index_line(article_id: str, number: int) -> bytes:
    return to_json({"index": {"_id": document_id(article_id, number), "routing": route(article_id)}}) + b"\n"


def _section(article: Article, number: int, stamp: InputStamp | None) -> dict[str, Any]:
    section = article.sections[number]
    shown: dict[str, Any] = {
        "number": number,
        "path": section.path,
        "text": section.text,
        "text_bytes": _size_bytes("\n".join(section.path)) + _size_bytes(section.text),
    }
    if spans := code_spans(section):
        shown |= {"code": spans, CODE_TEXT: folded_code_in(section.text, spans)}
    if number == 0:
        shown["text_bytes"] += _size_bytes("\n".join((article.title, *article.aliases)))
        shown["section_count"] = len(article.sections)
        shown["record"] = {
            **EMPTY_RECORD,
            **article_record(article),
            "stamp": None if stamp is None else astuple(stamp),
        }
    return shown


def _fields(article: Article, terms: Sequence[str], numbers: Mapping[str, float]) -> dict[str, Any]:
    """What is searched, counted and ordered by of an article's fields."""
    keywords: dict[str, list[str]] = {}
    for term in terms:
        field, _, value = term.partition(SEPARATOR)
        keywords.setdefault(field, []).append(value)
    ordered = ((field, values) for field, values in keywords.items() if field != LINKED_BY)
    orders = {field: min(map(sort_key, values))[:_ORDER_CHARS] for field, values in ordered}
    if article.title:
        orders["title"] = sort_key(article.title)[:_ORDER_CHARS]
    fields: dict[str, Any] = {KEYWORDS: keywords, NUMBERS: numbers, ORDERS: orders}
    if OWN_DATE_FIELD in numbers:
        fields[OWN_DATE] = int(numbers[OWN_DATE_FIELD] // DAY_SECONDS)
    return fields


def _dates(dates: npt.NDArray[np.uint32], own_dates: Sequence[int]) -> dict[str, list[int]]:
    numbers: list[int] = dates.tolist()
    years = dict.fromkeys(year for each in (*numbers, *own_dates) if (year := year_of(each)) is not None)
    return {DATES: numbers, YEARS: list(years)}


def _size_bytes(text: str) -> int:
    return len(text.encode("utf-8", "surrogatepass"))


def _searched(batch: IndexBatch, terms: _Terms, row: int, repeats: Repeats) -> dict[str, Any]:
    slots = {field: row * _FIELDS + field for field in Field}
    searched: dict[str, Any] = {name: batch.folded[slots[field]] for field, name in TEXT_FIELDS.items()}
    searched |= {name: terms.words[slots[field]] for field, name in WORD_FIELDS.items()}
    lengths = batch.lengths[row, Field.BODY].tolist()
    for stream, length in zip(STREAMS, lengths, strict=True):
        texts = {"word": terms.words, "bigram": terms.bigrams, "character": terms.characters}[stream]
        title, heading = (_occurrences(texts[slots[field]]) for field in (Field.TITLE, Field.HEADING))
        weights = repeats[stream]
        beside = _repeated(title, weights[Field.TITLE]) + _repeated(heading, weights[Field.HEADING])
        searched[STREAM_FIELDS[stream]] = f"{texts[slots[Field.BODY]]} {beside}"
        searched[BESIDE_FIELDS[stream]] = _repeated(title, 1) + _repeated(heading, HEADING_REPEATS)
        searched[LENGTH_FIELDS[stream]] = length
    return searched


@lru_cache(maxsize=1024)
def _occurrences(text: str) -> Mapping[str, int]:
    """How often each term stands in a title or in headings, as far as it counts."""
    return {term: min(count, MOST_BESIDE_BODY) for term, count in Counter(text.split()).items()}


def _repeated(occurrences: Mapping[str, int], times: int) -> str:
    return "".join(f"{term} " * (count * times) for term, count in occurrences.items())


# --- terms as text --------------------------------------------------------------------------------


def _terms(batch: IndexBatch) -> _Terms:
    pairs = np.stack((batch.bigram_keys >> 21, batch.bigram_keys & 0x1FFFFF), axis=1)
    return _Terms(
        words=_words(batch),
        bigrams=_grams(pairs, batch.bigram_slots, len(batch.folded)),
        characters=_grams(batch.characters[:, None], batch.character_slots, len(batch.folded)),
    )


def _words(batch: IndexBatch) -> list[str]:
    """The words of each slot."""
    order = np.argsort(batch.word_slots, kind="stable")
    words = list(map(batch.vocabulary.__getitem__, batch.word_ids[order].tolist()))
    return [" ".join(words[start:end]) for start, end in _bounds(batch.word_slots[order], len(batch.folded))]


def _grams(points: npt.NDArray[Any], slots: npt.NDArray[np.int32], slot_count: int) -> list[str]:
    """The terms of each slot, each term a row of code points."""
    order = np.argsort(slots, kind="stable")
    width = points.shape[1] + 1
    spaced = np.full((len(points), width), _SPACE, "<u4")
    spaced[:, :-1] = points[order]
    text = spaced.tobytes().decode("utf-32-le")
    return [text[start * width : end * width] for start, end in _bounds(slots[order], slot_count)]


def _bounds(slots: npt.NDArray[np.int32], slot_count: int) -> Iterator[tuple[int, int]]:
    """Where the terms of each slot start and end, for slots in rising order."""
    ends = np.searchsorted(slots, np.arange(slot_count + 1)).tolist()
    return pairwise(ends)
