"""What a reader sees of a wiki template.

A template's own page is not at hand, so the names that show text are listed here. Infoboxes, navigation and
maintenance boxes show nothing of the article's prose. A name that is not listed shows its Chinese parameter
where it stands inside a sentence, and nothing where it stands on a line of its own.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from search.articles.cleaning import READING_END, READING_START

__all__ = ["Shown", "show_template", "template_name"]

Parameters = Mapping[str, str]

_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_INFOBOX = re.compile(r"infobox|geobox|chembox|taxobox|drugbox|信息框|資訊框|资讯框|列車資訊|automatic taxobox")

_FIRST = frozenset(
    "nowrap nobr small big smaller larger center left right bold em strong big2 quote cquote blockquote 引文 引言 "
    "bq flag flagcountry flag2 url ill mvar sup sub smallsup underline u s unicode ipa cjk lang2 僻字 not typo "
    "script mono code poem block indent transl2 section link nihongo2 jpn ja-kana zh-hans zh-hant cjkv "
    "ruby-zh notice2 abbr abbrlink tooltip mesh meshname 註 aka angle bracket en zht zhs kbd samp tt var "
    "font color box math su bigmath pre verse lyrics".split()
) | {"as of", "no wrap", "sic", "日本語", "en-link", "link", "le", "intitle", "hi"}
_SECOND = frozenset(
    "lang color colour font bg text color zh fontcolor tl-color transl jpn2 nihongo3 color2 wikt-lang "
    "background color bgcolor".split()
) | {"font color", "background color", "text color"}
_LAST = frozenset(("url", "url2"))
_LINK_HELPERS = re.compile(r"(?:link-[\w-]+|internal link helper(?:/.*)?|ilh|le|tsl|ill|tlh|link-wd|illm|interlanguage link)")
_TSL = frozenset(("tsl", "translink", "tlh", "illm", "interlanguage link"))
_RUBY = frozenset(("ruby", "ruby-py", "ruby-ja", "rt", "ruby-zh-p", "拼音", "注音"))
_SILENT = re.compile(
    r"(?:notelist|reflist|refs?|refend|refbegin|clear|-|toc|notoc|dead link|wayback|webarchive|citation needed|cn|fact|來源請求|来源请求"
    r"|commonscat|commons category|commons|wikisource|wikiquote|wiktionary|authority control|coord|defaultsort|disambig.*|消歧义|消歧義"
    r"|noteta|anchor|flagicon|portal.*|icon.*|[a-z]{2}(?:-[a-z]+)?|efn|sfn|r|rp|main page|stub|.*小作品|.*stub)"
)
_CITED = ("author", "last", "first", "author1", "last1", "first1", "title", "work", "newspaper", "journal", "publisher", "year", "date")


@dataclass(frozen=True, slots=True)
class Shown:
    """Wikitext that a template stands for, and the page that it links to, if it is a link."""

    wikitext: str
    target: str = ""
    is_infobox: bool = False


def template_name(name: str) -> str:
    """The name by which templates are compared: small letters, no underscores, no namespace."""
    name = " ".join(name.replace("_", " ").split()).lower()
    return name.removeprefix("template:").removeprefix("模板:")


def show_template(name: str, parameters: Parameters, *, inside_sentence: bool) -> Shown:
    """What the template ``name`` (from ``template_name``) shows; ``parameters`` are wikitext."""
    if _INFOBOX.search(name):
        return Shown("", is_infobox=True)
    if _LINK_HELPERS.fullmatch(name):
        return _link_helper(name, parameters)
    if (handler := _HANDLERS.get(name)) is not None:
        return Shown(handler(parameters))
    if name.startswith(("lang-", "lang/")):
        return Shown(parameters.get("1", ""))
    if name.startswith(("cite", "citation")):
        return Shown(_citation(parameters))
    if name in _LAST:
        return Shown(parameters.get("2") or parameters.get("1", ""))
    if name in _FIRST:
        return Shown(parameters.get("1") or parameters.get("text", ""))
    if name in _SECOND:
        return Shown(parameters.get("2") or parameters.get("1", ""))
    if name in _RUBY:
        reading = parameters.get("2", "")
        return Shown(parameters.get("1", "") + (f"{READING_START}{reading}{READING_END}" if reading else ""))
    if not inside_sentence or _SILENT.fullmatch(name):
        return Shown("")
    return Shown(next((v for k, v in parameters.items() if k.isdigit() and _HAN.search(v)), ""))


def _link_helper(name: str, parameters: Parameters) -> Shown:
    """Links to a page that exists in another language only: the Chinese name is shown."""
    if name in _TSL:
        page = parameters.get("3") or parameters.get("2", "")
        return Shown(parameters.get("4") or page, page)
    page = parameters.get("1", "")
    return Shown(parameters.get("d") or parameters.get("3") or page, page)


def _korean(parameters: Parameters) -> str:
    return "，".join(v for k in ("1", "2", "3") if (v := parameters.get(k, "")))


def _convert(parameters: Parameters) -> str:
    return f"{parameters.get('1', '')} {parameters.get('2', '')}".strip()


def _all_joined(parameters: Parameters) -> str:
    return "".join(v for k, v in parameters.items() if k.isdigit())


def _date(parameters: Parameters) -> str:
    parts = zip((parameters.get(k, "") for k in ("1", "2", "3")), "年月日", strict=True)
    return "".join(f"{number}{unit}" for number, unit in parts if number.isdigit())


def _japanese(parameters: Parameters) -> str:
    shown = parameters.get("1", "")
    rest = "，".join(v for k in ("2", "3") if (v := parameters.get(k, "")))
    return f"{shown}（{rest}）" if shown and rest else shown or rest


def _enzyme(parameters: Parameters) -> str:
    return f"EC {parameters.get('1', '')}".strip()


def _main(parameters: Parameters) -> str:
    pages = "、".join(f"[[{v}]]" for k, v in parameters.items() if k.isdigit() and v)
    return f"\n\n主条目：{pages}\n\n" if pages else ""


def _tooltip(parameters: Parameters) -> str:
    return parameters.get("1", "")


def _citation(parameters: Parameters) -> str:
    return ". ".join(v for k in _CITED if (v := parameters.get(k, "").strip()))


_HANDLERS: Mapping[str, Callable[[Parameters], str]] = {
    "kor": _korean,
    "korean": _korean,
    "convert": _convert,
    "cvt": _convert,
    "chem": _all_joined,
    "chem2": _all_joined,
    "frac": lambda p: "/".join(v for k in ("1", "2") if (v := p.get(k, ""))),
    "start date": _date,
    "start date and age": _date,
    "end date": _date,
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
    "tooltip": _tooltip,
    "!": lambda p: "|",
    "=": lambda p: "=",
}
