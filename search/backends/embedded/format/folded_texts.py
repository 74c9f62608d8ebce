"""The folded texts of a segment, and which of them hold a run of characters.

The arrays are those of ``format.texts``, whose files these are.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

from wenxun.backends.embedded.format.container import ArrayFile, decoding
from wenxun.backends.embedded.format.eliasfano import ranges

__all__ = ["FoldedTexts", "joints_of"]

Codes = npt.NDArray[Any]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
_SLICE_CHARACTERS = 1 << 20
_FEW_STRETCHES = 32
"""Of more, leaving out joints costs little beside the rest."""


def joints_of(file: ArrayFile, column: str) -> Codes:
    """Return the places of the joints of a column; version 0.1.0 wrote none.

    Args:
        file: where from.
        column: ``"title"``, ``"heading"`` or ``"body"``.
    """
    return file.optional(f"{column}_joints", np.uint32)


def _without_joints(codes: Codes, lengths: Ints, starts: Ints, joints: Codes) -> tuple[Codes, Ints]:
    """Joined stretches of codes and their lengths, without the joints that stand in them.

    Args:
        starts: where each stretch starts in the column.
        joints: places in the column, increasing.
    """
    first = joints.searchsorted(starts.astype(joints.dtype))
    counts = joints.searchsorted((starts + lengths).astype(joints.dtype)) - first
    if not np.count_nonzero(counts):
        return codes, lengths
    moved = np.repeat(lengths.cumsum() - lengths - starts, counts)
    kept = np.ones(len(codes), bool)
    kept[joints[ranges(first, counts)].astype(np.int64) + moved] = False
    return codes[kept], lengths - counts


def _side_by_side(starts: Ints, ends: Ints) -> tuple[Ints, Ints]:
    """Starts and ends of the same characters in fewer stretches: those that follow each other are one."""
    behind = (starts[1:] != ends[:-1]).nonzero()[0]
    return np.concatenate((starts[:1], starts[behind + 1])), np.concatenate((ends[behind], ends[-1:]))


def _found_one_by_one(codes: Codes, ends: Ints, wanted: Codes) -> list[int]:
    """Places of the stretches that hold some codes, increasing: one step for each that does.

    Args:
        codes: of the stretches, joined.
        ends: of each stretch.
        wanted: the codes, at least one.
    """
    data, looked_for, size = codes.tobytes(), wanted.tobytes(), codes.itemsize
    bounds = (ends * size).tolist()
    containing: list[int] = []
    place = 0
    at = data.find(looked_for)
    while at >= 0:
        while bounds[place] <= at:
            place += 1
        if at % size or at + len(looked_for) > bounds[place]:  # across two characters or two stretches
            at = data.find(looked_for, at + 1)
        else:
            containing.append(place)
            at = data.find(looked_for, bounds[place])
    return containing


def _found_together(codes: Codes, ends: Ints, wanted: Codes) -> list[int]:
    """Do as ``_found_one_by_one`` for two codes or more: a step for each of them, and none for a stretch."""
    behind = len(codes) - len(wanted) + 1
    if behind < 1:
        return []
    at = ((codes[:behind] == wanted[0]) & (codes[1 : behind + 1] == wanted[1])).nonzero()[0]
    for offset in range(2, len(wanted)):
        at = at[codes[at + offset] == wanted[offset]]
    places = ends.searchsorted(at, "right")
    places = places[at + len(wanted) <= ends[places]]
    containing: list[int] = places[np.diff(places, prepend=-1) > 0].tolist()
    return containing


class FoldedTexts:
    """The folded texts of one segment, read from an array file.

    Args:
        file: the file of texts.
    """

    def __init__(self, file: ArrayFile) -> None:
        self._file = file

    def _ranges(self, name: str, numbers: Ints, array: str | None = None) -> tuple[Ints, Ints]:
        """Where stretches of an array start and end; all of them stand within it, whatever the file says."""
        ends = self._file[f"{name}_ends"]
        end = ends.take(numbers)
        start = ends.take(numbers - 1, mode="wrap")
        start[numbers == 0] = 0
        size = len(self._file[array or name])
        if np.count_nonzero(start > end) or np.count_nonzero(end > size):
            raise ValueError(f"a {name} from {start} to {end}, of {size}")
        return start.astype(np.int64), end.astype(np.int64)

    def _range(self, name: str, number: int) -> tuple[int, int]:
        ends = self._file[f"{name}_ends"]
        return (int(ends[number - 1]) if number else 0), int(ends[number])

    def _decode(self, codes: Codes) -> str:
        points = self._file.checked("alphabet").take(codes)
        return points.tobytes().decode("utf-32-le", "surrogatepass")

    @decoding
    def folded(self, column: str, number: int) -> str:
        """Return the folded form of one text, as it was indexed.

        Args:
            column: ``"title"``, ``"heading"`` or ``"body"``.
            number: of the article for a title, else of the section.
        """
        irregular = self._file[f"{column}_irregular"]
        place = int(np.searchsorted(irregular, number))
        if place < len(irregular) and irregular[place] == number:
            start, end = self._range(f"{column}_folded", place)
            return self._decode(self._file[f"{column}_folded"][start:end])
        start, end = self._range(column, number)
        codes = self._file[column][start:end]
        joints = joints_of(self._file, column)
        if len(joints):
            first, last = joints.searchsorted(np.array((start, end), joints.dtype))
            codes = np.delete(codes, joints[first:last].astype(np.int64) - start)
        return self._decode(self._file["folding"][codes])

    # --- runs in folded texts ---------------------------------------------------------------------

    @decoding
    def containing(self, column: str, numbers: Ints, *runs: str) -> Bools:
        """Find out which texts have one of some runs of characters in their folded form.

        Args:
            column: ``"title"``, ``"heading"`` or ``"body"``.
            numbers: of the texts, increasing.
            runs: the runs, folded.

        Returns:
            whether each text has one.
        """
        wanted = [each for each in map(self._encode, runs) if each is not None]
        if not wanted:
            has_run = np.zeros(len(numbers), bool)
        else:
            has_signs = not all(map(str.isalnum, runs))
            has_run = self._holding(column, *self._ranges(column, numbers), wanted, has_signs=has_signs)
        irregular = self._file[f"{column}_irregular"]
        if len(irregular):
            place = irregular.searchsorted(numbers.astype(irregular.dtype))
            for i in (irregular.take(place, mode="clip") == numbers).nonzero()[0].tolist():
                text = self.folded(column, int(numbers[i]))
                has_run[i] = any(run in text for run in runs)
        return has_run

    @decoding
    def stretches_containing(self, numbers: Ints, starts: Ints, ends: Ints, folded: str) -> tuple[Bools, Bools]:
        """Tell which stretches of bodies hold a text, with one blank for several, and of which that is certain.

        It is not where a text is irregular, or where a joint stands in the stretch: whether it is one there depends on
        what stands around. Of these none holds it.

        Args:
            numbers: the section of each stretch.
            starts: where it starts in the body.
            ends: where it ends there.
            folded: the text.

        Returns:
            whether each stretch holds it, and whether that is certain.
        """
        first, of_body = self._ranges("body", numbers)
        starts, ends = first + starts, first + ends
        if (starts < first).any() or (starts > ends).any() or (ends > of_body).any():
            raise ValueError(f"stretches of bodies from {starts} to {ends}")
        is_sure = ~self._have_joints("body", starts, ends)
        is_sure &= ~np.isin(numbers, self._file["body_irregular"])
        has_blanks = " " in folded
        is_sure &= not has_blanks or " " in self._code_of
        has_run = np.zeros(len(numbers), bool)
        wanted = self._encode(folded)
        if wanted is not None:
            has_run[is_sure] = self._in_slices("body", starts[is_sure], ends[is_sure], [wanted], one_blank=has_blanks)
        return has_run, is_sure

    def _encode(self, folded: str) -> bytes | None:
        """Codes of a folded text; ``None`` when it has a character that the segment has not."""
        try:
            return b"".join([self._code_of[character] for character in folded])
        except KeyError:
            return None

    @cached_property
    def _code_of(self) -> dict[str, bytes]:
        """The code of each character, as it stands in the columns."""
        alphabet = self._file["alphabet"].astype("<u4").tobytes().decode("utf-32-le", "surrogatepass")
        body = self._file["body"]
        codes = np.arange(len(alphabet)).astype(body.dtype).tobytes()
        return dict(zip(alphabet, map(bytes, zip(*[iter(codes)] * body.itemsize, strict=True)), strict=True))

    def _have_joints(self, column: str, starts: Ints, ends: Ints) -> Bools:
        """In which stretches of a column joints stand."""
        joints = joints_of(self._file, column)
        before, behind = (joints.searchsorted(places.astype(joints.dtype)) for places in (starts, ends))
        have: Bools = before != behind
        return have

    def _holding(self, column: str, starts: Ints, ends: Ints, wanted: Sequence[bytes], *, has_signs: bool) -> Bools:
        """Which stretches of a column hold one of ``wanted`` where joints are left out.

        In a few of them letters are looked for with the joints in their places first: no joint is a letter, so what is
        found there is found without them, too, and hardly any is left in which joints may stand between the letters.
        """
        if has_signs or len(starts) > _FEW_STRETCHES:
            return self._in_slices(column, starts, ends, wanted, leave_out_joints=True)
        has_run = self._in_slices(column, starts, ends, wanted)
        rest = (~has_run).nonzero()[0]
        if len(rest):
            rest = rest[self._have_joints(column, starts[rest], ends[rest])]
        if len(rest):
            has_run[rest] = self._in_slices(column, starts[rest], ends[rest], wanted, leave_out_joints=True)
        return has_run

    def _in_slices(
        self,
        column: str,
        starts: Ints,
        ends: Ints,
        wanted: Sequence[bytes],
        *,
        leave_out_joints: bool = False,
        one_blank: bool = False,
    ) -> Bools:
        """Which stretches of a column hold one of ``wanted``; so that thousands of long ones take bounded memory."""
        has_run = np.zeros(len(starts), bool)
        size = (ends - starts).cumsum()
        cuts = [0, len(starts)]
        if len(size) and size[-1] > _SLICE_CHARACTERS:
            cuts[1:1] = size.searchsorted(np.arange(_SLICE_CHARACTERS, size[-1], _SLICE_CHARACTERS)).tolist()
        joints = joints_of(self._file, column) if leave_out_joints else None
        for first, last in pairwise(cuts):
            if first < last and size[last - 1] > (size[first - 1] if first else 0):  # many headings are empty
                for found in self._in_stretches(
                    column, starts[first:last], ends[first:last], wanted, joints, one_blank
                ):
                    has_run[[first + place for place in found] if first else found] = True
        return has_run

    def _in_stretches(
        self, column: str, starts: Ints, ends: Ints, wanted: Sequence[bytes], joints: Codes | None, one_blank: bool
    ) -> Iterator[list[int]]:
        """Places of the stretches of a column that hold each of ``wanted``, increasing."""
        codes = self._file[column]
        lengths, column_codes = ends - starts, codes.data
        places = _side_by_side(starts, ends) if len(starts) > _FEW_STRETCHES else (starts, ends)
        pieces = [column_codes[start:end] for start, end in zip(*map(np.ndarray.tolist, places), strict=True)]
        stretches = np.frombuffer(b"".join(pieces), codes.dtype)
        if joints is not None:
            stretches, lengths = _without_joints(stretches, lengths, starts, joints)
        folded = self._file["folding"].take(stretches)
        if one_blank:
            folded, lengths = self._with_one_blank(folded, lengths)
        own_ends = lengths.cumsum()
        for looked_for in (np.frombuffer(each, folded.dtype) for each in wanted):
            find = _found_one_by_one if len(lengths) <= _FEW_STRETCHES or len(looked_for) < 2 else _found_together
            yield find(folded, own_ends, looked_for)

    def _with_one_blank(self, folded: Codes, lengths: Ints) -> tuple[Codes, Ints]:
        """Joined stretches of folded codes and their lengths, with one blank for several of whatever kind."""
        blanks = [code for character, code in self._code_of.items() if character.isspace()]
        is_blank = np.isin(folded, np.frombuffer(b"".join(blanks), folded.dtype))
        kept = np.ones(len(folded), bool)
        kept[1:] = ~(is_blank[1:] & is_blank[:-1])
        ends = lengths.cumsum()
        kept[(ends - lengths)[lengths > 0]] = True
        left = np.concatenate(([0], kept.cumsum()))
        (blank,) = np.frombuffer(self._code_of[" "], folded.dtype)
        return np.where(is_blank, blank, folded)[kept], left[ends] - left[ends - lengths]
