"""Turns what was typed into what a back end looks for: folded text, terms, and ways to match a run in full.

Two rules keep every promise about finding. What a section must have to match a run or a phrase *in full* is only what
any section with that very run in it has. And a question word is dropped from ranking only while something of
the run remains that such a section has.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import chain

from wenxun.analysis.analyzer import Analyzer, Token
from wenxun.analysis.characters import code_points, is_joinable
from wenxun.analysis.folding import fold, fold_string
from wenxun.analysis.joints import INTERPUNCTS, PUNCTUATION, joint_places
from wenxun.analysis.quantities import BORDER, in_other_units, letters_and_numbers, names_generation
from wenxun.analysis.regions import (
    canonical,
    canonical_string,
    hidden_words,
    other_wordings,
    replacements,
    written_otherwise,
)
from wenxun.analysis.spellings import parted_anywhere, parted_by_case, spellings, together
from wenxun.analysis.variants import data_lines
from wenxun.fields import keyword_term
from wenxun.models import AddedForm
from wenxun.query.neighbours import glued_words, neighbours, with_letters_joined, with_units_joined
from wenxun.query.runs import (
    Terms,
    as_run,
    extent,
    in_pieces,
    length,
    once,
    phrase,
    phrase_terms,
    tells_value,
    terms_of,
)
from wenxun.query.synonyms import NO_SYNONYMS, Synonyms
from wenxun.query.syntax import Alternatives, Clause, Condition, Group, Leaf, Quoted, Syntax, Word, WordStart
from wenxun.query.tree import AllOf, AnyOf, Code, Field, FullMatch, Node, Phrase, Prefix, Query, Term, Text

__all__ = ["LONGEST_MATCHED_BY_WORDS", "expand", "question_words"]

_BLANKS = re.compile(r"\s+")

LONGEST_MATCHED_BY_WORDS = 8
"""In a longer run, as in a question, words that stand apart match it by chance only."""

_MOST_WORDINGS_OF_LONG = 4

_MAY_BE_PART = re.compile(
    rf"(?<=[a-zα-ω])[-_./&'@:\\ ](?=[0-9a-zα-ω])|(?<=[0-9])[-_./&'@:\\](?=[a-zα-ω])|{BORDER.pattern}"
)
"""Where a run has pieces that a longer word may have as well; not in numbers alone, for 5.26 is no part of 5.26.1."""


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
        texts=once(content if content or required else texts),
        required=once(required),
        excluded=once(node for node in excluded if node is not None),
        added=once(
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
        written=once(leaf.text for leaf in leaves if isinstance(leaf, (Word, WordStart, Quoted))),
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
    quantities = () if names_generation(clause.text) else in_other_units(folded)
    if isinstance(clause, Quoted):
        parted = map(_folded, parted_by_case(clause.text))
        others = chain(written_otherwise(folded), parted)
        written = once(chain((form for other in others for form in spellings(other)), quantities))
        of_forms = [tokens, *analyzer.tokens_of(written[1:])]
        phrases: list[Node] = [phrase(form, own, clause.field) for form, own in zip(written, of_forms, strict=True)]
        word = as_run(folded, tokens)
        if (
            not word.run and word.terms[:1] and word.terms[0].stream == "word"
        ):  # with the signs that many leave out, and without
            phrases.append(Text(folded, (), (word, *_parted(folded)), clause.field))
        return AnyOf(tuple(phrases)) if len(phrases) > 1 else phrases[0]
    if isinstance(clause, WordStart):
        stem = extent(folded, tokens)
        return _word_start(stem, analyzer.tokens(stem), clause.field)
    text = _text(folded, tokens, analyzer, clause.field, rank=rank, is_alone=is_alone, others=quantities)
    written = once(form for words in parted_by_case(clause.text) for form in spellings(_folded(words)))
    runs = (way for way in map(in_pieces, written, analyzer.tokens_of(written)) if way.terms)
    text = replace(text, full_matches=once((*text.full_matches, *runs, *_parted(folded))))
    forms, _ = synonyms.forms(folded, analyzer)
    if not forms:
        return text
    return _with_others(
        text,
        [_text(form, analyzer.tokens(form), analyzer, clause.field, rank=rank, is_alone=is_alone) for form in forms],
    )


def _parted(folded: str) -> Iterator[FullMatch]:
    """The words of a run of letters and digits that was typed without its blanks."""
    return (FullMatch(tuple(Term("word", word) for word in words), run) for words, run in parted_anywhere(folded))


def _with_others(text: Text, others: Sequence[Text]) -> Text:
    """A text that also matches where one of the others does."""
    return replace(
        text,
        terms=once(term for each in (text, *others) for term in each.terms),
        full_matches=once(way for each in (text, *others) for way in each.full_matches),
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
    return once(node for clause in clauses if (node := _node(clause, analyzer, synonyms, rank=rank)) is not None)


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
    hidden = {folded[span.start : span.end] for span in hidden_words(folded, replacements(folded))}
    words = terms_of(token for token in ranked if token.stream == "word" and token.text not in hidden)
    # Single characters, as a name falls into that the dictionary lacks, stand in nearly every section.
    wording = canonical_string(folded)
    is_word = any(word.text == wording for word in words)
    by_words = (is_word or len(folded) <= LONGEST_MATCHED_BY_WORDS) and any(len(word.text) > 1 for word in words)
    forms = dict.fromkeys((*written_otherwise(folded), *spellings(folded), wording, *others))
    known = {folded: tokens, together(folded): tokens}
    has_pieces = _MAY_BE_PART.search(folded) is not None
    full_matches: list[FullMatch] = []
    # Between the same letters the terms are the same; where signs stand around them, their places matter.
    bare = [together(form) if form[:1].isalnum() and form[-1:].isalnum() else form for form in forms]
    unknown = list(dict.fromkeys(form for form in bare if form not in known))
    known.update(zip(unknown, analyzer.tokens_of(unknown, run_only=True), strict=True))
    for form, own in zip(forms, map(known.__getitem__, bare), strict=True):
        full_matches.append(as_run(form, own))
        if has_pieces:
            full_matches.append(in_pieces(form, own))
    if by_words and not tells_value(folded):
        is_apart = is_alone and not is_word
        if is_apart:
            full_matches += (FullMatch(words, form) for form in other_wordings(wording))
        full_matches.append(FullMatch(words, is_apart=is_apart))
    elif len(folded) > LONGEST_MATCHED_BY_WORDS:
        full_matches += (FullMatch(words, form) for form in other_wordings(wording)[:_MOST_WORDINGS_OF_LONG])
    else:  # single characters alone
        wordings = other_wordings(wording)
        full_matches += map(as_run, wordings, analyzer.tokens_of(wordings, run_only=True))
    if field is None:
        full_matches += (
            FullMatch((Term("keyword", keyword_term(each.name, folded)),)) for each in analyzer.fields.plain
        )
    return Text(folded, _scored(terms_of(ranked)), once(way for way in full_matches if way.terms), field)


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


# --- code and word starts --------------------------------------------------------------------------


def _code(code: Code, analyzer: Analyzer) -> Code:
    tokens = analyzer.tokens(code.folded)
    return replace(code, terms=_scored(terms_of(tokens)), needed=phrase_terms(code.folded, tokens))


def _word_start(folded: str, tokens: list[Token], field: Field | None) -> Node:
    """A word that starts so; where several words stand before the star, they make a phrase together."""
    wording = canonical_string(folded)
    words = [token for token in tokens if token.stream == "word"]
    if any(word.text == wording for word in words):
        return Prefix(wording, field)
    if words and length(words[0]) == len(folded) and words[0].text.isalnum() and "/" not in folded:
        return Prefix(words[0].text, field)  # with signs that the word is kept without: e-comm
    terms = phrase_terms(folded, tokens)
    return Phrase(folded, terms, field) if terms else Prefix(words[-1].text, field)


# --- common ---------------------------------------------------------------------------------------


@lru_cache(maxsize=128)  # a word of a query is needed three times
def _folded(text: str) -> str:
    # Once folded, a Chinese punctuation mark may be like any other.
    written = _BLANKS.sub(_without, text)
    return _BLANKS.sub(_narrowed, fold_string(written)).strip(f" {INTERPUNCTS}")


def _without(blanks: re.Match[str]) -> str:
    """No blanks beside a Chinese punctuation mark where one would be a joint; else those that stand there."""
    around = _around(blanks)
    return "" if len(joint_places(code_points(" ".join(around)))) and PUNCTUATION & set(around) else blanks.group()


def _narrowed(blanks: re.Match[str]) -> str:
    """One blank for several; two between Han characters, which several blanks part and one does not."""
    around = _around(blanks)
    return "  " if len(around) == 2 and is_joinable(code_points(around)).all() else " "


def _around(blanks: re.Match[str]) -> str:
    """The characters beside some blanks."""
    return blanks.string[blanks.start() - 1 : blanks.start()] + blanks.string[blanks.end() : blanks.end() + 1]


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
