"""Which article a link means: keys of a link's target, and keys that an article answers to.

A key is an address (``/guide/setup``: it begins with ``/``), an address with its host (``//example.org/setup``), or a
name. A link means an article when one of its keys is one of the article's; keys that come first count first. Compare
names and addresses folded, for neither script nor case may matter.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Sequence
from urllib.parse import unquote

from wenxun.articles.file_names import without_order
from wenxun.models import Article

__all__ = ["article_keys", "target_keys"]

_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:(?=\S)", re.IGNORECASE)
_WEB = re.compile(r"(?:https?:)?//", re.IGNORECASE)
_PAGE_SUFFIX = re.compile(
    r"\.(?:md|mdx|markdown|mdown|mkd|qmd|rmd|html?|xhtml|txt|text|wiki|wikitext|mediawiki)\Z", re.IGNORECASE
)
_FOLDER_PAGE = re.compile(r"(?:^|(?<=/))(?:_?index|readme)\Z", re.IGNORECASE)
_ADDRESS_FIELDS = ("slug", "permalink", "url", "alias", "aliases", "redirect_from", "id")
_MOST_KEYS = 64


def article_keys(article: Article) -> tuple[str, ...]:
    """Return the keys that an article answers to, each once: its names, then its addresses from the longest on.

    Its addresses are the path of its file without suffix, and each end of it (``/docs/guide/x``, ``/guide/x``,
    ``/x``), for nobody knows which folder is the top of a site; the same without numbers and dates that only order
    files; the folder for its ``index`` or ``README``; its page's address, and what its head states as slug or the like.
    """
    keys = dict.fromkeys((article.title, *article.aliases))
    if article.url:
        keys.update(dict.fromkeys(target_keys(article.url)[:1]))
    paths = [article.path] if article.path else []
    folder = posixpath.dirname(article.path)
    for name in _ADDRESS_FIELDS:
        value = article.fields.get(name, ())
        for each in (value,) if isinstance(value, str) else value if isinstance(value, tuple) else ():
            paths.append(each if each.startswith("/") else posixpath.join(folder, each))
    for path in paths:
        for address in _spellings(_plain(path)):
            keys.update(dict.fromkeys(_ends(address)))
    return tuple(key for key in keys if key)[:_MOST_KEYS]


def target_keys(target: str, path: str = "") -> tuple[str, ...]:
    """Return the keys to look for a link's target by, the surest first; none for what is no article's address.

    Args:
        target: as ``Link.target`` has it: the name of an article or an address, relative or not. A query and a
            fragment behind it do not matter.
        path: ``Article.path`` of the article that holds the link; relative addresses begin in its folder.
    """
    if found := _WEB.match(target):
        return (f"//{_plain(target[found.end() :])[1:]}".casefold(),)
    if _SCHEME.match(target) and not re.search(r"[^\x00-\x7f]|\s", target):
        return ()
    address = re.split(r"[#?]", target, maxsplit=1)[0] if not target.startswith("#") else ""
    if not address:
        return ()
    if address.startswith("/"):
        return tuple(dict.fromkeys(_ends(_plain(address))))
    folder = posixpath.dirname(path)
    beside = _plain(posixpath.join("/", folder, address))
    below = _plain(posixpath.join("/", _PAGE_SUFFIX.sub("", path), address))
    keys = [beside]
    if address.startswith("."):
        keys.append(below)
    else:
        name = unquote(address).replace("_", " ").strip()
        keys += [name, *_ends(_plain(address))]
    return tuple(dict.fromkeys(keys))


def _plain(address: str) -> str:
    """An address from ``/`` on, decoded, without suffix, query, fragment, and the name of its folder's own page."""
    address = unquote(re.split(r"[#?]", address, maxsplit=1)[0])
    address = posixpath.normpath("/" + address.strip().strip("/"))
    return "/" + _FOLDER_PAGE.sub("", _PAGE_SUFFIX.sub("", address)).strip("/")


def _spellings(address: str) -> Sequence[str]:
    """The address, and the one without what only orders its files."""
    return address, "/".join(map(without_order, address.split("/")))


def _ends(address: str) -> Iterator[str]:
    """The address and each end of it, the longest first; nothing for the top."""
    parts = address.strip("/").split("/")
    for start in range(len(parts)):
        if end := "/".join(parts[start:]):
            yield f"/{end}"
