"""What a reader sees of a wiki template.

A template's own page is not at hand. ``data/wiki_templates.txt`` lists what the common ones show; what is not listed is
told by its parameters: lists and long Chinese texts stay, names and values in a box of their own become an infobox, and
inside a sentence the Chinese parameter or the number is shown.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from fnmatch import fnmatchcase
from functools import cache, lru_cache
from importlib.resources import files

from wenxun.articles.cleaning import LINE
from wenxun.articles.links import is_image_name
from wenxun.articles.wikitext.prepare import verse
from wenxun.articles.wikitext.signs import UNNAMED
from wenxun.articles.wikitext.template_values import (
    Parameters,
    shown_amount,
    shown_date,
    shown_dates,
    shown_link,
    shown_link_in,
    shown_measure,
    shown_number,
    shown_quote,
    shown_reading,
)

__all__ = ["is_infobox", "name_parameters", "show_template", "template_name"]

_EAST_ASIAN = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3\uf900-\ufaff\U00020000-\U0003ffff]")
_SENTENCE_END = re.compile("[。！？；]")
_INFOBOX = re.compile(
    r"infobox|geobox|chembox|taxobox|drugbox|speciesbox|信息框|資訊框|资讯框|訊息框|讯息框|信息栏|資訊欄|列車資訊|地[区區]用[词詞]|^speciesbox"
)
_CURRENCY = re.compile(r"[a-z]{0,3}[$€£¥￥₩฿₽₹]")
_SPACE = " \t\n\ufdd1"
_PARAMETER_NAME = re.compile(r"\s*([^\s<=\ufdd0-\ufdef][^<=\ufdd0-\ufdef\n]{0,79}|)=")
_LIST = re.compile(r"(?:\A|\n)(?!#[0-9a-f]{3,8}\Z)[*#]", re.IGNORECASE)  # no colour
_LATIN_NAME = re.compile(  # no code of a language or country, no file, and nothing of markup
    r"(?![A-Z]{1,3}\Z|[^ ]*\.[A-Za-z]{3,4}\Z|[^ ]*/)[^<>\[\]{}|=\n\ufdd0-\ufdef]*[A-Z][^<>\[\]{}|=\n\ufdd0-\ufdef]*"
)
_SIZE = re.compile(r"[0-9.]+\s*(?:em|px|pt|%)?")
_LONG_TEXT_HAN, _SENTENCE_HAN = 20, 8  # so many Chinese characters are a text of their own; a sentence needs fewer
_INFOBOX_VALUES = 3
_PAIR = 2
_CHOICES = {*"是否有无無左右中上下大小", "居中", "左对齐", "右对齐"}  # of looks
_TEXT_NAMES = ("text", "content", "内容", "內容", "quote", "正文", "passage", "引文")
_SHOWN_NAME = re.compile(  # of parameters that are shown in a box, however short they are
    "(?:(?:head|sub)?title|name|label|caption|footer|header|headline|text|content|desc(?:ription)?|summary|bars"
    "|col|column|item|note|tab|lyrics|music|writer|artist|extra|作[词詞曲]|[编編]曲|演唱者?"
    "|标题|標題|标签|標籤|名称|名稱|内容|內容|说明|說明|描述|简介|簡介|文字|文本|图注|圖註|项目|項目)[0-9]*"
)
_UNSHOWN_NAME = re.compile(
    r"(?:style|class|colou?r|lang|(?<!candi)date|time|reason|size|align|float)\d*$"
    "|样式|樣式|颜色|顏色|日期|时间|時間|原因|理由|大小|尺寸|对齐|對齊",
    re.IGNORECASE,
)
_NAVIGATION_PART = re.compile("(?:title|heading|above|group|list|content|below|标题|標題|组|組|列表|内容|內容)[0-9]*")
_TITLE_NAMES = ("title", "header", "head", "标题", "標題")  # of a text in a box
_SWITCHES = ("yes", "no", "y", "n", "on", "off", "true", "false")
_CITED = (
    *("author", "last", "first", "author1", "last1", "first1", "title", "work", "newspaper", "journal"),
    *("publisher", "year", "date"),
)


@lru_cache(maxsize=4096)
def template_name(name: str) -> str:
    """Return the name by which templates are compared: small letters, no underscores, no namespace."""
    name = " ".join(name.replace("_", " ").split()).lower()
    return name.removeprefix("template:").removeprefix("模板:").removeprefix("样板:").removeprefix("t:")


def name_parameters(parameters: Sequence[str]) -> dict[str, str]:
    """Return values by name; those without a name are numbered from 1."""
    named: dict[str, str] = {}
    number = 0
    for parameter in parameters:
        if "=" in parameter and (found := _PARAMETER_NAME.match(parameter)):
            named[found[1].rstrip(_SPACE)] = parameter[found.end() :].strip(_SPACE)
        else:
            number += 1
            named[str(number)] = parameter.removeprefix(UNNAMED).strip(_SPACE)
    return named


def is_infobox(
    name: str, parameters: Parameters, *, has_own_lines: bool, has_own_line: bool, written: Callable[[str], str]
) -> bool:
    """Return whether a template is a box of names and values.

    Args:
        name: of the template.
        parameters: wikitext by name or number.
        has_own_lines: whether it is written over several lines.
        has_own_line: whether no other text stands on its line.
        written: as for `show_template`.
    """
    if _is_called_infobox(name):
        return not parameters or not all(map(str.isdigit, parameters))
    if not (has_own_lines or has_own_line) or len(parameters) < _INFOBOX_VALUES:
        return False
    filled = {key: value for key, value in parameters.items() if value}
    if len(filled) < _INFOBOX_VALUES or not (has_own_lines or (has_own_line and _are_texts(filled, written))):
        return False
    if name in _HANDLERS or name.startswith(("cite", "citation")):
        return False
    shows = _shows(name)
    if shows and (shows != "list" or any(_is_shown(key, written(value)) for key, value in filled.items())):
        return False
    return not any(key.isdigit() or key == "list1" for key in filled)


@lru_cache(maxsize=4096)
def _is_called_infobox(name: str) -> bool:
    return _INFOBOX.search(name) is not None


def _are_texts(filled: Parameters, written: Callable[[str], str]) -> bool:
    """Whether several values are words, and not the date and the reason of a notice to authors."""
    shown = [value for key, value in filled.items() if not _UNSHOWN_NAME.search(key)]
    return sum(_EAST_ASIAN.search(written(value)) is not None for value in shown) > 1


def show_template(name: str, parameters: Parameters, *, has_own_line: bool, written: Callable[[str], str]) -> str:
    """Return the wikitext that a template stands for.

    Args:
        name: of the template, from `template_name`.
        parameters: wikitext by name or number.
        has_own_line: no other text stands on its line.
        written: gives the text of a parameter with its links written out.
    """
    if (handler := _HANDLERS.get(name)) is not None:
        return handler(parameters)
    if name.startswith(("cite", "citation")):
        return _citation(parameters)
    shows = _shows(name)
    if shows in _KINDS and (shown := _KINDS[shows](parameters)):
        return f"\n\n{shown}\n\n" if shows == "values" and has_own_line else shown
    if shows in ("1", "2"):
        return parameters.get(shows) or parameters.get("1") or parameters.get("text", "")
    if shows.startswith("="):
        text = parameters.get("1", "")
        return shows[1:] if _SIZE.fullmatch(text or "0") else text
    if shows == "nothing":
        return ""
    if _CURRENCY.fullmatch(name) or shows == "amount":
        return shown_amount(name, parameters)
    return _shown_by_parameters(name, parameters, has_own_line=has_own_line, written=written)


def _shown_by_parameters(
    name: str, parameters: Parameters, *, has_own_line: bool, written: Callable[[str], str]
) -> str:
    if not parameters:
        return _countries().get(name.upper(), "") if len(name) > 2 else ""
    texts = _positional(parameters)
    words = [text for text in texts if _EAST_ASIAN.search(written(text))]
    words = [word for word in words if word not in _CHOICES] or words
    if has_own_line:
        shown = list(_shown_in_box(texts, parameters, written))
        if not shown and len(words) >= _PAIR:  # a lone one tells authors of which kind the article is
            shown = [_in_order(words, written)]
        return "".join(f"\n\n{text}\n\n" for text in shown)
    named = {key: value for key, value in parameters.items() if not key.isdigit() and not _UNSHOWN_NAME.search(key)}
    if not texts:
        chinese = "，".join(value for value in named.values() if _EAST_ASIAN.search(written(value)))
    else:
        words += (value for key, value in named.items() if _is_shown(key, written(value)))
        chinese = _in_order(words, written)
    if _LIST.search(chinese):
        return f"\n{chinese}\n"
    return chinese or shown_number(parameters) or " ".join(dict.fromkeys(filter(_LATIN_NAME.fullmatch, texts)))


def _in_order(words: Sequence[str], written: Callable[[str], str]) -> str:
    """All words; of two, of which one may be shown for the other, the second explains the first."""
    if len(words) != _PAIR:
        return "、".join(words)
    first, second = words
    plain_first, plain_second = written(first), written(second)
    if plain_second in plain_first:
        return first
    return second if plain_first in plain_second else f"{first}（{second}）"


def _is_shown(name: str, plain: str) -> bool:
    """Whether the value of a named parameter is one that readers see, however short it is."""
    is_named_so = _SHOWN_NAME.fullmatch(name.lower().removeprefix("short"))
    return _is_long(plain) or (is_named_so is not None and _EAST_ASIAN.search(plain) is not None)


def _shown_in_box(texts: list[str], parameters: Parameters, written: Callable[[str], str]) -> Iterator[str]:
    """The texts of a template that stands by itself: long ones, of several lines, and what is named so.

    Beside a picture or such a text, short ones without a name are its captions and titles.
    """
    has_titles = any(is_image_name(text) or _is_block(text, written(text)) for text in texts)
    for key, value in parameters.items():
        if not value or is_image_name(value):
            continue
        plain = written(value)
        is_title = key.isdigit() and has_titles and _EAST_ASIAN.search(plain) and plain not in _CHOICES
        if is_title or _is_block(value, plain) or (not key.isdigit() and _is_shown(key, plain)):
            yield value


def _is_block(text: str, plain: str) -> bool:
    """Whether a text is too long, or has too many lines, to be a mere word."""
    if _LIST.search(text) or _is_long(plain):
        return True
    return ("\n" in text or LINE in text) and _EAST_ASIAN.search(plain) is not None


def _is_long(text: str) -> bool:
    if len(text) < _SENTENCE_HAN:
        return False
    han = len(_EAST_ASIAN.findall(text))
    return han >= _LONG_TEXT_HAN or (han >= _SENTENCE_HAN and _SENTENCE_END.search(text) is not None)


@lru_cache(maxsize=4096)
def _shows(name: str) -> str:
    """What ``wiki_templates.txt`` says that a template shows; empty for one that is not listed."""
    exact, families = _listed()
    return exact.get(name) or next((shows for pattern, shows in families if fnmatchcase(name, pattern)), "")


@cache
def _listed() -> tuple[dict[str, str], list[tuple[str, str]]]:
    exact: dict[str, str] = {}
    families: list[tuple[str, str]] = []
    for line in (files("wenxun") / "data" / "wiki_templates.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        shows, _, names = line.partition(":")
        for name in (written.replace("_", " ") for written in names.split()):
            if "*" in name or "?" in name:
                families.append((name, shows))
            else:
                exact[name] = shows
    return exact, families


@cache
def _countries() -> dict[str, str]:
    """Names of countries by their codes."""
    lines = (files("wenxun") / "data" / "countries.txt").read_text(encoding="utf-8").splitlines()
    return {code: name for name, *codes in map(str.split, lines) if name != "#" for code in codes}


def _country(parameters: Parameters) -> str:
    named = parameters.get("name") or parameters.get("1", "")
    return _countries().get(named.upper(), named)


def _positional(parameters: Parameters) -> list[str]:
    return [value for key, value in parameters.items() if key.isdigit() and value]


def _joined(parameters: Parameters) -> str:
    return "".join(_positional(parameters))


def _values(parameters: Parameters) -> str:
    named = [value for key, value in parameters.items() if not key.isdigit()]
    return "，".join(value for value in named or parameters.values() if value and value.lower() not in _SWITCHES)


def _words(parameters: Parameters) -> str:
    return " ".join(value for value in _positional(parameters) if _EAST_ASIAN.search(value) or "\ufddb" in value)


def _navigation(parameters: Parameters) -> str:
    """What stands in a box of links that is written out in the page; most have a template of their own."""
    rows = [value for key, value in parameters.items() if value and _NAVIGATION_PART.fullmatch(key.lower())]
    return "".join(f"\n\n{row}\n\n" for row in rows)


def _list(parameters: Parameters) -> str:
    items = [item if _LIST.search(item) else f"* {item}" for item in _positional(parameters) or _contents(parameters)]
    return "\n".join((_titles(parameters), *items, "")) if items else ""


def _block(parameters: Parameters) -> str:
    texts = [text for text in _positional(parameters) or _contents(parameters) if not _SIZE.fullmatch(text)]
    return _titles(parameters) + "".join(f"\n\n{text}\n\n" for text in texts)


def _titles(parameters: Parameters) -> str:
    return "".join(f"\n\n{value}\n\n" for key in _TITLE_NAMES if (value := parameters.get(key, "")))


def _contents(parameters: Parameters) -> list[str]:
    return [value for key in _TEXT_NAMES if (value := parameters.get(key, ""))]


def _verse(parameters: Parameters) -> str:
    texts = _positional(parameters)[:1] or _contents(parameters)
    return "".join(map(verse, texts or [text for text in parameters.values() if "\n" in text]))


def _japanese(parameters: Parameters) -> str:
    shown = parameters.get("1", "")
    rest = "，".join(v for k in ("2", "3", "4") if (v := parameters.get(k, "")))
    return f"{shown}（{rest}）" if shown and rest else shown or rest


def _enzyme(parameters: Parameters) -> str:
    return f"EC {parameters.get('1', '')}".strip()


def _main(parameters: Parameters) -> str:
    named = (
        (v, parameters.get(f"l{k}") or parameters.get(f"label{k}", "")) for k, v in parameters.items() if k.isdigit()
    )
    pages = "、".join(f"[[{page}|{text}]]" if text else f"[[{page}]]" for page, text in named if page)
    return f"\n\n主条目：{pages}\n\n" if pages else ""


def _citation(parameters: Parameters) -> str:
    return ". ".join(v for k in _CITED if (v := parameters.get(k, "").strip()))


_KINDS: Mapping[str, Callable[[Parameters], str]] = {
    "all": _joined,
    "values": _values,
    "words": _words,
    "country": _country,
    "link": shown_link,
    "linkin": shown_link_in,
    "reading": shown_reading,
    "list": _list,
    "navigation": _navigation,
    "block": _block,
    "quote": shown_quote,
    "verse": _verse,
    "date": shown_date,
    "dates": shown_dates,
    "measure": shown_measure,
}
_HANDLERS: Mapping[str, Callable[[Parameters], str]] = {
    "frac": lambda p: "/".join(v for k in ("1", "2") if (v := p.get(k, ""))),
    "val": shown_number,
    "e": lambda p: f"×10^{exponent}" if (exponent := p.get("1", "")) else "",
    "bd": lambda p: f"{p.get('1', '')}{p.get('2', '')}－{p.get('3', '')}{p.get('4', '')}",
    "nihongo": _japanese,
    "ec number": _enzyme,
    "main": _main,
    "主条目": _main,
    "主條目": _main,
    "see also": _main,
    "further": _main,
    "details": _main,
    "详见": _main,
    "詳見": _main,
    "参见": _main,
    "參見": _main,
    "!": lambda p: p.get("1", "|"),
    **dict.fromkeys(("br", "break", "crlf", "换行", "換行"), lambda p: LINE),
    "!!": lambda p: "||",
    "=": lambda p: "=",
}
