"""The names of a segment's articles, counted and spelled when the segment is written: ``name_columns`` in a file.

The file tells nothing that the texts do not tell, so where it is damaged, names are collected from these again. It
counts all articles of the segment, those deleted since included.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice, repeat
from pathlib import Path
from typing import Any

import numpy.typing as npt

from wenxun.backends.embedded.format.container import ArrayFile, ArrayFileWriter
from wenxun.backends.embedded.format.texts import Texts
from wenxun.link_targets import is_name
from wenxun.models import NameKind
from wenxun.name_columns import are_sound, counted_names, name_columns, spelled
from wenxun.pinyin import load_readings

__all__ = ["CheckedColumns", "all_names_in", "names_in", "write_names"]

_AT_ONCE = 10_000
_LEAST_SPELLED = 5_000
"""Fewer names are spelled when somebody types how they sound: loading the readings takes .3 s."""


class CheckedColumns(dict[str, npt.NDArray[Any]]):
    """The arrays of a file of names, each compared with its checksum.

    Raises:
        IndexDamagedError: if one does not agree, or they do not fit each other.
    """

    def __init__(self, file: ArrayFile) -> None:
        super().__init__({name: file.checked(name) for name in file})
        try:
            problem = None if are_sound(self) else "its numbers lead nowhere"
        except (LookupError, TypeError, ValueError) as error:
            problem = repr(error)
        if problem is not None:
            raise file.damaged(problem)


def all_names_in(texts: Texts) -> Iterator[tuple[NameKind, str]]:
    """Yield titles, aliases, headings and targets of links of all articles, each as often as it occurs."""
    for titles in texts.all_texts("title"):
        yield from _titles(titles)
    yield from (("heading", path.rpartition("\n")[2]) for path in texts.all_texts("heading") if path)
    targets = (target for links in texts.all_links() for section in links for target, _, _ in section)
    while some := Counter(islice(targets, _AT_ONCE)):  # most targets are met several times
        for target, times in some.items():
            if is_name(target):
                yield from repeat(("link", target), times)


def names_in(texts: Texts, articles: Iterable[int]) -> Iterator[tuple[NameKind, str]]:
    """Do as ``all_names_in`` for some articles.

    Args:
        texts: those of the segment.
        articles: their numbers.

    Returns:
        kind and text of each name.
    """
    for number in articles:
        yield from _titles(*texts.of("title", [number]))
        rows = range(int(texts.article_rows[number]), int(texts.article_rows[number + 1]))
        for path in texts.of("heading", rows):
            yield from _headings(path)
        yield from _targets(texts.links(number))


def _titles(written: str) -> Iterator[tuple[NameKind, str]]:
    return zip(repeat("title"), written.split("\n"), strict=False)


def _headings(path: str) -> Iterator[tuple[NameKind, str]]:
    """The innermost of the headings above a section."""
    if path:
        yield "heading", path.rsplit("\n", 1)[-1]


def _targets(links: Iterable[Any]) -> Iterator[tuple[NameKind, str]]:
    return (("link", target) for section in links for target, _, _ in section if is_name(target))


def write_names(path: Path, texts_path: Path, meta: Mapping[str, Any]) -> None:
    """Write the names of the articles of a texts file, and make the file durable.

    Args:
        path: of the file to write.
        texts_path: of the texts file.
        meta: what the file states of itself.
    """
    counts = counted_names(all_names_in(Texts(ArrayFile(texts_path, "texts"))))
    with ArrayFileWriter(path, "names") as file:
        for name, column in name_columns(counts).items():
            file.add(name, column)
        shown = [name.shown for name in counts] if len(counts) >= _LEAST_SPELLED else []
        del counts  # the readings need the memory
        readings = load_readings() if shown else None
        for name, column in spelled(shown, readings).items() if readings is not None else ():
            file.add(name, column)
        file.close(meta)
