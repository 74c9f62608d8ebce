"""What a wiki link leads to, and which letters of its text are its true anchor."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal, NamedTuple
from urllib.parse import unquote

__all__ = ["Target", "anchor_length", "page_title", "parse_page_name", "parse_redirect", "parse_url"]

TargetKind = Literal["page", "url", "category", "file", "interlanguage"]

_CATEGORY = re.compile(r"\s*(?:category|分类|分類)\s*:\s*", re.IGNORECASE)
_FILE = re.compile(r"\s*(?:file|image|media|文件|檔案|档案|图像|圖像|图片|圖片)\s*:\s*", re.IGNORECASE)
# language codes of other Wikipedias: two or three small letters, some with a tail (zh-min-nan); not other sites
_INTERLANGUAGE = re.compile(
    r"\s*(?!(?:mw|wmf|doi|bug|rfc|wp):)(?:[a-z]{2,3}(?:-[a-z]{2,}(?:-[a-z]+)?)?|simple|be-x-old):\s*(?=\S)"
)
_PAGE_URL = re.compile(
    r"(?:https?:)?//[a-z-]+\.(?:m\.)?wikipedia\.org/(?:wiki|zh-\w+|zh)/(?P<remote>.+)"
    r"|(?:\.\./)+(?:Page|Category)/(?P<local>.+?)(?:\.md)?(?P<fragment>#.*)?"
    r"|/wiki/(?P<path>.+)",
    re.DOTALL,
)
_REDIRECT = re.compile(r"\s*#(?:redirect|重定向|重新導向|重新导向)\s*[:：]?\s*\[\[([^\[\]|]+)", re.IGNORECASE)
_DISAMBIGUATION = re.compile(r"\s*[(（][^()（）]*[)）]$")


class Target(NamedTuple):
    """Where a link leads: the title of a page, category or file without prefix and fragment, or a URL."""

    kind: TargetKind
    name: str


def parse_url(url: str) -> Target:
    """Read the address of a Markdown or HTML link; addresses of wiki pages become titles."""
    found = _PAGE_URL.fullmatch(url)
    if found is None:
        return Target("url", url)
    name = found["remote"] or found["local"] or found["path"]
    return parse_page_name(unquote(name))


def parse_page_name(name: str) -> Target:
    """Read the name of a wiki page as it stands in ``[[...]]`` (without a leading colon) or in a URL."""
    name = name.replace("_", " ").strip()
    if ":" not in name:
        return Target("page", _before_fragment(name))
    for kind, prefix in (("category", _CATEGORY), ("file", _FILE)):
        if found := prefix.match(name):
            rest = name[found.end() :].split("#", 1)[0].strip()
            return Target("category" if kind == "category" else "file", rest)
    if _INTERLANGUAGE.match(name):
        return Target("interlanguage", name)
    return Target("page", _before_fragment(name))


def page_title(name: str) -> str:
    """Return the title of the page that a name without a colon leads to."""
    return _before_fragment(name.replace("_", " ").strip())


def _before_fragment(name: str) -> str:
    return name.split("#", 1)[0].strip() or name if "#" in name else name


def parse_redirect(wikitext: str) -> str:
    """Return the title of the page that a page leads to, without ``#section``; "" when it is no redirect."""
    found = _REDIRECT.match(wikitext)
    return " ".join(found[1].partition("#")[0].replace("_", " ").split()) if found else ""


def anchor_length(text: str, title: str) -> int:
    """Return the number of characters at the start of a link's text that are its anchor.

    Converters let a link swallow the letters after it. Where the text starts with the title, in either
    script, the title's length is the anchor's; a title's ``(...)`` tail is not part of what is shown.
    Otherwise the link was given a text of its own, and all of it is the anchor.

    Args:
        text: what the link shows.
        title: what it leads to.
    """
    if _begins_with(text, title):
        return len(title)
    if title.endswith((")", "）")) and _begins_with(text, shown := _DISAMBIGUATION.sub("", title)):
        return len(shown)
    return len(text)


def _begins_with(text: str, wanted: str) -> bool:
    return 0 < len(wanted) <= len(text) and _same_letters(text[: len(wanted)], wanted)


def _same_letters(left: str, right: str) -> bool:
    """Whether two strings of one length are equal but for script.

    Characters count as the same when they are equal, or when one is written in Simplified Chinese only and
    the other in Traditional only; at least one must be equal, or chance would join unrelated words.
    """
    if left.casefold() == right.casefold():
        return True
    pairs = [(a, b) for a, b in zip(left, right, strict=True) if a != b]
    return len(pairs) < len(left) and all(_script(a) + _script(b) == 0 and _script(a) for a, b in pairs)


@lru_cache(maxsize=8192)
def _script(character: str) -> int:
    """-1 for a character of Simplified Chinese only, 1 for Traditional only, 0 for any other.

    GB 2312 holds the Simplified characters and Big5 the Traditional ones.
    """
    return int(_encodes(character, "big5")) - int(_encodes(character, "gb2312"))


def _encodes(character: str, encoding: str) -> bool:
    try:
        character.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True
