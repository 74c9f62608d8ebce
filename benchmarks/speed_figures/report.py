"""Figures -> Markdown."""

from __future__ import annotations

import os
import platform
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.speed_corpus import KINDS
from benchmarks.speed_figures.building import Build
from benchmarks.speed_figures.felt import felt_section
from benchmarks.speed_figures.inputs import Input
from benchmarks.speed_figures.queries import Times, ratio
from benchmarks.speed_figures.serving import Served
from benchmarks.speed_figures.tables import table

__all__ = ["Report", "SizeFigures"]

_OURS = "**wenxun**"
_PAGE = "**wenxun**, marked page"
_INTRODUCTION = """\
# Speed

Made by `make bench-speed`; do not edit. One machine, one run, all engines in one process, asked query by
query in turn; a query's time is the median of its rounds. Trust ratios. Times are milliseconds, p50 / p95 / p99
over the queries of a kind (*n* where a slow engine was asked fewer of them); ratios are wenxun's time divided
by the other's. Every engine gives its ten best. Sections and queries: `benchmarks/speed_corpus.py`. In front of
every engine stand the same fast folding and rjieba. *Same terms*: tantivy indexes the terms of wenxun's three
streams (title and body) and is asked for the very terms that wenxun scores. *jieba words*: what a user would
pick.
"""

Tables = Mapping[str, Mapping[str, Times]]


@dataclass(frozen=True)
class SizeFigures:
    """Everything measured at one size.

    Attributes:
        builds: label to build.
        analysed: label to kind to times, from the analysed query to the ten best.
        typed: the same from the typed query to their ids.
        index_share, stored_share: bytes without and of stored texts, a byte of UTF-8 text.
    """

    sections: int
    builds: Mapping[str, Build]
    analysed: Tables
    typed: Tables
    opening_ms: float
    first_query_ms: float
    index_share: float
    stored_share: float
    segments: int


@dataclass
class Report:
    """Figures of all sizes, while they come in."""

    clock: str
    versions: Sequence[str]
    sizes: list[SizeFigures] = field(default_factory=list)
    shells: Mapping[str, float] = field(default_factory=dict)
    inputs: Sequence[Input] = ()
    served: Served = field(default_factory=Served)

    def to_markdown(self) -> str:
        """The whole page."""
        parts = [_INTRODUCTION, self._machine()]
        if self.served.requests:
            parts.append(felt_section(self.sizes[-1].sections, self.inputs, self.served, self.shells))
        for figures in self.sizes:
            parts += _size(figures)
        if len(self.sizes) > 1:
            parts.append(_growth(self.sizes[0], self.sizes[-1]))
        return "\n".join(parts)

    def _machine(self) -> str:
        clock = "wall clock" if self.clock == "wall" else "CPU time of the asking thread"
        machine = f"{_cpu_name()}, {os.cpu_count()} cores; Python {platform.python_version()}; query times: {clock}"
        return "\n".join(f"- {line}" for line in (machine, *self.versions)) + "\n"


def _size(figures: SizeFigures) -> list[str]:
    queries = max(times.count for times in figures.analysed[_OURS].values())
    return [
        f"## {figures.sections:,} sections, {queries} queries of each kind\n",
        "From the analysed query to the ten best:\n",
        _times_table(figures.analysed),
        f"{_OURS} divided by:\n",
        _ratio_table(figures.analysed),
        "From the typed query (parsing, folding, segmenting included) to ten ids; *marked page*: to the best "
        "section's snippet of each of the ten and the number of all hits:\n",
        _times_table(figures.typed),
        f"{_OURS} divided by (for the page: the page divided by {_OURS}):\n",
        _ratio_table(figures.typed),
        _builds_table(figures),
        f"Opening: {figures.opening_ms:.1f} ms; with a first query: {figures.first_query_ms:.1f} ms. "
        f"Index without stored text: {figures.index_share:.2f} bytes a byte of UTF-8 text; stored text: "
        f"{figures.stored_share:.2f}. Segments: {figures.segments}.\n",
    ]


def _times_table(tables: Tables) -> str:
    rows = []
    most = {kind: max(t[kind].count for t in tables.values() if kind in t) for kind in KINDS}
    for label, by_kind in tables.items():
        cells = [_times(by_kind.get(kind), most[kind]) for kind in KINDS]
        rows.append([label, *cells])
    return table(["", *KINDS], rows)


def _times(times: Times | None, most: int) -> str:
    if times is None:
        return "–"
    cell = " / ".join(map(_short, (times.p50, times.p95, times.p99)))
    return cell if times.count == most else f"{cell} *{times.count}*"


def _short(value: float) -> str:
    return f"{value:.2f}" if value < 10 else f"{value:.0f}"


def _ratio_table(tables: Tables) -> str:
    rows = []
    for label, by_kind in tables.items():
        if label == _OURS:
            continue
        pair = (by_kind, tables[_OURS]) if label == _PAGE else (tables[_OURS], by_kind)
        shared = [kind in by_kind for kind in KINDS]
        cells = [
            " / ".join(map(_short, ratio(*pair, kind))) if known else "–"
            for kind, known in zip(KINDS, shared, strict=True)
        ]
        rows.append([label, *cells])
    return table(["", *KINDS], rows)


def _builds_table(figures: SizeFigures) -> str:
    ours = figures.builds[_OURS]
    head = [
        "build from raw text",
        "CPU s",
        "MB/s of CPU",
        "ours/theirs MB/s",
        "wall s",
        "peak MB",
        "disk MB",
        "disk/text",
    ]
    rows = [
        [
            label,
            f"{build.cpu_s:.1f}",
            f"{build.mb_per_cpu_s:.2f}",
            f"{ours.mb_per_cpu_s / build.mb_per_cpu_s:.2f}",
            f"{build.wall_s:.1f}",
            f"{build.peak_mb:.0f}",
            f"{build.index_bytes / 1e6:.0f}",
            f"{build.index_bytes / 1e6 / build.text_mb:.2f}",
        ]
        for label, build in figures.builds.items()
    ]
    return f"{ours.text_mb:.1f} MB of text:\n\n" + table(head, rows)


def _growth(first: SizeFigures, last: SizeFigures) -> str:
    head = ["", *KINDS, "peak memory", "disk", "MB/s"]
    rows = []
    for label, small in first.analysed.items():
        large = last.analysed.get(label)
        if large is None:
            continue
        times = [f"{large[k].p50 / small[k].p50:.1f}" if k in small and k in large else "–" for k in KINDS]
        before, after = first.builds[label], last.builds[label]
        rows.append(
            [
                label,
                *times,
                f"{after.peak_mb / before.peak_mb:.1f}",
                f"{after.index_bytes / before.index_bytes:.1f}",
                f"{after.mb_per_cpu_s / before.mb_per_cpu_s:.2f}",
            ]
        )
    title = f"## Growth: {last.sections:,} divided by {first.sections:,} sections (p50 of queries)\n\n"
    return title + table(head, rows)


def _cpu_name() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()
