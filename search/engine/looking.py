"""What an engine tells of its index."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wenxun.analysis.analyzer import Token
from wenxun.backends import BackendStats, Problem
from wenxun.backends.stored import records_of, stored_article
from wenxun.engine.opened import Opened
from wenxun.fields import FieldTable
from wenxun.models import Article, ArticleRecord

if TYPE_CHECKING:
    from wenxun.verification import Certificate

__all__ = ["Looking"]


class Looking(Opened):
    """Articles by their ids, figures, and checks."""

    @property
    def fields(self) -> FieldTable:
        """The fields of articles."""
        return self._analyzer.fields

    def get(self, article_id: str | int) -> Article | None:
        """Return a whole article.

        Args:
            article_id: its id.

        Returns:
            The article as it was indexed, or ``None`` if there is none with this id.

        Raises:
            IndexMissingError, IndexDamagedError: if the index cannot be read.
        """
        return stored_article(self._backend, str(article_id))

    def categories(self, article_id: str | int) -> tuple[str, ...]:
        """Return the names of an article's categories.

        Args:
            article_id: its id.

        Returns:
            The names, in order; none if there is no such article.
        """
        article = self.get(article_id)
        return () if article is None else article.categories

    def articles(self) -> list[ArticleRecord]:
        """Return what the index holds, without texts.

        Returns:
            A record of each article, in order of id.
        """
        return records_of(self._backend)

    def ids(self) -> list[str]:
        """Return the id of every article; they are read thirty times faster than records.

        Returns:
            The ids, in order.
        """
        return sorted(article_id for (article_id,) in self._backend.stored("id"))

    def __len__(self) -> int:
        return self.stats().articles

    def __bool__(self) -> bool:
        return True  # an engine is there, however little it holds

    def __contains__(self, article_id: object) -> bool:
        return isinstance(article_id, str | int) and self.get(article_id) is not None

    def analyze(self, text: str) -> list[Token]:
        """Return the terms of a text, as for indexing.

        Args:
            text: any text.

        Returns:
            The terms with their places in it: words, bigrams, characters, each in the order of the text.
        """
        return self._analyzer.tokens(text)

    @property
    def generation(self) -> int:
        """Number of the generation of the index that is read; another one may hold other articles."""
        return self._backend.generation().number

    def stats(self) -> BackendStats:
        """Return figures about the index.

        Returns:
            Counts, and sizes in bytes.
        """
        return self._backend.stats()

    def check(self) -> list[Problem]:
        """Read the whole index and name what is wrong with it.

        Returns:
            What is wrong; nothing where all is well.
        """
        return self._backend.check()

    def verify(self, *, samples: int = 1000, seed: int = 0, runs_only: bool = False) -> Certificate:
        """Draw sections from the index, search what stands in them as people type it, and count what is missed.

        Args:
            samples: sections to draw.
            seed: of the source of chance.
            runs_only: search unbroken runs of Han characters alone, in every script.

        Returns:
            What was searched and what was missed.
        """
        from wenxun.verification import verify

        return verify(
            self._backend, self._analyzer, ranking=self._ranking, samples=samples, seed=seed, runs_only=runs_only
        )
