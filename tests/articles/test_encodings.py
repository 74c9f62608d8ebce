"""Every encoding of Chinese is read as it was written, and nothing is read as mojibake."""

from __future__ import annotations

import random
from contextlib import suppress
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wenxun.articles import read_bytes
from wenxun.articles.encodings import decode
from wenxun.errors import ArticleError

SIMPLIFIED = "板门店位于朝鲜半岛中部，是朝韩两国的边境。两国领导人在这里举行了会谈。Latin 2018"
TRADITIONAL = "板門店位於朝鮮半島中部，是南北韓的邊境。兩國領導人在這裏舉行了會談。Latin 2018"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "gb18030"])
@pytest.mark.parametrize("text", [SIMPLIFIED, TRADITIONAL])
def test_text_in_any_unicode_encoding_is_read(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding)).text == text


@pytest.mark.parametrize(("text", "encoding"), [(SIMPLIFIED, "gb2312"), (TRADITIONAL, "big5"), (TRADITIONAL, "cp950")])
def test_text_in_an_old_encoding_is_read(text: str, encoding: str) -> None:
    text = text.replace("裏", "裡") if encoding == "big5" else text
    assert decode(text.encode(encoding, "ignore")).text == text.encode(encoding, "ignore").decode(encoding)


sentences = st.lists(
    st.sampled_from("的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过"),
    min_size=12,
    max_size=80,
).map("".join)


@given(sentences, st.text("深圳珠海龙凤呈祥魑魅魍魉abcXYZ，。《》\n ", max_size=40))
def test_simplified_prose_survives_gb18030(common: str, rare: str) -> None:
    assert decode((common + rare).encode("gb18030")).text == common + rare


@given(
    st.text("的一是在不了有和人這中大為上個國我以要他時來用們生到作地於出就分對成會", min_size=12, max_size=80),
    st.text("深圳珠海龍鳳呈祥魑魅魍魎abcXYZ，。《》\n ", max_size=40),
)
def test_traditional_prose_survives_big5(common: str, rare: str) -> None:
    assert decode((common + rare).encode("big5")).text == common + rare


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("これは日本語の文章です。漢字とかなが混ざっています。", "shift_jis"),
        ("これは日本語の文章です。漢字とかなが混ざっています。", "euc_jp"),
        ("한국어 텍스트입니다. 안녕하세요 여러분, 반갑습니다", "euc_kr"),
        ("café, naïve résumé and déjà vu in a mostly English sentence", "cp1252"),
        ("¿Dónde está la educación? El niño comió mañana en el jardín español.", "cp1252"),
        ("Über den Wolken muß die Freiheit wohl grenzenlos sein. Größe, Äpfel, schön und früh.", "cp1252"),
        ("Árvíztűrő tükörfúrógép. Minden emberi lény szabadon születik.", "iso8859-2"),
        ("Les élèves étaient très fatigués. Il fait sûr et doux en août, où ils ont étudié.", "cp1252"),
    ],
)
def test_other_languages_are_not_taken_for_chinese(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding)).text == text


RUSSIAN = "Все люди рождаются свободными и равными в своём достоинстве и правах."
FRENCH = "Le café — c’était déjà fermé. Où êtes-vous allé ? Ça va très bien à l’hôtel."


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (RUSSIAN, "cp1251"),
        (RUSSIAN, "koi8-r"),
        (RUSSIAN, "cp866"),
        (RUSSIAN, "iso8859-5"),
        ("Москва", "cp1251"),
        ("Сви људи рађају се слободни и једнаки у достојанству и правима.", "cp1251"),
        ("Příliš žluťoučký kůň úpěl ďábelské ódy. Čeština je krásný jazyk.", "iso8859-2"),
        ("Zażółć gęślą jaźń. Wszyscy ludzie rodzą się wolni i równi.", "cp1250"),
        ("Bugün hava çok güzel, değil mi? İyi akşamlar, şimdi gidiyoruz.", "cp1254"),
        ("Það er gott að vera á Íslandi. Þetta er íslenska.", "cp1252"),
        ("Ąžuolas šlama, žemė žydi. Čia gyvena žmonės.", "cp1257"),
        ("Não há coração. Ação e reação são informações.", "cp1252"),
        ("Die Größe der Straße überrascht. Schöne Grüße aus München!", "cp1252"),
        ("Größe", "cp1252"),
        (FRENCH, "cp1252"),
        (FRENCH, "mac_roman"),
        ("Rødgrød med fløde på øen. Jeg går på gaden.", "cp1252"),
        ("Όλοι οι άνθρωποι γεννιούνται ελεύθεροι και ίσοι.", "iso8859-7"),
        ("שלום, זה טקסט בעברית. מה שלומך היום?", "cp1255"),
        ("مرحبا، هذا نص باللغة العربية. كيف حالك اليوم؟", "cp1256"),
        ("มนุษย์ทั้งหลายเกิดมามีอิสระและเสมอภาคกันในเกียรติศักดิ์และสิทธิ", "tis-620"),
        ("สวัสดีครับ นี่คือข้อความภาษาไทย", "cp874"),
    ],
)
@pytest.mark.parametrize("times", [1, 30])
def test_texts_in_other_alphabets_are_read_and_never_taken_for_chinese(text: str, encoding: str, times: int) -> None:
    assert decode((text + "\n").encode(encoding) * times).text == (text + "\n") * times


@pytest.mark.parametrize("stated", ["iso-8859-1", "windows-1252", "utf-8", "gbk"])
def test_a_text_with_few_accents_is_read_whatever_it_states(stated: str) -> None:
    text = f"<meta charset={stated}><p>Ein Tag f\xfcr uns\u2026 und ein gutes Ende.</p>"
    assert decode(text.encode("cp1252")).text == text


@pytest.mark.parametrize("text", ["用git和npm都行", "python的list和dict，vim与emacs", "我的T恤是XL码的", "a的b"])
def test_chinese_between_words_of_letters_is_no_letter_of_theirs(text: str) -> None:
    for encoding in ("gbk", "big5"):
        shown = text if encoding == "gbk" else text.replace("码", "碼").replace("与", "與")
        assert decode(shown.encode(encoding)).text == shown


@pytest.mark.parametrize(("encoding", "times"), [("johab", 1), ("johab", 30), ("cp500", 1), ("cp500", 30)])
def test_what_is_in_no_known_encoding_is_refused_and_never_garbage(encoding: str, times: int) -> None:
    text = "한국어 문장입니다. 다른 문장도 있습니다." if encoding == "johab" else "An old computer wrote these lines."
    with pytest.raises(ArticleError) as caught:
        decode((text + "\n").encode(encoding) * times)
    assert caught.value.reason in ("not-text", "binary")


def test_a_short_text_is_read_when_all_of_it_is_common() -> None:
    assert decode("板门店".encode("gbk")).text == "板门店"
    assert decode("板門店".encode("big5")).text == "板門店"


def test_damage_is_replaced_and_counted() -> None:
    decoded = decode("这是中国的文字。".encode() * 20 + b"\xff\xfe" + "还有一句话。".encode())
    assert decoded.damaged == 2
    assert decoded.text.count("\ufffd") == 2
    assert decoded.text.endswith("还有一句话。")


def test_a_file_cut_inside_a_character_is_read() -> None:
    assert decode("中国人民在这里".encode("gbk")[:-1]).text == "中国人民在这\ufffd"


@pytest.mark.parametrize(
    "data",
    [
        b"\x00" * 64,
        bytes(range(256)) * 8,
        b"\x89PNG\r\n\x1a\n",
        b"PK\x03\x04abc",
        random.Random(5).randbytes(4000),
        random.Random(6).randbytes(4001).replace(b"\0", b"\1"),
    ],
)
def test_what_is_no_text_is_refused(data: bytes) -> None:
    with pytest.raises(ArticleError) as caught:
        read_bytes(data, "a.txt")
    assert caught.value.reason in ("binary", "not-text")


def test_bytes_that_make_no_sense_in_any_encoding_are_refused() -> None:
    data = bytes(random.Random(7).choices(range(0x80, 0x100), k=500))
    with pytest.raises(ArticleError) as caught:
        decode(data)
    assert caught.value.reason == "not-text"


@pytest.mark.parametrize("encoding", ["hz", "iso2022_jp_2"])
def test_chinese_of_seven_bits_is_known_by_its_escapes(encoding: str) -> None:
    text = "北京的胡同是城市历史的见证。 ~ ASCII\n老人们下棋。\n"
    data = text.encode(encoding)
    assert data.isascii()
    assert decode(data).text == text


def test_iso_2022_cn_is_read_line_by_line() -> None:
    line = b"a \x1b$)A\x0e" + bytes(byte & 0x7F for byte in "城市历史的见证".encode("gb2312")) + b"\x0f b\n"
    assert decode(line * 2).text == "a 城市历史的见证 b\n" * 2
    with pytest.raises(ArticleError, match="iconv -f ISO-2022-CN-EXT"):
        decode(b"\x1b$)G\x0eDE\x0f\n")


@pytest.mark.parametrize(
    ("text", "encoding"), [("これは日本語です。", "iso2022_jp"), ("안녕하세요, 반갑습니다", "iso2022_kr")]
)
def test_japanese_and_korean_of_seven_bits_are_known_by_their_escapes(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding)).text == text


@pytest.mark.parametrize(
    "text", ["echo ~{a,b} ~/x\n", "awk '~{'\n", "{%~{title}~%}\n", "a ~{2,3} b ~} c\n", "\x1b[31mred\x1b[0m $\n"]
)
def test_programs_that_look_like_escapes_stay_what_they_are(text: str) -> None:
    assert decode(text.encode()).text == text


@pytest.mark.parametrize(
    "head",
    [
        '<html><head><meta charset="{}"><title>',
        '<meta http-equiv="Content-Type" content="text/html; charset={}">',
        '<?xml version="1.0" encoding="{}"?><p>',
        "---\nencoding: {}\n---\n",
        "# -*- coding: {} -*-\n",
        "% vim: set fileencoding={}:\n",
        '"Content-Type: text/plain; charset={}\\n"\n',
    ],
)
def test_of_two_readings_of_a_short_text_the_stated_one_counts(head: str) -> None:
    assert decode(f"{head.format('Big5')}霜野".encode("big5")).text.endswith("霜野")  # 流偿 in GBK
    assert decode(f"{head.format('GB2312')}流偿".encode("gbk")).text.endswith("流偿")
    assert decode("霜野".encode("big5"), stated="big5").text == "霜野"


@pytest.mark.parametrize(
    "before",
    [
        '<script src="a.js" charset="UTF-8"></script>',
        '<SCRIPT>$.ajax({contentType: "text/json; charset=utf-8"})</SCRIPT>',
        f'<script>var filler = "{"x" * 9000}";</script>',
        '<link rel="stylesheet" href="a.css" charset="gb2312">',
        '<a href="/en" charset="iso-8859-1">English</a>',
        '<form action="/search" accept-charset="utf-8"></form>',
    ],
)
def test_the_encoding_of_scripts_styles_and_links_is_not_that_of_the_page(before: str) -> None:
    page = f"<html><head>{before}<meta charset="
    assert decode(f"{page}Big5><p>霜野".encode("big5")).text.endswith("霜野")
    polish = f"{page}ISO-8859-2><p>Jak pomóc osobie niewidomej, z którą jesteś w kawiarni? Pięć rad."
    assert decode(polish.encode("iso-8859-2")).text == polish


@pytest.mark.parametrize("stated", ["big5", "utf-8", "euc-jp", "no-such-thing", "hex", "utf-16"])
def test_a_stated_encoding_that_is_plainly_wrong_does_not_count(stated: str) -> None:
    assert decode(f'<meta charset="{stated}">{SIMPLIFIED}'.encode("gbk")).text.endswith(SIMPLIFIED)


def test_a_stated_encoding_of_another_language_is_read() -> None:
    assert decode('<meta charset="windows-1251">Привет'.encode("cp1251")).text.endswith("Привет")


@pytest.mark.parametrize("text", ["正體中文正體中文", "不之中文心手文方日月", "中心公文", "今日公文"])
def test_chinese_is_not_read_as_japanese_or_korean(text: str) -> None:
    assert decode(text.encode("big5")).text == text


@pytest.mark.parametrize("end", [b"\0", b"\n\0", b"\0" * 90])
@pytest.mark.parametrize("encoding", ["utf-8", "gbk"])
def test_zero_bytes_at_the_end_make_no_text_binary(end: bytes, encoding: str) -> None:
    assert decode(SIMPLIFIED.encode(encoding) + end).text.strip() == SIMPLIFIED


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
@pytest.mark.parametrize(
    "text", ["北京的胡同是城市历史的见证。", "城市\nABC\n历史", "a,b\n1,2\n", SIMPLIFIED, TRADITIONAL]
)
def test_wide_characters_without_a_mark_are_read(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding)).text == text


LINES = {
    "utf-8": "清晨的雾还没有散，渡口已经站了许多人。",
    "gbk": "他们都在等那条从上游来的船，谁也不说话。",
    "big5": "鄉下的老人說，這條河從前是沒有橋的。",
}


@pytest.mark.parametrize("times", [1, 3, 20, 400])
@pytest.mark.parametrize(("first", "second"), list(permutations(LINES, 2)))
def test_a_file_whose_encoding_changes_is_read_in_both(first: str, second: str, times: int) -> None:
    parts = [(f"{LINES[first]}\n" * times, first), (f"{LINES[second]}\n" * 3, second), (f"{LINES[first]}\n", first)]
    decoded = decode(b"".join(text.encode(encoding) for text, encoding in parts))
    assert decoded.text == "".join(text for text, _ in parts)
    assert decoded.damaged == 0


def test_a_mark_that_is_flatly_wrong_is_none() -> None:
    assert decode(b"\xef\xbb\xbf" + SIMPLIFIED.encode("gbk")).text == SIMPLIFIED
    assert decode(b"\xff\xfe" + SIMPLIFIED.encode()).text == SIMPLIFIED
    assert decode(b"\xfe\xff" + b"plain words\n").text == "plain words\n"


def test_a_mark_that_is_right_counts_whatever_stands_behind_it() -> None:
    for text in ("丁七三下不丑且世", "plain words\n", "a", "", "一", SIMPLIFIED, "𠮷野家"):
        for encoding in ("utf-8-sig", "utf-16", "utf-32"):
            assert decode(text.encode(encoding)).text == text


@pytest.mark.parametrize("text", [SIMPLIFIED, "你好", "Hi, 清晨的雾 + 1", "価格は€5です。"])
def test_utf_7_is_known_by_its_escapes(text: str) -> None:
    assert decode(text.encode("utf-7")).text == text


@pytest.mark.parametrize(
    "text",
    ["a+b-c", "x +AGc- y", "1+1-2", "+8613800138000", "C++ and +abc-", "+-", "a++b", "Tel: +86-10-1234", "+TmMA"],
)
def test_plus_signs_are_no_escapes(text: str) -> None:
    assert decode(text.encode()).text == text


def test_letters_far_behind_a_long_table_decide() -> None:
    text = "id,value\n" * 50_000 + TRADITIONAL.replace("裏", "裡")
    assert decode(text.encode("big5")).text == text


@pytest.mark.parametrize(
    ("text", "encoding"), [("𠮷野家里的人都来了😀", "gb18030"), ("香港嘅嘢，佢哋係噉講", "big5hkscs")]
)
def test_characters_outside_of_the_old_sets_are_read(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding)).text == text


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        *[("喜晴", "big5"), ("陸游", "big5"), ("楊簡", "big5"), ("登樓", "big5"), ("机场", "gbk"), ("寻人", "gbk")],
        *[("W (磁碟區陰影複製服務)", "big5"), ("記錄-ps", "big5"), ("國際標準環境管理系統實施辦法 第 11 條", "big5")],
    ],
)
def test_a_text_of_few_characters_is_read_by_how_common_they_are(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding)).text == text


@pytest.mark.parametrize(
    "data",
    [
        ("中文。" * 700 + "\n").encode("gbk") * 20 + ("繁體中文。" * 700 + "\n").encode("big5") * 20,
        "".join(map(chr, range(0x4E00, 0x9FA0))).encode("gbk") * 20,
        b"\x81\x30\x81\x30" * 100_000,
        b"\xff\n" * 200_000,
        b"~{" * 200_000,
        b"\x1b$)A\x0e" * 60_000,
        b"\x1b$B" * 100_000,
        b"charset=" * 50_000 + b"\xff",
        "一".encode("utf-16-le") * 200_000,
        b"a\0" * 200_000 + b"\0",
    ],
    ids=range(10),
)
def test_hostile_bytes_are_decoded_or_refused_within_a_moment(data: bytes) -> None:
    with suppress(ArticleError):
        assert decode(data).encoding


@pytest.mark.parametrize("taken_for", ["latin-1", "cp1252"])
@pytest.mark.parametrize(("text", "encoding"), [(SIMPLIFIED, "utf-8"), (SIMPLIFIED, "gbk"), ("渡口的雾", "utf-8")])
def test_chinese_that_was_taken_for_western_letters_is_read_as_it_was(text: str, encoding: str, taken_for: str) -> None:
    letters = "".join(bytes((b,)).decode(taken_for, "ignore") or chr(b) for b in text.encode(encoding))
    assert decode(letters.encode()).text == text
    assert decode(f"# {letters}\n\nplain words\n".encode()).text == f"# {text}\n\nplain words\n"


@pytest.mark.parametrize(
    "text",
    [
        FRENCH,
        "Die Größe der Straße überrascht. Schöne Grüße aus München!",
        "¿Dónde está la educación? El niño comió mañana en el jardín español.",
        "«ÄÖÜ» äöüß ÀÉÈÙÇ àéèùç ñÑ åÅ øØ æÆ",
        "Þetta er íslenska og það er gott að vera á Íslandi.",
        "Ã©, Â£ and Ã¶ are what é, £ and ö become.",
        "第一行是“Ã©”这样的乱码。",
        "£5 · €3 – © 2020",
    ],
)
def test_western_letters_are_what_they_look_like(text: str) -> None:
    assert decode(text.encode()).text == text


@pytest.mark.parametrize(
    "data",
    [b"\x80\x81\xff\xfe" * 50, b"\xe9\xc9 A\xc9\xe9\xff\xc0\xe8 " * 30, b"\xef\xcf\xf0\xd0\x88" * 40],
    ids=["a sign within each word", "capitals behind small letters", "both"],
)
def test_letters_that_make_no_words_are_no_text_in_any_alphabet(data: bytes) -> None:
    with pytest.raises(ArticleError) as caught:
        decode(data)
    assert caught.value.reason == "not-text"


@pytest.mark.parametrize("errors", ["ignore", "replace"])
@pytest.mark.parametrize(
    "text",
    [
        "清晨的雾还没有散，码头上站满了人。渡船的汽笛响了两声，谁也没有说话。",
        "他在村裡住了三年，每天清晨都到渡口去看船。後來船少了，他也老了，就搬到鎮上的女兒家去住。",
    ],
)
def test_utf8_that_was_taken_for_gbk_is_taken_back(text: str, errors: str) -> None:
    misread = text.encode().decode("gb18030", errors)
    decoded = decode(misread.encode())
    kept = [character for character in text if character in decoded.text]
    assert decoded.encoding == "utf-8+gb18030"
    assert len(kept) > 0.85 * len(text)


@pytest.mark.parametrize(
    "text", ["锛是一种金属。", "鐨字很少见，锛与銆也是。它们在字典里才有，平常的文章里看不见。" * 2]
)
def test_rare_characters_that_look_misread_stay(text: str) -> None:
    assert decode(text.encode()).text == text


def test_a_text_that_a_program_has_lost_is_named_and_one_about_it_is_read() -> None:
    lost = (
        "清晨的雾还没有散，码头上站满了人。".encode("gbk").decode("utf-8", "replace").encode().decode("gbk", "replace")
    )
    with pytest.raises(ArticleError, match="锟斤拷") as caught:
        decode(lost.encode())
    assert caught.value.reason == "not-text"
    about = "锟斤拷是一串常见的乱码，它在用错误的编码读写文件之后出现。"
    assert decode(about.encode()).text == about
