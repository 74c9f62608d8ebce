"""What an index holds, in the forms in which it is asked for."""

from __future__ import annotations

from wenxun.backends import BackendReader, InputStamp
from wenxun.errors import IndexDamagedError, IndexMismatchError, IndexMissingError
from wenxun.models import Article, ArticleRecord

__all__ = ["ids_by_stamp", "is_there", "records_of", "stored_article"]


def is_there(backend: BackendReader) -> bool:
    """Return whether there is an index, damaged or not; moves to the newest generation."""
    try:
        backend.refresh()
    except IndexMissingError:
        return False
    except (IndexDamagedError, IndexMismatchError):
        return True
    return True


def stored_article(backend: BackendReader, article_id: str) -> Article | None:
    """Return a whole article as it was indexed, or ``None`` if there is none with this id.

    Args:
        backend: the index.
        article_id: the id.
    """
    return next((article for (article,) in backend.stored("article", ids=[article_id])), None)


def records_of(backend: BackendReader) -> list[ArticleRecord]:
    """Return every article's record, in order of id."""
    rows = backend.stored("id", "title", "section_count", "source")
    return sorted((ArticleRecord(*row) for row in rows), key=lambda record: record.id)


def ids_by_stamp(backend: BackendReader) -> dict[InputStamp, tuple[str, ...]]:
    """Return the ids of the articles with each stamp, for every indexed file.

    A file has several stamps while a newer version of it replaces the older one, or after it was completed.
    """
    ids: dict[InputStamp, list[str]] = {}
    for stamp, article_id in backend.stored("stamp", "id"):
        if stamp is not None:
            ids.setdefault(stamp, []).append(article_id)
    return {stamp: tuple(names) for stamp, names in ids.items()}
