"""Draws hostile inputs for every part that reads what others wrote, and tells what does not keep its promises.

``python tests/fuzz/run.py --seconds 600`` shares the time among all targets and draws anew each time; ``--examples 50``
draws as many for each, the same every time. Names of groups or of targets as arguments choose what is tried.
"""

from __future__ import annotations

import argparse
import sys
import time
import traceback
from dataclasses import dataclass

import files
import pages
import queries
import readers
import rewriting
from hypothesis import HealthCheck, given, settings
from hypothesis.database import DirectoryBasedExampleDatabase
from hypothesis.strategies import tuples
from target import Target

GROUPS: dict[str, dict[str, Target]] = {
    "readers": readers.TARGETS,
    "queries": queries.TARGETS,
    "rewriting": rewriting.TARGETS,
    "files": files.TARGETS,
    "pages": pages.TARGETS,
}
_EXAMPLES_A_TURN = 50
_PROFILE = settings(deadline=None, suppress_health_check=list(HealthCheck), print_blob=True)


@dataclass
class _Tally:
    """What has become of one target."""

    tried: int = 0
    seconds: float = 0.0
    failures: int = 0


def main() -> int:
    """Run the chosen targets; returns 1 if one failed."""
    parser = argparse.ArgumentParser(description=__doc__)
    names = [*GROUPS, *(name for group in GROUPS.values() for name in group)]
    parser.add_argument("names", nargs="*", choices=[*names, []], help="which groups or targets (default: all)")
    amount = parser.add_mutually_exclusive_group(required=True)
    amount.add_argument("--seconds", type=float, help="how long, in all")
    amount.add_argument("--examples", type=int, help="how many for each target")
    arguments = parser.parse_args()
    chosen = {
        name: target
        for group, targets in GROUPS.items()
        for name, target in targets.items()
        if not arguments.names or group in arguments.names or name in arguments.names
    }
    tallies = {name: _Tally() for name in chosen}
    if arguments.examples:
        profile = settings(_PROFILE, max_examples=arguments.examples, derandomize=True, database=None)
        for name, target in chosen.items():
            _run(name, target, profile, tallies[name])
    else:
        _take_turns(chosen, tallies, arguments.seconds)
    _show(tallies)
    return int(any(tally.failures for tally in tallies.values()))


def _take_turns(chosen: dict[str, Target], tallies: dict[str, _Tally], seconds: float) -> None:
    """The target that has had the least time is next, until the time is over; one that failed is left out."""
    kept = DirectoryBasedExampleDatabase(".hypothesis/fuzz")
    profile = settings(_PROFILE, max_examples=_EXAMPLES_A_TURN, database=kept)
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        waiting = [name for name, tally in tallies.items() if not tally.failures]
        if not waiting:
            return
        name = min(waiting, key=lambda each: tallies[each].seconds)
        _run(name, chosen[name], profile, tallies[name])


def _run(name: str, target: Target, profile: settings, tally: _Tally) -> None:
    def kept(inputs: tuple[object, ...]) -> None:
        tally.tried += 1
        target.promise(*inputs)

    kept.__qualname__ = name  # examples that failed are remembered under it
    started = time.monotonic()
    try:
        profile(given(tuples(*target.inputs))(kept))()
    except Exception:
        tally.failures += 1
        print(f"--- {name} ---\n{traceback.format_exc()}", flush=True)
    tally.seconds += time.monotonic() - started


def _show(tallies: dict[str, _Tally]) -> None:
    width = max(map(len, tallies))
    print(f"{'target':{width}}  {'inputs':>8}  {'seconds':>7}  {'failures':>8}")
    for name, tally in tallies.items():
        print(f"{name:{width}}  {tally.tried:8,}  {tally.seconds:7.1f}  {tally.failures:8}")
    tried, seconds, failures = (
        sum(getattr(t, key) for t in tallies.values()) for key in ("tried", "seconds", "failures")
    )
    print(f"{'all':{width}}  {tried:8,}  {seconds:7.1f}  {failures:8}")


if __name__ == "__main__":
    sys.exit(main())
