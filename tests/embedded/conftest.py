"""What the tests of the embedded back end share."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest

from wenxun.analysis.analyzer import Analyzer
from wenxun.backends.embedded import EmbeddedBackend
from wenxun.backends.embedded.format.toc import latest_generation
from wenxun.backends.embedded.write.transaction import create_index
from wenxun.errors import IndexMissingError
from wenxun.models import Article, Section
from wenxun.ranking import DEFAULT_RANKING

ANALYZER = Analyzer()


def make_article(article_id: str, *texts: str, title: str | None = None, **details: Any) -> Article:
    """An article with one section a text; all but the first have a heading."""
    sections = tuple(
        Section(number, f"第{number}节" if number else "", (f"第{number}节",) if number else (), text)
        for number, text in enumerate(texts)
    )
    return Article(article_id, article_id if title is None else title, sections, **details)


def open_backend(folder: Path, **options: Any) -> EmbeddedBackend:
    """A back end on an index in ``folder``, which is made if need be."""
    given = {
        "fingerprint": ANALYZER.fingerprint,
        "ranking": DEFAULT_RANKING,
        "buffer_bytes": 8 << 20,
        "cache_bytes": 64 << 20,
        **options,
    }
    try:
        latest_generation(folder)
    except IndexMissingError:
        create_index(folder)
    return EmbeddedBackend(folder, **given)


def put_articles(backend: EmbeddedBackend, *batches: Iterable[Article], fresh: bool = False) -> None:
    """Put batches of articles in one transaction."""
    with backend.writer(fresh=fresh) as writer:
        for batch in batches:
            articles = list(batch)
            writer.put(ANALYZER.index_batch(articles), [None] * len(articles))


@pytest.fixture(scope="session")
def article() -> Callable[..., Article]:
    """Makes articles: ``article("id", "text", ..., title=...)``."""
    return make_article


@pytest.fixture(scope="session")
def opened() -> Callable[..., EmbeddedBackend]:
    """Opens back ends: ``opened(folder, buffer_bytes=...)``."""
    return open_backend


@pytest.fixture(scope="session")
def put() -> Callable[..., None]:
    """Puts batches of articles: ``put(backend, [article, ...], [article, ...])`` is one transaction."""
    return put_articles
