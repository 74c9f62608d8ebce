"""Records of other projects are read: data sets of questions, conversations, and what lies within other objects."""
# ruff: noqa: E501 - a case is one line, so that source and outcome stand side by side

from __future__ import annotations

import json
from typing import Any

import pytest

from wenxun.articles import read_bytes, read_file
from wenxun.errors import ArticleError
from wenxun.models import Article


@pytest.mark.parametrize(
    ("record", "title", "text"),
    [
        ({"question": "渡口在哪？", "answer": "在村东。"}, "渡口在哪？", "在村东。"),
        ({"Question": "渡口在哪？", "options": ["东", "西"], "answers": ["东"]}, "渡口在哪？", "东\n\n西\n\n东"),
        ({"问题": "渡口？", "回答": "村东。", "分类": "地理"}, "渡口？", "村东。"),
        ({"instruction": "翻译。", "input": "ferry", "output": "渡船"}, "翻译。", "ferry\n\n渡船"),
        ({"title": "问", "prompt": "渡口？", "completion": "村东。"}, "问", "渡口？\n\n村东。"),
        ({"id": "q", "query": "甲" * 90, "response": "乙。"}, "q", "甲" * 90 + "\n\n乙。"),
        ({"question": "渡口？", "answers": [{"text": "村东。"}, {"text": "码头。"}]}, "渡口？", "村东。\n\n码头。"),
        ({"id": "m", "messages": [{"role": "user", "content": "你好"}, {"role": "assistant", "content": "您好。"}]}, "m", "user：你好\n\nassistant：您好。"),
        ({"id": "c", "conversations": [{"from": "human", "value": "问"}, {"from": "gpt", "value": "答"}]}, "c", "human：问\n\ngpt：答"),
        ({"user": "渡口在哪？", "assistant": "在村东。"}, "渡口在哪？", "在村东。"),
        ({"Q": "渡口？", "A": "村东。"}, "渡口？", "村东。"),
        ({"问": "渡口？", "答": "村东。"}, "渡口？", "村东。"),
        ({"input": "渡口？", "output": "村东。"}, "渡口？", "村东。"),
        ({"prompt": "渡口？", "history": [["早", "您早。"]], "chosen": "村东。", "rejected": "村西。"}, "渡口？", "早\n\n您早。\n\n村东。\n\n村西。"),
        ({"id": "p", "messages": [{"role": "user", "content": [{"type": "text", "text": "看图"}, {"type": "image_url"}]}]}, "p", "user：看图"),
        ({"id": "h", "conversation": [{"human": "问", "assistant": "答"}, {"human": "又问", "assistant": "又答"}]}, "h", "human：问\n\nassistant：答\n\nhuman：又问\n\nassistant：又答"),
        ({"meta": {"title": "渡口"}, "article": {"content": "雾。"}}, "渡口", "雾。"),
        ({"title": "渡口", "body": "<p>雾<b>散</b>了。</p>"}, "渡口", "雾散了。"),
        ({"title": "渡口", "html": "雾<i>散</i>了"}, "渡口", "雾散了"),
        ({"title": "渡口", "text": "1 < 2，<p> 是标签。"}, "渡口", "1 < 2，<p> 是标签。"),
    ],
)  # fmt: skip
def test_a_record_of_another_shape_is_an_article(record: dict[str, Any], title: str, text: str) -> None:
    article = read_bytes(json.dumps(record, ensure_ascii=False).encode(), "a.json")
    assert (article.title, article.text) == (title, text)


def test_records_that_lie_within_an_object_are_found(tmp_path: Any) -> None:
    path = tmp_path / "a.json"
    listed = [{"title": "甲", "content": "雾。"}, {"title": "乙", "content": "散。"}]
    path.write_text(json.dumps({"code": 0, "data": {"total": 2, "list": listed}}, ensure_ascii=False), "utf-8")
    assert [article.title for article in read_file(path)] == ["甲", "乙"]


def test_all_lists_of_an_object_are_read(tmp_path: Any) -> None:
    path = tmp_path / "a.json"
    volumes = {
        "上卷": [{"title": "甲", "text": "雾。"}],
        "其余": {"下卷": [{"title": "乙", "text": "散。"}], "数": [1]},
    }
    path.write_text(json.dumps(volumes, ensure_ascii=False), "utf-8")
    assert [article.title for article in read_file(path)] == ["甲", "乙"]


@pytest.mark.parametrize(
    "value",
    [
        {"question": "只有问题"},
        {"answer": "只有回答"},
        {"messages": ["不是对象"]},
        {"messages": []},
        {"user": "只有名字", "id": 3},
        {"q": 1, "a": 2},
        {"a": {"text": "一"}, "b": {"text": "二"}},
        {"name": "包", "dependencies": {"a": "1"}},
        {"甲": "甲的解释"},
        [1, 2],
    ],
)
def test_what_is_no_record_of_any_shape_is_named(value: Any) -> None:
    with pytest.raises(ArticleError) as caught:
        read_bytes(json.dumps(value, ensure_ascii=False).encode(), "a.json")
    assert caught.value.reason in ("no-record", "bad-json")


@pytest.mark.parametrize(
    ("value", "title", "headings"),
    [
        ({"法規名稱": "渡口法", "法規內容": [{"編章節": "第 一 章 總則"}, {"條號": "第 1 條", "條文內容": "甲。\r\n一、乙。"}, {"條號": "第 2 條", "條文內容": "丙。"}]}, "渡口法", ["第 一 章 總則", "第 1 條", "第 2 條"]),
        ({"LawName": "渡口法", "LawArticles": [{"ArticleType": "C", "ArticleNo": "", "ArticleContent": "第 一 章 總則"}, {"ArticleType": "A", "ArticleNo": "第 1 條", "ArticleContent": "甲。"}]}, "渡口法", ["第 一 章 總則", "第 1 條"]),
        ({"title": "渡口集", "author": "某", "content": [{"chapter": "一", "paragraphs": ["甲", "乙"]}, {"chapter": "二", "paragraphs": ["丙"]}]}, "渡口集", ["一", "二"]),
        ({"book_name": "渡口", "author": "某", "chapters": [{"title": "第一章 起", "content": "甲。"}, {"title": "第二章 承", "content": "乙。"}]}, "渡口", ["第一章 起", "第二章 承"]),
        ({"title": "渡口法", "articles": [{"条号": "第一条", "条文": "甲。"}], "沿革": "于某年" * 40}, "渡口法", ["第一条", "沿革"]),
    ],
)  # fmt: skip
def test_a_law_or_book_in_parts_is_one_article(value: dict[str, Any], title: str, headings: list[str]) -> None:
    article = read_bytes(json.dumps(value, ensure_ascii=False).encode(), "a.json")
    assert (article.title, [section.heading for section in article.sections]) == (title, headings)
    assert "甲" in article.text
    assert article.authors == (("某",) if "author" in value else ())


@pytest.mark.parametrize(
    "value",
    [
        {"title": "诗选", "poems": [{"title": "甲", "author": "某", "content": "雾。"}, {"title": "乙", "author": "某", "content": "散。"}]},
        {"title": "诗选", "author": "某", "poems": [{"title": "甲", "content": "雾。"}, {"title": "乙", "content": "散。"}]},
        {"title": "诗选", "author": "某", "content": [{"title": "卷一", "content": [{"chapter": "甲", "author": "某", "paragraphs": ["雾。"]}, {"chapter": "乙", "paragraphs": ["散。"]}]}]},
    ],
)  # fmt: skip
def test_works_in_a_collection_are_articles_with_what_is_said_of_all(value: dict[str, Any], tmp_path: Any) -> None:
    path = tmp_path / "a.json"
    path.write_text(json.dumps(value, ensure_ascii=False), "utf-8")
    articles = [article for article in read_file(path) if isinstance(article, Article)]
    assert [(article.title, article.authors) for article in articles] == [("甲", ("某",)), ("乙", ("某",))]


@pytest.mark.parametrize(
    "name", ["译文", "translation", "注释", "notes", "赏析", "Appreciation", "comment", "创作背景"]
)
@pytest.mark.parametrize("held", ["雾散了。", ["雾散了。", "船开了。"]])
def test_what_a_record_says_of_its_text_is_a_section(name: str, held: Any) -> None:
    record = {"title": "渡口", "author": "某", "content": "雾失楼台。", name: held, "stars": 3}
    article = read_bytes(json.dumps(record, ensure_ascii=False).encode(), "a.json")
    assert [section.heading for section in article.sections] == ["", name]
    assert "雾散了。" in article.sections[1].text
    assert dict(article.fields) == {"stars": 3}


def test_a_poem_without_a_title_is_called_after_its_tune_and_never_after_its_notes() -> None:
    poem = {"rhythmic": "菩萨蛮", "paragraphs": ["小山重叠。"], "notes": ["小山：眉。"]}
    assert read_bytes(json.dumps(poem, ensure_ascii=False).encode(), "a.json").title == "菩萨蛮"
    assert read_bytes(json.dumps({**poem, "rhythmic": ""}, ensure_ascii=False).encode(), "a.json").title == "a/1"
    named = read_bytes(json.dumps({**poem, "title": "其一"}, ensure_ascii=False).encode(), "a.json")
    assert (named.title, dict(named.fields)) == ("其一", {"rhythmic": "菩萨蛮"})


@pytest.mark.parametrize(
    ("record", "title", "text"),
    [
        ({"word": "渡口", "explanation": "过河的地方", "pinyin": "dù kǒu"}, "渡口", "过河的地方"),
        ({"word": "望梅止渴", "derivation": "《世说》", "explanation": "比喻空想。"}, "望梅止渴", "《世说》\n\n比喻空想。"),
        ({"ci": "渡口", "explanation": "过河的地方"}, "渡口", "过河的地方"),
        ({"riddle": "飞蛾扑火", "answer": "自取灭亡"}, "飞蛾扑火", "自取灭亡"),
        ({"song": "渡口", "singer": "某", "lyric": ["雾散了", "船开了"]}, "渡口", "雾散了\n\n船开了"),
        ({"title": "渡口", "lyrics": "雾散了\n船开了"}, "渡口", "雾散了\n船开了"),
        ({"chapter_name": "第一章", "chapter_content": "雾散了。"}, "第一章", "雾散了。"),
        ({"title": "渡口", "content": [{"type": "text", "text": "雾。"}, {"type": "text", "text": "散。"}]}, "渡口", "雾。\n\n散。"),
        ({"title": "渡口", "blocks": [{"type": "header", "data": {"text": "一"}}, {"type": "list", "data": {"items": ["雾", "船"]}}]}, "渡口", "一\n\n雾\n\n船"),
        ({"title": "渡口", "body": [{"type": "p", "children": [{"text": "雾"}, {"text": "散。"}]}]}, "渡口", "雾散。"),
    ],
)  # fmt: skip
def test_entries_songs_and_texts_in_blocks_are_articles(record: dict[str, Any], title: str, text: str) -> None:
    article = read_bytes(json.dumps(record, ensure_ascii=False, indent=1).encode(), "a.json")
    assert (article.title, article.text) == (title, text)
