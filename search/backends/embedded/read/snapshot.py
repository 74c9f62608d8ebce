"""One generation of an index, opened: all segments as one row of sections, and the lists that queries run on.

Sections of all live segments are numbered through ("rows"). A term's postings are decoded once, joined over the
segments, freed of deleted sections, turned into contributions to the score and kept in a bounded cache, so that
everything above works on plain arrays and cannot depend on how the index is cut into segments.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

import numpy as np
import numpy.typing as npt

from wenxun.analysis.code_spans import CodeSpan
from wenxun.analysis.field_values import DAY_SECONDS
from wenxun.analysis.link_names import anchor_prefix
from wenxun.analysis.terms import Stream
from wenxun.backends.embedded.format.numbers import Numbers
from wenxun.backends.embedded.format.runs import (
    BIGRAM,
    CHARACTER,
    KEYWORD,
    LENGTH_STREAMS,
    WORD,
    tally_counts,
)
from wenxun.backends.embedded.format.segment import SegmentReader
from wenxun.backends.embedded.format.toc import Toc
from wenxun.backends.embedded.read.posting_list import PostingList
from wenxun.backends.records import article_from_record
from wenxun.budget import Budget
from wenxun.fields import LINKED_BY, OWN_DATE
from wenxun.models import Article
from wenxun.query.tree import Field, Term
from wenxun.ranking import Ranking, contributions, inverse_document_frequency, typical_length

if TYPE_CHECKING:
    from wenxun.backends.embedded.format.dates import DateColumn

__all__ = ["Snapshot"]

Rows = npt.NDArray[np.int64]
T = TypeVar("T")
Ints = npt.NDArray[np.int64]
_Key: TypeAlias = Term | tuple[Term, Field] | tuple[str, str, Field | None]
"""A term, a term in a field, or what words begin with."""

_POSTINGS_AT_ONCE = 200_000
_FEW_IDS = 2_000
_STREAM_NUMBERS: dict[Stream, int] = {"character": CHARACTER, "bigram": BIGRAM, "word": WORD}
_LARGEST_BODY_TALLY = 15
_BODY_COUNTS = tally_counts(np.arange(256))[2].astype(np.float64)


class Snapshot:
    """A generation of the index, for reading.

    Args:
        toc: the generation.
        segments: its segments, opened.
        ranking: parameters of the contributions.
        cache_bytes: memory for decoded posting lists.
    """

    def __init__(self, toc: Toc, segments: Sequence[SegmentReader], ranking: Ranking, cache_bytes: int) -> None:
        self.generation = toc.generation
        self.ranking = ranking
        self.edition = toc.edition
        self.exclusions = toc.exclusions
        self.identity = toc.identity
        self.segments = tuple(segments)
        self.row_bases = np.cumsum([0, *(s.row_count for s in self.segments)])
        self.row_count = int(self.row_bases[-1])
        self.live_count = self.row_count - sum(len(s.deleted) for s in self.segments)
        self._numbers: dict[str, Numbers] = {}
        self._kept: dict[Callable[[Snapshot], Any], Any] = {}
        self._cache: dict[_Key, PostingList] = {}
        self._cache_bytes = cache_bytes
        self._cached_bytes = 0
        self._cache_lock = threading.Lock()

    # --- numbering --------------------------------------------------------------------------------

    @cached_property
    def article_starts(self) -> Rows:
        """First row of every article, deleted ones included, increasing."""
        starts = [s.texts.article_rows[:-1].astype(np.int64) + b for s, b in self._based()]
        return np.concatenate([np.zeros(0, np.int64), *starts])

    @cached_property
    def article_bases(self) -> npt.NDArray[np.int64]:
        """Number of the first article of each segment."""
        return np.cumsum([0, *(s.texts.article_count for s in self.segments)])

    @cached_property
    def live(self) -> npt.NDArray[np.bool_] | None:
        """Whether each row is live; ``None`` when nothing is deleted."""
        if self.live_count == self.row_count:
            return None
        live = np.ones(self.row_count, bool)
        for segment, base in self._based():
            live[segment.deleted + np.int64(base)] = False
        return live

    @cached_property
    def dates(self) -> DateColumn:
        """The dates that live sections name."""
        from wenxun.backends.embedded.format.dates import DateColumn  # few queries need it

        return DateColumn(((s.postings_file, base, s.row_count) for s, base in self._based()), self.live)

    def kept(self, make: Callable[[Snapshot], T]) -> T:
        """Return what ``make`` makes of the snapshot; it is made once and kept as long as the snapshot."""
        if make not in self._kept:
            self._kept[make] = make(self)
        made: T = self._kept[make]
        return made

    def _based(self) -> Iterable[tuple[SegmentReader, int]]:
        return zip(self.segments, self.row_bases.tolist(), strict=False)

    @cached_property
    def _article_of_row(self) -> npt.NDArray[np.int32]:
        lengths = np.diff(self.article_starts, append=self.row_count)
        return np.repeat(np.arange(len(lengths), dtype=np.int32), lengths)

    def articles_of(self, rows: Rows) -> npt.NDArray[np.int32]:
        """Article number of each row."""
        return self._article_of_row.take(rows)

    def count_articles(self, rows: Rows) -> int:
        """Number of articles that rows, increasing, belong to."""
        articles = self.articles_of(rows)
        return int(np.count_nonzero(articles[1:] != articles[:-1])) + 1 if len(rows) else 0

    def article_rows(self, article: int) -> tuple[int, int]:
        """First row of an article and the row after its last."""
        end = self.article_starts[article + 1] if article + 1 < len(self.article_starts) else self.row_count
        return int(self.article_starts[article]), int(end)

    def locate_article(self, article: int) -> tuple[SegmentReader, int]:
        """The segment of an article and its number in there."""
        if len(self.segments) == 1:
            return self.segments[0], article
        place = int(self.article_bases.searchsorted(article, "right")) - 1
        return self.segments[place], article - int(self.article_bases[place])

    def locate_row(self, row: int) -> tuple[SegmentReader, int]:
        """The segment of a row and its number in there."""
        if len(self.segments) == 1:
            return self.segments[0], row
        place = int(self.row_bases.searchsorted(row, "right")) - 1
        return self.segments[place], row - int(self.row_bases[place])

    def find_article(self, article_id: str) -> int | None:
        """Number of the live article with this id."""
        for i, segment in enumerate(self.segments):
            for number in segment.texts.find_article(article_id):
                if segment.is_live(int(segment.texts.article_rows[number])):
                    return number + int(self.article_bases[i])
        return None

    def article_ids(self, articles: Ints) -> list[str]:
        """Ids of many articles."""
        if len(self.segments) == 1:
            return self.segments[0].texts.article_ids(articles)
        ids: npt.NDArray[np.object_] = np.empty(len(articles), object)
        places = self.article_bases.searchsorted(articles, "right") - 1
        for place in np.unique(places).tolist():
            chosen = places == place
            ids[chosen] = self.segments[place].texts.article_ids(articles[chosen] - self.article_bases[place])
        found: list[str] = ids.tolist()
        return found

    @cached_property
    def _id_ranks(self) -> npt.NDArray[np.int32]:
        """The place of each article among all, by id."""
        ids = [each for segment in self.segments for each in segment.texts.all_ids()]
        ranks = np.empty(len(ids), np.int32)
        ranks[sorted(range(len(ids)), key=ids.__getitem__)] = np.arange(len(ids))
        return ranks

    def first_by_id(self, articles: Ints, k: int) -> Ints:
        """The places of the first ``k`` of ``articles`` by id; one that comes more than once keeps its order."""
        if len(articles) > _FEW_IDS:  # then it pays to know the order of all
            return np.argsort(self._id_ranks[articles], kind="stable")[:k]
        ids = self.article_ids(articles)
        return np.array(sorted(range(len(ids)), key=ids.__getitem__)[:k], np.int64)

    def article_title(self, article: int) -> str:
        """Title of an article."""
        segment, number = self.locate_article(article)
        return segment.texts.text("title", number).split("\n", 1)[0]

    def article_without_text(self, article: int) -> Article:
        """What is known of an article besides its sections."""
        segment, number = self.locate_article(article)
        return article_from_record(segment.texts.article_id(number), segment.texts.record_without_form(number))

    def section_path(self, row: int) -> tuple[str, ...]:
        """Headings from the outermost down to that of a section."""
        segment, number = self.locate_row(row)
        heading = segment.texts.text("heading", number)
        return tuple(heading.split("\n")) if heading else ()

    def section_text(self, row: int) -> str:
        """Text of a section."""
        segment, number = self.locate_row(row)
        return segment.texts.text("body", number)

    def section_code(self, row: int) -> tuple[CodeSpan, ...]:
        """Where code stands in the text of a section."""
        segment, number = self.locate_row(row)
        return segment.code.of(number)

    def section_dates(self, row: int) -> tuple[int, ...]:
        """The dates that a section names, as numbers."""
        return self.dates.of(row)

    @cached_property
    def own_dates(self) -> npt.NDArray[np.uint32]:
        """Of each row the date of its article, 0 where that has none or is deleted."""
        dates = np.zeros(len(self.article_starts), np.uint32)
        column = self.numbers(OWN_DATE)
        dates[column.articles] = column.values // DAY_SECONDS
        of_rows = dates[self._article_of_row]
        if self.live is not None:
            of_rows[~self.live] = 0
        return of_rows

    # --- statistics -------------------------------------------------------------------------------

    @cached_property
    def _norms(self) -> dict[Stream, npt.NDArray[np.float64]]:
        return {}

    @cached_property
    def _beside_body(self) -> npt.NDArray[np.float64]:
        """What title and heading add to the term frequency, by tally."""
        title, heading, _ = tally_counts(np.arange(256))
        weighted: npt.NDArray[np.float64] = self.ranking.title_weight * title + self.ranking.heading_weight * heading
        return weighted

    def body_norms(self, stream: Stream) -> npt.NDArray[np.float64]:
        """``1 - b + b * length / typical_length`` of each row."""
        norms = self._norms.get(stream)
        if norms is None:
            place = LENGTH_STREAMS.index(_STREAM_NUMBERS[stream])
            lengths = np.concatenate([np.zeros(0), *(s.lengths[:, place] for s in self.segments)])
            live = lengths if self.live is None else lengths * self.live
            b = self.ranking.streams[stream].b
            # Sums of whole numbers, exact in any order.
            norms = self._norms[stream] = (1 - b) + (b / typical_length(float(live @ live), self.live_count)) * lengths
        return norms

    # --- posting lists ----------------------------------------------------------------------------

    def posting_lists(self, terms: Sequence[Term], field: Field | None = None) -> list[PostingList]:
        """The posting list of each term, in the same order; with a field, of the rows that have it there."""
        keys: Sequence[_Key] = terms if field is None else [(term, field) for term in terms]
        lists = list(map(self._cache.get, keys))
        if None not in lists:
            return lists  # type: ignore[return-value]
        missing = {key: term for key, term, each in zip(keys, terms, lists, strict=True) if each is None}
        found = self._find_terms(list(missing.values()))
        fresh = {
            key: self._decode(term, numbers) if field is None else self._in_field(field, numbers)
            for (key, term), numbers in zip(missing.items(), found, strict=True)
        }
        self._remember(fresh)
        return [fresh[key] if each is None else each for key, each in zip(keys, lists, strict=True)]

    def _remember(self, fresh: Mapping[_Key, PostingList]) -> None:
        with self._cache_lock:
            for key, postings in fresh.items():
                if key not in self._cache and postings.size_bytes <= self._cache_bytes:
                    self._cache[key] = postings
                    self._cached_bytes += postings.size_bytes
            while self._cached_bytes > self._cache_bytes:
                oldest = next(iter(self._cache))
                self._cached_bytes -= self._cache.pop(oldest).size_bytes

    def _find_terms(self, terms: Sequence[Term]) -> list[list[int]]:
        """Number of each term in each segment, -1 where a segment has it not."""
        found = np.full((len(terms), len(self.segments)), -1, np.int64)
        characters = [i for i, term in enumerate(terms) if term.stream == "character"]
        bigrams = [i for i, term in enumerate(terms) if term.stream == "bigram"]
        single = np.array([ord(terms[i].text) for i in characters], np.int64)
        first = np.array([ord(terms[i].text[0]) for i in bigrams], np.int64)
        second = np.array([ord(terms[i].text[1]) for i in bigrams], np.int64)
        for place, segment in enumerate(self.segments):
            found[characters, place] = segment.postings.find_characters(single)
            found[bigrams, place] = segment.postings.find_bigrams(first, second)
            for i, term in enumerate(terms):
                if term.stream in ("word", "keyword"):
                    stream = WORD if term.stream == "word" else KEYWORD
                    found[i, place] = segment.postings.find_text(stream, term.text)
        return found.tolist()

    def _decode(self, term: Term, numbers: Sequence[int]) -> PostingList:
        rows, tallies = self._join(numbers)
        if term.stream == "article":
            article = self.find_article(term.text)
            rows = rows if article is None else np.arange(*self.article_rows(article))
        if term.stream in ("keyword", "article"):  # it is in no sum of contributions
            return PostingList(rows, np.ones(len(rows), np.int32), self.row_count)
        idf = inverse_document_frequency(len(rows), self.live_count)
        norms = self.body_norms(term.stream).take(rows)
        body: float | npt.NDArray[np.float64] = 1.0
        beside_body = None
        if tallies is not None and len(tallies):
            body = _BODY_COUNTS.take(tallies)
            if int(tallies.max()) > _LARGEST_BODY_TALLY:
                beside_body = self._beside_body.take(tallies)
        values = contributions(self.ranking, term.stream, term.text, body / norms, beside_body, idf)
        return PostingList(rows, values, self.row_count)

    def _join(self, numbers: Sequence[int]) -> tuple[Rows, npt.NDArray[np.uint8] | None]:
        """Live rows of a term over all segments, and its tallies; ``None`` when it occurs once in each body."""
        blocks = [
            (segment.postings.block(number), base)
            for (segment, base), number in zip(self._based(), numbers, strict=True)
            if number >= 0
        ]
        if not blocks:
            return np.zeros(0, np.int64), None
        if len(blocks) == 1:
            (rows, tallies), base = blocks[0]
            rows = rows + base if base else rows
        else:
            rows = np.concatenate([sections + base for (sections, _), base in blocks])
            tallies = None
            if any(block_tallies is not None for (_, block_tallies), _ in blocks):
                tallies = np.concatenate(
                    [np.ones(len(sections), np.uint8) if t is None else t for (sections, t), _ in blocks]
                )
        if self.live is not None:
            kept = self.live[rows]
            rows = rows[kept]
            tallies = None if tallies is None else tallies[kept]
        return rows, tallies

    def _in_field(self, field: Field, numbers: Sequence[int]) -> PostingList:
        rows, tallies = self._join(numbers)
        if tallies is not None:
            counts = dict(zip((Field.TITLE, Field.HEADING, Field.BODY), tally_counts(tallies), strict=True))
            rows = rows[counts[field] > 0]
        elif field is not Field.BODY:
            rows = rows[:0]
        return PostingList(rows, np.ones(len(rows), np.int32), self.row_count)

    def rows_with_prefix(self, prefix: str, field: Field | None, budget: Budget) -> Rows:
        """Rows that have a word starting with ``prefix``, in one field or in any; those of frequent words first."""
        key = ("prefix", prefix, field)
        known = self._cache.get(key)
        if known is not None:
            return known.rows
        found = np.zeros(self.row_count, bool)
        is_whole = True
        for segment, base in self._based():
            terms = segment.postings.prefix_terms(WORD, prefix)
            counts = segment.postings.dfs(terms)
            order = np.argsort(-counts, kind="stable")
            terms, ends = terms[order], counts[order].cumsum()
            cuts = ends.searchsorted(np.arange(_POSTINGS_AT_ONCE, int(ends[-1]) if len(ends) else 0, _POSTINGS_AT_ONCE))
            for some in np.split(terms, np.unique(cuts)):
                if len(some) and (is_whole := is_whole and not budget.is_over()):
                    found[self._sections_of(segment, some, field) + base] = True
        rows = np.flatnonzero(found if self.live is None else found & self.live)
        if is_whole:
            self._remember({key: PostingList(rows, np.ones(len(rows), np.int32), self.row_count)})
        return rows

    @staticmethod
    def _sections_of(segment: SegmentReader, terms: npt.NDArray[np.int64], field: Field | None) -> Rows:
        """Sections of a segment that have any of some terms, in one field or in any; some more than once."""
        _, sections, tallies = segment.postings.blocks(terms)
        if field is not None:
            counts = dict(zip((Field.TITLE, Field.HEADING, Field.BODY), tally_counts(tallies), strict=True))
            sections = sections[counts[field] > 0]
        return sections

    def rows_with_keyword_part(self, field: str, part: str) -> Rows:
        """Rows of articles with a value in a field that contains ``part``."""
        found = np.zeros(self.row_count, bool)
        for segment, base in self._based():
            terms = segment.postings.find_keywords(field, part)
            if len(terms):
                found[segment.postings.blocks(terms)[1] + base] = True
        return np.flatnonzero(found if self.live is None else found & self.live)

    def linked(self, anchor: str) -> dict[str, int]:
        """Keys of what articles link to by a text, with how many live articles do."""
        found: dict[str, int] = {}
        if not self._has_links:
            return found
        prefix = anchor_prefix(anchor)
        for segment, base in self._based():
            for keyword, number in segment.postings.find_prefix(KEYWORD, prefix):
                rows = segment.postings.block(number)[0] + base
                count = self.count_articles(rows if self.live is None else rows[self.live[rows]])
                key = keyword[len(prefix) :]
                if count:
                    found[key] = found.get(key, 0) + count
        return found

    @cached_property
    def _has_links(self) -> bool:
        return any(len(segment.postings.prefix_terms(KEYWORD, LINKED_BY)) for segment in self.segments)

    # --- values of articles -----------------------------------------------------------------------

    def numbers(self, field: str) -> Numbers:
        """The numbers of articles in a field, those of deleted ones included."""
        if field not in self._numbers:
            parts = zip(self.segments, self.article_bases.tolist(), strict=False)
            own = ((segment.numbers.get(field), base) for segment, base in parts)
            self._numbers[field] = Numbers.joined(
                each._replace(articles=each.articles + base) for each, base in own if each is not None
            )
        return self._numbers[field]

    def rows_of_articles(self, articles: npt.NDArray[np.integer[Any]]) -> Rows:
        """Live rows of articles, increasing."""
        chosen = np.zeros(len(self.article_starts), bool)
        chosen[articles] = True
        found = chosen[self._article_of_row]
        return np.flatnonzero(found if self.live is None else found & self.live)

    def rows_with_number(self, field: str, intervals: Sequence[tuple[float, float]]) -> Rows:
        """Rows of articles whose number in a field is in one of the intervals (inclusive)."""
        column = self.numbers(field)
        found = np.zeros(len(column.values), bool)
        for low, high in intervals:
            found |= (column.values >= low) & (column.values <= high)
        return self.rows_of_articles(column.articles[found])

    def rows_dated(self, intervals: Sequence[tuple[int, int]]) -> Rows:
        """Rows that name a date in one of the intervals, and those of articles published then."""
        moments = [(low * DAY_SECONDS, (high + 1) * DAY_SECONDS - 1) for low, high in intervals]
        return np.union1d(self.dates.within(intervals), self.rows_with_number(OWN_DATE, moments))

    def rows_with_code(self) -> Rows:
        """Live rows with code, increasing."""
        rows = np.concatenate([np.zeros(0, np.int64), *(segment.code.rows + base for segment, base in self._based())])
        return rows if self.live is None else rows[self.live[rows]]
