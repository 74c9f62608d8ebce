"""Every string that the pages show, by language: one file a language, all with the same names."""

from __future__ import annotations

from typing import Any

from wenxun.web import texts_en, texts_hans, texts_hant

__all__ = ["TEXTS", "texts_for"]

TEXTS: dict[str, dict[str, Any]] = {
    "zh-Hans": texts_hans.TEXTS,
    "zh-Hant": texts_hant.TEXTS,
    "en": texts_en.TEXTS,
}
"""Language tag to name to text; the first language is the one for readers who ask for none of them."""


def texts_for(language: str) -> dict[str, Any]:
    """The strings of a language, given by its BCP 47 tag."""
    return TEXTS[language]
