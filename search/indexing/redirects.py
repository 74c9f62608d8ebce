"""Files of wikitext that only lead to another one (``#REDIRECT [[X]]``): they are other names of its article."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from wenxun.articles.encodings import decode
from wenxun.articles.file_names import FileNames, file_title
from wenxun.articles.link_addresses import parse_redirect
from wenxun.errors import ArticleError
from wenxun.indexing.finding import FoundFile, Redirect
from wenxun.models import LeftOutInput
from wenxun.notices import Notice

__all__ = ["with_redirects"]

_SUFFIXES = ("", ".txt", ".text", ".wiki", ".wikitext", ".mediawiki")
_LONGEST_BYTES = 1024
_MOST_STEPS = 8


@dataclass(frozen=True, slots=True)
class _Leading:
    """A redirect and the file that it is."""

    file: FoundFile
    redirect: Redirect
    target: str


def with_redirects(
    files: Sequence[FoundFile], is_known: Callable[[Path, os.stat_result], bool]
) -> tuple[list[FoundFile], list[LeftOutInput]]:
    """Return the files that hold articles, each with what leads to it, and those that only lead elsewhere.

    Args:
        files: what was found.
        is_known: whether the index holds a file as it is, so that it is an article; it is not opened.
    """
    names = FileNames()
    leading: dict[int, _Leading] = {}
    for number, file in enumerate(files):
        if file.path.suffix.lower() in _SUFFIXES and (found := _read(file, is_known)) is not None:
            target, status = found
            title = file_title(names.origin(file.path))
            leading[number] = _Leading(file, Redirect(title, status.st_size, status.st_mtime_ns), target)
    if not leading:
        return list(files), []
    by_name: dict[str, list[int]] = {}
    for number, file in enumerate(files):
        for key in _keys(file):
            by_name.setdefault(key, []).append(number)
    led: dict[int, list[Redirect]] = {}
    left_out: list[LeftOutInput] = []
    for each in leading.values():
        destination = _destination(each, files, leading, by_name)
        detail = Notice(
            "it only leads to {target}, which is not here"
            if destination is None
            else "it only leads to {target}, of which it is another name",
            target=each.target,
        )
        left_out.append(LeftOutInput(str(each.file.path), "redirect", detail))
        if destination is not None:
            led.setdefault(destination, []).append(each.redirect)
    articles = [
        replace(file, redirects=tuple(led[number])) if number in led else file
        for number, file in enumerate(files)
        if number not in leading
    ]
    return articles, left_out


def _read(file: FoundFile, is_known: Callable[[Path, os.stat_result], bool]) -> tuple[str, os.stat_result] | None:
    """The title that a file leads to, and its status; ``None`` if it is no redirect."""
    try:
        status = file.path.stat()
        if status.st_size > _LONGEST_BYTES or is_known(file.path, status):
            return None
        target = parse_redirect(decode(file.path.read_bytes()).text.lstrip("\ufeff"))
    except (OSError, ArticleError):
        return None
    return (target, status) if target else None


def _keys(file: FoundFile) -> Iterator[str]:
    """The titles that may mean a file: its name, and its path below the folder."""
    yield _key(file.path.stem)
    if file.path.parent != file.root and file.path.is_relative_to(file.root):
        yield _key(file.path.relative_to(file.root).with_suffix("").as_posix())


def _key(title: str) -> str:
    return " ".join(title.replace("_", " ").split()).casefold()


def _destination(
    start: _Leading, files: Sequence[FoundFile], leading: dict[int, _Leading], by_name: dict[str, list[int]]
) -> int | None:
    """The number of the file that a redirect leads to, over others if need be; one in the same folder first."""
    each = start
    for _ in range(_MOST_STEPS):
        numbers = by_name.get(_key(each.target), [])
        beside = [number for number in numbers if files[number].path.parent == each.file.path.parent]
        number = next(iter(beside or numbers), None)
        if number is None or number not in leading:
            return number
        each = leading[number]
    return None
