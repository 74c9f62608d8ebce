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
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from wenxun.articles.characters import tidy_characters
from wenxun.articles.draft import Draft
from wenxun.articles.dump_pages import RawPage, SiteInfo, read_pages
from wenxun.articles.dump_stream import UNPACKING_ERRORS, CountedFile, is_dump, open_unpacked
from wenxun.articles.wikitext import read_wikitext_into
from wenxun.errors import ArticleError
from wenxun.models import Article, SkippedInput

__all__ = ["Dump", "DumpPage", "is_dump", "read_dump", "read_page"]

_HEAD_BYTES = 16
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
        id: of the article: ``wiki/title``.
        title, text: as the dump has them; ``text`` is wikitext.
        aliases: titles of the pages that redirect to it.
        left_out: how many more redirect to it.
        problem: why it cannot be read, as (reason, detail); ``None`` when it can.
    """

    id: str
    title: str
    text: str
    aliases: tuple[str, ...]
    left_out: int = 0
    problem: tuple[str, str] | None = None


class Dump:
    """A dump at ``path``.

    Args:
        path: the file.
        max_bytes: pages with more characters of wikitext are named and skipped.
        fallback_name: stands before the titles in ids when the dump does not say which wiki it is of.
        namespaces: numbers of the namespaces that are read.
        on_read: called before each page with the pass, 0 or 1, and the bytes of the file that it has read.

    Attributes:
        left_out: rule name to how many pages it left out; complete after the second pass.
        sha256: digest of the file; empty before the first pass is through.
    """

    def __init__(
        self,
        path: Path,
        *,
        max_bytes: int,
        fallback_name: str,
        namespaces: Collection[int] = (0,),
        on_read: Callable[[int, int], None] | None = None,
    ) -> None:
        self._path = path
        self._max_bytes = max_bytes
        self._namespaces = frozenset(namespaces)
        self._on_read = on_read
        self._site = SiteInfo()
        self._fallback_name = fallback_name
        self.left_out: Counter[str] = Counter()
        self.sha256 = ""

    def pages(self) -> Iterator[DumpPage]:
        """Yield the articles to be, in the order of the dump.

        Raises:
            ArticleError: before the first page, when the dump is damaged, ends too early or is unsafe.
        """
        with closing(sqlite3.connect("")) as table:  # "" is a temporary file that goes away by itself
            table.execute("PRAGMA journal_mode = OFF")
            table.execute("CREATE TABLE redirects (target TEXT, title TEXT)")
            table.executemany("INSERT INTO redirects VALUES (?, ?)", self._redirects())
            table.execute("CREATE INDEX by_target ON redirects (target)")
            for page in self._read(first_pass=False):
                if page.namespace not in self._namespaces:
                    self.left_out["other-namespaces"] += 1
                elif page.redirect:
                    self.left_out["redirects"] += 1
                else:
                    yield self._page(page, table)

    def _redirects(self) -> Iterator[tuple[str, str]]:
        for page in self._read(first_pass=True):
            if page.redirect and page.namespace in self._namespaces and page.title != page.redirect:
                yield page.redirect, page.title

    def _page(self, page: RawPage, table: sqlite3.Connection) -> DumpPage:
        rows = table.execute(_FIND_ALIASES, (page.title, _MAX_CHAIN))
        found = [title for (title,) in rows if title != page.title]
        problem = None
        if page.is_cut:
            problem = ("too-large", f"the page is longer than {self._max_bytes} characters")
        elif page.model != "wikitext":
            problem = ("not-wikitext", f"the page holds {page.model}, not wikitext")
        elif not page.title:
            problem = ("bad-page", "the page has no title")
        identifier = tidy_characters(f"{self._site.name or self._fallback_name}/{page.title}", Counter())
        aliases = tuple(found[:_MAX_ALIASES])
        return DumpPage(identifier, page.title, page.text, aliases, len(found) - len(aliases), problem)

    def _read(self, *, first_pass: bool) -> Iterator[RawPage]:
        turn = 0 if first_pass else 1
        try:
            with self._path.open("rb") as raw:
                head = raw.read(_HEAD_BYTES)
                raw.seek(0)
                counted = CountedFile(raw)
                with open_unpacked(counted, head) as unpacked:
                    for page in read_pages(unpacked, self._site, max_chars=self._max_bytes):
                        if self._on_read is not None:
                            self._on_read(turn, counted.bytes_read)
                        yield page
                    self.sha256 = counted.hexdigest()
        except UNPACKING_ERRORS as error:
            if isinstance(error, OSError) and error.errno is not None:
                raise ArticleError("unreadable", f"it cannot be read: {error.strerror}") from error
            raise ArticleError("damaged-dump", f"it is damaged or not complete: {error}") from error


def read_page(page: DumpPage, *, source: str) -> Article:
    """The article of a page.

    Raises:
        ArticleError: as the page's ``problem``; ``empty`` when it has no text.
    """
    if page.problem is not None:
        raise ArticleError(*page.problem)
    draft = Draft()
    text = tidy_characters(page.text, draft.tally)
    if not text.strip():
        raise ArticleError("empty", "the page holds no text")
    draft.title = " ".join(tidy_characters(page.title, draft.tally).split())
    for alias in page.aliases:
        draft.aliases[tidy_characters(alias, draft.tally)] = None
    if page.left_out:
        draft.tally["aliases-left-out"] += page.left_out
    read_wikitext_into(draft, text)
    return draft.finish(article_id=page.id, file_title=page.title, format_name="wikitext", source=source)


def read_dump(pages: Iterable[DumpPage], path: str) -> Iterator[Article | SkippedInput]:
    """Read pages one by one; those that cannot be read are named as ``path:title``."""
    for page in pages:
        place = f"{path}:{page.title}"
        try:
            yield read_page(page, source=place)
        except ArticleError as error:
            yield SkippedInput(place, error.reason, str(error))
        except Exception as error:  # no page may end the run of millions of others
            yield SkippedInput(place, "failed", f"reading it failed ({type(error).__name__}: {error})")
