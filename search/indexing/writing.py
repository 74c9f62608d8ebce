"""A transaction that a program adds to for as long as it likes."""

from __future__ import annotations

import time
from collections.abc import Iterable

from wenxun.analysis.analyzer import Analyzer
from wenxun.backends import Backend, BackendWriter
from wenxun.indexing.analysis import Group, analyze_chunk
from wenxun.indexing.chunks import Chunk, weight
from wenxun.indexing.given import GivenArticle, articles_of, stored_as_given
from wenxun.indexing.input_state import InputState
from wenxun.indexing.reporting import report_of
from wenxun.models import Article, IndexReport

__all__ = ["ArticleWriter", "delete_articles"]

_WAITING_BYTES = 2_000_000
_WAITING_ARTICLES = 500


class ArticleWriter:
    """Articles and deletions that become visible all together, when the block of ``SearchEngine.write`` ends.

    Articles are analysed and written a few hundred at a time, so that memory does not depend on how many there are.

    Example:
        >>> from wenxun import SearchEngine
        >>> with SearchEngine.in_memory() as engine:
        ...     with engine.write() as writer:
        ...         for number in range(3):
        ...             writer.add({"id": number, "title": f"第{number}篇", "text": "绿茶与红茶。"})
        ...         writer.delete("0")
        ...     len(engine), writer.report.article_count
        1
        (2, 2)
    """

    def __init__(self, analyzer: Analyzer, backend: Backend, writer: BackendWriter) -> None:
        """Use ``SearchEngine.write``.

        Args:
            analyzer: the chain that the index was built with.
            backend: the index, at the newest generation.
            writer: the open transaction.
        """
        self._analyzer, self._backend, self._writer = analyzer, backend, writer
        self._started = time.perf_counter()
        self._waiting: dict[str, Article] = {}
        self._waiting_bytes = 0
        self._changed: set[str] = set()
        self._inputs: list[InputState] = []

    def add(self, *articles: GivenArticle | Iterable[GivenArticle]) -> None:
        """Add articles; one with an id that is there replaces what has it, and of two with the same id the last stays.

        Args:
            articles: articles, mappings with the names of ``Article``'s arguments, and iterables of them.

        Raises:
            TypeError: if something is none of these.
            ValueError: if an article has no id.
            WenxunIndexError: if the disk is full or refuses; nothing can be committed then.
        """
        for article in articles_of(articles):
            if not article.id:
                raise ValueError(f"An article needs an id, by which it can be opened; {article.title!r} has none.")
            self._waiting[article.id] = article
            self._waiting_bytes += weight(article)
            if self._waiting_bytes >= _WAITING_BYTES or len(self._waiting) >= _WAITING_ARTICLES:
                self.flush()

    def delete(self, *ids: str | int) -> int:
        """Delete articles by id, also such as were added before in the same block.

        Args:
            ids: ids of articles; one that there is not is no error.

        Returns:
            How many there were.
        """
        names = list(map(str, ids))
        waiting = {each for each in names if self._waiting.pop(each, None) is not None}
        self._changed.update(names)
        delete_articles(self._backend, self._writer, waiting)
        return len(waiting) + delete_articles(self._backend, self._writer, set(names) - waiting)

    def flush(self) -> None:
        """Write what waits. It stays invisible until the block ends."""
        articles = list(self._waiting.values())
        self._waiting, self._waiting_bytes = {}, 0
        comparable = [each for each in articles if each.id not in self._changed]
        same = stored_as_given(comparable, self._backend)
        states = {each.id: InputState(len(self._inputs) + place, each.id) for place, each in enumerate(articles)}
        self._inputs += states.values()
        for article_id in same:
            states[article_id].is_unchanged = True
        changed = [each for each in articles if each.id not in same]
        parts = tuple((states[each.id].number, each.id, each) for each in changed)
        analyzed = analyze_chunk(Chunk(parts, ()), self._analyzer, self._backend.prepare, max_bytes=0)
        for number, skipped in analyzed.skipped:
            self._inputs[number].skipped.append(skipped)
        for group in analyzed.groups:
            self._put(group)

    def _put(self, group: Group) -> None:
        ids = [article.id for article in group.articles]
        replaced = self._writer.put(group.prepared, [None] * len(ids))
        for article in group.articles:
            state = self._inputs[article.input]
            state.ids.append(article.id)
            state.section_count = article.section_count
            state.is_update, state.is_finished = article.id in replaced, True
            self._writer.exclusions.sources.pop(article.id, None)  # who adds it wants it
        self._changed.update(ids)

    @property
    def report(self) -> IndexReport:
        """What was added so far. It is complete when the block has ended."""
        return report_of(
            self._inputs,
            not_found=(),
            left_out=(),
            removed=(),
            refused=self._writer.refused,
            took_ms=(time.perf_counter() - self._started) * 1000,
        )


def delete_articles(backend: Backend, writer: BackendWriter, ids: Iterable[str]) -> int:
    """Delete articles; those that came from files are excluded, so that these do not bring them back.

    Args:
        backend: the index, as it was before the transaction.
        writer: the open transaction.
        ids: ids of the articles.

    Returns:
        How many there were.
    """
    ids = list(ids)
    sources = backend.stored("id", "source", ids=ids)
    writer.exclusions.sources.update({article_id: source for article_id, source in sources if source})
    return writer.delete(ids)
