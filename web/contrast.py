"""Whether text in an owner's colours can be read: the contrasts of WCAG 2."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

from wenxun.notices import Notice

__all__ = ["contrast", "low_contrasts"]

_LEAST = 4.5
"""What WCAG 2 asks of text (level AA)."""

_TEXT_ON = (
    ("ink", "paper"), ("ink", "raised"), ("ink", "target"), ("quiet", "paper"), ("quiet", "raised"),
    ("link", "paper"), ("link", "raised"), ("visited", "paper"), ("mark-ink", "mark"), ("on-accent", "link"),
)  # fmt: skip
"""Colours of text, each with one that it stands on."""

_STYLE = Path(__file__).parent / "static/style.css"
_SET = re.compile(r"--([\w-]+):\s*(#[0-9a-fA-F]+)")
_HEX = re.compile(r"#([0-9a-fA-F]{3}|[0-9a-fA-F]{6})")
_RGB = re.compile(r"rgb\(\s*(\d{1,3})\s*[, ]\s*(\d{1,3})\s*[, ]\s*(\d{1,3})\s*\)")
_NAMED = {"black": (0, 0, 0), "white": (255, 255, 255)}


def low_contrasts(colours: Mapping[str, str]) -> Iterator[Notice]:
    """Yield a warning for each pair of colours of which the owner has set one and that is hard to read.

    Colours other than ``#rrggbb``, ``rgb()``, black and white are taken as they are.

    Args:
        colours: name to colour; ``dark-`` stands before those of the dark theme.
    """
    for before, usual in (("", _defaults()[0]), ("dark-", _defaults()[1])):
        own = {name: colours[before + name] for name in usual if before + name in colours}
        for text, ground in _TEXT_ON:
            ratio = contrast((usual | own)[text], (usual | own)[ground])
            if ratio is not None and ratio < _LEAST and not own.keys().isdisjoint((text, ground)):
                yield Notice(
                    "page_colours: {text} on {ground} has a contrast of {ratio:.1f} to 1. Below {least} many readers "
                    "cannot read it.",
                    text=before + text,
                    ground=before + ground,
                    ratio=ratio,
                    least=_LEAST,
                )


def contrast(first: str, second: str) -> float | None:
    """Return the contrast of two colours by the formula of WCAG 2, from 1 to 21; ``None`` if one cannot be read."""
    luminances = [_luminance(rgb) for colour in (first, second) if (rgb := _rgb(colour.strip().lower()))]
    if len(luminances) < len((first, second)):
        return None
    return (max(luminances) + 0.05) / (min(luminances) + 0.05)


def _rgb(colour: str) -> tuple[int, ...] | None:
    if found := _HEX.fullmatch(colour):
        digits = found[1] if len(found[1]) > len("rgb") else "".join(digit * 2 for digit in found[1])
        return tuple(bytes.fromhex(digits))
    if found := _RGB.fullmatch(colour):
        return tuple(min(255, int(part)) for part in found.groups())
    return _NAMED.get(colour)


def _luminance(rgb: tuple[int, ...]) -> float:
    """The relative luminance of a colour of sRGB."""
    parts = (part / 255 for part in rgb)
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@cache
def _defaults() -> tuple[dict[str, str], dict[str, str]]:
    """The colours of the page itself, light and dark, as its style sheet has them."""
    light, _, dark = _STYLE.read_text(encoding="utf-8").partition("prefers-color-scheme: dark")
    usual = dict(_SET.findall(light))
    return usual, usual | dict(_SET.findall(dark.partition("}\n}")[0]))
