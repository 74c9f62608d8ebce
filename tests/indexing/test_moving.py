"""What ``docs/outgrowing-one-machine.md`` says about moving an index."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from wenxun import SearchEngine, Settings

REPOSITORY = Path(__file__).resolve().parents[2]
PAGE = REPOSITORY / "docs" / "outgrowing-one-machine.md"
CLUSTER = "http://localhost:9200/wenxun"


def test_the_lines_that_move_an_index_move_every_article_as_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with SearchEngine("index", settings=Settings()) as engine:
        engine.add(REPOSITORY / "seeds")
        before = [engine.get(record.id) for record in engine.articles()]
    (block,) = re.findall(r"^```python\n(.*?)^```$", PAGE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    assert CLUSTER in block
    exec(compile(block.replace(CLUSTER, "elsewhere"), PAGE.name, "exec"), {})
    with SearchEngine("elsewhere", settings=Settings()) as engine:
        assert [engine.get(record.id) for record in engine.articles()] == before
    assert len(before) > 10


def test_every_link_of_the_page_leads_somewhere() -> None:
    targets = re.findall(r"\]\((\.\./[^)#]+)\)", PAGE.read_text(encoding="utf-8"))
    missing = [target for target in targets if not (PAGE.parent / target).resolve().exists()]
    # the figures of a cluster are written by a benchmark that needs one
    assert [target for target in missing if not target.startswith("../benchmarks/results/")] == []
    assert targets
