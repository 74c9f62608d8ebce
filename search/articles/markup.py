"""What the readers of tagged text share: the tags that exist, and a linear way to drop enclosed parts."""

from __future__ import annotations

import re
from collections import Counter

__all__ = [
    "BLOCK_TAGS",
    "HIDDEN_TAGS",
    "SHOWN_TAGS",
    "VOID_TAGS",
    "drop_enclosed",
    "is_note_address",
    "note_label",
    "raised_note",
    "without_notes",
]

_BLOCKS = """
    address article aside blockquote body caption center dd details dialog dir div dl dt fieldset figcaption
    figure footer form frameset h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main menu nav ol optgroup
    option p pre section summary table tbody td tfoot th thead title tr ul
"""
_INLINE = """
    a abbr acronym area audio b base basefont bdi bdo big br cite code col colgroup data datalist del dfn em
    embed font i img input ins kbd label link map mark meta meter nowiki object output param picture poem
    progress q rb rbc rp rt rtc ruby s samp small source span strike strong sub sup time track tt u var video
    wbr gallery includeonly noinclude onlyinclude ref references syntaxhighlight indicator
"""
_HIDDEN = """
    applet button canvas head iframe nav noscript object script select style svg template textarea
"""
_VOID = "area base br col embed hr img input link meta param source track wbr"

BLOCK_TAGS = frozenset(_BLOCKS.split())
HIDDEN_TAGS = frozenset(_HIDDEN.split())  # a reader never sees them, or they are not the article
VOID_TAGS = frozenset(_VOID.split())  # they hold nothing and are never closed
SHOWN_TAGS = BLOCK_TAGS | HIDDEN_TAGS | frozenset(_INLINE.split())  # every tag that HTML and wikis know

_RAISED = re.compile(r"<sup\b[^<>]{0,200}>((?:[^<>]|</?a\b[^<>]{0,300}>){1,400})</sup\s*>", re.IGNORECASE)
_NOTE_ADDRESS = re.compile(r"#(?:fn|footnote|cite_note|ftnt?|_ftn|note)[-:_\d]")
_ANY_TAG = re.compile("<[^<>]*>")
_NUMBERS = r"(?:[注註]\s?)?[0-9]{1,4}(?:\s?[-–—,，、]\s?[0-9]{1,4}){0,9}"
_NOTE_LABEL = re.compile(
    rf"[\[［〔【]\s?({_NUMBERS}|[注註][一二三四五六七八九十]{{1,3}})\s?[\]］〕】]|([①-⑳㈠-㈩])|[(（]?({_NUMBERS})[)）]?"
)
_TEXT_WITHOUT_POWERS = re.compile("[\u3400-\u9fff，。、；：！？”’」』）》](?<![米里秒寸尺])")


def is_note_address(address: str) -> bool:
    """Return whether an address leads to a footnote of the same page, by the names that programs give to them."""
    return _NOTE_ADDRESS.match(address) is not None


def note_label(raised: str, before: str) -> str | None:
    """Return the label of a footnote if a raised text is the mark of one.

    Args:
        raised: what is raised, without tags.
        before: the character before it: a bare number is no power where text stands.
    """
    found = _NOTE_LABEL.fullmatch(raised.strip())
    if found is None or (found[3] and not _TEXT_WITHOUT_POWERS.match(before)):
        return None
    return found[1] or found[2] or found[3]


def raised_note(source: str, at: int) -> tuple[int, str] | None:
    """Return where the raised mark of a footnote that starts at a place ends, and its label; ``None`` if none does.

    Args:
        source: the source of a text.
        at: the place.
    """
    found = _RAISED.match(source, at)
    label = note_label(_ANY_TAG.sub("", found[1]), source[max(at - 1, 0) : at]) if found is not None else None
    return None if found is None or label is None else (found.end(), label)


def without_notes(source: str, tally: Counter[str]) -> str:
    """Return a source without the raised marks of footnotes; linear in it.

    Args:
        source: the source of a text.
        tally: gets the number of marks.
    """
    pieces: list[str] = []
    done = 0
    for tag in re.finditer("<sup(?=[ >])", source, re.IGNORECASE):
        if tag.start() >= done and (note := raised_note(source, tag.start())) is not None:
            pieces.append(source[done : tag.start()])
            done = note[0]
            tally["footnote-marks"] += 1
    return "".join((*pieces, source[done:])) if done else source


def drop_enclosed(text: str, opener: str, closer: str, rule: str, tally: Counter[str]) -> str:
    """Return a text without the elements of one kind.

    ``<ref name="a"/>`` goes alone. An element that is never closed keeps its text. Linear in the text.

    Args:
        text: the source.
        opener: how they begin: ``<ref``.
        closer: how they end.
        rule: name of the rule.
        tally: gets it, with their number.
    """
    pieces: list[str] = []
    done = at = 0
    last_closer = text.rfind(closer)
    while (start := text.find(opener, at)) >= 0:
        after = start + len(opener)
        tag_end = text.find(">", after, after + 500)
        if tag_end < 0 or text[after : after + 1].isalnum():
            at = after
            continue
        if text[tag_end - 1] == "/":
            end = tag_end + 1
        elif tag_end <= last_closer:
            end = text.index(closer, tag_end) + len(closer)
        else:
            at = after
            continue
        pieces.append(text[done:start])
        done = at = end
        tally[rule] += 1
    return "".join((*pieces, text[done:])) if done else text
