"""Named rules on the source of Markdown within lines: formulas, marks of footnotes, tags of templates, comments of JSX.

What the parser must not read becomes a token: ``KEPT_START`` + number + ``KEPT_END``. The number says which ``Kept`` it
stands for; code that holds a token gets its source back.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import Literal

from wenxun.articles.markdown.template_tags import address_without_tags, hidden_tag_text, leads_to, link_of_tag
from wenxun.articles.markup import raised_note

__all__ = ["FRAGMENT", "KEPT", "TEX_HINT", "Kept", "SpanRules", "is_tex"]

KEPT_START, KEPT_END = "\ufde0", "\ufde1"
# the name of a place among attributes, in a comment of MDX, or as docsify has it
FRAGMENT = re.compile(r"\{:?(?:[^{}\n]*?[\s:{])?#([^\s{}]+)[^{}\n]*\}|\{/\*\s*#?([^\s*]+)\s*\*/\}|:id=([\w-]+)")
KEPT = re.compile(f"{KEPT_START}([0-9]+){KEPT_END}|[{KEPT_START}{KEPT_END}]")

# both begin with signs alone, so that the next one is found fast
_OPENERS = re.compile(
    r"\\\\(?:\\\\|[(\[])?|\\[(\[]|\\.|``*|\{/\*|\$\$?|=\{|\{(?:[{%]|\+\+|--|==|>>|~~)|\^\[|\]\(|\[\[|!\["
    r"|<(?:sup(?=[ >])|%)|\[!(?<![A-Za-z0-9_)\]]\[!)(?=[A-Za-z])|:(?<![\w:.]:)(?=[a-z][\w-]*[\[{])"
)
_TAG_START = re.compile(r"<[A-Za-z][^<>]*\Z")
_MOST_TAG_CHARS = 500
_ANY = re.compile(
    r"\{|\$|<%|\[![A-Za-z]+[ \t\[]|:[a-z][\w-]*[\[{]|\\[(\[]|\]\(\[\[|\^\[|\]\([^()\s]+[ \t(]|\]\](?:\(|==|\^\^)"
    r"|\[\^[^\]\s]+\][^\[\]\n]*\]\(|<sup|\]\(https?:[^()（）\s]+）"
)
# an address with blanks, a title in Chinese quotes, or the size of a picture, none of which CommonMark takes
_LOOSE_ADDRESS = re.compile(
    r"\]\([ \t]*([^()<>\"\n]{1,500}?)(?:[ \t]+=\d*%?x?\d*%?)?(?:[ \t]*[“”]([^“”()\n]{0,200})[“”])?[ \t]*\)"
)
_LIKE_AN_ADDRESS = re.compile(r"[^\s/]*/|#|.*\.\w{2,5}(?:#|$)")
# an address in which a template's tags stand, or the name of a page between brackets
_TAGGED_ADDRESS = re.compile(
    r"\]\([ \t]*((?:[^\s(){}<>\"]*(?:\{\{[^{}\n]*\}\}|\{%[^{}\n]*%\}))+[^\s(){}<>\"]*)[ \t]*(\"[^\"\n]*\"[ \t]*)?\)"
)
_NAMED_PAGE = re.compile(r"\]\([ \t]*\[\[([^\[\]<>\n]{1,200})\]\][ \t]*\)")
_UNPAIRED_ADDRESS = re.compile(r"\]\(([^()<>\s\\]*\([^()<>\s\\]*)\)(?![^()\n]*\))")  # of a file's name cut short
_CLOSED_WIDE = re.compile(r"\]\((https?://[^\s()（）<>]+)）(?![^()（）\n]*\))")  # by the wrong key
_BRACKETED_LINK = re.compile(r"\[\[([^\[\]\n]{1,100})\]\]\((?=[#./]|https?:)[^()\s]*\)")
_COLOUR = re.compile(r"\[\[[#$][a-z]+\]\](?===|\^\^)")  # what Logseq's owners write before a highlight
# what the generators of Microsoft and Adobe put in, or name: [!UICONTROL 保存], [!INCLUDE [甲](b.md)]
_PUT_IN = re.compile(r"\[!(?:include|code(?:-\w+)?)[ \t]*\[[^\[\]\n]*\]\([^()\n]*\)[ \t]*\]", re.IGNORECASE)
_NAMED_TEXT = re.compile(r"\[!([A-Za-z][\w-]*)[ \t]+([^\[\]\n]+)\](\{[^{}\n]*\})?")
_TEMPLATER = re.compile(r"[-_]?(?:\*|\+?\s*(?:await\s+)?tp\.)")
_DIRECTIVE = re.compile(r":[a-z][\w-]*(?:\[([^\[\]\n]*)\](?:\{[^{}\n]*\})?|\{[^{}\n]*\})(?![(\[])")  # :kbd[Ctrl]
_OF_NO_TEXT = re.compile(r"(?:video|div|code.*|include|badge-?icon)$", re.IGNORECASE)
_NOTED_PICTURE = re.compile(r"!\[([^\[\]\n]{0,300})\[\^([^\]\s]{1,60})\](?=[^\[\]\n]{0,300}\]\()")
_CLOSERS = {"{{<": ">}}", "{{%": "%}}", "{{{": "}}}", "{{": "}}", "{%": "%}"}
_EDITED = {"{++": "++}", "{--": "--}", "{==": "==}", "{>>": "<<}", "{~~": "~~}"}  # CriticMarkup
_STUB = re.compile(r"\\\[(?:([注註]|[注註][解释釋]|note|lower-alpha)?\s?(\d{1,4}))\\\]")
TEX_HINT = re.compile(r"\\[A-Za-z]|[_^={}]")
_NOT_TEX = re.compile(r"[\u2e80-\u9fff]|\]\(|://")
_HAN = re.compile(r"[\u2e80-\u9fff\uff00-\uffef]")
_NOT_ACROSS = re.compile(r"\n[ \t]*(?:[-*+>#|]|\d+[.)])")
_MOST_TEX_CHARS = 3000
_PLAIN_TEX_CHARS = 60
_MOST_NOTE_CHARS = 2000


@dataclass(frozen=True, slots=True)
class Kept:
    """What a token stands for.

    Attributes:
        kind: a formula, the mark of a footnote whose text stands elsewhere, a note written in its place, or a name of
            the place.
        source: as it was written.
        shown: TeX of a formula, label of a mark, Markdown of a note, the name of a place.
        level: of a formula: 1 for a block.
    """

    kind: Literal["formula", "mark", "note", "fragment"]
    source: str
    shown: str
    level: int = 0


def is_tex(content: str) -> bool:
    """Whether what stands between two dollar signs is a formula and not the text between two prices."""
    if (
        not content.strip()
        or "`" in content
        or content[0].isspace()
        or content[-1].isspace()
        or _NOT_ACROSS.search(content)
    ):
        return False
    return bool(TEX_HINT.search(content)) or (len(content) <= _PLAIN_TEX_CHARS and not _HAN.search(content))


class SpanRules:
    """Applies the rules to paragraphs, and numbers the tokens."""

    def __init__(self, tally: Counter[str], *, converted: bool) -> None:
        self.tally = tally
        self.converted = converted
        self.kept: list[Kept] = []
        self._is_needed = False

    def look_at(self, source: str) -> None:
        """See whether the whole ``source`` holds anything that a rule is for; else no paragraph is searched."""
        self._is_needed = _ANY.search(source) is not None

    def keep(self, kept: Kept) -> str:
        """Return a token for ``kept``."""
        self.kept.append(kept)
        return f"{KEPT_START}{len(self.kept) - 1}{KEPT_END}"

    def apply(self, text: str) -> str:
        """Return a paragraph with the rules applied; linear in ``text``."""
        return _Paragraph(self, text).read() if self._is_needed and _ANY.search(text) else text


class _Paragraph:
    """Reads one paragraph from left to right; a closing mark is looked for once."""

    def __init__(self, rules: SpanRules, text: str) -> None:
        self.rules = rules
        self.text = text
        self.closers: dict[str, int] = {}
        self.runs: dict[int, list[int]] | None = None

    def read(self) -> str:
        pieces: list[str] = []
        done = at = 0
        while (opener := _OPENERS.search(self.text, at)) is not None:
            at = opener.start()
            end, shown = self._span(opener[0], at)
            if shown is not None:
                pieces += (self.text[done:at], shown)
                done = end
            at = end
        return "".join((*pieces, self.text[done:])) if done else self.text

    def _span(self, opener: str, at: int) -> tuple[int, str | None]:
        """Where what begins at ``at`` ends, and what takes its place; ``None`` where it stays."""
        text, rules = self.text, self.rules
        after = at + len(opener)
        if opener[0] == "`":
            return self._code_end(at, len(opener)), None
        if opener[0] == "\\" and opener[-1] in "([":
            return self._escaped(opener, at)
        if opener[0] == "$":
            return self._dollars(opener, at)
        if opener == "^[":
            return self._note(at)
        if opener == "](":
            return self._address(at)
        if opener == "[[":  # [[1]](#note) is a link whose text has brackets, not one to a page of this name
            if text.startswith("!", after):
                return at + 1, None  # [[!DNL 甲]](b.md)
            if colour := _COLOUR.match(text, at):
                return colour.end(), ""
            link = _BRACKETED_LINK.match(text, at)
            return (link.end(), f"[\\[{link[1]}\\]{link[0][len(link[1]) + 3 :]}") if link else (after, None)
        if opener == "![":
            return self._noted_picture(at)
        if opener == "[!":
            return self._named_text(at)
        if opener == ":":
            return self._directive(at)
        if opener == "<sup":
            return self._raised(at)
        if rules.converted:
            return after, None  # templates that a converter left are cleaned with what is around them
        if opener == "={":
            return self._attribute(at)
        if opener == "{/*":
            end = self._next("*/}", after)
            if end < 0:
                return after, None
            rules.tally["comments"] += 1
            return end + 3, ""
        if opener == "<%":  # what Templater puts in when a note is made
            end = self._next("%>", after)
            if end < 0 or not _TEMPLATER.match(text, after):
                return after, None
            rules.tally["template-tags"] += 1
            return end + 2, ""
        if opener in _EDITED:
            end = self._next(_EDITED[opener], after)
            if end < 0:
                return after, None
            rules.tally["emphasis-marks"] += 1
            return end + 3, text[after:end].replace("~>", " ")
        if opener[0] == "{":
            opener = text[at : at + 3] if text[at : at + 3] in _CLOSERS else opener
            closer = _CLOSERS[opener]
            end = self._next(closer, at + len(opener))
            if end < 0:
                return after, None
            rules.tally["template-tags"] += 1
            content = text[at + len(opener) : end]
            if text[at - 1 : at] in ("'", '"') and text[max(0, at - 2) : at - 1] == "=":
                return end + len(closer), leads_to(content.strip(" \t\n-"))
            shown = link_of_tag(content) or hidden_tag_text(content)
            return end + len(closer), f" {shown} " if shown and opener in ("{{<", "{{%") else shown
        return after, None

    def _next(self, closer: str, at: int) -> int:
        """The next place of ``closer`` from ``at`` on, or -1; each stretch of the text is searched once."""
        known = self.closers.get(closer, 0)
        if closer not in self.closers or 0 <= known < at:
            known = self.closers[closer] = self.text.find(closer, at)
        return known

    def _code_end(self, at: int, length: int) -> int:
        """The end of the code that a run of ticks begins; that of the run where nothing closes it."""
        if self.runs is None:
            self.runs = {}
            for run in re.finditer("`+", self.text):
                self.runs.setdefault(run.end() - run.start(), []).append(run.start())
            for starts in self.runs.values():
                starts.reverse()
        starts = self.runs.get(length, [])
        while starts and starts[-1] <= at:
            starts.pop()
        return starts[-1] + length if starts else at + length

    def _escaped(self, opener: str, at: int) -> tuple[int, str | None]:
        """A formula between escaped brackets; two backslashes are one to what reads formulas behind Markdown."""
        text, rules = self.text, self.rules
        if (stub := _STUB.match(text, at)) is not None and self._is_stub(at):
            rules.tally["footnote-marks"] += 1
            return stub.end(), rules.keep(Kept("mark", stub[0], stub[2]))
        after = at + len(opener)
        end = self._next(opener[:-1] + (")" if opener[-1] == "(" else "]"), after)
        content = text[after:end] if 0 <= end <= at + _MOST_TEX_CHARS else ""
        is_meant = TEX_HINT.search(content) or (len(opener) == 3 and content.strip())
        if not is_meant or _NOT_TEX.search(content):
            return after, None
        behind = end + len(opener)
        kept = Kept("formula", text[at:behind], " ".join(content.split()), int(opener[-1] == "["))
        return behind, rules.keep(kept)

    def _is_stub(self, at: int) -> bool:
        """On pages that are not converted from a wiki, ``a\\[1\\]`` is an index into something."""
        before = self.text[at - 1] if at else ")"
        return self.rules.converted or not (before.isascii() and (before.isalnum() or before in "_)]"))

    def _address(self, at: int) -> tuple[int, str | None]:
        """A link's address as CommonMark takes it, where it only nearly is one."""
        if (page := _NAMED_PAGE.match(self.text, at)) is not None:
            return page.end(), f"](<{page[1]}>)"
        if (tagged := _TAGGED_ADDRESS.match(self.text, at)) is not None:
            self.rules.tally["template-tags"] += 1
            return tagged.end(), f"](<{address_without_tags(tagged[1])}>{' ' + tagged[2] if tagged[2] else ''})"
        if (wide := _CLOSED_WIDE.match(self.text, at)) is not None:
            return wide.end(), f"](<{wide[1]}>)"
        if (unpaired := _UNPAIRED_ADDRESS.match(self.text, at)) is not None:
            return unpaired.end(), f"](<{unpaired[1]}>)"
        found = _LOOSE_ADDRESS.match(self.text, at)
        address = found[1].strip() if found else ""
        if found is None or (found[0] == f"]({address})" and not re.search(r"\s", address)):
            return at + 2, None
        if not _LIKE_AN_ADDRESS.match(address):
            return at + 2, None
        title = f' "{found[2]}"' if found[2] else ""
        return found.end(), f"](<{address}>{title})"

    def _dollars(self, opener: str, at: int) -> tuple[int, str | None]:
        after = at + len(opener)
        end = self._next(opener, after)
        if not 0 <= end <= at + _MOST_TEX_CHARS:
            return after, None
        content = self.text[after:end]
        behind = end + len(opener)
        if opener == "$" and (not is_tex(content) or self.text[behind : behind + 1].isdigit()):
            return after, None
        source = self.text[at:behind]
        return behind, self.rules.keep(Kept("formula", source, source, int(opener == "$$")))

    def _attribute(self, at: int) -> tuple[int, str | None]:
        """``={…}`` of a tag: the value is an expression of JavaScript, which is no value in HTML."""
        text = self.text
        if not _TAG_START.search(text, max(0, at - _MOST_TAG_CHARS), at):
            return at + 1, None
        level = 0
        for found in re.finditer("[{}]", text[at : at + _MOST_TAG_CHARS]):
            level += 1 if found[0] == "{" else -1
            if not level:
                content = text[at + 2 : at + found.start()]
                self.rules.tally["expressions"] += 1
                return at + found.end(), f'="{hidden_tag_text(content)}"'
        return at + 1, None

    def _noted_picture(self, at: int) -> tuple[int, str | None]:
        """The mark of a footnote in what a picture shows, in which a parser takes no footnotes."""
        found = _NOTED_PICTURE.match(self.text, at)
        if found is None:
            return at + 2, None
        self.rules.tally["footnote-marks"] += 1
        mark = self.rules.keep(Kept("mark", found[0][found.start(2) - at - 2 :], found[2]))
        return found.end(), f"![{found[1]}{mark}"

    def _named_text(self, at: int) -> tuple[int, str | None]:
        """``[!UICONTROL 保存]``, a text with what it is; a callout has nothing but its kind in the brackets."""
        if (put_in := _PUT_IN.match(self.text, at)) is not None:
            self.rules.tally["template-tags"] += 1
            return put_in.end(), ""
        found = _NAMED_TEXT.match(self.text, at)
        if found is None:
            return at + 2, None
        self.rules.tally["template-tags"] += 1
        beside = hidden_tag_text(found[3] or "")  # what a tip at the mark says
        return found.end(), "" if _OF_NO_TEXT.match(found[1]) else f"{found[2].strip()} {beside}".rstrip()

    def _directive(self, at: int) -> tuple[int, str | None]:
        """``:kbd[Ctrl]{.x}``, a text with what it is, and ``:icon{name=x}``."""
        found = _DIRECTIVE.match(self.text, at)
        if found is None or self.rules.converted:
            return at + 1, None
        self.rules.tally["attribute-lists"] += 1
        return found.end(), found[1] or ""

    def _raised(self, at: int) -> tuple[int, str | None]:
        """``<sup>[1]</sup>``, the mark of a footnote."""
        if (note := raised_note(self.text, at)) is None:
            return at + 1, None
        self.rules.tally["footnote-marks"] += 1
        return note[0], self.rules.keep(Kept("mark", self.text[at : note[0]], note[1]))

    def _note(self, at: int) -> tuple[int, str | None]:
        """``^[a note]``; brackets in it pair up."""
        level = 0
        for found in re.finditer(r"[\[\]]", self.text[at : at + _MOST_NOTE_CHARS]):
            level += 1 if found[0] == "[" else -1
            if not level:
                source = self.text[at : at + found.end()]
                self.rules.tally["footnote-marks"] += 1
                return at + found.end(), self.rules.keep(Kept("note", source, source[2:-1]))
            if level > 9:
                break
        return at + 2, None
