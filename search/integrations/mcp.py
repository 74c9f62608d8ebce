"""wenxun for assistants: a server of the Model Context Protocol (extra ``mcp``), on standard input and output or HTTP.

What its tools give is short enough to read, and says where it stands, so that it can be cited.
"""

from __future__ import annotations

import socket
from collections.abc import Callable
from contextlib import suppress
from functools import wraps
from importlib.metadata import version
from typing import Annotated, Any, ParamSpec, TypeAlias, TypeVar

from mcp.server import MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp.types import ToolAnnotations
from pydantic import BaseModel, Field

from wenxun import Article, Hit, SearchEngine, SectionHit, WenxunError
from wenxun.presentation import article_url
from wenxun.query.conditions import RELEVANCE, read_filters
from wenxun.variants import Variant, convert, convert_text

__all__ = ["make_server", "serve_http"]

_INSTRUCTIONS = """\
Full-text search in Chinese-language articles. Type the words of a passage, in Simplified or Traditional characters and
the wording of any region: all of them are found. In a query:
“quotes” hold exact words together; OR or | stands between alternatives, with (brackets) around them; a minus sign
before a word excludes it.
title: heading: category: tag: author: path: look there only, as in tag:茶. date:2018-05 or date:1990s..2000 finds
sections whose text names such a date; published:2020.. and updated: are the article's own dates. in:ID looks in one
article.
Answers that are "relaxed" hold most of what was typed, but none has all of it: say so, or ask again with fewer words.
"corrections" are queries that find more.
Then read the article at the sections that passages name, and cite title, heading and url."""
_MOST_CHARS = 200  # of a title
_MOST_NAMES = 20
_NAMES_WAIT_SECONDS = 2
_HINTS = ToolAnnotations(read_only_hint=True, idempotent_hint=True, open_world_hint=False)
_Arguments = ParamSpec("_Arguments")
_Answer = TypeVar("_Answer")

_Query: TypeAlias = Annotated[str, Field(description="What to look for; the server's instructions say how.")]
_Limit: TypeAlias = Annotated[int, Field(ge=1, le=50, description="Most articles to give.")]
_Offset: TypeAlias = Annotated[int, Field(ge=0, description="How many of the best to leave out, to read on.")]
_Passages: TypeAlias = Annotated[int, Field(ge=1, le=5, description="Most passages of one article.")]
_Variant: TypeAlias = Annotated[
    Variant,
    Field(
        description="Writing to show texts in: as written, hans 简体, hant 繁體, tw and hk with the words used there."
    ),
]
_Filters: TypeAlias = Annotated[
    list[str] | None,
    Field(
        description="What articles must have: fields with values, as tag:茶, category:国际, author:…, path:folder, "
        "published:2020..2022. Of several values of one field one is enough.",
        max_length=50,
    ),
]
_Sort: TypeAlias = Annotated[
    str,
    Field(description="relevance, or a field as published, updated, title; with a minus sign the largest first."),
]
_ArticleId: TypeAlias = Annotated[str, Field(description="Id of an article, as passages name it.")]
_Section: TypeAlias = Annotated[int, Field(ge=0, description="Number of the section to begin at; 0 is the lead.")]
_Start: TypeAlias = Annotated[int, Field(ge=0, description="Characters of that section to leave out.")]
_MaxChars: TypeAlias = Annotated[int, Field(ge=100, le=50_000, description="Most characters of text to give.")]
_Typed: TypeAlias = Annotated[str, Field(description="The beginning of a name, in characters or pinyin.")]
_Names: TypeAlias = Annotated[int, Field(ge=1, le=20, description="Most names to give.")]


class Passage(BaseModel):
    """A passage that was found, with what a citation of it names."""

    id: Annotated[str, Field(description="Id of the article, for the tool read.")]
    title: str
    section: Annotated[int, Field(description="Number of the section, for the tool read.")]
    heading: Annotated[str, Field(description="Headings down to the section; empty for the lead.")]
    text: Annotated[str, Field(description="The best passage of it; … stands where something is left out.")]
    url: Annotated[str, Field(description="The owner's page of the article, else its path on wenxun's own page.")]
    published: Annotated[str, Field(description="Date of the article; empty if it is not known.")]
    authors: list[str]


class Found(BaseModel):
    """What a search found."""

    total: Annotated[int, Field(description="Articles found in all.")]
    passages: Annotated[list[Passage], Field(description="Best article first; of one article the best passage first.")]
    next_offset: Annotated[int | None, Field(description="offset that reads on; null at the end.")]
    relaxed: Annotated[bool, Field(description="No section holds all that was typed; these hold most of it.")]
    corrections: Annotated[list[str], Field(description="Queries that find more, where little was found.")]
    notes: Annotated[list[str], Field(description="How the query was read, if that may surprise.")]


class ReadSection(BaseModel):
    """A section, or a part of one."""

    section: int
    heading: str
    url: str
    text: str


class Place(BaseModel):
    """Where to read on."""

    section: int
    start: int


class ReadArticle(BaseModel):
    """An article, from a place on."""

    id: str
    title: str
    url: str
    published: str
    authors: list[str]
    categories: list[str]
    section_count: int
    sections: list[ReadSection]
    next: Annotated[Place | None, Field(description="Where to read on; null at the end of the article.")]


class Name(BaseModel):
    """A name that stands in the articles."""

    text: str
    kind: Annotated[str, Field(description="title, heading, or link.")]


class Names(BaseModel):
    """Names that begin, or sound, as was typed."""

    names: list[Name]


def make_server(engine: SearchEngine) -> MCPServer[Any]:
    """Return a server that answers from the newest generation of ``engine``; ``run()`` serves one assistant."""
    server: MCPServer[Any] = MCPServer(
        "wenxun", instructions=_INSTRUCTIONS, version=version("wenxun"), log_level="WARNING"
    )

    def tool(answer: Callable[_Arguments, _Answer]) -> None:
        @wraps(answer)
        def answered(*args: _Arguments.args, **kwargs: _Arguments.kwargs) -> _Answer:
            with suppress(WenxunError):  # what is open goes on answering
                engine.refresh()
            try:
                return answer(*args, **kwargs)
            except (WenxunError, ValueError) as error:
                raise ToolError(str(error)) from error

        server.tool(annotations=_HINTS)(answered)

    @tool
    def search(
        query: _Query,
        limit: _Limit = 10,
        offset: _Offset = 0,
        passages: _Passages = 2,
        variant: _Variant = "orig",
        filters: _Filters = None,
        sort: _Sort = RELEVANCE,
    ) -> Found:
        """Find articles, best first, with the passages that matched and what a citation of them names."""
        chosen = read_filters(filters or ())
        found = engine.search(query, limit=limit, offset=offset, filters=chosen, sort=sort)
        corrections = engine.corrections_of(found, wait_seconds=_NAMES_WAIT_SECONDS)
        end = offset + len(found)
        return Found(
            total=found.total,
            passages=[_passage(hit, each, variant) for hit in found for each in hit.sections[:passages]],
            next_offset=end if len(found) > 0 and end < found.total else None,
            relaxed=found.relaxed,
            corrections=list(corrections),
            notes=[*filter(None, [found.message]), *found.notes],
        )

    @tool
    def read(
        article_id: _ArticleId,
        section: _Section = 0,
        start: _Start = 0,
        max_chars: _MaxChars = 10_000,
        variant: _Variant = "orig",
    ) -> ReadArticle:
        """Read an article from a section on; ``next`` says how to read on where it is longer."""
        article = engine.get(article_id)
        if article is None:
            raise ToolError(f"There is no article {article_id!r}. Ids stand in the passages of a search.")
        if section >= len(article.sections):
            raise ToolError(f"The article {article_id!r} has {len(article.sections)} sections, numbered from 0.")
        return _read(article, Place(section=section, start=start), max_chars, variant)

    @tool
    def suggest(text: _Typed, limit: _Names = 8) -> Names:
        """Titles, headings and names of links that begin so or sound so (pinyin too): to find how a name is written."""
        found = engine.suggest(text, limit=limit)
        return Names(names=[Name(text=_short(each.text), kind=each.kind) for each in found])

    return server


def serve_http(server: MCPServer[Any], *, host: str, port: int, announce: Callable[[str], None]) -> None:
    """Serve any number of assistants over HTTP, each request by itself, until the process is interrupted.

    Args:
        server: what to serve, under ``/mcp``. On an address of this machine it answers to local names alone.
        host, port: address to listen on; port 0 takes a free one.
        announce: called with the address.

    Raises:
        OSError: if the address cannot be listened on.
    """
    import uvicorn

    app = server.streamable_http_app(json_response=True, stateless_http=True, host=host)
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.create_server((host, port), family=family) as listening:
        name = f"[{host}]" if ":" in host else host
        announce(f"http://{name}:{listening.getsockname()[1]}/mcp")
        uvicorn.Server(uvicorn.Config(app, log_level="warning")).run(sockets=[listening])


def _passage(hit: Hit, found: SectionHit, variant: Variant) -> Passage:
    text = found.snippet.to_text()
    return Passage(
        id=hit.id,
        title=_short(convert_text(hit.title, variant, context=text)),
        section=found.number,
        heading=_short(convert_text(" › ".join(found.path), variant, context=text)),
        text=convert_text(text, variant, context=text),
        url=_url(hit.url, hit.id, found.number),
        published=hit.published,
        authors=list(hit.authors[:_MOST_NAMES]),
    )


def _read(article: Article, place: Place, max_chars: int, variant: Variant) -> ReadArticle:
    """The sections from a place on, as long as there is room for some text of them."""
    sections: list[ReadSection] = []
    context = article.text if variant != "orig" else ""
    following: Place | None = place
    while following is not None and max_chars > 0:
        section = article.sections[following.section]
        whole = convert(section.text, variant, context=context, rules=article.variants).text
        text = whole[following.start : following.start + max_chars]
        sections.append(
            ReadSection(
                section=section.number,
                heading=_short(convert_text(" › ".join(section.path), variant, context=context)),
                url=_url(article.url, article.id, section.number),
                text=text,
            )
        )
        end = following.start + len(text)
        max_chars -= max(1, len(text) + len(sections[-1].heading))  # sections without a text take room, too
        if end < len(whole):
            following = Place(section=section.number, start=end)
        else:
            following = (
                Place(section=section.number + 1, start=0) if section.number + 1 < len(article.sections) else None
            )
    return ReadArticle(
        id=article.id,
        title=_short(convert_text(article.title, variant, context=context)),
        url=_url(article.url, article.id, None),
        published=article.published,
        authors=list(article.authors[:_MOST_NAMES]),
        categories=list(article.categories[:_MOST_NAMES]),
        section_count=len(article.sections),
        sections=sections,
        next=following,
    )


def _url(own: str, article_id: str, section: int | None) -> str:
    return own or article_url(article_id, section=section)


def _short(text: str) -> str:
    return text if len(text) <= _MOST_CHARS else f"{text[:_MOST_CHARS]}…"
