"""A sample of every kind of fault; ``make test-faults`` runs them all."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

DRIVER = Path(__file__).parent / "run.py"
REPOSITORY = DRIVER.parent.parent.parent

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="the driver kills forks of itself")


def survives(*kinds: str) -> None:
    """Run the driver in a process of its own: it forks, mounts and sets limits."""
    path = os.pathsep.join([str(REPOSITORY), os.environ.get("PYTHONPATH", "")])
    done = subprocess.run(
        [sys.executable, str(DRIVER), "--short", *kinds],
        env={**os.environ, "PYTHONPATH": path},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_an_index_survives_processes_that_die() -> None:
    survives("kills", "crash-points")


def test_an_index_survives_the_end_of_a_run_of_several_processes() -> None:
    survives("job-kills")


def test_an_index_survives_power_loss() -> None:
    survives("power")


def test_an_index_survives_disks_that_refuse() -> None:
    survives("io-errors", "full-disk", "folders")


def test_an_index_survives_folders_that_are_replaced() -> None:
    survives("replaced", "moved")


def test_snapshots_rebuilds_and_repairs_lose_nothing_that_is_sound() -> None:
    survives("repairs", "interrupted", "snapshots")


def test_a_sound_index_is_never_called_damaged() -> None:
    survives("refusals", "allocations")


def test_damage_is_found_or_does_no_harm() -> None:
    survives("flips", "truncations", "forgeries")


def test_a_hostile_table_of_contents_runs_nothing() -> None:
    survives("pickles")


def test_whatever_is_typed_is_answered_or_refused_with_a_reason() -> None:
    survives("queries")


def test_readers_and_writers_share_an_index() -> None:
    survives("writers", "readers", "openings")
