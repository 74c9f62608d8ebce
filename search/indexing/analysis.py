"""The analysis side of indexing as plain functions: articles in, arrays out, no state but the word lists.

``analyze_articles`` is what every worker calls: the processes of ``--jobs N`` here, a Spark or Ray task elsewhere.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, NamedTuple, TypeAlias

from wenxun.analysis.analyzer import Analyzer
from wenxun.analysis.batch import IndexBatch
from wenxun.articles.telling import tell_analyzed
from wenxun.indexing.chunks import Chunk
from wenxun.models import Article, SkippedInput
from wenxun.notices import Notice

__all__ = ["Analyzed", "Brief", "Group", "Prepare", "analyze_articles", "analyze_chunk"]

Prepare: TypeAlias = Callable[[IndexBatch], Any]
"""``Backend.prepare``."""

_BATCH_CHARACTERS = 700_000
_SECTION_CHARACTERS = 20  # what a section costs besides its characters


@lru_cache(maxsize=1)
def _default_analyzer() -> Analyzer:
    return Analyzer()


def analyze_articles(articles: Sequence[Article], *, analyzer: Analyzer | None = None) -> IndexBatch:
    """The terms of all sections of ``articles``, as arrays.

    Args:
        articles: a batch; arrays take about 25 bytes a character, so keep it to a few megabytes of text.
        analyzer: the chain; by default the one without user words, made once a process.
    """
    return (analyzer or _default_analyzer()).index_batch(articles)


class Brief(NamedTuple):
    """What is still to be known of an article when it has been prepared.

    Attributes:
        id, source, cleaned: as in ``Article``.
        section_count: number of its sections.
        input: number of the input that it came from.
    """

    id: str
    source: str
    cleaned: Mapping[str, int]
    section_count: int
    input: int


@dataclass(frozen=True)
class Group:
    """Articles that go into the index together.

    Attributes:
        articles: the articles, in short.
        prepared: what the back end made of them; ``None`` where nothing is to be written.
    """

    articles: tuple[Brief, ...]
    prepared: Any


@dataclass
class Analyzed:
    """What became of a chunk; the order is that of its inputs.

    Attributes:
        groups: what it gives the index.
        skipped: what could not be read, with input numbers.
    """

    groups: list[Group] = field(default_factory=list)
    skipped: list[tuple[int, SkippedInput]] = field(default_factory=list)


def analyze_chunk(chunk: Chunk, analyzer: Analyzer, prepare: Prepare | None, *, max_bytes: int) -> Analyzed:
    """Read a chunk, analyse what it holds, and prepare it for the back end.

    Args:
        chunk: what is to be read.
        analyzer: the chain to analyse with.
        prepare: that of the back end; ``None``: the chunk is only read.
        max_bytes: larger files are skipped.

    Returns:
        What goes into the index, and what was skipped.
    """
    result = Analyzed()
    for numbered in _batches(chunk, result, max_bytes=max_bytes):
        if prepare is None:
            result.groups.append(_group(numbered, None))
        else:
            _analyze(numbered, analyzer, prepare, result)
    return result


def _batches(chunk: Chunk, result: Analyzed, *, max_bytes: int) -> Iterator[list[tuple[int, Article]]]:
    """The articles of a chunk in batches of bounded size, with input numbers; all else goes into ``result``."""
    waiting: list[tuple[int, Article]] = []
    characters = 0
    for number, item in chunk.read(max_bytes=max_bytes):
        if isinstance(item, SkippedInput):
            result.skipped.append((number, item))
        else:
            waiting.append((number, item))
            names = sum(map(len, (item.title, *item.aliases)))
            for section in item.sections:
                characters += len(section.text) + names + sum(map(len, section.path)) + _SECTION_CHARACTERS
            if characters >= _BATCH_CHARACTERS:
                yield waiting
                waiting, characters = [], 0
    if waiting:
        yield waiting


def _analyze(numbered: Sequence[tuple[int, Article]], analyzer: Analyzer, prepare: Prepare, result: Analyzed) -> None:
    """Analyse a batch; should an article of it be too much for the analysis, it alone is skipped."""
    try:
        analyzed = analyze_articles([article for _, article in numbered], analyzer=analyzer)
        tell_analyzed()
        prepared = prepare(analyzed)
    except Exception as error:
        if len(numbered) == 1:
            number, article = numbered[0]
            detail = Notice(
                "its analysis failed ({name}: {error}); please report this", name=type(error).__name__, error=error
            )
            result.skipped.append((number, SkippedInput(article.source or article.id, "failed", detail)))
            return
        half = len(numbered) // 2
        _analyze(numbered[:half], analyzer, prepare, result)
        _analyze(numbered[half:], analyzer, prepare, result)
        return
    result.groups.append(_group(numbered, prepared))


def _group(numbered: Iterable[tuple[int, Article]], prepared: Any) -> Group:
    briefs = (Brief(a.id, a.source, a.cleaned, len(a.sections), number) for number, a in numbered)
    return Group(tuple(briefs), prepared)
