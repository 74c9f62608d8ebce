"""The reader's own pager."""

from __future__ import annotations

import os
import shlex
import shutil
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from wenxun.cli.common import write

__all__ = ["page"]

_DEFAULT = "less"
_LESS = {"LESS": "FRX", "LESSCHARSET": "utf-8"}


def page(lines: Sequence[str], *, first: int = 0) -> None:
    """Show lines in ``$PAGER`` (or less), where it can from line ``first`` on; print them where there is no terminal.

    Args:
        lines: what to show, without line ends.
        first: number of the line to begin at, from 0.
    """
    command = shlex.split(os.environ.get("PAGER") or _DEFAULT)
    if not sys.stdout.isatty() or shutil.which(command[0]) is None:
        for line in lines:
            write(line)
        return
    if Path(command[0]).name == "less":
        command += ["-R", f"+{first + 1}"]
    text = "".join(f"{line}\n" for line in lines).encode(errors="backslashreplace")
    sys.stdout.flush()
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)  # it is the pager's while that runs
    try:
        pager = subprocess.Popen(command, stdin=subprocess.PIPE, env={**_LESS, **os.environ})
        pager.communicate(text)
    finally:
        signal.signal(signal.SIGINT, before)
