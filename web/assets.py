"""Static files as browsers get them: scripts and styles without the comments and indents that are there for us."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from mimetypes import guess_type
from pathlib import Path

from flask import Flask, Response, request
from werkzeug.exceptions import NotFound

from wenxun.notices import Notice

__all__ = ["install", "lean"]

_NOT_SENT = {
    ".js": re.compile(r"^\s*//.*\n?|(?<=[;{]) // [^\"'`\n]*$|^\s+", re.MULTILINE),
    ".css": re.compile(r"/\*.*?\*/|\n\s*|\s+(?={)|(?<=[:;,{}>]) +", re.DOTALL),
}


def install(app: Flask, own: Mapping[str, bytes]) -> None:
    """Let the application send its static files and those of its owner, and templates name them by ``asset(name)``."""
    folder = Path(app.root_path) / "static"
    contents = {path.name: lean(path) for path in folder.iterdir() if path.is_file()}
    contents |= own
    digests = {name: hashlib.sha256(content).hexdigest()[:12] for name, content in contents.items()}

    def send(filename: str) -> Response:
        if filename not in contents:
            raise NotFound(Notice("There is no file {filename!r}.", filename=filename))
        response = Response(contents[filename], mimetype=guess_type(filename)[0])
        response.set_etag(digests[filename])
        response.make_conditional(request)
        return response

    def asset(name: str) -> str:
        """URL of a static file, with a digest of its content so that browsers may keep it for good."""
        return f"{request.script_root}/static/{name}?v={digests[name]}"

    app.add_url_rule("/static/<path:filename>", "static", send)
    app.jinja_env.globals.update(asset=asset)


def lean(path: Path) -> bytes:
    """Return the content of a file; no script has a text of several lines, so that every line can lose its indent."""
    pattern = _NOT_SENT.get(path.suffix)
    return pattern.sub("", path.read_text(encoding="utf-8")).encode() if pattern else path.read_bytes()
