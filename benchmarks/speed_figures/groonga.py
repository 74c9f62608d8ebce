"""groonga (Debian's package) over HTTP: the sections in bigrams, ten hits with snippets."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode

from benchmarks.speed_corpus import read_sections
from benchmarks.speed_figures.peers import RunningPeer, plain

__all__ = ["Groonga"]

_SCHEMA = """\
table_create Sections TABLE_HASH_KEY ShortText
column_create Sections title COLUMN_SCALAR ShortText
column_create Sections text COLUMN_SCALAR Text
table_create Terms TABLE_PAT_KEY ShortText --default_tokenizer TokenBigram --normalizer NormalizerNFKC130
column_create Terms title COLUMN_INDEX|WITH_POSITION Sections title
column_create Terms text COLUMN_INDEX|WITH_POSITION Sections text
load --table Sections
"""
_LOAD_RECORD = "load_cpu_s"
_WAIT_S = 30


class Groonga:
    """One process with the database; its index is kept in the cache."""

    name = "groonga"

    def missing(self) -> str:
        """Return what is not installed."""
        return "" if shutil.which("groonga") else "Debian's package groonga-bin"

    def search_path(self, typed: str) -> str:
        """Return the path of a search, two snippets a hit."""
        values = {
            "table": "Sections",
            "match_columns": "title * 3 || text",
            "query": plain(typed),
            "query_flags": "NONE",
            "sort_keys": "-_score",
            "output_columns": "_key,title,_score,snippet_html(text)",
            "command_version": "2",
            "cache": "no",
        }
        return "/d/select?" + urlencode(values)

    @contextmanager
    def served(self, sections: Path, cache: Path) -> Iterator[RunningPeer]:
        """Serve the sections, loaded if need be."""
        folder = cache / f"{sections.stem}-groonga"
        if not (folder / _LOAD_RECORD).exists():
            _load(sections, folder)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        options = ["-s", "--protocol", "http", "--bind-address", "127.0.0.1", "-p", str(port)]
        server = subprocess.Popen(["groonga", *options, str(folder / "db")], stdout=subprocess.DEVNULL)
        try:
            _wait_for(port)
            yield RunningPeer(server.pid, "127.0.0.1", port, float((folder / _LOAD_RECORD).read_text()))
        finally:
            server.terminate()
            server.wait(timeout=_WAIT_S)


def _load(sections: Path, folder: Path) -> None:
    partial = folder.with_suffix(".partial")
    for each in (partial, folder):
        shutil.rmtree(each, ignore_errors=True)
    partial.mkdir(parents=True)
    commands = partial / "load.grn"
    with commands.open("w", encoding="utf-8") as file:
        file.write(_SCHEMA)
        records = ({"_key": each.id, "title": each.title, "text": each.text} for each in read_sections(sections))
        file.write("[" + ",\n".join(json.dumps(record, ensure_ascii=False) for record in records) + "]\n")
    with commands.open() as given:
        loading = subprocess.Popen(["groonga", "-n", str(partial / "db")], stdin=given, stdout=subprocess.DEVNULL)
        _, status, usage = os.wait4(loading.pid, 0)
        loading.returncode = os.waitstatus_to_exitcode(status)
    if loading.returncode:
        raise RuntimeError(f"groonga ended with {loading.returncode} while it was loading")
    commands.unlink()
    (partial / _LOAD_RECORD).write_text(str(usage.ru_utime + usage.ru_stime))
    partial.rename(folder)


def _wait_for(port: int) -> None:
    end = time.monotonic() + _WAIT_S
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            if time.monotonic() > end:
                raise
            time.sleep(0.1)
