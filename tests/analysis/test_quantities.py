"""Letters and digits, units, numbers of chapters, blanks beside Chinese: found however they are written."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wenxun import Article, SearchEngine, Section
from wenxun.analysis.characters import code_points
from wenxun.analysis.numerals import with_ordinals
from wenxun.analysis.quantities import glued


def found(engine: SearchEngine, query: str) -> list[str]:
    results = engine.search(query, limit=100)
    return [] if results.relaxed else sorted(hit.id for hit in results)


TEXTS = {
    "glued": "通过ISO9001认证，显卡RTX4090，语言Python3.11，系统Windows11，重5kg，长100km，飞机F16，版本GPT4。",
    "apart": "通过 ISO 9001 认证，显卡 RTX 4090，语言 Python 3.11，系统 Windows 11，"
    "重 5 公斤，长 100 km，飞机 F-16，版本 GPT-4。",
}


@pytest.mark.parametrize(
    "query",
    [
        "ISO9001",
        "ISO 9001",
        '"ISO9001"',
        '"iso 9001"',
        "RTX4090",
        "RTX",
        "4090",
        "Python",
        "Python3.11",
        "3.11",
        "Windows11",
        '"windows 11"',
        "5公斤",
        "5kg",
        "100公里",
        "F16",
        "F-16",
        "GPT4",
        "GPT-4",
    ],
)
def test_letters_and_digits_are_found_glued_and_apart(engine: SearchEngine, query: str) -> None:
    engine.add(
        *(Article(name, name, (Section(0, "", (), text),)) for name, text in TEXTS.items()),
        Article("other", "其他", (Section(0, "", (), "C++、C#、.NET、5.26、127.0.0.1 都照旧。"),)),
    )
    assert found(engine, query) == ["apart", "glued"]
    for hit in engine.search(query):
        if hit.sections and not query.endswith(("公斤", "公里", "kg")):
            assert any(piece.match for piece in hit.sections[0].snippet.pieces), query


@given(st.text(st.sampled_from("ab5.- kgm°程"), max_size=14))
def test_a_long_text_is_glued_as_a_short_one_is(text: str) -> None:
    assert glued(text, code_points(text)) == glued(text)


@given(st.text(st.sampled_from("ab5.- kgm°程"), max_size=14))
def test_what_is_glued_stands_in_order_and_apart(text: str) -> None:
    changes = glued(text)
    assert all(before[1] <= after[0] for before, after in pairwise(changes))


@pytest.mark.parametrize("query", ["100km", "100 km", "100-km", "100公里", "5 G", "5G", "25 °C", "25°C"])
def test_a_quantity_typed_with_or_without_a_blank_is_one(engine: SearchEngine, query: str) -> None:
    engine.add(*(Article(text, "文", (Section(0, "", (), f"有{text}的。"),)) for text in ("100km", "100 km")))
    engine.add(*(Article(text, "文", (Section(0, "", (), f"有{text}的。"),)) for text in ("5G", "5 G", "25°C", "25 ℃")))
    kind = {"1": ["100 km", "100km"], "5": ["5 G", "5G"], "2": ["25 ℃", "25°C"]}[query[0]]
    assert found(engine, query) == kind


@pytest.mark.parametrize("query", ["C++", "C#", ".NET", "5.26", "127.0.0.1"])
def test_names_with_signs_stay_what_they_are(engine: SearchEngine, query: str) -> None:
    engine.add(
        Article("with", "甲", (Section(0, "", (), f"这里是 {query} 的说明。"),)),
        Article("without", "乙", (Section(0, "", (), "C、NET、5、26、127 分开写。"),)),
    )
    assert "with" in found(engine, query)[:1] or found(engine, query)[-1:] == ["with"]
    assert next(iter(engine.search(query))).id == "with"


@pytest.mark.parametrize(
    ("written", "digits"),
    [
        ("第二十八回", "第28回"),
        ("第十章", "第10章"),
        ("第一百零三条", "第103条"),
        ("第一千二百卷", "第1200卷"),
        ("第一二三期", "第123期"),
        ("第二天", "第二天"),
        ("十八回", "十八回"),
    ],
)
def test_numerals_of_chapters_are_digits(written: str, digits: str) -> None:
    assert with_ordinals(written) == digits


@pytest.mark.parametrize("query", ["第28回", "第二十八回", "heading:第28回"])
def test_a_chapter_is_found_in_either_numeral(engine: SearchEngine, query: str) -> None:
    engine.add(
        Article("汉", "某书", (Section(0, "第二十八回", ("第二十八回",), "文。"),)),
        Article("数", "某书", (Section(0, "第28回", ("第28回",), "文。"),)),
    )
    assert found(engine, query) == ["数", "汉"]


@pytest.mark.parametrize(
    ("written", "queries"),
    [
        ("第三节", ["第3节", "第03节", "第叁节"]),
        ("第3章", ["第三章", "第 3 章"]),
        ("第一百零八将", ["第108将", "第一〇八将"]),
        ("第廿三回", ["第23回", "第二十三回"]),
        ("第贰拾卷", ["第20卷", "第二十卷"]),
        ("卷十二", ["卷12"]),
        ("第2季 第5集", ["第二季第五集"]),
        ("第十五任", ["第15任"]),
    ],
)
def test_a_number_that_is_counted_is_found_in_all_numerals_and_marked(
    engine: SearchEngine, written: str, queries: list[str]
) -> None:
    engine.add(
        Article("正文", "甲", (Section(0, "", (), f"见{written}所说。"),)),
        Article("别的", "乙", (Section(0, "", (), "第九节、第九百将、卷九、章三、十五。"),)),
    )
    for query in queries:
        hit = engine.search(query)[0]
        assert hit.id == "正文", query
        assert any(piece.match for piece in hit.sections[0].snippet.pieces), query
    assert found(engine, f'"{queries[0]}"') == ["正文"]


@pytest.mark.parametrize("written", ["使用 Python 语言", "使用Python语言", "使用 Python语言", "使 用 Python 语 言"])
def test_a_phrase_crosses_the_blank_beside_chinese(engine: SearchEngine, written: str) -> None:
    engine.add(
        Article("有", "甲", (Section(0, "", (), f"我们{written}编写。"),)),
        Article("无", "乙", (Section(0, "", (), "使用。Python，语言"),)),
    )
    for query in ('"使用Python语言"', '"使用 Python 语言"', '"python语言"'):
        assert found(engine, query) == ["有"], query
    assert engine.search("使用Python语言")[0].id == "有"


@pytest.mark.parametrize(
    ("written", "queries"),
    [
        ("Node.js 18", ["Node.js", "Node.js 18", "Node.js18", "node"]),
        ("Wi-Fi 6", ["Wi-Fi 6", "Wi-Fi", "wifi 6", "WiFi6"]),
        (".NET 8", [".NET", ".NET8"]),
        ("GPT-3.5-turbo", ["GPT-3.5", "gpt3.5", "GPT-3.5-turbo"]),
        ("GB/T 19001-2016", ["19001-2016", "GB/T 19001-2016", "GB/T19001"]),
        ("ISBN 978-7-111-12345-6", ["978-7-111-12345-6", "ISBN978-7-111-12345-6"]),
        ("RTX 4090Ti", ["RTX4090Ti", "RTX 4090 Ti", "4090"]),
        ("5克", ["5g", "5 g"]),
        ("2L", ["2升", "2 l"]),
        ("60 km/h", ["60km/h", "60公里每小时"]),
    ],
)
def test_a_name_with_signs_and_numbers_is_found_by_each_of_its_words(
    engine: SearchEngine, written: str, queries: list[str]
) -> None:
    engine.add(Article("有", "甲", (Section(0, "", (), f"这里是 {written} 的说明。"),)))
    for query in queries:
        assert found(engine, query) == ["有"], query


@pytest.mark.parametrize(
    ("written", "typed"),
    [
        ("CT扫描", "CT"),
        ("BMW集团", "bmw"),
        ("扫 QR 码", "QR"),
        ("B肝带原者", "B"),
        ("Win10系统", "win10"),
        ("My SQL", "SQL"),
    ],
)
@pytest.mark.parametrize("quotes", ["", '"'])
def test_letters_within_a_regional_wording_are_found_by_themselves(
    engine: SearchEngine, written: str, typed: str, quotes: str
) -> None:
    engine.add(
        Article(written, "题", text=f"这里有{written}。"), Article("other", "题", text="这里有扫描、集团、码和系统。")
    )
    assert found(engine, f"{quotes}{typed}{quotes}") == [written]


def test_letters_are_found_where_they_stand_within_a_wording_and_where_they_stand_alone(engine: SearchEngine) -> None:
    texts = ["CT扫描", "CT", "扫 QR 码", "CT与CT扫描", "QR"] * 40
    engine.add(*(Article(str(number), "题", text=f"这里有{text}。") for number, text in enumerate(texts)))
    for typed in ("CT", "QR"):
        assert engine.search(typed, limit=200).total == sum(typed in text for text in texts)


@pytest.mark.parametrize("typed", ["CT扫描", "X光", "BMW集团", "A肝"])
def test_a_regional_wording_in_letters_is_not_its_chinese_part(engine: SearchEngine, typed: str) -> None:
    engine.add(Article("other", "题", text="光学扫描的光，那个集团，一副肝肠。"))
    assert found(engine, typed) == []
