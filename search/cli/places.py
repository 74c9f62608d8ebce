"""Where a hit stands on the disk: its file, and the line of its passage, for other programs and for an editor."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

import click

from wenxun.cli.common import warn
from wenxun.cli.language import told
from wenxun.cli.terminal import clean
from wenxun.models import Hit, SectionHit
from wenxun.passages import marked_passage

__all__ = ["add_places", "edit", "file_of", "write_files", "write_places"]

_WITHOUT_LINES = frozenset(("pdf", "epub", "docx", "odt", "rtf", "mhtml"))
_MOST_BYTES = 32 << 20
_CONTEXTS = (12, 4, 0)
"""Characters on each side of a mark that must stand around it in the file; markup between them makes the first fail."""

_FEW_LETTERS = 4
_LETTERS = re.compile(r"[^\W_]")
_BETWEEN = r"(?:<[^<>]{0,200}>|\]\([^()\s]{0,300}\)|\[\[[^\[\]|\n]{0,100}\||&\w{2,8};|[\W_]){0,20}?"
"""What may stand in a file between two characters of a text: signs, blanks, tags, entities, where links lead."""

_JUMPS = {
    "+{line} {file}": "vi vim nvim gvim view nano pico emacs emacsclient micro joe kak mg ne jed gedit kate",
    "{file}:{line}": "hx helix subl sublime_text zed lapce mate",
    "--goto {file}:{line}": "code codium code-insiders cursor",
}
"""How editors are told the line to show."""


class _Place(NamedTuple):
    """A line and a column of a file, both from 1."""

    line: int
    column: int


def file_of(source: str) -> str:
    """Return the path of the file that an article was read from; "" if it is not there.

    Args:
        source: as ``Article.source``: the path, which a number may follow.
    """
    names = (source, re.sub(r":\d+$", "", source))
    return next(filter(os.path.isfile, names), "")  # never raises, whatever a program calls its source


def add_places(hits: Iterable[Hit], bodies: Iterable[Any]) -> None:
    """Give the bodies of hits the ``file``, and the bodies of their sections the ``line``, where they are known."""
    for hit, body in zip(hits, bodies, strict=True):
        if file := file_of(hit.file):
            body["file"] = file
            for section, section_body in zip(hit.sections, body["sections"], strict=False):
                if place := _place(hit, section):
                    section_body["line"] = place.line


def write_places(hits: Iterable[Hit], *, sections: int, null: bool) -> None:
    """Write ``path:line:column:passage`` for each section; without the numbers where the line is not known."""
    for hit in _with_files(hits):
        for section in hit.sections[:sections]:
            place = _place(hit, section)
            numbers = f"{place.line}:{place.column}:" if place else ""
            passage = " ".join(clean(section.snippet.to_text()).split())
            _write(_shown(hit), "\0" if null else ":", f"{numbers}{passage}\n")


def write_files(hits: Iterable[Hit], *, null: bool) -> None:
    """Write the path of each file that was found, once."""
    for path in dict.fromkeys(map(_shown, _with_files(hits))):
        _write(path, "\0" if null else "\n")


def edit(hit: Hit) -> None:
    """Open the file of a hit in the reader's editor, at the line of its best passage.

    Raises:
        click.UsageError: if that cannot be done.
    """
    file = file_of(hit.file)
    if not file or hit.about.format in _WITHOUT_LINES:
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
    place = _place(hit, hit.sections[0]) if hit.sections else None
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


def _place(hit: Hit, section: SectionHit) -> _Place | None:
    """Where the first mark of a section stands in the file of its article; ``None`` if it is not found there."""
    file = file_of(hit.file)
    if hit.about.format == "jsonl" and file != hit.file:
        return _Place(int(hit.file.rpartition(":")[2]), 1)
    text = "" if not file or hit.about.format in _WITHOUT_LINES else _text_of(file, Path(file).stat().st_mtime_ns)
    passage, offset = marked_passage(section.snippet)
    found = _first(text, passage, offset, _place_of_heading(text, section.heading)) if text and passage else None
    if found is None:
        return None
    return _Place(text.count("\n", 0, found) + 1, found - (text.rfind("\n", 0, found) + 1) + 1)


def _place_of_heading(text: str, heading: str) -> int:
    """Where a section's heading stands on a line of its own, or nearly so; 0 if it does not."""
    letters = _LETTERS.findall(heading)
    if not letters:
        return 0
    written = _BETWEEN.join(map(re.escape, letters))
    found = re.search(rf"^[\W\d_]*(?:<[^>\n]*>)?[\W\d_]*{written}", text, re.MULTILINE)
    return found.start() if found else 0


def _first(text: str, passage: str, offset: int, start: int) -> int | None:
    """The first place from ``start`` on, or else of all, where the passage at ``offset`` stands, markup passed over.

    A few characters alone must stand once in the file: which of several places is meant, nobody could say.
    """
    before, after = _LETTERS.findall(passage[:offset]), _LETTERS.findall(passage[offset:])
    for count in _CONTEXTS:
        ahead = _BETWEEN.join(map(re.escape, before[len(before) - min(count, len(before)) :]))
        mark = _BETWEEN.join(map(re.escape, after[: max(count, _FEW_LETTERS)]))
        written = re.compile(f"{ahead}{_BETWEEN if ahead else ''}(?P<mark>{mark})")
        found = [each.start("mark") for each in islice(written.finditer(text, start), 2)] if mark else []
        found = found or [each.start("mark") for each in islice(written.finditer(text), 2) if mark]
        if found and (count or len(found) == 1):
            return found[0]
    return None


@lru_cache(maxsize=4)
def _text_of(file: str, modified_ns: int) -> str:
    """The text of a file; "" where it cannot be read, or is too large to look through."""
    try:
        if Path(file).stat().st_size > _MOST_BYTES:
            return ""
        data = Path(file).read_bytes()
    except OSError:
        return ""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        from wenxun.articles.encodings import decode  # many files need it not
        from wenxun.errors import ArticleError

        try:
            return decode(data).text
        except (ArticleError, UnicodeDecodeError):
            return ""
