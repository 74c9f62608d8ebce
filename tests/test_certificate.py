"""What the certificate asks: what people type for a text, so that it fails as soon as one kind of it is not found."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, nullcontext
from pathlib import Path

import numpy as np
import pytest

from wenxun import Article, Certificate, SearchEngine, Section
from wenxun.analysis import batch, characters, folding, regions, spellings
from wenxun.analysis.replacing import Wordings
from wenxun.models import Element, Span
from wenxun.query import expansion

CASES_OF_ANALYSIS = """
01_account 02_ocr 03_heading 04_wrap 07_dot 09_glue 10_radical 11_thousand 12_accent 15_variant
"""
TEXTS = {
    "across a joint": "首 先 进 行 数 据 清 洗，列奥纳多·达·芬奇画了\n蒙娜丽莎。",
    "joints put in": "数据清洗之后。",
    "other characters": "乾隆年間的著作《幹部》，髙島先生與⻓江。",
    "other wording": "計程車司機用滑鼠，川普在紐西蘭，資料庫。",
    "other spelling": "持身份证，其中一部分人联络报导。",
    "letters and digits": "通过 ISO 9001 认证，显卡RTX4090，用GPT-4，长100 km，重5kg。",
    "other units": "这一大袋米足足重5kg，那一小袋米也有 3 kg。",
    "grouped digits": "产值1,280万元，人口1,370,536,875人，另有12345人。",
    "without accents": "北京（Běijīng）的Café里有Pokémon。",
    "letters beside Han": "如何使用Python写程序，以及学习 Java 入门。",
    "other numerals": "且看第二十八回，又见第12章。",
    "years in Chinese": "自2018年起，至2005年止。",
    "percent in words": "占50%，又有7%。",
    "other signs in a name": "用 Node.js，well-known 与 x86，还有 snake_case 写法。",
    "large numbers in digits": "注册资本2.5万元，人口3億人，另有1200万元。",
    "Roman numerals": "见第Ⅳ章，属Ⅱ级风险。",
    "words run together": "用MacBook写，看PowerPoint，存到OneDrive里。",
    "other times signs": "分辨率1920×1080，旧的是800x600。",
    "without points": "获得Ph.D.学位，去U.S.A.。",
    "without hyphens": "书号978-7-111-54742-6。",
    "days in Chinese": "定于5月26日开幕，12月3日闭幕。",
    "other apostrophes": "O'Reilly 的书，don’t 的用法。",
}
Break = Callable[[pytest.MonkeyPatch], None]
NEVER = re.compile("(?!)")


# --- parts of the analysis, taken away ------------------------------------------------------------


def _forget_folds(patch: pytest.MonkeyPatch) -> None:
    fresh = folding._CharacterFold()
    patch.setattr(folding, "CHARACTER_FOLD", fresh)
    patch.setattr(batch, "CHARACTER_FOLD", fresh)
    patch.setattr(folding, "_table", np.zeros(folding.SEVERAL, np.uint32))


def without_joints(patch: pytest.MonkeyPatch) -> None:
    for module in (folding, batch):
        patch.setattr(module, "joint_places", lambda *_: np.zeros(0, np.int64))


def without_classes(patch: pytest.MonkeyPatch) -> None:
    _forget_folds(patch)
    patch.setattr(folding, "representative", lambda character: character)


def with_accents(patch: pytest.MonkeyPatch) -> None:
    _forget_folds(patch)
    patch.setattr(folding, "_without_accent", lambda character: character)
    patch.setattr(folding, "_is_latin", lambda character: False)


def without_wordings(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(regions, "_wordings", lambda: Wordings({"\0": "\0"}))


def without_glue(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(regions, "glued", lambda *_: [])
    patch.setattr(spellings, "BORDER", NEVER)
    patch.setattr(expansion, "in_other_units", lambda text: [])


def without_pieces(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(characters, "_latin_pieces", lambda *_: (np.zeros(0, np.int64), np.zeros(0, np.int64)))


def with_all_signs(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(characters, "_are_glued", lambda points, kinds, starts, ends: np.zeros(len(starts), bool))


def _finds_itself_alone(text: str) -> list[str]:
    return [text]


def replacing(module: object, name: str, replacement: object) -> Break:
    return lambda patch: patch.setattr(module, name, replacement)


OF_BOTH_SIDES: dict[str, tuple[Break, tuple[str, ...]]] = {
    "joints": (without_joints, ("across a joint", "grouped digits")),
    "classes of characters": (without_classes, ("other characters",)),
    "accents": (with_accents, ("without accents",)),
    "wordings": (without_wordings, ("other wording",)),
    "letters and digits glued": (without_glue, ("letters and digits", "other units")),
}
OF_INDEXING: dict[str, tuple[Break, tuple[str, ...]]] = {
    **OF_BOTH_SIDES,
    "pieces of words": (without_pieces, ("letters and digits",)),
    "words without their signs": (with_all_signs, ("other signs in a name", "without points", "without hyphens")),
}
OF_SEARCHING: dict[str, tuple[Break, tuple[str, ...]]] = {
    **OF_BOTH_SIDES,
    "joints": (without_joints, ("joints put in", "grouped digits")),
    "spellings of runs": (
        replacing(expansion, "spellings", _finds_itself_alone),
        (
            *("letters beside Han", "other numerals", "years in Chinese", "percent in words"),
            *("large numbers in digits", "Roman numerals", "other times signs", "days in Chinese"),
        ),
    ),
    "blanks beside Han": (replacing(spellings, "_BESIDE_HAN", NEVER), ("letters beside Han",)),
    "numerals": (
        replacing(spellings, "numbered_otherwise", _finds_itself_alone),
        (
            *("other numerals", "years in Chinese", "percent in words"),
            *("large numbers in digits", "Roman numerals", "days in Chinese"),
        ),
    ),
    "points of names": (
        replacing(spellings, "with_other_signs", lambda text, forms: forms),
        ("other signs in a name",),
    ),
    "spellings of words": (replacing(expansion, "written_otherwise", _finds_itself_alone), ("other spelling",)),
    "units of runs": (replacing(expansion, "in_other_units", lambda text: []), ("other units",)),
    "units typed apart": (replacing(expansion, "with_units_joined", iter), ("other units",)),
}


@contextmanager
def taken_away(part: Break) -> Iterator[None]:
    """Analyse without a part; what was remembered with it is forgotten, and the other way round."""
    remembering = (expansion._folded, regions._in_word)
    with pytest.MonkeyPatch.context() as patch:
        part(patch)
        for each in remembering:
            each.cache_clear()
        yield
    for each in remembering:
        each.cache_clear()


def missed(certificate: Certificate) -> dict[str, int]:
    return {kind: count.asked - count.found for kind, count in certificate.kinds.items()}


def certified(text: str, *, indexing: Break | None = None, searching: Break | None = None) -> Certificate:
    with SearchEngine.in_memory() as engine:
        with taken_away(indexing) if indexing else nullcontext():
            engine.add(Article("a", "题目", (Section(0, "", (), text),)))
        with taken_away(searching) if searching else nullcontext():
            return engine.verify(samples=30)


@pytest.mark.parametrize("kind", TEXTS)
def test_each_kind_is_asked_and_found(kind: str) -> None:
    found = missed(certified(TEXTS[kind]))
    assert found[kind] == 0
    assert not any(found.values())


@pytest.mark.parametrize("part", OF_INDEXING)
def test_what_indexing_leaves_out_is_missed_and_named(part: str) -> None:
    take_away, kinds = OF_INDEXING[part]
    for kind in kinds:
        assert missed(certified(TEXTS[kind], indexing=take_away))[kind] > 0, kind


@pytest.mark.parametrize("part", OF_SEARCHING)
def test_what_searching_leaves_out_is_missed_and_named(part: str) -> None:
    take_away, kinds = OF_SEARCHING[part]
    for kind in kinds:
        assert missed(certified(TEXTS[kind], searching=take_away))[kind] > 0, kind


@pytest.mark.parametrize("part", OF_BOTH_SIDES)
def test_what_both_sides_leave_out_is_missed_and_named(part: str) -> None:
    take_away, kinds = OF_BOTH_SIDES[part]
    for kind in kinds:
        assert missed(certified(TEXTS[kind], indexing=take_away, searching=take_away))[kind] > 0, kind


def test_titles_and_headings_are_asked_too() -> None:
    with taken_away(without_joints), SearchEngine.in_memory() as engine:
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
def test_it_fails_without_the_analysis_of_today_and_misses_nothing_with_it(case: str, shared_data: Path) -> None:
    folder = shared_data.parent / "cases" / "text" / case
    with SearchEngine.in_memory() as engine:
        engine.add(folder)
        assert not any(missed(engine.verify(samples=24)).values())
    with ExitStack() as parts, SearchEngine.in_memory() as engine:
        for take_away, _ in (OF_INDEXING | OF_SEARCHING).values():
            parts.enter_context(taken_away(take_away))
        engine.add(folder)
        assert any(missed(engine.verify(samples=24)).values())


def test_a_character_is_asked_with_its_mark() -> None:
    assert not any(missed(certified("ｶﾞｰﾄﾞとガード、ﾊﾟﾝとパン。")).values())
