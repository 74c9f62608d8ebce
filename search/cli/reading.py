"""Commands that read the index: ``search``, ``show``, ``analyze``, ``stats``."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from search.cli.common import (
    DONE,
    NOTHING_FOUND,
    as_text,
    index_option,
    open_engine,
    say,
    variant_option,
    write_json,
)

if TYPE_CHECKING:  # only a type here
    from search.variants import Variant

__all__ = ["analyze", "search", "show", "stats"]

_SEARCH_EPILOG = """\
\b
What you can type:
  板门店 金正恩             all of it first, then most of it
  '"和平之家"'              exactly these words; “” and 「」 do as well
  川普 OR 拜登              either of two
  首脑会谈 -平壤            without 平壤
  title:会谈  heading:背景  in titles or headings only
  category:国际关系         articles in a category
  iPho*                     words that start so

\b
Examples:
  wenxun search 首脑会谈 -n 3
  wenxun search --json 板门店 | jq '.hits[].title'
  wenxun search --jsonl -n 100 程式 > hits.jsonl
  wenxun search -- -平壤 首脑会谈     (-- before a query that starts with -)

Exits with 0 when something was found, with 1 when nothing was.
"""


@click.command(epilog=_SEARCH_EPILOG)
@click.argument("query", nargs=-1, required=True)
@click.option("-n", "--limit", type=click.IntRange(1), default=10, show_default=True, help="Articles to list.")
@click.option("--offset", type=click.IntRange(0), default=0, show_default=True, help="Articles to pass over.")
@click.option(
    "--sections",
    type=click.IntRange(1),
    default=3,
    show_default=True,
    help="Sections to list an article.",
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object, the same as /api/v1/search gives.")
@click.option("--jsonl", "as_lines", is_flag=True, help="One JSON object a line for each article.")
@variant_option
@click.option("--explain", is_flag=True, help="Also show scores, and the terms that were looked for.")
@index_option
@click.pass_context
def search(
    ctx: click.Context,
    query: tuple[str, ...],
    limit: int,
    offset: int,
    sections: int,
    as_json: bool,
    as_lines: bool,
    variant: Variant,
    explain: bool,
) -> None:
    """Find articles, best first, with the passages that matched.

    Several words are one query: quotes are needed only around what the shell would take away.
    """
    if as_json and as_lines:
        raise click.UsageError("--json and --jsonl exclude each other: give one of them.")
    typed = as_text(" ".join(query))
    with open_engine() as engine:
        results = engine.search(typed, limit=limit, offset=offset)
        if as_json or as_lines:
            from search.presentation import search_body

            body = search_body(results, sections=sections, variant=variant)
            if as_json:
                write_json(body)
            else:
                for hit in body["hits"]:
                    write_json(hit, indent=None)
        else:
            from search.cli.results import summary_line, write_results

            terms = engine.analyze(typed) if explain else None
            write_results(results, sections=sections, terms=terms, variant=variant)
            say(summary_line(results))
    ctx.exit(DONE if results.hits else NOTHING_FOUND)


@click.command()
@click.argument("article_id", metavar="ID")
@click.option("--section", type=click.IntRange(0), help="Only the section with this number (0 is the lead).")
@click.option("--json", "as_json", is_flag=True, help="One JSON object, as /api/v1/articles/ID gives it.")
@variant_option
@index_option
@click.pass_context
def show(ctx: click.Context, article_id: str, section: int | None, as_json: bool, variant: Variant) -> None:
    """Print an article, or one section of it, as clean text.

    \b
    Examples:
      wenxun show 板门店.md
      wenxun show 板门店.md --section 2
    """
    if section is not None and as_json:
        raise click.UsageError("--section and --json exclude each other: the JSON holds every section.")
    with open_engine() as engine:
        article = engine.get(article_id)
        if article is None:
            say(f"wenxun: there is no article {article_id!r}; wenxun search lists ids")
            ctx.exit(NOTHING_FOUND)
        if section is not None and section >= len(article.sections):
            last = len(article.sections) - 1
            say(f"wenxun: {article_id!r} has no section {section}; its sections are numbered 0 to {last}")
            ctx.exit(NOTHING_FOUND)
        if as_json:
            from search.presentation import article_body

            write_json(article_body(article, variant=variant))
        else:
            from search.cli.results import write_article

            write_article(article, section=section, variant=variant)


@click.command()
@click.argument("text")
@click.option("--json", "as_json", is_flag=True, help="One JSON object, the same as /api/v1/analyze gives.")
@index_option
def analyze(text: str, as_json: bool) -> None:
    """Show the terms that TEXT is indexed and found by; - reads it from standard input.

    \b
    Examples:
      wenxun analyze 川普訪問板門店
      wenxun analyze - < article.txt
    """
    text = as_text(sys.stdin.read() if text == "-" else text)
    with open_engine() as engine:
        tokens = engine.analyze(text)
    if as_json:
        from search.presentation import analysis_body

        write_json(analysis_body(text, tokens))
    else:
        from search.cli.results import write_tokens

        write_tokens(text, tokens)


@click.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON object, the same as /api/v1/stats gives.")
@index_option
def stats(as_json: bool) -> None:
    """Print figures about the index: how much it holds, and how large it is."""
    from search.presentation import stats_body

    with open_engine() as engine:
        figures = stats_body(engine.stats())
    if as_json:
        write_json(figures)
    else:
        from search.cli.results import write_figures

        write_figures(figures)
