"""What an article says of itself besides its text: from names and values, as front matter and records give them."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any

from wenxun.articles.characters import tidy_line
from wenxun.articles.draft import Draft
from wenxun.articles.richtext import RichText
from wenxun.articles.sections import Heading, Paragraph
from wenxun.models import METADATA_NAMES, METADATA_TEXTS, NAME_LISTS, FieldValue

__all__ = [
    "METADATA",
    "add_metadata",
    "add_stated",
    "is_stated_name",
    "iso_date",
    "lead_with_description",
    "stated_as",
    "text_name",
]

METADATA = frozenset((*METADATA_TEXTS, *METADATA_NAMES, "path", "fields"))
"""Names of an ``Article``'s attributes that `add_metadata` takes; a path is the index's own and is left alone."""


def add_metadata(draft: Draft, given: Mapping[str, Any]) -> None:
    """Fill in the draft's url, dates, authors, tags, description, language and own fields.

    Values of a wrong type are left out.

    Args:
        draft: takes them.
        given: values under the names of an article's attributes.
    """
    for name in METADATA_TEXTS:
        if isinstance(value := given.get(name), str):
            setattr(draft, name, tidy_line(value, draft.tally))
    for name in METADATA_NAMES:
        values = given.get(name)
        for value in values if isinstance(values, list) else ():
            if isinstance(value, str) and (tidy := tidy_line(value, draft.tally)):
                getattr(draft, name)[tidy] = None
    fields = given.get("fields")
    for name, value in (fields if isinstance(fields, Mapping) else {}).items():
        if isinstance(value, list):
            draft.fields[str(name)] = tuple(each for each in value if isinstance(each, str))
        elif isinstance(value, str | int | float):
            draft.fields[str(name)] = value


# --- under the names that owners use --------------------------------------------------------------

# What each of our names is called by owners, the first that is there counting most; without case, blanks, - and _.
_STATED: Mapping[str, str] = {
    "title": "title 标题 標題 题目 題目 题名 題名 headline chapter 篇名 name 名称 rhythmic 词牌 詞牌 词牌名 詞牌名"
    " chaptername chaptertitle 诗名 詩名 歌名 曲名",
    "published": "date pubdate published publishdate publishedat publisheddate publishtime pubtime 日期 发布日期"
    " 发布时间 發佈日期 發布日期 發佈時間 發布時間 发表日期 发表时间 發表日期 發表時間 出版日期 时间 時間 datetime"
    " timestamp created createdat creationdate createddate datecreated createdate createtime ctime 创建日期 创建时间"
    " 建立日期 建立時間 建立时间 创建于 datepublished",
    "updated": "updated lastmod lastmodified lastmodifiedat modified updatedat updateddate dateupdated datemodified"
    " lastupdated updatetime mtime lastupdate 更新日期 更新时间 更新時間 修改日期 修改时间"
    " lastedited lasteditedtime lasteditedat 最后编辑 最后编辑时间 最後編輯時間 上次编辑时间"
    " 上次編輯時間 最后更新 最後更新 更新于",
    "authors": "author authors 作者 createdby 创建者 創建者 创建人 建立者",
    "tags": "tags tag keywords keyword 标签 標籤 关键词 關鍵詞",
    "categories": "categories category 分类 分類",
    "description": "description summary excerpt abstract desc 描述 摘要 简介 簡介",
    "aliases": "aliases alias 别名 別名",
    "url": "url permalink canonicalurl canonical link 链接 連結 网址 網址 原文链接",
    "lang": "lang language locale 语言 語言",
    "draft": "draft 草稿",
}
_BY_STATED = {stated: ours for ours, names in _STATED.items() for stated in names.split()}
_RANKS = {stated: rank for names in _STATED.values() for rank, stated in enumerate(names.split())}
_JOINTS = re.compile(r"[\s_-]+")
_LISTED = re.compile(r"\s*[,，、;；]\s*")
_WIKI_LINK = re.compile(r"\[\[(?:[^\[\]|]*\|)?([^\[\]|]+)\]\]")
_SPREAD = ("taxonomies", "taxonomy", "extra", "params")  # tables in which sites keep more of what a page states
_ADDRESS = re.compile(r"/|[^\s/]*://|[!-~]+/$|[!-.0-~]+/[!-.0-~]+/[!-~]+$")
_TAG_MARKS = re.compile(r"(?:^|\s)#")
_OF_PERSON = re.compile(r"(?<=\S)\s*(?:<[^<>\s]+>|\(?https?://\S+|\([^()\s]+@[^()\s]+\))$")  # address behind a name
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*")
_LANGUAGE_NAME = re.compile(r"[a-z]{2}(?:[-_](?:[A-Z][a-z]{3}|[A-Za-z]{2}))?")  # in a table of what is stated in each
_NAMING = ("name", "title", "label", "text", "@value")  # what names a person or a thing that is a table
_DEEPEST_TABLE = 4
_MOST_FIELD_CHARS = 10_000
_MOST_VALUES = 200
_MOST_FIELDS = 1_000


_TRUTHS = dict.fromkeys(("true", "yes", "on", "1"), True) | dict.fromkeys(("false", "no", "off", "0"), False)


def is_stated_name(name: str) -> bool:
    """Return whether owners call something by ``name`` that an article has: ``title``, ``pubDate``, ``标签``."""
    return _plain(name) in _BY_STATED


@lru_cache(maxsize=4096)
def _plain(name: Any) -> str:
    return _JOINTS.sub("", str(name)).casefold()


_TEXT_NAMES = (
    "text",
    "content",
    "body",
    "正文",
    "内容",
    "內容",
    "文本",
    "全文",
    "文章",
    "article",
    "html",
    "markdown",
    "paragraphs",
    "chaptercontent",
    "歌词",
    "歌詞",
    "诗句",
    "詩句",
    "段落",
)


def text_name(names: Iterable[str]) -> str | None:
    """Return which of the names of a record's values is that of its text; ``None`` if none is."""
    known = {_plain(name): name for name in names}
    return next((known[name] for name in _TEXT_NAMES if name in known), None)


def stated_as(name: str) -> str:
    """Return which attribute of an article owners call by ``name``; "" if none is."""
    return _BY_STATED.get(_plain(name), "")


def add_stated(draft: Draft, stated: Mapping[str, Any]) -> None:
    """Fill in the draft from fields under the names that owners use; what no name of ours fits becomes a field.

    Of two names for one thing the one that is listed first counts (``date`` before ``created``) and the other is kept
    as a field. What stands in a table of its own is a field with the names of both: ``cover.image``.

    Args:
        draft: takes them.
        stated: values under those names.
    """
    ranked = sorted(_flat(stated).items(), key=lambda item: _RANKS.get(_plain(item[0]), 0))
    for name, value in ranked:
        ours = _BY_STATED.get(_plain(name), "")
        texts = [text for text in (tidy_line(text, draft.tally) for text in _texts(value)) if text]
        if ours in NAME_LISTS:
            _add_names(draft, ours, texts, is_list=isinstance(value, list), name=str(name))
        elif ours == "draft" or (_plain(name) == "published" and str(value).strip().casefold() in _TRUTHS):
            draft.is_draft = draft.is_draft or _is_true(value) != (ours == "published")
        elif not _set_text(draft, ours, texts):
            _add_field(draft, str(name), value, texts)


def _flat(stated: Mapping[str, Any]) -> dict[str, Any]:
    """The fields with those of tables within tables, each under one name."""
    flat: dict[str, Any] = {}
    pending = deque([("", stated, 0)])
    while pending and len(flat) < _MOST_FIELDS:
        above, table, depth = pending.popleft()
        for name, value in table.items():
            if isinstance(value, Mapping) and _plain(name) in _BY_STATED and value and all(map(_of_language, value)):
                value = next((value[key] for key in sorted(value, key=_chinese_first)), "")
            is_table = isinstance(value, Mapping) and not (_plain(name) in _BY_STATED and any(map(value.get, _NAMING)))
            if is_table and depth < _DEEPEST_TABLE:
                pending.append(("" if _plain(name) in _SPREAD else f"{above}{name}.", value, depth + 1))
            else:
                flat.setdefault(f"{above}{name}", value)
    return flat


def _of_language(name: Any) -> bool:
    return isinstance(name, str) and _LANGUAGE_NAME.fullmatch(name) is not None


def _chinese_first(language: str) -> int:
    """The rank of one of several languages in which something is stated."""
    return 0 if language.casefold().startswith(("zh", "cn")) else 1


def _texts(value: Any) -> Iterator[str]:
    """The texts in a value, of lists and of people with a name."""
    pending = [value]
    for _ in range(_MOST_VALUES * 2):
        if not pending:
            return
        each = pending.pop()
        if isinstance(each, bool) or each is None:
            continue
        if isinstance(each, str | int | float | date):
            text = str(each)[:_MOST_FIELD_CHARS]
            yield _WIKI_LINK.sub(r"\1", text) if "[[" in text else text
        elif isinstance(each, Mapping):
            pending += [each[key] for key in _NAMING if key in each][:1]
        elif isinstance(each, list):
            pending += each[:_MOST_VALUES][::-1]


def _add_names(draft: Draft, ours: str, texts: list[str], *, is_list: bool, name: str) -> None:
    addresses: list[str] = []
    for text in texts:
        parts = [text] if is_list else _LISTED.split(text)
        if ours == "tags" and _TAG_MARKS.search(text):
            parts = [part for listed in _LISTED.split(text) for part in _TAG_MARKS.split(listed)]
        for part in filter(None, map(str.strip, parts)):
            if ours == "authors":
                part = _OF_PERSON.sub("", part)
            if ours == "categories":
                draft.add_category(part)
            elif ours == "aliases" and _ADDRESS.match(part):
                addresses.append(part)  # where the page stood before: no name of it
            else:
                getattr(draft, ours)[part] = None
    if addresses:
        draft.fields[name] = tuple(addresses)


def _set_text(draft: Draft, ours: str, texts: list[str]) -> bool:
    """Set one of the draft's texts; ``False`` where the value does not fit it, or it is set."""
    if not ours or len(texts) != 1 or getattr(draft, ours):
        return bool(ours) and not texts
    text = texts[0]
    if ours in ("published", "updated"):
        text = iso_date(text)
    elif ours == "lang":
        text = text.replace("_", "-") if _LANGUAGE.fullmatch(text) else ""
    elif ours == "url":
        text = text if re.match(r"https?://", text) else ""
    if text:
        setattr(draft, ours, text)
    return bool(text)


def _is_true(value: Any) -> bool:
    return _TRUTHS.get(str(value).strip().casefold(), False)


def _add_field(draft: Draft, name: str, value: Any, texts: list[str]) -> None:
    kept: FieldValue | None = None
    if isinstance(value, list):
        kept = tuple(texts)
    elif isinstance(value, int | float) and not isinstance(value, bool):
        kept = value
    elif isinstance(value, bool):
        kept = str(value).lower()
    elif texts:
        kept = texts[0]
    if kept is not None and kept != ():
        draft.fields[tidy_line(name, draft.tally)[:200]] = kept


# --- dates ----------------------------------------------------------------------------------------

_NUMERIC = re.compile(
    r"(?P<y>\d{4})(?:\s*[-/.年]\s*(?P<m>\d{1,2})(?:\s*[-/.月]\s*(?P<d>\d{1,2})日?)?月?)?"
    r"(?:(?:T|,?\s*)(?P<h>\d{1,2})\s*[:：时時點点]\s*(?P<min>\d{2})(?:\s*[:：分]\s*(?P<s>\d{2})(?:\.\d+)?)?[分秒]?"
    r"\s*(?P<zone>Z|[+-]\d{2}:?\d{2})?)?(?!\d)"
)
_COMPACT = re.compile(
    r"(?P<y>(?:19|20)\d{2})(?P<m>0[1-9]|1[0-2])(?P<d>0[1-9]|[12]\d|3[01])"
    r"(?:[T ]?(?P<h>[01]\d|2[0-3])(?P<min>[0-5]\d)(?P<s>[0-5]\d)?(?P<zone>Z|[+-]\d{2}:?\d{2})?)?(?![\d.])"
)
_EPOCH = re.compile(r"(\d{9,10})(?:\.\d+|\d{3}(?:\.\d+|\d{3})?)?")  # seconds since 1970, milliseconds, microseconds
_ENGLISH = re.compile(
    r"(?:[A-Za-z]+,?\s+)?(?:(?P<d1>\d{1,2})(?:st|nd|rd|th)?\s+(?P<n1>[A-Za-z]{3,9})\.?|(?P<n2>[A-Za-z]{3,9})\.?\s+"
    r"(?P<d2>\d{1,2})(?:st|nd|rd|th)?),?\s+(?P<y>\d{4})"
)
_CLOCK_BETWEEN = re.compile(  # as clocks and forums print it: Thu May  2 10:00:00 2024
    r"(?:[A-Za-z]{3},?\s+)?(?P<n>[A-Za-z]{3})\s+(?P<d>\d{1,2})\s+(?P<h>\d{1,2}):(?P<min>\d{2}):(?P<s>\d{2})\s+"
    r"(?:[A-Z]{3,4}\s+)?(?P<y>\d{4})(?:\s*(?P<zone>[+-]\d{2}:?\d{2}))?(?!\d)"
)
_YEAR_LAST = re.compile(
    r"(?P<a>\d{1,2})(?P<sign>[-/.])(?P<b>\d{1,2})(?P=sign)(?P<y>\d{4})"
    r"(?:\s+(?P<h>\d{1,2}):(?P<min>\d{2})(?::(?P<s>\d{2}))?)?(?!\d)"
)
_MONTH_NAMES = "jan feb mar apr may jun jul aug sep oct nov dec"
_MONTHS = {name: number for number, name in enumerate(_MONTH_NAMES.split(), 1)}


def iso_date(written: str) -> str:
    """Return a date, or date and time, as ISO 8601: ``2018-05-26``, ``2018-05-26T09:30:00+08:00``; "" for none.

    Months and years alone stay so (``2018-05``, ``2018``). Seconds since 1970 (milliseconds, microseconds) count too.
    """
    written = written.strip()
    if not _COMPACT.match(written) and (found := _EPOCH.fullmatch(written)):
        return datetime.fromtimestamp(int(found[1]), UTC).isoformat().replace("+00:00", "Z")
    if found := _COMPACT.match(written) or _NUMERIC.match(written):
        parts = found.groupdict()
    elif found := _CLOCK_BETWEEN.match(written):
        parts = {**found.groupdict(), "m": _MONTHS.get(found["n"].casefold())}
    elif (found := _YEAR_LAST.match(written)) and (order := _day_and_month(found)):
        parts = found.groupdict() | {"d": order[0], "m": order[1], "zone": None}
    elif found := _ENGLISH.match(written):
        month = _MONTHS.get((found["n1"] or found["n2"])[:3].casefold())
        parts = {"y": found["y"], "m": month, "d": found["d1"] or found["d2"]}
    else:
        return ""
    year, month, day = (int(parts[part] or 0) for part in "ymd")
    try:
        if not day:
            return f"{date(year, month or 1, 1).isoformat()[: 7 if month else 4]}"
        if parts.get("h") is None:
            return date(year, month, day).isoformat()
        moment = datetime(year, month, day, int(parts["h"]), int(parts["min"]), int(parts["s"] or 0))
    except ValueError:
        return ""
    zone = parts["zone"] or ""
    return moment.isoformat() + (zone if zone in ("", "Z") else f"{zone[:3]}:{zone[-2:]}")


def _day_and_month(found: re.Match[str]) -> tuple[str, str] | None:
    """Which of the numbers before a year is the day; ``None`` for 05/06/2018, which some read so and some so."""
    first, second = found["a"], found["b"]
    if int(second) > 12:
        return second, first
    return None if found["sign"] == "/" and int(first) <= 12 and int(first) != int(second) else (first, second)


# --- in the text ----------------------------------------------------------------------------------

_BLOCKS_READ = 12  # further down nobody repeats a summary


def lead_with_description(draft: Draft) -> None:
    """Begin the draft's text with its description, unless the text's beginning holds it."""
    if not draft.description:
        return
    texts = (block.rich.text for block in draft.blocks[:_BLOCKS_READ] if not isinstance(block, Heading))
    begin = "".join("".join(texts).split())
    if "".join(draft.description.split()) not in begin:
        is_below_title = (
            not draft.title
            and draft.may_first_heading_be_title
            and any(isinstance(block, Heading) for block in draft.blocks[:1])
        )
        draft.blocks.insert(int(is_below_title), Paragraph(RichText(draft.description)))
