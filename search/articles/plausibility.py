"""How surprising the characters of a text are in a language: what tells a right reading of bytes from a wrong one.

A character's surprise is about the negative logarithm of its frequency, in nats: 4.4 for the commonest, 14 for a
Chinese character that hardly anybody writes, 30 for a byte that means nothing. Prose has 6 to 9 a letter, a text read
in a wrong encoding 12 to 20. The sum is what a reading costs; of two readings of the same bytes the cheaper one is
right. Only the order of readings and rough limits matter, so the frequencies need not be exact.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import lru_cache
from importlib.resources import files
from typing import Any, Literal, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

__all__ = ["Language", "Surprise", "surprise"]

Language: TypeAlias = Literal["chinese", "japanese", "korean", "any"]

_Table: TypeAlias = NDArray[np.float32]

_BEYOND = 0x10000  # the place of all characters outside of the Basic Multilingual Plane
_DAMAGE = 30.0
_LINE_END = 0x0A
_LEAST_OF_LINE = 8
_RANGES = (  # of code points, later ones over earlier ones
    (0x0000, 0x001F, 20.0),
    (0x0020, 0x007E, 3.0),
    (0x007F, 0x009F, 20.0),
    (0x00A0, 0x03FF, 12.0),
    (0x0400, 0x1FFF, 12.0),
    (0x2000, 0x24FF, 9.0),
    (0x2500, 0x25FF, 8.0),
    (0x3000, 0x303F, 8.0),
    (0x3040, 0x312F, 12.0),
    (0x4E00, 0x9FFF, 14.0),
    (0xAC00, 0xD7A3, 14.0),
    (0xE000, 0xF8FF, 25.0),  # private ones, which wrong readings are full of
    (0xFE30, 0xFE4F, 9.0),
    (0xFF01, 0xFF5E, 8.0),
    (0xFF61, 0xFF9F, 12.0),
    (0xFFFD, 0xFFFD, _DAMAGE),
)
_ANY_OTHER = 15.0
_CHINESE_MARKS = "，。、；：？！「」『』（）《》“”‘’〈〉…—・·　"
_HIRAGANA = (
    "のにはをたがでてとしれさいなるあかもりくこらっまよだきすうそ"
    "けんおせつどみめわばえちやげじろごひびずぶぎべょぐほねゅふ"
)
_SYLLABLES = (
    "이다는의에을가고하지한로사은도를기어자인리아대나스시서그있라해정일수제전것으만보여과장니구상원주무부었들면게트유소오조안동"
    "성신국마공드비우생와연세중습적문했요음발거선용러치계진관모화학년경실당산재물방통행회레위할말않"
)


class Surprise(NamedTuple):
    """What a reading costs.

    Attributes:
        total: of all its characters, in nats.
        mean: of its characters outside of ASCII; 0.0 where there are none.
        letters: how many these are.
        most_of_line: the mean of the line where it is highest, of those with enough of them to tell.
    """

    total: float
    mean: float
    letters: int
    most_of_line: float


def surprise(text: str, language: Language) -> Surprise:
    """Return how surprising the characters of a text are in a language; time is linear in the text.

    Args:
        text: the text.
        language: says how frequent each character is.
    """
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4")
    costs = _TABLES[language]()[np.minimum(codes, _BEYOND)]
    is_foreign = codes > 0x7F
    letters = int(is_foreign.sum())
    if not letters:
        return Surprise(float(costs.sum(dtype=np.float64)), 0.0, 0, 0.0)
    starts = np.concatenate(([0], np.flatnonzero(codes[:-1] == _LINE_END) + 1))
    counts = np.add.reduceat(is_foreign, starts, dtype=np.float64)
    sums = np.add.reduceat(np.where(is_foreign, costs, 0.0), starts, dtype=np.float64)
    means = sums[counts >= _LEAST_OF_LINE] / counts[counts >= _LEAST_OF_LINE]
    mean = float(sums.sum()) / letters
    return Surprise(float(costs.sum(dtype=np.float64)), mean, letters, float(means.max(initial=0.0)))


@lru_cache(maxsize=1)
def _chinese() -> _Table:
    table = np.full(_BEYOND + 1, _ANY_OTHER, dtype=np.float32)
    for first, last, cost in _RANGES:
        table[first : last + 1] = cost
    table[[ord(c) for c in "\t\n\r"]] = 3.0
    lines = (files("wenxun") / "data" / "character_frequencies.txt").read_text(encoding="utf-8").splitlines()
    frequent = "".join(line for line in lines if not line.startswith("#"))
    for rank, character in enumerate(frequent, 1):
        table[ord(character)] = 4.4 + 0.35 * math.log(rank) + 0.001 * rank  # fits the counts of the dictionary
    table[[ord(c) for c in _CHINESE_MARKS]] = 4.5
    return table


@lru_cache(maxsize=1)
def _japanese() -> _Table:
    table = _chinese().copy()
    table[0x4E00:0xA000] += 1.5
    table[0x3041:0x3094] = 8.0
    table[0x30A1:0x30FD] = 6.0
    table[0xFF61:0xFFA0] = 10.0
    _rank(table, _HIRAGANA, first=3.5, step=0.06)
    return table


@lru_cache(maxsize=1)
def _korean() -> _Table:
    table = _chinese().copy()
    table[0x4E00:0xA000] += 4.0
    usual = (c for code in range(0xAC00, 0xD7A4) if (c := chr(code)).encode("euc_kr", "ignore")[:1] < b"\xc9")
    table[[ord(c) for c in usual if len(c.encode("euc_kr", "ignore")) == 2]] = 9.5
    _rank(table, _SYLLABLES, first=4.0, step=0.04)
    return table


@lru_cache(maxsize=1)
def _any() -> _Table:
    return np.minimum(np.minimum(_chinese(), _japanese()), _korean())


def _rank(table: _Table, characters: str, *, first: float, step: float) -> None:
    for rank, character in enumerate(characters):
        table[ord(character)] = first + step * rank


_TABLES: dict[Language, Callable[[], Any]] = {
    "chinese": _chinese,
    "japanese": _japanese,
    "korean": _korean,
    "any": _any,
}
