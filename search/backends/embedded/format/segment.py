"""One segment, opened for reading."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import BinaryIO

import numpy as np
import numpy.typing as npt

from wenxun.backends.embedded.format.code import CodeColumn
from wenxun.backends.embedded.format.container import ArrayFile
from wenxun.backends.embedded.format.numbers import Numbers, read_numbers
from wenxun.backends.embedded.format.postings import Postings
from wenxun.backends.embedded.format.stamps import Stamps
from wenxun.backends.embedded.format.texts import Texts
from wenxun.backends.embedded.format.titles import Stretches
from wenxun.backends.embedded.format.toc import SegmentEntry
from wenxun.errors import IndexDamagedError
from wenxun.notices import Notice

__all__ = ["NAMES_SUFFIX", "POSTINGS_SUFFIX", "TEXTS_SUFFIX", "SegmentReader", "has_names"]

POSTINGS_SUFFIX = ".postings"
TEXTS_SUFFIX = ".texts"
NAMES_SUFFIX = ".names"
_NAMES_SINCE = 8
"""Version of texts since which there is a file of names with them."""
_LENGTH_STREAMS = 3


def has_names(path: Path, texts: BinaryIO) -> bool:
    """Return whether there is a file of names with a file of texts.

    Args:
        path: of the texts, for errors.
        texts: the file, open; what stands at ``path`` by now may be another.
    """
    return ArrayFile(path, "texts", texts).version >= _NAMES_SINCE


class SegmentReader:
    """Postings, texts and deletions of one segment. Opening maps three files and reads their footers.

    Attributes:
        row_count: sections, deleted ones included.
        deleted: rows that are deleted, increasing.
    """

    def __init__(self, folder: Path, entry: SegmentEntry) -> None:
        self.entry = entry
        self._names_name = f"{entry.segment_id}{NAMES_SUFFIX}"
        self._names_file = self._open_names(folder)
        self.postings_file = ArrayFile(folder / f"{entry.segment_id}{POSTINGS_SUFFIX}", "postings")
        self.texts_file = ArrayFile(folder / f"{entry.segment_id}{TEXTS_SUFFIX}", "texts")
        self.postings = Postings(self.postings_file)
        self.texts = Texts(self.texts_file)
        self.stamps = Stamps(self.postings_file)
        self.row_count = entry.section_count
        self.deleted = entry.deleted
        self._check_agreement()

    def _check_agreement(self) -> None:
        """Both files must be of this segment, and as long as the table of contents says."""
        rows = {
            self.postings_file: (self.postings.universe, len(self.postings_file["lengths"]) / _LENGTH_STREAMS),
            self.texts_file: (self.texts.row_count, len(self.texts_file["body_ends"])),
        }
        for file, counts in rows.items():
            if file.meta.get("segment") != self.entry.segment_id:
                raise file.damaged(Notice("it is that of segment {value}", value=file.meta.get("segment")))
            if set(counts) != {self.row_count}:
                raise file.damaged(
                    Notice("it holds {counts} sections, not {row_count}", counts=counts, row_count=self.row_count)
                )
        stamped = len(self.postings_file["article_stamps"])
        if stamped != self.texts.article_count:
            raise self.postings_file.damaged(
                Notice(
                    "it holds the stamps of {stamped} articles, not {article_count}",
                    stamped=stamped,
                    article_count=self.texts.article_count,
                )
            )
        hashes, articles, bytes_ = (len(self.postings_file[f"title_{n}"]) for n in ("hashes", "articles", "filter"))
        if hashes != articles or bytes_ & (bytes_ - 1) or not bytes_:
            raise self.postings_file.damaged(
                Notice(
                    "it holds {hashes} titles of {articles} articles in {bytes} bytes",
                    hashes=hashes,
                    articles=articles,
                    bytes=bytes_,
                )
            )

    def _open_names(self, folder: Path) -> ArrayFile | IndexDamagedError:
        """The file of names, or what is wrong with it, which is no reason to go without the segment."""
        try:
            return ArrayFile(folder / self._names_name, "names")
        except IndexDamagedError as error:
            return error

    @property
    def names_file(self) -> ArrayFile | None:
        """The names of all its articles, deleted ones included; ``None`` where an earlier version wrote the segment.

        Raises:
            IndexDamagedError: if there is no such file, or it is damaged.
        """
        if self.texts_file.version < _NAMES_SINCE:
            return None
        file = self._names_file
        if isinstance(file, IndexDamagedError):
            raise file
        if file.meta.get("segment") != self.entry.segment_id:
            raise file.damaged(Notice("it is that of segment {segment}", segment=file.meta.get("segment")))
        return file

    @property
    def lengths(self) -> npt.NDArray[np.uint32]:
        """Body length of each section in characters, bigrams and words: shape ``(row_count, 3)``."""
        return self.postings_file["lengths"].reshape(-1, _LENGTH_STREAMS)

    @cached_property
    def code(self) -> CodeColumn:
        """Where code stands in its sections."""
        return CodeColumn(self.postings_file, self.row_count)

    @cached_property
    def numbers(self) -> Mapping[str, Numbers]:
        """The numbers and dates of articles, by field."""
        return read_numbers(self.postings_file, self.texts.article_count)

    def articles_written_in(
        self, stretches: Stretches, most: int
    ) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
        """Find the articles with a title in a text.

        Args:
            stretches: those of the text.
            most: a title that more articles share is left out.

        Returns:
            numbers of the articles, and the length of the title of each.
        """
        hashes, lengths = stretches.possible_titles(self.postings_file["title_filter"])
        if not len(hashes):
            return lengths, lengths
        places, articles = self.articles_titled(hashes, most)
        return articles, lengths[places]

    def articles_titled(
        self, hashes: npt.NDArray[np.uint64], most: int
    ) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
        """Find articles by hashes of their titles.

        Args:
            hashes: of titles.
            most: a title that more articles share is left out.

        Returns:
            places in ``hashes``, and the number of an article at each.
        """
        known = self.postings_file["title_hashes"]
        low = known.searchsorted(hashes)
        high = known.searchsorted(hashes, "right")
        places = ((high != low) & (high - low <= most)).nonzero()[0]
        if not len(places):
            return places, places
        low, high = low[places], high[places]
        spans = zip(low.tolist(), high.tolist(), strict=True)
        articles = np.concatenate([self.postings_file["title_articles"][first:end] for first, end in spans])
        if (high <= low).any() or (articles >= self.texts.article_count).any():
            raise self.postings_file.damaged(Notice("its titles are not in order"))
        return np.repeat(places, high - low), articles.astype(np.int64)

    def is_live(self, row: int) -> bool:
        """Return whether a section is not deleted."""
        place = int(np.searchsorted(self.deleted, row))
        return place == len(self.deleted) or int(self.deleted[place]) != row

    def live_articles(self) -> npt.NDArray[np.int64]:
        """Return the numbers of the articles that are not deleted, increasing."""
        return self.texts.live_articles(self.deleted)

    def check_lengths(self) -> None:
        """Notice files that were cut short since they were opened.

        Raises:
            IndexDamagedError: if one was.
        """
        for file in (self.postings_file, self.texts_file, self._names_file):
            if isinstance(file, ArrayFile):
                file.check_length()

    @property
    def name_bytes(self) -> int:
        """Size of the file of names; 0 if there is none that is sound."""
        return self._names_file.size_bytes if isinstance(self._names_file, ArrayFile) else 0

    def name_problems(self) -> list[tuple[str, str]]:
        """Read the file of names whole; its name with what is wrong. Nothing is lost with it."""
        try:
            problems = [] if self.names_file is None else self.names_file.problems()
        except IndexDamagedError as error:
            problems = [str(error)]
        return [(self._names_name, problem) for problem in problems]

    def problems(self) -> list[tuple[str, str]]:
        """Read both files whole; file names with what is wrong."""
        files = (self.postings_file, self.texts_file)
        return [(file.path.name, problem) for file in files for problem in file.problems()]
