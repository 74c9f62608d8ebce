"""Which article was meant by an id that the index does not have."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from difflib import SequenceMatcher
from heapq import nlargest
from pathlib import PurePath
from typing import TYPE_CHECKING

from wenxun.cli.common import warn

if TYPE_CHECKING:
    from wenxun.engine import SearchEngine

__all__ = ["near_ids", "warn_of_unknown"]

_MOST = 3
_NEAR = 0.6
_MOST_COMPARED = 2_000
"""Ids that are compared letter by letter; each takes some ten microseconds."""


def warn_of_unknown(engine: SearchEngine, article_id: str) -> None:
    """Say that there is no such article, and which ones may have been meant.

    Args:
        engine: the index.
        article_id: the id that is in it nowhere.
    """
    titled = engine.titled([article_id]).values()
    near = list(dict.fromkeys((*titled, *near_ids(article_id, engine.ids()))))[:_MOST]
    warn(
        "there is no article {id!r}; did you mean {ids}?"
        if near
        else "there is no article {id!r}; wenxun list names all",
        id=article_id,
        ids=", ".join(near),
    )


def near_ids(typed: str, ids: Iterable[str]) -> list[str]:
    """Return up to three ids that may have been meant, the nearest first.

    First come those that are the same but for case, folders before or a suffix behind, then those that are spelled
    nearly so.

    Args:
        typed: the id that there is not.
        ids: those that there are.
    """
    wanted = _plain(PurePath(typed).as_posix())
    plain = {each: _plain(each) for each in ids}
    same = [each for each, name in plain.items() if _is_part(wanted, name) or _is_part(name, wanted)]
    compared = nlargest(_MOST_COMPARED, _comparable(wanted, plain))
    ranked = sorted((-_likeness(wanted, plain[each]), each) for _, each in compared)
    near = [each for likeness, each in ranked if -likeness >= _NEAR]
    return list(dict.fromkeys((*sorted(same, key=len), *near)))[:_MOST]


def _plain(name: str) -> str:
    """An id, or the path of a file, without its suffix and without case."""
    folder, slash, last = name.casefold().rpartition("/")
    stem, _, suffix = last.rpartition(".")
    return f"{folder}{slash}{stem}" if stem and suffix else f"{folder}{slash}{last}"


def _is_part(name: str, whole: str) -> bool:
    """Whether a name is a path, and the other one is it from one of its folders on."""
    return whole.endswith(name) and (len(name) == len(whole) or whole[-len(name) - 1] == "/")


def _comparable(wanted: str, plain: Mapping[str, str]) -> Iterator[tuple[float, str]]:
    """Ids that may be near, and how like the typed one they are at most: by the characters that stand in it."""
    letters = set(wanted)
    most_more, most_letters_less = len(wanted) // 2, len(letters) // 2
    for each, name in plain.items():
        likeness = 0.0
        for end in _ends(name):
            if abs(len(end) - len(wanted)) <= most_more and len(letters.difference(end)) <= most_letters_less:
                shared = sum(map(letters.__contains__, end))
                likeness = max(likeness, 2 * min(shared, len(wanted)) / (len(end) + len(wanted)))
        if likeness >= _NEAR:
            yield likeness, each


def _ends(name: str) -> set[str]:
    """A name, and its part behind the last folder."""
    return {name, name[name.rfind("/") + 1 :]}


def _likeness(wanted: str, name: str) -> float:
    """How like the typed one is a name, or its part behind the last folder: from 0 to 1."""
    matcher = SequenceMatcher(None, b=wanted, autojunk=False)
    best = 0.0
    for end in _ends(name):
        matcher.set_seq1(end)
        best = max(best, matcher.ratio())
    return best
