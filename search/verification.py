"""The certificate that nothing is missed: passages drawn from the index itself, searched as people type them."""

from __future__ import annotations

import random
import unicodedata
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import accumulate

import numpy as np

from wenxun.analysis.analyzer import Analyzer
from wenxun.analysis.characters import CJK, kinds_of
from wenxun.analysis.folding import is_mark
from wenxun.analysis.scripts import to_simplified, to_traditional
from wenxun.backends import BackendReader
from wenxun.backends.stored import records_of, stored_article
from wenxun.models import Section
from wenxun.query.expansion import expand
from wenxun.query.language import parse
from wenxun.ranking import DEFAULT_RANKING, Ranking
from wenxun.retrieval import Retrieval
from wenxun.typed_forms import typed_forms

__all__ = ["Certificate", "KindCount", "Miss", "verify"]

_RUN = "run"
_LONGEST_RUN = 12
_EXAMPLES = 20
_UNSEEN = ("Cc", "Cf")


@dataclass(frozen=True, slots=True)
class Miss:
    """What stands in a section, was typed in a form, and did not find it.

    Attributes:
        typed: what was typed.
        form: the kind of search, as in ``Certificate.kinds``.
        article_id: id of the section's article.
        section_number: number of the section, from 0.
    """

    typed: str
    form: str
    article_id: str
    section_number: int


@dataclass(frozen=True, slots=True)
class KindCount:
    """How many searches of a kind were made, and how many returned the section from which they were drawn.

    Attributes:
        asked: searches made.
        found: those that returned the section.
    """

    asked: int
    found: int


@dataclass(frozen=True, slots=True)
class Certificate:
    """What was asked and what was found.

    Attributes:
        kinds: for each kind of search its counts. ``run``: a run of Han characters as written, in Simplified and in
            Traditional form, quoted and not. ``across a joint``: a run without the blank, line end or dot within it,
            and with it. ``joints put in``: a run with blanks, dots or what nobody sees between its characters.
            ``other characters``: a run in other forms of its characters. ``other wording``: a word in the wording of
            another region. ``other spelling``: a word spelled otherwise, quoted too. ``letters and digits``: these
            together, and parted by a blank or a hyphen, each alone, and in other case and width. ``other units``: a
            quantity with its unit as a sign and as a word. ``grouped digits``: a number with commas and without.
            ``without accents``: a Latin word without them. ``letters beside Han``: with a blank between the two and
            without. ``other numerals``: the number of a chapter in digits or in Chinese. ``years in Chinese``: a year
            in Chinese numerals. ``percent in words``: so many parts of a hundred, in words. ``other signs in a name``:
            a hyphen for a low line, none of both, no slash in TCP/IP, no point in Node.js. ``large numbers in digits``:
            25000 for 2.5万. ``Roman numerals``: in letters, and in Chinese. ``words run together``: Power Point for
            PowerPoint. ``other times signs``: 1920x1080 for 1920×1080. ``without points``: PhD for Ph.D. ``without
            hyphens``: the number of a book. ``days in Chinese``: 五月二十六日 for 5月26日. ``other apostrophes``:
            straight ones for curly ones, and the other way round.
        misses: up to 20 searches that did not return the section.
        unreachable: characters in the sections drawn, but for blanks, punctuation and what nobody sees, that no query
            looks for, and the number of these sections that have them; most frequent first.
    """

    kinds: Mapping[str, KindCount]
    misses: tuple[Miss, ...]
    unreachable: Mapping[str, int]

    @property
    def asked(self) -> int:
        """Searches made."""
        return sum(count.asked for count in self.kinds.values())

    @property
    def found(self) -> int:
        """Searches that returned the section."""
        return sum(count.found for count in self.kinds.values())

    @property
    def missed(self) -> int:
        """Searches that did not return the section."""
        return self.asked - self.found


def verify(
    backend: BackendReader,
    analyzer: Analyzer,
    *,
    samples: int,
    seed: int,
    ranking: Ranking = DEFAULT_RANKING,
    runs_only: bool = False,
) -> Certificate:
    """Draw ``samples`` sections, and search what stands in each of them as it may be typed.

    Args:
        backend: the index.
        analyzer: that of the index.
        samples: sections to draw; one may be drawn again.
        seed: of the source of chance.
        ranking: that of the index.
        runs_only: search unbroken runs of Han characters alone.

    Returns:
        What was searched and what was missed.
    """
    asked: Counter[str] = Counter()
    found: Counter[str] = Counter()
    misses: list[Miss] = []
    unreachable: dict[tuple[str, int], list[str]] = {}
    draw = random.Random(seed)
    for article_id, title, section in _sections(backend, samples, draw):
        searches = [(_RUN, form, typed) for form, typed in _forms(section.text, draw)]
        if not runs_only:
            searches += [(kind, kind, typed) for kind, typed in typed_forms(title, section, analyzer, draw)]
            unreachable[article_id, section.number] = _unreachable(section.text, analyzer)
        for kind, form, typed in searches:
            asked[kind] += 1
            query = expand(parse(typed), analyzer)
            answer = None if query.is_empty else Retrieval(backend, query, offset=0, limit=1, ranking=ranking)
            if answer is not None and answer.includes(article_id, section.number, full_only=kind != _RUN):
                found[kind] += 1
            elif len(misses) < _EXAMPLES:
                misses.append(Miss(typed, form, article_id, section.number))
    stored = Counter(character for characters in unreachable.values() for character in characters)
    kinds = {kind: KindCount(count, found[kind]) for kind, count in asked.items()}
    return Certificate(kinds, tuple(misses), dict(stored.most_common()))


def _sections(backend: BackendReader, count: int, draw: random.Random) -> Iterator[tuple[str, str, Section]]:
    """Article id, title and section of ``count`` sections, each of all sections as likely as any other."""
    records = records_of(backend)
    ends = list(accumulate(record.section_count for record in records))
    for _ in range(count if ends else 0):
        record = records[bisect_right(ends, draw.randrange(ends[-1]))]
        article = stored_article(backend, record.id)
        if article is not None:  # else it has gone since
            yield record.id, article.title, draw.choice(article.sections)


def _forms(text: str, draw: random.Random) -> Iterator[tuple[str, str]]:
    """A run of Han characters of the text as written, in either script, and quoted."""
    points = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
    is_cjk = kinds_of(points) == CJK
    starts = np.flatnonzero(is_cjk)
    if not len(starts):
        return
    start = int(draw.choice(starts))
    stretch = is_cjk[start : start + draw.randint(1, _LONGEST_RUN)]
    end = start + (len(stretch) if stretch.all() else int(np.argmin(stretch)))
    while start and is_mark(text[start]):  # a mark is copied with its character: ｶﾞ
        start -= 1
    while end < len(text) and is_mark(text[end]):
        end += 1
    run = text[start:end]
    yield "as written", run
    yield "quoted", f'"{run}"'
    for form, convert in (("Simplified", to_simplified), ("Traditional", to_traditional)):
        yield form, convert(run)
        yield f"{form}, quoted", f'"{convert(run)}"'


def _unreachable(text: str, analyzer: Analyzer) -> list[str]:
    """The characters of a text that are to be seen and that no query looks for."""
    return [char for char in sorted(set(text)) if _is_seen(char) and not analyzer.tokens(char)]


def _is_seen(character: str) -> bool:
    category = unicodedata.category(character)
    return category[0] not in "ZPM" and category not in _UNSEEN
