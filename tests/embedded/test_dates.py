"""Dates survive everything that happens to segments, and damage to them is never taken for an answer."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from wenxun.analysis.analyzer import Analyzer
from wenxun.backends.embedded import EmbeddedBackend
from wenxun.backends.embedded.format.container import ArrayFile
from wenxun.errors import IndexDamagedError
from wenxun.models import Article
from wenxun.query.expansion import expand
from wenxun.query.language import parse
from wenxun.retrieval import Retrieval


def found(backend: EmbeddedBackend, analyzer: Analyzer, typed: str) -> list[str]:
    matches = Retrieval(backend, expand(parse(typed), analyzer), offset=0, limit=1000)
    return sorted(matches.describe(match)[0] for match in matches.articles)


def test_dates_of_many_small_commits_are_those_of_one(
    opened: Callable[..., Any],
    put: Callable[..., None],
    article: Callable[..., Article],
    analyzer: Analyzer,
    tmp_path: Path,
) -> None:
    articles = [article(f"{n}", f"{1990 + n}年5月", "没有", f"同年{1 + n % 12}月") for n in range(30)]
    many, one = opened(tmp_path / "many"), opened(tmp_path / "one")
    for each in articles:
        put(many, [each])
    put(one, articles)
    for backend in (many, one):
        with backend.writer() as writer:
            writer.delete(["3", "20"])
    assert many.stats().segments < len(articles) / 2  # so that some were merged
    for typed in ("date:1993", "date:1994", "date:1995..2004", "date:2000-05..2000-11", "date:2010.."):
        assert found(many, analyzer, typed) == found(one, analyzer, typed)
        query = expand(parse(typed), analyzer)
        many_found, one_found = (Retrieval(each, query, offset=0, limit=9) for each in (many, one))
        assert many_found.facets(5) == one_found.facets(5)
    assert found(one, analyzer, "date:1993") == []
    assert found(one, analyzer, "date:1994") == ["4"]


@pytest.mark.parametrize("name", ["dates", "date_rows"])
def test_a_damaged_date_is_an_error_and_named_by_check(
    opened: Callable[..., Any],
    put: Callable[..., None],
    article: Callable[..., Article],
    analyzer: Analyzer,
    tmp_path: Path,
    name: str,
) -> None:
    backend = opened(tmp_path)
    put(backend, [article("a", "2018年5月26日"), article("b", "1953年")])
    backend.close()
    (path,) = tmp_path.glob("*.postings")
    offset = ArrayFile(path, "postings")._entries[name][0]
    data = bytearray(path.read_bytes())
    data[offset] ^= 1
    path.write_bytes(data)
    damaged = opened(tmp_path)
    assert [problem.detail for problem in damaged.check()] == [f"the checksum of array {name} does not agree"]
    with pytest.raises(IndexDamagedError, match=name):
        found(damaged, analyzer, "date:2018")
