"""wenxun through its public API, with its default settings."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path

import wenxun
from benchmarks.measures import Run
from benchmarks.pools import Document, JudgedQuery
from benchmarks.systems import Cost

__all__ = ["Wenxun"]


def _code_digest() -> str:
    """Digest of the package's code and word lists: any change to them outdates cached runs."""
    root = Path(wenxun.__file__).parent
    sha = hashlib.sha256()
    for path in sorted(p for p in root.rglob("*") if p.suffix in {".py", ".txt", ".toml"}):
        sha.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return sha.hexdigest()[:12]


class Wenxun:
    """Every document is one line of a jsonl file, added and found as any reader would."""

    key = "wenxun"
    label = "**wenxun**"
    cost = Cost()

    def __init__(self) -> None:
        self.version = f"wenxun, code {_code_digest()}"

    def build(self, documents: Sequence[Document], folder: Path) -> None:
        """Write ``documents.jsonl`` and an index under ``folder``."""
        source = folder / "documents.jsonl"
        with source.open("w", encoding="utf-8") as file:
            for document in documents:
                record = {"id": document.id, "title": document.title, "text": document.text}
                file.write(json.dumps(record, ensure_ascii=False) + "\n")
        self._engine = wenxun.SearchEngine(folder / "index")
        report = self._engine.add(source)
        if report.article_count != len(documents):
            raise RuntimeError(
                f"{report.article_count} of {len(documents)} documents were indexed: {report.skipped[:3]}"
            )

    def search(self, queries: Sequence[JudgedQuery], *, depth: int) -> Run:
        """Article ids, best first."""
        return {query.id: [hit.id for hit in self._engine.search(query.text, limit=depth)] for query in queries}

    def close(self) -> None:
        """Close the index."""
        self._engine.close()
