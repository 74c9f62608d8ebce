"""Where hits lead on sites of an owner's own: addresses of articles there, and of passages in them.

``url_template`` in the settings says how an address is made; without it, hits lead to the pages of this server.
"""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from string import Formatter
from urllib.parse import quote, urlsplit

from wenxun import Article, SettingsError, Snippet
from wenxun.notices import Notice

__all__ = ["checked_template", "owner_url", "passage_directive"]

_GAPS = {"url", "id", "path", "stem"}
_SCHEMES = {"http", "https"}
_CLAUSE = re.compile(r"[^\n\t…。！？；，、：!?;,:「」『』“”\"‘’（）()《》〈〉]+")
_LONGEST_CLAUSE = 80


def checked_template(template: str) -> str:
    """Return how addresses are made; "" if hits lead to the pages of this server.

    Raises:
        SettingsError: if it has a gap that is none, or makes no address of the web.
    """
    try:
        gaps = {name for _, name, _, _ in Formatter().parse(template) if name is not None}
    except ValueError:
        gaps = {""}
    filled = template.format_map(dict.fromkeys(gaps, "https://x/")) if gaps <= _GAPS else ""
    if template and (not gaps or not _is_of_the_web(filled)):
        raise SettingsError(
            Notice(
                "url_template is {template!r}; it must be as https://example.org/{{path}}, with {{url}}, "
                "{{id}}, {{path}} or {{stem}} (the path without its suffix) in it.",
                template=template,
            )
        )
    return template


def owner_url(about: Article, template: str) -> str:
    """Return the address of an article on the owner's site; "" if what the template asks for is not known of it."""
    if not template:
        return ""
    path = PurePosixPath(about.path)
    values = {
        "url": about.url if _is_of_the_web(about.url) else "",
        "id": quote(about.id, safe="/", errors="replace"),
        "path": quote(about.path, safe="/", errors="replace"),
        "stem": quote(str(path.with_suffix("")) if path.name else "", safe="/", errors="replace"),
    }
    if any(f"{{{name}}}" in template and not value for name, value in values.items()):
        return ""
    return template.format_map(values)


def passage_directive(snippet: Snippet) -> str:
    """Return the fragment that leads a browser to the passage of a snippet, as ``#:~:text=…``; "" if nothing can.

    It names the clause around the first mark: browsers look for whole words, and only they know which those are.
    """
    text, place = snippet.to_text(), 0
    for piece in snippet.pieces:
        if piece.match:
            break
        place += len(piece.text)
    else:
        return ""
    whole = (each for each in _CLAUSE.finditer(text) if each.end() > place and not _is_cut(text, each))
    clause = next((each[0].strip() for each in whole), "")
    if len(clause) > _LONGEST_CLAUSE:
        return ""
    return "#:~:text=" + quote(clause, safe="").replace("-", "%2D") if clause else ""


def _is_cut(text: str, clause: re.Match[str]) -> bool:
    """Whether a passage begins or ends within the clause."""
    return text[: clause.start()].endswith("…") or text[clause.end() :].startswith("…")


def _is_of_the_web(address: str) -> bool:
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return parts.scheme in _SCHEMES and bool(parts.netloc)
