"""What a reader sees of Markdown, wikitext and HTML, construct by construct."""
# ruff: noqa: E501 - a case is one line, so that source and outcome stand side by side
# fmt: off

from __future__ import annotations

import re

import pytest

from wenxun.articles import read_bytes
from wenxun.models import Article


def read(suffix: str, source: str) -> Article:
    return read_bytes(source.encode(), f"a{suffix}")


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("一行\n二行", "一行二行"),
        ("中文一行写到了纸边所以在这里折到下一行去的\nCPU core and more of it as far as the edge\nnext word 又是中文一行写到了纸边\n中文", "中文一行写到了纸边所以在这里折到下一行去的CPU core and more of it as far as the edge next word 又是中文一行写到了纸边中文"),
        ("中文\nCPU core\nnext\n中文", "中文\nCPU core\nnext\n中文"),
        ("一行  \n二行\\\n三行", "一行\n二行\n三行"),
        ("*斜*与**粗**与~~删~~与`码 **x**`", "斜与粗与删与码 **x**"),
        ("- 一\n  - 二\n- 三\n\n段", "一\n二\n三\n\n段"),
        ("1. 一\n\n   续\n2. 二", "一\n续\n二"),
        ("> 引\n> 文\n\n段", "引文\n\n段"),
        ("| 名 | 值 |\n|---|---|\n| `a|b` | 1 |\n| 乙 |  |", "名 | 值\na|b | 1\n乙"),
        ("```py\nif a:\n\n    b\n```\n段", "if a:\n\n    b\n\n段"),
        ("    缩进 [1]\n\n段", "缩进 [1]\n\n段"),
        ("a &amp; b &lt;c&gt; &#x4E2D;&nbsp;d", "a & b <c> 中\xa0d"),
        ("\\*不是强调\\* 与 \\# 号", "*不是强调* 与 # 号"),
        ("![图的说明](a.png)与![](b.png)与![c.jpg](c.jpg)", "图的说明与与"),
        ("<https://a.example/x>与 [名][r]\n\n[r]: https://a.example", "https://a.example/x与 名"),
        ("设 \\(x_1 = y_2\\) 与 \\[\\frac{1}{2}\\]，但 \\(R\\)-氨基", "设 x_1 = y_2 与 \\frac{1}{2}，但 (R)-氨基"),
        ("[[页面|显示]]与[[另页]]与[[noreturn]]", "显示与另页与[[noreturn]]"),
        ("<div align=center>\n\n居**中**\n\n</div>\n\n<p>块</p>", "居中\n\n块"),
        ("题\n===\n\n段", "段"),
    ],
)
def test_markdown(source: str, text: str) -> None:
    assert read(".md", f"# 题目\n\n{source}" if not source.startswith("题") else source).text == text


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("* 一\n** 二\n# 三\n: 四\n; 五 : 六", "一\n二\n三\n四\n五 : 六"),
        ("一\n二\n\n三", "一二\n\n三"),
        ("* 一\n段落", "一\n段落"),
        ("{| class=\"wikitable\"\n|+ 表题\n! 名 !! 值\n|-\n| [[甲]] || 1<br>2\n|-\n| ||\n|}", "表题\n名 | 值\n甲 | 1 2"),
        ("{|\n| 外\n{|\n| 内一 || 内二\n|}\n|}", "外 内一 | 内二"),
        ("{{lang|en|abc}}与{{lang-en|def}}与{{nowrap|不断}}", "abc与def与不断"),
        ("{{le|本地|Foreign}}与{{tsl|en|Foreign|本地|显示}}与{{link-ja|乙|B}}", "本地与显示与乙"),
        ("{{kor|남북|南北}}与{{Convert|5|km|mi}}与{{chem|H|2|O}}", "남북，南北与5 km与H2O"),
        ("{{start date|1996|1|9}}与{{flag|安道尔}}与{{color|red|红}}", "1996年1月9日与安道尔与红"),
        ("句中{{未知|参数}}有字", "句中参数有字"),
        ("{{未知框|参数}}\n段", "段"),
        ("* {{cite book|author=何弘|title=手册|url=http://a|year=2000}}", "何弘. 手册. 2000"),
        ("[http://a.example 链接名]与http://b.example/x", "链接名与http://b.example/x"),
        ("a<sub>1</sub>与<u>线</u>与<xyz>占位</xyz>", "a1与线与<xyz>占位</xyz>"),
        ("&amp;与&nbsp;与&#20013;", "&与\xa0与中"),
        ("[[甲_(乙)|显]]与[[:Category:丙|类]]与[[:en:Alpha]]", "显与类与en:Alpha"),
        ("----\n段", "段"),
        ("<poem>\n床前明月光，\n疑是地上霜。\n</poem>", "床前明月光，\n疑是地上霜。"),
        ("{{Main|甲条|乙条}}\n段", "主条目：甲条、乙条\n\n段"),
    ],
)
def test_wikitext(source: str, text: str) -> None:
    article = read(".wiki", f"'''题'''[[目]]。\n\n{source}")
    assert article.format == "wikitext"
    assert article.text.removeprefix("题目。").strip() == text


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("<p>一\n行</p><p>二 <b>粗</b>\n word</p>", "一行\n\n二 粗word"),
        ("<div>直接<p>内</p>后</div>", "直接\n\n内\n\n后"),
        ("<ul><li>一<ul><li>二</li></ul></li><li>三</ul><p>段", "一\n二\n三\n\n段"),
        ("<table><caption>表</caption><tr><th>名<th>值<tr><td>甲</td><td>1<br>2</td></tr></table>", "表\n名 | 值\n甲 | 1 2"),
        ("<pre>码  缩\n  二</pre>", "码  缩\n  二"),
        ("<p>a &lt; b &amp;&amp; c < d</p>", "a < b && c < d"),
        ("<p>甲<sup class='reference'>[1]</sup>乙<span class='mw-editsection'>[编辑]</span></p>", "甲乙"),
        ("<figure><img src=a.jpg alt=x><figcaption>图说</figcaption></figure>", "图说"),
        ("<style>p{}</style><p>甲</p><script>document.write('<p>乙</p>')</script>", "甲"),
        ("<p>未闭合<b>粗<p>下一段", "未闭合粗\n\n下一段"),
    ],
)
def test_html(source: str, text: str) -> None:
    article = read(".html", f"<!doctype html><html><head><title>页</title></head><body>{source}</body></html>")
    assert (article.format, article.title) == ("html", "页")
    assert article.text == text


def test_html_headings_links_and_titles() -> None:
    article = read(
        ".html",
        "<html><title>题 - 网站</title><h1>题</h1><p>见<a href='/wiki/%E4%B8%AD%E5%9B%BD#x'>中国</a>与"
        "<a href='http://a.example'>站</a>与<a href='#top'>顶</a></p><h2>节<span class='mw-editsection'>[编辑]</span></h2><p>文",
    )
    assert article.title == "题"
    assert [(s.heading, s.text) for s in article.sections] == [("", "见中国与站与顶"), ("节", "文")]
    assert [(link.target, link.span.start) for link in article.links] == [("中国", 1), ("http://a.example", 4), ("#top", 6)]


def test_a_page_shows_the_wording_of_its_own_script() -> None:
    rule = "-{zh-hans:软件;zh-hant:軟體;zh-hk:軟件}-"
    assert read(".wiki", f"'''题'''[[说]]这个简体网页们的{rule}").text.endswith("软件")
    article = read(".wiki", f"'''題'''[[說]]這個繁體網頁們的{rule}與-{{H|zh-cn:甲;zh-tw:乙}}-{{{{noteTA|1=zh-cn:丙;zh-tw:丁}}}}")
    assert article.text.endswith("軟體與")
    assert [(r.origin, dict(r.forms)) for r in article.variants] == [
        ("inline", {"zh-hans": "软件", "zh-hant": "軟體", "zh-hk": "軟件"}),
        ("inline", {"zh-cn": "甲", "zh-tw": "乙"}),
        ("article", {"zh-cn": "丙", "zh-tw": "丁"}),
    ]


def test_further_names_in_bold_are_aliases() -> None:
    article = read(".md", "**甲会**（英語：A），亦稱**乙會**，簡稱「**丙会**」，是**重要**的[会](../Page/会.md)。")
    assert (article.title, article.aliases) == ("甲会", ("乙會", "丙会"))


@pytest.mark.parametrize(
    ("title", "lead", "aliases"),
    [
        ("北京", "北京市，简称京，古称燕京。", {"北京市", "京", "燕京"}),
        ("特朗普", "唐纳德·特朗普（英语：Donald Trump），台湾译作川普。", {"唐纳德·特朗普", "Donald Trump", "川普"}),
        ("腾讯", "腾讯控股有限公司，俗称鹅厂。", {"腾讯控股有限公司", "鹅厂"}),
        ("北京", "北京市民喜欢听戏，又称戏迷。", set()),
        ("李白", "唐朝李白，又称诗仙。", set()),
    ],
)
def test_a_title_is_known_in_the_longer_form_that_the_lead_begins_with(title: str, lead: str, aliases: set[str]) -> None:
    assert set(read(".md", f"# {title}\n\n{lead}").aliases) == aliases


@pytest.mark.parametrize(
    ("lead", "aliases"),
    [
        ("**上海市**，简称**沪**，别称**申城**、**魔都**，旧称“沪渎”，是直辖市。", "沪、申城、魔都、沪渎"),
        ("**鲁迅**（1881年－1936年），原名**周樟寿**，后改名**周树人**，笔名**巴人**。", "周樟寿、周树人、巴人"),
        ("番茄，又称西红柿，俗称“洋柿子”，学名 *Solanum*，古名六月柿。", "西红柿、洋柿子、Solanum、六月柿"),
        ("**世貿**（英語：World Trade，縮寫：**WTO**），曾用名**關貿**，外號**世界商會**。", "World Trade、WTO、關貿、世界商會"),
        ("李白（701年—762年），字太白，号青莲居士，人称「诗仙」，与杜甫并称“李杜”。", "太白、青莲居士、诗仙"),
        ("北大（Peking University），初名京师大学堂，又被称为“红楼”。", "Peking University、京师大学堂、红楼"),
        ("阿司匹林，化学名乙酰水杨酸，商品名拜阿司匹灵，也叫醋柳酸。", "乙酰水杨酸、拜阿司匹灵、醋柳酸"),
        ("冠状病毒（学名：Coronavirus），又译日冕病毒。", "Coronavirus、日冕病毒"),
        ("维生素C（英文名：Vitamin C），又名L-抗坏血酸。", "Vitamin C、L-抗坏血酸"),
        ("马铃薯，又作洋番薯，也写作马玲薯，一作土芋。", "洋番薯、马玲薯、土芋"),
        ("盒饭，在台湾叫便当，香港称为饭盒，民间又叫做餐盒。", "便当、饭盒、餐盒"),
        ("康熙帝，名玄烨，庙号圣祖，谥号仁皇帝。", "玄烨、圣祖、仁皇帝"),
        ("感冒，又称伤风或普通感冒，简称冒、感，别名风感、寒感和热感。", "伤风、普通感冒、冒、感、风感、寒感、热感"),
        ("高铁，是高速铁路的简称。", "高速铁路"),
        ("某书，旧称不可考，古名失传，又名不详，简称问题很多，全名由来已久，又称这部书为佳作。", ""),
        ("某片（），是2006年由某人（Michel Ocelot）执导的电影。", ""),
        ("疫情是由世界卫生组织（简称世卫组织）宣布的，简称新冠。", ""),
        ("李白与杜甫并称**李杜**，后来简称几句。", ""),
        ("某山，号称天下第一的山，又称登山的好去处。", ""),
    ],
)
def test_other_names_right_behind_the_title_are_aliases(lead: str, aliases: str) -> None:
    title = re.split("[*，（是与]", lead.lstrip("*"))[0]
    article = read(".md", f"# {title}\n\n{lead}")
    assert sorted(article.aliases) == sorted(filter(None, aliases.split("、")))


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("围棋是策略<sup>[1]</sup>棋类。", "围棋是策略棋类。"),
        ("围棋是策略<sup>1</sup>棋类，很难<sup><a href='#n2'>〔注2〕</a></sup>。", "围棋是策略棋类，很难。"),
        ("围棋是策略<sup>①</sup>棋类<sup>[1-3]</sup>。", "围棋是策略棋类。"),
        ("面积10m<sup>2</sup>，商标<sup>®</sup>，5米<sup>2</sup>。", "面积10m2，商标®，5米2。"),
    ],
)
@pytest.mark.parametrize("suffix", [".md", ".wikitext"])
def test_a_raised_number_is_the_mark_of_a_note(source: str, text: str, suffix: str) -> None:
    assert read_bytes(source.encode(), f"a{suffix}").text == text


@pytest.mark.parametrize("source", ["神经&nbsp;网络", "神经-{网络}-", "神经-{zh-hans:网络;zh-hant:網路}-"])
def test_one_sign_is_enough_where_the_suffix_says_wikitext(source: str) -> None:
    assert read_bytes(source.encode(), "a.wikitext").text.replace("\xa0", "") == "神经网络"
