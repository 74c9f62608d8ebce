"""The pages for people: search, results, articles. Whole without JavaScript; all state is in the URL."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias, cast, get_args

from flask import Blueprint, Response, render_template, request
from werkzeug.exceptions import NotFound

from wenxun import Article, Hit, Piece, QueryError, SearchEngine, SearchResults, Section
from wenxun.notices import Notice
from wenxun.variants import convert_pieces
from wenxun.web.article_text import Labels, marked_html, shown_sections
from wenxun.web.cards import Cards
from wenxun.web.crawlers import article_address, article_summary
from wenxun.web.current import NAMES_WAIT_SECONDS, current_engine
from wenxun.web.facets import beside, with_chosen_years
from wenxun.web.freshness import resting_on
from wenxun.web.kept_answers import note_search
from wenxun.web.last_results import last_results, question_of
from wenxun.web.narrowed import Narrowed
from wenxun.web.owner_pages import owner_url
from wenxun.web.preferences import current_texts, current_ui, current_variant, link_to_article
from wenxun.web.site import current_site
from wenxun.web.timing import timed, took_ms
from wenxun.web.tips import Tip, tips

__all__ = ["Fragment", "blueprint", "fragment", "render"]

Fragment: TypeAlias = Literal["hits", "counted"]
"""Part of a page of results: all of it but what is counted of everything found, or that alone."""

_FRAGMENTS = get_args(Fragment)

_LONGEST_REPEATED_CHARS = 400
"""A longer query is not repeated in the hundred links that a page of results may have: it would weigh megabytes."""

_HITS_A_PAGE = 10
_LAST_PAGE = 1000
_PAGES_AROUND = 2
_QUOTES = '"“”「」『』＂'
_HINTED_WORDS = 5
_OPERATORS = {"OR", "AND", "NOT", "|"}
_CONTEXT_CHARS = 4_000
_LINKED_ARTICLES = 30
_SIMILAR_ARTICLES = 5
_NAMES_MEANT = 5

blueprint = Blueprint("pages", __name__)
blueprint.add_app_template_filter(marked_html, "marked")


@dataclass(frozen=True, slots=True)
class Hints:
    """Queries that may find more than one that found nothing.

    Attributes:
        unquoted: the query without its quotes; empty when it has none.
        words: its words that find something, each with the number of articles; empty when it is one word.
        missing: its words that no article holds.
    """

    unquoted: str
    words: tuple[tuple[str, int], ...]
    missing: tuple[str, ...]


def render(template: str, *, status: int = 200, **values: Any) -> Response:
    """A page. Characters that no encoding holds (lone surrogates) are shown as question marks."""
    with timed("page"):
        content = render_template(f"{current_ui()}/{template}", **values).encode("utf-8", "replace")
    return Response(content, status, mimetype="text/html")


def fragment() -> Fragment | None:
    """What the script asks for of a page of results; ``None`` where the whole is asked for."""
    given = request.args.get("fragment") if request.endpoint == "pages.home" else None
    return cast(Fragment, given) if given in _FRAGMENTS else None


@blueprint.get("/")
@resting_on("index")
def home() -> Response:
    """The search page; with ``q`` and ``page``, the results."""
    typed = request.args.get("q", "")
    engine = current_engine()
    if "from" in request.args or "to" in request.args:
        return Response(status=303, headers={"Location": Narrowed(typed, engine.fields).url(with_chosen_years(typed))})
    if not typed.strip() and "filter" not in request.args:
        return render("welcome.html", typed="", stats=engine.stats(), tips=_tips(engine))
    part = fragment()
    return _counted_fragment(engine, typed) if part == "counted" else _results_page(engine, typed, part)


def _results_page(engine: SearchEngine, typed: str, part: Fragment | None) -> Response:
    """What a query finds; the script asks for what is counted of it later."""
    page = _page_number(request.args.get("page", "1"))
    narrowed = Narrowed(typed, engine.fields)
    question = question_of(engine, narrowed)
    results = _search(engine, narrowed, typed, page)
    note_search(results)
    counted = last_results().keep(question, results)
    meant = _meant(engine, results)
    last_page = min(_LAST_PAGE, -(-results.total // _HITS_A_PAGE))
    page_form = current_texts()["page_number"]
    with timed("hits"):
        cards = list(Cards(results, narrowed, typed=typed, repeats_query=_repeats(typed)))
    return render(
        "results.html" if part is None else "results_region.html",
        typed=typed,
        results=results,
        cards=cards,
        meant=meant,
        corrections=[
            query for query in engine.corrections_of(results, wait_seconds=NAMES_WAIT_SECONDS) if query not in meant
        ],
        narrowing=narrowed.narrowing,
        narrowed=narrowed,
        most_listed=_LAST_PAGE * _HITS_A_PAGE,
        narrowed_url=narrowed.url,
        page=page,
        last_page=last_page,
        pages=[
            (number, narrowed.page_url(number), page_form.format(page=number)) if number else (None, "", "")
            for number in _pages_shown(page, last_page)
        ],
        is_inside="in" in narrowed.filters,
        hints=_hints(engine, typed) if not results.total else None,
        tips=() if results.total else _tips(engine),
        notice=_notice(results),
        took_ms=took_ms,
        **_beside(counted, narrowed, typed, is_counted=part is None),
    )


def _counted_fragment(engine: SearchEngine, typed: str) -> Response:
    """What the script puts into a page of results when it has shown the hits."""
    narrowed = Narrowed(typed, engine.fields)
    results = last_results().find(question_of(engine, narrowed))
    if results is None:
        results = _search(engine, narrowed, typed)
    note_search(results, is_counted=True)
    return render(
        "counted.html",
        typed=typed,
        results=results,
        narrowed=narrowed,
        **_beside(results, narrowed, typed, is_counted=True),
    )


def _search(engine: SearchEngine, narrowed: Narrowed, typed: str, page: int = 1) -> SearchResults:
    with timed("find"):
        results = engine.search(
            typed,
            limit=_HITS_A_PAGE,
            offset=(page - 1) * _HITS_A_PAGE,
            filters=narrowed.filters,
            sort=narrowed.sort,
        )
        results.total  # noqa: B018  counted now
    return results


def _beside(results: SearchResults, narrowed: Narrowed, typed: str, *, is_counted: bool) -> dict[str, Any]:
    """What templates know of the facets and orders of results; where nothing is counted, room is left for them."""
    has_beside = _repeats(typed) and bool(results.total > 1 or narrowed.given)
    if is_counted and (has_beside or results.total > 1):
        with timed("facets"):
            results.facets  # noqa: B018  counted now
    return {
        "has_beside": has_beside,
        "beside": beside(results, narrowed, typed) if has_beside and is_counted else None,
        "orders": narrowed.orders(results if is_counted else None) if results.total > 1 else [],
    }


def _repeats(typed: str) -> bool:
    """Whether links of the page repeat the query."""
    return len(typed) <= _LONGEST_REPEATED_CHARS


@blueprint.get("/articles/<article_id:article_id>")
@resting_on("index")
def article(article_id: str) -> Response:
    """An article; with ``q``, what it finds is marked."""
    engine = current_engine()
    found = engine.get(article_id)
    if found is None:
        raise NotFound(Notice("There is no article {id!r}.", id=article_id))
    typed = request.args.get("q", "").strip()
    marked: list[tuple[Piece, ...]] = [(Piece(section.text, match=False),) for section in found.sections]
    marked_names: dict[str, tuple[Piece, ...]] = {}
    if typed:
        try:
            marked = engine.mark(found, typed)
            marked_names = _marked_names(engine, found, typed)
        except QueryError:
            typed = ""  # the text is what was asked for, and it can be shown
    context = found.text[:_CONTEXT_CHARS]
    linked = engine.linked(found)
    places = engine.linked_sections(found, linked)
    here = {target: f"#section-{number}" for target, number in places.items() if target not in linked}
    sections = list(
        shown_sections(
            found,
            marked,
            marked_names,
            here | {each: link_to_article(leads_to, section=places.get(each)) for each, leads_to in linked.items()},
            variant=current_variant(),
            context=context,
            labels=Labels(**current_texts()["labels"]),
        )
    )
    original = owner_url(found, current_site().url_template or "{url}")
    title = marked_names.get(found.title, (Piece(found.title or found.id, match=False),))
    return render(
        "article.html",
        typed=typed,
        article=found,
        original=original,
        address=article_address(found, original),
        summary=article_summary(found),
        title=marked_html(convert_pieces(title, current_variant(), context=context)),
        sections=sections,
        has_contents=sum(bool(section.headings) for section in sections) > 1,
        mark_count=sum(section.mark_count for section in sections),
        context=context,
        linked=_named(linked),
        similar=_similar(engine, found),
    )


@blueprint.get("/keyboard")
@resting_on("code")
def keyboard() -> Response:
    """What the keys do; the script shows it on any page."""
    return render("keyboard.html", typed="")


@blueprint.get("/opensearch.xml")
@resting_on("code")
def opensearch() -> Response:
    """The search box in the terms of OpenSearch 1.1, so that a browser can add it to its own."""
    return Response(render_template(f"{current_ui()}/opensearch.xml"), mimetype="application/opensearchdescription+xml")


def _tips(engine: SearchEngine) -> tuple[Tip, ...]:
    return tips(engine, current_site(), current_ui())


def _meant(engine: SearchEngine, results: SearchResults) -> tuple[str, ...]:
    """Names that begin or sound like a query that found nothing: a reader who types bmd has 板门店 in mind."""
    if results.message or results.total:
        return ()
    found = engine.suggest(results.query, limit=_NAMES_MEANT, wait_seconds=NAMES_WAIT_SECONDS)
    return tuple(each.text for each in found)


def _marked_names(engine: SearchEngine, found: Article, typed: str) -> dict[str, tuple[Piece, ...]]:
    """The title and headings of an article, cut where matches start and end."""
    names = list(dict.fromkeys((found.title, *(name for section in found.sections for name in section.path))))
    sections = tuple(Section(number, "", (), name) for number, name in enumerate(names))
    return dict(zip(names, engine.mark(Article(found.id, "", sections), typed), strict=True))


def _named(linked: Mapping[str, str]) -> list[tuple[str, str]]:
    """Names and ids of articles that are linked to, each article once, in the order of the links."""
    names: dict[str, str] = {}
    for target, article_id in linked.items():
        names.setdefault(article_id, target.partition("#")[0])
    return [(target, article_id) for article_id, target in names.items()][:_LINKED_ARTICLES]


def _similar(engine: SearchEngine, found: Article) -> tuple[Hit, ...]:
    """Other articles with sections like the longest of this one."""
    longest = max(found.sections, key=lambda section: len(section.text))
    return engine.similar(found.id, longest.number, limit=_SIMILAR_ARTICLES)


def _page_number(given: str) -> int:
    """The page asked for; whatever is no number is the first page."""
    if not (given.isascii() and given.isdigit()):
        return 1
    return min(max(1, int(given[:9])), _LAST_PAGE)


def _pages_shown(page: int, last_page: int) -> list[int | None]:
    """Numbers to link to; ``None`` stands where some are left out."""
    near = {1, last_page, *range(page - _PAGES_AROUND, page + _PAGES_AROUND + 1)}
    numbers = [number for number in sorted(near) if 1 <= number <= last_page]
    shown: list[int | None] = []
    for number in numbers:
        if shown and shown[-1] is not None and number - shown[-1] > 1:
            shown.append(None)
        shown.append(number)
    return shown


def _notice(results: SearchResults) -> str:
    """Which notice stands above the hits: the name of a text, or nothing."""
    if results.total and not results.hits:
        return "page_past_end"
    if not results.complete:
        return "incomplete"
    return "relaxed" if results.relaxed and results.hits else ""


def _hints(engine: SearchEngine, typed: str) -> Hints:
    unquoted = "".join(" " if character in _QUOTES else character for character in typed)
    words = [word for word in unquoted.split() if word not in _OPERATORS and word[0] not in "-－"]
    tried = list(dict.fromkeys(words))[:_HINTED_WORDS] if len(words) > 1 else []
    counts = {word: engine.search(word, limit=1).total for word in tried}
    return Hints(
        unquoted=" ".join(words) if unquoted != typed else "",
        words=tuple((word, count) for word, count in counts.items() if count),
        missing=tuple(word for word, count in counts.items() if not count),
    )
