"""What stands in the lines of a wikitext: links, bold and italic runs, images, entities, and the settled parts.

Templates are expanded by then, and every link is set aside, so nothing here can be nested without end.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from html import unescape
from urllib.parse import unquote

from wenxun.articles.characters import tidy_characters
from wenxun.articles.cleaning import LINE, READING_END, READING_START
from wenxun.articles.draft import Draft
from wenxun.articles.link_addresses import Target, anchor_length, page_title, parse_page_name
from wenxun.articles.links import add_link, is_image_name
from wenxun.articles.richtext import RichBuilder, RichText
from wenxun.articles.wikitext.signs import (
    ALL_SIGNS,
    CLOSES,
    ELEMENT_CODES,
    OPENS,
    SET_ASIDE,
    SOFT_LINE,
    Image,
    Infobox,
    Note,
    PartsSetAside,
    Verbatim,
)

__all__ = ["InlineReader", "WikiBuilder"]

_IMAGE_OPTION = re.compile(
    r"\s*(?:(?:thumb(?:nail)?|缩略图|縮圖|缩图)(?:\s*=.*)?|frame(?:d|less)?|enframed|border|left|right|cent(?:er|re)|none"
    r"|(?:upright|竖直|豎直|直立)\s*=?\s*[\d.]*|有框|无框|無框|框|边框|邊框|左|右|中|居中|置中|无|無|靠左|靠右"
    r"|\d*x?\d+\s?(?:px|像素)|(?:alt|link|page|lang|class|替代|替代文本|替代文字|链接|連結|鏈接|页数|頁數?|页面|語言|语言|类|類別?)\s*=.*"
    r"|page \d+|\d+[页頁]|baseline|sub|super|(?:text-)?top|middle|(?:text-)?bottom|noicon"
    r"|基线|基線|[子下上超]|下標|上標|顶部|頂部|垂直置[顶頂底中]|中间|中間|底部|文字[顶頂底]部)\s*",
    re.IGNORECASE | re.DOTALL,
)
_PROTOCOL = (
    r"(?:(?:(?:https?|s?ftp|ftps|gopher|git|ircs?|mms|nntp|redis|ssh|svn|telnet|wikipedia|worldwind):)?//"
    r"|(?:bitcoin|geo|magnet|mailto|matrix|news|sips?|sms|tel|urn|xmpp):)"
)
_URL_LINK = re.compile(rf"\[?{_PROTOCOL}", re.IGNORECASE)
_TOKEN = re.compile(  # it begins with a set of signs, which is found fast; what is meant is told behind the sign
    f"[\ufddb'{OPENS}{CLOSES}\\[&{READING_START}{SOFT_LINE}]"
    "(?:(?<=\ufddb)([0-9]+)\ufddc"
    "|(?<=')('+)"
    f"|(?<=[{OPENS}{CLOSES}])(.)"
    f"|(?<=\\[)(\\[*(?={_PROTOCOL})(?P<url>(?:(?!'')[^\\s\\[\\]<>\"\ufdd0-\ufdef])*)(?:(?P<text>[^\\[\\]\\n]*)\\])?)"
    "|(?<=&)(?P<entity>(?:[A-Za-z][A-Za-z0-9]{1,30}|#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6});)"
    f"|(?<={READING_START})(?P<reading>[^{READING_START}{READING_END}\\n]*{READING_END})"
    f"|(?<={SOFT_LINE}))",
    re.IGNORECASE,
)
_ENCODED = re.compile("%[0-9A-Fa-f]{2}")
_MARKED = re.compile(r"[\ufdd0-\ufdef'\[&]")  # without one of these there is no token
_ASIDE_GROUP, _QUOTES_GROUP, _SIGN_GROUP, _LINK_GROUP = 1, 2, 3, 4
_RUBY, _NOTE = "r", "n"
_MAX_OPEN = 40  # elements of one kind, one inside the other


@dataclass(slots=True)
class WikiBuilder(RichBuilder):
    """A text in the making, with the elements that are open in it, by their codes: where each began, and its marks."""

    opened: dict[str, list[tuple[int, int]]] = field(default_factory=dict)


class InlineReader:
    """Appends lines of wikitext to a text.

    Args:
        draft: gets categories and counts.
        aside: the settled parts.
        on_infobox: called with each infobox, and the text that it stands in.
    """

    def __init__(self, draft: Draft, aside: PartsSetAside, on_infobox: Callable[[Infobox, WikiBuilder], None]) -> None:
        self._draft = draft
        self._aside = aside
        self._on_infobox = on_infobox
        self._footnote_count = 0

    @property
    def _tally(self) -> Counter[str]:
        return self._draft.tally

    def add(self, text: str, out: WikiBuilder) -> None:
        """Append wikitext. As MediaWiki has it, no bold run goes past the end of its line.

        Args:
            text: the wikitext.
            out: takes the text and its marks.
        """
        if not _MARKED.search(text):
            out.add(text)
            return
        done = 0
        emphasis: _Emphasis | None = None
        for found in _TOKEN.finditer(text):
            start, end = found.span()
            if start > done:
                piece = text[done:start]
                if emphasis is not None:
                    emphasis.pass_over(piece)
                out.add(piece)
            done = end
            group = found.lastindex
            if group == _ASIDE_GROUP:
                self._add_set_aside(int(found[_ASIDE_GROUP]), out)
            elif group == _QUOTES_GROUP:
                emphasis = emphasis or _Emphasis(out)
                emphasis.toggle(done - start)
            elif group == _SIGN_GROUP:
                self._open_or_close(found.group(), out)
            elif found["url"] is not None:
                self._add_url(found["url"], found["text"], out)
            elif found["entity"]:
                out.add(tidy_characters(unescape(found.group()), self._tally))
            elif found["reading"]:
                self._add_reading(found.group(), out)
            else:
                out.add("\n")
        piece = text[done:]
        if emphasis is not None:
            emphasis.pass_over(piece + "\n")
        out.add(piece)

    def plain(self, text: str) -> str:
        """Return the text of some wikitext, without marks."""
        if not _MARKED.search(text):
            return text
        out = WikiBuilder()
        self.add(text, out)
        return out.take().text

    def _add_set_aside(self, number: int, out: WikiBuilder) -> None:
        part = self._aside[number]
        if isinstance(part, str):
            self._add_wiki_link(part, out)
        elif isinstance(part, Verbatim):
            _add_verbatim(part, out)
        elif isinstance(part, Image):
            out.mark("image", out.length, out.length, part.name)
        elif isinstance(part, Note):
            out.mark("footnote_mark", out.length, out.length, part.label)
        elif isinstance(part, Infobox):
            self._on_infobox(part, out)
        else:
            out.add(LINE)
            out.add_rich(part)
            out.add(LINE)

    def _add_wiki_link(self, source: str, out: WikiBuilder) -> None:
        if ":" in source or "//" in source:
            if _URL_LINK.match(source):
                self.add(f"[{source.lstrip('[')}]", out)
                return
        elif "%" not in source and not _MARKED.search(source):
            self._add_plain_link(source, out)
            return
        name, bar, shown = source.partition("|")
        if not bar and SET_ASIDE.search(name):
            self.add(source, out)  # no page is called so: its brackets are text, and what stands in them too
            return
        name = self._name(name)
        is_shown = name.startswith(":")
        target = parse_page_name(name.removeprefix(":"))
        if target.kind == "page" and SOFT_LINE not in name:
            start = out.length
            self.add(shown, out)
            text = out.text_from(start) if shown else ""
            if not text.strip():
                text = _shown_name(name, target.name)
                out.add(text)
            self._mark_page(start, text, target.name, out)
        elif target.kind == "file" and not is_shown:
            self._add_image(target.name, shown, out)
        elif target.kind == "category" and not is_shown:
            self._draft.add_category(target.name)
            self._tally["category-links"] += 1
        else:
            self._add_other_link(target, shown, out, is_shown=is_shown)

    def _add_plain_link(self, source: str, out: WikiBuilder) -> None:
        """Append a link to a page that holds no other markup, as most do."""
        name, _, text = source.partition("|")
        page = page_title(name)
        if not text or text.isspace():
            text = _shown_name(name, page)
        start = out.length
        out.add(text)
        self._mark_page(start, text, page, out)

    def _name(self, name: str) -> str:
        if "&" in name:
            name = tidy_characters(unescape(name), self._tally)
        if _ENCODED.search(name):
            decoded = tidy_characters(unquote(name, errors="replace"), self._tally)
            name = name if "\ufffd" in decoded else decoded
        return ALL_SIGNS.sub(lambda found: "\n" if found.group() == SOFT_LINE else "", name).strip()

    def _mark_page(self, start: int, text: str, page: str, out: WikiBuilder) -> None:
        if not page:
            return
        length = whole = len(text)
        if text != page:
            length = anchor_length(text, page)
            if length < whole:
                self._draft.tally["swallowed-tails"] += 1
        out.mark("link", start, start + length, page)

    def _add_other_link(self, target: Target, shown: str, out: WikiBuilder, *, is_shown: bool) -> None:
        inner = WikiBuilder()
        self.add(shown, inner)
        rich = inner.take()
        if not rich.text.strip():
            rich = RichText(target.name)
        if target.kind == "interlanguage" and is_shown:
            target = Target("page", target.name)
        add_link(out, rich, target, self._draft)

    def _add_image(self, name: str, options: str, out: WikiBuilder) -> None:
        self._tally["image-names"] += 1
        captions = [option for option in options.split("|") if not _IMAGE_OPTION.fullmatch(option)]
        caption = captions[-1] if captions and not is_image_name(captions[-1]) else ""
        if not caption.strip():
            out.mark("image", out.length, out.length, name)
            return
        out.add("\n\n")
        out.mark("image", out.length, out.length, name)
        self.add(caption.replace(SOFT_LINE, "\n"), out)
        out.add("\n\n")

    def _add_url(self, url: str, text: str | None, out: WikiBuilder) -> None:
        if text is None:  # it is not closed
            out.add(url)
            return
        text = text.strip()
        if not text:
            self._tally["bare-links"] += 1
            return
        start = out.length
        self.add(text, out)
        out.mark("link", start, out.length, ALL_SIGNS.sub("", url))

    def _open_or_close(self, sign: str, out: WikiBuilder) -> None:
        code = sign[1]
        if code not in ELEMENT_CODES:
            return
        starts = out.opened.setdefault(code, [])
        if sign[0] == OPENS:
            if len(starts) < _MAX_OPEN:
                starts.append((out.length, out.mark_count))
        elif starts:
            start, before = starts.pop()
            if code == _NOTE:
                self._footnote_count += 1
                out.mark_around("footnote", start, str(self._footnote_count), before=before)
            elif code != _RUBY:
                out.mark_around(ELEMENT_CODES[code], start, level=len(starts) + 1 if code == "q" else 0, before=before)

    def _add_reading(self, reading: str, out: WikiBuilder) -> None:
        shown = self.plain(reading[1:-1])
        if starts := out.opened.get(_RUBY):
            out.mark("ruby", starts[-1][0], out.length, " ".join(ALL_SIGNS.sub("", shown).split()))
        out.add(READING_START + shown + READING_END)
        if starts:
            starts[-1] = (out.length, out.mark_count)


def _shown_name(name: str, page: str) -> str:
    """What a link without a text of its own shows: with the section that it leads to."""
    return " ".join(name.replace("_", " ").split()) if "#" in name else page


class _Emphasis:
    """The bold and italic run that is open in a line."""

    __slots__ = ("_bold", "_italic", "_out")

    def __init__(self, out: WikiBuilder) -> None:
        self._out = out
        self._bold = self._italic = -1

    def pass_over(self, piece: str) -> None:
        """End the runs where the line ends, if it does within ``piece``, which is about to be added."""
        if (self._bold < 0 and self._italic < 0) or (at := piece.find("\n")) < 0:
            return
        end = self._out.length + at
        if self._bold >= 0:
            self._out.mark("bold", self._bold, end)
        if self._italic >= 0:
            self._out.mark("italic", self._italic, end)
        self._bold = self._italic = -1

    def toggle(self, apostrophes: int) -> None:
        """Two make a text italic, three bold, five both; what is more is text."""
        is_end = self._bold >= 0
        extra = "'" * (1 if apostrophes == 4 else max(0, apostrophes - 5))
        if extra and not is_end:
            self._out.add(extra)
        if apostrophes == 2 or apostrophes >= 5:
            self._italic = self._toggled("italic", self._italic)
        if apostrophes >= 3:
            self._bold = self._toggled("bold", self._bold)
        if extra and is_end:
            self._out.add(extra)

    def _toggled(self, kind: str, start: int) -> int:
        if start < 0:
            return self._out.length
        self._out.mark("bold" if kind == "bold" else "italic", start, self._out.length)
        return -1


def _add_verbatim(part: Verbatim, out: WikiBuilder) -> None:
    is_block = part.kind == "code" and part.level == 1
    if is_block:
        out.add("\n\n")
    if part.kind:
        out.mark(part.kind, out.length, out.length + len(part.text), part.value, part.level)
    out.add_verbatim(part.text)
    if is_block:
        out.add("\n\n")
