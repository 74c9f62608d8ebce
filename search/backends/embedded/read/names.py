"""What the articles of a snapshot are called, and which article has a name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from wenxun.backends.embedded.format.titles import Stretches, text_hashes
from wenxun.backends.embedded.read.snapshot import Snapshot
from wenxun.link_targets import is_name
from wenxun.models import NameKind
from wenxun.ranking import NAME_CHARS

__all__ = ["all_names", "articles_titled", "names_written_in"]


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
                    if is_name(target):
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


def names_written_in(snapshot: Snapshot, text: str) -> dict[int, int]:
    """Article number to the characters of its longest name in ``text``, without names that too many share."""
    stretches = Stretches(text, shortest=NAME_CHARS[0], longest=NAME_CHARS[-1])
    found: dict[int, int] = {}
    for base, segment in zip(snapshot.article_bases.tolist(), snapshot.segments, strict=False):
        articles, lengths = segment.articles_written_in(stretches, snapshot.ranking.title_sharers)
        for article, length in zip((articles + base).tolist(), lengths.tolist(), strict=True):
            found[article] = max(length, found.get(article, 0))
    return found
