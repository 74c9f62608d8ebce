"""The words that tell most about a section: often here, seldom elsewhere, and not nowhere else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from wenxun.analysis.terms import Token
from wenxun.models import Span
from wenxun.query.tree import Term
from wenxun.similarity import telling_words


def words(text: str, found_in: Mapping[str, int], section_count: int = 1000) -> tuple[str, ...]:
    tokens = [Token(word, "word", Span(0, 1)) for word in text.split()]

    def counts(terms: Sequence[Term]) -> list[int]:
        return [found_in[term.text] for term in terms]

    return telling_words(tokens, counts, section_count)


def test_of_words_as_frequent_here_the_one_that_is_seldom_elsewhere_comes_first() -> None:
    assert words("常见 罕见", {"常见": 500, "罕见": 5}) == ("罕见", "常见")


def test_of_words_as_seldom_elsewhere_the_one_that_is_frequent_here_comes_first() -> None:
    assert words("一次 三次 三次 三次", {"一次": 50, "三次": 50}) == ("三次", "一次")


def test_a_word_said_often_does_not_outweigh_one_that_is_much_rarer() -> None:
    assert words("常见 " * 40 + "罕见", {"常见": 800, "罕见": 2}) == ("罕见", "常见")


def test_a_word_that_stands_here_alone_or_everywhere_finds_nothing_and_is_left_out() -> None:
    assert words("独有 二处 各处", {"独有": 1, "二处": 2, "各处": 1000}) == ("二处",)


def test_ten_words_are_enough_and_ties_are_broken_by_the_words() -> None:
    names = [f"词{letter}" for letter in "abcdefghijkl"]
    assert words(" ".join(reversed(names)), dict.fromkeys(names, 9)) == tuple(names[:10])
