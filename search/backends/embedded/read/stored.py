"""Everything that an index holds, as it was put in: read without the analysis, and as far as it is sound."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from wenxun.backends import InputStamp, Problem
from wenxun.backends.embedded.format.container import ArrayFile
from wenxun.backends.embedded.format.segment import POSTINGS_SUFFIX, TEXTS_SUFFIX
from wenxun.backends.embedded.format.stamps import Stamps
from wenxun.backends.embedded.format.texts import Texts
from wenxun.backends.embedded.format.toc import SegmentEntry, latest_generation, read_toc
from wenxun.backends.records import article_from_record
from wenxun.errors import IndexDamagedError
from wenxun.models import Article
from wenxun.notices import Notice

__all__ = ["read_article", "stored_articles"]


def read_article(texts: Texts, number: int) -> Article:
    """Return an article.

    Args:
        texts: those of its segment.
        number: of the article in there.

    Raises:
        IndexDamagedError: if any of it is not what was written.
    """
    rows = range(int(texts.article_rows[number]), int(texts.article_rows[number + 1]))
    headings = texts.of("heading", rows)
    record = texts.record(number)
    texts.of("title", [number])  # its checksum is that of the id, too
    return article_from_record(
        texts.article_id(number),
        record,
        [tuple(heading.split("\n")) if heading else () for heading in headings],
        texts.of("body", rows),
    )


def stored_articles(folder: Path, damage: list[Problem] | None) -> Iterator[tuple[Article, InputStamp | None]]:
    """Yield every article of the newest generation with the stamp of its source file.

    Args:
        folder: the index folder.
        damage: takes what cannot be read, which is then passed over; ``None``: it is an error.

    Raises:
        IndexDamagedError: if something cannot be read and ``damage`` is ``None``, or the table of contents is damaged.
    """
    for entry in read_toc(folder, latest_generation(folder)).segments:
        yield from _of_segment(folder, entry, damage)


def _of_segment(
    folder: Path, entry: SegmentEntry, damage: list[Problem] | None
) -> Iterator[tuple[Article, InputStamp | None]]:
    try:
        texts = Texts(ArrayFile(folder / f"{entry.segment_id}{TEXTS_SUFFIX}", "texts"))
        live = texts.live_articles(entry.deleted)
    except IndexDamagedError as error:
        if damage is None:
            raise
        live_sections = entry.section_count - len(entry.deleted)
        damage.append(
            Problem(
                Notice(
                    "{count:,} sections of segment {segment_id}",
                    count=live_sections,
                    segment_id=entry.segment_id,
                ),
                error.notice,
            )
        )
        return
    try:
        stamps = Stamps(ArrayFile(folder / f"{entry.segment_id}{POSTINGS_SUFFIX}", "postings")).of(live)
    except IndexDamagedError:
        if damage is None:
            raise
        stamps = [None] * len(live)  # the articles are sound; which files they came from is found out by indexing those
    for number, stamp in zip(live.tolist(), stamps, strict=True):
        try:
            article = read_article(texts, number)
        except IndexDamagedError as error:
            if damage is None:
                raise
            damage.append(Problem(_name(texts, number), error.notice))
        else:
            yield article, stamp


def _name(texts: Texts, number: int) -> str:
    """What a damaged article may be called."""
    try:
        return texts.article_id(number)
    except IndexDamagedError:
        return f"article {number}"
