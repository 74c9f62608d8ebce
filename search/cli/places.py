"""Where hits stand on the disk, for other programs and for an editor."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
from collections.abc import Iterable, Iterator
from pathlib import Path

import click

from wenxun.cli.common import warn
from wenxun.cli.language import told
from wenxun.cli.terminal import clean
from wenxun.file_places import WITHOUT_LINES, file_of, place_of
from wenxun.models import Hit

__all__ = ["edit", "write_files", "write_places"]

_JUMPS = {
    "+{line} {file}": "vi vim nvim gvim view nano pico emacs emacsclient micro joe kak mg ne jed gedit kate",
    "{file}:{line}": "hx helix subl sublime_text zed lapce mate",
    "--goto {file}:{line}": "code codium code-insiders cursor",
}
"""How editors are told the line to show."""


def write_places(hits: Iterable[Hit], *, sections: int, null: bool) -> None:
    """Write ``path:line:column:passage`` for each section; without the numbers where the line is not known.

    Args:
        hits: what was found.
        sections: how many of an article, at most.
        null: end each with a NUL instead of a line end.
    """
    for hit in _with_files(hits):
        for section in hit.sections[:sections]:
            place = place_of(hit, section)
            numbers = f"{place.line}:{place.column}:" if place else ""
            passage = " ".join(clean(section.snippet.to_text()).split())
            _write(_shown(hit), "\0" if null else ":", f"{numbers}{passage}\n")


def write_files(hits: Iterable[Hit], *, null: bool) -> None:
    """Write the path of each file that was found, once.

    Args:
        hits: what was found.
        null: end each with a NUL instead of a line end.
    """
    for path in dict.fromkeys(map(_shown, _with_files(hits))):
        _write(path, "\0" if null else "\n")


def edit(hit: Hit) -> None:
    """Open the file of a hit in the reader's editor, at the line of its best passage.

    Raises:
        click.UsageError: if that cannot be done.
    """
    file = file_of(hit.file)
    if not file or hit.about.format in WITHOUT_LINES:
        message = told(
            "{id} is a {format}; read it with --open {rank}"
            if file
            else "there is no file of {id}; read it with --open {rank}",
            id=hit.id,
            format=hit.about.format.upper(),
            rank=hit.rank,
        )
        raise click.UsageError(clean(message))
    named = os.environ.get("VISUAL") or os.environ.get("EDITOR") or next(filter(shutil.which, ("nano", "vi")), "")
    command = shlex.split(named)
    if not command or shutil.which(command[0]) is None:
        raise click.UsageError(told("there is no editor {name!r}; set EDITOR, as in: export EDITOR=vim", name=named))
    place = place_of(hit, hit.sections[0]) if hit.sections else None
    editor = Path(command[0]).stem.lower()
    jump = next((way for way, editors in _JUMPS.items() if editor in editors.split()), "{file}") if place else "{file}"
    arguments = [part.format(file=file, line=place.line if place else 0) for part in jump.split()]
    code = subprocess.run([*command, *arguments], check=False).returncode
    if code:
        raise click.UsageError(told("{program} ended with exit code {code}", program=command[0], code=code))


def _with_files(hits: Iterable[Hit]) -> Iterator[Hit]:
    without = 0
    for hit in hits:
        if file_of(hit.file):
            yield hit
        else:
            without += 1
    if without:
        warn(
            "{count} of the articles found has no file on this disk"
            if without == 1
            else "{count} of the articles found have no file on this disk",
            count=without,
        )


def _shown(hit: Hit) -> str:
    """The path of a hit's file, from the working directory on where it lies in it."""
    file, here = file_of(hit.file), os.path.join(os.getcwd(), "")  # noqa: PTH109, PTH118  - a text to cut off
    return file.removeprefix(here)


def _write(path: str, *rest: str) -> None:
    """Write a path with the very bytes that it has, and a text."""
    click.echo(b"".join((os.fsencode(path), *(part.encode("utf-8", "replace") for part in rest))), nl=False)
