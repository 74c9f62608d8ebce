"""The certificate that nothing is missed: runs drawn from the index itself, searched in every script."""

from __future__ import annotations

import random
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate

import numpy as np

from wenxun.analysis.analyzer import Analyzer
from wenxun.analysis.characters import CJK, kinds_of
from wenxun.analysis.scripts import to_simplified, to_traditional
from wenxun.backends import Backend
from wenxun.query.expansion import expand
from wenxun.query.language import parse
from wenxun.retrieval import Retrieval

__all__ = ["Certificate", "Miss", "verify"]

_LONGEST_RUN = 12
_EXAMPLES = 20


@dataclass(frozen=True, slots=True)
class Miss:
    """A run that stands in a section and did not find it."""

    typed: str
    form: str
    article_id: str
    section_number: int


@dataclass(frozen=True, slots=True)
class Certificate:
    """What was asked and what was found.

    Attributes:
        asked: searches made: each run as written, in Simplified and in Traditional form, quoted and not.
        found: searches that returned the section from which the run was drawn.
        misses: up to 20 of those that did not.
    """

    asked: int
    found: int
    misses: tuple[Miss, ...]

    @property
    def missed(self) -> int:
        """Searches that did not return the section."""
        return self.asked - self.found


def verify(backend: Backend, analyzer: Analyzer, *, samples: int, seed: int) -> Certificate:
    """Draw ``samples`` sections, a run of Han characters from each, and search it in three forms."""
    asked = found = 0
    misses: list[Miss] = []
    draw = random.Random(seed)
    for article_id, number, text in _sections(backend, samples, draw):
        for form, typed in _forms(text, draw):
            asked += 1
            if _finds(backend, analyzer, typed, article_id, number):
                found += 1
            elif len(misses) < _EXAMPLES:
                misses.append(Miss(typed, form, article_id, number))
    return Certificate(asked, found, tuple(misses))


def _sections(backend: Backend, count: int, draw: random.Random) -> Iterator[tuple[str, int, str]]:
    """Article id, number and text of ``count`` sections, each of all sections as likely as any other."""
    records = list(backend.records())
    ends = list(accumulate(record.section_count for record in records))
    for _ in range(count if ends else 0):
        record = records[bisect_right(ends, draw.randrange(ends[-1]))]
        article = backend.article(record.id)
        if article is not None:  # else it has gone since
            section = draw.choice(article.sections)
            yield record.id, section.number, section.text


def _forms(text: str, draw: random.Random) -> Iterator[tuple[str, str]]:
    """A run of Han characters of the text as written, in either script, and quoted."""
    points = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
    is_cjk = kinds_of(points) == CJK
    starts = np.flatnonzero(is_cjk)
    if not len(starts):
        return
    start = int(draw.choice(starts))
    stretch = is_cjk[start : start + draw.randint(1, _LONGEST_RUN)]
    run = text[start : start + (len(stretch) if stretch.all() else int(np.argmin(stretch)))]
    yield "as written", run
    yield "quoted", f'"{run}"'
    for form, convert in (("Simplified", to_simplified), ("Traditional", to_traditional)):
        yield form, convert(run)
        yield f"{form}, quoted", f'"{convert(run)}"'


def _finds(backend: Backend, analyzer: Analyzer, typed: str, article_id: str, number: int) -> bool:
    query = expand(parse(typed), analyzer)
    return not query.is_empty and Retrieval(backend, query, offset=0, limit=1).includes(article_id, number)
