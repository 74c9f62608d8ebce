"""The ``queries`` command."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

import click

from wenxun.cli.common import DONE, NOTHING_FOUND, index_option, write, write_json
from wenxun.cli.manual import manual
from wenxun.cli.terminal import clean
from wenxun.cli.whole_number import WholeNumber
from wenxun.errors import SettingsError
from wenxun.notices import Notice

__all__ = ["queries"]

_EPILOG = manual(
    """
  wenxun queries                          what is searched most
  wenxun queries --nothing-found -n 50    what should be written next
  wenxun queries --json queries.log.1 queries.log
""",
    before="""
The server logs queries where the setting query_log names a file. The numbers are how often a query was asked and how
many articles it found the last time. Of a query that was searched while it was typed only the whole counts.
""",
    exits={0: "there are some", 1: "there is none"},
)


@click.command(epilog=_EPILOG)
@click.argument("files", metavar="[FILE]...", nargs=-1, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--nothing-found", is_flag=True, help="Only queries that found nothing the last time.")
@click.option("-n", "--limit", type=WholeNumber(1), default=20, show_default=True, help="Most queries to list.")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@index_option
@click.pass_context
def queries(ctx: click.Context, files: tuple[Path, ...], nothing_found: bool, limit: int, as_json: bool) -> None:
    """List what readers search, the most frequent first.

    Reads the log that the settings name, or each FILE, the oldest first.
    """
    from wenxun.query_log import count_queries, read_log

    counted = count_queries(read_log(_lines(files or (_log_of_settings(),))))
    shown = [each for each in counted if not (nothing_found and each.total)][:limit]
    if as_json:
        write_json([asdict(each) for each in shown])
    else:
        for each in shown:
            write(f"{each.times:>6,}  {each.total:>7,}  {clean(each.query)}")
    ctx.exit(DONE if shown else NOTHING_FOUND)


def _log_of_settings() -> Path:
    from wenxun.settings import load_settings

    named = load_settings().query_log
    if not named:
        raise SettingsError(Notice('No queries are logged. In wenxun.toml: query_log = "queries.log"'))
    if not Path(named).is_file():
        raise SettingsError(Notice("There is no log {path} yet; the server writes it (setting query_log).", path=named))
    return Path(named)


def _lines(files: tuple[Path, ...]) -> Iterator[str]:
    for file in files:
        with file.open(encoding="utf-8", errors="replace") as lines:
            yield from lines
