"""The query language: what is typed is taken apart without loss, answered within bounds, or refused with a reason."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from unicodedata import category

from hypothesis import strategies as st
from target import drawing
from texts import QUERY, WILD, WILD_SHORT, tangles

from wenxun import SearchEngine
from wenxun.analysis.analyzer import Analyzer
from wenxun.analysis.folding import fold_string
from wenxun.analysis.regions import canonical_string
from wenxun.errors import QueryError
from wenxun.models import Article, Section
from wenxun.query.expansion import expand
from wenxun.query.language import MAX_CLAUSES, MAX_TYPED_CHARS, parse
from wenxun.query.syntax import Alternatives, Clause, Condition, Leaf, Quoted, Syntax, Word, WordStart
from wenxun.query.tree import AnyOf, Field, Node, Query

ANALYZER = Analyzer()
TYPED = tangles(QUERY, max_size=20) | WILD
_MOST_TERMS = 12 * MAX_TYPED_CHARS
_FIELDS = {Field.TITLE: "title:", Field.HEADING: "heading:", Field.BODY: "", None: ""}


def _leaves(syntax: Syntax) -> Iterator[Leaf]:
    for clause in (*syntax.wanted, *syntax.excluded):
        yield from clause.options if isinstance(clause, Alternatives) else (clause,)


@drawing(TYPED)
def taken_apart(typed: str) -> None:
    """Every part stands where its span says, no part twice, and there are no more than the limit."""
    try:
        syntax = parse(typed)
    except QueryError as error:
        assert str(MAX_CLAUSES) in str(error) or f"{MAX_TYPED_CHARS:,}" in str(error)
        return
    assert syntax.typed == typed
    leaves = sorted(_leaves(syntax), key=lambda leaf: leaf.span)
    assert len(leaves) <= MAX_CLAUSES
    reached = 0
    for leaf in leaves:
        assert leaf.text.strip()
        assert reached <= leaf.span.start < leaf.span.end <= len(typed)
        reached = leaf.span.end
        there = "".join(
            c for c in typed[leaf.span.start : leaf.span.end] if c.isspace() or category(c) not in ("Cc", "Cs")
        )
        assert leaf.text == there or (
            len(leaves) < MAX_CLAUSES and " ".join(leaf.text.split()) == " ".join(there.split())
        )


_PLAIN = st.text(st.sampled_from("板門店软体文abcＡ1２"), min_size=1, max_size=6)
_WHERE = st.sampled_from([None, Field.TITLE, Field.HEADING])
_LEAVES: st.SearchStrategy[tuple[str, str]] = st.one_of(
    st.builds(lambda text, where: (f"{_FIELDS[where]}{text}", f"w{_FIELDS[where]}{text}"), _PLAIN, _WHERE),
    st.builds(lambda text, where: (f"{_FIELDS[where]}“{text} x”", f"q{_FIELDS[where]}{text} x"), _PLAIN, _WHERE),
    st.builds(lambda text, where: (f"{_FIELDS[where]}{text}*", f"s{_FIELDS[where]}{text}"), _PLAIN, _WHERE),
    st.builds(lambda text: (f"category:{text}", f"c{text}"), _PLAIN),
)
_KINDS = {Word: "w", Quoted: "q", WordStart: "s", Condition: "c"}


def _named(clause: Clause) -> str:
    if isinstance(clause, Alternatives):
        return " OR ".join(map(_named, clause.options))
    return f"{_KINDS[type(clause)]}{_FIELDS[getattr(clause, 'field', None)]}{clause.text}"


@drawing(
    st.lists(st.lists(_LEAVES, min_size=1, max_size=3), max_size=6),
    st.lists(_LEAVES, max_size=4),
    st.sampled_from(["-", "NOT "]),
)
def written_out(wanted: list[list[tuple[str, str]]], excluded: list[tuple[str, str]], sign: str) -> None:
    """A query that is written out is read back as it was meant; a negative number alone is text."""
    if sign == "-" and not wanted and len(excluded) == 1 and excluded[0][0][0].isdecimal():
        wanted, excluded = [excluded], []
    parts = [" OR ".join(typed for typed, _ in options) for options in wanted]
    syntax = parse(" ".join([*parts, *(f"{sign}{typed}" for typed, _ in excluded)]))
    assert [_named(clause) for clause in syntax.wanted] == [" OR ".join(m for _, m in options) for options in wanted]
    assert [_named(leaf) for leaf in syntax.excluded] == [meant for _, meant in excluded]


def _nodes(query: Query) -> Iterator[Node]:
    waiting = [*query.texts, *query.required, *query.excluded]
    while waiting:
        node = waiting.pop()
        if isinstance(node, AnyOf):
            waiting += node.nodes
        else:
            yield node


@drawing(TYPED)
def expanded(typed: str) -> None:
    """Expansion is bounded, and what it looks for is folded and in canonical wording already."""
    try:
        query = expand(parse(typed), ANALYZER)
    except QueryError:
        return
    assert all(fold_string(part) == part for part in query.folded.split(" "))  # a blank between Han parts nothing
    assert canonical_string(query.folded) == query.canonical
    assert canonical_string(query.canonical) == query.canonical
    terms = query.scored_terms()
    assert len(set(terms)) == len(terms) <= _MOST_TERMS
    for node in _nodes(query):
        assert node.folded
        assert fold_string(node.folded) == node.folded


@cache
def engine_of_oddities() -> SearchEngine:
    engine = SearchEngine.in_memory()
    texts = ["板門店的軟體程式，文章一篇。", "川普与特朗普 C++ iPhone a.b-c 1２", "𠀀𪜀龘㎞½", "", "是一的文" * 400]
    engine.add(
        *(
            Article(
                f"文{i}", f"題{text[:3]}", (Section(0, "", (), text), Section(1, "節", ("節",), text[::-1])), ("棋",)
            )
            for i, text in enumerate(texts)
        ),
        Article("\ud800/<b>\n", "\udfff<i>", (Section(0, "", (), "\ud83d文\x00\u202e"),), ("\ud800",)),
    )
    return engine


@drawing(TYPED, st.integers(1, 20), st.integers(0, 3))
def answered(typed: str, limit: int, offset: int) -> None:
    """An answer is within its page, ranked, countable and showable, marks and all."""
    engine = engine_of_oddities()
    try:
        results = engine.search(typed, limit=limit, offset=offset)
    except QueryError as error:
        assert str(error)
        return
    assert len(results) <= limit
    assert not len(results) or results.total >= len(results) + offset
    assert [(-hit.score, hit.id) for hit in results] == sorted((-hit.score, hit.id) for hit in results)
    for hit in results:
        assert hit.sections
        assert hit.why is not None
        article = engine.get(hit.id)
        assert article is not None
        for section in hit.sections:
            shown = section.snippet.to_text()
            assert all(part in article.sections[section.number].text for part in shown.split("…"))
        for pieces, section in zip(engine.mark(article, typed), article.sections, strict=True):
            assert "".join(piece.text for piece in pieces) == section.text
    assert engine.corrections(typed, limit=2) is not None


@drawing(TYPED | WILD_SHORT)
def suggested(typed: str) -> None:
    """Suggestions are at most as many as asked for, each once."""
    found = engine_of_oddities().suggest(typed, limit=5)
    assert len(found) == len(set(found)) <= 5


TARGETS = {
    "query language": taken_apart,
    "queries written out": written_out,
    "query expansion": expanded,
    "answers": answered,
    "suggestions": suggested,
}
