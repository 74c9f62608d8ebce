"""The HTTP API: ``/api/v1``, ``/healthz`` and ``/openapi.json``. The command's ``--json`` gives the same bodies."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Annotated, Literal, TypeAlias, TypedDict

from flask import request
from werkzeug.exceptions import NotFound

from wenxun import Article, BackendStats, Hit, SearchEngine
from wenxun.article_bodies import ArticleBody, article_body
from wenxun.fields import FieldTable
from wenxun.file_places import add_places
from wenxun.notices import Notice
from wenxun.presentation import (
    SECTIONS_AN_ARTICLE,
    Count,
    HitBody,
    ResultsBody,
    SectionNumber,
    ShownVariant,
    hit_body,
    search_body,
)
from wenxun.query.conditions import RELEVANCE, read_filters
from wenxun.query.language import MAX_TYPED_CHARS
from wenxun.variants import Variant
from wenxun.web.current import NAMES_WAIT_SECONDS, current_engine
from wenxun.web.cursors import Cursor, NextCursor, cursor_of, digest_of, place_of
from wenxun.web.kept_answers import note_search
from wenxun.web.openapi import described
from wenxun.web.owner_pages import owner_url
from wenxun.web.preferences import said
from wenxun.web.problems import BadParameter, CursorExpired
from wenxun.web.routes import Routes
from wenxun.web.site import current_site
from wenxun.web.timing import timed
from wenxun.word_bodies import AnalysisBody, SuggestionsBody, analysis_body, suggest_body

__all__ = ["API", "ArticleId"]

API = Routes("api")

_FIELDS = FieldTable()
_FILTER = (
    f"^(({'|'.join(each.name for each in _FIELDS.of_kind('keyword', 'path', 'id'))})[:=]\\S.*"
    f"|({'|'.join(each.name for each in _FIELDS.of_kind('date', 'dates'))})[:=][1-9][0-9]{{3}}(\\.\\.)?)$"
)
"""Filters by the fields that all articles have; of dates the plainest forms alone."""

_FURTHEST = 100_000
"""Up to here a search is read by cursor: what a page costs grows with what stands before it."""

_Query: TypeAlias = Annotated[str, {"maxLength": MAX_TYPED_CHARS}, "What the reader typed."]
_Limit: TypeAlias = Annotated[int, {"minimum": 1, "maximum": 100}, "Most articles to list."]
_Offset: TypeAlias = Annotated[int, {"minimum": 0, "maximum": 10_000}, "How many of the best articles to leave out."]
_Sections: TypeAlias = Annotated[int, {"minimum": 1, "maximum": 100}, "Most sections to list under one article."]
_Variant: TypeAlias = Annotated[
    Variant, "Writing to show articles in: as written, or 简体, 繁體, Taiwan's or Hong Kong's."
]
_Facets: TypeAlias = Annotated[
    int, {"minimum": 0, "maximum": 1}, "1: also say how everything found divides by category, year, article and field."
]
_Filters: TypeAlias = Annotated[
    tuple[Annotated[str, {"maxLength": MAX_TYPED_CHARS, "pattern": _FILTER}], ...],
    {"maxItems": 50},
    "Field and value that articles must have, as tag:茶 or published:2020..; of several values of a field one. "
    "Fields of the owner's own are taken too.",
]
_Sort: TypeAlias = Annotated[
    str,
    {"maxLength": 200, "pattern": f"^({RELEVANCE}|-?({'|'.join(each.name for each in _FIELDS.sortable)}))$"},
    "relevance, or a field to sort by, of the owner's own too; a minus sign before it: the largest first.",
]
_Suggestions: TypeAlias = Annotated[int, {"minimum": 1, "maximum": 20}, "Most suggestions to give."]
_Similar: TypeAlias = Annotated[int, {"minimum": 1, "maximum": 20}, "Most articles to list."]
_Section: TypeAlias = Annotated[int, {"minimum": 0, "maximum": 100_000}, "Number of the section; 0 is the lead."]
_GivenId: TypeAlias = Annotated[str, "Id of an article, as hits give it."]
_Text: TypeAlias = Annotated[
    str, {"maxLength": 10_000}, "Text to analyse. The command wenxun analyze takes any length."
]
ArticleId: TypeAlias = Annotated[
    str, {"minLength": 1}, "Id of an article, as hits give it; any characters, percent-encoded."
]


class PageBody(ResultsBody):
    """A page of results."""

    cursor: NextCursor


class CorrectionsBody(TypedDict):
    """What may have been meant."""

    query: Annotated[str, "As typed."]
    corrections: list[str]


class SimilarBody(TypedDict):
    """Articles about the same as a section."""

    id: str
    section: SectionNumber
    hits: Annotated[list[HitBody], "Best first."]
    variant: ShownVariant


class HealthBody(TypedDict):
    """Searches can be answered."""

    status: Literal["ok"]
    articles: Count
    generation: Count


class AliveBody(TypedDict):
    """The process answers."""

    status: Literal["ok"]


@API.route("/api/v1/search", basis="index")
def search(
    q: _Query = "",
    limit: _Limit = 10,
    offset: _Offset = 0,
    sections: _Sections = SECTIONS_AN_ARTICLE,
    variant: _Variant = "orig",
    facets: _Facets = 0,
    filter: _Filters = (),
    sort: _Sort = RELEVANCE,
    cursor: Cursor = "",
) -> PageBody:
    """The articles that match, best first or sorted, with the passages that matched.

    With the `cursor` of each answer all that matches can be read, page by page. It holds for the same query and as long
    as the index does not change; then the answer is 410, and reading begins anew. It leads to 100,000 articles at most.
    """
    engine = current_engine()
    rests_on = digest_of(engine.generation, q, filter, sort)
    if cursor:
        offset = _offset_of(cursor, rests_on, offset)
    with timed("find"):
        results = engine.search(q, limit=limit, offset=offset, filters=read_filters(filter), sort=sort)
        results.total  # noqa: B018  counted now
    note_search(results)
    corrections = engine.corrections_of(results, wait_seconds=NAMES_WAIT_SECONDS)
    if facets:
        with timed("facets"):
            results.facets  # noqa: B018  counted now
    with timed("hits"):
        body = search_body(results, corrections=corrections, sections=sections, variant=variant, facets=facets == 1)
        _place(results, body["hits"])
    for counted in body["facets"]["articles"] if body["facets"] else ():
        counted["url"] = request.script_root + counted["url"]
    body["message"], body["notes"] = said(results.message), [said(note) for note in results.notes]
    end = offset + len(results)
    return {**body, "cursor": cursor_of("search", end, rests_on) if end < results.total and results else None}


def _offset_of(cursor: str, rests_on: str, offset: int) -> int:
    if offset:
        raise BadParameter(Notice("offset and cursor are given; a cursor says itself where to go on."))
    found, rested_on = place_of(cursor, "search", int, str)
    if rested_on != rests_on:
        raise CursorExpired(
            Notice("The index, or what is asked, has changed since this cursor was given. Leave it out to begin anew.")
        )
    if not 0 <= int(found) <= _FURTHEST:
        raise BadParameter(
            Notice(
                "cursor leads beyond {most:,} articles, up to which a search is read. Narrow it, or "
                "read /api/v1/export.",
                most=_FURTHEST,
            )
        )
    return int(found)


def _place(hits: Iterable[Hit], bodies: Sequence[HitBody]) -> None:
    """Put what the application stands below before the addresses of hits, and name the owner's own pages and files."""
    site, root = current_site(), request.script_root
    if site.shows_files:
        add_places(hits, bodies)
    for hit, body in zip(hits, bodies, strict=True):
        body["url"] = root + body["url"]
        if site.url_template and (address := owner_url(hit.about, site.url_template)):
            body["original_url"] = address
        for section in body["sections"]:
            section["url"] = root + section["url"]


@API.route("/api/v1/corrections", basis="index")
def corrections(q: _Query = "") -> CorrectionsBody:
    """Queries that find more than this one, with a word that sounds the same or is one slip away."""
    return {"query": q, "corrections": list(current_engine().corrections(q, wait_seconds=NAMES_WAIT_SECONDS))}


@API.route("/api/v1/similar", basis="index", missing="There is no such article, or section of it.")
def similar(id: _GivenId, section: _Section = 0, limit: _Similar = 5, variant: _Variant = "orig") -> SimilarBody:
    """Other articles with sections that share the most telling words of a section, best first."""
    engine = current_engine()
    article = _found(engine, id)
    if section >= len(article.sections):
        raise NotFound(
            Notice(
                "{id!r} has no section {section}; its sections are numbered 0 to {last}",
                id=id,
                section=section,
                last=len(article.sections) - 1,
            )
        )
    found = engine.similar(id, section, limit=limit)
    hits = [hit_body(hit, query="", variant=variant) for hit in found]
    _place(found, hits)
    return {"id": id, "section": section, "hits": hits, "variant": variant}


@API.route("/api/v1/suggest", basis="index")
def suggest(q: _Query = "", limit: _Suggestions = 8, variant: _Variant = "orig") -> SuggestionsBody:
    """Titles, headings and names of links that the reader may be about to type, in either script or in pinyin."""
    found = current_engine().suggest(q, limit=limit, wait_seconds=NAMES_WAIT_SECONDS)
    return suggest_body(q, found, variant=variant)


@API.route("/api/v1/suggest/opensearch", basis="index", mimetype="application/x-suggestions+json")
def suggest_for_browsers(q: _Query = "", limit: _Suggestions = 8, variant: _Variant = "orig") -> tuple[str, list[str]]:
    """The same suggestions in the form of OpenSearch: what was typed, and a list of texts."""
    return q, [each["text"] for each in suggest(q, limit, variant)["suggestions"]]


@API.route("/api/v1/articles/{article_id}", basis="index", missing="There is no such article.")
def article(article_id: ArticleId, variant: _Variant = "orig") -> ArticleBody:
    """A whole article."""
    engine = current_engine()
    found = _found(engine, article_id)
    linked = engine.linked(found)
    sections = engine.linked_sections(found, linked)
    return article_body(found, linked=linked, linked_sections=sections, variant=variant)


def _found(engine: SearchEngine, article_id: str) -> Article:
    found = engine.get(article_id)
    if found is None:
        raise NotFound(Notice("There is no article {id!r}. Ids stand in the hits of /api/v1/search.", id=article_id))
    return found


@API.route("/api/v1/analyze", basis="moment")
def analyze(text: _Text = "") -> AnalysisBody:
    """The terms that a text is indexed and found by."""
    return analysis_body(text, current_engine(refresh=False).analyze(text))


@API.route("/api/v1/stats", basis="index")
def stats() -> BackendStats:
    """Figures about the index."""
    return current_engine().stats()


@API.route("/healthz", basis="moment")
def health() -> HealthBody:
    """Whether searches are answered from the index that is there now: 200, or a problem with status 503."""
    engine = current_engine(refresh=False)
    engine.refresh()  # an index that has gone is an error here, though what was opened of it still answers
    engine.search("一", limit=1)
    figures = engine.stats()
    return {"status": "ok", "articles": figures.articles, "generation": figures.generation}


@API.route("/readyz", basis="moment")
def ready() -> HealthBody:
    """The same as /healthz: whether requests may be sent here."""
    body: HealthBody = health()
    return body


@API.route("/livez", basis="code")
def alive() -> AliveBody:
    """Whether the process answers at all; where it does not, it should be started anew."""
    return {"status": "ok"}


@API.route("/openapi.json", basis="code")
def description() -> dict[str, object]:
    """This description."""
    return described(API, url=request.script_root or "/")
