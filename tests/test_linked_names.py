"""Texts of links are names of what they lead to, where enough other articles use them so; on every back end."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pytest

from wenxun import Article, FoundIn, Link, SearchEngine, Section, Span
from wenxun.analysis.analyzer import Analyzer
from wenxun.backends import Backend
from wenxun.linked_names import with_linked_names
from wenxun.query.expansion import expand
from wenxun.query.language import parse
from wenxun.retrieval import Retrieval

KINDS = ("reference", "embedded", pytest.param("cluster", marks=pytest.mark.cluster))
ANALYZER = Analyzer()


def linking(article_id: str, *links: tuple[str, str], title: str = "", **details: Any) -> Article:
    """An article of links alone, each with its text and its target."""
    text, found = "", []
    for anchor, target in links:
        found.append(Link(target, Span(len(text), len(text) + len(anchor))))
        text += f"{anchor}。"
    return Article(article_id, title, (Section(0, "", (), text, links=tuple(found)),), **details)


CAPITAL = Article(
    "京", "北京市", (Section(0, "", (), "城市在華北。"), Section(1, "史", ("史",), "歷史。")), aliases=("北平",)
)
OTHER = Article("沪", "上海市", (Section(0, "", (), "港口。"),))


class Index:
    """An index of each kind, to put articles in and to ask by names."""

    def __init__(self, backend: Backend) -> None:
        self._backend = backend

    def put(self, *articles: Article) -> None:
        with self._backend.writer() as writer:
            writer.put(ANALYZER.index_batch(articles), [None] * len(articles))

    def delete(self, *ids: str) -> None:
        with self._backend.writer() as writer:
            writer.delete(ids)

    def find(self, typed: str) -> str:
        """Ids of the articles found, best first."""
        query = with_linked_names(expand(parse(typed), ANALYZER), self._backend)
        answer = Retrieval(self._backend, query, offset=0, limit=100)
        assert answer.total() == len(answer.articles)
        return "".join(answer.describe(match)[0] for match in answer.articles)


@pytest.fixture(params=KINDS)
def index(request: pytest.FixtureRequest, new_backend: Callable[..., Backend]) -> Index:
    return Index(new_backend(request.param))


def test_what_two_articles_call_another_finds_it_and_puts_it_first(index: Index) -> None:
    index.put(CAPITAL, OTHER, linking("a", ("帝都", "北京市")), linking("b", ("在帝都", "上海市"), ("帝都", "北京市")))
    assert index.find("帝都")[0] == "京"
    assert sorted(index.find("帝都")) == ["a", "b", "京"]
    assert index.find("城市 -帝都") == "京"  # what is left out must stand there


def test_a_name_beside_other_words_puts_the_article_first_too(index: Index) -> None:
    index.put(CAPITAL, *(linking(each, ("帝都", "北京市"), ("城市", "無人知曉")) for each in "01"))
    index.put(*(Article(str(number), "", (Section(0, "", (), "城市與港口。"),)) for number in range(20, 23)))
    assert index.find("帝都 城市")[0] == "京"  # though others have the very words


@pytest.mark.parametrize(
    "typed",
    ["帝都人口", "帝都的人口", "帝都有多少人口", "請問帝都有多少人口？", "人口最多的帝都", "帝都是哪里", "什麼是帝都"],
)
def test_a_name_within_a_run_puts_the_article_first_too(typed: str, index: Index) -> None:
    capital = Article("京", "北京市", (Section(0, "", (), "城市在華北，人口兩千萬。"),))
    index.put(capital, OTHER, *(linking(each, ("帝都", "北京市")) for each in "ab"))
    index.put(*(Article(str(number), "", (Section(0, "", (), "人口與城市。"),)) for number in range(20, 23)))
    assert index.find(typed)[0] == "京"


def test_a_name_within_a_run_leaves_the_other_words_to_be_found(index: Index) -> None:
    index.put(CAPITAL, OTHER, *(linking(each, ("帝都", "北京市")) for each in "ab"))
    index.put(Article("1", "", (Section(0, "", (), "帝都有魑魅。"),)))
    assert index.find("帝都魑魅")[0] == "1"
    assert index.find("帝都港口") != "京"


def test_all_stretches_of_a_run_are_looked_up_at_once(engine: SearchEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    engine.add(CAPITAL, *(linking(each, ("帝都", "北京市")) for each in "ab"))
    backend = engine._backend
    asked: list[Sequence[str]] = []
    looked_up = backend.linked

    def linked(anchors: Sequence[str]) -> Any:
        asked.append(anchors)
        return looked_up(anchors)

    monkeypatch.setattr(backend, "linked", linked)
    assert engine.search("請問帝都有多少人口和地鐵線路？ 華北 城市", limit=1)[0].id == "京"
    assert len(asked) == 1


@pytest.mark.parametrize(("anchor", "typed"), [("魔都", "魔都"), ("臺灣頭", "台湾头"), ("ＢＪ市", "bj市")])
def test_names_are_found_in_any_writing(anchor: str, typed: str, index: Index) -> None:
    index.put(CAPITAL, linking("a", (anchor, "北京市")), linking("b", (anchor, "北平")))
    assert index.find(typed)[0] == "京"


def test_one_article_alone_gives_no_name_however_often_it_links(index: Index) -> None:
    index.put(CAPITAL, linking("a", ("帝都", "北京市"), ("帝都", "北京市")))
    assert index.find("帝都") == "a"


def test_a_text_that_half_of_the_links_use_for_something_else_is_no_name(index: Index) -> None:
    index.put(CAPITAL, OTHER, *(linking(each, ("大城", "北京市")) for each in "ab"))
    assert "京" in index.find("大城")
    index.put(*(linking(each, ("大城", "上海市")) for each in "cd"))
    assert set(index.find("大城")) == set("abcd")
    index.put(*(linking(each, ("大城", "無人知曉")) for each in "efg"))
    assert set(index.find("大城")) == set("abcdefg")


def test_the_title_of_another_article_is_not_taken_by_links(index: Index) -> None:
    index.put(CAPITAL, OTHER, *(linking(each, ("上海市", "北京市")) for each in "ab"))
    assert "京" not in index.find("上海市")


def test_names_follow_what_is_added_and_deleted(index: Index) -> None:
    index.put(CAPITAL, linking("a", ("帝都", "北京市")))
    index.put(linking("b", ("帝都", "北京市")))
    assert "京" in index.find("帝都")
    index.delete("a")
    assert index.find("帝都") == "b"
    index.put(linking("c", ("帝都", "北京市")))
    assert "京" in index.find("帝都")
    index.put(linking("c", ("別的", "北京市")))
    assert index.find("帝都") == "b"
    index.put(linking("c", ("帝都", "北京市")))
    index.delete("京")
    assert sorted(index.find("帝都")) == ["b", "c"]


@pytest.mark.parametrize("text", ["这里", "點擊這裡", "here", "Read  more", "1998年", "第三章", "12"])
def test_texts_that_tell_nothing_are_no_names(text: str, index: Index) -> None:
    index.put(CAPITAL, *(linking(each, (text, "北京市")) for each in "abc"))
    assert "京" not in index.find(text)


def test_files_are_called_by_the_links_that_lead_to_their_paths(index: Index) -> None:
    page = Article("docs/guide/x.md", "安裝", (Section(0, "", (), "先下載。"),), path="docs/guide/x.md")
    index.put(page, linking("docs/a.md", ("上手", "guide/x.md"), path="docs/a.md"))
    index.put(linking("docs/guide/b.md", ("上手", "./x.md"), path="docs/guide/b.md"))
    index.put(linking("docs/c.md", ("上手", "/guide/x"), path="docs/c.md"))
    assert index.find("上手").startswith("docs/guide/x.md")


def test_a_hit_says_that_links_call_it_so(engine: SearchEngine) -> None:
    engine.add(CAPITAL, linking("a", ("帝都", "北京市")), linking("b", ("帝都", "北京市")))
    first = engine.search("帝都")[0]
    assert (first.id, first.found_in) == ("京", (FoundIn("anchor", "帝都"),))
