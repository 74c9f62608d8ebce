"""What a site's own navigation calls its pages: MkDocs, mdBook, GitBook, Docusaurus."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import unquote

__all__ = ["SiteTitles"]

_LONGEST_BYTES = 1 << 21
_MOST_FOLDERS = 4_000
_DEEPEST = 30
_SUMMARY_LINE = re.compile(r"^\s*(?:[-*+]\s+)?\[([^\]\n]+)\]\(<?([^)>\s]+)>?\)", re.MULTILINE)
_FOLDER_PAGE = re.compile(r"(?:_?index|readme)\.\w+", re.IGNORECASE)


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
    for name, pages in (("SUMMARY.md", _summary), ("mkdocs.yml", _mkdocs), ("mkdocs.yaml", _mkdocs)):
        if text := _text(folder / name):
            for place, title in pages(text):
                titles.setdefault(os.path.normpath(folder / place), " ".join(title.split()))
    if label := _category_label(_text(folder / "_category_.json")):
        titles |= {os.path.normpath(path): label for path in folder.iterdir() if _FOLDER_PAGE.fullmatch(path.name)}
    return titles


def _text(path: Path) -> str:
    try:
        with path.open(encoding="utf-8-sig", errors="replace") as stream:
            return stream.read(_LONGEST_BYTES)
    except OSError:
        return ""


def _summary(text: str) -> Iterator[tuple[str, str]]:
    for title, place in _SUMMARY_LINE.findall(text):
        yield unquote(place.partition("#")[0]), title


def _category_label(text: str) -> str:
    try:
        value = json.loads(text) if text else None
    except (ValueError, RecursionError):
        return ""
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

    class Loader(yaml.CSafeLoader):  # type: ignore[misc]  # the package ships no types
        """Passes over the tags with which MkDocs names functions."""

    Loader.add_multi_constructor("", lambda _loader, _suffix, _node: None)
    try:
        return yaml.load(text, Loader)  # a safe loader
    except (yaml.YAMLError, ValueError, RecursionError):
        return None
