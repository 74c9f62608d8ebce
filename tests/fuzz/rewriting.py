"""Folding, wording, variants, snippets: every place leads back to the source, and marks removed equal it."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import strategies as st
from target import drawing
from texts import CALM, CHARACTERS, MARKDOWN, QUERY, WILD, tangles

from wenxun.analysis.analyzer import Analyzer
from wenxun.analysis.folding import as_typed, fold, fold_string
from wenxun.analysis.regions import canonical, canonical_string
from wenxun.analysis.terms import Field
from wenxun.errors import QueryError
from wenxun.models import Article, Piece, Section, Span
from wenxun.query.expansion import expand
from wenxun.query.language import parse
from wenxun.snippets import Marker
from wenxun.variants import VARIANTS, convert_pieces

ANALYZER = Analyzer()
TEXTS = WILD | CALM | tangles(MARKDOWN, max_size=15) | st.text(CHARACTERS, max_size=300)
_ELLIPSIS = "…"


@drawing(TEXTS, st.data())
def folding(text: str, data: st.DataObject) -> None:
    """Folding is a fixed point, the two ways to it agree, and every stretch of it comes from where it says."""
    folded = fold(text)
    assert folded.text == fold_string(text)
    assert fold_string(folded.text) == folded.text
    assert len(folded.text) <= 20 * len(text)
    start = data.draw(st.integers(0, len(folded.text)))
    end = data.draw(st.integers(start, len(folded.text)))
    span = folded.to_original(Span(start, end))
    assert 0 <= span.start <= span.end <= len(text)
    assert folded.text[start:end] in fold_string(text[span.start : span.end])


@drawing(TEXTS)
def regions(text: str) -> None:
    """Regional wording is a fixed point, and its places lead back into the folded text."""
    folded = fold_string(text)
    found = canonical(folded)
    assert found.text == canonical_string(folded)
    assert canonical_string(found.text) == found.text
    assert len(found.text) <= 4 * len(folded)


@drawing(st.lists(TEXTS, min_size=1, max_size=4), TEXTS)
def analysis(texts: list[str], title: str) -> None:
    """What is indexed is what is queried: every token has its place, and a batch holds the terms of each text."""
    sections = tuple(Section(i, "", (), text) for i, text in enumerate(texts))
    batch = ANALYZER.index_batch([Article("a", title or "題", sections), Article("b", "題", ())])
    assert batch.section_rows.tolist() == [0, len(texts), len(texts) + 1]
    assert list(batch.folded[Field.BODY :: len(Field)])[: len(texts)] == [as_typed(fold_string(text)) for text in texts]
    for text in texts:
        for token in ANALYZER.tokens(text):
            assert token.text
            assert 0 <= token.span.start < token.span.end <= len(text)


def _marker(typed: str) -> Marker | None:
    try:
        return Marker(expand(parse(typed), ANALYZER))
    except QueryError:
        return None


def _joined(pieces: tuple[Piece, ...]) -> str:
    assert all(piece.text for piece in pieces)
    return "".join(piece.text for piece in pieces)


@drawing(TEXTS, tangles(QUERY, max_size=8) | WILD, st.integers(1, 200), st.integers(1, 4), st.data())
def snippets(text: str, typed: str, snippet_chars: int, passages: int, data: st.DataObject) -> None:
    """A snippet is passages of the text in their order, no longer than asked for, and marks removed equal the text."""
    if text and data.draw(st.booleans()):  # a query that stands in the text
        start = data.draw(st.integers(0, len(text) - 1))
        typed = text[start : start + data.draw(st.integers(1, 12))]
    marker = _marker(typed)
    if marker is None:
        return
    whole = marker.pieces(text)
    assert _joined(whole) == text
    assert all(before.match != after.match for before, after in pairwise(whole))
    shown = marker.snippet(text, snippet_chars=snippet_chars, passages=passages)
    assert len(_joined(shown.pieces)) <= snippet_chars + passages + 1
    for part in "".join(piece.text for piece in shown.pieces).split(_ELLIPSIS):
        assert part in text
    without = shown.to_html().replace("<mark>", "").replace("</mark>", "")
    assert "<" not in without


@drawing(TEXTS, st.sampled_from(sorted(VARIANTS)), tangles(QUERY, max_size=5))
def variants(text: str, variant: str, typed: str) -> None:
    """A text in another writing keeps its marks on the same passages."""
    marker = _marker(typed)
    if marker is None:
        return
    pieces = marker.pieces(text)
    written = convert_pieces(pieces, variant, context=text)
    unmarked = convert_pieces((Piece(text, match=False),), variant, context=text) if text else ()
    assert "".join(p.text for p in written) == "".join(p.text for p in unmarked)
    assert [p.match for p in written if p.match] == [p.match for p in pieces if p.match]


TARGETS = {
    "folding": folding,
    "regional wording": regions,
    "analysis": analysis,
    "snippets": snippets,
    "variants": variants,
}
