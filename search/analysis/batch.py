"""The terms of many sections at once, as arrays.

All texts are joined and go through folding, regions and segmentation as one text; numpy does the rest. No
step runs Python code once a character or token.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from wenxun.analysis.characters import CJK, code_points, kinds_of
from wenxun.analysis.field_values import FieldNumber, keywords_of, numbers_of
from wenxun.analysis.folding import CHARACTER_FOLD, MARK, as_typed, compose, fold_points, fold_strings, text_of
from wenxun.analysis.joints import joint_places
from wenxun.analysis.numerals import ordinals
from wenxun.analysis.regions import canonical_string, hidden_words, merged, replacements
from wenxun.analysis.replacing import Replacement, replace
from wenxun.analysis.terms import STREAMS, Field
from wenxun.analysis.vocabulary import numbered_words
from wenxun.fields import FieldTable
from wenxun.link_targets import address_keys
from wenxun.models import Article, Section

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["IndexBatch", "analyze_batch", "section_dates"]

_FIELDS = len(Field)
_BLOCKS = frozenset(("list_item", "table", "row", "cell", "code", "quote", "note", "footnote", "formula"))
_ORDINAL_SIGN = ord("第")
_REMARK = re.compile(r"\s*\([^()]*\)$")
_LINE_END = re.compile("\n")


@dataclass(frozen=True, eq=False)
class IndexBatch:
    """The analysed sections of some articles.

    Rows number the sections of all articles in order; ``slot = row * 3 + field``. Occurrences are in the
    order of the text within each array; words come before the Latin runs, compounds and pieces of the whole batch.

    Attributes:
        articles: the articles, in order.
        section_rows: int32[articles + 1]; article ``i`` owns rows ``section_rows[i]:section_rows[i + 1]``.
        vocabulary: the distinct words of the batch.
        word_ids, word_slots: int32[words]; index into ``vocabulary`` and slot of each word, those of one word by slot.
        bigram_keys, bigram_slots: int64[bigrams] (first code point << 21 | second) and int32[bigrams].
        characters, character_slots: uint32[characters] code points and int32[characters].
        lengths: int32[rows, 3 fields, 3 streams]; how many terms each field has in each stream.
        date_rows, dates: int32[dates] and uint32[dates]; the sections that name dates, and the dates as numbers
            (``wenxun.analysis.date_codes``), in the order of both, each pair once.
        folded: the folded text of each slot, before regions; each line end and tab is a blank, as typed.
        joint_slots, joint_places: int32[joints]; slot of each joint and its place in the text of the slot, in the order
            of both. Folded texts lack them.
        keywords: the terms of each article's keywords (``wenxun.fields.keyword_term``).
        numbers: the numbers and dates of each article, by field.
        names: what each article is called: title and aliases, folded and in canonical wording, each also
            without a remark in brackets at its end; then the addresses that it answers to (``link_targets``).
    """

    articles: tuple[Article, ...]
    section_rows: NDArray[np.int32]
    vocabulary: tuple[str, ...]
    word_ids: NDArray[np.int32]
    word_slots: NDArray[np.int32]
    bigram_keys: NDArray[np.int64]
    bigram_slots: NDArray[np.int32]
    characters: NDArray[np.uint32]
    character_slots: NDArray[np.int32]
    lengths: NDArray[np.int32]
    date_rows: NDArray[np.int32]
    dates: NDArray[np.uint32]
    folded: tuple[str, ...]
    joint_slots: NDArray[np.int32]
    joint_places: NDArray[np.int32]
    keywords: tuple[tuple[str, ...], ...]
    numbers: tuple[tuple[FieldNumber, ...], ...]
    names: tuple[tuple[str, ...], ...]


def analyze_batch(articles: Sequence[Article], cut: Callable[[str], list[str]], fields: FieldTable) -> IndexBatch:
    """Analyse the sections of articles.

    Args:
        articles: what is analysed.
        cut: cuts a text into words.
        fields: which fields the articles may have.

    Returns:
        all terms of the sections, as arrays.
    """
    from wenxun.analysis.dates import dates_of_sections  # not cheap to load, and of no use to a search

    texts = [text for article in articles for text in _fields(article)]
    borders = [places for article in articles for places in _borders(article)]
    folded, points, starts, joint_slots, joint_places = _fold(texts, borders)
    found = merged(replacements(folded, points), _numbered_headings(folded, points, starts))
    wording = replace(folded, found)
    vocabulary, word_ids, places = numbered_words(wording, code_points(wording) if found else points, cut)
    wording_starts = _moved(starts, found)
    word_slots = _slots(wording_starts, len(wording))[places]
    if hidden := list(hidden_words(folded, found)):
        vocabulary, hidden_ids = _with_words(vocabulary, [folded[span.start : span.end] for span in hidden])
        hidden_slots = starts.searchsorted([span.start for span in hidden], "right") - 1
        word_slots = np.concatenate((word_slots, hidden_slots.astype(np.int32)))
        in_order = np.argsort(word_slots, kind="stable")  # those of one word have to stand so
        word_ids, word_slots = np.concatenate((word_ids, hidden_ids))[in_order], word_slots[in_order]
    singles = np.flatnonzero(kinds_of(points) == CJK)
    pairs = singles[:-1][np.diff(singles) == 1]
    slots = _slots(starts, len(points))
    character_slots, bigram_slots = slots[singles], slots[pairs]
    first = points[pairs].astype(np.int64)
    section_rows = np.cumsum([0, *(len(article.sections) for article in articles)], dtype=np.int32)
    titles = _pieces(wording, wording_starts, section_rows[:-1] * _FIELDS)
    date_rows, dates = dates_of_sections(folded, points, starts, section_rows.tolist(), list(map(_year, articles)))
    return IndexBatch(
        articles=tuple(articles),
        section_rows=section_rows,
        vocabulary=vocabulary,
        word_ids=word_ids,
        word_slots=word_slots,
        bigram_keys=(first << 21) | points[pairs + 1],
        bigram_slots=bigram_slots,
        characters=points[singles],
        character_slots=character_slots,
        lengths=_lengths(len(texts), (word_slots, bigram_slots, character_slots)),
        date_rows=date_rows,
        dates=dates,
        folded=tuple(_pieces(as_typed(folded), starts, np.arange(len(texts)))),
        joint_slots=joint_slots,
        joint_places=joint_places,
        keywords=keywords_of(articles, fields),
        numbers=numbers_of(articles, fields),
        names=tuple((*_names(title), *keys) for title, keys in zip(titles, _addresses(articles), strict=True)),
    )


def _with_words(vocabulary: tuple[str, ...], words: Sequence[str]) -> tuple[tuple[str, ...], NDArray[np.int32]]:
    """A vocabulary with more words in it, and the id of each of these."""
    numbers = dict(zip(vocabulary, range(len(vocabulary)), strict=True))
    ids = np.fromiter((numbers.setdefault(word, len(numbers)) for word in words), np.int32, len(words))
    return tuple(numbers), ids


def _numbered_headings(folded: str, points: NDArray[np.uint32], starts: NDArray[np.int64]) -> Iterator[Replacement]:
    """The numerals of chapters in titles and headings, and their digits."""
    places = np.flatnonzero(points == _ORDINAL_SIGN)
    fields = (starts.searchsorted(places, "right") - 1) % _FIELDS
    return ordinals(folded, places[fields != Field.BODY].tolist())


def section_dates(article: Article) -> list[tuple[int, ...]]:
    """Return the dates that each section of an article names, as ``IndexBatch`` holds them."""
    from wenxun.analysis.dates import dates_of_sections

    folded, points, starts, _, _ = _fold(_fields(article), list(_borders(article)))
    rows, dates = dates_of_sections(folded, points, starts, [0, len(article.sections)], [_year(article)])
    ends = np.searchsorted(rows, np.arange(len(article.sections) + 1)).tolist()
    return [tuple(dates[start:end].tolist()) for start, end in pairwise(ends)]


def _year(article: Article) -> int | None:
    """The year in which an article was published, if it says so."""
    year = article.published[:4]
    return int(year) if year and re.fullmatch("1[0-9]{3}|2[01][0-9]{2}", year) else None


def _fields(article: Article) -> list[str]:
    """The texts of an article's slots."""
    title = "\n".join((article.title, *article.aliases))
    return [text for section in article.sections for text in (title, "\n".join(section.path), section.text)]


def _borders(article: Article) -> Iterator[Sequence[int] | None]:
    """Where line ends of an article's slots part what stands around them; ``None``: all of them do."""
    for section in article.sections:
        yield None
        yield None
        yield element_borders(section) if section.elements else ()


def element_borders(section: Section) -> list[int]:
    """Return the places of the line ends before and behind list items, rows and other blocks of a section."""
    spans = [element.span for element in section.elements if element.kind in _BLOCKS]
    starts, ends = {span.start for span in spans}, {span.end for span in spans}
    line_ends = [found.start() for found in _LINE_END.finditer(section.text)] if spans else []
    return [at for at in line_ends if at in ends or at + 1 in ends or at + 1 in starts]


def _pieces(text: str, starts: NDArray[np.int64], slots: NDArray[np.integer[Any]]) -> list[str]:
    """The texts of some slots, out of all texts joined by newlines."""
    ends = np.append(starts[1:] - 1, len(text))
    return list(map(text.__getitem__, map(slice, starts[slots].tolist(), ends[slots].tolist())))


def _names(titles: str) -> tuple[str, ...]:
    """The lines of a text of titles, with and without a remark in brackets at their end."""
    if "\n" not in titles and ")" not in titles:  # most articles have one name
        return (name,) if (name := " ".join(titles.split())) else ()
    forms = (" ".join(title.split()) for title in titles.split("\n"))
    both = ((form, _REMARK.sub("", form)) if form.endswith(")") else (form,) for form in forms)
    return tuple(dict.fromkeys(name for forms in both for name in forms if name))


def _addresses(articles: Sequence[Article]) -> Iterator[tuple[str, ...]]:
    """The addresses that each article answers to, folded and in canonical wording as its names are."""
    written = list(map(address_keys, articles))
    folded = fold_strings(["\n".join(keys) for keys in written if keys])  # many have none
    lines = iter(canonical_string("\n".join(folded)).split("\n"))
    counts = (each.count("\n") + 1 for each in folded)
    for keys in written:
        yield tuple(filter(None, islice(lines, next(counts)))) if keys else ()


def _lengths(slots: int, streams: tuple[NDArray[np.int32], ...]) -> NDArray[np.int32]:
    counts = [np.bincount(stream, minlength=slots) for stream in streams]
    return np.stack(counts, axis=1).astype(np.int32).reshape(-1, _FIELDS, len(STREAMS))


def _slots(starts: NDArray[np.int64], length: int) -> NDArray[np.int32]:
    """At each place of so many characters, which of the texts that begin at ``starts`` it belongs to."""
    return np.repeat(np.arange(len(starts), dtype=np.int32), np.diff(starts, append=length))


# --- folding --------------------------------------------------------------------------------------


def _fold(
    texts: Sequence[str], borders: Sequence[Sequence[int] | None]
) -> tuple[str, NDArray[np.uint32], NDArray[np.int64], NDArray[np.int32], NDArray[np.int32]]:
    """The texts folded and joined by newlines, its code points, where each text starts in it; and the joints.

    Args:
        borders: for each text the places of line ends that part; ``None``: all of its line ends.

    Returns:
        the text, its code points, where each of the texts starts; slots and places of the joints, as in ``IndexBatch``.
    """
    joined, starts = _join(texts)
    points = code_points(joined)
    joints = joint_places(points, _border_places(points, starts, borders))
    joint_slots = (starts.searchsorted(joints, "right") - 1).astype(np.int32)
    in_slots = (joints - starts[joint_slots]).astype(np.int32)
    if len(joints):
        points = np.delete(points, joints)
        starts = starts - joints.searchsorted(starts)
        joined = text_of(points)
    return *_fold_letters(joined, points, starts), joint_slots, in_slots


def _border_places(
    points: NDArray[np.uint32], starts: NDArray[np.int64], borders: Sequence[Sequence[int] | None]
) -> NDArray[np.int64]:
    """Places in the joined texts of the line ends that part, those between the texts among them."""
    ends = np.flatnonzero(points == ord("\n"))
    slots = starts.searchsorted(ends, "right") - 1
    parts_all = np.fromiter((each is None for each in borders), bool, len(borders))
    is_last = np.zeros(len(points) + 1, bool)
    is_last[starts[1:] - 1] = True
    parted = ends[parts_all[slots] | is_last[ends]]
    inside = [starts[slot] + np.array(each) for slot, each in enumerate(borders) if each]
    return np.unique(np.concatenate((parted, *inside))) if inside else parted


def _fold_letters(
    joined: str, points: NDArray[np.uint32], starts: NDArray[np.int64]
) -> tuple[str, NDArray[np.uint32], NDArray[np.int64]]:
    """As ``_fold``, for texts without joints, joined by newlines."""
    folded = fold_points(points)
    special = np.flatnonzero(folded >= MARK)
    if not len(special):
        return text_of(folded), folded, starts
    if MARK in folded[special]:
        marked = set(_slots(starts, len(points))[special].tolist())
        texts = _pieces(joined, starts, np.arange(len(starts)))
        joined, starts = _join([compose(text) if at in marked else text for at, text in enumerate(texts)])
        points = code_points(joined)
        folded = fold_points(points)
        special = np.flatnonzero(folded >= MARK)
    found = [(place, place + 1, CHARACTER_FOLD[ord(joined[place])]) for place in special.tolist()]
    folded[special] = 0
    text = replace(text_of(folded), found)
    return text, code_points(text), _moved(starts, found)


def _join(texts: Sequence[str]) -> tuple[str, NDArray[np.int64]]:
    """The texts joined by newlines, and where each starts."""
    lengths = np.fromiter(map(len, texts), np.int64, len(texts)) + 1
    return "\n".join(texts), np.cumsum(lengths) - lengths


def _before(places: NDArray[np.int64], changes: NDArray[np.int64], growth: NDArray[np.int64]) -> NDArray[np.int64]:
    """By how much a text has grown before each of ``places``, with its ``changes`` in rising order."""
    return np.concatenate((np.zeros(1, np.int64), np.cumsum(growth)))[np.searchsorted(changes, places)]


def _moved(starts: NDArray[np.int64], found: Sequence[Replacement]) -> NDArray[np.int64]:
    """Where the texts that began at ``starts`` begin once the replacements are made."""
    if not found:
        return starts
    places = np.fromiter((start for start, _, _ in found), np.int64, len(found))
    growth = np.fromiter((len(form) - (end - start) for start, end, form in found), np.int64, len(found))
    return starts + _before(starts, places, growth)
