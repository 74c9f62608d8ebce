"""What a web page says of itself: its head, Open Graph, JSON-LD; and which part of its title is the site's name."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from wenxun.articles.characters import tidy_line
from wenxun.articles.html.frames import Block
from wenxun.articles.html.marked import (
    marked_authors,
    marked_categories,
    marked_tags,
    marked_times,
    only_time,
    times_of_scripts,
)
from wenxun.articles.metadata import iso_date

__all__ = ["PageMetadata", "is_site_name", "read_page_metadata", "title_above_text", "title_without_site"]

_NAMES: Mapping[str, str] = {
    "description": "description", "og:description": "description", "twitter:description": "description",
    "dc.description": "description", "author": "authors", "article:author": "authors", "dc.creator": "authors",
    "og:article:author": "authors", "byl": "authors", "mediaid": "site",
    "keywords": "tags", "article:tag": "tags", "news_keywords": "tags", "og:article:tag": "tags",
    "article:published_time": "published", "og:article:published_time": "published", "date": "published",
    "pubdate": "published", "publishdate": "published", "publish_date": "published", "datepublished": "published",
    "og:release_date": "published", "weibo:article:create_at": "published", "apub:time": "published",
    "og:published_time": "published", "dc.date": "published", "dc.date.issued": "published",
    "citation_date": "published",
    "created": "published", "dc.date.created": "published", "dcterms.created": "published", "dcterms.date": "published",
    "dcterms.issued": "published", "citation_publication_date": "published", "publishtime": "published",
    "publication_date": "published", "parsely-pub-date": "published", "createdate": "published",
    "updated": "updated", "modified": "updated", "dcterms.modified": "updated", "dc.date.modified": "updated",
    "dcterms.creator": "authors", "citation_author": "authors", "parsely-author": "authors",
    "dc.subject": "tags", "dcterms.subject": "tags", "citation_keywords": "tags", "tag": "tags",
    "dc.title": "title", "dcterms.title": "title", "citation_title": "title", "articletitle": "title",
    "source-url": "url", "url": "url",
    "article:modified_time": "updated", "og:updated_time": "updated", "lastmod": "updated", "last-modified": "updated",
    "weibo:article:update_at": "updated", "datemodified": "updated", "og:modified_time": "updated",
    "og:url": "url", "og:title": "title", "twitter:title": "title", "og:site_name": "site", "application-name": "site",
    "content-language": "lang",
}  # fmt: skip
_ARTICLE_TYPES = frozenset((
    "Article", "NewsArticle", "BlogPosting", "TechArticle", "ScholarlyArticle", "Report", "ReportageNewsArticle",
    "LiveBlogPosting", "OpinionNewsArticle", "AnalysisNewsArticle", "BackgroundNewsArticle", "ReviewNewsArticle",
    "AskPublicNewsArticle", "MedicalScholarlyArticle", "DiscussionForumPosting", "SocialMediaPosting",
))  # fmt: skip
_DAY_CHARS = 10  # of a whole date
_TAG_BREAK = re.compile(r"[,，;；、|]")
_SEPARATOR = re.compile(r"\s*[_|｜—–»·]+\s*|\s+[-@]+\s+|\s*--+\s*|\s*::\s*|-(?=[^-]{1,12}$)")
_SIGNS = "_|｜—–»·-"
_BEHIND_SITE = re.compile(rf"\s*[:：]\s+|\s+:\s*|\s*[{_SIGNS}]+\s*")
_BEFORE_NAME = rf"(?<=\S)(?:\s[@{_SIGNS}]+|::|[|｜_])\s*"
_BEHIND_NAME = rf"\s*(?:\Z|[|｜_]|::|\s[{_SIGNS}])"
_SITE_NAME = re.compile(
    r".{0,14}(?:网|網|站|论坛|論壇|博客|频道|頻道|中心|社区|社區|百科|文库|文庫|在线|官网|资讯|資訊|门户|日报|晚报|时报"
    r"|日報|晚報|時報|[电電]子[报報]|通[讯訊]社|新闻|新聞|新聞雲|知乎|资料库|資料庫|数据库|豆瓣|简书|掘金|贴吧|文档|文檔|手册|电视台|出版社|圖書館|图书馆|导航|首页|大学|政府)"
    r"|(?:[\w-]+\.)+(?:com|cn|net|org|io|gov|edu|tw|hk|cc|info)(?:\.\w\w)?|CSDN.*|.*[Bb]log|Wikipedia|GitHub|Wiki"
    r"|[Pp]owered by .*|.{0,40}\bAPI|Java (?:Platform|SE|EE).*",
)
_NO_AUTHOR = re.compile(  # a number of an editor, what a template was delivered with, who made the program
    r"\d+|(?:your )?name|name, ?\S+@\S+|author|作者|admin(?:istrator)?|discuz!.*|(?:powered by )?wordpress",
    re.IGNORECASE,
)
_REPORTER = re.compile(
    r"(?:[记記]者\s*)?([\u4e00-\u9fff]{2,4})\s*[/／][\u4e00-\u9fff]{2,10}(?:报道|報導)|[记記]者\s*([\u4e00-\u9fff]{2,4})"
)
_SAVED_FROM = re.compile(
    r"<!--\s*(?:(?:saved from url=\(\d+\)|Page saved with SingleFile\s+url:\s*)(?P<saved>https?://[^\s<>\"]+)"
    r"|Mirrored from (?P<mirrored>[\w.-]+(?::\d+)?/[^\s<>\"]*) by HTTrack)"
)
_SAVED_FROM_CHARS = 5_000
_MOST_LISTED = 50
_NAME_CHARS = 80
_IN_BRACKETS = re.compile(r"\s*[(（【\[]([^()（）【】\[\]]{2,40})[)）】\]]\s*\Z")
_COLUMN = re.compile(r"[A-Za-z]{0,8}[\u4e00-\u9fff]{2,8}")  # of a site, behind a line
_SHORT_TITLE = 8  # characters; names of columns and sites are no longer


@dataclass(slots=True)
class PageMetadata:
    """What the head of a page says.

    Attributes:
        values: under the names that ``add_metadata`` takes.
        properties: what a table at the top (Notion's) or the foot of a wiki's page says of it, under its owner's names.
        body: the article's text, as text or HTML, where JSON-LD holds it.
    """

    values: dict[str, Any] = field(default_factory=dict)
    properties: dict[str, Any] = field(default_factory=dict)
    body: str = ""
    head_title: str = ""
    shared_title: str = ""
    site: str = ""


def read_page_metadata(tree: Any, text: str, tally: Counter[str]) -> PageMetadata:
    """Return what a page says of itself; its head's own words before Open Graph's and JSON-LD's.

    Args:
        tree: the parsed page.
        text: the page.
        tally: gets the names of the rules by which titles are tidied, with their counts.
    """
    found = PageMetadata()
    lists: dict[str, dict[str, None]] = {"authors": {}, "tags": {}}
    texts: dict[str, str] = {}
    root = tree.root
    if root is not None and (lang := root.attributes.get("lang") or root.attributes.get("xml:lang")):
        texts["lang"] = lang.strip()
    title = tree.css_first("head > title") or tree.css_first("title")
    if title is not None and _is_of_page(title):
        found.head_title = tidy_line(title.text(), tally)
    for name, value in _head_values(tree):
        key = _NAMES.get(name, "")
        if key == "tags":
            for each in _TAG_BREAK.split(value):
                _add(lists[key], each)
        elif key in lists:
            _add_author(lists[key], value)
        elif key and (key != "url" or name == "og:url" or value.startswith(("http://", "https://"))):
            texts.setdefault(key, value)
    for record in _linked_data(tree):
        _add_record(record, texts, lists)
        if isinstance(body := record.get("articleBody"), str) and len(body) > len(found.body):
            found.body = body
    _add_marked(tree, texts, lists)
    link = tree.css_first('link[rel="canonical"]')
    if link is not None and (address := (link.attributes.get("href") or "").strip()):
        texts["url"] = address
    elif address := _address_saved_from(root, text):
        texts.setdefault("url", address)
    for row in tree.css("table.properties > tbody > tr.property-row"):
        name, value = row.css_first("th"), row.css_first("td")
        if name is not None and value is not None:
            several = [each.text().strip() for each in value.css(".selected-value")]
            found.properties[name.text().strip()] = several or value.text().strip().removeprefix("@")
    if categories := marked_categories(tree):
        found.properties["categories"] = categories
    for key in ("published", "updated"):
        texts[key] = _iso_date(texts.get(key, ""))
    if texts["updated"][:_DAY_CHARS] < texts["published"][:_DAY_CHARS]:
        texts["updated"] = ""  # of something else on the page
    found.shared_title, found.site = tidy_line(texts.pop("title", ""), tally), texts.pop("site", "")
    found.values = {**{key: value for key, value in texts.items() if value}, **{k: list(v) for k, v in lists.items()}}
    return found


def _is_of_page(title: Any) -> bool:
    parent = title.parent
    return parent is not None and parent.tag in ("head", "body", "html")


def _head_values(tree: Any) -> Iterator[tuple[str, str]]:
    for node in tree.css("meta[content]"):
        attributes = node.attributes
        value = " ".join((attributes.get("content") or "").split())
        for name in (attributes.get("property"), attributes.get("name")):
            if name and value:
                yield name.strip().lower(), value
        name = (attributes.get("itemprop") or "").strip().lower()
        if name and value and name != "url":  # of whatever the element around it is
            yield name, value


def _add(names: dict[str, None], value: object) -> None:
    if not isinstance(value, str) or value.startswith(("http://", "https://")) or len(names) >= _MOST_LISTED:
        return
    if "<" in value:
        return  # the rest of a tag that somebody wrote wrongly
    if 0 < len(value.strip()) <= _NAME_CHARS:
        names[value.strip()] = None


def _add_author(names: dict[str, None], value: object) -> None:
    if isinstance(value, str) and not _NO_AUTHOR.fullmatch(value.strip()):
        found = _REPORTER.fullmatch(value.strip())
        _add(names, value if found is None else found[1] or found[2])


def _linked_data(tree: Any) -> Iterator[Mapping[str, Any]]:
    """The records of JSON-LD that tell of an article."""
    for node in tree.css('script[type="application/ld+json"]'):
        try:
            value = json.loads(node.text(), strict=False)
        except (ValueError, RecursionError):
            continue
        records = value if isinstance(value, list) else [value]
        graphs = [graph for each in records if isinstance(each, dict) and isinstance(graph := each.get("@graph"), list)]
        for record in (*records, *(each for graph in graphs for each in graph)):
            if isinstance(record, dict):
                kinds = record.get("@type")
                if _ARTICLE_TYPES.intersection(_strings(kinds if isinstance(kinds, list) else [kinds])):
                    yield record


def _strings(values: list[Any]) -> list[str]:
    return [each for each in values if isinstance(each, str)]


def _add_record(record: Mapping[str, Any], texts: dict[str, str], lists: dict[str, dict[str, None]]) -> None:
    sources = (
        ("datePublished", "published"), ("dateModified", "updated"), ("description", "description"),
        ("headline", "title"), ("url", "url"), ("inLanguage", "lang"),
    )  # fmt: skip
    for name, key in sources:
        if isinstance(value := record.get(name), str) and value.strip() and not texts.get(key):
            texts[key] = " ".join(value.split())
    for each in _many(record.get("author")):
        _add_author(lists["authors"], each.get("name") if isinstance(each, dict) else each)
    for each in _many(record.get("keywords")):
        for word in _TAG_BREAK.split(each) if isinstance(each, str) else ():
            _add(lists["tags"], word)
    publisher = record.get("publisher")
    if isinstance(publisher, dict) and isinstance(site := publisher.get("name"), str):
        texts.setdefault("site", site)


def _add_marked(tree: Any, texts: dict[str, str], lists: dict[str, dict[str, None]]) -> None:
    """What the body marks, where the head does not say it."""
    if not texts.get("published") and (stated := times_of_scripts(tree)):
        texts["published"] = stated[0]
    for key, time in marked_times(tree):
        texts[key] = texts.get(key) or time
    if not (texts["published"] or texts["updated"]):
        texts["published"] = only_time(tree)
    for name in marked_authors(tree) if not lists["authors"] else ():
        _add_author(lists["authors"], name)
    for name in marked_tags(tree) if not lists["tags"] else ():
        _add(lists["tags"], name)


def _address_saved_from(root: Any, text: str) -> str:
    """Where a page came from, as the program notes it that saved it."""
    if root is not None and (source := root.attributes.get("data-scrapbook-source")):
        return str(source)
    found = _SAVED_FROM.search(text, 0, _SAVED_FROM_CHARS)
    if found is None:
        return ""
    return found["saved"] or f"http://{found['mirrored']}"


def _many(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _iso_date(text: str) -> str:
    """The date, or date and time, that ``text`` begins with in ISO 8601; "" when it names no day."""
    day = iso_date(text)
    return day if len(day) >= _DAY_CHARS else ""


def _letters(name: str) -> str:
    return "".join(name.split()).casefold()


def is_site_name(name: str) -> bool:
    """Return whether sites are called so, and people are not."""
    return _SITE_NAME.fullmatch(name) is not None


def title_without_site(metadata: PageMetadata, headings: list[str], near: Sequence[Block]) -> str:
    """Return the page's title as its head gives it, without the names of site and channel behind it.

    Args:
        metadata: what the page says of itself.
        headings: the outermost headings of the page; one with which the title begins is the title.
        near: the blocks about the beginning of the text; the title may begin with one of them too.
    """
    title = metadata.head_title.rstrip(f":{_SIGNS} ")
    if (found := _IN_BRACKETS.search(title)) and is_site_name(found[1]):
        title = title[: found.start()]
    shared = metadata.shared_title if metadata.shared_title != metadata.head_title else ""
    if behind := _behind_site(title, shared, headings, near):
        return behind
    for known in (shared, *headings):
        if known and title.startswith(known) and (len(known) == len(title) or _SEPARATOR.match(title, len(known))):
            return known
    texts = (*headings, *(block.rich.text for block in near if not block.link_chars))
    shown = max((text for text in texts if _is_named(title, text)), key=len, default="")
    if shown:
        return shown
    known_names = [name for name in (metadata.site, *metadata.values.get("authors", ())) if name]
    end = len(title)
    for name in known_names:
        if found := re.search(rf"{_BEFORE_NAME}{re.escape(name)}{_BEHIND_NAME}", title):
            end = min(end, found.start())  # with the name of the site of sites behind it
    names = set(map(_letters, known_names))
    places = list(_SEPARATOR.finditer(title, 0, end))
    for place in reversed(places):
        part = title[place.end() : end].strip()
        is_behind_line = place[0].strip() == "_" and _COLUMN.fullmatch(part) is not None
        is_named = is_site_name(part) or _letters(part) in names
        if not (is_named or (end < len(title) and len(part) <= 6) or is_behind_line):
            break
        if not title[: place.start()].strip():
            break
        end = place.start()
    return title[:end].strip() or metadata.shared_title or title


def _behind_site(title: str, shared: str, headings: Sequence[str], near: Sequence[Block]) -> str:
    """What stands in a title behind the name of the site, if page or Open Graph call the article so; else ""."""
    found = _BEHIND_SITE.search(title)
    if found is None:
        return ""
    site, rest = title[: found.start()].strip(), title[found.end() :].strip()
    if rest == shared:
        return rest
    texts = [block.rich.text for block in near]
    at = next((place for place, text in enumerate(texts) if text in (rest, title)), -1)
    is_shown = site not in headings and any(text.startswith(site) for text in texts[: max(at, 0)])
    is_site = is_site_name(site) or is_shown
    return rest if at >= 0 and is_site and not is_site_name(rest) else ""


def _is_named(title: str, text: str) -> bool:
    """Whether a title is a text of the page with names of site and channel before or behind it."""
    if len(text) < _SHORT_TITLE or text not in title:
        return False
    before, _, behind = title.partition(text)
    if before:
        return not behind and before.rstrip()[-1:] in _SIGNS and before.strip() != ""
    return not behind or behind[0] in _SIGNS or (behind[0].isspace() and len(behind) < len(text))


def title_above_text(title: str, near: Sequence[Block]) -> str:
    """Return the heading above a text whose head names the column or the site alone; else ``title``.

    Args:
        title: as the head gives it.
        near: the blocks about the beginning of the text.
    """
    headings = [block.rich.text for block in near if block.level and not block.link_chars]
    if title in headings or not (len(title) <= _SHORT_TITLE or is_site_name(title)):
        return title
    return next((each for each in headings if len(each) > len(title) and title not in each), title)
