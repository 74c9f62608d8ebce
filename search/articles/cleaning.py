"""The named cleaning rules, and those of them that work on finished text.

``RULES`` names every rule that any reader applies, in one sentence each; ``Article.cleaned`` counts them by
these names. The rules below it work on one paragraph or heading after its markup has been read. They never
touch verbatim stretches (code, mathematics).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from wenxun.articles.characters import HAN
from wenxun.articles.richtext import Edit, RichText

__all__ = [
    "LINE",
    "READING_END",
    "READING_START",
    "RULES",
    "STRAY_BRACKETS",
    "WIKI_RULES",
    "Rule",
    "clean",
    "join_lines",
    "place_readings",
    "split_paragraphs",
]

RULES: Mapping[str, str] = {
    "aliases-left-out": "of more than 100 redirects to a page the others are left out",
    "attachments": "files that came with a mail are named but not read",
    "attribute-lists": "ids, classes and other attributes in braces are left out",
    "bare-links": "a link without a text, shown as a number only, is left out",
    "bidi-controls": "invisible controls of the writing direction are left out",
    "block-names": "names of paragraphs for links to them, and links by such a name, are left out",
    "book-notices": "what Project Gutenberg puts before and behind a book is left out",
    "box-marks": "marks that open and close boxes, tabs and callouts are left out, their titles and texts are kept",
    "bracket-leftovers": "punctuation that a removed template left just inside a bracket is left out",
    "category-links": "links into a category become data",
    "citation-remains": "field names, addresses and dates of a broken citation template are left out",
    "comments": "comments, which no reader sees, are left out",
    "components": "tags of components are left out, the Chinese texts in their attributes are kept",
    "control-characters": "control codes, lone surrogates and noncharacters become U+FFFD",
    "converter-notices": "the line that says which page a converter read is left out",
    "damaged-bytes": "bytes that are not valid in the input's encoding become U+FFFD",
    "damaged-pages": "pages of a document that its reader cannot open are left out",
    "dead-list-numbers": "items of a numbered list that footnotes have left empty are left out",
    "deleted-text": "text that its author has deleted, and a document still holds, is left out",
    "emoji-codes": "names of pictures between colons are left out",
    "emphasis-marks": "emphasis marks that pair up but that the format's rules do not count are left out",
    "empty-brackets": "brackets that a removed template left empty are left out",
    "empty-list-items": "list items without content are left out",
    "empty-sections": "bibliography headings with nothing under them are left out",
    "expressions": "expressions that a program would fill in are left out",
    "footnote-marks": "marks of footnotes in the running text are left out",
    "front-matter": "fields about the file at the head of a Markdown page are left out",
    "headings-without-blank": "signs of a heading that touch its text count",
    "html-tags": "HTML tags are left out, their text is kept",
    "image-names": "file names of images are left out, their captions are kept",
    "infobox-parameters": "fields of an infobox become lines of their own, name and value",
    "interlanguage-links": "links to the same page in another language are left out",
    "invisible-characters": "zero-width and soft characters are left out",
    "joined-lines": "lines of a hard-wrapped paragraph are joined",
    "leading-leftovers": "punctuation that a removed template left at the head of a line is left out",
    "link-marks": "the sign that a converter put after links is left out",
    "little-text": "a page that holds many letters gives almost none of them, for they stand in its scripts",
    "long-outputs": "what a cell of a notebook printed is left out where it is very long",
    "magic-words": "switches such as __NOTOC__ are left out",
    "other-content": "navigation and other parts of a page that are not its main text go into its last section",
    "other-namespaces": "pages of a dump that are no articles (talk, users, templates, ...) are left out",
    "page-furniture": "scripts, hidden parts and signs for editing or linking to a part are left out",
    "pages-without-text": "pages of a document that are pictures, or empty, give nothing",
    "private-notes": "what stands between %% is for the owner alone and is left out",
    "properties": "of a line name:: value the mark is left out, and lines that only a program reads",
    "readings": "readings printed above characters are moved behind the word",
    "redirects": "redirects of a dump become other titles of the page that they lead to",
    "references": "footnotes, which hold sources, are left out; notes that explain stay",
    "running-heads": "lines that stand in the same place of many pages, and page numbers, are left out",
    "script-lines": "lines that import and export code for a page are left out",
    "stray-braces": "braces left by a broken template are left out",
    "stray-links": "brackets left by a broken link or image are left out",
    "swallowed-tails": "the anchor of a link that swallowed the letters after it is cut back; no text goes",
    "tables-of-contents": "a table of contents, or the mark for one, is left out",
    "template-tags": "tags of templates are left out, the Chinese texts in them are kept",
    "templates": "templates that show nothing of their own are left out",
    "unknown-letters": "letters of fonts that do not say which ones they show are kept as signs for unknown ones",
    "variant-marks": "of wordings in several regions one is shown, all are kept as data",
}

# Signs from readers to this module: noncharacters, which no input holds any more by then.
LINE = "\ufdd1"  # a line end that a reader would see
READING_START, READING_END = "\ufdd2", "\ufdd3"
STRAY_BRACKETS = {
    "{{": "\ufdd5",
    "}}": "\ufdd6",
    "[[": "\ufdd7",
    "]]": "\ufdd8",
    "{|": "\ufdd9",
    "|}": "\ufdda",
}

_CJK = r"\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff"
_LINE_BREAK = re.compile(  # it begins with a set of signs, which is found fast; what is meant is told behind the sign
    rf"[ \t\xa0\n{LINE}](?:(?<![ \t\xa0][ \t\xa0\n{LINE}])(?:(?<=[\n{LINE}])|[ \t\xa0]*[\n{LINE}])[ \t\xa0\n{LINE}]*"
    r"|(?<= ) +)"
)
_BLANK_AT_LINE = re.compile(rf"{LINE}(?:(?<=[ \t\xa0]{LINE})|[ \t\xa0{LINE}])")
_PARAGRAPH_BREAK = re.compile(rf"\n[ \t{LINE}]*\n[\s{LINE}]*")
_CJK_CHARACTER = re.compile(f"[{_CJK}\u2018-\u201d\u2026\u2014]")
_READING = re.compile(f"{READING_START}([^{READING_START}{READING_END}]*){READING_END}|[{READING_START}{READING_END}]")
_SEVERAL, _MOST_HAN = 4, 2  # readings, and letters for each of them, of a text that has readings throughout
_WORD_TAIL = re.compile(f"[{_CJK}]*?(?=[\uff00-\uff0f\uff1a-\uff20\u3000-\u3004\u3008-\u303f]|[^{_CJK}]|$)")


@dataclass(frozen=True, slots=True)
class Rule:
    """Replace every match of ``pattern`` and count it under ``name``.

    Attributes:
        signs: every match holds one of them; to look for them costs much less than to look for a match.
    """

    name: str
    pattern: re.Pattern[str]
    replacement: str = ""
    signs: tuple[str, ...] = ()

    def may_match(self, text: str) -> bool:
        """False when ``text`` certainly holds no match."""
        for sign in self.signs:
            if sign in text:
                return True
        return not self.signs


# Order matters: braces and links leave brackets empty, and emptied brackets leave punctuation behind.
# Repeats are bounded where something must follow them, so that every rule is linear in the text.
_MAGIC_WORD = re.compile(
    r"__(?:[A-Z]{3,}|(?i:NOTOC|FORCETOC|TOC|NOEDITSECTION|NOGALLERY)|[\u3400-\u9fff]{0,4}"
    r"(?:目[录錄]|索引|[图圖][库庫]|段落|[链鏈][接結]|連結|[内內]容|[标標][题題]|分[类類]|重定向|重新導向))__"
)

WIKI_RULES: tuple[Rule, ...] = (
    Rule(
        "stray-braces",
        re.compile(
            r"\{\{[^{}\[\]|（）。，\n]{0,40}\}\}|(?:\{\{|\ufdd5)color(?=\W|$)|-?\{\{+|\}\}+-?|-\{|\}-|\{\||\|\}(?!\})|[\ufdd5\ufdd6\ufdd9\ufdda]"
        ),
        signs=("{", "}", "\ufdd5", "\ufdd6", "\ufdd9", "\ufdda"),
    ),
    Rule("stray-links", re.compile(r"[ \t]{0,9}(?:\]\]|\ufdd8)[ \t]{0,9}\n?"), "\n\n", signs=("]]", "\ufdd8")),
    Rule("stray-links", re.compile(r"\[\[|\ufdd7"), signs=("[[", "\ufdd7")),
    Rule(
        "citation-remains",
        re.compile(r"\|(?:url|date|access-?date|archive-?url|archive-?date|dead-?url|language|df)=[^|{}\n]*"),
        signs=("|",),
    ),
    Rule(
        "citation-remains",
        re.compile(r"\|(?:title|work|website|newspaper|journal|publisher|agency|author|last|first|quote)="),
        " ",
        signs=("|",),
    ),
    Rule("magic-words", _MAGIC_WORD, signs=("__",)),
    Rule(
        "empty-brackets",
        re.compile(
            r"（[\s，、；;,：:／/·。]*）|(?<![\w\])])\([\s,;，、；：:/]*\)|《\s*》|〈\s*〉|「\s*」|『\s*』|【\s*】"
        ),
        signs=("（", "(", "《", "〈", "「", "『", "【"),
    ),
    Rule("bracket-leftovers", re.compile(r"(?<=[（(])\s{0,9}[，、；;,／/][\s，、；;,／/]{0,20}"), signs=("（", "(")),
    Rule("bracket-leftovers", re.compile(r"[，、；;,／/][\s，、；;,／/]{0,20}(?=[）)])"), signs=("）", ")")),
    Rule(
        "leading-leftovers",
        re.compile(rf"(?:\A|(?<={LINE}))[\s{LINE}]{{0,9}}(?:[：，、；]+|\*+(?=\W{{0,9}}\w))\s{{0,9}}|\A\*[\s*]*\Z"),
        signs=("：", "，", "、", "；", "*"),
    ),
)


# No wiki rule matches a text that does not match this: a stray bracket, a bracket with nothing but punctuation at its
# inner side, or punctuation where a text or a line begins.
_PERHAPS_UNCLEAN = re.compile(
    "[{}|_\\[\\]\ufdd5-\ufdda（(《〈「『【）)：，、；*]"
    rf"(?:(?<![^\s{LINE}][：，、；*])(?<=[：，、；*])"
    r"|(?<=[（(《〈「『【])(?=[\s，、；;,：:／/·。）)》〉」』】])"
    r"|(?<=[\s，、；;,／/][）)])"
    "|(?<=[{}\ufdd5-\ufdda])"
    r"|(?<=\|)(?=[a-z])|(?<=_)_|(?<=\[)\[|(?<=\])\])"
)


def clean(rich: RichText, rules: tuple[Rule, ...], tally: Counter[str]) -> RichText:
    """Apply rules in order; a match that touches a verbatim stretch is left alone.

    Args:
        rich: the text.
        rules: what is replaced.
        tally: gets the names of the rules with their counts.

    Returns:
        The text that is left.
    """
    if rules is WIKI_RULES and not _PERHAPS_UNCLEAN.search(rich.text):
        return rich
    for rule in rules:
        if rule.may_match(rich.text):
            rich = _apply(rich, rule, tally)
    return rich


def _apply(rich: RichText, rule: Rule, tally: Counter[str]) -> RichText:
    if not rich.marks:
        text, count = rule.pattern.subn(rule.replacement, rich.text)
        tally[rule.name] += count
        return RichText(text) if count else rich
    found = list(rule.pattern.finditer(rich.text))
    if not found:
        return rich
    protected = rich.verbatim_spans()
    starts = [start for start, _ in protected]

    def is_free(match: re.Match[str]) -> bool:
        i = bisect_right(starts, match.end() - 1) - 1
        return i < 0 or protected[i][1] <= match.start()

    found = [match for match in found if is_free(match)]
    tally[rule.name] += len(found)
    return rich.edited([Edit(m.start(), m.end(), rule.replacement) for m in found])


def split_paragraphs(rich: RichText) -> list[RichText]:
    """Return the paragraphs of ``rich``, which blank lines separate; verbatim stretches are not cut."""
    if rich.text.count("\n") < 2:
        return [rich]
    protected = rich.verbatim_spans()
    starts = [start for start, _ in protected]
    edges = [0]
    for found in _PARAGRAPH_BREAK.finditer(rich.text):
        i = bisect_right(starts, found.start()) - 1 if starts else -1
        if i < 0 or protected[i][1] <= found.start():
            edges += found.span()
    edges.append(len(rich.text))
    return rich.split(zip(edges[0::2], edges[1::2], strict=True)) if len(edges) > 2 else [rich]


def join_lines(rich: RichText, tally: Counter[str]) -> RichText:
    """Make one line of a hard-wrapped paragraph: Chinese lines meet directly, Latin ones with a space between.

    White space is read as every format but plain text shows it; verbatim stretches keep theirs.

    Args:
        rich: the paragraph.
        tally: gets the names of the rules with their counts.

    Returns:
        The line.
    """
    rich = rich.stripped()
    text = rich.text
    if "\n" not in text and "  " not in text:
        if LINE not in text:
            return rich
        if not _BLANK_AT_LINE.search(text) and LINE not in [text[mark[1] : mark[1] + 1] for mark in rich.marks]:
            return RichText(text.replace(LINE, "\n"), rich.marks)  # nothing moves
    edits: list[Edit] = []
    protected = rich.verbatim_spans()
    starts = [start for start, _ in protected]
    joined = 0
    for found in _LINE_BREAK.finditer(text):
        start, end = found.span()
        if LINE in found.group():
            edits.append(Edit(start, end, "\n"))
            continue
        i = bisect_right(starts, start) - 1
        if i >= 0 and start < protected[i][1]:
            continue
        if "\n" not in found.group():
            edits.append(Edit(start, end, " "))  # a run of spaces is shown as one
            continue
        joined += 1
        around = text[max(0, start - 1) : start], text[end : end + 1]
        edits.append(Edit(start, end, "" if any(map(_CJK_CHARACTER.match, around)) else " "))
    tally["joined-lines"] += joined
    return rich.edited(edits)


def place_readings(rich: RichText, tally: Counter[str]) -> RichText:
    """Move readings that stand above characters behind the word, in parentheses, so that words stay whole.

    Readers hand over ``鄞`` + START + ``Yín`` + END + ``州区``; the result is ``鄞州区(Yín)``. Where a text has them
    throughout, they stand behind all of it, so that its sentences stay whole too.

    Args:
        rich: the text.
        tally: gets the names of the rules with their counts.

    Returns:
        The text with its readings in their places.
    """
    if READING_START not in rich.text and READING_END not in rich.text:
        return rich
    edits: list[Edit] = []
    waiting: list[str] = []
    bold = [(m.start, m.end) for m in rich.marks if m.kind == "bold"]
    places = list(_READING.finditer(rich.text))
    is_throughout = len(places) >= _SEVERAL and len(HAN.findall(_READING.sub("", rich.text))) <= _MOST_HAN * len(places)
    for index, place in enumerate(places):
        edits.append(Edit(place.start(), place.end()))
        if reading := (place[1] or "").strip():
            tally["readings"] += 1
            waiting.append(reading)
        limit = places[index + 1].start() if index + 1 < len(places) else len(rich.text)
        limit = min((end for start, end in bold if start <= place.start() < end), default=limit)
        tail = _WORD_TAIL.match(rich.text, place.end(), limit)
        word_end = len(rich.text) if is_throughout else tail.end() if tail else place.end()
        if waiting and (index + 1 == len(places) or word_end < limit):
            edits.append(Edit(word_end, word_end, f"({' '.join(waiting)})"))
            waiting = []
    return rich.edited(edits)
