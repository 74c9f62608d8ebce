"""``python -m benchmarks.keystrokes``: from the last key to the results on the screen, in Chromium on this machine.

A hundred thousand sections are indexed by the rule of ``speed_corpus`` and served by ``wenxun serve``. Queries are
typed character by character, so that the answers to what stood there before are under way when the last key comes.
The clock of the page runs from the event of that key to the frame in which the results have been painted, the pause
before asking included. Writes ``results/keystrokes.md``.
"""

from __future__ import annotations

import argparse
import os
import platform
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright

from benchmarks.speed_corpus import SpeedQuery, draw_queries, write_sections
from benchmarks.speed_figures.building import built
from benchmarks.speed_figures.queries import Times
from benchmarks.speed_figures.serving import served

_HERE = Path(__file__).parent
_DATA = Path(os.environ.get("WENXUN_BENCH_DATA", _HERE.parent.parent / "shared" / "data"))
_CHROMIUM = "/usr/bin/chromium"
_FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update")
_KINDS = ("1 keyword", "2 keywords", "4 keywords", "question", "phrase")
_PROMISED_MS = 100
_CLOCK = """
(() => {
  const seen = window.seen = { key: 0, results: 0, suggestions: 0 };
  addEventListener("input", (event) => Object.assign(seen, { key: event.timeStamp, results: 0, suggestions: 0 }), true);
  addEventListener("DOMContentLoaded", () => {
    for (const name of ["results", "suggestions"]) {
      new MutationObserver(() => {
        const key = seen.key;
        requestAnimationFrame(() => setTimeout(() => { if (key === seen.key) seen[name] ||= performance.now(); }));
      }).observe(document.getElementById(name), { childList: true });
    }
  });
})();
"""

_NAMES = "fetch('/api/v1/suggest?q=法').then((answer) => answer.json()).then((body) => body.suggestions.length)"


@dataclass(frozen=True, slots=True)
class Typed:
    """One query that was typed, and the milliseconds from its last key to what the page showed."""

    kind: str
    results_ms: float
    suggestions_ms: float


def main() -> None:
    """Build what is not cached, type, write and print the table."""
    arguments = _arguments()
    sections = write_sections(arguments.sections, arguments.data, arguments.cache)
    index, _ = built("wenxun", sections, arguments.cache)
    queries = draw_queries(sections, arguments.data, per_kind=arguments.queries, section_count=arguments.sections)
    wanted = [query for query in queries if query.kind in _KINDS]
    with served(index) as (host, port):
        typed = _type_all(f"http://{host}:{port}/", wanted, between_ms=arguments.between_ms)
    report = _report(typed, arguments)
    if arguments.write:
        arguments.write.write_text(report, encoding="utf-8")
    print(report)


def _type_all(address: str, queries: Sequence[SpeedQuery], *, between_ms: float) -> list[Typed]:
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=_CHROMIUM, args=list(_FLAGS))
        page = browser.new_page(locale="zh-CN")
        page.add_init_script(_CLOCK)
        page.goto(address)
        while not page.evaluate(_NAMES):  # they are collected in the first seconds of a server
            page.wait_for_timeout(200)
        typed = [_type(page, query, between_ms) for query in queries]
        browser.close()
    return typed


def _type(page: Any, query: SpeedQuery, between_ms: float) -> Typed:
    page.locator("#q").fill("")
    page.wait_for_function("() => !document.querySelector('#results').children.length")
    text = query.typed
    for character in text[:-1]:
        page.keyboard.insert_text(character)
        page.wait_for_timeout(between_ms)
    page.keyboard.insert_text(text[-1])
    page.wait_for_function("() => seen.results && (seen.suggestions || document.querySelector('#suggestions').hidden)")
    key, results, suggestions = page.evaluate("[seen.key, seen.results, seen.suggestions]")
    return Typed(query.kind, results - key, max(0.0, suggestions - key))


def _report(typed: Sequence[Typed], arguments: argparse.Namespace) -> str:
    kinds = [*dict.fromkeys(each.kind for each in typed), "all"]
    lines = [
        "# From the last key to the results",
        "",
        f"{arguments.sections:,} sections, `wenxun serve` and Chromium on one machine ({os.cpu_count()} cores, "
        f"{platform.machine()}, Python {platform.python_version()}), {arguments.between_ms:.0f} ms between keys, "
        f"load before {arguments.load:.1f}. Milliseconds, the page's pause before asking included; "
        f"promised: {_PROMISED_MS}.",
        "",
        "| queries | typed | p50 | p95 | p99 | within 100 ms |",
        "|---|---:|---:|---:|---:|---:|",
    ]
    for kind in kinds:
        taken = [each.results_ms for each in typed if kind in (each.kind, "all")]
        times = Times.of(each / 1000 for each in taken)
        share = sum(each <= _PROMISED_MS for each in taken) / len(taken)
        lines.append(f"| {kind} | {times.count} | {times.p50:.0f} | {times.p95:.0f} | {times.p99:.0f} | {share:.0%} |")
    return "\n".join(lines) + "\n"


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.keystrokes", description=__doc__)
    parser.add_argument("--sections", type=int, default=100_000)
    parser.add_argument("--queries", type=int, default=40, help="queries of each kind")
    parser.add_argument("--between-ms", type=float, default=100.0, help="milliseconds between two keys")
    parser.add_argument("--data", type=Path, default=_DATA, help="folder that holds corpus/ and judged/")
    parser.add_argument("--cache", type=Path, default=_HERE / "cache" / "speed")
    parser.add_argument("--write", type=Path, default=_HERE / "results" / "keystrokes.md")
    given = parser.parse_args()
    given.load = os.getloadavg()[0]
    return given


if __name__ == "__main__":
    main()
