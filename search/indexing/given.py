"""What a program gives to an index: paths, articles, records, and iterables of them."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any, TypeAlias

from wenxun.articles.given import article_of_record
from wenxun.backends import BackendReader
from wenxun.models import Article
from wenxun.settings import from_home

__all__ = ["Given", "GivenArticle", "Input", "articles_of", "stored_as_given"]

GivenArticle: TypeAlias = Article | Mapping[str, Any]
"""An article, or a record with the names of ``Article``'s arguments."""

Input: TypeAlias = str | Path | GivenArticle | Iterable[str | Path | GivenArticle]
"""What ``SearchEngine.add`` takes."""


@dataclass(frozen=True)
class Given:
    """The inputs of one call.

    Attributes:
        paths: paths of files and folders.
        articles: all articles; those of an iterator are taken from it as they are needed.
        article_count: how many there are, without those of iterators.
    """

    paths: list[str | Path]
    articles: Iterable[Article]
    article_count: int

    @classmethod
    def of(cls, inputs: Iterable[Input]) -> Given:
        """Return the inputs, sorted.

        Raises:
            TypeError: if one is neither a path nor an article, nor an iterable of them.
        """
        paths: list[str | Path] = []
        articles: list[Iterable[Article]] = []
        count = 0
        for each in _flat(inputs):
            if isinstance(each, str | os.PathLike):
                paths.append(from_home(os.fspath(each)))
            elif isinstance(each, Iterator):
                articles.append(map(_article, each))
            else:
                articles.append((_article(each),))
                count += 1
        return cls(paths, chain.from_iterable(articles), count)

    @property
    def are_missing(self) -> bool:
        """Whether nothing is at any of the paths, and nothing else was given."""
        if self.article_count or not self.paths:
            return False
        return not any(map(os.path.exists, self.paths))


def _flat(inputs: Iterable[Any]) -> Iterator[Any]:
    """The inputs, with those of collections and of iterators of paths one by one."""
    for each in inputs:
        if _is_one(each) or isinstance(each, os.PathLike):
            yield each
        elif isinstance(each, Collection):
            yield from each
        else:
            first = next(iterator := iter(each), None)
            if isinstance(first, str | os.PathLike):
                yield first
                yield from iterator
            elif first is not None:
                yield chain((first,), iterator)


def _is_one(given: Any) -> bool:
    """Whether something is an input, or what is none, and not several."""
    return isinstance(given, str | bytes | Article) or _is_record(given) or not isinstance(given, Iterable)


def _is_record(given: Any) -> bool:
    """Whether something has names and values, as mappings do, and rows of SQLite."""
    return isinstance(given, Mapping) or hasattr(given, "keys")


def _article(given: Any) -> Article:
    if isinstance(given, Article):
        return given
    if _is_record(given):
        return article_of_record(dict(given))
    raise TypeError(
        f"An input must be a path, an Article, a mapping such as {{'id': 7, 'text': '…'}}, or an iterable of articles "
        f"or of paths; {given!r} is {type(given).__name__}."
    )


def articles_of(given: Iterable[Any]) -> Iterator[Article]:
    """Yield articles that were given one by one, or in iterables.

    Raises:
        TypeError: if something is none.
    """
    for each in given:
        if _is_one(each):
            yield _article(each)
        else:
            yield from map(_article, each)


def stored_as_given(articles: Collection[Article], backend: BackendReader) -> frozenset[str]:
    """Return the ids of the articles that an index holds as they are.

    Args:
        articles: no two of them with the same id.
        backend: the index, as it was before the transaction.
    """
    given = {each.id: each for each in articles}
    stored = backend.stored("article", ids=given) if given else ()
    return frozenset(each.id for (each,) in stored if each == given[each.id])
