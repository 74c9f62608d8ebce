"""What a reader of a wiki page sees is found: what templates show, tables and lists as they stand, infoboxes, poems."""
# ruff: noqa: E501 - a case is one line, so that source and outcome stand side by side
# fmt: off

from __future__ import annotations

import time
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wenxun.articles.characters import tidy_characters
from wenxun.articles.draft import Draft
from wenxun.articles.wikitext.reader import read_wikitext_into
from wenxun.errors import ArticleError
from wenxun.models import Article


def read(source: str) -> Article:
    draft = Draft(title="题")
    read_wikitext_into(draft, tidy_characters(source, draft.tally))
    return draft.finish(article_id="a", file_title="a", format_name="wikitext")


def elements(source: str) -> list[tuple[str, str, str, int]]:
    return [
        (element.kind, section.text[element.span.start : element.span.end], element.value, element.level)
        for section in read(source).sections
        for element in section.elements
    ]


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("甲<!--{{fact}}-->乙", "甲乙"),
        ("甲\n<!-- 一行 -->\n乙", "甲乙"),
        ("{{columns-list|\n* 甲一\n* 甲二\n}}", "甲一\n甲二"),
        ("{{bulleted list|甲|乙}}", "甲\n乙"),
        ("{{hlist|[[甲]]|{{lang|en|B}}}}", "甲\nB"),
        ("{{没有人知道的|\n* 甲\n* 乙\n}}", "甲\n乙"),
        ("{{没有人知道的|这是一段很长的话，它说了一些事情。}}", "这是一段很长的话，它说了一些事情。"),
        ("{{Quotation|名言在此。|某人|某书}}", "名言在此。\n\n——某人，某书"),
        ("{{引文|text=名言|author=谁}}", "名言\n\n——谁"),
        ("{{bd|1900年|1月1日|1980年|2月2日}}，{{birth date and age|1980|5|6}}", "1900年1月1日－1980年2月2日，1980年5月6日"),
        ("生于{{生年|1990|3}}，{{date|2020-01-02}}", "生于1990年3月，2020年1月2日"),
        ("约{{convert|3|to|5|m}}、{{convert|5|ft|10|in|cm}}、{{convert|7|x|4|m|0}}", "约3至5 m、5 ft 10 in、7×4 m"),
        ("价{{NT$|100}}、{{€|30}}、{{JPY|5000}}", "价NT$100、€30、JPY 5000"),
        ("共{{formatnum:12345}}、{{nts|500}}、{{未知数|3.14|u=m}}", "共12345、500、3.14 m"),
        ("见{{ill|丙|en|C}}、{{illm|丁|en|D}}、{{tsl|en|Ko fight|打劫|劫争}}、{{link-en|定石|Joseki|定式}}、{{仮リンク|戊|ja|X}}", "见丙、丁、劫争、定式、戊"),
        ("在-{zh-hans:{{lang|ja|ソフト}}软件;zh-hant:{{lang|ja|ソフト}}軟體}-里", "在ソフト软件里"),
        ("{{lang|en|Windows}}-{zh-hans:系统;zh-hant:系統}-与{甲}-{zh-cn:乙;zh-tw:丙}-", "Windows系统与{甲}乙"),
        ("{{提示|请先装好}}{{#invoke:Note|show|warning|标题语|这里有一句不短的中文话。}}", "请先装好\n\n标题语（这里有一句不短的中文话。）"),
        ("{{没有人知道的|warning|标题语|这里有一句不短的中文话。}}", "标题语\n\n这里有一句不短的中文话。"),
        ("{{没有人知道的|<poem>床前明月光\n疑是地上霜</poem>}}", "床前明月光\n疑是地上霜"),
        ("{{没有人知道的|小标}}", ""),
        ("{{infobox|贴士|带上证件}}", "贴士（带上证件）"),
        ("{{Regionlist|region1name=城区|region1color=#fff|region2name=郊区}}", "信息框\n\nregion1name: 城区\nregion2name: 郊区"),
        ("{{navbox|name=某导航|title=[[搭档]]|state=expanded|group1=组|list1=[[光]]{{·}}[[影]]}}", "搭档\n\n组\n\n光 · 影"),
        ("{{某导航|甲|乙丙}}", ""),
        ("甲{{没有人知道的|{{lang|ja|2=乙=丙}}}}丁{{没有人知道的|名{{=}}值}}", "甲乙=丙丁名=值"),
        ("{{pipe escape|\n{| class{{=}}\"a\"\n! 甲\n|-\n| 乙\n|}\n}}", "甲\n乙"),
        ("{{某表头}}\n| 甲 || 乙\n|-\n| 丙 || 丁\n|}\n后", "甲 | 乙\n丙 | 丁\n\n后"),
        ("前\n|-\n后文不是表", "前\n\n后文不是表"),
        ("前\n|- 后文不是表", "前|- 后文不是表"),
        ("{{safesubst:#if:x|有|无}}{{PLURAL:3|个|些}}{{GENDER:某|他|她|它}}{{grammar:x|词}}", "有些它词"),
        ("{{#replace:甲乙|乙|丙}}{{#sub:甲乙丙|-1}}{{#explode:甲-乙|-|1}}{{#titleparts:甲/乙|1|2}}{{#len:甲乙}}", "甲丙丙乙乙2"),
        ("{{#time:Y年n月j日|2018-05-26}}{{#time:Y年}}", "2018年5月26日"),
        ("{{#ev:youtube|abc|300|left|说明}}{{#tag:tabber|甲=一\n{{!}}-{{!}}乙=二}}", "说明\n\n甲\n\n一\n\n乙\n\n二"),
        ("{{#tag:gallery|a.jpg{{!}}说明一\nb.jpg{{!}}说明二}}", "说明一\n说明二"),
        ("[[文件:a.jpg|缩略图|真说明|边框]][[檔案:b.jpg|縮圖=c.jpg|右上的說明|置中|連結=|替代=x]]", "真说明\n\n右上的說明"),
        ("甲<section begin=\"a\"/>乙<pages index=某 from=1 />丙<youtube>abc</youtube><score>c d</score>", "甲乙丙"),
        ("甲<span style=\"color:red; display: none\">键</span>乙<span style=\"display:inline\">丙</span>", "甲乙丙"),
        ("甲'<nowiki/>\'\'乙\'\'", "甲'乙"),
        ("{{t+|en|word}}、{{l|zh|词}}", "word、词"),
        ("{{#sub:甲[[乙]]丙|1|2}}{{#replace:[[乙]]0|0|丁}}{{#explode:[[甲]]0[[乙]]|0|1}}", "甲乙丙乙0甲0乙"),
        ("<translate>见<tvar name=\"1\">某页</tvar>。</translate>", "见某页。"),
        ("{{s-bef|before=[[前人]]}}\n{{s-ttl|title=市长|years=2001年}}\n|-\n{{s-aft|after=后人}}", "前人\n\n市长，2001年\n\n后人"),
        ("{{Election box|candidate=张三|party=某党|votes=1,234}}", "信息框\n\ncandidate: 张三\nparty: 某党\nvotes: 1,234"),
        ("{{Unreferenced|accessdate=五月|reason=某因|update=六月}}", ""),
        ("{|\n| {{yes}} || {{no|没有}} || {{won}} || {{nom}}\n|}", "是 | 没有 | 获奖 | 提名"),
        ("{{collapsible list|title=列表名|甲|乙}}{{see also|甲|l1=显}}", "列表名\n\n甲\n乙\n\n主条目：显"),
        ("{{legend|#ff0000|图例}}{{stack|[[File:a.jpg|thumb|堆叠]]}}", "图例\n\n堆叠"),
        ("{{tracklist|headline=曲目|title1=歌一|lyrics1=张三|length1=3:01}}", "曲目\n\n歌一\n\n张三"),
        ("{{BS-table}}\n{{BS3||HST||2.0|乙站}}\n{{bar box|title=比例|bars={{bar percent|甲项|red|50}}}}", "乙站\n\n比例\n\n甲项"),
        ("甲{{没有人知道的|Windows}}{{USS|Enterprise|CV-6}}{{某|red}}{{某|a.png}}{{某|USA}}乙", "甲WindowsEnterprise CV-6乙"),
        ("{{en-link|甲社|Jia}}、{{pt-link|Panini|Panini}}、鳴-{}-門市", "甲社、Panini、鳴門市"),
        ("[[File:a.jpg|thumb|说明[http://a.b 链]]]文[[[甲]]]", "说明链\n\n文[甲]"),
        ("{{#ifexpr:1<0|真|假}}{{#ifexpr:2*3>=6|真|假}}{{#ifexpr:0|真|假}}{{#ifexpr:1<>1|真|假}}", "假真假假"),
        ("甲{{br}}乙{{·}}丙{{gap|2em}}丁{{、}}戊{{snd}}己", "甲\n乙 · 丙 丁、戊 – 己"),
        ("{{mp|2001 KP|77}}质量1.4{{e|18}} kg", "2001 KP77质量1.4×10^18 kg"),
        ("-{R|zh-cn:甲}-与-{zh-Hans-CN:软件;zh-Hant-TW:軟體}-与-{甲-{zh-cn:乙;zh-tw:丙}-}-", "zh-cn:甲与软件与甲乙"),
        ("官网[http://www.example.org/\u3000官方网站]", "官网官方网站"),
        ("显<includeonly>隐</includeonly><noinclude>示</noinclude><onlyinclude>只</onlyinclude>", "显示只"),
        ("<gallery>\nA.jpg|alt=替|位于[[北京|京城]]的门\n文件:B.jpg\n</gallery>", "位于京城的门"),
        ("{{poem|\n白日依山尽\n黄河入海流\n}}", "白日依山尽\n黄河入海流"),
        ("<poem>\n甲\n:乙\n\n丙</poem>", "甲\n乙\n\n丙"),
        ("<nowiki>&lt;b&gt; [[x]]</nowiki>", "<b> [[x]]"),
        ("<code><nowiki>{{x}}</nowiki></code>", "{{x}}"),
        ("{|\n|-\n|+ 题\n| 甲 || [[a|乙]]\n丙\n|}\n后", "题\n甲 | 乙丙\n\n后"),
        ("<table><tr><th>名</th><td>值</td></tr></table>", "名 | 值"),
        ("[[甲&amp;乙]]", "甲&乙"),
        ("甲<ref>注</ref >乙<ref name=a>注</ref\n>丙<REF>注</Ref>丁", "甲乙丙丁"),
        ("甲<nowiki>[[乙]]</NOWIKI >丙", "甲[[乙]]丙"),
        ("<style>.a { color: red }</style>甲<script>alert('乙')</script>", "甲"),
        ("甲<br/ >乙<br / >丙", "甲\n乙\n丙"),
        ("[http://example.org/''书名''（1901年）]", "书名（1901年）"),
        ("[http://example.org/<b>书名</b>介绍]、[http://example.org/\"引\"]", "书名介绍、\"引\""),
        ("参见[[北京#历史]]、[[北京_(甲)#地_理]]、[[北京#历史|旧事]]", "参见北京#历史、北京 (甲)#地 理、旧事"),
        ("甲[[[[乙]]]]丙、[[丁<nowiki>戊</nowiki>]]", "甲乙丙、丁戊"),
        ("甲__notoc__乙__无目录__丙__強制顯示目錄__丁__init__", "甲乙丙丁__init__"),
        ("人口{{#switch:乙|甲=一|乙|丙=二|#default=不明}}、{{#switch:丁|甲=一|#default=不明}}、{{#switch:戊|甲=一|余}}、{{#switch:x|甲=一}}", "人口二、不明、余、"),
        ("{{#ifeq:1.0|1|同|异}}{{#ifeq:a|b|同|异}}{{#if:{{{名|}}}|有|无}}{{#ifexist:甲|有页|无页}}{{#iferror:甲|错}}{{#iferror:甲|错|对}}末", "同异无有页甲对末"),
        ("{{lc:ABC}}{{uc:def}}{{ucfirst:ghi}}{{lcfirst:JK}}{{默认排序:a}}{{#time:Y}}{{PAGENAME}}", "abcDEFGhijK题"),
        ("甲{{#tag:poem|一\n二}}乙{{#tag:nowiki|丙}}{{#tag:ref|源}}{{#invoke:x|y|中文}}", "甲\n\n一\n二\n\n乙丙中文"),
        ("甲{{CHN}}、{{flag|usa}}、{{旗|日本}}、{{fb|BRA}}、{{flagicon|FRA}}、{{cn}}、{{en}}", "甲中国、美国、日本、巴西、、、"),
        ("{{tq|引用的话}}与{{lj|ひらがな}}与{{jpn|j=日本|hg=にほん|lead=yes}}与{{kor|한국|韓國}}", "引用的话与ひらがな与日本，にほん与한국，韓國"),
        ("见{{ill|en|丙|Foo}}、{{ill|en|Foo|丁}}", "见丙、丁"),
        ("{{电影\n|片名=甲\n|上映={{film date|2001|1|2|中国|2003|香港}}\n|票房=1亿}}{{!|𠀁|⿰a}}{{IPA|zh|a}}", "𠀁a\n\n信息框\n\n片名: 甲\n上映: 2001年1月2日（中国）、2003年（香港）\n票房: 1亿"),
        ("* {{eat|name=某馆|address=某街|date=某日|content=好吃}}", "某馆，某街，好吃"),
        ("{{人选|党=甲党|人=张三|票=1,234}}\n文", "文\n\n信息框\n\n党: 甲党\n人: 张三\n票: 1,234"),
        ("{{待改|date=2010年|reason=太短|by=b}}\n文{{expand|date=2010年|reason=太短太短|by=某}}", "文"),
        ("{{Gallery|File:A.jpg|图甲|File:B.jpg|图乙}}", "图甲\n\n图乙"),
        ("{{Location map|甲国|label=某地|caption=图注|lat=1}}", "某地\n\n图注"),
        ("{{tracklist\n|title1=歌一\n|length1=3:01\n|title2=歌二}}", "歌一\n\n歌二"),
        ("{{familytree| | A01 |-| A02 | A01=祖父| A02=祖母}}", "祖父，祖母"),
        ("{{syn|zh|乙|[[丙]]}}、{{ux|zh|甲句|句译}}、{{quote-book|zh|passage=引文}}", "乙 丙、甲句 句译、\n\n引文"),
        ("{{lang-zh|s=简|t=繁}}", "简，繁"),
        ("{{div col|2}}\n* 甲\n{{div col end}}", "甲"),
        ("{{Rquote|right|话|人}}", "话\n\n——人"),
        ("<ul><li>甲<li>乙</ul><dl><dt>丙<dd>丁</dl>戊<div>己</div>庚", "甲\n\n乙\n\n丙\n\n丁\n\n戊\n\n己\n\n庚"),
        ("{|\n| 甲\n== 题 ==\n乙\n\n丙\n|}", "甲 题 乙 丙"),
        ("[[simple:A]][[nds-nl:B]]见[[mw:帮助]]、[[doi:10.1]]", "见mw:帮助、doi:10.1"),
        ("{{#expr:1+2*3}}、{{#expr: (10 - 4) / 4 round 1}}、{{#expr: 7 mod 4}}、{{#expr:1/0}}、{{#expr:x+1}}、{{#expr:9**9**9}}、{{formatnum:{{#expr:2000+18}}}}", "7、1.5、3、、、、2018"),
        ("{{萌点|甲|乙}}与{{某|甲|乙|丙}}与{{某|甲|乙}}", "甲 乙与甲、乙、丙与甲（乙）"),
        ("在{{某|甲|甲乙}}，{{某|甲乙|乙}}与{{某|甲|red|左|说明=丙|size=小}}", "在甲乙，甲乙与甲（丙）"),
        ("{{某|甲|乙}}\n\n{{某|甲|乙|丙}}\n\n{{某|甲}}", "甲（乙）\n\n甲、乙、丙"),
        ("在{{某|[[甲]]|乙}}与{{某|size=小|名=丙}}", "在甲（乙）与丙"),
        ("{{铭言|话|人}}", "话\n\n——人"),
        ("[[%E5%8C%97%E4%BA%AC]]、[[100%]]、[[50%_off]]、甲<nowiki> </nowiki>乙", "北京、100%、50% off、甲 乙"),
        ("{{Hidden|题|文}}", "题\n\n文"),
        ("{{折叠|标题=题|内容=文}}", "题\n\n文"),
        ("{{LyricsKai\n|original=春が来た\nどこに来た\n|translated=春天来了\n来到哪里\n}}", "春が来た\nどこに来た\n\n春天来了\n来到哪里"),
        ("{{无人知|说明=这里有一句不短的中文话。|数=5}}", "这里有一句不短的中文话。"),
        ("<tabber>\n甲=一\n|-|\n乙=\n* 二\n</tabber>后", "甲\n\n一\n\n乙\n\n二\n\n后"),
        ("<tabs><tab name=\"甲\">一</tab><tab name=乙>二</tab></tabs><choose><option>三</option></choose>", "甲\n\n一\n\n乙\n\n二\n\n三"),
        ("<gallery caption=\"集\">\nA.jpg|图\n</gallery>", "集\n图"),
        ("<imagemap>\nFile:A.jpg|thumb|300px|说明\nrect 0 0 1 1 [[甲]]\ndesc none\n</imagemap>尾", "说明\n\n尾"),
        ("甲<mapframe zoom=1>{\"type\":\"x\"}</mapframe>乙<graph>{}</graph>", "甲乙"),
        (" 一行\n 二行\n\n 三行\n四\n五", "一行\n二行\n\n三行\n四五"),
        ("{|\n| 甲 || colspan=\"2\" {{yes|是}} || rowspan=2 {{n/a}}\n|-\n| x = y || a=3 乙\n|}", "甲 | 是\nx = y | a=3 乙"),
        ("甲{{efn|注一，见[[乙]]。}}丙<ref group=\"注\">注二|三</ref>丁<ref group=参>源</ref><ref name=a group=注 />\n\n{{notelist}}\n\n末", "甲丙丁\n\n注一，见乙。\n\n注二|三\n\n末"),
        ("甲<ref group=n name=b />\n<references group=n><ref name=b>注</ref></references>\n乙{{#tag:ref|含<ref>源</ref>|group=\"nb\"}}", "甲\n\n乙\n\n注\n\n含"),
    ],
)
def test_what_a_reader_sees_is_kept(source: str, text: str) -> None:
    assert read(source).text == text


def test_values_of_an_infobox_are_a_section_behind_the_lead() -> None:
    article = read("{{Infobox 城市\n|名称=甲\n|人口={{formatnum:5000}}\n|图片=a.jpg\n|隶属=[[乙省|乙]]\n|空=\n}}\n正文。\n== 史 ==\n文。")
    assert [(s.heading, s.text) for s in article.sections] == [
        ("", "正文。"), ("信息框", "名称: 甲\n人口: 5000\n隶属: 乙"), ("史", "文。"),
    ]
    assert [link.target for link in article.sections[1].links] == ["乙省"]


def test_a_box_of_names_and_values_need_not_be_called_infobox() -> None:
    article = read("{{艺人\n|姓名=甲\n|出生=1990年\n|职业=歌手\n}}\n正文。")
    assert article.sections[1].text == "姓名: 甲\n出生: 1990年\n职业: 歌手"


def test_a_box_within_a_box_gives_its_values_in_its_place() -> None:
    article = read("{{Chembox\n|名=甲\n|Section1={{Chembox Properties\n|色=白\n}}\n|末=乙\n}}\n正文。")
    assert article.sections[1].text == "名: 甲\n色: 白\n末: 乙"


@pytest.mark.parametrize("source", ["#REDIRECT [[甲 (乙)#节]]", "#重定向[[甲_(乙)]]\n{{R}}", "#redirect：[[甲 (乙)|x]]"])
def test_a_page_that_only_leads_elsewhere_names_its_target(source: str) -> None:
    with pytest.raises(ArticleError, match=r"甲 \(乙\)$") as caught:
        read(source)
    assert caught.value.reason == "redirect"


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("# 一\n## 二\n#* 三\n# 四\n", [("list_item", "一", "1.", 1), ("list_item", "二", "1.", 2), ("list_item", "三", "-", 2), ("list_item", "四", "2.", 1)]),
        ("文'''粗'''与''斜''<s>删</s><mark>亮</mark>", [("bold", "粗", "", 0), ("italic", "斜", "", 0), ("struck", "删", "", 0), ("highlight", "亮", "", 0)]),
        ("* '''粗'''", [("list_item", "粗", "-", 1), ("bold", "粗", "", 0)]),
        ("段\n<syntaxhighlight lang=\"Python\">\nif a:\n\n    b\n</syntaxhighlight>\n段", [("code", "if a:\n\n    b", "python", 1)]),
        ("用<code>a[0]</code>与<math>x^2</math>", [("code", "a[0]", "", 0), ("formula", "x^2", "tex", 0)]),
        ("<blockquote>话</blockquote>", [("quote", "话", "", 1)]),
        ("<poem>甲\n乙</poem>", [("verse", "甲\n乙", "", 0)]),
        ("前\n[[File:A.jpg|thumb|说明]]\n后", [("image", "", "A.jpg", 0)]),
        ("<gallery>\nFile:A.jpg|一\nB.jpg\n</gallery>", [("image", "", "A.jpg", 0), ("image", "", "B.jpg", 0)]),
        ("甲{{efn|一}}乙<ref group=\"注\">二</ref>", [("footnote_mark", "", "1", 0), ("footnote_mark", "", "2", 0), ("footnote", "一", "1", 0), ("footnote", "二", "2", 0)]),
        ("{{ruby|東|とう}}京", [("ruby", "東", "とう", 0)]),
        ("<ruby>漢<rp>(</rp><rt>hàn</rt><rp>)</rp></ruby>字", [("ruby", "漢", "hàn", 0)]),
        (
            "{|\n|+ 题\n! 名 !! 值\n|-\n| align=right | 甲 || \n|-\n| colspan=\"2\" | 乙\n|}",
            [
                ("table", "题\n名 | 值\n甲\n乙", "题", 0),
                ("row", "名 | 值", "head", 0), ("cell", "名", "", 0), ("cell", "值", "", 0),
                ("row", "甲", "", 0), ("cell", "甲", "right", 0), ("cell", "", "", 0),
                ("row", "乙", "", 0), ("cell", "乙", "", 2),
            ],
        ),
    ],
)
def test_structure_is_kept_beside_the_text(source: str, found: list[tuple[str, str, str, int]]) -> None:
    assert elements(source) == found


def test_a_table_that_is_not_closed_ends_at_the_next_heading() -> None:
    article = read("{|\n| 甲\n== 节 ==\n文")
    assert [(s.heading, s.text) for s in article.sections] == [("", "甲"), ("节", "文")]


def test_wordings_that_are_kept_as_data_hold_no_markup() -> None:
    article = read("-{zh-cn:[[a|甲]];zh-tw:{{lang|en|B}}乙}-")
    assert dict(article.variants[0].forms) == {"zh-cn": "甲", "zh-tw": "B乙"}


FRAGMENTS = [
    *("[[", "]]", "{{", "}}", "{{{", "}}}", "|", "=", "{|\n", "|}\n", "|-\n", "| 甲 || 乙\n", "! 丙\n", "|+ 题\n", "\n", "* ", "## "),
    *("'''", "''", "-{", "}-", "zh-cn:", ";", "<poem>", "</poem>", "<ruby>", "<rt>", "</rt>", "</ruby>", "<b>", "</b>", "<table>", "<td>"),
    *("</table>", "<blockquote>", "</blockquote>", "<gallery>\nA.jpg|", "</gallery>", "<pre>", "</pre>", "<!--", "-->", "&amp;", "File:A.jpg|"),
    *("Infobox\n|名=", "quote|", "ruby|东|", "hlist|", "[http://a ", "]", "\n== 节 ==\n", "文", "，", "（", "）"),
]


@given(st.lists(st.sampled_from(FRAGMENTS), max_size=60).map("".join))
def test_links_and_elements_stand_within_the_text(source: str) -> None:
    for section in read(f"头{source}").sections:
        spans = [*(link.span for link in section.links), *(element.span for element in section.elements)]
        assert all(0 <= span.start <= span.end <= len(section.text) for span in spans)
        values = [section.text, *(link.target for link in section.links), *(e.value for e in section.elements)]
        assert all(link.target for link in section.links)
        assert not any("\ufdd0" <= character <= "\ufdef" for value in values for character in value)


UNITS = [
    *("[[", "{{", "{{{", "[[a|", "{{a|", "{{a|[[b|", "{|\n| a\n", "{|\n", "| a\n|-\n", "-{", "-{zh:", "}-", "<ref>", "<ref name=", "<pre>", "<poem>"),
    *("<gallery>", "<b>", "<i><s>", "</b>", "<table><td>", "<ruby><rt>", "'''a ", "''", "[http://a ", "[http://a", "[[http://a b ", "<!--", "* a\n", "#"),
    *("{{a}}", "[[a]]", "}}", "]]", "|}\n", "{{Infobox\n|a=", "{{quote|", "[[File:a.jpg|b", "</ref ", "__目", "[http://a''", "[[a<nowiki/>", "&amp", "== a ==\n", "<code>", "{{a|b=[[c|", "<blockquote>"),
]


def cpu_seconds(source: str) -> float:
    started = time.process_time()
    draft = Draft(title="题")
    read_wikitext_into(draft, source)
    draft.finish(article_id="a", file_title="a", format_name="wikitext")
    return time.process_time() - started


@pytest.mark.parametrize("unit", UNITS)
@pytest.mark.usefixtures("without_collector")
def test_four_times_the_brackets_take_about_four_times_the_time(unit: str) -> None:
    small, large = ("甲" + unit * (size // len(unit)) + "\n末尾" for size in (100_000, 400_000))
    few = min(cpu_seconds(small) for _ in range(2))
    assert cpu_seconds(large) < 10 * few + 0.2


@pytest.mark.parametrize(
    ("opener", "closer"),
    [("<s>a", "</s>"), ("{{a|", "}}"), ("{{{a|", "}}}"), ("[[a|", "]]"), ("\n{|\n|b", "\n|}"), ("-{a", "}-"), ("<poem>b", "</poem>")],
)
@pytest.mark.usefixtures("without_collector")
def test_depth_takes_no_more_time_than_length(opener: str, closer: str) -> None:
    few, many = (cpu_seconds("甲" + opener * number + closer * number) for number in (15_000, 60_000))
    assert many < 10 * few + 0.2


def test_every_rule_that_counts_has_a_name() -> None:
    from wenxun.articles.cleaning import RULES

    draft = Draft(title="题")
    read_wikitext_into(draft, "{{x}}<ref>a</ref><includeonly>b</includeonly><!-- c -->[[File:a.jpg]]{{ruby|a|b}}[http://a]<br>")
    assert set(Counter(draft.tally)) <= set(RULES)
