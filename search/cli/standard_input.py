"""Articles that come through standard input."""

from __future__ import annotations

import sys

from wenxun.articles.reader import read_given
from wenxun.errors import ArticleError
from wenxun.models import Article, SkippedInput

__all__ = ["read_standard_input"]


def read_standard_input(article_id: str) -> tuple[list[Article], list[SkippedInput]]:
    """Return the articles that standard input holds, and what cannot be read of it.

    Args:
        article_id: id of the article; where there are many, their ids begin with it unless they state their own.
    """
    articles: list[Article] = []
    skipped: list[SkippedInput] = []
    try:
        for found in read_given(sys.stdin.buffer.read(), article_id):
            if isinstance(found, Article):
                articles.append(found)
            else:
                skipped.append(found)
    except ArticleError as error:
        skipped.append(SkippedInput("-", error.reason, error.notice))
    return articles, skipped
