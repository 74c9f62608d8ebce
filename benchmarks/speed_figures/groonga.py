"""groonga (Debian's package) over HTTP: the same sections in bigrams, ten hits with snippets."""

from __future__ import annotations

import json
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode

from benchmarks.speed_corpus import read_sections

__all__ = ["is_installed", "search_path", "served"]

_SCHEMA = """\
table_create Sections TABLE_HASH_KEY ShortText
column_create Sections title COLUMN_SCALAR ShortText
column_create Sections text COLUMN_SCALAR Text
table_create Terms TABLE_PAT_KEY ShortText --default_tokenizer TokenBigram --normalizer NormalizerNFKC130
column_create Terms title COLUMN_INDEX|WITH_POSITION Sections title
column_create Terms text COLUMN_INDEX|WITH_POSITION Sections text
load --table Sections
"""
_WAIT_S = 30


def is_installed() -> bool:
    """Return whether there is a groonga."""
    return shutil.which("groonga") is not None


def search_path(typed: str) -> str:
    """Path of a search: ten hits, best first, with the number of all and two snippets each."""
    plain = " ".join(each for each in typed.split() if ":" not in each)
    values = {
        "table": "Sections",
        "match_columns": "title * 3 || text",
        "query": plain,
        "query_flags": "NONE",
        "sort_keys": "-_score",
        "output_columns": "_key,title,_score,snippet_html(text)",
        "command_version": "2",
        "cache": "no",
    }
    return "/d/select?" + urlencode(values)


@contextmanager
def served(sections: Path, folder: Path) -> Iterator[tuple[int, str, int]]:
    """Process id, host and port of a server on the sections, loaded if need be; stopped at the end."""
    if not folder.exists():
        _load(sections, folder)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [
        "groonga",
        "-s",
        "--protocol",
        "http",
        "--bind-address",
        "127.0.0.1",
        "-p",
        str(port),
        str(folder / "db"),
    ]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    try:
        _wait_for(port)
        yield server.pid, "127.0.0.1", port
    finally:
        server.terminate()
        server.wait(timeout=_WAIT_S)


def _load(sections: Path, folder: Path) -> None:
    partial = folder.with_suffix(".partial")
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir(parents=True)
    commands = partial / "load.grn"
    with commands.open("w", encoding="utf-8") as file:
        file.write(_SCHEMA)
        records = ({"_key": each.id, "title": each.title, "text": each.text} for each in read_sections(sections))
        file.write("[" + ",\n".join(json.dumps(record, ensure_ascii=False) for record in records) + "]\n")
    with commands.open() as given:
        subprocess.run(["groonga", "-n", str(partial / "db")], stdin=given, stdout=subprocess.DEVNULL, check=True)
    commands.unlink()
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
