"""Regular expressions are made once, not for each article: making one takes longer than reading a short article."""

from __future__ import annotations

import re
from typing import Any

import pytest

from wenxun.articles import read_bytes

TEXTS = {
    "a.md": "# {name}\n\n{name}，又称{name}乙，是一种植物。见[别处](b.md)。\n\n## 标题\n\n正文。\n",
    "a.txt": "{name}\n\n{name}（英文：Name），俗称“{name}丙”。\n",
    "a.html": "<title>{name}_某网</title><h1>{name}</h1><p>{name}，又名{name}丁。</p>",
    "a.wikitext": "'''{name}'''，又称'''{name}戊'''。\n\n== 标题 ==\n{{某|{name}|乙}}正文。\n",
}


@pytest.mark.parametrize("path", TEXTS)
def test_no_pattern_is_made_for_each_article(path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[Any] = []
    make = re._compiler.compile  # type: ignore[attr-defined]  # whatever asks for a pattern

    def noted(pattern: Any, flags: int = 0) -> Any:
        made.append(pattern)
        return make(pattern, flags)

    def read(name: str) -> None:
        read_bytes(TEXTS[path].replace("{name}", f"{name}{path[2]}").encode(), path)

    read("番茄")
    with monkeypatch.context() as counting:
        counting.setattr(re._compiler, "compile", noted)  # type: ignore[attr-defined]
        read("马铃薯")
    assert made == []
