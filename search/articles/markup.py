"""What the readers of tagged text share: the tags that exist, and a linear way to drop enclosed parts."""

from __future__ import annotations

from collections import Counter

__all__ = ["BLOCK_TAGS", "HIDDEN_TAGS", "SHOWN_TAGS", "VOID_TAGS", "drop_comments", "drop_enclosed"]

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


def drop_comments(text: str, tally: Counter[str]) -> str:
    """``text`` without ``<!-- -->``; an unclosed comment is kept as text, for it may hold the rest."""
    pieces: list[str] = []
    done = 0
    while (start := text.find("<!--", done)) >= 0 and (end := text.find("-->", start + 4)) >= 0:
        pieces.append(text[done:start])
        done = end + 3
        tally["comments"] += 1
    return "".join((*pieces, text[done:])) if done else text


def drop_enclosed(text: str, opener: str, closer: str, rule: str, tally: Counter[str]) -> str:
    """``text`` without the elements that begin with ``opener`` (``<ref``) and end with ``closer``.

    ``<ref name="a"/>`` goes alone. An element that is never closed keeps its text. Linear in ``text``.
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
