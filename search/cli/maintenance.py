"""Commands that keep an index in good order: ``check``, ``rebuild``, ``snapshot``, ``excluded``, ``include``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from wenxun.cli.common import DONE, FAILED, NOTHING_FOUND, index_option, open_engine, warn, write
from wenxun.cli.counts import counted_articles, counted_together
from wenxun.cli.language import told
from wenxun.cli.manual import manual
from wenxun.cli.near_ids import near_ids
from wenxun.cli.terminal import ProgressBar, clean
from wenxun.cli.whole_number import WholeNumber

if TYPE_CHECKING:
    from wenxun.models import IndexReport

__all__ = ["check", "excluded", "include", "rebuild", "snapshot"]

_CHECK_EPILOG = manual(
    """
  wenxun check && wenxun serve
  wenxun check --repair
""",
    before="""
With --repair an index that is damaged is made anew of the articles in it that are sound. Each article that is lost is
named: index its file again.
""",
    exits={
        0: "the index is sound, or nothing of it was lost",
        1: "it was repaired, and articles were lost: each is named",
        3: "something is wrong with the index, or it is missing",
    },
)

_REBUILD_EPILOG = manual(
    """
  wenxun rebuild
  wenxun rebuild --jobs 4
""",
    before="""
For an index that was built by another version of wenxun, or with other words (user_words). It reads what is stored in
the index and none of the files, so nothing is lost. Until it is done, the index stays as it was.
""",
    exits={0: "the index holds the same articles as before"},
    environment=("NO_COLOR",),
)

_SNAPSHOT_EPILOG = manual(
    """
  wenxun snapshot backup/monday            copy the index as it is now
  wenxun --index backup/monday search 茶   a copy is an index like any other
""",
    before="""
Others may go on writing meanwhile. On the same disk the copy shares its files with the index, and takes no room until
the index changes; to be safe from the loss of a disk, name a folder on another one. To go back to a copy, stop what
writes the index and put the folder in its place.
""",
    exits={0: "the copy is complete"},
)

_EXCLUDED_EPILOG = manual(
    """
  wenxun excluded
  wenxun excluded | xargs -d '\\n' wenxun include   all of them may come back
""",
    exits={0: "there are some", 1: "there is none"},
)

_INCLUDE_EPILOG = manual(
    """
  wenxun include 私事/日记
  wenxun index articles/     now their files bring them
""",
    exits={0: "they may come back", 1: "some were not excluded: each is named"},
)

_jobs_option = click.option("--jobs", type=WholeNumber(1), default=1, show_default=True, help="Processes that analyse.")
_wait_option = click.option(
    "--wait", type=float, default=0.0, metavar="SECONDS", help="How long to wait for another writer."
)


@click.command(epilog=_CHECK_EPILOG)
@click.option("--repair", is_flag=True, help="Keep what is sound of a damaged index.")
@index_option
@click.pass_context
def check(ctx: click.Context, repair: bool) -> None:
    """Read the whole index and say whether it is sound.

    It is when every byte is as it was written.
    """
    with open_engine() as engine:
        problems = engine.check()
        for problem in problems:
            write(clean(f"{problem.file}: {told(problem.detail)}"))
        if not problems:
            write(told("the index is sound"))
            ctx.exit(DONE)
        if not repair:
            warn(
                "{count} problem; keep what is sound with: wenxun check --repair"
                if len(problems) == 1
                else "{count:,} problems; keep what is sound with: wenxun check --repair",
                count=len(problems),
            )
            ctx.exit(FAILED)
        progress = ProgressBar()
        try:
            report = engine.repair(progress=progress)
        finally:
            progress.close()
    for lost in report.skipped:
        warn("lost {path}", path=lost.path)
    write(told("repaired: {held} kept, {lost:,} lost", held=_amount(report), lost=len(report.skipped)))
    ctx.exit(NOTHING_FOUND if report.skipped else DONE)


@click.command(epilog=_REBUILD_EPILOG)
@_jobs_option
@_wait_option
@index_option
@click.pass_context
def rebuild(ctx: click.Context, jobs: int, wait: float) -> None:
    """Make the index anew of the articles that are stored in it."""
    progress = ProgressBar()
    with open_engine() as engine:
        try:
            report = engine.rebuild(jobs=jobs, wait_seconds=wait, progress=progress)
        finally:
            progress.close()
        place = engine.location
    for lost in report.skipped:
        warn("skipped {path}: {detail}", path=lost.path, detail=lost.detail)
    seconds = report.took_ms / 1000
    write(
        told("rebuilt: {held} in {seconds:.1f} s ({place})", held=_amount(report), seconds=seconds, place=clean(place))
    )
    ctx.exit(NOTHING_FOUND if report.skipped else DONE)


@click.command(epilog=_SNAPSHOT_EPILOG)
@click.argument("folder", metavar="DIR", type=click.Path(file_okay=False))
@index_option
def snapshot(folder: str) -> None:
    """Copy the index as it is now to a new folder."""
    with open_engine() as engine:
        engine.snapshot(folder)
        place = engine.location
    write(clean(told("copied {place} to {folder}", place=place, folder=folder)))


@click.command(epilog=_EXCLUDED_EPILOG)
@index_option
@click.pass_context
def excluded(ctx: click.Context) -> None:
    """List the ids that were deleted and that no file brings back."""
    with open_engine() as engine:
        ids = engine.excluded()
    for article_id in ids:
        write(clean(article_id))
    if not ids:
        warn("no article is excluded")
    ctx.exit(DONE if ids else NOTHING_FOUND)


@click.command(epilog=_INCLUDE_EPILOG)
@click.argument("article_ids", metavar="ID...", nargs=-1, required=True)
@_wait_option
@index_option
@click.pass_context
def include(ctx: click.Context, article_ids: tuple[str, ...], wait: float) -> None:
    """Let files bring articles again that were deleted."""
    with open_engine() as engine:
        kept_out = engine.excluded()
        missing = set(article_ids).difference(kept_out)
        included = engine.include(*article_ids, wait_seconds=wait)
    if included:
        write(told("{articles} may come back; run wenxun index PATH", articles=counted_articles(included)))
    for article_id in article_ids:
        if article_id in missing:
            near = near_ids(article_id, kept_out)
            warn(
                "{id!r} was not excluded; did you mean {ids}?" if near else "{id!r} was not excluded",
                id=article_id,
                ids=", ".join(near),
            )
    ctx.exit(NOTHING_FOUND if missing else DONE)


def _amount(report: IndexReport) -> str:
    return counted_together(report.article_count, report.section_count)
