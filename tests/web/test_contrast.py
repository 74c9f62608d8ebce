"""An owner is told which colours of theirs cannot be read."""

from __future__ import annotations

import pytest

from wenxun.web.contrast import contrast, low_contrasts


@pytest.mark.parametrize(
    ("first", "second", "ratio"),
    [
        ("#000", "#ffffff", 21.0),
        ("white", "black", 21.0),
        ("#777777", "#fff", 4.48),
        ("#767676", "#FFF", 4.54),
        ("rgb(255, 0, 0)", "#ffffff", 4.0),
        ("rgb(0 0 255)", "#ffffff", 8.59),
    ],
)
def test_a_contrast_is_that_of_wcag(first: str, second: str, ratio: float) -> None:
    assert contrast(first, second) == pytest.approx(ratio, abs=0.01)
    assert contrast(second, first) == contrast(first, second)


def test_what_is_no_plain_colour_has_none() -> None:
    assert contrast("oklch(80% .1 40)", "#fff") is None
    assert contrast("tomato", "#fff") is None


@pytest.mark.parametrize(
    ("colours", "named"),
    [
        ({}, []),
        ({"link": "#14605a", "dark-link": "#7fd1c7"}, []),
        ({"ink": "#999999"}, ["ink on paper", "ink on raised", "ink on target"]),
        ({"paper": "#101010", "raised": "#101010", "target": "#101010"}, ["ink on paper", "quiet on paper"]),
        ({"dark-ink": "#333"}, ["dark-ink on dark-paper"]),
        ({"link": "#8ad0c0"}, ["link on paper", "on-accent on link"]),
        ({"mark": "#806000"}, ["mark-ink on mark"]),
        ({"link": "oklch(80% .1 40)"}, []),
        ({"line": "#fff"}, []),
    ],
)
def test_pairs_that_are_hard_to_read_are_named_with_their_ratio(colours: dict[str, str], named: list[str]) -> None:
    warnings = list(low_contrasts(colours))
    assert bool(warnings) == bool(named)
    for pair in named:
        assert any(each.startswith(f"page_colours: {pair} has a contrast of ") for each in warnings), warnings
