"""Links in a terminal (OSC 8): a title leads to the file that the article was read from."""

from __future__ import annotations

import os
import re
import socket
from collections.abc import Mapping
from pathlib import Path
from typing import TextIO
from urllib.parse import quote

from wenxun.file_places import file_of
from wenxun.models import Hit

__all__ = ["file_url", "hit_url", "linked", "shows_links"]

_PROGRAMS = {"iTerm.app", "WezTerm", "vscode", "ghostty", "Hyper", "Tabby", "rio", "WarpTerminal"}
_TERMS = ("xterm-kitty", "xterm-ghostty", "alacritty", "foot", "contour", "wezterm")
_SETS = ("WT_SESSION", "KONSOLE_VERSION", "DOMTERM", "KITTY_WINDOW_ID")
_FIRST_VTE = 5000
_FIRST_TMUX = (3, 4)


def shows_links(stream: TextIO, environment: Mapping[str, str] = os.environ) -> bool:
    """Return whether links can be clicked where a stream is shown; ``FORCE_HYPERLINK`` (1 or 0) has the last word.

    Args:
        stream: the stream.
        environment: variables, by name.
    """
    forced = environment.get("FORCE_HYPERLINK")
    if forced is not None:
        return forced != "0"
    if not stream.isatty() or environment.get("TERM") in ("dumb", "linux"):
        return False
    program = environment.get("TERM_PROGRAM", "")
    if program == "tmux":
        version = re.match(r"(\d+)\.(\d+)", environment.get("TERM_PROGRAM_VERSION", ""))
        return version is not None and (int(version[1]), int(version[2])) >= _FIRST_TMUX
    vte = environment.get("VTE_VERSION", "")
    return (
        program in _PROGRAMS
        or environment.get("TERM", "").startswith(_TERMS)
        or any(name in environment for name in _SETS)
        or (vte.isdecimal() and int(vte) >= _FIRST_VTE)
    )


def linked(text: str, url: str) -> str:
    """Return a text as a link; as it is where there is no URL. It takes no more columns.

    Args:
        text: the text.
        url: where it leads; "": nowhere.
    """
    return f"\x1b]8;;{url}\x1b\\{text}\x1b]8;;\x1b\\" if url else text


def hit_url(hit: Hit) -> str:
    """URL of the file that an article was found in, at the page of its best passage; or nothing."""
    return file_url(hit.file, page=hit.sections[0].page if hit.sections else None)


def file_url(source: str, *, page: int | None = None) -> str:
    """URL of the file that an article was read from; or nothing.

    Args:
        source: path of the file; the number of a line may follow it.
        page: number of the page of a PDF to show.
    """
    if not (file := file_of(source)):
        return ""
    place = f"#page={page}" if page is not None else ""
    return f"file://{socket.gethostname()}{quote(os.fsencode(Path(file).resolve()))}{place}"
