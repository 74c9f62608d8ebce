"""Records as other projects keep them: a question with its answer, a conversation, a text within another object.

Each becomes a record of the shape that `records` reads. What none of these shapes fits stays as it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from wenxun.articles.metadata import text_name

__all__ = ["nested_lists", "reshaped"]

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
_MOST_TITLE_CHARS = 80
_MOST_DEEP = 4


def reshaped(value: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return a record of the same content that has a text; the value itself where its shape is not known."""
    return _answered(value) or _spoken(value) or _lifted(value) or value


def nested_lists(value: Any) -> Iterator[list[Any]]:
    """Yield the lists of objects within an object, those that lie least deep first."""
    level = [value]
    for _ in range(_MOST_DEEP):
        below = [inner for each in level if isinstance(each, dict) for inner in each.values()]
        for inner in below:
            if isinstance(inner, list) and any(isinstance(each, dict) for each in inner):
                yield inner
        level = below


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
