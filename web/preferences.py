"""What a reader has chosen: the writing of the articles, the language of the page, keys of one letter.

A choice is made by a link (``?variant=tw``), so it needs no script. It stays in the links of a page that was opened
with it, so that it can be shared and works where cookies do not. Only the links of the page's own buttons have
``remember=1`` besides, which is answered with a cookie and the address without it: a link that was shared changes
nobody's settings.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any, cast
from urllib.parse import urlencode

from flask import Flask, Response, g, request, url_for
from werkzeug.datastructures import LanguageAccept
from werkzeug.http import parse_accept_header

from wenxun.models import Piece
from wenxun.notices import ENGLISH, in_language, language_for
from wenxun.presentation import article_path, typed_part
from wenxun.variants import VARIANTS, Variant, convert_pieces, convert_text, language_tag
from wenxun.web.current import is_for_programs
from wenxun.web.site import current_site
from wenxun.web.texts import LANGUAGES, Language, best_language

__all__ = [
    "ArticleLinks",
    "current_choices",
    "current_texts",
    "current_ui",
    "current_variant",
    "home_around",
    "home_url",
    "install",
    "link_to_article",
    "message_language",
    "said",
    "url_part",
]

_CHOICES: dict[str, tuple[str, ...]] = {
    "variant": VARIANTS,
    "ui": tuple(LANGUAGES),
    "keys": ("on", "off"),
}
_LEFT_IN_QUERIES = "!$'()*,/:;?@"
_KEPT = ("q", "page", "filter", "sort", *_CHOICES)
_HAN = "\u4000-\u9fff"
_PLAIN_VALUE = re.compile(rf"[{_HAN}A-Za-z0-9_.~!$'()*,/:;?@ -]*")
"""What a value is made of that stands in a query as it is, but for blanks."""
_PLAIN_PART = rf"[{_HAN}A-Za-z0-9_~-][{_HAN}A-Za-z0-9_.~-]*"
_PLAIN_ID = re.compile(rf"{_PLAIN_PART}(?:/{_PLAIN_PART})*")
"""What an id is made of that stands in a path as it is: no part of it is a dot, two dots or empty."""
_ESCAPED_HAN = re.compile("(?:%E[4-9](?:%[89AB][0-9A-F]){2})+")
_YEAR_SECONDS = 365 * 24 * 3600


def current_variant() -> Variant:
    """The writing that articles are shown in."""
    variant: Variant | None = g.get("variant")
    if variant is None:
        variant = g.variant = cast(Variant, _chosen("variant") or "orig")
    return variant


def current_choices() -> tuple[str, str, str, str]:
    """All that is chosen: the writing, the language of the page, keys of one letter, the language of messages."""
    return current_variant(), _language().tag, _keys(), message_language()


def current_texts() -> dict[str, Any]:
    """The page's texts in the reader's language, with those of the owner."""
    return current_site().texts[_language().ui]


def message_language() -> str:
    """The language of messages: that of the page, and for programs the one that they accept, or English."""
    if "message_language" not in g:
        tags = _accepted() if is_for_programs(request.path) else (_language().tag,)
        g.message_language = language_for(tags) or ENGLISH
    return cast(str, g.message_language)


def said(message: str) -> str:
    """Return a message in the language of the request."""
    return in_language(message, message_language())


def current_ui() -> str:
    """The value of ``ui`` that chooses the reader's language of the page."""
    return _language().ui


class ArticleLinks:
    """URLs of articles' pages that keep the choices of this one; what all of them share is made once.

    Args:
        query: what to mark there.
    """

    def __init__(self, query: str = "") -> None:
        parts = [typed_part(query).removeprefix("?")] if query else []
        parts += (f"{name}={value}" for name, value in _given().items())
        self._root = request.script_root
        self._end = _with_plain_han("?" + "&".join(parts)) if parts else ""

    def to(self, article_id: str, section: int | None = None) -> str:
        """Return the URL of an article, and of a section in it."""
        mark = "" if section is None else f"#section-{section}"
        is_plain = _PLAIN_ID.fullmatch(article_id)
        path = f"/articles/{article_id}" if is_plain else _with_plain_han(article_path(article_id))
        return f"{self._root}{path}{self._end}{mark}"


def link_to_article(article_id: str, *, section: int | None = None, query: str = "") -> str:
    """URL of an article's page that keeps the choices of this one."""
    return ArticleLinks(query).to(article_id, section)


def install(app: Flask) -> None:
    """Let templates know the choices, and browsers remember them."""
    app.context_processor(_template_values)
    app.jinja_env.filters.update(said=said, written=_written, written_pieces=_written_pieces)
    app.before_request(_remember)
    app.after_request(_vary)


def _template_values() -> dict[str, Any]:
    variant = current_variant()
    return {
        "t": current_texts(),
        "language": _language().tag,
        "languages": LANGUAGES.values(),
        "variant": variant,
        "variants": VARIANTS,
        "keys": _keys(),
        "is_said": lambda tag: language_for([tag]) is not None,
        "given": _given(),
        "place": _place,
        "here": _here,
        "home_url": home_url,
        "article_link": link_to_article,
        "tag": lambda *texts: language_tag(variant, "".join(texts)),
    }


def _written(text: str, context: str = "") -> str:
    variant = current_variant()
    return text if variant == "orig" else convert_text(text, variant, context=context)


def _written_pieces(pieces: Sequence[Piece], context: str = "") -> tuple[Piece, ...]:
    return convert_pieces(pieces, current_variant(), context=context)


def _given() -> dict[str, Any]:
    """The choices that this page's own URL makes."""
    given: dict[str, Any] | None = g.get("given")
    if given is None:
        args = request.args
        given = g.given = {name: args[name] for name, values in _CHOICES.items() if args.get(name) in values}
    return given


def _chosen(name: str) -> str | None:
    if name in _given():
        return cast(str, _given()[name])
    value = request.cookies.get(name)
    return value if value in _CHOICES[name] else None


def _language() -> Language:
    """The language chosen, or else the one of the page's that the browser likes best."""
    language: Language | None = g.get("language")
    if language is None:
        chosen = _chosen("ui")
        language = g.language = LANGUAGES[chosen] if chosen else best_language(_accepted())
    return language


def _accepted() -> tuple[str, ...]:
    """Tags of the languages that the request accepts, those that are liked best first."""
    return _read_accepted(request.headers.get("Accept-Language", ""))


@lru_cache(maxsize=256)
def _read_accepted(header: str) -> tuple[str, ...]:
    return tuple(tag for tag, _ in parse_accept_header(header, LanguageAccept))


def _keys() -> str:
    return _chosen("keys") or "on"


def _here(**changes: object) -> str:
    """This page with another choice."""
    if request.endpoint == "pages.home":
        return _home(*{**_kept(), **changes}.items(), plain_han=True)
    values: dict[str, Any] = {**_kept(), **(request.view_args or {}), **changes}
    return url_for(request.endpoint or "pages.home", **values)


def _kept() -> dict[str, list[str]]:
    """What stays of this page's address where a choice changes."""
    kept: dict[str, list[str]] | None = g.get("kept")
    if kept is None:
        kept = g.kept = {name: request.args.getlist(name) for name in _KEPT if name in request.args}
    return kept


def _place(endpoint: str) -> str:
    """URL of a page that has no other part."""
    return _place_below(request.script_root, endpoint)


@lru_cache(maxsize=64)
def _place_below(root: str, endpoint: str) -> str:
    return url_for(endpoint)


@lru_cache(maxsize=1024)
def _with_plain_han(url: str) -> str:
    """A URL with its Han characters as they are, which HTML allows: escaped they take three times the room."""
    return _ESCAPED_HAN.sub(lambda escaped: bytes.fromhex(escaped[0].replace("%", "")).decode(), url)


def home_url(typed: str = "", *, plain_han: bool = False, **more: Any) -> str:
    """The search page with a query, keeping the choices of this page.

    Args:
        plain_han: leave Han characters as they are: a page with a hundred such links is half as long.
        more: what else its address asks for: a value, several, or ``None``.
    """
    return _home(("q", typed or None), *more.items(), *_given().items(), plain_han=plain_han)


def _home(*values: tuple[str, Any], plain_han: bool = False) -> str:
    """The search page. A page of results links to it a hundred times, so nothing is asked of Flask."""
    parts = _parts(values, plain_han=plain_han)
    return f"{request.script_root}/{'?' if parts else ''}{parts}"


def home_around(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[str, str]:
    """What stands before and behind one more part (`url_part`) of the search page's address.

    Args:
        before, after: the other parts, as for `home_url`; behind them come the choices of this page.
    """
    first, last = _parts(before.items()), _parts((*after.items(), *_given().items()))
    return f"{request.script_root}/?{first}{'&' if first else ''}", f"{'&' if last else ''}{last}"


def url_part(name: str, value: str) -> str:
    """A name and a value as a URL has them behind its question mark, with Han characters as they are."""
    return _part(name, value, True)


def _parts(values: Iterable[tuple[str, Any]], *, plain_han: bool = True) -> str:
    given = [(name, each) for name, value in values for each in (value if isinstance(value, list) else (value,))]
    return "&".join(_part(name, str(value), plain_han) for name, value in given if value is not None)


@lru_cache(maxsize=1024)
def _part(name: str, value: str, plain_han: bool) -> str:
    """A name and a value as a URL has them behind its question mark."""
    if plain_han and _PLAIN_VALUE.fullmatch(value):
        return f"{name}={value.replace(' ', '+')}"
    part = urlencode({name: value}, safe=_LEFT_IN_QUERIES, errors="replace")
    return _with_plain_han(part) if plain_han else part


def _remember() -> Response | None:
    """Keep a choice that was made by a button of the page, and go on without ``remember`` in the address."""
    if request.blueprint != "pages" or "remember" not in request.args:
        return None
    response = Response(status=303, headers={"Location": _here()})
    if request.headers.get("Sec-Fetch-Site", "same-origin") == "same-origin":
        for name, value in _given().items():
            response.set_cookie(
                name, value, max_age=_YEAR_SECONDS, path=request.script_root or "/", samesite="Lax", httponly=True
            )
    return response


def _vary(response: Response) -> Response:
    if request.blueprint == "pages":
        response.vary.update(("Cookie", "Accept-Language"))
    elif is_for_programs(request.path):
        response.vary.add("Accept-Language")
    return response
