"""A few examples for every target; ``make fuzz SECONDS=600`` draws for as long as it is told."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

DRIVER = Path(__file__).parent / "run.py"
REPOSITORY = DRIVER.parent.parent.parent


@pytest.mark.parametrize("group", ["readers", "queries", "rewriting", "files", "pages"])
def test_hostile_inputs_keep_every_promise(group: str) -> None:
    path = os.pathsep.join([str(REPOSITORY), os.environ.get("PYTHONPATH", "")])
    done = subprocess.run(
        [sys.executable, str(DRIVER), "--examples", "30", group],
        env={**os.environ, "PYTHONPATH": path},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
