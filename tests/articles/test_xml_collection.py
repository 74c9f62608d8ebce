"""What note programs, feeds and sites export as XML gives one article for each note or post, with what it states."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from wenxun.articles import read_file
from wenxun.errors import ArticleError
from wenxun.models import Article, SkippedInput

ENEX = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE en-export SYSTEM "http://xml.evernote.com/pub/evernote-export3.dtd">
<en-export export-date="20200101T000000Z">
<note><title>茶</title><created>20190102T030405Z</created><tag>饮料</tag>
<note-attributes><author>李四</author><source-url>https://example.org/a</source-url></note-attributes>
<content><![CDATA[<?xml version="1.0"?><!DOCTYPE en-note SYSTEM "http://xml.evernote.com/pub/enml2.dtd">
<en-note><div>第一条的<b>正文</b>。</div><div><en-todo checked="true"/>做完</div><en-crypt>ZW5j</en-crypt>
</en-note>]]></content></note>
<note><title>咖啡</title><content><![CDATA[<en-note><div>第二条。</div></en-note>]]></content></note></en-export>"""
RSS = """<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/" xmlns:wp="http://wordpress.org/export/1.2/"><channel>
<title>某博客</title><item><title>茶</title><link>https://example.org/1</link>
<pubDate>Mon, 02 Jan 2023 00:00:00 +0000</pubDate><category>甲</category>
<category domain="post_tag">乙</category><excerpt:encoded>摘要</excerpt:encoded>
<content:encoded><![CDATA[第一段<strong>重点</strong>。

第二段。]]></content:encoded></item>
<item><title>图</title><wp:post_type>attachment</wp:post_type></item>
<item><title>稿</title><wp:status>draft</wp:status><description>未完。</description></item>
<item><title>咖啡</title><description>&lt;p&gt;一段。&lt;/p&gt;</description></item></channel></rss>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>某站</title><entry><title>茶</title>
<link rel="self" href="https://example.org/x"/><link href="https://example.org/a"/><author><name>张三</name></author>
<published>2023-01-02T00:00:00Z</published><summary>略。</summary>
<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>正文<b>甲</b>。</p></div></content></entry>
<entry><title>咖啡</title><content type="html">&lt;p&gt;另一篇。&lt;/p&gt;</content></entry></feed>"""
OPML = """<?xml version="1.0"?><opml version="2.0"><head><title>大纲</title></head><body>
<outline text="一" _note="备注"><outline text="茶 &amp; 水"/></outline>
<outline text="某站" htmlUrl="https://example.org"/></body></opml>"""
Read = Callable[[str, str], list[Article | SkippedInput]]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    def found(name: str, source: str) -> list[Article | SkippedInput]:
        path = tmp_path / name
        path.write_text(source, encoding="utf-8")
        return list(read_file(path, root=tmp_path))

    return found


def articles(found: list[Article | SkippedInput]) -> list[Article]:
    return [each for each in found if isinstance(each, Article)]


def test_each_note_of_evernote_is_an_article(read: Read) -> None:
    tea, coffee = articles(read("笔记.enex", ENEX))
    assert (tea.id, tea.title, tea.text) == ("笔记/1", "茶", "第一条的正文。\n\n做完")
    assert (tea.published, tea.tags, tea.authors, tea.url) == (
        "2019-01-02T03:04:05Z",
        ("饮料",),
        ("李四",),
        "https://example.org/a",
    )
    assert (coffee.title, coffee.text) == ("咖啡", "第二条。")


@pytest.mark.parametrize("name", ["feed.xml", "a.rss", "export.txt"])
def test_each_post_of_a_feed_is_an_article_and_drafts_are_left_out(read: Read, name: str) -> None:
    found = read(name, RSS)
    tea, coffee = articles(found)
    assert (tea.title, tea.text, tea.url) == ("茶", "第一段重点。\n\n第二段。", "https://example.org/1")
    assert (tea.published, tea.categories, tea.tags) == ("2023-01-02", ("甲",), ("乙",))
    assert (coffee.title, coffee.text) == ("咖啡", "一段。")
    assert [each.reason for each in found if isinstance(each, SkippedInput)] == ["draft"]


def test_an_atom_feed_gives_its_full_texts(read: Read) -> None:
    tea, coffee = articles(read("atom.xml", ATOM))
    assert (tea.text, tea.url, tea.authors) == ("正文甲。", "https://example.org/a", ("张三",))
    assert coffee.text == "另一篇。"


def test_an_outline_is_one_article_with_its_notes_and_links(read: Read) -> None:
    (outline,) = articles(read("大纲.opml", OPML))
    assert (outline.id, outline.title, outline.text) == ("大纲", "大纲", "一\n备注\n茶 & 水\n某站")
    assert [link.target for link in outline.links] == ["https://example.org"]


def test_damage_is_named_and_entities_are_refused(read: Read) -> None:
    for source in (
        ENEX[:-20],
        ATOM.replace("<feed", '<!DOCTYPE feed [<!ENTITY x "y">]><feed', 1),
        "<rss><channel/></rss>",
    ):
        with pytest.raises(ArticleError):
            articles(read("a.enex", source))
