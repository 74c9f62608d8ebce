"""Routes that write, with a key; see `wenxun.web.writing`. Each is one transaction: all of it, or nothing."""

from __future__ import annotations

from typing import Annotated, TypeAlias, TypedDict

from wenxun import Article, IndexReport, WenxunError
from wenxun.notices import Notice
from wenxun.presentation import Count
from wenxun.web.api import ArticleId
from wenxun.web.current import current_engine
from wenxun.web.listing import API
from wenxun.web.records import JSON_LINES, GivenArticle, GivenRecord, NewId, article_of, articles_of
from wenxun.web.writing import taking_turns

__all__ = ["API"]

_MOST_ARTICLES = 1_000
_WAIT_SECONDS = 5.0

_Records: TypeAlias = Annotated[list[GivenRecord], {"minItems": 1, "maxItems": _MOST_ARTICLES}]


class WrittenBody(TypedDict):
    """What was changed; every search that begins after this answer finds it so."""

    added: Annotated[Count, "Articles with new ids."]
    updated: Annotated[Count, "Articles that took the place of older ones with the same ids."]
    unchanged: Annotated[Count, "Articles that were there as they were sent."]
    generation: Annotated[Count, "Number of the generation of the index that holds it."]


class DeletedBody(TypedDict):
    """What was taken out."""

    deleted: Annotated[int, {"minimum": 0, "maximum": 1}, "1, or 0 if there was no such article."]
    generation: Annotated[Count, "Number of the generation of the index that does not hold it."]


@API.route("/api/v1/articles/{article_id}", basis="moment", method="PUT", takes=("application/json",))
def put_article(article_id: NewId, body: GivenArticle) -> WrittenBody:
    """Index an article under this id, in the place of the one that has it. Sent again, it changes nothing more."""
    return _write([article_of(article_id, body)])


@API.route("/api/v1/articles", basis="moment", method="POST", takes=(JSON_LINES, "application/json"))
def post_articles(body: _Records) -> WrittenBody:
    """Index up to 1,000 articles, all or none: a line of JSON for each, or one JSON list.

    Each has its id, and takes the place of the article that has it. Sent again, they change nothing more.
    """
    return _write(articles_of(body))


@API.route("/api/v1/articles/{article_id}", basis="moment", method="DELETE")
def delete_article(article_id: ArticleId) -> DeletedBody:
    """Take an article out. One that came from a file stays away until it is put, or included, again."""
    engine = current_engine()
    with taking_turns():
        deleted = engine.delete(article_id, wait_seconds=_WAIT_SECONDS)
        return {"deleted": deleted, "generation": engine.generation}


def _write(articles: list[Article]) -> WrittenBody:
    engine = current_engine()
    with taking_turns():
        report = engine.add(*articles, wait_seconds=_WAIT_SECONDS)
        generation = engine.generation
    if report.skipped:
        raise WenxunError(_lost(report))
    return {
        "added": sum(len(each.article_ids) for each in report.added),
        "updated": sum(len(each.article_ids) for each in report.updated),
        "unchanged": len(report.unchanged),
        "generation": generation,
    }


def _lost(report: IndexReport) -> Notice:
    """Sentence on what an index did not take of articles that are right: no more than a fault can bring that about."""
    first = report.skipped[0]
    return Notice(
        "{count} articles could not be indexed; the first is {path!r}: {detail}.",
        count=len(report.skipped),
        path=first.path,
        detail=first.detail,
    )
