"""What later versions promise an index that an earlier one wrote, or that was made with other settings."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from wenxun import SearchEngine
from wenxun.article_bodies import record_body
from wenxun.backends.embedded import EmbeddedBackend
from wenxun.backends.embedded.format.toc import latest_generation, read_toc, toc_name
from wenxun.backends.embedded.write.merging import FAN_OUT
from wenxun.backends.stored import ids_by_stamp, records_of, stored_article
from wenxun.errors import IndexMismatchError
from wenxun.models import Article
from wenxun.query.expansion import expand
from wenxun.query.language import parse
from wenxun.retrieval import Retrieval

FIXTURES = Path(__file__).parent.parent / "fixtures"
VERSIONS = ["0.1.0"]


@pytest.fixture(params=VERSIONS)
def folder(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """An index that an earlier version wrote."""
    shutil.copytree(FIXTURES / f"index-{request.param}", tmp_path / "index")
    return tmp_path / "index"


@pytest.fixture
def exported(request: pytest.FixtureRequest) -> list[dict[str, Any]]:
    """What the earlier version exported of it."""
    version = request.node.callspec.params["folder"]
    lines = (FIXTURES / f"index-{version}.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


@pytest.fixture
def backend(folder: Path, opened: Callable[..., EmbeddedBackend]) -> EmbeddedBackend:
    """The index, opened with the settings that it was made with."""
    return opened(folder, fingerprint=read_toc(folder, latest_generation(folder)).segments[0].fingerprint)


def bodies(source: EmbeddedBackend | SearchEngine) -> Iterator[dict[str, Any]]:
    """Everything, as ``wenxun export`` writes it."""
    backend = source._backend if isinstance(source, SearchEngine) else source
    for record in records_of(backend):
        article = stored_article(backend, record.id)
        assert article is not None
        yield record_body(article)


def test_an_index_of_an_earlier_version_is_read_and_written(
    exported: list[dict[str, Any]], backend: EmbeddedBackend, put: Any, article: Callable[..., Article], analyzer: Any
) -> None:
    assert backend.check() == []
    assert list(bodies(backend)) == exported
    new = article("新", "后来的版本添加的碧螺春。")
    put(backend, [new])
    assert backend.check() == []
    assert sorted([*exported, record_body(new)], key=lambda body: body["id"]) == list(bodies(backend))
    query = expand(parse("“碧螺春”"), analyzer)
    matches = Retrieval(backend, query, offset=0, limit=10)
    assert {"a", "b", "f", "新"} == {matches.describe(match)[0] for match in matches.articles}


def test_categories_of_an_earlier_version_are_found_and_counted_also_when_merged(
    backend: EmbeddedBackend, put: Any, article: Callable[..., Article], analyzer: Any
) -> None:
    def found(typed: str) -> list[str]:
        answer = Retrieval(backend, expand(parse(typed), analyzer), offset=0, limit=10)
        return sorted(answer.describe(match)[0] for match in answer.articles)

    def counted() -> dict[str, int]:
        answer = Retrieval(backend, expand(parse("茶"), analyzer), offset=0, limit=10)
        return {value: n for value, _, n in answer.facets(9, ["category", "tag"]).keywords["category"]}

    old = found("category:茶"), found('category:"綠茶"'), counted()
    assert old[:2] == (["a", "b"], ["b"])
    assert found("tag:茶 OR name:茶馆 OR published:1.. OR path:a") == []
    for number in range(FAN_OUT):
        put(backend, [article(f"{number}", "无关", title="无关")])
    assert (found("category:茶"), found('category:"綠茶"'), counted()) == old


def test_segments_of_an_earlier_version_are_merged(
    exported: list[dict[str, Any]], backend: EmbeddedBackend, put: Any, article: Callable[..., Article]
) -> None:
    before = {segment.entry.segment_id for segment in backend._snapshot.segments}
    new = [article(f"{number}", "后来的版本添加的。") for number in range(FAN_OUT)]
    with backend.writer() as writer:
        assert writer.delete(["a", "b"]) == 2
    for each in new:
        put(backend, [each])
    assert backend.check() == []
    left = [*map(record_body, new), *(body for body in exported if body["id"] not in "ab")]
    assert sorted(left, key=lambda body: body["id"]) == list(bodies(backend))
    assert before.isdisjoint(segment.entry.segment_id for segment in backend._snapshot.segments)


def test_the_format_of_an_index_names_no_module_of_wenxun(
    folder: Path, backend: EmbeddedBackend, put: Any, article: Callable[..., Article]
) -> None:
    put(backend, [article("新", "文字")])
    data = (folder / toc_name(latest_generation(folder))).read_bytes()
    assert not any(name in data for name in (b"wenxun.", b"search.", b"embedded"))


def test_articles_of_an_index_made_with_other_settings_can_be_taken_out(
    folder: Path, exported: list[dict[str, Any]]
) -> None:
    """So that they can be exported, and indexed again."""
    with SearchEngine(folder) as engine:
        assert list(bodies(engine)) == exported
        assert engine.categories("a") == ("茶",)
        assert engine.stats().articles == len(exported)
        for attempt in (
            lambda: engine.search("碧螺春").total,
            lambda: engine.titled(["茶馆"]),
            lambda: engine.add(FIXTURES / "index-0.1.0.jsonl"),
        ):
            with pytest.raises(IndexMismatchError, match="wenxun rebuild"):
                attempt()


def test_a_rebuild_makes_an_index_fit_for_search_and_keeps_all_that_is_in_it(
    folder: Path, exported: list[dict[str, Any]]
) -> None:
    with SearchEngine(folder) as engine:
        stamps = ids_by_stamp(engine._backend)
        engine.rebuild()
        assert list(bodies(engine)) == exported
        assert ids_by_stamp(engine._backend) == stamps
        assert engine.check() == []
        assert {"a", "b", "f"} <= {hit.id for hit in engine.search("“碧螺春”")}


def test_what_can_be_searched_is_not_given_up_for_an_index_made_with_other_settings(
    tmp_path: Path, opened: Any, put: Any, article: Callable[..., Article]
) -> None:
    reader, writer = opened(tmp_path / "index"), opened(tmp_path / "index", fingerprint={"chain": "other"})
    put(reader, [article("a", "文字")])
    put(writer, [article("b", "文字")], fresh=True)
    with pytest.raises(IndexMismatchError, match="chain"):
        reader.refresh()
    assert [record.id for record in records_of(reader)] == ["a"]
    assert reader.stats().articles == 1


def test_an_index_of_a_later_version_is_not_called_damaged(folder: Path) -> None:
    path = folder / toc_name(latest_generation(folder))
    data = bytearray(path.read_bytes())
    data[data.rindex(b"wxtoc") + 7] = 2
    path.write_bytes(data)
    with SearchEngine(folder) as engine, pytest.raises(IndexMismatchError, match="later version"):
        engine.search("茶")
