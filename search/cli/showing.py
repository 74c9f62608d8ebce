"""Commands that show what the index holds: ``show``, ``analyze``, ``stats``."""

from __future__ import annotations

import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from wenxun.cli.common import (
    NOTHING_FOUND,
    as_text,
    index_option,
    open_engine,
    variant_option,
    warn,
    write,
    write_json,
)
from wenxun.cli.completion import complete_ids
from wenxun.cli.language import told
from wenxun.cli.manual import manual
from wenxun.cli.near_ids import warn_of_unknown
from wenxun.cli.whole_number import WholeNumber

if TYPE_CHECKING:  # only types here
    from wenxun.variants import Variant

__all__ = ["analyze", "show", "stats"]

_SHOW_EPILOG = manual(
    """
  wenxun show 板门店
  wenxun show 板门店 --section 2
  wenxun show 板门店 --variant tw | less
""",
    exits={0: "it was printed", 1: "there is no such article or section"},
    environment=("NO_COLOR",),
)

_ANALYZE_EPILOG = manual(
    """
  wenxun analyze 川普訪問板門店
  wenxun analyze - < article.txt
""",
    environment=("NO_COLOR",),
)

_STATS_EPILOG = manual(
    """
  wenxun stats
  wenxun stats --json | jq .articles
"""
)


@click.command(epilog=_SHOW_EPILOG)
@click.argument("article_id", metavar="ID", shell_complete=complete_ids)
@click.option("--section", type=WholeNumber(0), help="Only the section with this number (0 is the lead).")
@click.option("--json", "as_json", is_flag=True, help="One JSON object, as /api/v1/articles/ID gives it.")
@variant_option
@index_option
@click.pass_context
def show(ctx: click.Context, article_id: str, section: int | None, as_json: bool, variant: Variant) -> None:
    """Print an article, or one section of it, as clean text."""
    if section is not None and as_json:
        raise click.UsageError(told("--section and --json exclude each other: the JSON holds every section."))
    with open_engine() as engine:
        article = engine.get(article_id)
        if article is None:
            warn_of_unknown(engine, article_id)
            ctx.exit(NOTHING_FOUND)
        if section is not None and section >= len(article.sections):
            last = len(article.sections) - 1
            warn(
                "{id!r} has no section {section}; its sections are numbered 0 to {last}",
                id=article_id,
                section=section,
                last=last,
            )
            ctx.exit(NOTHING_FOUND)
        if as_json:
            from wenxun.article_bodies import article_body

            linked = engine.linked(article)
            sections = engine.linked_sections(article, linked)
            write_json(article_body(article, linked=linked, linked_sections=sections, variant=variant))
        else:
            from wenxun.cli.article import write_article

            write_article(article, linked=engine.linked(article), section=section, variant=variant)


@click.command(epilog=_ANALYZE_EPILOG)
@click.argument("text")
@click.option("--json", "as_json", is_flag=True, help="One JSON object, the same as /api/v1/analyze gives.")
@index_option
def analyze(text: str, as_json: bool) -> None:
    """Show the terms that TEXT is indexed and found by.

    A - in place of TEXT reads it from standard input.
    """
    text = as_text(sys.stdin.read() if text == "-" else text)
    with open_engine() as engine:
        tokens = engine.analyze(text)
    if as_json:
        from wenxun.word_bodies import analysis_body

        write_json(analysis_body(text, tokens))
    else:
        from wenxun.cli.results import write_tokens

        write_tokens(text, tokens)


@click.command(epilog=_STATS_EPILOG)
@click.option("--json", "as_json", is_flag=True, help="One JSON object, the same as /api/v1/stats gives.")
@index_option
def stats(as_json: bool) -> None:
    """Print how much the index holds, how large it is, and where it is."""
    with open_engine() as engine:
        figures = engine.stats()
        place = engine.location
    if as_json:
        write_json(figures)
    else:
        from wenxun.cli.results import write_figures
        from wenxun.cli.terminal import clean

        write_figures(asdict(figures))
        write(clean(told("the index is {place}", place=place if "://" in place else Path(place).absolute())))
