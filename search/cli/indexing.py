"""Commands that fill an index, and test it: ``index``, ``delete``, ``verify``."""

from __future__ import annotations

import os
import shlex
import sys
from collections.abc import Container, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from wenxun.cli.common import (
    DONE,
    FAILED,
    NOTHING_FOUND,
    as_text,
    index_option,
    open_engine,
    warn,
    write,
)
from wenxun.cli.completion import complete_ids
from wenxun.cli.counts import counted_articles
from wenxun.cli.index_report import write_report
from wenxun.cli.language import told
from wenxun.cli.manual import manual
from wenxun.cli.near_ids import warn_of_unknown
from wenxun.cli.terminal import ProgressBar, clean
from wenxun.cli.whole_number import WholeNumber
from wenxun.errors import IndexDamagedError, SuddenLossError
from wenxun.models import Article, IndexReport, SkippedInput
from wenxun.notices import Notice

if TYPE_CHECKING:
    from wenxun.articles.selection import Selection
    from wenxun.engine import SearchEngine

__all__ = ["delete", "index", "verify"]

_LISTED_INPUTS = 20
"""Inputs that are listed one by one unless ``--verbose`` asks for all."""

_STANDARD_INPUT = "-"
_NAMED_LOSSES = 5
"""Articles that are named when a rebuild would lose them."""

_WATCH_WAIT_SECONDS = 60.0
"""How long ``--watch`` waits for another writer where nothing else is said: it should outlive a short one."""

_INDEX_EPILOG = manual(
    """
  wenxun index articles/              unchanged files are passed over
  wenxun index articles/ --sync       forget files that have gone, too
  wenxun index notes/ --exclude old/  leave a folder out
  wenxun index work/ --name work      README becomes work/README
  pandoc a.tex -t html | wenxun index - --stdin-id a
  wenxun index articles/ --dry-run    only say what would be done
  wenxun index articles/ --rebuild    start the index afresh
""",
    before="""
Reads Markdown, wikitext, HTML, plain text, dumps of MediaWiki, and .jsonl with {"id", "title", "text"} a line, in
UTF-8, UTF-16, GB18030 or Big5. Of a folder, what .gitignore, .ignore or .wenxunignore name is left out, and so are
hidden files, node_modules, lock and backup files, source code, pictures and drafts: folders are named, files counted,
and --verbose lists all. A PATH that is itself given is always read; - is standard input.
""",
    exits={
        0: "every article is in the index",
        1: "some were skipped: each is named with its reason",
        3: "the index is locked or damaged, or would have lost articles",
    },
    environment=("NO_COLOR",),
)

_DELETE_EPILOG = manual(
    """
  wenxun delete 板门店
""",
    exits={0: "they were deleted", 1: "the index did not hold them all"},
)

_VERIFY_EPILOG = manual(
    """
  wenxun verify
  wenxun verify --samples 100000
  wenxun verify --runs-only
""",
    exits={0: "everything was found", 1: "some was missed: the first of it is named"},
)


_LONGEST_WAIT_SECONDS = 7 * 24 * 3600


def _waited(seconds: float) -> float:
    if not 0 <= seconds <= _LONGEST_WAIT_SECONDS:  # what is no number is neither
        raise click.BadParameter(told("it must be from 0 to {most} seconds.", most=_LONGEST_WAIT_SECONDS))
    return seconds


@click.command(epilog=_INDEX_EPILOG)
@click.argument("paths", metavar="PATH...", nargs=-1, required=True, type=click.Path())
@click.option("--rebuild", is_flag=True, help="Start the index afresh instead of adding to it.")
@click.option("--yes", is_flag=True, help="Let --rebuild drop what only the index holds, without asking.")
@click.option("--dry-run", is_flag=True, help="Read everything, write nothing.")
@click.option("--sync", is_flag=True, help="Take out articles whose files have gone, or are left out now.")
@click.option("--force", is_flag=True, help="Let --sync take out all of a folder, or most of it.")
@click.option(
    "--include", multiple=True, metavar="PATTERN", help="Of folders, read only files like this (.gitignore syntax)."
)
@click.option(
    "--exclude", multiple=True, metavar="PATTERN", help="Leave out files and folders like this; !PATTERN takes back."
)
@click.option("--no-ignore", is_flag=True, help="Do not obey .gitignore, .ignore and .wenxunignore.")
@click.option("--code", is_flag=True, help="Read source code and settings of programs, too.")
@click.option("--name", default="", metavar="NAME", help="Put NAME/ before ids, for folders with equal file names.")
@click.option(
    "--stdin-id", default="stdin", metavar="ID", show_default=True, help="Id of the article that PATH - is read as."
)
@click.option("--drafts", is_flag=True, help="Read what its owner marks as a draft, too.")
@click.option(
    "--wait",
    type=float,
    default=0.0,
    metavar="SECONDS",
    callback=lambda _, __, seconds: _waited(seconds),
    help="How long to wait for another writer.",
)
@click.option(
    "--jobs",
    type=WholeNumber(1),
    default=1,
    show_default=True,
    help="Processes that read and analyse; as many as there are cores is best for much text.",
)
@click.option("--watch", is_flag=True, help="Go on, and keep up with changes until stopped; implies --sync.")
@click.option("-v", "--verbose", is_flag=True, help="List every input, not only the first ones.")
@index_option
@click.pass_context
def index(
    ctx: click.Context,
    paths: tuple[str, ...],
    rebuild: bool,
    yes: bool,
    dry_run: bool,
    sync: bool,
    force: bool,
    include: tuple[str, ...],
    exclude: tuple[str, ...],
    no_ignore: bool,
    code: bool,
    name: str,
    stdin_id: str,
    drafts: bool,
    wait: float,
    jobs: int,
    watch: bool,
    verbose: bool,
) -> None:
    """Read files and folders into the index."""
    from wenxun.articles.selection import Selection
    from wenxun.settings import from_home

    if "" in paths:
        raise click.UsageError(told("a PATH is empty, as of a variable that is not set; . is this folder"))
    listed = None if verbose else _LISTED_INPUTS
    selection = Selection(include, exclude, ignore_files=not no_ignore, code=code, drafts=drafts)
    if watch:
        if rebuild or dry_run or _STANDARD_INPUT in paths:
            raise click.UsageError(told("--watch goes with neither --rebuild nor --dry-run nor standard input"))
        _watch(paths, selection=selection, name=as_text(name), force=force, jobs=jobs, wait=wait, listed=listed)
        return
    given: list[Article] = []
    unread: list[SkippedInput] = []
    if _STANDARD_INPUT in paths:
        from wenxun.cli.standard_input import read_standard_input

        given, unread = read_standard_input(as_text(stdin_id))
        paths = tuple(each for each in paths if each != _STANDARD_INPUT)
    with open_engine() as engine:
        brought = {each.id for each in given}
        if rebuild and not (yes or dry_run) and not _may_rebuild(engine, paths, brought, selection):
            ctx.exit(FAILED)
        add = partial(
            _add,
            engine,
            (*given, *paths),
            rebuild=rebuild,
            dry_run=dry_run,
            sync=sync,
            selection=selection,
            name=as_text(name),
            jobs=jobs,
            wait_seconds=wait,
        )
        try:
            report = add(force=force)
        except SuddenLossError as error:
            if not _may_ask():
                raise
            warn(error.notice)
            if not click.confirm(told("Take them out?"), err=True):
                ctx.exit(FAILED)
            report = add(force=True)
        report = replace(report, skipped=(*unread, *report.skipped))
        write_report(report, listed=listed, engine=None if dry_run or not engine.exists() else engine)
    _say_what_was_meant(paths, engine.location)
    if paths and not _met(report) and all(map(os.path.isdir, map(from_home, paths))):
        warn("{paths} holds no file" if len(paths) == 1 else "{paths} hold no file", paths=", ".join(paths))
    ctx.exit(NOTHING_FOUND if report.skipped else DONE)


def _say_what_was_meant(paths: Sequence[str], place: str) -> None:
    """Explain paths of which nothing is read, and that somebody may have meant otherwise."""
    for path in paths:
        folder, name = os.path.split(path)
        if Path(path).is_dir() and Path(place).is_dir() and Path(path).samefile(place):
            warn("{path} is the folder of the index, of which nothing is read; name another one in --index", path=path)
        elif not os.path.lexists(path) and any(sign in name for sign in "*?["):
            pattern = f"wenxun index {shlex.quote(folder or os.curdir)} --include {shlex.quote(name)}"
            warn("{path} is no file. For files like this: {pattern}", path=path, pattern=pattern)


def _may_ask() -> bool:
    return sys.stdin.isatty() and sys.stderr.isatty()


def _may_rebuild(engine: SearchEngine, paths: Sequence[str], brought: Container[str], selection: Selection) -> bool:
    """Whether nothing would be lost, or its owner says that it may go."""
    try:
        lost = [each for each in engine.lost_by_rebuild(*paths, selection=selection) if each not in brought]
    except IndexDamagedError:
        return True  # to start afresh is what is left
    if not lost:
        return True
    named = ", ".join(lost[:_NAMED_LOSSES]) + (", …" if len(lost) > _NAMED_LOSSES else "")
    warn(
        "{articles} of the index would go, which {paths} would not bring: {named}. To analyse anew all that is stored "
        "and lose nothing: wenxun rebuild",
        articles=counted_articles(len(lost)),
        paths=", ".join(paths) or Notice("standard input"),
        named=named,
    )
    if _may_ask():
        return click.confirm(told("Start afresh without them?"), err=True)
    warn("nothing was changed. To start afresh without them, add --yes.")
    return False


def _add(engine: SearchEngine, inputs: Sequence[str | Article], **options: Any) -> IndexReport:
    """Add with a bar of progress."""
    progress = ProgressBar()
    try:
        return engine.add(*inputs, progress=progress, **options)
    finally:
        progress.close()


def _met(report: IndexReport) -> bool:
    """Whether there was anything at all."""
    return bool(report.added or report.updated or report.unchanged or report.skipped or report.left_out)


@click.command(epilog=_DELETE_EPILOG)
@click.argument("article_ids", metavar="ID...", nargs=-1, required=True, shell_complete=complete_ids)
@index_option
@click.pass_context
def delete(ctx: click.Context, article_ids: tuple[str, ...]) -> None:
    """Take articles out of the index, for good.

    Their files stay where they are, and do not bring them back: wenxun excluded lists them, and wenxun include lets
    them in again.
    """
    with open_engine() as engine:
        missing = [article_id for article_id in article_ids if engine.get(article_id) is None]
        deleted = engine.delete(*article_ids, wait_seconds=0.0)
        write(told("deleted {articles}", articles=counted_articles(deleted)))
        for article_id in missing:
            warn_of_unknown(engine, article_id)
    ctx.exit(NOTHING_FOUND if missing else DONE)


@click.command(epilog=_VERIFY_EPILOG)
@click.option(
    "--samples",
    type=WholeNumber(1),
    default=1000,
    show_default=True,
    help="Sections to draw.",
)
@click.option("--runs-only", is_flag=True, help="Look for unbroken runs of Han characters alone.")
@index_option
@click.pass_context
def verify(ctx: click.Context, samples: int, runs_only: bool) -> None:
    """Test on this index that nothing is missed.

    Draws sections, looks for what stands in them as people type it, and counts by kind the searches that miss the
    section: runs in either script, across blanks and line ends, in other characters and other wording, letters and
    digits together and apart, numbers without commas, words without accents. Lists the characters that no query can
    reach.
    """
    from wenxun.cli.results import write_figures, write_kinds

    with open_engine() as engine:
        certificate = engine.verify(samples=samples, runs_only=runs_only)
    if not runs_only:
        write_kinds(certificate)
    write_figures({"asked": certificate.asked, "found": certificate.found, "missed": certificate.missed})
    if certificate.unreachable:
        signs = " ".join(certificate.unreachable)
        write(clean(told("signs that find nothing when searched alone, as no sign does: {signs}", signs=signs)))
    for miss in certificate.misses:
        write(
            clean(
                told(
                    "missed {typed} ({form}) in {id}, section {section}",
                    typed=miss.typed,
                    form=miss.form,
                    id=miss.article_id,
                    section=miss.section_number,
                )
            )
        )
    ctx.exit(NOTHING_FOUND if certificate.missed else DONE)


def _watch(
    paths: Sequence[str], *, selection: Selection, name: str, force: bool, jobs: int, wait: float, listed: int | None
) -> None:
    """Report on each round until Ctrl-C; of the rounds after the first, only those that found something."""
    with open_engine() as engine:
        wait_seconds = wait or _WATCH_WAIT_SECONDS
        reports = engine.watch(
            *paths, selection=selection, name=name, force=force, jobs=jobs, wait_seconds=wait_seconds
        )
        for number, report in enumerate(reports):
            if number == 0 or report.added or report.updated or report.removed or report.skipped:
                write_report(report, listed=listed, engine=engine)
                sys.stdout.flush()
