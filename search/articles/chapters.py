"""Headings in plain text: chapters, volumes and numbered parts, where they come in a series.

A line that begins like 第一章 may be a sentence of a story, or an entry of a table of contents. It is a heading when it
is short, stands on a line of its own, counts on from another one, and text follows. A lone 序 or 楔子 is one beside
such a series. A number alone (12, 12、旧事) may be that of a page or a list: it is a heading where the text before it
is at an end and some lines follow it.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

__all__ = ["find_headings", "is_numbered"]

_MOST_CHARS = 50
_MOST_LISTED_CHARS = 30
_LEVELS: Mapping[str, int] = {
    unit: level
    for level, units in enumerate(
        (
            "部 部分 册 冊 季 volume vol book",
            "卷 编 編 集 辑 輯 单元 單元 part",
            "篇 幕 分编 分編 act",
            "章 回 折 出 齣 讲 講 话 話 课 課 夜 天 周 週 则 則 计 計 品 本 封信 chapter ch ep episode",
        )
    )
    for unit in units.split()
} | dict.fromkeys(("节", "節", "场", "場", "section", "scene"), 4)
_LISTED_LEVEL, _BRACKETED_LEVEL, _COUNTED_LEVEL = 5, 6, 7
_CHINESE = "〇零○一二三四五六七八九十百千两兩廿卅"
_NUMERAL = rf"[0-9０-９壹贰貳叁參肆伍陆陸柒捌玖拾佰{_CHINESE}]{{1,8}}"
_UNIT = "(?:分[编編]|部分|[单單]元|封信|[部卷编編集篇幕章回折讲講话話节節场場课課辑輯册冊季夜出齣天周週则則计計品本])"
_NUMBERED = re.compile(
    rf"第\s*(?P<n>{_NUMERAL})\s*(?P<unit>{_UNIT})"
    r"(?:(?:[\s:：、.．·—─-]+|(?=[《〈「『【（(]))(?P<name>\S.*)|(?<=[回章卷折])(?P<joined>[^，。；：！？,;:!?\s][^，。；：！？]*)|)"
)
_UNDER_VOLUME = re.compile(
    r"(?:《[^《》]{1,20}》\s*|(?:正文|VIP|作品|章节目录|章節目錄|章节|章節)(?:卷|章节|章節)?\s+"
    rf"|第\s*{_NUMERAL}\s*[部卷集篇](?:\s+\S{{1,20}})??\s+"
    r"|[上中下][卷册冊部篇集][\s·・:：、]*|[^\s，。]{1,12}[·・]\s*)"
    rf"(?=第\s*{_NUMERAL}\s*[章回节節])",
    re.IGNORECASE,
)
_SPACED = re.compile(rf"第[ \u3000]+((?:{_NUMERAL}[ \u3000]+){{1,8}})(?={_UNIT})")  # 第 十 二 章
_SPACED_PAIR = re.compile(r"([\u3400-\u9fff])[ \u3000]+([\u3400-\u9fff])")
# 001章 名字, 12章, 007 名字: only numbers with a unit, or filled up with zeros
_FILLED = re.compile(
    r"(?P<n>[0-9]{1,4})\s*(?P<unit>[章回话話])(?:[\s:：、.．—-]+\S.*)?|(?P<filled>0[0-9]{1,3})(?:[\s、_-]+\S.*)?"
)
_COUNTED = re.compile(
    r"(?:[#＃№]\s?|No[.、]\s?)?[（(]?(?P<n>[0-9０-９]{1,4})"
    r"(?P<sign>[\]】)）〕]?[、.．:：_—-]{0,2})(?:(?P<blank>[ \t\u3000]*)(?P<name>[^\s0-9０-９].*))?"
)
_NAME_AND_BRACKETED = re.compile(
    rf"[^\s，。；：！？()（）]{{1,20}}\s*[(（](?P<n>[0-9]{{1,3}}|[{_CHINESE}]{{1,5}})[)）]"
)
_READ_ON = re.compile(r"分[节節卷章][阅閱][读讀]\s*(?P<n>[0-9]{1,4})")  # how sites cut a book
_AT_END = re.compile(r"[。！？!?….”」』》）)\]】~～—─\-*=]$")
_COUNTED_KIND = "12"
_LEAST_COUNTED = 3
_MOST_OF = 0.9
_LEAST_LINES, _LEAST_CHARS = 2, 40  # of text under a number that is a heading
_MOST_CONTENTS_CHARS = 30  # of text under an entry of a table of contents that the heading repeats
_VOLUME = re.compile(
    rf"(?:[^\s，。；：]{{2,12}}(?=卷))?(?P<unit>[卷章回])[之第]?(?P<n>{_NUMERAL}|[上中下])(?:[\s:：、.．·—-]+\S.*|)"
)
_HALF = re.compile(r"(?P<n>[上中下])(?P<unit>[卷部篇编編集册冊])(?:[\s:：、·—-]+\S.*|)")
_NAME_AND_NUMBER = re.compile(rf"[^\s，。；：！？第]{{1,12}}[第之](?P<n>[{_CHINESE}]{{1,5}})")  # 学而第一, 旧事之二
_ENGLISH = re.compile(
    r"(?P<unit>chapter|part|book|volume|section|act|scene|episode|(?:vol|ch|ep)(?=[.\s]))\.?\s*(?<![a-z])"
    r"(?P<n>[0-9]{1,4}|[ivxlcdm]{1,8}|one|two|three|four|five|six|seven|eight|nine|ten)(?:[.:\s—-]+.*)?",
    re.IGNORECASE,
)
_LISTED = re.compile(rf"(?P<n>[{_CHINESE}]{{1,5}})(?:[、．.]\s*\S.*|)")
_LISTED_BY_BLANK = re.compile(rf"(?P<n>[{_CHINESE}]{{1,3}})[ \u3000]+[^\s{_CHINESE}]\S*(?:[ \u3000]\S+){{0,2}}")
_BRACKETED = re.compile(rf"[（(](?P<n>[{_CHINESE}]{{1,5}})[)）](?:\s*\S.*|)")
_DAY = re.compile(
    r"(?:(?:(\d{4})\s?年\s?)?(\d{1,2})\s?月\s?(\d{1,2})\s?[日号號]|(\d{4})[-/.](\d{1,2})[-/.](\d{1,2}))"
    r"(?:[\s,，、（(]+(?!\d)[^。；;!！?？:：]{1,24})?"
)
_MAY_BE_DAY = re.compile(r"\W{0,4}\d{1,4}\s?[-/.年月]")
_LEAST_DAYS = 3
_BESIDE = re.compile(
    r"(?:(?:[译譯]者|作者|[编編]者|再版|重版|初版|修[订訂]版?|[中英]文版|完本|完[结結]|上架|[获獲][奖獎]|[编編译譯校])"
    r"(?:自?序言?|前言|[后後][记記]|感言|的[话話]|按)|[写寫]在(?:最?[后後前]面?|[开開][头頭篇])"
    r"|楔子|引子|引言|序[章言幕曲文]?|自序|前言|代序|[总總]序|原序|[后後][记記]|跋|尾[声聲]|[终終]章|[结結][语語]|番外篇?(?:之[^\s，。：]{1,20})?|外[传傳]"
    r"|附[录錄则則]|[开開]篇|凡例|大[结結]局|prologue|epilogue|preface|foreword|introduction|afterword)"
    r"(?:[\s:：、—·-]+\S.*|(?:之?[一二三四五六七八九十0-9]{1,3}|[（(][一二三四五六七八九十0-9上中下]{1,3}[)）])(?:[\s:：]+\S.*)?)?",
    re.IGNORECASE,
)
_ORNAMENT = re.compile(r"^(?:[\s【\[☆★●◆■※*=─—-]+|[、]|正文(?=[\s第]))+|[\s】\]☆★●◆■※*=─—-]+$")
_STEPS_NEEDED = {"…第": 2, "一 ": 2}  # of kinds that a text may hold by chance; one is enough for all others
_SENTENCE_ENDS = "。；;，：:…"
_SENTENCE = re.compile(rf"[{_SENTENCE_ENDS}]$|。.")
_ROWS_OF_DIGITS = ("〇一二三四五六七八九", "0123456789", "０１２３４５６７８９", "零壹贰叁肆伍陆柒捌玖")
_DIGITS = {digit: number for row in _ROWS_OF_DIGITS for number, digit in enumerate(row)} | dict(
    zip("○两兩貳參陸", (0, 2, 2, 2, 3, 6), strict=True)
)
_TENS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000}
_NAMED = {"上": 1, "中": 2, "下": 3, "廿": 20, "卅": 30} | {
    word: number
    for number, word in enumerate(("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"), 1)
}
_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100, "d": 500, "m": 1000}


class _Candidate(NamedTuple):
    """A line that may be a heading; ``kind`` says which of them count on from each other."""

    line: int
    kind: str
    level: int
    number: int


def find_headings(lines: Sequence[str]) -> dict[int, int]:
    """Return the headings among the lines of a text: number of the line to its level, 1 for the outermost."""
    candidates = _without_contents(_before_text([*_candidates(lines)], lines), lines)
    candidates = _in_order(_with_text_under_numbers(candidates, lines)) or _before_text([*_days(lines)], lines)
    steps: Counter[str] = Counter()
    last: dict[str, int] = {}
    for each in candidates:
        before = last.get(each.kind, -1)
        steps[each.kind] += each.number == before + 1 or (before == 1 and each.number == _NAMED["下"])
        last[each.kind] = each.number
    has_beside = any(each.kind == "beside" for each in candidates)
    series = [
        each
        for each in candidates
        if each.kind != "beside"
        and (
            steps[each.kind] >= _STEPS_NEEDED.get(each.kind, 1) or (has_beside and each.level <= 3 and each.number == 1)
        )
    ]
    if not series:
        return {}
    main, _ = Counter(each.level for each in series).most_common(1)[0]
    found = series + [each._replace(level=main) for each in candidates if each.kind == "beside"]
    ranks = {level: rank for rank, level in enumerate(sorted({each.level for each in found}), 1)}
    return {each.line: ranks[each.level] for each in found}


def _days(lines: Sequence[str]) -> Iterator[_Candidate]:
    """The lines of a diary that are a day, with no more than weather and place behind it; none unless they go on."""
    days: list[tuple[int, tuple[int, ...]]] = []
    for place, written in enumerate(lines):
        if not _MAY_BE_DAY.match(written) or len(written) > 2 * _MOST_CHARS:
            continue
        if found := _DAY.fullmatch(_ORNAMENT.sub("", written)):
            day = tuple(int(part) for part in found.groups() if part)
            if not days or len(days[-1][1]) == len(day):
                days.append((place, day))
    dates = [day for _, day in days]
    if len(set(dates)) >= _LEAST_DAYS and dates in (sorted(dates), sorted(dates, reverse=True)):
        for number, (place, _) in enumerate(days, 1):
            yield _Candidate(place, "日", _LISTED_LEVEL, number)


def is_numbered(line: str) -> bool:
    """Return whether a short line names a chapter by its number: 第四回 危崖!危情!"""
    bare = _ORNAMENT.sub("", line)
    return len(bare) <= _MOST_CHARS and _NUMBERED.fullmatch(bare) is not None and not bare.endswith(("。", "，", "；"))


def _candidates(lines: Sequence[str]) -> Iterator[_Candidate]:
    filled_to = filled_chars = 0
    for place, written in enumerate(lines):
        if len(written) > 2 * _MOST_CHARS or written.rstrip()[-1:] in _SENTENCE_ENDS:  # as most do, or it is empty
            continue
        line = _ORNAMENT.sub("", written)
        if not 0 < len(line) <= _MOST_CHARS or _SENTENCE.search(line):
            continue
        line = _SPACED.sub(lambda spaced: "第" + "".join(spaced[1].split()), line)
        if found := _NUMBERED.fullmatch(_UNDER_VOLUME.sub("", line, 1)) or _VOLUME.fullmatch(line):
            yield _Candidate(place, f"第{found['unit']}", _LEVELS[found["unit"]], _value(found["n"]))
        elif found := _HALF.fullmatch(line):
            yield _Candidate(place, f"上{found['unit']}", _LEVELS[found["unit"]], _value(found["n"]))
        elif found := _ENGLISH.fullmatch(line):
            unit = found["unit"].lower()
            yield _Candidate(place, unit, _LEVELS.get(unit, 4), _value(found["n"].lower()))
        elif found := _FILLED.fullmatch(line):
            if found["filled"]:
                filled_to, filled_chars = int(found["filled"]), len(found["filled"])
            yield _Candidate(place, found["unit"] or "001", _LEVELS["章"], int(found["n"] or found["filled"]))
        elif found := _READ_ON.fullmatch(line):
            yield _Candidate(place, "阅读", _LEVELS["章"], int(found["n"]))
        elif _BESIDE.fullmatch(_SPACED_PAIR.sub(r"\1\2", line) if _SPACED_PAIR.fullmatch(line) else line):
            yield _Candidate(place, "beside", 3, 0)
        elif len(line) <= _MOST_LISTED_CHARS and (found := _LISTED.fullmatch(line)):
            yield _Candidate(place, "一", _LISTED_LEVEL, _value(found["n"]))
        elif len(line) <= _MOST_LISTED_CHARS and (found := _LISTED_BY_BLANK.fullmatch(line)):
            yield _Candidate(place, "一 ", _LISTED_LEVEL, _value(found["n"]))
        elif found := _NAME_AND_NUMBER.fullmatch(line):
            yield _Candidate(place, "…第", _LISTED_LEVEL, _value(found["n"]))
        elif len(line) <= _MOST_LISTED_CHARS and (found := _BRACKETED.fullmatch(line)):
            yield _Candidate(place, "（一）", _BRACKETED_LEVEL, _value(found["n"]))
        elif found := _NAME_AND_BRACKETED.fullmatch(line):
            yield _Candidate(place, f"{_COUNTED_KIND}（", _COUNTED_LEVEL, _value(found["n"]))
        elif len(line) <= _MOST_LISTED_CHARS and (found := _COUNTED.fullmatch(line)):
            number = int(found["n"])
            if filled_to and number == filled_to + 1 and len(found["n"]) == filled_chars:  # 100 behind 099
                filled_to = number
                yield _Candidate(place, "001", _LEVELS["章"], number)
            elif not found["name"] or found["sign"] or found["blank"]:
                kind = f"{_COUNTED_KIND}{found['sign']}{'甲' if found['name'] else ''}"
                yield _Candidate(place, kind, _COUNTED_LEVEL, number)


def _before_text(candidates: Sequence[_Candidate], lines: Sequence[str]) -> list[_Candidate]:
    """Those that text follows, or a deeper one that text follows: a table of contents has none."""
    kept: list[_Candidate] = []
    following: tuple[int, int] | None = None  # line and level of the one behind it, if that is kept
    end = len(lines)
    for each in reversed(candidates):
        has_text = any(line.strip() for line in lines[each.line + 1 : end])
        if has_text or (following is not None and following[0] == end and following[1] > each.level):
            kept.append(each)
            following = (each.line, each.level)
        end = each.line
    return kept[::-1]


def _without_contents(candidates: Sequence[_Candidate], lines: Sequence[str]) -> list[_Candidate]:
    """Those but the entries of a table of contents: a heading repeats each, and hardly anything stands between them."""
    last = {"".join(lines[each.line].split()): each.line for each in candidates}
    ends = [*(each.line for each in candidates[1:]), len(lines)]
    return [
        each
        for each, end in zip(candidates, ends, strict=False)
        if last["".join(lines[each.line].split())] == each.line
        or sum(len(line.strip()) for line in lines[each.line + 1 : end]) > _MOST_CONTENTS_CHARS
    ]


def _with_text_under_numbers(candidates: Sequence[_Candidate], lines: Sequence[str]) -> list[_Candidate]:
    """Those but numbers of pages, and of lists: of each kind of lone number all are headings, or none is."""
    by_kind: dict[str, list[tuple[_Candidate, int]]] = {}
    ends = [*(each.line for each in candidates[1:]), len(lines)]
    for each, end in zip(candidates, ends, strict=False):
        if each.kind.startswith(_COUNTED_KIND):
            by_kind.setdefault(each.kind, []).append((each, end))
    headings = {each.line for each in candidates}
    is_series = {kind: _are_headings(found, headings, lines) for kind, found in by_kind.items()}
    return [each for each in candidates if is_series.get(each.kind, True)]


def _are_headings(found: Sequence[tuple[_Candidate, int]], headings: set[int], lines: Sequence[str]) -> bool:
    """Whether lone numbers count on, stand where the text before is at an end, and have some lines under them."""
    if len(found) < _LEAST_COUNTED:
        return False
    steps = sum(after.number in (before.number + 1, 1) for (before, _), (after, _) in itertools.pairwise(found))
    behind_end, with_text = 1, 0  # a title stands before the first
    for each, end in found:
        under = [line.strip() for line in lines[each.line + 1 : end] if line.strip()]
        with_text += len(under) >= _LEAST_LINES and sum(map(len, under)) >= _LEAST_CHARS
        if each is not found[0][0]:
            above = next(place for place in range(each.line - 1, -1, -1) if lines[place].strip())
            behind_end += above in headings or _AT_END.search(lines[above].rstrip()) is not None
    return min(steps + 1, behind_end, with_text) >= _MOST_OF * len(found)


def _in_order(candidates: Sequence[_Candidate]) -> list[_Candidate]:
    """Those that do not interrupt their series: a line 第四回 … between 第一回 and 第二回 is a sentence."""
    numbers: dict[str, list[int]] = {}
    for each in candidates:
        numbers.setdefault(each.kind, []).append(each.number)
    places: Counter[str] = Counter()
    kept: list[_Candidate] = []
    for each in candidates:
        series, place = numbers[each.kind], places[each.kind]
        places[each.kind] += 1
        around = series[place - 1 : place] + series[place + 1 : place + 2]
        is_between = len(around) == 2 and around[1] == around[0] + 1 and each.number not in around
        if each.kind == "beside" or not is_between:
            kept.append(each)
    return kept


def _value(numeral: str) -> int:
    """The number that a numeral stands for; -1 for none."""
    if numeral in _NAMED:
        return _NAMED[numeral]
    if all(sign in _ROMAN for sign in numeral):
        values = [_ROMAN[sign] for sign in numeral]
        return sum(-value if value < max(values[place:]) else value for place, value in enumerate(values))
    if not any(sign in _TENS for sign in numeral):
        digits = [str(_DIGITS[sign]) for sign in numeral if sign in _DIGITS]
        return int("".join(digits)) if len(digits) == len(numeral) else -1
    total, digit = 0, 0
    for sign in numeral:
        if sign in _TENS:
            total += (digit or 1) * _TENS[sign]
            digit = 0
        else:
            digit = _DIGITS.get(sign, _NAMED.get(sign, 0))
    return total + digit
