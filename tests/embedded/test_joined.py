"""Several indexes, read as one."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wenxun import Article, IndexMissingError, ReadOnlyError, SearchEngine, WenxunError

QUERIES = ("绿茶", "绿茶的水温", '"水温"', "茶 水", "-水 茶", "tag:甲", "绿")


def made(folder: Path, articles: Sequence[Article], *, at_once: int = 1000) -> Path:
    with SearchEngine(folder) as engine:
        engine.add()
        for start in range(0, len(articles), at_once):
            engine.add(articles[start : start + at_once])
    return folder


def answers(engine: SearchEngine) -> list[object]:
    found: list[object] = []
    for query in QUERIES:
        for sort in ("relevance", "-title"):
            results = engine.search(query, limit=50, sort=sort, facets=True)
            hits = [(hit.id, hit.score, [(s.number, s.score, s.snippet) for s in hit.sections]) for hit in results]
            found.append((query, sort, results.total, results.relaxed, hits, results.facets))
    return found


texts = st.lists(st.sampled_from(["绿茶", "红茶", "水温", "的", "。", "绿", "\n\n# 水\n\n"]), max_size=12).map("".join)
articles = st.lists(
    st.builds(
        lambda id, title, text, tag: Article(id, title, text=text, tags=[tag]),
        st.integers(0, 12),
        st.sampled_from(["茶", "水", "茶经"]),
        texts,
        st.sampled_from("甲乙"),
    ),
    max_size=10,
    unique_by=lambda article: article.id,
)


@settings(max_examples=20)  # each makes several indexes on disk
@given(st.lists(articles, min_size=2, max_size=3))
def test_answers_are_those_of_one_index_with_all_articles(parts: list[list[Article]]) -> None:
    firsts: dict[str, Article] = {}
    for part in parts:
        for article in part:
            firsts.setdefault(article.id, article)
    with TemporaryDirectory() as folder:
        folders = [made(Path(folder) / str(number), part, at_once=4) for number, part in enumerate(parts)]
        with SearchEngine(folders) as joined, SearchEngine.in_memory() as whole:
            whole.add(list(firsts.values()))
            assert answers(joined) == answers(whole)
            assert len(joined) == len(whole) == len(firsts)
            assert joined.articles() == whole.articles()
            assert all(joined.get(each) == whole.get(each) == firsts[each] for each in firsts)
            assert joined.titled(["茶"]).keys() == whole.titled(["茶"]).keys()


def test_what_one_of_them_gains_is_found_after_a_refresh(tmp_path: Path) -> None:
    folders = [made(tmp_path / name, [Article(name, text="绿茶")]) for name in "ab"]
    with SearchEngine(folders) as engine:
        assert [hit.id for hit in engine.search("绿茶")] == ["a", "b"]
        edition = engine.edition
        assert not engine.refresh()
        made(folders[1], [Article("c", text="绿茶")])
        assert engine.refresh()
        assert [hit.id for hit in engine.search("绿茶")] == ["a", "b", "c"]
        assert engine.edition != edition
        assert engine.check() == []


def test_several_indexes_are_only_read(tmp_path: Path) -> None:
    folders = [made(tmp_path / name, [Article(name, text="绿茶")]) for name in "ab"]
    with SearchEngine(folders) as engine:
        for call in (engine.add, engine.delete, engine.include):
            with pytest.raises(ReadOnlyError, match="Several"):
                call("a")
        with pytest.raises(WenxunError, match="several"):
            engine.snapshot(tmp_path / "copy")
    for wrong in ([], [tmp_path / "a", "http://localhost:9200/b"]):
        with pytest.raises(ValueError, match="needs a folder"):
            SearchEngine(wrong)
    with SearchEngine([tmp_path / "a", tmp_path / "none"]) as engine:
        assert not engine.exists()
        with pytest.raises(IndexMissingError, match="none"):
            engine.search("绿茶")
