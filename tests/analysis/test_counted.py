"""How people write one number: what is looked for beside what was typed."""

from __future__ import annotations

import pytest

from wenxun import Article, SearchEngine
from wenxun.analysis.counted import numbered_otherwise

SAME = (
    ("第〇章", "第0章", "第零章"),
    ("第四章", "第4章", "第04章", "第Ⅳ章", "第IV章", "第肆章"),
    ("2008年", "二〇〇八年", "二零零八年", "二○○八年"),
    ("零七年", "07年", "〇七年"),
    ("1997年7月1日", "一九九七年七月一日"),
    ("二十世纪", "20世纪"),
    ("五十年代", "50年代"),
    ("十八大", "18大"),
    ("伊丽莎白二世", "伊丽莎白2世"),
    ("路易十四", "路易14", "路易XIV"),
    ("最终幻想VII", "最终幻想7", "最终幻想Ⅶ"),
    ("Ⅱ级", "II级", "2级", "二级"),
    ("三年级", "3年级"),
    ("两百人", "200人", "二百人"),
    ("10号线", "十号线"),
    ("三十六计", "36计"),
    ("一千零一夜", "1001夜"),
    ("十二生肖", "12生肖"),
    ("百分之五十", "50%", "50％", "百分之50"),
    ("百分之三点五", "3.5%"),
    ("千分之五", "5‰"),
    ("2.5万", "25000", "25,000"),
    ("三亿", "3亿", "300000000"),
    ("12000元", "1.2万元", "1万2千元"),
    ("三分之二", "2/3", "⅔", "3分之2"),
    ("上世纪90年代", "20世纪90年代", "二十世纪九十年代", "上世纪九十年代", "上个世纪90年代"),
    ("亨利八世", "亨利8世", "亨利VIII世"),
    ("十二届", "12届", "12 届"),
    ("10磅", "10 lb", "10lbs"),
)
APART = (
    ("5.26", "526"),
    ("三国", "3国"),
    ("二级", "两级"),
    ("十分", "10分"),
    ("25000", "2500"),
    ("2008年", "二〇〇九年"),
    ("7年", "零七年"),
    ("七年", "07年"),
    ("50%", "五成"),
    ("第四章", "第十四章"),
    ("3.5%", "百分之三"),
    ("最终幻想VII", "最终幻想VIII"),
    ("四分之三", "3/5"),
    ("三分之一", "1/13"),
    ("上世纪80年代", "21世纪80年代"),
    ("1万2千", "1.3万"),
    ("亨利八世", "亨利Ⅶ世"),
)


@pytest.mark.parametrize("forms", SAME, ids=[forms[0] for forms in SAME])
@pytest.mark.parametrize("quotes", ["", '"'])
def test_a_number_is_found_however_it_is_written(forms: tuple[str, ...], quotes: str) -> None:
    with SearchEngine.in_memory() as engine:
        engine.add(*[Article(form, "题", text=f"据说{form}。") for form in forms])
        for typed in forms:
            assert {hit.id for hit in engine.search(f"{quotes}{typed}{quotes}")} == set(forms), typed


@pytest.mark.parametrize(("written", "typed"), APART)
def test_other_numbers_are_not_found(written: str, typed: str) -> None:
    with SearchEngine.in_memory() as engine:
        engine.add(Article("甲", "题", text=f"据说{written}。"))
        assert not engine.search(f'"{typed}"').total


@pytest.mark.parametrize(
    "text", ["一带一路", "三国", "十分", "百年孤独", "千分尺", "十之八九", "5.26", "数据清洗", "第三", "数百人"]
)
def test_a_number_that_counts_nothing_has_no_other_form(text: str) -> None:
    assert set(numbered_otherwise(text)) == {text}
