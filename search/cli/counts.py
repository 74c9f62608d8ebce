"""How many there are of something, in words."""

from __future__ import annotations

from wenxun.notices import Notice

__all__ = ["counted_articles", "counted_sections", "counted_together"]


def counted_articles(count: int) -> Notice:
    """Return how many articles there are."""
    return Notice("{count:,} article" if count == 1 else "{count:,} articles", count=count)


def counted_sections(count: int) -> Notice:
    """Return how many sections there are."""
    return Notice("{count:,} section" if count == 1 else "{count:,} sections", count=count)


def counted_together(article_count: int, section_count: int) -> Notice:
    """Return how many articles there are, with how many sections.

    Args:
        article_count: number of articles.
        section_count: number of their sections.
    """
    return Notice(
        "{articles}, {sections}", articles=counted_articles(article_count), sections=counted_sections(section_count)
    )
