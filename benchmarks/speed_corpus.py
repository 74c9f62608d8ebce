"""The sections that the speed benchmark indexes and the queries that it asks, the same on every run.

``N`` sections are the first ones of each corpus file in fixed shares, one file after the other, as folders
would be added; of each text the first 1,500 characters. Queries are drawn from them and from judged sets.
"""

from __future__ import annotations

import json
import lzma
import random
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from wenxun.analysis.segmentation import cut_words

__all__ = ["KINDS", "Section", "SpeedQuery", "draw_queries", "read_sections", "text_bytes", "write_sections"]

_SOURCES = (
    ("moj_laws_tw_articles", 0.30, "台灣法規"),
    ("cn_laws_articles", 0.30, "大陆法规"),
    ("chinese_poetry", 0.25, "诗词"),
    ("win32_docs_zhtw", 0.15, "技術文件"),
)
_MAX_CHARACTERS = 1_500
_SEED = 20_240_601
_SAMPLED_SECTIONS = 4_000
_SHORTEST_VOCABULARY = 6
_HAN = re.compile("[\u3400-\u9fff]+")

KINDS = (
    "1 keyword",
    "2 keywords",
    "4 keywords",
    "question",
    "phrase",
    "title:",
    "category:",
    "-excluded",
)
"""Kinds of queries, in the order in which they are reported."""


@dataclass(frozen=True, slots=True)
class Section:
    """One section; every system indexes it as one document with title, body and category."""

    id: str
    title: str
    text: str
    category: str


@dataclass(frozen=True, slots=True)
class SpeedQuery:
    """One query in parts, so that each system can say it in its own language.

    Attributes:
        wanted: words or a sentence to be found, in the writing of the documents.
        phrase: characters to be found side by side.
        excluded: a word that must not be there.
        title: a word that must stand in the title.
        category: the category that the section must have.
    """

    kind: str
    wanted: str = ""
    phrase: str = ""
    excluded: str = ""
    title: str = ""
    category: str = ""

    @property
    def typed(self) -> str:
        """The query as a reader of wenxun types it."""
        parts = (
            self.wanted,
            f'"{self.phrase}"' if self.phrase else "",
            f"title:{self.title}" if self.title else "",
            f"category:{self.category}" if self.category else "",
            f"-{self.excluded}" if self.excluded else "",
        )
        return " ".join(part for part in parts if part)


def write_sections(count: int, data: Path, cache: Path) -> Path:
    """Write ``count`` sections to a file of the cache, if it is not there yet, and return its path."""
    path = cache / f"sections_{count}.jsonl"
    if not path.exists():
        cache.mkdir(parents=True, exist_ok=True)
        partial = path.with_suffix(".partial")
        with partial.open("w", encoding="utf-8") as file:
            for section in _from_corpus(count, data):
                record = (section.id, section.title, section.text, section.category)
                file.write(json.dumps(record, ensure_ascii=False) + "\n")
        partial.rename(path)
    return path


def read_sections(path: Path) -> Iterator[Section]:
    """The sections of a file that ``write_sections`` wrote."""
    with path.open(encoding="utf-8") as file:
        for line in file:
            yield Section(*json.loads(line))


def text_bytes(sections: Iterable[Section]) -> int:
    """UTF-8 bytes of titles and texts."""
    return sum(len(section.title.encode()) + len(section.text.encode()) for section in sections)


def _from_corpus(count: int, data: Path) -> Iterator[Section]:
    for name, share, category in _SOURCES:
        with lzma.open(data / "corpus" / f"{name}.jsonl.xz", "rt", encoding="utf-8") as file:
            for line in islice(file, round(count * share)):
                record = json.loads(line)
                yield Section(record["id"], record.get("title") or "", record["text"][:_MAX_CHARACTERS], category)


def draw_queries(path: Path, data: Path, *, per_kind: int, section_count: int) -> list[SpeedQuery]:
    """``per_kind`` queries of each kind, in the order of ``KINDS``."""
    rng = random.Random(_SEED)
    chosen = set(rng.sample(range(section_count), min(section_count, max(_SAMPLED_SECTIONS, per_kind * 8))))
    sections = [section for place, section in enumerate(read_sections(path)) if place in chosen]
    queries: list[SpeedQuery] = []
    for kind in KINDS:
        kind_rng = random.Random(f"{_SEED} {kind}")
        if kind == "question":
            queries += _questions(kind_rng, data, per_kind)
        else:
            drawn = (_draw(kind, kind_rng, kind_rng.choice(sections)) for _ in iter(int, 1))
            queries += islice((query for query in drawn if query is not None), per_kind)
    return queries


def _draw(kind: str, rng: random.Random, section: Section) -> SpeedQuery | None:
    """A query from one section; ``None`` if the section is too short for one."""
    if kind == "phrase":
        run = rng.choice(_HAN.findall(section.text) or [""])
        length = min(len(run), rng.randint(2, 8))
        start = rng.randrange(len(run) - length + 1)
        return SpeedQuery(kind, phrase=run[start : start + length]) if length >= 2 else None
    words = _words(section.text)
    if len(words) < _SHORTEST_VOCABULARY:
        return None
    if kind == "title:":
        title = _words(section.title)
        return SpeedQuery(kind, wanted=rng.choice(words), title=rng.choice(title)) if title else None
    if kind == "category:":
        return SpeedQuery(kind, wanted=" ".join(rng.sample(words, 2)), category=section.category)
    if kind == "-excluded":
        first, second, excluded = rng.sample(words, 3)
        return SpeedQuery(kind, wanted=f"{first} {second}", excluded=excluded)
    return SpeedQuery(kind, wanted=" ".join(rng.sample(words, int(kind[0]))))


def _words(text: str) -> list[str]:
    """The different words of two characters or more that are all Han, in order."""
    return list(dict.fromkeys(word for word in cut_words(text) if len(word) > 1 and _HAN.fullmatch(word)))


def _questions(rng: random.Random, data: Path, count: int) -> list[SpeedQuery]:
    """Half from lay questions about the law (these find a lot), half from reading comprehension."""
    law = [line[2] for line in _judged(data, "stard_law")]
    wiki = [text for _, condition, text in _judged(data, "zhwiki") if condition in ("drcd.q", "cmrc.q")]
    drawn = rng.sample(law, count - count // 2) + rng.sample(wiki, count // 2)
    return [SpeedQuery("question", wanted=text) for text in drawn]


def _judged(data: Path, name: str) -> Iterator[tuple[str, str, str]]:
    with lzma.open(data / "judged" / name / "queries.tsv.xz", "rt", encoding="utf-8") as file:
        for line in file:
            query_id, condition, text = line.rstrip("\n").split("\t", 2)
            yield query_id, condition, text
