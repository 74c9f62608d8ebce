"""What the reading commands print for people."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from wenxun.cli.common import write
from wenxun.cli.counts import counted_articles
from wenxun.cli.field_names import field_name
from wenxun.cli.language import told
from wenxun.cli.links import linked
from wenxun.cli.terminal import (
    Painter,
    clean,
    display_width,
    pad,
    painter,
    shorten,
    table,
    terminal_width,
    wrap_pieces,
)
from wenxun.models import AddedForm, FoundIn, Hit, SearchResults, SectionHit
from wenxun.variants import Variant, convert_pieces, convert_text

if TYPE_CHECKING:  # only types here, and the chain behind them is heavy
    from wenxun.analysis.terms import Token
    from wenxun.verification import Certificate

__all__ = [
    "Style",
    "size",
    "summary_lines",
    "write_figures",
    "write_kinds",
    "write_results",
    "write_tokens",
]

_PATH_SEPARATOR = " › "
_UNITS = ("bytes", "kB", "MB", "GB", "TB")


@dataclass(frozen=True)
class Style:
    """How results are printed.

    Attributes:
        sections: most sections to print under one article.
        variant: writing to show titles, headings and passages in.
        sentences_around: whole sentences that stand before and after each passage.
        explain: also print scores, and the word lists that added wordings come from.
        url_of: gives the URL that the title of a hit leads to; ``None``: titles are no links.
    """

    sections: int
    variant: Variant = "orig"
    sentences_around: int = 0
    explain: bool = False
    url_of: Callable[[Hit], str] | None = None


def write_results(results: SearchResults, style: Style, *, terms: Sequence[Token] = ()) -> None:
    """Write the hits: titles with their ids in a column, sections and passages under them.

    Args:
        results: the page to print.
        style: how.
        terms: terms of the query, to be listed first.
    """
    paint = painter(sys.stdout)
    width = terminal_width(sys.stdout)
    for stream in dict.fromkeys(token.stream for token in terms):
        texts = dict.fromkeys(clean(token.text) for token in terms if token.stream == stream)
        write(paint(pad(f"{stream}s", 12), "dim") + " ".join(texts))
    rank_width = max((len(str(hit.rank)) for hit in results), default=1)
    for number, hit in enumerate(results):
        if number or terms:
            write()
        _write_hit(hit, style, paint, rank_width, width)


def summary_lines(results: SearchResults) -> list[str]:
    """Return sentences on what was found, and how the query was read."""
    if results.message:
        return [told(results.message)]
    return [*map(told, results.notes), _found_line(results)]


def _found_line(results: SearchResults) -> str:
    if not results.total:
        return told("nothing found for {query}", query=results.query)
    if not results.hits:
        return told(
            "There are only {total} articles: --offset {offset} is behind the last one",
            total=results.total,
            offset=results.offset,
        )
    first, last = results.hits[0].rank, results.hits[-1].rank
    found = counted_articles(results.total)
    if last - first + 1 == results.total:
        return told("{articles} found ({ms:.1f} ms)", articles=found, ms=results.took_ms)
    return told(
        "{articles} found, {first} to {last} shown ({ms:.1f} ms)",
        articles=found,
        first=first,
        last=last,
        ms=results.took_ms,
    )


def write_tokens(text: str, tokens: Sequence[Token]) -> None:
    """Write a table of terms: stream, term, place in the text, what stands there.

    Args:
        text: the text.
        tokens: its tokens.
    """
    rows = [
        (token.stream, token.text, f"{start}–{end}", text[start:end])
        for token in tokens
        for start, end in [(token.span.start, token.span.end)]
    ]
    _write_table((told("stream"), told("term"), told("place"), told("text")), rows, right=(2,))


def write_figures(figures: Mapping[str, int]) -> None:
    """Write a table of figures, one a line; sizes in the largest unit that fits."""
    for line in table([(_label(name), _figure(name, value)) for name, value in figures.items()], right=(1,)):
        write(line)


def write_kinds(certificate: Certificate) -> None:
    """Write a table of the kinds of searches that a certificate rests on."""
    rows = [
        (kind, f"{count.asked:,}", f"{count.found:,}", f"{count.asked - count.found:,}")
        for kind, count in certificate.kinds.items()
    ]
    _write_table((told("kind"), told("asked"), told("found"), told("missed")), rows, right=(1, 2, 3))
    write()


def _write_hit(hit: Hit, style: Style, paint: Painter, rank_width: int, width: int | None) -> None:
    indent = " " * (rank_width + 2)
    room = None if width is None else width - len(indent)
    context = "" if style.variant == "orig" or not hit.sections else hit.sections[0].snippet.to_text()
    title, article_id = clean(convert_text(hit.title, style.variant, context=context)), clean(hit.id)
    notes = article_id + (f"  {hit.score:.3f}" if style.explain else "")
    shown = linked(paint(title, "title"), style.url_of(hit) if style.url_of else "")
    line = pad(str(hit.rank), rank_width, right=True) + "  " + shown
    if room is None:
        line += "  " + notes
    else:
        gap = room - display_width(title) - display_width(notes)
        if gap < 2:  # title and id do not fit on one line: the id gives way
            notes = shorten(notes, max(12, room - display_width(title) - 2))
            gap = max(2, room - display_width(title) - display_width(notes))
        line += " " * gap + paint(notes, "dim")
    write(line)
    if about := _about(hit):
        write(indent + paint(_fitting(about, room), "dim"))
    for section in hit.sections[: style.sections]:
        _write_section_hit(section, style, paint, indent, room)
    left = len(hit.sections) - style.sections
    if left > 0:
        more = told(
            "and {count:,} more section (--sections {all})"
            if left == 1
            else "and {count:,} more sections (--sections {all})",
            count=left,
            all=len(hit.sections),
        )
        write(indent + paint(_fitting(more, room), "dim"))
    if hit.found_in:
        write(indent + paint(_fitting(_found_in(hit.found_in, style.variant), room), "dim"))
    if hit.why:
        write(indent + paint(_fitting(_why(hit.why, explain=style.explain), room), "dim"))


def _about(hit: Hit) -> str:
    """What is known of an article, in one line; empty if that is nothing."""
    parts = (
        hit.published[:10],
        ", ".join(hit.authors),
        " ".join(f"#{tag}" for tag in hit.tags),
        hit.path,
        hit.url,
    )
    return "  ".join(clean(part) for part in parts if part)


def _write_section_hit(section: SectionHit, style: Style, paint: Painter, indent: str, room: int | None) -> None:
    path = _PATH_SEPARATOR.join(clean(convert_text(heading, style.variant)) for heading in section.path)
    notes = "" if section.page is None else "  " + told("p. {page}", page=section.page)
    notes += f"  {section.score:.3f}" if style.explain else ""
    taken = display_width(notes)
    head = _fitting(f"§{section.number}" + (f" {path}" if path else ""), None if room is None else room - taken)
    write(indent + paint(head, "path") + paint(notes, "dim"))
    inner = None if room is None else room - 2
    pieces = convert_pieces(section.snippet.pieces, style.variant)
    lines = wrap_pieces(pieces, inner, keep_lines=style.sentences_around > 0, mark_columns=paint.mark_columns)
    for line in lines:
        write(indent + "  " + paint.pieces(line))


def _fitting(text: str, room: int | None) -> str:
    return text if room is None else shorten(text, room)


def _write_table(head: Sequence[str], rows: Iterable[Sequence[str]], *, right: Sequence[int]) -> None:
    paint = painter(sys.stdout)
    for number, line in enumerate(table([head, *rows], right=right)):
        write(paint(line, "dim") if number == 0 else line)


def _why(forms: Iterable[AddedForm], *, explain: bool) -> str:
    added = [clean(f"{form.typed} → {form.added}" + (f" ({form.source})" if explain else "")) for form in forms]
    return told("also searched: {forms}", forms=told(", ").join(added))


def _found_in(places: Iterable[FoundIn], variant: Variant) -> str:
    named = [f"{field_name(each.kind)} {convert_text(each.text, variant)}" for each in places]
    return clean(told("found in: {places}", places=told(", ").join(named)))


def _label(name: str) -> str:
    return told(name.removesuffix("_bytes").replace("_", " "))


def _figure(name: str, value: int) -> str:
    return size(value) if name.endswith("_bytes") else f"{value:,}"


def size(size_bytes: float) -> str:
    """Return a number of bytes in the largest unit that fits."""
    for unit in _UNITS:
        if size_bytes < 1000 or unit == _UNITS[-1]:
            break
        size_bytes /= 1000
    return f"{size_bytes:,.0f} {unit}" if unit == _UNITS[0] else f"{size_bytes:,.1f} {unit}"
