"""What a site's own navigation calls its pages: MkDocs, mdBook, GitBook, docsify, Docusaurus, Nextra, Quarto, DocFX."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from wenxun.articles.nesting import nests_deeply

__all__ = ["SiteTitles", "is_folder_page"]

_LONGEST_BYTES = 1 << 21
_MOST_FOLDERS = 4_000
_DEEPEST = 30
_LISTS = ("_toc.yml", "toc.yml", "_quarto.yml", ".pages")
_PAGE_SUFFIX = re.compile(r"\.(?:mdx?|qmd|rmd|rst|ipynb)\Z", re.IGNORECASE)
_SUMMARY_LINE = re.compile(r"^\s*(?:[-*+]\s+)?\[([^\]\n]+)\]\(<?([^)>\s]+)>?\)", re.MULTILINE)
_MARKS = re.compile(r"(`+|\*{1,3}|(?<!\w)_{1,3}(?=\S))(.+?)\1(?!\w)|\\([!-/:-@\[-`{-~])")
_FOLDER_PAGE = re.compile(r"(?:_?index|readme)\.\w+", re.IGNORECASE)


def is_folder_page(name: str) -> bool:
    """Return whether a file of this name is the page of its folder: ``index.md``, ``README.md``."""
    return _FOLDER_PAGE.fullmatch(name) is not None


class SiteTitles:
    """Looks up what files are called. The navigation of each folder is read once."""

    def __init__(self) -> None:
        self._of: dict[Path, Mapping[str, str]] = {}

    def title(self, path: Path, root: Path) -> str:
        """Return what the navigation that is next above a file calls it; "" if none does.

        Args:
            path: the file.
            root: the folder that is being indexed; no folder but the one around it is looked at above it.
        """
        for folder in path.parents:
            if title := self._titles(folder).get(os.path.normpath(path), ""):
                return title
            if folder == root.parent:
                break
        return ""

    def _titles(self, folder: Path) -> Mapping[str, str]:
        """Path of a file to its title, for the navigation that stands in ``folder``."""
        found = self._of.get(folder)
        if found is None:
            if len(self._of) >= _MOST_FOLDERS:
                self._of.clear()
            found = self._of[folder] = _read(folder)
        return found


def _read(folder: Path) -> Mapping[str, str]:
    titles: dict[str, str] = {}
    for name, pages in _NAVIGATION.items():
        if text := _text(folder / name):
            for place, title in pages(text):
                titles.setdefault(os.path.normpath(folder / place), " ".join(title.split()))
    named = [_category_label(_text(folder / name)) for name in ("_category_.json", "_category_.yml")]
    if label := next(filter(None, named), ""):
        titles |= {os.path.normpath(path): label for path in folder.iterdir() if is_folder_page(path.name)}
    return titles


def _text(path: Path) -> str:
    try:
        with path.open(encoding="utf-8-sig", errors="replace") as stream:
            return stream.read(_LONGEST_BYTES)
    except OSError:
        return ""


def _sidebar(text: str) -> Iterator[tuple[str, str]]:
    """The list beside the pages of docsify: addresses count from its folder, and may lack a suffix."""
    for title, place in _links(text):
        path = unquote(re.split(r"[?#]", place)[0]).lstrip("/")
        yield from ((each, title) for each in _with_suffixes(f"{path}README" if path[-1:] in ("", "/") else path))


def _with_suffixes(path: str) -> tuple[str, ...]:
    return (path,) if _PAGE_SUFFIX.search(path) else (f"{path}.md", f"{path}.mdx")


def _meta(text: str) -> Iterator[tuple[str, str]]:
    """Nextra's and Rspress's titles of the files in a folder."""
    value = _json(text)
    if isinstance(value, list):  # Rspress's
        value = {each["name"]: each.get("label") for each in value if isinstance(each, dict) and _has_name(each)}
    for name, below in value.items() if isinstance(value, dict) else ():
        title = below.get("title") if isinstance(below, dict) else below
        if isinstance(title, str):
            yield from ((each, title) for each in _with_suffixes(name))


def _has_name(entry: Mapping[str, Any]) -> bool:
    return isinstance(entry.get("name"), str) and bool(entry["name"])


def _entries(text: str) -> Iterator[tuple[str, str]]:
    """The entries of a list that give a file and a title, wherever they stand in it, each under a name of its own."""
    pending = [(_load(text), 0)]
    while pending:
        each, depth = pending.pop()
        if depth >= _DEEPEST:
            continue
        if isinstance(each, list):
            pending += [(below, depth + 1) for below in each]
        elif isinstance(each, dict):
            pending += [(below, depth + 1) for below in each.values()]
            yield from _entry(each)


def _entry(entry: Mapping[Any, Any]) -> Iterator[tuple[str, str]]:
    place = entry.get("href") or entry.get("file")
    title = entry.get("title") or entry.get("name") or entry.get("text")
    if isinstance(place, str) and isinstance(title, str):
        yield from ((each, title) for each in _with_suffixes(place.lstrip("/")))
    for name, below in entry.items():
        if isinstance(below, str) and _PAGE_SUFFIX.search(below) and name not in ("href", "file"):
            yield below, str(name)  # title: file


def _json(text: str) -> Any:
    try:
        return json.loads(text) if text else None
    except (ValueError, RecursionError):
        return None


def _summary(text: str) -> Iterator[tuple[str, str]]:
    for title, place in _links(text):
        yield unquote(place.partition("#")[0]), title


def _links(text: str) -> Iterator[tuple[str, str]]:
    """The links of a list in Markdown: what each shows, and where it leads."""
    for title, place in _SUMMARY_LINE.findall(text):
        yield _MARKS.sub(lambda found: found[2] or found[3], title), place


def _category_label(text: str) -> str:
    value = _json(text) or (_load(text) if text else None)
    label = value.get("label") if isinstance(value, dict) else None
    return " ".join(label.split()) if isinstance(label, str) else ""


def _mkdocs(text: str) -> Iterator[tuple[str, str]]:
    settings = _load(text)
    if not isinstance(settings, dict):
        return
    folder = settings.get("docs_dir")
    folder = folder if isinstance(folder, str) else "docs"
    pending = [(settings.get("nav"), 0)]
    while pending:
        each, depth = pending.pop()
        if isinstance(each, list) and depth < _DEEPEST:
            pending += [(one, depth + 1) for one in each]
        elif isinstance(each, dict):
            for title, below in each.items():
                if isinstance(below, str):
                    yield f"{folder}/{below}", str(title)
                else:
                    pending.append((below, depth + 1))


def _load(text: str) -> Any:
    import yaml

    if nests_deeply(text):
        return None

    class Loader(yaml.CSafeLoader):  # type: ignore[misc]  # the package ships no types
        """Passes over the tags with which MkDocs names functions."""

    Loader.add_multi_constructor("", lambda _loader, _suffix, _node: None)
    try:
        return yaml.load(text, Loader)  # a safe loader
    except (yaml.YAMLError, ValueError, RecursionError):
        return None


_NAVIGATION: Mapping[str, Callable[[str], Iterator[tuple[str, str]]]] = {
    "SUMMARY.md": _summary, "mkdocs.yml": _mkdocs, "mkdocs.yaml": _mkdocs, "_sidebar.md": _sidebar,
    "_meta.json": _meta, **dict.fromkeys(_LISTS, _entries),
}  # fmt: skip
