"""The ``wenxun`` command. It only formats: whatever it does can be done with ``SearchEngine`` in Python.

Nothing but click is imported before a command runs, so that ``wenxun --help`` and completion answer at once.
"""

from __future__ import annotations

from wenxun.cli.app import main, wenxun

__all__ = ["main", "wenxun"]
