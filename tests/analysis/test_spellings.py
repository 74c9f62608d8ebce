"""How people write one run: what is looked for beside what was typed."""

from __future__ import annotations

from types import ModuleType

import pytest

from wenxun import Article, SearchEngine
from wenxun.analysis.spellings import spellings
from wenxun.engine.opening import OpenIndex

TEXTS = (
    "如何使用\nPython 写程序",
    "Node.js 与 Vue.js，还有 ASP.NET 和 D3.js",
    "支持 x86_64 的 utf-8 编码",
    "看第二十八回",
    "新款iPhone15ProMax与显卡RTX4090Ti",
    "新款 iPhone 15 Pro Max 与显卡 RTX 4090 Ti",
    "歼-20战斗机，东风-41导弹",
    "嫦娥五号在2018年5月之后升空",
    "香水No.5，½杯",
    "北纬30°15′，版本v2.0.1，WiFi",
    "3·15晚会，9·11事件，5·12汶川地震，双十一",
    "No. 7 与 Vol. 3，an ecommerce site，open source，TNF-α",
)


@pytest.mark.parametrize(
    ("typed", "holder"),
    [
        ("使用Python", 0),
        ('"使用 Python"', 0),
        ('"使用Python"', 0),
        ("nodejs", 1),
        ('"VueJS"', 1),
        ("aspnet", 1),
        ("d3js", 1),
        ("x86-64", 2),
        ('"x86-64"', 2),
        ("utf_8", 2),
        ("utf8", 2),
        ("第28回", 3),
        ("iPhone15ProMax", (4, 5)),
        ("iPhone 15 Pro Max", (4, 5)),
        ("RTX4090", (4, 5)),
        ("4090Ti", (4, 5)),
        ("Pro Max", (4, 5)),
        ("歼20", 6),
        ('"歼20战斗机"', 6),
        ('"东风41"', 6),
        ("嫦娥5号", 7),
        ("2018 年 5 月", 7),
        ("№5", 8),
        ("NO5", 8),
        ("1/2", 8),
        ("1/2杯", 8),
        ("北纬30°", 9),
        ("v2.0", 9),
        ("wi fi", 9),
        ("第 28 回", 3),
        ("315晚会", 10),
        ("9.11事件", 10),
        ('"911事件"', 10),
        ("512汶川地震", 10),
        ("双11", 10),
        ("No.7", 11),
        ('"№7"', 11),
        ("vol.3", 11),
        ("e-commerce", 11),
        ("open-source", 11),
    ],
)
def test_a_run_is_found_however_it_is_spaced_and_pointed(typed: str, holder: int | tuple[int, ...]) -> None:
    with SearchEngine.in_memory() as engine:
        engine.add(*[Article(str(number), "题", text=text) for number, text in enumerate(TEXTS)])
        results = engine.search(typed)
    assert not results.relaxed
    holders = (holder,) if isinstance(holder, int) else holder
    assert sorted(hit.id for hit in results[: len(holders)]) == list(map(str, holders))


NAMES_WITH_LETTERS = (
    ("约翰·F·肯尼迪", "约翰F肯尼迪", "约翰·F.肯尼迪", "约翰 F 肯尼迪", "约翰・Ｆ・肯尼迪"),
    ("J·K·罗琳", "JK罗琳", "J.K.罗琳", "J. K. 罗琳", "J·K罗琳"),
    ("阿Q正传", "阿·Q正传", "阿Ｑ正传", "阿 Q 正传", "阿•Q正传"),
    ("乔治·R·R·马丁", "乔治·R.R.马丁", "乔治RR马丁", "乔治·R·R.马丁"),
)


@pytest.mark.parametrize("forms", NAMES_WITH_LETTERS)
def test_a_name_with_letters_is_found_whatever_signs_part_them(forms: tuple[str, ...]) -> None:
    with SearchEngine.in_memory() as engine:
        engine.add(*[Article(str(number), "题", text=f"据说{form}在此。") for number, form in enumerate(forms)])
        for typed in forms:
            assert engine.search(f'"{typed}"').total == len(forms), typed


SAME = (
    ("GB/T 7714", "GBT 7714", "GBT7714", "GB/T7714"),
    ("GB 50016—2014", "GB 50016-2014", "GB50016–2014"),
    ("TCP/IP", "TCPIP", "TCP-IP"),
    ("AC/DC", "AC / DC"),
    ("R&D", "R & D", "Ｒ＆Ｄ"),
    ("Wi-Fi 6", "wifi6", "WiFi 6", "wi-fi6"),
    ("e-commerce", "ecommerce", "E-Commerce"),
    ("CRISPR/Cas9", "CRISPR-Cas9", "CRISPRCas9"),
    ("SARS-CoV-2", "SARSCoV2", "SARS-CoV2"),
    ("TNF-α", "TNFα"),
    ("McDonald's", "McDonald’s", "McDonalds"),
    ("O'Brien", "O’Brien", "OBrien"),
    ("Ph.D.", "PhD"),
    ("U.S.A.", "USA"),
    ("H.264", "H264"),
    ("X光", "X 光", "X-光"),
    ("γ射线", "γ-射线"),
    ("1920×1080", "1920x1080", "1920 × 1080", "1920*1080"),
    ("978-7-111-54742-6", "9787111547426"),
    ("010-62345678", "01062345678"),
    ("138-1234-5678", "13812345678", "138 1234 5678"),
    ("MacBook Pro", "MacBookPro"),
    ("foo_bar", "foo-bar", "foobar"),
    ("NASDAQ:AAPL", "NASDAQ: AAPL"),
    ("1.5L水", "1.5升水", "1.5 L 水"),
    ("3 km²", "3平方公里", "3㎢", "3平方千米"),
    ("25℃", "25摄氏度", "25 °C"),
    ("10 µm", "10微米", "10um"),
    ("220V", "220伏"),
    ("3kW·h", "3千瓦时", "3kWh"),
    ("30分钟", "30min"),
    ("QR码", "QR 码", "二维码"),
    ("A型流感", "A 型流感", "甲型流感"),
    ("BMW X5", "BMWX5", "bmwx5", "BMW-X5"),
    ("iPhone 15 Pro Max", "iphone15promax", "iPhone15ProMax", "iPhone 15 ProMax"),
    ("MacBook Air M2", "macbookairm2"),
    ("EOS R5", "EOSR5", "EOS-R5"),
    ("GPL v3", "GPLv3", "gpl-v3"),
    ("米格29", "米格-29", "米格 29"),
    ("长征五号", "长征5号", "长征 5 号"),
    ("东风-21D", "东风21D", "东风 21D"),
    ("Python 3.11", "Python3.11", "Python v3.11"),
    ("TLS 1.3", "TLSv1.3", "TLS-1.3"),
    ("ω-3脂肪酸", "ω3脂肪酸", "ω 3脂肪酸"),
    ("E = mc²", "E=mc2", "E=mc²"),
    ("ISBN 9787302511209", "ISBN9787302511209", "ISBN：9787302511209"),
    ("13900139000", "139-0013-9000", "139 0013 9000"),
    ("010-88886666", "(010)88886666", "01088886666"),
    ("400-123-4567", "4001234567", "400 123 4567"),
)
AMOUNTS = (
    ("$100", "US$100", "100美元", "100 美元", "100美金", "USD 100"),
    ("€50", "50欧元", "50 欧元", "EUR 50"),
    ("￥99", "99元", "99 元", "¥ 99", "RMB 99"),
    ("HK$500", "500港元", "500港币"),
    ("NT$3,000", "3000新台币", "3,000新臺幣"),
    ("$1.5万", "1.5万美元"),
    ("30%", "30 %", "百分之三十"),
    ("100万", "100 万", "一百万"),
    ("零下40℃", "-40℃", "－40℃", "零下40度"),
)
OTHER_AMOUNTS = (
    ("$100", "$1000"),
    ("100美元", "100欧元"),
    ("100美元", "100元"),
    ("$100", "100人"),
    ("€50", "£50"),
    ("零下5度", "第5度"),
)


@pytest.mark.parametrize("forms", AMOUNTS, ids=[forms[0] for forms in AMOUNTS])
def test_an_amount_is_found_by_the_sign_and_the_name_of_its_currency_or_scale(forms: tuple[str, ...]) -> None:
    with SearchEngine.in_memory() as engine:
        engine.add(*[Article(form, "题", text=f"据说{form}。") for form in forms])
        for typed in forms:
            for query in (typed, f'"{typed}"'):
                results = engine.search(query)
                assert {hit.id for hit in results} == set(forms), query
                assert not results.relaxed


@pytest.mark.parametrize(("one", "other"), [*OTHER_AMOUNTS, ("气温40℃", "零下40℃")])
def test_another_amount_is_not_found(one: str, other: str) -> None:
    for written, typed in ((one, other), (other, one)):
        with SearchEngine.in_memory() as engine:
            engine.add(Article("甲", "题", text=f"据说{written}。"))
            results = engine.search(typed)
        assert results.relaxed or not results.total, (written, typed)


IN_QUOTES = (
    ("Wi Fi", "wi-fi", "WiFi"),
    ("X Men", "X-Men", "XMen"),
    ("Dr. Watson", "Dr Watson", "Dr.Watson"),
    ("Node.js", "node js", "NodeJS"),
    ("C++ 17", "C++17"),
    ("Ryzen 7 5800X", "Ryzen 7-5800X"),
    ("iPhone 15 Pro Max", "iPhone15ProMax", "iphone15promax"),
    ("第 12 届", "第十二届", "第12届"),
    ("神舟 18 号", "神舟十八号", "神舟18号"),
)


@pytest.mark.parametrize("forms", IN_QUOTES, ids=[forms[0] for forms in IN_QUOTES])
def test_quotes_ask_for_a_name_and_not_for_its_blanks_and_signs(forms: tuple[str, ...]) -> None:
    with SearchEngine.in_memory() as engine:
        engine.add(*[Article(form, "题", text=f"据说{form}在此。") for form in forms])
        for typed in forms:
            assert {hit.id for hit in engine.search(f'"{typed}"')} == set(forms), typed


@pytest.mark.parametrize("forms", SAME, ids=[forms[0] for forms in SAME])
@pytest.mark.parametrize("back_end", ["embedded", "reference"])
def test_each_way_to_write_a_name_finds_all_and_marks_them(
    forms: tuple[str, ...], back_end: str, reference: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    if back_end == "reference":
        monkeypatch.setattr(OpenIndex, "_open", lambda index, analyzer: reference.Reference(index._ranking))
    with SearchEngine.in_memory() as engine:
        engine.add(*[Article(form, "题", text=f"据说（{form}）。") for form in forms])
        for typed in forms:
            results = engine.search(typed)
            assert not results.relaxed
            assert {hit.id for hit in results} == set(forms), typed
            for hit in results:
                assert any(piece.match for piece in hit.sections[0].snippet.pieces), (typed, hit.id)


@pytest.mark.parametrize("typed", ["e-comm*", "ecomm*", "E-commerce*"])
def test_the_start_of_a_name_with_signs_finds_and_marks_it_alone(typed: str) -> None:
    with SearchEngine.in_memory() as engine:
        engine.add(Article("甲", "题", text="据说e-commerce网站。"), Article("乙", "题", text="据说commerce网站。"))
        results = engine.search(typed)
    assert [hit.id for hit in results] == ["甲"]
    assert [piece.text for piece in results[0].sections[0].snippet.pieces if piece.match] == ["e-commerce"]


@pytest.mark.parametrize(
    ("written", "typed"),
    [
        ("docker-compose.yml", "docker-compose"),
        ("report_2023.pdf", "report_2023"),
        ("https://www.example.com/path/to", "example.com"),
        ("/etc/nginx/nginx.conf", "etc/nginx"),
        ("os.path.join", "path.join"),
    ],
)
def test_a_part_of_a_longer_name_is_found(written: str, typed: str) -> None:
    with SearchEngine.in_memory() as engine:
        engine.add(Article("甲", "题", text=f"据说{written}。"))
        for query in (typed, f'"{typed}"'):
            results = engine.search(query)
            assert results.total == 1
            assert not results.relaxed


@pytest.mark.parametrize(
    ("written", "typed"),
    [
        ("C语言", "C++"),
        ("版本5.26.1", "5.26"),
        ("版本526", "5.26"),
        ("2018-05-26", "20180526"),
        ("AT&T", "ATT"),
        ("ASP.NET", ".NET"),
        ("5克盐", "5G"),
        ("5克盐", '"5G"'),
        ("re-sign a deal", "design"),
        ("波音737-800", "737800"),
        ("10-11月", "1011月"),
        ("now here it is", "nowhere"),
        ("Dr. Wu 25", "drwu52"),
        ("tel 13800138001", "13800138000"),
        ("now here 2020", "nowhere2021"),
        ("Python 3.12", "Python v3.11"),
    ],
)
def test_signs_that_tell_apart_are_kept(written: str, typed: str) -> None:
    with SearchEngine.in_memory() as engine:
        engine.add(Article("甲", "题", text=f"据说{written}。"))
        results = engine.search(typed)
        assert results.relaxed or not results.total


@pytest.mark.parametrize("text", ["数据清洗", "水温是多少?", "长江与黄河"])
def test_what_people_write_in_one_way_has_one_form(text: str) -> None:
    assert spellings(text) == [text]
