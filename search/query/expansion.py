"""Turns what was typed into what a back end looks for: folded text, terms, and ways to hold a run.

Two rules keep every promise about finding. What a section must have to *hold* a run or a phrase is only what
any section with that very run in it has. And a question word is dropped from ranking only while something of
the run remains that such a section has.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterable, Iterator
from functools import lru_cache
from typing import TypeAlias, TypeVar

from wenxun.analysis.analyzer import Analyzer, Token
from wenxun.analysis.characters import code_points, is_joinable
from wenxun.analysis.folding import fold, fold_string
from wenxun.analysis.joints import INTERPUNCTS
from wenxun.analysis.quantities import letters_and_numbers, spellings, with_ordinals
from wenxun.analysis.regions import canonical, canonical_string
from wenxun.analysis.variants import data_lines
from wenxun.fields import keyword_term
from wenxun.models import AddedForm, Span
from wenxun.query.language import Alternatives, Clause, Condition, Group, Leaf, Quoted, Syntax, Word, WordStart
from wenxun.query.tree import AllOf, AnyOf, Field, Node, Phrase, Prefix, Query, Stream, Term, Text

__all__ = ["expand", "question_words"]

_BLANKS = re.compile(r"\s+")

_LONGEST_HELD_BY_WORDS = 8
"""In a longer run, as in a question, words that stand apart hold it by chance only."""

_JOINTS = "-.&_+#"
"""Signs that make one token of the letters beside them (``analysis.characters.latin_spans``)."""

Terms: TypeAlias = "tuple[Term, ...]"
_Item = TypeVar("_Item", bound=Hashable)


def expand(syntax: Syntax, analyzer: Analyzer) -> Query:
    """Analyse a query the way documents are analysed."""
    texts: list[Text] = []
    required: list[Node] = []
    for clause in _with_letters_joined(syntax.wanted):
        node = _node(clause, analyzer)
        if isinstance(node, Text) and node.field is None:
            texts.append(node)
        elif node is not None:
            required.append(node)
    content = [text for text in texts if not _only_asks(text)]
    excluded = (_node(clause, analyzer, rank=False) for clause in syntax.excluded)
    leaves = list(_leaves(syntax.wanted))
    folded = " ".join(_folded(leaf.text) for leaf in leaves if isinstance(leaf, (Word, Quoted)))
    return Query(
        typed=syntax.typed,
        folded=folded,
        canonical=canonical_string(folded),
        texts=_once(content if content or required else texts),
        required=_once(required),
        excluded=_once(node for node in excluded if node is not None),
        added=_once(form for leaf in leaves if isinstance(leaf, (Word, WordStart)) for form in _added(leaf)),
    )


def _with_letters_joined(clauses: Iterable[Clause]) -> Iterator[Clause]:
    """Yield the clauses; words of one Han character each, typed one after the other, are one word with joints in it."""
    letters: list[Word] = []
    for clause in clauses:
        if isinstance(clause, Word) and clause.field is None and _is_letter(clause.text):
            letters.append(clause)
            continue
        yield from _joined(letters)
        letters = []
        yield clause
    yield from _joined(letters)


def _joined(letters: list[Word]) -> Iterator[Word]:
    if letters:
        span = Span(letters[0].span.start, letters[-1].span.end)
        yield Word(" ".join(letter.text for letter in letters), span)


def _is_letter(text: str) -> bool:
    return len(text) == 1 and bool(is_joinable(code_points(text))[0])


@lru_cache(maxsize=1)
def question_words() -> frozenset[str]:
    """Words that only ask, folded (``search/data/question_words.txt``)."""
    return frozenset(data_lines("question_words.txt"))


def _node(clause: Clause, analyzer: Analyzer, *, rank: bool = True) -> Node | None:
    """What a clause looks for; ``None`` when nothing in it can be found, as in a lone sign.

    Args:
        rank: whether the clause ranks, so that question words in it count for nothing.
    """
    if isinstance(clause, Alternatives):
        nodes = _nodes(clause.options, analyzer, rank=rank)
        return AnyOf(nodes) if len(nodes) > 1 else next(iter(nodes), None)
    if isinstance(clause, Group):
        wanted, excluded = (_nodes(each, analyzer, rank=rank) for each in (clause.wanted, clause.excluded))
        return AllOf(wanted, excluded) if wanted or excluded else None
    if isinstance(clause, Condition):
        return clause.node
    folded = _folded(clause.text)
    tokens = analyzer.tokens(folded)
    if not tokens:
        return None
    if isinstance(clause, Quoted):
        phrases = [_phrase(form, analyzer.tokens(form), clause.field) for form in spellings(folded)]
        return AnyOf(tuple(phrases)) if len(phrases) > 1 else phrases[0]
    if isinstance(clause, WordStart):
        stem = folded[min(token.span.start for token in tokens) : max(token.span.end for token in tokens)]
        return _word_start(stem, analyzer.tokens(stem), clause.field)
    return _text(folded, tokens, analyzer, clause.field, rank=rank)


def _nodes(clauses: Iterable[Clause], analyzer: Analyzer, *, rank: bool) -> tuple[Node, ...]:
    return _once(node for clause in clauses if (node := _node(clause, analyzer, rank=rank)) is not None)


# --- unquoted text --------------------------------------------------------------------------------


def _text(folded: str, tokens: list[Token], analyzer: Analyzer, field: Field | None, *, rank: bool) -> Text:
    ranked = (_without_questions(tokens) or tokens) if rank else tokens
    words = _terms(token for token in ranked if token.stream == "word")
    # Single characters, as a name falls into that the dictionary lacks, stand in nearly every section.
    by_words = len(folded) <= _LONGEST_HELD_BY_WORDS and any(len(word.text) > 1 for word in words)
    holdings = [_grams(tokens), words if by_words else ()]
    wording = canonical_string(folded)
    if wording != folded:
        holdings.append(_grams(analyzer.tokens(wording)))
    numbered = with_ordinals(folded)
    if numbered != folded:
        holdings.append(_grams(analyzer.tokens(numbered)))
    fields = analyzer.fields.plain if field is None else ()
    keywords = tuple(Term("keyword", keyword_term(each.name, folded)) for each in fields)
    return Text(folded, _scored(_terms(ranked)), _once(holding for holding in holdings if holding), field, keywords)


def _scored(terms: Terms) -> Terms:
    """The terms without bigrams that are words too: such a word's weight holds both (``ranking``).

    Nor with the pieces of a word of letters and digits: whoever types ``windows11`` does not look for every 11.
    """
    words = {term.text for term in terms if term.stream == "word"}
    pieces = {piece for word in words for piece in letters_and_numbers(word) if piece != word}
    left_out = {"bigram": words, "word": pieces}
    return tuple(term for term in terms if term.text not in left_out.get(term.stream, ()))


def _without_questions(tokens: list[Token]) -> list[Token]:
    """The tokens that do not lie wholly inside question words."""
    asking = {
        place
        for token in tokens
        if token.stream == "word" and token.text in question_words()
        for place in range(token.span.start, token.span.end)
    }
    if not asking:
        return tokens
    return [token for token in tokens if not asking.issuperset(range(token.span.start, token.span.end))]


def _only_asks(text: Text) -> bool:
    return all(term.text in question_words() for term in text.terms if term.stream == "word")


def _grams(tokens: list[Token]) -> Terms:
    """What every text with the run in it has: its bigrams, lone characters and Latin tokens."""
    paired = _places(tokens, "bigram")
    written_close = _places(tokens, "character")
    return _terms(
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


# --- phrases and word starts ----------------------------------------------------------------------


def _phrase(folded: str, tokens: list[Token], field: Field | None) -> Phrase:
    return Phrase(folded, _phrase_terms(folded, tokens) or _terms(tokens), field)


def _phrase_terms(folded: str, tokens: list[Token]) -> Terms:
    """What every text with the phrase in it has, however the phrase was cut out of it.

    A Latin token that reaches the edge of the phrase may be part of a longer one there (``hone手机`` of
    iPhone手机), so it is left out; so is one that stands across a blank, which may be a line end in a text.
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


def _covered(text: str, token: Token) -> str:
    return text[token.span.start : token.span.end]


def _in_token(character: str) -> bool:
    """Whether a character that is not CJK may be part of a token."""
    return character.isalnum() or character in _JOINTS


def _word_start(folded: str, tokens: list[Token], field: Field | None) -> Node:
    """A word that starts so; where several words stand before the star, they make a phrase together."""
    wording = canonical_string(folded)
    words = [token for token in tokens if token.stream == "word"]
    if any(word.text == wording for word in words):
        return Prefix(wording, field)
    terms = _phrase_terms(folded, tokens)
    return Phrase(folded, terms, field) if terms else Prefix(words[-1].text, field)


# --- common ---------------------------------------------------------------------------------------


def _folded(text: str) -> str:
    return _BLANKS.sub(_narrowed, fold_string(text)).strip(f" {INTERPUNCTS}")


def _narrowed(blanks: re.Match[str]) -> str:
    """One blank for several; two between Han characters, which several blanks part and one does not."""
    around = blanks.string[blanks.start() - 1 : blanks.start()] + blanks.string[blanks.end() : blanks.end() + 1]
    return "  " if len(around) == 2 and is_joinable(code_points(around)).all() else " "


def _terms(tokens: Iterable[Token]) -> Terms:
    return _once(Term(token.stream, token.text) for token in tokens)


def _once(items: Iterable[_Item]) -> tuple[_Item, ...]:
    return tuple(dict.fromkeys(items))


def _leaves(clauses: Iterable[Clause]) -> Iterator[Leaf]:
    for clause in clauses:
        if isinstance(clause, Alternatives):
            yield from _leaves(clause.options)
        elif isinstance(clause, Group):
            yield from _leaves(clause.wanted)
        else:
            yield clause


def _added(leaf: Leaf) -> Iterator[AddedForm]:
    """The regional pairs of a clause, each as the reader wrote it."""
    folded = fold(leaf.text)
    for span, _, form, source in canonical(folded.text).added:
        written = folded.to_original(span)
        yield AddedForm(leaf.text[written.start : written.end], form, source)
