"""What is done to a block of Markdown after its markup has been read: marks of dialects, and the ends of its lines."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from unicodedata import east_asian_width

from wenxun.articles.characters import HAN
from wenxun.articles.cleaning import LINE, Rule, clean
from wenxun.articles.draft import Draft
from wenxun.articles.markdown.spans import FRAGMENT
from wenxun.articles.richtext import Edit, Mark, MarkKind, RichText, in_order

__all__ = ["HIDDEN", "HIDDEN_TEXT", "Dialects", "keep_lines"]

HIDDEN = "\ufde2"  # around text that a reader does not see

_PAIRS: Mapping[str, tuple[re.Pattern[str], MarkKind]] = {
    # CommonMark does not count ** between a Chinese letter and Chinese punctuation
    "**": (re.compile(r"\*\*(?=([^*\n]{1,200})\*\*)[^*\n]+(\*\*)"), "bold"),
    "==": (
        re.compile(
            r"(?:(?<![=\w<>!]|[\])])|(?<![=<>!])(?===[\u3400-\u9fff\uff08\u300a]))"
            r"==(?=[^\s=]([^=\n]{0,300}?)(?<!\s)==(?!=))[^=\n]+(==)",
            re.ASCII,
        ),
        "highlight",
    ),
    "^^": (re.compile(r"(?<!\^)\^\^(?=[^\s^]([^^\n]{0,300}?)\^\^(?!\^))[^^\n]+(\^\^)"), "highlight"),
    "++": (  # what was put in, and keys; neither C++ nor i++
        re.compile(
            r"(?<![A-Za-z0-9_+])\+\+(?:[\u3400-\u9fff\uff08\u300a][^+\n]{0,300}?(?<!\s)"
            r"|[a-z][a-z0-9-]+(?:\+(?:[a-z0-9-]+|\"[^\"\n]{1,20}\"))*)\+\+(?![A-Za-z0-9_+])"
        ),
        "highlight",
    ),
    "||": (re.compile(r"(?<![\w|])\|\|[\u3400-\u9fff][^|\n]{0,200}?(?<!\s)\|\|(?!\|)"), "highlight"),
    "!!": (re.compile(r"(?<![\w!！])!![\u3400-\u9fff][^!\n]{0,200}?(?<!\s)!!(?!!)"), "highlight"),
    "~~": (re.compile(r"(?<!~)~~(?=[^\s~]([^~\n]{0,1000}?)(?<!\s)~~(?!~))[^~\n]+(~~)"), "struck"),
}
_LOW_OR_HIGH = re.compile(  # H~2~O, m^2^; 3~5~7 is a range
    r"(?<=[A-Za-z)\]])~(?![~\s])(?=[0-9n+-]{1,4}~(?!~))[^~]+(~)|(?<=[0-9A-Za-z)\]~])\^(?=[0-9a-z+-]{1,6}\^(?!\^))[^^]+(\^)"
)
_LOW_OR_HIGH_HINTS: Mapping[str, re.Pattern[str]] = {  # the two halves of it, each beginning with its sign
    "~": re.compile(r"~(?<=[A-Za-z)\]]~)(?=[0-9n+-]{1,4}~(?!~))"),
    "^": re.compile(r"\^(?<=[0-9A-Za-z)\]~]\^)(?=[0-9a-z+-]{1,6}\^(?!\^))"),
}
_LOOSE_MARKS = Rule("emphasis-marks", re.compile(r"\*{2,}"))
HIDDEN_TEXT = Rule("page-furniture", re.compile(f"{HIDDEN}[^{HIDDEN}]*{HIDDEN}?"))
_PRIVATE = Rule(
    "private-notes", re.compile(r"[ \t]?%%(?=[^%\s])(?:[^%]|%(?!%)){1,2000}%%|%%\s(?:[^%\n]|%(?!%)){1,2000}%%")
)
_BLOCK_NAME = Rule(
    "block-names",
    re.compile(rf"(?:(?<=[\s{LINE}])|\A)[ \t]*\^(?=[\w-]*[A-Za-z-])[\w-]{{2,60}}[ \t]*(?=[\n{LINE}]|\Z)", re.ASCII),
)
_BLOCK_REFERENCE = Rule("block-names", re.compile(r"\(\([0-9a-f]{3,8}(?:-[0-9a-f]{4}){0,3}(?:-[0-9a-f]{12})?\)\)"))
_UNDEFINED_FOOTNOTE = re.compile(r"\[\^[^\]\s]{1,60}\](?::\s*)?")
_EMOJI = Rule("emoji-codes", re.compile(r"(?<![\w:/.]):(?=[\w+-]*[a-z])[a-z0-9_+-]{2,50}:(?![\w:/])", re.ASCII))
_ATTRIBUTES = Rule(
    "attribute-lists",
    re.compile(
        r"[ \t]*#?\{(?::[^{}\n]*|[ \t]*[.#][\w\u3400-\u9fff-]+(?:[ \t][^{}\n]*)?"
        r"|[ \t]*[a-z-]{2,20}=(?:\"[^\"\n]*\"|[^\s{}\"=]+)(?:[ \t]+[\w-]+=(?:\"[^\"\n]*\"|[^\s{}\"=]+))*[ \t]*)\}"
    ),
)
_RULES: Mapping[str, Sequence[Rule]] = {
    "%%": (_PRIVATE,), "{": (_ATTRIBUTES,), "^": (_BLOCK_NAME,), "((": (_BLOCK_REFERENCE,), ":": (_EMOJI,)
}  # fmt: skip
# signs that stand in nearly every source, and what must be there for more to be looked for; a pattern that begins with
# its sign is found as fast as the sign
_HINTS: Mapping[str, re.Pattern[str]] = {
    "^": re.compile(r"\^(?:(?<=[ \t\n]\^)|(?<=\A\^))[\w-]+[ \t]*$", re.MULTILINE),
    ":": re.compile(r":[a-z0-9_+-]{2,50}:"),
    "#": re.compile(r"#(?:(?<=[\s,，。；;、（]#)|(?<=[^]]\(#)|(?<=\A#))(?!\d+\b)\w"),
    "{": re.compile(r"\{(?:[:.# ]|[a-z-]{2,20}=)"),
    "((": re.compile(r"\(\([0-9a-f]{3}"),
}
# ``[text]{.class}``, and a text as an expression of JavaScript: what is between stays
_BRACKETED = re.compile(r"\[([^\[\]\n]{1,300})\](?=\{[ \t]*[.#:a-z][^{}\n]*\})")
_QUOTED_EXPRESSION = re.compile(r"\{[ \t]*['\"`]([^'\"`{}\n]{1,300})['\"`][ \t]*\}")
_JSX_SPACE = Rule("expressions", re.compile(r"\{[ \t]*(['\"`])(?:[ \t]|\\n)*\1[ \t]*\}"), " ")
_EXPRESSION = Rule("expressions", re.compile(r"\{[A-Za-z_$][\w$.,()\[\]'\"? :-]{0,200}\}", re.ASCII))
_TAG = re.compile(r"(?:(?<=[\s,，。；;、(（\ufdd1])|\A)#(?!\d+\b)([\w/-]*[\w]|[\w])")
_ONLY_TAGS = re.compile(r"\s*(?:#[\w/-]+\s*)+")


class Dialects:
    """Which marks of dialects a source may hold: what is not in it at all is looked for in no block."""

    def __init__(self, source: str, *, is_jsx: bool, converted: bool) -> None:
        """Look at the ``source`` once."""
        self._is_jsx = is_jsx
        self._converted = converted
        signs = [sign for sign in ("**", "[^") if _holds(source, sign)]
        if not converted:
            signs += [sign for sign in ("==", "^^", "~~", "%%", "++", "||", "!!") if _holds(source, sign)]
            signs += [sign for sign, hint in _HINTS.items() if sign in source and hint.search(source)]
            if any(hint.search(source) for sign, hint in _LOW_OR_HIGH_HINTS.items() if sign in source):
                signs += [sign for sign in "~^" if sign in source and sign not in signs]
            if is_jsx and "{" not in signs:
                signs.append("{")
        self._signs = tuple(signs)

    def are_in(self, text: str) -> bool:
        """Return whether a text may hold any."""
        return any(map(text.__contains__, self._signs))

    def read(self, rich: RichText, draft: Draft) -> RichText:
        """Return a block without its marks; what they say becomes marks on the text, or tags of the draft.

        Args:
            rich: the block.
            draft: takes the tags.
        """
        if not self._signs:
            return rich
        text = rich.text
        found = [sign for sign in self._signs if sign in text]
        if not found:
            return rich
        for sign in found:
            if sign in _PAIRS:
                rich = _read_pairs(rich, *_PAIRS[sign], draft)
        if "~" in found or "^" in found:
            rich = _without_low_or_high(rich, draft)
        if self._converted and "**" in rich.text:
            rich = clean(rich, (_LOOSE_MARKS,), draft.tally)
        if "{" in found:
            rich = _with_fragments(rich)
            rich = _unwrapped(rich, _BRACKETED, draft)
        rules = [rule for sign in found for rule in _RULES.get(sign, ())]
        if self._is_jsx and "{" in found:
            rich = _unwrapped(rich, _QUOTED_EXPRESSION, draft)
            rules += (_JSX_SPACE, _EXPRESSION)
        rich = clean(rich, tuple(rules), draft.tally)
        if "#" in found:
            _collect_tags(rich, draft)
        return _undefined_footnotes(rich, draft) if "[^" in found else rich


def _holds(text: str, sign: str) -> bool:
    """Whether a text holds a sign; a lone character, as it mostly does not, is looked for ten times as fast."""
    return sign[1] in text and sign in text


def _with_fragments(rich: RichText) -> RichText:
    """The text with the names of places that its attribute lists state."""
    named = [
        Mark("fragment", found.start(), found.start(), name[1])
        for found in _ATTRIBUTES.pattern.finditer(rich.text)
        if (name := FRAGMENT.match(found[0].strip())) and name[1]
    ]
    return RichText(rich.text, tuple(in_order((*rich.marks, *named)))) if named else rich


def _unwrapped(rich: RichText, pattern: re.Pattern[str], draft: Draft) -> RichText:
    """The text without what stands around the first group of each match."""
    is_free = _outside_verbatim(rich)
    found = [each for each in pattern.finditer(rich.text) if each[1].strip() and is_free(*each.span())]
    draft.tally["expressions"] += len(found)
    edges = ((each.start(), each.start(1), each.end(1), each.end()) for each in found)
    return rich.edited([edit for a, b, c, d in edges for edit in (Edit(a, b), Edit(c, d))]) if found else rich


def _collect_tags(rich: RichText, draft: Draft) -> None:
    """Note the ``#tags`` of a text; they stay. One without Chinese counts only among nothing but tags."""
    is_free = _outside_verbatim(rich)
    only_tags = _ONLY_TAGS.fullmatch(rich.text) is not None
    whole = {mark.start: mark.end for mark in rich.marks if mark.kind == "link"}  # Logseq's #[[two words]]
    for found in _TAG.finditer(rich.text):
        if (end := whole.get(found.start(1))) is not None:
            draft.tags[rich.text[found.start(1) : end]] = None
        elif (HAN.search(found[1]) or only_tags) and is_free(*found.span()):
            draft.tags[found[1].strip("/")] = None


def _outside_verbatim(rich: RichText) -> Callable[[int, int], bool]:
    """Tells whether a stretch of ``rich`` touches nothing verbatim."""
    protected = rich.verbatim_spans()
    starts = [start for start, _ in protected]

    def is_free(start: int, end: int) -> bool:
        i = bisect_right(starts, end - 1) - 1
        return i < 0 or protected[i][1] <= start

    return is_free


def _read_pairs(rich: RichText, pattern: re.Pattern[str], kind: MarkKind, draft: Draft) -> RichText:
    """Take out marks that stand in pairs around text; what a pair encloses gets a mark of ``kind``."""
    edits: list[Edit] = []
    marks: list[Mark] = []
    for found in pattern.finditer(_without_verbatim(rich)):
        start, end = found.span()
        edits += (Edit(start, start + 2), Edit(end - 2, end))
        marks.append(Mark(kind, start + 2, end - 2))
    if not edits:
        return rich
    draft.tally["emphasis-marks"] += len(edits)
    return RichText(rich.text, tuple(sorted((*rich.marks, *marks), key=lambda m: (m.start, -m.end)))).edited(edits)


def _without_verbatim(rich: RichText) -> str:
    """A text of the same length in which code and formulas hold no sign."""
    pieces: list[str] = []
    done = 0
    for start, end in rich.verbatim_spans():
        if start >= done:
            pieces += (rich.text[done:start], "x" * (end - start))
            done = end
    return "".join((*pieces, rich.text[done:]))


def _without_low_or_high(rich: RichText, draft: Draft) -> RichText:
    """Take the signs of low and high digits out of a text: they stand in it as in all other formats."""
    is_free = _outside_verbatim(rich)
    pairs = [found for found in _LOW_OR_HIGH.finditer(rich.text) if is_free(*found.span())]
    draft.tally["emphasis-marks"] += 2 * len(pairs)
    places = (place for found in pairs for place in (found.start(), found.end() - 1))
    return rich.edited([Edit(place, place + 1) for place in places])


def _undefined_footnotes(rich: RichText, draft: Draft) -> RichText:
    """Marks of footnotes that the text does not define, as the parser leaves them."""
    is_free = _outside_verbatim(rich)
    edits: list[Edit] = []
    for found in _UNDEFINED_FOOTNOTE.finditer(rich.text):
        if not is_free(*found.span()):
            continue
        # the colon belongs to the mark only where a footnote's own text begins
        end = found.end() if found.start() == 0 else found.start() + found[0].index("]") + 1
        edits.append(Edit(found.start(), end))
    draft.tally["footnote-marks"] += len(edits)
    return rich.edited(edits)


# --- the ends of lines ----------------------------------------------------------------------------

_WRAP_COLUMNS = 40  # nobody breaks lines by width before this; a Chinese character is two columns
_FITS_COLUMNS = 4  # a line that would have held so much more was ended on purpose
_END_SIGNS = "，。；！？、：…—,.;!?」』”》）"
_LABELLED = re.compile(r"\s*[^\s：:，。、；]{1,20}[：:]")  # 作者：某
_WORD = re.compile(r"[!-~]+")


def keep_lines(rich: RichText) -> tuple[RichText, bool]:
    """Tell line ends that are meant (poems, addresses, lists without marks) from those of a width.

    Returns:
        the text with each line end that is meant as ``LINE``, and whether there are such.
    """
    text = rich.text
    for start, end in rich.verbatim_spans():
        if "\n" in text[start:end]:
            text = text[:start] + text[start:end].replace("\n", " ") + text[end:]
    if "\n" not in text and LINE not in text:
        return rich, False
    if not _are_meant(text.replace(LINE, "\n").split("\n")):
        return rich, False
    ends = [found.start() for found in re.finditer("\n", text)]
    return rich.edited([Edit(at, at + 1, LINE) for at in ends]), True


def _are_meant(lines: Sequence[str]) -> bool:
    widths = [_columns(line) for line in lines]
    widest = max(widths)
    if widest < _WRAP_COLUMNS:
        return len(lines) > 2 or lines[0].rstrip()[-1:] in _END_SIGNS or all(map(_LABELLED.match, lines))
    early = sum(
        width + _first_word_columns(following) + _FITS_COLUMNS <= widest
        for width, following in zip(widths, lines[1:], strict=False)
    )
    return early * 2 > len(lines) - 1


def _columns(line: str) -> int:
    line = line.strip()
    return len(line) if line.isascii() else sum(2 if east_asian_width(c) in "WF" else 1 for c in line)


def _first_word_columns(line: str) -> int:
    word = _WORD.match(line.lstrip())
    return word.end() if word else 2
