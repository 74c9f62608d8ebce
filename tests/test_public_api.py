"""What a program that embeds wenxun may rely on."""

from __future__ import annotations

import inspect
import tomllib
from importlib.metadata import version
from pathlib import Path

import pytest

import wenxun
from wenxun import Article, IndexMissingError, SearchEngine, Section, Settings, SettingsError
from wenxun.engine.listed_words import read_user_words
from wenxun.models import AddedForm
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


def test_ids_are_those_of_all_articles_in_order(sample_engine: SearchEngine) -> None:
    assert sample_engine.ids() == [record.id for record in sample_engine.articles()] == sorted(sample_engine.ids())


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
    (tmp_path / "words.txt").write_text("好词\n词,many\n", encoding="utf-8")
    for path, message in ((tmp_path / "words.txt", "Line 2 of .*words.txt"), (tmp_path / "none.txt", "none.txt")):
        with pytest.raises(SettingsError, match=message):
            SearchEngine(tmp_path / "index", settings=Settings(user_words=str(path)))


@pytest.mark.parametrize(
    "content",
    [
        "金与正,\n机器 学习,50\nVisual Studio\n".encode("utf-8-sig"),
        "金与正\r\n机器 学习\t50\r\nVisual Studio".encode("gbk"),
        '# 词\n金与正\n机器 学习 50\n"Visual Studio"\n'.encode("utf-16"),
    ],
)
def test_a_list_of_words_is_read_as_programs_write_it(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "words.csv").write_bytes(content)
    words = read_user_words(str(tmp_path / "words.csv"))
    assert words == {"金与正": None, "机器 学习": 50, "Visual Studio": None}


def test_an_index_keeps_the_words_that_it_was_built_with(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    def engine(words: str) -> SearchEngine:
        (tmp_path / "words.txt").write_text(words, encoding="utf-8")
        return SearchEngine(tmp_path / "index", settings=Settings(user_words=str(tmp_path / "words.txt")))

    def words_of(engine: SearchEngine) -> list[str]:
        return [token.text for token in engine.analyze("金与正和金正恩") if token.stream == "word"]

    with engine("金与正\n") as first:
        first.add(Article("1", "金与正", (Section(0, "", (), "金与正和金正恩。"),)))
    with engine("正和金 1000000000\n") as changed:
        assert [hit.id for hit in changed.search("金与正")] == ["1"]
        assert "金与正" in words_of(changed)
        assert "wenxun rebuild" in caplog.text
        changed.add(Article("2", "金与正", (Section(0, "", (), "又是金与正。"),)))
        assert {hit.id for hit in changed.search("金与正")} == {"1", "2"}
        changed.add(Article("3", "金", (Section(0, "", (), "金与正和金正恩。"),)), rebuild=True)
        assert "正和金" in words_of(changed)
        assert [hit.id for hit in changed.search("正和金")] == ["3"]


@pytest.mark.parametrize(
    "query", ["大部分身份证明文件的记录", '"部分身份"', "身份证", '"紀錄"', "大部份身分證明文件的紀錄"]
)
def test_words_are_found_and_marked_in_either_spelling_quoted_or_not(query: str) -> None:
    with SearchEngine.in_memory() as engine:
        for title, text in (("甲", "大部分身份证明文件的记录。"), ("乙", "大部份身分證明文件的紀錄。")):
            engine.add(Article(title, title, (Section(0, "", (), text),)))
        results = engine.search(query)
        assert {hit.id for hit in results} == {"甲", "乙"}
        assert not results.relaxed
        for hit in results:
            assert any(piece.match for piece in hit.sections[0].snippet.pieces)


SYNONYMS = "# of my own\n地铁=捷运 ; 咖啡＝珈琲\n\n柴犬=>狗\n"


def found(engine: SearchEngine, query: str) -> set[str]:
    results = engine.search(query)
    return set() if results.relaxed else {hit.title for hit in results}


def with_articles(engine: SearchEngine) -> SearchEngine:
    for title in ("地铁站的出口", "捷运站的出口", "柴犬的食量", "狗的食量"):
        engine.add(Article(title, title, (Section(0, "", (), f"{title}在这里。"),)))
    return engine


def test_synonyms_find_each_other_and_say_so() -> None:
    with with_articles(SearchEngine.in_memory(synonyms=SYNONYMS.splitlines())) as engine:
        assert found(engine, "地铁站") == found(engine, "捷運站") == {"地铁站的出口", "捷运站的出口"}
        assert found(engine, "柴犬") == {"柴犬的食量", "狗的食量"}
        assert found(engine, "狗") == {"狗的食量"}
        assert found(engine, '"地铁站"') == {"地铁站的出口"}
        assert found(engine, "地铁 -捷运") == set()
        assert engine.search("捷运").added == (AddedForm("捷运", "地铁", "synonyms"),)
        marks = {piece.text for hit in engine.search("捷运") for piece in hit.sections[0].snippet.pieces if piece.match}
        assert marks == {"地铁", "捷运"}


def test_a_changed_list_of_synonyms_is_in_use_without_indexing_again(tmp_path: Path) -> None:
    path = tmp_path / "synonyms.txt"
    path.write_text("", encoding="utf-8")
    with with_articles(SearchEngine.in_memory(settings=Settings(synonyms=str(path)))) as engine:
        edition = engine.edition
        assert found(engine, "地铁") == {"地铁站的出口"}
        path.write_text(SYNONYMS, encoding="gb18030")
        engine.refresh()
        assert found(engine, "地铁") == {"地铁站的出口", "捷运站的出口"}
        assert engine.edition != edition


@pytest.mark.parametrize("line", ["地铁", "地铁=", "=>捷运", "地铁=>", "★=捷运"])
def test_a_line_that_is_no_synonym_is_named_with_its_number(tmp_path: Path, line: str) -> None:
    (tmp_path / "own.txt").write_text(f"甲=乙\n{line}\n", encoding="utf-8")
    with pytest.raises(SettingsError, match=r"line 2 of .*own\.txt"):
        SearchEngine.in_memory(settings=Settings(synonyms=str(tmp_path / "own.txt")))
