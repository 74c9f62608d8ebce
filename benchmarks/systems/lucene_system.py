"""Lucene, from Debian's ``liblucene8-java``, driven by the small batch program in ``benchmarks/lucene``."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterable, Sequence
from pathlib import Path

from benchmarks.pools import JudgedQuery, Run
from benchmarks.speed_corpus import Section
from benchmarks.systems import System

__all__ = ["LuceneCjk", "LuceneIcu", "LuceneSmartChinese", "lucene_is_installed"]

_JARS = Path("/usr/share/java")
_JAR_NAMES = ("lucene-core", "lucene-analyzers-common", "lucene-analyzers-smartcn", "lucene-analyzers-icu")
_SOURCE = Path(__file__).parent.parent / "lucene" / "LuceneRuns.java"


def lucene_is_installed() -> bool:
    """Return whether a Java compiler and Debian's Lucene jars are on this machine."""
    return bool(shutil.which("javac")) and all(_jars(name) for name in (*_JAR_NAMES, "icu4j"))


def _jars(name: str) -> list[Path]:
    return sorted(_JARS.glob(f"{name}-[0-9]*.jar"))


class _Lucene(System):
    """What the analyzers share: an index folder, a Java process a batch, TREC runs read back."""

    _analyzer: str
    _title_boost: float  # the best of 3, 1, 0.5, 0.3 over the plain pool's queries as written

    def __init__(self) -> None:
        jars = [_jars(name)[-1] for name in (*_JAR_NAMES, "icu4j")]
        self._class_path = [str(jar) for jar in jars]
        self.version = f"Lucene {jars[0].stem.rsplit('-', 1)[1]}; title {self._title_boost}"

    def build(self, sections: Iterable[Section], folder: Path) -> None:
        """Compile the program and index under ``folder``, in one segment."""
        classes = folder / "classes"
        subprocess.run(["javac", "-cp", ":".join(self._class_path), "-d", str(classes), str(_SOURCE)], check=True)
        self._class_path.append(str(classes))
        source = folder / "documents.tsv"
        with source.open("w", encoding="utf-8") as file:
            for section in sections:
                file.write(f"{section.id}\t{_one_line(section.title)}\t{_one_line(section.text)}\n")
        self._java("index", self._analyzer, str(folder / "index"), str(source))

    def open(self, folder: Path) -> None:
        """Remember where it is: every batch of queries is a process of its own."""
        self._folder = folder

    def run(self, queries: Sequence[JudgedQuery], *, depth: int) -> Run:
        """Rank documents by Lucene's BM25 over a sum of terms in both fields."""
        asked, answered = self._folder / "queries.tsv", self._folder / "run.trec"
        asked.write_text("".join(f"{q.id}\t{_one_line(q.text)}\n" for q in queries), encoding="utf-8")
        index = str(self._folder / "index")
        self._java("search", self._analyzer, index, str(asked), str(answered), str(depth), str(self._title_boost))
        run: dict[str, list[str]] = {query.id: [] for query in queries}
        with answered.open(encoding="utf-8") as file:
            for line in file:
                query_id, _, document_id, *_ = line.split()
                run[query_id].append(document_id)
        return run

    def _java(self, *arguments: str) -> None:
        command = ["java", "-Xmx2g", "-cp", ":".join(self._class_path), "LuceneRuns", *arguments]
        subprocess.run(command, check=True)


def _one_line(text: str) -> str:
    """The text on one line, without tabs; every analyzer here treats all white space alike."""
    return " ".join(text.split())


class LuceneCjk(_Lucene):
    """CJKAnalyzer: width folding, lower case, bigrams."""

    key = "lucene-cjk"
    label = "Lucene, CJKAnalyzer"
    _analyzer = "cjk"
    _title_boost = 1.0


class LuceneSmartChinese(_Lucene):
    """SmartChineseAnalyzer: words of Simplified Chinese by a hidden Markov model."""

    key = "lucene-smart"
    label = "Lucene, SmartChineseAnalyzer"
    _analyzer = "smart"
    _title_boost = 0.5


class LuceneIcu(_Lucene):
    """ICU Traditional to Simplified, then single characters and bigrams."""

    key = "lucene-icu"
    label = "Lucene, ICU T→S + characters + bigrams"
    _analyzer = "icu"
    _title_boost = 0.5
