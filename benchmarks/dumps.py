"""``python -m benchmarks.dumps``: a MediaWiki export of 100,000 pages into an index. Writes ``results/dumps.md``.

The export is synthetic, made by a fixed rule from the words below: about six in ten pages are articles with links,
templates, a footnote, a table and two headings; three are redirects, one belongs to another namespace. Every
measurement runs in a process of its own, so that peak memory is its own too. ``--jobs`` says with how many
processes; the process under measurement is stopped once halfway, and started again, to see that it goes on.
"""

from __future__ import annotations

import argparse
import bz2
import json
import os
import random
import resource
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from itertools import chain
from pathlib import Path
from xml.sax.saxutils import escape

from benchmarks.speed_figures.building import peak_mb

_HERE = Path(__file__).parent
_MB = 1e6
_NOUNS = (
    "城市", "河流", "語言", "程式", "歷史", "大學", "鐵路", "電影", "音樂", "數學", "物理",
    "文學", "橋樑", "博物館", "颱風", "熊貓", "茶葉", "火鍋", "夜市", "渡輪", "印刷", "圍棋",
)  # fmt: skip
_VERBS = (
    "建立", "發展", "影響", "改變", "連接", "研究", "保存", "介紹",
    "翻譯", "設計", "經過", "包括", "支持", "記錄", "流行", "分布",
)  # fmt: skip
_SHARES = (0.6, 0.9)  # articles up to here, redirects up to here, then talk pages
_HEAD = (
    '<mediawiki xmlns="http://www.mediawiki.org/xml/export-0.11/" version="0.11" xml:lang="zh"><siteinfo>'
    '<dbname>benchwiki</dbname><namespaces><namespace key="0"/><namespace key="1">Talk</namespace></namespaces>'
    "</siteinfo>\n"
)


def write_export(path: Path, pages: int) -> int:
    """Write the export, bzip2-packed; returns the bytes of its XML."""
    size = 0
    with bz2.open(path, "wb", compresslevel=1) as file:
        for text in chain((_HEAD,), _pages(pages), ("</mediawiki>\n",)):
            data = text.encode()
            size += len(data)
            file.write(data)
    return size


def _pages(count: int) -> Iterator[str]:
    rng = random.Random(20240501)
    for number in range(count):
        share = rng.random()
        if share < _SHARES[0]:
            title, ns, redirect, text = f"條目{number}", 0, "", _wikitext(rng, number, count)
        elif share < _SHARES[1]:
            target = f"條目{rng.randrange(count)}"
            title, ns, redirect, text = f"別名{number}", 0, f'<redirect title="{target}" />', f"#REDIRECT [[{target}]]"
        else:
            title, ns, redirect, text = f"Talk:條目{number}", 1, "", "討論。"
        yield (
            f"<page><title>{title}</title><ns>{ns}</ns><id>{number + 1}</id>{redirect}<revision><id>1</id>"
            f'<model>wikitext</model><text xml:space="preserve">{escape(text)}</text></revision></page>\n'
        )


def _wikitext(rng: random.Random, number: int, count: int) -> str:
    def sentence() -> str:
        one, two, three = rng.choices(_NOUNS, k=3)
        link = f"[[條目{rng.randrange(count)}|{two}{rng.randrange(99)}]]"
        return f"{one}在{rng.randrange(1200, 2024)}年{rng.choice(_VERBS)}了{link}，後來{rng.choice(_VERBS)}{three}。"

    def paragraph() -> str:
        return "".join(sentence() for _ in range(rng.randrange(2, 6)))

    return (
        f"{{{{Infobox|名稱=條目{number}|年份={rng.randrange(2024)}}}}}\n'''條目{number}'''是{paragraph()}"
        f"<ref>{{{{cite web|title={sentence()}|url=http://example.org/{number}}}}}</ref>\n\n"
        f"== 歷史 ==\n{paragraph()}\n\n"
        f'{{| class="wikitable"\n! 年份 !! 事件\n|-\n| {rng.randrange(2024)} || {sentence()}\n|}}\n\n'
        f"== 影響 ==\n{paragraph()}\n{paragraph()}\n\n[[Category:{rng.choice(_NOUNS)}]]\n"
    )


@dataclass(frozen=True)
class Figures:
    """What one process took."""

    wall_seconds: float
    cpu_seconds: float
    peak_mb: float
    worker_peak_mb: float
    articles: int


def _command(step: str, export: Path, index: Path, jobs: int) -> list[str]:
    own = [sys.executable, "-m", "benchmarks.dumps", "--step", step, "--jobs", str(jobs)]
    return [*own, str(export), str(index)]


def measure(step: str, export: Path, index: Path, jobs: int) -> Figures:
    """Run a step in a process of its own."""
    out = subprocess.run(_command(step, export, index, jobs), check=True, stdout=subprocess.PIPE, text=True).stdout
    return Figures(**json.loads(out))


def run_step(step: str, export: Path, index: Path, jobs: int) -> None:
    """The process that is measured."""
    started = time.perf_counter()
    if step == "scan":
        from wenxun.articles.dumps.dump import DumpPage, split
        from wenxun.articles.file_names import FileNames
        from wenxun.articles.source_file import open_source

        with open_source(export, FileNames().origin(export), max_bytes=1 << 24) as file:
            count = sum(isinstance(part, DumpPage) for part in split(file))
    else:
        from wenxun import SearchEngine

        with SearchEngine(index) as engine:
            report = engine.add(export, jobs=jobs)
            count = report.article_count
    wall = time.perf_counter() - started
    own, workers = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    cpu = own.ru_utime + own.ru_stime + workers.ru_utime + workers.ru_stime
    print(json.dumps(asdict(Figures(wall, cpu, peak_mb(), workers.ru_maxrss / 1000, count))))


def interrupt(export: Path, index: Path, jobs: int) -> int:
    """Stop an indexing process by kill -9 once it has committed something; returns how many articles are safe."""
    from wenxun import SearchEngine

    command = [
        sys.executable,
        "-m",
        "benchmarks.dumps",
        "--step",
        "index",
        str(export),
        str(index),
        "--jobs",
        str(jobs),
    ]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    while process.poll() is None:
        time.sleep(0.5)
        if any(index.glob("*.postings")) and _generation(index) > 0:
            process.send_signal(signal.SIGKILL)
            process.wait()
    with SearchEngine(index) as engine:
        return engine.stats().articles


def _generation(index: Path) -> int:
    from wenxun import SearchEngine, WenxunError

    try:
        with SearchEngine(index) as engine:
            return engine.stats().generation
    except WenxunError:
        return 0


def _index_bytes(index: Path) -> int:
    return sum(path.stat().st_size for path in index.iterdir())


def main() -> None:
    """Measure all steps, write and print the table."""
    arguments = _arguments()
    if arguments.step:
        export, index = map(Path, arguments.paths)
        run_step(arguments.step, export, index, arguments.jobs)
        return
    with tempfile.TemporaryDirectory(prefix="wenxun-dumps-") as folder:
        export = Path(folder) / "pages.xml.bz2"
        xml_bytes = write_export(export, arguments.pages)
        rows = []
        for name, step, index, jobs in (
            ("both passes, nothing indexed", "scan", Path(folder) / "none", 1),
            ("index, one job", "index", Path(folder) / "one", 1),
            (f"index, {arguments.jobs} jobs", "index", Path(folder) / "many", arguments.jobs),
            ("again, unchanged", "index", Path(folder) / "many", 1),
        ):
            rows.append((name, measure(step, export, index, jobs)))
            print(rows[-1], file=sys.stderr)
        safe = interrupt(export, Path(folder) / "stopped", arguments.jobs)
        resumed = measure("index", export, Path(folder) / "stopped", arguments.jobs)
        rows.append((f"after kill -9 with {safe:,} articles safe", resumed))
        text = _table(rows, arguments.pages, xml_bytes, export.stat().st_size, _index_bytes(Path(folder) / "one"))
    (_HERE / "results").mkdir(exist_ok=True)
    if arguments.write:
        (_HERE / "results" / "dumps.md").write_text(text, encoding="utf-8")
    print(text)


def _table(rows: list[tuple[str, Figures]], pages: int, xml: int, packed: int, index: int) -> str:
    lines = [
        "# Dumps",
        "",
        f"A synthetic MediaWiki export of {pages:,} pages: {xml / _MB:.0f} MB of XML, {packed / _MB:.1f} MB as bzip2; "
        f"the index takes {index / _MB:.0f} MB. By `python -m benchmarks.dumps` on {os.cpu_count()} cores; wall time "
        "depends on what else runs there, CPU time hardly.",
        "",
        "| step | articles | CPU s | wall s | pages/s of CPU | XML MB/s of CPU | peak MB | of a worker |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for name, figures in rows:
        cpu = max(figures.cpu_seconds, 1e-9)
        lines.append(
            f"| {name} | {figures.articles:,} | {cpu:.1f} | {figures.wall_seconds:.1f} | {pages / cpu:,.0f} "
            f"| {xml / _MB / cpu:.1f} | {figures.peak_mb:.0f} "
            f"| {figures.worker_peak_mb:.0f} |"
        )
    return "\n".join(lines) + "\n"


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("paths", nargs="*")
    parser.add_argument("--pages", type=int, default=100_000)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--step", choices=["scan", "index"])
    parser.add_argument("--no-write", dest="write", action="store_false")
    return parser.parse_args()


if __name__ == "__main__":
    main()
