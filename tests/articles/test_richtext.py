"""Edits move marks along with the text that they stand on."""

from __future__ import annotations

from collections import Counter

from hypothesis import example, given
from hypothesis import strategies as st

from wenxun.articles.cleaning import LINE, join_lines
from wenxun.articles.richtext import Edit, Mark, RichText


@st.composite
def marked_texts_with_edits(draw: st.DrawFn) -> tuple[RichText, list[Edit]]:
    text = draw(st.text("abc中文，\n", min_size=1, max_size=40))
    places = st.integers(0, len(text))
    spans = draw(st.lists(st.tuples(places, places).map(sorted).filter(lambda s: s[0] < s[1]), max_size=4))
    marks = tuple(Mark("link", start, end, f"{start}-{end}") for start, end in sorted(map(tuple, spans)))
    edges = sorted(draw(st.lists(places, max_size=6)))
    pairs = list(zip(edges[0::2], edges[1::2], strict=False))
    edits = [Edit(start, end, draw(st.text("XY", max_size=3))) for start, end in pairs]
    return RichText(text, marks), [e for i, e in enumerate(edits) if i == 0 or e.start > edits[i - 1].end]


@given(marked_texts_with_edits())
def test_a_mark_that_no_edit_touches_keeps_its_text(case: tuple[RichText, list[Edit]]) -> None:
    rich, edits = case
    edited = rich.edited(edits)
    kept = {(mark.value, edited.text[mark.start : mark.end]) for mark in edited.marks}
    for mark in rich.marks:
        if all(edit.end <= mark.start or edit.start >= mark.end for edit in edits):
            assert (mark.value, rich.text[mark.start : mark.end]) in kept
    assert all(0 <= mark.start < mark.end <= len(edited.text) for mark in edited.marks)


@given(marked_texts_with_edits())
def test_an_edit_changes_only_its_own_stretch(case: tuple[RichText, list[Edit]]) -> None:
    rich, edits = case
    expected = list(rich.text)
    for edit in reversed(edits):
        expected[edit.start : edit.end] = edit.replacement
    assert rich.edited(edits).text == "".join(expected)


@given(marked_texts_with_edits(), st.integers(0, 40))
def test_parts_of_a_split_join_to_the_whole(case: tuple[RichText, list[Edit]], place: int) -> None:
    rich, _ = case
    place = min(place, len(rich.text))
    parts = rich.split([(0, place), (place, len(rich.text))])
    assert RichText.joined(parts, "").text == rich.text
    for part in parts:
        assert all(0 <= mark.start < mark.end <= len(part.text) for mark in part.marks)


@given(marked_texts_with_edits(), st.integers(0, 40))
@example((RichText("\na", (Mark("link", 0, 2, "0-2"),)), []), 1)
def test_stripped_parts_of_a_split_are_its_parts_stripped(case: tuple[RichText, list[Edit]], place: int) -> None:
    text, marks = case[0]
    rich = RichText(text.replace("b", " "), (*marks, Mark("image", len(text) // 2, len(text) // 2)))
    spans = [(0, min(place, len(text))), (min(place, len(text)), len(text))]
    assert rich.split(spans, are_stripped=True) == [part.stripped() for part in rich.split(spans)]


@given(marked_texts_with_edits())
def test_a_line_end_that_is_meant_takes_the_place_of_its_sign(case: tuple[RichText, list[Edit]]) -> None:
    text, marks = case[0]
    rich = RichText(
        "中" + text.replace("\n", LINE) + "中", tuple(mark.at(mark.start + 1, mark.end + 1) for mark in marks)
    )
    joined = join_lines(rich, Counter())
    assert joined.text.split("\n") == [line for line in rich.text.split(LINE) if line]
    for mark in joined.marks:
        start, end = map(int, mark.value.split("-"))
        assert joined.text[mark.start : mark.end].split() == text[start:end].split()


def test_an_anchor_keeps_its_place_when_text_inside_it_goes() -> None:
    rich = RichText("见南\u3000北首脑会谈。", (Mark("link", 1, 8, "会谈"),))
    edited = rich.edited([Edit(0, 1), Edit(2, 3)])
    assert edited == RichText("南北首脑会谈。", (Mark("link", 0, 6, "会谈"),))
