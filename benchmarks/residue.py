"""What is left of markup in stored texts, and what is lost of the text, over folders of Markdown.

    python -m benchmarks.residue FOLDER...

Reads every file with the library's readers and prints, for each folder and for all: how many files no Markdown reader
read; for each kind of mark how many files a thousand still show it outside of code, formulas and tags that are escaped;
how many stretches of Chinese characters of the files, outside of comments and code, stand nowhere in the article; and
how many of the dates, tags, categories, other names and descriptions that front matter states the articles have.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from wenxun.articles import read_file
from wenxun.errors import ArticleError
from wenxun.models import Article

KINDS = {
    ":::": r"^\s*:::",
    "!!! ??? ===": r"^\s*(?:!!!|\?\?\?\+?|===[!+]?) (?=\S)",  # not what is left around code that was cut out
    "[!NOTE]": r"\[![\w-]+\]",
    "{#id} {/*id*/} {: }": r"\{#[\w-]|\{/\*|\{:[ .#]",
    "{% %}": r"\{%",
    "{{ }}": r"\{\{",
    "==": r"(?<![=<>!])==(?!=)\S[^=\n]*\S==(?!=)",
    "^block": r"(?:^|\s)\^[A-Za-z][\w-]{2,}$",
    "%%": r"%%",
    "key:: value": r"^[\w\u3400-\u9fff -]{1,40}:: ",
    "[[": r"\[\[|\]\]",
    "](": r"\]\([^)\s]",
    "|---": r"\|\s*:?-{3,}",
    "front matter": r"\A---$|^(?:title|date|tags|categories|date created): ?",
    "HTML tag": r"</?(?:div|span|p|br|a|img|td|tr|table|b|font|details|summary|h[1-6]|ruby|sup|sub|iframe)\b[^>\n]*>",
    "component": r"</?[A-Z]\w*(?:\s[^<>\n]*)?/?>",
    "import": r"^(?:import .* from ['\"]|export (?:const|default|function) )",
    "[TOC]": r"^\[TOC\]|^\[\[toc\]\]",
    ":emoji:": r"(?<![\w:/.]):(?=[a-z0-9_+-]*[a-z])[a-z0-9_+-]{2,}:(?![\w:/])",
    "[x]": r"^\s*(?:[-*+] )?\[[ xX]\] ",
    "[^1]": r"\[\^[^\]\s]+\]|\^\[",
    "heading #": r"^#{1,6}(?:\s|[\u3400-\u9fff]+$)",
    "**": r"\*\*(?=\S)[^*\n]+\*\*",
}  # fmt: skip
_PATTERNS = {kind: re.compile(pattern, re.MULTILINE) for kind, pattern in KINDS.items()}
_HAN = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]+")
_COMMENTS = re.compile(
    r"^\[(?://|comment)[^\]]*\]:[^\n]*$|<!--.*?-->|\{/\*.*?\*/\}|%%(?:[^%]|%(?!%))*%%", re.DOTALL | re.MULTILINE
)
_SCRIPTS = re.compile(r"<(script|style)\b.*?</\1>", re.DOTALL | re.IGNORECASE)
_FENCES = re.compile(r"^([ \t>]*)(`{3,}|~{3,})[^`\n]*\n(.*?)(?:^[ \t>]*\2[`~]*[ \t]*$|\Z)", re.MULTILINE | re.DOTALL)
_CODE = re.compile(r"(?<!`)(`+)(?!`)(.+?)(?<!`)\1(?!`)")
_FORMULAS = re.compile(r"\$\$.+?\$\$|\$[^$\n]+\$", re.DOTALL)
_ESCAPED_TAG = re.compile(r"\\<(/?[A-Za-z][^<>\n\\]*)\\?>")  # what the owner wants to be read
_HEAD = re.compile(
    r"\A\ufeff?\s*(?:---+[ \t]*\n(.*?)^(?:---+|\.\.\.)|\+\+\+[ \t]*\n(.*?)^\+\+\+)[ \t]*$", re.DOTALL | re.MULTILINE
)
_STATED = {
    "dates": r"^(?:date|date created|pubDate|created|createTime|published)\s*[:=]\s*\S",
    "tags": r"^(?:tags|keywords)\s*[:=](?:[ \t]*(?!null)[^\s\[]|\s*\[\s*[^\s\]]|[ \t]*\n\s*- *\S)",
    "categories": r"^(?:categories|category)\s*[:=](?:[ \t]*(?!null)[^\s\[]|\s*\[\s*[^\s\]]|[ \t]*\n\s*- *\S)",
    "other names": r"^(?:aliases|alias)\s*[:=](?:[ \t]*(?!null)[^\s\[]|\s*\[\s*[^\s\]]|[ \t]*\n\s*- *\S)",
    "descriptions": r"^(?:description|summary|excerpt|desc)\s*[:=][ \t]*(?!''|\"\")[^\s]",
}


@dataclass
class Counts:
    """What was found in a folder."""

    files: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    wrong_reader: int = 0
    residue: Counter[str] = field(default_factory=Counter)
    han_runs: int = 0
    han_lost: int = 0
    stated: Counter[str] = field(default_factory=Counter)
    kept: Counter[str] = field(default_factory=Counter)
    examples: dict[str, list[str]] = field(default_factory=dict)


def main() -> None:
    """Print the table of the folders named on the command line."""
    folders = [Path(name) for name in sys.argv[1:] if not name.startswith("--")]
    counts = {folder.name: _count(folder) for folder in folders}
    print("| | " + " | ".join(counts) + " |\n|---|" + "---:|" * len(counts))
    _row("files", [str(each.files) for each in counts.values()])
    _row("refused", [", ".join(f"{n} {k}" for k, n in each.refused.items()) or "0" for each in counts.values()])
    _row("not read as Markdown", [str(each.wrong_reader) for each in counts.values()])
    for kind in KINDS:
        _row(f"`{kind}`", [f"{1000 * each.residue[kind] / max(1, each.files):.1f}" for each in counts.values()])
    _row("Han runs", [str(each.han_runs) for each in counts.values()])
    _row("lost, %", [f"{100 * each.han_lost / max(1, each.han_runs):.2f}" for each in counts.values()])
    for name in _STATED:
        _row(f"{name} kept of stated", [f"{each.kept[name]} / {each.stated[name]}" for each in counts.values()])
    if "--examples" in sys.argv:
        for folder, each in counts.items():
            for kind, places in each.examples.items():
                print(f"{folder} {kind}\n    " + "\n    ".join(places[:8]))


def _row(name: str, values: list[str]) -> None:
    print(f"| {name} | " + " | ".join(values) + " |")


def _count(folder: Path) -> Counts:
    counts = Counts()
    for path in sorted(p for p in folder.rglob("*") if p.suffix in (".md", ".mdx", ".markdown")):
        source = path.read_text(encoding="utf-8", errors="replace")
        counts.files += 1
        try:
            for article in read_file(path, root=folder):
                if isinstance(article, Article):
                    _compare(counts, source, article, str(path.relative_to(folder)))
        except ArticleError as error:
            counts.refused[error.reason] += 1
    return counts


def _compare(counts: Counts, source: str, article: Article, name: str) -> None:
    counts.wrong_reader += article.format != "markdown"
    shown = _without_code(article, source)
    for kind, pattern in _PATTERNS.items():
        if found := pattern.search(shown):
            counts.residue[kind] += 1
            counts.examples.setdefault(kind, []).append(
                f"{name}: {shown[max(0, found.start() - 30) : found.end() + 40]!r}"
            )
    stored = "".join(_HAN.findall("\n".join(_all_texts(article))))
    for run in _HAN.findall(_visible(source)):
        counts.han_runs += 1
        if run not in stored:
            counts.han_lost += 1
            counts.examples.setdefault("lost", []).append(f"{name}: {run[:60]}")
    head = _HEAD.match(source)
    stated = (head[1] or head[2] or "") if head else ""
    has = {
        "dates": article.published,
        "tags": article.tags,
        "categories": article.categories,
        "other names": article.aliases or article.fields.get("aliases"),
        "descriptions": article.description,
    }
    for what, pattern in _STATED.items():
        if re.search(pattern, stated, re.MULTILINE | re.IGNORECASE):
            counts.stated[what] += 1
            counts.kept[what] += bool(has[what])
            if not has[what]:
                counts.examples.setdefault(what, []).append(name)


def _without_code(article: Article, source: str) -> str:
    """The article's text without code and formulas: those that it marks, and what stands in the source's."""
    texts = [article.title]
    for section in article.sections:
        text, done, kept = section.text, 0, []
        for element in getattr(section, "elements", ()):
            if element.kind in ("code", "formula") and element.span.start >= done:
                kept.append(text[done : element.span.start])
                done = element.span.end
        texts += (section.heading, "".join((*kept, text[done:])))
    code = {line.strip(" \t>") for _, _, content in _FENCES.findall(source) for line in content.split("\n")}
    lines = [line for line in "\n".join(texts).split("\n") if line.strip() not in code or not line.strip()]
    shown = _FORMULAS.sub("", "\n".join(lines))
    for tag in set(_ESCAPED_TAG.findall(source)):
        shown = shown.replace(f"<{tag}>", "")
    for each in sorted({content.strip() for _, content in _CODE.findall(source)}, key=len, reverse=True):
        if len(each) > 1:
            shown = shown.replace(each, "")
    return shown


def _visible(source: str) -> str:
    for pattern in (_FENCES, _COMMENTS, _SCRIPTS):
        source = pattern.sub("\n", source)
    return _CODE.sub(" ", source)


def _all_texts(article: Article) -> Iterator[str]:
    yield from (article.title, article.text, article.description)
    for names in (article.tags, article.categories, article.aliases, article.authors):
        yield from names
    yield from (link.target for link in article.links)
    yield from (getattr(element, "value", "") for section in article.sections for element in section.elements)
    for name, value in article.fields.items():
        yield name
        yield from map(str, value if isinstance(value, tuple) else (value,))


if __name__ == "__main__":
    main()
