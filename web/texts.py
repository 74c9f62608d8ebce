"""Every text that the pages show, by language: one file a language in ``web/languages``, found by itself.

A file's name is the value of ``ui`` that chooses it. ``tag``, ``also`` and ``own_name`` in it say which language it is;
all else are texts, the same ones in every file.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

__all__ = ["LANGUAGES", "Language", "best_language", "language_name"]

_DEFAULT = "hans"


@dataclass(frozen=True, slots=True)
class Language:
    """A language of the pages.

    Attributes:
        ui: value of ``ui`` that chooses it.
        tag: its BCP 47 tag.
        asked_by: tags, in lower case, that a browser may ask for it by, and with any further parts.
        own_name: what its speakers call it.
        texts: name to text.
    """

    ui: str
    tag: str
    asked_by: tuple[str, ...]
    own_name: str
    texts: dict[str, Any]


class Texts(dict[str, Any]):
    """Texts by their names, which templates read as attributes: several times as fast as items of a dict."""

    def __init__(self, texts: Mapping[str, Any]) -> None:
        super().__init__(texts)
        self.__dict__ = self


def best_language(accepted: Iterable[str]) -> Language:
    """Return the language for a reader who wants one of the given tags, the first one most."""
    for tag in accepted:
        parts = tag.lower().replace("_", "-").split("-")
        for size in range(len(parts), 0, -1):
            wanted = "-".join(parts[:size])
            for language in LANGUAGES.values():
                if wanted in language.asked_by:
                    return language
    return LANGUAGES[_DEFAULT]


def language_name(tag: str, names: Mapping[str, str]) -> str:
    """Return what a language is called, with its writing and region in brackets; the tag where it has no name.

    Args:
        tag: its BCP 47 tag, or nearly so: ``zh-TW``, ``zh_cn``, ``zh-Hant-HK``.
        names: parts of tags in lower case, and their names; ``form`` says how brackets are written.
    """
    first, *others = re.split("[-_]", tag.strip().lower())
    if not all(part in names for part in (first, *others)):
        return tag
    behind = names["comma"].join(names[part] for part in others)
    return names["form"].format(language=names[first], behind=behind) if others else names[first]


def _read(path: Path) -> Language:
    texts = tomllib.loads(path.read_text(encoding="utf-8"))
    tag = texts.pop("tag")
    asked_by = tuple(each.lower() for each in (tag, *texts.pop("also")))
    return Language(path.stem, tag, asked_by, texts.pop("own_name"), texts)


def _read_all() -> dict[str, Language]:
    languages = map(_read, sorted((Path(__file__).parent / "languages").glob("*.toml")))
    ordered = sorted(languages, key=lambda language: not language.tag.startswith("zh"))  # that of the articles first
    return {language.ui: language for language in ordered}


LANGUAGES: dict[str, Language] = _read_all()
"""Value of ``ui`` to language."""
