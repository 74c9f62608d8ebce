"""What stands behind ``date:`` is read as a reader means it, and what is no date says what to write."""

from __future__ import annotations

from datetime import date

import pytest

from wenxun.analysis.date_codes import codes_between
from wenxun.errors import DateError, QueryError
from wenxun.models import TextDate
from wenxun.query import date_ranges, dates_from_today
from wenxun.query.language import parse
from wenxun.query.syntax import Alternatives, Condition, Word
from wenxun.query.tree import Dates

Y2018, MAY, SEPTEMBER = TextDate(2018), TextDate(2018, 5), TextDate(2018, 9)


@pytest.mark.parametrize(
    ("typed", "first", "last"),
    [
        ("2018", Y2018, Y2018),
        ("2018-05", MAY, MAY),
        ("2018-5", MAY, MAY),
        ("2018/05", MAY, MAY),
        ("2018-05-26", TextDate(2018, 5, 26), TextDate(2018, 5, 26)),
        ("2018.5.26", TextDate(2018, 5, 26), TextDate(2018, 5, 26)),
        ("2018-05..2018-09", MAY, SEPTEMBER),
        ("２０１８-０５..２０１８-０９", MAY, SEPTEMBER),
        ("2018-05…2018-09", MAY, SEPTEMBER),
        ("2018-05～2018-09", MAY, SEPTEMBER),
        ("2018年5月至2018年9月", MAY, SEPTEMBER),
        ("2018年5月至9月", MAY, SEPTEMBER),
        ("二〇一八年五月到九月", MAY, SEPTEMBER),
        ("2018年5月26日至28日", TextDate(2018, 5, 26), TextDate(2018, 5, 28)),
        ("2018年5月26日～9月3日", TextDate(2018, 5, 26), TextDate(2018, 9, 3)),
        ("二〇一八年五月", MAY, MAY),
        ("民國107年", Y2018, Y2018),
        ("公元前221年..前206年", TextDate(-221), TextDate(-206)),
        ("-221..-206", TextDate(-221), TextDate(-206)),
        ("1990s", TextDate(1990, is_decade=True), TextDate(1990, is_decade=True)),
        ("1990年代", TextDate(1990, is_decade=True), TextDate(1990, is_decade=True)),
        ("90年代", TextDate(1990, is_decade=True), TextDate(1990, is_decade=True)),
        ("上世紀90年代", TextDate(1990, is_decade=True), TextDate(1990, is_decade=True)),
        ("19世纪", TextDate(1801), TextDate(1900)),
        ("十九世紀", TextDate(1801), TextDate(1900)),
        ("公元前5世纪", TextDate(-500), TextDate(-401)),
        ("18世纪..1830年", TextDate(1701), TextDate(1830)),
        ("618年", TextDate(618), TextDate(618)),
        ("5年", TextDate(5), TextDate(5)),
        ("2018年5月底", MAY, MAY),
        ("2018年底", Y2018, Y2018),
        ("2018Q1", TextDate(2018, 1), TextDate(2018, 3)),
        ("2018-q3", TextDate(2018, 7), SEPTEMBER),
        ("2018年第四季度", TextDate(2018, 10), TextDate(2018, 12)),
        ("2018年1季", TextDate(2018, 1), TextDate(2018, 3)),
        ("2018年上半年", TextDate(2018, 1), TextDate(2018, 6)),
        ("2018下半年", TextDate(2018, 7), TextDate(2018, 12)),
        ("2018年5月至2018年第三季度", MAY, SEPTEMBER),
        ("2018Q2..2018Q3", TextDate(2018, 4), SEPTEMBER),
        ("20180526", TextDate(2018, 5, 26), TextDate(2018, 5, 26)),
        ("201805..201809", MAY, SEPTEMBER),
        ("康熙三十二年", TextDate(1693), TextDate(1693)),
        ("2018..", Y2018, None),
        (">=2018", Y2018, None),
        ("≥2018年5月", MAY, None),
        (">2017", Y2018, None),
        (">2018-04", MAY, None),
        (">2017-12-31", TextDate(2018, 1, 1), None),
        ("＞２０１７", Y2018, None),
        ("2018年以来", Y2018, None),
        ("2018年5月以后", MAY, None),
        ("<=1999", None, TextDate(1999)),
        ("<2000", None, TextDate(1999)),
        ("<2018-06", None, MAY),
        ("<2018-01-01", None, TextDate(2017, 12, 31)),
        ("<2000s", None, TextDate(1999)),
        ("一九九九年以前", None, TextDate(1999)),
        ("民國26年以前", None, TextDate(1937)),
        ("2018年5月開始", MAY, None),
        ("..1999", None, TextDate(1999)),
        ("960", TextDate(960), TextDate(960)),
        ('"2018 年 5 月"', MAY, MAY),
        ("2018年 5月 26日", TextDate(2018, 5, 26), TextDate(2018, 5, 26)),
        ("2018年5月26", TextDate(2018, 5, 26), TextDate(2018, 5, 26)),
        ("26 May 2018", TextDate(2018, 5, 26), TextDate(2018, 5, 26)),
        ("May 26, 2018", TextDate(2018, 5, 26), TextDate(2018, 5, 26)),
        ("May 2018..Sept 2018", MAY, SEPTEMBER),
        ("2018-05至2018-09", MAY, SEPTEMBER),
        ("2018-05 .. 2018-09", MAY, SEPTEMBER),
        ("2018.5-2018.9", MAY, SEPTEMBER),
        ("1998-2003", TextDate(1998), TextDate(2003)),
        ("1998年-2003年", TextDate(1998), TextDate(2003)),
        ("2018年至今", Y2018, None),
        ("天寶十四載", TextDate(755), TextDate(755)),
        ("康熙甲子", TextDate(1684), TextDate(1684)),
        ("康熙年间", TextDate(1662), TextDate(1722)),
        ("檀紀4351年", Y2018, Y2018),
        ("民國107.5.26", TextDate(2018, 5, 26), TextDate(2018, 5, 26)),
        ("25/12/2018", TextDate(2018, 12, 25), TextDate(2018, 12, 25)),
        ("10/1/2018", Y2018, Y2018),
        ("公元618", TextDate(618), TextDate(618)),
        ("BC 221", TextDate(-221), TextDate(-221)),
        ("bc221", TextDate(-221), TextDate(-221)),
        ("公元前221－前206年", TextDate(-221), TextDate(-206)),
        ("康熙三十二年至四十年", TextDate(1693), TextDate(1701)),
        ("民國87至92年", TextDate(1998), TextDate(2003)),
        ("1998-99年", TextDate(1998), TextDate(1999)),
        ("1998、1999年", TextDate(1998), TextDate(1999)),
        ("1930-40年代", TextDate(1930), TextDate(1949)),
        ("二十世纪三四十年代", TextDate(1930), TextDate(1949)),
        ("一九四九", TextDate(1949), TextDate(1949)),
        ("二O一八年", Y2018, Y2018),
        ("19世纪末", TextDate(1801), TextDate(1900)),
        ("20世纪90年代初", TextDate(1990, is_decade=True), TextDate(1990, is_decade=True)),
        ("2018年春", Y2018, Y2018),
        ("2018H1", TextDate(2018, 1), TextDate(2018, 6)),
        ("2018年5月26日（星期六）", TextDate(2018, 5, 26), TextDate(2018, 5, 26)),
        ("2018-05-26T10:30", TextDate(2018, 5, 26), TextDate(2018, 5, 26)),
        ("2018年以前", None, Y2018),
        # of every year
        ("5月26日", TextDate(None, 5, 26), TextDate(None, 5, 26)),
        ("五月二十六日", TextDate(None, 5, 26), TextDate(None, 5, 26)),
        ("5-26", TextDate(None, 5, 26), TextDate(None, 5, 26)),
        ("05/26", TextDate(None, 5, 26), TextDate(None, 5, 26)),
        ("2月29日", TextDate(None, 2, 29), TextDate(None, 2, 29)),
        ("五月", TextDate(None, 5), TextDate(None, 5)),
        ("5月1日至7日", TextDate(None, 5, 1), TextDate(None, 5, 7)),
        ("12月20日..1月5日", TextDate(None, 12, 20), TextDate(None, 1, 5)),
        ("1870年代", TextDate(1870, is_decade=True), TextDate(1870, is_decade=True)),
    ],
)
def test_a_range_is_read_in_every_way_of_writing_it(typed: str, first: TextDate | None, last: TextDate | None) -> None:
    for name in ("date:", "DATE：", "日期:"):
        (clause,) = parse(name + typed).wanted
        assert isinstance(clause, Condition)
        assert clause.node == Dates(codes_between(first, last))
        assert clause.text == typed.strip('"')


EQUAL_FORMS = """
2018 | 贰零壹捌年，二零一八年，民107，民國107，民國一〇七，中華民國107年
2018 | 2018年度，2018年全年，2018全年，2018年中，2018年年底，2018年年初
2018 | 2018年終，2018年前後，2018年期间，2018 年，民國 107 年，平成30年，日本平成30年
2018-05 | 2018年5月份，2018年5月中，2018年5月中旬，may2018，2018 年 5 月，民國 107 年 5 月，2018年5月期间
2018-05-26 | May 26 2018，26-May-2018，26may2018，2018年5月26日上午，2018年5月26日10时
2018-05-26 | 2018年5月26日晚上8点半，2018-05-26 10:00
2018-01..2018-03 | Q1 2018，2018 Q1，民國107年第一季，二零一八年一季度，民國107年Q1，2018年第1季度
2018-01..2018-06 | 民國107年上半年，二零一八年上半年，2018 H1，2018年第一季度至第二季度，2018Q1-Q2，2018年1季度-2季度
2018-01..2018-09 | 2018年前三季度，2018年前3季度，2018Q1..2018Q3
1912..1949 | 民国，民國時期，民国年间，民国初年
618..907 | 唐朝，唐代，大唐，唐，唐时期，唐末
1368..1912 | 明清，明清时期，明清两代
-770..-221 | 春秋战国，春秋戰國時期
1662..1722 | 康熙，清康熙，清康熙年间，清朝康熙，大清康熙，康熙朝，康熙初年，康熙时期
1926..1989 | 昭和，昭和時代，日本昭和，昭和初期
1995..1998 | 1995——1998，从1995年到1998年，自1995年至1998年，从1995到1998，1995 - 1998
1995..1998 | 1995年到1998年之间，1995-1998年间
1998.. | 1998-今，自1998年起，从1998年起，自1998年以来，不早于1998，自从1998年
1999.. | 晚于1998，晚於1998年
..1998 | 截至1998年，截止1998年，到1998年为止，至1998年，不晚于1998年
..1997 | 早于1998，早於1998年
1801..1900 | 19th century，19c，19世纪，19 世纪，19世纪上半叶
1701..1900 | 18至19世纪，18-19世纪，十八至十九世纪，18世纪至19世纪
1601..1800 | 十七八世纪，17、18世纪
-300..-1 | 公元前3至1世纪，公元前3世纪至公元前1世纪，前3-1世纪
1980..1999 | 80-90年代，八九十年代，80至90年代，1980s-1990s，1980年代至1990年代
1990s | 90s，90 年代，20 世纪 90 年代，九十年代初
2000s | 00s，2000年代
1998-05-26..1998-06-01 | 19980526-19980601，1998/05/26-1998/06/01，1998年5月26日起至6月1日止，1998-05-26至1998-06-01
1998-05-26..1998-05-28 | 1998年5月26日至28，1998年5月26至28日
1998-05..1998-09 | 199805-199809，1998-05-1998-09，1998.5-1998.9，1998年5-9月，1998年5月上旬至9月中旬
5月 | 5月底，5月初，5月上旬，五月份，5 月
5月..9月 | 5-9月，5至9月，五至九月，五月至九月
5月26日..5月28日 | 5月26日至28日，5月26至28日
2011..2018 | 民国100..107年，民國100年..民國107年，民国100..民国107，100至107年度
2018..2019 | 18/19赛季，18-19賽季，2018-19赛季
2018 | 107學年度，107年度，二〇一八年度，2018年度，FY2018，佛历2561年，檀君4351年
1998 | '98年，’98年
1998.. | >= 1998，>= 1998 年，≥ 1998，>=民国 87 年
..1997 | < 1998，< 民国87年
1693 | 康熙32，康熙32年，清圣祖康熙三十二年，康熙 三十二年
1901..1902 | 光绪二十七八年，光绪27年至28年
-221 | 前221年，221 BC，公元前 221 年
..1998 | 1998年前，1998前，1998年之前
"""


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        (typed, meant)
        for line in EQUAL_FORMS.strip().split("\n")
        for meant, _, forms in [line.partition(" | ")]
        for typed in forms.split("，")
    ],
)
def test_what_people_write_for_a_time_is_that_time(typed: str, meant: str) -> None:
    date_asked_for, other_word = parse(f"date:{typed} 板门店").wanted
    assert isinstance(date_asked_for, Condition)
    assert date_asked_for.node == Dates(date_ranges.read_range(meant))
    assert isinstance(other_word, Word)


@pytest.mark.parametrize(
    "typed",
    [
        "abc",
        "明治维新",
        "唐诗",
        "明星",
        "三国志",
        "晋商",
        "明末清初",
        "2018年级",
        "2018届",
        "第2018年",
        "庚子年",
        "三十七八年",
        "25世纪",
        "2018年13月",
        "20180101-1231",
        "介于2018和2019年",
        "2018-13",
        "2018-02-30",
        "0",
        "0-1",
        "..",
        "2018..x",
        "99999",
        "2月30日",
        "13月",
        "5月26日..2018",
        "20181326",
        "2017-02-29",
        "建武三年",
    ],
)
def test_what_is_no_date_is_an_error_that_shows_what_to_write(typed: str) -> None:
    with pytest.raises(DateError, match=r"date:2018-05\.\.2018-09") as caught:
        parse(f"板门店 date:{typed}")
    assert f"date:{typed}" in str(caught.value)
    assert isinstance(caught.value, QueryError)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("今年", "2024"),
        ("去年", "2023"),
        ("前年", "2022"),
        ("明年5月", "2025-05"),
        ("去年12月31日", "2023-12-31"),
        ("上个月", "2023-12"),
        ("這個月", "2024-01"),
        ("下月", "2024-02"),
        ("昨天", "2023-12-31"),
        ("今日", "2024-01-01"),
        ("前天", "2023-12-30"),
        ("前年..今年", "2022..2024"),
        ("去年至今", "2023.."),
        ("本周", "2024-01-01..2024-01-07"),
        ("上個星期", "2023-12-25..2023-12-31"),
        ("大前年", "2021"),
        ("上年", "2023"),
        ("去年年底", "2023"),
        ("去年第三季度", "2023-07..2023-09"),
        ("第一季度", "2024-01..2024-03"),
        ("上半年", "2024-01..2024-06"),
        ("上上个月", "2023-11"),
        ("上个月5日", "2023-12-05"),
        ("大前天", "2023-12-29"),
        ("yesterday", "2023-12-31"),
        ("上周五", "2023-12-29"),
        ("下星期日", "2024-01-14"),
        ("週三", "2024-01-03"),
        ("本季度", "2024-01..2024-03"),
        ("上个季度", "2023-10..2023-12"),
        ("本世纪初", "21世纪"),
        ("上个世纪", "20世纪"),
        ("近三年", "2021..2024"),
        ("最近两三年", "2021..2024"),
        ("近五六年来", "2018..2024"),
        ("最近半年", "2023-07..2024-01"),
        ("近3个月", "2023-10..2024-01"),
        ("过去30天", "2023-12-02..2024-01-01"),
        ("近一周", "2023-12-25..2024-01-01"),
        ("三天前", "2023-12-29"),
        ("两个月前", "2023-11"),
        ("5年前", "2019"),
        ("去年5月至今年1月", "2023-05..2024-01"),
        ("上周以来", "2023-12-25.."),
        ("<去年", "..2022"),
    ],
)
def test_what_is_told_from_today_gets_its_year(typed: str, meant: str, monkeypatch: pytest.MonkeyPatch) -> None:
    class NewYear(date):
        @classmethod
        def today(cls) -> date:
            return date(2024, 1, 1)

    monkeypatch.setattr(dates_from_today, "date", NewYear)
    assert date_ranges.read_range(typed) == date_ranges.read_range(meant)


def test_a_range_that_ends_before_it_starts_is_given_the_right_way_round() -> None:
    with pytest.raises(DateError, match=r"date:2018\.\.2019"):
        parse("date:2019..2018")


def test_a_date_may_be_excluded_and_may_be_an_alternative() -> None:
    assert [clause.text for clause in parse("板门店 -date:2018").excluded] == ["2018"]
    (either,) = parse("date:2018 OR date:1953").wanted
    assert isinstance(either, Alternatives)
    assert [option.text for option in either.options] == ["2018", "1953"]


def test_a_lone_date_with_a_colon_and_nothing_behind_it_is_text() -> None:
    assert parse("date:").wanted[0].text == "date:"


def test_an_article_s_own_date_is_never_that_of_every_year() -> None:
    with pytest.raises(DateError, match="published:5月26日"):
        parse("published:5月26日")


@pytest.mark.parametrize("date", ["1990s", "2018-05-26", "19世纪", "唐代", "康熙年间", "近三年", "昨天", "2018年底"])
def test_what_stands_behind_a_whole_date_is_text(date: str) -> None:
    assert [each.text for each in parse(f"date:{date} 年").wanted] == [date, "年"]
