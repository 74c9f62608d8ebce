"""Inline Markdown: from a parser's events to text with marks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import unquote

from wenxun.articles.characters import HAN
from wenxun.articles.cleaning import LINE, READING_END, READING_START
from wenxun.articles.draft import Draft
from wenxun.articles.link_addresses import parse_page_name, parse_url
from wenxun.articles.links import add_link, is_image_name
from wenxun.articles.markdown.marks import HIDDEN
from wenxun.articles.markdown.spans import KEPT, Kept
from wenxun.articles.markdown.tag_attributes import attributes
from wenxun.articles.markdown.template_tags import hidden_tag_text
from wenxun.articles.markup import SHOWN_TAGS
from wenxun.articles.richtext import Edit, Mark, MarkKind, RichBuilder, RichText, in_order, new_mark, new_text

__all__ = ["INLINE", "InlineReader", "with_sources"]

INLINE = frozenset(("Strong", "Emphasis", "Strikethrough", "Link", "Image"))
"""Names of the parser's elements that stand within a block."""

_TAG_NAME = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9.:_-]*)")
_MARKS: Mapping[str, MarkKind] = {"Strong": "bold", "Emphasis": "italic", "Strikethrough": "struck"}
_TAG_MARKS: Mapping[str, MarkKind] = {
    "b": "bold", "strong": "bold", "i": "italic", "em": "italic", "s": "struck", "del": "struck", "strike": "struck",
    "mark": "highlight", "code": "code", "kbd": "code",
}  # fmt: skip
_READ_TAGS = frozenset(("a", "rt", "rp", "ruby", "rb", *_TAG_MARKS))
# brackets that are no links to a page: attributes of C++, tests of a shell, numbers of a list
_NO_PAGE = re.compile(
    r"\s(?=[^\u3400-\u9fff]*\Z|.*[$\"'=<>!&]).*\s|\W*\d{0,7}\W*|[\d\W_]*[,;\s][\d\W_]*"
    r"|(?:(?:using )?(?:gnu|clang|msvc|gsl|omp|intel|nvidia)(?:::|:).*"
    r"|noreturn|nodiscard|deprecated|fallthrough|likely|unlikely|maybe_unused"
    r"|no_unique_address|carries_dependency|assume)(?:\(.*\))?",
    re.DOTALL,
)
_MEDIA_NAME = re.compile(r"\.(?:mp[34]|mov|m4a|wav|avif|heic|canvas|excalidraw(?:\.md)?|base)$", re.IGNORECASE)
_DOCSIFY_PLACE = re.compile(r"\A(?![a-z][a-z0-9+.-]*:)([^?#]*)\?id=([^&#?]+)\Z", re.IGNORECASE)
_ANCHOR_SIGNS = ("#", "¶", "§", "🔗")  # what sites show for a link to the heading that it stands in
_OF_WIKIS = ("wikipedia.org/", "/Page/", "/Category/", "/wiki/")  # what addresses hold to which wikis give a meaning
_LINE_ENDS = frozenset(("<br>", "<br/>", "<br />"))
_QUOTED_VALUE = re.compile(r"=\s*(\"[^\"]*\"|'[^']*')")
_LINK_IN_NAME = re.compile(r"\[([^\[\]\n]{1,300})\]\([^\s()]{1,1000}\)")  # whose brackets a program escaped
_OF_SLIDES = re.compile(r"bg\b[\w :.%-]*|(?:(?:w|h|width|height):[\w.%]+\s*)+", re.ASCII)  # how Marp shows a picture
_SIZE_BEHIND = re.compile(r"(?:\|[\w#.-]*)*\|(?:\d{1,4}(?:x\d{1,4})?|#[\w-]+)\s*\Z", re.ASCII)
_BLOCK_BEHIND = re.compile(r"(?<=.)\^[A-Za-z0-9-]+\s*\Z")
_PLACE_IN_MEDIA = re.compile(r"(?:page|height|width|t)=[\w.,:&=]+")  # of a PDF or a film
_SIZE = re.compile(r"[\dx\s]*")


def with_sources(text: str, kept: list[Kept]) -> str:
    """Return the text of code or HTML with what its tokens stand for, as it was written.

    Args:
        text: the text.
        kept: what each token stands for.
    """
    return KEPT.sub(lambda found: kept[int(found[1])].source if found[1] else "", text) if "\ufde0" in text else text


class InlineReader:
    """Collects the inline events of one block; ``take`` gives its text and begins anew.

    Attributes:
        out: where text is added: the block's builder, or that of the link or image that is open.
        notes: labels and Markdown of the notes that blocks have held in their texts.
        has_place: whether the block holds an image, or a name of its place.
        has_reading: whether any block has held readings above characters.
        are_links_plain: whether the text of a link to an address is all that it shows; in headings it may be a sign.
    """

    def __init__(self, draft: Draft, kept: list[Kept], source: str) -> None:
        self.draft = draft
        self.tally = draft.tally
        self.kept = kept
        self.source = source
        self.out = RichBuilder()
        self.notes: list[tuple[str, str]] = []
        self.has_place = False
        self.has_reading = False
        self.are_links_plain = True
        self._note_count = 0
        # of open emphasis and plain links where they begin, how many marks stand before them, what they are, and where
        # they lead; of any other link or image the builder around it, its name, and its data
        self._begun: list[tuple[int, int, MarkKind, str] | tuple[RichBuilder, str, dict[str, Any]]] = []
        self._tags: list[tuple[str, int, str]] = []  # name of each open tag, where it began, an address
        self._ruby_start = 0  # where the base of the next reading begins
        self._components: dict[str, bool] = {}

    def take(self) -> RichText:
        """Return the block's text."""
        if self._tags:
            self._tags.clear()
        self.has_place = False
        return self.out.take()

    def text(self, text: str) -> None:
        """Add text."""
        if "\ufde0" not in text:
            self.out.add(text)
            return
        done = 0
        for found in KEPT.finditer(text):
            self.out.add(text[done : found.start()])
            done = found.end()
            if found[1]:
                self._keep(self.kept[int(found[1])])
        self.out.add(text[done:])

    def _keep(self, kept: Kept) -> None:
        out = self.out
        if kept.kind == "formula":
            out.mark("formula", out.length, out.length + len(kept.shown), "tex", kept.level)
            out.add_verbatim(kept.shown)
        elif kept.kind == "fragment":
            self._name_place(kept.shown)
        elif kept.kind == "mark":
            out.mark("footnote_mark", out.length, out.length, kept.shown)
        else:
            self._note_count += 1
            label = f"^{self._note_count}"
            out.mark("footnote_mark", out.length, out.length, label)
            self.notes.append((label, kept.shown))

    def _name_place(self, name: str) -> None:
        self.has_place = True
        self.out.mark("fragment", self.out.length, self.out.length, name)

    def _code(self, code: str) -> None:
        out = self.out
        code = with_sources(code, self.kept)
        out.mark("code", out.length, out.length + len(code))
        out.add_verbatim(code)

    def other(self, kind: str, value: str) -> None:
        """Add what stands within a line and has no end: code, a tag, or the mark of a footnote.

        Args:
            kind: which of them.
            value: its source.
        """
        if kind == "InlineHtml":
            self._tag(value)
        elif kind == "Code":
            self._code(value)
        elif kind == "FootnoteReference":
            self.tally["footnote-marks"] += 1
            self.out.mark("footnote_mark", self.out.length, self.out.length, value)

    def read_cell(self, pairs: Iterator[tuple[str, Any]]) -> RichText:
        """Read a cell of a table up to its end; most hold but text, emphasis, plain links and ends of lines.

        Args:
            pairs: the parser's events, each as what it is and what it holds.
        """
        has_kept = bool(self.kept)
        begun: list[tuple[int, int, MarkKind, str]] = []
        pieces: list[str] = []
        marks: list[Mark] = []
        length = 0
        for kind, value in pairs:
            if kind == "Text":
                if has_kept and "\ufde0" in value:
                    break
                pieces.append(value)
                length += len(value)
            elif kind == "End":
                if value == "TableCell":
                    text = pieces[0] if len(pieces) == 1 else "".join(pieces)
                    return new_text((text, tuple(in_order(marks) if len(marks) > 1 else marks)))
                start, before, of_kind, address = begun.pop()
                if start < length:
                    marks.insert(before, new_mark((of_kind, start, length, address, 0)))
            elif kind == "Start":
                if value.__class__ is str:
                    begun.append((length, len(marks), _MARKS[value], ""))
                elif "Link" in value and self._is_plain(value["Link"]):
                    begun.append((length, len(marks), "link", value["Link"]["dest_url"]))
                else:
                    break
            elif kind == "InlineHtml" and value in _LINE_ENDS:
                self.tally["html-tags"] += 1
                pieces.append(LINE)
                length += 1
            else:
                break
        self.out.go_on(pieces, marks)
        self._begun += begun
        while (kind, value) != ("End", "TableCell"):
            if kind == "Text":
                self.text(value)
            elif kind == "Start":
                self.start(*((value, None) if value.__class__ is str else value.popitem()))
            elif kind == "End":
                self.end()
            else:
                self.other(kind, value)
            kind, value = next(pairs)
        return self.take()

    def start(self, name: str, data: dict[str, Any] | None) -> None:
        """Begin emphasis, a link or an image.

        Args:
            name: which of them.
            data: what the parser says of it.
        """
        out = self.out
        if data is None:
            self._begun.append((out.length, out.mark_count, _MARKS[name], ""))
        elif name == "Link" and self._is_plain(data):
            self._begun.append((out.length, out.mark_count, "link", data["dest_url"]))
        else:
            self._begun.append((out, name, data))
            self.out = RichBuilder()

    def _is_plain(self, data: Mapping[str, Any]) -> bool:
        """Whether a link's text is all that it shows, and its address what it says: no place in the page itself, no
        page of a wiki, no token in it."""
        address = data["dest_url"]
        if not (self.are_links_plain and data["link_type"] == "Inline" and address) or address[0] == "#":
            return False
        if "\ufde0" in address or "?id=" in address:
            return False
        return "/" not in address or not any(map(address.__contains__, _OF_WIKIS))

    def end(self) -> None:
        """End what began last."""
        begun = self._begun.pop()
        if len(begun) == 4:
            start, before, kind, address = begun
            self.out.mark_around(kind, start, address, before=before)
            return
        inner = self.out.take()
        self.out, name, data = begun
        if self._tags:
            self._tags = [tag for tag in self._tags if tag[1] <= self.out.length]
        wiki = isinstance(data["link_type"], dict)
        address = data["dest_url"]
        if "\ufde0" in address:
            address = with_sources(address, self.kept).replace("\\(", "(").replace("\\)", ")")
        if name == "Image":
            self._image(inner, address, data["title"], is_embed=wiki)
        elif wiki:
            self._wiki_link(inner, address, has_text=data["link_type"]["WikiLink"]["has_pothole"])
        else:
            self._link(inner, address)

    def _link(self, inner: RichText, address: str) -> None:
        if inner.text.endswith("ⓦ") or inner.text in _ANCHOR_SIGNS:
            inner = inner.cut(0, len(inner.text) - 1)
            self.tally["link-marks"] += 1
        address = _DOCSIFY_PLACE.sub(r"\1#\2", address)
        if address.startswith("#") or not address:
            start = self.out.length
            self.out.add_rich(inner)
            if len(address) > 1:
                self.out.mark("link", start, self.out.length, unquote(address))
        else:
            add_link(self.out, inner, parse_url(address), self.draft)

    def _wiki_link(self, inner: RichText, page: str, *, has_text: bool) -> None:
        page = page.removesuffix("\\").strip("`")
        if not has_text and _NO_PAGE.fullmatch(page):
            self.out.add(f"[[{page}]]")
            return
        name, _, heading = page.partition("#") if page[-1:] != "#" else (page, "", "")  # C# is a name
        name = _BLOCK_BEHIND.sub("", name)
        if not has_text:
            heading = "" if heading.startswith("^") or _PLACE_IN_MEDIA.fullmatch(heading) else heading.strip()
            inner = RichText(" > ".join(filter(None, (name.strip(), *map(str.strip, heading.split("#"))))))
        name = name.removeprefix(":").strip()
        target = parse_page_name(name)
        if target.kind in ("category", "file"):
            add_link(self.out, inner, target, self.draft)
            return
        start = self.out.length
        self.out.add_rich(inner)
        heading = heading.rpartition("#")[2].strip()
        place = f"#{heading}" if heading and not heading.startswith("^") else ""
        if name or place:
            self.out.mark("link", start, self.out.length, name + place)  # files may have "_" in their names

    def _image(self, inner: RichText, address: str, title: str, *, is_embed: bool) -> None:
        if is_embed and not (is_image_name(address) or _MEDIA_NAME.search(address)):
            self._wiki_link(inner, address, has_text=inner.text != address)
            return
        out = self.out
        self.has_place = True
        start = out.length
        if not is_embed and (sized := _SIZE_BEHIND.search(inner.text)):
            inner = inner.cut(0, sized.start())  # how large Obsidian shows it
        if "](" in inner.text:
            inner = inner.edited([Edit(*found.span(), found[1]) for found in _LINK_IN_NAME.finditer(inner.text)])
            title = _LINK_IN_NAME.sub(r"\1", title)
        text = inner.text.strip()
        if _OF_SLIDES.fullmatch(text):
            text = ""
        if is_embed and (_SIZE.fullmatch(text) or text == address):
            inner = RichText("")
        elif not text or is_image_name(text):
            inner = RichText("" if is_image_name(title) else title.strip())
        if inner.text.strip():
            out.add_rich(inner)
            if HAN.search(title) and title.strip() not in inner.text and not is_image_name(title):
                out.add(f" {title.strip()}")  # what sites show under a picture
        else:
            self.tally["image-names"] += 1
        out.mark("image", start, out.length, address)

    # --- tags ------------------------------------------------------------------------------------

    def _tag(self, tag: str) -> None:
        """Add a tag, or a comment, that stands among the text."""
        if tag in _LINE_ENDS:
            self.tally["html-tags"] += 1
            self.out.add(LINE)
            return
        found = _TAG_NAME.match(tag)
        if found is None:
            if tag.startswith("<!--"):
                self.tally["comments"] += 1
            elif not tag.startswith(("<?", "<![")):
                self.out.add(tag)
            else:
                self.tally["html-tags"] += 1
            return
        slash, written = found.groups()
        name = written.lower()
        if name not in SHOWN_TAGS:
            if self._is_component(written, tag):
                self.tally["components"] += 1
                if "=" in tag and (shown := hidden_tag_text(" ".join(_QUOTED_VALUE.findall(tag)))):
                    self.out.add(f" {shown} ")
            else:
                self.out.add(with_sources(tag, self.kept))  # <xyz> is what the author wrote for "your name here"
            return
        self.tally["html-tags"] += 1
        if name in _READ_TAGS:
            if slash:
                self._close_tag(name)
            else:
                self._open_tag(name, tag)
        elif not slash and "id=" in tag and (place := attributes(tag).get("id")):
            self._name_place(place)
        elif name == "br":
            self.out.add(LINE)  # </br> too, as browsers take it
        elif slash:
            return
        elif name == "img":
            given = attributes(tag)
            self._image(RichText(given.get("alt", "")), given.get("src", ""), given.get("title", ""), is_embed=False)

    def _is_component(self, name: str, tag: str) -> bool:
        """Whether a tag that HTML does not know is one of JSX or Vue: closed somewhere, or by itself."""
        if not (name[0].isupper() or "-" in name or "." in name):
            return False
        if tag.endswith("/>") or "=" in tag or tag[1] == "/":
            return True
        if name not in self._components:
            self._components[name] = f"</{name}" in self.source
        return self._components[name]

    def _open_tag(self, name: str, tag: str) -> None:
        given = attributes(tag) if name == "a" else {}
        if place := given.get("id") or given.get("name"):
            self._name_place(place)
        address = given.get("href", "")
        if name in ("rt", "rp"):
            if self._tags and self._tags[-1][0] in ("rt", "rp"):
                self._close_tag(self._tags[-1][0])
            self.has_reading = True
            self.out.add(READING_START if name == "rt" else HIDDEN)
        elif name == "ruby":
            self._ruby_start = self.out.length
        if len(self._tags) < 20:
            self._tags.append((name, self.out.length, address))

    def _close_tag(self, name: str) -> None:
        out = self.out
        if name == "ruby" and self._tags and self._tags[-1][0] in ("rt", "rp"):
            self._close_tag(self._tags[-1][0])
        for place in range(len(self._tags) - 1, -1, -1):
            if self._tags[place][0] == name:
                break
        else:
            return
        _, start, address = self._tags[place]
        del self._tags[place:]
        if start > out.length:
            return
        if name == "rt":
            self._reading(start)
        elif name == "rp":
            out.add(HIDDEN)
        elif name == "a" and address.strip("#"):
            out.mark("link", start, out.length, unquote(address) if address[0] == "#" else parse_url(address).name)
        elif name in _TAG_MARKS:
            out.mark(_TAG_MARKS[name], start, out.length)

    def _reading(self, start: int) -> None:
        """A reading that began at ``start``, behind its sign: it marks what stands before it."""
        out = self.out
        reading = " ".join(out.text_from(start).replace(LINE, " ").split())
        base = start - len(READING_START)
        if reading and self._ruby_start < base:
            out.mark("ruby", self._ruby_start, base, reading)
        out.add(READING_END)
        self._ruby_start = out.length
