"""What ``wenxun search --facets`` prints for people: how everything found divides."""

from __future__ import annotations

import sys
from collections.abc import Iterable

from wenxun.cli.common import write
from wenxun.cli.field_names import field_name
from wenxun.cli.language import told
from wenxun.cli.terminal import Painter, clean, display_width, pad, painter
from wenxun.models import Facets
from wenxun.variants import Variant, convert_text

__all__ = ["write_facets"]

_BAR_COLUMNS = 24
_EIGHTHS = " ▏▎▍▌▋▊▉"


def write_facets(facets: Facets, *, variant: Variant = "orig") -> None:
    """Write values of fields, times and articles, each with its count; as ``tag:`` and ``date:`` take them.

    Args:
        facets: the counts.
        variant: writing that titles are shown in.
    """
    paint = painter(sys.stdout)
    _write_counts(field_name("category"), ((each.name, each.article_count) for each in facets.categories), paint)
    periods = ((str(each), each.article_count) for each in facets.periods if each.article_count)
    _write_counts(field_name("date"), periods, paint, bars=True)
    for name, values in facets.fields.items():
        if name != "category":
            _write_counts(field_name(name), ((each.value, each.article_count) for each in values), paint)
    articles = ((f"{convert_text(each.title, variant)}  {each.id}", each.section_count) for each in facets.articles)
    _write_counts(told("sections"), articles, paint)


def _write_counts(heading: str, counts: Iterable[tuple[str, int]], paint: Painter, *, bars: bool = False) -> None:
    rows = [(clean(name), count) for name, count in counts]
    if not rows:
        return
    write()
    write(paint(heading, "path"))
    name_width = max(display_width(name) for name, _ in rows)
    largest = max(count for _, count in rows)
    count_width = len(f"{largest:,}")
    for name, count in rows:
        bar = "  " + paint(_bar(count / largest), "dim") if bars else ""
        write(f"  {pad(f'{count:,}', count_width, right=True)}  " + (pad(name, name_width) if bars else name) + bar)


def _bar(share: float) -> str:
    """A bar as long as its share, at least an eighth of a column."""
    eighths = max(1, round(share * _BAR_COLUMNS * 8))
    return "█" * (eighths // 8) + _EIGHTHS[eighths % 8].strip()
