"""The line between the title of a page and its text: when it was published or changed, and who wrote it.

Most pages state it for people alone, in words that differ little: ``2019-09-26 12:11 来源：某报 作者：某人``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from wenxun.articles.html.frames import Block
from wenxun.articles.metadata import iso_date

__all__ = ["Byline", "before_text", "read_byline"]

_BLOCKS_BEFORE, _BLOCKS_AFTER = 12, 4  # so far from the first passage of the text a byline may stand
_LINE_CHARS = 160
_PASSAGE = re.compile("[，。！？；].*[。！？…]|.{100}", re.DOTALL)
_SENTENCE = re.compile("[，。！？；]")
_DAY_CHARS, _TIME_CHARS = 10, 40  # of a day; of a time behind it, and more

_DAY = re.compile(r"(?<![\d.-])(?:19|20)\d\d(?:\s?[-/.年]\s?\d{1,2}\s?[-/.月]\s?\d{1,2})(?!\d*[-/.]\d)")
_TIME_BEHIND = re.compile(
    r"日?\s*(?:[T,（(]|[星周][期一二三四五六日天]+|[)）]|[上下]午|\s)*\d{1,2}\s*[:：时時點点]\s*\d\d"
)
_DATE = re.compile(r"(?<!\d)((?:19|20)?)\d\d\s?[-/.年]\s?\d{1,2}\s?[-/.月]\s?\d")
_WHEN = r"\s*(?:时间|時間|日期|于|於|在|date|on|@)?\s*[:：]?[\s|]*\Z"
_PUBLISHED = re.compile(
    rf"(?:[发發](?:布|佈|表|稿)|刊[登发發]|公[布佈]|(?:上传|上傳|创建|[出撰][版稿]|发[帖文]|發[帖文])(?=时间|時間|日期|[于於])"
    rf"|(?<![\u4e00-\u9fff])(?:时间|時間|日期)|posted|published){_WHEN}",
    re.IGNORECASE,
)
_UPDATED = re.compile(rf"(?:更新|修[改正订訂]|编辑|編輯|(?:last )?(?:updated|modified|edited)){_WHEN}", re.IGNORECASE)
_OF_OTHERS = re.compile(  # of those who write, of the site
    rf"(?:[注註][册冊]|加入|登[录錄入]|上[线線]|在[线線]|生日|出生|joined|registered|last visit){_WHEN}", re.IGNORECASE
)
_PUBLISHED_BEHIND = re.compile(
    r"[\s\d:：.日T]*(?:首次|首[发發])?(?:[发發](?:布|佈|表)|[创創]建)(?![^\S\n]*[于於在:：时時日会會])"
)
_UPDATED_BEHIND = re.compile(r"[\s\d:：.日T]*(?:更新|修[改订訂]|编辑|編輯)(?![^\S\n]*[于於在:：时時日部])")
_MINGUO = re.compile(
    r"(?:(?:中[华華])?民[国國]\s*(?P<named>\d{1,3})|(?<=[:：])\s?(?P<labelled>1[01]\d))\s?[-/.年]\s?(?P<m>\d{1,2})\s?[-/.月]\s?(?P<d>\d{1,2})(?!\d)"
)
_YEAR_BEFORE_MINGUO = 1911
_NUMERALS = "〇一二三四五六七八九"
_WRITTEN_OUT = re.compile(
    rf"(?P<y>[一二][{_NUMERALS}○零Ｏ]{{3}})年(?P<m>[{_NUMERALS}十]{{1,3}})月(?P<d>[{_NUMERALS}十]{{1,3}})日"
)
_SIGNED = re.compile(r"[(（]?(?:19|20)\d\d年\d{1,2}月\d{1,2}日[\s()（）星期周一二三四五六日天]*")
_LINES_SIGNED, _SIGNER_CHARS = 4, 30
_LABEL_CHARS = 24
_OF_BYLINES = re.compile(
    r"[来來]源|作者|[记記]者|[责責]?[编編][辑輯]|出[处處]|稿源|浏览|瀏覽|阅读|閱讀|[点點][击擊閱]|人[气氣]|[评評][论論]|字[号號體体]"
    r"|分享|打印|列印|by\b",
    re.IGNORECASE,
)
_BESIDE_DATE = re.compile(r"[\s()（）\[\]【】星期周一二三四五六日天年月\d:：.,，/·|-]*")
_NAME_END = (
    r"(?=\s|$|[|丨/／（(\[【】\]）),，。;；]|[来來]源|出[处處]|[时時][间間]|日期|[责責任]|[编編][辑輯]|[发發]|浏览|瀏覽|阅读|閱讀|[点點][击擊]"
    r"|[评評][论論]|人[气氣]|字[号號體体]|更新|\d{4})"
)
_AUTHOR = re.compile(
    r"(?:(?<![该該])作\s*者|撰[文稿]|(?<![\u4e00-\u9fff])文(?=\s*[/／|｜:：]))\s*[:：丨|｜/／]\s?"
    r"(?:[\[（(【〔][^\W\d_]{1,4}[\]）)】〕]\s?)?(?:[\u4e00-\u9fff]{0,10}(?:作者|[记記]者|[评評][论論][员員])\s?)?"
    r"(?P<stated>[^\W\d_][\w·.]{1,19}?(?:[ ·](?:[A-Z][\w.'’-]{0,20}|de|van|von|la|der)){0,4})"
    rf"{_NAME_END}"
    r"|\|\s*作者(?P<beside>[\u4e00-\u9fff]{2,4})(?=$|[|\s])"
    r"|[记記]者\s?(?P<reporter>[\u4e00-\u9fff]{2,4})(?=[/／])"
    r"|社[记記]者(?P<agency>[\u4e00-\u9fff]{2,3})(?=[\u4e00-\u9fff]{2,4}\d{1,2}日[电電])"
    r"|[(（](?:本[报報刊台])?[记記]者(?![证證站节節们們])[\s:：]*(?P<several>[\u4e00-\u9fff]{2,4}(?:[、，\s]+[\u4e00-\u9fff]{2,4}){0,4})\s*[)）]",
    re.MULTILINE,
)
_BETWEEN_NAMES = re.compile(r"[、，\s]+")
_OFFICE = re.compile(
    "整合|[综綜]合|[编編][译譯]|[摄攝]影?[报報]?[道導]?|[报報][道導]|[图圖]?文|通[讯訊][员員]|[实實][习習](?:生|[记記]者)"
)
_MOST_AUTHORS = 5


@dataclass(frozen=True, slots=True)
class Byline:
    """What a page states for people.

    Attributes:
        published, updated: as ISO 8601; "" when it states none.
        authors: their names.
    """

    published: str = ""
    updated: str = ""
    authors: tuple[str, ...] = ()


def before_text(blocks: Sequence[Block], is_main: Sequence[bool]) -> Sequence[Block]:
    """Return the blocks about the beginning of the text among which title and byline stand.

    Args:
        blocks: of the page.
        is_main: for each, whether it belongs to the main text.
    """
    first = next(
        (at for at, block in enumerate(blocks) if is_main[at] and not block.level and _is_passage(block)), len(blocks)
    )
    return blocks[max(0, first - _BLOCKS_BEFORE) : first + _BLOCKS_AFTER]


def _is_passage(block: Block) -> bool:
    text = block.rich.text
    return _PASSAGE.search(text) is not None and not (len(text) < _LINE_CHARS and _date_in(text))


def read_byline(near: Sequence[Block], blocks: Sequence[Block], main: Sequence[Block]) -> Byline:
    """Return the byline of a page.

    Args:
        near: the blocks about the beginning of its text.
        blocks: all of them; a date with a label counts wherever it stands, if there is one alone.
        main: those of its text; below it may stand who signs it, and when.
    """
    lines = [text for block in near if (text := _line(block))]
    whole = _in_our_era("\n".join([block.rich.text for block in blocks if len(block.rich.text) <= _LINE_CHARS]))
    published = next(filter(None, map(_date_in, lines)), "") or _date_below_heading(near)
    labelled = set(_labelled(_PUBLISHED, _PUBLISHED_BEHIND, whole)) if not published else set()
    changed = set(_labelled(_UPDATED, _UPDATED_BEHIND, whole))
    authors = dict.fromkeys(name for text in lines for name in _authors(text))
    published = published or _only(labelled) or _date_signed(main)
    return Byline(published, _only(changed), tuple(authors)[:_MOST_AUTHORS])


def _date_signed(main: Sequence[Block]) -> str:
    """The date below a text and its signer, if no other line of the text is a date alone."""
    written = [_in_our_era(line) for block in main if len(block.rich.text) <= _LINE_CHARS for line in _lines_of(block)]
    places = [place for place, line in enumerate(written) if _SIGNED.fullmatch(line)]
    if len(places) != 1 or places[0] < max(1, len(written) - _LINES_SIGNED // 2):
        return ""
    last = [line for block in main[-_LINES_SIGNED:] for line in _lines_of(block)][-_LINES_SIGNED:]
    signer = written[places[0] - 1]
    is_signed = signer in last and len(signer) <= _SIGNER_CHARS and not _SENTENCE.search(signer)
    return iso_date(written[places[0]].lstrip("(（")) if is_signed else ""


def _lines_of(block: Block) -> list[str]:
    return [line for each in block.rich.text.split("\n") if (line := each.strip())]


def _in_our_era(text: str) -> str:
    """A text with dates of the Republic, and with those written out, in digits of our era."""
    text = _MINGUO.sub(_in_common_era, text)
    return _WRITTEN_OUT.sub(lambda found: "{}年{}月{}日".format(*map(_digits, found.groups())), text)


def _in_common_era(found: re.Match[str]) -> str:
    year = _YEAR_BEFORE_MINGUO + int(found["named"] or found["labelled"])
    return f"{year}年{found['m']}月{found['d']}"


def _digits(written: str) -> str:
    """The digits of a year, or of a number below a hundred, that is written out."""
    plain = re.sub("[○零Ｏ]", "〇", written)
    if "十" in plain:
        tens, _, ones = plain.partition("十")
        return f"{_NUMERALS.index(tens) if tens else 1}{_NUMERALS.index(ones) if ones else 0}"
    return "".join(str(_NUMERALS.index(each)) for each in plain)


def _date_below_heading(near: Sequence[Block]) -> str:
    """The date with which the line below a heading begins, whatever else stands on it but sentences."""
    for heading, block in pairwise(near):
        text = _line(block)
        if heading.level and not _SENTENCE.search(text) and (found := _DAY.match(text)):
            return iso_date(found[0])
    return ""


def _only(days: set[str]) -> str:
    return next(iter(days)) if len(days) == 1 else ""


def _line(block: Block) -> str:
    """The text of a block that may be a byline: a short one that is no list of links."""
    text = block.rich.text
    return _in_our_era(text) if len(text) <= _LINE_CHARS and 2 * block.link_chars <= len(text) else ""


def _labelled(label: re.Pattern[str], behind: re.Pattern[str], text: str) -> Iterator[str]:
    """The dates behind a label, or with one behind them; of published ones some lack the century."""
    free = 0  # what stands before it is the label of an earlier date
    for found in _DATE.finditer(text):
        is_named = label.search(text, max(free, found.start() - _LABEL_CHARS), found.start())
        following = behind.match(text, found.end()) if found[1] else None
        free = following.end() if following else found.end()
        if is_named or following:
            written = text[found.start() : found.end() + _TIME_CHARS]
            day = iso_date(written if found[1] else f"20{written}")
            if len(day) >= _DAY_CHARS:
                yield day


def _date_in(text: str) -> str:
    """The date of a line: one that says what it is, that has a time, or that stands alone or beside a source."""
    if day := next(_labelled(_PUBLISHED, _PUBLISHED_BEHIND, text), ""):
        return day
    found = _DAY.search(text)
    if found is None or _UPDATED.search(text, 0, found.start()) or _UPDATED_BEHIND.match(text, found.end()):
        return ""
    if _OF_OTHERS.search(text, max(0, found.start() - _LABEL_CHARS), found.start()):
        return ""
    rest = text[: found.start()] + text[found.end() :]
    if _TIME_BEHIND.match(text, found.end()) or _BESIDE_DATE.fullmatch(rest) or _OF_BYLINES.search(rest):
        day = iso_date(text[found.start() :])
        return day if len(day) >= _DAY_CHARS else ""
    return ""


def _authors(text: str) -> Iterator[str]:
    for found in _AUTHOR.finditer(text):
        if found["several"]:
            yield from (name for name in _BETWEEN_NAMES.split(found["several"]) if not _OFFICE.fullmatch(name))
        else:
            yield next(filter(None, found.groups()))
