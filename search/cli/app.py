"""The group of commands: what is said about all of them, and how errors become exit codes."""

from __future__ import annotations

import os
import sys

import click

from wenxun.cli.common import OUTPUT_FAILED, Commands, index_option, lang_option, warn
from wenxun.cli.completion import completion
from wenxun.cli.exporting import export
from wenxun.cli.indexing import delete, index, verify
from wenxun.cli.language import let_click_speak
from wenxun.cli.listing import list_articles
from wenxun.cli.maintenance import check, excluded, include, rebuild, snapshot
from wenxun.cli.manual import manual
from wenxun.cli.queries import queries
from wenxun.cli.reading import search, suggest
from wenxun.cli.serving import mcp, serve
from wenxun.cli.showing import analyze, show, stats
from wenxun.cli.streams import OutputError, discard_output, prepare_streams

__all__ = ["main", "wenxun"]

_EPILOG = manual(
    """
  wenxun index articles/            read a folder into ./index
  wenxun search 板门店              find it, in either script
  wenxun search '"和平之家"'        the exact words
  wenxun search 板门店 --open 1     read the best article
  wenxun serve                      a search page on http://127.0.0.1:8000
""",
    title="First steps",
    before="""
wenxun COMMAND --help tells more. Data goes to standard output, messages to standard error.

\b
Files:
  ./index        the index
  ./wenxun.toml  settings, as cache_mb = 512; each can also be given in the
                 environment, as WENXUN_CACHE_MB=512
""",
    exits={0: "found, or done", 1: "nothing found, or some input was skipped"},
    environment=("NO_COLOR", "FORCE_HYPERLINK", "PAGER"),
)


@click.group(cls=Commands, epilog=_EPILOG, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(None, "-V", "--version", package_name="wenxun", message="wenxun %(version)s")
@index_option
@lang_option
def wenxun() -> None:
    """Full-text search for Chinese-language articles.

    Finds every passage, whether it is written in Simplified or Traditional characters and in the words of the
    mainland, Taiwan or Hong Kong.
    """


for _command in (
    index,
    search,
    suggest,
    show,
    analyze,
    stats,
    list_articles,
    delete,
    excluded,
    include,
    check,
    verify,
    rebuild,
    snapshot,
    export,
    serve,
    queries,
    mcp,
    completion,
):
    wenxun.add_command(lang_option(_command))
let_click_speak()


def main() -> None:
    """Entry point of the ``wenxun`` command."""
    # numpy's linear algebra, which nothing here uses, else starts threads that turn for a while without work.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    prepare_streams()
    try:
        wenxun(prog_name="wenxun")
    except OutputError as error:
        warn("the output cannot be written: {reason}", reason=error.__cause__)
        discard_output()
        sys.exit(OUTPUT_FAILED)
