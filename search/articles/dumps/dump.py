"""A MediaWiki export (a dump), packed or not, to articles.

Redirects become aliases of their target. They may stand anywhere in the dump, so it is read twice: the first pass
puts every redirect into a table in a temporary file, the second yields the articles with theirs. The first pass
costs little beside reading wikitext, keeps memory constant, and finds out whether the dump is complete before
anything of it is indexed.

A dump that is not well-formed to its end is refused as a whole.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass

from wenxun.articles.characters import tidy_characters, tidy_line
from wenxun.articles.containers import Found, LeftOut, StillReading, skipped_for
from wenxun.articles.draft import Draft
from wenxun.articles.dumps.pages import RawPage, SiteInfo, read_pages
from wenxun.articles.dumps.stream import open_unpacked, unpacking_errors
from wenxun.articles.source_file import Origin, SourceFile
from wenxun.articles.wikitext.reader import read_wikitext_into
from wenxun.collecting import rare_collections
from wenxun.errors import ArticleError
from wenxun.models import Article
from wenxun.notices import Notice

__all__ = ["DumpPage", "split"]

_ARTICLES_NAMESPACE = 0
_MAX_ALIASES = 100
_MAX_CHAIN = 4
_FIND_ALIASES = """
    WITH RECURSIVE leading(title, steps) AS (
        SELECT title, 1 FROM redirects WHERE target = ?
        UNION
        SELECT redirects.title, steps + 1 FROM redirects JOIN leading ON redirects.target = leading.title
        WHERE steps < ?)
    SELECT DISTINCT title FROM leading ORDER BY title"""


@dataclass(frozen=True, slots=True)
class DumpPage:
    """A page of a dump that is an article to be.

    Attributes:
        origin: the dump.
        article_id: of the article: ``wiki/title``.
        title, text: as the dump has them; ``text`` is wikitext.
        aliases: titles of the pages that redirect to it.
        left_out: how many more redirect to it.
        problem: why it cannot be read, as (reason, detail); ``None`` when it can.
    """

    origin: Origin
    article_id: str
    title: str
    text: str
    aliases: tuple[str, ...]
    left_out: int = 0
    problem: tuple[str, str] | None = None

    @property
    def size_bytes(self) -> int:
        """About what its text takes."""
        return 2 * len(self.text)

    def read(self, *, max_bytes: int) -> Iterator[Found]:
        """Yield its article, or why there is none, named as ``path:title``; too long ones were found out before."""
        place = f"{self.origin.place}:{self.title}"
        try:
            yield _article(self, place)
        except Exception as error:  # no page may end the run of millions of others
            yield skipped_for(error, place)


def split(file: SourceFile) -> Iterator[DumpPage | StillReading | LeftOut]:
    """Yield the articles to be, in the order of the dump, and at its end what was left out.

    Pages with more than ``max_bytes`` characters of wikitext are named and skipped. Where the dump does not say which
    wiki it is of, the file's id stands before the titles in ids.

    Raises:
        ArticleError: before the first page, when the dump is damaged, ends too early or is unsafe.
    """
    site = SiteInfo()
    left_out: Counter[str] = Counter()
    with closing(sqlite3.connect("")) as table:  # "" is a temporary file that goes away by itself
        table.execute("PRAGMA journal_mode = OFF")
        table.execute("CREATE TABLE redirects (target TEXT, title TEXT)")
        for page in _raw_pages(file, site):
            yield StillReading(Notice("looking for redirects"))
            if page.redirect and page.namespace == _ARTICLES_NAMESPACE and page.title != page.redirect:
                table.execute("INSERT INTO redirects VALUES (?, ?)", (page.redirect, page.title))
        table.execute("CREATE INDEX by_target ON redirects (target)")
        for page in _raw_pages(file, site):
            if page.namespace != _ARTICLES_NAMESPACE:
                left_out["other-namespaces"] += 1
            elif page.redirect:
                left_out["redirects"] += 1
            else:
                yield _dump_page(page, file, site, table)
    yield from (LeftOut(rule, count) for rule, count in left_out.items())


def _dump_page(page: RawPage, file: SourceFile, site: SiteInfo, table: sqlite3.Connection) -> DumpPage:
    rows = table.execute(_FIND_ALIASES, (page.title, _MAX_CHAIN))
    found = [title for (title,) in rows if title != page.title]
    problem = None
    if page.is_cut:
        problem = ("too-large", Notice("the page is longer than {most} characters", most=file.max_bytes))
    elif page.model != "wikitext":
        problem = ("not-wikitext", Notice("the page holds {model}, not wikitext", model=page.model))
    elif not page.title:
        problem = ("bad-page", Notice("the page has no title"))
    article_id = tidy_characters(f"{site.name or file.origin.article_id}/{page.title}", Counter())
    aliases = tuple(found[:_MAX_ALIASES])
    return DumpPage(file.origin, article_id, page.title, page.text, aliases, len(found) - len(aliases), problem)


def _raw_pages(file: SourceFile, site: SiteInfo) -> Iterator[RawPage]:
    """All pages from the start of the dump on."""
    file.stream.seek(0)
    with unpacking_errors():
        yield from read_pages(open_unpacked(file.stream, file.head), site, max_chars=file.max_bytes)


def _article(page: DumpPage, place: str) -> Article:
    """The article of a page.

    Raises:
        ArticleError: as the page's ``problem``; ``empty`` when it has no text.
    """
    if page.problem is not None:
        raise ArticleError(*page.problem)
    draft = Draft()
    text = tidy_characters(page.text, draft.tally)
    if not text.strip():
        raise ArticleError("empty", Notice("the page holds no text"))
    draft.title = tidy_line(page.title, draft.tally)
    for alias in page.aliases:
        draft.aliases[tidy_characters(alias, draft.tally)] = None
    if page.left_out:
        draft.tally["aliases-left-out"] += page.left_out
    with rare_collections():
        read_wikitext_into(draft, text)
        return draft.finish(
            article_id=page.article_id,
            file_title=page.title,
            format_name="wikitext",
            source=place,
            path=page.origin.path,
        )
