"""What search engines of the web are told: articles may be found there, pages of results may not.

``/robots.txt`` is read at the root of a host alone; below a prefix the owner puts its lines into the one of the site.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from xml.sax.saxutils import escape

from flask import Blueprint, Flask, Response, request
from werkzeug.exceptions import NotFound

from wenxun import Article, SearchEngine
from wenxun.notices import Notice
from wenxun.presentation import article_url
from wenxun.web.current import current_engine
from wenxun.web.freshness import resting_on

__all__ = ["article_address", "article_summary", "blueprint", "install"]

_SUMMARY_CHARS = 150
_ADDRESSES_A_PART = 20_000  # 50,000 and 50 MB are allowed
_ROOT = '<?xml version="1.0" encoding="UTF-8"?>\n<{name} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'

blueprint = Blueprint("crawlers", __name__)


def install(app: Flask) -> None:
    """Let the application say of each answer that is no article and no start page that it is not to be listed."""
    app.after_request(_unlisted)


def article_address(article: Article, original: str) -> str:
    """Return the one address of an article, whatever is marked in it: the owner's own page where there is one."""
    return original or _here(article_url(article.id))


def article_summary(article: Article) -> str:
    """Return what an article says of itself in short, else how it begins."""
    text = " ".join((article.description or article.text[: 2 * _SUMMARY_CHARS]).split())
    return text if len(text) <= _SUMMARY_CHARS else f"{text[: _SUMMARY_CHARS - 1]}…"


@blueprint.get("/robots.txt")
@resting_on("code")
def robots() -> Response:
    """Say what need not be asked at all."""
    root = request.script_root
    lines = ("User-agent: *", f"Disallow: {root}/api/", f"Disallow: {root}/*?*q=", f"Sitemap: {_here('/sitemap.xml')}")
    return Response("\n".join(lines) + "\n", mimetype="text/plain")


@blueprint.get("/sitemap.xml")
@resting_on("index")
def sitemap() -> Response:
    """Return the addresses of all articles, or of the parts of that list where it is long."""
    ids = _current_ids()
    if len(ids) <= _ADDRESSES_A_PART:
        return _addresses(ids)
    parts = (_here(f"/sitemap-{number}.xml") for number in range(-(-len(ids) // _ADDRESSES_A_PART)))
    return _listed("sitemapindex", "sitemap", parts)


@blueprint.get("/sitemap-<int:number>.xml")
@resting_on("index")
def sitemap_part(number: int) -> Response:
    """Return a part of the list."""
    ids = _current_ids()[number * _ADDRESSES_A_PART : (number + 1) * _ADDRESSES_A_PART]
    if not ids:
        raise NotFound(Notice("The sitemap has no part {number}.", number=number))
    return _addresses(ids)


def _addresses(ids: tuple[str, ...]) -> Response:
    return _listed("urlset", "url", (_here(article_url(each)) for each in ids))


def _listed(root: str, name: str, addresses: Iterable[str]) -> Response:
    lines = "".join(f"<{name}><loc>{escape(each)}</loc></{name}>\n" for each in addresses)
    return Response(f"{_ROOT.format(name=root)}{lines}</{root}>\n", mimetype="application/xml")


def _current_ids() -> tuple[str, ...]:
    engine = current_engine()
    return _ids(engine, engine.edition)


@lru_cache(maxsize=1)
def _ids(engine: SearchEngine, edition: str) -> tuple[str, ...]:
    """Ids of all articles in an edition of the index."""
    return tuple(engine.ids())


def _here(path: str) -> str:
    """The absolute address of a path of this server."""
    return request.root_url.rstrip("/") + path


def _unlisted(response: Response) -> Response:
    listed = request.endpoint == "pages.article" or (request.endpoint == "pages.home" and "q" not in request.args)
    if not listed or response.status_code >= 400:
        response.headers.add("X-Robots-Tag", "noindex")
    return response
