"""Turns what was typed into what a back end looks for: folded text, terms, and ways to match a run in full.

Two rules keep every promise about finding. What a section must have to match a run or a phrase *in full* is only what
any section with that very run in it has. And a question word is dropped from ranking only while something of
the run remains that such a section has.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import chain
from typing import TypeAlias, TypeVar

from wenxun.analysis.analyzer import Analyzer, Token
from wenxun.analysis.characters import code_points, is_joinable
from wenxun.analysis.folding import fold, fold_string
from wenxun.analysis.joints import INTERPUNCTS
from wenxun.analysis.quantities import BORDER, in_other_units, letters_and_numbers, names_generation
from wenxun.analysis.regions import canonical, canonical_string, other_wordings, written_otherwise
from wenxun.analysis.spellings import parted_by_case, spellings, together
from wenxun.analysis.variants import data_lines
from wenxun.fields import keyword_term
from wenxun.models import AddedForm
from wenxun.query.neighbours import glued_words, neighbours, with_letters_joined, with_units_joined
from wenxun.query.synonyms import NO_SYNONYMS, Synonyms
from wenxun.query.syntax import Alternatives, Clause, Condition, Group, Leaf, Quoted, Syntax, Word, WordStart
from wenxun.query.tree import AllOf, AnyOf, Code, Field, FullMatch, Node, Phrase, Prefix, Query, Stream, Term, Text

__all__ = ["LONGEST_MATCHED_BY_WORDS", "expand", "question_words"]

_BLANKS = re.compile(r"\s+")

LONGEST_MATCHED_BY_WORDS = 8
"""In a longer run, as in a question, words that stand apart match it by chance only."""

_JOINTS = "-.&_+#"
"""Signs that make one token of the letters beside them (``analysis.characters.latin_words``)."""

_MAY_BE_PART = re.compile(
    rf"(?<=[a-zα-ω])[-_./&'@:\\ ](?=[0-9a-zα-ω])|(?<=[0-9])[-_./&'@:\\](?=[a-zα-ω])|{BORDER.pattern}"
)
"""Where a run has pieces that a longer word may have as well; not in numbers alone, for 5.26 is no part of 5.26.1."""

Terms: TypeAlias = "tuple[Term, ...]"
_Item = TypeVar("_Item", bound=Hashable)


def expand(syntax: Syntax, analyzer: Analyzer, synonyms: Synonyms = NO_SYNONYMS) -> Query:
    """Analyse a query the way documents are analysed.

    Args:
        syntax: the query as it was read.
        analyzer: what documents are analysed with.
        synonyms: the reader's own, which unquoted text finds too.

    Returns:
        what is looked for.
    """
    texts: list[Text] = []
    required: list[Node] = []
    wanted = list(with_units_joined(with_letters_joined(syntax.wanted)))
    is_alone = sum(isinstance(clause, Word) and clause.field is None for clause in wanted) == 1
    others, added = _across_words(wanted, analyzer, synonyms) if len(wanted) > 1 else ({}, [])
    for clause in wanted:
        node = _node(clause, analyzer, synonyms, is_alone=is_alone)
        if isinstance(node, Text) and clause in others:
            node = _with_others(node, others[clause])
        if isinstance(node, Text) and node.field is None:
            texts.append(node)
        elif node is not None:
            required.append(node)
    content = [text for text in texts if not _only_asks(text)]
    excluded = (_node(clause, analyzer, synonyms, rank=False) for clause in syntax.excluded)
    leaves = list(_leaves(syntax.wanted))
    folded = " ".join(_folded(leaf.text) for leaf in leaves if isinstance(leaf, (Word, Quoted)))
    return Query(
        typed=syntax.typed,
        folded=folded,
        canonical=canonical_string(folded),
        texts=_once(content if content or required else texts),
        required=_once(required),
        excluded=_once(node for node in excluded if node is not None),
        added=_once(
            chain(
                (
                    form
                    for leaf in leaves
                    if isinstance(leaf, (Word, WordStart))
                    for form in _added(leaf, analyzer, synonyms)
                ),
                added,
            )
        ),
        written=_once(leaf.text for leaf in leaves if isinstance(leaf, (Word, WordStart, Quoted))),
    )


@lru_cache(maxsize=1)
def question_words() -> frozenset[str]:
    """Return the words that only ask, folded (``search/data/question_words.txt``)."""
    return frozenset(data_lines("question_words.txt"))


def _node(
    clause: Clause, analyzer: Analyzer, synonyms: Synonyms, *, rank: bool = True, is_alone: bool = False
) -> Node | None:
    """What a clause looks for; ``None`` when nothing in it can be found, as in a lone sign.

    Args:
        rank: whether the clause ranks, so that question words in it count for nothing.
        is_alone: whether it is the query's only word, so that it matters whether it stands as one run.
    """
    if isinstance(clause, Alternatives):
        nodes = _nodes(clause.options, analyzer, synonyms, rank=rank)
        return AnyOf(nodes) if len(nodes) > 1 else next(iter(nodes), None)
    if isinstance(clause, Group):
        wanted, excluded = (_nodes(each, analyzer, synonyms, rank=rank) for each in (clause.wanted, clause.excluded))
        return AllOf(wanted, excluded) if wanted or excluded else None
    if isinstance(clause, Condition):
        return _code(clause.node, analyzer) if isinstance(clause.node, Code) else clause.node
    folded = _folded(clause.text)
    tokens = analyzer.tokens(folded)
    if not tokens:
        return None
    if isinstance(clause, Quoted):
        parted = map(_folded, parted_by_case(clause.text))
        others = chain(written_otherwise(folded), parted)
        written = _once(chain((form for other in others for form in spellings(other)), in_other_units(folded)))
        known = {folded: tokens}
        phrases: list[Node] = [
            _phrase(form, known.get(form) or analyzer.tokens(form), clause.field) for form in written
        ]
        word = _as_run(folded, tokens)
        if (
            not word.run and word.terms[:1] and word.terms[0].stream == "word"
        ):  # with the signs that many leave out, and without
            phrases.append(Text(folded, (), (word,), clause.field))
        return AnyOf(tuple(phrases)) if len(phrases) > 1 else phrases[0]
    if isinstance(clause, WordStart):
        stem = _extent(folded, tokens)
        return _word_start(stem, analyzer.tokens(stem), clause.field)
    quantities = () if names_generation(clause.text) else in_other_units(folded)
    text = _text(folded, tokens, analyzer, clause.field, rank=rank, is_alone=is_alone, others=quantities)
    written = _once(form for words in parted_by_case(clause.text) for form in spellings(_folded(words)))
    runs = (_in_pieces(form, analyzer.tokens(form)) for form in written)
    text = replace(text, full_matches=_once((*text.full_matches, *runs)))
    forms, _ = synonyms.forms(folded, analyzer)
    if not forms:
        return text
    return _with_others(
        text,
        [_text(form, analyzer.tokens(form), analyzer, clause.field, rank=rank, is_alone=is_alone) for form in forms],
    )


def _with_others(text: Text, others: Sequence[Text]) -> Text:
    """A text that also matches where one of the others does."""
    return replace(
        text,
        terms=_once(term for each in (text, *others) for term in each.terms),
        full_matches=_once(way for each in (text, *others) for way in each.full_matches),
    )


def _across_words(
    clauses: Sequence[Clause], analyzer: Analyzer, synonyms: Synonyms
) -> tuple[Mapping[Clause, list[Text]], list[AddedForm]]:
    """What words that make one together stand for besides, each of them, and which of the reader's own were added."""
    found: dict[Clause, list[Text]] = {}
    added: list[AddedForm] = []

    def add(words: Sequence[Word], forms: Iterable[str]) -> None:
        texts = [_text(form, analyzer.tokens(form), analyzer, None, rank=True, is_alone=False) for form in forms]
        found.update({word: [*found.get(word, ()), *texts] for word in words})

    for words in neighbours(clauses):
        for places, glued in glued_words(words):
            add(words[places.start : places.stop], [_folded(glued)])
        for places, forms, new in synonyms.across([_folded(word.text) for word in words], analyzer):
            add(words[places.start : places.stop], forms)
            added += new
    return found, added


def _nodes(clauses: Iterable[Clause], analyzer: Analyzer, synonyms: Synonyms, *, rank: bool) -> tuple[Node, ...]:
    return _once(node for clause in clauses if (node := _node(clause, analyzer, synonyms, rank=rank)) is not None)


# --- unquoted text --------------------------------------------------------------------------------


def _text(
    folded: str,
    tokens: list[Token],
    analyzer: Analyzer,
    field: Field | None,
    *,
    rank: bool,
    is_alone: bool,
    others: Sequence[str] = (),
) -> Text:
    """An unquoted run; ``others`` are ways to write it besides."""
    ranked = (_without_questions(tokens) or tokens) if rank else tokens
    words = _terms(token for token in ranked if token.stream == "word")
    # Single characters, as a name falls into that the dictionary lacks, stand in nearly every section.
    by_words = len(folded) <= LONGEST_MATCHED_BY_WORDS and any(len(word.text) > 1 for word in words)
    wording = canonical_string(folded)
    forms = dict.fromkeys((*written_otherwise(folded), *spellings(folded), wording, *others))
    known = {folded: tokens, together(folded): tokens}
    has_pieces = _MAY_BE_PART.search(folded) is not None
    full_matches: list[FullMatch] = []
    for form in forms:
        # Between the same letters the terms are the same; where signs stand around them, their places matter.
        bare = together(form) if form[:1].isalnum() and form[-1:].isalnum() else form
        if bare not in known:
            known[bare] = analyzer.tokens(bare, run_only=True)
        full_matches.append(_as_run(form, known[bare]))
        if has_pieces:
            full_matches.append(_in_pieces(form, known[bare]))
    if by_words:
        is_apart = is_alone and all(word.text != wording for word in words)
        if is_apart:
            full_matches += (FullMatch(words, form) for form in other_wordings(wording))
        full_matches.append(FullMatch(words, is_apart=is_apart))
    if field is None:
        full_matches += (
            FullMatch((Term("keyword", keyword_term(each.name, folded)),)) for each in analyzer.fields.plain
        )
    return Text(folded, _scored(_terms(ranked)), _once(way for way in full_matches if way.terms), field)


def _as_run(folded: str, tokens: list[Token]) -> FullMatch:
    """What every text has in which a run stands whole, whatever signs stand around it."""
    run = folded if folded[0].isalnum() and folded[-1].isalnum() else _extent(folded, tokens)
    terms = _grams(tokens)
    if sum(term.stream == "word" for term in terms) > 1:
        terms = _grams(_longest(tokens))
    is_term = len(terms) == 1 and (terms[0].text == run or any(len(run) == _length(word) for word in tokens[:1]))
    return FullMatch(terms, "" if is_term else run)


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


def _length(token: Token) -> int:
    return token.span.end - token.span.start


def _in_pieces(folded: str, tokens: list[Token]) -> FullMatch:
    """A run as a part of a longer word, of which only the plain pieces are words as well.

    ``rtx4090`` stands in RTX4090Ti and ``docker-compose`` in docker-compose.yml, which are other words.
    """
    return FullMatch(_grams([token for token in tokens if token.stream != "word" or _is_piece(token)]), folded)


def _is_piece(word: Token) -> bool:
    """Whether a word is one run of letters or of digits, as it is written."""
    is_plain = word.text.isalpha() or word.text.isdecimal()
    return is_plain and len(word.text) == _length(word)


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
    return Phrase(folded, _phrase_terms(folded, tokens) or _terms(filter(_is_in_longer, tokens)), field)


def _is_in_longer(word: Token) -> bool:
    """Whether a word is one as well where it stands in a longer one, or stands in none: 5.26 and c++ do not."""
    return _is_piece(word) or (
        len(word.text) == _length(word)
        and not (word.text[0].isalnum() and word.text[-1].isalnum() and any(map(str.isalpha, word.text)))
    )


def _code(code: Code, analyzer: Analyzer) -> Code:
    tokens = analyzer.tokens(code.folded)
    return replace(code, terms=_scored(_terms(tokens)), needed=_phrase_terms(code.folded, tokens))


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


def _extent(text: str, tokens: list[Token]) -> str:
    """The text from its first token to its last, without the signs around."""
    spans = [token.span for token in tokens]
    return text[min((span.start for span in spans), default=0) : max((span.end for span in spans), default=0)]


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
    if words and _length(words[0]) == len(folded) and words[0].text.isalnum() and "/" not in folded:
        return Prefix(words[0].text, field)  # with signs that the word is kept without: e-comm
    terms = _phrase_terms(folded, tokens)
    return Phrase(folded, terms, field) if terms else Prefix(words[-1].text, field)


# --- common ---------------------------------------------------------------------------------------


@lru_cache(maxsize=128)  # a word of a query is needed three times
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


def _added(leaf: Word | WordStart, analyzer: Analyzer, synonyms: Synonyms) -> Iterator[AddedForm]:
    """The regional pairs of unquoted text, each as the reader wrote it, and the reader's own synonyms."""
    text = _folded(leaf.text)
    if isinstance(leaf, Word):
        yield from synonyms.forms(text, analyzer)[1]
    if canonical_string(text) == text:  # as of most words
        return
    folded = fold(leaf.text)
    for span, _, form, source in canonical(folded.text).added:
        written = folded.to_original(span)
        yield AddedForm(leaf.text[written.start : written.end], form, source)
