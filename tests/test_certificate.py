"""What the certificate asks: what people type for a text, so that it fails as soon as one kind of it is not found."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from wenxun import Article, Certificate, SearchEngine, Section
from wenxun.analysis import batch, folding, regions
from wenxun.analysis.replacing import Wordings
from wenxun.models import Element, Span
from wenxun.query import expansion

CASES_OF_ANALYSIS = """
01_account 02_ocr 03_heading 04_wrap 07_dot 09_glue 10_radical 11_thousand 12_accent 15_variant
"""
TEXTS = {
    "across a joint": "首 先 进 行 数 据 清 洗，列奥纳多·达·芬奇画了\n蒙娜丽莎。",
    "other characters": "乾隆年間的著作《幹部》，髙島先生與⻓江。",
    "other wording": "計程車司機用滑鼠，川普在紐西蘭，資料庫。",
    "letters and digits": "通过 ISO 9001 认证，显卡RTX4090，用GPT-4，长100 km，重5kg。",
    "grouped digits": "产值1,280万元，人口1,370,536,875人。",
    "without accents": "北京（Běijīng）的Café里有Pokémon。",
}
Break = Callable[[], None]


@pytest.fixture
def breaks(monkeypatch: pytest.MonkeyPatch) -> dict[str, Break]:
    """Ways to take a part of the analysis away, for indexing and for searching."""

    def forget_folds() -> None:
        fresh = folding._CharacterFold()
        monkeypatch.setattr(folding, "CHARACTER_FOLD", fresh)
        monkeypatch.setattr(batch, "CHARACTER_FOLD", fresh)
        monkeypatch.setattr(folding, "_table", np.zeros(folding.SEVERAL, np.uint32))

    def without_joints() -> None:
        for module in (folding, batch):
            monkeypatch.setattr(module, "joint_places", lambda *_: np.zeros(0, np.int64))

    def without_classes() -> None:
        forget_folds()
        monkeypatch.setattr(folding, "representative", lambda character: character)

    def without_wordings() -> None:
        monkeypatch.setattr(regions, "_wordings", lambda: Wordings({"\0": "\0"}))

    def without_glue() -> None:
        monkeypatch.setattr(regions, "glued", lambda *_: [])
        monkeypatch.setattr(expansion, "spellings", lambda text: [text])

    def with_accents() -> None:
        forget_folds()
        monkeypatch.setattr(folding, "_without_accent", lambda character: character)
        monkeypatch.setattr(folding, "_is_latin", lambda character: False)

    return {
        "across a joint": without_joints,
        "grouped digits": without_joints,
        "other characters": without_classes,
        "other wording": without_wordings,
        "letters and digits": without_glue,
        "without accents": with_accents,
    }


def missed(certificate: Certificate) -> dict[str, int]:
    return {kind: count.asked - count.found for kind, count in certificate.kinds.items()}


def certified(text: str) -> Certificate:
    with SearchEngine.in_memory() as engine:
        engine.add(Article("a", "题目", (Section(0, "", (), text),)))
        return engine.verify(samples=30)


@pytest.mark.parametrize("kind", TEXTS)
def test_each_kind_is_asked_and_found(kind: str) -> None:
    found = missed(certified(TEXTS[kind]))
    assert found[kind] == 0
    assert not any(found.values())


@pytest.mark.parametrize("kind", TEXTS)
def test_each_kind_is_missed_when_its_part_of_the_analysis_is_taken_away(kind: str, breaks: dict[str, Break]) -> None:
    breaks[kind]()
    assert missed(certified(TEXTS[kind]))[kind] > 0


def test_titles_and_headings_are_asked_too(breaks: dict[str, Break]) -> None:
    breaks["across a joint"]()
    with SearchEngine.in_memory() as engine:
        engine.add(Article("a", "某法", (Section(0, "附　则", ("附　则",), "本法施行。"),)))
        assert missed(engine.verify(samples=10))["across a joint"] > 0


def test_what_a_border_of_a_list_parts_is_not_asked_as_one_word() -> None:
    items = tuple(Element("list_item", Span(start, start + 2), 1) for start in (0, 3))
    with SearchEngine.in_memory() as engine:
        engine.add(Article("a", "题", (Section(0, "", (), "苹果\n香蕉", elements=items),)))
        assert "across a joint" not in engine.verify(samples=10).kinds


def test_runs_only_asks_for_unbroken_runs_and_nothing_else() -> None:
    with SearchEngine.in_memory() as engine:
        engine.add(Article("a", "题目", (Section(0, "", (), TEXTS["across a joint"]),)))
        certificate = engine.verify(samples=10, runs_only=True)
    assert list(certificate.kinds) == ["run"]
    assert not certificate.unreachable


def test_characters_that_no_query_reaches_are_listed() -> None:
    certificate = certified("★重要→很重要，A+B。")
    assert set(certificate.unreachable) == {"★", "→", "+"}


@pytest.mark.parametrize("case", CASES_OF_ANALYSIS.split())
def test_it_fails_without_the_analysis_of_today_and_misses_nothing_with_it(
    case: str, breaks: dict[str, Break], shared_data: Path
) -> None:
    folder = shared_data.parent / "cases" / "text" / case
    with SearchEngine.in_memory() as engine:
        engine.add(folder)
        assert not any(missed(engine.verify(samples=60)).values())
    for take_away in breaks.values():
        take_away()
    with SearchEngine.in_memory() as engine:
        engine.add(folder)
        assert any(missed(engine.verify(samples=60)).values())
