"""What the body of a page marks as its date, authors and tags: by microdata, classes that blogs share, first posts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from wenxun.articles.metadata import iso_date

__all__ = ["marked_authors", "marked_categories", "marked_tags", "marked_times", "only_time", "times_of_scripts"]

_MOST_NODES = 50
_NAME_CHARS = 40
_DAY_CHARS = 10  # of a whole date
_NODES_AROUND = 20  # so far around an element is looked for comments
_OF_COMMENT = re.compile("comment|reply|replies|disqus")

_TIMES = {
    "published": '[itemprop~="datePublished"], time.published, abbr.published, time[pubdate], em#publish_time',
    "updated": '[itemprop~="dateModified"], time.updated, abbr.updated',
}
_ANY_TIME = 'time[datetime], [itemprop~="dateCreated"]'
_SCRIPTED_TIME = re.compile(r"""\b(?:ct|publish_time|createTime)\s*=\s*["'](\d[\d\s:/-]{7,24})["']""")
_AUTHORS = '[itemprop~="author"], .author.vcard .fn, .vcard .author, a[rel~="author"], .page-metadata .author'
_NAME_WITHIN = '[itemprop~="name"], .fn'
_FIRST_POSTS = (  # where a forum keeps them, and in one of them its author and its date
    ("#postlist", ".authi > a", 'em[id^="authorposton"]'),  # Discuz
    (".p_postlist .l_post", ".p_author_name", ".tail-info, .post-tail-wrap"),  # Tieba
    (".page-body .post, #page-body .post", ".author .username, .author .username-coloured", ".author time, .author"),
    (".AnswerItem", '.AuthorInfo [itemprop="name"], .AuthorInfo-name', '[itemprop="dateCreated"]'),  # Zhihu
    (".c-post", ".username", ".edittime"),  # Bahamut
    ("#main-content", ".article-meta-value", ".article-meta-value"),  # PTT
    (".message--post, article.message", ".message-name .username, .username", "time[datetime]"),  # XenForo
)
_SCRIPTED_AUTHORS = "#js_author_name, #js_name, #post-user"
_DAY = re.compile(r"(?:19|20)\d\d\s?[-/.年]\s?\d{1,2}\s?[-/.月]\s?\d.*", re.DOTALL)


def marked_times(tree: Any) -> Iterator[tuple[str, str]]:
    """Yield dates that the body marks as those of the page, under ``published`` and ``updated``.

    Args:
        tree: the parsed page.
    """
    for place, _, selector in _first_posts(tree):
        times = map(_day_in, map(_written_time, place.css(selector)[:_MOST_NODES]))
        yield "published", next(filter(None, times), "")
    for name, selector in _TIMES.items():
        yield name, iso_date(_only_time(tree, selector))


def only_time(tree: Any) -> str:
    """Return the time that the body marks as one, if there is no other; else ""."""
    return _only_time(tree, _ANY_TIME)


def times_of_scripts(tree: Any) -> list[str]:
    """Return when a page of WeChat was published, which it leaves to its scripts to show."""
    if tree.css_first("#js_content") is None:
        return []
    return [found[1] for node in tree.css("script") if (found := _SCRIPTED_TIME.search(node.text()))]


def marked_authors(tree: Any) -> list[str]:
    """Return the authors whom the body of a page marks: of a first post, or one whom all its marks name.

    Args:
        tree: the parsed page.
    """
    if tree.css_first("#js_content") is not None:
        return [node.text().strip() for node in tree.css(_SCRIPTED_AUTHORS)]
    for place, selector, _ in _first_posts(tree):
        if (node := place.css_first(selector)) is not None and (name := _name(node)):
            return [name]
    nodes = [node for node in tree.css(_AUTHORS)[:_MOST_NODES] if not _is_of_comment(node)]
    names = dict.fromkeys(name for node in nodes if (name := _name(node.css_first(_NAME_WITHIN) or node)))
    return list(names) if len(names) == 1 else []


def marked_tags(tree: Any) -> list[str]:
    """Return the tags to which a page links as its own."""
    return _texts(tree, 'a[rel~="tag"]:not([rel~="category"])')


def marked_categories(tree: Any) -> list[str]:
    """Return the categories to which a page of a blog or a wiki links as its own."""
    return _texts(tree, '#mw-normal-catlinks li > a, a[rel~="category"]')


def _texts(tree: Any, selector: str) -> list[str]:
    return [text for node in tree.css(selector)[:_MOST_NODES] if (text := node.text().strip())]


def _first_posts(tree: Any) -> Iterator[tuple[Any, str, str]]:
    for sign, author, time in _FIRST_POSTS:
        if (place := tree.css_first(sign)) is not None:
            yield place, author, time


def _only_time(tree: Any, selector: str) -> str:
    times = {_written_time(node) for node in tree.css(selector)[:_MOST_NODES]}
    return times.pop() if len(times) == 1 else ""


def _written_time(node: Any) -> str:
    attributes = node.attributes
    stated = attributes.get("datetime") or attributes.get("content") or attributes.get("data-mtime")
    if not stated and node.tag in ("abbr", "span", "em"):
        stated = attributes.get("title")
    return " ".join((stated or node.text()).split())


def _day_in(written: str) -> str:
    """The date that a text is, or that stands in it."""
    found = _DAY.search(written)
    day = iso_date(found[0] if found else written)
    return day if len(day) >= _DAY_CHARS else ""


def _name(node: Any) -> str:
    name = " ".join((node.attributes.get("content") or node.text()).split()).lstrip("@")
    return name if len(name) <= _NAME_CHARS else ""


def _is_of_comment(node: Any) -> bool:
    for _ in range(_NODES_AROUND):
        if node is None:
            break
        attributes = node.attributes
        names = (attributes.get(name) or "" for name in ("class", "id", "itemprop", "itemtype"))
        if _OF_COMMENT.search(" ".join(names).lower()):
            return True
        node = node.parent
    return False
