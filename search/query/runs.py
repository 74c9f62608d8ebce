"""What every text with a run in it has: the terms that find a run, or a part of it, before it is read.

Every rule here gives only what any section with that very run in it has, so that nothing is missed.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterable
from typing import TypeAlias, TypeVar

from wenxun.analysis.analyzer import Token
from wenxun.query.tree import Field, FullMatch, Phrase, Stream, Term

__all__ = [
    "Terms",
    "as_run",
    "extent",
    "in_pieces",
    "length",
    "once",
    "phrase",
    "phrase_terms",
    "tells_value",
    "terms_of",
]

_JOINTS = "-.&_+#"
"""Signs that make one token of the letters beside them (``analysis.characters.latin_words``)."""

_SIGN_OF_VALUE = re.compile("[-$€£¥₩₹] ?[0-9]")

Terms: TypeAlias = "tuple[Term, ...]"
_Item = TypeVar("_Item", bound=Hashable)


def as_run(folded: str, tokens: list[Token]) -> FullMatch:
    """Return what every text has in which a run stands whole, whatever signs stand around it.

    Args:
        folded: the run, folded.
        tokens: its tokens.
    """
    run = folded if folded[0].isalnum() and folded[-1].isalnum() else extent(folded, tokens)
    if tells_value(folded):
        run = folded[: folded.index(run)] + run
    terms = _grams(tokens)
    if sum(term.stream == "word" for term in terms) > 1:
        terms = _grams(_longest(tokens))
    whole = tokens[0].text if tokens and len(run) == length(tokens[0]) else run
    is_term = len(terms) == 1 and terms[0].text in (run, whole)
    return FullMatch(terms, "" if is_term else run)


def tells_value(folded: str) -> bool:
    """Return whether a run begins with a sign that says of what its number is, or that it is below zero.

    Args:
        folded: the run, folded.
    """
    return _SIGN_OF_VALUE.match(folded) is not None


def _longest(tokens: list[Token]) -> list[Token]:
    """The tokens without the words that are a part of a word before them: whatever has the one is this run already."""
    kept: list[Token] = []
    end = 0
    for token in tokens:
        if token.stream != "word":
            kept.append(token)
        elif token.span.end > end:
            kept.append(token)
            end = token.span.end
    return kept


def length(token: Token) -> int:
    """Return how many characters of the text a token covers."""
    return token.span.end - token.span.start


def in_pieces(folded: str, tokens: list[Token]) -> FullMatch:
    """Return what finds a run as a part of a longer word, of which only the plain pieces are words as well.

    ``rtx4090`` stands in RTX4090Ti and ``docker-compose`` in docker-compose.yml, which are other words.

    Args:
        folded: the run, folded.
        tokens: its tokens.
    """
    return FullMatch(_grams([token for token in tokens if token.stream != "word" or _is_piece(token)]), folded)


def _is_piece(word: Token) -> bool:
    """Whether a word is one run of letters or of digits, as it is written."""
    is_plain = word.text.isalpha() or word.text.isdecimal()
    return is_plain and len(word.text) == length(word)


def phrase_terms(folded: str, tokens: list[Token]) -> Terms:
    """Return what every text with the phrase in it has, however the phrase was cut out of it.

    A Latin token that reaches the edge of the phrase may be part of a longer one there (``hone手机`` of
    iPhone手机), so it is left out; so is one that stands across a blank, which may be a line end in a text.

    Args:
        folded: the phrase, folded.
        tokens: its tokens.
    """
    latin = set(range(len(folded))) - _places(tokens, "character")
    outer = [place for place in range(len(folded)) if place not in latin or not _in_token(folded[place])]
    first, last = (outer[0], outer[-1] + 1) if outer else (0, 0)
    return _grams(
        [
            token
            for token in tokens
            if token.stream != "word"
            or (first <= token.span.start and token.span.end <= last and " " not in _covered(folded, token))
        ]
    )


def extent(text: str, tokens: list[Token]) -> str:
    """Return the text from its first token to its last, without the signs around.

    Args:
        text: the text.
        tokens: its tokens.
    """
    spans = [token.span for token in tokens]
    return text[min((span.start for span in spans), default=0) : max((span.end for span in spans), default=0)]


def _covered(text: str, token: Token) -> str:
    return text[token.span.start : token.span.end]


def _in_token(character: str) -> bool:
    """Whether a character that is not CJK may be part of a token."""
    return character.isalnum() or character in _JOINTS


def phrase(folded: str, tokens: list[Token], field: Field | None) -> Phrase:
    """Return a phrase that is read where it stands, in a field or anywhere.

    Args:
        folded: the phrase, folded.
        tokens: its tokens.
        field: where it has to stand; ``None`` for anywhere.
    """
    terms = phrase_terms(folded, tokens)
    if not terms:
        terms = terms_of(word for word in tokens if _is_in_longer(word) or _is_renamed(word, folded))
    return Phrase(folded, terms, field)


def _is_renamed(word: Token, folded: str) -> bool:
    """Whether a word of letters and digits is the whole run in other wording: win7 is windows7."""
    return length(word) == len(folded) and len(word.text) != len(folded) and folded.isalnum()


def _is_in_longer(word: Token) -> bool:
    """Whether a word is one as well where it stands in a longer one, or stands in none: 5.26 and c++ do not."""
    return _is_piece(word) or (
        len(word.text) == length(word)
        and not (word.text[0].isalnum() and word.text[-1].isalnum() and any(map(str.isalpha, word.text)))
    )


def _grams(tokens: list[Token]) -> Terms:
    """What every text with the run in it has: its bigrams, lone characters and Latin tokens."""
    paired = _places(tokens, "bigram")
    written_close = _places(tokens, "character")
    return terms_of(
        token
        for token in tokens
        if token.stream == "bigram"
        or (token.stream == "character" and token.span.start not in paired)
        or (token.stream == "word" and written_close.isdisjoint(range(token.span.start, token.span.end)))
    )


def _places(tokens: list[Token], stream: Stream) -> set[int]:
    """Every place that a token of a stream covers."""
    spans = (token.span for token in tokens if token.stream == stream)
    return {place for span in spans for place in range(span.start, span.end)}


def terms_of(tokens: Iterable[Token]) -> Terms:
    """Return the terms of some tokens, each once.

    Args:
        tokens: the tokens, whose order the terms keep.
    """
    return once(Term(token.stream, token.text) for token in tokens)


def once(items: Iterable[_Item]) -> tuple[_Item, ...]:
    """Return some items in their order, each once.

    Args:
        items: what may be there twice.
    """
    return tuple(dict.fromkeys(items))
