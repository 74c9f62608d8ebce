"""What a program that embeds wenxun may rely on."""

from __future__ import annotations

import inspect
import tomllib
from importlib.metadata import version
from pathlib import Path

import pytest

import wenxun
from wenxun import Article, IndexMissingError, SearchEngine, Section, Settings, SettingsError
from wenxun.settings import load_settings

ROOT = Path(__file__).parent.parent


def test_every_public_name_is_there_sorted_and_documented() -> None:
    assert wenxun.__all__ == sorted(wenxun.__all__)
    for name in wenxun.__all__:
        assert inspect.getdoc(getattr(wenxun, name)), name


def test_every_public_method_of_the_engine_is_documented() -> None:
    for name, member in inspect.getmembers(SearchEngine):
        if not name.startswith("_"):
            assert inspect.getdoc(member), name


def test_options_of_the_engine_are_keywords() -> None:
    for method in (SearchEngine.add, SearchEngine.search, SearchEngine.delete, SearchEngine.verify):
        parameters = list(inspect.signature(method).parameters.values())[2:]
        assert all(p.kind is inspect.Parameter.KEYWORD_ONLY for p in parameters), method


def test_the_installed_version_is_that_of_the_project() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert version("wenxun") == project["version"]


def article(number: int, text: str) -> Article:
    return Article(f"a{number}", f"文章{number}", (Section(0, "", (), text),))


def test_pages_follow_each_other_without_gap_or_repeat(engine: SearchEngine) -> None:
    engine.add(*(article(n, "和平之家" + "好" * (n % 7)) for n in range(150)))
    whole = [hit.id for hit in engine.search("和平", limit=150)]
    paged = [hit.id for start in range(0, 150, 20) for hit in engine.search("和平", limit=20, offset=start)]
    assert len(set(whole)) == 150
    assert paged == whole
    assert [hit.rank for hit in engine.search("和平", limit=3, offset=20)] == [21, 22, 23]


def test_a_replaced_article_is_found_by_its_new_text_only(engine: SearchEngine) -> None:
    engine.add(article(1, "旧的文字"))
    engine.add(article(1, "新的内容"))
    assert not engine.search('"旧的"')
    assert [hit.id for hit in engine.search('"新的"')] == ["a1"]
    assert engine.stats().articles == 1


def test_a_deleted_article_is_found_no_more(engine: SearchEngine) -> None:
    engine.add(article(1, "板门店"), article(2, "平壤"))
    assert engine.delete("a1", "nobody") == 1
    assert not engine.search("板门店")
    assert engine.get("a1") is None
    assert [hit.id for hit in engine.search("平壤")] == ["a2"]


def test_an_article_comes_back_as_it_was_added(engine: SearchEngine, sample_engine: SearchEngine) -> None:
    for record in sample_engine.articles():
        before = sample_engine.get(record.id)
        assert before is not None
        engine.add(before)
        assert engine.get(record.id) == before


def test_an_engine_without_an_index_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(IndexMissingError, match="wenxun index"):
        SearchEngine(tmp_path / "none").search("词")


def test_an_empty_query_says_so(engine: SearchEngine) -> None:
    engine.add(article(1, "词"))
    for query in ("", "   ", "-词"):
        results = engine.search(query)
        assert len(results) == 0
        assert results.message


def test_out_of_range_pages_are_refused(engine: SearchEngine) -> None:
    for limit, offset in ((0, 0), (10, -1)):
        with pytest.raises(ValueError, match="limit"):
            engine.search("词", limit=limit, offset=offset)


def test_the_environment_goes_over_the_file_and_the_file_over_defaults(tmp_path: Path) -> None:
    (tmp_path / "wenxun.toml").write_text('index = "there"\ncache_mb = 7\n', encoding="utf-8")
    settings = load_settings(tmp_path, {"WENXUN_CACHE_MB": "9"})
    assert settings == Settings(index="there", cache_mb=9)


@pytest.mark.parametrize("text", ["colour = 1", "cache_mb = 0", "cache_mb = 'much'", "cache_mb"])
def test_a_setting_that_cannot_be_used_is_named(tmp_path: Path, text: str) -> None:
    (tmp_path / "wenxun.toml").write_text(text, encoding="utf-8")
    with pytest.raises(SettingsError):
        load_settings(tmp_path, {})


def test_words_of_a_users_own_are_kept_whole(tmp_path: Path) -> None:
    (tmp_path / "words.txt").write_text("# my words\n金与正\n川金会 100\n", encoding="utf-8")
    with SearchEngine.in_memory(settings=Settings(user_words=str(tmp_path / "words.txt"))) as engine:
        words = [token.text for token in engine.analyze("金與正與川金會") if token.stream == "word"]
    assert words == ["金与正", "与", "特金会"]  # 川金會 in its canonical wording


def test_a_list_of_words_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    (tmp_path / "words.txt").write_text("词 many\n", encoding="utf-8")
    for path in (tmp_path / "words.txt", tmp_path / "none.txt"):
        with pytest.raises(SettingsError, match=path.name):
            SearchEngine(tmp_path / "index", settings=Settings(user_words=str(path)))
