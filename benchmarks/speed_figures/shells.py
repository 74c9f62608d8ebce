"""What one search costs from a cold shell: CPU seconds of the whole process, from its start to its end."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

__all__ = ["NOTHING", "SUGGEST", "child_cpu_ms", "shell_cpu_ms", "wenxun_command"]

_ROUNDS = 7
_QUERY = "中央主管機關 申請許可"
SUGGEST = "wenxun suggest"
NOTHING = "python -c pass"
_PEERS = {
    "tantivy-words": ("tantivy + rjieba", "tantivy_rjieba.py"),
    "whoosh": ("stock Whoosh + jieba", "whoosh_jieba.py"),
}
_SCRIPTS = Path(__file__).parent / "shell_scripts"


def shell_cpu_ms(folders: Mapping[str, Path]) -> dict[str, float]:
    """Label to median CPU milliseconds over seven rounds in turn, after one to warm the file cache.

    Programs run from byte code, as after an installation with pip; the first round makes it where there is none.

    Args:
        folders: key of a system to its index; wenxun's is one of them.
    """
    ours = str(folders["wenxun"])
    commands = {
        "wenxun search": ["-m", "wenxun", "search", "--index", ours, _QUERY],
        SUGGEST: ["-m", "wenxun", "suggest", "--index", ours, _QUERY[:2]],
    }
    for key, (label, script) in _PEERS.items():
        if key in folders:
            commands[label] = [str(_SCRIPTS / script), str(folders[key]), _QUERY]
    commands[NOTHING] = ["-c", "pass"]
    taken: dict[str, list[float]] = {label: [] for label in commands}
    for number in range(_ROUNDS + 1):
        for label, arguments in commands.items():
            milliseconds = child_cpu_ms([sys.executable, *arguments])
            if number:
                taken[label].append(milliseconds)
    return {label: statistics.median(values) for label, values in taken.items()}


def wenxun_command(*arguments: str) -> list[str]:
    """A command of wenxun, in the Python that runs this."""
    return [sys.executable, "-m", "wenxun", *arguments]


def child_cpu_ms(command: list[str]) -> float:
    """CPU milliseconds of a process and its children, from its start to its end."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=environment)
    assert child.stderr is not None
    complaint = child.stderr.read()
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        raise RuntimeError(f"{command} failed: {complaint.decode(errors='replace')[-500:]}")
    return (usage.ru_utime + usage.ru_stime) * 1000
