"""Queries that show what can be typed: the owner's own, or drawn from the index. Each of them finds something."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

from wenxun import QueryError, SearchEngine
from wenxun.web.current import NAMES_WAIT_SECONDS
from wenxun.web.site import Site

__all__ = ["Tip", "tips"]

_NAMES = 40
_NAMES_TRIED = 6
_NAME = re.compile(r"[^\W\d_][\w·]{1,7}")


@dataclass(frozen=True, slots=True)
class Tip:
    """A query to try.

    Attributes:
        meaning: what it shows; "" for an owner's own example.
        total: articles that it finds.
    """

    query: str
    meaning: str
    total: int


def tips(engine: SearchEngine, site: Site, ui: str) -> tuple[Tip, ...]:
    """Return queries to try in a language of the page; none while the names of a new index are not known yet."""
    names = engine.frequent_names(limit=_NAMES, wait_seconds=NAMES_WAIT_SECONDS)
    return _tips(_Asked(engine, site, engine.edition, names), ui)


@dataclass(frozen=True, slots=True)
class _Asked:
    """What tips rest on; while it stays the same, they do."""

    engine: SearchEngine
    site: Site
    edition: str
    names: tuple[str, ...]

    def __hash__(self) -> int:
        return hash((id(self.engine), self.edition, self.names))


@lru_cache(maxsize=32)
def _tips(asked: _Asked, ui: str) -> tuple[Tip, ...]:
    if asked.site.examples:
        own = (Tip(query, "", _total(asked.engine, query)) for query in asked.site.examples)
        return tuple(tip for tip in own if tip.total)
    return tuple(_drawn(asked, asked.site.texts[ui]["tips"]))


def _drawn(asked: _Asked, forms: list[tuple[str, str]]) -> Iterator[Tip]:
    """The forms of a language with names of the index in their gaps: for each the first names that find something."""
    names = [name for name in asked.names if _NAME.fullmatch(name)] or list(asked.names[:1])
    tried = list(islice((name for name in names if _total(asked.engine, name)), _NAMES_TRIED))
    if not tried:
        return
    counts = (asked.engine.search(name, limit=1).facets.years for name in tried)
    years = [year.year for year in next(filter(None, counts), ())]
    for form, meaning in forms:
        pairs = ((name, other) for name in tried for other in tried if name != other)
        if "{other}" not in form:
            pairs = ((name, name) for name in tried)
        if "{year}" in form and not years:
            continue
        queries = (form.format(name=name, other=other, year=max(years, default=0)) for name, other in pairs)
        found = (Tip(query, meaning, _total(asked.engine, query)) for query in queries)
        yield from islice((tip for tip in found if tip.total), 1)


def _total(engine: SearchEngine, query: str) -> int:
    """How many articles have all of a query."""
    try:
        results = engine.search(query, limit=1)
    except QueryError:
        return 0
    return 0 if results.relaxed else results.total
