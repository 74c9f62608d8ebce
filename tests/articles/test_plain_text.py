"""Plain text: titles, authors, chapters and paragraphs as a reader sees them, and no sentence taken for a heading."""

from __future__ import annotations

import pytest

from wenxun.articles import read_bytes
from wenxun.models import Article


def read(text: str) -> Article:
    return read_bytes(text.encode(), "a.txt")


def headings(text: str) -> list[tuple[str, ...]]:
    return [section.path for section in read(text).sections]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("第一章　雾", "第二章　汽笛"),
        ("第1章", "第2章"),
        ("第三回 托内兄如海荐西宾，接外孙贾母惜孤女", "第四回 薄命女偏逢薄命郎"),
        ("第一回甄士隱夢幻識通靈　賈雨村風塵懷閨秀", "第二回賈夫人仙逝揚州城"),
        ("卷二", "卷三 江湖"),
        ("第九十九节：雨", "第一百节：雪"),
        ("第二十九話 夜", "第三十話 晨"),
        ("【第一章】起", "【第二章】承"),
        ("☆、第1章 起", "☆、第2章 承"),
        ("第一卷 风起 第一章 初遇", "第一卷 风起 第二章 重逢"),
        ("正文 第一章 初遇", "正文 第二章 重逢"),
        ("Chapter 3", "Chapter 4: The River"),
        ("CHAPTER IX", "CHAPTER X"),
        ("一、前提", "二、方法"),
        ("（一）材料", "（二）语言"),
        ("一", "二"),
        ("第一分编 通则", "第二分编 所有权"),
        ("001章 起", "002章 承"),
        ("009 起", "010 承"),
        ("上卷·第一章 起", "上卷·第二章 承"),
        ("北京篇・第1回 起", "北京篇・第2回 承"),
        ("第一课 起", "第二课"),
        ("第一辑", "第二辑"),
        ("第一封信", "第二封信"),
        ("Vol.1 起", "Vol.2 承"),
        ("Ch. 1", "Ch. 2"),
        ("第 一 章 初遇", "第 二 章 重逢"),
        ("第 十 一 章 起", "第 十 二 章 承"),
        ("卷第一 周纪一", "卷第二 周纪二"),
        ("资治通鉴卷第一", "资治通鉴卷第二"),
        ("卷上", "卷下"),
        ("上篇 缘起", "下篇 缘灭"),
        ("上部", "下部"),
        ("第一出 标目", "第二出 言怀"),
        ("第一齣", "第二齣"),
        ("第一天", "第二天"),
        ("第一计 瞒天过海", "第二计 围魏救赵"),
        ("《长夜》第一章 甲", "《长夜》第二章 乙"),
        ("正文卷 第1章 甲", "正文卷 第2章 乙"),
    ],
)
def test_lines_that_count_on_are_headings(first: str, second: str) -> None:
    found = headings(f"渡口\n\n{first}\n\n　　清晨的雾还没有散。\n\n{second}\n\n　　码头上站满了人。\n")
    plain = [heading[0].strip("【】☆、") for heading in found]
    assert [" ".join(first.split()).strip("【】☆、"), " ".join(second.split()).strip("【】☆、")] == plain


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("第四回 危崖!危情!\n\n雾。", "第四回 危崖!危情!"),
        ("第五章：谁？\n\n雾。", "第五章：谁？"),
        ("第五章，他走了。\n\n雾。", "a"),
        ("--------\n\n雾。", "a"),
    ],
)
def test_a_numbered_chapter_at_the_top_is_the_title_whatever_signs_it_holds(text: str, title: str) -> None:
    assert read(text).title == title


@pytest.mark.parametrize(
    "days",
    [
        ("2020年1月1日 星期三 晴", "2020年1月2日", "2020年1月10日 雨"),
        ("2020-01-10", "2020-01-02 周四", "2019-12-31"),
        ("1月1日（晴）", "1月2日", "1月3日"),
        ("【2020.1.1】", "【2020.1.2】", "【2020.2.1】"),
    ],
)
def test_the_days_of_a_diary_are_headings(days: tuple[str, ...]) -> None:
    found = headings("日记\n\n" + "\n\n".join(f"{day}\n　　雾还没有散。" for day in days))
    assert [path[0].strip("【】") for path in found] == [day.strip("【】") for day in days]


@pytest.mark.parametrize(
    "days",
    [
        ("2020年1月1日", "2020年1月2日"),
        ("2020年1月2日", "2020年1月1日", "2020年1月3日"),
        ("2020-01-01 12:00:01 某甲", "2020-01-02 12:00:01 某乙", "2020-01-03 12:00:01 某甲"),
        ("1月1日，我们到了渡口。", "1月2日，雾散了。", "1月3日，走了。"),
    ],
)
def test_days_that_do_not_go_on_and_messages_are_no_headings(days: tuple[str, ...]) -> None:
    assert headings("日记\n\n" + "\n\n".join(f"{day}\n　　雾还没有散。" for day in days)) == [()]


@pytest.mark.parametrize(
    "beside",
    [
        "楔子",
        "序",
        "自序",
        "引子",
        "尾声",
        "番外 老周",
        "番外一",
        "番外之二",
        "番外（上）",
        "楔 子",
        "后 记",
        "附则",
        "后记",
        "Epilogue",
    ],
)
def test_parts_without_a_number_are_headings_beside_chapters(beside: str) -> None:
    assert headings(f"渡口\n\n{beside}\n\n雾。\n\n第一章 甲\n\n文。\n\n第二章 乙\n\n文。") == [
        (beside,), ("第一章 甲",), ("第二章 乙",)
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("lines", "are_headings"),
    [
        (("学而第一", "为政第二", "八佾第三"), True),
        (("一　初遇", "二　重逢", "三　离别"), True),
        (("全国第一", "世界第一", "全班第二"), False),
        (("他第一", "她第二"), False),
        (("一 起", "二 承"), False),
        (("上海", "中山", "下关"), False),
        (("第一名 张三", "第二名 李四", "第三名 王五"), False),
        (("一个人", "两个人", "三个人"), False),
    ],
)
def test_what_may_count_by_chance_is_a_heading_in_a_longer_series(lines: tuple[str, ...], are_headings: bool) -> None:
    found = headings("渡口\n\n雾还没有散。\n\n" + "\n\n".join(f"{line}\n\n　　雾还没有散。" for line in lines))
    assert [path[0] for path in found if path] == [" ".join(line.split()) for line in lines if are_headings]


def test_volumes_hold_chapters_and_numbered_parts_hold_bracketed_ones() -> None:
    assert headings("甲\n\n第一卷 春\n第一章 雨\n文。\n第二章 雪\n文。\n第二卷 夏\n第三章 风\n文。") == [
        *[("第一卷 春",), ("第一卷 春", "第一章 雨"), ("第一卷 春", "第二章 雪")],
        *[("第二卷 夏",), ("第二卷 夏", "第三章 风")],
    ]
    assert headings("甲\n\n一、前提\n文。\n（一）材料\n文。\n（二）语言\n文。\n二、方法\n文。") == [
        ("一、前提",), ("一、前提", "（一）材料"), ("一、前提", "（二）语言"), ("二、方法",)
    ]  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "日程\n\n08:30 起床\n文。\n\n09:30 出门\n文。",
        "电话\n\n010 12345678\n文。\n\n021 12345678\n文。",
        "第一章写得最好，读者都喜欢。\n\n第二章也不错。",
        "购物\n\n一、苹果\n二、香蕉\n三、梨",
        "书评\n\n第三章\n\n这一章讲渡口。",
        "目录\n第一章 甲\n第二章 乙\n第三章 丙",
        "序\n\n只有一篇。",
        "规定\n\n一、本规定自公布之日起施行。\n二、由本部解释。\n另有说明。",
        "见面\n\n第一部分是雾。\n第二部分是雨。\n完。",
    ],
)
def test_sentences_lists_and_tables_of_contents_are_no_headings(text: str) -> None:
    assert headings(text) == [()]


def test_a_chapter_in_two_parts_is_in_its_series() -> None:
    assert headings("渡口\n\n第1章 雾（上）\n文。\n第1章 雾（下）\n文。\n第2章 雨\n文。") == [
        ("第1章 雾（上）",), ("第1章 雾（下）",), ("第2章 雨",)
    ]  # fmt: skip


def test_a_sentence_that_interrupts_a_series_is_no_heading() -> None:
    sentence = "第四回 中既將薛家母子寄居等事略已表明，如\n今且說黛玉。"
    text = f"石頭\n\n第一回 甲\n\n文。\n\n{sentence}\n\n第二回 乙\n\n文。\n\n第三回 丙\n\n文。"
    assert headings(text) == [("第一回 甲",), ("第二回 乙",), ("第三回 丙",)]


def test_a_table_of_contents_stays_text_before_the_chapters() -> None:
    article = read("渡口\n\n目录\n第一章 甲\n第二章 乙\n\n第一章 甲\n\n雾。\n\n第二章 乙\n\n雨。\n")
    assert [(section.path, section.text) for section in article.sections] == [
        ((), "目录\n第一章 甲\n第二章 乙"), (("第一章 甲",), "雾。"), (("第二章 乙",), "雨。")
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("head", "title", "authors"),
    [
        ("渡口\n作者：某人", "渡口", ("某人",)),
        ("《渡口》\n作者：张三、李四", "渡口", ("张三", "李四")),
        ("《渡口》作者：张三", "渡口", ("张三",)),
        ("书名：渡口\n原著：张三", "渡口", ("张三",)),
        ("渡口\n文／张三", "渡口", ("张三",)),
        ("书名《渡口》\n　　作者　张三", "渡口", ("张三",)),
        ("渡口\n作者在序里说，雾很大。", "渡口", ()),
        ("《渡口》是一部小说，写雾。", "a", ()),
    ],
)
def test_lines_that_state_title_and_author_are_taken(head: str, title: str, authors: tuple[str, ...]) -> None:
    article = read(f"{head}\n\n　　清晨的雾还没有散。\n")
    assert (article.title, article.authors) == (title, authors)
    assert article.text.endswith("清晨的雾还没有散。")


def test_indents_of_full_width_begin_paragraphs() -> None:
    assert read("渡口\n　　清晨的雾。\n还没有散。\n　　码头上。\n").text == "清晨的雾。\n还没有散。\n\n码头上。"


def test_notices_of_project_gutenberg_are_left_out_and_state_title_and_author() -> None:
    article = read(
        "The Project Gutenberg EBook of Hung Lou Meng\n\nTitle: 紅樓夢\n\nAuthor: Xueqin Cao\n\n"
        "*** START OF THIS PROJECT GUTENBERG EBOOK 紅樓夢 ***\n\n第一回 甄士隱\n\n　　此開卷。\n\n"
        "第二回 賈夫人\n\n　　卻說。\n\n"
        "End of the Project Gutenberg EBook of Hung Lou Meng\n\n*** END OF THIS PROJECT GUTENBERG EBOOK ***\nlicence"
    )
    assert (article.title, article.authors, article.format) == ("紅樓夢", ("Xueqin Cao",), "text")
    assert article.text == "第一回 甄士隱\n\n此開卷。\n\n第二回 賈夫人\n\n卻說。"
    assert article.cleaned["book-notices"] == 1


_STORY = "话说这一日天色已晚，众人都歇下了。\n“你怎么还不睡？”她问道，窗外的雨渐渐大了。\n他没有回答，只是翻过了一页。"


@pytest.mark.parametrize(
    "numbers",
    [
        ("1、起", "2、承", "3、转"),
        ("101、起", "102、承", "103、转"),
        ("1. 起", "2. 承", "3. 转"),
        ("1.起", "2.承", "3.转"),
        ("1 起", "2 承！", "3 转"),
        ("1", "2", "3", "4"),
        ("[01] 起", "[02] 承", "[03] 转"),
        ("（1）起", "（2）承", "（3）转"),
        ("☆、1 起", "☆、2 承", "☆、3 转"),
        ("#1 起", "#2 承", "#3 转"),
        ("No.1 起", "No.2 承", "No.3 转"),
        ("098 起", "099 承", "100 转", "101 合"),
        ("章一 起", "章二 承", "章三 转"),
        ("起（一）", "起（二）", "承（一）", "承（二）"),
        ("起(1)", "起(2)", "起(3)"),
        ("旧事之一", "旧事之二", "旧事之三"),
        ("分节阅读 9", "分节阅读 10"),
        ("VIP章节 第一章 起", "VIP章节 第二章 承"),
        ("章节目录 第一章 起", "章节目录 第二章 承"),
    ],
)
def test_numbers_with_text_under_each_are_headings(numbers: tuple[str, ...]) -> None:
    text = "\n".join(f"{number}\n{_STORY}" for number in numbers)
    assert headings(f"某书\n\n{text}") == [(number,) for number in numbers]


@pytest.mark.parametrize(
    "text",
    [
        "\n".join(f"{number}、买米" for number in range(1, 9)),
        "\n".join(f"{number}. 起\n短。" for number in range(1, 9)),
        "\n".join(f"{_STORY}\n他走到\n{number}\n门前停下。" for number in range(1, 9)),  # pages
        "\n".join(f"{number}倍\n{_STORY}" for number in range(1, 9)),
        "\n".join(f"{year}年\n{_STORY}" for year in (2018, 2005, 2011)),
        "\n".join(f"{number}、起\n{_STORY}" for number in (7, 3, 9, 2, 40)),
        "\n".join(f"{number}、这里写的是一整句话，到此为止。\n{_STORY}" for number in range(1, 9)),
    ],
)
def test_numbers_of_pages_and_lists_are_no_headings(text: str) -> None:
    assert headings(f"某书\n\n{text}") == [()]


@pytest.mark.parametrize(
    "beside", ["番外篇之旧友（上）", "完结感言", "作者的话", "译者序", "再版前言", "写在最后", "编后记", "完本感言"]
)
def test_what_authors_and_editors_add_is_a_part_of_its_own(beside: str) -> None:
    assert headings(f"某书\n\n第一章\n文。\n\n第二章\n文。\n\n{beside}\n文。")[-1] == (beside,)
    assert headings(f"某书\n\n文。\n\n{beside}\n文。") == [()]


@pytest.mark.parametrize("between", ["", "正文\n", "———————\n", "第一卷\n"])
def test_entries_of_a_table_of_contents_are_no_headings(between: str) -> None:
    text = f"《某书》\n\n目录\n第一章 起\n第二章 承\n\n{between}\n第一章 起\n{_STORY}\n第二章 承\n{_STORY}"
    assert [path[-1] for path in headings(text)[1:] if path[-1] != "第一卷"] == ["第一章 起", "第二章 承"]


@pytest.mark.parametrize("first", ["目录", "目 录", "内容简介", "正文"])
def test_a_table_of_contents_gives_no_title(first: str) -> None:
    assert read(f"{first}\n\n第一章 起\n文。\n\n第二章 承\n文。").title == "a"


@pytest.mark.parametrize(
    ("name", "title", "authors"),
    [
        ("《围城》作者：钱某", "围城", ("钱某",)),
        ("《围城》（校对版全本）作者：钱某", "围城", ("钱某",)),
        ("[小说]《围城》全集 by 钱某", "围城", ("钱某",)),
        ("围城（精校版）作者：钱某 [完本]", "围城", ("钱某",)),
        ("围城by钱某", "围城", ("钱某",)),
        ("围城_作者钱某", "围城", ("钱某",)),
        ("围城 J·K·钱某 作者：钱某", "围城 J·K·钱某", ("钱某",)),
        ("围城 钱某 著", "围城", ("钱某",)),
        ("《围城》", "围城", ()),
        ("《围城》读后感", "《围城》读后感", ()),
        ("《甲》与《乙》", "《甲》与《乙》", ()),
        ("我的作者生涯", "我的作者生涯", ()),
        ("step by step", "step by step", ()),
        ("作者：钱某", "作者：钱某", ()),
    ],
)
def test_a_file_that_is_called_like_a_book_states_title_and_author(
    name: str, title: str, authors: tuple[str, ...]
) -> None:
    article = read_bytes("第一章 起\n文。\n\n第二章 承\n文。".encode(), f"{name}.txt")
    assert (article.title, article.authors) == (title, authors)
    assert read_bytes("# 题\n\n文。".encode(), f"{name}.md").title == "题"


def test_a_line_that_names_another_book_is_text() -> None:
    (article,) = [read_bytes('{"title": "评论", "text": "《围城》\\n\\n讲的是城。"}'.encode(), "a.jsonl")]
    assert (article.title, article.text) == ("评论", "《围城》\n\n讲的是城。")
