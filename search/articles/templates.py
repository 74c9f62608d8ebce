"""What a reader sees of a wiki template.

A template's own page is not at hand, so ``data/wiki_templates.txt`` lists what the common ones show.
Infoboxes, navigation and maintenance boxes show nothing of the article's prose. A name that is not listed
shows its Chinese parameter where it stands inside a sentence, and nothing where it stands on a line of its
own.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache
from importlib.resources import files

from wenxun.articles.cleaning import READING_END, READING_START

__all__ = ["Shown", "show_template", "template_name"]

Parameters = Mapping[str, str]

_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_INFOBOX = re.compile(r"infobox|geobox|chembox|taxobox|drugbox|信息框|資訊框|资讯框|列車資訊|automatic taxobox")

_LANGUAGE_MARK = re.compile(r"[a-z]{2}(?:-[a-z]+)?")  # {{ja}}, {{zh-tw}}: which language a source is in
_CITED = (
    *("author", "last", "first", "author1", "last1", "first1", "title", "work", "newspaper", "journal"),
    *("publisher", "year", "date"),
)


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
    if (handler := _HANDLERS.get(name)) is not None:
        return Shown(handler(parameters))
    if name.startswith(("cite", "citation")):
        return Shown(_citation(parameters))
    shows = _shows(name)
    if shows in ("link", "link3"):
        return _link_helper(shows, parameters)
    if shows == "reading":
        reading = parameters.get("2", "")
        return Shown(parameters.get("1", "") + (f"{READING_START}{reading}{READING_END}" if reading else ""))
    if shows in ("1", "2"):
        return Shown(parameters.get(shows) or parameters.get("1") or parameters.get("text", ""))
    if shows == "nothing" or not inside_sentence or _LANGUAGE_MARK.fullmatch(name):
        return Shown("")
    return Shown(next((v for k, v in parameters.items() if k.isdigit() and _HAN.search(v)), ""))


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


def _link_helper(kind: str, parameters: Parameters) -> Shown:
    """Links to a page that exists in another language only: the Chinese name is shown."""
    if kind == "link3":
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
    "!": lambda p: "|",
    "=": lambda p: "=",
}
