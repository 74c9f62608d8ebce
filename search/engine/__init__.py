"""The engine: the one way into an index, for programs, the shell and the web.

One module for each thing that it does, each a base class of ``SearchEngine``::

    opening    opens the index, with its words and synonyms
    opened     what every part stands on
    looking    what the index holds
    searching  the whole flow: what was typed in, ranked sections out
    helping    suggestions, corrections, where names lead
    writing    articles in and out
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import ExitStack
from typing import Self

from wenxun.engine.helping import Helping
from wenxun.engine.writing import Writing
from wenxun.ranking import DEFAULT_RANKING, Ranking
from wenxun.settings import Settings

__all__ = ["SearchEngine"]


class SearchEngine(Writing, Helping):
    """A full-text index of Chinese-language articles, and the search in it.

    One engine may be shared by any number of threads; those that write wait for each other. It is a context manager;
    leaving it closes the index, and a closed engine answers nothing more.

    ``len(engine)`` is the number of articles, and ``id in engine`` says whether there is one with an id.

    Example:
        >>> from wenxun import Article, SearchEngine
        >>> engine = SearchEngine.in_memory()
        >>> engine.add(Article(id=1, title="板门店", text="会谈在和平之家举行。")).article_count
        1
        >>> engine.search("和平之家")[0].sections[0].snippet.to_text("【", "】")
        '会谈在【和平之家】举行。'
        >>> len(engine), 1 in engine, 2 in engine
        (1, True, False)
        >>> engine.close()
    """

    @classmethod
    def in_memory(
        cls,
        *,
        settings: Settings | None = None,
        ranking: Ranking = DEFAULT_RANKING,
        synonyms: Iterable[str] | None = None,
        fields: Mapping[str, str] | None = None,
    ) -> Self:
        """Return an engine on an index that lasts as long as the engine.

        Args:
            settings: settings to use; by default those of nobody.
            ranking, synonyms, fields: as for ``SearchEngine``.

        Returns:
            The engine, on an empty index.

        Raises:
            SettingsError: if a setting, or a file that one names, cannot be used.
        """
        import tempfile  # of use here alone, and not cheap to load

        with ExitStack() as stack:
            folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="wenxun-", ignore_cleanup_errors=True))
            engine = cls(folder, settings=settings or Settings(), ranking=ranking, synonyms=synonyms, fields=fields)
            with engine._backend.writer(create=True):
                pass
            engine._index.at_the_end = stack.pop_all()
        return engine
