"""What the articles of a snapshot are called, and which article has a name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from wenxun.backends.embedded.format.titles import text_hashes
from wenxun.backends.embedded.read.snapshot import Snapshot
from wenxun.models import NameKind

__all__ = ["all_names", "articles_titled"]


def all_names(snapshot: Snapshot) -> Iterator[tuple[NameKind, str]]:
    """Titles, aliases, headings and targets of links of all live articles, each as often as it occurs."""
    for segment in snapshot.segments:
        texts, live = segment.texts, segment.live_articles().tolist()
        titles = texts.all_texts("title")
        for number in live:
            for title in titles[number].split("\n"):
                yield "title", title
        headings = texts.all_texts("heading")
        rows = texts.article_rows.tolist()
        for number in live:
            for path in headings[rows[number] : rows[number + 1]]:
                if path:
                    yield "heading", path.rsplit("\n", 1)[-1]
        for number in live:
            for links in texts.record(number)["links"]:
                for target, _, _ in links:
                    if "://" not in target:
                        yield "link", target


def articles_titled(snapshot: Snapshot, names: Sequence[str]) -> dict[str, str]:
    """Name to the id of the first live article that is called so, for names that are titles or aliases.

    Args:
        names: folded, in canonical wording.
    """
    found: dict[str, str] = {}
    hashes = text_hashes(names) if names else np.zeros(0, np.uint64)
    for segment in snapshot.segments:
        places, articles = segment.articles_titled(hashes, len(segment.texts.article_rows))
        for place, article in zip(places.tolist(), articles.tolist(), strict=True):
            if names[place] not in found and segment.is_live(int(segment.texts.article_rows[article])):
                found[names[place]] = segment.texts.article_id(article)
    return found
