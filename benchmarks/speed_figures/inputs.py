"""From what a user has (records, a folder of files, an export of a wiki) to an index: CPU of ``wenxun index``."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass, replace
from pathlib import Path

from benchmarks.dumps import write_export
from benchmarks.speed_corpus import read_sections
from benchmarks.speed_figures.shells import child_cpu_ms, wenxun_command

__all__ = ["Input", "indexed_inputs"]

_FILES = 5_000
_PAGES = 2_000


@dataclass(frozen=True, slots=True)
class Input:
    """What was indexed, and what that took.

    Attributes:
        is_all_sections: whether it is what the peers index, too.
    """

    label: str
    raw_mb: float
    cpu_s: float
    is_all_sections: bool = False


def indexed_inputs(sections: Path, cache: Path) -> list[Input]:
    """Index the sections as records, some of them as a folder, and an export, one job each."""
    records = cache / f"{sections.stem}-records.jsonl"
    folder, export = cache / f"{sections.stem}-folder", cache / f"export-{_PAGES}.xml.bz2"
    if not records.exists():
        _write_records(sections, records)
    if not folder.exists():
        _write_folder(sections, folder)
    xml_bytes = write_export(export, _PAGES)
    files = list(folder.rglob("*.md"))
    folder_bytes = sum(path.stat().st_size for path in files)
    all_sections = _indexed("all sections, a line of JSON each", records, records.stat().st_size, cache)
    return [
        replace(all_sections, is_all_sections=True),
        _indexed(f"a folder of {len(files):,} Markdown files", folder, folder_bytes, cache),
        _indexed(f"an export of {_PAGES:,} wiki pages (bzip2; MB of its XML)", export, xml_bytes, cache),
    ]


def _indexed(label: str, path: Path, size: int, cache: Path) -> Input:
    index = cache / "of-input"
    shutil.rmtree(index, ignore_errors=True)
    cpu_ms = child_cpu_ms(wenxun_command("index", "--index", str(index), "--jobs", "1", str(path)))
    shutil.rmtree(index)
    return Input(label, size / 1e6, cpu_ms / 1000)


def _write_records(sections: Path, path: Path) -> None:
    partial = path.with_suffix(".partial")
    with partial.open("w", encoding="utf-8") as file:
        for each in read_sections(sections):
            record = {"id": each.id, "title": each.title, "text": each.text, "categories": [each.category]}
            file.write(json.dumps(record, ensure_ascii=False) + "\n")
    partial.rename(path)


def _write_folder(sections: Path, folder: Path) -> None:
    """The last sections: those of manuals are Markdown."""
    for number, section in enumerate(list(read_sections(sections))[-_FILES:]):
        path = folder / f"{number // 100:03}" / f"{number:05}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"# {section.title}\n\n{section.text}\n", encoding="utf-8")
