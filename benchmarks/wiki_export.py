"""``python -m benchmarks.wiki_export SHARED_DATA OUT.xml``: a MediaWiki export of real texts, and how fast it is read.

Its pages are the wikitext files of ``articles/wiki_mw`` as they are, and the paragraphs of ``judged/zhwiki`` marked up
by a fixed rule: infobox, regional wordings, an image, links to the other titles, footnotes, lists, a table, categories.
Prints megabytes a CPU second of the raw wikitext files alone, and of the export, both to articles.
"""

from __future__ import annotations

import json
import lzma
import random
import re
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from xml.sax.saxutils import escape

from wenxun.articles import read_bytes, read_file

_MB = 1e6
_FILE_TURNS = 20
_HEAD = (
    '<mediawiki xmlns="http://www.mediawiki.org/xml/export-0.11/" version="0.11" xml:lang="zh"><siteinfo>'
    '<dbname>benchwiki</dbname><namespaces><namespace key="0"/></namespaces></siteinfo>\n'
)


def pages(shared_data: Path) -> Iterator[tuple[str, str]]:
    """Titles and wikitexts."""
    for path in _files(shared_data):
        yield path.stem or path.name, path.read_text(encoding="utf-8")
    texts: dict[str, list[str]] = {}
    with lzma.open(shared_data / "judged/zhwiki/docs.jsonl.xz", "rt", encoding="utf-8") as lines:
        for line in lines:
            document = json.loads(line)
            texts.setdefault(document["title"], []).append(document["text"])
    titles = sorted((title for title in texts if len(title) > 1), key=lambda title: (-len(title), title))
    mentioned = re.compile("|".join(map(re.escape, titles)))
    rng = random.Random(20240501)
    for number, (title, paragraphs) in enumerate(sorted(texts.items())):
        yield title, "\n".join(_marked_up(number, title, paragraphs, mentioned, rng))


def _files(shared_data: Path) -> list[Path]:
    return sorted(path for path in (shared_data / "articles/wiki_mw").rglob("*") if path.is_file())


def _marked_up(
    number: int, title: str, paragraphs: list[str], mentioned: re.Pattern[str], rng: random.Random
) -> Iterator[str]:
    def link(found: re.Match[str]) -> str:
        return f"[[{found.group()}]]" if rng.random() < 0.5 else f"[[{found.group()}_(甲)|{found.group()}]]"

    def stop(found: re.Match[str]) -> str:
        source = f"<ref>{{{{cite web|url=http://example.org/{number}|title={title}|accessdate=2016-10-17}}}}</ref>"
        return found.group() + (source if rng.random() < 0.2 else "")

    yield "{{noteTA|1=zh-hans:软件; zh-hant:軟體;}}"
    yield f"{{{{Infobox 条目\n| name = {title}\n| image = a.jpg\n| 年份 = {1900 + number % 100}年\n| 备注 =\n}}}}"
    yield f"[[File:a{number}.jpg|thumb|200px|{title}的图]]\n'''{title}'''（{{{{lang-en|Title {number}}}}}）"
    for place, paragraph in enumerate(paragraphs):
        if place:
            yield f"\n== 第{place}节 =="
        yield re.sub("。", stop, mentioned.sub(link, paragraph))
        if place % 3 == 1:
            yield f"\n* 甲：[[{title}]]\n* 乙：''斜''与'''粗'''\n** 丙"
        if place % 3 == 2:
            yield f'\n{{| class="wikitable"\n! 年 !! 名\n|-\n| {number} || [[{title}]]\n|-'
            yield '| colspan="2" | 注<br>二\n|}'
    yield f"\n== 参考文献 ==\n{{{{reflist}}}}\n{{{{小作品}}}}\n[[Category:{title}]]"


def write_export(shared_data: Path, path: Path) -> None:
    """Write the export."""
    with path.open("w", encoding="utf-8") as file:
        file.write(_HEAD)
        for number, (title, text) in enumerate(pages(shared_data), 1):
            file.write(
                f"<page><title>{escape(title)}</title><ns>0</ns><id>{number}</id><revision><id>1</id>"
                f'<model>wikitext</model><text xml:space="preserve">{escape(text)}</text></revision></page>\n'
            )
        file.write("</mediawiki>\n")


def _cpu_seconds(work: Callable[[], object]) -> float:
    started = time.process_time()
    work()
    return time.process_time() - started


def main() -> None:
    """Write the export, read it, and print the speeds."""
    shared_data, export = map(Path, sys.argv[1:3])
    write_export(shared_data, export)
    files = [(path.read_bytes(), path.name) for path in _files(shared_data)]
    for file in files:
        read_bytes(*file)  # fills tables that are made once
    size = sum(len(data) for data, _ in files) * _FILE_TURNS
    seconds = _cpu_seconds(lambda: [read_bytes(*file) for _ in range(_FILE_TURNS) for file in files])
    print(f"wikitext files: {size / seconds / _MB:.2f} MB a CPU second")
    seconds = _cpu_seconds(lambda: sum(1 for _ in read_file(export)))
    size = export.stat().st_size
    print(f"export: {size / _MB:.1f} MB of XML, {size / seconds / _MB:.2f} MB a CPU second")


if __name__ == "__main__":
    main()
