"""No title, heading, text, name, file name, query or address gets a script into a page.

Each page is opened twice: as it is, where the Content-Security-Policy must not even have anything to refuse, and with
that policy switched off, where nothing but the escaping is left to hold.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from waitress import create_server

from wenxun import SearchEngine
from wenxun.web import create_app

SCRIPTS = "".join(
    [
        "javascript:ran.push(1)//",
        "<script>ran.push(2)</script>",
        "<img src=x onerror=ran.push(3)>",
        "\"><svg onload='ran.push(4)'>",
        '\'><body onpageshow="ran.push(5)">',
        "</mark></title></textarea></option><details open ontoggle=ran.push(6)>",
        "<iframe srcdoc='<script>parent.ran.push(7)</script>'></iframe>",
        '" autofocus onfocus=ran.push(8) x="',
        "{{ ran.push(9) }}{% x %}<!--><script>ran.push(10)</script>",
    ]
)
NAMED = "<img src=x onerror=ran.push(11)>"  # what a file may be called
QUERY = "鲸鱼"


def _write_articles(folder: Path) -> None:
    """Every format and every place of an article, with scripts in it."""
    shown = escape(SCRIPTS)
    record = {
        "id": SCRIPTS,
        "title": f"题{SCRIPTS}",
        "aliases": [f"名{SCRIPTS}"],
        "categories": [f"类{SCRIPTS}", SCRIPTS],
        "text": f"1998年的鲸鱼{SCRIPTS}。\n\n## {SCRIPTS}\n\n又一头鲸鱼在1999年，{SCRIPTS}。",
    }
    files = {
        "记录.jsonl": json.dumps(record, ensure_ascii=False),
        "网页.html": f"<!doctype html><html><title>{shown}</title><h1>{shown}</h1><p>鲸鱼{shown}{SCRIPTS}"
        "<a href='javascript:ran.push(12)'>见</a></p></html>",
        "维基.wiki": f"'''鲸鱼'''<nowiki>{SCRIPTS}</nowiki>[[题{shown}|{shown}]][javascript:ran.push(13) 见]\n"
        f"== {shown} ==\n{SCRIPTS}鲸鱼\n[[Category:类{shown}]]",
        "标记.md": f"# {SCRIPTS}\n\n鲸鱼`{SCRIPTS}`{SCRIPTS}[见](javascript:ran.push(14))\n\n## {shown}\n\n文",
        "文本.txt": f"鲸鱼{SCRIPTS}\n\n{SCRIPTS}",
        f"{NAMED}.txt": "没有别的题目的鲸鱼。",
    }
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Address of a server with such articles, and their ids."""
    folder = tmp_path_factory.mktemp("articles")
    _write_articles(folder)
    with SearchEngine.in_memory() as engine:
        engine.add(folder)
        engine.suggest("")  # collects the names
        ids = tuple(hit.id for hit in engine.search(QUERY, limit=100))
        server = create_server(create_app(engine), host="127.0.0.1", port=0, threads=4)
        thread = threading.Thread(target=server.run, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.effective_port}", ids
        server.close()
        server.task_dispatcher.shutdown()


@pytest.fixture(params=["with the policy", "without it"])
def visitor(chromium: Any, request: pytest.FixtureRequest) -> Iterator[Any]:
    """A page that notes every script of others that runs; the policy has nothing to refuse, and no script fails."""
    context = chromium.new_context(locale="zh-CN", bypass_csp=request.param == "without it")
    context.set_default_timeout(10_000)
    context.add_init_script("window.ran = []")
    opened = context.new_page()
    noted: list[str] = []
    opened.on("console", lambda message: noted.append(message.text) if "Policy" in message.text else None)
    opened.on("pageerror", lambda error: noted.append(str(error)))
    yield opened
    context.close()
    assert noted == []


def _assert_quiet(page: Any) -> None:
    """Nothing has run, nothing waits to run, and every link leads to a page of this server."""
    assert page.evaluate("window.ran") == []
    waiting = page.evaluate(
        "[...document.querySelectorAll('*')].filter(e => e.getAttributeNames().some(n => n.startsWith('on')))"
        ".map(e => e.outerHTML)"
    )
    assert waiting == []
    assert page.evaluate("[...document.scripts].filter(s => !s.src.startsWith(origin + '/static/')).length") == 0
    assert page.locator("iframe, object, embed, base, img, main svg:not(.chart)").count() == 0
    leaving = page.evaluate(
        "[...document.querySelectorAll('[href], [action], [src]')]"
        ".flatMap(e => ['href', 'action', 'src'].map(n => e.getAttribute(n)))"
        ".filter(u => u !== null && new URL(u, location).origin !== origin)"
    )
    assert leaving == []


def test_scripts_in_articles_stay_text_wherever_they_are_shown(
    visitor: Any, hostile: tuple[str, tuple[str, ...]]
) -> None:
    address, ids = hostile
    assert len(ids) == 6
    for path in ("/", f"/?q={QUERY}", f"/?q={QUERY}&variant=tw&ui=en"):
        visitor.goto(address + path)
        _assert_quiet(visitor)
    for article_id in ids:
        visitor.goto(f"{address}/articles/{quote(article_id, safe='')}?q={QUERY}")
        assert visitor.locator(".text mark").count() > 0
        _assert_quiet(visitor)


def test_a_file_is_shown_by_its_name_whatever_that_is(visitor: Any, hostile: tuple[str, tuple[str, ...]]) -> None:
    address, ids = hostile
    visitor.goto(f"{address}/articles/{quote(NAMED, safe='')}")
    assert NAMED in ids
    assert visitor.locator("h1").inner_text() == NAMED
    _assert_quiet(visitor)


def test_scripts_in_queries_and_addresses_stay_text(visitor: Any, hostile: tuple[str, tuple[str, ...]]) -> None:
    address, _ = hostile
    there = quote(SCRIPTS, safe="")
    queries = [
        f"“{there}”",
        f"没有 {there}",
        f"category:没有 {there}",
        f"category:“{there}”",
        f"title:{there}* OR {there}",
        f"date:{there}",
    ]
    for path in [
        *(f"/?q={query}" for query in (there, *queries)),
        f"/?q={QUERY}&page={there}&variant={there}&ui={there}&keys={there}&{there}={there}",
        f"/?q={QUERY}&from={there}&to={there}",
        f"/?q={QUERY}&fragment=hits#{there}",
        f"/articles/{quote('网页')}?q={there}#{there}",
        f"/articles/{quote('网页')}?q={QUERY}#{SCRIPTS}%",
        f"/articles/{there}x",
        f"/static/{there}",
        f"/{there}",
    ]:
        visitor.goto(address + path)
        _assert_quiet(visitor)


def test_scripts_that_are_typed_stay_text_in_results_and_suggestions(
    visitor: Any, hostile: tuple[str, tuple[str, ...]]
) -> None:
    address, _ = hostile
    visitor.goto(address)
    box = visitor.locator("#q")
    box.fill("<img")
    visitor.wait_for_function("name => document.querySelector('#suggestions li')?.textContent === name", arg=NAMED)
    _assert_quiet(visitor)
    for typed in (SCRIPTS, f"{QUERY} {SCRIPTS}"):
        box.fill(typed)
        visitor.wait_for_function("typed => document.title.startsWith(typed)", arg=typed)
        _assert_quiet(visitor)


@pytest.mark.parametrize(
    "path", ["search?q=", "suggest?q=", "suggest/opensearch?q=", "analyze?text=", "articles/", "search?limit="]
)
def test_an_answer_for_programs_is_no_page(visitor: Any, hostile: tuple[str, tuple[str, ...]], path: str) -> None:
    address, _ = hostile
    answer = visitor.goto(f"{address}/api/v1/{path}{quote(SCRIPTS, safe='')}")
    assert "html" not in answer.headers["content-type"]
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert visitor.evaluate("window.ran") == []
