"""The lists of an owner's own, synonyms and words, as people write them and programs save them."""

from __future__ import annotations

from pathlib import Path

import pytest

from wenxun import Article, SearchEngine, Settings, SettingsError
from wenxun.engine.listed_words import read_lines, read_user_words

TEXTS = {
    "地铁": "地铁很快。",
    "捷運": "捷運很快。",
    "轻轨": "轻轨很慢。",
    "学习": "机器学习的书。",
    "learning": "a book on machine learning",
    "machines": "learning to repair a machine",
    "C++": "C++ 语言",
    "加加": "西加加语言",
}


def found(query: str, *lines: str) -> set[str]:
    with SearchEngine.in_memory(synonyms=lines) as engine:
        engine.add(*[Article(name, name, text=text) for name, text in TEXTS.items()])
        results = engine.search(query)
        return set() if results.relaxed else {hit.id for hit in results}


@pytest.mark.parametrize(
    "line",
    [
        "地铁=捷运",
        " 地鐵 ＝ 捷運 ",
        "地铁,捷运",
        "地铁，捷运",
        "地铁、捷运",
        "地铁\t捷运",
        "地铁<=>捷运",
        '"地铁","捷运",,',
        "“地铁”=“捷运” # 台湾",
        "\ufeff地铁=捷运\r",
        "地铁=地铁=捷运=捷运",
        "| 地铁 | 捷运 |",
        "- 地铁=捷运",
        "12. 地铁 = 捷运",
        "地铁 ⇄ 捷运",
        "｢地铁｣=｢捷运｣",
    ],
)
def test_words_that_are_equal_are_written_in_many_ways(line: str) -> None:
    assert found("地铁", "# 注", "＃ 注", "// 注", line) == found("捷运", line) == {"地铁", "捷運"}


@pytest.mark.parametrize(
    "line", ["地铁=>捷运", "地铁＝＞捷运", "地铁 -> 捷运", "地铁→捷运", "地鐵 ⇒ 捷運", "地铁, 高铁 => 捷运, 单轨"]
)
def test_one_way_is_written_in_many_ways(line: str) -> None:
    assert found("地铁", line) == {"地铁", "捷運"}
    assert found("捷运", line) == {"捷運"}


def test_what_one_word_is_equal_to_is_equal_on_however_many_lines_it_stands() -> None:
    lines = ("地铁=捷运", "捷运=轻轨", "地铁=捷运")
    assert found("地铁", *lines) == found("轻轨", *lines) == {"地铁", "捷運", "轻轨"}


def test_one_way_leads_to_all_that_is_equal_there_and_never_back() -> None:
    lines = ("地铁=>捷运", "捷运=轻轨")
    assert found("地铁", *lines) == {"地铁", "捷運", "轻轨"}
    assert found("轻轨", *lines) == {"捷運", "轻轨"}
    assert found("地铁", "地铁=>捷运", "捷运=>轻轨") == {"地铁", "捷運"}


def test_a_word_of_several_latin_words_finds_and_is_found() -> None:
    line = "机器学习=machine learning"
    assert found("机器学习", line) == {"学习", "learning"}
    assert found("Machine Learning", line) == {"学习", "learning", "machines"}  # both words, as ever, and the other
    assert found("machine", line) == {"learning", "machines"}
    with SearchEngine.in_memory(synonyms=[line]) as engine:
        engine.add(*[Article(name, name, text=text) for name, text in TEXTS.items()])
        assert [form.added for form in engine.search("machine learning").added] == ["机器学习"]
        assert engine.search("machine learning的书").hits[0].id == "学习"


def test_signs_of_a_word_are_no_remark_and_no_border() -> None:
    assert found("C++", "C#=西夏普", "C++=西加加") == {"C++", "加加"}
    assert found("1,280", "1,280=地铁") == {"地铁"}
    assert found("甲=乙", '"甲=乙"=地铁') == {"地铁"}


@pytest.mark.parametrize("line", ["地铁 捷运", "地铁=>捷运=>轻轨", "=", "地铁=★"])
def test_what_is_no_entry_is_named_with_its_line(line: str) -> None:
    with pytest.raises(SettingsError, match="line 3 of"):
        SearchEngine.in_memory(synonyms=["甲=乙", "", line])


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "gb18030", "big5", "big5hkscs"]
)
def test_a_list_is_read_in_whatever_encoding(tmp_path: Path, encoding: str, line_end: str) -> None:
    lines = ["# 說明", "地鐵=捷運", "軟體=軟件", "程式=程序"]
    (tmp_path / "own.txt").write_bytes(line_end.join((*lines, "")).encode(encoding))
    assert read_lines(str(tmp_path / "own.txt"), "synonyms") == lines


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("深度求索 100 nz\n云原生 5\n凱特琳 nz\n", {"深度求索": 100, "云原生": 5, "凱特琳": None}),  # as for jieba
        ("词,频率\n深度求索,100\n", {"深度求索": 100}),
        ("word\tfreq\n深度求索\t100\tn\n", {"深度求索": 100}),
        ('"深度,求索",100\n"New York"\n', {"深度,求索": 100, "New York": None}),
        ("深度求索，１００\n云原生;5\n大模型\u30007\n", {"深度求索": 100, "云原生": 5, "大模型": 7}),
        ("C# # 语言\nF# 10\n.NET\n", {"C#": None, "F#": 10, ".NET": None}),
        ("维生素 C\nVisual Studio\n", {"维生素 C": None, "Visual Studio": None}),
    ],
)
def test_a_list_of_words_is_read_as_people_make_it(tmp_path: Path, content: str, words: dict[str, int | None]) -> None:
    (tmp_path / "words.txt").write_text(content, encoding="utf-8")
    assert read_user_words(str(tmp_path / "words.txt")) == words


@pytest.mark.parametrize("line", ["深度求索,1,000", "深度求索,-1", "深度求索,3.5", ",100", "★"])
def test_a_line_that_is_no_word_is_named_with_its_number(tmp_path: Path, line: str) -> None:
    (tmp_path / "words.txt").write_text(f"好词\n{line}\n", encoding="utf-8")
    with pytest.raises(SettingsError, match=r"Line 2 of .*words\.txt"):
        SearchEngine.in_memory(settings=Settings(user_words=str(tmp_path / "words.txt")))
