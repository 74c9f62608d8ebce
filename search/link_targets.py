"""Which article a link means: keys of a link's target, and keys that an article answers to.

A key is a path from the top of what is indexed (``/docs/guide/setup``), the end of one (``*/guide/setup``), an address
with its host (``//example.org/setup``), a name, or that of a place (``#label``) in files of a kind in which it holds
for all of them. A link means an article when they have a key in common; keys of the
link that come first count first. Compare them folded, for neither script nor case may matter.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice
from urllib.parse import unquote

from wenxun.models import Article

__all__ = [
    "address_keys",
    "article_keys",
    "is_called",
    "is_name",
    "section_of",
    "surest_key",
    "target_keys",
    "without_order",
]

# what sites put before a name to order pages: 2020-01-02-, 01-, 1. ; not the number of 2-丁醇, 3.14 or a bare date
_ORDER = re.compile(
    r"\A(?:\d{4}-\d{1,2}-\d{1,2}[-_ ]+|0\d{1,2}[-_. ]+|\d{1,2}[._、]+ ?)(?=[^\W\d_])|\A\d{3}[.、]+ ?(?=[\u3400-\u9fff])"
)

_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:(?=\S)", re.IGNORECASE)
_WEB = re.compile(r"(?:https?:)?//", re.IGNORECASE)
_PAGE_SUFFIX = re.compile(
    r"\.(?:md|mdx|markdown|mdown|mkd|qmd|rmd|org|rst|rest|adoc|asciidoc|asc|ipynb|html?|xhtml|txt|text|wiki|wikitext|mediawiki)\Z",
    re.IGNORECASE,
)
_FOLDER_PAGE = re.compile(r"(?:^|(?<=/))(?:_?index|readme)\Z", re.IGNORECASE)
_ADDRESS_FIELDS = ("slug", "permalink", "url", "alias", "aliases", "redirect_from", "id")
# where blogs keep posts, and how the dates of their addresses are written
_POSTS = re.compile(r"(?:^|/)(?:_posts|posts?|blogs?|articles?|_wiki)/", re.IGNORECASE)
_DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
# a translation or a version in Docusaurus, folders that only group pages, and pages of Next.js
_TRANSLATED = re.compile(
    r"(?:^|(?<=/))i18n/([\w-]+)/docusaurus-plugin-content-(docs|blog|pages)(?:-([\w-]+))?/"
    r"(?:current/|version-([^/]+(?=/))?/?)?"
)
_ROUTES = {"docs": "docs", "blog": "blog", "pages": ""}
_VERSIONED = re.compile(r"(?:^|(?<=/))versioned_docs/version-([^/]+)/")
_GROUPS = re.compile(r"(?:^|(?<=/))\([^/()]+\)/")
_APP_PAGE = re.compile(r"(?:^|(?<=/))app/((?:.*/)?)page\.mdx?\Z")
_LANGUAGE_BEHIND = re.compile(r"\.((?:zh|en)(?:[-_][A-Za-z]{2,4})?|cn|tw|hk)\.\w+\Z", re.IGNORECASE)  # a.zh-CN.md
_POSTS_BY_NUMBER = ("posts", "post", "p", "archives", "articles")  # before the number that Hexo's owners give
_JOURNAL = re.compile(
    r"(?:^|/)(?:journals|daily(?: notes?)?|日记|日記)/(?:[^/]+/)*(\d{4})[_-](\d{2})[_-](\d{2})\.\w+\Z", re.IGNORECASE
)
_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
_INDEXES = ("index", "_index", "readme")
_MOST_KEYS = 64
_LABELLED = (".rst", ".rest", ".org", ".qmd", ".rmd")  # of files whose links name a place, not the file it is in
_LABELLED_BY_ID = (".qmd", ".rmd", ".md", ".markdown", ".ipynb")  # where headings alone are no labels
_PROJECT = re.compile(r"(?:project|doc|path):(?=[#\w./])")  # MyST's, before a place or a file of the same folder
_MOST_LABELS = 300
_FILE_LABEL = re.compile(r"\d{8}T\d{6}(?=--|==|__|\.)")  # Denote's, in a file's name
_HEADING = re.compile(r"(?:^|(?<=[^#]))#(?=[^#])")
_BEHIND = re.compile(r"\?|#(?=.)")  # C# is a name
_QUERY = re.compile("[#?]")
_TOP = re.compile(r"(?:@site|@|~|pathname://)(?=/)")  # what sites write for their top
_AGAIN = re.compile(r"-(\d{1,3})\Z")
_LANGUAGE_FOLDER = re.compile(r"/(?:zh(?:[-_](?:cn|tw|hk|hans|hant))?|cn|en(?:[-_]us)?)/", re.IGNORECASE)
_SIGNS = re.compile(r"[\W_]+")


def article_keys(article: Article) -> tuple[str, ...]:
    """Return the keys that an article answers to, each once: its names, then its addresses."""
    names = (article.title, *article.aliases)
    return tuple(dict.fromkeys(key for key in (*names, *address_keys(article)) if key))


def address_keys(article: Article) -> tuple[str, ...]:
    """Return the addresses among the keys of an article, each once.

    They are the path of its file without suffix, and each end of it (``/docs/guide/x``, ``*/guide/x``, ``*/x``), for
    nobody knows which folder is the top of a site; the same without numbers and dates that only order files; the folder
    for its ``index`` or ``README``; its page's address, and what its head states as slug or the like. One of many in a
    file has no path of its own. Of reStructuredText, Org and Markdown the places in it too.
    """
    if not (article.url or article.path or article.fields):
        return ()
    keys = dict.fromkeys(target_keys(article.url)[:1]) if article.url else {}
    paths = [article.path] if article.path and f"/{_plain(article.path)}".endswith(_plain(article.id)) else []
    folder = posixpath.dirname(article.path) if article.fields else ""
    for name in _ADDRESS_FIELDS if article.fields else ():
        value = article.fields.get(name, ())
        for each in (value,) if isinstance(value, str) else value if isinstance(value, tuple) else ():
            if each.startswith("/"):
                if name == "slug":  # from the top of its part of the site: docs, blog
                    keys.update(dict.fromkeys(_from_above(f"/{folder}", _plain(each))))
                paths.append(each)
            else:  # blogs leave out folders that only sort posts
                keys.update(dict.fromkeys(_from_above(f"/{folder}", _plain(each))))
                paths.append(posixpath.join(folder, each))
    for path in (*paths, *map(_route, paths)):
        address = _plain(path)
        for spelling in (address, "/".join(map(without_order, address.split("/")))):
            keys[spelling] = None
            keys.update(dict.fromkeys(_ends(spelling)))
    if article.path:
        keys.update(dict.fromkeys(_dated(article)))
    addresses = tuple(key for key in keys if key not in ("/", ""))[:_MOST_KEYS]
    return (
        (*addresses, *_labels(article))
        if article.path.casefold().endswith((*_LABELLED, *_LABELLED_BY_ID))
        else addresses
    )


def _dated(article: Article) -> Iterator[str]:
    """The addresses of a post that name its day or its number, and the names of a day's page."""
    if _POSTS.search(article.path):
        name = posixpath.basename(_plain(article.path))
        if day := _DATE.match(name) or _DATE.match(article.published):
            year, month, date = day.groups()
            yield from (f"*/{each}/{without_order(name)}" for each in (f"{year}/{month}/{date}", f"{year}/{month}"))
        if number := article.fields.get("abbrlink"):
            yield f"/{number}"
            yield from (f"*/{folder}/{number}" for folder in _POSTS_BY_NUMBER)
    elif journal := _JOURNAL.search(article.path):
        year, month, date = journal.groups()
        yield f"{year}-{month}-{date}"
        if 1 <= int(month) <= 12:  # as Logseq calls it, unless its owner says otherwise
            yield f"{_MONTHS[int(month) - 1]} {_ordinal(int(date))}, {year}"


def _route(path: str) -> str:
    """The path of a file with what its site's generator leaves out of addresses, or has in other places."""
    if found := _TRANSLATED.search(path):
        parts = (found[1], found[3] or _ROUTES[found[2]], found[4], path[found.end() :])
        path = path[: found.start()] + "/".join(filter(None, parts))
    path = _VERSIONED.sub(r"docs/\1/", path)
    return _APP_PAGE.sub(r"\1", _GROUPS.sub("", path))


def _ordinal(number: int) -> str:
    ending = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def _labels(article: Article) -> Iterator[str]:
    """The keys of the places of an article that links of other files name by themselves: ``#label``."""
    stated = (each.value for section in article.sections for each in section.elements if each.kind == "fragment")
    headings = (section.heading for section in article.sections if section.heading)
    file_label = _FILE_LABEL.match(posixpath.basename(article.path))
    by_text = () if article.path.casefold().endswith(_LABELLED_BY_ID) else (article.title, *headings)
    names = (*((file_label[0],) if file_label else ()), *by_text[:1], *stated, *by_text[1:])
    return islice(dict.fromkeys(f"#{letters}" for name in names if (letters := _letters(name))), _MOST_LABELS)


def is_name(target: str) -> bool:
    """Return whether a link's target is what a reader may call the article, and no address, nor a section of it."""
    return not (_SCHEME.match(target) or "/" in target or _HEADING.search(target) or _PAGE_SUFFIX.search(target))


def section_of(article: Article, target: str) -> int | None:
    """Return the number of the section that the ``#heading`` of a link's target means; ``None`` without such a section.

    It is a name that the article states for the place, as it is written. Or it is a heading, as it is written or as
    sites make names of it: in small letters, with hyphens, numbered where it comes again.

    Args:
        article: the article that the link leads to.
        target: the link's target.
    """
    name = target.rpartition("#")[2]
    stated = {
        element.value: section.number
        for section in reversed(article.sections)
        for element in section.elements
        if element.kind == "fragment"
    }
    if (found := stated.get(unquote(name), stated.get(name))) is not None:
        return found
    wanted = _letters(name)
    headings = [(_letters(section.heading), section.number) for section in article.sections if section.heading]
    numbers = dict(reversed(headings))
    if wanted in numbers:
        return numbers[wanted]
    alike = next((number for stated_name, number in stated.items() if _letters(stated_name) == wanted), None)
    if not (again := _AGAIN.search(target)) or alike is not None:
        return alike
    same = [number for heading, number in headings if heading == _letters(target[: again.start()].rpartition("#")[2])]
    return same[int(again[1])] if int(again[1]) < len(same) else None


def is_called(heading: str, name: str) -> bool:
    """Return whether a link with ``#name`` means a heading, without anything that states so.

    Args:
        heading: as it is written.
        name: what stands behind the ``#``.
    """
    return _letters(heading) == _letters(name)


def _letters(heading: str) -> str:
    return _SIGNS.sub("", unquote(heading)).casefold()


def target_keys(target: str, path: str = "") -> tuple[str, ...]:
    """Return the keys to look for a link's target by, the surest first; none for what is no article's address.

    Args:
        target: as ``Link.target`` has it: the name of an article or an address, relative or not. A query and a
            fragment behind it do not matter.
        path: ``Article.path`` of the article that holds the link; relative addresses begin in its folder.
    """
    target = _TOP.sub("", target, 1) if target[:1] in ("@", "~", "p") else target
    is_label = target.startswith(("#", "project:#")) and (target[0] == "p" or path.casefold().endswith(_LABELLED))
    target = _PROJECT.sub("", target, 1) if target[:1] in ("p", "d") else target
    if found := _WEB.match(target):
        return (f"//{_plain(target[found.end() :])[1:]}".casefold(),)
    if _SCHEME.match(target) and not re.search(r"[^\x00-\x7f]|\s", target):
        return ()
    target = target.removeprefix(":/")  # Joplin's
    if target.startswith("#"):
        label = _letters(target)
        return (f"#{label}",) if label and is_label else ()
    address = _BEHIND.split(target, maxsplit=1)[0]
    if not address:
        return ()
    folder = posixpath.join("/", posixpath.dirname(path))
    plain = _plain(address)
    if address.startswith("/"):  # the top of the site is one of the folders above
        found = _TRANSLATED.search(path)
        own = (f"/{found[1]}{plain}", f"*/{found[1]}{plain}") if found else ()
        return _of_language(path, [*own, *_from_above(folder, plain), *_long_ends(plain)])
    keys = [_plain(posixpath.join(folder, address))]
    if address.startswith("."):
        keys.append(_plain(posixpath.join("/", _PAGE_SUFFIX.sub("", path), address)))
    else:
        keys += [unquote(address).replace("_", " ").strip(), *_from_above(folder, plain)[::-1], *_long_ends(plain)]
        if is_name(target) and " " in address.strip():
            keys.append(f"*/{address.strip().replace(' ', '-')}")  # as wikis of repositories call their files
    return _of_language(path, keys)


def _of_language(path: str, keys: list[str]) -> tuple[str, ...]:
    """The keys, each after those of the pages in the language that stands behind the name of the linking file."""
    if language := _LANGUAGE_BEHIND.search(path):
        suffix = language[1]
        keys = [
            each for key in keys for each in (f"{key}.{suffix}", *(f"{key}/{name}.{suffix}" for name in _INDEXES), key)
        ]
    return tuple(dict.fromkeys(keys))


@lru_cache(maxsize=1 << 14)
def surest_key(target: str, folder: str = "") -> str:
    """Return the one key that says best what a link means; "" if it means no article, or one by its whole web address.

    A name is a key by itself. What leads to a section does not say what its article is called.

    Args:
        target: as for ``target_keys``.
        folder: that of the article that holds the link.
    """
    address = _BEHIND.split(target, maxsplit=1)[0]
    is_other = _SCHEME.match(target) and not re.search(r"[^\x00-\x7f]|\s", target)
    if not address or _HEADING.search(target) or _WEB.match(target) or is_other:
        return ""
    if is_name(target):
        return unquote(address).replace("_", " ").strip()
    return _plain(posixpath.join("/", folder, address)) if address.startswith(".") else f"*{_plain(address)}"


def _from_above(folder: str, plain: str) -> list[str]:
    """The address counted from each folder above, from the top on."""
    parts = folder.strip("/").split("/")
    return [_plain("/".join((*parts[:depth], plain))) for depth in range(len(parts) + 1)]


def _long_ends(plain: str) -> Iterator[str]:
    """The ends of an address but for a last part alone, which may mean anything unless only a language is before it."""
    ends = list(_ends(plain))
    of_language = len(ends) == 2 and _LANGUAGE_FOLDER.match(plain)
    yield from ends if of_language else ends[: max(1, len(ends) - 1)]


def without_order(name: str) -> str:
    """Return the name of a file or folder without the date or number that sites put before it to order pages."""
    return _ORDER.sub("", name, 1)


def _plain(address: str) -> str:
    """An address from ``/`` on, decoded, without suffix, query, fragment, and the name of its folder's own page."""
    address = "/" + unquote(_QUERY.split(address, maxsplit=1)[0]).strip().strip("/")
    if "//" in address or "/." in address:
        address = posixpath.normpath(address)
    return "/" + _FOLDER_PAGE.sub("", _PAGE_SUFFIX.sub("", address)).strip("/")


def _ends(address: str) -> Iterator[str]:
    """The ends of an address, all of it first; nothing for the top."""
    parts = address.strip("/").split("/")
    for start in range(len(parts)):
        if end := "/".join(parts[start:]):
            yield f"*/{end}"
