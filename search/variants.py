"""Shows a text in the reader's own writing, with marks exactly where they belong.

=========  =======================================================================================
``orig``   as it was written
``hans``   Simplified characters; the author's own words
``hant``   Traditional characters in their usual forms; the author's own words
``tw``     Taiwan's characters and wording (软件 becomes 軟體)
``hk``     Hong Kong's characters (OpenCC has no table of Hong Kong's wording)
=========  =======================================================================================

The tables are OpenCC's; the way through them is ours, for three reasons.

*Mixed text.* Asked to make a text Traditional, OpenCC takes all of it for Simplified: 松樹 becomes 鬆樹. Here
every line is looked at first: in a line that is Traditional already, only characters that are nothing but
Simplified change, and the other way round, so that 李乾 and 松樹 stay what they are.

*Wording.* OpenCC's table of Taiwan's wording was made for computing and spoils law and news (法律程序, 支持),
so reviewed entries are left out (``search/data/taiwan_left_out.txt``). Its way back, ``tw2sp``, spoils what
is Simplified already; 简体 and 繁體 are scripts here, and keep the author's words.

*Marks.* OpenCC does not say where a character went. Here every replacement that changes a length is kept, so
that a span of the source has an exact image.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Literal, TypeAlias, get_args

from wenxun.analysis.alignment import Alignment
from wenxun.analysis.replacing import Wordings, replace
from wenxun.analysis.scripts import conversion_entries
from wenxun.analysis.variants import data_lines
from wenxun.models import Piece, Span, VariantRule

__all__ = [
    "VARIANTS",
    "Converted",
    "Variant",
    "Writing",
    "convert",
    "convert_pieces",
    "convert_text",
    "language_tag",
    "writing_of",
]

Variant: TypeAlias = Literal["orig", "hans", "hant", "tw", "hk"]
Writing: TypeAlias = Literal["hans", "hant"]

VARIANTS: tuple[Variant, ...] = get_args(Variant)
"""Every way of writing that a reader may ask for."""

_TAGS: Mapping[Variant, str] = {"hans": "zh-Hans", "hant": "zh-Hant", "tw": "zh-Hant-TW", "hk": "zh-Hant-HK"}
_REGIONS: Mapping[Variant, tuple[str, ...]] = {
    "orig": (),
    "hans": ("zh-hans", "zh-cn"),
    "hant": ("zh-hant",),
    "tw": ("zh-tw", "zh-hant"),
    "hk": ("zh-hk", "zh-hant"),
}
"""Regions of an article's own rules that speak for a variant, the best first."""

_LETTERS_LOOKED_AT = 4_000


@dataclass(frozen=True, slots=True)
class Converted:
    """A converted text and the way from its source.

    Attributes:
        text: the converted text.
        steps: for each rewriting that changed lengths, in order: from what it was given to what it gave.
    """

    text: str
    steps: tuple[Alignment, ...] = ()

    def image(self, span: Span) -> Span:
        """The smallest span of ``text`` that holds all that became of ``span`` of the source."""
        for step in self.steps:
            span = step.to_source(span)
        return span

    def pieces(self, pieces: Iterable[Piece]) -> tuple[Piece, ...]:
        """Pieces of the source as pieces of ``text``.

        Each mark is the image of one, and marks whose images share a replaced wording are one mark.
        """
        return tuple(_cut(self, pieces))


def convert(text: str, variant: Variant, *, context: str = "", rules: Sequence[VariantRule] = ()) -> Converted:
    """A text in another writing.

    Args:
        text: what to convert.
        variant: the writing to show it in.
        context: more of the same author's text, to tell its script where ``text`` is too short to.
        rules: wordings that the article declares; they go before those of the tables.
    """
    if variant == "orig" or text.isascii():
        return Converted(text)
    usual = writing_of(text) or writing_of(context)
    converted = _in_script(text, variant, usual)
    steps: list[Alignment] = []
    if own := _own_wording(rules, variant):
        converted = _rewritten(converted, own, steps)
    if variant == "tw":
        converted = _rewritten(converted, _taiwan_wording(), steps)
    return Converted(converted.translate(_forms(variant, usual)), tuple(steps))


@lru_cache(maxsize=4096)
def convert_text(text: str, variant: Variant, *, context: str = "") -> str:
    """The text of `convert`, remembered: titles and headings come again on every page."""
    return convert(text, variant, context=context).text


def convert_pieces(
    pieces: Iterable[Piece], variant: Variant, *, context: str = "", rules: Sequence[VariantRule] = ()
) -> tuple[Piece, ...]:
    """Pieces in another writing.

    Joined, they are the conversion of the joined pieces; see ``Converted.pieces`` for the marks.
    """
    pieces = tuple(pieces)
    if variant == "orig":
        return pieces
    return convert("".join(piece.text for piece in pieces), variant, context=context, rules=rules).pieces(pieces)


def _cut(converted: Converted, pieces: Iterable[Piece]) -> Iterator[Piece]:
    text = converted.text
    start = place = 0  # in the source; in the converted text
    marked = False  # whether the piece before was a mark that ended at ``place``
    pending = Span(0, 0)
    for piece in pieces:
        end = start + len(piece.text)
        if piece.match and piece.text:
            image = converted.image(Span(start, end))
            if marked and image.start < pending.end:
                pending = Span(pending.start, max(pending.end, image.end))
            else:
                yield from _mark(text, place, pending)
                place, pending, marked = max(place, pending.end), image, True
        start = end
    yield from _mark(text, place, pending)
    rest = text[max(place, pending.end) :]
    if rest:
        yield Piece(rest, match=False)


def _mark(text: str, place: int, mark: Span) -> Iterator[Piece]:
    """What stands between ``place`` and a mark, and the mark."""
    if mark.start > place:
        yield Piece(text[place : mark.start], match=False)
    if mark.end > mark.start:
        yield Piece(text[mark.start : mark.end], match=True)


def language_tag(variant: Variant, text: str = "") -> str:
    """BCP 47 tag of a text as it is shown; ``orig``: of the script that it seems to be in, or ``zh``."""
    if variant != "orig":
        return _TAGS[variant]
    writing = writing_of(text)
    return "zh" if writing is None else _TAGS[writing]


# --- which script a text is in --------------------------------------------------------------------


def writing_of(text: str) -> Writing | None:
    """The script that most of a text's tell-tale characters belong to; ``None`` if that is open."""
    simplified, traditional = _telling()
    letters = text[:_LETTERS_LOOKED_AT]
    few = sum(map(simplified.__contains__, letters))
    many = sum(map(traditional.__contains__, letters))
    return None if few == many else "hans" if few > many else "hant"


@lru_cache(maxsize=1)
def _telling() -> tuple[frozenset[str], frozenset[str]]:
    """Characters that are only Simplified, and those that are only Traditional."""
    return frozenset(_only("STCharacters")), frozenset(_only("TSCharacters"))


def _only(name: str) -> dict[str, str]:
    """Character to its counterpart, for characters that the other script does not use."""
    return {key: values[0] for key, values in conversion_entries(name) if key not in values}


# --- tables ---------------------------------------------------------------------------------------


def _rewritten(text: str, wordings: Wordings, steps: list[Alignment]) -> str:
    found = wordings.find(text)
    edits = [(start, end, len(form)) for start, end, form in found if len(form) != end - start]
    if edits:
        back = Alignment.of(edits)
        steps.append(Alignment(back.source_starts, back.source_ends, back.starts, back.ends))
    return replace(text, found)


def _in_script(text: str, variant: Variant, usual: Writing | None) -> str:
    """The text in the script of a variant; every character becomes one character."""
    wanted: Writing = "hans" if variant == "hans" else "hant"
    lines = text.splitlines(keepends=True)
    return "".join(_line_in_script(line, wanted, writing_of(line) or usual) for line in lines)


def _line_in_script(line: str, wanted: Writing, writing: Writing | None) -> str:
    if writing == wanted:
        return line.translate(_strangers(wanted))
    characters, phrases = _script(wanted)
    return replace(line.translate(characters), phrases.find(line))


@cache
def _strangers(writing: Writing) -> dict[int, str]:
    """What characters of the other script become in a line that is of ``writing`` but for them."""
    return str.maketrans(_only("TSCharacters" if writing == "hans" else "STCharacters"))


@cache
def _script(wanted: Writing) -> tuple[dict[int, str], Wordings]:
    """What single characters become in a script, and what phrases become that are as long."""
    direction = "TS" if wanted == "hans" else "ST"
    characters = {key: values[0] for key, values in conversion_entries(f"{direction}Characters")}
    phrases = {key: values[0] for key, values in conversion_entries(f"{direction}Phrases")}
    return str.maketrans(characters), Wordings(phrases)


@lru_cache(maxsize=1)
def _taiwan_wording() -> Wordings:
    pairs = {key: values[0] for key, values in conversion_entries("TWPhrases")}
    for line in data_lines("taiwan_left_out.txt"):
        for word in line.split():
            if word.startswith("="):
                pairs[word[1:]] = word[1:]
            else:
                pairs.pop(word, None)
    return Wordings(pairs)


@cache
def _forms(variant: Variant, writing: Writing | None) -> dict[int, str]:
    """Forms of characters that a region prefers; under ``hant``, Traditional text keeps its own."""
    if variant == "hans" or (variant == "hant" and writing == "hant"):
        return {}
    names = ("HKVariants",) if variant == "hk" else ("TWVariants",)
    forms = {key: values[0] for name in names for key, values in conversion_entries(name)}
    return str.maketrans({**forms, "裡": "裏"} if variant == "hk" else forms)


def _own_wording(rules: Sequence[VariantRule], variant: Variant) -> Wordings | None:
    """An article's own rules, as wordings in the script of the variant."""
    pairs: dict[str, str] = {}
    for rule in rules:
        forms = {region.lower(): form for region, form in rule.forms.items()}
        wanted = next((forms[region] for region in _REGIONS[variant] if forms.get(region)), "")
        for form in forms.values():
            if wanted and len(form) > 1:
                pairs[_in_script(form, variant, None)] = wanted
    return Wordings(pairs) if pairs else None
