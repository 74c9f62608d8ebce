"""What the head of a Markdown file states is data of the article, however its owner writes it."""

from __future__ import annotations

import pytest

from wenxun.articles import read_bytes
from wenxun.articles.metadata import iso_date
from wenxun.errors import ArticleError
from wenxun.link_targets import article_keys, target_keys
from wenxun.models import Article


def read(source: str, name: str = "文件.md") -> Article:
    return read_bytes(source.encode(), name)


@pytest.mark.parametrize(
    "head",
    [
        "---\ntitle: 题\ndate: 2021-10-23\ntags: [节气]\n---\n",
        "\n\n---\ntitle: 题\ndate: 2021-10-23\ntags:\n- 节气\n---\n",
        "\ufeff---\r\ntitle: 题 # 草稿\r\ndate: 2021-10-23\r\ntags: 节气\r\n---\r\n",
        "<!-- lint -->\n---\ntitle: '题'\ndate: 2021/10/23\ntag: 节气\n...\n",
        '---\n"title":\n  题\npubDate: 2021年10月23日\ntags: "#节气"\n---\n',
        "---\ntitle: >-\n  题\ncreated: Oct 23, 2021\nkeywords: [节气]\n---\n",
        "title: 题\ndate: 2021-10-23\ntags: 节气\n---\n",
        "author: 某\ntitle: 题\ndate: 2021-10-23\ntags: 节气\n\n",
        '+++\ntitle = "题"\ndate = 2021-10-23\ntags = ["节气"]\n+++\n',
        '+++\ntitle="题"\ndate=2021-10-23\ntags=["节气"]\n+++\n',
        '{\n"title": "题",\n"date": "20211023",\n"tags": ["节气"]\n}\n',
        "---\n标题: 题\n日期: 2021.10.23\n标签: 节气\n---\n",
        "---\n标题: 题\n时间: 2021.10.23\n标签: '#节气'\n---\n",
        "---\ntitle:: 题\ndate:: 2021-10-23\ntags:: [节气]\n---\n",
        "---\ntitle:题\ndate:2021-10-23\ntags:[节气]\n---\n",
        "---\n标题：题\n日期：2021-10-23\n标签：节气\n---\n",
        "title:题\ndate:2021-10-23\ntags:[节气]\n---\n",
        "---\ntitle: 题\ndate: [[2021-10-23]]\ntags: [[节气]], [[节气]]\n---\n",
        "---\ntitle: 题\ndate: 2021-10-23\ntags: #节气, #节气\n---\n",
        '+++\ntitle = "题"\ndate = 2021-10-23\n[taxonomies]\ntags = ["节气"]\n+++\n',
        "---\ntitle: 题\ndate: 2021-10-23\nhead:\n  - - meta\n    - name: keywords\n      content: 节气\n---\n",
        "---\ntitle: 题\ndate: 2021-10-23\ntags: [节气]\nbad: {{x}}: [\n---\n",
    ],
)
def test_every_form_of_a_head_gives_the_same_fields(head: str) -> None:
    article = read(f"{head}\n正文。")
    assert (article.title, article.published, article.tags, article.text) == ("题", "2021-10-23", ("节气",), "正文。")


def test_only_what_is_called_published_says_whether_a_page_is_a_draft() -> None:
    assert read("---\ntitle: 题\ndate: 0\ntimestamp: false\n---\n文。").published == ""
    assert read("---\ntitle: 题\npublished: 'true'\n---\n文。").title == "题"
    for stated in ("published: false", "published: 'no'", "draft: 'true'", "草稿: yes"):
        with pytest.raises(ArticleError, match="draft"):
            read(f"---\ntitle: 题\n{stated}\n---\n文。")


def test_tables_in_a_head_are_fields_with_the_names_of_both() -> None:
    head = "title: 题\ncover:\n  image: a.png\n  text: 封面\nparams:\n  weight: 3\nauthor:\n  name: 张三\n  url: x\n"
    article = read(f"---\n{head}---\n文。")
    assert (article.authors, article.fields) == (
        ("张三",),
        {"weight": 3, "cover.image": "a.png", "cover.text": "封面"},
    )


def test_what_the_head_of_a_home_page_shows_is_text() -> None:
    head = "layout: home\nhero:\n  name: 渡口\n  tagline: 过河\n  actions:\n    - text: 开始\n      link: /a\n"
    article = read(f"---\n{head}features:\n  - title: 快\n    details: 很快\n---\n\n## 用法\n\n文。")
    assert article.sections[0].text.split() == ["渡口", "过河", "开始", "快", "很快"]
    assert read("---\ntitle: 题\nfeatures:\n  - title: 快\n---\n文。").text == "文。"


@pytest.mark.parametrize(
    ("head", "text"),
    [
        ("pageType: home\nhero:\n  name: 渡口\n  image: {src: /a.png, alt: 图}", "渡口 图"),
        ("template: splash\nhero:\n  tagline: 过河", "过河"),
        ("hero:\n  title: Ferry\n  actions:\n    - text: Start\n      icon: right", "Ferry Start"),
        (
            "home: true\nheroText: 渡口\ntagline: 过河\nhighlights:\n  - header: 快\n    description: 很*快*",
            "渡口 过河 快 很快",
        ),
        (
            "faq:\n  - question: 怎么装？\n    answer: 下载。\n  - question: 贵吗？\n    answer: 不贵。",
            "怎么装？ 下载。 贵吗？ 不贵。",
        ),
        ("feature_row:\n  - title: 卡\n    excerpt: 说明\n    image_path: a.png", "卡 说明"),
        ("links:\n  - name: 某站\n    url: https://e.com\n    desc: 好站", "某站 好站"),
        ("resources:\n  - name: cover\n    src: a.png", ""),
        ("authors:\n  - name: 张三\n    title: 主编", ""),
        ("sidebar:\n  label: 侧栏\nmenu:\n  main:\n    name: 首页", ""),
    ],
)
def test_texts_that_stand_in_tables_of_the_head_alone_are_found(head: str, text: str) -> None:
    assert " ".join(read(f"---\n{head}\n---\n").text.split()) == text


@pytest.mark.parametrize(
    "head",
    [
        "% 题\n% 张三; 李四\n% 2021-10-23\n\n",
        "% 题\n% 张三\n  李四\n% 2021年10月23日\n\n",
        "[//]: # (title: 题)\n[//]: # (date: 2021-10-23)\n[//]: # (author: 张三, 李四)\n\n",
        '[#]: author: "张三, 李四 https://e.com/people"\n[#]: date: (2021-10-23)\n\n# 题\n\n',
        '[_metadata_:title]:- "题"\n[_metadata_:date]:- "2021-10-23"\n[_metadata_:author]:- "张三、李四"\n\n',
        "[comment]: <> (title: 题)\n[comment]: <> (date: 2021-10-23)\n[comment]: <> (author: 张三；李四)\n",
        "<!--\ntitle: 题\ndate: 2021-10-23\nauthor: 张三，李四\n-->\n",
        "<!-- author: 张三 <a@e.com>, 李四 (b@e.com) -->\n<!-- date: 2021-10-23 -->\n\n# 题\n\n",
    ],
)
def test_a_head_may_stand_in_lines_that_markdown_does_not_show(head: str) -> None:
    article = read(f"{head}文。")
    assert (article.title, article.published, article.authors) == ("题", "2021-10-23", ("张三", "李四"))
    assert article.text == "文。"


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("<!-- TODO: 改 -->\n文。", "文。"),
        ("<!-- draft: true -->\n文。", "文。"),
        ("<!--\n说明: 一\n这里没有\n-->\n文。", "文。"),
        ("%甲\n\n文。", "%甲\n\n文。"),
        ("% 一\n% 二\n% 三\n% 四\n\n文。", "% 一\n% 二\n% 三\n% 四\n\n文。"),
        ("[1]: https://e.com\n\n文[1]。", "文1。"),
    ],
)
def test_comments_and_definitions_that_state_nothing_are_no_head(source: str, text: str) -> None:
    article = read(source)
    assert (article.title, article.authors, dict(article.fields), article.text) == ("文件", (), {}, text)


@pytest.mark.parametrize(
    ("written", "date"),
    [
        ("13-08-2018 17:34", "2018-08-13T17:34:00"),
        ("05/31/2018", "2018-05-31"),
        ("31/05/2018", "2018-05-31"),
        ("06/06/2018", "2018-06-06"),
        ("3.4.2019", "2019-04-03"),
        ("05/06/2018", ""),  # the fifth of June to some, the sixth of May to others
        ("31/31/2018", ""),
        ("1.2.20201", ""),
    ],
)
def test_a_date_with_its_year_at_the_end_is_read_where_it_can_only_mean_one(written: str, date: str) -> None:
    assert iso_date(written) == date


@pytest.mark.parametrize("head", ["tags: 甲 乙", "Tags: 甲 乙", "标签: 甲 乙", "taxonomy:\n  tag: [甲, 乙]"])
def test_chinese_names_between_blanks_are_several(head: str) -> None:
    assert read(f"---\ntitle: 题\n{head}\n---\n文。").tags == ("甲", "乙")


def test_numbers_of_seconds_since_1970_are_dates_and_years_are_not() -> None:
    assert iso_date("1526345000") == iso_date("1526345000.5") == iso_date("1526345000123") == "2018-05-15T00:43:20Z"
    assert iso_date("20180526") == "2018-05-26"
    assert iso_date("20180526093000") == iso_date("20180526T093000") == "2018-05-26T09:30:00"
    assert iso_date("2018") == "2018"
    assert iso_date("Sat May  6 09:30:00 2018") == iso_date("May 6 09:30:00 CST 2018") == "2018-05-06T09:30:00"
    assert iso_date("Sun May 6 09:30:00 2018 +0800") == "2018-05-06T09:30:00+08:00"
    assert iso_date("May 36 09:30:00 2018") == ""
    assert iso_date("12345") == iso_date("0") == ""


@pytest.mark.parametrize(
    "source",
    [
        "---\n\n甲乙。\n\n---\n\n丙。",
        "---\n这是一段话\n---\n\n丙。",
        "说明: 这里不是字段。\n\n丙。",
        "甲乙\n---\n\n丙。",
        "{甲乙}\n\n丙。",
    ],
)
def test_text_that_only_looks_like_a_head_stays_text(source: str) -> None:
    article = read(source)
    assert "front-matter" not in article.cleaned
    assert "丙" in article.text


def test_titles_are_read_as_yaml_means_them() -> None:
    def title(written: str) -> str:
        return read(f"---\ntitle: {written}\n---\n\n文。").title

    assert title("'\"大\" 街'") == '"大" 街'
    assert title('"他说：\\"走吧\\""') == '他说："走吧"'
    assert title(">-\n  大雪与\n  冬至") == "大雪与冬至"
    assert title("|\n  大雪") == "大雪"
    assert title("007") == "007"
    assert title("甲: 乙") == "甲: 乙"
    assert read("---\ntitle: 春社 | 我的博客\n---\n\n# 春社\n\n文。").title == "春社"


def test_the_fields_of_an_article_are_filled_and_the_others_kept() -> None:
    article = read(
        "---\ntitle: 题\nauthor: 甲、乙\nauthors: [丙, {name: 丁}]\nlastmod: 2020-01-02T03:04:05+0800\n"
        "date created: 2019-01-02\ncategories: [[历法, 农事]]\naliases: [夏节, /old/path]\nsummary: 面食习俗\n"
        "lang: zh_CN\n"
        "url: https://example.org/a\nslug: xiazhi\nscore: 6.8\ncount: 3\nisbn: '0123'\n"
        "genre: 恐怖, 奇幻\nflags: [一, 二]\nempty:\n---\n\n文。"
    )
    assert article.authors == ("甲", "乙", "丙", "丁")
    assert (article.published, article.updated) == ("2019-01-02", "2020-01-02T03:04:05+08:00")
    assert (article.categories, article.aliases) == (("历法", "农事"), ("夏节",))
    assert (article.description, article.lang, article.url) == ("面食习俗", "zh-CN", "https://example.org/a")
    assert article.fields == {
        "aliases": ("/old/path",), "slug": "xiazhi", "score": 6.8, "count": 3, "isbn": "0123", "genre": "恐怖, 奇幻",
        "flags": ("一", "二"),
    }  # fmt: skip


def test_of_two_dates_the_publication_counts_and_the_other_is_kept() -> None:
    article = read("---\ncreated: 2019-01-02\ndate: 2020-03-04\n---\n\n文。")
    assert (article.published, article.fields) == ("2020-03-04", {"created": "2019-01-02"})


def test_a_description_leads_the_text_once() -> None:
    assert read("---\ndescription: 夏至的面食\n---\n\n# 题\n\n文。").text == "夏至的面食\n\n文。"
    assert read("---\ndescription: 夏至的面食\n---\n\n# 题\n\n这里讲夏至的面食。").text == "这里讲夏至的面食。"
    assert read("---\ndescription: 见[**渠道**](/a)\n---\n\n# 题\n\n见**渠道**。").text == "见渠道。"


@pytest.mark.parametrize("line", ["draft: true", "published: false", "草稿: true"])
def test_a_draft_is_refused_by_name(line: str) -> None:
    with pytest.raises(ArticleError) as caught:
        read(f"---\ntitle: 题\n{line}\n---\n\n文。")
    assert caught.value.reason == "draft"
    assert (
        read(f"---\ntitle: 题\n{line.split(':')[0]}: {'false' if 'true' in line else 'true'}\n---\n\n文。").title
        == "题"
    )


@pytest.mark.parametrize(
    ("written", "iso"),
    [
        ("2018-05-26", "2018-05-26"),
        ("2018/5/6 9:30", "2018-05-06T09:30:00"),
        ("2018-05-26T09:30:00.000Z", "2018-05-26T09:30:00Z"),
        ("2018-05-26 09:30:00 +0800", "2018-05-26T09:30:00+08:00"),
        ("2018年5月26日", "2018-05-26"),
        ("2018年5月", "2018-05"),
        ("2018", "2018"),
        ("20180526", "2018-05-26"),
        ("Saturday, January 23rd 2021, 9:58:13 am", "2021-01-23"),
        ("5 May 2020", "2020-05-05"),
        ("2018-13-01", ""),
        ("2018-02-30", ""),
        ("{{date}}", ""),
        ("昨天", ""),
    ],
)
def test_dates_become_iso_8601(written: str, iso: str) -> None:
    assert iso_date(written) == iso


@pytest.mark.parametrize(
    "bomb",
    ["[" * 50_000, "{a: " * 20_000, "- " * 30_000, "? " * 30_000, "a: &a [*a, *a]\nb: &b [*a, *a]", "!!python/x y"],
)
def test_a_head_that_would_harm_a_parser_is_read_line_by_line(bomb: str) -> None:
    article = read(f"---\ntitle: 题\nx: {bomb}\n---\n\n文。")
    assert article.text.endswith("文。")
    assert article.title == "题" or len(bomb) > 60_000


def test_variables_of_a_site_in_title_and_description_are_no_text() -> None:
    article = read("---\ntitle: 创建 {{{ .starter }}} 实例\ndescription: '{{ page.x }}说明'\n---\n正文。")
    assert (article.title, article.description) == ("创建 实例", "说明")
    assert read("---\ntitle: '{{ title }}'\n---\n正文。").title == "{{ title }}"


@pytest.mark.parametrize(
    ("lines", "stated"),
    [
        (
            "创建时间: 2023年1月1日 10:00\n标签: 读书, 心理\n状态: 完成",
            ("2023-01-01T10:00:00", "", (), ("读书", "心理"), {"状态": "完成"}),
        ),
        (
            "Created: May 1, 2023 9:12 AM\nLast edited time: 2023年5月2日 09:00\nTags: 读书\nProperty:",
            ("2023-05-01", "2023-05-02T09:00:00", (), ("读书",), {}),
        ),
        ("作者：[鲁迅](../人/鲁迅.md)\n标签：小说、茶", ("", "", ("鲁迅",), ("小说", "茶"), {})),
        ("作者：鲁迅", ("", "", ("鲁迅",), (), {})),
        ("名称：茶壶\n价格：100", ("", "", (), (), {})),
        ("时间：1937年12月13日\n地点：南京", ("", "", (), (), {})),
        ("作者：鲁迅\n他是浙江绍兴人。", ("", "", (), (), {})),
        ("作者说：标签: 是这样写的。", ("", "", (), (), {})),
    ],
)
def test_lines_under_the_title_that_only_state_fields_are_read_and_stay(
    lines: str, stated: tuple[str, str, tuple[str, ...], tuple[str, ...], dict[str, str]]
) -> None:
    for source in (f"# 题\n\n{lines}\n\n正文。", f"# 题\n{lines}\n\n正文。"):
        article = read(source)
        assert (article.published, article.updated, article.authors, article.tags, article.fields) == stated
        assert article.title == "题"
        assert article.text.startswith(lines[:3])


def test_properties_in_the_text_are_stated_and_a_name_that_comes_again_has_several_values() -> None:
    article = read(
        "- 开头\n  title:: 页面题\n\t- 作者:: [[鲁迅]]\n\t- 作者:: 周作人\n\t- 标签:: 茶, [[咖啡]]\n"
        "\t- 日期:: 2021-10-23\n\t- 名称:: 茶壶\n- 书 [评分:: 9] 好\n- 评分:: 8\n"
    )
    assert (article.title, article.authors, article.tags) == ("页面题", ("鲁迅", "周作人"), ("茶", "咖啡"))
    assert (article.published, article.fields) == ("2021-10-23", {"评分": ("9", "8"), "名称": "茶壶"})
    assert "title" not in article.text


def test_the_properties_of_a_page_of_logseq_are_its_fields() -> None:
    article = read("title:: 页面题\ntags:: 茶, [[咖啡]]\nalias:: 别名甲\n\n- 第一块\n")
    assert (article.title, article.tags, article.aliases) == ("页面题", ("茶", "咖啡"), ("别名甲",))
    assert article.text == "第一块"


JOPLIN = """茶的笔记

见 [咖啡](:/{0})。

id: {1}
parent_id: {0}
created_time: 2020-05-06T07:08:09.000Z
author:
source_url: https://example.org/tea
type_: {2}"""
IDS = ("1a1b2c3d4e5f60718293a4b5c6d7e8f9", "0a1b2c3d4e5f60718293a4b5c6d7e8f9")


def test_a_note_of_joplin_has_its_title_and_fields_and_leads_to_others() -> None:
    article = read(JOPLIN.format(*IDS, 1))
    assert (article.title, article.text) == ("茶的笔记", "见 咖啡。")
    assert (article.published, article.url) == ("2020-05-06T07:08:09Z", "https://example.org/tea")
    other = read_bytes(JOPLIN.format(IDS[1], IDS[0], 1).encode(), f"{IDS[0]}.md")
    assert set(target_keys(article.links[0].target, f"{IDS[1]}.md")) & set(article_keys(other))
    assert read(f"{JOPLIN.format(*IDS, 1)}\n\n还有正文。").text.endswith("还有正文。")


@pytest.mark.parametrize("kind", [2, 4, 5, 6])
def test_what_joplin_keeps_beside_its_notes_is_no_article(kind: int) -> None:
    with pytest.raises(ArticleError) as caught:
        read(JOPLIN.format(*IDS, kind))
    assert caught.value.reason == "no-record"


@pytest.mark.parametrize(
    ("head", "names"),
    [
        ("layout: post\ncategories: web css", ("web", "css")),
        ("layout: post\ncategories: 前端 javascript", ("前端", "javascript")),
        ("layout: post\ncategories: [web css, js]", ("web css", "js")),
        ("layout: post\ncategories: web css, js", ("web css", "js")),
        ("layout: post\ncategory: web css", ("web css",)),
        ("categories: Release Notes", ("Release Notes",)),
        ("categories: 读书 笔记", ("读书", "笔记")),
        ("categories: 使用 Python", ("使用 Python",)),
        ("categories:\n- 读书 笔记", ("读书 笔记",)),
        ("categories: 2020", ("2020",)),
    ],
)
def test_blanks_part_names_where_the_generator_says_so_or_each_is_chinese(head: str, names: tuple[str, ...]) -> None:
    assert read_bytes(f"---\n{head}\n---\n# 题\n\n文".encode(), "甲.md").categories == names
