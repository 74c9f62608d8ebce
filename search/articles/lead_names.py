"""Further names of an article that its first paragraph gives right behind the title: 番茄，又称西红柿，俗称“洋柿子”."""

from __future__ import annotations

import re
from collections.abc import Iterator

__all__ = ["CALLED", "names_behind_title"]

_KINDS_OF_CALLING = "又亦也或简簡全俗别別古旧舊常統统前原通人世尊美雅略昵暱爱愛蔑"
CALLED = (
    f"(?:[{_KINDS_OF_CALLING}][称稱]作?|[又亦也常]被?[称稱]作?|[又亦也]叫|[又或也亦][译譯]|[又也亦或一]作|[又也亦][写寫]作"
    "|[又别別原本旧舊俗古艺藝笔筆乳化全学學初网網小真土异異幼]名|曾用名|改名|拉丁[学學]名"
    "|(?:化[学學]|商品|通用|英文|外文|中文)名[称稱]?"
    "|[绰綽外别別雅又自尊庙廟谥諡道法][号號]|法名|(?:英文)?[缩縮简簡][写寫]|英文[简簡][称稱])"
)
"""The words for "also called" and the like."""

_WHO = (
    "在?(?:中国大陆|中國大陸|大陆|大陸|内地|內地|台[湾灣]|臺灣|香港|港[台臺]?|[台臺]|民[间間]"
    "|人[们們]|[后後时時世]人|当地|當地|国际上?|國際上?)"
)
_NAMED = re.compile(
    rf"[后後]?(?:{CALLED}|{_WHO}[又亦也则則常多俗]?被?(?:[称稱叫译譯]|翻[译譯])|又?[字号號](?![称稱召令码碼线線])"
    "|[名讳諱](?![列为為称稱声聲义義字目单單次家人不]))[为為作做是]?[:： ]?(.+?)等?"
)
_NAME = r"[^\W\d_][\w·-]{0,11}|[A-Z][A-Za-z.&'’ -]{1,60}"
_ONE_NAME = re.compile(rf"([“「『《]?)({_NAME})([”」』》]?)")
_TWO_NAMES = re.compile(r"([^\W\d_]{2,12}?)(?:或者?(?:[简簡又也]?[称稱叫])?|以及|[和与與及])([^\W\d_]{2,12})")
_NO_NAME = re.compile(
    "[的了是在不很没沒这這]|[那几幾][个個种種些么麼乎句]|什[么麼]|由来|由來|失[传傳]|未[知详詳]|[佳杰]作"
    "|^(?:[以或]|[问問][题題])|^[为為作做]$|本[法会會]$|_"
)
"""What stands in no name, but in what somebody says: 又称这部片为佳作, 古名不详."""

_CLAUSE = re.compile("([^，,、；;（）()]*)([，,、；;（）()]*)")
_NEXT_NAME = re.compile(r"[“「『《]?([^\W\d_]{1,6}?)[”」』》]?等?")
_LEAST_CHARS = 2
"""Of a name in a list, if the one before it has as many: 简称沪、申, but 又称汉城、汉."""

_OTHER_NAME = re.compile(r"[^\u4e00-\u9fff]*|.*[0-9].*|[^\W\d_]{1,3}[语語文][:：].*|[学學]名.*|年[号號].*")
"""What may stand between a title and its other names: dates of a life, the name in another language."""

_FOREIGN_NAME = re.compile(
    r"(?:[^\W\d_]{1,2}[语語文](?:名[称稱]?)?[:：]? ?)?((?=.{3})(?!(?:Ltd|Inc|Corp|Co)\b)"
    r"[A-Z][A-Za-z.&'’-]*(?: [A-Za-z.&'’-]+){0,8})"
)
"""The name in a language of Latin letters, as in (英语：World Health Organization) and (Peking University)."""

_BEFORE_TITLE = re.compile(r"[\s「『《〈“\"'‘（(【]*")
_LONGER_BEFORE = re.compile(r"(?:(?:[^\W\d_]{1,8}[·•]){1,3}|[国國省市县縣私]立)?")
_MOST_BEFORE = 27
_LONGER_BEHIND = re.compile("(?:(?:特[别別])?[市县縣省区區州镇鎮]|(?:集团|集團|控股|股份|有限|[责責]任|公司)+)?")
_BORDER = re.compile(r"[，,（(」』》”\"]|是|$")
_SHORT_FOR = re.compile(
    rf"(?:[，,]?[是为為]|[，,])[“「『《]?({_NAME})[”」』》]?的(?:[英中]文|常用|官方)?"
    "[简簡缩縮俗别別全旧舊古美統统通雅昵暱爱愛略][称稱写寫](?=[，,。；;]|$)"
)


def names_behind_title(lead: str, title: str) -> Iterator[str]:
    """Yield the names that follow a title, each in a clause of its own.

    The title may stand there in a longer form (约翰·肯尼迪, 腾讯控股有限公司), which is a name, too.

    Args:
        lead: the first paragraph.
        title: of the article.
    """
    begun = _BEFORE_TITLE.match(lead)
    first = begun.end() if begun else 0
    start = lead.find(title, first, first + _MOST_BEFORE + len(title))
    if start < 0 or not _LONGER_BEFORE.fullmatch(lead, first, start):
        return
    end = start + len(title)
    behind = _LONGER_BEHIND.match(lead, end)
    longer_end = behind.end() if behind else end
    if first < start or end < longer_end:
        if _BORDER.match(lead, longer_end):
            yield lead[first:longer_end]
            end = longer_end
        elif first < start:
            return
    sentence = lead[end:].partition("。")[0]
    short = _SHORT_FOR.match(sentence)
    if short is not None:
        yield short[1]
    yield from _names_of_clauses(sentence)


def _names_of_clauses(sentence: str) -> Iterator[str]:
    before = ""  # the name that a list goes on behind
    are_names = True  # nothing else was said as yet
    for clause in _CLAUSE.finditer(sentence):
        written = clause[1].strip()
        named = _NAMED.fullmatch(written)
        names = list(_names(named[1])) if named is not None else []
        foreign = _FOREIGN_NAME.fullmatch(written) if are_names and not names else None
        if not names and before:
            names = _next_names(written, before)
        if foreign is not None and not names:
            names = [foreign[1]]
        yield from names
        if not names:
            if not _OTHER_NAME.fullmatch(written.strip("”」』》")):
                return
            are_names = are_names and not any(map(str.isdecimal, written))
        before = names[-1] if names and clause[2] == "、" else ""


def _names(written: str) -> Iterator[str]:
    """The name, or both of 伤风或普通感冒, that a word for it introduces."""
    two = _TWO_NAMES.fullmatch(written) if "或" in written else None
    one = _ONE_NAME.fullmatch(written)
    if two is not None and not _NO_NAME.search(written):
        yield from two.groups()
    elif one is not None and bool(one[1]) == bool(one[3]) and (one[1] or not _NO_NAME.search(one[2])):
        yield one[2]


def _next_names(written: str, before: str) -> list[str]:
    """The name, or both of 重午节和龙舟节, that a list goes on with."""
    one, two = _NEXT_NAME.fullmatch(written), _TWO_NAMES.fullmatch(written)
    if two is not None:
        return list(two.groups())
    if one is None or _NO_NAME.search(one[1]) or len(one[1]) < min(len(before), _LEAST_CHARS):
        return []
    return [one[1]]
