"""Markdown as people write it: what a reader sees is kept, with its structure, and marks are no text."""
# ruff: noqa: E501 - a case is one line, so that source and outcome stand side by side
# fmt: off

from __future__ import annotations

import re
import time
from contextlib import suppress

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from wenxun.articles import read_bytes
from wenxun.errors import ArticleError
from wenxun.link_targets import section_of
from wenxun.models import Article


def read(source: str, name: str = "文件.md") -> Article:
    return read_bytes(source.encode(), name)


def elements(source: str) -> list[tuple[str, str, str, int]]:
    (section,) = read(f"# 题\n\n{source}").sections
    return [(e.kind, section.text[e.span.start : e.span.end], e.value, e.level) for e in section.elements]


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("1. 一\n2. 二\n   - 三", [("list_item", "一", "1.", 1), ("list_item", "二\n三", "2.", 1), ("list_item", "三", "-", 2)]),
        ("- [x] 浇水\n- [ ] 施肥", [("list_item", "浇水", "[x]", 1), ("list_item", "施肥", "[ ]", 1)]),
        ("> 引\n>\n> > 深", [("quote", "引", "", 1), ("quote", "深", "", 1), ("quote", "深", "", 2)]),
        ("```py\nx = 1\n```", [("code", "x = 1", "py", 1)]),
        ("用 `耙` 耙", [("code", "耙", "", 0)]),
        ("**粗**与*斜*与~~删~~与==亮==", [("bold", "粗", "", 0), ("italic", "斜", "", 0), ("struck", "删", "", 0), ("highlight", "亮", "", 0)]),
        ("![盖碗](a.png)与![](b.png \"图二\")与![](c.png)", [("image", "盖碗", "a.png", 0), ("image", "图二", "b.png", 0), ("image", "", "c.png", 0)]),
        ("![\\[茶，绿\\](https://a.b/c)](a.png \"\\[茶，绿](https://a.b/c)\")", [("image", "茶，绿", "a.png", 0)]),
        ("注[^1]。\n\n[^1]: 出处", [("footnote_mark", "", "1", 0), ("footnote", "出处", "1", 0)]),
        ("甲^[乙]丙", [("footnote_mark", "", "^1", 0), ("footnote", "乙", "^1", 0)]),
        ("<ruby>银<rt>yín</rt>行<rt>háng</rt></ruby>", [("ruby", "银", "yín", 0), ("ruby", "行", "háng", 0)]),
        ("设 $a_1$：\n\n$$\na\n=\nb\n$$", [("formula", "$a_1$", "tex", 0), ("formula", "$$\na\n=\nb\n$$", "tex", 1)]),
        ("床前明月光\n疑是地上霜\n举头望明月", [("verse", "床前明月光\n疑是地上霜\n举头望明月", "", 0)]),
        ("> [!WARNING]- 折叠\n> 虫害", [("note", "折叠", "warning", 0), ("bold", "折叠", "", 0), ("note", "虫害", "warning", 0)]),
    ],
)
def test_structure_is_kept_as_elements(source: str, found: list[tuple[str, str, str, int]]) -> None:
    assert elements(source) == found


def test_a_table_keeps_rows_cells_alignment_and_the_place_of_empty_cells() -> None:
    assert elements("|  | 甲 |\n|---|:-:|\n| 乙 |  |") == [
        ("table", "甲\n乙", "", 0),
        ("row", "甲", "head", 0), ("cell", "", "", 0), ("cell", "甲", "center", 0),
        ("row", "乙", "", 0), ("cell", "乙", "", 0), ("cell", "", "center", 0),
    ]


@pytest.mark.parametrize("rule", ["|---\t|---\t|", "| ---\t\t| --- |", "---\t|---", "|:-: |\t---|\u3000", "|---|---|\u00a0"])
def test_any_blanks_may_stand_in_the_line_under_the_head_of_a_table(rule: str) -> None:
    article = read(f"# 题\n\n|甲\t|乙\t|\n{rule}\n|丙|丁|")
    assert article.text == "甲 | 乙\n丙 | 丁"
    assert [e.kind for e in article.sections[0].elements].count("cell") == 4
    article = read("# 题\n\n-\t甲\n\t-\t|甲|乙|\n\t\t|---|---\t|\n\t\t|丙|丁|")
    assert article.text == "甲\n甲 | 乙\n丙 | 丁"


@pytest.mark.parametrize(
    "box",
    [
        '!!! tip "标题"\n    甲**乙**\n\n    - 丙\n', '???+ tip "标题"\n    甲**乙**\n\n    - 丙\n',
        "::: tip 标题\n甲**乙**\n\n- 丙\n:::\n", ":::tip[标题]\n甲**乙**\n\n- 丙\n:::\n",
        '::: {.callout-tip title="标题"}\n甲**乙**\n\n- 丙\n:::\n', "> [!TIP] 标题\n> 甲**乙**\n>\n> - 丙\n",
        '<Tip title="标题">\n\n甲**乙**\n\n- 丙\n\n</Tip>\n', '{% tip "标题" %}\n甲**乙**\n\n- 丙\n{% endtip %}\n',
        '{{< tip "标题" >}}\n甲**乙**\n\n- 丙\n{{< /tip >}}\n',
    ],
)
def test_every_form_of_a_box_is_read_alike(box: str) -> None:
    (section,) = read(f"# 题\n\n{box}\n丁").sections
    assert section.text == "标题\n\n甲乙\n\n丙\n\n丁"
    notes = [section.text[e.span.start : e.span.end] for e in section.elements if e.kind == "note"]
    assert notes == ["标题", "甲乙", "丙"]
    assert {e.value for e in section.elements if e.kind == "note"} == {"tip"}


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ('=== "苹果"\n\n    削皮\n\n=== "梨"\n\n    洗净', "苹果\n\n削皮\n\n梨\n\n洗净"),
        ('- 甲\n\n    !!! note\n        乙\n\n- 丙', "甲\n乙\n丙"),
        (":::: a\n::: b\n甲\n:::\n::::\n乙", "甲\n\n乙"),
        (":::\n甲", "甲"),
        ("- $$\n  a = b\n  $$\n- 乙", "$$\n  a = b\n  $$\n乙"),
        ("\\begin{align}\na &= b \\\\\n- c\n\\end{align}", "\\begin{align}\na &= b \\\\\n- c\n\\end{align}"),
        ("约 5~10 天，价 $5 到 $10，`$x$` 与 `{{x}}`。", "约 5~10 天，价 $5 到 $10，$x$ 与 {{x}}。"),
        ("| $|x|$ | 乙 |\n|---|---|\n| 丙 | [[丁|戊]] |", "$|x|$ | 乙\n丙 | 戊"),
        ("[[水池#深度|池]]与[[水池#深度]]与[[2022-07-18]]与![[水池]]与![[a.png|300]]", "池与水池 > 深度与2022-07-18与水池与"),
        ("[[#red]]==**甲**==，[[#green]]^^乙^^与[[$blue]]==丙==", "甲，乙与丙"),
        ("[[ 甲]]与[[乙 ]]与[[ 丙 ]]与[[#丁\u00a0]]与[[20221231235546]]", "甲与乙与丙与丁与20221231235546"),
        ('若 [[ -f a ]] 或 [[ $a == "甲" ]] 或 [[ 1, 2 ]] 或 [[2022]]', '若 [[ -f a ]] 或 [[ $a == "甲" ]] 或 [[ 1, 2 ]] 或 [[2022]]'),
        ("Array==占用更多==，若 a==b 且 c==d 且 n[i]==n[j]", "Array占用更多，若 a==b 且 c==d 且 n[i]==n[j]"),
        ("![甲(乙.jpg](../图/甲(乙.jpg)与[丙](a(b)c)与[丁](d(e))与[戊](f_(g) \"h\")与[己](i\\(j\\)k \"(l)\")", "与丙与丁与戊与己"),
        ("作者：甲\n地点：乙", "作者：甲\n地点：乙"),
        ("他走了，说\n乙：丙", "他走了，说乙：丙"),
        ("![甲|200](a.png)与![乙|inlR|20x30](b.png)与![|9](c.png)与![丙|丁](d.png)与![P(A|B)](e.png)", "甲与乙与与丙|丁与P(A|B)"),
        ('甲\n\n{{< friend\nname="乙"\nurl="http://a.example"\n>}}\n\n丙', "甲\n\n乙\n\n丙"),
        ("甲\n\n---\nlayout: center\nclass: x\n---\n\n乙", "甲\n\n乙"),
        ("甲\n\n---\n\n乙: 丙\n\n---", "甲\n\n乙: 丙"),
        ("```yaml\n---\na: 1\n---\n```", "---\na: 1\n---"),
        ('--8<-- "a.md"\n\n甲', "甲"),
        ("甲{++乙++}{--丙--}{==丁==}{>>戊<<}{~~己~>庚~~}", "甲乙丙丁戊己 庚"),
        ("/// note | 标题\n甲\n///\n\n乙 /// 丙", "标题\n\n甲\n\n乙 /// 丙"),
        ('{% hint style="info" %}\n甲\n{% endhint %}\n\n{% tab title="乙" %}\n丙\n{% endtab %}', "甲\n\n乙\n\n丙"),
        ('<Tab label="甲">\n\n乙\n\n</Tab>', "甲\n\n乙"),
        ('丙 <Badge text="外部" color="red" />，<Card title="卡" icon="x">丁</Card>', "丙 外部 ， 卡 丁"),
        ("![bg right:40%](a.png)甲![w:200](b.png)乙![bgm](c.png)", "甲乙bgm"),
        ("- TODO 甲\n  SCHEDULED: <2020-01-02 Thu>\n- 乙 SCHEDULED: <x>", "TODO 甲\n乙 SCHEDULED: <x>"),
        ("甲</br>乙<BR>丙", "甲\n乙\n丙"),
        ("![](a.png)#{.zooming width=10} 甲#{b} 与 #{c.d}", "甲#{b} 与 #{c.d}"),
        ("{{{ .company }}}甲 {{{x}}}", "甲"),
        ("![图一[^a]之二](a.png)\n\n[^a]: 出处", "图一之二\n\n出处"),
        ('![甲](a.png "图十二 甲乙")与![丙](b.png "丙")与![丁](c.png "c.png")', "甲 图十二 甲乙与丙与丁"),
        ("[\n\n甲\n\n乙\n\n](http://a.example)\n\n丙", "甲\n\n乙\n\n丙"),
        ("[![图](a.png)\n\n甲\n\n](http://a.example \"x\")", "图\n\n甲"),
        ("```\n| 甲\t|\n|---\t|\n```", "| 甲\t|\n|---\t|"),
        ("书 [评分:: 9] 与 (地点:: 上海) 与 [人::[[丙]]] 与 `[a:: b]` 与 [std::x]", "书 评分：9 与 上海 与 人：丙 与 [a:: b] 与 [std::x]"),
        ("数组 [[1]] 与 [[1, 2]] 与 [[gnu::unused]]。", "数组 [[1]] 与 [[1, 2]] 与 [[gnu::unused]]。"),
        ("```\n::: tip\n!!! x\n{{y}} %%z%% ##甲\n```", "::: tip\n!!! x\n{{y}} %%z%% ##甲"),
        ("Vec<T> 与 <Note>甲</Note> 与 <your-name>。", "Vec<T> 与 甲 与 <your-name>。"),
        ("<span style={{color: 'red'}}>甲</span>", "甲"),
        ("[注]: 这是一句正文。\n\n[a]: http://a.example", "[注]: 这是一句正文。"),
        ("{% codeblock lang:js %}\nvar a = {{b}}\n{% endcodeblock %}", "var a = {{b}}"),
        ("前言<script>\n\n甲", "前言\n\n甲"),
        ("<script>\n甲", "<script>甲"),
    ],
)
def test_what_dialects_write_is_read_as_their_readers_see_it(source: str, text: str) -> None:
    assert read(f"# 题\n\n{source}").text == text


def test_links_keep_their_targets() -> None:
    article = read("# 题\n\n[甲](../a.md)与[乙](https://b.example/x)与[[丙#节|丁]]与[[戊]]与<a href='己.html'>庚</a>与[顶](#top)")
    (section,) = article.sections
    anchors = [(link.target, section.text[link.span.start : link.span.end]) for link in section.links]
    assert anchors == [("../a.md", "甲"), ("https://b.example/x", "乙"), ("丙#节", "丁"), ("戊", "戊"), ("己.html", "庚"), ("#top", "顶")]


def test_brackets_that_are_escaped_in_an_address_are_those_of_the_address() -> None:
    (section,) = read("# 题\n\n[甲](https://a.example/b_\\(c_d\\))").sections
    assert [link.target for link in section.links] == ["https://a.example/b_(c_d)"]


@pytest.mark.parametrize(
    "place", ['<span id="x"></span>\n## 二', '## <span id="x"></span>二', '<div id="x"></div>\n\n## 二', '<a name="x"></a>\n## 二', '## 二 <a id=x></a>']
)
def test_tags_with_an_id_name_the_heading_that_they_stand_at(place: str) -> None:
    article = read(f"# 题\n\n见[二](#x)。\n\n## 一\n\n文。\n\n{place}\n\n文。")
    assert [section.heading for section in article.sections] == ["", "一", "二"]
    assert section_of(article, "#x") == 2


def test_a_link_around_paragraphs_is_one_on_the_first_text_among_them() -> None:
    article = read("# 题\n\n[\n\n![](a.png)\n\n甲\n\n乙\n\n](http://a.example/x)")
    (section,) = article.sections
    assert [(link.target, section.text[link.span.start : link.span.end]) for link in section.links] == [("http://a.example/x", "甲")]


def test_tags_in_the_text_are_tags_and_stay() -> None:
    article = read("# 题\n\n今天#游园 很好。 #标签/子\n\n#独行\n\n#book #film\n\n颜色 #fff 与 C#语言 与 #12。")
    assert article.tags == ("标签/子", "独行", "book", "film")
    assert "#独行" in article.text


@pytest.mark.parametrize(
    ("source", "title", "headings"),
    [
        ("# 甲\n\n## 乙\n\n文", "甲", ["乙"]),
        ("## 甲\n\n### 乙\n\n文", "甲", ["乙"]),
        ("## 甲\n\n文\n\n## 乙\n\n文", "文件", ["甲", "乙"]),
        ("# 甲\n\n文\n\n# 乙\n\n文", "文件", ["甲", "乙"]),
        ("前言。\n\n# 甲\n\n文", "甲", [""]),
        ("前言。\n\n## 甲\n\n文", "文件", ["", "甲"]),
        ("---\ntitle: 丙\n---\n\n# 甲\n\n文", "丙", ["甲"]),
        ("---\ntitle: 甲\n---\n\n# 甲\n\n文", "甲", [""]),
        ("#甲 {#id}\n\n##乙\n\n文", "文件", ["", "乙"]),
    ],
)
def test_the_first_heading_is_the_title_where_no_other_is_as_high(source: str, title: str, headings: list[str]) -> None:
    article = read(source)
    assert (article.title, [section.heading for section in article.sections]) == (title, headings)


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("苹果\n香蕉\n橘子", "苹果\n香蕉\n橘子"),
        ("床前明月光，\n疑是地上霜。", "床前明月光，\n疑是地上霜。"),
        ("自二十世纪八十年代以来我国的城市化进程不断加快大量农村人口涌\n入城市使得基础设施面临压力与此同时城市规划的理念也在发生深刻\n的变化", None),
        ("一句话写得很短。\n又一句话写得比前面那一句长得多，一直写到这里才停下来为止。\n短句。\n又短。", "一句话写得很短。\n又一句话写得比前面那一句长得多，一直写到这里才停下来为止。\n短句。\n又短。"),
    ],
)
def test_wrapped_lines_join_and_lines_that_are_meant_stay(source: str, text: str | None) -> None:
    assert read(f"# 题\n\n{source}").text == (text or source.replace("\n", ""))


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("水是 H~2~O，硫酸 H~2~SO~4~。", "水是 H2O，硫酸 H2SO4。"),
        ("10 m^2^ 与 Ca^2+^、Fe~2~(SO~4~)~3~", "10 m2 与 Ca2+、Fe2(SO4)3"),
        ("每周3~5~7天，a^b 与 c^d，`H~2~O`", "每周3~5~7天，a^b 与 c^d，H~2~O"),
    ],
)
def test_low_and_high_digits_stand_in_the_text_without_their_signs(source: str, text: str) -> None:
    assert read(source).sections[0].text == text


PIECES = ["中文", "句子。", "(", ")", "**", "==", "~~", "%%", "`", "```", "$", "$$", "[", "](a)", "[[", "]]", "![[", "#标签 ", "##节", "# 节", "- ", "1. ", "> ", ":::", "::: tip", "!!! note", "    ", "<b>", "</b>", "<Note>", "</Note>", "<A b={c}>", "{{", "}}", "{%", "%}", "{/*", "*/}", "{#id}", "{: .a}", "^[", "[^1]", "[^1]: ", "\\[", "\\]", "\\(", "\\)", "---", "+++", "title: 甲", "a:: 乙", "[TOC]", ":smile:", "<!--", "-->", "<ruby>", "<rt>", "</rt>", "<br>", "import a from 'b'", "", " a ", "\n", "---", "\n", "\ufde0", "\ufde1", "\n", "\n\n", "\n", "\n\n"]
HAN = re.compile(r"[\u4e00-\u9fff]")


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=30).map("".join))
def test_any_tangle_of_dialects_gives_marks_within_the_text_and_no_sign_of_the_readers(source: str) -> None:
    article = read(f"# 题\n\n{source}\n\n末")
    for section in article.sections:
        assert not re.search("[\ufdd0-\ufdef]", section.text + section.heading)
        for element in section.elements:
            assert 0 <= element.span.start <= element.span.end <= len(section.text)
            assert not re.search("[\ufdd0-\ufdef]", element.value)


VISIBLE = ["甲。", "乙 ", "**丙**", "==丁==", "`戊`", "[己](a)", "[[庚]]", "- 辛", "1. 壬", "> 癸", "## 子", "##丑", "::: tip 寅", ":::", '!!! note "卯"', "    辰", "$x=巳$", "<b>午</b>", "<Note>未", "</Note>", "申^[酉]", "戌[^1]", "[^1]: 亥", "{{<天>}}", "地:smile:", " a::玄", "\n", "\n\n", "\n", "\n\n"]


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(VISIBLE), max_size=25).map("".join))
@example("::: tip 寅{{<天>}}\n:::")
@example("[[庚]]{{<天>}}\n==丁==")
def test_no_character_of_the_body_is_lost(source: str) -> None:
    article = read(f"# 题目\n\n{source}\n\n末")
    stored = "".join([article.title, article.text, *(link.target for link in article.links), *(s.heading for s in article.sections)])
    assert sorted(set(HAN.findall(source)) - set(stored)) == []


@pytest.mark.parametrize(
    "unit",
    ["> ", "::: a\n", "<A\n", "<A {\n", "{/*\n", "{{ ", "$a ", "$$\n", "\\[\n", "^[a", "%%a", "==a", "!!! a\n    ", "`` a ` ", "[[a", "#甲 ", "a:: b\n", "<rt>",
     "[a](", "| a |\n|---|\n", "- a\n  - b\n", "{% note %}\n", "<!--\n", "\\begin{a}\n"],
)
@pytest.mark.usefixtures("without_collector")
def test_time_grows_as_the_text_does(unit: str) -> None:
    def seconds(chars: int) -> float:
        data = ("# 题\n\n" + unit * (chars // len(unit))).encode()
        best = 60.0
        for _ in range(2):
            begin = time.process_time()
            with suppress(ArticleError):  # too many headings and tags are refused, in good time
                read_bytes(data, "a.md")
            best = min(best, time.process_time() - begin)
        return best

    small, large = seconds(25_000), seconds(100_000)
    assert large < 10 * small + 0.05  # four times the text; sixteen times would be the square


# --- what people write that is nearly Markdown -----------------------------------------------------


@pytest.mark.parametrize(
    ("source", "text", "target"),
    [
        ("看 [图](../附件/a b.md)。", "看 图。", "../附件/a b.md"),
        ("看 [图](https://a.cn/x.html “题目”)。", "看 图。", "https://a.cn/x.html"),
        ("看 [图](a.md =300x)。", "看 图。", "a.md"),
        ('看 [图](a.md "题目")。', "看 图。", "a.md"),
        ("看[[1]](https://a.cn/x)。", "看[1]。", "https://a.cn/x"),
        ("看 [图](不是 地址)。", "看 [图](不是 地址)。", ""),
        ("看 `[图](a b.md)`。", "看 [图](a b.md)。", ""),
    ],
)
def test_an_address_that_only_nearly_is_one_still_makes_a_link(source: str, text: str, target: str) -> None:
    article = read_bytes(source.encode(), "甲.md")
    assert article.text == text
    assert [link.target for link in article.links] == ([target] if target else [])


def test_markdown_within_html_is_read() -> None:
    figure = '<figure markdown="span">\n    ![河](河.png){ width="300" }\n    <figcaption>图一</figcaption>\n</figure>\n'
    article = read_bytes(f"# 题\n\n{figure}\n<center><b>甲</b> **乙** [丙](丙.md)</center>\n".encode(), "甲.md")
    assert article.text == "河\n\n图一\n\n甲 乙 丙"
    assert [link.target for link in article.links] == ["丙.md"]


def test_a_heading_under_a_line_of_html_is_a_heading() -> None:
    article = read_bytes('# 题\n\n文。\n\n<a name="x"></a>\n## 节 `码`\n\n末。'.encode(), "甲.md")
    assert [section.path for section in article.sections] == [(), ("节 码",)]


def test_blocks_of_logseq_are_boxes_and_what_it_keeps_for_itself_is_hidden() -> None:
    source = """- 甲
\t- #+BEGIN_QUOTE
\t  引文 ^^要点^^。
\t  #+END_QUOTE
\t- 乙
\t  :LOGBOOK:
\t  CLOCK: [2021-01-01]
\t  :END:
\t\t- 丙
- #+BEGIN_QUERY
  {:title [:h2 "问"]}
  #+END_QUERY
- 丁
"""
    article = read_bytes(source.encode(), "甲.md")
    assert article.text == "甲\n引文 要点。\n乙\n丙\n丁"
    assert [each.level for each in article.sections[0].elements if each.kind == "list_item"] == [1, 2, 2, 3, 1]


MYST = """(top)=
# 题

% 不给人看
见 {ref}`那节 <two>`、{doc}`另页 <b>`、{cite}`某人`与{term}`词`，{math}`x^2`；`{ref}` 照旧。

```{note}
:class: dropdown
框中{ref}`two`。
```

```{toctree}
:maxdepth: 2
不是正文
```

:::{admonition} 框题
:class: tip
框文。
:::

```{code-cell} ipython3
:tags: [hide]
print("{ref}`x`")
```
+++
(two)=
## 二

```
(three)=
:label:`x`
```
"""


def test_roles_labels_and_options_of_jupyter_book_are_no_text() -> None:
    article = read_bytes(MYST.encode(), "a.md")
    lead, second = article.sections
    assert lead.text == (
        "见 那节、另页、某人与词，$x^2$；{ref} 照旧。\n\n框中two。\n\n框题\n\n框文。\n\nprint(\"{ref}`x`\")"
    )
    assert [link.target for link in lead.links] == ["#two", "b", "#two"]
    assert section_of(article, "#two") == second.number
    assert second.text == "(three)=\n:label:`x`"


CELLS = """# 题

```{r}
#| label: fig-bean
#| fig-cap: "高尔顿的豆子"
#| echo: false
plot(x)
```

```{r cars, fig.cap="车的'速度'", echo=FALSE}
plot(cars)
```

```{python}
print("甲") #| 乙
```

```{code-cell} ipython3
---
tags: [hide]
mystnb:
  figure:
    caption: 最优设计
    name: fig-best
---
design()
```

如 @fig-bean、[@fig-best]、图\\@ref(fig:cars) 与第\\@ref(sec-two)节，见 @some2013，`@fig-x`，a@fig-b.cn。

## 二 {#sec-two}

文。
"""


def test_cells_that_run_are_code_with_names_and_captions() -> None:
    article = read_bytes(CELLS.encode(), "a.qmd")
    lead = article.sections[0]
    assert lead.text == (
        "plot(x)\n\n高尔顿的豆子\n\nplot(cars)\n\n车的'速度'\n\nprint(\"甲\") #| 乙\n\ndesign()\n\n最优设计\n\n"
        "如 fig-bean、fig-best、图fig:cars 与第sec-two节，见 @some2013，@fig-x，a@fig-b.cn。"
    )
    assert [lead.text[e.span.start : e.span.end] for e in lead.elements if e.kind == "code"][:4] == ["plot(x)", "plot(cars)", 'print("甲") #| 乙', "design()"]
    assert [link.target for link in lead.links] == ["#fig-bean", "#fig-best", "#fig:cars", "#sec-two"]
    assert [section_of(article, link.target) for link in lead.links] == [0, 0, 0, 1]


@pytest.mark.parametrize(
    "formula",
    ["```{math}\n:label: eq_a\n\na = b\n```", "$$\na = b\n$$ (eq_a)", "(eq_a)=\n$$\na = b\n$$"],
)
def test_formulas_of_jupyter_book_have_names_that_references_lead_to(formula: str) -> None:
    article = read(f"# 题\n\n## 甲\n\n```{{note}}\n框\n```\n\n{formula}\n\n见 {{eq}}`eq_a`。")
    (section,) = article.sections
    assert [e.kind for e in section.elements if e.kind in ("formula", "code")] == ["formula"]
    assert section.text.startswith("框\n\n$$\n") and section.text.endswith("$$\n\n见 eq_a。")
    assert section_of(article, "#eq_a") == section.number


def test_places_as_docsify_names_them_are_no_text_and_are_found() -> None:
    article = read("# 题\n\n## 核心 :id=core\n\n见[甲](?id=core)与[乙](zh-cn/b?id=x)与[丙](http://a.b/c?id=1)。")
    (section,) = article.sections
    assert (section.heading, section_of(article, "#core")) == ("核心", section.number)
    assert [link.target for link in section.links] == ["#core", "zh-cn/b#x", "http://a.b/c?id=1"]


def test_labels_and_references_of_d2lbook_are_no_text() -> None:
    source = "# 题\n:label:`sec_a`\n\n如 :numref:`fig_a` 与 :cite:`Smith.2020`。\n\n:begin_tab:`mxnet`\n甲。\n:end_tab:\n\n## 二\n:label:`sec_b`\n\n时间:`x`，见 :ref:`sec_b`。\n"
    article = read_bytes(source.encode(), "a.md")
    assert [section.text for section in article.sections] == ["如 fig_a 与 Smith.2020。\n\n甲。", "时间:x，见 sec_b。"]
    assert section_of(article, "#sec_b") == 1


def test_times_and_numbers_of_blocks_in_logseq_are_no_text() -> None:
    number = "63aa0000-1111-2222-3333-444455556666"
    source = f"- TODO 做事\n  :LOGBOOK:\n  CLOCK: [2023-01-01 Sun 10:00:00]--[2023-01-01 Sun 10:10:00] =>  00:10:00\n  :END:\n\t- 子块 (({number})) {{{{embed (({number}))}}}}，f((1))\n"
    assert read(source).text == "TODO 做事\n子块 ，f((1))"
