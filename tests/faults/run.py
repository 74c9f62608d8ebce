"""Breaks indexes in every way that we could think of, and counts how often one was lost.

``python tests/faults/run.py`` runs everything (under 15 minutes) and ends with a table; it fails when anything was
lost. ``--short`` runs a sample of each kind, and names as arguments choose kinds.
"""

from __future__ import annotations

import argparse
import sys
import time

import crashes
import crowds
import damage
import disks
import hostile
import jobs
import keeping
import refusing
import replacing
import scarcity
import sharing
from harness import Result

KINDS = {
    "kills": crashes.kills,
    "job-kills": jobs.job_kills,
    "crash-points": crashes.crash_points,
    "power": crashes.power_losses,
    "io-errors": disks.io_errors,
    "full-disk": disks.full_disk,
    "folders": disks.folders,
    "replaced": replacing.replaced,
    "moved": replacing.moved,
    "repairs": keeping.repairs,
    "interrupted": keeping.interrupted,
    "snapshots": keeping.snapshots,
    "refusals": refusing.refusals,
    "allocations": scarcity.allocations,
    "flips": damage.flips,
    "truncations": damage.truncations,
    "forgeries": damage.forgeries,
    "pickles": hostile.pickles,
    "queries": hostile.queries,
    "writers": sharing.writers,
    "readers": sharing.readers,
    "openings": sharing.openings,
    "crowds": crowds.crowds,
}


def main() -> int:
    """Run the chosen kinds; returns 1 if anything was lost."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("kinds", nargs="*", choices=[*KINDS, []], help="which faults (default: all)")
    parser.add_argument("--short", action="store_true", help="a sample of each kind, seconds in all")
    arguments = parser.parse_args()
    results: list[tuple[Result, float]] = []
    for kind in arguments.kinds or KINDS:
        print(f"{kind} ...", flush=True)
        started = time.monotonic()
        results.append((KINDS[kind](not arguments.short), time.monotonic() - started))
    width = max(len(result.kind) for result, _ in results)
    print(f"\n{'fault':{width}}  {'tried':>6}  {'survived':>8}  {'lost':>4}  {'seconds':>7}")
    for result, seconds in results:
        print(f"{result.kind:{width}}  {result.tried:6}  {result.survived:8}  {len(result.lost):4}  {seconds:7.1f}")
        for note in result.notes:
            print(f"{'':{width}}  {note}")
    tried, lost = sum(r.tried for r, _ in results), sum(len(r.lost) for r, _ in results)
    print(f"{'all':{width}}  {tried:6}  {tried - lost:8}  {lost:4}  {sum(s for _, s in results):7.1f}")
    return 1 if lost else 0


if __name__ == "__main__":
    sys.exit(main())
