"""Makes writing equal that means the same: width and compatibility forms, case, accents, script and region.

Joints (``wenxun.analysis.joints``) are left out first, so that what they stand between is one run.

The decision behind this module: folding is *context-free*. Every character is replaced by itself alone, by
    what stands in one table; what stands around it never matters. Hence, for any text and any cut through
    it, ``fold(text[a:b])`` is a substring of ``fold(text)``: a query copied from the middle of a word finds
    its document. OpenCC's own t2s has no such property. It leaves 乾隆 and turns 乾燥 into 干燥, so that a
    query cut behind 乾 folds to something else than the document did, and Simplified text converted to
    Traditional and back does not always return.

The table merges the connected components of every one-character exchange in OpenCC's tables, Simplified to
Traditional and back, with the variants of Taiwan and Hong Kong, characters and phrases
(``search/data/character_classes.txt``). So a text folds alike in every form that OpenCC can give it:
``fold(x) == fold(t2s(x)) == fold(s2t(x)) == fold(s2tw(x)) == fold(s2hk(x))``, but for two pairs of characters that
are different words (呆 待 and 蔽 庇: ``search/data/character_left_out.txt``). Most of what is merged (後
and 后, 裏 and 里, 髮 and 发) is one character in Simplified writing anyway. What is merged beyond that: 乾
干, 著 着, 覆 复, 藉 借, 徵 征, 瞭 了 everywhere; 划 画, 沈 沉, 坐 座, 俱 具, 炼 链 and a few rare
pairs, which OpenCC exchanges inside phrases. Segmentation keeps 计划 and 乾隆 whole all the same, because
its dictionary is folded with the same table.

Punctuation that NFKC would spread over several characters (…, ‥, ´) stays as it is.
"""

from __future__ import annotations

import re
import unicodedata
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from wenxun.analysis.alignment import IDENTITY, Alignment, Edit
from wenxun.analysis.characters import code_points
from wenxun.analysis.joints import joint_places
from wenxun.analysis.variants import representative
from wenxun.models import Span

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = [
    "CHARACTER_FOLD",
    "MARK",
    "SEVERAL",
    "FoldedText",
    "as_typed",
    "compose",
    "fold",
    "fold_all",
    "fold_character",
    "fold_points",
    "fold_string",
    "fold_strings",
    "is_mark",
    "text_of",
]

_APART = "\1"
"""Between two texts it keeps them apart: no sign of a joint, and nothing that a joint may stand beside."""

_MARKS_A_CLUSTER = 30
"""No cluster holds more marks (Unicode's Stream-Safe Text Format), so that no text takes quadratic time."""


@dataclass(frozen=True, slots=True)
class FoldedText:
    """A folded text and the way back to what it was made from.

    Attributes:
        text: the folded text.
        original: the text that was folded.
        alignment: from ``text`` to ``original`` without its joints.
        joined: from ``original`` without its joints to ``original``.
    """

    text: str
    original: str
    alignment: Alignment
    joined: Alignment = IDENTITY

    @property
    def is_one_to_one(self) -> bool:
        """Whether every character stands where it stood."""
        return not (self.alignment.starts or self.joined.starts)

    def to_original(self, span: Span) -> Span:
        """Return the smallest span of the original that produced ``span`` of the folded text."""
        return self.joined.to_source(self.alignment.to_source(span))

    def to_originals(self, starts: Sequence[int], ends: Sequence[int]) -> tuple[Sequence[int], Sequence[int]]:
        """Return where ``to_original`` of stretches of the folded text start and end.

        Args:
            starts: where the stretches start, none of which is empty.
            ends: where they end.
        """
        return self.joined.to_sources(*self.alignment.to_sources(starts, ends))


def fold(text: str) -> FoldedText:
    """Fold a text and keep where each character came from. Takes linear time for any text."""
    points = code_points(text)
    joints = joint_places(points)
    kept, joined = text, IDENTITY
    if len(joints):
        points = np.delete(points, joints)
        kept, joined = text_of(points), _without(joints)
    folded = fold_points(points)
    if folded.max(initial=0) < MARK:  # one for one
        return FoldedText(text_of(folded), text, IDENTITY, joined)
    return FoldedText(_fold_letters(kept), text, Alignment.of(_edits(kept)), joined)


def fold_all(texts: Sequence[str]) -> list[FoldedText]:
    """Return ``fold`` of each text, in one go: what a short one takes are the steps, and not its characters."""
    return [
        fold(text)
        if folded is None
        else FoldedText(folded, text, IDENTITY, _without(joints) if len(joints) else IDENTITY)
        for text, folded, joints in _folded_together(texts)
    ]


def fold_strings(texts: Sequence[str]) -> list[str]:
    """Return ``fold_string`` of each text, in one go."""
    return [fold_string(text) if folded is None else folded for text, folded, _ in _folded_together(texts)]


def _folded_together(texts: Sequence[str]) -> Iterator[tuple[str, str | None, NDArray[np.int64]]]:
    """Each text, what it folds to (``None`` where not every character folds into one), and the places of its joints."""
    points = code_points(_APART.join(texts))
    joints, folded = joint_places(points), fold_points(points)
    marks = (folded >= MARK).nonzero()[0]
    folded[marks] = ord(" ")
    whole = text_of(np.delete(folded, joints) if len(joints) else folded)
    lengths = np.fromiter(map(len, texts), np.int64, len(texts))
    ends = lengths.cumsum() + np.arange(len(texts)) * len(_APART)
    starts = ends - lengths
    has_marks = marks.searchsorted(starts) < marks.searchsorted(ends)
    bounds = (starts, ends, joints.searchsorted(starts), joints.searchsorted(ends), has_marks)
    for text, start, end, first, last, is_other in zip(texts, *map(np.ndarray.tolist, bounds), strict=True):
        own = joints[first:last] - start if first < last else joints[:0]
        yield text, None if is_other else whole[start - first : end - last], own


def _without(joints: NDArray[np.int64]) -> Alignment:
    """What leaving out joints, at least one, makes of the places in a text."""
    places = array("q", (joints - np.arange(len(joints))).tobytes())
    return Alignment(places, places, array("q", joints.tobytes()), array("q", (joints + 1).tobytes()))


def fold_string(text: str) -> str:
    """Return the same text as ``fold(text).text``."""
    if not text.isalnum():  # without a sign there is no joint
        points = code_points(text)
        joints = joint_places(points)
        if len(joints):
            text = text_of(np.delete(points, joints))
    return _fold_letters(text)


def as_typed(folded: str) -> str:
    """Return a folded text with a blank for each line end and tab, as nobody types these into a query.

    Args:
        folded: the text.
    """
    return folded.replace("\n", " ").replace("\t", " ")  # ``translate`` would look up each letter


def text_of(points: NDArray[np.uint32]) -> str:
    """Return the text of code points."""
    return points.tobytes().decode("utf-32-le", "surrogatepass")


def _fold_letters(text: str) -> str:
    return compose(text).translate(CHARACTER_FOLD)


def fold_character(character: str) -> str:
    """Return what one character folds to; a fixed point of itself.

    Raises:
        TypeError: if ``character`` is not one character long.
    """
    folded = _simplify(character)
    if any(map(is_mark, folded)) or (len(folded) > 1 and not any(map(str.isalnum, folded))):
        # A mark of its own would be composed with its neighbour when folded again; … would become three
        # points.
        return character.lower() if len(character.lower()) == 1 else character
    return folded


_PLAIN_SIGNS = str.maketrans("\u2044\u2215•‧∙⋅・᛫⸱ꞏ‐‑‒–—―−’‘ʼʻ", "//········-------''''")
"""Slashes, interpuncts, dashes and apostrophes, as people type them."""


def _simplify(character: str) -> str:
    text, previous = character, ""
    while text != previous:
        previous = text
        text = unicodedata.normalize("NFKC", text).replace("İ", "i").lower().translate(_PLAIN_SIGNS)
        text = "".join(map(representative, map(_without_accent, text)))
    return text


_STROKED = str.maketrans(
    {"ø": "o", "đ": "d", "ð": "d", "ł": "l", "ħ": "h", "ŧ": "t", "ı": "i", "ß": "ss", "æ": "ae", "œ": "oe", "þ": "th"}
    | {"ς": "σ"}
)
"""Letters that Unicode does not take apart, as people write them without their strokes; sigma at the end of a word."""

_WRITTEN_AS = str.maketrans("ё", "е")
"""A Cyrillic letter of which most leave out the dots; й and и are two."""


def _without_accent(character: str) -> str:
    """A Latin or Greek letter without what stands above, below or across it; any other character as it is."""
    plain = unicodedata.normalize("NFD", character)[0].translate(_STROKED)
    return plain if (plain.isascii() and plain.isalpha()) or "α" <= plain <= "ω" else character.translate(_WRITTEN_AS)


def _is_latin(character: str) -> bool:
    return character.isascii() and character.isalpha()


class _CharacterFold(dict[int, str]):
    """Code point to what it folds to, for ``str.translate``; filled as characters turn up."""

    def __missing__(self, code_point: int) -> str:
        folded = self[code_point] = fold_character(chr(code_point))
        return folded


CHARACTER_FOLD = _CharacterFold()

_UNKNOWN = 0
MARK = 0x110000
SEVERAL = 0x110001
_table = np.zeros(SEVERAL, np.uint32)


def fold_points(points: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """Return what each of the code points folds to, of the same shape.

    ``MARK`` stands for what may be composed with the character before it, the larger ``SEVERAL`` for what folds to
    several characters.
    """
    folded = _table.take(points)
    if folded.all():
        return folded
    for point in set(points[folded == _UNKNOWN].tolist()):
        form = CHARACTER_FOLD[point]
        if is_mark(chr(point)):
            _table[point] = MARK
        else:
            _table[point] = ord(form) if len(form) == 1 else SEVERAL
    return _table.take(points)


def compose(text: str) -> str:
    """Fold the letters that marks follow, and join both where Unicode has one character for them."""
    marks = _marks(text)
    return re.sub(_clusters(marks), _composed, text) if marks else text


def _composed(cluster: re.Match[str]) -> str:
    """A cluster, folded: its letter is folded before the marks join it, so that folding again changes nothing."""
    text, previous = cluster.group()[0] + unicodedata.normalize("NFKD", cluster.group()[1:]), ""
    letter = CHARACTER_FOLD[ord(text[0])]
    if all(map(_is_latin, letter)):
        return letter  # accents fold away
    while text != previous:
        previous = text
        text = unicodedata.normalize("NFC", text.translate(CHARACTER_FOLD))
    return text


def is_mark(character: str) -> bool:
    """Return whether a character may be composed with what stands before it."""
    return (
        unicodedata.combining(character) != 0
        or "\u1160" <= character <= "\u11ff"  # vowels and final consonants of hangul
        or character in "\uff9e\uff9f"  # voicing marks of halfwidth kana
    )


_KNOWN_LETTERS: set[str] = set()
"""Characters that have turned up and are no marks."""


def _marks(text: str) -> set[str]:
    if text.isascii():
        return set()
    unknown = set(text) - _KNOWN_LETTERS
    marks = set(filter(is_mark, unknown))
    _KNOWN_LETTERS.update(unknown - marks)
    return marks


def _clusters(marks: set[str]) -> str:
    """A pattern for a character with marks behind it."""
    return f"[^{_escaped(marks)}][{_escaped(marks)}]{{1,{_MARKS_A_CLUSTER}}}"


def _escaped(characters: set[str]) -> str:
    return "".join(map(re.escape, sorted(characters)))


def _edits(text: str) -> Iterator[Edit]:
    """Every stretch that folding does not replace character by character, in order."""
    marks = _marks(text)
    spread = {character for character in set(text) if len(CHARACTER_FOLD[ord(character)]) != 1}
    patterns = []
    if marks:
        patterns.append(_clusters(marks))
    if spread:
        patterns.append(f"[{_escaped(spread)}]")
    if not patterns:
        return
    for match in re.finditer("|".join(patterns), text):
        yield match.start(), match.end(), len(_composed(match))
