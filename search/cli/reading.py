"""Commands that look for what somebody types: ``search``, ``suggest``."""

from __future__ import annotations

import sys
from functools import partial
from typing import TYPE_CHECKING

import click

from wenxun.cli.common import (
    DONE,
    NOTHING_FOUND,
    as_text,
    filter_option,
    index_option,
    open_engine,
    say,
    variant_option,
    write,
    write_json,
)
from wenxun.cli.completion import complete_names
from wenxun.cli.counts import counted_articles
from wenxun.cli.language import told
from wenxun.cli.manual import manual
from wenxun.cli.since import checked_date, search_since
from wenxun.cli.typed_queries import QueryCommand
from wenxun.cli.whole_number import WholeNumber

if TYPE_CHECKING:  # only types here
    from collections.abc import Sequence

    from wenxun.cli.results import Style
    from wenxun.engine import SearchEngine
    from wenxun.models import Hit, SearchResults
    from wenxun.presentation import ResultsBody
    from wenxun.variants import Variant

__all__ = ["search", "suggest"]

_NAMES_WAIT_SECONDS = 5
"""So long the shell waits for the names that corrections come from, which every call collects anew."""

_SEARCH_EPILOG = manual(
    """
  wenxun search 首脑会谈 -n 3
  wenxun search 首脑会谈 -C 2               with two sentences around
  wenxun search 首脑会谈 --open 1           read the first article
  wenxun search 首脑会谈 --edit 1           change its file in $EDITOR
  wenxun search 首脑会谈 --vimgrep          for Vim and other programs
  wenxun search -l 首脑会谈 --null | xargs -0 wc
  wenxun search '"首脑会谈"' --count
  wenxun search 首脑会谈 --since 2024-05
  wenxun search 香港 --facets               with how everything found divides
  wenxun search 茶 --filter tag=绿茶 --sort=-published
  wenxun search --json 板门店 | jq '.hits[].title'
  wenxun search --jsonl -n 100 程式 > hits.jsonl
  wenxun search 首脑会谈 -平壤
""",
    before="""
\b
What you can type:
  板门店 金正恩             all of it first, then most of it
  '"和平之家"'              exactly these words; “” and 「」 do as well
  川普 OR 拜登              either of two; so does 川普 | 拜登
  首脑会谈 -平壤            without 平壤; so does 首脑会谈 NOT 平壤
  首脑会谈 AND 平壤         both, as a space says
  title:会谈  heading:背景  in titles or headings only (标题: 小标题:)
  category:国际关系         articles in a category (分类:)
  tag:茶  author:陆羽       likewise (标签: 作者:); also lang: (语言:), name:
  tag:"茶"                  the whole of it, in any field
  path:笔记/茶              articles in a folder (路径: 文件夹:)
  in:ID 茶                  inside one article (文章:)
  tag:(茶 OR 咖啡)          all in the brackets is of the field
  published:2023..          their own dates (发布:); updated: (更新:), >=2023
  date:2018-05              dates in the text (日期:); also 2018-05..2018-09
  code:printf               in code alone (代码:)
  price:10..20              by a field of yours (wenxun.toml, [fields])
  (茶 OR 咖啡) -速溶        brackets group
  iPho*                     words that start so
  手机 -iPhone              a Latin word, behind another word

Words such as -json, -x, -tv and -10 (the name of an option, one letter, two
small letters, a short number) look like options and are refused: write NOT
instead, as in wenxun search 手机 NOT tv
""",
    exits={0: "something was found", 1: "nothing was found"},
    environment=("NO_COLOR", "FORCE_HYPERLINK", "PAGER", "EDITOR"),
)

_SUGGEST_EPILOG = manual(
    """
  wenxun suggest 板
  wenxun suggest bmd
  wenxun search "$(wenxun suggest bmd -n 1)"
""",
    exits={0: "there are names", 1: "there are none"},
)


@click.command(cls=QueryCommand, epilog=_SEARCH_EPILOG)
@click.argument("query", nargs=-1, required=True, shell_complete=complete_names)
@click.option("-n", "--limit", type=WholeNumber(1), default=10, show_default=True, help="Articles to list.")
@click.option("--offset", type=WholeNumber(0), default=0, show_default=True, help="Articles to pass over.")
@click.option(
    "--sections",
    type=WholeNumber(1),
    default=3,
    show_default=True,
    help="Sections to list an article.",
)
@click.option(
    "-C",
    "--context",
    "sentences_around",
    type=WholeNumber(0),
    default=0,
    help="Show N whole sentences before and after each passage.",
)
@click.option(
    "--open",
    "rank",
    type=WholeNumber(1),
    help="Read the Nth article found in $PAGER, from its best section on, marked.",
)
@click.option(
    "--edit",
    "edited_rank",
    type=WholeNumber(1),
    help="Open the file of the Nth article found in $EDITOR, at its best passage.",
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object, as /api/v1/search gives, with files and lines.")
@click.option("--jsonl", "as_lines", is_flag=True, help="One JSON object a line for each article.")
@click.option("--vimgrep", "as_places", is_flag=True, help="path:line:column:passage for each section.")
@click.option("-l", "--files", "as_files", is_flag=True, help="The paths of the files alone.")
@click.option("--count", "as_count", is_flag=True, help="How many articles are found, and no more.")
@click.option("--null", is_flag=True, help="With --vimgrep and --files: a NUL behind each path.")
@variant_option
@filter_option
@click.option(
    "--sort",
    metavar="FIELD",
    default="relevance",
    show_default=True,
    help="Sort by title, path, published, updated, author or a field of yours; -FIELD: the largest first.",
)
@click.option(
    "--since",
    metavar="DATE",
    callback=lambda _, __, date: checked_date(date),
    help="Only articles updated, or else published, or else with a file changed, on DATE or later.",
)
@click.option("--facets", is_flag=True, help="Also show how everything found divides by category, year and field.")
@click.option(
    "--synonyms",
    metavar="FILE",
    type=click.Path(dir_okay=False),
    help="Words that find each other, one entry a line: 地铁=捷运, or 川普=>特朗普 one way.",
)
@click.option("--explain", is_flag=True, help="Also show scores, and the terms that were looked for.")
@index_option
@click.pass_context
def search(
    ctx: click.Context,
    query: tuple[str, ...],
    limit: int,
    offset: int,
    sections: int,
    sentences_around: int,
    rank: int | None,
    edited_rank: int | None,
    as_json: bool,
    as_lines: bool,
    as_places: bool,
    as_files: bool,
    as_count: bool,
    null: bool,
    variant: Variant,
    filters: tuple[str, ...],
    sort: str,
    since: str | None,
    facets: bool,
    synonyms: str | None,
    explain: bool,
) -> None:
    """Find articles, best first, with the passages that matched.

    Several words are one query: quotes are needed only around what the shell would take away.
    """
    one_rank = rank or edited_rank
    is_for_programs = as_lines or as_places or as_files or as_count
    outputs = (as_json, as_lines, as_places, as_files, as_count, rank is not None, edited_rank is not None)
    _refuse_together(outputs, counts_facets=facets, is_part=bool(is_for_programs or one_rank or since))
    if null and not (as_places or as_files):
        raise click.UsageError(told("--null goes with --vimgrep or --files."))
    typed = as_text(" ".join(query))
    with open_engine(synonyms) as engine:
        if one_rank:
            limit, offset = 1, one_rank - 1
        from wenxun.query.conditions import read_filters

        find = partial(search_since, engine, since=since) if since else engine.search
        results = find(
            typed,
            limit=limit,
            offset=offset,
            filters=read_filters(map(as_text, filters)),
            sort=as_text(sort),
            sentences_around=0 if as_json or is_for_programs else sentences_around,
        )
        corrections = () if one_rank else _corrections(engine, results)
        if as_json or as_lines:
            from wenxun.presentation import search_body

            body = search_body(results, corrections=corrections, sections=sections, variant=variant, facets=facets)
            _write_bodies(results, body, by_line=as_lines)
        elif as_places or as_files:
            from wenxun.cli import places

            if as_places:
                places.write_places(results, sections=sections, null=null)
            else:
                places.write_files(results, null=null)
        elif as_count:
            write(str(results.total))
        elif rank is not None and results.hits:
            _open(engine, typed, results.hits[0], variant)
        elif edited_rank is not None and results.hits:
            from wenxun.cli.places import edit

            edit(results.hits[0])
        else:
            from wenxun.cli.links import hit_url, shows_links
            from wenxun.cli.results import Style

            url_of_shown = hit_url if shows_links(sys.stdout) else None
            style = Style(sections, variant, sentences_around, explain, url_of_shown)
            _write_page(engine, typed, results, style, facets=facets)
            _say_how_many(results, is_one_rank=bool(one_rank))
        if not as_json and not one_rank:
            _say_what_else(results, corrections)
    ctx.exit(DONE if results.hits else NOTHING_FOUND)


@click.command(epilog=_SUGGEST_EPILOG)
@click.argument("text", nargs=-1, required=True, shell_complete=complete_names)
@click.option("-n", "--limit", type=WholeNumber(1), default=8, show_default=True, help="Most names to list.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object, the same as /api/v1/suggest gives.")
@variant_option
@index_option
@click.pass_context
def suggest(ctx: click.Context, text: tuple[str, ...], limit: int, as_json: bool, variant: Variant) -> None:
    """List names that begin or sound like TEXT.

    They are titles, headings and names of links of the index; TEXT may be in either script, or in pinyin or its
    initials where the extra "pinyin" is installed.
    """
    typed = as_text(" ".join(text))
    with open_engine() as engine:
        found = engine.suggest(typed, limit=limit)
    if as_json:
        from wenxun.word_bodies import suggest_body

        write_json(suggest_body(typed, found, variant=variant))
    else:
        from wenxun.cli.terminal import clean
        from wenxun.variants import convert_text

        for each in found:
            write(clean(convert_text(each.text, variant)))
    ctx.exit(DONE if found else NOTHING_FOUND)


def _refuse_together(outputs: Sequence[bool], *, counts_facets: bool, is_part: bool) -> None:
    """Refuse options that exclude each other; ``is_part``: not all that is found is shown, or not to people."""
    if sum(outputs) > 1:
        raise click.UsageError(
            told(
                "--json, --jsonl, --vimgrep, --files, --count, --open and --edit exclude each other: give one of them."
            )
        )
    if counts_facets and is_part:
        raise click.UsageError(told("--facets counts everything found, for people or in --json, and not with --since."))


def _write_bodies(results: SearchResults, body: ResultsBody, *, by_line: bool) -> None:
    """A page as JSON: one object, or one a line for each hit; with the files of the hits, which HTTP does not tell."""
    from wenxun.file_places import add_places

    add_places(results, body["hits"])
    if by_line:
        for hit in body["hits"]:
            write_json(hit, indent=None)
    else:
        write_json(body)


def _write_page(engine: SearchEngine, typed: str, results: SearchResults, style: Style, *, facets: bool) -> None:
    """A page for people; what it takes is imported here, because programs need none of it."""
    from wenxun.cli.results import write_results

    write_results(results, style, terms=engine.analyze(typed) if style.explain else ())
    if facets:
        from wenxun.cli.facets import write_facets

        write_facets(results.facets, variant=style.variant)


def _say_how_many(results: SearchResults, *, is_one_rank: bool) -> None:
    from wenxun.cli.results import summary_lines

    if is_one_rank and results.total:
        say(told("only {articles} found", articles=counted_articles(results.total)))
    else:
        for line in summary_lines(results):
            say(line)


def _corrections(engine: SearchEngine, results: SearchResults) -> Sequence[str]:
    if results.total and not results.relaxed:
        return ()
    return engine.corrections_of(results, wait_seconds=_NAMES_WAIT_SECONDS)


def _say_what_else(results: SearchResults, corrections: Sequence[str]) -> None:
    if not results.complete:
        say(told("the time for a query (query_budget_ms) was over before all was looked at; there may be more"))
    if results.relaxed and results.hits:
        say(told("no section holds all that was typed; these hold most of it"))
    if corrections:
        say(told("did you mean: {names}", names=told("  or: ").join(corrections)))


def _open(engine: SearchEngine, query: str, hit: Hit, variant: Variant) -> None:
    from wenxun.cli.article import open_article

    article = engine.get(hit.id)
    if article is not None:
        section = hit.sections[0].number if hit.sections else 0
        open_article(article, engine.mark(article, query), section=section, variant=variant)
