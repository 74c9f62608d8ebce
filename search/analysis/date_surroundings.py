"""What stands around a written date, and what it tells: whether a number is a year, a span of time or a life span."""

from __future__ import annotations

import re

from wenxun.analysis.date_forms import Form
from wenxun.analysis.date_words import RANGE

__all__ = [
    "SPAN_BEFORE",
    "comes_every_year",
    "is_compared",
    "is_life_span",
    "is_no_month",
    "is_of_a_rule",
    "is_span",
    "next_to",
    "refers_back",
    "stands_as_year",
    "text_before",
]

SPAN_BEFORE = tuple("近逾达过超约")
_LENGTH_BEFORE = re.compile("(?:距今|历时|历经|历史|持续|绵延|延续|已有|拥有|存在)[了约近]?$")
_COUNTS_YEARS = re.compile(f"(?:[有达计长共经历第满足了{''.join(SPAN_BEFORE)}]|为期|[一每])$")
_SPAN_AFTER = re.compile(
    "来|前(?!后)|[以之]前|以来|间|的?(?:历史|统治|国祚|江山|基业|光阴|岁月)|之久|文明|的[老古传时岁]|余|多"
)
_YEAR_STARTS = tuple("于在至到自从,、;:。!?(「『“\n")
_YEAR_ENDS = re.compile("后|内|期|级|度|以[上下内]|生")
_LOOKED_AT = 12
"""So many characters before a date tell what it is about."""

_NAME_BEFORE = re.compile(
    r"(?:^|[\s,。;:、()「」『』“”《》])(?!电话|编号|号码|型号|版本|案号|共有?|约)[^\W\d_a-z·]{2,7}\($"
)
_EVERY_YEAR = re.compile(
    "(?:每年[^,。;\n]{0,11}|历年的?|每?逢|[农旧阴夏]历(?:每年)?|[闰春夏秋冬]|最[冷热]月(?:[是为])?"
    "|(?:通常|一般|平均|大多|往往|多数?|常)(?:开始|始|结束|止|出现|发生|举行)?[于在]|[花果][熟果]?期[为在]?"
    "|(?:生日|诞辰|忌日)|(?:校庆|国庆|生日|诞辰|忌日|纪念日|节)日?(?:[为是]|定[为于在])"
    "|(?<![0-9]年)(?<![0-9])(?:年度|学年)(?:[自从由为是系以]+|自每年)?)$"
)
_OBLIGES = re.compile("每[年月届个逢]|必须|应当?[于在自以至将]|应当|不得|[至最]迟|届满|期满|届龄|起算")
_SENTENCE_ENDS = re.compile("[。!?;\n]")
_NAMES_A_YEAR = re.compile("[0-9]{3,4} ?年|[〇零一二三四五六七八九]{4}年|[^今]元年|民国")
_LONGEST_RULE = 80
_INTO_NEXT_YEAR = re.compile(rf" ?[{RANGE}] ?(?:(?:[次翌隔来]|第二)年|([0-9]{{1,2}}) ?月(?! ?[0-9]))")
_A_DAY_OF_EVERY_YEAR = re.compile(
    "[被即]?(?:[制设选确规订]?[定订]|设)为"
    "|份?(?:间|期间|之间)?(?:[是为][^,。;\\n]{0,12}(?:月份|季节|[雨旱淡旺汛花果]季|高峰期|期间)|为佳|通常|往往|一般|平均"
    "|[经时]常(?!务)|常[有见会出因以为受被遭]|容?易[受发遭生出]|多[雨雾风雪云]|最[冷热多少高低]|盛[开产]|开花|抽穗|产卵|果熟)"
)
_MAKES, _AT = ("将", "把"), ("于", "在")
_MADE_A_DAY_OF_EVERY_YEAR = re.compile("(?:作|列|视|命名|宣布|公布|纪念)为")
_MONTH_OF_RANGE_BEFORE = re.compile(rf"(?<![0-9])[0-9]{{1,2}} ?[{RANGE}] ?$")
_NO_MONTH_AFTER = re.compile(
    r"[球经饼亮台票薪嫂光牙食季老号刊龄]|期(?![间中末初])|大的|天[团乐]|平均|均温|气温|份?[是为](?:最|全年)|占全年"
    r"| ?-?[0-9.]+ ?[度℃°]"
)
_MEASURE_BEHIND = re.compile(r"\) ?[件个名条人次元页号米岁分天]")
_COMPARED_BEFORE = re.compile("(?:比|较|低于|高于|多于|少于|优于|差于|不同于|不像|不如)$")
_WITH = re.compile("[与和跟同][^,。;:\n]{0,6}$")
_COMPARED_BEHIND = re.compile("[^,。;:\n0-9]{0,24}(?:相比|相较|比较|不同|一样|相同|类似|相仿|持平)")
_LONGEST_LIFE = 110
_LONGEST_STEP = 30
"""So many years are two at most that follow one another in a text of early times."""

_LONGEST_WAY_BACK = 120


def is_span(form: Form, number: int) -> bool:
    """Return whether a round number of years is rather a span of time, by what stands around it.

    Args:
        form: what looks like a year.
        number: the number in it.
    """
    string, end = form.match.string, form.end
    if form.char_before in ("自", "从") and string.startswith(("来", "以来", "起", "间"), end):
        return False
    is_old = number == 1000 and string.startswith(("后", "以后", "之后"), end)
    if form.char_before in SPAN_BEFORE or is_old or _SPAN_AFTER.match(string, end) is not None:
        return True
    return _LENGTH_BEFORE.search(text_before(form)) is not None


def stands_as_year(form: Form, number: int, known: int | None) -> bool:
    """Return whether 618年 is a year, not so many years.

    It is one near a year that was named before, or where it begins a clause, and no length of time goes on in this way;
    there a round number needs a word for the time at which.

    Args:
        form: what looks like a year.
        number: the number in it.
        known: the year that was named before.
    """
    string, end = form.match.string, form.end
    if _SPAN_AFTER.match(string, end):
        return False
    if known is not None and abs(number - known) <= _LONGEST_STEP and not _COUNTS_YEARS.search(text_before(form)):
        return True
    if form.char_before not in ("", *_YEAR_STARTS) or _YEAR_ENDS.match(string, end):
        return False
    is_named = string.startswith(",", end) and form.char_before not in ("至", "到")  # 100至200年, is a length of time
    return number % 10 != 0 or form.char_before in ("于", "在", "自", "从") or is_named


def text_before(form: Form) -> str:
    """Return the few characters before a form."""
    return form.match.string[max(form.start - _LOOKED_AT, 0) : form.start]


def next_to(form: Form, characters: str) -> bool:
    """Return whether one of some characters follows a form.

    Args:
        form: what looks like a date.
        characters: those that are looked for.
    """
    return form.match.string[form.end : form.end + 1] in tuple(characters)


def is_life_span(form: Form, first: int, last: int) -> bool:
    """Return whether two numbers below 1000 in brackets are years.

    They are where they stand behind a name, and are no farther apart than a life is long.

    Args:
        form: what looks like two years.
        first: the earlier one.
        last: the later one.
    """
    string, name = form.match.string, form.match.string[max(form.start - _LOOKED_AT, 0) : form.start]
    is_life = 0 < last - first <= _LONGEST_LIFE and string.startswith(")", form.end)
    return is_life and _NAME_BEFORE.search(name) is not None and not _MEASURE_BEHIND.match(string, form.end)


def refers_back(form: Form, day_end: int) -> bool:
    """Return whether 次日 is about the day that was named before.

    It is where that is not far away, in this paragraph, and where a clause begins.

    Args:
        form: what refers to another day.
        day_end: place where that day's own form ends; -1: there is none.
    """
    if not 0 <= form.start - day_end <= _LONGEST_WAY_BACK or "\n\n" in form.match.string[day_end : form.start]:
        return False
    return form.start - day_end <= 1 or form.char_before in (*_YEAR_STARTS, *"及与和并即,")


def comes_every_year(form: Form, month: int) -> bool:
    """Return whether a month or day without a year is that of every year, as in 每年4-10月, 花期3月 or 从11月到3月.

    Args:
        form: what names no year.
        month: 1 to 12.
    """
    string, before = form.match.string, _MONTH_OF_RANGE_BEFORE.sub("", text_before(form))
    if _EVERY_YEAR.search(before):
        return True
    if before.endswith(_MAKES) and _MADE_A_DAY_OF_EVERY_YEAR.match(string, form.end):
        return True
    if not before.endswith(_AT) and _A_DAY_OF_EVERY_YEAR.match(string, form.end):
        return True
    end = _INTO_NEXT_YEAR.match(string, form.end)
    return end is not None and (end[1] is None or int(end[1]) < month)


def is_compared(form: Form) -> bool:
    """Return whether a year is only compared with that of the text, as in 比2008年增长 and 与2008年的选举相比.

    Args:
        form: a year.
    """
    before = text_before(form)
    if _COMPARED_BEFORE.search(before):
        return True
    return _WITH.search(before) is not None and _COMPARED_BEHIND.match(form.match.string, form.end) is not None


def is_of_a_rule(form: Form) -> bool:
    """Return whether a year told from another one is that of a rule, as in 应当于次年3月1日前申报.

    It is where the sentence obliges somebody, or speaks of each year, and names none itself.

    Args:
        form: what names no year of its own.
    """
    text = form.match.string[max(form.start - _LONGEST_RULE, 0) : form.start]
    sentence = _SENTENCE_ENDS.split(text)[-1]
    return _OBLIGES.search(sentence) is not None and not _NAMES_A_YEAR.search(sentence)


def is_no_month(form: Form) -> bool:
    """Return whether what looks like a month alone is something else, as in 1月球 and 7月28度."""
    return _NO_MONTH_AFTER.match(form.match.string, form.end) is not None
