"""What is said to people: in English, with what it takes to say it in another language.

A message is written in English where it arises, as a `Notice`, which keeps the sentence and its values apart. Whoever
shows it chooses the language: `in_language`. The texts of a language are a file in ``search/languages``, from English
sentence to the other one. ``hans.toml`` is written by hand; ``python -m wenxun.writings`` makes the others of it.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

__all__ = ["ENGLISH", "LANGUAGES", "Notice", "in_language", "language_for", "reason_of", "texts_of"]

ENGLISH = "en"
LANGUAGES = (ENGLISH, "hans", "tw", "hk")
"""Names of the languages: English, and Chinese as it is written in Mainland China, in Taiwan and in Hong Kong."""

_FOLDER = Path(__file__).parent / "languages"
_KEPT = (str, int, float, list, tuple, dict, type(None))


class Notice(str):
    """A sentence for people, which is a text in English, and can be said in other languages.

    Args:
        form: the sentence in English, with the names of values in ``{}`` as ``str.format`` takes them. Where there are
            no values, braces are braces.
        values: the values; one that is a notice is said in the same language.
    """

    __slots__ = ("form", "values")

    form: str
    values: Mapping[str, object]

    def __new__(cls, form: str, /, **values: object) -> Notice:
        """Make one."""
        notice = super().__new__(cls, form.format(**values) if values else form)
        notice.form = form
        notice.values = {name: value if isinstance(value, _KEPT) else str(value) for name, value in values.items()}
        return notice

    def __reduce__(self) -> tuple[object, ...]:
        """Pickle it with its values."""
        return _made, (self.form, self.values)


def in_language(text: str, language: str) -> str:
    """Return a text in a language; as it is, if it is no notice or the language has no words for it.

    Args:
        text: the text.
        language: one of `LANGUAGES`.
    """
    form = texts_of(language).get(text.form) if isinstance(text, Notice) else None
    if form is None:
        return str(text)
    assert isinstance(text, Notice)
    values = {
        name: in_language(value, language) if isinstance(value, str) else value for name, value in text.values.items()
    }
    return form.format(**values) if values else form


def reason_of(error: OSError) -> Notice:
    """Return what the system says of an error, without what Python adds to it."""
    said, usual = error.strerror or str(error), os.strerror(error.errno or 0)
    return Notice(usual if said.startswith(usual) else said)


@cache
def texts_of(language: str) -> Mapping[str, str]:
    """Return the texts of a language: English sentence to the sentence in it; none for English."""
    if language == ENGLISH:
        return {}
    import tomllib  # English needs it not

    return tomllib.loads((_FOLDER / f"{language}.toml").read_text(encoding="utf-8"))


def language_for(tags: Iterable[str]) -> str | None:
    """Return the language for somebody who wants one of the given, the first one most; ``None`` if there is none.

    Args:
        tags: BCP 47 tags, or names of locales: ``zh-Hant-TW``, ``zh_TW.UTF-8``.
    """
    return next(filter(None, map(_language_of, tags)), None)


def _language_of(tag: str) -> str | None:
    name, *parts = re.split(r"[-_.@]", tag.lower())
    if name in (ENGLISH, "c", "posix"):
        return ENGLISH
    if name not in ("zh", "cmn", "yue"):
        return None
    if "hans" in parts:
        return "hans"
    if {"hk", "mo"}.intersection(parts) or (name == "yue" and "cn" not in parts):
        return "hk"
    return "tw" if {"tw", "hant"}.intersection(parts) else "hans"


def _made(form: str, values: Mapping[str, object]) -> Notice:
    return Notice(form, **values)
