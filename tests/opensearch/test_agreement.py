"""Real questions with known answers are answered as well from a cluster as from a folder."""

from __future__ import annotations

import json
import lzma
import math
import random
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pytest

from wenxun import Article, SearchEngine, Section, Settings

pytestmark = pytest.mark.cluster

A_CONDITION = 12
DEPTH = 10


def lines(path: Path) -> list[str]:
    return lzma.decompress(path.read_bytes()).decode("utf-8").splitlines()


def ndcg(ids: Sequence[str], judged: Mapping[str, int]) -> float:
    def gain(grades: Sequence[int]) -> float:
        return sum(grade / math.log2(place + 2) for place, grade in enumerate(grades[:DEPTH]))

    return gain([judged.get(each, 0) for each in ids]) / gain(sorted(judged.values(), reverse=True))


def test_judged_questions_are_answered_as_well_as_by_the_embedded_index(
    shared_data: Path, new_engine: Callable[..., SearchEngine], capsys: pytest.CaptureFixture[str]
) -> None:
    pool = shared_data / "judged" / "zhwiki"
    documents = [json.loads(line) for line in lines(pool / "docs.jsonl.xz")]
    articles = [Article(each["id"], each["title"], (Section(0, "", (), each["text"]),)) for each in documents]
    judged: dict[str, dict[str, int]] = {}
    for line in lines(pool / "qrels.txt.xz"):
        query, _, document, grade = line.split()
        judged.setdefault(query, {})[document] = int(grade)
    conditions: dict[str, list[list[str]]] = {}
    for line in lines(pool / "queries.tsv.xz"):
        conditions.setdefault(line.split("\t")[1], []).append(line.split("\t"))
    draw = random.Random(6)
    queries = [query for group in conditions.values() for query in draw.sample(group, A_CONDITION)]
    cluster = new_engine()
    cluster.add(*articles)
    found: list[tuple[float, float, float]] = []
    with SearchEngine.in_memory(settings=Settings()) as embedded:
        embedded.add(*articles)
        for name, _, text in queries:
            theirs, ours = ([hit.id for hit in engine.search(text, limit=DEPTH)] for engine in (embedded, cluster))
            shared = len(set(theirs) & set(ours)) / len(theirs)
            found.append((ndcg(theirs, judged[name]), ndcg(ours, judged[name]), shared))
    of_folder, of_cluster, overlap = (sum(column) / len(found) for column in zip(*found, strict=True))
    with capsys.disabled():
        sys.stdout.write(
            f"\n{len(found)} judged queries: nDCG@10 {of_folder:.4f} from a folder, {of_cluster:.4f} from a cluster; "
            f"of the best ten they share {overlap:.1%}\n"
        )
    assert abs(of_folder - of_cluster) < 0.002
    assert of_folder > 0.9
    assert overlap > 0.99
