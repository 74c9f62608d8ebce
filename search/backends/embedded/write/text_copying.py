"""Articles of a segment as the writer of another one takes them: copied code by code, no text is decoded.

Only for files whose checksums have all been compared, as a merge does before it begins.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from wenxun.backends.embedded.format.article_ids import ArticleIds
from wenxun.backends.embedded.format.container import ArrayFile, decoding
from wenxun.backends.embedded.format.eliasfano import ranges
from wenxun.backends.embedded.format.folded_texts import joints_of
from wenxun.backends.embedded.format.records import Records, pack_records
from wenxun.backends.embedded.format.texts import COLUMNS, Texts
from wenxun.backends.embedded.write.text_coding import CodedColumn, CodedTexts, utf8_bytes

__all__ = ["TextCopier"]

Ints = npt.NDArray[np.int64]
_CHUNK_CHARACTERS = 1_000_000
_ARTICLE_CHARACTERS = 2_000  # what an article costs besides its text


class TextCopier:
    """Reads a texts file for a copy.

    Raises:
        IndexDamagedError: by every method, if the numbers of the file lead nowhere.
    """

    def __init__(self, file: ArrayFile) -> None:
        self._file = file
        self._texts = Texts(file)

    @decoding
    def chunks(self, articles: Ints, article_rows: Ints) -> list[Ints]:
        """Divide articles into pieces that take bounded memory, except where one article alone takes more.

        Args:
            articles: their numbers.
            article_rows: first section of each article of the segment, then the number of sections.

        Returns:
            The numbers of the articles of each piece.
        """
        ends = np.concatenate((np.zeros(1, np.int64), self._file["body_ends"].astype(np.int64)))
        sizes = np.diff(ends[article_rows])[articles] + _ARTICLE_CHARACTERS
        cuts = np.flatnonzero(np.diff(np.cumsum(sizes) // _CHUNK_CHARACTERS)) + 1
        return np.split(articles, cuts) if len(articles) else []

    @decoding
    def ids(self, articles: Ints) -> ArticleIds:
        """Return the ids of articles."""
        starts, lengths = self._stretches("id_ends", articles, len(self._file["id_text"]))
        data = self._file["id_text"]
        spans = zip(starts.tolist(), (starts + lengths).tolist(), strict=True)
        return ArticleIds(tuple(data[start:end].tobytes() for start, end in spans), self._hashes[articles])

    @cached_property
    def _hashes(self) -> npt.NDArray[np.uint64]:
        """The hash of each article's id."""
        hashes = np.zeros(len(self._file["id_ends"]), np.uint64)
        hashes[self._file["id_articles"]] = self._file["id_hashes"]
        return hashes

    def records(self, articles: Ints, ids: ArticleIds) -> Records:
        """Return the records of articles, packed.

        Args:
            articles: their numbers, increasing.
            ids: the id of each.
        """
        names = [each.decode("utf-8", "surrogatepass") for each in ids.utf8]
        return pack_records(names, list(map(self._texts.record, articles.tolist())))

    @decoding
    def texts(self, numbers: Mapping[str, Ints]) -> CodedTexts:
        """Texts, by their numbers in each column, which increase."""
        alphabet, folding = self._file["alphabet"], self._file["folding"]
        columns = {name: self._column(name, numbers[name]) for name in COLUMNS}
        is_regular = np.zeros(len(alphabet), bool)
        occurs = np.zeros(len(alphabet), bool)
        for column in columns.values():
            irregular = np.zeros(len(column.lengths), bool)
            irregular[column.irregular] = True
            codes, lengths = column.letters()
            is_regular[codes[~np.repeat(irregular, lengths)]] = True
            occurs[column.codes] = occurs[column.folded] = True
        occurs[folding[is_regular]] = True
        used = np.flatnonzero(occurs)
        used = used[np.argsort(alphabet[used])]
        code_of = np.zeros(len(alphabet), folding.dtype)
        code_of[used] = np.arange(len(used))
        return CodedTexts(
            alphabet[used],
            np.where(is_regular[used], code_of[folding[used]].astype(np.int32), -1),
            {
                name: column._replace(codes=code_of[column.codes], folded=code_of[column.folded])
                for name, column in columns.items()
            },
            sum(utf8_bytes(alphabet[column.codes]) for column in columns.values()),
        )

    def _column(self, name: str, numbers: Ints) -> CodedColumn:
        """Texts of a column, in the codes of the file."""
        codes, lengths = self._joined(name, numbers)
        _, places, irregular = np.intersect1d(
            self._file[f"{name}_irregular"], numbers, assume_unique=True, return_indices=True
        )
        folded, folded_lengths = self._joined(f"{name}_folded", places)
        return CodedColumn(codes, lengths, self._joints(name, numbers, lengths), irregular, folded, folded_lengths)

    def _joints(self, name: str, numbers: Ints, lengths: Ints) -> Ints:
        """Places of the joints in the joined codes of some texts."""
        joints = joints_of(self._file, name)
        if not len(joints):
            return np.zeros(0, np.int64)
        starts, _ = self._stretches(f"{name}_ends", numbers, len(self._file[name]))
        first, last = (
            joints.searchsorted(starts.astype(joints.dtype)),
            joints.searchsorted((starts + lengths).astype(joints.dtype)),
        )
        moved = np.repeat(np.cumsum(lengths) - lengths - starts, last - first)
        return joints[ranges(first, last - first)].astype(np.int64) + moved

    def _joined(self, name: str, numbers: Ints) -> tuple[npt.NDArray[Any], Ints]:
        """Some of the texts of an array, joined, and the length of each."""
        codes = self._file[name]
        starts, lengths = self._stretches(f"{name}_ends", numbers, len(codes))
        return codes[ranges(starts, lengths)], lengths

    def _stretches(self, name: str, numbers: Ints, size: int) -> tuple[Ints, Ints]:
        """Start and length of some of the stretches that end at an array's numbers and divide ``size`` elements."""
        ends = self._file[name]
        last = ends[numbers].astype(np.int64)
        first = np.where(numbers > 0, ends[numbers - 1].astype(np.int64), 0)
        if (first > last).any() or int(last.max(initial=0)) > size:  # before anything is read
            raise ValueError(f"{name} does not divide {size} elements")
        return first, last - first
