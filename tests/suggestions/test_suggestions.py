"""Names offered while typing, and corrections offered afterwards."""

from __future__ import annotations

import json
import lzma
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wenxun import Article, Link, SearchEngine, Section, Span
from wenxun.analysis.folding import fold_string
from wenxun.analysis.scripts import to_simplified, to_traditional
from wenxun.analysis.variants import data_lines
from wenxun.models import NameKind
from wenxun.name_columns import MAX_NAMES
from wenxun.name_table import NameTable
from wenxun.pinyin import load_readings
from wenxun.suggestions import NameTables, corrected_queries

NAMES: tuple[tuple[NameKind, str], ...] = (
    ("heading", "板门店宣言"),
    ("link", "北京"),
    ("link", "北京"),
    ("link", "北海"),
    ("title", "板門店"),
    ("title", "重庆银行"),
    ("title", "特朗普"),
    ("link", "iPhone手机"),
    ("heading", "背景"),
    ("title", "绿茶"),
)
TALKS = Article(
    "talks",
    "板門店會談",
    (
        Section(0, "", (), "雙方在板門店的和平之家舉行會談。", (Link("和平之家", Span(7, 11)),)),
        Section(1, "背景", ("背景",), "此前平壤没有往来，平壤方面说明了原因。"),
    ),
    aliases=("首腦會談",),
)
TEA = Article("tea", "绿茶", (Section(0, "", (), "绿茶是不发酵的茶。平壤也喝。"),))


@pytest.fixture(scope="module")
def table() -> NameTable:
    return NameTable.of(NAMES)


@pytest.fixture(scope="module")
def small() -> Iterator[SearchEngine]:
    with SearchEngine.in_memory() as engine:
        engine.add(TALKS, TEA)
        yield engine


def texts(table: NameTable, typed: str, limit: int = 8) -> list[str]:
    return [suggestion.text for suggestion in table.suggest(typed, limit)]


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("板", "板門店"),
        ("板门", "板門店"),
        ("板門", "板門店"),
        ("bmd", "板門店"),
        ("banmen", "板門店"),
        ("ban men dian", "板門店"),
        ("BMD", "板門店"),
        ("chongqing", "重庆银行"),
        ("cqyh", "重庆银行"),
        ("chongqingyinhang", "重庆银行"),
        ("lvcha", "绿茶"),
        ("川普", "特朗普"),
        ("银行", "重庆银行"),
        ("IPHONE", "iPhone手机"),
        ("shouji", ""),
        ("宣言", "板门店宣言"),
        ("zzz", ""),
        ("", ""),
        ("板" * 100, ""),
    ],
)
def test_a_name_is_offered_by_its_start_its_sound_or_a_part(table: NameTable, typed: str, first: str) -> None:
    assert (texts(table, typed) or [""])[0] == first


SOUNDS = """
沈阳 shenyang sheny sy shěnyáng shen3yang2 | 瀋陽市 shenyangshi | 乾隆 qianlong | 名著 mingzhu | 著作权法 zhuzuoquanfa
沈从文 shencongwen | 長安 changan chang'an | 銀行 yinhang | 重慶 chongqing 重qing
曾国藩 zengguofan cengguofan zgf 曾guofan | 解缙 xiejin jiejin | 仇英 qiuying chouying | 朴正熙 piaozhengxi puzhengxi
查良镛 zhaliangyong | 单县 shanxian | 区寄 ouji | 任贤齐 renxianqi | 尉迟恭 yuchigong | 万俟卨 moqixie | 乐清 yueqing
六安 luan lu'an liuan | 番禺 panyu | 丽水 lishui | 蚌埠 bengbu | 台州 taizhou | 盖叫天 gejiaotian gaijiaotian
绿茶 lücha lvcha lucha lyucha luecha lǜchá lv4cha2 | 女娲 nüwa nvwa nuwa nyuwa | 略阳 lueyang lveyang | 吕布 lvbu lǚbù
北京 běijīng bei3jing1 beijing 北jing bei京 ㄅㄟˇㄐㄧㄥ ㄅㄟˇ ㄅㄟˇㄐ 北ㄐㄧㄥ ｂｅｉｊｉｎｇ bei-jing bei·jing bei3j
西安 xi’an xi'an xian | 侵略 qinlüe qinlve qinlyue ㄑㄧㄣㄌㄩㄝˋ | 雪山 xueshan xveshan ㄒㄩㄝˇ | 圆明园 ㄩㄢˊㄇㄧㄥˊ
金日磾 jinmidi | 月氏 yuezhi rouzhi | 身毒 yuandu | 费县文化馆 bixian feixian | 阿房宫遗址公园 afanggong epanggong
玉门 yumen yvmen ㄩˋㄇㄣˊ | 解州 haizhou xiezhou
北京大学 beijingdx bjdaxue beijdx beijingdax 北jdx
黑龙江 hljiang heilj | 石家庄 shijz sjzhuang | 中国人民 zhgrenm zgrenmin
"""


@pytest.mark.skipif(load_readings() is None, reason="pypinyin is not installed")
@pytest.mark.parametrize("line", [line.strip() for line in SOUNDS.replace("\n", "|").split("|") if line.strip()])
def test_a_name_is_found_by_all_that_its_sound_may_be_spelled_as(line: str) -> None:
    names = [part.split()[0] for part in SOUNDS.replace("\n", "|").split("|") if part.strip()]
    table = NameTable.of([("title", name) for name in names])
    name, *spellings = line.split()
    for typed in spellings:
        assert name in texts(table, typed), typed


NAMES_AND_SPELLINGS = [
    line.split()
    for line in (Path(__file__).parent / "names.txt").read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
]


def not_found(table: NameTable) -> list[tuple[str, str]]:
    return [
        (name, typed)
        for name, *spellings in NAMES_AND_SPELLINGS
        for typed in spellings
        if fold_string(name) not in map(fold_string, texts(table, typed))
    ]


@pytest.mark.skipif(load_readings() is None, reason="pypinyin is not installed")
def test_ordinary_names_and_rare_readings_are_found_by_those_who_know_them() -> None:
    assert not_found(NameTable.of([("title", name) for name, *_ in NAMES_AND_SPELLINGS])) == []


@pytest.mark.skipif(load_readings() is None, reason="pypinyin is not installed")
def test_they_are_found_among_the_titles_of_an_encyclopaedia(shared_data: Path) -> None:
    with lzma.open(shared_data / "judged/zhwiki/docs.jsonl.xz", "rt", encoding="utf-8") as lines:
        titles = {json.loads(line)["title"] for line in lines} | {name for name, *_ in NAMES_AND_SPELLINGS}
    assert not_found(NameTable.of([("title", title) for title in titles])) == []


@pytest.mark.skipif(load_readings() is None, reason="pypinyin is not installed")
def test_readings_of_the_list_are_as_many_as_characters_and_each_finds() -> None:
    for word, *sounds in map(str.split, data_lines("name_readings.txt")):
        assert len(word) == len(sounds)
        name = word if len(word) > 1 else f"{word}容"
        typed = "".join(sounds) if len(word) > 1 else f"{sounds[0]}rong"
        assert texts(NameTable.of([("title", name)]), typed) == [name], word


@pytest.mark.skipif(load_readings() is None, reason="pypinyin is not installed")
def test_a_name_of_just_that_sound_comes_before_those_that_go_on() -> None:
    table = NameTable.of([("title", name) for name in ("会计法", "会计师", "会稽")])
    assert texts(table, "kuaiji", limit=1) == ["会稽"]


@pytest.mark.skipif(load_readings() is None, reason="pypinyin is not installed")
def test_what_is_typed_in_characters_must_stand_in_the_name() -> None:
    table = NameTable.of([("title", "北京"), ("title", "背景")])
    assert texts(table, "北jing") == ["北京"]
    assert texts(table, "bei景") == ["背景"]


def test_titles_come_before_links_and_links_before_headings_and_the_frequent_first(table: NameTable) -> None:
    assert texts(table, "北") == ["北京", "北海"]
    assert texts(table, "b") == ["板門店", "北京", "北海", "背景", "板门店宣言"]


def test_a_name_in_two_scripts_is_offered_once() -> None:
    table = NameTable.of([("heading", "首脑会谈"), ("title", "首腦會談"), ("link", "首脑会谈 ")])
    assert texts(table, "首脑") == ["首腦會談"]


def test_what_stands_before_the_last_word_is_kept(table: NameTable) -> None:
    assert texts(table, "会谈 板门") == ["会谈 板門店", "会谈 板门店宣言"]
    assert texts(table, "会谈 -板门") == []


@given(st.sampled_from([name for _, name in NAMES]), st.data())
def test_every_start_and_part_of_a_name_offers_it_in_either_script(name: str, data: st.DataObject) -> None:
    table = NameTable.of(NAMES)
    start = data.draw(st.integers(0, len(name) - 1))
    end = data.draw(st.integers(start + 1, len(name)))
    for convert in (to_simplified, to_traditional):
        assert name in texts(table, convert(name[start:end]), limit=50)


@given(st.lists(st.text(max_size=6), max_size=8), st.text(max_size=4))
def test_any_names_and_anything_typed_are_taken(names: list[str], typed: str) -> None:
    table = NameTable.of([("title", name) for name in names])
    offered = texts(table, typed, limit=3)
    assert len(offered) <= 3
    known = {" ".join(name.split()) for name in names}
    assert all(text in known or text.rpartition(" ")[2] in known for text in offered if " " not in typed)
    assert len(table.near(typed, 2)) <= 2


@given(
    names=st.lists(st.text("法律条文民国abc é\n", min_size=2, max_size=9), min_size=1, max_size=12),
    typed=st.text("法律条文民国abc é", min_size=1, max_size=9),
)
def test_a_table_that_is_prepared_for_many_offers_the_same(names: list[str], typed: str) -> None:
    table = NameTable.of(("title", name) for name in names)
    parts = [typed, *(name[start : start + 3] for name in names for start in range(len(name)))]
    before = [(texts(table, part), table.near(part, 9)) for part in parts]
    table.prepare()
    assert [(texts(table, part), table.near(part, 9)) for part in parts] == before


@given(
    names=st.lists(st.text("法律条文民国ab", min_size=2, max_size=6), min_size=1, max_size=12, unique=True),
    start=st.text("法律条文民国ab", min_size=1, max_size=4),
)
def test_all_names_that_begin_so_are_offered_and_first(names: list[str], start: str) -> None:
    offered = texts(NameTable.of(("title", name) for name in names), start, len(names))
    beginning = {name for name in names if name.startswith(start)}
    assert set(offered[: len(beginning)]) == beginning


def test_names_are_bounded_in_number_and_length() -> None:
    assert MAX_NAMES <= 1_000_000
    assert len(NameTable.of([("title", "长" * 41), ("title", "短")])) == 0


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("板门电", "板門店"),
        ("板们店", "板門店"),
        ("板店门", "板門店"),
        ("板门", "板門店"),
        ("板门的店", "板門店"),
        ("banmendian", "板門店"),
        ("bmd", "板門店"),
        ("特郎普", "特朗普"),
        ("北晶", "北京"),
    ],
)
def test_a_word_of_the_same_sound_or_one_slip_away_is_near(table: NameTable, typed: str, meant: str) -> None:
    expected = [] if typed == "板门" else [meant]  # of two characters only the sound counts
    assert table.near(typed, 1) == expected


def test_a_name_is_not_near_itself_and_far_ones_are_not_near(table: NameTable) -> None:
    assert table.near("板门店", 3) == []
    assert table.near("珠穆朗玛", 3) == []


WELL_KNOWN = """
人工智能 广州市 上海 杭州 西安 西安事变 县 线索 北京大学 珠穆朗玛峰 世界银行 中国科学院 曹雪芹 红楼梦 西游记 王羲之
乌鲁木齐 哈尔滨 石家庄 重庆 铁观音 普洱茶 量子力学 相对论 爱因斯坦 莎士比亚 颐和园 秦始皇 辛弃疾 李清照 陶渊明
"""
SLIPS_IN_SOUND = """
renqizhineng 人工智能, rengongzhinen 人工智能, rengongzineng 人工智能, guangzou 广州市, shanhai 上海, hangzhuo 杭州
caoxueqing 曹雪芹, honloumeng 红楼梦, xiyiuji 西游记, wangxizi 王羲之, wulumiqi 乌鲁木齐, haerbing 哈尔滨
shijiazuang 石家庄, chongqinq 重庆, tieguanying 铁观音, puercao 普洱茶, liangzilixe 量子力学, xiangdulun 相对论
aiyingsitan 爱因斯坦, sashibiya 莎士比亚, yiheyaun 颐和园, qinshihuan 秦始皇, xinqijie 辛弃疾, liqinzhao 李清照
taoyuanmin 陶渊明
"""
NO_SLIPS = "wangguowei zhongguancun aaaaaa qwerty machine learning wikipedia internet python shanxi"


@pytest.mark.skipif(load_readings() is None, reason="takes the extra pinyin")
@pytest.mark.parametrize("pair", SLIPS_IN_SOUND.replace("\n", ", ").strip(", ").split(", "))
def test_a_letter_or_a_syllable_that_slipped_in_pinyin_still_finds_the_name(pair: str) -> None:
    typed, meant = pair.split()
    assert NameTable.of([("title", name) for name in WELL_KNOWN.split()]).near(typed, 3)[:1] == [meant]


@pytest.mark.skipif(load_readings() is None, reason="takes the extra pinyin")
@pytest.mark.parametrize("place", range(1, 8))
@pytest.mark.parametrize(
    ("sound", "name"), [("hongloumeng", "红楼梦"), ("aiyinsitan", "爱因斯坦"), ("haerbin", "哈尔滨")]
)
def test_two_letters_exchanged_anywhere_in_pinyin_still_find_the_name(sound: str, name: str, place: int) -> None:
    exchanged = sound[:place] + sound[place : place + 2][::-1] + sound[place + 2 :]
    assert NameTable.of([("title", name) for name in WELL_KNOWN.split()]).near(exchanged, 3)[:1] == [name]


@pytest.mark.skipif(load_readings() is None, reason="takes the extra pinyin")
@pytest.mark.parametrize("typed", ["zhong", "ZHONG", "zhóng", "zhuang", "shuang", "shang", "xiang"])
def test_one_syllable_alone_is_a_word_as_any_other(typed: str) -> None:
    table = NameTable.of([("title", name) for name in ("装", "中国", "双", "窗", "商", "穷", "香")])
    assert len(table.near(typed, 3)) <= 3


@pytest.mark.skipif(load_readings() is None, reason="takes the extra pinyin")
@pytest.mark.parametrize(("typed", "meant"), [("xiang", "西安"), ("jiang", "吉安"), ("duang", "端午"), ("NIANG", "")])
def test_a_letter_that_slipped_in_one_syllable_still_finds_the_name(typed: str, meant: str) -> None:
    names = NameTable.of([("title", name) for name in ("西安", "吉安", "端午", "茶")]).near(typed, 3)
    assert names == ([meant] if meant else [])


@pytest.mark.parametrize("typed", NO_SLIPS.split())
def test_letters_that_are_far_from_all_names_are_near_none(typed: str) -> None:
    assert NameTable.of([("title", name) for name in WELL_KNOWN.split()]).near(typed, 3) == []


@pytest.mark.skipif(load_readings() is None, reason="takes the extra pinyin")
@pytest.mark.parametrize("typed", ["xi'an", "xi an", "Xi’an", "xī'ān", "xi-an"])
def test_what_parts_syllables_says_how_many_there_are(typed: str) -> None:
    table = NameTable.of([("title", name) for name in ("县", "县", "县", "线", "线索", "西安事变", "西安")])
    assert texts(table, typed, limit=1) == ["西安"]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("珠峰", ["珠穆朗玛峰"]),
        ("北大", ["北京大学"]),
        ("世行", ["世界银行"]),
        ("中科院", ["中国科学院"]),
        ("珠海", []),
        ("大学", []),
        ("北上", []),
        ("长三角", []),
        ("珠", []),
        ("珠穆朗峰", []),
        ("zf", []),
    ],
)
def test_a_name_that_is_cut_short_is_found(typed: str, meant: list[str]) -> None:
    assert NameTable.of([("title", name) for name in WELL_KNOWN.split()]).shortened_to(typed, 3) == meant


LETTERS = "甲乙e𠮷"  # of one, three and four bytes in UTF-8
slips = st.text(LETTERS, min_size=3, max_size=6)


@given(slips, slips)
def test_one_slip_is_one_insertion_omission_replacement_or_exchange(name: str, typed: str) -> None:
    near = typed in _slips(name)
    if near:
        assert name in NameTable.of([("title", name)]).near(typed, 3)
    elif load_readings() is None:
        assert NameTable.of([("title", name)]).near(typed, 3) == []


@given(slips, st.integers(min_value=0))
def test_a_name_is_near_whatever_letter_slips(name: str, which: int) -> None:
    wrong = sorted(each for each in _slips(name) if len(each) > 2)
    assert name in NameTable.of([("title", name)]).near(wrong[which % len(wrong)], 3)


def test_a_table_that_is_prepared_gives_the_same_names() -> None:
    letters = "北京大学海"
    names: list[tuple[NameKind, str]] = [
        ("title", "".join(letters[number // 5**place % 5] for place in range(length)))
        for length in (2, 3, 4)
        for number in range(5**length)
    ]
    table, prepared = NameTable.of(names), NameTable.of(names)
    prepared.prepare()
    for typed in (
        "北",
        "京大",
        "学海北",
        "大大大",
        "海海海海",
        "beij",
        "bj",
        "xhb",
        "北bei",
        "龙",
        "aa",
        "zz",
        "北北北北北",
    ):
        assert prepared.suggest(typed, 20) == table.suggest(typed, 20)
        assert prepared.near(typed, 20) == table.near(typed, 20)
        assert prepared.shortened_to(typed, 20) == table.shortened_to(typed, 20)


def _slips(name: str) -> set[str]:
    cuts = [(name[:i], name[i:]) for i in range(len(name) + 1)]
    found = {a + b[1:] for a, b in cuts if b} | {a + c + b for a, b in cuts for c in LETTERS}
    found |= {a + c + b[1:] for a, b in cuts if b for c in LETTERS}
    found |= {a + b[1] + b[0] + b[2:] for a, b in cuts if len(b) > 1}
    return found - {name}


def test_a_correction_changes_one_word_and_leaves_the_rest(table: NameTable) -> None:
    offered = list(corrected_queries('"原文" 板门电 -开城 title:北晶', table, limit=2))
    assert offered[0] == '"原文" 板門店 -开城 title:北晶'
    assert all("title:北晶" in each for each in offered)


@pytest.mark.skipif(load_readings() is None, reason="takes the extra pinyin")
@pytest.mark.parametrize("typed", ["xi an", "xī ān", "xi1 an1", "Xi An"])
def test_syllables_that_are_typed_apart_are_corrected_together(typed: str) -> None:
    table = NameTable.of([("title", name) for name in WELL_KNOWN.split()])
    assert next(corrected_queries(f"1936 {typed} -title:线索", table, limit=2)) == "1936 西安 -title:线索"
    assert next(corrected_queries(f"{typed} bei jing", table, limit=1), None) is None


def test_a_correction_reaches_into_a_longer_run(table: NameTable) -> None:
    assert "访问板門店了" in list(corrected_queries("访问板门电了", table, limit=2))


# --- the engine -----------------------------------------------------------------------------------


def test_the_engine_offers_titles_aliases_headings_and_link_names(small: SearchEngine) -> None:
    offered = {each.text: each.kind for typed in ("bmd", "首脑", "背", "hpzj") for each in small.suggest(typed)}
    assert offered == {"板門店會談": "title", "首腦會談": "title", "背景": "heading", "和平之家": "link"}


def test_the_engine_offers_only_corrections_that_find_more(small: SearchEngine) -> None:
    assert small.corrections("绿差") == ("绿茶",)
    assert small.corrections("背井") == ("背景",)
    if load_readings() is not None:
        assert small.corrections("lǜchá") == small.corrections("lv4cha2") == ("绿茶",)
        assert small.corrections("banmen") == ("板門店會談",)
    assert small.corrections("绿茶") == ()


def test_names_follow_the_generations_of_the_index() -> None:
    with SearchEngine.in_memory() as engine:
        assert engine.suggest("绿") == ()
        engine.add(TEA)
        assert [each.text for each in engine.suggest("绿")] == ["绿茶"]
        engine.delete("tea")
        assert engine.suggest("绿") == ()


def test_names_are_collected_once_a_generation_and_nobody_waits_longer_than_asked() -> None:
    gate, times = threading.Event(), []

    def made() -> NameTable:
        times.append(1)
        gate.wait()
        return NameTable.of([("title", "绿茶")])

    tables = NameTables(lambda: 7, made)
    assert tables.current(wait_seconds=0) is None
    assert tables.current(wait_seconds=0) is None
    gate.set()
    table = tables.current()
    assert table is not None
    assert len(table) == 1
    assert tables.current() is table
    assert times == [1]


def test_similar_sections_share_telling_words_and_are_of_other_articles(small: SearchEngine) -> None:
    assert [hit.id for hit in small.similar("talks", 1)] == ["tea"]
    assert small.similar("nix", 0) == ()
    assert small.similar("talks", 9) == ()


def test_an_article_is_known_by_its_title_and_aliases_in_any_writing(small: SearchEngine) -> None:
    names = ["板门店会谈", "板門店會談", "首脑会谈", "綠茶", "咖啡", ""]
    found = {"板门店会谈": "talks", "板門店會談": "talks", "首脑会谈": "talks", "綠茶": "tea"}
    assert small.titled(names) == found


@pytest.mark.skipif(load_readings() is None, reason="pypinyin is not installed")
def test_a_name_is_spelled_alike_alone_and_among_many() -> None:
    readings = load_readings.__wrapped__()  # one that has not seen many names yet
    assert readings is not None
    names = ["重庆银行", "银行重庆", "曾国藩传", "朝阳区长安街", "长沙", "会计师", "绿茶 Lǜ", "行", "音乐快乐"]
    alone = [readings.spell([name]) for name in names]
    others = [readings.spell_otherwise([name]) for name in names]
    many = [*names, *("还重庆行长" for _ in range(20_000))]
    pinyin, initials, _ = readings.spell(many)
    assert [(each[0], first[0]) for each, first, _ in alone] == list(zip(pinyin, initials, strict=True))[: len(names)]
    assert [readings.spell_otherwise([name]) for name in names] == others
