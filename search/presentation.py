"""Values as plain data for programs: the one place that names the fields of JSON bodies and says what they mean.

``wenxun search --json`` and ``/api/v1/search`` both call `search_body`, so they cannot drift apart. The type of a body
is its JSON Schema too: of what stands in ``Annotated`` beside a field's type, a text describes it and a mapping holds
keywords of JSON Schema.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import asdict
from functools import lru_cache
from typing import Annotated, Any, TypeAlias, TypedDict, cast

from wenxun.analysis.date_codes import LAST_YEAR
from wenxun.models import AddedForm, Article, Hit, SearchResults, SectionHit
from wenxun.variants import Variant, convert_pieces, convert_text

__all__ = [
    "SECTIONS_AN_ARTICLE",
    "AboutBody",
    "Count",
    "HeadingPath",
    "ResultsBody",
    "SectionNumber",
    "ShownVariant",
    "StatedBody",
    "Url",
    "about_body",
    "article_path",
    "article_url",
    "hit_body",
    "in_query",
    "search_body",
    "to_json",
    "typed_part",
]

SECTIONS_AN_ARTICLE = 3
"""Sections that a search body lists under one article when nothing else is asked for."""

_NO_PART = re.compile(r"[^A-Za-z0-9_.~-]+")
"""What stands in no part of a path as it is."""

_NO_PATH = re.compile(r"[^A-Za-z0-9_.~/-]+")
_NOT_PARTS = frozenset(("", ".", ".."))
"""Parts that browsers and proxies take out of a path."""

# --- what bodies hold -----------------------------------------------------------------------------

Count: TypeAlias = Annotated[int, {"minimum": 0}]
_AtLeastOne: TypeAlias = Annotated[int, {"minimum": 1}]
_Year: TypeAlias = Annotated[int, {"minimum": -LAST_YEAR, "maximum": LAST_YEAR}, "Negative: BCE. Never 0."]
_Score: TypeAlias = Annotated[float, "The higher, the better; comparable within one answer only."]
Url: TypeAlias = Annotated[str, {"format": "uri-reference"}, "Page on this server, from its root."]
HeadingPath: TypeAlias = Annotated[
    list[str], "Headings from the outermost down to the section's own; empty for the lead."
]
SectionNumber: TypeAlias = Annotated[Count, "0 for the lead, then in reading order."]
ShownVariant: TypeAlias = Annotated[Variant, "Writing that the texts are shown in."]


class PieceBody(TypedDict):
    """A run of text that is marked or not."""

    text: str
    match: Annotated[bool, "Marked."]


class PlaceBody(TypedDict, total=False):
    """Where a passage stands; what is not known, or not to be told, is left out."""

    page: Annotated[_AtLeastOne, "Page of the PDF that the first mark stands on."]
    line: Annotated[_AtLeastOne, "Line of the file that the first mark stands on; over HTTP if `show_files` is set."]


class SectionHitBody(PlaceBody):
    """One section that matched."""

    number: SectionNumber
    heading: str
    path: HeadingPath
    score: _Score
    url: Url
    dates: Annotated[list[str], "Dates that it names: 2018-05-26, 2018-05, 2018, 1990s, 19世纪, -221, ?-05-26."]
    snippet: Annotated[list[PieceBody], "The best passages; joined, the pieces are their text."]


class AddedFormBody(TypedDict):
    """A wording that was searched besides the typed one."""

    typed: str
    added: str
    source: Annotated[str, "Word list that the pair comes from."]


class FoundInBody(TypedDict):
    """Where a query was found outside the text that is shown."""

    kind: Annotated[str, "`title`, `name` (another name), `anchor` (links call it so), `heading`, or a field's name."]
    text: str


class StatedBody(TypedDict, total=False):
    """What an article states of itself: the same where it is shown and where a program sends it."""

    published: Annotated[str, "ISO 8601 date, or date and time."]
    updated: Annotated[str, "ISO 8601 date, or date and time."]
    authors: list[str]
    tags: list[str]
    description: str
    lang: Annotated[str, "BCP 47 tag."]


class AboutBody(StatedBody, total=False):
    """What is known of an article; what is not known is left out."""

    original_url: Annotated[str, {"format": "uri-reference"}, "The owner's own page of it."]
    path: Annotated[str, "Path of its file in the indexed folder."]
    fields: Annotated[dict[str, object], "Fields of its own: texts, numbers, or lists of texts."]


class FileBody(AboutBody, total=False):
    """What is known of an article, and where it is on the disk."""

    file: Annotated[str, "Path of its file on the disk; over HTTP if `show_files` is set."]


class HitBody(FileBody):
    """One article that matched. What is not known of it is left out."""

    rank: Annotated[_AtLeastOne, "1 for the first article of all."]
    id: str
    title: str
    score: _Score
    url: Url
    sections: Annotated[list[SectionHitBody], "Sections that matched, best first."]
    more_sections: Annotated[Count, "Sections that matched and are not listed."]
    why: Annotated[list[AddedFormBody], "Wordings searched besides the typed ones that stand in the best section."]
    found_in: Annotated[list[FoundInBody], "Where the query was found, if the best section's snippet has no mark."]


class CategoryBody(TypedDict):
    """A category, as an article writes it."""

    name: str
    articles: Annotated[_AtLeastOne, "Articles in it."]


class YearBody(TypedDict):
    """A year that sections found name."""

    year: _Year
    articles: Annotated[_AtLeastOne, "Their articles."]


class PeriodBody(TypedDict):
    """All years from first to last."""

    first: _Year
    last: _Year
    articles: Annotated[Count, "As for a year."]


class FoundArticleBody(TypedDict):
    """An article, and how many of its sections were found."""

    id: str
    title: str
    url: Url
    sections: Annotated[_AtLeastOne, "Sections of it found."]


class ValueBody(TypedDict):
    """A value of a field, as an article writes it; of a date its year, of a path a folder."""

    value: str
    articles: Annotated[_AtLeastOne, "Articles that have it."]


class FacetsBody(TypedDict):
    """How everything found divides, over all pages; what is filtered by is counted as if it were not."""

    categories: Annotated[
        list[CategoryBody],
        'The largest ones, largest first; category:"NAME" added to the query finds as many articles.',
    ]
    years: Annotated[list[YearBody], "In order; date:YEAR added to the query finds as many articles."]
    periods: Annotated[
        list[PeriodBody],
        "The same years in at most 30 stretches that follow each other; date:FIRST..LAST finds as many.",
    ]
    articles: Annotated[
        list[FoundArticleBody], "Those with the most sections found; of articles level with each other all or none."
    ]
    fields: Annotated[
        dict[str, list[ValueBody]],
        "By field its largest values, largest first, years in order; the value as a filter finds as many.",
    ]


class ResultsBody(TypedDict):
    """A page of results."""

    query: Annotated[str, "As typed."]
    total: Annotated[Count, "Articles found, over all pages."]
    offset: Count
    limit: _AtLeastOne
    took_ms: Annotated[float, {"minimum": 0}, "Milliseconds from the query to the ranked hits."]
    hits: Annotated[list[HitBody], "Best first."]
    complete: Annotated[bool, "false: the time for a query was over before all was looked at; there may be more."]
    relaxed: Annotated[bool, "No section holds all that was typed; these hold most of it."]
    corrections: Annotated[
        list[str],
        "Where little was found: queries that find more, with a word that sounds the same or is one slip away.",
    ]
    message: Annotated[str, "A sentence for the reader when there is something to say, else empty."]
    notes: Annotated[list[str], "Sentences on how the query was read, as where a name before a colon is no field."]
    variant: ShownVariant
    facets: Annotated[FacetsBody | None, "null where it is not asked for."]


def to_json(body: Any, *, indent: int | None = None, ascii_only: bool = False) -> str:
    """Return the JSON text of a body.

    Args:
        body: what one of the functions below gave, or a dataclass.
        indent: spaces a level, or ``None`` for one line.
        ascii_only: write other characters as escapes, for an output that cannot hold them.
    """
    return json.dumps(
        body, ensure_ascii=ascii_only, indent=indent, allow_nan=False, check_circular=False, default=asdict
    )


def article_url(article_id: str, *, section: int | None = None, query: str = "") -> str:
    """Return the path of an article's page.

    An id may hold any character. Slashes stay readable where no browser or proxy would rewrite the path.

    Args:
        article_id: its id.
        section: number of the section to show.
        query: what is to be marked.
    """
    return article_path(article_id) + typed_part(query) + ("" if section is None else f"#section-{section}")


@lru_cache(maxsize=256)
def article_path(article_id: str) -> str:
    """Return the path alone; each section of an article that was found has it in its link."""
    is_plain = _NOT_PARTS.isdisjoint(article_id.split("/"))
    return "/articles/" + (_NO_PATH if is_plain else _NO_PART).sub(_escaped, article_id)


def in_query(text: str, unlike: re.Pattern[str] = _NO_PART) -> str:
    """Return a text as a URL has it behind its question mark.

    Args:
        text: a name or a value.
        unlike: finds runs of characters that do not stand there as they are; blanks and percent signs never do.
    """
    return unlike.sub(_escaped, text).replace("%20", "+")


def _escaped(run: re.Match[str]) -> str:
    """Characters as a URL has them; what no encoding holds is a question mark."""
    return "%" + run[0].encode("utf-8", "replace").hex("%").upper()


@lru_cache(maxsize=64)
def typed_part(query: str) -> str:
    """Return a query as a URL ends with it; a page of results has it in every link."""
    return f"?q={in_query(query)}" if query else ""


def search_body(
    results: SearchResults,
    *,
    corrections: Sequence[str] = (),
    sections: int = SECTIONS_AN_ARTICLE,
    variant: Variant = "orig",
    facets: bool = False,
) -> ResultsBody:
    """Return the body of a page of results.

    Args:
        results: what ``SearchEngine.search`` gave.
        corrections: what ``SearchEngine.corrections_of`` gave.
        sections: most sections to list under one article; ``more_sections`` counts the ones left out.
        variant: writing to show titles, headings and passages in.
        facets: also say how everything found divides.
    """
    return {
        "query": results.query,
        "total": results.total,
        "offset": results.offset,
        "limit": results.limit,
        "took_ms": round(results.took_ms, 3),
        "hits": [hit_body(hit, query=results.query, sections=sections, variant=variant) for hit in results],
        "complete": results.complete,
        "relaxed": results.relaxed,
        "corrections": list(corrections),
        "message": results.message,
        "notes": list(results.notes),
        "variant": variant,
        "facets": _facets_body(results, variant) if facets else None,
    }


def hit_body(hit: Hit, *, query: str, sections: int = SECTIONS_AN_ARTICLE, variant: Variant = "orig") -> HitBody:
    """Return the body of one article that matched.

    Args:
        hit: the article.
        query: as typed; the page that ``url`` leads to marks it.
        sections, variant: see `search_body`.
    """
    context = "" if variant == "orig" else hit.sections[0].snippet.to_text() if hit.sections else ""
    return {
        "rank": hit.rank,
        "id": hit.id,
        "title": _written(hit.title, variant, context),
        "score": hit.score,
        "url": article_url(hit.id, query=query),
        "sections": [_section_body(hit.id, section, query, variant) for section in hit.sections[:sections]],
        "more_sections": max(0, len(hit.sections) - sections),
        "why": [_added_body(form) for form in hit.why],
        "found_in": [{"kind": each.kind, "text": _written(each.text, variant)} for each in hit.found_in],
        **cast(FileBody, about_body(hit.about)),
    }


def about_body(article: Article) -> AboutBody:
    """Return the body of what is known of an article besides its text. Where its file is on the disk stays out."""
    stated = {name: getattr(article, name) for name in StatedBody.__annotations__}
    known = {"original_url": article.url, **stated, "path": article.path}
    found = {name: _listed(value) for name, value in known.items() if value}
    if article.fields:
        found["fields"] = {name: _listed(value) for name, value in article.fields.items()}
    return cast(AboutBody, found)


def _listed(value: Any) -> Any:
    """A value as JSON has it."""
    return list(value) if isinstance(value, tuple) else value


def _section_body(article_id: str, section: SectionHit, query: str, variant: Variant) -> SectionHitBody:
    snippet = section.snippet
    context = snippet.to_text() if variant != "orig" else ""
    paper: PlaceBody = {} if section.page is None else {"page": section.page}
    return {
        "number": section.number,
        "heading": _written(section.heading, variant, context),
        "path": [_written(each, variant, context) for each in section.path],
        "score": section.score,
        "url": article_url(article_id, section=section.number, query=query),
        "dates": list(map(str, section.dates)),
        "snippet": [{"text": each.text, "match": each.match} for each in convert_pieces(snippet.pieces, variant)],
        **paper,
    }


def _facets_body(results: SearchResults, variant: Variant) -> FacetsBody:
    """Names of categories stay as they are: queries are made of them."""
    facets = results.facets
    return {
        "categories": [{"name": each.name, "articles": each.article_count} for each in facets.categories],
        "years": [{"year": each.year, "articles": each.article_count} for each in facets.years],
        "periods": [
            {"first": each.first, "last": each.last, "articles": each.article_count} for each in facets.periods
        ],
        "articles": [
            {
                "id": each.id,
                "title": _written(each.title, variant),
                "url": article_url(each.id, query=results.query),
                "sections": each.section_count,
            }
            for each in facets.articles
        ],
        "fields": {
            name: [{"value": each.value, "articles": each.article_count} for each in values]
            for name, values in facets.fields.items()
        },
    }


def _written(text: str, variant: Variant, context: str = "") -> str:
    return text if variant == "orig" else convert_text(text, variant, context=context)


def _added_body(form: AddedForm) -> AddedFormBody:
    return {"typed": form.typed, "added": form.added, "source": form.source}
