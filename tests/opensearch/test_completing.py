"""A source file is complete in a cluster when its last article is there with a stamp that says so."""

from __future__ import annotations

import json
from typing import Any

import pytest

from wenxun import Article, Section
from wenxun.analysis.analyzer import Analyzer
from wenxun.backends import InputStamp
from wenxun.backends.opensearch.address import read_address
from wenxun.backends.opensearch.mapping import field_repeats
from wenxun.backends.opensearch.writing import Transaction
from wenxun.ranking import DEFAULT_RANKING

PART = InputStamp("/a.xml", 7, 8, "ab" * 32, is_complete=False)
WHOLE = InputStamp("/a.xml", 7, 8, "ab" * 32)


class FakeCluster:
    """Takes every document; keeps the records of articles."""

    address = read_address("http://host/wenxun")
    timeout_seconds = 1.0

    def __init__(self) -> None:
        self.stamps: dict[str, InputStamp] = {}

    def documents(self, _: str, wanted: list[Any], __: Any) -> list[dict[str, Any]]:
        return [{"found": False}] * len(wanted)

    def call(self, method: str, path: str, body: bytes = b"", **_: Any) -> dict[str, Any]:
        actions = [json.loads(line) for line in body.splitlines()]
        for document in actions[1::2]:
            if "record" in document:
                self.stamps[document["article"]] = InputStamp.stored(*document["record"]["stamp"])
        return {"errors": False, "items": [{"index": {"_id": "x", "status": 201}}] * (len(actions) // 2)}


def test_the_last_article_comes_again_with_the_stamp_of_the_whole_file() -> None:
    cluster = FakeCluster()
    transaction = Transaction(cluster, "index", field_repeats(DEFAULT_RANKING), lease=None)  # type: ignore[arg-type]
    articles = [Article(each, "题", (Section(0, "", (), "文"),)) for each in "甲乙丙丁"]
    transaction.put(Analyzer().index_batch(articles[:2]), [PART, PART])
    prepared = Analyzer().index_batch(articles[2:])
    transaction.put(prepared, [PART, PART], {1})
    transaction.flush()
    assert cluster.stamps == dict.fromkeys("甲乙丙", PART)
    with pytest.raises(ValueError, match="/b"):
        transaction.complete(InputStamp("/b.xml", 7, 8, "ab" * 32))
    transaction.complete(WHOLE)
    transaction.flush()
    assert cluster.stamps == {"甲": PART, "乙": PART, "丙": WHOLE}
