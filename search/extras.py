"""Packages that only some need: how they are installed beside this very wenxun."""

from __future__ import annotations

import shlex
import sys

__all__ = ["install_command"]


def install_command(extra: str) -> str:
    """Return the command that installs the packages of an extra where this program runs.

    A ``pip`` that stands in the PATH may be that of another Python, or none at all. pip finds wenxun installed, and
    fetches the packages alone.
    """
    return f'{shlex.quote(sys.executable)} -m pip install "wenxun[{extra}]"'
