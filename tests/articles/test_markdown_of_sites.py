"""Markdown of generators of sites and programs for notes: what a tag shows stays, what it does goes, where it leads is known."""
# ruff: noqa: E501 - a case is one line, so that source and outcome stand side by side
# fmt: off

from __future__ import annotations

import pytest

from wenxun.articles import read_bytes
from wenxun.link_targets import address_keys, article_keys, section_of, target_keys
from wenxun.models import Article


def read(source: str, name: str = "文件.md") -> Article:
    return read_bytes(source.encode(), name)


@pytest.mark.parametrize(
    ("source", "text"),
    [
        # Hexo
        ("{% tabs 水果 %}\n<!-- tab 苹果 -->\n甲\n<!-- endtab -->\n<!-- tab 梨@fas fa-bomb -->\n乙\n<!-- endtab -->\n{% endtabs %}", "水果\n\n苹果\n\n甲\n\n梨\n\n乙"),
        ("{% timeline 往事,blue %}\n<!-- timeline 01-02 -->\n甲\n<!-- endtimeline -->\n{% endtimeline %}", "往事\n\n01-02\n\n甲"),
        ("{% hideInline 答案,看答案,#FF7242,#fff %}与{% label 重点 pink %}与{% btn 'https://a.example',去看,far fa-hand,larger %}", "答案 看答案与重点与去看"),
        ("{% p red, 用 Python 写 %}", "用 Python 写"),
        ("1. 甲\n    {% gp 2-1 %}\n    {% asset_img 5.1.png %}\n    {% asset_img b.png %}\n    {% endgp %}\n    乙\n2. 丙", "甲\n乙\n丙"),
        ("{% mermaid %}\ngraph TD; 甲-->乙\n{% endmermaid %}", "graph TD; 甲-->乙"),
        # Hugo
        ('{{< quote author="某人" >}}引文{{< /quote >}}', "某人 引文"),
        # Jekyll
        ("* TOC\n{:toc}\n\n甲", "甲"),
        ("1. 目录在此\n{:toc}\n\n甲", "甲"),
        ("- 甲\n- 乙", "甲\n乙"),
        ("甲\n\n{::comment}\n乙\n{:/comment}\n\n丙", "甲\n\n丙"),
        ("*[HTML]: 超文本标记语言\n*[CSS]: 层叠样式表", "HTML: 超文本标记语言\n\nCSS: 层叠样式表"),
        ("术语\n: 第一条\n: 第二条", "术语\n第一条\n第二条"),
        ("术语\n:   第一条\n\n    续文\n\n    - 项", "术语\n第一条\n\n续文\n\n项"),
        ("甲 : 乙\n比 3:2\n", "甲 : 乙比 3:2"),
        # VitePress, VuePress
        ("<<< @/a.js#区{2 ts}\n\n甲", "甲"),
        ("@[code js{1-3}](./a.js)\n\n!!!include(./x.md)!!!\n\n[!INCLUDE [甲](x.md)]\n\n乙", "乙"),
        ("甲 << 乙，@某人 说", "甲 << 乙，@某人 说"),
        ("""<Grid :items="[{ text: '甲' }, { text: '乙' }]" @click="f" />""", "甲 乙"),
        ("++插入++与 ++ctrl+alt+del++，C++ 与 C++，i++ 与 ++i 与 j++", "插入与 ctrl+alt+del，C++ 与 C++，i++ 与 ++i 与 j++"),
        ("看 ||藏着|| 与 !!遮住!!，a || b || c，好!!真好!!", "看 藏着 与 遮住，a || b || c，好!!真好!!"),
        # MkDocs
        ("--8<--\na.md\nb.md\n--8<--\n\n甲", "甲"),
        # Pandoc, Quarto, bookdown
        ("[红字]{.red}与[小]{style=\"a\"}与[丙][丁]", "红字与小与[丙][丁]"),
        ("\\newpage\n\n\\begin{theorem}[中值]\n甲\n\\end{theorem}\n\n\\vspace{1em}", "中值\n\n甲"),
        ("\\begin{align}\na_1 &= b\n\\end{align}", "\\begin{align}\na_1 &= b\n\\end{align}"),
        # GitBook
        ('{% code title="文件.js" %}\n```js\nlet a\n```\n{% endcode %}', "文件.js\n\nlet a"),
        # Obsidian
        ("甲 <% tp.date.now() %> 乙", "甲 乙"),
        ("- [/] 甲\n- [>] 乙\n- [!] 丙\n- [甲] 丁", "甲\n乙\n丙\n[甲] 丁"),
        ("[[笔记^abc123]] 与 [[甲.pdf#page=3]] 与 [[x^2 与 y]]", "笔记 与 甲.pdf 与 x^2 与 y"),
        # Logseq
        ("- TODO [#A] 甲\n- 乙 [#A] 丙", "TODO 甲\n乙 [#A] 丙"),
        ("- 卡片\n  card-last-interval:: 4\n  card-ease-factor:: 2.5", "卡片"),
    ],
)
def test_what_tags_of_sites_show_stays_and_what_they_do_goes(source: str, text: str) -> None:
    assert read(f"# 题\n\n{source}").text == text


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ('<Tabs values={[{label: "苹果", value: "a"}, {label: "梨", value: "b"}]}>\n<TabItem value="a">甲</TabItem>\n</Tabs>', "苹果 梨\n\n甲"),
        ('<Question\n\tchoices={[\n\t\t{ text: "其一", explain: "否：<em>这样</em>！" },\n\t\t{ text: \'其二\', correct: true }\n\t]}\n/>', "其一 否：这样！ 其二"),
        ('<Tab label = "甲">\n\n乙\n\n</Tab>', "甲\n\n乙"),
        ('<TabItem value="进入页面">\n\n乙\n\n</TabItem>', "进入页面\n\n乙"),
        ("import A from 'a'\n\n<A/>甲{'乙'}{' '}{丁}", "甲乙 {丁}"),
        ("<Card onClick={() => go(1)} icon={<Icon/>} title={<>甲<b>乙</b></>} />", "乙"),
    ],
)
def test_texts_in_attributes_of_components_stay_however_deep(source: str, text: str) -> None:
    assert read(f"# 题\n\n{source}", "文件.mdx").text == text


@pytest.mark.parametrize(
    ("link", "target"),
    [
        ("[甲]({% post_url 2020-01-01-a %})", "2020-01-01-a"),
        ("[甲]({{ site.baseurl }}{% link _posts/2020-01-01-a.md %})", "_posts/2020-01-01-a.md"),
        ('[甲]({{< ref "posts/a.md" >}})', "posts/a.md"),
        ('[甲]({{% relref path="a" lang="zh" %}} "题目")', "a"),
        ('[甲]({{ "/b/a.pdf" | relative_url }})', "/b/a.pdf"),
        ("[甲]({{ site.url }}/b/a)", "/b/a"),
        ('<a href="{% post_url 2020-01-01-a %}">甲</a>', "2020-01-01-a"),
        ("[甲][a]\n\n[a]: {{< relref \"/b/a\" >}}", "/b/a"),
        ("{% post_link a 甲 %}", "a"),
        ('{% post_link b/a "甲" %}', "b/a"),
        ("[甲]([[a b]])", "a b"),
        ("[[std::a|甲]]", "std::a"),
    ],
)
def test_a_link_leads_where_a_tag_in_its_address_says(link: str, target: str) -> None:
    article = read(f"# 题\n\n看 {link}")
    (section,) = article.sections
    assert [(each.target, section.text[each.span.start : each.span.end]) for each in section.links] == [(target, "甲")]


@pytest.mark.parametrize("target", ["@site/docs/guide/x.md", "@/guide/x.md", "~/guide/x", "pathname:///docs/guide/x"])
def test_an_address_from_the_top_of_a_site_leads_to_the_article(target: str) -> None:
    keys = address_keys(Article("docs/guide/x", "题", (), path="docs/guide/x.md"))
    assert set(target_keys(target, "docs/other/y.md")) & set(keys)


def test_code_names_a_page_in_brackets() -> None:
    (section,) = read("# 题\n\n看 [[`std::a`]] 与 [[gnu::unused]] 与 [[nodiscard]]").sections
    assert [link.target for link in section.links] == ["std::a"]


@pytest.mark.parametrize("formula", ["\\\\(a_1\\\\)", "\\\\(x\\\\)", "\\\\[a_1\\\\]", "$$a_1$$", "\n\n\\\\[\na_1\n\\\\]\n\n"])
def test_brackets_behind_two_backslashes_hold_a_formula(formula: str) -> None:
    (section,) = read(f"# 题\n\n设 {formula} 成立").sections
    assert [element.kind for element in section.elements if element.kind == "formula"] == ["formula"]
    assert "\\" not in section.text


def test_a_path_with_two_backslashes_is_no_formula() -> None:
    assert read("# 题\n\nC:\\\\(x86) 与 \\\\(中文\\\\)").text == "C:\\(x86) 与 \\(中文\\)"


def test_names_behind_headings_name_their_places_where_most_have_one() -> None:
    article = read("# 题[[title]]\n\n## 前言[[introduction]]\n\n甲\n\n## 结语[[end]]\n\n乙")
    assert (article.title, [section.heading for section in article.sections]) == ("题", ["前言", "结语"])
    assert section_of(article, "#end") == 1


def test_a_link_behind_one_heading_is_a_link() -> None:
    assert [section.heading for section in read("# 题\n\n## 用[[docker]]\n\n甲\n\n## 别的\n\n乙").sections] == ["用docker", "别的"]


def test_a_tag_of_several_words_is_one_tag() -> None:
    assert read("- 块 #[[两 词]] #甲\n- 另").tags == ("两 词", "甲")


def test_the_title_of_a_box_is_not_that_of_the_article() -> None:
    assert read("> [!quote] 引文\n> 内容\n\n甲").title == "文件"


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("| 甲 | 乙 |\n|---|---|\n| 1 | 2 | 三 |", "甲 | 乙\n1 | 2 | 三"),
        ("| 甲 | 乙 |\n|---|---|\n| `a|b` | 或 |", "甲 | 乙\na|b | 或"),
        ("| 甲 | 乙 |\n|---|---|\n| `a\\|b` | 或 |", "甲 | 乙\na|b | 或"),
        ("| 甲 | 乙 |\n|---|---|---|\n| 1 | 2 |", "甲 | 乙\n1 | 2"),
        ("甲 | 乙 | 丙\n--- | :-:\n1 | 2 | 3", "甲 | 乙 | 丙\n1 | 2 | 3"),
        ("- 项\n  | 甲 | 乙 |\n  |---|---|\n  | 1 | 2 | 三 |", "项\n甲 | 乙\n1 | 2 | 三"),
        ("> | 甲 | 乙 |\n> |---|---|\n> | 1 | 2 | 三 |", "甲 | 乙\n1 | 2 | 三"),
        ("> [!info] 表\n| 甲 | 乙 |\n|---|---|\n| 1 | 2 |", "表\n\n甲 | 乙\n1 | 2"),
        ("| $|x|$ | 乙 |\n|---|---|\n| 1 | [[二|三]] |", "$|x|$ | 乙\n1 | 三"),
        ("| 甲 | 乙 |\n|---|---|\n| 1 | 2 |", "甲 | 乙\n1 | 2"),
        ("| 甲 | 乙 |\n|---|---|\n| 1 | 2 |   |", "甲 | 乙\n1 | 2"),
        ("```\n| 甲 | 乙 |\n|---|\n| 1 | 2 |\n```", "| 甲 | 乙 |\n|---|\n| 1 | 2 |"),
        ("甲 | 乙\n\n---\n\n丙 | 丁", "甲 | 乙\n\n丙 | 丁"),
    ],
)
def test_no_cell_of_an_uneven_table_is_lost(source: str, text: str) -> None:
    assert read(f"# 题\n\n{source}").text == text


def test_an_even_table_gets_no_column() -> None:
    (section,) = read("# 题\n\n|甲|乙|\n|:-:|-|\n|1|2|\n| 3 | |").sections
    assert [element.kind for element in section.elements].count("cell") == 6


# --- what the article is called --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("source", "name", "title", "headings"),
    [
        ("# 模型 [[模型]]\n\n甲", "3.mdx", "模型", [""]),
        ("# 题\n\n## 读 [[书]]\n\n甲", "3.md", "题", ["读 书"]),
        ("# (PART) 基础篇 {-}\n\n# 科学 {#intro}\n\n## 一 {-}\n\n文", "甲.Rmd", "科学", ["", "一"]),
        ("- # 定理\n  - 甲\n- ## 类型\n  - 乙", "插值.md", "插值", ["定理", "类型"]),
        ("- # 定理\n  - 甲", "插值.md", "插值", ["定理"]),
        ("## 解题思路：\n\n甲\n\n### 一\n\n乙", "两数之和.md", "两数之和", ["解题思路：", "一"]),
        ("## 两数之和\n\n甲\n\n### 一\n\n乙", "a.md", "两数之和", ["", "一"]),
        ("---\ntitle:\n  en-US: Basic\n  zh-CN: 基本用法\n---\n文", "basic.md", "基本用法", [""]),
        ("---\ntitle:\n  en: Basic\n---\n文", "b.md", "Basic", [""]),
        ("1. **默认表情**\n\n文", "表情.md", "表情", [""]),
        ("**下面用的是三，若用四，看文档**\n\n文", "状态.md", "状态", [""]),
        ("**番茄**，又称西红柿，是一种果。", "a.md", "番茄", [""]),
        ("- 甲", "pages/Unity___Script___std%3A%3Abind.md", "Unity/Script/std::bind", [""]),
        ("- 甲", "notes/a___b.md", "a b", [""]),
        ("甲", "C%23 与 50%.md", "C# 与 50%", [""]),
        ("甲", "%E8%8C%B6%3F.md", "茶?", [""]),
    ],
)
def test_an_article_is_called_what_its_owner_calls_it(source: str, name: str, title: str, headings: list[str]) -> None:
    article = read(source, name)
    assert (article.title, [section.heading for section in article.sections]) == (title, headings)


# --- where links lead ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("link", "path", "head"),
    [
        ("[甲](/2021/12/tca-2/)", "_posts/2021-12-05-tca-2.md", ""),
        ("[甲](/blog/2021/12/05/tca-2.html#节)", "_posts/2021-12-05-tca-2.md", ""),
        ("[甲](/2021/12/05/tca-2/)", "source/_posts/tca-2.md", "date: 2021-12-05 10:20:30"),
        ("[甲](/2021/12/tca-2/)", "content/posts/tca-2/index.md", "date: 2021-12-05"),
        ("[甲](/posts/3c4a82e6/)", "source/_posts/a.md", "abbrlink: 3c4a82e6"),
        ("[甲](/p/12345.html)", "source/_posts/a.md", "abbrlink: 12345"),
        ("[甲](/3c4a82e6.html)", "source/_posts/a.md", "abbrlink: 3c4a82e6"),
        ("[甲](/docs/begin)", "docs/guide/start.md", "slug: /begin"),
        ("[[04_表达式#求值|甲]]", "C/04_表达式.md", ""),
        ("[[a b|甲]]", "C/a_b.md", ""),
        ("[[2023_01_02|甲]]", "journals/2023_01_02.md", ""),
        ("[[Jan 2nd, 2023|甲]]", "journals/2023_01_02.md", ""),
        ("[[2023-01-11|甲]]", "journals/2023_01_11.md", ""),
        ("[[Jan 11th, 2023|甲]]", "journals/2023_01_11.md", ""),
    ],
)
def test_a_link_leads_to_the_article_by_the_address_that_its_site_gives_it(link: str, path: str, head: str) -> None:
    origin = read(f"# 来处\n\n看 {link}", "x/来处.md")
    (target,) = [each.target for each in origin.links]
    article = read(f"---\n{head}\n---\n# 去处\n\n文" if head else "文", path)
    assert set(map(str.casefold, target_keys(target, origin.path))) & set(map(str.casefold, article_keys(article)))


@pytest.mark.parametrize("link", ["[甲](/2021/11/tca-2/)", "[甲](/2021/12/other/)", "[[Jan 3rd, 2023]]", "[甲](/q/3c4a82e6/)"])
def test_a_link_to_another_day_or_number_leads_nowhere(link: str) -> None:
    (target,) = [each.target for each in read(f"看 {link}", "x/来处.md").links]
    for path, head in (("_posts/2021-12-05-tca-2.md", "abbrlink: 3c4a82e6"), ("journals/2023_01_02.md", "a: b")):
        assert not set(target_keys(target, "x/来处.md")) & set(article_keys(read(f"---\n{head}\n---\n文", path)))


# --- what is seldom written ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("[[toc]]\n\n甲\n\n@[TOC](目录)\n\n${toc}", "甲"),
        ("::: tabs\n@tab:active 苹果\n甲\n@tab 梨\n乙\n:::", "苹果\n\n甲\n\n梨\n\n乙"),
        ("甲\n\n%%\n乙\n丙\n%%\n\n丁", "甲\n\n丁"),
        ("甲\n\n%%\n乙", "甲\n\n%%乙"),
        ("{/* 甲\n乙 */}丙", "丙"),
        ("{/* 甲", "{/* 甲"),
        ("甲<!-- 乙 -->丙<?php x ?>丁", "甲丙丁"),
        ("| 甲<br>乙 | [丙](a.md) | *丁* |\n|---|---|---|\n| 一 | 二 | 三 |", "甲\n乙 | 丙 | 丁\n一 | 二 | 三"),
        ("甲[分类:饮料](/wiki/分类:饮料)与[[分类:水果]]", "甲与"),
        ("见[甲ⓦ](https://zh.wikipedia.org/wiki/%E7%94%B2)", "见甲"),
        ("<ruby>汉<rt>hàn</ruby>字", "汉字(hàn)"),
        ("甲</b>乙<b>丙", "甲乙丙"),
        ("价{{ 甲", "价{{ 甲"),
        ("`a` ``b`c`` `d", "a b`c `d"),
    ],
)
def test_what_is_seldom_written_is_read_too(source: str, text: str) -> None:
    assert read(f"# 题\n\n{source}").text == text


@pytest.mark.parametrize("place", ["## 二\n{: #x}", "## 二 {: #x .y}", "{#x}\n## 二", "## 二 {#x}"])
def test_attributes_name_the_heading_that_they_stand_at(place: str) -> None:
    article = read(f"# 题\n\n## 一\n\n文。\n\n{place}\n\n文。")
    assert [section.heading for section in article.sections] == ["一", "二"]
    assert section_of(article, "#x") == 1


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("按 **[!UICONTROL 保存]** 与 [!DNL Journey]", "按 保存 与 Journey"),
        ("见[[!DNL 甲]](a.md)", "见甲"),
        (">[!BEGINTABS]\n\n>[!TAB 分页]\n\n页内\n\n>[!ENDTABS]", "分页\n\n页内"),
        ('> [!div class="next"]\n> [下一步](b.md)', "下一步"),
        ("> [!VIDEO https://e.com/v]\n\n甲", "甲"),
        ("说[!INCLUDE [产品](x.md)]的", "说的"),
        ("[!BADGE 测试版]{type=Informative}", "测试版"),
        ("> [!NOTE]\n> 甲", "甲"),
        ("> [!note|right] 题\n> 甲", "题\n\n甲"),
        ("`[!UICONTROL 保存]`与 b[!flag ok]", "[!UICONTROL 保存]与 b[!flag ok]"),
        ("+++ 点开\n\n里面\n\n+++\n\n外", "点开\n\n里面\n\n外"),
        ("+++ 没有结尾\n\n里面", "+++ 没有结尾\n\n里面"),
    ],
)
def test_marks_of_documentation_portals_show_what_their_readers_see(source: str, text: str) -> None:
    assert read(f"# 题\n\n{source}").text == text


@pytest.mark.parametrize(
    "heading", ["##\u3000甲", "####\u3000甲： ####", "##\xa0甲", "## 甲 %{#a}%", "<figure>图</figure>## 甲", "<div>图</div>## 甲", '<img src="a.png">## 甲']
)
def test_a_heading_is_one_behind_any_blank_and_behind_a_tag(heading: str) -> None:
    assert [each.heading.rstrip("：") for each in read(f"# 题\n\n{heading}\n\n文。").sections][-1] == "甲"


@pytest.mark.parametrize(
    ("inside", "text"),
    [
        ('\t<Card title="星星" icon="star">\n\t\t织女\n\t</Card>', "星星 织女"),
        ('    <Card\n        title="星星"\n        style={{ margin: 0 }}\n    />\n    织女', "星星 织女"),
        ("\t- 一\n\t- 二\n\n\t三", "一 二 三"),
        ('<Preview>\n\n<Styled.Card\n\ttitle="星星"\n/>\n\n</Preview>', "星星"),
        ("\t<Card>\n\t\t注*甲*\n\t</Card>", "注甲"),
    ],
)
def test_what_is_indented_in_a_component_is_text_and_no_code(inside: str, text: str) -> None:
    (section,) = read(f'# 题\n\n<CardGrid slot="a">\n{inside}\n</CardGrid>\n\n    码\n').sections
    (code,) = [each.span for each in section.elements if each.kind == "code"]
    assert (section.text[: code.start].split(), section.text[code.start :]) == (text.split(), "码")


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ('::alert{type="info" title="提示"}\n甲\n::', "提示\n\n甲"),
        ("::card[卡片]\n甲\n::\n\n乙", "卡片\n\n甲\n\n乙"),
        ("::card\n---\ntitle: 卡片\nicon: x\n---\n甲\n::", "卡片\n\n甲"),
        ("::group\n  ::card\n  甲\n  ::\n::", "甲"),
        ('用 :badge[新]{color="red"}与 :kbd[Ctrl]', "用 新与 Ctrl"),
        ('甲 :icon{name="x"} 乙', "甲 乙"),
        ("::before\n\n甲", "::before\n\n甲"),
        ("伪元素 ::after 与 10:30[注]", "伪元素 ::after 与 10:30[注]"),
        ("甲\n\n::\n\n乙", "甲\n\n::\n\n乙"),
    ],
)
def test_components_in_colons_show_what_their_readers_see(source: str, text: str) -> None:
    assert read(f"# 题\n\n{source}").text == text


def test_the_chinese_options_of_a_slide_are_found() -> None:
    assert read("# 题\n\n甲\n\n---\nlayout: center\ntitle: 第二张\n---\n\n乙").text.split() == ["甲", "第二张", "乙"]


@pytest.mark.parametrize(
    ("line", "fields"),
    [
        ("key:: value", {"key": "value"}),
        ("状态::完成", {"状态": "完成"}),
        ("status::完成", {"status": "完成"}),
        ("**进度**:: 5", {"进度": "5"}),
        ("std::vector 是容器", {}),
        ("Foo::bar()", {}),
        ("伪元素 ::after 在后", {}),
        ("反射率 :: 250 纳米", {}),
    ],
)
def test_a_name_of_a_program_is_no_property(line: str, fields: dict[str, str]) -> None:
    article = read(f"# 题\n\n{line}")
    assert dict(article.fields) == fields
    assert fields or article.text == line


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("**注意：用`f(*a)`时。**其他", "注意：用f(*a)时。其他"),
        ("**设 $a^{*}$ 为“解”。**则", "设 $a^{*}$ 为“解”。则"),
        ("==看`a == b`吧==。", "看a == b吧。"),
        ("`**`与`**`", "**与**"),
        ("价<%= 名称 %>元", "价<%= 名称 %>元"),
        ("甲<%* await tp.file.move() %>乙<%tp.date.now()%>丙", "甲乙丙"),
        ('[!BADGE 即将]{type=Info tooltip="可能会变。"}', "即将 可能会变。"),
        ("见[甲](https://e.com/a）与[乙](https://e.com/b)。", "见甲与乙。"),
        ("见（[甲](https://e.com/a)）。", "见（甲）。"),
    ],
)
def test_marks_around_code_and_slips_of_the_keyboard_are_read(source: str, text: str) -> None:
    assert read(f"# 题\n\n{source}").text == text
