"""What a reader has chosen: the writing of the articles, the language of the page, keys of one letter.

A choice is made by a link (``?variant=tw``), so it needs no script. It stays in the links of a page that was opened
with it, so that it can be shared and works where cookies do not. Only the links of the page's own buttons have
``remember=1`` besides, which is answered with a cookie and the address without it: a link that was shared changes
nobody's settings.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache, partial
from typing import Any, NamedTuple, cast

from flask import Flask, Response, g, request, url_for
from werkzeug.datastructures import LanguageAccept
from werkzeug.http import parse_accept_header

from wenxun.models import Piece
from wenxun.notices import ENGLISH, in_language, language_for
from wenxun.presentation import article_path, in_query, typed_part
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
_NOT_LEFT_IN_QUERIES = re.compile(r"[^A-Za-z0-9_.~!$'()*,/:;?@-]+")
_KEPT = ("q", "page", "filter", "sort", *_CHOICES)
_HAN = "\u4000-\u9fff"
_PLAIN_VALUE = re.compile(rf"[{_HAN}A-Za-z0-9_.~!$'()*,/:;?@ -]*")
"""What a value is made of that stands in a query as it is, but for blanks."""
_PLAIN_PART = rf"[{_HAN}A-Za-z0-9_~-][{_HAN}A-Za-z0-9_.~-]*"
_PLAIN_ID = re.compile(rf"{_PLAIN_PART}(?:/{_PLAIN_PART})*")
"""What an id is made of that stands in a path as it is: no part of it is a dot, two dots or empty."""
_ESCAPED_HAN = re.compile("(?:%E[4-9](?:%[89AB][0-9A-F]){2})+")
_YEAR_SECONDS = 365 * 24 * 3600


class _Chosen(NamedTuple):
    """What a request chooses.

    Attributes:
        given: the choices that the page's own URL makes.
        variant: the writing that articles are shown in.
        language: that of the page: the one chosen, or else the one that the browser likes best.
        keys: whether keys of one letter do something.
        messages: language of messages: that of the page, and for programs the one that they accept, or English.
        texts: those of the page in its language, with those of the owner.
        root: path that the application stands below; it begins every link.
    """

    given: dict[str, Any]
    variant: Variant
    language: Language
    keys: str
    messages: str
    texts: dict[str, Any]
    root: str


def _chosen() -> _Chosen:
    """The choices of the request, read once."""
    chosen: _Chosen | None = g.get("chosen")
    if chosen is None:
        chosen = g.chosen = _read_choices()
    return chosen


def _read_choices() -> _Chosen:
    args, cookies = request.args, request.cookies
    given = {name: args[name] for name, values in _CHOICES.items() if name in args and args[name] in values}
    kept = {name: cookies[name] for name, values in _CHOICES.items() if name in cookies and cookies[name] in values}
    chosen = {**kept, **given}
    accepted = request.environ.get("HTTP_ACCEPT_LANGUAGE", "")
    language = LANGUAGES[chosen["ui"]] if "ui" in chosen else _best_language(accepted)
    tags = _read_accepted(accepted) if is_for_programs(request.path) else (language.tag,)
    variant = cast(Variant, chosen.get("variant", "orig"))
    messages, texts = language_for(tags) or ENGLISH, current_site().texts[language.ui]
    return _Chosen(given, variant, language, chosen.get("keys", "on"), messages, texts, request.script_root)


def current_variant() -> Variant:
    """The writing that articles are shown in."""
    return _chosen().variant


def current_choices() -> tuple[str, str, str, str]:
    """All that is chosen: the writing, the language of the page, keys of one letter, the language of messages."""
    chosen = _chosen()
    return chosen.variant, chosen.language.tag, chosen.keys, chosen.messages


def current_texts() -> dict[str, Any]:
    """The page's texts in the reader's language, with those of the owner."""
    return _chosen().texts


def message_language() -> str:
    """The language of messages: that of the page, and for programs the one that they accept, or English."""
    return _chosen().messages


def said(message: str) -> str:
    """Return a message in the language of the request."""
    return in_language(message, message_language())


def current_ui() -> str:
    """The value of ``ui`` that chooses the reader's language of the page."""
    return _chosen().language.ui


class ArticleLinks:
    """URLs of articles' pages that keep the choices of this one; what all of them share is made once.

    Args:
        query: what to mark there.
    """

    def __init__(self, query: str = "") -> None:
        chosen = _chosen()
        parts = [typed_part(query).removeprefix("?")] if query else []
        parts += (f"{name}={value}" for name, value in chosen.given.items())
        self._root = chosen.root
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
    chosen = _chosen()
    variant = chosen.variant
    return {
        "t": chosen.texts,
        "language": chosen.language.tag,
        "languages": LANGUAGES,
        "variant": variant,
        "keys": chosen.keys,
        "is_said": lambda tag: language_for([tag]) is not None,
        "given": chosen.given,
        "place": partial(_place, chosen),
        "here": _here,
        "choosing": _choosing,
        "home_url": home_url,
        "article_link": link_to_article,
        "tag": lambda *texts: language_tag(variant, "".join(texts)),
    }


def _written(text: str, context: str = "") -> str:
    variant = current_variant()
    return text if variant == "orig" else convert_text(text, variant, context=context)


def _written_pieces(pieces: Sequence[Piece], context: str = "") -> tuple[Piece, ...]:
    return convert_pieces(pieces, current_variant(), context=context)


@lru_cache(maxsize=256)
def _read_accepted(header: str) -> tuple[str, ...]:
    """Tags of the languages that a request accepts, those that are liked best first."""
    return tuple(tag for tag, _ in parse_accept_header(header, LanguageAccept))


@lru_cache(maxsize=256)
def _best_language(header: str) -> Language:
    return best_language(_read_accepted(header))


def _here(**changes: object) -> str:
    """This page with another choice."""
    if request.endpoint == "pages.home":
        return _home(_chosen().root, *{**_kept(), **changes}.items(), plain_han=True)
    values: dict[str, Any] = {**_kept(), **(request.view_args or {}), **changes}
    return url_for(request.endpoint or "pages.home", **values)


def _choosing(name: str) -> list[tuple[str, str]]:
    """Each value of a choice, and this page with it, which browsers are to remember."""
    if request.endpoint != "pages.home" or name in _kept():
        return [(value, _here(**{name: value, "remember": 1})) for value in _CHOICES[name]]
    here = _here()
    sign = "&" if "?" in here else "?"
    return [(value, f"{here}{sign}{name}={value}&remember=1") for value in _CHOICES[name]]


def _kept() -> dict[str, list[str]]:
    """What stays of this page's address where a choice changes."""
    kept: dict[str, list[str]] | None = g.get("kept")
    if kept is None:
        args = request.args
        kept = g.kept = {name: args.getlist(name) for name in _KEPT if name in args}
    return kept


def _place(chosen: _Chosen, endpoint: str, *, given: bool = False) -> str:
    """URL of a page that has no other part, but for the choices of this one where these are ``given`` on."""
    parts = _parts(chosen.given.items()) if given else ""
    return f"{_place_below(chosen.root, endpoint)}{'?' if parts else ''}{parts}"


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
    chosen = _chosen()
    return _home(chosen.root, ("q", typed or None), *more.items(), *chosen.given.items(), plain_han=plain_han)


def _home(root: str, *values: tuple[str, Any], plain_han: bool = False) -> str:
    """The search page. A page of results links to it a hundred times, so nothing is asked of Flask."""
    parts = _parts(values, plain_han=plain_han)
    return f"{root}/{'?' if parts else ''}{parts}"


def home_around(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[str, str]:
    """What stands before and behind one more part (`url_part`) of the search page's address.

    Args:
        before, after: the other parts, as for `home_url`; behind them come the choices of this page.
    """
    chosen = _chosen()
    first, last = _parts(before.items()), _parts((*after.items(), *chosen.given.items()))
    return f"{chosen.root}/?{first}{'&' if first else ''}", f"{'&' if last else ''}{last}"


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
    part = f"{in_query(name)}={in_query(value, _NOT_LEFT_IN_QUERIES)}"
    return _with_plain_han(part) if plain_han else part


def _remember() -> Response | None:
    """Keep a choice that was made by a button of the page, and go on without ``remember`` in the address."""
    if request.blueprint != "pages" or "remember" not in request.args:
        return None
    response = Response(status=303, headers={"Location": _here()})
    if request.headers.get("Sec-Fetch-Site", "same-origin") == "same-origin":
        for name, value in _chosen().given.items():
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
