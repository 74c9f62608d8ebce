"""Promise 1: any run of an indexed section finds that section, in either script, quoted or not."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wenxun import Article, SearchEngine, Section, Settings
from wenxun.analysis.analyzer import Analyzer
from wenxun.analysis.folding import fold_string
from wenxun.analysis.scripts import to_simplified, to_traditional

TEXTS = (
    "第一次會談在板門店韓國一方的和平之家舉行，乾隆年間的著作《幹部之乾坤》藉口徵求後裏裡麵麪發髮鬱。",
    "乾燥的面粉里发现头发，后来干部着急，借了一千克，价格５.26元，2018年9月18日，二〇一八年。",
    "iPhone手机用C++、C#和.NET写成，CCA061号，TRAK-2导弹，Ⅳ级，㎞和℃，𠮷野家，々〇の日本語、한국어。",
    "台灣的軟體工程師在計程車上用滑鼠，川普在紐西蘭，程式碼與資料庫，什么是管道。",
)


@pytest.fixture(scope="module")
def runs_engine() -> Iterator[SearchEngine]:
    with SearchEngine.in_memory(settings=Settings()) as engine:
        engine.add(*(Article(str(n), f"标题{n}", (Section(0, "", (), text),)) for n, text in enumerate(TEXTS)))
        yield engine


def found(engine: SearchEngine, query: str) -> set[str]:
    return {hit.id for hit in engine.search(query, limit=10)}


@st.composite
def runs(draw: st.DrawFn) -> tuple[int, str]:
    """A run of one of the texts, without signs that are operators or that hold no term."""
    number = draw(st.integers(0, len(TEXTS) - 1))
    start = draw(st.integers(0, len(TEXTS[number]) - 1))
    run = TEXTS[number][start : start + draw(st.integers(1, 40))]
    return number, run


@settings(max_examples=150)
@given(runs())
def test_any_run_of_han_characters_finds_its_section_in_either_script(
    runs_engine: SearchEngine, drawn: tuple[int, str]
) -> None:
    number, run = drawn
    for stretch in filter(None, "".join(c if is_han(c) else " " for c in run).split()):
        for typed in (stretch, to_simplified(stretch), to_traditional(stretch)):
            assert str(number) in found(runs_engine, typed), typed
            assert str(number) in found(runs_engine, f'"{typed}"'), typed


def is_han(character: str) -> bool:
    return "\u4e00" <= character <= "\u9fff" or character in "〇々𠮷"


@settings(max_examples=100)
@given(runs())
def test_a_quoted_run_finds_exactly_the_sections_that_hold_it(
    runs_engine: SearchEngine, drawn: tuple[int, str]
) -> None:
    _, run = drawn
    stretch = max("".join(c if is_han(c) else " " for c in run).split(), key=len, default="")
    if stretch:
        folded = fold_string(stretch)
        holders = {str(n) for n, text in enumerate(TEXTS) if folded in fold_string(text) or folded in f"标题{n}"}
        assert found(runs_engine, f'"{stretch}"') == holders


@pytest.mark.parametrize(
    ("query", "number"),
    [
        ("C++", 2), ("c#", 2), (".NET", 2), ("iPhone手机", 2), ("CCA061", 2), ("TRAK-2", 2), ("trak", 2), ("5.26", 1),
        ("2018年9月18日", 1), ("２０１８", 1), ("一千克", 1), ("iPho*", 2), ("hone手机", 2), ("手机用C++", 2),
        ("18日", 1),
    ],
)  # fmt: skip
def test_mixed_runs_are_found_and_so_are_their_whole_tokens(runs_engine: SearchEngine, query: str, number: int) -> None:
    assert str(number) in found(runs_engine, query)


def test_the_certificate_finds_a_broken_chain(runs_engine: SearchEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    assert runs_engine.verify(samples=60).missed == 0
    tokens = Analyzer.tokens

    def without_bigrams(self: Analyzer, text: str, **ways: bool) -> list[object]:
        return [token for token in tokens(self, text, **ways) if token.stream == "word"]

    monkeypatch.setattr(Analyzer, "tokens", without_bigrams)
    certificate = runs_engine.verify(samples=60)
    assert certificate.missed > 0
    assert certificate.misses
