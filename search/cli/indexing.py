"""Commands that fill an index: ``index``, ``delete``, ``verify``."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence

import click

from wenxun.cli.common import (
    DONE,
    NOTHING_FOUND,
    index_option,
    open_engine,
    say,
    write,
)
from wenxun.cli.completion import complete_ids
from wenxun.cli.manual import manual
from wenxun.cli.terminal import ProgressBar, clean, painter
from wenxun.models import IndexedInput, IndexReport, SkippedInput

__all__ = ["delete", "index", "verify"]

_LISTED_INPUTS = 20
"""Inputs that are listed one by one unless ``--verbose`` asks for all."""

_HIDDEN = "hidden"
_NOT_WANTED = (_HIDDEN, "excluded")

_WATCH_WAIT_SECONDS = 60.0
"""How long ``--watch`` waits for another writer where nothing else is said: it should outlive a short one."""

_INDEX_EPILOG = manual(
    """
  wenxun index articles/              unchanged files are passed over
  wenxun index articles/ --sync       forget files that have gone, too
  wenxun index articles/ --dry-run    only say what would be done
  wenxun index articles/ --rebuild    start the index afresh
""",
    before="""
Reads Markdown, wikitext, HTML, plain text, dumps of MediaWiki, and .jsonl with {"id", "title", "text"} a line, in
UTF-8, UTF-16, GB18030 or Big5. What is hidden in a folder (.git) is left alone; --verbose lists it.
""",
    exits={0: "every input is in the index", 1: "some were skipped: each is named with its reason"},
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
        raise click.BadParameter(f"it must be from 0 to {_LONGEST_WAIT_SECONDS} seconds.")
    return seconds


@click.command(epilog=_INDEX_EPILOG)
@click.argument("paths", metavar="PATH...", nargs=-1, required=True, type=click.Path())
@click.option("--rebuild", is_flag=True, help="Start the index afresh instead of adding to it.")
@click.option("--dry-run", is_flag=True, help="Read everything, write nothing.")
@click.option("--sync", is_flag=True, help="Take out articles whose files have gone from the folders.")
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
    type=click.IntRange(1),
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
    dry_run: bool,
    sync: bool,
    wait: float,
    jobs: int,
    watch: bool,
    verbose: bool,
) -> None:
    """Read files and folders into the index."""
    if watch:
        if rebuild or dry_run:
            raise click.UsageError("--watch goes with neither --rebuild nor --dry-run")
        _watch(paths, jobs=jobs, wait=wait, listed=None if verbose else _LISTED_INPUTS)
        return
    progress = ProgressBar()
    with open_engine() as engine:
        try:
            report = engine.add(
                *paths,
                rebuild=rebuild,
                dry_run=dry_run,
                sync=sync,
                jobs=jobs,
                wait_seconds=wait,
                progress=progress,
            )
        finally:
            progress.close()
    place = "dry run, nothing written" if dry_run else engine.location
    _write_report(report, listed=None if verbose else _LISTED_INPUTS, place=place)
    ctx.exit(NOTHING_FOUND if _wanted_but_skipped(report) else DONE)


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
        deleted = engine.delete(*article_ids)
    write(f"deleted {_count(deleted, 'article')}")
    for article_id in missing:
        say(f"wenxun: there is no article {article_id!r}")
    ctx.exit(NOTHING_FOUND if missing else DONE)


@click.command(epilog=_VERIFY_EPILOG)
@click.option(
    "--samples",
    type=click.IntRange(1),
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
        write(clean("no query reaches: " + " ".join(certificate.unreachable)))
    for miss in certificate.misses:
        write(clean(f"missed {miss.typed} ({miss.form}) in {miss.article_id}, section {miss.section_number}"))
    ctx.exit(NOTHING_FOUND if certificate.missed else DONE)


def _watch(paths: Sequence[str], *, jobs: int, wait: float, listed: int | None) -> None:
    """Report on each round until Ctrl-C; of the rounds after the first, only those that found something."""
    with open_engine() as engine:
        place = engine.location
        for number, report in enumerate(engine.watch(*paths, jobs=jobs, wait_seconds=wait or _WATCH_WAIT_SECONDS)):
            if number == 0 or report.added or report.updated or report.removed or _wanted_but_skipped(report):
                _write_report(report, listed=listed, place=place)
                sys.stdout.flush()


def _write_report(report: IndexReport, *, listed: int | None, place: str) -> None:
    _write_inputs("added", report.added, listed)
    _write_inputs("updated", report.updated, listed)
    _write_names("removed", report.removed, listed)
    skipped = _wanted_but_skipped(report)
    if listed is None:
        _write_names("unchanged", report.unchanged, listed)
        _write_names("hidden", (skip.path for skip in report.skipped if skip.reason == _HIDDEN), listed)
    paint = painter(sys.stderr)
    for skip in skipped:
        say_line = f"skipped {skip.path}: {skip.detail} ({skip.reason})"
        click.echo(paint(clean(say_line), "warning"), err=True)
    figures = [
        f"{len(report.added)} added",
        f"{len(report.updated)} updated",
        f"{len(report.unchanged)} unchanged",
        *([f"{len(report.removed)} removed"] if report.removed else []),
        f"{len(skipped)} skipped",
        *([f"{hidden} hidden"] if (hidden := len(report.skipped) - len(skipped)) else []),
    ]
    held = f"{_count(report.article_count, 'article')}, {_count(report.section_count, 'section')}"
    write(f"{', '.join(figures)}: {held} in {report.took_ms / 1000:.1f} s ({clean(place)})")


def _wanted_but_skipped(report: IndexReport) -> list[SkippedInput]:
    """What should have gone into the index: not what a folder keeps hidden, as ``.git``, or what was deleted."""
    return [skip for skip in report.skipped if skip.reason not in _NOT_WANTED]


def _write_inputs(verb: str, inputs: Sequence[IndexedInput], listed: int | None) -> None:
    names = []
    for item in inputs[:listed]:
        articles = len(item.article_ids)
        held = _count(item.section_count, "section")
        if articles != 1:
            held = f"{_count(articles, 'article')}, {held}"
        names.append(f"{item.path} ({held})")
    _write_names(verb, names, listed, total=len(inputs))


def _write_names(verb: str, names: Iterable[str], listed: int | None, *, total: int | None = None) -> None:
    all_names = list(names)
    shown = all_names[:listed]
    for name in shown:
        write(clean(f"{verb} {name}").replace("\n", "\ufffd"))
    left = (len(all_names) if total is None else total) - len(shown)
    if left:
        write(f"{verb} {left} more (--verbose lists them)")


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}" + ("" if number == 1 else "s")
