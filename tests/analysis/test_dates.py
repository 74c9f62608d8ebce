"""Dates are read off a text as a reader would: whole, with the year that the context gives, or not at all."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wenxun.analysis.analyzer import Analyzer
from wenxun.analysis.batch import section_dates
from wenxun.analysis.date_codes import date_of
from wenxun.analysis.dates import written_dates
from wenxun.analysis.folding import fold, fold_string
from wenxun.models import Article, Section, Span, TextDate

ANALYZER = Analyzer()


def read(text: str) -> list[str]:
    return [str(date_of(written.code)) for written in written_dates(fold_string(text))]


def article(*sections: tuple[str, str] | str, title: str = "无题", aliases: tuple[str, ...] = ()) -> Article:
    parts = [("", part) if isinstance(part, str) else part for part in sections]
    made = (
        Section(number, heading.split("/")[-1], tuple(heading.split("/")) if heading else (), text)
        for number, (heading, text) in enumerate(parts)
    )
    return Article("a", title, tuple(made), aliases=aliases)


def named(*sections: tuple[str, str] | str, title: str = "无题", aliases: tuple[str, ...] = ()) -> list[list[str]]:
    found = section_dates(article(*sections, title=title, aliases=aliases))
    return [[str(date_of(code)) for code in codes] for codes in found]


@pytest.mark.parametrize(
    ("text", "dates"),
    [
        # whole dates, months and years, in every way of writing numbers
        ("2018年9月18日，2018年9月，2018年", ["2018-09-18", "2018-09", "2018"]),
        ("２０１８年９月１８日", ["2018-09-18"]),
        ("2018 年 9 月 18 號", ["2018-09-18"]),
        ("二〇一八年九月十八日、一九九七年七月一日", ["2018-09-18", "1997-07-01"]),
        ("二零零○年十二月三十一日，一九○一年二月廿八日", ["2000-12-31", "1901-02-28"]),
        ("(1909年—1982年)，2015-2018年", ["1909", "1982", "2018", "2015"]),
        ("2018-09-18 与 2018/9/8", ["2018-09-18", "2018-09-08"]),
        # eras, and before the common era
        ("民國107年5月、民国元年、民國九十四年一月七日", ["2018-05", "1912", "2005-01-07"]),
        ("昭和12年7月7日，平成31年，令和元年，大正三年，明治45年", ["1937-07-07", "2019", "2019", "1914", "1912"]),
        ("公元前221年－前206年，公元5年，西元前3年，前841年", ["-221", "-206", "5", "-3", "-841"]),
        ("公元前1年，次年", ["-1", "1"]),
        ("中華民國一百零七年五月二十三日，108年1月1日", ["2018-05-23", "2019-01-01"]),
        # years of three digits where they are surely years
        ("960年2月4日（618年－907年）", ["960-02-04", "618", "907"]),
        # several days
        ("2018年9月18日至20日，9月27、28日", ["2018-09-18", "2018-09-20", "2018-09-27", "2018-09-28"]),
        ("2018年5月26–28日、30日", ["2018-05-26", "2018-05-28", "2018-05-30"]),
        # decades
        ("1990年代，二十世纪九十年代，20世紀80年代，一九五〇年代", ["1990s", "1990s", "1980s", "1950s"]),
        ("90年代，上世紀80年代，五六十年代，60、70年代", ["1990s", "1980s", "1950s", "1960s", "1960s", "1970s"]),
        ("20世纪五六十年代，20世纪50到60年代，1950、60年代", ["1950s", "1960s"] * 3),
        ("1875年。90年代，三十年代", ["1875", "1890s", "1830s"]),
        ("2005年。80年代，2010年代，20年代", ["2005", "1980s", "2010s", "2020s"]),
        # centuries
        ("19世纪，二十世紀，21世纪经济", ["19世纪", "20世纪", "21世纪"]),
        ("公元前5世纪，公元9世纪", ["公元前5世纪", "9世纪"]),
        ("19世紀末至20世紀初，17、18世纪", ["19世纪", "20世纪", "17世纪", "18世纪"]),
        # reigns: a year, and only that of the one reign that had it
        ("康熙六十一年，乾隆元年，光緒31年，貞觀十年", ["1722", "1736", "1905", "636"]),
        ("建武三年，建武三十年，至元四年，至元十六年，崇祯二十年", ["54", "1279"]),
        ("康熙三十二年三月初五，崇禎十七年三月十九日", ["1693", "1644"]),
        ("民國131年，康德三年，太平三年", ["2042", "1936"]),
        # years in two and in three digits
        ("08年，零八年5月，〇九年；九七年7月1日，六一八年，李渊称帝", ["2008", "2008-05", "2009", "1997-07-01", "618"]),
        ("2007-08年，1999-00年赛季，2006/07年", ["2008", "2007", "2000", "1999", "2007"]),
        # ranges of months, lists of days, decades in other numerals
        ("2015.09-2019.06，2018-05至2018-09，2019.09-至今", ["2015-09", "2019-06", "2018-05", "2018-09", "2019-09"]),
        ("2021年9月10号，11号，12号", ["2021-09-10", "2021-09-11", "2021-09-12"]),
        ("2021年9月23日（周四）至25日（周六）", ["2021-09-23", "2021-09-25"]),
        ("八零年代，八〇年代，1870s，20世纪六〇年代", ["1980s", "1980s", "1870s", "1960s"]),
        ("2010年。本世纪20年代", ["2010", "2020s"]),
        # lunar days in Chinese numerals
        ("1644年三月十九日，四月初一，5月2日", ["1644", "1644-05-02"]),
        ("一七八九年七月十四日，八月四日", ["1789-07-14", "1789-08-04"]),
        ("1935年一月十五日，2018年八月十五，2018年正月", ["1935-01-15", "2018", "2018"]),
        # years of three digits where a clause begins
        ("618年，李渊称帝；唐亡于907年。在960年建国", ["618", "907", "960"]),
        ("一千九百四十九年，两千零八年", ["1949", "2008"]),
        # life spans and ranges
        ("鲁迅（1881－1936），任内(1998-2003)", ["1881", "1936", "1998", "2003"]),
        ("(Lu Xun,1881—1936)，(1954-)", ["1881", "1936", "1954"]),
        ("2018/1/10-2018/7/10，2018.5.26", ["2018-01-10", "2018-07-10", "2018-05-26"]),
        ("2018.1.2~2018.3.4", ["2018-01-02", "2018-03-04"]),
        ("2018－2019学年，2017学年度，2016年度", ["2019", "2018", "2017", "2016"]),
        ("2018-19赛季，2018/19球季，2018－2019年度，1999-00賽季", ["2018", "2019"] * 3 + ["1999", "2000"]),
        ("2018/5/6-8，2018-05-06~08", ["2018-05-06", "2018-05-08"] * 2),
        ("2018.5.6-6.8", ["2018-05-06", "2018-06-08"]),
        ("2018年5月6、7、8日", ["2018-05-06", "2018-05-07", "2018-05-08"]),
        ("2018年5月9、10、11及12日", ["2018-05-09", "2018-05-10", "2018-05-11", "2018-05-12"]),
        ("2018年2——4月，1990’s，农历2021年六月", ["2018-02", "2018-04", "1990s", "2021"]),
        ("民國前一年，民前12年", ["1911", "1900"]),
        # parts of months and years
        ("2018年5月初，6月底，7月中旬，2017年底，2016年初", ["2018-05", "2018-06", "2018-07", "2017", "2016"]),
        # long before the common era
        ("公元前3150年，公元前10000年", ["-3150"]),
        # from the context
        ("1953年7月27日签署。同年10月，次年4月26日，5月", ["1953-07-27", "1953-10", "1954-04-26", "1954-05"]),
        ("2018年4月27日。當年五月二十六日，同月28日", ["2018-04-27", "2018-05-26", "2018-05-28"]),
        ("翌年", []),
        ("当年的事", []),
        # a year that nothing tells
        ("5月26日举行，9月结束", ["?-05-26", "?-09"]),
        ("2018年。去年5月26日，6月1日", ["2018", "?-05-26", "?-06-01"]),
        # no such day: it is not of this calendar, and neither is its month
        ("2018年2月30日，2018年13月，2017年2月29日，2016年2月29日", ["2018", "2018", "2017", "2016-02-29"]),
    ],
)  # fmt: skip
def test_a_date_is_read_whole(text: str, dates: list[str]) -> None:
    assert read(text) == dates


@pytest.mark.parametrize(
    "text",
    [
        "近2000年", "2000年来", "2000年前", "一千年", "1500年历史", "120年", "三年六月以下", "十年", "第2018年",
        "12018年", "0018年", "3000年", "十月革命", "五月花号", "三个月", "3个月", "每年5月26日", "农历8月15日",
        "农历五月初五", "1995年代", "2018-09-18-1", "138-1234-5678", "康熙六十二年", "建武三年", "长安三年", "一世纪",
        "近3世纪", "2018.5.26.1", "v2018.5.26", "(2018)京0105民初12345号", "(1000-2000)", "1881-1936", "250年的历史",
        "每年3月至5月", "10月至次年3月", "每隔年", "5月号", "1月平均气温", "7月28度", "2月30日",
        "2018-13-40", "去年", "今年", "28日", "昭和99年", "三万年", "78年", "第一年", "年", "月",
        "同年月", "2018-05", "六七年后", "七八年", "八九年前", "98年4月", "15年3月2日", "本世纪20年代", "1.5-2.6",
        "GB2008.01-2009.02", "2018.13-2019.05", "1870size",
    ],
)  # fmt: skip
def test_what_only_looks_like_a_date_is_none(text: str) -> None:
    assert read(text) == []


def test_a_line_of_the_underground_behind_a_comma_is_no_day() -> None:
    assert read("2007年3月28日，10号线通车") == ["2007-03-28"]


def test_the_year_comes_from_the_section_then_its_heading_then_the_title_then_the_section_before() -> None:
    assert named("5月26日", title="2018年首脑会谈") == [["2018", "2018-05-26"]]
    assert named(("2017年", "5月26日"), title="2018年首脑会谈") == [["2017", "2017-05-26", "2018"]]
    assert named(("2017年", "1953年7月27日，8月1日"), title="会谈") == [["1953-07-27", "1953-08-01", "2017"]]
    assert named("2018年4月27日", ("会谈", "5月26日"), ("后来", "9月18日")) == [
        ["2018-04-27"], ["2018-05-26"], ["2018-09-18"],
    ]  # fmt: skip
    assert named("1953年", "没有日期", "7月27日") == [["1953"], [], ["1953-07-27"]]


def test_the_year_in_which_an_article_was_published_is_the_last_resort() -> None:
    def found(published: str, *sections: str) -> list[list[str]]:
        dated = replace(article(*sections), published=published)
        return [[str(date_of(code)) for code in codes] for codes in section_dates(dated)]

    assert found("2018-05-26", "3月5日出发。", "次日到达，6月返回。") == [["2018-03-05"], ["2018-06"]]
    assert found("2018", "1999年3月5日出发。", "6月返回。") == [["1999-03-05"], ["1999-06"]]
    assert found("", "3月5日出发。") == [["?-03-05"]]


def test_headings_that_name_several_years_say_nothing() -> None:
    assert named("5月26日", title="2017年至2018年") == [["?-05-26", "2017", "2018"]]
    assert named("1990年", ("2017年、2018年", "5月26日")) == [["1990"], ["1990-05-26", "2017", "2018"]]


def test_an_article_never_takes_a_year_from_another_one() -> None:
    batch = ANALYZER.index_batch([article("2018年4月27日"), article("5月26日")])
    assert batch.date_rows.tolist() == [0, 1]
    assert [str(date_of(code)) for code in batch.dates.tolist()] == ["2018-04-27", "?-05-26"]


def test_each_date_of_a_section_is_held_once_and_in_order() -> None:
    assert named("2018年9月、2018年5月、2018年9月", title="2018年", aliases=("2018年",)) == [
        ["2018", "2018-05", "2018-09"]
    ]


HAN = "〇一二三四五六七八九"


def han_number(number: int) -> str:
    tens, ones = divmod(number, 10)
    return ("" if tens < 2 else HAN[tens]) + ("十" if tens else "") + (HAN[ones] if ones or not tens else "")


def forms(year: int, month: int, day: int) -> list[str]:
    """The same day as different people write it."""
    digits = "".join(HAN[int(digit)] for digit in str(year))
    wide = str.maketrans("0123456789", "０１２３４５６７８９")
    return [
        f"{year}年{month}月{day}日",
        f"{year}年{month:02}月{day:02}日",
        f"{year} 年 {month} 月 {day} 日".translate(wide),
        f"{digits}年{han_number(month)}月{han_number(day)}日",
        f"公元{year}年{month}月{day}號",
        f"民國{year - 1911}年{month}月{day}日" if 1912 <= year <= 2041 else f"{year}年{month}月{day}日",
        f"{year}-{month:02}-{day:02}",
    ]


@given(
    st.integers(1000, 2199),
    st.integers(1, 12),
    st.integers(1, 28),
    st.integers(0, 6),
    st.sampled_from(["", "，", "於", "會談在", "（", "A ", "\n\n"]),
    st.sampled_from(["", "。", "舉行", "）", " B", "\n"]),
)
def test_a_day_is_read_however_it_is_written_and_its_place_is_that_of_the_original(
    year: int, month: int, day: int, form: int, before: str, after: str
) -> None:
    written = forms(year, month, day)[form]
    folded = fold(before + written + after)
    (found,) = written_dates(folded.text)
    assert date_of(found.code) == TextDate(year, month, day)
    span = folded.to_original(Span(found.start, found.end))
    assert (span.start, span.end) == (len(before), len(before) + len(written))


PARTS = st.sampled_from(
    [
        *"0123456789",
        *HAN,
        *"年月日号同次翌当去前代世纪第个至、-/ ()元十百廿",
        "2018",
        "民国",
        "公元前",
        "每年",
        "农历",
        "\n",
        "文",
    ]
)


@given(st.lists(PARTS, max_size=60).map("".join))
def test_whatever_the_text_dates_stand_apart_in_order_and_are_valid(text: str) -> None:
    folded = fold_string(text)
    found = list(written_dates(folded))
    for one in found:
        assert 0 <= one.start < one.end <= len(folded)
        assert "\n" not in folded[one.start : one.end]
        date = date_of(one.code)
        assert date.year != 0
        assert date.month is None or 1 <= date.month <= 12
        assert (date.year, date.month) != (None, None)
    for one, other in pairwise(found):
        assert (one.start, one.end) == (other.start, other.end) or one.end <= other.start


@given(st.lists(st.lists(PARTS, max_size=25).map("".join), min_size=1, max_size=6))
def test_the_dates_of_an_article_do_not_depend_on_what_is_analysed_with_it(texts: list[str]) -> None:
    articles = [article(*texts[:cut], title=texts[0]) for cut in (len(texts), 1, len(texts))]
    batch = ANALYZER.index_batch(articles)
    found: dict[int, tuple[int, ...]] = dict.fromkeys(range(int(batch.section_rows[-1])), ())
    for row, code in zip(batch.date_rows.tolist(), batch.dates.tolist(), strict=True):
        found[row] = (*found[row], code)
    alone = [dates for each in articles for dates in section_dates(each)]
    assert list(found.values()) == alone
