"""The search box for pages of other sites: ``/embed.js``, one file that brings its texts and styles with it."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path

from flask import Blueprint, Response, request

from wenxun.web.assets import lean
from wenxun.web.texts import LANGUAGES

__all__ = ["blueprint"]

_TEXTS = (
    "did_you_mean",
    "found",
    "loading",
    "more_results",
    "none_advice",
    "none_general",
    "none_heading",
    "placeholder",
    "relaxed",
    "retry",
    "search",
    "search_label",
)
_ERRORS = ("bad-date", "bad-query", "other", "unreachable")
_FOLDER = Path(__file__).parent / "static/embed"
_PLACE = '"PARTS"'
_NEEDLESS = re.compile(r" ?([{};,])\s+|(?<=:) ")
_BREAKS = re.compile(r"(?<=[;{,(])\n")  # line ends that say nothing, where no remark is left
_KEPT_SECONDS = 600

blueprint = Blueprint("embed", __name__)


@blueprint.get("/embed.js")
def script() -> Response:
    """Return the script. Any site may load it; which may then search, ``allowed_origins`` says."""
    response = Response(_SCRIPT, mimetype="text/javascript")
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    response.headers["Cache-Control"] = f"public, max-age={_KEPT_SECONDS}"
    response.set_etag(hashlib.sha256(_SCRIPT).hexdigest()[:12])
    response.make_conditional(request)
    return response


def _made() -> bytes:
    languages = {
        name: {
            "tag": language.tag,
            "tags": language.asked_by,
            "texts": {
                **{each: language.texts[each] for each in _TEXTS},
                "errors": {code: language.texts["errors"][code] for code in _ERRORS},
            },
        }
        for name, language in LANGUAGES.items()
    }
    style = _NEEDLESS.sub(r"\1", lean(_FOLDER / "box.css").decode())
    parts = {"languages": languages, "style": style}
    code = _BREAKS.sub("", lean(_FOLDER / "box.js").decode())
    return code.replace(_PLACE, json.dumps(parts, ensure_ascii=False, separators=(",", ":"))).encode()


_SCRIPT = _made()
