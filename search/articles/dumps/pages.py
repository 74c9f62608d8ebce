"""The pages of a MediaWiki export, one at a time, in memory bounded by the longest page.

The format: https://www.mediawiki.org/xml/export-0.11.xsd. Only well-formed XML without a document type is
read, so there are no entities but the five of XML itself, and nothing to expand.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import BinaryIO
from xml.parsers import expat

from wenxun.articles.link_addresses import parse_redirect
from wenxun.errors import ArticleError
from wenxun.notices import Notice

__all__ = ["RawPage", "SiteInfo", "read_pages"]

_READ_BYTES = 1 << 18
_NUMBER = re.compile(r"-?[0-9]{1,9}")


@dataclass(slots=True)
class RawPage:
    """A page as the export holds it.

    Attributes:
        title: with the prefix of its namespace.
        namespace: number of its namespace; 0 holds the articles.
        text: wikitext of the newest revision that the export holds.
        redirect: title of the page that this one leads to, without ``#section``; empty for all others.
        model: the kind of content, ``wikitext`` when nothing else is said.
        is_cut: True when the text was longer than allowed; it is empty then.
    """

    title: str
    namespace: int
    text: str
    redirect: str
    model: str
    is_cut: bool


@dataclass(slots=True)
class SiteInfo:
    """What the head of the export says about the wiki.

    Attributes:
        name: database name such as ``zhwiki``; empty when it is not said.
        namespaces: prefix of each namespace to its number.
    """

    name: str = ""
    namespaces: dict[str, int] = field(default_factory=dict)


def read_pages(file: BinaryIO, site: SiteInfo, *, max_chars: int) -> Iterator[RawPage]:
    """Yield the pages of an export; ``site`` is filled in before the first.

    Args:
        file: the export, unpacked.
        site: gets what the export says about the wiki.
        max_chars: longest text that is kept.

    Raises:
        ArticleError: ``bad-xml`` where it is not well-formed or ends too early, ``unsafe-xml`` for a document
            type.
    """
    reader = _Reader(site, max_chars)
    try:
        while data := file.read(_READ_BYTES):
            reader.parser.Parse(data, False)
            yield from reader.take()
        reader.parser.Parse(b"", True)
    except (expat.ExpatError, LookupError) as error:  # or an encoding that nobody knows
        raise ArticleError("bad-xml", Notice("it is not a complete export: {error}", error=error)) from error
    yield from reader.take()


class _Reader:
    """Collects the texts of the elements that matter while expat goes through the export."""

    def __init__(self, site: SiteInfo, max_chars: int) -> None:
        self.site = site
        self.max_chars = max_chars
        self.parser = expat.ParserCreate()
        self.parser.buffer_text = True
        self.parser.buffer_size = 1 << 16
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.StartDoctypeDeclHandler = self._refuse
        self._pages: list[RawPage] = []
        self._inside: list[str] = []
        self._values: dict[str, str] = {}
        self._key = ""
        self._parts: list[str] = []
        self._chars = 0
        self._ends: Mapping[str, Callable[[str], None]] = {
            "siteinfo/dbname": self._name,
            "namespaces/namespace": self._namespace,
            "page/title": self._keep,
            "page/ns": self._keep,
            "revision/model": self._keep,
            "revision/text": self._keep,
        }

    def take(self) -> list[RawPage]:
        """The pages that are complete, once."""
        pages, self._pages = self._pages, []
        return pages

    def _refuse(self, *_: object) -> None:
        raise ArticleError("unsafe-xml", Notice("it declares a document type, which no export does"))

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        place = f"{self._inside[-1]}/{name}" if self._inside else name
        self._inside.append(name)
        if place == "mediawiki/page":
            self._values = {}
        elif place == "page/redirect":
            self._values["redirect"] = attributes.get("title", "")
        elif place in self._ends:
            self._key = attributes.get("key", "")
            self._parts = []
            self._chars = 0
            self.parser.CharacterDataHandler = self._add

    def _add(self, data: str) -> None:
        self._chars += len(data)
        if self._chars <= self.max_chars:
            self._parts.append(data)
        elif self._parts:
            self._parts = []

    def _end(self, name: str) -> None:
        self._inside.pop()
        place = f"{self._inside[-1]}/{name}" if self._inside else name
        if handle := self._ends.get(place):
            self.parser.CharacterDataHandler = None
            handle(name)
        elif place == "mediawiki/page":
            self._pages.append(self._page())

    def _keep(self, name: str) -> None:
        """A later revision replaces an earlier one."""
        self._values[name] = "".join(self._parts)
        if name == "text":
            self._values["cut"] = "yes" if self._chars > self.max_chars else ""

    def _name(self, _: str) -> None:
        self.site.name = "".join(self._parts).strip()

    def _namespace(self, _: str) -> None:
        prefix = "".join(self._parts).strip()
        if prefix and _NUMBER.fullmatch(self._key):
            self.site.namespaces[prefix] = int(self._key)

    def _page(self) -> RawPage:
        values = self._values
        title = " ".join(values.get("title", "").replace("_", " ").split())
        text = values.get("text", "")
        stated = values.get("redirect", "").partition("#")[0]
        return RawPage(
            title=title,
            namespace=self._number(values.get("ns", ""), title),
            text=text,
            redirect=" ".join(stated.replace("_", " ").split()) or parse_redirect(text),
            model=values.get("model", "").strip() or "wikitext",
            is_cut=bool(values.get("cut")),
        )

    def _number(self, stated: str, title: str) -> int:
        """The namespace; exports before version 0.6 only say it in the title."""
        if _NUMBER.fullmatch(stated.strip()):
            return int(stated)
        return self.site.namespaces.get(title.partition(":")[0], 0) if ":" in title else 0
