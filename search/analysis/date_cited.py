"""Years that stand alone, without 年, where a work or a source is named: 《活着》(1993), 毛宗武(2004), (Shine, 1991).

So numbers do that are no years. It is one by what stands before the bracket, and by what stands behind.
"""

from __future__ import annotations

import re

from wenxun.analysis.date_forms import Form

__all__ = ["cited_year"]

_YEARS, _YEARS_OF_WORKS = range(1800, 2036), range(1000, 2036)
_LOOKED_AT = 60
_WORK_BEFORE = re.compile("(?:》|年) ?[(]$")
_NUMBERED = ("编号", "号码", "电话", "型号", "版本", "更新", "案号", "代码", "邮编", "共有")
_WORD_BEFORE = re.compile(
    "(?:[\u3400-\u9fff]{2}|[\u3400-\u9fff]》?等)" + "".join(f"(?<!{word})" for word in _NUMBERED) + " ?[(]$"
)
_AUTHORS_BEFORE = re.compile(r"(?:\bet al\.?|(?:&|\band) ?[^\W\d_]{2,20}) ?[(]$")
_INITIAL_BEFORE, _CITED_BEHIND = re.compile(r"(?<![a-z])[a-z]\. ?[(]$"), re.compile(r"[)] ?[.,]")
_CASE_BEFORE = re.compile(r"(?<![a-z])v\.? [a-z][a-z .&'-]{1,40}[(]$")
_SOURCE_BEFORE = re.compile(r"(?<![0-9a-z])[(][^()\d]*[^\W\d_]{2}[^()\d]*, ?$")
_DOCUMENT_BEFORE = re.compile("[\u3400-\u9fff][)]? ?[(〔[]$")
_DOCUMENT_BEHIND = re.compile(r"[)〕\]] ?第?[0-9]{1,5}(?:号|-[0-9]+号)")
_MEASURE_BEHIND = re.compile(r"[)〕\]] ?(?:[件个名条人次元页号米岁分天吨户亩万亿位]|[0-9])")


def cited_year(form: Form) -> int | None:
    """Return the year that a lone number is by what stands around it, ``None`` where it is none.

    Args:
        form: the number.
    """
    string, year = form.match.string, int(form.match[0])
    before = string[max(form.start - _LOOKED_AT, 0) : form.start]
    opening = before[-1:]
    if opening in tuple("(〔[") and _DOCUMENT_BEHIND.match(string, form.end):
        return year if year in _YEARS and _DOCUMENT_BEFORE.search(before) else None
    if opening in ("〔", "["):
        return None
    if opening == "(":
        if _WORK_BEFORE.search(before):
            return year if year in _YEARS_OF_WORKS else None
        is_round, is_measured = year % 100 == 0, _MEASURE_BEHIND.match(string, form.end) is not None
        is_named = (not is_round and _WORD_BEFORE.search(before)) or _AUTHORS_BEFORE.search(before)
        is_named = is_named or _CASE_BEFORE.search(before)
        is_named = is_named or (_INITIAL_BEFORE.search(before) and _CITED_BEHIND.match(string, form.end))
        return year if is_named and not is_measured and year in _YEARS else None
    is_closed = string.startswith(")", form.end + string.startswith(("a", "b", "c"), form.end))
    if is_closed and not _SOURCE_BEFORE.search(before) and not before.rstrip(", ").endswith(("社", "局", "馆", "店")):
        return None
    return year if year in _YEARS else None
