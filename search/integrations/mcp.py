"""wenxun for assistants: a server of the Model Context Protocol (extra ``mcp``), on standard input and output.

Its tools give the bodies of the HTTP API.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from functools import wraps
from importlib.metadata import version
from typing import Any, ParamSpec

from mcp.server import MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp.types import ToolAnnotations

from wenxun import SearchEngine, WenxunError
from wenxun.article_bodies import article_body
from wenxun.presentation import search_body, suggest_body
from wenxun.query.conditions import RELEVANCE, read_filters
from wenxun.variants import Variant

__all__ = ["make_server"]

_INSTRUCTIONS = (
    "Full-text search in Chinese-language articles. Search with the words of a passage, in Simplified or Traditional "
    "characters and the wording of any region; put “quotes” around exact words; title:, heading:, category:, tag:, "
    "author:, path: and published: look there only; a minus sign excludes. Then read the sections that the hits name, "
    "and cite their titles."
)
_NAMES_WAIT_SECONDS = 2
_HINTS = ToolAnnotations(read_only_hint=True, open_world_hint=False)
_Arguments = ParamSpec("_Arguments")


def make_server(engine: SearchEngine) -> MCPServer[Any]:
    """A server that answers from ``engine``, always from its newest generation; ``run()`` serves."""
    server: MCPServer[Any] = MCPServer(
        "wenxun", instructions=_INSTRUCTIONS, version=version("wenxun"), log_level="WARNING"
    )

    def tool(answer: Callable[_Arguments, dict[str, Any]]) -> None:
        @wraps(answer)
        def answered(*args: _Arguments.args, **kwargs: _Arguments.kwargs) -> dict[str, Any]:
            with suppress(WenxunError):  # what is open goes on answering
                engine.refresh()
            try:
                return answer(*args, **kwargs)
            except (WenxunError, ValueError) as error:
                raise ToolError(str(error)) from error

        server.tool(annotations=_HINTS)(answered)

    @tool
    def search(
        query: str,
        limit: int = 10,
        offset: int = 0,
        variant: Variant = "orig",
        filters: list[str] | None = None,
        sort: str = RELEVANCE,
    ) -> dict[str, Any]:
        """Find articles, best first, with the sections and passages that matched; ``total`` counts all of them.

        ``filters`` are fields with values, as ``tag:茶`` or ``published:2020..``; ``sort`` is ``relevance`` or a field,
        with a minus sign for the largest first (``-published``). ``corrections`` find more, where this one found
        little.
        """
        chosen = read_filters(filters or ())
        found = engine.search(query, limit=limit, offset=offset, filters=chosen, sort=sort)
        corrections = engine.corrections_of(found, wait_seconds=_NAMES_WAIT_SECONDS)
        return dict(search_body(found, corrections=corrections, variant=variant))

    @tool
    def read(article_id: str, section: int | None = None, variant: Variant = "orig") -> dict[str, Any]:
        """Read a whole article, or its section of that number, both as hits name them."""
        article = engine.get(article_id)
        if article is None:
            raise ToolError(f"There is no article {article_id!r}. Ids stand in the hits of a search.")
        body = article_body(article, linked=engine.linked(article), variant=variant)
        if section is not None:
            body["sections"] = [each for each in body["sections"] if each["number"] == section]
        return dict(body)

    @tool
    def suggest(text: str, limit: int = 8) -> dict[str, Any]:
        """Titles, headings and names of links that begin so or sound so (pinyin too): to find how a name is written."""
        return dict(suggest_body(text, engine.suggest(text, limit=limit)))

    return server
