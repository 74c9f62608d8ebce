"""What a reader sees of a wiki template.

A template's own page is not at hand. ``data/wiki_templates.txt`` lists what the common ones show; what is not listed is
told by its parameters: lists and long Chinese texts stay, names and values in a box of their own become an infobox, and
inside a sentence the Chinese parameter or the number is shown.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from fnmatch import fnmatchcase
from functools import cache, lru_cache
from importlib.resources import files

from wenxun.articles.characters import HAN
from wenxun.articles.wikitext.prepare import verse
from wenxun.articles.wikitext.template_values import (
    Parameters,
    shown_amount,
    shown_date,
    shown_link,
    shown_link_in,
    shown_measure,
    shown_number,
    shown_quote,
    shown_reading,
)

__all__ = ["is_infobox", "name_parameters", "show_function", "show_template", "template_name"]

_SENTENCE_END = re.compile("[。！？；]")
_INFOBOX = re.compile(
    r"infobox|geobox|chembox|taxobox|drugbox|speciesbox|信息框|資訊框|资讯框|訊息框|讯息框|信息栏|資訊欄|列車資訊|^speciesbox"
)
_LANGUAGE_MARK = re.compile(r"[a-z]{2}(?:-[a-z]+)?")  # {{ja}}, {{zh-tw}}: which language a source is in
_CURRENCY = re.compile(r"[a-z]{0,3}[$€£¥￥₩฿₽₹]")
_SPACE = " \t\n\ufdd1"
_PARAMETER_NAME = re.compile(r"[^<=\ufdd0-\ufdef\n]{0,80}=")
_LIST = re.compile(r"(?:\A|\n)[*#]")
_LONG_TEXT_HAN, _SENTENCE_HAN = 20, 8  # so many Chinese characters are a text of their own; a sentence needs fewer
_INFOBOX_VALUES = 3
_TEXT_NAMES = ("text", "content", "内容", "內容", "quote", "正文")
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
        if found := _PARAMETER_NAME.match(parameter.lstrip()):
            stripped = parameter.lstrip()
            named[found.group()[:-1].rstrip(_SPACE)] = stripped[found.end() :].strip(_SPACE)
        else:
            number += 1
            named[str(number)] = parameter.strip(_SPACE)
    return named


def is_infobox(name: str, parameters: Parameters, *, has_own_lines: bool) -> bool:
    """Return whether a template is a box of names and values.

    Args:
        name: of the template.
        parameters: wikitext by name or number.
        has_own_lines: whether it is written over several lines.
    """
    if _INFOBOX.search(name):
        return True
    if not has_own_lines or name in _HANDLERS or name.startswith(("cite", "citation")) or _shows(name):
        return False
    filled = [key for key, value in parameters.items() if value]
    return len(filled) >= _INFOBOX_VALUES and not any(key.isdigit() or key == "list1" for key in filled)


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
    if shows in _KINDS:
        return _KINDS[shows](parameters)
    if shows in ("1", "2"):
        return parameters.get(shows) or parameters.get("1") or parameters.get("text", "")
    if shows == "nothing":
        return ""
    if _CURRENCY.fullmatch(name) or shows == "amount":
        return shown_amount(name, parameters)
    return _shown_by_parameters(name, parameters, has_own_line=has_own_line, written=written)


def show_function(name: str, parameters: Sequence[str], title: str) -> str | None:
    """Return what a parser function or variable shows, such as ``{{formatnum:5}}``; ``None`` for a template.

    Args:
        name: of the function, the variable or the template.
        parameters: wikitext, in order.
        title: of the page.
    """
    if name.strip() in ("PAGENAME", "FULLPAGENAME", "SUBJECTPAGENAME", "BASEPAGENAME"):
        return title
    function, colon, argument = name.strip().partition(":")
    function = function.strip().lower()
    if not colon or not (function.startswith("#") or function in _FUNCTIONS):
        return None
    if function in _PLAIN_FUNCTIONS:
        return argument.strip()
    if function in ("#if", "#ifexpr", "#ifexist"):
        chosen = parameters[:1] if argument.strip() else parameters[1:2]
        return chosen[0].strip() if chosen else ""
    return ""


_PLAIN_FUNCTIONS = ("formatnum", "lc", "uc", "lcfirst", "ucfirst", "padleft", "padright", "plural", "grammar")
_FUNCTIONS = frozenset(
    (*_PLAIN_FUNCTIONS, "defaultsort", "displaytitle", "int", "ns", "fullurl", "localurl", "urlencode")
)


def _shown_by_parameters(
    name: str, parameters: Parameters, *, has_own_line: bool, written: Callable[[str], str]
) -> str:
    texts = [value for key, value in parameters.items() if key.isdigit() and value]
    texts = texts or [value for key in _TEXT_NAMES if (value := parameters.get(key, ""))]
    if has_own_line:
        kept = [text for text in texts if _LIST.search(text) or _is_long(written(text))]
        return "".join(f"\n\n{text}\n\n" for text in kept)
    if _LANGUAGE_MARK.fullmatch(name):
        return ""
    chinese = next((text for text in texts if HAN.search(written(text))), "")
    if _LIST.search(chinese):
        return f"\n{chinese}\n"
    return chinese or shown_number(parameters)


def _is_long(text: str) -> bool:
    han = len(HAN.findall(text))
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
            if "*" in name:
                families.append((name, shows))
            else:
                exact[name] = shows
    return exact, families


def _positional(parameters: Parameters) -> list[str]:
    return [value for key, value in parameters.items() if key.isdigit() and value]


def _joined(parameters: Parameters) -> str:
    return "".join(_positional(parameters))


def _values(parameters: Parameters) -> str:
    return "，".join(value for value in parameters.values() if value)


def _list(parameters: Parameters) -> str:
    items = [item if _LIST.search(item) else f"* {item}" for item in _positional(parameters) or _contents(parameters)]
    return "\n" + "\n".join(items) + "\n" if items else ""


def _block(parameters: Parameters) -> str:
    return "".join(f"\n\n{text}\n\n" for text in _positional(parameters) or _contents(parameters))


def _contents(parameters: Parameters) -> list[str]:
    return [value for key in _TEXT_NAMES if (value := parameters.get(key, ""))]


def _verse(parameters: Parameters) -> str:
    return verse(next(iter(_positional(parameters) or _contents(parameters)), ""))


def _korean(parameters: Parameters) -> str:
    return "，".join(v for k in ("1", "2", "3") if (v := parameters.get(k, "")))


def _japanese(parameters: Parameters) -> str:
    shown = parameters.get("1", "")
    rest = "，".join(v for k in ("2", "3") if (v := parameters.get(k, "")))
    return f"{shown}（{rest}）" if shown and rest else shown or rest


def _enzyme(parameters: Parameters) -> str:
    return f"EC {parameters.get('1', '')}".strip()


def _main(parameters: Parameters) -> str:
    pages = "、".join(f"[[{v}]]" for k, v in parameters.items() if k.isdigit() and v)
    return f"\n\n主条目：{pages}\n\n" if pages else ""


def _citation(parameters: Parameters) -> str:
    return ". ".join(v for k in _CITED if (v := parameters.get(k, "").strip()))


_KINDS: Mapping[str, Callable[[Parameters], str]] = {
    "all": _joined,
    "values": _values,
    "link": shown_link,
    "linkin": shown_link_in,
    "reading": shown_reading,
    "list": _list,
    "block": _block,
    "quote": shown_quote,
    "verse": _verse,
    "date": shown_date,
    "measure": shown_measure,
}
_HANDLERS: Mapping[str, Callable[[Parameters], str]] = {
    "kor": _korean,
    "korean": _korean,
    "frac": lambda p: "/".join(v for k in ("1", "2") if (v := p.get(k, ""))),
    "val": shown_number,
    "bd": lambda p: f"{p.get('1', '')}{p.get('2', '')}－{p.get('3', '')}{p.get('4', '')}",
    "nihongo": _japanese,
    "jpn": _japanese,
    "ec number": _enzyme,
    "main": _main,
    "主条目": _main,
    "主條目": _main,
    "see also": _main,
    "参见": _main,
    "參見": _main,
    "!": lambda p: "|",
    "!!": lambda p: "||",
    "=": lambda p: "=",
}
