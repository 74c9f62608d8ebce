"""A dump of CirrusSearch, the search engine of MediaWiki, to articles: texts that are extracted already.

Such a dump holds two lines of JSON a page: which page it is, and the page. A page has ``title``, ``text`` (one line,
without headings, tables and notes), ``auxiliary_text`` (tables, captions), ``heading``, ``category``, ``redirect``,
``timestamp``, ``source_text`` (wikitext) and more; see https://www.mediawiki.org/wiki/Extension:CirrusSearch/Schema.
Reading it is many times faster than reading wikitext; what is lost are lists, tables, links and wordings by region.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from wenxun.articles.characters import tidy_characters, tidy_line
from wenxun.articles.containers import Found, LeftOut, skipped_for
from wenxun.articles.draft import Draft
from wenxun.articles.dumps.headings import Placed, place_headings
from wenxun.articles.dumps.stream import open_unpacked, unpacking_errors
from wenxun.articles.metadata import iso_date
from wenxun.articles.richtext import RichText
from wenxun.articles.source_file import Origin, SourceFile, skip_line
from wenxun.articles.wikitext.reader import read_wikitext_into
from wenxun.errors import ArticleError
from wenxun.models import Article, SkippedInput
from wenxun.notices import Notice

__all__ = ["CirrusPage", "split"]

_ARTICLES_NAMESPACE = 0
_MAX_ALIASES = 100
_ACTION_BYTES = 1_000  # a line that says which page the next one is has some 50
_KEPT = ("title", "language", "text", "source_text", "timestamp", "create_timestamp", "category", "auxiliary_text")
_WIKI_OF_NAME = re.compile(r"([a-z][a-z0-9_]*?)(?:_(?:content|general))?-(?:[0-9]{8}|latest|current)\b")
_WIKIMEDIA = re.compile(
    r"([a-z]{2,3}|zh_(?:yue|classical|min_nan))"
    r"(?:(wiki)|(wiktionary|wikibooks|wikinews|wikiquote|wikisource|wikiversity|wikivoyage))"
)


@dataclass(frozen=True, slots=True)
class CirrusPage:
    """A page of a dump that is an article to be.

    Attributes:
        origin: the dump.
        article_id: of the article: ``wiki/title``, as of a page of an export.
        wiki: database name such as ``zhwiki``; "" where it is not known.
        fields: those of ``_KEPT`` that the page has, as the dump gives them.
        headings: as the dump lists them; used where it has no wikitext to tell their places.
        aliases: titles of the pages that redirect to it.
    """

    origin: Origin
    article_id: str
    wiki: str
    fields: dict[str, Any]
    headings: tuple[str, ...]
    aliases: tuple[str, ...]

    @property
    def size_bytes(self) -> int:
        """About what its text takes."""
        return 3 * len(_text(self.fields, "text"))

    def read(self, *, max_bytes: int) -> Iterator[Found]:
        """Yield its article, or why there is none, named as ``path:title``."""
        place = f"{self.origin.place}:{_text(self.fields, 'title')}"
        try:
            yield _article(self, place)
        except Exception as error:  # no page may end the run of millions of others
            yield skipped_for(error, place)


def split(file: SourceFile) -> Iterator[CirrusPage | SkippedInput | LeftOut]:
    """Yield the articles to be, in the order of the dump, and at its end what was left out.

    Lines that are longer than ``max_bytes`` or hold no page are named and skipped.

    Raises:
        ArticleError: ``damaged-dump`` where it cannot be unpacked any further; pages before that are given.
    """
    found = _WIKI_OF_NAME.match(file.origin.name)
    wiki_of_name = found[1] if found else ""
    left_out = 0
    for number, line in _lines(file):
        place = f"{file.origin.place}:{number}"
        if not line:
            yield SkippedInput(place, "too-large", Notice("the line is longer than {most} bytes", most=file.max_bytes))
            continue
        try:
            value = json.loads(line)
        except (ValueError, RecursionError) as error:
            yield SkippedInput(place, "bad-json", Notice("it is not valid JSON: {error}", error=error))
            continue
        if len(line) < _ACTION_BYTES and _is_action(value):
            continue
        if not isinstance(value, dict) or not _text(value, "title").strip():
            yield SkippedInput(place, "bad-page", Notice("it is no page with a title"))
        elif value.get("namespace", _ARTICLES_NAMESPACE) != _ARTICLES_NAMESPACE:
            left_out += 1
        else:
            yield _page(value, file.origin, wiki_of_name)
    if left_out:
        yield LeftOut("other-namespaces", left_out)


def _lines(file: SourceFile) -> Iterator[tuple[int, bytes]]:
    """The lines that are not blank, with their numbers from 1; b"" in the place of one that is too long."""
    file.stream.seek(0)
    number = 0
    with unpacking_errors():
        stream = open_unpacked(file.stream, file.head)
        while line := stream.readline(file.max_bytes + 1):
            number += 1
            if len(line) > file.max_bytes and not line.endswith(b"\n"):
                skip_line(stream)
                yield number, b""
            elif stripped := line.strip():
                yield number, stripped


def _is_action(value: Any) -> bool:
    return isinstance(value, dict) and len(value) == 1 and ("index" in value or "create" in value)


def _page(value: dict[str, Any], origin: Origin, wiki_of_name: str) -> CirrusPage:
    wiki = _text(value, "wiki") or wiki_of_name
    title = " ".join(_text(value, "title").split())
    redirects = value.get("redirect")
    aliases = [
        _text(each, "title")
        for each in (redirects if isinstance(redirects, list) else ())
        if isinstance(each, dict) and each.get("namespace", _ARTICLES_NAMESPACE) == _ARTICLES_NAMESPACE
    ]
    return CirrusPage(
        origin,
        tidy_characters(f"{wiki or origin.article_id}/{title}", Counter()),
        wiki,
        {name: value[name] for name in _KEPT if name in value},
        _texts(value, "heading"),
        tuple(filter(None, aliases)),
    )


def _article(page: CirrusPage, place: str) -> Article:
    """The article of a page.

    Raises:
        ArticleError: ``empty`` when it has no text.
    """
    draft = Draft()
    fields = page.fields

    text, source = (tidy_characters(_text(fields, name), draft.tally) for name in ("text", "source_text"))
    draft.title = tidy_line(_text(fields, "title"), draft.tally)
    for alias in page.aliases[:_MAX_ALIASES]:
        draft.aliases[tidy_line(alias, draft.tally)] = None
    if left_out := len(page.aliases) - _MAX_ALIASES:
        draft.tally["aliases-left-out"] += max(left_out, 0)
    for name in _texts(fields, "category"):
        draft.add_category(tidy_characters(name, draft.tally))
    draft.lang = tidy_line(_text(fields, "language"), draft.tally)
    draft.published, draft.updated = (iso_date(_text(fields, name)) for name in ("create_timestamp", "timestamp"))
    draft.url = _url(page.wiki, draft.lang, draft.title)
    auxiliary = [tidy_line(each, draft.tally) for each in _texts(fields, "auxiliary_text")]
    if text.strip():
        _add_text(draft, text.strip(), auxiliary, _placed(page, source, text.strip()))
    elif source.strip():
        read_wikitext_into(draft, source)
    elif any(auxiliary):
        _add_text(draft, "", auxiliary, [])
    else:
        raise ArticleError("empty", Notice("the page holds no text"))
    return draft.finish(
        article_id=page.article_id, file_title=draft.title, format_name="text", source=place, path=page.origin.path
    )


def _placed(page: CirrusPage, source: str, text: str) -> list[Placed]:
    if source.strip():
        return place_headings(source, text)
    return [Placed(2, " ".join(heading.split()), len(text)) for heading in page.headings]


def _add_text(draft: Draft, text: str, auxiliary: list[str], headings: list[Placed]) -> None:
    """Append the text, cut where its headings stand; tables and captions, whose places are lost, go with the lead."""
    ends = [*(heading.start for heading in headings), len(text)]
    draft.add_paragraph(RichText(text[: ends[0]].strip()))
    for each in auxiliary:
        draft.add_paragraph(RichText(each))
    for heading, end in zip(headings, ends[1:], strict=True):
        draft.add_heading(heading.level, RichText(heading.text))
        draft.add_paragraph(RichText(text[heading.start : end].strip()))


def _url(wiki: str, lang: str, title: str) -> str:
    """The address of a page of a wiki of Wikimedia; "" where it cannot be told."""
    found = _WIKIMEDIA.fullmatch(wiki)
    if found is None:
        return ""
    code = found[1].replace("_", "-")
    if len(code) < 4 and lang and lang.partition("-")[0] != code:
        return ""  # a wiki of somebody else that is only called so
    site = "wikipedia" if found[2] else found[3]
    return f"https://{code}.{site}.org/wiki/{quote(title.replace(' ', '_'), safe=':/(),')}"


def _text(value: dict[str, Any], name: str) -> str:
    found = value.get(name)
    return found if isinstance(found, str) else ""


def _texts(value: dict[str, Any], name: str) -> tuple[str, ...]:
    found = value.get(name)
    return tuple(each for each in found if isinstance(each, str)) if isinstance(found, list) else ()
