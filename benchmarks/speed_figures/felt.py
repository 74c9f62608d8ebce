"""What users feel, as one table: from their files to an index, over HTTP, from a cold shell; beside the peers."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from benchmarks.speed_figures.inputs import Input
from benchmarks.speed_figures.serving import AGAIN, CLIENTS, HITS_WITH_SNIPPETS, PAGE, PEERS, Served, Serving
from benchmarks.speed_figures.shells import NOTHING, SUGGEST
from benchmarks.speed_figures.tables import table

__all__ = ["felt_section"]

_NO_FIGURE = "–"
_FIGURES: Sequence[tuple[str, Callable[[Serving], float], str]] = (
    ("server CPU ms a request", lambda each: each.server_cpu_ms, ".1f"),
    ("p50 ms", lambda each: each.times.p50, ".1f"),
    ("p99 ms", lambda each: each.times.p99, ".1f"),
    ("requests a second", lambda each: each.requests_per_s, ".0f"),
    ("requests that failed", lambda each: each.errors, ".0f"),
)


def felt_section(sections: int, inputs: Sequence[Input], served: Served, shells: Mapping[str, float]) -> str:
    """Return the section of the report.

    Args:
        sections: how many the index holds that was served and searched.
        inputs: what was indexed.
        served: what the servers took.
        shells: CPU milliseconds of commands.

    Returns:
        Markdown, with a line for each peer that is not installed.
    """
    names = [peer.name for peer in PEERS]
    head = ["", "wenxun", *names, *(f"wenxun / {name}" for name in names)]
    rows = [*_input_rows(inputs, served.load_cpu_s), *_request_rows(served.requests), *_shell_rows(shells)]
    lines = [f"- {name}: not installed; it needs {needs}." for name, needs in served.missing.items()]
    title = (
        f"## What users feel, {sections:,} sections\n\nClients and servers share the machine; indexing has one job.\n"
    )
    return "\n".join([title, *lines, *[""] * bool(lines), table(head, rows)])


def _input_rows(inputs: Sequence[Input], loaded: Mapping[str, float]) -> Iterator[list[str]]:
    for each in inputs:
        values = loaded if each.is_all_sections else {}
        yield _row(f"{each.label} ({each.raw_mb:.1f} MB) into an index, CPU s", each.cpu_s, values, ".1f")
    for each in inputs:
        yield _row(f"the same, MB a CPU second: {each.label}", each.raw_mb / each.cpu_s, {}, ".2f")


def _request_rows(requests: Sequence[Serving]) -> Iterator[list[str]]:
    by_name = {(each.server, each.asked, each.clients): each for each in requests}
    for asked in (PAGE, AGAIN, HITS_WITH_SNIPPETS):
        for clients in CLIENTS:
            ours = by_name["wenxun", asked, clients]
            peers = [by_name.get((peer.name, asked, clients)) for peer in PEERS]
            for name, figure, form in _FIGURES:
                values = {each.server: figure(each) for each in peers if each is not None}
                yield _row(f"{asked}, {clients} client{'s' * (clients > 1)}: {name}", figure(ours), values, form)


def _shell_rows(shells: Mapping[str, float]) -> Iterator[list[str]]:
    for label, cpu_ms in shells.items():
        yield _row(f"`{label}` from a cold shell, CPU ms", cpu_ms, {}, ".0f")
    yield _row(f"`{SUGGEST}` divided by `{NOTHING}`", shells[SUGGEST] / shells[NOTHING], {}, ".1f")


def _row(label: str, ours: float, theirs: Mapping[str, float], form: str) -> list[str]:
    values = [theirs.get(peer.name) for peer in PEERS]
    shown = [_NO_FIGURE if value is None else format(value, form) for value in values]
    ratios = [f"{ours / value:.2f}" if value else _NO_FIGURE for value in values]
    return [label, format(ours, form), *shown, *ratios]
