"""Records as other projects keep them: a question with its answer, a conversation, a book or law in its parts.

Each becomes a record of the shape that `records` reads. What none of these shapes fits stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from wenxun.articles.metadata import stated_as, text_name

__all__ = ["nested_records", "reshaped", "texts_beside"]

_ASKED = (
    *("question", "问题", "問題", "prompt", "instruction", "query", "题目", "題目", "提问", "提問"),
    *("user", "human", "ask", "q", "问", "問"),
)
_BETWEEN = ("input", "context", "passage", "背景", "options", "choices", "选项", "選項", "history")
_ANSWERED = (
    *("answer", "answers", "回答", "答案", "output", "response", "completion", "解析", "explanation", "target"),
    *("assistant", "bot", "gpt", "reply", "a", "答", "chosen", "rejected"),
)
_TURNS = ("messages", "conversations", "conversation", "dialogue", "dialog", "dialogs", "turns", "chat", "对话", "對話")
_SPEAKER = ("role", "from", "speaker", "name")
_SAID = ("content", "value", "text", "utterance")
_PART_NAMES = (
    *(
        "條號",
        "条号",
        "條次",
        "条次",
        "articleno",
        "article_no",
        "編章節",
        "编章节",
        "章節",
        "章节",
        "章",
        "节",
        "節",
        "卷",
        "篇",
        "回",
    ),
    *("chapter", "heading", "section", "subtitle", "小标题", "小標題", "chapter_title", "chaptertitle", "chapter_name"),
)
_PART_TEXTS = ("條文內容", "条文内容", "條文", "条文", "articlecontent", "article_content")
_PART_LISTS = (
    "chapters",
    "chapterlist",
    "chapter_list",
    "章节",
    "章節",
    "章节列表",
    "目录",
    "目錄",
    "parts",
    "paragraphs",
)
_WHOLE_TITLES = (
    "title",
    "书名",
    "書名",
    "bookname",
    "book_name",
    "lawname",
    "法規名稱",
    "法规名称",
    "中文法規名稱",
    "法律名称",
    "name",
)
_BESIDE_NAMES = """
    译文 譯文 翻译 翻譯 translation 白话 白話 白话文 白話文 注释 注釋 註釋 校注 annotation annotations notes note
    赏析 賞析 appreciation 评析 評析 点评 點評 comment 解析 analysis 背景 创作背景 創作背景 background
"""
_BESIDE = frozenset(_BESIDE_NAMES.split())
_HAN = re.compile(r"[\u3400-\u9fff]")
_SUBJECTS = (
    *("word", "ci", "idiom", "riddle", "term", "headword", "phrase", "song", "poem", "character", "title"),
    *("词", "词语", "詞", "詞語", "成语", "成語", "术语", "術語", "字", "谜面", "歇后语"),
)
_SAID_OF_NAMES = """
    explanation explanations definition definitions meaning meanings derivation example examples more answer verses
    lyrics lyric 释义 釋義 解释 解釋 出处 出處 例句 例子 说明 說明 谜底
"""
_SAID_OF = frozenset(_SAID_OF_NAMES.split())
_BLOCK_LISTS = ("blocks", "content", "body", "children", "nodes", "document", "elements")
_LEAST_HEADED = 0.8  # of the parts
_LONG_CHARS = 80  # of a text beside the parts that is read, too
_MOST_TITLE_CHARS = 80
_MOST_DEEP = 4
_SHARED = ("authors", "categories", "tags", "lang")  # what is said of all members of a list beside it


def reshaped(value: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return a record of the same content that has a text; the value itself where its shape is not known."""
    shapes = (_answered, _spoken, _in_parts, _in_blocks, _explained, _lifted)
    return next((found for shape in shapes if (found := shape(value)) is not None), value)


def texts_beside(value: Mapping[str, Any]) -> Iterator[tuple[str, list[str]]]:
    """Yield what a record says of its text: notes, a translation, an appreciation; each by name, in paragraphs.

    Args:
        value: the record.
    """
    for name, held in value.items():
        if name.strip().lower() in _BESIDE and (lines := _lines(held)) and any(map(_HAN.search, lines)):
            yield name, lines


def nested_records(value: Any, is_record: Callable[[Any], bool]) -> Iterator[Any]:
    """Yield the members of the lists within an object that hold records, those that lie least deep first.

    They have the authors, categories and tags of the object, unless they state their own.

    Args:
        value: the object.
        is_record: whether a value is a record; within records nothing is looked for.
    """
    level = [value]
    for _ in range(_MOST_DEEP):
        below: list[Any] = []
        for each in level:
            beside = {name: held for name, held in each.items() if stated_as(name) in _SHARED and not _is_table(held)}
            for inner in each.values():
                listed = inner if isinstance(inner, list) else []
                if any(map(is_record, listed)):
                    yield from ({**beside, **member} if isinstance(member, dict) else member for member in listed)
                else:
                    below += ({**beside, **member} for member in (inner, *listed) if isinstance(member, dict))
        level = below


def _is_table(value: Any) -> bool:
    return isinstance(value, dict) or (isinstance(value, list) and any(isinstance(each, dict) for each in value))


def _answered(value: Mapping[str, Any]) -> dict[str, Any] | None:
    by_name = {name.strip().lower(): name for name in value}
    taken: list[str] = []
    parts: list[list[str]] = []
    for names in (_ASKED, _BETWEEN, _ANSWERED):
        own = [by_name[name] for name in names if name in by_name]
        texts = [text for name in own for text in _texts(value[name])]
        taken += own
        parts.append(texts)
    asked, between, answered = parts
    if not asked:
        asked, between = between, []
    if not asked or not answered:
        return None
    is_title = "title" not in value and len(asked[0]) <= _MOST_TITLE_CHARS and "\n" not in asked[0]
    rest = {name: given for name, given in value.items() if name not in taken}
    if is_title:
        rest["title"] = asked.pop(0)
    return {**rest, "text": "\n\n".join((*asked, *between, *answered))}


def _spoken(value: Mapping[str, Any]) -> dict[str, Any] | None:
    for name in _TURNS:
        turns = value.get(name)
        if not isinstance(turns, list):
            continue
        said = [line for turn in turns if isinstance(turn, dict) and (line := _line(turn))]
        if said:
            return {**{other: given for other, given in value.items() if other != name}, "text": "\n\n".join(said)}
    return None


def _line(turn: Mapping[str, Any]) -> str:
    """What one said, or several, each under their own name."""
    speaker = next((turn[name] for name in _SPEAKER if isinstance(turn.get(name), str)), "")
    said = next((texts for name in _SAID if (texts := _texts(turn.get(name)))), ())
    if said:
        return "\n".join((f"{speaker}：{said[0]}" if speaker else said[0], *said[1:]))
    roles = (name for name in turn if name.strip().lower() in (*_ASKED, *_ANSWERED))
    return "\n\n".join(f"{name}：{text}" for name in roles for text in _texts(turn[name]))


def _in_parts(value: Mapping[str, Any]) -> dict[str, Any] | None:
    """A law or a book that lists its articles or chapters, each with a heading and a text: one text with headings."""
    by_name = {name.strip().lower(): name for name in value}
    titled = next((by_name[name] for name in _WHOLE_TITLES if isinstance(value.get(by_name.get(name, "")), str)), None)
    if titled is None or _has_text(value) or "sections" in value:
        return None
    for name, given in value.items():
        parts = [_part(each) for each in given] if isinstance(given, list) and _are_parts(name, given) else []
        if parts and None not in parts:
            break
    else:
        return None
    beside = {other: text for other, text in value.items() if isinstance(text, str) and len(text) > _LONG_CHARS}
    is_deep = any(not text for _, text in filter(None, parts))
    shown = [f"{'###' if is_deep and text else '##'} {heading}\n\n{text}" for heading, text in filter(None, parts)]
    shown += [f"## {other}\n\n{_in_lines(text)}" for other, text in beside.items()]
    rest = {other: held for other, held in value.items() if other not in (name, titled, *beside)}
    return {**rest, "title": value[titled], "markdown": "\n\n".join(shown)}


def _are_parts(name: str, given: Sequence[Any]) -> bool:
    """Whether a list holds the parts of one work, and not works of their own."""
    if not given or not all(isinstance(each, dict) for each in given):
        return False
    if any(stated_as(key) == "authors" for each in given for key in each):
        return False
    headed = sum(any(key.strip().lower() in _PART_NAMES for key in each) for each in given)
    return headed >= _LEAST_HEADED * len(given) or name.strip().lower() in _PART_LISTS


def _part(part: Mapping[str, Any]) -> tuple[str, str] | None:
    """Heading and text of a part; the text is "" where it is a heading over those that follow."""
    by_name = {name.strip().lower(): name for name in part}
    texts = [by_name[name] for name in _PART_TEXTS if name in by_name]
    own = texts[0] if texts else text_name(name for name, held in part.items() if _lines(held))
    lines = _lines(part[own]) if own else []
    headings = [by_name[name] for name in (*_PART_NAMES, *_WHOLE_TITLES) if name in by_name]
    heading = next(
        (" ".join(part[name].split()) for name in headings if isinstance(part[name], str) and part[name]), ""
    )
    if not heading and len(lines) == 1 and len(lines[0]) <= _MOST_TITLE_CHARS:  # of a chapter among articles
        return lines[0].strip(), ""
    return (heading, _in_lines("\n".join(lines))) if heading else None


def _lines(held: Any) -> list[str]:
    """A text in lines or paragraphs."""
    listed = held if isinstance(held, list) else [held]
    return listed if all(isinstance(each, str) and each.strip() for each in listed) else []


def _in_lines(text: str) -> str:
    """A text whose lines stay lines when it is read as Markdown."""
    return "\n\n".join(line.strip() for line in text.splitlines() if line.strip())


def _in_blocks(value: Mapping[str, Any]) -> dict[str, Any] | None:
    """A text in blocks, each of a type, as editors keep it: one text with headings."""
    for name in _BLOCK_LISTS:
        blocks = value.get(name)
        if isinstance(blocks, list) and blocks and all(isinstance(each, dict) and "type" in each for each in blocks):
            shown = [text for each in blocks if (text := _block(each))]
            if shown:
                rest = {other: held for other, held in value.items() if other != name}
                return {**rest, "markdown": "\n\n".join(shown)}
    return None


def _block(block: Mapping[str, Any], depth: int = 0) -> str:
    """The text of a block, with what lies within it."""
    data = block.get("data")
    inner: Mapping[str, Any] = data if isinstance(data, dict) else block
    said = next((held for name in ("text", "content", "value") if isinstance(held := inner.get(name), str)), "")
    for name in ("children", "content", "items"):
        if not said and isinstance(listed := inner.get(name), list) and depth < _MOST_DEEP:
            texts = (each if isinstance(each, str) else _block(each, depth + 1) for each in listed if each)
            said = ("\n\n" if name == "items" else "").join(texts)
    is_heading = str(block.get("type")).lower().startswith(("head", "title", "h1", "h2", "h3"))
    return f"## {' '.join(said.split())}" if is_heading and said.strip() else said


def _explained(value: Mapping[str, Any]) -> dict[str, Any] | None:
    """An entry of a dictionary, a riddle, or a song: what it is of is its title."""
    by_name = {name.strip().lower(): name for name in value}
    subject = next((by_name[name] for name in _SUBJECTS if isinstance(value.get(by_name.get(name, "")), str)), None)
    said = {name: texts for key, name in by_name.items() if key in _SAID_OF and (texts := _texts(value[name]))}
    if subject is None or not said or not 0 < len(value[subject].strip()) <= _MOST_TITLE_CHARS:
        return None
    rest = {name: held for name, held in value.items() if name != subject and name not in said}
    titled = {} if "title" in rest else {"title": value[subject]}
    return {**rest, **titled, "text": "\n\n".join(text for texts in said.values() for text in texts)}


def _lifted(value: Mapping[str, Any]) -> dict[str, Any] | None:
    """The one object within that has a text, with what stands beside it."""
    inner = [name for name, given in value.items() if isinstance(given, dict) and _has_text(given)]
    if len(inner) != 1 or "sections" in value:  # an export of ours, though a damaged one
        return None
    beside: dict[str, Any] = {}
    for name, given in value.items():
        beside |= given if isinstance(given, dict) else {name: given}
    return {**beside, **value[inner[0]]}


def _has_text(value: Mapping[str, Any]) -> bool:
    return text_name(name for name, given in value.items() if isinstance(given, str)) is not None


def _texts(value: Any) -> Sequence[str]:
    """The texts of an answer: one, several, or several with more about each."""
    if isinstance(value, list):
        return [text for each in value for text in _texts(each)]
    if isinstance(value, dict):
        return [text for name in _SAID for text in _texts(value.get(name))]
    return [value] if isinstance(value, str) and value.strip() else []
