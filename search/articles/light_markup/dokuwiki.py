"""Pages of DokuWiki, which are texts (``.txt``): told by their headings and signs, which are not those of MediaWiki."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from html import escape
from itertools import pairwise

from wenxun.articles.containers import Whole
from wenxun.articles.documents.document import footnotes_html
from wenxun.articles.draft import Draft
from wenxun.articles.encodings import decode
from wenxun.articles.light_markup.lines import HtmlLines, Inline, indent_of, inline_reader, link, read_lines_into
from wenxun.articles.source_file import SourceFile
from wenxun.articles.text_file import decoded_text, finished
from wenxun.errors import ArticleError
from wenxun.models import Article

__all__ = ["read", "sniff"]

_HEADING_BYTES = re.compile(rb"^[ \t]*={2,9}[^=\n]+={2,9}[ \t]*\r?$", re.MULTILINE)
_FIRST_HEADING = re.compile(r"\s*(?:~~\w+~~\s*)*={5,9} ?[^=\s][^=\n]* ?={5,9}[ \t]*(?:\n|\Z)")
_OF_MEDIAWIKI = re.compile(
    r"'''|^\{\||\{\{[^{}:|?.\n]+(?:\||\}\})|<ref[ >]|\[\[(?:File|Category|文件|分类|檔案):", re.MULTILINE
)
_SIGNS = (
    re.compile(r"^(?: {2,}|\t+)[*-] \S", re.MULTILINE),
    re.compile(r"\*\*[^*\n]+\*\*"),
    re.compile(r"(?<![:/])//[^/\n]+//(?!/)"),
    re.compile(r"^\^[^\n]*[\^|][ \t]*$", re.MULTILINE),
    re.compile(r"\\\\(?:\s|$)", re.MULTILINE),
    re.compile(r"\(\([^()\n]+\)\)"),
    re.compile(r"^~~\w+~~", re.MULTILINE),
    re.compile(r"\{\{[\w :.-]*\.(?:png|jpe?g|gif|svg|pdf)"),
    re.compile(r"\[\[\w+:[\w:]+(?:\|[^\[\]]*)?\]\]"),
)
_SEVERAL = 3  # kinds of signs that together are no chance
_SAMPLE_CHARS = 20_000
_HEADING = re.compile(r"(?P<signs>={2,9})\s*(?P<text>[^=\s].*?)\s*={2,9}")
_ITEM = re.compile(r"(?: {2,}|\t+)(?P<sign>[*-])\s*(?P<text>.*)")
_QUOTE = re.compile(r"(?P<signs>>+)\s?(?P<text>.*)")
_CODE = re.compile(r"<(?P<tag>code|file)\b(?P<language>[^>\n]*)>(?P<text>.*)")
_MACRO = re.compile(r"~~[\w:.,= -]+~~|</?(?:WRAP|note|hidden|fold|block|html|HTML|php|PHP|color|fs|fc|fg)\b[^<>\n]*>")
_NOTE = re.compile(r"\(\(((?:[^()\n]|\([^()\n]*\)|\n(?!\n)){1,2000})\)\)")
_CODE_BEGIN = re.compile(r"(?<=[^\s%'>])[ \t]*(<(?:code|file)(?:\s[^>\n]*)?>)(?!%|'|</)")
_CODE_END = re.compile(r"(</(?:code|file)>)(?=[^\n%'])")
_NOTE_SIGN = "\uf8f2"  # private, and no page has it there
_MARKED = re.compile(rf"{_NOTE_SIGN}(\d+){_NOTE_SIGN}")
_CELL_SIGN = re.compile(r"[\^|](?![^\[\]\n]*\]\])(?![^{}\n]*\}\})")
_INLINE = re.compile(
    r"%%(?P<exact>.{1,500}?)%%|<nowiki>(?P<nowiki>.{0,500}?)</nowiki>"
    r"|\[\[(?P<target>[^\[\]|\n]{1,500})(?:\|(?P<label>(?:[^\[\]\n]){0,500}))?\]\](?P<link>)"
    r"|\{\{[^{}|\n]{0,500}(?:\|(?P<caption>[^{}\n]{0,500}))?\}\}(?P<media>)"
    rf"|{_NOTE_SIGN}(?P<note>\d+){_NOTE_SIGN}"
    r"|''(?P<code>.{1,500}?)''"
    r"|\*\*(?P<bold>.{1,1000}?)\*\*|(?<![:/])//(?P<italic>.{1,1000}?)(?<!:)//|__(?P<line>.{1,1000}?)__"
    r"|<(?P<tag>del|sub|sup)>(?P<tagged>.{1,500}?)</(?P=tag)>"
    r"|(?P<break>\\\\(?=\s|\Z)\s*)"
    r"|(?P<url>https?://[^\s<>\"'，。、；（）《》|\]\^]{1,500})",
    re.DOTALL,
)
_OUTSIDE = re.compile(r"[a-z][a-z0-9+.-]*://|mailto:", re.IGNORECASE)


def _around(group: str, tag: str) -> Callable[[re.Match[str]], str]:
    return lambda found: f"<{tag}>{_inline(found[group])}</{tag}>"


def _exactly(group: str) -> Callable[[re.Match[str]], str]:
    return lambda found: escape(found[group], quote=False)


def _page_link(found: re.Match[str]) -> str:
    """A link to a page, by the path of its file, or to an address."""
    target, label = found["target"].strip(), (found["label"] or "").strip()
    if _OUTSIDE.match(target):
        return link(target, label or target)
    page, _, place = target.rpartition(">")[2].partition("#")
    path = page.strip(" :").replace(":", "/")
    name = label or path.rpartition("/")[2] or place
    if ">" in target or not path:
        return escape(name, quote=False)
    return f'<a href="{escape(path)}">{escape(name, quote=False)}</a>'


_SHOWN: Mapping[str, Callable[[re.Match[str]], str]] = {
    "exact": _exactly("exact"),
    "nowiki": _exactly("nowiki"),
    "link": _page_link,
    "media": lambda found: escape((found["caption"] or "").strip(), quote=False),
    "note": lambda found: f'<sup class="footnote-ref">{found["note"]}</sup>',
    "code": lambda found: f"<code>{escape(found['code'].removeprefix('%%').removesuffix('%%'), quote=False)}</code>",
    "bold": _around("bold", "b"),
    "italic": _around("italic", "i"),
    "line": _around("line", "u"),
    "tagged": lambda found: f"<{found['tag']}>{_inline(found['tagged'])}</{found['tag']}>",
    "break": lambda _: "<br>",
    "url": lambda found: link(found["url"], found["url"]),
}
_inline: Inline = inline_reader(_INLINE, _SHOWN)


def sniff(file: SourceFile) -> Whole | None:
    """By a suffix of its own; by its first heading, or by several signs that MediaWiki does not have."""
    if file.origin.suffix == ".dokuwiki":
        return Whole(read)
    if file.origin.suffix != ".txt" or not _HEADING_BYTES.search(file.text_head):
        return None
    try:
        text = decode(file.text_head.rpartition(b"\n")[0] or file.text_head).text[:_SAMPLE_CHARS]
    except ArticleError:
        return None
    if _OF_MEDIAWIKI.search(text):
        return None
    is_one = _FIRST_HEADING.match(text) or sum(bool(sign.search(text)) for sign in _SIGNS) >= _SEVERAL
    return Whole(read) if is_one else None


def read(file: SourceFile) -> Iterator[Article]:
    """Yield the article.

    Raises:
        ArticleError: as for a text.
    """
    draft = Draft(takes_drafts=file.origin.takes_drafts)
    text = _CODE_END.sub(r"\1\n", _CODE_BEGIN.sub(r"\n\1", decoded_text(file, draft)))
    notes: list[str] = []

    def marked(found: re.Match[str]) -> str:
        notes.append(found[1])
        return f"{_NOTE_SIGN}{len(notes)}{_NOTE_SIGN}"

    out = HtmlLines(_inline)
    _read_lines(out, _NOTE.sub(marked, text).split("\n"), notes)
    shown = set(re.findall(r'<sup class="footnote-ref">(\d+)', out.html()))
    named = {str(number): _inline(" ".join(note.split())) for number, note in enumerate(notes, 1)}
    out.raw(footnotes_html({number: note for number, note in named.items() if number in shown}))
    read_lines_into(draft, out, {})
    yield finished(file, draft, "dokuwiki")


def _read_lines(out: HtmlLines, lines: Sequence[str], notes: Sequence[str]) -> None:
    at = 0
    while at < len(lines):
        line = _MACRO.sub("", lines[at])
        bare = line.strip()
        if bare.startswith("<") and (found := _CODE.fullmatch(bare)):
            at = _code(out, lines, at, found, notes)
            continue
        at += 1
        if found := _HEADING.fullmatch(bare):
            out.heading(7 - len(found["signs"]), found["text"])
        elif found := _ITEM.fullmatch(line):
            out.item(indent_of(line), found["text"], number="1" if found["sign"] == "-" else "")
        elif bare.startswith(("^", "|")) and len(bare) > 1:
            cells, is_head = _row(bare)
            out.row(cells, is_head=is_head)
        elif found := _QUOTE.fullmatch(bare):
            out.raw(f"<blockquote><p>{_inline(found['text'])}</p></blockquote>")
        elif line.startswith("  ") and bare:
            end = next((place for place in range(at, len(lines)) if not lines[place].startswith("  ")), len(lines))
            out.code([_as_written(each, notes) for each in lines[at - 1 : end]])
            at = end
        elif bare and not bare.startswith("----"):
            out.text(line)
        else:
            out.blank()


def _as_written(line: str, notes: Sequence[str]) -> str:
    """A line of code, where notes are none."""
    return _MARKED.sub(lambda found: f"(({notes[int(found[1]) - 1]}))", line)


def _code(out: HtmlLines, lines: Sequence[str], at: int, found: re.Match[str], notes: Sequence[str]) -> int:
    """Add a block of code, and return the line behind it."""
    closing = f"</{found['tag']}>"
    end = next((place for place in range(at, len(lines)) if closing in lines[place]), len(lines) - 1)
    written = [found["text"], *lines[at + 1 : end + 1]] if end > at else [found["text"]]
    language = found["language"].split()
    body = _as_written("\n".join(written).partition(closing)[0], notes)
    out.code(body.split("\n"), language[0] if language else "")
    return end + 1


def _row(line: str) -> tuple[list[str], bool]:
    """The cells of a row, and whether they are all heads."""
    signs = list(_CELL_SIGN.finditer(line))
    edges = [found.start() for found in signs] + ([] if signs and signs[-1].end() == len(line) else [len(line)])
    cells = [line[start + 1 : end].strip() for start, end in pairwise(edges)]
    kinds = {line[start] for start in edges[:-1]}
    return ["" if cell == ":::" else cell for cell in cells], kinds == {"^"}
