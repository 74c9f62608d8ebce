"""Tiddlers of TiddlyWiki, a file each: fields, a blank line, and wikitext of its own kind."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from html import escape

from wenxun.articles.containers import Whole
from wenxun.articles.draft import Draft
from wenxun.articles.light_markup.lines import HtmlLines, inline_reader, link, read_lines_into
from wenxun.articles.readers import read_text_of
from wenxun.articles.source_file import SourceFile
from wenxun.articles.text_file import decoded_text, finished
from wenxun.errors import ArticleError
from wenxun.models import Article
from wenxun.notices import Notice

__all__ = ["read", "sniff"]

_FIELD = re.compile(r"(?P<name>[\w.-]+):(?P<value>.*)")
_TAG = re.compile(r"\[\[(?P<quoted>.*?)\]\]|(?P<word>\S+)")
_TIMES = (("created", "created"), ("modified", "updated"))  # of 17 digits, down to the thousandth of a second
_STATED = ("title", "author", "creator", "description", "url", "lang")
_WIKITEXT = ("", "text/vnd.tiddlywiki")
_MARKDOWN = ("text/x-markdown", "text/markdown")
_OF_PROGRAM = "$:/"
_PRAGMA = re.compile(
    r"\\(?:define|procedure|function|widget)\b[^\n]*\n.*?^\\end[^\n]*$|^\\\w+[^\n]*$", re.DOTALL | re.MULTILINE
)
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_CALL = re.compile(
    r"<<(?:[^<>\"']|\"[^\"]*\"|'[^']*')*>>|</?\$?[A-Za-z][\w.-]*(?:[^<>\"']|\"[^\"]*\"|'[^']*'|<<[^<>]*>>)*>"
)
_QUOTED_HAN = re.compile(r"[\"']([^\"'<>\[\]{}]*[\u3400-\u9fff][^\"'<>\[\]{}]*)[\"']")
_HEADING = re.compile(r"(?P<signs>!{1,6})\s*(?:\.\S+\s+)?(?P<text>.*)")
_ITEM = re.compile(r"(?P<signs>[*#;:>]+)(?:\.\S+)*\s*(?P<text>.*)")
_ROW = re.compile(r"\|(?P<cells>.*)\|(?P<kind>[khfc]?)\s*")
_INLINE = re.compile(
    r"\[\[(?P<name>[^\[\]|]{1,500})(?:\|(?P<target>[^\[\]]{1,500}))?\]\](?P<link>)"
    r"|(?P<left_out>\[img[^\[\]]{0,200}\[[^\[\]]{0,500}\]\]|\{\{\{.{0,500}?\}\}\})"
    r"|\{\{(?P<embedded>[^{}|!]{1,200})[^{}]{0,200}\}\}|(?P<field>\{\{[^{}]{0,200}\}\})"
    r"|``(?P<code2>.{1,500}?)``|`(?P<code>[^`\n]{1,500})`"
    r"|''(?P<bold>.{1,1000}?)''|(?<!:)//(?P<italic>.{1,1000}?)(?<!:)//|__(?P<line>.{1,1000}?)__|~~(?P<struck>.{1,1000}?)~~"
    r"|\^\^(?P<above>.{1,200}?)\^\^|,,(?P<below>.{1,200}?),,"
    r"|(?P<url>https?://[^\s<>\"'，。、；（）《》|\]]{1,500})",
    re.DOTALL,
)


def _around(group: str, tag: str) -> Callable[[re.Match[str]], str]:
    return lambda found: f"<{tag}>{_inline(found[group])}</{tag}>"


def _named_link(target: str, name: str) -> str:
    """A link to a tiddler by its name, or to an address."""
    return f'<a href="{escape(target)}">{escape(name, quote=False)}</a>'


def _in_code(group: str) -> Callable[[re.Match[str]], str]:
    return lambda found: f"<code>{escape(found[group], quote=False)}</code>"


_SHOWN: Mapping[str, Callable[[re.Match[str]], str]] = {
    "link": lambda found: _named_link(found["target"] or found["name"], found["name"]),
    "left_out": lambda _: "",
    "field": lambda _: "",
    "embedded": lambda found: _named_link(found["embedded"], found["embedded"]),
    "code2": _in_code("code2"),
    "code": _in_code("code"),
    "bold": _around("bold", "b"),
    "italic": _around("italic", "i"),
    "line": _around("line", "u"),
    "struck": _around("struck", "s"),
    "above": _around("above", "sup"),
    "below": _around("below", "sub"),
    "url": lambda found: link(found["url"], found["url"]),
}
_inline = inline_reader(_INLINE, _SHOWN)


def sniff(file: SourceFile) -> Whole | None:
    """By its suffix."""
    return Whole(read) if file.origin.suffix == ".tid" else None


def read(file: SourceFile) -> Iterator[Article]:
    """Yield the article.

    Raises:
        ArticleError: ``no-record`` for what is the wiki's own, or no text; as for a text.
    """
    draft = Draft(takes_drafts=file.origin.takes_drafts)
    fields, text = _split(decoded_text(file, draft))
    kind = fields.get("type", "").strip()
    if fields.get("title", "").strip().startswith(_OF_PROGRAM) or kind not in (*_WIKITEXT, *_MARKDOWN, "text/plain"):
        raise ArticleError("no-record", Notice("it is what TiddlyWiki keeps for itself"))
    stated = {name: fields[name].strip() for name in _STATED if fields.get(name, "").strip()}
    stated |= {ours: fields[name].strip()[:14] for name, ours in _TIMES if fields.get(name, "").strip()}
    for found in _TAG.finditer(fields.get("tags", "")):
        draft.tags[found["quoted"] or found["word"]] = None
    if kind not in _WIKITEXT:
        read_lines_into(draft, HtmlLines(_inline), stated)
        yield finished(file, draft, read_text_of(draft, text, ".md" if kind in _MARKDOWN else ".txt"))
        return
    out = HtmlLines(_inline)
    text = _COMMENT.sub("", _PRAGMA.sub("", text))
    _read_lines(out, draft, text.split("\n"))
    read_lines_into(draft, out, stated)
    yield finished(file, draft, "tiddlywiki")


def _split(text: str) -> tuple[dict[str, str], str]:
    """The fields of a tiddler, and its text."""
    head, _, rest = text.partition("\n\n")
    lines = [_FIELD.fullmatch(line) for line in head.split("\n")]
    if not all(lines):
        return {}, text
    return {found["name"]: found["value"] for found in lines if found}, rest


def _read_lines(out: HtmlLines, draft: Draft, lines: Sequence[str]) -> None:
    at = 0
    while at < len(lines):
        line = lines[at]
        bare = line.strip()
        at += 1
        if bare.startswith("```"):
            end = next((place for place in range(at, len(lines)) if lines[place].strip() == "```"), len(lines))
            out.code(lines[at:end], bare[3:])
            at = end + 1
        elif bare == '"""' and '"""' in map(str.strip, lines[at:]):
            end = next(place for place in range(at, len(lines)) if lines[place].strip() == '"""')
            out.verse([_without_calls(draft, each) for each in lines[at:end]])
            at = end + 1
        elif bare in ('"""', "<<<") or bare.startswith(("@@", "$$$", "---")):
            out.blank()
        elif found := _HEADING.fullmatch(bare):
            out.heading(len(found["signs"]), found["text"])
        elif found := _ROW.fullmatch(bare):
            _row(out, found)
        elif found := _ITEM.fullmatch(bare):
            is_numbered = found["signs"][-1] == "#"
            out.item(len(found["signs"]), _without_calls(draft, found["text"]), number="1" if is_numbered else "")
        elif bare:
            shown = _without_calls(draft, line)
            if shown.strip():
                out.text(shown)
        else:
            out.blank()


def _without_calls(draft: Draft, line: str) -> str:
    """A line without widgets, macros and tags; Chinese texts that they are given are kept."""

    def kept(found: re.Match[str]) -> str:
        draft.tally["template-tags"] += 1
        return " ".join(_QUOTED_HAN.findall(found[0])) if found[0].startswith(("<<", "<$")) else ""

    return _CALL.sub(kept, line) if "<" in line else line


def _row(out: HtmlLines, found: re.Match[str]) -> None:
    if found["kind"] in ("k", "c"):
        return
    cells = re.split(r"\|(?![^\[\]]*\]\])", found["cells"])
    out.row([cell.strip().lstrip("!") for cell in cells], is_head=all(cell.strip().startswith("!") for cell in cells))
