"""Errors as answers: RFC 9457 problems for programs, a page for people."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated, Literal, TypedDict

from flask import Flask, Response, request
from werkzeug.exceptions import BadRequest, Gone, HTTPException, InternalServerError

from wenxun import (
    BackendUnavailableError,
    ConditionError,
    DateError,
    IndexDamagedError,
    IndexLockedError,
    IndexMismatchError,
    IndexMissingError,
    QueryError,
    WenxunError,
    WenxunIndexError,
)
from wenxun.notices import Notice
from wenxun.presentation import to_json
from wenxun.web.current import is_for_programs
from wenxun.web.faults import log_fault
from wenxun.web.pages import fragment, render
from wenxun.web.preferences import current_texts, said
from wenxun.web.records import BadBody

__all__ = ["BadParameter", "CursorExpired", "ProblemBody", "install", "problem_content"]


class BadParameter(BadRequest):
    """A parameter of the URL has a value that cannot be used, or a name that is none."""


class CursorExpired(Gone):
    """A cursor is of an answer that would not be the same any more."""


class ProblemBody(TypedDict):
    """What went wrong (RFC 9457)."""

    type: Literal["about:blank"]
    title: Annotated[str, "Name of the status."]
    status: Annotated[int, {"minimum": 400}, "HTTP status."]
    detail: Annotated[str, "What happened, with the value, and what to do next."]
    instance: Annotated[str, "Path of the request."]
    code: Annotated[str, "Stable code of this kind of problem."]


_CODES: tuple[tuple[type[Exception], HTTPStatus, str], ...] = (
    (BadParameter, HTTPStatus.BAD_REQUEST, "bad-parameter"),
    (BadBody, HTTPStatus.BAD_REQUEST, "bad-body"),
    (CursorExpired, HTTPStatus.GONE, "cursor-expired"),
    (ConditionError, HTTPStatus.BAD_REQUEST, "bad-condition"),
    (DateError, HTTPStatus.BAD_REQUEST, "bad-date"),
    (QueryError, HTTPStatus.BAD_REQUEST, "bad-query"),
    (IndexMissingError, HTTPStatus.SERVICE_UNAVAILABLE, "index-missing"),
    (IndexLockedError, HTTPStatus.CONFLICT, "index-locked"),
    (IndexDamagedError, HTTPStatus.SERVICE_UNAVAILABLE, "index-damaged"),
    (IndexMismatchError, HTTPStatus.SERVICE_UNAVAILABLE, "index-mismatch"),
    (BackendUnavailableError, HTTPStatus.SERVICE_UNAVAILABLE, "backend-unavailable"),
    (WenxunIndexError, HTTPStatus.SERVICE_UNAVAILABLE, "index-failure"),
    (WenxunError, HTTPStatus.INTERNAL_SERVER_ERROR, "wenxun-error"),
)
"""For each kind of error the status and the ``code`` member of its problem; the first that fits."""

_FAILED = Notice("The server failed at this request; its log says why.")
_KEPT_HEADERS = {"allow", "retry-after", "www-authenticate"}


def install(app: Flask) -> None:
    """Let the application answer every error in the form that its reader wants."""

    @app.errorhandler(Exception)
    def answer(error: Exception) -> Response | HTTPException:
        for kind, status, code in _CODES:
            if isinstance(error, kind):
                response = _respond(status, code, _detail_of(error))
                if status is HTTPStatus.CONFLICT:
                    response.headers["Retry-After"] = "1"
                return response
        if isinstance(error, HTTPException):
            return error if error.code is None or error.code < 400 else _respond_http(error)
        log_fault(f"a request failed: {request.path}", kind=_place_of(error), error=error)
        return _respond_http(InternalServerError(_FAILED))


def problem_content(status: HTTPStatus, detail: str, path: str, code: str = "") -> bytes:
    """A problem as a program gets it; without a code it has that of its status."""
    body: ProblemBody = {
        "type": "about:blank",
        "title": status.phrase,
        "status": status.value,
        "detail": detail,
        "instance": path,
        "code": code or _code_of(status),
    }
    return to_json(body).encode("utf-8", "backslashreplace") + b"\n"


def _respond_http(error: HTTPException) -> Response:
    status = HTTPStatus(error.code or 500)
    response = _respond(status, _code_of(status), _detail_of(error))
    response.headers.extend({name: value for name, value in error.get_headers() if name.lower() in _KEPT_HEADERS})
    return response


def _detail_of(error: Exception) -> str:
    """What happened, in the language of the request."""
    if isinstance(error, WenxunError):
        return said(error.notice)
    description = getattr(error, "description", None) or str(error)
    return said(description if isinstance(description, Notice) else Notice(description))


def _place_of(error: Exception) -> str:
    """The kind of an error, and the line where it was raised."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    place = f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}" if trace is not None else ""
    return f"{type(error).__name__} {place}"


def _code_of(status: HTTPStatus) -> str:
    return status.phrase.lower().replace(" ", "-")


def _respond(status: HTTPStatus, code: str, detail: str) -> Response:
    if is_for_programs(request.path):
        content = problem_content(status, detail, request.path, code)
        return Response(content, status=status, mimetype="application/problem+json")
    heading, advice = current_texts()["errors"].get(code, current_texts()["errors"]["other"])
    return render(
        "problem.html" if fragment() else "error.html",
        status=status.value,
        heading=heading,
        advice=advice,
        detail=detail,
        code=code,
        can_retry=status >= HTTPStatus.INTERNAL_SERVER_ERROR,
        typed=request.args.get("q", ""),
    )
