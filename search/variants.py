"""Shows a text in the reader's own writing, with marks exactly where they belong.

=========  =======================================================================================
``orig``   as it was written
``hans``   Simplified characters; the author's own words
``hant``   Traditional characters in their usual forms; the author's own words
``tw``     Taiwan's characters and wording (软件 becomes 軟體)
``hk``     Hong Kong's characters (OpenCC has no table of Hong Kong's wording)
=========  =======================================================================================

The tables are OpenCC's; the way through them is ours, for four reasons.

*Mixed text.* Asked to make a text Traditional, OpenCC takes all of it for Simplified: 松樹 becomes 鬆樹. Here
every line is looked at first: in a line that is of the script already, or of which nothing tells the script, only
characters that the script does not have change, so that 李乾, 松樹 and 群 stay what they are. Forms and wording of a
region are left alone in a Traditional line, but for Taiwan's where the line is Hong Kong's. Hong Kong itself writes
說, 戶 and 裡 more often than 説, 户 and 裏, so nothing tells its lines from Taiwan's.

*Words.* OpenCC looks for its phrases anywhere: 保护发展 becomes 保護髮展, 電視頻道 becomes 電影片道. Here a phrase is
replaced only where it does not cut a word in two, and a wording only where it is a word, or several.

*Wording.* OpenCC's table of Taiwan's wording was made for computing and spoils law and news (法律程序, 支持),
so reviewed entries are left out (``search/data/taiwan_left_out.txt``). Its way back, ``tw2sp``, spoils what
is Simplified already; 简体 and 繁體 are scripts here, and keep the author's words.

*Marks.* OpenCC does not say where a character went. Here every replacement that changes a length is kept, so
that a span of the source has an exact image.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from itertools import accumulate
from typing import Literal, TypeAlias, get_args

from wenxun.analysis.alignment import IDENTITY, Alignment
from wenxun.analysis.folding import fold, fold_string
from wenxun.analysis.replacing import Replacement, Wordings, replace
from wenxun.analysis.scripts import IN_STATUTES, Writing, conversion_entries, strangers
from wenxun.analysis.segmentation import cut_words
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
        way: the stretches of the source whose length changed, from source to ``text``.
    """

    text: str
    way: Alignment = IDENTITY

    def image(self, span: Span) -> Span:
        """Return the smallest span of ``text`` that holds all that became of ``span`` of the source."""
        return self.way.to_source(span)

    def pieces(self, pieces: Iterable[Piece]) -> tuple[Piece, ...]:
        """Return pieces of the source as pieces of ``text``.

        Each mark is the image of one, and marks whose images share a replaced wording are one mark.
        """
        return tuple(_cut(self, pieces))


def convert(text: str, variant: Variant, *, context: str = "", rules: Sequence[VariantRule] = ()) -> Converted:
    """Return a text in another writing.

    Args:
        text: what to convert.
        variant: the writing to show it in.
        context: more of the same author's text, to tell its script where ``text`` is too short to.
        rules: wordings that the article declares; they go before those of the tables.
    """
    if variant == "orig" or text.isascii():
        return Converted(text)
    usual = writing_of(text) or writing_of(context)
    if usual is None and not _hinting().isdisjoint(text):
        usual = "hans"
    lines = [_Line(line, variant, writing_of(line) or usual) for line in text.splitlines(keepends=True)]
    converted = "".join(line.converted for line in lines)
    found = own.find(converted) if (own := _own_wording(rules, variant)) else []
    if variant == "tw":
        found = _joined(found, _wordings_of_taiwan(lines))
    edits = [(start, end, len(form)) for start, end, form in found if len(form) != end - start]
    if not edits:
        return Converted(replace(converted, found))
    back = Alignment.of(edits)
    way = Alignment(back.source_starts, back.source_ends, back.starts, back.ends)
    return Converted(replace(converted, found), way)


@lru_cache(maxsize=4096)
def convert_text(text: str, variant: Variant, *, context: str = "") -> str:
    """Return the text of `convert`, remembered: titles and headings come again on every page.

    Args:
        text, variant, context: as there.
    """
    return convert(text, variant, context=context).text


def convert_pieces(pieces: Iterable[Piece], variant: Variant, *, context: str = "") -> tuple[Piece, ...]:
    """Return pieces in another writing.

    Joined, they are the conversion of the joined pieces; see ``Converted.pieces`` for the marks.

    Args:
        pieces: the pieces.
        variant, context: as for `convert`.
    """
    pieces = tuple(pieces)
    if variant == "orig":
        return pieces
    return convert("".join(piece.text for piece in pieces), variant, context=context).pieces(pieces)


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
    """Return the BCP 47 tag of a text as it is shown.

    Args:
        variant: the writing; of ``orig`` it is that of the script that the text seems to be in, or ``zh``.
        text: the text.
    """
    if variant != "orig":
        return _TAGS[variant]
    writing = writing_of(text)
    return "zh" if writing is None else _TAGS[writing]


# --- which script a text is in --------------------------------------------------------------------


def writing_of(text: str) -> Writing | None:
    """The script that most of a text's tell-tale characters belong to; ``None`` if that is open."""
    simplified, traditional = _telling()
    seen = text[:_LETTERS_LOOKED_AT]
    has_simplified, has_traditional = not simplified.isdisjoint(seen), not traditional.isdisjoint(seen)
    if not (has_simplified and has_traditional):  # most texts have tell-tale characters of one script alone
        return "hans" if has_simplified else "hant" if has_traditional else None
    more_simplified = sum(map(simplified.__contains__, seen)) - sum(map(traditional.__contains__, seen))
    return None if not more_simplified else "hans" if more_simplified > 0 else "hant"


@lru_cache(maxsize=1)
def _telling() -> tuple[frozenset[str], frozenset[str]]:
    """Characters that are only Simplified, and those that are only Traditional."""
    simplified, traditional = frozenset(strangers("hant")), frozenset(strangers("hans"))
    return simplified - traditional, traditional - simplified


@cache
def _replacing_strangers(variant: Variant) -> Mapping[int, str]:
    own = _forms_of_hong_kong() if variant == "hk" else ()
    writing: Writing = "hans" if variant == "hans" else "hant"
    return {ord(key): value for key, value in strangers(writing).items() if key not in own}


@lru_cache(maxsize=1)
def _hinting() -> frozenset[str]:
    """Characters of both scripts that are common in Simplified text alone, such as 后, 里 and 台."""
    return frozenset(key for key, values in conversion_entries("STCharacters") if key in values[1:])


@lru_cache(maxsize=1)
def _forms_of_hong_kong() -> frozenset[str]:
    """Forms of characters that Hong Kong uses and Taiwan does not have."""
    forms = {values[0] for _, values in conversion_entries("HKVariants")}
    return frozenset(form for form in forms if form not in IN_STATUTES and not form.encode("big5", "ignore"))


# --- a line ---------------------------------------------------------------------------------------


class _Line:
    """A line in the script of a variant, character by character as long as its source.

    Attributes:
        converted: the line in the script and in the forms of the variant.
        is_foreign: whether it is not of the variant's region yet, so that wording may change.
    """

    def __init__(self, source: str, variant: Variant, writing: Writing | None) -> None:
        wanted: Writing = "hans" if variant == "hans" else "hant"
        self._source = source
        if writing in (wanted, None):
            self.converted = source.translate(_replacing_strangers(variant))
        else:
            self.converted = self._in_script(wanted)
        is_of_hong_kong = variant == "tw" and not _forms_of_hong_kong().isdisjoint(source)
        self.is_foreign = writing != "hant" and writing is not None
        if writing == "hant":
            self.is_foreign = is_of_hong_kong
        if self.is_foreign:
            self.converted = self.converted.translate(_forms(variant))

    def _in_script(self, wanted: Writing) -> str:
        characters, phrases = _script(wanted)
        plain = self._source.translate(characters)
        found = (each for each in phrases.find(self._source) if each[2] != plain[each[0] : each[1]])
        return replace(plain, (each for each in found if self._cuts_no_word(*each[:2])))

    def _cuts_no_word(self, start: int, end: int) -> bool:
        """Whether a stretch lies within a word, or is made of whole words."""
        first, last = bisect_right(self._borders, start) - 1, bisect_left(self._borders, end)
        return last == first + 1 or (self._borders[first] == start and self._borders[last] == end)

    def are_words(self, start: int, end: int) -> bool:
        """Whether a stretch is made of whole words, or a word within one, as in 软件|工程 and 信息|化."""
        first, last = bisect_right(self._borders, start) - 1, bisect_left(self._borders, end)
        before = self._source[self._borders[first] : start]
        after = self._source[end : self._borders[last]]
        if not before and not after:
            return True
        if last != first + 1 or (before and not _is_word(before)):
            return False
        # 信息|化, but not 互联网|络, for 网络 is a word too.
        return not after or (_is_word(after) if len(after) > 1 else not _is_word(self._source[end - 1 : end + 1]))

    @cached_property
    def _borders(self) -> list[int]:
        """Where words start and end, increasing."""
        folded = fold(self._source)
        places = accumulate(map(len, cut_words(folded.text)), initial=0)
        if folded.is_one_to_one:
            return list(places)
        return [folded.to_original(Span(place, place)).start for place in places]


@lru_cache(maxsize=1024)
def _is_word(text: str) -> bool:
    """Whether a text is one word of two characters and more."""
    return len(text) > 1 and len(cut_words(fold_string(text))) == 1


def _wordings_of_taiwan(lines: Iterable[_Line]) -> Iterator[Replacement]:
    """What to replace by Taiwan's wording in the converted lines."""
    place = 0
    for line in lines:
        if line.is_foreign:
            for start, end, form in _taiwan_wording().find(line.converted):
                if form != line.converted[start:end] and line.are_words(start, end):
                    yield place + start, place + end, form
        place += len(line.converted)


def _joined(first: Sequence[Replacement], others: Iterable[Replacement]) -> list[Replacement]:
    """All of ``first``, and those of ``others`` that overlap none of them, in order."""
    starts = [start for start, _, _ in first]
    free = [each for each in others if (before := bisect_left(starts, each[1])) == 0 or first[before - 1][1] <= each[0]]
    return sorted((*first, *free))


# --- tables ---------------------------------------------------------------------------------------


@cache
def _script(wanted: Writing) -> tuple[dict[int, str], Wordings]:
    """What single characters become in a script, and what phrases become that are as long."""
    direction = "TS" if wanted == "hans" else "ST"
    characters = {key: values[0] for key, values in conversion_entries(f"{direction}Characters")}
    phrases = {key: values[0] for key, values in conversion_entries(f"{direction}Phrases")}
    return str.maketrans({**strangers(wanted), **characters}), Wordings(phrases)


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
def _forms(variant: Variant) -> dict[int, str]:
    """Forms of characters that a region prefers; ``hant`` prefers those that Taiwan uses."""
    if variant == "hans":
        return {}
    of_hong_kong = {key: values[0] for key, values in conversion_entries("HKVariants")}
    if variant == "hk":
        return str.maketrans({**of_hong_kong, "裡": "裏"})
    back = {form: key for key, form in of_hong_kong.items() if form in _forms_of_hong_kong()}
    of_taiwan = {key: values[0] for key, values in conversion_entries("TWVariants")}
    return str.maketrans({**back, **of_taiwan, "污": "污"})  # Taiwan writes 污, whatever OpenCC says


def _own_wording(rules: Sequence[VariantRule], variant: Variant) -> Wordings | None:
    """An article's own rules, as wordings in the script and the forms of the variant."""
    pairs: dict[str, str] = {}
    for rule in rules:
        forms = {region.lower(): form for region, form in rule.forms.items()}
        wanted = next((forms[region] for region in _REGIONS[variant] if forms.get(region)), "")
        for form in forms.values():
            if wanted and len(form) > 1:
                for writing in get_args(Writing):
                    pairs[_Line(form, variant, writing).converted] = wanted.translate(_forms(variant))
    return Wordings(pairs) if pairs else None
