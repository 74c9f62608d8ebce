"""The owner's articles and others of their kinds: nothing readable is lost, no markup is left."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from wenxun.articles import read_file, walk
from wenxun.models import Article

# what converters and wiki markup leave behind, and the signs that the readers use among themselves
RESIDUE = re.compile(
    r"\[\d+\]|\[\[|\]\]|\{\{|\}\}|-\{|\}-|\{\||\|\}|（[\s，、；／]*）|[（(][，、；／]|[，、；／][）)]|"
    r"Category:|wikilink|<center|</|\*\*|'''|ⓦ|\[\^|fig:|(?:File|Image):|\|url=|\bref\b|__[A-Z]{4,}__|"
    r"[\ufdd0-\ufdef\ufffd]",
)
DEAD_LINE = re.compile(r"^(?:\d+\.|[-*•])\s*$", re.MULTILINE)
HAN = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]")

TITLES = [
    "朝韩首脑会晤",
    "2018年5月南北韓首腦會談",
    "2018年9月南北韓首腦會談",
    "2018年朝美首脑会晤",
    "南北共同聯絡辦公室",
]


def read_folder(folder: Path) -> Iterator[tuple[Path, Article]]:
    for path in walk(folder):
        assert isinstance(path, Path), path
        for article in read_file(path, root=folder):
            assert isinstance(article, Article)
            yield path, article


@pytest.fixture(scope="module")
def five(owner_seeds: Path) -> list[tuple[str, Article]]:
    return [(path.read_text(encoding="utf-8"), article) for path, article in read_folder(owner_seeds)]


@pytest.fixture(scope="module")
def others(shared_data: Path) -> dict[str, Article]:
    return {article.id: article for _, article in read_folder(shared_data / "articles")}


def total(five: list[tuple[str, Article]], rule: str) -> int:
    return sum(article.cleaned.get(rule, 0) for _, article in five)


def test_the_five_have_their_titles_and_formats(five: list[tuple[str, Article]]) -> None:
    assert [article.title for _, article in five] == TITLES
    assert [article.format for _, article in five] == ["markdown"] * 4 + ["wikitext"]


@pytest.mark.parametrize(
    ("rule", "count"),
    [
        ("footnote-marks", 259),
        ("dead-list-numbers", 256),
        ("category-links", 28),
        ("empty-brackets", 8),  # （） three times, and five that hold only what a lost template left
        ("bracket-leftovers", 1),
        ("variant-marks", 7),  # one of them runs over a line end
        (
            "swallowed-tails",
            194,
        ),  # 185 begin with the title, 9 with it in the other script or without its (...)
        ("image-names", 5),
        ("references", 8),
    ],
)
def test_each_damage_in_the_five_is_counted(five: list[tuple[str, Article]], rule: str, count: int) -> None:
    assert total(five, rule) == count


def test_the_links_of_the_five_are_kept(five: list[tuple[str, Article]]) -> None:
    links = ((article.format, link.target) for _, article in five for link in article.links)
    kinds = Counter((format_name, "url" if "://" in target else "page") for format_name, target in links)
    assert kinds == {("markdown", "page"): 478, ("markdown", "url"): 8, ("wikitext", "page"): 9}
    for _, article in five:
        for section in article.sections:
            for link in section.links:
                assert section.text[link.span.start : link.span.end].strip()
                assert "#" not in link.target or "://" in link.target


def test_anchors_of_the_five_do_not_swallow_what_follows(five: list[tuple[str, Article]]) -> None:
    anchors = {
        (link.target, section.text[link.span.start : link.span.end])
        for _, article in five
        for section in article.sections
        for link in section.links
    }
    assert ("統一閣", "統一閣") in anchors
    assert ("大韓民國外交部", "大韩民国外交部") in anchors
    assert ("維文 (新加坡)", "维文") in anchors
    assert ("邁克·蓬佩奧", "邁克·蓬佩奧") in anchors
    assert not [pair for pair in anchors if pair[0] in ("統一閣", "板門店", "和平之家") and pair[0] != pair[1]]


def test_variants_and_categories_of_the_five_are_data(five: list[tuple[str, Article]]) -> None:
    office = five[4][1]
    assert [rule.origin for rule in office.variants] == ["article"] * 4
    assert office.variants[1].forms == {"zh-hans": "朝鲜", "zh-hk": "北韓", "zh-tw": "北韓"}
    assert office.categories == ("朝鮮半島南北關係", "2018年朝鮮", "2018年韓國建立")
    singapore = five[3][1]
    assert singapore.variants[3].forms == {"zh-tw": "管道", "zh-cn": "方式"}
    assert {rule.origin for rule in singapore.variants} == {"inline"}
    assert "建立新型美朝关系。" in singapore.text
    assert singapore.aliases == ("美朝峰會", "川金會")


def test_no_residue_is_left(five: list[tuple[str, Article]], others: dict[str, Article]) -> None:
    for article in [*(article for _, article in five), *others.values()]:
        targets = (link.target for link in article.links)
        for text in (article.text, article.title, *targets, *article.categories):
            assert not RESIDUE.search(text), (article.id, RESIDUE.search(text))
            assert not DEAD_LINE.search(text), article.id
        for section in article.sections:
            assert "\n\n\n" not in section.text
            assert section.text == section.text.strip()


def rendered_han(source: str, title: str) -> str:
    """The Chinese characters that a reader of a source sees, found by other means than the readers'."""
    text = re.sub(r"\{\{noteTA.*?\n\}\}|<ref[^>/]*/>|<ref.*?</ref>|\{\{Reflist\}\}", "", source, flags=re.DOTALL)
    script = "zh-hans" if title == "2018年朝美首脑会晤" else "zh-hant"
    for found in re.findall(r"-\{.*?\}-", text, flags=re.DOTALL):
        forms = dict(re.findall(r"(zh[\w-]*)\s*:\s*([^;}]*)", found))
        wanted = (script, "zh-cn", "zh-tw")
        text = text.replace(found, next(forms[region] for region in wanted if region in forms))
    text = re.sub(r"\[Category:[^\]]*\]\([^)]*\)|\[\[Category:[^\]]*\]\]|\{\{kor\||\[\[[^\]|]*\|", "", text)
    text = re.sub(r"\[[^\]]*\.jpg\]\([^)]*\)", "", text)
    text = re.sub(r"\]\((?:[^()\\\s]|\\.|\([^()]*\))*(?: \"wikilink\")?\)", "]", text)
    text = re.sub(r"\]\(https://cn.yna.*?\)）\|", "", text)  # a citation broken in two
    empty = r"^(?:##|==) ?(?:参考文献|资料来源|資料來源|参考资料)\s*(?:==)?$"
    text = re.sub(empty, "", text, flags=re.MULTILINE)
    if title == "2018年9月南北韓首腦會談":  # here the section of links is empty as well
        text = text.replace("## 外部链接", "")
    return "".join(HAN.findall(text))


def test_every_character_of_the_five_survives_in_order(five: list[tuple[str, Article]]) -> None:
    for source, article in five:
        assert "".join(HAN.findall(article.text)) == rendered_han(source, article.title)


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("wiki_md/Page/.17_HMR", ".17英寸口径霍纳迪麦格农凸缘底火弹"),
        ("wiki_md/Page/(524522)_2002_VE68", "(524522) 2002 VE68"),  # its bold run is broken
        ("wiki_md/Page/(2+1)维_KP方程", "(2+1)维 KP方程"),
        ("wiki_md/Page/&_(濱崎步單曲)", "& (濱崎步單曲)"),  # from the converter's notice
        ("wiki_md/Category/中国旅游小作品", "中国旅游小作品"),  # bold words inside a sentence are no title
        ("wiki_md/Category/成都区县市", "成都区县市"),
        ("wiki_mw/_mediawiki-to-gfm-tests/4", "鄞州区"),
        ("wiki_mw/_mediawiki-to-gfm-tests/萧山区", "萧山区"),
        ("wiki_mw/$/$10_(SMAP單曲)", "$10"),
        ("wiki_mw/!/!!", "!!"),
    ],
)
def test_other_articles_have_their_titles(others: dict[str, Article], name: str, title: str) -> None:
    assert others[name].title == title


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("wiki_md/Page/.ad", "商业用途的域名可选择二级域，即<xyz>.ad。"),
        ("wiki_md/Page/.ao", "3 | gv.ao | 安哥拉境内政府机构"),
        ("wiki_md/Page/.ao", "1995年6月，在美国火奴鲁鲁举办的INET'95交流会上"),
        ("wiki_md/Page/-0", r"\frac{x}{+0} = +\infty (x>0)"),
        ("wiki_md/Page/-0", "單精度浮點數表示負零"),  # the caption of an image
        ("wiki_md/Page/.17_HMR", "是由.22 WMR弹壳缩颈成.17英寸（4.5毫米）口径制造而成"),
        ("wiki_md/Page/.arpa", "名称被定为“地址路由参数域（Address and Routing Parameter Area）”。"),
        ("wiki_md/Page/+15", "Altius Centre\n安德魯戴維森大廈"),
        ("wiki_md/Page/&_(濱崎步單曲)", "作曲：CREA + D・A・I／編曲：tasuku"),
        ("wiki_md/_mediawiki-to-gfm-tests/2", "左章右贡构成“贑”字"),
        ("wiki_md/_mediawiki-to-gfm-tests/2", "《章貢圖經》：「二水合而為贛，在州治後"),  # a footnote's text
        ("wiki_mw/_mediawiki-to-gfm-tests/4", "下应街道 | 9平方千米 | 3.1万 | 315104 | 330212001"),
        ("wiki_mw/_mediawiki-to-gfm-tests/4", "鄞州区(Yín)（汉语拼音：Yínzhōu Qū"),
        ("wiki_mw/_mediawiki-to-gfm-tests/萧山区", "城厢街道 | 25.63 | 311201 311203 | 33 | 0"),
        ("wiki_mw/(/(+)-檜烯合酶", r"(Geranyl pyrophosphate) \rightleftharpoons (+)-檜烯(Sabinene)"),
        ("wiki_mw/(/(+)-檜烯合酶", "（(+)-sabinene synthase，EC 4.2.3.110、SS）"),
        ("wiki_mw/(/(2,4,6-三甲苯)金", "結晶時為環狀的五聚體。"),
        ("wiki_mw/.bit", "要使用.bit域名，用户需要Namecoin区块链"),
        ("wiki_mw/&/&", "在HTML中要顯示&可用&"),
    ],
)
def test_other_articles_keep_what_a_reader_sees(others: dict[str, Article], name: str, sentence: str) -> None:
    assert sentence in others[name].text
