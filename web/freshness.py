"""Answers carry a tag of what they rest on; a browser that holds the answer with that tag is told that it still is.

The tag names the edition of the index, the code, the day (a query may say 昨天), the URL and the reader's choices, so
that it is known before anything is searched. It is a weak one: two answers with the same tag may differ in the time
that they took.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Literal, TypeAlias, TypeVar

from flask import Flask, Response, current_app, g, request

import wenxun
from wenxun.web.current import current_engine
from wenxun.web.preferences import current_choices
from wenxun.web.site import current_site

__all__ = ["Basis", "install", "resting_on"]

Basis: TypeAlias = Literal["index", "code", "moment"]
"""What an answer rests on besides the request: the index and the code, the code alone, or the moment (no tag)."""

_View = TypeVar("_View", bound=Callable[..., Any])


def resting_on(basis: Basis) -> Callable[[_View], _View]:
    """Declare what the answers of a view rest on."""

    def declare(view: _View) -> _View:
        view.basis = basis  # type: ignore[attr-defined]
        return view

    return declare


def install(app: Flask) -> None:
    """Let the application tag its answers, and say so in place of one that has not changed."""
    app.before_request(_unchanged)
    app.after_request(_tagged)


def _unchanged() -> Response | None:
    basis: Basis = getattr(current_app.view_functions.get(request.endpoint or ""), "basis", "moment")
    edition = current_engine().edition if basis == "index" else ""
    if basis == "moment" or (basis == "index" and not edition):
        return None
    today = date.today().isoformat() if basis == "index" else ""
    of_request = (request.scheme, request.host, request.root_path, request.full_path, *current_choices())
    parts = (_code_digest(), current_site().digest, edition, today, *of_request)
    g.tag = hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:32]
    return Response(status=304) if request.if_none_match.contains_weak(g.tag) else None


def _tagged(response: Response) -> Response:
    if "tag" in g and response.status_code in {200, 304}:
        response.set_etag(g.tag, weak=True)
    return response


@cache
def _code_digest() -> str:
    """Digest of the code and the templates: another release may answer otherwise."""
    digest = hashlib.sha256()
    for package in (Path(__file__).parent, Path(str(wenxun.__file__)).parent):
        for path in sorted(package.rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                digest.update(path.read_bytes())
    return digest.hexdigest()
