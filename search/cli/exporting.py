"""The ``export`` command."""

from __future__ import annotations

from collections.abc import Container, Iterator
from itertools import islice
from typing import TYPE_CHECKING

import click

from wenxun.cli.common import DONE, NOTHING_FOUND, as_text, index_option, open_engine, warn, write_json
from wenxun.cli.completion import complete_names
from wenxun.cli.manual import manual
from wenxun.cli.typed_queries import QueryCommand
from wenxun.cli.whole_number import WholeNumber
from wenxun.models import Article

if TYPE_CHECKING:
    from wenxun.engine import SearchEngine

__all__ = ["export"]

_EPILOG = manual(
    """
  wenxun export > all.jsonl
  wenxun export category:国际关系 > some.jsonl
  wenxun export 板门店 -n 20 --sections | jq -r .text
  wenxun --index copy index all.jsonl      a copy with the same hits
""",
    before="""
A record has id, title, aliases, categories, variants and sections; each section has path, text and links, whose
start and end count code points of the text. wenxun index takes such records as they are. With --sections a record
is one section: id, article_id, title, categories, number, path and text.
""",
    exits={0: "something was exported", 1: "there was nothing to export"},
)


@click.command(cls=QueryCommand, epilog=_EPILOG)
@click.argument("query", nargs=-1, shell_complete=complete_names)
@click.option("-n", "--limit", type=WholeNumber(1), help="Most articles to export.  [default: all]")
@click.option(
    "--sections",
    "by_section",
    is_flag=True,
    help="A section a line; with QUERY only sections that match, in the order of the article.",
)
@index_option
@click.pass_context
def export(ctx: click.Context, query: tuple[str, ...], limit: int | None, by_section: bool) -> None:
    """Write articles as JSON Lines.

    All of them, in order of id, or those that QUERY finds, best first.
    """
    from wenxun.article_bodies import record_body, section_record_body

    count = 0
    with open_engine() as engine:
        for article, numbers in _articles(engine, as_text(" ".join(query)), limit):
            count += 1
            if not by_section:
                write_json(record_body(article), indent=None)
                continue
            for section in article.sections:
                if section.number in numbers:
                    write_json(section_record_body(article, section), indent=None)
    if not count:
        warn("there is nothing to export")
    ctx.exit(DONE if count else NOTHING_FOUND)


def _articles(engine: SearchEngine, query: str, limit: int | None) -> Iterator[tuple[Article, Container[int]]]:
    """Articles, read one at a time, each with the numbers of the sections that are meant."""
    if not query.strip():
        for record in islice(engine.articles(), limit):
            if article := engine.get(record.id):
                yield article, range(record.section_count)
        return
    most = limit or max(1, engine.search(query, limit=1).total)
    for hit in engine.search(query, limit=most):
        if article := engine.get(hit.id):
            yield article, {section.number for section in hit.sections}
