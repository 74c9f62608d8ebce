"""A PDF is read as its author wrote it, not as its pages cut it; and each part knows its page."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType

import pytest

from wenxun.articles import read_bytes, read_file
from wenxun.errors import ArticleError
from wenxun.models import Article, Section

pytest.importorskip("pypdfium2")

LEFT, WIDTH, SIZE, PITCH = 60, 30, 12, 18  # of the lines of a page: points, letters, points, points
STEMS, BRANCHES = "甲乙丙丁戊己庚辛壬癸", "子丑寅卯辰巳午未申酉戌亥"
YEARS = [STEMS[n % 10] + BRANCHES[n % 12] for n in range(60)]
TEXT = "".join(f"{year}年说的是渡口的船在{year}日清晨离开了岸边向下游去。" for year in YEARS)


def set_in_lines(text: str, *, top: float = 700, indent: int = 2) -> list[tuple[float, float, float, str]]:
    """Text as a page shows it: lines of the same width, the first one indented."""
    cuts = [text[: WIDTH - indent], *(text[at : at + WIDTH] for at in range(WIDTH - indent, len(text), WIDTH))]
    return [
        (LEFT + (indent * SIZE if number == 0 else 0), top - number * PITCH, SIZE, line)
        for number, line in enumerate(cuts)
        if line
    ]


def pages_of(section: Section) -> list[tuple[str, str]]:
    return [(e.value, section.text[e.span.start : e.span.end]) for e in section.elements if e.kind == "page"]


def paths(article: Article) -> list[str]:
    return [" › ".join(section.path) for section in article.sections]


def test_lines_that_were_broken_for_the_page_are_joined_and_paragraphs_are_not(documents: ModuleType) -> None:
    first, second = TEXT[:130], TEXT[200:290]
    lines = [*set_in_lines(first), *set_in_lines(second, top=700 - 5 * PITCH)]
    assert read_bytes(documents.pdf([lines]), "a.pdf").sections[0].text == f"{first}\n\n{second}"


def test_a_paragraph_goes_on_over_the_end_of_a_page_and_each_part_knows_its_own(documents: ModuleType) -> None:
    lines = set_in_lines(TEXT)
    middle = len(lines) // 2
    moved = [(x, y + middle * PITCH, size, text) for x, y, size, text in lines[middle:]]
    article = read_bytes(documents.pdf([lines[:middle], moved]), "a.pdf")
    assert article.text == TEXT
    pages = [page for section in article.sections for page in pages_of(section)]
    assert "".join(text for _, text in pages) == TEXT
    assert [page for page, _ in pages] == ["1", "2"]


def test_latin_words_are_joined_with_blanks_and_without_the_hyphens_of_the_page(documents: ModuleType) -> None:
    lines = [
        (60.0, 700.0, 12.0, "The ferry leaves the landing in the early morn-"),
        (60.0, 682.0, 12.0, "ing and comes back in the evening when the sun"),
        (60.0, 664.0, 12.0, "goes down."),
    ]
    text = read_bytes(documents.pdf([lines]), "a.pdf").text
    assert text == (
        "The ferry leaves the landing in the early morning and comes back in the evening when the sun goes down."
    )


@pytest.mark.parametrize(
    ("begin", "end"),
    [
        ("收視率", "13.76%，比上次高"),
        ("见", "第三条规定的办法"),
        ("第四、", "5、6节里说的"),
        ("圆周率约为", "3.14159，取两位"),
        ("依照本规定", "第十二章的说法"),
    ],
)
def test_what_only_looks_like_an_item_within_a_sentence_is_joined(documents: ModuleType, begin: str, end: str) -> None:
    before = TEXT[: WIDTH * 2 - 2 - len(begin)].replace("。", "，")
    text = f"{before}{begin}{end}{TEXT[60:90]}"
    assert read_bytes(documents.pdf([set_in_lines(text)]), "a.pdf").text == text


def test_items_and_articles_of_a_law_after_a_sentence_are_lines_of_their_own(documents: ModuleType) -> None:
    first = TEXT[: WIDTH * 2 - 3].replace("。", "，") + "。"
    for mark in ("第三条 ", "3.2 节", "2. ", "（二）"):
        text = first + mark + TEXT[60:80]
        assert read_bytes(documents.pdf([set_in_lines(text)]), "a.pdf").text == f"{first}\n{mark}{TEXT[60:80]}"


@pytest.mark.parametrize(
    ("line", "following", "joined"),
    [
        ("an old aeroplane with the number P-", "914 came", "number P-914 came"),
        ("all of the rooms of this house have Wi-", "Fi now", "have Wi-Fi now"),
        ("all of it can be read in the evening pa-", "per now", "evening paper now"),
        ("all of the rooms here are numbered 3-", "b now", "numbered 3-b now"),
    ],
)
def test_a_hyphen_that_belongs_to_a_name_stays_without_a_blank(
    documents: ModuleType, line: str, following: str, joined: str
) -> None:
    text = read_bytes(documents.pdf([[(60.0, 700.0, 12.0, line), (60.0, 682.0, 12.0, following)]]), "a.pdf").text
    assert text.endswith(joined)


def test_running_heads_and_page_numbers_go_and_are_counted(documents: ModuleType) -> None:
    pages = [
        [
            (250, 780, 9, "渡口史话"),
            *set_in_lines(TEXT[n * 100 : n * 100 + 90]),
            (300, 20, 9, f"— {n + 1} —"),
        ]
        for n in range(5)
    ]
    article = read_bytes(documents.pdf(pages), "a.pdf")
    assert "渡口史话" not in article.text
    assert "—" not in article.text
    assert article.cleaned["running-heads"] == 10
    assert all(TEXT[n * 100 : n * 100 + 90] in article.text.replace("\n", "") for n in range(5))


def test_a_line_that_stands_on_two_pages_alone_stays(documents: ModuleType) -> None:
    pages = [[(60, 780, 12, "此处重复。"), *set_in_lines(TEXT[n * 100 : n * 100 + 90])] for n in range(2)]
    assert read_bytes(documents.pdf(pages), "a.pdf").text.count("此处重复。") == 2


def test_the_outline_gives_the_headings_as_the_page_writes_them(documents: ModuleType) -> None:
    pages = [
        [
            (60, 740, 16, "第一章 渡口"),
            *set_in_lines(TEXT[:90]),
            (60, 500, 14, "1.1 船"),
            *set_in_lines("船在。", top=470),
        ],
        [(60, 740, 16, "第二章"), *set_in_lines(TEXT[90:180])],
    ]
    pages[0] += [(60, 500, 14, "1.1 船"), *set_in_lines("船在。", top=470)]
    outline = [("渡口", 0, 760), ("1.1 船", 0, 520), ("第二章", 1, 760), ("不在页上的题目", 1, 720)]
    article = read_bytes(documents.pdf(pages, outline=outline, title="渡口志", date="20200102030405"), "a.pdf")
    assert (article.title, article.published) == ("渡口志", "2020-01-02")
    assert paths(article) == ["第一章 渡口", "1.1 船", "第二章", "不在页上的题目"]
    assert article.sections[1].text == "船在。"
    assert [page for section in article.sections for page, _ in pages_of(section)] == ["1", "1", "2"]


def test_an_entry_of_the_outline_that_is_half_a_character_is_passed_over(documents: ModuleType) -> None:
    pages = [[(60, 740, 16, "第一章 渡口"), *set_in_lines(TEXT[:90])]]
    whole = documents.pdf(pages, outline=[("渡口", 0, 760), ("乙章", 0, 520), ("后记", 0, 90)])
    written = "乙章".encode("utf-16-be").hex().encode()
    assert written in whole
    article = read_bytes(whole.replace(written, b"d800" + written[4:]), "a.pdf")
    assert "后记" in paths(article)


def test_without_an_outline_large_lines_are_headings(documents: ModuleType) -> None:
    pages = [[(60, 740, 24, "书名"), (60, 720, 18, "第一章"), *set_in_lines(TEXT[:300])]]
    pages += [[(60, 740, 18, "第二章"), *set_in_lines(TEXT[300:600])]]
    article = read_bytes(documents.pdf(pages), "a.pdf")
    assert article.title == "书名"
    assert paths(article) == ["第一章", "第二章"]


def test_a_table_of_contents_is_left_out_and_counted(documents: ModuleType) -> None:
    contents = [(60, 700 - 18 * n, 12, f"第{n}章 渡口 . . . . . . . . {n}") for n in range(1, 6)]
    article = read_bytes(documents.pdf([contents, set_in_lines(TEXT)]), "a.pdf")
    assert article.cleaned["tables-of-contents"] == 5
    assert ". . ." not in article.text


def test_rare_characters_and_letters_of_radicals_are_read(documents: ModuleType) -> None:
    lines = [(60, 700, 12, "𠮷野家在⼀条街上。"), (60, 650, 12, "𠀀𪚥说完了这句话。")]
    assert read_bytes(documents.pdf([lines]), "a.pdf").text.split() == ["𠮷野家在一条街上。", "𠀀𪚥说完了这句话。"]


def test_a_damaged_page_and_one_without_text_are_counted(documents: ModuleType) -> None:
    data = documents.pdf([set_in_lines(TEXT), [], set_in_lines(TEXT[:90])])
    assert read_bytes(data, "a.pdf").cleaned["pages-without-text"] == 1
    pages = data.replace(b"11 0 R]", b"99 0 R]")
    article = read_bytes(pages, "a.pdf")
    assert article.cleaned["damaged-pages"] == 1
    assert article.text == TEXT


def test_a_pdf_whose_fonts_do_not_say_their_letters_is_named(documents: ModuleType) -> None:
    unknown = "".join(chr(0xE000 + number) for number in range(25))
    with pytest.raises(ArticleError, match="ocrmypdf --force-ocr") as caught:
        read_bytes(documents.pdf([[*set_in_lines(unknown * 4), *set_in_lines("第一页", top=300)]]), "a.pdf")
    assert caught.value.reason == "no-text"
    article = read_bytes(documents.pdf([[*set_in_lines(TEXT[:90] + unknown[:3])]]), "a.pdf")
    assert article.cleaned["unknown-letters"] == 3
    assert TEXT[:90] in article.text


def test_what_is_typed_onto_a_page_is_text_and_what_pops_up_is_none(documents: ModuleType) -> None:
    typed = [("FreeText", "打上去的字"), ("Widget", "填进表里的字"), ("Stamp", "盖上去的字"), ("Text", "弹出来的字")]
    page = set_in_lines(TEXT[:90])
    shown = read_bytes(documents.pdf([page], annotations=typed), "a.pdf").text
    assert all(text in shown for text in (TEXT[:90], "打上去的字", "填进表里的字", "盖上去的字"))
    assert read_bytes(documents.pdf([page], annotations=[("Link", "链接的框")]), "a.pdf").text == TEXT[:90]
    assert read_bytes(documents.pdf([[]], annotations=typed[:1]), "a.pdf").text == "打上去的字"


def test_pages_without_text_are_named_scans(documents: ModuleType) -> None:
    for pages in ([[], [], []], [[(60, 700, 12, "章")], [], [], []]):
        with pytest.raises(ArticleError, match="ocrmypdf") as caught:
            read_bytes(documents.pdf(pages), "a.pdf")
        assert caught.value.reason == "no-text"


@pytest.mark.parametrize(
    "damage", [lambda data: data[:40], lambda data: b"%PDF-1.4\n", lambda data: data.replace(b"/Pages", b"/Papes")]
)
def test_what_only_begins_like_a_pdf_is_named_damaged(documents: ModuleType, damage: object) -> None:
    assert callable(damage)
    with pytest.raises(ArticleError) as caught:
        read_bytes(damage(documents.pdf([set_in_lines(TEXT)])), "a.pdf")
    assert caught.value.reason in ("damaged", "no-text", "empty")


def test_a_pdf_behind_a_password_is_named_so(documents: ModuleType) -> None:
    data = documents.pdf([set_in_lines(TEXT)], is_encrypted=True)
    with pytest.raises(ArticleError) as caught:
        read_bytes(data, "a.pdf")
    assert caught.value.reason == "encrypted"


def test_a_pdf_of_ten_thousand_pages_is_read_and_one_of_more_than_twenty_thousand_refused(
    documents: ModuleType, tmp_path: Path
) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(documents.pdf([[(60, 700, 12, f"第{n}页上的一句话。")] for n in range(10_000)]))
    (article,) = read_file(path)
    assert isinstance(article, Article)
    assert "第9999页上的一句话。" in article.text
    path.write_bytes(documents.pdf([[]] * 20_001))
    with pytest.raises(ArticleError) as caught:
        list(read_file(path))
    assert caught.value.reason == "too-complex"


# --- what stands at the edges of a page -----------------------------------------------------------


@pytest.mark.parametrize("mark", ["1", "12", "①", "*", "[3]"])
def test_notes_at_the_foot_go_after_the_paragraph_that_goes_on_over_them(documents: ModuleType, mark: str) -> None:
    lines = set_in_lines(TEXT)
    middle = len(lines) // 2
    moved = [(x, y + middle * PITCH, size, text) for x, y, size, text in lines[middle:]]
    noted = TEXT[300:350].replace("。", "，")
    note = [(60.0, 120.0, 9.0, f"{mark}{noted[:39]}"), (60.0, 108.0, 9.0, f"{noted[39:]}。")]
    article = read_bytes(documents.pdf([[*lines[:middle], *note], moved]), "a.pdf")
    assert article.text == f"{TEXT}\n\n{mark}{noted}。"
    assert [page for _, page in sorted((text, page) for page, text in pages_of(article.sections[0]))].count("1") == 2


def test_small_lines_without_a_mark_and_pages_of_small_lines_stay_where_they_are(
    documents: ModuleType,
) -> None:
    lines = set_in_lines(TEXT[:130])
    small = [(60.0, 300.0, 9.0, "资料来源：作者自己的调查。")]
    article = read_bytes(documents.pdf([[*lines, *small], set_in_lines(TEXT[200:290])]), "a.pdf")
    assert article.text.split("\n\n") == [TEXT[:130], "资料来源：作者自己的调查。", TEXT[200:290]]
    items = [(60.0, 700.0 - n * 14, 9.0, f"{n}第{n}件事说的是渡口的船。") for n in range(1, 9)]
    text = read_bytes(documents.pdf([items, set_in_lines(TEXT)]), "a.pdf").text
    assert [text.index(line) for *_, line in items] == sorted(text.index(line) for *_, line in items)


@pytest.mark.parametrize(("mark", "size", "kept"), [("1", 7, ""), ("[1,2]", 7, ""), ("②", 8, ""), ("1", 12, "1")])
def test_a_raised_mark_of_a_note_is_no_text_and_a_number_is(
    documents: ModuleType, mark: str, size: int, kept: str
) -> None:
    width = size * (len(mark) if mark == "②" else 0.5 * len(mark))
    line = [
        (60.0, 700.0, 12.0, "渡口的船在清晨离开了岸边"),
        (60.0 + 12 * 12, 703.0 if size < 12 else 700.0, float(size), mark),
        (60.0 + 12 * 12 + max(width, size), 700.0, 12.0, "，向下游去。"),
    ]
    article = read_bytes(documents.pdf([line]), "a.pdf")
    assert "".join(article.text.split()) == f"渡口的船在清晨离开了岸边{kept}，向下游去。"


def test_heads_that_change_with_the_section_go_by_the_numbers_of_their_pages(documents: ModuleType) -> None:
    pages = []
    for number in range(1, 9):
        head = f"{number + 4} 第一章 清晨" if number % 2 else f"1.{number} 第{YEARS[number]}节 {number + 4}"
        body = set_in_lines(TEXT[number * 60 : number * 60 + 60], top=680, indent=0)
        pages.append([(60.0, 760.0, 10.0, head), *body])
    pages[2][0] = (280.0, 40.0, 10.0, "7")  # the first page of a chapter says its number below
    text = read_bytes(documents.pdf(pages), "a.pdf").text
    assert "第一章" not in text and "节" not in text and not any(sign.isdigit() for sign in text)
    assert "".join(text.split()) == TEXT[60:540]


def test_titles_of_slides_and_numbers_in_a_text_are_no_page_numbers(documents: ModuleType) -> None:
    titles = [f"{YEARS[number]}讲 {number}" for number in range(1, 7)]
    slides = [
        [(60.0, 700.0, 24.0, title), *set_in_lines(TEXT[number * 60 : number * 60 + 90], top=600)]
        for number, title in enumerate([*titles, "讲义 7", "讲义 8", "讲义 9"])
    ]
    article = read_bytes(documents.pdf(slides), "a.pdf")
    whole = "".join(f"{article.title}{section.heading}{section.text}" for section in article.sections)
    titles += ["讲义 7", "讲义 8", "讲义 9"]
    assert [title for title in titles if title.replace(" ", "") not in "".join(whole.split())] == []
    lists = [[(60.0, 500.0 - place, 12.0, f"{year}")] for place, year in ((0, 2021), (40, 1998), (80, 2005), (9, 17))]
    years = [[*set_in_lines(TEXT[number * 60 : number * 60 + 90]), *each] for number, each in enumerate(lists)]
    text = read_bytes(documents.pdf(years), "a.pdf").text
    assert all(year in text for year in ("2021", "1998", "2005"))


def test_a_title_that_is_no_text_is_left_out_and_the_rest_is_read(documents: ModuleType) -> None:
    whole = documents.pdf([set_in_lines(TEXT[:90])], title="题", date="20240210")
    damaged = whole.replace(b"<feff9898>", b"<feffd800>")
    assert damaged != whole
    article = read_bytes(damaged, "a.pdf")
    assert article.published == read_bytes(whole, "a.pdf").published == "2024-02-10"
    assert article.text == read_bytes(whole, "a.pdf").text
