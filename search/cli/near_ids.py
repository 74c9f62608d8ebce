"""Which article was meant by an id that the index does not have."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher
from itertools import islice
from pathlib import PurePath
from typing import TYPE_CHECKING

from wenxun.cli.common import warn

if TYPE_CHECKING:
    from wenxun.engine import SearchEngine

__all__ = ["near_ids", "warn_of_unknown"]

_MOST = 3
_NEAR = 0.6
_MOST_COMPARED = 5_000
"""Ids that are compared letter by letter; each takes some ten microseconds."""


def warn_of_unknown(engine: SearchEngine, article_id: str) -> None:
    """Say that there is no such article, and which ones may have been meant."""
    titled = engine.titled([article_id]).values()
    near = list(dict.fromkeys((*titled, *near_ids(article_id, (each.id for each in engine.articles())))))[:_MOST]
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
    """
    wanted = _plain(typed)
    plain = {each: _plain(each) for each in ids}
    same = [each for each, name in plain.items() if _is_part(wanted, name) or _is_part(name, wanted)]
    compared = islice(_comparable(wanted, plain), _MOST_COMPARED)
    ranked = sorted((-_likeness(wanted, plain[each]), each) for each in compared)
    near = [each for likeness, each in ranked if -likeness >= _NEAR]
    return list(dict.fromkeys((*sorted(same, key=len), *near)))[:_MOST]


def _plain(name: str) -> str:
    """An id, or the path of a file, without its suffix and without case."""
    return str(PurePath(name).with_suffix("") if PurePath(name).name else name).casefold()


def _is_part(name: str, whole: str) -> bool:
    """Whether a name is a path, and the other one is it from one of its folders on."""
    return name == whole or whole.endswith(f"/{name}")


def _comparable(wanted: str, plain: dict[str, str]) -> Iterator[str]:
    """Ids of about the same length that share most letters."""
    letters = set(wanted)
    for each, name in plain.items():
        ends = (name, name.rpartition("/")[2])
        if any(
            abs(len(end) - len(wanted)) <= len(wanted) // 2 and 2 * len(letters & set(end)) >= len(letters)
            for end in ends
        ):
            yield each


def _likeness(wanted: str, name: str) -> float:
    """How like the typed one is a name, or its part behind the last folder: from 0 to 1."""
    matcher = SequenceMatcher(None, b=wanted, autojunk=False)
    best = 0.0
    for end in {name, name.rpartition("/")[2]}:
        matcher.set_seq1(end)
        best = max(best, matcher.ratio())
    return best
